"""The routes for programs: ask, search, look at the archive, add to it, take from it."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

from anyio import to_thread
from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import StreamingResponse

from index.errors import BelegtError, FileTooLarge
from rag.cli.terminal.formats import format_bytes
from rag.filters import Filters
from rag.types import AskEvent, EvidenceFound, Finished, Queued, Token
from ui.intake import take_uploads
from ui.service.access import Door
from ui.service.asking import Desk, follow_while_there, run_while_there
from ui.service.figures import Figures
from ui.service.ports import ServedArchive
from ui.service.schemas import (
    AnswerOut,
    AskRequest,
    DocumentOut,
    ErrorOut,
    EvidenceOut,
    HealthOut,
    Narrowed,
    PassageOut,
    ReportOut,
    SearchRequest,
    StatusOut,
)
from ui.service.tokens import Scope
from ui.uploads import Upload, UploadState, limit_of, make_safe_name

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Service:
    """What the routes share."""

    archive: ServedArchive
    desk: Desk
    door: Door
    figures: Figures


def get_service(request: Request) -> Service:
    """Return what the routes share."""
    service: Service = request.app.state.service
    return service


Shared = Annotated[Service, Depends(get_service)]


def admit_reader(request: Request, service: Shared) -> str:
    """Return the name of a client that may read."""
    return service.door.enter(request, Scope.READ)


def admit_writer(request: Request, service: Shared) -> str:
    """Return the name of a client that may change the archive."""
    return service.door.enter(request, Scope.WRITE)


Reader = Annotated[str, Depends(admit_reader)]
Writer = Annotated[str, Depends(admit_writer)]
Responses = dict[int | str, dict[str, Any]]


def _describe(**statuses: str) -> Responses:
    return {int(status[1:]): {"model": ErrorOut, "description": text} for status, text in statuses.items()}


_REFUSED = _describe(
    _400="The body can't be read.",
    _401="No valid token.",
    _403="The token may not do this, or the request is another site's.",
    _405="The route knows no such method.",
    _422="Something in the request is off; `detail` names it.",
)
_BUSY = _describe(
    _429="Too many questions of this client at once.", _503="Too many questions at once, or no language model."
)
_WRITING = _describe(_409="Another process writes to the archive.", _507="The disk is full.")

public = APIRouter(tags=["operation"])
router = APIRouter(responses=_REFUSED)


@public.get("/healthz")
async def health() -> HealthOut:
    """Tell whether the service answers."""
    return HealthOut(status="ok")


@router.get("/metrics", response_class=Response, tags=["operation"])
async def metrics(service: Shared, client: Reader) -> Response:
    """Return the figures of the service in the text format of Prometheus."""
    return Response(await to_thread.run_sync(service.figures.write), media_type="text/plain; version=0.0.4")


@router.post("/v1/ask", responses=_BUSY, tags=["questions"])
async def ask(asked: AskRequest, request: Request, service: Shared, client: Reader) -> AnswerOut:
    """Answer a question from the archive, or refuse. Who leaves before the answer frees the model."""
    begin = partial(service.archive.ask_stream, asked.question, **read_filters(asked))
    answer = await run_while_there(request, service.desk.answer(client, begin))
    return AnswerOut.model_validate(answer)


@router.post(
    "/v1/ask/stream",
    response_class=StreamingResponse,
    responses={**_BUSY, 200: {"content": {"text/event-stream": {}}, "description": "evidence, queued, draft, answer"}},
    tags=["questions"],
)
async def ask_stream(asked: AskRequest, request: Request, service: Shared, client: Reader) -> StreamingResponse:
    """Answer a question and send each step as a server-sent event, the evidence first, the checked answer last."""
    events = service.desk.follow(client, partial(service.archive.ask_stream, asked.question, **read_filters(asked)))
    # The first event shows whether there is room, and whether the question can be asked at all.
    first = await run_while_there(request, anext(events))
    rest = follow_while_there(request, events)
    return StreamingResponse(write_events(first, rest), media_type="text/event-stream")


@router.post("/v1/search", tags=["questions"])
async def search(asked: SearchRequest, service: Shared, client: Reader) -> list[PassageOut]:
    """Return the best passages on a question, without the language model."""
    found = await run(partial(service.archive.search, asked.question, asked.k, **read_filters(asked)))
    return [PassageOut.model_validate(passage) for passage in found]


@router.get("/v1/status", tags=["archive"])
async def status(service: Shared, client: Reader) -> StatusOut:
    """Return the archive at a glance."""
    return StatusOut.model_validate(await run(service.archive.status))


@router.get("/v1/documents", tags=["archive"])
async def documents(service: Shared, client: Reader) -> list[DocumentOut]:
    """Return the articles of the archive."""
    rows = await run(service.archive.documents)
    return [DocumentOut.model_validate(row) for row in rows]


@router.put(
    "/v1/documents/{name}",
    responses={**_WRITING, **_describe(_413="The file is too large.")},
    openapi_extra={"requestBody": {"content": {"application/octet-stream": {}}, "required": True}},
    tags=["archive"],
)
async def put_document(name: str, request: Request, service: Shared, client: Writer) -> ReportOut:
    """Take an article in, or the new version of one: the body is the file, its format the ending of the name.

    A file of many articles (ZIP, TAR, mailbox, web archive, feed, table) is taken article by article.
    """
    with tempfile.TemporaryDirectory(prefix="belegt-") as folder:
        received = Path(folder) / "received"
        await receive_body(request, received, name)
        return await run(partial(take_file, service.archive, received, name))


@router.delete(
    "/v1/documents/{source:path}", responses={**_WRITING, **_describe(_404="No such article.")}, tags=["archive"]
)
async def remove_document(source: str, service: Shared, client: Writer) -> ReportOut:
    """Take an article out of the archive; the file it came from stays."""
    report = await run(partial(service.archive.remove, source))
    if report.failed:
        raise HTTPException(404, report.failed[0].cause)
    return ReportOut.model_validate(report)


async def run(work: Callable[[], T]) -> T:
    """Run what takes a while in a thread."""
    return await to_thread.run_sync(work)


def read_filters(asked: Narrowed) -> Filters:
    """Return what a question is narrowed to."""
    return Filters(since=asked.since, until=asked.until, as_of=asked.as_of, sources=asked.sources, kinds=asked.kinds)


async def write_events(first: AskEvent, rest: AsyncIterator[AskEvent]) -> AsyncIterator[str]:
    """Yield the events as server-sent events; an error in the middle is one too."""
    yield write_event(first)
    try:
        async for event in rest:
            yield write_event(event)
    except BelegtError as error:
        yield _write("error", {"detail": error.text("de")})


def write_event(event: AskEvent) -> str:
    """Return one event as a server-sent event."""
    match event:
        case EvidenceFound(evidence=evidence, short=short):
            shown = [EvidenceOut.model_validate(entry).model_dump() for entry in evidence]
            return _write("evidence", {"evidence": shown, "short": short})
        case Queued(ahead=ahead):
            return _write("queued", {"ahead": ahead})
        case Token(text=text):
            return _write("draft", {"text": text})
        case Finished(answer=answer):
            return _write("answer", AnswerOut.model_validate(answer).model_dump())


def _write(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


async def receive_body(request: Request, target: Path, name: str) -> None:
    """Write the body of a request to a file; raises `FileTooLarge` as soon as it is."""
    size, limit = 0, limit_of(name)
    with target.open("wb") as file:
        async for piece in request.stream():
            size += len(piece)
            if size > limit:
                raise FileTooLarge(path=name, size=f"über {format_bytes(limit)}", limit=format_bytes(limit))
            await asyncio.to_thread(file.write, piece)


def take_file(archive: ServedArchive, received: Path, name: str) -> ReportOut:
    """Take a received file into the archive and say what became of it; raises HTTPException 422 where it is bad."""
    upload = Upload(make_safe_name(name), received, received.stat().st_size)
    *_, (done,) = take_uploads(archive, [upload])
    if done.state is UploadState.FAILED:
        raise HTTPException(422, f"{done.name}: {done.explain('de')}")
    if done.report is not None:
        return ReportOut.model_validate(done.report)
    names = {state: [done.name] if state is done.state else [] for state in UploadState}
    return ReportOut(
        added=names[UploadState.ADDED],
        changed=names[UploadState.CHANGED],
        unchanged=[*names[UploadState.UNCHANGED], *names[UploadState.MOVED]],
    )
