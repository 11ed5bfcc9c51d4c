"""MYLAPS Multiloop, what Orbits and series' relays send to scoreboards and television: lines of hexadecimal fields.

A line is `$`, a command, whether it is new, repeated or updated, a sequence number of that command, a preamble that
names the run, and the fields of the command; all are parted by a broken bar, A6 in latin-1. Counters and times are
hexadecimal, times in milliseconds, dates in seconds since 1970; lengths of the track, speeds and texts are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, NamedTuple

from parcferme.decoders.wires.lines import Lines, Unread, letters, octets
from parcferme.decoders.wires.values import Other, Value, Why
from parcferme.findings import WrongCall

BAR: Final = "\xa6"


class MultiloopTold(Value, frozen=True, omit_defaults=True, gc=False, kw_only=True):
    """What every line begins with: `N` new, `R` repeated, `U` updated; its number; the run; fields past the known."""

    sent: str = "N"
    sequence: int = 0
    preamble: str = ""
    more: tuple[str, ...] = ()


class Pulse(MultiloopTold, frozen=True, omit_defaults=True, gc=False, kw_only=True):
    """Every second: track status, date, time since the start, laps and time to go."""

    status: str
    date_at: int
    elapsed: int
    laps_to_go: int
    to_go: int


class CompletedLap(MultiloopTold, frozen=True, omit_defaults=True, gc=False, kw_only=True):
    """A car over the line. `lap_status`: on track (`T`) or in the pits (`P`)."""

    rank: int
    number: str
    uid: int
    laps: int
    elapsed: int
    last: int
    lap_status: str
    best: int
    best_lap: int
    behind_leader: int
    laps_behind_leader: int
    behind_preceding: int
    laps_behind_preceding: int
    overall_rank: int
    overall_best: int
    current_status: str
    status: str
    stops: int
    last_lap_pitted: int
    start_position: int
    laps_led: int


class SectionTime(MultiloopTold, frozen=True, omit_defaults=True, gc=False, kw_only=True):
    """A car at the end of a section."""

    number: str
    uid: int
    section: str
    elapsed: int
    time: int
    last_lap: int


class LoopCrossing(MultiloopTold, frozen=True, omit_defaults=True, gc=False, kw_only=True):
    """A car over any time line, on track or in the pits; seen by antenna (`A`), by hand (`M`) or photocell (`P`)."""

    number: str
    uid: int
    line: str
    seen_by: str
    elapsed: int
    status: str
    crossing: str


class InvalidatedLap(MultiloopTold, frozen=True, omit_defaults=True, gc=False, kw_only=True):
    """The lap a car ended then does not count."""

    number: str
    uid: int
    elapsed: int


class TrackFlag(MultiloopTold, frozen=True, omit_defaults=True, gc=False, kw_only=True):
    """The flag, and what was driven under each."""

    status: str
    lap: int
    green: int
    green_laps: int
    yellow: int
    yellow_laps: int
    red: int
    yellows: int
    leader: str
    lead_changes: int
    average_speed: str


class NewLeader(MultiloopTold, frozen=True, omit_defaults=True, gc=False, kw_only=True):
    """Another car leads."""

    number: str
    uid: int
    lap: int
    elapsed: int
    change: int


class RunInfo(MultiloopTold, frozen=True, omit_defaults=True, gc=False, kw_only=True):
    """The session: practice (`P`), qualifying (`Q`), one car at a time (`S`) or race (`R`)."""

    event: str
    short_name: str
    run: str
    run_type: str
    start_at: int


class TrackInfo(MultiloopTold, frozen=True, omit_defaults=True, gc=False, kw_only=True):
    """The track, its length in miles, and its sections: name, inches, first and last line."""

    name: str
    venue: str
    miles: str
    sections: tuple[tuple[str, str, str, str], ...]


class EntryInfo(MultiloopTold, frozen=True, omit_defaults=True, gc=False, kw_only=True):
    """A car and who drives it; what the `fields` are is up to whoever runs the feed."""

    number: str
    uid: int
    driver: str
    start_position: int
    fields: tuple[str, ...]
    competitor: str


class Announcement(MultiloopTold, frozen=True, omit_defaults=True, gc=False, kw_only=True):
    """Words from race control."""

    message: int
    action: str
    priority: str
    date_at: int
    text: str


class FeedVersion(MultiloopTold, frozen=True, omit_defaults=True, gc=False, kw_only=True):
    """Which Multiloop this is."""

    major: int
    minor: int
    info: str


# --- how a field is read and written


class _Form(NamedTuple):
    read: Callable[[str], Any]
    write: Callable[[Any], str]


_HEX: Final = re.compile(r"[0-9A-Fa-f]{1,8}\Z")


def _hex(text: str) -> int:
    if not _HEX.match(text):
        raise ValueError(text)
    return int(text, 16)


def _clean(text: str) -> str:
    return re.sub(rf"[\r\n{BAR}]+", " ", text)


_TEXT: Final = _Form(str, _clean)
_INT: Final = _Form(_hex, "{:X}".format)
_MILLIS: Final = _Form(lambda text: _hex(text) * 1000, lambda us: f"{us // 1000:X}")
_DATE: Final = _Form(lambda text: _hex(text) * 1_000_000, lambda us: f"{us // 1_000_000:X}")

_LAYOUTS: Final[Mapping[str, tuple[type[MultiloopTold], Mapping[str, _Form]]]] = {
    "H": (
        Pulse,
        {"status": _TEXT, "date_at": _DATE, "elapsed": _MILLIS, "laps_to_go": _INT, "to_go": _MILLIS},
    ),
    "C": (
        CompletedLap,
        {
            "rank": _INT,
            "number": _TEXT,
            "uid": _INT,
            "laps": _INT,
            "elapsed": _MILLIS,
            "last": _MILLIS,
            "lap_status": _TEXT,
            "best": _MILLIS,
            "best_lap": _INT,
            "behind_leader": _MILLIS,
            "laps_behind_leader": _INT,
            "behind_preceding": _MILLIS,
            "laps_behind_preceding": _INT,
            "overall_rank": _INT,
            "overall_best": _MILLIS,
            "current_status": _TEXT,
            "status": _TEXT,
            "stops": _INT,
            "last_lap_pitted": _INT,
            "start_position": _INT,
            "laps_led": _INT,
        },
    ),
    "S": (
        SectionTime,
        {
            "number": _TEXT,
            "uid": _INT,
            "section": _TEXT,
            "elapsed": _MILLIS,
            "time": _MILLIS,
            "last_lap": _INT,
        },
    ),
    "L": (
        LoopCrossing,
        {
            "number": _TEXT,
            "uid": _INT,
            "line": _TEXT,
            "seen_by": _TEXT,
            "elapsed": _MILLIS,
            "status": _TEXT,
            "crossing": _TEXT,
        },
    ),
    "I": (InvalidatedLap, {"number": _TEXT, "uid": _INT, "elapsed": _MILLIS}),
    "F": (
        TrackFlag,
        {
            "status": _TEXT,
            "lap": _INT,
            "green": _MILLIS,
            "green_laps": _INT,
            "yellow": _MILLIS,
            "yellow_laps": _INT,
            "red": _MILLIS,
            "yellows": _INT,
            "leader": _TEXT,
            "lead_changes": _INT,
            "average_speed": _TEXT,
        },
    ),
    "N": (NewLeader, {"number": _TEXT, "uid": _INT, "lap": _INT, "elapsed": _MILLIS, "change": _INT}),
    "R": (
        RunInfo,
        {"event": _TEXT, "short_name": _TEXT, "run": _TEXT, "run_type": _TEXT, "start_at": _DATE},
    ),
    "A": (
        Announcement,
        {"message": _INT, "action": _TEXT, "priority": _TEXT, "date_at": _DATE, "text": _TEXT},
    ),
    "V": (FeedVersion, {"major": _INT, "minor": _INT, "info": _TEXT}),
}
_COMMANDS: Final = {made: command for command, (made, _) in _LAYOUTS.items()}
_HEADER: Final = 4  # the command, how it is sent, its number and the preamble


class Multiloop(Lines):
    """What Orbits sends to scoreboards that understand it."""

    name: ClassVar[str] = "multiloop"
    title: ClassVar[str] = "MYLAPS Multiloop"
    port: ClassVar[int | None] = None
    resends: ClassVar[bool] = False
    clock: ClassVar[str] = "epoch"
    starts: ClassVar[re.Pattern[bytes]] = re.compile(rb"\$[A-Z][A-Z:]{0,15}(?:\xc2?\xa6)")

    def _read(self, line: bytes) -> Value:
        if not self.starts.match(line):
            raise Unread(Why.NOISE)
        if self.starts.search(line, 1):
            raise Unread(Why.CUT)  # no text can hold the bar
        # A relay may have turned the bar into UTF-8, and the names with it.
        text = letters(line) if b"\xc2\xa6" in line else line.decode("latin-1")
        cells = text[1:].split(BAR)
        command = cells[0]
        if command not in _LAYOUTS and command not in ("E", "T"):
            return Other(command, line + b"\r\n")
        try:
            header: dict[str, Any] = {
                "sent": _sent(cells[1]),
                "sequence": _hex(cells[2]),
                "preamble": cells[3],
            }
            return _value(command, cells[_HEADER:], header)
        except (IndexError, ValueError):
            raise Unread(Why.FIELDS) from None

    @staticmethod
    def encode(value: Value) -> bytes:
        """The line that says this. Raises `WrongCall` for what Multiloop has no line for."""
        if isinstance(value, Other):
            return value.raw
        if not isinstance(value, MultiloopTold):
            raise WrongCall(f"Multiloop has no line for {type(value).__name__}")
        command, cells = _cells(value)
        header = [command, value.sent, f"{value.sequence:X}", _clean(value.preamble)]
        return octets("$" + BAR.join([*header, *cells, *map(_clean, value.more)])) + b"\r\n"


def _sent(text: str) -> str:
    if text not in ("N", "R", "U"):
        raise ValueError(text)
    return text


def _value(command: str, cells: list[str], header: dict[str, Any]) -> Value:
    if command == "E":
        count = _hex(cells[4])
        fields, behind = tuple(cells[5 : 5 + count]), cells[5 + count :]
        car: dict[str, Any] = {
            "number": cells[0],
            "uid": _hex(cells[1]),
            "driver": cells[2],
            "start_position": _hex(cells[3]),
        }
        return EntryInfo(**car, fields=fields, competitor=behind[0], more=tuple(behind[1:]), **header)
    if command == "T":
        count = _hex(cells[3])
        parts, behind = cells[4 : 4 + 4 * count], cells[4 + 4 * count :]
        if len(parts) < 4 * count:
            raise ValueError(cells)
        sections = tuple(
            (parts[at], parts[at + 1], parts[at + 2], parts[at + 3]) for at in range(0, len(parts), 4)
        )
        return TrackInfo(
            name=cells[0], venue=cells[1], miles=cells[2], sections=sections, more=tuple(behind), **header
        )
    made, layout = _LAYOUTS[command]
    said = {name: form.read(cells[place]) for place, (name, form) in enumerate(layout.items())}
    return made(**said, more=tuple(cells[len(layout) :]), **header)


def _cells(value: MultiloopTold) -> tuple[str, list[str]]:
    if isinstance(value, EntryInfo):
        head = [_clean(value.number), f"{value.uid:X}", _clean(value.driver), f"{value.start_position:X}"]
        return "E", [*head, f"{len(value.fields):X}", *map(_clean, value.fields), _clean(value.competitor)]
    if isinstance(value, TrackInfo):
        cells = [_clean(value.name), _clean(value.venue), _clean(value.miles), f"{len(value.sections):X}"]
        return "T", [*cells, *(_clean(part) for one in value.sections for part in one)]
    command = _COMMANDS.get(type(value))
    if command is None:
        raise WrongCall(f"Multiloop has no line for {type(value).__name__}")
    cells = []
    for name, form in _LAYOUTS[command][1].items():
        said = getattr(value, name)
        if isinstance(said, int) and said < 0:
            raise WrongCall(f"Multiloop has no negative {name}: {said}")
        cells.append(form.write(said))
    return command, cells
