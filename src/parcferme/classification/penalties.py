"""Decisions applied: time and laps before the order is made, places and the rear of a class after it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from parcferme.classification.rows import Car
from parcferme.classification.stated_laps import stated_laps
from parcferme.entries import bare, sharing
from parcferme.findings import Finding, Where, error, warning
from parcferme.records import Decision, Penalty
from parcferme.regulations import PenaltyRules, SessionKind
from parcferme.times import MINUTE
from parcferme.timing import Timing

_NEEDS = {
    Penalty.TIME: "seconds",
    Penalty.LAPS: "laps",
    Penalty.LAP_DELETED: "lap",
    Penalty.PLACES: "places",
    Penalty.GRID_PLACES: "places",
}

# What each penalty goes by of the amounts a decision can name; another one says that somebody meant something else.
_USES = {
    Penalty.TIME: ("seconds", "served"),
    Penalty.LAPS: ("laps",),
    Penalty.LAP_DELETED: ("lap",),
    Penalty.PLACES: ("places",),
    Penalty.GRID_PLACES: ("places",),
    Penalty.DRIVE_THROUGH: ("seconds", "served"),
    Penalty.STOP_AND_GO: ("seconds", "served"),
    Penalty.RACE_TIME: ("seconds",),
}
_WITHOUT_AMOUNT = (Penalty.REAR_OF_CLASS, Penalty.REAR_OF_FIELD, Penalty.DISQUALIFIED)
_AMOUNTS = ("seconds", "laps", "lap", "places", "served")
# The same ruling so long after the first is most likely another one.
_PRESSED_TWICE = 2 * MINUTE

CHANGING_TIME = (Penalty.TIME, Penalty.LAPS, Penalty.DRIVE_THROUGH, Penalty.STOP_AND_GO)


def usable(timing: Timing, decisions: Iterable[Decision]) -> tuple[list[Decision], list[Finding]]:
    """The decisions that can be carried out, each once, and a finding for every other one, for amounts that a penalty
    does not go by, and for one that was ruled again later, which counts again.
    """
    kept: list[Decision] = []
    findings: list[Finding] = []
    said: dict[tuple[object, ...], int | None] = {}
    most = dict.fromkeys(timing.cars, 0)
    for code, lap in (
        zip(timing.laps_.car.tolist(), timing.laps_.lap.tolist(), strict=True) if decisions else ()
    ):
        most[timing.cars[code]] = lap
    for car, stated in stated_laps(timing.log).items() if decisions else ():
        most[car] = max(most.get(car, 0), stated[-1].lap)
    for decision in decisions:
        content = (decision.car, decision.penalty, decision.seconds, decision.laps, decision.lap, decision.places,
                   decision.document, decision.reason, decision.driver, decision.licence_points)  # fmt: skip
        problem = _problem(decision, most, timing.cars)
        # A button pressed twice is more frequent than two equal penalties (docs/design.md); reprimands are counted, and
        # each of them is.
        many = decision.penalty in (Penalty.RACE_TIME, Penalty.REPRIMAND)
        if problem is None and not many and content in said:
            apart = None if decision.at is None else decision.at - (said[content] or decision.at)
            if not apart or abs(apart) < _PRESSED_TWICE:
                problem = warning("decision-repeated", penalty=decision.penalty.value)
            else:
                findings.append(_told(warning("decision-again", penalty=decision.penalty.value), decision))
        if problem is None and decision.penalty is Penalty.REPRIMAND and content in said:
            findings.append(_told(warning("reprimand-repeated"), decision))
        if problem is None:
            said[content] = decision.at
            kept.append(decision)
            findings += _beside(decision, most)
        else:
            findings.append(_left_out(problem, decision))
    return kept, findings


def _beside(decision: Decision, most: Mapping[str, int]) -> list[Finding]:
    """What a decision that is carried out says besides: amounts its penalty does not go by, more laps than driven."""
    uses, found = _USES.get(decision.penalty, ()), list[Finding]()
    idle = [one for one in _AMOUNTS if one not in uses and getattr(decision, one) is not None]
    # A fine and what else is only noted may say what it likes.
    if idle and (uses or decision.penalty in _WITHOUT_AMOUNT):
        found.append(_told(warning("decision-idle", penalty=decision.penalty.value, fields=idle), decision))
    driven = most.get(decision.car or "", 0)
    if decision.penalty is Penalty.LAPS and driven and (decision.laps or 0) > driven:
        found.append(_told(warning("laps-beyond", laps=decision.laps, driven=driven), decision))
    return found


def _told(finding: Finding, decision: Decision) -> Finding:
    """A finding of a decision, with its record, or its line in the decisions file."""
    where = Where(file=decision.source, line=decision.line, car=decision.car, seq=decision.seq or None)
    return msgspec.structs.replace(finding, where=where)


def _problem(decision: Decision, most: Mapping[str, int], cars: Sequence[str]) -> Finding | None:
    """Why a decision cannot be carried out; None where it can. `most`: the laps of each car."""
    need, penalty = _NEEDS.get(decision.penalty), decision.penalty.value
    if decision.penalty is Penalty.RACE_TIME:
        fine = (decision.seconds or 0) > 0 or (decision.laps or 0) > 0
        return None if fine else error("decision-incomplete", penalty=penalty, missing="seconds")
    if decision.car is not None and decision.car not in most and (its := sharing(decision.car, cars)):
        return error("decision-car-ambiguous", cars=list(its))
    if decision.car is None or decision.car not in most:
        alike = [car for car in cars if decision.car and bare(car) == bare(decision.car)]
        found = error("decision-unknown-car", number=decision.car or "")
        near = {"nearest": alike[0]} if alike else {}
        return msgspec.structs.replace(found, values={**found.values, **near})
    if need is not None and getattr(decision, need) is None:
        return error("decision-incomplete", penalty=penalty, missing=need)
    if decision.penalty is Penalty.LAP_DELETED and not 0 < (decision.lap or 0) <= most[decision.car]:
        return error("decision-unknown-lap", lap=decision.lap or 0, laps=most[decision.car])
    if need is not None and _amount(decision, need) <= 0:
        return error("decision-amount", penalty=penalty, value=str(getattr(decision, need)))
    return None


def _left_out(finding: Finding, decision: Decision) -> Finding:
    """A finding of a decision that does not count, with its record, or its line in the decisions file."""
    finding = _told(finding, decision)
    return finding.without(decision.seq) if decision.seq else finding


def _amount(decision: Decision, field: str) -> int:
    """How much a decision says of what its penalty needs, time in µs: below a µs there is nothing to add."""
    said = getattr(decision, field)
    return int(said * 1_000_000) if field == "seconds" else int(said)


def deleted_laps(decisions: Iterable[Decision]) -> set[tuple[str, int]]:
    """The laps (car, lap) whose time the stewards deleted."""
    return {(d.car or "", d.lap or 0) for d in decisions if d.penalty is Penalty.LAP_DELETED}


def before_the_order(
    cars: dict[str, Car], decisions: Iterable[Decision], rules: PenaltyRules, over: bool
) -> list[Finding]:
    """Add time and take laps, convert what was not served, mark disqualifications; a reason on each car."""
    findings: list[Finding] = []
    for decision in decisions:
        if decision.car is None or decision.penalty is Penalty.RACE_TIME:
            continue
        car = cars[decision.car]
        cite = {"article": decision.article, "why": decision.reason, "document": decision.document,
                "decision": decision.seq or None}  # fmt: skip
        match decision.penalty:
            case Penalty.TIME:
                added = int((decision.seconds or 0) * 1_000_000)
                if decision.served:
                    car.say("time-penalty-served", seconds_us=added, **cite)
                    continue
                if car.time is not None:
                    car.time += added
                elif car.stated is not None:
                    where = Where(file=decision.source, line=decision.line, car=car.number)
                    findings.append(warning("penalty-without-time", where, seconds_us=added))
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


def without_effect(
    cars: Mapping[str, Car], decisions: Iterable[Decision], kind: SessionKind
) -> list[Finding]:
    """Penalties that change the time or laps of a car and cannot move it: in practice and qualifying, where best laps
    make the order, and laps taken from a car of which its source gives none. The car's row says it too.
    """
    found = []
    for decision in decisions:
        car = cars.get(decision.car or "")
        if car is None or decision.penalty not in (Penalty.TIME, Penalty.LAPS):
            continue
        no_laps = decision.penalty is Penalty.LAPS and car.said and not car.laps
        if kind is SessionKind.RACE and not no_laps:
            continue
        order = "no-laps" if kind is SessionKind.RACE else "best-laps"
        seq = decision.seq or None
        where = Where(file=decision.source, line=decision.line, car=decision.car, seq=seq)
        found.append(warning("penalty-without-effect", where, penalty=decision.penalty.value, order=order))
        car.say("without-effect", penalty=decision.penalty.value)
    return found


def level_after(cars: Iterable[Car], moved: Collection[str], resolution: int) -> list[Finding]:
    """Cars of a list that their penalty put level with others: the list says no more, so they keep their place."""
    placed = list(cars)
    found = []
    for car in placed if moved else ():
        if car.number not in moved or car.stated is None or car.time is None:
            continue
        level = [
            one.number
            for one in placed
            if one is not car
            and one.time is not None
            and (one.laps, one.time // resolution) == (car.laps, car.time // resolution)
        ]
        if level:
            found.append(warning("penalty-level", Where(car=car.number), others=level))
    return found


def _text(decision: Decision) -> str | None:
    return None if decision.seconds is None else str(decision.seconds)


def _served_or_converted(
    car: Car, decision: Decision, rules: PenaltyRules, over: bool, cite: Mapping[str, object]
) -> list[Finding]:
    """A drive-through or stop-and-go: served, still to be served, or turned into time by the rulebook."""
    code = decision.penalty.value
    stood = None if decision.seconds is None else int(decision.seconds * 1_000_000)
    if decision.served:
        car.say(f"{code}-served", seconds_us=stood, **cite)
        return []
    if not over and decision.served is None:
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


def after_the_order(heats: list[list[Car]], decisions: Iterable[Decision]) -> list[list[Car]]:
    """The placed cars with those moved that the stewards moved: places first, then rears of class, then of field.

    `heats` are the cars in order, those of a dead heat together. A moved car stands alone, behind whole dead heats, and
    is never brought forward.
    """
    ruled = list(decisions)
    # The rear is behind all: places lost afterwards would put somebody behind it again.
    for penalty in (Penalty.PLACES, Penalty.REAR_OF_CLASS, Penalty.REAR_OF_FIELD):
        for decision in ruled:
            place = next(
                (i for i, heat in enumerate(heats) if any(c.number == decision.car for c in heat)), None
            )
            if decision.penalty is not penalty or place is None:
                continue
            car = next(car for car in heats[place] if car.number == decision.car)
            before = sum(map(len, heats[:place])) + 1
            heats = _moved(heats, place, car, decision)
            after = sum(map(len, heats[: next(i for i, heat in enumerate(heats) if car in heat)])) + 1
            car.say(
                penalty.value, places=decision.places, from_position=before, to_position=after,
                article=decision.article, why=decision.reason, document=decision.document,
                decision=decision.seq or None,
            )  # fmt: skip
    return heats


def _moved(heats: list[list[Car]], place: int, car: Car, decision: Decision) -> list[list[Car]]:
    """The order with one car further back."""
    mates = [one for one in heats[place] if one is not car]
    rest = [*heats[:place], *([mates] if mates else []), *heats[place + 1 :]]
    behind = place
    if decision.penalty is Penalty.PLACES:
        passed = 0
        while passed < (decision.places or 0) and behind < len(rest):
            passed += len(rest[behind])
            behind += 1
    elif decision.penalty is Penalty.REAR_OF_FIELD:
        behind = len(rest)
    else:
        same = [i for i, heat in enumerate(rest) if any(one.class_ == car.class_ for one in heat)]
        behind = max([place, *(i + 1 for i in same)])
    return heats if behind == place else [*rest[:behind], [car], *rest[behind:]]
