"""The colour of a class and of a car: the same in every chart, told apart with any colour vision and in grey.

A class has the colour that the bulletins give it. A car has the hue of its class; its place among the numbers of its
class chooses one of four tones (lightness, and a little hue), then one of seven dashes. So twenty-eight cars of a class
have a line of their own; no chart leaves a line without its number where it has to be known. Four hues stay apart with
any colour vision and more do not: of every four classes more, the dashes begin one later.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from parcferme.documents import class_colours

# Lightness and hue (degrees) away from the class's own, in OKLCH; neighbours in the entry list differ most.
_TONES: Final = ((0.0, 0.0), (-0.16, 0.0), (0.1, 14.0), (-0.08, -14.0))
DASHES: Final = ((1, 0), (7, 2), (2, 2), (8, 2, 2, 2), (4, 4), (9, 2, 2, 2, 2, 2), (1, 3))
# The first so many hues of the palette stay apart with any colour vision.
_APART: Final = 4
_LIGHT: Final = (0.36, 0.66)
_DARK: Final = (0.62, 0.86)
_TEXT_ON_LIGHT: Final = 0.5
_TEXT_ON_DARK: Final = 0.74
_UNCLASSED: Final = "#566070"


class Colours(msgspec.Struct, frozen=True):
    """The colour of each class, and for each car its class and place among the numbers of that class."""

    classes: Mapping[str, str]
    cars: Mapping[str, tuple[str | None, int]]

    def of_class(self, class_: str | None, theme: str = "light") -> str:
        """The colour of a class as it stands on the paper of a theme."""
        return _toned(self._base(class_), (0.0, 0.0), theme)

    def of_car(self, number: str, theme: str = "light") -> str:
        """The colour of a car's lines, bars and points."""
        class_, place = self.cars.get(number, (None, 0))
        return _toned(self._base(class_), _TONES[place % len(_TONES)], theme)

    def of_text(self, number: str, theme: str = "light") -> str:
        """The colour of a car's number: its own, with enough contrast for small letters."""
        lightness, chroma, hue = _oklch(self.of_car(number, theme))
        dark = theme == "dark"
        fitting = max(lightness, _TEXT_ON_DARK) if dark else min(lightness, _TEXT_ON_LIGHT)
        return _hex(fitting, chroma, hue)

    def dash(self, number: str) -> tuple[int, ...]:
        """The dashes of a car's line."""
        class_, place = self.cars.get(number, (None, 0))
        later = [*self.classes, class_].index(class_) // _APART if class_ else 0
        return DASHES[(place // len(_TONES) + later) % len(DASHES)]

    def of_driver(self, number: str, place: int, theme: str = "light") -> str:
        """The colour of a driver of a car, by place in the crew: the first has the car's own, the others the next tones
        of the same hue.
        """
        class_, tone = self.cars.get(number, (None, 0))
        return _toned(self._base(class_), _TONES[(tone + place) % len(_TONES)], theme)

    def _base(self, class_: str | None) -> str:
        return self.classes.get(class_ or "", _UNCLASSED)


def colours_of(
    cars: Iterable[tuple[str, str | None]],
    classes: Sequence[str] = (),
    overruled: Mapping[str, str] | None = None,
) -> Colours:
    """Colours for cars (number and class). `classes` in the order that gives them their colours, those missing after
    them in order of their names; `overruled` are the folder's own colours by class.
    """
    entered = dict(cars)
    listed = sorted({class_ for class_ in entered.values() if class_})
    places: dict[str | None, int] = {}
    found: dict[str, tuple[str | None, int]] = {}
    for number in sorted(entered, key=by_number):
        class_ = entered[number]
        found[number] = (class_, places.get(class_, 0))
        places[class_] = places.get(class_, 0) + 1
    return Colours(class_colours((*classes, *listed), overruled or {}), found)


def by_number(number: str) -> tuple[int, str]:
    """Cars in order of their numbers: 7, 007, 81, A1."""
    digits = re.match(r"\d+", number)
    return (int(digits[0]) if digits else 10**9, f"{len(number):03d}{number}")


def _toned(base: str, tone: tuple[float, float], theme: str) -> str:
    lightness, chroma, hue = _oklch(base)
    least, most = _DARK if theme == "dark" else _LIGHT
    if theme == "dark":
        lightness += 0.2
    # The base is first moved so far inside that its tones stay apart from each other.
    lightness = min(max(lightness, least + 0.16), most - 0.06 if theme == "light" else most - 0.08)
    return _hex(min(max(lightness + tone[0], least), most), chroma, hue + tone[1])


def _oklch(colour: str) -> tuple[float, float, float]:
    """Lightness (0 to 1), chroma and hue (degrees) of a colour like `#0072b2`."""
    text = colour.lstrip("#")
    text = "".join(2 * char for char in text) if len(text) == 3 else text
    red, green, blue = (_linear(int(text[at : at + 2], 16) / 255) for at in (0, 2, 4))
    # Through cones to OKLab and back: Björn Ottosson, "A perceptual color space for image processing", 2020
    # (bottosson.github.io/posts/oklab).
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a))


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """The colour as text; where a screen cannot show it, as colourful as it can."""
    # Colour gives way, lightness never: by that the cars of a class are told apart in grey.
    for step in range(41):
        shares = _rgb(lightness, chroma * (1 - step / 40), hue)
        if all(-0.001 <= share <= 1.001 for share in shares):
            break
    return "#" + "".join(f"{round(255 * min(max(_bent(min(max(s, 0), 1)), 0), 1)):02x}" for s in shares)


def _rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _linear(share: float) -> float:
    # The curve of sRGB (IEC 61966-2-1), here and back in `_bent`.
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def _bent(share: float) -> float:
    return share * 12.92 if share <= 0.0031308 else float(1.055 * share ** (1 / 2.4) - 0.055)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21, as WCAG 2 counts it."""

    def luminance(colour: str) -> float:
        red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
