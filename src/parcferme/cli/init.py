"""`parcferme init`: a championship folder to start from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from parcferme.cli import options as o
from parcferme.cli.outcome import DONE, reporting
from parcferme.cli.terminal import echo
from parcferme.cli.writing import print_json
from parcferme.documents import say
from parcferme.season import start_folder

EPILOG = """\b
Examples:
  parcferme init club-cup-2027
  parcferme init club-cup-2027 --name "Club Cup" --rounds 6
  parcferme init gt-2027 --rulebook wec
  parcferme check club-cup-2027
"""

Folder = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="The folder to write, made where there is none.")
]
Name = Annotated[
    str | None, typer.Option(metavar="TEXT", help="What the championship is called [default: the folder].")
]
Rounds = Annotated[int, typer.Option(metavar="N", help="How many rounds to write.")]
RulebookName = Annotated[
    str | None,
    typer.Option("--rulebook", metavar="NAME", help="A shipped rulebook; without, one is written to edit."),
]
Year = Annotated[
    int | None, typer.Option("--season", metavar="YEAR", help="The year of its dates [default: this one].")
]


@reporting
def init(
    folder: Folder,
    name: Name = None,
    rounds: Rounds = 1,
    rulebook: RulebookName = None,
    season: Year = None,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """Write a championship folder to start from."""
    year = season if season is not None else dt.date.today().year
    written = start_folder(folder, name=name, season=year, rounds=rounds, rulebook=rulebook)
    if as_json:
        print_json({"folder": str(folder), "files": [str(path) for path in written]})
    else:
        echo(*map(str, written), "", say("label", "init-next", lang, folder=str(folder)))
    return DONE
