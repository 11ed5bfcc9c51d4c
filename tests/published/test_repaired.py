"""Each race case repaired from the command line to what is right of it, and a published race with a passing removed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from parcferme.cli import app

pytestmark = pytest.mark.published


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(one) for one in arguments], env={"COLUMNS": "100"})
    assert "Traceback" not in done.output
    return done.exit_code, done.stdout


def result(file: Path, *options: object) -> list[tuple[object, ...]]:
    rows = json.loads(run("score", file, "--kind", "race", "--json", *options)[1])["classification"]
    return [(row["number"], row["laps"], row["time"], row["best_lap"]) for row in rows]


@pytest.mark.parametrize(
    ("name", "beside", "right"),
    [
        ("02-ghost-mid-lap.csv", {"--rulebook": "02-rules.toml"},
         [("1", 5, "7:30.000", "1:30.000"), ("2", 5, "7:31.000", "1:30.000")]),
        ("23-missed-passing-one-loop.csv", {},
         [("1", 8, "12:00.000", "1:30.000"), ("2", 8, "12:01.000", "1:30.000"), ("3", 8, "12:02.000", "1:30.000")]),
        ("swap-plain.csv", {}, [("7", 4, "4:00.000", "1:00.000"), ("8", 4, "4:20.000", "1:05.000")]),
        ("dst-local.csv", {}, [("7", 2, "3:00.000", "1:30.000"), ("8", 2, "3:01.500", "1:30.500")]),
        ("flag-before-start.csv", {}, [("7", 2, "3:00.000", "1:30.000"), ("8", 2, "3:01.000", "1:30.000")]),
        ("56-two-start-groups.csv", {"--entries": "56-entries.csv"},
         [("1", 8, "8:00.000", "1:00.000"), ("2", 8, "8:08.000", "1:01.000"),
          ("51", 6, "7:00.000", "1:10.000"), ("52", 6, "7:06.000", "1:11.000")]),
    ],
)  # fmt: skip
def test_a_case_is_repaired_to_what_is_right_of_it(
    published: Path, tmp_path: Path, name: str, beside: dict[str, str], right: list[tuple[object, ...]]
) -> None:
    cases = published.parent / "cases" / "race"
    for file in (name, *beside.values()):
        shutil.copy(cases / file, tmp_path)
    options = [part for option, file in beside.items() for part in (option, tmp_path / file)]
    assert run("repair", tmp_path / name, "--kind", "race", *options, "--all")[0] == 0
    assert result(tmp_path / name, *options) == right


@pytest.mark.parametrize("form", ["csv", "log"])
def test_a_published_race_with_a_passing_removed_is_repaired_to_the_published_result(
    published: Path, tmp_path: Path, form: str
) -> None:
    """Six hours of Spa 2019: without the crossing that ended its lap 40 car 8 falls from second to third."""
    source = published / "wec" / "2019-spa-6h-23-analysis.csv"
    whole, cut = tmp_path / f"whole.{form}", tmp_path / f"cut.{form}"
    options: list[object] = []
    if form == "csv":
        lines = source.read_text(encoding="utf-8-sig").splitlines(keepends=True)
        kept = [line for line in lines if line.split(";")[0:3:2] != ["8", "40"]]
    else:
        options = ["--entries", tmp_path / "entries.csv"]
        run("import", source, "--kind", "race", "--out", whole, "--entries-out", options[1])
        lines = whole.read_text().splitlines(keepends=True)
        kept = [line for line in lines if '"at":"15:14:22.256","loop":"FL","car":"8"' not in line]
    assert len(kept) == len(lines) - 1
    whole.write_text("".join(lines))
    cut.write_text("".join(kept))

    def order(file: Path) -> list[tuple[object, ...]]:
        return [one[:3] for one in result(file, *options)]

    assert [one[0] for one in order(cut)][:3] == ["7", "1", "8"]
    assert run("repair", cut, "--kind", "race", *options, "--all")[0] == 0
    assert [one[0] for one in order(whole)][:3] == ["7", "8", "1"]
    assert order(cut) == order(whole)
