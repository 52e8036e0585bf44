"""The page's looks: a Gradio theme of its own without web fonts, and the style sheet and scripts in `static/`."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif")
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "DejaVu Sans Mono", "monospace")

_PAPER, _PAPER_DARK = "#faf8f4", "#171614"
_CARD, _CARD_DARK = "#ffffff", "#201f1c"
_INK, _INK_DARK = "#1d1c19", "#ebe7df"
_MUTED, _MUTED_DARK = "#655f55", "#a8a194"
_RULE, _RULE_DARK = "#e3ded4", "#3a3732"
_ACCENT, _ACCENT_DARK = "#0b5563", "#86c5d1"


def read_static(name: str) -> str:
    """Return a file of `ui/static` as text."""
    return files("ui").joinpath("static", name).read_text(encoding="utf-8")


def static_path(name: str) -> Path:
    """Return where a file of `ui/static` lies."""
    return Path(str(files("ui").joinpath("static", name)))


def build_theme() -> Any:
    """Return the theme; fonts are those of the reader's system, so that nothing is fetched."""
    import gradio as gr

    theme = gr.themes.Base(
        primary_hue=gr.themes.colors.cyan,
        secondary_hue=gr.themes.colors.stone,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_sm,
        font=SANS,
        font_mono=MONO,
    )
    return theme.set(**_surfaces(), **_inputs(), **_buttons())


def _pair(name: str, light: str, dark: str) -> dict[str, str]:
    return {name: light, f"{name}_dark": dark}


def _surfaces() -> dict[str, str]:
    return {
        **_pair("body_background_fill", _PAPER, _PAPER_DARK),
        **_pair("body_text_color", _INK, _INK_DARK),
        **_pair("body_text_color_subdued", _MUTED, _MUTED_DARK),
        **_pair("background_fill_primary", _CARD, _CARD_DARK),
        **_pair("background_fill_secondary", _PAPER, _PAPER_DARK),
        **_pair("border_color_primary", _RULE, _RULE_DARK),
        **_pair("border_color_accent", _ACCENT, _ACCENT_DARK),
        "color_accent": _ACCENT,
        **_pair("block_background_fill", "transparent", "transparent"),
        **_pair("block_label_text_color", _MUTED, _MUTED_DARK),
        **_pair("block_title_text_color", _MUTED, _MUTED_DARK),
        **_pair("link_text_color", _ACCENT, _ACCENT_DARK),
        "block_border_width": "0px",
        "block_shadow": "none",
        "block_padding": "0px",
        "layout_gap": "1rem",
    }


def _inputs() -> dict[str, str]:
    return {
        **_pair("input_background_fill", _CARD, _CARD_DARK),
        **_pair("input_border_color", "#8f887b", "#6f685c"),
        **_pair("input_border_color_focus", _ACCENT, _ACCENT_DARK),
        **_pair("input_placeholder_color", _MUTED, _MUTED_DARK),
        **_pair("input_shadow_focus", f"0 0 0 1px {_ACCENT}", f"0 0 0 1px {_ACCENT_DARK}"),
        "input_border_width": "1px",
        "input_padding": "0.85rem 1rem",
        "input_text_size": "1.125rem",
    }


def _buttons() -> dict[str, str]:
    return {
        **_pair("button_primary_background_fill", _ACCENT, _ACCENT_DARK),
        **_pair("button_primary_background_fill_hover", "#083f4a", "#a3d6df"),
        **_pair("button_primary_text_color", "#ffffff", "#10211f"),
        **_pair("button_primary_border_color", _ACCENT, _ACCENT_DARK),
        **_pair("button_secondary_background_fill", "transparent", "transparent"),
        **_pair("button_secondary_background_fill_hover", "#efeae0", "#2b2925"),
        **_pair("button_secondary_text_color", _ACCENT, _ACCENT_DARK),
        **_pair("button_secondary_border_color", _ACCENT, _ACCENT_DARK),
        "button_large_text_size": "1.0625rem",
        "button_large_text_weight": "600",
        "button_border_width": "1px",
        "button_transition": "background-color 0.15s",
    }
