"""The `belegt` command."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the `belegt` command with `arguments` (default: those of the process) and return its exit code."""
    import sys

    from rag.cli.run import run_command

    return run_command(sys.argv[1:] if arguments is None else arguments)
