"""RMonitor as a reader keeps its table: a second check, written from the page (facts, 1.1 to 1.4) by a session that had
read neither the decoder nor the first check's rules.

`ledger(data)` follows the bytes of a feed and complains of what a table could not be kept from: lines that are not
framed, a run that is not announced, a total that goes back, a best lap that gets slower, a line there is none of.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

FIELD = r'\s*(?:"([^"\r\n]*)"|([^",\r\n]*))\s*'
RECORD = re.compile(rb"\$[A-Z]+(?:,[ \x21-\xff]*)?")
CLOCK = re.compile(r"\d\d:[0-5]\d:[0-5]\d(?:\.\d{1,3})?")
DATED = re.compile(r"(?:0[1-9]|1[0-2])/(?:0[1-9]|[12]\d|3[01])/\d{4}")
LINE = re.compile(r"[TP][0-9A-F]")
LINES = {"SFT", "SFP", "POT", "POP", "PIT", "PIP"}
NONE = {"00:59:59.999", "00:00:00.000", "00:00:00"}
TIMES = {"F": (1, 2, 3), "G": (3,), "H": (3,), "J": (1, 2), "L": (4,), "I": (0,)}


def thousandths(text: str) -> int:
    hours, minutes, seconds = text.split(":")
    whole, _, part = seconds.partition(".")
    return ((int(hours) * 60 + int(minutes)) * 60 + int(whole)) * 1000 + int((part + "000")[:3])


@dataclass
class Table:
    """What a reader knows of the run that is on."""

    run: tuple[str, ...] | None = None
    cars: set[str] = field(default_factory=set)
    places: dict[str, int] = field(default_factory=dict)
    laps: dict[str, int] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)
    crossed: dict[str, int] = field(default_factory=dict)
    bests: dict[str, tuple[int, int]] = field(default_factory=dict)


class Ledger:
    """The table kept, and what went wrong with it."""

    def __init__(self) -> None:
        self.table = Table()
        self.wrong: Counter[str] = Counter()
        self.said: Counter[str] = Counter()
        self.announced = True  # a feed may be joined in the middle of a run
        self.shortest: dict[str, int] = {}
        self.known: set[str] = set()
        self.strangers: set[str] = set()

    def take(self, line: bytes) -> None:
        if not RECORD.fullmatch(line):
            self.wrong["a line that is no record"] += 1
            return
        command, _, rest = line.decode("cp1252", "replace")[1:].partition(",")
        fields = [quoted or plain.strip() for quoted, plain in re.findall(FIELD + "(?:,|$)", rest)]
        if rest:
            fields = fields[: len(re.sub(r'"[^"]*"', "", rest).split(","))]
        self.said[command] += 1
        for place in TIMES.get(command, ()):
            if place < len(fields) and not CLOCK.fullmatch(fields[place]):
                self.wrong[f"${command} with a time that is none"] += 1
                return
        one = getattr(self, f"_{command.lower()}", None)
        if one is not None:
            one(*fields[:8])

    def _i(self, *_fields: str) -> None:
        self.table, self.announced, self.shortest = Table(), False, {}

    def _b(self, *fields: str) -> None:
        if self.table.run not in (None, fields):
            self.table = Table(run=fields, cars=self.table.cars)
            self.shortest = {}
        self.table.run, self.announced = fields, True

    def _a(self, car: str, *_rest: str) -> None:
        self.wrong["a car before its run"] += not self.announced
        self.table.cars.add(car)
        self.known.add(car)
        self.strangers.discard(car)  # joined in the middle, a crossing may come before its car

    def _g(self, place: str, car: str, laps: str, total: str, *_rest: str) -> None:
        table, count, at = self.table, int(laps or 0), thousandths(total)
        self.wrong["a place before the run"] += not self.announced
        self.wrong["laps without a time"] += count > 0 and total in NONE
        if count == table.laps.get(car, 0) + 1 and car in table.totals and total not in NONE:
            self.wrong["a lap more in no more time"] += at <= table.totals[car]
        table.places[car], table.laps[car] = int(place), count
        if total not in NONE:
            table.totals[car] = at

    def _h(self, _place: str, car: str, lap: str, best: str, *_rest: str) -> None:
        number, us = int(lap or 0), thousandths(best)
        self.wrong["a best lap without a time"] += number > 0 and best in NONE
        known = self.table.bests.get(car)
        if number and known is not None:
            self.wrong["a best lap that got slower"] += us > known[1]
        if number:
            self.table.bests[car] = number, us

    def _j(self, car: str, lap: str, total: str, *_rest: str) -> None:
        before, at = self.table.crossed.get(car), thousandths(total)
        self.wrong["a crossing before the one before"] += before is not None and at < before
        if car not in self.known:
            self.strangers.add(car)
        self.table.crossed[car] = at
        if lap not in NONE:
            self.shortest[car] = min(self.shortest.get(car, thousandths(lap)), thousandths(lap))

    def _l(self, car: str, line: str, name: str, date: str, _at: str, *_rest: str) -> None:
        self.wrong["a crossing of a line there is none of"] += not LINE.fullmatch(line)
        self.wrong["a line with a name there is none of"] += name not in LINES
        self.wrong["a pit line on the track"] += (
            name in LINES and (name[-1] == "P") != (line[0] == "P") and (name in ("SFT", "SFP"))
        )
        self.wrong["a date that is none"] += not DATED.fullmatch(date)
        self.wrong["a line crossed by nobody"] += not car

    def order(self) -> list[str]:
        """Who is where by laps and total, those with a lap."""
        driven = [car for car, laps in self.table.laps.items() if laps]
        return sorted(driven, key=lambda car: (-self.table.laps[car], self.table.totals.get(car, 0)))


def ledger(data: bytes) -> Ledger:
    """A whole feed, from its first byte to its last."""
    found = Ledger()
    for line in data.split(b"\n"):
        bare = line.rstrip(b"\r")
        if bare:
            found.take(bare)
    found.wrong["a crossing of nobody"] += len(found.strangers)
    assert found.said["F"] > 5 and found.said["G"] > 5, "nothing was checked"
    return found
