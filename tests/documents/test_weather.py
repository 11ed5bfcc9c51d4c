"""Readings of a weather station: which are numbers, and in which units a file is that does not say it."""

from decimal import Decimal

import pytest

from parcferme.decoders import Reading, read_weather
from parcferme.documents.weather import is_imperial, measured

HEAD = "TIME_UTC_STR;AIR_TEMP;PRESSURE\n"


def readings(*rows: str) -> tuple[Reading, ...]:
    return read_weather(HEAD + "".join(f"12:0{at};{row}\n" for at, row in enumerate(rows)))


@pytest.mark.parametrize(
    ("text", "value"),
    [("16.45", "16.45"), (" 16,5 ", "16.5"), ("-3", "-3"), ("dry", None), ("", None), ("NaN", None), ("1e40", None),
     ("-1e999999", None), ("Infinity", None), ("999999999", "999999999"), ("1000000000", None)],
)  # fmt: skip
def test_a_reading_is_a_number_that_a_station_can_measure(text: str, value: str | None) -> None:
    assert measured(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("rows", "imperial"),
    [
        (("78;29.91", "91;29.90"), True),
        (("24;963.2", "25;963.1"), False),
        # A hot day at altitude: the pressure says what the temperature leaves open.
        (("45;900",), False),
        (("45;29.9",), True),
        # A station without a barometer writes 0 all day.
        (("24;0", "25;0"), False),
        (("78;0",), True),
        (("50;",), True),
        (("40;",), False),
        (("45;", "41;"), None),
        ((";", "dry;"), None),
    ],
)
def test_the_units_of_a_station_follow_from_its_pressures_else_from_its_warmest_air(
    rows: tuple[str, ...], imperial: bool | None
) -> None:
    assert is_imperial(readings(*rows)) is imperial
