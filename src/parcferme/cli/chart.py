"""`parcferme chart`: one chart of a session, a timing file or a season, with the sentence that says what it shows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from parcferme.charts import drawn
from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.progress import scored
from parcferme.cli.terminal import echo
from parcferme.cli.writing import STDOUT, print_json, write
from parcferme.documents import finding_document
from parcferme.findings import WrongCall
from parcferme.papers import languages_of
from parcferme.publishing import Drawn, Wanted, drawing_of

EPILOG = """\b
Examples:
  parcferme chart club-cup-2024/1-monza/race-1 --chart lap-chart
  parcferme chart 1/race-1 --folder club-cup-2024 --chart stints --out s.png
  parcferme chart race.csv --kind race --chart gap-between --cars 81,50
  parcferme chart club-cup-2024 --chart standings --theme dark

\b
Charts: lap-chart, gap-to-leader, gap-to-class-leader, gap-between, lap-times,
distribution, stints, places-gained, sectors; of a season: standings.
"""

Target = Annotated[
    str,
    typer.Argument(
        metavar="SESSION|FOLDER|FILE",
        help="A session of a championship folder, the folder, or a timing file.",
    ),
]
Chart = Annotated[str, typer.Option("--chart", metavar="NAME", help="Which chart.")]
Cars = Annotated[
    str | None, typer.Option(metavar="NUMBERS", help="The cars to look at, joined by commas: 81,50.")
]
Form = Annotated[
    Literal["svg", "png", "json", "html"] | None,
    typer.Option("--format", help="[default: as --out ends, else svg]"),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Where it goes, - for standard output [default: NAME.svg]."),
]
Languages = Annotated[
    Literal["en", "fr", "both"], typer.Option("--lang", help="One language, or both beside each other.")
]
Theme = Annotated[Literal["light", "dark"], typer.Option("--theme", help="Paper or screen at night.")]
TableName = Annotated[str | None, typer.Option("--table", metavar="NAME", help="Of standings: which table.")]
ClassOf = Annotated[
    str | None, typer.Option("--class", metavar="CLASS", help="Of standings: the table of this class.")
]


@reporting
def chart(
    target: Target,
    chart: Chart,
    folder: o.InFolder = None,
    cars: Cars = None,
    form: Form = None,
    out: Out = None,
    lang: Languages = "en",
    theme: Theme = "light",
    table: TableName = None,
    class_: ClassOf = None,
    rulebook: o.RulebookName = None,
    kind: o.Kind = None,
    length: o.Length = None,
    entries: o.EntryList = None,
    decisions: o.Decisions = None,
    as_json: o.Json = False,
) -> int:
    """Draw a chart as SVG, PNG, a page or a Vega-Lite specification."""
    drawn_as, path = _place(chart, form, out, as_json=as_json)
    picked = tuple(dict.fromkeys(car.strip() for car in (cars or "").split(",") if car.strip()))
    wanted = Wanted(chart, picked, languages_of(lang), theme, table, class_)
    given = {"rulebook": rulebook, "kind": kind, "length": length, "entries": entries, "decisions": decisions}
    made = drawing_of(target, folder, wanted, scoring=scored, **given)
    write(path, drawn(made.picture, drawn_as), reads=(target, rulebook, entries, decisions))
    _tell(made, chart, path, drawn_as, as_json=as_json)
    return status_of(made.findings)


def _place(chart: str, form: str | None, out: Path | None, *, as_json: bool) -> tuple[str, Path]:
    """The format and where the picture goes. Raises `WrongCall` where standard output has two things to hold."""
    form = form or _form(out)
    path = out or Path(f"{chart}.{form}")
    if as_json and str(path) == STDOUT:
        raise WrongCall("--json says what was drawn: give the picture a place of its own with --out FILE")
    return form, path


def _tell(made: Drawn, chart: str, path: Path, form: str, *, as_json: bool) -> None:
    """Where the picture is, and the sentence that says what it shows."""
    alt = made.picture.alt
    if as_json:
        told = [finding_document(finding) for finding in made.findings]
        print_json({"chart": chart, "path": str(path), "format": form, "alt": alt, "findings": told})
    elif str(path) != STDOUT:
        echo(f"{path}  {alt}")


def _form(out: Path | None) -> Literal["svg", "png", "json", "html"]:
    """The format that the name of a file asks for."""
    if out is None or str(out) == "-":
        return "svg"
    match out.suffix.lower():
        case ".svg" | "":
            return "svg"
        case ".png":
            return "png"
        case ".json":
            return "json"
        case ".html" | ".htm":
            return "html"
    raise WrongCall(f"{out}: what format? (give --format svg, png, json or html)")
