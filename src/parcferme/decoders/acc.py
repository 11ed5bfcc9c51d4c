"""Assetto Corsa Competizione: the result file its server writes after a session (JSON, UTF-16 or UTF-8).

It states places and total times but no instant of any crossing; the sum of a car's laps is not its total (lap 1
includes the wait on the grid). So each line of the leader board becomes a result record, never passings.
Numbers by the server handbook of Kunos Simulazioni: 2147483647 is no time.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from parcferme.decoders.decoded import Decoded
from parcferme.decoders.laps import Tell, tell_numbers_alike
from parcferme.decoders.sheet import text_of
from parcferme.entries import Driver, Entries, Entry
from parcferme.findings import BadLog, Finding, Where, error, warning
from parcferme.records import Event, Log, Result
from parcferme.times import MILLISECOND

FORMAT: Final = "acc"
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
    """One result record per line of the leader board, in its order, and the entries.

    `time` only for races: in other sessions the total is the time the car was there. Raises `BadLog` where the JSON is
    broken or has no leader board.
    """
    try:
        document = msgspec.json.decode(text_of(data).strip("\x00 \r\n\t"))
    except (msgspec.DecodeError, RecursionError) as odd:
        raise BadLog(f"{name}: broken JSON: {odd}") from None
    board = _get(_get(document, "sessionResult"), "leaderBoardLines")
    if not isinstance(board, list):
        raise BadLog(f"{name}: no leader board: expected sessionResult.leaderBoardLines, a list")
    findings: list[Finding] = []
    kind = str(_get(document, "sessionType") or "")[:1].upper()
    laps = _get(document, "laps")
    results: list[Event] = []
    entries: dict[str, Entry] = {}
    for position, line in enumerate(board, 1):
        entry = _entry(_get(line, "car"), name, position, findings.append)
        if entry is None:
            continue
        if entry.number in entries:
            findings.append(error("result-twice", Where(file=name, car=entry.number)))
            continue
        entries[entry.number] = entry
        results.append(
            _result(line, entry.number, position, kind, laps if isinstance(laps, list) else [], name)
        )
    tell_numbers_alike(list(entries), name, findings.append)
    if not results:
        findings.append(error("no-laps", Where(file=name)))
    title = _get(document, "trackName")
    session = _SESSIONS.get(kind)
    log = Log.of(None, results)
    return Decoded(
        log, Entries.of(entries.values()), tuple(findings), FORMAT, session, title if title else None
    )


def _get(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _whole(value: Any, least: int = 0) -> int | None:
    """A whole number of a size a race can have."""
    fair = isinstance(value, int) and not isinstance(value, bool) and least <= value <= _NO_TIME
    return value if fair else None


def _time(value: Any) -> int | None:
    """Milliseconds of the file as microseconds; its sentinel, nothing and what is negative are no time."""
    milliseconds = _whole(value)
    if milliseconds is None or milliseconds <= 0 or milliseconds >= _NO_TIME:
        return None
    return milliseconds * MILLISECOND


def _entry(car: Any, name: str, position: int, tell: Tell) -> Entry | None:
    number = _whole(_get(car, "raceNumber"))
    if number is None:
        tell(
            error("number-blank", Where(file=name, column=f"leaderBoardLines[{position - 1}].car.raceNumber"))
        )
        return None
    model, cup, team = (_get(car, key) for key in ("carModel", "cupCategory", "teamName"))
    known = _GROUPS.get(model, "GT4" if model in _GT4 else "GT3") if isinstance(model, int) else None
    listed = _get(car, "drivers")
    drivers = [
        _driver(driver, seat) for seat, driver in enumerate(listed if isinstance(listed, list) else [])
    ]
    if not any(drivers):
        tell(warning("driver-unnamed", Where(file=name, car=str(number))))
    return Entry(
        number=str(number),
        class_=str(_get(car, "carGroup") or known or "") or None,
        team=" ".join(str(team or "").split()) or None,
        drivers=tuple(driver for driver in drivers if driver),
        group=_CUPS.get(cup) if isinstance(cup, int) else None,
    )


def _driver(driver: Any, seat: int) -> Driver | None:
    parts = [str(_get(driver, key) or "") for key in ("firstName", "lastName")]
    name = " ".join(" ".join(parts).split()) or str(_get(driver, "shortName") or "")
    return Driver(name, id=str(seat)) if name else None


def _result(line: Any, car: str, position: int, kind: str, laps: list[Any], name: str) -> Result:
    timing, car_id = _get(line, "timing"), _get(_get(line, "car"), "carId")
    best = _time(_get(timing, "bestLap"))
    own = [lap for lap in laps if _get(lap, "carId") == car_id]
    fits = [n for n, lap in enumerate(own, 1) if best and _time(_get(lap, "laptime")) == best]
    return Result(
        source=name,
        car=car,
        position=position,
        laps=_whole(_get(timing, "lapCount")),
        time=_time(_get(timing, "totalTime")) if kind == "R" else None,
        best_lap=best,
        best_lap_number=fits[0] if fits else None,
    )
