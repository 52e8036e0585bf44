"""Imports go only one way: index -> rag -> ui, eval; and nothing heavy is loaded before it is needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = {"index", "rag", "ui", "eval", "demo", "tests"}
MAY_IMPORT = {
    "index": {"index"},
    "rag": {"index", "rag"},
    "ui": {"index", "rag", "ui"},
    "eval": {"index", "rag", "eval"},
}
HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "chromadb",
    "llama_cpp",
    "gradio",
    "trafilatura",
    "onnx",
    "onnxruntime",
)


def _imported_packages(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_go_one_way(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        wrong = (_imported_packages(path) & PACKAGES) - MAY_IMPORT[package]
        assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}"


@pytest.mark.parametrize(
    "module", ["rag", "rag.cli", "ui.__main__", "eval.__main__", "index.load", "index.models", "index.embed"]
)
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


def test_every_module_says_what_it_does() -> None:
    """A module says in its first line what it does."""
    for package in MAY_IMPORT:
        for path in (ROOT / package).rglob("*.py"):
            assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path.relative_to(ROOT)
