# ruff: noqa: E501 - a row of a table stays a row
"""Keys that change nothing beside the others are told with what they need, and only those."""

from __future__ import annotations

import json
import re
from textwrap import dedent

import pytest

from parcferme.regulations import Adjustment, idle_in_ruling, idle_keys, parse_rulebook, read_rulebook
from test_every_key import FULL, TABLE, WALK, tables

POINTS = "[[points]]\nscale = [10, 6, 4]\n"
GRID = "[[grid]]\n"
LOAD = '[[handicap]]\nname = "x"\nunit = "kg"\n'
PLAYOFFS = '[playoffs]\ntable = "T"\nregular-rounds = 1\nlast-round = 2\nseeds = 2\nbase = 100\n'
BARE = POINTS + TABLE
TABLES = {
    "points[0].tail-to": (f"{POINTS}tail-to = 9\n{TABLE}", "tail"),
    "points[0].tail-of": (f"{POINTS}tail-of = 'started'\n{TABLE}", "tail"),
    "points[0].field": (f"{POINTS}field = 'entered'\n{TABLE}", "per-car"),
    "points[0].reduced": (f"{POINTS}reduced = {{ only-after-red = true }}\n{TABLE}", "bands"),
    "points[0].bonus[0].points": (f"{POINTS}bonus = [{{ for = 'pole', points = 0 }}]\n{TABLE}", "0"),
    "points[0].bonus[0].at-least": (f"{POINTS}bonus = [{{ for = 'pole', points = 1, at-least = 3 }}]\n{TABLE}", "incidents"),
    "points[0].bonus[0].at-most": (f"{POINTS}bonus = [{{ for = 'pole', points = 1, at-most = 3 }}]\n{TABLE}", "incidents"),
    "standings[0].cars": (f"{BARE}cars = 'best'", "unit"),
    "standings[0].cars-counted": (f"{BARE}unit = 'team'\ncars-counted = 2", 'cars = "best"'),
    "standings[0].shared": (f"{BARE}unit = 'team'\nshared = 'split'", "unit"),
    "standings[0].best.keep": (f"{BARE}best = {{ keep = ['disqualified'] }}", "drop"),
    "standings[0].best.kinds": (f"{BARE}best = {{ kinds = ['race'] }}", "drop"),
    "standings[0].best.keep-rounds": (f"{BARE}best = {{ keep-rounds = [1] }}", "drop"),
    "standings[0].best.by": (f"{BARE}best = {{ by = 'round' }}", "drop"),
    "standings[0].best.split": (f"{BARE}best = {{ of-round = 1, split = 'larger-first' }}", "drop"),
    "standings[0].best.at-once": (f"{BARE}best = {{ count = 1, at-once = true }}", "drop"),
    "standings[0].ranked.grid": (f"{BARE}ranked = {{ grid = true }}", "classified"),
    "standings[0].ranked.sessions": (f"{BARE}ranked = {{ sessions = ['sprint'] }}", "classified"),
    "standings[0].ties[0].places": (f"{BARE}ties = [{{ by = 'wins', places = 2 }}]", "counts"),
    "standings[0].ties[0].sessions": (f"{BARE}ties = [{{ by = 'decided', sessions = ['race'] }}]", "places"),
    "standings[0].ties[0].dropped": (f"{BARE}ties = [{{ by = 'counts', dropped = false }}]", "best"),
    "standings[0].ties[0].by": (f"{BARE}ties = ['gross']", "best"),
}  # fmt: skip
OTHERS = {
    "grid[0].best-of": (f"{GRID}best-of = 2", "average"),
    "grid[0].limit-of": (f"{GRID}limit-of = 'class'", "limit"),
    "grid[0].no-time-order": (f"{GRID}no-time = 'left-out'\nno-time-order = ['effort']", "no-time"),
    "handicap[0].reference": (f"{LOAD}by = 'last-race'\nscale = [9]\nreference = 2", "standings-points"),
    "handicap[0].scale": (f"{BARE}{LOAD}by = 'standings-points'\ntable = 'T'\nfactor = 1\nscale = [9]", "place"),
    "handicap[0].absent": (f"{BARE}{LOAD}by = 'standings-place'\ntable = 'T'\nscale = [9]\nabsent = 3", "last-race"),
    "handicap[0].place": (f"{BARE}{LOAD}by = 'standings-place'\ntable = 'T'\nscale = [9]\nplace = 'class'", "last-race"),
    "handicap[0].table": (f"{BARE}{LOAD}by = 'last-race'\nscale = [9]\ntable = 'T'", "standings-place"),
    "playoffs.step": (f"{BARE}{PLAYOFFS}step = 50", "cuts"),
    "playoffs.win-advances": (f"{BARE}{PLAYOFFS}win-advances = false", "cuts"),
    "playoffs.winners-within": (f"{BARE}{PLAYOFFS}winners-first = false\nwinners-within = 3", "winners-first"),
    "carry.driving-reprimands": ("[carry]\ndriving-reprimands = 2", "reprimands"),
    "carry.grid-places": ("[carry]\ngrid-places = 2", "reprimands"),
    "carry.suspension": ("[carry]\nsuspension = 2", "licence-points"),
    "entries.late-allowed": ("[entries]\nlate-allowed = false", "closes-before"),
}  # fmt: skip


@pytest.mark.parametrize("key", [*TABLES, *OTHERS])
def test_a_key_that_needs_another_is_told_with_it(key: str) -> None:
    rules, needs = (TABLES | OTHERS)[key]
    found = dict(idle_keys(parse_rulebook(rules, "rules.toml")))
    assert list(found) == [key]
    assert needs in found[key]


@pytest.mark.parametrize("key", TABLES)
def test_what_is_told_to_do_nothing_does_nothing(key: str) -> None:
    """The tables are those of the same rules without it."""
    rules = TABLES[key][0]
    last = key.rpartition(".")[2].partition("[")[0]
    if rules.endswith("ties = ['gross']"):
        without = rules.replace("['gross']", "[]")
    elif last in ("reduced", "by", "points"):
        without = re.sub(r"(reduced|bonus|ties|best) = .*", "", rules)
    else:
        without = re.sub(rf"{last} = (\[[^\]]*\]|'[^']*'|\w+)", "", rules)
    without = re.sub(r", *(?= *\})|(?<=\{) *, *", " ", without)
    assert without != rules
    assert tables(rules, FULL) == tables(without, FULL)


@pytest.mark.parametrize("key", WALK)
def test_a_key_that_makes_a_difference_is_not_told(key: str) -> None:
    """The inputs of `test_every_key`, in which two values of each key differ in what is shown."""
    _, a, b, _ = WALK[key]
    for rules in (a, b):
        text = dedent(
            f"[carry]\n{rules}"
            if key.startswith("carry.")
            else f"[[grid]]\n{rules}"
            if key.startswith("grid[")
            else rules
        )
        told = {re.sub(r"\[\d+\]", "[]", name) for name, _ in idle_keys(read_rulebook(text)[0])}
        assert key not in told or rules == a


RULINGS: dict[str, tuple[dict[str, object], str]] = {
    "points": ({"kind": "exclusion", "names": ["Ann"], "points": 3}, "deduction / addition"),
    "completed": ({"kind": "scale", "scale": [3], "completed": "1/2"}, "cut-short"),
    "factor": ({"kind": "not-scoring", "names": ["Ann"], "factor": "1/2"}, "cut-short / scale"),
    "passed-down": ({"kind": "deduction", "names": ["Ann"], "points": 1, "passed-down": True}, "not-scoring / exclusion"),
    "label": ({"kind": "exclusion", "names": ["Ann"], "session": "race", "label": "EX"}, "an exclusion without session"),
    "points-kept": ({"kind": "not-scoring", "names": ["Ann"], "points-kept": True}, "exclusion"),
    "may-be-dropped": ({"kind": "exclusion", "names": ["Ann"], "may-be-dropped": False}, "session"),
    "kind": ({"kind": "exclusion"}, "names"),
}  # fmt: skip


def ruling(values: dict[str, object]) -> Adjustment:
    text = ", ".join(f"{key} = {json.dumps(value)}" for key, value in values.items())
    book, read = read_rulebook(f"[season.2024]\nadjustment = [{{ {text} }}]\n")
    assert read.problems == ()
    return book.season["2024"].adjustment[0]


@pytest.mark.parametrize("key", RULINGS)
def test_a_value_that_is_not_asked_of_a_ruling_is_told(key: str) -> None:
    values, needs = RULINGS[key]
    assert list(idle_in_ruling(ruling(values), "x.")) == [(f"x.{key}", needs)]


@pytest.mark.parametrize("values", [{"kind": "deduction", "names": ["Ann"]}, {"kind": "scale"}])
def test_a_ruling_of_nothing_is_told(values: dict[str, object]) -> None:
    assert [key for key, _ in idle_in_ruling(ruling(values), "x.")] == ["x.kind"]
