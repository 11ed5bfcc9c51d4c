"""Driving time: who of a crew drove too little to score, or longer than the rules allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from parcferme.classification import ResultLine
from parcferme.entries import Entries
from parcferme.findings import Finding, Where, warning
from parcferme.regulations import ClassRules, Rulebook
from parcferme.timing import Timing


def driving_times(timing: Timing, *lists: Entries) -> dict[str, dict[str, int]]:
    """How long each driver of each car drove, in µs, by the names of the last of the entry lists: the laps of the
    stints the log names a driver for.
    """
    names = {
        (car.number, key): driver.name
        for car in (car for entries in lists for car in entries.cars)
        for driver in car.drivers
        for key in (driver.id, driver.name)
        if key is not None
    }
    found: dict[str, dict[str, int]] = {}
    for car, driver, time in timing.stints.select("car", "driver", "time_us").iter_rows():
        if driver is not None:
            name = names.get((car, driver), driver)
            times = found.setdefault(car, {})
            times[name] = times.get(name, 0) + time
    return found


def with_driving_time(
    lines: Sequence[ResultLine], timing: Timing, lists: Sequence[Entries], rulebook: Rulebook, source: str
) -> tuple[tuple[ResultLine, ...], tuple[Finding, ...]]:
    """The lines of a race with the drivers who do not score because they drove less than their class asks for.

    A crew of one, and a car whose log names no drivers, is not asked.
    """
    rules: Mapping[str | None, ClassRules] = {
        one.name: one for one in rulebook.entries.classes if one.minimum_time or one.maximum_time
    }
    if not rules:
        return tuple(lines), ()
    times = driving_times(timing, *lists)
    kept: list[ResultLine] = []
    findings: list[Finding] = []
    for line in lines:
        drove, asked = times.get(line.car), rules.get(line.class_)
        if asked is None or drove is None or len(line.drivers) < 2:
            kept.append(line)
            continue
        where = Where(file=source, car=line.car)
        least, most = asked.minimum_time, asked.maximum_time
        short = tuple(name for name in line.drivers if least is not None and drove.get(name, 0) < least)
        findings += [
            warning("driving-time-short", where, driver=name, drove_us=drove.get(name, 0), least_us=least)
            for name in short
        ]
        # Too long costs nothing here: what it costs differs between series, and is the stewards' to say.
        findings += [
            warning("driving-time-long", where, driver=name, drove_us=time, most_us=most)
            for name, time in drove.items()
            if most is not None and time > most
        ]
        kept.append(msgspec.structs.replace(line, not_scoring=(*line.not_scoring, *short)))
    return tuple(kept), tuple(findings)
