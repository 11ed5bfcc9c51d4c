"""A car at a meeting: who is entered in it, and in each session its place with the reasons, its laps, stops, stints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from parcferme.classification import Row
from parcferme.documents import (
    FLEXIBLE,
    LEFT,
    Meeting,
    MeetingSession,
    Scored,
    Story,
    Table,
    classification_table,
    explain,
    headline,
    label,
    laps_known,
    placing_lines,
    say,
    story_tables,
    table,
)
from parcferme.entries import Driver, Entry
from parcferme.papers import Block, has_laps
from parcferme.regulations import SessionKind
from parcferme.site.sections import Section, by_number, captioned

# What only those who correct a log look for.
_LEFT_OUT: Final = ("record", "line")
_OF_RACES: Final = ("position", "class-position", "gap", "interval")
_RESULT: Final = ("position", "class-position", "laps", "time", "gap", "best", "on-lap", "stops")


class Car(msgspec.Struct, frozen=True, rename={"class_": "class"}):
    """A car of a meeting. `rows` are its lines of the classification by the session's place, `stories` what explains
    them where its laps are known.
    """

    number: str
    class_: str | None
    team: str | None
    vehicle: str | None
    entry: Entry | None
    drivers: tuple[Driver, ...]
    rows: Mapping[str, Row]
    stories: Mapping[str, Story]

    @property
    def crew(self) -> str:
        """Its drivers on one line."""
        return " / ".join(driver.name for driver in self.drivers)


def cars_of(meeting: Meeting) -> list[Car]:
    """Every car entered or classified, in order of the entry list, then of the results."""
    entered = meeting.entries.by_number()
    rows: dict[str, dict[str, tuple[Row, Scored]]] = {number: {} for number in entered}
    for session in meeting.sessions:
        for row in session.scored.result.rows if session.scored is not None else ():
            assert session.scored is not None
            rows.setdefault(row.number, {})[session.place] = (row, session.scored)
    for session in meeting.sessions:
        for slot in session.grid.slots if session.grid is not None else ():
            rows.setdefault(slot.number, {})
    return [_car(number, entered.get(number), found) for number, found in rows.items()]


def _car(number: str, entry: Entry | None, found: Mapping[str, tuple[Row, Scored]]) -> Car:
    """A car, as the entry list has it, else as the sessions have it."""
    listed = [scored.result.timing.entries.get(number) for _, scored in found.values()]
    known = entry or next((one for one in listed if one is not None), None)
    first = next((row for row, _ in found.values()), None)
    crew = {driver.name: driver for driver in (known.drivers if known is not None else ())}
    for row, _ in found.values():
        for name in row.drivers:
            crew.setdefault(name, Driver(name))
    return Car(
        number=number,
        class_=known.class_ if known is not None else first.class_ if first is not None else None,
        team=known.team if known is not None else first.team if first is not None else None,
        vehicle=known.vehicle or known.manufacturer if known is not None else None,
        entry=known,
        drivers=tuple(crew.values()),
        rows={place: row for place, (row, _) in found.items()},
        stories={place: explain(scored, number) for place, (_, scored) in found.items()},
    )


def results(meeting: Meeting, language: str, titles: Mapping[str, str]) -> dict[str, Block]:
    """For each car a table with its line of every session; by its number."""
    told: dict[str, list[dict[str, Any]]] = {}
    for session in meeting.sessions:
        if session.scored is None or not session.scored.result.rows:
            continue
        whole = classification_table(session.scored, language=language, wide=True)
        at = whole.columns.index("number")
        for cells in whole.rows:
            line = dict(zip(whole.columns, (cell or None for cell in cells), strict=True))
            told.setdefault(cells[at], []).append({**line, "session": titles[session.place]})
    return {number: _results(rows, language) for number, rows in told.items()}


def _results(rows: list[dict[str, Any]], language: str) -> Block:
    columns = ["session", *(name for name in _RESULT if any(row.get(name) for row in rows))]
    return _block(table(say("site", "results", language), columns, rows, language))


def session_of_car(
    car: Car, session: MeetingSession, language: str, parts: Iterable[Section]
) -> dict[str, Any]:
    """What a car's page says of one session: its line, why it stands there, tables."""
    story = car.stories[session.place]
    return {
        "headline": headline(
            story.row, language, laps_known=session.scored is not None and laps_known(session.scored)
        ),
        "reasons": list(dict.fromkeys(placing_lines(story, language, public=True))),
        "blocks": [
            *_sliced(car, parts),
            *(_told(story, language, _race_only(session)) if _has_laps(session) else ()),
        ],
    }


def _has_laps(session: MeetingSession) -> bool:
    return session.scored is not None and has_laps(session.scored)


def _sliced(car: Car, parts: Iterable[Section]) -> list[Block]:
    """Its lines of the sheets that have some for every car: decisions, drivers' times, best sectors."""
    by_name = {part.name: part for part in parts}
    return [
        {**mine, "title": [by_name[name].title]}
        for name in ("decisions", "drivers", "sectors")
        if name in by_name
        for block in by_name[name].blocks
        if block["kind"] == "table" and (mine := by_number(block, car.number)) is not None
    ]


def _race_only(session: MeetingSession) -> tuple[str, ...]:
    """What laps say in a race only: in practice and qualifying nobody is ahead of anybody."""
    race = session.scored is not None and session.scored.result.timing.kind is SessionKind.RACE
    return () if race else _OF_RACES


def _told(story: Story, language: str, out: Iterable[str]) -> list[Block]:
    """Stops, stints and the compulsory stop, then every lap; crossings that were no laps are for those who correct."""
    found: list[Block] = []
    laps: list[Block] = []
    for made in story_tables(story, language):
        if "why" in made.columns:
            continue
        if "lap-time" in made.columns:
            laps.append(_laps(made, story, language, out))
        else:
            found.append(captioned(_block(made)))
    return [*found, *laps]


def _laps(made: Table, story: Story, language: str, out: Iterable[str]) -> Block:
    """Every lap with its sectors; a deleted time struck through, the best strong."""
    block = _block(made, (*_LEFT_OUT, "driver", "elapsed", *out))
    at_time = [column["key"] for column in block["columns"]].index("lap-time")
    for row, lap in zip(block["rows"], story.laps, strict=True):
        if lap.deleted or lap.best:
            row[at_time] = {"m": row[at_time], "strike" if lap.deleted else "strong": True}
    drivers = [lap.driver or "" for lap in story.laps]
    changes = {at: name for at, name in enumerate(drivers) if name and (at == 0 or drivers[at - 1] != name)}
    said = {"title": [label("laps", language)], "note": [label("legend-laps", language)], "groups": changes}
    return {**block, **said}


def _block(made: Table, leave_out: Iterable[str] = _LEFT_OUT) -> Block:
    """A table of one car as a block; unlike a sheet's it need not know how wide it is."""
    out = set(leave_out)
    kept = [index for index, key in enumerate(made.columns) if key not in out]
    columns = [
        {
            "key": made.columns[index],
            "head": [made.headings[index]],
            "left": made.columns[index] in LEFT,
            "fr": int(made.columns[index] in FLEXIBLE),
        }
        for index in kept
    ]
    return {
        "kind": "table",
        "title": [made.title] if made.title else [],
        "columns": columns,
        "rows": [[row[index] for index in kept] for row in made.rows],
        "classes": list(made.classes),
        "note": [],
    }
