"""A bare result list as a session: places a source states, as result records, for `score` and whoever reads a log.

The columns are those of `results`, by the many names people and programs give them. A list of several seasons or
sessions is none that can be scored: which of them is meant only its reader knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.decoders.decoded import Decoded
from parcferme.decoders.laps import tell_numbers_alike
from parcferme.decoders.results import is_result_list, parse_results, parse_seasons
from parcferme.decoders.sheet import fold, header_of, odd_bytes, text_of
from parcferme.entries import Driver, Entries, Entry
from parcferme.findings import BadLog, Finding, Where, error, info, warning
from parcferme.records import Event, Log, Result

FORMAT: Final = "result-list"
# What only the lists of Al Kamel have; `alkamel_classification` knows their crews and marks.
_AL_KAMEL: Final = frozenset(
    "gap_first gap_previous total_time fl_time fl_lapnum fl_kph tires division best_lap_num class_type driver_1 "
    "driver1_firstname driver1_secondname".split()
)
_OF_A_RACE: Final = frozenset("laps time total_time best_lap status state gap".split())
_KINDS: Final = ("race", "qualifying", "practice")


def sniff(head: bytes) -> bool:
    """Whether the header names a place and a car or driver, and is not Al Kamel's."""
    names = {fold(name) for name in header_of(head)[1]}
    if names & {"points", "pts"} and not names & _OF_A_RACE:
        return False  # a table of points
    return not names & _AL_KAMEL and is_result_list(text_of(head))


def decode(data: bytes, name: str) -> Decoded:
    """One result record per car, in the order of the list, and the cars it names.

    Raises `BadLog` for a list of several seasons or sessions, naming them.
    """
    text = text_of(data)
    seasons = [season for season in parse_seasons(text, name)[0] if season]
    if len(seasons) > 1:
        raise BadLog(f"{name}: results of {_listed(seasons)}: name one (a championship takes `--season`)")
    sessions, found = parse_results(text, name, kind_known=False)
    if len(sessions) > 1:
        named = [f"round {one.round} {one.session}" for one in sessions]
        raise BadLog(f"{name}: results of {_listed(named)}: one session is scored at a time")
    findings = [*odd_bytes(data, name), *found]
    lines = sessions[0].lines if sessions else ()
    placed = any(line.position is not None for line in lines)
    if lines and not placed:
        findings.append(info("list-without-places", Where(file=name)))
    first: dict[str, ResultLine] = {}
    for line in lines:
        first.setdefault(line.car, line)
    records: list[Event] = [_record(line, name, placed) for line in first.values()]
    entries = Entries.of(_entry(car, lines) for car in first)
    named = [car for car, line in first.items() if car != "/".join(line.drivers)]
    tell_numbers_alike(named, name, findings.append)
    if named:
        findings += [
            warning("number-from-driver", Where(file=name, line=line.line), driver=car)
            for car, line in first.items()
            if car not in named
        ]
    if not records:
        findings.append(error("no-laps", Where(file=name)))
    log = Log.of(None, records)
    seqs = {event.car: event.seq for event in log.events if isinstance(event, Result)}
    standing = (
        np.array([seqs[line.car] for line in lines], dtype=np.int64),
        np.array([line.line or 0 for line in lines], dtype=np.int64),
    )  # a car has a line for each of its drivers
    penalised = frozenset(line.car for line in lines if line.penalised)
    return Decoded(
        log, entries, _told(findings), FORMAT, _kind(sessions), standing=standing, penalised=penalised,
        behind=gaps_of(first.values()),
    )  # fmt: skip


def gaps_of(lines: Iterable[ResultLine]) -> dict[str, int]:
    """How far behind the first each car was in µs, where a list gives gaps to its first car and no times.

    Empty for any other list.
    """
    cars = tuple(lines)
    if any(line.time is not None for line in cars) or all(line.behind is None for line in cars):
        return {}
    known = {line.car: 0 if line.position == 1 and line.behind is None else line.behind for line in cars}
    return {car: us for car, us in known.items() if us is not None}


def _listed(names: list[str]) -> str:
    """`1923 and 1924`; of many the first few."""
    shown = names if len(names) <= 6 else [*names[:5], f"{len(names) - 5} more"]
    return " and ".join(shown) if len(shown) < 3 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _told(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: finding.where.line or 0))


def _kind(sessions: tuple[SessionResult, ...]) -> str | None:
    """What kind of session the list says it holds; a list that says nothing is taken for a race by nobody here."""
    kind = sessions[0].kind if sessions else None
    named = bool(sessions) and (sessions[0].session != "race" or sessions[0].event is not None)
    return kind if named and kind in _KINDS else None


def _record(line: ResultLine, name: str, placed: bool) -> Result:
    """A line as a record. A car with a place stands where the list has it; where the list has no places at all, times
    and laps decide.
    """
    said = line.status.value if line.status is not Status.CLASSIFIED else None
    if not placed and line.status is Status.NOT_CLASSIFIED and line.reason is None:
        said = None
    return Result(
        source=name,
        line=line.line,
        car=line.car,
        position=line.position,
        status=said,
        laps=line.laps,
        time=line.time,
        best_lap=line.best_lap,
    )


def _entry(car: str, lines: tuple[ResultLine, ...]) -> Entry:
    mine = [line for line in lines if line.car == car]
    crew = dict.fromkeys(driver for line in mine for driver in line.drivers)
    return Entry(
        number=car,
        class_=mine[0].class_,
        team=mine[0].team,
        drivers=tuple(Driver(name) for name in crew),
        manufacturer=mine[0].manufacturer,
        group=mine[0].group,
    )
