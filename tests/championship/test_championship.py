"""What a whole season is told and tells: findings with all their values, reasons of columns, rounds to come."""

from fractions import Fraction
from typing import Any

import pytest

from parcferme.championship import Championship, Planned
from parcferme.classification import ResultLine, SessionResult
from parcferme.findings import Where, WrongCall
from parcferme.regulations import Adjustment, AdjustmentKind, parse_rulebook
from small_season import points, races, season, the

BOOK = '[[points]]\nscale = [10, 6, 4]\n[[standings]]\nname = "D"\n'


def book(table: str = "", extra: str = "") -> str:
    return f"{BOOK}{table}\n{extra}"


def told(whole: Championship, *codes: str) -> list[tuple[str, str, dict[str, Any]]]:
    found = [one for one in whole.after().findings if not codes or one.code in codes]
    return [
        (one.severity.value, one.code, {k: v for k, v in one.values.items() if v is not None})
        for one in found
    ]


def adjust(kind: AdjustmentKind, **values: Any) -> Adjustment:
    return Adjustment(kind, **values)


# --- findings


@pytest.mark.parametrize(
    ("drop", "by", "asked"),
    [(1, "session", None), (3, "session", None), (4, "session", 4), (2, "round", 2), (1, "round", None)],
)  # fmt: skip
def test_leaving_out_as_many_results_as_there_are_is_told(drop: int, by: str, asked: int | None) -> None:
    """Two rounds of two races each."""
    lines = "round,session,position,driver\n" + "".join(
        f"{n},race-{of},1,A\n" for n in (1, 2) for of in (1, 2)
    )
    found = told(season(lines, book(f'best = {{ drop = {drop}, by = "{by}" }}')), "drop-too-many")
    expected = {"table": "D", "drop": drop, "results": asked}
    assert found == ([] if asked is None else [("warning", "drop-too-many", expected)])


@pytest.mark.parametrize(("rounds", "severity"), [(1, "info"), (2, "warning")])
def test_a_table_that_no_session_scores_in_is_told(rounds: int, severity: str) -> None:
    """After one round its sessions may be to come."""
    found = season(races(*["A B"] * rounds), book('points-from = ["sprint"]'))
    told_of = [one for one in found.findings if one.code == "table-without-sessions"]
    assert [(one.severity.value, one.values, one.where.file) for one in told_of] == [
        (severity, {"table": "D"}, "results.csv")
    ]


def test_cars_whose_unit_the_list_does_not_say_are_told_once_with_five_of_them() -> None:
    lines = "round,position,car,team\n" + "".join(f"{n},{at},{at},\n" for n in (1, 2) for at in range(1, 8))
    whole = season(lines + "1,9,9,Milo\n", book('unit = "team"'))
    (found,) = [one for one in whole.findings if one.code == "unit-unknown"]
    assert found.where == Where(file="results.csv")
    assert found.values == {
        "round": 1, "session": "race", "table": "D", "unit": "team", "cars": ["1", "2", "3", "4", "5"], "sessions": 2,
    }  # fmt: skip


def test_a_name_in_a_ruling_that_nobody_has_is_told_with_the_nearest() -> None:
    gone = adjust(
        AdjustmentKind.DEDUCTION, round="1", names=("Anne", "Zzz"), cars=("99",), points=Fraction(1)
    )
    whole = season(races("Ann Bea", "Ann Bea"), book(), adjustments=(gone,))
    assert told(whole, "adjustment-name-unknown") == [
        (
            "warning",
            "adjustment-name-unknown",
            {"round": "1", "kind": "deduction", "name": "Anne", "nearest": "Ann"},
        ),
        ("warning", "adjustment-name-unknown", {"round": "1", "kind": "deduction", "name": "Zzz"}),
        ("warning", "adjustment-name-unknown", {"round": "1", "kind": "deduction", "name": "99"}),
    ]


def test_a_ruling_on_a_round_there_is_not_is_told_and_one_the_rulebook_knows_of_the_future_is_not() -> None:
    of_nine = adjust(AdjustmentKind.DEDUCTION, round="9", names=("Ann",), points=Fraction(1))
    results = season(races("Ann Bea", "Ann Bea"), book()).results
    rules = parse_rulebook(book(), "r.toml")
    whole = Championship(results, rules, [of_nine], (), {}, None)
    assert [one for one in told(whole) if one[1] == "adjustment-without-round"] == [
        ("warning", "adjustment-without-round", {"round": "9", "kind": "deduction"})
    ]
    future = (
        '[season."2020"]\n[[season.2020.adjustment]]\nkind = "deduction"\n'
        'round = {}\nnames = ["Anna"]\npoints = 1\n'
    )
    later = season(races("Ann Bea", "Ann Bea"), book(extra=future.format(3)), year="2020")
    assert told(later, "adjustment-without-round", "adjustment-name-unknown") == []
    now = season(races("Ann Bea", "Ann Bea"), book(extra=future.format(2)), year="2020")
    assert [one[1] for one in told(now, "adjustment-name-unknown")] == ["adjustment-name-unknown"]


def test_what_a_rulebook_knows_of_years_needs_to_know_which_year_it_is() -> None:
    two = "".join(
        f'[season."{year}"]\n[[season.{year}.adjustment]]\nkind = "deduction"\nround = 1\nnames = ["Ann"]\npoints = 3\n'
        for year in (2019, 2020)
    )
    whole = season(races("Ann Bea"), book(extra=two + '[season."2021"]\nrounds = 3\n'))
    assert told(whole, "season-unnamed") == [("warning", "season-unnamed", {"years": ["2019", "2020"]})]
    assert whole.tables
    assert points(whole.after().tables[0]) == {"Ann": 10, "Bea": 6}
    named = season(races("Ann Bea"), book(extra=two), year="2020")
    assert (told(named, "season-unnamed"), points(named.after().tables[0])) == ([], {"Ann": 7, "Bea": 6})


def test_bonuses_of_which_nobody_knows_who_earned_them_are_told_once_for_all_tables() -> None:
    rules = """
    [[points]]
    scale = [10, 6]
    bonus = [{ for = "fastest-lap", points = 1, top = 1, passed-down = true }]
    [[standings]]
    name = "D"
    [[standings]]
    name = "E"
    """
    lines = "round,position,driver,fastest lap\n1,1,A,\n1,2,B,x\n2,1,A,\n2,2,B,x\n"
    whole = season(lines, rules)
    found = [one for one in whole.findings if one.code == "bonus-next-unknown"]
    assert [(one.where, one.values) for one in found] == [(Where(file="results.csv"), {
        "tables": ["D", "E"], "bonuses": ["fastest-lap"], "round": 1, "sessions": 2,
    })]  # fmt: skip


def test_a_table_for_the_registered_lets_everybody_score_where_nobody_says_who_is() -> None:
    whole = season(races("A B"), book("registered = true"))
    assert told(whole, "registration-unknown") == [("info", "registration-unknown", {"table": "D"})]
    assert points(whole.after().tables[0]) == {"A": 10, "B": 6}


# --- columns


@pytest.mark.parametrize(
    ("ruling", "reason"),
    [
        (
            {"factor": Fraction(1, 2), "reason": "rain", "article": "7.2"},
            {"factor": "1/2", "why": "rain", "article": "7.2"},
        ),
        ({"factor": Fraction(1, 2), "completed": Fraction(1, 3)}, {"factor": "1/2", "completed": "1/3"}),
        ({"scale": (Fraction(5),), "source": "bulletin 4"}, {"source": "bulletin 4"}),
    ],
)  # fmt: skip
def test_a_session_not_worth_its_scale_says_why_in_its_column(
    ruling: dict[str, Any], reason: dict[str, Any]
) -> None:
    cut = adjust(AdjustmentKind.CUT_SHORT, round="2", **ruling)
    columns = season(races("A B", "A B"), book(), adjustments=(cut,)).after().tables[0].sessions
    assert [[(one.code, one.values) for one in column.reasons] for column in columns] == [
        [],
        [("points-reduced", reason)],
    ]


def test_a_band_of_a_race_cut_short_says_how_far_it_ran_and_how_that_was_measured() -> None:
    bands = '{ below = "1/2", factor = "1/2" }, { from = "1/2", below = "3/4", scale = [5] }'
    reduced = f"reduced = {{ bands = [{bands}] }}\n"
    rules = BOOK.replace("[[standings]]", reduced + "[[standings]]")
    result = [SessionResult(n, "race", "race", (ResultLine("1", 1, drivers=("A",)),), completed=share)
              for n, share in ((1, Fraction(1, 3)), (2, Fraction(1, 2)), (3, Fraction(4, 5)))]  # fmt: skip
    table = Championship.of(result, parse_rulebook(rules, "r.toml")).after().tables[0]
    assert [[one.values for one in column.reasons] for column in table.sessions] == [
        [{"factor": "1/2", "completed": "1/3", "by": "distance"}], [{"completed": "1/2", "by": "distance"}], [],
    ]  # fmt: skip
    assert the(table, "A").by_session == (5, 5, 10)


@pytest.mark.parametrize(
    ("said", "certainty"),
    [
        (("stated", None), "stated"), (("stated", "inferred"), "inferred"),
        (("reconstructed", "inferred"), "reconstructed"),
        ((None, None), None),
    ],
)  # fmt: skip
def test_a_column_is_as_certain_as_its_least_certain_line(
    said: tuple[str | None, ...], certainty: str | None
) -> None:
    lines = tuple(
        ResultLine(str(at), at, drivers=(f"D{at}",), certainty=one) for at, one in enumerate(said, 1)
    )
    whole = Championship.of([SessionResult(1, "race", "race", lines)], parse_rulebook(BOOK, "r.toml"))
    assert [one.certainty for one in whole.after().tables[0].sessions] == [certainty]


# --- who was not there, and who was at every round


def test_who_is_in_the_table_and_was_not_there_gets_the_points_of_the_absent() -> None:
    rules = '[[points]]\nscale = [1, 2]\nabsent = 9\n[[standings]]\nname = "D"\nwins = "fewest"\n'
    table = season(races("A B", "A", "B"), rules).after().tables[0]
    assert {row.name: row.by_session for row in table.rows} == {"A": (1, 1, 9), "B": (2, 9, 1)}
    one = """
    [[points]]
    scale = [2, 1]
    [[points]]
    scale = [2, 1]
    rounds = [2]
    absent = 9
    [[standings]]
    name = "D"
    """
    table = season(races("A B", "A", "B"), one).after().tables[0]
    assert {row.name: row.by_session for row in table.rows} == {"A": (2, 2, None), "B": (1, 9, 2)}


@pytest.mark.parametrize(
    ("orders", "planned", "got"),
    [
        (("A B", "A B"), (), {"A": 25, "B": 17}),
        (("A B", "A"), (), {"A": 25, "B": 6}),
        (("A B", "A B"), (Planned(3, "race", "race"),), {"A": 20, "B": 12}),  # the season is not over
        (("A", "A B"), (), {"A": 25, "B": 6}),
        (("A B", "A (B)"), (), {"A": 25, "B": 11}),  # retired, but there
    ],
)
def test_points_for_having_been_at_every_round(
    orders: tuple[str, ...], planned: tuple[Planned, ...], got: dict[str, int]
) -> None:
    rules = BOOK.replace("[[standings]]", 'bonus = [{ for = "all-rounds", points = 5 }]\n[[standings]]')
    table = season(races(*orders), rules, planned=planned).after().tables[0]
    assert points(table) == got
    told_of = [one.values for one in the(table, "A").reasons if one.code == "bonus"]
    assert told_of == ([] if planned else [{"bonus": "all-rounds", "points": "5", "round": 2}])


def test_who_did_not_start_was_not_at_that_round() -> None:
    rules = BOOK.replace("[[standings]]", 'bonus = [{ for = "all-rounds", points = 5 }]\n[[standings]]')
    table = season("round,position,driver\n1,1,A\n1,2,B\n2,1,A\n2,DNS,B", rules).after().tables[0]
    assert points(table) == {"A": 25, "B": 6}


# --- a deduction that belongs to a result


@pytest.mark.parametrize(
    ("session", "by_session"),
    [(None, (6, 9, 10)), ("sprint", (3, 12, 10)), ("race", (6, 9, 10)), ("qualifying", (6, 12, 10))],
)
def test_a_deduction_of_a_result_is_of_the_session_it_names_else_of_the_race(
    session: str | None, by_session: tuple[int, ...]
) -> None:
    rules = """
    [[points]]
    sessions = ["race", "sprint"]
    scale = [10, 6]
    [[points]]
    rounds = [1]
    scale = [12]
    [[standings]]
    name = "D"
    """
    lines = "round,session,position,driver\n1,sprint,2,A\n1,sprint,1,B\n1,race,1,A\n2,race,1,A"
    one = adjust(
        AdjustmentKind.DEDUCTION, round="1", session=session, names=("A",), points=Fraction(3), of_result=True
    )
    row = the(season(lines, rules, adjustments=(one,)).after().tables[0], "A")
    assert row.by_session == by_session
    taken = [
        (reason.code, reason.values.get("points"))
        for reason in row.reasons
        if reason.code.startswith("points-")
    ]
    assert taken == ([] if session == "qualifying" else [("points-deducted", "3")])


def test_an_addition_to_a_result_adds() -> None:
    one = adjust(
        AdjustmentKind.ADDITION, round="2", names=("A",), points=Fraction(3), of_result=True, reason="appeal"
    )
    row = the(season(races("A B", "A B"), book(), adjustments=(one,)).after().tables[0], "A")
    assert (row.by_session, row.points) == ((10, 13), 23)
    assert [dict(reason.values) for reason in row.reasons] == [
        {"points": "3", "why": "appeal", "round": 2, "session": "race"},
    ]


# --- rounds, classes, groups


def test_a_table_for_each_class_and_each_group_there_is() -> None:
    lines = "round,position,class,group,driver\n1,1,GT,Pro,A\n1,2,GT,Am,B\n1,3,TCR,Am,C\n1,4,TCR,,D\n"
    whole = season(lines, book("each-class = true\neach-group = true"))
    assert [(one.class_, one.group) for one in whole.tables] == [("GT", "Pro"), ("GT", "Am"), ("TCR", "Am")]
    assert [one.class_ for one in season(lines, book("each-class = true")).tables] == ["GT", "TCR"]
    assert [one.group for one in season(lines, book("each-group = true")).tables] == ["Pro", "Am"]
    with pytest.raises(WrongCall, match="no table 'E'"):
        whole.ledger(season(lines, book().replace('"D"', '"E"')).tables[0])


def test_the_meeting_of_a_round_to_come_is_to_come_behind_its_last_session() -> None:
    rules = BOOK.replace("scale", 'sessions = ["meeting"]\nscale') + '[meeting]\nsessions = ["race"]\n'
    planned = (
        Planned(2, "race-1", "race", "spa"),
        Planned(2, "race-2", "race", "spa"),
        Planned(3, "race", "race"),
    )
    whole = season(races("A B"), rules, planned=planned)
    assert [(one.round, one.session, one.event) for one in whole.planned] == [
        (2, "race-1", "spa"), (2, "race-2", "spa"), (2, "meeting", "spa"), (3, "race", None), (3, "meeting", None),
    ]  # fmt: skip
    listed = season(races("A B"), rules, planned=(Planned(2, "meeting", "meeting"),))
    assert [one.session for one in listed.planned] == ["meeting"]
    assert season(races("A B"), book(), planned=planned).planned == planned


def test_standings_after_a_round_that_was_not_held_are_refused_with_those_that_were() -> None:
    whole = season(races("A B", "B A"), book())
    with pytest.raises(WrongCall, match=r"no results of round 3 \(rounds held: 1, 2\)"):
        whole.after(3)
    nothing = Championship.of([], parse_rulebook(BOOK, "r.toml"))
    assert (nothing.after().after, nothing.after().tables[0].rows) == (0, ())
    assert [row.previous for row in whole.after(2).tables[0].rows] == [1, 2]


def test_a_row_that_needs_more_to_be_ranked_says_what() -> None:
    lines = "round,position,driver\n1,1,A\n1,DNF,B\n2,1,A\n2,2,C\n"
    table = (
        season(lines, book('ranked = { points = 5, classified = true, rounds = 2 }\nlisted = "all"'))
        .after()
        .tables[0]
    )
    assert [(row.position, row.name) for row in table.rows] == [(1, "A"), (None, "C"), (None, "B")]
    assert the(table, "C").reasons[-1].code == "not-ranked"
    assert dict(the(table, "C").reasons[-1].values) == {"points": "5", "classified": True, "rounds": 2}
    scored = season(lines, book('ranked = { scored = true }\nlisted = "all"')).after().tables[0]
    assert dict(the(scored, "B").reasons[-1].values) == {"scored": True}
