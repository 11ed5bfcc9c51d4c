"""What a session's log says, measured: the value every place, table and story is made from."""

from __future__ import annotations

import dataclasses
from functools import cached_property

import numpy as np
import polars as pl

from parcferme.entries import Entry
from parcferme.findings import Finding
from parcferme.records import CarStatus, Decision, Log
from parcferme.regulations import Rulebook, SessionKind, SessionRules
from parcferme.timing import compulsory_stop as compulsory
from parcferme.timing.crossings import Crossings, NotCounted
from parcferme.timing.flags import RaceClock, RaceControl, SessionFlag
from parcferme.timing.laps import NO_TIME, Chart, Laps, Sectors, chart
from parcferme.timing.periods import NEUTRALISED, Period, periods_frame, touched
from parcferme.timing.session import Field, Session
from parcferme.timing.sightings import Codes, Ints, Mask, Sightings, run_of
from parcferme.timing.stops import Drives, PitLane, Stop, driver_column, stints, stops_frame


@dataclasses.dataclass(frozen=True, eq=False)
class Timing:
    """What a session's log says, measured. Instants and times in µs.

    `seen`: every passing; `crossings`: those of the line, `took_flag` the ones at which a car took the flag; `laps_`:
    the laps that count, `split` their sectors, `drives` who drove them; `doubtful`: laps nobody can have driven, or
    that touch a read that was most likely no crossing: they count, and are nobody's best. `statuses`: what last became
    of a car; `decisions`: those of the log, then those given; `verdicts` on the compulsory stop.

    What is asked for most has its name here too (`start`, `cars`, `flag`). The frames (`laps`, `crossings_frame`,
    `stops_frame`, `stints`, `flags`) are made when first asked for.
    """

    session: Session
    rulebook: Rulebook
    rules: SessionRules
    log: Log
    entries: dict[str, Entry]
    field: Field
    control: RaceControl
    seen: Sightings
    crossings: Crossings
    took_flag: Mask
    laps_: Laps
    split: Sectors
    drives: Drives
    doubtful: Mask
    pits: PitLane
    statuses: dict[str, CarStatus]
    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]
    verdicts: tuple[compulsory.Judged, ...] = ()

    @property
    def kind(self) -> SessionKind:
        """Race, qualifying or practice."""
        return self.session.kind

    @property
    def name(self) -> str | None:
        """What the log calls the session."""
        return self.session.name

    @property
    def start(self) -> int:
        """The instant of the start."""
        return self.session.start

    @property
    def start_known(self) -> bool:
        """Whether the log says when the session started."""
        return self.session.start_known

    @property
    def end(self) -> int | None:
        """The instant at which timing was closed."""
        return self.session.end

    @property
    def length(self) -> int | None:
        """The nominal length."""
        return self.session.length

    @property
    def until(self) -> int | None:
        """The instant at which the log was cut."""
        return self.session.until

    @property
    def source_resolution(self) -> int | None:
        """To what the source cut its times."""
        return self.session.source_resolution

    @property
    def read_resolution(self) -> int | None:
        """To what the instants of all reads are cut."""
        return self.session.read_resolution

    @property
    def cars(self) -> tuple[str, ...]:
        """The car numbers; a car's code is its place among them."""
        return self.field.cars

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes; a class's code is its place among them."""
        return self.field.classes

    @property
    def car_class(self) -> Codes:
        """The class code of each car."""
        return self.field.car_class

    @property
    def starts(self) -> Ints:
        """Per car the instant at which its clock starts."""
        return self.field.starts

    @property
    def shown(self) -> tuple[Period, ...]:
        """The flags shown to all, in order."""
        return self.control.shown

    @property
    def clock(self) -> RaceClock:
        """The clock of the session."""
        return self.control.clock

    @property
    def flag(self) -> SessionFlag:
        """The flag that ended the session."""
        return self.control.flag

    @property
    def visits(self) -> tuple[Stop, ...]:
        """Every visit to the pit lane."""
        return self.pits.visits

    @property
    def led(self) -> frozenset[Stop]:
        """The visits in which the field was led through it."""
        return self.pits.led

    @property
    def in_lap(self) -> Mask:
        """Which laps ended in the pit lane or went into it."""
        return self.pits.in_lap

    @property
    def out_lap(self) -> Mask:
        """Which laps began in the pit lane or came out of it."""
        return self.pits.out_lap

    @property
    def made_stops(self) -> list[Stop]:
        """The visits that are stops."""
        return self.pits.stops

    @property
    def driver(self) -> Ints:
        """Who drove each lap: codes into `driver_ids`, -1 where nobody says."""
        return self.drives.driver

    @property
    def driver_ids(self) -> tuple[str, ...]:
        """What the source calls the drivers."""
        return self.drives.ids

    @cached_property
    def car_type(self) -> pl.Enum:
        """The car numbers as a column type."""
        return pl.Enum(list(self.cars))

    @cached_property
    def codes(self) -> dict[str, int]:
        """The code of each car number."""
        return {number: code for code, number in enumerate(self.cars)}

    @cached_property
    def chart(self) -> Chart:
        """Where each lap's car stood when it completed it."""
        return chart(self.laps_, self.car_class)

    @cached_property
    def neutralised(self) -> Mask:
        """Which laps were driven under a neutralisation, wholly or partly."""
        return touched(self.shown, NEUTRALISED, self.laps_.start, self.laps_.end)

    @cached_property
    def laps(self) -> pl.DataFrame:
        """Every counted lap, by car and lap. Times in µs, `elapsed_us` is session time, `at` the instant; places and
        gaps are those when the car completed the lap; `seq` is the record that ended it.
        """
        laps, chart_ = self.laps_, self.chart
        columns = [
            pl.Series("car", laps.car.astype(np.uint32)),
            pl.Series("lap", laps.lap.astype(np.int32)),
            pl.Series("lap_us", laps.end - laps.start),
            pl.Series("elapsed_us", laps.end - self.start),
            pl.Series("at", laps.end),
        ]
        for number, times in enumerate(self.split.times, 1):
            columns.append(_known(f"s{number}_us", times))
        columns += [
            pl.Series("in_lap", self.in_lap),
            pl.Series("out_lap", self.out_lap),
            pl.Series("neutralised", self.neutralised),
            driver_column(self.driver, self.driver_ids),
            pl.Series("position", chart_.position.astype(np.int32)),
            pl.Series("class_position", chart_.class_position.astype(np.int32)),
            pl.Series("gap_us", chart_.gap),
            pl.Series("gap_laps", chart_.gap_laps.astype(np.int32)),
            _known("interval_us", chart_.interval),
            _known("interval_laps", chart_.interval_laps),
            pl.Series("took_flag", self.took_flag[laps.crossing]),
            pl.Series("seq", self.seen.seq[laps.sighting]),
        ]
        named = {"car": self.car_type} | (
            {"driver": pl.Enum(list(self.driver_ids))} if self.driver_ids else {}
        )
        return pl.DataFrame(columns).with_columns(
            pl.col(column).cat.to(names) for column, names in named.items()
        )

    @cached_property
    def crossings_frame(self) -> pl.DataFrame:
        """Every crossing of the line with the lap it completed, or why it completed none: car, at, elapsed_us, lap,
        why (a `NotCounted` name in small letters), in_pit, seq.
        """
        crossings = self.crossings
        names = pl.Enum([reason.name.lower().replace("_", "-") for reason in NotCounted])
        return pl.DataFrame(
            [
                pl.Series("car", crossings.car.astype(np.uint32)).cat.to(self.car_type),
                pl.Series("at", crossings.at),
                pl.Series("elapsed_us", crossings.at - self.start),
                pl.Series("lap", crossings.lap.astype(np.int32)),
                pl.Series("why", crossings.why.astype(np.uint32)).cat.to(names),
                pl.Series("in_pit", crossings.in_pit),
                pl.Series("seq", self.seen.seq[crossings.sighting]),
            ]
        )

    @cached_property
    def stops_frame(self) -> pl.DataFrame:
        """Pit stops: car, stop, in_lap, out_lap, entry_us, exit_us (session time), duration_us."""
        return stops_frame(self.made_stops, self.start, self.car_type)

    @cached_property
    def verdicts_frame(self) -> pl.DataFrame:
        """The compulsory stop's verdict per car; empty where the rulebook has none."""
        return compulsory.verdicts_frame(list(self.verdicts), self.car_type)

    @cached_property
    def stints(self) -> pl.DataFrame:
        """Stints: car, stint, driver, from_lap, to_lap, laps, time_us."""
        out = self.out_lap.copy()
        for visit in self.led:  # driven through without a stop: the stint goes on
            if visit.out_lap is not None:
                out[run_of(self.laps_.car, visit.car).start + visit.out_lap - 1 :][:1] = False
        return stints(self.laps_, self.driver, out, self.driver_ids, self.car_type)

    @cached_property
    def flags(self) -> pl.DataFrame:
        """Flags shown to all: flag, from_us, to_us, at, neutralised, inferred, seq."""
        return periods_frame(self.shown, self.start)

    @cached_property
    def leaders(self) -> pl.DataFrame:
        """The leader sequence: car, from_lap, to_lap, laps, elapsed_us at which the lead was taken over the line."""
        first = self.laps.filter(pl.col("position") == 1).sort("lap", "at", "car").unique("lap", keep="first")
        led = first.sort("lap").with_columns(run=pl.col("car").cast(pl.String).rle_id())
        return (
            led.group_by("run", maintain_order=True)
            .agg(
                pl.col("car").first(),
                from_lap=pl.col("lap").first(),
                to_lap=pl.col("lap").last(),
                laps=pl.len(),
                elapsed_us=pl.col("elapsed_us").first(),
            )
            .drop("run")
        )

    def drivers(self, car: str) -> tuple[str, ...]:
        """The drivers entered on a car; where the list names none, those seen in it, by id."""
        entry = self.entries.get(car)
        if entry is not None and entry.drivers:
            return tuple(driver.name for driver in entry.drivers)
        if not self.driver_ids:
            return ()
        code = self.codes[car]
        seen = np.unique(self.driver[run_of(self.laps_.car, code)])
        return tuple(self.driver_ids[one] for one in seen.tolist() if one >= 0)

    def driver_name(self, car: str, driver: str | None) -> str | None:
        """The name behind a driver id of a car. Where the source does not say who drove, a crew of one did."""
        entry = self.entries.get(car)
        if driver is None:
            alone = entry is not None and len(entry.drivers) == 1
            return entry.drivers[0].name if entry is not None and alone else None
        for one in entry.drivers if entry is not None else ():
            if driver in (one.id, one.name):
                return one.name
        return driver


def _known(name: str, values: Ints) -> pl.Series:
    """A column with nulls where a time is not known."""
    column = pl.Series(name, values)
    missing = values == NO_TIME
    return column.set(pl.Series(missing), None) if missing.any() else column
