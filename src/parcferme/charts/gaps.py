"""Gaps: of every car to the leader, of every car to the leader of its class, and between any two cars."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal

import altair as alt
import numpy as np
import polars as pl

from parcferme.charts.lap_chart import shading
from parcferme.charts.look import (
    WIDTH,
    Values,
    heading,
    named,
    painted,
    seconds,
    session_axis,
    signed_axis,
    span_axis,
    span_text,
)
from parcferme.charts.panels import Part, layered, mapped, new_axis, new_scale, stacked
from parcferme.charts.subject import Picture, Subject
from parcferme.charts.thinning import spread, thinned
from parcferme.documents import apart_text, time_text
from parcferme.findings import WrongCall

TO_LEADER: Final = "gap-to-leader"
TO_CLASS: Final = "gap-to-class-leader"
BETWEEN: Final = "gap-between"
_PLOT: Final = WIDTH - 90
_HEIGHT: Final = 380
_PANEL: Final = 240
_FIRST: Final = 8
_OF_EACH_CLASS: Final = 5
# A line may be drawn so many pixels off where a point of it is left out: a strong one, and a grey one behind.
_OFF: Final = 0.4
_OFF_WEAK: Final = 0.8


def gap_to_leader(subject: Subject) -> Picture:
    """How far behind the first car to complete the same lap each car was, over session time.

    Raises `WrongCall` for one car by itself.
    """
    _refuse_one(subject)
    strong = subject.chosen(first=_FIRST)
    panel, data, over = _panel(subject, "", list(subject.by_car), strong, _HEIGHT)
    said = subject.told(lambda one: _said_leader(one, strong[-1], _edge_text(over)))
    return subject.picture(TO_LEADER, panel, data, said, _note(subject, over), shaded=True)


def _refuse_one(subject: Subject) -> None:
    if len(subject.by_car) < 2:
        raise WrongCall(f"{subject.name}: a gap needs two cars with laps, and there is one")


def _said_leader(subject: Subject, last: str, shown: str) -> str:
    """Who won, by how much, and how far behind the last of the cars drawn strong is."""
    first, *others = subject.by_car
    second = others[0] if others else None
    last_too = last if last not in (first, second) and subject.row_of[last].took_flag else None
    return subject.described(
        TO_LEADER, cars=len(subject.by_car), winner=first, second=second, margin=_apart(subject, second),
        car=last_too, apart=_apart(subject, last_too), shown=shown,
    )  # fmt: skip


def gap_to_class_leader(subject: Subject) -> Picture:
    """The same in each class by itself, a panel for each. Raises `WrongCall` for one car by itself."""
    _refuse_one(subject)
    strong = subject.chosen(_OF_EACH_CLASS)
    panels: list[Part] = []
    data: dict[str, Values] = {}
    firsts: list[tuple[str | None, ...]] = []
    over = 0.0
    for at, (class_, cars) in enumerate(subject.classes.items()):
        mine = [number for number in strong if number in cars]
        if subject.cars and not mine:
            continue
        title = heading(subject.class_name(class_), subject.colours.of_class(class_, subject.theme))
        panel, own, edge = _panel(subject, str(at), cars, mine, _PANEL, title)
        panels.append(panel)
        data |= own
        over = max(over, edge)
        firsts.append((class_, *cars[:2]))
    said = subject.told(lambda one: _said_classes(one, firsts))
    chart = stacked(panels)
    return subject.picture(TO_CLASS, chart, data, said, _note(subject, over), shaded=True)


def _said_classes(subject: Subject, firsts: list[tuple[str | None, ...]]) -> str:
    """The first of each class, and how far the second is behind."""
    told = [
        subject.word("class-first", name=subject.class_name(class_), car=cars[0],
                     second=cars[1] if len(cars) > 1 else None, margin=_in_class(subject, *cars))
        for class_, *cars in firsts
    ]  # fmt: skip
    return subject.described(TO_CLASS, classes=len(firsts), firsts=subject.joined(told))


def _in_class(subject: Subject, first: str | None, second: str | None = None) -> str | None:
    """How far the second of a class finished behind its first: time on the same lap, else laps."""
    if first is None or second is None:
        return None
    one, other = subject.row_of[first], subject.row_of[second]
    if one.laps != other.laps:
        return _spoken(apart_text(None, one.laps - other.laps, subject.language))
    if one.time is None or other.time is None:
        return None
    return _spoken(apart_text(other.time - one.time, None))


def gap_between(subject: Subject) -> Picture:
    """The gap of a car to another, lap by lap; below the line the first of the two is behind.

    Raises `WrongCall` unless two cars are asked for that have completed a common lap.
    """
    if len(subject.cars) != 2:
        given = ", ".join(subject.cars) or "none"
        raise WrongCall(f"a gap is between two cars, such as --cars 81,50 (given: {given})")
    subject.chosen()
    one, other = subject.cars
    joined = _common(subject, one, other)
    until = int(joined["lap"][-1])
    values = _bent(joined["lap"].to_numpy(), joined["gap"].to_numpy() / 1e6)
    low, high = (min(0.0, *(v["gap"] for v in values)), max(0.0, *(v["gap"] for v in values)))
    room = max((high - low) * 0.08, 0.5)
    x = alt.X("lap:Q", scale=new_scale(domain=[1, until], nice=False), axis=new_axis(
        title=subject.word("lap"), grid=False, format="d", tickMinStep=1))  # fmt: skip
    scale = new_scale(domain=[low - room, high + room], nice=False)
    y = alt.Y("gap:Q", scale=scale, axis=signed_axis(low - room, high + room, subject.word("gap")))
    layers: list[alt.Chart | Part] = [
        shading(subject, alt.X("from:Q", scale=new_scale(domain=[1, until])), "to:Q"),
        *_between(subject, one, other, x, y),
    ]
    chart = layered(*layers, width=WIDTH - 60, height=_HEIGHT - 60)
    ahead = [
        {"lap": 1, "gap": high + room, "car": one, "text": subject.word("ahead", car=one), "top": True},
        {"lap": 1, "gap": low - room, "car": other, "text": subject.word("ahead", car=other), "top": False},
    ]
    data = {
        "flags": _over_laps(subject, one, until),
        "gaps": values,
        "ahead": ahead,
        "stops": _stops(joined, one, other),
    }
    said = subject.told(lambda voice: _said_between(voice, joined, one, other))
    return subject.picture(BETWEEN, chart, data, said, subject.note("between-note"), shaded=True)


def _said_between(subject: Subject, joined: pl.DataFrame, one: str, other: str) -> str:
    last = joined.row(-1, named=True)
    swaps = int((np.diff(np.sign(joined["gap"].to_numpy())) != 0).sum())
    front, back = (one, other) if last["gap"] >= 0 else (other, one)
    return subject.described(
        BETWEEN, one=one, other=other, laps=len(joined), front=front, back=back,
        apart=time_text(abs(last["gap"])), lap=last["lap"], swaps=swaps,
    )  # fmt: skip


def _between(subject: Subject, one: str, other: str, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Area, line, zero, who is ahead on which side, and the stops of both."""
    inks = subject.ink_of([one, other])
    gaps = alt.Chart(named("gaps"))
    areas: list[alt.Chart] = []
    for car, kept in ((one, "max(datum.gap, 0)"), (other, "min(datum.gap, 0)")):
        areas.append(
            gaps.transform_calculate(side=kept)
            .mark_area(color=inks[car], opacity=0.22)
            .encode(x, alt.Y("side:Q", scale=y["scale"]), alt.Y2("zero:Q"))
        )
    points = alt.Chart(named("stops")).mark_point(filled=True, size=46, opacity=1)
    stops = points.encode(x, y, painted("car", inks), shape=alt.Shape("car:N", legend=None, scale=mapped(
        {one: "triangle-up", other: "triangle-down"})))  # fmt: skip
    labels: list[alt.Chart] = []
    sides: tuple[tuple[bool, Literal["top", "bottom"], int], ...] = (
        (True, "top", 14),
        (False, "bottom", -18),
    )
    for top, baseline, dy in sides:
        labels.append(
            alt.Chart(named("ahead"))
            .transform_filter(f"datum.top == {str(top).lower()}")
            .mark_text(align="left", baseline=baseline, dx=6, dy=dy, fontSize=12)
            .encode(x, y, painted("car", subject.text_of([one, other])), alt.Text("text:N"))
        )
    return [
        *areas,
        gaps.mark_line(color=subject.look.ink, strokeWidth=1.6).encode(x, y),
        gaps.mark_rule(color=subject.look.quiet).encode(y=alt.Y("zero:Q", scale=y["scale"])),
        stops,
        *labels,
    ]


def _common(subject: Subject, one: str, other: str) -> pl.DataFrame:
    """Laps both completed, `gap` (µs) of the other to the one: above zero where the one was first."""
    mine, theirs = subject.by_car[one], subject.by_car[other].select("lap", "elapsed_us", "in_lap")
    joined = mine.join(theirs, on="lap", how="inner", suffix="_other").sort("lap")
    if not len(joined):
        raise WrongCall(f"cars {one} and {other} have completed no common lap")
    return joined.with_columns(gap=pl.col("elapsed_us_other") - pl.col("elapsed_us"))


def _bent(lap: np.ndarray, gap: np.ndarray) -> Values:
    """The line with a point wherever it crosses nought, so that the areas on both sides end there."""
    crossing = np.flatnonzero(gap[1:] * gap[:-1] < 0)
    share = gap[crossing] / (gap[crossing] - gap[crossing + 1])
    lap = np.insert(
        lap.astype(float), crossing + 1, lap[crossing] + share * (lap[crossing + 1] - lap[crossing])
    )
    gap = np.insert(gap, crossing + 1, 0.0)
    pairs = zip(lap.tolist(), gap.tolist(), strict=True)
    return [{"lap": round(at, 3), "gap": round(apart, 3), "zero": 0} for at, apart in pairs]


def _stops(joined: pl.DataFrame, one: str, other: str) -> Values:
    found: Values = []
    for car, column in ((one, "in_lap"), (other, "in_lap_other")):
        for row in joined.filter(pl.col(column)).iter_rows(named=True):
            found.append({"car": car, "lap": row["lap"], "gap": seconds(row["gap"])})
    return found


def _over_laps(subject: Subject, car: str, until: int) -> Values:
    """The neutralisations over the laps of a car, as far as they lie within these."""
    mine = subject.by_car[car]
    at, lap = np.append(0, mine["elapsed_us"].to_numpy() / 1e6), np.append(0, mine["lap"].to_numpy())
    found: Values = []
    for one in subject.neutralised():
        start, end = (min(max(float(np.interp(one[key], at, lap)), 1), until) for key in ("from", "to"))
        if end > start:
            found.append({**one, "from": round(start, 2), "to": round(end, 2)})
    return found


def _panel(
    subject: Subject,
    at: str,
    cars: list[str],
    strong: list[str],
    height: int,
    title: Part | None = None,
) -> tuple[Part, dict[str, Values], float]:
    """Gaps of these cars to the first of them on every lap; the data; where the scale ends (seconds)."""
    gaps = _gaps(subject, cars)
    edge = _edge(gaps, strong)
    weak, dark = f"weak{at}", f"strong{at}"
    until = subject.until
    x = alt.X("at:Q", scale=new_scale(domain=[0, until], nice=False),
              axis=session_axis(until, subject.word("session-time")))  # fmt: skip
    y = alt.Y("gap:Q", scale=new_scale(domain=[0, edge], nice=False), sort="descending",
              axis=span_axis(0, edge, subject.word("gap")))  # fmt: skip
    inks = subject.ink_of(strong)
    lines = alt.Chart(named(dark)).mark_line(strokeWidth=1.9)
    dash = alt.StrokeDash("car:N", legend=None, scale=mapped(subject.dash_of(strong)))
    behind = alt.Chart(named(weak)).mark_line(strokeWidth=0.8, color=subject.look.muted, opacity=0.55)
    names = alt.Chart(named(f"names{at}")).mark_text(align="left", dx=6, fontSize=10)
    panel = layered(
        shading(subject, alt.X("from:Q", scale=x["scale"]), "to:Q"),
        behind.encode(x, y, detail=[alt.Detail("car:N"), alt.Detail("part:Q")]),
        lines.encode(x, y, painted("car", inks), dash, alt.Detail("part:Q")),
        names.encode(alt.X("at:Q"), y, painted("car", subject.text_of(strong)), alt.Text("text:N")),
        width=_PLOT, height=height, title=title,
    )  # fmt: skip
    data = {
        "flags": subject.neutralised(_PLOT),
        weak: _points(gaps, [number for number in cars if number not in strong], edge, height, _OFF_WEAK),
        dark: _points(gaps, strong, edge, height, _OFF),
        f"names{at}": _names(subject, gaps, strong, edge, height),
    }
    return panel, data, edge


def _gaps(subject: Subject, cars: list[str]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """For each car session time and gap (seconds) at the end of its laps."""
    mine = subject.laps.filter(pl.col("car").is_in(cars)).select("car", "lap", "elapsed_us")
    ahead = pl.col("elapsed_us").min().over("lap")
    frame = mine.with_columns(gap=pl.col("elapsed_us") - ahead).sort("car", "lap")
    return {
        str(key[0]): (group["elapsed_us"].to_numpy() / 1e6, group["gap"].to_numpy() / 1e6)
        for key, group in frame.group_by("car", maintain_order=True)
    }


def _edge(gaps: dict[str, tuple[np.ndarray, np.ndarray]], strong: list[str]) -> float:
    """Where the scale ends: past nearly all of what the strong cars did, so that one long repair hides nothing."""
    widest = [float(np.quantile(gaps[number][1], 0.98)) for number in strong]
    return max(1.06 * max(widest, default=0.0), 2.0)


def _points(
    gaps: dict[str, tuple[np.ndarray, np.ndarray]], cars: list[str], edge: float, height: int, off: float
) -> Values:
    """The lines as far as they are on the scale; where one leaves it or comes back, it is cut at the edge."""
    found: Values = []
    for number in cars:
        for part, (at, gap) in enumerate(_inside(*gaps[number], edge)):
            for one in thinned(at, gap, off * edge / height).tolist():
                place = {"at": round(float(at[one]), 1), "gap": round(float(gap[one]), 3)}
                found.append({"car": number, "part": part, **place})
    return found


def _inside(at: np.ndarray, gap: np.ndarray, edge: float) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The pieces of a line that lie on the scale, each cut exactly at its edge."""
    over = gap > edge
    crossing = np.flatnonzero(over[1:] != over[:-1])
    share = (edge - gap[crossing]) / (gap[crossing + 1] - gap[crossing])
    cut_at = at[crossing] + share * (at[crossing + 1] - at[crossing])
    at, gap = np.insert(at, crossing + 1, cut_at), np.insert(gap, crossing + 1, edge)
    seen = gap <= edge
    bounds = np.flatnonzero(np.diff(np.concatenate([[0], seen.astype(np.int8), [0]])))
    for start, end in zip(bounds[::2].tolist(), bounds[1::2].tolist(), strict=True):
        if end - start > 1:
            yield at[start:end], gap[start:end]


def _names(
    subject: Subject,
    gaps: dict[str, tuple[np.ndarray, np.ndarray]],
    strong: list[str],
    edge: float,
    height: int,
) -> Values:
    """The number of each strong car at the end of its line, or where that leaves the scale."""
    ends: list[dict[str, Any]] = []
    for number in strong:
        at, gap = gaps[number]
        inside = np.flatnonzero(gap <= edge)
        if len(inside):
            last = int(inside[-1])
            ends.append({"car": number, "at": float(at[last]), "gap": float(gap[last]), "text": number})
    late = [one for one in ends if subject.row_of[one["car"]].took_flag and one["at"] > 0.8 * subject.until]
    for one, place in zip(late, spread([o["gap"] for o in late], 12 * edge / height, 0, edge), strict=True):
        one["gap"], one["at"] = place, subject.until
    return ends


def _note(subject: Subject, edge: float) -> list[str]:
    return subject.note("gap-note", shown=_edge_text(edge))


def _edge_text(edge: float) -> str:
    """Where the scale ends, in whole seconds."""
    return span_text(int(edge)) if edge >= 60 else f"{int(edge)} s"


def _apart(subject: Subject, number: str | None) -> str | None:
    if number is None:
        return None
    row = subject.row_of[number]
    return _spoken(apart_text(row.gap, row.gap_laps, subject.language))


def _spoken(text: str | None) -> str | None:
    """A gap inside a sentence: without its sign, laps in small letters."""
    return text.lstrip("+").lower() if text else None
