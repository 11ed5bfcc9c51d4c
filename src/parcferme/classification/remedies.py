"""What a remedy would make of a result: the record a finding proposes, taken through the whole computation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import msgspec

from parcferme.classification.case import Case
from parcferme.classification.changes import changes
from parcferme.classification.rows import Row
from parcferme.findings import Finding, Severity
from parcferme.records import KINDS, BadField
from parcferme.regulations import SessionKind
from parcferme.timing import Timing

# Findings about instants, of which a person has to know what hangs on them before taking the remedy.
TRIED: Final = (
    "flag-outside-session",
    "flag-taken-by-nobody",
    "passing-outside-session",
    "finish-far-behind",
    "time-jump",
    "clock-put",
    "start-after-passings",
    "start-before-passings",
    "start-group-before-session",
    "start-group-after-passings",
    "raced-on-after-flag",
    "raced-on-under-red",
    "green-before-start",
    "chequered-to-one-car",
    "finish-not-read",
    "last-crossing-not-read",
    "read-again-after-flag",
)
_TOLD: Final = ("position", "laps", "time", "best_lap")
# Each is the whole session measured once more.
_MOST: Final = 10  # remedies tried for one result

Places = Callable[[Timing], tuple[Row, ...]]


def tried(
    timing: Timing, findings: Iterable[Finding], rows: tuple[Row, ...], places: Places
) -> tuple[Finding, ...]:
    """The findings, those about instants with what their proposal would make: who would be first, on how many laps, in
    which time, and how many places would change. `places` makes the rows of a timing.
    """
    found, left = [], _MOST
    for finding in findings:
        asked = (
            finding.severity is not Severity.INFO
        )  # a note moves nobody: that was found out before it was made
        if asked and finding.code in TRIED and finding.proposal is not None and left:
            left -= 1
            finding = _with_outcome(timing, finding, rows, places)
        found.append(finding)
    return tuple(found)


def _with_record(timing: Timing, proposal: Mapping[str, Any]) -> Timing | None:
    """The session measured once more with a proposed record at the end of its log, for its places: what it would
    propose itself is not tried. None for what is no record.
    """
    if proposal.get("kind") not in KINDS:
        return None
    try:
        case = Case.of(timing).having([proposal])
    except BadField:
        return None
    return case.measured(try_proposals=False)


def _with_outcome(timing: Timing, finding: Finding, rows: tuple[Row, ...], places: Places) -> Finding:
    again = _with_record(timing, finding.proposal or {})
    if again is None:
        return finding
    made = places(again)
    differing = [one.number for one in changes(rows, made) if one.field in _TOLD]
    changed = list(dict.fromkeys(differing))
    first = next((row for row in made if row.position == 1), None)
    values: dict[str, Any] = {**finding.values, "changed": len(changed), "cars_changed": changed[:20]}
    if first is not None:
        time = first.time if timing.kind is SessionKind.RACE else first.best_lap
        values |= {"winner": first.number, "winner_laps": first.laps, "winner_us": time}
    return msgspec.structs.replace(finding, values=values)
