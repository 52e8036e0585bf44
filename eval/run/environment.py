"""What a figure depends on besides the questions: code, versions, models, machine."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

from index.cpu import count_cores

KEY_PACKAGES = (
    "belegt",
    "chromadb",
    "ir-measures",
    "llama-cpp-python",
    "numpy",
    "onnxruntime",
    "scipy",
    "sentence-transformers",
    "torch",
    "transformers",
)
_CODE_SUFFIXES = frozenset({".py", ".txt", ".toml", ".json", ".xz"})


@cache
def hash_code(*packages: str) -> str:
    """Return a short hash of the sources of our own `packages`, the command line left out.

    Equal hashes mean that the same files would be indexed and the same questions answered in the same way.
    """
    root = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256()
    for path in sorted(path for name in packages for path in (root / name).rglob("*")):
        if path.suffix in _CODE_SUFFIXES and "cli" not in path.parts:
            digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def describe_versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that bear on the figures."""
    found = {"python": platform.python_version()}
    for name in KEY_PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "-"
    return found


def describe_machine() -> dict[str, Any]:
    """Return the processor, the cores this process may use, the memory in bytes and the system."""
    import psutil

    return {
        "cpu": _read_cpu_name(),
        "cores": count_cores(),
        "memory": psutil.virtual_memory().total,
        "system": f"{platform.system()} {platform.machine()}",
    }


def describe_models(*, embedder: str, llm: str | None, reader: bool = False) -> dict[str, dict[str, str]]:
    """Return name and hash of the models in use; `llm` is None where no answer is wanted, "" for the default.

    `reader` tells whether the installed one reads.
    """
    from index.config import DEFAULT_LLM
    from index.embed import load_embedder
    from index.models import resolve_llm
    from index.models.files import hash_file
    from rag.llm.endpoint import is_address
    from rag.reader.load import ADAPTER

    found = {"embedder": {"name": embedder, "fingerprint": load_embedder(embedder).fingerprint}}
    if llm is not None:
        found["llm"] = {"name": llm or DEFAULT_LLM}
        if not is_address(found["llm"]["name"]):
            path = resolve_llm(found["llm"]["name"])
            found["llm"] |= {"file": path.name, "sha256": hash_file(path)}
    if reader:
        adapter = Path(str(files("rag.reader").joinpath(ADAPTER)))
        found["reader"] = {"name": "reader", "file": adapter.name, "sha256": hash_file(adapter)}
    return found


def _read_cpu_name() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unbekannt"
