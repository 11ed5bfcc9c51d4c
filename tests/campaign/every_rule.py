# ruff: noqa: E501 - a row of a table stays a row
"""What `chances` says under every rule of a table, one or two at a time, against every way the season can end.

The tables judge: each course of the sessions to come is made into results and added up by the championship itself,
which `campaign.standings` holds against the slow scorer. What is asked here is whether the search foresees the rule.
Nobody is disqualified and nothing is ruled in what is to come, as docs/chances.md says; cars may stay away, stop
without a place, and (where the rules ask about it) come with another team, car or class.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

import msgspec

from campaign.chances import UNITS, exactly, safely
from parcferme.championship import Championship, Planned, chances
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.regulations import Rulebook, parse_rulebook
from reference.brute_force import Truth

MOST_COURSES = 130
AWAY, STOPPED = 0, -1


class Case(NamedTuple):
    """A season with the rules of its only table, and how cars may differ in the sessions to come."""

    rules: str
    book: Rulebook
    results: tuple[SessionResult, ...]
    planned: tuple[Planned, ...]
    entered: dict[int, list[ResultLine]] | None
    moves: bool = False


POINTS = (
    "", "", "", "tail = 1", "unplaced = 1", "absent = 1", "few-entries = { below = 3 }", "per-car = 1",
    "per-car-behind = 2", "small-fields = [{ cars = 2, scale = [3, 1] }]", "classified = false",
    'bonus = [{ for = "fastest-lap", points = 1 }]', 'bonus = [{ for = "classified", points = 1 }]',
    'bonus = [{ for = "started", points = 2 }]', 'bonus = [{ for = "started", points = -1 }]',
    'bonus = [{ for = "pole", points = 1 }]', 'bonus = [{ for = "all-rounds", points = 5 }]',
    'bonus = [{ for = "most-laps-led", points = 2, top = 1 }]',
)  # fmt: skip
BEST = (
    "", "", "best = { drop = 1 }", "best = { count = 1 }", 'best = { drop = 1, keep = ["not-started"] }',
    'best = { drop = 1, keep = ["not-classified"] }', 'best = { drop = 1, keep = ["classified"] }',
    'best = { count = 2, keep = ["disqualified"] }', 'best = { drop = 1, keep-rounds = ["last"] }',
    "best = { drop = 1, keep-rounds = [1] }", "best = { of-round = 1 }", 'best = { drop = 1, kinds = ["sprint"] }',
    "best = { drop = 1, at-once = true }", 'best = { count = 1, split = "larger-first" }',
    'best = { drop = 1, by = "round" }', "best = { drop = 1, of-round = 1 }",
)  # fmt: skip
RANKED = ("", "", "ranked = { rounds = 2 }", "ranked = { classified = true }", "ranked = { scored = true }",
          "ranked = { points = 10 }", 'ranked = { classified = true, sessions = ["sprint"] }')  # fmt: skip
TIES = ("", "", 'ties = ["counts", "latest"]', "ties = []", 'ties = ["gross"]', 'ties = ["latest-best"]',
        'ties = ["head-to-head"]', 'ties = [{ by = "counts", dropped = false }]')  # fmt: skip
TABLE = (
    "", "", "", 'switch-loses = ["team"]', 'switch-loses = ["class", "car"]', "multiply-by-cars = true", 'wins = "fewest"',
    'place = "class"', 'place = "class"\nclass = "A"', 'place = "group"\ngroup = "P"', 'members = ["Ann", "Cleo"]',
    'members = ["Ann", "Cleo"]\nplace = "group"', 'not-scoring = "passed-down"', 'unit = "team"',
    'unit = "team"\ncars = "best"', 'listed = "all"', 'points-from = ["sprint"]', 'unit = "manufacturer"\ncars = "best"',
    "registered = true",
)  # fmt: skip
RULINGS = (
    "", "", "", 'kind = "deduction"\nround = "final"\npoints = 4', 'kind = "addition"\nround = "final"\npoints = 4',
    'kind = "deduction"\nround = 1\npoints = 3\nof-result = true', 'kind = "exclusion"\nround = 1\nsession = "race"',
    'kind = "exclusion"\nround = 2\nstarts-again = true', 'kind = "not-scoring"\nround = 3',
    'kind = "deduction"\nround = 3\npoints = 5', 'kind = "exclusion"\nround = "final"',
    'kind = "exclusion"\nround = 1\nsession = "race"\nmay-be-dropped = false', 'kind = "scale"\nround = 3\nscale = [30, 1]',
    'kind = "scale"\nround = 1\nscale = [30, 1]',
)  # fmt: skip


def case(random: Random) -> Case:
    """A season of three: two or three rounds held, one or two sessions to come."""
    sprints = random.random() < 0.35
    kinds = ["sprint", "race"] if sprints else ["race"]
    rounds = random.choice([2, 2, 3])
    ruling = random.choice(RULINGS)
    if ruling and "scale" not in ruling:
        ruling += f'\nnames = ["{random.choice(UNITS[:3])}"]'
    table = random.choice(TABLE)
    text = (
        f"[[points]]\nscale = {random.choice(['[5, 3, 1]', '[9, 6, 4]', '[4]'])}\n{random.choice(POINTS)}\n"
    )
    if sprints:
        text += '[[points]]\nsessions = ["sprint"]\nscale = [3, 2]\n'
    if random.random() < 0.1:
        text += '[meeting]\nsessions = ["race"]\n[[points]]\nsessions = ["meeting"]\nscale = [2, 1]\n'
    text += f'[[standings]]\nname = "T"\n{table}\n{random.choice(BEST)}\n{random.choice(RANKED)}\n{random.choice(TIES)}\n'
    text += f"[season.2020]\nrounds = {rounds + 1}\n"
    if ruling:
        text += f"[[season.2020.adjustment]]\n{ruling}\n"
    results = []
    for number in range(1, rounds + 1):
        for kind in kinds:
            took = [
                AWAY if random.random() < 0.12 else STOPPED if random.random() < 0.12 else 1 for _ in range(3)
            ]
            order = random.sample(range(1, 4), 3)
            results.append(
                made(
                    number,
                    kind,
                    _closed_up(
                        [place * here if here == 1 else here for place, here in zip(order, took, strict=True)]
                    ),
                    random,
                )
            )
    planned = tuple(Planned(rounds + 1, kind, kind) for kind in kinds)
    entered = None
    if random.random() < 0.35:
        entered = {number: [car(unit) for unit in range(3)] for number in range(1, rounds + 1)}
        entered[rounds + 1] = [car(unit) for unit in range(3) if random.random() < 0.7]
    moves = "switch-loses" in table and entered is None
    return Case(text, parse_rulebook(text, "rules.toml"), tuple(results), planned, entered, moves)


def _closed_up(places: Sequence[int]) -> list[int]:
    """Places without holes; who stayed away or stopped has none."""
    order = sorted(place for place in places if place > 0)
    return [order.index(place) + 1 if place > 0 else place for place in places]


def car(unit: int, moved: bool = False) -> ResultLine:
    """A unit's car: Ann and Cleo drive in class A, Bea in B; each of another make, Ann and Bea in one team."""
    return ResultLine(
        car=str(unit + (11 if moved else 1)), drivers=(UNITS[unit],), class_="B" if (unit == 1) != moved else "A",
        group="Q" if unit == 1 else "P", team="Other" if moved else ("Red", "Red", "Blue")[unit],
        manufacturer=("Ligier", "Norma", "Ligier")[unit],
    )  # fmt: skip


def made(
    number: int, kind: str, places: Sequence[int], random: Random | None = None, *, fastest: int | None = None,
    moved: frozenset[int] = frozenset(),
) -> SessionResult:  # fmt: skip
    """A session as a list has it; whoever is first or called `fastest` has pole, the fastest lap and most laps led."""
    placed = [unit for unit, place in enumerate(places) if place > 0]
    if random is not None:
        fastest = random.choice([None, *placed]) if placed else None
    lines = []
    for unit, place in enumerate(places):
        if place == AWAY:
            continue
        status = Status.CLASSIFIED if place > 0 else Status.NOT_CLASSIFIED
        lines.append(msgspec.structs.replace(
            car(unit, unit in moved), position=place if place > 0 else None, status=status,
            fastest_lap=unit == fastest, pole=unit == fastest, laps_led=5 if unit == fastest else 0,
        ))  # fmt: skip
    return SessionResult(number, kind, kind, tuple(lines))


def courses(one: Case) -> Iterator[tuple[SessionResult, ...]]:
    """Every way in which the sessions to come can fall, as results: to who is entered, else to who was there before."""
    bonus = any(word in one.rules for word in ("fastest-lap", "pole", "laps-led"))
    each = []
    for planned in one.planned:
        lines = [line for result in one.results for line in result.lines]
        lines = lines if one.entered is None else one.entered[planned.round]
        there = {UNITS.index(line.drivers[0]) for line in lines}
        ways = []
        for places in itertools.product((AWAY, STOPPED, 1, 2, 3), repeat=3):
            placed = [place for place in places if place > 0]
            # a place before this one may be a guest's, who is in no list
            if len(set(placed)) < len(placed) or any(
                place and unit not in there for unit, place in enumerate(places)
            ):
                continue
            of_race = planned.kind == "race"
            for fastest in (
                (None, *(unit for unit in range(3) if places[unit])) if bonus and of_race else (None,)
            ):
                came = [unit for unit in range(3) if places[unit]]
                moved = (frozenset(), *(frozenset([unit]) for unit in came)) if one.moves else (frozenset(),)
                ways += [
                    made(planned.round, planned.kind, places, fastest=fastest, moved=who) for who in moved
                ]
        each.append(ways)
    yield from itertools.product(*each)


def championship(
    one: Case, results: Sequence[SessionResult], planned: Sequence[Planned] = ()
) -> Championship:
    registered = {"T": frozenset(["Ann", "Cleo"])} if "registered" in one.rules else None
    return Championship.of(
        results, one.book, season="2020", planned=planned, registered=registered, entered=one.entered
    )


def play(seed: int) -> list[str]:
    """What is said wrongly of the season of a seed."""
    random = Random(seed)
    one = case(random)
    every = list(courses(one))
    if cut := len(every) > MOST_COURSES:
        every = random.sample(every, MOST_COURSES)
    cup = championship(one, one.results, one.planned)
    said = chances(cup, cup.tables[0])
    ends: list[dict[str, int | None]] = []
    for course in every:
        rows = championship(one, [*one.results, *course]).after().tables[0].rows
        stands: dict[str, int | None] = {}
        for row in rows:  # who was put out and started again has two rows
            stands[row.name] = stands.get(row.name) or row.position
        ends.append(stands)
    found = []
    for name in dict.fromkeys([*(unit.name for unit in said.units), *(name for end in ends for name in end)]):
        places = [end.get(name) for end in ends]
        first = [[other for other, place in end.items() if place == 1] for end in ends]
        true = Truth(
            can_win=1 in places,
            champion=all(one == [name] for one in first),
            best=min((place for place in places if place is not None), default=None),
            worst=None if None in places else max(place for place in places if place is not None),
            needs=(),
        )
        told = said.of(name)
        if told is None:
            found += [f"{name} can win and is not in the answer"] if true.can_win else []
            continue
        if not told.exact and not said.doubts:
            found.append(f"{name} is not exact, and no rule is named")
        # of some courses only the safe side can be asked
        whole = told.exact and len(every) <= MOST_COURSES and not cut
        found += [f"{name} {wrong}" for wrong in (exactly(told, true, 3) if whole else safely(told, true))]
    return [
        f"{wrong}; doubts {list(map(str, said.doubts))}\n{one.rules}\n{as_text(one)}" for wrong in found[:2]
    ]


def as_text(one: Case) -> str:
    """The results, a line for each session."""
    lines = [
        f"{result.round} {result.session}: "
        + ", ".join(
            f"{line.drivers[0]} {line.position or '-'}{'*' if line.fastest_lap else ''}"
            for line in result.lines
        )
        for result in one.results
    ]
    if one.entered is not None:
        last = one.planned[-1].round
        lines.append(f"entered for {last}: {[line.drivers[0] for line in one.entered[last]]}")
    return "\n".join(lines)
