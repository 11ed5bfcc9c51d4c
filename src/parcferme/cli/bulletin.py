"""`parcferme bulletin`: the papers that hang on the board, as PDF."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from parcferme.bulletins import Typeset
from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.progress import scored
from parcferme.cli.screen import tell_errors
from parcferme.cli.terminal import echo
from parcferme.cli.writing import print_json, write
from parcferme.documents import finding_document
from parcferme.papers import languages_of
from parcferme.publishing import ALL_PAPERS, Board, Heading, Place, board_of, changes_since, hung, untimed

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
    board = board_of(
        target, folder, languages_of(lang), paper, document, weather=weather, scoring=scored, **given
    )
    head = Heading(series, status, tuple(changed or ()), published, protest, hash_)
    moved = changes_since(before, board.places, board.look.languages)
    papers = hung(board, head, moved, number, named=ALL_PAPERS not in document.split(","))
    kept, told = _keep(papers, out, as_json=as_json)
    late = untimed(board, published)
    _tell(board, kept, [*board.told, *told, *([late] if late else [])], as_json=as_json)
    return status_of(board.findings)


def _keep(
    papers: Iterable[tuple[Place, Typeset | str]], out: Path, *, as_json: bool
) -> tuple[list[dict[str, object]], list[str]]:
    """Each paper kept in the folder of its place, as soon as it is made; what is said of them, and what is told."""
    kept: list[dict[str, object]] = []
    told: list[str] = []
    for place, made in papers:
        if isinstance(made, str):
            told.append(made)
            continue
        path = out / place.name / f"{made.number:02d}-{made.name}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, made.pdf)
        kept.append({"path": str(path), "number": made.number, "document": made.name, "bytes": len(made.pdf)})
        if not as_json:
            echo(f"{path}  {made.seconds:.2f} s")
        told += [text for text in made.told if text not in told]
    return kept, told


def _tell(board: Board, kept: list[dict[str, object]], told: list[str], *, as_json: bool) -> None:
    """What is missing and odd, each once."""
    for text in dict.fromkeys(told):
        echo(text, err=True)
    findings = list(board.findings)
    if as_json:
        listed = [finding_document(one) for one in findings]
        print_json({"papers": kept, "told": list(dict.fromkeys(told)), "findings": listed})
    tell_errors(findings, board.look.languages[-1])
