"""Reprimands, licence points and unserved penalties: what a driver or a car takes to the next start."""

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcferme.championship import Planned
from parcferme.championship.carryover import Carried, Ruling, carried, rulings_of
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.documents import LANGUAGES, finding_text, reason_text
from parcferme.findings import WrongCall
from parcferme.records import Decision, Penalty
from parcferme.regulations import CarryRules, Cite, Unit, parse_rulebook, read_rulebook

# Formula One 2025: the fifth reprimand costs ten places at the next start where at least four were for driving; a
# drive-through not served because the car retired costs places at the next race (the number is for the stewards: five
# is an example). Source: the sporting regulations as collected for this project. Twelve licence points suspend for a
# round: general knowledge.
RULES = parse_rulebook(
    """
[carry]
reprimands = 5
driving-reprimands = 4
grid-places = 10
licence-points = 12
suspension = 1
unserved-grid-drop = 5
""",
    "rules.toml",
).carry


def race(round_: int, cars: str = "1 2 3", session: str = "race", kind: str = "race") -> SessionResult:
    """A race: `-` before a car that did not finish, `!` that did not start. Driver `D1` is in car 1."""
    lines = []
    for place, word in enumerate(cars.split(), 1):
        car = word.strip("-!")
        status = {"-": Status.NOT_CLASSIFIED, "!": Status.NOT_STARTED}.get(word[0], Status.CLASSIFIED)
        position = place if status is Status.CLASSIFIED else None
        lines.append(ResultLine(car, position, status, drivers=(f"D{car}",)))
    return SessionResult(round_, session, kind, tuple(lines))


def reprimand(round_: int, car: str = "1", session: str = "practice", driving: bool | None = True) -> Ruling:
    return Ruling(round_, session, Decision(penalty=Penalty.REPRIMAND, car=car), driving=driving)


def calendar(rounds: int) -> list[Planned]:
    kinds = ("practice", "qualifying", "race")
    return [Planned(n, kind, kind) for n in range(1, rounds + 1) for kind in kinds]


def places(found: Carried) -> dict[str, int]:
    return {row.name: row.grid_places for row in found.rows if row.grid_places}


def codes(found: Carried) -> list[str]:
    return [reason.code for row in found.rows for reason in row.reasons]


# --- reprimands


@pytest.mark.shape("28a")
def test_the_fifth_reprimand_costs_ten_places_at_the_next_start() -> None:
    rulings = [reprimand(n) for n in range(1, 6)]
    found = carried(rulings, RULES, [race(n) for n in range(1, 5)], 5, calendar=calendar(6))
    assert places(found) == {"D1": 10} and found.findings == ()
    row = found.row("D1")
    assert row is not None and (row.of, row.reprimands) == (Unit.DRIVER, 0)
    assert row.reasons[0].values == {
        "count": 5,
        "driving": 5,
        "places": 10,
        "round": 5,
        "session": "practice",
    }
    assert [one.name for one in found.on_car("1", ["D1"])] == ["D1"]


def test_four_reprimands_cost_nothing_and_are_counted() -> None:
    found = carried([reprimand(n) for n in range(1, 5)], RULES, [race(n) for n in range(1, 5)])
    row = found.row("D1")
    assert found.round == 5 and row is not None and (row.grid_places, row.reprimands) == (0, 4)


def test_the_places_are_lost_once() -> None:
    rulings = [reprimand(n) for n in range(1, 6)]
    found = carried(rulings, RULES, [race(n) for n in range(1, 6)], 6, calendar=calendar(6))
    assert places(found) == {}


def test_who_does_not_start_still_has_the_places_to_lose() -> None:
    rulings = [reprimand(n) for n in range(1, 6)]
    results = [*[race(n) for n in range(1, 5)], race(5, "!1 2 3"), race(6, "2 3")]
    assert places(carried(rulings, RULES, results, 7, calendar=calendar(8))) == {"D1": 10}


def test_a_reprimand_in_the_race_is_paid_at_the_race_after_it() -> None:
    rulings = [reprimand(n, session="race") for n in range(1, 6)]
    assert places(carried(rulings, RULES, [race(n) for n in range(1, 6)])) == {"D1": 10}


def test_five_reprimands_of_which_three_were_for_driving_wait_for_the_fourth() -> None:
    kinds = [True, False, True, False, True]
    rulings = [reprimand(n, driving=driving) for n, driving in enumerate(kinds, 1)]
    assert places(carried(rulings, RULES, [race(n) for n in range(1, 5)], 5)) == {}
    more = [*rulings, reprimand(6)]
    found = carried(more, RULES, [race(n) for n in range(1, 6)], 6)
    assert places(found) == {"D1": 10}
    assert found.rows[0].reasons[0].values["count"] == 6


def test_a_reprimand_of_unknown_kind_is_told_and_is_not_for_driving() -> None:
    found = carried([reprimand(1, driving=None)], RULES, [race(1)], calendar=calendar(2))
    (told,) = found.findings
    assert (told.code, told.where.car) == ("carry-reprimand-kind", "1")
    assert told.values == {"driver": "D1", "round": 1, "session": "practice"}
    assert (found.rows[0].reprimands, found.rows[0].driving_reprimands) == (1, 0)


def test_a_crew_of_two_needs_the_driver_named() -> None:
    shared = SessionResult(1, "race", "race", (ResultLine("1", 1, drivers=("A", "B")),))
    rulings = [Ruling(1, "race", Decision(penalty=Penalty.REPRIMAND, car="1"), driving=True)]
    found = carried(rulings, RULES, [shared])
    (told,) = found.findings
    assert (found.rows, told.code, told.where.car) == ((), "carry-driver-unknown", "1")
    assert told.values == {"penalty": "reprimand", "round": 1, "session": "race"}
    named = Ruling(1, "race", Decision(penalty=Penalty.REPRIMAND, car="1"), driver="B", driving=True)
    assert carried([named], RULES, [shared]).rows[0].name == "B"


# --- licence points


def points(round_: int, count: int, driver: str = "D1") -> Ruling:
    fine = Decision(penalty=Penalty.TIME, car=driver[1:])
    return Ruling(round_, "race", fine, driver=driver, licence_points=count)


@pytest.mark.shape("28b")
def test_twelve_licence_points_suspend_for_the_next_round_only() -> None:
    rulings = [points(1, 8), points(3, 5)]
    after = [carried(rulings, RULES, [race(n) for n in range(1, last + 1)]) for last in (2, 3, 4)]
    rows = [found.row("D1") for found in after]
    assert [row is not None and row.suspended for row in rows] == [False, True, False]
    assert [row.licence_points for row in rows if row is not None] == [8, 1, 1]
    assert rows[1] is not None and rows[1].reasons[0].code == "carried-suspension"


def test_licence_points_on_a_car_nobody_is_known_in_are_told() -> None:
    ruling = Ruling(1, "race", Decision(penalty=Penalty.TIME, car="99"), licence_points=12)
    found = carried([ruling], RULES, [race(1)])
    (told,) = found.findings
    assert (found.rows, told.code, told.where.car) == ((), "carry-driver-unknown", "99")
    assert told.values == {"penalty": "time", "round": 1, "session": "race"}


def test_a_round_that_was_not_raced_is_not_sat_out() -> None:
    results = [race(1), race(2), race(3)]
    assert carried([points(3, 12)], RULES, results, 5).rows[0].suspended


# --- penalties not served


@pytest.mark.shape("28c")
@pytest.mark.parametrize("penalty", [Penalty.DRIVE_THROUGH, Penalty.STOP_AND_GO])
@pytest.mark.parametrize(
    ("car", "served", "due"), [("-1", None, 5), ("-1", True, 0), ("1", None, 0), ("!1", None, 0)]
)
def test_only_a_car_that_retired_without_serving_carries_it_on(
    penalty: Penalty, car: str, served: bool | None, due: int
) -> None:
    decisions = {(1, "race"): [Decision(penalty=penalty, car="1", served=served, reason="jump start")]}
    found = carried(rulings_of(decisions), RULES, [race(1, f"2 3 {car}")])
    assert places(found).get("1", 0) == due
    if due:
        assert found.rows[0].of is Unit.CAR
        assert found.rows[0].reasons[0].values["why"] == "jump start"


def test_without_the_rule_an_unserved_penalty_is_not_carried() -> None:
    decisions = {(1, "race"): [Decision(penalty=Penalty.DRIVE_THROUGH, car="1")]}
    assert carried(rulings_of(decisions), CarryRules(), [race(1, "2 -1")]).rows == ()


# --- grid places


def drop(count: int | None = 3, car: str | None = "1") -> Decision:
    return Decision(penalty=Penalty.GRID_PLACES, car=car, places=count, article="4.2", document="17")


def test_places_lost_for_what_happened_in_a_race_are_lost_at_the_next_start() -> None:
    found = carried(rulings_of({(1, "race"): [drop()]}), RULES, [race(1)])
    assert places(found) == {"1": 3}
    assert found.rows[0].reasons[0].values["article"] == "4.2"
    assert places(carried(rulings_of({(1, "race"): [drop()]}), RULES, [race(1), race(2)])) == {}


def test_places_of_race_one_are_lost_in_race_two_of_the_same_round() -> None:
    results = [race(1, session="race-1"), race(1, session="race-2")]
    rulings = rulings_of({(1, "race-1"): [drop()]})
    assert places(carried(rulings, RULES, results[:1], 1, next_session="race-2")) == {"1": 3}
    assert places(carried(rulings, RULES, results, 2)) == {}


def test_places_of_the_qualifying_are_lost_in_its_race() -> None:
    results = [race(1, session="qualifying", kind="qualifying")]
    found = carried(rulings_of({(1, "qualifying"): [drop()]}), RULES, results)
    assert (found.round, places(found)) == (1, {"1": 3})


def test_the_calendar_says_which_race_comes_next() -> None:
    planned = [Planned(1, "race-1", "race"), Planned(1, "race-2", "race")]
    found = carried(
        rulings_of({(1, "race-1"): [drop()]}), RULES, [race(1, session="race-1")], calendar=planned
    )
    assert (found.round, places(found)) == (1, {"1": 3})


def test_several_drops_of_a_car_are_added_each_with_its_reason() -> None:
    found = carried(rulings_of({(1, "race"): [drop(3), drop(5)]}), RULES, [race(1)])
    assert places(found) == {"1": 8} and codes(found) == ["carried-grid-places"] * 2


def test_a_ruling_made_later_is_left_aside() -> None:
    found = carried(rulings_of({(2, "race"): [drop()]}), RULES, [race(1), race(2)], 2)
    assert found.rows == ()


def test_a_session_nobody_knows_is_told_and_its_places_are_still_to_be_lost() -> None:
    found = carried(rulings_of({(1, "warm-up"): [drop()]}), RULES, [race(1)])
    assert places(found) == {"1": 3}
    (told,) = found.findings
    assert (told.code, told.where.car) == ("carry-session-unknown", "1")
    assert told.values == {"round": 1, "session": "warm-up"}


def test_a_drop_without_places_or_car_is_told() -> None:
    found = carried(rulings_of({(1, "race"): [drop(None), drop(3, None)]}), RULES, [race(1)])
    assert [one.values["missing"] for one in found.findings] == ["places", "car"]
    assert {one.code for one in found.findings} == {"decision-incomplete"}
    assert [one.where.car for one in found.findings] == ["1", None]
    assert {one.values["penalty"] for one in found.findings} == {"grid-places"}


def test_a_session_to_come_needs_its_round() -> None:
    with pytest.raises(WrongCall, match="race-2 of which round"):
        carried([], RULES, [], next_session="race-2")


def test_rules_that_cannot_be_meant_are_told_with_their_line() -> None:
    _, read = read_rulebook("[carry]\nreprimands = 3\ndriving-reprimands = 4\n")
    assert [(one.line, one.key) for one in read.problems] == [
        (1, "carry.grid-places"),
        (3, "carry.driving-reprimands"),
    ]


# --- what holds for all

MADE = st.lists(st.tuples(st.integers(1, 9), st.booleans()), max_size=24)


@given(MADE)
def test_every_reprimand_is_either_counted_or_paid_for_in_whatever_order_they_come(
    made: Sequence[tuple[int, bool]],
) -> None:
    rules = CarryRules(reprimands=5, grid_places=10)
    rulings = [reprimand(round_, driving=driving) for round_, driving in made]
    results = [race(0), *(race(n, "2 3") for n in range(1, 10))]  # D1 starts no more: nothing is paid
    found = carried(rulings, rules, results, 10, calendar=calendar(10))
    row = found.row("D1")
    assert (0 if row is None else row.reprimands + row.grid_places // 10 * 5) == len(made)
    assert places(carried(rulings[::-1], rules, results, 10, calendar=calendar(10))) == places(found)


def test_every_reason_and_finding_has_words_in_both_languages() -> None:
    decisions = {
        (1, "race"): [Decision(penalty=Penalty.DRIVE_THROUGH, car="3")],
        (1, "warm-up"): [drop(), drop(None)],
    }
    rulings = [
        *rulings_of(decisions),
        points(1, 12),
        *(reprimand(1, "2") for _ in range(5)),
        reprimand(1, "2", driving=None),
        reprimand(1, "99"),
    ]
    found = carried(rulings, RULES, [race(1, "1 2 -3")], 2, cite=lambda path: Cite(article=path))
    assert set(codes(found)) == {
        "carried-unserved",
        "carried-grid-places",
        "carried-suspension",
        "carried-reprimands",
    }
    assert len({one.code for one in found.findings}) == 4
    for language in LANGUAGES:
        texts = [reason_text(one, language) for row in found.rows for one in row.reasons]
        texts += [finding_text(one, language) for one in found.findings]
        assert not [text for text in texts if "?" in text or " " not in text]


@pytest.mark.parametrize("other", ["ABE ZORN", "abé  zorn", "Abe\u0301 Zorn"])
def test_a_driver_ruled_on_under_two_spellings_is_one(other: str) -> None:
    """Two reprimands, two times three licence points: of one driver, as the results spell the name."""
    rules = parse_rulebook(
        "[carry]\nreprimands = 2\ngrid-places = 2\nlicence-points = 6\n", "rules.toml"
    ).carry
    lines = (ResultLine("1", 1, drivers=("Ann", "Abé Zorn")), ResultLine("2", 2, drivers=("Bea",)))
    results = [SessionResult(1, "race", "race", lines)]
    rulings = [
        Ruling(1, "race", Decision(penalty=Penalty.REPRIMAND, car="1"), driver=name, licence_points=3)
        for name in ("Abé Zorn", other)
    ]
    found = carried(rulings, rules, results, 2)
    assert [(row.name, row.grid_places, row.suspended) for row in found.rows] == [("Abé Zorn", 2, True)]
    assert found.on_car("1", [other, "Ann"]) == found.rows


def test_licence_points_of_a_decision_that_is_typed_twice_are_counted_once_and_reprimands_each() -> None:
    """As in the classification, where a decision typed twice is taken once."""
    speeding = Decision(penalty=Penalty.FINE, car="1", licence_points=6, line=3)
    warned = Decision(penalty=Penalty.REPRIMAND, car="1", line=9)
    twice = [one for one in (speeding, warned) for one in (one, msgspec.structs.replace(one, line=20))]
    found = carried(rulings_of({(1, "race"): twice}), RULES, [race(1)]).row("D1")
    assert found is not None
    assert (found.licence_points, found.reprimands, found.suspended) == (6, 2, False)
    other = msgspec.structs.replace(speeding, document="13")
    found = carried(rulings_of({(1, "race"): [speeding, other]}), RULES, [race(1)]).row("D1")
    assert found is not None and found.suspended


def test_a_ruling_on_one_of_two_of_one_name_is_put_down_to_the_one_in_its_car() -> None:
    lines = (ResultLine("7", 1, drivers=("J. Smith",)), ResultLine("9", 2, drivers=("J. Smith (#9)",)))
    ruled = Decision(penalty=Penalty.REPRIMAND, car="9", driver="J. Smith")
    found = carried(rulings_of({(1, "race"): [ruled]}), RULES, [SessionResult(1, "race", "race", lines)])
    assert {row.name: row.reprimands for row in found.rows} == {"J. Smith (#9)": 1}
