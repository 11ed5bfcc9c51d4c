"""A session and its field: what is known before a lap is counted."""

from __future__ import annotations

import msgspec

from parcferme.regulations import SessionKind
from parcferme.timing.sightings import Codes, Ints


class Session(msgspec.Struct, frozen=True, eq=False):
    """What a session is, and its bounds. Instants and times in µs.

    `start_known`: whether the log says when it started, else that is its first passing. `end`: when timing was closed,
    where the log says it. `length`: the nominal length, from the call, the log or the rulebook. `until`: the instant at
    which the log was cut, where only the beginning was asked for. `source_resolution`: to what the source cut its
    times, if it says so; `read_resolution`: to what the instants of all reads are cut (None: to the microsecond).
    """

    kind: SessionKind
    name: str | None
    start: int
    start_known: bool
    end: int | None
    length: int | None
    until: int | None
    source_resolution: int | None
    read_resolution: int | None = None


class Field(msgspec.Struct, frozen=True, eq=False):
    """Who takes part. A car's code is its place in `cars`, which are sorted as text; that of a class its place in
    `classes`, where a class nobody knows is empty. Per car: `car_class`, the code of its class, and `starts`, the
    instant at which its clock starts.
    """

    cars: tuple[str, ...]
    classes: tuple[str, ...]
    car_class: Codes
    starts: Ints
