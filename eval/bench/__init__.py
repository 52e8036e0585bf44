"""Side by side with other systems, and against the limits of this machine."""

from __future__ import annotations
