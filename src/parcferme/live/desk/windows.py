"""Sessions as windows over what decoders read: opened, closed, moved, handed over, joined. No read is lost by any."""

from __future__ import annotations

from parcferme.findings import WrongCall
from parcferme.live.desk.plans import Given, Plan, plan_of, record_from
from parcferme.live.desk.situation import Situation
from parcferme.records import Amend, Record, SessionStart, Void, Window, write_instant


def open_(situation: Situation, given: Given) -> Plan:
    """A session, from now or from the instant `opens` on: everything read since then is in it."""
    if any(isinstance(event, Window) for event in situation.own.effective()[0].events):
        raise WrongCall(f"{situation.session} is open already, or was: move its window")
    opens = situation.instant(given["opens"]) if given.get("opens") else situation.at
    said = {name: given[name] for name in ("name", "session", "length") if given.get(name)}
    said["session"] = given.get("kind") or said.get("session") or "race"
    return plan_of(situation, Window(opens=opens, at=situation.at), record_from(SessionStart, said, None))


def close(situation: Situation, given: Given) -> Plan:
    """No read after now, or after the instant `closes`, is in the session; it is kept all the same."""
    closes = situation.instant(given["closes"]) if given.get("closes") else situation.at
    return plan_of(situation, *(_moved(w, situation.at, closes=closes) for w in _windows(situation)[-1:]))


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
    return plan_of(situation, *plan)


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
    return plan_of(situation, Window(opens=situation.instant(opens), closes=ends, at=situation.at))


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
