"""Writes the two logs of the season 2020: qualifying 1 and race 1 of Le Castellet, worked out from what was published.

No lap file of that series is public. What is stated, inferred or made up is told in the README beside them; the figures
here aim at the stated facts, and `tests/test_demo.py` checks that they hit. The places no source gives are those that
the season's points snapshots leave (`search_season_2020.py`). Chance comes from `Random(seed).random()` alone, so every
run writes the same bytes. All times in this file are in milliseconds.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

import msgspec
import polars as pl

from parcferme import codec
from parcferme.records import (
    Amend,
    Assign,
    CarState,
    CarStatus,
    Decision,
    DriverChange,
    Event,
    Flag,
    FlagValue,
    Log,
    Matter,
    Note,
    Penalty,
    SessionEnd,
    SessionStart,
)
from parcferme.times import parse_instant

SEED = 20200718
DEMO = Path(__file__).parents[1] / "seasons" / "ligier-european-series-2020" / "1-le-castellet"

RACE_START = parse_instant("2020-07-18T10:50:00")  # stated to the minute
QUALIFYING_START = parse_instant("2020-07-17T17:30:00")  # not stated
RACE_LENGTH, QUALIFYING_LENGTH = 60 * 60_000, 20 * 60_000
WINDOW_OPENS, WINDOW_CLOSES = 28 * 60_000, 32 * 60_000

# The circuit, all assumed: where the loops stand as shares of a lap, and the pit lane beside it.
S1, S2, PIT_ENTRY, PIT_EXIT = 0.31, 0.67, 0.965, 0.035
LANE = 41_000  # from entry to exit without standing still
TO_LINE = 17_000  # from the entry to the finish line in the lane

NOTE = (
    "reconstruction: no lap file of the Ligier European Series is public. Written by "
    "tools/reconstruct_le_castellet.py from the published facts of Le Castellet 2020; the README beside it says what "
    "is stated, what is inferred and what is made up"
)


@dataclass(frozen=True)
class Aim:
    """What a car aims at. `best`: its lap in qualifying; `paces`: its drivers' usual laps in the race, in the
    order they drive; `opening`: what lap 1 takes more; `stand`: how long it stands still at its compulsory stop.
    """

    best: int | None
    paces: tuple[int, ...]
    opening: int
    stand: int


AIMS = {
    "33": Aim(126_214, (127_900, 127_000), 7_400, 46_700),
    "34": Aim(124_106, (127_300, 126_600), 9_000, 46_100),
    "50": Aim(126_031, (125_350,), 10_000, 44_480),
    "81": Aim(None, (123_950, 126_000), 10_700, 49_400),
    "11": Aim(131_480, (132_700,), 5_600, 47_800),
    "17": Aim(127_004, (128_000, 128_900), 5_000, 153_400),
    "25": Aim(130_655, (131_900,), 5_700, 47_200),
    "30": Aim(128_340, (130_300, 128_600), 5_200, 46_100),
    "38": Aim(126_733, (127_650,), 4_500, 44_900),
    "45": Aim(125_418, (126_500, 129_400), 2_900, 42_413),  # stands too short
    "46": Aim(125_790, (127_650, 128_800), 9_000, 45_100),
    "66": Aim(126_542, (127_700, 127_100), 4_300, 45_200),
    "69": Aim(127_655, (128_500,), 4_900, 45_600),
    "74": Aim(126_318, (127_050,), 4_000, 44_510),
    "86": Aim(127_311, (127_900, 129_000), 4_700, 160_000),
}
IN_TOO_LATE = "46"
RULED = {"45": 34 * 60_000 + 12_000, "46": 36 * 60_000 + 40_000}  # when each stop-and-go is decided

Seen = tuple[int, str, str]  # since the start, loop, car
Told = tuple[int, Event]  # since the start, record


class Driving:
    """One car on the circuit: `seen` grows with every loop it passes. `box_first`: its pit is before the line."""

    def __init__(self, number: str, session: str, at: int) -> None:
        self.number = number
        self.at = at  # where its lap began, or would have, had it not been in the pit lane
        self.chance = Random(f"{SEED} {session} {number}")
        self.box_first = int(number) % 3 == 0
        self.seen: list[Seen] = []
        self.changed = 0  # the middle of the last time it stood still

    def around(self, width: int) -> int:
        """A number between -width and width, mostly near 0."""
        chance = self.chance.random() + self.chance.random() + self.chance.random()
        return round((chance - 1.5) / 1.5 * width)

    def read(self, at: int, loop: str) -> None:
        self.seen.append((at, loop, self.number))

    def sectors(self, lap: int, stood: int = 0) -> None:
        """Past S1 and S2; `stood` is how long the car stood still on the track between them."""
        self.read(self.at + round(lap * S1) + self.around(140), "S1")
        self.read(self.at + round(lap * S2) + self.around(140) + stood, "S2")

    def entry(self, lap: int) -> int:
        """When it would pass the entry of the pit lane on a lap."""
        return self.at + round(lap * PIT_ENTRY)

    def over_the_line(self, lap: int, stood: int = 0) -> None:
        """A whole lap on the track."""
        self.sectors(lap, stood)
        self.at += lap + stood
        self.read(self.at, "FL")

    def through_the_pits(self, lap: int, stand: int) -> None:
        """A lap that ends in the pit lane, and out of it again."""
        self.sectors(lap)
        entered = self.entry(lap)
        out = entered + LANE + stand
        box = TO_LINE - 6_000 if self.box_first else TO_LINE + 7_000
        self.changed = entered + box + stand // 2
        self.read(entered, "PIT_IN")
        self.read(entered + TO_LINE + (stand if self.box_first else 0), "FL_PIT")
        self.read(out, "PIT_OUT")
        self.at = out - round(lap * PIT_EXIT)


def crews() -> dict[str, list[str]]:
    """The drivers of each car, in the order of the entry list."""
    found: dict[str, list[str]] = defaultdict(list)
    with (DEMO / "entries.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["number"]].append(row["driver"])
    return dict(found)


def grid() -> list[str]:
    """The cars as they start: by their times in qualifying, one without a time last."""
    return sorted(AIMS, key=lambda number: (AIMS[number].best is None, AIMS[number].best))


def race_car(number: str, place: int, crew: list[str]) -> tuple[list[Seen], list[Told]]:
    """All that is seen of one car until well after the hour, and its change of driver."""
    aim = AIMS[number]
    car = Driving(number, "race", 900 + place * 640)
    car.at += car.around(120)
    car.read(car.at, "FL")
    told: list[Told] = []
    not_before = WINDOW_CLOSES if number == IN_TOO_LATE else WINDOW_OPENS + 6_000
    stands = [(not_before, aim.stand + car.around(90))]
    if number in RULED:
        stands.append((RULED[number] + 90_000, 15_000 + 400 + car.around(300)))
    driver, opening = 0, aim.opening
    while car.at < RACE_LENGTH + 8 * 60_000:
        lap = aim.paces[driver] + opening + car.around(650)
        opening = 0
        if stands and car.entry(lap) > stands[0][0]:
            car.through_the_pits(lap, stands.pop(0)[1])
            if driver + 1 < len(crew):
                driver += 1
                told.append((car.changed, DriverChange(car=number, driver=crew[driver])))
        else:
            car.over_the_line(lap)
    return car.seen, told


def due_flag(seen: list[Seen]) -> int:
    """When the flag falls: the leader's first crossing from the hour on opens the last lap; whoever ends it first."""
    laps: dict[str, int] = {}
    most, last = 0, 0
    for at, _, car in sorted(row for row in seen if row[1] in ("FL", "FL_PIT")):
        laps[car] = laps.get(car, -1) + 1  # the first crossing is the start
        if laps[car] <= most:
            continue
        most = laps[car]
        if last and most >= last:
            return at
        if at >= RACE_LENGTH and not last:
            last = most + 1
    raise ValueError("the cars do not drive long enough for the flag to fall")


def flagged(seen: list[Seen], flag: int) -> list[Seen]:
    """What is left to see once the flag is out: each car's next crossing, then a slow lap into the pits."""
    kept: list[Seen] = []
    done: set[str] = set()
    for at, loop, number in sorted(seen):
        if number in done:
            continue
        kept.append((at, loop, number))
        if at >= flag and loop in ("FL", "FL_PIT"):
            done.add(number)
            car = Driving(number, "slowing down", at)
            slow = 168_000 + car.around(9_000)
            car.sectors(slow)
            car.read(car.entry(slow), "PIT_IN")
            kept += car.seen
    return kept


def race(crew: dict[str, list[str]]) -> Log:
    """The log of race 1."""
    opening = SessionStart(
        name="Le Castellet 2020, race 1 (reconstruction)", session="race", zone="Europe/Paris"
    )
    told: list[Told] = [(0, opening), *heading(crew), (0, Flag(value=FlagValue.GREEN))]
    seen: list[Seen] = []
    for place, number in enumerate(grid()):
        mine, changes = race_car(number, place, crew[number])
        seen += mine
        told += changes
    flag = due_flag(seen)
    seen = flagged(seen, flag)
    told += [(flag + 412, Flag(value=FlagValue.CHEQUERED)), (max(seen)[0] + 60_000, SessionEnd())]
    for number, at in RULED.items():
        ruling = Decision(
            penalty=Penalty.STOP_AND_GO, car=number, seconds=Decimal(15), reason="compulsory stop not respected",
            settles=Matter.COMPULSORY_STOP,
            by="reconstruction", source="arctic.energy on Le Castellet 2020",
        )  # fmt: skip
        out = next(row[0] for row in sorted(seen) if row[1:] == ("PIT_OUT", number) and row[0] > at)
        told += [
            (at, ruling),
            (out + 4_000, Amend(target=0, changes={"served": True}, reason=f"#{number} served it")),
        ]
    return written(RACE_START, seen, told)


def qualifying_car(number: str, best: int) -> list[Seen]:
    """All that is seen of one car in qualifying: one lap is its best, the others are slower."""
    car = Driving(number, "qualifying", 0)
    left = 12_000 + round(car.chance.random() * 55_000)
    car.read(left, "PIT_OUT")
    car.at = left - round(best * PIT_EXIT)
    fast = 3 + round(car.chance.random() * 3)
    for lap in range(1, 20):
        if car.at >= QUALIFYING_LENGTH:
            break
        slower = 0 if lap == fast else 250 + round(car.chance.random() * 1_900)
        if lap == 1:
            slower += 12_000
        if lap == fast + 1 and int(number) % 2 == 0:
            car.through_the_pits(best + slower + 4_000, 60_000 + round(car.chance.random() * 50_000))
        else:
            car.over_the_line(best + slower)
    return flagged(car.seen, QUALIFYING_LENGTH)


def car_with_cuts(number: str) -> tuple[list[Seen], list[Told]]:
    """The car whose electrics cut out: it comes round twice after standing still on the track, then stays there."""
    car = Driving(number, "qualifying", 0)
    car.read(31_000, "PIT_OUT")
    car.at = 31_000 - round(126_000 * PIT_EXIT)
    told: list[Told] = []
    source = "press release of Milo Racing, July 2020"

    def status(at: int, state: CarState, reason: str | None = None) -> None:
        told.append((at, CarStatus(car=number, state=state, reason=reason, source=source)))

    car.over_the_line(141_000)
    for stood in (84_000, 71_000):
        halted = car.at + 62_000
        status(halted, CarState.STOPPED, "electrical cut")
        status(halted + stood, CarState.RUNNING)
        car.over_the_line(129_000, stood)
    car.read(car.at + 40_500, "S1")
    status(car.at + 58_000, CarState.STOPPED, "electrical cut")
    for lap in (1, 2, 3):
        told.append(
            (
                QUALIFYING_LENGTH + 5 * 60_000,
                Decision(
                    penalty=Penalty.LAP_DELETED, car=number, lap=lap, reason="no time credited",
                    by="reconstruction", source=source,
                ),
            )
        )  # fmt: skip
    return car.seen, told


def qualifying(crew: dict[str, list[str]]) -> Log:
    """The log of qualifying 1."""
    opening = SessionStart(
        name="Le Castellet 2020, qualifying 1 (reconstruction)", session="qualifying", zone="Europe/Paris"
    )
    told: list[Told] = [(0, opening), *heading(crew), (0, Flag(value=FlagValue.GREEN))]
    seen: list[Seen] = []
    for number, aim in AIMS.items():
        if aim.best is not None:
            seen += qualifying_car(number, aim.best)
        else:
            mine, cuts = car_with_cuts(number)
            seen += mine
            told += cuts
    told += [(QUALIFYING_LENGTH, Flag(value=FlagValue.CHEQUERED)), (max(seen)[0] + 60_000, SessionEnd())]
    return written(QUALIFYING_START, seen, told)


def heading(crew: dict[str, list[str]]) -> list[Told]:
    """What is known before the start: what this log is, the transponders, who is in the cars."""
    note = Note(text=NOTE, source="tools/reconstruct_le_castellet.py")
    worn: list[Event] = [Assign(transponder=transponder(number), car=number) for number in crew]
    first: list[Event] = [DriverChange(car=number, driver=drivers[0]) for number, drivers in crew.items()]
    return [(0, event) for event in (note, *worn, *first)]


def transponder(number: str) -> str:
    """The transponder on a car: made up."""
    return str(4_100_000 + 7_919 * int(number))


def written(start: int, seen: list[Seen], told: list[Told]) -> Log:
    """The log as it would have been written: in order of time, each record numbered; an amendment names the decision
    that stands before it.
    """
    rows: list[tuple[int, int, Seen | Event]] = [(at, 0, event) for at, event in told]
    rows += [(row[0], 1, row) for row in seen]
    passings: dict[str, list[object]] = {"seq": [], "at": [], "loop": [], "transponder": []}
    events: list[Event] = []
    decided: list[int] = []
    for seq, (since, _, row) in enumerate(sorted(rows, key=lambda row: row[:2]), 1):
        at = start + since * 1000
        if isinstance(row, tuple):
            for column, value in zip(passings, (seq, at, row[1], transponder(row[2])), strict=True):
                passings[column].append(value)
            continue
        event = msgspec.structs.replace(row, seq=seq, at=at)
        if isinstance(event, Decision):
            decided.append(seq)
        if isinstance(event, Amend):
            event = msgspec.structs.replace(event, target=decided.pop(0))
        events.append(event)
    return Log.of(pl.DataFrame(passings), events)


def main(into: Path) -> None:
    """Write both logs into a folder."""
    crew = crews()
    for name, log in (("qualifying-1.log", qualifying(crew)), ("race-1.log", race(crew))):
        (into / name).write_bytes(codec.encode(log))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEMO)
