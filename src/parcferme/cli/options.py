"""Options that several commands share, each described once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

# Files are not asked beforehand whether they may be read (`readable=False`): who reads them says it in one line.

Timing = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        readable=False,
        help="A timing file, a log (JSON lines or plain CSV) or a log database.",
    ),
]
Kind = Annotated[
    Literal["race", "qualifying", "practice"] | None,
    typer.Option(case_sensitive=False, help="What kind of session it is, where the file does not say."),
]
RulebookName = Annotated[
    str | None,
    typer.Option(
        "--rulebook", metavar="NAME|FILE", help="A shipped rulebook or a TOML file [default: generic]."
    ),
]
Length = Annotated[
    float | None,
    typer.Option(metavar="MINUTES", help="Nominal length, where the file does not say when the flag fell."),
]
EntryList = Annotated[
    Path | None,
    typer.Option(
        "--entries",
        metavar="FILE",
        readable=False,
        help="Entry list (CSV): class, team, drivers, transponders.",
    ),
]
Decisions = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", readable=False, help="What the stewards ruled (TOML, one [[decision]] each)."
    ),
]
Preview = Annotated[
    list[str] | None,
    typer.Option(
        metavar="WHAT",
        help="What would change if: a decisions file (TOML), a record as JSON, or words of a plain log, like"
        " 'time 5 s #22' or 'void lap 5 of 7'; may be repeated. Nothing is written.",
    ),
]
At = Annotated[
    str | None,
    typer.Option(
        metavar="TIME", help="As it stood at this session time, like 45:00; later corrections apply."
    ),
]
Known = Annotated[
    int | None,
    typer.Option(metavar="RECORD", min=0, help="As it was known when this record was the last one."),
]
Session = Annotated[str | None, typer.Option(metavar="NAME", help="Which session of a log database.")]
InFolder = Annotated[
    Path | None, typer.Option("--folder", metavar="FOLDER", help="The championship folder SESSION is in.")
]
Clock = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Whose clock is the official one: host, or a decoder or its loop [default: as round.toml says].",
    ),
]
Championship = Annotated[
    Path | None,
    typer.Argument(metavar="FOLDER", help="A championship folder, or a shipped season [default: this one]."),
]
ClassName = Annotated[
    str | None, typer.Option("--class", metavar="CLASS", help="Only the cars of this class.")
]
Status = Annotated[
    str, typer.Option(metavar="STATUS", help="Print as: provisional, official, or 'amended 1'.")
]
Language = Annotated[
    Literal["en", "fr"], typer.Option("--lang", envvar="PARCFERME_LANG", help="Language of what is printed.")
]
Json = Annotated[
    bool, typer.Option("--json", help="One JSON document on standard output, nothing else there.")
]
PaperSize = Annotated[Literal["a4", "letter"], typer.Option("--paper", help="The paper.")]
Languages = Annotated[
    Literal["en", "fr", "both"], typer.Option("--lang", help="One language, or both on one sheet.")
]
State = Annotated[
    str | None,
    typer.Option(
        "--status",
        metavar="STATUS",
        help="provisional, official or 'amended 1' [default: as round.toml says].",
    ),
]
ProtestUntil = Annotated[
    str | None,
    typer.Option("--protest-until", metavar="TIME", help="End of the protest period, printed as given."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace a log that is there already.")]


def given(**options: Any) -> dict[str, Any]:
    """The options that were given, by name."""
    return {name: value for name, value in options.items() if value is not None}
