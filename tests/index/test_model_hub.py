"""Models out of a Hugging Face repository, with the real client against a server on this computer."""

from __future__ import annotations

import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from index.errors import DownloadFailed, HashMismatch, ModelMissing, ModelUnusable, UsageError
from index.models import list_models, pull_model, resolve_embedder, resolve_llm, verify_model
from index.models.catalogue import describe_hub_model
from index.types import ProgressEvent

COMMIT = "0123456789abcdef0123456789abcdef01234567"
GGUF = "hf:acme/tiny-GGUF:tiny-q4.gguf"
EMBEDDER = "hf:acme/tiny-e5-base"


@dataclass
class FakeHub:
    """What the server has, and what it was asked for. `break_after` cuts each answer after so many bytes."""

    files: dict[str, bytes] = field(default_factory=dict)
    small: set[str] = field(default_factory=set)
    claimed: dict[str, str] = field(default_factory=dict)
    break_after: int | None = None
    ranges: list[tuple[str, str]] = field(default_factory=list)
    requests: int = 0

    def describe(self) -> dict[str, Any]:
        return {"id": "acme/tiny", "sha": COMMIT, "siblings": [self._sibling(name) for name in self.files]}

    def _sibling(self, name: str) -> dict[str, Any]:
        data = self.files[name]
        git_id = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
        record: dict[str, Any] = {"rfilename": name, "size": len(data), "blobId": git_id}
        if name not in self.small:
            sha256 = self.claimed.get(name, hashlib.sha256(data).hexdigest())
            record["lfs"] = {"size": len(data), "sha256": sha256, "pointerSize": 130}
        return record


class Handler(http.server.BaseHTTPRequestHandler):
    def __init__(self, hub: FakeHub, *args: Any) -> None:
        self.hub = hub
        super().__init__(*args)

    def do_GET(self) -> None:
        self.hub.requests += 1
        if self.path.startswith("/api/models/acme/tiny"):
            self.answer(200, json.dumps(self.hub.describe()).encode())
        elif f"/resolve/{COMMIT}/" in self.path:
            self.answer_file(self.path.partition(f"/resolve/{COMMIT}/")[2])
        else:
            self.send_response(404)
            self.send_header("X-Error-Code", "RepoNotFound")
            self.send_header("Content-Length", "0")
            self.end_headers()

    def answer_file(self, name: str) -> None:
        asked = self.headers.get("Range", "")
        self.hub.ranges.append((name, asked))
        start = int(asked.removeprefix("bytes=").rstrip("-") or 0)
        self.answer(206 if asked else 200, self.hub.files[name][start:])

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        is_file = "/resolve/" in self.path
        self.wfile.write(body[: self.hub.break_after] if is_file else body)

    def log_message(self, *args: Any) -> None:
        """Stay quiet."""


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeHub]:
    state = FakeHub()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, state))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    monkeypatch.setenv("BELEGT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_address[1]}")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setattr("huggingface_hub.file_download.time.sleep", lambda seconds: None)
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def gguf_hub(hub: FakeHub) -> FakeHub:
    hub.files = {"tiny-q4.gguf": b"GGUF" + bytes(range(256)) * 400, "tiny-q8.gguf": b"GGUF", "README.md": b"x"}
    return hub


@pytest.fixture
def embedder_hub(hub: FakeHub) -> FakeHub:
    hub.small = {"modules.json", "config.json", "1_Pooling/config.json", "README.md", "setup.py"}
    hub.files = dict.fromkeys(sorted(hub.small), b"{}")
    hub.files |= {"model.safetensors": b"weights" * 999, "pytorch_model.bin": b"pickle", "onnx/model.onnx": b"onnx"}
    return hub


def content_of(folder: Path) -> set[str]:
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {name.as_posix() for name in files if not name.name.startswith(".")}


def test_a_gguf_is_pulled_checked_and_found_again(gguf_hub: FakeHub) -> None:
    events: list[ProgressEvent] = []
    path = pull_model(GGUF, kind="llm", progress=events.append)
    assert path.read_bytes() == gguf_hub.files["tiny-q4.gguf"]
    assert resolve_llm(GGUF) == path
    done = [event.done for event in events]
    assert done == sorted(done)
    assert (events[-1].done, events[-1].total, events[-1].unit) == (len(path.read_bytes()),) * 2 + ("bytes",)
    asked = gguf_hub.requests
    assert pull_model(GGUF, kind="llm") == path
    assert gguf_hub.requests == asked


def test_pulled_models_are_listed_and_verified(gguf_hub: FakeHub) -> None:
    path = pull_model(GGUF, kind="llm")
    state = next(state for state in list_models() if state.entry.name == GGUF)
    assert (state.present, state.path, state.bytes_on_disk) == (True, path, path.stat().st_size)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(HashMismatch):
        verify_model(state.entry)


def test_a_broken_download_goes_on_inside_the_file(gguf_hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 10_000)
    gguf_hub.break_after = 40_000

    def stop_sending(event: ProgressEvent) -> None:
        gguf_hub.break_after = 0 if event.done else 40_000

    with pytest.raises(DownloadFailed):
        pull_model(GGUF, kind="llm", progress=stop_sending)
    with pytest.raises(ModelMissing):
        resolve_llm(GGUF)
    gguf_hub.break_after = None
    gguf_hub.ranges.clear()
    path = pull_model(GGUF, kind="llm")
    assert gguf_hub.ranges == [("tiny-q4.gguf", "bytes=40000-")]
    assert path.read_bytes() == gguf_hub.files["tiny-q4.gguf"]


def test_a_wrong_file_is_refused_with_both_hashes(gguf_hub: FakeHub) -> None:
    gguf_hub.claimed["tiny-q4.gguf"] = "a" * 64
    with pytest.raises(HashMismatch) as caught:
        pull_model(GGUF, kind="llm")
    found = hashlib.sha256(gguf_hub.files["tiny-q4.gguf"]).hexdigest()
    assert "a" * 64 in str(caught.value)
    assert found in str(caught.value)
    with pytest.raises(ModelMissing):
        resolve_llm(GGUF)


def test_a_file_that_is_no_gguf_is_refused(gguf_hub: FakeHub) -> None:
    gguf_hub.files["tiny-q4.gguf"] = b"<html>"
    with pytest.raises(ModelUnusable, match="GGUF"):
        pull_model(GGUF, kind="llm")
    with pytest.raises(ModelMissing):
        resolve_llm(GGUF)


def test_an_embedder_comes_without_code_pickles_and_other_formats(embedder_hub: FakeHub) -> None:
    path = pull_model(EMBEDDER, kind="embedder")
    assert content_of(path) == {"modules.json", "config.json", "1_Pooling/config.json", "model.safetensors"}
    source = resolve_embedder(EMBEDDER)
    assert (source.path, source.name, source.query_prefix) == (path, EMBEDDER, "query: ")


def test_pickled_weights_are_taken_only_where_nothing_else_is(embedder_hub: FakeHub) -> None:
    del embedder_hub.files["model.safetensors"]
    assert "pytorch_model.bin" in content_of(pull_model(EMBEDDER, kind="embedder"))


def test_small_files_are_checked_too(embedder_hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = embedder_hub.describe()
    embedder_hub.files["config.json"] = b"[]"
    monkeypatch.setattr(embedder_hub, "describe", lambda: honest)
    with pytest.raises(HashMismatch, match=r"config\.json"):
        pull_model(EMBEDDER, kind="embedder")


@pytest.mark.parametrize(
    ("spec", "kind", "cause"),
    [
        ("hf:acme/tiny-GGUF:other.gguf", "llm", "tiny-q4.gguf, tiny-q8.gguf"),
        ("hf:acme/tiny-GGUF", "embedder", "kein sentence-transformers-Modell"),
        ("hf:nobody/nothing:x.gguf", "llm", "gibt es dort nicht"),
    ],
)
def test_what_the_hub_does_not_have_is_said(gguf_hub: FakeHub, spec: str, kind: str, cause: str) -> None:
    with pytest.raises(DownloadFailed, match=cause):
        pull_model(spec, kind=kind)


def test_offline_and_unreachable_are_said(gguf_hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(DownloadFailed, match="HF_HUB_OFFLINE"):
        pull_model(GGUF, kind="llm")
    assert gguf_hub.requests == 0
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(DownloadFailed, match="keine Verbindung"):
        pull_model(GGUF, kind="llm")


@pytest.mark.parametrize(
    ("spec", "kind"),
    [
        ("hf:acme", "llm"),
        ("hf:acme/tiny", "llm"),
        ("hf:acme/tiny:../x.gguf", "llm"),
        ("hf:acme/tiny:/etc/x.gguf", "llm"),
        ("hf:acme/tiny:x-00001-of-00002.gguf", "llm"),
        ("hf:acme/tiny:x", "embedder"),
        ("hf:../..", "embedder"),
    ],
)
def test_a_spec_of_another_form_is_refused(hub: FakeHub, spec: str, kind: str) -> None:
    with pytest.raises(UsageError):
        pull_model(spec, kind=kind)
    assert hub.requests == 0


def test_resolving_names_the_command_and_asks_nobody(hub: FakeHub) -> None:
    with pytest.raises(ModelMissing, match=f"belegt models pull --llm {GGUF}"):
        resolve_llm(GGUF)
    with pytest.raises(ModelMissing, match=f"belegt models pull --embedder {EMBEDDER}"):
        resolve_embedder(EMBEDDER)
    with pytest.raises(ModelMissing):
        verify_model(describe_hub_model(GGUF, "llm"))
    assert hub.requests == 0
