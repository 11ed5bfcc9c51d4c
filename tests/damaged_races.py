"""Races as driven, and what a box made of them: reads too many, too few and doubled."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

import polars as pl

from parcferme.records import Flag, FlagValue, Log

SECOND = 1_000_000
START = 36_000 * SECOND
KINDS = ("ghost", "double", "miss", "two-missed")


class Damage(NamedTuple):
    """What was done to one car's reads: a kind of `KINDS`, at the crossing that ends lap `lap`."""

    car: str
    kind: str
    lap: int


class Damaged(NamedTuple):
    """The log as it was read, the laps each car really drove (instants of its crossings), and what was done."""

    log: Log
    driven: dict[str, list[int]]
    damage: list[Damage]


def damaged(seed: int, kinds: Sequence[str] = KINDS, *, most_cars: int = 10) -> Damaged:
    """The race of that number, always the same: a circuit with one loop, a standing or rolling start, cars up to 15 %
    apart, some slow laps, the flag for the first to finish, and at most one kind of damage for each car.
    """
    random = Random(seed)
    base, laps, cars = random.randint(40, 150) * SECOND, random.randint(6, 25), random.randint(2, most_cars)
    rolling = random.random() < 0.5
    driven: dict[str, list[int]] = {}
    opened: dict[str, list[int]] = {}
    for place in range(cars):
        pace = base * (1 + random.random() * random.choice([0.01, 0.05, 0.15]))
        at = START + (random.randint(1, 8) * SECOND + place * 300_000 if rolling else 0)
        opened[str(place + 1)] = [at] if rolling else []
        mine = []
        for lap in range(laps):
            at += int(pace * (1 + random.random() * 0.03))
            at += random.randint(5, 10) * SECOND if lap == 0 and not rolling else 0
            at += random.randint(5, 25) * SECOND if random.random() < 0.03 else 0
            mine.append(at)
        driven[str(place + 1)] = mine
    flag = min(mine[-1] for mine in driven.values())
    rows: list[tuple[int, str]] = []
    damage: list[Damage] = []
    for car, mine in driven.items():
        del mine[next(index for index, at in enumerate(mine) if at >= flag) + 1 :]
        reads = [*opened[car], *mine]
        if kinds and len(mine) > 4 and random.random() < 0.6:
            damage.append(_damage(random, car, mine, reads, random.choice(list(kinds))))
        rows += [(at, car) for at in reads]
    rows.sort()
    frame = pl.DataFrame(
        {"at": [at for at, _ in rows], "loop": ["FL"] * len(rows), "car": [car for _, car in rows]}
    )
    flags = [Flag(at=START, value=FlagValue.GREEN), Flag(at=flag, value=FlagValue.CHEQUERED)]
    return Damaged(Log.of(frame, flags), driven, damage)


def _damage(random: Random, car: str, mine: list[int], reads: list[int], kind: str) -> Damage:
    at = random.randrange(1, len(mine) - 2)
    if kind == "ghost":  # early, anywhere, or late in the lap
        share = random.choice(
            [random.uniform(0.06, 0.2), random.uniform(0.2, 0.8), random.uniform(0.8, 0.94)]
        )
        reads.append(int(mine[at] + share * (mine[at + 1] - mine[at])))
    elif kind == "double":
        reads.append(mine[at] + random.randint(1, 50) * SECOND // 10)
    elif kind == "miss":
        reads.remove(mine[at])
    else:
        reads.remove(mine[at])
        reads.remove(mine[at + 1])
    return Damage(car, kind, at + 1)
