"""The columns of an entry list by the names people give them, and what a cell of each says."""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import re
from collections.abc import Mapping
from typing import Final, TypeAlias

import msgspec

from parcferme.entries.cars import EntryStatus, When
from parcferme.entries.cells import visible
from parcferme.entries.rows import lines_of, rows_in
from parcferme.findings import BadEntries, Finding, Where, error, info, warning
from parcferme.names import evened, words_of

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    **{
        what: words_of(what)
        for what in (
            "number", "class", "team", "driver", "first_name", "last_name", "team_nation", "transponder", "vehicle",
            "manufacturer", "group", "entered", "withdrawn", "guest", "nominated", "registered", "hurt", "cleared",
        )
    },
    "nation": words_of("nation", "driver_nation"),
    "driver_category": words_of("driver_category", "category"),
    "id": words_of("driver_id"),
    "rounds": words_of("rounds", "round"),
    "status": words_of("entry_status"),
}  # fmt: skip
"""The columns an entry list may have; the words stand in `parcferme.names.columns`."""
# Known and left aside: how sure a line is, where it was read, what else is to say of it.
_LEFT_ASIDE: Final = frozenset(words_of("certainty", "source", "note"))
HANDICAP: Final = "handicap"
"""The column of a published list that says what a car carries. It follows from results and rules, and is not read."""
# What no entry list has, and every list of laps or places.
_OF_RESULTS: Final = frozenset(
    (
        *(
            word
            for word in words_of("position", "class_position")
            if word.startswith(("pos", "pla", "pue", "pia"))
        ),
        *"fin pos|finish position|finish position (overall)|lap number|lap time".split("|"),
    )
)
_SEAT: Final = re.compile(r"(?:driver|pilote|fahrer|piloto|pilota) ?(\d)\Z")
_ROUND: Final = re.compile(r"(\d{1,3})(?:\s*-\s*(\d{1,3}))?\Z")
_DATE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})\b")
_YES: Final = frozenset(("yes", "y", "true", "1", "x", "oui", "o", "vrai", "ja", "j", "si", "wahr"))
_NO: Final = frozenset(("no", "n", "false", "0", "-", "non", "faux", "nein", "falsch"))
_STATUSES: Final[Mapping[str, EntryStatus]] = {
    **{status.value: status for status in EntryStatus},
    "confirmed": EntryStatus.ENTERED,
    "engage": EntryStatus.ENTERED,
    "confirme": EntryStatus.ENTERED,
    "accepte": EntryStatus.ACCEPTED,
    "admis": EntryStatus.ACCEPTED,
    "reserviste": EntryStatus.RESERVE,
    "retire": EntryStatus.WITHDRAWN,
    "forfait": EntryStatus.WITHDRAWN,
    "excuse": EntryStatus.EXCUSED,
}


Told: TypeAlias = list[Finding]
"""What was odd in something read; every reader returns it beside what it read."""


def rows_of(text: str, name: str) -> tuple[list[tuple[int, list[str]]], Told]:
    """The lines that hold anything, with their numbers; quotes never closed and unseen characters are told."""
    rows, findings = list[tuple[int, list[str]]](), Told()
    lines = lines_of(text)
    head = next((line for line in lines if line.strip()), "")
    unseen: list[int] = []
    try:
        # Spreadsheets save with semicolons where a comma is the decimal sign, as in French.
        for row in rows_in(lines, max(",;\t", key=head.count)):
            if row.open_quote:
                findings.append(warning("quote-unclosed", Where(file=name, line=row.line)))
            cells = [visible(cell) for cell in row.cells]
            if any(
                "\n" not in before and before != after for before, after in zip(row.cells, cells, strict=True)
            ):
                unseen.append(row.line)
            if any(cell.strip() for cell in cells):
                rows.append((row.line, cells))
    except csv.Error as odd:
        raise BadEntries(f"{name}: not an entry list: {odd}") from None
    if unseen:
        findings.append(warning("characters-unseen", Where(file=name, line=unseen[0]), count=len(unseen)))
    return rows, findings


def plain(name: str) -> str:
    """A name without accents, dots, underscores and case."""
    return evened(name)


def header(row: tuple[int, list[str]], name: str) -> tuple[dict[str, int], Told]:
    """Which column holds what; columns nobody knows, or that say the same twice, are told."""
    line, names = row
    odd = {plain(text) for text in names} & _OF_RESULTS
    if odd:
        raise BadEntries(
            f"{name}, line {line}: laps or a result, not an entry list: it has {', '.join(sorted(odd))}"
        )
    what_of = {known: what for what, listed in COLUMNS.items() for known in listed}
    if "class" not in {what_of.get(plain(text)) for text in names}:
        # A list without a column called class has its classes under this name, whatever it says of its drivers besides.
        what_of |= dict.fromkeys(("category", "categorie"), "class")
    columns, findings = dict[str, int](), Told()
    for at, text in enumerate(names):
        seat = _SEAT.match(plain(text))
        what = f"driver {seat[1]}" if seat else what_of.get(plain(text))
        if what is not None and what not in columns:
            columns[what] = at
        elif plain(text) == HANDICAP:
            findings.append(info("handicap-not-read", Where(file=name, line=line, column=text.strip())))
        elif text.strip() and plain(text) not in _LEFT_ASIDE:
            nearest = difflib.get_close_matches(plain(text), what_of, n=1)
            where = Where(file=name, line=line, column=text.strip())
            findings.append(
                warning("column-unknown", where, nearest=nearest[0] if nearest and what is None else None)
            )
    if "number" not in columns:
        seen = ", ".join(text.strip() for text in names)
        raise BadEntries(
            f"{name}, line {line}: no column for the car's number (expected 'number'); it has {seen}"
        )
    return columns, findings


def entry_columns_read(text: str, name: str) -> tuple[tuple[str, str], ...]:
    """The columns of an entry list whose names are other words for what they hold, and what they were read as."""
    rows, _ = rows_of(text, name)
    if not rows:
        return ()
    names = [cell.strip() for cell in rows[0][1]]
    columns, _ = header(rows[0], name)
    found = sorted((at, what.replace("_", " ")) for what, at in columns.items())
    return tuple((names[at], what) for at, what in found if plain(names[at]) != what)


def rounds_in(text: str, where: Where) -> tuple[tuple[int, ...], Told]:
    """`1-3 5` are rounds 1, 2, 3 and 5; blank and `all` are all of them."""
    rounds, findings = list[int](), Told()
    # A blank parts two rounds, and does not part `1 - 3`.
    for part in re.split(r"[\s,;/+]+", re.sub(r"\s*-\s*", "-", text.strip())):
        match = _ROUND.match(part)
        if match and int(match[1]) <= int(match[2] or match[1]):
            rounds += range(int(match[1]), int(match[2] or match[1]) + 1)
        elif part and part.lower() not in ("all", "tous", "toutes", "alle", "todas", "tutte"):
            at = msgspec.structs.replace(where, column="rounds")
            findings.append(error("rounds-unreadable", at, value=part, expected="1-3 5"))
    return tuple(dict.fromkeys(rounds)), findings


def date_in(text: str | None, column: str, where: Where) -> tuple[dt.date | None, Told]:
    """A date as ISO writes it; what is none is told and left out."""
    if not text:
        return None, []
    try:
        return dt.date.fromisoformat(text), []
    except ValueError:
        at = msgspec.structs.replace(where, column=column)
        return None, [error("date-unreadable", at, value=text, expected="2020-07-18")]


def when_in(text: str | None, column: str, where: Where) -> tuple[When, Told]:
    """A date, yes or no."""
    answer = plain(text or "")
    if not answer or answer in _NO:
        return False, []
    if answer in _YES:
        return True, []
    day, findings = date_in(text, column, where)
    return day or False, findings


def hurt_in(text: str | None, where: Where) -> tuple[tuple[When, str | None], Told]:
    """`2020-07-16 toe`: since when, and what; a text without a date is what."""
    text = (text or "").strip()
    if not text or plain(text) in _NO:
        return (False, None), []
    first, _, rest = text.partition(" ")
    if plain(first.rstrip(":,;")) in _YES:
        return (True, rest.strip(" :,;") or None), []
    match = _DATE.match(text)
    if match is None:
        return (True, text), []
    day, findings = date_in(match[1], "hurt", where)
    return (day or True, text[match.end() :].strip(" :,;") or None), findings


def yes_in(text: str | None, column: str, where: Where) -> tuple[bool | None, Told]:
    """Yes or no; None where the cell is blank. What is neither is told and left out."""
    answer = plain(text or "")
    if not (text or "").strip():
        return None, []
    if answer in _YES | _NO or (text or "").strip() == "-":
        return answer in _YES, []
    at = msgspec.structs.replace(where, column=column)
    return None, [error("mark-unreadable", at, value=text, expected="yes, no")]


def status_in(text: str | None, where: Where) -> tuple[EntryStatus | None, Told]:
    """What became of the entry; a word that is none is told with the nearest."""
    if not text:
        return None, []
    found = _STATUSES.get(plain(text)) or _STATUSES.get(plain(text).removesuffix("e"))  # `acceptée` of a car
    if found is not None:
        return found, []
    near = difflib.get_close_matches(plain(text), _STATUSES, 1)
    at = msgspec.structs.replace(where, column="status")
    expected = [status.value for status in EntryStatus]
    nearest = _STATUSES[near[0]].value if near else None
    return None, [error("entry-status-unknown", at, value=text, expected=expected, nearest=nearest)]
