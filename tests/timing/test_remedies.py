"""The ready records that go with a question: each says what the log is given, and nothing a log cannot hold."""

from parcferme.findings import Where, warning
from parcferme.times import DAY, SECOND
from parcferme.timing.remedies import crossed_at, no_crossing, put_at, was_the_line

ASKED = warning("missed-passing", Where(car="7", lap=3, seq=12))


def test_each_remedy_is_a_record_of_its_own() -> None:
    asked = (
        crossed_at(ASKED, 36_000 * SECOND),
        no_crossing(ASKED, 12),
        was_the_line(ASKED, 12),
        put_at(ASKED, 12, 36_090 * SECOND),
    )
    assert [one.proposal for one in asked] == [
        {"kind": "passing", "at": "10:00:00.000000", "car": "7", "loop": "FL", "source": "proposed"},
        {"kind": "void", "target": 12, "reason": "no crossing of the line"},
        {"kind": "amend", "target": 12, "changes": {"loop": "FL"}},
        {"kind": "amend", "target": 12, "changes": {"at": "10:01:30.000"}},
    ]


def test_an_instant_before_midnight_is_no_record() -> None:
    assert put_at(ASKED, 12, -DAY) is ASKED
