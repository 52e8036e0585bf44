"""The example worked by hand in docs/evaluation.md is what the code gives."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from eval.dataset import read_question
from eval.record import read_record
from eval.report.labels import METRIC_LABELS
from eval.scoring import score_records, summarize_scores

DOC = (Path(__file__).resolve().parents[2] / "docs" / "evaluation.md").read_text(encoding="utf-8")


def read_block(name: str) -> list[dict[str, Any]]:
    (block,) = re.findall(rf"^```jsonl {name}\n(.*?)^```", DOC, flags=re.DOTALL | re.MULTILINE)
    return [json.loads(line) for line in block.splitlines()]


def read_table() -> dict[str, float]:
    rows = re.findall(r"^\| `([^`]+)` \| .* \| (\d+\.\d{4}) \|$", DOC, flags=re.MULTILINE)
    return {name: float(value) for name, value in rows}


def test_the_example_gives_the_figures_of_the_table() -> None:
    questions = [read_question(row) for row in read_block("questions")]
    records = [read_record(row) for row in read_block("answers")]
    metrics = summarize_scores(score_records(questions, records)).metrics
    expected = read_table()
    assert len(expected) >= 30
    assert {name: metrics[name].value for name in expected} == pytest.approx(expected, abs=5e-5)


def test_every_metric_is_explained() -> None:
    prose = re.sub(r"^```.*?^```", "", DOC, flags=re.DOTALL | re.MULTILINE)
    explained = set(re.findall(r"`([^`]+)`", prose))
    families = {"R@1/3/5/10", "evidence@k", "sentence_…", "retrieve", "first_token", "total"} & explained
    assert len(families) == 6
    single = {name for name in METRIC_LABELS if not re.match(r"R@|evidence@|sentence_|.*_p\d\d$", name)}
    assert single - explained == set()
