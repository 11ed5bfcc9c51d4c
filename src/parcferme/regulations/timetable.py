"""The rules of a timetable: how long cars and crews need between two sessions."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from parcferme.times import Duration


class TimetableRules(msgspec.Struct, frozen=True):
    """`least_break`: from the end of a session to the start of the next of its round; `break_before_race`: the same
    where the next is a race, else as before any session.
    """

    least_break: Duration | None = None
    break_before_race: Duration | None = None


def timetable_contradictions(rules: TimetableRules) -> Iterator[tuple[str, str]]:
    """Values that cannot hold together: (key below the rulebook, what is wrong)."""
    if rules.least_break and rules.break_before_race and rules.break_before_race < rules.least_break:
        yield "timetable.break-before-race", "the break before a race is shorter than that before any session"
