"""Sessions on a bad day: what really happened, and what was written down of it: ``day(seed)``.

``Day.truth`` holds the rows of a session as it was driven and shown. ``Day.rows`` is what a box made of it, in the
order of writing. The same seed gives the same day, always. Nothing of the package is imported.

What happens: a red flag on lap 1 or 2, later, resumed (also behind the safety car) and not resumed; safety cars,
also at the start and leading the field through the pit lane; full course yellow, yellow (code 60 once a log knows
that flag); classes up to twice as slow that start together or one after the other; stops, retirements, standing
and rolling starts, cars that stay away; practice and qualifying with out-, timed and in-laps; one number in two
classes; one, two or all of line, sectors and pit lane read.

What is written wrongly is of three sorts, and one day has one of them:

- *harmless*: the result has to be the truth to the microsecond. Rows in any order, rows twice, a second read within the
  rulebook's ``double_read``, two decoders on one line, a formation lap, a clock put with a row that says so;
- *asked*: somebody has to say what was meant. A clock put without a word, a flag an hour or a day off, a start of
  a group that is not said;
- *damage*: a crossing nobody read, two in a row, a read that was no crossing, a second read up to five seconds later.

What is kept out, because no written rule says what is right: neutralisations that overlap; a flag in the instant a
lap begins or ends (but for the chequered flag, and red: a car that crosses as it is shown has been shown it); two
slips in one day.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR
DATED = 1_729_987_200 * SECOND  # 27 October 2024

Row = dict[str, Any]

NUMBERS = "3 03 7 07 007 1 10 2 20 31 45 50 81 A7".split()
SPEED = {"green": 1.0, "yellow": 0.98, "fcy": 0.6, "safety-car": 0.6, "red": 0.5}


class Damage(NamedTuple):
    """What was done to the reads of a car, at the crossing that ends `lap` (a ghost: within the lap after it).

    ``plain``: nothing but the read was odd there (no flag out, no pit visit). ``halves``: the lap cut in two, or the
    long one that is left; ``span``: from when to when.
    """

    car: str
    kind: str
    lap: int
    plain: bool
    halves: tuple[int, ...] = ()
    span: tuple[int, int] = (0, 0)


@dataclass
class Day:
    seed: int
    kind: str
    rules: dict[str, Any]
    classes: dict[str, str]  # by car, called as the result calls it
    truth: list[Row] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    damage: list[Damage] = field(default_factory=list)
    sort: str = "harmless"
    asked: list[dict[str, Any]] = field(default_factory=list)  # the findings that have to be there
    facts: set[str] = field(default_factory=set)
    stops: dict[str, int] = field(default_factory=dict)  # by car, where it is beyond doubt (races)
    dated: bool = False
    transponders: dict[str, str] = field(default_factory=dict)


def day(seed: int) -> Day:
    for again in ("", *(f" again {n}" for n in range(1, 100))):  # nobody drove at all: that is no session
        made = _Maker(Random(f"bad day {seed}{again}"), seed).everything()
        if made is not None:
            return made
    raise AssertionError(f"no session for seed {seed}")


class _Maker:
    def __init__(self, random: Random, seed: int) -> None:
        self.random = random
        self.kind = random.choices(["race", "qualifying", "practice"], [76, 16, 8])[0]
        self.base = random.randint(40, 120) * SECOND
        self.planned = random.randint(4, 16)
        self.layout = random.choice(["line", "line", "line", "sectors", "pits", "pits", "all"])
        self.dated = self.chance(0.3)
        self.start = (
            (DATED + random.randint(0, 20 * HOUR)) if self.dated else random.randint(2 * HOUR, 18 * HOUR)
        )
        self.start -= self.start % 1000
        names = random.sample(["GT", "Clio", "P4"], random.choice([1, 1, 2, 2, 3]))
        self.slower = {
            name: 1.0 if n == 0 else random.choice([1.05, 1.2, 1.6, 1.95]) for n, name in enumerate(names)
        }
        self.day = Day(seed, self.kind, {}, {}, dated=self.dated)
        self.rows: list[Row] = []
        self.rolling = self.chance(0.5)
        self.cars: list[str] = []
        self.late: dict[str, int] = {}  # by class, how much later it starts
        self.laps: dict[str, list[int]] = {}
        self.flag: int | None = None

    def everything(self) -> Day | None:
        self.enter()
        self.plan_track()
        self.plan_groups()
        self.led: dict[str, bool] = {}  # who was led through the lane, and whether it chose to stop there
        waiting = {}
        for car in self.cars:
            self.laps[car] = []
            if self.kind != "race":
                self.run(car)
                continue
            driving = self.race(car)
            reaches = next(driving, None)
            if reaches is not None:
                waiting[car] = (reaches, driving)
        self.lead_through(waiting)
        self.finish()
        self.rows.sort(key=lambda row: (row["at"], row["kind"] == "passing"))
        self.day.truth = self.rows
        there = {row["car"] for row in self.rows}
        if not any(row["kind"] == "passing" and row["at"] >= self.start for row in self.rows):
            return None
        self.day.classes = {car: class_ for car, class_ in self.day.classes.items() if car in there}
        self.cars = list(self.day.classes)
        self.count_stops()
        self.day.rules = self.rules()
        self.day.decisions = self.rulings()
        self.write()
        return self.day

    # --- small tools ---

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def between(self, low: float, high: float) -> int:
        return int(self.random.uniform(low, high)) // 1000 * 1000

    def row(self, at: int, kind: str, car: str = "", loop: str = "", value: str = "", **more: Any) -> None:
        self.rows.append({"at": at, "kind": kind, "car": car, "loop": loop, "value": value, **more})

    # --- who, where, and what was shown ---

    def enter(self) -> None:
        random = self.random
        numbers = random.sample(NUMBERS, random.randint(2, 7))
        classes = list(self.slower)
        self.cars = []
        for place, number in enumerate(numbers):
            class_ = classes[place] if place < len(classes) else random.choice(classes)
            self.day.classes[number] = class_
            self.cars.append(number)
        if len(set(self.day.classes.values())) > 1 and self.chance(0.12):
            first = next(iter(self.day.classes))
            mine = self.day.classes.pop(first)
            other = random.choice([one for one in classes if one != mine])
            self.cars.remove(first)
            for class_ in (mine, other):
                name = f"{first} ({class_})"
                self.day.classes[name] = class_
                self.cars.append(name)
            self.day.facts.add("one number")

    def plan_track(self) -> None:
        random, base = self.random, self.base
        whole = base * self.planned
        story = random.choices(
            ["clean", "neutral", "early red", "late red", "stopped", "behind the safety car", "led"],
            [34, 22, 12, 10, 8, 6, 8],
        )[0]
        if story == "led" and (self.kind != "race" or self.layout not in ("pits", "all") or self.planned < 6):
            story = "neutral"
        if story == "stopped" and self.kind != "race":
            story = "late red"
        self.story = story
        self.day.facts.add(story)
        shown: list[tuple[int, str]] = [(self.start, "green")]
        at = self.start
        if story == "behind the safety car":
            shown = [(self.start, "safety-car"), (self.start + self.between(0.4 * base, 3 * base), "green")]
        elif story == "neutral":
            for _ in range(random.randint(1, 3)):
                at += self.between(0.3 * base, whole / 2)
                shown.append((at, random.choice(["yellow", "fcy", "safety-car", "safety-car"])))
                at += self.between(0.2 * base, 3 * base)
                shown.append((at, "green"))
        elif story in ("early red", "late red", "stopped"):
            early = story == "early red" or (story == "stopped" and self.chance(0.3))
            at += self.between(0.2 * base, 1.9 * base) if early else self.between(0.3 * whole, 0.9 * whole)
            if early:
                self.planned = min(self.planned, random.choice([3, 4, 6, 16]))
            shown.append((at, "red"))
            if story != "stopped":
                at += random.choice(
                    [self.between(60 * SECOND, 4 * base), self.between(5 * 60 * SECOND, 25 * 60 * SECOND)]
                )
                if self.chance(0.4):
                    shown.append((at, "safety-car"))
                    at += self.between(0.5 * base, 2 * base)
                shown.append((at, "green"))
        elif story == "led":
            self.led_at = self.start + self.between(1.5 * base, 0.4 * whole)
            shown.append((self.led_at, "safety-car"))
            shown.append((self.led_at + 5 * base, "green"))
        self.shown = shown
        for number, (at, value) in enumerate(shown):
            if number or value != "green":
                self.row(at, "flag", value=value)
        how = random.choice(["session", "green"]) if shown[0][1] == "green" else "session"
        if how == "session":
            self.row(self.start, "session", value="start")
        else:
            self.row(self.start, "flag", value="green")

    def plan_groups(self) -> None:
        if self.kind != "race" or len(set(self.day.classes.values())) < 2 or not self.chance(0.3):
            return
        if self.story in ("early red", "led", "behind the safety car", "stopped"):
            return
        after = 0
        for class_ in list(self.slower)[1:]:
            if class_ in self.day.classes.values():
                after += self.random.randint(10, 90) * SECOND
                self.late[class_] = after
        self.day.facts.add("groups")

    def periods(self) -> Iterator[tuple[int, int | None, str]]:
        ends = [at for at, _ in self.shown[1:]]
        for (at, value), until in zip(self.shown, [*ends, None], strict=True):
            yield at, until, value

    def drive(self, at: int, work: float, grace: float) -> int | None:
        """The instant at which so much of a lap (in time at full speed) is driven from `at`; None where it never is."""
        left = float(work)
        for begin, until, value in self.periods():
            if until is not None and until <= at:
                continue
            here, speed = max(at, begin), SPEED[value]
            rolls = until
            if value == "red":
                rolls = max(here, int(begin + grace))
                rolls = rolls if until is None else min(rolls, until)
            if rolls is None or left / speed <= rolls - here:
                return int(here + left / speed) // 1000 * 1000
            left -= (rolls - here) * speed
            if until is None:
                return None
            at = until
        return None

    def under(self, begin: int, end: int) -> bool:
        return any(
            value != "green" and begin < (until or 10**18) and end >= at
            for at, until, value in self.periods()
        )

    # --- what was driven ---

    def usual(self, car: str) -> float:
        spread = self.random.choice([0.005, 0.03, 0.1])
        return self.base * self.slower[self.day.classes[car]] * (1 + self.random.random() * spread)

    def lead_through(self, waiting: dict[str, tuple[int, Generator[int, int, None]]]) -> None:
        """The field drives through the lane behind the safety car, one after the other, and nobody but one stops."""
        first = max((reaches for reaches, _ in waiting.values()), default=0) + 2 * SECOND
        train = sorted(waiting, key=lambda car: waiting[car][0])
        stopper = self.random.choice(train) if len(train) > 3 and self.chance(0.4) else None
        for place, car in enumerate(train):
            self.led[car] = car == stopper
            end = first + place * 1_500_000
            leaves = end + 20 * SECOND + (self.between(60 * SECOND, 100 * SECOND) if car == stopper else 0)
            self.row(end - 10 * SECOND, "passing", car, "PIT_IN")
            self.row(end, "passing", car, "FL_PIT")
            self.row(leaves, "passing", car, "PIT_OUT")
            self.laps[car].append(end)
            self.resume(waiting[car][1], leaves)

    def resume(self, driving: Generator[int, int, None], leaves: int) -> None:
        try:
            driving.send(leaves)
        except StopIteration:
            return

    def race(self, car: str) -> Generator[int, int, None]:
        random = self.random
        usual, start = self.usual(car), self.start + self.late.get(self.day.classes[car], 0)
        if self.chance(0.04):
            self.row(self.start - self.between(0, 60 * SECOND), "status", car, value="not-started")
            return
        at, work = start, usual
        if self.rolling:
            opened = self.drive(start, self.between(1 * SECOND, 0.28 * usual * 0.55), 0)
            if (
                opened is not None and opened - start < 0.3 * usual
            ):  # red held it up: it starts from where it stands
                at = opened
                self.row(at, "passing", car, "FL", opening=True)
        else:
            work = usual * random.uniform(0.97, 1.0) + random.randint(2, 9) * SECOND
        grace = random.uniform(0.1, 1.2) * usual
        led = False
        stops_at = random.randint(1, self.planned + 1) if self.chance(0.12) else 99
        for lap in range(1, 60):
            if lap > stops_at:
                if self.chance(0.5) or self.story == "stopped":
                    self.row(
                        at + self.between(1, usual / 2),
                        "status",
                        car,
                        value=random.choice(["retired", "stopped"]),
                    )
                return
            more = random.randint(5, 25) * SECOND if self.chance(0.05) else 0
            pit = self.layout in ("pits", "all") and lap > 1 and self.chance(0.07)
            pit = pit and (self.story != "led" or lap > self.planned // 2 + 3)
            ended = self.lap(car, at, work + more, grace, pit)
            if ended is None:
                return
            if self.story == "led" and not led and ended[0] >= self.led_at:
                self.rows.pop()
                at = yield ended[0]
                led, work = True, usual * 0.97
                continue
            self.laps[car].append(ended[0])
            at = ended[1]
            work = usual * random.uniform(1, 1.03) * (0.97 if pit else 1)
            if lap > self.planned + 12:
                return

    def lap(self, car: str, at: int, work: float, grace: float, pit: bool) -> tuple[int, int] | None:
        """One lap: the instant it ends, and the one from which the car drives on."""
        if self.layout in ("sectors", "all"):
            for loop, share in (("S1", 0.3), ("S2", 0.65)):
                there = self.drive(at, work * share, grace)
                if there is not None:
                    self.row(there, "passing", car, loop)
        if not pit:
            end = self.drive(at, work, grace)
            if end is None:
                return None
            self.row(end, "passing", car, "FL")
            return end, end
        enters = self.drive(at, work * 0.95, grace)
        if enters is None:
            return None
        self.row(enters, "passing", car, "PIT_IN")
        end = enters + self.between(8 * SECOND, 15 * SECOND)
        self.row(end, "passing", car, "FL_PIT")
        leaves = end + self.between(15 * SECOND, 70 * SECOND)
        self.row(leaves, "passing", car, "PIT_OUT")
        return end, leaves

    def run(self, car: str) -> None:
        """Practice and qualifying: out, timed laps, in, and out again."""
        random, usual = self.random, self.usual(car)
        pits = self.layout in ("pits", "all")
        until = self.start + self.base * self.planned
        at = self.start + self.between(1 * SECOND, 0.5 * (until - self.start))
        grace = random.uniform(0.1, 1.2) * usual
        if self.chance(0.04):
            self.row(self.start, "status", car, value="not-started")
            return
        first = True
        while at < until:
            if pits:
                self.row(at, "passing", car, "PIT_OUT")
            for lap in range(random.randint(2, 6)):
                last = pits and lap > 0 and self.chance(0.3)
                work = usual * random.uniform(1, 1.04) * (1.15 if lap == 0 else 1)
                if first and at - self.start + work < usual:  # the end of a run from the pits, never a start
                    work += usual
                ended = self.lap(car, at, work, grace, last)
                if ended is None:
                    return
                first = False
                self.laps[car].append(ended[0])
                at = ended[0]
                if last:
                    self.rows.pop()  # it stays in its garage
                    at += self.between(40 * SECOND, 4 * usual)
                    break
                if at > until + 2 * usual:
                    return
            else:
                if pits:
                    return

    def finish(self) -> None:
        """The chequered flag, and nothing of a car after its next crossing (or the one after that)."""
        random = self.random
        self.end: dict[str, Any] | None = None
        shown: int | None
        if self.kind != "race":
            length = self.base * self.planned
            self.end = {"kind": "time", "length": length}
            shown = self.start + length
        else:
            done = [laps[self.planned - 1] for laps in self.laps.values() if len(laps) >= self.planned]
            every = sorted(at for laps in self.laps.values() for at in laps)
            shown = min(done, default=None)
            if self.story == "stopped":
                shown = None
                if self.chance(0.4) and every:
                    self.row(every[-1] + self.between(1 * SECOND, 60 * SECOND), "flag", value="chequered")
            elif shown is None:
                shown = every[-1] if every else self.start + self.base
            else:
                before = max((at for at in every if at < shown), default=self.start)
                how = random.choice(["shown", "shown", "distance", "time"])
                if how == "distance":
                    self.end = {"kind": "distance", "laps": self.planned}
                elif how == "time":
                    self.end = {"kind": "time", "length": self.between(before + 1000, shown) - self.start}
        self.flag = shown
        if shown is None:
            return
        if self.end is None or self.chance(0.7):
            late = 0 if self.end is None or self.kind != "race" else self.between(0, 9 * SECOND)
            self.row(shown + late, "flag", value="chequered")
        keep = {}
        for car, laps in self.laps.items():
            after = [at for at in laps if at >= shown]
            keep[car] = after[: 1 if self.chance(0.7) else 2][-1] if after else 10**18
            self.laps[car] = [at for at in laps if at < shown] + after[:1]
        self.rows = [
            row
            for row in self.rows
            if (row["kind"] != "passing" or row["at"] <= keep[row["car"]])
            and (row["kind"] != "status" or row["at"] <= shown)
            and (row["kind"] != "flag" or row["at"] <= shown or row["value"] == "chequered")
        ]

    def count_stops(self) -> None:
        """Visits to the lane that ended before the car's last counted crossing, but for those in which it was led."""
        if self.kind != "race":
            return
        for car in self.cars:
            mine = [row for row in self.rows if row["car"] == car and row["kind"] == "passing"]
            out = [row["at"] for row in mine if row["loop"] == "PIT_OUT"]
            last = max(self.laps.get(car, []), default=0)
            if any(at > last for at in out) or any(
                row["loop"] == "FL_PIT" and row["at"] == last for row in mine
            ):
                continue
            self.day.stops[car] = len(out) - (car in self.led and not self.led[car])

    # --- the regulations, the stewards ---

    def rules(self) -> dict[str, Any]:
        random, race = self.random, self.kind == "race"
        switches = {
            name: self.chance(0.75)
            for name in ("yellow", "full-course-yellow", "code-60", "safety-car", "in-laps", "out-laps")
        }
        switches["red"] = self.chance(0.6) if race else self.chance(0.2)
        quickest = self.base * 0.9
        said = self.late and self.chance(0.7)
        return {
            "kind": self.kind,
            "end": self.end,
            "tolerance": 10 * SECOND,
            "late": "as-shown",
            "early": "as-shown",
            "after_flag": None,
            "flag_in_pit": True,
            "minimum_lap": int(quickest * random.choice([0.5, 0.8])) if self.chance(0.25) else None,
            "double_read": random.choice([2 * SECOND, 2 * SECOND, SECOND, 3 * SECOND]),
            "classified": {
                "flag": self.story != "stopped" and self.chance(0.2),
                "share": random.choice([None, None, [7, 10], [1, 2]]) if self.story != "stopped" else None,
                "of": random.choice(["overall", "class"]),
                "rounding": random.choice(["down", "up"]),
            },
            "first_lap_fastest": self.chance(0.5),
            "resolution": random.choice([1, 1000, 1000]),
            "conversions": {"drive-through": 20 * SECOND, "stop-and-go": 30 * SECOND},
            "fastest": switches,
            "red": {
                "crossings_count": self.chance(0.7),
                "result": random.choice(["as-driven", "penultimate-lap", "last-lap-all-completed"]),
            },
            "starts": dict(self.late) if said else {},
        }

    def rulings(self) -> list[dict[str, Any]]:
        random = self.random
        taken: list[dict[str, Any]] = []
        if self.chance(0.6):
            return taken
        for _ in range(random.randint(1, 3)):
            car = random.choice(self.cars)
            kind = random.choice(
                ["time", "laps", "places", "lap-deleted"] if self.kind == "race" else ["lap-deleted"]
            )
            one: dict[str, Any] = {"car": car, "penalty": kind}
            if kind == "time":
                one["seconds"] = random.choice([1, 5, 10, 30])
            elif kind == "laps":
                one["laps"] = 1
            elif kind == "places":
                one["places"] = random.choice([1, 2, 3])
            elif self.laps[car]:
                one["lap"] = random.randint(1, len(self.laps[car]))
            else:
                continue
            if one not in taken:
                taken.append(one)
        return taken

    # --- what was written of it ---

    def write(self) -> None:
        random, day = self.random, self.day
        rows = [dict(row) for row in self.rows]
        if self.late and not day.rules["starts"]:
            said = self.chance(0.6)
            if said:
                for class_, after in self.late.items():
                    row = {"at": self.start + after, "kind": "start", "car": "", "loop": "", "value": class_}
                    rows.append(dict(row))
                    day.truth.append(row)
            else:
                for class_, after in self.late.items():
                    day.truth.append(
                        {"at": self.start + after, "kind": "start", "car": "", "loop": "", "value": class_}
                    )
                    day.asked.append(
                        {"code": "start-group-suspected", "class": class_, "at": self.start + after}
                    )
                day.sort = "group not said"
                day.facts.add("group not said")
        rows.sort(key=lambda row: (row["at"], row["kind"] == "passing"))
        if day.sort == "harmless":
            day.sort = random.choices(["harmless", "asked", "damage"], [40, 10, 50])[0]
        if day.sort == "asked":
            rows = self.slip(rows)
        elif day.sort == "damage":
            rows = self.damage(rows)
        else:
            rows = self.harmless(rows)
        day.rows = self.renamed(rows)

    def harmless(self, rows: list[Row]) -> list[Row]:
        random, limit = self.random, self.day.rules["double_read"]
        ordered = True
        if self.chance(0.4):
            for row in [row for row in rows if row["loop"] in ("FL", "FL_PIT") and self.chance(0.15)]:
                rows.append(row | {"at": row["at"] + random.randint(1000, limit - 1)})
            self.day.facts.add("double")
        if self.chance(0.25):
            rows = self.decoders(rows)
        if self.chance(0.2) and self.kind == "race":
            for car in self.cars:
                ago = self.between(1 * SECOND, 0.4 * self.base)
                rows.append(
                    {"at": self.start - ago, "kind": "passing", "car": car, "loop": "FL", "value": ""}
                )
            self.day.facts.add("formation lap")
            # seen, but never after the start: such a car has not started
        if self.chance(0.2):
            rows += [dict(row) for row in rows if row["kind"] == "passing" and self.chance(0.1)]
        rows.sort(key=lambda row: (row["at"], row["kind"] == "passing"))
        if self.chance(0.15):
            rows, ordered = self.put(rows, said=True), False
        if ordered and self.chance(0.5):
            random.shuffle(rows)
        return rows

    def decoders(self, rows: list[Row]) -> list[Row]:
        """A second decoder at the line: reads of its own, a little sooner or later; what counts is the official one."""
        random = self.random
        by = random.choice(["order", "strength"])
        if by == "order":
            self.day.rules["decoders"] = ["D2", "D1"]
        off = self.between(1000, 400_000) * random.choice([-1, 1])
        found = []
        for row in rows:
            if row["loop"] != "FL" or row["kind"] != "passing":
                found.append(row)
                continue
            both = self.chance(0.9)
            found.append(row | {"decoder": "D2", "strength": 120, "hits": 30})
            if both:
                found.append(row | {"at": row["at"] + off, "decoder": "D1", "strength": 90, "hits": 20})
        self.day.facts.add("two decoders")
        return found

    def put(self, rows: list[Row], said: bool) -> list[Row]:
        """From some row on the clock stands an hour back or forward."""
        seen = [n for n, row in enumerate(rows) if row["kind"] == "passing" and row["at"] >= self.start]
        if len(seen) < 8:
            return rows
        cut = seen[self.random.randint(len(seen) // 3, 2 * len(seen) // 3)]
        while cut + 1 < len(rows) and rows[cut]["at"] == rows[cut - 1]["at"]:
            cut += 1
        way = self.random.choice(["back", "forward"])
        step = -HOUR if way == "back" else HOUR
        rows = rows[:cut] + [row | {"at": row["at"] + step} for row in rows[cut:]]
        self.day.facts.add("clock put")
        if said:
            rows.insert(cut, {"at": None, "kind": "clock", "car": "", "loop": "", "value": f"{way} 1:00:00"})
        else:
            self.day.asked.append({"code": "clock-put", "way": way, "at": rows[cut]["at"] - step})
        return rows

    def slip(self, rows: list[Row]) -> list[Row]:
        day = self.day
        flags = [n for n, row in enumerate(rows) if row["value"] == "chequered"]
        if flags and self.chance(0.6):
            far = [-HOUR, HOUR] + ([-DAY, DAY] if self.dated else [])
            off = self.random.choice(far)
            rows[flags[0]] = rows[flags[0]] | {"at": rows[flags[0]]["at"] + off}
            day.asked.append({"code": "flag-outside-session"})
            day.facts.add("flag slipped")
            return rows
        return self.put(rows, said=False)

    # --- damage ---

    def damage(self, rows: list[Row]) -> list[Row]:
        random, day = self.random, self.day
        for car in self.cars:
            if len(self.laps[car]) < 5 or not self.chance(0.5):
                continue
            laps = self.laps[car]
            kind = random.choice(["ghost", "ghost", "double", "miss", "two-missed"])
            low = 0 if self.chance(0.1) else 1
            at = random.randint(low, len(laps) - 3)
            reads = [row for row in rows if row["car"] == car and row["loop"] in ("FL", "FL_PIT")]
            by = {row["at"]: row for row in reads}
            if kind in ("ghost", "double"):
                if kind == "ghost":
                    share = random.choice(
                        [random.uniform(0.03, 0.2), random.uniform(0.2, 0.8), random.uniform(0.8, 0.97)]
                    )
                    new = int(laps[at] + share * (laps[at + 1] - laps[at])) // 1000 * 1000
                else:
                    new = laps[at] + self.between(50_000, 5 * SECOND)
                rows.append({"at": new, "kind": "passing", "car": car, "loop": "FL", "value": ""})
                halves: tuple[int, ...] = (new - laps[at], laps[at + 1] - new)
                span = (laps[at], laps[at + 1])
            else:
                gone = [laps[at]] if kind == "miss" else [laps[at], laps[at + 1]]
                for one in gone:
                    rows.remove(by[one])
                span = (laps[at - 1] if at else self.start, laps[at + len(gone)])
                halves = (span[1] - span[0],)
            plain = (
                at > 0
                and not self.under(*span)
                and not any(
                    row["car"] == car
                    and row["loop"].startswith(("PIT", "FL_PIT"))
                    and span[0] <= row["at"] <= span[1]
                    for row in [*rows, *self.rows]
                )
            )
            day.damage.append(Damage(car, kind, at + 1, plain, halves, span))
        if not day.damage:
            day.sort = "harmless"
        rows.sort(key=lambda row: (row["at"], row["kind"] == "passing"))
        return rows

    # --- names ---

    def renamed(self, rows: list[Row]) -> list[Row]:
        """Two cars with one number, as a source may write them: by name, with a class, or by transponder only."""
        twice = [car for car in self.cars if "(" in car]
        how = self.random.choice(["name", "class", "transponder"])
        if not twice:
            return rows
        for place, car in enumerate(self.cars):
            self.day.transponders[car] = str(1001 + place)
        found = []
        for row in rows:
            if row["kind"] != "passing":
                found.append(row)
            elif how == "class":
                found.append(row | {"car": row["car"].split(" (")[0], "class": self.day.classes[row["car"]]})
            elif how == "transponder":
                found.append(row | {"car": "", "transponder": self.day.transponders[row["car"]]})
            else:
                found.append(row)
        return found
