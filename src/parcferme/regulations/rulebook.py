"""One series' rulebook: every rule in it, and where each value comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

import msgspec

from parcferme.names import fitting
from parcferme.regulations.crews import EntryRules, crew_contradictions
from parcferme.regulations.grid import GridRules, grid_contradictions
from parcferme.regulations.handicaps import CarryRules, HandicapRules, PlayoffRules, carried_contradictions
from parcferme.regulations.loading import Cite, Read, parse_toml, read_toml, toml_keys
from parcferme.regulations.points import MeetingRules, PointsRules, points_contradictions
from parcferme.regulations.sessions import (
    LINE_TO_LINE,
    SessionKind,
    SessionRules,
    TimingRules,
    session_contradictions,
)
from parcferme.regulations.standings import (
    SeasonFacts,
    TableRules,
    Wins,
    adjustment_contradictions,
    table_contradictions,
)
from parcferme.regulations.timetable import TimetableRules, timetable_contradictions


class Rulebook(msgspec.Struct, frozen=True):
    """One series' rules. `cites` maps a dotted key to where its value comes from.

    `points` say what a session is worth, `standings` which tables there are, `grid` how races start, `entries` who may
    enter, `handicap`, `carry` and `playoffs` what goes from one round into the next; `season` holds, by year, what the
    results of a season cannot show.
    """

    name: str = "generic"
    title: str = "Generic"
    source: str | None = None
    timing: TimingRules = TimingRules()
    practice: SessionRules = SessionRules(each_car=True, fastest_lap=LINE_TO_LINE)
    qualifying: SessionRules = SessionRules(each_car=True, fastest_lap=LINE_TO_LINE)
    race: SessionRules = SessionRules()
    entries: EntryRules = EntryRules()
    timetable: TimetableRules = TimetableRules()
    grid: tuple[GridRules, ...] = ()
    points: tuple[PointsRules, ...] = ()
    meeting: MeetingRules | None = None
    standings: tuple[TableRules, ...] = ()
    handicap: tuple[HandicapRules, ...] = ()
    carry: CarryRules = CarryRules()
    playoffs: PlayoffRules | None = None
    season: Mapping[str, SeasonFacts] = {}
    cites: Mapping[str, Cite] = {}

    def session(self, kind: SessionKind | str) -> SessionRules:
        """The rules of one kind of session."""
        return cast(SessionRules, getattr(self, SessionKind(kind).value))

    def cite(self, path: str) -> Cite:
        """Where the value at a dotted key (`race.compulsory-stop.minimum`) comes from; the nearest table above it that
        cites, else the rulebook's own source.
        """
        parts = path.split(".")
        for end in range(len(parts), 0, -1):
            found = self.cites.get(".".join(parts[:end]))
            if found is not None:
                return found
        return Cite(source=self.source)


def parse_rulebook(text: str, name: str) -> Rulebook:
    """A rulebook from its TOML text. `name` is the file or rulebook named in errors.

    Raises `BadRulebook` listing every problem: line, key, value, what was expected.
    """
    book, cites = parse_toml(Rulebook, text, name, contradictions)
    return msgspec.structs.replace(_with_tables(book), cites=cites)


def read_rulebook(text: str) -> tuple[Rulebook, Read]:
    """A rulebook as far as it can be used; what is wrong with it is in `Read.problems`.

    Raises `tomllib.TOMLDecodeError` for what is not TOML.
    """
    read = read_toml(Rulebook, text, contradictions)
    return msgspec.structs.replace(_with_tables(read.value or Rulebook()), cites=read.cites), read


def _with_tables(book: Rulebook) -> Rulebook:
    """The rulebook with its tables named everywhere as they are called, however that is written."""
    tables = [table.name for table in book.standings]

    def called(name: str) -> str:
        return next(iter(fitting(name, tables)), name)

    playoffs = book.playoffs
    return msgspec.structs.replace(
        book,
        points=tuple(
            msgspec.structs.replace(one, tables=tuple(map(called, one.tables))) if one.tables else one
            for one in book.points
        ),
        handicap=tuple(
            one if one.table is None else msgspec.structs.replace(one, table=called(one.table))
            for one in book.handicap
        ),
        playoffs=playoffs and msgspec.structs.replace(playoffs, table=called(playoffs.table)),
    )


def contradictions(book: Rulebook) -> Iterator[tuple[str, str]]:
    """Values that cannot hold together: (dotted key, what is wrong)."""
    for kind in SessionKind:
        for key, wrong in session_contradictions(book.session(kind), kind):
            yield f"{kind.value}.{key}", wrong
    # A meeting's order gives nothing by itself, so whoever writes the table and no points has forgotten them.
    labels = {label.casefold() for rules in book.points for label in rules.sessions}
    if book.meeting is not None and "meeting" not in labels:
        yield "meeting", 'does nothing: no points are for it (`sessions = ["meeting"]`)'
    if book.timing.resolution < 1:
        yield "timing.resolution", "a resolution is at least a microsecond"
    if book.timing.missed_over <= 1:
        yield "timing.missed-over", "a lap with a missed passing is longer than the usual one: more than 1"
    yield from points_contradictions(book.points, any(one.wins is Wins.FEWEST for one in book.standings))
    yield from table_contradictions(book.standings)
    yield from adjustment_contradictions(book.season)
    yield from grid_contradictions(book.grid)
    yield from crew_contradictions(book.entries)
    yield from timetable_contradictions(book.timetable)
    yield from carried_contradictions(book.playoffs, book.handicap, book.carry, book.standings)
    tables = [table.name for table in book.standings]
    for index, rules in enumerate(book.points):
        for name in rules.tables:
            if not fitting(name, tables):
                yield f"points[{index}].tables", f"no table is called {name!r} (there are {sorted(tables)})"


def rule_keys() -> Iterator[tuple[str, Any]]:
    """Every dotted key a rulebook may hold, with its type."""
    return toml_keys(Rulebook)
