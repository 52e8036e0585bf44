"""The bundled embedder's data file becomes a sentence-transformers folder, or is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.errors import ModelUnusable
from index.models.e5 import convert_e5
from index.types import ProgressEvent
from tests.index.e5_file import HIDDEN, INNER, LAYERS, POSITIONS, VOCAB, TinyE5


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.bin"
    TinyE5().write(path)
    return path


def test_weights_are_the_dequantised_tensors_under_bert_names(tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    original = TinyE5().write(tmp_path / "tiny.bin")
    weights = load_file(convert_e5(tmp_path / "tiny.bin", tmp_path / "model") / "model.safetensors")
    assert len(weights) == len(original)
    for short, long in (
        ("emb.word", "embeddings.word_embeddings.weight"),
        ("emb.pos", "embeddings.position_embeddings.weight"),
        ("l0.q.w", "encoder.layer.0.attention.self.query.weight"),
        ("l1.k.b", "encoder.layer.1.attention.self.key.bias"),
        ("l1.fi.w", "encoder.layer.1.intermediate.dense.weight"),
        ("l0.fo.w", "encoder.layer.0.output.dense.weight"),
        ("l1.aln.w", "encoder.layer.1.attention.output.LayerNorm.weight"),
        ("l0.oln.b", "encoder.layer.0.output.LayerNorm.bias"),
    ):
        np.testing.assert_allclose(weights[long], original[short], atol=1e-6, err_msg=short)


def test_settings_say_mean_pooling_and_the_shape(data: Path, tmp_path: Path) -> None:
    folder = convert_e5(data, tmp_path / "model")
    config = json.loads((folder / "config.json").read_text())
    assert (config["hidden_size"], config["num_hidden_layers"], config["intermediate_size"]) == (HIDDEN, LAYERS, INNER)
    assert (config["vocab_size"], config["pad_token_id"]) == (VOCAB, 1)
    pooling = json.loads((folder / "1_Pooling" / "config.json").read_text())
    assert pooling["pooling_mode_mean_tokens"] is True
    assert json.loads((folder / "sentence_bert_config.json").read_text())["max_seq_length"] == POSITIONS
    modules = [module["type"].rpartition(".")[2] for module in json.loads((folder / "modules.json").read_text())]
    assert modules == ["Transformer", "Pooling", "Normalize"]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("die Haus.", ["<s>", "▁die", "▁Haus", ".", "</s>"]),
        ("die\t\u00a0  Haus", ["<s>", "▁die", "▁Haus", "</s>"]),
        ("Größe", ["<s>", "▁Gr", "ö", "ß", "e", "</s>"]),
        ("Gro\u0308ße", ["<s>", "▁Gr", "ö", "ß", "e", "</s>"]),
        ("die²", ["<s>", "▁die", "2", "</s>"]),
        ("dieX", ["<s>", "▁die", "<unk>", "</s>"]),
        ("", ["<s>", "</s>"]),
    ],
)
def test_tokenizer_normalises_and_cuts_like_the_original(
    data: Path, tmp_path: Path, text: str, tokens: list[str]
) -> None:
    from tokenizers import Tokenizer

    folder = convert_e5(data, tmp_path / "model")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    ids = tokenizer.encode(text).ids
    assert [tokenizer.id_to_token(number) for number in ids] == tokens


def test_progress_counts_the_bytes_written(data: Path, tmp_path: Path) -> None:
    events: list[ProgressEvent] = []
    convert_e5(data, tmp_path / "model", progress=events.append)
    done = [event.done for event in events]
    assert {event.unit for event in events} == {"bytes"}
    assert done == sorted(done)
    assert done[-1] == events[-1].total


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def cut_vocabulary(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def rewrite(**changes: object) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        TinyE5(**changes).write(path)  # type: ignore[arg-type]

    return spoil


@pytest.mark.parametrize(
    ("spoil", "cause"),
    [
        (rewrite(magic=b"GGUF"), "E5S1"),
        (rewrite(version=2), "Version 2"),
        (rewrite(heads=5), "Maße"),
        (rewrite(block=64), "Blockgröße 64"),
        (rewrite(unk=99), "Vokabular"),
        (rewrite(rules={"ä": "a"}), "U\\+00E4"),
        (rewrite(drop="l1.v.w"), "l1.v.w"),
        (cut_short, "beschädigt"),
        (cut_vocabulary, "zu kurz"),
        (Path.unlink, "tiny.bin"),
    ],
)
def test_a_file_that_is_off_is_refused_and_leaves_nothing(
    data: Path, tmp_path: Path, spoil: Callable[[Path], None], cause: str
) -> None:
    spoil(data)
    before = set(tmp_path.iterdir())
    with pytest.raises(ModelUnusable, match=cause):
        convert_e5(data, tmp_path / "model")
    assert set(tmp_path.iterdir()) == before


def test_an_interrupted_conversion_leaves_nothing(data: Path, tmp_path: Path) -> None:
    def interrupt(event: ProgressEvent) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        convert_e5(data, tmp_path / "model", progress=interrupt)
    assert list(tmp_path.iterdir()) == [data]


def test_a_folder_in_the_way_is_left_alone(data: Path, tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError):
        convert_e5(data, tmp_path / "model")
    assert (tmp_path / "model" / "mine.txt").read_text() == "mine"
