"""An entry list held against the rulebook and the calendar: what a series' secretary checks before each round."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from parcferme.calendar import Meeting
from parcferme.entries import Driver, Entries, Entry, EntryStatus
from parcferme.findings import Finding, Where, error, info, warning
from parcferme.names import same
from parcferme.regulations import (
    Category,
    Cite,
    ClassRules,
    EntryRules,
    category_of,
    crew_allowed,
    group_of,
    letters_of,
    seats_missing,
)

# Rounds count from 1: 0 is a list and a calendar without rounds, held against the rules once.
_ANY_ROUND: Final = 0
_DEFAULT: Final = ClassRules("")


class _Ask(msgspec.Struct, frozen=True):
    """One car, or the whole list, in one round, and what it is held against."""

    entries: Entries
    rules: EntryRules
    meeting: Meeting
    cites: Mapping[str, Cite]
    classes: tuple[str, ...] = ()

    def where(self, entry: Entry, driver: Driver | None = None) -> Where:
        return self.entries.where(entry.number, driver.name if driver else None, self.meeting.round or None)

    def cited(self, key: str) -> dict[str, str]:
        """The article, else the source, the rulebook gives for a value; nothing where it gives none."""
        parts = f"entries.{key}".split(".")
        for end in range(len(parts), 0, -1):
            cite = self.cites.get(".".join(parts[:end]))
            if cite is not None:
                return {name: said for name in ("article", "source") if (said := getattr(cite, name))}
        return {}


def entries_findings(
    entries: Entries,
    rules: EntryRules,
    meetings: Sequence[Meeting] = (),
    cites: Mapping[str, Cite] | None = None,
    classes: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """What the rules have against an entry list, round by round; what holds in several rounds is told once, with them.

    `meetings` give the dates (without them the rounds the list names, and nothing that needs a date), `cites` is the
    rulebook's: a finding carries the article or source of the rule behind it, where there is one. `classes` are those
    of this championship (none: every class of the rules).
    """
    held = tuple(meeting for meeting in meetings if not meeting.cancelled)
    held = held if meetings else tuple(Meeting(number) for number in entries.rounds() or (_ANY_ROUND,))
    found: list[tuple[int, Finding]] = []
    for meeting in held:
        ask = _Ask(entries, rules, meeting, cites or {}, tuple(classes))
        found += ((meeting.round, finding) for finding in _of_round(ask))
    return (*_rounds_unknown(entries, meetings), *_together(found))


def grouped(entries: Entries, rules: EntryRules) -> Entries:
    """The entries of one round with the group of each crew, where the list names none and the class's rules say which
    crews belong to it (`Am`: `B` or `BB`).
    """
    cars = []
    for entry in entries.cars:
        of_class = _class_rules(entry, rules)[1]
        letters = _letters(entry.drivers)
        group = group_of(of_class, letters) if letters else None
        cars.append(entry if entry.group or not group else msgspec.structs.replace(entry, group=group))
    return msgspec.structs.replace(entries, cars=tuple(cars))


def _together(found: Iterable[tuple[int, Finding]]) -> Iterator[Finding]:
    """Findings that differ in nothing but the round as one that names the rounds."""
    told: dict[str, tuple[Finding, list[int]]] = {}
    for number, finding in found:
        # As text, because values hold lists.
        key = repr((finding.code, finding.where.car, finding.values))
        rounds = told.setdefault(key, (finding, []))[1]
        if number != _ANY_ROUND and number not in rounds:
            rounds.append(number)
    for finding, rounds in told.values():
        values = {**finding.values, "rounds": rounds} if rounds else finding.values
        yield msgspec.structs.replace(finding, values=values)


def _rounds_unknown(entries: Entries, meetings: Sequence[Meeting]) -> Iterator[Finding]:
    """Rounds the list names and the calendar does not have."""
    known = [meeting.round for meeting in meetings]
    if not known:
        return
    for place in entries.places:
        missing = [number for number in place.rounds if number not in known]
        if missing:
            where = Where(file=entries.file, line=place.line, column="rounds", car=place.number)
            yield error("round-unknown", where, missing=missing, known=known)


def _of_round(ask: _Ask) -> Iterator[Finding]:
    """Everything against the list in one round."""
    meeting = ask.meeting
    listed = ask.entries.of_round(meeting.round, meeting.first)
    for entry in listed.cars:
        yield from _number(ask, entry)
        yield from _class(ask, entry)
        yield from _late(ask, entry)
        yield from _guest(ask, entry)
        yield from _medical(ask, entry)
    yield from _withdrawn(ask)
    if ask.rules.one_crew:
        yield from _two_crews(ask, listed)
    yield from _few(ask, listed)


def _number(ask: _Ask, entry: Entry) -> Iterator[Finding]:
    first, last = ask.rules.numbers_from, ask.rules.numbers_to
    if first is None and last is None:
        return
    # `²` is a digit to Python, and no number.
    number = int(entry.number) if entry.number.isascii() and entry.number.isdigit() else None
    if number is None or (first is not None and number < first) or (last is not None and number > last):
        key = "numbers-from" if first is not None else "numbers-to"
        yield error("number-not-allowed", ask.where(entry), first=first, last=last, **ask.cited(key))


def _class_rules(entry: Entry, rules: EntryRules) -> tuple[int | None, ClassRules]:
    """The rules of an entry's class and their place in the rulebook; what holds for any class where it has none."""
    for index, one in enumerate(rules.classes):
        if one.name == entry.class_:
            return index, one
    return None, _DEFAULT


def _class(ask: _Ask, entry: Entry) -> Iterator[Finding]:
    """The class there is, and what its rules have against the crew."""
    index, rules = _class_rules(entry, ask.rules)
    names = list(ask.classes or (one.name for one in ask.rules.classes))
    if names and entry.class_ not in names:
        where = msgspec.structs.replace(ask.where(entry), column="class")
        if entry.class_ is None:
            yield warning("class-missing", where, known=names)
        else:
            folded = {name.casefold(): name for name in names}
            # Names of classes are short, one sign is much of them: 0.4, where difflib by itself asks for 0.6.
            near = difflib.get_close_matches(entry.class_.casefold(), folded, 1, 0.4)
            nearest = folded[near[0]] if near else None
            yield error("class-unknown", where, value=entry.class_, nearest=nearest, known=names)
        return
    key = "classes" if index is None else f"classes[{index}]"
    yield from _crew_size(ask, entry, rules, key)
    yield from _categories(ask, entry, rules, key)


def _crew_size(ask: _Ask, entry: Entry, rules: ClassRules, key: str) -> Iterator[Finding]:
    crew = len(entry.drivers)
    if not crew or rules.crew_least <= crew <= rules.crew_most:
        return
    # Where the rulebook says nothing of the class the bounds are ours, and no article stands for them.
    cited = (
        ask.cited(f"{key}.crew-{'least' if crew < rules.crew_least else 'most'}")
        if rules is not _DEFAULT
        else {}
    )
    values = {"drivers": crew, "least": rules.crew_least, "most": rules.crew_most}
    yield error("crew-size", ask.where(entry), class_named=entry.class_, **values, **cited)


def _categories(ask: _Ask, entry: Entry, rules: ClassRules, key: str) -> Iterator[Finding]:
    """The categories of a crew: known, allowed, and allowed together."""
    if not (rules.crews or rules.at_least or rules.none_of or rules.groups):
        yield from _group(ask, entry, rules, None, key)
        return
    for driver in entry.drivers:
        category = category_of(driver.category)
        if category is not None and category not in rules.none_of:
            continue
        where = msgspec.structs.replace(ask.where(entry, driver), column="category")
        if driver.category is None:
            yield error("category-missing", where, driver=driver.name, **ask.cited(key))
        elif category is None:
            known = [one.value for one in Category]
            near = difflib.get_close_matches(driver.category.lower(), known, 1)
            nearest = near[0] if near else None
            yield error(
                "category-unknown",
                where,
                driver=driver.name,
                value=driver.category,
                nearest=nearest,
                known=known,
            )
        else:
            cited = ask.cited(f"{key}.none-of")
            yield error("category-not-allowed", where, driver=driver.name, category=category.value, **cited)
    letters = _letters(entry.drivers)
    if letters:
        yield from _combination(ask, entry, rules, letters, key)
    yield from _group(ask, entry, rules, letters, key)


def _combination(ask: _Ask, entry: Entry, rules: ClassRules, letters: str, key: str) -> Iterator[Finding]:
    if not crew_allowed(rules, letters):
        values = {"crew": letters, "allowed": list(rules.crews), "class_named": entry.class_}
        yield error("crew-not-allowed", ask.where(entry), **values, **ask.cited(f"{key}.crews"))
    missing = seats_missing(rules, letters)
    if missing:
        lacks = {"crew": letters, "missing": list(missing), "class_named": entry.class_}
        yield error("crew-lacks", ask.where(entry), **lacks, **ask.cited(f"{key}.at-least"))


def _group(ask: _Ask, entry: Entry, rules: ClassRules, letters: str | None, key: str) -> Iterator[Finding]:
    """A group the class does not have, or that its crew does not belong to."""
    names = [group.name for group in rules.groups]
    if entry.group is None or not names:
        return
    where = msgspec.structs.replace(ask.where(entry), column="group")
    if entry.group not in names:
        near = difflib.get_close_matches(entry.group, names, 1, 0.4)
        yield error("group-unknown", where, value=entry.group, nearest=near[0] if near else None, known=names)
        return
    stated = next(group for group in rules.groups if group.name == entry.group)
    due = group_of(rules, letters) if letters else None
    if letters and stated.crews and due != entry.group:
        cited = ask.cited(f"{key}.groups[{names.index(entry.group)}].crews")
        yield error("group-differs", where, value=entry.group, due=due, crew=letters, **cited)


def _letters(drivers: Iterable[Driver]) -> str | None:
    """A crew's categories as letters; None where one of them is not known."""
    found = [category_of(driver.category) for driver in drivers]
    known = [category for category in found if category is not None]
    return letters_of(known) if known and len(known) == len(found) else None


def _late(ask: _Ask, entry: Entry) -> Iterator[Finding]:
    """An entry, or a driver, that came after the closing date and was not let in by a decision."""
    first, before = ask.meeting.first, ask.rules.closes_before
    if first is None or before is None or entry.status is EntryStatus.ACCEPTED:
        return
    # From the midnight before the first day: a list says days, never hours.
    closed = (dt.datetime.combine(first, dt.time()) - dt.timedelta(microseconds=before)).date()
    tell = warning if ask.rules.late_allowed else error
    dates = {driver.name: driver.entered for driver in entry.drivers if driver.entered is not None}
    since = min((day for day in (entry.entered, *dates.values()) if day is not None), default=None)
    if since is None:
        return
    cited = ask.cited("closes-before")
    if since > closed:
        yield tell("entry-late", ask.where(entry), entered=f"{since}", closed=f"{closed}", **cited)
        return
    for driver in entry.drivers:
        day = driver.entered
        if day is not None and day > closed:
            values = {"driver": driver.name, "entered": f"{day}", "closed": f"{closed}"}
            yield tell("driver-late", ask.where(entry, driver), **values, **cited)


def _guest(ask: _Ask, entry: Entry) -> Iterator[Finding]:
    """A guest that is also registered for points."""
    if entry.guest and entry.registered:
        yield warning("guest-registered", ask.where(entry))
        return
    for driver in entry.drivers:
        guest = entry.guest if driver.guest is None else driver.guest
        registered = entry.registered if driver.registered is None else driver.registered
        if guest and registered:
            yield warning("guest-registered", ask.where(entry, driver), driver=driver.name)


def _medical(ask: _Ask, entry: Entry) -> Iterator[Finding]:
    """A driver who was hurt and has no cleared mark before a session."""
    if not ask.rules.medical:
        return
    cited = ask.cited("medical")
    for driver in entry.drivers:
        if not driver.hurt:
            continue
        if ask.meeting.sessions:
            starts = [(planned.session, planned.start.date()) for planned in ask.meeting.sessions]
        else:
            starts = [("", ask.meeting.first)] if ask.meeting.first else []
        barred = [name for name, day in starts if _unfit(driver, day)]
        # Without any date nobody can say which session it bars: told all the same, until he is cleared.
        if not barred and (starts or driver.cleared):
            continue
        told = {
            "driver": driver.name,
            "sessions": [name for name in barred if name],
            "hurt_on": f"{driver.hurt}" if isinstance(driver.hurt, dt.date) else None,
            "hurt_by": driver.hurt_by,
            "cleared_on": f"{driver.cleared}" if isinstance(driver.cleared, dt.date) else None,
        }
        said = {key: value for key, value in told.items() if value not in (None, [])}
        yield error("not-cleared", ask.where(entry, driver), **said, **cited)


def _unfit(driver: Driver, day: dt.date) -> bool:
    """Whether the driver is hurt and not cleared on that day; hurt the same day is hurt before its sessions."""
    if isinstance(driver.hurt, dt.date) and driver.hurt > day:
        return False
    if isinstance(driver.cleared, dt.date):
        again = isinstance(driver.hurt, dt.date) and driver.cleared < driver.hurt
        return again or driver.cleared > day
    return not driver.cleared


def _withdrawn(ask: _Ask) -> Iterator[Finding]:
    """Who is listed for the round and stays away."""
    number, day = ask.meeting.round, ask.meeting.first
    for entry in ask.entries.cars:
        if not entry.is_listed(number):
            continue
        here = entry.of_round(number, day)
        if here is None:
            days = [entry.withdrawn, *(driver.withdrawn for driver in entry.drivers)]
            dates = [f"{since}" for since in days if isinstance(since, dt.date)]
            values = {"since": min(dates)} if dates else {}
            if not _not_yet(entry, day):
                yield info("entry-withdrawn", ask.where(entry), **values)
            continue
        there = {driver.name for driver in here.drivers}
        for driver in entry.drivers:
            gone = driver.withdrawn or driver.status
            if gone and driver.name not in there and (not driver.rounds or number in driver.rounds):
                said = {"since": f"{driver.withdrawn}"} if isinstance(driver.withdrawn, dt.date) else {}
                yield info("driver-withdrawn", ask.where(entry, driver), driver=driver.name, **said)


def _not_yet(entry: Entry, day: dt.date | None) -> bool:
    """Whether the entry for all rounds came only after that day."""
    said = (entry.entered, *(driver.entered for driver in entry.drivers))
    dates = [entered for entered in said if entered is not None]
    return day is not None and not entry.rounds and bool(dates) and min(dates) > day


def _two_crews(ask: _Ask, listed: Entries) -> Iterator[Finding]:
    """A driver in two cars of one race."""
    cars: dict[str, list[Entry]] = {}
    for entry in listed.cars:
        for driver in entry.drivers:
            cars.setdefault(same(driver.name), []).append(entry)
    cited = ask.cited("one-crew")
    for name, entries in cars.items():
        for entry in entries[1:]:
            driver = next(one for one in entry.drivers if same(one.name) == name)
            values = {"driver": driver.name, "other": entries[0].number}
            yield error("driver-in-two-crews", ask.where(entry, driver), **values, **cited)


def _few(ask: _Ask, listed: Entries) -> Iterator[Finding]:
    """A list, or a class of it, with fewer cars than the rules ask for."""
    where = Where(file=ask.entries.file)
    least = ask.rules.cars_least
    if least is not None and len(listed.cars) < least:
        yield warning("entries-few", where, cars=len(listed.cars), least=least, **ask.cited("cars-least"))
    for index, rules in enumerate(ask.rules.classes):
        cars = sum(entry.class_ == rules.name for entry in listed.cars)
        if rules.cars_least is not None and cars < rules.cars_least:
            cited = ask.cited(f"classes[{index}].cars-least")
            yield warning(
                "entries-few", where, cars=cars, least=rules.cars_least, class_named=rules.name, **cited
            )
