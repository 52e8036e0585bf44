"""`belegt doctor`: each thing that can be wrong is found and has its mend."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from packaging.requirements import Requirement

from index import cpu
from index.errors import HashMismatch, ModelMissing
from index.models import ModelEntry, ModelState
from rag.cli import main
from rag.cli.doctor import checks as doctor
from rag.cli.doctor.checks import Finding, Level, ProbeResult
from rag.cli.doctor.texts import DOCTOR_MESSAGES
from rag.cli.messages import Texts
from rag.reader.load import write_adapter

pytestmark = pytest.mark.usefixtures("keep_environment")

SAY = Texts("de", DOCTOR_MESSAGES)
LLM = ModelEntry("1.5b", "llm", "a.gguf")
SMALL = ModelEntry("0.5b", "llm", "b.gguf")
EMBEDDER = ModelEntry("e5-small", "embedder", "e5")
SYSTEM = "CPU : SSE3 = 1 | AVX2 = 1 | FMA = 1 | AVX512 = 1 | REPACK = 1 | "


def have_models(monkeypatch: pytest.MonkeyPatch, present: set[str]) -> None:
    states = tuple(ModelState(entry, entry.name in present, Path("x"), 5_000_000) for entry in (LLM, SMALL, EMBEDDER))
    monkeypatch.setattr("index.models.list_models", lambda: states)


def test_a_cpu_that_is_used_fully_is_fine() -> None:
    finding = doctor.check_cpu(SYSTEM, frozenset({"avx2", "fma", "avx512f", "sse2"}), SAY)
    assert finding == Finding(Level.OK, "Prozessor", "llama.cpp nutzt AVX2, FMA, AVX512")


def test_a_cpu_that_could_do_more_is_a_warning_with_the_way_to_rebuild() -> None:
    finding = doctor.check_cpu(SYSTEM, frozenset({"avx2", "fma", "avx512f", "avx512_vnni"}), SAY)
    assert finding.level == Level.WARNING
    assert "kann AVX512_VNNI," in finding.text
    assert "GGML_NATIVE=ON" in finding.mend


def test_a_build_for_another_cpu_is_a_problem() -> None:
    finding = doctor.check_cpu(SYSTEM, frozenset({"avx2", "fma"}), SAY)
    assert finding.level == Level.PROBLEM
    assert "mit AVX512 gebaut" in finding.text


def test_a_build_without_amx_is_slower_than_it_could_be() -> None:
    flags = frozenset({"avx2", "fma", "avx512f", "avx512_vnni", "amx_int8"})
    finding = doctor.check_cpu(SYSTEM + "AVX512_VNNI = 1 | ", flags, SAY)
    assert finding.level == Level.WARNING
    assert "AMX_INT8" in finding.text


def test_amx_is_built_in_without_the_pass_that_breaks_it() -> None:
    assert cpu.choose_build_flags(frozenset({"avx2", "amx_int8"})) == "-DGGML_NATIVE=ON -DCMAKE_CXX_FLAGS=-fno-dse"
    assert cpu.choose_build_flags(frozenset({"avx2"})) == "-DGGML_NATIVE=ON"


def test_a_cpu_that_tells_nothing_is_not_judged(tmp_path: Path) -> None:
    assert cpu.read_cpu_flags(tmp_path / "missing") == frozenset()
    assert doctor.check_cpu(SYSTEM, frozenset(), SAY).level == Level.OK


def test_cpu_flags_are_read_from_both_kinds_of_listing(tmp_path: Path) -> None:
    listing = tmp_path / "cpuinfo"
    listing.write_text("processor\t: 0\nflags\t\t: fpu avx2 fma\n\nprocessor\t: 1\nflags\t\t: fpu\n")
    assert cpu.read_cpu_flags(listing) == {"fpu", "avx2", "fma"}
    listing.write_text("processor: 0\nFeatures : asimd i8mm\n")
    assert cpu.read_cpu_flags(listing) == {"asimd", "i8mm"}


def test_wrong_and_missing_packages_come_with_the_command() -> None:
    needed = Requirement("gradio<7,>=6.31")
    assert doctor.check_version("gradio", "6.31.0", needed, SAY).level == Level.OK
    old = doctor.check_version("gradio", "5.1", needed, SAY)
    assert (old.level, old.mend) == (Level.WARNING, 'pip install "gradio<7,>=6.31"')
    assert "5.1 ist installiert" in old.text
    assert doctor.check_version("gradio", None, needed, SAY).level == Level.PROBLEM


def test_a_local_build_of_a_pinned_version_fits() -> None:
    assert doctor.check_version("torch", "2.13.0+cpu", Requirement("torch==2.13.0"), SAY).level == Level.OK


def test_running_from_the_source_folder_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    monkeypatch.setattr(metadata, "requires", missing)
    findings = {finding.topic: finding for finding in doctor.check_versions(SAY)}
    assert findings["belegt"].level == Level.WARNING
    assert findings["torch"].level == Level.PROBLEM


def test_sqlite_without_full_text_search_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.check_sqlite(SAY).level == Level.OK

    class Bare(sqlite3.Connection):
        def execute(self, *_: object) -> sqlite3.Cursor:
            raise sqlite3.OperationalError("no such module: fts5")

    monkeypatch.setattr(sqlite3, "connect", lambda _: Bare(":memory:"))
    assert doctor.check_sqlite(SAY).level == Level.PROBLEM


def test_probes_tell_success_failure_crash_and_silence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def run(code: str, *, timeout: float = 60) -> ProbeResult:
        program = tmp_path / "python"
        program.write_text(f"#!{sys.executable}\n{code}\n")
        program.chmod(0o755)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "executable", str(program))
            return doctor.run_probe("llama", timeout=timeout)

    assert run("print('noise'); print('{\"system\": \"AVX2 = 1\"}')").facts == {"system": "AVX2 = 1"}
    failed = run("raise ImportError('libfoo.so fehlt')")
    assert (failed.failure, failed.cause) == ("fails", "ImportError: libfoo.so fehlt")
    crashed = run("import os, signal; os.kill(os.getpid(), signal.SIGILL)")
    assert (crashed.failure, crashed.cause) == ("crashes", "SIGILL")
    assert run("import time; time.sleep(60)", timeout=0.2).failure == "hangs"


def test_a_crashing_llama_is_to_be_built_anew() -> None:
    finding = doctor.check_library("llama", ProbeResult({}, 0.5, "crashes", "SIGILL"), SAY)
    assert finding.level == Level.PROBLEM
    assert "SIGILL" in finding.text
    assert "--no-binary llama-cpp-python" in finding.mend
    assert doctor.check_library("llama", ProbeResult({"computed": "40"}, 2.5), SAY).text == "lädt und rechnet (2,5 s)"
    broken = doctor.check_library("chroma", ProbeResult({}, 0.5, "fails", "ImportError: x"), SAY)
    assert "ImportError: x" in broken.text
    assert "chromadb==" in broken.mend


def test_a_missing_model_prevents_answering_unless_another_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    have_models(monkeypatch, {"e5-small"})
    levels = {finding.topic: finding for finding in doctor.check_models(SAY, full=False)}
    assert levels["Embedding-Modell e5-small"].level == Level.OK
    assert levels["Sprachmodell 1.5b"].level == Level.PROBLEM
    assert levels["Sprachmodell 1.5b"].mend == "belegt models pull --llm 1.5b"
    assert "Sprachmodell 0.5b" not in levels
    have_models(monkeypatch, {"e5-small", "0.5b"})
    levels = {finding.topic: finding for finding in doctor.check_models(SAY, full=False)}
    assert levels["Sprachmodell 1.5b"].level == Level.WARNING


def test_full_reads_the_models_again(monkeypatch: pytest.MonkeyPatch) -> None:
    have_models(monkeypatch, {"1.5b", "e5-small"})

    def verify(entry: ModelEntry) -> None:
        if entry.name == "1.5b":
            raise HashMismatch(model="1.5b", file="a.gguf", expected="aa", found="bb")

    monkeypatch.setattr("index.models.verify_model", verify)
    findings = {finding.topic: finding for finding in doctor.check_models(SAY, full=True)}
    assert findings["Sprachmodell 1.5b"].level == Level.PROBLEM
    assert "erwartet aa, gefunden bb" in findings["Sprachmodell 1.5b"].text
    assert "Prüfsumme stimmt" in findings["Embedding-Modell e5-small"].text


def test_the_reader_is_held_against_the_embedder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    adapter = tmp_path / "adapter.xz"
    write_adapter(adapter, {}, {}, {"encoder": "aa", "trained": [], "recipe": {}})
    for fingerprint, level in (("aa", Level.OK), ("bb", Level.WARNING)):
        source = SimpleNamespace(fingerprint=fingerprint)
        monkeypatch.setattr("index.models.resolve_embedder", lambda _, source=source: source)
        finding = doctor.check_reader(SAY, adapter=adapter)
        assert (finding.topic, finding.level) == ("Leser", level)
        assert f"vorhanden, {adapter.stat().st_size} B, passt" in finding.text
    monkeypatch.setattr("index.models.resolve_embedder", _lack_model)
    assert doctor.check_reader(SAY, adapter=adapter).level == Level.OK
    adapter.write_bytes(b"cut off")
    broken = doctor.check_reader(SAY, adapter=adapter)
    assert (broken.level, broken.mend) == (Level.PROBLEM, "belegt neu installieren.")


def _lack_model(name: str) -> None:
    raise ModelMissing(model=name, command="belegt models pull")


def test_a_path_that_cannot_be_written_is_found(tmp_path: Path) -> None:
    assert doctor.check_writable("archive", tmp_path / "neu" / "tief", SAY, level=Level.PROBLEM).level == Level.OK
    blocked = tmp_path / "datei"
    blocked.touch()
    finding = doctor.check_writable("archive", blocked / "archiv", SAY, level=Level.PROBLEM)
    assert (finding.level, "--archive" in finding.mend) == (Level.PROBLEM, True)


def test_little_disk_and_memory_are_warnings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.check_disk(tmp_path, SAY, needed=0).level == Level.OK
    assert doctor.check_disk(tmp_path, SAY, needed=10**18).level == Level.WARNING
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=10**9, total=4 * 10**9))
    assert doctor.check_memory(SAY, needed=10**8).text == "1,0 GB von 4,0 GB frei"
    low = doctor.check_memory(SAY)
    assert low.level == Level.WARNING
    assert "0.5b" in low.mend


FINDINGS = [
    Finding(Level.OK, "python", "3.11"),
    Finding(Level.WARNING, "Prozessor", "Der Prozessor kann AVX2.", "neu bauen"),
]


def find(findings: list[Finding], monkeypatch: pytest.MonkeyPatch) -> None:
    def examine(archive: Path, say: Texts, *, full: bool = False) -> Iterator[Finding]:
        yield from findings

    monkeypatch.setattr(doctor, "examine", examine)


def test_warnings_end_with_0_and_problems_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    find(FINDINGS, monkeypatch)
    assert main(["doctor"]) == 0
    shown = capsys.readouterr().out
    assert "✓ python: 3.11\n! Prozessor: Der Prozessor kann AVX2.\n    Abhilfe: neu bauen\n" in shown
    assert shown.endswith("Fragen werden beantwortet; ein Hinweis.\n")
    find([*FINDINGS, Finding(Level.PROBLEM, "Chroma", "lädt nicht", "pip install")], monkeypatch)
    assert main(["doctor", "--lang", "en"]) == 1
    assert capsys.readouterr().out.endswith("One problem that prevents answering.\n")


def test_findings_as_json_and_as_a_table(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    find(FINDINGS, monkeypatch)
    assert main(["doctor", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["ok"] is True
    assert data["findings"][1] == {
        "level": "warning",
        "topic": "Prozessor",
        "text": "Der Prozessor kann AVX2.",
        "mend": "neu bauen",
    }
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "70")
    assert main(["doctor"]) == 0
    assert "Abhilfe: neu bauen" in capsys.readouterr().out


def test_nothing_wrong_is_told() -> None:
    from rag.cli.doctor.command import judge

    assert judge(0, 0, SAY)[0] == "Alles in Ordnung."
    assert judge(0, 2, SAY)[0] == "Fragen werden beantwortet; 2 Hinweise."
    assert judge(3, 2, SAY)[0] == "3 Probleme, die das Antworten verhindern."
