"""Places gained: from the start to the flag, each class by itself."""

from __future__ import annotations

from typing import Final, Literal

import altair as alt
import polars as pl

from parcferme.charts.look import (
    WIDTH,
    Values,
    cut,
    heading,
    named,
    painted,
)
from parcferme.charts.panels import Part, at_x, layered, new_axis, new_scale, stacked
from parcferme.charts.subject import Picture, Subject
from parcferme.findings import WrongCall

NAME: Final = "places-gained"
_NAMES: Final = 190
_PLOT: Final = WIDTH - _NAMES - 20
# The column at the right that holds both places.
_MOVES: Final = 70
_ROOMY: Final = 30


def places_gained(subject: Subject) -> Picture:
    """Places in class gained (to the right) and lost, in order of the classification.

    From the grid where it is known, else from the end of lap 1, which the line under the title says. Cars without a
    place are left out and counted there. Raises `WrongCall` where no car has both.
    """
    before = _before(subject)
    data: dict[str, Values] = {}
    panels = []
    moved: Values = []
    for class_, cars in subject.classes.items():
        wanted = subject.chosen() if subject.cars else cars
        rows = [row for row in (_row(subject, number, before) for number in cars if number in wanted) if row]
        if rows:
            data[f"rows{len(data)}"] = rows
            panels.append((class_, rows))
            moved += rows
    if not moved:
        raise WrongCall(f"{subject.name}: no car has a place both at the start and in the classification")
    least, most = min(0, *(row["gained"] for row in moved)), max(1, *(row["gained"] for row in moved))
    small = len(moved) > _ROOMY
    charts = [
        _panel(subject, at, class_, rows, least, most, small) for at, (class_, rows) in enumerate(panels)
    ]
    best = max(moved, key=lambda row: row["gained"])
    worst = min(moved, key=lambda row: row["gained"])
    key = "grid" if subject.started else "lap"
    whole = f"{NAME}-{key if best['gained'] > 0 else 'none'}"
    said = subject.told(lambda one: one.described(
        whole, cars=len(moved), best=best["car"], gained=best["gained"], best_from=best["before"],
        best_to=best["after"], worst=worst["car"], lost=-worst["gained"] if worst["gained"] < 0 else None,
    ))  # fmt: skip
    notes = [subject.note(f"places-note-{key}")]
    left = len(subject.cars or subject.rows) - len(moved)
    if left:
        notes.append(subject.note("places-left-out", cars=left))
    return subject.picture(NAME, stacked(charts), data, said, *notes)


def _before(subject: Subject) -> dict[str, int]:
    """Each car's place in its class on the grid, else at the end of lap 1."""
    if not subject.started:
        first = subject.laps.filter(pl.col("lap") == 1)
        return dict(zip(first["car"], first["class_position"], strict=True))
    counts: dict[str | None, int] = {}
    found: dict[str, int] = {}
    for number in subject.started:
        row = subject.row_of.get(number)
        if row is not None:
            found[number] = counts[row.class_] = counts.get(row.class_, 0) + 1
    return found


def _row(subject: Subject, number: str, before: dict[str, int]) -> dict[str, object] | None:
    row = subject.row_of[number]
    after = row.class_position if row.class_ is not None else row.position
    if number not in before or after is None:
        return None
    gained = before[number] - after
    return {"car": number, "name": f"{cut(row.team or '', 28)} #{number}", "before": before[number], "after": after,
            "gained": gained, "zero": 0, "move": f"{before[number]} → {after}",
            "text": f"+{gained}" if gained > 0 else "=" if gained == 0 else f"−{-gained}"}  # fmt: skip


def _panel(
    subject: Subject, at: int, class_: str | None, rows: Values, least: int, most: int, small: bool
) -> Part:
    room = 0.09 * (most - least) + 0.6
    scale = new_scale(domain=[least - room, most + room], range=[0, _PLOT - _MOVES], nice=False)
    x = alt.X("gained:Q", scale=scale, axis=None)
    y = alt.Y("name:N", sort=[row["name"] for row in rows], axis=new_axis(
        ticks=False, domain=False, minExtent=_NAMES, maxExtent=_NAMES))  # fmt: skip
    numbers = [row["car"] for row in rows]
    ground = alt.Chart(named(f"rows{at}"))
    size = 9 if small else 10.5
    paint = painted("car", subject.text_of(numbers))
    made: list[alt.Chart] = [
        ground.mark_rule(color=subject.look.quiet).encode(x=alt.X("zero:Q", scale=scale, axis=None)),
        ground.mark_bar(height=8 if small else 11).encode(
            x, y, painted("car", subject.ink_of(numbers)), alt.X2("zero:Q")
        ),
    ]
    sides: tuple[tuple[str, Literal["left", "right"], int], ...] = (
        ("datum.gained >= 0", "left", 5),
        ("datum.gained < 0", "right", -5),
    )
    for test, align, dx in sides:
        side = ground.transform_filter(test)
        made.append(side.mark_text(align=align, dx=dx, fontSize=size).encode(x, y, paint, alt.Text("text:N")))
    moves = ground.mark_text(align="right", fontSize=size - 0.5, color=subject.look.quiet)
    made.append(moves.encode(y, at_x(_PLOT - 4), alt.Text("move:N")))
    title = heading(subject.class_name(class_), subject.colours.of_class(class_, subject.theme))
    height = max(len(rows) * (13 if small else 18), 30)
    return layered(*made, width=_PLOT, height=height, title=title)
