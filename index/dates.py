"""Dates in German (and English) text, and which of them is the day of publication.

Dates are ISO 8601 strings of the precision that is known: "2024-06-19", "2024-06" or "2024".
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.errors import UsageError

_MONTH_NAMES = (
    "januar jänner jaenner january jan",
    "februar feber february feb",
    "märz maerz march mär mrz mar",
    "april apr",
    "mai may",
    "juni june jun",
    "juli july jul",
    "august aug",
    "september sept sep",
    "oktober october okt oct",
    "november nov",
    "dezember december dez dec",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_GAP = r"[^\S\r\n]"  # white space within one line
_WEEKDAY = (
    r"(?-i:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag|Mo|Di|Mi|Do|Fr|Sa|So"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
)
_DATE = re.compile(
    rf"""
    (?:(?<!\w){_WEEKDAY}\.?,?{_GAP}+(?:den{_GAP}+)?)?
    (?:
      (?<![\d/-])(?P<y1>\d{{4}})(?P<sep>[-/])(?P<m1>\d{{2}})(?P=sep)(?P<d1>\d{{2}})(?!\d|[-/]\d)
    | (?<![\d.,])(?P<d2>\d{{1,2}})\.{_GAP}?(?P<m2>\d{{1,2}})\.{_GAP}?(?P<y2>\d{{4}})(?!\d|\.\d)
    | (?<![\d.,])(?P<d3>\d{{1,2}})\.(?P<m3>\d{{1,2}})\.(?P<y3>\d{{2}})(?!\d|[.,:]\d)
    | (?<!\d)(?P<d4>\d{{1,2}})(?:\.|st|nd|rd|th)?{_GAP}*(?:of{_GAP}+)?
      (?P<n4>{_MONTH})\b\.?,?{_GAP}+(?P<y4>\d{{4}})(?!\d)
    | (?<!\w)(?P<n5>{_MONTH})\b\.?{_GAP}+(?P<d5>\d{{1,2}})(?:\.|st|nd|rd|th)?,?{_GAP}+(?P<y5>\d{{4}})(?!\d)
    | (?<!\w)(?P<n6>{_MONTH})\b\.?,?{_GAP}+(?P<y6>\d{{4}})(?!\d)
    | (?<![\d/-])(?P<y7>\d{{4}})-(?P<m7>\d{{2}})(?![\d-])
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WRITTEN_MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "en": "January February March April May June July August September October November December".split(),
}
_UNKNOWN = {"de": "Datum unbekannt", "en": "date unknown"}
_YEARS = range(1000, 2200)
_PRINT_YEARS = range(1600, 2200)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: characters `[start, end)` and what they mean, as an ISO date of their own precision."""

    start: int
    end: int
    iso: str


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """Find every date that names at least month and year, in order.

    Known are ISO dates (2024-06-19, 2024-06), German and Swiss numeric ones (19.06.2024, 19.6.24), and month names
    in German, Austrian German and English, with or without day and weekday. Impossible dates are left out, and so
    is a shorter reading of them: "31. Februar 2024" is not February 2024.
    """
    found = ((match, _read_match(match)) for match in _DATE.finditer(text))
    return tuple(FoundDate(match.start(), match.end(), iso) for match, iso in found if iso)


def normalize_date(value: str) -> str | None:
    """Return the one date that a metadata field means, or None if it is none.

    Takes what `find_dates` knows, with or without a time behind it, and also "2024" and "20240619".
    """
    value = value.strip()
    if re.fullmatch(r"\d{8}", value):
        return _make_iso(int(value[:4]), int(value[4:6]), int(value[6:]))
    if re.fullmatch(r"\d{4}", value):
        return _make_iso(int(value), None, None)
    dates = find_dates(value)
    return dates[0].iso if dates else None


def date_range(iso: str) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day that an ISO date of any precision can mean.

    Raises ValueError when `iso` is not such a date.
    """
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", iso)
    if not match:
        raise ValueError(f"not an ISO date: {iso!r}")
    year = int(match[1])
    first_month, last_month = (int(match[2]),) * 2 if match[2] else (1, 12)
    last_day = calendar.monthrange(year, last_month)[1]
    if match[3]:
        day = datetime.date(year, first_month, int(match[3]))
        return day, day
    return datetime.date(year, first_month, 1), datetime.date(year, last_month, last_day)


def format_date(iso: str | None, lang: str = "de", *, long: bool = False) -> str:
    """Return an ISO date of any precision for reading: 19.06.2024, September 2023, 2023, "Datum unbekannt".

    `long` writes the month out: 19. Juni 2024. English always does: 19 June 2024. A time of day is left out.
    """
    if not iso:
        return _UNKNOWN[lang]
    year, *rest = iso[:10].split("-")
    if not rest:
        return year
    month = _WRITTEN_MONTHS[lang][int(rest[0]) - 1]
    if len(rest) == 1:
        return f"{month} {year}"
    if lang == "en":
        return f"{int(rest[1])} {month} {year}"
    return f"{int(rest[1])}. {month} {year}" if long else f"{rest[1]}.{rest[0]}.{year}"


def parse_iso_date(text: str) -> str:
    """Return a date that a user gave, as an ISO date of the precision given.

    Takes "2024-06-19", "2024-06", "2024", and also the German "19.06.2024" or "Juni 2024".
    Raises UsageError when it is no date, or none that the calendar has.
    """
    value = text.strip()
    dates = find_dates(value)
    if len(dates) == 1 and (dates[0].start, dates[0].end) == (0, len(value)):
        return dates[0].iso
    if re.fullmatch(r"\d{4}", value) and (iso := _make_iso(int(value), None, None)):
        return iso
    raise UsageError(
        cause=f"„{text}“ ist kein Datum. Möglich sind 2024-06-19, 2024-06, 2024 oder 19.06.2024, "
        "und der Tag muss im Kalender stehen."
    )


def published_from_text(text: str) -> str | None:
    """Return the day of publication that the text itself states, or None.

    The file's own dates never count, and neither does the date of an event that the article tells. Only the head
    of the text is read (its first 12 lines that are not blank, at most 2,500 characters, and nothing below
    "Kommentare" or "Lesen Sie auch"), and there, first come first served:

    1. a machine header at the very start: "date 2023-09", "Datum: 19.06.2024";
    2. a dateline marked as publication: "Veröffentlicht am 19. Juni 2024, 10:15 Uhr";
    3. a dateline without a mark: a line that holds a date and otherwise only times, names, places, a reading time
       ("Juni 19, 2024", "Auenheim, 19. Juni 2024", "19.06.2024 | Von Anna Muster");
    4. a paragraph that opens with place and date: "Auenheim, 19. Juni 2024 – Der Rat ..." or "... 2024. Der Rat ...";
    5. a dateline marked as a state or an update: "Stand: 19.06.2024", "Aktualisiert am ...";
    6. the caption of a photograph whose sentence ends in a full date ("links im Bild ... am 19. Juni 2024.").

    A date keeps its precision: "date 2023-09" gives "2023-09". A date in a sentence of the article
    ("Im April 2019 besuchte er ...") gives nothing.
    """
    header = _read_header(text)
    if header:
        return header
    lines = _head_lines(text)
    datelines = [dated for number, line in enumerate(lines) for dated in _read_dateline(line, lines[:number])]
    by_role = dict(reversed(datelines))  # the first date of each role wins
    return (
        by_role.get("published")
        or by_role.get("plain")
        or _read_opening(lines)
        or by_role.get("updated")
        or _read_caption(lines)
    )


def published_from_name(name: str) -> str | None:
    """Return the full day that a file name holds ("2024-06-19_rathaus.txt", "20240619-rathaus.txt"), or None."""
    stem = name.rpartition("/")[2].rpartition(".")[0]
    for match in _NAMED_DAY.finditer(stem):
        year, month, day = (int(match[part]) for part in ("y", "m", "d"))
        if iso := _make_iso(year, month, day):
            return _as_published(iso)
    dates = [date.iso for date in find_dates(stem.replace("_", " ")) if len(date.iso) == len("2024-06-19")]
    return _as_published(dates[0]) if dates else None


def is_dateline(line: str) -> bool:
    """Tell whether a line holds a date and otherwise only what stands beside dates (times, names, places)."""
    return next(_read_dateline(line.strip(), []), None) is not None


def _read_match(match: re.Match[str]) -> str | None:
    groups = {name[0]: value for name, value in match.groupdict().items() if value and name != "sep"}
    year = int(groups["y"])
    if len(groups["y"]) == 2:
        year += 1900 if year >= 69 else 2000  # the pivot of POSIX strptime
    month = int(groups["m"]) if "m" in groups else MONTHS[groups["n"].lower()]
    return _make_iso(year, month, int(groups["d"]) if "d" in groups else None)


def _make_iso(year: int, month: int | None, day: int | None) -> str | None:
    if year not in _YEARS or (month is not None and not 1 <= month <= 12):
        return None
    if month is None:
        return f"{year:04}"
    if day is None:
        return f"{year:04}-{month:02}"
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return f"{year:04}-{month:02}-{day:02}"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Days in file names, with or without signs between year, month and day.
_NAMED_DAY = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<sep>[-_.]?)(?P<m>\d\d)(?P=sep)(?P<d>\d\d)(?!\d)")
_HEAD_LINES = 12
_HEAD_CHARS = 2_500
_DATELINE_CHARS = 160
_HEADER = re.compile(r"\s*(?:date|datum|pubdate|published|publish_date)\b\s*[:=]?\s*", re.IGNORECASE)
_TIME = re.compile(
    r"\b\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s*(?:Uhr|h|AM|PM))?\b|\b\d{1,2}\s*Uhr\b|\b(?:MESZ|MEZ|CEST|CET|GMT|UTC)\b",
    re.IGNORECASE,
)
_UPDATE_WORDS = _words(
    "aktualisiert aktualisierung aktualisierte update updated modified stand geändert bearbeitet überarbeitet"
)
_PUBLISH_WORDS = _words(
    "veröffentlicht veröffentlichung veröffentlichungsdatum publiziert erschienen erstellt published posted "
    "publikation online erscheinungsdatum datum date ausgabe"
)
_FILLERS = _words(
    "am um uhr vom und min mins min. minuten minute minutes read lesezeit lesedauer ca ca. circa zuletzt letzte "
    "last on at seit zum artikel kommentare dpa afp sda apa red red. ots first"
)
_NAME_PARTICLES = _words("von vom van de der den am an und ob bei zu zur im dpa afp sda apa red red. ots")
_SEPARATORS = re.compile(r"[,;|·•/–—()\[\]:+]|\s-\s?|(?:^|\s)[vV]on\s|(?:^|\s)[bB]y\s")
_BELOW = re.compile(
    r"(?:\d+ )?(?:(?:Leser)?kommentare?|comments?|diskussion|lesen sie auch|mehr zum thema|mehr dazu|auch interessant"
    r"|das könnte (?:sie|dich) (?:auch )?interessieren|weitere (?:artikel|meldungen|nachrichten))\b.{0,20}$",
    re.IGNORECASE,
)
_MARK = "\x00"  # stands for a date while a line is taken apart


def _read_header(text: str) -> str | None:
    match = _HEADER.match(text)
    if not match:
        return None
    value = text[match.end() : match.end() + 40].partition("\n")[0]
    dates = find_dates(value)
    if dates and dates[0].start == 0:
        return _as_published(dates[0].iso)
    year = re.match(r"(\d{4})(?![\w.-])", value)
    return _as_published(year[1]) if year else None


def _as_published(iso: str) -> str | None:
    return iso if int(iso[:4]) in _PRINT_YEARS else None


def _head_lines(text: str) -> list[str]:
    """Return the first lines that are not blank, up to where the comments or teasers below the article begin."""
    lines: list[str] = []
    has_prose = False
    for line in (raw.strip().strip("*_").strip() for raw in text[:_HEAD_CHARS].splitlines()):
        if len(lines) == _HEAD_LINES or (has_prose and _BELOW.match(line)):
            break
        has_prose |= line.endswith((".", "!", "?", "“", "«")) and len(line) >= 40
        lines += [line] if line else []
    return lines


def _read_dateline(line: str, before: list[str]) -> Iterator[tuple[str, str]]:
    """Yield (role, ISO date) for each date of a dateline; a line that is none yields nothing."""
    dates = [date for date in find_dates(line) if _as_published(date.iso)]
    if not dates or len(line) > _DATELINE_CHARS:
        return
    segments = _split_segments(line, dates)
    if not all(_fits_dateline(segment) for segment in segments):
        return
    role = _label_of(before[-1]) if before and _is_bare_label(before[-1]) else "plain"
    pending = iter(dates)
    for word in " ".join(segments).split():
        role = _label_of(word) or role
        if word == _MARK:
            yield role or "plain", next(pending).iso


def _split_segments(line: str, dates: list[FoundDate]) -> list[str]:
    parts, position = [], 0
    for date in dates:
        parts += [line[position : date.start], f" {_MARK} "]
        position = date.end
    marked = _TIME.sub(" ", "".join([*parts, line[position:]]))
    return [segment.strip(" .\t") for segment in _SEPARATORS.split(marked)]


def _fits_dateline(segment: str) -> bool:
    words = segment.split()
    if _MARK in words or any(_label_of(word) for word in words):
        return all(_is_beside_date(word) for word in words)
    return len(words) <= 5 and all(_is_beside_date(word) or _is_name(word) for word in words)


def _is_beside_date(word: str) -> bool:
    return word == _MARK or word.lower() in _FILLERS or bool(_label_of(word)) or bool(re.fullmatch(r"\d{1,3}", word))


def _is_name(word: str) -> bool:
    return word[0].isupper() or word in _NAME_PARTICLES or not word[0].isalnum()


def _label_of(text: str) -> str:
    words = {word.strip(".:,").lower() for word in text.split()}
    if words & _UPDATE_WORDS:
        return "updated"
    return "published" if words & _PUBLISH_WORDS else ""


def _is_bare_label(line: str) -> bool:
    words = line.split()
    return len(words) <= 4 and bool(_label_of(line)) and all(_is_beside_date(word.strip(":")) for word in words)


_OPENING_PLACE = re.compile(
    r"(?:[A-ZÄÖÜ][\w./-]*(?: [\w./-]+){0,3}(?:(?: ?\([^)]{2,24}\))?\s*[,(/–—-]| ?\([^)]{2,24}\))\s*(?:den |am )?|\()?"
)
_OPENING_STOP = re.compile(r"\.\s+(?=[„»“\"]?[A-ZÄÖÜ])")
_OPENING_DASH = re.compile(r"\)?\s*(?:\([^)]{2,24}\))?\s*[–—:-]\s|\)\s")


def _read_opening(lines: list[str]) -> str | None:
    """Read "Auenheim, 19. Juni 2024 – Der Rat ..."; several such lines are a chronology, not a dateline.

    A full stop takes the place of the dash only where a place stands before the date.
    """
    found = [iso for line in lines if (iso := _opening_date(line))]
    return found[0] if len(found) == 1 else None


def _opening_date(line: str) -> str | None:
    dates = find_dates(line[:120])
    if not dates or len(dates[0].iso) < 10:
        return None
    first = dates[0]
    place = _OPENING_PLACE.fullmatch(line[: first.start])
    if not place or not all(_is_name(word) for word in re.findall(r"\w+", re.sub(r"\([^)]*\)", "", place[0]))):
        return None
    ends = _OPENING_DASH.match(line, first.end) or (place[0] and _OPENING_STOP.match(line, first.end))
    return _as_published(first.iso) if ends else None


_CAPTION_LINES = 8
_CAPTION_CHARS = 320
_CAPTION_MARK = re.compile(
    r"[,(]\s*(?:links|rechts|Mitte|in der Mitte|vorne?|hinten|[lr]\.|[vh]\.\s?[lr]\.|M\.)\s*[,):]"
    r"|\b(?:Foto|Fotos|Bild|Aufnahme|Photo)\b|\((?:dpa|AFP|AP|Reuters|Keystone|Getty|imago)\b",
    re.IGNORECASE,
)
_OLD_PICTURE = re.compile(r"Archiv|Symbol(?:bild|foto)|\bfile photo", re.IGNORECASE)
_CAPTION_END = re.compile(r"\s*[.)]*\s*(?:[(/|©].{0,60}|(?:Foto|Bild|Photo)s?:.{0,60})?$", re.IGNORECASE)


def _read_caption(lines: list[str]) -> str | None:
    for number, line in enumerate(lines[:_CAPTION_LINES]):
        dates = find_dates(line)
        if len(dates) != 1 or len(line) > _CAPTION_CHARS or len(dates[0].iso) < 10 or _OLD_PICTURE.search(line):
            continue
        is_caption = _CAPTION_MARK.search(line) or _repeats_cut_line(line, lines[:number])
        if is_caption and _CAPTION_END.match(line, dates[0].end):
            return _as_published(dates[0].iso)
    return None


def _repeats_cut_line(line: str, before: list[str]) -> bool:
    """Tell whether an earlier line is the beginning of this one, cut with dots as captions are in galleries."""
    cut = (earlier.rstrip(".… ") for earlier in before if earlier.endswith(("...", "…")))
    return any(len(start) >= 20 and line.startswith(start) for start in cut)
