"""The order of a whole meeting, made slowly from the sessions of each round: a session called `meeting` of its own."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from parcferme.championship import Planned
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.regulations import MeetingRules

NAME = "meeting"
BEST_FIRST = (Status.CLASSIFIED, Status.DISQUALIFIED, Status.NOT_CLASSIFIED, Status.NOT_STARTED)


def with_meetings(
    results: Sequence[SessionResult], planned: Sequence[Planned], rules: MeetingRules
) -> tuple[list[SessionResult], list[Planned]]:
    """The sessions of a season and behind those of each round its meeting."""
    held: list[SessionResult] = []
    for number in dict.fromkeys(one.round for one in results):
        here = [one for one in results if one.round == number]
        held += here
        made_of = [one for one in here if one.kind in rules.sessions or one.session in rules.sessions]
        if made_of:
            held.append(SessionResult(number, NAME, NAME, tuple(lines(made_of, rules)), here[0].event))
    to_come: list[Planned] = []
    for number in dict.fromkeys(one.round for one in planned):
        coming = [one for one in planned if one.round == number]
        to_come += coming
        if any(one.kind in rules.sessions or one.session in rules.sessions for one in coming):
            to_come.append(Planned(number, NAME, NAME, coming[0].event))
    return held, to_come


def lines(sessions: Sequence[SessionResult], rules: MeetingRules) -> list[ResultLine]:
    """One line for each car, those with a place first: by points of their places or by the sum of these, then by the
    last session.
    """
    places = [{line.car: line.position for line in one.lines} for one in sessions]
    behind = [1 + sum(place is not None for place in one.values()) for one in places]

    def worth(car: str) -> Fraction | int:
        if not rules.scale:
            return sum(one.get(car) or last for one, last in zip(places, behind, strict=True))
        taken = [one.get(car) for one in places]
        points = [rules.scale[place - 1] for place in taken if place and place <= len(rules.scale)]
        return -sum(points, Fraction(0))

    def key(car: str) -> list[Fraction | int]:
        """Level cars stand in the order of the last session, else in that of the one before."""
        ends = zip(reversed(places), reversed(behind), strict=True)
        return [worth(car), *(one.get(car) or last for one, last in ends)]

    every: list[
        ResultLine
    ] = []  # a car stands with the drivers of the first of the sessions in which it started
    for car in dict.fromkeys(line.car for one in sessions for line in one.lines):
        here = [[line for line in one.lines if line.car == car] for one in sessions]
        here = [mine for mine in here if mine]
        ran = [mine for mine in here if any(line.status is not Status.NOT_STARTED for line in mine)]
        every += (ran or here)[0]
    placed = {line.car for one in sessions for line in one.lines if line.position is not None}
    statuses: dict[str, set[Status]] = {}
    for one in sessions:
        for line in one.lines:
            statuses.setdefault(line.car, set()).add(line.status)
    found = []
    for line in every:
        car = line.car
        place = 1 + sum(key(one) < key(car) for one in placed) if car in placed else None
        status = next(one for one in BEST_FIRST if one in statuses[car])
        found.append(
            ResultLine(
                car=car,
                position=place,
                status=status,
                class_=line.class_,
                group=line.group,
                drivers=line.drivers,
                team=line.team,
                manufacturer=line.manufacturer,
                engine=line.engine,
                guest=line.guest,
                nominated=line.nominated,
                not_scoring=line.not_scoring,
            )
        )
    return found
