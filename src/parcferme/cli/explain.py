"""`parcferme explain`: the story of one car."""

from __future__ import annotations

from typing import Annotated

import typer

from parcferme.cli import options as o
from parcferme.cli.boards.scored import show_story
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.progress import scored
from parcferme.cli.screen import tell_findings
from parcferme.cli.writing import print_json
from parcferme.documents import explain as story_of
from parcferme.documents import story_document

EPILOG = """\b
Examples:
  parcferme explain race.csv 81
  parcferme explain race.csv 007 --rulebook wec --decisions stewards.toml
  parcferme explain race.log 81 --at 45:00 --lang fr
  parcferme explain race.log 81 --json

A car number is text: 007, 07 and 7 are three cars.
"""

Car = Annotated[str, typer.Argument(metavar="CAR", help="The car's number.")]


@reporting
def explain(
    file: o.Timing,
    car: Car,
    kind: o.Kind = None,
    rulebook: o.RulebookName = None,
    length: o.Length = None,
    entries: o.EntryList = None,
    decisions: o.Decisions = None,
    at: o.At = None,
    known: o.Known = None,
    session: o.Session = None,
    status: o.Status = "provisional",
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """Why a car is where it is, with the record behind each fact.

    Its laps, counted or not and why, its stops, stints and decisions, and the rule that placed it.
    """
    made = scored(file, kind=kind, rulebook=rulebook, length=length, entries=entries, decisions=decisions, at=at,
                  known=known, session=session)  # fmt: skip
    story = story_of(made, car if made.result.row(car) else car.removeprefix("#"))
    if as_json:
        print_json(story_document(made, story, status=status))
    else:
        show_story(made, story, status=status, language=lang)
    tell_findings(story.findings, lang)
    return status_of(story.findings)
