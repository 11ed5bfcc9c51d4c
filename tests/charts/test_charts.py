"""Every chart shows what the laps say, says it in a sentence too, and can be drawn with no network."""

import json
import re
import struct
import zlib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from charts.race import drawn_race
from parcferme.championship import Standings
from parcferme.charts import (
    OF_SESSION,
    Picture,
    Subject,
    chart,
    charts,
    colours_of,
    standings_chart,
    to_html,
    to_json,
    to_png,
    to_svg,
)
from parcferme.charts.look import FONT
from parcferme.findings import WrongCall
from parcferme.grid import Grid, Slot
from parcferme.season import Score, score, season_folder
from small_meeting import alone
from small_race import write_race
from small_season import races, season


@pytest.fixture(scope="module")
def sunday(tmp_path_factory: pytest.TempPathFactory) -> Score:
    return drawn_race(tmp_path_factory.mktemp("sunday"))


def subject(race: Score, name: str = "", started: tuple[str, ...] = (), **other: Any) -> Subject:
    slots = tuple(Slot(number, at, (at + 1) // 2) for at, number in enumerate(started, 1))
    session = alone(race, grid=Grid(slots) if slots else None)
    return Subject(session, **({"cars": ("81", "7")} if name == "gap-between" else {}) | other)


def rows(picture: Picture, name: str) -> list[dict[str, Any]]:
    found = picture.spec["datasets"][name]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", OF_SESSION)
def test_every_chart_is_drawn_in_both_languages_on_both_papers(
    sunday: Score, name: str, theme: str, language: str
) -> None:
    picture = chart(name, subject(sunday, name, language=language, theme=theme))
    svg = to_svg(picture)
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == picture.alt
    assert root[0].text == picture.alt
    assert picture.spec["title"]["text"] in "".join(root.itertext())
    assert "undefined" not in "".join(root.itertext())
    assert "NaN" not in svg
    assert not re.search(r'(?:href|src)="https?:', svg)
    assert "?" not in picture.alt
    assert "Sunday sprint" in picture.alt


@pytest.mark.parametrize("name", OF_SESSION)
def test_the_specification_is_one_altair_takes_and_holds_its_data(sunday: Score, name: str) -> None:
    import altair as alt

    picture = chart(name, subject(sunday, name))
    again = json.loads(to_json(picture))
    assert again["description"] == picture.alt
    assert not [key for key in json.dumps(again).split('"') if key == "url"]
    alt.Chart.from_dict(again, validate=True)


def test_the_same_race_gives_the_same_specification(sunday: Score) -> None:
    for name in OF_SESSION:
        assert to_json(chart(name, subject(sunday, name))) == to_json(chart(name, subject(sunday, name)))


def test_the_lap_chart_bends_where_places_change_and_marks_who_dropped_out(sunday: Score) -> None:
    picture = chart("lap-chart", subject(sunday, started=("7", "81", "12", "007")))
    line = [(row["lap"], row["place"]) for row in rows(picture, "strong") if row["car"] == "81"]
    assert line[0] == (0, 2)
    assert line[1] == (1, 1)
    ends = {row["car"]: row["text"] for row in rows(picture, "ends") if row["side"] == "end"}
    assert ends["12"] == "12 ×"
    assert ends["81"] == "81"
    assert "#81 is classified first" in picture.alt
    assert "1 neutralisation." in picture.alt


def test_a_neutralisation_is_shaded_where_it_was(sunday: Score) -> None:
    (band,) = rows(chart("gap-to-leader", subject(sunday)), "flags")
    assert (band["from"], band["to"], band["flag"], band["name"]) == (330, 380, "safety-car", "SC")
    assert "safety car (SC)" in str(chart("stints", subject(sunday)).spec["title"]["subtitle"])
    assert "voiture de sécurité (SC)" in str(
        chart("stints", subject(sunday, language="fr")).spec["title"]["subtitle"]
    )


def test_a_gap_is_to_the_first_to_complete_the_same_lap(sunday: Score) -> None:
    picture = chart("gap-to-leader", subject(sunday))
    first = min((row for row in rows(picture, "strong") if row["car"] == "7"), key=lambda row: row["at"])
    assert first == {"car": "7", "part": 0, "at": 63.0, "gap": 1.0}


def test_the_gap_between_two_cars_crosses_nought_where_they_change_places(sunday: Score) -> None:
    picture = chart("gap-between", subject(sunday, "gap-between"))
    gaps = {row["lap"]: row["gap"] for row in rows(picture, "gaps")}
    assert gaps[1] == 1
    assert gaps[4] == pytest.approx(36)
    assert gaps[5] == pytest.approx(3)
    assert min(gaps.values()) > 0
    assert "#81 is 5.000 ahead of #7" in picture.alt
    other = chart("gap-between", subject(sunday, cars=("7", "81")))
    assert rows(other, "gaps")[0]["gap"] == -1


@pytest.mark.parametrize("cars", [(), ("81",), ("81", "7", "007")])
def test_a_gap_between_other_than_two_cars_is_refused(sunday: Score, cars: tuple[str, ...]) -> None:
    with pytest.raises(WrongCall, match="two cars"):
        chart("gap-between", Subject(alone(sunday), cars=cars))


def test_a_slow_lap_is_drawn_at_the_edge_and_never_left_out(sunday: Score) -> None:
    picture = chart("lap-times", subject(sunday, cars=("81",)))
    laps = rows(picture, "laps0")
    assert len(laps) == 8
    assert [row["lap"] for row in laps if row["slow"]] == [1, 5, 6]
    assert rows(picture, "stops0") == [{"at": pytest.approx(293.01)}]
    assert [row["text"] for row in rows(picture, "names0")] == ["Ann Onym", "Bob van der Blank"]


def test_the_distribution_counts_laps_under_green_without_stops(sunday: Score) -> None:
    picture = chart("distribution", subject(sunday))
    group = {row["key"]: row["count"] for row in rows(picture, "rows0")}
    # 81: laps 2, 3, 4 and 8; 5 ends in the lane, 6 is neutralised, 7 too, 1 is the first.
    assert group["class"] == sum(count for key, count in group.items() if key != "class")
    assert 0 < group["class"] < 16
    assert "GT, 2 cars" in [row["name"] for row in rows(picture, "rows0")]


def test_a_stint_ends_at_the_entry_of_the_pit_lane_and_the_next_begins_at_its_exit(sunday: Score) -> None:
    picture = chart("stints", subject(sunday))
    bars = [row for row in rows(picture, "bars0") if row["car"] == "81"]
    assert [bar["who"] for bar in bars] == ["Ann Onym", "Bob van der Blank"]
    # Into the lane on lap 5, 50 s after it began; out of it 30 s later.
    assert [(bar["from"], bar["to"]) for bar in bars] == [(0, 293.01), (323.01, 537.036)]
    assert [bar["laps"] for bar in bars] == [4, 4]  # the lap with the stop in it is the new driver's
    assert "from the exit of the pit lane to its entry" in subtitle(picture)


def test_a_stint_ends_at_the_line_where_no_entry_is_known_and_the_caption_says_so(tmp_path: Path) -> None:
    sheet = "NUMBER; DRIVER_NUMBER; LAP_NUMBER; LAP_TIME; CROSSING_FINISH_LINE_IN_PIT; "
    sheet += "ELAPSED; HOUR; PIT_TIME;CLASS;FLAG_AT_FL;\n"
    for lap in range(1, 7):
        in_pit, pit = ("B" if lap == 3 else ""), ("40.000" if lap == 4 else "")
        clock = f"{lap * 100 // 60:02d}:{lap * 100 % 60:02d}.000"
        sheet += f"7;1;{lap};1:40.000;{in_pit};{clock};10:{clock};{pit};GT;GF;\n"
    (tmp_path / "23_Analysis.csv").write_text(sheet, encoding="utf-8")
    picture = chart("stints", Subject(alone(score(tmp_path / "23_Analysis.csv", kind="race"))))
    assert [(bar["from"], bar["to"]) for bar in rows(picture, "bars0")] == [(0, 300), (340, 600)]
    assert "it ends at the line, as no pit entry is known" in subtitle(picture)
    assert {bar["text"] for bar in rows(picture, "bars0")} == {""}  # its driver is only a number


def subtitle(picture: Picture) -> str:
    return " ".join(picture.spec["title"]["subtitle"])


def test_every_place_and_gap_of_every_lap_is_where_the_passings_put_it(sunday: Score) -> None:
    passed: dict[int, dict[str, int]] = {}
    for row in sunday.result.timing.laps.iter_rows(named=True):
        passed.setdefault(row["lap"], {})[str(row["car"])] = row["elapsed_us"]
    picture, gaps = chart("lap-chart", subject(sunday)), chart("gap-to-leader", subject(sunday))
    checked = 0
    for lap, ends in passed.items():
        for place, car in enumerate(sorted(ends, key=lambda one: ends[one]), 1):
            line = [(row["lap"], row["place"]) for row in rows(picture, "strong") if row["car"] == car]
            assert at(line, lap) == place
            gap = (ends[car] - min(ends.values())) / 1e6
            drawn = [(row["at"], row["gap"]) for row in rows(gaps, "strong") if row["car"] == car]
            assert at(drawn, ends[car] / 1e6) == pytest.approx(gap, abs=0.5)  # less than half a pixel
            checked += 1
    assert checked == sum(len(ends) for ends in passed.values()) == 27


def at(line: list[tuple[float, float]], x: float) -> float:
    """Where a drawn line is at x."""
    return float(np.interp(x, [one for one, _ in line], [other for _, other in line]))


def test_both_languages_stand_beside_each_other_in_words_and_below_each_other_in_sentences(
    sunday: Score,
) -> None:
    both = Subject(alone(sunday, event="Sunday", name="race-1"), languages=("fr", "en"))
    picture = chart("lap-chart", both)
    assert picture.spec["title"]["text"] == "Graphique des positions / Lap chart"
    assert picture.spec["layer"][1]["encoding"]["x"]["axis"]["title"] == "Tour / Lap"
    assert "Sunday · Course 1 / Sunday · Race 1" in picture.spec["title"]["subtitle"][0]
    assert [line for line in picture.spec["title"]["subtitle"] if line.startswith(("Cercle", "Circle"))] == [
        "Cercle : tour terminé par un arrêt · × : n’a pas reçu le drapeau à damier",
        "Circle: a lap that ended in a stop · ×: did not take the chequered flag",
    ]
    french, english = picture.alt.split(" / Lap chart")
    assert french.startswith("Graphique des positions, Sunday · Course 1 : ")
    assert english.startswith(" of Sunday · Race 1: ")
    for name in OF_SESSION:
        cars = ("81", "7") if name == "gap-between" else ()
        svg = to_svg(chart(name, Subject(alone(sunday), languages=("fr", "en"), cars=cars)))
        assert svg.count("<svg ") == 1
        assert 'lang="fr"' in svg
    assert (
        standings_chart(through("A B"), colours_of([]), title="Cup", languages=("fr", "en")).spec["title"][
            "text"
        ]
        == "Le classement au fil de la saison / Standings through the season"
    )


def test_a_chart_is_measured_with_one_font_and_drawn_in_that_of_the_bulletins(sunday: Score) -> None:
    svg = to_svg(chart("places-gained", subject(sunday)))
    assert set(re.findall(r'font-family="([^"]*)"', svg)) == {FONT}
    assert svg.count("<text") > 10


def test_a_race_of_one_car_is_drawn_and_has_no_gaps(tmp_path: Path) -> None:
    log = "time,kind,car,loop,value\n10:00:00,flag,,,green\n10:03:50,flag,,,chequered\n"
    log += "".join(f"10:0{minute}:00,passing,81,FL,\n" for minute in range(1, 5))
    (tmp_path / "one.csv").write_text(log, encoding="utf-8")
    lonely = Subject(alone(score(tmp_path / "one.csv", kind="race")))
    drawn = charts(lonely)
    assert set(drawn) == {"lap-chart", "lap-times", "distribution", "stints", "places-gained"}
    assert "nobody gains a place" in drawn["places-gained"].alt
    for name in ("gap-to-leader", "gap-to-class-leader"):
        with pytest.raises(WrongCall, match="a gap needs two cars with laps, and there is one"):
            chart(name, lonely)
    texts = [one.text for one in ElementTree.fromstring(to_svg(drawn["stints"])).iter() if one.text]
    assert [text for text in texts if re.fullmatch(r"\d:\d\d", text)] == [
        "0:00",
        "0:01",
        "0:02",
        "0:03",
        "0:04",
    ]


def test_a_reconstruction_says_so_on_every_chart_and_in_its_sentence() -> None:
    log = season_folder() / "1-le-castellet" / "race-1.log"
    for language, word in (("en", "RECONSTRUCTION"), ("fr", "RECONSTITUTION")):
        race = Subject(alone(score(log), event="Le Castellet", title="Race"), language)
        drawn = charts(race)
        assert len(drawn) == len(OF_SESSION) - 1
        for picture in drawn.values():
            assert word in picture.spec["title"]["subtitle"][0]
            assert f"Le Castellet · Race ({word.lower()})" in picture.alt


def test_places_gained_are_counted_in_class_from_the_grid_and_say_so(sunday: Score) -> None:
    picture = chart("places-gained", subject(sunday, started=("7", "12", "81", "007", "3")))
    moved = {row["car"]: row["gained"] for name in ("rows0", "rows1") for row in rows(picture, name)}
    assert moved["81"] == 1
    assert moved["7"] == -1
    assert moved["007"] == 1
    assert "grid" in picture.alt
    assert "lap 1" in chart("places-gained", subject(sunday)).alt
    left = len(sunday.rows) - len(moved)
    assert f"Left out: {left} car" in str(picture.spec["title"]["subtitle"])


def test_the_best_sector_of_a_class_stands_with_its_time(sunday: Score) -> None:
    picture = chart("sectors", subject(sunday))
    best = next(row for row in rows(picture, "s1-0") if row["behind"] == 0)
    assert best["car"] == "81"
    assert best["text"] == "23.600"


def test_only_cars_that_were_there_can_be_looked_at(sunday: Score) -> None:
    with pytest.raises(WrongCall, match="no car '99'"):
        chart("lap-chart", Subject(alone(sunday), cars=("99",)))
    with pytest.raises(WrongCall, match="car 3 has no laps"):
        chart("lap-chart", Subject(alone(sunday), cars=("3",)))


def test_a_practice_has_no_order_on_the_track(tmp_path: Path) -> None:
    practice = Subject(alone(drawn_race(tmp_path, "practice")))
    with pytest.raises(WrongCall, match="only a race"):
        chart("lap-chart", practice)
    assert set(charts(practice)) == {"lap-times", "distribution", "stints", "sectors"}


def test_a_session_without_laps_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text(
        "time,kind,car,loop,value\n10:00:00,status,3,,not-started\n", encoding="utf-8"
    )
    empty = Subject(alone(score(tmp_path / "empty.csv", kind="race")))
    for name in OF_SESSION:
        with pytest.raises(WrongCall, match="needs laps"):
            chart(name, empty)
    assert charts(empty) == {}


def test_a_session_without_sectors_has_no_comparison_of_them(tmp_path: Path) -> None:
    log = (
        "time,kind,car,loop,value\n10:00:00,flag,,,green\n10:01:00,passing,81,FL,\n10:02:00,passing,81,FL,\n"
    )
    (tmp_path / "plain.csv").write_text(log, encoding="utf-8")
    with pytest.raises(WrongCall, match="sector"):
        chart("sectors", Subject(alone(score(tmp_path / "plain.csv", kind="race"))))


def test_a_name_cannot_break_out_of_a_chart(tmp_path: Path, sunday: Score) -> None:
    picture = chart("distribution", Subject(alone(sunday, event="</script><script>alert('x')</script>")))
    for page in (to_svg(picture), to_html(picture)):
        assert "<script>alert" not in page
        assert "</script><" not in page.replace("</script></body>", "")
    assert ElementTree.fromstring(to_svg(picture)) is not None


def test_the_lap_chart_says_who_is_classified_elsewhere_than_on_the_road(tmp_path: Path) -> None:
    def ends(ruling: str) -> tuple[set[str], str]:
        (tmp_path / "stewards.toml").write_text(ruling)
        given: dict[str, Any] = {"decisions": tmp_path / "stewards.toml"} if ruling else {}
        race = score(tmp_path / "sunday.csv", kind="race", entries=tmp_path / "entries.csv", **given)
        spec = chart("lap-chart", Subject(alone(race))).spec
        written = {row["text"] for row in spec["datasets"]["ends"] if row["side"] == "end"}
        return written, " ".join(spec["title"]["subtitle"])

    drawn_race(tmp_path)
    plain, note = ends("")
    assert plain == {"81", "7", "007", "12 ×"} and "→" not in note
    ruling = '[[decision]]\ncar = "81"\npenalty = "{}"\nat = "10:09:30"\nreason = "contact"\n'
    moved, note = ends(ruling.format("time") + "seconds = 10\n")
    assert moved == {"81 → 2", "7 → 1", "007", "12 ×"} and "→ 2: place in the classification" in note
    out, _ = ends(ruling.format("disqualified"))
    assert "81 → NC" in out and {"7", "007"} <= out  # that the others move up is no change of their order


def test_a_control_character_in_a_name_does_not_end_the_program(tmp_path: Path) -> None:
    path = write_race(tmp_path)
    entries = "number,class,team,driver\n81,G\x1bT,\x00Mi\x1blo\ufffe,Ann\x01\n7,GT,B,C\n"
    (tmp_path / "entries.csv").write_text(entries, encoding="utf-8")
    made = score(path, kind="race", entries=tmp_path / "entries.csv")
    for name in ("lap-chart", "distribution", "stints"):
        picture = chart(name, Subject(alone(made, event="A\x1bB\x7f")))
        assert "AB" in to_svg(picture)
        ElementTree.fromstring(to_svg(picture))
    assert not re.search("\x1b|\x7f|u001b", to_html(picture).split("vegaEmbed")[-1])


def test_a_png_carries_its_sentence(sunday: Score) -> None:
    picture = chart("stints", subject(sunday, language="fr"))
    data = to_png(picture)
    chunks, at = {}, 8
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        (check,) = struct.unpack(">I", data[at + 8 + size : at + 12 + size])
        assert check == zlib.crc32(kind + body)
        chunks[kind] = body
        at += 12 + size
    assert picture.alt.encode() in chunks[b"iTXt"]


def test_a_page_fetches_nothing(sunday: Score) -> None:
    page = to_html(chart("stints", subject(sunday, language="fr")))
    assert '<html lang="fr">' in page
    assert not re.search(r'<(?:script|link|img)[^>]+(?:src|href)\s*=\s*["\']?(?:https?:)?//', page)


def through(*orders: str) -> list[Standings]:
    championship = season(races(*orders))
    return [championship.after(number) for number in championship.rounds]


def test_standings_grow_from_nought_and_who_comes_later_has_no_points_before() -> None:
    picture = standings_chart(through("A B", "A B C", "C A B"), colours_of([]), title="Club Cup")
    lines = {
        name: [row["points"] for row in rows(picture, "strong0") if row["name"] == name]
        for name in ("A", "C")
    }
    assert lines == {"A": [0, 25, 50, 68], "C": [0, 0, 15, 40]}
    assert [row["text"] for row in rows(picture, "names0")] == ["1  A  68", "2  B  51", "3  C  40"]
    assert "A with 68 points" in picture.alt
    assert "A avec 68 points" in standings_chart(
        through("A B"), colours_of([]), title="x", language="fr"
    ).alt.replace("25", "68")
    ElementTree.fromstring(to_svg(picture))


def test_standings_need_a_round_that_scored_and_a_table_of_that_name() -> None:
    with pytest.raises(WrongCall, match="no standings"):
        standings_chart([], colours_of([]), title="Club Cup")
    with pytest.raises(WrongCall, match=r"there are Drivers"):
        standings_chart(through("A B"), colours_of([]), title="Club Cup", table="Teams")
    with pytest.raises(WrongCall, match="car"):
        standings_chart(through("A B"), colours_of([]), title="Club Cup", cars=["99"])


@pytest.mark.published
def test_le_mans_with_62_cars_stays_light_and_leaves_no_car_out(published: Path) -> None:
    race = score(published / "wec" / "2024-le-mans-24h-23-analysis.csv", kind="race")
    picture = chart("lap-chart", Subject(alone(race)))
    assert {row["car"] for row in rows(picture, "ends")} == {row.number for row in race.rows}
    assert len(to_json(picture)) < 400_000
    assert len(to_json(chart("gap-to-leader", Subject(alone(race))))) < 400_000


FEWEST = """
[[points]]
scale = [1, 2, 3]
[[standings]]
name = "drivers"
wins = "fewest"
"""


def test_where_the_fewest_points_lead_each_name_stands_at_its_own_line() -> None:
    championship = season(races("A B C", "A C B"), FEWEST)
    picture = standings_chart(
        [championship.after(1), championship.after(2)], colours_of([]), title="Club Cup"
    )
    ends = {row["name"]: row["points"] for row in rows(picture, "strong0") if row["round"] == 2}
    assert ends == {"A": 2, "B": 5, "C": 5}
    named = {row["name"]: row["points"] for row in rows(picture, "names0")}
    assert named["A"] == 2 and min(named["B"], named["C"]) > 4
    assert "A with 2 points, 3 ahead of B" in picture.alt


def test_the_table_to_draw_is_found_however_its_name_and_class_are_written() -> None:
    drawn = standings_chart(through("A B", "A B C"), colours_of([]), title="Cup")
    name = through("A B")[-1].tables[0].name
    for said in (name.upper(), name.lower(), f" {name} "):
        assert (
            standings_chart(through("A B", "A B C"), colours_of([]), title="Cup", table=said).spec
            == drawn.spec
        )
