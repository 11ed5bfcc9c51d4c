"""The keys of `[practice]` and `[qualifying]`: two values of each and what differs, or that it is refused.

A rule of the race has the same form in every kind of session (`test_every_key.py`); here it is put into another kind,
with an input of its own where lap times and not laps decide. What can do nothing there is refused, and nothing is left.
"""

from __future__ import annotations

import pytest

from parcferme.findings import BadRulebook
from parcferme.regulations import parse_rulebook, rule_keys
from small_races import GREEN, laps
from test_every_key import CHEQUERED, NOT_SHOWN, OPEN_RACE, PLAIN_RACE, SLOWER, STOPPED, WALK, session

KINDS = ("practice", "qualifying")
LATE = SLOWER + laps("9", "1:10", "1:10", "1:15", "0:50")
ALL_TOGETHER = "each-car = false\n"

TIMED: dict[str, tuple[str, str, str]] = {
    "laps": (ALL_TOGETHER + "laps = 3", ALL_TOGETHER + "laps = 4", OPEN_RACE),
    "total": (ALL_TOGETHER + 'total = "2 min"', ALL_TOGETHER + 'total = "4 min"', OPEN_RACE),
    "plus-laps": (ALL_TOGETHER + 'length = "2 min"', ALL_TOGETHER + 'length = "2 min"\nplus-laps = 2', OPEN_RACE),
    "each-car": ('length = "3.5 min"', ALL_TOGETHER + 'length = "3.5 min"', LATE),
    "flag.early": (
        ALL_TOGETHER + 'length = "9 min"', ALL_TOGETHER + 'length = "9 min"\nflag.early = "last-crossing-of-leader"',
        PLAIN_RACE.replace("10:05:00,flag", "10:03:30,flag"),
    ),
    "flag.in-pit-lane": (
        "",
        "flag.in-pit-lane = false",
        GREEN + CHEQUERED + laps("2", *["1:01"] * 4) + "10:05:01,passing,2,PIT_IN,\n10:05:05,passing,2,FL_PIT,\n",
    ),
    "classified.unclassified-order": (
        "", 'classified.unclassified-order = "flag-first"',
        GREEN + CHEQUERED + laps("1", "1:00", "1:00") + laps("3", "3:00") + laps("4", "5:10"),
    ),
    "fastest-lap.first-lap": (
        "", "fastest-lap.first-lap = false",
        GREEN + CHEQUERED + "10:00:00.5,passing,1,FL,\n" + laps("1", "0:59", *["1:00"] * 4),
    ),
    "fastest-lap.in-laps": (
        "", "fastest-lap.in-laps = true",
        GREEN + CHEQUERED + laps("2", "1:00", "0:55", "1:10", "1:00", "1:01")
        + "10:01:50,passing,2,PIT_IN,\n10:02:05,passing,2,PIT_OUT,\n",
    ),
    "fastest-lap.out-laps": (
        "", "fastest-lap.out-laps = true",
        GREEN + CHEQUERED + laps("2", "1:10", "1:10", "0:50", "1:05", "1:05")
        + "10:02:15,passing,2,PIT_IN,\n10:02:25,passing,2,PIT_OUT,\n",
    ),
    "fastest-lap.red": (
        "", "fastest-lap.red = true",
        GREEN + "10:01:10,flag,,,red\n10:01:55,flag,,,green\n" + CHEQUERED
        + laps("1", "1:00", "0:50", "1:00", "1:00", "1:10"),
    ),
    "order.by": ("", 'order.by = "second-best-lap"', GREEN + CHEQUERED + laps("1", "1:00", "1:00", "1:09")
                 + laps("2", "1:00", "0:59", "1:20")),
    "order.equal-times": ("", 'order.equal-times = "equal"', GREEN + CHEQUERED + laps("1", "1:00", "1:00")
                          + laps("2", "1:02", "1:00")),
    "order.no-time": ("", 'order.no-time = "last"', GREEN + CHEQUERED + laps("1", "1:00", "1:00") + laps("2", "1:30")),
}  # fmt: skip
"""Inputs of their own, by the key below the kind."""

REFUSED: dict[str, str] = {
    "classified.flag": "classified.flag = true",
    "classified.share": 'classified.share = "70 %"',
    "classified.of": 'classified.of = "class"',
    "classified.rounding": 'classified.rounding = "down"',
    "classified.running.at": 'classified.running = { at = "40 %", share = "55 %" }',
    "classified.running.share": 'classified.running = { at = "40 %", share = "55 %" }',
    "classified.slow-last-lap[].over": 'classified.slow-last-lap = [{ over = "50 s", laps = 1 }]',
    "classified.slow-last-lap[].laps": 'classified.slow-last-lap = [{ over = "50 s", laps = 1 }]',
    "classified.slow-last-lap[].excluded": 'classified.slow-last-lap = [{ over = "50 s", excluded = true }]',
    "red-flag.result-from": 'red-flag.result-from = "50 %"',
    "penalties.drive-through": 'penalties.drive-through = "30 s"',
    "penalties.stop-and-go": 'penalties.stop-and-go = "30 s"',
}
"""Rules of a race: nobody is classified by laps, and nothing is added to a race time, where the best lap counts."""

OF_ANY_KIND = {
    "compulsory-stop.solo-drivers": "timing/test_compulsory_stop.py: the same whatever the kind of session"
}


def own_keys(kind: str) -> list[str]:
    return [key.removeprefix(f"{kind}.") for key, _ in rule_keys() if key.startswith(f"{kind}.")]


def pair(kind: str, key: str) -> tuple[str, str, str]:
    """Two rulebooks that differ in a key of this kind, and a log of it."""
    if key in TIMED:
        a, b, rows = TIMED[key]
        return f"[{kind}]\n{a}", f"[{kind}]\n{b}", rows
    _, a, b, given = WALK[f"race.{key}"]
    rows = given.replace("STOPPED", STOPPED).partition("|")[2]
    return a.replace("[race", f"[{kind}"), b.replace("[race", f"[{kind}"), rows


WALKED = [
    key
    for key in own_keys("practice")
    if key not in (*REFUSED, *OF_ANY_KIND) and f"race.{key}" not in NOT_SHOWN
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", WALKED)
def test_two_values_of_a_key_make_a_difference(kind: str, key: str) -> None:
    a, b, rows = pair(kind, key)
    assert session(a, f"{kind}|{rows}") != session(b, f"{kind}|{rows}"), f"{kind}.{key} changes nothing"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", REFUSED)
def test_a_rule_of_a_race_is_refused_where_it_can_do_nothing(kind: str, key: str) -> None:
    with pytest.raises(BadRulebook, match=f"{kind}.*does nothing here: it is a rule of a race"):
        parse_rulebook(f"[{kind}]\n{REFUSED[key]}\n", "rules.toml")


@pytest.mark.parametrize("line", ['by = "second-best-lap"', 'equal-times = "equal"', 'no-time = "last"'])
def test_the_order_by_lap_time_is_refused_in_a_race(line: str) -> None:
    with pytest.raises(BadRulebook, match="does nothing here: it is a rule of a practice or qualifying"):
        parse_rulebook(f"[race.order]\n{line}\n", "rules.toml")


@pytest.mark.parametrize("line", ["laps = 3", 'total = "9 min"', 'flag.early = "last-crossing-of-leader"'])
@pytest.mark.parametrize("kind", [*KINDS, "race"])
def test_what_ends_a_session_for_all_is_refused_where_it_ends_for_each_car(kind: str, line: str) -> None:
    """A practice is over for each car at its length unless it says otherwise."""
    with pytest.raises(BadRulebook, match="with each-car the flag is out for each car at the length"):
        parse_rulebook(f'[{kind}]\neach-car = true\nlength = "5 min"\n{line}\n', "rules.toml")
    parse_rulebook(f'[{kind}]\neach-car = false\nlength = "5 min"\n{line}\n', "rules.toml")


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_the_kind_is_walked_or_refused(kind: str) -> None:
    keys = set(own_keys(kind))
    assert keys == set(own_keys("race"))
    assert set(TIMED) | set(REFUSED) | set(OF_ANY_KIND) <= keys
    assert keys - set(WALKED) - set(REFUSED) - set(OF_ANY_KIND) == {
        key.removeprefix("race.") for key in NOT_SHOWN if key.startswith("race.")
    }
