"""A bare result list under its rulebook: everybody has one name, the rules have those of the list, and what is odd."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from parcferme.championship import Championship, Match, asked_of_names
from parcferme.classification import SessionResult
from parcferme.findings import Finding
from parcferme.regulations import Rulebook
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
    whole = Championship.of(results, book, season=year)
    found = (*located_in(whole.findings, file), *asked_of_names(whole.results))
    return Met(whole.results, whole.rulebook, whole.matches, found)
