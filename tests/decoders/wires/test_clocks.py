"""The clock of a decoder against the official one: slow lines, bursts after a cut, drift, and clocks that are put."""

from __future__ import annotations

import random

from parcferme.decoders import Clocks

NOON = 1_246_537_200_000_000
SECOND = 1_000_000
MINUTE = 60 * SECOND


def listen(ahead_of: dict[int, int], minutes: int, seed: int = 1, late: float = 0.2) -> Clocks:
    """A message every five seconds; `ahead_of`: from which minute on the clock is ahead by so much (microseconds)."""
    clocks, rnd, ahead = Clocks(), random.Random(seed), 0
    for tick in range(minutes * 12):
        ahead = ahead_of.get(tick // 12, ahead)
        sent = NOON + tick * 5 * SECOND
        clocks.hear("FL", sent + ahead, sent + round(rnd.uniform(0.001, late) * SECOND))
    return clocks


def told(clocks: Clocks) -> list[tuple[str, int]]:
    return [
        (one.code, one.values.get("step_us", one.values.get("drift_us"))) for one in clocks.findings("feed")
    ]


def test_the_line_two_seconds_ahead_and_the_lane_one_and_a_half_behind() -> None:
    for ahead in (2 * SECOND, -3 * SECOND // 2):
        clocks = listen({0: ahead}, 5)
        assert abs((clocks.ahead("FL") or 0) - ahead) < 40_000  # the quickest of a minute's messages
        assert told(clocks) == []
        clock = clocks.clock("FL")
        assert clock is not None and clock.at is not None
        assert clock.device_at - clock.at == clocks.ahead("FL")


def test_a_clock_that_was_put_is_told_with_how_far() -> None:
    forward = listen({0: 0, 5: 3600 * SECOND}, 10)
    ((code, step),) = told(forward)
    assert code == "decoder-clock-forward" and abs(step - 3600 * SECOND) < 250_000
    back = listen({0: 0, 5: -3600 * SECOND}, 10)
    ((code, step),) = told(back)
    assert code == "decoder-clock-back" and abs(step - 3600 * SECOND) < 250_000
    assert abs((back.ahead("FL") or 0) + 3600 * SECOND) < 250_000


def test_messages_kept_back_by_a_broken_line_are_no_jump() -> None:
    clocks, rnd = Clocks(), random.Random(3)
    for tick in range(240):
        sent = NOON + tick * 5 * SECOND
        cut = 100 <= tick < 104  # twenty seconds without a network
        came = NOON + 104 * 5 * SECOND if cut else sent
        clocks.hear("FL", sent, came + round(rnd.uniform(0.001, 0.05) * SECOND))
    assert told(clocks) == [] and abs(clocks.ahead("FL") or 0) < 50_000


def test_a_clock_that_gains_a_tenth_in_half_an_hour_is_told_once() -> None:
    clocks = Clocks()
    for tick in range(30 * 12):
        sent = NOON + tick * 5 * SECOND
        clocks.hear("FL", sent + tick * 100_000 // 360, sent + 2_000)
    ((code, drift),) = told(clocks)
    assert code == "decoder-clock-fast" and 85_000 < drift < 100_000


def test_a_decoder_nobody_heard_has_no_clock() -> None:
    assert Clocks().ahead("FL") is None and Clocks().clock("FL") is None
