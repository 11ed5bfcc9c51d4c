"""The entry list as a table: one line per driver and car, and what contradicts itself in it.

Lines with one number are one crew; what is said once about the car holds for it. A line with `rounds` speaks of those
rounds alone: the same number may have another team, class, car or crew in others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from parcferme.entries.cars import PERSONAL, Driver, Entries, Entry, Place
from parcferme.entries.cells import unguarded
from parcferme.entries.claims import Line, Said, Stage, cars_of, crew_of, owners_of
from parcferme.entries.columns import (
    Told,
    date_in,
    header,
    hurt_in,
    rounds_in,
    rows_of,
    status_in,
    when_in,
    yes_in,
)
from parcferme.entries.painted_numbers import alike_numbers
from parcferme.findings import BadEntries, Finding, Where, error, info, warning
from parcferme.names import whole_name


def parse_entries(text: str, name: str) -> tuple[Entries, tuple[Finding, ...]]:
    """The entry list in a table (`,`, `;` or tab), cars in the order of the table, and what was odd about it.

    Raises `BadEntries` where there is no column for the car's number; the text quotes what is there.
    """
    rows, findings = rows_of(text, name)
    if not rows:
        raise BadEntries(f"{name}: not an entry list: it is empty")
    columns, told = header(rows[0], name)
    findings += told
    lines: dict[str, list[Line]] = {}
    for at, cells in rows[1:]:
        width = len(rows[0][1])
        if any(cell.strip() for cell in cells[width:]):
            where = Where(file=name, line=at)
            findings.append(warning("row-too-long", where, cells=len(cells), expected=width))
        known = {
            what: unguarded(cells[place].strip())
            for what, place in columns.items()
            if place < len(cells) and cells[place].strip()
        }
        number = known.get("number", "").removeprefix("#").strip()
        if not number:
            column = rows[0][1][columns["number"]]
            findings.append(error("number-blank", Where(file=name, line=at, column=column)).leaving_out())
            continue
        line, told = _line(known, Where(file=name, line=at, car=number))
        lines.setdefault(number, []).append(line)
        findings += told
    cars: list[Entry] = []
    for number, listed in lines.items():
        found, told = _cars(number, listed)
        cars += found
        findings += told
    findings += _shared(lines)
    findings += _alike({number: listed[0].where for number, listed in lines.items()})
    places = tuple(
        Place(line.where.line or 0, number, driver.name if driver else None, line.rounds)
        for number, listed in lines.items()
        for line in listed
        for driver in line.drivers or (None,)
    )
    return Entries(tuple(cars), name, places), tuple(findings)


def _line(known: Mapping[str, str], where: Where) -> tuple[Line, Told]:
    """What one line says of its car, and of its driver or drivers."""
    rounds, of_rounds = rounds_in(known.get("rounds", ""), where)
    status, of_status = status_in(known.get("status"), where)
    entered, of_entered = date_in(known.get("entered"), "entered", where)
    withdrawn, of_withdrawn = when_in(known.get("withdrawn"), "withdrawn", where)
    (hurt, hurt_by), of_hurt = hurt_in(known.get("hurt"), where)
    cleared, of_cleared = when_in(known.get("cleared"), "cleared", where)
    marks = {what: yes_in(known.get(what), what, where) for what in ("nominated", "guest", "registered")}
    told = [*of_rounds, *of_status, *of_entered, *of_withdrawn, *of_hurt, *of_cleared]
    told += [finding for _, odd in marks.values() for finding in odd]
    driver = Driver(
        "",
        id=known.get("id"),
        nation=known.get("nation"),
        category=known.get("driver_category"),
        rounds=rounds,
        entered=entered,
        withdrawn=withdrawn,
        status=status if status in PERSONAL else None,
        hurt=hurt,
        hurt_by=hurt_by,
        cleared=cleared,
    )
    drivers = tuple(msgspec.structs.replace(driver, name=name) for name in _names(known))
    said: dict[str, Said] = {
        "class_": known.get("class"),
        "team": known.get("team"),
        "vehicle": known.get("vehicle"),
        "manufacturer": known.get("manufacturer"),
        "group": known.get("group"),
        "nation": known.get("team_nation"),
        **{what: mark for what, (mark, _) in marks.items()},
        # On a driver's line a date or a withdrawal is the driver's, on a line without one the car's.
        "entered": None if drivers else entered,
        "withdrawn": None if drivers else withdrawn or None,
        "status": status if status not in PERSONAL or not drivers else None,
    }
    transponders = [part for part in re.split(r"[\s,;/+]+", known.get("transponder", "")) if part]
    return Line(where, rounds, said, drivers, tuple(transponders)), told


def _names(known: Mapping[str, str]) -> Iterator[str]:
    """The driver, or the drivers, of one line."""
    listed = [whole_name(known.get("driver"), known.get("first_name"), known.get("last_name"))]
    listed += [known[what] for what in sorted(known) if what.startswith("driver ")]
    yield from (name for name in listed if name)


def _cars(number: str, lines: list[Line]) -> tuple[list[Entry], Told]:
    """The entries of one number: one, unless team, class or car change between rounds or two teams claim it."""
    owners, findings = owners_of(lines)
    found: list[Entry] = []
    for listed in owners:
        crew, of_crew = crew_of(listed)
        stages, of_car = cars_of(listed)
        findings += [*of_crew, *of_car]
        found += [_entry(number, listed, crew, stage) for stage in stages]
    return found, findings


def _entry(number: str, lines: list[Line], crew: list[Driver], stage: Stage) -> Entry:
    """A car as it is in the rounds of a stage."""
    rounds, but, said = stage
    drivers = _within(crew, rounds, but) if rounds or but else crew
    worn = (code for line in lines if line.meets(rounds, but) for code in line.transponders)
    return Entry(
        number=number,
        drivers=tuple(drivers),
        transponders=tuple(dict.fromkeys(worn)),
        rounds=rounds,
        except_rounds=but,
        **said,  # type: ignore[arg-type]
    )


def _within(crew: list[Driver], rounds: tuple[int, ...], but: tuple[int, ...]) -> Iterator[Driver]:
    """The drivers of a crew in these rounds, none for others."""
    for driver in crew:
        kept = tuple(n for n in driver.rounds if n not in but and (not rounds or n in rounds))
        if kept or not driver.rounds:
            yield msgspec.structs.replace(driver, rounds=kept)


def _shared(lines: Mapping[str, list[Line]]) -> Iterator[Finding]:
    """Transponders that are on another car in the same round."""
    worn: dict[str, list[tuple[str, Line]]] = {}
    told: set[tuple[str, str, str]] = set()
    for number, listed in lines.items():
        for line in listed:
            for code in line.transponders:
                for other, before in worn.setdefault(code, []):
                    if other != number and line.overlaps(before) and (code, other, number) not in told:
                        told.add((code, other, number))
                        at = msgspec.structs.replace(line.where, column="transponder")
                        yield warning("transponder-shared", at, transponder=code, other=other)
                worn[code].append((number, line))


def _alike(numbers: Mapping[str, Where]) -> Iterator[Finding]:
    """Numbers that look the same, or that people take one for the other."""
    for cars, seem_one in alike_numbers(numbers):
        where = msgspec.structs.replace(numbers[cars[0]], car=None)
        if seem_one:
            # As escapes: printed as they are nobody would see the difference.
            yield warning("numbers-look-the-same", where, cars=[ascii(car) for car in cars])
        else:
            yield info("numbers-alike", where, cars=list(cars))
