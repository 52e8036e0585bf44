"""Install llama-cpp-python, built once for this processor and kept as a wheel in the cache.

Which features of the processor it is built with is told in `index/cpu.py`.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from index.cpu import choose_build_flags, read_cpu_flags  # noqa: E402

CONSTRAINTS = ROOT / "constraints.txt"


def main() -> int:
    requirement = pinned_requirement()
    flags = read_cpu_flags()
    arguments = f"-DLLAVA_BUILD=OFF {choose_build_flags(flags)}"
    facts = (requirement, sys.version_info[:2], platform.machine(), platform.libc_ver(), sorted(flags), arguments)
    wheels = cache_dir() / hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
    if not list(wheels.glob("*.whl")):
        print(f"{requirement} wird für diesen Prozessor übersetzt (einmalig, etwa zehn Minuten) …", flush=True)
        build_wheel(requirement, arguments, wheels)
    [wheel] = wheels.glob("*.whl")
    # First what it needs; then the wheel itself, also over one of the same version that was built otherwise.
    needs = pip("install", "--quiet", "-c", str(CONSTRAINTS), str(wheel))
    return needs or pip("install", "--quiet", "--no-deps", "--force-reinstall", str(wheel))


def pinned_requirement() -> str:
    """Return the line of the constraints that pins the package."""
    found = re.search(r"^llama[-_]cpp[-_]python==\S+", CONSTRAINTS.read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        sys.exit("constraints.txt nennt keine Version von llama-cpp-python.")
    return found.group()


def cache_dir() -> Path:
    """Return where wheels are kept: `BELEGT_HOME`, else the user's cache folder."""
    home = os.environ.get("BELEGT_HOME")
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return (Path(home) if home else Path(cache) / "belegt") / "wheels"


def build_wheel(requirement: str, arguments: str, folder: Path) -> None:
    """Build into a folder beside and rename, so that a broken build leaves nothing that looks whole."""
    part = folder.with_suffix(".part")
    environment = {**os.environ, "CMAKE_ARGS": f"{arguments} {os.environ.get('CMAKE_ARGS', '')}".strip()}
    # pip's own wheel cache knows nothing of these options and may hold a wheel of others.
    code = pip("wheel", "--quiet", "--no-deps", "--no-cache-dir", "--no-binary", "llama-cpp-python",
               "-w", str(part), requirement, environment=environment)  # fmt: skip
    if code:
        sys.exit("llama-cpp-python ließ sich nicht übersetzen. Gebraucht werden ein C++-Compiler und make.")
    part.replace(folder)


def pip(*arguments: str, environment: dict[str, str] | None = None) -> int:
    return subprocess.run([sys.executable, "-m", "pip", *arguments], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
