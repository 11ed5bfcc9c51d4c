"""The bulletins made from every lap: analysis with sectors, lap chart, best sectors, drivers' times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import polars as pl

from parcferme.classification import ideal_lap
from parcferme.classification.cars import eligible
from parcferme.classification.penalties import deleted_laps
from parcferme.documents.bulletins.blocks import breakable, missing, sheet, words
from parcferme.documents.bulletins.paper import Block, Matter
from parcferme.documents.bulletins.session_papers import Languages, has_laps
from parcferme.documents.scored import Scored
from parcferme.documents.tables import class_of, table
from parcferme.documents.values import signed_text, time_text
from parcferme.timing import Timing

# Spaces as wide as a figure, a point, and a line that ends: laps stand in columns without a table of 100,000 cells.
_FIGURE: Final = "\u2007"
_POINT: Final = "\u2008"
# Points that a line of the lap chart has on the narrower of the two papers, upright and landscape; a figure in em.
_UPRIGHT: Final = 524.0
_LANDSCAPE: Final = 720.0
_FIGURE_EM: Final = 0.6

Piece = list[str]


def laps(matter: Matter, languages: Languages) -> list[Block]:
    """Every lap of every car with its sectors; deleted times struck through, the best lap bold."""
    scored = matter.scored
    if scored is None or not has_laps(scored):
        return [missing("laps" if scored is not None else "result", languages)]
    timing = scored.result.timing
    sectors = _sectors(timing)
    frame = timing.laps.with_columns(pl.col("car").cast(pl.String), pl.col("driver").cast(pl.String))
    by_car = {str(key[0]): group for key, group in frame.group_by("car", maintain_order=True)}
    deleted = deleted_laps(timing.decisions)
    cars = []
    for row in scored.result.rows:
        mine = by_car.get(row.number)
        if mine is None:
            continue
        struck = {lap for car, lap in deleted if car == row.number}
        parts = _car_laps(timing, row.number, mine, sectors, row.best_lap_number, struck)
        cars.append({"number": row.number, "class": row.class_ or "", "team": breakable(row.team or ""),
                     "parts": [parts]})  # fmt: skip
    heads = " · ".join(
        words("column", key, languages)[0] for key in ("lap", "lap-time", *(name[:-3] for name in sectors))
    )
    note = [f"{heads} · {' / '.join(words('bulletin-word', 'legend-marks', languages))}"]
    across = 3 if len(sectors) > 1 else 5
    block = {
        "kind": "laps",
        "cars": cars,
        "across": across,
        "size": 6.2 if len(sectors) < 4 else 5.6,
        "note": note,
    }
    return [block] if sectors else [block, missing("sectors", languages)]


def _sectors(timing: Timing) -> list[str]:
    """The columns of the sectors, none where the lap is the only one."""
    return (
        [f"s{at}_us" for at in range(1, 1 + len(timing.split.times))] if len(timing.split.times) > 1 else []
    )


def _car_laps(
    timing: Timing, number: str, mine: pl.DataFrame, sectors: list[str], best: int | None, struck: set[int]
) -> list[Piece]:
    """The lines of a car, plain text joined as far as it goes: a driver's name, then a line for each lap."""
    columns = ["lap_us", *sectors]
    texts = {name: [time_text(us) or "" for us in mine[name]] for name in columns}
    widest = {name: max(texts[name], key=len) for name in columns}
    numbers = [str(lap) for lap in mine["lap"]]
    pieces: list[Piece] = []
    before: str | None = None
    rows = zip(mine["lap"], mine["driver"], mine["in_lap"], mine["out_lap"], mine["neutralised"], strict=True)
    for at, (lap, driver, in_lap, out_lap, neutralised) in enumerate(rows):
        if driver is not None and driver != before:
            before = driver
            _add(pieces, "name", breakable(timing.driver_name(number, driver) or driver) + "\n")
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
    return pieces


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


def lap_chart(matter: Matter, languages: Languages) -> list[Block]:
    """Which car was in which place at the end of each lap, the grid first where it is known; colours are classes."""
    scored = matter.scored
    if scored is None or not has_laps(scored):
        return [missing("laps" if scored is not None else "result", languages)]
    timing = scored.result.timing
    order = timing.laps.sort("lap", "position", "at", "car").group_by("lap", maintain_order=True)
    rows = [(str(key[0]), group["car"].cast(pl.String).to_list()) for key, group in order]
    if matter.grid is not None:
        started = [slot.number for slot in (*matter.grid[1].slots, *matter.grid[1].pit_lane)]
        rows.insert(0, (words("bulletin-word", "grid-row-name", languages)[0], started))
    most = max(len(cars) for _, cars in rows)
    wide = max(2, *(len(car) for _, cars in rows for car in cars))
    front = max(len(name) for name, _ in rows) + 1
    figures = front + most * (wide + 1)
    size, flipped = _fitting(figures)
    pieces: list[Piece] = []
    _add(
        pieces,
        "head",
        _FIGURE * front + "".join(f"{_right(str(at), wide)}{_FIGURE}" for at in range(1, most + 1)) + "\n",
    )
    for name, cars in rows:
        _add(pieces, "name", _right(name, front - 1) + _FIGURE)
        for car in cars:
            _add(pieces, class_of(timing, car) or "name", _right(car, wide) + _FIGURE)
        _add(pieces, "head", "\n")
    note = " / ".join(words("bulletin-word", "car-chart", languages))
    block: Block = {
        "kind": "matrix", "size": size, "flipped": flipped, "note": [note],
        "classes": list(dict.fromkeys(row.class_ for row in scored.result.rows if row.class_)),
        "parts": [{"title": [], "pieces": pieces}],
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


def sectors(matter: Matter, languages: Languages) -> list[Block]:
    """Each car's best sectors outside the pit lane, the lap they would make, and how far its best lap is from that."""
    scored = matter.scored
    if scored is None or not has_laps(scored):
        return [missing("laps" if scored is not None else "result", languages)]
    timing = scored.result.timing
    names = _sectors(timing)
    if not names:
        return [missing("sectors", languages)]
    kept = timing.laps.filter(~pl.col("in_lap") & ~pl.col("out_lap"))
    bests = kept.group_by("car").agg(pl.col(name).min() for name in names)
    by_car = {str(row["car"]): row for row in bests.iter_rows(named=True)}
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

    return [
        sheet(lambda language: table("", columns, told, language), languages, titled=False, marked=marked)
    ]


def _best(
    timing: Timing, number: str, best: int | None, bests: dict[str, Any] | None, names: Sequence[str]
) -> dict[str, Any]:
    entry = timing.entries.get(number)
    return {
        "number": number,
        "class": entry.class_ if entry is not None else None,
        "team": entry.team if entry is not None else None,
        "best_us": best,
        "ideal_us": ideal_lap(timing, number) if bests is not None else None,
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


def drivers(matter: Matter, languages: Languages) -> list[Block]:
    """Who drove how long and how fast: laps, stints, time in the car, best lap, average of laps at speed."""
    scored = matter.scored
    if scored is None or not has_laps(scored):
        return [missing("laps" if scored is not None else "result", languages)]
    rows = list(_driven(scored))
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
    return [sheet(make, languages, titled=False, size=7.4, marked=marked)]


def _least(values: Iterable[int | None]) -> int | None:
    return min((value for value in values if value is not None), default=None)


def _driven(scored: Scored) -> Iterable[dict[str, Any]]:
    """A row for each car and driver, cars in order of the classification."""
    timing = scored.result.timing
    fine = eligible(timing, timing.rules.fastest_lap, deleted_laps(timing.decisions))
    steady = pl.col("fine") & ~pl.col("neutralised") & ~pl.col("in_lap") & ~pl.col("out_lap")
    frame = timing.laps.with_columns(
        pl.Series("fine", fine), pl.col("car").cast(pl.String), pl.col("driver").cast(pl.String)
    )
    counted = pl.col("lap_us").filter(pl.col("fine"))
    driven = (
        frame.filter(pl.col("driver").is_not_null())
        .group_by("car", "driver", maintain_order=True)
        .agg(
            laps=pl.len(),
            time=pl.col("lap_us").sum(),
            best=counted.min(),
            on=pl.col("lap").filter(pl.col("fine")).sort_by(counted).first(),
            steady=pl.col("lap_us").filter(steady).sum(),
            count=steady.sum(),
        )
    )
    stints = timing.stints.with_columns(pl.col("car").cast(pl.String)).group_by("car", "driver").len()
    counts = {(row["car"], row["driver"]): row["len"] for row in stints.iter_rows(named=True)}
    by_car: dict[str, list[dict[str, Any]]] = {}
    for row in driven.iter_rows(named=True):
        by_car.setdefault(row["car"], []).append(row)
    for one in scored.result.rows:
        for row in by_car.get(one.number, ()):
            average = row["steady"] // row["count"] if row["count"] else None
            yield {
                "number": one.number,
                "class": one.class_,
                "driver": timing.driver_name(one.number, row["driver"]),
                "stints": counts.get((one.number, row["driver"])),
                "laps": row["laps"],
                "drive-time": time_text(row["time"]),
                "best": time_text(row["best"]),
                "best_us": row["best"],
                "on-lap": row["on"],
                "average": time_text(average),
            }
