"""What a session of a round ended in: its log or timing file scored, or its result list read, as one result."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np

from parcferme.classification import Row, fastest_laps
from parcferme.classification.cars import eligible
from parcferme.classification.lines import ResultLine, SessionResult, lines_of
from parcferme.classification.penalties import deleted_laps
from parcferme.eligibility.driving import with_driving_time
from parcferme.entries import Entries, Entry
from parcferme.findings import Finding, ParcFermeError, Where, error
from parcferme.names import fold, same
from parcferme.records import Decision
from parcferme.season.decisions import load_decisions
from parcferme.season.listed import as_ruled, list_scored
from parcferme.season.meetings import Round, Session
from parcferme.season.results import holds_results, lacks_of_list, load_results
from parcferme.season.scoring import Score, score
from parcferme.times import MINUTE, format_clock
from parcferme.timing import Timing

_BY_TIME = ("practice", "qualifying")


@dataclasses.dataclass(frozen=True, eq=False)
class Outcome:
    """The result of a session (None where its file cannot be used), how it was scored where it was, what is odd, and
    which of the championship's names it uses (`renamed`). `ruled`: a result list as a classification, where decisions
    were applied to it.
    """

    result: SessionResult | None
    score: Score | None
    findings: tuple[Finding, ...]
    renamed: frozenset[str] = frozenset()
    ruled: Score | None = None


def outcome_of(
    one: Round, session: Session, entries: Entries, names: Mapping[str, str], season: str | None
) -> Outcome:
    """The result of a session that has a file. `entries` are those of the round; `names` what lists call somebody."""
    assert session.file is not None and one.folder is not None
    file = f"{one.folder.name}/{session.file.name}"
    decisions: tuple[Decision, ...] = ()
    try:
        if holds_results(session.file):
            result, found = _listed(one, session, season)
            scored = None
            if session.decisions is not None:
                decisions, odd = load_decisions(session.decisions)
                found = (*found, *odd)
        else:
            scored = scored_session(one, session, entries)
            result, found = _as_result(one, session, scored), scored.findings
            if session.kind not in _BY_TIME:
                lines, told = with_driving_time(
                    result.lines, scored.timing, (scored.decoded.entries, entries), one.rulebook, scored.name
                )
                result, found = msgspec.structs.replace(result, lines=lines), (*found, *told)
    except ParcFermeError as problem:
        said = (lacks_of_list(session.file) or str(problem)).replace(f"{session.file}", file)
        return Outcome(
            None, None, (error("session-unusable", Where(file=file), session=session.name, problem=said),)
        )
    used: frozenset[str] = frozenset()
    if result is not None:
        used = names_used((result,), names)
        result = finished(result, one, session, entries, names, file)
    if result is not None and scored is None and decisions:
        ruled = list_scored(one, session, entries, result, found, decisions)
        told = located((*found, *ruled.result.findings), one.folder, file)
        return Outcome(as_ruled(result, ruled), None, told, used, ruled)
    return Outcome(result, scored, located(found, one.folder, file), used)


def names_used(results: Iterable[SessionResult], names: Mapping[str, str]) -> frozenset[str]:
    """Those of the championship's names (`[names]`) that results call somebody or something."""
    there = {
        same(text)
        for result in results
        for line in result.lines
        for text in (line.car, *line.drivers, line.team, line.manufacturer, line.class_, line.group)
        if text
    }
    return frozenset(name for name in names if same(name) in there)


def located(findings: Sequence[Finding], folder: Path, file: str) -> tuple[Finding, ...]:
    """Findings with their file as a path in the championship folder; what names none is of `file`."""
    there = {path.name for path in folder.iterdir()}
    found = []
    for one in findings:
        named = one.where.file
        path = file if named is None else f"{folder.name}/{named}" if named in there else named
        found.append(msgspec.structs.replace(one, where=msgspec.structs.replace(one.where, file=path)))
    return tuple(found)


def finished(
    result: SessionResult,
    one: Round,
    session: Session,
    entries: Entries,
    names: Mapping[str, str],
    file: str,
) -> SessionResult:
    """A result with what the round and the entry list add to it."""
    lines = _entered(result.lines, entries, names)
    certainty = session.spec.certainty or one.file.certainty
    if certainty is not None:
        said = certainty.value
        lines = [line if line.certainty else msgspec.structs.replace(line, certainty=said) for line in lines]
    if session.kind not in _BY_TIME:
        lines = _with_fastest(lines)
    return msgspec.structs.replace(
        result,
        round=one.number,
        session=session.name,
        kind=session.kind,
        lines=tuple(lines),
        event=one.name,
        completed=session.spec.completed if session.spec.completed is not None else result.completed,
        green_laps=session.spec.green_laps if session.spec.green_laps is not None else result.green_laps,
        red=session.spec.red or result.red,
        file=file,
        status=session.spec.status,
    )


def with_poles(race: SessionResult, pole: SessionResult | None) -> SessionResult:
    """A race with the places in its qualifying (`pole`) and its pole position: as the list says, else who started
    first, else the first of the qualifying.
    """
    if pole is not None and all(line.qualified is None for line in race.lines):
        placed = {line.car: line.position for line in pole.lines}
        race = msgspec.structs.replace(
            race,
            lines=tuple(msgspec.structs.replace(line, qualified=placed.get(line.car)) for line in race.lines),
        )
    if any(line.pole for line in race.lines):
        return race
    first = {line.car for line in race.lines if line.grid == 1}
    if not first and pole is not None:
        first = {line.car for line in pole.lines if line.position == 1}
    lines = tuple(
        msgspec.structs.replace(line, pole=True) if line.car in first else line for line in race.lines
    )
    return msgspec.structs.replace(race, lines=lines)


def _listed(
    one: Round, session: Session, season: str | None
) -> tuple[SessionResult | None, tuple[Finding, ...]]:
    """The session's part of a result list: the only one there is, else the one of its name."""
    assert session.file is not None
    results, found = load_results(session.file, season, round=one.number, session=session.name)
    if len(results) > 1:
        mine = [result for result in results if fold(result.session) == fold(session.name)]
        results = tuple([result for result in mine if result.round == one.number] or mine)
    if not results:
        where = Where(file=session.file.name)
        return None, (*found, error("session-not-in-list", where, session=session.name))
    return results[0], found


def scored_session(
    one: Round, session: Session, entries: Entries, *, at: str | None = None, known: int | None = None
) -> Score:
    """A session scored from its file with what its round says; `at` and `known` cut it as `score` does."""
    assert session.file is not None
    book, spec = one.rulebook, session.spec
    if spec.laps is not None:
        rules = msgspec.structs.replace(book.session(session.timed_as), laps=spec.laps)
        book = msgspec.structs.replace(book, **{session.timed_as.value: rules})
    return score(
        session.file,
        kind=session.timed_as.value,
        rulebook=book,
        length=None if spec.length is None else spec.length / MINUTE,
        entries=entries,
        decisions=() if session.decisions is None else session.decisions,
        at=at,
        known=known,
    )


def at_moment(one: Round, session: Session, entries: Entries, at: int) -> SessionResult:
    """A session as it stood at a session time, as a result of its own: `race@6:00:00`."""
    clock = format_clock(at).partition(".")[0]
    scored = scored_session(one, session, entries, at=clock)
    result = _as_result(one, session, scored)
    file = scored.name if one.folder is None else f"{one.folder.name}/{scored.name}"
    return msgspec.structs.replace(
        finished(result, one, session, entries, {}, file), session=f"{session.name}@{clock}"
    )


def _as_result(one: Round, session: Session, scored: Score) -> SessionResult:
    """A classification as a result, with who led, who set the fastest lap, and second-best laps."""
    timing, rows = scored.timing, scored.rows
    lines = lines_of(rows)
    if session.kind in _BY_TIME:
        lines = tuple(_with_second(timing, lines))
    else:
        lines = _with_laps_led(timing, rows, lines)
        sequence = fastest_laps(timing)
        holder = sequence[-1].number if sequence else None
        lines = tuple(msgspec.structs.replace(line, fastest_lap=line.car == holder) for line in lines)
    return SessionResult(one.number, session.name, session.kind, lines)


def _with_laps_led(
    timing: Timing, classified: Sequence[Row], lines: Sequence[ResultLine]
) -> tuple[ResultLine, ...]:
    """Laps led, overall and in the class: a lap is led by who completes it first. None where the source holds none."""
    laps = timing.laps_
    if not len(laps.lap):
        return tuple(lines)
    driven = max((row.laps for row in classified), default=0)
    numbers, first = np.unique(laps.lap[laps.in_time], return_index=True)
    led = np.bincount(laps.car[laps.in_time][first[numbers <= driven]], minlength=len(timing.cars))
    counts = dict(zip(timing.cars, led.tolist(), strict=True))
    classes = {line.car: line.class_ for line in lines}
    in_class = np.zeros(len(timing.cars), dtype=np.int64)
    for class_ in dict.fromkeys(classes.values()):
        mine = np.array([car in classes and classes[car] == class_ for car in timing.cars], dtype=np.bool_)
        rows = np.flatnonzero(laps.in_time & mine[laps.car])
        most = max((row.laps for row in classified if classes.get(row.number) == class_), default=0)
        numbers, first = np.unique(laps.lap[rows], return_index=True)
        in_class += np.bincount(laps.car[rows][first[numbers <= most]], minlength=len(timing.cars))
    led_in_class = dict(zip(timing.cars, in_class.tolist(), strict=True))
    return tuple(
        msgspec.structs.replace(
            line, laps_led=counts.get(line.car, 0), laps_led_class=led_in_class.get(line.car, 0)
        )
        for line in lines
    )


def _with_second(timing: Timing, lines: Sequence[ResultLine]) -> list[ResultLine]:
    """Second-best laps, and when the best was set: what grids are made from."""
    laps = timing.laps_
    fine = eligible(timing, timing.rules.fastest_lap, deleted_laps(timing.decisions))
    found = []
    for line in lines:
        if line.car not in timing.codes or not len(laps.lap):
            found.append(line)
            continue
        rows = np.flatnonzero((laps.car == timing.codes[line.car]) & fine)
        order = rows[np.lexsort((laps.end[rows], laps.end[rows] - laps.start[rows]))]
        times = (laps.end - laps.start)[order].tolist()
        found.append(
            msgspec.structs.replace(
                line,
                second_best_lap=times[1] if len(times) > 1 else None,
                best_lap_at=int(laps.end[order[0]]) - timing.start if times else None,
            )
        )
    return found


def _with_fastest(lines: list[ResultLine]) -> list[ResultLine]:
    """The fastest lap, from best laps where a list has them and marks none."""
    best = min((line.best_lap for line in lines if line.best_lap is not None), default=None)
    if best is None or any(line.fastest_lap for line in lines):
        return lines
    return [
        msgspec.structs.replace(line, fastest_lap=True) if line.best_lap == best else line for line in lines
    ]


def _entered(lines: Sequence[ResultLine], entries: Entries, names: Mapping[str, str]) -> list[ResultLine]:
    """Lines with what the entry list says of their cars, under the names it gives; a list without numbers is matched by
    its drivers.
    """
    names = {same(name): shown for name, shown in names.items()}
    cars = entries.by_number()
    people = {same(driver.name): driver.name for entry in entries.cars for driver in entry.drivers}
    driving = {driver.name: entry.number for entry in entries.cars for driver in entry.drivers}
    found = []
    for line in lines:
        called = tuple(names.get(same(driver), driver) for driver in line.drivers)
        crew = tuple(people.get(same(driver), driver) for driver in called)
        car = line.car
        if car not in cars and car == "/".join(line.drivers):
            car = next((driving[driver] for driver in crew if driver in driving), "/".join(crew))
        if crew != line.drivers or car != line.car:
            line = msgspec.structs.replace(line, car=car, drivers=crew)
        line = _named(line, names)
        entry = cars.get(car)
        found.append(line if entry is None else _with_entry(line, entry, names))
    return found


def _with_entry(line: ResultLine, entry: Entry, names: Mapping[str, str]) -> ResultLine:
    drivers = line.drivers or tuple(driver.name for driver in entry.drivers)
    guests = {driver.name for driver in entry.drivers if driver.guest}
    all_guests = bool(drivers) and guests.issuperset(drivers)
    return msgspec.structs.replace(
        line,
        class_=_one_of(line.class_, entry.class_),
        group=_one_of(line.group, entry.group),
        team=_one_of(line.team, _renamed(entry.team, names)),
        manufacturer=_one_of(line.manufacturer, _renamed(entry.manufacturer, names)),
        drivers=drivers,
        guest=line.guest or bool(entry.guest) or all_guests,
        nominated=line.nominated or bool(entry.nominated),
        not_scoring=(*line.not_scoring, *(name for name in drivers if name in guests and not all_guests)),
    )


def _one_of(said: str | None, entered: str | None) -> str | None:
    """What a result says, as the entry list spells it where both mean one; what that says where the result does not."""
    return entered if not said or (entered and same(said) == same(entered)) else said


def _named(line: ResultLine, names: Mapping[str, str]) -> ResultLine:
    """Teams, makes, classes and groups by the names the championship gives them."""
    if not names:
        return line
    new = {
        field: _renamed(getattr(line, field), names) for field in ("team", "manufacturer", "class_", "group")
    }
    changed = any(getattr(line, field) != text for field, text in new.items())
    return msgspec.structs.replace(line, **new) if changed else line


def _renamed(text: str | None, names: Mapping[str, str]) -> str | None:
    return text if text is None else names.get(same(text), text) or None
