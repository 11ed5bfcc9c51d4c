"""Stints: who drove which car from when to when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import altair as alt
import polars as pl

from parcferme.documents.charts.colours import contrast
from parcferme.documents.charts.lap_chart import shading
from parcferme.documents.charts.lap_times import short_names
from parcferme.documents.charts.look import (
    WIDTH,
    Values,
    finished,
    fitting,
    heading,
    named,
    painted,
    seconds,
    session_axis,
    sized,
)
from parcferme.documents.charts.subject import Picture, Subject

NAME: Final = "stints"
_PLOT: Final = WIDTH - 70
_ROOMY: Final = 30


def stints(subject: Subject) -> Picture:
    """A row for each car in order of the classification, a bar for each stint with its driver, a panel for a class.

    A bar begins where its car left the pit lane, as far as that is known: at the exit, else so long after the last
    crossing of the line as the stop took.
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
    said = subject.described(
        NAME,
        cars=len(shown),
        stints=len(every),
        laps=longest["laps"],
        car=longest["car"],
        driver=longest["who"],
    )
    notes = [line for line in (subject.flags_text(), subject.word("stints-note")) if line]
    spec = finished(
        alt.vconcat(*panels).resolve_scale(color="independent"), data, title=subject.titled(NAME),
        subtitle=subject.subtitle(*notes), alternative=said, theme=subject.theme, language=subject.language,
    )  # fmt: skip
    return Picture(NAME, spec, said, subject.language)


def _bars(subject: Subject, number: str) -> Values:
    """The stints of a car in seconds of the session, each with the longest form of its driver's name that fits."""
    mine = subject.by_car[number]
    ends = dict(zip(mine["lap"], mine["elapsed_us"], strict=True))
    starts = {
        lap: end - us for lap, end, us in zip(mine["lap"], mine["elapsed_us"], mine["lap_us"], strict=True)
    }
    place = {driver: at for at, driver in enumerate(subject.crew(number))}
    found: Values = []
    stops = subject.timing.stops_frame.filter(pl.col("car") == number).drop_nulls("out_lap")
    out = {row["out_lap"]: row for row in stops.iter_rows(named=True)}
    frame = subject.timing.stints.filter(pl.col("car") == number)
    for row in frame.iter_rows(named=True):
        left = min(max(starts[row["from_lap"]], *_left(out, row["from_lap"], starts)), ends[row["from_lap"]])
        start, end = seconds(left), seconds(ends[row["to_lap"]])
        who = subject.timing.driver_name(number, row["driver"]) or ""
        width = (end - start) / subject.until * _PLOT
        key = f"{number}-{place.get(row['driver'], 0)}"
        found.append({"car": number, "from": start, "to": end, "key": key, "who": who, "laps": row["laps"],
                      "text": fitting(short_names(who), width, 8.5)})  # fmt: skip
    return found


def _left(out: Mapping[int, dict[str, int | None]], lap: int, starts: Mapping[int, int]) -> tuple[int, ...]:
    """When a car left the lane on a lap (µs of the session), nothing where it did not, or nobody knows."""
    stop = out.get(lap, {})
    leaving, lasted = stop.get("exit_us"), stop.get("duration_us")
    if leaving is not None:
        return (leaving, leaving)
    return (starts[lap], starts[lap] + lasted) if lasted is not None else (starts[lap], starts[lap])


def _panel(
    subject: Subject, at: str, class_: str | None, cars: list[str], bars: Values, is_last: bool, shown: int
) -> alt.LayerChart:
    look = subject.look
    until = subject.until
    axis = session_axis(until, subject.word("session-time") if is_last else None)
    scale = alt.Scale(domain=[0, until], nice=False)
    x, x2 = alt.X("from:Q", scale=scale, axis=axis), "to:Q"
    y = alt.Y("car:N", sort=cars, scale=alt.Scale(paddingInner=0.18, paddingOuter=0.1),
              axis=alt.Axis(title=None, ticks=False, domain=False, minExtent=34, maxExtent=34))  # fmt: skip
    colours = {
        bar["key"]: subject.colours.of_driver(bar["car"], int(bar["key"].rpartition("-")[2]), subject.theme)
        for bar in bars
    }
    ground = alt.Chart(named(f"bars{at}"))
    inks = {key: "#ffffff" if contrast("#ffffff", tone) > contrast("#14181d", tone) else "#14181d"
            for key, tone in colours.items()}  # fmt: skip
    names = ground.mark_text(align="left", dx=3, fontSize=8.5)
    panel = alt.layer(
        shading(subject, alt.X("from:Q", scale=scale), "to:Q"),
        ground.mark_bar(stroke=look.paper, strokeWidth=1.2).encode(x, y, painted("key", colours), x2=x2),
        names.encode(x, y, painted("key", inks), text="text:N"),
    )
    title = heading(class_ or subject.word("all-cars"), subject.colours.of_class(class_, subject.theme))
    row = 17 if shown <= _ROOMY else 13
    return sized(panel, width=_PLOT, height=max(len(cars) * row, 40), title=title)
