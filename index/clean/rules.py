"""What single lines of a saved web page are, by their shape and by vocabulary. Nothing here sees the neighbours.

Rules match whole short lines, never words within prose: an article may write about cookies or comments.
"""

from __future__ import annotations

import re
from enum import Enum, auto

from index.clean.words import (
    COMMENT_FORM_STARTS,
    COMMENT_FORMS,
    COMMENT_OPENERS,
    FAQ_OPENERS,
    NEIGHBOURS,
    NOTICE_STARTS,
    NOTICES,
    SHARE_FILLERS,
    SHARE_WORDS,
    TEASER_LINES,
    TEASER_OPENERS,
    TEASER_STARTS,
    WEAK_TEASER_OPENERS,
)

MAX_CHROME = 320


class Role(Enum):
    """What a line is by itself."""

    TEXT = auto()
    NOTICE = auto()
    DOUBLE = auto()
    DATE = auto()
    TEASER_LINE = auto()
    TEASER_OPENER = auto()
    WEAK_TEASER_OPENER = auto()
    NEIGHBOUR = auto()
    COMMENT_OPENER = auto()
    COMMENT_FORM = auto()
    COMMENT_STAMP = auto()
    COMMENT_NAME = auto()
    FAQ_OPENER = auto()


AGENCY = (
    r"(?:dpa(?:-\w+)?|afp|sda|apa|reuters|rtr|ap|keystone(?:-sda)?|epd|kna|sid|dts|awp|ats|efe|ansa|imago(?: images)?"
    r"|getty(?: images)?|picture[ -]alliance|unsplash|pixabay|shutterstock|pexels|istock|adobe ?stock|tass|xinhua|upi)"
)
_WEEKDAY = r"(?:mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)"
_MONTH = r"(?:jan|jän|feb|mär|mrz|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)[a-zä]{0,6}\.?"
_DAY = (
    rf"(?:(?:{_WEEKDAY}[.,]{{0,2}} ?)?(?:den |der |am )?(?:"
    rf"\d{{1,2}}\. ?(?:\d{{1,2}}\. ?|{_MONTH} ?)(?:\d{{4}}|\d{{2}})?|\d{{1,2}} {_MONTH} \d{{4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?, \d{{4}}|\d{{4}}-\d{{2}}(?:-\d{{2}})?|\d{{1,2}}/\d{{1,2}}/\d{{4}})"
    r"|heute|gestern)"
)
_CLOCK = r"(?:um |t|ab )?\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?: ?uhr)?"
_MOMENT = rf"{_DAY}(?:[,|·•–-]? ?(?:[|·•–-] ?)?{_CLOCK})?"
_STAMP = (
    r"(?:publiziert|veröffentlicht|aktualisiert|erstellt|stand|datum|online seit|zuletzt (?:aktualisiert|bearbeitet)"
    r"|letzte (?:aktualisierung|änderung)|update|published|updated|posted|last updated|erschienen|erstmals publiziert"
    r"|erstveröffentlichung)(?: am| on)?:? ?"
)
_DATE_LINE = re.compile(
    rf"(?:{_STAMP})?(?:{_MOMENT}|{_CLOCK}(?<=uhr))(?: ?[,|·•–/-] ?(?:{_STAMP})?(?:{_MOMENT}|{_CLOCK}))*"
    rf"|(?:{_STAMP}){{1,3}}|\(?(?:{_STAMP}){_MOMENT}\)?"
)
_PAST = (
    r"vor (?:\d+|einem|einer|über \d+) (?:sekunden?|minuten?|stunden?|tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?"
    r"|min\.?|std\.?|h)|\d+ (?:hours?|days?|minutes?|weeks?|months?|years?) ago"
)
_REPLY = r"(?:antworten|reply|zitieren|kommentar melden|melden|permalink|gefällt mir|bearbeiten)"
DATED_PLACE = re.compile(
    rf"{_MOMENT} ?[–|·•,-] ?[\w .&-]{{2,40}}"
    rf"|[\w .&-]{{2,40}}[,|·–-] ?{_MOMENT}(?:,? (?:von|by) .{{3,60}}| ?[,|·–-] ?.{{2,40}})?",
    re.IGNORECASE,
)
_STAMP_LINE = re.compile(
    rf"(?:.{{0,50}}[,|·•(–-] ?)?(?:{_PAST})\)?(?: ?[|·•-] ?{_REPLY})*"
    rf"|(?:am )?{_DAY} ?(?:um|at) ?\d{{1,2}}[:.]\d{{2}}(?: ?(?:uhr|am|pm))?(?: ?{_REPLY})?"
    rf"|{_REPLY}(?: ?[|·•-]? ?{_REPLY})*(?: \(?\d*\)?)?|\d{{1,4}} (?:antworten|likes|gefällt mir)"
)
_NAME = r"[A-ZÄÖÜ][\w.’'-]*"
_SIGNED_DATE = re.compile(rf"{_NAME}(?: {_NAME}){{0,2}}[,|]? (?:am |- |– )?(?i:{_DAY}.{{0,16}})")
_NAME_LINE = re.compile(
    r"@?[a-zäöü][a-zäöü._-]{1,20}\d{1,4}|@\w{2,25}|\w{2,20}_\w{1,20}"
    rf"|.{{2,40}} (?:sagt|schrieb|schreibt|says)(?: am {_DAY}.{{0,20}})?:"
)
#: The title of questions and answers, also one that names their subject ("Häufige Fragen zu den Parkgebühren").
_FAQ_TITLE = re.compile(
    r"(?:(?:die |unsere )?(?:wichtig|häufig)(?:e|sten?) fragen|(?:häufig|oft) gestellte fragen"
    r"|fragen (?:und|&) antworten|faqs?)(?: (?:und|&) antworten)?(?: \(faqs?\))?"
    r"(?:[:,–-]? (?:zu[mr]?|rund um|über|im|in|an|um|für)\b.*)?$"
    r"|häufig gestellte fragen"
)
_THOUGHTS = re.compile(
    r"(?:\d{1,4}|eine?|one) (?:gedanken?|kommentare?|antworten?|reaktionen?|comments?|responses?|thoughts?)"
    r" (?:zu|auf|on|to):? [„“”\"«»‘'].{2,150}|(?:forum|kommentare|postings|diskussion): ?\d{1,5}.{0,20}"
    r"|\d{1,5} postings?"
)
_CREDITED = (
    r"bild|foto|fotos|bilder|bildquelle|fotoquelle|bildrechte|bildnachweis|fotocredit|quelle|quellen|video|grafik"
    r"|infografik|screenshot|copyright|credit|image|photo|titelbild|teaserbild|symbolbild|symbolfoto|archivbild"
    r"|bildergalerie|bilderstrecke|fotostrecke|fotogalerie"
)
_LABELLED = (
    r"tags?|schlagw[oö]rte?r?|themen|stichw[oö]rter|stichworte|kategorien?|categories|posted in|rubrik|ressort|autor"
    r"|autorin|redaktion|sendung|text|von|newsletter|pressekontakt"
)
_NOTICE = re.compile(
    rf"\(?{AGENCY}(?: ?[/,·|-] ?[\w. ]{{2,20}}){{0,3}}\)?"
    r"|(?:lesezeit|lesedauer|reading time)(?: ca\.?)?:? ?(?:ca\.? )?\d{0,3} ?(?:minuten?|mins?)?\.?"
    r"|(?:ca\.? )?\d{1,3} ?(?:minuten?|minutes?|mins?)\.? (?:read|lesezeit|lesedauer|zum lesen|lesen)"
    r"|seite \d{1,3}|(?:(?:bild|foto|galerie|slide|seite) )?\d{1,3} ?(?:/|von) ?\d{1,3}(?: (?:bildern?|fotos?))?"
    r"|\d{1,3} (?:bilder|fotos|shares?|aufrufe|views|mal geteilt)"
    rf"|\(?(?:{_CREDITED})(?:/[a-z]+)? ?: ?.{{1,80}}\)?|(?:symbol|archiv)(?:bild|foto).{{0,40}}"
    rf"|(?:{_LABELLED})(?: zu diesem artikel)?: .{{1,120}}"
    r"|(?:©|\(c\)|copyright(?=[:© ]*(?:\(c\)|by |\d{4}|:|©))) ?.{0,80}"
    r"|.{3,120}[.!?()|–-] ?\(?(?:symbolfoto|symbolbild|symbolphoto)\)?(?: ?[:/(] ?.{0,60})?"
    r"|\[[a-z][a-z0-9_-]*(?: [^\]]{0,80})?\]|[\w-]{2,20}[ -](?:icon|logo)"
    r"|date \d{4}-\d{2}(?:-\d{2})?(?: \d{1,3} ?/ ?\d{1,3})?"
    r"|.{2,25} on instagram|theme (?:by|:).{0,60}|(?:proudly )?powered by .{1,60}"
    r"|(?:.{0,60} )?(?:alle rechte vorbehalten|all rights reserved).{0,60}"
    r"|(?:folge|folgen sie|folgt|follow) (?:uns|us)(?: auch)?(?: (?:auf|on|bei) .{1,80})?"
    r"|(?:diesen )?(?:artikel|beitrag) (?:teilen|drucken|merken|speichern|versenden|anhören|vorlesen)(?: auf.{0,40})?"
    r"|(?=.{0,200}(?:täglich|jeden|kostenlos|newsletter|wöchentlich)).{0,120}in (?:ihr|dein)(?:em)? (?:e-mail-)?"
    r"(?:post|mail)fach.{0,40}"
    r"|\+{2,} ?aktualisieren ?\+{2,}|(?:www\.)?[a-z0-9-]{2,30}\.(?:de|ch|at|com|net|org|info|eu)|\d\. home"
    r"|-?\d{1,2} ?° ?(?:c|/).{0,30}"
)
_BREADCRUMB = re.compile(r"(?:[\w&.-]{2,25}(?: [\w&.-]{2,25}){0,2} ?[>›»|/] ?){2,8}[\w&. -]{2,60}")
_SHORTHAND = re.compile(r"\(?[a-z]{2,4}(?: ?[/,] ?[a-z]{2,4}){0,3}\)?")
_BYLINE = re.compile(
    r"Von unsere[mr] \w{4,20} .{3,60}|"
    rf"(?:Von|von|VON|By|by):? (?:Dr\. )?{_NAME}(?: (?:von|de|van|zu))?(?: {_NAME}){{1,2}}"
    rf"(?:(?:,| und| and) {_NAME}(?: {_NAME}){{0,2}}){{0,3}}(?: \(\w{{2,8}}\))?"
)
_MORE = re.compile(
    r"(?:mehr|weitere|alle|neueste|neuste|aktuelle) (?:artikel|beiträge|news|nachrichten|meldungen|themen|berichte)"
    r"(?: (?:zum thema|aus|über|von|zu|auf|im|in) .{1,40})?|mehr aus(?: der| dem)? [\w-]{3,25}"
)
_ARROW = re.compile(r"(?:→|➤|➡|>>|»\s|›\s)\s*\S.{8,150}")
_READ_ALSO = re.compile(r"(?:lesen sie|lies|lest) (?:dazu |hier )?(?:auch|mehr|hier)\b.{0,160}")
_COUNTED = re.compile(r"^\(?\d{1,4}\)? | ?\(?\d{1,4}\)?$")
_DECORATION = " \t#*_>»›→▶►•·+|~–—-\xa0"


def fold_line(line: str) -> str:
    """Return a line as the vocabulary writes it: case-folded, one space, without marks around it."""
    return " ".join(line.casefold().split()).strip(_DECORATION).rstrip(":.…!").rstrip(_DECORATION)


def find_role(line: str) -> Role:
    """Tell what `line`, trimmed, is by itself. Lines above `MAX_CHROME` characters are always text."""
    if len(line) > MAX_CHROME:
        return Role.TEXT
    bare = fold_line(line)
    if not bare:
        return Role.NOTICE
    return _find_opener(bare) or _find_teaser(bare, line) or _find_sign(bare, line) or _find_notice(bare, line)


def _find_opener(bare: str) -> Role | None:
    if bare in FAQ_OPENERS or (len(bare) < 110 and _FAQ_TITLE.match(bare)):
        return Role.FAQ_OPENER
    if _COUNTED.sub("", bare) in COMMENT_OPENERS or _THOUGHTS.fullmatch(bare):
        return Role.COMMENT_OPENER
    if bare in COMMENT_FORMS or (len(bare) < 160 and bare.startswith(COMMENT_FORM_STARTS)):
        return Role.COMMENT_FORM
    if bare in NEIGHBOURS:
        return Role.NEIGHBOUR
    if bare in TEASER_OPENERS or _MORE.fullmatch(bare):
        return Role.TEASER_OPENER
    return Role.WEAK_TEASER_OPENER if bare in WEAK_TEASER_OPENERS else None


def _find_teaser(bare: str, line: str) -> Role | None:
    if bare in TEASER_LINES or _READ_ALSO.fullmatch(bare):
        return Role.TEASER_LINE
    head, colon, title = bare.partition(":")
    head = head.strip()
    if colon and title.strip() and len(line) <= 240 and (head in TEASER_STARTS or head in TEASER_OPENERS):
        return Role.TEASER_LINE
    return Role.TEASER_LINE if line[-1] != "." and _ARROW.fullmatch(line) else None


def _find_sign(bare: str, line: str) -> Role | None:
    """Find what tells when a page or a comment was written, and by whom."""
    if len(line) >= 120:
        return None
    if _STAMP_LINE.fullmatch(bare) or _SIGNED_DATE.fullmatch(line):
        return Role.COMMENT_STAMP
    if _DATE_LINE.fullmatch(bare):
        return Role.DATE
    return Role.COMMENT_NAME if len(line) < 80 and _NAME_LINE.fullmatch(line.casefold()) else None


def _find_notice(bare: str, line: str) -> Role:
    if bare in NOTICES or bare.startswith(NOTICE_STARTS) or _is_button_row(bare):
        return Role.NOTICE
    if len(line) <= 200 and (_NOTICE.fullmatch(bare) or _NOTICE.fullmatch(line.casefold())):
        return Role.NOTICE
    if _SHORTHAND.fullmatch(line):
        return Role.NOTICE
    if len(line) <= 110 and line[-1] not in ".!?" and (_BREADCRUMB.fullmatch(bare) or _BYLINE.fullmatch(line)):
        return Role.NOTICE
    return Role.TEXT


def _is_button_row(bare: str) -> bool:
    words = [word for word in re.findall(r"[\w-]+", bare) if not (word in SHARE_FILLERS or word.isdigit())]
    return 2 <= len(words) <= 14 and all(word in SHARE_WORDS for word in words)
