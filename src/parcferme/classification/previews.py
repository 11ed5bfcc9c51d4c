"""What would change if: a result beside the one it would be with records that nobody has written yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from parcferme.classification.case import Case
from parcferme.classification.changes import Change, changes
from parcferme.classification.classification import Classification, classify
from parcferme.entries import Entries
from parcferme.records import Decision, Log
from parcferme.regulations import Rulebook, SessionKind
from parcferme.timing import Proposal, on_its_clock, proposals_of

UNKNOWN = "?"
"""What stands in a ready record for what only people know: whose transponder it is."""


class Preview(msgspec.Struct, frozen=True, eq=False):
    """A result as it is and as it would be, and every value of a row that differs, in the order of the new result."""

    before: Classification
    after: Classification
    changes: tuple[Change, ...]


class Remedy(msgspec.Struct, frozen=True, eq=False):
    """One record that would set something right, with what it alone would change."""

    record: Mapping[str, Any]
    changes: tuple[Change, ...]


class Offer(msgspec.Struct, frozen=True, eq=False):
    """A proposal with what taking it, alone, would change; `number` is what it is taken by (from 1). `instead`: what
    would do as well, the likelier first; of all these only one can be right.
    """

    number: int
    proposal: Proposal
    changes: tuple[Change, ...]
    instead: tuple[Remedy, ...] = ()


def preview(
    log: Log,
    records: Sequence[Mapping[str, Any]],
    rulebook: Rulebook,
    entries: Entries | None = None,
    *,
    kind: SessionKind | str = SessionKind.RACE,
    length: int | None = None,
    at: int | None = None,
    known: int | None = None,
    decisions: Iterable[Decision] = (),
    before: Classification | None = None,
) -> Preview:
    """What these records, written as a log writes them, would change; the log itself stays as it is.

    The other arguments are those of `measure`; `before` is the result as it is, where that is known already.
    Raises `BadField` for a record that cannot be read.
    """
    base = log if known is None else log.known(known)
    case = Case(base, rulebook, entries, kind, length, at, tuple(decisions))
    return previewed(case, records, before)


def previewed(
    case: Case, records: Sequence[Mapping[str, Any]], before: Classification | None = None
) -> Preview:
    """The same of a session that is one value already. Raises `BadField` for a record that cannot be read."""
    before, after = before or result_of(case), result_of(case.having(records))
    return Preview(before, after, changes(before.rows, after.rows))


def compared(was: Case, would_be: Case, before: Classification | None = None) -> Preview:
    """A session beside the one it would be, whatever differs: its log, its entries, its rules."""
    before, after = before or result_of(was), result_of(would_be)
    return Preview(before, after, changes(before.rows, after.rows))


def result_of(case: Case) -> Classification:
    """The result of a session as it is, with everything odd."""
    return classify(case.measured())


def offers(
    log: Log,
    rulebook: Rulebook,
    entries: Entries | None = None,
    *,
    kind: SessionKind | str = SessionKind.RACE,
    length: int | None = None,
    at: int | None = None,
    known: int | None = None,
    decisions: Iterable[Decision] = (),
) -> tuple[Offer, ...]:
    """Every ready record among the findings of a session, with what it would change: what matters most first."""
    base = log if known is None else log.known(known)
    case = Case(base, rulebook, entries, kind, length, at, tuple(decisions))
    before = result_of(case)
    return tuple(
        offer_of(case, before, number, one) for number, one in enumerate(proposals_of(before.findings), 1)
    )


def offer_of(case: Case, before: Classification, number: int, proposal: Proposal) -> Offer:
    """A proposal, and what would do as well, with what each alone would change; `before` is the result as it is."""
    instead = tuple(Remedy(record, _moved(case, before, record)) for record in proposal.instead)
    return Offer(number, proposal, _moved(case, before, proposal.record), instead)


def _moved(case: Case, before: Classification, record: Mapping[str, Any]) -> tuple[Change, ...]:
    """What one record changes; nothing where something in it is still to be filled in."""
    if UNKNOWN in record.values():
        return ()
    again = case.having([on_its_clock(case.log, record)])
    rows = classify(again.measured(try_proposals=False), try_remedies=False).rows
    return changes(before.rows, rows)
