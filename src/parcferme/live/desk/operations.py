"""Everything a person does at a race, each as the records it comes to. Nothing here writes, and nothing has a clock.

What cannot wait (`AT_ONCE`) is written with the instant of the key; everything else can be asked about first, by the
same function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec
import numpy as np
import polars as pl

from parcferme.findings import WrongCall
from parcferme.live.desk.situation import Situation
from parcferme.records import (
    FINISH_LINE,
    FINISH_LINE_IN_PIT,
    KINDS,
    Amend,
    Assign,
    BadField,
    CarState,
    CarStatus,
    Decision,
    DeviceClock,
    EntryChange,
    Flag,
    FlagValue,
    Passing,
    Penalty,
    Procedure,
    ProcedureStep,
    Record,
    SessionStart,
    Start,
    Tap,
    Void,
    Window,
    record_of,
    write_instant,
)
from parcferme.store import stream_of

_LINE: Final = (FINISH_LINE, FINISH_LINE_IN_PIT)
Given = Mapping[str, Any]
Plan = dict[str, list[Record]]
"""The records of an operation, by the stream they go into."""


def _own(situation: Situation, *records: Record) -> Plan:
    return {situation.session: list(records)}


# ------------------------------------------------------------------------------------------------------ at once


def flag(situation: Situation, given: Given) -> Plan:
    """A flag, now: the state of the track, or at a `sector`, to a `car`, to a `group`."""
    said = {name: given[name] for name in ("value", "car", "sector", "group") if given.get(name)}
    return _own(situation, _record(Flag, said, situation.at))


def start(situation: Situation, given: Given) -> Plan:
    """The start, now: of the session with its green flag, or of one `group`."""
    if group := given.get("group"):
        return _own(situation, Start(group=group, at=situation.at))
    green = Flag(value=FlagValue.GREEN, at=situation.at)
    opening = next((e for e in situation.own.effective()[0].events if isinstance(e, SessionStart)), None)
    if opening is None:
        return _own(situation, SessionStart(at=situation.at), green)
    begins = Amend(target=opening.seq, changes={"at": write_instant(situation.at)}, at=situation.at)
    return _own(situation, begins, green)


def tap(situation: Situation, given: Given) -> Plan:
    """A crossing somebody saw, now; whose it was may be said later."""
    return _own(situation, Tap(at=situation.at, car=given.get("car"), loop=given.get("loop") or FINISH_LINE))


def clock(situation: Situation, given: Given) -> Plan:
    """What the clock of a decoder shows, now."""
    decoder = str(given["decoder"])
    said = DeviceClock(at=situation.at, decoder=decoder, device_at=situation.instant(str(given["shows"])))
    return {stream_of(decoder): [said]}


def abort_start(situation: Situation, given: Given) -> Plan:
    """The start was aborted: what was driven since does not count, and the next `start` is the start."""
    events = situation.own.effective()[0].events
    begun = situation.result.timing.start
    records: list[Record] = [
        Amend(target=e.seq, changes={"at": None}, at=situation.at)
        for e in events
        if isinstance(e, SessionStart) and e.at is not None
    ]
    records += [
        Void(target=e.seq, at=situation.at)
        for e in events
        if (isinstance(e, Start) or (isinstance(e, Flag) and e.to_all)) and e.at is not None and e.at >= begun
    ]
    if not records:
        raise WrongCall(f"{situation.session} has not been started")
    aborted = Procedure(what=ProcedureStep.START_ABORTED, at=situation.at, text=given.get("reason"))
    return _own(situation, *records, aborted)


def hold_clock(situation: Situation, given: Given) -> Plan:
    """The clock of the session is held by hand, now."""
    held = Procedure(what=ProcedureStep.CLOCK_STOPPED, at=situation.at, text=given.get("reason"))
    return _own(situation, held)


def release_clock(situation: Situation, given: Given) -> Plan:
    """The clock of the session goes on, now."""
    goes_on = Procedure(what=ProcedureStep.CLOCK_RESUMED, at=situation.at, text=given.get("reason"))
    return _own(situation, goes_on)


# ------------------------------------------------------------------------------------- sessions as windows over reads


def open_(situation: Situation, given: Given) -> Plan:
    """A session, from now or from the instant `opens` on: everything read since then is in it."""
    if any(isinstance(event, Window) for event in situation.own.effective()[0].events):
        raise WrongCall(f"{situation.session} is open already, or was: move its window")
    opens = situation.instant(given["opens"]) if given.get("opens") else situation.at
    said = {name: given[name] for name in ("name", "session", "length") if given.get(name)}
    said["session"] = given.get("kind") or said.get("session") or "race"
    return _own(situation, Window(opens=opens, at=situation.at), _record(SessionStart, said, None))


def close(situation: Situation, given: Given) -> Plan:
    """No read after now, or after the instant `closes`, is in the session; it is kept all the same."""
    closes = situation.instant(given["closes"]) if given.get("closes") else situation.at
    return _own(situation, *(_moved(w, situation.at, closes=closes) for w in _windows(situation)[-1:]))


def window(situation: Situation, given: Given) -> Plan:
    """The window moved: opened earlier or later (`opens`), closed earlier or later (`closes`; "open": not yet)."""
    first, last = _windows(situation)[0], _windows(situation)[-1]
    plan: list[Record] = []
    if given.get("opens"):
        plan.append(_moved(first, situation.at, opens=situation.instant(given["opens"])))
    if given.get("closes"):
        closes = None if given["closes"] == "open" else situation.instant(given["closes"])
        plan.append(_moved(last, situation.at, closes=closes))
    if not plan:
        raise WrongCall("a window is moved to an instant: opens=10:00:00 or closes=11:00:00")
    return _own(situation, *plan)


def hand_over(situation: Situation, given: Given) -> Plan:
    """The wrong session was running: its reads are those of the session `to`, from the instant `since` on, or all."""
    to = _other(situation, given)
    since = situation.instant(given["since"]) if given.get("since") else None
    mine: list[Record] = []
    theirs: list[Record] = []
    for one in _windows(situation):
        if since is not None and one.closes is not None and one.closes < since:
            continue
        whole = since is None or since <= one.opens
        mine.append(
            Void(target=one.seq, at=situation.at)
            if whole
            else _moved(one, situation.at, closes=(since or 0) - 1)
        )
        opens = one.opens if whole else since or 0
        theirs.append(Window(opens=opens, closes=one.closes, decoder=one.decoder, at=situation.at))
    return {situation.session: mine, to: theirs}


def join_sessions(situation: Situation, given: Given) -> Plan:
    """A race in two parts: what the session `other` is a window over is in this one too."""
    other = _other(situation, given, "other")
    opens, closes = given.get("opens"), given.get("closes")
    if not opens:
        raise WrongCall(f"from when on is {other} part of {situation.session}? opens=TIME, and closes=TIME")
    ends = situation.instant(closes) if closes else None
    return _own(situation, Window(opens=situation.instant(opens), closes=ends, at=situation.at))


# ------------------------------------------------------------------------------------------------- cars and their reads


def leave_out(situation: Situation, given: Given) -> Plan:
    """A whole car taken out: seen, and in no order."""
    return _status(situation, given, CarState.LEFT_OUT)


def course_car(situation: Situation, given: Given) -> Plan:
    """A car of the course, by its number or by its `transponder`: seen, and in no order."""
    worn = given.get("transponder")
    said = _status(situation, given, CarState.COURSE_CAR)
    if worn:
        said[situation.session].insert(0, _assigned(situation, worn, given["car"]))
    return said


def swap(situation: Situation, given: Given) -> Plan:
    """The transponders of two cars were swapped from the start: every read of one is the other's."""
    car, other = str(given["car"]), str(given["other"])
    one, two = situation.reads(car), situation.reads(other)
    return _own(situation, *_given_to(situation, one, other), *_given_to(situation, two, car))


def join(situation: Situation, given: Given) -> Plan:
    """Two numbers of one car: every read of `other` is one of `car`."""
    return _own(situation, *_given_to(situation, situation.reads(str(given["other"])), str(given["car"])))


def transponder(situation: Situation, given: Given) -> Plan:
    """A transponder is on a car: from the beginning, so that what it drove already counts, or from `since` on."""
    since = situation.instant(given["since"]) if given.get("since") else None
    return _own(situation, _assigned(situation, str(given["transponder"]), str(given["car"]), since))


def split(situation: Situation, given: Given) -> Plan:
    """The reads of a car from lap `lap` on are those of the car `to`."""
    car, lap, to = str(given["car"]), int(given["lap"]), str(given["to"])
    ends = situation.lap_ends(car)
    before = ends.get(lap - 1)
    if before is None and lap > 1:
        raise WrongCall(f"{car} has no lap {lap - 1} (its last is {max(ends, default=0)})")
    reads = situation.reads(car)
    later = reads if before is None else reads.filter(pl.col("at") > before[1])
    if later.is_empty():
        raise WrongCall(f"{car} was not read after lap {lap - 1}")
    return _own(situation, *_given_to(situation, later, to, whole=before is None))


def void(situation: Situation, given: Given) -> Plan:
    """The records `targets` do not count, or the reads from `since` to `until`, of a `car` and at a `loop` if named."""
    targets = [int(one) for one in given.get("targets", ())]
    if not targets:
        targets = _range(situation, given)["seq"].to_list()
    if not targets:
        raise WrongCall("no read is there that would be voided")
    reason = given.get("reason")
    return _own(situation, *(Void(target=one, at=situation.at, reason=reason) for one in targets))


def insert(situation: Situation, given: Given) -> Plan:
    """Crossings that no decoder has: of a `car` at each of the instants `times`."""
    car, loop = str(given["car"]), given.get("loop") or FINISH_LINE
    times = [situation.instant(one) for one in given["times"]]
    return _own(situation, *(Passing(at=at, loop=loop, car=car) for at in times))


def photo(situation: Situation, given: Given) -> Plan:
    """The time of a beam or of the photo finish instead of the loop's, for the crossing that ended a lap of a car."""
    car, lap = str(given["car"]), given.get("lap")
    ends = situation.lap_ends(car)
    if not ends:
        raise WrongCall(f"{car} completed no lap")
    number = int(lap) if lap else max(ends)
    if number not in ends:
        raise WrongCall(f"{car} has no lap {number} (its last is {max(ends)})")
    put = write_instant(situation.instant(str(given["time"])))
    reason = given.get("reason") or "photo finish"
    return _own(situation, Amend(target=ends[number][0], changes={"at": put}, reason=reason, at=situation.at))


# ---------------------------------------------------------------------------------------------------- flags and rulings


def chequered(situation: Situation, given: Given) -> Plan:
    """The chequered flag a number of crossings (`by`) earlier (below 0) or later: the first car that takes it is then
    the one that crossed so many crossings before or after.
    """
    by = int(given["by"])
    passings = situation.effective.passings
    lines = passings.filter(pl.col("loop").cast(pl.String).is_in(_LINE))["at"].sort().to_list()
    shown = [
        event
        for event in situation.effective.events
        if isinstance(event, Flag)
        and event.value is FlagValue.CHEQUERED
        and event.to_all
        and event.at is not None
    ]
    fell = situation.result.timing.flag.at
    if fell is None or not lines:
        raise WrongCall("no chequered flag is there yet that could be moved")
    place = sum(at < fell for at in lines) + by
    if not 0 <= place <= len(lines):
        raise WrongCall(f"there are not so many crossings: {-by if by < 0 else by}")
    put = lines[place] if place < len(lines) else lines[-1] + 1
    if not shown:
        return _own(situation, Flag(value=FlagValue.CHEQUERED, at=put))
    first = min(shown, key=lambda one: (one.at or 0, one.seq))
    changes = {"at": write_instant(put), "inferred": False, "after": None}
    return _own(situation, Amend(target=first.seq, changes=changes, at=situation.at))


def write(situation: Situation, given: Given) -> Plan:
    """Records as a log writes them: a ruling, a status, a correction, a note, an incident, a message, a step."""
    records: list[Record] = []
    for raw in given["records"]:
        kind = KINDS.get(raw.get("kind", ""))
        if kind is None:
            raise WrongCall(f"no kind of record: {raw.get('kind')!r} (expected {', '.join(KINDS)})")
        fields = {name: value for name, value in raw.items() if name not in ("kind", "v", "seq")}
        records.append(
            _record(kind, fields, None if kind in (Assign, Passing, SessionStart) else situation.at)
        )
    if not records:
        raise WrongCall("nothing to write")
    return _own(situation, *records)


def length(situation: Situation, given: Given) -> Plan:
    """Another length of the session: `minutes`, so many minutes more or less (`by`), or `laps`."""
    now = situation.result.timing.length
    seconds: Decimal | None = None
    try:
        if given.get("minutes"):
            seconds = Decimal(str(given["minutes"])) * 60
        elif given.get("by") and now is not None:
            seconds = Decimal(now) / 1_000_000 + Decimal(str(given["by"])) * 60
    except ArithmeticError:
        raise WrongCall("length: not a number of minutes") from None
    laps = int(given["laps"]) if given.get("laps") else None
    if (seconds is None and laps is None) or (seconds or 1) <= 0 or (laps or 1) <= 0:
        raise WrongCall("length: minutes=55, by=-5 (of a session that has a length) or laps=24")
    ruled = Decision(
        penalty=Penalty.RACE_TIME, seconds=seconds, laps=laps, reason=given.get("reason"), at=situation.at
    )
    return _own(situation, ruled)


def entry(situation: Situation, given: Given) -> Plan:
    """A car entered during the session, or another class, team, driver or transponder of one."""
    names = ("car", "class", "group", "team", "driver", "transponder")
    said = {name: str(given[name]) for name in names if given.get(name)}
    return _own(situation, _record(EntryChange, said, situation.at))


def match(situation: Situation, given: Given) -> Plan:
    """The tape of taps against the reads that came after all: each tap is the read nearest to it at its loop, and of
    its car where its number was typed, within `within` seconds (2 unless said); one read is one tap. A key follows the
    eye: what most taps came late by is taken off them all first.
    """
    within = round(float(given.get("within") or 2) * 1_000_000)
    taps = _taps(situation)
    near = [one for tap in taps for one in _near(situation, tap, within, {tap.seq for tap in taps})]
    first: dict[int, int] = {}
    for late, tapped, _, _ in sorted(near, key=lambda one: abs(one[0])):
        first.setdefault(tapped, late)
    lag = sorted(first.values())[len(first) // 2] if first else 0
    records: list[Record] = []
    done: set[int] = set()
    for _, tapped, seq, car in sorted((abs(late - lag), tap, read, whose) for late, tap, read, whose in near):
        if not done & {tapped, seq}:
            done |= {tapped, seq}
            changes = {"read": seq, "car": car}
            records.append(Amend(target=tapped, changes=changes, at=situation.at))
    if not records:
        raise WrongCall("no tap is near a read that it could be")
    return _own(situation, *records)


def _near(
    situation: Situation, tap: Tap, within: int, tapped: set[int]
) -> Iterator[tuple[int, int, int, str]]:
    """The reads a tap can be: by how much it came later, its number, that of the read, and whose it is."""
    seen = situation.result.timing.seen
    line = _LINE if tap.loop in _LINE else (tap.loop,)
    at = tap.at or 0
    for row in np.flatnonzero(np.abs(seen.at - at) <= within).tolist():
        car, seq = seen.cars[seen.car[row]], int(seen.seq[row])
        if seq not in tapped and seen.loops[seen.loop[row]] in line and tap.car in (None, car):
            yield at - int(seen.at[row]), tap.seq, seq, car


def _taps(situation: Situation) -> list[Tap]:
    """The taps that count and that no read is known to be, with what was said of them since."""
    events = tuple(event for event in situation.own.events if isinstance(event, Tap | Void | Amend))
    counted = situation.effective.passings
    mine = {event.seq: event for event in events if isinstance(event, Tap)}
    typed = counted.filter(pl.col("seq").is_in(list(mine))).select("seq", "car")
    cars = dict(typed.iter_rows())
    blank = {
        event.seq for event in situation.effective.events if isinstance(event, Tap) and event.car is None
    }
    return [
        msgspec.structs.replace(tap, car=cars.get(seq))
        for seq, tap in sorted(mine.items())
        if seq in cars or seq in blank
    ]


def number(situation: Situation, given: Given) -> Plan:
    """Whose crossing a tap was."""
    return _own(
        situation, Amend(target=int(given["tap"]), changes={"car": str(given["car"])}, at=situation.at)
    )


# ---------------------------------------------------------------------------------------------------- the pieces


def _record(kind: type[Record], raw: Given, at: int | None) -> Record:
    try:
        made = record_of(kind, dict(raw))
    except BadField as bad:
        raise WrongCall(f"{kind.__struct_config__.tag}: {bad}") from None
    return made if made.at is not None or at is None else msgspec.structs.replace(made, at=at)


def _windows(situation: Situation) -> list[Window]:
    """The windows of a session in order of time. Raises `WrongCall` where it has none."""
    found = [event for event in situation.own.effective()[0].events if isinstance(event, Window)]
    if not found:
        raise WrongCall(f"{situation.session} has not been opened")
    return sorted(found, key=lambda one: (one.opens, one.seq))


def _moved(one: Window, at: int, **bounds: int | None) -> Amend:
    changes = {name: None if value is None else write_instant(value) for name, value in bounds.items()}
    return Amend(target=one.seq, changes=changes, at=at)


def _other(situation: Situation, given: Given, name: str = "to") -> str:
    other = str(given.get(name) or "")
    if not other or other == situation.session:
        raise WrongCall(f"which other session? {name}=NAME")
    return other


def _status(situation: Situation, given: Given, state: CarState) -> Plan:
    car = str(given["car"])
    return _own(situation, CarStatus(car=car, state=state, reason=given.get("reason"), at=situation.at))


def _given_to(situation: Situation, reads: pl.DataFrame, car: str, *, whole: bool = True) -> list[Record]:
    """What makes these reads another car's: those that name a car one by one; of those that name a transponder the
    transponder is on it, from the first of them on (`whole`: they are all its reads), and what it reads from now on.
    """
    named = reads.filter(pl.col("car").is_not_null())
    records: list[Record] = [
        Amend(target=seq, changes={"car": car}, at=situation.at) for seq in named["seq"].to_list()
    ]
    for worn in reads.filter(pl.col("car").is_null())["transponder"].unique().sort().to_list():
        first = reads.filter(pl.col("car").is_null() & (pl.col("transponder") == worn))["at"].min()
        records += _worn_by(situation, worn, car, int(first), whole=whole)  # type: ignore[arg-type]
    return records


def _worn_by(situation: Situation, worn: str, car: str, first: int, *, whole: bool) -> list[Record]:
    """A transponder on a car: what was said of it already is put right, else it is said from its first read on."""
    said = [e for e in situation.effective.events if isinstance(e, Assign) and e.transponder == worn]
    if whole and said:
        return [Amend(target=one.seq, changes={"car": car}, at=situation.at) for one in said]
    return [Assign(transponder=worn, car=car, at=first)]


def _assigned(situation: Situation, worn: str, car: str, since: int | None = None) -> Assign:
    if since is None:
        mine = situation.effective.passings.filter(pl.col("transponder").cast(pl.String) == worn)["at"]
        since = int(mine.min()) if len(mine) else situation.at  # type: ignore[arg-type]
    return Assign(transponder=worn, car=car, at=since)


def _range(situation: Situation, given: Given) -> pl.DataFrame:
    """The reads from `since` to `until`, of a car and at a loop if named."""
    if not given.get("since") or not given.get("until"):
        raise WrongCall("which records? targets=[12, 13], or since=TIME and until=TIME (and car, loop)")
    since, until = situation.instant(given["since"]), situation.instant(given["until"])
    car = given.get("car")
    reads = situation.effective.passings if car is None else situation.reads(str(car))
    found = reads.filter(pl.col("at").is_between(since, until))
    loop = given.get("loop")
    return found if loop is None else found.filter(pl.col("loop").cast(pl.String) == loop)


AT_ONCE: Final[Mapping[str, Callable[[Situation, Given], Plan]]] = {
    "flag": flag,
    "start": start,
    "tap": tap,
    "number": number,
    "clock": clock,
    "abort-start": abort_start,
    "hold-clock": hold_clock,
    "release-clock": release_clock,
}
PREVIEWED: Final[Mapping[str, Callable[[Situation, Given], Plan]]] = {
    "open": open_,
    "close": close,
    "window": window,
    "hand-over": hand_over,
    "join-sessions": join_sessions,
    "leave-out": leave_out,
    "course-car": course_car,
    "swap": swap,
    "join": join,
    "transponder": transponder,
    "split": split,
    "void": void,
    "insert": insert,
    "photo": photo,
    "chequered": chequered,
    "length": length,
    "entry": entry,
    "match": match,
    "write": write,
}
OPERATIONS: Final = {**AT_ONCE, **PREVIEWED}
