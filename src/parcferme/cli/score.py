"""`parcferme score`: who finished where, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from parcferme.cli import options as o
from parcferme.cli import previewing
from parcferme.cli.boards.scored import show_score
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.progress import scored
from parcferme.cli.screen import tell_findings
from parcferme.cli.terminal import echo
from parcferme.cli.writing import STDOUT, print_json, write
from parcferme.documents import Scored, classification_csv, classification_document, hint
from parcferme.findings import WrongCall

VIEWS = ("classification", "leaders", "stops", "fastest", "flags")
EPILOG = """\b
Examples:
  parcferme score race.csv
  parcferme score qualifying.csv --kind qualifying --class GTD
  parcferme score race.csv --rulebook wec --decisions stewards.toml
  parcferme score race.csv --at 45:00           the order after 45 minutes
  parcferme score race.csv --show all           leaders, stops, flags too
  parcferme score race.csv --json > race.json   for other programs
  parcferme score race.csv --preview 'time 5 s #22'
                                                what would change if

\b
A decisions file says what the stewards ruled:
  [[decision]]
  car = "81"
  penalty = "time"
  seconds = 15
"""

Show = Annotated[
    str, typer.Option(metavar="VIEWS", help=f"What to print: {', '.join(VIEWS)} (joined by commas), or all.")
]
Csv = Annotated[
    str | None, typer.Option(metavar="FILE", help="Also write the classification as CSV; - prints only that.")
]


@reporting
def score(
    file: o.Timing,
    kind: o.Kind = None,
    rulebook: o.RulebookName = None,
    length: o.Length = None,
    entries: o.EntryList = None,
    decisions: o.Decisions = None,
    at: o.At = None,
    known: o.Known = None,
    session: o.Session = None,
    class_: o.ClassName = None,
    status: o.Status = "provisional",
    show: Show = "classification",
    csv: Csv = None,
    preview: o.Preview = None,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """Classify one session: who finished where, and why."""
    views = views_of(show)
    made = scored(file, kind=kind, rulebook=rulebook, length=length, entries=entries, decisions=decisions, at=at,
                  known=known, session=session)  # fmt: skip
    if preview:
        return previewing.preview(made, preview, lang, as_json=as_json, csv=csv)
    print_score(made, class_=class_, status=status, views=views, csv=csv, language=lang, as_json=as_json,
                reads=(file, rulebook, entries, decisions))  # fmt: skip
    return status_of(made.findings)


def views_of(text: str) -> tuple[str, ...]:
    """The views asked for, in the order they are printed. Raises `WrongCall` for one there is none of."""
    asked = [part.strip() for part in text.split(",") if part.strip()]
    unknown = [part for part in asked if part not in (*VIEWS, "all")]
    if unknown:
        raise WrongCall(f"no view {unknown[0]!r} (expected {', '.join(VIEWS)} or all)")
    return tuple(view for view in VIEWS if "all" in asked or view in asked)


def print_score(
    made: Scored,
    *,
    class_: str | None,
    status: str,
    views: tuple[str, ...],
    csv: str | None,
    language: str,
    as_json: bool,
    reads: Sequence[str | Path | None] = (),
) -> None:
    """The classification as asked for: JSON, CSV or tables; findings on standard error."""
    # Made before anything is written: a class or a state there is none of is told first.
    document = classification_document(made, status=status, class_=class_) if as_json else None
    if csv is not None and not (as_json and csv == STDOUT):
        write(csv, classification_csv(made, class_=class_, language=language), reads=reads)
    if document is not None:
        print_json(document)
    elif csv != STDOUT:
        show_score(made, class_=class_, status=status, views=views, language=language)
    tell_findings(made.findings, language)
    of = next(iter(reads), None)
    if of is not None and not as_json and (said := hint(made.findings, str(of), language)):
        echo(said, err=True)
