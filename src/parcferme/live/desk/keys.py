"""What cannot wait: flags, taps, the start and clocks, each with the instant of the key."""

from __future__ import annotations

from parcferme.findings import WrongCall
from parcferme.live.desk.plans import Given, Plan, plan_of, record_from
from parcferme.live.desk.situation import Situation
from parcferme.records import (
    FINISH_LINE,
    Amend,
    DeviceClock,
    Flag,
    FlagValue,
    Procedure,
    ProcedureStep,
    Record,
    SessionStart,
    Start,
    Tap,
    Void,
    write_instant,
)
from parcferme.store import stream_of


def flag(situation: Situation, given: Given) -> Plan:
    """A flag, now: the state of the track, or at a `sector`, to a `car`, to a `group`."""
    said = {name: given[name] for name in ("value", "car", "sector", "group") if given.get(name)}
    return plan_of(situation, record_from(Flag, said, situation.at))


def start(situation: Situation, given: Given) -> Plan:
    """The start, now: of the session with its green flag, or of one `group`."""
    if group := given.get("group"):
        return plan_of(situation, Start(group=group, at=situation.at))
    green = Flag(value=FlagValue.GREEN, at=situation.at)
    opening = next((e for e in situation.own.effective()[0].events if isinstance(e, SessionStart)), None)
    if opening is None:
        return plan_of(situation, SessionStart(at=situation.at), green)
    begins = Amend(target=opening.seq, changes={"at": write_instant(situation.at)}, at=situation.at)
    return plan_of(situation, begins, green)


def tap(situation: Situation, given: Given) -> Plan:
    """A crossing somebody saw, now; whose it was may be said later."""
    return plan_of(
        situation, Tap(at=situation.at, car=given.get("car"), loop=given.get("loop") or FINISH_LINE)
    )


def number(situation: Situation, given: Given) -> Plan:
    """Whose crossing a tap was."""
    return plan_of(
        situation, Amend(target=int(given["tap"]), changes={"car": str(given["car"])}, at=situation.at)
    )


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
    return plan_of(situation, *records, aborted)


def hold_clock(situation: Situation, given: Given) -> Plan:
    """The clock of the session is held by hand, now."""
    held = Procedure(what=ProcedureStep.CLOCK_STOPPED, at=situation.at, text=given.get("reason"))
    return plan_of(situation, held)


def release_clock(situation: Situation, given: Given) -> Plan:
    """The clock of the session goes on, now."""
    goes_on = Procedure(what=ProcedureStep.CLOCK_RESUMED, at=situation.at, text=given.get("reason"))
    return plan_of(situation, goes_on)
