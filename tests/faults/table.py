"""What came of the faults, as the table of docs/reliability.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Outcome:
    """One kind of fault: how often it was tried, what went wrong, and what was said."""

    what: str
    tries: int
    said: str
    faults: tuple[str, ...] = field(default=())

    @property
    def ok(self) -> bool:
        return not self.faults


def join_outcomes(what: str, outcomes: Sequence[Outcome]) -> Outcome:
    """Return several outcomes of one kind as one."""
    said = "; ".join(dict.fromkeys(outcome.said for outcome in outcomes))
    faults = tuple(fault for outcome in outcomes for fault in outcome.faults)
    return Outcome(what, sum(outcome.tries for outcome in outcomes), said, faults)


def render_table(outcomes: Sequence[Outcome]) -> str:
    """Return the outcomes as Markdown."""
    rows = ["| fault | tried | lost or wrong | what happens |", "| --- | --- | --- | --- |"]
    for outcome in outcomes:
        wrong = "; ".join(outcome.faults[:3]) if outcome.faults else "nothing"
        rows.append(f"| {outcome.what} | {outcome.tries} | {wrong} | {outcome.said} |")
    return "\n".join(rows) + "\n"
