"""What a race shows: start, front rows, who led when, stops, neutralisations, penalties, climbers, podiums."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

import polars as pl

from parcferme.classification import ResultLine, Status, classify
from parcferme.documents import MeetingSession, drivers_by_lap, is_imperial, measured
from parcferme.press.release.facts import Car, Certainty, Fact, certain, crews, slug
from parcferme.records import CarState, CarStatus, Decision, FlagValue, Penalty
from parcferme.timing import NEUTRALISED, Period, Timing

_RULED: Final = re.compile(r"\s*(stop-and-go|drive-through)\s*:\s*([^;]+)", re.IGNORECASE)
"""A ruling as the note of a result list has it: `drive-through: collision; …`."""
_UNMOVING: Final = (Penalty.REPRIMAND, Penalty.FINE, Penalty.NO_FURTHER_ACTION)
"""Rulings that move nobody."""
COUNTED: Final = 4
"""So many neutralisations are told one by one."""
CLIMB: Final = 3
"""So many places gained are worth a sentence."""


def race_facts(
    ran: MeetingSession, cars: tuple[str, ...] = (), length_m: int | None = None
) -> Iterator[Fact]:
    """Everything a race shows, of all cars, or with more of these (then of the others only what concerns the race)."""
    if ran.result is None:
        return
    yield from _start(ran)
    yield from _weather(ran)
    yield from _front_rows(ran, cars)
    yield from _timed(ran, cars)
    yield from _notes(ran, cars)
    yield from _climbers(ran, cars)
    own = {line.class_ for car in cars if (line := ran.line(car)) is not None}
    for one in podium_facts(ran):
        if not own or one.kind != "class-podium" or one.values["class"] in own:
            yield one
    for car in cars:
        yield from place_facts(ran, car)
    yield from _fastest(ran, length_m)
    if cars:
        yield from cut_facts(ran, cars)
    yield from _out(ran, cars)


def fact(
    ran: MeetingSession, what: str, kind: str, values: Mapping[str, Any], certainty: Certainty | None = None
) -> Fact:
    """A fact of a session, as certain as the session where nothing else is said."""
    sure = certain(ran.certainty) if certainty is None else certainty
    full = {"session": ran.name, "session_kind": ran.kind, **values}
    return Fact(f"{ran.name}.{what}", kind, full, ran.source, sure)


def _start(ran: MeetingSession) -> Iterator[Fact]:
    if ran.start is not None:
        values: dict[str, Any] = {"at": ran.start.replace(tzinfo=None).isoformat(timespec="minutes")}
        yield fact(ran, "start", "start", values, Certainty.STATED)


def _weather(ran: MeetingSession) -> Iterator[Fact]:
    """What a weather station wrote down, lowest and highest, and whether the race was declared wet."""
    values: dict[str, Any] = {}
    for name in ("air", "track"):
        read = [value for one in ran.weather if (value := _degrees(getattr(one, name))) is not None]
        if any(read):  # a station without a sensor writes 0 all day
            values[name] = [int(min(read)), int(max(read))]
    imperial = is_imperial(ran.weather) if "air" in values else None
    if imperial is not None:
        values["unit"] = "F" if imperial else "C"
        yield fact(ran, "weather", "weather", values, Certainty.STATED)
    if ran.wet:
        yield fact(ran, "wet", "wet", {}, Certainty.STATED)


def _degrees(text: str) -> Decimal | None:
    """A temperature in whole degrees; None for what is no plausible one."""
    value = measured(text)
    return value.quantize(Decimal(1), ROUND_HALF_UP) if value is not None and -40 < value < 160 else None


def _front_rows(ran: MeetingSession, cars: tuple[str, ...]) -> Iterator[Fact]:
    """The first two of each class on the grid, and where the cars asked for start."""
    if ran.lined_up is None:
        return
    named, slots = crews(ran), ran.lined_up.slots
    classes = list(dict.fromkeys(slot.class_ for slot in slots))
    for class_ in classes:
        mine = [slot for slot in slots if slot.class_ == class_][:2]
        if len(mine) == 2 and not cars:
            pair = [
                named.get(slot.number, Car(slot.number, slot.team, slot.drivers, class_)) for slot in mine
            ]
            places = [slot.position for slot in mine]
            values: dict[str, Any] = {
                "class": class_,
                "cars": pair,
                "positions": places,
                "alone": len(classes) == 1,
            }
            yield fact(ran, f"front-row.{slug(class_ or 'all')}", "front-row", values)
    for number in cars:
        slot = ran.lined_up.car(number)
        if slot is not None and slot.position is not None:
            last = slot.position == len(slots)
            values = {
                "car": named.get(number, Car(number)),
                "position": slot.position,
                "last": last,
            }
            yield fact(ran, f"grid.{number}", "grid-place", values)


# --- where laps were timed


def _timed(ran: MeetingSession, cars: tuple[str, ...]) -> Iterator[Fact]:
    if ran.classification is None:
        return
    timing = ran.classification.timing
    yield from _lead(ran, timing)
    yield from _neutralisations(ran, timing)
    yield from _stops(ran, timing, cars)
    yield from _penalties(ran, timing, cars)


def _lead(ran: MeetingSession, timing: Timing) -> Iterator[Fact]:
    led = timing.leaders
    if led.is_empty():
        return
    named = crews(ran)
    runs = [
        {"car": named.get(row["car"], Car(row["car"])), "from": row["from_lap"], "to": row["to_lap"]}
        for row in led.with_columns(pl.col("car").cast(pl.String)).to_dicts()
    ]
    led_laps: dict[str, int] = {}
    for one in runs:
        led_laps[one["car"].number] = led_laps.get(one["car"].number, 0) + one["to"] - one["from"] + 1
    of = {one["car"].number: one["car"] for one in runs}
    most = sorted(led_laps.items(), key=lambda one: (-one[1], one[0]))
    last = runs[-1]
    values: dict[str, Any] = {
        "runs": runs, "laps": last["to"], "led": [[of[number], laps] for number, laps in most],
        "last_lap": len(runs) > 1 and last["from"] == last["to"],
    }  # fmt: skip
    yield fact(ran, "lead", "lead", values)


def _neutralisations(ran: MeetingSession, timing: Timing) -> Iterator[Fact]:
    """Each neutralisation, of many how often and how long in all; and each interruption under the red flag."""
    shown = [one for one in timing.shown if one.start >= timing.start]
    for number, one in enumerate((one for one in shown if one.value is FlagValue.RED), 1):
        red = {"after_us": one.start - timing.start, "lasted_us": _length(one)}
        yield fact(ran, f"red.{number}", "red", red)
    periods = [one for one in shown if one.value in NEUTRALISED]
    if len(periods) > COUNTED:
        counts = Counter(one.value.value for one in periods)
        known = [lasted for one in periods if (lasted := _length(one)) is not None]
        told = {"flags": [[flag, count] for flag, count in counts.items()],
                "lasted_us": sum(known) if len(known) == len(periods) else None}  # fmt: skip
        yield fact(ran, "neutralisations", "neutralised-often", told)
        return
    for number, period in enumerate(periods, 1):
        values: dict[str, Any] = {
            "flag": period.value.value,
            "after_us": period.start - timing.start,
            "lasted_us": _length(period),
        }
        yield fact(ran, f"neutralisation.{number}", "neutralised", values)


def _length(period: Period) -> int | None:
    """How long something was shown, in µs; None where it was never taken back."""
    return None if period.end is None else period.end - period.start


def _stops(ran: MeetingSession, timing: Timing, cars: tuple[str, ...]) -> Iterator[Fact]:
    made = timing.stops_frame.with_columns(pl.col("car").cast(pl.String))
    rule = ran.minimum_stop
    if rule is not None:
        values: dict[str, Any] = {
            "minimum_us": rule,
            "opens_us": timing.rules.compulsory_stop.opens if timing.rules.compulsory_stop else None,
            "closes_us": timing.rules.compulsory_stop.closes if timing.rules.compulsory_stop else None,
        }
        yield rule_fact(ran, "stop-rule", "stop-rule", values, "rulebook")
    named = crews(ran)
    for number in cars:
        mine = made.filter(pl.col("car") == number).to_dicts()
        for at, stop in enumerate(mine, 1):
            values = {
                "car": named.get(number, Car(number)), "stop": at, "stops": len(mine), "lap": stop["in_lap"],
                "duration_us": stop["duration_us"],
            }  # fmt: skip
            yield fact(ran, f"stop.{number}.{at}", "stop", values)


def rule_fact(ran: MeetingSession, what: str, kind: str, values: Mapping[str, Any], source: str) -> Fact:
    """A fact of a rule, which is as certain as the rulebook."""
    return Fact(f"{ran.name}.{what}", kind, {"session": ran.name, **values}, source)


def _penalties(ran: MeetingSession, timing: Timing, cars: tuple[str, ...]) -> Iterator[Fact]:
    named = crews(ran)
    for at, one in enumerate(timing.decisions, 1):
        if one.car is None or (cars and one.car not in cars) or one.penalty.value == "lap-deleted":
            continue
        values: dict[str, Any] = {
            "car": named.get(one.car, Car(one.car)), "penalty": one.penalty.value, "seconds": _plain(one.seconds),
            "places": one.places, "laps": one.laps, "reason": one.reason, "article": one.article,
            "after": is_late(one, timing),
        }  # fmt: skip
        known = {key: value for key, value in values.items() if value is not None}
        yield fact(ran, f"penalty.{one.car}.{at}", "penalty", known)


def _plain(seconds: Decimal | None) -> str | None:
    return None if seconds is None else f"{seconds:f}"


def is_late(one: Decision, timing: Timing) -> bool:
    """Whether something was ruled after the race."""
    return one.at is None or (timing.flag.at is not None and one.at > timing.flag.at)


def changed_facts(ran: MeetingSession) -> Iterator[Fact]:
    """Where rulings after the race moved cars: the order with and without them; and whether the first was published."""
    known = ran.status.startswith("amended")
    if ran.classification is None or not ran.is_race:
        if known:
            yield fact(ran, "changed", "amended", {"status": ran.status}, Certainty.STATED)
        return
    timing = ran.classification.timing
    late = [one for one in timing.decisions if is_late(one, timing)]
    if not late:
        return
    early = tuple(one for one in timing.decisions if one not in late)
    before = {row.number: row for row in classify(dataclasses.replace(timing, decisions=early)).rows}
    named = crews(ran)
    for one in dict.fromkeys(one.car for one in late if one.car):
        row, was = ran.classification.row(one), before.get(one)
        if row is None or was is None or (row.position, row.status) == (was.position, was.status):
            continue
        why = [
            {
                "penalty": x.penalty.value,
                "seconds": _plain(x.seconds),
                "laps": x.laps,
                "places": x.places,
                "reason": x.reason,
            }
            for x in late
            if x.car == one and x.penalty not in _UNMOVING
        ]
        if not why:  # it moved because others were ruled on
            continue
        values: dict[str, Any] = {
            "car": named.get(one, Car(one)), "before": was.position, "after": row.position, "status": row.status.value,
            "why": why, "published": known,
        }  # fmt: skip
        yield fact(ran, f"changed.{one}", "changed", values)
    first = next((row.number for row in ran.classification.rows if row.position == 1), None)
    was_first = next((number for number, row in before.items() if row.position == 1), None)
    if first is not None and was_first is not None and first != was_first:
        values = {
            "car": named.get(first, Car(first)),
            "was": named.get(was_first, Car(was_first)),
            "published": known,
        }
        yield fact(ran, "changed", "changed-winner", values)


# --- from the result


def _notes(ran: MeetingSession, cars: tuple[str, ...]) -> Iterator[Fact]:
    """What a bare result list notes of a car that was classified."""
    if ran.classification is not None or ran.result is None:
        return
    named = crews(ran)
    for line in {line.car: line for line in ran.result.lines}.values():
        noted = _RULED.match(ran.notes.get(line.car, "")) if not cars or line.car in cars else None
        if noted is not None:
            told: dict[str, Any] = {
                "car": named[line.car],
                "penalty": noted[1].casefold(),
                "reason": noted[2].strip(),
            }
            yield fact(ran, f"penalty.{line.car}.1", "penalty", told, Certainty.STATED)
        if line.reason and line.status is Status.CLASSIFIED and (not cars or line.car in cars):
            values: dict[str, Any] = {"car": named[line.car], "note": line.reason}
            yield fact(ran, f"note.{line.car}", "note", values, Certainty.STATED)


def _climbers(ran: MeetingSession, cars: tuple[str, ...]) -> Iterator[Fact]:
    """Who made up most places of its class from the grid: cars of slower classes that were passed are no comeback."""
    if ran.lined_up is None:
        return
    named, classes, gains = crews(ran), ran.class_places(), []
    started: dict[str | None, int] = {}
    size = Counter(slot.class_ for slot in ran.lined_up.slots)
    for slot in ran.lined_up.slots:
        started[slot.class_] = start = started.get(slot.class_, 0) + 1
        line, place = ran.line(slot.number), classes.get(slot.number)
        classified = line is not None and line.status is Status.CLASSIFIED
        if slot.position is not None and place is not None and classified and not named[slot.number].unnamed:
            gains.append((start - place, start, place, slot.number, start == size[slot.class_]))
    gains.sort(key=lambda one: (-one[0], one[2]))
    wanted = [one for one in gains if one[3] in cars] if cars else gains[:1]
    for gain, start, place, number, last in wanted:
        if gain >= (2 if cars else CLIMB):
            values: dict[str, Any] = {
                "car": named[number], "from": start, "to": place, "places": gain, "last": last,
                "class": named[number].class_ if len(size) > 1 else None,
            }  # fmt: skip
            yield fact(ran, f"climb.{number}", "climb", values)


def podium_facts(ran: MeetingSession) -> Iterator[Fact]:
    """Winner, the first three overall, and of each class."""
    named, classes = crews(ran), ran.class_places()
    classified = [line for line in ran.placed() if line.status is Status.CLASSIFIED]
    first = [line for line in classified if line.position is not None][:3]
    if first and first[0].position == 1:
        sure = certain(*(ran.sure(line.car, overall=True) for line in first))
        winner = {
            "car": named[first[0].car], "laps": first[0].laps, "time_us": first[0].time,
            "margin_us": _margin(ran), "over": named[first[1].car] if len(first) > 1 else None,
            "class": named[first[0].car].class_,
        }  # fmt: skip
        yield fact(ran, "winner", "winner", winner, certain(ran.sure(first[0].car, overall=True)))
        yield fact(ran, "podium", "podium", {"cars": [named[line.car] for line in first]}, sure)
    for class_ in dict.fromkeys(line.class_ for line in classified if line.class_):
        mine = sorted(
            (line for line in classified if line.class_ == class_), key=lambda one: classes[one.car]
        )[:3]
        sure = certain(*(ran.sure(line.car) for line in mine))
        same = len(mine) > 1 and [line.car for line in mine] == [line.car for line in first]
        alone = same and len({line.class_ for line in classified}) == 1
        values: dict[str, Any] = {
            "class": class_, "cars": [named[line.car] for line in mine], "same": same, "alone": alone,
            "margin_us": _class_margin(ran, mine), "position": mine[0].position, "field": sum(
                line.class_ == class_ for line in classified),
        }  # fmt: skip
        yield fact(ran, f"podium.{slug(class_)}", "class-podium", values, sure)


def _margin(ran: MeetingSession) -> int | None:
    """By how much the winner won, where that was timed on the same lap."""
    rows = ran.classification.rows if ran.classification is not None else ()
    second = next((row for row in rows if row.position == 2), None)
    return None if second is None or second.gap_laps else second.gap


def _class_margin(ran: MeetingSession, mine: Sequence[ResultLine]) -> int | None:
    """By how much the first of a class beat the second, where both drove as many laps."""
    row = ran.classification.row(mine[1].car) if ran.classification is not None and len(mine) > 1 else None
    return None if row is None or row.class_gap_laps else row.class_gap


def place_facts(ran: MeetingSession, car: str) -> Iterator[Fact]:
    """What one car came to."""
    line = ran.line(car)
    if line is None:
        return
    named, classes = crews(ran), ran.class_places()
    values: dict[str, Any] = {
        "car": named[car], "position": line.position, "class": line.class_, "class_position": classes.get(car),
        **out_of(ran, line), "classes": len({one.class_ for one in ran.placed()}),
    }  # fmt: skip
    yield fact(ran, f"place.{car}", "place", values, certain(ran.sure(car, overall=True), ran.sure(car)))


def _fastest(ran: MeetingSession, length_m: int | None) -> Iterator[Fact]:
    named = crews(ran)
    for line in ran.result.lines if ran.result is not None else ():
        if line.fastest_lap and line.best_lap is not None:
            values: dict[str, Any] = {
                "car": named[line.car],
                "lap_us": line.best_lap,
                **lap_values(ran, line.car, length_m),
            }
            values["driver"] = line.fastest_lap_by or values.get("driver")
            yield fact(ran, f"fastest.{line.car}", "fastest", values)
            return


def lap_values(ran: MeetingSession, car: str, length_m: int | None) -> dict[str, Any]:
    """Of a car's best lap: which it was, who drove it and how fast (km/h, one decimal), as far as it is known."""
    row = ran.classification.row(car) if ran.classification is not None else None
    line, found = ran.line(car), dict[str, Any]()
    if row is not None and row.best_lap_number is not None and ran.classification is not None:
        found["lap"] = row.best_lap_number
        found["driver"] = drivers_by_lap(ran.classification.timing).get((car, row.best_lap_number))
    if length_m and line is not None and line.best_lap:
        found["kmh"] = round(length_m * 3_600_000 / line.best_lap, 1)
    return found


def cut_facts(ran: MeetingSession, cars: tuple[str, ...]) -> Iterator[Fact]:
    """How often a car stopped on the track, where the log says for what; its last stop may have been the end."""
    if ran.classification is None:
        return
    named, log = crews(ran), ran.classification.timing.log.effective()[0]
    stops: dict[tuple[str, str], int] = {}
    for one in log.events:
        if isinstance(one, CarStatus) and one.state is CarState.STOPPED and one.reason:
            stops[one.car, one.reason] = stops.get((one.car, one.reason), 0) + 1
    for (car, reason), times in stops.items():
        if car in named and (not cars or car in cars):
            values: dict[str, Any] = {"car": named[car], "times": times, "reason": reason}
            yield fact(ran, f"cuts.{car}.{slug(reason)}", "cuts", values)


def out_of(ran: MeetingSession, line: ResultLine) -> dict[str, Any]:
    """How and why a car is out: as its list says, else as the log has it (`retired: gearbox`)."""
    row = ran.classification.row(line.car) if ran.classification is not None else None
    if row is None or not row.retired or line.status is not Status.NOT_CLASSIFIED:
        return {"status": line.status.value, "reason": why_out(line)}
    logged = next((one.values.get("why") for one in row.reasons if one.code == "retired"), None)
    return {"status": line.status.value, "reason": why_out(line) or logged, "retired": True}


def why_out(line: ResultLine) -> str | None:
    """Why a car is out, where its list says more than that it is."""
    bare = (line.reason or "").strip().casefold().replace(" ", "-")
    return None if bare in ("", "dnf", "dns", "dsq", "retired", "ret", line.status.value) else line.reason


def _out(ran: MeetingSession, cars: tuple[str, ...]) -> Iterator[Fact]:
    """Who did not see the end of it, and why where it is told; of the cars asked for their places say it."""
    if cars:
        return
    named = crews(ran)
    for line in {line.car: line for line in (ran.result.lines if ran.result else ())}.values():
        if line.status is not Status.CLASSIFIED:
            values: dict[str, Any] = {"car": named[line.car], **out_of(ran, line)}
            yield fact(ran, f"out.{line.car}", "out", values, certain(line.certainty or ran.certainty))
