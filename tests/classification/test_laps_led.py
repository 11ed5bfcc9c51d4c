"""Laps led: a lap is led by the car that completes it first, of all cars and of its class."""

import numpy as np

from parcferme.classification.laps_led import laps_led
from parcferme.records import Result
from small_races import GREEN, laps, row, score

# #1 and #5 of A, #2 and #4 of B. Lap 1: 1 5 2 4. Lap 2: 5 1 4 2. Lap 3: 5 1 4, and lap 4: 5 alone.
RACE = (
    GREEN
    + laps("1", "1:00", "1:10", "1:12")
    + laps("5", "1:01", "1:05", "1:05", "1:05")
    + laps("2", "1:20", "1:30")
    + laps("4", "1:25", "1:20", "1:20")
)
CLASSES = {"1": "A", "5": "A", "2": "B", "4": "B"}


def led(driven: int, **in_class: int) -> dict[str, tuple[int, int]]:
    """Laps led overall and in class by car, where the result counts so many laps of all and of each class."""
    timing = score(RACE, classes=CLASSES).timing
    codes = {name: code for code, name in enumerate(timing.classes)}
    overall, within = laps_led(timing, driven, {codes[name]: laps for name, laps in in_class.items()})
    return {car: (int(overall[code]), int(within[code])) for car, code in timing.codes.items()}


def test_laps_led_overall_and_in_each_class() -> None:
    assert led(4, A=4, B=3) == {"1": (1, 1), "5": (3, 3), "2": (0, 1), "4": (0, 2)}


def test_a_lap_beyond_those_the_result_counts_is_led_by_nobody() -> None:
    assert led(3, A=3, B=3) == {"1": (1, 1), "5": (2, 2), "2": (0, 1), "4": (0, 2)}
    assert led(2, A=2, B=1) == {"1": (1, 1), "5": (1, 1), "2": (0, 1), "4": (0, 0)}
    assert led(0, A=0, B=0) == dict.fromkeys(CLASSES, (0, 0))


def test_of_two_cars_on_the_line_in_one_instant_one_leads_the_lap() -> None:
    rows = GREEN + laps("1", "1:00", "1:10") + laps("2", "1:00", "1:10") + laps("3", "1:01", "1:08")
    timing = score(rows, classes={"1": "A", "2": "B", "3": "B"}).timing
    overall, within = laps_led(timing, 2, dict.fromkeys(np.unique(timing.car_class).tolist(), 2))
    assert (overall.tolist(), within.tolist()) == ([1, 0, 1], [2, 1, 1])


def test_laps_that_nobody_was_timed_in_are_led_by_nobody() -> None:
    """#7 of B is on the list alone, with nine laps; timed were #2 for two laps of B, and #1 for three of A."""
    rows = GREEN + laps("1", "1:00", "1:10", "1:12") + laps("2", "1:20", "1:30")
    made = score(rows, classes={"1": "A", "2": "B", "7": "B"}, records=[Result(car="7", position=1, laps=9)])
    led = {car: (row(made, car).laps_led, row(made, car).class_laps_led) for car in ("1", "2", "7")}
    assert led == {"1": (3, 3), "2": (0, 2), "7": (0, 0)}
