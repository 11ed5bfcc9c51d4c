"""Success seconds and ballast: what cars, drivers or teams carry in the next round, from the tables and last races."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import assert_never

import msgspec

from parcferme.championship.finishes import is_one_of, places, say, started, uncited, whole
from parcferme.championship.tables import Points, Standing, Standings, Table
from parcferme.championship.worth import rounded
from parcferme.classification import Reason, SessionResult
from parcferme.findings import Finding, WrongCall, error, info, warning
from parcferme.regulations import Cite, HandicapFrom, HandicapRules, Unit

_Part = tuple[str, Fraction, Reason]


class Handicap(msgspec.Struct, frozen=True):
    """What one car, driver or team (`of`) carries: `value` in `unit` (seconds, kilogrammes), exact."""

    name: str
    of: Unit
    whom: str
    unit: str
    value: Points
    reasons: tuple[Reason, ...] = ()


class Handicaps(msgspec.Struct, frozen=True):
    """The handicaps of a round, largest first within each name, and what was odd. Who carries nothing is not listed."""

    round: int
    rows: tuple[Handicap, ...] = ()
    findings: tuple[Finding, ...] = ()

    def of(self, whom: str, name: str | None = None) -> Handicap | None:
        """The handicap of a car, driver or team (of this name, where there are several)."""
        return next((row for row in self.rows if row.whom == whom and name in (None, row.name)), None)


class Paces(msgspec.Struct, frozen=True):
    """Lap times in µs by driver: those who may be handicapped, and those they are measured against (empty: each
    other). Who is slower than all of `against` carries nothing.
    """

    drivers: Mapping[str, int] = {}
    against: Mapping[str, int] = {}


class _Before(msgspec.Struct, frozen=True):
    """What is known before the round: the tables, the results so far, the round, who is entered for it, and paces."""

    standings: Standings
    results: tuple[SessionResult, ...]
    round: int
    event: str | None
    field: frozenset[str] | None
    paces: Paces


def handicaps(
    rules: Sequence[HandicapRules],
    standings: Standings,
    results: Sequence[SessionResult],
    next_round: int,
    *,
    next_session: str | None = None,
    event: str | None = None,
    field: Sequence[str] | None = None,
    paces: Paces | None = None,
    cite: Callable[[str], Cite] = uncited,
) -> Handicaps:
    """What each car, driver or team carries in `next_round` (in its `next_session`: races before it in the same round
    then count as last races).

    `standings` are those before it; results of later sessions are left aside. `event` is the round's name, for rules
    that name it; `field` who is entered (cars, drivers … as the rules' `of` names them; without it, everyone seen so
    far); `cite` says where a rule stands (`Rulebook.cite`). Raises `WrongCall` for standings that know the round.
    """
    if standings.after > next_round or (standings.after == next_round and next_session is None):
        raise WrongCall(
            f"standings after round {standings.after} cannot give the handicaps of round {next_round}"
        )
    known = tuple(_earlier(results, next_round, next_session))
    entered = None if field is None else frozenset(field)
    before = _Before(standings, known, next_round, event, entered, paces or Paces())
    findings: list[Finding] = []
    carried: dict[tuple[str, Unit, str], list[tuple[Fraction, Reason]]] = {}
    for index, rule in enumerate(rules):
        for whom, part in _largest(rule, before, cite(f"handicap[{index}]"), findings).items():
            carried.setdefault((rule.name, rule.of, whom), []).append(part)
    rows = [_row(rules, *key, parts) for key, parts in carried.items()]
    order = {rule.name: index for index, rule in reversed(list(enumerate(rules)))}
    rows.sort(key=lambda row: (order[row.name], row.of.value, -row.value, row.whom))
    return Handicaps(next_round, tuple(row for row in rows if row.value), tuple(findings))


def _earlier(
    results: Sequence[SessionResult], next_round: int, next_session: str | None
) -> Iterator[SessionResult]:
    """The sessions before the one asked for, in order."""
    yield from sorted((one for one in results if one.round < next_round), key=lambda one: one.round)
    if next_session is not None:
        same = (one for one in results if one.round == next_round)
        yield from itertools.takewhile(lambda one: one.session != next_session, same)


def _applies(rule: HandicapRules, before: _Before) -> bool:
    names = {str(before.round), before.event}
    return not names & set(rule.not_at) and (not rule.at or bool(names & set(rule.at)))


def _row(
    rules: Sequence[HandicapRules], name: str, of: Unit, whom: str, parts: list[tuple[Fraction, Reason]]
) -> Handicap:
    """The parts of one name added up, to at most what the rulebook allows."""
    total = sum((value for value, _ in parts), Fraction(0))
    reasons = [reason for _, reason in parts]
    mine = [rule for rule in rules if rule.name == name]
    most = min((rule.most for rule in mine if rule.most is not None), default=None)
    if most is not None and total > most:
        reasons.append(say("handicap-at-most", unit=mine[0].unit, value=most, uncut=total))
        total = most
    return Handicap(name, of, whom, mine[0].unit, whole(total), tuple(reasons))


def _largest(
    rule: HandicapRules, before: _Before, cite: Cite, findings: list[Finding]
) -> dict[str, tuple[Fraction, Reason]]:
    """What one rule gives each who is entered: of several parts (two drivers of one car) the largest."""
    largest: dict[str, tuple[Fraction, Reason]] = {}
    for whom, value, reason in _parts(rule, before, cite, findings) if _applies(rule, before) else ():
        if before.field is not None and whom not in before.field:
            continue
        if value and (whom not in largest or value > largest[whom][0]):
            largest[whom] = (value, reason)
    return largest


def _parts(rule: HandicapRules, before: _Before, cite: Cite, findings: list[Finding]) -> Iterator[_Part]:
    """What one rule gives to whom."""
    match rule.by:
        case HandicapFrom.STANDINGS_PLACE | HandicapFrom.STANDINGS_POINTS:
            yield from _from_tables(rule, before, cite, findings)
        case HandicapFrom.PACE_QUARTILE:
            yield from _from_paces(rule, before.paces, cite, findings)
        case HandicapFrom.LAST_RACE | HandicapFrom.RACE_BEFORE:
            yield from _from_race(rule, before, cite)
        case never:
            assert_never(never)
    if rule.newcomer is not None and before.field is not None:
        seen = _seen(rule, before.results)
        for whom in sorted(before.field - seen):
            yield whom, rule.newcomer, say("handicap-newcomer", cite, value=rule.newcomer, unit=rule.unit)


# --- from the standings


def _from_tables(
    rule: HandicapRules, before: _Before, cite: Cite, findings: list[Finding]
) -> Iterator[_Part]:
    tables = [
        table
        for table in before.standings.tables
        if table.name == rule.table and rule.class_ in (None, table.class_)
    ]
    if not tables and (before.standings.tables or before.results):
        known = sorted({table.name for table in before.standings.tables})
        findings.append(error("handicap-table-unknown", name=rule.name, table=rule.table, known=known))
    for table in tables:
        given = _by_points if rule.by is HandicapFrom.STANDINGS_POINTS else _by_place
        for row, value, reason in given(rule, table, cite, findings):
            whom = _whom(row, table.unit, rule.of)
            if whom is None:
                findings.append(warning("handicap-nobody", name=rule.name, row=row.name, of=rule.of.value))
            else:
                yield whom, value, reason


def _whom(row: Standing, unit: Unit, of: Unit) -> str | None:
    """Whom a row stands for: its name, or the car or team that belongs to it (the last there was). A row of a car or
    team does not say which of its drivers is meant.
    """
    if unit is of:
        return row.name
    if of is Unit.CAR:
        return row.cars[0] if row.cars else None
    return row.team if of is Unit.TEAM else None


_Row = tuple[Standing, Fraction, Reason]


def _by_place(rule: HandicapRules, table: Table, cite: Cite, _findings: list[Finding]) -> Iterator[_Row]:
    for row in table.rows:
        value = _of_place(rule, row.position)
        if value is not None:
            yield (
                row,
                value,
                say(
                    "handicap-standings-place",
                    cite,
                    value=value,
                    unit=rule.unit,
                    place=row.position,
                    table=table.name,
                ),
            )


def _by_points(rule: HandicapRules, table: Table, cite: Cite, findings: list[Finding]) -> Iterator[_Row]:
    """Points of the place less points of the reference place, times the factor. Without a car in the reference place
    nobody can be measured against it: nobody carries anything.
    """
    ranked = [row for row in table.rows if row.position is not None]
    less: Points = 0
    if rule.reference is not None:
        if len(ranked) < rule.reference:
            if ranked:
                findings.append(
                    info(
                        "handicap-reference-missing",
                        name=rule.name,
                        table=table.name,
                        place=rule.reference,
                        rows=len(ranked),
                    )
                )
            return
        less = ranked[rule.reference - 1].points
    for row in ranked:
        if rule.top is not None and (row.position or 0) > rule.top:
            continue
        value = rounded(Fraction(row.points - less) * (rule.factor or Fraction(1)), rule.rounding)
        if value > 0:
            yield (
                row,
                value,
                say(
                    "handicap-standings-points",
                    cite,
                    value=value,
                    unit=rule.unit,
                    place=row.position,
                    points=whole(row.points),
                    reference=rule.reference,
                    reference_points=None if rule.reference is None else whole(less),
                    table=table.name,
                ),
            )


def _of_place(rule: HandicapRules, place: int | None) -> Fraction | None:
    """What the scale gives a place, None beyond it."""
    if place is None or place > len(rule.scale) or (rule.top is not None and place > rule.top):
        return None
    return rounded(rule.scale[place - 1] * (rule.factor or Fraction(1)), rule.rounding)


# --- from the last races


def _races(rule: HandicapRules, results: Sequence[SessionResult]) -> list[SessionResult]:
    """The races so far in which cars of the rule's class took part."""
    return [one for one in results if is_one_of(one, rule.sessions) and started(one, Unit.CAR, rule.class_)]


def _seen(rule: HandicapRules, results: Sequence[SessionResult]) -> set[str]:
    """Everyone who took part in a race so far."""
    return {name for race in _races(rule, results) for name in started(race, rule.of, rule.class_)}


def _from_race(rule: HandicapRules, before: _Before, cite: Cite) -> Iterator[_Part]:
    back = 1 if rule.by is HandicapFrom.LAST_RACE else 2
    races = _races(rule, before.results)
    if len(races) < back:
        return
    race = races[-back]
    where = {"round": race.round, "session": race.session}
    for whom, place in places(race, rule.of, class_=rule.class_, place=rule.place).items():
        value = _of_place(rule, place)
        if value is not None:
            yield (
                whom,
                value,
                say("handicap-race-place", cite, value=value, unit=rule.unit, place=place, **where),
            )
    if rule.absent is not None:
        there = started(race, rule.of, rule.class_)
        for whom in sorted(_seen(rule, before.results) - there):
            reason = say("handicap-absent", cite, value=rule.absent, unit=rule.unit, **where)
            yield whom, rule.absent, reason


# --- from the pace


def _from_paces(rule: HandicapRules, paces: Paces, cite: Cite, findings: list[Finding]) -> Iterator[_Part]:
    """By the quarter a pace lies in: how many of those measured against are faster, as a share of all of them. With
    fewer than a quarter of them ahead it is the first; who is slower than all is in none.
    """
    against = (paces.against or paces.drivers).values()
    if not paces.drivers:
        findings.append(warning("handicap-pace-missing", name=rule.name))
    for whom, pace in paces.drivers.items():
        faster = sum(one < pace for one in against)
        quarter = 1 + faster * len(rule.scale) // len(against)
        value = _of_place(rule, quarter)
        if value is not None:
            yield (
                whom,
                value,
                say(
                    "handicap-pace",
                    cite,
                    value=value,
                    unit=rule.unit,
                    quarter=quarter,
                    pace_us=pace,
                    faster=faster,
                    measured=len(against),
                ),
            )
