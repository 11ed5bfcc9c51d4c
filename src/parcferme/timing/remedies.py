"""The ready records that go with a question about reads and instants: what the log is given where the answer is yes."""

from __future__ import annotations

from parcferme.findings import Finding, WrongCall
from parcferme.records import FINISH_LINE, write_instant
from parcferme.times import format_instant


def put_at(finding: Finding, seq: int, at: int) -> Finding:
    """The finding with the record that puts another at an instant; as it is where no log can hold that instant."""
    try:
        written = write_instant(at)
    except WrongCall:
        return finding
    return finding.proposing(kind="amend", target=seq, changes={"at": written})


def crossed_at(finding: Finding, at: int) -> Finding:
    """The finding with the crossing of the line that its car is lacking, at this instant."""
    car = finding.where.car
    return finding.proposing(
        kind="passing", at=format_instant(at), car=car, loop=FINISH_LINE, source="proposed"
    )


def no_crossing(finding: Finding, seq: int) -> Finding:
    """The finding with the void of a read that was none of the line."""
    return finding.proposing(kind="void", target=seq, reason="no crossing of the line")


def was_the_line(finding: Finding, seq: int) -> Finding:
    """The finding with the amendment of a read that was one of the line, and was written as one elsewhere."""
    return finding.proposing(kind="amend", target=seq, changes={"loop": FINISH_LINE})
