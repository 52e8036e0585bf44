"""The tab of the test bench: runs begun, followed, stopped, reported and compared."""

from __future__ import annotations

import time
from collections.abc import Iterator

from index.errors import BelegtError
from ui.drafts import Drafts
from ui.handlers.page import Changes
from ui.lab import QUESTIONS, Lab
from ui.questions import OWN_QUESTIONS
from ui.readers import Readers
from ui.render.drafts import render_drafts, render_taken
from ui.render.lab import render_comparison, render_report, render_run, render_runs
from ui.render.text import escape_text, render_note
from ui.texts import Texts, get_texts

#: Components that an event of the tab may change, and those that change with the language.
MEASURED = ("lab_run", "lab_runs", "lab_shown", "lab_stop")
DRAFTED = ("drafts", "drafts_said", "lab_dataset")
WORDED = ("lab_help", "lab_limit", "lab_start", "drafts_help", "drafts_start", *DRAFTED, *MEASURED)
#: Seconds between two looks at a run under way.
_TICK = 0.5
#: Questions of a run where the reader names no number.
LIMIT = 20


class LabHandlers:
    """What the tab does over one archive."""

    def __init__(self, lab: Lab, readers: Readers) -> None:
        self._lab = lab
        self._drafts = Drafts(lab.archive)
        self._readers = readers

    def word(self, session: str) -> Changes:
        """Fill the tab in the reader's language."""
        texts = self._texts(session)
        datasets = self._lab.datasets()
        return {
            "lab_help": f'<p class="bl-note">{escape_text(texts.lab_help.format(folder=QUESTIONS))}</p>',
            "lab_dataset": {"label": texts.lab_dataset, "choices": datasets},
            "lab_limit": {"label": texts.lab_limit},
            "lab_start": texts.lab_start,
            **self._look(texts),
            "lab_shown": "",
            "drafts_help": f'<p class="bl-note">{escape_text(texts.drafts_help.format(file=OWN_QUESTIONS))}</p>',
            "drafts_start": texts.drafts_start,
            "drafts": render_drafts(self._drafts.state(), texts),
            "drafts_said": "",
        }

    def measure(self, session: str, dataset: str, limit: float | None) -> Iterator[Changes]:
        """Begin a run, or follow the one under way, to its end."""
        texts = self._texts(session)
        try:
            self._lab.start(dataset, max(1, int(limit or LIMIT)))
        except BelegtError as error:
            yield {"lab_run": render_note(error.text(texts.lang))}
            return
        while (state := self._lab.state()) is not None and state.running:
            yield {"lab_run": render_run(state, texts), "lab_stop": {"visible": True, "value": texts.stop}}
            time.sleep(_TICK)
        yield self._look(texts)

    def stop(self) -> None:
        """Stop the run; `measure` shows that it ended."""
        self._lab.stop()

    def show(self, session: str, wish: object) -> Changes:
        """Show a report on the runs that are ticked, or how two of them differ."""
        texts = self._texts(session)
        act, chosen = (wish.get("act"), wish.get("chosen")) if isinstance(wish, dict) else (None, None)
        names = [str(name) for name in chosen] if isinstance(chosen, list) else []
        try:
            if act == "report" and names:
                return {"lab_shown": render_report(self._lab.report(names), texts)}
            if act == "compare" and len(names) == 2:
                return {"lab_shown": render_comparison(self._lab.compare(*reversed(names)))}
        except BelegtError as error:
            return {"lab_shown": render_note(error.text(texts.lang))}
        return {"lab_shown": render_note(texts.lab_choose)}

    def draft(self, session: str) -> Iterator[Changes]:
        """Let the model draft questions, and show each as it comes."""
        texts = self._texts(session)
        self._drafts.start()
        state = self._drafts.state()
        shown = state
        yield {"drafts": render_drafts(state, texts), "drafts_said": ""}  # once: what `settle` says meanwhile stays
        while (state := self._drafts.state()).running:
            if state != shown:
                yield {"drafts": render_drafts(state, texts)}
            shown = state
            time.sleep(_TICK)
        yield {"drafts": render_drafts(state, texts)}

    def settle(self, session: str, wish: object) -> Changes:
        """Take a draft among the questions of this archive, or throw it away."""
        texts = self._texts(session)
        act, number = (wish.get("act"), wish.get("value")) if isinstance(wish, dict) else (None, None)
        said = ""
        if act in ("take", "drop") and str(number).isdecimal():
            try:
                self._drafts.settle(int(str(number)), accept=act == "take")
                said = render_taken(OWN_QUESTIONS, texts) if act == "take" else ""
            except (OSError, ValueError) as error:
                said = render_note(texts.noted_not.format(cause=error))
        datasets = {"choices": self._lab.datasets()}
        return {"drafts": render_drafts(self._drafts.state(), texts), "drafts_said": said, "lab_dataset": datasets}

    def _look(self, texts: Texts) -> Changes:
        state = self._lab.state()
        running = state is not None and state.running
        return {
            "lab_run": render_run(state, texts),
            "lab_runs": render_runs(self._lab.runs(), texts),
            "lab_stop": {"visible": running, "value": texts.stop},
        }

    def _texts(self, session: str) -> Texts:
        return get_texts(self._readers.find(session).lang)
