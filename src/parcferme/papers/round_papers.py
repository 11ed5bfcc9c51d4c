"""The bulletins of a round: entry list, timetable, starting grid, standings."""

from __future__ import annotations

from typing import Any, Final

from parcferme.calendar import UntimedSession
from parcferme.championship import Table as Standing
from parcferme.documents import (
    Meeting,
    MeetingSession,
    entries_table,
    legend,
    loads_text,
    place_of,
    reason_text,
    say,
    session_headings,
    session_title,
    standing_reasons,
    standings_sheet,
    table,
    time_text,
    timetable_tables,
)
from parcferme.entries import Entry
from parcferme.grid import Grid, Slot
from parcferme.names import kind_of
from parcferme.papers.blocks import breakable, missing, page_break, sentences, sheet, words
from parcferme.papers.paper import Block
from parcferme.papers.session_papers import Languages
from parcferme.regulations import PoleSide

# A grid of more cars than this has its list on a new page.
_SHORT: Final = 12
# Reasons that only say which result a place on the grid comes from: the head of the sheet says so for all.
_PLAIN: Final = frozenset(
    ("grid-result", "grid-best", "grid-second-best", "grid-fastest-lap", "grid-average", "grid-standings")
)
# Of standings, so many sessions go on a sheet; with more columns than this they stand closer.
_ACROSS: Final = 27
_NARROW: Final = 11


def entry_list(meeting: Meeting, languages: Languages) -> list[Block]:
    """Who is entered, a line for each car."""
    entries = meeting.entries
    if not entries.cars:
        return [missing("entry-list", languages)]
    drivers = len({driver.name for car in entries.cars for driver in car.drivers})
    cars = len({car.number for car in entries.cars})
    block = sheet(lambda language: entries_table(entries, language, round=meeting.number), languages)
    return [{**block, "title": words("label", "entries-counted", languages, cars=cars, drivers=drivers)}]


def timetable(meeting: Meeting, languages: Languages) -> list[Block]:
    """When each session is, and of which nobody has said when."""
    made = meeting.timetable
    if made is None or not any(one.sessions or one.untimed for one in made.meetings):
        return [missing("timetable", languages)]
    found: list[Block] = []
    for at, planned in enumerate(made.meetings):
        days = dict.fromkeys(day.isoformat() for day in (planned.first, planned.last) if day is not None)
        place = " · ".join(part for part in (place_of(planned), " – ".join(days)) if part)
        title = [place] if place else []  # a round of which only results are known has neither place nor days
        if planned.sessions:
            tables = {language: timetable_tables(made, language)[at] for language in languages}
            block = sheet(tables.__getitem__, languages, leave_out=("kind",), size=9)
            found.append({**block, "title": title})
            title = []
        if planned.untimed:
            called = [
                ", ".join(session_title(one, language) for one in planned.untimed) for language in languages
            ]
            told = [
                say("bulletin-word", "untimed", language, sessions=names)
                for language, names in zip(languages, called, strict=True)
            ]
            found.append(sentences(title, [("", told)]))
    return found


def grid(session: MeetingSession, languages: Languages) -> list[Block]:
    """The grid as the cars stand, then as a list, then what moved cars."""
    made = session.grid
    if made is None or not (made.slots or made.pit_lane):
        return [missing("grid", languages)]
    found: list[Block] = [_layout(made, languages)]
    for key, cars in (("grid-pit-lane", made.pit_lane), ("grid-left-out", made.left_out)):
        if cars:
            found.append(
                sentences(words("label", key, languages), [(f"#{one.number}", [_crew(one)]) for one in cars])
            )
    entered = session.entries.by_number() if session.entries is not None else {}
    listed = {
        language: [_line(slot, entered.get(slot.number), language) for slot in made.slots]
        for language in languages
    }
    columns = [
        name
        for name in ("position", "number", "class", "team", "drivers", "vehicle", "handicap", "time")
        if any(row[name] is not None for row in listed[languages[0]])
    ]
    block = sheet(lambda language: table("", columns, listed[language], language), languages)
    found += [
        *([page_break()] if len(made.slots) > _SHORT else []),
        {**block, "title": words("bulletin-word", "as-list", languages)},
    ]
    moved = [slot for slot in (*made.slots, *made.pit_lane, *made.left_out) if _is_explained(slot)]
    if moved:
        rows = [(f"#{slot.number}", [_reasons(slot, language) for language in languages]) for slot in moved]
        found.append(sentences(words("label", "reasons", languages), rows))
    return found


def _is_explained(slot: Slot) -> bool:
    """Whether more is to be said of a car's place than the result it comes from."""
    return len(slot.reasons) > 1 or any(reason.code not in _PLAIN for reason in slot.reasons)


def grid_facts(session: MeetingSession, languages: Languages) -> list[tuple[tuple[str, ...], str]]:
    """Under the title of a grid: the sessions it goes by, the side of pole position."""
    made = session.grid
    if made is None:
        return []
    named = [UntimedSession(name, kind_of(name)) for name in session.ordered_by]
    titles = [", ".join(session_title(one, language) for one in named) for language in languages]
    sides = words("side", made.pole.value, languages) if made.in_row > 1 else []
    said = (("grid-ordered-by", titles), ("pole", sides))
    return [
        (tuple(words("label", key, languages)), " / ".join(dict.fromkeys(texts)))
        for key, texts in said
        if any(texts)
    ]


def _layout(made: Grid, languages: Languages) -> Block:
    """The rows from the front. Who stands nearer to the line on the track is higher on the sheet."""
    rows = []
    for number, row in enumerate(made.rows(), 1):
        slots = [
            {
                "car": None if slot is None else _slot(slot),
                "late": at > 0 if made.pole is PoleSide.LEFT else at == 0,
            }
            for at, slot in enumerate(row)
        ]
        if len(row) == 1:
            slots[0]["late"] = False
        rows.append({"name": str(number), "slots": slots})
    return {"kind": "start", "title": words("bulletin-word", "two-by-two", languages), "rows": rows}


def _slot(slot: Slot) -> dict[str, Any]:
    return {
        "position": str(slot.position or ""),
        "number": slot.number,
        "class": slot.class_ or "",
        "drivers": [breakable(name) for name in slot.drivers],
        "team": breakable(slot.team or ""),
        "time": time_text(slot.time) or "",
    }


def _crew(slot: Slot) -> str:
    return " · ".join(part for part in (slot.class_, slot.team, " / ".join(slot.drivers)) if part)


def _line(slot: Slot, car: Entry | None, language: str) -> dict[str, Any]:
    return {
        "position": slot.position,
        "number": slot.number,
        "class": slot.class_,
        "team": slot.team,
        "drivers": " / ".join(slot.drivers) or None,
        "vehicle": None if car is None else car.vehicle or car.manufacturer,
        "handicap": loads_text(slot.loads, language),
        "time": time_text(slot.time),
    }


def _reasons(slot: Slot, language: str) -> str:
    return "; ".join(reason_text(reason, language, public=True) for reason in slot.reasons)


def standings(meeting: Meeting, languages: Languages) -> list[Block]:
    """Every table, dropped points in brackets, with what has to be explained below each."""
    if meeting.standings is None or not any(one.rows for one in meeting.standings.tables):
        return [missing("standings", languages)]
    found: list[Block] = []
    for one in meeting.standings.tables:
        if one.rows:
            found += _table(one, languages)
    return found


def _table(one: Standing, languages: Languages) -> list[Block]:
    note = [
        " · ".join(filter(None, (_columns_text(one, language), legend(one, language))))
        for language in languages
    ]
    block = sheet(
        lambda language: standings_sheet(one, language),
        languages,
        note=dict.fromkeys(filter(None, note)),
        size=7.4,
    )
    parts = _split(block)
    told = [list(standing_reasons(one, language, public=True)) for language in languages]
    rows = [(about, [lines[at][1] for lines in told]) for at, (about, _) in enumerate(told[0])]
    return [*parts, sentences([], rows)] if rows else parts


def _columns_text(one: Standing, language: str) -> str:
    """What the heading of a column stands for, by the first that is more than a round."""
    pairs = zip(session_headings(one.sessions), one.sessions, strict=True)
    heading, session = next(((text, one) for text, one in pairs if not text.isdigit()), (None, None))
    if session is None:
        return ""
    called = session_title(UntimedSession(session.session, kind_of(session.session)), language)
    values = {"heading": heading, "round": session.round, "session": called}
    return say("bulletin-word", "standings-columns", language, **values)


def _split(block: Block) -> list[Block]:
    """A table of more sessions than a sheet is wide, in parts: each with who and how many points in all."""
    sessions = [at for at, column in enumerate(block["columns"]) if column["key"].startswith("session-")]
    block["pad"] = 2.4 if len(block["columns"]) > _NARROW else 4
    if len(sessions) <= _ACROSS:
        return [block]
    found: list[Block] = []
    parts = -(-len(sessions) // _ACROSS)
    each = -(-len(sessions) // parts)
    for first in range(0, len(sessions), each):
        kept = set(sessions[first : first + each])
        columns = [at for at in range(len(block["columns"])) if at in kept or at not in sessions]
        part = {
            "columns": [block["columns"][at] for at in columns],
            "rows": [[row[at] for at in columns] for row in block["rows"]],
        }
        found.append({**block, **part, "note": block["note"] if first + each >= len(sessions) else []})
    return found
