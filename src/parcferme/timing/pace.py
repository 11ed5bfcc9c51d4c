"""How short a lap can be: what was driven says it, from the quick end of each class, never from how slow others were.

Two questions, two estimates. *Is a car's first crossing the start or the end of lap 1?* must be answered while the
first laps are being driven, and an answer given to the public stands: it is decided from what was seen up to some
lap, and later laps can only let more first crossings count, never take one away (`first_laps`). *Can anybody have
driven this lap?* may look at the whole session (`shortest_laps`). Why these estimates: docs/design.md, "What a lap is".
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np

from parcferme.timing.sightings import Codes, Ints, Mask, narrow

NEVER: Final = 2**62  # an instant after every other, a time nobody reaches
FLOOR: Final = 10_000_000  # µs; no car laps faster than this, used only while not one whole lap has been seen
# A start from the grid or rolling is over within a third of a lap, and a lap 1 takes nine tenths of one at least. Under
# a safety car nobody raised a flag for, laps take up to twice as long: two fifths still tell a start from a lap 1.
OF_A_LAP: Final = 0.4
OF_ONE_LAP: Final = 0.8  # of the only whole lap there is: it can be half a lap, cut by a read that was none
NEUTRAL: Final = 5 / 6  # a neutralised lap is that much of itself as evidence: 0.4 of it is a third
TOO_SHORT: Final = 0.75  # of the quick end: the weather changes lap times by less
OWN_TOO_SHORT: Final = 0.6  # of a car's own quick end, where classes are not known
_FEW: Final = 6  # laps of a class
_SPREAD: Final = 1.15  # laps this near to each other are a pace; reads that were none leave no two alike


class WholeLaps(msgspec.Struct, frozen=True, eq=False):
    """Laps from line to line, in the order they were completed: time in µs, car and group (class), and whether part of
    each was under red (it then says nothing of the pace) or another neutralisation.
    """

    us: Ints
    car: Codes
    group: Codes
    red: Mask
    neutral: Mask


class FirstLaps(msgspec.Struct, frozen=True, eq=False):
    """Per car, in µs after the start: a first crossing from `counts_from` on ends lap 1, one before `is_start` is the
    start, one between is open.
    """

    counts_from: Ints
    is_start: Ints


def first_laps(laps: WholeLaps, group_of: Codes, over: bool) -> FirstLaps:
    """From which time after the start a car's first crossing ends lap 1.

    `group_of`: the class code of each car. `over`: the session has ended; what is open then is decided by what there
    is.
    """
    groups = int(group_of.max(initial=-1)) + 1
    counts, start = np.full(groups, NEVER), np.zeros(groups, dtype=np.int64)
    useful = np.flatnonzero(~laps.red)
    us = np.where(laps.neutral, (laps.us * NEUTRAL).astype(np.int64), laps.us)[useful]
    group = laps.group[useful]
    field_counts, field_start = _decided(us)
    for code in range(groups):
        counts[code], start[code] = (
            (field_counts, field_start) if groups == 1 else _decided(us[group == code])
        )
    known = start > 0
    start = np.where(known, start, FLOOR)
    # A class of which no whole lap is known: the field's laps, for classes up to twice as quick or as slow.
    counts = np.where(known, counts, NEVER if field_counts == NEVER else 2 * field_counts)
    if over:
        whole = np.where(known, start, field_start if field_start else FLOOR)
        counts, start = np.minimum(counts, whole), whole
    return FirstLaps(counts[group_of], start[group_of])


def _decided(us: Ints) -> tuple[int, int]:
    """(a crossing from here on is a lap, one before this is the start) by laps in the order they were completed.

    Looked at after each of the first laps, then ever more rarely: each look is a function of what was known then, and
    the shortest answer of all stands, so nothing that once counted stops counting. A look takes the lap at the quick
    quarter, so that single reads that were no crossing decide nothing.
    """
    if not len(us):
        return NEVER, 0
    counts, start = int(us[0] * OF_ONE_LAP), int(us[0] * OF_A_LAP)
    for known in _looks(len(us)):
        quick = int(np.partition(us[:known], _quick(known))[_quick(known)])
        start = min(start, int(quick * OF_A_LAP)) if known > 2 else int(quick * OF_A_LAP)
        counts = min(counts, int(quick * OF_A_LAP))
    return counts, start


def _looks(laps: int) -> list[int]:
    """After how many laps the question is asked again: 2, 3, 4 … 16, then half as many more each time."""
    looks = list(range(2, min(laps, 16) + 1))
    while looks and looks[-1] * 3 // 2 <= laps:
        looks.append(looks[-1] * 3 // 2)
    return looks


def _quick(known: int) -> int:
    """Which of so many laps in order of time is taken: the quick quarter, of two or three the second."""
    return known // 4 if known > 3 else 1


def shortest_laps(laps: WholeLaps, group_of: Codes) -> Ints:
    """Per car the shortest lap anybody believes, in µs; 0 where nothing says it. All laps say it, or those
    under green alone where these are quicker.
    """
    groups = int(group_of.max(initial=-1)) + 1
    green = ~(laps.red | laps.neutral)
    quick = np.zeros(groups, dtype=np.int64)
    for code in range(groups):
        mine = np.ones(len(laps.us), dtype=bool) if groups == 1 else laps.group == code
        every = laps.us[mine]
        few = len(every) < _FEW  # of two laps unlike each other nobody knows which is odd
        paces = [quick_end(us) for us in (every, laps.us[mine & green]) if len(us)]
        quick[code] = min(paces, default=0) * (OF_A_LAP / TOO_SHORT if few else 1)
    found = (quick * TOO_SHORT).astype(np.int64)[group_of]
    if groups == 1 and len(laps.us):
        rows = np.flatnonzero(green)
        rows = rows[np.argsort(narrow(laps.car[rows], len(group_of)), kind="stable")]
        ends = np.searchsorted(laps.car[rows], np.arange(len(group_of) + 1))
        for car in range(len(group_of)):
            own = laps.us[rows[ends[car] : ends[car + 1]]]
            if len(own) >= _FEW:
                found[car] = max(found[car], int(quick_end(own) * OWN_TOO_SHORT))
    return found


def quick_end(us: Ints) -> int:
    """The quick end of a pace in µs: the quickest lap that an eighth of all laps, three at least, come near; 0 of none.

    A read that was no crossing cuts one lap into two short ones; three alike are a pace.
    """
    if len(us) < 2:
        return int(us[0]) if len(us) else 0
    ordered = np.sort(us)
    need = min(len(ordered), max(3, len(ordered) // 8))
    near = ordered[need - 1 :] <= ordered[: len(ordered) - need + 1] * _SPREAD
    believed = near & (ordered[: len(near)] >= FLOOR)
    if believed.any():
        return int(ordered[int(believed.argmax())])
    return int(ordered[int(near.argmax())]) if near.any() and len(us) > 3 else int(ordered[len(ordered) // 2])
