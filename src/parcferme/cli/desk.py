"""`parcferme desk`: what a person does at a race, said to the running desk."""

from __future__ import annotations

import contextlib
import getpass
import json
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from parcferme.cli import options as o
from parcferme.cli.outcome import DONE, reporting
from parcferme.cli.screen import console
from parcferme.cli.terminal import echo, plain
from parcferme.cli.writing import print_json
from parcferme.documents import nothing_moves, say
from parcferme.findings import WrongCall
from parcferme.live import AT_ONCE, DeskLine, new_key

EPILOG = """\b
Examples:
  parcferme desk today.db open race-1 kind=race
  parcferme desk today.db start
  parcferme desk today.db flag yellow sector=S2
  parcferme desk today.db tap                   a crossing; its car later
  parcferme desk today.db chequered -1 --preview
  parcferme desk today.db swap 7 8              two transponders swapped
  parcferme desk today.db undo                  the last one taken back
  parcferme desk today.db state

\b
At once, with the instant of the key:
  flag VALUE [sector=S] [car=N] [group=G]    start [GROUP]
  tap [CAR]    number TAP CAR    clock DECODER SHOWS
Sessions: open NAME [opens=] [kind=]    close [closes=]
  window [opens=] [closes=]    hand-over TO [since=]
  join-sessions OTHER opens= [closes=]
Cars: leave-out CAR    course-car CAR [transponder=]    swap CAR OTHER
  join CAR OTHER    transponder CAR TRANSPONDER [since=]
  split CAR LAP TO    photo CAR TIME [lap=]    judged CAR OTHER
  insert CAR TIMES
  void since= until= [car=] [loop=], or targets=
  entry CAR [CLASS] [team=] [driver=] [transponder=]    match [SECONDS]
Start and length: abort-start    hold-clock    release-clock
  length MINUTES [by=] [laps=]    chequered BY
All else: write (records as JSON)
Also: undo [OPERATION]    operations    state    result
"""

ORDER: Final = {
    "flag": ("value", "car"), "start": ("group",), "tap": ("car",), "number": ("tap", "car"),
    "clock": ("decoder", "shows"), "open": ("session",), "close": ("closes",), "window": (),
    "hand-over": ("to",), "join-sessions": ("other",), "leave-out": ("car",), "course-car": ("car",),
    "swap": ("car", "other"), "join": ("car", "other"), "transponder": ("car", "transponder"),
    "split": ("car", "lap", "to"), "photo": ("car", "time"),
    "judged": ("car", "other"), "insert": ("car", "times"), "void": ("targets",),
    "chequered": ("by",), "abort-start": (), "hold-clock": (), "release-clock": (), "length": ("minutes",),
    "entry": ("car", "class"), "match": ("within",), "write": ("records",), "undo": ("operation",),
}  # fmt: skip
"""What the words after an operation stand for, in order; anything else is said as `name=value`."""
QUESTIONS: Final = ("state", "result", "operations")
_LISTS: Final = ("times", "targets")

Database = Annotated[Path, typer.Argument(metavar="DB", help="The database whose desk is running.")]
Words = Annotated[
    list[str], typer.Argument(metavar="WHAT...", help="What to do, in words: flag red, swap 7 8, undo.")
]
SessionName = Annotated[
    str | None, typer.Option("--session", metavar="NAME", help="Which session [default: the one open].")
]
Foresee = Annotated[bool, typer.Option("--preview", help="Only show what it would change.")]
Seen = Annotated[
    int | None,
    typer.Option(metavar="N", help="The record up to which you knew the log, as a preview says it."),
]
By = Annotated[str | None, typer.Option(metavar="NAME", help="Who does it [default: your user name].")]
Key = Annotated[
    str | None, typer.Option(metavar="TEXT", help="A key of your own: sent again it is done once.")
]


@reporting
def desk(
    database: Database,
    what: Words,
    session: SessionName = None,
    preview: Foresee = False,
    seen: Seen = None,
    by: By = None,
    key: Key = None,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """Speak to the running desk: flags, taps, corrections, undo."""
    asked = asked_of(what, session)
    ask = asked.pop("ask")
    ask = "preview" if preview and ask == "do" else ask
    asked |= {"key": key or new_key(), "by": by or getpass.getuser(), "seen": seen, "lang": lang}
    with contextlib.closing(DeskLine(database)) as line:
        answer = line.ask(ask, **asked)
    print_json(answer) if as_json or ask in QUESTIONS else _tell(ask, asked["do"], answer, lang)
    return DONE


def asked_of(words: list[str], session: str | None) -> dict[str, Any]:
    """What these words ask of the desk. Raises `WrongCall` for words that say nothing."""
    do, rest = words[0], words[1:]
    if do in QUESTIONS:
        return {"ask": do, "do": "", "session": session}
    if do not in ORDER:
        raise WrongCall(f"no operation {do!r} (expected {', '.join((*ORDER, *QUESTIONS))})")
    given: dict[str, Any] = {}
    names = list(ORDER[do])
    for word in rest:
        name, found, value = word.partition("=")
        if not found or not name.isidentifier():
            if not names:
                raise WrongCall(f"{do}: what is {word!r}? (expected {_expected(do)})")
            name, value = names.pop(0), word
        given[name] = value.split(",") if name in _LISTS else value
    if do == "write":
        given["records"] = _records(str(given.get("records", "")))
    if do == "open":
        session = given.pop("session", session)
    return {"ask": "do", "do": do, "session": session, "given": given}


def _expected(do: str) -> str:
    return " ".join(name.upper() for name in ORDER[do]) or "name=value"


def _records(text: str) -> list[Any]:
    try:
        read = json.loads(text)
    except ValueError as problem:
        raise WrongCall(f"write: no record as JSON: {problem}") from None
    return read if isinstance(read, list) else [read]


def _tell(ask: str, do: str, answer: dict[str, Any], lang: str) -> None:
    """What was done, or what it would change."""
    if ask == "do":
        echo(say("desk", "done", lang, operation=answer["operation"], count=len(answer["numbers"])))
        if answer.get("amends"):
            echo(say("desk", "amends", lang, documents=answer["amends"]))
        if do not in AT_ONCE:
            return
    out = console()
    for car, text in answer.get("lines", ()) or [("", nothing_moves(lang))]:
        out.print(
            plain(f"  {f'{car}  ' if car else ''}{text}"), soft_wrap=True, markup=False, highlight=False
        )
    if ask == "preview":
        echo(say("desk", "seen", lang, seen=answer["seen"]))
