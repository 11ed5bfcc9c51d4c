"""Tables as values: columns with headings and cells of text, before anybody knows how wide the paper is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from parcferme.classification import Row, Status, flags_as_counted
from parcferme.documents.scored import Scored, laps_known, rows_of
from parcferme.documents.values import apart_text, signed_text, time_text
from parcferme.documents.words import label, say
from parcferme.regulations import SessionKind
from parcferme.timing import Timing

LEFT: Final = frozenset(
    (
        "class team drivers crew vehicle marks driver verdict flag inferred why "
        "name title source status group rounds day session kind zone on-board owed place sectors"
    ).split()
)
FLEXIBLE: Final = frozenset("on-board team drivers crew vehicle driver why title source".split())


class Table(msgspec.Struct, frozen=True):
    """`columns` are keys of the catalogue's section of that name, `headings` their words, `rows` cells in that order.

    `classes` names the class of each row, for its colour. `give_up` lists columns in the order in which they are
    given up where the paper is too narrow.
    """

    title: str
    columns: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    classes: tuple[str | None, ...] = ()
    give_up: tuple[str, ...] = ()


def table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Mapping[str, Any]],
    language: str,
    *,
    give_up: Sequence[str] = (),
) -> Table:
    """A table of these columns; a cell that is None is empty. A row's `class` also gives its colour."""
    listed = list(rows)
    cells = tuple(tuple(_cell(row.get(column)) for column in columns) for row in listed)
    headings = tuple(say("column", column, language) for column in columns)
    return Table(
        title, tuple(columns), headings, cells, tuple(row.get("class") for row in listed), tuple(give_up)
    )


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def classification_table(
    scored: Scored, *, class_: str | None = None, language: str = "en", wide: bool = False
) -> Table:
    """The classification. `wide` has time and gap, team, drivers and car in columns of their own. Of one class alone
    places, gaps and intervals are those in the class; the place overall stands beside.
    """
    race = scored.result.timing.kind is SessionKind.RACE
    rows = rows_of(scored, class_)
    listed = [_row(scored, row, race, language, in_class=class_ is not None) for row in rows]
    for index, cells in enumerate(listed):
        cells["time-gap"] = (cells["time"] if race else None) if index == 0 else cells["gap"]
    columns = [
        "position",
        "class-position" if class_ is None else "overall",
        "number",
        "class",
        "crew",
        "laps",
    ]
    columns += ["time-gap", "interval", "best", "on-lap", "stops"]
    if wide:
        columns[4:5] = ["team", "drivers", "vehicle"]
        at = columns.index("time-gap")
        columns[at : at + 1] = ["time", "gap"] if race else ["gap"]
    if not race:
        columns = [column for column in columns if column not in ("best", "on-lap", "stops")]
        columns = [
            name
            for column in columns
            for name in (("best", "on-lap", column) if column == "laps" else (column,))
        ]
        columns = ["gap" if column == "time-gap" else column for column in columns]
    columns = [column for column in columns if column in _ALWAYS or any(cells[column] for cells in listed)]
    title = label("classification", language)
    give_up = ("vehicle", "drivers", "stops", "on-lap", "interval", "class-position", "overall")
    return table(title, columns, listed, language, give_up=give_up)


_ALWAYS: Final = ("position", "number", "time-gap", "time", "gap", "best")


def _row(scored: Scored, row: Row, race: bool, language: str, *, in_class: bool = False) -> dict[str, Any]:
    """The cells of one row; a place that is shared has an equals sign, a car without one says why."""
    entry = scored.result.timing.entries.get(row.number)
    crew = [part for part in (row.team, " / ".join(row.drivers)) if part]
    at = row.class_position if in_class else row.position
    place = str(at) if at is not None else say("status-short", row.status.value, language)
    if at is None and row.status is Status.CLASSIFIED:
        place = "–"  # its source says the place in class alone
    if any(reason.code == "dead-heat" for reason in row.reasons):
        place += "="
    return {
        "position": place,
        "overall": row.position,
        "class-position": row.class_position if row.class_ else None,
        "number": row.number,
        "class": row.class_,
        "crew": " · ".join(crew) or None,
        "team": row.team,
        "drivers": " / ".join(row.drivers) or None,
        "vehicle": entry.vehicle or entry.manufacturer if entry is not None else None,
        "laps": row.laps if laps_known(scored) else None,
        "time": time_text(row.time) if race else None,
        "gap": apart_text(row.gap, row.gap_laps, language),
        "interval": apart_text(row.interval, row.interval_laps, language),
        "best": time_text(row.best_lap),
        "on-lap": row.best_lap_number,
        "stops": row.stops if row.status is not Status.NOT_STARTED else None,
    }


def leaders_table(timing: Timing, language: str) -> Table:
    """Who led from which lap to which."""
    rows = [
        {
            "number": row["car"],
            "class": class_of(timing, row["car"]),
            "crew": crew_of(timing, row["car"]),
            "from-lap": row["from_lap"],
            "to-lap": row["to_lap"],
            "laps-led": row["laps"],
            "elapsed": time_text(row["elapsed_us"]),
        }
        for row in timing.leaders.iter_rows(named=True)
    ]
    columns = ["number", "class", "crew", "from-lap", "to-lap", "laps-led", "elapsed"]
    return table(
        label("leaders", language), _said(columns, rows), rows, language, give_up=("crew", "elapsed")
    )


def stops_table(
    timing: Timing, language: str, numbers: Iterable[str] | None = None, *, wide: bool = False
) -> Table:
    """Every visit to the pit lane, of these cars or of all. `wide`: with who came in, who went out again, and the time
    in the lane so far.
    """
    chosen = None if numbers is None else set(numbers)
    driven = drivers_by_lap(timing) if wide else {}
    rows: list[dict[str, Any]] = []
    total: dict[str, int | None] = {}
    for row in timing.stops_frame.iter_rows(named=True):
        car, duration = row["car"], row["duration_us"]
        if chosen is not None and car not in chosen:
            continue
        before = total.get(car, 0)
        total[car] = None if duration is None or before is None else before + duration
        rows.append(
            {
                "number": car,
                "class": class_of(timing, car),
                "stop": row["stop"],
                "in-lap": row["in_lap"],
                "out-lap": row["out_lap"],
                "driver-in": driven.get((car, row["in_lap"])),
                "driver-out": driven.get((car, row["out_lap"])),
                "entry": time_text(row["entry_us"]),
                "exit": time_text(row["exit_us"]),
                "duration": time_text(duration),
                "total": time_text(total[car]),
            }
        )
    columns = [
        "number",
        "class",
        "stop",
        "in-lap",
        "out-lap",
        "driver-in",
        "driver-out",
        "entry",
        "exit",
        "duration",
    ]
    columns += ["total"] if wide else []
    return table(label("stops", language), _said(columns, rows), rows, language)


def drivers_by_lap(timing: Timing) -> dict[tuple[str, int], str]:
    """Who drove each lap of each car, by name, as far as it is known."""
    known = timing.laps.select("car", "lap", "driver").drop_nulls()
    names: dict[tuple[str, str], str] = {}
    found = {}
    for car, lap, driver in known.cast({"car": str, "driver": str}).iter_rows():
        if (car, driver) not in names:
            names[car, driver] = timing.driver_name(car, driver) or driver
        found[car, lap] = names[car, driver]
    return found


def verdicts_table(timing: Timing, language: str, numbers: Iterable[str] | None = None) -> Table | None:
    """The compulsory stop of each car, None where the rulebook has none; its title says the window."""
    rule = timing.rules.compulsory_stop
    if rule is None:
        return None
    chosen = None if numbers is None else set(numbers)
    rows = [
        {
            "number": row["car"],
            "class": class_of(timing, row["car"]),
            "verdict": say("verdict", row["verdict"], language),
            "entry": time_text(row["entry_us"]),
            "duration": time_text(row["duration_us"]),
            "margin": signed_text(row["margin_us"]),
            "window-margin": signed_text(row["window_margin_us"]),
        }
        for row in timing.verdicts_frame.iter_rows(named=True)
        if chosen is None or row["car"] in chosen
    ]
    columns = ["number", "class", "verdict", "entry", "duration", "margin", "window-margin"]
    title = f"{label('compulsory-stop', language)}. " + say(
        "label", "window", language, opens_us=rule.opens, closes_us=rule.closes, minimum_us=rule.minimum
    )
    return table(title, _said(columns, rows), rows, language)


def flags_table(timing: Timing, language: str) -> Table:
    """What was shown to all, from when to when; the chequered flag from the instant that ended the session."""
    rows = [
        {
            "flag": say("flag", row["flag"], language),
            "from": time_text(row["from_us"]),
            "to": time_text(row["to_us"]),
            "lasted": None if row["to_us"] is None else time_text(row["to_us"] - row["from_us"]),
            "inferred": label("yes", language) if row["inferred"] else None,
            "record": row["seq"],
        }
        for row in flag_periods(timing)
    ]
    columns = ["flag", "from", "to", "lasted", "inferred", "record"]
    return table(label("flags", language), _said(columns, rows), rows, language)


def flag_periods(timing: Timing) -> list[dict[str, Any]]:
    """The flags shown to all, the chequered one from when it counts."""
    return flags_as_counted(timing).to_dicts()


def class_of(timing: Timing, number: str) -> str | None:
    """The class of a car."""
    entry = timing.entries.get(number)
    return entry.class_ if entry is not None else None


def crew_of(timing: Timing, number: str) -> str | None:
    """The team and drivers of a car."""
    entry = timing.entries.get(number)
    parts = (entry.team if entry is not None else None, " / ".join(timing.drivers(number)))
    return " · ".join(part for part in parts if part) or None


def _said(columns: list[str], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The columns in which any row says anything."""
    return [column for column in columns if not rows or any(row.get(column) is not None for row in rows)]
