"""The page for other computers: only with a password, which everything behind the door asks for."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from index.errors import UsageError
from ui.access import SHORTEST, USER, Access, is_loopback, read_password

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "Storch auf dem Rathausdach"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "archiv.example"])
def test_others_get_in_only_with_a_password(host: str) -> None:
    with pytest.raises(UsageError, match=f"Unter {host} .*--password-file"):
        Access(host)
    assert Access(host, PASSWORD).hosts is None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_this_computer_needs_none(host: str) -> None:
    assert is_loopback(host)
    assert Access(host).make_check() is None


def test_a_short_password_is_refused() -> None:
    with pytest.raises(UsageError, match=f"mindestens {SHORTEST} Zeichen"):
        Access("127.0.0.1", "kurz")


def test_the_password_is_the_first_line_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "passwort"
    path.write_text(f"{PASSWORD}\nweiteres\n", encoding="utf-8")
    assert read_password(path) == PASSWORD
    path.write_text("\n", encoding="utf-8")
    for wrong in (path, tmp_path / "keines"):
        with pytest.raises(UsageError, match="Passwort"):
            read_password(wrong)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page behind a password, served by another process."""
    folder = tmp_path_factory.mktemp("archive")
    command = [sys.executable, "-m", "tests.ui.serve", str(folder), str(folder / "out"), PASSWORD]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["url"].replace("0.0.0.0", "127.0.0.1")
        process.communicate()
    assert process.returncode == 0


@pytest.fixture
def page(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, trust_env=False, follow_redirects=True) as client:
        yield client


def test_without_the_password_nothing_is_told(page: httpx.Client) -> None:
    for path in ("config", "gradio_api/info", "gradio_api/queue/data?session_hash=a"):
        assert page.get(path).status_code == 401, path
    assert page.post("gradio_api/call/ask", json={"data": ["?", None, None, None]}).status_code == 401
    assert page.post("gradio_api/upload", files={"files": b"x"}).status_code == 401
    assert page.post("login", data={"username": USER, "password": "falsch geraten"}).status_code == 400


def test_with_it_the_page_is_there_under_any_name(page: httpx.Client) -> None:
    assert page.post("login", data={"username": USER, "password": PASSWORD}).status_code == 200
    assert page.get("config").status_code == 200
    assert page.get("config", headers={"host": "archiv.example:7860"}).status_code == 200
    away = {"origin": "https://boese.example", "sec-fetch-site": "cross-site"}
    assert page.post("gradio_api/queue/join", headers=away, json={}).status_code == 403
