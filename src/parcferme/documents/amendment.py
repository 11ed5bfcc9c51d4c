"""What an amended classification changed: places, times and rulings, against the document that was published before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final

import msgspec

from parcferme.classification import Reason, Row
from parcferme.documents.classification import session_document
from parcferme.documents.headings import STATED
from parcferme.documents.scored import Scored
from parcferme.documents.values import time_text
from parcferme.documents.words import reason_text, say
from parcferme.findings import WrongCall
from parcferme.times import is_dated

_NUMBERED: Final = ("decision", "record")


def classification_before(data: bytes, name: str) -> Mapping[str, Any]:
    """The classification document of an earlier version, as `publish` and `classify --json` write it.

    Raises `WrongCall` for anything else.
    """
    try:
        said = json.loads(data)
        msgspec.convert(said, _Before)
    except (ValueError, RecursionError):
        raise WrongCall(
            f"{name}: no classification (expected the JSON that publish or classify writes)"
        ) from None
    found: Mapping[str, Any] = said
    return found


class _RowBefore(msgspec.Struct):
    """What is compared of a car in an earlier document."""

    number: str
    position: int | None = None
    class_position: int | None = None
    status: str | None = None
    laps: int | None = None
    time: str | None = None
    time_us: int | None = None
    reasons: tuple[Mapping[str, Any], ...] = ()

    def __post_init__(self) -> None:
        if not all(isinstance(one.get("code"), str) for one in self.reasons):
            raise ValueError("a reason without its code")


class _SessionBefore(msgspec.Struct):
    """What an earlier document says of its session."""

    name: str | None = None
    kind: str | None = None
    source: str | None = None
    start: str | None = None
    start_us: int | None = None


# Not strict about what else is there: later versions know more, and earlier ones knew less.
class _Before(msgspec.Struct):
    """An earlier document, as far as it is looked at: what it says besides is its own."""

    classification: tuple[_RowBefore, ...]
    session: _SessionBefore | None = None


def is_of(before: Mapping[str, Any], scored: Scored) -> bool:
    """Whether an earlier document is of this session: of its kind, under its name or from a file of its name, and not
    of another day where both say which.
    """
    was, now = before.get("session"), session_document(scored)
    if not isinstance(was, Mapping) or was.get("kind") != now["kind"]:
        return False
    # A log without dates has its instants on day zero: its day says nothing.
    days = {str(one.get("start"))[:10] for one in (was, now) if is_dated(one.get("start_us") or 0)}
    files = {PurePath(str(one.get("source"))).stem for one in (was, now)}
    return len(days) < 2 and (was.get("name") == now["name"] or len(files) == 1)


def changes(before: Mapping[str, Any], after: Scored, languages: Sequence[str]) -> tuple[str, ...]:
    """A line for each car that a ruling or another time moved, then one for those who moved with them; each in every
    language, parted by line feeds where they differ. That nothing changed is said too.
    """
    old = {row["number"]: row for row in before["classification"]}
    lines: list[list[str]] = []
    moved: list[list[str]] = []
    for row in after.result.rows:
        was = old.pop(row.number, None)
        told = [" · ".join(_told(was, row, language)) for language in languages]
        if not any(told):
            continue
        ruled = (
            was is None or any(_reasons(was, row)) or _outcome(was) != (row.status.value, row.laps, row.time)
        )
        (lines if ruled else moved).append([f"#{row.number} {text}" for text in told])
    for number in old:
        lines.append([f"#{number} {say('amendment', 'gone', language)}" for language in languages])
    if moved:
        lines.append(["; ".join(texts) for texts in zip(*moved, strict=True)])
    if not lines:
        lines = [[say("amendment", "nothing", language) for language in languages]]
    return tuple("\n".join(dict.fromkeys(texts)) for texts in lines)


def _outcome(was: Mapping[str, Any]) -> tuple[Any, ...]:
    return was.get("status"), was.get("laps") or 0, was.get("time_us")


def _told(was: Mapping[str, Any] | None, row: Row, language: str) -> Iterator[str]:
    """What is different about one car."""
    if was is None:
        yield say("amendment", "added", language)
        return
    place = _place(was.get("position"), str(was.get("status")), language)
    now = _place(row.position, row.status.value, language)
    if place != now:
        yield say("amendment", "place", language, before=place, after=now)
    if row.class_ and was.get("class_position") != row.class_position:
        values = {"before": was.get("class_position") or "–", "after": row.class_position or "–"}
        yield say("amendment", "class", language, class_name=row.class_, **values)
    if (was.get("laps") or 0) != row.laps:
        yield say("amendment", "laps", language, before=was.get("laps") or 0, after=row.laps)
    if was.get("time_us") != row.time:
        values = {"before": was.get("time") or "–", "after": time_text(row.time) or "–"}
        yield say("amendment", "time", language, **values)
    new, withdrawn = _reasons(was, row)
    yield from (reason_text(reason, language) for reason in new)
    for reason in withdrawn:
        yield say("amendment", "withdrawn", language, ruling=reason_text(reason, language))


def _place(position: int | None, status: str, language: str) -> str:
    return str(position) if position is not None else say("status-short", status, language)


def _reasons(was: Mapping[str, Any], row: Row) -> tuple[list[Reason], list[Reason]]:
    """The reasons of a row that were not there before, and those that are no more."""
    old = {_key(one): one for one in map(_reason, was.get("reasons", ())) if one.code != STATED}
    new = {_key(one): one for one in row.reasons if one.code != STATED}
    return (
        [reason for text, reason in new.items() if text not in old],
        [reason for text, reason in old.items() if text not in new],
    )


def _key(reason: Reason) -> str:
    """What a reason says, whatever numbers the records of its log have by now."""
    values = {key: value for key, value in reason.values.items() if key not in _NUMBERED}
    return reason_text(msgspec.structs.replace(reason, values=values))


def _reason(said: Mapping[str, Any]) -> Reason:
    """A reason out of the document that tells it."""
    values = {key: value for key, value in said.items() if key not in ("code", "text")}
    return msgspec.convert({"code": said["code"], "values": values}, Reason)
