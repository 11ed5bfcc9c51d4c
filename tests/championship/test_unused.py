"""What is told of rules, sessions, bonuses, rounds and rulings that touch nothing: each with all its values."""

from fractions import Fraction
from typing import Any

import msgspec
import pytest

from parcferme.championship.unused import (
    asked_of_fewest,
    asked_of_kept,
    asked_of_places,
    asked_of_points,
    asked_of_repeated,
    asked_of_rounds,
    asked_of_rulings,
    people_of,
    scopes,
    session_uses,
    used_of,
)
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.findings import Finding, Where
from parcferme.names import KINDS
from parcferme.regulations import (
    Adjustment,
    AdjustmentKind,
    Label,
    PointsRules,
    Rulebook,
    TableRules,
    parse_rulebook,
)
from parcferme.times import Duration

TABLE = '[[standings]]\nname = "D"\n'


def book(points: str, tables: str = TABLE) -> Rulebook:
    return parse_rulebook(f"{points}\n{tables}", "rules.toml")


def session(
    round_: int, name: str = "race-1", kind: str = "race", *lines: ResultLine, **more: Any
) -> SessionResult:
    return SessionResult(round_, name, kind, lines or (ResultLine("1", 1),), **more)


def said(found: list[Finding]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(one.severity.value, one.code, dict(one.values)) for one in found]


# --- rules and sessions


SEVENTH = "[[points]]\nscale = [2]\nrounds = [7]\n"
TWO = "[[points]]\nscale = [1]\n[[points]]\nscale = [3]\nsessions = ['race-1']\n"
THREE = f"[[points]]\nscale = [1]\n{SEVENTH}[[points]]\nscale = [3]\nsessions = ['race-1']\n"


def test_a_rule_below_another_that_fits_all_its_sessions_never_applies() -> None:
    """Blocks are counted from 1: the first is covered by the third; the second names a round and applies there."""
    rules = book(THREE)
    found = asked_of_points(rules, [session(1), session(2)])
    assert said(found) == [("warning", "rule-never-applies", {"key": "points[0]", "block": 1, "over": 3})]
    over = [session(7), session(1, "race-1", "race")]
    both = book(TWO + SEVENTH)
    assert [one.values["over"] for one in asked_of_points(both, over)] == [
        2
    ]  # whatever a single round has besides
    only = book("[[points]]\nscale = [1]\n[[points]]\nscale = [3]\nrounds = [1]\n")
    assert asked_of_points(only, [session(1)]) == []  # the rounds to come may be its own


def test_a_race_that_no_rule_is_for_is_told_by_name_with_what_the_rulebook_has() -> None:
    rules = book('[[points]]\nscale = [1]\nsessions = ["race-1", "sprint"]\n')
    results = [
        session(1), session(2, "race-2", file="2.csv"), session(4, "race-2@6:00:00", file="4.csv"),
        session(3, "race-2"), session(3, "qualifying-1", "qualifying"), session(3, "stage-1", "stage"),
    ]  # fmt: skip
    found = [one for one in asked_of_points(rules, results) if one.code == "session-not-scored"]
    expected = ["race-1", "sprint"]
    assert said(found) == [
        ("warning", "session-not-scored", {"session": "race-2", "kind": "race", "rounds": [2, 3, 4],
                                           "expected": expected, "nearest": "race-1"}),
        ("warning", "session-not-scored", {"session": "stage-1", "kind": "stage", "rounds": [3],
                                           "expected": expected, "nearest": None}),
    ]  # fmt: skip
    assert [one.where for one in found] == [Where(file="2.csv"), Where()]


def test_a_session_of_a_kind_there_are_no_words_for_is_told_unless_a_rule_names_it() -> None:
    rules = book('[[points]]\nscale = [1]\nsessions = ["race", "superpole"]\n')
    results = [session(1), session(2, "qualifing", "qualifing", file="q.csv"), session(1, "qualifing", "qualifing"),
               session(1, "superpole", "superpole")]  # fmt: skip
    found = asked_of_points(rules, results)
    assert said(found) == [("warning", "session-kind-unknown", {
        "session": "qualifing", "rounds": [1, 2], "kinds": list(KINDS), "nearest": "qualifying",
    })]  # fmt: skip
    assert found[0].where == Where(file="q.csv")


BONUSES = """[[points]]
scale = [1]
bonus = [
    { for = "started", points = 1 }, { for = "pole", points = 1 }, { for = "fastest-lap", points = 1 },
    { for = "led-a-lap", points = 1 }, { for = "most-laps-led", points = 1 }, { for = "places-gained", points = 1 },
    { for = "incidents", points = 1, at-most = 0 },
]
"""
MISSING = {
    1: ("pole", "pole"), 2: ("fastest-lap", "fastest lap"), 3: ("led-a-lap", "laps led"),
    4: ("most-laps-led", "laps led"), 5: ("places-gained", "grid"), 6: ("incidents", "incidents"),
}  # fmt: skip


def bonuses_missing(*lines: ResultLine, sessions: int = 2) -> list[tuple[str, str, dict[str, Any]]]:
    return said(
        asked_of_points(
            book(BONUSES), [session(at, "race-1", "race", *lines) for at in range(1, sessions + 1)]
        )
    )


@pytest.mark.parametrize(("sessions", "severity"), [(1, "info"), (2, "warning"), (3, "warning")])
def test_a_bonus_of_which_no_result_has_the_column_is_told_with_the_column(
    sessions: int, severity: str
) -> None:
    """After one session it is a note: nothing can be said of the season."""
    assert bonuses_missing(ResultLine("1", 1), ResultLine("2", 2), sessions=sessions) == [
        (severity, "bonus-unknown", {
            "key": f"points[0].bonus[{at}]", "bonus": bonus, "column": column, "sessions": sessions,
        })
        for at, (bonus, column) in MISSING.items()
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ({"pole": True}, {"pole"}),
        ({"grid": 3}, {"pole", "places-gained"}),
        ({"fastest_lap": True}, {"fastest-lap"}),
        ({"best_lap": 100}, {"fastest-lap"}),
        ({"laps_led": 0}, {"led-a-lap", "most-laps-led"}),
        ({"incidents": 0}, {"incidents"}),
    ],
)
def test_one_line_that_has_the_column_is_enough(line: dict[str, Any], known: set[str]) -> None:
    found = bonuses_missing(ResultLine("1", 1), ResultLine("2", 2, **line))
    assert {bonus for bonus, _ in MISSING.values()} - {one[2]["bonus"] for one in found} == known


def test_without_results_tables_or_points_nothing_is_asked() -> None:
    assert asked_of_points(book(BONUSES), []) == []
    assert asked_of_points(book(BONUSES, ""), [session(1)]) == []
    assert asked_of_points(book("", TABLE), [session(1)]) == []


# Round 3 at Spa, class GT, in the table of drivers.
@pytest.mark.parametrize(
    ("rules", "table", "fits"),
    [
        ({}, {}, True),
        ({"sessions": ("race-1",)}, {}, True),
        ({"sessions": ("sprint",)}, {}, False),
        ({"rounds": ("3",)}, {}, True),
        ({"rounds": ("spa",)}, {}, True),
        ({"rounds": ("4",)}, {}, False),
        ({"tables": ("drivers",)}, {}, True),
        ({"tables": ("teams",)}, {}, False),
        ({"classes": ("GT",)}, {}, True),
        ({"classes": ("TCR",)}, {}, False),
        ({"at": (1,)}, {}, False),
        ({}, {"points_from": ("race",)}, True),
        ({}, {"points_from": ("race-1",)}, True),
        ({}, {"points_from": ("sprint",)}, False),
    ],
)
def test_what_rules_are_for(rules: dict[str, Any], table: dict[str, Any], fits: bool) -> None:
    of, here = PointsRules(**rules), session(3, event="spa")
    assert scopes(of, here, TableRules("drivers", **table), "GT") is fits
    if "classes" in rules:
        assert scopes(of, here, TableRules("drivers", **table), None)  # cars of any class
    assert scopes(PointsRules(at=(Duration(1),)), session(3, "race-1@6:00:00"), TableRules("drivers"), "GT")


def test_rules_of_one_class_apply_where_a_car_of_it_is_and_leave_the_others_to_those_below() -> None:
    rules = book('[[points]]\nscale = [1]\n[[points]]\nscale = [2]\nclasses = ["GT"]\n')
    both = session(1, "race-1", "race", ResultLine("1", 1, class_="GT"), ResultLine("2", 2, class_="TCR"))
    alone = session(2, "race-1", "race", ResultLine("1", 1, class_="GT"))
    used = used_of(rules, [both, alone])
    assert {n: [one.round for one in sessions] for n, sessions in used.applied.items()} == {0: [1], 1: [1, 2]}
    assert (used.covered, used.unscored) == ({}, ())
    assert used_of(rules, [alone]).covered == {0: (1,)}


def test_a_table_for_each_class_asks_for_the_rules_of_each() -> None:
    """One table of the two is for each class; rules of a class alone leave the other class without any."""
    rules = book(
        '[[points]]\nscale = [1]\nclasses = ["GT"]\ntables = ["C"]\n',
        '[[standings]]\nname = "D"\n[[standings]]\nname = "C"\neach-class = true\n',
    )
    tcr = session(2, "race-1", "race", ResultLine("2", 1, class_="TCR"))
    assert [one.round for one in used_of(rules, [tcr]).unscored] == [2]


def test_what_each_session_is_taken_for() -> None:
    rules = book('[[points]]\nscale = [1]\n[[points]]\nscale = [2]\nrounds = [2]\nsessions = ["race"]\n')
    results = [session(1), session(2), session(3), session(2, "warm-up", "practice")]
    assert [tuple(one) for one in session_uses(rules, results)] == [
        ("race-1", "race", (1, 2, 3), (1, 2)), ("warm-up", "practice", (2,), ()),
    ]  # fmt: skip


# --- disqualifications that can never be left out


def test_a_kind_of_disqualification_that_nobody_has_is_told_with_those_there_are() -> None:
    rules = book(
        "[[points]]\nscale = [1]\n",
        '[[standings]]\nname = "D"\nbest = { drop = 1, keep = ["disqualified: technicl"] }\n',
    )
    out = [
        ResultLine("1", None, Status.DISQUALIFIED, disqualified_for="technical"),
        ResultLine("2", None, Status.DISQUALIFIED), ResultLine("3", None, Status.DISQUALIFIED), ResultLine("4", 1),
    ]  # fmt: skip
    found = asked_of_kept(rules, [session(1, "race-1", "race", *out)])
    assert said(found) == [("warning", "kept-kind-fits-nothing", {
        "key": "standings[0].best.keep", "kind": "technicl", "known": ["technical"], "nearest": "technical", "count": 2,
    })]  # fmt: skip
    unnamed = asked_of_kept(rules, [session(1, "race-1", "race", *out[1:])])
    assert (unnamed[0].values["known"], unnamed[0].values["count"]) == (None, 2)
    assert asked_of_kept(rules, [session(1, "race-1", "race", out[-1])]) == []
    right = book(
        "[[points]]\nscale = [1]\n",
        '[[standings]]\nname = "D"\nbest = { drop = 1, keep = ["disqualified: Technical"] }\n',
    )
    assert asked_of_kept(right, [session(1, "race-1", "race", *out)]) == []


# --- rounds


def test_rounds_before_the_last_of_which_there_is_no_result_are_told() -> None:
    results = [session(2), session(5, file="5.csv"), session(5, "race-2")]
    found = asked_of_rounds(results, {3})
    assert said(found) == [("warning", "rounds-without-result", {"rounds": [1, 4], "held": 2, "last": 5})]
    assert found[0].where == Where(file="5.csv")
    assert (
        asked_of_rounds(results, {1, 3, 4})
        == asked_of_rounds([session(1)], ())
        == asked_of_rounds([], ())
        == []
    )


def test_a_round_numbered_like_a_year_is_not_asked_for_a_thousand_others() -> None:
    (found,) = asked_of_rounds([session(2024)], ())
    assert found.values["rounds"] == list(range(1, 100))


# --- rulings


RACED = [
    SessionResult(
        1, "race-1", "race", event="spa",
        lines=(ResultLine("7", 1, drivers=("Ann",)), ResultLine("8", 2, drivers=("Bea",))),
    ),
    session(2, "sprint-1", "sprint", ResultLine("7", 1, drivers=("Ann",))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("ruling", "names"),
    [
        ({"round": "1", "session": "sprint"}, ...),  # a round without one
        ({"round": "spa", "session": "sprint-1"}, ...),
        ({"round": "2", "session": "sprint", "names": ("Bea",)}, ["Bea"]),
        ({"round": "2", "session": "sprint", "names": ("Bea", "Ann")}, ["Bea"]),
        ({"round": "2", "session": "sprint", "cars": ("8",)}, ["8"]),
        ({"round": "1", "session": "race", "names": ("Bea",)}, None),
        ({"round": "spa", "session": "race-1", "names": ("Bea",)}, None),
        ({"session": "sprint", "names": ("Bea",)}, ["Bea"]),
        ({"round": "2", "names": ("Bea",)}, None),  # an exclusion from the table: it is of no session
        (
            {"round": "9", "session": "race", "names": ("Bea",)},
            None,
        ),  # told where its round is matched, or to come
        (
            {"round": "1", "session": "stage", "names": ("Bea",)},
            ["Bea"],
        ),  # a kind there are words for, and none of it
        ({"round": "1", "session": "rce-1", "names": ("Bea",)}, None),
        ({"round": "final", "session": "sprint", "names": ("Bea",)}, None),
        ({"round": "2", "session": "sprint", "names": ("Zoe",)}, None),  # nobody knows her: told elsewhere
    ],
)
def test_a_ruling_on_a_session_and_on_somebody_who_was_not_in_it_has_no_effect(
    ruling: dict[str, Any], names: object
) -> None:
    one = Adjustment(AdjustmentKind.EXCLUSION, **ruling)
    found = asked_of_rulings([one], RACED, ["7", "8", "Ann", "Bea"])
    if names is None:
        assert found == []
        return
    listed = {} if names is ... else {"names": names}
    assert said(found) == [("warning", "ruling-without-effect", {
        "kind": "exclusion", "session": ruling["session"], "names": None, "round": ruling.get("round"), **listed,
    })]  # fmt: skip


def test_what_belongs_to_a_session_without_naming_one_is_asked_of_its_round() -> None:
    barred = Adjustment(AdjustmentKind.NOT_SCORING, round="2", names=("Bea",))  # type: ignore[arg-type]
    assert [one.values["names"] for one in asked_of_rulings([barred], RACED, ["Bea"])] == [["Bea"]]


def test_everybody_a_result_names() -> None:
    line = ResultLine("7", 1, drivers=("Ann", "Bea"), team="Milo", manufacturer="Ligier", engine="Ford")
    assert set(people_of([session(1, "race", "race", line)])) == {
        "Ann", "Bea", "Ann / Bea", "7", "Milo", "Ligier", "Ligier-Ford",
    }  # fmt: skip
    assert set(people_of([session(1, "race", "race", ResultLine("8"))])) == {"8"}


def test_points_given_as_a_fraction_are_no_reason_to_ask() -> None:
    rules = Rulebook(points=(PointsRules(scale=(Fraction(1, 2),)),), standings=(TableRules("D"),))
    assert asked_of_points(rules, [session(1), session(2)]) == []


@pytest.mark.parametrize(
    ("for_", "column"), [("fastest-qualifier", "qualified"), ("most-places-gained", "grid")]
)
def test_a_bonus_for_a_qualifying_or_a_start_nobody_gave_is_told(for_: str, column: str) -> None:
    rules = book(f'[[points]]\nscale = [1]\nbonus = [{{ for = "{for_}", points = 1 }}]')
    found = [one.values["column"] for one in asked_of_points(rules, [session(1), session(2)])]
    assert found == [column]
    known = ResultLine("1", 1, **{column: 1})  # type: ignore[arg-type]
    assert asked_of_points(rules, [session(1, "race-1", "race", known)]) == []


def test_a_fastest_lap_that_is_known_from_a_ruling_alone_is_known() -> None:
    rules = book('[[points]]\nscale = [1]\nbonus = [{ for = "fastest-lap", points = 1 }]')
    shared = Adjustment(AdjustmentKind.SHARED_LAP, names=("Ann", "Bea"), round=Label("1"))
    assert asked_of_points(rules, [session(1)], (shared,)) == []
    assert len(asked_of_points(rules, [session(1)])) == 1


@pytest.mark.parametrize(
    ("block", "limits"),
    [
        ('rounds = ["2"]', ["rounds"]),
        ('at = ["6 h"]', ["at"]),
        ('classes = ["GT4"]\nrounds = ["2"]', ["rounds", "classes"]),
    ],
)
def test_a_race_the_rules_name_and_keep_out_is_told_with_what_keeps_it_out(
    block: str, limits: list[str]
) -> None:
    text = f'name = "x"\ntitle = "X"\n[[points]]\nscale = [10, 6]\n{block}\n[[standings]]\nname = "D"\n'
    results = [SessionResult(1, "race", "race", (ResultLine("1", 1, class_="GT3"),), file="list.csv")]
    rules = parse_rulebook(text, "rules.toml")
    (one,) = [one for one in asked_of_points(rules, results) if one.code == "session-not-scored"]
    assert one.values == {"session": "race", "kind": "race", "rounds": [1], "limits": limits}


def test_a_kind_of_disqualification_that_only_a_ruling_has_is_told_where_none_is_kept_for_it() -> None:
    rules = book(
        "[[points]]\nscale = [1]\n", TABLE + 'best = { drop = 1, keep = ["disqualified: technical"] }\n'
    )
    ruled = Adjustment(AdjustmentKind.EXCLUSION, session="race", names=("Ann",), disqualified_for="tecnical")
    (found,) = asked_of_kept(rules, [session(1)], [ruled])
    assert (found.code, found.values["kind"], found.values["nearest"]) == (
        "kept-kind-fits-nothing", "technical", "tecnical",
    )  # fmt: skip
    right = msgspec.structs.replace(ruled, disqualified_for="technical")
    assert asked_of_kept(rules, [session(1)], [right]) == []


@pytest.mark.parametrize(
    ("scale", "told"),
    [("[10, 6, 4]", [("fewest-falling", "points[0].scale")]), ("[1, 2, 3]", []), ("[1]", [])],
)
def test_a_falling_scale_where_the_fewest_points_win_is_told(
    scale: str, told: list[tuple[str, object]]
) -> None:
    rules = book(f"[[points]]\nscale = {scale}\n", TABLE + 'wins = "fewest"\n')
    assert [(one.code, one.values["key"]) for one in asked_of_fewest(rules)] == told
    assert asked_of_fewest(book("[[points]]\nscale = [10, 6, 4]\n")) == []


def test_a_race_that_only_its_round_keeps_from_the_rules_is_told_so() -> None:
    rules = book("[[points]]\nscale = [1]\nrounds = [1]\n")
    (found,) = [
        one for one in asked_of_points(rules, [session(1), session(2)]) if one.code == "session-not-scored"
    ]
    assert (found.values["rounds"], found.values["limits"], "nearest" in found.values) == (
        [2],
        ["rounds"],
        False,
    )


# --- rulings that are written twice


def test_a_ruling_that_is_written_twice_is_told_and_points_of_another_document_are_not() -> None:
    taken = Adjustment(AdjustmentKind.DEDUCTION, round=Label("1"), names=("Ann",), points=Fraction(3))
    out = Adjustment(AdjustmentKind.EXCLUSION, round=Label("2"), names=("Bea",))
    listed = [taken, out, taken, msgspec.structs.replace(taken, document="13"), out]
    rulings = [(f"adjustment[{at}]", [one]) for at, one in enumerate(listed)]
    assert said(asked_of_repeated([*rulings, ("adjustment[5]", []), ("adjustment[6]", [])])) == [
        ("warning", "adjustment-repeated", {
            "key": "adjustment[2]", "kind": "deduction", "other": "adjustment[0]", "points": Fraction(3),
        }),
        ("info", "adjustment-repeated", {
            "key": "adjustment[4]", "kind": "exclusion", "other": "adjustment[1]", "points": None,
        }),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "needs"),
    [
        ('place = "group"', "a column group in the results"),
        ('place = "class"', "a column class in the results"),
        ('place = "group"\nseat = 2', None),
        ('place = "group"\nmembers = ["Ann"]', None),
        ('place = "class"\nmembers = ["Ann"]', "a column class in the results"),
    ],
)
def test_places_of_a_group_that_no_result_says_are_told_unless_members_or_seats_are_the_group(
    table: str, needs: str | None
) -> None:
    rules = book("[[points]]\nscale = [10]", f"{TABLE}{table}\n")
    found = asked_of_places(rules, [session(1)])
    assert [one.values["needs"] for one in found] == ([] if needs is None else [needs])
