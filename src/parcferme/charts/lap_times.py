"""Lap times: lap by lap for a few cars, driver by driver, with stops and neutralisations."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import polars as pl

from parcferme.charts.lap_chart import shading
from parcferme.charts.look import (
    WIDTH,
    Values,
    cut,
    fitting,
    heading,
    named,
    painted,
    seconds,
    session_axis,
    span_axis,
)
from parcferme.charts.panels import Part, at_y, layered, mapped, new_scale, stacked
from parcferme.charts.subject import Picture, Subject
from parcferme.documents import time_text
from parcferme.findings import WrongCall

NAME: Final = "lap-times"
_PLOT: Final = WIDTH - 60
_PANEL: Final = 190
_MOST_PANELS: Final = 8
_PARTICLES: Final = frozenset("da de del della den der di dos du la le ten ter van von".split())
_SHAPES: Final = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
# Lap times are shown to a little over the slowest tenth of the laps at full speed, and no farther than this.
_SLOW: Final = 1.01
_SLOWEST: Final = 1.3


def lap_times(subject: Subject) -> Picture:
    """Every lap of the winner of each class, or of the cars asked for (at most eight), a panel for each.

    A lap slower than the scale is drawn at its edge as an open triangle; a line is a stop. Raises `WrongCall` for more
    cars than can be drawn.
    """
    strong = subject.chosen(1)
    if len(strong) > _MOST_PANELS and subject.cars:
        raise WrongCall(f"{len(strong)} cars for lap times: at most {_MOST_PANELS}")
    strong = strong[:_MOST_PANELS]
    data: dict[str, Values] = {"flags": subject.neutralised(_PLOT)}
    panels = []
    for at, number in enumerate(strong):
        panel, own = _panel(subject, str(at), number, at == len(strong) - 1)
        panels.append(panel)
        data |= own
    said = subject.told(lambda one: _said(one, strong))
    return subject.picture(NAME, stacked(panels), data, said, subject.note("lap-times-note"), shaded=True)


def _panel(subject: Subject, at: str, number: str, is_last: bool) -> tuple[Part, dict[str, Values]]:
    mine = subject.by_car[number]
    crew = subject.crew(number)
    low, high = _scale(mine)
    points = _points(mine, low, high)
    colours = {one: subject.colours.of_driver(number, place, subject.theme) for place, one in enumerate(crew)}
    shapes = {one: _SHAPES[place % len(_SHAPES)] for place, one in enumerate(crew)}
    colours[""], shapes[""] = subject.colours.of_car(number, subject.theme), "circle"
    until = subject.until
    axis = session_axis(until, subject.word("session-time") if is_last else None)
    x = alt.X("at:Q", scale=new_scale(domain=[0, until], nice=False), axis=axis)
    y = alt.Y(
        "time:Q",
        scale=new_scale(domain=[low, high], nice=False),
        axis=span_axis(low, high, subject.word("lap-time")),
    )
    laps = alt.Chart(named(f"laps{at}"))
    size = 26 if len(points) < 120 else 13
    inside = laps.transform_filter("!datum.slow").mark_point(filled=True, size=size, opacity=0.95)
    slow = laps.transform_filter("datum.slow").mark_point(
        shape="triangle-up", size=18, strokeWidth=0.8, color=subject.look.quiet, yOffset=4
    )
    stops = alt.Chart(named(f"stops{at}")).mark_rule(
        color=subject.look.quiet, strokeDash=[2, 2], strokeWidth=0.8
    )
    names = alt.Chart(named(f"names{at}")).mark_text(align="left", baseline="bottom", dy=-3, fontSize=9)
    painter = painted("driver", colours)
    panel = layered(
        shading(subject, alt.X("from:Q", scale=x["scale"]), "to:Q"),
        stops.encode(x),
        slow.encode(x, y),
        inside.encode(x, y, painter, alt.Shape("driver:N", legend=None, scale=mapped(shapes))),
        names.encode(x, painter, at_y(0), alt.Text("text:N")),
        width=_PLOT, height=_PANEL, title=_title(subject, number),
    )  # fmt: skip
    data = {
        f"laps{at}": points,
        f"stops{at}": _stops(subject, number),
        f"names{at}": _names(subject, number, mine),
    }
    return panel, data


def _title(subject: Subject, number: str) -> Part:
    row = subject.row_of[number]
    text = f"#{number}  " + " · ".join(part for part in (cut(row.team or "", 48), row.class_) if part)
    return heading(text, subject.colours.of_text(number, subject.theme), offset=18)


def _scale(mine: pl.DataFrame) -> tuple[float, float]:
    """The scale of lap times (seconds): from under the best to over most laps at full speed."""
    steady = mine.filter("steady")
    steady = steady if len(steady) else mine
    times = steady["lap_us"]
    best, slow, most = times.min(), times.quantile(0.9, "nearest"), times.max()
    assert isinstance(best, int) and slow is not None and isinstance(most, int)
    high = min(seconds(most), seconds(int(slow)) * _SLOW, seconds(best) * _SLOWEST)
    room = max((high - seconds(best)) * 0.06, 0.2)
    return seconds(best) - room, high + room


def _points(mine: pl.DataFrame, low: float, high: float) -> Values:
    found: Values = []
    for row in mine.iter_rows(named=True):
        time = seconds(row["lap_us"])
        found.append(
            {
                "at": round(seconds(row["elapsed_us"]), 1),
                "time": min(max(time, low), high),
                "lap": row["lap"],
                "driver": row["driver"] or "",
                "slow": time > high,
            }
        )
    return found


def _stops(subject: Subject, number: str) -> Values:
    """The moments at which a car stopped: in the lane, else at the end of the lap on which it came in."""
    mine = subject.by_car[number]
    ends = dict(zip(mine["lap"], mine["elapsed_us"], strict=True))
    found = []
    for row in subject.timing.stops_frame.filter(pl.col("car") == number).iter_rows(named=True):
        at = row["entry_us"] if row["entry_us"] is not None else ends.get(row["in_lap"])
        if at is not None:
            found.append({"at": seconds(at)})
    return found


def _names(subject: Subject, number: str, mine: pl.DataFrame) -> Values:
    """Each driver's name above a time at the wheel, where there is room; the longest of a driver in any case."""
    runs = mine.with_columns(run=pl.col("driver").rle_id()).group_by("run", maintain_order=True).agg(
        pl.col("driver").first(), start=(pl.col("elapsed_us") - pl.col("lap_us")).first(),
        end=pl.col("elapsed_us").last(),
    )  # fmt: skip
    runs = runs.drop_nulls("driver")
    found: list[dict[str, Any]] = []
    for row in runs.iter_rows(named=True):
        name = subject.driver(number, row["driver"])
        width = seconds(row["end"] - row["start"]) / subject.until * _PLOT
        shown = fitting(short_names(name), width)
        if shown:
            found.append({"at": seconds(row["start"]), "driver": row["driver"], "text": shown})
    return found


def short_names(name: str) -> tuple[str, str, str]:
    """A name, its surname, and the three letters of it that timing screens show."""
    last = surname(name)
    return name, last, last.replace(" ", "")[:3]


def surname(name: str) -> str:
    """The part of a name that timing screens show: what is in capitals, else its last word and what belongs
    to that (van der Linde).
    """
    words = name.split()
    capitals = [word for word in words if len(word) > 1 and word.isupper()]
    if 0 < len(capitals) < len(words):
        return " ".join(capitals)
    first = len(words) - 1
    while first > 1 and words[first - 1].casefold() in _PARTICLES:
        first -= 1
    return " ".join(words[first:]) if words else name


def _said(subject: Subject, strong: list[str]) -> str:
    return subject.described(
        NAME, cars=len(strong), told=subject.joined([_best(subject, car) for car in strong])
    )


def _best(subject: Subject, number: str) -> str:
    row = subject.row_of[number]
    return subject.word(
        "best-of", car=number, time=time_text(row.best_lap), lap=row.best_lap_number, stops=row.stops
    )
