"""What the lines of one number say together, round by round; of two that contradict each other the first stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final, NamedTuple, TypeAlias

import msgspec

from parcferme.entries.cars import Driver, EntryStatus
from parcferme.entries.columns import Told, plain
from parcferme.findings import Where, error, info, warning
from parcferme.names import same

Said: TypeAlias = str | bool | dt.date | EntryStatus | None

# Said of a driver where it differs from what the car is: a guest in a car that scores.
_PERSONAL: Final = ("guest", "registered")
_DATED: Final = ("withdrawn", "status", "entered")
# These hold for the rounds of their line alone: what a car takes part as, not what it is. All else that is said once
# about a car (class, team, vehicle, make) holds for it.
_OF_THE_ROUND: Final = (*_DATED, *_PERSONAL, "nominated", "group")
_COLUMN: Final[Mapping[str, str]] = {"class_": "class", "nation": "team_nation"}
_REST: Final = 0  # stands for every round no line names


class Line(msgspec.Struct, frozen=True):
    """One line of the table: where it stands, which rounds it speaks of (none: all), and what it says."""

    where: Where
    rounds: tuple[int, ...]
    said: Mapping[str, Said]
    drivers: tuple[Driver, ...] = ()
    transponders: tuple[str, ...] = ()

    def overlaps(self, other: Line) -> bool:
        """Whether the two speak of one round."""
        return not self.rounds or not other.rounds or bool(set(self.rounds) & set(other.rounds))

    def meets(self, rounds: tuple[int, ...], but: tuple[int, ...]) -> bool:
        """Whether it speaks of one of these rounds (none: all, but for `but`)."""
        if not self.rounds:
            return True
        return bool(set(self.rounds) & set(rounds)) if rounds else bool(set(self.rounds) - set(but))


def owners_of(lines: list[Line]) -> tuple[list[list[Line]], Told]:
    """The lines of one number by who claims it: two teams in one round are two entries, and told."""
    owners, findings = list[list[Line]](), Told()
    for line in lines:
        mine = next((owner for owner in owners if not any(_rivals(line, one) for one in owner)), None)
        if mine is not None:
            mine.append(line)
            continue
        if owners:
            rival = next(one for one in owners[0] if _rivals(line, one))
            values = {
                "team": line.said["team"],
                "class_named": line.said["class_"],
                "kept": rival.said["team"],
                "kept_class": rival.said["class_"],
                "kept_line": rival.where.line,
            }
            findings.append(error("number-twice", line.where, **values))
        owners.append([line])
    return owners, findings


def _rivals(one: Line, other: Line) -> bool:
    """Whether two lines are of two competitors with one number: another team with other drivers."""
    teams = [str(line.said["team"] or "") for line in (one, other)]
    shared = {same(driver.name) for driver in one.drivers} & {same(driver.name) for driver in other.drivers}
    return all(teams) and plain(teams[0]) != plain(teams[1]) and not shared and one.overlaps(other)


class Stage(NamedTuple):
    """What a car is in these rounds (none: in all but those others)."""

    rounds: tuple[int, ...]
    but: tuple[int, ...]
    said: dict[str, Said]


def cars_of(lines: list[Line]) -> tuple[list[Stage], Told]:
    """What the car is, and in which rounds: a stage for each time it changes."""
    heard = {what: _claims(what, lines) for what in lines[0].said}
    claims = {what: accepted for what, (accepted, _) in heard.items()}
    named = sorted({number for line in lines for number in line.rounds})
    if any(not line.rounds for line in lines):
        named.append(_REST)
    stages: list[tuple[dict[str, Said], list[int]]] = []
    for number in named:
        said = {what: _holds(what, listed, number) for what, listed in claims.items()}
        stage = next((stage for stage in stages if stage[0] == said), None)
        if stage is None:
            stages.append((said, [number]))
        else:
            stage[1].append(number)
    found = [
        Stage((), tuple(n for n in named if n not in numbers), said)
        if _REST in numbers
        else Stage(tuple(numbers), (), said)
        for said, numbers in stages
    ]
    return found, [finding for _, told in heard.values() for finding in told]


def _claims(what: str, lines: list[Line]) -> tuple[list[tuple[Line, Said]], Told]:
    """Which lines say something, and what; one that contradicts an earlier line is told and does not count."""
    accepted, findings = list[tuple[Line, Said]](), Told()
    for line in lines:
        value = line.said[what]
        if value is None:
            continue
        against = next(
            (had for before, had in accepted if not _is_one(had, value) and line.overlaps(before)), None
        )
        if against is None:
            accepted.append((line, value))
        elif what not in (*_PERSONAL, *_DATED):
            column = _COLUMN.get(what, what)
            at = msgspec.structs.replace(line.where, column=column)
            tell = error if what == "class_" else warning
            findings.append(tell("entry-differs", at, kept=against, value=value))
    return accepted, findings


def _is_one(one: Said, other: Said) -> bool:
    """Whether two lines say the same: a team or a class is, however it is written."""
    return same(one) == same(other) if isinstance(one, str) and isinstance(other, str) else one == other


def _holds(what: str, claims: list[tuple[Line, Said]], number: int) -> Said:
    """What holds in a round: what its lines say, else what was said first."""
    for line, value in claims:
        if not line.rounds or number in line.rounds:
            return value
    return claims[0][1] if claims and what not in _OF_THE_ROUND else None


def crew_of(lines: list[Line]) -> tuple[list[Driver], Told]:
    """The drivers of one entry: one who is listed again takes part in the rounds of both lines."""
    crew, findings = list[Driver](), Told()
    guests = {
        what: _claims(what, lines)[0] for what in _PERSONAL
    }  # of which nothing is told: they may differ
    for line in lines:
        for driver in line.drivers:
            own = {
                what: line.said[what]
                for what, listed in guests.items()
                if line.said[what] is not None
                and line.said[what] != _holds(what, listed, (*line.rounds, _REST)[0])
            }
            crew, told = _joined(crew, msgspec.structs.replace(driver, **own), line.where)
            findings += told
    return crew, findings


def _joined(crew: list[Driver], driver: Driver, where: Where) -> tuple[list[Driver], Told]:
    """The crew with a driver more. Lines that differ in what became of the driver stay apart, each for its rounds."""
    for seat, other in enumerate(crew):
        if same(other.name) != same(driver.name):
            continue
        driver = msgspec.structs.replace(driver, name=other.name)
        together = not other.rounds or not driver.rounds or bool({*other.rounds} & {*driver.rounds})
        if not together and not _alike(other, driver):
            continue
        told = Told()
        if other == driver:
            told.append(info("driver-twice", where, driver=driver.name))
        elif together and bool(other.withdrawn or other.status) != bool(driver.withdrawn or driver.status):
            told.append(warning("withdrawn-listed", where, driver=driver.name))
        rounds = (*other.rounds, *driver.rounds) if other.rounds and driver.rounds else ()
        filled = {
            what: getattr(other, what) or getattr(driver, what)
            for what in ("id", "nation", "category", "hurt", "hurt_by", "cleared", "entered")
        }
        both = msgspec.structs.replace(other, rounds=tuple(dict.fromkeys(rounds)), **filled)
        return [*crew[:seat], both, *crew[seat + 1 :]], told
    return [*crew, driver], []


def _alike(one: Driver, other: Driver) -> bool:
    """Whether two lines of a driver say the same but for the rounds, or one of them does not say."""
    details = all(
        getattr(one, what) == getattr(other, what) or None in (getattr(one, what), getattr(other, what))
        for what in ("id", "nation", "category")
    )
    marks = ("entered", "withdrawn", "status", "hurt", "hurt_by", "cleared", "guest", "registered")
    return details and all(getattr(one, what) == getattr(other, what) for what in marks)
