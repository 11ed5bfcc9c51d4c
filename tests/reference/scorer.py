"""The reference scorer: who finished where, computed the slow and plain way, from the rules alone.

It shares no code with the package and never imports it. Everything is an integer of microseconds.
``score(rows, rules, decisions, classes)`` returns one dict per car, in order of the classification.

Choices made where the rules are silent
---------------------------------------

Start and end of the session
  S1. Several ``session start`` rows: the earliest. Several greens: the earliest. A ``session start`` row
      wins over a green even when the green is earlier. With neither, the start is the earliest passing
      of any car at any loop. With no passing either there is no start and no flag.
  S2. The end is the earliest ``session end`` row at or after the start. A passing exactly at the end
      counts. The end cuts passings only: it is no chequered flag, and does not void one shown later.
  S3. Passings before the start do not exist: not as laps, not as a previous crossing for the double-read
      test, not as a sign that the car started. A passing exactly at the start counts as after it.
      The one exception is L2.

Crossings
  C1. Only FL and FL_PIT make crossings. Read at both at one instant, FL is the first of the two, so with
      any ``double_read`` above 0 the FL_PIT is dropped and the car did not cross in the pit lane. (With a
      ``double_read`` of 0 they are two crossings, as written; the generator does not do that.)
  C2. ``double_read`` is measured from the previous *kept* crossing: a third read is dropped if it is near
      the first, not because it is near the dropped second. Exactly ``double_read`` later is kept.
      Double reads go before everything else: an echo of a crossing before the flag cannot take the flag.
  C3. Only the car's very first kept crossing can be the start crossing, at most one per car, and only
      when sooner than (not exactly at) ``minimum_lap`` after the start. It is no lap, takes no flag, and
      lap 1 is timed from the session start all the same. Later laps under the minimum stay laps.
      This holds in practice and qualifying too, but for what lap 1 is timed from (L2).
  C4. Lap numbers are numbers of counted crossings: a missed read merges two laps into one long lap.
  C5. A row without a car is nobody's.
  C6. Where the rulebook gives no minimum (``minimum_lap`` None) the rows say which crossing is that of the start
      (``opening``): whoever made the session knows. What a box has to find out for itself is for the campaign to ask.

Start groups (rulebook.md, start-groups; log-format.md, start)
  G1. The cars of a class that starts later have a clock of their own: what they did before does not exist, lap 1
  and the
      time run from there. A ``start`` row overrules the rulebook (``starts``: by class, how much later). Length,
      flag and leader are the session's.

Red flag (rulebook.md, red-flag)
  R1. ``crossings_count`` false: a crossing in [red shown, next flag shown) ends no lap.
  R2. A race is not resumed where red is the last flag, whatever chequered flag is shown. Counted back it ends as if the
      flag had fallen at the leader's end of a lap before red: the last but one, or the last that every running car
      answered before red. Running: seen in the session and not said to be stopped or retired by then. Nothing crossed
      under red is in such a result. No such lap: as driven.

Which laps can be a best lap (rulebook.md, fastest-lap)
  B1. An in-lap ends in the pit lane, an out-lap is one after a lap that ended there.
  B2. A crossing is in the lane at FL_PIT, or between PIT_IN and PIT_OUT. A visit wholly inside a lap makes neither.
  B3. A lap is under a flag when it began before that flag's end and ended at or after it was shown. A flag stands
      until the next one; the chequered flag ends none. Red at the instant of a crossing has been shown to that car.

Lap times in practice and qualifying
  L1. A lap time runs from one crossing to the next. Lap 1 has one only where the car crossed the line at the
      start; else it is a run from the pits, which counts as a lap and has no lap time: it is nobody's best.
  L2. Crossed at the start: the start crossing of C3; where there is none, the car's last crossing (FL or
      FL_PIT) before the start that lies less than ``minimum_lap`` before it. Lap 1 is timed from there.
  L4. A lap under ``minimum_lap`` counts and is nobody's best (rulebook.md, timing).
  L5. Nor is a lap that touches a read which most likely was no crossing. Which read that is, this scorer does not
  say: who
      has told it passes the laps in ``none_best``.
  L3. Lap 1 of a race is timed from the session start (C3), wherever the car was.

When the flag is due (races)
  D1. Laps are counted for this over all crossings up to the session end, before any flag and before any
      decision: a car disqualified later did lead, a lap taken away later was completed.
  D2. A crossing at FL_PIT completes a lap and can make the flag due, also when ``flag_in_pit`` is false
      (its own car then does not take the flag by it).
  D3. "At or after the length" compares elapsed time since the start: exactly at the length is after it.
      So the lap in which a cap was reached ends at the first leader's crossing at or after the cap, and a
      capped distance is a time-or-distance with the cap as its length.
  D4. A leader's crossing is the first to complete that lap number by anyone. If the leader stops, the next
      one is made by whoever first completes a lap number no one has completed.
  D5. time-plus-laps with ``laps`` 0 is the same as time.
  D6. Practice and qualifying: due at start + ``length``, also if nobody crosses; ``laps`` and
      ``total_cap`` are ignored, and an end without a length makes nothing due.

The flag
  F1. The chequered record is the earliest at or after the start; others are ignored.
  F2. In [due, due + tolerance], both ends included: the flag falls at due. Later: ``late``. Before due,
      by however little: ``early``.
  F3. The rules have an end, it never came due, and there is a record: the flag was shown early.
      The rules have no end (None): the flag falls as shown.
  F4. last-lap-leader: the flag falls at the last leader's crossing at or before the record (a leader who
      crosses in the very instant of the signal is taking it). No such crossing: as shown. In practice and
      qualifying there is no leader: as shown.
  F5. A crossing exactly at flag + ``after_flag`` still counts.
  F6. A first crossing after the flag that does not count (too late, or in the pit lane) ends the car's
      race at the crossing before it; it does not get another try.
  F7. Without a flag instant nobody took the flag, and nobody is asked to have; nor is anybody asked for a
      share of the distance: what comes out is the order of the moment.

Penalties
  P1. Laps never go below 0. The time stays that of the last crossing really counted. Laps are removed
      from the number only: the best lap may be one of them.
  P2. A car without a counted lap has no time (None), whatever time penalty it has.
  P3. drive-through and stop-and-go: nothing if ``served`` is true, else ``rules["conversions"]`` gives
      the microseconds; no entry there: nothing.
  P4. Several penalties of one kind add up. Decisions on cars that are not there, deleted laps that do not
      exist, and kinds not listed (``grid-places``, ``not-scored``) change nothing.
  P5. In practice and qualifying time, laps, drive-through and stop-and-go change nothing at all (the
      generator gives none there); deleted laps, places, rear and disqualification work as in a race.
  P6. Moves (places, rear-of-class, rear-of-field) are for classified cars only. They never bring a car
      forward: a car already behind all others of its class stays where it is for rear-of-class, as does
      the only car of a class.
  P7. A moved car stands alone, even if its time equals a neighbour's; the others of its dead heat keep
      theirs. It never splits a dead heat: it is put behind all of it. ``places`` N: behind so many dead
      heats or single cars that at least N cars that were beside or behind it are now ahead of it, or last.
      0 places: no move, no split.
  P8. Moves are made one after the other, each on the order the one before has left: first every
      ``places``, in order of the decisions, then every rear-of-class, then every rear-of-field. Of two
      cars sent to the rear the one decided last is last.

Order and classification
  O1. Only comparisons truncate to ``resolution``; the ``time`` and ``best_lap`` that come out keep their
      microseconds. A time is truncated after its penalties were added. Gaps and intervals are differences
      of truncated times (as a reader of the printed sheet would work them out), so 0 in a dead heat.
  O2. Cars are listed in order of number as people read it: "3" < "03" < "7" < "007" < "10"; a number that
      is not all digits comes after those that are, shorter before longer, then as text.
  O3. The winner for the share is the car with the most laps after laps penalties among all that are not
      disqualified (in the class, for "class"), whether classified itself or not, and before any move.
  O4. Rounding "nearest" rounds a half up. "none" compares exactly (the same as "up", laps being whole).
  O5. Not classified: same order (laps, time, number; cars without a time last). Disqualified likewise
      (in practice and qualifying by best lap as in O8, then those without one, by number).
      Not started: by number. A car is not started when it has no passing at any loop from start to end,
      so one seen only on the formation lap did not start, one seen only at S1 did (0 laps, not
      classified), and one with a not-started row that was nevertheless seen did start.
  O6. Cars are those of passing and status rows (any value of status). ``classes`` adds none. A car
      missing from ``classes`` is of class "".
  O7. ``classified`` is for races. In practice and qualifying whoever has a best lap is classified, cars
      without one are not classified, by number. ``time`` stays the elapsed time at the last counted
      crossing, and ``laps`` the counted laps; gap and interval compare best laps.
  O8. In qualifying best laps equal at the resolution go to the one completed first; completed at one
      instant too: a dead heat.
  O9. A car's best lap is the least at the resolution, the earliest of several.
  O10. Gap and interval are for classified cars (others None); the first one presented has None for both.
      A difference below nothing, in laps or in time, is None, whoever it belongs to.
  O11. Disqualified and unclassified cars keep laps, time, took_flag and best lap for the record.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
Crossing = tuple[int, str]  # instant, loop
Gap = tuple[str, int] | None
NOTHING: Mapping[str, Set[int]] = {}


@dataclass
class Car:
    """All that is known of one car; filled in from top to bottom."""

    number: str
    klass: str = ""
    seen: bool = False  # any passing between the start and the end
    crossings: list[Crossing] = field(default_factory=list)  # number n (from 1) completes lap n
    start: int | None = None  # of its session, or of its group
    lane: list[bool] = field(default_factory=list)  # per crossing: made in the pit lane
    began: int | None = None  # the instant lap 1 is timed from, None where it has no lap time
    took_flag: bool = False
    laps: int = 0  # after laps penalties
    time: int | None = None  # with time penalties
    best_lap: int | None = None
    best_lap_number: int | None = None
    best_lap_set: int | None = None  # the instant it was completed
    status: str = ""
    position: int | None = None
    class_position: int | None = None
    gap: Gap = None
    interval: Gap = None


def score(
    rows: list[Row],
    rules: dict[str, Any],
    decisions: list[dict[str, Any]],
    classes: dict[str, str] | None = None,
    none_best: Mapping[str, Set[int]] = NOTHING,
) -> list[dict[str, Any]]:
    """The classification of one session: one dict per car, in order.

    ``none_best``: per car the numbers of laps that somebody has told to touch a read which most likely was no crossing
    (L5). Everything that follows from it is worked out here.
    """
    start = session_start(rows)
    end = session_end(rows, start)
    cars = the_cars(rows, classes or {})

    for car in cars:
        car.seen = bool(passings_of(rows, car.number, start, end))
        car.start = group_start(rows, car.klass, start, rules)
        read_laps(rows, car, end, rules)

    flag = flag_instant(rows, cars, start, rules)
    red = red_for_good(rows, rules) if stopped_for_good(rows, cars, rules) is not None else None
    for car in cars:
        stop_at_flag(car, flag, rules)
        if red is not None:  # what was crossed under red is beyond the lap the race counts to
            car.crossings = [crossing for crossing in car.crossings if crossing[0] < red]
        barred = laps_barred(rows, car, rules) | none_best.get(car.number, set())
        find_best_lap(car, rules, decisions, barred)
        add_penalties(car, rules, decisions)

    if rules["kind"] == "race":
        # R3, rulebook.md, classified.flag: not asked where a race was stopped and not resumed.
        ended = any(
            value == "red" and until is None and flag is not None and at < flag
            for at, until, value in periods(rows)
        )
        ordered = classify_race(cars, flag, rules | {"ended by red": ended}, decisions)
    else:
        ordered = classify_by_best_lap(cars, rules, decisions)

    return [
        {
            "number": car.number,
            "position": car.position,
            "class_position": car.class_position,
            "status": car.status,
            "laps": car.laps,
            "time": car.time,
            "took_flag": car.took_flag,
            "best_lap": car.best_lap,
            "best_lap_number": car.best_lap_number,
            "gap": car.gap,
            "interval": car.interval,
        }
        for car in ordered
    ]


# --- the session ------------------------------------------------------------------------------------------


def instants(rows: list[Row], kind: str, value: str) -> list[int]:
    return [row["at"] for row in rows if row["kind"] == kind and row["value"] == value]


def session_start(rows: list[Row]) -> int | None:
    for found in (
        instants(rows, "session", "start"),
        instants(rows, "flag", "green"),
        [row["at"] for row in rows if row["kind"] == "passing"],
    ):
        if found:
            return min(found)
    return None


def session_end(rows: list[Row], start: int | None) -> int | None:
    ends = [at for at in instants(rows, "session", "end") if start is not None and at >= start]
    return min(ends) if ends else None


def the_cars(rows: list[Row], classes: dict[str, str]) -> list[Car]:
    numbers = {row["car"] for row in rows if row["kind"] in ("passing", "status") and row["car"] != ""}
    return [Car(number, classes.get(number, "")) for number in sorted(numbers, key=by_number)]


# --- laps -------------------------------------------------------------------------------------------------


def by_number(number: str) -> tuple[int, int, str]:
    return (int(number) if number.isdecimal() else 10**9, len(number), number)


def passings_of(rows: list[Row], number: str, start: int | None, end: int | None) -> list[Crossing]:
    """Where this car was seen between the start and the end, at any loop, in order, each once."""
    seen: set[Crossing] = set()
    for row in rows:
        if row["kind"] != "passing" or row["car"] != number:
            continue
        if start is None or row["at"] < start:
            continue
        if end is not None and row["at"] > end:
            continue
        seen.add((row["at"], row["loop"]))
    return sorted(seen)


def group_start(rows: list[Row], klass: str, start: int | None, rules: dict[str, Any]) -> int | None:
    """G1: from when the cars of a class count."""
    said = instants(rows, "start", klass)
    if said:
        return min(said)
    after = rules.get("starts", {}).get(klass, 0)
    return None if start is None else start + after


def read_laps(rows: list[Row], car: Car, end: int | None, rules: dict[str, Any]) -> None:
    seen = passings_of(rows, car.number, car.start, end)
    crossings = lap_crossings(rows, car.number, seen, car.start, rules)
    car.began = car.start
    if rules["kind"] != "race":
        car.began = crossed_at_start(rows, car, seen, car.start, rules)
    if not rules.get("red", {}).get("crossings_count", True):  # R1
        red = [period for period in periods(rows) if period[2] == "red"]
        crossings = [
            crossing
            for crossing in crossings
            if not any(begin <= crossing[0] < (until or NEVER) for begin, until, _ in red)
        ]
    car.crossings = crossings
    car.lane = [in_the_lane(seen, at, loop) for at, loop in crossings]


def lap_crossings(
    rows: list[Row], number: str, seen: list[Crossing], start: int | None, rules: dict[str, Any]
) -> list[Crossing]:
    kept: list[Crossing] = []
    for at, loop in seen:
        if loop not in ("FL", "FL_PIT"):
            continue
        if kept and at - kept[-1][0] < rules["double_read"]:
            continue
        kept.append((at, loop))
    if kept and start is not None and is_the_start(rows, number, kept[0][0], start, rules):
        return kept[1:]  # that was the start, not a lap
    return kept


def is_the_start(rows: list[Row], number: str, at: int, start: int, rules: dict[str, Any]) -> bool:
    """C3, C6: whether a car's first crossing is that of the start."""
    if rules["minimum_lap"] is not None:
        return bool(at - start < rules["minimum_lap"])
    return any(row.get("opening", False) and row["car"] == number and row["at"] == at for row in rows)


def in_the_lane(seen: list[Crossing], at: int, loop: str) -> bool:
    """B2: whether a crossing was made in the pit lane: read there, or between entry and exit."""
    if loop == "FL_PIT":
        return True
    gates = [(when, where) for when, where in seen if where in ("PIT_IN", "PIT_OUT") and when < at]
    return bool(gates) and max(gates)[1] == "PIT_IN"


# --- what was shown ---------------------------------------------------------------------------------------

NEVER = 10**18


def periods(rows: list[Row]) -> list[tuple[int, int | None, str]]:
    """B3: what was shown to all from when to when; a flag stands until the next one. The chequered flag ends none."""
    shown = sorted(
        (row["at"], row["value"])
        for row in rows
        if row["kind"] == "flag" and row["car"] == "" and row["value"] != "chequered"
    )
    ends: list[int | None] = [at for at, _ in shown[1:]]
    return [(at, until, value) for (at, value), until in zip(shown, [*ends, None], strict=bool(shown))]


SWITCHES = {
    "yellow": "yellow", "fcy": "full-course-yellow", "code-60": "code-60", "safety-car": "safety-car", "red": "red",
}  # fmt: skip


def laps_barred(rows: list[Row], car: Car, rules: dict[str, Any]) -> set[int]:
    """B1-B3, L4: the numbers of the laps that cannot be the car's best."""
    barred = set()
    switches = rules.get("fastest", {})
    shown = periods(rows)
    ends = [at for at, _ in car.crossings]
    for number, (began, ended) in enumerate(zip([car.began, *ends], ends, strict=False), start=1):
        if began is None:
            continue
        if rules["minimum_lap"] is not None and ended - began < rules["minimum_lap"]:
            barred.add(number)
        if not switches.get("in-laps", True) and car.lane[number - 1]:
            barred.add(number)
        if not switches.get("out-laps", True) and number > 1 and car.lane[number - 2]:
            barred.add(number)
        for at, until, value in shown:
            if switches.get(SWITCHES.get(value, ""), True):
                continue
            if ended >= at and began < (until or NEVER):
                barred.add(number)
    return barred


def crossed_at_start(
    rows: list[Row], car: Car, seen: list[Crossing], start: int | None, rules: dict[str, Any]
) -> int | None:
    """L2: the instant at which a car crossed the line at the start."""
    if start is None:
        return None
    line = [at for at, loop in seen if loop in ("FL", "FL_PIT")]
    if line and is_the_start(rows, car.number, line[0], start, rules):
        return line[0]  # what lap_crossings did not call a lap
    if rules["minimum_lap"] is None:
        return None
    before = passings_of(rows, car.number, start - rules["minimum_lap"] + 1, start - 1)
    return max((at for at, loop in before if loop in ("FL", "FL_PIT")), default=None)


def lap_times(car: Car) -> list[int | None]:
    ends = [at for at, _ in car.crossings]
    begins = [car.began, *ends]
    return [None if began is None else ended - began for began, ended in zip(begins, ends, strict=False)]


def laps_of(
    rows: list[Row], rules: dict[str, Any], classes: dict[str, str]
) -> dict[str, list[tuple[int | None, int]]]:
    """Per car the laps that count: from when to when, None where a lap has no time."""
    start = session_start(rows)
    end = session_end(rows, start)
    found = {}
    cars = the_cars(rows, classes)
    for car in cars:
        car.start = group_start(rows, car.klass, start, rules)
        read_laps(rows, car, end, rules)
    flag = flag_instant(rows, cars, start, rules)
    for car in cars:
        stop_at_flag(car, flag, rules)
        ends = [at for at, _ in car.crossings]
        found[car.number] = list(zip([car.began, *ends], ends, strict=False))
    return found


# --- the chequered flag -----------------------------------------------------------------------------------


def first_to_complete(cars: list[Car], lap: int) -> int | None:
    """The instant at which anyone first completed that lap."""
    done = [car.crossings[lap - 1][0] for car in cars if 1 <= lap <= len(car.crossings)]
    return min(done) if done else None


def leader_crossings(cars: list[Car]) -> list[tuple[int, int]]:
    """(instant, lap number) of every leader's crossing, in time order."""
    most = max((len(car.crossings) for car in cars), default=0)
    found = [(first_to_complete(cars, lap), lap) for lap in range(1, most + 1)]
    return [(at, lap) for at, lap in found if at is not None]


def first_leader_crossing_from(cars: list[Car], instant: int) -> tuple[int, int] | None:
    for at, lap in leader_crossings(cars):
        if at >= instant:
            return at, lap
    return None


def due_instant(cars: list[Car], start: int, rules: dict[str, Any]) -> int | None:
    end = rules["end"]
    if end is None:
        return None
    if rules["kind"] != "race":
        return start + int(end["length"]) if "length" in end else None

    shape = end["kind"]
    if shape == "time-plus-laps":
        opening = first_leader_crossing_from(cars, start + end["length"])
        return None if opening is None else first_to_complete(cars, opening[1] + end["laps"])

    candidates: list[int | None] = []
    if shape in ("distance", "time-or-distance"):
        candidates.append(first_to_complete(cars, end["laps"]))
    if shape in ("time", "time-or-distance") or end.get("total_cap") is not None:
        limit = end["total_cap"] if shape == "distance" else end["length"]
        closing = first_leader_crossing_from(cars, start + limit)
        candidates.append(None if closing is None else closing[0])
    reached = [at for at in candidates if at is not None]
    return min(reached) if reached else None


def flag_instant(rows: list[Row], cars: list[Car], start: int | None, rules: dict[str, Any]) -> int | None:
    if start is None:
        return None
    due = due_instant(cars, start, rules)
    shown = [at for at in instants(rows, "flag", "chequered") if at >= start]
    stopped = stopped_for_good(rows, cars, rules)
    if stopped is not None:
        return stopped
    if not shown:
        return due
    record = min(shown)
    if rules["end"] is None:
        return record
    if due is None or record < due:  # early
        if rules["early"] == "last-lap-leader" and rules["kind"] == "race":
            before = [at for at, _ in leader_crossings(cars) if at <= record]
            return max(before) if before else record
        return record
    if record <= due + rules["tolerance"]:
        return due
    return due if rules["late"] == "as-due" else record


def stopped_for_good(rows: list[Row], cars: list[Car], rules: dict[str, Any]) -> int | None:
    """R2: the end of the lap a race counts to that was stopped and not resumed; None where it counts as driven."""
    red = red_for_good(rows, rules)
    if red is None:
        return None
    ends = [at for at, _ in leader_crossings(cars) if at < red]
    if rules["red"]["result"] == "penultimate-lap":
        return ends[-2] if len(ends) > 1 else None
    gone = {
        row["car"]
        for row in rows
        if row["kind"] == "status"
        and row["at"] < red
        and row["value"].split(":")[0] in ("retired", "stopped")
    }
    running = [car for car in cars if car.seen and car.number not in gone]
    for at in reversed(ends):
        if all(any(at <= crossing[0] < red for crossing in car.crossings) for car in running):
            return at
    return None


def red_for_good(rows: list[Row], rules: dict[str, Any]) -> int | None:
    """R2: when a race was stopped that was not resumed and is counted back."""
    if rules["kind"] != "race" or rules.get("red", {}).get("result", "as-driven") == "as-driven":
        return None
    red = [at for at, until, value in periods(rows) if value == "red" and until is None]
    return red[0] if red else None


def stop_at_flag(car: Car, flag: int | None, rules: dict[str, Any]) -> None:
    """Cut the car's crossings at the one that takes the flag."""
    if flag is None:
        return
    before = [crossing for crossing in car.crossings if crossing[0] < flag]
    after = [crossing for crossing in car.crossings if crossing[0] >= flag]
    car.crossings = before
    if not after:
        return
    at, loop = after[0]
    too_late = rules["after_flag"] is not None and at > flag + rules["after_flag"]
    in_pit = loop == "FL_PIT" and not rules["flag_in_pit"]
    if not too_late and not in_pit:
        car.crossings = [*before, after[0]]
        car.took_flag = True


# --- times and penalties ----------------------------------------------------------------------------------


def truncated(time: int, rules: dict[str, Any]) -> int:
    return int(time // rules["resolution"] * rules["resolution"])


def on(car: Car, decisions: list[dict[str, Any]], *penalties: str) -> list[dict[str, Any]]:
    return [d for d in decisions if d["car"] == car.number and d["penalty"] in penalties]


def find_best_lap(car: Car, rules: dict[str, Any], decisions: list[dict[str, Any]], barred: set[int]) -> None:
    deleted = {d["lap"] for d in on(car, decisions, "lap-deleted")}
    for number, time in enumerate(lap_times(car), start=1):
        if time is None or number in deleted or number in barred:
            continue
        if number == 1 and rules["kind"] == "race" and not rules["first_lap_fastest"]:
            continue
        if car.best_lap is None or truncated(time, rules) < truncated(car.best_lap, rules):
            car.best_lap = time
            car.best_lap_number = number
            car.best_lap_set = car.crossings[number - 1][0]


def add_penalties(car: Car, rules: dict[str, Any], decisions: list[dict[str, Any]]) -> None:
    car.laps = len(car.crossings)
    if car.start is not None and car.crossings:
        car.time = car.crossings[-1][0] - car.start
    if rules["kind"] != "race":
        return
    car.laps = max(0, car.laps - sum(d["laps"] for d in on(car, decisions, "laps")))
    if car.time is not None:
        car.time += sum(d["seconds"] * 1_000_000 for d in on(car, decisions, "time"))
        for unserved in on(car, decisions, "drive-through", "stop-and-go"):
            if not unserved.get("served", False):
                car.time += rules.get("conversions", {}).get(unserved["penalty"], 0)


# --- the order --------------------------------------------------------------------------------------------

Heats = list[list[Car]]  # an order: each inner list is one car, or the cars of one dead heat


def race_key(car: Car, rules: dict[str, Any]) -> tuple[int, int, int]:
    """Most laps first, then least time; cars without a time behind those with one."""
    if car.time is None:
        return (-car.laps, 1, 0)
    return (-car.laps, 0, truncated(car.time, rules))


def in_heats(cars: list[Car], key: Any) -> Heats:
    heats: Heats = []
    for car in sorted(cars, key=lambda car: (key(car), by_number(car.number))):
        if heats and key(heats[-1][0]) == key(car):
            heats[-1].append(car)
        else:
            heats.append([car])
    return heats


def needed_laps(winner_laps: int, rules: dict[str, Any]) -> tuple[int, int]:
    """The least number of laps to be classified, as a fraction (numerator, denominator)."""
    if rules["classified"]["share"] is None:
        return 1, 1
    num, den = rules["classified"]["share"]
    exact = winner_laps * num
    match rules["classified"]["rounding"]:
        case "down":
            return exact // den, 1
        case "up":
            return (exact + den - 1) // den, 1
        case "nearest":
            return (2 * exact + den) // (2 * den), 1
        case "none":
            return exact, den
        case other:
            raise ValueError(f"rounding {other!r}")


def is_classified(car: Car, cars: list[Car], flag: int | None, rules: dict[str, Any]) -> bool:
    """A race's test. `cars` are all that are not disqualified."""
    if car.laps < 1:
        return False
    if flag is None:  # F7: the order of the moment, with everyone who has a lap in it
        return True
    if rules["classified"]["flag"] and not car.took_flag and not rules.get("ended by red"):
        return False
    rivals = cars
    if rules["classified"]["of"] == "class":
        rivals = [other for other in cars if other.klass == car.klass]
    num, den = needed_laps(max(other.laps for other in rivals), rules)
    return car.laps * den >= num


def classify_race(
    cars: list[Car], flag: int | None, rules: dict[str, Any], decisions: list[dict[str, Any]]
) -> list[Car]:
    def key(car: Car) -> tuple[int, int, int]:
        return race_key(car, rules)

    eligible = [car for car in cars if not on(car, decisions, "disqualified")]
    for car in cars:
        if car not in eligible:
            car.status = "disqualified"
        elif not car.seen:
            car.status = "not-started"
        elif is_classified(car, eligible, flag, rules):
            car.status = "classified"
        else:
            car.status = "not-classified"

    def of(status: str) -> list[Car]:
        return sorted(
            (car for car in cars if car.status == status), key=lambda c: (key(c), by_number(c.number))
        )

    heats = move(in_heats(of("classified"), key), decisions)
    number_places(heats)
    gaps([car for heat in heats for car in heat], rules)
    return [
        *(car for heat in heats for car in heat),
        *of("not-classified"),
        *of("not-started"),
        *of("disqualified"),
    ]


def classify_by_best_lap(
    cars: list[Car], rules: dict[str, Any], decisions: list[dict[str, Any]]
) -> list[Car]:
    def key(car: Car) -> tuple[int, int]:
        assert car.best_lap is not None and car.best_lap_set is not None
        return truncated(car.best_lap, rules), car.best_lap_set

    for car in cars:
        if on(car, decisions, "disqualified"):
            car.status = "disqualified"
        elif not car.seen:
            car.status = "not-started"
        elif car.best_lap is None:
            car.status = "not-classified"
        else:
            car.status = "classified"

    heats = move(in_heats([car for car in cars if car.status == "classified"], key), decisions)
    number_places(heats)
    gaps([car for heat in heats for car in heat], rules)
    out = [car for car in cars if car.status == "disqualified"]
    return [
        *(car for heat in heats for car in heat),
        *(car for car in cars if car.status == "not-classified"),  # cars are in order of number
        *(car for car in cars if car.status == "not-started"),
        *(car for heat in in_heats([c for c in out if c.best_lap is not None], key) for car in heat),
        *(car for car in out if car.best_lap is None),
    ]


# --- moves ------------------------------------------------------------------------------------------------


def move(heats: Heats, decisions: list[dict[str, Any]]) -> Heats:
    for penalty in ("places", "rear-of-class", "rear-of-field"):
        for decision in decisions:
            if decision["penalty"] == penalty:
                found = [(i, c) for i, heat in enumerate(heats) for c in heat if c.number == decision["car"]]
                for index, car in found:  # one, or none when it is not classified
                    heats = moved(heats, index, car, decision)
    return heats


def moved(heats: Heats, index: int, car: Car, decision: dict[str, Any]) -> Heats:
    """The order with `car`, now in the heat at `index`, where the decision puts it."""
    # The order without the car. Heats ahead of it, the heat it leaves (perhaps now empty), heats behind.
    left = [[other for other in heat if other is not car] for heat in heats]

    # Where it goes: directly behind the heat at `target`.
    target = index
    if decision["penalty"] == "places":
        if decision["places"] <= 0:
            return heats
        passed = len(left[index])
        while passed < decision["places"] and target + 1 < len(left):
            target += 1
            passed += len(left[target])
    elif decision["penalty"] == "rear-of-class":
        mates = [i for i, heat in enumerate(left) if any(other.klass == car.klass for other in heat)]
        if not mates or mates[-1] < index:
            return heats
        target = mates[-1]
    else:
        target = len(left) - 1

    result = [*left[: target + 1], [car], *left[target + 1 :]]
    return [heat for heat in result if heat]


# --- places, gaps -----------------------------------------------------------------------------------------


def number_places(heats: Heats) -> None:
    ahead: list[Car] = []
    for heat in heats:
        for car in heat:
            car.position = 1 + len(ahead)
            car.class_position = 1 + sum(other.klass == car.klass for other in ahead)
        ahead.extend(heat)


def gaps(presented: list[Car], rules: dict[str, Any]) -> None:
    for place, car in enumerate(presented):
        if place > 0:
            car.gap = difference(presented[0], car, rules)
            car.interval = difference(presented[place - 1], car, rules)


def difference(ahead: Car, car: Car, rules: dict[str, Any]) -> Gap:
    if rules["kind"] == "race":
        if ahead.laps != car.laps:
            behind = ahead.laps - car.laps
            return ("laps", behind) if behind > 0 else None
        his, mine = ahead.time, car.time
    else:
        his, mine = ahead.best_lap, car.best_lap
    assert his is not None and mine is not None
    behind = truncated(mine, rules) - truncated(his, rules)
    return ("time", behind) if behind >= 0 else None
