"""The test bench: runs in a process of their own, followed by what they write, reported and compared."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import BelegtError, UsageError
from ui import lab as lab_module
from ui.handlers.lab import LabHandlers
from ui.lab import QUESTIONS, RUNS, Lab, RunState
from ui.readers import Readers
from ui.render.lab import render_report, render_run, render_runs
from ui.texts import DE, EN

#: Stands for `python -m eval`: writes what a run writes, slowly, and stops when asked to as a run does.
FAKE_EVAL = """
import json, pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.default_int_handler)
command, *rest = sys.argv[1:]
if command == "run":
    if "kaputt" in rest[0]:
        sys.exit("Fehler: diese Fragen sind kaputt")
    out = pathlib.Path(rest[rest.index("--out") + 1])
    limit = int(rest[rest.index("--limit") + 1])
    facts = {"started": "2026-11-22T10:00:00+00:00", "finished": None}
    (out / "run.json").write_text(json.dumps(facts))
    (out / "questions.jsonl").write_text("{}\\n" * limit)
    try:
        for _ in range(limit):
            time.sleep(0.05)
            with (out / "answers.jsonl").open("a") as file:
                file.write("{}\\n")
    except KeyboardInterrupt:
        sys.exit(130)
    figures = {"nugget_recall": {"value": 0.875}, "total_p50": {"value": 4.25}}
    (out / "metrics.json").write_text(json.dumps({"auenheim": {"metrics": figures}}))
    (out / "run.json").write_text(json.dumps({**facts, "finished": "2026-11-22T10:01:00+00:00"}))
elif command == "report":
    runs = rest[: rest.index("--html")]
    pathlib.Path(rest[rest.index("--html") + 1]).write_text(f"<h1>{len(runs)} Läufe</h1>", encoding="utf-8")
elif command == "compare":
    print("A und B", *[pathlib.Path(run).name for run in rest])
"""


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    script = tmp_path / "fake_eval.py"
    script.write_text(FAKE_EVAL, encoding="utf-8")
    monkeypatch.setattr(lab_module, "eval_command", lambda *command: [sys.executable, str(script), *command])
    made = Lab(tmp_path)
    yield made
    made.stop()


def finish(lab: Lab, dataset: str = "auenheim", limit: int = 2) -> RunState:
    lab.start(dataset, limit)
    while (state := lab.state()) is not None and state.running:
        time.sleep(0.02)
    assert state is not None
    return state


def test_a_run_is_followed_to_its_figures(lab: Lab) -> None:
    state = finish(lab)
    assert (state.done, state.total, state.error) == (2, 2, "")
    [row] = lab.runs()
    assert row.figures["auenheim"]["nugget_recall"] == 0.875
    shown = render_runs([row], DE)
    assert "0,88" in shown
    assert "4,2 s" in shown
    assert "2 Fragen" in shown


def test_a_second_start_follows_the_run_under_way(lab: Lab) -> None:
    lab.start("auenheim", 50)
    first = lab.state()
    lab.start("auenheim", 50)
    second = lab.state()
    assert first is not None
    assert second is not None
    assert first.name == second.name


def test_a_stopped_run_keeps_what_it_has(lab: Lab) -> None:
    lab.start("auenheim", 1000)
    while (state := lab.state()) is not None and state.done < 2:
        time.sleep(0.02)
    lab.stop()
    state = lab.state()
    assert state is not None
    assert not state.running
    assert state.error == ""
    assert "Angehalten nach" in render_run(state, DE)
    assert "nicht abgeschlossen" in render_runs(lab.runs(), DE)


def test_a_failed_run_says_why(lab: Lab, tmp_path: Path) -> None:
    (tmp_path / QUESTIONS).mkdir()
    (tmp_path / QUESTIONS / "kaputt.jsonl").write_text("")
    state = finish(lab, "kaputt.jsonl")
    assert "diese Fragen sind kaputt" in render_run(state, DE)


def test_only_known_questions_and_runs_are_taken(lab: Lab) -> None:
    assert lab.datasets() == ["auenheim"]
    with pytest.raises(UsageError):
        lab.start("../../etc/passwd", 1)
    for names in ([], ["../x"]):
        with pytest.raises(BelegtError):
            lab.report(names)


def test_reports_and_comparisons_of_ticked_runs(lab: Lab, tmp_path: Path) -> None:
    handlers = LabHandlers(Lab(tmp_path), Readers(lang="de"))
    names = [finish(lab).name]
    other = tmp_path / RUNS / "zweiter"
    other.mkdir()
    facts = {"started": "2026-11-23T10:00:00+00:00", "finished": None}
    (other / "run.json").write_text(json.dumps(facts), encoding="utf-8")
    assert "&lt;h1&gt;1 Läufe" in handlers.show("a", {"act": "report", "chosen": names})["lab_shown"]
    compared = handlers.show("a", {"act": "compare", "chosen": ["zweiter", *names]})["lab_shown"]
    assert f"A und B {names[0]} zweiter" in compared
    for wish in (None, {"act": "compare", "chosen": names}, {"act": "report", "chosen": "zweiter"}):
        assert "Bitte in der Liste ankreuzen" in handlers.show("a", wish)["lab_shown"]
    assert "gibt es hier nicht" in handlers.show("a", {"act": "report", "chosen": ["weg"]})["lab_shown"]


def test_a_measurement_is_shown_from_start_to_list(lab: Lab, tmp_path: Path) -> None:
    handlers = LabHandlers(Lab(tmp_path), Readers(lang="de"))
    *steps, last = handlers.measure("a", "auenheim", 2)
    assert steps[0]["lab_stop"]["visible"]
    assert "Fertig. Gestellte Fragen: 2" in last["lab_run"]
    assert not last["lab_stop"]["visible"]
    assert "<table>" in last["lab_runs"]


def test_a_report_runs_nothing_in_its_frame() -> None:
    shown = render_report('<script>alert(1)</script>"', EN)
    assert 'sandbox=""' in shown
    assert "<script>" not in shown


def test_a_folder_that_is_no_run_is_left_out(lab: Lab, tmp_path: Path) -> None:
    for name, content in (("a", "{"), ("b", "{}"), ("c", '{"finished": "2026"}')):
        (tmp_path / RUNS / name).mkdir(parents=True)
        (tmp_path / RUNS / name / "run.json").write_text(content)
    assert lab.runs() == []
