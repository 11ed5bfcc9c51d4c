"""Stints: who drove which car from when to when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import altair as alt
import polars as pl

from parcferme.charts.colours import contrast
from parcferme.charts.lap_chart import shading
from parcferme.charts.lap_times import short_names
from parcferme.charts.look import (
    WIDTH,
    Values,
    fitting,
    heading,
    named,
    painted,
    seconds,
    session_axis,
)
from parcferme.charts.panels import Part, layered, new_axis, new_scale, stacked
from parcferme.charts.subject import Picture, Subject

NAME: Final = "stints"
_PLOT: Final = WIDTH - 70
_ROOMY: Final = 30


def stints(subject: Subject) -> Picture:
    """A row for each car in order of the classification, a bar for each stint with its driver, a panel for a class.

    A bar ends where its car came into the pit lane and the next begins where it left, as far as that is known. Where it
    is not, a bar ends at the line, and the next begins so long after that as the stop took.
    """
    shown = subject.chosen() if subject.cars else list(subject.by_car)
    data: dict[str, Values] = {"flags": subject.neutralised(_PLOT)}
    panels = []
    of_class = {class_: [one for one in cars if one in shown] for class_, cars in subject.classes.items()}
    of_class = {class_: cars for class_, cars in of_class.items() if cars}
    for at, (class_, cars) in enumerate(of_class.items()):
        bars = [bar for number in cars for bar in _bars(subject, number)]
        data[f"bars{at}"] = bars
        panels.append(_panel(subject, str(at), class_, cars, bars, at == len(of_class) - 1, len(shown)))
    every = [bar for name, bars in data.items() if name != "flags" for bar in bars]
    longest = max(every, key=lambda bar: (bar["laps"], -bar["from"]))
    said = subject.told(lambda one: one.described(
        NAME, cars=len(shown), stints=len(every), laps=longest["laps"], car=longest["car"],
        driver=longest["who"] or None,
    ))  # fmt: skip
    return subject.picture(NAME, stacked(panels), data, said, subject.note(_note(every)), shaded=True)


def _bars(subject: Subject, number: str) -> Values:
    """The stints of a car in seconds of the session, each with the longest form of its driver's name that fits."""
    mine = subject.by_car[number]
    ends = dict(zip(mine["lap"], mine["elapsed_us"], strict=True))
    starts = {
        lap: end - us for lap, end, us in zip(mine["lap"], mine["elapsed_us"], mine["lap_us"], strict=True)
    }
    place = {driver: at for at, driver in enumerate(subject.crew(number))}
    found: Values = []
    stops = list(subject.timing.stops_frame.filter(pl.col("car") == number).iter_rows(named=True))
    out = {row["out_lap"]: row for row in stops if row["out_lap"] is not None}
    frame = subject.timing.stints.filter(pl.col("car") == number)
    for row in frame.iter_rows(named=True):
        first, last = row["from_lap"], row["to_lap"]
        left = min(max(starts[first], _left(out, first, starts)), ends[first])
        stop = out.get(last + 1) or next((one for one in stops if one["out_lap"] is None
                                          and one["in_lap"] in (last, last + 1)), None)  # fmt: skip
        entry = stop["entry_us"] if stop is not None else None
        start, end = (
            seconds(left),
            min(seconds(max(ends[last] if entry is None else entry, left)), subject.until),
        )
        who = subject.driver(number, row["driver"])
        width = (end - start) / subject.until * _PLOT
        key = f"{number}-{place.get(row['driver'], 0)}"
        found.append({"car": number, "from": start, "to": end, "key": key, "who": who, "laps": row["laps"],
                      "ends": "flag" if stop is None else "line" if entry is None else "lane",
                      "text": fitting(short_names(who), width, 8.5)})  # fmt: skip
    return found


def _note(bars: Values) -> str:
    """Which sentence says where bars end."""
    ways = {bar["ends"] for bar in bars}
    if "line" not in ways:
        return "stints-note"
    return "stints-note-line" if "lane" not in ways else "stints-note-mixed"


def _left(out: Mapping[int, dict[str, int | None]], lap: int, starts: Mapping[int, int]) -> int:
    """When a car left the lane on a lap (µs of the session); the start of the lap where it did not, or nobody knows."""
    stop = out.get(lap, {})
    leaving, lasted = stop.get("exit_us"), stop.get("duration_us")
    return leaving if leaving is not None else starts[lap] + (lasted or 0)


def _panel(
    subject: Subject, at: str, class_: str | None, cars: list[str], bars: Values, is_last: bool, shown: int
) -> Part:
    look = subject.look
    until = subject.until
    axis = session_axis(until, subject.word("session-time") if is_last else None)
    scale = new_scale(domain=[0, until], nice=False)
    x, x2 = alt.X("from:Q", scale=scale, axis=axis), "to:Q"
    y = alt.Y("car:N", sort=cars, scale=new_scale(paddingInner=0.18, paddingOuter=0.1),
              axis=new_axis(ticks=False, domain=False, minExtent=34, maxExtent=34))  # fmt: skip
    colours = {
        bar["key"]: subject.colours.of_driver(bar["car"], int(bar["key"].rpartition("-")[2]), subject.theme)
        for bar in bars
    }
    ground = alt.Chart(named(f"bars{at}"))
    inks = {key: "#ffffff" if contrast("#ffffff", tone) > contrast("#14181d", tone) else "#14181d"
            for key, tone in colours.items()}  # fmt: skip
    names = ground.transform_filter("datum.text").mark_text(align="left", dx=3, fontSize=8.5)
    title = heading(subject.class_name(class_), subject.colours.of_class(class_, subject.theme))
    row = 17 if shown <= _ROOMY else 13
    return layered(
        shading(subject, alt.X("from:Q", scale=scale), "to:Q"),
        ground.mark_bar(stroke=look.paper, strokeWidth=1.2).encode(x, y, painted("key", colours), alt.X2(x2)),
        names.encode(x, y, painted("key", inks), alt.Text("text:N")),
        width=_PLOT, height=max(len(cars) * row, 40), title=title,
    )  # fmt: skip
