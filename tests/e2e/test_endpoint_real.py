"""A real model server beside the archive: asked, stopped in the middle, started again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.cpu import count_cores
from index.errors import ModelUnreachable
from index.models import resolve_llm
from rag import Archive
from rag.llm import endpoint
from rag.prompt import PROMPT_CHECK, load_prompt
from tests.e2e.reading_room import ARTICLES, find_free_port

#: The server is waited for by the retries themselves: it needs a while to read the model.
PATIENT = (0.5,) * 120


@contextmanager
def run_server(port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(resolve_llm("1.5b")), "--port", str(port)]
    # Probabilities it can only tell when it computes those of the whole prompt, which takes half a minute.
    options = ["--n_ctx", "2048", "--logits_all", "false", "--n_threads", str(count_cores()), "--verbose", "false"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen([*command, *options], stdout=quiet, stderr=quiet) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_model_server_answers_and_may_go_and_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "steg.txt").write_text(ARTICLES["steg.txt"], encoding="utf-8")
    port = find_free_port()
    address = f"http://127.0.0.1:{port}/v1"
    with Archive.open(tmp_path / "archive", llm_url=address) as archive:
        archive.add(tmp_path / "steg.txt")
        with run_server(port):
            monkeypatch.setattr(endpoint, "PAUSES", PATIENT)
            archive.llm.warm(load_prompt(PROMPT_CHECK))
            answer = archive.ask("Wie viel hat der neue Steg über die Mirle gekostet?")
            assert (answer.short, answer.model) == ("2,4 Millionen Euro", address)
            assert "2,4 Millionen Euro" in answer.citations[0].quote
            assert answer.confidence > archive.config.threshold
        monkeypatch.setattr(endpoint, "PAUSES", (0.1,))
        with pytest.raises(ModelUnreachable, match="antwortet nicht"):
            archive.ask("Wie lang ist der neue Steg?")
        with run_server(port):
            monkeypatch.setattr(endpoint, "PAUSES", PATIENT)
            archive.llm.warm(load_prompt(PROMPT_CHECK))
