"""Places a source states against the laps and times beside them: one slip is one finding, a penalty is none."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcferme import check, score
from parcferme.classification import StatedPlace, contradicted
from parcferme.findings import Finding, Where

OF = ("place-against-laps", "place-against-time")


def told(findings: tuple[Finding, ...]) -> list[tuple[str, str, int | None, str | None, int | None]]:
    return [
        (one.code, one.severity.value, one.where.line, one.where.car, one.values["other_line"])
        for one in findings
        if one.code in OF
    ]


@pytest.fixture
def listed(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "race.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_second_with_more_laps_than_the_winner_is_told_with_both_lines(
    listed: Callable[[str], Path],
) -> None:
    path = listed("position,number,laps,time\n1,7,20,30:00.000\n2,8,21,30:01.000\n3,9,20,30:04.000\n")
    want = [("place-against-laps", "warning", 3, "8", 2)]
    assert told(score(path, kind="race").findings) == want
    assert told(check(path, kind="race")[0].findings) == want


def test_a_second_who_took_less_time_for_as_many_laps_is_told(listed: Callable[[str], Path]) -> None:
    path = listed("Pos;Nr;Runden;Zeit\n1;7;20;30:05,0\n2;8;20;30:01,0\n3;9;19;29:00,0\n")
    assert told(score(path, kind="race").findings) == [("place-against-time", "warning", 3, "8", 2)]


def test_a_penalty_in_the_list_says_why_the_place_is_not_that_of_the_time(
    listed: Callable[[str], Path],
) -> None:
    path = listed("position,number,laps,time,penalty\n1,7,20,30:05.000,\n2,8,20,30:01.000,+10 s\n")
    assert told(score(path, kind="race").findings) == []


def test_a_dead_heat_and_cars_without_a_place_contradict_nothing(listed: Callable[[str], Path]) -> None:
    path = listed(
        "position,number,laps,time\n1=,7,20,30:05.000\n1=,8,20,30:05.000\nDNF,9,21,\nDSQ,10,22,29:00.000\n"
    )
    assert told(score(path, kind="race").findings) == []


def test_a_car_last_of_its_class_may_have_been_moved_there(listed: Callable[[str], Path]) -> None:
    rows = "1,1,P,30\n2,2,P,29\n3,3,P,28\n4,11,GT,25\n5,12,GT,24\n6,13,GT,26\n7,4,P,10\n"
    path = listed(f"position,number,class,laps\n{rows}")
    assert told(score(path, kind="race").findings) == [("place-against-laps", "info", 7, "13", 6)]


def test_a_log_that_states_its_result_is_held_to_it_too(listed: Callable[[str], Path]) -> None:
    head = "POSITION;NUMBER;STATUS;LAPS;TOTAL_TIME;GAP_FIRST;FL_TIME\n"
    rows = "1;7;Classified;20;30:00.000;;1:20.000\n2;8;Classified;21;30:01.000;;1:20.000\n"
    rows += "3;9;Not classified;22;30:02.000;;1:20.000\n"
    assert told(score(listed(head + rows), kind="race").findings) == [
        ("place-against-laps", "warning", 3, "8", 2)
    ]


def test_a_qualifying_place_against_its_lap_is_a_note_as_its_parts_may_be_several(
    listed: Callable[[str], Path],
) -> None:
    path = listed("position,number,best lap\n1,7,1:20.500\n2,8,1:20.100\n3,9,1:21.000\n")
    assert told(score(path, kind="qualifying").findings) == [("place-against-time", "info", 3, "8", 2)]


@pytest.mark.parametrize(
    ("kind", "want"), [("qualifying", []), ("race", ["warning"]), ("exhibition", ["info"])]
)
def test_a_list_of_a_folder_is_held_to_the_kind_its_round_gives_the_session(
    tmp_path: Path, kind: str, want: list[str]
) -> None:
    """In a qualifying the first may have driven fewer laps than the second."""
    folder = tmp_path / "cup" / "1-spa"
    folder.mkdir(parents=True)
    (tmp_path / "cup" / "championship.toml").write_text('name = "Cup"\n')
    (folder / "round.toml").write_text(f'[[session]]\nname = "heat-of-the-day"\nkind = "{kind}"\n')
    (folder / "heat-of-the-day.csv").write_text("position,number,laps,best lap\n1,7,5,1:20.0\n2,8,9,1:21.0\n")
    found = [one for file in check(tmp_path / "cup") for one in file.findings if one.code in OF]
    assert [one.severity.value for one in found] == want


def test_cars_in_the_middle_of_a_class_that_did_better_were_not_moved_to_its_end() -> None:
    """#4 drove a lap more than #3 before it, #5 behind both less: nobody put the two of them last of the class."""
    gt = [
        StatedPlace(n, str(n), laps, None, Where(), class_="GT")
        for n, laps in enumerate((10, 10, 9, 10, 8), 1)
    ]
    clio = [StatedPlace(6, "6", 7, None, Where(), class_="Clio")]
    assert [(one.code, one.severity.value) for one in contradicted([*gt, *clio])] == [
        ("place-against-laps", "warning")
    ]


CARS = st.lists(st.tuples(st.integers(1, 60), st.integers(1, 10**10)), min_size=2, max_size=30)


@given(CARS, st.data())
def test_cars_in_the_order_of_what_they_drove_contradict_nothing_and_two_that_changed_places_do(
    cars: list[tuple[int, int]], data: st.DataObject
) -> None:
    order = sorted(cars, key=lambda one: (-one[0], one[1]))

    def stated(rows: list[tuple[int, int]]) -> list[StatedPlace]:
        return [StatedPlace(n, str(n), laps, time, Where()) for n, (laps, time) in enumerate(rows, 1)]

    assert list(contradicted(stated(order))) == []
    at = data.draw(st.integers(0, len(order) - 2))
    changed = [*order[:at], order[at + 1], order[at], *order[at + 2 :]]
    found = [one.where.car or one.values["place"] for one in contradicted(stated(changed))]
    assert found == ([] if order[at] == order[at + 1] else [at + 2])
