"""Logs kept and copied: a timing file as a log, a log into a database, a log's own lines."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from parcferme import codec
from parcferme.decoders import HEAD, Decoded, fold, format_of, header_of
from parcferme.findings import BadLog
from parcferme.records import Log, SessionStart
from parcferme.regulations import SessionKind
from parcferme.season.corrected import with_laps_found
from parcferme.season.files import is_store, load, load_rulebook

OURS: Final = ("alkamel", "alkamel_classification")
"""Formats of timing files that are written as well as read: such a file may be made again."""
OUR_LISTS: Final = (
    b"position,class_position,number,class,team,drivers,status,took_flag,",
    b"lap,position,class_position,number,class,team,gap,gap_laps",
)
"""How the tables written here begin that would read as a bare result list, which somebody may have typed."""


def holds_record(path: str | Path) -> bool:
    """Whether a file holds what cannot be worked out again: a log, a log database, a timing file of a format that is
    only read, a result list not written here, or TOML, which people write. What cannot be read is taken for one.
    """
    path = Path(path)
    if path.suffix.lower() == ".toml" or is_store(path):
        return True
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return True
    if head.startswith(OUR_LISTS):
        return False
    kind = format_of(head)
    return kind not in (None, *OURS) or (kind is None and _is_entry_list(head))


def _is_entry_list(head: bytes) -> bool:
    """Whether a table names cars and who drives or enters them, and neither times nor places: people write such, and a
    file keeps no trace of who did.
    """
    names = {fold(name) for name in header_of(head)[1]}
    told = names & {"driver", "driver_1", "transponder", "transponders", "driver_category"}
    ours = {"position", "laps", "lap", "time", "kind", "status", "gap"}
    return (
        "number" in names
        and bool(told)
        and not names & ours
        and not any(one.endswith("_us") for one in names)
    )


def imported(decoded: Decoded, kind: str | None = None) -> Log:
    """A decoded file's log, which says itself what kind of session it is and what it is called, as far as that is
    known. What the log said already stands, and one of our own is copied as it is. Raises `BadLog` for a correction of
    a lap that is not there.
    """
    session, title = kind or decoded.session, decoded.title
    log = decoded.log
    if decoded.pointed:
        log, odd = with_laps_found(decoded, load_rulebook(), decoded.entries, SessionKind(session or "race"))
        if odd:
            where = odd[0].where
            raise BadLog(
                f"{where.file}:{where.line}: corrects lap {where.lap} of {where.car}, which is not there"
            )
    if decoded.format in ("log", "store") and kind is None:
        return log
    start = next((event for event in log.events if isinstance(event, SessionStart)), None)
    if start is None:
        return log.append(SessionStart(session=session, name=title)) if session or title else log
    changed = msgspec.structs.replace(start, session=start.session or session, name=start.name or title)
    return Log(log.passings, tuple(changed if event is start else event for event in log.events))


def keep(log: Log, path: str | Path, session: str) -> None:
    """Append a log to a session of a database, made where there is none. Raises `StoreError` or `WrongCall`."""
    from parcferme.store import open_store

    with open_store(path) as store:
        store.open(session).append(log)


def log_text(path: str | Path, session: str | None = None) -> bytes:
    """A log as JSON lines: of a database or a log file the lines as they were kept, of a timing file its records.

    Raises `BadLog`.
    """
    path = Path(path)
    decoded = load(path, session)
    if not is_store(path):
        return codec.encode(imported(decoded) if decoded.pointed else decoded.log)
    from parcferme.store import open_store, session_text

    with open_store(path, create=False, read_only=True) as store:
        name = session or next(iter(store.sessions()), None)
        if name is None:
            raise BadLog(f"{path}: holds no session")
        return session_text(store, name)
