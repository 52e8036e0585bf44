"""The reader without its network: windows, spans of text, packed matrices, adapter files."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from rag.reader import SpanReader, load_reader, reader_fits
from rag.reader.decode import MAX_ANSWER_TOKENS, ReadSpan, Scores, find_spans, trim_span
from rag.reader.encode import (
    END,
    MAX_QUESTION_TOKENS,
    MAX_TOKENS,
    OVERLAP,
    PAD,
    START,
    PairEncoder,
    Tokens,
    Window,
    make_windows,
    pad_batch,
)
from rag.reader.load import merge_adapter, read_adapter, write_adapter
from rag.reader.pack import BLOCK, pack_matrix, unpack_matrix
from tests.rag.tiny_reader import POINTING_HEADS, PointingEncoder, write_tokenizer

TEXT = "Der Turm in Ödhausen heißt „Weißer Ömer“ (seit 1901). Er ist 51 Meter hoch."


@pytest.fixture
def pairs(tmp_path: Path) -> PairEncoder:
    return write_tokenizer(tmp_path / "tokenizer.json", [TEXT, "Wie heißt er? a b c", "z " * 3])


def make_tokens(count: int, *, start: int = 10) -> Tokens:
    """Tokens of one character each, with different ids, in a text of as many letters with spaces between."""
    return Tokens(tuple(range(start, start + count)), tuple((2 * n, 2 * n + 1) for n in range(count)))


# encode


def test_a_long_question_keeps_its_beginning_and_its_end(pairs: PairEncoder) -> None:
    short = pairs.encode_question("Wie heißt er?")
    assert len(short) == 6  # "query", ":" and what was asked
    long = pairs.encode_question("Wie " + "a " * 300 + "hoch")
    assert len(long) == MAX_QUESTION_TOKENS
    assert long[:3] == short[:3]
    assert long[-1] == pairs.encode_passages(["hoch"])[0].ids[0]


def test_offsets_are_characters_also_behind_umlauts(pairs: PairEncoder) -> None:
    tokens = pairs.encode_passages([TEXT])[0]
    words = [TEXT[start:end] for start, end in tokens.offsets]
    assert {"Ödhausen", "heißt", "Weißer", "Ömer", "1901"} <= set(words)
    assert len(tokens.ids) == len(tokens.offsets)


def test_a_window_is_the_question_between_marks_and_then_the_passage() -> None:
    [window] = make_windows((7, 8), [make_tokens(3)])
    assert window == Window(0, 0, 5, (START, 7, 8, END, END, 10, 11, 12, END))


@pytest.mark.parametrize("length", [0, 1, 498, 506, 507, 900, 5000])
def test_windows_hold_every_token_and_overlap(length: int) -> None:
    question = (7, 8)
    passages = [make_tokens(3), make_tokens(length)]
    windows = [window for window in make_windows(question, passages) if window.passage == 1]
    held: set[int] = set()
    for window in windows:
        piece = window.ids[window.context : -1]
        assert len(window.ids) <= MAX_TOKENS
        assert window.ids[-1] == END
        assert piece == passages[1].ids[window.first : window.first + len(piece)]
        held |= set(piece)
    assert held == set(passages[1].ids)
    for former, later in pairwise(windows):
        assert former.first + len(former.ids) - former.context - 1 - later.first == OVERLAP


def test_shorter_inputs_are_padded_and_masked() -> None:
    ids, mask = pad_batch([(4, 5, 6), (4,)])
    assert ids.tolist() == [[4, 5, 6], [4, PAD, PAD]]
    assert mask.tolist() == [[1, 1, 1], [1, 0, 0]]


# decode


def point(window: Window, *, first: int, last: int, score: float = 5.0) -> tuple[Scores, Scores]:
    """Scores of a window that point at tokens `first` to `last` of the passage, where the window holds them."""
    start, end = (np.full(len(window.ids), -9, dtype=np.float32) for _ in range(2))
    start[0] = end[0] = 0
    for scores, token in ((start, first), (end, last)):
        place = token - window.first + window.context
        if window.context <= place < len(window.ids) - 1:
            scores[place] = score
    return start, end


def find_best(tokens: Tokens, text: str, first: int, last: int) -> ReadSpan:
    windows = make_windows((7, 8), [tokens])
    starts, ends = zip(*(point(window, first=first, last=last) for window in windows), strict=True)
    return find_spans(windows, starts, ends, [tokens], [text], limit=3)[0]


def test_a_span_has_whole_words_and_no_marks_at_its_ends(pairs: PairEncoder) -> None:
    tokens = pairs.encode_passages([TEXT])[0]
    words = [TEXT[start:end] for start, end in tokens.offsets]
    found = find_best(tokens, TEXT, words.index("„"), words.index("“"))
    assert TEXT[found.start : found.end] == "Weißer Ömer"
    found = find_best(tokens, TEXT, words.index("51"), words.index("Meter"))
    assert TEXT[found.start : found.end] == "51 Meter"
    assert found.score == pytest.approx(10)


def test_a_span_that_begins_inside_a_word_is_widened() -> None:
    text = "Im Weißgerberhaus."
    pieces = Tokens((10, 11, 12, 13, 14), ((0, 2), (3, 7), (7, 13), (13, 17), (17, 18)))
    assert trim_span(text, pieces, 2, 2) == (3, 17)
    assert trim_span(text, pieces, 3, 4) == (3, 17)
    assert trim_span(text, pieces, 4, 4) is None


@pytest.mark.parametrize("token", [0, 405, 411, 506, 700, 1199])
def test_offsets_are_those_of_the_passage_in_every_window(token: int) -> None:
    tokens = make_tokens(1200)
    text = "a " * 1200
    last = min(token + 2, 1199)
    found = find_best(tokens, text, token, last)
    assert (found.start, found.end) == (2 * token, 2 * last + 1)


def test_a_start_and_an_end_in_two_windows_are_no_span() -> None:
    tokens = make_tokens(1200)
    windows = make_windows((7, 8), [tokens])
    pairs = [point(window, first=100, last=1100) for window in windows]
    starts, ends = [start for start, _ in pairs], [end for _, end in pairs]
    spans = find_spans(windows, starts, ends, [tokens], ["a " * 1200], limit=3)
    assert all(span.end - span.start < 2 * MAX_ANSWER_TOKENS for span in spans)
    assert max(span.score for span in spans) < 0


def test_a_span_is_never_longer_than_the_limit() -> None:
    tokens = make_tokens(300)
    [window] = make_windows((7, 8), [tokens])
    random = np.random.default_rng(3)
    start, end = (random.normal(size=len(window.ids)).astype(np.float32) for _ in range(2))
    start[window.context], end[-2] = 50, 50
    spans = find_spans([window], [start], [end], [tokens], ["a " * 300], limit=10)
    assert len(spans) == 10
    assert all(0 <= span.start < span.end <= 2 * (span.start // 2 + MAX_ANSWER_TOKENS) for span in spans)


def test_the_question_is_never_an_answer() -> None:
    tokens = make_tokens(3)
    [window] = make_windows((7, 8), [tokens])
    start = np.asarray([0, 99, 99, 99, 99, 1, 0, 0, 99], dtype=np.float32)
    [best, *_] = find_spans([window], [start], [start], [tokens], ["a b c"], limit=3)
    assert (best.start, best.end, best.score) == (0, 1, 2)


def test_each_passage_keeps_its_own_best_spans_and_an_empty_one_has_none() -> None:
    passages = [make_tokens(30), make_tokens(0), make_tokens(30)]
    texts = ["a " * 30, "", "b " * 30]
    windows = make_windows((7, 8), passages)
    random = np.random.default_rng(4)
    scores = [random.normal(size=len(window.ids)).astype(np.float32) for window in windows]
    spans = find_spans(windows, scores, scores, passages, texts, limit=2)
    assert sorted(span.passage for span in spans) == [0, 0, 2, 2]
    assert [span.score for span in spans] == sorted((span.score for span in spans), reverse=True)


# pack and adapter


def test_packing_is_off_by_half_a_step_at_most() -> None:
    matrix = np.random.default_rng(1).normal(size=(16, BLOCK)).astype(np.float32) * 0.01
    back = unpack_matrix(pack_matrix(matrix), matrix.shape)
    steps = np.abs(matrix).max(axis=1, keepdims=True) / 4
    assert (np.abs(back - matrix) <= steps * 0.502).all()
    assert len({round(float(value), 9) for value in back[0]}) <= 9


def test_zeros_stay_zeros() -> None:
    matrix = np.zeros((2, BLOCK), dtype=np.float32)
    matrix[1, 5] = 0.25
    np.testing.assert_array_equal(unpack_matrix(pack_matrix(matrix), matrix.shape), matrix)


def test_an_adapter_is_read_as_it_was_written_and_merged(tmp_path: Path) -> None:
    path = tmp_path / "adapter.xz"
    change = np.linspace(-1, 1, 2 * BLOCK, dtype=np.float32).reshape(16, -1)
    head = np.asarray([[0.5, -2]], dtype=np.float32)
    facts = {"encoder": "abc", "trained": ["Ödhausen"], "recipe": {"seed": 1}}
    write_adapter(path, {"layer.0.weight": change}, {"span.weight": head}, facts)
    found = read_adapter(path)
    assert (found.encoder, found.trained, found.recipe) == ("abc", ("Ödhausen",), {"seed": 1})
    np.testing.assert_array_equal(found.heads["span.weight"], head)
    weights = {"layer.0.weight": np.ones((16, 16), dtype=np.float32), "other": np.ones(3, dtype=np.float32)}
    merged = merge_adapter(weights, found)
    np.testing.assert_allclose(merged["layer.0.weight"], 1 + change, atol=0.126)
    np.testing.assert_array_equal(merged["other"], weights["other"])
    np.testing.assert_array_equal(weights["layer.0.weight"], 1)


def test_the_installed_adapter_tells_how_it_came_about() -> None:
    found = read_adapter()
    assert len(found.changes) == 72
    assert found.heads["span.weight"].shape == (2, 384)
    assert found.heads["present.weight"].shape == (1, 384)
    assert len(found.trained) == 18
    assert found.recipe["languages"][0] == "de"


# the reader


def read(pairs: PairEncoder, words: tuple[str, str], texts: list[str]) -> tuple[SpanReader, list[str], list[float]]:
    [tokens] = pairs.encode_passages([" ".join(words)])
    reader = SpanReader("pointing", pairs, PointingEncoder(*tokens.ids), POINTING_HEADS)
    reading = reader.read("Wie heißt er?", texts)
    return reader, [texts[span.passage][span.start : span.end] for span in reading.spans], list(reading.present)


def test_a_reader_returns_the_words_its_network_points_at(pairs: PairEncoder) -> None:
    reader, [best, *_], present = read(pairs, ("Weißer", "Ömer"), ["a b c", TEXT])
    assert reader.name == "pointing"
    assert best == "Weißer Ömer"
    assert present == [-1, 1]


def test_the_answer_is_found_deep_in_a_long_passage(pairs: PairEncoder) -> None:
    _, [best, *_], present = read(pairs, ("Weißer", "Ömer"), ["a b c " * 400 + TEXT + " a b c" * 400])
    assert best == "Weißer Ömer"
    assert present == [1]


def test_nothing_to_read_is_nothing_read(pairs: PairEncoder) -> None:
    reading = SpanReader("pointing", pairs, PointingEncoder(0, 0), POINTING_HEADS).read("Wie heißt er?", [])
    assert not reading.spans
    assert not reading.present


def test_a_reader_belongs_to_its_embedder() -> None:
    assert reader_fits("e5-small")
    assert reader_fits("e5-small-fp32")
    assert not reader_fits("another/embedder")
    assert load_reader("another/embedder") is None
