"""Championship tables measured: Formula One after every round, a long season, and what a title still needs."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from pathlib import Path

from parcferme.championship import Championship, Planned, chances
from parcferme.classification import ResultLine, SessionResult
from parcferme.decoders import parse_seasons
from parcferme.regulations import Rulebook, parse_rulebook
from parcferme.season import load_rulebook

LONG = """
[[points]]
scale = [25, 18, 15, 12, 10, 8, 6, 4, 2, 1]
[[standings]]
name = "Cars"
unit = "car"
best = { drop = 4 }
ties = ["counts", "first-to-achieve"]
"""

Best = Callable[[Callable[[], object], int], float]
Say = Callable[[str, float, str, float, str], None]


def season(rounds: int, cars: int, seed: int = 1) -> tuple[SessionResult, ...]:
    """A season of one race a round, everybody in a place of a seeded draw."""
    draw = random.Random(seed)
    numbers = [str(number) for number in range(1, cars + 1)]
    found = []
    for number in range(1, rounds + 1):
        draw.shuffle(numbers)
        lines = tuple(ResultLine(car, place) for place, car in enumerate(numbers, 1))
        found.append(SessionResult(number, "race", "race", lines))
    return tuple(found)


def run(published: Path, best: Best, say: Say) -> None:
    """Print the figures."""
    _formula_one(published, best, say)
    book = parse_rulebook(LONG, "long.toml")
    results = season(30, 60)

    def final() -> object:
        return Championship.of(results, book).after()

    def plain() -> object:
        return [[(line.car, line.position) for line in result.lines] for result in results]

    other = best(plain, 20)
    say(
        "30 rounds × 60 cars, drops and countback",
        best(final, 20),
        "one pass over its lines",
        other,
        "≤ 50 ms",
    )
    _chances(book, best, say)


def _formula_one(published: Path, best: Best, say: Say) -> None:
    path = published / "f1" / "results.csv"
    if not path.exists():
        print(f"Formula One: no {path}")
        return
    text = path.read_text(encoding="utf-8")

    def read() -> object:
        return list(csv.DictReader(text.splitlines()))

    def all_seasons() -> int:
        rounds = 0
        for year, results in parse_seasons(text, path.name)[0].items():
            championship = Championship.of(results, load_rulebook("f1", season=year), season=year)
            rounds += sum(len(championship.after(number).tables) > 0 for number in championship.rounds)
        return rounds

    rounds = all_seasons()
    plain = best(read, 5)
    say(
        f"Formula One, 39 seasons, {rounds} rounds",
        best(all_seasons, 5),
        "csv.DictReader of the file",
        plain,
        "≤ 1500 ms",
    )


def _chances(book: Rulebook, best: Best, say: Say) -> None:
    results = season(10, 40)
    planned = tuple(Planned(number, "race", "race") for number in range(11, 17))
    championship = Championship.of(results, book, planned=planned)
    table = championship.after().tables[0]
    plain = best(lambda: championship.after(), 5)
    say(
        "chances of 40 contenders, 6 races left",
        best(lambda: chances(championship, table), 3),
        "one table of the same season",
        plain,
        "≤ 1000 ms",
    )
