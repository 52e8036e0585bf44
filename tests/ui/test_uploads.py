"""Dropped files: safe names, nothing from outside, failures without traces."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Archive
from tests.index.make_bundles import make_tar, make_zip
from tests.ui.fakes import FakeArchive
from ui.intake import take_uploads
from ui.render.archive import describe_bundle
from ui.texts.german import DE
from ui.uploads import MAX_BYTES, Upload, UploadState, make_safe_name, read_payload

ARTICLE = "Rathaus\n\n3. Mai 2024\n\nDas Rathaus in Auenheim bekommt ein neues Dach. Die Arbeiten beginnen im Juli.\n"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("artikel.txt", "artikel.txt"),
        ("Größe und Straße (2).pdf", "Größe und Straße (2).pdf"),
        ("Gro\u0308ße.txt", "Größe.txt"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.html", "system.html"),
        ("/abs/olut.md", "olut.md"),
        ("..", "artikel"),
        ("", "artikel"),
        (".versteckt.txt", "versteckt.txt"),
        ("~$bericht.docx", "bericht.docx"),
        ("a\x00b\nc.txt", "abc.txt"),
        ("\u202etxt.exe.txt", "txt.exe.txt"),
        ('a<b>:"|?*.txt', "a_b______.txt"),
        ("con.txt", "_con.txt"),
    ],
)
def test_safe_names(name: str, safe: str) -> None:
    assert make_safe_name(name) == safe


def test_a_long_name_is_cut_and_keeps_its_ending() -> None:
    name = make_safe_name("ü" * 300 + ".html")
    assert len(name.encode()) <= 200
    assert name.endswith(".html")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "received"
    folder.mkdir()
    return folder


def receive(root: Path, name: str, content: str | bytes = ARTICLE) -> dict[str, object]:
    """Put a file where the server puts what it receives, and report it as the page does."""
    folder = root / str(len(list(root.iterdir())))
    folder.mkdir()
    path = folder / "blob"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return {"name": name, "size": path.stat().st_size, "path": str(path)}


def test_a_page_cannot_name_other_files_of_the_computer(root: Path, tmp_path: Path) -> None:
    secret = tmp_path / "geheim.txt"
    secret.write_text("geheim")
    (root / "link.txt").symlink_to(secret)
    for path in (
        str(secret),
        f"{root}/../geheim.txt",
        str(root / "link.txt"),
        str(root),
        "http://a.b/c.txt",
        "\x00",
        7,
    ):
        (upload,) = read_payload([{"name": "a.txt", "size": 6, "path": path}], root)
        assert upload.path is None, path


@pytest.mark.parametrize("payload", [None, "x", 3, {}, [1, None, "x"]])
def test_a_payload_of_another_shape_is_no_upload(payload: object, root: Path) -> None:
    assert read_payload(payload, root) == ()


def test_files_of_one_name_in_one_drop_are_different_articles(root: Path) -> None:
    uploads = read_payload([receive(root, name) for name in ("a.txt", "A.txt", "a.txt", "b.txt")], root)
    assert [upload.name for upload in uploads] == ["a.txt", "A-2.txt", "a-3.txt", "b.txt"]


def take(archive: Archive | FakeArchive, root: Path, *entries: dict[str, object]) -> list[Upload]:
    *_, last = take_uploads(archive, read_payload(list(entries), root))
    return list(last)


def test_a_file_goes_into_the_archive_under_its_name(archive: Archive, root: Path) -> None:
    (upload,) = take(archive, root, receive(root, "rathaus.txt"))
    assert upload.state is UploadState.ADDED
    assert archive.document("rathaus.txt").text == ARTICLE
    assert (archive.path / "uploads" / "rathaus.txt").read_text(encoding="utf-8") == ARTICLE
    assert not [path for path in root.rglob("*") if path.is_file()]


def test_the_same_file_again_changes_nothing(archive: Archive, root: Path) -> None:
    take(archive, root, receive(root, "rathaus.txt"))
    (upload,) = take(archive, root, receive(root, "rathaus.txt"))
    assert upload.state is UploadState.UNCHANGED
    assert len(archive.documents()) == 1


def test_a_new_version_replaces_the_earlier_one(archive: Archive, root: Path) -> None:
    take(archive, root, receive(root, "rathaus.txt"))
    (upload,) = take(archive, root, receive(root, "rathaus.txt", ARTICLE.replace("Juli", "August")))
    assert upload.state is UploadState.CHANGED
    assert "August" in archive.document("rathaus.txt").text
    assert [path.name for path in (archive.path / "uploads").iterdir()] == ["rathaus.txt"]


def test_a_file_from_elsewhere_of_the_same_name_stays(archive: Archive, root: Path, articles: Path) -> None:
    archive.add(articles)
    former = archive.document("bruecke.txt").text
    (upload,) = take(archive, root, receive(root, "bruecke.txt"))
    assert upload.state is UploadState.ADDED
    assert archive.document("bruecke.txt").text == former
    assert len(archive.documents()) == 4


def test_bad_files_say_why_and_leave_nothing(archive: Archive, root: Path) -> None:
    uploads = take(
        archive,
        root,
        receive(root, "leer.txt", ""),
        receive(root, "bild.png", b"\x89PNG"),
        receive(root, "ohne"),
        receive(root, "kaputt.docx", b"kein Word"),
        {"name": "verloren.txt", "size": 5, "path": ""},
        {"name": "riesig.pdf", "size": MAX_BYTES + 1, "path": ""},
        receive(root, "gut.txt"),
    )
    assert [upload.state for upload in uploads] == [*[UploadState.FAILED] * 6, UploadState.ADDED]
    causes = [upload.explain("de") for upload in uploads]
    assert causes[0] == "enthält keinen Text."
    assert uploads[0].explain("en") == "holds no text."
    assert ".png" in causes[1]
    assert "noch einmal" in causes[4]
    assert "50,0 MB" in causes[5]
    assert all(causes[:6])
    assert not any(str(archive.path) in cause for cause in causes)
    assert [path.name for path in (archive.path / "uploads").iterdir()] == ["gut.txt"]


def test_a_bad_new_version_leaves_the_earlier_one(archive: Archive, root: Path) -> None:
    take(archive, root, receive(root, "rathaus.txt"))
    (upload,) = take(archive, root, receive(root, "rathaus.txt", ""))
    assert upload.state is UploadState.FAILED
    assert (archive.path / "uploads" / "rathaus.txt").read_text(encoding="utf-8") == ARTICLE
    assert archive.document("rathaus.txt").text == ARTICLE


BUNDLE = {f"{number}.txt": ARTICLE.replace("Juli", month) for number, month in enumerate(("Juli", "August", "Mai"))}


def test_a_file_of_many_articles_is_taken_one_by_one(archive: Archive, root: Path) -> None:
    bundle = receive(root, "woche.zip", make_zip({**BUNDLE, "leer.txt": "", "bild.png": b"\x89PNG"}))
    steps = list(take_uploads(archive, read_payload([bundle], root)))
    (upload,) = steps[-1]
    assert upload.state is UploadState.ADDED
    assert upload.report is not None
    assert describe_bundle(upload.report, DE) == "3 aufgenommen, 1 nicht aufgenommen"
    assert "August" in archive.document("woche.zip/1.txt").text
    assert (archive.path / "uploads" / "woche.zip").is_file()
    assert any(step.step is not None for (step,) in steps)


def test_a_new_version_of_a_bundle_changes_what_changed(archive: Archive, root: Path) -> None:
    take(archive, root, receive(root, "woche.tar.gz", make_tar(BUNDLE, packed="gz")))
    changed = {**BUNDLE, "0.txt": ARTICLE.replace("Juli", "November")}
    (upload,) = take(archive, root, receive(root, "woche.tar.gz", make_tar(changed, packed="gz")))
    assert upload.report is not None
    assert describe_bundle(upload.report, DE) == "1 in neuer Fassung, 2 schon im Archiv"


@pytest.mark.parametrize("content", [b"kein ZIP", make_zip({}), make_zip({"leer.txt": ""})])
def test_a_bundle_of_which_nothing_can_be_read_leaves_nothing(archive: Archive, root: Path, content: bytes) -> None:
    (upload,) = take(archive, root, receive(root, "woche.zip", content))
    assert upload.state is UploadState.FAILED
    assert upload.explain("de")
    assert not list((archive.path / "uploads").iterdir())


def test_a_page_that_is_closed_in_the_middle_leaves_file_and_articles_together(archive: Archive, root: Path) -> None:
    steps = take_uploads(archive, read_payload([receive(root, "woche.zip", make_zip(BUNDLE))], root))
    for (upload,) in steps:
        if upload.step is not None:
            break
    steps.close()
    assert len(archive.documents()) == len(BUNDLE)
    assert (archive.path / "uploads" / "woche.zip").is_file()


def test_what_is_packed_twice_keeps_its_ending(root: Path) -> None:
    uploads = read_payload([receive(root, name) for name in ("a.tar.gz", "a.tar.gz", "b.WARC.GZ")], root)
    assert [upload.name for upload in uploads] == ["a.tar.gz", "a-2.tar.gz", "b.WARC.GZ"]


def test_progress_is_shown_file_by_file(root: Path, tmp_path: Path) -> None:
    uploads = read_payload([receive(root, "a.txt"), receive(root, "b.png")], root)
    steps = [[upload.state.value for upload in step] for step in take_uploads(FakeArchive(tmp_path), uploads)]
    assert steps == [
        ["waiting", "waiting"],
        ["reading", "waiting"],
        ["added", "waiting"],
        ["added", "reading"],
        ["added", "failed"],
    ]


def test_what_goes_wrong_inside_is_one_failed_file(
    root: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Torn(FakeArchive):
        def add(self, paths: Path, **_: object) -> object:  # type: ignore[override]
            raise RuntimeError("gerissen")

    (upload,) = take(Torn(tmp_path), root, receive(root, "a.txt"))
    assert upload.state is UploadState.FAILED
    assert "gerissen" in upload.explain("en")
    assert not list((tmp_path / "uploads").iterdir())
    assert "upload failed" in caplog.text
