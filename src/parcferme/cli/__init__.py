"""The command line: load, call, print. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

import parcferme as package
from parcferme.cli.commands import Commands

EPILOG = """\b
Start here:
  parcferme demo                  a reconstructed season, grid to title
  parcferme score race.csv        who finished where, and why
  parcferme explain race.csv 81   the story of car 81
  parcferme standings FOLDER      championship tables after any round
  parcferme COMMAND --help        options and examples of a command

\b
Exit status: 0 done; 1 done, with findings of severity error;
2 nothing could be done.
"""

app = typer.Typer(
    name="parcferme",
    cls=Commands,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        print(f"parcferme {package.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True, epilog=EPILOG)
def parcferme(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 its callback answers; the command has no use for it
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Motor-racing timing: from a timing file to a classification that explains itself."""
    if context.invoked_subcommand is None:
        print(context.get_help())


def main() -> None:
    """The command `parcferme`."""
    gc.disable()  # importing makes nothing that could be collected, and looking for it takes 7 % of a short command
    app()
