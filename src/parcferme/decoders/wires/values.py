"""What a wire says, as small frozen values: a read, the state of a box, and what is said about the box itself.

A value holds what was sent and nothing that was concluded from it. Instants are microseconds on the clock of the device
that sent them (`Wire.clock` says what that clock counts); what a message did not say is None. The messages of timing
systems (RMonitor, Multiloop) are in `feeds`.
"""

from __future__ import annotations

import enum

import msgspec


class Value(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One message, understood."""


class Read(Value, frozen=True, omit_defaults=True, gc=False):
    """A transponder over a loop. `number` is the decoder's own count, `device_at` its own clock, `code` the printed
    name of the transponder, `rest` the fields nobody has a name for: tag and bytes.
    """

    decoder: str | None = None
    number: int | None = None
    transponder: str | None = None
    device_at: int | None = None
    strength: int | None = None
    hits: int | None = None
    flags: int | None = None
    driver: str | None = None
    code: str | None = None
    utc_at: int | None = None
    rest: tuple[tuple[int, bytes], ...] = ()


class Status(Value, frozen=True, omit_defaults=True, gc=False):
    """How a decoder does: sent every few seconds, so silence means a broken link.

    `temperature` is as sent: degrees Celsius, or tenths of them, by model. `voltage` counts tenths of a volt. `number`
    where statuses share the count of the reads (P98).
    """

    decoder: str | None = None
    number: int | None = None
    noise: int | None = None
    temperature: int | None = None
    voltage: int | None = None
    gps: bool | None = None
    satellites: int | None = None
    triggers: int | None = None
    rest: tuple[tuple[int, bytes], ...] = ()


class Version(Value, frozen=True, omit_defaults=True, gc=False):
    """What a decoder is: its type by number, its name and its program."""

    decoder: str | None = None
    model: int | None = None
    description: str | None = None
    version: str | None = None
    release: int | None = None
    registration: int | None = None
    build: int | None = None
    options: int | None = None
    rest: tuple[tuple[int, bytes], ...] = ()


class DeviceTime(Value, frozen=True, omit_defaults=True, gc=False):
    """What a decoder's clock shows."""

    decoder: str | None = None
    device_at: int | None = None
    utc_at: int | None = None
    flags: int | None = None
    rest: tuple[tuple[int, bytes], ...] = ()


class Refusal(Value, frozen=True, omit_defaults=True, gc=False):
    """A decoder could not make anything of what it was sent."""

    decoder: str | None = None
    code: int | None = None
    description: str | None = None
    rest: tuple[tuple[int, bytes], ...] = ()


class Resend(Value, frozen=True, omit_defaults=True, gc=False):
    """To a decoder: send the reads numbered `first` to `last` again."""

    first: int
    last: int
    decoder: str | None = None


class AskTime(Value, frozen=True, omit_defaults=True, gc=False):
    """To a decoder: what does your clock show?"""

    decoder: str | None = None


class Other(Value, frozen=True, omit_defaults=True, gc=False):
    """An intact message of a kind that says nothing to a result, or that nobody here knows; `raw` is all of it."""

    kind: str
    raw: bytes


class Why(enum.StrEnum):
    """Why bytes did not count."""

    NOISE = "noise"  # they belong to no message
    CUT = "cut"  # a message that ends before its end
    CHECKSUM = "checksum"
    LENGTH = "length"  # the length it states is not the one it has
    FIELDS = "fields"  # its fields cannot be read
    TOO_LONG = "too-long"  # longer than any message may be


class Damage(msgspec.Struct, frozen=True):
    """Bytes that did not count for one reason: how often it happened, how many they were, how the first began."""

    why: Why
    times: int
    size: int
    sample: bytes
