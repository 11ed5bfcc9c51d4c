"""`parcferme export`: a log, its laps, its classification or all its documents in a form other programs read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.progress import scored
from parcferme.cli.screen import tell_findings
from parcferme.cli.terminal import echo
from parcferme.cli.writing import STDOUT, print_json, write, write_all
from parcferme.documents import say
from parcferme.findings import WrongCall
from parcferme.publishing import FOLDERS, Exported, ToExport, exported, format_of

EPILOG = """\b
Examples:
  parcferme export season.db --session race-1 --out race-1.log
  parcferme export race-1.log --out laps.csv
  parcferme export race-1.csv --out result.csv --decisions stewards.toml
  parcferme export race-1.log --format al-kamel --out papers
  parcferme export club-cup-2024/1-monza/race-1 --format csv --out papers
  parcferme export race-1.log --out laps.parquet
"""

_FILES = (".csv", ".json", ".jsonl", ".parquet")
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
    force: o.Force = False,
    as_json: o.Json = False,
) -> int:
    """A log as JSON lines; laps, results, documents in other forms."""
    chosen = format_ or format_of(Path(out))
    if chosen in FOLDERS:
        _refuse_no_folder(out, chosen)
    options = o.given(kind=kind, rulebook=rulebook, length=length, entries=entries, decisions=decisions, at=at,
                      known=known, session=session)  # fmt: skip
    made = exported(ToExport(file, folder, options, scored, class_, lang), chosen)
    kept = _kept(made, out, chosen, lang, force)
    if not as_json:
        echo(*kept)
    tell_findings(made.findings, lang)
    if as_json and out != STDOUT:
        print_json({"source": file.name, "format": chosen, "out": out, **_told(made)})
    return status_of(made.findings)


def _refuse_no_folder(out: str, chosen: str) -> None:
    """Several files need a folder. Raises `WrongCall` where there can be none."""
    if out == STDOUT:
        raise WrongCall(f"--format {chosen} makes several files: name a folder with --out")
    if Path(out).exists() and not Path(out).is_dir():
        raise WrongCall(f"--format {chosen} makes several files: {out} is no folder")
    if Path(out).suffix.lower() in _FILES and not Path(out).is_dir():
        raise WrongCall(f"--format {chosen} fills a folder: {out} is the name of a file")


def _kept(made: Exported, out: str, chosen: str, language: str, force: bool) -> list[str]:
    """The files where they belong, none before all are made; a line for each."""
    if chosen in FOLDERS:
        files = {Path(out) / name: data for name, data in made.files.items()}
        Path(out).mkdir(parents=True, exist_ok=True)
        write_all(files, reads=made.reads, force=force)
        return [str(path) for path in files]
    # A log is JSON: what would steer a terminal is escaped there, and the text stays what it was.
    write(out, made.files[""], reads=made.reads, force=force, as_json=chosen == "jsonl")
    return [] if out == STDOUT else [f"{out}  {say('export', chosen, language)}"]


def _told(made: Exported) -> dict[str, object]:
    """What is said of the files: of a single one how long it is, else their names."""
    return {"bytes": len(made.files[""])} if "" in made.files else {"files": list(made.files)}
