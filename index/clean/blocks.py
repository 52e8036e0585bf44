"""Which lines belong to a block of teasers, comments or questions, and where the article goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from index.clean.lines import LONG, Line
from index.clean.rules import Role
from index.types import SEARCHED_KINDS, SectionKind

_WINDOW = 14
_TOP = 300
_TEASER = 200
_KIN = 0.3
_KIN_ALONE = 0.08
_TEASER_OPENERS = frozenset({Role.TEASER_OPENER, Role.WEAK_TEASER_OPENER})
_COMMENT_OPENERS = frozenset({Role.COMMENT_OPENER, Role.COMMENT_FORM})
_OPENERS = _TEASER_OPENERS | _COMMENT_OPENERS
_SIGNS = frozenset({Role.COMMENT_STAMP, Role.COMMENT_NAME})
_KIND_ALONE = {
    Role.NOTICE: SectionKind.NOTICE,
    Role.DATE: SectionKind.NOTICE,
    Role.DOUBLE: SectionKind.NOTICE,
    Role.COMMENT_STAMP: SectionKind.NOTICE,
    Role.COMMENT_FORM: SectionKind.COMMENT,
    Role.TEASER_LINE: SectionKind.TEASER,
}
_LOGIN = re.compile(r"kommentar|kommentieren|anmeld|meld\w* (?:dich|sie sich)|einlogg|registrier", re.IGNORECASE)
_NUMBERED_QUESTION = re.compile(r"(?:Frage\s*)?(\d{1,2})\s*[.):]\s+\S.*\?")


class BlockMarker:
    """One pass over the lines of a document that gives each its kind."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.kinds: list[SectionKind] = []
        self._words: set[str] = set()
        self._size = 0
        self._chain = 0
        self._begun = False

    def mark(self) -> list[SectionKind]:
        """Return a kind for each line."""
        while len(self.kinds) < len(self.lines):
            here = len(self.kinds)
            role = self.lines[here].role
            if self._opens_questions(here):
                self._take(SectionKind.FAQ, self._find_faq_end(here))
            elif role in _COMMENT_OPENERS or self._is_signature(here):
                self._take_comments(here)
            elif role in _TEASER_OPENERS:
                self._take_teasers(here)
            elif role is Role.NEIGHBOUR:
                self._take_neighbour(here)
            else:
                self._take(_KIND_ALONE.get(role, SectionKind.BODY), here + 1)
        return self.kinds

    def _take(self, kind: SectionKind, end: int) -> None:
        """Give `kind` to the lines up to `end`; what is a notice by itself stays one."""
        searched = kind in SEARCHED_KINDS
        for line in self.lines[len(self.kinds) : end]:
            own = line.role is Role.NOTICE or (searched and line.role in (Role.DATE, Role.DOUBLE))
            self.kinds.append(SectionKind.NOTICE if own else kind)
            if searched and not own:
                self._words |= line.words
                self._size += len(line.text)
                self._chain = 0 if line.prose else self._chain
                self._begun = self._begun or line.prose

    def _take_neighbour(self, here: int) -> None:
        """Take "next article" and the title that follows."""
        title = self.lines[here + 1 : here + 2]
        named = bool(title) and title[0].titled
        self._take(SectionKind.TEASER if named else SectionKind.NOTICE, here + 2 if named else here + 1)

    def _take_teasers(self, here: int) -> None:
        stop = self._find_stop(here)
        end = self._find_teaser_end(here, stop)
        if self.lines[here].role is Role.WEAK_TEASER_OPENER and not self._chain and not self._lists(here, end, stop):
            self._take(SectionKind.BODY, here + 1)
            return
        self._take(SectionKind.TEASER, end)
        self._chain += 1

    def _find_stop(self, here: int) -> int:
        """Return where the next block opens, or the end."""
        stop = here + 1
        while stop < len(self.lines) and self.lines[stop].role not in _OPENERS:
            stop += 1
        return stop

    def _lists(self, here: int, end: int, stop: int) -> bool:
        """Tell whether the lines up to `end` are a list of teasers, even if their opener could be a heading."""
        block = self.lines[here + 1 : end]
        clipped = any(line.clipped for line in block)
        return self._size >= _TOP and end == stop and (clipped or sum(line.titled for line in block) >= 2)

    def _find_teaser_end(self, here: int, stop: int) -> int:
        """Return where the teasers that open at `here` end: at `stop`, or where the article goes on before it."""
        prose = [at for at in range(here + 1, stop) if self.lines[at].prose]
        clipped = any(self.lines[at].clipped for at in range(here + 1, stop))
        kinship = _KIN if len(prose) > 1 or clipped else _KIN_ALONE
        length = 2 * _TEASER if clipped else _TEASER
        if self._chain and clipped:
            proven = any(self._goes_on(at) for at in prose)
        else:
            proven = any(self._is_certain(at, here, length, kinship) for at in prose)
        return self._give_back_heading(here, prose[0]) if proven else stop

    def _is_certain(self, at: int, here: int, length: int, kinship: float) -> bool:
        """Tell whether the paragraph `at` is one of the article and no teaser of the block that opened `here`.

        A teaser is a title with a short text about something else; what is longer than `length`, stands without a
        title, or shares `kinship` of its words with the article is not.
        """
        line = self.lines[at]
        paired = at > here + 1 and self.lines[at - 1].titled
        related = self._size < _TOP or self._measure_kinship([line]) >= kinship
        return len(line.text) > length or not paired or related

    def _goes_on(self, at: int) -> bool:
        """Tell whether so much about the article's subject follows that not even a page's foot could be it."""
        run = self._read_run(at)
        return len(run) >= 3 and self._measure_kinship(run) >= _KIN

    def _give_back_heading(self, here: int, end: int) -> int:
        """Leave the line above a resuming paragraph to it, if it is not the one title that was announced."""
        titles = sum(1 for line in self.lines[here + 1 : end] if line.role is Role.TEXT)
        last = self.lines[end - 1]
        if not titles or not last.titled:
            return end
        known = bool(last.words & (self._words | self.lines[end].words))
        return end - 1 if not self._begun or (titles >= 2 and known) else end

    def _read_run(self, at: int) -> list[Line]:
        """Return up to three paragraphs from `at` on, with at most a heading between two."""
        run: list[Line] = []
        missed = 0
        for line in self.lines[at : at + 6]:
            missed = 0 if line.prose else missed + 1
            if missed > 1 or line.role is not Role.TEXT or line.clipped:
                break
            run += [line] if line.prose else []
        return run[:3]

    def _measure_kinship(self, run: Iterable[Line]) -> float:
        """Return which share of the content words of `run` the article has used before."""
        words = frozenset[str]().union(*(line.words for line in run))
        return len(words & self._words) / len(words) if words else 0.25

    def _take_comments(self, here: int) -> None:
        end = self._find_comment_end(here)
        if end == here:
            self._take(SectionKind.BODY, here + 1)
            return
        linked = end == here + 1 and self.lines[here].role is Role.COMMENT_OPENER and not self._begun
        self._take(SectionKind.NOTICE if linked else SectionKind.COMMENT, end)
        self._chain += 0 if linked else 1

    def _find_comment_end(self, here: int) -> int:
        """Return where the comments end that open at `here`, or `here` if it is a heading of the article."""
        opener, ahead = self.lines[here], self._read_ahead(here)
        if not self._begun and opener.role is Role.COMMENT_OPENER:
            return here + 1
        if self._shows_comments(here, ahead):
            return self._find_proven_comment_end(here)
        if any(line.prose and len(line.text) >= LONG for line in ahead):
            return here + 1 if opener.text[-1] in ")?" or opener.text[0].isdigit() else here
        return here + 1 + len(ahead)

    def _read_ahead(self, here: int) -> list[Line]:
        """Return the next lines, up to a line that opens something else."""
        ahead: list[Line] = []
        for line in self.lines[here + 1 : here + 1 + _WINDOW]:
            if line.role in _TEASER_OPENERS:
                break
            ahead.append(line)
        return ahead

    def _is_signature(self, here: int) -> bool:
        """Tell whether a reader's name and the time follow each other, below the article."""
        pair = [line.role for line in self.lines[here : here + 2]]
        return self._begun and pair[0] is Role.COMMENT_NAME and pair[-1] in (Role.COMMENT_STAMP, Role.DATE)

    def _shows_comments(self, here: int, ahead: list[Line]) -> bool:
        if self.lines[here].role is not Role.COMMENT_OPENER or self.lines[here].asks:
            return True
        proven = any(
            line.role in _SIGNS | _COMMENT_OPENERS or (line.role is Role.NOTICE and _LOGIN.search(line.text))
            for line in ahead
        )
        signed = [text for name, text in pairwise(ahead) if name.named and not text.named]
        return proven or (len(signed) >= 2 and ahead[0].named and any(len(text.text) < LONG for text in signed))

    def _find_proven_comment_end(self, here: int) -> int:
        """Return where comments end: at teasers, or, where no reader has signed yet, at the article going on."""
        signed = False
        for end in range(here + 1, len(self.lines)):
            line = self.lines[end]
            if line.role in _TEASER_OPENERS:
                return end
            signed = signed or line.role in _SIGNS
            if not signed and line.prose and self._is_article(end):
                return end - 1 if self.lines[end - 1].titled and end - 1 > here else end
        return len(self.lines)

    def _is_article(self, at: int) -> bool:
        """Tell whether the paragraph `at`, below a form for comments, is one of the article."""
        line, above = self.lines[at], self.lines[at - 1]
        if len(line.text) < LONG or any(near.role in _SIGNS for near in self.lines[at : at + 6]):
            return False
        run = [near for near in self._read_run(at) if len(near.text) >= LONG]
        if above.named:
            return len(run) >= 2 and self._measure_kinship(run) >= _KIN
        return len(run) >= 2 or len(line.text) > _TEASER or self._measure_kinship([line]) >= _KIN

    def _opens_questions(self, here: int) -> bool:
        """Tell whether an FAQ opens: by its title with a question near, or by numbered questions."""
        ahead = self.lines[here + 1 : here + 8]
        if self.lines[here].role is Role.FAQ_OPENER:
            return any(line.asks for line in ahead[:4])
        return _number(self.lines[here]) == 1 and any(_number(line) == 2 for line in ahead)

    def _find_faq_end(self, here: int) -> int:
        asked = self.lines[here].asks
        for end in range(here + 1, len(self.lines)):
            line = self.lines[end]
            if line.role in _OPENERS - {Role.WEAK_TEASER_OPENER}:
                return end
            if asked and line.titled and not line.asks and not self._asks_near(end):
                return end
            asked = asked or line.asks
        return len(self.lines)

    def _asks_near(self, at: int) -> bool:
        """Tell whether the line at `at` heads a group of questions, or no paragraph."""
        following = self.lines[at + 1 : at + 2]
        return not following or following[0].asks or not following[0].prose


def _number(line: Line) -> int | None:
    found = _NUMBERED_QUESTION.fullmatch(line.text) if line.asks else None
    return int(found[1]) if found else None
