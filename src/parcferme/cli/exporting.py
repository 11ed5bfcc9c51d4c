"""`parcferme export`: a log, its laps or its classification in a form other programs read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of

if TYPE_CHECKING:
    from parcferme.findings import Finding

EPILOG = """\b
Examples:
  parcferme export season.db --session race-1 --out race-1.log
  parcferme export race-1.log --out laps.csv --format laps-csv
  parcferme export race-1.csv --out result.csv --decisions stewards.toml
  parcferme export race-1.log --out - --format classification-csv
"""

Out = Annotated[str, typer.Option(metavar="FILE", help="Where to; - is standard output.")]
Format = Annotated[
    Literal["jsonl", "laps-csv", "classification-csv"] | None,
    typer.Option("--format", help="What to write [default: classification-csv into .csv, else jsonl]."),
]


@reporting
def export(
    file: o.Timing,
    out: Out = "-",
    format_: Format = None,
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
    """A log as JSON lines, its laps or result as CSV."""
    from parcferme.cli.screen import tell_findings
    from parcferme.cli.writing import STDOUT, print_json, write

    chosen = format_ or ("classification-csv" if out.lower().endswith(".csv") else "jsonl")
    options = {"kind": kind, "rulebook": rulebook, "length": length, "entries": entries, "decisions": decisions,
               "at": at, "known": known, "session": session}  # fmt: skip
    data, findings = _written(file, chosen, options, class_, lang)
    write(out, data)
    tell_findings(findings, lang)
    if as_json and out != STDOUT:
        print_json({"source": file.name, "format": chosen, "out": out, "bytes": len(data)})
    return status_of(findings)


def _written(
    file: Path, chosen: str, options: dict[str, Any], class_: str | None, language: str
) -> tuple[bytes, tuple[Finding, ...]]:
    """The bytes of the format asked for. Options that only scoring knows are refused for a plain copy of the log."""
    from parcferme.cli.progress import scored
    from parcferme.documents.sheets import classification_csv, laps_csv
    from parcferme.findings import WrongCall
    from parcferme.season import log_text

    if chosen == "jsonl":
        given = [name for name, value in options.items() if value is not None and name != "session"]
        if given or class_:
            raise WrongCall(
                f"--{(given or ['class'])[0]} has no meaning for jsonl: the log is exported whole"
            )
        return log_text(file, options["session"]), ()
    made = scored(file, **options)
    text = (
        laps_csv(made, class_=class_)
        if chosen == "laps-csv"
        else classification_csv(made, class_=class_, language=language)
    )
    return text.encode(), made.findings
