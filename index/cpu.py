"""What this processor can do, and how llama.cpp is to be built for it. Needs nothing but the standard library."""

from __future__ import annotations

import os
from pathlib import Path

# Names of llama.cpp's build flags and those of the kernel for the same feature of the processor.
CPU_FEATURES = {
    "AVX2": "avx2",
    "FMA": "fma",
    "F16C": "f16c",
    "AVX_VNNI": "avx_vnni",
    "AVX512": "avx512f",
    "AVX512_VBMI": "avx512vbmi",
    "AVX512_VNNI": "avx512_vnni",
    "AVX512_BF16": "avx512_bf16",
    "AMX_INT8": "amx_int8",
    "DOTPROD": "asimddp",
    "MATMUL_INT8": "i8mm",
    "SVE": "sve",
}
# Compiled by GCC 12, llama.cpp's AMX kernels crash at their first matrix product (the stores of the tile
# configuration that `ldtilecfg` reads are dropped), so nobody is told to build with them.
RISKY_FEATURES = frozenset({"AMX_INT8"})


def count_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_cpu_flags(path: Path = Path("/proc/cpuinfo")) -> frozenset[str]:
    """Return the features the kernel names for this processor; empty where it names none."""
    if not path.is_file():
        return frozenset()
    lines = (line.partition(":") for line in path.read_text(errors="replace").splitlines())
    flags = (value for key, _, value in lines if key.strip().lower() in ("flags", "features"))
    return frozenset(next(flags, "").split())


def choose_build_flags(flags: frozenset[str]) -> str:
    """Return CMake's options: whatever the processor has, but of AMX processors everything except AMX."""
    if not any(CPU_FEATURES[name] in flags for name in RISKY_FEATURES):
        return "-DGGML_NATIVE=ON"
    # llama.cpp switches AVX2 and its like on by itself; what starts with AVX512 or ends in VNNI has to be named.
    named = [name for name, flag in CPU_FEATURES.items() if "AVX" in name and name != "AVX2" and flag in flags]
    return " ".join(["-DGGML_NATIVE=OFF", *(f"-DGGML_{name}=ON" for name in named)])
