"""The rows of a bare result list under their header: which column is what, what stands on which line, what is odd."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec

from parcferme.decoders.result_columns import COLUMNS, FIRST, LAST, NEVER_READ, SEAT
from parcferme.decoders.sheet import HEAD
from parcferme.entries import MARK, Row, lines_of, rows_in, unguarded, visible
from parcferme.findings import BadLog, Finding, Where, info, warning
from parcferme.names import evened

WHOLE: Final = re.compile(r"(\d{1,9})(?:[.,]0*)?\Z", re.ASCII)
MOST_OF_A_KIND: Final = 100


def is_result_list(text: str) -> bool:
    """Whether the header names a place, and a car or a driver, and nothing that only a file of laps has."""
    header = _header_in(text)
    names = {evened(cell) for cell in header}
    columns = _columns_of(header)
    return (
        bool({"position", "class_position"} & set(columns))
        and _names_anybody(columns)
        and not names & {"lap number", "lap time", "elapsed time", "crossing finish line in pit"}
    )


def begins_as_list(text: str) -> bool:
    """Whether the header has a place, a car or a driver, and nothing of a log or of a file of laps."""
    header = _header_in(text)
    columns, names = _columns_of(header), {evened(cell) for cell in header}
    laps = {"lap number", "lap time", "elapsed time", "crossing finish line in pit", "loop"}
    return not names & laps and (
        _names_anybody(columns) or bool({"position", "class_position"} & set(columns))
    )


def columns_read(text: str) -> tuple[tuple[str, str], ...]:
    """The columns of a list whose names are other words for what they hold, and what they were read as."""
    header = [cell.strip() for cell in _header_in(text)]
    places = ((at, _PUBLIC.get(what, what)) for what, at in _columns_of(header).items() if what != "seat")
    found = ((header[at], what.replace("_", " ")) for at, what in sorted(places))
    return tuple((name, what) for name, what in found if evened(name) != what)


_PUBLIC: Final = {"car": "number", "drivers": "driver"}


class Seat(NamedTuple):
    """One driver's column or columns in a row."""

    name: int | None
    first: int | None
    last: int | None


class Table:
    """The rows under their header, with the lines they stand on, and the findings so far."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self._found: list[Finding] = []
        self._told: dict[str, int] = {}
        self._more: dict[str, list[int]] = {}  # lines left out for reasons told too often to be told again
        lines = _content(lines_of(text))
        if not lines:
            raise BadLog(f"{name}: not a result list: it is empty")
        try:
            found = list(rows_in(lines, _delimiter(next(line for line in lines if line.strip()))))
        except csv.Error as odd:
            raise BadLog(f"{name}: not a result list: {odd}") from None
        found = [row for row in found if any(cell.strip() for cell in row.cells)]
        if not found:
            raise BadLog(f"{name}: not a result list: it holds nothing but separators")
        self.rows = [row.cells for row in found]
        if MARK in text:
            self.rows = [[unguarded(cell) for cell in cells] for cells in self.rows]
        self.lines = [row.last for row in found]
        self._tell_odd_rows(text, found)
        self.header = [cell.strip() for cell in self.rows.pop(0)]
        self._header_line = self.lines.pop(0)
        self.columns = self._columns()
        self._even_out()
        self._across: list[tuple[str, ...]] | None = None

    def _tell_odd_rows(self, text: str, found: Sequence[Row]) -> None:
        """Quotes that were never closed, and characters nobody sees, which are left out of the cells."""
        for row in found:
            if row.open_quote:
                self.tell(warning("quote-unclosed", Where(file=self.name, line=row.line)))
        if text.isprintable() or not any(
            not line.isprintable() and visible(line) != line for line in lines_of(text)
        ):
            return
        cleaned = [[visible(cell) for cell in cells] for cells in self.rows]
        odd = [
            line
            for line, before, after in zip(self.lines, self.rows, cleaned, strict=True)
            if before != after
        ]
        self.rows = cleaned
        if odd:
            self.tell(warning("characters-unseen", Where(file=self.name, line=odd[0]), count=len(odd)))

    def _columns(self) -> dict[str, int]:
        columns = _columns_of(self.header)
        twice = [evened(text) for text in self.header if text]
        for text in dict.fromkeys(one for one in twice if twice.count(one) > 1):
            where = Where(file=self.name, line=self._header_line, column=text)
            self.tell(warning("column-twice", where, count=twice.count(text)))
        known = {alias for aliases in COLUMNS.values() for alias in aliases}
        for at, text in enumerate(self.header):
            plain = evened(text)
            if text and at not in columns.values() and plain not in NEVER_READ and not SEAT.match(plain):
                if plain in known:  # another name of what a column before it says
                    if plain not in map(evened, self.header[:at]):
                        where = Where(file=self.name, line=self._header_line, column=text)
                        self.tell(info("column-set-aside", where))
                    continue
                nearest = difflib.get_close_matches(plain, known, n=1) if plain not in known else []
                where = Where(file=self.name, line=self._header_line, column=text)
                self.tell(warning("column-unknown", where, nearest=nearest[0] if nearest else None))
        seen = ", ".join(self.header)
        for one in self._found:
            if one.values.get("nearest") is not None:
                seen += f"; nearest to {one.where.column} is {one.values['nearest']}"
        if not {"position", "class_position"} & set(columns):
            raise BadLog(
                f"{self.name}, line {self._header_line}: not a result list: no column for the place "
                f"(expected 'position'); it has {seen}"
            )
        if not _names_anybody(columns):
            raise BadLog(
                f"{self.name}, line {self._header_line}: not a result list: no column for a car or a driver "
                f"(expected 'number' or 'driver'); it has {seen}"
            )
        return columns

    def _even_out(self) -> None:
        """Every row as wide as the header; what stands beyond it is told."""
        width = len(self.header)
        for at, cells in enumerate(self.rows):
            if len(cells) < width:
                cells += [""] * (width - len(cells))
            elif len(cells) > width and any(cell.strip() for cell in cells[width:]):
                self.tell(warning("row-too-long", self.where(at), cells=len(cells), expected=width))

    def __contains__(self, what: str) -> bool:
        return what in self.columns

    def cells(self, what: str) -> list[str]:
        """The texts of a column, all blank where the list has none."""
        at = self.columns.get(what)
        if at is None or not self.rows:
            return [""] * len(self.rows)
        if self._across is None:
            self._across = list(zip(*(cells[: len(self.header)] for cells in self.rows), strict=True))
        return list(map(str.strip, self._across[at]))

    def where(self, row: int, what: str | None = None) -> Where:
        column = self.header[self.columns[what]] if what in self.columns else None
        return Where(file=self.name, line=self.lines[row], column=column)

    def tell(self, finding: Finding) -> None:
        """Add a finding, unless a hundred of its code were told already."""
        count = self._told[finding.code] = self._told.get(finding.code, 0) + 1
        if count <= MOST_OF_A_KIND:
            self._found.append(finding)
        else:
            self._more.setdefault(finding.code, []).extend(finding.lines)

    def findings(self) -> tuple[Finding, ...]:
        more = [
            msgspec.structs.replace(
                info(
                    "more-of-the-same", Where(file=self.name), code_named=code, count=count - MOST_OF_A_KIND
                ),
                lines=tuple(self._more[code]),
            )
            for code, count in self._told.items()
            if count > MOST_OF_A_KIND
        ]
        return (*_folded(sorted(self._found, key=lambda one: one.where.line or 0)), *more)

    def seasons(self) -> list[str]:
        return list(dict.fromkeys(filter(None, self.cells("season")))) if "season" in self else []

    def keep(self, season: str) -> None:
        """Only the rows of one season."""
        kept = [at for at, cell in enumerate(self.cells("season")) if plain_number(cell) == season]
        self.rows = [self.rows[at] for at in kept]
        self.lines = [self.lines[at] for at in kept]
        self._across = None

    def seats(self) -> list[Seat]:
        """The columns that name drivers, first to last."""
        found: dict[int, dict[str, int]] = {}
        for at, text in enumerate(self.header):
            match = SEAT.match(evened(text))
            if match:
                part = "first" if match[2] in FIRST else "last" if match[2] in LAST else match[2]
                found.setdefault(int(match[1]), {}).setdefault(part or "name", at)
        one = [Seat(*map(self.columns.get, ("drivers", "first_name", "last_name")))]
        numbered = [Seat(*map(parts.get, ("name", "first", "last"))) for _, parts in sorted(found.items())]
        return [seat for seat in one + numbered if seat != Seat(None, None, None)]


def _folded(findings: list[Finding]) -> list[Finding]:
    """Findings with the gaps in the places of many sessions as one: the first, and how many others have any."""
    gaps = [one for one in findings if one.code == _GAP]
    if len(gaps) < 2:
        return findings
    first = msgspec.structs.replace(gaps[0], values={**gaps[0].values, "more": len(gaps) - 1})
    return [first if one is gaps[0] else one for one in findings if one.code != _GAP or one is gaps[0]]


_GAP: Final = "place-missing"


def _header_in(text: str) -> list[str]:
    """The cells of the first line that holds anything; none where the text is blank."""
    head = next((line for line in _content(lines_of(text[:HEAD])) if line.strip()), "")
    return next(iter(csv.reader([head], delimiter=_delimiter(head))), [])


def _content(lines: Iterable[str]) -> list[str]:
    """The lines, with notes (`# …`) and a spreadsheet's `sep=;` blanked, so that the others keep their number."""
    found = [line if not line.startswith(("# ", "sep=")) else "" for line in lines]
    return found if any(line.strip() for line in found) else []


def _delimiter(head: str) -> str:
    return max(",;\t", key=head.count)


def _columns_of(header: Sequence[str]) -> dict[str, int]:
    what_of = {alias: what for what, aliases in COLUMNS.items() for alias in aliases}
    columns: dict[str, int] = {}
    for at, text in enumerate(header):
        plain = evened(text)
        what = "seat" if SEAT.match(plain) else what_of.get(plain)
        if what is not None:
            columns.setdefault(what, at)
    return columns


def _names_anybody(columns: Mapping[str, int]) -> bool:
    return bool({"car", "drivers", "last_name", "seat"} & set(columns))


def plain_number(cell: str) -> str:
    match = WHOLE.match(cell)
    return match[1] if match else cell
