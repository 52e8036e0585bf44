"""`belegt doctor`: the findings as a table, plain lines or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from index.place import local_folder
from rag.cli.messages import Texts
from rag.cli.terminal.console import Output, make_table, make_text

if TYPE_CHECKING:
    from rag.cli.doctor.checks import Finding

SIGNS = {"ok": "✓", "warning": "!", "problem": "✗"}
STYLES = {"ok": "green", "warning": "yellow", "problem": "bold red"}


def doctor(
    ctx: typer.Context,
    full: Annotated[bool, typer.Option("--full", help="doctor.full")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="json")] = False,
) -> None:
    """Examine the installation."""
    from rag.cli.doctor.checks import Level, examine
    from rag.cli.doctor.texts import DOCTOR_MESSAGES

    output = Output(ctx.obj)
    say = Texts(output.lang, DOCTOR_MESSAGES)
    waiting = output.err.status(say("examining")) if output.err.is_terminal else nullcontext()
    with waiting:
        findings = list(examine(local_folder(ctx.obj.archive), say, full=full))
    healthy = all(finding.level != Level.PROBLEM for finding in findings)
    if as_json:
        output.write_json({"ok": healthy, "findings": findings})
    else:
        print_findings(output, findings, say)
    if not healthy:
        raise typer.Exit(1)


def print_findings(output: Output, findings: Sequence[Finding], say: Texts) -> None:
    """Print the findings, each mend under its problem, and the verdict."""
    if output.out.is_terminal:
        print_table(output, findings, say)
    else:
        for finding in findings:
            output.write(f"{SIGNS[finding.level]} {finding.topic}: {finding.text}")
            if finding.mend:
                output.write(f"    {say('mend')}: {finding.mend}")
    levels = [finding.level for finding in findings]
    verdict, style = judge(levels.count(levels[0].PROBLEM), levels.count(levels[0].WARNING), say)
    output.write(verdict, style=style)


def print_table(output: Output, findings: Sequence[Finding], say: Texts) -> None:
    """Print the findings as a table without headings, and under it each mend on a line that can be copied whole."""
    table = make_table("", "", "")
    table.show_header = False
    table.columns[0].no_wrap = True
    for finding in findings:
        sign = make_text(SIGNS[finding.level], STYLES[finding.level])
        table.add_row(sign, make_text(finding.topic), make_text(finding.text))
    output.show(table)
    for finding in findings:
        if finding.mend:
            output.out.print(f"{finding.topic}, {say('mend')}: {finding.mend}", style="yellow", soft_wrap=True)


def judge(problems: int, warnings: int, say: Texts) -> tuple[str, str]:
    """Return the verdict over all findings and its colour."""
    if problems:
        return say("one_problem" if problems == 1 else "some_problems", n=problems), "bold red"
    if warnings:
        return say("one_warning" if warnings == 1 else "some_warnings", n=warnings), "yellow"
    return say("all_well"), "green"
