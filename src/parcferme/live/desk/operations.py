"""Everything a person does at a race, by name, each a function to the records it comes to. Nothing here writes, and
nothing has a clock.

What cannot wait (`AT_ONCE`) is written with the instant of the key; everything else can be asked about first, by the
same function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from parcferme.live.desk import cars, keys, reads, rulings, windows
from parcferme.live.desk.plans import Given, Plan
from parcferme.live.desk.situation import Situation

AT_ONCE: Final[Mapping[str, Callable[[Situation, Given], Plan]]] = {
    "flag": keys.flag,
    "start": keys.start,
    "tap": keys.tap,
    "number": keys.number,
    "clock": keys.clock,
    "abort-start": keys.abort_start,
    "hold-clock": keys.hold_clock,
    "release-clock": keys.release_clock,
}
PREVIEWED: Final[Mapping[str, Callable[[Situation, Given], Plan]]] = {
    "open": windows.open_,
    "close": windows.close,
    "window": windows.window,
    "hand-over": windows.hand_over,
    "join-sessions": windows.join_sessions,
    "leave-out": cars.leave_out,
    "course-car": cars.course_car,
    "swap": cars.swap,
    "join": cars.join,
    "transponder": cars.transponder,
    "split": cars.split,
    "void": reads.void,
    "insert": reads.insert,
    "photo": reads.photo,
    "judged": reads.judged,
    "chequered": rulings.chequered,
    "length": rulings.length,
    "entry": cars.entry,
    "match": reads.match,
    "write": rulings.write,
}
OPERATIONS: Final = {**AT_ONCE, **PREVIEWED}
