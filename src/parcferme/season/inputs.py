"""Which files a championship folder is read from: what nothing else may be written over."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from parcferme.findings import ParcFermeError
from parcferme.season.championship import Season, championship_of, load_championship
from parcferme.season.files import place_of_corrections
from parcferme.season.folder import CHAMPIONSHIP, ROUND_FILE
from parcferme.season.meetings import DECISIONS, GRID_RULINGS, beside

BESIDE: Final = (GRID_RULINGS, DECISIONS)
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
        found.append(one.folder / ROUND_FILE)
        for session in one.sessions:
            found += [path for path in (session.file, session.decisions, session.weather) if path is not None]
            ruled = (beside(one.folder, session.name, ending) for ending in BESIDE)
            found += [path for path in ruled if path is not None]
            if session.file is not None:
                found.append(place_of_corrections(session.file))
    return tuple(dict.fromkeys(path for path in found if path.is_file()))


def is_input(path: Path) -> bool:
    """Whether the championship folder a file lies in is read from it. A folder that cannot be read has none."""
    found = championship_of(path)
    if found is None:
        return False
    try:
        read = inputs_of(load_championship(found[0]))
    except ParcFermeError:
        return False
    return any(path.samefile(one) for one in read)
