"""No crossing and no record disappears in silence: the input's lines are counted here, not by the decoders."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import accounting
from conftest import PUBLISHED
from damaged_races import damaged as damaged_race
from parcferme.codec import encode
from parcferme.decoders import Decoded, is_result_list, parse_seasons, result_table, sheet, sniffing, text_of
from parcferme.findings import BadLog, ParcFermeError
from parcferme.records import Log
from parcferme.season import Score, score
from small_inputs import EVERY, INPUTS, PLAIN

READ = (".csv", ".log", ".html", ".json")
CASES = sorted(
    p for p in (PUBLISHED.parent / "cases").rglob("*") if p.suffix in READ and p.parent.name != "press"
)
NONE = [PUBLISHED]  # without the folder these tests are deselected, not missing

ODD = ["\r", "\x00", "\u200b", "\u202e", '"', ",", ";", "\n", " ", "0", "FLL", "fl", "-", "é", "\t", "12"]


def scored(data: bytes, folder: Path, name: str = "race.csv") -> Score:
    (folder / name).write_bytes(data)
    return score(folder / name, kind="race")


@pytest.mark.parametrize("name", INPUTS)
def test_every_line_of_a_clean_file_counts_or_is_told(name: str, tmp_path: Path) -> None:
    data = INPUTS[name].encode()
    accounting.check(data, scored(data, tmp_path))


@pytest.mark.published
@pytest.mark.parametrize("path", CASES or NONE, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_line_of_a_case_counts_or_is_told(path: Path, tmp_path: Path, published: Path) -> None:
    data = path.read_bytes()
    assert listed(data, path.name) or accounted(data, tmp_path, path.name) or refused(path)


def accounted(data: bytes, folder: Path, name: str) -> bool:
    """Whether it is a session's file whose lines are all accounted for; one that is refused is none."""
    try:
        result = scored(data, folder, name)
    except ParcFermeError:
        return False  # refused as a whole, which is said
    accounting.check(data, result)
    return True


def listed(data: bytes, name: str) -> bool:
    """Whether it is a list of results whose rows are all accounted for."""
    text = text_of(data)
    if not is_result_list(text):
        return False
    try:
        seasons, findings = parse_seasons(text, name)
    except ParcFermeError:
        return False
    accounting.check_list(data, [one for results in seasons.values() for one in results], findings)
    return True


def refused(path: Path) -> bool:
    """Whether it is no timing file of a format that is read: an entry list, weather, another program's export."""
    with pytest.raises(ParcFermeError):
        score(path, kind="race")
    return True


PUBLISHED_FOLDERS = (
    "acc", "elms", "f1", "formula-e", "grcup", "imsa/2021", "imsa/2022", "imsa/2023", "motogp-2023",
    "nascar-xfinity-2023", "natsoft", "wec",
)  # fmt: skip
WITHOUT_RESULTS = ("weather", "championship", "standings", "official")  # in their names; and pages of results


@pytest.mark.published
@pytest.mark.parametrize("folder", PUBLISHED_FOLDERS)
def test_every_line_of_every_published_file_counts_or_is_told(folder: str, published: Path) -> None:
    """All of them, the longest 24 hours too: 760,000 lines."""
    files = sorted(path for path in (published / folder).rglob("*") if path.suffix in READ)
    checked = 0
    for path in files:
        if any(word in path.name for word in WITHOUT_RESULTS) or path.name.endswith("results.html"):
            continue
        data = path.read_bytes()
        if not listed(data, path.name):
            accounting.check(data, score(path, kind="race"))
        checked += 1
    assert checked, f"nothing was checked: {files[:3]}"


# --- altered: a row gone, twice, or with a cell of another


def altered(data: bytes, seed: int) -> tuple[str, bytes]:
    """A file with one to three rows dropped, doubled, swapped with another or with a character typed wrong."""
    pick, done = random.Random(seed), []
    rows = data.splitlines(keepends=True)
    for _ in range(pick.randint(1, 3)):
        at, what = pick.randrange(1, max(2, len(rows))), pick.choice(["drop", "twice", "swap", "type"])
        if at >= len(rows):
            continue
        if what == "drop":
            del rows[at]
        elif what == "twice":
            rows.insert(pick.randrange(at, len(rows)) + 1, rows[at])
        elif what == "swap":
            other = pick.randrange(1, len(rows))
            rows[at], rows[other] = rows[other], rows[at]
        else:
            place = pick.randrange(max(1, len(rows[at].rstrip())))
            typed = pick.choice([b"x", b"", b"7", b":", b"\t", b".", b"-"])
            rows[at] = rows[at][:place] + typed + rows[at][place + 1 :]
        done.append(f"{what} {at + 1}")
    return ", ".join(done), b"".join(rows)


SMALL = (
    "acc/190924_194407_Q.json",
    "elms/2014-classification-a.csv",
    "grcup/vir/race-1-03-results-official.csv",
    "imsa/2021/05-sebring-international-raceway/202103191205-qualifying---lmp3-position---points-laps.csv",
    "imsa/2021/05-sebring-international-raceway/202103191205-qualifying---lmp3-position---points-results.csv",
    "natsoft/qualifying-1-laps.csv",
    "natsoft/qualifying-1-laps.html",
)


@pytest.mark.published
@pytest.mark.parametrize("path", [*(PUBLISHED / one for one in SMALL), *CASES], ids=lambda path: path.name)
def test_every_line_of_an_altered_file_counts_or_is_told(path: Path, tmp_path: Path, published: Path) -> None:
    if path.stat().st_size > 120_000:
        return  # every row of it is in the tests above; here it is the kinds of rows that matter
    for seed in range(8):
        what, data = altered(path.read_bytes(), seed)
        try:
            _ = listed(data, path.name) or accounted(data, tmp_path, path.name)
        except AssertionError as odd:
            raise AssertionError(f"{what}: {odd}") from odd


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_every_record_of_a_generated_race_counts_or_is_told(seed: int, tmp_path: Path) -> None:
    """Races with ghosts, doubles and misses, written as a log, and with a record dropped or doubled."""
    data = encode(damaged_race(seed).log)
    accounting.check(data, scored(data, tmp_path, "race.log"))
    _, data = altered(data, seed)
    assert accounted(data, tmp_path, "race.log")


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """An input with one to four odd things: a row gone astray, twice, swapped, cut; a character of another kind."""
    name = draw(st.sampled_from(sorted(INPUTS)))
    text = INPUTS[name]
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        what = draw(st.sampled_from(["insert", "delete", "replace", "cut", "repeat", "shuffle", "blank"]))
        lines = text.split("\n")
        row = draw(st.integers(1, max(1, len(lines) - 1)))
        if what == "insert":
            text = text[:at] + draw(st.sampled_from(ODD)) + text[at:]
        elif what == "delete":
            text = text[:at] + text[at + draw(st.integers(1, 12)) :]
        elif what == "replace":
            text = text[:at] + draw(st.sampled_from(ODD)) + text[at + 1 :]
        elif what == "cut":
            text = text[: max(at, len(text) // 2)]
        elif what == "repeat":
            text = "\n".join([*lines[:row], *lines[row - 1 : row], *lines[row:]])
        elif what == "shuffle":
            body = lines[1:-1]
            random.Random(draw(st.integers(0, 99))).shuffle(body)
            text = "\n".join([lines[0], *body, lines[-1]]) if name != "log" else text
        else:
            text = "\n".join([*lines[:row], "", *lines[row:]])
    return name, text.encode()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damaged())
def test_whatever_is_odd_about_an_input_no_line_of_it_is_lost(
    tmp_path: Path, made: tuple[str, bytes]
) -> None:
    _, data = made
    try:
        result = scored(data, tmp_path)
    except BadLog:
        return  # refused as a whole, which is said
    accounting.check(data, result)


# --- a decoder that loses a row is found


Reader = Callable[[bytes, str], Decoded]


def _without_row(read: Reader, row: int) -> Reader:
    """A decoder that loses the records of one line; of a file without lines the record with that number."""

    def losing(data: bytes, name: str) -> Decoded:
        whole = read(data, name)
        seqs, lines = accounting.standing(whole)
        gone = set(seqs[(lines if lines.any() else seqs) == row].tolist())
        frame = whole.log.passings.filter(~pl.col("seq").is_in(sorted(gone)))
        events = tuple(event for event in whole.log.events if event.seq not in gone)
        return msgspec.structs.replace(whole, log=Log(frame, events))

    return losing


@pytest.mark.parametrize("name", EVERY)
def test_each_row_that_a_decoder_drops_is_noticed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of every format, and of every row of a file in it: passings, flags, results, laps of a game."""
    data, formats = EVERY[name].encode(), sniffing.FORMATS
    whole = scored(data, tmp_path)
    accounting.check(data, whole)
    seqs, lines = accounting.standing(whole.decoded)
    rows = sorted(set((lines if lines.any() else seqs).tolist()) - {0})
    assert len(rows) > 2
    for row in rows:
        losing = tuple(one._replace(decode=_without_row(one.decode, row)) for one in formats)
        monkeypatch.setattr(sniffing, "FORMATS", losing)
        with pytest.raises(AssertionError, match="neither counted nor told"):
            accounting.check(data, scored(data, tmp_path))


@pytest.mark.parametrize("drop", range(4))
def test_a_row_that_the_reader_of_lists_drops_is_noticed(drop: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(
        f"{number},race,{place},{car}\n" for number in (1, 2) for place, car in ((1, "7"), (2, "8"))
    )
    data = ("round,session,position,number\n" + rows).encode()
    assert listed(data, "list.csv")
    whole = result_table.Table.__init__

    def losing(self: result_table.Table, *args: Any, **more: Any) -> None:
        whole(self, *args, **more)
        del self.rows[drop], self.lines[drop]

    monkeypatch.setattr(result_table.Table, "__init__", losing)
    with pytest.raises(AssertionError, match="neither counted nor told"):
        listed(data, "list.csv")


def _sheet_that_loses_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sheet.Sheet.__init__

    def losing(self: sheet.Sheet, *args: Any, **more: Any) -> None:
        whole(self, *args, **more)
        self._leave_out(np.array([len(self) - 1]))
        self._as_grid()

    monkeypatch.setattr(sheet.Sheet, "__init__", losing)


def _log_that_loses_a_passing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole: Callable[..., Log] = Log.of.__func__  # type: ignore[attr-defined]

    def losing(cls: type[Log], passings: pl.DataFrame | None = None, events: Any = ()) -> Log:
        frame = None if passings is None or not passings.height else passings.filter(pl.col("line") != 3)
        return whole(cls, frame, [event for event in events if event.line != 3])

    monkeypatch.setattr(Log, "of", classmethod(losing))


@pytest.mark.parametrize("lose", [_sheet_that_loses_a_row, _log_that_loses_a_passing])
@pytest.mark.parametrize("name", ["plain", "analysis", "natsoft", "classification"])
def test_a_row_that_a_decoder_drops_is_noticed(
    name: str, lose: Callable[[pytest.MonkeyPatch], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(monkeypatch)
    data = INPUTS[name].encode()
    with pytest.raises(AssertionError, match="neither counted nor told"):
        accounting.check(data, scored(data, tmp_path))


def test_a_finding_that_hides_its_line_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = PLAIN.replace("10:02:02.500,passing", "10:02:02.500,pasing").encode()
    accounting.check(data, scored(data, tmp_path))
    monkeypatch.setattr("parcferme.findings.Finding.leaving_out", lambda self, *lines: self)
    with pytest.raises(AssertionError, match="neither counted nor told: lines \\[9\\]"):
        accounting.check(data, scored(data, tmp_path))
