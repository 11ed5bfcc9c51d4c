"""The starting grid of a race in a championship folder: its sources, entries, decisions and what is carried into it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

import msgspec

from parcferme.classification import Reason, ResultLine, SessionResult, Starts, Status
from parcferme.entries import Driver, Entries, Entry
from parcferme.findings import Finding, Where, WrongCall, info
from parcferme.grid import Grid, Publication, Slot, grid_of, previous_for, rules_for, sources_for
from parcferme.names import BY_TIME, same
from parcferme.records import Decision, Penalty
from parcferme.regulations import GridBy, GridRules, NoTimeOrder, Rulebook, Unit
from parcferme.season.decisions import load_decisions
from parcferme.season.grid_rulings import load_grid_rulings, rulings_without_session
from parcferme.season.loads import loads_of
from parcferme.season.meetings import GRID_RULINGS, Round, Session, beside
from parcferme.season.outcomes import Outcome
from parcferme.season.scoring import Score

if TYPE_CHECKING:
    from parcferme.championship import Handicaps, Standings, Table

HOW_TO_START: Final = (Penalty.PIT_LANE_START, Penalty.ALLOWED_TO_START)
_Rulings = dict[tuple[int, str], tuple[Decision, ...]]


class SoFar(Protocol):
    """What of a season the grid of a race follows from: who is entered, and what was known before it."""

    @property
    def rounds(self) -> tuple[Round, ...]: ...
    @property
    def rulebook(self) -> Rulebook: ...
    @property
    def read_findings(self) -> tuple[Finding, ...]: ...
    def round(self, number: int) -> Round: ...
    def result(self, session: Session) -> SessionResult | None: ...
    def score(self, session: Session) -> Score | None: ...
    def outcome(self, session: Session) -> Outcome: ...
    def entries_of(self, number: int) -> Entries: ...
    def entries_for(self, session: Session) -> Entries: ...
    def handicaps_of(self, session: Session) -> Handicaps: ...
    def results_until(self, session: Session) -> tuple[SessionResult, ...]: ...
    def standings_of(self, results: Sequence[SessionResult]) -> Standings: ...


S = TypeVar("S", bound=SoFar)


@dataclasses.dataclass(frozen=True, eq=False)
class StartingGrid(Generic[S]):
    """A race, its grid, the sessions that order it, and everything odd on the way. `stated`: it is as the result list
    of the race has it, not worked out; `elsewhere` the cars that the rules would have put on another place.
    """

    season: S
    round: Round
    session: Session
    grid: Grid
    sources: tuple[SessionResult, ...]
    findings: tuple[Finding, ...]
    stated: bool = False
    elsewhere: tuple[str, ...] = ()
    reversed: bool = False

    @property
    def starts(self) -> Starts:
        """Who started where, as far as anybody gave the grid."""
        places = {slot.number: slot.position for slot in self.grid.slots if slot.position is not None}
        timed = bool(self.sources) and all(source.kind == "qualifying" for source in self.sources)
        return Starts(places if self.given else {}, timed and not self.reversed)

    @property
    def given(self) -> bool:
        """Whether anything the rules name orders it. Where nothing does, it stands in the order of the championship or
        of the entry list, so that somebody can start from it; nobody has said that the race did.
        """
        return not any(one.code == "grid-nothing-to-order-by" for one in self.grid.findings)


def starting_grid(
    season: S,
    session: Session,
    *,
    decisions: str | Path | None = None,
    withdrawn: Mapping[str, Publication] | None = None,
    reverse_first: int | None = None,
) -> StartingGrid[S]:
    """The starting grid of a race. Rulings for it stand in `NAME.grid.toml` beside its file, or in `decisions`; what
    the sessions before it ruled on the next start counts. Where the list of the race itself says who started where,
    that is its grid, unless something else is asked for. Raises `WrongCall` for a session that has no grid.
    """
    if session.kind in BY_TIME:
        raise WrongCall(f"{session.name} is a {session.kind}: only a race has a starting grid")
    # A ruling cannot change what a list states: whoever brings one wants the grid worked out.
    asked = decisions is not None or bool(withdrawn) or reverse_first is not None
    stated = None if asked else _listed_grid(season, session)
    made = _by_rules(season, session, decisions, withdrawn, reverse_first)
    if stated is None or (made.sources and not _is_whole(stated, season.result(session))):
        return made
    return _as_stated(made, stated)


def _by_rules(
    season: S,
    session: Session,
    decisions: str | Path | None,
    withdrawn: Mapping[str, Publication] | None,
    reverse_first: int | None,
) -> StartingGrid[S]:
    """The grid as rules, sessions and rulings make it."""
    one = season.round(session.round)
    rules = rules_for(one.rulebook.grid, session.name)
    rules = msgspec.structs.replace(rules, from_=session.spec.grid_from or rules.from_, race=session.name)
    earlier = one.sessions[: one.sessions.index(session)]
    before = [result for here in earlier if (result := season.result(here)) is not None]
    sources, odd = sources_for(rules, session.name, before)
    entries = season.entries_for(session)
    made, fresh = _made(season, session), _since_last_race(earlier)
    own, told = _own_rulings(one, session, decisions)
    carried, suspended, owed = _carried(season, session, entries, made, fresh)
    turned = session.spec.reverse_first if reverse_first is None else reverse_first
    grid = grid_of(
        rules,
        sources,
        entries=tuple(_lines(entries)),
        standings=_standings(season, session, rules, sources, entries),
        previous=previous_for(sources, before),
        decisions=[*own, *_for_this_start(one, session, made, fresh, sources)],
        withdrawn={
            **_withdrawn(season, one, session),
            **dict.fromkeys(_without_driver(entries, suspended), Publication.BEFORE),
            **(withdrawn or {}),
        },
        carried=carried,
        reverse_first=turned,
        resolution=one.rulebook.timing.resolution,
    )
    grid = _with_suspensions(grid, entries, suspended)
    handicapped = season.handicaps_of(session) if one.rulebook.handicap else None
    grid = grid if handicapped is None else _handicapped(grid, entries, handicapped)
    seen = _of_sources(season, earlier, sources)
    carry = () if handicapped is None else handicapped.findings
    findings = (*season.read_findings, *seen, *odd, *told, *owed, *grid.findings, *carry)
    return StartingGrid(
        season, one, session, grid, sources, findings, reversed=bool(turned or rules.reverse_first)
    )


def _as_stated(made: StartingGrid[S], listed: SessionResult) -> StartingGrid[S]:
    """The grid as the list of the race has it: whoever was moved back or came from the pit lane, it says so already."""
    season, one, session = made.season, made.round, made.session
    rules = rules_for(one.rulebook.grid, session.name)
    rules = msgspec.structs.replace(rules, race=session.name, by=GridBy.RESULT, reverse_first=0)
    entries = season.entries_for(session)
    grid = grid_of(rules, (listed,), entries=tuple(_lines(entries)))
    if one.rulebook.handicap:
        grid = _handicapped(grid, entries, season.handicaps_of(session))
    grid = msgspec.structs.replace(grid, slots=_with_times(grid.slots, made.grid))
    places = {slot.number: slot.position for slot in made.grid.slots}
    stated = {slot.number: slot.position for slot in grid.slots}
    elsewhere = tuple(car for car in stated if made.sources and places.get(car) != stated[car])
    odd = [one for one in made.findings if one not in made.grid.findings]
    if elsewhere:
        where = Where(file=listed.file)
        odd.append(
            info("grid-stated", where, session=session.name, count=len(elsewhere), cars=list(elsewhere))
        )
    return dataclasses.replace(
        made, grid=grid, sources=made.sources or (listed,), findings=(*odd, *grid.findings), stated=True,
        elsewhere=elsewhere,
    )  # fmt: skip


def _with_times(slots: Iterable[Slot], by_rules: Grid) -> tuple[Slot, ...]:
    """Slots of a stated grid with what each car did in the sessions that order it."""
    did = {slot.number: slot for slot in (*by_rules.slots, *by_rules.pit_lane, *by_rules.left_out)}
    return tuple(
        slot
        if slot.number not in did
        else msgspec.structs.replace(
            slot, time=did[slot.number].time, qualifying_position=did[slot.number].qualifying_position
        )
        for slot in slots
    )


def _is_whole(listed: SessionResult, race: SessionResult | None) -> bool:
    """Whether a list gives the whole grid of its race: a place to most of those who started, and the first of all. The
    others came from the pit lane.
    """
    started = {line.car for line in race.lines if line.status is not Status.NOT_STARTED} if race else set()
    return len(listed.lines) * 2 > len(started) and listed.lines[0].position == 1


def _listed_grid(season: SoFar, session: Session) -> SessionResult | None:
    """The starting grid as the result of the race itself lists it; None where it does not."""
    result = season.result(session)
    starts = sorted(
        {(line.grid, line.car) for line in result.lines if line.grid} if result is not None else ()
    )
    if result is None or not starts:
        return None
    lines = {line.car: line for line in result.lines}
    placed = tuple(
        ResultLine(car, grid, class_=lines[car].class_, drivers=lines[car].drivers) for grid, car in starts
    )
    return SessionResult(session.round, "grid", "qualifying", placed, file=result.file)


def _handicapped(grid: Grid, entries: Entries, found: Handicaps) -> Grid:
    """A grid with what each car carries, and why."""
    cars = entries.by_number()
    why = {(row.name, row.whom): row.reasons for row in found.rows}

    def carrying(slot: Slot) -> Slot:
        entry = cars.get(slot.number)
        loads = loads_of(_entry_of(slot), found) if entry is None else entry.loads
        return slot.carrying(loads, why) if loads else slot

    return msgspec.structs.replace(
        grid,
        slots=tuple(map(carrying, grid.slots)),
        pit_lane=tuple(map(carrying, grid.pit_lane)),
        left_out=grid.left_out,
    )


def _entry_of(slot: Slot) -> Entry:
    """A car that no entry list names, as the sessions that order the grid know it."""
    people = tuple(map(Driver, slot.drivers))
    return Entry(number=slot.number, class_=slot.class_, team=slot.team, drivers=people)


def _of_sources(
    season: SoFar, earlier: Sequence[Session], sources: Sequence[SessionResult]
) -> Iterable[Finding]:
    """What was odd in the sessions that order the grid."""
    used = {source.session for source in sources}
    return (finding for here in earlier if here.name in used for finding in season.outcome(here).findings)


def _lines(entries: Entries) -> Iterable[ResultLine]:
    for entry in entries.cars:
        drivers = tuple(driver.name for driver in entry.drivers)
        yield ResultLine(car=entry.number, class_=entry.class_, team=entry.team, drivers=drivers)


def _own_rulings(
    one: Round, session: Session, extra: str | Path | None
) -> tuple[list[Decision], list[Finding]]:
    """What was ruled for this grid alone: in its own file, and in the file given."""
    own = None if one.folder is None else beside(one.folder, session.name, GRID_RULINGS)
    files = [] if own is None else [own]
    read = [load_grid_rulings(path) for path in (*files, *([] if extra is None else [extra]))]
    strays = rulings_without_session(one, ("grid",))
    return (
        [ruling for ruled, _ in read for ruling in ruled],
        [*(finding for _, odd in read for finding in odd), *strays],
    )


def _made(season: SoFar, session: Session) -> _Rulings:
    """What was ruled in each session before this one, all season: in its log and its decisions file."""
    made: _Rulings = {}
    for one in season.rounds:
        for other in one.sessions:
            if one.number > session.round or other is session:
                break
            scored = season.score(other)
            if scored is not None:
                made[one.number, other.name] = tuple(scored.timing.decisions)
            elif other.decisions is not None:
                made[one.number, other.name] = load_decisions(other.decisions)[0]
    return made


def _since_last_race(earlier: Sequence[Session]) -> tuple[str, ...]:
    """The sessions of the round from its last race on: grid places ruled in them were lost nowhere yet."""
    races = [at for at, here in enumerate(earlier) if here.kind not in BY_TIME]
    return tuple(here.name for here in earlier[races[-1] if races else 0 :])


def _for_this_start(
    one: Round,
    session: Session,
    made: _Rulings,
    fresh: Sequence[str],
    sources: Sequence[SessionResult],
) -> list[Decision]:
    """What earlier sessions of the round ruled for this start. A qualifying that orders another race's grid speaks of
    that grid when it sends a car to the pit lane or allows it to start; grid places are lost at the next start.
    """
    own = {source.session for source in sources}
    planned = [SessionResult(one.number, here.name, here.kind) for here in one.sessions]
    others = {
        source.session
        for at, here in enumerate(one.sessions)
        if here is not session and here.kind not in BY_TIME
        for source in sources_for(rules_for(one.rulebook.grid, here.name), here.name, planned[:at])[0]
    }
    found: list[Decision] = []
    for (number, name), rulings in made.items():
        if number != one.number:
            continue
        if name in fresh:
            found += [ruling for ruling in rulings if ruling.penalty is Penalty.GRID_PLACES]
        if name in own or (name in fresh and name not in others):
            found += [ruling for ruling in rulings if ruling.penalty in HOW_TO_START]
    return found


def _carried(
    season: SoFar, session: Session, entries: Entries, made: _Rulings, fresh: Sequence[str]
) -> tuple[dict[str, int], dict[str, tuple[Reason, ...]], tuple[Finding, ...]]:
    """Grid places each car brings from earlier races, beside those ruled since the last one in this round; drivers who
    are suspended, and why.
    """
    from parcferme.championship import carried, rulings_of

    owed: dict[tuple[int, str], list[Decision]] = {}
    for (number, name), rulings in made.items():
        new = number == session.round and name in fresh
        kept = [one for one in rulings if not (new and one.penalty is Penalty.GRID_PLACES)]
        if kept:
            owed[number, name] = kept
    if not owed:
        return {}, {}, ()
    calendar = [
        SessionResult(one.number, other.name, other.kind) for one in season.rounds for other in one.sessions
    ]
    known = {(result.round, result.session): result for result in season.results_until(session)}
    results = [known.get((one.round, one.session), one) for one in calendar]
    brought = carried(
        rulings_of(owed),
        season.rulebook.carry,
        results,
        session.round,
        next_session=session.name,
        cite=season.rulebook.cite,
    )
    places: dict[str, int] = {}
    for entry in entries.cars:
        rows = brought.on_car(entry.number, [driver.name for driver in entry.drivers])
        places[entry.number] = sum(row.grid_places for row in rows)
    suspended = {
        row.name: tuple(reason for reason in row.reasons if reason.code == "carried-suspension")
        for row in brought.rows
        if row.suspended
    }
    return {number: lost for number, lost in places.items() if lost}, suspended, brought.findings


def suspended_in(season: SoFar, session: Session) -> frozenset[str]:
    """The drivers who may not start in a race for what was ruled before it."""
    earlier = season.round(session.round).sessions
    earlier = earlier[: earlier.index(session)]
    made, fresh = _made(season, session), _since_last_race(earlier)
    return frozenset(_carried(season, session, Entries(), made, fresh)[1])


def _without_driver(entries: Entries, suspended: Mapping[str, object]) -> list[str]:
    """The cars all of whose drivers are suspended: they do not start."""
    return [
        entry.number
        for entry in entries.cars
        if entry.drivers and all(same(driver.name) in map(same, suspended) for driver in entry.drivers)
    ]


def _with_suspensions(grid: Grid, entries: Entries, suspended: Mapping[str, tuple[Reason, ...]]) -> Grid:
    """A grid that says which drivers are suspended, at the cars they were entered in."""
    cars, by_name = entries.by_number(), {same(name): why for name, why in suspended.items()}

    def told(slot: Slot) -> Slot:
        crew = cars[slot.number].drivers if slot.number in cars else ()
        why = [reason for driver in crew for reason in by_name.get(same(driver.name), ())]
        return msgspec.structs.replace(slot, reasons=(*slot.reasons, *why)) if why else slot

    if not suspended:
        return grid
    return msgspec.structs.replace(
        grid,
        slots=tuple(map(told, grid.slots)),
        pit_lane=tuple(map(told, grid.pit_lane)),
        left_out=tuple(map(told, grid.left_out)),
    )


def _withdrawn(season: SoFar, one: Round, session: Session) -> dict[str, Publication]:
    """Cars the entry list withdraws during the round, before the day of this race is over."""
    start = session.spec.start
    if start is None:
        return {}
    day = start.date()
    return {
        entry.number: Publication.BEFORE
        for entry in season.entries_of(one.number).cars
        if isinstance(entry.withdrawn, dt.date) and entry.withdrawn <= day
    }


def _standings(
    season: SoFar, session: Session, rules: GridRules, sources: Sequence[SessionResult], entries: Entries
) -> dict[str, int]:
    """The cars in the order of the championship before this round, each with its place, where the grid asks for it.

    The table of cars counts, else the first of crews or drivers: a car then stands where the best of its drivers does.
    Where there is such a table for each class, a car has the place of its own; the firsts of all come first.
    """
    asked = rules.by is GridBy.STANDINGS or NoTimeOrder.STANDINGS in rules.no_time_order or not sources
    if not asked or rules.by is GridBy.ENTRY:
        return {}
    earlier = [result for result in season.results_until(session) if result.round < session.round]
    if not earlier:
        return {}
    tables = season.standings_of(earlier).tables
    units = (Unit.CAR, Unit.CREW, Unit.DRIVER)
    table = next((table for unit in units for table in tables if table.unit is unit), None)
    mine = (
        [] if table is None else [one for one in tables if (one.name, one.unit) == (table.name, table.unit)]
    )
    found: list[tuple[int, int, str]] = []
    for at, one in enumerate(mine):
        found += [(place, at, car) for place, car in enumerate(_cars_in_order(one, entries), 1)]
    places: dict[str, int] = {}
    for place, _, car in sorted(found, key=lambda one: one[:2]):
        places.setdefault(car, place)
    return places


def _cars_in_order(table: Table, entries: Entries) -> tuple[str, ...]:
    """The cars of a table in its order: of those entered now, where there is an entry list."""
    entered = entries.by_number()
    driving = {driver.name: entry.number for entry in entries.cars for driver in entry.drivers}
    cars: list[str] = []
    for row in table.rows:
        if table.unit is Unit.DRIVER and row.name in driving:
            cars.append(driving[row.name])
        else:
            cars += [row.name, *row.cars]
    return tuple(dict.fromkeys(car for car in cars if not entered or car in entered))
