"""The rows of a plain log that are no passings: flags, drivers, states of cars, assignments, corrections in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np

from parcferme.decoders.plain_cars import CarNames
from parcferme.decoders.sheet import Sheet, fold
from parcferme.entries import painted, visible
from parcferme.findings import Finding, Where, error
from parcferme.records import (
    Amend,
    Assign,
    CarState,
    CarStatus,
    ClockPut,
    ClockStep,
    Decision,
    DriverChange,
    Event,
    Flag,
    FlagValue,
    Matter,
    Note,
    Penalty,
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
    "bleu": FlagValue.BLUE,
    "double-jaune": FlagValue.DOUBLE_YELLOW,
    "noir-et-blanc": FlagValue.BLACK_WHITE,
    "black-and-white": FlagValue.BLACK_WHITE,
    "zone-lente": FlagValue.SLOW_ZONE,
    "glissant": FlagValue.SLIPPERY,
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
    "decision": [
        "time 5 s",
        "time 1:30",
        "laps 1",
        "lap-deleted 5",
        "places 3",
        *(one.value for one in Penalty),
    ],
    "void": ["line 35", "lap 5 of 7", "10:51:53.412 of 7"],
    "amend": ["line 35", "lap 5 of 7", "10:51:53.412 of 7"],
}
_SESSIONS: Final = ("practice", "qualifying", "race")
AMOUNTS: Final = {
    Penalty.TIME: "seconds", Penalty.RACE_TIME: "seconds", Penalty.STOP_AND_GO: "seconds", Penalty.LAPS: "laps",
    Penalty.LAP_DELETED: "lap", Penalty.PLACES: "places", Penalty.GRID_PLACES: "places",
}  # fmt: skip
"""What the number behind a penalty counts."""
_WHY: Final = re.compile(r"(?<!\d):|:(?!\d)")  # a colon between figures is that of 1:30
# The amount as far as `served`; how it has to look is asked of it alone.
_RULED: Final = re.compile(r"([a-z_ -]*[a-z])(?:\s+\+?(\d.*?))?(?:[\s,]+(served))?\Z", re.IGNORECASE)
_COUNT: Final = re.compile(r"(\d{1,6})\s*(?:laps?|tours?|places?)?\Z", re.IGNORECASE)
_SECONDS: Final = re.compile(
    r"(?:(?P<minutes>\d{1,6})\s*(?:min(?:utes?)?|mn|m)(?![a-z])\s*)?"
    r"(?:(?P<seconds>\d{1,9}(?:[.,]\d{1,6})?)\s*(?:s|secs?|seconds?|secondes?)?)?\Z",
    re.IGNORECASE,
)
_CLOCK: Final = re.compile(
    r"(?:(\d{1,4}):)?(\d{1,4})[:'](\d\d(?:[.,]\d{1,6})?)\s*(?:s|min|h)?\Z", re.IGNORECASE
)
_PUT: Final = re.compile(
    r"(back|forward)(?:\s+(\d{1,2}:\d{2}:\d{2}))?(?:\s+(?:from|since|depuis)\s+(.+))?\Z", re.IGNORECASE
)
_LINE: Final = re.compile(r"(?:line|ligne|row)\s*(\d{1,9})\Z", re.IGNORECASE)
_OF: Final = r"(?:\s*(?:of|de|,)?\s*(?:car|voiture|la)?\s*#?\s*(\S.*?))?\s*\Z"
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
    source: str | None = None
    reason: str | None = None

    def correction(self, target: int) -> Void | Amend:
        """The record it stands for."""
        stamp: dict[str, Any] = {"seq": self.seq, "source": self.source, "line": self.line, "target": target}
        stamp["reason"] = self.reason
        return Void(**stamp) if self.changes is None else Amend(changes=self.changes, **stamp)


class Targets(NamedTuple):
    """The records that a correction can mean, a place in each list for each: number, line (0 for none), instant in µs
    (-1 for none), car as written ("" for none), and whether it is a read of the finish line.
    """

    seq: np.ndarray
    line: np.ndarray
    at: np.ndarray
    car: list[str]
    crossing: np.ndarray

    def on_line(self, line: int) -> int | None:
        """The number of the record on a line; of several the read of the finish line. None where it is not one."""
        return self._only(np.flatnonzero(self.line == line))

    def at_instant(self, at: int, car: str) -> int | None:
        """The number of the one record of a car ("": of none) at an instant, which may lack its day."""
        rows = np.flatnonzero((self.at >= 0) & ((self.at == at) | (self.at % DAY == at)))
        return self._only(np.array(self._of(car, rows.tolist()), dtype=np.int64))

    def _of(self, car: str, rows: list[int]) -> list[int]:
        """Those of these places that speak of a car, called as the result calls it or by its number alone."""
        mine = [row for row in rows if self.car[row] == car]
        return mine or [row for row in rows if car and painted(self.car[row]) == car]

    def _only(self, rows: np.ndarray) -> int | None:
        if len(rows) > 1:
            rows = rows[self.crossing[rows]]
        return int(self.seq[rows[0]]) if len(rows) == 1 else None


class Rows:
    """Turns rows into records. `at`: instants in µs, `known`: which rows have one, `first`: the number of the record
    before them. `others`: the records that corrections can mean, where those are of another file.
    """

    def __init__(
        self,
        sheet: Sheet,
        cars: CarNames,
        at: np.ndarray,
        known: np.ndarray,
        first: int = 0,
        others: Callable[[], Targets] | None = None,
    ) -> None:
        self._sheet, self._cars, self._at, self._known, self._first = sheet, cars, at, known, first
        self._others = others
        self.pointed: list[Pointed] = []
        self.corrected_as: dict[int, int] = {}
        """The numbers of the records that rows of corrections stand for, by row: they come after all others."""

    def _targets(self) -> Targets:
        """What a correction here can mean: a row of this file, or a record of the file this one stands beside."""
        sheet = self._sheet
        rows = range(len(sheet))
        seen = np.array([sheet.text("kind", row).lower() not in CORRECTIONS for row in rows], dtype=bool)
        seqs = np.arange(self._first + 1, self._first + 1 + len(sheet))
        seqs[list(self.corrected_as)] = list(self.corrected_as.values())
        own = Targets(
            seqs,
            sheet.lines,
            np.where(self._known & seen, self._at, -1),
            [self._cars.text(row) for row in rows],
            np.zeros(len(sheet), dtype=bool),
        )
        if self._others is None:
            return own
        of = self._others()  # "line 5" is one of that file
        seq, at, crossing = (
            np.append(a, b) for a, b in ((of.seq, own.seq), (of.at, own.at), (of.crossing, own.crossing))
        )
        line = np.append(of.line, np.zeros(len(sheet), dtype=np.int64))
        return Targets(seq, line, at, [*of.car, *own.car], crossing)

    def event(self, row: int, kind: str) -> Event | None:
        """The record one row stands for; None, and told, where it is not complete."""
        sheet = self._sheet
        at = int(self._at[row]) if self._known[row] else None
        car, value = self._cars.text(row) or None, sheet.text("value", row)
        stamp: dict[str, Any] = {
            "seq": self._first + row + 1,
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
            sector, group = sheet.text("loop", row) or None, sheet.text("class", row) or None
            return Flag(value=FLAG_WORDS[word], car=car, sector=sector, group=None if car else group, **stamp)
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
            return self._clock(row, put, stamp | {"at": None})
        elif kind == "decision":
            return self._decision(row, value, car, stamp)
        elif kind == "start" and value and at is not None:
            return Start(group=value, **stamp)
        elif kind == "note" and value:
            return Note(text=value, car=car, **stamp)
        else:
            self._unknown(row, kind, value)
        return None

    def _clock(self, row: int, put: re.Match[str], stamp: dict[str, Any]) -> ClockStep | None:
        """A clock that was put between the rows above and below, or from what is named on."""
        step = HOUR if put[2] is None else parse_clock(put[2])
        since = row + 2 if self._others is None and put[3] is None else self._target(put[3] or "", "")
        if since is None:
            value = self._sheet.text("value", row)
            where = self._sheet.where(row, "value")
            self._lost(error("correction-of-nothing", where, correction="clock", value=value))
            return None
        return ClockStep(since=since, put=ClockPut(put[1].lower()), step=step, reason=self._why(row), **stamp)

    def _decision(self, row: int, value: str, car: str | None, stamp: dict[str, Any]) -> Decision | None:
        """A ruling in words: `time 5 s`, `lap-deleted 5`, `drive-through served`, why after a colon or in `reason`."""
        sheet = self._sheet
        said, why = (part.strip() for part in [*_WHY.split(value, maxsplit=1), ""][:2])
        ruled = _RULED.match(said)
        word = "" if ruled is None else fold(ruled[1]).replace("_", "-")
        settles = fold(sheet.text("settles", row)).replace("_", "-")
        if ruled is None or word not in list(Penalty) or settles not in ("", *Matter):
            self._unknown(row, "decision", value)
            return None
        penalty, amount = Penalty(word), ruled[2]
        values: dict[str, Any] = {"served": True} if ruled[3] else {}
        if amount is not None:
            field = AMOUNTS.get(penalty)
            number = seconds_in(amount) if field == "seconds" else _count_in(amount)
            if field is None or not number:
                self._unknown(row, "decision", value)
                return None
            values[field] = number
        for column in ("article", "document", "driver"):
            values[column] = sheet.text(column, row) or None
        return Decision(penalty=penalty, car=car, reason=why or self._why(row),
                        settles=Matter(settles) if settles else None, **values, **stamp)  # fmt: skip

    def _why(self, row: int) -> str | None:
        return self._sheet.text("reason", row) or None

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
            self.pointed.append(
                Pointed(seq, line, by_lap[2] or car, int(by_lap[1]), changes, sheet.name, self._why(row))
            )
            return None
        if changes == {} or not (_LINE.match(value) or _INSTANT.match(value)):
            self._unknown(row, kind, value)
            return None
        target = self._target(value, car)
        if target is None:
            where = sheet.where(row, "value")
            self._lost(error("correction-of-nothing", where, correction=kind, value=value))
            return None
        stamp: dict[str, Any] = {"source": sheet.name, "line": line, "seq": seq, "reason": self._why(row)}
        if changes is None:
            return Void(target=target, **stamp)
        return Amend(target=target, changes=changes, **stamp)

    def _target(self, value: str, car: str) -> int | None:
        """The number of the record on a line, or of a car at an instant; None where there is none."""
        return meant(value, self._targets(), car)

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

    def _unknown(self, row: int, kind: str, value: str) -> None:
        where = self._sheet.where(row, "value")
        self._lost(error("value-unknown", where, kind=kind, value=value, expected=_VALUES.get(kind, [])))

    def _lost(self, finding: Finding) -> None:
        self._sheet.tell(finding.leaving_out())


def seconds_in(text: str) -> Decimal | None:
    """An amount of time as people type it and timing sheets print it, in seconds: `5 s`, `1:30`, `1 min 30`, `22,5`.

    None for what is no amount of time: a part after a colon that is not two figures, or passes 59.
    """
    clock, quantity = _CLOCK.match(text), _SECONDS.match(text)
    if clock is not None:
        hours, minutes, seconds = clock.groups()
        parts = int(hours or 0), int(minutes), Decimal(seconds.replace(",", "."))
        if parts[2] >= 60 or (hours is not None and parts[1] > 59):
            return None
        return (parts[0] * 60 + parts[1]) * 60 + parts[2]
    if quantity is None or not (quantity["minutes"] or quantity["seconds"]):
        return None
    return int(quantity["minutes"] or 0) * 60 + Decimal((quantity["seconds"] or "0").replace(",", "."))


def _count_in(text: str) -> int | None:
    """How many laps or places, or which lap; None for what is no whole number."""
    count = _COUNT.match(text)
    return None if count is None else int(count[1])


def meant(value: str, targets: Targets, car: str = "") -> int | None:
    """The number of the record that these words mean: the one on a line, or a car's at an instant. None for none."""
    by_line, by_instant = _LINE.match(value), _INSTANT.match(value)
    if by_line:
        return targets.on_line(int(by_line[1]))
    try:
        return targets.at_instant(parse_instant(by_instant[1]), by_instant[2] or car) if by_instant else None
    except BadTime:
        return None


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
