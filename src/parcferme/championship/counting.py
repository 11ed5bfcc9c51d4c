"""Which results count: the best so many, or all but the worst, of a season, of its halves, or by whole rounds."""

from __future__ import annotations

from collections import Counter
from typing import assert_never

import numpy as np
import numpy.typing as npt

from parcferme.championship.tables import Column
from parcferme.regulations import BestResults, By, Split

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Part:
    """One part of a season: the columns that can be left out, gathered into results (sessions or rounds), and how many
    of them count. `held`, `scheduled`: how many results can count so far and in the whole season.
    """

    def __init__(self, results: list[list[int]], held: int, scheduled: int, rules: BestResults) -> None:
        self.results = results
        if rules.count is not None:
            self.keep = rules.count
        else:
            whole = held if rules.at_once else scheduled
            self.keep = max(0, whole - (rules.drop or 0))


def parts_of(
    columns: list[Column], schedule: list[tuple[int, str, str]], rules: BestResults, held: int
) -> list[Part]:
    """The parts a season is cut into. `schedule`: round, session and kind of every scoring session of the season in the
    order they are run, held ones first; `held`: how many columns are.
    """
    rounds = list(dict.fromkeys(number for number, _, _ in schedule))
    match rules.split:
        case Split.NONE:
            half = len(rounds)
        case Split.LARGER_FIRST:
            half = (len(rounds) + 1) // 2
        case Split.LARGER_SECOND:
            half = len(rounds) // 2
        case never:
            assert_never(never)
    parts: list[Part] = []
    if rules.count is None and rules.drop is None:
        return parts
    for of_part in (set(rounds[:half]), set(rounds[half:])):
        if not of_part:
            continue
        able = [
            index
            for index, column in enumerate(columns[:held])
            if column.round in of_part and _can_be_left_out(column.kind, column.session, rules)
        ]
        planned = [
            (number, session)
            for number, session, kind in schedule
            if number in of_part and _can_be_left_out(kind, session, rules)
        ]
        run = [(columns[index].round, columns[index].session) for index in able]
        results = _gathered(columns, able, rules.by)
        parts.append(Part(results, _count(run, rules), _count(planned, rules), rules))
    return parts


def meetings_of(columns: list[Column], rules: BestResults, held: int) -> list[Part]:
    """Each round for itself, where only so many best results of it count."""
    found: dict[int, list[list[int]]] = {}
    for index, column in enumerate(columns[:held]):
        if rules.of_round is not None and _can_be_left_out(column.kind, column.session, rules):
            found.setdefault(column.round, []).append([index])
    best = BestResults(count=rules.of_round)
    return [Part(results, len(results), len(results), best) for results in found.values()]


def stays(column: Column, rules: BestResults, last: int | None) -> bool:
    """Whether the results of a session are of a round that is never left out. `last`: the season's last round."""
    named = {str(column.round), column.event, "last" if column.round == last else None}
    return bool(named & set(rules.keep_rounds))


def _can_be_left_out(kind: str, session: str, rules: BestResults) -> bool:
    return not rules.kinds or kind in rules.kinds or session in rules.kinds


def _count(sessions: list[tuple[int, str]], rules: BestResults) -> int:
    """How many results these sessions are: one a round, or each, of a round no more than count of it at all."""
    rounds = Counter(number for number, _ in sessions)
    if rules.by is By.ROUND:
        return len(rounds)
    return sum(held if rules.of_round is None else min(held, rules.of_round) for held in rounds.values())


def _gathered(columns: list[Column], able: list[int], by: By) -> list[list[int]]:
    """Columns as results: each for itself, or those of a round together."""
    if by is By.SESSION:
        return [[index] for index in able]
    rounds: dict[int, list[int]] = {}
    for index in able:
        rounds.setdefault(columns[index].round, []).append(index)
    return list(rounds.values())


def counted(
    points: Ints, places: Ints, took: Flags, stuck: Flags, parts: list[Part], *, fewest: bool = False
) -> Flags:
    """Which cells count, units down and columns across. `places` decide between equal points (0: none), and the earlier
    result stays; what a unit took no part in (`took`) is no result, so it never stands for one; `stuck` cells (a
    disqualification, where the rules say so) cannot be left out. `fewest`: the fewest points are the best.
    """
    counts = np.ones(points.shape, dtype=np.bool_)
    points = -points if fewest else points
    for part in parts:
        size = len(part.results)
        if part.keep >= size:
            continue
        worth = np.stack([points[:, result].sum(axis=1) for result in part.results], axis=1)
        best = np.where(places > 0, places, np.iinfo(np.int64).max)
        best = np.stack([best[:, result].min(axis=1) for result in part.results], axis=1)
        forced = np.stack([stuck[:, result].any(axis=1) for result in part.results], axis=1)
        absent = ~np.stack([took[:, result].any(axis=1) for result in part.results], axis=1)
        when = np.broadcast_to(np.arange(size), worth.shape)
        # `lexsort` weighs its last key most: what must stay, what was driven, points, place, the earlier.
        order = np.lexsort((when, best, -worth, absent, ~forced), axis=1)
        kept = forced.copy()
        np.put_along_axis(kept, order[:, : part.keep], True, axis=1)
        for index, result in enumerate(part.results):
            counts[:, result] = kept[:, [index]]
    return counts
