"""A class has one hue, a car one tone of it, in every chart and whatever else is drawn."""

import itertools
import math

import pytest

from parcferme.charts.colours import (
    DASHES,
    Colours,
    _bent,
    _linear,
    _oklch,
    by_number,
    colours_of,
    contrast,
)
from parcferme.documents.palette import PALETTE

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


def test_twenty_eight_cars_of_a_class_differ_in_tone_or_dashes() -> None:
    colours = colours_of([(str(number), "GT") for number in range(1, 29)])
    assert len({(colours.of_car(str(n)), colours.dash(str(n))) for n in range(1, 29)}) == 28
    assert len({colours.dash(str(n)) for n in range(1, 29)}) == len(DASHES)


# What the three kinds of cones make of red, green and blue light: Machado, Oliveira and Fernandes 2009, table 1.
VISION = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}


def seen(colour: str, vision: str) -> tuple[float, float, float]:
    """Where a colour lies in OKLab for somebody's eyes; 0.02 apart is just seen as different side by side."""
    light = [_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5)]
    mixed = [sum(a * b for a, b in zip(row, light, strict=True)) for row in VISION[vision]]
    shown = "#" + "".join(f"{round(255 * _bent(min(max(one, 0), 1))):02x}" for one in mixed)
    lightness, chroma, hue = _oklch(shown)
    return lightness, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISION)
def test_four_classes_and_four_cars_of_each_are_told_apart_with_any_colour_vision(
    theme: str, vision: str
) -> None:
    classes = ["LMP1", "LMP2", "GTE", "GT3"]
    field = [(f"{place}{car}", name) for place, name in enumerate(classes) for car in range(4)]
    colours = colours_of(field, classes)
    tones = {name: [colours.of_car(car, theme) for car, of in field if of == name] for name in classes}
    groups = [[colours.of_class(name, theme) for name in classes], *tones.values()]
    pairs = [pair for group in groups for pair in itertools.combinations(group, 2)]
    assert len(pairs) == 30
    assert min(math.dist(seen(one, vision), seen(other, vision)) for one, other in pairs) >= 0.04


def test_a_fifth_class_has_another_dash_where_its_hue_could_be_taken_for_the_first_ones() -> None:
    colours = colours_of([(str(n), f"class {n}") for n in range(1, 9)])
    assert [colours.dash(str(n)) for n in range(1, 9)] == [DASHES[0]] * 4 + [DASHES[1]] * 4


def test_cars_stand_in_order_of_their_numbers_and_007_is_not_7() -> None:
    assert sorted(["81", "A1", "007", "7", "12"], key=by_number) == ["7", "007", "12", "81", "A1"]


def test_the_first_driver_has_the_colour_of_the_car_and_the_others_have_not() -> None:
    colours = colours_of(FIELD)
    tones = [colours.of_driver("81", place) for place in range(4)]
    assert tones[0] == colours.of_car("81")
    assert len(set(tones)) == 4


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
