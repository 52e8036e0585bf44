"""The interface for programs: what it answers, to whom, and what it keeps to itself."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from rag import Archive
from tests.conftest import ARTICLES
from tests.index.make_bundles import make_zip
from tests.ui.service.conftest import Served
from ui.service.tokens import FILE, PREFIX, Scope

QUESTION = "Wie viel hat die Brücke über die Aue gekostet?"


def read_stream(text: str) -> list[tuple[str, Any]]:
    """Return the events of a stream with their data."""
    events = [dict(line.partition(": ")[::2] for line in part.split("\n")) for part in text.strip().split("\n\n")]
    return [(event["event"], json.loads(event["data"])) for event in events]


def test_an_answer_is_that_of_the_archive(served: Served) -> None:
    got = served.client.post("/v1/ask", json={"question": QUESTION})
    assert got.status_code == 200
    answer, expected = got.json(), served.archive.ask(QUESTION)
    assert (answer["text"], answer["abstained"]) == (expected.text, expected.abstained)
    for citation in answer["citations"]:
        text = served.archive.document(citation["source"]).text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert "prompt" not in answer


def test_a_stream_brings_the_evidence_first_and_the_checked_answer_last(served: Served) -> None:
    got = served.client.post("/v1/ask/stream", json={"question": QUESTION})
    assert got.headers["content-type"].startswith("text/event-stream")
    events = read_stream(got.text)
    assert [name for name, _ in events][:1] == ["evidence"]
    assert any("12,5 Millionen" in entry["quote"] for entry in events[0][1]["evidence"])
    name, answer = events[-1]
    assert (name, answer["text"]) == ("answer", served.archive.ask(QUESTION).text)


def test_search_brings_passages_within_the_filters(served: Served) -> None:
    found = served.client.post("/v1/search", json={"question": "Sanierung", "k": 5, "until": "2023"}).json()
    assert {passage["source"] for passage in found} == {"lokal/freibad.txt"}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"question": ""},
        {"question": "x" * 2001},
        {"question": "?", "since": "gestern"},
        {"question": "?", "since": "2024-13"},
        {"question": "?", "sources": "a.txt"},
        {"question": "?", "prompt": "…"},
    ],
)
def test_what_is_no_question_is_named(served: Served, body: dict[str, Any]) -> None:
    for path in ("/v1/ask", "/v1/ask/stream", "/v1/search"):
        got = served.client.post(path, json=body)
        assert got.status_code == 422
        assert isinstance(got.json()["detail"], str)


def test_the_archive_at_a_glance(served: Served) -> None:
    assert served.client.get("/v1/status").json()["documents"] == len(ARTICLES)
    rows = served.client.get("/v1/documents").json()
    assert {row["source"] for row in rows} == set(ARTICLES)


def test_articles_come_and_go(served: Served) -> None:
    text = "Turm saniert\n\nDer Turm wurde für 3 Millionen Euro saniert.\n".encode()
    assert served.client.put("/v1/documents/turm.txt", content=text).json()["added"] == ["turm.txt"]
    assert served.client.put("/v1/documents/turm.txt", content=text).json()["unchanged"] == ["turm.txt"]
    assert "3 Millionen" in served.archive.document("turm.txt").text
    assert served.client.delete("/v1/documents/turm.txt").json()["removed"] == ["turm.txt"]
    assert served.client.delete("/v1/documents/lokal/freibad.txt").status_code == 200
    gone = served.client.delete("/v1/documents/turm.txt")
    assert gone.status_code == 404
    assert "turm.txt" in gone.json()["detail"]


@pytest.mark.parametrize(("name", "body"), [("leer.txt", b""), ("bild.png", b"\x89PNG"), ("kaputt.pdf", b"%PDF-1.7")])
def test_a_bad_file_is_named_and_leaves_nothing(served: Served, name: str, body: bytes) -> None:
    got = served.client.put(f"/v1/documents/{name}", content=body)
    assert got.status_code == 422
    assert name in got.json()["detail"]
    assert served.client.get("/v1/status").json()["documents"] == len(ARTICLES)


def test_a_file_of_many_articles_is_taken_one_by_one(served: Served) -> None:
    bundle = make_zip({**ARTICLES, "leer.txt": ""})
    report = served.client.put("/v1/documents/woche.zip", content=bundle).json()
    assert sorted(report["added"]) == sorted(f"woche.zip/{name}" for name in ARTICLES)
    assert [failure["source"] for failure in report["failed"]] == ["woche.zip/leer.txt"]
    again = served.client.put("/v1/documents/woche.zip", content=bundle).json()
    assert len(again["unchanged"]) == len(ARTICLES)
    assert served.client.put("/v1/documents/kaputt.zip", content=b"kein ZIP").status_code == 422
    assert served.client.put("/v1/documents/leer.zip", content=make_zip({})).status_code == 422


def test_a_file_beyond_the_limit_is_not_read_to_its_end(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.uploads.MAX_BYTES", 1000)
    assert served.client.put("/v1/documents/a.txt", content=b"a" * 5000).status_code == 413


def test_once_there_is_a_token_nobody_comes_in_without(served: Served) -> None:
    assert served.client.get("/v1/status").status_code == 200
    read, write = served.sign(Scope.READ), served.sign(Scope.WRITE)
    for headers in ({}, {"authorization": "Bearer falsch"}, {"authorization": read["authorization"][7:]}):
        for path in ("/v1/status", "/v1/documents", "/metrics"):
            got = served.client.get(path, headers=headers)
            assert (got.status_code, got.headers["www-authenticate"]) == (401, "Bearer")
        assert served.client.post("/v1/ask", json={"question": "?"}, headers=headers).status_code == 401
    assert served.client.get("/v1/status", headers=read).status_code == 200
    assert served.client.delete("/v1/documents/bruecke.txt", headers=read).status_code == 403
    assert served.client.put("/v1/documents/a.txt", content=b"x", headers=read).status_code == 403
    assert served.client.delete("/v1/documents/bruecke.txt", headers=write).status_code == 200
    assert served.client.get("/healthz").json() == {"status": "ok"}


def test_tokens_are_kept_as_hashes_and_end_when_taken_away(served: Served) -> None:
    headers = served.sign(Scope.READ)
    secret = headers["authorization"].split()[1]
    path = served.archive.path / FILE
    assert secret.startswith(PREFIX)
    assert secret not in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o077 == 0
    served.sign(Scope.READ)
    assert served.client.get("/v1/status", headers=headers).status_code == 200
    served.tokens.remove(served.tokens.all()[0].name)
    assert served.client.get("/v1/status", headers=headers).status_code == 401


def test_other_sites_and_other_paths_get_nothing(served: Served) -> None:
    foreign = {"origin": "https://boese.example", "sec-fetch-site": "cross-site"}
    assert served.client.post("/v1/ask", json={"question": "?"}, headers=foreign).status_code == 403
    assert served.client.get("/v1/status", headers={"host": "boese.example"}).status_code == 403
    assert [served.client.get(path).status_code for path in ("/docs", "/redoc", "/v2/ask", "/")] == [404] * 4


def test_the_log_says_what_was_called_but_not_what_was_asked(served: Served) -> None:
    served.client.post("/v1/ask", json={"question": QUESTION})
    served.client.get("/v1/documents")
    lines = [json.loads(line) for line in served.log.getvalue().splitlines()]
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("POST", "/v1/ask", 200),
        ("GET", "/v1/documents", 200),
    ]
    assert "Brücke" not in served.log.getvalue()


def test_the_figures_count_what_happened(served: Served) -> None:
    served.client.post("/v1/ask", json={"question": QUESTION})
    served.client.post("/v1/ask", json={"question": ""})
    text = served.client.get("/metrics").text
    assert 'belegt_requests_total{route="/v1/ask",status="200"} 1.0' in text
    assert 'belegt_requests_total{route="/v1/ask",status="422"} 1.0' in text
    assert "belegt_evidence_seconds_count 1.0" in text
    assert f"belegt_documents {len(ARTICLES)}.0" in text
    assert "belegt_asking 0.0" in text
    assert re.findall(r"belegt_answers_total{outcome=\"(\w+)\"}", text) in (["answered"], ["refused"])


def test_the_description_names_every_route(served: Served) -> None:
    paths = served.client.get("/openapi.json").json()["paths"]
    assert set(paths) >= {"/v1/ask", "/v1/ask/stream", "/v1/search", "/v1/status", "/v1/documents", "/healthz"}


def test_an_archive_that_is_being_written_says_so(served: Served, archive: Archive) -> None:
    from index.store import Store

    with Store(archive.path).writing():
        got = served.client.delete("/v1/documents/bruecke.txt")
    assert (got.status_code, got.headers["retry-after"]) == (409, "5")
