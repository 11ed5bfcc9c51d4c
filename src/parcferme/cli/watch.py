"""`parcferme watch`: the board of a session that is under way, in a terminal."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from parcferme.board import Board
from parcferme.cli import options as o
from parcferme.cli.boards.live import Screen
from parcferme.cli.outcome import DONE, reporting
from parcferme.cli.terminal import echo
from parcferme.documents import board_document
from parcferme.findings import WrongCall
from parcferme.live import follow
from parcferme.season import Score, score

EPILOG = """\b
Examples:
  parcferme watch today.log                     while record writes it
  parcferme watch today.log --car 81            the fight around #81
  parcferme watch today.log --class "JS P4" --rulebook ligier-european-series
  parcferme watch race.csv --at 45:00 --once    as it stood after 45 minutes
  parcferme watch today.log --json              a line for other programs

\b
Times: ** is the best of the session, * the car's own. Trend is what the car
loses per lap to the one ahead in its class, over three laps without a stop.
Ctrl-C ends it; it writes nothing.
"""

File = Annotated[Path, typer.Argument(metavar="FILE", help="A log that grows, or any timing file.")]
Car = Annotated[str | None, typer.Option(metavar="NUMBER", help="This car and those around it in its class.")]
Beat = Annotated[
    float,
    typer.Option(
        "--every", metavar="SECONDS", min=0.25, help="How often the clock is shown while nothing comes."
    ),
]
Once = Annotated[bool, typer.Option("--once", help="Show the board once and end.")]


@reporting
def watch(
    file: File,
    car: Car = None,
    class_: o.ClassName = None,
    kind: o.Kind = None,
    rulebook: o.RulebookName = None,
    length: o.Length = None,
    entries: o.EntryList = None,
    at: o.At = None,
    known: o.Known = None,
    once: Once = False,
    beat: Beat = 1.0,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """Watch a session: the board, while the log grows."""
    if not file.is_file():
        raise WrongCall(f"{file}: there is no such file")

    def scored() -> Score:
        return score(file, kind=kind, rulebook=rulebook, length=length, entries=entries, at=at, known=known)

    boards = follow(file, scored, beat=beat)
    _show(itertools.islice(boards, 1) if once else boards, car, class_, lang, as_json=as_json)
    return DONE


def _show(
    boards: Iterator[tuple[Board, Score]], car: str | None, class_: str | None, lang: str, *, as_json: bool
) -> None:
    """Each board as it comes, until somebody ends it."""
    with contextlib.suppress(KeyboardInterrupt):  # whoever ends it has seen enough
        if as_json:
            for board, _ in boards:
                echo(msgspec.json.encode(board_document(board, class_=class_, car=car)).decode())
            return
        with Screen(car, class_, lang) as screen:
            for board, _ in boards:
                screen.show(board)
