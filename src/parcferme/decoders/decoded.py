"""What a decoder hands over: the log, the entry list as far as the file knows it, and what was odd."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
import numpy as np
import polars as pl

from parcferme.decoders.plain_rows import Pointed
from parcferme.entries import Driver, Entries, Entry, sharing
from parcferme.findings import Finding
from parcferme.records import Assign, CarStatus, DriverChange, Log, Result, StatedLap


class Decoded(msgspec.Struct, frozen=True, eq=False):
    """One timing file, read.

    `format`: `al-kamel-analysis`, `al-kamel-classification`, `natsoft-csv`, `natsoft-html`, `acc`, `plain` or `log`;
    `session`: practice, qualifying or race where the file says so; `title`: its own words for the session.
    `standing`: sequence numbers and the lines of this file they stand on, where the records do not say so themselves
    (a log's records name the file they were first read from). `pointed`: corrections that name a lap, to be applied
    once the laps are counted. `beside`: the name of the file of corrections whose records are in the log too.
    `penalised`: cars of which the file says that a penalty moved them; None where its places were held against their
    laps as it was read. `behind`: of a list that gives its cars no times, the gaps to the first in µs.
    """

    log: Log
    entries: Entries = Entries()
    findings: tuple[Finding, ...] = ()
    format: str = ""
    session: str | None = None
    title: str | None = None
    standing: tuple[np.ndarray, np.ndarray] | None = None
    pointed: tuple[Pointed, ...] = ()
    beside: str | None = None
    penalised: frozenset[str] | None = frozenset()
    behind: Mapping[str, int] = {}

    def by_gaps(self, log: Log) -> Log:
        """The log with gaps for the times that its results lack, so that a penalty on the first moves it: a clock that
        begins when the first car finished. Nobody's time is known by it.
        """
        if not self.behind:
            return log
        events = (
            msgspec.structs.replace(event, time=self.behind.get(event.car))
            if isinstance(event, Result)
            else event
            for event in log.events
        )
        return Log(log.passings, tuple(events))

    def lines_of(self, records: Iterable[int]) -> tuple[int, ...]:
        """The lines of the file these records were read from, each once, in order."""
        wanted = np.fromiter(records, dtype=np.int64)
        seqs, lines = self.places() if self.standing is None else self.standing
        return tuple(np.unique(lines[np.isin(seqs, wanted) & (lines > 0)]).tolist())

    def line_beside(self, record: int) -> int | None:
        """The line of the file of corrections that this record was read from; None for one of the file itself."""
        if self.beside is None:
            return None
        events = [one for one in self.log.events if one.seq == record and one.source == self.beside]
        if events:
            return events[0].line
        mine = (pl.col("seq") == record) & (pl.col("source").cast(pl.String) == self.beside)
        lines = self.log.passings.filter(mine)["line"].to_list()
        return lines[0] if lines else None

    def places(self) -> tuple[np.ndarray, np.ndarray]:
        """Sequence numbers and lines of all records, as each says where it was read."""
        frame, events = self.log.passings, self.log.events
        seqs = [frame["seq"].to_numpy(), np.array([event.seq for event in events], dtype=np.int64)]
        lines = [
            frame["line"].fill_null(0).to_numpy(),
            np.array([event.line or 0 for event in events], dtype=np.int64),
        ]
        return np.concatenate(seqs), np.concatenate(lines)


def cars_of(log: Log) -> Entries:
    """The cars a log speaks of, by number, with the drivers it names: all the entry list there is without one."""
    log = log.effective()[0]  # a number that was mended is no car
    crews: dict[str, dict[str, Driver]] = {str(car): {} for car in log.passings["car"].drop_nulls().unique()}
    for event in log.events:
        if isinstance(event, (Assign, CarStatus, DriverChange, Result, StatedLap)):
            crew = crews.setdefault(event.car, {})
            if isinstance(event, DriverChange):
                crew.setdefault(event.driver, Driver(event.driver))
    if any(car.endswith(")") for car in crews):
        for car in sorted(set(crews) - _certain(log)):
            if sharing(car, crews):  # a number that several cars have is no third one
                del crews[car]
    return Entries.of(Entry(number=car, drivers=tuple(crew.values())) for car, crew in sorted(crews.items()))


def _certain(log: Log) -> set[str]:
    """Cars of which there is more than a state or a driver's name."""
    said = {event.car for event in log.events if isinstance(event, Assign | Result | StatedLap)}
    return said.union(log.passings["car"].drop_nulls().unique().cast(pl.String).to_list())
