"""Sectors compared: how far each car's best sectors are from the best of its class."""

from __future__ import annotations

from typing import Final

import altair as alt
import polars as pl

from parcferme.charts.look import (
    WIDTH,
    Values,
    cut,
    heading,
    named,
    painted,
    seconds,
)
from parcferme.charts.panels import Part, abreast, layered, new_axis, new_scale, stacked
from parcferme.charts.subject import Picture, Subject
from parcferme.classification import best_sectors
from parcferme.documents import time_text
from parcferme.findings import WrongCall

NAME: Final = "sectors"
_NAMES: Final = 170
_ROOMY: Final = 30
# Where the slowest are far away, the scale ends at so many times the upper quartile, and says so with an arrow.
_FAR: Final = 3.0


def sector_comparison(subject: Subject) -> Picture:
    """A panel for each class, a column for each sector and for the ideal lap (the sum of the best sectors), cars in
    order of the ideal lap. The best of the class stands with its time, the others with what they lack.

    Raises `WrongCall` where the session has no sectors.
    """
    names = list(subject.timing.split.names)
    if len(names) < 2:
        raise WrongCall(f"{subject.name}: a comparison of sectors needs sector times, and there are none")
    frame = _best(subject, len(names))
    columns = [*(f"s{at}" for at in range(1, len(names) + 1)), "ideal"]
    wanted = subject.chosen()
    data: dict[str, Values] = {}
    panels: list[Part] = []
    bests: list[tuple[str | None, pl.DataFrame]] = []
    small = len(wanted) > _ROOMY
    for class_, cars in subject.classes.items():
        mine = [number for number in cars if number in wanted]
        rows = frame.filter(pl.col("car").is_in(mine))
        if not len(rows):
            continue
        at = len(panels)
        leaders = frame.filter(pl.col("car").is_in(cars))
        panel, own = _panel(subject, at, class_, rows, leaders, columns, small)
        panels.append(panel)
        data |= own
        bests.append((class_, leaders))
    if not panels:
        raise WrongCall(f"{subject.name}: no car has a time in every sector")
    cars_shown = sum(len(rows) for rows in data.values()) // len(columns)
    said = subject.told(lambda one: _said(one, bests, columns, cars_shown))
    return subject.picture(NAME, stacked(panels), data, said, subject.note("sectors-note"))


def _best(subject: Subject, many: int) -> pl.DataFrame:
    """The best of each sector (µs) of each car that has all, and their sum, in order of that."""
    columns = [f"s{at}" for at in range(1, many + 1)]
    best = best_sectors(subject.timing).rename({f"{name}_us": name for name in (*columns, "ideal")})
    return best.drop_nulls().sort("ideal", "car")


def _panel(
    subject: Subject, at: int, class_: str | None, rows: pl.DataFrame, leaders: pl.DataFrame,
    columns: list[str], small: bool,
) -> tuple[Part, dict[str, Values]]:  # fmt: skip
    """A class beside each other, sector by sector, and the data of it."""
    data: dict[str, Values] = {}
    order = rows["car"].to_list()
    width = (WIDTH - _NAMES) / len(columns) - 14
    made: list[Part] = []
    for place, column in enumerate(columns):
        least = leaders[column].min()
        assert isinstance(least, int)
        behind = rows[column] - least
        data[f"{column}-{at}"], edge = _values(subject, order, behind.to_list(), least)
        made.append(_column(subject, f"{column}-{at}", order, column, edge, width, place == 0, small))
    title = heading(subject.class_name(class_), subject.colours.of_class(class_, subject.theme))
    return abreast(made, spacing=14, title=title), data


def _values(subject: Subject, cars: list[str], behind: list[int], least: int) -> tuple[Values, float]:
    upper = sorted(behind)[len(behind) * 3 // 4]
    edge = max(min(seconds(max(behind)), seconds(upper) * _FAR), 0.05)
    values: Values = []
    for number, apart in zip(cars, behind, strict=True):
        text = f"+{time_text(apart)}" if apart else time_text(least)
        far = seconds(apart) > edge
        values.append({"car": number, "name": _name(subject, number), "behind": min(seconds(apart), edge), "zero": 0,
                       "text": f"{text} »" if far else text})  # fmt: skip
    return values, edge


def _name(subject: Subject, number: str) -> str:
    return f"{cut(subject.row_of[number].team or '', 24)} #{number}"


def _column(
    subject: Subject,
    name: str,
    order: list[str],
    column: str,
    edge: float,
    width: float,
    is_first: bool,
    small: bool,
) -> Part:
    scale = new_scale(domain=[0, edge * 1.75], nice=False)
    x = alt.X("behind:Q", scale=scale, axis=None)
    axis = new_axis(ticks=False, domain=False, labelPadding=8, minExtent=_NAMES - 14, maxExtent=_NAMES - 14)
    y = alt.Y("name:N", sort=[_name(subject, number) for number in order], axis=axis if is_first else None)
    ground = alt.Chart(named(name))
    inks = painted("car", subject.ink_of(order))
    size = 8 if small else 9
    title = heading(_titled(subject, column), subject.look.quiet,
                    fontSize=10, fontWeight="normal", offset=3, frame="group")  # fmt: skip
    return layered(
        ground.mark_rule(strokeWidth=1.2, opacity=0.6).encode(x, y, inks, alt.X2("zero:Q")),
        ground.mark_point(filled=True, size=26, opacity=1).encode(x, y, inks),
        ground.mark_text(align="left", dx=5, fontSize=size, color=subject.look.ink).encode(
            x, y, alt.Text("text:N")
        ),
        width=width,
        height=max(len(order) * (12.5 if small else 16), 24),
        title=title,
        own=False,
    )


def _said(
    subject: Subject, bests: list[tuple[str | None, pl.DataFrame]], columns: list[str], cars: int
) -> str:
    """The best of each sector in each class, and who drove it."""
    told = [
        subject.word("sectors-of", name=subject.class_name(class_), best=[
            f"{_titled(subject, column)} {subject.word('numbered', car=first['car'])} {time_text(first[column])}"
            for column in columns for first in leaders.sort(column, "car").head(1).iter_rows(named=True)
        ])
        for class_, leaders in bests
    ]  # fmt: skip
    return subject.described(NAME, cars=cars, told=subject.joined(told))


def _titled(subject: Subject, column: str) -> str:
    return subject.word("ideal") if column == "ideal" else column.upper()
