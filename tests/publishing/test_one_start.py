"""Who started where, and in which qualifying time: every sheet, list, page, release and point says the same."""

from __future__ import annotations

import csv
import html
import io
import json
import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from folder_shows import _ran as ran
from parcferme.papers import kinds
from parcferme.publishing.gathering import gathered
from parcferme.publishing.papers import Place, printed
from parcferme.season import load_championship, season_folder
from small_championship import FILES

Starts = dict[str, tuple[int, str | None]]
"""The place on the grid and the qualifying time (as text) of each car that stands on it."""

CARS = ("7", "81", "50", "12", "3")
ENTRIES = "number,class,team,driver\n" + "".join(f"{car},GT,Team {car},Driver {car}\n" for car in CARS)


GAINED = FILES["cup.toml"].replace(
    "[[standings]]", 'bonus = [{ for = "places-gained", points = 1 }]\n[[standings]]'
)


def files(seed: int) -> dict[str, str]:
    """A meeting with a qualifying and its race, whose grid comes from rules, rulings or a list of its own."""
    chance = random.Random(seed)
    order, finish = chance.sample(CARS, len(CARS)), chance.sample(CARS, len(CARS))
    times = {car: f"1:{40 + at}.{chance.randrange(1000):03d}" for at, car in enumerate(order)}
    if chance.random() < 0.3:
        times[order[-1]] = ""
    qualifying = "pos,car,best lap\n" + "".join(
        f"{at},{car},{times[car]}\n" for at, car in enumerate(order, 1)
    )
    starts = chance.sample(range(1, 6), 5) if chance.random() < 0.4 else None
    race = "pos,car" + (",grid\n" if starts else "\n")
    race += "".join(
        f"{at},{car}{f',{starts[at - 1]}' if starts else ''}\n" for at, car in enumerate(finish, 1)
    )
    grid = chance.choice(["", "reverse-first = 3\n", "penalties = { landing = 'one-by-one' }\n"])
    made = {
        **FILES,
        "cup.toml": GAINED + (f"[[grid]]\n{grid}" if grid else ""),
        "entries.csv": ENTRIES,
        "1-spa/qualifying-1.csv": qualifying,
        "1-spa/race-1.csv": race,
        "2-monza/race-1.csv": "pos,driver\n1,Driver 7\n2,Driver 81\n",
    }  # fmt: skip
    if chance.random() < 0.6:
        car, places = chance.choice(CARS), chance.randrange(1, 4)
        made["1-spa/race-1.grid.toml"] = (
            f'[[decision]]\ncar = "{car}"\npenalty = "grid-places"\nplaces = {places}\n'
        )
    if chance.random() < 0.3:
        car = chance.choice(CARS)
        made["1-spa/qualifying-1.decisions.toml"] = (
            f'[[decision]]\ncar = "{car}"\npenalty = "pit-lane-start"\n'
        )
    return made


def written(folder: Path, made: Mapping[str, str]) -> Path:
    for name, text in made.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def listed(text: str) -> Starts:
    rows = csv.DictReader(io.StringIO(text))
    return {one["number"]: (int(one["position"]), one["time"] or None) for one in rows if one["position"]}


def documented(text: str) -> Starts:
    return {one["number"]: (one["position"], one["time"]) for one in json.loads(text)["grid"]}


def on_paper(folder: Path, number: int, race: str) -> Starts:
    meeting = gathered(load_championship(folder)).meeting(number)
    assert meeting is not None
    session = meeting.session(race)
    look: Any = _look()
    made = printed(Place(meeting, session, ()), kinds("grid")[0], look, lambda place, kind: ())
    (block,) = [one for one in made.blocks if one["kind"] == "table"]
    keys = [column["key"] for column in block["columns"]]
    found: Starts = {}
    for row in block["rows"]:
        cells = dict(zip(keys, row, strict=True))
        found[cells["number"]] = (int(cells["position"]), cells.get("time") or None)
    return found


def _look() -> object:
    from parcferme.papers import Look

    return Look(languages=("en",))


def on_page(text: str) -> Iterator[list[str]]:
    """The rows of the tables of a page, as the texts of their cells."""
    for row in re.findall(r"<tr.*?</tr>", text, re.DOTALL):
        cells = re.findall(r"<t[dh].*?</t[dh]>", row, re.DOTALL)
        yield [" ".join(html.unescape(re.sub(r"<[^>]*>", " ", cell)).split()) for cell in cells]


def agreed(folder: Path, board: Path, number: int, race: str, qualifying: str | None) -> Starts:
    """Who started where by the JSON that `publish` keeps, everything else having been held against it."""
    place = board / f"{number}-{race}"
    said = documented((place / "json/grid.json").read_text())
    assert said == listed((place / "csv/grid.csv").read_text())
    assert said == documented(ran("grid", f"{number}/{race}", "--folder", folder, "--json"))
    assert said == on_paper(folder, number, race)
    season = load_championship(folder)
    (counted,) = [one for one in season.results if (one.round, one.session) == (number, race)]
    assert {line.car: line.grid for line in counted.lines if line.grid} == {
        car: at for car, (at, _) in said.items() if car in counted.cars()
    }
    if qualifying is not None:
        rows = json.loads((board / f"{number}-{qualifying}/json/classification.json").read_text())[
            "classification"
        ]
        times = {row["number"]: row["best_lap"] for row in rows}
        assert {car: time for car, (_, time) in said.items()} == {car: times.get(car) for car in said}
        (page,) = (board / "site").glob(f"*/{number}-{qualifying}.html")
        shown = [cells for cells in on_page(page.read_text()) if cells]
        for car, time in times.items():
            assert time is None or any(f"{car}" in cells and time in cells for cells in shown), (car, time)
    return said


@pytest.mark.parametrize("seed", range(8))
def test_starts_and_qualifying_times_are_the_same_everywhere(tmp_path: Path, seed: int) -> None:
    folder = written(tmp_path / "cup", files(seed))
    board = tmp_path / "board"
    ran(
        "publish",
        "1",
        "--folder",
        folder,
        "--out",
        board,
        "--only",
        "csv,json",
        "--site",
        "--lang",
        "en",
        "--published",
        "x",
    )
    said = agreed(folder, board, 1, "race-1", "qualifying-1")
    assert len(said) >= 4
    drivers = load_championship(folder).standings(1).table("drivers")
    assert drivers is not None
    places = {
        line.split(",")[1]: int(line.split(",")[0])
        for line in files(seed)["1-spa/race-1.csv"].splitlines()[1:]
    }
    scale = {1: 10, 2: 6, 3: 4}
    for car, (start, _) in said.items():
        row = drivers.row(f"Driver {car}")
        gained = max(0, start - places[car])
        assert (0 if row is None else row.points) == scale.get(places[car], 0) + gained
    first = min(said, key=lambda car: said[car][0])
    told = ran("communique", "1", "--folder", folder, "--lang", "en", "--for", f"Team {first}")
    assert f"Driver {first}" in told


@pytest.mark.parametrize("session", ["race-1", "race-2"])
def test_the_shipped_season_says_so_everywhere(tmp_path: Path, session: str) -> None:
    folder, board = season_folder(), tmp_path / "board"
    ran(
        "publish",
        f"1/{session}",
        "--folder",
        folder,
        "--out",
        board,
        "--only",
        "csv,json",
        "--lang",
        "en",
        "--published",
        "x",
    )
    assert len(agreed(folder, board, 1, session, None)) == 15


def test_a_grid_nobody_gave_is_printed_nowhere_and_nobody_gained_a_place(tmp_path: Path) -> None:
    """Monza has no qualifying and its list no grid: only the entry list could order it."""
    folder = written(tmp_path / "cup", {**FILES, "cup.toml": GAINED})
    board = tmp_path / "board"
    ran(
        "publish",
        "2",
        "--folder",
        folder,
        "--out",
        board,
        "--only",
        "csv,json",
        "--site",
        "--lang",
        "en",
        "--published",
        "x",
    )
    assert not list(board.rglob("*grid*"))
    assert "2-race-1" in {path.name for path in board.iterdir()}
    (counted,) = [one for one in load_championship(folder).results if one.round == 2]
    assert [line.grid for line in counted.lines] == [None, None]
    assert "gained" not in ran("communique", "2", "--folder", folder, "--lang", "en")
