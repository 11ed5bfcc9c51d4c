"""Rulings for a starting grid, in files of their own: which of them a grid can carry out, and files of no session."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from parcferme.findings import Finding, Where, error, warning
from parcferme.grid import RULED
from parcferme.records import Decision
from parcferme.season.decisions import load_decisions
from parcferme.season.meetings import GRID_RULINGS, Round, beside


def load_grid_rulings(path: str | Path, file: str | None = None) -> tuple[list[Decision], list[Finding]]:
    """The rulings of a file that a grid can carry out, and a finding for every other one and for what none goes by.
    `file`: what the file is called in findings. Raises `BadDecisions` for a file that is not TOML.
    """
    ruled, told = load_decisions(path)
    found = [_at(one, file) for one in told]
    kept = list[Decision]()
    for ruling in ruled:
        where = Where(file=file or ruling.source or Path(path).name, line=ruling.line, car=ruling.car)
        if ruling.penalty not in RULED:
            expected = f"for a grid: {', '.join(one.value for one in RULED)}"
            value = f"penalty = {ruling.penalty.value}"
            found.append(error("decision-unreadable", where, value=value, expected=expected))
            continue
        kept.append(ruling)
        idle = [key for key in ("seconds", "laps", "lap", "served") if getattr(ruling, key) is not None]
        if idle:
            found.append(warning("decision-idle", where, penalty=ruling.penalty.value, fields=idle))
    return kept, found


def _at(finding: Finding, file: str | None) -> Finding:
    if file is None:
        return finding
    return msgspec.structs.replace(finding, where=msgspec.structs.replace(finding.where, file=file))


def rulings_without_session(one: Round, kinds: tuple[str, ...] = ("grid", "decisions")) -> Iterator[Finding]:
    """Files of rulings in the folder of a round that belong to none of its sessions, with the nearest name."""
    if one.folder is None:
        return
    names = [session.name for session in one.sessions]
    used = {session.decisions.name for session in one.sessions if session.decisions is not None}
    for path in sorted(one.folder.glob("*.toml")):
        name, _, kind = path.name.removesuffix(".toml").rpartition(".")
        meant = difflib.get_close_matches(kind, kinds, 1)
        if not name or not meant or path.name in used:
            continue
        if kind == "grid" and any(beside(one.folder, its, GRID_RULINGS) == path for its in names):
            continue
        near = difflib.get_close_matches(name, names, 1)
        near = near if kind == meant[0] else [f"{one}.{meant[0]}" for one in near]
        values = {
            "session": name if kind == meant[0] else f"{name}.{kind}",
            "nearest": near[0] if near else None,
        }
        yield warning("rulings-without-session", Where(file=f"{one.folder.name}/{path.name}"), **values)
