"""What the bulletins say before they are typeset: their blocks, in one language or two."""

import csv
import dataclasses
import io
import re
from pathlib import Path
from typing import Any

import pytest

from parcferme.classification import Reason, ideal_lap
from parcferme.decoders import read_weather
from parcferme.documents import (
    Meeting,
    MeetingSession,
    class_colours,
    classification_csv,
    classification_document,
)
from parcferme.documents.words import rule_text
from parcferme.findings import BadLog, WrongCall
from parcferme.papers import KINDS, Chart, kinds, languages_of, office_words
from parcferme.season import Score, classified, load_championship, score
from small_championship import FILES
from small_meeting import MEETING, NOTHING, alone, paper
from small_race import RACE, write_race

DECISIONS = """[[decision]]
car = "7"
penalty = "lap-deleted"
lap = 2
article = "27.3"
reason = "track limits"
document = "12"
"""


@pytest.fixture
def race(tmp_path: Path) -> Score:
    path = write_race(tmp_path)
    (tmp_path / "stewards.toml").write_text(DECISIONS)
    return score(path, entries=tmp_path / "entries.csv", decisions=tmp_path / "stewards.toml")


@pytest.fixture
def bare(tmp_path: Path) -> Score:
    """A race of which only the result list is known."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    season = load_championship(tmp_path)
    return classified(season, season.session("1/race-1"))


def blocks(
    name: str, of: Score | MeetingSession | Meeting, lang: str = "en", charts: tuple[Chart, ...] = ()
) -> list[dict[str, Any]]:
    return list(paper(name, of, languages_of(lang), charts).blocks)


def column(block: dict[str, Any], key: str) -> list[Any]:
    at = [one["key"] for one in block["columns"]].index(key)
    return [row[at] for row in block["rows"]]


def plain(pieces: list[list[str]]) -> list[str]:
    """The lines of laps as somebody reads them."""
    text = "".join(part for _, part in pieces)
    return [
        " ".join(re.split(r"[\s\u2007\u2008]+", line.strip("\u2007\u2008 "))) for line in text.splitlines()
    ]


def test_the_race_is_classified_with_what_the_stewards_did(race: Score) -> None:
    table, quickest, reasons = blocks("classification", race)
    # Who drove the fastest lap, and which it was; no speed where nobody says how long a lap is.
    ((head, text),) = quickest["rows"]
    assert head == ["Fastest lap"] and "57.500" in text and "km/h" not in text
    assert column(table, "number") == ["81", "7", "007", "12", "3"]
    assert column(table, "crew")[0] == {"m": ["Ann Onym", "Bob Blank"], "s": "Milo Racing · Coupé"}
    assert column(table, "position")[-2:] == ["4", "DNS"]
    assert ["#7", ["time of lap 2 deleted: track limits (document 12, article 27.3)"]] in reasons["rows"]


def test_the_best_lap_of_each_class_is_marked(race: Score) -> None:
    (table,) = blocks("classification", race)[:1]
    best = column(table, "best")
    assert [cell["m"] for cell in best if isinstance(cell, dict) and cell["strong"]] == ["57.500", "1:17.000"]


def test_each_class_has_its_own_table_in_columns_of_the_same_width(race: Score) -> None:
    made = blocks("classes", race)
    assert [block["title"] for block in made] == [["GT: 2 cars"], ["Cup: 3 cars"]]
    assert [column(block, "number") for block in made] == [["81", "7"], ["007", "12", "3"]]
    gt, cup = ({one["key"]: one["em"] for one in block["columns"]} for block in made)
    assert {key: gt[key] for key in gt if key in cup} == {key: cup[key] for key in cup if key in gt}
    assert gt["time"] > gt["laps"] > 0


def test_a_deleted_lap_is_struck_through_and_the_best_one_bold(race: Score) -> None:
    (block, *_) = blocks("laps", race)
    seven = next(car for car in block["cars"] if car["number"] == "7")
    (pieces,) = seven["parts"]
    assert [text.strip("\u2007\u2008") for style, text in pieces if style == "strike"] == ["57.000"]
    assert [text.strip("\u2007\u2008") for style, text in pieces if style == "best"] == ["59.700"]
    assert plain(pieces)[0] == "1 1:02.000 26.000 36.000"
    assert [line for line in plain(pieces) if line.endswith("P")] == ["3 59.700 22.500 37.200 P"]


def test_figures_of_a_lap_stand_below_each_other(race: Score) -> None:
    (block, *_) = blocks("laps", race)
    lines = "".join(text for _, text in block["cars"][0]["parts"][0]).splitlines()
    assert len(lines) == 4
    assert len({len(line.split(" ")[0].rstrip("PON")) for line in lines}) == 1


def test_the_lap_chart_has_the_order_of_every_lap(race: Score) -> None:
    (block,) = blocks("lap-chart", race)
    assert plain([["head", block["head"]]]) == ["1 2 3 4"]
    lines = [line for pieces in block["parts"] for line in plain(pieces)]
    assert lines == ["1 81 7 12 007", "2 7 81 007", "3 81 7 007", "4 81 7"]
    assert block["classes"] == ["GT", "Cup"]


def test_a_field_too_wide_for_upright_paper_lies_on_its_side(race: Score) -> None:
    from parcferme.papers.lap_papers import _fitting

    assert _fitting(40) == (8.0, False)
    size, flipped = _fitting(250)
    assert flipped and 4.5 < size < 5.6


def test_best_sectors_add_up_to_the_ideal_lap(race: Score) -> None:
    (block,) = blocks("sectors", race)
    # Lap 2 of 7 was deleted: its sectors count for nothing. On its way into the pits it had driven the first sector.
    assert column(block, "number") == ["81", "7"]
    assert [ideal_lap(race.timing, car) for car in ("81", "7")] == [57_500_000, None]
    assert column(block, "ideal") == ["57.500", ""]
    assert column(block, "s1") == [{"m": "22.500", "strong": True}] * 2
    assert column(block, "difference") == ["+0.000", ""]
    assert any("into or out of the pits" in text for text in block["note"])


def test_stops_and_flags(race: Score) -> None:
    (stops,) = blocks("stops", race)
    assert column(stops, "number") == ["7"]
    assert column(stops, "duration") == ["20.500"]
    flags = blocks("flags", race)[0]
    assert column(flags, "flag") == ["green", "chequered"]


def test_drivers_have_their_laps_stints_and_time(tmp_path: Path) -> None:
    path = write_race(tmp_path)
    path.write_text(RACE + "10:00:00.000,driver,81,,Ann Onym\n10:02:59.000,driver,81,,Bob Blank\n")
    (block,) = blocks("drivers", score(path, entries=tmp_path / "entries.csv"))
    assert column(block, "driver") == ["Ann Onym", "Bob Blank"]
    assert column(block, "laps") == ["3", "1"]
    assert column(block, "drive-time") == ["2:58.500", "57.500"]


def test_decisions_cite_document_and_article(race: Score) -> None:
    table, *_ = blocks("decisions", race)
    assert [one["key"] for one in table["columns"]] == [
        "document",
        "number",
        "class",
        "team",
        "penalty",
        "lap",
        "reason",
        "article",
    ]
    assert table["rows"][0][:2] == ["12", "7"]


def test_the_weather_is_printed_as_the_station_wrote_it() -> None:
    text = "TIME_UTC_SECONDS;TIME_UTC_STR;AIR_TEMP;TRACK_TEMP\n1;10:00:00;21.5;33.1\n2;10:01:00;21.6;\n"
    *_, block = blocks("weather", dataclasses.replace(NOTHING, weather=read_weather(text)))
    assert column(block, "air") == ["21.5", "21.6"]
    assert column(block, "track") == ["33.1", ""]
    with pytest.raises(BadLog, match="no weather"):
        read_weather("lap;time\n1;2\n")


@pytest.mark.parametrize("name", ["lap-chart", "laps", "sectors", "leaders", "fastest", "stops", "drivers"])
def test_a_session_without_laps_says_what_is_missing(name: str, bare: Score) -> None:
    (block,) = blocks(name, bare, "both")
    assert block["kind"] == "missing"
    assert block["text"][0].startswith("Il manque les tours")
    assert block["text"][1].startswith("Missing: the laps")


def test_a_result_list_still_has_its_classification(bare: Score) -> None:
    table, reasons = blocks("classification", bare)
    assert column(table, "number") == ["7", "81", "50"]
    assert [one["key"] for one in table["columns"]][-3:] == ["time", "gap", "interval"]
    assert column(table, "time") == ["1:00:00.000", "1:00:01.000", "1:00:02.000"]
    assert reasons["rows"][0][1][0].startswith("The places are those of a result list")


def test_laps_a_result_list_does_not_say_are_blank_and_no_nought(bare: Score) -> None:
    rows = list(csv.DictReader(io.StringIO(classification_csv(bare))))
    assert [row["laps"] for row in rows] == ["", "", ""]
    assert [row["laps"] for row in classification_document(bare)["classification"]] == [None, None, None]


OF_MEETING = [kind.name for kind in KINDS if kind.of == "round"]


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_every_bulletin_of_nothing_says_what_is_missing(kind: str) -> None:
    (block,) = paper(kind, MEETING if kind in OF_MEETING else NOTHING).blocks
    assert block["kind"] == "missing"
    assert block["text"][0]


def test_two_languages_stand_on_one_sheet(race: Score) -> None:
    (table, *_) = blocks("classification", race, "both")
    heads = {one["key"]: one["head"] for one in table["columns"]}
    assert heads["laps"] == ["Trs", "Laps"]
    # What timing people read in English everywhere is not said twice.
    assert column(table, "gap")[2] == "1 Lap"
    flags = blocks("flags", race, "both")[0]
    assert column(flags, "flag") == ["vert / green", "damier / chequered"]


def test_pictures_come_first(race: Score) -> None:
    chart = Chart("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "nothing to see")
    made = blocks("lap-chart", race, charts=(chart,))
    assert [block["kind"] for block in made] == ["picture", "matrix"]


def test_a_class_keeps_its_colour_in_every_session() -> None:
    listed = [f"Class {letter}" for letter in "ABCDEFGH"]
    colours = class_colours(listed, {})
    assert len(set(colours.values())) == len(listed)
    assert class_colours(listed[:3], {}) == {name: colours[name] for name in listed[:3]}
    assert class_colours(listed, {"Class B": "#123456"}) == {**colours, "Class B": "#123456"}


def test_an_unknown_document_is_a_wrong_call_that_names_those_there_are() -> None:
    with pytest.raises(WrongCall, match=r"no document 'clasification' \(there are entry-list, .*summary"):
        kinds("grid,clasification")
    with pytest.raises(WrongCall, match="no words in 'de'"):
        languages_of("de")


def test_of_a_race_there_is_more_than_of_a_qualifying() -> None:
    race, timed, whole = (
        [kind.name for kind in kinds(of=of)] for of in (("race", "timed"), ("timed",), ("round",))
    )
    assert set(race) - set(timed) == {"grid", "lap-chart", "leaders", "stops"}
    assert whole == ["entry-list", "timetable", "standings"]
    assert [kind.number for kind in KINDS] == list(range(1, len(KINDS) + 1))


def test_the_summary_begins_with_the_figures_of_the_session(race: Score) -> None:
    (table, *_) = blocks("summary", race)
    assert table["kind"] == "pairs"
    figures = {head[0]: text for head, text in table["rows"]}
    assert (figures["Cars started"], figures["Fastest lap"]) == ("4", "57.500 #81")


@pytest.mark.parametrize(
    ("office", "both"),
    [
        ("race_director", ["Directeur d'épreuve", "Race director"]),
        ("Race Director", ["Directeur d'épreuve", "Race director"]),
        ("tyre-warden", ["Tyre warden"]),
        ("Chef de la tour", ["Chef de la tour"]),
    ],
)
def test_an_office_is_told_in_each_language_and_one_nobody_translated_as_it_is_written(
    office: str, both: list[str]
) -> None:
    assert office_words(office, ("fr", "en")) == both
    assert office_words(office, ("en",)) == both[-1:]


def test_below_a_classification_stand_the_speeds_where_a_lap_has_a_length(race: Score) -> None:
    session = alone(race, kind="race", length_m=3600)
    ((_, fastest), (head, average)) = next(
        block["rows"] for block in paper("classification", session).blocks if block["kind"] == "pairs"
    )
    assert head == ["Winner's average speed"] and average.endswith(" km/h")
    assert fastest.endswith("225.3 km/h")  # 3.6 km in 57.5 s, truncated


def test_a_board_prints_no_number_of_a_record_and_no_source_that_found_none(race: Score) -> None:
    said = str(paper("classification", alone(race)).blocks)
    assert "record" not in said and "document 12, article 27.3" in said
    told = Reason("flag", {"source": "not found for this series: unsure", "record": 7})
    assert "unsure" in rule_text(told) and "unsure" not in rule_text(told, public=True)
