"""An archive on disk: the SQLite record and the Chroma vectors derived from it."""

from index.store.check import CheckReport as CheckReport
from index.store.check import Problem as Problem
from index.store.store import Store as Store

__all__ = ["CheckReport", "Problem", "Store"]
