"""The starting grid: order, penalties, pit lane and withdrawals put together, each car with its reasons."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec

from parcferme.classification import ResultLine, SessionResult, Status, number_key
from parcferme.findings import Finding, Where, error, info, warning
from parcferme.grid import rulings
from parcferme.grid.landing import landed
from parcferme.grid.order import in_order, measure
from parcferme.grid.sessions import Session, session_of
from parcferme.grid.slots import Grid, Publication, Starter
from parcferme.grid.unplaced import say_why, start_allowed, unplaced_order
from parcferme.records import Decision
from parcferme.regulations import ClassesOnGrid, GridBy, GridRules, Withdrawn


def grid_of(
    rules: GridRules,
    sources: Sequence[SessionResult],
    *,
    entries: Sequence[ResultLine | str] = (),
    standings: Sequence[str] | Mapping[str, int] = (),
    previous: SessionResult | None = None,
    decisions: Sequence[Decision] = (),
    withdrawn: Mapping[str, Publication | str] | None = None,
    carried: Mapping[str, int] | None = None,
    reverse_first: int | None = None,
    published: int | None = None,
    resolution: int = 1,
) -> Grid:
    """The starting grid of one race.

    `sources`: the results that order it (`sources_for` finds them). `entries`: who takes part, as car numbers or lines
    with class, team and drivers (empty: whoever is in the sources). `standings`: car numbers in the order of the
    championship (with the place of each, where it is that of a
    table of its class). `previous`: the session before, for cars without a time. `decisions`: what was ruled for it.
    `withdrawn`: cars that do not start, before or after the grid was published (`published`: that instant, in µs, for
    pit-lane starts). `carried`: places lost that come from another race, by car. `reverse_first` overrules the
    rulebook's. `resolution` (µs): to what an average is truncated and where two times are level.

    Every entered car is exactly once on the grid, in the pit lane or left out.
    """
    read = [session_of(source) for source in sources]
    sessions, findings = [session for session, _ in read], [odd for _, found in read for odd in found]
    if reverse_first is not None:
        rules = msgspec.structs.replace(rules, reverse_first=reverse_first)
    rules, no_source = _possible(rules, sessions, standings)
    starters, not_listed = _starters(entries, sessions)
    cars = {one.number: one for one in starters}
    ruled, not_ruled = rulings.usable(decisions, cars)
    # Who is out has to be known before anybody is measured; places lost need the finished order.
    rulings.before_the_order(ruled, cars, published)
    findings += [*no_source, *not_listed, *not_ruled, *_withdraw(withdrawn or {}, cars)]
    measure(rules, sessions, starters, standings, resolution)
    order, out, odd = _ordered(rules, sessions, starters, tuple(standings), previous)
    findings += [*odd, *rulings.after_the_order(ruled, cars, carried or {}, rules.penalties)]
    start = [car for part in order for car in _landed(part, rules)]
    return _numbered(rules, [car for part in order for car in part], start, out, findings)


def _possible(
    rules: GridRules, sessions: Sequence[Session], standings: Collection[str]
) -> tuple[GridRules, list[Finding]]:
    """The rules as far as there is something to order by: without a session the championship, else the entry list."""
    if rules.by is GridBy.ENTRY or (rules.by is GridBy.STANDINGS and standings):
        return rules, []
    if rules.by is not GridBy.STANDINGS and sessions:
        return rules, []
    instead = GridBy.STANDINGS if standings else GridBy.ENTRY
    finding = error("grid-nothing-to-order-by", by=rules.by.value, instead=instead.value)
    # What is turned round is the result the rulebook names, never what stands in for it.
    return msgspec.structs.replace(rules, by=instead, reverse_first=0), [finding]


def _starters(
    entries: Sequence[ResultLine | str], sessions: Sequence[Session]
) -> tuple[list[Starter], list[Finding]]:
    """The cars in the order of the entry list, then those that were only seen in a session."""
    findings: list[Finding] = []
    cars: dict[str, Starter] = {}
    for entry in entries:
        line = ResultLine(car=entry) if isinstance(entry, str) else entry
        if line.car in cars:
            findings.append(error("grid-number-twice", Where(car=line.car, line=line.line)))
            continue
        cars[line.car] = Starter(line.car, line.class_, line.drivers, line.team, allowed=False)
    for session in sessions:
        for number, line in session.lines.items():
            if number not in cars:
                cars[number] = Starter(number)
                if entries:
                    findings.append(warning("car-not-entered", Where(car=number, line=line.line)))
            car = cars[number]
            car.class_ = car.class_ or line.class_
            car.team = car.team or line.team
            car.drivers = car.drivers or line.drivers
            # A time is a lap tried (2), whatever the list says of effort; 1 left the pits, 0 did not.
            car.effort = max(car.effort, line.effort, 2 if line.best_lap is not None else 0)
    for car in cars.values():
        here = [session.lines[car.number] for session in sessions if car.number in session.lines]
        car.disqualified = bool(here) and all(line.status is Status.DISQUALIFIED for line in here)
    return list(cars.values()), findings


def _withdraw(withdrawn: Mapping[str, Publication | str], cars: Mapping[str, Starter]) -> list[Finding]:
    """Mark the cars that do not start."""
    findings = []
    for number in sorted(withdrawn, key=number_key):
        if number in cars:
            cars[number].withdrawn = Publication(withdrawn[number])
        else:
            findings.append(warning("grid-withdrawn-unknown-car", Where(car=number)))
    return findings


def _ordered(
    rules: GridRules,
    sessions: Sequence[Session],
    starters: Sequence[Starter],
    standings: tuple[str, ...],
    previous: SessionResult | None,
) -> tuple[list[list[Starter]], list[Starter], list[Finding]]:
    """The cars in order before penalties, one list for each part of the grid; and those left out."""
    for one in starters:
        say_why(one, sessions)
    before = None if previous is None else session_of(previous)[0]
    placed, findings = in_order(starters)
    rest = [one for one in starters if one.measure is None]
    timed = bool(sessions) and not all(session.race for session in sessions)
    timed = timed and rules.by not in (GridBy.STANDINGS, GridBy.ENTRY, GridBy.FASTEST_LAP)
    start, out, odd = start_allowed(rest, rules, timed)
    findings += odd
    able = sum(one.has_place for one in placed)
    if rules.reverse_first > able:
        findings.append(info("grid-fewer-to-reverse", first=rules.reverse_first, cars=able))
    parts = []
    for chosen in _classes(rules, [*placed, *start], findings):
        first = _reversed([one for one in chosen if one.measure is not None], rules.reverse_first)
        last = unplaced_order([one for one in chosen if one.measure is None], rules, before, standings)
        parts.append([*first, *last])
    return parts, out, findings


def _classes(rules: GridRules, starters: Sequence[Starter], findings: list[Finding]) -> list[list[Starter]]:
    """All cars as one part, or a part for each class in the rulebook's order, then in order of the best of each."""
    if rules.classes is ClassesOnGrid.MIXED:
        return [list(starters)]
    there = list(dict.fromkeys(one.class_ for one in starters))
    for one in starters:
        if one.class_ is None:
            findings.append(warning("grid-class-missing", Where(car=one.number)))
    names = [name for name in rules.class_order if name in there]
    names += [name for name in there if name is not None and name not in names]
    parts = [[one for one in starters if one.class_ == name] for name in (*names, None)]
    for place, part in enumerate(part for part in parts if part):
        for one in part:
            one.say("grid-class", class_name=one.class_, place=place + 1)
    return [part for part in parts if part]


def _reversed(placed: list[Starter], first: int) -> list[Starter]:
    """The cars that are ordered, the first of those with a place turned round."""
    first = min(first, sum(one.has_place for one in placed))
    if first < 2:
        return placed
    for index, one in enumerate(placed[:first], start=1):
        one.say("grid-reversed", first=first, from_position=index, to_position=first + 1 - index)
    return [*placed[:first][::-1], *placed[first:]]


def _landed(part: list[Starter], rules: GridRules) -> list[Starter]:
    """One part of the grid after penalties; cars without a time apart where the rulebook keeps them last."""
    if rules.penalties.behind_no_time:
        return landed(part, rules.penalties)
    placed = [one for one in part if one.measure is not None]
    rest = [one for one in part if one.measure is None]
    return [*landed(placed, rules.penalties), *landed(rest, rules.penalties)]


def _numbered(
    rules: GridRules,
    before: Sequence[Starter],
    start: Sequence[Starter],
    out: Sequence[Starter],
    findings: Sequence[Finding],
) -> Grid:
    """The cars on their slots: who withdrew or starts from the pit lane leaves a hole, or those behind close up."""
    was = {one.number: position for position, one in enumerate(before, start=1)}
    slots, position = [], 0
    left = list(out)
    for one in start:
        gone = one.withdrawn or one.pit_lane
        late = gone is Publication.AFTER
        leaves = rules.withdrawn_late if late else rules.withdrawn
        if gone is None or leaves is Withdrawn.HOLE:
            position += 1
        if gone is None:
            _tell_moved(one, was[one.number], position)
            slots.append(one.slot(position, rules.in_row, rules.pole))
            continue
        if one.withdrawn is not None:
            left.append(one)
            one.say("grid-withdrawn")
        if leaves is Withdrawn.HOLE:
            one.say("grid-hole", position=position)
    for one in out:
        if one.withdrawn is not None:
            one.say("grid-withdrawn")
    # In the order before penalties: who starts from the pit lane has no slot to lose places from.
    lane = [one for one in before if one.pit_lane is not None and one.withdrawn is None]
    left.sort(key=lambda one: (was.get(one.number, len(was) + 1), number_key(one.number)))
    return Grid(
        slots=tuple(slots),
        pit_lane=tuple(one.slot(None, rules.in_row, rules.pole) for one in lane),
        left_out=tuple(one.slot(None, rules.in_row, rules.pole) for one in left),
        findings=tuple(findings),
        in_row=rules.in_row,
        pole=rules.pole,
    )  # fmt: skip


def _tell_moved(one: Starter, was: int, position: int) -> None:
    """Say by how much a car moved: back by its own penalty, up as others made room."""
    if one.drop or one.back:
        one.say("grid-moved", from_position=was, to_position=position)
    elif position != was:
        one.say("grid-moved-up", from_position=was, to_position=position)
