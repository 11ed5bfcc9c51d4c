"""The two TOML files of a championship folder, and a round's rules laid over the rulebook."""

import itertools
import re
import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import pytest

from parcferme import rulebooks
from parcferme.regulations import Adjustment, parse_rulebook, toml_keys
from parcferme.season.folder import (
    CalendarRound,
    ChampionshipFile,
    RoundFile,
    SessionFile,
    overruled,
    read_folder_toml,
)

BOOK = """\
name = "cup"
[race]
length = "60 min"
flag = { tolerance = "5 s" }
[race.compulsory-stop]
opens = "20 min"
closes = "30 min"
minimum = { value = "85 s", article = "9.1" }
[[points]]
scale = [12.5, 6, "1/7"]
"""


def round_with(rules: str) -> Any:
    said, text, findings = read_folder_toml(RoundFile, f"number = 1\n{rules}", "1-x/round.toml")
    assert said is not None
    return text, findings


def test_what_a_round_does_not_name_stays_as_in_the_rulebook() -> None:
    text, findings = round_with('[rules.race.compulsory-stop]\nminimum = { value = "95 s", article = "2" }\n')
    book, _, wrong = overruled(BOOK, text)
    assert (findings, wrong) == ((), ())
    stop = book.race.compulsory_stop
    assert stop is not None
    assert (stop.opens, stop.closes, stop.minimum) == (1_200_000_000, 1_800_000_000, 95_000_000)
    assert book.cite("race.compulsory-stop.minimum").article == "2"
    assert book.race.length == 3_600_000_000
    assert book.points[0].scale == (Fraction(25, 2), Fraction(6), Fraction(1, 7))


def test_a_list_is_replaced_whole() -> None:
    text, _ = round_with("[[rules.points]]\nscale = [3, 2, 1]\n")
    assert overruled(BOOK, text)[0].points[0].scale == tuple(map(Fraction, (3, 2, 1)))


def test_a_rule_nobody_knows_is_told_and_left_out() -> None:
    text, findings = round_with('[rules.race]\nlenght = "3 s"\nlength = "50 min"\n')
    assert [(one.where.file, one.where.line) for one in findings] == [("1-x/round.toml", 3)]
    assert "nearest is 'length'" in str(findings[0].values["problem"])
    assert overruled(BOOK, text)[0].race.length == 3_000_000_000


def test_rules_that_contradict_the_rulebook_are_told_where_the_round_says_them() -> None:
    text, _ = round_with('[rules.race.compulsory-stop]\nopens = "40 min"\n')
    wrong = overruled(BOOK, text)[2]
    assert (wrong[0].where.file, wrong[0].where.line) == ("1-x/round.toml", 2)
    assert "closes before it opens" in str(wrong[0].values["problem"])


@pytest.mark.parametrize("name", rulebooks.shipped())
def test_a_round_without_rules_changes_nothing_in_any_rulebook(name: str) -> None:
    text, _ = round_with("")
    before = rulebooks.text(name)
    book, merged, wrong = overruled(before, text)
    assert wrong == ()
    assert book == parse_rulebook(before, name)
    assert parse_rulebook(merged, name) == book


def test_a_championship_says_who_officiates_and_what_names_mean() -> None:
    said, _, findings = read_folder_toml(
        ChampionshipFile,
        'name = "x"\nseason = 2024\n[officials]\nclerk = "C. Lerk"\n[names]\n"A. Onym" = "Ann Onym"\n',
        "championship.toml",
    )
    assert findings == ()
    assert said is not None
    assert (said.season, said.officials, said.names) == (
        "2024",
        {"clerk": "C. Lerk"},
        {"A. Onym": "Ann Onym"},
    )


def test_every_key_of_the_folder_is_on_its_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "championship-folder.md").read_text(encoding="utf-8")
    said = {word for code in re.findall(r"`([^`\n]+)`", page) for word in re.findall(r"[\w-]+", code)}
    for cls in (ChampionshipFile, RoundFile):
        keys = {key.replace("[]", "") for key, _ in toml_keys(cls) if not key.startswith("rules.")}
        assert len(keys) > 20
        assert {part for key in keys for part in key.split(".") if part != "*"} <= said


@pytest.mark.parametrize(
    "odd", ['"a\\u007f\\n\\"b\\\\"', "1e999999999", "inf", "-nan", "2020-07-18T10:00:00Z", "07:30:00"]
)
def test_an_odd_value_in_the_rulebook_is_handed_on_as_it_is(odd: str) -> None:
    text, _ = round_with('[rules.race]\nlength = "50 min"\n')
    book, merged, _ = overruled(f"{BOOK}[carry]\nodd = {odd}\n", text)
    assert book.race.length == 3_000_000_000
    before, after = (tomllib.loads(one, parse_float=Decimal) for one in (f"odd = {odd}", merged))
    assert str(after["carry"]["odd"]) == str(before["odd"]) or str(before["odd"]).lower() in (
        "-nan",
        "infinity",
    )


@pytest.mark.parametrize(
    ("heading", "struct"),
    [
        ("| key of `[[adjustment]]` |", Adjustment),
        ("| key of `[[session]]` |", SessionFile),
        ("| key of `[[round]]` |", CalendarRound),
    ],
)
def test_the_page_names_the_keys_there_are_and_no_others(heading: str, struct: type[msgspec.Struct]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "championship-folder.md").read_text(encoding="utf-8")
    rows = itertools.takewhile(lambda line: line.startswith("|"), page.partition(heading)[2].splitlines()[1:])
    named = [key for row in rows for key in re.findall(r"`([\w-]+)`", row.split("|")[1])]
    there = [field.replace("_", "-") for field in struct.__struct_encode_fields__]
    assert sorted(named) == sorted(there)
