"""Readings of a weather station as numbers, and the units they are in, which no file says."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from parcferme.decoders import Reading

_NEVER: Final = 10**9  # no station measures that much of anything
# No air on a circuit weighs less than this in hectopascals: what is below is in inches of mercury, and the same station
# writes temperatures in degrees Fahrenheit.
INCHES: Final = 50
# No air is this warm at a race in degrees Celsius; up to the other it can be no Fahrenheit; between them it is either.
_SURELY_FAHRENHEIT: Final = 50
_SURELY_CELSIUS: Final = 40


def measured(text: str) -> Decimal | None:
    """A reading as a number, with a point or a comma; None for what is none, or what a damaged cell made of one."""
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    # `quantize` refuses a number of a length that no sheet holds.
    return value if value.is_finite() and abs(value) < _NEVER else None


def is_imperial(readings: Sequence[Reading]) -> bool | None:
    """Whether a station measures in inches of mercury and degrees Fahrenheit: by its pressures, else its warmest air;
    None where neither says it.
    """
    pressures = [value for one in readings if (value := measured(one.pressure)) is not None]
    if any(pressures):
        return max(pressures) < INCHES
    warmest = max((value for one in readings if (value := measured(one.air)) is not None), default=None)
    if warmest is None or _SURELY_CELSIUS < warmest < _SURELY_FAHRENHEIT:
        return None
    return warmest >= _SURELY_FAHRENHEIT
