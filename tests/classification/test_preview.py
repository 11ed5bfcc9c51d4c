"""What would change if: a record nobody has written yet, and every proposal of a session."""

from __future__ import annotations

from parcferme.classification import offers, preview
from parcferme.decoders import decode
from parcferme.regulations import Rulebook
from small_races import GREEN, laps

HEAD = "time,kind,car,loop,value\n"
RACE = GREEN + laps("1", *["1:30"] * 5) + laps("2", *["1:30.2"] * 5) + "10:07:25,flag,,,chequered\n"


def test_preview_of_a_time_penalty_says_who_moves_and_changes_nothing() -> None:
    log = decode((HEAD + RACE).encode(), "a.csv").log
    size = len(log)
    ruled = preview(log, [{"kind": "decision", "penalty": "time", "car": "1", "seconds": 15}], Rulebook())
    assert {(one.number, one.field): (one.before, one.after) for one in ruled.changes} == {
        ("2", "position"): (2, 1), ("2", "class_position"): (2, 1),
        ("1", "position"): (1, 2), ("1", "class_position"): (1, 2), ("1", "time"): (450_000_000, 465_000_000),
    }  # fmt: skip
    assert len(log) == size and [one.number for one in ruled.before.rows] == ["1", "2"]


def test_preview_of_nothing_changes_nothing() -> None:
    assert preview(decode((HEAD + RACE).encode(), "a.csv").log, [], Rulebook()).changes == ()


def test_each_proposal_comes_with_what_it_alone_would_change() -> None:
    rows = RACE + "10:05:14,passing,1,FL\n"
    missed = laps("3", "1:29", "1:29", "2:58", "1:29")
    log = decode((HEAD + rows + missed).encode(), "a.csv").log
    found = {one.proposal.finding.code: one for one in offers(log, Rulebook())}
    assert set(found) == {"lap-under-minimum", "missed-passing"}
    ghost = {(one.number, one.field): one.after for one in found["lap-under-minimum"].changes}
    assert ghost[("1", "laps")] == 5
    more = {(one.number, one.field): one.after for one in found["missed-passing"].changes}
    assert more[("3", "laps")] == 5
    assert sorted(one.number for one in found.values()) == [1, 2]


def test_transponder_on_no_car_is_offered_without_a_guess() -> None:
    text = "time,kind,car,loop,value,transponder\n10:00:00,flag,,,green,\n10:01:00,passing,,FL,,99\n"
    (offer,) = offers(decode(text.encode(), "a.csv").log, Rulebook())
    assert offer.proposal.record["car"] == "?" and offer.changes == ()
