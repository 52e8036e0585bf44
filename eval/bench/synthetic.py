"""Text that looks like German and says nothing, and vectors that lie like those of real text.

For measuring sizes and speeds only: words are drawn by Zipf's law from German function words, nouns and their
compounds, so that the keyword index and the tokenizer meet about what articles bring. Vectors stand around the
embeddings of topic sentences, as densely and in as many directions as those of sentences in articles do.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.embed import Embedder
    from index.store.rows import Vectors

TOPICS = 64
_SENTENCES_PER_PARAGRAPH = 5
#: How far a vector lies from its topic, and in how many directions. Of 872 sentences of real articles under e5-small
#: the nearest neighbour has a cosine of .890 on average, the tenth .852, and their intrinsic dimension (TwoNN) is 24;
#: of as many drawn ones .906, .857 and 26. Noise in all 384 directions has 110: all are about equally near there.
_SPREAD = 0.4
_DIRECTIONS = 40
_FUNCTION_WORDS = (
    "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat "
    "dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis "
    "mehr durch man dann soll schon wenn seit gegen vom können wieder unter wurde sagte"
).split()
_NOUNS = (
    "Stadt Brücke Wasser Schule Haus Markt Wald Bahn Straße Bürger Rat Kosten Bau Plan Feuer Wehr Fest Jahr Kreis "
    "Land Amt Bank Verein Spiel Platz Kirche Museum Arbeit Kraft Werk Holz Stein Strom Netz Technik Klima Wetter "
    "Regen Fluss Ufer Mauer Schutz Hilfe Dienst Kranken Pflege Kinder Garten Tier Heim Polizei Gericht Urteil Wahl "
    "Stimme Partei Minister Haushalt Steuer Gebühr Preis Verkehr Bus Rad Weg Luft Energie Wind Sonne Anlage Firma "
    "Handel Export Fabrik Lohn Streik Vertrag Messe Kunst Musik Theater Film Bild Buch Zeitung Funk Sender"
).split()
_VERBS = (
    "plant baut eröffnet schließt fordert kritisiert erklärt beschließt verschiebt prüft verkauft sucht findet "
    "erhält verliert gewinnt meldet bestätigt erwartet beginnt endet steigt sinkt bleibt kommt geht"
).split()
_ADJECTIVES = (
    "neue große kleine alte lange kurze hohe schnelle teure städtische regionale öffentliche private geplante "
    "gesperrte sanierte beliebte umstrittene"
).split()


@cache
def _vocabulary() -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Return words and the running sums of their frequencies, the most frequent first."""
    compounds = [first + second.lower() for first in _NOUNS for second in _NOUNS if first != second]
    random.Random(0).shuffle(compounds)
    words = (*_FUNCTION_WORDS, *_NOUNS, *_VERBS, *_ADJECTIVES, *compounds)
    return words, tuple(accumulate(1 / (rank + 2) for rank in range(len(words))))


def make_sentence(rng: random.Random) -> str:
    """Return a sentence of 9 to 17 words."""
    words, weights = _vocabulary()
    drawn = rng.choices(words, cum_weights=weights, k=rng.randint(9, 17))
    return f"{drawn[0][0].upper()}{drawn[0][1:]} {' '.join(drawn[1:])}."


def make_question(rng: random.Random) -> str:
    """Return a question with a few content words."""
    words, _ = _vocabulary()
    noun, other, verb = (rng.choice(words[len(_FUNCTION_WORDS) :]) for _ in range(3))
    return f"Wann {verb} {noun} mit {other}?"


def make_article(rng: random.Random, *, sentences: int = 40) -> str:
    """Return an article: a headline, a date and paragraphs."""
    date = f"{rng.randint(1, 28):02d}.{rng.randint(1, 12):02d}.{rng.randint(2015, 2025)}"
    written = [make_sentence(rng) for _ in range(sentences)]
    steps = range(0, sentences, _SENTENCES_PER_PARAGRAPH)
    paragraphs = [" ".join(written[start : start + _SENTENCES_PER_PARAGRAPH]) for start in steps]
    return "\n\n".join([make_sentence(rng).rstrip("."), date, *paragraphs]) + "\n"


def write_synthetic(folder: Path, *, articles: int, seed: int = 0) -> None:
    """Write that many articles into a folder."""
    rng = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(articles):
        (folder / f"{number:05d}.txt").write_text(make_article(rng), encoding="utf-8")


def embed_topics(embedder: Embedder, *, seed: int = 0) -> Vectors:
    """Return the centres: the embeddings of sentences, shape (TOPICS, dimension)."""
    rng = random.Random(seed)
    return embedder.embed_passages([make_sentence(rng) for _ in range(TOPICS)])


def draw_vectors(centres: Vectors, topics: Sequence[int], *, seed: int) -> Vectors:
    """Return float32 unit vectors of shape (len(topics), dimension), each near the centre of its topic."""
    import numpy as np

    rng = np.random.default_rng(seed)
    numbers = np.asarray(topics)
    steps = rng.standard_normal((len(numbers), _DIRECTIONS)) * (_SPREAD / np.sqrt(_DIRECTIONS))
    vectors = centres[numbers]
    for topic in sorted(set(topics)):
        of_topic = numbers == topic
        vectors[of_topic] += steps[of_topic] @ _draw_directions(topic, centres.shape[1])
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@cache
def _draw_directions(topic: int, dimension: int) -> Vectors:
    """Return the directions in which the vectors of a topic differ, orthonormal, shape (_DIRECTIONS, dimension)."""
    import numpy as np

    drawn = np.random.default_rng(topic).standard_normal((dimension, _DIRECTIONS))
    return np.asarray(np.linalg.qr(drawn)[0].T, dtype=np.float32)
