"""The page as Gradio sees it: which event goes to which handler, and the server around it."""

# No `from __future__ import annotations`: Gradio reads the annotations of the listeners to know what to pass, and
# must find classes there, not names.

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any

from index.errors import BelegtError, UsageError
from ui.access import Access
from ui.guard import LOOPBACK, Guard
from ui.handlers.lab import DRAFTED, MEASURED, LabHandlers
from ui.handlers.lab import WORDED as LAB_WORDED
from ui.handlers.page import ASKED, BROWSED, CHECKED, FILLED, KEPT, WORDED, Changes, Handlers, read_filters
from ui.handlers.settings import FIELDS, SET, SettingsHandlers
from ui.handlers.settings import WORDED as SETTINGS_WORDED
from ui.lab import Lab
from ui.layout import Page, draw_page
from ui.ports import AskableArchive, TunableArchive
from ui.readers import Readers
from ui.texts import Texts, get_texts
from ui.theme import build_theme, read_static, static_path
from ui.uploads import MAX_BUNDLE_BYTES

#: Everything that uses the language model shares this queue. The archive lets the model answer one question at a time
#: and shows everybody the evidence at once, so that many may be in it.
MODEL_QUEUE, AT_ONCE = "model", 32
#: Files are read one drop after the other.
INGEST_QUEUE = "ingest"
#: Everything that changes with the language.
ALL_WORDED = (*WORDED, *LAB_WORDED, *SETTINGS_WORDED)


def build_app(archive: TunableArchive, *, lang: str = "de") -> Any:
    """Return the page over an archive as `gradio.Blocks`, not yet started."""
    import gradio as gr
    from gradio.utils import get_upload_folder

    with gr.Blocks(title="belegt", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)) as blocks:
        page = draw_page(lang)
        readers = Readers(lang=lang)
        handlers = Handlers(archive, readers, Path(get_upload_folder()))
        runs = Lab(archive.path)
        lab, settings = LabHandlers(runs, readers), SettingsHandlers(archive, runs, readers)
        _wire_asking(page, handlers)
        _wire_archive(page, handlers)
        _wire_care(page, handlers)
        _wire_lab(page, lab)
        _wire_settings(page, settings)
        _wire_page(blocks, page, handlers, lab, settings)
        gr.api(_make_api(archive), api_name="ask", concurrency_id=MODEL_QUEUE, concurrency_limit=AT_ONCE)
    blocks.queue(api_open=False, max_size=64)
    return blocks


def _wire_asking(page: Page, handlers: Handlers) -> None:
    """One question: shown at once, answered when the model is free, stopped at any time."""
    import gradio as gr

    def begin(
        question: str, since: str | None, until: str | None, source: str | None, kind: str | None, request: gr.Request
    ) -> list[Any]:
        filters = read_filters(since, until, source, kind)
        return _fill(handlers.begin(_session(request), question, filters), ASKED)

    def answer(request: gr.Request) -> Iterator[list[Any]]:
        for changes in handlers.answer(_session(request)):
            yield _fill(changes, ASKED)

    def stop(request: gr.Request) -> list[Any]:
        return _fill(handlers.stop(_session(request)), ASKED)

    def show_article(event: gr.EventData, request: gr.Request) -> list[Any]:
        return _fill(handlers.show_article(_session(request), event._data), ["article"])

    def keep(event: gr.EventData, request: gr.Request) -> list[Any]:
        return _fill(handlers.keep(_session(request), event._data), KEPT)

    def judge(event: gr.EventData, request: gr.Request) -> list[Any]:
        return _fill(handlers.judge(_session(request), event._data), ["noted"])

    page["answer"].select(judge, concurrency_limit=None, **_listen(page, ["noted"]))
    page["thread"].select(keep, concurrency_limit=None, trigger_mode="multiple", **_listen(page, KEPT))
    page["evidence"].select(show_article, concurrency_limit=None, trigger_mode="multiple", **_listen(page, ["article"]))
    shown = _listen(page, ASKED)
    fields = [page[name] for name in ("question", "since", "until", "source")]
    triggers = [page["ask"].click, *(field.submit for field in fields)]
    begun = gr.on(triggers, begin, [*fields, page["kind"]], concurrency_limit=None, trigger_mode="multiple", **shown)
    begun.then(answer, concurrency_id=MODEL_QUEUE, concurrency_limit=AT_ONCE, trigger_mode="multiple", **shown)
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
    page["find"].change(
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


def _wire_lab(page: Page, handlers: LabHandlers) -> None:
    import gradio as gr

    def measure(dataset: str, limit: float | None, request: gr.Request) -> Iterator[list[Any]]:
        for changes in handlers.measure(_session(request), dataset, limit):
            yield _fill(changes, MEASURED)

    def show(event: gr.EventData, request: gr.Request) -> list[Any]:
        return _fill(handlers.show(_session(request), event._data), ["lab_shown"])

    def draft(request: gr.Request) -> Iterator[list[Any]]:
        for changes in handlers.draft(_session(request)):
            yield _fill(changes, DRAFTED)

    def settle(event: gr.EventData, request: gr.Request) -> list[Any]:
        return _fill(handlers.settle(_session(request), event._data), DRAFTED)

    drafted = _listen(page, DRAFTED)
    page["drafts_start"].click(draft, concurrency_limit=None, **drafted)
    page["drafts"].select(settle, concurrency_limit=None, trigger_mode="multiple", **drafted)
    measured = _listen(page, MEASURED)
    page["lab_start"].click(measure, [page["lab_dataset"], page["lab_limit"]], concurrency_limit=None, **measured)
    page["lab_stop"].click(handlers.stop, concurrency_limit=None, **_listen(page, []))
    page["lab_runs"].select(show, concurrency_limit=None, **_listen(page, ["lab_shown"]))


def _wire_settings(page: Page, handlers: SettingsHandlers) -> None:
    import gradio as gr

    def save(threshold: float, sentences: float, tokens: float, reader: bool, request: gr.Request) -> list[Any]:
        return _fill(handlers.save(_session(request), threshold, sentences, tokens, reader), SET)

    def reset(request: gr.Request) -> list[Any]:
        return _fill(handlers.reset(_session(request)), SET)

    def preview(threshold: float, request: gr.Request) -> list[Any]:
        return _fill(handlers.preview(_session(request), threshold), ["curve"])

    page["threshold"].change(
        preview, page["threshold"], concurrency_limit=None, trigger_mode="always_last", **_listen(page, ["curve"])
    )
    page["settings_tab"].select(preview, page["threshold"], concurrency_limit=None, **_listen(page, ["curve"]))
    page["settings_save"].click(save, [page[name] for name in FIELDS], concurrency_limit=None, **_listen(page, SET))
    page["settings_reset"].click(reset, concurrency_limit=None, **_listen(page, SET))


def _wire_page(blocks: Any, page: Page, handlers: Handlers, lab: LabHandlers, settings: SettingsHandlers) -> None:
    """The page as a whole: opened, switched, closed."""
    import gradio as gr

    def word(session: str, changes: Changes) -> list[Any]:
        return _fill({**changes, **lab.word(session), **settings.word(session)}, ALL_WORDED)

    def open_page(request: gr.Request) -> list[Any]:
        session = _session(request)
        return word(session, handlers.open_page(session, request.query_params.get("lang")))

    def switch_language(request: gr.Request) -> list[Any]:
        session = _session(request)
        return word(session, handlers.switch_language(session))

    def leave(request: gr.Request) -> None:
        handlers.leave(_session(request))

    worded = _listen(page, ALL_WORDED)
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
def serve_page(
    archive: TunableArchive, *, port: int | None = None, lang: str = "de", access: Access | None = None
) -> Iterator[str]:
    """Serve the page while the context lasts and yield its address; by default for this computer only.

    The process works in an empty folder meanwhile, where uploads wait to be read, so that no file of the archive
    or of the caller's folder is near anything the server hands out; the archive must have been opened by an absolute
    path. Raises `UsageError` for a port in use.
    """
    if not archive.path.is_absolute():
        raise ValueError(f"the archive was opened by a relative path: {archive.path}")
    with keep_apart():
        blocks = build_app(archive, lang=lang)
        try:
            yield _launch(blocks, archive, port, get_texts(lang), access or Access())
        finally:
            blocks.close(verbose=False)


@contextmanager
def keep_apart() -> Iterator[None]:
    """Work in an empty folder while the context lasts, with Gradio's own files there and its telemetry off."""
    with tempfile.TemporaryDirectory(prefix="belegt-ui-") as folder, chdir(folder), _set_environment(folder):
        yield


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


def page_options(archive: AskableArchive, access: Access, texts: Texts) -> dict[str, Any]:
    """Return what holds for the page however it is served: its looks, its limits, and what Gradio must leave off."""
    return {
        "theme": build_theme(),
        "head": f"<style>{read_static('page.css')}</style><script>{read_static('page.js')}</script>",
        "favicon_path": static_path("favicon.svg"),
        "footer_links": [],
        "max_file_size": MAX_BUNDLE_BYTES,
        "blocked_paths": [str(archive.path.resolve())],
        "auth": access.make_check(),
        "auth_message": texts.sign_in if access.password else None,
        "run_history": False,
        "enable_monitoring": False,
        "mcp_server": False,
        "ssr_mode": False,
        "pwa": False,
        "root_path": "",
        "show_error": False,
    }


def _launch(blocks: Any, archive: AskableArchive, port: int | None, texts: Texts, access: Access) -> str:
    from starlette.middleware import Middleware

    try:
        _, url, _ = blocks.launch(
            server_name=access.host,
            server_port=port,
            prevent_thread_lock=True,
            quiet=True,
            inbrowser=False,
            max_threads=2 * AT_ONCE,
            app_kwargs={"middleware": [Middleware(Guard, hosts=access.hosts)]},
            share=False,
            num_workers=0,
            strict_cors=True,
            **page_options(archive, access, texts),
        )
    except OSError as error:
        raise UsageError(cause=texts.port_taken.format(port=port or "7860–7959")) from error
    return str(url)
