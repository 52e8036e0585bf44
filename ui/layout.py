"""How the page is laid out: its components, by the names that the handlers use."""

from __future__ import annotations

from typing import Any

from ui.handlers.lab import LIMIT
from ui.handlers.page import list_kinds
from ui.lab import BUNDLED
from ui.render.answer import render_header
from ui.settings import LIMITS
from ui.texts import Texts, get_texts
from ui.theme import read_static

MAX_QUESTION = 2000

Page = dict[str, Any]


def draw_page(lang: str) -> Page:
    """Put all components into the `gradio.Blocks` that is open and return them by name."""
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
            _draw_asking(page, texts)
        with gr.Tab(texts.tab_archive, id="archive", elem_id="bl-archive-tab") as page["archive_tab"]:
            _draw_archive(page, texts)
        with gr.Tab(texts.tab_lab, id="lab", elem_id="bl-lab-tab") as page["lab_tab"]:
            _draw_lab(page, texts)
        with gr.Tab(texts.tab_settings, id="settings", elem_id="bl-settings-tab") as page["settings_tab"]:
            _draw_settings(page, texts)
    page["article"] = gr.HTML(elem_id="bl-article", apply_default_css=False)
    return page


def _draw_asking(page: Page, texts: Texts) -> None:
    import gradio as gr

    page["welcome"] = gr.HTML(visible=False, apply_default_css=False)
    page["start"] = gr.Button(texts.welcome_button, variant="primary", visible=False, elem_id="bl-start")
    with gr.Column(visible=False, elem_id="bl-reading") as page["reading"]:
        _draw_question(page, texts)
        page["answer"] = gr.HTML(elem_id="bl-answer", apply_default_css=False, js_on_load=read_static("buttons.js"))
        page["noted"] = gr.HTML(elem_id="bl-noted", apply_default_css=False)
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
        page["kind"] = gr.Dropdown(
            label=texts.filter_kind, choices=list_kinds(texts), value="", elem_id="bl-kind", min_width=160
        )


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


def _draw_lab(page: Page, texts: Texts) -> None:
    import gradio as gr

    page["lab_help"] = gr.HTML(elem_id="bl-lab-help", apply_default_css=False)
    with gr.Row(elem_id="bl-lab-form"):
        page["lab_dataset"] = gr.Dropdown(
            label=texts.lab_dataset, choices=[BUNDLED], value=BUNDLED, elem_id="bl-lab-dataset"
        )
        page["lab_limit"] = gr.Number(
            label=texts.lab_limit, value=LIMIT, minimum=1, maximum=10_000, precision=0, elem_id="bl-lab-limit"
        )
        page["lab_start"] = gr.Button(texts.lab_start, variant="primary", elem_id="bl-lab-start", scale=0, min_width=0)
        page["lab_stop"] = gr.Button(texts.stop, visible=False, elem_id="bl-lab-stop", scale=0, min_width=0)
    page["lab_run"] = gr.HTML(elem_id="bl-lab-run", apply_default_css=False)
    page["lab_runs"] = gr.HTML(elem_id="bl-lab-runs", apply_default_css=False, js_on_load=read_static("buttons.js"))
    page["lab_shown"] = gr.HTML(elem_id="bl-lab-shown", apply_default_css=False)
    page["drafts_help"] = gr.HTML(elem_id="bl-drafts-help", apply_default_css=False)
    with gr.Row(elem_id="bl-drafts-form"):
        page["drafts_start"] = gr.Button(texts.drafts_start, elem_id="bl-drafts-start", scale=0, min_width=0)
    page["drafts_said"] = gr.HTML(elem_id="bl-drafts-said", apply_default_css=False)
    page["drafts"] = gr.HTML(elem_id="bl-drafts", apply_default_css=False, js_on_load=read_static("buttons.js"))


def _draw_settings(page: Page, texts: Texts) -> None:
    import gradio as gr

    page["settings_help"] = gr.HTML(elem_id="bl-settings-help", apply_default_css=False)
    for name, step in (("threshold", 0.01), ("evidence_sentences", 1), ("evidence_tokens", 20)):
        low, high = LIMITS[name]
        page[name] = gr.Slider(low, high, step=step, label=getattr(texts, f"set_{name}"), elem_id=f"bl-{name}")
        if name == "threshold":
            page["curve"] = gr.HTML(elem_id="bl-curve", apply_default_css=False)
    page["reader"] = gr.Checkbox(label=texts.set_reader, elem_id="bl-reader")
    with gr.Row(elem_id="bl-settings-form"):
        page["settings_save"] = gr.Button(
            texts.settings_save, variant="primary", elem_id="bl-settings-save", scale=0, min_width=0
        )
        page["settings_reset"] = gr.Button(texts.settings_reset, elem_id="bl-settings-reset", scale=0, min_width=0)
    page["settings_said"] = gr.HTML(elem_id="bl-settings-said", apply_default_css=False)
    page["models"] = gr.HTML(elem_id="bl-models", apply_default_css=False)
