"""The lines of a result, as grids and championships take them."""

from parcferme.classification import Row, Status
from parcferme.classification.lines import lines_of


def row(number: str, *drivers: str) -> Row:
    return Row(number, None, None, drivers, Status.CLASSIFIED)


def test_drivers_known_by_a_number_in_their_car_are_not_one_driver() -> None:
    alone, crew, named = lines_of([row("13", "1"), row("22", "1", "2"), row("7", "Ann", "2")])
    assert (alone.drivers, crew.drivers, named.drivers) == (("#13",), ("#22/1", "#22/2"), ("Ann", "#7/2"))
