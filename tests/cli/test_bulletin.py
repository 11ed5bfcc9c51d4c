"""`parcferme bulletin`: a file, a session, a whole round; what is asked for by name; wrong calls."""

from pathlib import Path

import pypdfium2
import pytest

from commands import Run
from parcferme.publishing import board_of, changes_since
from small_race import RACE


def printed(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as paper:
        return "\n".join(page.get_textpage().get_text_range() for page in paper)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_timing_file_has_its_bulletins(run: Run, tmp_path: Path) -> None:
    done = run(
        "bulletin",
        "race.csv",
        "--entries",
        "entries.csv",
        "--document",
        "classification,lap-chart",
        "--published",
        "15:40",
        "--out",
        "board",
    )
    assert (done.status, done.err) == (0, "")
    assert names(tmp_path / "board" / "race") == ["04-classification.pdf", "06-lap-chart.pdf"]
    assert "04-classification.pdf" in done.out


def test_a_session_of_a_folder_has_all_of_them(cup: Run, tmp_path: Path) -> None:
    (tmp_path / "cup/1-spa/race-1.csv").write_text(RACE)
    done = cup("bulletin", "cup/1-spa/race-1", "--out", "board", "--lang", "fr")
    assert done.status == 0
    assert [name[3:-4] for name in names(tmp_path / "board" / "1-race-1")] == [
        "grid", "classification", "classes", "lap-chart", "laps", "sectors", "leaders", "fastest", "stops", "flags",
        "summary", "charts",
    ]  # fmt: skip
    assert "manque : 1-race-1 : pas de weather (Il manque la météo. Aucun relevé n'a été remis.)" in done.err
    assert "pas de drivers (Il manque les pilotes." in done.err
    assert "manque : 1-race-1 : pas d'heure de publication" in done.err and "missing" not in done.err


def test_a_document_asked_for_by_name_says_what_is_missing(cup: Run, tmp_path: Path) -> None:
    done = cup("bulletin", "cup/1-spa/race-1", "--document", "weather,laps", "--out", "board")
    untimed = "missing: 1-race-1: no time of publication (--published says it, or round.toml)\n"
    assert (done.status, done.err) == (0, untimed)
    assert names(tmp_path / "board" / "1-race-1") == ["07-laps.pdf", "14-weather.pdf"]


def test_the_folder_says_weather_and_times_of_publication(cup: Run, tmp_path: Path) -> None:
    path = tmp_path / "cup/1-spa/round.toml"
    said = 'published = "16:05"\nprotest-until = "16:35"\nchanged = ["laps of car 7"]\n'
    path.write_text(path.read_text().replace('name = "race-1"\n', 'name = "race-1"\n' + said))
    reading = "TIME_UTC_STR;AIR_TEMP\n14:00:00;21.5\n"
    (tmp_path / "cup/1-spa/race-1.weather.csv").write_text(reading)
    (place,) = board_of("1/race-1", tmp_path / "cup", ("en",), "a4").places
    head = place.masthead(("en",))
    assert (head.published, head.protest_until, head.changed) == ("16:05", "16:35", ("laps of car 7",))
    assert place.session is not None
    assert [one.air for one in place.session.weather] == ["21.5"]
    # The readings are no session of their own.
    assert cup("check", "cup").status == 0
    (tmp_path / "cup/1-spa/race-1.weather.csv").write_text("rain\n")
    done = cup("bulletin", "cup/1-spa/race-1", "--out", "board")
    assert done.status == 1 and "race-1.weather.csv: no weather: expected the columns" in done.err
    assert "14-weather.pdf" not in names(tmp_path / "board" / "1-race-1")
    assert cup("bulletin", "cup/1-spa/race-1", "--document", "classification", "--out", "board").status == 0


def test_an_amended_sheet_says_what_moved_against_the_version_before(cup: Run, tmp_path: Path) -> None:
    assert cup("publish", "1/race-1", "--folder", "cup", "--out", "board", "--only", "json").status == 0
    before = tmp_path / "board/1-race-1/json/classification.json"
    path = tmp_path / "cup/1-spa/race-1.csv"
    path.write_text("pos,car,time\n1,81,1:00:01.0\n2,50,1:00:02.0\n3,7,1:00:30.0\n")
    places = board_of("1/race-1", tmp_path / "cup", ("fr", "en"), "a4", "classification").places
    seven, moved = changes_since(before, places, ("fr", "en"))["1-race-1"]
    assert seven == (
        "#7 place 1 → 3 · GT 1 → 2 · temps 1:00:00.000 → 1:00:30.000"
        "\n#7 place 1 → 3 · GT 1 → 2 · time 1:00:00.000 → 1:00:30.000"
    )
    assert moved == "#81 place 2 → 1 · GT 2 → 1; #50 place 3 → 2"
    done = cup("bulletin", "cup/1-spa/race-1", "--document", "classification", "--status", "amended 1", "--before",
               before, "--out", "two")  # fmt: skip
    assert done.status == 0
    assert cup("bulletin", "cup/1-spa/race-1", "--before", "cup/entries.csv").status == 2


def test_what_changed_is_worked_out_against_the_same_session_only(cup: Run, tmp_path: Path) -> None:
    assert cup("publish", "1", "--folder", "cup", "--out", "board", "--only", "json").status == 0
    qualifying = tmp_path / "board/1-qualifying-1/json/classification.json"
    done = cup("bulletin", "1/race-1", "--folder", "cup", "--before", qualifying, "--out", "two")
    assert done.status == 2 and "of another session (qualifying, qualifying-1, qualifying-1.csv)" in done.err
    assert not (tmp_path / "two").exists()
    # Of a whole round only that session is compared.
    places = board_of("1", tmp_path / "cup", ("en",), "a4", "classification").places
    assert list(changes_since(qualifying, places, ("en",))) == ["1-qualifying-1"]
    race = tmp_path / "board/1-race-1/json/classification.json"
    race.write_text(race.read_text().replace('"race-1', '"race-2'))
    assert cup("bulletin", "1/race-1", "--folder", "cup", "--before", race, "--out", "two").status == 2


def test_papers_a_ruling_moves_nothing_on_do_not_say_that_it_did(cup: Run, tmp_path: Path) -> None:
    said = ("--status", "amended 1", "--changed", "15 s on car 81", "--lang", "en")
    assert cup("bulletin", "1", "--folder", "cup", *said, "--out", "board").status == 0
    told = {path.stem[3:]: printed(path) for path in (tmp_path / "board").rglob("*.pdf")}
    assert "15 s on car 81" in told["classification"] and "AMENDED 1" in told["standings"]
    for name in ("grid", "entry-list", "timetable"):
        assert "15 s on car 81" not in told[name] and "AMENDED" not in told[name], name
    # Who asks for the grid by name and says that it is amended is believed.
    assert (
        cup("bulletin", "1/race-1", "--folder", "cup", *said, "--document", "grid", "--out", "two").status
        == 0
    )
    assert "15 s on car 81" in printed(tmp_path / "two/1-race-1/03-grid.pdf")


def test_a_round_has_those_of_its_sessions_and_its_own(cup: Run, tmp_path: Path) -> None:
    done = cup("bulletin", "1", "--folder", "cup", "--out", "board", "--document", "all")
    assert done.status == 0
    assert names(tmp_path / "board") == ["1", "1-qualifying-1", "1-race-1"]
    assert names(tmp_path / "board" / "1") == ["01-entry-list.pdf", "02-timetable.pdf", "17-standings.pdf"]
    assert "03-grid.pdf" not in names(tmp_path / "board" / "1-qualifying-1")


def test_standings_named_for_a_session_are_those_of_its_round_and_made_once(cup: Run, tmp_path: Path) -> None:
    assert cup("bulletin", "cup/1-spa/race-1", "--document", "standings", "--out", "one").status == 0
    assert names(tmp_path / "one" / "1-race-1") == ["17-standings.pdf"]
    assert cup("bulletin", "cup/1-spa", "--document", "standings,grid", "--out", "two").status == 0
    assert sorted(path.name for path in (tmp_path / "two").rglob("*.pdf")) == [
        "03-grid.pdf",
        "17-standings.pdf",
    ]


def test_documents_are_numbered_from_the_one_given(cup: Run, tmp_path: Path) -> None:
    done = cup("bulletin", "cup/1-spa", "--out", "board", "--document", "all", "--number", 21)
    numbers = [int(path.name[:2]) for path in (tmp_path / "board").rglob("*.pdf")]
    assert done.status == 0
    assert sorted(numbers) == list(range(21, 21 + len(numbers)))


def test_a_missing_logo_is_told_and_the_bulletin_made(cup: Run, tmp_path: Path) -> None:
    path = tmp_path / "cup/championship.toml"
    path.write_text('logo = "logo.png"\n' + path.read_text())
    done = cup("bulletin", "cup/1-spa/race-1", "--document", "classification", "--out", "board")
    assert done.status == 0
    assert "logo.png: No such file" in done.err
    assert names(tmp_path / "board" / "1-race-1") == ["04-classification.pdf"]


def test_a_published_amendment_says_what_it_changed_and_the_folder_when_it_was_published(
    cup: Run, tmp_path: Path
) -> None:
    path = tmp_path / "cup/1-spa/round.toml"
    path.write_text(path.read_text().replace('name = "race-1"\n', 'name = "race-1"\npublished = "16:05"\n'))
    call = ("publish", "1/race-1", "--folder", "cup", "--out", "board", "--only", "pdf,json", "--lang", "en")
    assert cup(*call).status == 0
    (tmp_path / "cup/1-spa/race-1.csv").write_text("pos,car,time\n1,81,1:00:01.0\n2,7,1:00:30.0\n")
    assert cup(*call, "--status", "amended 1", "--because", "30 s on car 7").status == 0
    with pypdfium2.PdfDocument(tmp_path / "board/1-race-1/pdf/04-classification.pdf") as document:
        text = document[0].get_textpage().get_text_range()
    assert "Published 16:05" in text
    assert "30 s on car 7" in text
    assert "#7 place 1 → 2 · GT 1 → 2 · time 1:00:00.000 → 1:00:30.000" in text
    assert "#50 no longer in the classification" in text


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("nowhere",), "in no championship folder"),
        (("race.csv", "--document", "poster"), "no document 'poster'"),
        (("race.csv", "--status", "final"), "no state of a document"),
        (("9", "--folder", "cup"), "no round or session '9'"),
        (("cup/1-spa/qualifying-1", "--document", "lap-chart"), "there is no lap-chart of it"),
        (("race.csv", "--weather", "entries.csv"), "no weather"),
        (("race.csv", "--weather", "none.csv"), "none.csv: No such file"),
    ],
)
def test_a_wrong_call_says_what_is_wrong_and_writes_nothing(
    cup: Run, call: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    done = cup("bulletin", *call, "--out", "board")
    assert done.status == 2
    assert said in done.err
    assert not (tmp_path / "board").exists()


def test_what_was_printed_as_json(cup: Run, tmp_path: Path) -> None:
    done = cup(
        "bulletin", "cup/1-spa/race-1", "--document", "classification,weather", "--out", "board", "--json"
    )
    assert done.status == 0
    said = done.json
    assert [(one["number"], one["document"]) for one in said["papers"]] == [
        (4, "classification"),
        (14, "weather"),
    ]
    assert all((tmp_path / one["path"]).stat().st_size == one["bytes"] for one in said["papers"])
