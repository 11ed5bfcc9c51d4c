"""Tables: what counts and what is dropped, ties and the step that broke them, deductions, exclusions, what moved."""

from fractions import Fraction
from textwrap import dedent

import pytest

from parcferme.championship import Planned
from parcferme.findings import WrongCall
from parcferme.regulations import Adjustment, AdjustmentKind
from small_season import RULES, codes, places, points, races, season, the

SCALE = "[[points]]\nscale = [9, 6, 4, 3, 2, 1]\n"


def with_table(table: str, scale: str = SCALE) -> str:
    return f'{scale}[[standings]]\nname = "D"\n{table}\n'


def adjust(kind: str, **values: object) -> Adjustment:
    return Adjustment(AdjustmentKind(kind), **values)  # type: ignore[arg-type]


# --- best results


@pytest.mark.shape("12", "13")
def test_only_the_best_eleven_count_and_the_gross_total_stays_to_be_seen() -> None:
    """Formula One 1988 in small: Prost has more points, Senna more of those that count."""
    found = season(
        races("S P", "S P", "P S", "P (S)", "P (S)", "S P"), with_table("best = { count = 3 }")
    ).after()
    prost, senna = the(found.tables[0], "P"), the(found.tables[0], "S")
    assert (prost.points, prost.gross_points) == (27, 45)
    assert (senna.points, senna.gross_points) == (27, 33)
    assert [prost.by_session[at] for at in prost.dropped] == [6, 6, 6]


@pytest.mark.shape("12")
def test_the_earlier_of_two_equal_results_counts_and_the_later_is_dropped() -> None:
    found = season(races("A", "A", "A"), with_table("best = { count = 2 }")).after().tables[0]
    assert the(found, "A").dropped == (2,)


@pytest.mark.shape("12")
def test_nothing_is_dropped_before_there_are_more_results_than_may_count() -> None:
    """One worst result is left out of a season of three: after two races both count, unless it is left out at once."""
    planned = (Planned(3, "race", "race"),)
    found = season(races("A B", "B A"), with_table("best = { drop = 1 }"), planned=planned).after().tables[0]
    assert points(found) == {"A": 15, "B": 15}
    at_once = season(races("A B", "B A"), with_table("best = { drop = 1, at-once = true }"), planned=planned)
    assert points(at_once.after().tables[0]) == {"A": 9, "B": 9}


@pytest.mark.shape("12")
@pytest.mark.parametrize(("split", "want"), [("larger-first", 9 + 9 + 9), ("larger-second", 9 + 9 + 9)])
def test_the_best_of_each_half_of_five_rounds(split: str, want: int) -> None:
    """Formula One 1967-80: all but one of each half; of five rounds the larger half has three."""
    found = (
        season(races(*["A B"] * 5), with_table(f'best = {{ drop = 1, split = "{split}" }}')).after().tables[0]
    )
    row = the(found, "A")
    assert row.points == want
    halves = {"larger-first": (0, 1, 2), "larger-second": (0, 1)}
    first = [at for at in row.dropped if at in halves[split]]
    assert (len(first), len(row.dropped)) == (1, 2)


@pytest.mark.shape("12")
def test_a_split_season_that_has_begun_knows_how_many_rounds_it_will_have() -> None:
    """After three of five rounds the first half is over and its worst result is left out."""
    rules = with_table('best = { drop = 1, split = "larger-first" }') + "[season.1967]\nrounds = 5\n"
    found = season(races("A", "A", "A"), rules, year="1967").after().tables[0]
    assert the(found, "A").points == 18


@pytest.mark.shape("12")
def test_whole_events_are_dropped_not_single_races() -> None:
    """CrossMgr drops per race only; a club counts its best days, whose races have different weights."""
    lines = """
    round, session, position, driver
    1, race-1, 1, A
    1, race-2, 6, A
    2, race-1, 2, A
    2, race-2, 2, A
    3, race-1, 5, A
    3, race-2, 1, A
    """
    found = season(lines, with_table('best = { count = 2, by = "round" }')).after().tables[0]
    row = the(found, "A")
    assert row.points == 12 + 11
    assert [found.sessions[at].round for at in row.dropped] == [1, 1]


@pytest.mark.shape("12")
def test_a_disqualification_cannot_be_the_result_that_is_dropped() -> None:
    rules = with_table('best = { count = 2, keep = ["disqualified"] }')
    found = season("round,position,driver\n1,1,A\n2,DSQ,A\n3,2,A", rules).after().tables[0]
    row = the(found, "A")
    assert (row.points, row.dropped) == (9, (2,))


@pytest.mark.shape("12")
def test_only_races_can_be_dropped_where_the_rulebook_says_so() -> None:
    rules = '[[points]]\nsessions = ["race", "sprint"]\nscale = [9, 6]\n'
    lines = "round,session,position,driver\n1,sprint,2,A\n1,race,1,A\n2,sprint,2,A\n2,race,2,A"
    found = season(lines, with_table('best = { count = 1, kinds = ["race"] }', rules)).after().tables[0]
    assert (the(found, "A").points, the(found, "A").dropped) == (21, (3,))


def test_dropping_more_results_than_there_are_is_told_and_nothing_is_lost() -> None:
    found = season(races("A B", "A B"), with_table("best = { drop = 4 }")).after()
    assert [finding.code for finding in found.findings] == ["drop-too-many"]
    assert the(found.tables[0], "A").gross_points == 18


# --- ties


CHAIN = with_table('ties = ["{step}"]', "[[points]]\nscale = [4, 3, 2, 1]\n")


@pytest.mark.shape("20")
def test_counts_of_places_go_down_to_the_place_that_differs() -> None:
    lines = races("A B C D", "B A D C", "C D A B", "D C B A")
    found = season(lines, with_table("", "[[points]]\nscale = [1]\n")).after().tables[0]
    assert [position for position, _ in places(found)] == [1, 1, 1, 1]
    assert codes(the(found, "A")) == ["tie-unbroken"]
    more = season(lines + "\n5,2,A\n5,3,B\n5,4,C\n5,5,D", with_table("", "[[points]]\nscale = [1]\n"))
    table = more.after().tables[0]
    assert places(table) == [(1, "A"), (2, "B"), (3, "C"), (4, "D")]
    reason = the(table, "B").reasons[0]
    assert reason.code == "tie-broken"
    assert {name: reason.values[name] for name in ("step", "other", "place", "mine", "theirs")} == {
        "step": "counts",
        "other": "A",
        "place": 2,
        "mine": 1,
        "theirs": 2,
    }


@pytest.mark.shape("20")
def test_how_many_wins_each_had_is_told_where_wins_broke_the_tie() -> None:
    """Level on nine points: A by two wins and a fourth place, B by a win, a second and a third."""
    found = season(races("A B C D", "A C B D", "B C D A"), CHAIN.format(step="wins")).after().tables[0]
    reason = the(found, "B").reasons[0]
    assert reason.code == "tie-broken"
    assert {name: reason.values[name] for name in ("step", "other", "place", "mine", "theirs")} == {
        "step": "wins", "other": "A", "place": 1, "mine": 1, "theirs": 2,
    }  # fmt: skip


@pytest.mark.shape("20")
def test_a_title_level_at_99_goes_to_the_winner_of_the_first_race() -> None:
    """ELMS 2020, LMGTE: equal wins, seconds and fourths; Proton had won the first race of the season."""
    rules = with_table('ties = ["counts", "first-to-achieve"]', "[[points]]\nscale = [25, 18]\n")
    found = season(races("P K", "K P"), rules).after().tables[0]
    assert places(found) == [(1, "P"), (2, "K")]
    reason = the(found, "K").reasons[0].values
    assert (reason["step"], reason["place"], reason["round"]) == ("first-to-achieve", 1, 1)


@pytest.mark.shape("20")
@pytest.mark.parametrize(
    ("step", "first"), [("first-to-achieve", "A"), ("latest", "B"), ("head-to-head", "A")]
)
def test_steps_that_look_at_when_a_result_was_achieved(step: str, first: str) -> None:
    found = season(races("A B", "B A"), CHAIN.format(step=step)).after().tables[0]
    assert places(found)[0] == (1, first)
    assert the(found, first).reasons[0].values["is_ahead"] is True


@pytest.mark.shape("20")
def test_the_better_place_in_a_named_session_breaks_a_tie() -> None:
    lines = """
    round, session, position, driver
    1, race-1, 1, A
    1, race-1, 2, B
    1, race-2, 2, A
    1, race-2, 1, B
    """
    rules = with_table('ties = [{ by = "best-in", sessions = ["race-2"] }]')
    assert places(season(lines, rules).after().tables[0]) == [(1, "B"), (2, "A")]


@pytest.mark.shape("20")
@pytest.mark.parametrize(("score", "right"), [("true", ["A", "B"]), ("false", ["B"])])
def test_a_guest_who_scores_has_a_place_in_a_qualifying_that_breaks_ties(
    score: str, right: list[str]
) -> None:
    lines = """
    round, session, position, driver, guest
    1, qualifying, 1, A, yes
    1, qualifying, 2, B,
    1, race-1, 1, A, yes
    1, race-1, 2, B,
    1, race-2, 2, A, yes
    1, race-2, 1, B,
    """
    rules = f"entries = {{ guests-score = {score} }}\n" + with_table(
        'ties = [{ by = "best-in", sessions = ["qualifying"] }]'
    )
    assert [row.name for row in season(lines, rules).after().tables[0].rows] == right


@pytest.mark.shape("20")
def test_sprint_wins_count_in_a_tie_only_where_the_rulebook_counts_them() -> None:
    lines = "round,session,position,driver\n1,sprint,1,A\n1,sprint,2,B\n1,race,2,A\n1,race,1,B"
    scale = '[[points]]\nsessions = ["race", "sprint"]\nscale = [9, 6]\n'
    races_only = season(lines, with_table('ties = ["wins"]', scale)).after().tables[0]
    assert places(races_only) == [(1, "B"), (2, "A")]
    both = season(lines, with_table('ties = [{ by = "wins", sessions = ["race", "sprint"] }]', scale))
    assert [position for position, _ in places(both.after().tables[0])] == [1, 1]


@pytest.mark.shape("20")
def test_gross_points_and_then_the_governing_body_decide() -> None:
    lines = races("A B", "A B", "B A")
    dropped = with_table('best = { count = 1 }\nties = ["gross"]')
    assert places(season(lines, dropped).after().tables[0]) == [(1, "A"), (2, "B")]
    decided = with_table('ties = ["counts", "decided"]')
    order = adjust("order", names=("B", "A"), source="stewards, document 12")
    found = season(races("A B", "B A"), decided, adjustments=(order,)).after().tables[0]
    assert places(found) == [(1, "B"), (2, "A")]


@pytest.mark.shape("20")
def test_a_tie_no_step_breaks_shares_the_place_and_the_next_is_left_free() -> None:
    found = season(races("A B C", "B A C"), with_table("")).after().tables[0]
    assert places(found) == [(1, "A"), (1, "B"), (3, "C")]
    assert the(found, "A").reasons[0].values["others"] == ["B"]
    assert the(found, "C").reasons == ()


def test_results_left_out_of_the_points_count_in_a_tie_unless_the_rulebook_leaves_them_out_there_too() -> (
    None
):
    """DerbyNet: dropping the lowest changed the order of ties unexpectedly. Here the rulebook says which."""
    lines = races("A B C", "A B C", "B A C")
    kept = season(lines, with_table("best = { count = 1 }")).after().tables[0]
    assert places(kept)[:2] == [(1, "A"), (2, "B")]
    left = with_table('best = { count = 1 }\nties = [{ by = "counts", dropped = false }]')
    found = season(lines, left).after().tables[0]
    assert places(found)[:2] == [(1, "A"), (1, "B")]


# --- adjustments


@pytest.mark.shape("19")
def test_a_deduction_counts_once_from_its_round_on() -> None:
    """An Assetto manager took three points again in the table of the next event."""
    minus = adjust(
        "deduction", round="2", names=("A",), points=Fraction(3), source="document 7", reason="pit speed"
    )
    found = season(races("A B", "A B", "A B"), adjustments=(minus,))
    assert [the(found.after(number).tables[0], "A").points for number in (1, 2, 3)] == [25, 47, 72]
    told = the(found.after(3).tables[0], "A").reasons
    assert [reason.code for reason in told] == ["points-deducted"]
    assert told[0].values["why"] == "pit speed" and told[0].values["source"] == "document 7"


@pytest.mark.shape("19", "19d")
def test_a_driver_below_zero_stays_in_the_table() -> None:
    """F1-League-Management loses a driver with negative points."""
    minus = adjust("deduction", round="1", names=("B",), points=Fraction(20))
    found = season(races("A B C"), adjustments=(minus,)).after().tables[0]
    assert places(found) == [(1, "A"), (2, "C"), (3, "B")]
    assert the(found, "B").points == -2


@pytest.mark.shape("19")
def test_an_excluded_constructor_loses_all_and_the_others_do_not_move_up_in_points() -> None:
    """Formula One 2007: McLaren out of the constructors' table, its drivers' points untouched."""
    out = adjust("exclusion", round="2", tables=("Teams",), names=("Red",), label="EX", source="council")
    rules = RULES + '[[standings]]\nname = "Teams"\nunit = "team"\n'
    lines = "round,position,driver,team\n1,1,A,Red\n1,2,B,Blue\n2,1,A,Red\n2,2,B,Blue"
    found = season(lines, rules, adjustments=(out,))
    assert places(found.after(1).tables[1]) == [(1, "Red"), (2, "Blue")]
    assert places(found.after(2).tables[1]) == [(1, "Blue"), (None, "Red")]
    assert the(found.after(2).tables[1], "Blue").points == 36
    assert points(found.after(2).tables[0]) == {"A": 50, "B": 36}
    assert the(found.after(2).tables[1], "Red").points == 0


@pytest.mark.shape("19")
def test_disqualified_from_the_championship_with_results_and_points_kept() -> None:
    """Formula One 1997: Schumacher keeps 78 points and has no place; ruled after the last round."""
    out = adjust("exclusion", round="final", tables=("Drivers",), names=("A",), label="DSQ", points_kept=True)
    found = season(races("A B", "A B"), adjustments=(out,))
    assert places(found.after(2).tables[0]) == [(1, "A"), (2, "B")]
    final = found.after().tables[0]
    assert places(final) == [(1, "B"), (None, "A")]
    assert the(final, "A").points == 50
    assert the(final, "A").reasons[0].values["label"] == "DSQ"


@pytest.mark.shape("19")
def test_an_entry_that_starts_again_leaves_its_points_behind() -> None:
    """Formula One 2018: the points of Force India up to round 12 are void, Racing Point Force India began at zero."""
    again = adjust("exclusion", round="2", names=("A",), label="EX", starts_again=True)
    found = season(races("A B", "B A"), adjustments=(again,)).after().tables[0]
    assert places(found) == [(1, "B"), (2, "A"), (None, "A")]
    assert [row.points for row in found.rows] == [43, 18, 0]


@pytest.mark.shape("19")
def test_a_disqualification_of_the_old_entry_does_not_count_against_who_starts_again() -> None:
    """Two results count, a disqualification always: A's, in round 1, stays with the entry that was excluded."""
    again = adjust("exclusion", round="2", names=("A",), label="EX", starts_again=True)
    rules = with_table('best = { count = 2, keep = ["disqualified"] }')
    lines = "round,position,driver\n1,DSQ,A\n1,1,B\n2,2,A\n2,1,B\n3,1,A\n3,2,B"
    kept = season(lines, rules).after().tables[0]
    assert points(kept) == {"B": 18, "A": 9}
    found = season(lines, rules, adjustments=(again,)).after().tables[0]
    assert [(row.position, row.points) for row in found.rows if row.name == "A"] == [(2, 15), (None, 0)]


@pytest.mark.shape("19")
@pytest.mark.parametrize(("down", "second"), [(True, 25), (False, 18), (None, 18)])
def test_a_car_that_does_not_score_in_one_race_keeps_its_points_from_all_or_passes_them_down(
    down: bool | None, second: int
) -> None:
    """Formula One: second cars in 1984 kept the points from everybody, Formula Two cars in 1967 passed them on."""
    out = adjust("not-scoring", round="1", session="race", names=("A",), passed_down=down)
    found = season(races("A B", "A B"), adjustments=(out,)).after().tables[0]
    assert dict(points(found)) == {"A": 25, "B": second + 18}


@pytest.mark.shape("19")
def test_excluded_from_a_race_the_places_close_up_for_points_and_for_ties() -> None:
    out = adjust("exclusion", round="1", session="race", names=("A",))
    found = season(races("A B C"), adjustments=(out,)).after().tables[0]
    assert points(found) == {"B": 25, "C": 18, "A": 0}


def test_an_addition_counts_too() -> None:
    plus = adjust("addition", round="1", names=("B",), points=Fraction(1, 2))
    assert the(season(races("A B"), adjustments=(plus,)).after().tables[0], "B").points == Fraction(37, 2)


def test_an_adjustment_for_a_round_that_is_not_there_is_told() -> None:
    lost = adjust("deduction", round="9", names=("A",), points=Fraction(1))
    assert [finding.code for finding in season(races("A B"), adjustments=(lost,)).after().findings] == [
        "adjustment-without-round"
    ]


def test_a_list_cut_after_a_round_knows_nothing_of_rulings_on_rounds_to_come() -> None:
    """Formula One 1997 and 2007 in small: one is excluded after the last race, another before the third."""
    rules = RULES + dedent(
        """
        [season.1997]
        rounds = 3
        [[season.1997.adjustment]]
        kind = "exclusion"
        names = ["A"]
        round = "final"
        source = "ruled after the season"
        [[season.1997.adjustment]]
        kind = "deduction"
        names = ["B"]
        points = 5
        round = "3"
        source = "ruled before round 3"
        """
    )
    begun = season(races("A B", "A B"), rules, year="1997").after()
    assert points(begun.tables[0]) == {"A": 50, "B": 36}
    assert begun.findings == ()
    whole = season(races("A B", "A B", "A B"), rules, year="1997")
    assert places(whole.after(3).tables[0]) == [(1, "A"), (2, "B")]
    assert places(whole.after().tables[0]) == [(1, "B"), (None, "A")]
    assert points(whole.after().tables[0]) == {"A": 0, "B": 49}
    assert the(whole.after().tables[0], "A").gross_points == 0  # not one of all it drove for stays
    assert the(whole.after().tables[0], "B").previous == 2  # behind A, who was not excluded yet
    planned = (Planned(4, "race", "race"),)
    begun = season(races("A B", "A B", "A B"), rules, year="1997", planned=planned).after()
    assert places(begun.tables[0]) == [(1, "A"), (2, "B")]


# --- who is listed


@pytest.mark.shape("14")
@pytest.mark.parametrize(
    ("ranked", "listed"),
    [
        ("{}", "ABCD"),
        ("{ scored = true }", "ABC"),
        ("{ points = 4 }", "A"),
        ("{ classified = true }", "ABC"),
        ("{ rounds = 2 }", "AC"),
    ],
)
def test_who_may_be_ranked(ranked: str, listed: str) -> None:
    """24H Series: points from the first event, a place in the table from three on."""
    lines = races("A B C (D)", "A C")
    found = season(lines, with_table(f"ranked = {ranked}", "[[points]]\nscale = [3, 1]\n")).after().tables[0]
    assert sorted(row.name for row in found.rows if row.position is not None) == list(listed)


@pytest.mark.shape("14")
def test_who_has_points_and_may_not_be_ranked_is_listed_without_a_place() -> None:
    found = season(races("A B", "B"), with_table("ranked = { rounds = 2 }")).after().tables[0]
    assert places(found) == [(1, "B"), (None, "A")]
    assert codes(the(found, "A")) == ["not-ranked"]


# --- from round to round


def test_what_moved_since_the_round_before() -> None:
    found = season(races("A B C", "C A B", "C B A"))
    rows = {row.name: (row.previous, row.position) for row in found.after(2).tables[0].rows}
    assert rows == {"A": (1, 1), "C": (3, 2), "B": (2, 3)}
    assert {row.name: (row.previous, row.position) for row in found.after(3).tables[0].rows} == {
        "C": (2, 1),
        "A": (1, 2),
        "B": (3, 3),
    }
    assert {row.previous for row in found.after(1).tables[0].rows} == {None}


def test_after_any_round_the_table_is_what_a_season_of_those_rounds_gives() -> None:
    orders = ["A B C D", "D C B A", "B D A C", "A (B) C D"]
    whole = season(races(*orders), with_table("best = { count = 2 }"))
    for number in range(1, 5):
        cut = season(races(*orders[:number]), with_table("best = { count = 2 }")).after().tables[0]
        assert [(row.position, row.name, row.points) for row in whole.after(number).tables[0].rows] == [
            (row.position, row.name, row.points) for row in cut.rows
        ]


def test_a_round_that_was_not_held_is_a_wrong_call() -> None:
    with pytest.raises(WrongCall, match="no results of round 7"):
        season(races("A B")).after(7)


def test_rounds_stand_in_the_order_they_were_run_not_as_they_are_numbered() -> None:
    found = season("round,position,driver\n2,1,A\n2,2,B\n1,1,B\n1,2,A")
    assert found.rounds == (2, 1)
    assert points(found.after(2).tables[0]) == {"A": 25, "B": 18}
    assert points(found.after(1).tables[0]) == {"A": 43, "B": 43}


def test_a_season_without_results_has_empty_tables() -> None:
    from parcferme.championship import Championship
    from parcferme.regulations import parse_rulebook

    found = Championship.of((), parse_rulebook(RULES, "rules.toml")).after()
    assert (found.after, [len(table.rows) for table in found.tables]) == (0, [0])


def test_cars_whose_list_names_no_team_are_told_and_score_for_nobody() -> None:
    lines = "round,position,number,driver,team\n1,1,81,A,Milo\n1,2,50,B,"
    found = season(lines, RULES + '[[standings]]\nname = "Teams"\nunit = "team"\n').after()
    assert points(found.tables[1]) == {"Milo": 25}
    assert [(finding.code, finding.values["cars"]) for finding in found.findings] == [
        ("unit-unknown", ["50"])
    ]


# --- found by comparing made-up seasons with a slow scorer


@pytest.mark.shape("12")
def test_no_number_of_disqualifications_is_left_out_where_they_have_to_stay() -> None:
    rules = with_table('best = { count = 1, keep = ["disqualified"] }')
    row = the(season("round,position,driver\n1,DSQ,A\n2,DSQ,A\n3,1,A", rules).after().tables[0], "A")
    assert (row.points, row.dropped) == (0, (2,))


@pytest.mark.shape("12")
def test_a_race_missed_is_no_result_so_it_is_not_better_than_a_bad_one() -> None:
    rules = with_table(
        "best = { count = 2 }",
        '[[points]]\nscale = [9, 6]\nbonus = [{ for = "incidents", points = -2, at-least = 9 }]\n',
    )
    lines = "round,position,driver,incidents\n1,1,A,0\n2,1,B,0\n3,DNF,A,9\n3,1,B,0"
    row = the(season(lines, rules).after().tables[0], "A")
    assert (row.points, row.dropped) == (7, ())


def test_points_taken_before_an_entry_starts_again_stay_behind() -> None:
    minus = adjust("deduction", round="1", names=("A",), points=Fraction(3))
    again = adjust("exclusion", round="2", names=("A",), label="EX", starts_again=True)
    found = season(races("A B", "B A"), adjustments=(minus, again)).after().tables[0]
    assert [row.points for row in found.rows if row.name == "A"] == [18, 0]


def test_the_points_an_excluded_entry_keeps_are_those_it_had_when_it_started_again() -> None:
    """Two of three results count, and three points were taken in round 1: of 9 + 9 + 6 the old entry keeps 9 - 3."""
    minus = adjust("deduction", round="1", names=("A",), points=Fraction(3))
    again = adjust("exclusion", round="2", names=("A",), label="EX", starts_again=True, points_kept=True)
    rules = with_table("best = { count = 2 }")
    found = season(races("A B", "A B", "B A"), rules, adjustments=(minus, again)).after().tables[0]
    assert [row.points for row in found.rows if row.name == "A"] == [15, 6]


def test_a_ruling_on_who_has_not_raced_yet_waits_for_him() -> None:
    minus = adjust("deduction", round="1", names=("C",), points=Fraction(3))
    found = season(races("A B", "A B C"), adjustments=(minus,))
    assert [row.name for row in found.after(1).tables[0].rows] == ["A", "B"]
    assert the(found.after(2).tables[0], "C").points == 12


def test_cars_without_a_class_make_no_table_of_their_own() -> None:
    lines = "round,position,number,driver,class\n1,1,1,A,X\n1,2,2,B,"
    found = season(lines, with_table("each-class = true")).after()
    assert [one.class_ for one in found.tables] == ["X"]


def test_a_ruling_on_somebody_in_no_result_is_told_with_the_nearest_name() -> None:
    typo = adjust("deduction", round="1", names=("Balthasar",), points=Fraction(3))
    found = season(races("Balthazar Dromedari"), adjustments=(typo,)).after()
    (told,) = found.findings
    assert (told.code, told.values["name"], told.values["nearest"]) == (
        "adjustment-name-unknown",
        "Balthasar",
        "Balthazar",
    )
    assert the(found.tables[0], "Balthazar").points == 25


@pytest.mark.parametrize(
    ("values", "by_session", "points"),
    [
        ({}, [(9, 9, 6)], [0]),
        ({"points_kept": True}, [(9, 9, 6)], [24]),
        ({"starts_again": True}, [(9, 9, 6), (9, None, None)], [15, 0]),
        ({"starts_again": True, "points_kept": True}, [(9, 9, 6), (9, None, None)], [15, 9]),
    ],
)
def test_the_row_of_one_who_is_out_prints_what_it_had_and_keeps_what_the_ruling_leaves(
    values: dict[str, object], by_session: list[tuple[object, ...]], points: list[int]
) -> None:
    out = adjust("exclusion", round="2", names=("A",), label="EXC", reason="tests", **values)
    table = season(races("A B", "A B", "B A"), with_table(""), adjustments=(out,)).after().tables[0]
    rows = [row for row in table.rows if row.name == "A"]
    assert [row.by_session for row in rows] == by_session
    assert [row.points for row in rows] == points
    assert rows[-1].position is None


@pytest.mark.parametrize(("by", "dropped"), [("session", (0, 2, 3)), ("round", (0,))])
def test_where_an_absence_cannot_be_left_out_a_round_is_absent_as_a_whole(
    by: str, dropped: tuple[int, ...]
) -> None:
    """A missed a race of round 1 and all of round 3: of six sessions two count, of three rounds two."""
    lines = """
    round, session, position, driver
    1, race-1, 1, A
    1, race-1, 2, B
    1, race-2, 1, B
    2, race-1, 2, A
    2, race-2, 3, A
    3, race-1, 1, B
    3, race-2, 1, B
    """
    drop = 4 if by == "session" else 1
    rules = with_table(f'best = {{ drop = {drop}, by = "{by}", keep = ["not-started"] }}')
    row = the(season(lines, rules).after().tables[0], "A")
    assert row.by_session == (9, None, 6, 4, None, None)
    assert (row.dropped, row.points) == (dropped, 10 if by == "round" else 0)
