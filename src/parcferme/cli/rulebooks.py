"""`parcferme rulebooks`: the shipped rulebooks."""

from __future__ import annotations

from typing import Annotated

import typer

from parcferme.cli import options as o
from parcferme.cli.outcome import DONE, reporting
from parcferme.cli.screen import console, show_table
from parcferme.cli.writing import print_json, write_stdout
from parcferme.documents import table
from parcferme.rulebooks import shipped
from parcferme.season import rulebook_document

EPILOG = """\b
Examples:
  parcferme rulebooks                          which there are
  parcferme rulebooks wec                      one of them, with its sources
  parcferme rulebooks wec > my-series.toml     your own, to start from
  parcferme check my-series.toml
"""

Name = Annotated[
    str | None, typer.Argument(metavar="[NAME]", help="The rulebook to show; all are listed without.")
]


@reporting
def rulebooks(name: Name = None, lang: o.Language = "en", as_json: o.Json = False) -> int:
    """List the shipped rulebooks, or show one."""
    if name is not None:
        found = rulebook_document(name, text=True)
        print_json(found) if as_json else write_stdout(found["toml"])
        return DONE
    listed = [rulebook_document(one) for one in shipped()]
    if as_json:
        print_json({"rulebooks": listed})
    else:
        columns = ("name", "title", "source")
        shown = table("parcferme rulebooks", columns, listed, lang, give_up=("source",))
        show_table(console(), shown)
    return DONE
