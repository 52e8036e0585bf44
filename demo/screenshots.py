"""`make screenshots`: pictures of the page over the demo newspaper, and of an evaluation report, for the docs.

    python -m demo.screenshots ARCHIVE FOLDER [REPORT.html]

Every picture is of a real run: the page is served as a reader starts it and asked in Chromium.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 180_000  # milliseconds


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: its name, what is asked (nothing: the archive's tab is shown), and on what screen."""

    name: str
    question: str | None
    width: int = 1280
    height: int = 900
    dark: bool = False
    tab: str = "Fragen"


SHOTS = (
    Shot("frage", "Wie viele Menschen wurden beim Brand in den Holzwerken Brammer verletzt?"),
    Shot("zwei-fragen", "Wie lang wird der Steg in Seewilen, und aus welchem Holz wird er gebaut?"),
    Shot("absage", "Wie viele Einwohner hat die Auenheimer Mondkolonie?", height=760),
    Shot("telefon", "Wer hat der Grundschule am Krebsbach neue Hobelbänke geschenkt?", width=390, height=844),
    Shot("dunkel", "Was kostet der Bewohnerparkausweis in Auenheim im Jahr?", dark=True),
    Shot("archiv", None, tab="Archiv"),
    Shot("pruefstand", None, tab="Prüfstand", height=1400),
    Shot("einstellungen", None, tab="Einstellungen", height=1150),
)
#: Questions of the run that the picture of the test bench shows.
MEASURED = "12"


def main(archive: Path, folder: Path, report: Path | None) -> int:
    """Take all pictures; return the exit code."""
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("Für die Bilder wird Chromium gebraucht (Debian: apt-get install chromium).", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, serve(archive) as url:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        warm(browser, url)
        for shot in SHOTS:
            print(take(browser, url, shot, folder / f"{shot.name}.png"), flush=True)
        if report is not None:
            print(take_report(browser, report, folder / "bericht.png"), flush=True)
        browser.close()
    return 0


@contextmanager
def serve(archive: Path) -> Iterator[str]:
    """Serve the page as `belegt ui` does and yield its address."""
    command = [sys.executable, "-m", "ui", "--archive", str(archive)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        try:
            yield said[said.index("http") :].strip()
        finally:
            process.terminate()
            process.communicate()


def warm(browser: Browser, url: str) -> None:
    """Ask once, so that no picture shows how long the models take to load."""
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(url)
    ask(page, "Wer gewann die Stichwahl?")
    page.close()


def take(browser: Browser, url: str, shot: Shot, path: Path) -> Path:
    """Ask the question and write a picture of its answer."""
    page = browser.new_page(
        viewport={"width": shot.width, "height": shot.height},
        device_scale_factor=1.5,
        color_scheme="dark" if shot.dark else "light",
    )
    page.set_default_timeout(PATIENCE)
    page.goto(url)
    page.locator(".bl-status").wait_for()
    page.get_by_role("tab", name=shot.tab).click()
    if shot.question is not None:
        ask(page, shot.question)
    if shot.tab == "Prüfstand":
        measure(page)
    page.wait_for_timeout(400)
    page.screenshot(path=path)
    page.close()
    return path


def ask(page: Page, question: str) -> None:
    """Ask and wait until the answer is checked or refused."""
    page.get_by_label("Ihre Frage").fill(question)
    page.keyboard.press("Enter")
    page.locator('.bl-answer[data-phase="done"], .bl-answer[data-phase="refused"]').wait_for()
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(400)


def measure(page: Page) -> None:
    """Measure some questions and open the report on them."""
    page.get_by_label("So viele davon").fill(MEASURED)
    page.get_by_role("button", name="Messen").click()
    page.locator("#bl-lab-run", has_text="Fertig").wait_for()
    page.locator(".bl-runs input[type=checkbox]").first.check()
    page.get_by_role("button", name="Bericht", exact=True).click()
    page.frame_locator("iframe.bl-report").locator("h1").first.wait_for()


def take_report(browser: Browser, report: Path, path: Path) -> Path:
    """Write a picture of the beginning of a report."""
    page = browser.new_page(viewport={"width": 1280, "height": 1500}, device_scale_factor=1.25)
    page.goto(report.resolve().as_uri())
    page.screenshot(path=path)
    page.close()
    return path


if __name__ == "__main__":
    archive, folder, *rest = map(Path, sys.argv[1:])
    sys.exit(main(archive, folder, rest[0] if rest else None))
