"""The tab of settings: what the answers rest on, and which models are there."""

from __future__ import annotations

from dataclasses import asdict

from index.models import list_models
from ui.handlers.page import Changes
from ui.lab import Lab
from ui.ports import TunableArchive
from ui.readers import Readers
from ui.render.curve import render_curve
from ui.render.settings import render_models
from ui.render.text import escape_text, render_note
from ui.settings import Settings, read_settings, save_settings
from ui.texts import Texts, get_texts

#: The fields of the tab, in the order in which they are handed to `save`.
FIELDS = ("threshold", "evidence_sentences", "evidence_tokens", "reader")
WORDED = ("settings_help", *FIELDS, "curve", "settings_save", "settings_reset", "settings_said", "models")
SET = (*FIELDS, "curve", "settings_said")


class SettingsHandlers:
    """What the tab does over one archive. The settings hold for every page, from the next question on."""

    def __init__(self, archive: TunableArchive, lab: Lab, readers: Readers) -> None:
        self._archive = archive
        self._readers = readers
        self._lab = lab

    def word(self, session: str) -> Changes:
        """Fill the tab in the reader's language with what is set."""
        texts = self._texts(session)
        labels = {
            name: {"label": getattr(texts, f"set_{name}"), "info": getattr(texts, f"info_{name}")} for name in FIELDS
        }
        current = self._current()
        return {
            "settings_help": f'<p class="bl-note">{escape_text(texts.settings_help)}</p>',
            **{name: {**label, "value": current[name]} for name, label in labels.items()},
            "curve": self._draw_curve(current["threshold"], texts),
            "settings_save": texts.settings_save,
            "settings_reset": texts.settings_reset,
            "settings_said": "",
            "models": render_models(list_models(), self._archive.status(), texts),
        }

    def save(self, session: str, *values: object) -> Changes:
        """Take the values of the fields and keep them; what is out of bounds comes back as it was taken."""
        return self._take(read_settings(dict(zip(FIELDS, values, strict=True))), self._texts(session))

    def preview(self, session: str, threshold: object) -> Changes:
        """Show what a threshold would answer, before it is taken."""
        return {"curve": self._draw_curve(threshold, self._texts(session))}

    def _draw_curve(self, threshold: object, texts: Texts) -> str:
        """Draw the latest run that has a curve."""
        run = next((row for row in self._lab.runs() if row.curve), None)
        at = float(threshold) if isinstance(threshold, int | float) else 0.0
        return render_curve(run.curve if run else (), run.name if run else "", at, texts)

    def reset(self, session: str) -> Changes:
        """Go back to what was measured to be best."""
        return self._take(Settings(), self._texts(session))

    def _take(self, settings: Settings, texts: Texts) -> Changes:
        self._archive.config = settings.apply(self._archive.config)
        said = texts.settings_saved
        try:
            save_settings(self._archive.path, settings)
        except OSError as error:
            said = texts.settings_unsaved.format(cause=error.strerror or error)
        curve = self._draw_curve(settings.threshold, texts)
        return {**self._current(), "curve": curve, "settings_said": render_note(said)}

    def _current(self) -> dict[str, object]:
        config = asdict(self._archive.config)
        return {name: config[name] for name in FIELDS}

    def _texts(self, session: str) -> Texts:
        return get_texts(self._readers.find(session).lang)
