"""The lap chart: every car's place at the end of every lap."""

from __future__ import annotations

from typing import Final, Literal

import altair as alt
import numpy as np
import polars as pl

from parcferme.charts.look import (
    WIDTH,
    Values,
    named,
    painted,
    whole_ticks,
)
from parcferme.charts.panels import Part, at_y, layered, mapped, new_axis, new_scale
from parcferme.charts.subject import Picture, Subject
from parcferme.charts.thinning import thinned

NAME: Final = "lap-chart"
_ROOMY: Final = 30
_OF_EACH_CLASS: Final = 3
_UNPLACED: Final = "NC"


def lap_chart(subject: Subject) -> Picture:
    """Places by lap, the grid as lap 0 where it is known. The cars to look at are drawn strong, the others thin; no
    car is left out, and each carries its number at both ends. × is a car that did not take the flag, `→ 2` one that is
    classified in another place than it had on the road.
    """
    all_cars = len(subject.by_car) <= _ROOMY and not subject.cars
    strong = list(subject.by_car) if all_cars else subject.chosen(_OF_EACH_CLASS)
    lines, ends = _lines(subject)
    last = max(row["lap"] for row in lines)
    first = min(row["lap"] for row in lines)
    most = max(row["place"] for row in lines)
    height = max(most * (17 if len(ends) <= _ROOMY else 11.5), 160)
    x = alt.X("lap:Q", scale=new_scale(domain=[first, last], nice=False), axis=new_axis(
        values=whole_ticks(first, last, 16), format="d", title=subject.word("lap"), grid=False))  # fmt: skip
    y = alt.Y("place:Q", scale=new_scale(domain=[0.4, most + 0.6], nice=False), sort="descending", axis=new_axis(
        values=whole_ticks(1, most, 34), format="d", title=subject.word("place"), offset=30, ticks=False,
        domain=False))  # fmt: skip
    layers: list[alt.Chart | Part] = []
    layers += [_shaded(subject, first, last), *_drawn(subject, x, y), *_numbers(subject, x, y)]
    chart = layered(*layers, width=WIDTH - 110, height=height)
    data = {
        "flags": _by_laps(subject, WIDTH - 110, first),
        "weak": [row for row in lines if row["car"] not in strong],
        "strong": [row for row in lines if row["car"] in strong],
        "ends": ends,
        "stops": _stops(subject, strong),
    }
    notes = [subject.note("lap-chart-note" if all_cars else "lap-chart-note-strong")]
    notes += [subject.note("lap-chart-note-moved")] if _moved(subject) else []
    return subject.picture(NAME, chart, data, subject.told(_said), *notes, shaded=True)


def _moved(subject: Subject) -> dict[str, str]:
    """What the label of a car adds that is classified in another place than it crossed the line in, among the cars that
    took the flag: a penalty, an exclusion. One who retired is no place lost on the road.
    """
    last = {number: mine.row(-1, named=True) for number, mine in subject.by_car.items()}
    home = [number for number in last if last[number]["took_flag"]]
    road = sorted(home, key=lambda number: (-last[number]["lap"], last[number]["elapsed_us"]))
    placed = [number for number in home if subject.row_of[number].position is not None]
    found = {}
    for at, number in enumerate(one for one in road if one in placed):
        if placed[at] != number:
            found[number] = f" → {subject.row_of[number].position}"
    return found | {number: f" → {_UNPLACED}" for number in home if number not in placed}


def _lines(subject: Subject) -> tuple[Values, Values]:
    """The points at which a car's line bends, and both its ends with what is written there."""
    grid = {number: place for place, number in enumerate(subject.started, 1)}
    lines: Values = []
    ends: Values = []
    moved = _moved(subject)
    for number, mine in subject.by_car.items():
        lap, place = mine["lap"].to_numpy(), mine["position"].to_numpy()
        if number in grid:
            lap, place = np.append(0, lap), np.append(grid[number], place)
        for at in thinned(lap, place, 0.0).tolist():
            lines.append({"car": number, "lap": int(lap[at]), "place": int(place[at])})
        out = not bool(mine["took_flag"][-1])
        ends += [
            {"car": number, "lap": int(lap[0]), "place": int(place[0]), "text": number, "side": "start"},
            {"car": number, "lap": int(lap[-1]), "place": int(place[-1]),
             "text": f"{number} ×" if out else number + moved.get(number, ""), "side": "end"},
        ]  # fmt: skip
    _apart(ends, max(row["lap"] for row in lines))
    return lines, ends


def _apart(ends: Values, last: int) -> None:
    """Numbers at the ends of two lines in one place are moved so far that they do not stand on each other."""
    before: dict[int, float] = {}
    for one in sorted(ends, key=lambda one: one["lap"]):
        one["at"] = one["lap"]
        if one["side"] == "end":
            one["at"] = max(one["lap"], before.get(one["place"], 0.0))
            wide = 6.5 * len(one["text"]) + 3
            before[one["place"]] = one["at"] + wide * last / (WIDTH - 110)


def _drawn(subject: Subject, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    numbers = list(subject.by_car)
    colour = painted("car", subject.ink_of(numbers))
    dash = alt.StrokeDash("car:N", legend=None, scale=mapped(subject.dash_of(numbers)))
    weak = (
        alt.Chart(named("weak"))
        .mark_line(strokeWidth=1, opacity=0.45)
        .encode(x, y, colour, alt.Detail("car:N"))
    )
    line = alt.Chart(named("strong")).mark_line(strokeWidth=2.2, strokeJoin="round")
    stops = alt.Chart(named("stops")).mark_point(size=16, filled=True, opacity=1, strokeWidth=1.2,
                                                 fill=subject.look.paper)  # fmt: skip
    return [
        weak,
        line.encode(x, y, colour, dash, alt.Detail("car:N")),
        stops.encode(x, y, stroke=alt.Stroke("car:N", legend=None, scale=mapped(subject.ink_of(numbers)))),
    ]


def _numbers(subject: Subject, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    small = len(subject.by_car) > _ROOMY
    colour = painted("car", subject.text_of(list(subject.by_car)))
    x = alt.X("at:Q", scale=x["scale"])
    text = alt.Chart(named("ends"))
    made: list[alt.Chart] = []
    sides: tuple[tuple[str, Literal["left", "right"], int], ...] = (
        ("start", "right", -5),
        ("end", "left", 5),
    )
    for side, align, dx in sides:
        here = text.transform_filter(f"datum.side == '{side}'")
        size = 8.5 if small else 10.5
        if side == "end":  # the lines of other cars go on behind it
            halo = here.mark_text(align=align, dx=dx, fontSize=size, stroke=subject.look.paper, strokeWidth=3)
            made.append(halo.encode(x, y, alt.Text("text:N")))
        made.append(
            here.mark_text(align=align, dx=dx, fontSize=size).encode(x, y, colour, alt.Text("text:N"))
        )
    return made


def _stops(subject: Subject, strong: list[str]) -> Values:
    """Where the strong cars stopped: the lap on which they came in."""
    frame = subject.timing.stops_frame.with_columns(pl.col("car").cast(pl.String)).drop_nulls("in_lap")
    stops = frame.rename({"in_lap": "lap"}).select("car", pl.col("lap").cast(pl.Int32))
    placed = stops.join(subject.laps.select("car", "lap", "position"), on=["car", "lap"], how="inner")
    chosen = placed.filter(pl.col("car").is_in(strong)).sort("car", "lap")
    return [{"car": car, "lap": lap, "place": place} for car, lap, place in chosen.iter_rows()]


def _by_laps(subject: Subject, width: float, first: int) -> Values:
    """The neutralisations over the laps of the leader."""
    at, lap = subject.leader_laps
    found = []
    for one in subject.neutralised(width):
        start, end = (max(float(np.interp(one[key], at, lap)), first) for key in ("from", "to"))
        if end > start:
            found.append({**one, "from": round(start, 2), "to": round(end, 2)})
    return found


def _shaded(subject: Subject, first: int, last: int) -> Part:
    domain = new_scale(domain=[first, last], nice=False)
    return shading(subject, alt.X("from:Q", scale=domain), "to:Q")


def shading(subject: Subject, x: alt.X, x2: str) -> Part:
    """The neutralisations behind a chart, named at the foot."""
    ground = alt.Chart(named("flags"))
    bands = ground.mark_rect().encode(x, alt.X2(x2), color=painted("flag", subject.look.shades))
    names = ground.mark_text(
        align="left", baseline="bottom", dx=2, dy=-3, fontSize=8.5, color=subject.look.quiet
    )
    return layered(bands, names.encode(x, at_y("height"), alt.Text("name:N")), own=False)


def _said(subject: Subject) -> str:
    leaders = subject.timing.leaders
    winner = next(iter(subject.by_car))
    led = leaders.filter(pl.col("car").cast(pl.String) == winner)["laps"].sum()
    return subject.described(
        NAME, cars=len(subject.by_car), laps=int(subject.leader_laps[1][-1]), winner=winner,
        led=int(led), changes=max(len(leaders) - 1, 0), neutralisations=len(subject.neutralised()),
    )  # fmt: skip
