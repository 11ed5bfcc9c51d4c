"""Every flag there is, from the row somebody typed to the result: shown, and what follows from it by the rulebook."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parcferme.classification import Status, classify
from parcferme.codec import decode, encode
from parcferme.records import Flag, FlagValue, Log
from parcferme.regulations import parse_rulebook
from parcferme.season import Score, load, load_rulebook, score
from parcferme.timing import measure

# #7 laps in 1:00, #8 in 1:01, and both are quickest on lap 3.
RACE = """\
time,kind,car,loop,value
10:00:00.000,flag,,,green
10:01:00.000,passing,7,FL,
10:01:01.000,passing,8,FL,
10:02:00.000,passing,7,FL,
10:02:02.000,passing,8,FL,
10:02:58.000,passing,7,FL,
10:03:01.000,passing,8,FL,
10:03:58.000,passing,7,FL,
10:04:02.000,passing,8,FL,
10:03:57.000,flag,,,chequered
"""


def raced(rows: str, tmp_path: Path, rules: str = "") -> Score:
    (tmp_path / "race.csv").write_text(RACE + rows, encoding="utf-8")
    book = tmp_path / "rules.toml"
    book.write_text(f'name = "club"\n[race]\n{rules}\n', encoding="utf-8")
    return score(tmp_path / "race.csv", kind="race", rulebook=book)


def codes(result: Score) -> list[str]:
    return [one.code for one in result.findings]


@pytest.mark.parametrize("value", FlagValue)
def test_every_flag_is_a_record_that_a_log_keeps(value: FlagValue, tmp_path: Path) -> None:
    line = f'{{"kind":"flag","v":2,"seq":1,"at":"10:02:10.000","value":"{value.value}","car":"8"}}\n'.encode()
    log, findings = decode(line, "race.log")
    assert findings == () and encode(log) == line
    (tmp_path / "race.csv").write_text(RACE + f"10:02:10,flag,8,,{value.value}\n", encoding="utf-8")
    flags = [one for one in load(tmp_path / "race.csv").log.events if isinstance(one, Flag) and one.car]
    assert [(one.value, one.car) for one in flags] == [(value, "8")]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("Code 60", "code-60"),
        ("code60", "code-60"),
        ("Full Course Yellow", "fcy"),
        ("SC", "safety-car"),
        ("Black and Orange", "black-orange"),
        ("Noir et orange", "black-orange"),
        ("blanc", "white"),
        ("noir", "black"),
        ("Jaune", "yellow"),
        ("rouge", "red"),
        ("Voiture de sécurité", "safety-car"),
        ("damier", "chequered"),
    ],
)
def test_flags_are_typed_as_people_say_them(typed: str, value: str, tmp_path: Path) -> None:
    (tmp_path / "race.csv").write_text(RACE + f"10:02:10,flag,8,,{typed}\n", encoding="utf-8")
    flags = [one for one in load(tmp_path / "race.csv").log.events if isinstance(one, Flag) and one.car]
    assert [one.value.value for one in flags] == [value]


def test_the_first_green_starts_the_race_in_french_too(tmp_path: Path) -> None:
    (tmp_path / "race.csv").write_text(RACE.replace("green", "vert").replace("10:01:00.000", "23:59:00.000"))
    assert load(tmp_path / "race.csv").log.passings["at"].max() == 23 * 3600_000_000 + 59 * 60_000_000


def test_a_lap_under_code_60_is_no_best_lap_where_the_rulebook_says_so(tmp_path: Path) -> None:
    rows = "10:02:30,flag,,,code-60\n10:02:59,flag,,,green\n"
    free = raced(rows, tmp_path)
    assert [(row.number, row.best_lap, row.best_lap_number) for row in free.rows] == [
        ("7", 58_000_000, 3),
        ("8", 59_000_000, 3),
    ]
    ruled = raced(rows, tmp_path, "fastest-lap.code-60 = false")
    assert [(row.number, row.best_lap, row.best_lap_number) for row in ruled.rows] == [
        ("7", 60_000_000, 1),
        ("8", 61_000_000, 1),
    ]
    assert [one.values["flag"] for one in ruled.rows[0].reasons if one.code == "lap-under-flag"] == [
        "code-60"
    ]
    other = raced(
        rows, tmp_path, "fastest-lap = { full-course-yellow = false, safety-car = false, yellow = false }"
    )
    assert other.rows[0].best_lap == 58_000_000
    assert raced(rows, tmp_path, "fastest-lap.neutralised = false").rows[0].best_lap == 60_000_000


def test_code_60_neutralises_the_laps_driven_under_it(tmp_path: Path) -> None:
    frames = raced("10:02:30,flag,,,code-60\n10:02:57,flag,,,green\n", tmp_path).result.frames
    slow = frames.laps.filter(pl.col("neutralised"))
    assert slow.select("number", "lap").sort("number").rows() == [("7", 3), ("8", 3)]
    period = frames.flags.filter(pl.col("flag") == "code-60").select("from_us", "to_us", "neutralised").rows()
    assert period == [(150_000_000, 177_000_000, True)]


def test_a_white_flag_is_shown_and_ends_no_full_course_yellow(tmp_path: Path) -> None:
    rows = "10:01:30,flag,,,fcy\n10:01:40,flag,,,white\n10:02:50,flag,,,green\n"
    result = raced(rows, tmp_path, "fastest-lap.full-course-yellow = false")
    assert [row.best_lap_number for row in result.rows] == [1, 1]
    shown = result.result.frames.flags.select("flag", "from_us", "to_us").rows()
    assert shown[1:4] == [
        ("fcy", 90_000_000, 170_000_000),
        ("white", 100_000_000, None),
        ("green", 170_000_000, 237_000_000),
    ]
    neutral = result.result.frames.flags.filter(pl.col("neutralised"))["flag"].to_list()
    assert neutral == ["fcy"]  # a white flag says that a slow car is ahead, and slows nobody
    assert codes(result) == []


@pytest.mark.parametrize("neutral", ["fcy", "code-60", "safety-car"])
def test_a_yellow_at_one_place_ends_no_neutralisation_of_the_whole_course(
    neutral: str, tmp_path: Path
) -> None:
    rows = f"10:01:30,flag,,,{neutral}\n10:01:40,flag,,,yellow\n10:02:50,flag,,,green\n"
    result = raced(rows, tmp_path)
    assert [(p.value.value, p.start, p.end) for p in result.result.timing.shown][1] == (
        neutral,
        36_090_000_000,
        36_170_000_000,
    )
    (told,) = [one for one in result.findings if one.code == "flag-local"]
    assert told.lines == (13,) and told.values["stays"] == neutral


def test_a_race_resumed_under_yellow_is_red_no_more(tmp_path: Path) -> None:
    result = raced("10:02:10,flag,,,red\n10:02:40,flag,,,yellow\n10:03:00,flag,,,green\n", tmp_path)
    assert [p.value.value for p in result.result.timing.shown] == [
        "green",
        "red",
        "yellow",
        "green",
        "chequered",
    ]


def test_a_black_flag_is_on_the_row_of_its_car_and_waits_for_a_ruling(tmp_path: Path) -> None:
    result = raced("10:02:10,flag,8,,black\n", tmp_path)
    assert [row.number for row in result.rows if row.status is Status.CLASSIFIED] == ["7", "8"]
    assert [(one.code, one.values["flag"]) for one in result.rows[1].reasons if one.code == "flag-shown"] == [
        ("flag-shown", "black")
    ]
    (told,) = [one for one in result.findings if one.code == "black-flag-unruled"]
    assert told.where.car == "8" and told.where.line == 12
    assert told.proposal is not None and told.proposal["penalty"] == "disqualified"


@pytest.mark.parametrize(("at", "settled"), [("10:02:00.000", False), ("10:05:00.000", True)])
def test_only_a_ruling_after_the_black_flag_settles_it(at: str, settled: bool) -> None:
    lines = f"""\
{{"kind":"flag","seq":1,"at":"10:00:00.000","value":"green"}}
{{"kind":"passing","seq":2,"at":"10:01:00.000","car":"8"}}
{{"kind":"flag","seq":3,"at":"10:02:10.000","value":"black","car":"8"}}
{{"kind":"passing","seq":4,"at":"10:02:20.000","car":"8"}}
{{"kind":"decision","seq":5,"at":"{at}","car":"8","penalty":"reprimand"}}
"""
    log, _ = decode(lines.encode(), "race.log")
    found = classify(measure(log, load_rulebook(None))).findings
    assert ("black-flag-unruled" in [one.code for one in found]) is not settled


@pytest.mark.parametrize(
    ("shown", "ruled", "waits"),
    [
        ("10:02:10.000", "10:02:10.000", False),  # written down at one instant: that is the ruling on it
        ("10:02:10.000", "10:02:09.999", True),
        ("10:02:10.000", None, False),  # a ruling without a time is on what was shown
        ("00:00:00.000", "00:00:00.000", False),  # the first instant of the day
    ],
)
def test_a_ruling_at_the_instant_of_the_black_flag_settles_it(
    shown: str, ruled: str | None, waits: bool
) -> None:
    at = "" if ruled is None else f'"at":"{ruled}",'
    hour = shown[:2]
    lines = f"""\
{{"kind":"flag","seq":1,"at":"{hour}:00:00.000","value":"green"}}
{{"kind":"passing","seq":2,"at":"{hour}:01:00.000","car":"8"}}
{{"kind":"passing","seq":3,"at":"{hour}:03:00.000","car":"8"}}
{{"kind":"flag","seq":4,"at":"{shown}","value":"black","car":"8"}}
{{"kind":"decision","seq":5,{at}"car":"8","penalty":"reprimand"}}
"""
    log, _ = decode(lines.encode(), "race.log")
    found = classify(measure(log, load_rulebook(None))).findings
    assert ("black-flag-unruled" in [one.code for one in found]) is waits


def test_a_black_flag_waits_from_the_instant_it_was_shown(tmp_path: Path) -> None:
    (told,) = [
        one
        for one in raced("10:02:10,flag,8,,black\n", tmp_path).findings
        if one.code == "black-flag-unruled"
    ]
    assert told.values["at"] == (10 * 3600 + 2 * 60 + 10) * 1_000_000
    assert told.proposal == {
        "kind": "decision",
        "car": "8",
        "penalty": "disqualified",
        "reason": "black flag",
    }


def test_a_flag_to_a_car_that_nobody_saw_is_on_no_row_and_waits_for_nobody() -> None:
    """The marshals' 88 was an 8: the number is in no list, no row can say it, and there is nobody to disqualify."""
    lines = """\
{"kind":"flag","seq":1,"at":"10:00:00.000","value":"green"}
{"kind":"passing","seq":2,"at":"10:01:00.000","car":"8"}
{"kind":"passing","seq":3,"at":"10:03:00.000","car":"8"}
{"kind":"flag","seq":4,"at":"10:02:10.000","value":"black","car":"88"}
"""
    log, _ = decode(lines.encode(), "race.log")
    result = classify(measure(log, load_rulebook(None)))
    assert [(row.number, [one.code for one in row.reasons]) for row in result.rows] == [
        ("8", ["first-crossing-open"])
    ]
    assert "black-flag-unruled" not in [one.code for one in result.findings]


def test_flags_to_a_car_are_said_in_the_order_they_were_shown(tmp_path: Path) -> None:
    """Written down the other way round; the chequered flag and a green one to the car alone are not said."""
    rows = "10:02:40,flag,8,,black\n10:02:10,flag,8,,black-orange\n10:01:30,flag,8,,green\n10:04:02,flag,8,,chequered\n"
    eight = raced(rows, tmp_path).rows[1]
    shown = [(one.values["flag"], one.values["at"]) for one in eight.reasons if one.code == "flag-shown"]
    ten = 36_000_000_000
    assert shown == [("black-orange", ten + 130_000_000), ("black", ten + 160_000_000)]


def test_a_black_flag_disqualifies_where_the_rulebook_says_so(tmp_path: Path) -> None:
    rules = 'flag.black = { value = "disqualified", article = "18.4" }'
    result = raced("10:02:10,flag,7,,black\n", tmp_path, rules)
    assert [(row.number, row.position, row.status) for row in result.rows] == [
        ("8", 1, Status.CLASSIFIED),
        ("7", None, Status.DISQUALIFIED),
    ]
    (why,) = [one for one in result.rows[1].reasons if one.code == "black-flag-disqualified"]
    assert why.values["article"] == "18.4"
    assert "black-flag-unruled" not in codes(result)


def test_black_and_orange_is_said_and_takes_no_place(tmp_path: Path) -> None:
    result = raced("10:02:10,flag,7,,black-orange\n", tmp_path, 'flag.black = "disqualified"')
    assert [row.number for row in result.rows] == ["7", "8"]
    assert [one.values["flag"] for one in result.rows[0].reasons if one.code == "flag-shown"] == [
        "black-orange"
    ]
    assert codes(result) == []


@pytest.mark.parametrize("value", ["black", "black-orange"])
def test_a_black_flag_to_no_car_is_told(value: str, tmp_path: Path) -> None:
    result = raced(f"10:02:10,flag,,,{value}\n", tmp_path, 'flag.black = "disqualified"')
    assert [(one.code, one.lines) for one in result.findings] == [("flag-without-car", (12,))]
    assert [p.value.value for p in result.result.timing.shown] == ["green", "chequered"]


CALM = ("white", "black", "black-orange")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 260),
            st.sampled_from([value.value for value in FlagValue if value is not FlagValue.CHEQUERED]),
            st.sampled_from([None, "7", "8"]),
        ),
        max_size=8,
    )
)
def test_flags_that_only_say_something_change_no_lap_of_any_race(
    shown: list[tuple[int, str, str | None]],
) -> None:
    """White, black, black and orange, and flags to one car: taken away, everything driven stays the same."""
    green = Flag(value=FlagValue.GREEN, at=0, seq=1)
    flags = [
        Flag(value=FlagValue(value), at=at * 1_000_000, car=car, seq=seq)
        for seq, (at, value, car) in enumerate(shown, 100)
    ]
    strict = parse_rulebook('name = "x"\n[race.fastest-lap]\nneutralised = false\n', "x.toml")
    passings = pl.DataFrame(
        {
            "seq": list(range(2, 10)),
            "at": [(60 + lap) * (lap + 1) * 1_000_000 + car for lap in range(4) for car in range(2)],
            "car": [car for _ in range(4) for car in ("7", "8")],
            "loop": ["FL"] * 8,
        }
    )
    made = []
    for kept in (flags, [one for one in flags if one.car is None and one.value.value not in CALM]):
        result = classify(measure(Log.of(passings, [green, *kept]), strict))
        made.append(
            (result.timing.shown, [(row.number, row.laps, row.time, row.best_lap) for row in result.rows])
        )
    assert made[0] == made[1]


def test_a_local_yellow_slows_nobodys_lap_and_a_local_green_starts_nothing(tmp_path: Path) -> None:
    """Two laps under a yellow at turn 3; the marshals try their green at 9:58."""
    plain = raced("", tmp_path)
    local = raced("09:58:00,flag,,T3,green\n10:01:30,flag,,T3,yellow\n10:03:30,flag,,T3,green\n", tmp_path)
    assert local.timing.start == plain.timing.start
    assert local.laps.equals(plain.laps) and local.classification.drop("reasons", strict=False).equals(
        plain.classification.drop("reasons", strict=False)
    )
    assert local.flags.select("flag", "from_us").rows() == plain.flags.select("flag", "from_us").rows()
    everywhere = raced("10:01:30,flag,,,yellow\n10:03:30,flag,,,green\n", tmp_path)
    assert everywhere.laps["neutralised"].to_list() != plain.laps["neutralised"].to_list()


CLASSES = "number,class\n7,GT3\n8,GT4\n"


def test_one_class_flagged_before_the_other_ends_for_it_alone(tmp_path: Path) -> None:
    """GT4 is flagged at 10:03:00 on its own: 8 takes it at 10:03:01 with two laps, 7 goes on to the flag for all."""
    (tmp_path / "entries.csv").write_text(CLASSES)
    rows = "10:03:00.000,flag,,,chequered,GT4\n"
    text = RACE.replace("value\n", "value,class\n", 1) + rows
    (tmp_path / "race.csv").write_text(text)
    made = score(tmp_path / "race.csv", kind="race", entries=tmp_path / "entries.csv")
    assert {row.number: (row.laps, row.took_flag) for row in made.rows} == {"7": (4, True), "8": (3, True)}
    assert made.timing.flag.at == (10 * 3600 + 3 * 60 + 57) * 1_000_000
    assert "flag-group-unknown" not in codes(made)


def test_a_flag_to_a_class_nobody_is_in_is_told(tmp_path: Path) -> None:
    (tmp_path / "entries.csv").write_text(CLASSES)
    (tmp_path / "race.csv").write_text(
        RACE.replace("value\n", "value,class\n", 1) + "10:03:00.000,flag,,,chequered,GT44\n"
    )
    made = score(tmp_path / "race.csv", kind="race", entries=tmp_path / "entries.csv")
    (told,) = [one for one in made.findings if one.code == "flag-group-unknown"]
    assert (told.values["group"], told.lines) == ("GT44", (12,))
