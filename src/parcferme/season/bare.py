"""A bare result list under its rulebook: everybody has one name, the rules have those of the list, and what is odd."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from parcferme.championship import Championship, Match, asked_of_names, with_kinds
from parcferme.classification import SessionResult
from parcferme.entries import Entries
from parcferme.findings import Finding, Where
from parcferme.regulations import Rulebook
from parcferme.season.championship import Season
from parcferme.season.folder import CHAMPIONSHIP, ChampionshipFile, FolderText, RoundFile, SessionFile
from parcferme.season.meetings import Round, Session, by_round
from parcferme.season.rule_lines import located_in


class Met(NamedTuple):
    """The results and rules as they fit each other, what each name in the rules means, and what is odd."""

    results: Sequence[SessionResult]
    rulebook: Rulebook
    matches: Sequence[Match]
    findings: tuple[Finding, ...]


def met_of(results: Sequence[SessionResult], book: Rulebook, file: str, year: str | None) -> Met:
    """The sessions of a result list under a rulebook, as a championship folder would have them. `file`: the rulebook as
    it was named, a shipped one or a file; `year`: the season.
    """
    whole = Championship.of(_as_run(with_kinds(results, book), book), book, season=year)
    found = (*located_in(whole.findings, file), *asked_of_names(whole.results))
    return Met(whole.results, whole.rulebook, whole.matches, found)


def _as_run(results: Sequence[SessionResult], book: Rulebook) -> tuple[SessionResult, ...]:
    """The sessions with what follows from the others of their round, as a folder has it: the fastest lap, the places in
    qualifying, who started where and pole position.
    """
    # What a car carries moves no place on a grid, and nobody entered it here.
    plain = msgspec.structs.replace(book, handicap=())
    rounds = tuple(_round(number, mine, plain) for number, mine in sorted(by_round(results).items()))
    season = Season(
        Path(), ChampionshipFile(), plain, Entries(), rounds, (), FolderText(CHAMPIONSHIP), tuple(results)
    )
    run: list[SessionResult] = []
    for one in results:
        here = season.round(one.round)
        session = here.session(one.session)
        made = None if session is None else season.run(here, session)
        if made is not None:
            one = msgspec.structs.replace(
                one, lines=made.lines, has_pole=made.has_pole, completed=made.completed
            )
        run.append(one)
    return tuple(run)


def _round(number: int, results: Sequence[SessionResult], book: Rulebook) -> Round:
    """A round as its part of the list makes it."""
    sessions = tuple(
        Session(
            number,
            one.session,
            one.kind,
            SessionFile(one.session, kind=one.kind),
            None,
            None,
            Where(file=one.file),
        )
        for one in results
    )
    return Round(number, RoundFile(), book, sessions, None, FolderText(CHAMPIONSHIP))
