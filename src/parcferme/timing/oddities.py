"""What is odd about a session once its laps are counted, and whatever in its log counted for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec
import numpy as np

from parcferme.entries import Entry, painted, sharing
from parcferme.findings import Finding, Severity, Where, info, warning
from parcferme.records import (
    PIT_IN,
    PIT_OUT,
    CarState,
    CarStatus,
    Log,
)
from parcferme.regulations import SessionKind
from parcferme.timing import repair
from parcferme.timing.beyond_the_cut import short_beyond_cut
from parcferme.timing.could_move import with_moves
from parcferme.timing.driven_on import driven_on
from parcferme.timing.driving import Driven
from parcferme.timing.early_start import early_start
from parcferme.timing.field_end import cut_hangs_on, end_of, until_red
from parcferme.timing.finish_far_behind import all_by_the_hour, finish_far_behind
from parcferme.timing.flags import (
    stopped_for_good,
)
from parcferme.timing.idle_flags import before_start, taken_by_nobody
from parcferme.timing.laps import Laps
from parcferme.timing.long_laps import long_laps_told, missed_in
from parcferme.timing.lost_best_lap import lost_best_laps
from parcferme.timing.odd_flags import odd_flags
from parcferme.timing.odd_starts import Stepped, clock_stepped, short_first_laps, stepped_laps
from parcferme.timing.outside import outside
from parcferme.timing.read_after_flag import read_after_flag
from parcferme.timing.sightings import Mask, Sightings, run_of
from parcferme.timing.start_groups import misplaced_starts, suspected_starts
from parcferme.timing.typed_in_lane import finish_in_lane
from parcferme.timing.uncounted import told, uncounted_passings, unused_events
from parcferme.timing.unread_finish import unread_finishes

_DROVE_ON: Final = 2  # laps after a car was said to be retired: one it may have needed to roll into the pits


class Oddities(NamedTuple):
    """All that is odd about a session, in the order in which it is told; what became of each car as far as its laps do
    not deny it; and the laps in which the clock of the source was put back.
    """

    findings: list[Finding]
    statuses: dict[str, CarStatus]
    stepped: Stepped | None


def oddities(driven: Driven) -> Oddities:
    """What is odd about a session whose laps are counted."""
    session, seen, laps = driven.session, driven.seen, driven.laps
    race = session.kind is SessionKind.RACE
    stopped = stopped_for_good(driven.control.shown) if race else None
    slow = _slow(driven)
    finished = {seen.cars[code]: at for code, at in driven.finished.items()}
    statuses, put_away = _statuses(session.log, finished, laps, seen.cars)
    stepped = stepped_laps(laps, slow) if race and len(laps.lap) else None
    findings = [
        *driven.findings,
        *_odd_starts(driven),
        *repair.two_places(seen, laps, driven.split, slow),
        *repair.transponders(seen, session.log.passings, session.log, session.entries.values()),
        *_odd_laps(driven, slow, stepped),
        *_not_entered(seen, session.entries),
        *_sharing_numbers(seen),
        *_out_of_place(driven),
    ]
    flags = odd_flags(session.log, seen, driven.crossings, laps, session.opening if race else None, stopped)
    if any(one.code == "green-before-start" for one in flags):
        # One slip, one remedy: the start is that green.
        findings = [_without_record(one) if one.code == "start-after-passings" else one for one in findings]
    findings += [*flags, *_idle_flags(driven, findings)]
    asked = {one.where.seq for one in findings if one.code == "lap-under-minimum"}
    again = read_after_flag(seen, driven.crossings, laps, driven.took, slow, session.kind)
    findings += [one for one in again if one.where.seq not in asked]
    # After all that looks for something odd: it tells whatever nothing else has told.
    findings += _not_counted(driven, findings)
    gone = frozenset(car for car, status in statuses.items() if status.state is not CarState.RUNNING)
    return Oddities([*_with_unread(driven, findings, slow, gone), *put_away], statuses, stepped)


def _with_unread(driven: Driven, findings: list[Finding], slow: Mask, gone: frozenset[str]) -> list[Finding]:
    """The findings with those about last crossings that nobody read; in a race as warnings where they move a car."""
    seen, laps, rules = driven.seen, driven.laps, driven.session.rules
    if driven.session.kind is not SessionKind.RACE:
        flag = driven.control.flag.at
        return [
            *findings,
            *lost_best_laps(seen, driven.crossings, laps, driven.split, slow, flag, driven.finished, gone),
        ]
    unread = _unread(driven, slow, gone, missed_in(laps, seen.cars, findings))
    if any(one.code == "red-flag-result" for one in driven.findings):
        # The result is taken back to laps that say nothing of later ones; what hangs on these is known already.
        return [*with_moves(findings, laps, seen.cars, driven.finished, rules.classified), *unread]
    return with_moves([*findings, *unread], laps, seen.cars, driven.finished, rules.classified)


def _idle_flags(driven: Driven, findings: Sequence[Finding]) -> list[Finding]:
    """Flags over before the start, and a chequered flag that nobody took."""
    session = driven.session
    race = session.kind is SessionKind.RACE
    already = told(findings)
    asked = {one.where.seq or 0 for one in findings if one.code == "flag-outside-session"}
    found = before_start(session.log, session.start, already, asked, race=race)
    flag, red = driven.control.flag, stopped_for_good(driven.control.shown)
    if race and red is None and session.until is None and flag.seq not in already:
        by_flag = session.rules.classified.flag
        found += taken_by_nobody(driven.laps, flag, driven.finished, asked=by_flag)
    return found


def _unread(driven: Driven, slow: Mask, gone: frozenset[str], missed: Mask) -> list[Finding]:
    """The cars of a race that were due at the line when it ended and were not read there; and laps nobody can drive
    beyond the one to which the result of a stopped race is taken back.
    """
    session, seen, laps = driven.session, driven.seen, driven.laps
    end = None
    if session.until is None or driven.control.flag.at is not None:
        end = end_of(driven.control, laps, frozenset(driven.finished), session.rules)
    if end is not None and end.red:
        laps, slow, missed = until_red(driven.crossings, laps, driven.field.starts, end.at, slow, missed)
    sheet = session.first_crossing_is_lap
    found = unread_finishes(seen, laps, end, driven.pits, slow, gone, missed, sheet=sheet)
    back = next((one.values["counted_lap"] for one in driven.findings if one.code == "red-flag-result"), None)
    if back is None:
        return found
    result = session.rules.red_flag.result

    def hanging(one: Finding) -> bool:
        lap = one.where.lap or 0
        before = lap <= back and one.severity is Severity.WARNING
        return before or cut_hangs_on(laps, lap, one.values["last_at"], back, result)

    told_as = [Severity.WARNING if hanging(one) else Severity.INFO for one in found]
    found = [msgspec.structs.replace(one, severity=its) for one, its in zip(found, told_as, strict=True)]
    return [*found, *short_beyond_cut(seen, driven.crossings, laps, slow)]


def _slow(driven: Driven) -> Mask:
    return np.asarray(driven.pits.in_lap | driven.pits.out_lap | driven.neutral | (driven.laps.lap == 1))


def _without_record(finding: Finding) -> Finding:
    return msgspec.structs.replace(finding, proposal=None)


def _odd_starts(driven: Driven) -> list[Finding]:
    """Starts of classes that are misplaced, and classes that look as if they had started apart."""
    session, field = driven.session, driven.field
    misplaced = misplaced_starts(
        session.log, session.entries, driven.seen.cars, driven.crossings, session.start
    )
    if session.kind is not SessionKind.RACE or session.first_crossing_is_lap:
        return misplaced
    suspected = suspected_starts(
        driven.laps,
        field.starts,
        session.start,
        field.car_class,
        field.classes,
        driven.control.shown,
        driven.crossings,
    )
    # One slip, one remedy: a start that is only misplaced is put right, not said once more.
    put_right = {one.values["group"] for one in misplaced if one.proposal is not None}
    return [*misplaced, *(one for one in suspected if one.values["class_named"] not in put_right)]


def _odd_laps(driven: Driven, slow: Mask, stepped: Stepped | None) -> list[Finding]:
    """First laps that are none, clocks that stepped, finishes typed late, laps that nothing explains. `slow`: the laps
    with a reason to be long.
    """
    session, laps = driven.session, driven.laps
    findings = list[Finding]()
    late = list[Finding]()
    if session.kind is SessionKind.RACE:
        if len(laps.lap):
            if not session.first_crossing_is_lap and session.rulebook.timing.minimum_lap is None:
                findings += short_first_laps(driven.seen, laps, slow, driven.suspects.doubtful)
            findings += clock_stepped(laps, stepped)
        if driven.suspects.unexplained:
            late = finish_far_behind(driven.seen, laps, slow)
            if stopped_for_good(driven.control.shown) is None and not late:
                late = all_by_the_hour(driven.seen, laps, slow)
        if PIT_IN in driven.seen.loops or PIT_OUT in driven.seen.loops:
            findings += finish_in_lane(driven.seen, laps, driven.finished, driven.control.flag.at, slow)
    suspects = driven.suspects
    long = long_laps_told(laps, driven.seen.cars, suspects.unexplained, late, suspects.findings)
    return [*findings, *late, *long]


def _out_of_place(driven: Driven) -> list[Finding]:
    """Records outside the session, a start long before its race, cars that drove on after their flag."""
    session, log, shown = driven.session, driven.session.log, driven.control.shown
    if not log.passings.height:
        return []
    found = [*outside(log, driven.seen, driven.crossings, session.start, session.opening, shown)]
    if session.kind is not SessionKind.RACE:
        return found
    if not any(one.code == "clock-put" for one in found):
        found += early_start(log, driven.crossings, driven.laps, session.start, session.opening, shown)
    return [*found, *driven_on(log, driven.crossings, driven.laps, driven.took, driven.control.flag)]


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


def _not_counted(driven: Driven, findings: Sequence[Finding]) -> list[Finding]:
    """Everything in the log that counted for nothing and that no finding has told yet."""
    session, seen, laps = driven.session, driven.seen, driven.laps
    last = laps.last
    done = {
        seen.cars[car]: lap for car, lap in zip(laps.car[last].tolist(), laps.lap[last].tolist(), strict=True)
    }
    visits = driven.pits.visits
    by_loops = {seen.cars[stop.car] for stop in visits if stop.entry is not None or stop.exit is not None}
    before = told(findings)
    unused = [
        one
        for one in unused_events(session.log, seen, done, by_loops)
        if not before.issuperset(one.records) or not one.records
    ]
    already = told([*findings, *unused])
    uncounted = uncounted_passings(
        seen, driven.crossings, laps, driven.took, session.start, session.end, already
    )
    return [*unused, *uncounted]
