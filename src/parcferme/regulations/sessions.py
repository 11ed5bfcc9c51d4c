"""The rules of sessions: how passings become laps, when the flag is due, who is classified, what a stop must last."""

from __future__ import annotations

import enum
import itertools
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import msgspec

from parcferme.records import Penalty
from parcferme.times import Duration


class SessionKind(enum.StrEnum):
    """Practice and qualifying are ordered by lap time, a race by laps and then time."""

    PRACTICE = "practice"
    QUALIFYING = "qualifying"
    RACE = "race"


class LateFlag(enum.StrEnum):
    """A chequered flag shown later than due and tolerance: the session ended when due, or when it was shown."""

    AS_DUE = "as-due"
    AS_SHOWN = "as-shown"


class EarlyFlag(enum.StrEnum):
    """A chequered flag shown before it was due: it stands, or the race ended when the leader last crossed before it."""

    AS_SHOWN = "as-shown"
    LAST_CROSSING_OF_LEADER = "last-crossing-of-leader"


class BlackFlag(enum.StrEnum):
    """What a black flag shown to a car does: nothing until the stewards rule, or it disqualifies the car."""

    SHOWN = "shown"
    DISQUALIFIED = "disqualified"


class ClockUnderRed(enum.StrEnum):
    """Whether the session clock runs while the red flag is shown."""

    RUNS = "runs"
    STOPS = "stops"


class ResultAfterRed(enum.StrEnum):
    """Where a race that is not resumed is cut: the last lap all completed (the positions when every car still running
    had completed the same number of laps), or the end of the penultimate lap before the lap of the signal.
    """

    AS_DRIVEN = "as-driven"
    LAST_LAP_ALL_COMPLETED = "last-lap-all-completed"
    PENULTIMATE_LAP = "penultimate-lap"


class Of(enum.StrEnum):
    """Whose distance a share is measured against."""

    OVERALL = "overall"
    CLASS = "class"


class Rounding(enum.StrEnum):
    """How a share of a distance becomes a number of laps."""

    NONE = "none"
    DOWN = "down"
    UP = "up"
    NEAREST = "nearest"


class UnclassifiedOrder(enum.StrEnum):
    """In which order cars without a place stand: by laps and time, or first those that took the flag."""

    LAPS = "laps"
    FLAG_FIRST = "flag-first"


class QualifyingOrder(enum.StrEnum):
    """What a qualifying is ordered by."""

    BEST_LAP = "best-lap"
    SECOND_BEST_LAP = "second-best-lap"
    AVERAGE = "average"


class EqualTimes(enum.StrEnum):
    """How equal best laps are separated: the one set first is ahead, or the second-best lap decides, or not at all."""

    FIRST_SET = "first-set"
    SECOND_BEST_LAP = "second-best-lap"
    EQUAL = "equal"


class NoTime(enum.StrEnum):
    """Cars without a time: listed without a place, or placed behind all others in order of number."""

    UNPLACED = "unplaced"
    LAST = "last"


class WindowClock(enum.StrEnum):
    """From where the window of a compulsory stop is counted."""

    SESSION_START = "session-start"
    FIRST_GREEN = "first-green"


class WindowUnder(enum.StrEnum):
    """What a neutralisation does to the window: nothing, or the window's end is moved by the time it lasted inside it,
    or (red only) the window's clock stands still.
    """

    UNCHANGED = "unchanged"
    EXTENDS = "extends"
    STOPS_CLOCK = "stops-clock"


class TimingRules(msgspec.Struct, frozen=True):
    """How passings become laps. `resolution`: where two times tie. `double_read`: a second read of the same car at the
    same loop sooner than this is the same passing. `minimum_lap`: no car laps faster (default: from the quick end of
    what was driven). `missed_over`: a lap longer than this many usual laps is looked at for a missed passing.
    `decoders`: where two read one line, whose read stands for a crossing, the best first (default: the stronger read).
    """

    resolution: Duration = Duration(1)
    # A crossing less than two seconds after the last is the same one (docs/design.md, What a timekeeper would expect).
    double_read: Duration = Duration(2_000_000)
    minimum_lap: Duration | None = None
    missed_over: Fraction = Fraction(8, 5)
    decoders: tuple[str, ...] = ()


class FlagRules(msgspec.Struct, frozen=True):
    """The chequered flag. `tolerance`: a record this late after the due crossing counts as shown at it. `in_pit_lane`:
    crossing the line in the pit lane takes the flag. `crossings_count_for`: how long after the flag. `black`: what a
    black flag shown to a car does.
    """

    # The button of the flag is pressed by somebody (docs/rulebook.md).
    tolerance: Duration = Duration(10_000_000)
    late: LateFlag = LateFlag.AS_SHOWN
    early: EarlyFlag = EarlyFlag.AS_SHOWN
    in_pit_lane: bool = True
    crossings_count_for: Duration | None = None
    black: BlackFlag = BlackFlag.SHOWN


# Le Mans since 2017 (sportscar365): a last lap of 6 to 7 minutes costs a lap, of 10 to 15 ten, above that all.
class SlowLastLap(msgspec.Struct, frozen=True):
    """A last lap slower than `over` costs `laps`, or the classification (`excluded`)."""

    over: Duration
    laps: int = 0
    excluded: bool = False


class RunningRule(msgspec.Struct, frozen=True):
    """At `at` of the race's length a car must have covered `share` of the leader's distance."""

    at: Fraction
    share: Fraction


# No condition holds by itself, as series differ in each: WEC asks for the flag and 70 % of the overall
# winner's distance, Formula One (62.2) for 90 % and no flag, the 24H Series of 2015 classified every starter.
class ClassifiedRules(msgspec.Struct, frozen=True):
    """Who is classified. Everyone who completed a lap, less those who miss one of these conditions."""

    flag: bool = False
    share: Fraction | None = None
    of: Of = Of.OVERALL
    rounding: Rounding = Rounding.NONE
    running: RunningRule | None = None
    slow_last_lap: tuple[SlowLastLap, ...] = ()
    unclassified_order: UnclassifiedOrder = UnclassifiedOrder.LAPS


class FastestLapRules(msgspec.Struct, frozen=True):
    """Which laps can be a car's best. `yellow` to `red`: whether one can that was driven under it, wholly or partly, or
    completed as it was shown; `neutralised`: false for none of the five.
    """

    first_lap: bool = True
    in_laps: bool = True
    out_laps: bool = True
    neutralised: bool = True
    yellow: bool = True
    full_course_yellow: bool = True
    code_60: bool = True
    safety_car: bool = True
    red: bool = True


# Practice and qualifying: laps from line to line on the track, none completed under red. Of 9,527 official best laps in
# 323 published sessions none is an in- or out-lap, but for two cars whose only lap was lap 1; of 171 laps flagged red
# in published qualifyings none is one, though six were quicker.
LINE_TO_LINE = FastestLapRules(in_laps=False, out_laps=False, red=False)


# Formula One: the clock never stops, and what is not resumed ends with the penultimate lap before the signal
# (58.14). ELMS at Spa in 2018 was taken at half distance instead.
class RedFlagRules(msgspec.Struct, frozen=True):
    """Red flag. `clock`: what the session clock does. `result`: where a race not resumed is cut.
    `result_from`: from this share of the distance or length on a race that is not resumed has a result.
    `crossings_count`: whether a crossing of the line while red is shown ends a lap.
    """

    clock: ClockUnderRed = ClockUnderRed.RUNS
    crossings_count: bool = True
    result: ResultAfterRed = ResultAfterRed.AS_DRIVEN
    result_from: Fraction | None = None


# Formula One 2025: 20 s for a drive-through and 30 s for a stop-and-go of 10 s, in the last three laps or after.
class PenaltyRules(msgspec.Struct, frozen=True):
    """What an unserved drive-through or stop-and-go becomes, added to the time after the race."""

    drive_through: Duration | None = None
    stop_and_go: Duration | None = None


class CompulsoryStop(msgspec.Struct, frozen=True):
    """A stop every car must make: pit entry within the window (both ends count) and at least `minimum` from entry to
    exit of the lane; `neutralised`: false where one begun under a neutralisation is none. `sanction` is what is
    proposed to the stewards, `stop_and_go` its length while the race runs; after the race the shortfall is added to the
    time.
    """

    opens: Duration
    closes: Duration
    minimum: Duration
    clock: WindowClock = WindowClock.SESSION_START
    safety_car: WindowUnder = WindowUnder.UNCHANGED
    red: WindowUnder = WindowUnder.UNCHANGED
    solo_drivers: bool = True
    count: int = 1
    neutralised: bool = True
    sanction: str = "stop-and-go"
    # Ligier European Series: a stop-and-go of 15 s in 2020; in 2024 the shortfall was added after the race.
    stop_and_go: Duration = Duration(15_000_000)
    shortfall_added: bool = True


class QualifyingRules(msgspec.Struct, frozen=True):
    """The order of a practice or qualifying."""

    by: QualifyingOrder = QualifyingOrder.BEST_LAP
    equal_times: EqualTimes = EqualTimes.FIRST_SET
    no_time: NoTime = NoTime.UNPLACED


class StartGroup(msgspec.Struct, frozen=True):
    """A class or group that starts `after` the session's start, with a clock of its own."""

    group: str
    after: Duration


class SessionRules(msgspec.Struct, frozen=True):
    """One kind of session. How it ends: the flag is due at the earliest of what is given.

    `length`: the leader's first crossing at or after it, `plus_laps` later; `laps`: the first car to complete them;
    `total`: the leader's first crossing at or after it on the clock that never stops. `each_car`: at `length` the flag
    is out for each car, wherever the leader is (practice, qualifying). `start_groups`: classes that start later.
    """

    length: Duration | None = None
    plus_laps: int = 0
    laps: int | None = None
    total: Duration | None = None
    each_car: bool = False
    flag: FlagRules = FlagRules()
    classified: ClassifiedRules = ClassifiedRules()
    fastest_lap: FastestLapRules = FastestLapRules()
    order: QualifyingRules = QualifyingRules()
    red_flag: RedFlagRules = RedFlagRules()
    penalties: PenaltyRules = PenaltyRules()
    compulsory_stop: CompulsoryStop | None = None
    start_groups: tuple[StartGroup, ...] = ()


_OF_A_RACE: Final = (
    "classified.flag",
    "classified.share",
    "classified.of",
    "classified.rounding",
    "classified.running",
    "classified.slow-last-lap",
    "red-flag.result-from",
    "penalties.drive-through",
    "penalties.stop-and-go",
)
_BY_LAP_TIME: Final = ("order.by", "order.equal-times", "order.no-time")
_FOR_ALL: Final = ("laps", "total", "flag.early")


def _said(rules: SessionRules, key: str) -> bool:
    """Whether rules say something at a key that is not what holds anyway."""
    of: object = rules
    default: object = SessionRules()
    for part in key.replace("-", "_").split("."):
        of, default = getattr(of, part), getattr(default, part)
    return of != default


def without_effect(rules: SessionRules, kind: SessionKind) -> Iterator[tuple[str, str]]:
    """What can do nothing in a session of this kind, so that whoever wrote it meant something else."""
    race = kind is SessionKind.RACE
    for key in _BY_LAP_TIME if race else _OF_A_RACE:
        if _said(rules, key):
            other = "practice or qualifying, a race is ordered by laps and time" if race else "race"
            yield key, f"does nothing here: it is a rule of a {other}"
    for key in _FOR_ALL if rules.each_car else ():
        if _said(rules, key):
            yield key, "does nothing here: with each-car the flag is out for each car at the length"


_SANCTIONS: Final = tuple(
    one.value
    for one in (
        Penalty.DRIVE_THROUGH,
        Penalty.STOP_AND_GO,
        Penalty.DISQUALIFIED,
        Penalty.REAR_OF_CLASS,
        Penalty.REAR_OF_FIELD,
        Penalty.REPRIMAND,
        Penalty.FINE,
        Penalty.NO_FURTHER_ACTION,
    )
)
"""What can be proposed for a stop that was not made: kinds of decision that need no number of their own."""


def session_contradictions(rules: SessionRules, kind: SessionKind) -> Iterator[tuple[str, str]]:
    """The same inside the rules of one kind of session; keys without the kind."""
    yield from without_effect(rules, kind)
    stop = rules.compulsory_stop
    if stop is not None and stop.opens >= stop.closes:
        yield "compulsory-stop.closes", "the window closes before it opens"
    if stop is not None and rules.length is not None and stop.opens >= rules.length:
        yield "compulsory-stop.opens", "the window opens after the session is over"
    if stop is not None and stop.sanction not in _SANCTIONS:
        expected = ", ".join(_SANCTIONS)
        yield "compulsory-stop.sanction", f"expected one of {expected}, found {stop.sanction!r}"
    if rules.plus_laps and rules.length is None:
        yield "plus-laps", "laps to add need a length to add them to"
    if rules.plus_laps and rules.each_car:
        yield "plus-laps", "with each-car the flag is out at the length: no laps can be added"
    if rules.length is not None and rules.total is not None and rules.total < rules.length:
        yield "total", "the total is shorter than the length it caps"
    for key, value in (("length", rules.length), ("laps", rules.laps), ("total", rules.total)):
        if value is not None and value <= 0:
            yield key, "the session would be over before it starts"
    running = rules.classified.running
    shares = {
        "classified.share": rules.classified.share,
        "classified.running.at": running.at if running is not None else None,
        "classified.running.share": running.share if running is not None else None,
        "red-flag.result-from": rules.red_flag.result_from,
    }
    for key, share in shares.items():
        if share is not None and not 0 <= share <= 1:
            yield key, f"a share lies between 0 and 1, not {share}"
    groups = [one.group for one in rules.start_groups]
    if len(groups) != len(set(groups)):
        yield "start-groups", "a group starts once"
    overs = [slow.over for slow in rules.classified.slow_last_lap]
    if any(before >= after for before, after in itertools.pairwise(overs)):
        yield "classified.slow-last-lap", "the bands must rise"
