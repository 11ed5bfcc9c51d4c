"""What is carried and why, value by value: each reason and each finding of a handicap."""

from fractions import Fraction
from typing import Any

import pytest

from parcferme.championship import Standing, Standings, Table
from parcferme.championship.ballast import Paces, handicaps
from parcferme.classification import ResultLine, SessionResult
from parcferme.findings import WrongCall
from parcferme.regulations import HandicapFrom, HandicapRules, Unit

SCALE = (Fraction(30), Fraction(20), Fraction(10))


def rule(by: HandicapFrom, **values: Any) -> HandicapRules:
    usual: dict[str, Any] = {"of": Unit.CAR, "table": "cars", "scale": SCALE}
    return HandicapRules(name="ballast", by=by, unit="kg", **(usual | values))


def table(*rows: tuple[str, int], name: str = "cars", class_: str | None = None, after: int = 1) -> Standings:
    made = tuple(Standing(at, car, points, points, cars=(car,)) for at, (car, points) in enumerate(rows, 1))
    return Standings(after, (Table(name, Unit.CAR, class_, rows=made),))


def race(round_: int, *cars: str, session: str = "race-1") -> SessionResult:
    return SessionResult(
        round_, session, "race", tuple(ResultLine(car, at) for at, car in enumerate(cars, 1))
    )


LEVEL = table(("7", 50), ("8", 30), ("9", 29), ("5", 1))


def carried(
    rules: HandicapRules, standings: Standings = LEVEL, *results: SessionResult, **more: Any
) -> dict[str, Any]:
    """By car: what it carries, and the values of its reason."""
    found = handicaps([rules], standings, results, 2, **more)
    return {one.whom: (one.value, one.reasons[0].values) for one in found.rows}


def test_ballast_of_the_place_in_the_standings() -> None:
    place = {"unit": "kg", "table": "cars"}
    assert carried(rule(HandicapFrom.STANDINGS_PLACE)) == {
        "7": (30, {"value": 30, "place": 1, **place}), "8": (20, {"value": 20, "place": 2, **place}),
        "9": (10, {"value": 10, "place": 3, **place}),
    }  # fmt: skip
    assert set(carried(rule(HandicapFrom.STANDINGS_PLACE, top=2))) == {"7", "8"}
    half = carried(rule(HandicapFrom.STANDINGS_PLACE, factor=Fraction(1, 2)))
    assert [value for value, _ in half.values()] == [15, 10, 5]


def test_ballast_of_the_points_ahead_of_the_reference() -> None:
    """The third has 29 points: the first is 21 ahead, the second one."""
    of = {"unit": "kg", "reference": 3, "reference_points": 29, "table": "cars"}
    assert carried(rule(HandicapFrom.STANDINGS_POINTS, scale=(), reference=3)) == {
        "7": (21, {"value": 21, "place": 1, "points": 50, **of}),
        "8": (1, {"value": 1, "place": 2, "points": 30, **of}),
    }  # fmt: skip
    none = carried(rule(HandicapFrom.STANDINGS_POINTS, scale=()))
    assert none["5"] == (1, {"value": 1, "unit": "kg", "place": 4, "points": 1, "table": "cars"})
    tenth = carried(rule(HandicapFrom.STANDINGS_POINTS, scale=(), reference=3, factor=Fraction(1, 10)))
    assert [value for value, _ in tenth.values()] == [Fraction(21, 10), Fraction(1, 10)]
    assert set(carried(rule(HandicapFrom.STANDINGS_POINTS, scale=(), top=1))) == {"7"}


@pytest.mark.parametrize(("reference", "told"), [(4, False), (5, True)])
def test_a_reference_that_nobody_holds_is_told_where_there_is_a_table(reference: int, told: bool) -> None:
    rules = rule(HandicapFrom.STANDINGS_POINTS, scale=(), reference=reference)
    found = handicaps([rules], LEVEL, (), 2).findings
    expected = [("handicap-reference-missing", {"name": "ballast", "table": "cars", "place": 5, "rows": 4})]
    assert [(one.code, one.values) for one in found] == (expected if told else [])
    assert handicaps([rules], table(), (), 2).findings == ()


def test_a_table_that_is_not_there_is_told_with_those_that_are() -> None:
    found = handicaps([rule(HandicapFrom.STANDINGS_PLACE, table="teams")], LEVEL, (), 2).findings
    assert [(one.severity.value, one.code, one.values) for one in found] == [
        ("error", "handicap-table-unknown", {"name": "ballast", "table": "teams", "known": ["cars"]}),
    ]
    nothing = Standings(0, ())
    assert handicaps([rule(HandicapFrom.STANDINGS_PLACE)], nothing, (), 2).findings == ()
    held = handicaps([rule(HandicapFrom.STANDINGS_PLACE)], nothing, [race(1, "7")], 2).findings
    assert [one.values["known"] for one in held] == [[]]


def test_a_rule_of_one_class_looks_at_its_table() -> None:
    both = Standings(1, (*table(("7", 9), class_="GT").tables, *table(("8", 9), class_="TCR").tables))
    assert set(carried(rule(HandicapFrom.STANDINGS_PLACE, class_="TCR"), both)) == {"8"}
    assert set(carried(rule(HandicapFrom.STANDINGS_PLACE), both)) == {"7", "8"}


def test_a_row_that_stands_for_nobody_who_carries_is_told() -> None:
    teams = Standings(1, (Table("cars", Unit.TEAM, rows=(Standing(1, "Milo", 9, 9),)),))
    found = handicaps([rule(HandicapFrom.STANDINGS_PLACE)], teams, (), 2).findings
    assert [(one.code, one.values) for one in found] == [
        ("handicap-nobody", {"name": "ballast", "row": "Milo", "of": "car"}),
    ]


RACES = (race(1, "7", "8"), race(1, "8", "7", "9", session="race-2"))


def test_ballast_of_the_last_race_and_of_the_one_before() -> None:
    last = {"unit": "kg", "round": 1, "session": "race-2"}
    assert carried(rule(HandicapFrom.LAST_RACE, absent=Fraction(5)), LEVEL, *RACES) == {
        "8": (30, {"value": 30, "place": 1, **last}), "7": (20, {"value": 20, "place": 2, **last}),
        "9": (10, {"value": 10, "place": 3, **last}),
    }  # fmt: skip
    before = {"unit": "kg", "round": 1, "session": "race-1"}
    assert carried(rule(HandicapFrom.RACE_BEFORE, absent=Fraction(5)), LEVEL, *RACES) == {
        "7": (30, {"value": 30, "place": 1, **before}), "8": (20, {"value": 20, "place": 2, **before}),
        "9": (5, {"value": 5, **before}),
    }  # fmt: skip
    assert carried(rule(HandicapFrom.RACE_BEFORE), LEVEL, *RACES[:1]) == {}
    assert set(carried(rule(HandicapFrom.LAST_RACE), LEVEL, *RACES[:1])) == {"7", "8"}


def test_races_of_the_round_before_the_session_asked_for_are_last_races() -> None:
    second = (*RACES, race(2, "9", "5"), race(2, "5", "9", session="race-2"), race(3, "7"))
    found = carried(rule(HandicapFrom.LAST_RACE), LEVEL, *second, next_session="race-2")
    assert {car: value for car, (value, _) in found.items()} == {"9": 30, "5": 20}
    assert {car: value for car, (value, _) in carried(rule(HandicapFrom.LAST_RACE), LEVEL, *second).items()} == {
        "8": 30, "7": 20, "9": 10,
    }  # fmt: skip


def test_standings_of_the_round_itself_need_a_session_and_later_ones_are_refused() -> None:
    of_place = rule(HandicapFrom.STANDINGS_PLACE)
    assert handicaps([of_place], table(("7", 9), after=2), (), 2, next_session="race-2").rows[0].whom == "7"
    with pytest.raises(WrongCall, match="standings after round 2 cannot give the handicaps of round 2"):
        handicaps([of_place], table(("7", 9), after=2), (), 2)
    with pytest.raises(WrongCall, match="standings after round 3"):
        handicaps([of_place], table(("7", 9), after=3), (), 2, next_session="race-2")


def test_a_newcomer_is_one_of_the_field_who_has_not_raced() -> None:
    rules = rule(HandicapFrom.LAST_RACE, newcomer=Fraction(12))
    found = carried(rules, LEVEL, *RACES, field=("7", "4", "9"))
    assert {car: value for car, (value, _) in found.items()} == {"7": 20, "4": 12, "9": 10}
    assert found["4"][1] == {"value": 12, "unit": "kg"}
    assert "4" not in carried(rules, LEVEL, *RACES)
    assert set(carried(rule(HandicapFrom.LAST_RACE), LEVEL, *RACES, field=("7", "4"))) == {"7"}


@pytest.mark.parametrize(
    ("where", "applies"),
    [
        ({"at": ("2",)}, True), ({"at": ("spa",)}, True), ({"at": ("3",)}, False),
        ({"not_at": ("2",)}, False), ({"not_at": ("spa",)}, False), ({"not_at": ("3",)}, True),
    ],
)  # fmt: skip
def test_a_rule_for_rounds_by_number_or_name(where: dict[str, Any], applies: bool) -> None:
    assert bool(carried(rule(HandicapFrom.STANDINGS_PLACE, **where), LEVEL, event="spa")) is applies


def test_the_most_there_may_be_cuts_the_sum_and_says_so() -> None:
    rules = [rule(HandicapFrom.STANDINGS_PLACE, most=Fraction(40)), rule(HandicapFrom.LAST_RACE)]
    found = {one.whom: one for one in handicaps(rules, LEVEL, RACES, 2).rows}
    assert {car: one.value for car, one in found.items()} == {"7": 40, "8": 40, "9": 20}
    assert [(one.code, one.values) for one in found["8"].reasons][-1] == (
        "handicap-at-most", {"unit": "kg", "value": 40, "uncut": 50},
    )  # fmt: skip
    assert len(found["9"].reasons) == 2
    even = [rule(HandicapFrom.STANDINGS_PLACE, most=Fraction(30))]
    assert [len(one.reasons) for one in handicaps(even, LEVEL, (), 2).rows] == [
        1,
        1,
        1,
    ]  # just the most is not cut


def test_the_heaviest_stands_first_and_of_equal_ones_the_first_by_number() -> None:
    rules = [rule(HandicapFrom.STANDINGS_PLACE, scale=(Fraction(5), Fraction(9), Fraction(5)))]
    assert [one.whom for one in handicaps(rules, LEVEL, (), 2).rows] == ["8", "7", "9"]


PACES = {"Ann": 100, "Bea": 101, "Cleo": 102, "Dora": 103}


@pytest.mark.parametrize(
    ("pace", "value", "quarter", "faster"),
    [(99, 30, 1, 0), (100, 30, 1, 0), (101, 20, 2, 1), (102, 10, 3, 2), (103, 5, 4, 3), (104, None, 5, 4)],
)
def test_the_quarter_of_a_pace_is_by_how_many_are_faster(
    pace: int, value: int | None, quarter: int, faster: int
) -> None:
    rules = rule(HandicapFrom.PACE_QUARTILE, of=Unit.DRIVER, scale=(*SCALE, Fraction(5)))
    found = carried(rules, paces=Paces({"Zoe": pace}, PACES))
    expected = {
        "value": value,
        "unit": "kg",
        "quarter": quarter,
        "pace_us": pace,
        "faster": faster,
        "measured": 4,
    }
    assert found == ({} if value is None else {"Zoe": (value, expected)})


def test_a_pace_rule_without_paces_is_told_by_its_name() -> None:
    found = handicaps([rule(HandicapFrom.PACE_QUARTILE, of=Unit.DRIVER)], LEVEL, (), 2).findings
    assert [(one.code, one.values) for one in found] == [("handicap-pace-missing", {"name": "ballast"})]
