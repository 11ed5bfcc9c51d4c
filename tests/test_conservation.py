"""No crossing and no record disappears in silence: the input's lines are counted here, not by the decoders."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import accounting
from parcferme.decoders import sheet
from parcferme.findings import BadLog, ParcFermeError
from parcferme.records import Log
from parcferme.season import Score, score
from small_inputs import INPUTS, PLAIN

ROOT = Path(__file__).parents[1]
CASES = sorted((ROOT / ".." / "shared" / "cases").resolve().glob("*/*"))
CASES = [path for path in CASES if path.suffix in (".csv", ".log", ".html") and path.parent.name != "press"]
NONE = [ROOT]  # without the folder these tests are deselected, not missing

ODD = ["\r", "\x00", "\u200b", "\u202e", '"', ",", ";", "\n", " ", "0", "FLL", "fl", "-", "é", "\t", "12"]


def scored(data: bytes, folder: Path, name: str = "race.csv") -> Score:
    (folder / name).write_bytes(data)
    return score(folder / name, kind="race")


@pytest.mark.parametrize("name", INPUTS)
def test_every_line_of_a_clean_file_counts_or_is_told(name: str, tmp_path: Path) -> None:
    data = INPUTS[name].encode()
    accounting.check(data, scored(data, tmp_path))


@pytest.mark.published
@pytest.mark.parametrize("path", CASES or NONE, ids=lambda path: path.name)
def test_every_line_of_a_case_counts_or_is_told(path: Path, tmp_path: Path, published: Path) -> None:
    data = path.read_bytes()
    try:
        result = scored(data, tmp_path, path.name)
    except ParcFermeError:
        return  # refused as a whole, which is said
    accounting.check(data, result)


PUBLISHED_FILES = (
    "wec/2019-spa-6h-23-analysis.csv",
    "wec/2024-le-mans-24h-23-analysis.csv",
    "formula-e/2025-tokyo-23-analysis.csv",
    "natsoft/qualifying-1-laps.csv",
    "natsoft/race-1-laps.csv",
    "natsoft/qualifying-1-laps.html",
    "natsoft/race-1-laps.html",
    "elms/2014-classification-a.csv",
)


@pytest.mark.published
@pytest.mark.parametrize("file", PUBLISHED_FILES)
def test_every_line_of_a_published_file_counts_or_is_told(file: str, published: Path) -> None:
    path = published / file
    accounting.check(path.read_bytes(), score(path, kind="race"))


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
