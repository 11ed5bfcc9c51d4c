"""A championship that runs: of a folder, or of a bare list of results under a rulebook; its tables, and who can win."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from parcferme.championship import (
    Championship,
    Chances,
    Known,
    NextRound,
    Planned,
    Standings,
    chances,
    known_of,
    what_next,
)
from parcferme.classification import ResultLine, SessionResult
from parcferme.documents import Series, finding_text, tables_of
from parcferme.findings import Finding, WrongCall
from parcferme.names import fitting
from parcferme.regulations import Adjustment, BestResults, Rulebook
from parcferme.rulebooks import eras
from parcferme.season import (
    Numbered,
    load_championship,
    load_results,
    load_rulebook,
    met_of,
    only_season,
    round_named,
    rounds_of,
    season_findings,
)

ONE_SEASON: Final = ("seasons-several", "season-not-in-list")


class Running(NamedTuple):
    """What the tables are made of."""

    about: Series
    results: Sequence[SessionResult]
    rulebook: Rulebook
    findings: Sequence[Finding] = ()
    adjustments: Sequence[Adjustment] = ()
    planned: Sequence[Planned] = ()
    registered: Mapping[str, Collection[str]] = {}
    entered: Mapping[int, Sequence[ResultLine]] = {}
    known: Known | None = None
    rounds: Sequence[Numbered] = ()


def running(folder: Path | None, results: Path | None, rulebook: str | None, season: str | None) -> Running:
    """A championship folder, or a bare result list under a rulebook. Raises `WrongCall` for half of a call."""
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
    if season is None and book.season:
        season = only_season(path)  # what the rulebook knows of a year counts where the rows are of that year
    title = book.name if book.title == "Generic" else book.title
    met = met_of(results, book, name, season)
    about = Series(path.name, title, season=season, rulebook=book.name)
    told = (*findings, *met.findings)
    run = known_of(met.results)._replace(open_ended=True)  # a list says what was run, not what is to come
    return Running(about, met.results, met.rulebook, told, known=run, rounds=rounds_of(met.results))


def _of_folder(path: Path) -> Running:
    run = load_championship(path)
    about = Series(
        run.championship.name or run.folder.resolve().name,
        run.name,
        season=run.year,
        rulebook=run.rulebook.name,
        reconstruction=run.championship.reconstruction,
    )
    return Running(
        about, run.results, run.rulebook, season_findings(run), run.adjustments, run.planned, run.registered,
        run.entered, run.known, run.rounds,
    )  # fmt: skip


def tables_after(run: Running, after: str | None, *, gross: bool) -> tuple[Series, Standings]:
    """The standings after the round asked for. Raises `WrongCall` where nothing can be added up."""
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
    whole = _whole(run._replace(about=about, rulebook=book))
    made = whole.after(_number(run, after))
    told = {_about_what(one) for one in run.findings}
    fresh = tuple(one for one in made.findings if _about_what(one) not in told)
    # What the folder told with file and line is told once.
    made = msgspec.structs.replace(made, findings=fresh)
    if not made.tables and any(table.each_class for table in book.standings):
        raise WrongCall(
            f"{about.name}: the tables of the rulebook {book.name!r} go by class, and no car in the results has one"
        )
    return about, made


def _whole(run: Running) -> Championship:
    """The championship that the results make, with all that is known of what is to come."""
    return Championship.of(
        run.results, run.rulebook, season=run.about.season, adjustments=run.adjustments, planned=run.planned,
        registered=run.registered, entered=run.entered, known=run.known,
    )  # fmt: skip


def _about_what(finding: Finding) -> tuple[str, ...]:
    """What a finding is about, wherever it was seen: its code with the table, or with the name in the rules."""
    values = finding.values
    return finding.code, *([values["table"]] if "table" in values else sorted(map(str, values.values())))


def _number(run: Running, after: str | None) -> int | None:
    """The number of the round a table is asked after, by its number, name or folder; None for the last held."""
    return None if after is None else round_named(run.rounds, after).number


def chances_in(
    run: Running, after: str | None, table: str | None, class_: str | None, name: str | None
) -> tuple[list[Chances], list[tuple[NextRound, ...]], str | None]:
    """The chances in each table asked for; those of the next round where one unit is, and what the tables call it.
    Raises `WrongCall` for a name no table has.
    """
    whole = _whole(run)
    number = _number(run, after)
    tables = tables_of(whole.after(number), table, class_)
    found = [chances(whole, one, number) for one in tables]
    if name is None:
        return found, [], None
    meant = fitting(name, [unit.name for made in found for unit in made.units])
    name = meant[0] if meant else name
    both = [(one, made) for one, made in zip(tables, found, strict=True) if made.of(name) is not None]
    if not both:
        raise WrongCall(f"no {name!r} in {', '.join(one.name for one in tables) or 'any table'}")
    nexts = [tuple(what_next(whole, one, name, number) for _ in made.to_come[:1]) for one, made in both]
    return [made for _, made in both], nexts, name
