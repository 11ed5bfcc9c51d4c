"""What was odd, said plainly: findings travel with a result; exceptions are for input nobody can read.

A `Finding` is a value: severity, code, where it was seen and the values that explain it. Its words are made at the
edges from one catalogue per language. Where something can be done about it, it carries a ready record (`proposal`):
what the timekeeper or the stewards could append to the log. Nothing is repaired silently.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

import msgspec


class Severity(enum.StrEnum):
    """How much a finding matters: a note, something to look at, or something that makes the result doubtful."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Where(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a finding was seen; whatever is known of file, line, column, car, lap and record (sequence number)."""

    file: str | None = None
    line: int | None = None
    column: str | None = None
    car: str | None = None
    lap: int | None = None
    seq: int | None = None


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """One odd fact: `code` names its page in the documentation, `values` fill in its sentence.

    `values` hold plain integers, text, booleans and lists of those; a key ending in `_us` is a time in microseconds
    (elapsed or a duration), one ending in `_at` an instant. `proposal` is a record, ready to append, as a mapping.
    `lines` (of the file) and `records` (sequence numbers) did not count, for the reason this finding gives; what did
    count in spite of it is in neither. No line is in two findings, and none that did not count is in none.
    """

    severity: Severity
    code: str
    where: Where = Where()
    values: Mapping[str, Any] = {}
    proposal: Mapping[str, Any] | None = None
    lines: tuple[int, ...] = ()
    records: tuple[int, ...] = ()

    def proposing(self, **record: Any) -> Finding:
        """The same finding with a ready record: what could be appended to the log to set it right."""
        return msgspec.structs.replace(self, proposal=record)

    def leaving_out(self, *lines: int) -> Finding:
        """The same finding of lines that did not count because of it; without any, of the line it names."""
        named = () if self.where.line is None else (self.where.line,)
        return msgspec.structs.replace(self, lines=lines or named)

    def without(self, *records: int) -> Finding:
        """The same finding of records, by sequence number, that did not count because of it."""
        return msgspec.structs.replace(self, records=records)


def error(code: str, where: Where | None = None, **values: Any) -> Finding:
    """A finding that makes the result doubtful; commands then exit with status 1."""
    return Finding(Severity.ERROR, code, where or Where(), values)


def warning(code: str, where: Where | None = None, **values: Any) -> Finding:
    """A finding somebody should look at."""
    return Finding(Severity.WARNING, code, where or Where(), values)


def info(code: str, where: Where | None = None, **values: Any) -> Finding:
    """A finding worth knowing that asks for nothing."""
    return Finding(Severity.INFO, code, where or Where(), values)


class ParcFermeError(Exception):
    """Base of what is raised for unreadable input and wrong calls; the text quotes the input."""


class BadLog(ParcFermeError, ValueError):
    """A file that is no log or timing file at all."""


class BadRulebook(ParcFermeError, ValueError):
    """A rulebook that cannot be used: file, line, key and what was expected."""


class BadEntries(ParcFermeError, ValueError):
    """An entry list that cannot be used."""


class BadDecisions(ParcFermeError, ValueError):
    """A decisions file that cannot be used."""


class BadFrame(ParcFermeError, ValueError):
    """A passings frame without the columns a log needs."""


class StoreError(ParcFermeError):
    """A store that cannot be opened, read or written: where it is, what was tried and what stood in the way."""


class WrongCall(ParcFermeError, ValueError):
    """A call that cannot be answered: an unknown car, a cut before the start."""
