"""What `Archive.check` finds: how record and vectors compare, in words of both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an archive. `str` gives the German sentence."""

    de: str
    en: str

    def text(self, lang: str = "de") -> str:
        """Return the sentence in `lang` ("de" or "en")."""
        return self.en if lang == "en" else self.de

    def __str__(self) -> str:
        return self.de


@dataclass(frozen=True, slots=True)
class CheckReport:
    """How record and vectors compare. `recall` is the share of known vectors that find themselves."""

    chunks_record: int
    chunks_vectors: int
    recall: float
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        return not self.problems


def name_damage() -> Problem:
    """Return that SQLite found the record's file damaged."""
    return Problem(
        "Die Datei des Archivs ist beschädigt (SQLite-Prüfung).", "The archive's file is damaged (checked by SQLite)."
    )


def name_unreadable(cause: object) -> Problem:
    """Return that the vector index could not be read."""
    return Problem(f"Der Vektorindex lässt sich nicht lesen: {cause}", f"The vector index could not be read: {cause}")


def name_differences(*, pending: int, missing: int, stray: int, recall: float) -> tuple[Problem, ...]:
    """Return what of these counts is not as it should be."""
    problems = []
    if pending:
        problems.append(
            Problem(
                f"{pending} Änderungen warten noch auf den Vektorindex.",
                f"{pending} changes have yet to reach the vector index.",
            )
        )
    if missing:
        problems.append(
            Problem(f"Im Vektorindex fehlen {missing} Abschnitte.", f"The vector index lacks {missing} chunks.")
        )
    if stray:
        problems.append(
            Problem(
                f"Im Vektorindex stehen {stray} Abschnitte, die das Archiv nicht kennt.",
                f"The vector index holds {stray} chunks that the archive does not know.",
            )
        )
    if recall < 1.0:
        problems.append(
            Problem(
                f"Nur {recall:.0%} der bekannten Vektoren werden wiedergefunden.",
                f"Only {recall:.0%} of the known vectors are found again.",
            )
        )
    return tuple(problems)
