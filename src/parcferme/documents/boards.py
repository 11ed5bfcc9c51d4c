"""The board of a session as a table, as lines above it, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from parcferme.board import Board, Line, Mark, Time, Where
from parcferme.classification import in_class
from parcferme.documents.tables import Table, table
from parcferme.documents.values import apart_text, signed_text, time_text
from parcferme.documents.words import label, say
from parcferme.findings import WrongCall
from parcferme.names import fitting
from parcferme.times import MINUTE, SECOND, format_clock

_MARKS: Final = {Mark.SESSION_BEST: "**", Mark.OWN_BEST: "*", Mark.SLOWER: "", None: ""}
_OLD: Final = 10 * SECOND  # without a read at any loop: in a race somebody is read every few seconds
_NEAR: Final = 3  # cars ahead of and behind the one that is looked at
_GIVE_UP: Final = (
    "team",
    "trend",
    "gained",
    "sectors",
    "on-board",
    "since-stop",
    "best",
    "stops",
    "class-position",
)


def board_table(
    board: Board, language: str = "en", *, class_: str | None = None, car: str | None = None
) -> Table:
    """The board: a line per car, times with `**` for the session's best and `*` for the car's own. `class_`: its cars
    alone, with gaps inside it; `car`: it and those around it in its class. Raises `WrongCall` as `chosen_lines` does.
    """
    lines = chosen_lines(board, class_=class_, car=car)
    alone = class_ is not None or car is not None
    rows = [_cells(board, line, language, alone=alone) for line in lines]
    columns = ["position", "class-position", "number", "class", "team", "on-board", "laps", "gap", "interval"]
    columns += ["trend", "last", "best", "sectors", "stops", "since-stop", "owed", "gained", "place"]
    columns = [
        one for one in columns if one in ("position", "number", "gap") or any(row[one] for row in rows)
    ]
    columns = [one for one in columns if one != "class-position" or not alone]
    return table(label("board", language), columns, rows, language, give_up=_GIVE_UP)


def chosen_lines(board: Board, *, class_: str | None = None, car: str | None = None) -> list[Line]:
    """The lines of a class, or of a car and those around it in its class; of neither all. Raises `WrongCall` for a car
    or class that nobody on the board is; while nobody is on it at all, there is none.
    """
    lines = list(board.lines)
    of = board.line(car) if car is not None else None
    if car is not None and of is None and lines:
        raise WrongCall(f"no car {car!r} (cars here: {', '.join(line.number for line in lines)})")
    if of is not None:
        lines = [line for line in lines if line.row.class_ == of.row.class_]
        at = lines.index(of)
        return lines[max(0, at - _NEAR) : at + _NEAR + 1]
    if class_ is None or not lines:
        return lines
    known = sorted({line.row.class_ for line in lines if line.row.class_})
    meant = fitting(class_, known)
    if not meant:
        raise WrongCall(f"no car in class {class_!r} (classes here: {', '.join(known) or 'none'})")
    return [line for line in lines if line.row.class_ == meant[0]]


def _cells(board: Board, line: Line, language: str, *, alone: bool) -> dict[str, Any]:
    place = line.row.class_position if alone else line.row.position
    row = in_class((line.row,), line.row.class_)[0] if alone and line.row.class_ else line.row
    sectors = [(time_text(one.us) or "") if one is not None else "–" for one in line.sectors]
    return {
        "position": "–" if place is None else place,
        "class-position": line.row.class_position if line.row.class_ else None,
        "number": line.number,
        "class": line.row.class_,
        "team": line.row.team,
        "on-board": line.driver or " / ".join(line.row.drivers) or None,
        "laps": line.row.laps,
        "gap": apart_text(row.gap, row.gap_laps, language),
        "interval": apart_text(row.interval, row.interval_laps, language),
        "trend": signed_text(line.trend),
        "last": _marked(line.last_lap),
        "best": _marked(line.best_lap),
        # Of one sector the lap says it all.
        "sectors": " ".join(sectors) if len(sectors) > 1 and any(line.sectors) else None,
        "stops": line.row.stops or None,
        "since-stop": line.laps_since_stop,
        "owed": say("owed", line.owed.verdict.value, language) if line.owed is not None else None,
        "gained": None if line.gained is None else f"{line.gained:+d}" if line.gained else "=",
        "place": _place(board, line, language),
    }


def _whole(us: int | None) -> str | None:
    """A length of time in whole seconds: `50:46`, `34 s`."""
    if us is None:
        return None
    return f"{us // SECOND} s" if us < MINUTE else format_clock(us // SECOND * SECOND, 0)


def _marked(time: Time | None) -> str | None:
    return None if time is None else f"{time_text(time.us)}{_MARKS[time.mark]}"


def _place(board: Board, line: Line, language: str) -> str | None:
    """Where a car is, unless it is on track: and since when, as far as that is known."""
    if line.where is Where.ON_TRACK:
        return None
    since = line.silent_for
    if line.where is Where.IN_LANE:
        since = None if line.in_lane_since is None else board.now - line.in_lane_since
    return say("car-where", line.where.value, language, since=_whole(since))


def board_heading(board: Board, language: str = "en") -> Iterator[tuple[str, str]]:
    """What stands above the board: flag, clock, what is to go, the last lap, the window of the compulsory stop."""
    if board.flag is not None:
        since = None if board.flag_since is None else board.now - board.flag_since
        yield (
            say("column", "flag", language),
            say("board", "flag", language, flag=board.flag.value, since=_whole(since)),
        )
    yield label("clock", language), _whole(board.clock) or ""
    to_go = {"left": _whole(board.to_go), "laps": board.laps_to_go}
    if any(value is not None for value in to_go.values()):
        yield label("to-go", language), say("board", "to-go", language, **to_go)
    last = board.last_lap
    if last is not None:
        code = "last-lap" if last.sure else "last-lap-or"
        yield label("last-lap", language), say("board", code, language, first=last.first, last=last.last)
    if board.window is not None:
        opens, closes = board.window
        code = (
            "window-before"
            if board.now < opens
            else "window-open"
            if board.now <= closes
            else "window-closed"
        )
        owed = sum(line.owed is not None and line.owed.due for line in board.lines)
        values = {"opens": _whole(opens), "closes": _whole(closes), "owed": owed}
        yield label("stop-window", language), say("board", code, language, **values)


def old_line(board: Board, language: str = "en") -> str | None:
    """That what is shown is old: since when nobody was read, in a session that is under way."""
    seen = max((line.seen for line in board.lines if line.seen is not None), default=None)
    if seen is None or board.over or board.now - seen <= _OLD:
        return None
    return say("board", "waiting", language, since=_whole(board.now - seen))


def board_lines(board: Board, language: str = "en") -> Iterator[tuple[str, str]]:
    """The fights of the moment, and cars that should have been read by now."""
    for battle in board.battles:
        cars = ", ".join(f"#{car}" for car in battle.cars)
        yield battle.class_ or "·", say("board", "battle", language, cars=cars, apart_us=battle.apart)


def board_document(board: Board, *, class_: str | None = None, car: str | None = None) -> dict[str, Any]:
    """The board as JSON: every time twice, as people read it and in microseconds; what nobody knows is null. `class_`
    and `car` as in `board_table`.
    """
    lines = tuple(chosen_lines(board, class_=class_, car=car))
    told = msgspec.to_builtins(msgspec.structs.replace(board, lines=lines))
    told["lines"] = [_with_row(line) for line in told["lines"]]
    return {"board": _timed(told)}


_OF_ROW: Final = (
    "number", "class", "team", "drivers", "position", "class_position", "laps", "gap", "gap_laps", "interval",
    "interval_laps", "class_gap", "class_gap_laps", "class_interval", "class_interval_laps", "best_lap_number", "stops",
)  # fmt: skip


def _with_row(line: dict[str, Any]) -> dict[str, Any]:
    """A line with its row's place, laps and gaps beside the rest; best lap and drivers on board are the line's."""
    row = line.pop("row")
    return {key: row[key] for key in _OF_ROW} | line


_TIMES: Final = frozenset(
    (
        "now clock flag_since to_go gap interval class_gap class_interval on_board_for in_lane_since trend seen"
        " silent_for apart duration margin"
    ).split()
)


def _timed(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_timed(one) for one in value]
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    for key, one in value.items():
        if key in _TIMES:
            found |= {key: time_text(one), f"{key}_us": one}
        elif key in ("last_lap", "best_lap") and (one is None or "us" in one):
            found |= {
                key: time_text(one and one["us"]),
                f"{key}_us": one and one["us"],
                f"{key}_mark": one and one["mark"],
            }
        elif key == "sectors":
            found[key] = [
                None if s is None else {"time": time_text(s["us"]), "time_us": s["us"], "mark": s["mark"]}
                for s in one
            ]
        elif key == "driven":
            found[key] = [{"driver": who, "time": time_text(us), "time_us": us} for who, us in one]
        elif key == "window":
            found[key] = one and [{"time": time_text(us), "time_us": us} for us in one]
        else:
            found[key] = _timed(one)
    return found
