"""Bundles that are torn, damaged, locked, hostile or too much, and the process that reads them."""

from __future__ import annotations

import json
import time
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.bundles.process import BundleProcess
from index.bundles.read import iterate_entries
from index.config import BundleConfig
from index.errors import (
    BundleBomb,
    BundleOverfull,
    FileBroken,
    FileEncrypted,
    FileTooLarge,
    FileTooSlow,
    FileUnreadable,
    LoadError,
)
from tests.index.make_bundles import (
    ARTICLES,
    BUNDLES,
    CSV,
    JSONL,
    make_mbox,
    make_tar,
    make_warc,
    make_zip,
)
from tests.index.read_bundles import errors, make_request, read


@pytest.mark.parametrize(
    ("name", "data", "before"),
    [
        ("a.zip", BUNDLES["a.zip"]()[:-10], 0),  # what is in it stands at its end
        ("a.tar", BUNDLES["a.tar"]()[: 512 * 5], 2),
        ("a.tar", BUNDLES["a.tar"]()[: 512 * 5 + 100], 3),
        ("a.tar.gz", BUNDLES["a.tar.gz"]()[:-80], 2),
        ("a.tar.xz", BUNDLES["a.tar.xz"]()[:-120], 2),
        ("a.warc", BUNDLES["a.warc"]()[:-40], 1),
        ("a.warc.gz", BUNDLES["a.warc.gz"]()[:-40], 1),
        ("a.csv", CSV + b'Zu;"Ende', 2),
        ("a.jsonl", JSONL + b'{"te', 2),
    ],
)
def test_what_comes_before_a_break_is_there(tmp_path: Path, name: str, data: bytes, before: int) -> None:
    (tmp_path / name).write_bytes(data)
    entries = iterate_entries(tmp_path / name, make_request(tmp_path / name))
    found = [next(entries) for _ in range(before)]
    with pytest.raises(
        FileBroken, match=rf"{name}: ist beschädigt \((die Datei bricht mittendrin ab|es ist keine ganze)"
    ):
        next(entries)
    assert errors(found) == {}


def test_a_zip_file_with_a_password_is_told(tmp_path: Path) -> None:
    def encrypt(data: bytes, name: str) -> bytes:
        marked = bytearray(data)
        for mark, flags, start in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
            position = marked.find(mark)
            while position >= 0:
                if marked[position + start :].startswith(name.encode()):
                    marked[position + flags] |= 1
                position = marked.find(mark, position + 1)
        return bytes(marked)

    data = make_zip({"a.txt": "Eins", "b.txt": "Zwei"})
    assert errors(read(tmp_path, "a.zip", encrypt(data, "b.txt"))) == {"b.txt": FileEncrypted}
    with pytest.raises(FileEncrypted, match=r"a\.zip: ist mit einem Passwort geschützt"):
        read(tmp_path, "a.zip", encrypt(encrypt(data, "a.txt"), "b.txt"))


def test_a_damaged_file_in_a_zip_file_costs_no_other(tmp_path: Path) -> None:
    data = make_zip({"a.txt": "Eins " * 100, "b.txt": "Zwei", "c.txt": "Drei"})
    broken = bytearray(data)
    broken[35 + 4] ^= 0xFF
    entries = read(tmp_path, "a.zip", bytes(broken))
    assert errors(entries) == {"a.txt": FileBroken}
    assert [entry.data for entry in entries[1:]] == [b"Zwei", b"Drei"]


def test_packings_that_unpack_without_bound_are_refused(tmp_path: Path) -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_BZIP2) as bundle:
        bundle.writestr("a.txt", "a" * 100_000)
    assert errors(read(tmp_path, "a.zip", buffer.getvalue())) == {"a.txt": FileUnreadable}


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.mbox", "a.warc.gz"])
def test_an_article_above_the_limit_is_refused_and_the_next_one_read(tmp_path: Path, name: str) -> None:
    big, small = "Die Brücke. " * 100_000, "Das Freibad."
    data = {
        "a.zip": make_zip({"a.txt": big, "b.txt": small}),
        "a.tar.gz": make_tar({"a.txt": big, "b.txt": small}, packed="gz"),
        "a.mbox": make_mbox([("Eins", big), ("Zwei", small)]),
        "a.warc.gz": make_warc([(f"http://x/{n}", "text/html", t) for n, t in (("a", big), ("b", small))], packed=True),
    }[name]
    first, second = read(tmp_path, name, data, max_bytes=10_000)
    assert isinstance(first.error, FileTooLarge)
    assert small in second.data.decode()


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.tar.bz2", "a.tar.xz", "a.warc.gz"])
def test_bombs_are_stopped_by_what_they_unpack_to(tmp_path: Path, name: str) -> None:
    zeros, kind = {f"{number}.txt": "0" * 900_000 for number in range(60)}, name.rpartition(".")[2]
    pages = [(f"http://x/{key}", "text/html", text) for key, text in zeros.items()]
    data = make_warc(pages, packed=True) if "warc" in name else make_zip(zeros)
    if "tar" in name:
        data = make_tar(zeros | {"egal.bin": "0" * 5_000_000}, packed=kind)
    with pytest.raises(BundleBomb, match=rf"{name}: entpackt sich auf mehr als 1,\d MB"):
        read(tmp_path, name, data, config=BundleConfig(expansion=1, free_bytes=1_000_000))


def test_more_articles_than_may_be_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(make_zip(ARTICLES))
    found: list[str] = []
    request = make_request(tmp_path / "a.zip", config=BundleConfig(max_entries=2))
    with pytest.raises(BundleOverfull, match="enthält mehr als 2 Artikel"):
        found.extend(entry.name for entry in iterate_entries(tmp_path / "a.zip", request))


def make_parquet() -> dict[str, bytes]:
    """Write a table of two articles, nothing where pyarrow is not installed."""
    try:
        import pyarrow
        from pyarrow.parquet import write_table
    except ImportError:
        return {}
    buffer = BytesIO()
    write_table(pyarrow.table({"text": ["Die Brücke ist offen.", "Zwei"], "title": ["Brücke", "Zwei"]}), buffer)
    return {"a.parquet": buffer.getvalue()}


SOUND = {name: make() for name, make in BUNDLES.items()} | make_parquet()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=8), st.integers(0, 40)), min_size=1, max_size=4),
    cut=st.floats(0, 1),
)
@pytest.mark.parametrize("name", SOUND)
def test_any_bytes_give_entries_or_a_load_error(
    tmp_path: Path, name: str, changes: list[tuple[float, bytes, int]], cut: float
) -> None:
    data = bytearray(SOUND[name])
    for place, inserted, dropped in changes:
        start = int(place * len(data))
        data[start : start + dropped] = inserted
    if cut > 0.5:
        del data[int(cut * len(data)) :]
    started = time.monotonic()
    with suppress(LoadError):
        for entry in read(tmp_path, name, bytes(data)):
            assert entry.error is None or isinstance(entry.error, LoadError)
            assert entry.name.encode()
            assert ".." not in entry.name.split("/")
            json.dumps(entry.stated.title)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("name", BUNDLES)
def test_another_process_reads_the_same(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(BUNDLES[name]())
    here = list(iterate_entries(tmp_path / name, make_request(tmp_path / name)))
    process = BundleProcess()
    assert list(process.entries(tmp_path / name, make_request(tmp_path / name))) == here
    assert list(process.count(tmp_path / name, make_request(tmp_path / name)))[-1] == len(here)
    process.close()


def test_errors_of_another_process_come_over_and_the_next_bundle_is_read(tmp_path: Path) -> None:
    process = BundleProcess()
    sound, torn = tmp_path / "a.tar", tmp_path / "b.tar"
    sound.write_bytes(BUNDLES["a.tar"]())
    torn.write_bytes(BUNDLES["a.tar"]()[: 512 * 5])
    with pytest.raises(FileUnreadable, match=r"fehlt\.zip: .*weder eine Datei noch"):
        list(process.entries(tmp_path / "fehlt.zip", make_request(tmp_path / "fehlt.zip")))
    with pytest.raises(FileBroken, match=r"b\.tar: .*bricht mittendrin ab"):
        list(process.entries(torn, make_request(torn)))
    counts = process.count(torn, make_request(torn))
    assert next(counts) >= 2
    with pytest.raises(FileBroken):
        next(counts)
    entries = process.entries(sound, make_request(sound))
    assert next(entries).name == "bruecke.txt"
    entries.close()  # type: ignore[attr-defined]
    assert len(list(process.entries(sound, make_request(sound)))) == 3
    process.close()


def test_a_bundle_that_fills_the_memory_or_never_ends_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(make_zip({"a.txt": "Die Brücke. " * 3_500_000}))
    process = BundleProcess(memory_bytes=120_000_000)
    with pytest.raises(FileBroken, match=r"a\.zip: .*(zu viel Speicher|daran gescheitert)"):
        list(process.entries(path, make_request(path, max_bytes=50_000_000, config=BundleConfig())))
    process.close()
    with pytest.raises(FileTooSlow, match=r"a\.zip: Das Lesen war nach 0.001 Sekunden"):
        list(process.entries(path, make_request(path, config=BundleConfig(max_seconds=0.001))))
    process.close()
