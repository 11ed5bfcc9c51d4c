"""Which sessions order a grid."""

import pytest

from grid.races import qualifying, race
from parcferme.classification import SessionResult
from parcferme.grid import previous_for, rules_for, sources_for
from parcferme.regulations import GridBy, GridRules

WEEKEND = [
    qualifying("1", "practice", "practice"),
    qualifying("1", "qualifying-1"),
    qualifying("1", "qualifying-2"),
    race("1 20", "race-1"),
    race("1 20", "race-2"),
]


def names(rules: GridRules, name: str, before: int) -> list[str]:
    sources, findings = sources_for(rules, name, WEEKEND[:before])
    assert findings == ()
    return [source.session for source in sources]


@pytest.mark.parametrize(
    ("race_name", "before", "expected"),
    [
        ("race-1", 3, "qualifying-1"),
        ("Race 2", 4, "qualifying-2"),
        ("race-3", 5, "qualifying-2"),
        ("feature", 4, "qualifying-2"),
    ],
)
def test_a_race_starts_from_the_qualifying_of_its_number_or_the_last_before_it(
    race_name: str, before: int, expected: str
) -> None:
    assert names(GridRules(), race_name, before) == [expected]


def test_an_average_takes_every_qualifying_and_a_fastest_lap_the_last_race() -> None:
    assert names(GridRules(by=GridBy.AVERAGE), "race-1", 3) == ["qualifying-1", "qualifying-2"]
    assert names(GridRules(by=GridBy.FASTEST_LAP), "race-3", 5) == ["race-2"]
    assert names(GridRules(by=GridBy.STANDINGS), "race-3", 5) == []


def test_the_rulebook_names_sessions_or_a_kind_of_them() -> None:
    assert names(GridRules(from_=("Race 2",)), "race-3", 5) == ["race-2"]
    assert names(GridRules(from_=("qualifying",)), "race-1", 3) == ["qualifying-1", "qualifying-2"]
    assert names(GridRules(from_=("qualifying-2", "qualifying")), "race-1", 3) == [
        "qualifying-2",
        "qualifying-1",
    ]


def test_a_session_the_rulebook_names_and_that_is_not_there_is_a_finding() -> None:
    sources, (finding,) = sources_for(GridRules(from_=("superpole", "qualifying-1")), "race-1", WEEKEND[:3])
    assert [source.session for source in sources] == ["qualifying-1"]
    assert (finding.code, finding.severity.value) == ("grid-source-missing", "error")
    assert finding.values == {
        "session": "superpole", "race": "race-1", "known": ["practice", "qualifying-1", "qualifying-2"],
    }  # fmt: skip


def test_a_practice_orders_no_grid_unless_the_rulebook_says_so() -> None:
    assert names(GridRules(), "race-1", 1) == []
    assert names(GridRules(from_=("practice",)), "race-1", 1) == ["practice"]


def test_the_table_of_a_race_stands_before_the_one_for_all_others() -> None:
    grids = (GridRules(in_row=1), GridRules(race="race-3", reverse_first=10))
    assert rules_for(grids, "Race 3").reverse_first == 10
    assert rules_for(grids, "race-1").in_row == 1
    assert rules_for((), "race-1") == GridRules()


def test_the_session_before_those_that_order_the_grid() -> None:
    assert previous_for(WEEKEND[1:3], WEEKEND) is WEEKEND[0]
    assert previous_for(WEEKEND[2:3], WEEKEND) is WEEKEND[1]
    assert previous_for(WEEKEND[:1], WEEKEND) is None
    assert previous_for([], WEEKEND) is None


SPRINT = [
    qualifying("1", "Sprint Shootout"),
    race("1 20", "Sprint"),
    qualifying("1", "Qualifying"),
    qualifying("1", "Superpole 2"),
]


@pytest.mark.parametrize(
    ("by", "race_name", "sessions", "expected"),
    [
        (GridBy.RESULT, "Sprint", SPRINT[:1], ["Sprint Shootout"]),
        (GridBy.RESULT, "Sprint", SPRINT, ["Sprint Shootout"]),
        (GridBy.RESULT, "Race", SPRINT[:3], ["Qualifying"]),
        (GridBy.AVERAGE, "Race", SPRINT, ["Qualifying", "Superpole 2"]),
        (GridBy.AVERAGE, "Sprint race", SPRINT, ["Sprint Shootout"]),
        (GridBy.RESULT, "Race 2", SPRINT, ["Superpole 2"]),
        (GridBy.RESULT, "Race", SPRINT[:2], ["Sprint Shootout"]),
        (GridBy.FASTEST_LAP, "Race", SPRINT, ["Sprint"]),
        (GridBy.FASTEST_LAP, "Race", WEEKEND, ["race-2"]),
        (GridBy.FASTEST_LAP, "Race", WEEKEND[:3], []),
        (GridBy.ENTRY, "Race", WEEKEND, []),
        (GridBy.STANDINGS, "Race", WEEKEND, []),
        (GridBy.RESULT, "Race 7", WEEKEND, ["qualifying-2"]),
        (GridBy.RESULT, "Race 01", WEEKEND, ["qualifying-1"]),
        (GridBy.BEST, "Race", WEEKEND, ["qualifying-2"]),
    ],
)
def test_which_sessions_order_a_race_where_the_rulebook_names_none(
    by: GridBy, race_name: str, sessions: list[SessionResult], expected: list[str]
) -> None:
    sources, findings = sources_for(GridRules(by=by), race_name, sessions)
    assert ([one.session for one in sources], findings) == (expected, ())


def test_a_session_named_by_its_name_and_by_its_kind_is_taken_once() -> None:
    assert names(GridRules(from_=("qualifying", "Qualifying 1")), "race-1", 3) == [
        "qualifying-1",
        "qualifying-2",
    ]
    assert names(GridRules(by=GridBy.STANDINGS, from_=("practice",)), "race-1", 3) == []


def test_a_table_of_a_race_is_of_that_race_alone() -> None:
    grids = (GridRules(race="race-3", in_row=3),)
    assert rules_for(grids, "race-1") == GridRules()
    assert rules_for((*grids, GridRules(in_row=1), GridRules(in_row=4)), "race-2").in_row == 1


def test_the_session_before_the_first_source_is_asked_whatever_order_they_are_named_in() -> None:
    assert previous_for([WEEKEND[3], WEEKEND[2]], WEEKEND) is WEEKEND[1]
    assert previous_for([WEEKEND[1], WEEKEND[0]], WEEKEND) is None
    assert previous_for([race("9 1", "elsewhere"), WEEKEND[2]], WEEKEND) is WEEKEND[1]
