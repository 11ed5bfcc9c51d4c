"""The order of a whole meeting, made of the sessions of a round: a session like any other, which points can be for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

import msgspec

from parcferme.championship.drives import drives_of
from parcferme.championship.finishes import is_one_of
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.regulations import MeetingRules, TableRules, Unit

MEETING: Final = "meeting"


def with_meetings(results: Sequence[SessionResult], rules: MeetingRules | None) -> list[SessionResult]:
    """The results, and behind the last session of each round its meeting, where rules make one and no list has one."""
    if rules is None or any(one.session == MEETING for one in results):
        return list(results)
    found: list[SessionResult] = []
    last = {one.round: at for at, one in enumerate(results)}
    for at, one in enumerate(results):
        found.append(one)
        if last[one.round] == at:
            found += _meeting([each for each in results if each.round == one.round], rules)
    return found


def _meeting(sessions: Sequence[SessionResult], rules: MeetingRules) -> Iterator[SessionResult]:
    """The meeting of one round; none where none of its sessions has been run."""
    held = [one for one in sessions if is_one_of(one, rules.sessions)]
    if not held:
        return
    places = [_places(one) for one in held]
    lines = _cars(held)
    able = [car for car in lines if any(car in at for at in places)]
    keys = {car: _key(car, places, rules) for car in able}
    order = sorted(able, key=lambda car: keys[car])
    found = []
    for car in order:
        place = next(at for at, other in enumerate(order, 1) if keys[other] == keys[car])
        found += [_line(line, place) for line in lines[car]]
    found += [_line(line, None) for car, crew in lines.items() if car not in keys for line in crew]
    yield SessionResult(held[0].round, MEETING, MEETING, tuple(found), held[0].event, file=held[0].file)


def _cars(sessions: Sequence[SessionResult]) -> dict[str, list[ResultLine]]:
    """The lines of each car, one for each driver where lists have them, of the first session in which it started."""
    lines: dict[str, list[ResultLine]] = {}
    for one in sessions:
        mine: dict[str, list[ResultLine]] = {}
        for line in one.lines:
            mine.setdefault(line.car, []).append(line)
        for car, crew in mine.items():
            if all(line.status is Status.NOT_STARTED for line in lines.get(car, [])):
                lines[car] = crew
    return lines


def _places(result: SessionResult) -> dict[str, int]:
    """The places of the cars of a session."""
    drives = drives_of(result, TableRules(name="", unit=Unit.CAR))
    return {one.lines[0].car: one.place for one in drives if one.place is not None and one.classified}


def _key(
    car: str, places: Sequence[dict[str, int]], rules: MeetingRules
) -> tuple[Fraction | int, tuple[int, ...]]:
    """What a car is ordered by: points or places, then its place in the last session, and the one before."""
    # Not to have a place is worse than the last one.
    behind = [at.get(car, len(at) + 1) for at in places]
    last = tuple(reversed(behind))
    if not rules.scale:
        return sum(behind), last
    scored = (at[car] for at in places if car in at)
    return -sum((rules.scale[place - 1] for place in scored if place <= len(rules.scale)), Fraction(0)), last


def _line(line: ResultLine, place: int | None) -> ResultLine:
    """A car at its place in the meeting. What belongs to single sessions (a fastest lap, a grid) stays with them."""
    return msgspec.structs.replace(
        line,
        position=place,
        class_position=None,
        group_position=None,
        status=Status.CLASSIFIED
        if place is not None
        else Status.NOT_CLASSIFIED
        if line.status is Status.CLASSIFIED
        else line.status,
        time=None,
        best_lap=None,
        grid=None,
        qualified=None,
        fastest_lap=False,
        pole=False,
        laps_led=None,
        laps_led_class=None,
        incidents=None,
    )
