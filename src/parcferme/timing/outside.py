"""Outside the session: flags and passings typed an hour or a day off, and clocks that were put during a session.

Nothing is moved. What looks like a slip of the hour is told with the record that would set it right, because only
people know. A log says in which order its records were written (`seq`), so a clock that jumps shows in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from parcferme.findings import Finding, Severity, Where, error, warning
from parcferme.records import Flag, FlagValue, Log, SessionEnd, SessionStart
from parcferme.times import DAY, HOUR, MINUTE, SECOND, format_clock
from parcferme.timing.crossings import Crossings, NotCounted
from parcferme.timing.periods import NEUTRALISED, Period, periods
from parcferme.timing.remedies import put_at
from parcferme.timing.sightings import Ints, Sightings, middle

NEAR: Final = 10 * MINUTE  # so far from the session, or out of the order of writing, nobody asks
_SLACK: Final = MINUTE  # what one record may be written later than the next and still be in order
_MOST: Final = 20  # passings looked at one by one; more are no slips of a finger
_IN_ORDER: Final = 0.8  # share of the records in the order they were written, for that order to say anything
_MOST_LAPS: Final = 2  # what a car is away across a clock that was put, over the hour, in usual laps
_MOST_LAPS_SLOWED: Final = 4  # behind a safety car laps take up to twice as long
# A wrong zone or a slip of the hour is at most half a day off. The least change first; of two alike, the later instant.
_HOURS: Final = sorted(range(-12, 13), key=lambda hours: (abs(hours), -hours))


class Session(NamedTuple):
    """The bounds of what was driven: the start and the last crossing that counts (instants)."""

    start: int
    last: int


class Written(NamedTuple):
    """Everything with an instant in the order it was written: sequence numbers, instants, cars (-1: none)."""

    seq: Ints
    at: Ints
    car: Ints

    @classmethod
    def of(cls, seen: Sightings, log: Log) -> Written:
        timed = [event for event in log.events if event.at is not None and not _inferred(event)]
        timed = [event for event in timed if not isinstance(event, SessionStart)]
        seq = np.concatenate([seen.seq, np.array([event.seq for event in timed], dtype=np.int64)])
        at = np.concatenate([seen.at, np.array([event.at for event in timed], dtype=np.int64)])
        car = np.concatenate([seen.car.astype(np.int64), np.full(len(timed), -1)])
        order = np.argsort(seq, kind="stable")
        return cls(seq[order], at[order], car[order])


def _inferred(event: object) -> bool:
    return isinstance(event, Flag) and event.inferred


def session_of(seen: Sightings, crossings: Crossings, start: int) -> Session:
    """What was driven, from the crossings that count; where none does, from all that was seen."""
    at = crossings.at[crossings.why == NotCounted.COUNTED]
    last = int(at.max()) if len(at) else int(seen.at.max()) if len(seen.at) else start
    return Session(start, last)


def _usual(crossings: Crossings) -> int:
    """The usual lap in µs; two minutes where nobody drove one."""
    kept = np.flatnonzero(crossings.why == NotCounted.COUNTED)
    at, car = crossings.at[kept], crossings.car[kept]
    laps = (at[1:] - at[:-1])[car[1:] == car[:-1]]
    return middle(laps) if len(laps) else 2 * MINUTE


def clock_steps(written: Written, shown: tuple[Period, ...] = ()) -> list[Finding]:
    """That the clock of the source was put back or forward by an hour between two records, as summer time has it.

    Back: a record an hour before the one written above it, and everything below goes on from there. Forward: an hour
    without any record, and each car's lap across it an hour longer than a lap (unless it was red then: a stoppage may
    last an hour, which nobody drives behind a safety car without crossing the line). Cars must be seen on both sides: a
    file that lists car by car jumps too.
    """
    seq, at, car = written
    if len(at) < 4:
        return []
    step = np.diff(at)
    for i in (np.flatnonzero(step < -HOUR // 2) + 1).tolist():
        before, after = at[:i], at[i:] + HOUR
        goes_on = len(after) > 1 and after.min() >= before.max() - _SLACK
        goes_on = goes_on and bool(
            np.diff(np.sort(after)).max() < HOUR - NEAR
        )  # one record is a slip, not a clock
        goes_on = goes_on and (
            i < 2 or int(at[i - 1] - at[i - 2]) < HOUR // 2
        )  # nor is one record an hour ahead
        ordered = np.mean(np.diff(before) >= -_SLACK) >= _IN_ORDER if i > 1 else True
        if goes_on and ordered and after.min() <= before.max() + NEAR and _on_both_sides(car, i):
            return [_clock_put("back", seq, at, i)]
    for i in (np.flatnonzero((step >= HOUR) & (step <= HOUR + 2 * NEAR)) + 1).tolist():
        under = {period.value for period in shown if _in_force(period, int(at[i - 1]))}
        most = _MOST_LAPS_SLOWED if under & set(NEUTRALISED) else _MOST_LAPS
        if (
            FlagValue.RED not in under
            and _on_both_sides(car, i)
            and _stays(written, i)
            and _an_hour_too_long(written, i, most, shown)
        ):
            return [_clock_put("forward", seq, at, i)]
    return []


def _on_both_sides(car: Ints, i: int) -> bool:
    return bool(np.intersect1d(car[:i][car[:i] >= 0], car[i:][car[i:] >= 0]).size)


def _stays(written: Written, i: int) -> bool:
    """Whether everything written from here on is an hour later too, and it is more than one read: one alone is a slip,
    and where what was written below it is of the old hour, no clock was put.
    """
    _, at, car = written
    stays = at[i:].min() >= at[i] - NEAR
    return bool(stays and np.count_nonzero(car[i:] >= 0) > 1)


def _in_force(period: Period, at: int) -> bool:
    """Whether a flag is shown from an instant on; no flag changes between two records without one of its own."""
    return period.start <= at and (period.end is None or period.end > at)


def _an_hour_too_long(written: Written, i: int, laps: int, shown: tuple[Period, ...]) -> bool:
    """Whether cars were away for an hour and a lap, of so many usual ones at most, across a place in the order of
    writing. What of it was red before that place does not count: the cars stood.
    """
    _, at, car = written
    all_laps: list[int] = []
    away: list[tuple[int, list[int]]] = []
    for code in np.intersect1d(car[:i][car[:i] >= 0], car[i:][car[i:] >= 0]).tolist():
        before, after = at[:i][car[:i] == code], at[i:][car[i:] == code]
        stood = _red_between(shown, int(before.max()), int(at[i - 1]))
        its = np.diff(np.sort(before)).tolist() + np.diff(np.sort(after)).tolist()
        away.append((int(after.min() - before.max()) - HOUR - stood, its))
        all_laps += its
    if min(gone for gone, _ in away) < 0:
        return False
    # Each car by its own laps: in a field of classes the slow ones were away for longer.
    usual = middle(np.array(all_laps)) if all_laps else NEAR / laps
    share = [gone / max(1, middle(np.array(its)) if its else usual) for gone, its in away]
    return sorted(share)[len(share) // 2] <= laps


def _red_between(shown: tuple[Period, ...], since: int, until: int) -> int:
    """How long red was shown between two instants, in µs."""
    red = (period for period in shown if period.value is FlagValue.RED)
    both = (
        (max(since, period.start), min(until, until if period.end is None else period.end)) for period in red
    )
    return sum(max(0, end - start) for start, end in both)


def _clock_put(put: str, seq: Ints, at: Ints, i: int) -> Finding:
    where = Where(seq=int(seq[i]))
    values = {
        "put": put,
        "before_at": int(at[i - 1]),
        "after_at": int(at[i]),
        "step_us": HOUR,
        "count": len(at) - i,
    }
    found = error("clock-put", where, **values)
    return found.proposing(
        kind="clock", since=int(seq[i]), put=put, step=format_clock(HOUR), reason="summer time"
    )


def flags_outside(log: Log, session: Session, written: Written) -> list[Finding]:
    """Flags before the start or after everything that was driven; of a chequered flag the result hangs on it."""
    found: list[Finding] = []
    flags = [
        event for event in log.events if isinstance(event, Flag) and event.to_all and event.at is not None
    ]
    shown = periods(flags)
    inside = [
        f for f in flags if f.value is FlagValue.CHEQUERED and session.start < (f.at or 0) <= session.last
    ]
    for flag in flags:
        at = flag.at or 0
        ends = flag.value is FlagValue.CHEQUERED
        before = at < session.start if ends else at < session.start - HOUR // 2
        after = at > session.last + NEAR
        if flag.inferred or not (before or after):
            continue
        if ends and after and _stopped_till(shown, at):
            continue  # a race that was stopped and not resumed is ended whenever race control says so
        if not ends and before and flag.value is FlagValue.GREEN:
            continue  # it may have opened a practice in the same log; a start is `start_far`
        where = Where(seq=flag.seq)
        values = {
            "flag": flag.value.value,
            "instant_at": at,
            "start_at": session.start,
            "last_at": session.last,
        }
        grave = Severity.ERROR if ends and not inside else Severity.WARNING
        moved = _moved_inside(at, session, _neighbours(written, flag.seq))
        finding = Finding(grave, "flag-outside-session", where, values)
        if moved is not None and not (ends and inside):
            finding = put_at(finding, flag.seq, moved)
        found.append(finding.without(flag.seq) if ends or after else finding)
    return found


def _stopped_till(shown: Sequence[Period], at: int) -> bool:
    """Whether the red flag was out until this instant, and not for so long that the hour of it is a slip."""
    return any(one.value is FlagValue.RED and one.end == at and at - one.start < HOUR for one in shown)


def passings_outside(
    seen: Sightings, crossings: Crossings, session: Session, written: Written
) -> list[Finding]:
    """Passings far before the start or after the end that, an hour or a day later or sooner, are just the one their car
    lacks.
    """
    far = (seen.at < session.start - NEAR) | (seen.at > session.last + NEAR)
    uncounted = np.zeros(len(seen.at), dtype=bool)
    uncounted[crossings.sighting[crossings.why != NotCounted.COUNTED]] = True
    rows = np.flatnonzero(far & uncounted)
    if not 0 < len(rows) <= _MOST:
        return []
    found, usual = list[Finding](), _usual(crossings)
    for row in rows.tolist():
        at, car, seq = int(seen.at[row]), int(seen.car[row]), int(seen.seq[row])
        mine = crossings.at[(crossings.car == car) & (crossings.why == NotCounted.COUNTED)]
        moved = _moved_inside(at, session, _neighbours(written, seq))
        if moved is None or not _lacks(np.append(session.start, mine), moved, usual):
            moved = next(
                (one for one in _shifted(at, session) if _lacks(np.append(session.start, mine), one, usual)),
                None,
            )
        if moved is None:
            continue
        where = Where(car=seen.cars[car], seq=seq)
        values = {
            "loop": seen.loops[int(seen.loop[row])],
            "instant_at": at,
            "start_at": session.start,
            "moved_at": moved,
        }
        finding = error("passing-outside-session", where, **values)
        found.append(put_at(finding, seq, moved).without(seq))
    return found


def jumps(seen: Sightings, written: Written, session: Session) -> list[Finding]:
    """Passings that count, but were written among others of another hour: the hour is probably a slip."""
    seq, at, _ = written
    if len(at) < 4 or np.mean(np.diff(at) >= -_SLACK) < _IN_ORDER:
        return []
    before, after = at[:-2], at[2:]
    middle_ = at[1:-1]
    odd = (after >= before - _SLACK) & ((middle_ < before - NEAR) | (middle_ > after + NEAR))
    odd &= (middle_ >= session.start - NEAR) & (middle_ <= session.last + NEAR)
    rows = np.flatnonzero(odd) + 1
    if len(rows) > _MOST:
        return []
    passing = dict(zip(seen.seq.tolist(), range(len(seen.seq)), strict=True)) if len(rows) else {}
    found = []
    for i in rows.tolist():
        row = passing.get(int(seq[i]))
        moved = _between(int(at[i]), (int(at[i - 1]), int(at[i + 1])))
        if row is None or moved is None:
            continue
        where = Where(car=seen.cars[int(seen.car[row])], seq=int(seq[i]))
        finding = warning("time-jump", where, instant_at=int(at[i]), before_at=int(at[i - 1]), moved_at=moved)
        found.append(put_at(finding, int(seq[i]), moved))
    return found


def bounds_far(
    log: Log, crossings: Crossings, session: Session, opening: SessionStart | None
) -> list[Finding]:
    """A start or an end that an hour's slip put so far off that hardly anything lies inside the session."""
    found: list[Finding] = []
    early = int(np.count_nonzero(crossings.why == NotCounted.BEFORE_START))
    late = int(np.count_nonzero(crossings.why == NotCounted.AFTER_END))
    total = len(crossings.at)
    record = _start_record(log, session.start, opening)
    if total and record is not None and record.seq and 2 * early > total:
        first = int(crossings.at.min())
        moved = _just_before(session.start, first, _usual(crossings))
        values = {"start_at": session.start, "first_at": first, "count": early, "total": total}
        finding = error("start-after-passings", Where(seq=record.seq), **values)
        found.append(put_at(finding, record.seq, moved))
    ends = [event for event in log.events if isinstance(event, SessionEnd) and event.at is not None]
    if total and ends and 2 * late > total:
        values = {
            "end_at": ends[0].at or 0,
            "last_at": int(crossings.at.max()),
            "count": late,
            "total": total,
        }
        found.append(error("end-before-passings", Where(seq=ends[0].seq), **values))
    for event in ends:
        if (event.at or 0) < session.start:
            where = Where(seq=event.seq)
            values = {"end_at": event.at or 0, "start_at": session.start}
            found.append(warning("end-before-start", where, **values).without(event.seq))
    return found


def _just_before(start: int, first: int, usual: int) -> int:
    """A start put by whole hours to before the first crossing, else by tens of minutes, else by minutes: one digit was
    mistyped, and a first crossing comes within a few laps of the start.
    """
    moved = [start + (first - start) // slip * slip for slip in (HOUR, 10 * MINUTE, MINUTE)]
    return next((one for one in moved if first - one <= max(5 * MINUTE, 3 * usual)), moved[0])


def _start_record(log: Log, start: int, opening: SessionStart | None) -> SessionStart | Flag | None:
    """The record the start was taken from."""
    if opening is not None and opening.at is not None:
        return opening
    greens = [e for e in log.events if isinstance(e, Flag) and _opens(e) and e.at == start]
    return greens[0] if greens else None


def _neighbours(written: Written, seq: int) -> tuple[int, int] | None:
    """The instants written before and after a record, where those two are in order. After the last one nothing is
    written for a while.
    """
    i = int(np.searchsorted(written.seq, seq))
    if 0 < i == len(written.seq) - 1:
        return int(written.at[i - 1]), int(written.at[i - 1]) + NEAR
    if not 0 < i < len(written.seq) - 1:
        return None
    before, after = int(written.at[i - 1]), int(written.at[i + 1])
    return (before, after) if before <= after + _SLACK else None


def _between(at: int, neighbours: tuple[int, int]) -> int | None:
    """An instant moved by whole hours or days so that it fits between those it was written between."""
    before, after = neighbours
    for hours in _HOURS:
        near = before + (at - before + DAY // 2) % DAY - DAY // 2 + hours * HOUR
        if before - _SLACK <= near <= after + _SLACK:
            return near
    return None


def _shifted(at: int, session: Session) -> list[int]:
    """The instant at every whole hour at which it lies inside the session, the least change first."""
    near = session.start + (at - session.start + DAY // 2) % DAY - DAY // 2
    moved = [near + hours * HOUR for hours in _HOURS]
    return [one for one in moved if session.start < one <= session.last + SECOND and one != at]


def _moved_inside(at: int, session: Session, neighbours: tuple[int, int] | None) -> int | None:
    fitting = None if neighbours is None else _between(at, neighbours)
    if fitting is not None and session.start < fitting <= session.last + NEAR:
        return fitting
    return next(iter(_shifted(at, session)), None)


def _lacks(mine: Ints, at: int, usual: int) -> bool:
    """Whether a car was away at an instant for much longer than a lap, so that this crossing is missing."""
    after = mine[mine > at]
    before = mine[mine <= at]
    if not len(before):
        return False
    if not len(after):
        return bool(at - before.max() > usual // 2)
    return bool(after.min() - before.max() > usual * 3 // 2)


def outside(
    log: Log,
    seen: Sightings,
    crossings: Crossings,
    start: int,
    opening: SessionStart | None,
    shown: tuple[Period, ...],
) -> Sequence[Finding]:
    """What lies outside the session, or looks as if a clock had been put."""
    if _plainly_inside(log, seen, crossings, start):
        return []
    session = session_of(seen, crossings, start)
    written = Written.of(seen, log)
    sheet = opening is not None and bool(opening.first_crossing_is_lap)
    put = [] if sheet else clock_steps(written, shown)
    if put:
        since = put[0].where.seq or 0
        lost = seen.seq[crossings.sighting[(crossings.why != NotCounted.COUNTED)]]
        flags = [f.seq for f in flags_lost(log, session) if f.seq >= since]
        # One slip, one remedy: what else lies outside is looked at again once the clock is right.
        return [put[0].without(*sorted({*lost[lost >= since].tolist(), *flags}))]
    found = bounds_far(log, crossings, session, opening)
    if session.start > session.last:  # one slip, one remedy: flags lie outside because the start does
        found[:1] = [one.without(*(flag.seq for flag in flags_lost(log, session))) for one in found[:1]]
    else:
        found += flags_outside(log, session, written)
    if not sheet:
        found += passings_outside(seen, crossings, session, written)
        found += jumps(seen, written, session)
    return found


def flags_lost(log: Log, session: Session) -> list[Flag]:
    """Chequered flags that end nothing, because they lie before the start."""
    flags = [event for event in log.events if isinstance(event, Flag) and event.value is FlagValue.CHEQUERED]
    return [flag for flag in flags if flag.at is not None and flag.at < session.start]


def _plainly_inside(log: Log, seen: Sightings, crossings: Crossings, start: int) -> bool:
    """Whether nothing is odd at first sight: written in order of time, no hour without a passing, all of it near the
    session. So it is nearly always, and then there is nothing to look at one by one.
    """
    uncounted = int(np.count_nonzero(crossings.why))
    if len(seen.at) < 2 or uncounted == len(crossings.why) or not (seen.seq[1:] > seen.seq[:-1]).all():
        return False
    # In order of time the last crossing that counts is among the last few, but where many came after the flag.
    in_time = crossings.in_time[-_MOST:]
    counted = in_time[crossings.why[in_time] == NotCounted.COUNTED]
    if not len(counted):
        counted = np.flatnonzero(crossings.why == NotCounted.COUNTED)
    first, last = start - NEAR, int(crossings.at[counted].max()) + NEAR
    far = (
        int(np.searchsorted(seen.at, first))
        + len(seen.at)
        - int(np.searchsorted(seen.at, last, side="right"))
    )
    near = far == 0 or far > _MOST
    # Told apart only where an instant asks for it: a file may have thousands of times in the lane, all inside.
    near = near and not any(
        not isinstance(event, SessionStart) and not _inferred(event)
        for event in log.events
        if event.at is not None and not first <= event.at <= last
    )
    ended = any(_ends(event) for event in log.events if event.at is not None and event.at < start)
    few = 2 * uncounted <= len(crossings.why)
    return bool(near and few and not ended and _never_quiet(seen.at, HOUR - NEAR))


def _opens(flag: Flag) -> bool:
    """Whether a flag can have started the session: green, and not at one place alone."""
    return flag.value is FlagValue.GREEN and flag.to_all


def _ends(event: object) -> bool:
    return isinstance(event, SessionEnd) or (isinstance(event, Flag) and event.value is FlagValue.CHEQUERED)


def _never_quiet(at: Ints, us: int) -> bool:
    """Whether no two instants in a row, of instants in order, are so far apart. So it is where every stretch of half
    that length has one in it, which asks for a handful of them.
    """
    if at[-1] - at[0] >= us * len(at):
        return False
    marks = np.arange(at[0], at[-1] + 1, us // 2)
    if (np.diff(np.searchsorted(at, marks)) > 0).all():
        return True
    return bool(np.diff(at).max() < us)
