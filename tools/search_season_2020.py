"""Searches every place of the season 2020 of the Ligier European Series that no source gives: all facts hold at once.

A cell is the class place of one car in one race; 0 is no place (retired or not started). What a fact states has one
value. The cells a points snapshot speaks of are searched exhaustively, in parts that share no race and no sum; a value
that all solutions of a part share is `inferred`. Of the solutions the one is shipped with the fewest retirements nobody
reported, then the race 1 nearest to `FORM`'s, then the least upset of form. The rest is filled by form. No chance is
used: the same facts give the same places. `fill_season_2020.py` writes them down.

Pure: `read` is the only function that touches a file.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from parcferme.season import load_entries

SCALE: Final = (0, 25, 18, 15, 12, 10, 8, 6, 4, 2, 1, *[0] * 30)  # by class place; place 0 is none
RACES: Final = tuple(f"{heat}.{race}" for heat in range(1, 6) for race in (1, 2))
P4, JS2 = "JS P4", "JS2 R"
CLASSES: Final = (P4, JS2)
TITLE, RIVAL = "50", "81"  # Dromedari, Balthazar
UNNAMED = "?"
# Made up: who is usually ahead of whom.
FORM: Final = {
    P4: "81 50 16 34 88 33 27 14".split(),
    JS2: "74 66 86 17 38 69 45 46 30 25 ? 11".split(),
}
# Race 1: what a first reconstruction of it, made before the snapshots were read, had. 1.2: #45 led its class and #30
# ran well before their penalties.
PREFER: Final = {
    "1.1": "50 81 34 33 74 66 38 17 69 86 45 30 46 25 11".split(),
    "1.2": "34 50 81 33 74 66 69 38 45 46 86 17 25 30 11".split(),
} | {
    # Monza: #38, with a new driver, has to stay below the third of the table (88), from 69.
    race: [*FORM[P4], *"66 86 74 17 69 45 30 25 ? 38".split()]
    for race in ("4.1", "4.2")
}
Cell = tuple[str, str]  # race, car
Fact = Mapping[str, Any]
Solution = dict[Cell, int]


@dataclass(frozen=True)
class Sum:
    """Points over cells come to a total: `over` is each cell with +1 or -1."""

    id: str
    over: tuple[tuple[Cell, int], ...]
    total: int


@dataclass(frozen=True)
class Season:
    """Who is in which race with which crew, and what the facts say of the cells."""

    cars: Mapping[str, Mapping[str, tuple[str, ...]]]  # race -> car -> crew
    classes: Mapping[str, str]
    teams: Mapping[str, str]
    facts: tuple[Fact, ...]

    def of(self, race: str, cls: str) -> list[str]:
        return [car for car in self.cars[race] if self.classes[car] == cls]

    def told(self, kind: str) -> dict[Cell, Fact]:
        return {(race_of(f), f["number"]): f for f in self.facts if f["kind"] == kind}


def race_of(fact: Fact) -> str:
    return f"{fact.get('round', 0)}.{fact.get('race', 0)}"


def read(folder: Path) -> Season:
    """The season as its facts and its entry list tell it."""
    told = tomllib.loads((folder / "facts.toml").read_text(encoding="utf-8"))["fact"]
    away = {(race_of(f), f["number"], f["driver"]) for f in told if f["kind"] == "absence"}
    entries, _ = load_entries(folder / "entries.csv")
    cars: dict[str, dict[str, tuple[str, ...]]] = {}
    for race in RACES:
        listed = entries.of_round(int(race[0])).cars
        cars[race] = {
            car.number: tuple(one.name for one in car.drivers if (race, car.number, one.name) not in away)
            for car in listed
        }
    classes = {car.number: car.class_ or "" for car in entries.cars}
    return Season(cars, classes, {car.number: car.team or "" for car in entries.cars}, tuple(told))


def domains(season: Season, cls: str) -> dict[Cell, tuple[int, ...]]:
    """What each cell may be, from the facts of its race alone."""
    places, states = season.told("place"), season.told("status")
    found: dict[Cell, tuple[int, ...]] = {}
    for race in RACES:
        cars = season.of(race, cls)
        taken = {places[race, car]["place"] for car in cars if (race, car) in places}
        ends = len(cars) - sum((race, car) in states for car in cars)
        free = tuple(p for p in range(1, ends + 1) if p not in taken)
        for car in cars:
            fixed = (race, car) in places
            found[race, car] = (
                (places[race, car]["place"],) if fixed else (0,) if (race, car) in states else (*free, 0)
            )
    return found


def sums(season: Season, cells: Iterable[Cell]) -> list[Sum]:
    """The snapshots and the final gap as sums over cells."""
    cells = list(cells)

    def of(name: str, car: str, unit: str, until: int, sign: int) -> list[tuple[Cell, int]]:
        def counts(cell: Cell) -> bool:
            crew = season.cars[cell[0]][cell[1]]
            return unit == "car" or all(one in crew for one in name.split(" / "))

        return [(c, sign) for c in cells if c[1] == car and int(c[0][0]) <= until and counts(c)]

    found = []
    for f in season.facts:
        if f["kind"] == "points":
            over = of(f["name"], f["number"], f["unit"], f["after"], 1)
        elif f["kind"] == "gap":
            one, other = f["numbers"]
            over = of(f["ahead"], one, "driver", f["after"], 1) + of(
                f["behind"], other, "driver", f["after"], -1
            )
        else:
            continue
        found.append(Sum(f["id"], tuple(over), f["points"]))
    return found


def reduced(rules: Sequence[Sum], known: Mapping[Cell, tuple[int, ...]]) -> list[Sum]:
    """The sums over what is open: of two snapshots of one car, the later less the earlier."""
    left: list[Sum] = []
    for rule in sorted(rules, key=lambda rule: (len(rule.over), rule.id)):
        over, total = dict(rule.over), rule.total
        for other in left:
            for turn in (1, -1):
                if other.over and all(over.get(cell) == turn * sign for cell, sign in other.over):
                    total -= turn * other.total
                    over = {cell: sign for cell, sign in over.items() if cell not in dict(other.over)}
        total -= sum(sign * SCALE[known[cell][0]] for cell, sign in over.items() if len(known[cell]) == 1)
        over = {cell: sign for cell, sign in over.items() if len(known[cell]) > 1}
        if not over and total:
            raise ValueError(f"{rule.id}: off by {total} with what is stated")
        left.append(Sum(rule.id, tuple(over.items()), total))
    return [rule for rule in left if rule.over]


def parts(open_: Iterable[Cell], rules: Sequence[Sum]) -> list[list[Cell]]:
    """The open cells in groups that share neither a race nor a sum."""
    groups: list[set[Cell]] = []
    races = defaultdict(set)
    for cell in open_:
        races[cell[0]].add(cell)
    for links in (*races.values(), *({cell for cell, _ in rule.over} for rule in rules)):
        touching = [group for group in groups if group & links]
        groups = [group for group in groups if not group & links] + [set(links).union(*touching)]
    return [sorted(group) for group in sorted(groups, key=min)]


def solve(
    part: Sequence[Cell], known: Mapping[Cell, tuple[int, ...]], rules: Sequence[Sum]
) -> Iterator[Solution]:
    """All ways to fill a part: no place twice, every sum met, no gap that no other car could fill."""
    mine = [rule for rule in rules if rule.over[0][0] in part]
    chosen: Solution = {}

    def within(rule: Sum) -> bool:
        low = high = 0
        for cell, sign in rule.over:
            points = [sign * SCALE[p] for p in ((chosen[cell],) if cell in chosen else known[cell])]
            low, high = low + min(points), high + max(points)
        return low <= rule.total <= high

    def gapless(race: str) -> bool:
        cells = [cell for cell in known if cell[0] == race]
        set_ = {
            chosen[c] if c in chosen else known[c][0] for c in cells if c in chosen or len(known[c]) == 1
        } - {0}
        others = sum(1 for cell in cells if cell not in chosen and len(known[cell]) > 1)
        return max(set_, default=0) - len(set_) <= others

    def place(index: int) -> Iterator[Solution]:
        if index == len(part):
            if all(gapless(race) for race in {race for race, _ in part}):
                yield dict(chosen)
            return
        cell = part[index]
        taken = {p for (race, _), p in chosen.items() if race == cell[0]}
        for p in known[cell]:
            if not p or p not in taken:
                chosen[cell] = p
                if all(within(rule) for rule in mine if any(c == cell for c, _ in rule.over)):
                    yield from place(index + 1)
                del chosen[cell]

    return place(0)


def form(race: str, car: str, cls: str, prefer: Mapping[str, Sequence[str]] = PREFER) -> int:
    order = prefer.get(race, FORM[cls])
    return order.index(car if car in order else UNNAMED)


def filled(season: Season, cls: str, solution: Solution, known: Mapping[Cell, tuple[int, ...]]) -> Solution:
    """A solution with the cars nothing speaks of at the free places, by form."""
    whole = {cell: solution.get(cell, options[0]) for cell, options in known.items()}
    for race in {race for race, _ in solution}:
        rest = [
            car for car in season.of(race, cls) if (race, car) not in solution and len(known[race, car]) > 1
        ]
        taken = {whole[race, car] for car in season.of(race, cls) if car not in rest}
        free = (p for p in range(1, 100) if p not in taken)
        for car, p in zip(sorted(rest, key=lambda car: form(race, car, cls)), free, strict=False):
            whole[race, car] = p
    return whole


def cost(season: Season, cls: str, whole: Solution, part: Iterable[Cell]) -> tuple[int, int, int]:
    """Retirements nobody reported; pairs out of the preferred order in race 1; upset of form, squared."""
    stated = season.told("status")
    races = {race for race, _ in part}
    invented = sum(1 for cell, p in whole.items() if not p and cell[0] in races and cell not in stated)
    first = upset = 0
    for race in races:
        order = [car for p, car in sorted((p, car) for (r, car), p in whole.items() if r == race and p)]
        usual = sorted(order, key=lambda car: form(race, car, cls))
        if race == "1.1":
            first = sum(form(race, a, cls) > form(race, b, cls) for a, b in combinations(order, 2))
        upset += sum((order.index(car) - usual.index(car)) ** 2 for car in order)
    return invented, first, upset


def points(whole: Mapping[Cell, int], car: str, until: int = 5) -> int:
    return sum(SCALE[p] for (r, c), p in whole.items() if c == car and int(r[0]) <= until)


def title_holds(whole: Solution) -> bool:
    """#50 champion (at equal points wins decide: #81 has six to three), and the hope of #81 makes sense."""
    after_1 = {car: points(whole, car, 1) for car in ("33", "34", "50", "81")}
    ahead = sum(total > after_1[RIVAL] for total in after_1.values())
    return points(whole, TITLE) > points(whole, RIVAL) and ahead >= 2


@dataclass(frozen=True)
class Filled:
    """The places of one class, the values each cell has in some solution, how many solutions each part has, and in how
    many the title is won by how much (JS P4 alone).
    """

    whole: Solution
    values: Mapping[Cell, frozenset[int]]
    counts: tuple[int, ...]
    margins: Mapping[int, int]


def fill(season: Season, cls: str) -> Filled:
    """JS2 R: the cells of the snapshots, part by part. JS P4: all cells at once, because the title ties them."""
    known = domains(season, cls)
    rules = reduced(sums(season, known), known) if cls == JS2 else []
    if cls == JS2:
        groups = parts({cell for rule in rules for cell, _ in rule.over}, rules)
    else:
        groups = [[cell for cell, options in known.items() if len(options) > 1]]
    whole: Solution = {}
    values: dict[Cell, set[int]] = defaultdict(set)
    counts, margins = [], Counter[int]()
    for part in groups:
        kept, count = _best(season, cls, part, known, rules, values, margins)
        counts.append(count)
        whole |= kept
    whole |= {(race, car): known[race, car][0] for race, car in known if len(known[race, car]) == 1}
    start = {cell: p for cell, p in whole.items() if cell in known}
    sure = {cell: frozenset(found) for cell, found in values.items()}
    return Filled(filled(season, cls, start, known), sure, tuple(counts), margins)


def _best(
    season: Season,
    cls: str,
    part: Sequence[Cell],
    known: Mapping[Cell, tuple[int, ...]],
    rules: Sequence[Sum],
    values: dict[Cell, set[int]],
    margins: Counter[int],
) -> tuple[Solution, int]:
    """The solution of a part that is shipped, and how many there are; what every one of them says is noted."""
    best: tuple[tuple[int, int, int], tuple[int, ...]] | None = None
    kept: Solution = {}
    count = 0
    for solution in solve(part, known, rules):
        one = filled(season, cls, solution, known)
        if cls == P4:
            if not title_holds(one):
                continue
            margins[points(one, TITLE) - points(one, RIVAL)] += 1
        count += 1
        for cell, p in solution.items():
            values[cell].add(p)
        key = cost(season, cls, one, part), tuple(solution.values())
        if best is None or key < best:
            best, kept = key, solution
    if best is None:
        raise ValueError(f"{cls}: the facts contradict each other in {part}")
    return kept, count
