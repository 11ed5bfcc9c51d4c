"""Flags shown to one car: said on its row; a black one is the car's end by the rulebook, or waits for the stewards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from parcferme.classification.rows import Car
from parcferme.findings import Finding, Where, warning
from parcferme.records import Decision, Flag, FlagValue
from parcferme.regulations import BlackFlag
from parcferme.timing import Timing


def flags_to_cars(timing: Timing) -> list[Flag]:
    """The flags to single cars, in order of time."""
    flags = [
        (event.at, event.seq, event)
        for event in timing.log.events
        if isinstance(event, Flag) and event.car is not None and event.at is not None
    ]
    return [flag for _, _, flag in sorted(flags, key=lambda one: one[:2])]


def say_flags(flags: Iterable[Flag], cars: Mapping[str, Car]) -> None:
    """A reason for every flag a car was shown by itself; the chequered one is its finish, and is said as such."""
    for flag in flags:
        car = cars.get(flag.car or "")
        if car is not None and flag.value not in (FlagValue.CHEQUERED, FlagValue.GREEN):
            car.say("flag-shown", flag=flag.value.value, at=flag.at, record=flag.seq)


def disqualified_by_flag(timing: Timing, flags: Iterable[Flag], cars: Mapping[str, Car]) -> set[str]:
    """The cars that a black flag disqualifies by the rulebook, each with its reason."""
    if timing.rules.flag.black is not BlackFlag.DISQUALIFIED:
        return set()
    cite = timing.rulebook.cite(f"{timing.kind.value}.flag.black")
    found = {flag.car for flag in flags if flag.value is FlagValue.BLACK and flag.car in cars}
    for number in found:
        cars[number or ""].say("black-flag-disqualified", article=cite.article, source=cite.source)
    return {number or "" for number in found}


def unruled_black_flags(
    timing: Timing, flags: Iterable[Flag], decisions: Iterable[Decision]
) -> Iterator[Finding]:
    """Black flags on which nobody has ruled since, where the rulebook leaves it to the stewards."""
    if timing.rules.flag.black is not BlackFlag.SHOWN:
        return
    ruled = tuple(decisions)
    for flag in flags:
        if flag.value is not FlagValue.BLACK or flag.car not in timing.codes:
            continue
        at = flag.at or 0
        if any(one.car == flag.car and (one.at is None or one.at >= at) for one in ruled):
            continue
        found = warning("black-flag-unruled", Where(car=flag.car, seq=flag.seq), at=at)
        yield found.proposing(kind="decision", car=flag.car, penalty="disqualified", reason="black flag")
