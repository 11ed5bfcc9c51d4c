"""A failing case locates itself: what is printed of a made-up disagreement."""

from pathlib import Path

from parcferme import season
from published.official import Line, account, differences

LAPS = """\
NUMBER;DRIVER_NUMBER;LAP_NUMBER;LAP_TIME;ELAPSED;HOUR;CLASS;FLAG_AT_FL
7;1;1;1:40.000;1:40.000;12:01:40.000;GT;GF
7;1;2;1:35.000;3:15.000;12:03:15.000;GT;FF
3;1;1;1:41.000;1:41.000;12:01:41.000;GT;GF
3;1;2;1:36.500;3:17.500;12:03:17.500;GT;FF
"""
OFFICIAL: list[Line] = [
    {
        "POSITION": "1", "NUMBER": "7", "STATUS": "Classified", "LAPS": "2", "TOTAL_TIME": "3:15.000", "GAP_FIRST": "-",
        "GAP_PREVIOUS": "-", "FL_LAPNUM": "2", "FL_TIME": "1:35.000", "CLASS": "GT",
    },
    {
        "POSITION": "2", "NUMBER": "3", "STATUS": "Classified", "LAPS": "2", "TOTAL_TIME": "3:17.600",
        "GAP_FIRST": "+2.600", "GAP_PREVIOUS": "+2.600", "FL_LAPNUM": "2", "FL_TIME": "1:36.500", "CLASS": "GT",
    },
]  # fmt: skip


def made_up(tmp_path: Path) -> season.Score:
    (tmp_path / "made-up.csv").write_text(LAPS, encoding="utf-8")
    return season.score(tmp_path / "made-up.csv", kind="race")


def test_made_up_disagreement_prints_the_row_and_the_laps_of_its_car(tmp_path: Path) -> None:
    score = made_up(tmp_path)
    found = list(differences(OFFICIAL, score, race=True))
    assert [(one.car, one.what) for one in found] == [("3", "gap"), ("3", "interval"), ("3", "time")]
    text = account(found, OFFICIAL, score).splitlines()
    assert text[0] == "made-up.csv: 3 figures differ. First: #3 gap: official +2.6000, here +2.5000"
    assert "  also: #3 time: official 3:17.6000, here 3:17.5000" in text
    assert any(line.startswith("  official: POSITION 2  STATUS Classified  LAPS 2") for line in text)
    assert any(
        line.startswith("  here:     position 2  class_position 2  status classified") for line in text
    )
    (last,) = (line for line in text if line.strip().startswith("2 "))
    assert last.split() == ["2", "1:36.5000", "3:17.5000", "place", "2", "took_flag", "official", "best"]


def test_made_up_result_that_agrees_has_nothing_to_print(tmp_path: Path) -> None:
    right = OFFICIAL[1] | {"TOTAL_TIME": "3:17.500", "GAP_FIRST": "+2.500", "GAP_PREVIOUS": "+2.500"}
    assert not list(differences([OFFICIAL[0], right], made_up(tmp_path), race=True))


def test_cars_in_another_order_and_cars_too_many_are_told(tmp_path: Path) -> None:
    score = made_up(tmp_path)
    swapped = [OFFICIAL[1] | {"POSITION": "1"}, OFFICIAL[0] | {"POSITION": "2"}]
    first = next(differences(swapped, score, race=True))
    assert str(first) == "#3 listed 1.: official 3, here 7"
    *_, last = differences(OFFICIAL[:1], score, race=True)
    assert str(last) == "#3 row: official not in the result, here in the result"
