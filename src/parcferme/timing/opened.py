"""A session opened: its log with corrections and cuts applied, the rules that hold, its bounds, who was seen where."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final

import msgspec

from parcferme.entries import Entries, Entry
from parcferme.findings import Finding, error
from parcferme.records import (
    Decision,
    Flag,
    FlagValue,
    Log,
    Penalty,
    SessionEnd,
    SessionStart,
)
from parcferme.regulations import Rulebook, SessionKind, SessionRules
from parcferme.times import SECOND
from parcferme.timing.late_entries import with_late_entries
from parcferme.timing.left_out import seen_in_the_order
from parcferme.timing.session import Session
from parcferme.timing.shared_numbers import without_ambiguous
from parcferme.timing.sightings import Ints, SecondReads, Sightings
from parcferme.timing.two_decoders import second_reads
from parcferme.timing.uncounted import voided

_FEW_READS: Final = 8  # of a source that tells milliseconds one in 10^24 has so many on whole seconds


class Opened(msgspec.Struct, frozen=True, eq=False):
    """What is known of a session before its laps are counted: the `log` with its corrections and cuts applied, the
    rules that hold, its bounds (instants), and who was seen where.
    """

    log: Log
    rulebook: Rulebook
    rules: SessionRules
    kind: SessionKind
    entries: dict[str, Entry]
    decisions: tuple[Decision, ...]
    opening: SessionStart | None
    start: int
    start_known: bool
    end: int | None
    until: int | None
    seen: Sightings
    settled: bool  # whether one read more or fewer leaves start and other reads as they are
    findings: tuple[Finding, ...]

    @property
    def first_crossing_is_lap(self) -> bool:
        """Whether the source says that the first crossing of the line ends lap 1."""
        return bool(self.opening is not None and self.opening.first_crossing_is_lap)


def open_session(
    raw: Log,
    rulebook: Rulebook,
    entries: Entries,
    kind: SessionKind,
    length: int | None,
    at: int | None,
    decisions: tuple[Decision, ...],
) -> Opened:
    """The log read: corrections, cuts, bounds, and the sightings."""
    effective, corrected = raw.effective()
    start, opening = _start(effective)
    findings = [*corrected, *voided(raw, effective), *_no_start(effective, opening)]
    # Corrections come before the cut: what was known later about an instant before it applies (docs/design.md).
    until = None if at is None else start + at
    if until is not None:
        effective = effective.until(until)
    ruled = (*(event for event in effective.events if isinstance(event, Decision)), *decisions)
    rules = _with_length(rulebook.session(kind), length, opening, ruled)
    second = _second_reads(effective, rulebook)
    entries = with_late_entries(entries, effective)
    effective, entries, seen, out = seen_in_the_order(effective, entries, second)
    findings += out
    effective, odd = without_ambiguous(effective, seen.cars)
    findings += odd
    ends = [e.at for e in effective.events if isinstance(e, SessionEnd) and e.at is not None]
    end = min((instant for instant in ends if instant >= start), default=None)
    green = _green(effective)
    said = green is not None or (opening is not None and opening.at is not None)
    repeated = any(one.code == "passing-repeated" for one in seen.findings)
    return Opened(
        effective, rulebook, rules, kind, dict(entries.by_number()), ruled, opening, start,
        opening is not None or green is not None, end, until, seen,
        said and second is None and not repeated, tuple(findings),
    )  # fmt: skip


def _start(log: Log) -> tuple[int, SessionStart | None]:
    """The instant the session started: its record, else the first green flag, else the first passing."""
    openings = [event for event in log.events if isinstance(event, SessionStart)]
    opening = min(openings, key=lambda event: (event.at is None, event.at or 0, event.seq), default=None)
    if opening is not None and opening.at is not None:
        return opening.at, opening
    green = _green(log)
    if green is not None:
        return green, opening
    first = log.passings["at"].min()
    return int(first) if isinstance(first, int) else 0, opening


def _green(log: Log) -> int | None:
    """The instant of the first green flag."""
    greens = [
        e.at
        for e in log.events
        if isinstance(e, Flag) and e.value is FlagValue.GREEN and e.to_all and e.at is not None
    ]
    return min(greens, default=None)


def _no_start(log: Log, opening: SessionStart | None) -> list[Finding]:
    """A finding where passings are there and nothing says when the session started."""
    said = (opening is not None and opening.at is not None) or _green(log) is not None
    return [] if said or not log.passings.height else [error("no-start")]


def _with_length(
    rules: SessionRules, length: int | None, opening: SessionStart | None, decisions: Iterable[Decision]
) -> SessionRules:
    """The rules with the length that holds: the stewards' last word, the caller's, the log's, the rulebook's."""
    for decision in decisions:
        if decision.penalty is not Penalty.RACE_TIME:
            continue
        if (decision.seconds or 0) > 0:
            length = int((decision.seconds or 0) * 1_000_000)
        if (decision.laps or 0) > 0:
            rules = msgspec.structs.replace(rules, laps=decision.laps)
    if length is None and opening is not None:
        length = opening.length
    return rules if length is None else msgspec.structs.replace(rules, length=length)


def _second_reads(log: Log, rulebook: Rulebook) -> SecondReads | None:
    """How reads of several decoders become one crossing; None where only one read the line, as nearly always."""
    if log.passings["decoder"].null_count() == log.passings.height:
        return None
    return partial(second_reads, rules=rulebook.timing)


def as_told(session: Opened) -> Session:
    """The session by the names that others know."""
    opening = session.opening
    return Session(
        session.kind, opening.name if opening else None, session.start, session.start_known, session.end,
        session.rules.length, session.until, opening.resolution if opening else None, _cut_to(session.seen.at),
    )  # fmt: skip


def _cut_to(at: Ints) -> int | None:
    """To what all these instants are cut, in µs: people type whole seconds, spreadsheets save tenths. None where they
    are not, or nobody can tell from so few.
    """
    if len(at) < _FEW_READS:
        return None
    for step in (SECOND, SECOND // 10, SECOND // 100, SECOND // 1000):
        # The first reads nearly always say it.
        if not (at[:_FEW_READS] % step).any() and not (at % step).any():
            return step
    return None
