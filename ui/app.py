"""The page as Gradio sees it: its components, which event goes to which handler, and the server around it."""

# No `from __future__ import annotations`: Gradio reads the annotations of the listeners to know what to pass, and
# must find classes there, not names.

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any

from index.errors import BelegtError, UsageError
from ui.guard import LOOPBACK, Guard
from ui.handlers import ASKED, BROWSED, CHECKED, FILLED, KEPT, WORDED, Changes, Handlers
from ui.ports import AskableArchive
from ui.readers import Readers
from ui.render import render_header
from ui.texts import Texts, get_texts
from ui.theme import build_theme, read_static, static_path
from ui.uploads import MAX_BYTES

#: Everything that uses the language model shares this queue: it answers one question at a time.
MODEL_QUEUE = "model"
#: Files are read one drop after the other.
INGEST_QUEUE = "ingest"
MAX_QUESTION = 2000

Page = dict[str, Any]


def build_app(archive: AskableArchive, *, lang: str = "de") -> Any:
    """Return the page over an archive as `gradio.Blocks`, not yet started."""
    import gradio as gr
    from gradio.utils import get_upload_folder

    with gr.Blocks(title="belegt", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)) as blocks:
        page = _draw_page(lang)
        handlers = Handlers(archive, Readers(lang=lang), Path(get_upload_folder()))
        _wire_asking(page, handlers)
        _wire_archive(page, handlers)
        _wire_care(page, handlers)
        _wire_page(blocks, page, handlers)
        gr.api(_make_api(archive), api_name="ask", concurrency_id=MODEL_QUEUE, concurrency_limit=1)
    blocks.queue(api_open=False, max_size=64)
    return blocks


def _draw_page(lang: str) -> Page:
    import gradio as gr

    texts = get_texts(lang)
    page: Page = {}
    with gr.Row(elem_id="bl-head"):
        page["header"] = gr.HTML(render_header(texts), elem_id="bl-header", apply_default_css=False)
        page["language"] = gr.Button(texts.switch_language, elem_id="bl-language", size="sm", min_width=0)
        page["theme"] = gr.Button(texts.switch_theme, elem_id="bl-theme", size="sm", min_width=0)
    page["status"] = gr.HTML(elem_id="bl-status", apply_default_css=False)
    with gr.Tabs(elem_id="bl-tabs") as page["tabs"]:
        with gr.Tab(texts.tab_ask, id="ask", elem_id="bl-ask-tab") as page["ask_tab"]:
            _draw_asking(page, lang)
        with gr.Tab(texts.tab_archive, id="archive", elem_id="bl-archive-tab") as page["archive_tab"]:
            _draw_archive(page, texts)
    page["article"] = gr.HTML(elem_id="bl-article", apply_default_css=False)
    return page


def _draw_asking(page: Page, lang: str) -> None:
    import gradio as gr

    texts = get_texts(lang)
    page["welcome"] = gr.HTML(visible=False, apply_default_css=False)
    page["start"] = gr.Button(texts.welcome_button, variant="primary", visible=False, elem_id="bl-start")
    with gr.Column(visible=False, elem_id="bl-reading") as page["reading"]:
        _draw_question(page, texts)
        page["answer"] = gr.HTML(elem_id="bl-answer", apply_default_css=False)
        page["evidence"] = gr.HTML(
            elem_id="bl-evidence", apply_default_css=False, js_on_load=read_static("evidence.js")
        )
        page["thread"] = gr.HTML(elem_id="bl-thread", apply_default_css=False, js_on_load=read_static("buttons.js"))
        page["download"] = gr.HTML(elem_id="bl-download", apply_default_css=False)


def _draw_question(page: Page, texts: Texts) -> None:
    import gradio as gr

    with gr.Row(elem_id="bl-form"):
        page["question"] = gr.Textbox(
            label=texts.question_label,
            placeholder=texts.question_hint,
            elem_id="bl-question",
            lines=1,
            max_lines=4,
            max_length=MAX_QUESTION,
            autofocus=True,
            scale=1,
            html_attributes=gr.InputHTMLAttributes(autocomplete="off"),
        )
        page["ask"] = gr.Button(texts.ask, variant="primary", elem_id="bl-ask", scale=0, min_width=0)
        page["stop"] = gr.Button(texts.stop, visible=False, elem_id="bl-stop", scale=0, min_width=0)
    with gr.Accordion(texts.filters, open=False, elem_id="bl-filters") as page["filters"], gr.Row():
        for name, label, hint in (
            ("since", texts.filter_since, texts.filter_day),
            ("until", texts.filter_until, texts.filter_day),
            ("source", texts.filter_source, texts.filter_source_hint),
        ):
            page[name] = gr.Textbox(label=label, placeholder=hint, max_length=200, elem_id=f"bl-{name}", min_width=160)


def _draw_archive(page: Page, texts: Texts) -> None:
    import gradio as gr

    page["drop"] = gr.HTML(elem_id="bl-drop", apply_default_css=False, js_on_load=read_static("drop.js"))
    page["uploads"] = gr.HTML(elem_id="bl-uploads", apply_default_css=False)
    page["timeline"] = gr.HTML(elem_id="bl-timeline", apply_default_css=False)
    page["find"] = gr.Textbox(
        label=texts.find_label, placeholder=texts.find_hint, max_length=200, visible=False, elem_id="bl-find"
    )
    page["documents"] = gr.HTML(elem_id="bl-documents", apply_default_css=False, js_on_load=read_static("buttons.js"))
    page["checked"] = gr.HTML(elem_id="bl-checked", apply_default_css=False)
    with gr.Row(elem_id="bl-care"):
        for name, label in (("check", texts.check), ("repair", texts.repair)):
            page[name] = gr.Button(label, size="sm", visible=False, elem_id=f"bl-{name}", scale=0, min_width=0)


def _wire_asking(page: Page, handlers: Handlers) -> None:
    """One question: shown at once, answered when the model is free, stopped at any time."""
    import gradio as gr

    def begin(
        question: str, since: str | None, until: str | None, source: str | None, request: gr.Request
    ) -> list[Any]:
        return _fill(handlers.begin(_session(request), question, since, until, source), ASKED)

    def answer(request: gr.Request) -> Iterator[list[Any]]:
        for changes in handlers.answer(_session(request)):
            yield _fill(changes, ASKED)

    def stop(request: gr.Request) -> list[Any]:
        return _fill(handlers.stop(_session(request)), ASKED)

    def show_article(event: gr.EventData, request: gr.Request) -> list[Any]:
        return _fill(handlers.show_article(_session(request), event._data), ["article"])

    def keep(event: gr.EventData, request: gr.Request) -> list[Any]:
        return _fill(handlers.keep(_session(request), event._data), KEPT)

    page["thread"].select(keep, concurrency_limit=None, trigger_mode="multiple", **_listen(page, KEPT))
    page["evidence"].select(show_article, concurrency_limit=None, trigger_mode="multiple", **_listen(page, ["article"]))
    shown = _listen(page, ASKED)
    fields = [page[name] for name in ("question", "since", "until", "source")]
    triggers = [page["ask"].click, *(field.submit for field in fields)]
    begun = gr.on(triggers, begin, fields, concurrency_limit=None, trigger_mode="multiple", **shown)
    begun.then(answer, concurrency_id=MODEL_QUEUE, concurrency_limit=1, trigger_mode="multiple", **shown)
    page["stop"].click(stop, concurrency_limit=None, trigger_mode="multiple", **shown)


def _wire_archive(page: Page, handlers: Handlers) -> None:
    import gradio as gr

    def take_files(event: gr.EventData, request: gr.Request) -> Iterator[list[Any]]:
        for changes in handlers.take_files(_session(request), event._data.get("files")):
            yield _fill(changes, FILLED)

    page["drop"].upload(
        take_files, concurrency_id=INGEST_QUEUE, concurrency_limit=1, trigger_mode="multiple", **_listen(page, FILLED)
    )

    def browse(event: gr.EventData, request: gr.Request) -> list[Any]:
        return _fill(handlers.browse(_session(request), event._data), BROWSED)

    def find(words: str | None, request: gr.Request) -> list[Any]:
        return _fill(handlers.find_documents(_session(request), words), ["documents"])

    page["documents"].select(browse, concurrency_limit=None, **_listen(page, BROWSED))
    page["find"].input(
        find, page["find"], concurrency_limit=None, trigger_mode="always_last", **_listen(page, ["documents"])
    )
    page["start"].click(lambda: gr.update(selected="archive"), **_listen(page, ["tabs"]))


def _wire_care(page: Page, handlers: Handlers) -> None:
    import gradio as gr

    def check(request: gr.Request) -> Iterator[list[Any]]:
        for changes in handlers.check(_session(request)):
            yield _fill(changes, CHECKED)

    def repair(request: gr.Request) -> Iterator[list[Any]]:
        for changes in handlers.repair(_session(request)):
            yield _fill(changes, CHECKED)

    for name, listener in (("check", check), ("repair", repair)):
        page[name].click(listener, concurrency_id=INGEST_QUEUE, concurrency_limit=1, **_listen(page, CHECKED))


def _wire_page(blocks: Any, page: Page, handlers: Handlers) -> None:
    """The page as a whole: opened, switched, closed."""
    import gradio as gr

    def open_page(request: gr.Request) -> list[Any]:
        return _fill(handlers.open_page(_session(request), request.query_params.get("lang")), WORDED)

    def switch_language(request: gr.Request) -> list[Any]:
        return _fill(handlers.switch_language(_session(request)), WORDED)

    def leave(request: gr.Request) -> None:
        handlers.leave(_session(request))

    worded = _listen(page, WORDED)
    blocks.load(open_page, concurrency_limit=None, **worded)
    page["language"].click(switch_language, concurrency_limit=None, **worded)
    page["theme"].click(None, js="() => window.belegtTheme()")
    blocks.unload(leave)


def _session(request: Any) -> str:
    return str(request.session_hash)


def _listen(page: Page, names: Sequence[str]) -> dict[str, Any]:
    """Return what all listeners share: quiet, not part of the programming interface."""
    return {
        "outputs": [page[name] for name in names],
        "show_progress": "hidden",
        "api_visibility": "private",
    }


def _fill(changes: Changes, names: Sequence[str]) -> list[Any]:
    """Return what each of the named components gets; those without a change keep what they have."""
    import gradio as gr

    news = [changes.get(name, gr.skip()) for name in names]
    return [gr.update(**new) if isinstance(new, dict) and "__type__" not in new else new for new in news]


def _make_api(archive: AskableArchive) -> Callable[..., dict[str, Any]]:
    import gradio as gr

    def ask(
        question: str, since: str | None = None, until: str | None = None, sources: list[str] | None = None
    ) -> dict[str, Any]:
        """Answer a question from the archive: text, abstained, citations and evidence as in `rag.Answer`."""
        try:
            return archive.ask(question, since=since, until=until, sources=sources).to_dict()
        except BelegtError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return ask


@contextmanager
def serve_page(archive: AskableArchive, *, port: int | None = None, lang: str = "de") -> Iterator[str]:
    """Serve the page on 127.0.0.1 while the context lasts and yield its address.

    The process works in an empty folder meanwhile, where uploads wait to be read, so that no file of the archive
    or of the caller's folder is near anything the server hands out; the archive must have been opened by an absolute
    path. Raises `UsageError` for a port in use.
    """
    if not archive.path.is_absolute():
        raise ValueError(f"the archive was opened by a relative path: {archive.path}")
    with tempfile.TemporaryDirectory(prefix="belegt-ui-") as folder, chdir(folder), _set_environment(folder):
        blocks = build_app(archive, lang=lang)
        try:
            yield _launch(blocks, archive, port, get_texts(lang))
        finally:
            blocks.close(verbose=False)


@contextmanager
def _set_environment(folder: str) -> Iterator[None]:
    """Point Gradio at the folder and turn its telemetry off, for as long as the server runs.

    Gradio looks whether its own page opens, which must not go through the proxy of the house.
    """
    wanted = {"GRADIO_TEMP_DIR": folder, "GRADIO_ANALYTICS_ENABLED": "False"}
    for name in ("NO_PROXY", "no_proxy"):
        wanted[name] = ",".join(filter(None, (os.environ.get(name), *LOOPBACK)))
    former = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in former.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _launch(blocks: Any, archive: AskableArchive, port: int | None, texts: Texts) -> str:
    from starlette.middleware import Middleware

    try:
        _, url, _ = blocks.launch(
            server_name=LOOPBACK[0],
            server_port=port,
            prevent_thread_lock=True,
            quiet=True,
            inbrowser=False,
            theme=build_theme(),
            head=f"<style>{read_static('page.css')}</style><script>{read_static('page.js')}</script>",
            favicon_path=static_path("favicon.svg"),
            footer_links=[],
            max_file_size=MAX_BYTES,
            blocked_paths=[str(archive.path.resolve())],
            app_kwargs={"middleware": [Middleware(Guard)]},
            share=False,
            run_history=False,
            enable_monitoring=False,
            mcp_server=False,
            ssr_mode=False,
            pwa=False,
            num_workers=0,
            root_path="",
            show_error=False,
            strict_cors=True,
        )
    except OSError as error:
        raise UsageError(cause=texts.port_taken.format(port=port or "7860–7959")) from error
    return str(url)
