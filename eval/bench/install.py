"""The environment of the systems to compare with: one of their own, so that their needs never meet ours."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from importlib.metadata import requires, version
from pathlib import Path

from index.config import home_dir
from index.errors import UsageError

FOLDER = Path(".venv-peers")
EXTRA = "peers"
#: What both sides run on is of the same version on both sides.
SHARED = ("chromadb", "numpy", "sentence-transformers", "tokenizers", "torch", "transformers")


def find_python(folder: Path) -> Path:
    """Return the Python of the environment in `folder`. Raises UsageError with the command that makes it."""
    # Not resolved: behind the link lies the Python that knows nothing of the environment.
    path = folder.absolute() / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (folder / "installed.txt").is_file() or not path.exists():
        raise UsageError(
            cause=f"In {folder} sind die Vergleichssysteme nicht eingerichtet. "
            "Bitte „belegt bench peers --install“ ausführen (braucht Netz und etwa 2 GB Platz)."
        )
    return path


def install_peers(folder: Path) -> None:
    """Make the environment and install the extra `peers` into it; a second call finishes what a first left.

    Raises UsageError when our own llama-cpp-python wheel is missing or pip fails.
    """
    wheel = find_wheel(home_dir() / "wheels", version("llama-cpp-python"))
    wanted = list_requirements()
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        _run([sys.executable, "-m", "venv", str(folder)])
    with tempfile.TemporaryDirectory() as scratch:
        constraints = Path(scratch) / "constraints.txt"
        constraints.write_text("".join(f"{line}\n" for line in pin_shared()), encoding="utf-8")
        pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"]
        _run([*pip, "-c", str(constraints), str(wheel), f"torch=={_public_version('torch')}", *wanted])
    (folder / "installed.txt").write_text("".join(f"{line}\n" for line in wanted), encoding="utf-8")


def list_requirements() -> list[str]:
    """Return the pinned requirements of the extra `peers`, llama-cpp-python left out: its wheel is at hand."""
    marker = f'extra == "{EXTRA}"'
    lines = [line.partition(";") for line in requires("belegt") or []]
    wanted = [name.strip() for name, _, condition in lines if condition.strip() == marker]
    if not wanted:
        raise UsageError(cause="Der Zusatz [peers] ist dieser Installation unbekannt. Bitte belegt neu installieren.")
    return wanted


def pin_shared() -> list[str]:
    """Return constraints that give the peers our versions of what both sides run on."""
    return [f"{name}=={_public_version(name)}" for name in SHARED]


def find_wheel(folder: Path, wanted: str) -> Path:
    """Return the newest wheel of llama-cpp-python of this version that was built for this processor.

    Raises UsageError when there is none: a build with the usual options crashes on processors with AMX.
    """
    found = sorted(folder.glob(f"*/llama_cpp_python-{wanted}-*.whl"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise UsageError(
            cause=f"Unter {folder} liegt kein für diesen Prozessor gebautes llama-cpp-python {wanted}. "
            "Bitte zuerst „make“ ausführen."
        )
    return found[-1]


def _public_version(name: str) -> str:
    return version(name).partition("+")[0]


def _run(command: list[str]) -> None:
    done = subprocess.run(command, check=False, stdout=sys.stderr)
    if done.returncode:
        raise UsageError(cause=f"{' '.join(command[:4])} … endete mit {done.returncode}; die Ursache steht darüber.")
