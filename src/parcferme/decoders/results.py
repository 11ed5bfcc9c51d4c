"""A bare result list: a CSV with a place and a car or a driver, for the many races of which nothing else is left.

One line is a car, or a driver of one (two who shared a car are two lines with its number and place). A list may hold
one session, a season, or many seasons. Points it prints are never read: they follow from places and a rulebook.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby, repeat
from typing import Any, Final, TypeVar

import msgspec
import polars as pl

from parcferme.classification import ResultLine, SessionResult, StatedPlace, Status, contradicted
from parcferme.decoders import result_columns as words
from parcferme.decoders.result_columns import status_of
from parcferme.decoders.result_rounds import Called, Placed, rounds_in
from parcferme.decoders.result_table import (
    MOST_OF_A_KIND,
    WHOLE,
    Table,
    begins_as_list,
    is_result_list,
    plain_number,
)
from parcferme.entries import identity
from parcferme.findings import Finding, Severity, Where, error, info, warning
from parcferme.names import BY_TIME, KINDS, evened, fold, kind_of, kind_said, same, whole_name
from parcferme.times import BadTime, parse_clock, parse_clock_column

__all__ = ["begins_as_list", "is_result_list", "parse_results", "parse_seasons"]

_QUOTED: Final = 200
_SEPARATED: Final = re.compile(r"\s*[/|;]\s*|\s+[&+]\s+")
_LAPS_BEHIND: Final = re.compile(
    r"[+-]?\s*(\d{1,6})\s*(?:laps?|tours?|runden?|rdn?\.?|vueltas?|gir[io])\Z", re.IGNORECASE | re.ASCII
)
_NUMBERS: Final = (
    "class_position",
    "group_position",
    "laps",
    "laps_led",
    "laps_led_class",
    "incidents",
    "qualified",
)
_TIMES: Final = ("time", "best_lap", "second_best_lap")
_MARKS: Final = ("fastest_lap", "pole", "shared", "guest", "nominated")
_OF_ONE: Final = ("fastest_lap", "pole")
_TEXTS: Final = ("class", "group", "team", "manufacturer", "engine", "disqualified_for")

_Value = TypeVar("_Value")
_Key = tuple[str | None, int, str, str, str | None]


def parse_results(
    text: str,
    name: str,
    *,
    season: str | int | None = None,
    round: int = 1,
    session: str = "race",
    kind: str | None = None,
    kind_known: bool = True,
    calendar: Iterable[Called] = (),
) -> tuple[tuple[SessionResult, ...], tuple[Finding, ...]]:
    """The sessions of a bare result list, in its order (rounds in pieces by their numbers), and what was odd about it.

    `season` keeps the rows of that season. `round` and `session` hold for rows that do not say theirs. Places are held
    against laps and times by the kind of each session; `kind`: that of the session asked for, where it is known;
    `kind_known`: false where somebody else will know it, and holds them against each other later. `calendar`: the
    rounds of the season, by whose names those rows find their round that say no number.

    Raises `BadLog` where there is no column for a place, or none for a car or a driver; the text quotes what is there.
    """
    table = Table(text, name)
    seasons = table.seasons()
    if season is not None and seasons:
        table.keep(str(season))
        if not table.rows:
            table.tell(error("season-not-in-list", Where(file=name), season=str(season), seasons=seasons))
    elif len(seasons) > 1:
        table.tell(warning("seasons-several", Where(file=name), first=min(seasons), last=max(seasons)))
    found = _sessions(table, round, session, kind, tuple(calendar), against_laps=kind_known)
    return tuple(result for _, result in found), table.findings()


def parse_seasons(
    text: str, name: str
) -> tuple[Mapping[str, tuple[SessionResult, ...]], tuple[Finding, ...]]:
    """The same for a list of many seasons read once: the sessions of each, seasons in the order of the list; the key is
    empty where the list has no column for them.
    """
    table = Table(text, name)
    found: dict[str, list[SessionResult]] = {}
    for season, result in _sessions(table, 1, "race"):
        found.setdefault(season or "", []).append(result)
    return {season: tuple(results) for season, results in found.items()}, table.findings()


def _sessions(
    table: Table,
    round: int,
    session: str,
    given: str | None = None,
    calendar: Sequence[Called] = (),
    *,
    against_laps: bool = True,
) -> list[tuple[str | None, SessionResult]]:
    """The rows as lines, put together by season, round and session."""
    grouped: dict[_Key, list[ResultLine]] = {}
    keys = _keys(table, round, session, calendar)
    for key, line in zip(keys, _lines(table), strict=True):
        if line is not None:
            grouped.setdefault(key, []).append(line)
    gaps, numbered = _gaps(table), "car" in table
    level = {table.lines[at] for at, cell in enumerate(table.cells("position")) if "=" in cell}
    found: list[tuple[str | None, SessionResult]] = []
    for (season, number, name, kind, event), lines in grouped.items():
        lines = _with_gaps(_shared(lines, numbered) if "shared" in table else lines, gaps)
        lines = _with_own_names(table, lines)
        _tell_places(table, lines, f"{number} {name}" if len(grouped) > 1 else name, level)
        _tell_rows_twice(table, lines)
        lines = _placed_once(lines)
        if against_laps:
            asked_for = given is not None and (len(grouped) == 1 or fold(name) == fold(session))
            _tell_against_laps(table, lines, str(given) if asked_for else kind)
        found.append((season, SessionResult(number, name, kind, tuple(lines), event, file=table.name)))
    years = {season: at for at, season in enumerate(dict.fromkeys(season for season, _ in found))}
    # Rounds found by their names in a calendar stand in its order.
    mixed = set(years) if calendar and not any(map(WHOLE.match, table.cells("round"))) else _mixed(keys)
    mixed |= _newest_first(table, [one for one in found if one[0] not in mixed])
    return sorted(found, key=lambda one: (years[one[0]], one[1].round if one[0] in mixed else 0))


def _mixed(keys: Sequence[_Key]) -> set[str | None]:
    """The seasons whose rounds lie in pieces over the list: its order is not that in which they were run."""
    pieces = Counter(round_ for round_, _ in groupby(keys, key=lambda key: key[:2]))
    return {season for (season, _), times in pieces.items() if times > 1}


def _newest_first(table: Table, found: Sequence[tuple[str | None, SessionResult]]) -> set[str | None]:
    """The seasons listed from the last round to the first. Another order that is not the numbers' is taken for the one
    in which the rounds were run, and told.
    """
    rounds: dict[str | None, dict[int, None]] = {}
    for season, result in found:
        rounds.setdefault(season, {})[result.round] = None
    backwards = set()
    for season, numbers in rounds.items():
        order, up = list(numbers), sorted(numbers)
        if order == up:
            continue
        if len(order) > 2 and order == up[::-1]:
            backwards.add(season)
            table.tell(info("list-newest-first", Where(file=table.name), season=season))
        else:
            table.tell(info("list-round-order", Where(file=table.name), season=season, rounds=order))
    return backwards


def _keys(table: Table, round: int, session: str, calendar: Iterable[Called]) -> list[_Key]:
    """Which session each row belongs to; a session is one however its name is written."""
    seasons = _distinct(table.cells("season"), lambda cell: plain_number(cell) or None)
    rounds = rounds_in(table, seasons, round, calendar)
    sessions, kinds = table.cells("session"), table.cells("kind")
    known: dict[tuple[str | None, Placed, str, str], _Key] = {}
    spelt: dict[tuple[str | None, int, str], str] = {}
    keys: list[_Key] = []
    for told in zip(seasons, rounds, sessions, kinds, strict=True):
        key = known.get(told)
        if key is None:
            season, placed, name, kind = told
            name = placed.session or name or session
            name = spelt.setdefault((season, placed.round, fold(name)), name)
            said = kind_said(kind) if kind else kind_of(name)
            if (
                placed.session and not kind and said not in KINDS
            ):  # an event that names a session of its round
                said = kind_of(session)
            key = known[told] = (season, placed.round, name, said, placed.event)
        keys.append(key)
    return keys


def _lines(table: Table) -> list[ResultLine | None]:
    """Each row as a line of a result; None for a row that names nobody."""
    drivers = _drivers(table)
    numbers = [cell.removeprefix("#").strip() for cell in table.cells("car")]
    columns: dict[str, Sequence[Any]] = {
        "car": [number or "/".join(crew) for number, crew in zip(numbers, drivers, strict=True)],
        "drivers": drivers,
        "line": table.lines,
    }
    columns |= _placed(table)
    timed = any(":" in cell for cell in table.cells("fastest_lap"))
    columns |= {
        "class_" if what == "class" else what: _told_texts(table, what) for what in _TEXTS if what in table
    }
    columns |= {what: _numbers(table, what) for what in _NUMBERS if what in table}
    for what in _MARKS:
        if what in table and not (what == "fastest_lap" and timed):
            columns |= _marks(table, what, drivers)
    columns |= {what: _times(table, what) for what in _TIMES if what in table}
    if "grid" in table:
        columns["grid"] = _numbers(table, "grid", ("pl", "pit lane", "pit"))
    if "not_scoring" in table:
        columns["not_scoring"] = [_people(cell) for cell in table.cells("not_scoring")]
        _tell_strangers(table, columns["not_scoring"], drivers)
    if "penalty" in table:
        columns["penalised"] = [bool(cell.strip("-–+0:. ")) for cell in table.cells("penalty")]
    if "certainty" in table:
        columns["certainty"] = _each(table, "certainty", _certainty)
    _put_right(table, columns)
    for at, car in enumerate(columns["car"]):
        if not car:
            table.tell(error("number-blank", table.where(at, "car")).leaving_out())
    defaults = dict(zip(ResultLine.__struct_fields__[1:], ResultLine.__struct_defaults__, strict=True))
    in_order = [
        columns[what] if what in columns else repeat(defaults[what]) for what in ResultLine.__struct_fields__
    ]
    return [line if line.car else None for line in map(ResultLine, *in_order)]


def _tell_strangers(table: Table, named: Sequence[tuple[str, ...]], crews: Sequence[tuple[str, ...]]) -> None:
    """Names in a cell of drivers who do not score that are nobody's in the crew."""
    for at, (names, crew) in enumerate(zip(named, crews, strict=True)):
        for name in names if crew else ():
            if same(name) not in map(same, crew):
                where = table.where(at, "not_scoring")
                table.tell(warning("mark-unknown", where, value=name[:_QUOTED], count=1, expected=list(crew)))


def _put_right(table: Table, columns: dict[str, Sequence[Any]]) -> None:
    """What hangs on other columns: a `fastest lap` may hold times; the only time of a qualifying is its best lap."""
    if "best_lap" not in columns and "fastest_lap" in table and "fastest_lap" not in columns:
        columns["best_lap"] = _times(table, "fastest_lap")
    if "best_lap" not in columns and "time" in columns and ("session" in table or "kind" in table):
        named = _distinct(table.cells("session"), kind_of)
        kinds = [kind or other for kind, other in zip(table.cells("kind"), named, strict=True)]
        laps = [kind in BY_TIME for kind in kinds]
        times = columns["time"]
        if any(laps):
            columns["best_lap"] = [time if lap else None for time, lap in zip(times, laps, strict=True)]
            columns["time"] = [None if lap else time for time, lap in zip(times, laps, strict=True)]


def _drivers(table: Table) -> list[tuple[str, ...]]:
    """The crew of each row."""
    seats = table.seats()
    if len(seats) == 1 and seats[0].name is not None and seats[0].first is None and seats[0].last is None:
        at = seats[0].name
        return _distinct([cells[at] for cells in table.rows], _people)
    crews = []
    for cells in table.rows:
        crew: list[str] = []
        for seat in seats:
            name, first, last = (None if at is None else cells[at].strip() for at in seat)
            crew += _people(whole_name(name, first, last))
        crews.append(tuple(crew))
    return crews


def _people(cell: str) -> tuple[str, ...]:
    """The names in one cell, separated by `/`, `|`, `;`, ` & ` or ` + `."""
    cell = cell.strip()
    return tuple(filter(None, _SEPARATED.split(cell))) if cell else ()


def _placed(table: Table) -> dict[str, Sequence[Any]]:
    """Place, status and reason of each row: a number, or a word like DNF that stands instead of one."""
    places, said = table.cells("position"), table.cells("status")
    given = table.cells("class_position") if "position" not in table else places
    reasons = table.cells("reason")
    known: dict[tuple[str, str, bool], tuple[int | None, Status, str | None]] = {}
    found = []
    for at, key in enumerate(zip(places, said, map(bool, given), strict=True)):
        one = known.get(key)
        if one is None:
            one = _place(table, at, *key)
            known[key] = one
        found.append(one)
    return {
        "position": [place for place, _, _ in found],
        "status": [status for _, status, _ in found],
        "reason": [reason or word for reason, (_, _, word) in zip(reasons, found, strict=True)],
    }


def _place(
    table: Table, row: int, place: str, said: str, given: bool
) -> tuple[int | None, Status, str | None]:
    match = WHOLE.match(place.strip("= "))
    number = int(match[1]) if match and int(match[1]) else None
    status = status_of(said) if said else None
    if said and status is None:
        expected = [one.value for one in Status]
        table.tell(
            warning(
                "mark-unknown", table.where(row, "status"), value=said[:_QUOTED], count=1, expected=expected
            )
        )
    if (
        number is not None
    ):  # a car can retire and be classified: the place stands unless it says more than that
        out = status in (Status.NOT_STARTED, Status.DISQUALIFIED)
        return (
            (None if out else number),
            (status if out and status else Status.CLASSIFIED),
            said if out else None,
        )
    instead = status_of(place) if place.strip("-– ") else None
    if place.strip("-– ") and instead is None:
        like = "19, or DNF, DNS, DSQ, DNQ, NC"
        table.tell(
            error("place-unreadable", table.where(row, "position"), value=place[:_QUOTED], expected=like)
        )
    status = status or instead or (Status.CLASSIFIED if given and not place else Status.NOT_CLASSIFIED)
    return None, status, said or place or None


def _distinct(cells: list[str], read: Callable[[str], _Value]) -> list[_Value]:
    """Each cell read, each distinct text once."""
    known = {cell: read(cell) for cell in dict.fromkeys(cells)}
    return [known[cell] for cell in cells]


def _each(table: Table, what: str, read: Callable[[str], tuple[_Value, Finding | None]]) -> list[_Value]:
    """A column read cell by cell, each distinct text once; what is odd is told at every row that says it."""
    cells = table.cells(what)
    known = {cell: read(cell) for cell in dict.fromkeys(cells)}
    odd = {cell: finding for cell, (_, finding) in known.items() if finding is not None}
    for at, cell in enumerate(cells) if odd else ():
        if cell in odd:
            table.tell(msgspec.structs.replace(odd[cell], where=table.where(at, what)))
    values = {cell: value for cell, (value, _) in known.items()}
    return [values[cell] for cell in cells]


def _told_texts(table: Table, what: str) -> list[str | None]:
    return [cell or None for cell in table.cells(what)]


def _numbers(table: Table, what: str, none: tuple[str, ...] = ()) -> list[int | None]:
    """Whole numbers; `19.0` is 19; blank, a dash and the words in `none` are none."""

    def read(cell: str) -> tuple[int | None, Finding | None]:
        match = WHOLE.match(cell)
        if match:
            return int(match[1]), None
        fine = not cell.strip("-– ") or evened(cell) in none
        return None, None if fine else warning("number-unreadable", value=cell[:_QUOTED])

    return _each(table, what, read)


def _marks(table: Table, what: str, drivers: Sequence[tuple[str, ...]]) -> dict[str, Sequence[Any]]:
    """A column of marks. For a pole or a fastest lap a cell may name one of the crew, whose it is then alone."""
    cells = table.cells(what)
    by = [
        next((name for name in crew if cell and evened(name) == evened(cell)), None)
        for cell, crew in zip(cells, drivers, strict=True)
    ]
    if what not in _OF_ONE or not any(by):
        return {what: _yes(table, what)}
    known = frozenset(cell for cell, name in zip(cells, by, strict=True) if name is not None)
    marks = [mark or name is not None for mark, name in zip(_yes(table, what, known), by, strict=True)]
    return {what: marks, f"{what}_by": by}


def _yes(table: Table, what: str, known: frozenset[str] = frozenset()) -> list[bool]:
    def read(cell: str) -> tuple[bool, Finding | None]:
        plain = cell.strip().lower()
        if plain in words.YES or plain in words.NO or cell in known:
            return plain in words.YES, None
        return False, warning("mark-unknown", value=cell[:_QUOTED], count=1, expected=["yes", "no"])

    return _each(table, what, read)


def _certainty(cell: str) -> tuple[str | None, Finding | None]:
    if not cell or cell.lower() in words.CERTAINTIES:
        return cell.lower() or None, None
    return None, warning("mark-unknown", value=cell[:_QUOTED], count=1, expected=list(words.CERTAINTIES))


def _times(table: Table, what: str) -> list[int | None]:
    """Times in µs; blank and dashes are none."""
    texts = table.cells(what)
    values, states = parse_clock_column(pl.Series(texts, dtype=pl.String))
    found: list[int | None] = [
        value if state > 0 else None for value, state in zip(values.tolist(), states.tolist(), strict=True)
    ]
    for at in (states < 0).nonzero()[0].tolist():
        if texts[at].strip("-–:. "):
            where = table.where(at, what)
            table.tell(error("time-unreadable", where, value=texts[at][:_QUOTED], expected="1:40:02.123"))
    return found


def _gaps(table: Table) -> dict[int, tuple[int | None, int | None]]:
    """By line, the gap to the leader as a time and in laps, of rows that lack the time or the laps."""
    found: dict[int, tuple[int | None, int | None]] = {}
    if "gap" not in table:
        return found
    times, laps = table.cells("time"), table.cells("laps")
    for at, cell in enumerate(table.cells("gap")):
        if not cell.strip("-–+:. ") or (times[at] and laps[at]):
            continue
        if status_of(cell) is not None:
            continue  # some programs write DNF or DNS where the gap would stand
        behind = _LAPS_BEHIND.match(cell)
        if behind:
            found[table.lines[at]] = (None, int(behind[1]))
            continue
        try:
            found[table.lines[at]] = (parse_clock(cell.lstrip("+ ").rstrip("s ")), None)
        except BadTime:
            where = table.where(at, "gap")
            table.tell(error("time-unreadable", where, value=cell[:_QUOTED], expected="+1.234, +1 lap"))
    return found


def _with_gaps(
    lines: list[ResultLine], gaps: Mapping[int, tuple[int | None, int | None]]
) -> list[ResultLine]:
    """Times and laps that only a gap to the leader says; where the leader has no time, the gap itself."""
    first = next((line for line in lines if line.position == 1), None)
    if first is None or not any(line.line in gaps for line in lines):
        return lines
    found = []
    for line in lines:
        time, laps = gaps.get(line.line or 0, (None, None))
        if time is not None and first.time is not None and line.time is None:
            same = first.laps if line.laps is None else line.laps
            line = msgspec.structs.replace(line, time=first.time + time, laps=same)
        elif time is not None and first.time is None and line.time is None:
            same = first.laps if line.laps is None else line.laps
            line = msgspec.structs.replace(line, behind=time, laps=same)
        if laps is not None and first.laps is not None and line.laps is None:
            line = msgspec.structs.replace(line, laps=max(0, first.laps - laps))
        found.append(line)
    return found


def _shared(lines: list[ResultLine], numbered: bool) -> list[ResultLine]:
    """In a list without car numbers, a driver who shared a car drove that of the line with the same place; a second
    line of a car that leaves the place blank has that of the first.
    """
    if not any(line.shared for line in lines):
        return lines
    first: dict[str, ResultLine] = {}
    holder: dict[int, str] = {}
    found = []
    for line in lines:
        if line.shared and line.position is not None and not numbered:
            line = msgspec.structs.replace(line, car=holder.get(line.position, line.car))
        before = first.setdefault(line.car, line)
        if line.shared and line.position is None and line.reason is None and before is not line:
            line = msgspec.structs.replace(line, position=before.position, status=before.status)
        if line.position is not None:
            holder.setdefault(line.position, line.car)
        found.append(line)
    return found


def _tell_against_laps(table: Table, lines: Sequence[ResultLine], kind: str) -> None:
    """Places against the laps and times beside them; of a session of a kind nobody knows as a note only."""
    race = kind not in BY_TIME
    stated: dict[str, StatedPlace] = {}
    for line in lines:
        if line.position is not None and line.status is Status.CLASSIFIED:
            where = Where(file=table.name, line=line.line, car=line.car)
            time = line.time if race else line.best_lap
            its = StatedPlace(
                line.position,
                line.car,
                line.laps,
                time,
                where,
                line.line,
                line.class_,
                line.penalised,
            )
            stated.setdefault(line.car, its)
    for finding in contradicted(stated.values(), race=race):
        quiet = kind not in KINDS and finding.severity is Severity.WARNING
        table.tell(msgspec.structs.replace(finding, severity=Severity.INFO) if quiet else finding)


def _with_own_names(table: Table, lines: list[ResultLine]) -> list[ResultLine]:
    """Lines of one number with places and classes of their own are cars of their own, and named so: `22 (GT)`."""
    alike: dict[str, list[ResultLine]] = {}
    for line in lines:
        alike.setdefault(line.car, []).append(line)
    if len(alike) == len(lines):
        return lines
    named: dict[int, str] = {}
    for number, its in alike.items():
        classes = [one.class_ for one in its]
        apart = len(set(classes)) == len(its) > 1 and all(classes)
        places = [one.position for one in its if one.position is not None]
        if not apart or any(one.shared for one in its) or len(set(places)) < len(places):
            continue
        named |= {id(one): identity(number, one.class_ or "") for one in its}
        cars = [named[id(one)] for one in its]
        table.tell(warning("number-shared", Where(file=table.name, line=its[1].line), cars=cars))
    return [
        msgspec.structs.replace(line, car=named[id(line)]) if id(line) in named else line for line in lines
    ]


def _tell_rows_twice(table: Table, lines: Sequence[ResultLine]) -> None:
    """Rows that say of the same car and crew what a row before them said: they count once."""
    first: dict[tuple[str, tuple[str, ...], int | None], ResultLine] = {}
    again: list[tuple[ResultLine, ResultLine]] = []
    for line in lines:
        before = first.setdefault((line.car, line.drivers, line.position), line)
        if before is not line and not line.shared:
            again.append((line, before))
    if again:
        line, before = again[0]
        where = Where(file=table.name, line=line.line, car=line.car)
        lost = [one.line for one, _ in again if one.line is not None]
        table.tell(warning("row-twice", where, other=before.line, count=len(again)).leaving_out(*lost))


def _placed_once(lines: list[ResultLine]) -> list[ResultLine]:
    """A car with two places has the first of the list, so that nobody scores twice in one car."""
    first: dict[str, int] = {}
    for line in lines:
        if line.position is not None:
            first.setdefault(line.car, line.position)
    if all(line.position in (None, first.get(line.car)) for line in lines):
        return lines
    return [
        line if line.position is None else msgspec.structs.replace(line, position=first[line.car])
        for line in lines
    ]


def _tell_places(table: Table, lines: list[ResultLine], of: str, marked: set[int]) -> None:
    """Places taken twice without a dead heat (equal times, or `2=`), cars with two places, places nobody has."""
    places = [line.position for line in lines if line.position is not None]
    placed = {line.car for line in lines if line.position is not None}
    if places == list(range(1, len(placed) + 1)):
        return
    cars: dict[int, dict[str, ResultLine]] = {}
    place_of: dict[str, int] = {}
    for line in lines:
        if line.position is None:
            continue
        if place_of.setdefault(line.car, line.position) != line.position:
            where = Where(file=table.name, line=line.line, car=line.car)
            said = {"first": place_of[line.car], "second": line.position, "of": of}
            if line.shared:
                table.tell(error("car-placed-twice", where, **said))
            else:
                table.tell(error("car-placed-twice", where, **said).leaving_out())
        else:
            cars.setdefault(line.position, {}).setdefault(line.car, line)
    expected, missing = 1, list[int]()
    for place in sorted(cars):
        level = list(cars[place].values())
        times = {(line.laps, line.time if line.time is not None else line.best_lap) for line in level}
        equal = len(times) == 1 and next(iter(times))[1] is not None
        dead_heat = equal or all(line.line in marked for line in level)
        if len(level) > 1 and not dead_heat and not any(line.shared for line in level):
            where = Where(file=table.name, line=level[1].line, car=level[1].car)
            table.tell(error("place-twice", where, place=place, other=level[0].car, of=of))
        missing += range(expected, min(place, expected + MOST_OF_A_KIND))
        expected = max(expected, place + len(level)) if dead_heat or len(level) == 1 else place + len(level)
    if missing:
        table.tell(info("place-missing", Where(file=table.name, line=lines[0].line), places=missing, of=of))
