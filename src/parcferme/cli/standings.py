"""`parcferme standings`: the tables of a championship after any round, with what was dropped, moved and tied."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from rich.console import Console

    from parcferme.championship import Planned, Standings, Table
    from parcferme.classification import SessionResult
    from parcferme.documents.meeting import Series
    from parcferme.findings import Finding
    from parcferme.regulations import Adjustment, Rulebook

EPILOG = """\b
Examples:
  parcferme standings                         the championship of this folder
  parcferme standings club-cup-2024 --after 3 --class GT
  parcferme standings --results season.csv --rulebook my-series.toml
  parcferme standings --results f1.csv --rulebook f1 --season 1988 --gross
  parcferme standings --table drivers --json > drivers.json

\b
A result list is a CSV with a place and a car or a driver:
  round,position,driver
  1,1,Ann Onym
  1,2,Bea Blank
"""

ONE_SEASON = ("seasons-several", "season-not-in-list")

Results = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="A bare result list (CSV) instead of a folder; needs --rulebook."),
]
RulebookName = Annotated[
    str | None,
    typer.Option(
        "--rulebook", metavar="NAME|FILE", help="The rulebook for --results: a shipped one or a TOML file."
    ),
]
Season = Annotated[
    str | None,
    typer.Option(metavar="YEAR", help="Which season of the result list; of a rulebook with eras, which era."),
]
After = Annotated[
    str | None,
    typer.Option(metavar="ROUND", help="After this round, by number or name [default: the last one run]."),
]
TableName = Annotated[str | None, typer.Option("--table", metavar="NAME", help="Only this table.")]
ClassOf = Annotated[
    str | None, typer.Option("--class", metavar="CLASS", help="Only the tables of this class.")
]
Gross = Annotated[bool, typer.Option("--gross", help="As if no result were left out of the totals.")]


class Running(NamedTuple):
    """What the tables are made of."""

    about: Series
    results: Sequence[SessionResult]
    rulebook: Rulebook
    findings: Sequence[Finding] = ()
    adjustments: Sequence[Adjustment] = ()
    planned: Sequence[Planned] = ()
    registered: Mapping[str, Collection[str]] = {}


@reporting
def standings(
    folder: o.Championship = None,
    results: Results = None,
    rulebook: RulebookName = None,
    season: Season = None,
    after: After = None,
    table: TableName = None,
    class_: ClassOf = None,
    gross: Gross = False,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """The championship tables after any round, and why."""
    from parcferme.cli.screen import tell_findings
    from parcferme.cli.writing import print_json
    from parcferme.documents.standings import standings_document

    run = running(folder, results, rulebook, season)
    about, made = _tables(run, after, gross=gross)
    if as_json:
        print_json(standings_document(about, made, table=table, class_=class_, findings=run.findings))
    else:
        show_standings(about, made, table=table, class_=class_, findings=run.findings, language=lang)
    found = (*run.findings, *made.findings)
    tell_findings(found, lang)
    return status_of(found)


def running(folder: Path | None, results: Path | None, rulebook: str | None, season: str | None) -> Running:
    """A championship folder, or a bare result list under a rulebook. Raises `WrongCall` for half of a call."""
    from parcferme.findings import WrongCall

    if results is None:
        if rulebook is not None or season is not None:
            raise WrongCall("--rulebook and --season go with --results; a folder names its own")
        return _of_folder(folder or Path())
    if folder is not None:
        raise WrongCall(f"either a folder ({folder}) or --results, not both")
    if rulebook is None:
        raise WrongCall("--results needs --rulebook: a shipped rulebook by name, or a TOML file")
    return _of_list(results, rulebook, season)


def _of_list(path: Path, name: str, season: str | None) -> Running:
    from parcferme.documents.meeting import Series
    from parcferme.documents.words import finding_text
    from parcferme.findings import WrongCall
    from parcferme.rulebooks import eras
    from parcferme.season import load_results, load_rulebook
    from parcferme.season.results import only_season

    if season is None and (known := eras(name)):
        season = only_season(path)
        if season is None:
            raise WrongCall(
                f"{name} has rules of its own for each era ({', '.join(known)}): name the --season"
            )
    book = load_rulebook(name, season)
    results, findings = load_results(path, season)
    for finding in findings:
        if finding.code in ONE_SEASON:  # there is no such thing as a table of two seasons, or of none
            raise WrongCall(f"{path.name}: {finding_text(finding)}")
    title = book.name if book.title == "Generic" else book.title
    return Running(Series(path.name, title, season=season, rulebook=book.name), results, book, findings)


def _of_folder(path: Path) -> Running:
    from parcferme.documents.meeting import Series
    from parcferme.season import load_championship

    run = load_championship(path)
    about = Series(
        run.championship.name or run.folder.resolve().name,
        run.name,
        season=run.year,
        rulebook=run.rulebook.name,
        reconstruction=run.championship.reconstruction,
    )
    return Running(
        about, run.results, run.rulebook, run.findings, run.adjustments, run.planned, run.registered
    )


def _tables(run: Running, after: str | None, *, gross: bool) -> tuple[Series, Standings]:
    """The standings after the round asked for. Raises `WrongCall` where nothing can be added up."""
    import msgspec

    from parcferme.championship import Championship
    from parcferme.documents.words import finding_text
    from parcferme.findings import WrongCall
    from parcferme.regulations import BestResults

    book, about = run.rulebook, run.about
    if not book.standings:
        why = [finding for finding in run.findings if finding.code == "rulebook-unusable"]
        raise WrongCall(
            "\n".join(
                (
                    *(finding_text(finding) for finding in why),
                    f"the rulebook {book.name!r} has no [[standings]]: it says of no table how points add up",
                )
            )
        )
    if not run.results:
        raise WrongCall(f"{about.name}: no results, so there are no standings")
    if gross:
        tables = tuple(msgspec.structs.replace(table, best=BestResults()) for table in book.standings)
        book = msgspec.structs.replace(book, standings=tables)
        about = msgspec.structs.replace(about, gross=True)
    whole = Championship.of(
        run.results,
        book,
        season=about.season,
        adjustments=run.adjustments,
        planned=run.planned,
        registered=run.registered,
    )
    made = whole.after(None if after is None else round_of(after, run.results))
    told = {(one.code, one.values.get("table")) for one in run.findings}
    fresh = tuple(one for one in made.findings if (one.code, one.values.get("table")) not in told)
    made = msgspec.structs.replace(
        made, findings=fresh
    )  # what the folder told with file and line is told once
    if not made.tables and any(table.each_class for table in book.standings):
        raise WrongCall(
            f"{about.name}: the tables of the rulebook {book.name!r} go by class, and no car in the results has one"
        )
    return about, made


def round_of(asked: str, results: Sequence[SessionResult]) -> int:
    """The round of this number or name. Raises `WrongCall` for one there is none of, and says which there are."""
    from parcferme.findings import WrongCall

    events: dict[int, str | None] = {}
    for result in results:
        events[result.round] = events.get(result.round) or result.event
    for number, event in events.items():
        if asked.strip() == str(number) or (event and _evened(asked) == _evened(event)):
            return number
    known = ", ".join(
        f"{number} {event}" if event else str(number) for number, event in sorted(events.items())
    )
    raise WrongCall(f"no round {asked!r} (there are {known})")


def _evened(name: str) -> str:
    """A round's name as it is compared: `le-castellet` is Le Castellet."""
    return " ".join(name.replace("-", " ").replace("_", " ").casefold().split())


def show_standings(
    about: Series,
    made: Standings,
    *,
    table: str | None = None,
    class_: str | None = None,
    findings: Sequence[Finding] = (),
    language: str = "en",
) -> None:
    """Championship tables: which and after which round, each with its ties and rulings, how much was found."""
    from rich.text import Text

    from parcferme.cli.screen import console, show_count, show_heading
    from parcferme.documents import standings as page
    from parcferme.documents.words import label

    chosen = page.tables_of(made, table, class_)  # one there is none of is told before anything is printed
    out = console()
    show_heading(out, page.standings_title(about, made, language), page.standings_heading(about, language))
    if page.is_reconstruction(about, chosen):
        out.print(Text(label("reconstruction-note", language), style="bold yellow"))
    for one in chosen:
        _show_table(out, one, language)
    show_count(out, [*findings, *made.findings], language)


def _show_table(out: Console, table: Table, language: str) -> None:
    """One table, what its marks mean, what did not fit, and below it what was tied or ruled."""
    from rich.text import Text

    from parcferme.cli.screen import fitting, narrowing, show_lines, show_table
    from parcferme.documents import standings as page
    from parcferme.documents.words import label, say

    sheets = narrowing(page.standings_sheet(table, language, arrows=_arrows(out)))
    show_table(out, *sheets)
    left_out = len(sheets[0].columns) - len(fitting(sheets, out.width).columns)
    notes = [page.legend(table, language)]
    if left_out:
        notes.append(say("label", "columns-left-out", language, columns=left_out))
    for note in notes:
        if note:
            out.print(Text(note, style="dim"))
    told = page.reason_lines(table, language)
    lines = (say("label", "said-of", language, name=name, said=said) for name, said in told)
    show_lines(out, label("reasons", language), (("·", line) for line in lines))


def _arrows(out: Console) -> tuple[str, str]:
    """What shows that a row moved up or down, in what the terminal can print."""
    from parcferme.documents.standings import ARROWS

    try:
        "".join(ARROWS).encode(out.encoding)
    except UnicodeEncodeError:
        return "+", "-"
    return ARROWS
