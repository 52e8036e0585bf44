"""The ranking metrics of ir_measures agree with what the definitions give by hand and with a second implementation."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.dataset import Question
from eval.record import Passage
from eval.retrieval_metrics import Ranking, rank_sources, score_evidence, score_rankings


def score_one(found: Sequence[str], relevant: Mapping[str, int]) -> dict[str, float]:
    return score_rankings([Ranking("q", tuple(found), relevant)])["q"]


def test_first_place_is_perfect() -> None:
    assert score_one(["a", "b"], {"a": 1}) == {
        "R@1": 1, "R@3": 1, "R@5": 1, "R@10": 1, "RR": 1, "nDCG@10": 1
    }  # fmt: skip


def test_fourth_place_by_hand() -> None:
    scores = score_one(["w", "x", "y", "a", "z"], {"a": 1})
    assert (scores["R@1"], scores["R@3"], scores["R@5"], scores["R@10"]) == (0, 0, 1, 1)
    assert scores["RR"] == pytest.approx(1 / 4)
    assert scores["nDCG@10"] == pytest.approx(1 / math.log2(5))


def test_two_gold_sources_by_hand() -> None:
    scores = score_one(["a", "x", "b"], {"a": 1, "b": 1})
    assert (scores["R@1"], scores["R@3"]) == (0.5, 1)
    assert scores["nDCG@10"] == pytest.approx((1 + 1 / 2) / (1 + 1 / math.log2(3)))


def test_a_source_found_again_counts_nothing_but_keeps_its_rank() -> None:
    scores = score_one(["x", "x", "x", "a", "a"], {"a": 1})
    assert (scores["R@3"], scores["R@5"]) == (0, 1)
    assert scores["RR"] == pytest.approx(1 / 4)
    assert score_one(["a", "a", "b"], {"a": 1, "b": 1})["nDCG@10"] < 1


def test_finding_nothing_scores_zero_and_does_not_vanish() -> None:
    scores = score_rankings([Ranking("hit", ("a",), {"a": 1}), Ranking("empty", (), {"a": 1})])
    assert set(scores["empty"].values()) == {0.0}
    assert scores["hit"]["RR"] == 1


def test_grades_weigh_in_ndcg() -> None:
    best_first = score_one(["a", "b"], {"a": 2, "b": 1})["nDCG@10"]
    assert best_first == pytest.approx(1)
    assert score_one(["b", "a"], {"a": 2, "b": 1})["nDCG@10"] < best_first


def test_names_with_spaces_and_umlauts_are_told_apart() -> None:
    scores = score_one(["Störche über.md", "Störche unter.md"], {"Störche unter.md": 1})
    assert (scores["R@1"], scores["R@3"]) == (0, 1)


sources = st.lists(st.sampled_from("abcdefgh"), max_size=12)
gold = st.sets(st.sampled_from("abcdefgh"), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(sources, gold)
def test_agrees_with_a_second_implementation(found: list[str], relevant: set[str]) -> None:
    scores = score_one(found, dict.fromkeys(relevant, 1))
    gains = [1 if source in relevant and source not in found[:i] else 0 for i, source in enumerate(found)]
    for k in (1, 3, 5, 10):
        assert scores[f"R@{k}"] == pytest.approx(sum(gains[:k]) / len(relevant))
    first = next((i for i, gain in enumerate(gains, start=1) if gain), None)
    assert scores["RR"] == pytest.approx(1 / first if first else 0)
    ideal = sum(1 / math.log2(i + 1) for i in range(1, min(10, len(relevant)) + 1))
    assert scores["nDCG@10"] == pytest.approx(
        sum(gain / math.log2(i + 1) for i, gain in enumerate(gains[:10], start=1)) / ideal, abs=1e-4
    )


def test_ranking_takes_gold_from_the_question() -> None:
    ranking = rank_sources(
        Question("q", "?", sources=("a", "b"), grades=(2, 1)), [Passage("x", 0, 1), Passage("a", 0, 1)]
    )
    assert ranking == Ranking("q", ("x", "a"), {"a": 2, "b": 1})


def test_evidence_must_hold_every_nugget_together() -> None:
    question = Question("q", "?", nuggets=(("10.000", "zehn Tausend"), ("Mai",)))
    evidence = [
        Passage("a", 0, 1, text="Es sind zehntausend Kisten."),
        Passage("a", 1, 2, text="Nichts davon."),
        Passage("b", 2, 3, text="Sie kamen am 3. Mai."),
    ]
    assert score_evidence(question, evidence) == {"evidence@1": 0, "evidence@2": 0, "evidence@4": 1, "evidence@6": 1}
    assert set(score_evidence(question, []).values()) == {0}
