"""`parcferme chart`: one chart of a session, a timing file or a season, with the sentence that says what it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from parcferme.charts import Picture, Subject, drawn, standings_chart
from parcferme.charts import chart as draw
from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.progress import scored
from parcferme.cli.terminal import echo
from parcferme.cli.writing import STDOUT, print_json, write
from parcferme.documents.classification import finding_document
from parcferme.findings import Finding, WrongCall
from parcferme.papers import languages_of
from parcferme.publishing.drawing import colours_of_season, started, titles_of
from parcferme.season import load_championship
from parcferme.season.grids import find_session
from parcferme.season.stated import classified

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
    form = form or _form(out)
    picked = tuple(dict.fromkeys(car.strip() for car in (cars or "").split(",") if car.strip()))
    given = {"rulebook": rulebook, "kind": kind, "length": length, "entries": entries, "decisions": decisions}
    if chart == "standings":
        where = Path(target) if folder is None else folder
        picture, findings = _of_season(where, picked, table, class_, languages_of(lang), theme)
    else:
        picture, findings = _of_session(target, folder, chart, picked, languages_of(lang), theme, given)
    path = out or Path(f"{chart}.{form}")
    if as_json and str(path) == STDOUT:
        raise WrongCall("--json says what was drawn: give the picture a place of its own with --out FILE")
    write(path, drawn(picture, form), reads=(target, rulebook, entries, decisions))
    if as_json:
        told = [finding_document(finding) for finding in findings]
        print_json({"chart": chart, "path": str(path), "format": form, "alt": picture.alt, "findings": told})
    elif str(path) != STDOUT:
        echo(f"{path}  {picture.alt}")
    return status_of(findings)


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


def _of_season(
    folder: Path,
    cars: Sequence[str],
    table: str | None,
    class_: str | None,
    languages: tuple[str, ...],
    theme: str,
) -> tuple[Picture, Sequence[Finding]]:
    season = load_championship(folder)
    scored = sorted({result.round for result in season.results}) if season.rulebook.standings else []
    through = [season.standings(number) for number in scored]
    picture = standings_chart(
        through, colours_of_season(season), title=season.name, table=table, class_=class_, cars=cars,
        languages=languages, theme=theme, reconstruction=season.championship.reconstruction,
    )  # fmt: skip
    return picture, through[-1].findings if through else ()


def _of_session(
    target: str,
    folder: Path | None,
    name: str,
    cars: tuple[str, ...],
    languages: tuple[str, ...],
    theme: str,
    given: Mapping[str, object],
) -> tuple[Picture, Sequence[Finding]]:
    try:
        season, session = find_session(target, folder)
    except WrongCall:
        if folder is not None or not Path(target).is_file():
            raise
        made = scored(Path(target), **given)
        return draw(name, Subject(made, theme=theme, cars=cars, languages=languages)), made.findings
    made = classified(season, session)
    subject = Subject(
        made, theme=theme, cars=cars, started=started(season, session), title=titles_of(season, session, languages),
        given=colours_of_season(season), languages=languages,
    )  # fmt: skip
    return draw(name, subject), made.findings
