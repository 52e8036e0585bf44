"""`python -m tests.faults`: do the damage, count what came of it, and write the table of docs/reliability.md."""

from __future__ import annotations

import argparse
import itertools
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.company import try_company
from tests.faults.damage import try_damages
from tests.faults.files import try_files
from tests.faults.kills import try_kills
from tests.faults.scenes import make_large_scene, make_scene
from tests.faults.table import Outcome, render_table


def main() -> int:
    """Run everything; the exit status tells whether anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=50, help="random moments at which a process is killed")
    parser.add_argument("--mutated", type=int, default=1000, help="mutated files of each format that are read")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="write the table here too")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="belegt-faults-") as folder:
        place = Path(folder)
        scene, large = make_scene(place), make_large_scene(place)
        outcomes: list[Outcome] = []
        kills = try_kills(scene, place, args.kills, random.Random(args.seed))
        files = try_files(place, args.mutated, random.Random(args.seed), note=lambda text: print(text, flush=True))
        company = try_company(scene, place, random.Random(args.seed))
        for outcome in itertools.chain(kills, try_damages(scene, large, place), company, files):
            outcomes.append(outcome)
            print(f"{'ok    ' if outcome.ok else 'FEHLER'} {outcome.what}: {outcome.said}", flush=True)
    table = render_table(outcomes)
    print(f"\n{table}\n{time.monotonic() - started:.0f} s")
    if args.out:
        args.out.write_text(table, encoding="utf-8")
    return 0 if all(outcome.ok for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
