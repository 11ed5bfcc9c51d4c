"""Small random races, all different, for comparing two scorers: ``generate(seed)``.

Each race is a shuffled list of rows as a log would hold them, with rules, decisions and classes in the form
``scorer.score`` takes. The same seed gives the same race, always.

What happens in them: missed, double and repeated reads (also double reads exactly at the limit, and one
across FL and FL_PIT at one instant), lapped cars, cars side by side to the microsecond, stops and
finishes through the pit lane, cars that stop for good, never start, are seen on the formation lap or at a
sector only, a start crossing just under and exactly at the minimum lap, passings before the start and
exactly at it, the start given by a session row, by a green flag, by both at odds, by nothing; a chequered
flag that is missing, on time, inside, at and just outside the tolerance, late, early, early in the
instant of a leader's crossing, shown twice; cars that cross again after the flag; races through midnight,
races dated with the Unix time, coarse clocks; every kind of end, also ends that never come due; every
penalty, also on cars that did not start, and on laps that do not exist.

What is kept out, because two readers of the rules may differ and no real log should hold it:

- a chequered flag shown after the session end row, or before the start;
- FL and FL_PIT of one car at one instant together with a ``double_read`` of 0;
- penalties in time or laps in practice and qualifying;
- decisions on cars that are nowhere in the log, and the same car twice disqualified;
- cars in ``classes`` that are nowhere in the log, and cars of the log missing in ``classes``;
- negative penalties;
- a log with neither a start nor a passing.
"""

from __future__ import annotations

from random import Random
from typing import Any

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR

NUMBERS = "3 03 003 7 07 007 1 01 10 2 20 31 45 46 50 81 99 A7".split()

Row = dict[str, Any]
Race = tuple[list[Row], dict[str, Any], list[dict[str, Any]], dict[str, str]]


def generate(seed: int) -> Race:
    """The race of that number: (rows, rules, decisions, classes)."""
    return _Race(Random(seed)).everything()


class _Race:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.rows: list[Row] = []

        self.kind = random.choices(["race", "qualifying", "practice"], [80, 12, 8])[0]
        self.unit = random.choice([1, 1000, 1000, 1000, 100_000, SECOND])  # of the clock
        self.base = self.round(random.randint(60, 110) * SECOND)  # a quick lap
        self.planned = random.randint(3, 15)
        names = random.sample(["JS P4", "JS2 R", "GT4"], random.choice([1, 1, 2, 2, 3]))
        self.classes = {n: random.choice(names) for n in random.sample(NUMBERS, random.randint(2, 12))}
        self.cars = list(self.classes)

        length = self.base * self.planned
        self.start = self.round(
            random.choice(
                [
                    random.randint(3 * 60 * SECOND, 10 * 60 * SECOND),
                    10 * HOUR + random.randint(0, HOUR),
                    DAY - random.randint(0, length),  # through midnight
                    DAY + random.randint(0, DAY),
                    1_600_000_000 * SECOND + random.randint(0, DAY),
                    1_603_584_000 * SECOND - random.randint(0, length),  # midnight, dated
                ]
            )
        )
        self.double_read = random.choice([500_000, SECOND, 3 * SECOND, 10 * SECOND])
        if random.random() < 0.04:
            self.double_read = 0
        self.minimum_lap = random.choice(
            [0, 20 * SECOND, self.base // 2, self.base // 2, self.base * 9 // 10]
        )
        self.tolerance = random.choice([0, SECOND, 5 * SECOND, 30 * SECOND])
        self.true_laps: dict[str, list[int]] = {}  # the instants at which laps were really completed

    def everything(self) -> Race:
        self.drive()
        self.side_by_side()
        self.retire()
        self.choose_end()
        self.park()
        self.watch()
        self.show_start()
        self.show_flags()
        self.random.shuffle(self.rows)
        return self.rows, self.rules(), self.decisions(), dict(self.classes)

    # --- small tools ---

    def round(self, time: int) -> int:
        return time // self.unit * self.unit

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def between(self, low: int, high: int) -> int:
        """Any instant of the clock in [low, high]; `low` when the clock has none in between."""
        if high <= low:
            return low
        return max(low, self.round(self.random.randint(low, high)))

    def row(self, at: int, kind: str, car: str = "", loop: str = "", value: str = "") -> None:
        self.rows.append({"at": at, "kind": kind, "car": car, "loop": loop, "value": value})

    # --- what really happened ---

    def drive(self) -> None:
        random = self.random
        rolling = self.chance(0.4)
        spread = random.choice([0.002, 0.02, 0.15, 0.6])
        steady = self.chance(0.3)
        self.launch: dict[str, int] = {}
        horizon = self.start + self.base * self.planned + random.randint(1, 3 * self.base)
        for car in self.cars:
            pace = self.base * (1 + random.random() * spread)
            at = self.start
            if self.kind != "race":
                at += self.between(0, 3 * self.base)
            elif rolling:
                at += self.between(1, 15 * SECOND)
                self.launch[car] = at
            laps = []
            while at < horizon:
                at += self.between(int(pace), int(pace * (1.0 if steady else 1.04)))
                if self.chance(0.04):
                    at += self.between(20 * SECOND, 60 * SECOND)
                laps.append(at)
            self.true_laps[car] = laps

    def side_by_side(self) -> None:
        """From some lap on, a car crosses in the same instants as another; or just once."""
        if not self.chance(0.45):
            return
        for _ in range(self.random.randint(1, 3)):
            a, b = self.random.sample(self.cars, 2)
            here, there = self.true_laps[a], self.true_laps[b]
            first = self.random.randint(1, max(1, min(len(here), len(there), self.planned) - 1))
            if first >= len(here) or here[first] <= there[first - 1]:
                continue
            if self.chance(0.7):
                there[first:] = here[first:]
            elif first < len(there) and (first + 1 == len(there) or here[first] < there[first + 1]):
                there[first] = here[first]

    def retire(self) -> None:
        rate = self.random.choice([0, 0.1, 0.3])
        self.not_started: list[str] = []
        for car in self.cars:
            if self.chance(0.06):
                self.not_started.append(car)
                self.true_laps[car] = []
                self.launch.pop(car, None)
            elif self.chance(rate):
                del self.true_laps[car][self.random.randint(0, self.planned) :]
                if self.chance(0.5):
                    at = max([self.start, *self.true_laps[car]]) + self.between(1, self.base)
                    self.row(at, "status", car, value=self.random.choice(["retired", "stopped"]))

    def lead(self, lap: int) -> int:
        """When that lap was first completed; some instant after everything if it never was."""
        done = [laps[lap - 1] for laps in self.true_laps.values() if 1 <= lap <= len(laps)]
        if lap < 1:
            return self.start
        latest = max([self.start, *(at for laps in self.true_laps.values() for at in laps)])
        return min(done) if done else latest + self.unit * lap

    # --- the end, as the regulations have it ---

    def length_for(self, lap: int) -> int:
        """A length that the leader reaches while on that lap, often at its very end."""
        began, ended = self.lead(lap - 1) - self.start, self.lead(lap) - self.start
        inside = self.between(began + 1, ended)
        return self.random.choice([ended, began + 1, ended - 1, inside, inside])

    def choose_end(self) -> None:
        random = self.random
        laps = self.planned
        self.end: dict[str, Any] | None
        if self.kind != "race":
            self.end = {"kind": "time", "length": max(1, self.length_for(laps))}
            if self.chance(0.1):
                self.end = None
        else:
            kind = random.choice(["time", "time-plus-laps", "distance", "time-or-distance", "capped", None])
            if kind == "time":
                self.end = {"kind": "time", "length": self.length_for(laps)}
            elif kind == "time-plus-laps":
                more = random.choice([0, 1, 1, 1, 2, 3])
                self.end = {"kind": kind, "length": self.length_for(max(1, laps - more)), "laps": more}
            elif kind == "distance":
                self.end = {"kind": "distance", "laps": laps}
            elif kind is None:
                self.end = None
            else:
                reached = random.choice([laps, laps - 1, laps + 1, laps + 5])
                length = self.length_for(max(1, reached))
                if kind == "capped":
                    self.end = {"kind": "distance", "laps": laps, "total_cap": length}
                else:
                    self.end = {"kind": kind, "laps": laps, "length": length}
        if self.end is not None and self.chance(0.05):  # never due
            if "length" in self.end:
                self.end["length"] += 2 * DAY
            if "laps" in self.end:
                self.end["laps"] += 100
            if "total_cap" in self.end:
                self.end["total_cap"] += 2 * DAY
        self.nominal = self.lead(laps)
        if self.kind != "race" and self.end is not None:
            self.nominal = self.start + int(self.end["length"])

    def park(self) -> None:
        """In half of the races cars stop after the flag, after one crossing more, or just before it."""
        if self.chance(0.5):
            return
        for car, laps in self.true_laps.items():
            before = sum(at < self.nominal for at in laps)
            del laps[before + self.random.choice([0, 1, 1, 1, 1, 2]) :]
            self.true_laps[car] = laps

    # --- what was seen of it ---

    def watch(self) -> None:
        random = self.random
        missing = random.choice([0, 0, 0.03, 0.1])
        double = random.choice([0, 0.05, 0.2])
        repeated = random.choice([0, 0.05, 0.2])
        pit = random.choice([0, 0.05, 0.15])
        sectors = self.chance(0.4)
        formation = self.chance(0.3)  # in practice and qualifying: cars on track when the session starts
        for car in self.cars:
            began = self.start
            seen: list[tuple[int, str]] = []
            if formation and self.chance(0.9):
                ago = random.choice([self.unit, self.between(1, 90 * SECOND), self.between(1, SECOND)])
                at = self.start - ago
                seen.append((at, "FL"))
                if self.chance(0.3):
                    seen.append((at - self.base, random.choice(["PIT_OUT", "FL_PIT", "S1"])))
            if car in self.launch:
                at = self.launch[car]
                at = random.choice([at, at, at, at, self.start, self.start + max(0, self.minimum_lap - 1)])
                if not self.chance(missing):
                    seen.append((at, "FL"))
            elif self.kind == "race" and car not in self.not_started and self.chance(0.05):
                seen.append((self.start + self.minimum_lap, "FL"))  # just late enough to be a lap
            for at in self.true_laps[car]:
                through_pit = self.chance(pit)
                if sectors:
                    for loop, share in (("S1", 3), ("S2", 6)):
                        if not self.chance(missing):
                            seen.append((began + (at - began) * share // 9, loop))
                if through_pit:
                    if self.chance(0.8):
                        seen.append((at - 5 * SECOND, "PIT_IN"))
                    if self.chance(0.8):
                        seen.append((at + 25 * SECOND, "PIT_OUT"))
                loop = "FL_PIT" if through_pit else "FL"
                if not self.chance(missing):
                    seen.append((at, loop))
                    if self.chance(double):
                        seen.extend(self.echoes(at, loop))
                began = at
            if car not in self.not_started and not self.true_laps[car] and self.chance(0.5):
                seen.append((self.start + self.between(1, self.base), random.choice(["S1", "PIT_OUT"])))
            if car in self.not_started or not seen:
                if not seen or self.chance(0.5):
                    value = random.choice(["not-started", "not-started: gearbox"])
                    self.row(self.start - self.between(0, HOUR // 60), "status", car, value=value)
                if self.chance(0.05):
                    seen.append((self.start + self.between(1, self.base), "S1"))  # it did, after all
            for at, loop in seen:
                self.row(at, "passing", car, loop)
                while self.chance(repeated):
                    self.row(at, "passing", car, loop)

    def echoes(self, at: int, loop: str) -> list[tuple[int, str]]:
        """A second read of a crossing, sometimes a third, about as far off as still counts as double."""
        limit = self.double_read
        if limit == 0:
            return [(at + self.random.randint(1, SECOND), loop)]
        other = {"FL": "FL_PIT", "FL_PIT": "FL"}[loop]
        near = self.between(1, limit - 1)
        return self.random.choice(
            [
                [(at + near, loop)],
                [(at + near, other)],
                [(at - near, loop)],
                [(at, other)],
                [(at + limit - 1, loop)],
                [(at + limit, loop)],  # far enough to be a crossing
                [(at + limit * 2 // 3, loop), (at + limit * 2 // 3 * 2, loop)],
            ]
        )

    # --- flags ---

    def show_start(self) -> None:
        how = self.random.choices(["session", "green", "both", "nothing"], [60, 20, 10, 10])[0]
        if not any(row["kind"] == "passing" for row in self.rows):
            how = "session"  # nothing at all to take a start from would be no session
        if how in ("session", "both"):
            self.row(self.start, "session", value="start")
        if how == "green":
            self.row(self.start, "flag", value="green")
        if how == "both":
            off = self.random.choice([-1, 1]) * self.between(1, self.base)
            self.row(self.start + off, "flag", value="green")
        if how in ("session", "both") and self.chance(0.05):
            self.row(self.start + self.base, "session", value="start")
        self.green_again = how != "nothing"  # else that green would be the start
        self.first_chequered = self.start + 1  # no chequered flag before the start, whatever gave it
        if how == "nothing":
            self.first_chequered = (
                min([row["at"] for row in self.rows if row["kind"] == "passing"], default=0) + 1
            )

    def show_flags(self) -> None:
        last = max([self.nominal, *(at for laps in self.true_laps.values() for at in laps)])
        shown = self.chequered()
        if shown is not None:
            shown = max(shown, self.first_chequered)
            self.row(shown, "flag", value="chequered")
            if self.chance(0.1):
                self.row(shown + self.between(1, self.base), "flag", value="chequered")
        while self.chance(0.3):
            at = self.between(self.start + self.unit, max(last, self.start + self.unit))
            self.row(at, "flag", value=self.random.choice(["yellow", "fcy", "safety-car", "red"]))
            if self.green_again:
                self.row(at + self.between(1, self.base), "flag", value="green")
        if self.chance(0.15):
            latest = [row["at"] for row in self.rows if row["value"] == "chequered"]
            at = self.random.choice([last, last + self.base, self.nominal + self.between(0, self.base)])
            if not latest and self.chance(0.5):
                at = self.between(self.start + self.unit, max(last, self.start + self.unit))
            self.row(max([at, *latest]), "session", value="end")

    def chequered(self) -> int | None:
        due, late = self.nominal, self.tolerance
        a_leader = self.lead(self.random.randint(max(1, self.planned - 3), self.planned))
        how = self.random.choices(
            ["none", "due", "inside", "edge", "outside", "late", "early", "early-at-leader", "just-early"],
            [30, 15, 15, 6, 6, 10, 10, 6, 2],
        )[0]
        return {
            "none": None,
            "due": due,
            "inside": due + self.between(0, late),
            "edge": due + late,
            "outside": due + late + 1,
            "late": due + late + self.between(1, self.base * 3 // 2),
            "early": due - self.between(1, 3 * self.base),
            "early-at-leader": a_leader,
            "just-early": due - 1,
        }[how]

    # --- the regulations, the stewards ---

    def rules(self) -> dict[str, Any]:
        random = self.random
        return {
            "kind": self.kind,
            "end": self.end,
            "tolerance": self.tolerance,
            "late": random.choice(["as-due", "as-shown"]),
            "early": random.choice(["as-shown", "last-lap-leader"]),
            "after_flag": random.choice([None, None, 5 * 60 * SECOND, self.base, self.base // 3, 0]),
            "flag_in_pit": self.chance(0.6),
            "minimum_lap": self.minimum_lap,
            "double_read": self.double_read,
            "classified": {
                "flag": self.chance(0.4),
                "share": random.choice([None, [7, 10], [9, 10], [3, 4], [1, 2], [2, 3]]),
                "of": random.choice(["overall", "class"]),
                "rounding": random.choice(["down", "up", "nearest", "none"]),
            },
            "first_lap_fastest": self.chance(0.4),
            "resolution": random.choice([1, 1000, 1000, 1000, 100_000, SECOND]),
            "conversions": {
                "drive-through": 20 * SECOND,
                "stop-and-go": 30 * SECOND + self.round(random.randint(0, SECOND)),
            },
        }

    def decisions(self) -> list[dict[str, Any]]:
        random = self.random
        kinds = ["lap-deleted", "rear-of-class", "rear-of-field", "places", "disqualified"]
        if self.kind == "race":
            kinds += ["time", "time", "laps", "drive-through", "stop-and-go"]
        taken: list[dict[str, Any]] = []
        for _ in range(random.choice([0, 0, 1, 2, 3, 5])):
            decision: dict[str, Any] = {"car": random.choice(self.cars), "penalty": random.choice(kinds)}
            match decision["penalty"]:
                case "time":
                    decision["seconds"] = random.choice([1, 2, 5, 10, 30, 60])
                case "laps":
                    decision["laps"] = random.choice([1, 1, 2, 3])
                case "lap-deleted":
                    decision["lap"] = random.randint(1, self.planned) if self.chance(0.95) else 999
                case "places":
                    decision["places"] = random.choice([1, 1, 2, 3, 5, 50])
                case "drive-through" | "stop-and-go":
                    decision["served"] = self.chance(0.4)
                case "disqualified":
                    if decision in taken:
                        continue
            taken.append(decision)
        return taken
