"""A log, its laps, its classification or all its documents as the files that other programs read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from parcferme.championship import Standings
from parcferme.documents.files import Papers, Planned, alkamel_files, csv_files, json_files, laps_parquet
from parcferme.documents.grid import About as GridAbout
from parcferme.documents.sheets import classification_csv, laps_csv
from parcferme.documents.standings import About as StandingsAbout
from parcferme.findings import Finding, ParcFermeError, WrongCall
from parcferme.grid import Grid
from parcferme.publishing.grids import about_grid
from parcferme.publishing.running import running
from parcferme.season import Score, Season, championship_of, log_text
from parcferme.season.grids import find_session, starting_grid
from parcferme.season.meetings import Session
from parcferme.season.stated import classified

_FILES: Final = ("entries", "decisions", "rulebook")
FOLDERS: Final = ("al-kamel", "csv", "json")
"""Formats of several files, which fill a folder."""


class Asked(NamedTuple):
    """What is to be exported: a file, or a session of a folder; the options of scoring; who scores a file by itself;
    one class, or all.
    """

    what: Path
    folder: Path | None
    given: Mapping[str, Any]
    scoring: Callable[..., Score]
    class_: str | None = None
    language: str = "en"


class Exported(NamedTuple):
    """The files by name (a single one has none), what was found, and which files all this was read from."""

    files: Mapping[str, bytes]
    findings: tuple[Finding, ...]
    reads: tuple[Path, ...]


def format_of(out: Path) -> str:
    """The format where none is given: by the end of the name, and of a CSV called `laps` the laps."""
    if out.suffix.lower() == ".csv":
        return "laps-csv" if out.stem.lower() == "laps" else "classification-csv"
    return "parquet" if out.suffix.lower() == ".parquet" else "jsonl"


def exported(asked: Asked, form: str) -> Exported:
    """The files of this format. Options that only scoring knows are refused for a plain copy of the log."""
    if form == "jsonl":
        return _log(asked)
    found = _session_of(asked.what, asked.folder, asked.given)
    papers = _papers(asked, found)
    reads = (asked.what, *(Path(asked.given[name]) for name in _FILES if asked.given.get(name)))
    files = _files(papers, asked, form)
    return Exported(files, papers.scored.findings, reads)


def _log(asked: Asked) -> Exported:
    """The log of a session, or of the file itself, line by line."""
    refused = [*(name for name in asked.given if name != "session"), *(["class"] if asked.class_ else [])]
    if refused:
        raise WrongCall(f"--{refused[0]} has no meaning for jsonl: the log is exported whole")
    alone = asked.folder is None and asked.what.is_file()
    found = None if alone else _session_of(asked.what, asked.folder, {})
    file = asked.what if found is None or found[1].file is None else found[1].file
    return Exported({"": log_text(file, asked.given.get("session"))}, (), (file,))


def _files(papers: Papers, asked: Asked, form: str) -> Mapping[str, bytes]:
    made, class_ = papers.scored, asked.class_
    match form:
        case "al-kamel":
            return alkamel_files(made, class_=class_)
        case "csv":
            return csv_files(papers, class_=class_, language=asked.language)
        case "json":
            return json_files(papers, class_=class_)
        case "parquet":
            return {"": laps_parquet(made, class_=class_)}
        case "laps-csv":
            return {"": laps_csv(made, class_=class_).encode()}
    return {"": classification_csv(made, class_=class_, language=asked.language).encode()}


def _papers(asked: Asked, found: tuple[Season, Session] | None) -> Papers:
    """The documents of a session of a championship folder, or of a file scored by itself."""
    if found is None:
        made = asked.scoring(asked.what, **asked.given)
        return Papers(made, made.decoded.entries)
    refused = [name for name in asked.given if name not in ("at", "known")]
    if refused:
        raise WrongCall(f"--{refused[0]} has no meaning for a session: the folder says it")
    return _papers_of_session(*found, asked.given)


def _session_of(file: Path, folder: Path | None, given: Mapping[str, Any]) -> tuple[Season, Session] | None:
    """The session this is; None for a file in no championship folder, and for one that comes with rules of its own."""
    if folder is not None:
        return find_session(file, folder)
    if file.is_file() and set(given) - {"at", "known"}:
        return None
    if championship_of(file) is None:
        return None
    try:
        return find_session(file)
    except WrongCall:
        if file.is_file():  # a file beside the sessions is only a file
            return None
        raise


def _papers_of_session(season: Season, session: Session, given: Mapping[str, Any]) -> Papers:
    """All documents of a session: with the grid, the tables after its round and the timetable."""
    return Papers(
        classified(season, session, **given),
        season.entries_of(session.round),
        _grid_of(season, session),
        _standings_of(season, session),
        Planned(season.timetable, season.name, season.year),
        status=session.spec.status or "provisional",
    )


def _grid_of(season: Season, session: Session) -> tuple[GridAbout, Grid] | None:
    """A race's starting grid, None where nothing makes one."""
    try:
        made = starting_grid(season, session)
    except WrongCall:
        return None
    return (about_grid(made), made.grid) if made.grid.slots and made.given else None


def _standings_of(season: Season, session: Session) -> tuple[StandingsAbout, Standings] | None:
    """The tables after the session's round, None where there are none."""
    if not any(result.round <= session.round for result in season.results):
        return None
    about = running(season.folder, None, None, None).about
    try:
        return about, season.standings(session.round)
    except ParcFermeError:
        return None
