"""`parcferme check`: what is odd in a championship folder or a file, with file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from parcferme.cli import options as o
from parcferme.cli.outcome import UNUSABLE, reporting, status_of, tell
from parcferme.cli.progress import steps
from parcferme.cli.screen import console, show_lines, tell_findings
from parcferme.cli.terminal import plain
from parcferme.cli.writing import print_json
from parcferme.documents import finding_document, findings_count, label, say
from parcferme.findings import ParcFermeError, WrongCall
from parcferme.season import Checked, is_championship
from parcferme.season import check as look_at

EPILOG = """\b
Examples:
  parcferme check                             the championship of this folder
  parcferme check club-cup-2024               every file of another one
  parcferme check race.csv                    and what scoring it shows
  parcferme check my-series.toml              a rulebook: keys, units, windows
  parcferme check entries.csv stewards.toml   an entry list, a decisions file
  parcferme check race.log --rulebook wec --decisions stewards.toml
  parcferme check results.csv --rulebook my-series.toml --verbose

Every code that is printed in brackets is explained in docs/findings.md.
"""

Files = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FOLDER|FILE]...",
        help="Championship folders, timing files, logs, rulebooks, entry lists, result lists, decisions files"
        " [default: this folder].",
    ),
]


Verbose = Annotated[
    bool,
    typer.Option(
        "--verbose",
        help="What columns were read as, each name in the rulebook means, sessions are taken for.",
    ),
]


@reporting
def check(
    files: Files = None,
    kind: o.Kind = None,
    rulebook: o.RulebookName = None,
    length: o.Length = None,
    entries: o.EntryList = None,
    decisions: o.Decisions = None,
    session: o.Session = None,
    verbose: Verbose = False,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """Everything odd in a championship folder, or in single files.

    Timing files, rulebooks, entry lists, result lists, logs, log databases and decisions files: every finding, with
    file and line.
    """
    given = o.given(kind=kind, rulebook=rulebook, length=length, entries=entries, decisions=decisions)
    checked, unusable = _checked(files or [_here()], given, session)
    if as_json:
        print_json(_document(checked, verbose=verbose))
    else:
        _show(checked, lang, verbose=verbose)
    return UNUSABLE if unusable else status_of(finding for one in checked for finding in one.findings)


def _here() -> str:
    """The championship folder a command without a file is meant for. Raises `WrongCall` where this is none."""
    if not is_championship(Path()):
        raise WrongCall("this is no championship folder (no championship.toml): name a folder or a file")
    return "."


def _checked(files: list[str], given: dict[str, Any], session: str | None) -> tuple[list[Checked], bool]:
    """Each file looked at; one that cannot be used is told, and the others are looked at all the same."""
    found: list[Checked] = []
    unusable = False
    with steps(len(files)) as step:
        for file in files:
            step(file)
            try:
                found += look_at(file, session=session, **given)
            except ParcFermeError as problem:
                unusable = True
                tell(*str(problem).splitlines())
    return found, unusable


def _document(checked: list[Checked], *, verbose: bool) -> dict[str, Any]:
    """Every file with what was found in it."""
    return {
        "files": [
            {
                "file": one.file,
                "what": one.what,
                "session": one.session,
                "findings": [finding_document(finding) for finding in one.findings],
                **(_meanings(one) if verbose and (one.names or one.uses or one.columns) else {}),
            }
            for one in checked
        ]
    }


def _meanings(one: Checked) -> dict[str, Any]:
    """What the names of a rulebook mean and what sessions are taken for, for other programs."""
    return {
        "names": [match._asdict() for match in one.names],
        "sessions": [use._asdict() for use in one.uses],
        "columns": dict(one.columns),
    }


def _show_meanings(out: Console, one: Checked, language: str) -> None:
    """The same for people: a line for each session, and one for each name in the rules."""
    uses = [
        (use.name, say("label", "session-use", language, **{**use._asdict(), "blocks": use.blocks or None}))
        for use in one.uses
    ]
    show_lines(out, label("columns-read-as", language), one.columns)
    show_lines(out, label("sessions-taken-for", language), uses)
    names = [
        (
            match.key,
            say("label", "name-means" if match.means else "name-means-nothing", language, **match._asdict()),
        )
        for match in one.names
    ]
    show_lines(out, label("names-mean", language), names)


def _show(checked: list[Checked], language: str, *, verbose: bool) -> None:
    """Every finding on standard output: here they are what was asked for."""
    out = console()
    for one in checked:
        tell_findings(one.findings, language, out=out, most=None)
        name = one.file if one.session is None else f"{one.file}, {one.session}"
        what = say("format", one.what, language)
        out.print(
            Text(plain(f"{name} ({what}): {findings_count(one.findings, language)}"), style="bold"),
            soft_wrap=True,
        )
        if verbose:
            _show_meanings(out, one, language)
