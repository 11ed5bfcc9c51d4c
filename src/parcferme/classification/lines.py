"""The result of a session as grid and championship take it, whether it was scored here or comes as a bare list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import msgspec

from parcferme.classification.rows import Row, Status


class ResultLine(msgspec.Struct, frozen=True, gc=False, rename={"class_": "class"}):
    """One car in a session, or one driver of it where a list has a line for each (then equal `car` and `position`).

    Times in µs. `position` is overall, None without a place; `class_position` and `group_position` where the list
    says them, else they follow from the order. `crew`: everybody in the car, where `drivers` is only one of them.
    `guest`: scores nothing. `not_scoring`: drivers of the crew who score nothing (too little driving time).
    `fastest_lap`, `pole`: as the list says; `fastest_lap_by`, `pole_by`: the one of the crew whom it names.
    `laps_led` (overall), `laps_led_class`, `incidents`, `grid`, `qualified` (the place in qualifying, not that on the
    grid): None where it does not say. `best_lap_at`, `second_best_lap_at`: the session time at which that lap was
    completed. `disqualified_for`: the kind of a disqualification, `technical`. `effort`: 2 tried a lap, 1 left the
    pits, 0 did not (cars without a time). `certainty`: `stated`, `inferred` or `reconstructed` where a list tells.
    `penalised`: the list states a penalty, so that its place may not be that of its laps and time. `behind`: the gap to
    the first, of a list that gives the first no time.
    """

    car: str
    position: int | None = None
    status: Status = Status.CLASSIFIED
    class_: str | None = None
    class_position: int | None = None
    group: str | None = None
    group_position: int | None = None
    drivers: tuple[str, ...] = ()
    crew: tuple[str, ...] = ()
    team: str | None = None
    manufacturer: str | None = None
    engine: str | None = None
    laps: int | None = None
    time: int | None = None
    best_lap: int | None = None
    second_best_lap: int | None = None
    best_lap_at: int | None = None
    second_best_lap_at: int | None = None
    grid: int | None = None
    qualified: int | None = None
    fastest_lap: bool = False
    pole: bool = False
    fastest_lap_by: str | None = None
    pole_by: str | None = None
    laps_led: int | None = None
    laps_led_class: int | None = None
    incidents: int | None = None
    shared: bool = False
    guest: bool = False
    nominated: bool = False
    not_scoring: tuple[str, ...] = ()
    effort: int = 0
    disqualified_for: str | None = None
    reason: str | None = None
    certainty: str | None = None
    penalised: bool = False
    behind: int | None = None
    line: int | None = None


class SessionResult(msgspec.Struct, frozen=True):
    """The result of one session of one round. `kind`: race, sprint, qualifying, stage … as points rules name it.

    `completed`: the share of the scheduled distance or time that was run where the race was cut short; `green_laps`:
    laps not behind the safety car, where known; `red`: ended under a red flag. `file`: where the result was read.
    `has_pole`: who starts first has pole position: not where the order of the grid was turned round, or no qualifying
    made it, and the list marks nobody. `has_result`: false where a race was stopped for good too soon to have one.
    """

    round: int
    session: str
    kind: str
    lines: tuple[ResultLine, ...] = ()
    event: str | None = None
    completed: Fraction | None = None
    green_laps: int | None = None
    red: bool = False
    file: str | None = None
    status: str = "provisional"
    has_pole: bool = True
    has_result: bool = True

    def cars(self) -> tuple[str, ...]:
        """The cars in it, each once."""
        return tuple(dict.fromkeys(line.car for line in self.lines))


class Starts(NamedTuple):
    """Who started a race where (by car; none from the pit lane), and whether the first of them has pole position: not
    where the order was turned round, or no qualifying made it.
    """

    places: Mapping[str, int]
    pole: bool


def lines_of(rows: Iterable[Row], *, by_time: bool = False) -> tuple[ResultLine, ...]:
    """The rows of a classification as lines of a result; entries add make, group and guests. Of a practice or
    qualifying (`by_time`) no line is marked as the fastest lap: there it is the first place.
    """
    return tuple(
        ResultLine(
            car=row.number,
            position=row.position,
            status=row.status,
            class_=row.class_,
            class_position=row.class_position,
            drivers=_people(row),
            team=row.team,
            laps=row.laps,
            time=row.time,
            best_lap=row.best_lap,
            second_best_lap=row.second_best_lap,
            best_lap_at=row.best_lap_elapsed,
            second_best_lap_at=row.second_best_lap_elapsed,
            fastest_lap=row.fastest_lap and not by_time,
            laps_led=row.laps_led,
            laps_led_class=row.class_laps_led,
            effort=2 if row.laps else 0,
        )
        for row in rows
    )


def with_fastest_lap(lines: Sequence[ResultLine]) -> tuple[ResultLine, ...]:
    """The lines of a race with its fastest lap: as a list marks it, else from the best laps it has."""
    best = min((line.best_lap for line in lines if line.best_lap is not None), default=None)
    if best is None or any(line.fastest_lap for line in lines):
        return tuple(lines)
    return tuple(
        msgspec.structs.replace(line, fastest_lap=True) if line.best_lap == best else line for line in lines
    )


def with_start(
    race: SessionResult, starts: Starts | None = None, qualifying: SessionResult | None = None
) -> SessionResult:
    """A race with the places in its qualifying, with who started where, and with its pole position: each as its list
    says; else as its grid (`starts`) has it. Pole position goes to who starts first, where no grid says so to the first
    of the qualifying.
    """
    places = {} if qualifying is None else {line.car: line.position for line in qualifying.lines}
    lines = race.lines
    if places and all(line.qualified is None for line in lines):
        lines = tuple(msgspec.structs.replace(line, qualified=places.get(line.car)) for line in lines)
    listed = any(line.grid is not None for line in lines)
    if starts is not None and starts.places and not listed:
        lines = tuple(msgspec.structs.replace(line, grid=starts.places.get(line.car)) for line in lines)
        race = msgspec.structs.replace(race, has_pole=starts.pole)
    if race.has_pole and not any(line.pole for line in lines):
        front = 1 if listed else min((line.grid for line in lines if line.grid), default=1)
        first = {line.car for line in lines if line.grid == front}
        first = first or {car for car, place in places.items() if place == 1}
        lines = tuple(
            msgspec.structs.replace(line, pole=True) if line.car in first else line for line in lines
        )
    return msgspec.structs.replace(race, lines=lines)


def _people(row: Row) -> tuple[str, ...]:
    """The crew. Where a timing file has only the number a driver has in the car, `1`, that is nobody else's name: it
    becomes `#81`, in a crew of several `#81/1`.
    """
    alone = len(row.drivers) == 1
    return tuple(
        (f"#{row.number}" if alone else f"#{row.number}/{name}") if name.isdecimal() else name
        for name in row.drivers
    )
