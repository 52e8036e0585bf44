"""`make demo`: index the bundled newspaper and answer five questions about it, with sources and timings."""

from __future__ import annotations

import sys
from pathlib import Path

from index.errors import BelegtError
from rag import Archive
from rag.cli.archive_commands import summarize_report
from rag.cli.ask import answer_question
from rag.cli.options import Options
from rag.cli.terminal.console import Output
from rag.cli.terminal.progress import watch_work
from rag.cli.terminal.quiet import quiet_libraries
from rag.filters import Filters

HERE = Path(__file__).parent
OUTRO = """
Weiter geht es so:
  Seite im Browser:   .venv/bin/belegt ui --archive {archive}
  Frage im Terminal:  .venv/bin/belegt ask --archive {archive} "Wann wurde das Freibad wieder geöffnet?"
  Eigener Ordner:     .venv/bin/belegt add --archive mein-archiv PFAD/ZUM/ORDNER"""


def main(path: Path) -> int:
    """Run the demo on the archive in `path` (made when it is missing); return the exit code."""
    quiet_libraries()
    output = Output(Options(archive=path))
    try:
        with Archive.open(path) as archive:
            with watch_work(output) as progress:
                report = archive.sync(HERE / "articles", progress=progress)
            output.write(f"Auenheimer Bote (erfunden): {summarize_report(output, report)}")
            for question in (HERE / "questions.txt").read_text(encoding="utf-8").splitlines():
                output.write(f"\n▸ {question}", style="bold cyan")
                answer_question(archive, question, Filters(), output, verbose=True)
    except BelegtError as error:
        output.note(f"{output.say('error')}: {error.text()}", style="red")
        return 1
    except KeyboardInterrupt:
        output.note(output.say("interrupted"))
        return 130
    output.write(OUTRO.format(archive=path))
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "demo-archive")))
