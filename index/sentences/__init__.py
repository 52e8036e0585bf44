"""Where German sentences begin and end."""

from index.sentences.splitter import split_sentences as split_sentences

__all__ = ["split_sentences"]
