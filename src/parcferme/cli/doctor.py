"""`parcferme doctor`: is everything ready before a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from parcferme.cli import options as o
from parcferme.cli.asking import Asked, asked_of
from parcferme.cli.outcome import DONE, FOUND_ERRORS, reporting
from parcferme.cli.screen import tell_findings
from parcferme.cli.terminal import echo
from parcferme.cli.writing import print_json
from parcferme.documents import say
from parcferme.live import (
    Check,
    Gathered,
    Recorder,
    Slate,
    disk_of,
    examined,
    host,
    listen,
    log_so_far,
    run_to_end,
    serial_ports,
)

EPILOG = """\b
Examples:
  parcferme doctor                     in the folder of a round: its [[feed]]s
  parcferme doctor club-cup/1-spa --out today.log
  parcferme doctor 'p3://10.0.0.7:5403?loop=FL' --entries entries.csv
  parcferme doctor 'p98+serial:/dev/ttyUSB0' --for 30 --json

\b
It listens for a while and keeps nothing. Each line is a check: what is not
as it should be has its remedy below it. Exit status 1 where anything is not.
A decoder that serves one connection only is free before `record` begins.
"""

Feeds = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FEED", help="Feeds as for `record`, or the folder of a round [default: this one]."
    ),
]
More = Annotated[
    list[str] | None, typer.Option("--feed", metavar="FEED", help="A feed, as an option; may be repeated.")
]
Out = Annotated[
    Path, typer.Option(metavar="LOG", help="The log that is or will be recorded: its disk, and who was seen.")
]
Seconds = Annotated[float, typer.Option("--for", metavar="SECONDS", min=0, help="How long to listen.")]


@reporting
def doctor(
    feeds: Feeds = None,
    feed: More = None,
    clock: o.Clock = None,
    entries: o.EntryList = None,
    out: Out = Path("today.log"),
    seconds: Seconds = 12,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """Is everything ready: feeds, decoders, clocks, disk, transponders."""
    asked = asked_of([*(feeds or []), *(feed or [])], clock, entries, needed=False)
    checks = examined(_gathered(asked, out, seconds))
    tell_findings(asked.findings, lang)
    if as_json:
        print_json({"checks": [_document(one) for one in checks]})
    else:
        _show(checks, lang)
    return DONE if all(one.well for one in checks) else FOUND_ERRORS


def _gathered(asked: Asked, out: Path, seconds: float) -> Gathered:
    """Everything there is to know, after listening for a while."""
    recorder = Recorder(asked.feeds, Slate(), known=asked.worn, clock=asked.clock)
    trouble: dict[str, tuple[str, Mapping[str, Any]]] = {}

    def note(feed: str, what: str, values: Mapping[str, Any]) -> None:
        trouble[feed] = what, values

    if asked.feeds and seconds:
        run_to_end(listen(recorder, seconds=seconds, trouble=note))
    ails = {name: told for name, told in trouble.items() if told[0] == "other" or not _came(recorder, name)}
    seen = frozenset(map(str, log_so_far(out).passings["transponder"].drop_nulls().unique().to_list()))
    return Gathered(recorder, ails, disk_of(out), serial_ports(), seen, asked.entries, host())


def _came(recorder: Recorder, feed: str) -> bool:
    """Whether anything came of a feed, after whatever was the matter with it."""
    return any(one.feed.name == feed and one.counts.size for one in recorder.listeners)


def _remedy(check: Check, language: str) -> str | None:
    return None if check.well else say("doctor-remedy", check.code, language, **check.values)


def _document(check: Check) -> dict[str, Any]:
    """A check for other programs; its texts are English, as everywhere in JSON."""
    found = {"check": check.code, "ok": check.well, "text": say("doctor", check.code, **check.values)}
    remedy = _remedy(check, "en")
    return {**found, **({} if remedy is None else {"remedy": remedy}), **check.values}


def _show(checks: list[Check], language: str) -> None:
    """The page: what is well with a tick, what is not with a cross and its remedy."""
    for one in checks:
        echo(f"{'✔' if one.well else '✘'} {say('doctor', one.code, language, **one.values)}")
        if (remedy := _remedy(one, language)) is not None:
            echo(f"  → {remedy}")
    wrong = sum(not one.well for one in checks)
    echo("", say("live", "not-ready" if wrong else "ready", language, count=wrong))
