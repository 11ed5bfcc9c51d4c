"""Decisions applied: time and laps before the order is made, places and the rear of a class after it."""

from __future__ import annotations

from collections.abc import Iterable

from parcferme.classification.rows import Car
from parcferme.findings import Finding, Where, error, warning
from parcferme.records import Decision, Penalty
from parcferme.regulations import PenaltyRules
from parcferme.timing import Timing

_NEEDS = {
    Penalty.TIME: "seconds",
    Penalty.LAPS: "laps",
    Penalty.LAP_DELETED: "lap",
    Penalty.PLACES: "places",
    Penalty.GRID_PLACES: "places",
}


def usable(timing: Timing, decisions: Iterable[Decision]) -> tuple[list[Decision], list[Finding]]:
    """The decisions that can be carried out, each once, and a finding for every other one."""
    kept: list[Decision] = []
    findings: list[Finding] = []
    said: set[tuple[object, ...]] = set()
    driven = {(number, 0) for number in timing.cars}
    most = {number: 0 for number in timing.cars}
    for code, lap in zip(timing.laps_.car.tolist(), timing.laps_.lap.tolist(), strict=True) if decisions else ():
        most[timing.cars[code]] = lap
    for decision in decisions:
        where = Where(file=decision.source, line=decision.line, car=decision.car, seq=decision.seq or None)
        need = _NEEDS.get(decision.penalty)
        content = (decision.car, decision.penalty, decision.seconds, decision.laps, decision.lap, decision.places,
                   decision.document, decision.reason, decision.at)  # fmt: skip
        if decision.penalty is Penalty.RACE_TIME:
            kept.append(decision)
        elif decision.car is None or (decision.car, 0) not in driven:
            findings.append(error("decision-unknown-car", where, number=decision.car or ""))
        elif need is not None and getattr(decision, need) is None:
            findings.append(error("decision-incomplete", where, penalty=decision.penalty.value, missing=need))
        elif content in said:
            findings.append(warning("decision-repeated", where, penalty=decision.penalty.value))
        elif decision.penalty is Penalty.LAP_DELETED and not 0 < (decision.lap or 0) <= most[decision.car]:
            findings.append(
                error("decision-unknown-lap", where, lap=decision.lap or 0, laps=most[decision.car])
            )
        else:
            said.add(content)
            kept.append(decision)
    return kept, findings


def deleted_laps(decisions: Iterable[Decision]) -> set[tuple[str, int]]:
    """The laps (car, lap) whose time the stewards deleted."""
    return {(d.car or "", d.lap or 0) for d in decisions if d.penalty is Penalty.LAP_DELETED}


def before_the_order(
    cars: dict[str, Car], decisions: Iterable[Decision], rules: PenaltyRules, over: bool
) -> list[Finding]:
    """Add time and take laps, convert what was not served, mark disqualifications; a reason on each car."""
    findings: list[Finding] = []
    for decision in decisions:
        if decision.car is None:
            continue
        car = cars[decision.car]
        cite = {"article": decision.article, "why": decision.reason, "document": decision.document,
                "decision": decision.seq or None}  # fmt: skip
        match decision.penalty:
            case Penalty.TIME:
                added = int((decision.seconds or 0) * 1_000_000)
                if car.time is not None:
                    car.time += added
                car.say("time-penalty", seconds_us=added, **cite)
            case Penalty.LAPS:
                car.say("laps-penalty", laps=decision.laps, **cite)
                car.laps = max(0, car.laps - (decision.laps or 0))
            case Penalty.LAP_DELETED:
                car.say("lap-deleted", lap=decision.lap, **cite)
            case Penalty.DISQUALIFIED:
                car.say("disqualified", **cite)
            case Penalty.DRIVE_THROUGH | Penalty.STOP_AND_GO:
                findings += _served_or_converted(car, decision, rules, over, cite)
            case Penalty.REAR_OF_CLASS | Penalty.REAR_OF_FIELD | Penalty.PLACES:
                pass
            case _:
                car.say(decision.penalty.value, places=decision.places, seconds=_text(decision), **cite)
    return findings


def _text(decision: Decision) -> str | None:
    return None if decision.seconds is None else str(decision.seconds)


def _served_or_converted(
    car: Car, decision: Decision, rules: PenaltyRules, over: bool, cite: dict[str, object]
) -> list[Finding]:
    """A drive-through or stop-and-go: served, still to be served, or turned into time by the rulebook."""
    code = decision.penalty.value
    stood = None if decision.seconds is None else int(decision.seconds * 1_000_000)
    if decision.served:
        car.say(f"{code}-served", seconds_us=stood, **cite)
        return []
    if not over:
        car.say(f"{code}-pending", seconds_us=stood, **cite)
        return []
    converted = rules.drive_through if decision.penalty is Penalty.DRIVE_THROUGH else rules.stop_and_go
    if converted is None:
        car.say(f"{code}-not-served", seconds_us=stood, **cite)
        where = Where(car=car.number, seq=decision.seq or None, file=decision.source, line=decision.line)
        return [warning("penalty-not-converted", where, penalty=code)]
    if car.time is not None:
        car.time += converted
    car.say(f"{code}-converted", added_us=converted, **cite)
    return []


def after_the_order(order: list[Car], decisions: Iterable[Decision]) -> list[Car]:
    """The classified cars with those moved that the stewards moved: places first, then rears of class, then of field."""
    ruled = list(decisions)
    for penalty in (Penalty.PLACES, Penalty.REAR_OF_CLASS, Penalty.REAR_OF_FIELD):
        for decision in ruled:
            car = next((one for one in order if one.number == decision.car), None)
            if decision.penalty is not penalty or car is None:
                continue
            before = order.index(car)
            order = _moved(order, car, decision)
            car.moved = True
            car.say(
                penalty.value, places=decision.places, from_position=before + 1, to_position=order.index(car) + 1,
                article=decision.article, why=decision.reason, document=decision.document,
                decision=decision.seq or None,
            )  # fmt: skip
    return order


def _moved(order: list[Car], car: Car, decision: Decision) -> list[Car]:
    """The order with one car further back."""
    place = order.index(car)
    rest = [one for one in order if one is not car]
    if decision.penalty is Penalty.PLACES:
        return [*rest[: place + (decision.places or 0)], car, *rest[place + (decision.places or 0) :]]
    if decision.penalty is Penalty.REAR_OF_FIELD:
        return [*rest, car]
    last = max((index for index, one in enumerate(rest) if one.class_ == car.class_), default=place - 1)
    return [*rest[: last + 1], car, *rest[last + 1 :]]
