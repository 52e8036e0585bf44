"""The reader: span extraction on the embedder's encoder."""

from rag.reader.decode import ReadSpan
from rag.reader.load import load_reader, reader_fits
from rag.reader.reader import Reader, Reading, SpanReader

__all__ = ["ReadSpan", "Reader", "Reading", "SpanReader", "load_reader", "reader_fits"]
