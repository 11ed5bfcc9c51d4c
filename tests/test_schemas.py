"""The shipped JSON Schemas: made from the types that read the files, and as strict as they are."""

import datetime as dt
import functools
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcferme import rulebooks
from parcferme.findings import BadRulebook
from parcferme.regulations import parse_rulebook, read_rulebook
from parcferme.season import schema_names, schema_text, shipped_schema
from parcferme.season.schemas import schema

ROOT = Path(__file__).parents[1]
FOLDERS = (ROOT / "seasons", ROOT / "src" / "parcferme")
CHAMPIONSHIP = """\
#:schema ../schemas/championship.schema.json
name = "Sprint Cup"
season = 2020
rulebook = "my-series.toml"
officials = { "clerk of the course" = "Ann Onym" }

[[round]]
number = 1
folder = "1-le-castellet"
start = 2020-07-17
end = 2020-07-19

[[session]]
name = "race-1"
kind = "race"
start = 2020-07-18T10:50:00
length = "60 min"

[[adjustment]]
kind = "deduction"
round = 2
names = ["Racing Point"]
points = 15
source = "stewards, document 46"
"""
ROUND = """\
name = "Le Castellet"
minimum-lap = "1:50"
rules = { race = { compulsory-stop = { minimum = { value = "85 s", source = "team press release" } } } }
session = [{ name = "qualifying-1" }, { name = "race-1", completed = "3/4", red = true }]
"""
DECISIONS = """\
[[decision]]
car = 81
penalty = "time"
seconds = 20.5
article = "31.6"
at = 2020-07-18T11:55:00
"""


@functools.cache
def validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema(name))


def as_json(value: Any) -> Any:
    """TOML as an editor hands it to a schema: dates are texts."""
    if isinstance(value, dict):
        return {key: as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def wrong(name: str, text: str) -> list[str]:
    """What a schema says against a TOML text: the keys and why."""
    errors = validator(name).iter_errors(as_json(tomllib.loads(text)))
    return [f"{one.json_path}: {one.message}" for one in errors]


def kind_of(path: Path) -> str | None:
    """Which schema a shipped TOML file is held against."""
    if "rulebooks" in path.parts or path.name == "rulebook.toml":
        return "rulebook"
    if path.name in ("championship.toml", "round.toml"):
        return path.stem
    return "decisions" if path.name.endswith("decisions.toml") else None


FILES = [path for folder in FOLDERS for path in sorted(folder.rglob("*.toml")) if kind_of(path)]


@pytest.mark.complete
@pytest.mark.parametrize("name", schema_names())
def test_shipped_schema_is_the_one_the_types_give(name: str) -> None:
    """Fails after a change of rules until `parcferme schema --write src/parcferme/schemas` has run."""
    assert shipped_schema(name) == schema_text(name)
    jsonschema.Draft202012Validator.check_schema(schema(name))


@pytest.mark.complete
def test_no_other_schema_is_shipped() -> None:
    shipped = {path.name for path in (ROOT / "src" / "parcferme" / "schemas").iterdir()}
    assert shipped == {f"{name}.schema.json" for name in schema_names()}
    assert set(schema_names()) == {"rulebook", "championship", "round", "decisions"}
    with pytest.raises(KeyError):
        shipped_schema("entries")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_shipped_toml_file_satisfies_its_schema(path: Path) -> None:
    name = kind_of(path)
    assert name and not wrong(name, path.read_text(encoding="utf-8"))


def test_every_rulebook_was_among_them() -> None:
    held = {path.stem for path in FILES if "rulebooks" in path.parts}
    for name in rulebooks.shipped():
        assert {*(rulebooks.eras(name) or [name])} <= held


@pytest.mark.parametrize(
    ("name", "text"), [("championship", CHAMPIONSHIP), ("round", ROUND), ("decisions", DECISIONS)]
)
def test_file_as_people_write_it_satisfies_its_schema(name: str, text: str) -> None:
    assert not wrong(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rulebook", '[race]\nlenght = "60 min"\n'),
        ("rulebook", '[[points]]\nscale = [10]\n[[points.bonus]]\nfor = "pole"\npoint = 1\n'),
        ("rulebook", "[season.2020]\nround = 10\n"),
        ("rulebook", '[race.classified]\nflag = { value = true, articel = "9.3" }\n'),
        ("championship", 'nmae = "Sprint Cup"\n'),
        ("championship", '[[session]]\nname = "race-1"\nkinds = "race"\n'),
        ("round", '[rules.race]\nlenght = "60 min"\n'),
        ("decisions", '[[decision]]\npenalty = "time"\nsecond = 5\n'),
        ("decisions", '[[decisions]]\npenalty = "time"\n'),
    ],
)
def test_unknown_key_is_underlined(name: str, text: str) -> None:
    assert wrong(name, text)


VALUES = {
    "race.length": ['"60 min"', '"28:00.000"', '"1 h"', '"90"', "90", '"1:75.000"', '"90 sec"', "true"],
    "race.laps": ["30", "-1", '"30"', "2.5"],
    "race.classified.share": ['"70 %"', "0.7", '"7/10"', '"most"', '"7 of 10"', "true"],
    "race.classified.rounding": ['"down"', '"half"'],
    "race.each-car": ["true", '"yes"'],
    "timing.missed-over": ['"8/5"', '"1e9"'],
    "points": ['[{ scale = [25, 12.5, "1/7"] }]', '[{ scale = "ten" }]', "25", "[{ scale = 10 }]"],
    "grid": ['[{ from = ["qualifying-1", 2] }]', "[{ from = [true] }]", '[{ reverse-first = "10" }]'],
    "standings": [
        '[{ name = "Drivers", ties = ["counts", { by = "wins" }] }]',
        '[{ unit = "team" }]',
        '[{ name = "x", ties = { value = [{ by = "wins" }], article = "6.2" } }]',
        '{ value = [{ name = "x" }], source = "here" }',
        '[{ name = "x", ties = { value = ["win"] } }]',
    ],
    "season": ["{ 2020 = { rounds = 10 } }", "{ 2020 = 10 }"],
}


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, all_ in VALUES.items() for value in all_])
def test_schema_and_loader_agree_on_a_value(key: str, value: str) -> None:
    text = f"{key} = {value}\n"
    try:
        parse_rulebook(text, "x.toml")
        refused = ""
    except BadRulebook as problem:
        refused = str(problem)
    assert bool(wrong("rulebook", text)) == bool(refused), refused


def test_both_verdicts_occur_for_every_key() -> None:
    for key, values in VALUES.items():
        assert {bool(wrong("rulebook", f"{key} = {value}\n")) for value in values} == {True, False}, key


@given(st.text(alphabet="0123456789:.,' hmins%/-", max_size=8))
def test_time_or_share_the_schema_allows_is_one_the_loader_reads(text: str) -> None:
    quoted = json.dumps(text)
    for key in ("race.length", "race.classified.share"):
        if not wrong("rulebook", f"{key} = {quoted}\n"):
            _, read = read_rulebook(f"{key} = {quoted}\n")
            assert not [one for one in read.problems if one.wrong.startswith("expected")]


def test_keys_are_explained_to_who_types_them() -> None:
    points = schema("rulebook")["$defs"]["PointsRules"]["properties"]
    assert points["tail"]["description"].startswith("`tail`: points of every place beyond the scale")
    assert points["multiplier"]["default"] == 1
    bare = [
        f"{table}.{key}"
        for name in schema_names()
        for table, told in schema(name)["$defs"].items()
        for key, one in told.get("properties", {}).items()
        if not table.endswith("-cited") and not one.get("description")
    ]
    assert not bare


def test_a_schema_is_printed_and_all_of_them_are_written(tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "parcferme", "schema", *arguments],
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )

    assert run().stdout.split() == list(schema_names())
    assert json.loads(run("--json").stdout) == {"schemas": list(schema_names())}
    assert json.loads(run("round").stdout) == schema("round")
    assert run("--write", "schemas").returncode == 0
    assert {path.name for path in (tmp_path / "schemas").iterdir()} == {
        f"{n}.schema.json" for n in schema_names()
    }
    unknown = run("entries")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "no schema 'entries' (there are rulebook, championship, round, decisions)" in unknown.stderr
