"""Repairs of a session: its proposals taken one after the other, and after each all that is left worked out again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from parcferme.classification.case import Case
from parcferme.classification.changes import Change, changes
from parcferme.classification.classification import Classification
from parcferme.classification.previews import UNKNOWN, Offer, offer_of, result_of
from parcferme.findings import Finding, WrongCall
from parcferme.records import BadField
from parcferme.times import SECOND, BadTime, parse_instant
from parcferme.timing import Proposal, on_its_clock, proposals_of

Record = Mapping[str, Any]
# The first remedy of a number has none: 2, 2b, 2c.
_LETTERS: Final = "bcdefghijklmnopqrstuvwxyz"
_NEAR: Final = 30 * SECOND  # an instant estimated again after another repair is within it; laps are longer


class Taken(msgspec.Struct, frozen=True, eq=False):
    """A repair that was taken: what it was called, the finding it answers, its record as the log has it, and what it
    changed when it was taken.
    """

    key: str
    finding: Finding
    record: Record
    changes: tuple[Change, ...]


class Listed(msgspec.Struct, frozen=True, eq=False):
    """A proposal and what it is called by: a number that stays its own while others are taken."""

    number: int
    proposal: Proposal

    @property
    def remedies(self) -> dict[str, Record]:
        """Its remedies by what each is called: `2` the likeliest, `2b`, `2c` what would do as well."""
        others = zip(_LETTERS, self.proposal.instead, strict=False)
        return {f"{self.number}": self.proposal.record, **{f"{self.number}{one}": its for one, its in others}}


class Repairs(msgspec.Struct, frozen=True, eq=False):
    """A session under repair: the `case` as repaired so far, its result, what is still proposed, what was taken.

    `before` is the result as it was; `told`: findings of the file itself that carry a ready record; `gone`: what was
    proposed at some time and is not any more.
    """

    case: Case
    before: Classification
    now: Classification
    open: tuple[Listed, ...]
    taken: tuple[Taken, ...] = ()
    gone: tuple[Listed, ...] = ()
    told: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, case: Case, told: tuple[Finding, ...] = ()) -> Repairs:
        """A session with everything that is proposed for it, what matters most first."""
        result = result_of(case)
        ready = tuple(one for one in told if one.proposal is not None)
        found = proposals_of((*ready, *result.findings))
        listed = tuple(Listed(number, one) for number, one in enumerate(found, 1))
        return cls(case, result, result, listed, told=ready)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What all that was taken changed together."""
        return changes(self.before.rows, self.now.rows)

    def offer(self, listed: Listed) -> Offer:
        """What is proposed still, with what it alone would change now."""
        return offer_of(self.case, self.now, listed.number, listed.proposal)

    def take(self, key: str, car: str | None = None) -> Repairs:
        """The session with one remedy taken, all that is left worked out again. `car` fills in whose transponder it is.

        Raises `WrongCall` for what is not proposed (any more), for a second remedy of one thing, and for a record that
        needs a car and gets none.
        """
        listed = next((one for one in self.open if key in one.remedies), None)
        if listed is None:
            raise WrongCall(self._refusal(key))
        record = self._filled(key, listed.remedies[key], car)
        record = on_its_clock(self.case.log, record)
        try:
            case = self.case.having([record])
        except BadField as bad:
            raise WrongCall(f"{key}: {bad}") from None
        now = result_of(case)
        moved = changes(self.now.rows, now.rows)
        taken = (*self.taken, Taken(key, listed.proposal.finding, record, moved))
        return self._after(case, now, taken, listed)

    def take_all(self, on_step: Callable[[str], None] = lambda _key: None) -> Repairs:
        """The session with every correction taken that is proposed, and that comes to be proposed: of alternatives the
        likeliest; nothing that somebody has to fill in first, and no ruling, which is the stewards'.
        """
        repairs, tried = self, set[str]()
        while True:
            corrections = (one for one in repairs.open if not one.proposal.ruling)
            left = (one for one in corrections if UNKNOWN not in one.proposal.record.values())
            listed = next((one for one in left if _key(one.proposal.record) not in tried), None)
            if listed is None:
                return repairs
            on_step(f"{listed.number}")
            tried.add(_key(listed.proposal.record))
            repairs = repairs.take(f"{listed.number}")

    def _after(self, case: Case, now: Classification, taken: tuple[Taken, ...], chosen: Listed) -> Repairs:
        """What is left once something was taken: what is the same keeps its number, what is new gets the next one."""
        told = tuple(one for one in self.told if one is not chosen.proposal.finding)
        told = tuple(one for one in told if not _same(one.proposal or {}, taken[-1].record))
        left = [one for one in self.open if one is not chosen]
        most = max(one.number for one in (*self.open, *self.gone, chosen))
        listed: list[Listed] = []
        for proposal in proposals_of((*told, *now.findings)):
            known = next((one for one in left if _alike(one.proposal, proposal)), None)
            if known is not None:
                left.remove(known)
                listed.append(Listed(known.number, proposal))
            else:
                most += 1
                listed.append(Listed(most, proposal))
        gone = (*self.gone, *left, chosen)
        return Repairs(case, self.before, now, tuple(listed), taken, gone, told)

    def _filled(self, key: str, record: Record, car: str | None) -> Record:
        if UNKNOWN not in record.values():
            if car is not None:
                raise WrongCall(f"{key}: nothing is to be filled in: say --accept {key}")
            return record
        if not car:
            raise WrongCall(f"{key}: which car? Say it as --accept {key}=7")
        return {name: car if value == UNKNOWN else value for name, value in record.items()}

    def _refusal(self, key: str) -> str:
        """Why something cannot be taken."""
        before = next((one for one in self.gone if key in one.remedies), None)
        if before is None:
            known = ", ".join(name for one in self.open for name in one.remedies)
            return f"{key}: no such proposal (there {f'are {known}' if known else 'is none'})"
        other = next((one.key for one in self.taken if one.key in before.remedies), None)
        if other == key:
            return f"{key}: taken already"
        if other is not None:
            return f"{key}: is another remedy for what {other} has set right: only one of the two can be"
        took = ", ".join(one.key for one in self.taken)
        return f"{key}: is not proposed any more once {took} is taken: take it first, or leave it"


def _alike(one: Proposal, other: Proposal) -> bool:
    """Whether two proposals answer the same thing: before another repair was taken, and after it."""
    if one.finding.code != other.finding.code:
        return False
    if _key(one.record) == _key(other.record):
        return True
    return _same(one.record, other.record)


def _same(one: Record, other: Record) -> bool:
    """Whether two records say the same of a car, or put a crossing of it at nearly one instant."""
    kinds = {one.get("kind"), other.get("kind")}
    if len(kinds) > 1 or one.get("car") != other.get("car") or one.get("loop") != other.get("loop"):
        return False
    if kinds != {"passing"}:
        return _key(one) == _key(other)
    try:
        return abs(parse_instant(str(one["at"])) - parse_instant(str(other["at"]))) <= _NEAR
    except (BadTime, KeyError):
        return False


def _key(record: Record) -> str:
    """What a record says, as one text."""
    said = {name: value for name, value in record.items() if name not in ("source", "by", "written")}
    return msgspec.json.encode(said, order="sorted").decode()
