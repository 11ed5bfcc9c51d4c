"""Points as standings print them, and as JSON carries them: exact in both."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

# A number of more digits than this is not what a JSON reader gives back; it goes out as a fraction in text.
DIGITS: Final = 15
# On a sheet so many decimals are printed; what would need more is printed as a fraction.
DECIMALS: Final = 4


def points_text(points: int | Fraction, language: str = "en") -> str:
    """Points as people read them: `25`, `12.5` (in French `12,5`), `25 1/7`."""
    exact = Fraction(points)
    decimal = _decimal(exact)
    if decimal is not None and -int(decimal.as_tuple().exponent) <= DECIMALS:
        return f"{decimal:f}".replace(".", "," if language == "fr" else ".")
    sign, (whole, rest) = "-" if exact < 0 else "", divmod(abs(exact), 1)
    return f"{sign}{whole} {rest}" if whole else f"{sign}{rest}"


def point_number(points: int | Fraction) -> int | float | str:
    """Points for JSON: a number where its text is exact (`25`, `12.5`), else a fraction as text (`"176/7"`).

    The float is only how a decimal is handed to JSON: it is taken where its text is the exact value, and never
    calculated with.
    """
    exact = Fraction(points)
    if exact.denominator == 1:
        return exact.numerator
    decimal = _decimal(exact)
    if decimal is None or len(decimal.as_tuple().digits) > DIGITS:
        return str(exact)
    return float(decimal)


def exact_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with their points as JSON carries them."""
    return {name: _exact(value) for name, value in values.items()}


def _exact(value: Any) -> Any:
    if isinstance(value, Fraction):
        return point_number(value)
    if isinstance(value, list | tuple):
        return [_exact(one) for one in value]
    return value


def _decimal(exact: Fraction) -> Decimal | None:
    """The finite decimal of the same value, None where there is none."""
    # A fraction is a finite decimal where nothing but 2 and 5 divides its denominator.
    rest = exact.denominator
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return None
    places = max(twos, fives)
    digits = abs(exact.numerator) * 10**places // exact.denominator
    return Decimal((int(exact < 0), tuple(int(digit) for digit in str(digits)), -places))
