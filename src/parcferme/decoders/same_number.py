"""Two cars with one number in a timing file: told apart by class, else by team, and named so."""

from __future__ import annotations

import numpy as np

from parcferme.decoders.laps import sorted_codes
from parcferme.decoders.sheet import Sheet
from parcferme.entries import identity, tell_by


def cars_apart(
    sheet: Sheet, cars: np.ndarray, numbers: list[str], laps: np.ndarray, kept: np.ndarray
) -> tuple[np.ndarray, list[str]]:
    """Car codes per row and the cars they stand for, in alphabetical order: the cars of one number apart where two of
    another class or team have one lap number each. One car that changes its team's spelling within a file does not.
    """
    classes, class_names = sheet.coded("class")
    teams, team_names = sheet.coded("team")
    which = classes.astype(np.int64) * (len(team_names) + 1) + teams
    rows = np.flatnonzero(kept)
    if not len(rows):
        return cars, numbers
    first = np.full(len(numbers), -1, dtype=np.int64)
    first[cars[rows][::-1]] = which[rows][::-1]
    changed = np.unique(cars[rows][which[rows] != first[cars[rows]]]).tolist()
    if not changed:
        return cars, numbers
    names = list(numbers)
    found = cars.astype(np.int64).copy()
    for car in changed:
        mine = rows[cars[rows] == car]
        kinds, places = np.unique(which[mine], return_index=True)
        if not _meet(which[mine], laps[mine]):
            continue
        told = tell_by(
            [
                (class_names[classes[row]] or None, team_names[teams[row]] or None)
                for row in mine[places].tolist()
            ]
        )
        if told is None:
            continue
        ids = [identity(numbers[car], word) for word in told]
        for kind, name in zip(kinds.tolist(), ids, strict=True):
            found[mine[which[mine] == kind]] = len(names)
            names.append(name)
    if len(names) == len(numbers):
        return cars, numbers
    used = np.unique(found[rows])
    place = np.zeros(len(names), dtype=np.int64)
    place[used] = np.arange(len(used))
    codes, texts = sorted_codes(place[found], [names[code] for code in used.tolist()])
    return codes.astype(cars.dtype), texts


def _meet(which: np.ndarray, laps: np.ndarray) -> bool:
    """Whether two cars have a row for one lap."""
    order = np.lexsort((which, laps))
    same = laps[order][1:] == laps[order][:-1]
    return bool((same & (which[order][1:] != which[order][:-1])).any())
