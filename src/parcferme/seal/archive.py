"""A bundle as bytes: a zip archive that is laid out in one way only, so that every byte of it is accounted for.

Nothing is compressed (a bundle cannot grow when it is read), nothing is dated, and the order of the parts is fixed:
the same parts are the same bytes on every machine. It is read by walking its parts, never by its table of contents,
so that a damaged or cut file still shows what is left of it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from typing import Final

import msgspec

from parcferme.findings import ParcFermeError

MOST_BYTES: Final = 512 * 1024 * 1024
_MOST_PARTS: Final = 32
_LONGEST_NAME: Final = 64
_LOCAL: Final = struct.Struct("<4s5H3I2H")
HEADER_BYTES: Final = _LOCAL.size
"""How long the header in front of a part is, without the part's name."""
_END: Final = struct.Struct("<4s4H2IH")
# Nothing is dated: the date would be another each time, and the same result must be the same bytes.
_VERSION, _FIRST_DAY, _MODE = 20, 33, 0o100644 << 16  # zip 2.0, 1980-01-01, a plain file
_LOCAL_START: Final = _LOCAL.pack(b"PK\3\4", _VERSION, 0, 0, 0, _FIRST_DAY, 0, 0, 0, 0, 0)[:14]
# "Made by" 3 is Unix: else the mode of the file means nothing (PKWARE APPNOTE 4.4.2).
_CENTRAL_START: Final = struct.pack("<4s6H", b"PK\1\2", 3 << 8 | _VERSION, _VERSION, 0, 0, 0, _FIRST_DAY)
_END_START: Final = struct.pack("<4s2H", b"PK\5\6", 0, 0)
_MAY_DIFFER: Final = 2  # so many bytes of a header may be wrong, and it is still taken for one


class BadBundle(ParcFermeError, ValueError):
    """A file that is no sealed bundle at all, or one that cannot be used for what was asked."""


class Archive(msgspec.Struct, frozen=True):
    """What an archive holds: parts by name in their order, and where the header of each begins.

    `cut`: the part, or `""` for the table of contents, in which the file ends too soon; None where it does not.
    """

    parts: Mapping[str, bytes]
    headers: Mapping[str, int]
    cut: str | None = None


def write_archive(parts: Mapping[str, bytes]) -> bytes:
    """These parts, in this order, as an archive. Raises `BadBundle` for one that would be too large."""
    size = sum(map(len, parts.values()))
    if size > MOST_BYTES:
        raise BadBundle(f"{size} bytes are too many for a bundle (at most {MOST_BYTES})")
    body, table = bytearray(), bytearray()
    for name, data in parts.items():
        said = (zlib.crc32(data), len(data), len(data), len(name), 0)
        central = (0, 0, 0, _MODE, len(body))
        table += _CENTRAL_START + struct.pack("<3I5H2I", *said, *central) + name.encode("ascii")
        body += _LOCAL_START + struct.pack("<3I2H", *said) + name.encode("ascii") + data
    end = _END.pack(b"PK\5\6", 0, 0, len(parts), len(parts), len(table), len(body), 0)
    return bytes(body + table + end)


def read_archive(data: bytes, file: str) -> Archive:
    """The parts of an archive, as far as they can be found. Raises `BadBundle` where there is not one."""
    parts: dict[str, bytes] = {}
    headers: dict[str, int] = {}
    at: int | None = _next_header(data, 0)
    while at is not None and len(parts) < _MOST_PARTS and _is(data, at, _LOCAL_START):
        if at + _LOCAL.size > len(data):
            return Archive(parts, headers, "")
        *_, size, named, _extra = _LOCAL.unpack_from(data, at)
        # A length that was damaged must not take the rest of the file for a name.
        begin = at + _LOCAL.size + min(named, _LONGEST_NAME)
        name = data[at + _LOCAL.size : begin].decode("latin-1")
        end = begin + size
        # Cut off here, or the size is wrong: the part goes on to the next header.
        if not _is_header(data, end):
            found = _next_header(data, begin)
            if found is None:
                return _cut(parts, headers, name, at)
            end = found
        # The first of two parts of one name: that there is a second shows when the archive is written again and
        # compared.
        if name not in parts:
            headers[name], parts[name] = at, data[begin:end]
        at = _next_header(data, end)
    if not parts:
        raise BadBundle(f"{file}: not a sealed bundle: nothing of one is in it (it begins {data[:16]!r})")
    return Archive(parts, headers, None if at is not None and _has_end(data, at) else "")


def first_difference(data: bytes, other: bytes) -> int | None:
    """The first byte, counted from 0, in which two files differ; None where they are the same."""
    if data == other:
        return None
    low, high = 0, min(len(data), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if data[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _cut(parts: dict[str, bytes], headers: dict[str, int], name: str, at: int) -> Archive:
    return Archive(parts, {**headers, name: at}, name)


def _is(data: bytes, at: int, start: bytes) -> bool:
    """Whether a header begins here, even one of which a byte was changed."""
    here = data[at : at + len(start)]
    same = sum(a == b for a, b in zip(here, start, strict=False))
    return len(here) >= 4 and same >= min(len(here), len(start)) - _MAY_DIFFER


def _has_end(data: bytes, table: int) -> bool:
    """Whether the end of the table of contents is there."""
    last = len(data) - _END.size
    return table <= data.rfind(_END_START) <= last or (last > table and _is(data, last, _END_START))


def _is_header(data: bytes, at: int) -> bool:
    return at < len(data) and (_is(data, at, _LOCAL_START) or _is(data, at, _CENTRAL_START))


def _next_header(data: bytes, at: int) -> int | None:
    """Where the next header begins, here or further on; None where there is none."""
    if _is_header(data, at):
        return at
    found = [place for start in (_LOCAL_START, _CENTRAL_START) if (place := data.find(start, at)) >= 0]
    return min(found, default=None)
