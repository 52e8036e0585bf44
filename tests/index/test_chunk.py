from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunk import chunk_document
from index.clean import mark_sections
from index.config import ChunkConfig
from index.types import Document, Section, SectionKind
from tests.conftest import FakeEmbedder

CONFIG = ChunkConfig(target_tokens=40, max_tokens=50)
count_tokens = FakeEmbedder().count_tokens


def make_document(*sections: tuple[SectionKind, str]) -> Document:
    text, marks = "", []
    for kind, body in sections:
        marks.append(Section(kind, len(text), len(text) + len(body)))
        text += body + "\n\n"
    return Document("a.txt", text, sections=tuple(marks))


def sentence(words: int, seed: int = 0) -> str:
    picks = random.Random(seed).choices("Auen Mauer Fluss Stadt Markt Haus Rat Bürger Wasser Turm".split(), k=words)
    return " ".join(picks).capitalize() + "."


def test_chunks_are_whole_sentences_of_even_size_below_the_limit() -> None:
    body = " ".join(sentence(9, seed) for seed in range(30))
    chunks = chunk_document(make_document((SectionKind.BODY, body)), count_tokens, config=CONFIG)
    assert all(chunk.tokens <= 50 and chunk.text.endswith(".") for chunk in chunks)
    assert all(chunk.tokens >= 20 for chunk in chunks)
    assert " ".join(chunk.text for chunk in chunks) == body


def test_an_endless_sentence_is_broken_below_the_limit() -> None:
    body = " ".join(["wort"] * 400)
    chunks = chunk_document(make_document((SectionKind.BODY, body)), count_tokens, config=CONFIG)
    assert max(chunk.tokens for chunk in chunks) <= 50
    assert "".join(chunk.text for chunk in chunks).replace(" ", "") == body.replace(" ", "")


@pytest.mark.parametrize("kind", [SectionKind.TEASER, SectionKind.COMMENT, SectionKind.NOTICE])
def test_boilerplate_is_never_in_a_chunk(kind: SectionKind) -> None:
    document = make_document(
        (SectionKind.BODY, sentence(8, 1)), (kind, "Geheimes Beiwerk steht hier."), (SectionKind.BODY, sentence(8, 2))
    )
    chunks = chunk_document(document, count_tokens, config=CONFIG)
    assert [chunk.text for chunk in chunks] == [sentence(8, 1), sentence(8, 2)]


def test_short_neighbouring_sections_share_a_chunk_but_questions_of_a_faq_do_not() -> None:
    body = make_document((SectionKind.BODY, sentence(8, 1)), (SectionKind.BODY, sentence(8, 2)))
    assert len(chunk_document(body, count_tokens, config=CONFIG)) == 1
    faq = make_document((SectionKind.FAQ, sentence(8, 1)), (SectionKind.FAQ, sentence(8, 2)))
    assert [chunk.kind for chunk in chunk_document(faq, count_tokens, config=CONFIG)] == [SectionKind.FAQ] * 2


@given(st.text(max_size=400))
def test_offsets_hold_for_any_text(text: str) -> None:
    document = Document("a.txt", text, sections=mark_sections(text))
    for chunk in chunk_document(document, count_tokens, config=ChunkConfig(target_tokens=8, max_tokens=12)):
        assert text[chunk.start : chunk.end] == chunk.text
        assert chunk.text.strip()
        for span in chunk.sentences:
            assert chunk.start <= span.start < span.end <= chunk.end
