"""A session told as RMonitor tells it: which messages go out at a start, at a crossing, each second, at a refresh."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from parcferme.decoders.wires.rmonitor import (
    NOT_YET,
    BestPosition,
    ClassName,
    Competitor,
    Heartbeat,
    Init,
    Lap,
    RacePosition,
    Run,
    Setting,
)
from parcferme.decoders.wires.values import Value
from parcferme.findings import WrongCall

REFRESH: Final = 30  # heartbeats, one a second


class _Car:
    def __init__(self, said: Competitor) -> None:
        self.said = said
        self.laps: int | None = None
        self.total = NOT_YET
        self.best_lap = 0
        self.best = NOT_YET


class Announcer:
    """The state of a session for whoever listens: everything at the beginning and at every refresh, else what changed.

    `competitors` in the order they are shown in before anybody has crossed the line.
    """

    def __init__(
        self,
        run: Run,
        competitors: Iterable[Competitor],
        classes: Iterable[ClassName] = (),
        settings: Iterable[Setting] = (),
    ) -> None:
        self._run, self._classes, self._settings = run, tuple(classes), tuple(settings)
        self._cars = {one.registration: _Car(one) for one in competitors}
        self._beats = 0
        self._race = {car: place for place, car in enumerate(self._cars, 1)}
        self._bests = dict(self._race)

    def begin(self, time_of_day: int, date: str) -> list[Value]:
        """Another session: everything of the one before is void."""
        return [Init(time_of_day, date), *self.refresh()]

    def refresh(self) -> list[Value]:
        """Everything there is to know but the single crossings."""
        cars = [car.said for car in self._cars.values()]
        return [
            self._run,
            *(Competitor(*_head(one), transponder=one.transponder or "0") for one in cars),
            *(Competitor(*_head(one), additional=one.additional or "") for one in cars),
            *self._classes,
            *self._settings,
            *(self._best(car) for car in self._cars),
            *(self._position(car) for car in self._cars),
        ]

    def beat(self, heartbeat: Heartbeat) -> list[Value]:
        """What goes out each second; from time to time everything with it."""
        self._beats += 1
        return [*(self.refresh() if self._beats % REFRESH == 0 else ()), heartbeat]

    def crossing(self, registration: str, laps: int, lap_time: int, total: int) -> list[Value]:
        """A car over the line: the crossing, the car, then the cars whose place it changed. `laps` is 0, and `lap_time`
        too, for the crossing that begins lap 1. Raises `WrongCall` for a car that is not entered.
        """
        car = self._cars.get(registration)
        if car is None:
            raise WrongCall(f"no competitor is registered as {registration!r}")
        car.laps, car.total = laps or None, total
        if laps and (not car.best_lap or lap_time < car.best):
            car.best_lap, car.best = laps, lap_time
        race, bests = self._race, self._bests
        self._race, self._bests = self._places(race), self._best_places(bests)
        others = [one for one in self._race if one != registration]
        return [
            Lap(registration, lap_time, total),
            self._position(registration),
            self._best(registration),
            *(self._position(one) for one in others if race[one] != self._race[one]),
            *(self._best(one) for one in others if bests[one] != self._bests[one]),
        ]

    def _places(self, before: dict[str, int]) -> dict[str, int]:
        cars = self._cars
        order = sorted(cars, key=lambda car: (-(cars[car].laps or 0), cars[car].total, before[car]))
        return {car: place for place, car in enumerate(order, 1)}

    def _best_places(self, before: dict[str, int]) -> dict[str, int]:
        cars = self._cars
        order = sorted(cars, key=lambda car: (not cars[car].best_lap, cars[car].best, before[car]))
        return {car: place for place, car in enumerate(order, 1)}

    def _position(self, registration: str) -> RacePosition:
        car = self._cars[registration]
        return RacePosition(self._race[registration], registration, car.laps, car.total)

    def _best(self, registration: str) -> BestPosition:
        car = self._cars[registration]
        return BestPosition(self._bests[registration], registration, car.best_lap, car.best)


def _head(one: Competitor) -> tuple[str, str, str, str, str, str]:
    return one.registration, one.number, one.class_number, one.first, one.last, one.nationality
