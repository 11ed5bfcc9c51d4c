"""TOML to values: on which line a problem stands, what stays in force beside it, and how numbers and words are read."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcferme.findings import BadRulebook
from parcferme.regulations import (
    BonusFor,
    Cite,
    TieBy,
    parse_rulebook,
    read_rulebook,
    read_toml,
)
from parcferme.regulations.toml_lines import line_lookup


def refused(text: str) -> list[str]:
    """The lines of the refusal."""
    with pytest.raises(BadRulebook) as caught:
        parse_rulebook(text, "les.toml")
    return str(caught.value).splitlines()


# --- on which line


TWO_RACES = """\
name = "x"

[[points]]
sessions = ["race-1"]
scale = [25, 18]

[[points.bonus]]
for = "pole"
points = 1

[[points]]
sessions = ["race-2"]
scale = [25, 18]

[[points.bonus]]
for = "pole"
points = 1

[[points.bonus]]
for = "fastest-lap"
points = "one"
"""


def test_bonus_of_the_second_race_is_told_with_its_own_line() -> None:
    assert refused(TWO_RACES) == [
        "les.toml:21: points[1].bonus[1].points: expected a number or a share, like 12.5, '70 %' or '3/4', "
        "found 'one'"
    ]


def test_one_table_for_several_is_told_how_lists_are_written() -> None:
    assert refused("[points]\nscale = [25, 18]\n") == [
        "les.toml:1: points: expected a list, found { scale = [25, 18] } (each is a table of its own: write [[points]])"
    ]
    assert refused('[[race]]\nlength = "60 min"\n') == [
        "les.toml:1: race: expected a table, found [{ length = '60 min' }] (there is one: write [race])"
    ]


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("[[points]]\nscale = [\n  25,\n  18,\n]\n", "points[0].scale[1]", 4),
        ('bonus = [\n  { for = "pole" },\n  { for = "x" },\n]', "bonus[1].for", 3),
        ('text = """\nlength = 3\n"""\nlength = 4\n', "length", 4),
        ("text = '''\n[race]\n'''\n[race]\nlength = 4\n", "race", 4),
        ("# length = 3\n[race] # length\nlength = 4 # length = 5\n", "race.length", 3),
        ("best.count = 3\n", "best.count", 1),
        ('[season."2020"]\nrounds = 3\n[season.2021]\nrounds = 4\n', "season.2021.rounds", 4),
        ('a = { b = { c = 1 }, d = [ { e = "]" } ] }\nf = 1\n', "f", 2),
        ("[a.b]\n[a]\nc = 1\n", "a", 2),
        ("[a.b]\nc = 1\n", "a", 1),
        ("x = 1\r\ny = 2\r\n", "y", 2),
        ("[[a]]\n[[a.b]]\n[a.b.c]\nd = 1\n[[a]]\n[[a.b]]\n[a.b.c]\nd = 2\n", "a[1].b[0].c.d", 8),
        ("[[a]]\nb = 1\n", "a[0].missing.key", 1),
        ("[a]\nb = 1\n", "nowhere", 1),
    ],
)
def test_line_of_a_key_however_it_is_written(text: str, path: str, line: int) -> None:
    assert line_lookup(text)(path) == line


@given(st.text(alphabet="ab.=[]{}\"'\n #,1", max_size=40))
def test_looking_for_a_line_always_ends(text: str) -> None:
    assert 1 <= line_lookup(text)("a.b") <= text.count("\n") + 1


# --- what is wrong is left out, and everything else stays


def test_one_wrong_value_leaves_all_others_in_force() -> None:
    book, read = read_rulebook(TWO_RACES)
    assert [(one.line, one.key) for one in read.problems] == [(21, "points[1].bonus[1].points")]
    assert [rules.scale for rules in book.points] == [(Fraction(25), Fraction(18))] * 2
    assert [[bonus.for_.value for bonus in rules.bonus] for rules in book.points] == [["pole"], ["pole"]]


def test_table_without_what_it_needs_is_left_out_and_the_next_keeps_its_article_and_line() -> None:
    """The rising scale stands in the third [[points]], which is the second that can be used."""
    text = (
        '[[standings]]\nunit = "team"\n\n[[standings]]\nname = "Drivers"\narticle = "6.1"\n'
        'best = { value = { count = 3 } }\n[[standings]]\narticle = "6.2"\nname = "Drivers"\n'
    )
    book, read = read_rulebook(text)
    assert [(one.line, one.key) for one in read.problems] == [
        (1, "standings[0]"),
        (7, "standings[1].best.value"),
        (10, "standings[2].name"),
    ]
    assert [table.name for table in book.standings] == ["Drivers", "Drivers"]
    assert book.cite("standings[0].name") == Cite("6.1")
    assert book.cite("standings[1].name") == Cite("6.2")


def test_scale_with_one_wrong_number_is_not_used_for_the_places_behind_it_would_move_up() -> None:
    book, read = read_rulebook('[[points]]\nscale = [25, "eighteen", 15]\ntail = 1\n')
    assert [(one.line, one.key) for one in read.problems] == [(2, "points[0].scale[1]")]
    assert (book.points[0].scale, book.points[0].tail) == ((), Fraction(1))


def test_name_that_is_none_is_left_out_of_a_list_of_names() -> None:
    book, read = read_rulebook('[[points]]\nclasses = ["GT3", true, 4]\n')
    assert book.points[0].classes == ("GT3", "4")
    assert [one.key for one in read.problems] == ["points[0].classes[1]"]


def test_contradiction_does_not_take_the_rulebook_away() -> None:
    book, read = read_rulebook(
        '[[points]]\nscale = [10, 12]\n[[points]]\nscale = [3, 2, 1]\nrounds = ["2"]\n'
    )
    assert [rules.scale for rules in book.points] == [(10, 12), (3, 2, 1)]
    assert [f"{one.line}: {one.key}: {one.wrong}" for one in read.problems] == [
        "2: points[0].scale: the scale rises: place 2 gets 12, place 1 10"
    ]


def test_rulebook_that_is_no_toml_cannot_be_read_at_all() -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        read_rulebook("[race\n")


# --- what is read


@pytest.mark.parametrize(
    ("written", "points"),
    [
        ("[25, 18, 15]", [25, 18, 15]),
        ("[12.5, 9, 7.5]", [Fraction(25, 2), 9, Fraction(15, 2)]),
        ('["1/7", "1/9"]', [Fraction(1, 7), Fraction(1, 9)]),
        ('["50 %", "25%"]', [Fraction(1, 2), Fraction(1, 4)]),
        ('[9, "8.5", 0.1, -1]', [9, Fraction(17, 2), Fraction(1, 10), -1]),
        ("[0.00000000001]", [Fraction(1, 10**11)]),
        ("[]", []),
        ("10", [10]),
    ],
)
def test_points_of_a_scale_stay_exact_however_they_are_written(written: str, points: list[Fraction]) -> None:
    (rules,) = parse_rulebook(f"[[points]]\nscale = {written}\n", "x.toml").points
    assert list(rules.scale) == points
    assert all(type(one) is Fraction for one in rules.scale)


@pytest.mark.parametrize(
    "written", ["true", "nan", "inf", '"ten"', '"1/0"', '""', "1e999999999", '"1e9"', "[1]"]
)
def test_what_is_no_number_is_no_points(written: str) -> None:
    (line,) = refused(f"[[points]]\nscale = [10, {written}]\n")
    assert line.startswith("les.toml:2: points[0].scale[1]: expected a number or a share, like 12.5, ")


def test_one_word_stands_for_a_step_of_a_tie_break() -> None:
    text = """
    [[standings]]
    name = "Drivers"
    ties = ["counts", { by = "best-in", sessions = ["race-2"] }, "decided"]
    [[standings]]
    name = "Teams"
    ties = "gross"
    """
    drivers, teams = parse_rulebook(text, "x.toml").standings
    assert [step.by for step in drivers.ties] == [TieBy.COUNTS, TieBy.BEST_IN, TieBy.DECIDED]
    assert [step.by for step in teams.ties] == [TieBy.GROSS]
    (line,) = refused('[[standings]]\nname = "Drivers"\nties = ["count"]\n')
    assert line.startswith("les.toml:3: standings[0].ties[0].by: expected one of 'counts', 'wins', ")


def test_words_python_keeps_for_itself_are_keys_like_others() -> None:
    text = """
    [[grid]]
    from = ["qualifying-2"]
    [[points]]
    reduced.bands = [{ from = "1/2", below = "75 %", factor = 0.5 }]
    bonus = [{ for = "pole", points = 1 }]
    [[standings]]
    name = "GT3"
    class = "GT3"
    """
    book = parse_rulebook(text, "x.toml")
    assert book.grid[0].from_ == ("qualifying-2",)
    assert book.points[0].reduced is not None and book.points[0].reduced.bands[0].from_ == Fraction(1, 2)
    assert book.points[0].bonus[0].for_ is BonusFor.POLE
    assert book.standings[0].class_ == "GT3"


def test_season_has_the_name_its_table_has() -> None:
    text = '[season]\nsource = "results"\n[season.2020]\nrounds = 10\n[season."2020-21"]\nrounds = 9\n'
    book = parse_rulebook(text, "x.toml")
    assert {name: facts.rounds for name, facts in book.season.items()} == {"2020": 10, "2020-21": 9}
    assert book.cite("season.2020.rounds") == Cite(source="results")
    assert refused("[season]\n2020 = 3\n") == ["les.toml:2: season.2020: expected a table, found 3"]


def test_car_numbers_and_rounds_may_be_typed_without_quotes() -> None:
    text = (
        '[[season.2020.adjustment]]\nkind = "not-scoring"\nround = 3\ncars = [81, "007"]\nnames = "A. Onym"\n'
    )
    (one,) = parse_rulebook(text, "x.toml").season["2020"].adjustment
    assert (one.round, one.cars, one.names) == ("3", ("81", "007"), ("A. Onym",))


def test_long_value_is_quoted_in_part() -> None:
    (line,) = refused(f"[race]\nlaps = [{', '.join(['1'] * 10_000)}]\n")
    assert len(line) < 250 and line.endswith(" …")


# --- tables with free keys, and other files read the same way


class Folder(msgspec.Struct, frozen=True):
    """A file of another kind than a rulebook."""

    day: dt.date | None = None
    officials: Mapping[str, str] = {}
    rows: tuple[tuple[str, ...], ...] = ()


def test_free_keys_hold_plain_values_too() -> None:
    text = '[officials]\n"clerk of the course" = "Ann Onym"\nstarter = 3\n'
    read = read_toml(Folder, text)
    assert read.value.officials == {"clerk of the course": "Ann Onym"}
    assert [(one.line, one.key, one.wrong) for one in read.problems] == [
        (3, "officials.starter", "expected a text, found 3")
    ]


def test_date_that_is_no_date_is_quoted_as_it_was_written() -> None:
    assert read_toml(Folder, "day = 2020-07-18\n").value.day == dt.date(2020, 7, 18)
    read = read_toml(Folder, "officials = 2020-07-18\nday = 2020-07-18T10:00:00\n")
    assert [one.wrong for one in read.problems] == [
        "expected a table, found 2020-07-18",
        "expected a date, like 2020-07-18, found 2020-07-18 10:00:00",
    ]
    assert read.value == Folder()


def test_list_of_lists_leaves_out_what_is_none() -> None:
    read = read_toml(Folder, 'rows = [["a", 2], [true, "b"], { c = 1 }]\n')
    assert read.value.rows == (("a", "2"), ("b",))
    assert [one.key for one in read.problems] == ["rows[1][0]", "rows[2]"]


def test_a_problem_has_its_line_and_what_was_expected() -> None:
    (one,) = read_toml(Folder, "\nday = 3\n").problems
    assert (one.line, one.key, one.wrong) == (2, "day", "expected a date, like 2020-07-18, found 3")
