"""Every published case written as Al Kamel writes it: read back it is the same result, and cell by cell the same file.

What does not agree stands in `export.toml` with its reason, and fails once it agrees.
"""

import csv
import io
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from conftest import PUBLISHED
from parcferme import season
from parcferme.classification import Row, classify
from parcferme.decoders import decode
from parcferme.documents import alkamel_files
from parcferme.documents.files import ANALYSIS, CLASSIFICATION
from parcferme.season import Score, load_rulebook
from parcferme.timing import measure
from published.official import Case, cases

CASES = cases(PUBLISHED)
ODD = tomllib.loads(Path(__file__).with_name("export.toml").read_text(encoding="utf-8"))
FILES = {"03": CLASSIFICATION, "23": ANALYSIS}
# What whole columns are known for: those left blank here, and those with the names of a crew.
WHOLE = {
    (FILES[entry["file"]], column): kind
    for kind in ("blank", "crew")
    for entry in ODD[kind]
    for column in entry["columns"]
}

pytestmark = pytest.mark.published

Key = tuple[str, ...]
KEYS = {CLASSIFICATION: ("NUMBER",), ANALYSIS: ("NUMBER", "LAP_NUMBER")}


class Difference(msgspec.Struct, frozen=True):
    """One cell, or one row, that is not the same in both files."""

    case: str
    file: str
    key: Key
    column: str
    official: str
    here: str


class Seen(msgspec.Struct):
    """What the comparison of all cases came to."""

    rows: dict[str, int]
    cells: dict[tuple[str, str], int]
    whole: set[tuple[str, str]]
    differences: list[Difference]
    not_read_back: list[str]


def rows_of(data: bytes, file: str) -> tuple[list[str], dict[Key, list[str]]]:
    """Column names, and the trimmed cells of each row by its key."""
    text = data.decode("utf-8-sig")
    head = text.partition("\n")[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    names, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = [name.strip() for name in names]
    at = [names.index(name) for name in KEYS[file]]
    cells = ([cell.strip() for cell in row] for row in rows if any(row))
    return names, {tuple(row[one] for one in at): row for row in cells}


def compared(case: str, file: str, official: bytes, here: bytes, seen: Seen) -> None:
    """Every cell of the columns that both files have."""
    (named, theirs), (names, ours) = rows_of(official, file), rows_of(here, file)
    for key in sorted(theirs.keys() ^ ours.keys()):
        seen.differences.append(Difference(case, file, key, "", *_presence(key in theirs)))
    both = [key for key in theirs if key in ours]
    seen.rows[file] = seen.rows.get(file, 0) + len(both)
    for column in dict.fromkeys(name for name in named if name and name in names):
        a, b, whole = named.index(column), names.index(column), WHOLE.get((file, column))
        seen.cells[file, column] = seen.cells.get((file, column), 0) + len(both)
        for key in both:
            row = theirs[key]
            x, y = row[a] if a < len(row) else "", ours[key][b]
            if x == y:
                continue
            if whole == "crew" or (whole == "blank" and not y):
                seen.whole.add((file, column))
            else:
                seen.differences.append(Difference(case, file, key, column, x, y))


def _presence(official: bool) -> tuple[str, str]:
    return ("listed", "") if official else ("", "listed")


def plain(row: Row, *, stated: bool = False) -> Row:
    """A row without its story; a classification by itself knows neither flag nor stops."""
    bare = msgspec.structs.replace(row, reasons=())
    unsaid: dict[str, None] = dict.fromkeys(
        (
            "best_lap_elapsed second_best_lap second_best_lap_number second_best_lap_elapsed "
            "laps_led class_laps_led"
        ).split()
    )
    if not stated:
        return bare
    return msgspec.structs.replace(
        bare, took_flag=False, stops=0, retired=False, fastest_lap=False, class_fastest_lap=False, **unsaid
    )


def again(data: bytes, name: str, case: Case, *, ruled: bool) -> Score:
    """A written file read and scored, without a file."""
    decoded = decode(data, name)
    decisions = case.decisions if ruled else ()
    timing = measure(decoded.log, load_rulebook(), decoded.entries, kind=case.kind, decisions=decisions)
    return Score(name, decoded, classify(timing))


@pytest.fixture(scope="module")
def seen(published: Path) -> Seen:
    """All cases written, read back and compared, once."""
    found = Seen({}, {}, set(), [], [])
    for case in CASES:
        score = season.score(published / case.laps, kind=case.kind, decisions=case.decisions)
        files = alkamel_files(score)
        laps = again(files[ANALYSIS], ANALYSIS, case, ruled=True)
        if [plain(row) for row in laps.rows] != [plain(row) for row in score.rows]:
            found.not_read_back.append(f"{case.id}: {ANALYSIS}")
        stated = again(files[CLASSIFICATION], CLASSIFICATION, case, ruled=False)
        if [plain(row, stated=True) for row in stated.rows] != [
            plain(row, stated=True) for row in score.rows
        ]:
            found.not_read_back.append(f"{case.id}: {CLASSIFICATION}")
        for file, official in ((ANALYSIS, case.laps), (CLASSIFICATION, case.official)):
            compared(case.id, file, (published / official).read_bytes(), files[file], found)
    return found


def file_of(one: dict[str, Any]) -> str:
    return FILES[one["file"]]


def same_figure(official: str, here: str) -> bool:
    """The same time or number with other zeros at its end: `1.0` and `1`, `1:39.57` and `1:39.570`."""
    (head, point, tail), (mine, _, rest) = official.partition("."), here.partition(".")
    return bool(here and point) and head == mine and tail.rstrip("0") == rest.rstrip("0")


def explained(one: Difference) -> Iterator[str]:
    """Which entries of the list explain a difference."""
    for at, entry in enumerate(ODD["written"]):
        same = same_figure(one.official, one.here)
        if file_of(entry) == one.file and one.column in entry["columns"] and same:
            yield f"written {at} {one.column}"
    for at, entry in enumerate(ODD["cells"]):
        here = (file_of(entry), entry["case"], entry["column"]) == (one.file, one.case, one.column)
        if here and entry["differ"].get(" ".join(one.key)) == [one.official, one.here]:
            yield f"cells {at} {' '.join(one.key)}"


def listed() -> set[str]:
    """Every single difference the list names."""
    written = {
        f"written {at} {column}" for at, entry in enumerate(ODD["written"]) for column in entry["columns"]
    }
    return written | {f"cells {at} {key}" for at, entry in enumerate(ODD["cells"]) for key in entry["differ"]}


# --- tests


def test_every_case_is_read_back_as_it_was_written(seen: Seen) -> None:
    assert len(CASES) >= 102
    assert seen.not_read_back == []


def test_enough_was_compared(seen: Seen) -> None:
    assert seen.rows[ANALYSIS] > 187_000
    assert seen.rows[CLASSIFICATION] > 2_700
    for column in "LAP_TIME ELAPSED HOUR S1 S2 S3 PIT_TIME FLAG_AT_FL CLASS DRIVER_NAME".split():
        assert seen.cells[ANALYSIS, column] > 180_000, column
    for column in "LAPS GAP_FIRST GAP_PREVIOUS CLASS".split():
        assert seen.cells[CLASSIFICATION, column] > 2_700, column
    for column in "POSITION STATUS TOTAL_TIME FL_TIME FL_LAPNUM POS TIME LAP".split():
        assert seen.cells[CLASSIFICATION, column] > 1_300, column


def test_cells_agree_with_the_official_files(seen: Seen) -> None:
    odd = [one for one in seen.differences if not any(explained(one))]
    assert not odd, "\n".join(map(str, odd[:20]))


def test_a_listed_difference_that_heals_fails(seen: Seen) -> None:
    met = {name for one in seen.differences for name in explained(one)}
    assert sorted(listed() - met) == []
    assert WHOLE.keys() - seen.whole == set()


def test_every_listed_difference_has_a_reason() -> None:
    every = [entry for kind in ("blank", "written", "crew", "cells") for entry in ODD[kind]]
    assert every
    assert all(len(entry["because"]) > 20 for entry in every)
