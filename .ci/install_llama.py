"""Install llama-cpp-python, built once for this processor and kept as a wheel in the cache.

The ordinary build asks the compiler for everything the processor has. On processors with AMX that takes up
llama.cpp's AMX kernels, which crash in the first matrix product when compiled by GCC 12 (`ldtilecfg` reads a
configuration whose stores the compiler has dropped), so the features are named here one by one, without AMX.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

FEATURES = {
    "avx512f": "GGML_AVX512",
    "avx512vbmi": "GGML_AVX512_VBMI",
    "avx512_vnni": "GGML_AVX512_VNNI",
    "avx512_bf16": "GGML_AVX512_BF16",
    "avx_vnni": "GGML_AVX_VNNI",
    "avx2": "GGML_AVX2",
    "avx": "GGML_AVX",
    "bmi2": "GGML_BMI2",
    "fma": "GGML_FMA",
    "f16c": "GGML_F16C",
}
CONSTRAINTS = Path(__file__).parents[1] / "constraints.txt"


def main() -> int:
    requirement = pinned_requirement()
    arguments = cmake_arguments()
    wheels = cache_dir() / hashlib.sha256(f"{requirement} {sys.version_info[:2]} {arguments}".encode()).hexdigest()[:16]
    if not list(wheels.glob("*.whl")):
        print(f"{requirement} wird für diesen Prozessor übersetzt (einmalig, etwa zehn Minuten) …", flush=True)
        build_wheel(requirement, arguments, wheels)
    [wheel] = wheels.glob("*.whl")
    return pip("install", "--quiet", "-c", str(CONSTRAINTS), str(wheel))


def pinned_requirement() -> str:
    """Return the line of the constraints that pins the package."""
    found = re.search(r"^llama[-_]cpp[-_]python==\S+", CONSTRAINTS.read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        sys.exit("constraints.txt nennt keine Version von llama-cpp-python.")
    return found.group()


def cmake_arguments() -> str:
    """Return the features of this processor as build options; elsewhere than on x86 Linux the build's own choice."""
    options = ["-DLLAVA_BUILD=OFF"]
    cpuinfo = Path("/proc/cpuinfo")
    if platform.machine() == "x86_64" and cpuinfo.exists():
        found = re.search(r"^flags\s*:(.*)$", cpuinfo.read_text(encoding="utf-8"), re.MULTILINE)
        flags = set(found.group(1).split()) if found else set()
        options += ["-DGGML_NATIVE=OFF"]
        options += [f"-D{option}={'ON' if flag in flags else 'OFF'}" for flag, option in FEATURES.items()]
    return " ".join(options)


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
