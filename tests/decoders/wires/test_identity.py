"""A decoder's reads by number: lost, doubled, late and sent again; switched off in the middle; two with one id."""

from __future__ import annotations

import random
import tracemalloc

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parcferme.decoders import Hole, Numbers, Read, Resend, Status
from parcferme.decoders.wires.identity import PATIENCE, TRIES, WAIT
from parcferme.documents import finding_text
from parcferme.records import passings_frame

NOON = 1_246_537_200_000_000  # microseconds since 1970
SECOND = 1_000_000


def read(number: int, at: float | None = None, decoder: str = "D1", car: int = 7) -> Read:
    """A read of a decoder that counts one a second, or at so many seconds after noon."""
    return Read(decoder, number, str(car), NOON + round((number if at is None else at) * SECOND))


def p98(number: int, at: float, car: int = 7) -> Read:
    return Read("101", number, str(car), round(at * SECOND))


def codes(numbers: Numbers) -> list[str]:
    return [one.code for one in numbers.findings("feed")]


def p3_numbers(at_most: int = 50) -> Numbers:
    return Numbers(resends=True, dated=True, at_most=at_most)


def test_the_same_read_twice_is_one_read() -> None:
    numbers = p3_numbers()
    assert [numbers.take(read(n)).new for n in (5, 6, 6, 7, 5)] == [True, True, False, True, False]
    (finding,) = numbers.findings("FL")
    assert (finding.code, finding.values) == ("reads-twice", {"decoder": "D1", "count": 2})


def test_what_is_missing_is_a_hole_until_it_comes() -> None:
    numbers = p3_numbers()
    for n in (5, 6, 10):
        numbers.take(read(n))
    assert list(numbers.holes) == [Hole("D1", 1, 7, 9)]
    taken = numbers.take(read(8))
    assert (taken.new, taken.filled) == (True, True)
    assert list(numbers.holes) == [Hole("D1", 1, 7, 7), Hole("D1", 1, 9, 9)]


def test_a_fresh_log_never_asks_for_what_was_yesterday() -> None:
    numbers = p3_numbers()
    numbers.take(read(105_394))
    assert numbers.holes == () and numbers.requests(NOON) == []


def test_a_log_that_goes_on_asks_for_what_came_while_nobody_listened() -> None:
    frame = passings_frame(
        pl.DataFrame(
            {
                "at": [NOON, NOON],
                "loop": ["FL", "FL"],
                "transponder": ["7", "7"],
                "decoder": ["D1", "D1"],
                "number": [11, 12],
                "device_at": [NOON + 11 * SECOND, NOON + 12 * SECOND],
            }
        )
    )
    numbers = p3_numbers()
    numbers.resume(frame)
    assert not numbers.take(read(12)).new
    numbers.take(read(15))
    assert numbers.holes == (Hole("D1", 1, 13, 14),)


def test_holes_are_asked_for_a_few_at_a_time_and_then_given_up() -> None:
    numbers = p3_numbers(at_most=10)
    for n in (1, 27, 30):
        numbers.take(read(n))
    assert numbers.requests(0) == []  # it may only be late
    assert numbers.requests(PATIENCE) == [Resend(2, 11, "D1")]
    assert numbers.requests(PATIENCE + 1) == []  # ten are under way
    for n in range(2, 12):
        numbers.take(read(n))
    assert numbers.requests(PATIENCE + 2) == [Resend(12, 21, "D1")]
    times = 1  # the request above
    for now in range(PATIENCE + 2 + WAIT, 100 * SECOND, WAIT):
        requests = numbers.requests(now)
        assert sum(one.last - one.first + 1 for one in requests) <= 10
        times += len(requests)
    assert times == 3 * TRIES  # three holes, each so often
    assert {hole.asked for hole in numbers.holes} == {TRIES}
    (finding,) = numbers.findings("FL")
    assert finding.code == "reads-missing" and finding.values["count"] == 17
    assert finding.values["numbers"] == ["12–21", "22–26", "28–29"]
    assert "17 reads did not come, though asked for 3 times: 12–21, 22–26, 28–29" in finding_text(finding)


def test_a_decoder_that_cannot_be_asked_is_not_asked_and_the_gap_is_shown() -> None:
    numbers = Numbers()
    numbers.take(p98(5, 10.0))
    numbers.take(Status("101", 6, noise=3))  # a status has a number of the same count
    numbers.take(p98(9, 12.5))
    assert numbers.requests(10**12) == []
    (finding,) = numbers.findings("FL")
    assert (finding.code, finding.values["numbers"]) == ("reads-lost", ["7–8"])


def test_a_decoder_that_was_switched_off_begins_another_series() -> None:
    numbers = p3_numbers()
    series = [numbers.take(read(n, at)).series for n, at in ((900, 0), (901, 5), (1, 70), (2, 75))]
    assert series == [1, 1, 2, 2] and numbers.holes == ()
    (finding,) = numbers.findings("FL")
    assert finding.code == "decoder-restarted" and finding.values["number"] == 1
    assert not numbers.take(read(901, 5)).new  # the old read is still known
    assert numbers.take(read(3, 80)).series == 2


def test_a_clock_that_jumps_back_begins_another_series_though_the_count_goes_on() -> None:
    numbers = p3_numbers()
    assert [numbers.take(read(n, at)).series for n, at in ((5, 4000), (6, 4001), (7, 400), (8, 401))] == [
        1,
        1,
        2,
        2,
    ]


def test_switched_off_a_p98_decoder_counts_and_times_from_the_beginning_again() -> None:
    """Number 3 comes about so long after every power-up as it did after the first: it is another read all the same."""
    numbers = Numbers()
    before = [numbers.take(p98(n, at)) for n, at in ((2, 20.0), (3, 28.7), (4, 31.0))]
    after = [numbers.take(p98(n, at)) for n, at in ((3, 28.9), (6, 33.0), (5, 31.5))]
    assert [one.series for one in before + after] == [1, 1, 1, 2, 2, 2]
    assert all(one.new for one in before + after)


def test_a_late_read_from_before_the_first_one_heard_is_taken() -> None:
    numbers = p3_numbers()
    assert [numbers.take(read(n)).series for n in (50, 47, 51)] == [1, 1, 1]
    assert numbers.holes == (Hole("D1", 1, 48, 49),)


def test_two_decoders_with_one_id_lose_nothing_and_are_told() -> None:
    numbers = p3_numbers()
    taken = [
        numbers.take(read(base + n, 100 + n + base / 10**6, car=base))
        for n in range(20)
        for base in (100, 5000)
    ]
    assert all(one.new for one in taken)
    assert len({(one.series, one.number) for one in taken}) == 40
    numbers = p3_numbers()
    taken = [numbers.take(read(base + n, 100 + n, car=base)) for n in range(20) for base in (5000, 4995)]
    assert all(one.new for one in taken)
    assert codes(numbers) == ["decoder-id-shared"]


def test_decoders_do_not_disturb_each_other() -> None:
    numbers = p3_numbers()
    for n in range(1, 4):
        numbers.take(read(n, decoder="D1"))
        numbers.take(read(n + 500, decoder="D2"))
    assert numbers.holes == () and codes(numbers) == []


def test_a_read_without_a_number_is_taken_as_it_comes() -> None:
    taken = Numbers().take(Read("D1", None, "7", NOON))
    assert taken.new and taken.number is None


@settings(max_examples=60)
@given(
    st.integers(1, 60),
    st.randoms(use_true_random=False),
    st.floats(0, 0.4),
    st.floats(0, 0.4),
    st.integers(0, 5),
    st.booleans(),
)
def test_lost_doubled_and_late_reads_are_all_there_once_the_decoder_has_answered(
    many: int, rnd: random.Random, lost: float, double: float, late: int, restart: bool
) -> None:
    """What a box sends and a line spoils, and the box answering each request as the line lets it."""
    sent = [read(1000 + n, n) for n in range(many)]
    if restart:
        sent += [read(1 + n, 1000 + n) for n in range(many)]
    kept = [one for one in sent if rnd.random() >= lost]
    kept += [one for one in kept if rnd.random() < double]
    memory = {(one.number, one.device_at): one for one in sent}
    order = {id(one): place for place, one in enumerate(sent)}
    kept.sort(key=lambda one: order[id(one)] + rnd.uniform(0, late))
    numbers, heard = p3_numbers(at_most=7), []
    for one in kept:
        heard.append((numbers.take(one), one))
    now = 0
    for _ in range(400):
        now += WAIT
        for asked in numbers.requests(now):
            for n in range(asked.first, asked.last + 1):
                for answer in (one for key, one in memory.items() if key[0] == n):
                    heard.append((numbers.take(answer), answer))
    new = [(taken.series, taken.number, one) for taken, one in heard if taken.new]
    assert len({key[:2] for key in new}) == len(new)
    got = {(one.number, one.device_at) for _, _, one in new}
    assert len(got) == len(new)  # nothing counted twice
    if kept and not restart:  # all between the first and the last one heard
        first, *_, last = sorted([one.number or 0 for one in kept] * 2)
        assert set(range(first, last + 1)) <= {number for number, _ in got}
    assert {(one.number, one.device_at) for one in kept} <= got


def test_memory_grows_with_the_holes_and_not_with_the_reads() -> None:
    numbers = p3_numbers()
    for n in range(6_000):
        numbers.take(read(n))
    tracemalloc.start()
    for n in range(6_000, 18_000):
        numbers.take(read(n))
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 1_500_000  # the last 4,096 reads


@pytest.mark.parametrize("number", [0, 2**32 - 1])
def test_a_number_far_off_makes_no_endless_hole(number: int) -> None:
    numbers = p3_numbers()
    for one in (read(500_000_000, 1), read(number, 2), read(500_000_001, 3)):
        assert numbers.take(one).new
    assert numbers.holes == ()
