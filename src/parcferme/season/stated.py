"""A session of a championship folder classified: its log or timing file scored, or its result list as it stands."""

from __future__ import annotations

import dataclasses

import msgspec

from parcferme.classification import Classification, Status, classify
from parcferme.classification.lines import ResultLine, SessionResult
from parcferme.decoders import Decoded
from parcferme.entries import Driver, Entries, Entry
from parcferme.findings import Finding, WrongCall
from parcferme.records import Event, Log, Note, Result, SessionStart
from parcferme.season.championship import Season
from parcferme.season.meetings import Session
from parcferme.season.outcomes import scored_session
from parcferme.season.scoring import Score
from parcferme.times import parse_instant
from parcferme.timing import measure


def classified(season: Season, session: Session, *, at: str | None = None, known: int | None = None) -> Score:
    """The classification of a session. `at` and `known` cut a log as `score` does.

    Raises `WrongCall` for a session without a result, and for a cut through a result list.
    """
    outcome = season.outcome(session)
    if outcome.result is None:
        told = "; ".join(str(one.values.get("problem", "")) for one in outcome.findings)
        raise WrongCall(f"{session.round}/{session.name}: no result{f': {told}' if told else ' yet'}")
    if outcome.score is None:
        if at is not None or known is not None:
            raise WrongCall(f"{outcome.result.file}: a result list has no moments to look at (--at, --known)")
        return _as_stated(season, session, outcome.result, outcome.findings)
    if at is None and known is None:
        return outcome.score
    one = season.round(session.round)
    return scored_session(one, session, season.entries_for(session), at=at, known=known)


def _as_stated(
    season: Season, session: Session, result: SessionResult, findings: tuple[Finding, ...]
) -> Score:
    """A result list as a classification: places, laps and times are its own."""
    start = None if session.spec.start is None else parse_instant(session.spec.start.isoformat())
    events: list[Event] = [
        SessionStart(seq=0, session=session.kind, name=session.spec.title or session.name, at=start)
    ]
    certain = {line.certainty for line in result.lines}
    if "reconstructed" in certain or season.championship.reconstruction:
        events.append(Note(seq=1, text="Reconstruction: places marked so follow from no published source."))
    seen: dict[str, list[ResultLine]] = {}
    for line in result.lines:
        seen.setdefault(line.car, []).append(line)
    for car, lines in seen.items():
        events.append(_record(len(events), car, lines[0]))
    log = Log.of(events=events)
    entered = season.entries_of(session.round).by_number()
    entries = Entries.of(_entry(car, lines, entered.get(car)) for car, lines in seen.items())
    name = (result.file or session.name).rpartition("/")[2]
    decoded = Decoded(log, entries, findings, "result-list", session.timed_as.value, session.spec.title)
    book = season.round(session.round).rulebook
    made = classify(measure(log, book, entries, kind=session.timed_as))
    return Score(name, decoded, _with_class_places(made, result))


def _with_class_places(made: Classification, result: SessionResult) -> Classification:
    """A source may say who was first of a class and nothing of the whole field: such a car took part, and has a place
    in its class.
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
    return made if not only else dataclasses.replace(made, rows=rows)


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
