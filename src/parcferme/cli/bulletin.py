"""`parcferme bulletin`: the papers that hang on the board, as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from parcferme.bulletins import Typeset, typeset
from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.progress import scored
from parcferme.cli.screen import tell_errors
from parcferme.cli.terminal import echo
from parcferme.cli.writing import print_json, write
from parcferme.documents.classification import finding_document
from parcferme.findings import Finding
from parcferme.papers import UNMOVED, languages_of
from parcferme.publishing.papers import ALL, changes_since, jobs_of, made_of, weather_of

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
Changed = Annotated[
    list[str] | None, typer.Option(metavar="TEXT", help="What an amendment changed; repeatable.")
]
Before = Annotated[
    Path | None,
    typer.Option(
        "--before",
        metavar="FILE",
        help="classification.json of the version before: what changed is worked out.",
    ),
]
Published = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="Time of publication, printed as given [default: as round.toml says]."),
]
Hash = Annotated[
    str | None, typer.Option("--hash", metavar="TEXT", help="A short hash to print, with its QR code.")
]
Weather = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Readings of the weather (Al Kamel CSV) [default: NAME.weather.csv]."),
]
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
    paper: o.PaperSize = "a4",
    lang: o.Languages = "both",
    status: o.State = None,
    changed: Changed = None,
    before: Before = None,
    published: Published = None,
    protest: o.ProtestUntil = None,
    hash_: Hash = None,
    number: Number = None,
    weather: Weather = None,
    series: Series = None,
    rulebook: o.RulebookName = None,
    kind: o.Kind = None,
    length: o.Length = None,
    entries: o.EntryList = None,
    decisions: o.Decisions = None,
    as_json: o.Json = False,
) -> int:
    """The papers of a session or round, as PDF, for the board."""
    given = {"rulebook": rulebook, "kind": kind, "length": length, "entries": entries, "decisions": decisions}
    languages = languages_of(lang)
    jobs, look, told = jobs_of(target, folder, languages, paper, document, scoring=scored, **given)
    findings: list[Finding] = []
    papers: list[dict[str, object]] = []
    readings = weather_of(weather)
    moved, named = changes_since(before, jobs, languages), ALL not in document.split(",")
    for job in jobs:
        matter = msgspec.structs.replace(job.matter, weather=readings or job.matter.weather)
        job = job._replace(matter=matter)
        lines = (*(changed or job.masthead.changed), *moved.get(job.place, ()))
        head = msgspec.structs.replace(
            job.masthead, series=series or job.masthead.series, status=status or job.masthead.status,
            changed=lines, published=published or job.masthead.published,
            protest_until=protest or job.masthead.protest_until, hash=hash_,
        )  # fmt: skip
        for made in made_of(job, look, number, named=named):
            if isinstance(made, tuple):
                told.append(f"missing: {job.place}: no {made[0]} ({made[1]})")
                continue
            untouched = not named and made.name in UNMOVED
            paper_ = typeset(made, head.unamended() if untouched else head, look)
            papers.append(_keep(out / job.place, paper_))
            if not as_json:
                echo(f"{papers[-1]['path']}  {paper_.seconds:.2f} s")
            told += [text for text in paper_.told if text not in told]
            number = None if number is None else number + 1
        findings += job.findings
    untimed = [job.place for job in jobs if job.kinds and not (published or job.masthead.published)]
    if untimed:
        told.append(
            f"missing: {', '.join(untimed)}: no time of publication (--published says it, or round.toml)"
        )
    for text in told:
        echo(text, err=True)
    if as_json:
        print_json({"papers": papers, "told": told, "findings": [finding_document(one) for one in findings]})
    tell_errors(findings, languages[-1])
    return status_of(findings)


def _keep(folder: Path, made: Typeset) -> dict[str, object]:
    """A paper kept in its folder; what is said of it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{made.number:02d}-{made.name}.pdf"
    write(path, made.pdf)
    return {"path": str(path), "number": made.number, "document": made.name, "bytes": len(made.pdf)}
