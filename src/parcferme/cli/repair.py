"""`parcferme repair`: what is proposed for a session, what each remedy would change, and taking it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from parcferme.classification import Offer
from parcferme.cli import options as o
from parcferme.cli.boards.repairs import ask_each, show_repairs
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.progress import scored, steps
from parcferme.cli.screen import tell_errors
from parcferme.cli.writing import append, print_json
from parcferme.documents import repairs_document
from parcferme.findings import WrongCall
from parcferme.season import Repairing, append_to_store, repairing
from parcferme.times import parse_instant

EPILOG = """\b
Examples:
  parcferme repair race.csv               each remedy, what it would change
  parcferme repair race.csv --accept 1,3  take the first and the third
  parcferme repair race.csv --accept 2b   the other remedy of the second
  parcferme repair race.csv --accept 4=81 that transponder is in car 81
  parcferme repair race.log --all         take every correction, no ruling
  parcferme repair cup/1-spa/race-1       a session of a championship folder

\b
In a terminal, without --accept and --all, each is asked about: a takes it,
s skips it, q ends. Then what was taken is written (Ctrl-C writes nothing).

\b
To a log the record is appended. A timing file stays as it is; beside
race.csv the repair is kept in race.corrections.csv, in words people type:
  time,kind,car,loop,value
  ,void,,,10:05:14.000 of 1
  10:07:31.000,passing,2,FL,
score, check, classify and the tables read both. To take a repair back
remove its row; in a log, void its record.
"""

What = Annotated[
    Path,
    typer.Argument(
        metavar="FILE|SESSION",
        readable=False,
        help="A timing file, a log or a log database; or a session of a folder.",
    ),
]
Accept = Annotated[
    str | None,
    typer.Option(
        metavar="NUMBERS",
        help="Take these, joined by commas: 1,3; 2b is the other remedy of 2; 4=81 fills in a car.",
    ),
]
All = Annotated[
    bool,
    typer.Option(
        "--all", help="Take every correction, of alternatives the likeliest; rulings only by --accept."
    ),
]
_ASKED = re.compile(r"(\d{1,6}[a-z]?)(?:=(.+))?\Z")


@reporting
def repair(
    file: What,
    accept: Accept = None,
    every: All = False,
    folder: o.InFolder = None,
    kind: o.Kind = None,
    rulebook: o.RulebookName = None,
    length: o.Length = None,
    entries: o.EntryList = None,
    decisions: o.Decisions = None,
    session: o.Session = None,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """Each remedy with what it would change; take it, by number.

    Shows what is odd in a session, what each ready record would change (places, laps, times, best laps), and takes it.
    """
    asked = asked_of(accept, every)
    given = o.given(kind=kind, rulebook=rulebook, length=length, entries=entries, decisions=decisions,
                    session=session)  # fmt: skip
    opened = repairing(file, folder=folder, scoring=scored, **given)
    made = taken(opened, asked, lang, asking=not as_json and on_terminal())
    written, left = kept(made), offers(made)
    if as_json:
        print_json(repairs_document(made, left, written))
    else:
        show_repairs(made, left, written, lang)
    tell_errors(made.findings, lang)
    return status_of(made.findings)


def asked_of(accept: str | None, every: bool) -> list[tuple[str, str | None]] | bool:
    """The remedies that were named, each with the car that fills it in; True for all, nothing for none.

    Raises `WrongCall` for what is no number of a proposal.
    """
    if accept is None:
        return True if every else []
    if every:
        raise WrongCall("--accept names single remedies, --all takes every one: say one of the two")
    found = []
    for part in (one.strip() for one in accept.split(",")):
        match = _ASKED.match(part)
        if match is None:
            raise WrongCall(
                f"not the number of a proposal: {part!r} (expected 1, 2b or 4=81, joined by commas)"
            )
        found.append((match[1], match[2]))
    return found


def on_terminal() -> bool:
    """Whether somebody sits there who can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def taken(
    opened: Repairing, asked: list[tuple[str, str | None]] | bool, language: str, *, asking: bool
) -> Repairing:
    """The session with what was asked for taken. Raises `WrongCall` where one of it cannot be; then nothing is."""
    repairs = opened.repairs
    if asked is True:
        with steps(max(1, len(repairs.open))) as step:
            return dataclasses.replace(opened, repairs=repairs.take_all(step))
    for key, car in asked or []:
        repairs = repairs.take(key, car)
    opened = dataclasses.replace(opened, repairs=repairs)
    return ask_each(opened, language) if asking and not asked else opened


def offers(made: Repairing) -> list[Offer]:
    """What is proposed still, each with what it would change."""
    with steps(max(1, len(made.repairs.open))) as step:
        found = []
        for one in made.repairs.open:
            step(f"{one.number}")
            found.append(made.repairs.offer(one))
        return found


def kept(made: Repairing) -> dict[str, Any] | None:
    """What was taken, written where it belongs, and where that is. Raises `WrongCall` where a file was changed."""
    # When it was written is handed in: nothing below asks a clock (docs/design.md, The core is pure).
    now = parse_instant(dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f"))
    addition = made.addition(now)
    if addition is None:
        return None
    if addition.records:
        append_to_store(addition)
    else:
        append(addition.path, addition.before, addition.added, reads=addition.read)
    count = len(made.repairs.taken)
    new = addition.before is None and not addition.records
    return {"file": str(addition.path), "session": addition.session, "repairs": count, "new": new}
