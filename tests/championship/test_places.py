"""How many rivals can end ahead together, of whom each needs a place and a bonus of its own."""

import pytest

from parcferme.championship.places import Take, _fits, _in_order, _one_step_less, _search, _uses_bonus


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
