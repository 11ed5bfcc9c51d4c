"""`parcferme export`: a log, its laps, its classification or all its documents in a form other programs read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of

if TYPE_CHECKING:
    from parcferme.documents.meeting import Meeting, MeetingSession
    from parcferme.findings import Finding
    from parcferme.season import Season
    from parcferme.season.meetings import Session

EPILOG = """\b
Examples:
  parcferme export season.db --session race-1 --out race-1.log
  parcferme export race-1.log --out laps.csv
  parcferme export race-1.csv --out result.csv --decisions stewards.toml
  parcferme export race-1.log --format al-kamel --out papers
  parcferme export club-cup-2024/1-monza/race-1 --format csv --out papers
  parcferme export race-1.log --out laps.parquet
"""

FOLDERS = ("al-kamel", "csv", "json")  # formats of several files: --out is a folder
_FILES = (".csv", ".json", ".jsonl", ".parquet")
_HOLDS = {
    "jsonl": "the log",
    "laps-csv": "the laps",
    "classification-csv": "the classification",
    "parquet": "the laps",
}
What = Annotated[
    Path,
    typer.Argument(
        metavar="FILE|SESSION", help="A timing file, a log or a log database; or a session of a folder."
    ),
]
Out = Annotated[str, typer.Option(metavar="FILE|DIR", help="Where to; - is standard output.")]
Format = Annotated[
    Literal["jsonl", "laps-csv", "classification-csv", "parquet", "al-kamel", "csv", "json"] | None,
    typer.Option(
        "--format",
        help="What to write [default: as --out ends (.csv: the classification, laps.csv and .parquet: the laps), "
        "else jsonl]. The last three fill DIR.",
    ),
]


@reporting
def export(
    file: What,
    out: Out = "-",
    format_: Format = None,
    folder: o.InFolder = None,
    kind: o.Kind = None,
    rulebook: o.RulebookName = None,
    length: o.Length = None,
    entries: o.EntryList = None,
    decisions: o.Decisions = None,
    at: o.At = None,
    known: o.Known = None,
    session: o.Session = None,
    class_: o.ClassName = None,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """A log as JSON lines; laps, results, documents in other forms."""
    from parcferme.cli.screen import tell_findings
    from parcferme.cli.writing import STDOUT, print_json, write

    chosen = format_ or _format_of(Path(out))
    options = {"kind": kind, "rulebook": rulebook, "length": length, "entries": entries, "decisions": decisions,
               "at": at, "known": known, "session": session}  # fmt: skip
    given = {name: value for name, value in options.items() if value is not None}
    if chosen in FOLDERS:
        return _fill(file, folder, chosen, out, given, class_, lang, as_json)
    data, findings = _written(file, folder, chosen, given, class_, lang)
    write(out, data)
    if out != STDOUT and not as_json:
        typer.echo(f"{out}  {_HOLDS[chosen]}")
    tell_findings(findings, lang)
    if as_json and out != STDOUT:
        print_json({"source": file.name, "format": chosen, "out": out, "bytes": len(data)})
    return status_of(findings)


def _format_of(out: Path) -> str:
    """The format where none is given: by the end of the name, and of a CSV called `laps` the laps."""
    if out.suffix.lower() == ".csv":
        return "laps-csv" if out.stem.lower() == "laps" else "classification-csv"
    return "parquet" if out.suffix.lower() == ".parquet" else "jsonl"


def _fill(
    file: Path,
    folder: Path | None,
    chosen: str,
    out: str,
    given: dict[str, Any],
    class_: str | None,
    language: str,
    as_json: bool,
) -> int:
    """The files of a format of several, each written whole, none before all are made."""
    from parcferme.cli.screen import tell_findings
    from parcferme.cli.writing import STDOUT, print_json, write
    from parcferme.documents.files import alkamel_files, csv_files, json_files
    from parcferme.findings import WrongCall

    if out == STDOUT:
        raise WrongCall(f"--format {chosen} makes several files: name a folder with --out")
    if Path(out).exists() and not Path(out).is_dir():
        raise WrongCall(f"--format {chosen} makes several files: {out} is no folder")
    if Path(out).suffix.lower() in _FILES and not Path(out).is_dir():
        raise WrongCall(f"--format {chosen} fills a folder: {out} is the name of a file")
    meeting, of = papers_of(file, folder, given)
    made = of.classified()
    if chosen == "al-kamel":
        files = alkamel_files(made, class_=class_)
    elif chosen == "csv":
        files = csv_files(of, meeting, class_=class_, language=language)
    else:
        files = json_files(of, meeting, class_=class_)
    Path(out).mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        write(Path(out) / name, data)
        if not as_json:
            typer.echo(str(Path(out) / name))
    tell_findings(made.findings, language)
    if as_json:
        print_json({"source": file.name, "format": chosen, "out": out, "files": list(files)})
    return status_of(made.findings)


def _written(
    file: Path, folder: Path | None, chosen: str, given: dict[str, Any], class_: str | None, language: str
) -> tuple[bytes, tuple[Finding, ...]]:
    """The bytes of the format asked for. Options that only scoring knows are refused for a plain copy of the log."""
    from parcferme.documents.files import laps_parquet
    from parcferme.documents.sheets import classification_csv, laps_csv
    from parcferme.findings import WrongCall
    from parcferme.season import log_text

    if chosen == "jsonl":
        refused = [name for name in given if name != "session"]
        if refused or class_:
            raise WrongCall(
                f"--{(refused or ['class'])[0]} has no meaning for jsonl: the log is exported whole"
            )
        return log_text(_log_of(file, folder), given.get("session")), ()
    made = papers_of(file, folder, given)[1].classified()
    if chosen == "parquet":
        return laps_parquet(made, class_=class_), made.findings
    text = (
        laps_csv(made, class_=class_)
        if chosen == "laps-csv"
        else classification_csv(made, class_=class_, language=language)
    )
    return text.encode(), made.findings


def _log_of(file: Path, folder: Path | None) -> Path:
    """The file of a session, or the file itself."""
    if folder is None and file.is_file():
        return file
    found = _session_of(file, folder, {})
    return file if found is None or found[1].file is None else found[1].file


def papers_of(file: Path, folder: Path | None, given: dict[str, Any]) -> tuple[Meeting, MeetingSession]:
    """A session of a championship folder with its meeting, or a file scored by itself."""
    from parcferme.cli.progress import scored
    from parcferme.documents.meeting import Meetings
    from parcferme.findings import WrongCall
    from parcferme.publishing.gathering import gathered_one

    found = _session_of(file, folder, given)
    if found is None:
        meeting = Meetings.of(scored(file, **given), file.name).meetings[0]
        return meeting, meeting.sessions[0]
    refused = [name for name in given if name not in ("at", "known")]
    if refused:
        raise WrongCall(f"--{refused[0]} has no meaning for a session: the folder says it")
    return gathered_one(*found, **given)


def _session_of(file: Path, folder: Path | None, given: dict[str, Any]) -> tuple[Season, Session] | None:
    """The session this is; None for a file in no championship folder, and for one that comes with rules of its own."""
    from parcferme.findings import WrongCall
    from parcferme.season import championship_of
    from parcferme.season.grids import find_session

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
