"""The public API on one screen: every name is there, is what its room calls it, and costs nothing before it is used."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import parcferme
from small_race import write_race

STUB = Path(parcferme.__file__).with_suffix(".pyi").read_text(encoding="utf-8")


NAMES: list[str] = vars(parcferme)["__all__"]
"""A stub lends names and says no list of them, so a type checker does not know this one."""


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(parcferme, name)
    assert value.__doc__
    assert name in dir(parcferme)


def test_the_names_a_type_checker_sees_are_those_there_are() -> None:
    seen = [alias.asname for node in ast.parse(STUB).body for alias in getattr(node, "names", ())]
    assert len(seen) == len(set(seen))
    assert set(seen) == set(NAMES)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="attribute scor"):
        getattr(parcferme, "scor")  # noqa: B009


def test_the_version_is_the_one_the_changelog_is_about() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]
    assert parcferme.__version__ == project["version"]
    assert "__version__" in dir(parcferme)


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sys, parcferme; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"polars", "numpy", "msgspec", "typer"} & set(done.stdout.split())


def test_a_race_scored_and_explained(tmp_path: Path) -> None:
    race = parcferme.score(write_race(tmp_path), kind="race", entries=tmp_path / "entries.csv")
    assert race.classification["number"].to_list() == ["81", "7", "007", "12", "3"]
    assert race.laps.height == 12
    assert parcferme.document(race)["classification"][0]["time_us"] == 236_000_000
    assert parcferme.explain(race, "81").row.position == 1
    assert list(race.to_pandas()["number"]) == race.classification["number"].to_list()


def test_the_same_in_single_steps(tmp_path: Path) -> None:
    decoded = parcferme.load(write_race(tmp_path))
    entries, _ = parcferme.load_entries(tmp_path / "entries.csv")
    rulings, _ = parcferme.load_decisions(tmp_path / "decisions.toml")
    timing = parcferme.measure(
        decoded.log, parcferme.load_rulebook(), entries, kind="race", decisions=rulings
    )
    assert [row.number for row in parcferme.classify(timing).rows][:2] == ["7", "81"]


@pytest.mark.parametrize("kind", ["rally", ""])
def test_a_wrong_call_says_what_was_expected(tmp_path: Path, kind: str) -> None:
    with pytest.raises(parcferme.ParcFermeError, match="expected practice, qualifying, race"):
        parcferme.score(write_race(tmp_path), kind=kind)
