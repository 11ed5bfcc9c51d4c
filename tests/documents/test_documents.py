"""The documents of a small race: the stable JSON, the spreadsheet, the tables, and a car's story."""

import csv
import io
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from parcferme.classification import fastest_laps, ideal_lap
from parcferme.documents.amendment import classification_before
from parcferme.documents.classification import classification_document
from parcferme.documents.entries import entries_table
from parcferme.documents.explanation import Ruling, Source, explain
from parcferme.documents.grid import slot_lines
from parcferme.documents.headings import (
    finding_line,
    findings_count,
    heading,
    reason_lines,
    shown_findings,
    title,
)
from parcferme.documents.scored import publication
from parcferme.documents.sheets import classification_csv, entries_csv, laps_csv
from parcferme.documents.story import headline, placing_lines, ruling_lines, story_document, story_tables
from parcferme.documents.tables import (
    classification_table,
    flags_table,
    leaders_table,
    stops_table,
    verdicts_table,
)
from parcferme.documents.values import circuit_length, ordinal
from parcferme.entries import Driver, Entries, Entry, Load, parse_entries
from parcferme.findings import Where, WrongCall, error, info, warning
from parcferme.grid import Slot
from parcferme.records import Decision, Penalty
from parcferme.season import Score, load_entries, score
from small_race import write_race

# DESIGN, "The classification document (stable)": more may be there, none of these may be missing.
SESSION = "name kind rulebook start length flag flag_us flag_source laps".split()
ROW = (
    "position class_position number class team drivers status took_flag retired laps time time_us gap gap_us gap_laps "
    "interval interval_us interval_laps best_lap best_lap_us best_lap_number stops reasons"
).split()


@pytest.fixture
def race(tmp_path: Path) -> Score:
    path = write_race(tmp_path)
    return score(path, kind="race", entries=tmp_path / "entries.csv", decisions=tmp_path / "decisions.toml")


@pytest.fixture
def as_driven(tmp_path: Path) -> Score:
    return score(write_race(tmp_path), kind="race", entries=tmp_path / "entries.csv")


def row(document: dict[str, Any], number: str) -> dict[str, Any]:
    return next(row for row in document["classification"] if row["number"] == number)


# --- JSON


def test_the_document_has_every_stable_key(race: Score) -> None:
    document = json.loads(json.dumps(classification_document(race)))
    assert set(SESSION) <= set(document["session"])
    assert document["status"] == "provisional"
    for one in document["classification"]:
        assert set(ROW) <= set(one)
        assert {"code", "text"} <= set().union(*one["reasons"], {"code", "text"})
    for one in document["findings"]:
        assert {"severity", "code", "where", "values", "text"} <= set(one)


def test_every_time_is_there_twice_and_penalties_are_in_it(race: Score) -> None:
    document = classification_document(race)
    second = row(document, "81")
    assert (second["time"], second["time_us"]) == ("4:16.000", 256_000_000)
    assert (second["gap"], second["gap_us"], second["gap_laps"]) == ("+5.000", 5_000_000, None)
    assert (second["best_lap"], second["best_lap_us"], second["best_lap_number"]) == ("57.500", 57_500_000, 4)
    (reason,) = second["reasons"]
    assert reason["code"] == "time-penalty"
    assert (reason["seconds"], reason["seconds_us"]) == ("20.000", 20_000_000)
    assert reason["text"] == "20 s added to the time: short cut (article 31.6)"


def test_a_lapped_car_is_laps_behind_in_english(race: Score) -> None:
    lapped = row(classification_document(race), "007")
    assert (lapped["gap"], lapped["gap_us"], lapped["gap_laps"]) == ("1 Lap", None, 1)


def test_cars_without_a_place_come_last(race: Score) -> None:
    document = classification_document(race)
    assert [one["number"] for one in document["classification"]] == ["7", "81", "007", "12", "3"]
    assert row(document, "3")["position"] is None
    assert row(document, "3")["status"] == "not-started"
    assert row(document, "12")["retired"] is True


def test_the_state_of_publication_changes_nothing_but_the_word(race: Score) -> None:
    provisional = classification_document(race)
    amended = classification_document(race, status="amended 2")
    assert amended.pop("status") == "amended 2"
    assert provisional.pop("status") == "provisional"
    assert amended == provisional


@pytest.mark.parametrize("status", ["final", "amended", "amended 0", "amended two"])
def test_a_state_there_is_none_of_is_a_wrong_call(status: str) -> None:
    with pytest.raises(WrongCall, match="expected provisional, official or 'amended 1'"):
        publication(status)


def test_one_class_keeps_its_overall_places(race: Score) -> None:
    document = classification_document(race, class_="Cup")
    assert [(one["position"], one["class_position"]) for one in document["classification"]] == [
        (3, 1), (4, 2), (None, None),
    ]  # fmt: skip
    with pytest.raises(WrongCall, match=r"no car in class 'GT3' \(classes here: Cup, GT\)"):
        classification_document(race, class_="GT3")


def test_a_reconstruction_says_so(tmp_path: Path) -> None:
    path = tmp_path / "race.csv"
    rows = "time,kind,car,loop,value\n10:00:00,flag,,,green\n10:01:00,passing,7,FL,\n"
    path.write_text(f"{rows},note,,,Reconstruction: from a press release\n")
    made = score(path, kind="race")
    assert classification_document(made)["session"]["reconstruction"] is True
    assert title(made).startswith("RECONSTRUCTION · race.csv")
    assert title(made, language="fr").startswith("RECONSTITUTION")
    path.write_text(rows)
    assert classification_document(score(path, kind="race"))["session"]["reconstruction"] is False


def test_a_cut_is_in_the_document(tmp_path: Path) -> None:
    made = score(write_race(tmp_path), kind="race", at="2:30", known=31)
    session = classification_document(made)["session"]
    assert (session["at"], session["at_us"], session["known"]) == ("2:30.000", 150_000_000, 31)
    assert ("As it stood", "at 2:30.000, known up to record 31") in list(heading(made))


# --- CSV


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_classification_as_csv(race: Score) -> None:
    rows = cells(classification_csv(race, language="fr"))
    assert [one["number"] for one in rows] == ["7", "81", "007", "12", "3"]
    assert rows[1]["reasons"] == "20 s ajoutées au temps : raccourci (article 31.6)"
    assert (rows[4]["position"], rows[4]["took_flag"]) == ("", "false")


def test_every_lap_as_csv_with_the_names_of_drivers(race: Score) -> None:
    rows = cells(laps_csv(race))
    assert len(rows) == 12
    assert [one["lap_time"] for one in rows if one["number"] == "7"] == [
        "1:02.000",
        "57.000",
        "59.700",
        "1:12.300",
    ]
    assert {one["number"] for one in cells(laps_csv(race, class_="Cup"))} == {"007", "12"}


def test_an_entry_list_is_read_back_as_it_was_written() -> None:
    crew = (Driver("Ann Onym", "1", "FRA", "Bronze", (1, 2)), Driver("Bob, Blank"))
    entries = Entries.of(
        [
            Entry("007", "GT", "Bond & Sons", crew, "Coupé", "Make", "Am", "GBR", ("123", "456")),
            Entry("3"),
        ]
    )
    assert parse_entries(entries_csv(entries), "entries.csv")[0] == entries


def test_an_entry_list_says_again_all_that_one_may_say() -> None:
    text = (
        "number,class,team,team nation,driver,nation,category,rounds,entered,withdrawn,status,guest,nominated,"
        "registered,hurt,cleared\n"
        "7,P4,Seven Up,FRA,Ann Onym,GBR,Bronze,1-2,2024-08-01,,,,,,,\n"  # entered as a driver
        "7,P4,Seven Up,FRA,Gil Gold,,Gold,1,,,,yes,,no,,\n"
        "81,GT,Milo,,Cleo Eighty,,,1,,,,,yes,,,\n"
        "81,P4,Milo,,Cleo Eighty,,,2,,,,,yes,,2024-09-10 wrist,2024-10-05\n"  # another class in round 2
        "12,GT,Late,,Lou Late,,,1-2,,,accepted,,,,,\n"
        "12,GT,Late,,,,,,2024-09-02,,,,,,,\n"  # a date of the car
        "27,GT,Raw,,Andrew Away,,,1-2,,,,,,,,\n"
        "27,GT,Raw,,,,,2,,,withdrawn,,,,,\n"
        "28,GT,Two,,Bob,,,,,,,yes,,,,\n"
        "28,GT,Two,,Rob,,,,,2024-10-01,,no,,,yes toe,yes\n"  # a guest beside one who is none
        "29,GT,Alone,,,,,3,,yes,reserve,no,,yes,,\n"
    )
    entries, findings = parse_entries(text, "entries.csv")
    assert not findings and len(entries.cars) == 10  # #7 has a guest in round 1 alone
    again, odd = parse_entries(entries_csv(entries), "entries.csv")
    assert not odd and again == entries
    for number in (1, 2, 3):
        assert again.of_round(number) == entries.of_round(number)
    shown = entries_table(entries)
    line = dict(zip(shown.columns, shown.rows[0], strict=True))
    assert line["team"] == "Seven Up (FRA)" and line["drivers"].startswith("Ann Onym (GBR, Bronze)")


# --- tables


def test_the_table_has_the_total_of_the_first_car_and_gaps_after(race: Score) -> None:
    table = classification_table(race)
    at = {column: index for index, column in enumerate(table.columns)}
    assert [one[at["time-gap"]] for one in table.rows] == ["4:11.000", "+5.000", "1 Lap", "3 Laps", ""]
    assert [one[at["position"]] for one in table.rows] == ["1", "2", "3", "4", "DNS"]
    assert table.classes == ("GT", "GT", "Cup", "Cup", "Cup")


def test_the_wide_table_has_a_column_for_each(race: Score) -> None:
    table = classification_table(race, wide=True, language="fr")
    assert {"team", "drivers", "vehicle", "time", "gap"} <= set(table.columns)
    assert "Équipe" in table.headings
    assert "1 tour" in table.rows[2]


def test_a_qualifying_is_led_by_its_best_laps(tmp_path: Path) -> None:
    table = classification_table(score(write_race(tmp_path), kind="qualifying"))
    assert table.columns.index("best") < table.columns.index("laps")
    assert "time-gap" not in table.columns


def test_leaders_stops_flags_and_fastest_laps(as_driven: Score) -> None:
    timing = as_driven.timing
    assert [one[0] for one in leaders_table(timing, "en").rows] == ["81", "7", "81"]
    assert stops_table(timing, "en").rows == (("7", "GT", "1", "3", "4", "2:55.000", "3:15.500", "20.500"),)
    assert stops_table(timing, "en", ["81"]).rows == ()
    assert [one[0] for one in flags_table(timing, "fr").rows] == ["vert", "damier"]
    assert verdicts_table(timing, "en") is None
    assert [(one.number, one.lap, one.time) for one in fastest_laps(as_driven.timing)] == [
        ("7", 2, 57_000_000)
    ]


def test_a_deleted_lap_was_never_the_fastest(tmp_path: Path) -> None:
    path = write_race(tmp_path)
    ruling = tmp_path / "deleted.toml"
    ruling.write_text('[[decision]]\ncar = "7"\npenalty = "lap-deleted"\nlap = 2\n')
    fastest = fastest_laps(score(path, kind="race", decisions=ruling).timing)
    assert [(one.number, one.lap) for one in fastest] == [("81", 2), ("81", 3), ("81", 4)]


def test_the_ideal_lap_adds_up_the_best_sectors(as_driven: Score) -> None:
    # 22.500 on the way into the pits, before the entry, and 34.000.
    assert ideal_lap(as_driven.timing, "7") == 56_500_000
    assert ideal_lap(as_driven.timing, "007") is None


# --- findings


def test_findings_are_counted_and_the_gravest_come_first() -> None:
    notes, looks = [info("passing-repeated")] * 7, [warning("double-read")] * 6
    findings = [info("no-start"), *looks, error("no-laps"), *notes]
    shown, more = shown_findings(findings)
    told = ["no-laps", *["double-read"] * 5, "no-start", "passing-repeated"]
    assert [one.code for one in shown] == told
    assert more == {"passing-repeated": 6, "double-read": 1}
    assert findings_count(findings) == "Findings: 1 error, 6 warnings, 8 notes."
    assert findings_count([], "fr") == "Aucun constat."


def test_a_finding_is_one_line_with_its_place() -> None:
    line = finding_line(error("number-blank", Where(file="race.csv", line=12)), "fr")
    assert line == "race.csv:12: erreur : une ligne sans numéro de voiture [number-blank]"


def test_reasons_of_a_car_stand_on_one_line(race: Score) -> None:
    lines = dict(reason_lines(race))
    assert set(lines) == {"81", "12"}
    assert lines["12"].startswith("retired: electrical (record ")


# --- a car's story


def test_the_story_of_a_car_that_stopped(race: Score) -> None:
    story = explain(race, "7")
    assert [lap.time for lap in story.laps] == [62_000_000, 57_000_000, 59_700_000, 72_300_000]
    assert [lap.source.line for lap in story.laps] == [11, 18, 24, 30]
    assert (story.laps[2].in_lap, story.laps[3].out_lap, story.laps[3].took_flag) == (True, True, True)
    assert [one.why for one in story.not_laps] == ["start"]
    (stop,) = story.stops
    assert (stop.entry, stop.exit, stop.duration) == (175_000_000, 195_500_000, 20_500_000)
    assert [source.line for source in stop.sources] == [22, 25]
    assert story.laps[1].best


def test_the_rule_that_placed_a_car_and_its_neighbours(race: Score) -> None:
    lines = list(placing_lines(explain(race, "81")))
    assert lines[0].startswith("most laps first, then the least time (source: ")
    assert "5.000 behind #7" in lines
    assert "1 lap ahead of #007" in lines
    assert lines[-1].startswith("20 s added to the time: short cut")
    assert list(ruling_lines(explain(race, "81"))) == [
        "time penalty · seconds 20, article 31.6, reason short cut · decisions.toml:1"
    ]


def test_a_car_without_a_place_has_no_neighbours(race: Score) -> None:
    assert list(placing_lines(explain(race, "3"), "fr"))[-1] == "pas de place"
    assert headline(explain(race, "3").row, "fr").startswith("non partante")


def test_crossings_after_the_flag_are_told(race: Score) -> None:
    assert [one.why for one in explain(race, "81").not_laps] == ["start", "after-flag"]


def test_the_story_as_json_has_every_time_twice(race: Score) -> None:
    document = json.loads(json.dumps(story_document(race, explain(race, "7"))))
    assert document["laps"][1]["lap_time"] == "57.000"
    assert document["laps"][1]["lap_time_us"] == 57_000_000
    assert document["laps"][1]["sectors"] == ["23.000", "34.000"]
    assert document["laps"][1]["where"] == {"seq": 17, "file": "race.csv", "line": 18}
    assert document["stops"][0]["duration_us"] == 20_500_000
    assert document["crossings_not_counted"][0]["text"] == "the start, not a lap"
    assert document["car"]["number"] == "7"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_story_has_a_table_for_each_of_its_parts(race: Score, language: str) -> None:
    tables = list(story_tables(explain(race, "7"), language))
    assert len(tables) == 4  # laps, crossings, stops, stints
    assert all(len(one.headings) == len(one.rows[0]) for one in tables)


def test_an_unknown_car_names_those_there_are(race: Score) -> None:
    with pytest.raises(WrongCall, match=r"no car '70' in race.csv \(cars: 3, 7, 12, 81, 007\)"):
        explain(race, "70")


def test_the_compulsory_stop_is_judged_in_the_story(tmp_path: Path) -> None:
    path = write_race(tmp_path)
    book = tmp_path / "book.toml"
    book.write_text(
        'name = "short"\n[race.compulsory-stop]\nopens = "2:00.000"\ncloses = "3:00.000"\n'
        'minimum = { value = "25 s", article = "9.3" }\n'
    )
    made = score(path, kind="race", rulebook=book, entries=load_entries(tmp_path / "entries.csv")[0])
    judged = explain(made, "7").compulsory_stop
    assert judged is not None
    assert (judged.verdict, judged.margin, judged.cite.article) == ("too-short", -4_500_000, "9.3")
    table = verdicts_table(made.timing, "fr", ["7"])
    assert table is not None
    assert table.rows[0][:3] == ("7", "GT", "trop court")
    assert story_document(made, explain(made, "7"))["compulsory_stop"]["margin"] == "-4.500"
    titles = [one.title for one in story_tables(explain(made, "7"))]
    assert any("(article 9.3)" in title for title in titles)


def test_a_result_its_source_states_says_so_once(tmp_path: Path) -> None:
    path = tmp_path / "result.log"
    line = '{{"kind":"result","v":1,"seq":{0},"car":"{0}","position":{0},"laps":9,"time":"1:00:00.000"}}\n'
    path.write_text(line.format(1) + line.format(2))
    made = score(path, kind="race")
    assert list(reason_lines(made)) == []
    assert ("Classification", "stated by the source, without the passings behind it") in list(heading(made))
    assert next(iter(placing_lines(explain(made, "2")))).startswith("the place its source states")


def test_a_ruling_is_told_in_the_language_with_the_names_of_its_fields() -> None:
    ruling = Decision(
        penalty=Penalty.TIME, car="7", seconds=Decimal("5.5"), article="12.3", reason="jump start", served=True,
        licence_points=2,
    )  # fmt: skip
    story = Mock(rulings=(Ruling(ruling, Source(3)),))
    (french,) = ruling_lines(story, "fr")
    (english,) = ruling_lines(story, "en")
    assert french == (
        "pénalité en temps · secondes 5,5, effectuée oui, article 12.3, motif départ anticipé, points de licence 2"
        " · enregistrement 3"
    )
    assert english == (
        "time penalty · seconds 5.5, served yes, article 12.3, reason jump start, licence points 2 · record 3"
    )


def test_a_car_carries_what_it_carries_in_the_language() -> None:
    slot = Slot("7", position=1, loads=(Load("success", "kg", Fraction(25, 2), "7"),))
    assert slot_lines(slot, "fr")[0] == "1.  #7  12,5 kg"
    assert slot_lines(slot)[0] == "1.  #7  12.5 kg"


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 200_000,
        b'{"classification": [{"number": "7", "reasons": 3}]}',
        b'{"classification": [{"number": "7", "reasons": [{"text": "no code"}]}]}',
        b'{"classification": [{"number": "7", "time_us": "1:00"}]}',
        b'{"classification": [{"number": 7}]}',
        b'{"classification": [], "session": {"start_us": "10:00"}}',
        b'{"classification": [], "session": 1}',
    ],
)
def test_a_damaged_classification_of_before_is_refused_before_anything_is_compared(data: bytes) -> None:
    with pytest.raises(WrongCall, match=r"old\.json: no classification"):
        classification_before(data, "old.json")


def test_the_length_of_a_circuit_has_the_comma_of_the_language() -> None:
    assert circuit_length(7004) == "7.004 km"
    assert circuit_length(5842, "fr") == "5,842 km"
    assert circuit_length(806, "fr") == "0,806 km"


@pytest.mark.parametrize(
    ("place", "car", "driver"), [(1, "1re", "1er"), (2, "2e", "2e"), (11, "11e", "11e"), (21, "21e", "21e")]
)
def test_a_french_place_agrees_with_who_stands_there(place: int, car: str, driver: str) -> None:
    assert ordinal(place, "fr") == car
    assert ordinal(place, "fr", feminine=False) == driver
