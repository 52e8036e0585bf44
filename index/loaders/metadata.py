"""Title, author and the like: what a document says about itself, apart from its date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.dates import find_dates, is_dateline, normalize_date
from index.types import Section, SectionKind

_TITLE_CHARS = 160
_TITLE_LINES = 8
_BOILERPLATE = re.compile(
    r"(?:zum |zur |direkt zu[mr] |skip to |springe zu[mr] )?"
    r"(?:inhalt|hauptinhalt|navigation|content|main content|menü|menu|suche|startseite|home|seite)(?: springen)?"
    r"|(?:anzeige|werbung|advertisement|teilen|drucken|merken|abo|newsletter|login|anmelden|registrieren|kommentare"
    r"|artikel (?:anhören|teilen|drucken|merken|vorlesen)|mehr (?:zum thema|dazu)|lesen sie auch|eilmeldung"
    r"|datenschutz(?:erklärung)?|impressum)(?:\s*[:(].{0,20})?"
    r"|.*\b(?:cookies?|javascript)\b.*\b(?:akzeptieren|zustimmen|aktivieren|einstellungen|verwenden|accept|enable)\b.*"
    r"|.*\b(?:min(?:ute)?s? read|lesezeit|lesedauer|min\. lesen)\b.*",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"(?:[Vv]on|[Bb]y) [A-ZÄÖÜ][\w.-]+(?:,? (?:und |and |von |van |de )?[A-ZÄÖÜ][\w.-]*){0,5}")
_MACHINE_LINE = re.compile(r"(?:date|datum|title|titel|author|autor|url|source|quelle)\b\s*[:=]?\s*\S", re.IGNORECASE)
#: A name in capitals, with the small words that names of papers have: "Bote vom Untermain", "Der Landbote".
_NAME = re.compile(
    r"(?:(?:[Dd]er|[Dd]ie|[Dd]as|am|im|in|vom|von|für|und|&) )*[A-ZÄÖÜ][\w.-]*"
    r"(?: (?:(?:der|die|das|am|im|in|vom|von|für|und|&) )*[A-ZÄÖÜ][\w.-]*){1,4}"
)
_PRESS = re.compile(
    r"[\w-]*(?:zeitung|blatt|bote|k[ou]rier|anzeiger|nachrichten|rundschau|post|presse|journal|magazin|echo|merkur"
    r"|stimme|chronik|depesche|spiegel|beobachter|wacht|news|online|aktuell)|allgemeine|bild|times|woche",
    re.IGNORECASE,
)
_EDITION = re.compile(r" (?:am (?:Sonntag|Samstag|Wochenende|Morgen|Mittag|Abend)|online)$", re.IGNORECASE)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)[^\n]*", re.IGNORECASE)
_NAV = re.compile(r"[|»›>]|https?://|www\.")
_NOT_A_TITLE = re.compile(
    r"(?:untitled|unbenannt|ohne titel|kein titel|document|dokument|word document|neues? dokument)\s*\d*"
    r"|microsoft (?:word|powerpoint)\b.*|.*\.(?:docx?|pdf|indd|rtf|odt|txt|html?|qxd|tex|dvi)",
    re.IGNORECASE,
)
_NOT_AN_AUTHOR = re.compile(
    r"python-docx|admin(?:istrator)?|user|benutzer|anonymous|unknown|unbekannt|root|owner|microsoft.*|.*@.*|https?:.*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The `key: value` block between two `---` lines at the start of a Markdown file.

    `end` is the offset behind the closing line, 0 when there is no front matter.
    """

    end: int = 0
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    author: str | None = None


_FRONT_MATTER = re.compile(r"---[^\S\n]*\r?\n(?P<block>.*?)^(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FRONT_LINE = re.compile(r"\s|$|#|- |[\w.-]+[^\S\n]*:(?:\s|$)")
#: What fields of metadata are called, in lower case, the usual names first.
META_KEYS = {
    "title": ("title", "titel", "headline", "überschrift"),
    "published": ("date", "datum", "published", "published_at", "publish_date", "pubdate", "veröffentlicht"),
    "publisher": ("publisher", "verlag", "zeitung", "medium", "sitename", "site"),
    "author": ("author", "authors", "autor", "autorin", "autoren"),
}
_ATX_HEADING = re.compile(r"^#[^\S\n]+(\S.*?)[^\S\n]*#*[^\S\n]*\r?$", re.MULTILINE)


def read_front_matter(text: str) -> FrontMatter:
    """Read the block of `key: value` lines that a Markdown file may begin with.

    Only single-line values are read, quoted or not, and inline lists (`[A, B]`); keys may be English or German.
    """
    block = _FRONT_MATTER.match(text)
    lines = block["block"].splitlines() if block else []
    if not block or not all(_FRONT_LINE.match(line) for line in lines):  # else "---" is a rule across the page
        return FrontMatter()
    pairs = (line.partition(":") for line in lines if not line.startswith((" ", "\t", "#", "-")))
    values = {key.strip().lower(): _unquote(value) for key, _, value in pairs if value.strip()}
    found = {field: next((values[key] for key in keys if key in values), None) for field, keys in META_KEYS.items()}
    return FrontMatter(
        end=block.end(),
        title=clean_title(found["title"]),
        published=normalize_date(found["published"] or ""),
        publisher=clean_name(found["publisher"]),
        author=clean_name(found["author"]),
    )


def find_heading(text: str, start: int = 0) -> str | None:
    """Return the first `# heading` of a Markdown text behind offset `start`, without its marks."""
    heading = _ATX_HEADING.search(text, start)
    return heading[1] if heading else None


@dataclass(frozen=True, slots=True)
class Head:
    """What stands over a plain text: the name of the paper and the headline, None where there is none."""

    masthead: str | None = None
    title: str | None = None


def guess_head(text: str, sections: Sequence[Section] = ()) -> Head:
    """Return the paper's name and the headline that a plain text begins with.

    The headline is the first line that is no navigation, no dateline and no byline, if it is short, has two words
    or more, does not end like a sentence, and lies in the body or before it. Where the text sets in with a
    paragraph instead, also with one that is wrapped over several lines, there is no headline. A name above it is the
    paper's if it reads like one, if the page's menu follows, or if the copyright is in that name.
    """
    lines = [entry for entry in _first_lines(text) if _may_hold_title(entry[0], sections)]
    found = [number for number, (_, line, _) in enumerate(lines) if not _is_beside_title(line)]
    title, second = (_headline_at(lines, found[place]) if place < len(found) else None for place in (0, 1))
    below = "" if not title else _line_below(lines, found[0], blank_between=second is not None)
    if title and below and _is_masthead(title, below, text, is_above=second is not None):
        return Head(title, second)
    return Head(None, title)


def _line_below(lines: Sequence[tuple[int, str, list[str]]], number: int, *, blank_between: bool) -> str:
    following = [line for _, line, _ in lines[number + 1 :]] if blank_between else lines[number][2]
    return following[0] if following else ""


def _headline_at(lines: Sequence[tuple[int, str, list[str]]], number: int) -> str | None:
    _, line, following = lines[number]
    return line if _is_headline(line) and not _is_wrapped(line, following) else None


def _is_masthead(name: str, below: str, text: str, *, is_above: bool) -> bool:
    """Tell whether a name is the paper's. `is_above` says that a headline follows; without one a date must."""
    if not _NAME.fullmatch(name) or not (is_above or is_dateline(below)):
        return False
    return bool(
        _PRESS.fullmatch(_EDITION.sub("", name).split()[-1])
        or (is_above and _NAV.search(below) and len(below) < 80)
        or any(name in line for line in _COPYRIGHT.findall(text))
    )


def clean_title(value: str | None) -> str | None:
    """Return a title out of metadata, white space collapsed, or None when a program made it up."""
    title = " ".join((value or "").split())
    return title if title and not _NOT_A_TITLE.fullmatch(title) else None


def clean_name(value: str | None) -> str | None:
    """Return an author or publisher out of metadata, or None when it names an account, a program or an address."""
    name = " ".join((value or "").split())
    return name if name and not _NOT_AN_AUTHOR.fullmatch(name) else None


def _unquote(value: str) -> str:
    value = value.strip()
    if value.startswith("[") and value.endswith("]"):
        return ", ".join(_unquote(part) for part in value[1:-1].split(",") if part.strip())
    return value[1:-1] if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'" else value


def _first_lines(text: str) -> list[tuple[int, str, list[str]]]:
    """Return (offset, line, lines that follow without a blank one) for the first lines that hold text."""
    head = text[:8_000].splitlines(keepends=True)
    found: list[tuple[int, str, list[str]]] = []
    offset = 0
    for number, raw in enumerate(head):
        if raw.strip():
            found.append((offset + len(raw) - len(raw.lstrip()), raw.strip(), _adjacent(head[number + 1 :])))
        offset += len(raw)
        if len(found) == _TITLE_LINES:
            break
    return found


def _adjacent(lines: list[str]) -> list[str]:
    found: list[str] = []
    for line in lines[:3]:
        if not line.strip():
            break
        found.append(line.strip())
    return found


def _may_hold_title(offset: int, sections: Sequence[Section]) -> bool:
    first_body = min((section.start for section in sections if section.kind is SectionKind.BODY), default=0)
    kind = next((section.kind for section in sections if section.start <= offset < section.end), None)
    return kind is SectionKind.BODY or (kind is None and (offset < first_body or not sections))


def _is_beside_title(line: str) -> bool:
    is_one_word = len(line.split()) == 1
    return bool(
        is_one_word
        or _BOILERPLATE.fullmatch(line)
        or _BYLINE.fullmatch(line)
        or is_dateline(line)
        or (_MACHINE_LINE.match(line) and (":" in line[:10] or find_dates(line[:20])))
        or (_NAV.search(line) and len(line) < 80)
    )


def _is_headline(line: str) -> bool:
    return len(line) <= _TITLE_CHARS and line[0] not in "-*•" and not line.endswith((".", ":", ";", ",", "…", "-"))


def _is_wrapped(line: str, following: list[str]) -> bool:
    """Tell whether a line is the first of a paragraph that was broken at a fixed width."""
    if not following:
        return False
    longest = max(len(other) for other in following)
    is_fixed_width = len(following) >= 2 and longest <= 120 and len(line) >= 0.75 * longest
    return following[0][0].islower() or is_fixed_width
