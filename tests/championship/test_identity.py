"""Who is who: one rider for every spelling, two for one name in two cars of a race."""

import random
import unicodedata
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcferme.championship import Championship
from parcferme.championship.identity import Shown, named
from parcferme.championship.likeness import alike, asked_of_names
from parcferme.decoders import parse_results
from parcferme.regulations import Adjustment, AdjustmentKind, Label
from small_season import points, season, the

RULES = """\
[[points]]
scale = [25, 18, 15, 12]
[[standings]]
name = "Drivers"
[[standings]]
name = "Teams"
unit = "team"
"""
LIST = """\
round,position,number,driver,team,class
1,1,7,José Núñez,Milo Racing,GT
1,2,8,Bea Blank,Seven,GT
1,3,9,Cleo Onym,Seven,GT
2,1,8,Bea Blank,Seven,GT
2,2,7,José Núñez,Milo Racing,GT
2,3,9,Cleo Onym,Seven,GT
"""


def found(text: str, rules: str = RULES):  # type: ignore[no-untyped-def]
    return season(text, rules).after()


def told(text: str, rules: str = RULES) -> list[tuple[str, str]]:
    return [(one.code, one.severity.value) for one in found(text, rules).findings]


def noisy(name: str, seed: int) -> str:
    """The name as somebody else would type it."""
    how = random.Random(seed)
    name = unicodedata.normalize(how.choice(["NFC", "NFD"]), name)
    if how.random() < 0.4:
        name = "".join(one for one in unicodedata.normalize("NFD", name) if not unicodedata.combining(one))
    cases: list[Callable[[str], str]] = [str, str.upper, str.lower, str.title]
    name = how.choice(cases)(name)
    return (
        how.choice(["", " "]) + name.replace(" ", how.choice([" ", "  ", "\u00a0"])) + how.choice(["", " "])
    )


@given(st.lists(st.integers(0, 10**6), min_size=18, max_size=18))
def test_a_season_typed_by_many_hands_has_the_table_of_one(seeds: list[int]) -> None:
    rows = [row.split(",") for row in LIST.splitlines()]
    for at, row in enumerate(rows[1:]):
        for column in range(3):
            row[3 + column] = noisy(row[3 + column], seeds[at * 3 + column])
    typed = "\n".join(",".join(row) for row in rows)
    clean, made = found(LIST), found(typed)
    for one, other in zip(clean.tables, made.tables, strict=True):
        assert [row.points for row in other.rows] == [row.points for row in one.rows]
        assert [row.cars for row in other.rows] == [row.cars for row in one.rows]


def test_the_spelling_most_results_use_is_shown_and_the_others_are_told() -> None:
    text = LIST.replace("2,2,7,José Núñez", "2,2,7,JOSE NUNEZ") + "3,1,7,José Núñez,milo racing,GT\n"
    made = found(text)
    assert points(made.tables[0]) == {"José Núñez": 68, "Bea Blank": 43, "Cleo Onym": 30}
    values = {
        one.values["name"]: one.values["others"] for one in made.findings if one.code == "spellings-one"
    }
    assert values == {"José Núñez": ["JOSE NUNEZ"], "Milo Racing": ["milo racing"]}


def test_the_entry_lists_spelling_goes_before_that_of_the_results() -> None:
    results, _ = parse_results(LIST.replace("José Núñez", "JOSE NUNEZ"), "list.csv")
    made = named(results, Shown(drivers=("José Núñez",), team=("MILO Racing",)))
    line = made.results[0].lines[0]
    assert (line.drivers, line.team) == (("José Núñez",), "MILO Racing")


def test_a_class_in_two_spellings_is_one_table() -> None:
    rules = RULES.replace('name = "Drivers"', 'name = "Drivers"\neach-class = true')
    text = LIST.replace("Seven,GT\n2,2", "Seven,gt\n2,2")
    tables = [(one.name, one.class_) for one in found(text, rules).tables]
    assert tables == [("Drivers", "GT"), ("Teams", None)]


def test_a_crew_is_the_same_in_any_order_with_or_without_numbers() -> None:
    rules = '[[points]]\nscale = [10, 6]\n[[standings]]\nname = "Crews"\nunit = "crew"\n'
    text = "round,position,driver 1,driver 2\n1,1,Ann,Bea\n1,2,Cleo,Dora\n2,1,Bea,ANN\n2,2,Dora,Cleo\n"
    assert points(found(text, rules).tables[0]) == {"Ann / Bea": 20, "Cleo / Dora": 12}


TWINS = """\
round,position,number,driver,team
1,1,7,José Núñez,Milo
1,2,8,Bea Blank,Seven
1,3,9,Jose Nunez,X
2,1,7,José Núñez,Milo
3,1,9,José Núñez,X
4,1,11,José Núñez,X
"""


def test_one_name_in_two_cars_of_a_race_is_two_people_all_season() -> None:
    """In round 3 the number says who it was, in round 4 the team."""
    made = found(TWINS)
    assert points(made.tables[0]) == {"José Núñez (#9)": 65, "José Núñez": 50, "Bea Blank": 18}
    (one,) = [one for one in made.findings if one.code == "driver-in-two-cars"]
    assert (one.where.line, one.values["shown"]) == (4, ["José Núñez (#9)"])


@pytest.mark.parametrize("how", ["sum", "best"])
def test_it_is_one_person_where_the_rulebook_says_what_two_cars_are_worth(how: str) -> None:
    made = found(TWINS, RULES.replace('name = "Drivers"', f'name = "Drivers"\ntwo-cars = "{how}"'))
    want = 25 + (15 if how == "sum" else 0) + 75
    assert points(made.tables[0]) == {"José Núñez": want, "Bea Blank": 18}
    assert "driver-in-two-cars" not in [one.code for one in made.findings]


def test_a_shared_car_makes_no_second_person() -> None:
    text = "round,position,number,driver,shared car\n1,1,1,A,\n1,2,2,B,\n1,2,2,A,yes\n"
    assert set(points(found(text).tables[0])) == {"A", "B"}


def test_a_ruling_names_one_of_two_people_of_one_name() -> None:
    rules = (
        RULES
        + """
[[season.2027.adjustment]]
kind = "deduction"
points = 5
names = ["josé núñez (#9)"]
round = 2
"""
    )
    made = season(TWINS, rules, year="2027").after()
    assert points(made.tables[0]) == {"José Núñez (#9)": 60, "José Núñez": 50, "Bea Blank": 18}
    assert "adjustment-name-unknown" not in [one.code for one in made.findings]


def test_what_was_named_once_is_not_named_again() -> None:
    whole = season(TWINS, RULES)
    again = Championship.of(whole.results, whole.rulebook)
    assert again.results == whole.results
    assert the(again.after().tables[0], "José Núñez (#9)").points == 65
    assert [one.code for one in again.findings if one.code in ("driver-in-two-cars", "spellings-one")] == []


# --- nearly alike


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Maverick Viñales", "Maverick Vinyales"), ("Jack Miller", "J. Miller"), ("Alex Rins", "Alexander Rins"),
        ("Red-Bull", "Red Bull"), ("José Núñez", "Núñez José"), ("Brad Binder", "Brad Bindre"),
    ],
)  # fmt: skip
def test_names_that_are_nearly_alike(name: str, other: str) -> None:
    assert alike(name, other)
    assert alike(other, name)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Marc Marquez", "Alex Marquez"), ("Team 1", "Team 2"), ("Team A", "Team B"),
        ("Mick Schumacher", "Ralf Schumacher"),
        ("Ann Onym", "Ben Onym"), ("Milo Racing", "Mira Racing"),
    ],
)  # fmt: skip
def test_names_that_are_two(name: str, other: str) -> None:
    assert not alike(name, other)


def asked(text: str, crews: dict[str, frozenset[str]] | None = None) -> dict[str, str]:
    results, _ = parse_results(text, "list.csv")
    return {one.code: one.values["line"] for one in asked_of_names(results, crews)}


def test_a_name_nearly_alike_is_told_with_the_line_that_makes_it_one() -> None:
    text = LIST + "3,1,7,José Núñes,Milo Racing,GT\n"
    assert asked(text) == {"names-alike": '"José Núñes" = "José Núñez"'}


def test_two_who_met_in_a_race_are_two_however_alike() -> None:
    assert asked("round,position,number,driver\n1,1,1,Ann Marchois\n1,2,2,Ann Marchoix\n") == {}


def test_one_number_under_two_names_is_told_unless_the_entry_list_has_both_in_it() -> None:
    text = LIST + "3,1,7,Dora Vier,Milo Racing,GT\n"
    assert asked(text) == {"number-two-names": '"Dora Vier" = "José Núñez"'}
    assert asked(text, {"7": frozenset({"José Núñez", "Dora Vier"})}) == {}


def test_where_numbers_are_given_out_for_each_race_a_number_says_nothing() -> None:
    text = (
        "round,position,number,driver\n1,1,1,Ann\n1,2,2,Bea\n2,1,1,Bea\n2,2,2,Ann\n3,1,3,Cleo\n4,1,3,Dora\n"
    )
    assert asked(text) == {}


@pytest.mark.parametrize("cell", ["NOEL BRUNING", "Noël Brüning", "noel  bruning"])
def test_whom_the_cell_of_the_pole_names_is_found_in_the_crew_however_it_is_spelt(cell: str) -> None:
    listed = f"round,position,number,driver 1,driver 2,pole\n1,1,3,NOEL BRUNING,Bea Blank,{cell}\n"
    listed += "2,1,3,Noël Brüning,Bea Blank,\n3,1,3,Noël Brüning,Bea Blank,\n"
    rules = (
        '[[points]]\nscale = []\nbonus = [{ for = "pole", points = 2 }]\n[[standings]]\nname = "Drivers"\n'
    )
    (table,) = season(listed, rules).after().tables
    assert points(table) == {"Noël Brüning": 2, "Bea Blank": 0}


@pytest.mark.parametrize("said", ["Bea / Ann", "Ann & Bea", "BEA/ANN", "ann + bea"])
def test_a_ruling_and_a_table_name_a_crew_in_any_order(said: str) -> None:
    listed = "round,position,number,driver 1,driver 2\n1,1,3,Ann,Bea\n1,2,4,Cleo,Dan\n2,1,3,Bea,Ann\n"
    ruled = Adjustment(AdjustmentKind.DEDUCTION, names=(said,), points=Fraction(3), round=Label("1"))
    rules = (
        f'[[points]]\nscale = [25, 18]\n[[standings]]\nname = "Crews"\nunit = "crew"\nmembers = ["{said}"]\n'
    )
    made = season(listed, rules, adjustments=(ruled,)).after()
    assert (points(made.tables[0]), made.findings) == ({"Ann / Bea": 47}, ())


@pytest.mark.parametrize(
    "cell",
    ["Cleo Seven and Dora Drei", "Cleo Seven et Dora Drei", "Dora Drei und Cleo Seven", "Cleo Seven y Dora Drei",
     "Cleo Seven e Dora Drei", "Cleo Seven · Dora Drei", "Cleo Seven·Dora Drei", "Cleo Seven\\Dora Drei",
     "Cleo Seven - Dora Drei", "Cleo Seven – Dora Drei", "CLEO SEVEN AND DORA DREI", "Dora Drei AND Cléo Seven"],
)  # fmt: skip
def test_a_crew_in_one_cell_is_its_drivers_whatever_joins_them(cell: str) -> None:
    """#8 was second with Cleo and Dora twice; who writes them otherwise in round 2 makes no third driver."""
    listed = "round,position,number,driver\n1,1,9,Bea Blank\n1,2,8,Cleo Seven / Dora Drei\n"
    listed += f"2,1,9,Bea Blank\n2,2,8,{cell}\n"
    made = season(listed, "[[points]]\nscale = [10, 6]\n[[standings]]\nname = 'D'\n").after()
    assert points(made.tables[0]) == {"Bea Blank": 20, "Cleo Seven": 12, "Dora Drei": 12}
    assert "crew-parted" in [one.code for one in made.findings]


def test_a_crew_in_one_cell_of_whom_nobody_is_known_stays_one_and_is_told() -> None:
    listed = "round,position,number,driver\n1,1,9,Bea Blank\n1,2,8,Cleo Seven and Dora Drei\n"
    listed += "1,3,7,Jose Ortega y Gasset\n"
    made = season(listed, "[[points]]\nscale = [10, 6, 4]\n[[standings]]\nname = 'D'\n").after()
    assert list(points(made.tables[0])) == ["Bea Blank", "Cleo Seven and Dora Drei", "Jose Ortega y Gasset"]
    assert [(one.code, one.values["name"]) for one in made.findings] == [
        ("crew-one-name", "Cleo Seven and Dora Drei")
    ]


@pytest.mark.parametrize("cell", ["ABE ZORN", "abé zorn", "Abe  Zorn", "Abe\u0301 Zorn"])
def test_who_does_not_score_is_found_in_the_crew_however_he_is_spelt(cell: str) -> None:
    listed = f"round,position,number,driver 1,driver 2,not scoring\n1,1,3,Ann,Abé Zorn,{cell}\n"
    made = season(listed, "[[points]]\nscale = [10]\n[[standings]]\nname = 'D'\n").after()
    assert points(made.tables[0]) == {"Ann": 10, "Abé Zorn": 0}
