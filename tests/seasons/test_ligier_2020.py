"""The season of 2020 of the Ligier European Series agrees with everything that was published of it.

Each fact of `facts.toml` is proved from what Parc Fermé computes of the folder: results, grids, tables, entries
and rules. What only a report can tell is listed here by name. A kind of fact without a check fails.
"""

import csv
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pytest

from parcferme.championship import Table
from parcferme.classification import ResultLine, SessionResult
from parcferme.findings import Severity
from parcferme.grid import Grid, grid_of, rules_for, sources_for
from parcferme.records import Penalty
from parcferme.season import Score, load_championship, season_findings, season_folder
from parcferme.times import MINUTE, SECOND, format_clock, parse_clock
from small_season import the

FOLDER = season_folder("ligier-european-series-2020")
SEASON = load_championship(FOLDER)
FACTS = tomllib.loads((FOLDER / "facts.toml").read_text(encoding="utf-8"))["fact"]
Fact = Mapping[str, Any]

# Gaps, neutralisations and what happened on the road: no result list shows them, so they are told, in facts.toml alone
# or in the note of their session.
TOLD = {
    "2-1-penalties", "2-2-81-margin", "2-q2-three", "3-1-neutral", "3-2-30-margin", "3-2-aquaplaning", "3-2-sc",
    "4-2-50-stop", "4-2-sc", "4-fp-neutral", "4-q1-86-last-lap", "5-1-sc", "5-2-neutral",
}  # fmt: skip
CHECKS: dict[str, Callable[[Fact], None]] = {}


def proves(*kinds: str) -> Callable[[Callable[[Fact], None]], Callable[[Fact], None]]:
    def known(check: Callable[[Fact], None]) -> Callable[[Fact], None]:
        CHECKS.update(dict.fromkeys(kinds, check))
        return check

    return known


@cache
def result(number: int, name: str) -> SessionResult:
    found = SEASON.result(SEASON.session(f"{number}/{name}"))
    assert found is not None
    return found


def race_of(fact: Fact) -> SessionResult:
    return result(fact["round"], f"race-{fact['race']}")


def line_of(session: SessionResult, number: str) -> ResultLine:
    (line,) = [line for line in session.lines if line.car == number]
    return line


def class_places(session: SessionResult, class_: str) -> dict[int, str]:
    """Car numbers by place in the class, from the order of the whole list."""
    placed = sorted(
        (line.position, line.car) for line in session.lines if line.class_ == class_ and line.position
    )
    return {place: car for place, (_, car) in enumerate(placed, 1)}


@cache
def grid(number: int, race: int) -> Grid:
    """The starting grid as the rulebook makes it; cars that did not start are withdrawn."""
    before = [result(number, f"qualifying-{race}")]
    rules = rules_for(SEASON.rulebook.grid, f"race-{race}")
    sources, odd = sources_for(rules, f"race-{race}", before)
    gone = {
        line.car: "before" for line in result(number, f"race-{race}").lines if line.status == "not-started"
    }
    made = grid_of(
        rules, sources, entries=[car.number for car in SEASON.entries_of(number).cars], withdrawn=gone
    )
    assert (odd, made.findings) == ((), ())
    return made


@cache
def table(name: str, class_: str, after: int = 5) -> Table:
    found = SEASON.standings(after).table(name, class_)
    assert found is not None
    return found


def points(name: str, class_: str, after: int, of: str) -> int:
    row = table(name, class_, after).row(of)
    assert row is not None and isinstance(row.points, int)
    return row.points


@cache
def race_1() -> Score:
    found = SEASON.score(SEASON.session("1/race-1"))
    assert found is not None
    return found


def at_lap(number: str, lap: int) -> int:
    """The place overall in which a car completed a lap of the race that is a log."""
    laps = race_1().laps
    return int(laps.filter(number=number, lap=lap)["position"].item())


# --- results


@proves("place")
def class_place(fact: Fact) -> None:
    assert class_places(race_of(fact), fact["class"])[fact["place"]] == fact["number"]
    assert line_of(race_of(fact), fact["number"]).class_position in (fact["place"], None)


@proves("overall-place")
def overall_place(fact: Fact) -> None:
    assert line_of(race_of(fact), fact["number"]).position == fact["place"]


@proves("status")
def no_place(fact: Fact) -> None:
    line = line_of(race_of(fact), fact["number"])
    assert (line.position, line.status.value, line.class_) == (None, fact["status"], fact["class"])
    assert line.reason == fact["reason"]


@proves("frozen")
def top_of_the_class(fact: Fact) -> None:
    places = class_places(race_of(fact), fact["class"])
    assert [places[place] for place in (1, 2, 3)] == fact["numbers"]


@proves("lap-time")
def fastest_of_the_class(fact: Fact) -> None:
    name = "practice" if fact["session"] == "practice" else f"race-{fact['race']}"
    session = result(fact["round"], name)
    line = line_of(session, fact["number"])
    assert line.class_ == fact["class"] and fact["driver"] in line.drivers
    if fact["session"] == "practice":
        assert line.class_position == 1
    if "time" in fact:
        assert line.best_lap == parse_clock(fact["time"])
        others = [one.best_lap for one in session.lines if one.class_ == fact["class"] and one.best_lap]
        assert min(others) == line.best_lap


@proves("penalty")
def penalty(fact: Fact) -> None:
    if (fact["round"], fact["race"]) == (1, 1):
        (made,) = [one for one in race_1().timing.decisions if one.car == fact["number"]]
        assert made.penalty is Penalty(fact["penalty"])
        return
    file = SEASON.session(f"{fact['round']}/race-{fact['race']}").file
    assert file is not None
    with file.open(encoding="utf-8", newline="") as text:
        notes = {row["number"]: row["note"] for row in csv.DictReader(text)}
    assert f"{fact['penalty']}: {fact['reason']}" in notes[fact["number"]]


@proves("leads")
def leads(fact: Fact) -> None:
    stops = race_1().timing.stops_frame
    stopped = stops.filter(stops["car"].cast(str) == fact["number"])["in_lap"].to_list()[0]
    assert stopped > fact["from_lap"] > 1 and at_lap(fact["number"], fact["from_lap"] - 1) > 1
    assert {at_lap(fact["number"], lap) for lap in range(fact["from_lap"], stopped)} == {1}


@proves("passes")
def passes(fact: Fact) -> None:
    assert at_lap(fact["number"], fact["by_lap"]) < at_lap(fact["passed"], fact["by_lap"])
    assert at_lap(fact["number"], 6) > at_lap(fact["passed"], 6)


# --- qualifyings and grids


@proves("qualifying-place")
def qualifying_place(fact: Fact) -> None:
    session, number = result(fact["round"], f"qualifying-{fact['race']}"), fact["number"]
    slots = list(grid(fact["round"], fact["race"]).slots)
    if fact["scope"] == "overall":
        assert line_of(session, number).position == fact["place"]
        assert slots[fact["place"] - 1].number == number
    else:
        assert class_places(session, fact["scope"])[fact["place"]] == number
        assert [slot.number for slot in slots if slot.class_ == fact["scope"]][fact["place"] - 1] == number
    assert fact.get("driver", "") in " / ".join(line_of(session, number).drivers)
    if "time" in fact:
        assert line_of(session, number).best_lap == parse_clock(fact["time"])


@proves("qualifying-set")
def row_of_the_grid(fact: Fact) -> None:
    slots = grid(fact["round"], fact["race"]).slots
    assert {slots[place - 1].number for place in fact["places"]} == set(fact["numbers"])
    assert len({slots[place - 1].row for place in fact["places"]}) == 1
    session = result(fact["round"], f"qualifying-{fact['race']}")
    assert [line_of(session, car).drivers for car in fact["numbers"]] == [(name,) for name in fact["drivers"]]


@proves("no-time")
def no_time(fact: Fact) -> None:
    line = line_of(result(fact["round"], f"qualifying-{fact['race']}"), fact["number"])
    assert line.best_lap is None and line.laps
    slot = grid(fact["round"], fact["race"]).car(fact["number"])
    assert slot is not None and slot.qualifying_position is None


@proves("grid-from-back")
def from_the_back(fact: Fact) -> None:
    assert grid(fact["round"], fact["race"]).slots[-fact["place"]].number == fact["number"]


# --- tables


@proves("points")
def snapshot(fact: Fact) -> None:
    after, class_ = fact["after"], fact["class"]
    if fact["unit"] == "car":
        assert points("cars", class_, after, fact["name"].removeprefix("#")) == fact["points"]
        return
    # the points of a crew are those of each of its members while they drive together
    for name in fact["name"].split(" / "):
        assert points("drivers", class_, after, name) == fact["points"]


@proves("gap")
def final_gap(fact: Fact) -> None:
    ahead, behind = (
        points("drivers", fact["class"], fact["after"], fact[key]) for key in ("ahead", "behind")
    )
    assert ahead - behind == fact["points"]
    assert [row.name for row in table("drivers", fact["class"]).rows[:2]] == [fact["ahead"], fact["behind"]]


@proves("champion")
def champion(fact: Fact) -> None:
    first, second = table("drivers", fact["class"]).rows[:2]
    assert (first.name, first.position, second.position) == (fact["name"], 1, 2)
    assert table("cars", fact["class"]).rows[0].name == fact["number"]


@proves("wins")
def wins(fact: Fact) -> None:
    races = [one for one in SEASON.results if one.kind == "race" and one.round <= fact.get("after", 5)]
    winners = [line_of(race, class_places(race, fact["class"])[1]) for race in races]
    assert sum(fact["name"] in line.drivers for line in winners) == fact["wins"]


@proves("hope")
def hope(fact: Fact) -> None:
    row = table("cars", fact["class"], fact["round"]).row(fact["number"])
    assert row is not None and row.position is not None and row.position > max(fact["gain"])


# --- entries


@proves("entry-count")
def entry_count(fact: Fact) -> None:
    present = {line.car: line.class_ for line in result(fact["round"], "race-1").lines}
    classes = Counter(present.values())
    assert (classes.total(), classes["JS2 R"], classes["JS P4"]) == (
        fact["present"],
        fact["js2r"],
        fact["jsp4"],
    )
    assert set(present) == {car.number for car in SEASON.entries_of(fact["round"]).cars}
    listed = {car.number for car in SEASON.entries.cars if car.is_listed(fact["round"])}
    assert len(listed) == fact.get("entered", len(listed))


@proves("absence")
def absence(fact: Fact) -> None:
    races = [fact["race"]] if "race" in fact else [1, 2]
    for race in races:
        crews = {line.car: line.drivers for line in result(fact["round"], f"race-{race}").lines}
        assert crews and not any(fact["driver"] in crew for crew in crews.values())


@proves("withdrawal")
def withdrawal(fact: Fact) -> None:
    (entry,) = [
        car for car in SEASON.entries.cars if car.number == fact["number"] and car.is_listed(fact["round"])
    ]
    assert entry.of_round(fact["round"]) is None
    mine = [driver for driver in entry.drivers if fact["round"] in driver.rounds]
    assert {driver.status for driver in mine} == {"withdrawn"}


@proves("late-entry")
def late_entry(fact: Fact) -> None:
    crew = SEASON.entries_of(fact["round"]).by_number()[fact["number"]].drivers
    assert {driver.entered.isoformat() for driver in crew if driver.entered} == {fact["date"]}


@proves("injury")
def injury(fact: Fact) -> None:
    crew = SEASON.entries_of(fact["round"]).by_number()[fact["number"]].drivers
    (hurt,) = [driver for driver in crew if driver.hurt]
    assert hurt.name == fact["driver"] and hurt.cleared and "toe" in str(hurt.hurt_by)
    assert str(hurt.hurt) == "2020-07-16" and str(SEASON.round(1).file.start) == "2020-07-17"  # the Thursday


# --- rules and rounds


@proves("scale")
def scale(fact: Fact) -> None:
    (rules,) = SEASON.rulebook.points
    assert (
        list(rules.scale) == fact["points"] and not rules.bonus and fact["pole"] == fact["fastest_lap"] == 0
    )
    assert {one.place.value for one in SEASON.rulebook.standings} == {fact["per"]}


@proves("race-length")
def race_length(fact: Fact) -> None:
    rules = SEASON.rulebook.race
    assert (rules.length, rules.plus_laps) == (fact["minutes"] * MINUTE, fact["plus_laps"])


@proves("session-length")
def session_length(fact: Fact) -> None:
    assert SEASON.rulebook.session(fact["session"]).length == fact["minutes"] * MINUTE
    if "each_round" in fact:
        for one in SEASON.rounds:
            assert sum(session.kind == fact["session"] for session in one.sessions) == fact["each_round"]


@proves("track-time")
def track_time(fact: Fact) -> None:
    lengths = {
        session.kind: SEASON.rulebook.session(session.kind).length for session in SEASON.rounds[0].sessions
    }
    spent = [lengths[session.kind] or 0 for session in SEASON.rounds[0].sessions]
    assert (len(spent), sum(spent)) == (5, fact["minutes"] * MINUTE)


@proves("crew-size")
def crew_size(fact: Fact) -> None:
    for rules in SEASON.rulebook.entries.classes:
        assert (rules.crew_least, rules.crew_most) == (fact["least"], fact["most"])
    crews = [len(car.drivers) for one in SEASON.rounds for car in SEASON.entries_of(one.number).cars]
    assert {min(crews), max(crews)} == {fact["least"], fact["most"]}


@proves("minimum-stop")
def minimum_stop(fact: Fact) -> None:
    rules = SEASON.round(fact["round"]).rulebook.race.compulsory_stop
    assert rules is not None and rules.minimum == fact["seconds"] * SECOND


@proves("stop-window")
def stop_window(fact: Fact) -> None:
    rules = SEASON.round(fact["round"]).rulebook.race.compulsory_stop
    assert rules is not None
    assert (rules.opens, rules.closes) == (fact["opens_minute"] * MINUTE, fact["closes_minute"] * MINUTE)
    assert rules.solo_drivers is fact["solo_drivers"]


@proves("start-time")
def start_time(fact: Fact) -> None:
    start = SEASON.session(f"{fact['round']}/race-{fact['race']}").spec.start
    assert start is not None and f"{start:%H:%M}" == fact["time"]
    assert start.date() == SEASON.round(fact["round"]).file.end


@proves("dates")
def dates(fact: Fact) -> None:
    file = SEASON.round(fact["round"]).file
    assert (str(file.start), str(file.end)) == (fact["first"], fact["races"])


@proves("weather")
def weather(fact: Fact) -> None:
    assert SEASON.session(f"{fact['round']}/race-{fact['race']}").spec.wet is fact["wet"]


# --- the facts, one by one


@pytest.mark.parametrize(
    "fact", [fact for fact in FACTS if fact["id"] not in TOLD], ids=lambda fact: fact["id"]
)
def test_a_published_fact_follows_from_the_tables(fact: Fact) -> None:
    CHECKS[fact["kind"]](fact)


def test_how_many_facts_are_proved_and_which_are_told_only() -> None:
    ids = [fact["id"] for fact in FACTS]
    assert len(ids) == len(set(ids)) == 193
    assert set(ids) >= TOLD
    assert len(set(ids) - TOLD) == 180
    proved = {fact["kind"] for fact in FACTS if fact["id"] not in TOLD}
    assert proved == set(CHECKS)


def test_every_fact_names_its_source_and_how_sure_it_is() -> None:
    assert {fact["certainty"] for fact in FACTS} == {"stated", "derived", "inferred"}
    assert all(fact["source"] for fact in FACTS)


def test_what_is_told_of_a_session_stands_in_its_note() -> None:
    notes = {
        (one.number, session.name): session.spec.note or ""
        for one in SEASON.rounds
        for session in one.sessions
    }
    for (number, name), words in {
        (2, "race-1"): "several cars received a stop-and-go",
        (3, "race-1"): "fifteen minutes of neutralisation",
        (3, "race-2"): "two laps behind the safety car",
        (4, "practice"): "four times",
        (4, "race-2"): "15:35",
        (5, "race-1"): "17 minutes",
        (5, "race-2"): "ten minutes of neutralisation",
    }.items():
        assert words in notes[number, name]
    stop = next(fact for fact in FACTS if fact["id"] == "4-2-50-stop")
    assert stop["duration"] in notes[4, "race-2"]
    minimum = SEASON.round(4).rulebook.race.compulsory_stop
    assert minimum is not None and minimum.minimum is not None
    assert format_clock(parse_clock(stop["duration"]) - minimum.minimum) == "0.077"


# --- units


def test_the_table_of_cars_explains_every_snapshot_that_of_drivers_all_but_one() -> None:
    told = [fact for fact in FACTS if fact["kind"] == "points"]
    assert len(told) == 11
    for fact in told:
        assert points("cars", fact["class"], fact["after"], fact["number"]) == fact["points"]
    # 69 is of #38, whose crew changed: no driver of it has 69
    drivers = {row.name: row.points for row in table("drivers", "JS2 R", 3).rows}
    assert not any(drivers.get(name) == 69 for name in ("Marc Guillot", "Clement Seyler", "Fabien Michal"))
    # 62 is of #17: Isaakyan has it, Egorov, who was not at Spa, has not
    assert (drivers["Nerses Isaakyan"], drivers["Sergey Egorov"]) == (62, 35)


def test_nobody_a_snapshot_does_not_name_stands_above_the_last_it_names() -> None:
    for after in (2, 3, 4):
        told = [fact for fact in FACTS if fact["kind"] == "points" and fact["after"] == after]
        named, least = {fact["number"] for fact in told}, min(fact["points"] for fact in told)
        above = {row.name for row in table("cars", "JS2 R", after).rows if row.points >= least}
        assert above == named


def test_after_round_one_the_team_can_gain_one_place_or_two() -> None:
    rows = [(row.position, row.name, row.points) for row in table("cars", "JS P4", 1).rows]
    assert rows[2][:2] == (3, "81") and [row[1] for row in rows] == ["50", "34", "81", "33"]


def test_the_driver_with_six_wins_loses_the_title_to_the_one_with_three() -> None:
    rows = {row.name: row for row in table("drivers", "JS P4").rows}
    champion, loser = rows["Andrea Dromedari"], rows["Kevin Balthazar"]
    assert (champion.by_session.count(25), loser.by_session.count(25)) == (3, 6)
    assert champion.points > loser.points
    assert loser.by_session[4:6] == (None, None)


# --- the folder


def test_nothing_in_the_folder_is_wrong() -> None:
    grave = [found for found in season_findings(SEASON) if found.severity is not Severity.INFO]
    assert grave == []
    assert {found.code for found in season_findings(SEASON)} == {
        "compulsory-stop-too-late", "compulsory-stop-too-short", "crossings-at-start", "driver-withdrawn",
        "entry-withdrawn", "passings-after-flag", "session-without-start",
    }  # fmt: skip


def test_ten_races_and_ten_qualifyings_have_a_result() -> None:
    kinds = Counter(one.kind for one in SEASON.results)
    assert (kinds["race"], kinds["qualifying"], kinds["practice"]) == (10, 10, 3)
    assert [one.number for one in SEASON.rounds] == [1, 2, 3, 4, 5]


def test_what_was_filled_in_says_so_in_the_data() -> None:
    assert SEASON.championship.reconstruction
    for session in SEASON.results:
        assert {line.certainty for line in session.lines} <= {"stated", "inferred", "reconstructed"}
    stated = {(fact["round"], fact["race"], fact["number"]) for fact in FACTS
              if fact["kind"] in ("place", "status") and fact["certainty"] == "stated"}  # fmt: skip
    marked = {
        (one.round, int(one.session[-1]), line.car)
        for one in SEASON.results
        for line in one.lines
        if one.kind == "race" and line.certainty == "stated"
    }
    assert marked == {key for key in stated if key[:2] != (1, 1)}  # 1.1 is a log, reconstructed as a whole
    columns = table("cars", "JS2 R").sessions
    assert {column.certainty for column in columns} == {"reconstructed"}


def test_every_reconstructed_entry_is_marked() -> None:
    with (FOLDER / "entries.csv").open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    filled = {row["number"] for row in rows if row["certainty"] == "reconstructed"}
    assert filled == {"25", "30", "69", "?R2", "?R3", "?R4", "?R5"}
    assert all(row["source"] for row in rows)


def test_the_entry_list_of_round_one_is_that_of_the_season() -> None:
    with (FOLDER / "1-le-castellet" / "entries.csv").open(encoding="utf-8", newline="") as text:
        listed = [(row["number"], row["driver"]) for row in csv.DictReader(text)]
    cars = SEASON.entries_of(1).cars
    assert listed == [(car.number, driver.name) for car in cars for driver in car.drivers]


def test_one_place_changed_by_hand_breaks_a_snapshot(tmp_path: Any) -> None:
    import shutil

    shutil.copytree(FOLDER, tmp_path / "season")
    file = tmp_path / "season" / "2-spa" / "race-2.csv"
    text = file.read_text(encoding="utf-8")
    assert text.count("\n7,4,66,") == 1 and text.count("\n8,5,30,") == 1
    file.write_text(
        text.replace("\n7,4,66,", "\n7,4,30,").replace("\n8,5,30,", "\n8,5,66,"), encoding="utf-8"
    )
    cars = load_championship(tmp_path / "season").standings(2).table("cars", "JS2 R")
    assert cars is not None and the(cars, "66").points == 58
