"""Real models over real archives; built once for the whole run."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from index.embed import load_embedder
from rag import Archive
from rag.llm import load_llm
from tests.conftest import SHARED
from tests.e2e.reading_room import ARTICLES, FLAGS, PATIENCE, QUESTIONS, ROOT, find_free_port, open_page
from ui.questions import add_question

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

DEMO = Path(__file__).resolve().parents[2] / "demo"


@pytest.fixture(autouse=True)
def _nothing_leaves_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that isn't to this computer, whatever library asks for it."""
    connect = socket.socket.connect

    def connect_locally(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a connection to {address[0]} was tried at run time")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_locally)


@pytest.fixture(scope="session")
def models() -> Iterator[dict[str, Any]]:
    """The default embedder and language model, loaded once for all archives of the run."""
    llm = load_llm()
    yield {"embedder": load_embedder(), "llm": llm}
    llm.close()


@pytest.fixture(scope="session")
def demo_path(models: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive of the bundled newspaper."""
    path = tmp_path_factory.mktemp("demo") / "archive"
    with Archive.open(path, **models) as archive:
        report = archive.add(DEMO / "articles")
        assert report.ok, report.failed
    return path


@pytest.fixture(scope="session")
def demo(models: dict[str, Any], demo_path: Path) -> Iterator[Archive]:
    with Archive.open(demo_path, **models) as archive:
        yield archive


@pytest.fixture(scope="session")
def news(models: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive of the user's five real articles."""
    if not (SHARED / "corpus").is_dir():
        pytest.skip("the real articles (../shared/corpus) are not beside this checkout")
    with Archive.open(tmp_path_factory.mktemp("news") / "archive", **models) as archive:
        assert archive.add(SHARED / "corpus").ok
        yield archive


# the page in a browser


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where the browser is; without one the tests are skipped, or fail where BELEGT_REQUIRE_BROWSER=1."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        reason = "no Chromium on PATH (Debian: apt-get install chromium)"
        if os.environ.get("BELEGT_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)  # a computer without a browser can run the rest; continuous integration installs one
    return found


@pytest.fixture(scope="module")
def archive_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of three invented articles, one of them hostile, with two questions for the test bench."""
    folder = tmp_path_factory.mktemp("articles")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    path = tmp_path_factory.mktemp("page") / "archive"
    with Archive.open(path) as archive:
        assert archive.add(folder).ok
    for question in QUESTIONS:
        add_question(path, question)
    return path


@pytest.fixture(scope="module")
def url(archive_path: Path, chromium_path: str) -> Iterator[str]:
    """The page, served by the command as a reader starts it."""
    command = [sys.executable, "-m", "ui", "--archive", str(archive_path), "--port", str(find_free_port())]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        yield said[said.index("http") :].strip()
        process.terminate()
        assert "Beendet." in process.communicate()[0]
    assert process.returncode == 0


@pytest.fixture(scope="module")
def browser(chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=chromium_path,
            args=list(FLAGS),
            viewport={"width": 1440, "height": 900},
            locale="de-DE",
        )
        context.set_default_timeout(PATIENCE)
        yield context
        context.close()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What went wrong in the browser; must be nothing."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def page(browser: BrowserContext, url: str, complaints: list[str]) -> Iterator[Page]:
    opened = open_page(browser, url, complaints)
    yield opened
    opened.close()
