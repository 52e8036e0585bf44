"""The running server: what it hands out, what it takes, whom it talks to."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.ui.fakes import FakeArchive
from tests.ui.serve import MAX_BYTES
from ui.app import AT_ONCE, serve_page

API = "gradio_api"
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Server:
    """A page that is being served by another process."""

    client: httpx.Client
    archive: Path
    folder: Path
    calls_out: Path
    model_queue: list[list[object]]
    process: int


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    archive, calls_out = tmp_path_factory.mktemp("archive"), tmp_path_factory.mktemp("calls") / "out"
    (archive / "record.sqlite").write_bytes(b"geheim")
    command = [sys.executable, "-m", "tests.ui.serve", str(archive), str(calls_out)]
    environment = {**os.environ, "HTTP_PROXY": "http://192.0.2.1:9", "http_proxy": "http://192.0.2.1:9"}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        facts = json.loads(process.stdout.readline())
        with httpx.Client(base_url=facts["url"], trust_env=False) as client:
            yield Server(client, archive, Path(facts["folder"]), calls_out, facts["model_queue"], process.pid)
        process.communicate()
    assert process.returncode == 0
    assert not Path(facts["folder"]).exists()


@pytest.fixture
def page(server: Server) -> httpx.Client:
    return server.client


def ask_api(page: httpx.Client, question: str) -> tuple[str, Any]:
    """Call the named endpoint as a script does and return the last event and its data."""
    started = page.post(f"{API}/call/ask", json={"data": [question, None, None, None]})
    started.raise_for_status()
    lines = page.get(f"{API}/call/ask/{started.json()['event_id']}", timeout=30).text.split("\n")
    events = [line.partition(": ")[2] for line in lines if line.startswith("event: ")]
    payloads = [line.partition(": ")[2] for line in lines if line.startswith("data: ")]
    return events[-1], json.loads(payloads[-1])


def test_the_page_opens(page: httpx.Client) -> None:
    answer = page.get("/")
    assert answer.status_code == 200
    assert "belegt" in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_telemetry_history_and_footer_are_off(page: httpx.Client) -> None:
    config = page.get("/config").json()
    assert config["analytics_enabled"] is False
    assert config["run_history"] is False
    assert config["footer_links"] == []
    assert config["mcp_server"] is False


def test_no_font_comes_from_elsewhere(page: httpx.Client) -> None:
    assert page.get("/config").json()["stylesheets"] == []
    style = page.get("/theme.css").text
    assert "@import" not in style
    assert not re.search(r"url\((?!\"?data:)", style)


def test_nothing_on_disk_can_be_fetched(page: httpx.Client, server: Server) -> None:
    upload = Path(page.post(f"{API}/upload", files={"files": ("a.txt", b"geheim")}).json()[0])
    assert upload.read_bytes() == b"geheim"
    beside = server.folder / "beside.txt"
    beside.write_text("geheim")
    for path in (server.archive / "record.sqlite", beside, upload, Path(__file__), Path("beside.txt")):
        for route in (f"{API}/file=", f"{API}/file/", "file=", "static/../", "static/", "assets/"):
            answer = page.get(f"/{route}{path}")
            assert answer.status_code in (403, 404), route
            assert "geheim" not in answer.text


def test_the_server_fetches_nothing_for_anyone(page: httpx.Client) -> None:
    assert page.get(f"/{API}/file=http://192.0.2.1/x").status_code == 404
    assert page.get(f"/{API}/proxy=http://192.0.2.1/x").status_code == 404


def test_requests_of_other_sites_are_refused(page: httpx.Client) -> None:
    foreign = {"origin": "https://evil.example"}
    assert page.get("/", headers={"host": "evil.example"}).status_code == 403
    assert page.post(f"{API}/upload", headers=foreign, files={"files": b"x"}).status_code == 403


def test_only_this_computer_is_listened_to(server: Server) -> None:
    listening = [
        connection.laddr.ip
        for connection in psutil.Process(server.process).net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening == ["127.0.0.1"]


def test_uploads_are_limited_on_the_wire(page: httpx.Client) -> None:
    answer = page.post(f"{API}/upload", files={"files": ("big.txt", bytes(MAX_BYTES + 10_000))}, timeout=60)
    assert answer.status_code == 413


def test_one_question_can_be_asked_by_a_script(page: httpx.Client) -> None:
    event, data = ask_api(page, "Was kostet die Brücke?")
    assert event == "complete"
    assert data[0]["abstained"] is False
    assert data[0]["citations"][0]["source"] == "bruecke.txt"


def test_nothing_else_is_offered_to_scripts(page: httpx.Client) -> None:
    info = page.get(f"{API}/info").json()
    assert list(info["named_endpoints"]) == ["/ask"]
    assert info["unnamed_endpoints"] == {}


def test_everything_that_uses_the_model_shares_one_queue(server: Server) -> None:
    assert server.model_queue == [["answer", AT_ONCE], ["ask", AT_ONCE]]


def test_a_taken_port_is_said_in_words(server: Server) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.ui.fakes import FakeArchive; from ui.app import serve_page\n"
        "with serve_page(FakeArchive(Path(sys.argv[1])), port=int(sys.argv[2])): pass"
    )
    command = [sys.executable, "-c", code, str(server.archive), str(server.client.base_url.port)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert f"Der Port {server.client.base_url.port} ist besetzt" in run.stderr


def test_a_relative_archive_is_refused() -> None:
    with pytest.raises(ValueError, match="relative"), serve_page(FakeArchive(Path("archiv"))):
        pass


def test_nobody_was_called(page: httpx.Client, server: Server) -> None:
    page.get("/").raise_for_status()
    assert not server.calls_out.exists()
