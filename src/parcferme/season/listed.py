"""A result list as a classification, and what decisions make of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from parcferme.classification import Classification, Reason, ResultLine, SessionResult, Status, classify
from parcferme.decoders import Decoded, gaps_of
from parcferme.entries import Driver, Entries, Entry
from parcferme.findings import Finding
from parcferme.names import fold
from parcferme.records import Decision, Event, Log, Note, Penalty, Result, SessionStart
from parcferme.season.meetings import Round, Session
from parcferme.season.scoring import Score, without_times
from parcferme.times import parse_instant
from parcferme.timing import measure

_BARE: Final = frozenset(("dnf", "nc", "ret", "retired", "notclassified", "dns", "dsq", "abandon"))
"""Words that say of a car only that it has no place."""


def list_scored(
    one: Round,
    session: Session,
    entries: Entries,
    result: SessionResult,
    findings: tuple[Finding, ...],
    decisions: Sequence[Decision] = (),
    *,
    reconstruction: bool = False,
) -> Score:
    """A result list as a classification: places, laps and times are its own, and `decisions` are applied to them."""
    start = None if session.spec.start is None else parse_instant(session.spec.start.isoformat())
    events: list[Event] = [
        SessionStart(seq=0, session=session.kind, name=session.spec.title or session.name, at=start)
    ]
    certain = {line.certainty for line in result.lines}
    if "reconstructed" in certain or reconstruction:
        events.append(Note(seq=1, text="Reconstruction: places marked so follow from no published source."))
    seen: dict[str, list[ResultLine]] = {}
    for line in result.lines:
        seen.setdefault(line.car, []).append(line)
    behind = gaps_of(lines[0] for lines in seen.values())
    for car, lines in seen.items():
        events.append(_record(len(events), car, lines[0]))
    log = Log.of(events=events)
    entered = entries.by_number()
    listed = Entries.of(_entry(car, lines, entered.get(car)) for car, lines in seen.items())
    name = (result.file or session.name).rpartition("/")[2]
    # Timing tells it of the same cars.
    findings = tuple(one for one in findings if one.code != "number-shared")
    decoded = Decoded(
        log, listed, findings, "result-list", session.timed_as.value, session.spec.title, penalised=None,
        behind=behind,
    )  # fmt: skip
    made = classify(
        measure(decoded.by_gaps(log), one.rulebook, listed, kind=session.timed_as, decisions=decisions)
    )
    made = without_times(made) if behind else made
    made = _with_class_places(made, result, ruled=bool(decisions))
    return Score(name, decoded, _with_reasons(made, result))


def as_ruled(result: SessionResult, ruled: Score) -> SessionResult:
    """A result list as the decisions leave it: places, status, laps and times of those they moved."""
    rows = {row.number: row for row in ruled.rows}
    lines = []
    for line in result.lines:
        row = rows[line.car]
        moved = (row.position, row.status) != (line.position, line.status)
        lines.append(
            msgspec.structs.replace(
                line,
                position=row.position,
                status=row.status,
                class_position=None if line.class_position is None else row.class_position,
                group_position=None if moved else line.group_position,
                laps=None if line.laps is None else row.laps,
                time=None if line.time is None else row.time,
                best_lap=row.best_lap,
            )
        )
    order = {row.number: at for at, row in enumerate(ruled.rows)}
    lines.sort(key=lambda line: order[line.car])
    return msgspec.structs.replace(result, lines=with_kinds_of(lines, ruled.timing.decisions))


def with_kinds_of(lines: Iterable[ResultLine], decisions: Iterable[Decision]) -> tuple[ResultLine, ...]:
    """Lines with the kind of their disqualification, where the decision on the car names one."""
    kinds = {
        one.car: one.disqualified_for
        for one in decisions
        if one.penalty is Penalty.DISQUALIFIED and one.disqualified_for
    }
    return tuple(
        msgspec.structs.replace(line, disqualified_for=kinds[line.car])
        if line.car in kinds and line.status is Status.DISQUALIFIED
        else line
        for line in lines
    )


def _with_class_places(made: Classification, result: SessionResult, *, ruled: bool) -> Classification:
    """A source may say who was first of a class and nothing of the whole field: such a car took part, and has a place
    in its class. Where it says places in the class beside those of the field, they stand until a decision moves a car.
    """
    only = {
        line.car: line.class_position
        for line in result.lines
        if line.position is None and line.class_position is not None and line.status is Status.CLASSIFIED
    }
    rows = tuple(
        msgspec.structs.replace(row, class_position=only[row.number], status=Status.CLASSIFIED)
        if row.number in only and row.position is None
        else row
        for row in made.rows
    )
    stated = {} if ruled else {line.car: line.class_position for line in result.lines if line.class_position}
    rows = tuple(
        msgspec.structs.replace(row, class_position=stated[row.number])
        if row.position is not None and row.number in stated
        else row
        for row in rows
    )
    return dataclasses.replace(made, rows=rows) if only or stated else made


def _with_reasons(made: Classification, result: SessionResult) -> Classification:
    """Why a car retired, as its list says, where another word than the status says it."""
    said = {
        line.car: line.reason
        for line in result.lines
        if line.reason and line.status is Status.NOT_CLASSIFIED and fold(line.reason) not in _BARE
    }
    rows = tuple(
        msgspec.structs.replace(row, reasons=(*row.reasons, Reason("retired", {"why": said[row.number]})))
        if row.number in said and row.status is Status.NOT_CLASSIFIED
        else row
        for row in made.rows
    )
    return dataclasses.replace(made, rows=rows) if said else made


def _record(seq: int, car: str, line: ResultLine) -> Result:
    return Result(
        seq=seq,
        car=car,
        position=line.position,
        status=line.status.value,
        laps=line.laps,
        time=line.time,
        best_lap=line.best_lap,
    )


def _entry(car: str, lines: list[ResultLine], entered: Entry | None) -> Entry:
    crew = dict.fromkeys(driver for line in lines for driver in line.drivers)
    first = lines[0]
    return Entry(
        number=car,
        class_=first.class_,
        team=first.team,
        drivers=tuple(Driver(name) for name in crew),
        vehicle=None if entered is None else entered.vehicle,
        manufacturer=first.manufacturer,
        group=first.group,
    )
