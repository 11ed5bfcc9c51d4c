"""The starting grid as values: who stands where, who starts from the pit lane, who does not start, and why."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

import msgspec

from parcferme.classification import Reason
from parcferme.entries import Load
from parcferme.findings import Finding
from parcferme.regulations import PoleSide


class Publication(enum.StrEnum):
    """Whether something happened before or after the grid was published."""

    BEFORE = "before"
    AFTER = "after"


class Slot(msgspec.Struct, frozen=True, rename={"class_": "class"}):
    """One car. `position` and `row` count from 1, None for a car that is not on the grid.

    `side` is the side of the track as seen from behind; None in a single file and inside a row of three or more. `time`
    (µs) is what placed it, None where no time did. `qualifying_position` is its place before anything was turned round
    or penalised, None without a time. `loads`: what it carries for its success.
    """

    number: str
    position: int | None = None
    row: int | None = None
    side: PoleSide | None = None
    class_: str | None = None
    drivers: tuple[str, ...] = ()
    team: str | None = None
    time: int | None = None
    qualifying_position: int | None = None
    reasons: tuple[Reason, ...] = ()
    loads: tuple[Load, ...] = ()

    def carrying(self, loads: tuple[Load, ...], why: Mapping[tuple[str, str], tuple[Reason, ...]]) -> Slot:
        """The same with what the car carries, each followed by why (by the handicap's name and whose it is)."""
        reasons = list(self.reasons)
        for load in loads:
            values = {"name": load.name, "value": load.value, "unit": load.unit, "whom": load.whom}
            reasons += [Reason("grid-handicap", values), *why.get((load.name, load.whom), ())]
        return msgspec.structs.replace(self, loads=loads, reasons=tuple(reasons))


class Grid(msgspec.Struct, frozen=True):
    """A starting grid. `slots` in order of position; a position that is missing among them is an empty slot.

    `pit_lane`: cars that start from the pit lane, in order; `left_out`: cars that were entered and do not start.
    """

    slots: tuple[Slot, ...] = ()
    pit_lane: tuple[Slot, ...] = ()
    left_out: tuple[Slot, ...] = ()
    findings: tuple[Finding, ...] = ()
    in_row: int = 2
    pole: PoleSide = PoleSide.LEFT

    def rows(self) -> tuple[tuple[Slot | None, ...], ...]:
        """The rows from the front, each from left to right as seen from behind; None is an empty place."""
        here = {slot.position: slot for slot in self.slots}
        last = max((slot.row or 0 for slot in self.slots), default=0)
        rows = []
        for row in range(last):
            first = row * self.in_row + 1
            cars = tuple(here.get(position) for position in range(first, first + self.in_row))
            rows.append(cars if self.pole is PoleSide.LEFT else cars[::-1])
        return tuple(rows)

    def car(self, number: str) -> Slot | None:
        """Where a car is: on the grid, in the pit lane or left out; None where it is nowhere."""
        every = (*self.slots, *self.pit_lane, *self.left_out)
        return next((slot for slot in every if slot.number == number), None)


class Starter(msgspec.Struct):
    """A car while its slot is being worked out; not part of any grid.

    `measure` is what it is ordered by, `first` who did it first; both None for a car without a place in the order.
    `has_place`: it is not behind the others for want of a place in the result that orders the grid.
    """

    number: str
    class_: str | None = None
    drivers: tuple[str, ...] = ()
    team: str | None = None
    time: int | None = None
    measure: tuple[int, ...] | None = None
    first: tuple[int, ...] = ()
    rank: int | None = None
    effort: int = 0
    has_place: bool = True
    disqualified: bool = False
    allowed: bool = False
    drop: int = 0
    back: bool = False
    pit_lane: Publication | None = None
    withdrawn: Publication | None = None
    reasons: list[Reason] = []

    def say(self, code: str, /, **values: Any) -> None:
        """Add a reason; values that are not known are left out."""
        self.reasons.append(Reason(code, {key: value for key, value in values.items() if value is not None}))

    def slot(self, position: int | None, in_row: int, pole: PoleSide) -> Slot:
        """The car in its place, None for a place off the grid."""
        row = None if position is None else (position - 1) // in_row + 1
        return Slot(
            number=self.number, position=position, row=row, side=_side(position, in_row, pole), class_=self.class_,
            drivers=self.drivers, team=self.team, time=self.time, qualifying_position=self.rank,
            reasons=tuple(self.reasons),
        )  # fmt: skip


def _side(position: int | None, in_row: int, pole: PoleSide) -> PoleSide | None:
    if position is None or in_row == 1:
        return None
    column = (position - 1) % in_row
    other = PoleSide.RIGHT if pole is PoleSide.LEFT else PoleSide.LEFT
    return pole if column == 0 else other if column == in_row - 1 else None
