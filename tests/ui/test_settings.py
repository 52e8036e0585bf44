"""What a reader sets holds from the next question on and for the next start."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.config import AskConfig
from tests.ui.fakes import FakeArchive, make_rows
from ui.handlers.settings import SettingsHandlers
from ui.lab import RUNS, Lab
from ui.readers import Readers
from ui.settings import FILE, Settings, load_settings, read_settings, save_settings


@pytest.fixture
def archive(tmp_path: Path) -> FakeArchive:
    return FakeArchive(tmp_path, make_rows())


@pytest.fixture
def handlers(archive: FakeArchive) -> SettingsHandlers:
    return SettingsHandlers(archive, Lab(archive.path), Readers(lang="de"))


def test_settings_hold_at_once_and_after_a_restart(handlers: SettingsHandlers, archive: FakeArchive) -> None:
    shown = handlers.save("a", 0.6, 3, 160, False)
    assert (archive.config.threshold, archive.config.evidence_sentences, archive.config.reader) == (0.6, 3, False)
    assert "Übernommen" in shown["settings_said"]
    assert load_settings(archive.path) == Settings(0.6, 3, 160, reader=False)
    assert archive.config.quotes == AskConfig().quotes


def test_values_out_of_bounds_come_back_as_they_were_taken(handlers: SettingsHandlers) -> None:
    shown = handlers.save("a", 7, -2, float("nan"), "ja")
    assert (shown["threshold"], shown["evidence_sentences"]) == (0.95, 1)
    assert (shown["evidence_tokens"], shown["reader"]) == (AskConfig().evidence_tokens, True)


def test_the_way_back_is_what_was_measured(handlers: SettingsHandlers, archive: FakeArchive) -> None:
    handlers.save("a", 0.9, 1, 80, False)
    handlers.reset("a")
    assert archive.config == AskConfig()


@pytest.mark.parametrize("content", ["", "[1]", '{"threshold": "hoch"}', "\x00"])
def test_a_broken_file_is_as_good_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content, encoding="utf-8")
    assert load_settings(tmp_path) == Settings()


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    settings = read_settings({"threshold": 0.4, "reader": False})
    save_settings(tmp_path, settings)
    assert load_settings(tmp_path) == settings


def test_the_models_say_which_is_used_and_how_to_get_the_others(handlers: SettingsHandlers) -> None:
    shown = handlers.word("a")["models"]
    assert "in Gebrauch" in shown
    assert "Apache-2.0" in shown
    assert "1.5b" in shown


def write_run(archive: Path, name: str, started: str, curve: list[dict[str, float]]) -> None:
    folder = archive / RUNS / name
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps({"started": started, "finished": started}), encoding="utf-8")
    (folder / "metrics.json").write_text(json.dumps({"a": {"metrics": {}, "curve": curve}}), encoding="utf-8")


def test_a_threshold_is_shown_on_the_curve_of_the_latest_run(tmp_path: Path, handlers: SettingsHandlers) -> None:
    assert "Nach einem Lauf" in handlers.word("a")["curve"]
    sure, unsure = (
        {"coverage": 0.5, "risk": 0.1, "confidence": 0.8},
        {"coverage": 1.0, "risk": 0.3, "confidence": 0.2},
    )
    write_run(tmp_path, "alt", "2026-11-20T10:00:00+00:00", [sure])
    write_run(tmp_path, "neu", "2026-11-21T10:00:00+00:00", [sure, unsure])
    write_run(tmp_path, "ohne-konfidenz", "2026-11-22T10:00:00+00:00", [{"coverage": 0.5, "risk": 0.1}])
    shown = handlers.save("a", 0.5, 3, 160, True)["curve"]
    assert "Bei 0,50 werden 50 % der Fragen beantwortet, davon 10 % falsch" in shown
    assert "(neu)" in shown
    assert "beantwortet, davon 30 %" in handlers.preview("a", 0.2)["curve"]
    assert "werden 0 % der Fragen" in handlers.preview("a", 0.9)["curve"]
