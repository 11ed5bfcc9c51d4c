"""A starting grid as people see it: the JSON document, the heading, the text of a slot, and each car's reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from parcferme.documents.classification import finding_document, reason_document
from parcferme.documents.loads import loads_document, loads_text
from parcferme.documents.meeting import MeetingSession
from parcferme.documents.values import time_text, timed
from parcferme.documents.words import label, reason_text, say
from parcferme.findings import Finding, WrongCall
from parcferme.grid import Grid, Slot


def grid_document(race: MeetingSession, *, findings: Iterable[Finding] = ()) -> dict[str, Any]:
    """The grid of a race that has one, as one JSON document. `rows` are car numbers from left to right as seen from
    behind, null where a place is empty. Every time twice: as text and in µs.
    """
    grid, series = grid_of(race), race.series
    return {
        "session": {
            "championship": series.title,
            "season": series.season,
            "round": race.round,
            "event": race.event,
            "name": race.title or race.name,
            "rulebook": race.rulebook,
            "sources": list(race.ordered_by),
            "reconstruction": series.reconstruction,
        },
        "pole": grid.pole.value,
        "in_row": grid.in_row,
        "grid": [_slot_document(slot) for slot in grid.slots],
        "rows": [[None if slot is None else slot.number for slot in row] for row in grid.rows()],
        "pit_lane": [_slot_document(slot) for slot in grid.pit_lane],
        "left_out": [_slot_document(slot) for slot in grid.left_out],
        "findings": [finding_document(finding) for finding in findings],
    }


def _slot_document(slot: Slot) -> dict[str, Any]:
    return {
        "position": slot.position,
        "row": slot.row,
        "side": None if slot.side is None else slot.side.value,
        "number": slot.number,
        "class": slot.class_,
        "team": slot.team,
        "drivers": list(slot.drivers),
        **timed("time", slot.time),
        "qualifying_position": slot.qualifying_position,
        **({"handicaps": loads_document(slot.loads)} if slot.loads else {}),
        "reasons": [reason_document(reason) for reason in slot.reasons],
    }


def grid_of(race: MeetingSession) -> Grid:
    """The grid of a race. Raises `WrongCall` for a session that has none."""
    if race.grid is None:
        raise WrongCall(f"{race.name} has no starting grid")
    return race.grid


def grid_title(race: MeetingSession, language: str = "en") -> str:
    """The race and that this is its grid; a reconstruction says so first."""
    place = race.event or say("label", "grid-round", language, round=race.round)
    text = " · ".join((label("grid", language), place, race.title or race.name))
    return f"{label('reconstruction', language)} · {text}" if race.series.reconstruction else text


def grid_heading(race: MeetingSession, language: str = "en") -> Iterator[tuple[str, str]]:
    """Pairs of a label and what it says: championship, rulebook, the sessions it goes by, the side of pole position."""
    grid = grid_of(race)
    yield label("championship", language), race.series.title
    if race.rulebook:
        yield label("rulebook", language), race.rulebook
    if race.ordered_by:
        yield label("grid-ordered-by", language), ", ".join(race.ordered_by)
    if grid.in_row > 1:
        yield label("pole", language), say("side", grid.pole.value, language)


def slot_lines(slot: Slot, language: str = "en") -> tuple[str, str]:
    """A car in its place in two lines: position, number, class, time and what it carries; team and drivers."""
    carried = loads_text(slot.loads, language)
    first = [f"{slot.position}." if slot.position is not None else "", f"#{slot.number}", slot.class_]
    crew = (slot.team, " / ".join(slot.drivers))
    return "  ".join(part for part in (*first, time_text(slot.time), carried) if part), " · ".join(
        filter(None, crew)
    )


def grid_reasons(grid: Grid, language: str = "en") -> Iterator[tuple[str, str]]:
    """Every car with all its reasons: those on the grid, in the pit lane and left out."""
    for slot in (*grid.slots, *grid.pit_lane, *grid.left_out):
        place = "–" if slot.position is None else f"{slot.position}."
        yield f"{place} #{slot.number}", "; ".join(reason_text(reason, language) for reason in slot.reasons)
