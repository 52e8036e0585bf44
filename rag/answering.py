"""From a question to a checked answer: search, evidence, one call of the model, verification."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass

from index.embed import Embedder
from index.errors import UsageError
from index.keywords import content_terms
from index.store import Store
from rag.answer_type import find_answer_type, names_answer
from rag.cite import quote_claim, write_answer
from rag.confidence import estimate_confidence
from rag.config import AskConfig
from rag.evidence import ScoredSentence, choose_evidence, score_sentences
from rag.llm import LLM
from rag.prompt import REFUSAL, build_prompt
from rag.retrieve import Filter, read_query, search_chunks
from rag.stream import Hold
from rag.types import Answer, AskEvent, Evidence, EvidenceFound, Finished, Timings, Token
from rag.verify import Claim, is_informative, split_claims, verify_claim


@dataclass(frozen=True, slots=True)
class Found:
    """What retrieval brought: the evidence for the model, and how likely it answers."""

    evidence: tuple[Evidence, ...]
    confidence: float


def find_evidence(store: Store, embedder: Embedder, question: str, *, only: Filter, config: AskConfig) -> Found:
    """Search and choose the sentences that answer; raises `UsageError` when nothing is asked."""
    if not question.strip():
        raise UsageError(cause="Die Frage ist leer. Bitte eine Frage eingeben.")
    query = read_query(question, embedder, as_of=only.as_of)
    hits = search_chunks(store, query, config.chunks, only=only, config=config)
    sentences: list[ScoredSentence] = score_sentences(store, query, hits, config=config)
    return Found(choose_evidence(store, sentences, config=config), estimate_confidence(question, sentences))


def stream_answer(
    store: Store, embedder: Embedder, llm: LLM, question: str, hold: Hold, *, only: Filter, config: AskConfig
) -> Generator[AskEvent]:
    """Yield the evidence, the model's tokens, then the checked answer.

    The model's work is given to `hold`, by which another thread can stop it; closing the generator stops it too.
    """
    started = time.perf_counter()
    found = find_evidence(store, embedder, question, only=only, config=config)
    retrieved = time.perf_counter() - started
    yield EvidenceFound(found.evidence, retrieved)
    if not found.evidence or found.confidence < config.threshold:
        total = time.perf_counter() - started
        yield Finished(_refuse(question, found, Timings(retrieved, total, total), model=llm.name))
        return
    messages = build_prompt(question, found.evidence)
    completion = llm.complete(messages, max_tokens=config.max_answer_tokens)
    hold(completion)
    pieces: list[str] = []
    first = 0.0
    for piece in completion:
        first = first or time.perf_counter() - started
        pieces.append(piece)
        yield Token(piece)
    total = time.perf_counter() - started
    timings = Timings(retrieved, first or total, total, completion.prompt_tokens, completion.answer_tokens)
    prompt = "\n".join(f"{message.role}: {message.content}" for message in messages)
    claims = choose_claims(question, "".join(pieces), found, config=config)
    yield Finished(_answer(question, claims, found, timings, prompt=prompt, model=llm.name))


def choose_claims(question: str, said: str, found: Found, *, config: AskConfig) -> list[Claim]:
    """Return what of the model's words the quotes back, or the best quote, or nothing: a refusal.

    A claim that only repeats the question gives way to the quote it cites. The best quote stands in where nothing
    is left and the evidence is near enough to the question to be an answer by itself; against the model's own
    refusal it takes more than that.
    """
    refused = is_refusal(said)
    claims = [] if refused else [verify_claim(claim, found.evidence, question) for claim in split_claims(said)]
    kept = [_inform(claim, question, found.evidence) for claim in claims if claim is not None]
    kept = _complete_answer(kept, question, found.evidence)
    needed = config.overrule_threshold if refused else config.quote_threshold
    if not kept and found.confidence >= needed:
        kept = [quote_claim(max(found.evidence, key=lambda entry: entry.score))]
    return list(dict.fromkeys(kept))


def _complete_answer(claims: list[Claim], question: str, evidence: Sequence[Evidence]) -> list[Claim]:
    """Add the figure or time that is asked for and that the claims leave out; nothing where no quote has it.

    The quote is looked for in the documents the claims rest on, among sentences that share a word with the question.
    """
    kind = find_answer_type(question)
    if not claims or kind is None or any(names_answer(kind, claim.text) for claim in claims):
        return claims
    sources = {entry.source for entry in evidence for claim in claims if entry.number in claim.cited}
    terms = set(content_terms(question))
    fitting = [
        entry
        for entry in evidence
        if entry.source in sources and names_answer(kind, entry.quote) and terms & set(content_terms(entry.quote))
    ]
    return [*claims, quote_claim(max(fitting, key=lambda entry: entry.score))] if fitting else []


def _inform(claim: Claim, question: str, evidence: Sequence[Evidence]) -> Claim:
    if is_informative(claim.text, question):
        return claim
    return quote_claim(next(entry for entry in evidence if entry.number == claim.cited[0]))


def _answer(
    question: str, claims: Sequence[Claim], found: Found, timings: Timings, *, prompt: str, model: str
) -> Answer:
    if not claims:
        return _refuse(question, found, timings, prompt=prompt, model=model)
    text, citations = write_answer(claims, found.evidence)
    return Answer(
        question=question,
        text=text,
        abstained=False,
        confidence=found.confidence,
        citations=citations,
        evidence=found.evidence,
        timings=timings,
        prompt=prompt,
        model=model,
    )


def is_refusal(said: str) -> bool:
    """Tell whether the model refused: it said the phrase, or nothing."""
    return not said.strip() or REFUSAL.rstrip(".").casefold() in said.casefold()


def _refuse(question: str, found: Found, timings: Timings, *, prompt: str = "", model: str) -> Answer:
    return Answer(
        question=question,
        text=REFUSAL,
        abstained=True,
        confidence=found.confidence,
        evidence=found.evidence if prompt else (),
        nearest=found.evidence[:3],
        timings=timings,
        prompt=prompt,
        model=model,
    )
