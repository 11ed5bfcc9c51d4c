# ruff: noqa: E501 - a row of a table stays a row
"""Every key of text in a rulebook or a championship folder: a name of something there is, and told where it fits nothing.

`test_dead_names.NOWHERE` has a row for each name in a folder. Here stands what is no name (words of the reader's own, or
files that are told when they are read), and a walk that asks of every key of the schemas which of both it is. What a
bare list can know of a rulebook is told there just the same, by every command that reads one.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner

from parcferme.cli import app
from parcferme.findings import BadRulebook
from parcferme.regulations import Label, key_of, parse_rulebook, rule_keys
from parcferme.season import check, season_findings
from parcferme.season.decisions import DECISION_KEYS
from parcferme.season.folder import CalendarRound, ChampionshipFile, RoundFile, SessionFile
from season.test_dead_names import BLOCK, CARRY, LOAD, NOWHERE, PLAYOFFS
from small_championship import FILES, Folder

WORDS = {
    "name", "title", "source", "entries.classes[].title", "handicap[].name", "handicap[].unit",
    "championship.name", "championship.title", "championship.organiser", "championship.officials", "championship.source",
    "championship.note", "round.name", "round.circuit", "round.country", "round.officials", "round.source", "round.note",
    "round.published", "calendar.name", "calendar.circuit", "calendar.country", "session.title", "session.note",
    "session.published", "session.protest-until", "session.changed", "decision.article", "decision.reason",
    "decision.document", "decision.disqualified-for",
}  # fmt: skip
WORDS |= {
    f"adjustment.{key}" for key in ("label", "article", "source", "reason", "document", "disqualified-for")
}
"""Texts that name nothing else: what somebody calls a thing, or says of it."""
REFUSED = {
    "entries.classes[].crews", "entries.classes[].at-least", "entries.classes[].groups[].crews", "standings[].best.keep",
    "race.compulsory-stop.sanction", "practice.compulsory-stop.sanction", "qualifying.compulsory-stop.sanction",
    "championship.zone", "round.zone", "calendar.zone", "session.status", "decision.penalty",
}  # fmt: skip
"""Texts of a closed list: others are refused with their line as they are read (`test_what_is_of_a_closed_list`)."""
FILES_NAMED = {
    "championship.rulebook", "championship.entries", "championship.results", "championship.logo", "calendar.folder",
    "session.file", "session.decisions", "session.weather",
}  # fmt: skip
"""Files: that there is none is told (`test_a_file_that_is_not_there`)."""
DEFINED = {"standings[].name", "entries.classes[].groups[].name", "session.name", "championship.season"}
"""Names that are given here, for others to name."""
BY = {
    "entries.classes[].name": "entries.classes", "race.start-groups[].group": "race.start-groups", "practice.start-groups[].group": "race.start-groups",
    "qualifying.start-groups[].group": "race.start-groups", "timing.decoders": "timing.decoders",
    "championship.classes": "classes", "championship.names": "names", "championship.colours": "colours",
}  # fmt: skip
"""Keys whose row in `NOWHERE` has another name."""


def texts(of: type, name: str) -> Iterator[str]:
    """The keys of a struct that hold texts."""
    for field in msgspec.structs.fields(of):
        kinds = (
            [field.type, *typing.get_args(field.type)]
            if isinstance(field.type, types.UnionType)
            else [field.type]
        )
        inner = [one for kind in kinds for one in (kind, *typing.get_args(kind))]
        if str in inner or Label in inner:
            yield f"{name}.{key_of(field.name)}"


def every_text() -> set[str]:
    found = {re.sub(r"^season\.\*\.adjustment\[\]", "adjustment", key) for key, kind in rule_keys()
             if kind in (str, Label, tuple[str, ...])}  # fmt: skip
    for of, name in (
        (ChampionshipFile, "championship"),
        (CalendarRound, "calendar"),
        (RoundFile, "round"),
        (SessionFile, "session"),
    ):
        found |= set(texts(of, name))
    numbers = {"seconds", "laps", "lap", "places", "served", "at", "driving", "licence-points"}
    return found | {f"decision.{key_of(key)}" for key in DECISION_KEYS if key_of(key) not in numbers}


def row_of(key: str) -> str:
    return BY.get(key, key.replace("[]", ""))


def test_every_text_is_a_name_that_is_told_or_said_why_not() -> None:
    others = WORDS | REFUSED | FILES_NAMED | DEFINED
    names = every_text() - others
    assert {key for key in names if row_of(key) not in NOWHERE} == set()
    assert others - every_text() == set()


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("entries.classes[].crews", '[[entries.classes]]\nname = "GT"\ncrews = ["GX"]\n'),
        ("entries.classes[].at-least", '[[entries.classes]]\nname = "GT"\nat-least = ["X"]\n'),
        ("entries.classes[].groups[].crews", '[[entries.classes]]\nname = "GT"\ngroups = [{ name = "Am", crews = ["XX"] }]\n'),
        ("standings[].best.keep", 'best = { drop = 1, keep = ["retired"] }\n'),
        *((f"{kind}.compulsory-stop.sanction", f'[{kind}.compulsory-stop]\nopens = "1 min"\ncloses = "2 min"\nminimum = "1 s"\nsanction = "smack"\n')
          for kind in ("race", "practice", "qualifying")),
        ("championship.zone", 'zone = "Europe/Pairs"\n'), ("round.zone", 'zone = "Europe/Pairs"\n'),
        ("calendar.zone", '[[round]]\nnumber = 3\nzone = "Europe/Pairs"\n'), ("session.status", 'status = "offical"\n'),
        ("decision.penalty", '[[decision]]\ncar = "7"\npenalty = "smack"\n'),
    ],
)  # fmt: skip
def test_what_is_of_a_closed_list_is_refused_with_its_line(season: Folder, key: str, line: str) -> None:
    of = key.partition(".")[0]
    file = {"championship": "championship.toml", "calendar": "championship.toml", "round": "1-spa/round.toml",
            "session": "1-spa/round.toml", "decision": "1-spa/race-1.decisions.toml"}.get(of, "cup.toml")  # fmt: skip
    before = FILES.get(file, "")
    text = line + before if key == "round.zone" else before + line
    if key == "championship.zone":
        text = before.replace('zone = "Europe/Paris"\n', line)
    told = [one for one in season_findings(season({file: text})) if one.severity.value == "error"]
    places = {one.where.file for one in told if one.where.line}
    # A zone of the whole season is told where the first round is held by it.
    assert places & {file, "1-spa/round.toml"}, told


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("championship.toml", 'rulebook = "cpu.toml"\n'), ("championship.toml", 'entries = "entires.csv"\n'),
        ("championship.toml", 'results = "all.csv"\n'), ("championship.toml", 'logo = "logo.svg"\n'),
        ("championship.toml", '[[round]]\nnumber = 3\nfolder = "imola"\n'), ("1-spa/round.toml", 'file = "race-7.csv"\n'),
        ("1-spa/round.toml", 'decisions = "rulings.toml"\n'), ("1-spa/round.toml", 'weather = "w.csv"\n'),
    ],
)  # fmt: skip
def test_a_file_that_is_not_there_is_told(season: Folder, file: str, line: str) -> None:
    before = (
        FILES[file].replace('rulebook = "cup.toml"\n', "") if line.startswith("rulebook") else FILES[file]
    )
    told = season_findings(season({file: before + line}))
    assert any(one.where.file == file and one.where.line for one in told), told


# --- what a bare list knows of a rulebook

LIST = """season,round,event,session,kind,position,number,driver,class,team
2024,1,Spa,qualifying-1,qualifying,1,81,Bob,GT,Second
2024,1,Spa,race-1,race,1,7,Ann,GT,First
2024,1,Spa,race-1,race,2,81,Bob,GT,Second
2024,2,Monza,race-1,race,1,81,Bob,GT,Second
2024,2,Monza,race-1,race,2,50,Cy,Clio,Third
"""
CUP = FILES["cup.toml"]


OF_THE_BOOK = ("points.tables", "handicap.table", "playoffs.table")
"""Names of what the rulebook has itself: nothing has to be looked up, and it is refused."""


@pytest.mark.parametrize("key", OF_THE_BOOK)
def test_a_table_the_rulebook_does_not_have_is_refused(key: str) -> None:
    with pytest.raises(BadRulebook, match="no table is called 'drvers'"):
        parse_rulebook(NOWHERE[key][0]["cup.toml"], "cup.toml")


def in_list(key: str) -> str | None:
    """The rulebook of a row of `NOWHERE`, where it is the rulebook alone that is changed."""
    files: Mapping[str, str] = NOWHERE[key][0]
    told = NOWHERE[key][1] not in ("rulebook-unusable", "table-empty")
    return (
        files["cup.toml"]
        if set(files) == {"cup.toml"} and told and key not in ("timing.decoders", *OF_THE_BOOK)
        else None
    )


EXTRA = {
    "a ruling for a round nobody knows": (CUP + '[[season.2024.adjustment]]\nkind = "deduction"\nnames = ["Ann"]\nround = 7\npoints = 1\n', "rounds-to-come"),
    "a ban for a round nobody knows": (CUP + '[[season.2024.adjustment]]\nkind = "not-scoring"\nnames = ["Ann"]\nround = 7\n', "rounds-to-come"),
    "rounds kept that nobody knows": (CUP + "best = { drop = 1, keep-rounds = [9] }\n", "rounds-to-come"),
    "points of a round nobody knows": (CUP + BLOCK + "rounds = [5]\n", "rounds-to-come"),
    "a handicap at a round nobody knows": (CUP + LOAD + 'by = "last-race"\nat = [6]\n', "rounds-to-come"),
    "a ruling beyond the last round": (CUP + '[season.2024]\nrounds = 3\n[[season.2024.adjustment]]\nkind = "deduction"\nnames = ["Ann"]\nround = 7\npoints = 1\n', "rule-fits-nothing"),
    "rounds kept beyond the last": (CUP + "best = { drop = 1, keep-rounds = [9] }\n[season.2024]\nrounds = 3\n", "rule-fits-nothing"),
    "more rounds to be ranked than there are": (CUP + "ranked = { rounds = 4 }\n[season.2024]\nrounds = 3\n", "rounds-beyond"),
    "playoffs beyond the last round": (CUP + PLAYOFFS.replace("last-round = 2", "last-round = 9") + 'table = "drivers"\n[season.2024]\nrounds = 3\n', "rounds-beyond"),
    "a cut beyond the last round": (CUP + PLAYOFFS.replace("last-round = 2", "last-round = 6") + 'table = "drivers"\ncuts = [{ round = 5, keep = 1 }]\n[season.2024]\nrounds = 6\n', None),
    "fewer rounds than there are results of": (CUP + "[season.2024]\nrounds = 1\n", "rounds-more"),
    "a driver nobody knows": (CUP + '[[season.2024.adjustment]]\nkind = "deduction"\nnames = ["Anne"]\npoints = 1\n', "adjustment-name-unknown"),
    "a session nobody knows": (CUP + '[[season.2024.adjustment]]\nkind = "not-scoring"\nnames = ["Ann"]\nsession = "rce-1"\n', "rule-fits-nothing"),
    "a table nobody knows": (CUP + '[[season.2024.adjustment]]\nkind = "deduction"\nnames = ["Ann"]\npoints = 1\ntables = ["drvers"]\n', "rule-fits-nothing"),
    "the place in a group of nobody": (CUP + 'place = "group"\n', "rule-idle"),
    "a table of nominated cars": (CUP + '[[standings]]\nname = "teams"\nunit = "team"\ncars = "nominated"\n', "table-empty"),
    "a table for each group": (CUP + "each-group = true\n", "table-empty"),
    "a car nobody shared": (CUP + '[[season.2024.adjustment]]\nkind = "shared-car"\nnames = ["Ann"]\nround = 1\n', "rule-idle"),
    "a fastest lap nobody rewards": (CUP + '[[season.2024.adjustment]]\nkind = "shared-lap"\nnames = ["Ann", "Bob"]\nround = 1\n', "rule-idle"),
    "points taken from a driver in a table of teams": (CUP + '[[standings]]\nname = "teams"\nunit = "team"\n[[season.2024.adjustment]]\nkind = "deduction"\nnames = ["Ann"]\npoints = 1\ntables = ["teams"]\n', "ruling-without-effect"),
    "a ban from a session its round has none of": (CUP + '[[season.2024.adjustment]]\nkind = "not-scoring"\nnames = ["Ann"]\nround = 1\nsession = "sprint"\n', "ruling-without-effect"),
    "a value no deduction asks for": (CUP + '[[season.2024.adjustment]]\nkind = "deduction"\nnames = ["Ann"]\npoints = 1\nscale = [3]\n', "rule-idle"),
    "carried penalties": (CUP + CARRY + 'races = ["rce"]\n', "rule-fits-nothing"),
}  # fmt: skip
OF_LISTS: dict[str, tuple[str, str | None]] = {
    **{key: (text, NOWHERE[key][1]) for key in NOWHERE if (text := in_list(key)) is not None},
    **EXTRA,
}


@pytest.mark.parametrize("key", OF_LISTS)
def test_a_bare_list_tells_it_too_in_every_command(tmp_path: Path, key: str) -> None:
    rules, code = OF_LISTS[key]
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "cup.toml").write_text(rules, encoding="utf-8")
    (checked,) = check(tmp_path / "list.csv", rulebook=tmp_path / "cup.toml")
    told = [one for one in checked.findings if one.code == code]
    if code is None:
        assert not {one.code for one in checked.findings} & {"rounds-beyond", "rounds-to-come"}
        return
    assert told, f"{key} is silent"
    without_key = ("adjustment-name-unknown", "ruling-without-effect")
    assert all(one.where.line for one in told if one.code not in without_key), told
    for command in ("standings", "chances"):
        ran = CliRunner().invoke(
            app,
            [
                command,
                "--results",
                str(tmp_path / "list.csv"),
                "--rulebook",
                str(tmp_path / "cup.toml"),
                "--json",
            ],
        )
        assert f'"code": "{code}"' in ran.output, f"{command} is silent: {ran.output[:400]}"


def test_the_list_by_itself_has_nothing_odd(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "cup.toml").write_text(CUP, encoding="utf-8")
    (checked,) = check(tmp_path / "list.csv", rulebook=tmp_path / "cup.toml")
    assert checked.findings == ()


def test_rounds_to_come_of_rules_and_rulings_are_one_line(tmp_path: Path) -> None:
    text = (
        CUP
        + BLOCK
        + 'rounds = [5, 6]\n[[season.2024.adjustment]]\nkind = "not-scoring"\nnames = ["Ann"]\nround = 7\n'
    )
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "cup.toml").write_text(text, encoding="utf-8")
    (checked,) = check(tmp_path / "list.csv", rulebook=tmp_path / "cup.toml")
    values: dict[str, Any] = {"key": "points[1].rounds", "rounds": [5, 6, 7], "last": 2, "count": 3}
    assert [(one.code, dict(one.values)) for one in checked.findings] == [("rounds-to-come", values)]


@pytest.mark.parametrize(
    ("file", "key"),
    [("championship.toml", "adjustment[0].factor"), ("1-spa/round.toml", "adjustment[0].factor"), ("cup.toml", "season.2024.adjustment[0].factor")],
)  # fmt: skip
def test_a_value_that_does_nothing_is_told_where_it_stands(season: Folder, file: str, key: str) -> None:
    head = "season.2024.adjustment" if file == "cup.toml" else "adjustment"
    text = (
        FILES[file] + f'[[{head}]]\nkind = "deduction"\nnames = ["Ann"]\npoints = 1\nround = 1\nfactor = 2\n'
    )
    (told,) = [one for one in season_findings(season({file: text})) if one.code == "rule-idle"]
    at = len(text.splitlines())
    assert (told.where.file, told.where.line, told.values["key"]) == (file, at, key)
