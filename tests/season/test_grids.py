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


SPA = "1-spa/race-1.csv"


def test_a_list_that_says_who_started_where_goes_before_the_qualifying(season: Folder) -> None:
    """81 was first in qualifying and started third; whatever was ruled, the list has it, and it is told who differs."""
    read = season({SPA: "pos,car,grid\n1,7,1\n2,81,3\n3,50,2\n"})
    made = starting_grid(read, read.session("1/race-1"))
    assert [(slot.number, slot.time) for slot in made.grid.slots] == [
        ("7", 111_000_000), ("50", None), ("81", 110_000_000),
    ]  # fmt: skip
    (told,) = [one for one in made.findings if one.code == "grid-stated"]
    assert (told.severity, told.values["cars"]) == ("info", ["7", "50", "81"])
    assert [one.code for one in season_findings(read)].count("grid-stated") == 1


def test_rulings_move_no_car_of_a_grid_that_is_stated(season: Folder) -> None:
    """Two places back, and the list says second: he is not moved twice."""
    files = {
        SPA: "pos,car,grid\n1,7,1\n2,81,2\n3,50,3\n",
        "1-spa/race-1.grid.toml": '[[decision]]\ncar = "81"\npenalty = "grid-places"\nplaces = 1\n',
    }
    read = season(files)
    made = starting_grid(read, read.session("1/race-1"))
    assert [slot.number for slot in made.grid.slots] == ["7", "81", "50"]
    assert "grid-stated" not in [one.code for one in made.findings]
    asked = starting_grid(read, read.session("1/race-1"), reverse_first=2)
    what_if = [slot.number for slot in asked.grid.slots]  # as rules and rulings make it
    assert what_if == ["7", "50", "81"]


def test_a_pole_alone_is_no_grid(season: Folder) -> None:
    read = season({SPA: "pos,car,grid\n1,7,1\n2,81,\n3,50,\n"})
    made = starting_grid(read, read.session("1/race-1"))
    assert [slot.number for slot in made.grid.slots][:2] == ["81", "7"]


RULES = FILES["cup.toml"].replace("[[standings]]", 'bonus = [{ for = "%s", points = 1 }]\n[[standings]]')


def test_pole_position_is_his_who_starts_first_and_the_fastest_qualifier_has_his_bonus(
    season: Folder,
) -> None:
    """81 was fastest and is moved back two places: 7 starts first."""
    moved = {"1-spa/race-1.grid.toml": '[[decision]]\ncar = "81"\npenalty = "grid-places"\nplaces = 2\n'}
    points = {}
    for bonus in ("pole", "fastest-qualifier"):
        table = season({"cup.toml": RULES % bonus, **moved}).standings(1).table("drivers")
        assert table is not None
        points[bonus] = {row.name: row.points for row in table.rows}
    assert points == {
        "pole": {"Ann": 11, "Bob": 6, "Cy": 4},
        "fastest-qualifier": {"Ann": 10, "Bob": 7, "Cy": 4},
    }


def test_places_gained_are_counted_from_the_grid_that_is_printed(season: Folder) -> None:
    """50 starts last and finishes first: two places."""
    table = (
        season({"cup.toml": RULES % "places-gained", SPA: "pos,car\n1,50\n2,81\n3,7\n"})
        .standings(1)
        .table("drivers")
    )
    assert table is not None
    assert {row.name: row.points for row in table.rows} == {"Cy": 12, "Bob": 6, "Ann": 4}


def test_a_reversed_grid_gives_no_pole_position(season: Folder) -> None:
    """The second of the qualifying starts first, because the order was turned round."""
    turned = FILES["1-spa/round.toml"] + "reverse-first = 2\n"
    table = season({"cup.toml": RULES % "pole", "1-spa/round.toml": turned}).standings(1).table("drivers")
    assert table is not None
    assert {row.name: row.points for row in table.rows} == {"Ann": 10, "Bob": 6, "Cy": 4}


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


def test_a_grid_by_the_championship_takes_the_table_of_each_class(season: Folder) -> None:
    """Bob leads GT before Ann; Dan leads Clio before Cy, who has the lower number."""
    files = {
        "cup.toml": FILES["cup.toml"].replace('unit = "driver"', 'each-class = true\nplace = "class"')
        + '[[grid]]\nby = "standings"\nclasses = "split"\n',
        "entries.csv": FILES["entries.csv"] + "60,Clio,Third,Clio,Dan,\n",
        "1-spa/race-1.csv": "pos,car\n1,81\n2,7\n3,60\n4,50\n",
        "2-monza/race-1.csv": None,
    }
    read = season(files)
    slots = read.grid_of(read.session("2/race-1")).grid.slots
    assert [slot.number for slot in slots] == ["81", "7", "60", "50"]
    said = [one.values["position"] for slot in slots for one in slot.reasons if one.code == "grid-standings"]
    assert said == [1, 2, 1, 2]
