"""A delimited timing file as a sheet of cells: where each cell lies in the bytes, without a Python object per cell.

Timing systems write their sheets with `;`, `,` or tabs, with and without a byte order mark, quotes, trailing
separators, blanks around names. A `Sheet` holds the bytes once and the offsets of the separators; a column is then a
pair of offset arrays, and its times, whole numbers or few distinct texts are read for all rows together. Rows that
do not fit the header are told as findings; what can be read of them is read.
"""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import msgspec
import numpy as np

from parcferme.entries import unguarded, visible
from parcferme.findings import BadLog, Finding, Where, error, info, warning
from parcferme.times import parse_clock_cells

SEPARATORS: Final = ";,\t|"
TAB: Final = "\t"
QUOTED: Final = 200  # characters of a cell that a finding quotes
MOST_OF_A_KIND: Final = 100  # findings of one code told one by one; the rest is counted
HEAD: Final = 65_536  # bytes in which a file must show what it is
_LINES_IN_A_CELL: Final = 9  # further lines of one cell, at most
_UNIT: Final = "\x1f"  # separates cells that came quoted
_BLANK: Final = ord(" ")
# Bytes of characters that may be unseen: controls, and what UTF-8 makes of the format characters.
_UNSEEN: Final = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1e\x7f]|\xc2[\x80-\x9f\xad]|\xd8\x9c|\xe1\xa0\x8e|\xe2[\x80\x81]|\xef\xbb\xbf"
)
_DELETE: Final = 0x7F
_BEGINS_UNSEEN: Final = np.isin(
    np.arange(256), [*(set(range(_BLANK)) - set(b"\t\n\r\x1f")), _DELETE, 0xC2, 0xD8, 0xE1, 0xE2, 0xEF]
)
_WHOLE_DIGITS: Final = 9
_WORD: Final = 8
_MASKS: Final = np.array([(1 << 8 * used) - 1 for used in range(_WORD + 1)], dtype=np.uint64)
_INTEGER: Final = re.compile(r"([+-]?[0-9]{1,18})(?:[.,]0*)?\Z")
_PIECE: Final = 1 << 18
_LINE_END: Final = re.compile(rb"\r\n?|\n")


class Cells(NamedTuple):
    """One column: cell i is `raw[starts[i]:ends[i]]`, blanks at both ends left out."""

    raw: np.ndarray
    starts: np.ndarray
    ends: np.ndarray

    def text(self, row: int) -> str:
        """The text of one cell; bytes that are no UTF-8 are read as Windows Latin 1."""
        return _as_text(self.raw[self.starts[row] : self.ends[row]].tobytes())

    def texts(self, rows: Iterable[int] | None = None) -> list[str]:
        """The texts of these rows, or of all."""
        return [self.text(row) for row in (range(len(self.ends)) if rows is None else rows)]

    def take(self, rows: np.ndarray) -> Cells:
        """The column with these rows only."""
        return Cells(self.raw, self.starts[rows], self.ends[rows])

    def filled(self) -> np.ndarray:
        """Which cells hold anything (bool per row)."""
        return np.asarray(self.ends > self.starts)

    def same_as_above(self) -> np.ndarray:
        """Which cells hold the very text of the cell one row up (bool per row, the first False)."""
        lengths = self.ends - self.starts
        same = np.zeros(len(lengths), dtype=bool)
        same[1:] = lengths[1:] == lengths[:-1]
        for place in range(0, int(lengths.max(initial=0)), _WORD):
            words = self._words(place)
            same[1:] &= words[1:] == words[:-1]
        return same

    def _words(self, place: int) -> np.ndarray:
        """Eight bytes of each cell from `place` on as one number, zero where the cell has ended."""
        if len(self.raw) < _WORD:
            padded = np.append(self.raw, np.zeros(_WORD, dtype=np.uint8))
            return Cells(padded, self.starts, self.ends)._words(place)
        every = np.ndarray(len(self.raw) - _WORD + 1, dtype="<u8", buffer=self.raw, strides=(1,))
        starts = self.starts + place if place else self.starts
        over = starts - (len(every) - 1)  # how far a word would reach past the end of the file
        if over.max(initial=0) > 0:
            words = every[np.minimum(starts, len(every) - 1)]
            words >>= np.clip(over, 0, _WORD - 1).astype(np.uint64) * np.uint64(8)
        else:
            words = every[starts]
        left = self.ends - starts
        if left.min(initial=_WORD) < _WORD:
            words &= _MASKS[np.clip(left, 0, _WORD, out=left)]
        return np.asarray(words)

    def coded(self) -> tuple[np.ndarray, list[str]]:
        """The column as codes (int64 per row) into the list of its distinct texts, in no promised order."""
        if not len(self.ends):
            return np.zeros(0, dtype=np.int64), []
        known: dict[str, int] = {}
        spelt: dict[bytes, int] = {}  # a text stands in many cells, and is decoded once

        def code_of(row: int) -> int:
            cell = self.raw[self.starts[row] : self.ends[row]].tobytes()
            if cell not in spelt:
                spelt[cell] = known.setdefault(_as_text(cell), len(known))
            return spelt[cell]

        if int((self.ends - self.starts).max()) <= _WORD:
            packed = self._words(0)
            heads = np.flatnonzero(np.append(True, packed[1:] != packed[:-1]))
            _, firsts, inverse = np.unique(packed[heads], return_index=True, return_inverse=True)
            codes = np.array([code_of(row) for row in heads[firsts].tolist()], dtype=np.int64)[inverse]
        else:
            heads = np.flatnonzero(~self.same_as_above())
            codes = np.array([code_of(row) for row in heads.tolist()])
        return np.repeat(codes, np.diff(np.append(heads, len(self.ends)))), list(known)

    def whole(self) -> tuple[np.ndarray, np.ndarray]:
        """Whole numbers (int64) and a state per row as for times: 0 blank, 1 a number, -1 none.

        `19.0` is 19.
        """
        lengths = self.ends - self.starts
        values = np.zeros(len(lengths), dtype=np.int64)
        fits = lengths > 0
        for place in range(1, min(int(lengths.max(initial=0)), _WHOLE_DIGITS) + 1):
            inside = lengths >= place
            digits = self.raw.take(self.ends - place, mode="clip") - np.uint8(ord("0"))
            fits &= ~inside | (digits <= 9)
            values += np.where(inside, digits, 0).astype(np.int64) * 10 ** (place - 1)
        fits &= lengths <= _WHOLE_DIGITS
        state = np.where(lengths == 0, 0, np.where(fits, 1, -1)).astype(np.int8)
        for row in np.flatnonzero(state < 0).tolist():
            match = _INTEGER.match(self.text(row))
            if match:
                values[row], state[row] = int(match[1]), 1
        values[state != 1] = 0
        return values, state

    def times(self) -> tuple[np.ndarray, np.ndarray]:
        """Microseconds and a state per row: 0 blank, 1 a time, -1 not a time."""
        return parse_clock_cells(self.raw, self.starts, self.ends)


class Sheet:
    """The rows of a delimited file under its header.

    `names`: the header, blanks stripped; `lines`: the line of the file each row stands on (int64); `findings`: what
    was odd about its rows as rows.
    """

    def __init__(self, data: bytes, name: str, *, core: Sequence[str] = (), ragged: bool = False) -> None:
        """Reads `data`. A row shorter than the header is kept where it still reaches past the columns `core`; with
        `ragged` any is, and none is told: people who type leave out what is blank.

        Raises `BadLog` where there is no header or no row fits it.
        """
        self.name = name
        self._told: dict[str, int] = {}
        self._more: dict[str, list[int]] = {}  # lines left out for reasons told too often to be told again
        self._coded: dict[str, tuple[np.ndarray, list[str]]] = {}
        self._findings: list[Finding] = []
        data = self._as_utf8(data)
        skipped, header, separator = header_of(data)
        if not header:
            raise BadLog(f"{name}: not a timing file: it is empty")
        self.names = tuple(header)
        self.columns = {fold(text): i for i, text in reversed(list(enumerate(header))) if text}
        self.separator = separator
        self._tell_header(skipped + 1)
        if b'"' in data:
            data, odd = _unquoted(data, separator)
            for line in odd:
                self.tell(warning("quote-unclosed", Where(file=name, line=line)))
            self._locate(data, _UNIT, skipped)
        else:
            self._locate(data, separator, skipped)
        self._unseen = self._lines_unseen()
        self._check_widths(core, ragged)
        self._as_grid()

    @property
    def findings(self) -> list[Finding]:
        """What was found so far, in order of lines; of one code at most a hundred, then one that counts the rest."""
        more = [
            msgspec.structs.replace(
                info(
                    "more-of-the-same", Where(file=self.name), code_named=code, count=count - MOST_OF_A_KIND
                ),
                lines=tuple(self._more.get(code, ())),
            )
            for code, count in self._told.items()
            if count > MOST_OF_A_KIND
        ]
        found = [*self._findings, *self._unseen_told()]
        return sorted(found, key=lambda finding: finding.where.line or 0) + more

    def _unseen_told(self) -> list[Finding]:
        """That characters nobody sees were left out of cells, on lines that count all the same."""
        gone = {line for finding in self._findings for line in finding.lines}
        lines = [line for line in self._unseen if line not in gone]
        where = Where(file=self.name, line=lines[0] if lines else None)
        return [warning("characters-unseen", where, count=len(lines))] if lines else []

    def tell(self, finding: Finding) -> None:
        """Add a finding, unless a hundred of its code were told already; a cell of any length is quoted in short."""
        count = self._told[finding.code] = self._told.get(finding.code, 0) + 1
        if count <= MOST_OF_A_KIND:
            values = {key: _short(value) for key, value in finding.values.items()}
            self._findings.append(msgspec.structs.replace(finding, values=values))
        elif finding.lines:
            self._more.setdefault(finding.code, []).extend(finding.lines)

    def where(self, row: int, column: str | None = None, **more: object) -> Where:
        """Where a row stands."""
        return Where(file=self.name, line=int(self.lines[row]), column=column, **more)  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(self.lines)

    def __contains__(self, column: str) -> bool:
        return column in self.columns

    def __getitem__(self, column: str) -> Cells:
        """The cells of a column by its folded name (`lap_time`); all blank where the file has no such column."""
        at = self.columns.get(column)
        if at is None:
            nothing = np.zeros(len(self), dtype=np.int64)
            return Cells(self._raw, nothing, nothing)
        return self._cells(at)

    def text(self, column: str, row: int) -> str:
        """The text of one cell, without looking at the rest of its column."""
        at = self.columns.get(column)
        if at is None or at >= self._counts[row]:
            return ""
        first = self._first[row]
        start = self._marks[first + at - 1] + 1 if at else self._begins[row]
        return _as_text(self._raw[start : self._marks[first + at]].tobytes())

    def coded(self, column: str) -> tuple[np.ndarray, list[str]]:
        """`Cells.coded` of a column, worked out once."""
        if column not in self._coded:
            self._coded[column] = self[column].coded()
        return self._coded[column]

    def line_text(self, row: int) -> str:
        """The whole line of a row as text, without its line end."""
        return _decoded(self.line_bytes(row)).rstrip("\r")

    def line_bytes(self, row: int) -> bytes:
        """The bytes of a row as read, without its line feed."""
        end = self._marks[self._first[row] + self._counts[row] - 1]
        return self._raw[self._begins[row] : end].tobytes()

    def is_blank(self, row: int) -> bool:
        """Whether a row holds nothing but separators and blanks."""
        return not self.line_text(row).strip(self.separator + _UNIT + " \t\x00")

    def _as_utf8(self, data: bytes) -> bytes:
        """The bytes with ASCII digits and separators as one byte each: UTF-16 is turned to UTF-8."""
        wide = utf16_of(data)
        if wide is not None:
            return text_of(data).encode()
        for odd in odd_bytes(data, self.name):
            self.tell(odd)
        if b"\r" in data and _has_lone_returns(np.frombuffer(data, dtype=np.uint8)):
            data = self._with_line_feeds(data)
        return data

    def _with_line_feeds(self, data: bytes) -> bytes:
        """Line ends of an old Macintosh, alone or among others, as line feeds; those inside a quoted cell stay."""
        mixed = b"\n" in data
        lines, odd, at = [], list[int](), 1
        for line in data.split(b"\n"):
            body, end = (line[:-1], b"\r") if line.endswith(b"\r") and mixed else (line, b"")
            quoted = b'"' in body and any(cell.count(b'"') % 2 for cell in body.split(b"\r"))
            if b"\r" in body and not quoted:
                odd += range(at, at + body.count(b"\r"))
                body = body.replace(b"\r", b"\n")
            lines.append(body + end)
            at += body.count(b"\n") + 1
        if mixed and odd:
            self.tell(info("line-ends-mixed", Where(file=self.name, line=odd[0]), count=len(odd)))
        return b"\n".join(lines)

    def _tell_header(self, line: int) -> None:
        """A column that is there twice: the first is read."""
        folded = [fold(text) for text in self.names if text]
        for at, text in enumerate(self.names):
            if text and folded.count(fold(text)) > 1 and self.columns[fold(text)] == at:
                where = Where(file=self.name, line=line, column=text)
                self.tell(warning("column-twice", where, count=folded.count(fold(text))))

    def _lines_unseen(self) -> list[int]:
        """Lines with characters that nobody sees (a NUL, a zero-width blank), which are left out of the cells.

        Only lines with a byte that can begin one are read; a letter with an accent begins with another.
        """
        places = np.concatenate([_unseen_begins(self._raw, at) for at in range(0, len(self._raw), _PIECE)])
        if not len(places) or not len(self):
            return []
        rows = np.searchsorted(self._begins, places, side="right") - 1
        inside = (rows >= 0) & (places < self._marks[self._first + self._counts - 1][rows])
        return [
            int(self.lines[row])
            for row in np.unique(rows[inside]).tolist()
            if _UNSEEN.search(text := self.line_bytes(row)) and not _seen(_decoded(text))
        ]

    def _locate(self, data: bytes, separator: str, skipped: int) -> None:
        """Find the rows below the header and the separators in them."""
        self._cut_off = not data.endswith(b"\n")
        if self._cut_off:
            data += b"\n"
        raw = np.frombuffer(data, dtype=np.uint8)
        marks, line_ends, self._tight = _scan(raw, separator)
        self._raw, self._line_ends = raw, line_ends
        first = np.append(0, line_ends[:-1] + 1)
        counts = line_ends - first + 1
        begins = np.append(0, marks[line_ends[:-1]].astype(np.int64) + 1)
        blank = (
            (marks[line_ends] - begins <= 1) & (raw[begins] < _BLANK + 1) & (raw[begins] != ord(separator))
        )
        blank[: skipped + 1] = True
        keep = ~blank
        self.lines = np.flatnonzero(keep) + 1
        self._marks, self._first, self._counts, self._begins = marks, first[keep], counts[keep], begins[keep]

    def _as_grid(self) -> None:
        """Where every row has as many cells, their ends are a matrix, a row of it for each column of the file: those
        need no gathering.
        """
        self._grid: np.ndarray | None = None
        steps = np.diff(self._first)
        if len(self) and (self._counts == self._counts[0]).all() and (steps == self._counts[0]).all():
            start, end = self._first[0], self._first[-1] + self._counts[0]
            self._grid = np.ascontiguousarray(self._marks[start:end].reshape(len(self), -1).T)

    def _check_widths(self, core: Sequence[str], ragged: bool) -> None:
        """Tell the rows that have more or fewer cells than the header, and leave out those too short to be read."""
        self._grid = None
        width = len(self.names)
        needed = max((self.columns[name] for name in core if name in self.columns), default=0) + 1
        wanted = width - (not self.names[-1])  # the header may end with a separator where the rows do not
        long = np.flatnonzero(self._counts > width)
        long = long[self._cells(width, long).filled() | (self._counts[long] > width + 1)]
        self._tell_widths("row-too-long", long, width)
        short = np.flatnonzero(self._counts < wanted) if not ragged else long[:0]
        cut = (short == len(self.lines) - 1) & self._cut_off
        gone = (self._counts[short] < needed) | (cut & (self._counts[short] == needed))
        lost = short[gone]
        self._tell_widths("row-too-short", lost, width)
        self._tell_widths("row-cut-short", short[~gone], width)
        self._counts[short[cut & ~gone]] -= 1  # who knows what its last cell was going to be
        if len(lost):
            first = self.line_text(int(lost[0]))[:80]
            self._leave_out(lost)
            if not len(self):
                raise BadLog(
                    f"{self.name}: no row fits the header, which has {width} columns separated by "
                    f"{'tabs' if self.separator == TAB else repr(self.separator)}; the first row is {first!r}"
                )

    def _leave_out(self, rows: np.ndarray) -> None:
        keep = np.ones(len(self.lines), dtype=bool)
        keep[rows] = False
        self.lines, self._first = self.lines[keep], self._first[keep]
        self._counts, self._begins = self._counts[keep], self._begins[keep]

    def leave_out_if_cut(self, alike: np.ndarray) -> None:
        """Leave out the last row where the file was cut off in it: it has no line end and fewer cells than any other of
        its kind (`alike`: bool per row). Whatever its last cell says is then not what was written.
        """
        last = len(self) - 1
        if last < 0 or not self._cut_off or self.is_blank(last):
            return
        others = self._counts[:-1][alike[:-1]]
        if not len(others) or self._counts[last] >= others.min():
            return
        values = {
            "cells": int(self._counts[last]),
            "expected": int(others.min()),
            "value": self.line_text(last),
        }
        self.tell(error("row-cut-off", self.where(last), **values).leaving_out())
        self._leave_out(np.array([last]))
        self._coded.clear()
        self._as_grid()

    def _tell_widths(self, code: str, rows: np.ndarray, width: int) -> None:
        """Tell rows of another width than the header's; there may be millions, so the rest is counted only."""
        for row in rows[:MOST_OF_A_KIND].tolist():
            values = {"cells": int(self._counts[row]), "expected": width}
            where = self.where(row)
            if code == "row-too-short":
                self.tell(error("row-too-short", where, **values).leaving_out())
            elif code == "row-cut-short":
                self.tell(warning("row-cut-short", where, **values))
            else:
                self.tell(warning("row-too-long", where, **values))
        if len(rows) > MOST_OF_A_KIND:
            self._told[code] += len(rows) - MOST_OF_A_KIND
            if code == "row-too-short":
                self._more.setdefault(code, []).extend(self.lines[rows[MOST_OF_A_KIND:]].tolist())

    def _cells(self, at: int, rows: np.ndarray | None = None) -> Cells:
        first, counts, begins = self._first, self._counts, self._begins
        if rows is not None:
            first, counts, begins = first[rows], counts[rows], begins[rows]
        if rows is None and self._grid is not None and at < len(self._grid):
            ends = self._grid[at].astype(np.int64)
            cells = Cells(self._raw, self._grid[at - 1].astype(np.int64) + 1 if at else begins, ends)
            return cells if self._tight and at < len(self._grid) - 1 else _trimmed(*cells)
        ends = self._marks.take(first + at, mode="clip").astype(np.int64)
        starts = self._marks.take(first + (at - 1), mode="clip").astype(np.int64) + 1 if at else begins.copy()
        missing = counts <= at
        if missing.any():
            starts[missing] = ends[missing] = 0
        return _trimmed(self._raw, starts, ends)


def _scan(raw: np.ndarray, separator: str) -> tuple[np.ndarray, np.ndarray, bool]:
    """Where separators and line ends lie; which of these are line ends; whether no cell begins or ends with a blank.

    Found in pieces that stay in the processor's cache, which also keeps large files small in memory.
    """
    narrow = np.int32 if len(raw) < 1 << 31 else np.int64
    marks = np.empty(len(raw) // 4 + 1, dtype=narrow)  # untouched memory costs nothing
    line_ends, known, tight = [], 0, True
    for start in range(0, len(raw), _PIECE):
        piece = raw[start : start + _PIECE]
        found = np.flatnonzero((piece == ord(separator)) | (piece == ord("\n")))
        if known + len(found) > len(marks):
            marks = np.append(marks[:known], np.empty(len(raw) - known, dtype=narrow))
        np.add(found, start, out=marks[known : known + len(found)], casting="unsafe")
        ends = np.flatnonzero(piece[found] == ord("\n"))
        body = (
            int(found[ends[0]]) if not start and len(ends) else 0
        )  # blanks in the header are no one's trouble
        tight = tight and _is_tight(raw, start + body, start + len(piece), separator)
        line_ends.append(ends + known)
        known += len(found)
    return marks[:known], np.concatenate(line_ends), tight


def _unseen_begins(raw: np.ndarray, start: int) -> np.ndarray:
    """Where in one piece of a file, `start` and what follows, characters may begin that nobody sees."""
    piece = raw[start : start + _PIECE]
    beyond = np.flatnonzero(
        piece - np.uint8(_BLANK) >= np.uint8(_DELETE - _BLANK)
    )  # below a blank wraps round
    return np.asarray(beyond[_BEGINS_UNSEEN[piece[beyond]]] + start)


def _has_lone_returns(raw: np.ndarray) -> bool:
    """Whether a carriage return stands anywhere without a line feed behind it."""
    for start in range(0, len(raw), _PIECE):
        piece = raw[start : start + _PIECE + 1]
        if ((piece[:-1] == ord("\r")) & (piece[1:] != ord("\n"))).any():
            return True
    return bool(raw[-1] == ord("\r"))


def _is_tight(raw: np.ndarray, start: int, end: int, separator: str) -> bool:
    """Whether no blank in a piece of the file lies beside a separator or a line end."""
    before = max(start - 1, 0)
    around = raw[before : end + 1]
    blank, edge = around == _BLANK, around == ord(separator)
    blank[: start - before], blank[end - before :] = False, False
    edge |= around == ord("\n")
    edge |= around == ord("\r")
    loose = (blank[1:] & edge[:-1]).any() or (blank[:-1] & edge[1:]).any()
    return not loose and not (separator != TAB and (raw[start:end] == ord(TAB)).any())


def _trimmed(raw: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> Cells:
    """Cells without the blanks and carriage returns at their ends."""
    while True:
        loose = (ends > starts) & (raw.take(ends - 1, mode="clip") <= _BLANK)
        if not loose.any():
            break
        ends = ends - loose
    while True:
        loose = (ends > starts) & (raw.take(starts, mode="clip") <= _BLANK)
        if not loose.any():
            return Cells(raw, starts, ends)
        starts = starts + loose


def _split(line: str, separator: str) -> list[str]:
    """The cells of a line that may have quotes. An odd number of them is garbage, or an inch, and quotes nothing."""
    line = line.replace("\r", " ")
    if line.count('"') % 2:
        return line.replace('"', " ").split(separator)
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return line.split(separator)


def _seen(text: str) -> bool:
    """Whether every character of a line is one that people see, a separator or a blank."""
    return all(one in "\t\r\x1f" or unicodedata.category(one) not in ("Cc", "Cf") for one in text)


def _short(value: object) -> object:
    """A text as it is quoted: what is far too long for a cell ends in an ellipsis."""
    return f"{value[:QUOTED]}…" if isinstance(value, str) and len(value) > QUOTED else value


def _as_text(cell: bytes) -> str:
    """The text of a cell."""
    return unguarded(visible(_decoded(cell)).strip())


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _unquoted(data: bytes, separator: str) -> tuple[bytes, list[int]]:
    """The file with its quotes resolved, line by line, and its cells parted by a control character; the lines with a
    quote that was never closed.
    """
    lines = data.replace(_UNIT.encode(), b" ").split(b"\n")
    mark = separator.encode()
    odd = []
    for i, line in enumerate(lines):
        quotes = line.count(b'"')
        if quotes % 2 and (last := _closed_below(lines, i, mark)):
            line = b" ".join(one.rstrip(b"\r") for one in lines[i : last + 1])
            lines[i + 1 : last + 1] = [b""] * (last - i)  # the lines below keep their numbers
            quotes = line.count(b'"')
        if not quotes:
            lines[i] = line.replace(mark, _UNIT.encode())
            continue
        if quotes % 2:
            odd.append(i + 1)
        cells = _split(_decoded(line), separator)
        lines[i] = _UNIT.join(cells).encode()
    return b"\n".join(lines), odd


def _closed_below(lines: list[bytes], at: int, separator: bytes) -> int | None:
    """The line on which a quoted cell ends that goes on below its line, as a spreadsheet writes one with a line break.

    None where the quote was never closed. A line below belongs to the cell only where it has no separator before the
    quote that ends it: rows of their own are never swallowed.
    """
    opened = lines[at].replace(b'""', b"").rpartition(b'"')  # two are one that is meant
    if opened[0] and not opened[0].endswith(separator):
        return None
    for last in range(at + 1, min(at + 1 + _LINES_IN_A_CELL, len(lines))):
        inside, quote, rest = lines[last].replace(b'""', b"").partition(b'"')
        if separator in inside:
            return None
        if quote:
            closed = rest.count(b'"') % 2 == 0 and (not rest.strip() or rest.startswith(separator))
            return last if closed else None
    return None


def first_not_utf8(data: bytes) -> int | None:
    """The first byte that is no UTF-8, None where all are."""
    if data.isascii():
        return None
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), _PIECE):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(data[start : start + _PIECE], final=start + _PIECE >= len(data))
        except UnicodeDecodeError as odd:
            return start - pending + odd.start
    return None


def odd_bytes(data: bytes, name: str) -> tuple[Finding, ...]:
    """That a file is not in UTF-8 (nor in UTF-16), with the first line where it shows: accents are then a guess."""
    bad = None if utf16_of(data) is not None else first_not_utf8(data)
    if bad is None:
        return ()
    line = data.count(b"\n", 0, bad) + 1
    return (warning("not-utf8", Where(file=name, line=line), byte=data[bad]),)


def text_of(data: bytes) -> str:
    """A whole file as text: UTF-16 or UTF-8 by its marks and looks; bytes that fit neither as Windows Latin 1."""
    wide = utf16_of(data)
    if wide is not None:
        return data.decode(wide, "replace").removeprefix("\ufeff")
    return "\n".join(_decoded(line) for line in data.removeprefix(codecs.BOM_UTF8).split(b"\n"))


def utf16_of(data: bytes) -> str | None:
    """`utf-16-le` or `utf-16-be` where the bytes look like it (a mark, or every other byte zero), else None."""
    if data.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    head = data[:64]
    if len(head) >= 8 and not any(head[1::2]) and all(head[0::2]):
        return "utf-16-le"
    if len(head) >= 8 and not any(head[0::2]) and all(head[1::2]):
        return "utf-16-be"
    return None


def fold(name: str) -> str:
    """A column name in the one form decoders ask for: ` LAP_TIME` and `Lap Time` are both `lap_time`."""
    return "_".join(name.strip().lower().replace("-", " ").replace("_", " ").split())


def header_of(data: bytes) -> tuple[int, list[str], str]:
    """How many lines lie above the header, its cells, and what separates them.

    The header is the first line that is not blank and not a spreadsheet's `sep=;`.
    """
    wide = utf16_of(data)
    head = data[:HEAD].decode(wide, "replace").encode() if wide else data[:HEAD]
    for skipped, line in enumerate(_lines(head.removeprefix(codecs.BOM_UTF8))):
        text = _decoded(line).strip("\r\n \ufeff\x00")
        if text and not text.lower().startswith("sep="):
            separator = max(SEPARATORS, key=text.count)
            return skipped, [visible(cell.strip()).strip() for cell in _split(text, separator)], separator
    return 0, [], ";"


def _lines(data: bytes) -> Iterator[bytes]:
    """The lines, whatever ends them, one by one: of a header only the first is looked at."""
    at = 0
    for end in _LINE_END.finditer(data):
        yield data[at : end.start()]
        at = end.end()
    yield data[at:]
