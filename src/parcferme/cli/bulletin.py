"""`parcferme bulletin`: the papers that hang on the board, as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of

if TYPE_CHECKING:
    from parcferme.documents.bulletins import Typeset
    from parcferme.findings import Finding

EPILOG = """\b
Examples:
  parcferme bulletin club-cup-2024/1-monza/race-1 --out board
  parcferme bulletin 1/race-1 --folder club-cup-2024 --document classification
  parcferme bulletin 1 --folder club-cup-2024 --lang fr    a whole weekend
  parcferme bulletin race.csv --rulebook wec --paper letter
  parcferme bulletin 1/race-1 --status "amended 1" --changed "15 s on car 81"

\b
Documents: entry-list, timetable, grid, classification, classes, lap-chart,
laps, sectors, leaders, fastest, stops, drivers, flags, weather, decisions,
summary, standings, charts.
"""

Target = Annotated[
    str,
    typer.Argument(
        metavar="SESSION|ROUND|FILE", help="A session or round of a championship folder, or a timing file."
    ),
]
Document = Annotated[
    str, typer.Option("--document", metavar="NAMES", help="Which documents (joined by commas), or all.")
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the PDFs go.")]
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
Changed = Annotated[
    list[str] | None, typer.Option(metavar="TEXT", help="What an amendment changed; repeatable.")
]
Published = Annotated[str | None, typer.Option(metavar="TIME", help="Time of publication, printed as given.")]
Protest = Annotated[
    str | None,
    typer.Option("--protest-until", metavar="TIME", help="End of the protest period, printed as given."),
]
Hash = Annotated[
    str | None, typer.Option("--hash", metavar="TEXT", help="A short hash to print, with its QR code.")
]
Weather = Annotated[Path | None, typer.Option(metavar="FILE", help="Readings of the weather (Al Kamel CSV).")]
Series = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Name of the series, where FILE does not say it.")
]
Number = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, help="Number of the first document [default: that of its kind]."),
]


@reporting
def bulletin(
    target: Target,
    folder: o.InFolder = None,
    document: Document = "all",
    out: Out = Path("bulletins"),
    paper: PaperSize = "a4",
    lang: Languages = "both",
    status: State = None,
    changed: Changed = None,
    published: Published = None,
    protest: Protest = None,
    hash_: Hash = None,
    number: Number = None,
    weather: Weather = None,
    series: Series = None,
    rulebook: o.RulebookName = None,
    kind: o.Kind = None,
    length: o.Length = None,
    entries: o.EntryList = None,
    decisions: o.Decisions = None,
) -> int:
    """The papers of a session or round, as PDF, for the board."""
    import msgspec

    from parcferme.cli.papers import jobs_of, typeset_all
    from parcferme.decoders.weather import read_weather
    from parcferme.documents.bulletins import languages_of

    given = {"rulebook": rulebook, "kind": kind, "length": length, "entries": entries, "decisions": decisions}
    languages = languages_of(lang)
    jobs, look, told = jobs_of(target, folder, languages, paper, document, **given)
    findings: list[Finding] = []
    readings = () if weather is None else read_weather(weather.read_text("utf-8", "replace"), str(weather))
    for job in jobs:
        job = job._replace(matter=msgspec.structs.replace(job.matter, weather=readings))
        head = msgspec.structs.replace(
            job.masthead, series=series or job.masthead.series, status=status or job.masthead.status,
            changed=tuple(changed or ()), published=published, protest_until=protest, hash=hash_,
        )  # fmt: skip
        for made in typeset_all(job, head, look, number):
            _keep(out / job.place, made)
            told += [text for text in made.told if text not in told]
            number = None if number is None else number + 1
        findings += job.findings
    for text in told:
        typer.echo(text, err=True)
    return status_of(findings)


def _keep(folder: Path, made: Typeset) -> None:
    from parcferme.cli.writing import write

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{made.number:02d}-{made.name}.pdf"
    write(path, made.pdf)
    typer.echo(f"{path}  {made.seconds:.2f} s")
