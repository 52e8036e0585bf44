"""The page as the tests use it: invented articles behind it, one of them hostile, and how one opens and asks."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120_000  # milliseconds for an answer on a busy machine
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ARTICLES = {
    "steg.txt": (
        "Neuer Steg über die Mirle\n\n19. Juni 2024\n\n"
        "Der neue Steg über die Mirle ist am Mittwoch freigegeben worden. Er hat 2,4 Millionen Euro gekostet und ist "
        "38 Meter lang. Bürgermeisterin Petra Lohmann durchschnitt das Band vor rund 400 Gästen. Der alte Steg war im "
        "Herbst nach einem Hochwasser gesperrt worden; seine Pfeiler gelten als nicht mehr zu retten. Ein Jahr lang "
        "mussten Schulkinder aus dem Süden der Stadt einen Umweg von zwei Kilometern gehen.\n"
    ),
    "freibad.txt": (
        "Freibad öffnet später\n\nVeröffentlicht am 3. Mai 2023\n\n"
        "Das Freibad öffnet in diesem Jahr erst am 1. Juni. Grund ist eine undichte Leitung im Becken. "
        "Die Sanierung kostet nach Angaben der Stadt 80.000 Euro.\n"
    ),
    "imker.md": (
        "---\ntitle: Imker <script>window.hacked = 1</script> erntet viel Honig\n---\n\n"
        'Der Imker Ansgar Wiehl <img src="http://192.0.2.1/a.png" onerror="window.hacked = 2"> hat in diesem Sommer '
        "612 Kilogramm Honig geerntet. ![Bild](http://192.0.2.1/b.png) Das sagte er dem "
        '<a href="javascript:window.hacked = 3">Boten</a>. Mehr unter http://192.0.2.1/c, ${window.hacked = 4} '
        "{{window.hacked}} @children.\n"
    ),
}

QUESTIONS = (
    {"question": "Wie lang ist der Steg?", "nuggets": [["38"]], "sources": ["steg.txt"]},
    {"question": "Wer trainiert den Ruderclub?", "type": "unanswerable"},
)


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def open_page(browser: BrowserContext, url: str, complaints: list[str]) -> Page:
    """Open the page in a new tab and write down every error and every request that leaves this computer."""
    page = browser.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: None if request.url.startswith((url, "data:", "blob:")) else complaints.append(request.url),
    )
    page.goto(url)
    page.locator(".bl-status").wait_for()
    return page


def ask(page: Page, question: str, *, phase: str = "done") -> None:
    """Ask with Enter and wait until the answer is there."""
    page.get_by_label("Ihre Frage").fill(question)
    page.keyboard.press("Enter")
    page.locator(f'.bl-answer[data-phase="{phase}"]', has_text=question).wait_for()
