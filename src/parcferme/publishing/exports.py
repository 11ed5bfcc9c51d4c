"""A log, its laps, its classification or all its documents as the files that other programs read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from parcferme.documents import (
    Meeting,
    Meetings,
    MeetingSession,
    alkamel_files,
    classification_csv,
    csv_files,
    json_files,
    laps_csv,
    laps_parquet,
)
from parcferme.findings import Finding, WrongCall
from parcferme.publishing.gathering import gathered_one
from parcferme.season import Score, Season, Session, championship_of, find_session, log_text

_FILES: Final = ("entries", "decisions", "rulebook")
FOLDERS: Final = ("al-kamel", "csv", "json")
"""Formats of several files, which fill a folder."""


class ToExport(NamedTuple):
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


def exported(asked: ToExport, form: str) -> Exported:
    """The files of this format. Options that only scoring knows are refused for a plain copy of the log."""
    if form == "jsonl":
        return _log(asked)
    found = _session_of(asked.what, asked.folder, asked.given)
    meeting, session = _gathered(asked, found)
    reads = (asked.what, *(Path(asked.given[name]) for name in _FILES if asked.given.get(name)))
    return Exported(_files(meeting, session, asked, form), session.classified().findings, reads)


def _log(asked: ToExport) -> Exported:
    """The log of a session, or of the file itself, line by line."""
    refused = [*(name for name in asked.given if name != "session"), *(["class"] if asked.class_ else [])]
    if refused:
        raise WrongCall(f"--{refused[0]} has no meaning for jsonl: the log is exported whole")
    alone = asked.folder is None and asked.what.is_file()
    found = None if alone else _session_of(asked.what, asked.folder, {})
    file = asked.what if found is None or found[1].file is None else found[1].file
    return Exported({"": log_text(file, asked.given.get("session"))}, (), (file,))


def _files(meeting: Meeting, session: MeetingSession, asked: ToExport, form: str) -> Mapping[str, bytes]:
    made, class_ = session.classified(), asked.class_
    match form:
        case "al-kamel":
            return alkamel_files(made, class_=class_)
        case "csv":
            return csv_files(session, meeting, class_=class_, language=asked.language)
        case "json":
            return json_files(session, meeting, class_=class_)
        case "parquet":
            return {"": laps_parquet(made, class_=class_)}
        case "laps-csv":
            return {"": laps_csv(made, class_=class_).encode()}
        case "classification-csv":
            return {"": classification_csv(made, class_=class_, language=asked.language).encode()}
    raise WrongCall(f"nothing is exported as {form!r}")


def _gathered(asked: ToExport, found: tuple[Season, Session] | None) -> tuple[Meeting, MeetingSession]:
    """A session of a championship folder with its meeting, or a file scored by itself."""
    if found is None:
        made = asked.scoring(asked.what, **asked.given)
        meeting = Meetings.of(made, asked.what.name).meetings[0]
        return meeting, meeting.sessions[0]
    refused = [name for name in asked.given if name not in ("at", "known")]
    if refused:
        raise WrongCall(f"--{refused[0]} has no meaning for a session: the folder says it")
    return gathered_one(*found, **asked.given)


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
