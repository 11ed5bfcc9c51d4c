"""`parcferme season`: what a championship folder holds, and who leads."""

from __future__ import annotations

from pathlib import Path

from parcferme.cli import options as o
from parcferme.cli.boards.season import show_season
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.screen import tell_findings
from parcferme.cli.writing import print_json
from parcferme.publishing import season_document
from parcferme.season import load_championship, season_findings

EPILOG = """\b
Examples:
  parcferme season                       the championship of this folder
  parcferme season club-cup-2024         of another one, or a shipped season
  parcferme season --json > season.json  for other programs
"""


@reporting
def season(folder: o.Championship = None, lang: o.Language = "en", as_json: o.Json = False) -> int:
    """What a championship folder holds, and who leads."""
    read = load_championship(folder or Path())
    found = season_findings(read)
    document = season_document(read, found)
    if as_json:
        print_json(document)
    else:
        show_season(document, found, lang)
        tell_findings(found, lang)
    return status_of(found)
