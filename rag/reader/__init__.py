"""The reader: span extraction on the embedder's encoder."""

from rag.reader.decode import ReadSpan
from rag.reader.reader import Reader, Reading, SpanReader

__all__ = ["ReadSpan", "Reader", "Reading", "SpanReader"]
