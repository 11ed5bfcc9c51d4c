"""The desk on a local socket: one JSON document a line, each answered by one. Whoever may open the socket may write."""

from __future__ import annotations

import hashlib
import os
import socketserver
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec

from parcferme.classification import Preview, compared
from parcferme.codec import decode_record
from parcferme.documents import moved_lines, row_document
from parcferme.findings import ParcFermeError, WrongCall
from parcferme.live.desk.desk import Asked, Desk, Foreseen
from parcferme.live.desk.operations import AT_ONCE
from parcferme.live.desk.resting import Overtaken
from parcferme.store import this_process

_LONGEST: Final = 100  # bytes in the address of a local socket (unix(7) has room for 107)


class Request(Asked, frozen=True, kw_only=True, omit_defaults=True):
    """A line to the desk. `ask`: `do`, `preview`, `take` (`records`: lines of a log) or a question."""

    ask: str
    do: str = ""
    records: tuple[str, ...] = ()
    lang: str = "en"


class Service:
    """A desk that is spoken to. Raises `OSError` where there can be no socket."""

    def __init__(self, desk: Desk, *, since: str = "") -> None:
        self.desk = desk
        self.address = address_of(desk.journal.path)
        self._since = since
        # Nobody else holds the database, so nobody else is behind an address that was left here.
        Path(self.address).unlink(missing_ok=True)
        before = os.umask(0o077)
        try:
            self._server = _Server(self.address, self)
        finally:
            os.umask(before)
        desk.journal.show_holder(this_process(since, self.address))
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="desk socket", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Nobody is answered any more."""
        self._server.shutdown()
        self._server.server_close()
        Path(self.address).unlink(missing_ok=True)

    def answer(self, line: bytes) -> dict[str, Any]:
        """What a line is answered with: `error` says why not, `overtaken` the record that came between."""
        try:
            request = msgspec.json.decode(line, type=Request)
            return _ANSWERS.get(request.ask, _unknown)(self.desk, request)
        except Overtaken as problem:
            return {"error": str(problem), "overtaken": problem.record}
        except (ParcFermeError, msgspec.MsgspecError) as problem:
            return {"error": str(problem)}
        except Exception as defect:
            return {"error": f"a defect of parcferme: {type(defect).__name__}: {defect}"}


def address_of(path: Path) -> str:
    """Where the desk of a database is spoken to: beside it, or where temporary files are, if that is too long."""
    beside = str(path.absolute().with_name(f"{path.name}.socket"))
    if len(os.fsencode(beside)) <= _LONGEST:
        return beside
    name = hashlib.sha256(os.fsencode(beside)).hexdigest()[:16]
    return str(Path(tempfile.gettempdir()) / f"parcferme-{name}.socket")


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: str, service: Service) -> None:
        self.service = service
        super().__init__(address, _Line)


class _Line(socketserver.StreamRequestHandler):
    """Whoever is connected, until they go."""

    def handle(self) -> None:
        service = self.server.service  # type: ignore[attr-defined]
        try:
            for line in self.rfile:
                if line.strip():
                    self.wfile.write(msgspec.json.encode(service.answer(line), enc_hook=str) + b"\n")
        except OSError:
            return  # gone: what was done is done, and asked again with its key it is answered


def _do(desk: Desk, request: Request) -> dict[str, Any]:
    asked = _asked(desk, request)
    before = desk.situation(asked.session) if asked.session and request.do in AT_ONCE else None
    amends = desk.amends(int(request.given["operation"])) if "operation" in request.given else []
    answer = desk.do(asked)
    said: dict[str, Any] = {"operation": answer.operation, "numbers": answer.numbers}
    if amends:
        said["amends"] = amends
    if before is not None:
        # What could not wait is shown once it is written.
        made = compared(before.case, desk.situation(asked.session).case)
        said |= _changed(made, request.lang)
    return said


def _preview(desk: Desk, request: Request) -> dict[str, Any]:
    made: Foreseen = desk.foresee(_asked(desk, request))
    said = {"seen": made.seen, "records": sum(map(len, made.records.values()))}
    return said | _changed(made.preview, request.lang)


def _take(desk: Desk, request: Request) -> dict[str, Any]:
    if not request.key:
        raise WrongCall("reads from elsewhere need a key, so that what is sent again is taken once")
    records = [decode_record(line) for line in request.records]
    return {"numbers": desk.take_once(records, request.key).numbers}


def _state(desk: Desk, _: Request) -> dict[str, Any]:
    heads = desk.journal.heads
    return {
        "database": str(desk.journal.path),
        "sessions": list(desk.sessions),
        "decoders": [name for name in heads if name not in desk.sessions],
        "records": max((seq for seq, _ in heads.values()), default=0),
        "heads": {name: list(head) for name, head in heads.items()},
        "odd": [one.code for one in desk.odd],
    }


def _result(desk: Desk, request: Request) -> dict[str, Any]:
    session = request.session or desk.current
    rows = desk.situation(session).result.rows
    return {"session": session, "classification": [row_document(row) for row in rows]}


def _operations(desk: Desk, _: Request) -> dict[str, Any]:
    back = desk.undone()
    return {
        "operations": [
            {"operation": number, "session": session, "name": head.name, "text": head.text, "by": head.by,
             "at": head.at, "undoes": head.undoes, "undone": number in back}
            for number, session, head in desk.operations
        ]
    }  # fmt: skip


def _unknown(_: Desk, request: Request) -> dict[str, Any]:
    raise WrongCall(f"no question {request.ask!r} (expected {', '.join(_ANSWERS)})")


def _asked(desk: Desk, request: Request) -> Asked:
    at = desk.now() if request.at is None else request.at  # before anything is looked up
    session = request.session or ("" if request.do == "undo" else desk.current)
    return msgspec.structs.replace(request, at=at, session=session)


def _changed(made: Preview, language: str) -> dict[str, Any]:
    """What differs: values for programs (times in µs), and a line for each car."""
    rows = (*made.before.rows, *made.after.rows)
    return {
        "changes": [msgspec.structs.asdict(one) for one in made.changes],
        "lines": [[car, what] for car, what in moved_lines(made.changes, rows, language)],
    }


_ANSWERS: Final[dict[str, Callable[[Desk, Request], dict[str, Any]]]] = {
    "do": _do,
    "preview": _preview,
    "take": _take,
    "state": _state,
    "result": _result,
    "operations": _operations,
}
