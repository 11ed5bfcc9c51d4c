"""The typed rulebook: TOML text in, frozen values out, every value able to cite its article.

A value is written plainly (`minimum = "85 s"`) or with where it comes from
(`minimum = { value = "85 s", article = "9.3", source = "team press release, July 2020" }`). Times carry their unit or
are clocks (`"28:00.000"`). A key the rulebook does not know is refused with its line and the nearest known key. The
code knows shapes of rules, never a series by name.
"""

from __future__ import annotations

import difflib
import enum
import itertools
import re
import tomllib
import types
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

import msgspec

from parcferme.findings import BadRulebook
from parcferme.times import BadTime, Duration, parse_duration


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
    same loop sooner than this is the same passing. `minimum_lap`: no car laps faster (default: half the median lap).
    `missed_over`: a lap longer than this many usual laps is looked at for a missed passing.
    """

    resolution: Duration = Duration(1)
    double_read: Duration = Duration(2_000_000)
    minimum_lap: Duration | None = None
    missed_over: Fraction = Fraction(8, 5)


class FlagRules(msgspec.Struct, frozen=True):
    """The chequered flag. `tolerance`: a record this late after the due crossing counts as shown at it. `in_pit_lane`:
    crossing the line in the pit lane takes the flag. `crossings_count_for`: how long after the flag.
    """

    tolerance: Duration = Duration(10_000_000)
    late: LateFlag = LateFlag.AS_SHOWN
    early: EarlyFlag = EarlyFlag.AS_SHOWN
    in_pit_lane: bool = True
    crossings_count_for: Duration | None = None


class SlowLastLap(msgspec.Struct, frozen=True):
    """A last lap slower than `over` costs `laps`, or the classification (`excluded`)."""

    over: Duration
    laps: int = 0
    excluded: bool = False


class RunningRule(msgspec.Struct, frozen=True):
    """At `at` of the race's length a car must have covered `share` of the leader's distance."""

    at: Fraction
    share: Fraction


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
    """Which laps can be a car's best."""

    first_lap: bool = True
    in_laps: bool = True
    out_laps: bool = True
    neutralised: bool = True


class RedFlagRules(msgspec.Struct, frozen=True):
    """Red flag. `clock`: what the session clock does. `result`: where a race not resumed is cut.
    `result_from`: from this share of the distance or length on a race that is not resumed has a result.
    """

    clock: ClockUnderRed = ClockUnderRed.RUNS
    result: ResultAfterRed = ResultAfterRed.AS_DRIVEN
    result_from: Fraction | None = None


class PenaltyRules(msgspec.Struct, frozen=True):
    """What an unserved drive-through or stop-and-go becomes, added to the time after the race."""

    drive_through: Duration | None = None
    stop_and_go: Duration | None = None


class CompulsoryStop(msgspec.Struct, frozen=True):
    """A stop every car must make: pit entry within the window (both ends count) and at least `minimum` from entry to
    exit of the lane. `sanction` is what is proposed to the stewards, `stop_and_go` its length while the race runs;
    after the race the shortfall is added to the time.
    """

    opens: Duration
    closes: Duration
    minimum: Duration
    clock: WindowClock = WindowClock.SESSION_START
    safety_car: WindowUnder = WindowUnder.UNCHANGED
    red: WindowUnder = WindowUnder.UNCHANGED
    solo_drivers: bool = True
    count: int = 1
    sanction: str = "stop-and-go"
    stop_and_go: Duration = Duration(15_000_000)
    shortfall_added: bool = True


class QualifyingRules(msgspec.Struct, frozen=True):
    """The order of a practice or qualifying."""

    by: QualifyingOrder = QualifyingOrder.BEST_LAP
    equal_times: EqualTimes = EqualTimes.FIRST_SET
    no_time: NoTime = NoTime.UNPLACED


class SessionRules(msgspec.Struct, frozen=True):
    """One kind of session. How it ends: the flag is due at the earliest of what is given.

    `length`: the leader's first crossing at or after it, `plus_laps` later; `laps`: the first car to complete them;
    `total`: the leader's first crossing at or after it on the clock that never stops. `each_car`: at `length` the flag
    is out for each car, wherever the leader is (practice, qualifying).
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


class Cite(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a value comes from: an article of a regulation, or the source it was read in."""

    article: str | None = None
    source: str | None = None


class Rulebook(msgspec.Struct, frozen=True):
    """The sessions part of one series' rulebook. `cites` maps a dotted key to where its value comes from."""

    name: str = "generic"
    title: str = "Generic"
    source: str | None = None
    timing: TimingRules = TimingRules()
    practice: SessionRules = SessionRules(each_car=True)
    qualifying: SessionRules = SessionRules(each_car=True)
    race: SessionRules = SessionRules()
    cites: Mapping[str, Cite] = {}

    def session(self, kind: SessionKind | str) -> SessionRules:
        """The rules of one kind of session."""
        return cast(SessionRules, getattr(self, SessionKind(kind).value))

    def cite(self, path: str) -> Cite:
        """Where the value at a dotted key (`race.compulsory-stop.minimum`) comes from; the nearest table above it that
        cites, else the rulebook's own source.
        """
        parts = path.split(".")
        for end in range(len(parts), 0, -1):
            found = self.cites.get(".".join(parts[:end]))
            if found is not None:
                return found
        return Cite(source=self.source)


def parse_rulebook(text: str, name: str) -> Rulebook:
    """A rulebook from its TOML text. `name` is the file or rulebook named in errors.

    Raises `BadRulebook` listing every problem: line, key, value, what was expected.
    """
    try:
        tree = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as problem:
        raise BadRulebook(f"{name}: not TOML: {problem}") from None
    reading = _Reading(name, text)
    book = cast(Rulebook, reading.struct(Rulebook, tree, ""))
    if not reading.problems:
        reading.problems += [
            f"{name}:{reading.line(key)}: {key}: {wrong}" for key, wrong in contradictions(book)
        ]
    if reading.problems:
        raise BadRulebook("\n".join(reading.problems))
    return msgspec.structs.replace(book, cites=reading.cites)


def contradictions(book: Rulebook) -> Iterator[tuple[str, str]]:
    """Values that cannot hold together: (dotted key, what is wrong)."""
    for kind in SessionKind:
        for key, wrong in _contradictions_of(book.session(kind)):
            yield f"{kind.value}.{key}", wrong
    if book.timing.resolution < 1:
        yield "timing.resolution", "a resolution is at least a microsecond"
    if book.timing.missed_over <= 1:
        yield "timing.missed-over", "a lap with a missed passing is longer than the usual one: more than 1"


def _contradictions_of(rules: SessionRules) -> Iterator[tuple[str, str]]:
    """The same inside the rules of one kind of session; keys without the kind."""
    stop = rules.compulsory_stop
    if stop is not None and stop.opens >= stop.closes:
        yield "compulsory-stop.closes", "the window closes before it opens"
    if stop is not None and rules.length is not None and stop.opens >= rules.length:
        yield "compulsory-stop.opens", "the window opens after the session is over"
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
    overs = [slow.over for slow in rules.classified.slow_last_lap]
    if any(before >= after for before, after in itertools.pairwise(overs)):
        yield "classified.slow-last-lap", "the bands must rise"


def rule_keys(cls: type[msgspec.Struct] = Rulebook, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every dotted key a rulebook may hold, with its type: the rulebook reference and its test go through these."""
    hints = get_type_hints(cls)
    for field in cls.__struct_fields__:
        if field == "cites":
            continue
        key = f"{prefix}{field.replace('_', '-')}"
        inner = _plain_type(hints[field])
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            yield from rule_keys(inner, f"{key}.")
        elif get_origin(inner) is tuple and issubclass(get_args(inner)[0], msgspec.Struct):
            yield from rule_keys(get_args(inner)[0], f"{key}[].")
        else:
            yield key, inner


def _default_of(cls: type[msgspec.Struct], name: str) -> Any:
    """The value of a field that a table does not name; None where it has to."""
    field = next(field for field in msgspec.structs.fields(cls) if field.name == name)
    return None if field.required else field.default


def _plain_type(hint: Any) -> Any:
    """The type without `| None`."""
    if get_origin(hint) in (Union, types.UnionType):
        return next(part for part in get_args(hint) if part is not types.NoneType)
    return hint


class _Reading:
    """One pass over a rulebook's tree that gathers every problem instead of stopping at the first."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines = text.splitlines()
        self.problems: list[str] = []
        self.cites: dict[str, Cite] = {}

    def line(self, path: str) -> int:
        """The line on which a dotted key stands (its table's header where the key itself is not found); `key[2]` is the
        third table of a list.
        """
        best, table = 1, ""
        counts: dict[str, int] = {}
        for number, text in enumerate(self.lines, 1):
            header = re.match(r"\s*(\[+)\s*([^\]]+?)\s*\]", text)
            if header:
                table = re.sub(r"[\s\"']", "", header.group(2))
                if header.group(1) == "[[":
                    counts[table] = counts.get(table, -1) + 1
                    table = f"{table}[{counts[table]}]"
                if table in (path, f"{path}[0]") or path.startswith(f"{table}."):
                    best = number
                continue
            match = re.match(r"""\s*["']?([\w.-]+)["']?\s*=""", text)
            if match:
                full = f"{table}.{match.group(1)}" if table else match.group(1)
                if full == path:
                    return number
                if path.startswith((f"{full}.", f"{full}[")):
                    best = number
        return best

    def problem(self, path: str, wrong: str) -> None:
        self.problems.append(f"{self.name}:{self.line(path)}: {path}: {wrong}")

    def struct(self, cls: type[msgspec.Struct], table: Any, path: str, default: Any = None) -> Any:
        """A table as a value. What it does not say stays as in `default`: a [qualifying] that only names an order
        still ends for each car at time.
        """
        if not isinstance(table, dict):
            self.problem(path, f"expected a table, found {_shown(table)}")
            return None
        hints = get_type_hints(cls)
        known = {name.replace("_", "-"): name for name in cls.__struct_fields__ if name != "cites"}
        values: dict[str, Any] = {}
        before = len(self.problems)
        for key, raw in table.items():
            here = f"{path}.{key}" if path else key
            if key == "article" or (key == "source" and key not in known):
                self._cite(path, table)
                continue
            if key not in known:
                near = difflib.get_close_matches(key, known, 1, 0.4)
                hint = f"; nearest is {near[0]!r}" if near else f"; known are {', '.join(known)}"
                self.problem(here, f"unknown key{hint}")
                continue
            values[known[key]] = self.value(hints[known[key]], raw, here, _default_of(cls, known[key]))
        if len(self.problems) > before:
            return None
        if default is not None:
            return msgspec.structs.replace(default, **values)
        needed = [field.name for field in msgspec.structs.fields(cls) if field.required]
        missing = [name.replace("_", "-") for name in needed if name not in values]
        if missing:
            self.problem(path, f"missing {', '.join(missing)}")
            return None
        return cls(**values)

    def value(self, hint: Any, raw: Any, path: str, default: Any) -> Any:
        kind = _plain_type(hint)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            return self.struct(kind, raw, path, default)
        if isinstance(raw, dict):
            if "value" not in raw or set(raw) - {"value", "article", "source"}:
                self.problem(
                    path, f"expected {_expected(kind)}, or value with article or source, found {_shown(raw)}"
                )
                return None
            self._cite(path, raw)
            raw = raw["value"]
        if get_origin(kind) is tuple:
            if not isinstance(raw, list):
                self.problem(path, f"expected a list, found {_shown(raw)}")
                return ()
            return tuple(
                self.struct(get_args(kind)[0], item, f"{path}[{place}]") for place, item in enumerate(raw)
            )
        try:
            return _convert(kind, raw)
        except (BadTime, ValueError, TypeError, ZeroDivisionError) as wrong:
            reason = f" ({wrong})" if isinstance(wrong, BadTime) else ""
            self.problem(path, f"expected {_expected(kind)}, found {_shown(raw)}{reason}")
            return None

    def _cite(self, path: str, table: Mapping[str, Any]) -> None:
        for key in ("article", "source"):
            if not isinstance(table.get(key, ""), str):
                self.problem(f"{path}.{key}", f"expected a text in quotes, found {_shown(table[key])}")
                return
        self.cites[re.sub(r"\[\d+\]", "", path)] = Cite(
            article=table.get("article"), source=table.get("source")
        )


def _convert(kind: Any, raw: Any) -> Any:
    """One plain value; raises ValueError or TypeError where it is none of the kind."""
    if kind is Duration:
        if not isinstance(raw, str):
            raise BadTime("a time needs its unit")
        return parse_duration(raw)
    if kind is Fraction:
        if isinstance(raw, bool):
            raise TypeError
        text = str(raw).strip()
        return Fraction(text[:-1].strip()) / 100 if text.endswith("%") else Fraction(text)
    if kind in (bool, int, str):
        if type(raw) is not kind or (kind is int and raw < 0):
            raise TypeError
        return raw
    return kind(raw)


def _shown(raw: Any) -> str:
    """A value as the rulebook's author wrote it."""
    if isinstance(raw, bool):
        return str(raw).lower()
    if isinstance(raw, dict):
        return "{ " + ", ".join(f"{key} = {_shown(value)}" for key, value in raw.items()) + " }"
    return str(raw) if isinstance(raw, Decimal) else repr(raw)


def _expected(kind: Any) -> str:
    """What a value of this kind looks like, in words."""
    if kind is Duration:
        return "a time with its unit, like '85 s' or '28:00.000'"
    if kind is Fraction:
        return "a share, like '70 %' or '3/4'"
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return "one of " + ", ".join(repr(member.value) for member in kind)
    return {bool: "true or false", int: "a whole number from 0 up", str: "a text"}.get(kind, str(kind))
