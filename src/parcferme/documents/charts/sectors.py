"""Sectors compared: how far each car's best sectors are from the best of its class."""

from __future__ import annotations

from typing import Final

import altair as alt
import polars as pl

from parcferme.documents.charts.look import (
    WIDTH,
    Values,
    cut,
    finished,
    heading,
    named,
    painted,
    seconds,
    sized,
)
from parcferme.documents.charts.subject import Picture, Subject
from parcferme.documents.values import time_text
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
    panels: list[alt.HConcatChart] = []
    told: list[str] = []
    small = len(wanted) > _ROOMY
    for class_, cars in subject.classes.items():
        mine = [number for number in cars if number in wanted]
        rows = frame.filter(pl.col("car").is_in(mine))
        if not len(rows):
            continue
        at = len(panels)
        leaders = frame.filter(pl.col("car").is_in(cars))
        panels.append(_panel(subject, at, class_, rows, leaders, columns, small, data))
        told.append(_told(subject, class_, leaders, columns))
    if not panels:
        raise WrongCall(f"{subject.name}: no car has a time in every sector")
    said = subject.described(
        NAME, cars=sum(len(rows) for rows in data.values()) // len(columns), told="; ".join(told)
    )
    spec = finished(
        alt.vconcat(*panels).resolve_scale(color="independent"), data, title=subject.titled(NAME),
        subtitle=subject.subtitle(subject.word("sectors-note")), alternative=said,
        theme=subject.theme, language=subject.language,
    )  # fmt: skip
    return Picture(NAME, spec, said, subject.language)


def _best(subject: Subject, many: int) -> pl.DataFrame:
    """The best of each sector (µs) of each car that has all, and their sum, in order of that."""
    fine = subject.laps.filter("fine")
    columns = [f"s{at}" for at in range(1, many + 1)]
    best = fine.group_by("car").agg(pl.col(f"{name}_us").min().alias(name) for name in columns)
    best = best.drop_nulls().with_columns(ideal=pl.sum_horizontal(columns))
    return best.sort("ideal", "car")


def _panel(
    subject: Subject, at: int, class_: str | None, rows: pl.DataFrame, leaders: pl.DataFrame,
    columns: list[str], small: bool, data: dict[str, Values],
) -> alt.HConcatChart:  # fmt: skip
    order = rows["car"].to_list()
    width = (WIDTH - _NAMES) / len(columns) - 14
    made: list[alt.LayerChart] = []
    for place, column in enumerate(columns):
        least = leaders[column].min()
        assert isinstance(least, int)
        behind = rows[column] - least
        data[f"{column}-{at}"], edge = _values(subject, order, behind.to_list(), least)
        made.append(_column(subject, f"{column}-{at}", order, column, edge, width, place == 0, small))
    title = heading(class_ or subject.word("all-cars"), subject.colours.of_class(class_, subject.theme))
    row = alt.hconcat(*made, spacing=14, title=title)
    assert isinstance(row, alt.HConcatChart)
    own: alt.HConcatChart = row.resolve_scale(color="independent")
    return own


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
) -> alt.LayerChart:
    scale = alt.Scale(domain=[0, edge * 1.75], nice=False)
    x = alt.X("behind:Q", scale=scale, axis=None)
    axis = alt.Axis(
        title=None, ticks=False, domain=False, labelPadding=8, minExtent=_NAMES - 14, maxExtent=_NAMES - 14
    )
    y = alt.Y("name:N", sort=[_name(subject, number) for number in order], axis=axis if is_first else None)
    ground = alt.Chart(named(name))
    inks = painted("car", subject.ink_of(order))
    size = 8 if small else 9
    layer = alt.layer(
        ground.mark_rule(strokeWidth=1.2, opacity=0.6).encode(x, y, inks, x2=alt.X2("zero:Q")),
        ground.mark_point(filled=True, size=26, opacity=1).encode(x, y, inks),
        ground.mark_text(align="left", dx=5, fontSize=size, color=subject.look.ink).encode(
            x, y, text="text:N"
        ),
    )
    title = alt.TitleParams(subject.word("ideal") if column == "ideal" else column.upper(), anchor="start",
                            fontSize=10, color=subject.look.quiet, fontWeight="normal", offset=3,
                            frame="group")  # fmt: skip
    height = max(len(order) * (12.5 if small else 16), 24)
    return sized(layer, width=width, height=height, title=title, own=False)


def _told(subject: Subject, class_: str | None, leaders: pl.DataFrame, columns: list[str]) -> str:
    best = ", ".join(
        f"{subject.word('ideal') if column == 'ideal' else column.upper()} #{leaders.sort(column, 'car')['car'][0]} "
        f"{time_text(int(leaders.sort(column, 'car')[column][0]))}"
        for column in columns
    )
    return f"{class_ or subject.word('all-cars')}: {best}"
