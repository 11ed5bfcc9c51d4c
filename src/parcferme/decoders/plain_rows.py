"""The rows of a plain log that are no passings: flags, drivers, states of cars, assignments, corrections in words."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec
import numpy as np

from parcferme.decoders.plain_cars import CarNames
from parcferme.decoders.sheet import Sheet, fold
from parcferme.entries import visible
from parcferme.findings import Finding, Where, error
from parcferme.records import (
    Amend,
    Assign,
    CarState,
    CarStatus,
    ClockPut,
    ClockStep,
    DriverChange,
    Event,
    Flag,
    FlagValue,
    Note,
    SessionEnd,
    SessionStart,
    Start,
    Void,
    write_instant,
)
from parcferme.times import DAY, HOUR, BadTime, parse_clock, parse_instant

CORRECTIONS: Final = ("void", "amend")
FLAG_WORDS: Final = {
    "full-course-yellow": FlagValue.FULL_COURSE_YELLOW,
    "code60": FlagValue.CODE_60,
    "c60": FlagValue.CODE_60,
    "sc": FlagValue.SAFETY_CAR,
    "black-and-orange": FlagValue.BLACK_ORANGE,
    "black/orange": FlagValue.BLACK_ORANGE,
    "meatball": FlagValue.BLACK_ORANGE,
    "checkered": FlagValue.CHEQUERED,
    "chequered-flag": FlagValue.CHEQUERED,
    "checkered-flag": FlagValue.CHEQUERED,
    "finish": FlagValue.CHEQUERED,
    "vert": FlagValue.GREEN,
    "jaune": FlagValue.YELLOW,
    "voiture-de-sécurité": FlagValue.SAFETY_CAR,
    "voiture-de-securite": FlagValue.SAFETY_CAR,
    "rouge": FlagValue.RED,
    "blanc": FlagValue.WHITE,
    "noir": FlagValue.BLACK,
    "noir-orange": FlagValue.BLACK_ORANGE,
    "noir-et-orange": FlagValue.BLACK_ORANGE,
    "damier": FlagValue.CHEQUERED,
} | {value.value: value for value in FlagValue}
_STATE_WORDS: Final = {"garage": CarState.IN_GARAGE, "dns": CarState.NOT_STARTED, "dnf": CarState.RETIRED} | {
    state.value: state for state in CarState
}
_VALUES: Final = {
    "flag": [value.value for value in FlagValue],
    "status": [state.value for state in CarState],
    "session": ["start", "end"],
    "driver": ["a name"],
    "start": ["a class or group"],
    "note": ["a sentence"],
    "clock": ["back 1:00:00", "forward 1:00:00"],
    "void": ["line 35", "lap 5 of 7", "10:51:53.412 of 7"],
    "amend": ["line 35", "lap 5 of 7", "10:51:53.412 of 7"],
}
_SESSIONS: Final = ("practice", "qualifying", "race")
_PUT: Final = re.compile(r"(back|forward)(?:\s+(\d{1,2}:\d{2}:\d{2}))?\Z", re.IGNORECASE)
_LINE: Final = re.compile(r"(?:line|ligne|row)\s*(\d{1,9})\Z", re.IGNORECASE)
_OF: Final = r"(?:\s*(?:of|de|,)?\s*(?:car|voiture|la)?\s*#?\s*(\S+(?: \([^()]+\))?))?\Z"
_LAP: Final = re.compile(r"(?:lap|tour)\s*(\d{1,6})" + _OF, re.IGNORECASE)
_INSTANT: Final = re.compile(r"(\d[\d:.,T+-]*)" + _OF, re.IGNORECASE)
_CHANGED: Final = ("car", "loop", "transponder", "driver")


def as_word(value: str) -> str:
    """What is typed as a value, in the one form it is looked up by: `Code 60` and `CODE-60` are both `code-60`."""
    return fold(value).replace("_", "-")


class Pointed(msgspec.Struct, frozen=True):
    """A correction of a lap: which record ended it is known once the laps are counted. `changes` of an amendment."""

    seq: int
    line: int
    car: str
    lap: int
    changes: dict[str, Any] | None = None

    def correction(self, target: int, source: str) -> Void | Amend:
        """The record it stands for."""
        stamp: dict[str, Any] = {"seq": self.seq, "source": source, "line": self.line, "target": target}
        return Void(**stamp) if self.changes is None else Amend(changes=self.changes, **stamp)


class Rows:
    """Turns rows into records. `at`: instants in µs, `known`: which rows have one."""

    def __init__(self, sheet: Sheet, cars: CarNames, at: np.ndarray, known: np.ndarray) -> None:
        self._sheet, self._cars, self._at, self._known = sheet, cars, at, known
        self.pointed: list[Pointed] = []

    def event(self, row: int, kind: str) -> Event | None:
        """The record one row stands for; None, and told, where it is not complete."""
        sheet = self._sheet
        at = int(self._at[row]) if self._known[row] else None
        car, value = self._cars.text(row) or None, sheet.text("value", row)
        stamp: dict[str, Any] = {
            "seq": row + 1,
            "at": at,
            "source": sheet.name,
            "line": int(sheet.lines[row]),
        }
        word, _, rest = (part.strip() for part in value.partition(":"))
        word, told = as_word(word), rest or None
        transponder = sheet.text("transponder", row)
        if kind in ("driver", "status", "assign") and car is None:
            self._lost(error("car-blank", sheet.where(row, "car"), kind=kind))
        elif kind == "assign" and not transponder:
            self._lost(error("transponder-blank", sheet.where(row, "transponder", car=car)))
        elif kind == "assign":
            return Assign(transponder=transponder, car=str(car), **stamp)
        elif kind == "flag" and word in FLAG_WORDS:
            return Flag(value=FLAG_WORDS[word], car=car, **stamp)
        elif kind == "status" and word in _STATE_WORDS:
            return CarStatus(car=str(car), state=_STATE_WORDS[word], reason=told, **stamp)
        elif kind == "driver" and value:
            return DriverChange(car=str(car), driver=value, **stamp)
        elif kind == "session" and word == "start":
            session = next((session for session in _SESSIONS if session in rest.lower()), None)
            return SessionStart(name=told, session=session, **stamp)
        elif kind == "session" and word == "end":
            return SessionEnd(**stamp)
        elif kind == "clock" and (put := _PUT.match(value)) is not None:
            step = HOUR if put[2] is None else parse_clock(put[2])
            return ClockStep(since=row + 2, put=ClockPut(put[1].lower()), step=step, **(stamp | {"at": None}))
        elif kind == "start" and value and at is not None:
            return Start(group=value, **stamp)
        elif kind == "note" and value:
            return Note(text=value, car=car, **stamp)
        else:
            self._unknown(row, kind, value)
        return None

    def correction(self, row: int, kind: str, seq: int) -> Void | Amend | None:
        """What a row of kind `void` or `amend` corrects: the record on a line, a car's record of an instant, or a lap,
        which is kept in `pointed` until laps are counted. None, and told, for what is not there.
        """
        sheet = self._sheet
        value = sheet.text("value", row)
        changes = self._changes(row, value) if kind == "amend" else None
        value = value.partition(": ")[0].strip()
        line, car = int(sheet.lines[row]), sheet.text("car", row) if kind == "void" else ""
        by_lap = _LAP.match(value)
        if by_lap and (by_lap[2] or car) and changes != {}:
            self.pointed.append(Pointed(seq, line, by_lap[2] or car, int(by_lap[1]), changes))
            return None
        if changes == {} or not (_LINE.match(value) or _INSTANT.match(value)):
            self._unknown(row, kind, value)
            return None
        target = self._target(value, car)
        if target is None:
            where = sheet.where(row, "value")
            self._lost(error("correction-of-nothing", where, correction=kind, value=value))
            return None
        if changes is None:
            return Void(target=target, source=sheet.name, line=line, seq=seq)
        return Amend(target=target, changes=changes, source=sheet.name, line=line, seq=seq)

    def _target(self, value: str, car: str) -> int | None:
        """The number of the record on a line, or of a car at an instant; None where there is none."""
        by_line, by_instant = _LINE.match(value), _INSTANT.match(value)
        if by_line:
            found = np.flatnonzero(self._sheet.lines == int(by_line[1]))
            return int(found[0]) + 1 if len(found) else None
        return self._seen_at(by_instant[1], by_instant[2] or car) if by_instant else None

    def _changes(self, row: int, value: str) -> dict[str, Any]:
        """The fields an amendment changes: what stands in its own cells; a flag's new value after a colon."""
        changes: dict[str, Any] = {
            column: text for column in _CHANGED if (text := visible(self._sheet.text(column, row)))
        }
        if "loop" in changes:
            changes["loop"] = fold(changes["loop"]).upper()
        if self._known[row]:
            changes["at"] = write_instant(int(self._at[row]))
        shown = FLAG_WORDS.get(as_word(value.partition(": ")[2]))
        return changes | ({"value": shown.value} if shown is not None else {})

    def _seen_at(self, instant: str, car: str) -> int | None:
        """The record of a car (or of none) at an instant, by its number."""
        try:
            at = parse_instant(instant)
        except BadTime:
            return None
        rows = np.flatnonzero(self._known & ((self._at == at) | (self._at % DAY == at)))
        mine = self._cars.named(car, rows.tolist())
        return mine[0] + 1 if len(mine) == 1 else None

    def _unknown(self, row: int, kind: str, value: str) -> None:
        where = self._sheet.where(row, "value")
        self._lost(error("value-unknown", where, kind=kind, value=value, expected=_VALUES.get(kind, [])))

    def _lost(self, finding: Finding) -> None:
        self._sheet.tell(finding.leaving_out())


def tell_garbled(sheet: Sheet, column: str, rows: np.ndarray) -> np.ndarray:
    """Which of these rows have a text that can be read aloud; a control character inside one is told, and not read."""
    codes, texts = sheet.coded(column)
    good = np.array([text.isprintable() for text in texts], dtype=bool)
    if good.all():
        return np.ones(len(rows), dtype=bool)
    for row in rows[~good[codes[rows]]].tolist():
        where = Where(file=sheet.name, line=int(sheet.lines[row]), column=column)
        sheet.tell(error("number-garbled", where, value=ascii(texts[codes[row]])).leaving_out())
    return np.asarray(good[codes[rows]])
