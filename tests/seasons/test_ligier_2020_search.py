"""What no source gives of 2020 is searched, not guessed: the same facts give the same files, and a range of margins.

The margins are counted a second time here, in plain Python from the facts alone.
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import permutations, product
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from parcferme.season import load_championship, season_folder

ROOT = Path(__file__).parents[2]
FOLDER = season_folder("ligier-european-series-2020")
FACTS = tomllib.loads((FOLDER / "facts.toml").read_text(encoding="utf-8"))["fact"]
OPEN = tomllib.loads((FOLDER / "reconstruction.toml").read_text(encoding="utf-8"))
SCALE = [0, 25, 18, 15, 12, 10]
RACES = [(number, race) for number in range(1, 6) for race in (1, 2)]


@pytest.fixture(scope="module")
def tools() -> Iterator[tuple[ModuleType, ModuleType]]:
    """The tool that searches and the one that writes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "tools"))
        yield import_module("search_season_2020"), import_module("fill_season_2020")
        for name in ("search_season_2020", "fill_season_2020"):
            sys.modules.pop(name)


@pytest.fixture(scope="module")
def written(
    tools: tuple[ModuleType, ModuleType], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Any]:
    """A folder with what the tool writes from the shipped facts, and what it found."""
    into = tmp_path_factory.mktemp("filled")
    return into, tools[1].main(FOLDER, into)


def test_the_tool_writes_the_shipped_files_byte_by_byte(written: tuple[Path, Any]) -> None:
    into, _ = written
    files = [path.relative_to(into) for path in into.rglob("*") if path.is_file()]
    for file in files:
        assert (into / file).read_bytes() == (FOLDER / file).read_bytes(), (
            f"{file} is not what the tool writes"
        )
    lists = {path.relative_to(FOLDER) for path in FOLDER.glob("*/*.csv")} | {Path("reconstruction.toml")}
    assert set(files) == lists and len(files) == 23


def test_the_logs_of_round_one_have_the_places_the_search_found(written: tuple[Path, Any]) -> None:
    _, found = written
    season = load_championship(FOLDER)
    race = season.result(season.session("1/race-1"))
    assert race is not None
    there = {(line.class_, line.class_position): line.car for line in race.lines}
    searched = {
        (class_, place): car
        for class_, one in found.items()
        for (at, car), place in one.whole.items()
        if at == "1.1"
    }
    assert len(there) == 15 and there == searched


def test_the_order_in_which_facts_are_told_changes_nothing(
    tools: tuple[ModuleType, ModuleType], written: tuple[Path, Any], tmp_path: Path
) -> None:
    search, _ = tools
    text = (FOLDER / "facts.toml").read_text(encoding="utf-8")
    head, *facts = text.split("\n[[fact]]")
    (tmp_path / "facts.toml").write_text("\n[[fact]]".join([head, *reversed(facts)]), encoding="utf-8")
    (tmp_path / "entries.csv").write_bytes((FOLDER / "entries.csv").read_bytes())
    again = search.fill(search.read(tmp_path), "JS2 R")
    assert again.whole == written[1]["JS2 R"].whole


def test_facts_that_contradict_each_other_are_refused(
    tools: tuple[ModuleType, ModuleType], tmp_path: Path
) -> None:
    search, _ = tools
    text = (FOLDER / "facts.toml").read_text(encoding="utf-8")
    assert text.count("points = 105") == 1
    (tmp_path / "facts.toml").write_text(text.replace("points = 105", "points = 104"), encoding="utf-8")
    (tmp_path / "entries.csv").write_bytes((FOLDER / "entries.csv").read_bytes())
    with pytest.raises(ValueError, match=r"contradict|off by"):
        search.fill(search.read(tmp_path), "JS2 R")


# --- the margin of the title, counted without the tool

Places = Mapping[str, int]


def fields() -> dict[tuple[int, int], list[str]]:
    """The JS P4 of each race, from the entry list."""
    entries = load_championship(FOLDER).entries
    return {at: [car.number for car in entries.of_round(at[0]).cars if car.class_ == "JS P4"] for at in RACES}


def ways(at: tuple[int, int], cars: list[str]) -> list[Places]:
    """Every way to fill one race that its facts allow: classified cars have places without a gap, 0 is none."""
    told = {f["number"]: f.get("place", 0) for f in FACTS
            if f["kind"] in ("place", "status") and (f["round"], f["race"]) == at and f["number"] in cars}  # fmt: skip
    free = [car for car in cars if car not in told]
    found: list[Places] = []
    for places in product(range(len(cars) + 1), repeat=len(free)):
        whole = told | dict(zip(free, places, strict=True))
        taken = sorted(place for place in whole.values() if place)
        if taken == list(range(1, len(taken) + 1)):
            found.append(whole)
    return found


def every_season() -> Iterator[dict[tuple[int, int], Places]]:
    races = {at: ways(at, cars) for at, cars in fields().items()}
    for chosen in product(*races.values()):
        yield dict(zip(races, chosen, strict=True))


def points(season: Mapping[tuple[int, int], Places], car: str, until: int = 5) -> int:
    return sum(SCALE[places.get(car, 0)] for at, places in season.items() if at[0] <= until)


def test_the_facts_allow_a_title_by_3_4_6_9_or_12_points() -> None:
    ways, titles, with_hope = 0, Counter[int](), Counter[int]()
    for season in every_season():
        ways += 1
        margin = points(season, "50") - points(season, "81")
        if margin <= 0:  # with equal points six wins would beat three
            continue
        titles[margin] += 1
        hope = points(season, "81", 1)
        if sum(points(season, car, 1) > hope for car in ("33", "34", "50")) >= 2:
            with_hope[margin] += 1
    assert (ways, titles.total(), with_hope.total()) == (10_400, 645, 387)
    assert set(titles) == set(with_hope)
    told = {one["points"]: one["ways"] for one in OPEN["title"]["margin"]}
    assert told == dict(with_hope)
    assert sorted(told) == [3, 4, 6, 9, 12]


def test_the_shipped_title_is_one_of_them_and_says_which() -> None:
    rows = load_championship(FOLDER).standings().table("cars", "JS P4")
    assert rows is not None
    first, second = rows.rows[:2]
    assert [first.name, second.name] == [OPEN["title"]["champion"], OPEN["title"]["second"]]
    assert first.points - second.points == OPEN["shipped"]["margin"] == 12


def test_every_open_place_is_listed_with_what_it_could_be(written: tuple[Path, Any]) -> None:
    found = written[1]
    for class_ in OPEN["class"]:
        listed = {(cell["race"], cell["number"]): cell for cell in class_["cell"]}
        one = found[class_["name"]]
        assert {key: set(cell["places"]) for key, cell in listed.items()} == one.values
        assert all(cell["shipped"] in cell["places"] for cell in listed.values())
        assert {key: cell["shipped"] for key, cell in listed.items()} == {
            key: one.whole[key] for key in listed
        }
    assert [class_["ways"] for class_ in OPEN["class"]] == [[387], [607, 31, 2]]


def test_no_place_is_taken_twice_and_none_left_out(written: tuple[Path, Any]) -> None:
    for one in written[1].values():
        for race in {race for race, _ in one.whole}:
            places = sorted(place for (at, _), place in one.whole.items() if at == race and place)
            assert places == list(range(1, len(places) + 1))


def test_a_class_with_all_places_open_has_every_order() -> None:
    cars = ["50", "81", "34"]
    complete = [order for order in ways((9, 9), cars) if 0 not in order.values()]
    assert len(complete) == len(list(permutations(cars)))
