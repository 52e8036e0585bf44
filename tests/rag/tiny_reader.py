"""A word tokenizer, a tiny random BERT and an invented SQuAD file in two languages, for the reader's tests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.reader.encode import PairEncoder

Floats = npt.NDArray[np.float32]

HIDDEN = 32
TOWNS = {"Talheim": 40, "Unterfeld": 48, "Ödhausen": 51, "Kirchau": 62, "Rotenbach": 73, "Übersee": 84}
_TEXTS = {
    "de": (
        "Der Turm von {town} ist {height} Meter hoch. Gebaut hat ihn die Familie Groß aus {town}.",
        ("Wie hoch ist der Turm von {town}?", "{height} Meter"),
        ("Wer hat den Turm von {town} gebaut?", "die Familie Groß"),
    ),
    "en": (
        "In {town} stands a tower. It is {height} metres tall and the Groß family built it.",
        ("How tall is the tower of {town}?", "{height} metres"),
        ("Who built the tower of {town}?", "the Groß family"),
    ),
}


def write_tokenizer(path: Path, texts: Sequence[str]) -> PairEncoder:
    """Write a tokenizer that knows the words and marks of `texts`, each one token, and return its encoder."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    words = re.findall(r"\w+|[^\w\s]+", " ".join(["query:", *texts]))
    known = dict.fromkeys(["<s>", "<pad>", "</s>", "<unk>", *words])
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(known)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(path))
    return PairEncoder(path)


def make_squad(language: str) -> dict[str, Any]:
    """Return three articles of two paragraphs with two questions each; ids are the same in every language."""
    text, *questions = _TEXTS[language]
    towns = list(TOWNS.items())
    articles = []
    for number in range(3):
        paragraphs = [
            _make_paragraph(text, questions, {"town": town, "height": str(height)})
            for town, height in towns[2 * number : 2 * number + 2]
        ]
        articles.append({"title": f"Artikel_{number}", "paragraphs": paragraphs})
    return {"data": articles}


def _make_paragraph(text: str, questions: Sequence[tuple[str, str]], names: Mapping[str, str]) -> dict[str, Any]:
    context = text.format(**names)
    entries = []
    for number, (question, answer) in enumerate(questions):
        words = answer.format(**names)
        entries.append(
            {
                "id": f"{names['town']}-{number}",
                "question": question.format(**names),
                "answers": [{"text": words, "answer_start": context.index(words)}],
            }
        )
    return {"context": context, "qas": entries}


def write_squad(folder: Path) -> PairEncoder:
    """Write the files of both languages and a tokenizer for them."""
    texts: list[str] = []
    for language in _TEXTS:
        data = make_squad(language)
        (folder / f"xquad_{language}_dev.json").write_text(json.dumps(data), encoding="utf-8")
        texts += find_texts(data)
    return write_tokenizer(folder / "tokenizer.json", texts)


def find_texts(data: dict[str, Any]) -> Iterator[str]:
    """Yield every passage and question of a SQuAD file."""
    for article in data["data"]:
        for paragraph in article["paragraphs"]:
            yield paragraph["context"]
            yield from (entry["question"] for entry in paragraph["qas"])


def write_bert(folder: Path, *, words: int = 128) -> None:
    """Write a random BERT of two layers as the embedder lies on disk."""
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(5)
    config = BertConfig(
        vocab_size=words,
        hidden_size=HIDDEN,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=512,
        pad_token_id=1,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)


class PointingEncoder:
    """Hidden states of three values: 1 where a token starts the answer, ends it, is the first of an input with both."""

    def __init__(self, first: int, last: int) -> None:
        self.first = first
        self.last = last

    def encode(self, ids: Sequence[Sequence[int]]) -> Iterator[tuple[int, Floats]]:
        for row in reversed(range(len(ids))):
            hidden = np.zeros((len(ids[row]), 3), dtype=np.float32)
            found = np.asarray(ids[row])
            hidden[found == self.first, 0] = 1
            hidden[found == self.last, 1] = 1
            hidden[0] = 0, 0, float(self.first in ids[row] and self.last in ids[row])
            yield row, hidden


#: Heads that read `PointingEncoder`: 5 for each end of the span, 1 or -1 for the answer being there.
POINTING_HEADS: dict[str, Floats] = {
    "span.weight": np.asarray([[5, 0, 0], [0, 5, 0]], dtype=np.float32),
    "span.bias": np.zeros(2, dtype=np.float32),
    "present.weight": np.asarray([[0, 0, 2]], dtype=np.float32),
    "present.bias": np.asarray([-1], dtype=np.float32),
}
