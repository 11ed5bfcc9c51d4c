"""A starting grid as people see it: the JSON document, the heading, the text of a slot, and each car's reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from parcferme.documents.classification import finding_document, reason_document
from parcferme.documents.loads import loads_document, loads_text
from parcferme.documents.values import time_text, timed
from parcferme.documents.words import label, reason_text, say
from parcferme.findings import Finding
from parcferme.grid import Grid, Slot


class About(msgspec.Struct, frozen=True):
    """Which race a grid is of, and what orders it. `sources` are the sessions it was made from."""

    championship: str
    session: str
    round: int
    event: str | None = None
    season: str | None = None
    rulebook: str | None = None
    sources: tuple[str, ...] = ()
    reconstruction: bool = False


def grid_document(about: About, grid: Grid, *, findings: Iterable[Finding] = ()) -> dict[str, Any]:
    """The grid as one JSON document. `rows` are car numbers from left to right as seen from behind, null where a place
    is empty. Every time twice: as text and in µs.
    """
    return {
        "session": {
            "championship": about.championship,
            "season": about.season,
            "round": about.round,
            "event": about.event,
            "name": about.session,
            "rulebook": about.rulebook,
            "sources": list(about.sources),
            "reconstruction": about.reconstruction,
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


def grid_title(about: About, language: str = "en") -> str:
    """The race and that this is its grid; a reconstruction says so first."""
    place = about.event or say("label", "grid-round", language, round=about.round)
    text = " · ".join((label("grid", language), place, about.session))
    return f"{label('reconstruction', language)} · {text}" if about.reconstruction else text


def grid_heading(about: About, grid: Grid, language: str = "en") -> Iterator[tuple[str, str]]:
    """Pairs of a label and what it says: championship, rulebook, the sessions it goes by, the side of pole position."""
    yield label("championship", language), about.championship
    if about.rulebook:
        yield label("rulebook", language), about.rulebook
    if about.sources:
        yield label("grid-ordered-by", language), ", ".join(about.sources)
    if grid.in_row > 1:
        yield label("pole", language), say("side", grid.pole.value, language)


def slot_lines(slot: Slot) -> tuple[str, str]:
    """A car in its place in two lines: position, number, class and time; team and drivers."""
    carried = loads_text(slot.loads)
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
