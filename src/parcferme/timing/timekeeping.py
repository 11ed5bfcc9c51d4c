"""One session's log measured: laps, sectors, stops, stints, neutralisations, and the end of the session per car."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import msgspec
import numpy as np

from parcferme.entries import Entries, told_apart
from parcferme.findings import Finding
from parcferme.records import (
    Decision,
    Log,
)
from parcferme.regulations import CompulsoryStop, Rulebook, SessionKind
from parcferme.times import SECOND
from parcferme.timing import compulsory_stop as compulsory
from parcferme.timing.driving import Driven, drive, same_first_laps
from parcferme.timing.measured import Timing
from parcferme.timing.oddities import oddities
from parcferme.timing.opened import as_told, open_session
from parcferme.timing.periods import NEUTRALISED, shown_in
from parcferme.timing.proposals import Record, tried
from parcferme.timing.shared_numbers import named_as_listed
from parcferme.timing.stops import Stop, drivers_of
from parcferme.timing.trial import on_its_clock, with_reads, with_records, writable


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

    session = open_session(raw, rulebook, listed, SessionKind(kind), length, at, ruled)
    driven = drive(session)
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
                part = drive(msgspec.structs.replace(session, seen=seen), driven, alone=True)
                if not part.suspects.findings and same_first_laps(driven.laps, part.laps):
                    return ()
        if session.settled:
            seen = with_reads(driven.seen, records, raw.last_seq)
        if seen is not None:
            return drive(msgspec.structs.replace(session, seen=seen), driven).suspects.findings
        appended = with_records(raw, [on_its_clock(raw, one) for one in records])
        again = open_session(appended, rulebook, listed, session.kind, length, at, ruled)
        return drive(again).suspects.findings

    def idle() -> frozenset[int]:
        rows = driven.crossings.sighting[~driven.crossings.counted()]
        return frozenset(driven.seen.seq[rows].tolist())

    found = tried(timing.findings, raw.last_seq, remeasured, idle)
    return dataclasses.replace(timing, findings=writable(raw, found))


def _measure(driven: Driven) -> Timing:
    """The whole measurement of what was driven; what it proposes has not been tried yet."""
    session, seen, laps = driven.session, driven.seen, driven.laps
    findings, statuses, stepped = oddities(driven)
    doubtful = driven.suspects.doubtful
    if stepped is not None:  # laps across a clock that was put back are nobody's best
        doubtful = doubtful.copy()
        doubtful[stepped.short] = True
    timing = Timing(
        session=as_told(session), rulebook=session.rulebook, rules=session.rules, log=session.log,
        entries=session.entries, field=driven.field, control=driven.control, seen=seen, crossings=driven.crossings,
        took_flag=driven.took, laps_=laps, split=driven.split, pits=driven.pits, doubtful=doubtful,
        drives=drivers_of(seen, laps, session.log, driven.pits.visits), statuses=statuses,
        decisions=session.decisions, findings=tuple(findings),
    )  # fmt: skip
    return _with_verdicts(timing)


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
