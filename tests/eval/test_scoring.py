"""What a run recorded becomes figures; what failed counts as zero and is listed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from eval.dataset import Question
from eval.record import Cited, Passage, Record, read_record
from eval.scoring import ANSWER_METRICS, CITATION_METRICS, MISSING, score_records, summarize_scores

QUESTION = Question("q", "Wer?", nuggets=(("Klein",),), sources=("a.txt",), spans=("Marta Klein",), answers=("Klein",))
SILENT = Question("u", "Was?", type="unanswerable")
EVIDENCE = Passage("a.txt", 0, 12, 1.0, "Marta Klein siegte.")
CITED = Cited(1, "a.txt", 0, 12, "Marta Klein siegte.", True)
RIGHT = Record(
    "d",
    "q",
    retrieved=(Passage("a.txt", 0, 50),),
    evidence=(EVIDENCE,),
    shown=(EVIDENCE,),
    gold=((Passage("a.txt", 0, 11),),),
    text="Es siegte Marta Klein [1].",
    short="Klein",
    confidence=0.9,
    citations=(CITED,),
    timings={"retrieve": 0.1, "first_token": 1.0, "total": 2.0, "prompt_tokens": 100, "answer_tokens": 9},
)
REFUSED = Record("d", "q", text="Dazu steht nichts in den Quellen.", abstained=True, confidence=0.1)
ANSWER_SIDE = {*ANSWER_METRICS, *CITATION_METRICS, "refusal_right"}


def score(question: Question, record: Record) -> dict[str, float]:
    return dict(score_records([question], [replace(record, id=question.id)])[0].values)


def test_a_right_answer_scores_one_everywhere() -> None:
    values = score(QUESTION, RIGHT)
    assert {name: value for name, value in values.items() if value != 1} == {}
    assert {"R@1", "evidence@1", "evidence_shown", *ANSWER_SIDE} <= set(values)


@pytest.mark.parametrize("record", [None, Record("d", "q", error="kaputt"), replace(RIGHT, error="spät gestolpert")])
def test_a_missing_or_crashed_answer_scores_zero_and_is_listed(record: Record | None) -> None:
    found = score_records([QUESTION], [record] if record else [])
    answer = {name: value for name, value in found[0].values.items() if name in ANSWER_SIDE}
    assert set(answer) == ANSWER_SIDE
    assert set(answer.values()) == {0.0}
    summary = summarize_scores(found)
    assert summary.failures == {"q": record.error if record else MISSING}
    assert summary.metrics["nugget_recall"].value == 0
    assert summary.metrics["failed" if record else "missing"].value == 1


def test_a_crash_does_not_drop_out_of_the_mean() -> None:
    other = replace(QUESTION, id="q2")
    summary = summarize_scores(score_records([QUESTION, other], [RIGHT, Record("d", "q2", error="kaputt")]))
    assert summary.metrics["nugget_recall"].value == 0.5
    assert summary.metrics["R@1"].value == 0.5
    assert summary.metrics["f1"].n == 2
    assert summary.metrics["aurc"].n == 2


def test_a_crash_is_no_refusal() -> None:
    values = score(SILENT, Record("d", "u", error="kaputt"))
    assert values == {"refusal_right": 0}


def test_a_refusal_has_no_precision_but_misses_what_it_should_have_cited() -> None:
    values = score(QUESTION, REFUSED)
    assert values["nugget_recall"] == values["citation_recall"] == values["span_recall"] == values["refusal_right"] == 0
    assert "citation_precision" not in values


def test_quotes_count_where_the_answer_is_shown_with_them() -> None:
    values = score(QUESTION, replace(RIGHT, text="Die Kandidatin der Mitte siegte [1]."))
    assert (values["nugget_recall"], values["nugget_recall_quotes"]) == (0, 1)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (RIGHT, ""),
        (None, "missing"),
        (Record("d", "q", error="kaputt"), "error"),
        (replace(RIGHT, text="Niemand [1].", retrieved=()), "search"),
        (replace(RIGHT, text="Niemand [1].", shown=()), "evidence"),
        (replace(RIGHT, text="Niemand [1]."), "answer"),
        (replace(RIGHT, abstained=True), "refused"),
        (replace(RIGHT, citations=(replace(CITED, source="z.txt"),)), "citation"),
    ],
)
def test_the_first_stage_that_failed_is_named(record: Record | None, reason: str) -> None:
    assert score_records([QUESTION], [record] if record else [])[0].reason == reason


def test_answering_what_has_no_answer_is_named() -> None:
    assert score_records([SILENT], [replace(RIGHT, id="u")])[0].reason == "unrefused"
    assert score_records([SILENT], [replace(REFUSED, id="u")])[0].reason == ""


def test_without_answers_only_the_search_is_scored() -> None:
    record = replace(RIGHT, asked=False, text="", citations=(), timings={"retrieve": 0.1})
    (found,) = score_records([QUESTION], [record], asked=False)
    assert "nugget_recall" not in found.values
    assert found.reason == ""
    summary = summarize_scores([found])
    assert summary.metrics["R@1"].value == 1
    assert summary.curve == ()
    assert "aurc" not in summary.metrics
    (missing,) = score_records([QUESTION], [], asked=False)
    assert missing.values["R@1"] == 0


def test_summary_has_types_waits_and_quotes() -> None:
    lied = replace(RIGHT, id="u", citations=(replace(CITED, verbatim=False),))
    summary = summarize_scores(score_records([QUESTION, SILENT], [RIGHT, lied]))
    assert summary.questions == {"fact": 1, "unanswerable": 1}
    assert summary.types["fact"]["nugget_recall"].value == 1
    assert "nugget_recall" not in summary.types["unanswerable"]
    assert summary.metrics["verbatim"].value == 0.5
    assert summary.metrics["total_p50"].value == 2.0
    assert summary.metrics["prompt_tokens_p95"].value == 100
    assert summary.reasons == {"unrefused": 1}
    assert json.loads(json.dumps(summary.to_dict()))["metrics"]["em"]["value"] == 1


def test_records_come_back_from_json_as_they_were() -> None:
    assert read_record(json.loads(json.dumps(RIGHT.to_dict()))) == RIGHT
