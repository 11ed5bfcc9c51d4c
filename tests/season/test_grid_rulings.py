"""Rulings for one grid in a file beside its race: `grid` itself says which of them it could not carry out."""

from __future__ import annotations

from pathlib import Path

import pytest

from parcferme.season import Season, load_championship, starting_grid

PLACES = '[[decision]]\ncar = "1"\npenalty = "grid-places"\nplaces = 2\n'


@pytest.fixture
def club(tmp_path: Path) -> Path:
    """Three cars, a qualifying whose order is theirs, and a race that is to come."""
    (tmp_path / "rulebook.toml").write_text('name = "club"\n[[grid]]\nno-time = "back"\n')
    (tmp_path / "championship.toml").write_text(
        'name = "Club Cup"\nseason = 2024\nrulebook = "rulebook.toml"\n'
    )
    meeting = tmp_path / "1-monza"
    meeting.mkdir()
    sessions = '[[session]]\nname = "qualifying-1"\n[[session]]\nname = "race-1"\n'
    (meeting / "round.toml").write_text(f'name = "Monza"\n{sessions}')
    rows = "".join(f"{n},{n},1:3{n}.000\n" for n in (1, 2, 3))
    (meeting / "qualifying-1.csv").write_text(f"position,number,best_lap\n{rows}")
    return tmp_path


def grid_of(folder: Path) -> tuple[str, list[tuple[str, str | None]]]:
    """The order of the grid, and what was found in files of rulings."""
    season: Season = load_championship(folder)
    made = starting_grid(season, season.session("1/race-1"))
    order = " ".join(slot.number for slot in made.grid.slots)
    return order, [
        (one.code, one.where.file) for one in made.findings if (one.where.file or "").endswith(".toml")
    ]


def test_a_ruling_for_the_grid_moves_the_car(club: Path) -> None:
    (club / "1-monza/race-1.grid.toml").write_text(PLACES)
    assert grid_of(club) == ("2 3 1", [])


@pytest.mark.parametrize(
    ("name", "text", "order", "told"),
    [
        ("race-1.grid.toml", PLACES.replace("grid-places", "places"), "1 2 3", "decision-unreadable"),
        ("race-1.grid.toml", PLACES.replace("grid-places", "lap-deleted"), "1 2 3", "decision-unreadable"),
        ("race-1.grid.toml", PLACES + "served = true\n", "2 3 1", "decision-idle"),
        ("race-11.grid.toml", PLACES, "1 2 3", "rulings-without-session"),
        ("race-1.grids.toml", PLACES, "1 2 3", "rulings-without-session"),
    ],
)
def test_what_the_grid_does_not_carry_out_it_tells(
    club: Path, name: str, text: str, order: str, told: str
) -> None:
    (club / "1-monza" / name).write_text(text)
    found, codes = grid_of(club)
    assert found == order
    assert [code for code, _ in codes] == [told]
    assert (codes[0][1] or "").endswith(name)
