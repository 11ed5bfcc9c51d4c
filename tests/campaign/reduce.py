"""A failing day made smaller: cars, rulings and loops are taken away as long as it goes on complaining of the same."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Sequence

from reference.bad_days import Day

Play = Callable[[Day], Sequence[str]]


def kind_of(complaint: str) -> str:
    """What a complaint is about, without cars, laps and times."""
    return re.sub(r"#\S+( \([^)]*\))?|\d[\d.:]*", "…", complaint)


def smaller(day: Day, play: Play) -> Day:
    kinds = {kind_of(one) for one in play(day) if not one.startswith("~")}

    def still(one: Day) -> bool:
        try:
            return bool(kinds & {kind_of(said) for said in play(one) if not said.startswith("~")})
        except Exception:
            return False

    found = True
    while found:
        found = False
        for one in steps(day):
            if still(one):
                day, found = one, True
                break
    return day


def steps(day: Day) -> Iterator[Day]:
    if day.decisions:
        yield changed(day, decisions=[])
    for car in day.classes:
        if len(day.classes) > 1:
            yield without(day, car)
    for loop in ("S1", "S2", "PIT_IN", "PIT_OUT"):
        if any(row["loop"] == loop for row in day.rows):
            yield changed(
                day,
                rows=[row for row in day.rows if row["loop"] != loop],
                truth=[row for row in day.truth if row["loop"] != loop],
            )


def changed(day: Day, **fields: object) -> Day:
    one = copy.copy(day)
    for name, value in fields.items():
        setattr(one, name, value)
    return one


def without(day: Day, car: str) -> Day:
    transponder, number, class_ = day.transponders.get(car), car.split(" (")[0], day.classes[car]

    def mine(row: dict[str, object]) -> bool:
        if row["car"] == car or (transponder is not None and row.get("transponder") == transponder):
            return True
        return row["car"] == number and row.get("class") == class_

    return changed(
        day,
        rows=[row for row in day.rows if not mine(row)],
        truth=[row for row in day.truth if row["car"] != car],
        classes={name: value for name, value in day.classes.items() if name != car},
        decisions=[one for one in day.decisions if one["car"] != car],
        damage=[one for one in day.damage if one.car != car],
        stops={name: value for name, value in day.stops.items() if name != car},
    )
