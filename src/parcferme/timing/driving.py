"""What was driven: who crossed the line when, which of it were laps, how it ended for each car, which laps are odd."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from parcferme.entries import Entry
from parcferme.findings import Finding, Where, info, warning
from parcferme.records import (
    CarState,
    CarStatus,
    Flag,
    FlagValue,
)
from parcferme.regulations import SessionKind, SessionRules
from parcferme.timing.crossings import Crossings, cross
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
from parcferme.timing.led_through import led_through
from parcferme.timing.opened import Opened
from parcferme.timing.periods import NEUTRALISED, Period, periods, touched
from parcferme.timing.session import Field
from parcferme.timing.sightings import Codes, Mask, Sightings
from parcferme.timing.start_groups import starts_of, to_each_car
from parcferme.timing.stops import PitLane, half_read, in_and_out_laps, visits
from parcferme.timing.suspects import Suspects, suspect_laps


class Driven(msgspec.Struct, frozen=True, eq=False):
    """A session's laps counted, its visits to the lane, and which laps are odd: all that a trial of a remedy asks."""

    session: Opened
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


def same_first_laps(field: Laps, part: Laps) -> bool:
    """Whether the cars of a part drove lap 1 in it as long as in the field: what a lap 1 usually takes is asked of all
    cars, those too that were left out.
    """
    whole, some = field.runs, part.runs
    first = whole.first[np.isin(whole.car, some.car)]
    return np.array_equal((field.end - field.start)[first], (part.end - part.start)[some.first])


def drive(session: Opened, before: Driven | None = None, *, alone: bool = False) -> Driven:
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
        source_counts=session.first_crossing_is_lap, rules=timing_rules,
        before=None if before is None else before.suspects, alone=alone,
    )  # fmt: skip
    findings += suspects.findings
    return Driven(
        session, Field(seen.cars, classes, car_class, starts), RaceControl(shown, clock, flag), seen, crossings, took,
        laps, finished, PitLane(tuple(visited), led, in_lap, out_lap), neutral, split, suspects,
        (*session.findings, *findings),
    )  # fmt: skip


def _crossings_count(rules: SessionRules, kind: SessionKind) -> bool | None:
    """Whether a crossing under red ends a lap; None where nobody asks. In practice and qualifying everybody crosses the
    line under red on the way in, and `fastest-lap` says what these laps are worth: told only where they end none.
    """
    counts = rules.red_flag.crossings_count
    return None if counts and kind is not SessionKind.RACE else counts


def _over(shown: tuple[Period, ...], start: int, end: int | None) -> bool:
    """Whether the session is known to have ended: its end, or the chequered flag."""
    return end is not None or any(p.value is FlagValue.CHEQUERED and p.start >= start for p in shown)


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
