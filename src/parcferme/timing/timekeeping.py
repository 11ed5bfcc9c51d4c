"""One session's log measured: laps, sectors, stops, stints, neutralisations, and the end of the session per car."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from functools import partial

import msgspec
import numpy as np

from parcferme.entries import Entries, Entry, painted, sharing, told_apart
from parcferme.findings import Finding, Where, error, info, warning
from parcferme.records import (
    CarState,
    CarStatus,
    Decision,
    Flag,
    FlagValue,
    Log,
    Penalty,
    SessionEnd,
    SessionStart,
)
from parcferme.regulations import CompulsoryStop, Rulebook, SessionKind, SessionRules
from parcferme.times import SECOND
from parcferme.timing import compulsory_stop as compulsory
from parcferme.timing import repair
from parcferme.timing.could_move import with_moves
from parcferme.timing.crossings import Crossings, cross
from parcferme.timing.driven_on import driven_on
from parcferme.timing.early_start import early_start
from parcferme.timing.finish_far_behind import finish_far_behind
from parcferme.timing.flags import (
    RaceClock,
    RaceControl,
    SessionFlag,
    finish,
    held_by_hand,
    leading,
    result_after_red,
    session_flag,
    stopped_for_good,
)
from parcferme.timing.laps import Laps, Sectors, laps_of, sectors
from parcferme.timing.late_entries import with_late_entries
from parcferme.timing.led_through import led_through
from parcferme.timing.left_out import seen_in_the_order
from parcferme.timing.long_laps import long_laps_told, missed_in
from parcferme.timing.measured import Timing
from parcferme.timing.odd_flags import odd_flags
from parcferme.timing.odd_starts import clock_stepped, short_first_laps
from parcferme.timing.outside import outside
from parcferme.timing.periods import NEUTRALISED, Period, periods, shown_in, touched
from parcferme.timing.proposals import Record, tried
from parcferme.timing.session import Field, Session
from parcferme.timing.shared_numbers import named_as_listed, without_ambiguous
from parcferme.timing.sightings import Codes, Mask, SecondReads, Sightings, run_of
from parcferme.timing.start_groups import misplaced_starts, starts_of, suspected_starts, to_each_car
from parcferme.timing.stops import PitLane, Stop, drivers_of, half_read, in_and_out_laps, visits
from parcferme.timing.suspects import Suspects, suspect_laps
from parcferme.timing.trial import on_its_clock, with_reads, with_records, writable
from parcferme.timing.two_decoders import second_reads
from parcferme.timing.uncounted import told, uncounted_passings, unused_events, voided
from parcferme.timing.unread_finish import unread_finishes

_DROVE_ON = 2  # laps after a car was said to be retired: one it may have needed to roll into the pits


def measure(
    log: Log,
    rulebook: Rulebook,
    entries: Entries | None = None,
    *,
    kind: SessionKind | str = SessionKind.RACE,
    length: int | None = None,
    at: int | None = None,
    known: int | None = None,
    decisions: Iterable[Decision] = (),
    try_proposals: bool = True,
) -> Timing:
    """Measure one session.

    `known` cuts the log after that sequence number before anything else; then corrections are applied; `at` cuts at
    that session time (µs). `length` (µs) is the nominal length where neither the log nor the rulebook says it, and
    overrules both. `decisions` are rulings that are not in the log. Proposals for odd laps are tried before they are
    made, unless `try_proposals` is off and only places are asked for. What is odd is in `findings`; nothing is raised.
    """
    listed = told_apart(entries or Entries())
    raw = named_as_listed(log if known is None else log.known(known), listed)
    ruled = tuple(decisions)

    session = _session(raw, rulebook, listed, SessionKind(kind), length, at, ruled)
    driven = _drive(session)
    timing = _measure(driven)
    held = writable(raw, timing.findings)
    if held is not timing.findings:
        timing = dataclasses.replace(timing, findings=held)
    if not try_proposals or all(one.proposal is None for one in driven.suspects.findings):
        return timing

    def remeasured(records: list[Record]) -> Iterable[Finding]:
        seen = None
        if session.settled and driven.parts:
            seen = with_reads(driven.seen, records, raw.last_seq, alone=driven.suspects.watched)
            if seen is not None:
                part = _drive(msgspec.structs.replace(session, seen=seen), driven, alone=True)
                if not part.suspects.findings and _same_first_laps(driven.laps, part.laps):
                    return ()
        if session.settled:
            seen = with_reads(driven.seen, records, raw.last_seq)
        if seen is not None:
            return _drive(msgspec.structs.replace(session, seen=seen), driven).suspects.findings
        appended = with_records(raw, [on_its_clock(raw, one) for one in records])
        again = _session(appended, rulebook, listed, session.kind, length, at, ruled)
        return _drive(again).suspects.findings

    def idle() -> frozenset[int]:
        rows = driven.crossings.sighting[~driven.crossings.counted()]
        return frozenset(driven.seen.seq[rows].tolist())

    found = tried(timing.findings, raw.last_seq, remeasured, idle)
    return dataclasses.replace(timing, findings=writable(raw, found))


class _Session(msgspec.Struct, frozen=True, eq=False):
    """What is known of a session before its laps are counted: the `log` with its corrections and cuts applied, the
    rules that hold, its bounds (instants), and who was seen where.
    """

    log: Log
    rulebook: Rulebook
    rules: SessionRules
    kind: SessionKind
    entries: dict[str, Entry]
    decisions: tuple[Decision, ...]
    opening: SessionStart | None
    start: int
    start_known: bool
    end: int | None
    until: int | None
    seen: Sightings
    settled: bool  # whether one read more or fewer leaves start and other reads as they are
    findings: tuple[Finding, ...]


class _Driven(msgspec.Struct, frozen=True, eq=False):
    """A session's laps counted, its visits to the lane, and which laps are odd: all that a trial of a remedy asks."""

    session: _Session
    field: Field
    control: RaceControl
    seen: Sightings
    crossings: Crossings
    took: Mask
    laps: Laps
    finished: dict[int, int]  # per car the instant at which it took the flag
    pits: PitLane
    neutral: Mask  # which laps were neutralised, wholly or partly
    split: Sectors
    suspects: Suspects
    findings: tuple[Finding, ...]

    @property
    def parts(self) -> bool:
        """Whether some cars can be looked at without the others: flag and shortest laps are those of the field."""
        ruled = self.session.rulebook.timing.minimum_lap is not None
        return not ruled and stopped_for_good(self.control.shown) is None


def _session(
    raw: Log,
    rulebook: Rulebook,
    entries: Entries,
    kind: SessionKind,
    length: int | None,
    at: int | None,
    decisions: tuple[Decision, ...],
) -> _Session:
    """The log read: corrections, cuts, bounds, and the sightings."""
    effective, corrected = raw.effective()
    start, opening = _start(effective)
    findings = [*corrected, *voided(raw, effective), *_no_start(effective, opening)]
    # Corrections come before the cut: what was known later about an instant before it applies (docs/design.md).
    until = None if at is None else start + at
    if until is not None:
        effective = effective.until(until)
    ruled = (*(event for event in effective.events if isinstance(event, Decision)), *decisions)
    rules = _with_length(rulebook.session(kind), length, opening, ruled)
    second = _second_reads(effective, rulebook)
    entries = with_late_entries(entries, effective)
    effective, entries, seen, out = seen_in_the_order(effective, entries, second)
    findings += out
    effective, odd = without_ambiguous(effective, seen.cars)
    findings += odd
    ends = [e.at for e in effective.events if isinstance(e, SessionEnd) and e.at is not None]
    end = min((instant for instant in ends if instant >= start), default=None)
    green = _green(effective)
    said = green is not None or (opening is not None and opening.at is not None)
    repeated = any(one.code == "passing-repeated" for one in seen.findings)
    return _Session(
        effective, rulebook, rules, kind, dict(entries.by_number()), ruled, opening, start,
        opening is not None or green is not None, end, until, seen,
        said and second is None and not repeated, tuple(findings),
    )  # fmt: skip


def _same_first_laps(field: Laps, part: Laps) -> bool:
    """Whether the cars of a part drove lap 1 in it as long as in the field: what a lap 1 usually takes is asked of all
    cars, those too that were left out.
    """
    whole, some = field.runs, part.runs
    first = whole.first[np.isin(whole.car, some.car)]
    return np.array_equal((field.end - field.start)[first], (part.end - part.start)[some.first])


def _drive(session: _Session, before: _Driven | None = None, *, alone: bool = False) -> _Driven:
    """Who crossed the line when, which of it were laps, and which of these are odd. `before`: in a trial, what was
    driven without it; `alone`: the sightings are of some cars only, and what the field says is taken from there.
    """
    seen, rules, kind, start, opening = (
        session.seen, session.rules, session.kind, session.start, session.opening,
    )  # fmt: skip
    flags, met = to_each_car(
        (event for event in session.log.events if isinstance(event, Flag)), session.entries, seen.cars
    )
    shown = periods(flags)
    classes, car_class = _classes(seen.cars, session.entries)
    starts, unknown = starts_of(session.log, rules, seen.cars, session.entries, start)
    timing_rules = session.rulebook.timing
    crossings = cross(
        seen, timing_rules, starts, session.end, opening.first_crossing_is_lap if opening else None,
        group_of=car_class, shown=shown, over=_over(shown, start, session.end),
        red_counts=_crossings_count(rules, kind),
        field=before.crossings if alone and before is not None else None,
    )  # fmt: skip
    clock = RaceClock.of(start, shown, rules.red_flag.clock).held(held_by_hand(session.log))
    findings = [*unknown, *met, *seen.findings, *crossings.findings]
    fallen = before.control.flag if alone and before is not None else None
    halted = [
        event
        for event in session.log.events
        if isinstance(event, CarStatus) and event.state in (CarState.STOPPED, CarState.RETIRED)
    ]
    crossings, took, flag, told_of_flag = _ending(seen, crossings, flags, shown, rules, clock, halted, fallen)
    findings += told_of_flag
    laps = laps_of(crossings, starts, line_to_line=kind is not SessionKind.RACE)
    finished = {int(c): int(a) for c, a in zip(crossings.car[took], crossings.at[took], strict=True)}
    # The flag comes before the visits: whoever has taken it and drives into the lane has not stopped. The visits come
    # before the suspects: a lap through the lane has its reason to be long.
    visited = visits(seen, crossings, laps, session.log, starts, finished, flag.at)
    led, through = led_through(visited, shown, laps, seen)
    findings += [*through, *half_read(visited, seen, laps)]
    in_lap, out_lap = in_and_out_laps(laps, crossings.in_pit[laps.crossing], visited)
    out_lap |= ~laps.timed
    split = sectors(seen, laps)
    neutral = touched(shown, NEUTRALISED, laps.start, laps.end)
    suspects = suspect_laps(
        session.log, seen, crossings, laps, split, in_lap | out_lap, neutral, shown=shown, visits=visited,
        car_class=car_class, kind=kind,
        source_counts=bool(opening is not None and opening.first_crossing_is_lap), rules=timing_rules,
        before=None if before is None else before.suspects, alone=alone,
    )  # fmt: skip
    findings += suspects.findings
    return _Driven(
        session, Field(seen.cars, classes, car_class, starts), RaceControl(shown, clock, flag), seen, crossings, took,
        laps, finished, PitLane(tuple(visited), led, in_lap, out_lap), neutral, split, suspects,
        (*session.findings, *findings),
    )  # fmt: skip


def _measure(driven: _Driven) -> Timing:
    """The whole measurement of what was driven; what it proposes has not been tried yet."""
    session, seen, crossings, laps = driven.session, driven.seen, driven.crossings, driven.laps
    effective, opening, start, by_number = session.log, session.opening, session.start, session.entries
    field, visited = driven.field, driven.pits.visits
    misplaced = misplaced_starts(effective, by_number, seen.cars, crossings, start)
    findings = [*driven.findings, *misplaced]
    if session.kind is SessionKind.RACE and not (opening is not None and opening.first_crossing_is_lap):
        suspected = suspected_starts(
            laps, field.starts, start, field.car_class, field.classes, driven.control.shown
        )
        # One slip, one remedy: a start that is only misplaced is put right, not said once more.
        put_right = {one.values["group"] for one in misplaced if one.proposal is not None}
        findings += [one for one in suspected if one.values["class_named"] not in put_right]
    slow = driven.pits.in_lap | driven.pits.out_lap | driven.neutral | (laps.lap == 1)
    findings += repair.two_places(seen, laps, driven.split, slow)
    findings += repair.transponders(seen, effective.passings, effective, by_number.values())
    if session.kind is SessionKind.RACE and len(laps.lap):
        if (
            not (opening is not None and opening.first_crossing_is_lap)
            and session.rulebook.timing.minimum_lap is None
        ):
            findings += short_first_laps(seen, laps, slow, driven.suspects.doubtful)
        findings += clock_stepped(laps)
    late: list[Finding] = []
    if session.kind is SessionKind.RACE and driven.suspects.unexplained:
        late = finish_far_behind(seen, laps, slow)
    findings += late
    findings += long_laps_told(laps, seen.cars, driven.suspects.unexplained, late)
    findings += _not_entered(seen, by_number)
    findings += _sharing_numbers(seen)
    if effective.passings.height:
        findings += outside(effective, seen, crossings, start, opening, driven.control.shown)
        if session.kind is SessionKind.RACE and not any(one.code == "clock-put" for one in findings):
            findings += early_start(effective, crossings, laps, start, opening, driven.control.shown)
        if session.kind is SessionKind.RACE:
            findings += driven_on(effective, crossings, laps, driven.took, driven.control.flag)
    race = session.kind is SessionKind.RACE
    stopped = stopped_for_good(driven.control.shown) if race else None
    flags_told = odd_flags(effective, seen, crossings, laps, opening if race else None, stopped)
    if any(
        one.code == "green-before-start" for one in flags_told
    ):  # one slip, one remedy: the start is that green
        findings = [
            msgspec.structs.replace(one, proposal=None) if one.code == "start-after-passings" else one
            for one in findings
        ]
    findings += flags_told
    bounds = (start, session.end)
    # Last of all that looks for something odd: it tells whatever nothing else has told.
    findings += _not_counted(effective, seen, crossings, laps, driven.took, bounds, visited, findings)
    finished = {seen.cars[code]: at for code, at in driven.finished.items()}
    statuses, put_away = _statuses(effective, finished, laps, seen.cars)
    if session.kind is SessionKind.RACE and stopped_for_good(driven.control.shown) is None:
        gone = frozenset(car for car, status in statuses.items() if status.state is not CarState.RUNNING)
        findings += unread_finishes(
            seen, laps, frozenset(driven.finished), driven.pits, slow, driven.control.flag, gone,
            missed_in(laps, seen.cars, findings),
        )  # fmt: skip
    if session.kind is SessionKind.RACE:
        findings = with_moves(findings, laps, seen.cars, driven.finished, session.rules.classified)
    timing = Timing(
        session=_as_told(session), rulebook=session.rulebook, rules=session.rules, log=effective, entries=by_number,
        field=field, control=driven.control, seen=seen, crossings=crossings, took_flag=driven.took, laps_=laps,
        split=driven.split, pits=driven.pits, doubtful=driven.suspects.doubtful,
        drives=drivers_of(seen, laps, effective, visited), statuses=statuses, decisions=session.decisions,
        findings=(*findings, *put_away),
    )  # fmt: skip
    return _with_verdicts(timing)


def _crossings_count(rules: SessionRules, kind: SessionKind) -> bool | None:
    """Whether a crossing under red ends a lap; None where nobody asks. In practice and qualifying everybody crosses the
    line under red on the way in, and `fastest-lap` says what these laps are worth: told only where they end none.
    """
    counts = rules.red_flag.crossings_count
    return None if counts and kind is not SessionKind.RACE else counts


def _as_told(session: _Session) -> Session:
    """The session by the names that others know."""
    opening = session.opening
    return Session(
        session.kind, opening.name if opening else None, session.start, session.start_known, session.end,
        session.rules.length, session.until, opening.resolution if opening else None,
    )  # fmt: skip


def _over(shown: tuple[Period, ...], start: int, end: int | None) -> bool:
    """Whether the session is known to have ended: its end, or the chequered flag."""
    return end is not None or any(p.value is FlagValue.CHEQUERED and p.start >= start for p in shown)


def _statuses(
    log: Log, finished: dict[str, int], laps: Laps, cars: tuple[str, ...]
) -> tuple[dict[str, CarStatus], list[Finding]]:
    """What last became of each car, in order of time; a status without an instant holds from the beginning.

    A car that has taken the flag has finished: that it is in its garage then, with its engine off, is no retirement,
    and told. Nor is one retired that drove on for two laps and more; nor has one not started that has laps.
    """
    said = [event for event in log.events if isinstance(event, CarStatus)]
    said.sort(key=lambda event: (event.at is not None, event.at or 0, event.seq))
    found: dict[str, CarStatus] = {}
    findings: list[Finding] = []
    for event in said:
        if event.at is None or event.at <= finished.get(event.car, event.at):
            found[event.car] = event
        elif event.state is CarState.RETIRED:
            where = Where(car=event.car, seq=event.seq, file=event.source, line=event.line)
            findings.append(info("retired-after-flag", where, at=event.at))
    for car, event in tuple(found.items()):
        if event.state not in (CarState.RETIRED, CarState.NOT_STARTED) or car not in cars:
            continue
        ends = laps.end[run_of(laps.car, cars.index(car))]
        retired = event.state is CarState.RETIRED
        if retired:
            ends = ends[ends > event.at] if event.at is not None else ends[:0]
        if len(ends) < (_DROVE_ON if retired else 1):
            continue
        where = Where(car=car, seq=event.seq, file=event.source, line=event.line)
        told = warning("status-against-laps", where, state=event.state.value, laps=len(ends))
        findings.append(told.without(event.seq))
        del found[car]
    return found, findings


def _green(log: Log) -> int | None:
    """The instant of the first green flag."""
    greens = [
        e.at
        for e in log.events
        if isinstance(e, Flag) and e.value is FlagValue.GREEN and e.to_all and e.at is not None
    ]
    return min(greens, default=None)


def _start(log: Log) -> tuple[int, SessionStart | None]:
    """The instant the session started: its record, else the first green flag, else the first passing."""
    openings = [event for event in log.events if isinstance(event, SessionStart)]
    opening = min(openings, key=lambda event: (event.at is None, event.at or 0, event.seq), default=None)
    if opening is not None and opening.at is not None:
        return opening.at, opening
    green = _green(log)
    if green is not None:
        return green, opening
    first = log.passings["at"].min()
    return int(first) if isinstance(first, int) else 0, opening


def _no_start(log: Log, opening: SessionStart | None) -> list[Finding]:
    """A finding where passings are there and nothing says when the session started."""
    said = (opening is not None and opening.at is not None) or _green(log) is not None
    return [] if said or not log.passings.height else [error("no-start")]


def _with_length(
    rules: SessionRules, length: int | None, opening: SessionStart | None, decisions: Iterable[Decision]
) -> SessionRules:
    """The rules with the length that holds: the stewards' last word, the caller's, the log's, the rulebook's."""
    for decision in decisions:
        if decision.penalty is not Penalty.RACE_TIME:
            continue
        if (decision.seconds or 0) > 0:
            length = int((decision.seconds or 0) * 1_000_000)
        if (decision.laps or 0) > 0:
            rules = msgspec.structs.replace(rules, laps=decision.laps)
    if length is None and opening is not None:
        length = opening.length
    return rules if length is None else msgspec.structs.replace(rules, length=length)


def _ending(
    seen: Sightings,
    crossings: Crossings,
    flags: list[Flag],
    shown: tuple[Period, ...],
    rules: SessionRules,
    clock: RaceClock,
    halted: Sequence[CarStatus] = (),
    fallen: SessionFlag | None = None,
) -> tuple[Crossings, Mask, SessionFlag, list[Finding]]:
    """Each car's last crossing: the chequered flag, or where a race that was not resumed is cut. `halted`: what the log
    says of cars that stopped or retired; `fallen`: the flag, where it is known.
    """
    findings: list[Finding] = []
    chequered = [
        f for f in flags if f.value is FlagValue.CHEQUERED and f.at is not None and f.at >= clock.start
    ]
    to_all = min((f for f in chequered if f.to_all), key=lambda f: (f.at or 0, f.seq), default=None)
    place = {name: code for code, name in enumerate(seen.cars)}
    to_cars = {place[f.car]: f.at or 0 for f in chequered if f.car in place}
    red = stopped_for_good(shown)
    # Whoever presses "finish" while the red flag is still shown ends a race that was not resumed; and a chequered flag
    # that nobody had taken when red was shown has ended none.
    if red is not None and (to_all is None or not _taken_before(crossings, to_all.at or 0, red.start)):
        out = [place[one.car] for one in halted if one.car in place and (one.at or 0) <= red.start]
        cut, counted_back, findings = result_after_red(crossings, leading(crossings), red, rules, clock, out)
        if counted_back is not None:
            return cut, np.zeros(len(cut.at), dtype=bool), counted_back, findings
    flag = fallen
    if flag is None:
        flag, told_of_it = session_flag(to_all, leading(crossings), rules, clock)
        findings += told_of_it
    if red is not None and not rules.each_car and flag.at is not None and flag.at > red.start:
        instants = {"red_us": red.start - clock.start, "flag_us": flag.at - clock.start}
        findings.append(info("red-flag-as-driven", Where(seq=red.seq), **instants))
    before = crossings
    crossings, took = finish(crossings, flag, to_cars, rules)
    dropped = np.flatnonzero((before.lap > 0) & (crossings.lap == 0))
    if flag.source == "rulebook" and len(dropped) and flag.at is not None:
        flag_us = flag.at - clock.start
        seqs = np.sort(seen.seq[crossings.sighting[dropped]]).tolist()
        found = warning("laps-after-due-flag", Where(seq=seqs[0]), laps=len(dropped), flag_us=flag_us)
        findings.append(found.without(*seqs))
    return crossings, took, flag, findings


def _taken_before(crossings: Crossings, flag: int, red: int) -> bool:
    """Whether a car ended a lap after a chequered flag and before a red one."""
    return bool(((crossings.at >= flag) & (crossings.at < red) & crossings.counted()).any())


def _classes(cars: tuple[str, ...], entries: dict[str, Entry]) -> tuple[tuple[str, ...], Codes]:
    """Class names and the class code of each car; cars whose class nobody knows are a class of their own (empty)."""
    of = [entries[car].class_ or "" if car in entries else "" for car in cars]
    names = tuple(sorted(set(of)))
    place = {name: code for code, name in enumerate(names)}
    return names, np.array([place[name] for name in of], dtype=np.int32)


def _not_entered(seen: Sightings, entries: dict[str, Entry]) -> list[Finding]:
    """Cars on track that the entry list does not have."""
    missing = [car for car in seen.cars if car not in entries] if entries else []
    missing = [car for car in missing if not sharing(car, seen.cars)]
    return [warning("car-not-entered", Where(car=car)) for car in missing]


def _sharing_numbers(seen: Sightings) -> list[Finding]:
    """Cars that have one number on them: told apart, or seen where the log does not say which of them it was."""
    found: list[Finding] = []
    for number in sorted({painted(car) for car in seen.cars if painted(car) != car}):
        cars = list(sharing(number, seen.cars))
        if number in seen.cars:
            passings = int(np.count_nonzero(seen.car == seen.cars.index(number)))
            found.append(warning("car-ambiguous", Where(car=number), cars=cars, count=passings))
        elif len(cars) > 1:
            found.append(warning("number-shared", cars=cars))
    return found


def _compulsory(timing: Timing, rule: CompulsoryStop) -> list[Stop]:
    """The visits that can be a compulsory stop: not those led through, nor those begun under a neutralisation where
    the rule says so.
    """
    own = [visit for visit in timing.visits if visit not in timing.led]
    if rule.neutralised:
        return own
    entry = np.array([visit.entry if visit.entry is not None else -1 for visit in own], dtype=np.int64)
    under = shown_in(timing.shown, NEUTRALISED, entry, entry)
    return [visit for visit, slow in zip(own, under.tolist(), strict=True) if not slow or visit.entry is None]


def _second_reads(log: Log, rulebook: Rulebook) -> SecondReads | None:
    """How reads of several decoders become one crossing; None where only one read the line, as nearly always."""
    if log.passings["decoder"].null_count() == log.passings.height:
        return None
    return partial(second_reads, rules=rulebook.timing)


def _not_counted(
    log: Log,
    seen: Sightings,
    crossings: Crossings,
    laps: Laps,
    took: Mask,
    bounds: tuple[int, int | None],
    made: Iterable[Stop],
    findings: Iterable[Finding],
) -> list[Finding]:
    """Everything in the log that counted for nothing and that no finding has told yet."""
    last = laps.last
    driven = zip(laps.car[last].tolist(), laps.lap[last].tolist(), strict=True)
    by_loops = {seen.cars[stop.car] for stop in made if stop.entry is not None or stop.exit is not None}
    before = told(findings)
    unused = [
        one
        for one in unused_events(log, seen, {seen.cars[car]: lap for car, lap in driven}, by_loops)
        if not before.issuperset(one.records) or not one.records
    ]
    start, end = bounds
    already = told([*findings, *unused])
    return [*unused, *uncounted_passings(seen, crossings, laps, took, start, end, already)]


def _with_verdicts(timing: Timing) -> Timing:
    """The timing with its verdicts on the compulsory stop, where the rulebook has one."""
    rule, laps = timing.rules.compulsory_stop, timing.laps_
    if rule is None:
        return timing
    last = laps.last
    last_seen: dict[int, int] = dict(zip(laps.car[last].tolist(), laps.end[last].tolist(), strict=True))
    if not rule.solo_drivers:
        last_seen = {car: end for car, end in last_seen.items() if len(timing.drivers(timing.cars[car])) != 1}
    over = timing.flag.at is not None or timing.end is not None
    known = timing.until if timing.until is not None else max(last_seen.values(), default=timing.start)
    when = compulsory.window(rule, timing.start, timing.shown)
    carried = {car: entry.seconds() for car, entry in timing.entries.items()}
    longer = {code: int(carried.get(car, 0) * SECOND) for code, car in enumerate(timing.cars)}
    judged = compulsory.judge(
        rule, when, timing.start, _compulsory(timing, rule), last_seen, None if over else known, longer
    )
    cite = timing.rulebook.cite(f"{timing.kind.value}.compulsory-stop.minimum")
    found = compulsory.stop_findings(judged, rule, cite, timing.cars, list(timing.decisions), over)
    return dataclasses.replace(timing, verdicts=tuple(judged), findings=(*timing.findings, *found))
