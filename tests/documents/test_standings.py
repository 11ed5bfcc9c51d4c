"""Championship tables as people see them: exact points, drops in brackets, what moved, and words for every tie."""

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcferme.championship import Column, Standing, Standings, Table
from parcferme.classification import Reason
from parcferme.documents.meeting import Series
from parcferme.documents.points import point_number, points_text
from parcferme.documents.standings import (
    is_reconstructed,
    legend,
    session_headings,
    standing_reasons,
    standings_document,
    standings_heading,
    standings_sheet,
    standings_title,
    table_title,
    tables_of,
)
from parcferme.documents.words import LANGUAGES, catalogue, reason_text
from parcferme.findings import WrongCall, error
from parcferme.regulations import BonusFor, TieBy, Unit

ABOUT = Series("club-cup.csv", "Club Cup", season="2024", rulebook="club")

# Three rounds, the best two count. Ann leads with 43 of 58; Bea and Cleo are level and stay so.
DRIVERS = Table(
    "drivers",
    Unit.DRIVER,
    class_="GT",
    sessions=(
        Column(1, "race", "race", "monza"),
        Column(2, "race", "race", "spa", "inferred"),
        Column(3, "race", "race", "imola", "reconstructed"),
    ),
    rows=(
        Standing(
            1, "Ann Onym", 43, 58, (25, 18, 15), (2,), (Reason("results-dropped", {"count": 1}),),
            previous=2, cars=("81", "7"), drivers=("Ann Onym",), team="Milo Racing",
        ),
        Standing(
            2, "Bea Blank", Fraction(61, 2), Fraction(61, 2), (18, None, Fraction(25, 2)), (),
            (Reason("tie-unbroken", {"others": ("Cleo Seven",)}),), previous=1, cars=("7",),
        ),
        Standing(
            2, "Cleo Seven", Fraction(61, 2), Fraction(61, 2), (Fraction(25, 2), 18, None), (),
            (Reason("tie-unbroken", {"others": ("Bea Blank",)}),), previous=2,
        ),
        Standing(
            4, "Dot Late", Fraction(176, 7), Fraction(176, 7), (None, None, Fraction(176, 7)), (),
            (Reason("points-deducted", {"points": 1, "round": 2, "why": "wrong fuel", "article": "12.3"}),),
        ),
        Standing(None, "Eve Guest", 0, 0, (0, None, None), (), (Reason("not-ranked", {"points": "1"}),), previous=3),
    ),
)  # fmt: skip
CARS = Table("cars", Unit.CAR, sessions=DRIVERS.sessions[:1],
             rows=(Standing(1, "007", 25, 25, (25,), drivers=("Ann Onym", "Bea Blank")),))  # fmt: skip
STANDINGS = Standings(3, (DRIVERS, CARS), (error("session-without-laps"),))

# DESIGN, "The standings document (stable)": more may be there, none of these may be missing.
ROW = set("position name points gross_points dropped by_session reasons".split())


def document(**asked: Any) -> dict[str, Any]:
    return standings_document(ABOUT, STANDINGS, **asked)


# --- points


@pytest.mark.parametrize(
    ("points", "english", "french", "number"),
    [
        (25, "25", "25", "25"),
        (Fraction(25, 2), "12.5", "12,5", "12.5"),
        (Fraction(176, 7), "25 1/7", "25 1/7", '"176/7"'),
        (Fraction(1, 7), "1/7", "1/7", '"1/7"'),
        (Fraction(-25, 2), "-12.5", "-12,5", "-12.5"),
        (Fraction(-176, 7), "-25 1/7", "-25 1/7", '"-176/7"'),
        (Fraction(8333, 1000), "8.333", "8,333", "8.333"),
        (Fraction(14, 2), "7", "7", "7"),
        (-3, "-3", "-3", "-3"),
        (0, "0", "0", "0"),
    ],
)
def test_points_are_exact_on_paper_and_in_json(points: Any, english: str, french: str, number: str) -> None:
    assert points_text(points) == english
    assert points_text(points, "fr") == french
    assert json.dumps(point_number(points)) == number


@given(st.fractions())
def test_points_in_json_read_back_as_what_they_were(points: Fraction) -> None:
    assert Fraction(json.dumps(point_number(points)).strip('"')) == points


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-9999, max_value=9999))
def test_a_decimal_of_points_is_a_number_in_json_with_no_digit_more(points: Any) -> None:
    text = json.dumps(point_number(Fraction(points)))
    assert '"' not in text
    assert Fraction(text) == Fraction(points)


# --- the document


def test_the_document_has_every_field_that_is_promised() -> None:
    made = json.loads(json.dumps(document()))
    assert set(made) == {"championship", "after", "tables", "findings"}
    assert made["championship"] == {"name": "club-cup.csv", "title": "Club Cup", "season": "2024", "rulebook": "club",
                                    "reconstruction": True, "gross": False}  # fmt: skip
    assert made["after"] == 3
    drivers = made["tables"][0]
    assert (drivers["name"], drivers["class"], drivers["group"], drivers["kind"]) == (
        "drivers",
        "GT",
        None,
        "driver",
    )
    assert drivers["sessions"][2] == {"round": 3, "session": "race", "kind": "race", "event": "imola",
                                      "certainty": "reconstructed", "reasons": []}  # fmt: skip
    assert all(set(row) >= ROW for table in made["tables"] for row in table["rows"])
    assert [one["code"] for one in made["findings"]] == ["session-without-laps"]


def test_a_row_says_what_was_dropped_and_where_it_was_before() -> None:
    ann, bea, _, dot, eve = document()["tables"][0]["rows"]
    assert (ann["points"], ann["gross_points"], ann["gap"]) == (43, 58, 0)
    assert ann["dropped"] == [{"round": 3, "session": "race", "points": 15}]
    assert (ann["previous"], ann["moved"], bea["moved"]) == (2, 1, -1)
    assert bea["by_session"] == [18, None, 12.5]
    assert (bea["points"], bea["gap"]) == (30.5, 12.5)
    assert (dot["points"], dot["gap"], dot["moved"]) == ("176/7", "125/7", None)
    assert (eve["position"], eve["gap"], eve["moved"]) == (None, None, None)
    assert (ann["cars"], ann["team"]) == (["81", "7"], "Milo Racing")


def test_a_reason_in_the_document_has_code_values_and_english_text() -> None:
    rows = document()["tables"][0]["rows"]
    assert rows[3]["reasons"] == [{
        "code": "points-deducted", "points": 1, "round": 2, "why": "wrong fuel", "article": "12.3",
        "text": "1 point deducted (round 2): wrong fuel (article 12.3)",
    }]  # fmt: skip
    assert rows[1]["reasons"][0]["others"] == ["Cleo Seven"]


def test_fractions_in_reasons_and_findings_of_files_can_be_written() -> None:
    row = Standing(
        1, "Ann", 1, 1, reasons=(Reason("points-added", {"points": Fraction(1, 2), "to": [Fraction(1, 7)]}),)
    )
    made = standings_document(
        ABOUT, Standings(1, (Table("drivers", Unit.DRIVER, rows=(row,)),)), findings=[error("no-laps")]
    )
    reason = json.loads(json.dumps(made))["tables"][0]["rows"][0]["reasons"][0]
    assert (reason["points"], reason["to"], reason["text"]) == (0.5, ["1/7"], "0.5 points added")
    assert [one["code"] for one in made["findings"]] == ["no-laps"]


def test_tables_are_chosen_by_name_and_class() -> None:
    assert [table["name"] for table in document(table="Cars")["tables"]] == ["cars"]
    assert [table["name"] for table in document(class_="GT")["tables"]] == ["drivers"]
    with pytest.raises(WrongCall, match=r"no table 'teams' \(there are drivers, cars\)"):
        document(table="teams")
    with pytest.raises(WrongCall, match=r"no table of class 'P4' \(there are GT\)"):
        tables_of(STANDINGS, class_="P4")
    with pytest.raises(WrongCall, match=r"no table of class 'GT' \(there are none\)"):
        tables_of(STANDINGS, "cars", "GT")


# --- the sheet


def cells(language: str = "en") -> list[dict[str, str]]:
    sheet = standings_sheet(DRIVERS, language)
    return [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]


def test_dropped_results_stand_in_brackets_and_gross_behind_the_total() -> None:
    ann = cells()[0]
    assert [ann["session-0"], ann["session-1"], ann["session-2"]] == ["25", "18", "(15)"]
    assert ann["points"] == "43 (58)"
    assert cells()[1]["points"] == "30.5"
    assert legend(DRIVERS) == (
        "(8) left out of the total; total (before any was left out) · * reconstructed · ° inferred"
    )


def test_equal_places_have_an_equals_sign_and_who_has_none_a_blank() -> None:
    assert [row["position"] for row in cells()] == ["1", "2=", "2=", "4", ""]


def test_rows_without_a_place_are_not_level_with_each_other() -> None:
    rows = (Standing(None, "Eve", 0, 0), Standing(None, "Fay", 0, 0))
    sheet = standings_sheet(Table("drivers", Unit.DRIVER, rows=rows))
    assert [row[0] for row in sheet.rows] == ["", ""]


def test_what_moved_since_the_round_before() -> None:
    assert [row["moved"] for row in cells()] == ["▲1", "▼1", "=", "", ""]
    ascii_only = standings_sheet(DRIVERS, arrows=("+", "-"))
    assert [row[1] for row in ascii_only.rows][:2] == ["+1", "-1"]


def test_a_session_nobody_drove_in_is_blank_and_no_points_are_a_nought() -> None:
    assert cells()[1]["session-1"] == ""
    assert cells()[4]["session-0"] == "0"


def test_french_has_a_comma_and_the_same_fractions() -> None:
    rows = cells("fr")
    assert (rows[1]["points"], rows[3]["points"], rows[3]["gap"]) == ("30,5", "25 1/7", "17 6/7")
    assert standings_sheet(DRIVERS, "fr").headings[2] == "Pilote"
    assert table_title(DRIVERS, "fr") == "Pilotes · GT"


def test_a_session_that_was_worked_out_is_marked_in_its_heading() -> None:
    sheet = standings_sheet(DRIVERS)
    assert [h for c, h in zip(sheet.columns, sheet.headings, strict=True) if c.startswith("session-")] == [
        "1", "2°", "3*"
    ]  # fmt: skip


def test_several_sessions_of_a_round_are_told_apart() -> None:
    sessions = [Column(1, name, "race") for name in ("qualifying-1", "race-1", "race-2")]
    assert session_headings([*sessions, Column(2, "race", "race")]) == ("1Q1", "1R1", "1R2", "2")


def test_a_table_of_cars_names_the_car_and_its_crew() -> None:
    sheet = standings_sheet(CARS)
    assert sheet.columns == ("position", "number", "drivers", "session-0", "points")
    assert sheet.rows == (("1", "007", "Ann Onym / Bea Blank", "25", "25"),)
    assert "number" not in sheet.give_up


def test_a_table_without_rows_has_its_headings_all_the_same() -> None:
    sheet = standings_sheet(Table("drivers", Unit.DRIVER))
    assert (sheet.columns, sheet.rows) == (("position", "driver", "points"), ())


def test_the_title_says_which_round_and_that_it_is_a_reconstruction() -> None:
    assert standings_title(ABOUT, STANDINGS) == "RECONSTRUCTION · Club Cup · 2024 · after round 3 (imola)"
    assert standings_title(ABOUT, Standings(2, (CARS,)), "fr") == "Club Cup · 2024 · après la manche 2"
    assert not is_reconstructed(ABOUT, [CARS])
    assert is_reconstructed(Series("x", "x", reconstruction=True), [CARS])
    assert dict(standings_heading(Series("x.csv", "X", rulebook="club", gross=True))) == {
        "Source": "x.csv", "Rulebook": "club", "Counted": "every result, none left out",
    }  # fmt: skip


# --- words


def test_ties_and_deductions_are_told_below_and_drops_are_not_told_twice() -> None:
    assert list(standing_reasons(DRIVERS)) == [
        ("Bea Blank", "level on points with Cleo Seven; no step of the rulebook separates them"),
        ("Cleo Seven", "level on points with Bea Blank; no step of the rulebook separates them"),
        ("Dot Late", "1 point deducted (round 2): wrong fuel (article 12.3)"),
        ("Eve Guest", "listed without a place; needs 1 point"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_of_a_tie_and_every_unit_has_its_words(language: str) -> None:
    assert set(catalogue(language)["step"]) == {step.value for step in TieBy}
    assert set(catalogue(language)["bonus"]) == {bonus.value for bonus in BonusFor}
    assert set(catalogue(language)["unit"]) == {unit.value for unit in Unit}
    for step in TieBy:
        values = {
            "step": step.value,
            "other": "Bea",
            "place": 1,
            "ahead": 2,
            "behind": 1,
            "round": 3,
            "sessions": ["race-1"],
        }
        for given_ in (values, {"step": step.value, "other": "Bea"}):
            text = reason_text(Reason("tie-broken", given_), language)
            assert "Bea" in text
            assert not set(text) & set("{}[]?"), text


@pytest.mark.parametrize(
    ("reason", "english", "french"),
    [
        (Reason("tie-broken", {"step": "counts", "other": "Bea", "place": 2, "mine": 3, "theirs": 1, "is_ahead": True}),
         "level on points with Bea; best places decide: 3 to 1 in place 2",
         "à égalité de points avec Bea ; les meilleures places départagent : 3 contre 1 à la place 2"),
        (Reason("tie-broken", {"step": "latest", "other": "Bea", "round": 4, "mine": 3}),
         "level on points with Bea; the latest session in which they differ decides: round 4",
         "à égalité de points avec Bea ; la dernière séance qui les sépare départage : manche 4"),
        (Reason("tie-unbroken", {"others": ["Bea", "Cleo"]}),
         "level on points with Bea, Cleo; no step of the rulebook separates them",
         "à égalité de points avec Bea, Cleo ; aucune étape du règlement ne les départage"),
        (Reason("points-deducted", {"points": Fraction(3, 2), "round": 3}),
         "1.5 points deducted (round 3)", "1,5 point retiré (manche 3)"),
        (Reason("points-added", {"points": 3}), "3 points added", "3 points ajoutés"),
        (Reason("excluded", {"label": "EX", "points_kept": True, "why": "a collision", "source": "press"}),
         "excluded from the table; points kept: yes: a collision (source: press)",
         "exclu du classement ; points conservés : oui : a collision (source : press)"),
        (Reason("results-dropped", {"count": 1}), "1 result left out of the total", "1 résultat écarté du total"),
        (Reason("not-ranked", {"rounds": 3, "classified": True}),
         "listed without a place; needs 3 rounds; needs a classified finish: yes",
         "cité sans place ; exigé : 3 manches ; arrivée classée exigée : oui"),
        (Reason("bonus", {"bonus": "fastest-lap", "points": Fraction(1, 7), "round": 4}),
         "1/7 points for the fastest lap (round 4)", "1/7 point pour le meilleur tour (manche 4)"),
        (Reason("points-reduced", {"factor": "1/2", "completed": "3/5", "by": "distance", "why": "rain"}),
         "other points than usual, times 1/2, 3/5 of the distance run: rain",
         "points différents de l'ordinaire, facteur 1/2, 3/5 de la distance courue : rain"),
    ],
    ids=lambda value: value.code if isinstance(value, Reason) else None,
)  # fmt: skip
def test_the_words_read_well(reason: Reason, english: str, french: str) -> None:
    assert (reason_text(reason), reason_text(reason, "fr")) == (english, french)


def test_points_that_a_reason_carries_as_text_are_points_again() -> None:
    row = Standing(1, "Ann", 1, 1, reasons=(Reason("points-deducted", {"points": "5/2"}),))
    table = Table("drivers", Unit.DRIVER, rows=(row,))
    assert list(standing_reasons(table, "fr")) == [("Ann", "2,5 points retirés")]
    made = standings_document(ABOUT, Standings(1, (table,)))
    assert made["tables"][0]["rows"][0]["reasons"][0]["points"] == 2.5


def test_a_round_worth_other_points_than_usual_is_told_before_the_rows() -> None:
    spa = Column(2, "race", "race", "spa", reasons=(Reason("points-reduced", {"factor": "1/2"}),))
    table = Table("drivers", Unit.DRIVER, sessions=(spa,))
    assert list(standing_reasons(table)) == [("round 2, race", "other points than usual, times 1/2")]


def test_who_is_excluded_has_in_place_of_a_place_what_the_ruling_prints() -> None:
    row = Standing(None, "Mike", 78, 78, reasons=(Reason("excluded", {"label": "EX", "points_kept": True}),))
    table = Table("drivers", Unit.DRIVER, sessions=(Column(1, "race", "race"),), rows=(row,))
    assert standings_sheet(table).rows == (("EX", "Mike", "", "78"),)
