"""How many rivals can end ahead together, of whom each needs a place and a bonus of its own."""

import pytest

from parcferme.championship import Planned
from parcferme.championship.places import (
    Take,
    _cell,
    _fits,
    _in_order,
    _one_step_less,
    _search,
    _takes,
    _uses_bonus,
)
from parcferme.championship.prospect import Prospect
from small_season import races, season


def courses(text: str) -> list[tuple[Take, ...]]:
    """Courses apart by `|`, sessions by blanks: a place or `-`, bonuses behind it by their letters."""
    return [
        tuple(
            Take(None if word[0] == "-" else int(word[0]), tuple("abc".index(one) for one in word[1:]))
            for word in course.split()
        )
        for course in text.split("|")
    ]


@pytest.mark.parametrize(
    ("places", "given"),
    [
        ([], 0), ([1], 1), ([1, 1], 1), ([1, 2], 2), ([2, 2], 2), ([2, 2, 2], 2), ([3, 2, 2], 3), ([3, 3, 1], 3),
        ([1, 1, 3, 3], 3), ([None, 1], 2), ([None, None, 1, 1], 3), ([5], 1),
    ],
)  # fmt: skip
def test_how_many_places_can_be_given_out_each_to_be_met_or_bettered(
    places: list[int | None], given: int
) -> None:
    assert _in_order(places) == given == _in_order(places[::-1])


@pytest.mark.parametrize(
    ("chosen", "fits"),
    [
        ("1 -|- 1", True), ("1 -|1 -", False), ("2 1|1 2", True), ("2 2|1 2", True), ("2 2|1 2|2 -", False),
        ("1a|2b", True), ("1a|2a", False), ("-a -|- -a", True), ("-a -|-a -", False), ("1 2|- 2|- 2", False),
        ("3|3|3", True), ("3|3|3|3", False),
    ],
)  # fmt: skip
def test_courses_fit_together_where_no_place_and_no_bonus_is_needed_twice(chosen: str, fits: bool) -> None:
    assert _fits(courses(chosen)) is fits


@pytest.mark.parametrize(
    ("ways", "most"),
    [
        (["1"], 1),
        (["1", "1"], 1),
        (["1", "2"], 2),
        (["1 -|- 1", "1 -"], 2),  # the first takes its other course
        (["1 -", "1 -|- 1"], 2),
        (["1 -", "1 -", "1 -|- 1"], 2),
        (["1 -", "- 1", "1 -|- 1"], 2),
        (["1 -|- 1", "1 -|- 1", "2 2"], 3),
        (["1", "1", "2", "3"], 3),
        (["2 -|- 1", "1 -|- 2", "1 1", "2 2"], 3),
        (["1a", "2a", "3"], 2),
        (["1|2|3", "1|2|3", "1"], 3),
        (["1", "1|2", "1|2", "1|2|4"], 3),
    ],
)
def test_the_most_rivals_that_fit_together_whatever_their_order(ways: list[str], most: int) -> None:
    asked = [courses(one) for one in ways]
    assert _search(asked) == _search(asked[::-1]) == most


def test_a_search_that_would_take_too_long_is_given_up() -> None:
    """Twelve rivals who all want the same two bonuses in four sessions each in many ways: nobody counts that out."""
    letters = "abc"
    way = "|".join(f"{place}{one}" for place in range(1, 8) for one in letters)
    assert _search([courses(way)] * 12) is None
    assert _search([courses(way)] * 3) == 3


@pytest.mark.parametrize(
    ("course", "less"),
    [
        ("1", ["2"]), ("3", ["4"]), ("4", ["-"]), ("-", []), ("1 4", ["2 4", "1 -"]), ("1a", ["1", "2a"]),
        ("-ab", ["-b", "-a"]), ("4abc", ["4bc", "4ac", "4ab", "-abc"]), ("- 2", ["- 3"]),
    ],
)  # fmt: skip
def test_one_step_less_is_the_next_worse_place_or_a_bonus_fewer(course: str, less: list[str]) -> None:
    """Of five contenders nobody needs a place behind the fourth."""
    (whole,) = courses(course)
    assert list(_one_step_less(whole, 4)) == [courses(one)[0] for one in less]


def test_whether_a_bonus_is_needed_at_all() -> None:
    assert not _uses_bonus([courses("1 2|- 3"), courses("2")])
    assert _uses_bonus([courses("1 2|- 3b"), courses("2")])


# --- what a rival can take


def prospect(bonus: str) -> Prospect:
    rules = f'[[points]]\nscale = [9, 6, 4]\nbonus = [{bonus}]\n[[standings]]\nname = "D"\n'
    whole = season(races("A B C"), rules, planned=(Planned(2, "race", "race"),))
    return Prospect(whole, whole.tables[0], None)


@pytest.mark.parametrize(
    ("bonus", "takes"),
    [
        ("", "- 1 2"),
        ('{ for = "pole", points = 1 }', "- 1 2 -a 1a 2a"),
        ('{ for = "pole", points = 1, top = 1 }', "- 1 2 1a"),
        ('{ for = "pole", points = 1, top = 2 }', "- 1 2 1a 2a"),
        ('{ for = "pole", points = 1, classified = true }', "- 1 2 1a 2a"),
        ('{ for = "started", points = 1 }', "- 1 2"),  # everybody can have it
        ('{ for = "pole", points = 0 }', "- 1 2"),
        (
            '{ for = "pole", points = 1, top = 1 }, { for = "fastest-lap", points = 1 }',
            "- 1 2 1a -b 1b 2b 1ab",
        ),
    ],
)
def test_what_a_rival_can_take_down_to_the_place_nobody_needs(bonus: str, takes: str) -> None:
    """Of three contenders nobody needs a place behind the second."""
    made = prospect(bonus)
    assert list(_takes(made, made.to_come[0])) == [courses(one)[0][0] for one in takes.split()]


@pytest.mark.parametrize(
    ("bonus", "take", "points", "places"),
    [
        ("", "1", 9, (1,)), ("", "-", 0, ()), ("", "4", 0, (4,)),
        ('{ for = "pole", points = 1 }', "2", 6, (2,)), ('{ for = "pole", points = 1 }', "2a", 7, (2,)),
        ('{ for = "pole", points = 1 }', "-a", 1, ()), ('{ for = "started", points = 1 }', "-", 1, ()),
        ('{ for = "started", points = 1 }', "2", 7, (2,)), ('{ for = "classified", points = 1 }', "-", 0, ()),
        ('{ for = "led-a-lap", points = 1, top = 1 }', "2", 6, (2,)),
    ],
)  # fmt: skip
def test_what_a_take_is_worth(bonus: str, take: str, points: int, places: tuple[int, ...]) -> None:
    made = prospect(bonus)
    cell = _cell(made, 0, courses(take)[0][0])
    assert (cell.points, cell.places, cell.grid) == (points, places, None if not points and not places else 1)
