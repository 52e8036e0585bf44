"""Files read in another process: what they say is the same, and what they do to it costs nothing else."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.config import LoadConfig
from index.errors import (
    FileBroken,
    FileEncrypted,
    FileTooLarge,
    FileTooSlow,
    FormatUnsupported,
    LoadError,
    PagesWithoutText,
)
from index.load import load_document
from index.loader_process import LoaderProcess, load_apart
from tests.index.make_files import ARTICLE, make_pdf

DEMO = Path(__file__).resolve().parents[2] / "demo/articles"


@pytest.fixture
def loader() -> Iterator[LoaderProcess]:
    loader = LoaderProcess()
    yield loader
    loader.close()


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".pdf", ".docx"])
def test_document_is_the_same_as_read_here(suffix: str) -> None:
    path = next(path for path in sorted(DEMO.rglob(f"*{suffix}")))
    assert load_apart(path, path.name) == load_document(path, path.name)


def test_errors_of_files_come_over_as_they_are(tmp_path: Path) -> None:
    files = {
        "a.pdf": (make_pdf([["Geheim"]], password="x"), FileEncrypted),
        "b.docx": (b"PK\x03\x04 nichts", FileBroken),
        "e.eml": (b"Kein Kopf", FileBroken),
        "f.pdf": (make_pdf([[]]), PagesWithoutText),
        "c.jpg": (b"x", FormatUnsupported),
        "d.txt": (b"a" * 2000, FileTooLarge),
    }
    for name, (data, kind) in files.items():
        (tmp_path / name).write_bytes(data)
        config = LoadConfig(max_bytes=1000) if name == "d.txt" else LoadConfig()
        with pytest.raises(LoadError) as here:
            load_document(tmp_path / name, name, config=config)
        with pytest.raises(kind) as there:
            load_apart(tmp_path / name, name, config=config)
        assert (there.value.text("de"), there.value.text("en")) == (here.value.text("de"), here.value.text("en"))


def test_file_that_never_ends_is_given_up_and_the_next_one_read(loader: LoaderProcess, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    with pytest.raises(FileTooSlow, match=r"a\.txt: Das Lesen war nach 0.001 Sekunden"):
        loader.load(tmp_path / "a.txt", "a.txt", config=LoadConfig(max_seconds=0.001))
    assert loader.load(tmp_path / "a.txt", "a.txt").text == ARTICLE


def test_file_that_fills_the_memory_is_named_and_the_next_one_read(tmp_path: Path) -> None:
    loader = LoaderProcess(memory_bytes=120_000_000)
    (tmp_path / "big.txt").write_text("Die alte Brücke ist gesperrt. " * 1_000_000)
    (tmp_path / "a.txt").write_text(ARTICLE)
    with pytest.raises(FileBroken, match=r"big\.txt: .*(zu viel Speicher|daran gescheitert)"):
        loader.load(tmp_path / "big.txt", "big.txt")
    assert loader.load(tmp_path / "a.txt", "a.txt").text == ARTICLE
    loader.close()


def test_process_that_ended_for_want_of_work_is_started_again(tmp_path: Path) -> None:
    loader = LoaderProcess(idle_seconds=0.01)
    (tmp_path / "a.txt").write_text(ARTICLE)
    for pause in (0.0, 0.3, 0.0):
        time.sleep(pause)
        assert loader.load(tmp_path / "a.txt", "a.txt").text == ARTICLE
    loader.close()


def test_name_that_is_no_text_is_read(loader: LoaderProcess, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"Br\xfccke.txt")
    path.write_text(ARTICLE)
    assert loader.load(path, "Br\\xfccke.txt").source == "Br\\xfccke.txt"


def test_threads_get_their_own_files(loader: LoaderProcess, tmp_path: Path) -> None:
    names = [f"{number}.txt" for number in range(12)]
    for name in names:
        (tmp_path / name).write_text(f"Artikel {name} über die Brücke.")
    found: dict[str, str] = {}

    def read(name: str) -> None:
        found[name] = loader.load(tmp_path / name, name).text

    threads = [threading.Thread(target=read, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {name: f"Artikel {name} über die Brücke." for name in names}
