"""What single lines of a saved web page are, by their shape and by vocabulary. Nothing here sees the neighbours.

Rules match whole short lines, never words within prose: an article may write about cookies or comments.
Vocabulary is case-folded with `ss` for `ß`.
"""

from __future__ import annotations

import re
from enum import Enum, auto

from index.clean_words import (
    COMMENT_FORMS,
    COMMENT_OPENERS,
    FAQ_OPENERS,
    NOTICES,
    NOTICE_STARTS,
    SHARE_WORDS,
    TEASER_OPENERS,
    TEASER_STARTS,
    WEAK_TEASER_OPENERS,
)

MAX_CHROME = 320


class Role(Enum):
    """What a line is by itself."""

    TEXT = auto()
    NOTICE = auto()
    DATE = auto()
    TEASER_LINE = auto()
    TEASER_OPENER = auto()
    WEAK_TEASER_OPENER = auto()
    COMMENT_OPENER = auto()
    COMMENT_FORM = auto()
    COMMENT_STAMP = auto()
    COMMENT_NAME = auto()
    FAQ_OPENER = auto()


AGENCY = (
    r"(?:dpa(?:-\w+)?|afp|sda|apa|reuters|rtr|ap|keystone(?:-sda)?|epd|kna|sid|dts|awp|ats|efe|ansa|imago(?: images)?"
    r"|getty(?: images)?|picture[ -]alliance|unsplash|pixabay|shutterstock|pexels|istock|adobe ?stock|tass|xinhua|upi)"
)
_DAY = r"(?:mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|heute|gestern)"
_MONTH = r"(?:jan|jän|feb|mär|mrz|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)[a-zä]{0,6}\.?"
_DATE = (
    rf"(?:{_DAY}[.,]{{0,2}} ?)?(?:den |der |am )?"
    rf"(?:\d{{1,2}}\. ?(?:\d{{1,2}}\. ?|{_MONTH} ?)(?:\d{{4}}|\d{{2}})?|\d{{1,2}} {_MONTH} \d{{4}}|{_MONTH} \d{{1,2}}, \d{{4}}|\d{{4}}-\d{{2}}(?:-\d{{2}})?"
    r"|\d{1,2}/\d{1,2}/\d{4}|heute|gestern)"
)
_TIME = r"(?:[,|·•–-]? ?(?:um |t|ab )?\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?: ?uhr)?)"
_STAMP = (
    r"(?:publiziert|veröffentlicht|aktualisiert|erstellt|stand|datum|online seit|zuletzt (?:aktualisiert|bearbeitet)"
    r"|update|published|updated|posted on|last updated|letzte aktualisierung|erschienen|erstmals publiziert"
    r"|erstveröffentlichung)(?: am| on)?:? ?"
)
_DATE_LINE = re.compile(
    rf"(?:{_STAMP})?(?:{_DATE}{_TIME}?|\d{{1,2}}[:.]\d{{2}} uhr)(?: ?[,|·•–-] ?(?:{_STAMP})?(?:{_DATE}{_TIME}?|{_TIME}))*"
)
_STAMP_LINE = re.compile(
    rf"(?:.{{0,60}}[ ,|·•(–-])?(?:vor (?:\d+|eine[mnr]|über \d+) (?:sekunden?|minuten?|stunden?|tag(?:en)?|wochen?"
    rf"|monat(?:en)?|jahr(?:en)?|min\.?|std\.?|h)\)?|(?:am )?{_DATE} ?(?:um|at) ?{_TIME}"
    r"|\d+ (?:hours?|days?|minutes?|weeks?|months?|years?) ago)(?: ?[|·•-] ?(?:antworten|melden))?"
    r"|(?:antworten|antworten abbrechen|reply|zitieren|kommentar melden|melden|permalink|gefällt mir)(?: \(?\d*\)?)?"
    r"|\d{1,4} (?:antworten|likes|gefällt mir)"
)
_NAME_LINE = re.compile(
    r"@?[a-zäöü][a-zäöü._-]{1,20}\d{1,4}|@\w{2,25}|\w{2,20}_\w{1,20}"
    rf"|.{{2,40}} (?:sagt|schrieb|schreibt|says)(?: am {_DATE}.{{0,20}})?:"
)
_NOTICE = re.compile(
    rf"\(?{AGENCY}(?: ?[/,·-] ?[\w. ]{{2,20}}){{0,3}}\)?"
    r"|(?:lesezeit|lesedauer|reading time)(?: ca\.?)?:? ?(?:ca\.? )?\d{0,3} ?(?:min(?:ute[n]?)?|mins?)?\.?"
    r"|(?:ca\.? )?\d{1,3} ?(?:min(?:ute[ns]?|s)?)\.? (?:read|lesezeit|lesedauer|zum lesen)"
    r"|(?:(?:bild|foto|galerie|slide|seite) )?\d{1,3} ?(?:/|von) ?\d{1,3}(?: (?:bilder[n]?|fotos?))?"
    r"|\d{1,3} (?:bilder|fotos|kommentare? lesen|shares?|aufrufe|views)"
    rf"|(?:\(|©|\w{{0,8}}:)? ?(?:symbol|archiv)(?:bild|foto)(?:[:/ ].{{0,50}})?\)?"
    r"|\(?(?:bild|foto|fotos|bilder|bildquelle|fotoquelle|bildrechte|bildnachweis|fotocredit|quelle|quellen|video|grafik|infografik|screenshot|copyright|credit|image|photo)(?:/[a-z]+)?: ?.{1,80}\)?"
    r"|(?:©|\(c\)|copyright) ?.{0,80}"
    r"|\[[a-z][a-z0-9_-]*(?: [^\]]{0,80})?\]"
    r"|(?:tags?|schlagw[oö]rte?r?|themen|stichw[oö]rter|kategorien?|categories|posted in|rubrik|ressort|autor|autorin|redaktion)(?: zu diesem artikel)?: ?.{1,120}"
    r"|.{2,25} on instagram|theme (?:by|:).{0,60}|(?:proudly )?powered by .{1,60}"
    r"|alle rechte vorbehalten.{0,80}|.{0,60}all rights reserved.{0,20}"
    r"|(?:folge|folgen sie|folgt|follow) (?:uns|us|uns auch)(?: (?:auf|on|bei) .{1,80})?"
    r"|(?:diesen )?(?:artikel|beitrag) (?:teilen|drucken|merken|speichern|versenden|anhören|kommentieren|vorlesen)(?: auf.{0,40})?"
    r"|[-–—=*_~#•· ]{3,}"
)
_BREADCRUMB = re.compile(r"(?:[\w&. -]{2,25} ?[>›»|/] ?){2,8}[\w&. -]{2,60}")
_BYLINE = re.compile(
    r"(?:Von|von|Text:|Autor:|Autorin:|By) (?:Dr\. )?[A-ZÄÖÜ][\w.’'-]+(?: (?:von|de|van|zu))?(?: [A-ZÄÖÜ][\w.’'-]+){1,2}"
    r"(?:(?:,| und| and) [A-ZÄÖÜ][\w.’'-]+(?: [A-ZÄÖÜ][\w.’'-]+){0,2}){0,2}(?: \(\w{2,8}\))?"
)
_DECORATION = " \t#*_>»›→▶►•·+|~–—-\xa0"


def fold_line(line: str) -> str:
    """Return a line as the vocabulary writes it: case-folded, one space, without marks around it."""
    return " ".join(line.casefold().split()).strip(_DECORATION).rstrip(":.…!").rstrip(_DECORATION)


def find_role(line: str) -> Role:
    """Tell what `line`, trimmed, is by itself. Lines above `MAX_CHROME` characters are always text."""
    if len(line) > MAX_CHROME:
        return Role.TEXT
    bare = fold_line(line)
    return _find_opener(bare) or _find_teaser_line(bare, line) or _find_notice(bare, line) or Role.TEXT


def _find_opener(bare: str) -> Role | None:
    counted = re.sub(r"^\(?\d{1,4}\)? | ?\(?\d{1,4}\)?$", "", bare)
    if bare in FAQ_OPENERS or (len(bare) < 110 and bare.startswith(("häufig gestellte fragen", "häufige fragen"))):
        return Role.FAQ_OPENER
    if counted in COMMENT_OPENERS:
        return Role.COMMENT_OPENER
    if bare in COMMENT_FORMS or bare.startswith(tuple(COMMENT_FORMS)) and len(bare) < 160:
        return Role.COMMENT_FORM
    if bare in TEASER_OPENERS or _starts_teasers(bare):
        return Role.TEASER_OPENER
    return Role.WEAK_TEASER_OPENER if bare in WEAK_TEASER_OPENERS else None


def _starts_teasers(bare: str) -> bool:
    return bool(
        re.fullmatch(
            r"(?:mehr|weitere|alle|neueste|aktuelle) (?:artikel|beiträge|news|nachrichten|meldungen|themen|geschichten)(?: (?:zum thema|aus|über|von|zu|auf|im|in) .{1,40})?",
            bare,
        )
    )


def _find_teaser_line(bare: str, line: str) -> Role | None:
    head, colon, title = bare.partition(":")
    if colon and title.strip() and len(line) <= 240 and head.strip() in TEASER_STARTS | TEASER_OPENERS:
        return Role.TEASER_LINE
    return None


def _find_notice(bare: str, line: str) -> Role | None:
    if not bare:
        return Role.NOTICE if line else None
    if len(line) < 90 and _DATE_LINE.fullmatch(bare):
        return Role.DATE
    if len(line) < 120 and _STAMP_LINE.fullmatch(bare):
        return Role.COMMENT_STAMP
    if len(line) < 80 and _NAME_LINE.fullmatch(line.casefold()):
        return Role.COMMENT_NAME
    if bare in NOTICES or bare.startswith(NOTICE_STARTS) or _is_share_line(bare):
        return Role.NOTICE
    if len(line) <= 140 and (_NOTICE.fullmatch(bare) or _NOTICE.fullmatch(line.casefold())):
        return Role.NOTICE
    if len(line) <= 90 and line[-1] not in ".!?" and (_BREADCRUMB.fullmatch(bare) or _BYLINE.fullmatch(line)):
        return Role.NOTICE
    return None


def _is_share_line(bare: str) -> bool:
    words = re.findall(r"[\w-]+", bare)
    return 2 <= len(words) <= 14 and all(word in SHARE_WORDS for word in words)
