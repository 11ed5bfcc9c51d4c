"""A season at a glance: a result list with how sure its places are, and a table after each round side by side."""

from parcferme.championship import Championship
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.documents.heats import heats_table, result_document, result_table
from parcferme.regulations import parse_rulebook

RULES = """
[[points]]
scale = [10, 5]

[[standings]]
name = "drivers"
unit = "driver"
"""


def race(number: int, *cars: str, out: tuple[str, ...] = (), certainty: str | None = None) -> SessionResult:
    lines = [
        ResultLine(car, place, class_="GT", drivers=(f"driver of {car}",), certainty=certainty)
        for place, car in enumerate(cars, 1)
    ]
    lines += [ResultLine(car, None, Status.NOT_STARTED, class_="GT") for car in out]
    return SessionResult(number, "race-1", "race", tuple(lines), event=f"Heat {number}")


def test_a_result_list_shows_how_sure_each_place_is_and_who_did_not_start() -> None:
    sheet = result_table(race(1, "7", "81", out=("9",), certainty="reconstructed"))
    assert sheet.title == "Heat 1 · race-1"
    places, cars, sure = (
        [row[sheet.columns.index(column)] for row in sheet.rows]
        for column in ("position", "number", "certainty")
    )
    assert (places, cars) == (["1", "2", "DNS"], ["7", "81", "9"])
    assert sure == ["reconstructed", "reconstructed", ""]
    french = result_table(race(1, "7", certainty="stated"), "fr")
    assert french.headings[-1] == "Certitude" and french.rows[0][-1] == "publié"


def test_the_document_of_a_result_list_keeps_every_car() -> None:
    rows = result_document(race(1, "7", out=("9",), certainty="inferred"))["rows"]
    assert [(row["number"], row["position"], row["status"]) for row in rows] == [
        ("7", 1, "classified"),
        ("9", None, "not-started"),
    ]
    assert [row["certainty"] for row in rows] == ["inferred", None]


def test_who_comes_later_has_an_empty_cell_before() -> None:
    season = Championship.of([race(1, "7", "81"), race(2, "81", "50")], parse_rulebook(RULES, "club"))
    after = [(number, season.after(number).tables[0]) for number in season.rounds]
    sheet = heats_table(after)
    assert sheet.title == "Drivers, after each heat: points (place)"
    assert sheet.headings == ("Pos", "Driver", "Heat 1", "Heat 2")
    assert sheet.rows == (
        ("1", "driver of 81", "5 (2)", "15 (1)"),
        ("2", "driver of 7", "10 (1)", "10 (2)"),
        ("3", "driver of 50", "", "5 (3)"),
    )
