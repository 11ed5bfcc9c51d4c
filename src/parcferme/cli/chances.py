"""`parcferme chances`: who can still win a title, and what makes each of them champion whatever others do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.standings import After, ClassOf, Results, RulebookName, Running, Season, TableName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parcferme.championship.chances import Chances, NextRound
    from parcferme.documents.meeting import Series

EPILOG = """\b
Examples:
  parcferme chances                           the championship of this folder
  parcferme chances club-cup-2024 --after 3 --table cars --name 81
  parcferme chances --results f1.csv --rulebook f1 --season 1988 --after 14
  parcferme chances --table drivers --json > chances.json

\b
Rounds in the results after --after count as still to come: only their
schedule is looked at.
"""

Name = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Only this driver, car or team, and what its next round can change."),
]


@reporting
def chances(
    folder: o.Championship = None,
    results: Results = None,
    rulebook: RulebookName = None,
    season: Season = None,
    after: After = None,
    table: TableName = None,
    class_: ClassOf = None,
    name: Name = None,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """Who can still win, and what is enough whatever others do."""
    from parcferme.cli.screen import tell_findings
    from parcferme.cli.standings import running
    from parcferme.cli.writing import print_json
    from parcferme.documents.chances import chances_document

    run = running(folder, results, rulebook, season)
    found, nexts = _worked_out(run, after, table, class_, name)
    if as_json:
        print_json(chances_document(run.about, found, name=name, nexts=nexts, findings=run.findings))
    else:
        show_chances(run.about, found, nexts, name=name, language=lang)
    tell_findings(run.findings, lang)
    return status_of(run.findings)


def _worked_out(
    run: Running, after: str | None, table: str | None, class_: str | None, name: str | None
) -> tuple[list[Chances], list[tuple[NextRound, ...]]]:
    """The chances in each table asked for; those of the next round where one unit is. Raises `WrongCall` for a name
    no table has.
    """
    from parcferme.championship import Championship
    from parcferme.championship.chances import chances, what_next
    from parcferme.cli.standings import round_of
    from parcferme.documents.standings import tables_of
    from parcferme.findings import WrongCall

    whole = Championship.of(
        run.results, run.rulebook, season=run.about.season, adjustments=run.adjustments, planned=run.planned,
        registered=run.registered,
    )  # fmt: skip
    number = None if after is None else round_of(after, run.results)
    tables = tables_of(whole.after(number), table, class_)
    found = [chances(whole, one, number) for one in tables]
    if name is None:
        return found, []
    both = [(one, made) for one, made in zip(tables, found, strict=True) if made.of(name) is not None]
    if not both:
        raise WrongCall(f"no {name!r} in {', '.join(one.name for one in tables) or 'any table'}")
    nexts = [tuple(what_next(whole, one, name, number) for _ in made.to_come[:1]) for one, made in both]
    return [made for _, made in both], nexts


def show_chances(
    about: Series,
    tables: Sequence[Chances],
    nexts: Sequence[Sequence[NextRound]] = (),
    *,
    name: str | None = None,
    language: str = "en",
) -> None:
    """Each table, and below it the sentences for those who can still win or for the one asked for."""
    from parcferme.cli.screen import console, narrowing, show_heading, show_lines, show_table
    from parcferme.documents import chances as page
    from parcferme.documents.standings import standings_heading
    from parcferme.documents.words import say

    out = console()
    show_heading(out, page.chances_title(about, tables, language), standings_heading(about, language))
    for at, one in enumerate(tables):
        show_table(out, *narrowing(page.chances_sheet(one, language, name=name)))
        lines = list(page.chance_lines(one, language, name=name))
        lines += [("·", page.next_text(one, coming, language)) for coming in (nexts[at] if nexts else ())]
        show_lines(out, say("chance", "title", language, left=len(one.to_come)), lines)
