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
#: GCC 12 believes that `ldtilecfg` reads eight bytes and drops the stores of the other 56 as dead, so that llama.cpp's
#: AMX kernels crash at their first matrix product. Without that one pass they run (clang takes the flag as a no-op).
AMX_WORKAROUND = "-DCMAKE_CXX_FLAGS=-fno-dse"


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
    """Return CMake's options: whatever the processor has."""
    native = "-DGGML_NATIVE=ON"
    return f"{native} {AMX_WORKAROUND}" if CPU_FEATURES["AMX_INT8"] in flags else native
