"""Which round each row of a result list belongs to: by the number it states, else by what the calendar calls the event,
else counted in the order of the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from parcferme.decoders.result_table import WHOLE, Table
from parcferme.findings import Finding, Where, info, warning
from parcferme.names import KINDS, fold, kind_of, nearest


class Called(NamedTuple):
    """A round that somebody else knows (a calendar, the folders of rounds): its number, and all it is called."""

    number: int
    names: tuple[str, ...] = ()


class Placed(NamedTuple):
    """The round of a row: its number, the event in one spelling, and the session where the event has to name it."""

    round: int
    event: str | None
    session: str | None = None


class _Said(NamedTuple):
    """What a row says of its round."""

    season: str | None
    cell: str
    event: str
    session: str


def rounds_in(
    table: Table, seasons: Sequence[str | None], default: int, calendar: Iterable[Called]
) -> list[Placed]:
    """The round of every row. `default` holds where nothing says one."""
    said = [
        _Said(season, cell, event or ("" if WHOLE.match(cell) else cell), session)
        for season, cell, event, session in zip(
            seasons, table.cells("round"), table.cells("event"), table.cells("session"), strict=True
        )
    ]
    firsts: dict[_Said, int] = {}
    for at, one in enumerate(said):
        firsts.setdefault(one, at)
    _tell_unreadable(table, said)
    numbering = _Numbering(tuple(calendar), list(firsts))
    found = {one: numbering.of(one, default) for one in firsts}
    lines = {one: table.lines[at] for one, at in firsts.items()}
    for finding in numbering.findings({one.event: lines[one] for one in reversed(lines)}, table.name):
        table.tell(finding)
    events = _events(found)
    for finding in _of_two_names(events, table.name):
        table.tell(finding)
    first: dict[tuple[str | None, int, str], str] = {}
    placed = {one: _placed(one, number, events, first) for one, number in found.items()}
    return [placed[one] for one in said]


def _tell_unreadable(table: Table, said: Sequence[_Said]) -> None:
    """Cells of a column of rounds that are neither a number nor a name."""
    if "round" in table:
        for at, one in enumerate(said):
            if not one.event and not WHOLE.match(one.cell):
                table.tell(warning("number-unreadable", table.where(at, "round"), value=one.cell))


class _Numbering:
    """The numbers of the rounds that the rows of a list name."""

    def __init__(self, calendar: Sequence[Called], said: Sequence[_Said]) -> None:
        self._calendar = {one.number: one.names for one in calendar}
        self._called: dict[str, dict[int, int]] = {}
        for known in calendar:
            for depth, name in enumerate(known.names):
                self._called.setdefault(fold(name), {}).setdefault(known.number, depth)
        self._stated: dict[tuple[str | None, str], set[int]] = {}
        self._taken: dict[str | None, set[int]] = {}
        for one in said:
            match = WHOLE.match(one.cell)
            if match:
                self._taken.setdefault(one.season, set()).add(int(match[1]))
                self._stated.setdefault((one.season, fold(one.event)), set()).add(int(match[1]))
        self._otherwise: dict[int, str] = {}
        self._counted: dict[tuple[str | None, str], int] = {}
        self._unknown: dict[str, int] = {}
        self._shared: dict[str, list[int]] = {}

    def of(self, one: _Said, default: int) -> int:
        """The number of a round."""
        match, key = WHOLE.match(one.cell), fold(one.event)
        if match:
            number = int(match[1])
            if one.event and self._is_called_otherwise(number, key):
                self._otherwise.setdefault(number, one.event)
            return number
        if not one.event:
            return default
        stated = self._stated.get((one.season, key), set())
        if len(stated) == 1:
            return next(iter(stated))
        return self._of_calendar(one, key) if key in self._called else self._count(one, key)

    def _of_calendar(self, one: _Said, event: str) -> int:
        """The round of this name. What a round is called goes before the circuit another one is run on as well."""
        numbers = self._called[event]
        first = min(numbers.values())
        fitting = sorted(number for number, depth in numbers.items() if depth == first)
        if len(fitting) > 1:
            self._shared[one.event] = fitting
        return fitting[0]

    def _is_called_otherwise(self, number: int, event: str) -> bool:
        """Whether the calendar has other names for the round of this number."""
        names = self._calendar.get(number, ())
        return any(map(_says_where, names)) and event not in map(fold, names)

    def _count(self, one: _Said, event: str) -> int:
        """The lowest number that is neither stated nor the calendar's for a round of another name."""
        key = (one.season, event)
        if key not in self._counted:
            taken = self._taken.setdefault(one.season, set())
            named = {number for number, names in self._calendar.items() if any(map(_says_where, names))}
            number = next(
                n for n in range(1, len(taken) + len(named) + 2) if n not in taken and n not in named
            )
            taken.add(number)
            self._counted[key] = number
            if named:
                self._unknown[one.event] = number
        return self._counted[key]

    def findings(self, lines: Mapping[str, int], file: str) -> Iterable[Finding]:
        """Events that the calendar does not know, or knows by another number."""
        if self._unknown:
            first = next(iter(self._unknown))
            known = [names[0] for names in self._calendar.values() if names]
            values = {"events": list(self._unknown), "numbers": list(self._unknown.values())}
            where = Where(file=file, line=lines.get(first))
            yield warning("list-round-unknown", where, **values, nearest=nearest(first, known))
        for event, numbers in self._shared.items():
            values = {"event": event, "numbers": numbers, "number": numbers[0]}
            yield warning("list-round-shared-name", Where(file=file, line=lines.get(event)), **values)
        if self._otherwise:
            events = list(self._otherwise.values())
            known = [self._calendar[number][0] for number in self._otherwise]
            # A round may well go by two names; a name that is another round's is a slip.
            tell = warning if {fold(event) for event in events} & set(self._called) else info
            where = Where(file=file, line=lines.get(events[0]))
            yield tell(
                "list-round-otherwise", where, numbers=list(self._otherwise), events=events, known=known
            )


def _says_where(name: str) -> bool:
    """Whether a name is more than a number: `Round 1` and the folder `1-round` are not."""
    return fold(re.sub(r"\d+", "", name)) not in _NUMBER_WORDS


_NUMBER_WORDS: Final = frozenset(
    " r rd round runde lauf rennen race event meeting manche epreuve course ronda prueba carrera gara prova".split(
        " "
    )
)

_Events = dict[tuple[str | None, int], dict[str, str]]


def _events(found: Mapping[_Said, int]) -> _Events:
    """The events of each round of a season, by the folded name in their first spelling."""
    events: _Events = {}
    for one, number in found.items():
        if one.event:
            events.setdefault((one.season, number), {}).setdefault(fold(one.event), one.event)
    return events


def _is_session(event: str) -> bool:
    return kind_of(event) in KINDS


def _of_two_names(events: _Events, file: str) -> Iterable[Finding]:
    """Rounds that go by two names under one number, where neither says a session of it."""
    for (_, number), named in events.items():
        others = [event for event in named.values() if not _is_session(event)]
        if len(others) > 1:
            yield warning("list-round-two-names", Where(file=file), number=number, events=others)


def _placed(
    one: _Said, number: int, events: _Events, first: dict[tuple[str | None, int, str], str]
) -> Placed:
    """The round of a row. Of two events under one number that name no session apart, the second names its own."""
    named = events.get((one.season, number), {})
    event = named.get(fold(one.event)) if one.event else None
    if event is None or len(named) < 2:
        return Placed(number, event)
    if not one.session and _is_session(event):
        return Placed(number, event, event)
    holder = first.setdefault((one.season, number, fold(one.session)), event)
    return Placed(number, event, None if holder == event else f"{event} {one.session}".strip())
