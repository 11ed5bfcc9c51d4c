"""Every outcome of a season's end, one after the other: what the engine's chances are measured against.

Plain lists and loops, nothing of the engine: a scorer of one unit's season, and all ways in which the places (and the
point for the fastest lap) of the sessions to come can fall, to anybody or to nobody.
"""

import itertools
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

NEVER = 10**6


@dataclass(frozen=True)
class Step:
    """One tie-break: its name as rulebooks have it, the kinds it looks at, whether dropped results still count."""

    by: str
    kinds: tuple[str, ...] = ("race",)
    dropped: bool = True
    places: int | None = None


@dataclass(frozen=True)
class Session:
    """One session: its round and kind, the points of its places, those for its fastest lap and for being classified."""

    round: int
    kind: str
    scale: tuple[int, ...]
    fastest: int = 0
    top: int | None = None
    classified: int = 0


@dataclass(frozen=True)
class Season:
    """Some sessions, of which the first `len(held)` are run: for each the place of every unit (None: none), and who had
    the fastest lap. `there`: of each session to come the units that are entered (empty: all of all).
    """

    units: int
    sessions: tuple[Session, ...]
    held: tuple[tuple[int | None, ...], ...]
    fastest: tuple[int | None, ...]
    steps: tuple[Step, ...]
    count: int | None = None
    drop: int | None = None
    by_round: bool = False
    split: str = "none"
    deducted: tuple[int, ...] = field(default=())
    least: int | None = None
    there: tuple[frozenset[int], ...] = ()

    @property
    def to_come(self) -> tuple[Session, ...]:
        return self.sessions[len(self.held) :]


Taken = tuple[int | None, bool]


def points_of(session: Session, taken: Taken) -> int:
    place, fastest = taken
    points = session.scale[place - 1] if place is not None and place <= len(session.scale) else 0
    if place is not None:
        points += session.classified
    if fastest and (session.top is None or (place is not None and place <= session.top)):
        points += session.fastest
    return points


def counting(season: Season, taken: list[Taken]) -> set[int]:
    """Which of a unit's sessions count."""
    run = len(taken)
    if season.count is None and season.drop is None:
        return set(range(run))
    rounds = sorted({one.round for one in season.sessions})
    middle = {"none": len(rounds), "larger-first": (len(rounds) + 1) // 2, "larger-second": len(rounds) // 2}
    halves = [rounds[: middle[season.split]], rounds[middle[season.split] :]]
    kept: set[int] = set()
    for half in halves:
        whole = [at for at, one in enumerate(season.sessions) if one.round in half]
        if season.by_round:
            results = [[at for at in whole if season.sessions[at].round == number] for number in half]
        else:
            results = [[at] for at in whole]
        keep = season.count if season.count is not None else max(0, len(results) - (season.drop or 0))
        results = [[at for at in one if at < run] for one in results]

        def worth(one: list[int]) -> tuple[int, int, int]:
            places = [place for at in one if (place := taken[at][0]) is not None]
            return (
                -sum(points_of(season.sessions[at], taken[at]) for at in one),
                min(places, default=NEVER),
                one[0],
            )

        for one in sorted((one for one in results if one), key=worth)[:keep]:
            kept |= set(one)
    return kept


def key_of(season: Season, unit: int, taken: list[Taken]) -> tuple[Any, ...]:
    """What a unit's season is worth: less is better. Unranked is worst."""
    kept = counting(season, taken)
    points = [points_of(season.sessions[at], one) for at, one in enumerate(taken)]
    off = season.deducted[unit] if season.deducted else 0
    total = sum(points[at] for at in kept) - off
    key: list[Any] = [season.least is not None and total < season.least, -total]
    for step in season.steps:
        seen = [
            (place, at)
            for at, (place, _) in enumerate(taken)
            if place is not None and season.sessions[at].kind in step.kinds and (step.dropped or at in kept)
        ]
        if step.by == "counts":
            size = step.places or 12
            key.append(tuple(-sum(place == one for place, _ in seen) for one in range(1, size + 1)))
        elif step.by == "wins":
            key.append(-sum(place == 1 for place, _ in seen))
        elif step.by == "first-to-achieve":
            key.append((*sorted(seen), (NEVER, NEVER)))
        elif step.by == "best-in":
            key.append((*sorted(place for place, _ in seen), NEVER))
        elif step.by == "latest":
            at = {at: place for place, at in seen}
            key.append(tuple(at.get(index, NEVER) for index in reversed(range(len(taken)))))
        elif step.by == "gross":
            key.append(off - sum(points))
        else:
            raise ValueError(step.by)
    return tuple(key)


@cache
def outcomes(bonus: bool, units: int, places: int) -> list[tuple[Taken, ...]]:
    """All that can happen in a session: places to different units or to nobody, the fastest lap to one or nobody."""
    found = []
    for taken in itertools.product((None, *range(1, places + 1)), repeat=units):
        real = [place for place in taken if place is not None]
        if len(set(real)) < len(real):
            continue
        for fastest in (None, *range(units)) if bonus else (None,):
            found.append(tuple((place, unit == fastest) for unit, place in enumerate(taken)))
    return found


@dataclass(frozen=True)
class Truth:
    can_win: bool
    champion: bool
    best: int | None
    worst: int | None
    needs: tuple[int | None, ...]


def truth(season: Season, limits: list[int], run: int | None = None) -> list[Truth]:
    """What is true of each unit over all outcomes of the sessions to come (the first `run` of them)."""
    to_come = season.to_come[:run]
    size = max(limits, default=0)
    every = [outcomes(one.fastest > 0, season.units, size) for one in to_come]
    if season.there:  # who is not entered takes nothing
        every = [
            [
                taken
                for taken in one
                if all(got == (None, False) or at in there for at, got in enumerate(taken))
            ]
            for one, there in zip(every, season.there, strict=False)
        ]
    ranks, unranked = _ranks(season, every)
    if not every:
        ranks = [np.array(one) for one in ranks]
    first_places = [_places(one) for one in map(tuple, every)]
    found = []
    for me in range(season.units):
        others = [ranks[them] for them in range(season.units) if them != me]
        place: Any = 1 + sum((them < ranks[me]).astype(int) for them in others)
        listed = ranks[me] < unranked
        alone = listed & np.all([them > ranks[me] for them in others], axis=0)
        needs = []
        for sessions in range(1, len(every) + 1):
            good = []
            for wanted in range(1, max(limits[:sessions]) + 1):
                mine = [first_places[at][me] == wanted for at in range(sessions)]
                mine += [np.ones(len(one), dtype=bool) for one in every[sessions:]]
                if alone[np.ix_(*mine)].all():
                    good.append(wanted)
            needs.append(max(good, default=None))
        found.append(
            Truth(
                bool(((place == 1) & listed).any()),
                bool(alone.all()),
                int(place[listed].min()) if listed.any() else None,
                int(place.max()) if listed.all() else None,
                tuple(needs),
            )
        )
    return found


@cache
def _places(every: tuple[tuple[Taken, ...], ...]) -> np.ndarray:
    """The place of each unit in each outcome, 0 for none."""
    return np.array([[place or 0 for place, _ in taken] for taken in every]).T


def _ranks(season: Season, every: list[list[tuple[Taken, ...]]]) -> tuple[list[np.ndarray], int]:
    """For each unit the rank of its key in every course of things (equal keys share one), and where unranked begin."""
    known = []
    for unit in range(season.units):
        before = [
            (one[unit], fastest == unit) for one, fastest in zip(season.held, season.fastest, strict=True)
        ]
        kinds = [list(dict.fromkeys(taken[unit] for taken in one)) for one in every]
        keys = {mine: key_of(season, unit, [*before, *mine]) for mine in itertools.product(*kinds)}
        known.append((kinds, keys))
    order = {key: at for at, key in enumerate(sorted({key for _, keys in known for key in keys.values()}))}
    unranked = min((at for key, at in order.items() if key[0]), default=len(order))
    tables = []
    for unit, (kinds, keys) in enumerate(known):
        shape = tuple(len(one) for one in kinds)
        table = np.array([order[keys[mine]] for mine in itertools.product(*kinds)]).reshape(shape)
        where = [np.array([kinds[at].index(taken[unit]) for taken in one]) for at, one in enumerate(every)]
        tables.append(table[np.ix_(*where)] if every else table)
    return tables, unranked
