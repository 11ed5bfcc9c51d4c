"""Playoffs played out slowly: plain lists and loops, written from the rules alone, nothing of the engine.

Every round is one race; a driver has a place in it or was not there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

NOWHERE = 10**9
Race = tuple[int | None, ...]


@dataclass(frozen=True)
class Cup:
    """The rules of a small season with playoffs."""

    drivers: int
    scale: tuple[int, ...]
    regular: int
    last: int
    seeds: int
    cuts: tuple[tuple[int, int, bool], ...]
    base: int = 100
    step: int = 50
    playoff_win: int = 0
    regular_season: tuple[int, ...] = ()
    winners_first: bool = True
    winners_within: int | None = None
    leader_qualifies: bool = False
    started_every_race: bool = False
    win_advances: bool = True
    by_finish: bool = True
    drop: int = 0


@dataclass
class Runner:
    driver: int
    place: int
    start: int = 0
    points: int = 0
    won: bool = False
    key: tuple[Any, ...] = ()
    best: tuple[Any, ...] = ()
    dues: dict[Any, Any] = field(default_factory=dict)


def worth(cup: Cup, place: int | None) -> int:
    return cup.scale[place - 1] if place is not None and place <= len(cup.scale) else 0


def total(cup: Cup, races: list[Race], driver: int, rounds: int) -> int:
    """The points of a driver after so many rounds; the worst results are left out once there are too many."""
    return added(cup, tuple(one[driver] for one in races[:rounds]))


@lru_cache(maxsize=10_000)
def added(cup: Cup, places: tuple[int | None, ...]) -> int:
    mine = [(worth(cup, place), -place, -at) for at, place in enumerate(places) if place]
    keep = max(0, cup.last - cup.drop)
    return sum(points for points, _, _ in sorted(mine, reverse=True)[:keep])


def table(cup: Cup, races: list[Race], rounds: int) -> list[tuple[int, int]]:
    """Drivers in the order of the table with their places: points, then most wins, most seconds, and so on."""
    return in_order(cup, tuple(races[:rounds]))


@lru_cache(maxsize=1_000)
def in_order(cup: Cup, held: tuple[Race, ...]) -> list[tuple[int, int]]:
    races, rounds = list(held), len(held)

    def key(driver: int) -> tuple[Any, ...]:
        places = [one[driver] for one in races[:rounds] if one[driver]]
        return (-total(cup, races, driver, rounds), *(-places.count(place) for place in range(1, 12)))

    def first(driver: int) -> tuple[Any, ...]:
        return next((at, one[driver]) for at, one in enumerate(races[:rounds]) if one[driver])

    there = [driver for driver in range(cup.drivers) if any(one[driver] for one in races[:rounds])]
    order = sorted(there, key=lambda driver: (key(driver), first(driver), driver))
    keys = [key(driver) for driver in order]
    return [(driver, 1 + keys.index(key(driver))) for driver in order]


def champion(cup: Cup, races: list[Race]) -> int | None:
    """Who wins the playoffs; nobody where the last race does not say, or two are level."""

    def wins(driver: int, first: int, last: int) -> int:
        return sum(one[driver] == 1 for one in races[first - 1 : last])

    ranked = [Runner(driver, place) for driver, place in table(cup, races, cup.regular)]
    if cup.started_every_race:
        ranked = [one for one in ranked if all(race[one.driver] for race in races[: cup.regular])]

    def seed(one: Runner) -> tuple[Any, ...]:
        within = cup.winners_within is None or one.place <= cup.winners_within
        leads = cup.leader_qualifies and one.place == 1
        return (not leads, -wins(one.driver, 1, cup.regular) if within and cup.winners_first else 0)

    field_ = sorted(ranked, key=seed)[: cup.seeds]

    def begin(runners: list[Runner], base: int, last: int, kept: bool) -> list[Runner]:
        for one in runners:
            due = cup.regular_season[one.place - 1] if one.place <= len(cup.regular_season) else 0
            due += wins(one.driver, 1, last) * cup.playoff_win
            one.start = base + (due if kept else 0)
        return sorted(runners, key=lambda one: -one.start)

    def order(runners: list[Runner], first: int, last: int, final: bool) -> list[Runner]:
        for one in runners:
            gained = total(cup, races, one.driver, last) - total(cup, races, one.driver, first - 1)
            one.points = one.start + gained
            one.won = wins(one.driver, first, last) > 0
            one.best = tuple(sorted(race[one.driver] or NOWHERE for race in races[first - 1 : last]))
            finish = (races[cup.last - 1][one.driver] or NOWHERE) if final and cup.by_finish else NOWHERE
            through = not (one.won and cup.win_advances and not final)
            one.key = (finish, through, -one.points)
        return sorted(runners, key=lambda one: (one.key, one.best))

    field_ = begin(field_, cup.base, cup.regular, True)
    first = cup.regular + 1
    for number, (last, keep, kept) in enumerate(cup.cuts, 1):
        ordered = order(field_, first, last, False)
        if len(ordered) > keep:
            through = sum(one.won for one in ordered) if cup.win_advances else 0
            ordered = ordered[: max(keep, through)]
        field_ = begin(ordered, cup.base + number * cup.step, last, kept)
        first = last + 1
    ordered = order(field_, first, cup.last, True)
    if not ordered or (cup.by_finish and ordered[0].key[0] == NOWHERE):
        return None
    level = [one for one in ordered if (one.key, one.best) == (ordered[0].key, ordered[0].best)]
    return ordered[0].driver if len(level) == 1 else None
