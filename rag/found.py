"""What is found before the language model is asked: for each thing a question asks, the sentences that may answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.embed import Embedder
from index.errors import UsageError
from index.store import Store
from rag.answer_type import asks_reason, is_topic
from rag.confidence import Signs, estimate_confidence, read_signs
from rag.config import AskConfig
from rag.corrections import find_correction, may_be_corrected
from rag.evidence import choose_evidence, make_evidence, score_sentences
from rag.filters import Filter
from rag.likeness import ScoredSentence, read_query
from rag.names import knows_names
from rag.question_time import QuestionTime
from rag.reader import Reader
from rag.reading import FoundSpan, raise_sentences, read_hits
from rag.retrieve import search_chunks
from rag.short import list_candidates
from rag.subquestions import complete_part, split_question
from rag.types import Evidence


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is asked, of which time, and what retrieval brought: evidence, and how likely it answers.

    `spans` are the reader's, those that stand in the evidence, best first; none without a reader. `strangers` are the
    articles of the evidence that don't know a name which the question gives.
    """

    question: str
    evidence: tuple[Evidence, ...]
    signs: Signs
    time: QuestionTime
    spans: tuple[FoundSpan, ...] = ()
    strangers: frozenset[str] = frozenset()

    @property
    def wants_sentence(self) -> bool:
        """Tell whether the answer is a sentence more than words: yes or no, a reason, or what there is on a topic."""
        return self.signs.decides or asks_reason(self.question) or is_topic(self.question)

    @property
    def best(self) -> Evidence:
        """Return the sentence that retrieval and reader rank first."""
        return max(self.evidence, key=lambda entry: entry.score)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question, which may ask two things; sentences are numbered through all parts."""

    parts: tuple[Part, ...]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Return the evidence of all parts, each sentence once, by its number."""
        return tuple({entry.number: entry for part in self.parts for entry in part.evidence}.values())

    @property
    def signs(self) -> Signs:
        """Return the signs of the part that is likeliest to be answered."""
        return max((part.signs for part in self.parts), key=estimate_confidence)

    @property
    def spans(self) -> tuple[FoundSpan, ...]:
        """Return the reader's spans of all parts, each part's best first."""
        return tuple(span for part in self.parts for span in part.spans)

    @property
    def short(self) -> str | None:
        """Return the words in which the reader sees the answer; None without a reader, or where it takes sentences."""
        seen = (part.spans[0].text for part in self.parts if part.spans and not part.wants_sentence)
        return " · ".join(seen) or None


def find_evidence(
    store: Store, embedder: Embedder, reader: Reader | None, question: str, *, only: Filter, config: AskConfig
) -> Found:
    """Search, read and choose the sentences that answer; raises `UsageError` when nothing is asked."""
    if not question.strip():
        raise UsageError(cause="Die Frage ist leer. Bitte eine Frage eingeben.")
    asked = split_question(question)
    if len(asked) == 1:
        return Found(number_parts([_find_part(store, embedder, reader, question, only=only, config=config)]))
    config = replace(
        config,
        evidence_sentences=max(2, config.evidence_sentences * 2 // 3),
        evidence_tokens=config.evidence_tokens * 2 // 3,
    )
    first = _find_part(store, embedder, reader, asked[0], only=only, config=config)
    second = complete_part(asked[1], asked[0])
    return Found(number_parts([first, _find_part(store, embedder, reader, second, only=only, config=config)]))


def _find_part(
    store: Store, embedder: Embedder, reader: Reader | None, question: str, *, only: Filter, config: AskConfig
) -> Part:
    query = read_query(question, embedder, as_of=only.as_of)
    hits = search_chunks(store, query, config.chunks, only=only, config=config)
    findings = read_hits(reader, question, hits, config=config)
    sentences = raise_sentences(score_sentences(store, query, hits, config=config), findings, config=config)
    evidence = choose_evidence(store, sentences, config=config)
    spans = list_candidates(question, findings.spans, evidence, limit=config.short_candidates)
    if may_be_corrected(query.time):
        evidence = _add_correction(store, question, evidence, spans[: config.corrected_spans], sentences)
    strangers = _find_strangers(store, question, evidence)
    evidence = tuple(
        replace(entry, score=entry.score - config.astray_penalty) if entry.source in strangers else entry
        for entry in evidence
    )
    return Part(question, evidence, read_signs(query, sentences, findings), query.time, spans, strangers)


def _find_strangers(store: Store, question: str, evidence: Sequence[Evidence]) -> frozenset[str]:
    """Return the articles of the evidence that don't know a name which the question gives."""
    sources = {entry.source for entry in evidence}
    return frozenset(source for source in sources if not knows_names(question, store.record.document(source).text))


def _add_correction(
    store: Store,
    question: str,
    evidence: tuple[Evidence, ...],
    told: Sequence[FoundSpan],
    sentences: Sequence[ScoredSentence],
) -> tuple[Evidence, ...]:
    """Return the evidence and, behind it, the sentence that corrects what one of the spans tells, if any does."""
    published = {entry.source: entry.published for entry in evidence}
    found = find_correction(question, told, published, sentences)
    if found is None or any(e.source == found.chunk.source and e.end == found.span.end for e in evidence):
        return evidence
    text = store.record.document(found.chunk.source).text
    return (*evidence, make_evidence(store, found, len(evidence) + 1, text=text))


def number_parts(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Number the evidence of all parts through; a sentence that serves two parts has one number."""
    numbers: dict[tuple[str, int, int], int] = {}
    for part in parts:
        for entry in part.evidence:
            numbers.setdefault((entry.source, entry.start, entry.end), len(numbers) + 1)
    return tuple(
        replace(
            part,
            evidence=tuple(replace(e, number=numbers[e.source, e.start, e.end]) for e in part.evidence),
        )
        for part in parts
    )
