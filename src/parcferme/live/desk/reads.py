"""Single reads and taps: voided, put in, timed by a photo, and the tape of taps against what was read after all."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
import polars as pl

from parcferme.findings import WrongCall
from parcferme.live.desk.plans import LINE, Given, Plan, plan_of
from parcferme.live.desk.situation import Situation
from parcferme.records import FINISH_LINE, Amend, Passing, Record, Tap, Void, write_instant
from parcferme.times import MILLISECOND


def void(situation: Situation, given: Given) -> Plan:
    """The records `targets` do not count, or the reads from `since` to `until`, of a `car` and at a `loop` if named."""
    targets = [int(one) for one in given.get("targets", ())]
    if not targets:
        targets = _range(situation, given)["seq"].to_list()
    if not targets:
        raise WrongCall("no read is there that would be voided")
    reason = given.get("reason")
    return plan_of(situation, *(Void(target=one, at=situation.at, reason=reason) for one in targets))


def insert(situation: Situation, given: Given) -> Plan:
    """Crossings that no decoder has: of a `car` at each of the instants `times`."""
    car, loop = str(given["car"]), given.get("loop") or FINISH_LINE
    times = [situation.instant(one) for one in given["times"]]
    return plan_of(situation, *(Passing(at=at, loop=loop, car=car) for at in times))


def photo(situation: Situation, given: Given) -> Plan:
    """The time of a beam or of the photo finish instead of the loop's, for the crossing that ended a lap of a car."""
    car, lap = str(given["car"]), given.get("lap")
    ends = situation.lap_ends(car)
    if not ends:
        raise WrongCall(f"{car} completed no lap")
    number = int(lap) if lap else max(ends)
    if number not in ends:
        raise WrongCall(f"{car} has no lap {number} (its last is {max(ends)})")
    put = write_instant(situation.instant(str(given["time"])))
    reason = given.get("reason") or "photo finish"
    return plan_of(
        situation, Amend(target=ends[number][0], changes={"at": put}, reason=reason, at=situation.at)
    )


def judged(situation: Situation, given: Given) -> Plan:
    """The judge's order of two cars at the line: `car` was ahead of `other`. Its last crossing is put ahead of the
    other's by a thousandth, or by the least that the rulebook tells apart.
    """
    car, other = str(given["car"]), str(given["other"])
    ends = [situation.lap_ends(one) for one in (car, other)]
    if not all(ends):
        raise WrongCall(f"{car if not ends[0] else other} completed no lap")
    mine, theirs = (found[max(found)] for found in ends)
    least = max(situation.setting.rulebook.timing.resolution, MILLISECOND)
    if mine[1] <= theirs[1] - least:
        raise WrongCall(f"{car} crossed ahead of {other} already")
    changes = {"at": write_instant(theirs[1] // least * least - least)}
    reason = given.get("reason") or "judge's order"
    return plan_of(situation, Amend(target=mine[0], changes=changes, reason=reason, at=situation.at))


def match(situation: Situation, given: Given) -> Plan:
    """The tape of taps against the reads that came after all: each tap is the read nearest to it at its loop, and of
    its car where its number was typed, within `within` seconds (2 unless said); one read is one tap. A key follows the
    eye: what most taps came late by is taken off them all first.
    """
    within = round(float(given.get("within") or 2) * 1_000_000)
    taps = _taps(situation)
    near = [one for tap in taps for one in _near(situation, tap, within, {tap.seq for tap in taps})]
    first: dict[int, int] = {}
    for late, tapped, _, _ in sorted(near, key=lambda one: abs(one[0])):
        first.setdefault(tapped, late)
    lag = sorted(first.values())[len(first) // 2] if first else 0
    records: list[Record] = []
    done: set[int] = set()
    for _, tapped, seq, car in sorted((abs(late - lag), tap, read, whose) for late, tap, read, whose in near):
        if not done & {tapped, seq}:
            done |= {tapped, seq}
            changes = {"read": seq, "car": car}
            records.append(Amend(target=tapped, changes=changes, at=situation.at))
    if not records:
        raise WrongCall("no tap is near a read that it could be")
    return plan_of(situation, *records)


def _near(
    situation: Situation, tap: Tap, within: int, tapped: set[int]
) -> Iterator[tuple[int, int, int, str]]:
    """The reads a tap can be: by how much it came later, its number, that of the read, and whose it is."""
    seen = situation.result.timing.seen
    line = LINE if tap.loop in LINE else (tap.loop,)
    at = tap.at or 0
    for row in np.flatnonzero(np.abs(seen.at - at) <= within).tolist():
        car, seq = seen.cars[seen.car[row]], int(seen.seq[row])
        if seq not in tapped and seen.loops[seen.loop[row]] in line and tap.car in (None, car):
            yield at - int(seen.at[row]), tap.seq, seq, car


def _taps(situation: Situation) -> list[Tap]:
    """The taps that count and that no read is known to be, with what was said of them since."""
    events = tuple(event for event in situation.own.events if isinstance(event, Tap | Void | Amend))
    counted = situation.effective.passings
    mine = {event.seq: event for event in events if isinstance(event, Tap)}
    typed = counted.filter(pl.col("seq").is_in(list(mine))).select("seq", "car")
    cars = dict(typed.iter_rows())
    blank = {
        event.seq for event in situation.effective.events if isinstance(event, Tap) and event.car is None
    }
    return [
        msgspec.structs.replace(tap, car=cars.get(seq))
        for seq, tap in sorted(mine.items())
        if seq in cars or seq in blank
    ]


def _range(situation: Situation, given: Given) -> pl.DataFrame:
    """The reads from `since` to `until`, of a car and at a loop if named."""
    if not given.get("since") or not given.get("until"):
        raise WrongCall("which records? targets=[12, 13], or since=TIME and until=TIME (and car, loop)")
    since, until = situation.instant(given["since"]), situation.instant(given["until"])
    car = given.get("car")
    reads = situation.effective.passings if car is None else situation.reads(str(car))
    found = reads.filter(pl.col("at").is_between(since, until))
    loop = given.get("loop")
    return found if loop is None else found.filter(pl.col("loop").cast(pl.String) == loop)
