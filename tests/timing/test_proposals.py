"""Remedies tried before they are made: which are kept, which are taken back, and in which order they are told."""

from __future__ import annotations

from collections.abc import Iterable

from parcferme.findings import Finding, Where, error, info, warning
from parcferme.timing.proposals import Record, proposals_of, tried


def short(car: str, lap: int, target: int | None, seq: int | None = None) -> Finding:
    """A lap nobody can drive, with the read to void."""
    found = warning("lap-under-minimum", Where(car=car, lap=lap, seq=seq), lap_us=lap)
    return found if target is None else found.proposing(kind="void", target=target)


def missed(car: str, lap: int) -> Finding:
    return warning("missed-passing", Where(car=car, lap=lap)).proposing(kind="passing", car=car)


OTHER = info("passing-repeated", Where(seq=1))


class Session:
    """A session that answers each trial with what is odd then, one list after the other."""

    def __init__(self, *answers: list[Finding]) -> None:
        self.answers, self.asked = list(answers), list[list[Record]]()

    def __call__(self, records: list[Record]) -> Iterable[Finding]:
        self.asked.append(records)
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


def test_where_nothing_is_odd_after_the_remedies_all_of_them_are_made() -> None:
    session = Session([])
    findings = [OTHER, short("7", 3, 12), missed("8", 4)]
    assert tried(findings, 99, session) == findings
    assert session.asked == [[{"kind": "void", "target": 12}, {"kind": "passing", "car": "8"}]]


def test_where_nothing_is_proposed_nothing_is_tried() -> None:
    session = Session([])
    other = warning("double-read", Where(seq=2)).proposing(kind="void", target=2)
    findings = [OTHER, other, short("7", 3, None)]
    assert tried(findings, 99, session) == findings
    assert session.asked == []


def test_what_was_odd_before_without_a_remedy_may_stay_so() -> None:
    bare = short("7", 9, None, seq=40)
    session = Session([bare, OTHER])
    assert tried([bare, short("7", 3, 12)], 99, session) == [bare, short("7", 3, 12)]
    moved = short("7", 8, None, seq=40)  # the same read, on another lap once one was voided
    assert tried([bare, short("7", 3, 12)], 99, Session([moved])) == [bare, short("7", 3, 12)]


def test_what_is_odd_only_then_is_proposed_as_well() -> None:
    more = short("8", 5, 30)
    session = Session([more], [])
    assert tried([short("7", 3, 12)], 99, session) == [short("7", 3, 12), more]
    assert session.asked[1] == [{"kind": "void", "target": 12}, {"kind": "void", "target": 30}]


def test_a_car_whose_laps_still_cannot_be_driven_keeps_its_findings_and_no_proposal() -> None:
    bare = short("7", 3, None, seq=5)
    session = Session([short("7", 4, None, seq=6)], [])
    assert tried([short("7", 3, 12, seq=5), short("8", 2, 9)], 99, session) == [bare, short("8", 2, 9)]
    assert session.asked[1] == [{"kind": "void", "target": 9}]


def test_a_remedy_of_a_record_that_was_only_tried_is_none() -> None:
    """The log has 99 records: 99 can be voided, 100 is the one that was tried."""
    assert tried([short("7", 3, 12)], 99, Session([short("7", 4, 99)], []))[1:] == [short("7", 4, 99)]
    assert tried([short("7", 3, 12)], 99, Session([short("7", 4, 100)], [])) == [short("7", 3, None)]
    assert tried([short("7", 3, 12)], 99, Session([missed("7", 4)], []))[1:] == [missed("7", 4)]


def test_after_three_rounds_of_more_a_car_is_given_up() -> None:
    answers = [[short("7", 4, 20, seq=20)], [short("7", 5, 21, seq=21)], [short("7", 6, 22, seq=22)], []]
    found = tried([short("7", 3, 12)], 99, Session(*answers))
    assert [one.proposal["target"] for one in found if one.proposal] == [12, 20, 21, 22]
    answers[3] = [short("7", 7, 23, seq=23)]
    assert tried([short("7", 3, 12), OTHER], 99, Session(*answers)) == [short("7", 3, None), OTHER]


# --- told


def test_what_matters_most_is_proposed_first_and_each_remedy_once() -> None:
    grave = error("clock-put").proposing(kind="clock", put="back")
    ghost = short("7", 3, 12)
    again = short("7", 4, 12)
    note = info("missed-passing").proposing(kind="passing", car="8")
    found = proposals_of([note, OTHER, ghost, again, grave])
    assert [(one.finding, dict(one.record)) for one in found] == [
        (grave, {"kind": "clock", "put": "back"}), (ghost, {"kind": "void", "target": 12}),
        (note, {"kind": "passing", "car": "8"}),
    ]  # fmt: skip
    assert [one.instead for one in found] == [(), (), ()]


def test_reads_that_would_do_as_well_are_the_same_record_of_another_read() -> None:
    found = warning("lap-under-minimum", Where(), other_seq=[13, 11]).proposing(
        kind="void", target=12, reason="r"
    )
    (one,) = proposals_of([found])
    assert [dict(record) for record in one.instead] == [
        {"kind": "void", "target": 13, "reason": "r"}, {"kind": "void", "target": 11, "reason": "r"},
    ]  # fmt: skip
