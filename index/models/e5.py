"""The bundled embedder's data file (4-bit multilingual-e5-small) written out as a sentence-transformers folder.

The file is little-endian: magic, shape, a Unigram vocabulary, a normalisation map, a tensor directory, tensors.
A quantised tensor is a run of blocks of 32 weights: an f16 scale and 16 bytes whose low nibbles are weights
0-15 and high nibbles 16-31, each worth `(nibble - 8) * scale`.
"""

from __future__ import annotations

import json
import shutil
import struct
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelUnusable
from index.types import Progress, ProgressEvent, ignore_progress

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from tokenizers.normalizers import Normalizer

MAGIC = b"E5S1"
VERSION = 1
BLOCK = 32
BLOCK_BYTES = 18
F32, Q4 = 0, 1
QUERY_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "
# Raised whenever the folder comes out differently from the same data, so that old folders count as other models.
CONVERSION = 1


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the encoder: `positions` is the longest input in tokens."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocab: int
    positions: int
    types: int
    eps: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Unigram pieces with their log probabilities, and the ids of the special ones."""

    pieces: tuple[tuple[str, float], ...]
    bos: int
    eos: int
    pad: int
    unk: int

    def token(self, number: int) -> str:
        """Return the text of piece `number`."""
        return self.pieces[number][0]


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where a tensor lies: `kind` is F32 or Q4, `raw` its bytes."""

    kind: int
    elements: int
    raw: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class E5Data:
    """A parsed data file."""

    shape: Shape
    vocabulary: Vocabulary
    normalisation: dict[str, str]
    tensors: dict[str, Tensor]


class _Cursor:
    """Read values one after the other, and refuse to run past the end."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, size: int) -> bytes:
        piece = self.data[self.at : self.at + size]
        if size < 0 or len(piece) != size:
            raise ValueError(f"zu kurz: an Stelle {self.at} fehlen {size - len(piece)} Bytes")
        self.at += size
        return piece

    def unpack(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout)))

    def number(self, layout: str) -> int:
        return int(self.unpack(layout)[0])


def convert_e5(data: Path, folder: Path, *, progress: Progress = ignore_progress) -> Path:
    """Write the data file `data` out as the new sentence-transformers folder `folder`, and return it.

    The folder appears whole or not at all. Raises ModelUnusable when the file is not what it should be, and
    FileExistsError when `folder` is already there.
    """
    if folder.exists():
        raise FileExistsError(folder)
    parsed = read_e5(data)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        temporary.chmod(0o755)
        _write_tokenizer(parsed, temporary)
        _write_configs(parsed, temporary)
        _write_weights(parsed, temporary, progress)
        temporary.rename(folder)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    return folder


def read_e5(path: Path) -> E5Data:
    """Parse a data file. Raises ModelUnusable when magic, version, sizes or contents are off."""
    try:
        return _parse(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ModelUnusable(model=path.name, cause=error) from error


def dequantise(tensor: Tensor) -> NDArray[np.float32]:
    """Return the weights of `tensor` as a flat float32 array of `elements` values."""
    if tensor.kind == F32:
        return tensor.raw.view("<f4").astype(np.float32)
    blocks = tensor.raw.view([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
    nibbles = blocks["nibbles"]
    weights = np.empty((len(blocks), BLOCK), dtype=np.float32)
    weights[:, : BLOCK // 2] = nibbles & 15
    weights[:, BLOCK // 2 :] = nibbles >> 4
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)


def build_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """Build the fast tokenizer: NMT and NFKC, one space for many, Unigram over Metaspace, `<s> $A </s>`."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(list(vocabulary.pieces), unk_id=vocabulary.unk))
    tokenizer.normalizer = _build_normaliser()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    bos, eos = vocabulary.token(vocabulary.bos), vocabulary.token(vocabulary.eos)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, vocabulary.bos), (eos, vocabulary.eos)],
    )
    specials = (vocabulary.bos, vocabulary.eos, vocabulary.pad, vocabulary.unk)
    tokenizer.add_special_tokens([AddedToken(vocabulary.token(number), special=True) for number in specials])
    return tokenizer


def _build_normaliser() -> Normalizer:
    from tokenizers import Regex, normalizers

    steps = [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    return normalizers.Sequence(steps)


def _parse(data: bytes) -> E5Data:
    cursor = _Cursor(data)
    if cursor.take(len(MAGIC)) != MAGIC:
        raise ValueError(f"beginnt nicht mit {MAGIC.decode()}")
    shape = _parse_shape(cursor)
    vocabulary = _parse_vocabulary(cursor, shape)
    normalisation = _parse_normalisation(cursor)
    tensors = dict(_parse_tensor(cursor) for _ in range(cursor.number("i")))
    for name, _, dims in _plan_tensors(shape):
        if name not in tensors or tensors[name].elements != int(np.prod(dims)):
            raise ValueError(f"Tensor {name} fehlt oder hat die falsche Größe")
    return E5Data(shape, vocabulary, normalisation, tensors)


def _parse_shape(cursor: _Cursor) -> Shape:
    version = cursor.number("I")
    if version != VERSION:
        raise ValueError(f"Version {version} statt {VERSION}")
    sizes = cursor.unpack("7if")
    block = cursor.number("i")
    shape = Shape(*sizes)
    if min(sizes[:7]) < 1 or shape.hidden % shape.heads or shape.hidden % BLOCK or block != BLOCK:
        raise ValueError(f"unmögliche Maße {sizes}, Blockgröße {block}")
    return shape


def _parse_vocabulary(cursor: _Cursor, shape: Shape) -> Vocabulary:
    count, *specials = cursor.unpack("5i")
    if not 0 < count <= shape.vocab or not all(0 <= number < count for number in specials):
        raise ValueError(f"unmögliches Vokabular ({count} Stücke, besondere {specials})")
    length = cursor.number("Q")
    offsets = np.frombuffer(cursor.take(4 * (count + 1)), dtype="<u4").tolist()
    scores = np.frombuffer(cursor.take(4 * count), dtype="<f4").tolist()
    blob = cursor.take(length)
    if offsets[0] != 0 or offsets[-1] != length or any(a > b for a, b in pairwise(offsets)):
        raise ValueError("das Verzeichnis des Vokabulars ist beschädigt")
    texts = (blob[start:end].decode() for start, end in pairwise(offsets))
    bos, eos, pad, unk = specials
    return Vocabulary(tuple(zip(texts, scores, strict=True)), bos=bos, eos=eos, pad=pad, unk=unk)


def _parse_normalisation(cursor: _Cursor) -> dict[str, str]:
    """Read the map of single characters to what they become, and hold the normaliser to it.

    The map is the one-character part of SentencePiece's nmt_nfkc, so a difference means another tokenizer.
    """
    count, size = cursor.unpack("iI")
    end = cursor.at + size
    rules = {}
    for _ in range(count):
        code, length = cursor.unpack("IB")
        rules[chr(code)] = "".join(map(chr, cursor.unpack(f"{length}I")))
    if cursor.at != end:
        raise ValueError("die Normalisierungstabelle hat die falsche Länge")
    normaliser = _build_normaliser()
    wrong = [char for char, image in rules.items() if normaliser.normalize_str(char) != image]
    if wrong:
        raise ValueError(f"{len(wrong)} Zeichen werden anders normalisiert, zuerst U+{ord(wrong[0]):04X}")
    return rules


def _parse_tensor(cursor: _Cursor) -> tuple[str, Tensor]:
    name = cursor.take(cursor.number("H")).decode()
    kind, elements, offset, size = cursor.unpack("BIQQ")
    expected = {F32: 4 * elements, Q4: elements // BLOCK * BLOCK_BYTES}.get(kind)
    if size != expected or offset + size > len(cursor.data) or (kind == Q4 and elements % BLOCK):
        raise ValueError(f"Tensor {name} ist beschädigt")
    return name, Tensor(kind, elements, np.frombuffer(cursor.data, dtype=np.uint8, count=size, offset=offset))


def _plan_tensors(shape: Shape) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Yield (name in the file, name in a BertModel, dimensions) of every tensor."""
    hidden, inner = shape.hidden, shape.inner
    yield "emb.word", "embeddings.word_embeddings.weight", (shape.vocab, hidden)
    yield "emb.pos", "embeddings.position_embeddings.weight", (shape.positions, hidden)
    yield "emb.type", "embeddings.token_type_embeddings.weight", (shape.types, hidden)
    yield "emb.ln.w", "embeddings.LayerNorm.weight", (hidden,)
    yield "emb.ln.b", "embeddings.LayerNorm.bias", (hidden,)
    modules: tuple[tuple[str, str, tuple[int, ...]], ...] = (
        ("q", "attention.self.query", (hidden, hidden)),
        ("k", "attention.self.key", (hidden, hidden)),
        ("v", "attention.self.value", (hidden, hidden)),
        ("ao", "attention.output.dense", (hidden, hidden)),
        ("aln", "attention.output.LayerNorm", (hidden,)),
        ("fi", "intermediate.dense", (inner, hidden)),
        ("fo", "output.dense", (hidden, inner)),
        ("oln", "output.LayerNorm", (hidden,)),
    )
    for layer in range(shape.layers):
        for short, long, dims in modules:
            yield f"l{layer}.{short}.w", f"encoder.layer.{layer}.{long}.weight", dims
            yield f"l{layer}.{short}.b", f"encoder.layer.{layer}.{long}.bias", dims[:1]


def _write_weights(parsed: E5Data, folder: Path, progress: Progress) -> None:
    from safetensors.numpy import save_file

    plan = tuple(_plan_tensors(parsed.shape))
    total = sum(4 * parsed.tensors[name].elements for name, _, _ in plan)
    weights: dict[str, NDArray[np.float32]] = {}
    done = 0
    for name, long, dims in plan:
        weights[long] = dequantise(parsed.tensors[name]).reshape(dims)
        done += weights[long].nbytes
        progress(ProgressEvent("convert", done, total, "bytes", long))
    target = folder / "model.safetensors"
    save_file(weights, target, metadata={"format": "pt"})
    # The library makes it readable for the owner alone, the other files follow the user's own setting.
    target.chmod((folder / "config.json").stat().st_mode & 0o777)


def _write_tokenizer(parsed: E5Data, folder: Path) -> None:
    vocabulary = parsed.vocabulary
    build_tokenizer(vocabulary).save(str(folder / "tokenizer.json"), pretty=False)
    names = {name: vocabulary.token(getattr(vocabulary, name)) for name in ("bos", "eos", "pad", "unk")}
    special = {f"{name}_token": text for name, text in names.items()}
    special |= {"cls_token": names["bos"], "sep_token": names["eos"]}
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": parsed.shape.positions}
    settings |= {"model_input_names": ["input_ids", "attention_mask"], "clean_up_tokenization_spaces": False}
    _write_json(folder / "tokenizer_config.json", settings | special)
    _write_json(folder / "special_tokens_map.json", special)


def _write_configs(parsed: E5Data, folder: Path) -> None:
    shape = parsed.shape
    _write_json(folder / "config.json", _describe_bert(shape, parsed.vocabulary))
    classes = "sentence_transformers.models"
    steps = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    modules = [
        {"idx": number, "name": str(number), "path": path, "type": f"{classes}.{name}"}
        for number, (path, name) in enumerate(steps)
    ]
    _write_json(folder / "modules.json", modules)
    # The pooler of a BertModel is not in the file, and mean pooling has no use for it.
    bert = {"max_seq_length": shape.positions, "do_lower_case": False, "model_args": {"add_pooling_layer": False}}
    _write_json(folder / "sentence_bert_config.json", bert)
    prompts = {"query": QUERY_PREFIX, "document": PASSAGE_PREFIX}
    overall = {"prompts": prompts, "default_prompt_name": None, "similarity_fn_name": "cosine"}
    _write_json(folder / "config_sentence_transformers.json", overall)
    (folder / "1_Pooling").mkdir()
    (folder / "2_Normalize").mkdir()
    pooling = {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True}
    _write_json(folder / "1_Pooling" / "config.json", pooling | {"pooling_mode_cls_token": False})


def _describe_bert(shape: Shape, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.inner,
        "vocab_size": shape.vocab,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.types,
        "layer_norm_eps": shape.eps,
        "pad_token_id": vocabulary.pad,
    }


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
