"""The command line: load, call, print. Nothing heavy is imported before a command runs."""

from __future__ import annotations

from typing import Annotated

import typer

from parcferme.cli import (
    bulletin,
    chances,
    chart,
    check,
    classify,
    communique,
    demo,
    entries,
    explain,
    exporting,
    grid,
    importing,
    init,
    keys,
    rulebooks,
    schemas,
    score,
    seal,
    season,
    standings,
    timetable,
    verify,
)

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
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("score", epilog=score.EPILOG)(score.score)
app.command("classify", epilog=classify.EPILOG)(classify.classify)
app.command("explain", epilog=explain.EPILOG)(explain.explain)
app.command("check", epilog=check.EPILOG)(check.check)
app.command("init", epilog=init.EPILOG)(init.init)
app.command("season", epilog=season.EPILOG)(season.season)
app.command("grid", epilog=grid.EPILOG)(grid.grid)
app.command("standings", epilog=standings.EPILOG)(standings.standings)
app.command("chances", epilog=chances.EPILOG)(chances.chances)
app.command("communique", epilog=communique.EPILOG)(communique.communique)
app.command("chart", epilog=chart.EPILOG)(chart.chart)
app.command("entries", epilog=entries.EPILOG)(entries.entries)
app.command("timetable", epilog=timetable.EPILOG)(timetable.timetable)
app.command("bulletin", epilog=bulletin.EPILOG)(bulletin.bulletin)
app.command("import", epilog=importing.EPILOG)(importing.import_)
app.command("export", epilog=exporting.EPILOG)(exporting.export)
app.command("seal", epilog=seal.EPILOG)(seal.seal)
app.command("verify", epilog=verify.EPILOG)(verify.verify)
app.command("keys", epilog=keys.EPILOG)(keys.keys)
app.command("demo", epilog=demo.EPILOG)(demo.demo)
app.command("rulebooks", epilog=rulebooks.EPILOG)(rulebooks.rulebooks)
app.command("schema", epilog=schemas.EPILOG)(schemas.schema)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"parcferme {version('parcferme')}")
        raise typer.Exit


@app.callback(invoke_without_command=True, epilog=EPILOG)
def parcferme(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Motor-racing timing: from a timing file to a classification that explains itself."""
    if context.invoked_subcommand is None:
        print(context.get_help())


def main() -> None:
    """The command `parcferme`."""
    app()
