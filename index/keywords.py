"""Words as the keyword index knows them: German stems without umlauts, numbers without separators."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

_WORD = re.compile(r"\d+(?:[.\u00a0\u202f' ]\d{3})+(?!\d)|\w+", re.UNICODE)
_SEPARATOR = re.compile(r"\D")
_FOLD = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "_": " "})

#: Function words that say nothing about a question's subject (stems are taken when the set is first used).
_STOPWORDS = """
aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus bei beim bin
bis bist da dabei damit dann darauf darum das dass dein deine dem den denn der des dessen deren die dies diese diesem
diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es etwas euer für gab gegen gewesen gibt
hab habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ist ja jede jedem
jeden jeder jedes jene kann kein keine keinem keinen keiner können könnte man mehr mein meine mit muss nach nicht
nichts noch nun nur ob oder ohne sehr sein seine seinem seinen seiner seit sich sie sind so soll sollen sollte sollten
sondern sonst um und uns unser unter vom von vor wann war waren warum was weil welche welchem welchen welcher welches
wenn wer werde werden wem wen wessen wie wieder wieso weshalb will wir wird wo wohin woher wodurch womit wozu worüber
wurde wurden während zu zum zur zwischen über laut
the a an of in on at to for and or is are was were what which who whom when where why how did do does has have had by
with from it its this that
""".split()


class _Stemmer(Protocol):
    def stemWords(self, words: list[str]) -> list[str]: ...  # noqa: N802  (PyStemmer's own name)


@lru_cache(maxsize=1)
def _load_stemmer() -> _Stemmer:
    import Stemmer

    stemmer: _Stemmer = Stemmer.Stemmer("german")
    return stemmer


def split_words(text: str) -> list[str]:
    """Return the lower-case words and numbers of `text`; "10.000" and "10 000" are both "10000"."""
    return [
        _SEPARATOR.sub("", word) if word[0].isdigit() and not word.isalnum() else word.lower()
        for word in _WORD.findall(text)
    ]


def stem_words(text: str) -> list[str]:
    """Return the terms of `text` for the keyword index, in order, with repeats.

    Snowball German stems, umlauts and ß folded, so that "Größe", "Groesse" and "Grösse" meet.
    """
    words = [word.replace("ae", "ä").replace("oe", "ö") for word in split_words(text)]
    stems = _load_stemmer().stemWords([word.replace("ß", "ss") for word in words])
    return [stem.translate(_FOLD).strip() for stem in stems if stem.strip("_")]


@lru_cache(maxsize=1)
def stop_terms() -> frozenset[str]:
    """Return the terms that carry no subject: German and English function words, stemmed."""
    return frozenset(stem_words(" ".join(_STOPWORDS)))


def is_function_word(word: str) -> bool:
    """Tell whether a word says nothing about a subject, whatever its case."""
    return set(stem_words(word)) <= stop_terms()


def content_terms(text: str) -> list[str]:
    """Return the terms of `text` without function words, each once, in order of appearance."""
    stop = stop_terms()
    return list(dict.fromkeys(term for term in stem_words(text) if term not in stop))
