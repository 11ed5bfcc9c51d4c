"""The weather on paper: in the units the station measures in, and one page for a day of readings."""

import dataclasses

import pytest

from parcferme.decoders import read_weather
from parcferme.papers.weather_paper import weather
from small_meeting import NOTHING

HEAD = "TIME_UTC_SECONDS,TIME_UTC_STR,AIR_TEMP,TRACK_TEMP,HUMIDITY,PRESSURE,WIND_SPEED,WIND_DIRECTION,RAIN,\n"


def test_a_station_in_inches_of_mercury_measures_in_fahrenheit() -> None:
    lines = [
        f"{at},18-Mar-23 {14 + at // 60}:{at % 60:02d}:19,78.{at % 7}9996,77,64,29.913105397,1.3,305,-1,"
        for at in range(600)
    ]
    lines.append("1,19-Mar-23 00:07:20,91.2,,,,,,-1,")
    figures, made = weather(
        dataclasses.replace(NOTHING, weather=read_weather(HEAD + "\n".join(lines))), ("fr", "en")
    )
    assert [column["head"][0] for column in made["columns"]] == [
        "UTC", "Air °F", "Piste °F", "Humidité %", "Pression inHg", "Vent", "De °"]  # fmt: skip
    assert made["rows"][0] == ["14:00:19", "78.1", "77", "64", "29.91", "1.3", "305"]
    assert len(made["rows"]) <= 100
    assert made["rows"][1][0] == "14:10:19"
    assert (
        made["note"][1] == "One reading in 10 is printed, of 601; above, the lowest and the highest of all."
    )
    said = {head[-1]: text for head, text in figures["rows"]}
    assert said["Day"] == "18-Mar-23 – 19-Mar-23"
    # The highest is of all readings, of those that are not printed too.
    assert said["Air °F"] == "78.1 – 91.2"
    assert said["Humidity %"] == "64"


def test_few_readings_stand_as_the_station_wrote_them() -> None:
    text = (
        HEAD.replace(",", ";")
        + "1;10/18/2025 12:49:54 PM;16.45;16.9;76.76;984.5;4.32;194;0;\n2;12:50;dry;;;;;;0;\n"
    )
    figures, made = weather(dataclasses.replace(NOTHING, weather=read_weather(text)), ("en",))
    assert [column["head"][0] for column in made["columns"]][:5] == [
        "UTC", "Air °C", "Track °C", "Humidity %", "Pressure hPa"]  # fmt: skip
    assert made["rows"] == [
        ["12:49:54 PM", "16.4", "16.9", "76.8", "984.5", "4.3", "194"],
        ["12:50", "dry", *[""] * 5],
    ]
    assert made["note"] == []
    assert figures["rows"][0] == [["Day"], "10/18/2025"]


def test_a_single_reading_has_no_lowest_and_highest() -> None:
    (made,) = weather(
        dataclasses.replace(NOTHING, weather=read_weather(HEAD + "1,noon,20,,,,,,,\n")), ("en",)
    )
    assert made["rows"] == [["noon", "20"]]


@pytest.mark.parametrize("cell", ["1e40", "9" * 40, "1e-400", "NaN", "-1e999999"])
def test_a_damaged_reading_stands_as_it_is_and_ends_nothing(cell: str) -> None:
    text = HEAD + f"1,12:49,{cell},16.9,76,984,4,194,0,\n2,12:50,17.5,17,76,984,4,194,0,\n"
    figures, made = weather(dataclasses.replace(NOTHING, weather=read_weather(text)), ("en",))
    first, second = (row[1] for row in made["rows"])
    assert first == ("0.0" if cell == "1e-400" else cell) and second == "17.5"
    told = {head[-1]: text for head, text in figures["rows"]}
    assert told["Air °C"] == ("0.0 – 17.5" if cell == "1e-400" else "17.5")
