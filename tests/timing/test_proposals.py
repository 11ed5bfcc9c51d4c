"""Remedies tried before they are made: which are kept, which are taken back, and in which order they are told."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

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


def test_a_fifth_time_nobody_asks_and_what_was_proposed_for_others_stays() -> None:
    """#7 brings something new to light in every round and is given up after the last; #8 needed two remedies."""
    rounds = [[short("7", 3 + n, 20 + n, seq=20 + n)] for n in range(1, 5)]
    second = short("8", 5, 30, seq=30)
    session = Session([*rounds[0], second], *rounds[1:])
    found = tried([short("7", 3, 12), short("8", 4, 29, seq=29)], 99, session)
    assert len(session.asked) == 4
    assert found == [short("7", 3, None), short("8", 4, 29, seq=29), second]


# --- of two reads that a remedy brought together


def either(car: str, *reads: tuple[int, int], lap: int = 4) -> Finding:
    """A lap nobody can drive between two reads (instant, record), either of which was none; the first is proposed."""
    (at, seq), *others = reads
    values = {"at": at, "other_at": [one for one, _ in others], "other_seq": [one for _, one in others]}
    found = warning("lap-under-minimum", Where(car=car, lap=lap, seq=seq), **values)
    return found.proposing(kind="void", target=seq, reason="no crossing of the line")


def chosen(found: Finding) -> tuple[object, object, object, object]:
    """Which read is proposed to be none, its instant, and the others."""
    assert found.proposal is not None
    values = found.values
    return found.proposal["target"], values["at"], values["other_at"], values["other_seq"]


FAR = warning("lap-under-minimum", Where(car="8", lap=2, seq=3), at=290).proposing(kind="void", target=3)


@pytest.mark.parametrize(
    ("idle", "voided"),
    [
        ((), 21),  # both end a lap: the likelier stays
        ((21,), 21),
        ((22,), 22),  # that one ends no lap as things are: nobody loses anything
        ((23,), 23),
        ((22, 23), 22),
        ((21, 22), 21),
    ],
)
def test_of_several_reads_that_may_be_none_one_that_ends_no_lap_is_proposed(
    idle: tuple[int, ...], voided: int
) -> None:
    """The cooling lap: behind the flag a read ends no lap."""
    reads = {21: 300, 22: 303, 23: 306}
    more = either("8", *((at, seq) for seq, at in reads.items()))
    found = tried([FAR], 99, Session([more], []), lambda: frozenset(idle))
    others = [seq for seq in reads if seq != voided]
    assert chosen(found[1]) == (voided, reads[voided], [reads[seq] for seq in others], others)
    assert (found[1].where, found[1].values["other_seq"]) == (more.where, others)


def test_where_only_one_read_can_be_none_nobody_asks_which_ends_a_lap() -> None:
    def asked() -> frozenset[int]:
        raise AssertionError("asked for nothing")

    assert tried([FAR], 99, Session([short("8", 4, 21)], []), asked) == [FAR, short("8", 4, 21)]


@pytest.mark.parametrize(("first", "voided"), [(200, 21), (400, 22), (303, 22)])
def test_what_was_decided_of_a_crossing_holds_of_its_second_read(first: int, voided: int) -> None:
    """Of #7 a read at `first` was voided; of what stood behind it the nearer one goes, not that of another car."""
    mine = warning("lap-under-minimum", Where(car="7", lap=2, seq=9), at=first).proposing(
        kind="void", target=9
    )
    found = tried([FAR, mine], 99, Session([either("7", (300, 21), (303, 22))], []))
    assert chosen(found[2])[0] == voided


def test_a_read_nobody_else_stood_before_stays_as_it_was_found() -> None:
    """Nothing of #9 was voided, though a read of #8 was at the very instant of its second one."""
    other = warning("lap-under-minimum", Where(car="8", lap=2, seq=3), at=303).proposing(
        kind="void", target=3
    )
    found = tried([other], 99, Session([either("9", (300, 21), (303, 22))], []))
    assert chosen(found[1]) == (21, 300, [303], [22])


def test_who_was_given_up_is_given_up_in_every_lap_and_a_missed_crossing_of_it_too() -> None:
    """Whatever is odd of #7 afterwards is known; the other kinds of findings of it keep their remedies."""
    double = warning("double-read", Where(car="7", seq=2)).proposing(kind="void", target=2)
    session = Session([short("7", 4, None, seq=6)], [short("7", 4, None, seq=6)])
    found = tried([double, short("7", 3, 12, seq=5), missed("7", 8), missed("8", 8)], 99, session)
    assert [one.proposal is None for one in found] == [False, True, True, False]
    assert session.asked[1] == [{"kind": "passing", "car": "8"}]


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
