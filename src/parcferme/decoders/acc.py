"""Assetto Corsa Competizione: the result file its server writes after a session (JSON, UTF-16 or UTF-8).

It states places and total times but no instant of any crossing; the sum of a car's laps is not its total (lap 1
includes the wait on the grid). So each line of the leader board becomes a result record, each lap a stated one, and
nothing a passing. Its penalties and the stops it missed are told; whether its totals contain them it does not say.
Numbers by the server handbook of Kunos Simulazioni: 2147483647 is no time.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from parcferme.codec import said_twice
from parcferme.decoders.decoded import Decoded
from parcferme.decoders.laps import tell_numbers_alike
from parcferme.decoders.sheet import text_of
from parcferme.entries import Driver, Entries, Entry, visible
from parcferme.findings import BadLog, Finding, Where, error, info, warning
from parcferme.records import LISTED, Event, Log, Result, StatedLap
from parcferme.times import MILLISECOND

FORMAT: Final = "acc"
_QUOTE: Final = 80
_SPLITS: Final = 3
_NO_TIME: Final = 2_147_483_647
_CUPS: Final = {0: "Pro", 1: "Pro-Am", 2: "Am", 3: "Silver", 4: "National"}
_GT4: Final = range(50, 62)
_GROUPS: Final = {
    9: "CUP",
    28: "CUP",
    18: "ST",
    29: "ST",
    26: "CHL",
    27: "TCX",
}  # car models that are not GT3
_SESSIONS: Final = {"R": "race", "Q": "qualifying", "P": "practice", "F": "practice"}


def sniff(head: bytes) -> bool:
    """Whether this is JSON with a leader board."""
    text = text_of(head)
    return text.lstrip()[:1] == "{" and '"sessionResult"' in text


def decode(data: bytes, name: str) -> Decoded:
    """One result record per line of the leader board, in its order, its laps with their splits, and the entries.

    `time` only for races: in other sessions the total is the time the car was there. The board is an order, and says
    nothing of who is classified. Raises `BadLog` where the JSON is broken or has no leader board.
    """
    text = text_of(data).strip("\x00 \r\n\t")
    try:
        document, twice = msgspec.json.decode(text), said_twice(text)
    except (msgspec.DecodeError, json.JSONDecodeError, RecursionError) as odd:
        raise BadLog(f"{name}: broken JSON: {odd}") from None
    board = _get(_get(document, "sessionResult"), "leaderBoardLines")
    if not isinstance(board, list):
        raise BadLog(f"{name}: no leader board: expected sessionResult.leaderBoardLines, a list")
    file = _File(name)
    for key, first, last in twice:
        file.tell(
            warning("key-twice", Where(file=name, column=key), value=_quoted(last), other=_quoted(first))
        )
    kind = (file.text(document, "sessionType", "") or "")[:1].upper()
    laps = _get(document, "laps")
    laps = laps if isinstance(laps, list) else []
    results: list[Event] = []
    entries: dict[str, Entry] = {}
    numbers: dict[int, str] = {}
    for position, line in enumerate(board, 1):
        path = f"leaderBoardLines[{position - 1}]"
        entry = _entry(_get(line, "car"), file, f"{path}.car")
        if entry is None:
            continue
        if entry.number in entries:
            file.tell(error("result-twice", Where(file=name, column=path, car=entry.number)))
            continue
        entries[entry.number] = entry
        car_id = file.whole(_get(line, "car"), "carId", f"{path}.car")
        if car_id is not None:
            numbers[car_id] = entry.number
        results.append(_result(line, entry.number, position, kind, laps, file, path))
        _tell_missing_stop(line, entry.number, file, path)
    results += _stated(laps, numbers, file)
    _tell_strangers(laps, numbers, file)
    for listed in ("penalties", "post_race_penalties"):
        _tell_penalties(_get(document, listed), listed, numbers, file)
    tell_numbers_alike(list(entries), name, file.tell)
    if not results:
        file.tell(error("no-laps", Where(file=name)))
    title = file.text(document, "trackName", "")
    log = Log.of(None, results)
    found = tuple(file.findings)
    return Decoded(log, Entries.of(entries.values()), found, FORMAT, _SESSIONS.get(kind), title)


class _File:
    """The file's name, and its values as the types they should have; what is of another type is told."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.findings: list[Finding] = []

    def tell(self, finding: Finding) -> None:
        self.findings.append(finding)

    def text(self, holder: Any, key: str, path: str) -> str | None:
        """A text without line ends and doubled blanks; a number is told and read as it is printed."""
        value = _get(holder, key)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return " ".join(visible(value).split()) or None
        number = isinstance(value, int | float) and not isinstance(value, bool)
        self.odd(value, key, path, str(value) if number else None, "a text")
        return str(value) if number else None

    def whole(self, holder: Any, key: str | int, path: str, least: int = 0) -> int | None:
        """A whole number of a size a race can have; `"7"` and `7.0` are told and read as 7."""
        value = _get(holder, key)
        if value is None:
            return None
        plain = isinstance(value, int) and not isinstance(value, bool)
        read = value if plain else _as_whole(value)
        if read is not None and not least <= read <= _NO_TIME:
            read = None
        if not plain or (read is None and value != -1):
            self.odd(value, key, path, None if read is None else str(read), "a whole number")
        return read

    def time(self, holder: Any, key: str | int, path: str) -> int | None:
        """Milliseconds of the file as microseconds; its sentinel, nothing and what is negative are no time."""
        milliseconds = self.whole(holder, key, path)
        none = milliseconds is None or milliseconds <= 0 or milliseconds >= _NO_TIME
        return None if none or milliseconds is None else milliseconds * MILLISECOND

    def odd(self, value: Any, key: str | int, path: str, taken: str | None, expected: str) -> None:
        where = Where(file=self.name, column=f"{path}.{key}".lstrip("."))
        values = {"value": _quoted(value), "expected": expected, "taken": taken}
        self.tell(warning("value-of-another-type", where, **values))


def _get(value: Any, key: str | int) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:_QUOTE]


def _as_whole(value: Any) -> int | None:
    """`7.0` and `"7"` as 7; None for what is no whole number."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    digits = isinstance(value, str) and value.isascii() and value.strip().isdigit() and len(value) < 12
    return int(value) if digits else None


def _entry(car: Any, file: _File, path: str) -> Entry | None:
    number = file.whole(car, "raceNumber", path)
    if number is None:
        file.tell(error("number-blank", Where(file=file.name, column=f"{path}.raceNumber")))
        return None
    model, cup = file.whole(car, "carModel", path), file.whole(car, "cupCategory", path)
    known = None if model is None else _GROUPS.get(model, "GT4" if model in _GT4 else "GT3")
    listed = _get(car, "drivers")
    drivers = [
        _driver(driver, seat, file, f"{path}.drivers[{seat}]")
        for seat, driver in enumerate(listed if isinstance(listed, list) else [])
    ]
    if not any(drivers):
        file.tell(warning("driver-unnamed", Where(file=file.name, car=str(number))))
    return Entry(
        number=str(number),
        class_=file.text(car, "carGroup", path) or known,
        team=file.text(car, "teamName", path),
        drivers=tuple(driver for driver in drivers if driver),
        group=None if cup is None else _CUPS.get(cup),
    )


def _driver(driver: Any, seat: int, file: _File, path: str) -> Driver | None:
    parts = [file.text(driver, key, path) for key in ("firstName", "lastName")]
    name = " ".join(part for part in parts if part) or file.text(driver, "shortName", path)
    return Driver(name, id=str(seat)) if name else None


def _result(line: Any, car: str, position: int, kind: str, laps: list[Any], file: _File, path: str) -> Result:
    timing, car_id = _get(line, "timing"), _get(_get(line, "car"), "carId")
    best = file.time(timing, "bestLap", f"{path}.timing")
    total = file.time(timing, "totalTime", f"{path}.timing")
    own = [lap for lap in laps if _get(lap, "carId") == car_id]
    fits = [n for n, lap in enumerate(own, 1) if best and _get(lap, "laptime") == best // MILLISECOND]
    return Result(
        source=file.name,
        car=car,
        position=position,
        status=LISTED,
        laps=file.whole(timing, "lapCount", f"{path}.timing"),
        time=total if kind == "R" else None,
        best_lap=best,
        best_lap_number=fits[0] if fits else None,
    )


def _stated(laps: list[Any], numbers: dict[int, str], file: _File) -> Iterator[StatedLap]:
    """The laps of the cars on the board, each car's numbered in the order of the file."""
    driven: Counter[str] = Counter()
    for at, lap in enumerate(laps):
        car = _known(lap, numbers)
        if car is None:
            continue
        driven[car] += 1
        path = f"laps[{at}]"
        seat, listed = file.whole(lap, "driverIndex", path), _get(lap, "splits")
        splits = listed if isinstance(listed, list) and len(listed) == _SPLITS else []
        if listed and not splits:
            file.odd(listed, "splits", path, None, f"{_SPLITS} whole numbers")
        s1, s2, s3 = (file.time(dict(enumerate(splits)), n, f"{path}.splits") for n in range(_SPLITS))
        yield StatedLap(
            source=file.name,
            car=car,
            lap=driven[car],
            time=file.time(lap, "laptime", path),
            s1=s1,
            s2=s2,
            s3=s3,
            driver=None if seat is None else str(seat),
            counts=_get(lap, "isValidForBest") is not False,
        )


def _tell_missing_stop(line: Any, car: str, file: _File, path: str) -> None:
    """Compulsory stops the server still missed at the end."""
    missing = file.whole(line, "missingMandatoryPitstop", path)
    if missing:
        file.tell(warning("source-misses-stops", Where(file=file.name, column=path, car=car), count=missing))


def _tell_strangers(laps: list[Any], numbers: dict[int, str], file: _File) -> None:
    """Laps of cars that are not on the leader board: they left before the end, and nothing of them counts."""
    driven = Counter(_quoted(_get(lap, "carId")) for lap in laps if _known(lap, numbers) is None)
    for car_id, count in sorted(driven.items()):
        where = Where(file=file.name, column=f"laps[carId {car_id}]")
        file.tell(warning("laps-of-nobody", where, car_id=car_id, count=count))


def _known(holder: Any, numbers: dict[int, str]) -> str | None:
    """The number of the car a lap or a penalty speaks of, None where the board does not have it."""
    car_id = _get(holder, "carId")
    return numbers.get(car_id) if isinstance(car_id, int) else None


def _tell_penalties(listed: Any, key: str, numbers: dict[int, str], file: _File) -> None:
    """What the server ruled. It does not say whether its totals contain it, so a person decides: the decision is ready,
    and one that was served is only told.
    """
    for at, one in enumerate(listed if isinstance(listed, list) else []):
        path = f"{key}[{at}]"
        ruling = file.text(one, "penalty", path) or ""
        value = file.whole(one, "penaltyValue", path) or 0
        lap = file.whole(one, "violationInLap", path)
        car = _known(one, numbers)
        where = Where(file=file.name, column=path, car=car)
        why = file.text(one, "reason", path)
        served = bool(file.whole(one, "clearedInLap", path))
        values = {"penalty": ruling, "value": value or None, "why": why, "in_lap": lap}
        if served:
            file.tell(info("source-penalty-served", where, **values))
            continue
        if car is None:
            found = info("source-penalty", where, **values)
            file.tell(found)
            continue
        found = warning("source-penalty", where, **values)
        decision = {"kind": "decision", "car": car, "reason": why, "source": file.name}
        if ruling == "Disqualified":
            found = found.proposing(**decision, penalty="disqualified")
        elif ruling == "PostRaceTime" and value:
            found = found.proposing(**decision, penalty="time", seconds=value)
        file.tell(found)
