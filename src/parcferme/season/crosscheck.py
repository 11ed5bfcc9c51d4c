"""Where the files of a championship folder do not fit together: cars, classes, crews, rounds and rules."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Sized
from typing import Final

import msgspec

from parcferme.championship import alike, without_number
from parcferme.classification import SessionResult
from parcferme.eligibility import entries_findings
from parcferme.entries import bare
from parcferme.findings import BadDecisions, Finding, Where, error, info, warning
from parcferme.names import BY_TIME, fold, nearest, same
from parcferme.regulations import Rulebook
from parcferme.season.championship import Season
from parcferme.season.folder import FolderText
from parcferme.season.grid_rulings import load_grid_rulings, rulings_without_session
from parcferme.season.meetings import GRID_RULINGS, Round, Session, beside


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
    last = max((result.round for result in season.results), default=0)
    yield from _not_entered(season)
    yield from _classes_unknown(season)
    for one in season.rounds:
        for session in one.sessions:
            # The last round with a result may still be under way.
            due = one.number < last and not one.file.cancelled and session.kind != "practice"
            if due and session.file is None and season.result(session) is None:
                yield warning("session-without-result", session.where, round=one.number, session=session.name)


def _not_entered(season: Season) -> Iterator[Finding]:
    """Cars of result lists that are not entered for their round: once for each car, with the number of its results and
    the entry that is taken for it.
    """
    entered = season.entries.by_number()
    missing: dict[str, list[tuple[int, Where]]] = {}
    for result in season.results if entered else ():
        if _is_scored(season, result):
            continue
        listed = season.entries.of_round(result.round).by_number()
        for line in result.lines:
            if line.car not in listed:
                where = Where(file=result.file, line=line.line, car=line.car)
                missing.setdefault(line.car, []).append((result.round, where))
    for car, rows in missing.items():
        elsewhere = entered.get(car)
        rounds = list(elsewhere.rounds) if elsewhere is not None and elsewhere.rounds else None
        near = next((one for one in sorted(entered) if one != car and bare(one) == bare(car)), None)
        values = {"round": rows[0][0], "rounds": rounds, "nearest": near, "count": _several(rows)}
        yield error("result-not-entered", rows[0][1], **values)


def _several(rows: Sized) -> int | None:
    """How many there are, None of one: its place says it."""
    return len(rows) if len(rows) > 1 else None


def _is_scored(season: Season, result: SessionResult) -> bool:
    """Whether a result was timed: then timing has held its cars against the list."""
    return any(
        season.score(session) is not None
        for one in season.rounds
        if one.number == result.round
        for session in one.sessions
        if session.name == result.session
    )


def _classes_unknown(season: Season) -> Iterator[Finding]:
    """Classes of results that the championship does not have: once for each, with the number of its rows."""
    classes = season.class_names
    unknown: dict[str, list[Where]] = {}
    for result in season.results if classes else ():
        for line in result.lines:
            if line.class_ is not None and line.class_ not in classes:
                where = Where(file=result.file, line=line.line, car=line.car)
                unknown.setdefault(line.class_, []).append(where)
    for name, rows in unknown.items():
        near = difflib.get_close_matches(name, classes, 1)
        values = {"value": name, "nearest": near[0] if near else None, "known": list(classes)}
        yield error("class-unknown", rows[0], **values, count=_several(rows))


def asked_of_lengths(season: Season) -> Iterator[Finding]:
    """Races under rules for one cut short of which nobody knows how much was run."""
    unknown: list[SessionResult] = []
    for result in season.results:
        one = season.round(result.round)
        session = one.session(result.session)
        if session is None or session.kind in BY_TIME:
            continue
        rules = season.table.rules_of(result)
        asked = any(rule.reduced is not None for rule in rules)
        if asked and result.completed is None and not season.table.is_ruled_short(result):
            unknown.append(result)
    if unknown:
        where = Where(file=unknown[0].file)
        yield info(
            "reduced-unknown", where, count=len(unknown), round=unknown[0].round, session=unknown[0].session
        )


def asked_of_rounds_ruled(season: Season) -> Iterator[Finding]:
    """What a round.toml rules of another round than its own."""
    for one in season.rounds:
        for at, fact in enumerate(one.file.adjustment):
            if fact.round not in (None, "final") and not one.is_called(fact.round):
                where = one.text.where(f"adjustment[{at}].round")
                values = {"kind": fact.kind.value, "round": one.number, "other": fact.round}
                yield warning("adjustment-of-other-round", where, **values)


def asked_of_cancelled(season: Season) -> Iterator[Finding]:
    """Rounds that were not held, and of which there are results all the same: none of them counts."""
    for one in season.rounds:
        results = [season.result(session) for session in one.sessions if one.file.cancelled]
        there = [result for result in results if result is not None and result.lines]
        if there:
            rows = sum(len(result.lines) for result in there)
            where = Where(file=there[0].file, line=there[0].lines[0].line)
            values = {"round": one.number, "sessions": len(there), "count": rows}
            yield warning("cancelled-with-results", where, **values)


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
                if same(without_number(driver)) not in people and not driver.startswith("#"):
                    where = Where(file=result.file, line=line.line, car=line.car)
                    rounds.setdefault((driver, line.car), {}).setdefault(result.round, where)
    for (driver, _), places in rounds.items():
        if any(alike(driver, name) for name in people.values()):
            continue
        near, where = nearest(driver, list(people.values())), next(iter(places.values()))
        yield warning("driver-not-entered", where, driver=driver, rounds=list(places), nearest=near)


def asked_of_rulings(season: Season) -> Iterator[Finding]:
    """Rulings for grids that cannot be used, and files of rulings that belong to no session."""
    for one in season.rounds:
        for session in one.sessions if one.folder is not None else ():
            path = beside(one.folder, session.name, GRID_RULINGS) if one.folder is not None else None
            if path is None or one.folder is None:
                continue
            file = f"{one.folder.name}/{path.name}"
            try:
                yield from load_grid_rulings(path, file)[1]
            except BadDecisions as problem:
                said = str(problem).removeprefix(f"{path}: ")
                yield error("folder-unusable", Where(file=file), problem=said)
        yield from rulings_without_session(one)


def asked_of_names_beside(season: Season) -> Iterator[Finding]:
    """Classes of the rulebook nobody is in, though one is called nearly so; classes of the championship nobody is in;
    colours of no class, and that are none; a logo there is no file of.
    """
    said = season.championship
    cars = [car.class_ for car in season.entries.cars]
    cars += [line.class_ for result in season.results for line in result.lines]
    there = list(dict.fromkeys(name for name in cars if name))
    ruled = [one.name for one in season.rulebook.entries.classes]
    without = _others_than(there, ruled)
    for at, name in enumerate(ruled if said.classes else ()):  # else each car of such a class is told
        near = nearest(name, without)
        if fold(name) not in set(map(fold, there)) and near is not None:
            yield _no_class(season, f"entries.classes[{at}].name", name, near)
    others = _others_than(there, said.classes)  # each car of such a class is told with the nearest there is
    for at, name in enumerate(said.classes if there else ()):
        if fold(name) not in set(map(fold, there)) and nearest(name, others) is None:
            yield _no_class(season, f"classes[{at}]", name, None)
    if said.logo is not None and not (season.folder / said.logo).is_file():
        problem = f"logo: there is no file {said.logo!r}"
        yield error("folder-unusable", season.text.where("logo"), problem=problem)
    known = [*there, *season.class_names]
    for name, colour in said.colours.items():
        if name != "accent" and known and fold(name) not in set(map(fold, known)):
            yield _no_class(season, f"colours.{name}", name, nearest(name, known))
        if not _COLOUR.fullmatch(colour):
            problem = f"colours.{name}: expected a colour like #0072b2, found {colour!r}"
            yield error("folder-unusable", season.text.where(f"colours.{name}"), problem=problem)


def _others_than(names: Iterable[str], others: Iterable[str]) -> list[str]:
    """Those of some names that are not among others, however they are written."""
    known = set(map(fold, others))
    return [name for name in names if fold(name) not in known]


def _no_class(season: Season, key: str, name: str, near: str | None) -> Finding:
    values = {"key": key, "what": "class", "name": name, "nearest": near}
    # A championship may have a class nobody has entered yet; what is nearly one there is, is a slip.
    tell = info if near is None else warning
    return tell("rule-fits-nothing", season.text.where(key), **values)


_COLOUR: Final = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def asked_of_starts(season: Season) -> Iterator[Finding]:
    """Races whose list has cars on other places of the grid than rules, sessions and rulings put them: one finding for
    each list.
    """
    found: dict[str | None, list[tuple[str, tuple[str, ...]]]] = {}
    for one in season.rounds:
        for session in one.sessions if not one.file.cancelled else ():
            result = season.result(session)
            if result is None or session.kind in BY_TIME:
                continue
            try:
                made = season.grid_of(session)
            except BadDecisions:  # told with its line beside the rulings
                continue
            yield from _of_grid(one, session, made.findings)
            if made.elsewhere:
                found.setdefault(result.file, []).append((f"{one.number}/{session.name}", made.elsewhere))
    for file, races in found.items():
        cars = list(dict.fromkeys(car for _, there in races for car in there))
        count = sum(len(there) for _, there in races)
        named = ", ".join(name for name, _ in races)
        yield info("grid-stated", Where(file=file), session=named, count=count, cars=cars)


def asked_of_sessions(season: Season) -> Iterator[Finding]:
    """What round.toml says of a practice or qualifying, and only a race asks for."""
    for one in season.rounds:
        for session in one.sessions:
            spec = session.spec
            said = {
                "grid-from": spec.grid_from,
                "reverse-first": spec.reverse_first,
                "completed": spec.completed,
                "green-laps": spec.green_laps,
                "red": spec.red,
            }
            for key, value in said.items() if session.kind in BY_TIME else ():
                if value not in (None, (), False):
                    values = {"key": f"{session.name}: {key}", "needs": "a race"}
                    yield warning("rule-idle", session.where, **values)


def _of_grid(one: Round, session: Session, findings: Iterable[Finding]) -> Iterator[Finding]:
    """What is odd in what a round says of the grid of a race, which nobody sees who prints none."""
    for odd in findings:
        if odd.code == "grid-source-missing" and session.spec.grid_from:
            yield msgspec.structs.replace(odd, where=session.where)
        elif (
            odd.code in _OF_GRIDS and (odd.where.file or "").endswith(".grid.toml") and one.folder is not None
        ):
            file = f"{one.folder.name}/{odd.where.file}"
            yield msgspec.structs.replace(odd, where=msgspec.structs.replace(odd.where, file=file))


_OF_GRIDS: Final = ("decision-unknown-car", "decision-incomplete", "decision-repeated")
"""What can be odd in rulings for a grid."""


def asked_of_ruled_drivers(season: Season) -> Iterator[Finding]:
    """Decisions on a driver who is in no crew of the car they name, so that nothing is carried into his next race."""
    for one in season.rounds if season.entries.cars else ():
        entered = season.plain_entries_of(one.number).by_number()
        for session in one.sessions:
            outcome = season.outcome(session)
            made = outcome.score or outcome.ruled
            folder = "" if one.folder is None else f"{one.folder.name}/"
            for ruling in () if made is None else made.timing.decisions:
                car = entered.get(ruling.car or "")
                crew = [] if car is None else [driver.name for driver in car.drivers]
                named = {same(name) for one in crew for name in (one, without_number(one))}
                if ruling.driver and crew and same(ruling.driver) not in named:
                    file = (
                        f"{folder}{ruling.source}"
                        if ruling.line is not None
                        else f"{folder}{made and made.name}"
                    )
                    where, near = (
                        Where(file=file, line=ruling.line, car=ruling.car),
                        nearest(ruling.driver, crew),
                    )
                    values = {"driver": ruling.driver, "rounds": [one.number], "nearest": near}
                    yield warning("driver-not-entered", where, **values)


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
