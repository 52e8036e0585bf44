"""The encoder in ONNX Runtime: weights in blocks, the written file, batches without padding, vectors of texts."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.embed import EncoderEmbedder
from index.encoder import Encoder, EncoderShape, build_encoder, map_tensors, open_session, write_encoder
from index.encoder.blocks import BLOCK, Blocks, pack_blocks
from index.encoder.session import plan_batches
from index.errors import ModelUnusable
from index.models import EmbedderSource
from index.models.e5 import convert_e5
from tests.index.e5_file import HEADS, HIDDEN, LAYERS, POSITIONS, TinyE5
from tests.index.tiny_bert import embed_ids

SHAPE = EncoderShape(LAYERS, HEADS, 1e-12)
WORDS = "embeddings.word_embeddings.weight"
TEXTS = ["die Haus.", "Größe", "die Haus die Haus die Größe 2.", "", "Haus die."]
Array = NDArray[np.float32]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    TinyE5().write(tmp_path / "tiny.bin")
    return convert_e5(tmp_path / "tiny.bin", tmp_path / "model")


@pytest.fixture
def source(folder: Path) -> EmbedderSource:
    return EmbedderSource("tiny", folder, "", "", "f" * 16, folder / ".encoder-ff.onnx")


def unpack(blocks: Blocks) -> Array:
    codes = blocks.codes.astype(np.int32)
    if blocks.bits == 4:
        codes = np.stack((codes & 15, codes >> 4), axis=-1).reshape(*codes.shape[:2], BLOCK)
    values: Array = ((codes - 2 ** (blocks.bits - 1)) * blocks.scales[:, :, None]).astype(np.float32)
    return values.reshape(len(codes), -1)


@pytest.mark.parametrize("peak", [-8, 7])
def test_weights_that_had_4_bits_keep_every_one(peak: int) -> None:
    random = np.random.default_rng(0)
    steps = random.integers(-7, 7, (6, 3, BLOCK)).astype(np.float32)
    steps[:, :, 5] = peak
    steps[2, 1] = 0
    weight = (steps * random.normal(0, 0.1, (6, 3, 1))).astype(np.float32).reshape(6, -1)
    packed = pack_blocks(weight)
    assert packed.bits == 4
    np.testing.assert_allclose(unpack(packed), weight, rtol=1e-5, atol=1e-9)


def test_other_weights_are_rounded_to_8_bits() -> None:
    weight = np.random.default_rng(0).normal(0, 0.1, (4, 64)).astype(np.float32)
    packed = pack_blocks(weight)
    assert packed.bits == 8
    assert np.abs(unpack(packed) - weight).max() <= packed.scales.max() / 2 * 1.001


def test_a_block_is_never_cut_short() -> None:
    with pytest.raises(ValueError, match="multiple of 32"):
        pack_blocks(np.zeros((4, 40), dtype=np.float32))


def test_the_encoder_computes_what_bert_computes(folder: Path, tmp_path: Path) -> None:
    weights = {name: array.astype(np.float64) for name, array in TinyE5().write(tmp_path / "again.bin").items()}
    tensors = map_tensors(folder / "model.safetensors")
    ids = [[0, 5, 6, 2], [0, 2], [0, 7, 8, 9, 10, 2], [0, 11, 12, 2]]
    for quantise, least in ((False, 1 - 1e-6), (True, 0.999)):
        encoder = Encoder(open_session(build_encoder(tensors, SHAPE, quantise=quantise)), tensors[WORDS])
        states = dict(encoder.encode(ids))
        assert sorted(states) == [0, 1, 2, 3]
        for number, sequence in enumerate(ids):
            assert states[number].shape == (len(sequence), HIDDEN)
            mean = states[number].mean(axis=0)
            assert mean @ embed_ids(sequence, weights) / np.linalg.norm(mean) > least


def test_layers_that_are_kept_stay_as_they_are(folder: Path) -> None:
    tensors = map_tensors(folder / "model.safetensors")
    names = [name.removesuffix(".weight") for name, tensor in tensors.items() if "layer" in name and tensor.ndim == 2]
    assert build_encoder(tensors, SHAPE, keep=names) == build_encoder(tensors, SHAPE, quantise=False)
    assert len(build_encoder(tensors, SHAPE)) < len(build_encoder(tensors, SHAPE, keep=names[:2]))


def test_equal_weights_give_equal_files(folder: Path, tmp_path: Path) -> None:
    tensors = map_tensors(folder / "model.safetensors")
    first, second = (write_encoder(tensors, SHAPE, tmp_path / name) for name in ("a.onnx", "b.onnx"))
    assert first.read_bytes() == second.read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"a.onnx", "b.onnx", "model", "tiny.bin"}


def test_an_encoder_of_another_kind_is_refused() -> None:
    config = {"model_type": "bert", "hidden_act": "relu", "num_hidden_layers": 1, "num_attention_heads": 1}
    with pytest.raises(ValueError, match="relu"):
        EncoderShape.from_config(config | {"layer_norm_eps": 1e-12})


def test_a_batch_holds_one_length_and_no_more_than_its_tokens() -> None:
    lengths = [5, 3, 5, 9, 5, 3, 40]
    batches = list(plan_batches(lengths, tokens=10))
    assert sorted(number for batch in batches for number in batch) == list(range(len(lengths)))
    assert batches == [[1, 5], [0, 2], [4], [3], [6]]
    assert list(plan_batches([])) == []


def test_a_vector_does_not_depend_on_the_texts_beside_it(source: EmbedderSource) -> None:
    embedder = EncoderEmbedder(source)
    together = embedder.embed_passages(TEXTS)
    alone = np.concatenate([embedder.embed_passages([text]) for text in TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-6)
    assert embedder.embed_passages([]).shape == (0, HIDDEN)


def test_long_texts_are_cut_at_the_last_position(source: EmbedderSource) -> None:
    embedder = EncoderEmbedder(source)
    long, longer = embedder.embed_passages(["die " * POSITIONS, "die " * 500])
    np.testing.assert_allclose(long, longer, atol=1e-6)
    assert embedder.count_tokens(["die" + " die" * 499, ""]) == [500, 0]


def test_the_file_is_made_once_and_again_when_it_is_damaged(source: EmbedderSource) -> None:
    assert source.encoder is not None
    older = source.encoder.with_name(".encoder-00.onnx")
    older.write_bytes(b"of an older recipe")
    expected = EncoderEmbedder(source).embed_queries(TEXTS)
    whole, made = source.encoder.read_bytes(), source.encoder.stat().st_mtime_ns
    assert not older.exists()
    EncoderEmbedder(source).embed_queries(TEXTS)
    assert source.encoder.stat().st_mtime_ns == made
    source.encoder.write_bytes(whole[: len(whole) // 2])
    np.testing.assert_array_equal(EncoderEmbedder(source).embed_queries(TEXTS), expected)
    assert source.encoder.read_bytes() == whole


def test_a_cache_that_cannot_be_written_to_is_no_obstacle(
    source: EmbedderSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = EncoderEmbedder(source).embed_queries(TEXTS)
    assert source.encoder is not None
    source.encoder.unlink()

    def refuse(data: bytes, path: Path) -> Path:
        raise PermissionError(13, "read-only", str(path))

    monkeypatch.setattr("index.models.encoder.write_whole", refuse)
    np.testing.assert_array_equal(EncoderEmbedder(source).embed_queries(TEXTS), expected)
    assert not source.encoder.exists()


def test_a_folder_that_is_broken_is_named(source: EmbedderSource) -> None:
    config = json.loads((source.path / "config.json").read_text())
    (source.path / "config.json").write_text(json.dumps(config | {"model_type": "t5"}))
    with pytest.raises(ModelUnusable, match="t5"):
        EncoderEmbedder(source).embed_queries(["die"])
    (source.path / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(ModelUnusable, match="tiny"):
        EncoderEmbedder(source).embed_queries(["die"])
