"""The engine through its public face, its rows in the words of the reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from parcferme import score
from parcferme.classification import Classification, classify
from parcferme.entries import Entries
from parcferme.findings import Finding
from parcferme.records import Decision, Penalty
from parcferme.timing import measure, proposals_of, with_records
from reference.bad_days import Day

from . import as_files

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None


def decision_of(one: Mapping[str, Any]) -> Decision:
    values = {key: value for key, value in one.items() if key not in ("penalty", "seconds")}
    if "seconds" in one:
        values["seconds"] = Decimal(one["seconds"])
    return Decision(penalty=Penalty(one["penalty"]), **values)


def as_reference(result: Classification) -> list[dict[str, Any]]:
    """Our rows in the words of the reference."""

    def apart(us: int | None, laps: int | None) -> tuple[str, int] | None:
        return ("laps", laps) if laps is not None else None if us is None else ("time", us)

    return [
        {
            "number": row.number,
            "position": row.position,
            "class_position": row.class_position,
            "status": row.status.value,
            "laps": row.laps,
            "time": row.time,
            "took_flag": row.took_flag,
            "best_lap": row.best_lap,
            "best_lap_number": row.best_lap_number,
            "gap": apart(row.gap, row.gap_laps) if row.position else None,
            "interval": apart(row.interval, row.interval_laps) if row.position else None,
        }
        for row in result.rows
    ]


class Scored:
    """A day as the engine scores it, from the text of its files."""

    def __init__(self, day: Day) -> None:
        self.day = day
        with TemporaryDirectory(dir=MEMORY) as folder:
            as_files.write(day, Path(folder))
            self.score = score(
                Path(folder, "race.csv"),
                kind=day.kind,
                rulebook=Path(folder, "rules.toml"),
                entries=Path(folder, "entries.csv"),
                decisions=Path(folder, "decisions.toml") if day.decisions else (),
            )
        self.result: Classification = self.score.result
        self.findings: tuple[Finding, ...] = self.score.findings

    def records(self, codes: Sequence[str] = ()) -> list[Mapping[str, Any]]:
        """Every ready record, once (of some findings only)."""
        found = [one for one in self.findings if not codes or one.code in codes]
        return [one.record for one in proposals_of(found)]

    def taking(self, records: Sequence[Mapping[str, Any]]) -> Classification:
        timing, day = self.result.timing, self.day
        log = with_records(self.score.decoded.log, records)
        entries = Entries.of(timing.entries.values())
        ruled = [decision_of({**one, "document": str(n)}) for n, one in enumerate(day.decisions, 1)]
        return classify(measure(log, timing.rulebook, entries, kind=day.kind), ruled)


def names(finding: Finding, car: str) -> bool:
    """Whether a finding names that car, as what it is about or among others."""
    if finding.where.car == car:
        return True
    return any(
        value == car or (isinstance(value, (list, tuple)) and car in value)
        for value in finding.values.values()
    )
