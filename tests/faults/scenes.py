"""The archives and folders that faults befall, and what an archive must be like afterwards."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.child import open_archive

ROOT = Path(__file__).resolve().parents[2]
#: Seconds after which an operation counts as hung, on a machine that has other work too.
PATIENCE = 600.0
#: Articles in the archive before the fault, and in the folder that is added or synced.
BEFORE, AFTER = 60, 160


@dataclass(frozen=True)
class Scene:
    """An archive of the first articles, and a folder in which some are changed, some gone, many new."""

    archive: Path
    folder: Path
    expected: dict[str, str]

    def copy(self, target: Path) -> Path:
        """Return a fresh copy of the archive."""
        shutil.rmtree(target.parent, ignore_errors=True)
        shutil.copytree(self.archive, target)
        return target


def write_article(path: Path, number: int, *, edition: int = 1, paragraphs: int = 1) -> str:
    """Write an article and return its text."""
    year = 1800 + number + edition
    lines = [
        " ".join(f"Im Jahr {year} zählte Dorf {number} genau {number * 7 + 6 * p + k} Häuser." for k in range(6))
        for p in range(paragraphs)
    ]
    text = f"Dorf {number}\n\n" + "\n\n".join(lines) + "\n"
    path.write_text(text, encoding="utf-8")
    return text


def make_large_scene(place: Path) -> Scene:
    """Build an archive of so many chunks that Chroma writes its graph to disk, which it does by the thousand."""
    folder = place / "lange"
    folder.mkdir(parents=True)
    expected = {f"{n:03}.txt": write_article(folder / f"{n:03}.txt", n, paragraphs=120) for n in range(BEFORE)}
    archive = place / "groß" / "archiv"
    with open_archive(archive) as opened:
        assert opened.add(folder).ok
        assert opened.status().chunks > 1000
    return Scene(archive, folder, expected)


def make_scene(place: Path) -> Scene:
    """Build archive and folder."""
    folder = place / "artikel"
    folder.mkdir(parents=True)
    for number in range(BEFORE):
        write_article(folder / f"{number:03}.txt", number)
    archive = place / "vorher" / "archiv"
    with open_archive(archive) as opened:
        assert opened.add(folder).ok
    expected: dict[str, str] = {}
    for number in range(AFTER):
        edition = 2 if number % 10 == 0 else 1
        expected[f"{number:03}.txt"] = write_article(folder / f"{number:03}.txt", number, edition=edition)
    for number in range(5, BEFORE, 20):
        (folder / f"{number:03}.txt").unlink()
        del expected[f"{number:03}.txt"]
    return Scene(archive, folder, expected)


def start_child(operation: str, archive: Path, folder: Path, *, wrapper: Sequence[str] = ()) -> subprocess.Popen[str]:
    """Begin an operation in a process of its own."""
    command = [*wrapper, sys.executable, "-m", "tests.faults.child", operation, str(archive), str(folder)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run_child(operation: str, archive: Path, folder: Path, *, wrapper: Sequence[str] = ()) -> tuple[int, str]:
    """Run an operation to its end; return its exit status (negative: the signal that ended it) and what it said."""
    child = start_child(operation, archive, folder, wrapper=wrapper)
    out, err = child.communicate(timeout=PATIENCE)
    return child.returncode, (out.strip() or err.strip().rpartition("\n")[2])


def find_faults(archive: Path, scene: Scene, *, whole: bool) -> list[str]:
    """Return what is wrong with an archive: articles lost or altered, vectors that differ, nothing found.

    `whole` expects the state after the operation, otherwise that of before or after for each article.
    """
    faults: list[str] = []
    with open_archive(archive) as opened:
        report = opened.check()
        faults += [str(problem) for problem in report.problems]
        held = {entry.source: opened.document(entry.source).text for entry in opened.documents()}
        former = {f"{n:03}.txt": f"Dorf {n}\n\n" for n in range(BEFORE)}
        if whole and held != scene.expected:
            faults.append(f"{len(held)} Artikel statt {len(scene.expected)}, oder andere Texte")
        if not whole:
            lost = [name for name in former if name in scene.expected and name not in held]
            faults += [f"{name} fehlt" for name in lost]
            faults += [
                f"{name} ist verändert"
                for name, text in held.items()
                if not text.startswith(f"Dorf {int(name[:3])}\n\n")
            ]
        for name, text in list(held.items())[:: max(1, len(held) // 8)]:
            hits = opened.search(f"Dorf {int(name[:3])} Häuser", k=200)
            if not any(hit.source == name and hit.text in text for hit in hits):
                faults.append(f"{name} wird nicht gefunden")
    return faults
