"""`belegt serve` as a program uses it: real models, a real server, several clients, one of whom leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from rag import Archive
from tests.e2e.reading_room import ARTICLES, ROOT, find_free_port

QUESTION = "Wie viel hat der Steg über die Mirle gekostet?"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service over three invented articles, as it is started from a terminal."""
    folder = tmp_path_factory.mktemp("service")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Archive.open(folder / "archive") as archive:
        assert archive.add([folder / name for name in ARTICLES]).ok
    arguments = ["--archive", str(folder / "archive"), "serve", "--port", str(find_free_port())]
    with subprocess.Popen(
        [sys.executable, "-m", "rag", *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        yield said[said.index("http") :].strip()
        process.terminate()
        out, log = process.communicate(timeout=60)
    assert "Beendet." in out
    assert process.returncode == 0
    assert "Steg" not in log
    assert all(json.loads(line)["status"] < 500 for line in log.splitlines() if line.startswith("{"))


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=120, trust_env=False) as opened:
        yield opened


def test_a_program_gets_the_checked_answer(client: httpx.Client) -> None:
    answer = client.post("/v1/ask", json={"question": QUESTION}).json()
    assert "2,4 Millionen" in answer["short"]
    assert answer["citations"][0]["source"] == "steg.txt"
    refused = client.post("/v1/ask", json={"question": "Wie hoch ist der Eiffelturm?"}).json()
    assert refused["abstained"]


def test_several_wait_in_line_and_one_who_leaves_frees_the_place(url: str, client: httpx.Client) -> None:
    names: dict[int, list[str]] = {}

    def follow(number: int, *, leave: bool) -> None:
        seen = names[number] = []
        with (
            httpx.Client(base_url=url, timeout=120, trust_env=False) as own,
            own.stream("POST", "/v1/ask/stream", json={"question": QUESTION, "until": f"{2100 + number}"}) as reply,
        ):
            for line in reply.iter_lines():
                if line.startswith("event: "):
                    seen.append(line[7:])
                    if leave:
                        return

    threads = [threading.Thread(target=follow, args=(n,), kwargs={"leave": n == 1}) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names.pop(1) == ["evidence"]
    assert all((seen[0], seen[-1]) == ("evidence", "answer") for seen in names.values())
    assert any("queued" in seen for seen in names.values())
    figures = client.get("/metrics").text
    assert 'belegt_answers_total{outcome="left"} 1.0' in figures
    assert "belegt_asking 0.0" in figures


def test_the_page_stands_beside_it(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "belegt" in page.text
    assert client.get("/gradio_api/file=/etc/passwd").status_code == 404


def test_beyond_this_computer_it_wants_a_token(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "rag", "--archive", str(tmp_path / "a"), "serve", "--host", "0.0.0.0", "--no-page"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={**os.environ}, check=False)
    assert run.returncode != 0
    assert "belegt token add" in run.stderr
