"""What a steward, a timekeeper or a press officer looks for in a set: figures that agree, words in both languages."""

import dataclasses
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from parcferme.documents import Meeting, MeetingSession, classification_table, fact_text, reason_text
from parcferme.entries import Load
from parcferme.grid import Grid, Slot
from parcferme.papers import Chart, languages_of
from parcferme.publishing import board_of
from parcferme.publishing.papers import lacking
from parcferme.season import Score, classified, find_session, load_championship, score
from small_championship import FILES
from small_meeting import MEETING, NOTHING, paper
from small_race import RACE, write_race

RULING = '[[decision]]\ncar = "7"\npenalty = "time"\nseconds = 60\nat = "10:40:00"\nreason = "{}"\n'


def blocks(name: str, of: Score | MeetingSession | Meeting, lang: str = "en") -> list[dict[str, Any]]:
    return list(paper(name, of, languages_of(lang)).blocks)


def cells(block: dict[str, Any], key: str) -> list[Any]:
    at = [one["key"] for one in block["columns"]].index(key)
    return [row[at] if isinstance(row[at], str) else row[at]["m"] for row in block["rows"]]


def scored(folder: Path, *, ruled: str = "", race: str = RACE, **options: Any) -> Score:
    path = write_race(folder)
    path.write_text(race)
    (folder / "stewards.toml").write_text(ruled)
    decisions: dict[str, Any] = {"decisions": folder / "stewards.toml"} if ruled else {}
    return score(path, entries=folder / "entries.csv", **decisions, **options)


@pytest.fixture
def cup(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_gap_and_interval_of_a_class_are_those_in_the_class(tmp_path: Path) -> None:
    # Overall 007 is a lap behind the winner of another class; in its own it leads, and 12 is behind it.
    made = scored(tmp_path)
    _, cup = blocks("classes", made)
    assert cells(cup, "number")[:2] == ["007", "12"]
    assert cells(cup, "position")[:2] == ["1", "2"]
    assert cells(cup, "overall")[:2] == ["3", "4"]
    assert (cells(cup, "gap")[:2], cells(cup, "interval")[:2]) == (["", "2 Laps"], ["", "2 Laps"])
    overall = blocks("classification", made)[0]
    assert cells(overall, "gap")[2:4] == ["1 Lap", "3 Laps"]
    assert cells(overall, "class-position")[2:4] == ["1", "2"]


def test_a_qualifying_has_gaps_in_class_by_its_best_laps(tmp_path: Path) -> None:
    made = scored(tmp_path, kind="qualifying")
    table = classification_table(made, class_="Cup", wide=True)
    best, gap = table.columns.index("best"), table.columns.index("gap")
    assert [(row[best], row[gap]) for row in table.rows[:2]] == [("1:00.500", ""), ("1:17.000", "+16.500")]
    podium = blocks("summary", made)[1]
    assert (podium["title"], cells(podium, "position")) == (["GT"], ["1", "2"])


def test_the_chequered_flag_has_one_time_and_says_when_it_was_recorded(tmp_path: Path) -> None:
    # Shown 0.4 s after 81 crossed the line at the end of its time.
    late = RACE.replace("10:03:50.000,flag,,,chequered", "10:03:56.400,flag,,,chequered")
    made = scored(tmp_path, race=late, length=3)
    race = paper("flags", made, ("fr", "en"))
    table = race.blocks[0]
    assert cells(table, "from") == ["0.000", "3:56.000"]
    assert cells(table, "to") == ["3:56.000", ""]
    assert table["note"][1] == (
        "The chequered flag counts from 3:56.000, as #81 crossed the line; it was recorded at 3:56.400."
    )
    assert table["note"][0].startswith("Le drapeau à damier compte à partir de 3:56.000, passage de la n° 81")
    assert (("Drapeau à damier", "Chequered flag"), "3:56.000") in race.facts


def test_what_says_that_a_log_was_worked_out_is_no_message_of_race_control(tmp_path: Path) -> None:
    path = write_race(tmp_path)
    path.write_text(RACE + "10:00:00.000,note,,,Reconstruction: from a report\n10:01:00.000,note,7,,warned\n")
    *_, messages = blocks("flags", score(path, entries=tmp_path / "entries.csv"))
    assert cells(messages, "message") == ["warned"]


@pytest.mark.parametrize(
    ("written", "french", "english"),
    [
        (
            "Overtaking under yellow flags.",
            "dépassement sous drapeaux jaunes",
            "overtaking under yellow flags",
        ),
        ("départ dangereux de son stand", "départ dangereux de son stand", "unsafe release"),
        ("bumped a marshal's chair", "bumped a marshal's chair", "bumped a marshal's chair"),
    ],
)
def test_a_usual_infringement_is_said_in_the_language_of_the_sheet(
    written: str, french: str, english: str, tmp_path: Path
) -> None:
    made = scored(tmp_path, ruled=RULING.format(written))
    table, effect = blocks("decisions", made, "both")
    assert cells(table, "reason") == [french if french == english else f"{french} / {english}"]
    assert (cells(table, "at"), cells(table, "team")) == (["10:40:00"], ["Seven Up"])
    (said,) = (texts for about, texts in effect["rows"] if about == "#7")
    assert said == [f"60 s ajoutées au temps : {french}", f"60 s added to the time: {english}"]


def test_every_usual_infringement_is_found_again_in_either_language() -> None:
    assert fact_text("Track limits") == "track limits"
    assert fact_text("LIMITES DE LA PISTE", "en") == "track limits"
    assert fact_text("limites  de la piste.", "fr") == "limites de la piste"


def test_a_timetable_names_the_sessions_without_a_start(cup: Path) -> None:
    path = cup / "1-spa/round.toml"
    path.write_text(path.read_text().replace("start = 2024-05-04T10:00:00\n", ""))
    season = load_championship(cup)
    table, told = blocks(
        "timetable", dataclasses.replace(MEETING, timetable=season.timetable.of_round(1)), "both"
    )
    assert cells(table, "session") == ["Course 1 / Race 1"]
    assert told["rows"][0][1] == [
        "Heure de départ inconnue : Qualification 1.",
        "Start not known: Qualifying 1.",
    ]
    path.write_text(path.read_text().replace("start = 2024-05-04T14:00:00\n", ""))
    (told,) = blocks(
        "timetable", dataclasses.replace(MEETING, timetable=load_championship(cup).timetable.of_round(1))
    )
    assert told["rows"][0][1] == ["Start not known: Qualifying 1, Race 1."]


def test_places_of_a_list_without_times_stand_as_it_states_them(cup: Path) -> None:
    (cup / "1-spa/qualifying-1.csv").write_text("pos,car,best lap\n1,81,\n2,50,\n3,7,\n")
    season, session = find_session("1/qualifying-1", cup)
    rows = classified(season, session).result.rows
    assert [(row.number, row.position) for row in rows] == [("81", 1), ("50", 2), ("7", 3)]
    assert not any(reason.code == "no-time" for row in rows for reason in row.reasons)


def test_who_was_first_of_a_class_by_its_source_is_not_said_to_be_absent(cup: Path) -> None:
    (cup / "1-spa/qualifying-1.csv").write_text("class position,car,status\n1,50,\n1,81,\n,7,not started\n")
    season, session = find_session("1/qualifying-1", cup)
    made = classified(season, session)
    table = blocks("classification", made)[0]
    assert dict(zip(cells(table, "number"), cells(table, "position"), strict=True)) == {
        "50": "–", "81": "–", "7": "DNS"}  # fmt: skip
    clio = next(block for block in blocks("classes", made) if "Clio" in block["title"][0])
    assert cells(clio, "position") == ["1"]
    facts = paper("classification", made, ("en",)).facts
    assert any(head == ("Start",) and "2024-05-04 10:00:00" in text for head, text in facts)


def test_a_french_grid_names_the_qualifying_in_french(cup: Path) -> None:
    (cup / "1-spa/qualifying-1.csv").write_text("pos,car,best lap\n1,81,1:50.0\n2,7,1:51.0\n,50,\n")
    (place,) = board_of("1/race-1", cup, ("fr",), "a4", "grid").places
    assert place.session is not None
    made = paper("grid", place.session, ("fr",))
    assert (("Selon",), "Qualification 1") in made.facts
    told = made.blocks[-1]["rows"]
    assert [about for about, _ in told] == ["#50"]
    assert "qualification 1" in told[0][1][0]


def test_the_standings_explain_their_columns_and_have_their_chart_last(cup: Path) -> None:
    path = cup / "1-spa/round.toml"
    path.write_text(path.read_text() + '[[session]]\nname = "race-2"\n')
    (cup / "1-spa/race-2.csv").write_text("pos,car\n1,7\n2,81\n")
    # After one round there is no line to draw.
    first = board_of("1", cup, ("fr", "en"), "a4", "standings")
    assert first.charts(first.places[0], first.places[0].kinds[0]) == ()
    board = board_of("2", cup, ("fr", "en"), "a4", "standings")
    place = board.places[0]
    (chart,) = board.charts(place, place.kinds[0])
    assert "Le classement au fil de la saison / Standings through the season" in chart.svg
    made = paper("standings", place.meeting, ("en",), (chart,))
    table, *_, last = made.blocks
    assert table["note"][0].startswith("1R1: round 1, Race 1")
    assert last["kind"] == "picture"


def test_stops_say_who_came_in_who_went_out_and_the_time_so_far(tmp_path: Path) -> None:
    lines = "10:00:00.000,driver,7,,Cleo Seven\n10:03:05.000,driver,7,,Flo Eight\n"
    made = scored(tmp_path, race=RACE + lines)
    *_, stops = blocks("stops", made)
    assert (cells(stops, "driver-in"), cells(stops, "driver-out")) == (["Cleo Seven"], ["Flo Eight"])
    assert cells(stops, "total") == cells(stops, "duration") == ["20.500"]


def test_the_fastest_lap_has_its_driver_and_time_of_day(tmp_path: Path) -> None:
    made = scored(
        tmp_path, race=RACE + "10:00:00.000,driver,81,,Ann Onym\n10:00:00.000,driver,7,,Cleo Seven\n"
    )
    (table,) = blocks("fastest", made)
    assert (cells(table, "driver")[-1], cells(table, "at")[-1]) == ("Cleo Seven", "10:01:59")


def test_a_chart_alone_is_no_missing_document(tmp_path: Path) -> None:
    chart = Chart("<svg xmlns='http://www.w3.org/2000/svg'/>", "nothing")
    assert lacking(paper("charts", NOTHING, ("en",), (chart,))) is None
    said = lacking(paper("charts", scored(tmp_path), ("fr", "en")))
    assert said is not None and said.startswith("Missing: the charts.")


def test_a_penalty_is_said_in_seconds(tmp_path: Path) -> None:
    made = scored(tmp_path, ruled=RULING.format("track limits").replace("60", "90.5"))
    (row,) = (row for row in made.rows if row.number == "7")
    assert reason_text(row.reasons[-1]).startswith("90.5 s added to the time: track limits")


def test_a_place_that_no_source_states_is_marked(cup: Path) -> None:
    (cup / "1-spa/race-1.csv").write_text(
        "pos,car,certainty\n1,7,stated\n2,81,inferred\n3,50,reconstructed\n"
    )
    (place,) = board_of("1/race-1", cup, ("fr", "en"), "a4", "classes").places
    assert place.session is not None
    table = blocks("classification", place.session, "both")[0]
    assert dict(zip(cells(table, "number"), cells(table, "class-position"), strict=True)) == {
        "7": "1", "81": "2°", "50": "1*"}  # fmt: skip
    assert table["note"] == ["* reconstitué · ° déduit", "* reconstructed · ° inferred"]
    gt, clio = blocks("classes", place.session)
    assert (cells(gt, "position"), cells(clio, "position")) == (["1", "2°"], ["1*"])


def test_half_a_kilogramme_has_a_comma_in_french_and_stands_once_on_a_sheet_in_both() -> None:
    slot = Slot("7", position=1, row=1, loads=(Load("success", "kg", Fraction(25, 2), "7"),))
    race = dataclasses.replace(NOTHING, grid=Grid((slot,)))

    def carried(languages: tuple[str, ...]) -> object:
        (listed,) = (block for block in paper("grid", race, languages).blocks if block["kind"] == "table")
        at = [column["key"] for column in listed["columns"]].index("handicap")
        return listed["rows"][0][at]

    assert carried(("fr",)) == "12,5 kg"
    assert carried(("en",)) == carried(("fr", "en")) == "12.5 kg"
