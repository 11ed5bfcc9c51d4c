"""A remedy tried on the reads says what it says in the log, and a car left out of a trial is one it could not move."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from damaged_races import KINDS, damaged
from parcferme.entries import Entries
from parcferme.records import ClockPut, ClockStep
from parcferme.regulations import Rulebook, parse_rulebook
from parcferme.times import HOUR, format_instant, parse_instant
from parcferme.timing import driving, measure
from parcferme.timing.proposals import proposals_of
from parcferme.timing.sightings import see
from parcferme.timing.trial import on_its_clock, with_reads, with_records
from timing.races import START, log_of

GENERIC = Rulebook()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 5000))
def test_reads_with_a_remedy_are_those_of_the_log_with_it(seed: int) -> None:
    race = damaged(seed, ("ghost", "double"))
    before = see(race.log, Entries())
    records = [dict(one.record) for one in proposals_of(measure(race.log, GENERIC).findings)]
    records = [one for one in records if one["kind"] in ("void", "passing")]
    tried = with_reads(before, records, race.log.last_seq)
    written = see(with_records(race.log, records).effective()[0], Entries())
    assert tried is not None
    for name in ("at", "car", "loop", "seq", "by_car", "loop_by_car"):
        assert np.array_equal(getattr(tried, name), getattr(written, name)), name


@pytest.mark.parametrize("record", [{"kind": "void", "target": 10**9}, {"kind": "flag", "at": 5}])
def test_record_that_asks_for_more_than_reads_is_left_to_the_log(record: dict[str, object]) -> None:
    race = damaged(1, ("ghost",))
    assert with_reads(see(race.log, Entries()), [record], race.log.last_seq) is None


def test_short_lap_excused_by_the_others_is_proposed_once_they_are_set_right() -> None:
    """4559: four cars with a ghost in the same minute; that of #2 shows only when those of #3 and #4 are voided."""
    found = measure(damaged(4559, ("ghost", "double")).log, GENERIC).findings
    voids = {one.where.car for one in found if one.code == "lap-under-minimum" and one.proposal is not None}
    assert voids >= {"2", "3", "4"}


def test_car_that_comes_in_right_behind_the_line_keeps_no_remedy_from_the_others() -> None:
    """The same race; #1 comes in right behind the line, which is no lap and nothing to ask about."""
    race = damaged(4559, ("ghost", "double"))
    at = race.driven["1"][3]
    lane = [
        {"kind": "passing", "at": format_instant(at + after), "car": "1", "loop": loop}
        for after, loop in ((2_000_000, "PIT_IN"), (12_000_000, "FL_PIT"))
    ]
    found = measure(with_records(race.log, lane), GENERIC).findings
    told = {one.where.car: one.proposal is not None for one in found if one.code == "lap-under-minimum"}
    assert told == {"2": True, "3": True, "4": True}


def test_a_remedy_that_a_log_without_dates_cannot_hold_is_asked_about_without_a_record() -> None:
    """Half past midnight the clock is put back an hour. #7 was not read at 00:26, now 23:26 of the day before."""
    rows = "00:20:00,flag,,,green\n"
    rows += "".join(
        f"00:{20 + n * 90 // 60:02d}:{n * 90 % 60:02d},passing,7,FL,\n" for n in range(1, 8) if n != 4
    )
    rows += "".join(f"00:{20 + n * 91 // 60:02d}:{n * 91 % 60:02d},passing,8,FL,\n" for n in range(1, 8))
    rows += ",clock,,,back 1:00:00\n"
    (found,) = [one for one in measure(log_of(rows), GENERIC).findings if one.code == "missed-passing"]
    assert (found.where.car, found.where.lap, found.proposal) == ("7", 4, None)


# --- record by record


ROWS = """
    10:00:00,flag,,,green
    10:02:00,passing,7,FL,
    10:02:05,passing,8,FL,
    10:04:00,passing,7,FL,
    10:04:05,passing,8,S1,
    10:06:00,passing,9,FL,
"""
SEEN = see(log_of(ROWS), Entries())


def reads(
    *records: dict[str, object], alone: tuple[str, ...] | None = None
) -> list[tuple[int, str, str, int]] | None:
    """The reads with these records behind the sixth: seconds, car, loop, record."""
    cars = None if alone is None else [SEEN.cars.index(car) for car in alone]
    found = with_reads(SEEN, records, 6, alone=cars)
    if found is None:
        return None
    columns = zip(found.at, found.car, found.loop, found.seq, strict=True)
    return [
        ((int(at) - START) // 1_000_000, found.cars[car], found.loops[loop], int(seq))
        for at, car, loop, seq in columns
    ]


def passing(at: str, car: str, loop: str = "FL", **more: object) -> dict[str, object]:
    return {"kind": "passing", "at": at, "car": car, "loop": loop, **more}


ALL = [
    (120, "7", "FL", 2),
    (125, "8", "FL", 3),
    (240, "7", "FL", 4),
    (245, "8", "S1", 5),
    (360, "9", "FL", 6),
]


def test_a_void_takes_a_read_and_a_passing_puts_one_in_its_place() -> None:
    assert reads() == ALL
    assert reads({"kind": "void", "target": 4}) == [*ALL[:2], *ALL[3:]]
    assert reads({"kind": "void", "target": 4}, {"kind": "void", "target": 4}) == [*ALL[:2], *ALL[3:]]
    assert reads(passing("10:05:00", "8"), passing("10:03:00", "7")) == [
        *ALL[:2], (180, "7", "FL", 8), *ALL[2:4], (300, "8", "FL", 7), ALL[4],
    ]  # fmt: skip


def test_a_passing_at_the_instant_of_another_stands_in_the_one_order_there_is() -> None:
    assert reads(passing("10:04:05", "8"))[3:5] == [(245, "8", "FL", 7), ALL[3]]  # type: ignore[index]
    assert reads(passing("10:02:00", "9"), passing("10:02:00", "7"))[:3] == [  # type: ignore[index]
        ALL[0], (120, "7", "FL", 8), (120, "9", "FL", 7),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "record",
    [
        {"kind": "void", "target": 1}, {"kind": "void", "target": 99}, {"kind": "void"},
        {"kind": "void", "target": "4"},
        passing("10:05:00", "99"), passing("10:05:00", "8", "S2"),
        passing("10:05:00", "8", driver="Ann"), {"kind": "flag", "at": 5, "value": "green"},
    ],
)  # fmt: skip
def test_whatever_the_reads_alone_do_not_say_is_left_to_the_log(record: dict[str, object]) -> None:
    assert reads(record) is None
    assert reads(passing("10:05:00", "8"), record) is None


def test_of_some_cars_alone_are_those_asked_for_and_those_the_records_speak_of() -> None:
    assert reads(alone=("7",)) == [ALL[0], ALL[2]]
    assert reads({"kind": "void", "target": 3}, alone=("7",)) == [ALL[0], ALL[2], ALL[3]]
    assert reads(passing("10:05:00", "9"), alone=()) == [(300, "9", "FL", 7), ALL[4]]


def test_records_are_numbered_on_behind_the_log() -> None:
    log = with_records(
        log_of(ROWS), [passing("10:05:00", "8"), {"kind": "void", "target": 7, "seq": 3, "v": 1}]
    )
    assert log.last_seq == 8
    assert log.passings["seq"].to_list()[-1] == 7
    assert (log.events[-1].seq, log.events[-1].target) == (8, 7)  # type: ignore[union-attr]
    assert see(log.effective()[0], Entries()).seq.tolist() == [2, 3, 4, 5, 6]
    assert with_records(log_of(ROWS), []).last_seq == 6


# --- a record that is written after a clock was put

# The clock goes back at three: what is written from record 4 on counts an hour later than it says.
NIGHT = """
    02:50:00,flag,,,green
    02:55:00,passing,7,FL,
    02:59:00,passing,8,FL,
    02:00:00,passing,7,FL,
    02:04:00,passing,8,FL,
"""
BACK = ClockStep(since=4, put=ClockPut.BACK, step=HOUR)


def test_what_is_meant_of_the_session_is_written_on_the_clock_of_its_source() -> None:
    """A crossing missed at 3:05 of the session stands in the log as 2:05, where the clock then stood."""
    log = log_of(NIGHT, BACK)
    record = passing("03:05:00.000", "7")
    written = on_its_clock(log, record)
    assert written == {**record, "at": "02:05:00.000"}
    (_, _, _, _, added) = sorted(with_records(log, [written]).effective()[0].passings["at"].to_list())
    assert added == parse_instant("03:05:00.000")


def test_what_is_put_right_before_the_clock_was_put_is_written_as_it_was_meant() -> None:
    amend = {"kind": "amend", "target": 3, "changes": {"at": "02:58:30.000", "car": "9"}}
    assert on_its_clock(log_of(NIGHT, BACK), amend) == amend
    later = {
        "kind": "amend",
        "target": 5,
        "changes": {"at": "03:04:30.000", "car": "9"},
        "reason": "read late",
    }
    assert on_its_clock(log_of(NIGHT, BACK), later) == {
        **later, "changes": {"at": "02:04:30.000", "car": "9"},
    }  # fmt: skip


@pytest.mark.parametrize(
    "record",
    [
        {"kind": "void", "target": 5},  # names no instant
        {"kind": "amend", "target": 5, "changes": {"car": "9"}},
        {"kind": "amend", "target": 99, "changes": {"at": "03:04:30.000"}},  # speaks of nothing that is there
    ],
)
def test_a_record_without_an_instant_of_its_own_stays_as_it_is(record: dict[str, object]) -> None:
    assert on_its_clock(log_of(NIGHT, BACK), record) is record


def test_where_no_clock_was_put_every_record_stays_as_it_is() -> None:
    record = passing("03:05:00.000", "7")
    assert on_its_clock(log_of(NIGHT), record) is record


@pytest.mark.parametrize("rules", ["", '[timing]\nminimum-lap = "35 s"\n'])
def test_what_is_tried_on_some_cars_alone_is_what_all_of_them_say(
    rules: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Races with reads too many and too few: looked at by the cars concerned, or by all, the same is proposed."""
    book = parse_rulebook(f'name = "t"\n{rules}', "t")
    told = []
    for alone in (True, False):
        monkeypatch.setattr(driving.Driven, "parts", alone)
        found = [measure(damaged(seed, KINDS).log, book).findings for seed in range(700, 712)]
        told.append([[(one.code, one.where, one.proposal) for one in each] for each in found])
    assert told[0] == told[1]
