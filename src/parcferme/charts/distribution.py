"""How lap times are distributed: a row for each driver, and one for each class."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import polars as pl

from parcferme.charts.look import (
    WIDTH,
    Values,
    cut,
    heading,
    named,
    painted,
    quoted,
    seconds,
    span_axis,
)
from parcferme.charts.panels import Part, at_x, layered, new_axis, new_scale, stacked
from parcferme.charts.subject import Picture, Subject
from parcferme.documents import time_text
from parcferme.findings import WrongCall

NAME: Final = "distribution"
_MOST_ROWS: Final = 54
_ROW: Final = 15
_FEW: Final = 5
_NAMES: Final = 190


def distribution(subject: Subject) -> Picture:
    """Laps at full speed: not neutralised, no in- or out-lap, no first lap, not deleted.

    Box: the middle half, with the median; line: from the fastest tenth to the slowest; dot: the best lap. Under five
    laps only the dot and the median are drawn. Raises `WrongCall` where no lap was driven at full speed.
    """
    steady = subject.laps.filter("steady")
    if not len(steady):
        raise WrongCall(f"{subject.name}: no lap at full speed to compare")
    strong = _cars(subject)
    panels: list[tuple[str, str | None, Values]] = []
    data: dict[str, Values] = {}
    medians: list[tuple[str | None, int]] = []
    for at, (class_, cars) in enumerate(subject.classes.items()):
        mine = [number for number in strong if number in cars]
        rows = _rows(subject, class_, cars, mine, steady)
        if not rows or (subject.cars and not mine):
            continue
        data[f"rows{at}"] = rows
        panels.append((str(at), class_, rows))
        medians.append((class_, rows[0]["median_us"]))
    drivers = sum(len(rows) for rows in data.values()) - len(data)
    said = subject.told(lambda one: _said(one, medians, drivers, len(steady)))
    made = [_panel(subject, *panel, panel is panels[-1]) for panel in panels]
    notes = [subject.note("distribution-note")]
    if len(strong) < len(subject.by_car):
        notes.append(subject.note("of-each-class", cars=len(strong), of=len(subject.by_car)))
    return subject.picture(NAME, stacked(made), data, said, *notes)


def _said(subject: Subject, medians: list[tuple[str | None, int]], drivers: int, laps: int) -> str:
    told = [
        subject.word("median-of", name=subject.class_name(class_), time=time_text(median))
        for class_, median in medians
    ]
    return subject.described(NAME, drivers=drivers, told=subject.joined(told), laps=laps)


def _cars(subject: Subject) -> list[str]:
    """As many cars of each class as there are rows for."""
    if subject.cars:
        return subject.chosen()
    for each in range(max(len(cars) for cars in subject.classes.values()), 1, -1):
        chosen = subject.chosen(each)
        if sum(len(subject.crew(number)) or 1 for number in chosen) <= _MOST_ROWS:
            return chosen
    return subject.chosen(1)


def _rows(
    subject: Subject, class_: str | None, cars: list[str], mine: list[str], steady: pl.DataFrame
) -> Values:
    """The class first, then its drivers in order of the cars and of their medians."""
    inside = steady.filter(pl.col("car").is_in(cars))
    if not len(inside):
        return []
    name = subject.word("class-row", name=class_, cars=len(cars))
    found = [_row("class", name, inside["lap_us"], subject.colours.of_class(class_, subject.theme))]
    for number in mine:
        drivers: list[dict[str, Any]] = []
        for place, driver in enumerate(subject.crew(number) or [None]):
            times = inside.filter((pl.col("car") == number) & pl.col("driver").eq_missing(driver))["lap_us"]
            if len(times):
                who = subject.driver(number, driver) or subject.row_of[number].team or ""
                colour = subject.colours.of_driver(number, place, subject.theme)
                if driver is None:
                    colour = subject.colours.of_car(number, subject.theme)
                drivers.append(_row(f"{number}-{place}", f"{cut(who, 30)} #{number}".strip(), times, colour))
        found += sorted(drivers, key=lambda row: (row["median_us"], row["key"]))
    return [{**row, "order": at} for at, row in enumerate(found)]


def _row(key: str, name: str, times: pl.Series, colour: str) -> dict[str, Any]:
    def share(part: float) -> float:
        # The nearest lap that was driven, not a time between two that nobody drove.
        value = times.quantile(part, "nearest")
        assert value is not None
        return seconds(int(value))

    best, enough = times.min(), len(times) >= _FEW
    assert isinstance(best, int)
    median = int(times.quantile(0.5, "nearest") or 0)
    row = {"key": key, "name": name, "colour": colour, "count": len(times), "best": seconds(best),
           "median": seconds(median), "median_us": median}  # fmt: skip
    parts = {"tenth": 0.1, "quarter": 0.25, "three": 0.75, "nine": 0.9}
    return row | {name: share(part) if enough else None for name, part in parts.items()}


def _panel(subject: Subject, at: str, class_: str | None, rows: Values, is_last: bool) -> Part:
    low = min(row["best"] for row in rows)
    high = max(row[key] for row in rows for key in ("median", "nine") if row[key] is not None)
    room = max((high - low) * 0.04, 0.1)
    scale = new_scale(domain=[low - room, high + room], nice=False)
    axis = span_axis(low - room, high + room, subject.word("lap-time") if is_last else None)
    names = "{" + ",".join(f"'{row['order']}':{quoted(row['name'])}" for row in rows) + "}"
    y = alt.Y("order:O", axis=new_axis(title=None, labelExpr=f"({names})[datum.value]", ticks=False, domain=False,
                                       minExtent=_NAMES, maxExtent=_NAMES))  # fmt: skip
    ground = alt.Chart(named(f"rows{at}"))
    paint = painted("key", {row["key"]: row["colour"] for row in rows})

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=scale, axis=axis)

    box = ground.transform_filter("datum.tenth != null")
    counts = ground.mark_text(align="left", dx=6, fontSize=8.5, color=subject.look.quiet)
    layers = [
        box.mark_rule(strokeWidth=1.1).encode(x("tenth"), y, paint, alt.X2("nine:Q")),
        box.mark_bar(height=9, opacity=0.85).encode(x("quarter"), y, paint, alt.X2("three:Q")),
        ground.mark_tick(thickness=4.5, size=11, color=subject.look.paper).encode(x("median"), y),
        ground.mark_tick(thickness=1.8, size=11, color=subject.look.ink).encode(x("median"), y),
        ground.mark_point(filled=True, size=20, opacity=1).encode(x("best"), y, paint),
        counts.encode(y, at_x(WIDTH - _NAMES - 45), alt.Text("count:Q")),
    ]
    title = heading(subject.class_name(class_), subject.colours.of_class(class_, subject.theme))
    return layered(
        *layers,
        width=WIDTH - _NAMES - 45,
        height=max(len(rows) * _ROW, 40),
        title=title,
        own=False,
    )
