"""A championship folder as values: its rulebook, entries and rounds, and on demand every result and every table."""

from __future__ import annotations

import dataclasses
import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from parcferme.championship import Named, Shown, named, two_cars_are_one
from parcferme.classification import ResultLine, SessionResult, with_start
from parcferme.decoders import Called
from parcferme.eligibility import grouped
from parcferme.entries import Entries
from parcferme.findings import (
    BadDecisions,
    BadEntries,
    BadLog,
    BadRulebook,
    Finding,
    WrongCall,
    error,
)
from parcferme.names import BY_TIME, fitting, fold, same
from parcferme.regulations import Adjustment, Rulebook
from parcferme.season.called import session_called
from parcferme.season.calls import asked_of_calls, called, called_apart, chained, names_entered
from parcferme.season.files import GENERIC, load_entries, rulebook_text, season_folder, shipped_seasons
from parcferme.season.folder import (
    CHAMPIONSHIP,
    ChampionshipFile,
    FolderText,
    odd_bytes_in,
    overruled,
    read_folder_toml,
    text_in,
    usable_rulebook,
)
from parcferme.season.grids import StartingGrid, starting_grid, suspended_in
from parcferme.season.loads import handicaps_before, lines_of, loaded
from parcferme.season.meetings import Round, Session, calendar_of, first_day, folders_in, rounds_in
from parcferme.season.outcomes import Outcome, at_moment, finished, listed_outcome, names_used, outcome_of
from parcferme.season.results import load_results, only_season
from parcferme.season.scoring import Score
from parcferme.season.timetable import timetable

if TYPE_CHECKING:
    from parcferme.calendar import Timetable
    from parcferme.championship import Championship, Handicaps, Known, Planned, Standings


@dataclasses.dataclass(frozen=True, eq=False)
class Season:
    """A championship folder, read. Sessions are scored when their result is asked for, each once.

    `championship` is what championship.toml says, `rulebook` the season's, `entries` the whole entry list, `rounds` all
    rounds in order of their numbers (each with its own rulebook), `read_findings` what reading these showed. `listed`:
    the sessions of the one result list of all rounds, where championship.toml names one. `year`: the season it is, as
    championship.toml says, else the only one of that list. `names_in_entries`: which of its names the entry list used.
    """

    folder: Path
    championship: ChampionshipFile
    rulebook: Rulebook
    entries: Entries
    rounds: tuple[Round, ...]
    read_findings: tuple[Finding, ...]
    text: FolderText
    listed: tuple[SessionResult, ...] = ()
    year: str | None = None
    names_in_entries: frozenset[str] = frozenset()
    _made: dict[tuple[int, str], Outcome] = dataclasses.field(default_factory=dict, repr=False)
    _carried: dict[tuple[int, str], Handicaps] = dataclasses.field(default_factory=dict, repr=False)
    _ran: dict[tuple[int, str], SessionResult | None] = dataclasses.field(default_factory=dict, repr=False)
    _grids: dict[tuple[int, str], StartingGrid[Season]] = dataclasses.field(default_factory=dict, repr=False)
    _apart: dict[int, Mapping[tuple[str, str], str]] = dataclasses.field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """What the championship is called."""
        said = self.championship.title or self.championship.name
        return said or (self.rulebook.title if self.rulebook.name != GENERIC else self.folder.resolve().name)

    @property
    def class_names(self) -> tuple[str, ...]:
        """The classes there are: as championship.toml lists them, else as the rulebook does; else none."""
        return self.championship.classes or tuple(one.name for one in self.rulebook.entries.classes)

    def round(self, number: int) -> Round:
        """The round of a number. Raises `WrongCall` naming those there are."""
        for one in self.rounds:
            if one.number == number:
                return one
        raise WrongCall(
            f"no round {number} (there are {', '.join(str(one.number) for one in self.rounds) or 'none'})"
        )

    def session(self, name: str) -> Session:
        """A session by round and name: `1/race-1`, `1-le-castellet/race-1`, or `race-1` where one round alone has it.

        Raises `WrongCall` naming those there are.
        """
        return session_called(self.rounds, name)

    def entries_of(self, number: int) -> Entries:
        """Who takes part in a round, with what each car carries into its first race."""
        race = next((one for one in self.round(number).sessions if one.kind not in BY_TIME), None)
        return self.plain_entries_of(number) if race is None else self.entries_for(race)

    def entries_for(self, session: Session) -> Entries:
        """Who takes part in a session; where the rules have handicaps, with what each car carries into a race."""
        listed = self.plain_entries_of(session.round)
        if session.kind in BY_TIME or not self.round(session.round).rulebook.handicap:
            return listed
        return loaded(listed, self.handicaps_of(session))

    def handicaps_of(self, session: Session) -> Handicaps:
        """What cars, drivers and teams carry into a race, from what was known before it; worked out once."""
        key = (session.round, session.name)
        if key not in self._carried:
            before = self._results_before(session)
            lines = tuple(lines_of(self.plain_entries_of(session.round)))
            one = self.round(session.round)
            table = self._table_of(tuple(result for result in before if result.round < session.round))
            self._carried[key] = handicaps_before(session, one, before, table, lines)
        return self._carried[key]

    def _results_before(self, session: Session) -> tuple[SessionResult, ...]:
        """The results of the sessions before a race, in order of rounds and of the sessions in them."""
        return tuple(
            result
            for result in self.results_until(session)
            if result.round < session.round or result.session != session.name
        )

    def _table_of(self, results: tuple[SessionResult, ...]) -> Championship:
        """The championship that some of its results make, without what is still to come."""
        from parcferme.championship import Championship

        return Championship.of(
            results,
            self.rulebook,
            season=self.year,
            adjustments=self.adjustments,
            registered=self.registered,
        )

    def results_until(self, session: Session) -> tuple[SessionResult, ...]:
        """The results of the sessions before one, everybody under one name, with who started where."""
        found: list[SessionResult] = []
        for one in self.rounds:
            for other in one.sessions if one.number <= session.round and not one.file.cancelled else ():
                if one.number == session.round and other.name == session.name:
                    break
                result = self.run(one, other)
                found += [] if result is None else [result]
        found.sort(key=lambda result: result.round)
        return named(found, self.shown, one_in_two=two_cars_are_one(self.rulebook)).results

    def standings_of(self, results: Sequence[SessionResult]) -> Standings:
        """Every table that some of its results make."""
        return self._table_of(tuple(results)).after(max(result.round for result in results))

    def run(self, one: Round, session: Session) -> SessionResult | None:
        """The result of a session as tables take it: a race with who started where and with its pole position."""
        key = (session.round, session.name)
        if key not in self._ran:
            result = self.result(session)
            self._ran[key] = result if result is None else self._with_start(one, session, result)
        return self._ran[key]

    def _with_start(self, one: Round, session: Session, result: SessionResult) -> SessionResult:
        if session.kind in BY_TIME:
            return result
        earlier = one.sessions[: one.sessions.index(session)]
        before = [ran for other in earlier if (ran := self.result(other)) is not None]
        try:
            starts = self.grid_of(session).starts
        except BadDecisions:  # told with its line where the rulings are checked
            starts = None
        return with_start(result, starts, self._pole(one, session, before))

    def grid_of(self, session: Session) -> StartingGrid[Season]:
        """The starting grid of a race; worked out once."""
        key = (session.round, session.name)
        if key not in self._grids:
            self._grids[key] = starting_grid(self, session)
        return self._grids[key]

    @property
    def knows_its_end(self) -> bool:
        """Whether a calendar says which round is the last: that of championship.toml, or the rulebook's number of
        rounds. The folders there are may be those of half a season.
        """
        facts = self.rulebook.season.get(self.year or "")
        told = facts is not None and facts.rounds is not None and len(self.rounds) >= facts.rounds
        return bool(self.championship.round) or told

    @property
    def entries_to_come(self) -> Entries:
        """The whole entry list, with what each car carries into the next race, where one is to come."""
        races = (one for one in self.planned if one.kind not in BY_TIME)
        coming = next(races, None)
        if coming is None or not self.round(coming.round).rulebook.handicap:
            return self.entries
        carried = self.entries_for(self.session(f"{coming.round}/{coming.session}")).by_number()
        cars = (
            msgspec.structs.replace(one, loads=carried[one.number].loads) if one.number in carried else one
            for one in self.entries.cars
        )
        return msgspec.structs.replace(self.entries, cars=tuple(cars))

    def plain_entries_of(self, number: int) -> Entries:
        """Who takes part in a round, as the entry list says; who was found to have another's name is called as the
        tables call him.
        """
        listed = self._listed_for(number)
        return called_apart(listed, self._apart_before(number)) if self._namesakes else listed

    def _listed_for(self, number: int) -> Entries:
        one = self.round(number)
        return grouped(self.entries.of_round(number, first_day(one)), one.rulebook.entries)

    @cached_property
    def _namesakes(self) -> Mapping[tuple[str, str], str]:
        """Names that the entry list has in two cars, who may be two people: by car and name what each is called if he
        is not the one who keeps the name.
        """
        seats = {(car.number, same(one.name)): one.name for car in self.entries.cars for one in car.drivers}
        often = Counter(name for _, name in seats)
        return {seat: f"{name} (#{seat[0]})" for seat, name in seats.items() if often[seat[1]] > 1}

    def _apart_before(self, number: int) -> Mapping[tuple[str, str], str]:
        """Who was found to have another's name in the rounds before one: what each is called in which car."""
        if number not in self._apart:
            earlier = [one for one in self.rounds if one.number < number and not one.file.cancelled]
            ran = (self.run(one, session) for one in earlier for session in one.sessions)
            found = [result for result in ran if result is not None]
            people = named(found, self.shown, one_in_two=two_cars_are_one(self.rulebook))
            self._apart[number] = people.apart
        return self._apart[number]

    @cached_property
    def classes(self) -> Mapping[str, str | None]:
        """The class of every car of the season by its number: as entered, or where no entry says one, as results do."""
        entered = {car.number: car.class_ for car in self.entries.cars}
        if any(entered.values()):
            return entered
        return entered | {line.car: line.class_ for result in self.results for line in result.lines}

    @cached_property
    def timetable(self) -> Timetable:
        """When every session is."""
        return timetable(self.rounds)

    def outcome(self, session: Session) -> Outcome:
        """The result of a session and how it came about; worked out once."""
        key = (session.round, session.name)
        if key not in self._made:
            self._made[key] = self._outcome(session)
        return self._made[key]

    def result(self, session: Session) -> SessionResult | None:
        """The result of a session, None where there is none yet."""
        return self.outcome(session).result

    def score(self, session: Session) -> Score | None:
        """A session scored from its log or timing file, None where there is only a list, or nothing."""
        return self.outcome(session).score

    def if_scored(self, session: Session, scored: Score) -> Season:
        """The season as it would be with this result of a session; what was worked out for the others stands."""
        one = self.round(session.round)
        entries, names = self.entries_for(session), self.championship.names
        made = {
            **self._made,
            (session.round, session.name): outcome_of(one, session, entries, names, self.year, scored),
        }
        return dataclasses.replace(self, _made=made, _carried={}, _ran={}, _grids={}, _apart={})

    def _outcome(self, session: Session) -> Outcome:
        one = self.round(session.round)
        if session.file is None:
            listed = self._listed.get((one.number, fold(session.name)))
            if listed is None:
                return Outcome(None, None, ())
            return listed_outcome(one, session, self.plain_entries_of(one.number), listed)
        return outcome_of(one, session, self.entries_for(session), self.championship.names, self.year)

    @cached_property
    def _listed(self) -> Mapping[tuple[int, str], SessionResult]:
        """The results of the one list of all rounds, with what rounds and entry list add, by round and folded name."""
        found = {}
        for result in self.listed:
            one = self.round(result.round)
            session = one.session(result.session)
            assert session is not None  # a session of the list is one of its round
            listed, names = self.plain_entries_of(one.number), self.championship.names
            made = finished(result, one, session, listed, names, self.championship.results or "")
            found[one.number, fold(session.name)] = made
        return found

    @property
    def names_called(self) -> set[str]:
        """Which names of championship.toml a list, a timing file or the entry list has used so far."""
        used = {*self.names_in_entries, *names_used(self.listed, self.championship.names)}
        return used.union(*(outcome.renamed for outcome in self._made.values()))

    @cached_property
    def people(self) -> Named:
        """Every result there is, everybody under one name, races with their pole positions."""
        found: list[SessionResult] = []
        for one in self.rounds:
            for session in one.sessions:
                result = None if one.file.cancelled else self.run(one, session)
                if result is not None:
                    found += [*self._moments(one, session), result]
        found.sort(key=lambda result: (self._run.get(result.round, ""), self._order[result.round]))
        return named(found, self.shown, one_in_two=two_cars_are_one(self.rulebook))

    @property
    def results(self) -> tuple[SessionResult, ...]:
        """Every result there is, in order of rounds and of the sessions in them; races with their pole positions."""
        return self.people.results

    @cached_property
    def shown(self) -> Shown:
        """How the entry list spells those it names, and championship.toml the classes."""
        cars = self.entries.cars
        return Shown(
            drivers=tuple(driver.name for car in cars for driver in car.drivers),
            team=tuple(car.team for car in cars if car.team),
            manufacturer=tuple(car.manufacturer for car in cars if car.manufacturer),
            class_=(*self.class_names, *(car.class_ for car in cars if car.class_)),
            group=tuple(car.group for car in cars if car.group),
        )

    def _moments(self, one: Round, session: Session) -> list[SessionResult]:
        """The session as it stood at the times at which the rules give points in mid-race."""
        times = {
            at
            for rules in self.rulebook.points
            if {fold(session.name), fold(session.kind)} & set(map(fold, rules.sessions))
            for at in rules.at
        }
        if not times or self.score(session) is None:
            return []
        return [at_moment(one, session, self.entries_for(session), at) for at in sorted(times)]

    @cached_property
    def _run(self) -> Mapping[int, str]:
        """The day each round was run on; empty where one is not known, and then numbers are the order."""
        days = {one.number: first_day(one) for one in self.rounds}
        known = {number: day.isoformat() for number, day in days.items() if day is not None}
        return known if len(known) == len(days) else {}

    @cached_property
    def _order(self) -> Mapping[int, int]:
        """The rounds in the order they were run where no day says it: as the one list of all rounds has them, else by
        their numbers.
        """
        listed = dict.fromkeys(result.round for result in self.listed)
        numbers = [one.number for one in self.rounds]
        order = list(listed) if set(numbers) == set(listed) else numbers
        return {number: at for at, number in enumerate(order)}

    def _pole(self, one: Round, session: Session, before: list[SessionResult]) -> SessionResult | None:
        """The qualifying whose first has pole position for a race; None where several, or a reversed order, make it."""
        from parcferme.grid import rules_for, sources_for

        rules = rules_for(one.rulebook.grid, session.name)
        from_ = session.spec.grid_from or rules.from_
        if session.kind in BY_TIME or (session.spec.reverse_first or rules.reverse_first):
            return None
        sources = sources_for(msgspec.structs.replace(rules, from_=from_), session.name, before)[0]
        return sources[0] if len(sources) == 1 and sources[0].kind == "qualifying" else None

    @cached_property
    def planned(self) -> tuple[Planned, ...]:
        """The sessions still to come: those of the calendar without a result, practice aside."""
        from parcferme.championship import Planned

        return tuple(
            Planned(one.number, session.name, session.kind, one.name)
            for one in self.rounds
            if not one.file.cancelled
            for session in one.sessions
            if session.kind != "practice" and self.result(session) is None
        )

    @cached_property
    def adjustments(self) -> tuple[Adjustment, ...]:
        """What the results cannot show: of the championship, then of each round."""
        found = list(self.championship.adjustment)
        for one in self.rounds:
            found += [
                one_fact
                if one_fact.round is not None
                else msgspec.structs.replace(one_fact, round=str(one.number))
                for one_fact in one.file.adjustment
            ]
        return tuple(found)

    @cached_property
    def registered(self) -> Mapping[str, frozenset[str]]:
        """Who is registered for points, by table, where the entry list says of anybody whether they are."""
        cars = self.entries.cars
        if not any(car.registered is not None for car in cars):
            return {}
        units = {
            "driver": [
                name
                for car in cars
                for d in car.drivers
                if (car.registered if d.registered is None else d.registered)
                for name in dict.fromkeys((d.name, self._namesakes.get((car.number, same(d.name)), d.name)))
            ],
            "car": [car.number for car in cars if car.registered],
            "crew": list(self._crews_registered()),
            "team": [car.team for car in cars if car.registered and car.team],
            "manufacturer": [car.manufacturer for car in cars if car.registered and car.manufacturer],
            "constructor": [car.manufacturer for car in cars if car.registered and car.manufacturer],
        }
        return {table.name: frozenset(units[table.unit.value]) for table in self.rulebook.standings}

    def _crews_registered(self) -> Iterator[str]:
        """The crews that may score, as they are in each round: those with anybody registered in them."""
        for one in self.rounds:
            listed = self._listed_for(one.number)
            for car in (*listed.cars, *called_apart(listed, self._namesakes).cars):
                if any(car.registered if d.registered is None else d.registered for d in car.drivers):
                    yield " / ".join(driver.name for driver in car.drivers)

    @cached_property
    def table(self) -> Championship:
        """The championship its results make."""
        from parcferme.championship import Championship

        return Championship.of(
            self.results,
            self.rulebook,
            season=self.year,
            adjustments=self.adjustments,
            planned=self.planned,
            registered=self.registered,
            entered=self.entered,
            shown=self.shown,
            known=self.known,
        )

    @cached_property
    def known(self) -> Known:
        """The sessions, rounds, classes and groups there are: those of the results, the calendar and the entry list."""
        from parcferme.championship import Planned, known_of

        calendar = [
            Planned(one.number, session.name, session.kind, one.name)
            for one in self.rounds
            for session in one.sessions
        ]
        classes = (*self.shown.class_, *(one.name for one in self.rulebook.entries.classes))
        known = known_of(self.results, calendar, classes=classes, groups=self.shown.group)
        events = {
            one.number: tuple(dict.fromkeys((*known.events.get(one.number, ()), one.name)))
            for one in self.rounds
        }
        last = max(events, default=0) if self.championship.round else None  # folders alone may still grow
        cancelled = tuple(one.number for one in self.rounds if one.file.cancelled)
        people = (*self.shown.drivers, *self.shown.team, *self.shown.manufacturer)
        people += tuple(car.number for car in self.entries.cars)
        return known._replace(
            events=events,
            last=last,
            cancelled=cancelled,
            timetable=True,
            people=people,
            open_ended=not self.championship.round,
        )

    @cached_property
    def entered(self) -> Mapping[int, tuple[ResultLine, ...]]:
        """The cars of the entry list with those who may start, round by round; empty where there is none."""
        if not self.entries.cars:
            return {}
        return {one.number: tuple(self._able_lines(one)) for one in self.rounds}

    def _able_lines(self, one: Round) -> Iterator[ResultLine]:
        """The cars entered for a round as lines, without who is suspended for it."""
        race = next((session for session in one.sessions if session.kind not in BY_TIME), None)
        asked = race is not None and self.rulebook.carry.licence_points is not None
        out = set(map(same, suspended_in(self, race))) if race is not None and asked else set()
        for line in lines_of(self.plain_entries_of(one.number)):
            drivers = tuple(name for name in line.drivers if same(name) not in out)
            if drivers or not line.drivers:
                yield msgspec.structs.replace(line, drivers=drivers)

    def standings(self, after: int | None = None) -> Standings:
        """Every table after a round, after the last one with a result where none is named."""
        return self.table.after(after)


def load_championship(path: str | Path) -> Season:
    """A championship folder (or its championship.toml), or a shipped season by name. What is odd in it
    says `season_findings`.

    Raises `WrongCall` where there is no championship.toml.
    """
    folder = Path(path)
    folder = folder.parent if folder.name == CHAMPIONSHIP else folder
    if not folder.exists() and folder.name == str(path):
        folder = _shipped(folder)
    text = text_in(folder, CHAMPIONSHIP)
    if text is None:
        hint = "no such folder" if not folder.is_dir() else f"no {CHAMPIONSHIP} in it"
        known = shipped_seasons()
        near = difflib.get_close_matches(folder.name, known, 1)
        if near and not folder.exists():
            hint += f"; nearest shipped season is {near[0]}"
        raise WrongCall(
            f"{folder}: not a championship folder: {hint} (`parcferme init` writes one to start from)"
        )
    said, top, found = read_folder_toml(ChampionshipFile, text, CHAMPIONSHIP)
    said = said or ChampionshipFile()
    rules, book, odd = _rulebook(folder, said, top)
    entries, listed = _entries(folder, said, top)
    odd = (*odd, *asked_of_calls(said.names, top.where))
    said = msgspec.structs.replace(said, names=chained(said.names))
    in_entries, entries = names_entered(entries, said.names), called(entries, said.names)
    entries = _in_classes(entries, said.classes or [one.name for one in book.entries.classes])
    folders = folders_in(folder, said)
    results, year, of_list = _season_list(folder, said, top, book, calendar_of(said, folders))
    rounds, placed = rounds_in(folders, said, top, rules, results)
    found = (*odd_bytes_in(folder, CHAMPIONSHIP, CHAMPIONSHIP), *found)
    return Season(
        folder, said, book, entries, rounds, (*found, *odd, *listed, *placed, *of_list), top, results, year,
        in_entries,
    )  # fmt: skip


def _season_list(
    folder: Path, said: ChampionshipFile, top: FolderText, book: Rulebook, calendar: Iterable[Called]
) -> tuple[tuple[SessionResult, ...], str | None, tuple[Finding, ...]]:
    """The one result list of all rounds where championship.toml names it, the season it is, and what is odd in it."""
    from parcferme.championship import with_kinds

    if said.results is None:
        return (), said.season, ()
    path = folder / said.results
    try:
        year = said.season or only_season(path)
        results, found = load_results(path, year, calendar=calendar)
    except BadLog as problem:
        wrong = str(problem).replace(f"{path}", said.results)
        return (
            (),
            said.season,
            (error("session-unusable", top.where("results"), session=said.results, problem=wrong),),
        )
    found = tuple(
        msgspec.structs.replace(one, where=msgspec.structs.replace(one.where, file=said.results))
        for one in found
    )
    results = tuple(msgspec.structs.replace(one, file=said.results) for one in with_kinds(results, book))
    return results, year, found


def _shipped(folder: Path) -> Path:
    """The shipped season of this name; the folder as it was where there is none."""
    try:
        return season_folder(folder.name)
    except WrongCall:
        return folder


def _rulebook(
    folder: Path, said: ChampionshipFile, top: FolderText
) -> tuple[str, Rulebook, tuple[Finding, ...]]:
    """The season's rulebook with what championship.toml changes: its text, its values, and what is wrong with it."""
    name = said.rulebook or GENERIC
    beside = folder / name
    found: tuple[Finding, ...] = ()
    try:
        text, stands = rulebook_text(beside if beside.is_file() else name, said.season)
        file = name if beside.is_file() else stands
        _, found = usable_rulebook(text, file)
    except BadRulebook as problem:
        text, _ = rulebook_text(GENERIC)
        wrong = str(problem).replace(f"{beside}", name)
        found = (error("rulebook-unusable", top.where("rulebook"), problem=wrong),)
    book, text, odd = overruled(text, top)
    return text, book, (*found, *odd)


def _entries(folder: Path, said: ChampionshipFile, top: FolderText) -> tuple[Entries, tuple[Finding, ...]]:
    path = folder / said.entries
    if not path.exists() and said.entries == "entries.csv":
        return Entries(), ()
    try:
        return load_entries(path)
    except BadEntries as problem:
        wrong = str(problem).replace(f"{path}", said.entries)
        return Entries(), (error("folder-unusable", top.where("entries"), problem=wrong),)


def _in_classes(entries: Entries, classes: Sequence[str]) -> Entries:
    """An entry list whose classes are written as the championship writes them."""
    cars = []
    for car in entries.cars:
        meant = fitting(car.class_, classes) if car.class_ else ()
        cars.append(msgspec.structs.replace(car, class_=meant[0]) if len(meant) == 1 else car)
    return msgspec.structs.replace(entries, cars=tuple(cars))


def is_championship(path: str | Path) -> bool:
    """Whether a path is a championship folder (or its championship.toml)."""
    path = Path(path)
    return (path / CHAMPIONSHIP).is_file() or (path.name == CHAMPIONSHIP and path.is_file())


def championship_of(path: str | Path) -> tuple[Path, str] | None:
    """The championship folder a path lies in, and the path in it (`.`: the folder itself); below the name of a shipped
    season, that season's.
    """
    first, *rest = Path(path).parts or ("",)
    if first in shipped_seasons() and not Path(first).exists():
        return season_folder(first), "/".join(rest) or "."
    full = Path(path).absolute()
    for above in (full, *full.parents):
        if is_championship(above) and above.is_dir():
            return above, full.relative_to(above).as_posix()
    return None
