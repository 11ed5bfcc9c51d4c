"""One session's log measured: laps, sectors, stops, stints, neutralisations, and the end of the session per car."""

from __future__ import annotations

import dataclasses
from functools import cached_property

import msgspec
import numpy as np
import polars as pl

from parcferme.entries import Entries, Entry
from parcferme.findings import Finding, Where, error, warning
from parcferme.records import CarState, CarStatus, Decision, Flag, FlagValue, Log, Penalty, SessionEnd, SessionStart
from parcferme.regulations import Rulebook, SessionKind, SessionRules
from parcferme.timing import compulsory_stop as compulsory
from parcferme.timing import repair
from parcferme.timing.crossings import Crossings, cross
from parcferme.timing.flags import (
    Period,
    RaceClock,
    SessionFlag,
    finish,
    leading,
    periods,
    periods_frame,
    result_after_red,
    session_flag,
    stopped_for_good,
)
from parcferme.timing.laps import NONE, Chart, Laps, Sectors, chart, laps_of, sectors
from parcferme.timing.sightings import Codes, Ints, Mask, Sightings, see
from parcferme.timing.stops import Stop, driver_column, drivers_of, in_and_out_laps, stints, stops, stops_frame


@dataclasses.dataclass(frozen=True, eq=False)
class Timing:
    """What a session's log says, measured. Instants and times in µs; car codes index `cars` (sorted as text).

    `source_resolution`: where the source cut its times, if it did.

    The frames (`laps`, `crossings_frame`, `stops_frame`, `stints`, `flags`) are made when first asked for.
    """

    kind: SessionKind
    rulebook: Rulebook
    rules: SessionRules
    log: Log
    entries: dict[str, Entry]
    cars: tuple[str, ...]
    classes: tuple[str, ...]
    car_class: Codes
    start: int
    start_known: bool
    end: int | None
    source_resolution: int | None
    name: str | None
    length: int | None
    until: int | None
    flag: SessionFlag
    clock: RaceClock
    shown: tuple[Period, ...]
    seen: Sightings
    crossings: Crossings
    took_flag: Mask
    laps_: Laps
    chart: Chart
    split: Sectors
    made_stops: list[Stop]
    in_lap: Mask
    out_lap: Mask
    driver: Ints
    driver_ids: tuple[str, ...]
    statuses: dict[str, CarStatus]
    verdicts: list[compulsory.Judged]
    findings: tuple[Finding, ...]

    @property
    def decisions(self) -> list[Decision]:
        """The decisions in the log, in order."""
        return [event for event in self.log.events if isinstance(event, Decision)]

    @cached_property
    def car_type(self) -> pl.Enum:
        """The car numbers as a column type."""
        return pl.Enum(list(self.cars))

    @cached_property
    def neutralised(self) -> Mask:
        """Which laps were driven under a neutralisation, wholly or partly."""
        laps = self.laps_
        if not self.shown:
            return np.zeros(len(laps.lap), dtype=bool)
        at = np.array([period.start for period in self.shown])
        slow = np.cumsum([0, 0, *(period.value in _SLOW for period in self.shown)])
        before = np.searchsorted(at, laps.start, side="right")
        after = np.searchsorted(at, laps.end, side="left")
        return np.asarray(slow[after + 1] > slow[before], dtype=bool)

    @cached_property
    def laps(self) -> pl.DataFrame:
        """Every counted lap, by car and lap. Times in µs, `elapsed_us` is session time, `at` the instant; places and gaps
        are those when the car completed the lap; `seq` and `line` are the record that ended it.
        """
        laps, chart_ = self.laps_, self.chart
        columns = [
            pl.Series("car", laps.car.astype(np.uint32)).cat.to(self.car_type),
            pl.Series("lap", laps.lap.astype(np.int32)),
            pl.Series("lap_us", laps.end - laps.start),
            pl.Series("elapsed_us", laps.end - self.start),
            pl.Series("at", laps.end),
        ]
        for number, times in enumerate(self.split.times, 1):
            columns.append(_known(f"s{number}_us", times))
        columns += [
            pl.Series("in_lap", self.in_lap),
            pl.Series("out_lap", self.out_lap),
            pl.Series("neutralised", self.neutralised),
            driver_column(self.driver, self.driver_ids).alias("driver"),
            pl.Series("position", chart_.position.astype(np.int32)),
            pl.Series("class_position", chart_.class_position.astype(np.int32)),
            pl.Series("gap_us", chart_.gap),
            pl.Series("gap_laps", chart_.gap_laps.astype(np.int32)),
            _known("interval_us", chart_.interval),
            _known("interval_laps", chart_.interval_laps),
            pl.Series("took_flag", self.took_flag[laps.crossing]),
            pl.Series("seq", self.seen.seq[laps.sighting]),
        ]
        return pl.DataFrame(columns)

    @cached_property
    def crossings_frame(self) -> pl.DataFrame:
        """Every crossing of the line with the lap it completed, or why it completed none: car, at, elapsed_us, lap,
        why (a `NotCounted` name in small letters), in_pit, seq.
        """
        from parcferme.timing.crossings import NotCounted

        crossings = self.crossings
        names = pl.Enum([reason.name.lower().replace("_", "-") for reason in NotCounted])
        return pl.DataFrame(
            [
                pl.Series("car", crossings.car.astype(np.uint32)).cat.to(self.car_type),
                pl.Series("at", crossings.at),
                pl.Series("elapsed_us", crossings.at - self.start),
                pl.Series("lap", crossings.lap.astype(np.int32)),
                pl.Series("why", crossings.why.astype(np.uint32)).cat.to(names),
                pl.Series("in_pit", crossings.in_pit),
                pl.Series("seq", self.seen.seq[crossings.sighting]),
            ]
        )

    @cached_property
    def stops_frame(self) -> pl.DataFrame:
        """Pit stops: car, stop, in_lap, out_lap, entry_us, exit_us (session time), duration_us."""
        return stops_frame(self.made_stops, self.start, self.car_type)

    @cached_property
    def verdicts_frame(self) -> pl.DataFrame:
        """The compulsory stop's verdict per car; empty where the rulebook has none."""
        return compulsory.verdicts_frame(self.verdicts, self.car_type)

    @cached_property
    def stints(self) -> pl.DataFrame:
        """Stints: car, stint, driver, from_lap, to_lap, laps, time_us."""
        return stints(self.laps_, self.driver, self.out_lap, self.driver_ids, self.car_type)

    @cached_property
    def flags(self) -> pl.DataFrame:
        """Flags shown to all: flag, from_us, to_us, at, neutralised, inferred, seq."""
        return periods_frame(self.shown, self.start)

    @cached_property
    def leaders(self) -> pl.DataFrame:
        """The leader sequence: car, from_lap, to_lap, laps led, elapsed_us at which the lead was taken over the line."""
        first = self.laps.filter(pl.col("position") == 1).sort("lap", "at", "car").unique("lap", keep="first")
        led = first.sort("lap").with_columns(run=pl.col("car").cast(pl.String).rle_id())
        return (
            led.group_by("run", maintain_order=True)
            .agg(
                pl.col("car").first(),
                from_lap=pl.col("lap").first(),
                to_lap=pl.col("lap").last(),
                laps=pl.len(),
                elapsed_us=pl.col("elapsed_us").first(),
            )
            .drop("run")
        )

    def drivers(self, car: str) -> tuple[str, ...]:
        """The drivers entered on a car; where the list names none, those seen in it, by id."""
        entry = self.entries.get(car)
        if entry is not None and entry.drivers:
            return tuple(driver.name for driver in entry.drivers)
        if not self.driver_ids:
            return ()
        code = self.cars.index(car)
        seen = np.unique(self.driver[slice(*np.searchsorted(self.laps_.car, [code, code + 1]))])
        return tuple(self.driver_ids[one] for one in seen.tolist() if one >= 0)

    def driver_name(self, car: str, driver: str | None) -> str | None:
        """The name behind a driver id of a car."""
        entry = self.entries.get(car)
        for one in entry.drivers if entry is not None else ():
            if driver in (one.id, one.name):
                return one.name
        return driver


_SLOW = (FlagValue.YELLOW, FlagValue.FULL_COURSE_YELLOW, FlagValue.SAFETY_CAR, FlagValue.RED)


def _known(name: str, values: Ints) -> pl.Series:
    """A column with nulls where a time is not known."""
    column = pl.Series(name, values)
    missing = values == NONE
    return column.set(pl.Series(missing), None) if missing.any() else column


def measure(
    log: Log,
    rulebook: Rulebook,
    entries: Entries | None = None,
    *,
    kind: SessionKind | str = SessionKind.RACE,
    length: int | None = None,
    at: int | None = None,
    known: int | None = None,
) -> Timing:
    """Measure one session.

    `known` cuts the log after that sequence number before anything else; then corrections are applied; `at` cuts at that
    session time (µs). `length` (µs) is the nominal length where neither the log nor the rulebook says it, and overrules
    both. What is odd is in `findings`; nothing is raised for it.
    """
    entries = entries or Entries()
    kind = SessionKind(kind)
    findings: list[Finding] = []
    raw = log if known is None else log.known(known)
    effective, corrected = raw.effective()
    findings += corrected
    start, opening = _start(effective, findings)
    until = None if at is None else start + at
    if until is not None:
        effective = effective.until(until)
    rules = _with_length(rulebook.session(kind), length, opening, effective)
    seen = see(effective, entries)
    findings += seen.findings
    ends = [e.at for e in effective.events if isinstance(e, SessionEnd) and e.at is not None and e.at >= start]
    end = min(ends, default=None)
    first_is_lap = opening.first_crossing_is_lap if opening is not None else None
    crossings = cross(seen, rulebook.timing, start, end, first_is_lap)
    findings += crossings.findings
    flags = [event for event in effective.events if isinstance(event, Flag)]
    shown = periods(flags)
    clock = RaceClock.of(start, shown, rules.red_flag.clock)
    crossings, took, flag = _ending(seen, crossings, flags, shown, rules, clock, findings)
    laps = laps_of(crossings, start)
    by_number = dict(entries.by_number())
    classes, car_class = _classes(seen.cars, by_number)
    finished = {int(c): int(a) for c, a in zip(crossings.car[took], crossings.at[took], strict=True)}
    made = stops(seen, crossings, laps, effective, finished)
    in_lap, out_lap = in_and_out_laps(laps, crossings.in_pit[laps.crossing], made)
    split = sectors(seen, laps)
    driver, ids = drivers_of(seen, laps, effective)
    findings += repair.missed_passings(seen, laps, split, in_lap | out_lap, rulebook.timing)
    findings += repair.two_places(seen, laps, split)
    findings += repair.two_transponders(seen, effective.passings)
    findings += _not_entered(seen, crossings, by_number)
    statuses = {e.car: e for e in effective.events if isinstance(e, CarStatus)}
    over = flag.at is not None or end is not None
    verdicts = _judge_stops(
        rulebook, kind, rules, seen, laps, made, shown, start, by_number, effective, over, until, findings
    )
    return Timing(
        kind=kind, rulebook=rulebook, rules=rules, log=effective, entries=by_number, cars=seen.cars,
        classes=classes, car_class=car_class, start=start, start_known=opening is not None or _green(effective) is not None,
        end=end, source_resolution=opening.resolution if opening else None,
        name=opening.name if opening else None, length=rules.length, until=until, flag=flag, clock=clock, shown=shown,
        seen=seen, crossings=crossings, took_flag=took, laps_=laps, chart=chart(laps, car_class), split=split,
        made_stops=made, in_lap=in_lap, out_lap=out_lap, driver=driver, driver_ids=ids, statuses=statuses,
        verdicts=verdicts, findings=tuple(findings),
    )  # fmt: skip


def _green(log: Log) -> int | None:
    """The instant of the first green flag."""
    greens = [e.at for e in log.events if isinstance(e, Flag) and e.value is FlagValue.GREEN and e.at is not None]
    return min(greens, default=None)


def _start(log: Log, findings: list[Finding]) -> tuple[int, SessionStart | None]:
    """The instant the session started: its record, else the first green flag, else the first passing (a finding)."""
    openings = [event for event in log.events if isinstance(event, SessionStart)]
    opening = min(openings, key=lambda event: (event.at is None, event.at or 0, event.seq), default=None)
    if opening is not None and opening.at is not None:
        return opening.at, opening
    green = _green(log)
    if green is not None:
        return green, opening
    first = log.passings["at"].min()
    if log.passings.height:
        findings.append(error("no-start"))
    return int(first) if isinstance(first, int) else 0, opening


def _with_length(rules: SessionRules, length: int | None, opening: SessionStart | None, log: Log) -> SessionRules:
    """The rules with the length that holds: the stewards' last word, else the caller's, else the log's, else the book's."""
    ruled = [e for e in log.events if isinstance(e, Decision) and e.penalty is Penalty.RACE_TIME and e.seconds is not None]
    if ruled:
        length = int((ruled[-1].seconds or 0) * 1_000_000)
    elif length is None and opening is not None:
        length = opening.length
    return rules if length is None else msgspec.structs.replace(rules, length=length)  # type: ignore[type-var]


def _ending(
    seen: Sightings,
    crossings: Crossings,
    flags: list[Flag],
    shown: tuple[Period, ...],
    rules: SessionRules,
    clock: RaceClock,
    findings: list[Finding],
) -> tuple[Crossings, Mask, SessionFlag]:
    """Each car's last crossing: the chequered flag, or where a race that was not resumed is cut."""
    lead = leading(crossings)
    chequered = [f for f in flags if f.value is FlagValue.CHEQUERED and f.at is not None and f.at >= clock.start]
    to_all = min((f for f in chequered if f.car is None), key=lambda f: (f.at or 0, f.seq), default=None)
    place = {name: code for code, name in enumerate(seen.cars)}
    to_cars = {place[f.car]: f.at or 0 for f in chequered if f.car in place}
    red = stopped_for_good(shown) if to_all is None else None
    if red is not None:
        cut, counted_back = result_after_red(crossings, lead, red, rules, clock, findings)
        if counted_back is not None:
            return cut, np.zeros(len(cut.at), dtype=bool), counted_back
    flag = session_flag(to_all, lead, rules, clock, findings)
    crossings, took = finish(crossings, flag, to_cars, rules)
    return crossings, took, flag


def _classes(cars: tuple[str, ...], entries: dict[str, Entry]) -> tuple[tuple[str, ...], Codes]:
    """Class names and the class code of each car; cars whose class nobody knows are a class of their own (empty)."""
    of = [entries[car].class_ or "" if car in entries else "" for car in cars]
    names = tuple(sorted(set(of)))
    place = {name: code for code, name in enumerate(names)}
    return names, np.array([place[name] for name in of], dtype=np.int32)


def _not_entered(seen: Sightings, crossings: Crossings, entries: dict[str, Entry]) -> list[Finding]:
    """Cars on track that the entry list does not have."""
    if not entries:
        return []
    missing = [car for car in seen.cars if car not in entries]
    return [warning("car-not-entered", Where(car=car)) for car in missing]


def _judge_stops(
    rulebook: Rulebook,
    kind: SessionKind,
    rules: SessionRules,
    seen: Sightings,
    laps: Laps,
    made: list[Stop],
    shown: tuple[Period, ...],
    start: int,
    entries: dict[str, Entry],
    log: Log,
    over: bool,
    until: int | None,
    findings: list[Finding],
) -> list[compulsory.Judged]:
    """Verdicts on the compulsory stop, where the rulebook has one."""
    rule = rules.compulsory_stop
    if rule is None:
        return []
    last = {int(car): int(end) for car, end in zip(laps.car, laps.end, strict=True)}
    if not rule.solo_drivers:
        crew = {code: len(entries[car].drivers) for code, car in enumerate(seen.cars) if car in entries}
        last = {car: end for car, end in last.items() if crew.get(car, 2) > 1}
    when = compulsory.window(rule, start, shown)
    now = None if over else (until if until is not None else int(laps.end.max()) if len(laps.end) else start)
    judged = compulsory.judge(rule, when, start, made, last, now)
    decisions = [event for event in log.events if isinstance(event, Decision)]
    cite = rulebook.cite(f"{kind.value}.compulsory-stop.minimum")
    findings += compulsory.stop_findings(judged, rule, cite, seen.cars, decisions, over)
    return judged


def out_of_the_race(status: CarStatus | None) -> bool:
    """Whether race control says the car retired."""
    return status is not None and status.state is CarState.RETIRED
