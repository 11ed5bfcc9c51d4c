"""An entry list as a table and as JSON: who is entered in which car, class and group, and for which rounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import msgspec

from parcferme.documents.classification import finding_document
from parcferme.documents.loads import loads_document, loads_text
from parcferme.documents.tables import Table, table
from parcferme.documents.words import label, say
from parcferme.entries import Driver, Entries, Entry
from parcferme.findings import Finding, WrongCall
from parcferme.names import fitting


def cars_of_class(entries: Entries, class_: str | None) -> Entries:
    """The cars of one class, or all. Raises `WrongCall` where no car is in that class."""
    if class_ is None:
        return entries
    meant = fitting(class_, [entry.class_ for entry in entries.cars if entry.class_])
    cars = tuple(entry for entry in entries.cars if entry.class_ in meant)
    if not cars:
        known = sorted({entry.class_ for entry in entries.cars if entry.class_})
        raise WrongCall(f"no car in class {class_!r} (classes here: {', '.join(known) or 'none'})")
    return msgspec.structs.replace(entries, cars=cars)


def entries_document(
    entries: Entries, findings: Iterable[Finding] = (), *, name: str | None = None, round: int | None = None
) -> dict[str, Any]:
    """The entry list as one JSON document: an object for each car, its crew in `drivers`."""
    return {
        "championship": {"name": name},
        "round": round,
        "entries": [_entry(entry) for entry in entries.cars],
        "findings": [finding_document(finding) for finding in findings],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "class": entry.class_,
        "group": entry.group,
        "team": entry.team,
        "nation": entry.nation,
        "vehicle": entry.vehicle,
        "manufacturer": entry.manufacturer,
        "transponders": list(entry.transponders),
        "rounds": list(entry.rounds) or None,
        "except_rounds": list(entry.except_rounds) or None,
        "status": entry.status.value if entry.status is not None else None,
        "entered": _date(entry.entered),
        "withdrawn": _date(entry.withdrawn),
        "guest": entry.guest,
        "nominated": entry.nominated,
        "registered": entry.registered,
        **({"handicaps": loads_document(entry.loads)} if entry.loads else {}),
        "drivers": [_driver(driver) for driver in entry.drivers],
    }


def _driver(driver: Driver) -> dict[str, Any]:
    return {
        "name": driver.name,
        "id": driver.id,
        "nation": driver.nation,
        "category": driver.category,
        "rounds": list(driver.rounds) or None,
        "status": driver.status.value if driver.status is not None else None,
        "entered": _date(driver.entered),
        "withdrawn": _date(driver.withdrawn or None),
        "hurt": _date(driver.hurt or None),
        "hurt_by": driver.hurt_by,
        "cleared": _date(driver.cleared or None),
        "guest": driver.guest,
        "registered": driver.registered,
    }


def _date(day: dt.date | bool | None) -> str | bool | None:
    return day.isoformat() if isinstance(day, dt.date) else day


def entries_table(entries: Entries, language: str = "en", *, round: int | None = None) -> Table:
    """The entry list, a row for each car; columns nothing is said in are left out."""
    rows = [_row(entry, language, round) for entry in entries.cars]
    columns = [
        column
        for column in (
            "number",
            "class",
            "group",
            "team",
            "drivers",
            "vehicle",
            "handicap",
            "rounds",
            "status",
        )
        if column == "number" or any(row[column] for row in rows)
    ]
    crew = len({driver.name for entry in entries.cars for driver in entry.drivers})
    counted = say(
        "label", "entries-counted", language, cars=len({e.number for e in entries.cars}), drivers=crew
    )
    which = None if round is None else say("label", "round-of", language, round=round)
    title = " · ".join(part for part in (label("entry-list", language), which, counted) if part)
    return table(title, columns, rows, language, give_up=("vehicle", "status", "rounds", "group"))


def _row(entry: Entry, language: str, round: int | None) -> dict[str, Any]:
    marks = [entry.status.value] if entry.status is not None else []
    marks += ["guest"] if entry.guest else []
    marks += ["withdrawn"] if entry.withdrawn and "withdrawn" not in marks else []
    rounds = None if round is not None else rounds_text(entry.rounds)
    return {
        "number": entry.number,
        "class": entry.class_,
        "group": entry.group,
        "team": f"{entry.team} ({entry.nation})" if entry.team and entry.nation else entry.team,
        "drivers": " / ".join(_name(driver, entry, round) for driver in entry.drivers) or None,
        "vehicle": entry.vehicle or entry.manufacturer,
        "handicap": loads_text(entry.loads, language),
        "rounds": rounds,
        "status": ", ".join(say("entry-status", mark, language) for mark in marks) or None,
    }


def _name(driver: Driver, entry: Entry, round: int | None) -> str:
    """A driver with nation and category, and with the rounds where they are not the car's."""
    about = ", ".join(part for part in (driver.nation, driver.category) if part)
    text = f"{driver.name} ({about})" if about else driver.name
    rounds = rounds_text(driver.rounds)
    return (
        f"{text} [{rounds}]" if rounds and round is None and set(driver.rounds) != set(entry.rounds) else text
    )


def rounds_text(rounds: Iterable[int]) -> str | None:
    """Rounds as lists write them: `1-3 5`; None where there are none named."""
    runs: list[list[int]] = []
    for number in sorted(set(rounds)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return " ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs) or None
