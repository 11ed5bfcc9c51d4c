"""What cars carry into a race for their success: handicaps worked out from what was known before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from parcferme.classification import ResultLine, SessionResult
from parcferme.entries import Entries, Entry, Load
from parcferme.findings import Finding
from parcferme.regulations import Unit

if TYPE_CHECKING:
    from parcferme.championship import Championship, Handicap, Handicaps
    from parcferme.season.meetings import Round, Session


def handicaps_before(
    session: Session,
    one: Round,
    before: Sequence[SessionResult],
    championship: Championship,
    lines: tuple[ResultLine, ...],
) -> Handicaps:
    """The handicaps of a race of a round: of cars, drivers and teams entered for it (`lines`), from the results of the
    sessions before it and the championship as it stood before the round.
    """
    from parcferme.championship import Handicaps, handicaps

    standings = championship.after(max(championship.rounds, default=None))
    rows: list[Handicap] = []
    findings: list[Finding] = []
    for of in dict.fromkeys(rule.of for rule in one.rulebook.handicap):
        made = handicaps(
            [rule for rule in one.rulebook.handicap if rule.of is of],
            standings,
            before,
            session.round,
            next_session=session.name,
            event=one.name,
            field=_field(lines, of),
            cite=one.rulebook.cite,
        )
        rows += made.rows
        findings += made.findings
    return Handicaps(session.round, tuple(rows), tuple(findings))


def loaded(entries: Entries, found: Handicaps) -> Entries:
    """An entry list with what each car carries: its own, what its drivers bring, and its team's."""
    cars = tuple(msgspec.structs.replace(entry, loads=loads_of(entry, found)) for entry in entries.cars)
    return msgspec.structs.replace(entries, cars=cars)


def lines_of(entries: Entries) -> Iterator[ResultLine]:
    """The cars of an entry list as lines of a result: who they are, without what they did."""
    for entry in entries.cars:
        yield ResultLine(
            car=entry.number,
            class_=entry.class_,
            group=entry.group,
            team=entry.team,
            manufacturer=entry.manufacturer,
            drivers=tuple(driver.name for driver in entry.drivers),
            guest=bool(entry.guest),
        )


def _field(lines: Sequence[ResultLine], of: Unit) -> tuple[str, ...] | None:
    """Who is entered; None where there is no entry list."""
    from parcferme.championship import names_of

    names: Iterable[str] = (name for line in lines for name in names_of(line, of))
    return tuple(dict.fromkeys(names)) if lines else None


def loads_of(entry: Entry, found: Handicaps) -> tuple[Load, ...]:
    """What a car carries: its own, what its drivers bring, and its team's."""
    return tuple(_loads(entry, found))


def _loads(entry: Entry, found: Handicaps) -> Iterator[Load]:
    names: dict[Unit, set[str | None]] = {
        Unit.CAR: {entry.number},
        Unit.DRIVER: {driver.name for driver in entry.drivers},
        Unit.CREW: {" / ".join(driver.name for driver in entry.drivers)},
        Unit.TEAM: {entry.team},
        Unit.MANUFACTURER: {entry.manufacturer},
        Unit.CONSTRUCTOR: {entry.manufacturer},
    }
    for row in found.rows:
        if row.whom in names[row.of]:
            yield Load(row.name, row.unit, row.value, row.whom)
