"""What is known of a session when somebody at the desk asks for something: its records, its reads, its result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import cast

import msgspec
import numpy as np
import polars as pl

from parcferme.classification import Case, Classification, result_of
from parcferme.entries import Entries
from parcferme.findings import WrongCall
from parcferme.records import TEXTS, Event, Log, Passing, Record, SessionStart, frame_of
from parcferme.regulations import Rulebook
from parcferme.store import of_window
from parcferme.times import DAY, BadTime, is_dated, parse_instant


class Setting(msgspec.Struct, frozen=True, eq=False):
    """What the sessions of a meeting are scored by: rulebook and entry list."""

    rulebook: Rulebook
    entries: Entries


class Situation:
    """A session at one moment. `own`: what was written for it; `reads`: of the decoders it is a window over, fetched
    when somebody asks for them: a flag does not wait for them; `at`: now.
    """

    def __init__(
        self, session: str, own: Log, reads: Callable[[], Sequence[Log]], setting: Setting, at: int
    ) -> None:
        self.session, self.own, self.setting, self.at = session, own, setting, at
        self._reads = reads

    @cached_property
    def decoders(self) -> tuple[Log, ...]:
        """What each decoder has read so far."""
        return tuple(self._reads())

    @cached_property
    def log(self) -> Log:
        """Everything that is the session's, corrections not applied."""
        return of_window(self.own, self.decoders)

    @cached_property
    def effective(self) -> Log:
        """The same with its corrections applied."""
        return self.log.effective()[0]

    @property
    def last(self) -> int:
        """The number of the last record that was known."""
        return max([self.own.last_seq, *(log.last_seq for log in self.decoders)])

    @cached_property
    def case(self) -> Case:
        """The session as it is scored."""
        said = next((e.session for e in self.own.events if isinstance(e, SessionStart) and e.session), "race")
        return Case(self.log, self.setting.rulebook, self.setting.entries, said)

    @cached_property
    def result(self) -> Classification:
        """The result as it is."""
        return result_of(self.case)

    def having(self, records: Sequence[Record]) -> Case:
        """The session as it would be scored with these records written for it, numbered as they would be."""
        own = _with(self.own, records, self.last)
        return Situation(self.session, own, lambda: self.decoders, self.setting, self.at).case

    def reads(self, car: str) -> pl.DataFrame:
        """The reads of a car in order of time: seq, at, loop, transponder, and `car` where they name one themselves.

        Raises `WrongCall` for a car that was not seen.
        """
        timing = self.result.timing
        if car not in timing.codes:
            raise WrongCall(f"no car {car!r} in {self.session} (there are {', '.join(timing.cars[:40])})")
        seen = timing.seen
        mine = np.sort(seen.seq[seen.car == timing.codes[car]])
        frame = self.effective.passings.filter(pl.col("seq").is_in(mine.tolist()))
        return frame.select("seq", "at", "loop", "car", "transponder").sort("at", "seq")

    def lap_ends(self, car: str) -> dict[int, tuple[int, int]]:
        """Of each counted lap of a car the number and the instant of the read that ended it."""
        frame = self.result.frames.crossings.filter((pl.col("number") == car) & pl.col("lap").is_not_null())
        return {lap: (seq, at) for lap, seq, at in frame.select("lap", "seq", "at_us").iter_rows()}

    def instant(self, text: str) -> int:
        """An instant as people type it: a time of day is one of this session's day. Raises `WrongCall`."""
        try:
            at = int(parse_instant(text))
        except BadTime as bad:
            raise WrongCall(f"not an instant: {bad}") from None
        return at + self.at // DAY * DAY if at < DAY and is_dated(self.at) else at


def _with(log: Log, records: Sequence[Record], last: int) -> Log:
    """A log with these records at its end, numbered on from the last of the meeting."""
    numbered = [msgspec.structs.replace(one, seq=last + n) for n, one in enumerate(records, 1)]
    reads = [one for one in numbered if isinstance(one, Passing)]
    events = tuple(cast("Event", one) for one in numbered if not isinstance(one, Passing))
    passings = log.passings
    if reads:
        passings = pl.concat(
            [part.with_columns(pl.col(TEXTS).cast(pl.String)) for part in (passings, frame_of(reads))]
        )
    return Log(passings, (*log.events, *events))
