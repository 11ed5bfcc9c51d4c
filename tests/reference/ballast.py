"""Success seconds and ballast before a round, worked out slowly from the rules alone: loops, nothing of the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.regulations import HandicapRules
from reference.points import rounded
from reference.standings import Row

ZERO = Fraction(0)


def carried(
    rules: Sequence[HandicapRules],
    tables: Mapping[str, Sequence[Row]],
    results: Sequence[SessionResult],
    next_round: int,
    field: Sequence[str],
) -> dict[tuple[str, str], Fraction]:
    """What everybody in the field carries in the next round, by the handicap's name and theirs; nothing is not told.

    `tables`: those before the round, by name; `results`: of the rounds before it, in order.
    """
    found: dict[tuple[str, str], Fraction] = {}
    most: dict[str, Fraction] = {}
    for rule in rules:
        if str(next_round) in rule.not_at or (rule.at and str(next_round) not in rule.at):
            continue
        if rule.most is not None:
            most[rule.name] = rule.most
        for whom in field:
            value = rounded(of_one(rule, whom, tables, results), rule.rounding.value)
            found[rule.name, whom] = found.get((rule.name, whom), ZERO) + value
    capped = {key: min(value, most.get(key[0], value)) for key, value in found.items()}
    return {key: value for key, value in capped.items() if value}


def of_one(
    rule: HandicapRules, whom: str, tables: Mapping[str, Sequence[Row]], results: Sequence[SessionResult]
) -> Fraction:
    """What one rule alone makes somebody carry."""
    races = [one for one in results if one.kind in rule.sessions or one.session in rule.sessions]
    races = [one for one in races if any(map(started, one.lines))]
    seen = any(whom in names(rule, line) and started(line) for one in races for line in one.lines)
    if rule.by in ("standings-place", "standings-points"):
        rows = {row.name: row for row in tables.get(rule.table or "", []) if row.position is not None}
        value = of_the_table(rule, whom, rows)
        return value if seen else max(value, rule.newcomer or ZERO)
    if not seen:
        return rule.newcomer or ZERO
    back = 1 if rule.by == "last-race" else 2
    if len(races) < back:
        return ZERO
    race = races[-back]
    mine = [line for line in race.lines if whom in names(rule, line)]
    if not any(started(line) for line in mine):
        return rule.absent or ZERO
    places = [place_of(rule, race, line) for line in mine]
    best = min((place for place in places if place is not None), default=None)
    if best is None or best > (rule.top or best) or best > len(rule.scale):
        return ZERO
    return rule.scale[best - 1]


def of_the_table(rule: HandicapRules, whom: str, rows: Mapping[str, Row]) -> Fraction:
    """What a place in the standings, or the points ahead of a place, make somebody carry."""
    row = rows.get(whom)
    if row is None or row.position is None or row.position > (rule.top or row.position):
        return ZERO
    if rule.by == "standings-place":
        return rule.scale[row.position - 1] if row.position <= len(rule.scale) else ZERO
    ranked = sorted(rows.values(), key=lambda one: one.position or 0)
    if rule.reference is None or rule.reference > len(ranked):
        return ZERO
    return max(ZERO, (row.points - ranked[rule.reference - 1].points) * (rule.factor or ZERO))


def started(line: ResultLine) -> bool:
    return line.status is not Status.NOT_STARTED


def place_of(rule: HandicapRules, race: SessionResult, line: ResultLine) -> int | None:
    """The place in the race, or among those of the class."""
    if line.position is None or rule.place == "overall":
        return line.position
    ahead = {
        one.car
        for one in race.lines
        if one.position and one.position < line.position and one.class_ == line.class_
    }
    return 1 + len(ahead)


def names(rule: HandicapRules, line: ResultLine) -> Sequence[str]:
    """Who carries what a line earned."""
    if rule.of == "driver":
        return line.drivers
    return [line.car] if rule.of == "car" else [line.team or ""]
