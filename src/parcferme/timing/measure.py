"""One session's log measured: laps, sectors, stops, stints, neutralisations, and the end of the session per car."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import msgspec
import numpy as np

from parcferme.entries import Entries, Entry
from parcferme.findings import Finding, Where, error, warning
from parcferme.records import (
    CarStatus,
    Decision,
    Flag,
    FlagValue,
    Log,
    Penalty,
    SessionEnd,
    SessionStart,
)
from parcferme.regulations import Rulebook, SessionKind, SessionRules
from parcferme.times import SECOND
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
    result_after_red,
    session_flag,
    stopped_for_good,
)
from parcferme.timing.laps import chart, laps_of, sectors
from parcferme.timing.measured import Timing
from parcferme.timing.sightings import Codes, Mask, Sightings, see
from parcferme.timing.stops import drivers_of, in_and_out_laps, stops


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
) -> Timing:
    """Measure one session.

    `known` cuts the log after that sequence number before anything else; then corrections are applied; `at` cuts at
    that session time (µs). `length` (µs) is the nominal length where neither the log nor the rulebook says it, and
    overrules both. `decisions` are rulings that are not in the log. What is odd is in `findings`; nothing is raised.
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
    ruled = (*(event for event in effective.events if isinstance(event, Decision)), *decisions)
    rules = _with_length(rulebook.session(kind), length, opening, ruled)
    seen = see(effective, entries)
    ends = [e.at for e in effective.events if isinstance(e, SessionEnd) and e.at is not None]
    end = min((instant for instant in ends if instant >= start), default=None)
    crossings = cross(seen, rulebook.timing, start, end, opening.first_crossing_is_lap if opening else None)
    findings += [*seen.findings, *crossings.findings]
    flags = [event for event in effective.events if isinstance(event, Flag)]
    shown = periods(flags)
    clock = RaceClock.of(start, shown, rules.red_flag.clock)
    crossings, took, flag = _ending(seen, crossings, flags, shown, rules, clock, findings)
    laps = laps_of(crossings, start, line_to_line=kind is not SessionKind.RACE)
    by_number = dict(entries.by_number())
    classes, car_class = _classes(seen.cars, by_number)
    finished = {int(c): int(a) for c, a in zip(crossings.car[took], crossings.at[took], strict=True)}
    made = stops(seen, crossings, laps, effective, finished)
    in_lap, out_lap = in_and_out_laps(laps, crossings.in_pit[laps.crossing], made)
    out_lap |= ~laps.timed
    split = sectors(seen, laps)
    driver, ids = drivers_of(seen, laps, effective, made)
    findings += repair.missed_passings(seen, laps, split, in_lap | out_lap, rulebook.timing)
    findings += repair.two_places(seen, laps, split)
    findings += repair.two_transponders(seen, effective.passings)
    findings += _not_entered(seen, by_number)
    timing = Timing(
        kind=kind, rulebook=rulebook, rules=rules, log=effective, entries=by_number, cars=seen.cars, classes=classes,
        car_class=car_class, start=start, start_known=opening is not None or _green(effective) is not None, end=end,
        source_resolution=opening.resolution if opening else None, name=opening.name if opening else None,
        length=rules.length, until=until, flag=flag, clock=clock, shown=shown, seen=seen, crossings=crossings,
        took_flag=took, laps_=laps, chart=chart(laps, car_class), split=split, made_stops=made, in_lap=in_lap,
        out_lap=out_lap, driver=driver, driver_ids=ids,
        statuses=_statuses(effective),
        decisions=ruled, findings=tuple(findings),
    )  # fmt: skip
    return _with_verdicts(timing)


def _statuses(log: Log) -> dict[str, CarStatus]:
    """What last became of each car, in order of time; a status without an instant holds from the beginning."""
    said = [event for event in log.events if isinstance(event, CarStatus)]
    said.sort(key=lambda event: (event.at is not None, event.at or 0, event.seq))
    return {event.car: event for event in said}


def _green(log: Log) -> int | None:
    """The instant of the first green flag."""
    greens = [
        e.at for e in log.events if isinstance(e, Flag) and e.value is FlagValue.GREEN and e.at is not None
    ]
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


def _with_length(
    rules: SessionRules, length: int | None, opening: SessionStart | None, decisions: Iterable[Decision]
) -> SessionRules:
    """The rules with the length that holds: the stewards' last word, the caller's, the log's, the rulebook's."""
    for decision in decisions:
        if decision.penalty is Penalty.RACE_TIME and (decision.seconds or 0) > 0:
            length = int((decision.seconds or 0) * 1_000_000)
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
    findings: list[Finding],
) -> tuple[Crossings, Mask, SessionFlag]:
    """Each car's last crossing: the chequered flag, or where a race that was not resumed is cut."""
    lead = leading(crossings)
    chequered = [
        f for f in flags if f.value is FlagValue.CHEQUERED and f.at is not None and f.at >= clock.start
    ]
    to_all = min((f for f in chequered if f.car is None), key=lambda f: (f.at or 0, f.seq), default=None)
    place = {name: code for code, name in enumerate(seen.cars)}
    to_cars = {place[f.car]: f.at or 0 for f in chequered if f.car in place}
    red = stopped_for_good(shown) if to_all is None else None
    if red is not None:
        cut, counted_back = result_after_red(crossings, lead, red, rules, clock, findings)
        if counted_back is not None:
            return cut, np.zeros(len(cut.at), dtype=bool), counted_back
    flag = session_flag(to_all, lead, rules, clock, findings)
    before = crossings
    crossings, took = finish(crossings, flag, to_cars, rules)
    dropped = before.lap[(before.lap > 0) & (crossings.lap == 0)]
    if flag.source == "rulebook" and len(dropped) and flag.at is not None:
        flag_us = flag.at - clock.start
        findings.append(warning("laps-after-due-flag", laps=len(dropped), flag_us=flag_us))
    return crossings, took, flag


def _classes(cars: tuple[str, ...], entries: dict[str, Entry]) -> tuple[tuple[str, ...], Codes]:
    """Class names and the class code of each car; cars whose class nobody knows are a class of their own (empty)."""
    of = [entries[car].class_ or "" if car in entries else "" for car in cars]
    names = tuple(sorted(set(of)))
    place = {name: code for code, name in enumerate(names)}
    return names, np.array([place[name] for name in of], dtype=np.int32)


def _not_entered(seen: Sightings, entries: dict[str, Entry]) -> list[Finding]:
    """Cars on track that the entry list does not have."""
    missing = [car for car in seen.cars if car not in entries] if entries else []
    return [warning("car-not-entered", Where(car=car)) for car in missing]


def _with_verdicts(timing: Timing) -> Timing:
    """The timing with its verdicts on the compulsory stop, where the rulebook has one."""
    rule, laps = timing.rules.compulsory_stop, timing.laps_
    if rule is None:
        return timing
    last = np.flatnonzero(np.append(laps.car[1:] != laps.car[:-1], len(laps.car) > 0))
    last_seen: dict[int, int] = dict(zip(laps.car[last].tolist(), laps.end[last].tolist(), strict=True))
    if not rule.solo_drivers:
        last_seen = {car: end for car, end in last_seen.items() if len(timing.drivers(timing.cars[car])) != 1}
    over = timing.flag.at is not None or timing.end is not None
    known = timing.until if timing.until is not None else max(last_seen.values(), default=timing.start)
    when = compulsory.window(rule, timing.start, timing.shown)
    carried = {car: entry.seconds() for car, entry in timing.entries.items()}
    longer = {code: int(carried.get(car, 0) * SECOND) for code, car in enumerate(timing.cars)}
    judged = compulsory.judge(
        rule, when, timing.start, timing.made_stops, last_seen, None if over else known, longer
    )
    cite = timing.rulebook.cite(f"{timing.kind.value}.compulsory-stop.minimum")
    found = compulsory.stop_findings(judged, rule, cite, timing.cars, list(timing.decisions), over)
    return dataclasses.replace(timing, verdicts=tuple(judged), findings=(*timing.findings, *found))
