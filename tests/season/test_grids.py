"""Starting grids somebody gave: the order of an entry list is nobody's word for who started where."""

from parcferme.season import season_findings
from parcferme.season.grids import starting_grid
from small_championship import FILES, Folder

MONZA = "2-monza/race-1.csv"


def test_a_race_without_anything_that_orders_it_has_no_grid_anybody_gave(season: Folder) -> None:
    read = season()
    made = starting_grid(read, read.session("2/race-1"))
    assert not made.given
    assert [one.code for one in made.grid.findings] == ["grid-nothing-to-order-by"]


def test_a_qualifying_gives_the_grid(season: Folder) -> None:
    read = season()
    made = starting_grid(read, read.session("1/race-1"))
    assert made.given
    assert [slot.number for slot in made.grid.slots][:2] == ["81", "7"]


def test_the_list_of_the_race_gives_its_grid_where_no_session_does(season: Folder) -> None:
    read = season({MONZA: "pos,driver,grid\n1,Bob,3\n2,Ann,1\n3,Cy,2\n"})
    made = starting_grid(read, read.session("2/race-1"))
    assert made.given
    assert [slot.number for slot in made.grid.slots] == ["7", "50", "81"]


def test_a_sprint_qualifying_orders_the_sprint_alone(season: Folder) -> None:
    files = {
        "2-monza/round.toml": 'name = "Monza"\nstart = 2024-06-01\n',
        MONZA: None,
        "2-monza/sprint-qualifying.csv": "pos,car\n1,50\n2,81\n3,7\n",
        "2-monza/sprint.csv": "pos,car\n1,50\n2,81\n3,7\n",
        "2-monza/qualifying.csv": "pos,car\n1,7\n2,50\n3,81\n",
        "2-monza/race.csv": "pos,car\n1,7\n2,50\n3,81\n",
    }
    read = season(files)
    assert [one.name for one in read.round(2).sessions] == [
        "sprint-qualifying",
        "sprint",
        "qualifying",
        "race",
    ]
    grids = {name: starting_grid(read, read.session(f"2/{name}")).grid.slots for name in ("sprint", "race")}
    assert [slot.number for slot in grids["sprint"]] == ["50", "81", "7"]
    assert [slot.number for slot in grids["race"]] == ["7", "50", "81"]


def test_a_grid_for_a_race_there_is_none_of_is_told_with_the_nearest(season: Folder) -> None:
    rules = FILES["cup.toml"] + '[[grid]]\nrace = "rase 1"\nfrom = ["qualfying-1"]\n'
    told = [one for one in season_findings(season({"cup.toml": rules})) if one.code == "rule-fits-nothing"]
    assert [(one.where.line, one.values["name"], one.values["nearest"]) for one in told] == [
        (9, "rase 1", "race-1"),
        (10, "qualfying-1", "qualifying-1"),
    ]
