"""Deterministic stand-ins for the two models, for unit tests only; `tests/e2e/` uses the real ones."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from index.keywords import stem_words
from index.store.rows import Vectors
from rag import Archive
from rag.prompt import REFUSAL, Message
from rag.reader import Reading, ReadSpan

#: The user's own articles and evaluation sets, where they lie beside the project.
SHARED = Path(__file__).resolve().parents[2] / "shared"


class FakeEmbedder:
    """Hashed bags of stems: texts that share words are near, and the same text is always the same vector."""

    def __init__(self, name: str = "fake", *, dimension: int = 64) -> None:
        self.name = name
        self.fingerprint = f"{name}-{dimension}"
        self.dimension = dimension
        self.embedded: list[str] = []

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._embed(text) for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded.extend(texts)
        return self.embed_queries(texts)

    def _embed(self, text: str) -> Vectors:
        vector = np.full(self.dimension, 1e-3, dtype=np.float32)
        for stem in stem_words(text):
            seed = int.from_bytes(hashlib.sha256(f"{self.name}{stem}".encode()).digest()[:4], "big")
            vector += np.random.default_rng(seed).standard_normal(self.dimension, dtype=np.float32)
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(re.findall(r"\w+|[^\w\s]", text)) for text in texts]


@dataclass
class FakeCompletion:
    """Yields the words of a fixed text and remembers whether it was stopped.

    `gate`, where it is set, lets one word through for each release; being stopped opens it.
    """

    text: str
    prompt_tokens: int = 10
    answer_tokens: int = 0
    cancelled: bool = False
    gate: threading.Semaphore | None = None

    def __iter__(self) -> Iterator[str]:
        try:
            for piece in re.findall(r"\S+\s*", self.text):
                if self.gate is not None and not self.gate.acquire(timeout=20):
                    raise TimeoutError("nobody let the model speak")
                if self.cancelled:
                    return
                self.answer_tokens += 1
                yield piece
        finally:
            self.cancelled = self.cancelled or self.answer_tokens < len(self.text.split())

    def cancel(self) -> None:
        self.cancelled = True
        if self.gate is not None:
            self.gate.release()


@dataclass
class FakeWeighing:
    """Weights that are there already."""

    weights: list[float]
    prompt_tokens: int = 10
    cancelled: bool = False

    def wait(self) -> list[float]:
        return [] if self.cancelled else self.weights

    def cancel(self) -> None:
        self.cancelled = True


@dataclass
class FakeLLM:
    """Answers by a function of the last message; without one it repeats the first evidence line and cites it.

    `weight` says how likely it finds a text; without one all are alike.
    """

    answer: Callable[[str], str] | None = None
    weight: Callable[[str], float] = lambda text: -2.0
    name: str = "fake-llm"
    asked: list[tuple[Message, ...]] = field(default_factory=list)
    completions: list[FakeCompletion] = field(default_factory=list)
    gate: threading.Semaphore | None = None

    def complete(self, messages: Sequence[Message], *, max_tokens: int, stop: str = "\n") -> FakeCompletion:
        self.asked.append(tuple(messages))
        completion = FakeCompletion((self.answer or _repeat_first)(messages[-1].content), gate=self.gate)
        self.completions.append(completion)
        return completion

    def weigh(self, messages: Sequence[Message], texts: Sequence[str]) -> FakeWeighing:
        self.asked.append(tuple(messages))
        return FakeWeighing([self.weight(text) for text in texts])

    def warm(self, messages: Sequence[Message], *, wait: bool = True) -> None:
        if wait:
            self.asked.append(tuple(messages))

    def close(self) -> None:
        self.name = "closed"


@dataclass
class FakeReader:
    """Sees the answer in the words that `point` finds in a passage, with a score; nothing where it finds none."""

    point: Callable[[str, str], tuple[str, float] | None]
    name: str = "fake-reader"
    questions: list[str] = field(default_factory=list)

    def read(self, question: str, passages: Sequence[str]) -> Reading:
        self.questions.append(question)
        found = [(number, text, self.point(question, text)) for number, text in enumerate(passages)]
        spans = [
            ReadSpan(number, text.index(pointed[0]), text.index(pointed[0]) + len(pointed[0]), pointed[1])
            for number, text, pointed in found
            if pointed is not None
        ]
        present = [pointed[1] if pointed else -5.0 for _, _, pointed in found]
        return Reading(tuple(sorted(spans, key=lambda span: -span.score)), tuple(present))


def _repeat_first(prompt: str) -> str:
    found = re.search(r"^\[1\] \([^)]*\) (.*)$", prompt, re.MULTILINE)
    return f"{found.group(1).rstrip('.')} [1]." if found else REFUSAL


@pytest.fixture
def embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture
def llm() -> FakeLLM:
    return FakeLLM()


@pytest.fixture
def archive(tmp_path: Path, embedder: FakeEmbedder, llm: FakeLLM) -> Iterator[Archive]:
    """An empty archive on disk, with a real record and a real vector index, and fake models."""
    with Archive.open(tmp_path / "archive", embedder=embedder, llm=llm) as opened:
        yield opened


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder with three invented articles."""
    folder = tmp_path / "articles"
    (folder / "lokal").mkdir(parents=True)
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


ARTICLES = {
    "bruecke.txt": (
        "Neue Brücke in Auenheim eröffnet\n\n19. Juni 2024\n\n"
        "Die neue Brücke über die Aue ist am Mittwoch eröffnet worden. Sie hat 12,5 Millionen Euro gekostet. "
        "Bürgermeisterin Petra Lohmann durchschnitt das Band vor rund 400 Gästen.\n"
    ),
    "lokal/freibad.txt": (
        "Freibad öffnet später\n\nVeröffentlicht am 3. Mai 2023\n\n"
        "Das Freibad öffnet in diesem Jahr erst am 1. Juni. Grund ist eine undichte Leitung im Becken. "
        "Die Sanierung kostet nach Angaben der Stadt 80.000 Euro.\n"
    ),
    "schafe.txt": (
        "Vierzig Schafe auf der Landstraße\n\n"
        "Eine Herde von vierzig Schafen hat den Verkehr zwischen Auenheim und Hinterau aufgehalten. "
        "Der Schäfer Anton Rieger trieb die Tiere mit zwei Hunden zurück auf die Weide.\n"
    ),
}
