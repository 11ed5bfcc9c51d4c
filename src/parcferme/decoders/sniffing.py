"""Which format a timing file has is told from its content, never from its name."""

from __future__ import annotations

from collections.abc import Callable

from parcferme.decoders import acc, alkamel, alkamel_classification, jsonlog, listed, natsoft, plain
from parcferme.decoders.decoded import Decoded
from parcferme.decoders.sheet import HEAD, text_of
from parcferme.findings import BadLog

_FORMATS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes, str], Decoded]], ...] = (
    (acc.sniff, acc.decode),
    (jsonlog.sniff, jsonlog.decode),
    (plain.sniff, plain.decode),
    (natsoft.sniff, natsoft.decode),
    (alkamel.sniff, alkamel.decode),
    (listed.sniff, listed.decode),
    (alkamel_classification.sniff, alkamel_classification.decode),
)


def format_of(head: bytes) -> str | None:
    """The format of which these are the first bytes, by the name of its module; None where it is no timing file."""
    for sniff, _ in _FORMATS:
        if head.strip() and sniff(head):
            return sniff.__module__.rpartition(".")[2]
    return None


def decode(data: bytes, name: str) -> Decoded:
    """Any timing file Parc Fermé reads, as a log, an entry list and findings.

    `name` is only quoted. Raises `BadLog` where `data` is no timing file, or one that cannot be used at all; whatever
    can be read around an odd row is read and the row told as a finding.
    """
    head = data[:HEAD]
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise BadLog(f"{name}: not a timing file: it is empty")
    for sniff, read in _FORMATS:
        if sniff(head):
            return read(data, name)
    line = text_of(head).strip().split("\n")[0][:60]
    raise BadLog(
        f"{name}: not a timing file: it begins with {line!r}; expected an Al Kamel analysis "
        "or classification, Natsoft lap times (CSV or HTML), an ACC result (JSON), a plain log (time,kind,car,loop,"
        "value), a result list (position, number) or a log of Parc Fermé (JSON lines)"
    )
