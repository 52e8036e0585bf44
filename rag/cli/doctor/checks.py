"""What can be wrong with an installation: each check returns findings, and each finding its mend."""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from index.config import DEFAULT_EMBEDDER, DEFAULT_LLM, home_dir
from index.cpu import CPU_FEATURES, choose_build_flags, read_cpu_flags
from index.errors import BelegtError
from rag.cli.messages import Texts
from rag.cli.terminal.formats import format_bytes, format_seconds

if TYPE_CHECKING:
    from packaging.requirements import Requirement

    from index.models import ModelState

PACKAGES = (
    "torch",
    "onnxruntime",
    "sentence-transformers",
    "transformers",
    "chromadb",
    "llama-cpp-python",
    "gradio",
)
PROBES = {
    "llama": "llama-cpp-python",
    "encoder": "onnxruntime",
    "embedding": "sentence-transformers",
    "chroma": "chromadb",
}
PROBE_SECONDS = 180
NEEDED_DISK = 2_000_000_000
NEEDED_MEMORY = 2_500_000_000


class Level(StrEnum):
    """How bad a finding is; `PROBLEM` prevents answering."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `mend` is "" where nothing is to be done."""

    level: Level
    topic: str
    text: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """How a library behaved in a process of its own; `failure` is the key of a message or ""."""

    facts: Mapping[str, str]
    seconds: float
    failure: str = ""
    cause: str = ""


def examine(archive: Path, say: Texts, *, full: bool = False) -> Iterator[Finding]:
    """Look at everything that answering needs. `full` reads the models again to compute their hashes."""
    with ThreadPoolExecutor(len(PROBES)) as pool:
        smallest = min(find_llms(), key=lambda state: state.bytes_on_disk, default=None)
        model = [str(smallest.path)] if smallest else []
        running = {name: pool.submit(run_probe, name, *(model if name == "llama" else [])) for name in PROBES}
        yield from check_versions(say)
        yield check_sqlite(say)
        results = {name: future.result() for name, future in running.items()}
    yield from (check_library(name, result, say) for name, result in results.items())
    if "system" in results["llama"].facts:
        yield check_cpu(results["llama"].facts["system"], read_cpu_flags(), say)
    yield from check_models(say, full=full)
    yield check_reader(say)
    yield check_writable("home", home_dir(), say, level=Level.WARNING)
    yield check_writable("archive", archive, say, level=Level.PROBLEM)
    yield check_disk(home_dir(), say)
    yield check_memory(say)


def find_llms() -> list[ModelState]:
    """Return the language models that are on this computer."""
    from index.models import list_models

    return [state for state in list_models() if state.present and state.entry.kind == "llm"]


def get_version(package: str) -> str | None:
    """Return the installed version of a distribution, None where it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def read_requirements() -> dict[str, Requirement]:
    """Return what belegt's own metadata requires, by name; empty when it runs from the source folder."""
    from packaging.requirements import Requirement

    try:
        lines = metadata.requires("belegt") or []
    except metadata.PackageNotFoundError:
        return {}
    requirements = (Requirement(line) for line in lines)
    return {entry.name: entry for entry in requirements if entry.marker is None or entry.marker.evaluate()}


def check_versions(say: Texts) -> Iterator[Finding]:
    """Compare the installed versions with those that are required."""
    yield Finding(Level.OK, "python", platform.python_version())
    own = get_version("belegt")
    if own is None:
        yield Finding(Level.WARNING, "belegt", say("from_source"), say("install_here"))
    else:
        yield Finding(Level.OK, "belegt", own)
    requirements = read_requirements()
    for name in PACKAGES:
        yield check_version(name, get_version(name), requirements.get(name), say)


def check_version(name: str, version: str | None, requirement: Requirement | None, say: Texts) -> Finding:
    """Judge one package by its version; a wrong one is a warning, a missing one a problem."""
    mend = say("install", requirement=requirement or name)
    if version is None:
        return Finding(Level.PROBLEM, name, say("not_installed", name=name), mend)
    if requirement and not requirement.specifier.contains(version, prereleases=True):
        return Finding(Level.WARNING, name, say("wrong_version", version=version, requirement=requirement), mend)
    return Finding(Level.OK, name, version)


def check_sqlite(say: Texts) -> Finding:
    """See whether SQLite has its full-text search."""
    version = sqlite3.sqlite_version
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
    except sqlite3.OperationalError:
        return Finding(Level.PROBLEM, say("sqlite"), say("sqlite_bad", version=version), say("sqlite_mend"))
    finally:
        connection.close()
    return Finding(Level.OK, say("sqlite"), say("sqlite_ok", version=version))


def run_probe(name: str, *arguments: str, timeout: float = PROBE_SECONDS) -> ProbeResult:
    """Run a probe of `rag.cli.doctor.probe` in a child process: a library that crashes takes only that one with it."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "rag.cli.doctor.probe", name, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        return ProbeResult({}, timeout, "hangs")
    seconds = time.perf_counter() - started
    if done.returncode < 0:
        return ProbeResult({}, seconds, "crashes", signal.Signals(-done.returncode).name)
    if done.returncode:
        return ProbeResult({}, seconds, "fails", (done.stderr.strip().splitlines() or ["?"])[-1])
    return ProbeResult(json.loads(done.stdout.strip().splitlines()[-1]), seconds)


def check_library(name: str, result: ProbeResult, say: Texts) -> Finding:
    """Judge how a library behaved in its probe."""
    seconds = format_seconds(result.seconds, say.lang)
    if not result.failure:
        key = "computes" if "computed" in result.facts else "loads"
        return Finding(Level.OK, say(name), say(key, seconds=seconds))
    package = PROBES[name]
    version = get_version(package)
    if name == "llama" and version:
        mend = describe_rebuild(read_cpu_flags(), say)
    else:
        mend = say("reinstall", requirement=f"{package}=={version}" if version else package)
    text = say(result.failure, cause=result.cause, signal=result.cause, seconds=seconds)
    return Finding(Level.PROBLEM, say(name), text, mend)


def check_cpu(system: str, flags: frozenset[str], say: Texts) -> Finding:
    """Hold what llama.cpp was built for (its system info) against what the processor can do."""
    built = {name for name in CPU_FEATURES if f"{name} = 1" in system}
    able = {name for name, flag in CPU_FEATURES.items() if flag in flags}
    mend = describe_rebuild(flags, say)
    if not flags:
        return Finding(Level.OK, say("cpu"), say("cpu_unknown", features=_list_features(built, say)))
    if lacking := built - able:
        return Finding(Level.PROBLEM, say("cpu"), say("cpu_lacks", features=_list_features(lacking, say)), mend)
    if unused := able - built:
        return Finding(Level.WARNING, say("cpu"), say("cpu_unused", features=_list_features(unused, say)), mend)
    return Finding(Level.OK, say("cpu"), say("cpu_ok", features=_list_features(built, say)))


def describe_rebuild(flags: frozenset[str], say: Texts) -> str:
    """Return the command that builds llama.cpp anew for a processor with `flags`."""
    version = get_version("llama-cpp-python")
    package = f"llama-cpp-python=={version}" if version else "llama-cpp-python"
    return say("rebuild_llama", flags=choose_build_flags(flags), package=package)


def _list_features(names: Iterable[str], say: Texts) -> str:
    return ", ".join(name for name in CPU_FEATURES if name in set(names)) or say("no_features")


def check_models(say: Texts, *, full: bool) -> Iterator[Finding]:
    """See which models are there; of each kind one is needed."""
    from index.models import list_models

    states = list_models()
    kinds = {state.entry.kind for state in states if state.present}
    for state in states:
        if state.present:
            yield check_present_model(state, say, full=full)
        elif state.entry.name in (DEFAULT_LLM, DEFAULT_EMBEDDER):
            other = state.entry.kind in kinds
            level, key = (Level.WARNING, "model_optional") if other else (Level.PROBLEM, "model_missing")
            yield Finding(level, _name_model(state, say), say(key), state.entry.command)


def check_present_model(state: ModelState, say: Texts, *, full: bool) -> Finding:
    """Judge a model that is there; `full` reads all of it."""
    topic, size = _name_model(state, say), format_bytes(state.bytes_on_disk, say.lang)
    if not full:
        return Finding(Level.OK, topic, say("model_present", size=size))
    from index.models import verify_model

    try:
        verify_model(state.entry)
    except BelegtError as error:
        return Finding(Level.PROBLEM, topic, say("model_wrong", cause=error.text(say.lang)), state.entry.command)
    return Finding(Level.OK, topic, say("model_verified", size=size))


def check_reader(say: Texts, *, adapter: Path | None = None) -> Finding:
    """See whether the reader's adapter is there and belongs to the embedder; a missing embedder is told elsewhere."""
    from index.models import resolve_embedder
    from index.models.catalogue import FLOAT_SUFFIX
    from rag.reader.load import ADAPTER, ENCODER, read_adapter

    topic, path = say("reader"), adapter or Path(str(files("rag.reader").joinpath(ADAPTER)))
    try:
        found, size = read_adapter(path), format_bytes(path.stat().st_size, say.lang)
    except Exception as error:  # whatever decompressing and parsing raise
        cause = f"{type(error).__name__}: {error}"
        return Finding(Level.PROBLEM, topic, say("reader_broken", cause=cause), say("reader_mend"))
    try:
        fits = found.encoder == resolve_embedder(ENCODER + FLOAT_SUFFIX).fingerprint
    except BelegtError:
        return Finding(Level.OK, topic, say("model_present", size=size))
    key = "reader_fits" if fits else "reader_strange"
    level, mend = (Level.OK, "") if fits else (Level.WARNING, say("reader_mend"))
    return Finding(level, topic, say(key, size=size, embedder=ENCODER), mend)


def _name_model(state: ModelState, say: Texts) -> str:
    return say(f"model_{state.entry.kind}", name=state.entry.name)


def check_writable(topic: str, path: Path, say: Texts, *, level: Level) -> Finding:
    """See whether `path`, or the nearest folder above it that exists, can be written to."""
    place = find_existing(path)
    if place.is_dir() and os.access(place, os.W_OK | os.X_OK):
        return Finding(Level.OK, say(topic), say("writable", path=path))
    return Finding(level, say(topic), say("not_writable", path=place), say(f"{topic}_mend"))


def find_existing(path: Path) -> Path:
    """Return `path` or the nearest folder above it that exists."""
    absolute = path.absolute()
    return next(place for place in (absolute, *absolute.parents) if place.exists())


def check_disk(path: Path, say: Texts, *, needed: int = NEEDED_DISK) -> Finding:
    """See whether models and an archive find room."""
    free = shutil.disk_usage(find_existing(path)).free
    size = format_bytes(free, say.lang)
    if free >= needed:
        return Finding(Level.OK, say("disk"), say("free", size=size, path=path))
    text = say("little_free", size=size, path=path, needed=format_bytes(needed, say.lang))
    return Finding(Level.WARNING, say("disk"), text, say("free_mend"))


def check_memory(say: Texts, *, needed: int = NEEDED_MEMORY) -> Finding:
    """See whether both models find room in memory."""
    import psutil

    memory = psutil.virtual_memory()
    facts = {"available": format_bytes(memory.available, say.lang), "total": format_bytes(memory.total, say.lang)}
    if memory.available >= needed:
        return Finding(Level.OK, say("memory"), say("memory_ok", **facts))
    text = say("memory_low", needed=format_bytes(needed, say.lang), **facts)
    return Finding(Level.WARNING, say("memory"), text, say("memory_mend"))
