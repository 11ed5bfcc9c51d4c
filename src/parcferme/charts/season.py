"""Standings through the season: points after every round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import altair as alt

from parcferme.championship import Standings, Table
from parcferme.charts.colours import Colours
from parcferme.charts.look import (
    WIDTH,
    Values,
    beside,
    cut,
    finished,
    heading,
    named,
    painted,
    quoted,
    theme_of,
    wrapped,
)
from parcferme.charts.panels import Part, layered, mapped, new_axis, new_scale, stacked
from parcferme.charts.subject import Picture
from parcferme.charts.thinning import spread
from parcferme.documents import gap_of, label, points_text, say
from parcferme.findings import WrongCall
from parcferme.names import fold

NAME: Final = "standings"
_LABEL: Final = 215
_STRONG: Final = 10
_LINE: Final = 12.5


def standings_chart(
    through: Sequence[Standings],
    colours: Colours,
    *,
    title: str,
    table: str | None = None,
    class_: str | None = None,
    cars: Sequence[str] = (),
    language: str = "en",
    theme: str = "light",
    reconstruction: bool = False,
    languages: Sequence[str] = (),
) -> Picture:
    """Points after each round (standings of one round after the other), a panel for each class of a table.

    Drops count as they did after that round, so a line may fall. The first ten, or those with one of `cars`, are drawn
    strong and named; everybody else is there. `languages` are those of a sheet in several. Raises
    `WrongCall` where there is no table, or none of that name.
    """
    tables = _tables(through, table, class_)
    languages = languages or (language,)
    data: dict[str, Values] = {}
    panels = []
    for at, last in enumerate(tables):
        strong = _strong(last, cars)
        if cars and not strong:
            continue
        panel, own = _panel(str(at), last, through, strong, colours, languages, theme)
        panels.append(panel)
        data |= own
    if not panels:
        raise WrongCall(f"no row of these tables has a car of {', '.join(cars)}")
    name = beside(say("table", tables[0].name, one) for one in languages)
    said = beside(_said(tables, through, title, reconstruction, one) for one in languages)
    marked = beside(label("reconstruction", one) for one in languages) if reconstruction else ""
    spec = finished(
        stacked(panels), data,
        title=beside(say("chart", NAME, one) for one in languages),
        subtitle=wrapped([" · ".join(part for part in (title, name, marked) if part),
                          *(say("chart-word", "standings-note", one) for one in languages)]),
        alternative=said, theme=theme, language=languages[0],
    )  # fmt: skip
    return Picture(NAME, spec, said, languages[0])


def _said(
    tables: Sequence[Table], through: Sequence[Standings], title: str, reconstruction: bool, language: str
) -> str:
    """Who is first in each table at the end, and how far ahead."""
    name = say("table", tables[0].name, language)
    called = f"{title} ({label('reconstruction', language).lower()})" if reconstruction else title
    firsts = say("chart-word", "part", language).join(_first(one, language) for one in tables)
    return say("chart-alt", NAME, language, session=called, table=name, rounds=len(through), firsts=firsts)


def _tables(through: Sequence[Standings], table: str | None, class_: str | None) -> list[Table]:
    """The tables of one name as they stand at the end."""
    every = [one for one in through[-1].tables if one.rows] if through else []
    if not every:
        raise WrongCall("no standings to draw: no round has a result that scores")
    name = table or every[0].name
    found = [
        one
        for one in every
        if fold(one.name) == fold(name or "") and (class_ is None or fold(class_) == fold(one.class_ or ""))
    ]
    if not found:
        known = ", ".join(f"{one.name}{f' {one.class_}' if one.class_ else ''}" for one in every)
        raise WrongCall(f"no table {name!r}{f' of class {class_!r}' if class_ else ''} (there are {known})")
    return found


def _first(last: Table, language: str) -> str:
    """Who is first in a table, and with how many points."""
    leader, *others = last.rows
    of = f" ({last.class_})" if last.class_ else ""
    second = others[0] if others else None
    return say(
        "chart-word", "points-of", language, name=f"{leader.name}{of}", points=leader.points,
        second=second.name if second else None, lead=gap_of(last, second) if second else None,
    )  # fmt: skip


def _strong(last: Table, cars: Sequence[str]) -> list[str]:
    if cars:
        return [row.name for row in last.rows if set(row.cars) & set(cars)]
    return [row.name for row in last.rows[:_STRONG]]


def _panel(
    at: str, last: Table, through: Sequence[Standings], strong: list[str], colours: Colours,
    languages: Sequence[str], theme: str,
) -> tuple[Part, dict[str, Values]]:  # fmt: skip
    """A table's lines, and the data they are drawn from."""
    look = theme_of(theme)
    lines = _lines(last, through)
    car_of = {row.name: row.cars[0] if row.cars else "" for row in last.rows}
    most = max(1.0, *(row["points"] for row in lines))
    height = max(230, min(len(strong), _STRONG) * 17 + 60)
    rounds = [one.after for one in through]
    data = {
        f"weak{at}": [row for row in lines if row["name"] not in strong],
        f"strong{at}": [row for row in lines if row["name"] in strong],
        f"names{at}": _names(last, strong, most, height, rounds[-1], languages[0]),
    }
    events = "{" + ",".join(f"'{number}':{_event(last, number)}" for number in rounds) + "}"
    x = alt.X("round:Q", scale=new_scale(domain=[0, rounds[-1]], nice=False), axis=new_axis(
        values=rounds, labelExpr=f"({events})[datum.value]", title=None, grid=True, labelAlign="center"))  # fmt: skip
    y = alt.Y("points:Q", scale=new_scale(domain=[min(0.0, *(r["points"] for r in lines)), most * 1.04], nice=False),
              axis=new_axis(tickCount=6, title=beside(say("chart-word", "points", one) for one in languages))
              )  # fmt: skip
    inks = {name: colours.of_car(car_of[name], theme) for name in strong}
    texts = {name: colours.of_text(car_of[name], theme) for name in strong}
    dashes = {name: list(colours.dash(car_of[name])) for name in strong}
    dark = alt.Chart(named(f"strong{at}"))
    layers = [
        alt.Chart(named(f"weak{at}")).mark_line(color=look.muted, strokeWidth=0.9, opacity=0.6).encode(
            x, y, alt.Detail("name:N")),
        dark.mark_line(strokeWidth=2).encode(x, y, painted("name", inks), alt.Detail("name:N"), alt.StrokeDash(
            "name:N", legend=None, scale=mapped(dashes))),
        dark.mark_point(filled=True, size=22, opacity=1).encode(x, y, painted("name", inks)),
        alt.Chart(named(f"names{at}")).mark_text(align="left", dx=8, fontSize=9.5).encode(
            x, y, painted("name", texts), alt.Text("text:N")),
    ]  # fmt: skip
    title = heading(last.class_ or "", colours.of_class(last.class_, theme))
    return layered(*layers, width=WIDTH - _LABEL - 40, height=height, title=title), data


def _lines(last: Table, through: Sequence[Standings]) -> Values:
    """Everybody's points after each round, nought before the first."""
    found: Values = [{"name": row.name, "round": 0, "points": 0.0} for row in last.rows]
    for standings in through:
        here = standings.table(last.name, last.class_)
        points = {row.name: row.points for row in here.rows} if here is not None else {}
        for row in last.rows:
            # Who is not in the table yet has no points yet.
            found.append(
                {"name": row.name, "round": standings.after, "points": float(points.get(row.name, 0))}
            )
    return found


def _names(last: Table, strong: list[str], most: float, height: float, end: int, language: str) -> Values:
    rows = [row for row in last.rows if row.name in strong]
    places = spread([float(row.points) for row in rows], _LINE * most * 1.04 / height, 0, most * 1.04)
    # Level rows stand in the order of the table, the first on top; where the fewest points lead, the first is lowest.
    ordered = sorted(places, reverse=not last.fewest)
    return [
        {"name": row.name, "round": end, "points": place,
         "text": f"{row.position or '–'}  {cut(row.name, 28)}  {points_text(row.points, language)}"}
        for row, place in zip(rows, ordered, strict=True)
    ]  # fmt: skip


def _event(last: Table, number: int) -> str:
    """The name under a round, quoted for an expression."""
    name = next((column.event for column in last.sessions if column.round == number and column.event), None)
    return quoted(f"{number} {cut(name, 16)}" if name else str(number))
