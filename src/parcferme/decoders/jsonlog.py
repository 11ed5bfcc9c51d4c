"""Parc Fermé's own log, JSON lines: the codec reads the records, this adds who is in them."""

from __future__ import annotations

from typing import Final

from parcferme import codec
from parcferme.decoders.decoded import Decoded, cars_of
from parcferme.decoders.laps import tell_numbers_alike
from parcferme.findings import Finding
from parcferme.records import SessionStart

FORMAT: Final = "log"


def sniff(head: bytes) -> bool:
    """Whether the first line looks like a record: an object with a kind."""
    line = head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n")[0]
    return line.startswith(b"{") and (b'"kind"' in line or b'"seq"' in line)


def decode(data: bytes, name: str) -> Decoded:
    """The log as it was written. Raises `BadLog` where no line is a record."""
    log, findings, standing = codec.decode_standing(data, name)
    start = next((event for event in log.events if isinstance(event, SessionStart)), None)
    session, title = (start.session, start.name) if start else (None, None)
    entries = cars_of(log)
    alike: list[Finding] = []
    tell_numbers_alike([entry.number for entry in entries.cars], name, alike.append)
    return Decoded(log, entries, (*findings, *alike), FORMAT, session, title, standing)
