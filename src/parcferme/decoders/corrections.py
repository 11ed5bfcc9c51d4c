"""Corrections kept beside a timing file that nobody edits: rows of a plain log, in words people type.

`race.corrections.csv` belongs to `race.csv` (or `race.json`, `race.html`): rows of the kinds of a plain log (see
`plain`), read after the file's own records. What a `void` or an `amend` is of, it says as people would: an instant of a
car, a line of the timing file, a lap. No number of a record stands in such a file, so it can be read aloud, and stays
right when a line is added above.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec
import numpy as np
import polars as pl

from parcferme.decoders import plain
from parcferme.decoders.decoded import Decoded, cars_of
from parcferme.decoders.plain_rows import AMOUNTS, Pointed, Targets, meant
from parcferme.decoders.sheet import fold, header_of
from parcferme.entries import Entries
from parcferme.findings import Finding, Where, WrongCall, info
from parcferme.records import (
    FINISH_LINE,
    TEXTS,
    Decision,
    Event,
    Flag,
    FlagValue,
    Log,
    Passing,
    Penalty,
    SessionStart,
    plain_fields,
    write_instant,
)
from parcferme.times import SECOND, parse_instant

CORRECTIONS: Final = ".corrections.csv"
"""What the file of a timing file's corrections ends in."""
HEADER: Final = (
    "time", "kind", "car", "loop", "value", "transponder", "reason", "article", "document", "settles",
)  # fmt: skip
REPAIR: Final = "repair"
"""Who wrote a record that `parcferme repair` appended to a log."""
Row = Mapping[str, str]
_UNSAID: Final = ("reason", "by", "written", "source", "line", "seq", "v", "kind")
_TOLD: Final = 20
_NEAR: Final = 30 * SECOND  # a crossing put in by another estimate of it


def corrected(decoded: Decoded, data: bytes, name: str) -> Decoded:
    """A timing file with the corrections beside it as its last records, and which they are as a finding.

    Raises `BadLog` for what has no rows of a plain log.
    """
    base = decoded.log
    read = plain.read_beside(data, name, targets(decoded), _start(base), base.last_seq)
    log = _joined(base, read.passings, read.events)
    entries = decoded.entries
    if decoded.format == plain.FORMAT:  # a number that was mended is no car
        known = {entry.number: entry for entry in entries.cars}
        entries = Entries.of(known.get(entry.number, entry) for entry in cars_of(log).cars)
    made = msgspec.structs.replace(
        decoded,
        log=log,
        entries=entries,
        standing=decoded.standing or decoded.places(),
        pointed=(*decoded.pointed, *read.pointed),
        beside=name,
    )
    count = read.passings.height + len(read.events) + len(read.pointed)
    lost = {line for one in read.findings for line in one.lines}
    told = _told(name, count, _rows_in_words(data, lost)) if count else ()
    found = (*still_open(decoded.findings, log), *read.findings, *told)
    return msgspec.structs.replace(made, findings=found)


def records_in(
    decoded: Decoded, data: bytes, name: str
) -> tuple[list[dict[str, Any]], tuple[Pointed, ...], tuple[Finding, ...]]:
    """What rows of a plain log say of a timing file, written as a log writes records; the corrections that name a lap;
    and what is odd about the rows. Raises `BadLog` as `corrected` does.
    """
    base = decoded.log
    read = plain.read_beside(data, name, targets(decoded), _start(base), base.last_seq)
    made = [*map(_passing, read.passings.iter_rows(named=True)), *read.events]
    made.sort(key=lambda one: one.seq)
    return [bare(one) for one in made], read.pointed, read.findings


def bare(record: Any) -> dict[str, Any]:
    """A record as a log writes it, without its number and where it was read."""
    fields = {
        key: value for key, value in plain_fields(record).items() if key not in ("seq", "source", "line")
    }
    return {"kind": _kind(record), **fields}


def repaired(decoded: Decoded) -> Decoded:
    """A log with a finding of the repairs that were appended to it, where there are any."""
    log = decoded.log
    made = log.passings.filter(pl.col("by") == REPAIR)
    rows = [*map(_passing, made.iter_rows(named=True)), *(one for one in log.events if one.by == REPAIR)]
    if not rows:
        return decoded
    known = targets(decoded)
    said = []
    for record in sorted(rows, key=lambda one: one.seq):
        said.append(in_words(bare(record), known))
    told = _told(None, len(rows), said)
    return msgspec.structs.replace(decoded, findings=(*decoded.findings, *told))


def _told(name: str | None, count: int, said: Iterable[str]) -> tuple[Finding, ...]:
    listed = list(said)
    more = len(listed) - _TOLD
    values = {"count": count, "said": listed[:_TOLD], **({"more": more} if more > 0 else {})}
    return (info("repairs-taken", Where(file=name), **values),)


def targets(decoded: Decoded) -> Targets:
    """The records of a timing file that a correction can mean."""
    frame, events = decoded.log.passings, decoded.log.events
    seqs, lines = decoded.places() if decoded.standing is None else decoded.standing
    seq = np.append(frame["seq"].to_numpy(), [event.seq for event in events]).astype(np.int64)
    line = np.zeros(len(seq), dtype=np.int64)
    order = np.argsort(seqs, kind="stable")
    if len(seqs):
        place = np.minimum(np.searchsorted(seqs[order], seq), len(seqs) - 1)
        line = np.where(seqs[order][place] == seq, lines[order][place], 0)
    at = np.append(frame["at"].to_numpy(), [-1 if one.at is None else one.at for one in events])
    cars = frame["car"].cast(pl.String).fill_null("").to_list()
    cars += [getattr(event, "car", None) or "" for event in events]
    loops = (frame["loop"] == FINISH_LINE).to_numpy()
    return Targets(seq, line, at.astype(np.int64), cars, np.append(loops, np.zeros(len(events), dtype=bool)))


def words_of(target: int, known: Targets) -> str:
    """What people call a record: an instant of a car, where that is one record, else its line in the file.

    Raises `WrongCall` where neither says which record it is.
    """
    for row in np.flatnonzero(known.seq == target).tolist():
        car = known.car[row]
        at, line = int(known.at[row]), int(known.line[row])
        said = f"{write_instant(at)} of {car}" if at >= 0 and car else write_instant(at) if at >= 0 else ""
        if said and meant(said, known) == target:
            return said
        if line and meant(f"line {line}", known) == target:
            return f"line {line}"
    raise WrongCall(f"record {target} has no line or instant of its own by which it could be named")


def row_of(record: Mapping[str, Any], known: Targets) -> Row:
    """A record, as a log writes it, as a row of a plain log. Raises `WrongCall` for what no row can say."""
    kind = str(record["kind"])
    row = {"kind": kind}
    said = {key: value for key, value in record.items() if key not in _UNSAID and value is not None}
    if record.get("reason"):
        row["reason"] = str(record["reason"])
    if "at" in said:
        row["time"] = _instant(said.pop("at"))
    match kind:
        case "void":
            row["value"] = words_of(said.pop("target"), known)
        case "amend":
            row |= _amended(said.pop("target"), said.pop("changes"), known)
        case "clock":
            put = f"{said.pop('put')} {str(said.pop('step')).partition('.')[0]}"
            row["value"] = f"{put} from {words_of(said.pop('since'), known)}"
        case "decision":
            row["value"] = _ruling(said)
        case "start":
            row["value"] = str(said.pop("group"))
        case "flag":
            row["value"] = str(said.pop("value"))
        case "driver":
            row["value"] = str(said.pop("driver"))
        case "status":
            why = f": {row.pop('reason')}" if "reason" in row else ""
            row["value"] = f"{said.pop('state')}{why}"
        case "note":
            row["value"] = str(said.pop("text"))
    for column in ("car", "loop", "transponder", "article", "document", "settles"):
        if column in said:
            row[column] = str(said.pop(column))
    if said:
        raise WrongCall(
            f"a row of kind {kind} cannot say {', '.join(said)}: keep it in a log, or in a decisions file"
        )
    return row


def in_words(record: Mapping[str, Any], known: Targets) -> str:
    """A record in words people type; its own fields where no row of a plain log can say it."""
    try:
        return row_text(row_of(record, known))
    except WrongCall:
        return " ".join(f"{key} {value}" for key, value in record.items() if value is not None)


def _amended(target: int, changes: Mapping[str, Any], known: Targets) -> dict[str, str]:
    left = dict(changes)
    row = {"value": words_of(target, known)}
    if left.get("at"):
        row["time"] = _instant(left.pop("at"))
    if left.get("value") in list(FlagValue):
        row["value"] += f": {left.pop('value')}"
    row |= {column: str(left.pop(column)) for column in ("car", "loop", "transponder") if left.get(column)}
    if left:
        raise WrongCall(f"a row of kind amend cannot change {', '.join(left)}: keep it in a log")
    return row


def _instant(said: Any) -> str:
    """An instant as short as it can be said."""
    return write_instant(parse_instant(str(said)))


def _ruling(said: dict[str, Any]) -> str:
    """The words of a penalty; what they say is taken out of `said`."""
    penalty = Penalty(said.pop("penalty"))
    field = AMOUNTS.get(penalty)
    amount = (
        ""
        if field is None or field not in said
        else f" {said.pop(field)}{' s' if field == 'seconds' else ''}"
    )
    return f"{penalty.value}{amount}{' served' if said.pop('served', None) else ''}"


def row_text(row: Row) -> str:
    """A row read aloud: `10:07:31.000 passing #2`, `void 10:05:14.000 of 1`, `decision #22 time 5 s`."""
    loop, value = row.get("loop", ""), row.get("value", "")
    what = "" if row["kind"] == "passing" and loop == FINISH_LINE else loop
    car = f"#{row['car'].removeprefix('#')}" if row.get("car") else ""
    if row["kind"] == "amend":
        meant, _, shown = value.partition(": ")
        parts = ["amend", meant, "→", row.get("time", ""), shown, car, what, row.get("transponder", "")]
    else:
        parts = [row.get("time", ""), row["kind"], car, what, row.get("transponder", ""), value]
    return " ".join(part for part in parts if part)


def appended(before: bytes | None, rows: Iterable[Row]) -> bytes:
    """What these rows add to a file of corrections, from its header on where there is none yet.

    Raises `WrongCall` where the header of the file that is there has no column for what a row has to say.
    """
    names, separator, end, begin = [*HEADER], ",", "\n", ""
    if before:
        _, names, separator = header_of(before)
        end = "\r\n" if b"\r\n" in before else "\n"
        begin = "" if before.endswith(b"\n") else end
    folded = [fold(name) for name in names]
    out = io.StringIO()
    sheet = csv.writer(out, delimiter=separator, lineterminator=end)
    if not before:
        sheet.writerow(names)
    for row in rows:
        lacking = [column for column in row if column not in folded and column != "reason"]
        if lacking:
            raise WrongCall(
                f"no column {', '.join(lacking)} for {row_text(row)!r}: add it to the header, at the end"
            )
        sheet.writerow([row.get(column, "") for column in folded])
    return (begin + out.getvalue()).encode()


def _rows_in_words(data: bytes, lost: Collection[int]) -> list[str]:
    """The rows of a file of corrections, read aloud; not those on lines that were left out."""
    sheet = plain.sheet_of(data)
    kept = [
        row for row, line in enumerate(sheet.lines.tolist()) if line not in lost and not sheet.is_blank(row)
    ]
    rows = ({column: sheet.text(column, row) for column in HEADER} for row in kept)
    return [row_text(row) for row in rows if row["kind"]]


def still_open(findings: Iterable[Finding], log: Log) -> Iterable[Finding]:
    """What a file was found to lack, without what is among the corrections by now."""
    for one in findings:
        settled = one.proposal is not None and _holds(log, one.proposal)
        if not settled or one.values.get("missing", 1) > 1:
            yield msgspec.structs.replace(one, proposal=None) if settled else one


def _holds(log: Log, proposal: Mapping[str, Any]) -> bool:
    """Whether a record that its file proposed is in the log."""
    if proposal["kind"] == "passing":
        at = parse_instant(str(proposal["at"]))
        mine = log.passings.filter(pl.col("car").cast(pl.String) == proposal.get("car"))["at"]
        return bool(((mine - at).abs() <= _NEAR).any())
    said = [(one.car, one.penalty.value, one.seconds) for one in log.events if isinstance(one, Decision)]
    seconds = proposal.get("seconds")
    wanted = (
        proposal.get("car"),
        proposal.get("penalty"),
        None if seconds is None else Decimal(str(seconds)),
    )
    return wanted in said


def _start(log: Log) -> int:
    """When a session began, as far as its file says; 0 for an empty one."""
    starts = [one.at for one in log.events if isinstance(one, SessionStart) and one.at is not None]
    greens = [one.at for one in log.events if isinstance(one, Flag) and one.to_all and one.at is not None]
    first = log.passings["at"].min()
    return min(starts or greens or ([int(first)] if isinstance(first, int) else [0]))


def _joined(base: Log, passings: pl.DataFrame, events: Iterable[Event]) -> Log:
    if not passings.height:
        return Log.of(base.passings, (*base.events, *events))
    added = Log.of(passings).passings
    whole = [frame.with_columns(pl.col(TEXTS).cast(pl.String)) for frame in (base.passings, added)]
    return Log.of(pl.concat(whole), (*base.events, *events))


def _passing(row: dict[str, Any]) -> Passing:
    return Passing(**row)


def _kind(record: Any) -> str:
    return str(type(record).__struct_config__.tag)
