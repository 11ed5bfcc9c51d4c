"""What a place is worth, value by value: beyond the scale, in small fields, for dead heats, in races cut short."""

from fractions import Fraction
from typing import Any

import pytest

from parcferme.championship.tables import Points
from parcferme.championship.worth import Worth, gives_points, rounded, rules_for
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.regulations import (
    Adjustment,
    AdjustmentKind,
    Bonus,
    BonusFor,
    PointsRules,
    ReducedRules,
    Reduction,
    Rounding,
    SmallField,
    TableRules,
    TailOf,
)

SCALE = (Fraction(10), Fraction(6), Fraction(3))
HALF = Fraction(1, 2)


def rules(**values: Any) -> PointsRules:
    return PointsRules(**({"scale": SCALE} | values))


def race(**values: Any) -> SessionResult:
    return SessionResult(3, "race-1", "race", **values)


def worth(of: PointsRules, result: SessionResult | None = None, *known: Adjustment) -> Worth:
    return Worth(of, race() if result is None else result, known)


@pytest.mark.parametrize(
    ("of", "place", "points"),
    [
        (rules(), 1, 10),
        (rules(), 3, 3),
        (rules(), 4, 0),
        (rules(tail=Fraction(1)), 3, 3),
        (rules(tail=Fraction(1)), 4, 1),
        (rules(tail=Fraction(1), tail_to=4), 4, 1),
        (rules(tail=Fraction(1), tail_to=4), 5, 0),
        (rules(multiplier=Fraction(3, 2)), 3, Fraction(9, 2)),
        (rules(multiplier=Fraction(3, 2), rounding=Rounding.UP), 3, 5),
        (rules(multiplier=Fraction(3, 2), rounding=Rounding.DOWN), 3, 4),
        (rules(multiplier=Fraction(3, 2), rounding=Rounding.NEAREST), 3, 5),
    ],
)
def test_what_a_place_is_worth(of: PointsRules, place: int, points: Points) -> None:
    assert worth(of).of(place) == points


def test_rounding_to_the_nearest_takes_a_half_up_and_less_down() -> None:
    nearest = [rounded(Fraction(one, 10), Rounding.NEAREST) for one in (44, 45, 46, 50, 54)]
    assert nearest == [4, 5, 5, 5, 5]
    assert [rounded(Fraction(44, 10), how) for how in (Rounding.UP, Rounding.DOWN, Rounding.NONE)] == [
        5, 4, Fraction(44, 10),
    ]  # fmt: skip


def test_a_dead_heat_shares_the_points_of_its_places_or_each_has_those_of_its_place() -> None:
    assert [worth(rules()).of(1, cars) for cars in (1, 2, 3)] == [10, 8, Fraction(19, 3)]
    assert [worth(rules()).of(3, cars) for cars in (1, 2)] == [3, Fraction(3, 2)]
    assert worth(rules(dead_heat_shares=False)).of(1, 2) == 10


def test_who_is_not_classified_scores_only_where_the_rules_do_not_ask() -> None:
    assert worth(rules()).of(1, classified=False) == 0
    assert worth(rules(classified=False)).of(1, classified=False) == 10


@pytest.mark.parametrize(
    ("size", "first", "third"), [(None, 10, 3), (1, 2, 0), (2, 4, 0), (3, 4, 0), (4, 10, 3)]
)
def test_a_small_field_has_a_scale_of_its_own_up_to_its_size(
    size: int | None, first: int, third: int
) -> None:
    small = (SmallField(1, (Fraction(2),)), SmallField(3, (Fraction(4), Fraction(2))))
    made = worth(rules(small_fields=small))
    assert (made.of(1, size=size), made.of(3, size=size)) == (first, third)


def test_points_for_each_car_of_the_field_and_for_each_left_behind() -> None:
    """Of five cars: two for each car, and one for each behind."""
    each = worth(rules(per_car=Fraction(2)))
    behind = worth(rules(per_car_behind=Fraction(1)))
    assert [each.of(place, size=5) for place in (1, 3, 5)] == [20, 13, 10]
    assert [behind.of(place, size=5) for place in (1, 3, 5, 6)] == [14, 5, 0, 0]
    assert [one.of(1) for one in (each, behind)] == [10, 10]


@pytest.mark.parametrize(
    ("of", "status", "points"),
    [
        (rules(), Status.NOT_CLASSIFIED, 0),
        (rules(tail=Fraction(1)), Status.NOT_CLASSIFIED, 0),
        (rules(tail=Fraction(1), tail_of=TailOf.STARTED), Status.NOT_CLASSIFIED, 1),
        (rules(tail=Fraction(1), tail_of=TailOf.STARTED), Status.NOT_STARTED, 0),
        (rules(tail=Fraction(1), tail_of=TailOf.STARTED), Status.DISQUALIFIED, 0),
        (rules(tail=Fraction(1), tail_of=TailOf.STARTED, multiplier=Fraction(2)), Status.NOT_CLASSIFIED, 2),
        (rules(unplaced=Fraction(20), multiplier=Fraction(2)), Status.NOT_STARTED, 40),
        (rules(unplaced=Fraction(20), tail=Fraction(1), tail_of=TailOf.STARTED), Status.NOT_CLASSIFIED, 20),
    ],
)
def test_what_a_car_without_a_place_gets(of: PointsRules, status: Status, points: Points) -> None:
    assert worth(of).unplaced(status) == points


def test_what_one_gets_who_was_not_there() -> None:
    assert (worth(rules(absent=Fraction(25))).absent(), worth(rules()).absent()) == (25, 0)


# --- races cut short


BANDS = ReducedRules(
    minimum_laps=2, minimum_green_laps=1, rounding=Rounding.UP,
    bands=(
        Reduction(Fraction(0), Fraction(1, 4), Fraction(0)),
        Reduction(Fraction(1, 4), Fraction(1, 2), None, (Fraction(5), Fraction(2))),
        Reduction(Fraction(1, 2), Fraction(3, 4), HALF),
    ),
)  # fmt: skip


def cut(completed: str | None, **values: Any) -> SessionResult:
    share = None if completed is None else Fraction(completed)
    laps = values.pop("laps", 20)
    return race(completed=share, lines=(ResultLine("1", 1, laps=laps), ResultLine("2", 2, laps=1)), **values)


@pytest.mark.parametrize(
    ("result", "first", "third", "bonuses"),
    [
        (cut(None), 10, 3, True),
        (cut("1/5"), 0, 0, False),
        (cut("1/4"), 5, 0, True),
        (cut("49/100"), 5, 0, True),
        (cut("1/2"), 5, 2, True),  # half of three, rounded up
        (cut("74/100"), 5, 2, True),
        (cut("3/4"), 10, 3, True),  # no band: full points
        (cut("1/2", laps=1), 0, 0, False),  # the leader did one lap of the two it takes
        (cut("1/2", laps=2), 5, 2, True),
        (cut("1/2", laps=None), 5, 2, True),  # as many as the others: one of which is known
        (cut("1/2", green_laps=0), 0, 0, False),
        (cut("1/2", green_laps=1), 5, 2, True),
    ],
)
def test_a_race_cut_short_is_worth_what_its_band_says(
    result: SessionResult, first: Points, third: Points, bonuses: bool
) -> None:
    if result.lines[0].laps is None:
        result = race(completed=result.completed)  # nobody says how many laps were driven
    made = worth(rules(reduced=BANDS), result)
    assert (made.of(1), made.of(3), made.bonuses) == (first, third, bonuses)


def test_the_laps_that_count_are_those_of_the_leader() -> None:
    lines = (ResultLine("1", 1, laps=1), ResultLine("2", 2, laps=5), ResultLine("3", 3))
    assert worth(rules(reduced=BANDS), race(completed=HALF, lines=lines)).of(1) == 5


def test_where_only_a_red_flag_reduces_one_is_needed() -> None:
    red = ReducedRules(only_after_red=True, bonuses=False, bands=(Reduction(Fraction(0), None, HALF),))
    full, half = worth(rules(reduced=red), cut("1/3")), worth(rules(reduced=red), cut("1/3", red=True))
    assert [(one.of(1), one.bonuses) for one in (full, half)] == [(10, True), (5, False)]


def test_a_band_without_factor_and_scale_is_worth_nothing() -> None:
    nothing = ReducedRules(bands=(Reduction(Fraction(0), HALF),))
    made = worth(rules(reduced=nothing), cut("1/3"))
    assert (made.of(1), made.bonuses, made.factor) == (0, False, Fraction(0))


def ruled(kind: AdjustmentKind, **values: Any) -> Adjustment:
    return Adjustment(kind, round="3", **values)  # type: ignore[arg-type]


CUT, OWN = AdjustmentKind.CUT_SHORT, AdjustmentKind.SCALE


@pytest.mark.parametrize(
    ("known", "first", "third"),
    [
        ((ruled(CUT, completed=HALF),), 5, 2),
        ((ruled(CUT, completed=Fraction(1, 5)),), 0, 0),
        ((ruled(CUT, completed=HALF, laps=1),), 0, 0),
        ((ruled(CUT, completed=HALF, green_laps=0),), 0, 0),
        ((ruled(CUT, factor=Fraction(1, 5)),), 2, 1),
        ((ruled(CUT, scale=(Fraction(4),)),), 4, 0),
        ((ruled(CUT, factor=HALF, scale=(Fraction(4),)),), 2, 0),
        ((ruled(OWN, scale=(Fraction(20), Fraction(15), Fraction(12))),), 20, 12),
        ((ruled(OWN, factor=Fraction(2)),), 20, 6),
        ((ruled(OWN, scale=(Fraction(20),)), ruled(CUT, factor=HALF)), 10, 0),
        ((ruled(CUT, factor=HALF), ruled(OWN, scale=(Fraction(20),))), 10, 0),
    ],
)
def test_what_is_ruled_of_a_race_cut_short_or_with_a_scale_of_its_own(
    known: tuple[Adjustment, ...], first: Points, third: Points
) -> None:
    made = worth(rules(reduced=BANDS), cut(None), *known)
    assert (made.of(1), made.of(3)) == (first, third)
    whys = [one for one in known if one.kind is CUT and (one.factor is not None or one.scale)] or list(known)
    if made.completed is None:
        assert made.why is whys[0]


def test_a_ruling_says_that_there_was_no_red_flag() -> None:
    red = ReducedRules(only_after_red=True, bands=(Reduction(Fraction(0), None, HALF),))
    made = [worth(rules(reduced=red), cut("1/3", red=was), ruled(CUT, red=said)) for was, said in (
        (True, False), (False, True), (True, None), (False, None),
    )]  # fmt: skip
    assert [one.of(1) for one in made] == [10, 5, 5, 10]


def test_a_race_with_a_scale_of_its_own_has_its_bonuses_and_one_cut_short_those_the_rules_leave() -> None:
    without = ReducedRules(bonuses=False, bands=(Reduction(Fraction(0), None, HALF),))
    own = worth(rules(reduced=without), race(), ruled(OWN, factor=Fraction(2)))
    short = worth(rules(reduced=without), race(), ruled(CUT, factor=HALF))
    plain = worth(rules(), race(), ruled(CUT, factor=HALF))
    nothing = worth(rules(), race(), ruled(CUT, factor=Fraction(0)))
    assert [one.bonuses for one in (own, short, plain, nothing)] == [True, False, True, False]


def test_small_fields_leave_a_scale_of_its_own_alone() -> None:
    small = rules(small_fields=(SmallField(9, (Fraction(1),)),))
    assert worth(small, race(), ruled(OWN, scale=(Fraction(20),))).of(1, size=2) == 20
    assert worth(small).of(1, size=2) == 1


# --- which rules stand


BOOK = (
    rules(scale=(Fraction(1),)),
    rules(scale=(Fraction(2),), rounds=("3", "spa")),
    rules(scale=(Fraction(3),), classes=("GT",)),
    rules(scale=(Fraction(4),), tables=("teams",)),
    rules(scale=(Fraction(5),), sessions=("sprint", "race-9")),
    rules(scale=(Fraction(6),), at=(6 * 3_600_000_000,)),
    rules(scale=(), rounds=("7",)),
)


@pytest.mark.parametrize(
    ("round_", "session", "kind", "event", "table", "class_", "first"),
    [
        (1, "race-1", "race", None, "drivers", "TCR", 1),
        (3, "race-1", "race", None, "drivers", "TCR", 2),
        (1, "race-1", "race", "spa", "drivers", "TCR", 2),
        (3, "race-1", "race", None, "drivers", "GT", 3),
        (3, "race-1", "race", None, "drivers", None, 3),  # a table of all classes fits rules of any
        (3, "race-1", "race", None, "teams", "TCR", 4),
        (1, "sprint-1", "sprint", None, "teams", "GT", 5),
        (1, "race-9", "race", None, "teams", "GT", 5),
        (1, "race@6:00:00", "race", None, "drivers", "TCR", 6),
        (1, "qualifying-1", "qualifying", None, "drivers", "TCR", None),
        (7, "race-1", "race", None, "drivers", "TCR", None),  # rules under which nothing can be earned
    ],
)
def test_of_the_rules_that_fit_a_session_and_a_table_the_last_stand(
    round_: int, session: str, kind: str, event: str | None, table: str, class_: str | None, first: int | None
) -> None:
    found = rules_for(BOOK, SessionResult(round_, session, kind, event=event), TableRules(table), class_)
    if class_ is None:
        found = rules_for(BOOK, SessionResult(round_, session, kind, event=event), TableRules(table))
    assert (None if found is None else found.scale[0]) == first
    of_class = rules_for(
        BOOK, SessionResult(round_, session, kind, event=event), TableRules(table, class_=class_)
    )
    assert of_class is found


def test_a_table_takes_points_only_from_the_sessions_it_names() -> None:
    only = TableRules("drivers", points_from=("sprint", "race-2"))
    asked = [("race-1", "race"), ("race-2", "race"), ("sprint-1", "sprint")]
    found = [rules_for(BOOK, SessionResult(1, name, kind), only) for name, kind in asked]
    assert [None if one is None else one.scale[0] for one in found] == [None, 3, 5]


@pytest.mark.parametrize(
    ("of", "gives"),
    [
        (PointsRules(), False),
        (PointsRules(scale=SCALE), True),
        (PointsRules(tail=Fraction(0)), True),
        (PointsRules(bonus=(Bonus(BonusFor.POLE, Fraction(1)),)), True),
        (PointsRules(per_car=Fraction(1)), True),
        (PointsRules(per_car_behind=Fraction(1)), True),
        (PointsRules(small_fields=(SmallField(3, SCALE),)), True),
        (PointsRules(unplaced=Fraction(1)), True),
        (PointsRules(absent=Fraction(1)), True),
    ],
)
def test_rules_under_which_nothing_can_be_earned_say_that_a_session_does_not_score(
    of: PointsRules, gives: bool
) -> None:
    assert gives_points(of) is gives
