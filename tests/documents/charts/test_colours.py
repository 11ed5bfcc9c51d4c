"""A class has one hue, a car one tone of it, in every chart and whatever else is drawn."""

import pytest

from parcferme.documents.bulletins.paper import PALETTE
from parcferme.documents.charts.colours import DASHES, Colours, by_number, colours_of, contrast

FIELD = [("81", "P4"), ("50", "P4"), ("7", "JS2"), ("007", "JS2"), ("12", None)]


def test_a_car_keeps_its_colour_whoever_is_drawn_beside_it() -> None:
    one, other = colours_of(FIELD, ["P4", "JS2"]), colours_of(reversed(FIELD), ["P4", "JS2"])
    assert [one.of_car(number) for number, _ in FIELD] == [other.of_car(number) for number, _ in FIELD]


def test_the_first_car_of_a_class_is_nearly_of_the_colour_the_bulletins_give_the_class() -> None:
    colours = colours_of(FIELD, ["P4", "JS2"])
    assert colours.classes["P4"] == PALETTE[0]
    assert colours.of_class("P4") == colours.of_car("50") == PALETTE[0]


def test_the_colours_of_the_folder_overrule() -> None:
    colours = colours_of(FIELD, ["P4", "JS2"], {"P4": "#b0508a"})
    assert colours.classes["P4"] == "#b0508a"
    assert colours.of_car("50") != colours_of(FIELD, ["P4", "JS2"]).of_car("50")


def test_twenty_five_cars_of_a_class_differ_in_tone_or_dashes() -> None:
    colours = colours_of([(str(number), "GT") for number in range(1, 26)])
    assert len({(colours.of_car(str(n)), colours.dash(str(n))) for n in range(1, 26)}) == 25
    assert len({colours.dash(str(n)) for n in range(1, 26)}) == len(DASHES)


def test_cars_stand_in_order_of_their_numbers_and_007_is_not_7() -> None:
    assert sorted(["81", "A1", "007", "7", "12"], key=by_number) == ["7", "007", "12", "81", "A1"]


def test_the_first_driver_has_the_colour_of_the_car_and_the_others_have_not() -> None:
    colours = colours_of(FIELD)
    tones = [colours.of_driver("81", place) for place in range(5)]
    assert tones[0] == colours.of_car("81")
    assert len(set(tones)) == 5


@pytest.mark.parametrize(("theme", "paper"), [("light", "#ffffff"), ("dark", "#14181d")])
def test_lines_and_numbers_can_be_seen_on_their_paper(theme: str, paper: str) -> None:
    field = [(f"{place}{car}", name) for place, name in enumerate(PALETTE) for car in range(5)]
    colours = colours_of(field)
    assert min(contrast(colours.of_car(number, theme), paper) for number, _ in field) >= 2.5
    assert min(contrast(colours.of_text(number, theme), paper) for number, _ in field) >= 4.5


def test_a_car_without_a_class_is_grey_and_an_unknown_one_is_no_error() -> None:
    colours = Colours({}, {})
    assert colours.of_car("12") == colours.of_class(None)
    assert colours.dash("12") == (1, 0)
