"""What a session is measured from, as one value: the same question can be asked of its log with more records in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from parcferme.entries import Entries
from parcferme.records import Decision, Log
from parcferme.regulations import Rulebook, SessionKind
from parcferme.timing import Timing, measure, with_records

Record = Mapping[str, Any]


class Case(msgspec.Struct, frozen=True, eq=False):
    """A log with what `measure` takes beside it: `length` and `at` in µs, `decisions` those that are not in the log."""

    log: Log
    rulebook: Rulebook
    entries: Entries | None = None
    kind: SessionKind | str = SessionKind.RACE
    length: int | None = None
    at: int | None = None
    decisions: tuple[Decision, ...] = ()

    @classmethod
    def of(cls, timing: Timing, log: Log | None = None) -> Case:
        """The case a timing came from; its log is there as it counts, unless the one as written is given."""
        log = timing.log if log is None else log
        in_log = {event.seq for event in timing.log.events}
        given = tuple(one for one in timing.decisions if one.seq not in in_log)
        until = None if timing.until is None else timing.until - timing.start
        listed = Entries.of(timing.entries.values())
        return cls(log, timing.rulebook, listed, timing.kind, timing.length, until, given)

    def having(self, records: Sequence[Record]) -> Case:
        """The same with these records at the end of the log, written as a log writes them.

        Raises `BadField` for a record that cannot be read.
        """
        return msgspec.structs.replace(self, log=with_records(self.log, records)) if records else self

    def measured(self, *, try_proposals: bool = True) -> Timing:
        """The session measured; its proposals are not tried where only places are asked for."""
        return measure(
            self.log, self.rulebook, self.entries, kind=self.kind, length=self.length, at=self.at,
            decisions=self.decisions, try_proposals=try_proposals,
        )  # fmt: skip
