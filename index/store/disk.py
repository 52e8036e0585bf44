"""What a full disk looks like, whoever tells of it: the system, SQLite or Chroma."""

from __future__ import annotations

import errno


def is_disk_full(error: BaseException) -> bool:
    """Tell whether an error says that there is no room left."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return True
    return any(words in str(error) for words in ("disk is full", "No space left"))
