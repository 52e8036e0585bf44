"""The head of the page, the answer in each of its phases, and the cards of its evidence, as HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from index.dates import format_date
from index.types import SectionKind
from rag.cli.terminal.formats import format_number, format_seconds
from rag.confidence import name_certainty
from rag.types import Answer, Citation, Evidence
from ui.copying import write_html, write_markdown, write_plain
from ui.ports import Status
from ui.render.text import escape_text, render_file, render_table
from ui.texts import Texts, format_count
from ui.view import Phase, View

#: Characters of the paragraph that a closed card shows on either side of the quote.
_CONTEXT = 110
#: A quote that ends a sentence itself, its number, and the full stop behind that.
_QUOTED = re.compile(r"([.!?…]“) (\[\d+\])\.(?=\s|$)")
_MARK = re.compile(r"\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]")


@dataclass(frozen=True, slots=True)
class Card:
    """A passage as it is shown. `number` is what the answer cites it by, None where nothing refers to it."""

    evidence: Evidence
    number: int | None


# the head of the page


def render_header(texts: Texts) -> str:
    """Return the name of the page and the line under it."""
    tagline = f'<p class="bl-tagline">{escape_text(texts.tagline)}</p>'
    return f'<h1 class="bl-brand" data-lang="{texts.lang}">belegt</h1>{tagline}'


def render_status(status: Status, texts: Texts) -> str:
    """Return one line about the archive: how many articles, of which time."""
    if not status.documents:
        return f'<p class="bl-status">{escape_text(texts.archive_empty)}</p>'
    parts = [format_count(texts.documents_one, texts.documents_many, status.documents, texts.lang)]
    if status.first_published:
        first, last = (
            format_date(day, texts.lang, long=True) for day in (status.first_published, status.last_published)
        )
        parts.append(first if first == last else texts.span.format(first=first, last=last))
    if status.undated:
        parts.append(texts.undated.format(n=format_number(status.undated, texts.lang)))
    if status.pending:
        parts.append(texts.pending.format(n=format_number(status.pending, texts.lang)))
    return f'<p class="bl-status">{_join_dots(parts)}</p>'


def render_welcome(texts: Texts) -> str:
    """Return the first step, shown while the archive is empty."""
    return (
        f'<section class="bl-welcome"><h2>{escape_text(texts.welcome)}</h2>'
        f"<p>{escape_text(texts.welcome_help)}</p></section>"
    )


# the answer


def render_answer(view: View, texts: Texts) -> str:
    """Return the panel of the answer: empty, at work, draft, checked, refused, stopped or failed."""
    if view.phase is Phase.IDLE:
        return f'<p class="bl-idle">{escape_text(texts.idle)}</p>'
    refused = view.answer is not None and view.answer.abstained
    name = "refused" if refused else view.phase.value
    parts = [
        f'<section class="bl-answer is-{name}" data-phase="{name}" aria-live="polite" '
        f'aria-busy="{str(view.busy).lower()}">',
        f'<h2 class="bl-question">{escape_text(view.question)}</h2>{_render_understood(view, texts)}',
        f'<div class="bl-text">{_render_short(view, texts)}{_render_body(view, texts)}</div>',
        f'<p class="bl-foot">{_render_foot(view, texts)}</p>{_render_tools(view, texts)}</section>',
    ]
    return "".join(parts)


def _render_understood(view: View, texts: Texts) -> str:
    """Return how a question was understood that leans on the one before."""
    if view.rewritten is None:
        return ""
    return f'<p class="bl-note">{escape_text(texts.understood.format(question=view.rewritten))}</p>'


def _render_tools(view: View, texts: Texts) -> str:
    """Return the buttons that copy a checked answer with its footnotes, and those that say whether it is right."""
    if view.answer is None:
        return ""
    verdicts = (
        f'<button type="button" class="bl-copy" data-act="right">{escape_text(texts.right)}</button>'
        f'<button type="button" class="bl-copy" data-act="wrong" data-prompt="{_quote(texts.wrong_why)}">'
        f"{escape_text(texts.wrong)}</button>"
    )
    if view.answer.abstained:
        return f'<p class="bl-tools">{verdicts}</p>'
    plain, rich, marked = (write(view.answer, texts.lang) for write in (write_plain, write_html, write_markdown))
    forms = (
        (texts.copy_plain, f'data-copy="{_quote(plain)}" data-rich="{_quote(rich)}"'),
        (texts.copy_markdown, f'data-copy="{_quote(marked)}"'),
    )
    buttons = (
        f'<button type="button" class="bl-copy" {data} data-done="{escape_text(texts.copied)}">{escape_text(label)}'
        f"</button>"
        for label, data in forms
    )
    return f'<p class="bl-tools">{"".join(buttons)}{verdicts}</p>'


def _quote(text: str) -> str:
    """Return `text` as the value of an attribute, white space and all."""
    return html.escape(text, quote=True)


def _render_short(view: View, texts: Texts) -> str:
    """Return the short answer, and while it may still change that it may."""
    if not view.short:
        return ""
    unchecked = f' <span class="bl-unchecked">{escape_text(texts.unchecked)}</span>' if view.answer is None else ""
    return f'<p class="bl-short">{escape_text(view.short)}{unchecked}</p>'


def _render_body(view: View, texts: Texts) -> str:
    if view.error is not None:
        return f"<p>{escape_text(view.error.text(texts.lang))}</p>"
    if view.answer is None:
        return _render_paragraphs(view.draft, [entry.number for entry in view.evidence], texts)
    if view.answer.abstained:
        said = f"<p>{escape_text(view.answer.text if texts.lang == 'de' else texts.refused_help)}</p>"
        return said + (f'<p class="bl-note">{escape_text(texts.refused_narrowed)}</p>' if view.narrowed else "")
    numbers = [entry.number for entry in view.answer.citations]
    return _render_paragraphs(view.answer.text, numbers, texts) + _render_statements(view.answer, texts)


def _render_statements(answer: Answer, texts: Texts) -> str:
    """Return what articles that contradict each other say, as a table by date; nothing where they agree."""
    if not answer.statements:
        return ""
    cited = {citation.number: citation for citation in answer.citations}
    rows = "".join(
        f"<tr><td>{_render_date(citation.published, texts)}</td>"
        f"<td>{escape_text(_name_article(citation, texts))}</td>"
        f"<td>{escape_text(statement.words)} {_render_reference(statement.number, texts)}</td></tr>"
        for statement in answer.statements
        for citation in [cited[statement.number]]
    )
    heads = (texts.column_date, texts.column_article, texts.column_words)
    return f'<section class="bl-statements">{render_table(texts.statements, heads, rows)}</section>'


def _name_article(citation: Citation, texts: Texts) -> str:
    """Return the article's name, and that it is told in its questions and answers, where it may differ from itself."""
    name = citation.title or citation.publisher or citation.source
    return f"{name} ({texts.kind_faq})" if citation.kind is SectionKind.FAQ else name


def _render_paragraphs(text: str, numbers: Collection[int], texts: Texts) -> str:
    paragraphs = [part for part in text.split("\n") if part.strip()]
    return "".join(f"<p>{link_citations(part, numbers, texts)}</p>" for part in paragraphs)


def link_citations(text: str, numbers: Collection[int], texts: Texts) -> str:
    """Return `text` escaped, with `[n]` as a link to card `n` where there is one; "[1, 2]" becomes two links.

    A quote that ends with a mark of its own has no other behind its number, which stays on its line.
    """

    def link(match: re.Match[str]) -> str:
        cited = [int(number) for number in re.findall(r"\d+", match[1])]
        if not all(number in numbers for number in cited):
            return match[0]
        return "".join(_render_reference(number, texts) for number in cited)

    return _MARK.sub(link, escape_text(_QUOTED.sub("\\1\u00a0\\2", text)))


def _render_reference(number: int, texts: Texts) -> str:
    label = escape_text(texts.reference.format(n=number))
    return f'<a class="bl-ref" href="#beleg-{number}" data-card="{number}" aria-label="{label}">[{number}]</a>'


def _render_foot(view: View, texts: Texts) -> str:
    match view.phase:
        case Phase.WAITING:
            return _spin(format_count(texts.waiting_one, texts.waiting_many, view.ahead, texts.lang))
        case Phase.SEARCHING:
            return _spin(texts.searching)
        case Phase.WRITING:
            return _spin(texts.draft if view.draft else texts.writing)
        case Phase.DONE if view.answer is not None:
            return _describe_answer(view.answer, texts)
        case Phase.STOPPED:
            return escape_text(texts.stopped)
        case _:
            return escape_text(texts.failed)


def _describe_answer(answer: Answer, texts: Texts) -> str:
    seconds = (answer.timings.retrieve, answer.timings.total)
    evidence, total = (format_seconds(value, texts.lang).replace(" ", "\u00a0") for value in seconds)
    if answer.abstained:
        return _join_dots([texts.refused, texts.timing_quote.format(total=total)])
    certainty = getattr(texts, name_certainty(answer.confidence))
    took = texts.recalled if answer.recalled else texts.timing.format(evidence=evidence, total=total)
    return _join_dots([texts.checked, certainty, took])


def _spin(text: str) -> str:
    return f'<span class="bl-spin" aria-hidden="true"></span>{escape_text(text)}'


def _join_dots(parts: Sequence[str]) -> str:
    return '<span class="bl-dot" aria-hidden="true"> · </span>'.join(
        f"<span>{escape_text(part)}</span>" for part in parts
    )


# the evidence


def render_evidence(view: View, texts: Texts) -> str:
    """Return the cards under the answer: while it is written as found, afterwards as cited."""
    if view.answer is None:
        cards = [Card(entry, entry.number) for entry in view.evidence]
        return _render_section(texts.evidence_draft, cards, texts, short=view.short) if cards else ""
    if view.answer.abstained:
        return _render_nearest(view.answer, texts)
    cited, rest = arrange_cards(view.answer)
    return _render_section(texts.evidence, cited, texts, short=view.short) + _render_rest(rest, texts)


def _render_section(
    heading: str, cards: Sequence[Card], texts: Texts, *, note: str = "", short: str | None = None
) -> str:
    noted = f'<p class="bl-note">{escape_text(note)}</p>' if note else ""
    return (
        f'<section class="bl-cards{" is-quiet" if note else ""}">'
        f'<h2 class="bl-heading">{escape_text(heading)}</h2>{noted}{_render_cards(cards, texts, short)}</section>'
    )


def _render_nearest(answer: Answer, texts: Texts) -> str:
    if not answer.nearest:
        return f'<p class="bl-idle">{escape_text(texts.nothing_near)}</p>'
    cards = [Card(entry, None) for entry in answer.nearest]
    return _render_section(texts.nearest, cards, texts, note=texts.nearest_help)


def _render_rest(cards: Sequence[Card], texts: Texts) -> str:
    """Return what was found but not cited, folded away."""
    if not cards:
        return ""
    summary = f"{texts.not_cited} ({len(cards)})"
    return (
        f'<details class="bl-cards is-quiet"><summary class="bl-heading">{escape_text(summary)}</summary>'
        f"{_render_cards(cards, texts)}</details>"
    )


def arrange_cards(answer: Answer) -> tuple[list[Card], list[Card]]:
    """Return the cited passages under the numbers of the answer, and the other evidence without a number."""
    places = {(entry.source, entry.end): entry for entry in answer.evidence}
    cited = [Card(_widen(places.pop((c.source, c.end), None), c), c.number) for c in answer.citations]
    return cited, [Card(entry, None) for entry in places.values()]


def _widen(evidence: Evidence | None, citation: Citation) -> Evidence:
    """Return the evidence with the quote of the citation, which may begin a sentence earlier."""
    if evidence is None or citation.start < evidence.context_start:
        return _as_evidence(citation)
    return replace(evidence, quote=citation.quote, start=citation.start)


def _as_evidence(citation: Citation) -> Evidence:
    """Return a citation that is no evidence of its own, such as a part of one, as a card can show it."""
    return Evidence(
        number=citation.number,
        source=citation.source,
        title=citation.title,
        published=citation.published,
        publisher=citation.publisher,
        kind=SectionKind.BODY,
        quote=citation.quote,
        start=citation.start,
        end=citation.end,
        context=citation.quote,
        context_start=citation.start,
        score=0.0,
        also_in=citation.also_in,
    )


def _render_cards(cards: Sequence[Card], texts: Texts, short: str | None = None) -> str:
    return "".join(render_card(card, texts, short=short) for card in cards)


def render_card(card: Card, texts: Texts, *, short: str | None = None) -> str:
    """Return one passage: title, publisher, date, file, and the quote marked in its paragraph.

    In the quote the words of the short answer are marked once more, where they stand in it.
    """
    entry = card.evidence
    before, words, after = split_context(entry)
    quote = mark_quote(words, short)
    near = (shorten_start(before), shorten_end(after))
    target = f' id="beleg-{card.number}" tabindex="-1"' if card.number is not None else ""
    number = f'<span class="bl-number">{card.number}</span>' if card.number is not None else ""
    more = "" if near == (before, after) else _render_more(before, quote, after, texts)
    return (
        f'<article class="bl-card"{target}>{number}<div class="bl-card-body">'
        f'<h3 class="bl-title">{escape_text(entry.title or texts.no_title)}</h3>{_render_meta(entry, texts)}'
        f'<blockquote class="bl-excerpt">{_render_passage(near[0], quote, near[1])}</blockquote>{more}'
        f'<button type="button" class="bl-open" data-source="{html.escape(entry.source, quote=True)}" '
        f'data-start="{entry.start}" data-end="{entry.end}">{escape_text(texts.open_article)}</button>'
        f"</div></article>"
    )


def _render_meta(entry: Evidence, texts: Texts) -> str:
    parts = [f"<span>{escape_text(entry.publisher)}</span>"] if entry.publisher else []
    parts.append(_render_date(entry.published, texts))
    parts.append(render_file(entry.source))
    if entry.also_in:
        files = ", ".join(render_file(source) for source in entry.also_in)
        parts.append(f"<span>{escape_text(texts.also_in)} {files}</span>")
    if entry.kind is SectionKind.FAQ:
        parts.append(f'<span class="bl-kind">{escape_text(texts.faq)}</span>')
    return f'<p class="bl-meta">{"".join(parts)}</p>'


def _render_date(published: str | None, texts: Texts) -> str:
    shown = escape_text(format_date(published, texts.lang, long=True))
    return f'<time datetime="{escape_text(published)}">{shown}</time>' if published else f"<span>{shown}</span>"


def _render_more(before: str, quote: str, after: str, texts: Texts) -> str:
    return (
        f'<details class="bl-more"><summary>{escape_text(texts.whole_paragraph)}</summary>'
        f"<blockquote>{_render_passage(before, quote, after)}</blockquote></details>"
    )


def _render_passage(before: str, quote: str, after: str) -> str:
    return f"{escape_text(before)}{quote}{escape_text(after)}"


def mark_quote(quote: str, short: str | None = None) -> str:
    """Return a quote as marked HTML, the first place where `short` stands in it as whole words marked within.

    The short answer to a question for two things has two parts with a dot between.
    """
    parts = (part for part in (short or "").split(" · ") if part)
    found = next(filter(None, (re.search(rf"(?<!\w){re.escape(part)}(?!\w)", quote) for part in parts)), None)
    if found is None:
        return f"<mark>{escape_text(quote)}</mark>"
    before, words, after = (escape_text(part) for part in (quote[: found.start()], found[0], quote[found.end() :]))
    return f'<mark>{before}<mark class="bl-exact">{words}</mark>{after}</mark>'


def split_context(evidence: Evidence) -> tuple[str, str, str]:
    """Return the paragraph around a quote in three parts; only the quote where the offsets don't fit."""
    start = evidence.start - evidence.context_start
    end = start + len(evidence.quote)
    if start < 0 or evidence.context[start:end] != evidence.quote:
        return "", evidence.quote, ""
    return evidence.context[:start], evidence.quote, evidence.context[end:]


def shorten_start(text: str, limit: int = _CONTEXT) -> str:
    """Return the last words of `text`, with an ellipsis in front if some are missing."""
    if len(text) <= limit:
        return text
    cut = text[-limit:]
    return "… " + (cut.partition(" ")[2] or cut)


def shorten_end(text: str, limit: int = _CONTEXT) -> str:
    """Return the first words of `text`, with an ellipsis behind if some are missing."""
    if len(text) <= limit:
        return text
    cut = text[:limit]
    return (cut.rpartition(" ")[0] or cut) + " …"
