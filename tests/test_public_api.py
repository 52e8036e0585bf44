"""The public list is the whole list: what README shows can't vanish by accident."""

from __future__ import annotations

import inspect

import rag

EXPECTED = """
REFUSAL Answer AnswerStream Archive ArchiveStatus AskConfig AskEvent BelegtError Chat CheckReport Citation
Document DocumentInfo Evidence EvidenceFound Failure Filters Finished ProgressEvent ScoredChunk Section SectionKind
Queued Statement
SyncReport Timings Token
""".split()


def test_public_names() -> None:
    assert sorted(rag.__all__) == sorted(EXPECTED)
    assert all(hasattr(rag, name) for name in EXPECTED)


def test_what_a_caller_may_pass() -> None:
    parameters = {
        name: list(inspect.signature(getattr(rag.Archive, name)).parameters) for name in ("open", "search", "ask")
    }
    assert parameters["open"] == ["path", "embedder", "embed_url", "llm", "llm_url", "reader", "config"]
    assert parameters["search"] == ["self", "question", "k", "filters"]
    assert parameters["ask"] == ["self", "question", "filters"]
    assert list(rag.Filters.__annotations__) == ["since", "until", "sources", "as_of", "kinds"]


def test_public_things_are_documented() -> None:
    for name, member in inspect.getmembers(rag.Archive, callable):
        assert name.startswith("_") or inspect.getdoc(member), name
