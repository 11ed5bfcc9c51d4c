"""Cars without a time: in which order they stand behind the others, and which of them start at all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, assert_never

from parcferme.classification import number_key
from parcferme.findings import Finding, Where, warning
from parcferme.grid.sessions import LAST, Session
from parcferme.grid.slots import Starter
from parcferme.regulations import GridRules, NoTimeAllowed, NoTimeOrder


def say_why(starter: Starter, sessions: Sequence[Session]) -> None:
    """Say why a car has no place in the order, where nothing has said so yet."""
    if starter.measure is not None or starter.reasons:
        return
    there = [session for session in sessions if starter.number in session.lines]
    if starter.disqualified:
        starter.say("grid-disqualified-in", sessions=[session.name for session in there])
    elif not there:
        starter.say("grid-not-in-session", sessions=[session.name for session in sessions] or None)
    elif there[-1].race:
        starter.say("grid-no-lap", sessions=[session.name for session in there])
    else:
        starter.say("grid-no-time", sessions=[session.name for session in there])


def unplaced_order(
    starters: Sequence[Starter],
    rules: GridRules,
    previous: Session | None,
    standings: Sequence[str],
) -> list[Starter]:
    """The cars without a measure in the order the rulebook says, at last by number; disqualified ones behind the rest.

    Each but the first says which of the rulebook's keys puts it behind the car ahead.
    """
    keys = {one.number: _keys(one, rules, previous, standings) for one in starters}
    order = sorted(starters, key=lambda one: (one.disqualified, keys[one.number], number_key(one.number)))
    for ahead, behind in pairwise(order):
        if ahead.disqualified != behind.disqualified:
            continue
        parted = zip(rules.no_time_order, keys[ahead.number], keys[behind.number], strict=True)
        by = next((by for by, mine, theirs in parted if mine != theirs), NoTimeOrder.NUMBER)
        behind.say("grid-behind-by", other=ahead.number, by=by.value)
    return order


def start_allowed(
    starters: Sequence[Starter], rules: GridRules, timed: bool
) -> tuple[list[Starter], list[Starter], list[Finding]]:
    """Which cars without a time start (from the back, or by a decision), which are left out, and what was odd.

    `timed`: practice or qualifying orders the grid; where a race, the championship or the entry list does, all start.
    """
    start, out, findings = [], [], []
    for one in starters:
        if not timed or rules.no_time is NoTimeAllowed.BACK:
            start.append(one)
        # To be sent to the pit lane is to be let start.
        elif one.allowed or one.pit_lane is not None:
            start.append(one)
            if rules.no_time is NoTimeAllowed.LEFT_OUT:
                findings.append(warning("grid-start-not-foreseen", Where(car=one.number)))
        else:
            out.append(one)
            one.say("grid-not-allowed" if rules.no_time is NoTimeAllowed.BY_DECISION else "grid-left-out")
    return start, out, findings


def _keys(
    starter: Starter, rules: GridRules, previous: Session | None, standings: Sequence[str]
) -> tuple[Any, ...]:
    found: list[Any] = []
    for by in rules.no_time_order:
        match by:
            case NoTimeOrder.EFFORT:
                found.append(-starter.effort)
            case NoTimeOrder.PREVIOUS_SESSION:
                place = None if previous is None else previous.place(starter.number)
                found.append(LAST if place is None else place)
            case NoTimeOrder.STANDINGS:
                found.append(standings.index(starter.number) if starter.number in standings else LAST)
            case NoTimeOrder.NUMBER:
                found.append(number_key(starter.number))
            case never:
                assert_never(never)
    return tuple(found)
