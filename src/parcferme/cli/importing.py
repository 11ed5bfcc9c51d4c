"""`parcferme import`: any timing file into a log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from parcferme import codec
from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.screen import tell_findings
from parcferme.cli.writing import STDOUT, print_json, write
from parcferme.documents import entries_csv
from parcferme.findings import WrongCall
from parcferme.records import Log
from parcferme.season import imported, is_store, keep, load

EPILOG = """\b
Examples:
  parcferme import race-1.csv --out race-1.log
  parcferme import race-1.csv --out race-1.log --entries-out entries.csv
  parcferme import race-1.log --out season.db --session race-1
  parcferme import race-1.csv --out - | head      the first records

A log holds what was seen, shown and ruled. Classes and teams are in the entry list: --entries-out keeps them.
"""

File = Annotated[Path, typer.Argument(metavar="FILE", help="A timing file or a log.")]
Out = Annotated[
    str,
    typer.Option(
        metavar="LOG",
        help="Where to: a log (JSON lines), a log database (.db, .sqlite), or - for standard output.",
    ),
]
Into = Annotated[str | None, typer.Option(metavar="NAME", help="The session's name in a log database.")]
EntriesOut = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Also write the entry list the file knows, as CSV.")
]


@reporting
def import_(
    file: File,
    out: Out,
    session: Into = None,
    kind: o.Kind = None,
    entries_out: EntriesOut = None,
    force: o.Force = False,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """Turn any timing file into a log.

    The log is JSON lines, or a session of a log database.
    """
    decoded = load(file)
    log = imported(decoded, kind)
    _keep(log, file, out, session, force)
    if entries_out is not None:
        write(entries_out, entries_csv(decoded.entries), reads=(file, out))
    tell_findings(decoded.findings, lang)
    if as_json and out != STDOUT:
        print_json({"source": file.name, "format": decoded.format, "out": out, "session": session,
                    "passings": log.passings.height, "events": len(log.events)})  # fmt: skip
    return status_of(decoded.findings)


def _keep(log: Log, file: Path, out: str, session: str | None, force: bool) -> None:
    """The log where it belongs: a file of its own, or a session of a database."""
    path = Path(out)
    if out != STDOUT and (path.suffix.lower() in (".db", ".sqlite", ".sqlite3") or is_store(path)):
        if not session:
            raise WrongCall(f"{out}: a log database holds several sessions: name this one with --session")
        keep(log, path, session)
        return
    if session:
        raise WrongCall(f"{out}: --session names a session of a log database (.db, .sqlite); this is a file")
    # An empty file, as `mktemp` makes it, is no log that could be lost.
    if out != STDOUT and path.is_file() and path.stat().st_size and not force:
        raise WrongCall(f"{out}: is there already, and a log is never overwritten silently (say --force)")
    write(out, codec.encode(log), reads=(file,), force=force, as_json=True)
