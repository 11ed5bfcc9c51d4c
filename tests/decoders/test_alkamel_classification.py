"""Bare classifications in their forms: places without passings, as result records."""

from __future__ import annotations

import pytest

from parcferme.decoders import decode
from parcferme.findings import BadLog
from parcferme.records import Result
from parcferme.times import HOUR, MINUTE

ACO = """\
POSITION;NUMBER;TEAM;DRIVER_1;DRIVER_2;VEHICLE;TYRES;CLASS;GROUP;DIVISION;STATUS;LAPS;TOTAL_TIME;GAP_FIRST;GAP_PREVIOUS;FL_LAPNUM;FL_TIME;FL_KPH;
1;38;Jota Sport;Simon DOLAN;;Zytek Z11SN;D;LMP2;;;Classified;139;4:00'04.690;;;71;1'36.144;183.8;
2;07;Team B;Ann LEE;Bob RAY;Ligier;D;LMP2;;;Not classified;80;2:17'14.927;59 Laps;59 Laps;65;1'36.529;183.1;
"""
SRO = """\
POSITION;NUMBER;STATUS;LAPS;TOTAL_TIME;GAP_FIRST;GAP_PREVIOUS;FL_LAPNUM;FL_TIME;FL_KPH;TEAM;CLASS;GROUP;DIVISION;VEHICLE;TIRES
1.0;72;Classified;20;45:41.760;-;-;10;2:08.511;147.4;;Am;;GR Cup;Toyota GR86;
;78;Not started;0;;;;;;;;Am;;GR Cup;Toyota GR86;
"""
IMSA_QUALIFYING = """\
POS,NUMBER,LAP,TIME,GAP_FIRST,GAP_PREVIOUS,KPH, LAPS,TEAM,CLASS,DRIVER1_FIRSTNAME,DRIVER1_SECONDNAME,DRIVER1_LICENSE,\
DRIVER1_COUNTRY,DRIVER2_FIRSTNAME,DRIVER2_SECONDNAME
1,23,5,51.729,-,-,165.1,6,Heart Of Racing,GTD,Roman,De Angelis,Silver,CAN,Ross,Gunn
2,14,,,,,,0,VasserSullivan,GTD,Aaron,Telitz,Silver,USA
"""
BY_CLASS = """\
CLASS_TYPE;POS;PIC;NUMBER;VEHICLE;LAPS;ELAPSED;GAP_FIRST;GAP_PREVIOUS;BEST_LAP_NUM;BEST_LAP_TIME;BEST_LAP_KPH
Am;1;1;72;Toyota GR86;20;45:41.760;;;10;2:08.511;147.4
"""
TYPED = "Pos,No,Drivers,Laps,Time\n1,7,Ann Lee|Bob Ray,20,45:41.760\nDNF,8,Cy,3,\n"


def results(text: str) -> list[Result]:
    events = decode(text.encode(), "r.csv").log.events
    assert all(isinstance(event, Result) for event in events)
    return list(events)  # type: ignore[arg-type]


def test_aco_file_with_apostrophes_is_read() -> None:
    first, second = results(ACO)
    assert (first.position, first.car, first.status, first.laps) == (1, "38", "classified", 139)
    assert (first.time, first.best_lap, first.best_lap_number) == (
        4 * HOUR + 4_690_000,
        MINUTE + 36_144_000,
        71,
    )
    assert (second.car, second.status, second.line) == ("07", "not-classified", 3)


def test_aco_crew_is_named_in_full() -> None:
    jota, other = decode(ACO.encode(), "r.csv").entries.cars
    assert (jota.class_, jota.team, jota.vehicle) == ("LMP2", "Jota Sport", "Zytek Z11SN")
    assert [(driver.id, driver.name) for driver in other.drivers] == [("1", "Ann LEE"), ("2", "Bob RAY")]


def test_position_may_be_a_decimal_and_a_car_that_did_not_start_has_none() -> None:
    first, second = results(SRO)
    assert (first.position, first.time) == (1, 45 * MINUTE + 41_760_000)
    assert (second.position, second.status, second.laps, second.time, second.best_lap) == (
        None,
        "not-started",
        0,
        None,
        None,
    )


def test_in_a_qualifying_table_time_is_the_best_lap() -> None:
    first, second = results(IMSA_QUALIFYING)
    assert (first.best_lap, first.best_lap_number, first.time, first.laps) == (51_729_000, 5, None, 6)
    assert (second.position, second.best_lap) == (2, None)
    driver = decode(IMSA_QUALIFYING.encode(), "r.csv").entries.cars[0].drivers[0]
    assert (driver.name, driver.nation, driver.category) == ("Roman De Angelis", "CAN", "Silver")


def test_only_a_race_names_itself() -> None:
    assert decode(ACO.encode(), "r").session == "race"
    assert decode(IMSA_QUALIFYING.encode(), "r").session is None


def test_result_by_class_is_read() -> None:
    (only,) = results(BY_CLASS)
    assert (only.position, only.time, only.best_lap_number) == (1, 45 * MINUTE + 41_760_000, 10)
    assert decode(BY_CLASS.encode(), "r").entries.cars[0].class_ == "Am"


def test_typed_result_list_is_read() -> None:
    first, second = results(TYPED)
    assert (first.position, first.car, first.time) == (1, "7", 45 * MINUTE + 41_760_000)
    assert (second.position, second.status) == (None, "not-classified")
    assert [driver.name for driver in decode(TYPED.encode(), "r").entries.cars[0].drivers] == [
        "Ann Lee",
        "Bob Ray",
    ]


@pytest.mark.parametrize("text", [ACO, SRO, IMSA_QUALIFYING, BY_CLASS, TYPED])
def test_a_bare_result_has_no_passings_and_no_finding(text: str) -> None:
    decoded = decode(text.encode(), "r.csv")
    form = "result-list" if text is TYPED else "al-kamel-classification"
    assert (decoded.format, decoded.log.passings.height, decoded.findings) == (form, 0, ())


def test_what_is_wrong_with_a_row_is_told_and_the_rest_read() -> None:
    text = (
        SRO.replace("2:08.511", "2:0x.511").replace(";20;", ";many;")
        + "2;72;Classified;19;46:00.000\n3;;Classified;1\n"
    )
    decoded = decode(text.encode(), "r.csv")
    told = [(finding.code, finding.where.line, finding.where.column) for finding in decoded.findings]
    assert told == [
        ("number-unreadable", 2, "LAPS"),
        ("time-unreadable", 2, "FL_TIME"),
        ("result-twice", 4, None),
        ("number-blank", 5, "NUMBER"),
    ]
    assert [result.car for result in results(text)] == ["72", "78"]


def test_unknown_status_is_told_and_unknown() -> None:
    decoded = decode(SRO.replace("Not started", "Asleep").encode(), "r.csv")
    (found,) = decoded.findings
    assert (found.code, found.where.column, found.values["value"]) == ("mark-unknown", "STATUS", "Asleep")
    assert results(SRO.replace("Not started", "Asleep"))[1].status is None


def test_a_table_of_points_is_no_classification() -> None:
    with pytest.raises(BadLog, match="not a timing file"):
        decode(b"Pos;Participant;Points;Number;NAME\n1;Ann;25;7;Ann\n", "points.csv")


def test_a_table_without_rows_is_told() -> None:
    assert [finding.code for finding in decode(ACO.split("\n")[0].encode(), "r").findings] == ["no-laps"]
