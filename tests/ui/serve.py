"""The page over the small archive, in a process of its own: `python -m tests.ui.serve ARCHIVE CALLS [PASSWORD]`.

Prints one line of JSON, the address and the functions of the model's queue, and serves until its input ends.
Connections to other computers are refused and noted in the file CALLS. With a password it listens on every address.
"""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.ui.fakes import FakeArchive, make_rows
from ui.access import Access
from ui.app import MODEL_QUEUE, serve_page

#: The most that is taken here, so that a test of the limit needn't send a gigabyte.
MAX_BYTES = 1_000_000


def forbid_calls_out(notes: Path) -> None:
    """Make every connection that leaves this computer fail, and write down where it was going."""
    connect = socket.socket.connect

    def note_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            with notes.open("a", encoding="utf-8") as file:
                file.write(f"{address}\n")
            raise OSError("no network in this test")
        connect(self, address)

    socket.socket.connect = note_connect  # type: ignore[assignment, method-assign]


def list_model_queue() -> list[tuple[str, int | None]]:
    """Return name and limit of every function in the model's queue."""
    from gradio import Blocks

    functions = [fn for blocks in Blocks.get_instances() for fn in blocks.fns.values()]
    return [(fn.name, fn.concurrency_limit) for fn in functions if fn.concurrency_id == MODEL_QUEUE]


def main() -> None:
    """Serve until the input ends."""
    forbid_calls_out(Path(sys.argv[2]))
    access = Access("0.0.0.0", sys.argv[3]) if len(sys.argv) > 3 else Access()
    archive = FakeArchive(Path(sys.argv[1]), rows=make_rows())
    with patch("ui.app.MAX_BUNDLE_BYTES", MAX_BYTES), serve_page(archive, access=access) as url:
        facts = {"url": url, "folder": str(Path.cwd()), "model_queue": list_model_queue()}
        print(json.dumps(facts), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
