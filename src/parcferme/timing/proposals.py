"""Proposals: what could set an odd lap right, each tried through the whole computation before it is made."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from parcferme.findings import Finding, Severity

SUSPECT: Final = ("lap-under-minimum", "missed-passing")
# A remedy may bring another odd lap to light, as of two misses in a row. What is odd after three rounds is not
# understood, and nothing is proposed for that car.
_ROUNDS: Final = 3
Record = Mapping[str, Any]


class Proposal(msgspec.Struct, frozen=True):
    """One remedy: the finding it answers, the record that would be appended, and what would do as well, the likelier
    first.
    """

    finding: Finding
    record: Record
    instead: tuple[Record, ...] = ()

    @property
    def ruling(self) -> bool:
        """Whether it is the stewards' to take: a decision, or what became of a car, and nothing that was read wrong."""
        return self.record.get("kind") in ("decision", "status")


def tried(
    findings: Sequence[Finding],
    last_seq: int,
    remeasured: Callable[[list[Record]], Iterable[Finding]],
    idle: Callable[[], Collection[int]] = frozenset,
) -> list[Finding]:
    """The findings with those proposals only that leave nothing new to complain of.

    All of them are taken together and the session is measured again. What is odd only then is proposed as well, a few
    times over; a car whose laps still cannot be driven keeps its findings, and nothing is proposed for it. `idle`: the
    reads that end no lap as things are, asked for where one of two is to be voided that only a remedy brought together.
    """
    kept = list(findings)
    known = {_place(one) for one in kept if one.code in SUSPECT and one.proposal is None}
    more: list[Finding] = []
    for round_ in range(_ROUNDS + 1):
        taken = [one.proposal for one in (*kept, *more) if one.code in SUSPECT and one.proposal is not None]
        if not taken:
            return kept
        left = [one for one in remeasured(taken) if one.code in SUSPECT and _place(one) not in known]
        if not left:
            return [*kept, *more]
        hopeless = {one.where.car for one in left if round_ == _ROUNDS or not _possible(one, last_seq)}
        taken_at = [(one.where.car, one.values.get("at", 0)) for one in (*kept, *more) if _is_void(one)]
        new = [_as_before(one, taken_at) for one in left if one.where.car not in hopeless]
        more += [_of_idle(one, idle()) if one.values.get("other_seq") else one for one in new]
        more = [one for one in more if one.where.car not in hopeless]
        known |= {_place(one) for one in left if one.where.car in hopeless}
        kept = [_bare(one) if one.code in SUSPECT and one.where.car in hopeless else one for one in kept]
        known |= {_place(one) for one in kept if one.code in SUSPECT and one.proposal is None}
    return [*kept, *more]


def _place(finding: Finding) -> tuple[str, str | None, int | None]:
    return finding.code, finding.where.car, finding.where.seq if finding.where.seq else finding.where.lap


def _is_void(finding: Finding) -> bool:
    return finding.code in SUSPECT and finding.proposal is not None and finding.proposal["kind"] == "void"


def _as_before(finding: Finding, voided: Sequence[tuple[str | None, int]]) -> Finding:
    """A void of the read that stood behind one that was voided (recorded twice, read twice), where the finding names it
    as just as good: what was decided of a crossing is not decided otherwise of its second read.
    """
    if not _is_void(finding) or "other_at" not in finding.values:
        return finding
    mine = [at for car, at in voided if car == finding.where.car]
    reads = _either(finding)
    return _voiding(finding, min(reads, key=lambda read: min((abs(read[0] - at) for at in mine), default=0)))


def _of_idle(finding: Finding, idle: Collection[int]) -> Finding:
    """A void of that one of several reads that ends no lap as things are: it takes nothing away from anybody."""
    reads = _either(finding)
    if reads[0][1] in idle:
        return finding
    return next((_voiding(finding, read) for read in reads if read[1] in idle), finding)


def _either(finding: Finding) -> list[tuple[int, int]]:
    """The reads of which one was no crossing, by instant and sequence number, the likelier first."""
    target = 0 if finding.proposal is None else int(finding.proposal["target"])
    others = zip(finding.values["other_at"], finding.values["other_seq"], strict=True)
    return [(finding.values["at"], target), *others]


def _voiding(finding: Finding, first: tuple[int, int]) -> Finding:
    """The same finding with another of its reads named first."""
    others = [read for read in _either(finding) if read != first]
    values = {**finding.values, "at": first[0], "other_at": [at for at, _ in others]}
    values["other_seq"] = [seq for _, seq in others]
    return msgspec.structs.replace(
        finding, values=values, proposal={**(finding.proposal or {}), "target": first[1]}
    )


def _possible(finding: Finding, last_seq: int) -> bool:
    """Whether a proposal speaks of records that are there, not of those that were only tried."""
    record = finding.proposal
    return record is not None and int(record.get("target", 0)) <= last_seq


def _bare(finding: Finding) -> Finding:
    return msgspec.structs.replace(finding, proposal=None)


def proposals_of(findings: Iterable[Finding]) -> tuple[Proposal, ...]:
    """Every ready record among these findings, what matters most first, each once; a clock that was put before all the
    instants that may be off because of it.
    """
    found: dict[bytes, Proposal] = {}
    order = list(Severity)
    for finding in sorted(findings, key=lambda one: (one.code != "clock-put", -order.index(one.severity))):
        if finding.proposal is None:
            continue
        instead = tuple(
            {**finding.proposal, "target": target} for target in finding.values.get("other_seq", ())
        )
        said = {name: value for name, value in finding.proposal.items() if name != "reason"}
        key = msgspec.json.encode(said, order="sorted")
        found.setdefault(key, Proposal(finding, finding.proposal, instead))
    return tuple(found.values())
