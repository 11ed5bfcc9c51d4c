"""A claim of a press release and what became of it."""

from __future__ import annotations

import enum

import msgspec

from parcferme.findings import Finding


class Verdict(enum.StrEnum):
    """What the results say of a claim: the same, something else, or nothing."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    UNKNOWN = "unknown"


class Claim(msgspec.Struct, frozen=True):
    """One thing a text says. `text` stands from `start` to `end` (characters); `claimed` is what it says, `known` what
    the results say (None where they say nothing), `source` where that was read, and how certain it is where a result is
    not stated by a source.
    """

    text: str
    start: int
    end: int
    kind: str
    verdict: Verdict
    claimed: int | str | None = None
    known: int | str | None = None
    source: str | None = None


class FactCheck(msgspec.Struct, frozen=True):
    """Every claim of a text in the order it makes them, about which round it was taken to be, and what was odd."""

    claims: tuple[Claim, ...] = ()
    language: str | None = None
    round: int | None = None
    findings: tuple[Finding, ...] = ()

    def count(self, verdict: Verdict) -> int:
        """How many claims came out so."""
        return sum(one.verdict is verdict for one in self.claims)
