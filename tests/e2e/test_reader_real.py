"""The installed reader on the real encoder: it points at answers, and needs no PyTorch for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import ModelMissing
from index.models import resolve_embedder
from rag.reader import SpanReader, load_reader

ROOT = Path(__file__).resolve().parents[2]

TEXTS = (
    "Der Wasserturm von Unterfeld ist 48 Meter hoch. Er wurde 1911 von dem Architekten Georg Ahlers entworfen und "
    "dient seit dem Umbau als Bibliothek.",
    "Die Bäckerei am Markt öffnet sonntags um acht Uhr. Für Brötchen stehen die Leute Schlange.",
)
QUESTIONS = (
    ("Wie hoch ist der Wasserturm von Unterfeld?", "48 Meter"),
    ("Wer hat den Wasserturm entworfen?", "Georg Ahlers"),
    ("In welchem Jahr wurde der Wasserturm entworfen?", "1911"),
)


@pytest.fixture(scope="module")
def reader() -> SpanReader:
    try:
        resolve_embedder("e5-small")
    except ModelMissing as error:
        pytest.skip(str(error))
    loaded = load_reader("e5-small")
    assert loaded is not None, "the installed adapter doesn't fit the pulled encoder"
    return loaded


@pytest.mark.parametrize(("question", "answer"), QUESTIONS)
def test_it_points_at_the_answer(reader: SpanReader, question: str, answer: str) -> None:
    reading = reader.read(question, TEXTS[::-1])
    best = reading.spans[0]
    assert answer in TEXTS[::-1][best.passage][best.start : best.end]
    assert best.end - best.start <= len(answer) + 24
    assert reading.present[1] > reading.present[0]


def test_a_passage_is_read_alike_alone_and_beside_others(reader: SpanReader) -> None:
    question = QUESTIONS[0][0]
    alone, beside = reader.read(question, TEXTS[:1]), reader.read(question, TEXTS)
    assert beside.present[0] == pytest.approx(alone.present[0], abs=1e-3)
    assert alone.spans[0].score == pytest.approx(max(s.score for s in beside.spans if s.passage == 0), abs=1e-3)


def test_reading_needs_neither_torch_nor_transformers(reader: SpanReader) -> None:
    code = (
        "import sys; from rag.reader import load_reader; reader = load_reader('e5-small');"
        "print(reader.name, len(reader.read('Wann?', ['Am Montag um acht Uhr.']).spans) > 0,"
        "*({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [reader.name, "True"]
