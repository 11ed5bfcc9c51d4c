"""`parcferme demo`: a season that was published in part and filled in, from the grid of its first race to the title."""

from __future__ import annotations

from parcferme.cli import options as o
from parcferme.cli.boards.demo import show_demo
from parcferme.cli.outcome import DONE, reporting
from parcferme.cli.writing import print_json
from parcferme.publishing import SEASON, demo_document
from parcferme.season import load_championship, season_folder, starting_grid

EPILOG = """\b
The Ligier European Series of 2020, five heats and ten races, worked out from
what was published: a reconstruction, not a recording. Every part of what is
printed can be had of your own files too.
"""


@reporting
def demo(lang: o.Language = "en", as_json: o.Json = False) -> int:
    """A reconstructed season: grid, results, tables, title."""
    season = load_championship(season_folder(SEASON))
    grid = starting_grid(season, season.session("1/race-1"))
    if as_json:
        print_json(demo_document(season, grid))
    else:
        show_demo(season, grid, lang)
    return DONE
