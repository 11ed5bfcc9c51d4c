"""A bare result list goes the way of a folder: pole, places in qualifying and grids follow from it."""

from pathlib import Path

import pytest

from parcferme.publishing import running, tables_after

QUALIFYINGS = """\
round,session,position,number,driver
1,Qualifying 1,1,1,Ann
1,Qualifying 1,2,2,Bea
1,Race 1,1,2,Bea
1,Race 1,2,1,Ann
1,Qualifying 2,1,2,Bea
1,Qualifying 2,2,1,Ann
1,Race 2,1,2,Bea
1,Race 2,2,1,Ann
"""
MOVED_BACK = """\
round,session,position,number,driver,grid
1,Qualifying,1,1,Ann,
1,Qualifying,2,2,Bea,
1,Race,1,2,Bea,1
1,Race,2,1,Ann,4
1,Race,3,3,Cleo,2
"""
REVERSED = """\
round,session,position,number,driver
1,Qualifying,1,1,Ann
1,Qualifying,2,2,Bea
1,Qualifying,3,3,Cleo
1,Race 1,1,1,Ann
1,Race 1,2,2,Bea
1,Race 1,3,3,Cleo
1,Race 2,1,1,Ann
1,Race 2,2,2,Bea
1,Race 2,3,3,Cleo
"""
TURNED = '[[grid]]\nrace = "race-2"\nfrom = ["race-1"]\nreverse-first = 3\n[[grid]]\nrace = "race-1"\n'


@pytest.mark.parametrize("folder", [False, True])
@pytest.mark.parametrize(
    ("races", "bonus", "grids", "points"),
    [
        pytest.param(QUALIFYINGS, "pole", "", {"Bea": 21, "Ann": 13}, id="each race has its own pole"),
        pytest.param(QUALIFYINGS, "fastest-qualifier", "", {"Bea": 21, "Ann": 13}, id="and fastest qualifier"),
        pytest.param(MOVED_BACK, "pole", "", {"Bea": 11, "Ann": 6, "Cleo": 4}, id="pole to who starts first"),
        pytest.param(
            MOVED_BACK, "fastest-qualifier", "", {"Bea": 10, "Ann": 7, "Cleo": 4}, id="the fastest keeps it"
        ),
        pytest.param(REVERSED, "pole", TURNED, {"Ann": 21, "Bea": 12, "Cleo": 8}, id="none on a reversed grid"),
        pytest.param(REVERSED, "places-gained", TURNED, {"Ann": 22, "Bea": 12, "Cleo": 8}, id="two places gained"),
    ],
)  # fmt: skip
def test_qualifyings_of_a_list_give_pole_and_grids_with_a_folder_or_without(
    tmp_path: Path, races: str, bonus: str, grids: str, points: dict[str, int], *, folder: bool
) -> None:
    (tmp_path / "list.csv").write_text(races)
    (tmp_path / "rules.toml").write_text(
        f'[[points]]\nscale = [10, 6, 4]\nbonus = [{{ for = "{bonus}", points = 1 }}]\n'
        f'[[standings]]\nname = "D"\n{grids}'
    )
    (tmp_path / "championship.toml").write_text('rulebook = "rules.toml"\nresults = "list.csv"\n')
    bare = (tmp_path / "list.csv", str(tmp_path / "rules.toml"), None)
    run = running(tmp_path, None, None, None) if folder else running(None, *bare)
    _, made = tables_after(run, None, gross=False)
    assert {row.name: row.points for row in made.tables[0].rows} == points
    assert made.findings == ()


def test_the_order_of_the_list_is_the_order_of_the_season(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("round,position,driver\n2,1,Ann\n2,2,Bea\n1,1,Bea\n1,2,Ann\n")
    (tmp_path / "rules.toml").write_text('[[points]]\nscale = [10, 6]\n[[standings]]\nname = "D"\n')
    run = running(None, tmp_path / "list.csv", str(tmp_path / "rules.toml"), None)
    assert [one.round for one in run.results] == [2, 1]
