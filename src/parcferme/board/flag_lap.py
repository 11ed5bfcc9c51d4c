"""Which lap will get the chequered flag, while the race is on: the leader's own pace against the time to go."""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np

from parcferme.records import FlagValue
from parcferme.regulations import SessionRules
from parcferme.timing import NEUTRALISED as SLOWED
from parcferme.timing import Ints, Mask, Timing, shown_in

_LATEST: Final = 3  # laps a pace is taken from: traffic and tyres make older ones worth less
_LEAST, _MOST = 0.004, 0.03  # of a lap: how little and how much a lap to come may differ from that pace
_SLOW: Final = 2  # usual laps: what one behind the safety car takes until one has been measured


class LastLap(msgspec.Struct, frozen=True):
    """The lap that will get the flag: `first` to `last`, one lap where the two are equal. `leader` is who says so, at
    the end of lap `after`. `ruled`: the distance or the flag itself decides, nothing is guessed.
    """

    first: int
    last: int
    leader: str
    after: int
    ruled: bool = False

    @property
    def sure(self) -> bool:
        """Whether it is one lap and no other."""
        return self.first == self.last


def last_lap(timing: Timing) -> LastLap | None:
    """The lap that will get the flag, as the leader's last crossing has it; None where nobody can tell: no lap driven
    at speed yet, a clock that stands still, practice and qualifying, a race without a length.

    With the length over, the lap that ends then and `plus_laps` more; with a distance, that lap. What is guessed is the
    leader's pace, from his last laps at speed; the guess is `first` to `last` as far as that pace varies. While the
    race is neutralised, it is that from going on so to the end to racing again at once.
    """
    rules, laps = timing.rules, timing.laps_
    if rules.each_car or not len(laps.lap):
        return None
    row = _leading_row(timing)
    leader, done, at = timing.cars[int(laps.car[row])], int(laps.lap[row]), int(laps.end[row])
    if timing.flag.at is not None:
        led = laps.lap[(laps.end <= timing.flag.at)]
        lap = int(led.max()) if len(led) else done
        return LastLap(lap, lap, leader, done, ruled=True)
    if rules.length is None and rules.total is None:
        if rules.laps is None:
            return None
        return LastLap(rules.laps, rules.laps, leader, done, ruled=True)
    bounds = _by_time(timing, row, at)
    if bounds is None:
        return None
    first, last = (done + one for one in bounds)
    if rules.laps is not None:
        first, last = min(first, rules.laps), min(last, rules.laps)
    return LastLap(first, last, leader, done)


def _leading_row(timing: Timing) -> int:
    """The row of the crossing that was the first to end the highest lap."""
    laps = timing.laps_
    most = np.flatnonzero(laps.lap == laps.lap.max())
    return int(most[np.argmin(laps.end[most])])


def _by_time(timing: Timing, row: int, at: int) -> tuple[int, int] | None:
    """How many laps more, at least and at most, until the race is over by its length or its total."""
    rules = timing.rules
    now = np.array([at])
    found = list[tuple[int, int]]()
    pace = _pace(timing, row)
    if pace is None:
        return None
    quick, slow = pace
    if rules.length is not None:
        elapsed = int(timing.clock.at(now)[0])
        if elapsed >= rules.length:
            over = _first_after_length(timing, rules)
            return (over, over)
        found.append(_laps_to(rules.length - elapsed, quick, slow, rules.plus_laps))
    if rules.total is not None:
        found.append(_laps_to(rules.total - (at - timing.start), quick, slow, 0))
    return min(first for first, _ in found), min(last for _, last in found)


def _first_after_length(timing: Timing, rules: SessionRules) -> int:
    """The length is over: how many laps more than the leader has now, `plus_laps` counted from who crossed first."""
    laps = timing.laps_
    clock = timing.clock.at(laps.end)
    over = laps.lap[clock >= (rules.length or 0)]
    return max(0, int(over.min()) + rules.plus_laps - int(laps.lap.max())) if len(over) else 0


def _laps_to(left: int, quick: int, slow: int, plus: int) -> tuple[int, int]:
    """The first lap that ends with nothing left, for slow laps and for quick ones."""
    return max(1, -(-left // slow)) + plus, max(1, -(-left // quick)) + plus


def _pace(timing: Timing, row: int) -> tuple[int, int] | None:
    """The quickest and the slowest that a lap to come takes, by the leader's last laps at speed."""
    laps = timing.laps_
    mine = np.flatnonzero((laps.car == laps.car[row]) & (laps.lap <= laps.lap[row]) & (laps.lap > 1))
    us = laps.end[mine] - laps.start[mine]
    slowed = _slowed(timing, mine)
    fair = us[~slowed][-_LATEST:]
    if not len(fair):
        return None
    usual = int(np.sort(fair)[(len(fair) - 1) // 2])
    apart = int(min(max(np.ptp(fair), _LEAST * usual), _MOST * usual))
    slow = usual + apart
    shown = timing.shown[-1].value if timing.shown else None
    if shown in SLOWED:
        whole = shown_in(timing.shown, (FlagValue.GREEN,), laps.start[mine], laps.end[mine])
        under = us[slowed & ~whole & ~timing.in_lap[mine] & ~timing.out_lap[mine]]
        slow = max(slow, int(under[-1]) if len(under) else _SLOW * usual)
    return usual - apart, slow


def _slowed(timing: Timing, rows: Ints) -> Mask:
    """Which laps were slowed by a flag or the pits, and say nothing of the next one."""
    laps = timing.laps_
    flags = shown_in(timing.shown, (*SLOWED, FlagValue.RED), laps.start[rows], laps.end[rows])
    return np.asarray(flags | timing.in_lap[rows] | timing.out_lap[rows])
