"""One session's log: its passings and events, the cuts through it, and what counts after its corrections."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import msgspec
import polars as pl

from parcferme.findings import Finding
from parcferme.records import corrections
from parcferme.records.kinds import Event
from parcferme.records.passings import TEXTS, passings_frame


class Log(msgspec.Struct, frozen=True, eq=False):
    """One session's records: `passings` (a frame, see `PASSINGS`) and the other `events` in order of `seq`.

    Sequence numbers are unique across both. Build one with `Log.of`; `effective` applies its corrections.
    """

    passings: pl.DataFrame
    events: tuple[Event, ...] = ()

    @classmethod
    def of(cls, passings: pl.DataFrame | None = None, events: Iterable[Event] = ()) -> Log:
        """A log of these passings and events; records without a sequence number (0) get one: passings first,
        then the events in the order given.
        """
        frame = passings_frame(passings)
        listed = list(events)
        last = cast("int | None", frame["seq"].max()) or 0
        last = max([last, *(event.seq for event in listed)])
        numbered = []
        for event in listed:
            if event.seq == 0:
                last += 1
                event = msgspec.structs.replace(event, seq=last)
            numbered.append(event)
        return cls(frame, tuple(sorted(numbered, key=lambda event: event.seq)))

    def __len__(self) -> int:
        return self.passings.height + len(self.events)

    def __eq__(self, other: object) -> bool:
        """The same records, in whatever order the frame holds them and whatever type its texts have."""
        if not isinstance(other, Log):
            return NotImplemented
        if self.events != other.events or self.passings.height != other.passings.height:
            return False
        mine, theirs = (log.passings.with_columns(pl.col(TEXTS).cast(pl.String)) for log in (self, other))
        return mine.sort("seq").equals(theirs.sort("seq"))

    def __ne__(self, other: object) -> bool:
        return not self == other  # a msgspec struct would compare identities here

    __hash__ = None  # type: ignore[assignment]  # equal logs can hold their rows in different orders

    @property
    def last_seq(self) -> int:
        """The highest sequence number in the log, 0 where it is empty."""
        last = cast("int | None", self.passings["seq"].max()) or 0
        return max([last, *(event.seq for event in self.events)])

    def append(self, *events: Event) -> Log:
        """A new log with these events at the end, numbered on from the last record."""
        start = self.last_seq
        numbered = tuple(msgspec.structs.replace(event, seq=start + i) for i, event in enumerate(events, 1))
        return Log(self.passings, self.events + numbered)

    def known(self, seq: int) -> Log:
        """The log as it stood when record `seq` was the last one: what was known then."""
        return Log(
            self.passings.filter(pl.col("seq") <= seq),
            tuple(event for event in self.events if event.seq <= seq),
        )

    def until(self, at: int) -> Log:
        """The log cut at an instant (microseconds): what speaks of a later one is left out.

        What speaks of none stays: corrections, rulings, results, notes, an assignment from the beginning. So
        do pit times, of which only the lap is known: timing keeps those of laps completed by then. Cut the
        effective log, so that later corrections of earlier facts apply.
        """
        return Log(
            self.passings.filter(pl.col("at") <= at),
            tuple(event for event in self.events if event.at is None or event.at <= at),
        )

    def effective(self) -> tuple[Log, tuple[Finding, ...]]:
        """The log with its corrections applied: no voided record, no void and no amendment is left in it.

        A record counts unless a void that counts names it, so voiding a void restores. Amendments are applied
        in the order they were written. Returns with it a finding for each correction that names no earlier
        record or changes what cannot be changed; such a correction has no effect.
        """
        frame, events, findings = corrections.apply(self.passings, self.events)
        if frame is self.passings and events is self.events:
            return self, findings
        return Log(frame, events), findings
