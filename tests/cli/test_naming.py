"""Names of published files: two never become one, and nothing is written outside the folder, whatever they hold."""

import json
from pathlib import Path

import pytest

from commands import Run
from parcferme.publishing.naming import file_names
from small_championship import FILES
from small_race import RACE


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        (("Milo Racing", "MILO  racing!", "series"), ["milo-racing", "milo-racing-2", "series-2"]),
        (("../../x", "/x", "x-2", "X"), ["x", "x-2", "x-2-2", "x-3"]),
        (("con", "Nul", "con.txt"), ["con-2", "nul-2", "con-txt"]),
        (("王", "..", "Élan\t\x00", "a" * 999), ["738b", "2e-2e", "elan", "a" * 60]),
    ],
)
def test_every_name_is_its_own_and_fits_on_any_disk(texts: tuple[str, ...], names: list[str]) -> None:
    assert list(file_names((*texts, *texts), ("series",)).values()) == names


def test_a_session_called_like_a_path_stays_in_the_folder_and_two_alike_stay_apart(
    run: Run, tmp_path: Path
) -> None:
    called = ("../../../outside", "x/../../../../outside", "race.1", "race-1", "Course Éprouvante")
    sessions = "".join(f'[[session]]\nname = "{name}"\nkind = "race"\nfile = "r.csv"\n' for name in called)
    own = {"1-spa/round.toml": f'name = "Spa"\nstart = 2024-05-04\n{sessions}', "1-spa/r.csv": RACE}
    for name, text in {**FILES, **own}.items():
        (tmp_path / "cup" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "cup" / name).write_text(text, encoding="utf-8")
    board = tmp_path / "deep/below/board"
    assert run("publish", "1", "--folder", "cup", "--out", board, "--only", "json").status == 0
    folders = {"1", "1-outside", "1-x-outside", "1-race-1", "1-race-1-2", "1-course-eprouvante"}
    assert {path.name for path in board.iterdir()} == folders | {"published.json"}
    assert {path.name for path in board.parent.iterdir()} == {"board"}
    assert not list(tmp_path.rglob("outside"))
    run("bulletin", "1", "--folder", "cup", "--document", "leaders", "--out", "papers")
    assert not list(tmp_path.rglob("outside"))


def test_a_team_called_series_does_not_take_the_place_of_the_series(run: Run, tmp_path: Path) -> None:
    entries = FILES["entries.csv"].replace("Second", "series").replace("Third", "Se-ries")
    for name, text in {**FILES, "entries.csv": entries}.items():
        (tmp_path / "cup" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "cup" / name).write_text(text, encoding="utf-8")
    call = ("publish", "1", "--folder", "cup", "--out", "board", "--lang", "en", "--only", "communique")
    assert run(*call, "--for", "series", "--for", "series").status == 0
    listed = [one["path"] for one in json.loads((tmp_path / "board/published.json").read_text())["files"]]
    assert len(listed) == len(set(listed)) == 8
    releases = {
        name: (tmp_path / f"board/1/communique/{name}.en.txt").read_text() for name in ("series", "series-2")
    }
    assert releases["series"] != releases["series-2"]
