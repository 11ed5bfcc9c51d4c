"""GR Cup 2025: the official drivers' table, cell by cell, from the places in six official results.

For the other eight races the folder holds no result: their first ten follow from the table's own points, so those races
check totals and ties, not scoring.
"""

import csv
import io
import re
from pathlib import Path

import pytest

from parcferme.championship import Championship, Standings
from parcferme.decoders import parse_results
from parcferme.season import load_rulebook

pytestmark = pytest.mark.published

ROUNDS = ("Sonoma Raceway", "COTA", "Sebring", "VIR", "Road America", "Barber", "Indy")
SCALE = [25, 18, 15, 12, 10, 8, 6, 4, 2, 1]
RESULTS = {
    ("VIR", 1): "vir/race-1-03-results-official.csv",
    ("VIR", 2): "vir/race-2-03-results-official.csv",
    ("Barber", 1): "barber/race-1-03-results-provisional.csv",
    ("Barber", 2): "barber/race-2-03-results-official.csv",
    ("Indy", 1): "indianapolis/race-1-03-results-official.csv",
    ("Indy", 2): "indianapolis/race-2-03-results-official.csv",
}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture(scope="module")
def table(published: Path) -> list[dict[str, str]]:
    rows = read(published / "grcup" / "drivers-championship.csv")
    assert len(rows) == 41
    return rows


def race_column(event: str, race: int) -> str:
    return f"{event}_Race {race}_Points"


def listed(published: Path, table: list[dict[str, str]]) -> str:
    """One result list of the season. Cars are given to drivers by the table: who has that number and took part (`/` is
    who did not). Two results write #03 without its zero, and name no drivers.
    """
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(["round", "event", "session", "position", "number", "driver", "status"])
    for number, event in enumerate(ROUNDS, 1):
        for race in (1, 2):
            column = race_column(event, race)
            head = [number, event, f"race-{race}"]
            if (event, race) not in RESULTS:
                for row in table:
                    points = row[column]
                    place = SCALE.index(int(points)) + 1 if points.isdigit() else ""
                    if points != "/":
                        status = "classified" if place else "not started" if points == "NS" else ""
                        write.writerow([*head, place, row["Number"], row["Participant"], status])
                continue
            for row in read(published / "grcup" / RESULTS[event, race]):
                car, ran = row["NUMBER"].strip(), row["STATUS"] == "Classified"
                owner = "03" if car == "3" and event in ("VIR", "Barber") else car
                drivers = [
                    one["Participant"] for one in table if one["Number"] == owner and one[column] != "/"
                ]
                names = " ".join(
                    row.get(f"DRIVER_{part}", "").strip() for part in ("FIRSTNAME", "SECONDNAME")
                )
                driver = (
                    drivers[0]
                    if drivers and named_alike(drivers[0], names)
                    else names.strip() or f"driver of {car}"
                )
                place = row["POSITION"] if ran else ""
                write.writerow([*head, place, car, driver, "classified" if ran else "not started"])
    return out.getvalue()


def named_alike(driver: str, names: str) -> bool:
    """Whether a result's name is the table's; a result without names does not contradict it."""
    plain = re.sub(r"[^a-z]", "", names.lower())
    return not plain or driver.split()[-1].lower() in plain


@pytest.fixture(scope="module")
def standings(published: Path, table: list[dict[str, str]]) -> Standings:
    results, findings = parse_results(listed(published, table), "gr-cup.csv")
    assert [finding for finding in findings if finding.severity == "error"] == []
    return Championship.of(results, load_rulebook("gr-cup"), season="2025").after()


def test_every_cell_of_the_official_table(standings: Standings, table: list[dict[str, str]]) -> None:
    ours = standings.tables[0]
    cells = 0
    wrong = []
    for row in table:
        mine = ours.row(row["Participant"])
        assert mine is not None, row["Participant"]
        for at, column in enumerate(ours.sessions):
            points = row[race_column(column.event or "", int(column.session[-1]))]
            cells += 1
            if (int(points) if points.isdigit() else 0) != (mine.by_session[at] or 0):
                wrong.append((row["Participant"], column.event, column.session, points, mine.by_session[at]))
    assert cells == 574
    assert wrong == []


def test_every_total_and_nobody_beside_them(standings: Standings, table: list[dict[str, str]]) -> None:
    ours = {row.name: row.points for row in standings.tables[0].rows}
    assert ours == {row["Participant"]: int(row["Points"]) for row in table}


def test_places_of_all_who_scored_with_their_ties(standings: Standings, table: list[dict[str, str]]) -> None:
    """Who has no point stands by places of races of which the folder holds no result."""
    ours = {row.name: row.position for row in standings.tables[0].rows}
    scored = [row for row in table if int(row["Points"])]
    assert len(scored) == 28
    assert {row["Participant"]: ours[row["Participant"]] for row in scored} == {
        row["Participant"]: int(row["Pos"]) for row in scored
    }
    assert {ours[row["Participant"]] for row in table if not int(row["Points"])} <= set(range(29, 42))


def test_guests_keep_their_place_and_pass_their_points_down(standings: Standings) -> None:
    """Brunson was tenth in race 2 at Indianapolis, behind a guest in fifth: the points of ninth, and still the place
    of tenth, so that two tenth places put Murchison, who has two points as well, ahead.
    """
    behind, ahead = (next(row for row in standings.tables[0].rows if row.position == n) for n in (28, 27))
    assert (behind.name.split()[-1], ahead.name.split()[-1]) == ("Brunson", "Murchison")
    assert behind.points == ahead.points == 2
    assert behind.by_session[-1] == 2
    told = next(reason for reason in behind.reasons if reason.code == "tie-broken")
    assert {name: told.values[name] for name in ("step", "place", "mine", "theirs")} == {
        "step": "counts",
        "place": 10,
        "mine": 1,
        "theirs": 2,
    }


def test_four_drivers_in_three_adjustments_are_all_that_the_places_do_not_show() -> None:
    adjustments = load_rulebook("gr-cup").season["2025"].adjustment
    assert [(one.kind.value, one.cars, one.names) for one in adjustments] == [
        ("not-scoring", ("58",), ()),
        ("not-scoring", (), ("Henry Drury", "Michael Edwards", "Ramon Llano")),
    ]
    assert all(one.source for one in adjustments)
