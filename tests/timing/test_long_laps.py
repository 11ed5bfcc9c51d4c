"""Long laps that nothing explains: told once, and what does explain one."""

from __future__ import annotations

import pytest

from parcferme.findings import Finding
from parcferme.timing import suspects
from small_races import GREEN, laps, score

CODE = "long-laps-unexplained"


def found(rows: str, **more: object) -> list[Finding]:
    return [one for one in score(rows, **more).findings if one.code in (CODE, "missed-passing")]  # type: ignore[arg-type]


def field(*cars: str, count: int = 9) -> str:
    return "".join(laps(car, *["1:31"] * count) for car in cars)


OTHERS = GREEN + field("1", "3")


@pytest.mark.parametrize(
    ("lap", "severity"),
    [("2:23", None), ("2:30", "info"), ("3:50", "warning")],
)
def test_a_lap_far_longer_than_usual_is_never_silent(lap: str, severity: str | None) -> None:
    """Too long for one of 1:30, near no number of them: a warning where one more moves #2."""
    told = found(OTHERS + laps("2", *["1:30"] * 4, lap, *["1:30"] * 4))
    assert [one.severity.value for one in told] == ([severity] if severity else [])
    if severity:
        (one,) = told
        assert (one.where.car, one.values["count"], one.values["laps"]) == ("2", 1, ["#2: 5"])
        assert (one.values["longest_lap"], one.values["usual_us"]) == (5, 90_000_000)
        assert one.proposal is None


def test_all_of_them_are_one_note_where_half_the_field_stood() -> None:
    rows = GREEN + "".join(
        laps(car, *["1:30"] * lap, "3:50", *["1:30"] * 3) for lap, car in enumerate("1234", 3)
    )
    (one,) = found(rows + laps("5", *["1:30"] * 10))
    assert (one.severity.value, one.values["count"], one.values["cars"]) == ("info", 4, ["1", "2", "3", "4"])


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("10:06:10,passing,2,PIT_IN\n10:08:00,passing,2,PIT_OUT\n", False),
        (
            "10:06:10,passing,2,PIT_IN\n10:06:50,passing,2,PIT_OUT\n",
            True,
        ),  # 140 s lost, of which 40 in the lane
        ("10:06:10,passing,2,PIT_IN\n", False),  # nobody knows how long it stood there
        ("10:06:10,flag,,,yellow\n10:06:30,flag,,,green\n", True),
        ("10:06:10,flag,,,yellow\n10:09:00,flag,,,green\n", False),
        ("10:06:40,status,2,,stopped\n", False),
    ],
)
def test_what_is_known_explains_what_was_lost_only_as_far_as_it_lasted(reason: str, told: bool) -> None:
    """#2's fifth lap of 3:50 runs from 10:06:00."""
    rows = OTHERS + laps("2", *["1:30"] * 4, "3:50", *["1:30"] * 3) + reason
    assert [one.code for one in found(rows)] == ([CODE] if told else [])


def test_a_car_read_every_second_lap_is_told_beside_its_class() -> None:
    rows = OTHERS + field("4") + laps("2", *["3:02"] * 5)
    (one,) = found(rows, classes=dict.fromkeys("1234", "GT"))
    assert (one.severity.value, one.values["count"], one.values["usual_us"]) == ("warning", 5, 91_000_000)
    assert found(OTHERS + field("4") + laps("2", *["2:20"] * 4)) == []
    assert found(OTHERS + laps("4", *["3:03"] * 4) + laps("2", *["3:02"] * 4)) == []


def test_a_class_nobody_named_that_is_half_as_quick_is_told_of_nothing() -> None:
    rows = GREEN + "".join(laps(car, "0:45", "0:45", "0:45") for car in "1234")
    assert found(rows + "".join(laps(car, "1:31", "1:31") for car in "567")) == []
    (one,) = found(rows + laps("5", "1:31"))
    assert one.code == CODE


def test_the_one_look_at_all_cars_lets_through_what_a_look_at_each_would_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Three of #2's laps were cut short, so that its quick laps are fewer than those alike: its lap is 1:40."""
    rows = GREEN + "".join(laps(car, *["1:41"] * 12) for car in "13")
    rows += laps("2", "1:40", "1:00", "1:00", "1:00", *["1:40"] * 5, "3:20")
    told = []
    for several in (-1, 10**6):
        monkeypatch.setattr(suspects, "_SEVERAL", several)
        told.append(score(rows).findings)
    assert told[0] == told[1]
    assert [one.where.lap for one in told[0] if one.code == "missed-passing"] == [10]


def test_a_lap_under_the_safety_car_that_began_in_the_middle_of_it_misses_no_crossing() -> None:
    """#7 is behind the safety car for the second half of 80.7 s, twice its lap; #8 just got through before."""
    rows = GREEN + laps("7", *["0:41.8"] * 5, "1:20.700", *["0:41.8"] * 6)
    rows += laps("8", *["0:41.5"] * 5, "0:41.900", "1:08.900", *["0:41.5"] * 5)
    rows += "10:04:09.600,flag,,,safety-car\n10:05:10,flag,,,green\n"
    assert found(rows) == []


def test_a_missed_crossing_and_a_long_lap_move_a_car_together() -> None:
    """#2 is two laps down: a crossing nobody read and a lap that may be two; neither alone gives it its place back."""
    rows = (
        OTHERS + laps("4", *["1:38"] * 9) + laps("2", "1:30", "3:00", *["1:30"] * 2, "3:50", "1:30", "1:30")
    )
    told = {one.code: one for one in found(rows)}
    assert (told["missed-passing"].where.lap, told[CODE].values["laps"]) == (2, ["#2: 5"])
    assert told[CODE].severity.value == "warning"
