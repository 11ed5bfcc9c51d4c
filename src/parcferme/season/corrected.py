"""Corrections that name a lap: which record ended it is known once the laps are counted without them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from parcferme.decoders import Decoded, Pointed
from parcferme.entries import Entries, worn_by
from parcferme.findings import Finding, Where, error
from parcferme.records import Amend, Log, Void
from parcferme.regulations import Rulebook, SessionKind
from parcferme.timing import called, measure


def with_laps_found(
    decoded: Decoded, book: Rulebook, entries: Entries, kind: SessionKind
) -> tuple[Log, list[Finding]]:
    """The log of a file by the names of the list of entries, with its corrections of laps as records, and a finding for
    each that finds no lap.
    """
    names = worn_by(decoded.entries, entries)
    log = called(decoded.log, names)
    if not decoded.pointed:
        return log, []
    pointed = [msgspec.structs.replace(one, car=names.get(one.car, one.car)) for one in decoded.pointed]
    made, found = laps_found(log, pointed, book, entries, kind)
    return Log.of(log.passings, [*log.events, *made]), found


def laps_found(
    log: Log, pointed: Sequence[Pointed], book: Rulebook, entries: Entries, kind: SessionKind
) -> tuple[list[Void | Amend], list[Finding]]:
    """Corrections of laps as records, and a finding for each that finds no lap."""
    if not pointed:
        return [], []
    laps = measure(log, book, entries, kind=kind).laps
    ended = {(car, lap): seq for car, lap, seq in laps.select("car", "lap", "seq").iter_rows()}
    made, found = list[Void | Amend](), list[Finding]()
    for one in pointed:
        target = ended.get((one.car, one.lap))
        if target is None:
            said = "void" if one.changes is None else "amend"
            where = Where(file=one.source, line=one.line, car=one.car, lap=one.lap)
            found.append(error("correction-of-nothing", where, correction=said, value="").leaving_out())
        else:
            made.append(one.correction(target))
    return made, found
