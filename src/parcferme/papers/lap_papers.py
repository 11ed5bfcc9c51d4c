"""The bulletins made from every lap: analysis with sectors, lap chart, best sectors, drivers' times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import polars as pl

from parcferme.classification import best_sectors, deleted_laps
from parcferme.documents import MeetingSession, Scored, class_of, driven, say, signed_text, table, time_text
from parcferme.papers.blocks import breakable, missing, sheet, words
from parcferme.papers.paper import Block
from parcferme.papers.session_papers import Languages, has_laps
from parcferme.timing import Timing

# Spaces as wide as a figure, a point, and a line that ends: laps stand in columns without a table of 100,000 cells.
_FIGURE: Final = "\u2007"
_POINT: Final = "\u2008"
# Points that a line of the lap chart has on the narrower of the two papers, upright and landscape; a figure in em.
_UPRIGHT: Final = 524.0
_LANDSCAPE: Final = 720.0
_FIGURE_EM: Final = 0.6
_POINT_EM: Final = 0.32
# Laps: the marks `PON` (em), the usual and the smallest size of type, the most columns and the space between them (pt).
_MARKS_EM: Final = 2.1
_LAP_SIZE: Final = 6.2
_LEAST_SIZE: Final = 4.8
_MOST_ACROSS: Final = 5
_GUTTER: Final = 11.4
# Laps: lines that the head of a car takes, and those of one column on the shorter of the two papers below a masthead,
# with the officials at its foot.
_HEAD_LINES: Final = 4
_SHEET_LINES: Final = 58
# The row of the lap chart above lap 1, in every language: about as wide as a figure, so that columns stand.
_GRID_ROW: Final = "G"
# So many laps of the lap chart stand close together: an eye keeps to its line.
_GROUP: Final = 5

Piece = list[str]


def laps(session: MeetingSession, languages: Languages) -> list[Block]:
    """Every lap of every car with its sectors; deleted times struck through, the best lap bold."""
    scored = session.scored
    if scored is None or not has_laps(scored):
        return [missing("laps" if scored is not None else "result", languages)]
    timing = scored.result.timing
    sectors = _sectors(timing)
    frame = timing.laps.with_columns(pl.col("car").cast(pl.String), pl.col("driver").cast(pl.String))
    by_car = {str(key[0]): group for key, group in frame.group_by("car", maintain_order=True)}
    deleted = deleted_laps(timing.decisions)
    keys = ("lap", "lap-time", *(name[:-3] for name in sectors))
    cars: list[dict[str, Any]] = []
    for row in scored.result.rows:
        mine = by_car.get(row.number)
        if mine is None:
            continue
        struck = {lap for car, lap in deleted if car == row.number}
        parts, widest = _car_laps(timing, row.number, mine, sectors, row.best_lap_number, struck, languages)
        heads = [[say("column", key, languages[0]), text] for key, text in zip(keys, widest, strict=True)]
        cars.append({"number": row.number, "class": row.class_ or "", "team": breakable(row.team or ""),
                     "heads": heads, "parts": parts})  # fmt: skip
    note = [
        " · ".join(
            (*(say("column", key, language) for key in keys), say("bulletin-word", "legend-marks", language))
        )
        for language in languages
    ]
    across, sizes = _across(cars)
    cars = [{**car, "size": size} for car, size in zip(cars, sizes, strict=True)]
    # Lines of text: a table with a cell for each figure of 24 hours would be four times as slow to set and
    # seven times as large (docs/bulletins.md, For readers with a screen reader).
    block = {"kind": "laps", "cars": cars, "across": across, "columns": _balanced(cars, across), "note": note}
    return [block] if sectors else [block, missing("sectors", languages)]


def _across(cars: list[dict[str, Any]]) -> tuple[int, list[float]]:
    """How many columns of laps stand side by side, so that those of most cars have their usual size, and the size of
    each car: one with wider times, after an hour in the pits, is set smaller.
    """
    widths = [_line_em([text for _, text in car["heads"]]) for car in cars]
    usual = sorted(widths)[len(widths) // 2]
    fitting = (
        across
        for across in range(_MOST_ACROSS, 1, -1)
        if usual * _LAP_SIZE <= _room(across) and max(widths) * _LEAST_SIZE <= _room(across)
    )
    across = next(fitting, 1)
    return across, [min(_LAP_SIZE, round(_room(across) / width - 0.05, 2)) for width in widths]


def _balanced(cars: list[dict[str, Any]], across: int) -> list[list[dict[str, Any]]]:
    """The cars of each column where all of them fit on one sheet: whole cars, in order, the longest column as short as
    can be. Nothing where they do not fit: then they run through the columns of as many sheets as they need.
    """
    highs = [_lines(car) for car in cars]
    if sum(highs) > across * _SHEET_LINES:
        return []
    for limit in range(max(highs), _SHEET_LINES + 1):
        columns: list[list[dict[str, Any]]] = [[]]
        full = 0
        for car, high in zip(cars, highs, strict=True):
            if columns[-1] and full + high > limit:
                columns.append([])
                full = 0
            columns[-1].append(car)
            full += high
        if len(columns) <= across:
            return columns
    return []


def _lines(car: dict[str, Any]) -> int:
    """How many lines high a car is, its number, the heads and the space above included."""
    texts: Iterable[str] = (text for part in car["parts"] for _, text in part)
    return _HEAD_LINES + sum(text.count("\n") for text in texts)


def _room(across: int) -> float:
    """How wide each of so many columns is (pt)."""
    return (_UPRIGHT - _GUTTER * (across - 1)) / across


def _line_em(texts: Sequence[str]) -> float:
    """How wide a line of these texts is, with its marks (em)."""
    figures = sum(_FIGURE_EM if char.isalnum() else _POINT_EM for text in texts for char in text)
    return figures + len(texts) * _FIGURE_EM + _MARKS_EM


def _sectors(timing: Timing) -> list[str]:
    """The columns of the sectors, none where the lap is the only one."""
    return (
        [f"s{at}_us" for at in range(1, 1 + len(timing.split.times))] if len(timing.split.times) > 1 else []
    )


def _car_laps(
    timing: Timing,
    number: str,
    mine: pl.DataFrame,
    sectors: list[str],
    best: int | None,
    struck: set[int],
    languages: Languages,
) -> tuple[list[list[Piece]], list[str]]:
    """The lines of a car, a part for each stint of a driver: the name, then a line for each lap, plain text joined as
    far as it goes. Beside them the widest text of each column.
    """
    columns = ["lap_us", *sectors]
    texts = {name: [time_text(us) or "" for us in mine[name]] for name in columns}
    widest = {name: max(texts[name], key=len) for name in columns}
    numbers = [str(lap) for lap in mine["lap"]]
    parts: list[list[Piece]] = [[]]
    before: str | None = None
    rows = zip(mine["lap"], mine["driver"], mine["in_lap"], mine["out_lap"], mine["neutralised"], strict=True)
    for at, (lap, driver, in_lap, out_lap, neutralised) in enumerate(rows):
        if driver is not None and driver != before:
            before = driver
            parts += [[]] if parts[-1] else []
            _add(parts[-1], "name", breakable(_driver(timing, number, driver, languages)) + "\n")
        pieces = parts[-1]
        cells = [_padded(texts[name][at], widest[name]) for name in columns]
        marks = ("P" if in_lap else "") + ("O" if out_lap else "") + ("N" if neutralised else "")
        _add(pieces, "head", _padded(numbers[at], numbers[-1]))
        _add(pieces, "", _FIGURE)
        _add(pieces, "strike" if lap in struck else "best" if lap == best else "", cells[0])
        _add(
            pieces,
            "",
            "".join(_FIGURE + cell for cell in cells[1:]) + (f"{_FIGURE}{marks}" if marks else "") + "\n",
        )
    return parts, [numbers[-1], *widest.values()]


def _driver(timing: Timing, number: str, driver: str, languages: Languages) -> str:
    """A driver's name; `driver 2` where a file has only numbers for them."""
    name = timing.driver_name(number, driver) or driver
    said = words("chart-word", "driver-number", languages, number=name)
    return " / ".join(said) if name.isdecimal() else name


def _add(pieces: list[Piece], style: str, text: str) -> None:
    """Text at the end of the pieces; joined with the last where that is of the same style."""
    if pieces and pieces[-1][0] == style:
        pieces[-1][1] += text
    else:
        pieces.append([style, text])


def _padded(text: str, widest: str) -> str:
    """A number moved to the right of its column, whose widest text is given."""
    short = len(widest) - len(text)
    return "".join(_FIGURE if char.isalnum() else _POINT for char in widest[:short]) + text


def lap_chart(session: MeetingSession, languages: Languages) -> list[Block]:
    """Which car was in which place at the end of each lap, the grid first where it is known; colours are classes."""
    scored = session.scored
    if scored is None or not has_laps(scored):
        return [missing("laps" if scored is not None else "result", languages)]
    timing = scored.result.timing
    order = timing.laps.sort("lap", "position", "at", "car").group_by("lap", maintain_order=True)
    rows = [(str(key[0]), group["car"].cast(pl.String).to_list()) for key, group in order]
    if session.grid is not None:
        rows.insert(0, (_GRID_ROW, list(session.started)))
    most = max(len(cars) for _, cars in rows)
    wide = max(2, *(len(car) for _, cars in rows for car in cars))
    front = max(len(name) for name, _ in rows) + 1
    figures = front + most * (wide + 1)
    size, flipped = _fitting(figures)
    places = _FIGURE * front + "".join(_right(str(at), wide) + _FIGURE for at in range(1, most + 1))
    classes = {row.number: f"of {row.class_}" if row.class_ else "name" for row in scored.result.rows}
    groups: dict[int, list[Piece]] = {}
    for name, cars in rows:
        pieces = groups.setdefault(0 if name == _GRID_ROW else 1 + (int(name) - 1) // _GROUP, [])
        _add(pieces, "name", ("\n" if pieces else "") + _right(name, front - 1) + _FIGURE)
        for car in cars:
            _add(pieces, classes.get(car, "name"), _right(car, wide) + _FIGURE)
    key = "car-chart" if session.grid is None else "car-chart-grid"
    note = " / ".join(words("bulletin-word", key, languages, row=_GRID_ROW))
    block: Block = {
        "kind": "matrix", "size": size, "flipped": flipped, "note": [note],
        "classes": list(dict.fromkeys(row.class_ for row in scored.result.rows if row.class_)),
        "head": places, "parts": list(groups.values()),
    }  # fmt: skip
    return [block]


def _fitting(figures: int) -> tuple[float, bool]:
    """The size of type (pt) in which so many figures fit on a line, and whether the paper has to lie on its side."""
    upright = _UPRIGHT / (figures * _FIGURE_EM)
    if upright >= 5.6:
        return min(8.0, round(upright - 0.05, 2)), False
    return min(8.0, round(_LANDSCAPE / (figures * _FIGURE_EM) - 0.05, 2)), True


def _right(text: str, width: int) -> str:
    return _FIGURE * (width - len(text)) + text


def sectors(session: MeetingSession, languages: Languages) -> list[Block]:
    """Each car's best sectors on the track, the lap they would make, and how far its best lap is from that."""
    scored = session.scored
    if scored is None or not has_laps(scored):
        return [missing("laps" if scored is not None else "result", languages)]
    timing = scored.result.timing
    names = _sectors(timing)
    if not names:
        return [missing("sectors", languages)]
    by_car = {row["car"]: row for row in best_sectors(timing).iter_rows(named=True)}
    rows = [
        _best(timing, row.number, row.best_lap, by_car.get(row.number), names) for row in scored.result.rows
    ]
    rows = [row for row in rows if any(row[name] is not None for name in names)]
    rows.sort(key=lambda row: (row["ideal_us"] is None, row["ideal_us"] or 0, row["number"]))
    least = {name: min((row[name] for row in rows if row[name] is not None), default=None) for name in names}
    columns = [
        "position",
        "number",
        "class",
        "team",
        *(name[:-3] for name in names),
        "ideal",
        "best",
        "difference",
    ]
    told = [_best_cells(at, row, names) for at, row in enumerate(rows, 1)]

    def marked(at: int, column: str) -> str | None:
        name = f"{column}_us"
        return "strong" if name in least and rows[at][name] == least[name] else None

    note = words("bulletin-word", "sectors-rule", languages)
    make = lambda language: table("", columns, told, language)  # noqa: E731
    return [sheet(make, languages, titled=False, marked=marked, note=note)]


def _best(
    timing: Timing, number: str, best: int | None, bests: dict[str, Any] | None, names: Sequence[str]
) -> dict[str, Any]:
    entry = timing.entries.get(number)
    return {
        "number": number,
        "class": entry.class_ if entry is not None else None,
        "team": entry.team if entry is not None else None,
        "best_us": best,
        "ideal_us": None if bests is None else bests["ideal_us"],
        **{name: None if bests is None else bests[name] for name in names},
    }


def _best_cells(at: int, row: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    ideal, best = row["ideal_us"], row["best_us"]
    apart = None if ideal is None or best is None else best - ideal
    return {
        "position": at if ideal is not None else None,
        "number": row["number"],
        "class": row["class"],
        "team": row["team"],
        **{name[:-3]: time_text(row[name]) for name in names},
        "ideal": time_text(ideal),
        "best": time_text(best),
        "difference": signed_text(apart),
    }


def drivers(session: MeetingSession, languages: Languages) -> list[Block]:
    """Who drove how long and how fast: laps, stints, time in the car, best lap, average of laps at speed."""
    scored = session.scored
    if scored is None or not has_laps(scored):
        return [missing("laps" if scored is not None else "result", languages)]
    rows = [_driver_cells(scored, row) for row in driven(scored)]
    if not rows:
        return [missing("drivers", languages)]
    columns = ["number", "class", "driver", "stints", "laps", "drive-time", "best", "on-lap", "average"]
    columns = [name for name in columns if any(row[name] is not None for row in rows)]
    first = {row["number"]: at for at, row in reversed(list(enumerate(rows)))}
    best = {car: _least(row["best_us"] for row in rows if row["number"] == car) for car in first}

    def marked(at: int, column: str) -> str | None:
        row = rows[at]
        return "strong" if column == "best" and row["best_us"] == best[row["number"]] else None

    make = lambda language: table("", columns, rows, language)  # noqa: E731
    note = words("bulletin-word", "drivers-rule", languages)
    return [sheet(make, languages, titled=False, size=7.4, marked=marked, note=note)]


def _least(values: Iterable[int | None]) -> int | None:
    return min((value for value in values if value is not None), default=None)


def _driver_cells(scored: Scored, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": row["car"],
        "class": class_of(scored.result.timing, row["car"]),
        "driver": row["driver"],
        "stints": row["stints"],
        "laps": row["laps"],
        "drive-time": time_text(row["drive_us"]),
        "best": time_text(row["best_us"]),
        "best_us": row["best_us"],
        "on-lap": row["best_lap_number"],
        "average": time_text(row["average_us"]),
    }
