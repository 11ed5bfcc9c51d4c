"""A result sealed: what it was made from is gathered as it was written, and the result made again from that alone.

The classification in a bundle is the one its own parts lead to, never one that was handed over. Where that is not what
the file or the folder shows, nothing is sealed.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from parcferme.classification import Row
from parcferme.findings import BadDecisions, BadEntries, BadLog, ParcFermeError, StoreError, WrongCall
from parcferme.notary.engine import versions
from parcferme.notary.recomputing import recomputed
from parcferme.seal import (
    CHAMPIONSHIP,
    CORRECTIONS,
    DECISIONS,
    ENTRIES,
    LOGS,
    MOST_BYTES,
    ROUND,
    RULEBOOK,
    BadBundle,
    Bundle,
    Inputs,
    Replaced,
    SigningKey,
    inspect,
    is_safe_name,
    log_part,
    sealed,
)
from parcferme.season import (
    GENERIC,
    ROUND_FILE,
    Score,
    Season,
    Session,
    classified,
    corrections_of,
    is_store,
    load,
    log_text,
    named_length,
    read_bytes,
    rulebook_text,
    sessions,
)

Document: TypeAlias = Callable[[Score, str], bytes]
"""How a result, with its state of publication, becomes the classification document that is kept in a bundle."""


@dataclasses.dataclass(frozen=True, eq=False)
class Gathered:
    """What a result is made from: what is asked of the engine, and every input as it was written."""

    inputs: Inputs
    parts: Mapping[str, bytes]


@dataclasses.dataclass(frozen=True, eq=False)
class Sealed:
    """A bundle and the result in it."""

    bundle: Bundle
    score: Score


def gathered_file(
    path: str | Path,
    *,
    kind: str | None = None,
    rulebook: str | Path | None = None,
    length: float | None = None,
    entries: str | Path | None = None,
    decisions: str | Path | None = None,
    session: str | None = None,
) -> Gathered:
    """One file with what `score` takes beside it. Of a log database one session is taken, line by line as kept.

    Raises `ParcFermeError` for what cannot be read, `StoreError` for a log that is not as it was kept.
    """
    path = Path(path)
    name, data = _log(path, session)
    log = log_part(name, data)
    rules, stands = rulebook_text(rulebook)
    parts, files = {log: data, RULEBOOK: rules.encode()}, {log: name, RULEBOOK: Path(stands).name}
    if entries is not None:
        parts[ENTRIES] = _limited(Path(entries), "an entry list", BadEntries)
        files[ENTRIES] = Path(entries).name
    if decisions is not None:
        parts[DECISIONS] = _limited(Path(decisions), "a decisions file", BadDecisions)
        files[DECISIONS] = Path(decisions).name
    _with_corrections(path, log, parts, files)
    return Gathered(Inputs(files, None, kind, named_length(length)), parts)


def gathered_session(season: Season, session: Session) -> Gathered:
    """A session of a championship folder with what the folder says of it: the files its result depends on.

    Raises `WrongCall` where there is no result, or where a file it needs is not inside the folder.
    """
    folder, said = season.folder, season.championship
    one = season.round(session.round)
    source = session.file or (folder / said.results if said.results else None)
    if source is None:
        raise WrongCall(f"{session.round}/{session.name}: no result yet")
    log, data = _log(source, None)
    part = log_part(log, data)
    name = said.rulebook or GENERIC
    beside = folder / name
    rules = beside.read_bytes() if beside.is_file() else rulebook_text(name, said.season)[0].encode()
    parts = {part: data, RULEBOOK: rules, CHAMPIONSHIP: read_bytes(folder / CHAMPIONSHIP)}
    files = {part: _inside(source, folder), RULEBOOK: name, CHAMPIONSHIP: CHAMPIONSHIP}
    listed = folder / said.entries
    told = None if one.folder is None else one.folder / ROUND_FILE
    for part, path in ((ENTRIES, listed), (DECISIONS, session.decisions), (ROUND, told)):
        if path is not None and path.is_file():
            parts[part], files[part] = path.read_bytes(), _inside(path, folder)
    if session.file is not None:
        _with_corrections(source, log_part(log, data), parts, files, folder)
    return Gathered(Inputs(files, f"{session.round}/{session.name}"), parts)


def seal(
    gathered: Gathered,
    key: SigningKey,
    document: Document,
    *,
    status: str = "provisional",
    date: dt.date | None = None,
    replaces: Replaced | None = None,
) -> Sealed:
    """The bundle of what was gathered, signed with this key. `date` is kept in it where it is given.

    The same arguments make the same bytes. Raises `ParcFermeError` for what cannot be classified.
    """
    # Never the result that is at hand: what is sealed has to follow from what is sealed with it.
    score = recomputed(gathered.inputs, gathered.parts)
    text = document(score, status)
    title = str(json.loads(text)["session"]["name"])
    return Sealed(
        sealed(
            gathered.inputs,
            gathered.parts,
            text,
            versions(),
            key,
            title=title,
            status=status,
            date=date,
            replaces=replaces,
        ),
        score,
    )


def seal_session(
    season: Season,
    session: Session,
    key: SigningKey,
    document: Document,
    *,
    status: str | None = None,
    date: dt.date | None = None,
    replaces: Replaced | None = None,
) -> Sealed:
    """A session of a championship folder sealed, with the state of publication round.toml gives it unless said.

    Raises `ParcFermeError` where it has no result, and where its files alone do not lead to the folder's result.
    """
    return seal_shown(
        gathered_session(season, session),
        classified(season, session).rows,
        key,
        document,
        status=status or session.spec.status,
        date=date,
        replaces=replaces,
    )


def seal_shown(
    gathered: Gathered,
    shown: Sequence[Row],
    key: SigningKey,
    document: Document,
    *,
    status: str,
    date: dt.date | None = None,
    replaces: Replaced | None = None,
) -> Sealed:
    """What a session was made from, sealed with the result that is shown of it.

    Raises `BadBundle` where its files alone do not lead to that result.
    """
    made = seal(gathered, key, document, status=status, date=date, replaces=replaces)
    if tuple(made.score.rows) != tuple(shown):
        raise BadBundle(f"{gathered.inputs.session}: its files alone do not lead to its result")
    return made


def replaced(path: str | Path, because: str, *, session: str | None = None) -> Replaced:
    """The bundle an amended one takes the place of. Raises `BadBundle` where it is none or is not whole, `WrongCall`
    where it is of another session, or no reason is given.
    """
    if not because.strip():
        raise WrongCall("an amended bundle says why it replaces the other (--because)")
    looked = inspect(read_bundle(path), Path(path).name)
    if not looked.is_whole or looked.hash is None or looked.about is None:
        told = ", ".join(sorted({finding.code for finding in looked.findings}))
        raise BadBundle(f"{path}: not whole, so it cannot be replaced by name ({told}); verify it")
    if looked.about.inputs.session != session:
        here, there = session or "a single file", looked.about.inputs.session or "a single file"
        raise WrongCall(f"{path}: seals {there}; it cannot be replaced by {here}")
    return Replaced(looked.hash, because.strip())


def read_bundle(path: str | Path) -> bytes:
    """The bytes of a bundle. Raises `BadBundle` saying what is wrong with the path."""
    return _limited(Path(path), "a sealed bundle", BadBundle)


def _with_corrections(
    path: Path, log: str, parts: dict[str, bytes], files: dict[str, str], folder: Path | None = None
) -> None:
    """Adds the corrections beside a timing file; a log has its own in it."""
    beside = corrections_of(path)
    if beside is None or log == LOGS[0] or is_store(path):
        return
    parts[CORRECTIONS] = _limited(beside, "a file of corrections", BadLog)
    files[CORRECTIONS] = beside.name if folder is None else _inside(beside, folder)


def _log(path: Path, session: str | None) -> tuple[str, bytes]:
    """The name and the bytes of a log. Those of a database are the lines as kept, once their hash chain holds."""
    if not is_store(path):
        if session is not None:
            raise WrongCall(f"{path}: --session names a session of a log database; this is a single file")
        return path.name, _limited(path, "a timing file or a log", BadLog)
    wrong = [finding for finding in load(path, session).findings if finding.code.startswith("store-")]
    if wrong:
        at = wrong[0].where.seq
        raise StoreError(f"{path}: record {at} is not as it was kept ({wrong[0].code}): nothing to be sealed")
    kept = session or sessions(path)[0]
    name = f"{kept}.log"
    return name if is_safe_name(name, folders=False) else "session.log", log_text(path, kept)


def _limited(path: Path, what: str, bad: type[ParcFermeError]) -> bytes:
    """The bytes of a file, unless there are too many to be sealed. Raises `bad`."""
    # Asked before it is read: whatever the path is, it has to fit into memory.
    if _size(path) > MOST_BYTES:
        raise bad(f"{path}: too large for {what} (at most {MOST_BYTES} bytes)")
    try:
        return read_bytes(path)
    except BadLog as problem:
        raise bad(str(problem).replace("a timing file or a log", what)) from None


def _size(path: Path) -> int:
    """The size of a file, 0 for what is none: reading it then says what it is."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except (OSError, ValueError):
        return 0


def _inside(path: Path, folder: Path) -> str:
    """A file's path in the folder. Raises `WrongCall` for one outside it."""
    try:
        return path.relative_to(folder).as_posix()
    except ValueError:
        raise WrongCall(
            f"{path}: not inside {folder}: a sealed session is made from its folder alone"
        ) from None
