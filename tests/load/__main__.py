"""`python -m tests.load`: people ask a real service for minutes; what they saw, as the table of docs/reliability.md."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.load.people import Caller, Reader, Seen
from ui.service.tokens import Scope, Tokens

ROOT = Path(__file__).resolve().parents[2]
#: Seconds between two looks at the memory, and over which people arrive.
_LOOK, _ARRIVAL = 5.0, 30.0


def main() -> int:
    """Let everybody ask; the exit status tells whether anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--readers", type=int, default=5, help="so many of them by the page")
    args = parser.parse_args()
    questions = [line for line in (ROOT / "demo/questions.txt").read_text(encoding="utf-8").splitlines() if line]
    seen = Seen()
    tokens = Tokens(args.archive.absolute())
    names = [f"load-{number}" for number in range(args.people)]
    secrets = [tokens.add(name, Scope.READ) for name in names]
    try:
        with serve(args.archive.absolute(), secrets[0]) as (url, process):
            end = time.monotonic() + 60 * args.minutes
            memory = watch_memory(process, end)
            people = [
                (Reader if number < args.readers else Caller)(url, secrets[number], questions, seen, end, number)
                for number in range(args.people)
            ]
            for person in people:
                person.start()
                time.sleep(_ARRIVAL / args.people)
            for person in people:
                person.join(60 * args.minutes + 600)
    finally:
        for name in names:
            tokens.remove(name)
    minute = round(60 / _LOOK)
    # The first minute loads the models; the second is the first in which all is there.
    early, late = (statistics.mean(part) / 1e6 for part in (memory[minute : 2 * minute], memory[-minute:]))
    print(render_table(args.people, args.minutes, seen, early, late))
    return 1 if seen.errors or seen.disorder else 0


@contextmanager
def serve(archive: Path, token: str) -> Iterator[tuple[str, psutil.Process]]:
    """Run `belegt serve` and yield its address and process; ask once, so that the models are there."""
    import httpx

    command = [sys.executable, "-m", "rag", "--archive", str(archive), "serve"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        url = said[said.index("http") :].strip()
        try:
            headers = {"authorization": f"Bearer {token}"}
            asked = {"question": "Wer gewann die Stichwahl?"}
            httpx.post(f"{url}v1/ask", json=asked, headers=headers, timeout=300, trust_env=False).raise_for_status()
            yield url, psutil.Process(process.pid)
        finally:
            process.terminate()
            process.communicate(timeout=60)


def watch_memory(process: psutil.Process, end: float) -> list[int]:
    """Return a list that grows by the process's memory in bytes, every few seconds until the end."""
    seen: list[int] = []

    def look() -> None:
        while time.monotonic() < end:
            seen.append(process.memory_info().rss)
            time.sleep(_LOOK)

    threading.Thread(target=look, name="memory", daemon=True).start()
    return seen


def render_table(people: int, minutes: float, seen: Seen, early: float, late: float) -> str:
    """Return what everybody saw as Markdown."""
    rows = [
        ("people at once, minutes", f"{people}, {minutes:g}"),
        ("answers, by the interface / by the page", f"{len(seen.answers)} / {len(seen.page_answers)}"),
        ("left before the answer", str(seen.left)),
        ("errors", f"{len(seen.errors)} {'; '.join(sorted(set(seen.errors))[:3])}".strip()),
        ("evidence, p50 / p95", describe_seconds(seen.evidence)),
        ("answer, p50 / p95", describe_seconds([*seen.answers, *seen.page_answers])),
        ("most ahead in the line; places that moved back", f"{max(seen.ahead, default=0)}; {seen.disorder}"),
        ("memory in the second and in the last minute", f"{early:.0f} / {late:.0f} MB ({late / early - 1:+.1%})"),
    ]
    return "\n".join(["| | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in rows)])


def describe_seconds(values: Sequence[float]) -> str:
    """Return median and 95th percentile in seconds."""
    if len(values) < 2:
        return "–"
    cuts = statistics.quantiles(values, n=20)
    return f"{statistics.median(values):.2f} / {cuts[-1]:.2f} s"


if __name__ == "__main__":
    sys.exit(main())
