"""The result a bundle's own parts lead to: they are laid out in an empty folder, and scored as any file is.

What a bundle names is never taken as a path before it was looked at: nothing outside that folder is read or written.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from parcferme.decoders import text_of
from parcferme.findings import ParcFermeError
from parcferme.regulations import parse_rulebook
from parcferme.seal import (
    CHAMPIONSHIP,
    CORRECTIONS,
    DECISIONS,
    ENTRIES,
    INPUTS,
    LOGS,
    ROUND,
    RULEBOOK,
    BadBundle,
    Inputs,
    is_safe_name,
)
from parcferme.season import (
    ChampionshipFile,
    RoundFile,
    Score,
    SessionFile,
    classified,
    is_store,
    load_championship,
    read_folder_toml,
    score,
)
from parcferme.times import MINUTE


def recomputed(inputs: Inputs, parts: Mapping[str, bytes]) -> Score:
    """The result these parts lead to.

    Raises `BadBundle` for parts no result can be made from or that name a file outside, `ParcFermeError` as `score`
    does.
    """
    files = {name: data for name, data in parts.items() if name in INPUTS}
    _check(inputs, files)
    with tempfile.TemporaryDirectory(prefix="parcferme-") as place:
        folder = Path(place).resolve()
        try:
            if inputs.session is None:
                return _of_file(inputs, files, folder)
            return _of_session(inputs.session, inputs, files, folder)
        except ParcFermeError as problem:
            # The empty folder is called otherwise each time: what is said of one bundle must not be.
            raise type(problem)(str(problem).replace(f"{folder}/", "").replace(str(folder), "")) from None


def _check(inputs: Inputs, files: Mapping[str, bytes]) -> None:
    """Whether every part has a name that can be used, each its own, and nothing is missing."""
    needed = {RULEBOOK} if inputs.session is None else {RULEBOOK, CHAMPIONSHIP}
    logs = [name for name in files if name in LOGS]
    if set(files) != set(inputs.files) or not needed <= set(files) or len(logs) != 1:
        raise BadBundle(f"not the parts of a result: {', '.join(sorted(files))}")
    for part, name in inputs.files.items():
        if not is_safe_name(name, folders=inputs.session is not None):
            raise BadBundle(f"{part}: not a file name to be used: {name[:80]!r}")
    if inputs.session is not None and len(set(inputs.files.values())) < len(inputs.files):
        raise BadBundle("two parts have one name")


def _of_file(inputs: Inputs, files: Mapping[str, bytes], folder: Path) -> Score:
    placed = {}
    for part, data in files.items():  # a folder each: two files from different places may have one name
        home = next(name for name in LOGS if name in files) if part == CORRECTIONS else part  # beside the log
        placed[part] = folder / home / inputs.files[part]
        _put(placed[part], data)
    log = next(placed[name] for name in LOGS if name in placed)
    rules = files[RULEBOOK].decode("utf-8-sig", "replace")
    return score(
        log,
        kind=inputs.kind,
        rulebook=parse_rulebook(rules, inputs.files[RULEBOOK]),
        length=None if inputs.length_us is None else inputs.length_us / MINUTE,
        entries=placed.get(ENTRIES),
        decisions=placed.get(DECISIONS, ()),
    )


def _of_session(name: str, inputs: Inputs, files: Mapping[str, bytes], folder: Path) -> Score:
    for part, cls in ((CHAMPIONSHIP, ChampionshipFile), (ROUND, RoundFile)):
        for named in _named(files.get(part, b""), cls, part):
            if not is_safe_name(named):
                raise BadBundle(f"{part}: names a file outside the folder: {named[:80]!r}")
    if files[CHAMPIONSHIP] and inputs.files[CHAMPIONSHIP] != CHAMPIONSHIP:
        raise BadBundle(f"{CHAMPIONSHIP}: not where a championship folder has it")
    for part, data in files.items():
        _put(folder / inputs.files[part], data)
    season = load_championship(folder)
    return classified(season, season.session(name))


def _named(data: bytes, cls: type[ChampionshipFile] | type[RoundFile], file: str) -> Iterator[str]:
    """Every file or folder one of the two files names."""
    said, _, _ = read_folder_toml(cls, text_of(data), file)
    if said is None:
        return
    if isinstance(said, ChampionshipFile):
        yield from (one for one in (said.entries, said.results, said.rulebook) if one)
        yield from (one.folder for one in said.round if one.folder)
    yield from _named_by(said.session)


def _named_by(sessions: tuple[SessionFile, ...]) -> Iterator[str]:
    for one in sessions:
        # A name is a path too: a session's file is looked for under it.
        yield from (named for named in (one.name, one.file, one.decisions) if named)


def _put(path: Path, data: bytes) -> None:
    """A part as a file. Raises `BadBundle` where the name of one part is the folder of another."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Where a disk takes two names for one, neither part may stand for the other.
        with path.open("xb") as file:
            file.write(data)
    except OSError as problem:
        raise BadBundle(f"{path.name}: cannot be laid out: {problem.strerror or problem}") from None
    if is_store(path):
        raise BadBundle(f"{path.name}: a database: a bundle holds the lines of a log")
