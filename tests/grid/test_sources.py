"""Which sessions order a grid."""

import pytest

from grid.races import qualifying, race
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
    assert (finding.code, finding.values["session"]) == ("grid-source-missing", "superpole")
    assert finding.values["known"] == ["practice", "qualifying-1", "qualifying-2"]


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
