"""What would change if: a result beside the one it would be with records that nobody has written yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from parcferme.classification.changes import Change, changes
from parcferme.classification.classification import Classification, classify
from parcferme.entries import Entries
from parcferme.records import Decision, Log
from parcferme.regulations import Rulebook, SessionKind
from parcferme.timing import Proposal, measure, proposals_of, with_records


class Preview(msgspec.Struct, frozen=True, eq=False):
    """A result as it is and as it would be, and every value of a row that differs, in the order of the new result."""

    before: Classification
    after: Classification
    changes: tuple[Change, ...]


class Offer(msgspec.Struct, frozen=True, eq=False):
    """A proposal with what taking it, alone, would change; `number` is what it is taken by (from 1)."""

    number: int
    proposal: Proposal
    changes: tuple[Change, ...]


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
    ruled = tuple(decisions)

    def result(of: Log) -> Classification:
        return classify(measure(of, rulebook, entries, kind=kind, length=length, at=at, decisions=ruled))

    before, after = before or result(base), result(with_records(base, records))
    return Preview(before, after, changes(before.rows, after.rows))


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
    ruled = tuple(decisions)
    before = classify(measure(base, rulebook, entries, kind=kind, length=length, at=at, decisions=ruled))
    found: list[Offer] = []
    for number, proposal in enumerate(proposals_of(before.findings), 1):
        if "?" in proposal.record.values():  # a blank to fill in first: whose transponder it is
            found.append(Offer(number, proposal, ()))
            continue
        made = preview(
            base,
            [proposal.record],
            rulebook,
            entries,
            kind=kind,
            length=length,
            at=at,
            decisions=ruled,
            before=before,
        )
        found.append(Offer(number, proposal, made.changes))
    return tuple(found)
