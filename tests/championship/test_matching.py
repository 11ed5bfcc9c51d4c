"""Rules that name things: found however they are written, and what fits nothing is told with the nearest."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcferme.championship import Planned
from parcferme.championship.unused import session_uses
from small_season import points, season

LIST = """\
round,event,session,position,driver,class,group
1,Spa-Francorchamps,Sprint Race 1,1,Ann,GT3,Pro-Am
1,Spa-Francorchamps,Sprint Race 1,2,Bea,GT3,Am
1,Spa-Francorchamps,Grand Prix,1,Ann,GT3,Pro-Am
1,Spa-Francorchamps,Grand Prix,2,Bea,GT3,Am
2,São Paulo,Grand Prix,1,Bea,GT3,Am
2,São Paulo,Grand Prix,2,Ann,GT3,Pro-Am
"""
RULES = """\
[[points]]
scale = [25, 18]
[[points]]
sessions = ["{sprint}"]
rounds = ["{spa}"]
classes = ["{gt3}"]
tables = ["{table}"]
scale = [9, 6]
[[points]]
rounds = ["{sao}"]
scale = [50, 36]
[[standings]]
name = "Drivers' Cup"
ties = [{{ by = "best-in", sessions = ["{sprint}"] }}]
[[standings]]
name = "Am"
group = "{group}"
"""
NAMES = {
    "sprint": "Sprint Race 1",
    "spa": "Spa-Francorchamps",
    "gt3": "GT3",
    "table": "Drivers' Cup",
    "sao": "São Paulo",
    "group": "Pro-Am",
}


def otherwise(name: str, how: random.Random) -> str:
    """A name as somebody who did not look would write it."""
    cases: list[Callable[[str], str]] = [str.upper, str.lower, str.title, str]
    name = how.choice(cases)(name)
    name = name.replace("ã", how.choice(["ã", "a"])).replace("Ã", "A")
    return name.replace(" ", how.choice([" ", "-", "_", "  ", ""])).replace(
        "-", how.choice(["-", " ", " - ", "/"])
    )


@given(st.randoms(use_true_random=False))
def test_every_name_in_a_rulebook_is_found_however_it_is_written(how: random.Random) -> None:
    said = {key: otherwise(name, how) for key, name in NAMES.items()}
    made = season(LIST, RULES.format(**said)).after()
    assert [points(table) for table in made.tables] == [{"Bea": 18 + 6 + 50, "Ann": 25 + 9 + 36}, {"Ann": 61}]
    assert [one.code for one in made.findings if one.code.startswith("rule")] == []


@pytest.mark.parametrize(
    ("key", "wrong", "what", "near"),
    [
        ("sprint", "Sprint Race 2", "session", "Sprint Race 1"),
        ("spa", "Spa-Francorchamp", "round", "Spa-Francorchamps"),
        ("gt3", "GT4", "class", "GT3"),
        ("sao", "Sao Paolo", "round", "São Paulo"),
        ("group", "Pro", "group", "Pro-Am"),
        ("group", "Legends", "group", None),
    ],
)
def test_a_name_that_fits_nothing_is_told_with_the_nearest(
    key: str, wrong: str, what: str, near: str | None
) -> None:
    found = season(LIST, RULES.format(**NAMES | {key: wrong})).findings
    told = [one for one in found if one.code == "rule-fits-nothing"]
    assert {(one.values["what"], one.values["name"], one.values["nearest"]) for one in told} == {
        (what, wrong, near)
    }
    assert {one.severity.value for one in told} == {"info" if near is None else "warning"}


RACES = "round,event,position,driver\n1,Spa,1,Ann\n2,Imola,1,Bea\n"


def test_a_kind_of_session_may_be_named_before_there_is_one() -> None:
    rules = '[[points]]\nsessions = ["race", "Qualifying", "stage"]\nscale = [1]\n[[standings]]\nname = "D"\n'
    assert season(RACES, rules).findings == []


def test_a_round_number_beyond_the_last_may_be_one_to_come() -> None:
    rules = '[[points]]\nscale = [1]\n[[points]]\nrounds = [8]\nscale = [2]\n[[standings]]\nname = "D"\n'
    (told,) = season(RACES, rules).findings
    values = {"key": "points[1].rounds", "rounds": [8], "last": 2, "count": 1}
    assert (told.severity.value, told.code, dict(told.values)) == ("info", "rounds-to-come", values)
    whole = season(RACES, rules + "[season.2027]\nrounds = 3\n", year="2027")
    assert [one.values["name"] for one in whole.findings] == ["8"]


def test_what_is_planned_is_there_to_be_named() -> None:
    rules = '[[points]]\nscale = [1]\n[[points]]\nrounds = ["brno"]\nscale = [2]\n[[standings]]\nname = "D"\n'
    planned = (Planned(3, "Grand Prix", "race", "Brno"),)
    assert season(RACES, rules, planned=planned).findings == []
    assert [one.code for one in season(RACES, rules).findings] == ["rule-fits-nothing"]


def test_blocks_over_which_another_always_stands_are_told_with_it() -> None:
    """The third block is for the only table there is, so the first two, for any table, never apply."""
    rules = """
    [[points]]
    scale = [25, 18]
    [[points]]
    rounds = ["spa francorchamps"]
    scale = [50, 36]
    [[points]]
    tables = ["drivers"]
    scale = [3, 2]
    [[standings]]
    name = "Drivers"
    """
    whole = season(LIST, rules)
    told = [
        (one.values["block"], one.values["over"])
        for one in whole.findings
        if one.code == "rule-never-applies"
    ]
    assert told == [(1, 3), (2, 3)]
    assert points(whole.after().tables[0]) == {"Ann": 5, "Bea": 5}


def test_a_block_that_only_single_rounds_stand_over_may_still_apply() -> None:
    rules = '[[points]]\nscale = [1]\n[[points]]\nrounds = [1, 2]\nscale = [2]\n[[standings]]\nname = "D"\n'
    assert season(LIST.replace("Sprint Race 1", "Race"), rules).findings == []


def test_a_race_no_rule_is_for_is_told_and_a_qualifying_is_not() -> None:
    rules = '[[points]]\nsessions = ["race-1"]\nscale = [1]\n[[standings]]\nname = "D"\n'
    text = "round,session,position,driver\n1,Race 1,1,A\n1,Race 2,1,A\n2,Race 2,1,A\n1,Qualifying,1,A\n"
    (one,) = season(text, rules).findings
    assert (one.code, one.values["session"], one.values["rounds"]) == ("session-not-scored", "Race 2", [1, 2])
    assert one.values["nearest"] == "Race 1"


def test_a_session_whose_name_says_nothing_is_asked_about_unless_the_rulebook_names_it() -> None:
    text = "round,session,position,driver\n1,Race,1,A\n1,Trophy Dash,1,B\n"
    rules = '[[points]]\nsessions = ["race"{more}]\nscale = [5]\n[[standings]]\nname = "D"\n'
    asked = season(text, rules.replace("{more}", ""))
    assert [(one.code, one.values["session"]) for one in asked.findings] == [
        ("session-kind-unknown", "Trophy Dash")
    ]
    named = season(text, rules.replace("{more}", ', "trophy dash"'))
    assert named.findings == []
    assert [result.kind for result in named.results] == ["race", "race"]
    assert points(named.after().tables[0]) == {"A": 5, "B": 5}


def test_a_name_in_the_rulebook_goes_before_the_table_of_words() -> None:
    """Formula One 2021: the race for points on Saturday was called Sprint Qualifying."""
    text = "round,session,position,driver\n1,Sprint Qualifying,1,A\n1,Sprint Qualifying,2,B\n1,Race,1,B\n"
    rules = '[[points]]\nsessions = ["sprint"{}]\nscale = [3, 2]\n[[points]]\nscale = [25]\n[[standings]]\nname = "D"\n'
    assert points(season(text, rules.replace("{}", ', "Sprint Qualifying"')).after().tables[0]) == {
        "B": 27,
        "A": 3,
    }
    assert points(season(text, rules.replace("{}", "")).after().tables[0]) == {"B": 25}


@pytest.mark.parametrize(
    ("bonus", "column", "row"),
    [
        ("pole", "pole", "yes"), ("fastest-lap", "fastest lap", "yes"), ("led-a-lap", "laps led", "3"),
        ("most-laps-led", "laps led", "3"), ("places-gained", "grid", "4"), ("incidents", "incidents", "0"),
    ],
)  # fmt: skip
def test_a_bonus_no_result_can_give_is_told(bonus: str, column: str, row: str) -> None:
    rules = (
        f'[[points]]\nscale = [5]\nbonus = [{{ for = "{bonus}", points = 1 }}]\n[[standings]]\nname = "D"\n'
    )
    without = season("round,position,driver\n1,1,A\n2,1,A\n", rules).findings
    assert [(one.code, one.values["column"], one.values["sessions"]) for one in without] == [
        ("bonus-unknown", column, 2)
    ]
    assert season(f"round,position,driver,{column}\n1,1,A,{row}\n2,1,A,\n", rules).findings == []


RULING = """\
[[points]]
scale = [5, 3]
[[points]]
sessions = ["sprint"]
scale = [3, 2]
[[standings]]
name = "D"
[[season.2027.adjustment]]
kind = "exclusion"
names = ["ANN"]
round = "{round}"
session = "{session}"
"""


def test_a_ruling_finds_its_round_session_and_name_however_written() -> None:
    whole = season(LIST, RULING.format(round="spa francorchamps", session="GRAND PRIX"), year="2027")
    assert points(whole.after().tables[0]) == {"Bea": 2 + 5 + 5, "Ann": 3 + 3}
    assert whole.findings == []


def test_a_ruling_that_touches_nothing_is_told() -> None:
    """There is a sprint, and a second round, and no sprint in the second round."""
    whole = season(LIST, RULING.format(round=2, session="sprint race 1"), year="2027")
    assert [one.code for one in whole.findings] == ["ruling-without-effect"]
    nowhere = season(LIST, RULING.format(round=2, session="sprnt race 1"), year="2027")
    assert [(one.code, one.values["nearest"]) for one in nowhere.findings] == [
        ("rule-fits-nothing", "Sprint Race 1")
    ]


def test_a_table_of_fewer_rounds_than_were_run_says_so() -> None:
    rules = '[[points]]\nscale = [1]\n[[standings]]\nname = "D"\n'
    (one,) = season("round,position,driver\n3,1,A\n5,1,A\n", rules).findings
    assert (one.code, one.values["rounds"], one.values["held"]) == ("rounds-without-result", [1, 2, 4], 2)


def test_what_each_session_is_taken_for_can_be_asked() -> None:
    whole = season(LIST, RULES.format(**NAMES))
    uses = [
        (use.name, use.kind, use.rounds, use.blocks) for use in session_uses(whole.rulebook, whole.results)
    ]
    assert uses == [("Sprint Race 1", "sprint", (1,), (2,)), ("Grand Prix", "race", (1, 2), (1, 3))]


def test_rulings_of_a_year_nobody_names_are_told() -> None:
    whole = season(LIST, RULING.format(round=1, session="sprint race 1"))
    assert [(one.code, one.values["years"]) for one in whole.findings] == [("season-unnamed", ["2027"])]


def test_a_ruling_on_a_session_holds_in_every_spelling_of_it() -> None:
    text = "round,session,position,driver\n1,Race 1,1,A\n1,Race 1,2,B\n2,race-1,1,A\n2,race-1,2,B\n"
    rules = """
    [[points]]
    scale = [5, 3]
    [[standings]]
    name = "D"
    [[season.2027.adjustment]]
    kind = "scale"
    session = "RACE 1"
    factor = 2
    """
    assert points(season(text, rules, year="2027").after().tables[0]) == {"A": 20, "B": 12}


@pytest.mark.parametrize(
    ("unit", "said", "shown"),
    [("driver", "JOSE NUNEZ", "José Núñez"), ("team", "red  racing", "Red Racing"), ("car", "4", "4")],
)
def test_members_of_a_table_are_found_as_names_are_and_who_is_nobody_is_told(
    unit: str, said: str, shown: str
) -> None:
    listed = "round,position,number,driver,team\n1,1,4,José Núñez,Red Racing\n1,2,5,Bea,Blue\n"
    rules = f'[[points]]\nscale = [25, 18]\n[[standings]]\nname = "T"\nunit = "{unit}"\nmembers = ["{said}", "Bae"]\n'
    made = season(listed, rules).after()
    assert points(made.tables[0]) == {shown: 25}
    (told,) = made.findings
    assert (told.code, told.values["key"], told.values["name"]) == (
        "rule-fits-nothing",
        "standings[0].members",
        "Bae",
    )
    assert told.values["nearest"] == ("Bea" if unit == "driver" else None)
