"""`belegt ask`: one question, or a dialogue on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import BelegtError, UsageError
from rag.cli import session
from rag.cli.citations import list_evidence, list_footnotes, number_items, print_items
from rag.cli.options import Options
from rag.cli.terminal.console import Output, make_text
from rag.cli.terminal.formats import clean_text, format_number, format_seconds
from rag.filters import Filters

if TYPE_CHECKING:
    from rag import Archive, Chat
    from rag.types import Answer, AskEvent, Evidence, EvidenceFound

SinceOption = Annotated[str | None, typer.Option("--since", metavar="DATUM", help="filter.since")]
UntilOption = Annotated[str | None, typer.Option("--until", metavar="DATUM", help="filter.until")]
AsOfOption = Annotated[str | None, typer.Option("--as-of", metavar="DATUM", help="filter.as_of")]
SourceOption = Annotated[list[str] | None, typer.Option("--source", "-s", metavar="QUELLE", help="filter.source")]
KindOption = Annotated[list[str] | None, typer.Option("--kind", metavar="ART", help="filter.kind")]
EmbedderOption = Annotated[
    str | None, typer.Option("--embedder", metavar="MODELL", envvar="BELEGT_EMBEDDER", help="embedder")
]
LlmOption = Annotated[
    str | None, typer.Option("--llm", "--llm-url", metavar="MODELL", envvar="BELEGT_LLM", help="ask.llm")
]
JsonOption = Annotated[bool, typer.Option("--json", help="json")]


def read_filters(
    since: str | None, until: str | None, source: list[str] | None, as_of: str | None, kind: list[str] | None
) -> Filters:
    """Return the filters of the options; what was not given filters nothing."""
    filters = Filters(since=since, until=until, sources=tuple(source) if source else None, as_of=as_of)
    if kind:
        filters["kinds"] = tuple(kind)
    return filters


def ask(
    ctx: typer.Context,
    question: Annotated[list[str] | None, typer.Argument(metavar="FRAGE", help="ask.question")] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    as_of: AsOfOption = None,
    kind: KindOption = None,
    llm: LlmOption = None,
    embedder: EmbedderOption = None,
    as_json: JsonOption = False,
    no_reader: Annotated[bool, typer.Option("--no-reader", help="ask.no_reader")] = False,
    chat: Annotated[bool, typer.Option("--chat", "-c", help="ask.chat")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "--timings", "-v", help="ask.verbose")] = False,
) -> None:
    """Answer a question from the archive."""
    options: Options = ctx.obj
    output = Output(options)
    filters = read_filters(since, until, source, as_of, kind)
    text = None if chat and not question else read_question(question or [], output)
    with session.open_archive(options, embedder=embedder, llm=llm, reader=not no_reader) as archive:
        partner = archive.chat() if chat else None
        if text is not None and as_json:
            output.write_json((partner or archive).ask(text, **filters).to_dict())
        elif text is not None:
            answer_question(archive, text, filters, output, verbose=verbose, chat=partner)
        if text is None or chat:
            run_dialogue(archive, filters, output, verbose=verbose, chat=partner, as_json=as_json)


def read_question(words: Iterable[str], output: Output) -> str | None:
    """Return the question from the words or from standard input; None asks for a dialogue on a terminal."""
    given = " ".join(words).strip()
    if given == "-":
        given = " ".join(sys.stdin.read().split())
    elif not given and sys.stdin.isatty():
        return None
    if not given:
        raise UsageError(cause=output.say("no_question"))
    return given


def run_dialogue(
    archive: Archive,
    filters: Filters,
    output: Output,
    *,
    verbose: bool,
    chat: Chat | None = None,
    as_json: bool = False,
) -> None:
    """Take questions until an empty line or the end of input; a failed or stopped answer doesn't end it."""
    typed = sys.stdin.isatty()
    if typed:
        output.note(output.say("prompt_intro", path=archive.path))
    while question := read_line(output.say("prompt") if typed else ""):
        try:
            if as_json:
                output.write_json((chat or archive).ask(question, **filters).to_dict())
                continue
            answer_question(archive, question, filters, output, verbose=verbose, chat=chat)
        except KeyboardInterrupt:
            output.note(output.say("answer_stopped"), style="yellow")
        except BelegtError as error:
            output.note(f"{output.say('error')}: {error.text(output.lang)}", style="red")
        output.write()


def read_line(prompt: str) -> str:
    """Return a line typed by the user, with line editing where the system has it; empty at the end of input."""
    with suppress(ImportError):  # not on every system; importing it gives `input` its history
        import readline  # noqa: F401
    try:
        return input(prompt).strip()
    except EOFError:
        return ""


def answer_question(
    archive: Archive, question: str, filters: Filters, output: Output, *, verbose: bool, chat: Chat | None = None
) -> None:
    """Print evidence, the answer as it is written, and the checked answer with its footnotes."""
    with (chat or archive).ask_stream(question, **filters) as events:
        answer, shown = follow_answer(events, output)
    print_answer(output, answer, shown=shown)
    if answer.abstained and any(filters.get(name) for name in ("since", "until", "sources", "kinds")):
        undated = format_number(archive.status().undated, output.lang)
        output.note(output.say("narrowed", undated=undated), style="yellow")
    if verbose:
        output.write(describe_timings(output, answer), style="dim")
    if answer.abstained and not answer.nearest and not archive.status().documents:
        output.note(output.say("empty_archive"), style="yellow")


def follow_answer(events: Iterator[AskEvent], output: Output) -> tuple[Answer, tuple[Evidence, ...]]:
    """Show the events of an answer as they come, and return the finished one and the evidence that was shown."""
    from rag.types import EvidenceFound, Finished, Token

    shown: tuple[Evidence, ...] = ()
    with show_draft(output) as draft:
        for event in events:
            if isinstance(event, EvidenceFound):
                shown = event.evidence
                draft.take_evidence(event)
            elif isinstance(event, Token):
                draft.take_token(event.text)
            elif isinstance(event, Finished):
                return event.answer, shown
    raise RuntimeError("the stream ended without an answer")


class Draft:
    """What is seen before the answer is checked; off a terminal that is the evidence alone."""

    def __init__(self, output: Output, live: Any = None) -> None:
        self._output = output
        self._live = live
        self._short = ""
        self._text = ""

    def take_evidence(self, event: EvidenceFound) -> None:
        """Print the evidence above what is still moving."""
        if not event.evidence:
            return
        output = self._output
        self._short = " ".join((event.short or "").split())
        seconds = format_seconds(event.seconds, output.lang)
        output.write(output.say("evidence", seconds=seconds), style="bold")
        print_items(output, list_evidence(event.evidence, output.lang), style="dim")
        output.write()
        self._show(make_waiting(output, "loading"))
        output.out.file.flush()

    def take_token(self, piece: str) -> None:
        """Show one more piece of the unchecked answer."""
        self._text += piece
        self._show(make_text(clean_text(self._text), "italic dim"))

    def _show(self, moving: Any) -> None:
        """Show what is still moving, and above it the words in which the reader sees the answer."""
        if not self._live:
            return
        from rich.console import Group

        self._live.update(Group(make_text(clean_text(self._short), "bold"), moving) if self._short else moving)


@contextmanager
def show_draft(output: Output) -> Iterator[Draft]:
    """Yield the draft of an answer; on a terminal it moves and is wiped at the end."""
    if not output.out.is_terminal:
        yield Draft(output)
        return
    from rich.live import Live

    with Live(make_waiting(output, "searching"), console=output.out, transient=True, refresh_per_second=8) as live:
        yield Draft(output, live)


def make_waiting(output: Output, key: str) -> Any:
    """Return a moving sign that something is being done."""
    from rich.spinner import Spinner

    return Spinner("line" if output.out.options.ascii_only else "dots", make_text(output.say(key), "dim"))


def print_answer(output: Output, answer: Answer, *, shown: Collection[Evidence] = ()) -> None:
    """Print the checked answer, the short one first, with its footnotes, or the refusal with the nearest finds.

    Finds that were `shown` already are not repeated.
    """
    if answer.rewritten:
        output.write(output.say("rewritten", question=answer.rewritten), style="dim")
    if answer.short:
        output.write(" ".join(answer.short.split()), style="bold")
    output.write(answer.text, style="yellow" if answer.abstained else None if answer.short else "bold")
    if not answer.abstained:
        from rag.confidence import name_certainty

        output.write(output.say("certainty", word=output.say(name_certainty(answer.confidence))), style="dim")
    footnotes = number_items(list_footnotes(answer.citations, output.lang))
    if answer.abstained and answer.nearest and all(entry in shown for entry in answer.nearest):
        output.write(output.say("nearest_shown"))
    elif answer.abstained and answer.nearest:
        output.write()
        output.write(output.say("nearest"))
        footnotes = list_evidence(answer.nearest, output.lang)
    if footnotes:
        output.write()
        print_items(output, footnotes)


def describe_timings(output: Output, answer: Answer) -> str:
    """Return where the time went, in one line."""
    lang, timings = output.lang, answer.timings
    seconds = {name: format_seconds(timings[name], lang) for name in ("retrieve", "first_token", "total")}
    return output.say(
        "timings",
        **seconds,
        prompt_tokens=format_number(timings.prompt_tokens, lang),
        answer_tokens=format_number(timings.answer_tokens, lang),
        confidence=format_number(answer.confidence, lang, digits=2),
        model=answer.model or output.say("no_model"),
    )
