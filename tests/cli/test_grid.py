"""`parcferme grid`: a race found by its path, the layout, the reasons, what earlier sessions ruled, JSON."""

from pathlib import Path
from typing import Any

import pytest

from commands import Run

FILES = {
    "championship.toml": 'name = "Club Cup"\nseason = 2024\nrulebook = "rulebook.toml"\n',
    "rulebook.toml": """
name = "club"

[[grid]]
no-time = "by-decision"
no-time-order = ["standings"]

[[grid]]
race = "race-3"
from = ["race-2"]
reverse-first = 2

[[points]]
sessions = ["race"]
scale = [25, 18, 15, 12]

[[standings]]
name = "drivers"
""",
    "entries.csv": """\
number,class,team,driver,withdrawn
81,LMP3,Milo Racing,Ann Onym,
7,LMP3,Seven Up,Bea Blank,
12,GT,Twelve,Cleo Seven,
3,GT,Three,Dora Drei,
9,GT,Nine,Eva Neun,
""",
    "1-monza/qualifying-1.csv": "position,number,best lap\n1,81,1:48.902\n2,7,1:48.955\n3,12,1:49.100\n4,3,1:49.300\n",
    "1-monza/qualifying-2.csv": "position,number,best lap\n1,7,1:48.000\n2,81,1:48.100\n",
    "1-monza/race-1.csv": "position,number,laps\n1,7,20\n2,81,20\n3,12,20\n4,3,19\n",
    "1-monza/race-2.csv": "position,number,laps\n1,81,20\n2,7,20\n3,12,20\n4,3,19\n5,9,18\n",
    "1-monza/round.toml": 'name = "Monza"\n'
    + "".join(
        f'[[session]]\nname = "{name}"\n'
        for name in ("qualifying-1", "qualifying-2", "race-1", "race-2", "race-3")
    ),
    "2-spa/round.toml": 'name = "Spa"\n[[session]]\nname = "qualifying-1"\n[[session]]\nname = "race-1"\n',
    "2-spa/qualifying-1.csv": "position,number,best lap\n1,81,1:48.902\n",
}


def ruling(car: str, penalty: str, **more: object) -> str:
    values = "".join(f"{key} = {value}\n" for key, value in more.items())
    return f'[[decision]]\ncar = "{car}"\npenalty = "{penalty}"\n{values}'


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / "club" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "club" / name).write_text(text)
    return tmp_path / "club"


def numbers(document: dict[str, Any]) -> str:
    return " ".join(slot["number"] for slot in document["grid"])


def test_the_layout_seen_from_behind_and_every_car_with_its_reasons(run: Run, folder: Path) -> None:
    (folder / "1-monza" / "race-1.grid.toml").write_text(
        ruling("81", "grid-places", places=1, article='"12.3"') + ruling("3", "pit-lane-start")
    )
    done = run("grid", "club/1-monza/race-1")
    assert (done.status, done.err) == (0, "")
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert lines[0] == "Starting grid · Monza · race-1"
    assert "Row 1 1. #7 LMP3 1:48.955" in lines
    assert "Seven Up · Bea Blank 2. #81 LMP3 1:48.902" in lines
    assert lines[lines.index("From the pit lane") + 1] == "#3 GT 1:49.300 Three · Dora Drei"
    assert lines[lines.index("Not starting") + 1] == "#9 GT Nine · Eva Neun"
    assert "2. #81 place 1 of qualifying-1; 1 grid place lost (article 12.3); from 1 to 2" in lines
    assert "– #9 no time: not in qualifying-1; does not start: no decision allows it" in lines


def test_the_same_in_french(run: Run, folder: Path) -> None:
    out = run("grid", "club/1-monza/race-1", "--lang", "fr").out
    assert out.startswith("Grille de départ · Monza · race-1")
    assert "ne part pas : aucune décision" in out


@pytest.mark.parametrize(
    "call",
    [
        ("club/1-monza/race-2.csv",),
        ("club/1/race-2",),
        ("1/race-2", "--folder", "club"),
        ("race-2", "--folder", "club/championship.toml"),
    ],
)
def test_a_race_is_found_by_its_file_or_by_round_and_name(
    run: Run, folder: Path, call: tuple[str, ...]
) -> None:
    document = run("grid", *call, "--json").json
    assert document["session"]["sources"] == ["qualifying-2"]
    assert numbers(document) == "7 81"
    assert document["grid"][0] == {
        "position": 1, "row": 1, "side": "left", "number": "7", "class": "LMP3", "team": "Seven Up",
        "drivers": ["Bea Blank"], "time": "1:48.000", "time_us": 108_000_000, "qualifying_position": 1,
        "reasons": [
            {"code": "grid-result", "position": 1, "session": "qualifying-2", "text": "place 1 of qualifying-2"}
        ],
    }  # fmt: skip
    assert [slot["number"] for slot in document["left_out"]] == ["3", "9", "12"]


def test_a_reversed_grid_and_the_number_that_was_drawn(run: Run, folder: Path) -> None:
    assert numbers(run("grid", "club/1/race-3", "--json").json) == "7 81 12 3 9"
    drawn = run("grid", "club/1/race-3", "--reverse", 4, "--json").json
    assert numbers(drawn) == "3 12 7 81 9"


def test_withdrawn_cars_close_up_or_leave_a_hole(run: Run, folder: Path) -> None:
    document = run("grid", "club/1/race-1", "--withdrawn", "81", "--withdrawn-late", "12", "--json").json
    assert document["rows"] == [["7", None], ["3", None]]
    assert [slot["number"] for slot in document["left_out"]] == ["81", "12", "9"]


def test_a_ruling_in_the_decisions_file_given_counts_as_well(run: Run, folder: Path) -> None:
    (folder.parent / "more.toml").write_text(ruling("9", "allowed-to-start"))
    document = run("grid", "club/1/race-1", "--decisions", "more.toml", "--json").json
    assert numbers(document) == "81 7 12 3 9"


def test_places_ruled_in_the_qualifying_are_lost_at_the_next_start_and_not_at_the_one_after(
    run: Run, folder: Path
) -> None:
    (folder / "1-monza" / "qualifying-1.decisions.toml").write_text(ruling("81", "grid-places", places=3))
    assert numbers(run("grid", "club/1/race-1", "--json").json) == "7 12 3 81"
    assert numbers(run("grid", "club/1/race-2", "--json").json) == "7 81"


def test_places_ruled_in_race_one_are_lost_in_race_two(run: Run, folder: Path) -> None:
    (folder / "1-monza" / "race-1.decisions.toml").write_text(ruling("7", "grid-places", places=1))
    assert numbers(run("grid", "club/1/race-2", "--json").json) == "81 7"


def test_places_ruled_in_the_last_race_are_carried_to_the_next_round(run: Run, folder: Path) -> None:
    (folder / "1-monza" / "race-2.decisions.toml").write_text(ruling("81", "grid-places", places=2))
    (folder / "2-spa" / "qualifying-1.csv").write_text(
        "position,number,best lap\n1,81,1:48.902\n2,7,1:49.000\n"
    )
    document = run("grid", "club/2/race-1", "--json").json
    assert numbers(document) == "7 81"
    codes = [reason["code"] for reason in document["grid"][1]["reasons"]]
    assert codes == ["grid-result", "grid-places-carried", "grid-moved"]


LOG = """\
time,kind,car,loop,value
10:00:30,flag,,,green
10:01:00.000,passing,81,FL,
10:01:01.000,passing,7,FL,
10:01:02.000,passing,12,FL,
10:02:50.500,passing,7,FL,
10:02:50.000,passing,81,FL,
10:04:40.000,passing,81,FL,
10:04:39.500,passing,7,FL,
10:05:00,flag,,,chequered
"""


@pytest.mark.parametrize(("places", "expected"), [(None, "7 81 12"), (1, "81 7 12")])
def test_a_qualifying_that_was_timed_orders_the_grid_and_what_it_ruled_counts(
    run: Run, folder: Path, places: int | None, expected: str
) -> None:
    spa = folder / "2-spa"
    (spa / "qualifying-1.csv").unlink()
    # #81: 1:50.000 twice; #7: 1:49.500 and 1:49.000; #12 left the pits and set no time.
    (spa / "qualifying-1.log").write_text(LOG)
    (spa / "race-1.grid.toml").write_text(ruling("12", "allowed-to-start"))
    if places is not None:
        (spa / "qualifying-1.decisions.toml").write_text(ruling("7", "grid-places", places=places))
    document = run("grid", "club/2/race-1", "--json").json
    assert numbers(document) == expected
    best = {slot["number"]: slot["time_us"] for slot in document["grid"]}
    assert best == {"7": 109_000_000, "81": 110_000_000, "12": None}


def test_cars_without_a_time_stand_in_the_order_of_the_championship(run: Run, folder: Path) -> None:
    (folder / "2-spa" / "race-1.grid.toml").write_text(
        "".join(ruling(car, "allowed-to-start") for car in ("12", "3", "7", "9"))
    )
    assert numbers(run("grid", "club/2/race-1", "--json").json) == "81 7 12 3 9"


def test_a_grid_before_the_qualifying_has_a_result_is_an_error_and_still_a_grid(
    run: Run, folder: Path
) -> None:
    (folder / "2-spa" / "qualifying-1.csv").unlink()
    done = run("grid", "club/2/race-1", "--json")
    assert done.status == 1
    assert "grid-nothing-to-order-by" in {finding["code"] for finding in done.json["findings"]}
    assert numbers(done.json) == "7 81 12 3 9"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("club/1/qualifying-1",), "only a race has a starting grid"),
        (("club/1/race-9",), "no session '1/race-9'"),
        (("race-1",), "in no championship folder"),
        (("club/race-1",), "which round?"),
    ],
)
def test_a_session_without_a_grid_is_a_wrong_call(
    run: Run, folder: Path, call: tuple[str, ...], said: str
) -> None:
    done = run("grid", *call)
    assert (done.status, done.out) == (2, "")
    assert said in done.err


def test_a_narrow_terminal_still_shows_every_number(run: Run, folder: Path) -> None:
    out = run("grid", "club/1/race-1", width=46).out
    assert all(f"#{car}" in out for car in ("81", "7", "12", "3", "9"))
    assert max(len(line) for line in out.splitlines()) <= 46
