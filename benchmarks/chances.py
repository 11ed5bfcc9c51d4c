"""Time who can still win a title: 40 contenders and 6 races left; and a small case beside every outcome counted out.

    python benchmarks/chances.py

Nothing here passes or fails on a time; the budget is printed beside what was measured.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from parcferme.championship import Championship, Planned, chances
from parcferme.classification import ResultLine, SessionResult
from parcferme.regulations import BestResults, Bonus, BonusFor, PointsRules, Rulebook, TableRules
from reference.brute_force import Season, Session, Step, truth


def season(
    cars: int, held: int, coming: int, scale: tuple[int, ...], drop: int, fastest: int = 0
) -> Championship:
    """A season in which the better car is the likelier winner, so that the title is open between a few."""
    random = Random(2020)
    results = []
    for number in range(1, held + 1):
        order = sorted(range(cars), key=lambda car: car + random.uniform(0, 12))
        lines = [ResultLine(str(car), place, drivers=(f"D{car}",)) for place, car in enumerate(order, 1)]
        results.append(SessionResult(number, "race", "race", tuple(lines)))
    bonus = (Bonus(BonusFor.FASTEST_LAP, Fraction(fastest)),) if fastest else ()
    book = Rulebook(
        points=(PointsRules(scale=tuple(map(Fraction, scale)), bonus=bonus),),
        standings=(TableRules("drivers", best=BestResults(drop=drop)),),
    )
    planned = [Planned(number, "race", "race") for number in range(held + 1, held + coming + 1)]
    return Championship.of(results, book, planned=planned)


def best(work: Callable[[], object], times: int) -> float:
    """The quickest of several runs, in milliseconds."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return min(found) * 1000


def main() -> None:
    scale = (25, 18, 15, 12, 10, 8, 6, 4, 2, 1)
    whole = season(40, 24, 6, scale, 2)
    ms = best(lambda: chances(whole, whole.tables[0]), 5)
    print(f"40 contenders, 24 races run, 6 to come, 2 left out {ms:9.1f} ms   budget 1000 ms")
    whole = season(40, 29, 1, scale, 0)
    ms = best(lambda: chances(whole, whole.tables[0]), 5)
    print(f"40 contenders, 29 races run, 1 to come             {ms:9.1f} ms   budget 1000 ms")

    small = season(4, 4, 2, (9, 6, 4, 3), 1, fastest=1)
    places = [
        tuple(next(line.position for line in one.lines if line.drivers == (f"D{car}",)) for car in range(4))
        for one in small.results
    ]
    sessions = tuple(Session(number, "race", (9, 6, 4, 3), fastest=1) for number in range(1, 7))
    plain = Season(4, sessions, tuple(places), (None,) * 4, (Step("counts"),), drop=1)
    ours = best(lambda: chances(small, small.tables[0]), 5)
    theirs = best(lambda: truth(plain, [4, 4]), 3)
    print(f"4 contenders, 2 to come, a point for the fastest lap{ours:9.1f} ms   every outcome {theirs:9.1f} ms   "
          f"ratio {ours / theirs:.3f}")  # fmt: skip


if __name__ == "__main__":
    main()
