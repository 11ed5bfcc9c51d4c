"""Two decoders on one line: what both read of a car within a lap it cannot drive is one crossing, and the better read
stands for it. Both stay in the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl

from parcferme.findings import Finding, Where, info, warning
from parcferme.regulations import TimingRules
from parcferme.timing.pace import FLOOR
from parcferme.timing.sightings import Codes, Ints, Mask, middle

_APART: Final = 100_000  # µs; clocks that differ by more make lap times of reads taken from both


def second_reads(
    at: Ints, car: Codes, loop: Codes, seq: Ints, passings: pl.DataFrame, rules: TimingRules
) -> tuple[Mask, list[Finding]]:
    """Which sightings another decoder's read stands for, and a finding that tells them. `passings`: the rows of the log
    behind the sightings, in their order.

    The better read is that of the decoder named first in the rulebook's `decoders`; where it names none of them, the
    stronger, then the one of more hits, then the earlier.
    """
    none = np.zeros(len(at), dtype=bool)
    box = passings["decoder"]
    if box.null_count() == len(box) or box.n_unique() - bool(box.null_count()) < 2:
        return none, []
    names = box.cast(pl.String).fill_null("").to_list()
    boxes = sorted(set(names))
    decoder = np.array([boxes.index(name) for name in names], dtype=np.int64)
    order = np.lexsort((at, loop, car))
    same = (car[order][1:] == car[order][:-1]) & (loop[order][1:] == loop[order][:-1])
    other = decoder[order][1:] != decoder[order][:-1]
    apart = at[order][1:] - at[order][:-1]
    near = np.where(
        other, apart < _windows(at, car, loop, decoder, rules)[car[order][1:]], apart < rules.double_read
    )
    joined = same & near
    crossing = np.cumsum(np.append(True, ~joined))
    # One decoder that reads twice is a double read, and told as such.
    several = np.isin(crossing, np.unique(crossing[1:][joined & other]))
    joined &= several[1:]
    if not joined.any():
        return none, []
    crossing = np.cumsum(np.append(True, ~joined))
    best = np.lexsort(
        (
            at[order],
            -_or_least(passings["hits"], order),
            -_or_least(passings["strength"], order),
            _rank(boxes, rules.decoders)[decoder[order]],
            crossing,
        )
    )
    kept = best[np.append(True, crossing[best][1:] != crossing[best][:-1])]
    second = none.copy()
    second[order] = True
    second[order[kept]] = False
    return second, [_told(second, decoder, boxes, seq, apart[joined & other])]


def _windows(at: Ints, car: Codes, loop: Codes, decoder: Ints, rules: TimingRules) -> Ints:
    """Per car: reads sooner than this after another decoder's are of one crossing (µs), for no car drives a lap in it.
    Half the quick lap of all as one decoder sees it, where the circuit gives no minimum; never more than half of what
    one decoder saw between two crossings of this very car, however slow the others were.
    """
    order = np.lexsort((at, decoder, loop, car))
    same = np.ones(len(order) - 1, dtype=bool)
    for column in (car, loop, decoder):
        same &= column[order][1:] == column[order][:-1]
    laps, whose = np.diff(at[order])[same], car[order][1:][same]
    laps, whose = laps[laps >= rules.double_read], whose[laps >= rules.double_read]
    field = FLOOR
    if rules.minimum_lap is not None:
        field = rules.minimum_lap
    elif len(laps):
        field = max(rules.double_read, int(np.partition(laps, len(laps) // 4)[len(laps) // 4]) // 2)
    found = np.full(int(car.max(initial=0)) + 1, field, dtype=np.int64)
    np.minimum.at(found, whose, np.maximum(laps // 2, rules.double_read))
    return found


def _rank(boxes: Sequence[str], order: Sequence[str]) -> Ints:
    """The place of each decoder in the rulebook's order, those it does not name behind."""
    return np.array([order.index(box) if box in order else len(order) for box in boxes], dtype=np.int64)


def _or_least(column: pl.Series, rows: Ints) -> Ints:
    return np.asarray(column.cast(pl.Int64).fill_null(-1).to_numpy()[rows])


def _told(second: Mask, decoder: Ints, boxes: list[str], seq: Ints, apart: Ints) -> Finding:
    """What was joined; a warning where the clocks of the decoders differ and reads of more than one were kept."""
    seqs = np.sort(seq[second]).tolist()
    values = {"decoders": boxes, "count": len(seqs), "apart_us": middle(apart)}
    from_several = len(np.unique(decoder[~second])) > 1
    where = Where(seq=seqs[0])
    if from_several and middle(apart) >= _APART:
        return warning("decoders-apart", where, **values).without(*seqs)
    return info("two-decoders", where, **values).without(*seqs)
