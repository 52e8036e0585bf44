"""The written-out embedder in sentence-transformers: a tiny one against NumPy, the real one against known values."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.embed import load_embedder
from index.errors import ModelMissing
from index.models import resolve_embedder
from index.models.e5 import convert_e5
from index.store.rows import Vectors
from tests.index.e5_file import TinyE5
from tests.index.embed_server import serve_embeddings
from tests.index.tiny_bert import embed_ids

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

ROOT = Path(__file__).resolve().parents[2]

# Cosines that an independent 4-bit engine gives for the same weights (its activations are 8-bit, hence the tolerance).
KNOWN_COSINES = (
    ("Wie hoch ist der Wasserturm von Unterfeld?", "Der Wasserturm von Unterfeld misst 48 Meter.", 0.9230),
    ("Wie hoch ist der Wasserturm von Unterfeld?", "Die Bäckerei am Markt öffnet sonntags um acht Uhr.", 0.7471),
    (
        "Wann wurde die Fähre eingestellt?",
        "Seit dem 3. März 2019 verkehrt die Fähre zwischen beiden Ufern nicht mehr.",
        0.8684,
    ),
    (
        "Wer leitet das Museum?",
        "„Größe allein genügt nicht“, sagte Leiterin Änne Özkök dem Stadtanzeiger.",
        0.7862,
    ),
    ("Was kostet eine Jahreskarte?", "Für die Jahreskarte zahlen Erwachsene 64,50 € und Kinder die Hälfte.", 0.9160),
    ("Who runs the museum?", "„Größe allein genügt nicht“, sagte Leiterin Änne Özkök dem Stadtanzeiger.", 0.7339),
)


def load(folder: Path) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder), device="cpu", local_files_only=True)


def test_the_tiny_model_computes_what_bert_computes(tmp_path: Path) -> None:
    weights = {name: array.astype(np.float64) for name, array in TinyE5().write(tmp_path / "tiny.bin").items()}
    model = load(convert_e5(tmp_path / "tiny.bin", tmp_path / "model"))
    texts = ["die Haus.", "Größe", "die Haus die Haus die Größe 2."]
    vectors = model.encode(texts, show_progress_bar=False)
    for text, vector in zip(texts, vectors, strict=True):
        ids = model.tokenizer(text)["input_ids"]
        np.testing.assert_allclose(vector, embed_ids(ids, weights), atol=1e-5)


def test_the_tiny_model_cuts_at_its_longest_input(tmp_path: Path) -> None:
    TinyE5().write(tmp_path / "tiny.bin")
    model = load(convert_e5(tmp_path / "tiny.bin", tmp_path / "model"))
    long, longer = model.encode(["die " * 50, "die " * 500], show_progress_bar=False)
    np.testing.assert_allclose(long, longer, atol=1e-6)


def test_the_real_model_gives_the_known_cosines() -> None:
    try:
        source = resolve_embedder("e5-small")
    except ModelMissing as error:
        pytest.skip(str(error))
    model = load(source.path)
    questions = model.encode([source.query_prefix + pair[0] for pair in KNOWN_COSINES], show_progress_bar=False)
    passages = model.encode([source.passage_prefix + pair[1] for pair in KNOWN_COSINES], show_progress_bar=False)
    np.testing.assert_allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose((questions * passages).sum(axis=1), [pair[2] for pair in KNOWN_COSINES], atol=0.005)


def test_the_encoder_gives_the_known_cosines_and_those_of_float32() -> None:
    try:
        rounded, full = load_embedder("e5-small"), load_embedder("e5-small-fp32")
    except ModelMissing as error:
        pytest.skip(str(error))
    questions, passages = [pair[0] for pair in KNOWN_COSINES], [pair[1] for pair in KNOWN_COSINES]
    vectors = rounded.embed_queries(questions), rounded.embed_passages(passages)
    np.testing.assert_allclose((vectors[0] * vectors[1]).sum(axis=1), [pair[2] for pair in KNOWN_COSINES], atol=0.005)
    long = [passages[2] * 4, passages[4] * 40]
    for text, vector in zip([*passages, *long], [*vectors[1], *rounded.embed_passages(long)], strict=True):
        assert vector @ full.embed_passages([text])[0] > 0.9995
    assert rounded.count_tokens(passages + long) == full.count_tokens(passages + long)


def test_a_question_needs_neither_torch_nor_sentence_transformers() -> None:
    try:
        resolve_embedder("e5-small")
    except ModelMissing as error:
        pytest.skip(str(error))
    code = (
        "import sys; from index.embed import load_embedder; load_embedder('e5-small').embed_queries(['Wann?']);"
        "print(*({'torch', 'transformers', 'sentence_transformers', 'onnx'} & set(sys.modules)))"
    )
    load_embedder("e5-small").embed_queries(["Wann?"])
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_passages_embedded_by_a_server_make_the_same_archive(tmp_path: Path) -> None:
    """The server computes in float32, the archive is of the model with rounded weights."""
    try:
        source, full = resolve_embedder("e5-small"), load_embedder("e5-small-fp32")
    except ModelMissing as error:
        pytest.skip(str(error))
    articles, archive = tmp_path / "artikel", tmp_path / "archiv"
    articles.mkdir()
    for number, (_, passage, _) in enumerate(KNOWN_COSINES):
        (articles / f"{number}.txt").write_text(f"Kurz gemeldet\n\n{passage}\n", encoding="utf-8")

    def embed(texts: Sequence[str]) -> Vectors:
        assert all(text.startswith(source.passage_prefix) for text in texts)
        return full.embed_passages([text.removeprefix(source.passage_prefix) for text in texts])

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "rag", *arguments, "--archive", str(archive)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    with serve_embeddings(embed) as server:
        added = run("add", "--embed-url", server.address(), str(articles))
        assert added.returncode == 0, added.stderr
        assert any("Wasserturm" in text for text in server.texts)
    found = run("search", "Wie hoch ist der Wasserturm?")
    assert "48 Meter" in found.stdout
    with serve_embeddings(lambda texts: full.embed_passages(list(texts))) as server:
        (articles / "neu.txt").write_text("Kurz gemeldet\n\nDas Freibad öffnet am Montag.\n", encoding="utf-8")
        # This one puts the prefix before it once more.
        refused = run("add", "--embed-url", server.address(), str(articles))
        assert refused.returncode == 1
        assert "rechnet nicht mit dem Embedding-Modell e5-small" in refused.stderr
