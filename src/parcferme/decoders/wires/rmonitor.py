"""RMonitor, what Orbits and its relays send to scoreboards: lines of a command and comma-separated fields.

It is a feed of results, not of reads: positions, lap counts and times as the timing system worked them out. Texts stand
in double quotes and nothing is escaped, so a text with a line end in it breaks its line. Commands that are not known
and fields past the known ones are allowed. IMSA's extensions `$L` (a car over any line) and `$T` (the track) are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, NamedTuple

from parcferme.decoders.wires.lines import Lines, Unread, letters, octets
from parcferme.decoders.wires.values import Other, Value, Why
from parcferme.findings import WrongCall

NO_LAP_LIMIT: Final = 9999
_HOUR: Final = 3_600_000_000
NOT_YET: Final = _HOUR - 1000  # 00:59:59.999, as 0, stands for a time that is not there yet


class Heartbeat(Value, frozen=True, omit_defaults=True, gc=False):
    """Every second: what is to go, the time of day, the time since the first green, and the flag (empty: none)."""

    laps_to_go: int
    to_go: int
    time_of_day: int
    race_time: int
    flag: str


class Competitor(Value, frozen=True, omit_defaults=True, gc=False):
    """A car. It is sent in two ways: with its `transponder` (`$A`), or with `additional` words (`$COMP`): in IMSA's
    feeds `Retired` or `Excluded` as nationality during a race.
    """

    registration: str
    number: str
    class_number: str
    first: str
    last: str
    nationality: str
    transponder: str | None = None
    additional: str | None = None


class Run(Value, frozen=True, omit_defaults=True, gc=False):
    """The session; another number or description is another session."""

    number: str
    description: str


class ClassName(Value, frozen=True, omit_defaults=True, gc=False):
    """What a class is called."""

    number: str
    description: str


class Setting(Value, frozen=True, omit_defaults=True, gc=False):
    """`TRACKNAME` or `TRACKLENGTH`: a decimal in a unit nobody says."""

    name: str
    value: str


class RacePosition(Value, frozen=True, omit_defaults=True, gc=False):
    """Where a car is in the race: laps (None before the first) and the time of its last crossing."""

    position: int | None
    registration: str
    laps: int | None
    total: int


class BestPosition(Value, frozen=True, omit_defaults=True, gc=False):
    """Where a car is by its best lap: which (0: none) and its time."""

    position: int | None
    registration: str
    lap: int
    best: int


class Init(Value, frozen=True, omit_defaults=True, gc=False):
    """All that was said before is void: another session begins."""

    time_of_day: int
    date: str
    thousandths: bool = False


class Lap(Value, frozen=True, omit_defaults=True, gc=False):
    """A car crossed the line. The lap time of its first crossing is 0. Never sent a second time."""

    registration: str
    lap_time: int
    total: int


class CorrectedFinish(Value, frozen=True, omit_defaults=True, gc=False):
    """A finish put right, by a photo: the total with the correction in it. Never sent a second time."""

    registration: str
    number: str
    laps: int
    total: int
    correction: int


class LineCrossing(Value, frozen=True, omit_defaults=True, gc=False):
    """A car over a line (`SFT`, `SFP`, `PIT`, `PIP`, `POT`, `POP`), or a transponder nobody knows: `Tx` and its number.

    `driver`: 0 where the driver's plug is out.
    """

    car: str
    line: str
    name: str
    date: str
    time: int
    driver: str | None = None
    class_name: str | None = None


class Section(Value, frozen=True, omit_defaults=True, gc=False):
    """A stretch of the track between two lines, in inches."""

    name: str
    start: str
    end: str
    inches: str


class Track(Value, frozen=True, omit_defaults=True, gc=False):
    """The track and its sections."""

    name: str
    short_name: str
    distance: str
    sections: tuple[Section, ...]


# --- how a field is read and written


class _Form(NamedTuple):
    read: Callable[[str], Any]
    write: Callable[[Any], str]


_CLOCK: Final = re.compile(r"(\d{1,4}):([0-5]\d):([0-5]\d)(?:\.(\d{1,6}))?\Z", re.ASCII)


def _clock(text: str) -> int:
    found = _CLOCK.match(text)
    if found is None:
        raise ValueError(text)
    hours, minutes, seconds, fraction = found.groups()
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1_000_000 + int((fraction or "").ljust(6, "0"))


def _seconds(us: int) -> str:
    whole = us // 1_000_000
    return f'"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"'


def _thousandths(us: int) -> str:
    return f'{_seconds(us)[:-1]}.{us // 1000 % 1000:03d}"'


def _signed(text: str) -> int:
    return -_clock(text[1:]) if text[:1] == "-" else _clock(text.removeprefix("+"))


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError(text)
    return int(text)


def _quoted(text: str) -> str:
    """A text between quotes; nothing can be escaped, so a quote becomes an apostrophe and a line end a blank."""
    return '"' + re.sub(r"[\r\n]+", " ", text).replace('"', "'") + '"'


def _bare(text: str) -> str:
    """A number that is a name."""
    return re.sub(r'[\r\n",]+', "", text)


_TEXT: Final = _Form(str, _quoted)
_NAME: Final = _Form(str, _bare)
_INT: Final = _Form(_whole, str)
_MAYBE: Final = _Form(
    lambda text: _whole(text) if text else None, lambda one: "" if one is None else str(one)
)
_SECONDS: Final = _Form(_clock, _seconds)
_MILLIS: Final = _Form(_clock, _thousandths)
_FLAG: Final = _Form(str.rstrip, lambda flag: _quoted(flag.ljust(6)))
_MOVED: Final = _Form(_signed, lambda us: f'"{"-" if us < 0 else "+"}{_thousandths(abs(us))[1:]}')

_Fields = tuple[tuple[str, _Form], ...]
_LAYOUTS: Final[Mapping[str, tuple[type[Value], _Fields]]] = {
    "F": (
        Heartbeat,
        (
            ("laps_to_go", _INT),
            ("to_go", _SECONDS),
            ("time_of_day", _SECONDS),
            ("race_time", _SECONDS),
            ("flag", _FLAG),
        ),
    ),
    "A": (
        Competitor,
        (
            ("registration", _TEXT),
            ("number", _TEXT),
            ("transponder", _NAME),
            ("first", _TEXT),
            ("last", _TEXT),
            ("nationality", _TEXT),
            ("class_number", _NAME),
        ),
    ),
    "COMP": (
        Competitor,
        (
            ("registration", _TEXT),
            ("number", _TEXT),
            ("class_number", _NAME),
            ("first", _TEXT),
            ("last", _TEXT),
            ("nationality", _TEXT),
            ("additional", _TEXT),
        ),
    ),
    "B": (Run, (("number", _NAME), ("description", _TEXT))),
    "C": (ClassName, (("number", _NAME), ("description", _TEXT))),
    "E": (Setting, (("name", _TEXT), ("value", _TEXT))),
    "G": (
        RacePosition,
        (("position", _MAYBE), ("registration", _TEXT), ("laps", _MAYBE), ("total", _MILLIS)),
    ),
    "H": (BestPosition, (("position", _MAYBE), ("registration", _TEXT), ("lap", _INT), ("best", _MILLIS))),
    "I": (Init, (("time_of_day", _SECONDS), ("date", _TEXT))),
    "J": (Lap, (("registration", _TEXT), ("lap_time", _MILLIS), ("total", _MILLIS))),
    "COR": (
        CorrectedFinish,
        (
            ("registration", _TEXT),
            ("number", _TEXT),
            ("laps", _INT),
            ("total", _MILLIS),
            ("correction", _MOVED),
        ),
    ),
    "L": (
        LineCrossing,
        (("car", _TEXT), ("line", _TEXT), ("name", _TEXT), ("date", _TEXT), ("time", _MILLIS)),
    ),
}
_COMMANDS: Final = {made: command for command, (made, _) in _LAYOUTS.items() if made is not Competitor}
_COMMAND: Final = re.compile(rb"\$([A-Z][A-Z0-9]{0,7})(?:,|\Z)")
_FIELD: Final = re.compile(r' *(?:"([^"\r]*)" *|([^",$\r]*)),')
# A text may hold a quote, as nothing is escaped: it then ends at the one before a comma.
_LOOSE_FIELD: Final = re.compile(r' *(?:"([^\r]*?)" *|([^",$\r]*)),')


class RMonitor(Lines):
    """What a timing system sends to scoreboards."""

    name: ClassVar[str] = "rmonitor"
    title: ClassVar[str] = "RMonitor"
    port: ClassVar[int | None] = 50000
    resends: ClassVar[bool] = False
    clock: ClassVar[str] = "day"
    starts: ClassVar[re.Pattern[bytes]] = _COMMAND

    def _read(self, line: bytes) -> Value:
        begun = _COMMAND.match(line)
        if begun is None:
            raise Unread(Why.NOISE)
        command = begun[1].decode()
        if command not in _LAYOUTS and command != "T":
            return Other(command, line + b"\r\n")
        fields = _fields(letters(line[begun.end() :]), loose=len(_COMMAND.findall(line)) == 1)
        try:
            return _track(fields) if command == "T" else _value(command, fields)
        except (IndexError, ValueError):
            raise Unread(Why.FIELDS) from None

    @staticmethod
    def encode(value: Value) -> bytes:
        """The line that says this. Raises `WrongCall` for what RMonitor has no line for."""
        if isinstance(value, Other):
            return value.raw
        return octets(_written(value)) + b"\r\n"


def _fields(text: str, *, loose: bool) -> list[str]:
    """The fields of a line behind its command. Raises `Unread` where a quote is open or stands where none may."""
    for pattern in (_FIELD, _LOOSE_FIELD) if loose else (_FIELD,):
        fields, at = [], 0
        while found := pattern.match(f"{text},", at):
            quoted, bare = found.groups()
            fields.append(bare.strip() if quoted is None else quoted)
            at = found.end()
        if at == len(text) + 1:
            return fields
    raise Unread(Why.FIELDS)


def _value(command: str, fields: list[str]) -> Value:
    made, layout = _LAYOUTS[command]
    said = {name: form.read(fields[place]) for place, (name, form) in enumerate(layout)}
    if command == "L":
        said |= {"driver": fields[5]} if len(fields) > 5 else {}
        said |= {"class_name": fields[6]} if len(fields) > 6 else {}
    elif command == "I":
        said["thousandths"] = "." in fields[0]
    return made(**said)


def _track(fields: list[str]) -> Track:
    count = _whole(fields[3])
    parts = fields[4 : 4 + 4 * count]
    if len(parts) < 4 * count:
        raise ValueError(fields)
    sections = tuple(Section(*parts[at : at + 4]) for at in range(0, len(parts), 4))
    return Track(fields[0], fields[1], fields[2], sections)


def _written(value: Value) -> str:
    if isinstance(value, Track):
        head = [
            _quoted(value.name),
            _quoted(value.short_name),
            _quoted(value.distance),
            str(len(value.sections)),
        ]
        for one in value.sections:
            head += [_quoted(one.name), _quoted(one.start), _quoted(one.end), _bare(one.inches)]
        return f"$T,{','.join(head)}"
    if isinstance(value, Competitor):
        command = "A" if value.transponder is not None else "COMP"
    elif type(value) in _COMMANDS:
        command = _COMMANDS[type(value)]
    else:
        raise WrongCall(f"RMonitor has no line for {type(value).__name__}")
    texts = []
    for name, form in _LAYOUTS[command][1]:
        said = getattr(value, name)
        if isinstance(said, int) and said < 0 and form is not _MOVED:
            raise WrongCall(f"RMonitor has no negative {name}: {said}")
        texts.append(form.write(said if said is not None or form is _MAYBE else ""))
    if isinstance(value, Init) and value.thousandths:
        texts[0] = _thousandths(value.time_of_day)
    if isinstance(value, LineCrossing) and value.driver is not None:
        texts.append(_bare(value.driver))
        texts += [] if value.class_name is None else [_quoted(value.class_name)]
    return f"${command},{','.join(texts)}"
