"""What was ruled on the cars of a grid: places lost, the rear, the pit lane, disqualified, allowed to start.

Other decisions move the result of a session and are in it already: here they do nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from parcferme.classification import number_key
from parcferme.findings import Finding, Where, error, warning
from parcferme.grid.slots import Publication, Starter
from parcferme.records import Decision, Penalty
from parcferme.regulations import Accumulation, GridPenaltyRules

RULED: Final = (
    Penalty.GRID_PLACES,
    Penalty.REAR_OF_FIELD,
    Penalty.PIT_LANE_START,
    Penalty.DISQUALIFIED,
    Penalty.ALLOWED_TO_START,
)


def usable(
    decisions: Iterable[Decision], cars: Mapping[str, Starter]
) -> tuple[list[Decision], list[Finding]]:
    """The decisions that speak of this grid, each once, in an order of their own; a finding for every odd one."""
    kept: list[Decision] = []
    findings: list[Finding] = []
    said: set[tuple[Any, ...]] = set()
    for one in sorted((one for one in decisions if one.penalty in RULED), key=_order):
        where = Where(file=one.source, line=one.line, car=one.car, seq=one.seq or None)
        content = (one.car, one.penalty, one.places, one.document, one.reason, one.article, one.at,
                   one.driver, one.licence_points)  # fmt: skip
        if one.car is None or one.car not in cars:
            findings.append(error("decision-unknown-car", where, number=one.car or ""))
        elif one.penalty is Penalty.GRID_PLACES and (one.places or 0) < 1:
            findings.append(error("decision-incomplete", where, penalty=one.penalty.value, missing="places"))
        # A button pressed twice is more frequent than two equal rulings (docs/design.md); meant ones differ
        # in document.
        elif content in said:
            findings.append(warning("decision-repeated", where, penalty=one.penalty.value))
        else:
            said.add(content)
            kept.append(one)
    return kept, findings


def before_the_order(
    decisions: Iterable[Decision], cars: Mapping[str, Starter], published: int | None
) -> None:
    """What bears on who has a time and who starts from where: disqualified, allowed to start, from the pit lane (ruled
    before the grid was published or after).
    """
    for one in decisions:
        car = cars[one.car or ""]
        if one.penalty is Penalty.DISQUALIFIED:
            car.disqualified = True
            car.say("grid-disqualified", **_cited(one))
        elif one.penalty is Penalty.ALLOWED_TO_START:
            car.allowed = True
        elif one.penalty is Penalty.PIT_LANE_START:
            # Where either instant is not known, nobody can say that it came late.
            late = published is not None and one.at is not None and one.at > published
            car.pit_lane = Publication.AFTER if late else Publication.BEFORE


def after_the_order(
    decisions: Iterable[Decision],
    cars: Mapping[str, Starter],
    carried: Mapping[str, int],
    rules: GridPenaltyRules,
) -> list[Finding]:
    """What each car has to give up: its places in all, or the back; each ruling is a reason of its own."""
    findings: list[Finding] = []
    drops: dict[str, list[int]] = {}
    for number in sorted(carried, key=number_key):
        if number not in cars:
            findings.append(warning("grid-carried-unknown-car", Where(car=number), places=carried[number]))
        elif carried[number] > 0:
            drops.setdefault(number, []).append(carried[number])
            cars[number].say("grid-places-carried", places=carried[number])
    for one in decisions:
        car = cars[one.car or ""]
        match one.penalty:
            case Penalty.GRID_PLACES:
                drops.setdefault(car.number, []).append(one.places or 0)
                car.say("grid-places-lost", places=one.places, **_cited(one))
            case Penalty.REAR_OF_FIELD:
                car.back = True
                car.say("grid-rear", **_cited(one))
            case Penalty.PIT_LANE_START:
                car.say("grid-pit-lane", **_cited(one))
            case Penalty.ALLOWED_TO_START:
                car.say("grid-allowed", **_cited(one))
    for number, places in drops.items():
        _in_all(cars[number], places, rules)
    return findings


def _in_all(car: Starter, places: list[int], rules: GridPenaltyRules) -> None:
    """Several grid penalties as one: their sum or the largest, or the back of the grid."""
    largest = rules.accumulate is Accumulation.LARGEST
    car.drop = max(places) if largest else sum(places)
    if len(places) > 1 and largest:
        car.say("grid-places-largest", places=car.drop)
    elif len(places) > 1:
        car.say("grid-places-added", places=car.drop)
    # Formula One 2025: drops add up to 15 places, more than that is the back of the grid.
    if rules.most is not None and car.drop > rules.most:
        car.back = True
        car.say("grid-places-too-many", places=car.drop, most=rules.most)


def _order(one: Decision) -> tuple[Any, ...]:
    """A total order, so that it does not matter in which order decisions are handed in."""
    texts = (one.car, one.penalty.value, one.article, one.document, one.reason, one.source)
    numbers = (one.places, one.at, one.written, one.line)
    return (
        one.seq,
        *(text or "" for text in texts),
        *(-1 if number is None else number for number in numbers),
    )


def _cited(one: Decision) -> dict[str, Any]:
    return {"article": one.article, "why": one.reason, "document": one.document, "decision": one.seq or None}
