"""What runs in a child process: `protocol.py` is the script, the other modules are the systems it can be asked for."""

from __future__ import annotations
