"""The page as a whole: asking, the conversation, the archive with its list and its care."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import Any

from index.errors import BelegtError
from index.store.check import CheckReport
from rag.filters import Filters
from ui.asking import answer_question
from ui.export import export_markdown, export_word
from ui.feedback import Feedback
from ui.intake import take_uploads
from ui.listing import Column
from ui.ports import AskableArchive
from ui.questions import OWN_QUESTIONS
from ui.readers import Reader, Readers
from ui.render.answer import render_answer, render_evidence, render_header, render_status, render_welcome
from ui.render.archive import render_check, render_documents, render_dropzone, render_uploads
from ui.render.article import render_article, render_missing
from ui.render.text import render_note
from ui.render.thread import render_download, render_thread
from ui.render.timeline import render_timeline
from ui.texts import Texts, get_texts
from ui.uploads import read_payload
from ui.view import View

#: By name of the component: its new value, or a dictionary of its new properties.
Changes = dict[str, Any]

#: Components that change while a question is answered, while files are read, and with the language.
ASKED = ("answer", "noted", "evidence", "thread", "stop")
KEPT = (*ASKED, "download")
LISTED = ("status", "find", "timeline", "documents", "check", "welcome", "start", "reading")
FILLED = ("uploads", *LISTED)
BROWSED = (*LISTED, "article", "checked")
CHECKED = ("checked", "repair")
TABS = ("ask_tab", "archive_tab", "lab_tab", "settings_tab")
WORDED = (
    *("header", "status", "language", "theme", *TABS, "question", "ask"),
    *("filters", "since", "until", "source", "kind"),
    *(*ASKED, *LISTED[1:], *CHECKED, "drop", "uploads"),
)


def read_filters(since: str | None, until: str | None, source: str | None, kind: str | None) -> Filters:
    """Return what was put into the filters; empty fields, and those never touched, filter nothing."""
    filters = Filters()
    if first := (since or "").strip():
        filters["since"] = first
    if last := (until or "").strip():
        filters["until"] = last
    if names := [name for part in (source or "").split(",") if (name := part.strip())]:
        filters["sources"] = names
    if kind:
        filters["kinds"] = kind
    return filters


def list_kinds(texts: Texts) -> list[tuple[str, str]]:
    """Return the kinds of section that may be asked, each with its name on the page; "" is all of them."""
    return [(texts.kind_all, ""), (texts.kind_body, "body"), (texts.kind_faq, "faq")]


class Handlers:
    """The page's behaviour over one archive, for any number of open pages; `session` says which page it is."""

    def __init__(self, archive: AskableArchive, readers: Readers, upload_root: Path) -> None:
        self._archive = archive
        self._readers = readers
        self._upload_root = upload_root
        self._feedback = Feedback(archive.path)

    def open_page(self, session: str, lang: str | None) -> Changes:
        """Fill a page that was just opened, in the language its address asks for."""
        reader = self._readers.find(session)
        if lang in ("de", "en"):
            reader.lang = lang
        return self._word_page(reader)

    def switch_language(self, session: str) -> Changes:
        """Put the page into the other language, what it shows included."""
        reader = self._readers.find(session)
        reader.lang = "de" if reader.lang == "en" else "en"
        return self._word_page(reader)

    def begin(self, session: str, question: str, filters: Filters) -> Changes:
        """Put a question in line and show at once that it was taken; an empty one changes nothing."""
        question = " ".join(question.split())
        if not question:
            return {}
        return self._show_view(session, self._readers.begin(session, question, filters))

    def answer(self, session: str) -> Iterator[Changes]:
        """Answer the question that the session has in line."""
        yield {}
        for view in answer_question(self._archive, self._readers, session):
            yield self._show_view(session, view)

    def stop(self, session: str) -> Changes:
        """Stop the session's question."""
        if self._readers.stop(session) is None:
            return {}
        return self._show_view(session, self._readers.find(session).view)

    def judge(self, session: str, wish: object) -> Changes:
        """Write down whether the answer that is shown is right, and what the reader says of it."""
        reader = self._readers.find(session)
        texts = get_texts(reader.lang)
        act, reason = (wish.get("act"), wish.get("said")) if isinstance(wish, dict) else (None, None)
        if reader.view.answer is None or act not in ("right", "wrong"):
            return {}
        try:
            self._feedback.note(reader.view.answer, right=act == "right", reason=str(reason or ""))
        except (OSError, ValueError) as error:
            return {"noted": render_note(texts.noted_not.format(cause=getattr(error, "strerror", None) or error))}
        said = texts.noted_right.format(file=OWN_QUESTIONS) if act == "right" else texts.noted_wrong
        return {"noted": render_note(said)}

    def keep(self, session: str, wish: object) -> Changes:
        """Do what a button of the conversation says: save it as a file, or begin a new one."""
        reader = self._readers.find(session)
        texts = get_texts(reader.lang)
        match wish.get("act") if isinstance(wish, dict) else None:
            case "new":
                reader = self._readers.start_over(session)
                return {**self._show_view(session, reader.view), "download": ""}
            case "markdown" if reader.answers:
                return {"download": render_download(export_markdown(reader.answers, texts), token_hex(4))}
            case "word" if reader.answers:
                return {"download": render_download(export_word(reader.answers, texts), token_hex(4))}
            case _:
                return {}

    def show_article(self, session: str, place: object) -> Changes:
        """Show a whole article with a quote marked; `place` is what the page says of it and may be anything."""
        texts = get_texts(self._readers.find(session).lang)
        wanted = place if isinstance(place, dict) else {}
        start, end = (value if isinstance(value := wanted.get(name), int) else 0 for name in ("start", "end"))
        try:
            document = self._archive.document(str(wanted.get("source")))
        except BelegtError as error:
            return {"article": render_missing(error.text(texts.lang), texts)}
        return {"article": render_article(document, start, end, texts)}

    def browse(self, session: str, wish: object) -> Changes:
        """Do what a button of the list of articles says: order it, turn the page, open or remove an article."""
        reader = self._readers.find(session)
        texts = get_texts(reader.lang)
        act, value = (str(wish.get(name, "")) for name in ("act", "value")) if isinstance(wish, dict) else ("", "")
        match act:
            case "open":
                return self.show_article(session, {"source": value})
            case "remove":
                return self._remove(reader, value, texts)
            case "sort" if value in tuple(Column):
                reader.listing = reader.listing.order_by(Column(value))
            case "page" if value.isdecimal():
                reader.listing = replace(reader.listing, page=int(value))
        return {"documents": render_documents(self._archive.documents(), reader.listing, texts)}

    def find_documents(self, session: str, words: str | None) -> Changes:
        """Show the articles of the list that match what was typed."""
        reader = self._readers.find(session)
        reader.listing = replace(reader.listing, words=words or "", page=0)
        return {"documents": render_documents(self._archive.documents(), reader.listing, get_texts(reader.lang))}

    def _remove(self, reader: Reader, source: str, texts: Texts) -> Changes:
        try:
            report = self._archive.remove(source)
        except BelegtError as error:
            return {"checked": render_note(error.text(texts.lang))}
        said = report.failed[0].text(texts.lang) if report.failed else texts.removed.format(source=source)
        return {"checked": render_note(said), **self._describe_archive(reader, texts)}

    def check(self, session: str) -> Iterator[Changes]:
        """Hold the archive's search against its texts and say what is wrong; offer to rebuild it then."""
        texts = get_texts(self._readers.find(session).lang)
        yield {"checked": render_note(texts.checking)}
        yield self._judge(self._archive.check, texts)

    def repair(self, session: str) -> Iterator[Changes]:
        """Rebuild the search from the texts."""
        texts = get_texts(self._readers.find(session).lang)
        yield {"checked": render_note(texts.repairing), "repair": {"visible": False}}
        yield self._judge(self._archive.repair, texts)

    @staticmethod
    def _judge(look: Callable[[], CheckReport], texts: Texts) -> Changes:
        try:
            report = look()
        except BelegtError as error:
            return {"checked": render_note(error.text(texts.lang))}
        return {"checked": render_check(report, texts), "repair": {"visible": not report.ok, "value": texts.repair}}

    def take_files(self, session: str, payload: object) -> Iterator[Changes]:
        """Read the files that were dropped, showing each as it comes, and then the archive as it stands."""
        reader = self._readers.find(session)
        for current in take_uploads(self._archive, read_payload(payload, self._upload_root)):
            reader.uploads = current
            yield {"uploads": render_uploads(current, get_texts(reader.lang))}
        yield self._describe_archive(reader, get_texts(reader.lang))

    def leave(self, session: str) -> None:
        """Stop and forget what a closed page was doing."""
        self._readers.leave(session)

    def _show_view(self, session: str, view: View) -> Changes:
        reader = self._readers.find(session)
        texts = get_texts(reader.lang)
        return {
            "answer": render_answer(view, texts),
            "noted": "",
            "evidence": render_evidence(view, texts),
            "thread": "" if view.busy else render_thread(reader.answers, view.answer, texts),
            "stop": {"visible": view.busy, "value": texts.stop},
        }

    @staticmethod
    def _word_filters(texts: Texts) -> Changes:
        return {
            "filters": {"label": texts.filters},
            "since": {"label": texts.filter_since, "placeholder": texts.filter_day},
            "until": {"label": texts.filter_until, "placeholder": texts.filter_day},
            "source": {"label": texts.filter_source, "placeholder": texts.filter_source_hint},
            "kind": {"label": texts.filter_kind, "choices": list_kinds(texts)},
        }

    def _describe_archive(self, reader: Reader, texts: Texts) -> Changes:
        status = self._archive.status()
        rows = self._archive.documents()
        empty = not status.documents
        return {
            "status": render_status(status, texts),
            "find": {"label": texts.find_label, "placeholder": texts.find_hint, "visible": not empty},
            "timeline": render_timeline(rows, texts),
            "documents": render_documents(rows, reader.listing, texts),
            "check": {"value": texts.check, "visible": not empty},
            "welcome": {"value": render_welcome(texts), "visible": empty},
            "start": {"value": texts.welcome_button, "visible": empty},
            "reading": {"visible": not empty},
        }

    def _word_page(self, reader: Reader) -> Changes:
        texts = get_texts(reader.lang)
        return {
            "header": render_header(texts),
            "language": texts.switch_language,
            "theme": texts.switch_theme,
            **{name: {"label": getattr(texts, f"tab_{name.removesuffix('_tab')}")} for name in TABS},
            "question": {"label": texts.question_label, "placeholder": texts.question_hint},
            "ask": texts.ask,
            **self._word_filters(texts),
            "answer": render_answer(reader.view, texts),
            "noted": "",
            "evidence": render_evidence(reader.view, texts),
            "thread": "" if reader.view.busy else render_thread(reader.answers, reader.view.answer, texts),
            "stop": {"visible": reader.view.busy, "value": texts.stop},
            "drop": render_dropzone(texts),
            "uploads": render_uploads(reader.uploads, texts),
            "checked": "",
            "repair": {"value": texts.repair, "visible": False},
            **self._describe_archive(reader, texts),
        }
