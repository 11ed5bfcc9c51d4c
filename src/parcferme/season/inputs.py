"""Which files a championship folder is read from: what nothing else may be written over."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from parcferme.season.championship import Season
from parcferme.season.folder import CHAMPIONSHIP, ROUND

BESIDE: Final = (".grid.toml", ".decisions.toml")
"""What stands beside a session under its name, whether it is read yet or not."""


def inputs_of(season: Season) -> tuple[Path, ...]:
    """championship.toml, the files it names, and of each round its own and those of its sessions, where they exist."""
    said, top = season.championship, season.folder
    found = [top / CHAMPIONSHIP]
    found += [top / name for name in (said.rulebook, said.results, said.entries) if name]
    if season.entries.file:
        found.append(top / season.entries.file)
    for one in season.rounds:
        if one.folder is None:
            continue
        found.append(one.folder / ROUND)
        for session in one.sessions:
            found += [path for path in (session.file, session.decisions, session.weather) if path is not None]
            found += [one.folder / f"{session.name}{ending}" for ending in BESIDE]
    return tuple(dict.fromkeys(path for path in found if path.is_file()))
