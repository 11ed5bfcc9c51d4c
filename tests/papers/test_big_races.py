"""Bulletins of big races: nothing is lost where a page or column ends, and every lap says whose it is."""

import datetime as dt
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pypdfium2 as pdfium
import pytest

from parcferme.bulletins import Typeset, typeset, typesetting
from parcferme.documents import MeetingSession, table
from parcferme.papers import Bulletin, Look, Masthead
from parcferme.papers.blocks import by_number, sheet
from parcferme.papers.lap_papers import _across, _room
from parcferme.season import Score, score
from small_meeting import NOTHING, alone, paper
from small_race import RACE

HEAD = Masthead("24 Hours", ("Race",), published="2024-06-16 16:45")
LOOK = Look(languages=("fr", "en"), classes=("GT",))
ARABIC = "فريق السباق"


def field(folder: Path, cars: int, laps: int, *, crew: int = 1) -> MeetingSession:
    """A race of so many cars and laps of two sectors; in crews each driver has a lap of his own in turn."""
    start = dt.datetime(2024, 6, 15, 16)
    rows = ["time,kind,car,loop,value", f"{start.isoformat()},flag,,,green"]
    for car in range(1, cars + 1):
        for lap in range(1, laps + 1):
            at = start + dt.timedelta(seconds=60 * lap + car / 10)
            rows.append(
                f"{(at - dt.timedelta(seconds=35)).isoformat(timespec='milliseconds')},passing,{car},S1,"
            )
            rows.append(f"{at.isoformat(timespec='milliseconds')},passing,{car},FL,")
    rows.append(f"{(start + dt.timedelta(seconds=60 * laps)).isoformat()},flag,,,chequered")
    (folder / "race.csv").write_text("\n".join(rows) + "\n")
    names = [
        f"{car},GT,Team{car} Équipe de Saint-Étienne,Driver{car} the {at} of Roche-Guyon"
        for car in range(1, cars + 1)
        for at in range(crew)
    ]
    (folder / "entries.csv").write_text(
        "number,class,team,driver\n" + "\n".join(names) + "\n", encoding="utf-8"
    )
    return alone(score(folder / "race.csv", entries=folder / "entries.csv"))


def printed(name: str, session: MeetingSession | Score) -> Typeset:
    return typeset(paper(name, session, LOOK.languages), HEAD, LOOK)


def pages(made: Typeset) -> list[str]:
    document = pdfium.PdfDocument(made.pdf)
    return [re.sub(r"\s+", " ", page.get_textpage().get_text_range()) for page in document]


def test_laps_that_go_on_in_another_column_say_whose_they_are(tmp_path: Path) -> None:
    made = pages(printed("laps", field(tmp_path, 2, 500)))
    assert len(made) > 2
    for page in made:
        # Each column has its heads, and the number of the car beside them.
        assert page.count("Tour Temps S1 S2") >= 1
        assert len(re.findall("Tour Temps S1 S2 #[12] ", page)) == page.count("Tour Temps S1 S2")
    assert sum(page.count("Tour Temps S1 S2") for page in made) > 7
    assert "#1" in made[1]
    assert "Team1" not in made[1]


def test_every_page_of_the_lap_chart_has_the_places_above_it(tmp_path: Path) -> None:
    made = pages(printed("lap-chart", field(tmp_path, 12, 180)))
    assert len(made) > 1
    assert all(re.search(" 1 2 3 4 5 6 7 8 9 10 11 12 ", page) for page in made)


def test_a_row_of_the_classification_is_whole_on_one_page(tmp_path: Path) -> None:
    made = pages(printed("classification", field(tmp_path, 62, 2, crew=6)))
    assert len(made) > 3
    for page in made:
        assert set(re.findall(r"Driver(\d+)", page)) == set(re.findall(r"Team(\d+)", page))
    assert {f"Page {at} /{len(made)}" in page.replace("/ ", "/") for at, page in enumerate(made, 1)} == {True}


def test_an_hour_in_the_pits_makes_one_car_smaller_and_not_the_sheet() -> None:
    usual = ["311", "10:28.562", "33.179", "1:20.555", "1:35.282"]
    hour = ["289", "1:36:45.273", "1:33:09.497", "1:35.282", "1:59.200"]
    cars: list[dict[str, Any]] = [{"heads": [["", text] for text in texts]} for texts in (usual, usual, hour)]
    across, (first, second, third) = _across(cars)
    assert across == 3
    assert first == second == 6.2
    assert 4.8 <= third < 6.2
    assert all("size" not in car for car in cars)  # what was handed in is as it was
    many = [{"heads": [["", text] for text in [*usual, *["10:00:00.000"] * 5]]}]
    assert _across(many)[0] == 1
    assert _room(1) > 500


def test_cars_stand_in_the_order_people_count_in_and_narrow_tables_side_by_side() -> None:
    rows = [{"number": number, "stop": at} for number in ("10", "2", "007", "A1") for at in range(20)]
    made = by_number(sheet(lambda language: table("", ["number", "stop"], rows, language), ("en",)))
    assert list(dict.fromkeys(row[0] for row in made["rows"])) == ["A1", "2", "007", "10"]
    assert [row[1] for row in made["rows"][:20]] == [str(at) for at in range(20)]
    assert made["across"] == 2
    wide = [{"number": "1", "status": "x" * 90} for _ in range(80)]
    assert sheet(lambda language: table("", ["number", "status"], wide, language), ("en",))["across"] == 1


def test_a_long_reason_has_the_room_and_not_the_few_words_beside_it() -> None:
    rows = [
        {
            "number": "1",
            "penalty": "time penalty / pénalité en temps",
            "reason": "did not " * 40,
            "article": "2",
        }
    ]
    made = sheet(lambda language: table("", list(rows[0]), rows, language), ("en",))
    assert [column["fr"] for column in made["columns"]] == [0, 3, 5, 0]


def test_pictures_are_whole_on_their_page_and_say_names_in_any_script(tmp_path: Path) -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="400"><rect width="100" height="400"/>'
        f'<text x="5" y="20" fill="#fff" font-family="IBM Plex Sans">Ann {ARABIC} #5</text></svg>'
    )
    plain = svg.replace(ARABIC, "Onym")
    block = [{"kind": "picture", "svg": one, "alt": "A chart"} for one in (svg, plain)]
    made = typeset(Bulletin("charts", 18, tuple(block)), HEAD, LOOK)
    document = pdfium.PdfDocument(made.pdf)
    assert len(document) == 3
    assert "Ann Onym" in pages(made)[2]
    for page in (document[1], document[2]):
        (_, low, _, high) = (one.get_bounds() for one in page.get_objects(max_depth=1)).__next__()
        assert low >= 0 and high <= page.get_height()


def test_a_file_says_its_title_language_and_the_day_of_its_publication(tmp_path: Path) -> None:
    (tmp_path / "race.csv").write_text(RACE)
    made = printed("leaders", score(tmp_path / "race.csv"))
    said = pdfium.PdfDocument(made.pdf).get_metadata_dict()
    assert said["Title"] == "Leaders successifs / Leader sequence – Race – 24 Hours"
    assert said["CreationDate"].startswith("D:20240616")
    assert b"/Lang(fr)" in made.pdf
    for published in (None, "Sunday", "2024-02-30 10:00"):
        head = msgspec.structs.replace(HEAD, published=published)
        undated = typeset(paper("leaders", NOTHING, ("en",)), head, LOOK)
        assert pdfium.PdfDocument(undated.pdf).get_metadata_dict()["CreationDate"] == ""


def test_what_typst_forgets_after_a_large_document_changes_no_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = field(tmp_path, 3, 3)
    first = printed("classification", session).pdf
    monkeypatch.setattr(typesetting, "_LARGE", 0)
    assert printed("classification", session).pdf == first
    monkeypatch.setattr(sys, "platform", "darwin")
    assert printed("classification", session).pdf == first


def test_another_process_on_another_day_writes_the_same_bytes(tmp_path: Path) -> None:
    field(tmp_path, 4, 4)
    command = [sys.executable, "-m", "parcferme", "bulletin", str(tmp_path / "race.csv"), "--entries",
               str(tmp_path / "entries.csv"), "--document", "classification,laps", "--hash", "0a1b2c"]  # fmt: skip
    sets = []
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "POLARS_MAX_THREADS": seed, "TZ": f"Etc/GMT+{seed}"}
        subprocess.run([*command, "--out", str(tmp_path / seed)], env=env, check=True, capture_output=True)
        sets.append({path.name: path.read_bytes() for path in (tmp_path / seed).rglob("*.pdf")})
    assert len(sets[0]) == 2
    assert sets[0] == sets[1]
