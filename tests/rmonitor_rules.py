"""The order RMonitor keeps, checked on raw lines: written from the protocol's description, knowing no decoder of ours.

`broken(text)` names every rule that is broken and where. What real feeds do now and then (a crossing without its car, a
car sent again though nothing of it changed) is counted and may be a few in a hundred, as in captured sessions.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator

FLAGS = {"      ", "Green ", "Yellow", "Red   ", "Finish"}
STATE = {"B", "A", "COMP", "C", "E", "G", "H"}
FIELDS = {"F": 5, "A": 7, "COMP": 7, "B": 2, "C": 2, "E": 2, "G": 4, "H": 4, "I": 2, "J": 3, "L": 5, "COR": 5}
NO_TIME = {"00:59:59.999", "00:00:00.000"}


def ms(text: str) -> int:
    hours, minutes, seconds = text.split(":")
    whole, _, part = seconds.partition(".")
    return ((int(hours) * 60 + int(minutes)) * 60 + int(whole)) * 1000 + int(part.ljust(3, "0") or 0)


def cut(lines: Iterable[str]) -> list[tuple[str, list[str]]]:
    found = []
    for line in lines:
        assert line.startswith("$"), line
        command, *fields = next(csv.reader([line[1:]], skipinitialspace=True))
        found.append((command, fields))
    return found


def broken(text: str, *, refreshed: int | None = None) -> list[str]:
    """Every rule that is broken, with the number of the line; `refreshed`: within how many heartbeats everything has to
    be sent again, which not every feed does.
    """
    said = cut(line for line in text.splitlines() if line.strip())
    assert len(said) > 20 and {"F", "G", "H", "B"} <= {command for command, _ in said}, "nothing was checked"
    return [
        *_shape(said),
        *_heartbeat(said),
        *_cleared(said),
        *_sentinels(said),
        *_after_a_crossing(said),
        *_lap_times(said),
        *_refresh(said, refreshed),
        *_places(said),
    ]


def _shape(said: list[tuple[str, list[str]]]) -> Iterator[str]:
    for n, (command, fields) in enumerate(said, 1):
        if command not in FIELDS:
            yield f"line {n}: ${command} is none of the commands"
        elif len(fields) < FIELDS[command]:
            yield f"line {n}: ${command} has {len(fields)} fields"


def _heartbeat(said: list[tuple[str, list[str]]]) -> Iterator[str]:
    """Once a second, a flag of six letters."""
    clock = None
    for n, (command, fields) in enumerate(said, 1):
        if command != "F":
            continue
        if fields[4] not in FLAGS:
            yield f"line {n}: {fields[4]!r} is no flag"
        if not 0 <= int(fields[0]) <= 99_999:
            yield f"line {n}: {fields[0]} laps to go"
        now = ms(fields[2])
        if clock is not None and not -86_400_000 < now - clock <= 3_000 and now - clock > -43_200_000:
            yield f"line {n}: {now - clock} ms since the last heartbeat"
        if clock is not None and -43_200_000 < now - clock < 0:
            yield f"line {n}: the clock goes back"
        clock = now


def _cleared(said: list[tuple[str, list[str]]]) -> Iterator[str]:
    """After everything was cleared the run is named before anything else is said of it."""
    cleared = False
    for n, (command, _) in enumerate(said, 1):
        if command == "I":
            cleared = True
        elif command == "B":
            cleared = False
        elif cleared and command in STATE | {"J", "COR"}:
            yield f"line {n}: ${command} between $I and $B"


def _sentinels(said: list[tuple[str, list[str]]]) -> Iterator[str]:
    """No laps: no time, or that of the first crossing; no best lap: no time."""
    for n, (command, fields) in enumerate(said, 1):
        if command == "G" and fields[2] == "0":
            yield f"line {n}: laps before the first are left empty"
        if command == "G" and fields[2] and fields[3] in NO_TIME:
            yield f"line {n}: {fields[2]} laps and no time"
        if command == "H" and fields[2] == "0" and fields[3] not in NO_TIME:
            yield f"line {n}: no best lap, and a time"


def _after_a_crossing(said: list[tuple[str, list[str]]]) -> Iterator[str]:
    """A crossing, then the car's place in the race and by best lap; then only cars whose place is another one now."""
    place: dict[tuple[str, str], str] = {}
    told: set[str] = set()
    crossings = owing = unmoved = moved = 0
    in_refresh = False
    for n, (command, fields) in enumerate(said, 1):
        if command == "J":
            crossings += 1
            car = fields[0]
            behind = [one for one in said[n : n + 12] if one[0] in "GHJ"]
            mine = [one for one in behind[: _until_j(behind)] if one[1][1] == car]
            owing += not any(one[0] == "G" and one[1][3] == fields[2] for one in mine)
            if behind and behind[0][0] != "J" and (behind[0][0] != "G" or behind[0][1][1] != car):
                owing += 1
            told, in_refresh = {car}, False
        elif command in ("B", "A", "COMP", "C", "E"):
            in_refresh = True
        elif command == "F":
            in_refresh = False
        elif command in ("G", "H"):
            key = command, fields[1]
            if not in_refresh and told and fields[1] not in told:
                moved += 1
                unmoved += place.get(key) == fields[0]
            place[key] = fields[0]
        elif command == "I":
            place, told = {}, set()
    if unmoved > 3 + moved * 0.01:
        yield f"{unmoved} of {moved} cars sent after the crossing of another had kept their place"
    if owing > crossings * 0.03:
        yield f"{owing} of {crossings} crossings are not followed by their car"


def _until_j(behind: list[tuple[str, list[str]]]) -> int:
    return next((place for place, one in enumerate(behind) if one[0] == "J"), len(behind))


def _lap_times(said: list[tuple[str, list[str]]]) -> Iterator[str]:
    """A lap time is the difference of two totals; that of the first crossing is 0; no crossing is told twice."""
    total: dict[str, int] = {}
    good = bad = 0
    seen: Counter[tuple[str, ...]] = Counter()
    for n, (command, fields) in enumerate(said, 1):
        if command in ("I", "B") and (command == "I" or fields[0] == "95"):
            total, seen = {}, Counter()
        if command != "J":
            continue
        car, lap, at = fields[0], ms(fields[1]), ms(fields[2])
        seen[tuple(fields)] += 1
        if seen[tuple(fields)] > 1:
            yield f"line {n}: the crossing of {car} is told again"
        if car not in total:
            bad += lap != 0
        elif abs(at - total[car] - lap) <= 1:
            good += 1
        else:
            bad += 1
        total[car] = at
    if bad > 0.05 * (good + bad):
        yield f"{bad} of {good + bad} lap times are not the difference of two totals"


def _refresh(said: list[tuple[str, list[str]]], every: int | None) -> Iterator[str]:
    """From time to time everything is sent again: every competitor in both ways, every place."""
    since = beats = 0
    cars: set[str] = set()
    placed: set[str] = set()
    run: list[str] = []
    block: dict[str, set[str]] = {}
    for n, (command, fields) in enumerate(said, 1):
        if command == "F":
            for command_, missing in _missing(block, placed):
                yield f"line {n}: a refresh before it has no ${command_} of {missing}"
            if block.get("A"):
                since = 0
            block = {}
            beats += 1
            since += 1
            if cars and every is not None and since > every:
                yield f"line {n}: nothing was refreshed for {since} heartbeats"
                since = 0
        elif command in ("A", "COMP"):
            block.setdefault(command, set()).add(fields[0])
            cars.add(fields[0])
        elif command in ("G", "H"):
            block.setdefault(command, set()).add(fields[1])
            placed.add(fields[1])
        elif command == "I":
            cars = set()
        elif command == "B" and fields != run:
            run, placed = fields, set()


def _missing(block: dict[str, set[str]], placed: set[str]) -> Iterator[tuple[str, list[str]]]:
    """Of a refresh: cars that were sent in one way and not in the others, places of those that had one before."""
    cars = block.get("A", set())
    for command in ("COMP", "G", "H"):
        missing = (cars if command == "COMP" else cars & placed) - block.get(command, set())
        if missing:
            yield command, sorted(missing)


def _places(said: list[tuple[str, list[str]]]) -> Iterator[str]:
    """The places at the end of a run are those of laps and time, but for rows that were not sent again."""
    rows: dict[str, tuple[int, int, str]] = {}
    for n, (command, fields) in enumerate([*said, ("I", [])], 1):
        if command == "G":
            rows[fields[1]] = (-int(fields[2] or 0), ms(fields[3]), fields[0])
        if command == "I" or (command == "B" and fields[0] == "95"):
            run = {car: row for car, row in rows.items() if row[0]}
            order = sorted(run, key=lambda car: run[car][:2])
            doubled = {
                place for place, times in Counter(row[2] for row in rows.values()).items() if times > 1
            }
            wrong = [car for place, car in enumerate(order, 1) if run[car][2] != str(place)]
            if not doubled and wrong:
                yield f"line {n}: the places of {wrong} are not those of laps and time"
            rows = {}


def kinds(complaints: list[str]) -> set[str]:
    """What is complained of, without numbers."""
    return {re.sub(r"[\d']+", "#", one) for one in complaints}
