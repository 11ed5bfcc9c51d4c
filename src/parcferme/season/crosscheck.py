"""Where the files of a championship folder do not fit together: cars, classes, crews, rounds and rules."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

import msgspec

from parcferme.championship import alike
from parcferme.eligibility import entries_findings
from parcferme.findings import BadDecisions, Finding, Where, error, info, warning
from parcferme.names import nearest, same
from parcferme.regulations import Rulebook
from parcferme.season.championship import Season
from parcferme.season.decisions import load_decisions
from parcferme.season.folder import FolderText


def asked_of_rules(
    rulebook: Rulebook, rounds: int, top: FolderText, beside: FolderText | None = None
) -> Iterator[Finding]:
    """Rules that cannot be met by this season: more rounds left out than there are. `beside` is the rulebook where it
    is a file of the folder.
    """
    facts = next((facts.rounds for facts in rulebook.season.values() if facts.rounds), None)
    for at, table in enumerate(rulebook.standings):
        drop = table.best.drop
        there = facts or rounds
        if drop is not None and there and drop >= there:
            key = f"standings[{at}].best.drop"
            if "standings" in top.rules:
                where = top.where(f"rules.{key}")
            else:
                where = top.where("rulebook") if beside is None else beside.where(key)
            yield error("drop-too-many", where, table=table.name, drop=drop, rounds=there)


def asked_of_results(season: Season) -> Iterator[Finding]:
    """Results that do not fit the entry list, the classes or each other."""
    classes = season.class_names
    last = max((result.round for result in season.results), default=0)
    for result in season.results:
        scored = any(
            season.score(session) is not None
            for one in season.rounds
            if one.number == result.round
            for session in one.sessions
            if session.name == result.session
        )
        listed = season.entries.of_round(result.round) if season.entries.cars else None
        for line in result.lines:
            where = Where(file=result.file, line=line.line, car=line.car)
            if listed is not None and not scored and line.car not in listed.by_number():
                elsewhere = season.entries.by_number().get(line.car)
                rounds = list(elsewhere.rounds) if elsewhere is not None and elsewhere.rounds else None
                yield error("result-not-entered", where, round=result.round, rounds=rounds)
            if line.class_ is not None and classes and line.class_ not in classes:
                near = difflib.get_close_matches(line.class_, classes, 1)
                values = {"value": line.class_, "nearest": near[0] if near else None, "known": list(classes)}
                yield error("class-unknown", where, **values)
    for one in season.rounds:
        for session in one.sessions:
            due = one.number < last and not one.file.cancelled and session.kind != "practice"
            if due and session.file is None and season.result(session) is None:
                yield warning("session-without-result", session.where, round=one.number, session=session.name)


def asked_of_drivers(season: Season) -> Iterator[Finding]:
    """Drivers in results whom the entry list does not know, in cars of which it names the crew. Where an entered name
    is nearly alike, that is told there.
    """
    crews = {car.number for car in season.entries.cars if car.drivers}
    people = {same(driver.name): driver.name for car in season.entries.cars for driver in car.drivers}
    rounds: dict[tuple[str, str], dict[int, Where]] = {}
    for result in season.results if people else ():
        for line in result.lines:
            for driver in line.drivers if line.car in crews else ():
                if same(_OWN_NAME.sub("", driver)) not in people and not driver.startswith("#"):
                    where = Where(file=result.file, line=line.line, car=line.car)
                    rounds.setdefault((driver, line.car), {}).setdefault(result.round, where)
    for (driver, _), places in rounds.items():
        if any(alike(driver, name) for name in people.values()):
            continue
        near, where = nearest(driver, list(people.values())), next(iter(places.values()))
        yield warning("driver-not-entered", where, driver=driver, rounds=list(places), nearest=near)


_OWN_NAME: Final = re.compile(r" \(#[^)]*\)\Z")
"""What people of one name have beside it."""


def asked_of_rulings(season: Season) -> Iterator[Finding]:
    """Rulings for grids that cannot be used, and files of rulings that belong to no session."""
    for one in season.rounds:
        if one.folder is None:
            continue
        names = {session.name for session in one.sessions}
        used = {session.decisions.name for session in one.sessions if session.decisions is not None}
        for path in sorted(one.folder.glob("*.toml")):
            name, _, kind = path.name.removesuffix(".toml").rpartition(".")
            if kind not in ("grid", "decisions"):
                continue
            file = f"{one.folder.name}/{path.name}"
            if kind == "grid" and name in names:
                yield from _rulings(path, file)
            elif path.name not in used:
                near = difflib.get_close_matches(name, names, 1)
                values = {"session": name, "nearest": near[0] if near else None}
                yield warning("rulings-without-session", Where(file=file), **values)


def asked_of_starts(season: Season) -> Iterator[Finding]:
    """Races whose list has cars on other places of the grid than rules, sessions and rulings put them: one finding for
    each list.
    """
    found: dict[str | None, list[tuple[str, tuple[str, ...]]]] = {}
    for one in season.rounds:
        for session in one.sessions if not one.file.cancelled else ():
            result = season.result(session)
            if result is None or session.kind in ("practice", "qualifying"):
                continue
            try:
                elsewhere = season.grid_of(session).elsewhere
            except BadDecisions:  # told with its line beside the rulings
                continue
            if elsewhere:
                found.setdefault(result.file, []).append((f"{one.number}/{session.name}", elsewhere))
    for file, races in found.items():
        cars = list(dict.fromkeys(car for _, there in races for car in there))
        count = sum(len(there) for _, there in races)
        named = ", ".join(name for name, _ in races)
        yield info("grid-stated", Where(file=file), session=named, count=count, cars=cars)


def _rulings(path: Path, file: str) -> Iterator[Finding]:
    """What cannot be read in one file of rulings."""
    try:
        _, found = load_decisions(path)
    except BadDecisions as problem:
        yield error("folder-unusable", Where(file=file), problem=str(problem).removeprefix(f"{path}: "))
        return
    for one in found:
        yield msgspec.structs.replace(one, where=msgspec.structs.replace(one.where, file=file))


def asked_of_entries(season: Season, number: int | None = None) -> tuple[Finding, ...]:
    """What the rulebook of a championship has against its entry list, in one round or in all of them."""
    if not season.entries.cars:
        return ()
    book, classes = season.rulebook, season.championship.classes
    meetings = season.timetable.meetings if number is None else season.timetable.of_round(number).meetings
    found = entries_findings(season.entries, book.entries, meetings, book.cites, classes)
    known = {one.round for one in season.timetable.meetings}
    # Asked of one round, the others are in the calendar all the same.
    return tuple(one for one in found if one.code != "round-unknown" or set(one.values["missing"]) - known)


def told_of_entries(season: Season, number: int | None, shown: Collection[str] | None) -> list[Finding]:
    """What was found as the entry list was read, and what the rules have against it, in a round where one is named; of
    some cars only, where `shown` names them.
    """
    told = [one for one in season.read_findings if one.where.file == season.championship.entries]
    told += asked_of_entries(season, number)
    return [one for one in told if shown is None or one.where.car is None or one.where.car in shown]
