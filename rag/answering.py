"""From a question to a checked answer: search, evidence, one call of the model, verification."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from index.embed import Embedder
from index.errors import UsageError
from index.keywords import content_terms
from index.store import Store
from rag.answer_type import find_answer_type, fits_short, names_answer
from rag.cite import quote_claim, write_answer
from rag.confidence import Signs, estimate_confidence, read_signs
from rag.config import AskConfig
from rag.evidence import choose_evidence, score_sentences
from rag.llm import LLM, Completion
from rag.prompt import NONE, PROMPT, PROMPT_SHORT, REFUSAL, SHORT, Message, build_prompt, end_short, open_answer
from rag.reader import Reader
from rag.reading import FoundSpan, raise_sentences, read_hits
from rag.retrieve import Filter, read_query, search_chunks
from rag.short import Choice, choose_span, find_quote, list_candidates
from rag.stream import Hold
from rag.types import Answer, AskEvent, Evidence, EvidenceFound, Finished, Timings, Token
from rag.verify import Claim, is_informative, split_claims, verify_claim


@dataclass(frozen=True, slots=True)
class Found:
    """What retrieval brought: the evidence for the model, and how likely it answers.

    `spans` are the reader's, those that stand in the evidence, best first; none without a reader.
    """

    evidence: tuple[Evidence, ...]
    signs: Signs
    spans: tuple[FoundSpan, ...] = ()

    @property
    def best(self) -> Evidence:
        """Return the sentence that retrieval and reader rank first."""
        return max(self.evidence, key=lambda entry: entry.score)


@dataclass(frozen=True, slots=True)
class Models:
    """What answers: the embedder, the language model, and the reader where there is one."""

    embedder: Embedder
    llm: LLM
    reader: Reader | None = None


def find_evidence(
    store: Store, embedder: Embedder, reader: Reader | None, question: str, *, only: Filter, config: AskConfig
) -> Found:
    """Search, read and choose the sentences that answer; raises `UsageError` when nothing is asked."""
    if not question.strip():
        raise UsageError(cause="Die Frage ist leer. Bitte eine Frage eingeben.")
    query = read_query(question, embedder, as_of=only.as_of)
    hits = search_chunks(store, query, config.chunks, only=only, config=config)
    findings = read_hits(reader, question, hits, config=config)
    sentences = raise_sentences(score_sentences(store, query, hits, config=config), findings, config=config)
    evidence = choose_evidence(store, sentences, config=config)
    spans = list_candidates(question, findings.spans, evidence, limit=config.short_candidates)
    return Found(evidence, read_signs(question, sentences, findings), spans)


def stream_answer(
    store: Store, models: Models, question: str, hold: Hold, *, only: Filter, config: AskConfig
) -> Generator[AskEvent]:
    """Yield the evidence, the model's tokens, then the checked answer.

    The model's work is given to `hold`, by which another thread can stop it; closing the generator stops it too.
    """
    clock = _Clock()
    found = find_evidence(store, models.embedder, models.reader, question, only=only, config=config)
    clock.retrieved()
    yield EvidenceFound(found.evidence, clock.retrieve, found.spans[0].text if found.spans else None)
    draft = _Draft(question, found, models.llm.name)
    if not found.evidence or estimate_confidence(found.signs) < config.threshold:
        yield Finished(draft.refuse(clock))
        return
    messages = build_prompt(question, found.evidence, name=PROMPT_SHORT if found.spans else PROMPT)
    draft.prompt = "\n".join(f"{message.role}: {message.content}" for message in messages)
    choice = _choose_span(question, models.llm, messages, found, hold, config=config)
    draft.judge(choice)
    if choice is not None and draft.confidence < config.threshold:
        yield Finished(draft.refuse(clock))
        return
    completion = models.llm.complete(
        messages, max_tokens=config.max_answer_tokens, opening=open_answer(choice.span.text) if choice else ""
    )
    hold(completion)
    pieces: list[str] = []
    for piece in completion:
        clock.spoke()
        pieces.append(piece)
        yield Token(piece)
    clock.count(completion)
    yield Finished(draft.finish("".join(pieces), clock, config=config))


def _choose_span(
    question: str, llm: LLM, messages: Sequence[Message], found: Found, hold: Hold, *, config: AskConfig
) -> Choice | None:
    """Let the model weigh the reader's spans and "no answer", and choose; None without a reader, or when stopped."""
    if not found.spans:
        return None
    weighing = llm.weigh(messages, [*(end_short(span.text) for span in found.spans), end_short(NONE)], opening=SHORT)
    hold(weighing)
    weights = weighing.wait()
    return choose_span(question, found.spans, weights, config=config) if weights else None


class _Clock:
    """Seconds since the question was put, at each stage."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self.retrieve = 0.0
        self._first = 0.0
        self._tokens = (0, 0)

    def _now(self) -> float:
        return time.perf_counter() - self._started

    def retrieved(self) -> None:
        self.retrieve = self._now()

    def spoke(self) -> None:
        self._first = self._first or self._now()

    def count(self, completion: Completion) -> None:
        self._tokens = (completion.prompt_tokens, completion.answer_tokens)

    def read(self) -> Timings:
        total = self._now()
        return Timings(self.retrieve, self._first or total, total, *self._tokens)


class _Draft:
    """An answer in the making: what is known of the question, and what the witnesses said of it."""

    def __init__(self, question: str, found: Found, model: str) -> None:
        self.question = question
        self.found = found
        self.model = model
        self.prompt = ""
        self.choice: Choice | None = None
        self.confidence = estimate_confidence(found.signs)

    def judge(self, choice: Choice | None) -> None:
        """Take up the model's choice."""
        self.choice = choice
        if choice is not None:
            fits = fits_short(self.question, choice.span.text)
            self.confidence = estimate_confidence(replace(self.found.signs, none=choice.none, fits=fits))

    def finish(self, said: str, clock: _Clock, *, config: AskConfig) -> Answer:
        """Return the checked answer."""
        if self.choice is None:
            claims = choose_claims(self.question, said, self.found.evidence, self.confidence, config=config)
        else:
            claims = join_witnesses(self.question, said, self.choice, self.found, config=config)
        if not claims:
            return self.refuse(clock)
        text, citations = write_answer(claims, self.found.evidence)
        short = self.choice.span.text if self.choice else None
        return replace(self._blank(clock), text=text, abstained=False, short=short, citations=citations)

    def refuse(self, clock: _Clock) -> Answer:
        """Return the refusal, with what came nearest."""
        shown = self.found.evidence if self.prompt else ()
        return replace(self._blank(clock), evidence=shown, nearest=self.found.evidence[:3])

    def _blank(self, clock: _Clock) -> Answer:
        return Answer(
            question=self.question,
            text=REFUSAL,
            abstained=True,
            confidence=self.confidence,
            evidence=self.found.evidence,
            timings=clock.read(),
            prompt=self.prompt,
            model=self.model,
        )


def join_witnesses(question: str, said: str, choice: Choice, found: Found, *, config: AskConfig) -> list[Claim]:
    """Return the sentences of an answer whose short form is known.

    The model's sentences count where the quotes back them and they say the span; else the quote that holds the span
    speaks for itself. Where the model was not sure of the span, the sentence that retrieval ranks first stands beside
    it: it is the witness that doesn't depend on the model.
    """
    span = choice.span
    claims = [claim for part in split_claims(said) if (claim := verify_claim(part, found.evidence, question))]
    if not any(span.text.casefold() in claim.text.casefold() for claim in claims):
        claims = [quote_claim(find_quote(span, found.evidence) or found.best)]
    if choice.lead < config.sure_lead and not any(found.best.number in claim.cited for claim in claims):
        claims.append(quote_claim(found.best))
    return list(dict.fromkeys(claims))


def choose_claims(
    question: str, said: str, evidence: Sequence[Evidence], confidence: float, *, config: AskConfig
) -> list[Claim]:
    """Return what of the model's words the quotes back, or the best quote, or nothing: a refusal.

    A claim that only repeats the question gives way to the quote it cites. The best quote stands in where nothing
    is left and the evidence is near enough to the question to be an answer by itself; against the model's own
    refusal it takes more than that.
    """
    refused = is_refusal(said)
    claims = [] if refused else [verify_claim(claim, evidence, question) for claim in split_claims(said)]
    kept = [_inform(claim, question, evidence) for claim in claims if claim is not None]
    kept = _complete_answer(kept, question, evidence)
    needed = config.overrule_threshold if refused else config.quote_threshold
    if not kept and confidence >= needed:
        kept = [quote_claim(max(evidence, key=lambda entry: entry.score))]
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


def is_refusal(said: str) -> bool:
    """Tell whether the model refused: it said the phrase, or nothing."""
    return not said.strip() or REFUSAL.rstrip(".").casefold() in said.casefold()
