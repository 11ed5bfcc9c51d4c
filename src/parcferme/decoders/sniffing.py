"""Which format a timing file has is told from its content, never from its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from parcferme.decoders import acc, alkamel, alkamel_classification, jsonlog, listed, natsoft, plain
from parcferme.decoders.decoded import Decoded
from parcferme.decoders.sheet import HEAD, text_of
from parcferme.findings import BadLog


class Format(NamedTuple):
    """A kind of file that is read: what people call it, how its first bytes are known, what reads it."""

    title: str
    sniff: Callable[[bytes], bool]
    decode: Callable[[bytes, str], Decoded]

    @property
    def module(self) -> str:
        """The name of the module that reads it."""
        return self.sniff.__module__.rpartition(".")[2]


# The order decides where two would take a file: a log or plain log is sure of itself, a bare list takes what it can.
FORMATS: Final = (
    Format("an ACC result (JSON)", acc.sniff, acc.decode),
    Format("a log of Parc Fermé (JSON lines)", jsonlog.sniff, jsonlog.decode),
    Format("a plain log (time,kind,car,loop,value)", plain.sniff, plain.decode),
    Format("Natsoft lap times (CSV or HTML)", natsoft.sniff, natsoft.decode),
    Format("an Al Kamel analysis", alkamel.sniff, alkamel.decode),
    Format("a result list (position, number)", listed.sniff, listed.decode),
    Format("an Al Kamel classification", alkamel_classification.sniff, alkamel_classification.decode),
)


def format_of(head: bytes) -> str | None:
    """The format of which these are the first bytes, by the name of its module; None where it is no timing file."""
    return next((one.module for one in FORMATS if head.strip() and one.sniff(head)), None)


def decode(data: bytes, name: str) -> Decoded:
    """Any timing file Parc Fermé reads, as a log, an entry list and findings.

    `name` is only quoted. Raises `BadLog` where `data` is no timing file, or one that cannot be used at all; whatever
    can be read around an odd row is read and the row told as a finding.
    """
    head = data[:HEAD]
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise BadLog(f"{name}: not a timing file: it is empty")
    for one in FORMATS:
        if one.sniff(head):
            return one.decode(data, name)
    line = text_of(head).strip().split("\n")[0][:60]
    *others, last = (one.title for one in FORMATS)
    raise BadLog(
        f"{name}: not a timing file: it begins with {line!r}; expected {', '.join(others)} or {last}"
    )
