"""An archive on disk: the SQLite record and the Chroma vectors derived from it."""

from index.store.store import CheckReport as CheckReport
from index.store.store import Store as Store

__all__ = ["CheckReport", "Store"]
