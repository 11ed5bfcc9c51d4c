"""How far a unit can fall: how many rivals can end ahead of it together, of whom each needs a place of its own."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from parcferme.championship.outcomes import NOTHING, ONLY_ONE, Cell, Doubt, Finish, ToCome
from parcferme.championship.prospect import Prospect
from parcferme.regulations import Bonus

MOST_COURSES, MOST_STEPS = 300, 20_000
"""The search gives up beyond so many courses of one rival, or so many steps; then the answer is a bound."""


class Take(NamedTuple):
    """What a rival takes from one session: this place or a better one (None: no place), and these bonuses."""

    place: int | None
    bonuses: tuple[int, ...] = ()


Course = tuple[Take, ...]


class Falling:
    """How far units can fall in one prospect.

    A rival that can end ahead at all also does so with any better result, so what it needs are the most modest courses
    that suffice, and a set of rivals can be ahead together where no session has more of them needing the first n places
    than n (Hall), and no bonus two of them.
    """

    def __init__(self, prospect: Prospect) -> None:
        self.prospect = prospect

    def worst_place(self, rivals: Sequence[int], me: int) -> tuple[int | None, bool]:
        """The worst final place of a unit that takes nothing more, and whether that is only a bound."""
        prospect = self.prospect
        floor, top = prospect.nothing_more(), prospect.best()
        if not floor.ranked[me]:
            return None, False
        already = {them for them in rivals if prospect.ahead(floor, me, floor, them) is True}
        found = {them: prospect.ahead(floor, me, top, them) for them in rivals if them not in already}
        able = [them for them, one in found.items() if one is True]
        unsure = [them for them, one in found.items() if isinstance(one, Doubt)]
        bound = 1 + len(already) + len(able) + len(unsure)
        if unsure or prospect.doubts:
            return bound, True
        if len(able) <= 1:
            return bound, False
        together = self._together(me, able)
        return (bound, True) if together is None else (1 + len(already) + together, False)

    def _together(self, me: int, able: Sequence[int]) -> int | None:
        """How many of these can end ahead together; None where that would take too long to find out."""
        prospect = self.prospect
        if self._courses is None or any(prospect.cars[them] > 1 for them in able) or self._shares:
            return None
        ways = []
        for them in able:
            way = self._most_modest(me, them)
            if way is None:
                return None
            ways.append(way)
        if all(len(way) == 1 for way in ways) and len(prospect.to_come) == 1 and not _uses_bonus(ways):
            return _in_order([way[0][0].place for way in ways])
        return _search(ways)

    def _most_modest(self, me: int, them: int) -> list[Course] | None:
        """The courses that just suffice to end ahead of me. What suffices does so when it gets better, so of a course
        that asks for more than one of these nothing is asked. None where it is in doubt of one whether it suffices: a
        more modest course may leave room for others.
        """
        floor, last = self.prospect.nothing_more(), len(self.prospect.units) - 1
        enough: set[Course] = set()
        modest = []
        for course, finish in self._courses or ():
            if any(less in enough for less in _one_step_less(course, last)):
                enough.add(course)
            elif finish.net[them] >= floor.net[me]:
                ahead = self.prospect.ahead(floor, me, finish, them)
                if isinstance(ahead, Doubt):
                    return None
                if ahead:
                    enough.add(course)
                    modest.append(course)
        return modest

    @functools.cached_property
    def _shares(self) -> bool:
        return self.prospect.may_share_places(self.prospect.units)

    @functools.cached_property
    def _courses(self) -> list[tuple[Course, Finish]] | None:
        """Every course one rival can take, the modest first, with how everybody would end; None: too many."""
        prospect = self.prospect
        if any(bonus.once_per_round for one in prospect.to_come for bonus in one.bonuses):
            return None
        takes = [list(_takes(prospect, one)) for one in prospect.to_come]
        if math.prod(len(one) for one in takes) > MOST_COURSES:
            return None
        found = []
        for course in sorted(itertools.product(*takes), key=lambda course: _asks(prospect, course)):

            def choice(_unit: int, number: int, course: Course = course) -> Cell:
                return _cell(prospect, number, course[number])

            found.append((course, prospect.finish(choice)))
        return found


def _takes(prospect: Prospect, one: ToCome) -> Iterator[Take]:
    """Places down to the number of contenders: nobody needs a worse one, where only they are in each other's way."""
    bonuses = [at for at, bonus in enumerate(one.bonuses) if _is_single(bonus)]
    subsets = [some for size in range(len(bonuses) + 1) for some in itertools.combinations(bonuses, size)]
    for some in subsets:
        for place in (None, *range(1, len(prospect.units))):
            wanted = [one.bonuses[at] for at in some]
            if all(
                place is not None or (bonus.top is None and not bonus.classified) for bonus in wanted
            ) and all(bonus.top is None or place is None or place <= bonus.top for bonus in wanted):
                yield Take(place, some)


def _is_single(bonus: Bonus) -> bool:
    return bonus.for_ in ONLY_ONE and bonus.points > 0


def _cell(prospect: Prospect, number: int, take: Take) -> Cell:
    """What a course is worth to a unit in one session: bonuses that many can earn are always among it."""
    one = prospect.to_come[number]
    points = one.worth.of(take.place) if take.place is not None else 0
    for at, bonus in enumerate(one.bonuses):
        if _is_single(bonus):
            points += bonus.points if at in take.bonuses else 0
        elif bonus.points > 0 and prospect.can_earn(bonus, take.place):
            points += bonus.points
    if take == Take(None) and not points:
        return NOTHING
    return Cell(prospect.scaled(points), () if take.place is None else (take.place,), 1)


def _asks(prospect: Prospect, course: Course) -> int:
    """A number that grows with every better place and every bonus."""
    worst = len(prospect.units)
    return sum(worst - (take.place or worst) + len(take.bonuses) for take in course)


def _one_step_less(course: Course, last: int) -> Iterator[Course]:
    """A course with the next worse place in one session (after the last: none), or without one of its bonuses."""
    for at, take in enumerate(course):
        less = [Take(take.place, take.bonuses[:n] + take.bonuses[n + 1 :]) for n in range(len(take.bonuses))]
        if take.place is not None:
            less.append(Take(take.place + 1 if take.place < last else None, take.bonuses))
        for one in less:
            yield (*course[:at], one, *course[at + 1 :])


def _uses_bonus(ways: list[list[Course]]) -> bool:
    return any(take.bonuses for way in ways for course in way for take in course)


def _in_order(places: list[int | None]) -> int:
    """How many of these places can be given out, each to be met or bettered: the strictest first."""
    given = 0
    for place in sorted(place for place in places if place is not None):
        given += given < place
    return given + sum(place is None for place in places)


def _search(ways: list[list[Course]]) -> int | None:
    """The most rivals with one course each that fit together; None where the search was given up."""
    best = 0
    steps = 0
    ways = sorted(ways, key=len)

    def go(at: int, chosen: list[Course]) -> bool:
        nonlocal best, steps
        steps += 1
        best = max(best, len(chosen))
        if best == len(ways):
            return True
        if steps > MOST_STEPS:
            return False
        if at == len(ways) or len(chosen) + len(ways) - at <= best:
            return True
        for course in ways[at]:
            if _fits([*chosen, course]) and not go(at + 1, [*chosen, course]):
                return False
            if best == len(ways):
                return True
        return go(at + 1, chosen)

    return best if go(0, []) else None


def _fits(courses: list[Course]) -> bool:
    """Whether no session has more of them needing the first n places than n, and no bonus two of them."""
    for takes in zip(*courses, strict=True):
        places = [take.place for take in takes if take.place is not None]
        bonuses = [bonus for take in takes for bonus in take.bonuses]
        if len(bonuses) != len(set(bonuses)) or _in_order(list(places)) < len(places):
            return False
    return True
