"""What was shown: the flags through the session, neutralisations, the race clock and when the session ended."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec
import numpy as np

from parcferme.findings import Finding, Where, error, info, warning
from parcferme.records import Flag, FlagValue, Log, Procedure, ProcedureStep
from parcferme.regulations import (
    ClockUnderRed,
    EarlyFlag,
    LateFlag,
    ResultAfterRed,
    SessionRules,
)
from parcferme.timing.crossings import Crossings, NotCounted, number_laps
from parcferme.timing.pace import NEVER
from parcferme.timing.periods import Period
from parcferme.timing.sightings import Ints


class SessionFlag(msgspec.Struct, frozen=True):
    """When the session ended: the instant, where that is known from (`log`, `file` or `rulebook`), and what was due."""

    at: int | None = None
    source: str | None = None
    due: int | None = None
    seq: int | None = None
    reason: str = "none"


class RaceClock(msgspec.Struct, frozen=True, eq=False):
    """Session time in µs at any instant: time since the start, less red-flag time where the rules stop the clock."""

    start: int
    stopped: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, start: int, shown: tuple[Period, ...], under_red: ClockUnderRed) -> RaceClock:
        """The clock of a session; under `stops` it stands still in every red period after the start."""
        if under_red is ClockUnderRed.RUNS:
            return cls(start)
        red = [(p.start, p.end) for p in shown if p.value is FlagValue.RED]
        return cls(
            start, tuple((max(a, start), NEVER if b is None else b) for a, b in red if b is None or b > start)
        )

    def held(self, spans: Iterable[tuple[int, int]]) -> RaceClock:
        """The clock that stands still in these stretches too."""
        found: list[tuple[int, int]] = []
        after = sorted((max(a, self.start), b) for a, b in (*self.stopped, *spans) if b > self.start)
        for stop, resume in after:
            if found and stop <= found[-1][1]:
                found[-1] = found[-1][0], max(found[-1][1], resume)
            else:
                found.append((stop, resume))
        return RaceClock(self.start, tuple(found))

    def at(self, instants: Ints) -> Ints:
        """Session time at each instant."""
        clock = instants - self.start
        for stop, resume in self.stopped:
            clock = clock - np.clip(instants, stop, resume) + stop
        return clock

    def instant(self, elapsed: int) -> int | None:
        """The first instant at which the clock shows `elapsed`; None where it stands still before."""
        at = self.start + elapsed
        for stop, resume in self.stopped:
            if at <= stop:
                break
            if resume == NEVER:
                return None
            at += resume - stop
        return at


def held_by_hand(log: Log) -> list[tuple[int, int]]:
    """The stretches in which race control held the clock; the last may be without an end."""
    said = [
        event
        for event in log.events
        if isinstance(event, Procedure)
        and event.at is not None
        and event.what in (ProcedureStep.CLOCK_STOPPED, ProcedureStep.CLOCK_RESUMED)
    ]
    spans: list[tuple[int, int]] = []
    since: int | None = None
    for event in sorted(said, key=lambda one: (one.at or 0, one.seq)):
        at = event.at or 0
        if event.what is ProcedureStep.CLOCK_STOPPED:
            since = at if since is None else since
        elif since is not None:
            spans.append((since, at))
            since = None
    return spans if since is None else [*spans, (since, NEVER)]


class RaceControl(msgspec.Struct, frozen=True, eq=False):
    """What race control showed: the flags through the session, the clock they stopped, and the flag that ended it."""

    shown: tuple[Period, ...]
    clock: RaceClock
    flag: SessionFlag


class Leading(msgspec.Struct, frozen=True, eq=False):
    """Crossings by the car leading at that instant: the first to complete its lap number. Arrays in time order."""

    at: Ints
    lap: Ints
    row: Ints


def leading(crossings: Crossings) -> Leading:
    """Every crossing at which a car was the first to complete that lap."""
    order = crossings.in_time
    lap = crossings.lap.take(order)
    before = np.zeros(len(lap), dtype=np.int64)
    if len(lap):
        np.maximum.accumulate(lap[:-1], out=before[1:])
    first = np.flatnonzero(lap > before)
    row = order[first]
    return Leading(crossings.at[row], lap[first], row)


def due_flag(lead: Leading, rules: SessionRules, clock: RaceClock) -> int | None:
    """The instant at which the chequered flag is due by the rulebook, None where it is not yet or never due.

    Race: the earliest of the distance, the length (then `plus_laps` more, by whichever car completes the lap first) and
    the total. Practice and qualifying: at the length, for each car.
    """
    if rules.each_car:
        return None if rules.length is None else clock.instant(rules.length)
    found: list[int] = []
    if rules.laps is not None:
        found += lead.at[lead.lap >= rules.laps][:1].tolist()
    if rules.length is not None:
        over = np.flatnonzero(clock.at(lead.at) >= rules.length)
        if len(over):
            last = lead.lap[over[0]] + rules.plus_laps
            found += lead.at[lead.lap >= last][:1].tolist()
    if rules.total is not None:
        found += lead.at[lead.at - clock.start >= rules.total][:1].tolist()
    return min(found) if found else None


def session_flag(
    shown: Flag | None, lead: Leading, rules: SessionRules, clock: RaceClock
) -> tuple[SessionFlag, list[Finding]]:
    """The instant that ends the session, from what was shown and what was due; and a finding where the two differ."""
    due = due_flag(lead, rules, clock)
    if shown is None or shown.at is None:
        known = due is not None
        return SessionFlag(due, "rulebook" if known else None, due, None, "due" if known else "none"), []
    source = "file" if shown.inferred else "log"
    ends = rules.length is not None or rules.laps is not None or rules.total is not None
    if shown.inferred or (due is None and not ends):
        found: list[Finding] = []
        if due is not None and shown.at != due:
            apart = {"flag_us": shown.at - clock.start, "due_us": due - clock.start}
            found.append(info("flag-not-when-due", Where(seq=shown.seq), **apart))
        return SessionFlag(shown.at, source, due, shown.seq, "shown"), found
    if due is not None and 0 <= shown.at - due <= rules.flag.tolerance:
        return SessionFlag(due, source, due, shown.seq, "shown-at-due-crossing"), []
    late = due is not None and shown.at > due
    values = {"flag_us": shown.at - clock.start}
    if due is not None:
        values |= {"due_us": due - clock.start, "apart_us": abs(shown.at - due)}
    told = [warning("flag-late" if late else "flag-early", Where(seq=shown.seq), **values)]
    if late and rules.flag.late is LateFlag.AS_DUE:
        return SessionFlag(due, source, due, shown.seq, "late-as-due"), told
    if not late and not rules.each_car and rules.flag.early is EarlyFlag.LAST_CROSSING_OF_LEADER:
        before = lead.at[lead.at <= shown.at]
        at = int(before[-1]) if len(before) else shown.at
        return SessionFlag(at, source, due, shown.seq, "early-last-crossing-of-leader"), told
    return SessionFlag(shown.at, source, due, shown.seq, "shown"), told


def finish(
    crossings: Crossings, flag: SessionFlag, to_cars: dict[int, int], rules: SessionRules
) -> tuple[Crossings, np.ndarray]:
    """The crossings with everything after each car's last one not counted, and which cars took the flag.

    A car's first crossing at or after the flag is its last. `to_cars`: instants at which a car was shown the flag by
    itself. Returns the new crossings and a mask over their rows: the crossing at which the car took the flag.
    """
    took = np.zeros(len(crossings.at), dtype=bool)
    if flag.at is None and not to_cars:
        return crossings, took
    due = NEVER if flag.at is None else flag.at
    rows = np.flatnonzero(crossings.at >= min(due, *to_cars.values()) if to_cars else crossings.at >= due)
    rows = rows[crossings.why[rows] == NotCounted.COUNTED]
    shown = np.full(len(rows), due, dtype=np.int64)
    for code, instant in to_cars.items():
        shown[crossings.car[rows] == code] = instant
    after = crossings.at[rows] >= shown
    rows, shown = rows[after], shown[after]
    if not len(rows):
        return crossings, took
    first = np.ones(len(rows), dtype=bool)
    first[1:] = crossings.car[rows[1:]] != crossings.car[rows[:-1]]
    why, lap = crossings.why.copy(), crossings.lap.copy()
    why[rows[~first]] = NotCounted.AFTER_FLAG
    if rules.flag.crossings_count_for is not None:
        why[rows[first & (crossings.at[rows] - shown > rules.flag.crossings_count_for)]] = NotCounted.TOO_LATE
    if not rules.flag.in_pit_lane:
        why[rows[first & crossings.in_pit[rows]]] = NotCounted.FLAG_IN_PIT_LANE
    took[rows[first & (why[rows] == NotCounted.COUNTED)]] = True
    lap[rows[why[rows] != NotCounted.COUNTED]] = 0
    return msgspec.structs.replace(crossings, why=why, lap=lap), took


def stopped_for_good(shown: tuple[Period, ...]) -> Period | None:
    """The red flag after which the session was not resumed, if there was one."""
    last = next((p for p in reversed(shown) if p.value is not FlagValue.CHEQUERED), None)
    return last if last is not None and last.value is FlagValue.RED else None


def result_after_red(
    crossings: Crossings,
    lead: Leading,
    red: Period,
    rules: SessionRules,
    clock: RaceClock,
    out: Collection[int] = (),
) -> tuple[Crossings, SessionFlag | None, list[Finding]]:
    """The crossings cut where the rulebook takes the result of a race that was stopped and not resumed; the flag is
    None where they stay as they are. `out`: the cars of which the log says that they had stopped or retired.
    """
    before = lead.lap[lead.at <= red.start]
    done = int(before[-1]) if len(before) else 0
    values: dict[str, int] = {"red_us": red.start - clock.start, "laps": done}
    findings = _enough_for_a_result(done, red, rules, clock)
    if rules.red_flag.result is ResultAfterRed.AS_DRIVEN:
        return crossings, None, findings
    lap = done - 1
    if rules.red_flag.result is ResultAfterRed.LAST_LAP_ALL_COMPLETED:
        lap = _last_lap_all_completed(crossings, lead, red.start, done, out)
    at = lead.at[lead.lap >= max(lap, 0)][:1].tolist()
    if lap < 1 or not at:
        findings.append(warning("red-flag-no-lap-to-count-back-to", Where(seq=red.seq), **values))
        return crossings, None, findings
    findings.append(info("red-flag-result", Where(seq=red.seq), **values, counted_lap=lap))
    flag = SessionFlag(at[0], "rulebook", at[0], red.seq, rules.red_flag.result.value)
    cut, _ = finish(crossings, flag, {}, rules)
    why = np.where(cut.why == NotCounted.AFTER_FLAG, NotCounted.AFTER_RED, cut.why).astype(np.int8)
    late = (cut.at > red.start) & (why == NotCounted.COUNTED)
    why[late] = NotCounted.AFTER_RED
    return msgspec.structs.replace(cut, why=why, lap=number_laps(cut.car, why)), flag, findings


def _enough_for_a_result(done: int, red: Period, rules: SessionRules, clock: RaceClock) -> list[Finding]:
    """A finding where too little was driven for a race that was stopped to have a result."""
    share = rules.red_flag.result_from
    if share is None:
        return []
    short = False
    if rules.laps is not None:
        short = done < share * rules.laps
    elif rules.length is not None:
        short = int(clock.at(np.array([red.start]))[0]) < share * rules.length
    return [error("red-flag-no-result", Where(seq=red.seq), laps=done, share=str(share))] if short else []


def _last_lap_all_completed(
    crossings: Crossings, lead: Leading, red: int, done: int, out: Collection[int]
) -> int:
    """The last lap of the leader that every running car had answered with a crossing of its own before the red flag.

    Running: has crossed the line, at the start too, since the leader completed his last lap but two, or crosses it for
    the first time later; and nobody has seen it stop.
    """
    kept = np.flatnonzero(crossings.counted() & (crossings.at <= red))
    at, car = crossings.at[kept], crossings.car[kept]
    there = np.isin(crossings.why, (NotCounted.COUNTED, NotCounted.START, NotCounted.OPEN)) & (
        crossings.at <= red
    )
    instants = {int(lap): int(when) for lap, when in zip(lead.lap, lead.at, strict=True)}
    since = instants.get(done - 2, -NEVER)
    late = np.setdiff1d(crossings.car[crossings.at > red], crossings.car[there])
    running = np.union1d(crossings.car[there & (crossings.at >= since)], late)
    running = np.setdiff1d(running, list(out))
    for lap in range(done, 0, -1):
        if lap in instants and np.isin(running, car[at >= instants[lap]]).all():
            return lap
    return 0
