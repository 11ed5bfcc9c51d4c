"""Two decoders on one line: which reads are one crossing, which of them stands, and what is told."""

from __future__ import annotations

import pytest

from parcferme.findings import Finding, Severity, Where
from parcferme.timing import Timing
from timing.races import said, timed

HEAD = "time,kind,car,loop,value,decoder,strength,hits"
GREEN = "10:00:00,flag,,,green,,,\n"


def read(text: str, rules: str = '[timing]\nminimum-lap = "30 s"\n') -> Timing:
    """Rows of `60.0 7 A` (seconds since the start, car, decoder), or with strength and hits `60.0 7 A 100/20`."""
    rows = GREEN
    for line in text.strip().split("\n"):
        second, car, box, *heard = line.split()
        strength, _, hits = (heard[0] if heard else "").partition("/")
        minute, rest = divmod(float(second), 60)
        rows += f"10:{int(minute):02d}:{rest:09.6f},passing,{car},FL,,{box},{strength},{hits}\n"
    return timed(rows, rules, head=HEAD)


def kept(timing: Timing) -> list[int]:
    """The records of the reads that stand, in order of time."""
    return [int(seq) for seq in timing.seen.seq]


def told(timing: Timing) -> list[tuple[str, Severity, Where, tuple[int, ...], dict[str, object]]]:
    found: list[Finding] = [*said(timing, "two-decoders"), *said(timing, "decoders-apart")]
    return [(one.code, one.severity, one.where, one.records, dict(one.values)) for one in found]


BOTH = "60 7 A\n60.04 7 B\n65 8 A\n120 7 A\n120.05 7 B\n180 7 A\n180.06 7 B"


def test_reads_of_both_are_one_crossing_and_the_others_are_told() -> None:
    timing = read(BOTH)
    assert kept(timing) == [2, 4, 5, 7]
    assert told(timing) == [
        (
            "two-decoders", Severity.INFO, Where(seq=3), (3, 6, 8),
            {"decoders": ["A", "B"], "count": 3, "apart_us": 50_000},
        )
    ]  # fmt: skip
    assert timing.laps.filter(car="7")["lap_us"].to_list() == [60_000_000] * 3


@pytest.mark.parametrize(
    ("heard", "stands"),
    [
        (("100/20", "90/20"), 2), (("90/20", "100/20"), 3), (("90/20", "90/21"), 3), (("90/21", "90/20"), 2),
        (("/", "1/"), 3), (("/", "/1"), 3), (("90/", "90/"), 2),
    ],
)  # fmt: skip
def test_the_stronger_then_the_one_of_more_hits_then_the_earlier_stands(
    heard: tuple[str, str], stands: int
) -> None:
    assert kept(read(f"60 7 A {heard[0]}\n60.04 7 B {heard[1]}\n")) == [stands]


@pytest.mark.parametrize(
    ("decoders", "stands"),
    [('["B", "A"]', 3), ('["A", "B"]', 2), ('["B"]', 3), ('["C", "A"]', 2), ('["C"]', 2)],
)
def test_the_rulebooks_order_of_decoders_stands_before_strength(decoders: str, stands: int) -> None:
    weak = {2: "1/1", 3: "9/9"} if stands == 2 and decoders != '["C"]' else {2: "9/9", 3: "1/1"}
    rules = f'[timing]\nminimum-lap = "30 s"\ndecoders = {decoders}\n'
    assert kept(read(f"60 7 A {weak[2]}\n60.04 7 B {weak[3]}\n", rules)) == [stands]


@pytest.mark.parametrize(("second", "reads"), [("89.999999", 1), ("90", 2)])
def test_within_the_shortest_lap_of_the_circuit_two_reads_are_one(second: str, reads: int) -> None:
    assert len(kept(read(f"60 7 A\n{second} 7 B\n"))) == reads


@pytest.mark.parametrize(("second", "reads"), [("149.999999", 4), ("150", 5)])
def test_where_no_minimum_is_known_half_a_quick_lap_of_one_decoder_is_the_window(
    second: str, reads: int
) -> None:
    """Decoder A saw laps of 60, 60 and 61 s."""
    assert len(kept(read(f"60 7 A\n120 7 A\n180 7 A\n241 7 A\n{second} 7 B\n", ""))) == reads


@pytest.mark.parametrize(("second", "reads"), [("69.999999", 2), ("70", 3)])
def test_where_nobody_completed_a_lap_ten_seconds_are_the_window(second: str, reads: int) -> None:
    assert len(kept(read(f"60 7 A\n{second} 7 B\n65 8 A\n", ""))) == reads


@pytest.mark.parametrize(
    "text",
    [
        "60 7 A\n120 7 A\n",
        "60 7 A\n60.04 8 B\n",
        "60 7 A\n60.04 7 A\n60 8 B\n",
        "60 7 \n60.04 8 B\n".replace(" \n", " A\n"),
    ],
)
def test_reads_of_one_decoder_or_of_two_cars_are_never_joined(text: str) -> None:
    assert told(read(text)) == []


@pytest.mark.parametrize(
    ("apart", "strength", "code"),
    [
        ("0.099999", "100/1", "two-decoders"),
        ("0.1", "100/1", "decoders-apart"),
        ("0.1", "1/1", "two-decoders"),
    ],
)
def test_clocks_a_tenth_apart_matter_where_reads_of_both_stand(apart: str, strength: str, code: str) -> None:
    """#7's read by B is the stronger in the last case too, or A's stand throughout."""
    rows = f"60 7 A 50/1\n{60 + float(apart)} 7 B {strength}\n120 7 A 50/1\n{120 + float(apart)} 7 B 1/1\n"
    assert [one[0] for one in told(read(rows))] == [code]


def test_a_warning_of_clocks_apart_names_all_the_reads_that_do_not_stand() -> None:
    timing = read("60 7 A 50/1\n63.5 7 B 90/1\n120 7 A 50/1\n123.5 7 B 1/1\n")
    assert told(timing) == [
        (
            "decoders-apart", Severity.WARNING, Where(seq=2), (2, 5),
            {"decoders": ["A", "B"], "count": 2, "apart_us": 3_500_000},
        )
    ]  # fmt: skip
