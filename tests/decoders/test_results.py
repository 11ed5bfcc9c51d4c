"""Bare result lists: a place and a car or a driver, in whatever columns people keep them."""

from pathlib import Path

import pytest

from parcferme.classification import SessionResult, Status
from parcferme.decoders.results import is_result_list, parse_results, parse_seasons
from parcferme.findings import BadLog


def read(text: str, **options: object) -> tuple[SessionResult, ...]:
    results, findings = parse_results(text, "list.csv", **options)  # type: ignore[arg-type]
    assert findings == ()
    return results


def codes(text: str, **options: object) -> list[tuple[str, int | None]]:
    findings = parse_results(text, "list.csv", **options)[1]  # type: ignore[arg-type]
    return [(finding.code, finding.where.line) for finding in findings]


def test_a_place_and_a_car_are_enough() -> None:
    (result,) = read("pos,car\n1,81\n2,007\n")
    assert (result.round, result.session, result.kind) == (1, "race", "race")
    assert [(line.car, line.position, line.status.value) for line in result.lines] == [
        ("81", 1, "classified"),
        ("007", 2, "classified"),
    ]


def test_without_a_car_number_the_driver_is_the_car() -> None:
    (result,) = read("place\tpilote\n1\tAnn\n2\tBob\n")
    assert [(line.car, line.drivers) for line in result.lines] == [("Ann", ("Ann",)), ("Bob", ("Bob",))]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_spreadsheet_may_save_it_as_it_likes(delimiter: str, mark: str) -> None:
    rows = [["Class Pos.", "N°", "Classement", "Écurie", "Marque"], ["1", "7", "1", "First", "Ligier"]]
    text = mark + "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"
    (result,) = read(text)
    line = result.lines[0]
    assert (line.car, line.position, line.class_position, line.team, line.manufacturer) == (
        "7",
        1,
        1,
        "First",
        "Ligier",
    )


def test_every_column_lands_in_its_field() -> None:
    header = (
        "position,number,class,group,group position,drivers,team,constructor,engine,laps,time,best lap,second best"
        " lap,grid,fastest lap,pole,laps led,incidents,guest,nominated,not scoring,certainty,reason retired"
    )
    row = (
        "1,81,LMP3,Am,1,Ann / Bob,First,ligier,nissan,30,1:00:00.5,1:50,1:51,2,yes,x,7,2,no,yes,Bob,inferred,"
    )
    (line,) = read(f"{header}\n{row}\n")[0].lines
    assert (line.class_, line.group, line.group_position) == ("LMP3", "Am", 1)
    assert (line.drivers, line.team, line.manufacturer, line.engine) == (
        ("Ann", "Bob"),
        "First",
        "ligier",
        "nissan",
    )
    assert (line.laps, line.time, line.best_lap, line.second_best_lap) == (
        30,
        3_600_500_000,
        110_000_000,
        111_000_000,
    )
    assert (line.grid, line.fastest_lap, line.pole, line.laps_led, line.incidents) == (2, True, True, 7, 2)
    assert (line.guest, line.nominated, line.not_scoring, line.certainty) == (
        False,
        True,
        ("Bob",),
        "inferred",
    )
    assert line.line == 2


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("DNF", Status.NOT_CLASSIFIED),
        ("Ret", Status.NOT_CLASSIFIED),
        ("NC", Status.NOT_CLASSIFIED),
        ("DNS", Status.NOT_STARTED),
        ("DNQ", Status.NOT_STARTED),
        ("DNPQ", Status.NOT_STARTED),
        ("WD", Status.NOT_STARTED),
        ("DSQ", Status.DISQUALIFIED),
        ("EX", Status.DISQUALIFIED),
        ("Disqualifié", Status.DISQUALIFIED),
    ],
)
def test_a_word_instead_of_a_place_is_kept_as_the_reason(word: str, status: Status) -> None:
    line = read(f"pos,car\n1,7\n{word},81\n")[0].lines[1]
    assert (line.position, line.status, line.reason) == (None, status, word)


def test_a_retired_car_that_was_placed_keeps_its_place() -> None:
    line = read("position,number,reason retired\n1,7,\n19.0,81,Engine\n".replace("19.0", "2.0"))[0].lines[1]
    assert (line.position, line.status, line.reason) == (2, Status.CLASSIFIED, "Engine")


def test_points_a_list_prints_are_never_read() -> None:
    plain = read("position,driver\n1,Ann\n2,Bob\n")
    assert read("position,driver,points\n1,Ann,0\n2,Bob,25\n") == plain


def test_one_list_holds_rounds_and_their_sessions() -> None:
    results = read(
        "round,race,session,position,driver\n1,Spa,qualifying,1,Ann\n1,Spa,race,1,Bob\n1,Spa,sprint,1,Cy\n2,Monza,race,1,Ann\n"
    )
    assert [(one.round, one.event, one.session, one.kind) for one in results] == [
        (1, "Spa", "qualifying", "qualifying"),
        (1, "Spa", "race", "race"),
        (1, "Spa", "sprint", "sprint"),
        (2, "Monza", "race", "race"),
    ]


def test_rounds_without_numbers_count_in_the_order_of_the_list() -> None:
    results = read("event,position,driver\nSpa,1,Ann\nMonza,1,Ann\nSpa,2,Bob\n")
    assert [(one.round, one.event, len(one.lines)) for one in results] == [(1, "Spa", 2), (2, "Monza", 1)]


def test_rounds_in_pieces_stand_in_the_order_of_their_numbers() -> None:
    """A list sorted by driver does not say which round was run first; one of whole rounds does."""
    rows = ("1979,10,1,Ann", "1979,2,1,Bob", "1978,3,1,Cy", "1979,10,2,Bob", "1979,1,1,Cy", "1978,2,1,Cy")
    text = "\n".join(("season,round,position,driver", *rows))
    assert [(one.round, len(one.lines)) for one in read(text, season=1979)] == [(1, 1), (2, 1), (10, 2)]
    seasons, _ = parse_seasons(text, "list.csv")
    assert {year: [one.round for one in results] for year, results in seasons.items()} == {
        "1979": [1, 2, 10],
        "1978": [3, 2],
    }


def test_cars_without_a_place_stand_beside_those_that_have_one() -> None:
    """One car is listed twice, another did not finish."""
    (result,) = parse_results("pos,car,driver\n1,7,Ann\n2,7,Bob\nDNF,8,Cy\n", "list.csv")[0]
    assert [line.position for line in result.lines if line.car == "8"] == [None]


def test_a_season_is_picked_from_many() -> None:
    text = "season,round,position,driver\n1950,1,1,Ann\n1951,1,1,Bob\n1951,2,1,Cy\n"
    assert [one.lines[0].drivers[0] for one in read(text, season=1951)] == ["Bob", "Cy"]
    assert codes(text) == [("seasons-several", None)]
    assert codes(text, season=1960) == [("season-not-in-list", None)]
    seasons, findings = parse_seasons(text, "list.csv")
    assert ({year: len(results) for year, results in seasons.items()}, findings) == (
        {"1950": 1, "1951": 2},
        (),
    )


def test_two_who_shared_a_car_are_two_lines_of_one_place() -> None:
    text = "position,number,driver,shared car\n1,7,Ann,\n2,10,Bob,\n2,10,Cy,yes\nDNF,9,Di,\nDNF,9,Ed,yes\n"
    lines = read(text)[0].lines
    assert [(line.car, line.position, line.shared) for line in lines[1:3]] == [
        ("10", 2, False),
        ("10", 2, True),
    ]
    without = read(text.replace("number,", "").replace("7,", "").replace("10,", "").replace("9,", ""))[
        0
    ].lines
    assert [line.car for line in without[1:3]] == ["Bob", "Bob"]


def test_a_gap_gives_the_time_and_the_laps_it_stands_for() -> None:
    text = "pos,car,laps,time,gap\n1,7,30,1:00:00.0,\n2,81,,,+1.5\n3,3,,,1:02.25\n4,50,,,+2 laps\n"
    assert [(line.laps, line.time) for line in read(text)[0].lines] == [
        (30, 3_600_000_000),
        (30, 3_601_500_000),
        (30, 3_662_250_000),
        (28, None),
    ]


def test_the_time_of_a_qualifying_is_a_best_lap() -> None:
    lines = read("session,pos,car,time\nqualifying-1,1,7,1:50.0\nrace-1,1,7,40:00.0\n")
    assert [(one.lines[0].time, one.lines[0].best_lap) for one in lines] == [
        (None, 110_000_000),
        (2_400_000_000, None),
    ]


def test_a_fastest_lap_column_may_hold_times_instead_of_a_mark() -> None:
    (line,) = read("pos,car,fastest lap\n1,7,1:50.5\n")[0].lines
    assert (line.best_lap, line.fastest_lap) == (110_500_000, False)


def test_notes_above_the_header_are_passed_over() -> None:
    assert read("# Reconstruction\npos,car\n1,7\n")[0].lines[0].line == 3


def test_one_driver_a_column_makes_a_crew() -> None:
    (line,) = read(
        "POSITION;NUMBER;DRIVER_1;DRIVER2_FIRSTNAME;DRIVER2_SECONDNAME;DRIVER3\n1;7;Ann;Bob;B.;\n"
    )[0].lines
    assert line.drivers == ("Ann", "Bob B.")


def test_a_place_twice_without_a_dead_heat_is_told() -> None:
    assert codes("pos,car\n1,7\n2,81\n2,50\n4,3\n") == [("place-twice", 4)]


@pytest.mark.parametrize(
    "text", ["pos,car,time\n1,7,1:00.0\n1,81,1:00.0\n3,50,1:01.0\n", "pos,car\n1=,7\n1=,81\n3,50\n"]
)
def test_a_dead_heat_is_no_place_twice(text: str) -> None:
    assert [line.position for line in read(text)[0].lines] == [1, 1, 3]


def test_a_car_with_two_places_is_told() -> None:
    assert ("car-placed-twice", 3) in codes("pos,car\n1,7\n2,7\n")


def test_a_place_nobody_has_is_a_note() -> None:
    findings = parse_results("pos,car\n1,7\n4,81\n", "list.csv")[1]
    assert [(one.code, one.severity.value, one.values["places"]) for one in findings] == [
        ("place-missing", "info", [2, 3])
    ]


def test_what_cannot_be_read_is_told_and_the_rest_stands() -> None:
    text = (
        "position,number,laps,time,grid,guest,certainty,staus\n1,7,x,1:60:00,front,maybe,sure,\nlast,81,3,,,,,\n2,,,,,,,\n"
        "2,50,3,2:00.0,PL,,,,too long\n"
    )
    results, findings = parse_results(text, "list.csv")
    assert [(one.car, one.position) for one in results[0].lines] == [("7", 1), ("81", None), ("50", 2)]
    assert sorted((one.code, one.where.line) for one in findings) == [
        ("column-unknown", 1),
        ("mark-unknown", 2),
        ("mark-unknown", 2),
        ("number-blank", 4),
        ("number-unreadable", 2),
        ("number-unreadable", 2),
        ("place-unreadable", 3),
        ("row-too-long", 5),
        ("time-unreadable", 2),
    ]
    unknown = next(one for one in findings if one.code == "column-unknown")
    assert unknown.values["nearest"] == "status"


def test_of_one_kind_a_hundred_findings_are_told_and_the_rest_counted() -> None:
    findings = parse_results("pos,car,laps\n" + "DNF,7,x\n" * 130, "list.csv")[1]
    findings = tuple(one for one in findings if one.code != "row-twice")
    assert len(findings) == 101
    assert (findings[-1].code, findings[-1].values["count"]) == ("more-of-the-same", 30)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "it is empty"),
        ("car,laps\n7,3\n", "no column for the place"),
        ("position,laps\n1,3\n", "no column for a car or a driver"),
    ],
)
def test_a_file_that_is_no_result_list_is_refused_with_what_it_has(text: str, wrong: str) -> None:
    with pytest.raises(BadLog, match=wrong):
        parse_results(text, "list.csv")
    assert not is_result_list(text)


def test_a_lap_file_and_a_log_are_no_result_lists() -> None:
    assert is_result_list("Pos;Pilote\n1;Ann\n")
    assert not is_result_list("NUMBER;LAP_NUMBER;LAP_TIME;POSITION\n")
    assert not is_result_list("time,kind,car,loop,value\n")


@pytest.mark.published
def test_every_even_season_of_formula_one_is_read_without_a_doubt(published: Path) -> None:
    text = (published / "f1" / "results.csv").read_text(encoding="utf-8")
    seasons, findings = parse_seasons(text, "results.csv")
    assert len(seasons) == 39
    assert (
        sum(len(result.lines) for results in seasons.values() for result in results) == text.count("\n") - 1
    )
    assert {finding.severity.value for finding in findings} <= {"info"}
    alone = parse_results(text, "results.csv", season="1950")[0]
    assert alone == seasons["1950"]


def test_a_cell_over_two_lines_moves_no_line_numbers_but_its_own() -> None:
    lines = read('pos,car,team\n1,7,"First\nTeam"\n\n2,81,Second\n')[0].lines
    assert [(line.car, line.team, line.line) for line in lines] == [
        ("7", "First\nTeam", 3),
        ("81", "Second", 5),
    ]


def test_a_list_from_the_last_round_to_the_first_is_turned_round() -> None:
    text = "round,position,driver\n3,1,A\n2,1,B\n1,1,C\n"
    results, findings = parse_results(text, "season.csv")
    assert [result.round for result in results] == [1, 2, 3]
    assert [finding.code for finding in findings] == ["list-newest-first"]


def test_rounds_run_in_another_order_than_numbered_stay_so_and_are_told() -> None:
    text = "round,position,driver\n1,1,A\n3,1,B\n2,1,C\n"
    results, findings = parse_results(text, "season.csv")
    assert [result.round for result in results] == [1, 3, 2]
    assert [(finding.code, finding.values["rounds"]) for finding in findings] == [
        ("list-round-order", [1, 3, 2])
    ]


def test_two_cars_of_one_number_in_two_classes_of_a_list_are_both_in_it() -> None:
    """The second was dropped as "placed twice"."""
    text = "position,number,class,laps\n1,22,GT,10\n2,11,Clio,10\n3,22,Clio,10\n"
    (result,), findings = parse_results(text, "list.csv")
    assert [(line.car, line.position) for line in result.lines] == [
        ("22 (GT)", 1),
        ("11", 2),
        ("22 (Clio)", 3),
    ]
    assert [(one.code, one.values["cars"]) for one in findings] == [
        ("number-shared", ["22 (GT)", "22 (Clio)"])
    ]


@pytest.mark.parametrize("classes", [("", ""), ("GT", "GT"), ("GT", "")])
def test_a_car_placed_twice_without_a_class_of_its_own_is_one_and_its_second_row_is_told(
    classes: tuple[str, str],
) -> None:
    one, other = classes
    text = f"position,number,class,laps\n1,22,{one},10\n2,22,{other},10\n"
    _, findings = parse_results(text, "list.csv")
    (found,) = [finding for finding in findings if finding.code == "car-placed-twice"]
    assert found.lines == (3,)


def test_a_row_that_stands_there_twice_is_told_and_counts_once() -> None:
    rows = "position,number,driver\n1,7,Ann\n2,8,Bea\n2,8,Bea\n3,9,Cleo\n4,10,Dora\n4,10,Eve\n"
    _, findings = parse_results(rows, "list.csv")
    assert [
        (one.code, one.where.line, one.values["other"]) for one in findings if one.code == "row-twice"
    ] == [("row-twice", 4, 3)]
