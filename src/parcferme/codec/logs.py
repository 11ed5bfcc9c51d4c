"""A whole log as text and back: lines in order of `seq`, and a number for every record that has none."""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
import polars as pl

from parcferme.codec import columns
from parcferme.codec.lines import encode_record, read_line
from parcferme.findings import BadLog, Finding, Severity, Where, error, warning
from parcferme.records import PASSINGS, Log, Passing, Record

# A file of which hardly a line can be read need not say so a million times.
_MOST_FINDINGS: Final = 200
# Sequence numbers, and the line each of these records stands on (int64, counted from 1).
Standing = tuple[np.ndarray, np.ndarray]
_NUMBERING: Final = {
    "log-seq-missing": Severity.WARNING,
    "log-seq-duplicate": Severity.ERROR,
    "log-seq-backwards": Severity.WARNING,
}


def encode(log: Log) -> bytes:
    """The log as JSON lines in order of `seq`, each ended by a line feed; the empty log is no bytes at all.

    Raises `WrongCall` for a value no log can hold (an instant before day zero, a negative duration).
    """
    texts = columns.encode_passings(log.passings)
    seqs = log.passings["seq"]
    if log.events:
        seqs = pl.concat([seqs, pl.Series("seq", [event.seq for event in log.events], dtype=pl.Int64)])
        written = [encode_record(event).decode() for event in log.events]
        texts = pl.concat([texts, pl.Series("line", written, dtype=pl.String)])
    if not len(texts):
        return b""
    if not seqs.is_sorted():
        texts = texts.gather(seqs.arg_sort())
    return (str(texts.str.join("\n").item()) + "\n").encode()


def decode(data: bytes, name: str) -> tuple[Log, tuple[Finding, ...]]:
    """The log in these bytes, and what was odd about them; `name` is the file the findings speak of. See
    `decode_standing`.
    """
    log, findings, _ = decode_standing(data, name)
    return log, findings


def decode_standing(data: bytes, name: str) -> tuple[Log, tuple[Finding, ...], Standing]:
    """The same, and with it the sequence number of each record and the line it stands on.

    Records without a usable sequence number get one, in order. Raises `BadLog` where there are lines and not one
    of them is a record; no bytes at all are an empty log (with a finding).
    """
    if not data:
        nothing = np.zeros(0, dtype=np.int64)
        return Log.of(), (warning("log-empty", Where(file=name)),), (nothing, nothing)
    texts, findings = _split(data, name)
    mask, frame = columns.read(texts)
    records: list[tuple[int, Record]] = []
    for row in (~mask & texts.is_not_null()).arg_true().to_list():
        unended = row == len(texts) - 1 and not data.endswith(b"\n")
        record, found = read_line(texts[row], Where(file=name, line=row + 1), unended=unended)
        findings += found
        if record is not None:
            records.append((row, record))
    if frame.is_empty() and not records:
        begins = data[:60]
        raise BadLog(f"{name}: not a log: none of its {len(texts)} lines is a record, it begins {begins!r}")
    log, numbering, standing = _assemble(mask, frame, records, name)
    findings.sort(key=lambda finding: finding.where.line or 0)
    return log, (*_most(findings, name), *numbering), standing


def _split(data: bytes, name: str) -> tuple[pl.Series, list[Finding]]:
    """The lines as text, null where a line is blank or not UTF-8, and the findings about those."""
    # Editors on Windows put a byte order mark in front; the last line feed ends a line and begins none.
    data = data.removeprefix(b"\xef\xbb\xbf").removesuffix(b"\n")
    findings: list[Finding] = []
    try:
        texts = pl.Series("text", [data.decode()]).str.split("\n").explode()
    except UnicodeDecodeError:
        # One damaged byte costs its own line, not the log.
        lines: list[str | None] = []
        for number, line in enumerate(data.split(b"\n"), 1):
            try:
                lines.append(line.decode())
            except UnicodeDecodeError:
                value = line[:80].decode(errors="backslashreplace")
                where = Where(file=name, line=number)
                found = error("log-line-unreadable", where, value=value, expected="UTF-8")
                findings.append(found.leaving_out())
                lines.append(None)
        texts = pl.Series("text", lines, dtype=pl.String)
    if b"\r" in data:
        texts = texts.str.strip_suffix("\r")
    blank = (texts.str.strip_chars() == "").fill_null(False)
    if blank.any():
        rows = blank.arg_true().to_list()
        findings.append(warning("log-line-empty", Where(file=name, line=rows[0] + 1), lines=len(rows)))
        texts = texts.set(blank, None)
    return texts, findings


def _most(findings: list[Finding], name: str) -> list[Finding]:
    """The first findings, and how many there are besides."""
    if len(findings) <= _MOST_FINDINGS:
        return findings
    rest = findings[_MOST_FINDINGS:]
    where = Where(file=name, line=rest[0].where.line)
    more = error("log-findings-more", where, findings=len(rest))
    left_out = sorted(line for finding in rest for line in finding.lines)
    return [*findings[:_MOST_FINDINGS], msgspec.structs.replace(more, lines=tuple(left_out))]


def _assemble(
    mask: pl.Series, frame: pl.DataFrame, records: list[tuple[int, Record]], name: str
) -> tuple[Log, list[Finding], Standing]:
    """The records of both readers in the order of their lines, each with a sequence number of its own."""
    rows = mask.arg_true().to_numpy()
    single = [(row, record) for row, record in records if isinstance(record, Passing)]
    if single:
        values = {field: [getattr(record, field) for _, record in single] for field in PASSINGS}
        frame = pl.concat([frame, pl.DataFrame(values, schema=dict(PASSINGS))])
        rows = np.concatenate([rows, [row for row, _ in single]])
        order = np.argsort(rows)
        frame, rows = frame[order], rows[order]
    events = [(row, record) for row, record in records if not isinstance(record, Passing)]
    lines = np.concatenate([rows, np.array([row for row, _ in events], dtype=np.int64)]).astype(np.int64)
    stated = frame["seq"].fill_null(0).to_numpy()
    stated = np.concatenate([stated, np.array([record.seq for _, record in events], dtype=np.int64)])
    order = np.argsort(lines)
    # As nearly every log is: each record has a number above the one before, and none is to be given.
    if len(order) and stated[order[0]] > 0 and (np.diff(stated[order]) > 0).all():
        return Log(frame, tuple(record for _, record in events)), [], (stated, lines + 1)  # type: ignore[misc]
    numbers = np.empty_like(stated)
    numbers[order], findings = _number(lines[order].tolist(), stated[order].tolist(), name)
    frame = frame.with_columns(pl.Series("seq", numbers[: frame.height]))
    own = numbers[frame.height :].tolist()
    numbered = [
        msgspec.structs.replace(record, seq=seq) for (_, record), seq in zip(events, own, strict=True)
    ]
    log = Log(frame, tuple(sorted(numbered, key=lambda event: event.seq)))  # type: ignore[arg-type]
    return log, findings, (numbers, lines + 1)


def _number(lines: list[int], stated: list[int], name: str) -> tuple[list[int], list[Finding]]:
    """A number for every record in order of lines: its own where it has one nobody had before it.

    Else the one after the record before it, or where that is taken the one after the highest. A number out of order
    stays, because corrections name it. Consecutive records with the same trouble share a finding.
    """
    used = set(stated)
    top, before, own = max(stated), 0, 0
    seen: set[int] = set()
    numbers: list[int] = []
    runs: list[tuple[str, int, int, int, int]] = []  # code, line, seq stated, seq given, how many
    for line, seq in zip(lines, stated, strict=True):
        code = "log-seq-missing" if seq == 0 else "log-seq-duplicate" if seq in seen else ""
        given = seq
        if code:
            given = before + 1 if before + 1 not in used else top + 1
            used.add(given)
            top = max(top, given)
        else:
            code = "log-seq-backwards" if seq < own else ""
            own = seq
        if code and runs and runs[-1][0] == code and runs[-1][1] + runs[-1][4] == line:
            runs[-1] = (*runs[-1][:4], runs[-1][4] + 1)
        elif code:
            runs.append((code, line, seq, given, 1))
        seen.add(given)
        numbers.append(given)
        before = given
    return numbers, [_numbering(run, name) for run in runs]


def _numbering(run: tuple[str, int, int, int, int], name: str) -> Finding:
    code, line, stated, given, many = run
    values = {"value": stated, "given": given, "records": many}
    return Finding(_NUMBERING[code], code, Where(file=name, line=line + 1, seq=given), values)
