"""Training examples for the reader: SQuAD files in several languages, parallel by question id, and their variations."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rag.reader.encode import PairEncoder, Tokens, join_pair


@dataclass(frozen=True, slots=True)
class Example:
    """One input with the positions of its answer's first and last token; both 0 where there is none."""

    ids: tuple[int, ...]
    context: int
    start: int
    end: int

    @property
    def answerable(self) -> bool:
        return self.start > 0


@dataclass(frozen=True, slots=True)
class Augment:
    """How examples vary: each figure is the share of examples it befalls."""

    #: Questions of one language over a passage of another.
    mixed: float = 0.2
    #: Passages cut down to some tokens around the answer.
    cropped: float = 0.2
    #: Unanswerable examples added, for each answerable one.
    unanswerable: float = 0.35
    #: Of those, the share whose passage is the one nearest in words to the question instead of any neighbour.
    hard: float = 0.5
    #: Share of examples in German (passage), where German is among the languages.
    german: float = 0.4


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int


@dataclass
class Corpus:
    """The tokens of parallel SQuAD files: passages by (language, passage id), questions by (language, question id)."""

    passages: dict[tuple[str, str], Tokens] = field(default_factory=dict)
    questions: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)
    spans: dict[tuple[str, str], _Span] = field(default_factory=dict)
    passage_of: dict[str, str] = field(default_factory=dict)
    article_of: dict[str, str] = field(default_factory=dict)
    #: For each question the other passages of its article, the most alike first.
    neighbours: dict[str, tuple[str, ...]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()

    def question_ids(self, articles: frozenset[str]) -> list[str]:
        """Return the questions of some articles in a fixed order."""
        return [q for q, passage in self.passage_of.items() if self.article_of[passage] in articles]


def load_corpus(folder: Path, languages: Sequence[str], encoder: PairEncoder) -> Corpus:
    """Read `xquad_LANG_dev.json` of each language."""
    corpus = Corpus(languages=tuple(languages))
    for language in languages:
        data = json.loads((folder / f"xquad_{language}_dev.json").read_text(encoding="utf-8"))["data"]
        for article in data:
            for number, paragraph in enumerate(article["paragraphs"]):
                _add_paragraph(corpus, language, f"{article['title']}/{number}", article["title"], paragraph, encoder)
    _find_neighbours(corpus)
    return corpus


def _add_paragraph(
    corpus: Corpus, language: str, passage: str, article: str, paragraph: Mapping[str, Any], encoder: PairEncoder
) -> None:
    text = str(paragraph["context"])
    tokens = encoder.encode_passages([text])[0]
    corpus.passages[language, passage] = tokens
    corpus.article_of[passage] = article
    for entry in paragraph["qas"]:
        answer = entry["answers"][0]
        first = int(answer["answer_start"])
        span = find_tokens(tokens, first, first + len(answer["text"]))
        if span is None:
            continue
        corpus.questions[language, entry["id"]] = encoder.encode_question(entry["question"])
        corpus.spans[language, entry["id"]] = _Span(*span)
        corpus.passage_of[entry["id"]] = passage


def find_tokens(tokens: Tokens, start: int, end: int) -> tuple[int, int] | None:
    """Return the first and last token that touch the characters [start, end), None when there is none."""
    touched = [n for n, (first, last) in enumerate(tokens.offsets) if first < end and last > start and last > first]
    return (touched[0], touched[-1]) if touched else None


def _find_neighbours(corpus: Corpus) -> None:
    """Order each question's neighbouring passages by the share of its tokens they hold (in the first language)."""
    language = corpus.languages[0]
    by_article: dict[str, list[str]] = {}
    for passage, article in corpus.article_of.items():
        by_article.setdefault(article, []).append(passage)
    bags = {passage: set(corpus.passages[language, passage].ids) for passage in corpus.article_of}
    for question, passage in corpus.passage_of.items():
        words = set(corpus.questions.get((language, question), ()))
        others = [other for other in by_article[corpus.article_of[passage]] if other != passage]
        corpus.neighbours[question] = tuple(sorted(others, key=lambda other: -len(words & bags[other])))


def make_epoch(
    corpus: Corpus, articles: frozenset[str], augment: Augment, *, seed: int, repeats: float
) -> list[Example]:
    """Return one epoch in random order: `repeats` answerable examples for each question, and unanswerable ones."""
    rng = random.Random(seed)
    questions = corpus.question_ids(articles)
    examples: list[Example] = []
    for _ in range(round(len(questions) * repeats)):
        question = rng.choice(questions)
        asked, read = _choose_languages(corpus, question, augment, rng)
        examples.append(_make_answerable(corpus, question, asked, read, augment, rng))
        if rng.random() < augment.unanswerable and corpus.neighbours[question]:
            examples.append(_make_unanswerable(corpus, question, asked, read, augment, rng))
    rng.shuffle(examples)
    return examples


def _choose_languages(corpus: Corpus, question: str, augment: Augment, rng: random.Random) -> tuple[str, str]:
    known = [language for language in corpus.languages if (language, question) in corpus.spans]
    read = "de" if "de" in known and rng.random() < augment.german else rng.choice(known)
    asked = rng.choice(known) if rng.random() < augment.mixed else read
    return asked, read


def _make_answerable(
    corpus: Corpus, question: str, asked: str, read: str, augment: Augment, rng: random.Random
) -> Example:
    ids = corpus.passages[read, corpus.passage_of[question]].ids
    span = corpus.spans[read, question]
    first, last = 0, len(ids)
    if rng.random() < augment.cropped:
        first, last = rng.randint(0, span.start), rng.randint(span.end + 1, len(ids))
    return _join(corpus.questions[asked, question], ids[first:last], span.start - first, span.end - first)


def _make_unanswerable(
    corpus: Corpus, question: str, asked: str, read: str, augment: Augment, rng: random.Random
) -> Example:
    neighbours = corpus.neighbours[question]
    passage = neighbours[0] if rng.random() < augment.hard else rng.choice(neighbours)
    return _join(corpus.questions[asked, question], corpus.passages[read, passage].ids, None, None)


def _join(question: Sequence[int], passage: Sequence[int], start: int | None, end: int | None) -> Example:
    passage = passage[: 512 - len(question) - 4]
    ids = join_pair(question, passage)
    context = len(ids) - len(passage) - 1
    if start is None or end is None or end >= len(passage):
        return Example(ids, context, 0, 0)
    return Example(ids, context, context + start, context + end)


def cut_batches(examples: Sequence[Example], tokens: int, *, seed: int) -> list[list[Example]]:
    """Return batches of about `tokens` tokens each, alike in length, in random order."""
    rng = random.Random(seed)
    pool = sorted(examples, key=lambda example: len(example.ids) + rng.random() * 24)
    batches: list[list[Example]] = []
    batch: list[Example] = []
    for example in pool:
        if batch and (len(batch) + 1) * max(len(example.ids), len(batch[-1].ids)) > tokens:
            batches.append(batch)
            batch = []
        batch.append(example)
    if batch:
        batches.append(batch)
    rng.shuffle(batches)
    return batches
