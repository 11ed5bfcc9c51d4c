"""The chequered flag moved, another length of the session, and whatever else is written as a record."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from parcferme.findings import WrongCall
from parcferme.live.desk.plans import LINE, Given, Plan, plan_of, record_from
from parcferme.live.desk.situation import Situation
from parcferme.records import (
    KINDS,
    Amend,
    Assign,
    Decision,
    Flag,
    FlagValue,
    Passing,
    Penalty,
    Record,
    SessionStart,
    write_instant,
)


def chequered(situation: Situation, given: Given) -> Plan:
    """The chequered flag a number of crossings (`by`) earlier (below 0) or later: the first car that takes it is then
    the one that crossed so many crossings before or after.
    """
    by = int(given["by"])
    passings = situation.effective.passings
    lines = passings.filter(pl.col("loop").cast(pl.String).is_in(LINE))["at"].sort().to_list()
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
        return plan_of(situation, Flag(value=FlagValue.CHEQUERED, at=put))
    first = min(shown, key=lambda one: (one.at or 0, one.seq))
    changes = {"at": write_instant(put), "inferred": False, "after": None}
    return plan_of(situation, Amend(target=first.seq, changes=changes, at=situation.at))


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
    return plan_of(situation, ruled)


def write(situation: Situation, given: Given) -> Plan:
    """Records as a log writes them: a ruling, a status, a correction, a note, an incident, a message, a step."""
    records: list[Record] = []
    for raw in given["records"]:
        kind = KINDS.get(raw.get("kind", ""))
        if kind is None:
            raise WrongCall(f"no kind of record: {raw.get('kind')!r} (expected {', '.join(KINDS)})")
        fields = {name: value for name, value in raw.items() if name not in ("kind", "v", "seq")}
        records.append(
            record_from(kind, fields, None if kind in (Assign, Passing, SessionStart) else situation.at)
        )
    if not records:
        raise WrongCall("nothing to write")
    return plan_of(situation, *records)
