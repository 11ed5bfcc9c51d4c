"""`parcferme rulebooks`: the shipped rulebooks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from parcferme.cli import options as o
from parcferme.cli.outcome import DONE, reporting

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
    from parcferme.cli.writing import print_json, write_stdout

    if name is None:
        listed = [_document(one, text=False) for one in _names()]
        if as_json:
            print_json({"rulebooks": listed})
        else:
            _show(listed, lang)
        return DONE
    found = _document(name, text=True)
    if as_json:
        print_json(found)
    else:
        write_stdout(found["toml"])
    return DONE


def _names() -> tuple[str, ...]:
    from parcferme.rulebooks import shipped

    return shipped()


def _document(name: str, *, text: bool) -> dict[str, Any]:
    """A rulebook's name, title and source; with its text also where each of its values comes from."""
    from parcferme.rulebooks import text as text_of
    from parcferme.season import load_rulebook

    book = load_rulebook(name)
    found: dict[str, Any] = {"name": book.name, "title": book.title, "source": book.source}
    if text:
        found["cites"] = {
            key: {name: said for name in ("article", "source") if (said := getattr(cite, name))}
            for key, cite in book.cites.items()
        }
        found["toml"] = text_of(name) if name in _names() else Path(name).read_text("utf-8-sig")
    return found


def _show(listed: list[dict[str, Any]], language: str) -> None:
    from parcferme.cli.screen import console, show_table
    from parcferme.documents.tables import table

    out = console()
    show_table(
        out, table("parcferme rulebooks", ("name", "title", "source"), listed, language, give_up=("source",))
    )
