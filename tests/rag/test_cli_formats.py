"""Numbers, encodings, progress and quiet libraries."""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
import time
import warnings
from dataclasses import replace
from pathlib import Path

import pytest

from index.types import ProgressEvent
from rag.cli.messages import Texts
from rag.cli.options import Options
from rag.cli.terminal import streams
from rag.cli.terminal.console import Output, make_plain
from rag.cli.terminal.formats import (
    clean_text,
    format_bytes,
    format_number,
    format_quote,
    format_seconds,
    shorten,
)
from rag.cli.terminal.progress import Pace, ProgressLines, Start, describe_event, show_progress
from rag.cli.terminal.quiet import allow_network, quiet_libraries
from tests.rag.cli_fakes import CITATION

pytestmark = pytest.mark.usefixtures("keep_environment")

GERMAN = Texts("de")


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (format_number(1234567), "1.234.567"),
        (format_number(1234.5, "en", digits=1), "1,234.5"),
        (format_seconds(2.34), "2,3 s"),
        (format_seconds(125, "en"), "2 min 05 s"),
        (format_seconds(3725), "1 h 02 min"),
        (format_bytes(512), "512 B"),
        (format_bytes(71_622_400), "71,6 MB"),
        (format_bytes(999_960), "1,0 MB"),
        (format_bytes(1_117_320_768, "en"), "1.1 GB"),
        (format_bytes(12_345e9), "12.345,0 GB"),
        (format_quote("zwei\n Zeilen"), "„zwei Zeilen“"),
        (format_quote("x", "en"), "“x”"),
        (shorten("ein langer Satz mit Wörtern", 15), "ein langer …"),
        (shorten("x" * 40, 10), "xxxxxxxx …"),
        (clean_text("a\x1b[31mb\x9bc\u202ed\u00a0e\tf\n"), "a[31mbcd\u00a0e\tf\n"),
    ],
)
def test_values_read_as_a_reader_writes_them(shown: str, expected: str) -> None:
    assert shown == expected


@pytest.mark.parametrize(
    ("encoding", "expected"), [("ascii", b'"Gruesse" - ae? +'), ("latin-1", b'"Gr\xfc\xdfe" - \xe4? +')]
)
def test_text_is_spelled_plainly_where_an_encoding_lacks_it(
    monkeypatch: pytest.MonkeyPatch, encoding: str, expected: bytes
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    streams.soften_streams()
    sys.stdout.write("„Grüße“ – ä中 ✓")
    sys.stdout.flush()
    assert raw.getvalue() == expected


def test_progress_says_how_far_and_how_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: 110.0)
    files = ProgressEvent("add", 12, 1040, "files", "ein sehr langer Name einer einzelnen Datei.txt")
    assert describe_event(files, GERMAN) == "12 von 1.040 Artikeln ein sehr langer Name einer …"
    # Two a minute, of which the time left is 1,028 half minutes.
    assert describe_event(replace(files, detail="a.txt"), GERMAN, Start(50.0, 10)) == (
        "12 von 1.040 Artikeln (2 je Minute, noch 8 h 34 min) a.txt"
    )
    assert describe_event(replace(files, done=30, total=0, detail=""), GERMAN, Start(100.0, 0)) == "30 Artikel"
    fetched = ProgressEvent("download", 300_000_000, 1_100_000_000, "bytes")
    # 200 MB lay there from an earlier call: the speed is that of this call.
    assert describe_event(fetched, GERMAN, Start(100.0, 200_000_000)) == (
        "300,0 MB von 1,1 GB (10,0 MB/s, noch 80,0 s)"
    )
    waiting = ProgressEvent("wait", 0, 0, "bytes", "ein anderer Vorgang lädt")
    assert describe_event(waiting, GERMAN, Start(100.0, 0)) == "ein anderer Vorgang lädt"


def test_progress_lines_are_sparse(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ProgressLines(Output(Options()))
    for done in range(13):
        monkeypatch.setattr(time, "monotonic", lambda now=float(done): now)
        lines(ProgressEvent("add", done, 12, "files"))
    assert capsys.readouterr().err.splitlines() == [
        "Aufnehmen: 5 von 12 Artikeln (1,0 je Sekunde, noch 7,0 s)",
        "Aufnehmen: 10 von 12 Artikeln (1,0 je Sekunde, noch 2,0 s)",
        "Aufnehmen: 12 von 12 Artikeln (1,0 je Sekunde)",
    ]


def test_speed_is_that_of_the_last_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    pace = Pace()
    # A thousand unchanged articles in the first second, then one a second.
    for second, done in enumerate([0, 1000, *range(1001, 1100)]):
        monkeypatch.setattr(time, "monotonic", lambda now=float(second): now)
        event = ProgressEvent("add", done, 5000, "files")
        start = pace.start(event)
    assert describe_event(event, GERMAN, start).startswith("1.099 von 5.000 Artikeln (1,0 je Sekunde, noch 1 h 05 min)")


def test_progress_bars_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with show_progress(Output(Options())) as show:
        show(ProgressEvent("add", 1, 2, "files", "a.txt"))
        show(ProgressEvent("unbekannt", 1, 0, "chunks"))
    captured = capsys.readouterr()
    assert "Aufnehmen" in captured.err
    assert "unbekannt" in captured.err
    assert captured.out == ""


def test_libraries_are_silent_and_offline() -> None:
    with warnings.catch_warnings():
        quiet_libraries()
        warnings.warn("from a library", stacklevel=1)
    assert os.environ["ANONYMIZED_TELEMETRY"] == "False"
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    assert not logging.getLogger("transformers").isEnabledFor(logging.ERROR)
    allow_network()
    assert "HF_HUB_OFFLINE" not in os.environ
    assert os.environ["DO_NOT_TRACK"] == "1"


def test_records_become_plain_data() -> None:
    data = make_plain({"citation": CITATION, "paths": (Path("/a"),), "set": {1}})
    assert data["citation"]["source"] == "lokal/bruecke.txt"
    assert data["paths"] == ["/a"]
    assert data["set"] == [1]


def test_json_is_readable_in_any_encoding(tmp_path: Path) -> None:
    code = (
        "from rag.cli.options import Options; from rag.cli.terminal.console import Output;"
        "Output(Options()).write_json('ä')"
    )
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=True)
    assert done.stdout == b'"\\u00e4"\n'
