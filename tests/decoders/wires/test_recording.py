"""A read becomes a passing on the official clock: order, stops and the flag's lap are right whatever the boxes show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcferme.codec import encode_record
from parcferme.decoders import Numbers, Read, Taken, passing_of
from parcferme.records import DeviceClock, Passing

NOON = 1_246_537_200_000_000
FIRST = Taken("D1", 1, 7)


def test_a_read_keeps_everything_a_log_has_a_place_for() -> None:
    read = Read("D1", 7, "8412753", NOON + 2_000_000, strength=131, hits=42, driver="2", flags=0)
    clock = DeviceClock(decoder="D1", device_at=NOON + 2_000_000, at=NOON)
    assert passing_of(read, FIRST, loop="FL", clock=clock, source="p3://line") == Passing(
        at=NOON,
        loop="FL",
        transponder="8412753",
        strength=131,
        hits=42,
        decoder="D1",
        number=7,
        driver="2",
        device_at=NOON + 2_000_000,
        source="p3://line",
    )


def test_a_decoder_that_counts_from_its_power_up_is_put_on_the_calendar() -> None:
    read = Read("101", 12, "3444425", 46_820_000)
    clock = DeviceClock(decoder="101", device_at=0, at=NOON)
    passing = passing_of(read, Taken("101", 2, 12), clock=clock)
    assert passing is not None and (passing.at, passing.device_at, passing.series) == (
        NOON + 46_820_000,
        46_820_000,
        2,
    )


def test_a_read_without_a_time_is_put_at_the_instant_it_came_or_is_none() -> None:
    read = Read("D1", 7, "8412753")
    passing = passing_of(read, FIRST, heard=NOON)
    assert passing is not None and (passing.at, passing.device_at) == (NOON, None)
    assert passing_of(read, FIRST) is None


NUMBERS = st.none() | st.integers(-(2**63), 2**64)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.none() | st.integers(0, NOON))
def test_whatever_a_broken_box_sends_a_log_can_hold_what_becomes_of_it(
    number: int | None, device_at: int | None, strength: int | None, hits: int | None, heard: int | None
) -> None:
    read = Read("D1", number, "8412753", device_at, strength, hits)
    passing = passing_of(read, Numbers().take(read), heard=heard)
    if passing is not None:
        assert encode_record(passing).startswith(b'{"kind":"passing"')
    else:
        assert heard is None


@pytest.mark.parametrize("device_at", [2**63 - 1, 253_402_300_800_000_000])
def test_an_instant_past_the_calendar_is_no_instant(device_at: int) -> None:
    passing = passing_of(Read("D1", 7, "8412753", device_at), FIRST, heard=NOON)
    assert passing is not None and (passing.at, passing.device_at) == (NOON, None)
