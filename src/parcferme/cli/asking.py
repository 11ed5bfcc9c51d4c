"""Which feeds a command is asked for: addresses, and those that a round.toml lists."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from parcferme.entries import Entries
from parcferme.findings import Finding, WrongCall
from parcferme.live import Feed, feed_of, feeds_of
from parcferme.season import is_round, load_entries, load_round


class Asked(msgspec.Struct, frozen=True):
    """The feeds, whose clock is the official one, who is entered (None: nobody said), and what was odd in the files
    that say so.
    """

    feeds: tuple[Feed, ...]
    clock: str | None
    entries: Entries | None
    findings: tuple[Finding, ...]

    @property
    def worn(self) -> list[str]:
        """The transponders that are entered."""
        return [one for car in (self.entries or Entries()).cars for one in car.transponders]


def asked_of(texts: Sequence[str], clock: str | None, entries: Path | None, *, needed: bool = True) -> Asked:
    """The feeds of addresses and rounds, of the round of this folder where nothing is named. Raises `WrongCall` where
    none is `needed` and none is there.
    """
    if not texts and is_round(Path()):
        texts = ["."]
    feeds: list[Feed] = []
    findings: list[Finding] = []
    for text in texts:
        if not is_round(Path(text)):
            feeds.append(feed_of(text))
            continue
        there = load_round(Path(text))
        listed = feeds_of(there.said.feed, str(there.path))
        if not listed and needed:
            raise WrongCall(
                f'{there.path}: has no [[feed]] (expected like address = "p3://10.0.0.7:5403?loop=FL")'
            )
        feeds += listed
        findings += there.findings
        clock, entries = clock or there.said.official_clock, entries or there.entries
    if needed and not feeds:
        raise WrongCall("which feed? (expected like 'p3://10.0.0.7:5403?loop=FL', or the folder of a round)")
    cars, odd = load_entries(entries) if entries is not None else (None, ())
    return Asked(tuple(feeds), clock, cars, (*findings, *odd))
