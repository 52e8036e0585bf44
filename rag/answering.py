"""From a question to a checked answer: what was found, the model's word on it, and the quotes that carry it."""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from index.embed import Embedder
from index.keywords import content_terms
from index.store import Store
from rag.answer_type import AnswerType, find_answer_type, is_topic, names_answer
from rag.cite import quote_claim, report_claim, write_answer
from rag.confidence import UNCHECKED, Signs, estimate_confidence
from rag.config import AskConfig
from rag.filters import Filter
from rag.found import Found, Part, find_evidence
from rag.llm import LLM, Completion
from rag.prompt import (
    NONE,
    PROMPT,
    PROMPT_SHORT,
    REFUSAL,
    Message,
    build_check,
    build_prompt,
    load_prompt,
)
from rag.reader import Reader
from rag.reading import FoundSpan
from rag.short import (
    Choice,
    choose_answer,
    choose_ranked,
    find_astray,
    fits_answer,
    fold_words,
    locate_words,
)
from rag.stream import Hold
from rag.turns import Turns
from rag.types import Answer, AskEvent, Citation, Evidence, EvidenceFound, Finished, Queued, Statement, Timings, Token
from rag.verify import Claim, is_informative, split_claims, verify_claim

#: From this log probability on a text is likely enough to the model that it need not be asked for another.
_LIKELY = math.log(0.3)


@dataclass(frozen=True, slots=True)
class Models:
    """What answers: the embedder, the language model, and the reader where there is one."""

    embedder: Embedder
    llm: LLM
    reader: Reader | None = None


def stream_answer(
    store: Store, models: Models, question: str, turns: Turns, hold: Hold, *, only: Filter, config: AskConfig
) -> Generator[AskEvent]:
    """Yield the evidence, how many questions the model answers first, what is said of it, then the checked answer.

    The reader and the model propose spans, the model weighs them all, and the quotes that hold the chosen ones are the
    answer. Where neither finds any, or there is no reader, the model answers in its own words, of which stays what the
    quotes back. The model's work is given to `hold`, by which another thread can stop it; closing the generator stops
    it too.
    """
    clock = _Clock()
    # It loads while the embedder does: the first answer of a process waits for the slower of both.
    models.llm.warm(load_prompt(PROMPT_SHORT if models.reader else PROMPT), wait=False)
    found = find_evidence(store, models.embedder, models.reader, question, only=only, config=config)
    clock.retrieved()
    yield EvidenceFound(found.evidence, clock.retrieve, found.short)
    draft = _Draft(question, found, models.llm.name)
    with turns.join() as turn:
        if found.evidence and draft.confidence >= config.threshold:
            hold(turn)
            yield from map(Queued, turn.wait())
        yield from turn.work(_ask_model(draft, models, hold, clock, config=config))
    if not clock.stopped:
        yield Finished(draft.finish(clock))


def _ask_model(draft: _Draft, models: Models, hold: Hold, clock: _Clock, *, config: AskConfig) -> Generator[AskEvent]:
    """Let the model weigh what the reader saw; where neither saw anything, or none reads, let it use its own words."""
    if models.reader is not None:
        yield from _weigh_parts(draft, models.llm, hold, clock, config=config)
    if draft.found.evidence and draft.silent and not clock.stopped and draft.confidence >= config.threshold:
        yield from _let_speak(draft, models.llm, hold, clock, config=config)


def _weigh_parts(draft: _Draft, llm: LLM, hold: Hold, clock: _Clock, *, config: AskConfig) -> Generator[AskEvent]:
    """Let the model weigh what may answer each part, check the choice, and yield what is quoted for it."""
    for part in draft.found.parts:
        confidence = estimate_confidence(part.signs)
        choice = None
        if part.evidence and confidence >= config.threshold:
            choice, signs = _choose_quotes(draft, part, llm, hold, clock, config=config)
            if clock.stopped:
                return
            confidence = estimate_confidence(signs)
        if choice is not None and confidence >= config.threshold:
            clock.spoke()
            yield Token(" ".join(claim.text for claim in _Verdict(part, confidence, choice).claims) + " ")
            if confidence < config.check_below or signs.astray:
                signs = _check_choice(draft, part, choice, signs, llm, hold, clock)
                if clock.stopped:
                    return
                confidence = estimate_confidence(signs)
        enough = confidence >= config.threshold
        draft.verdicts.append(_Verdict(part, confidence, choice if enough else None, silent=enough and choice is None))


def _choose_quotes(
    draft: _Draft, part: Part, llm: LLM, hold: Hold, clock: _Clock, *, config: AskConfig
) -> tuple[Choice | None, Signs]:
    """Return what is quoted for a part, if anything, and the signs for and against it.

    Where a question is for yes or no, or names a thing and asks nothing, there are no words to weigh: the best-ranked
    sentence must decide it, or tell of that.
    """
    if part.signs.decides or is_topic(part.question):
        choice = choose_ranked(part.question, part.evidence, time=part.time, config=config)
        return choice, replace(part.signs, astray=_find_astray(part, choice))
    messages = build_prompt(part.question, part.evidence, name=PROMPT_SHORT, dated=_needs_dates(part))
    draft.show(messages)
    spans, weights = _weigh_spans(part, messages, llm, hold, clock, config=config)
    if not weights:
        clock.stopped = True
        return None, part.signs
    if not spans:
        return None, replace(part.signs, none=weights[-1], fits=False, check=UNCHECKED)
    choice = choose_answer(part.question, part.evidence, spans, weights, time=part.time, config=config)
    fits = fits_answer(part.question, choice.span, choice.held)
    return choice, replace(part.signs, none=weights[-1], fits=fits, astray=_find_astray(part, choice))


def _find_astray(part: Part, choice: Choice) -> float:
    """Return how surely the chosen sentence speaks of another time or of somebody else than is asked, in [0, 1]."""
    if choice.held.source in part.strangers:
        return 1.0
    return find_astray(part.question, part.time, choice.held)


def _needs_dates(part: Part) -> bool:
    """Tell whether the model must know when the articles appeared: a date costs it as much time as half a sentence."""
    return not part.time.is_open or find_answer_type(part.question) is AnswerType.TIME


def _check_choice(
    draft: _Draft, part: Part, choice: Choice, signs: Signs, llm: LLM, hold: Hold, clock: _Clock
) -> Signs:
    """Add to the signs how much likelier than not the model finds that the chosen sentence answers."""
    check = build_check(part.question, choice.held)
    draft.show(check.messages)
    weighing = llm.weigh(check.messages, (check.answered, check.missed))
    hold(weighing)
    weights = weighing.wait()
    clock.count(weighing.prompt_tokens, 0)
    if not weights:
        clock.stopped = True
        return signs
    return replace(signs, check=weights[0] - weights[1])


def _weigh_spans(
    part: Part, messages: Sequence[Message], llm: LLM, hold: Hold, clock: _Clock, *, config: AskConfig
) -> tuple[list[FoundSpan], list[float]]:
    """Return spans and the model's weights of them and, last, of there being no answer; no weights when stopped.

    Where the model finds none of the reader's spans, nor "no answer", likely enough, it is asked for its own.
    """
    spans = list(part.spans)
    weighing = llm.weigh(messages, [*(span.text for span in spans), NONE])
    hold(weighing)
    weights = weighing.wait()
    clock.count(weighing.prompt_tokens, 0)
    if not weights or max(weights) >= _LIKELY:
        return spans, weights
    completion = llm.complete(messages, max_tokens=config.max_short_tokens)
    hold(completion)
    said = _listen(completion, part.evidence)
    clock.count(0, completion.answer_tokens)
    own = locate_words(said, part.evidence, score=config.proposal_score)
    if own is None or own.text.casefold() in {span.text.casefold() for span in spans}:
        return spans, weights
    weighing = llm.weigh(messages, [own.text])
    hold(weighing)
    more = weighing.wait()
    return [*spans, own], [*weights[:-1], *more, weights[-1]] if more else []


def _listen(completion: Completion, evidence: Sequence[Evidence]) -> str:
    """Return what the model says, "" as soon as it says what no quote does: only quoted words can be an answer."""
    quotes = [fold_words(entry.quote) for entry in evidence]
    said = ""
    for piece in completion:
        said += piece
        if not any(fold_words(said) in quote for quote in quotes):
            completion.cancel()
            return ""
    return said


def _let_speak(draft: _Draft, llm: LLM, hold: Hold, clock: _Clock, *, config: AskConfig) -> Generator[AskEvent]:
    """Let the model answer in its own words, and keep what the quotes back."""
    evidence = draft.found.evidence
    messages = build_prompt(draft.question, evidence, name=PROMPT)
    draft.show(messages)
    completion = llm.complete(messages, max_tokens=config.max_answer_tokens)
    hold(completion)
    pieces: list[str] = []
    for piece in completion:
        clock.spoke()
        pieces.append(piece)
        yield Token(piece)
    clock.count(completion.prompt_tokens, completion.answer_tokens)
    draft.said = choose_claims(draft.question, "".join(pieces), evidence, draft.confidence, config=config)


class _Clock:
    """Seconds since the question was put, at each stage, and the tokens read and written."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self.retrieve = 0.0
        self.stopped = False
        self._first = 0.0
        self._read = 0
        self._written = 0

    def _now(self) -> float:
        return time.perf_counter() - self._started

    def retrieved(self) -> None:
        self.retrieve = self._now()

    def spoke(self) -> None:
        self._first = self._first or self._now()

    def count(self, read: int, written: int) -> None:
        self._read += read
        self._written += written

    def read(self) -> Timings:
        total = self._now()
        return Timings(self.retrieve, self._first or total, total, self._read, self._written)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What came out for one part of the question: the choice, or None where the archive doesn't answer it."""

    part: Part
    confidence: float
    choice: Choice | None
    #: Nothing speaks against an answer, but no span was found.
    silent: bool = False

    @property
    def short(self) -> str | None:
        """Return the chosen words, None where the quote itself is the answer."""
        return None if self.choice is None else self.choice.short

    @property
    def claims(self) -> list[Claim]:
        if self.choice is None:
            asked = self.part.question.partition(" (")[0].rstrip("?")
            return [Claim(f"Zur Frage „{asked}?“ steht nichts in den Quellen", ())]
        say = report_claim if self.choice.told else quote_claim
        dated = find_answer_type(self.part.question) is AnswerType.TIME
        return [say(entry, dated=dated) for entry in self.choice.quotes]


class _Draft:
    """An answer in the making: what was found, and what the witnesses said of it."""

    def __init__(self, question: str, found: Found, model: str) -> None:
        self.question = question
        self.found = found
        self.model = model
        self.verdicts: list[_Verdict] = []
        self.said: list[Claim] = []
        self._prompts: list[str] = []

    def show(self, messages: Sequence[Message]) -> None:
        """Note what the model is given to read."""
        self._prompts.append("\n".join(f"{message.role}: {message.content}" for message in messages))

    def finish(self, clock: _Clock) -> Answer:
        """Return the checked answer, or the refusal with what came nearest."""
        answered = [verdict.choice for verdict in self.verdicts if verdict.choice is not None]
        blank = Answer(
            question=self.question,
            text=REFUSAL,
            abstained=True,
            confidence=self.confidence,
            evidence=self.found.evidence if self._prompts or answered else (),
            timings=clock.read(),
            prompt="\n\n".join(self._prompts),
            model=self.model if self._prompts else "",
        )
        claims = self.said
        if answered:
            claims = [claim for verdict in self.verdicts for claim in verdict.claims]
        if not claims:
            nearest = sorted(self.found.evidence, key=lambda entry: -entry.score)[:3]
            return replace(blank, nearest=tuple(nearest))
        quoted = {entry.number: entry for choice in answered for entry in choice.quotes}
        evidence = [quoted.get(entry.number, entry) for entry in self.found.evidence]
        text, citations = write_answer(list(dict.fromkeys(claims)), evidence)
        short = " · ".join(verdict.short for verdict in self.verdicts if verdict.short) or None
        statements = tuple(_state_accounts(answered, citations))
        return replace(blank, text=text, abstained=False, short=short, citations=citations, statements=statements)

    @property
    def silent(self) -> bool:
        """Tell whether no span was found for anything that is asked, though nothing speaks against an answer."""
        return all(verdict.silent for verdict in self.verdicts)

    @property
    def confidence(self) -> float:
        """Return the confidence of the least certain part that is answered, else of the likeliest."""
        answered = [verdict.confidence for verdict in self.verdicts if verdict.choice is not None]
        if answered:
            return min(answered)
        refused = [verdict.confidence for verdict in self.verdicts]
        return max(refused, default=estimate_confidence(self.found.signs))


def _state_accounts(answered: Sequence[Choice], citations: Sequence[Citation]) -> Iterator[Statement]:
    """Yield what each of the articles that contradict each other says, under the number of its citation."""
    numbers = {(citation.source, citation.start): citation.number for citation in citations}
    for choice in answered:
        for quote, words in zip(choice.quotes, choice.told, strict=False):
            yield Statement(numbers[quote.source, quote.start], words)


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
