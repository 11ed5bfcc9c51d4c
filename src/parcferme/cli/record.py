"""`parcferme record`: what decoders and timing systems send, into a log."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.screen import tell_findings
from parcferme.cli.terminal import echo, plain, stream
from parcferme.cli.writing import print_json
from parcferme.documents import say
from parcferme.findings import WrongCall
from parcferme.live import LogBook, Recorder, feed_of, listen
from parcferme.records import Event
from parcferme.season import load, load_entries

EPILOG = """\b
Examples:
  parcferme record 'p3://10.0.0.7:5403?loop=FL' --out today.log
  parcferme record 'p3://10.0.0.7?loop=FL' 'p3://10.0.0.8?loop=PIT_IN'
    --out today.log --entries entries.csv
  parcferme record rmonitor://10.0.0.9:50000 --out theirs.log
  parcferme record 'p98://10.0.0.7:5403?loop=FL&clock=host' --out today.log
  parcferme score today.log                     at any time

\b
FEED is PROTOCOL://HOST:PORT (p3, p98, rmonitor, multiloop), and behind a ?:
  loop=FL        where the decoder is (one of several: 101=FL&102=PIT_IN)
  clock=device   its clock is the official one (p3), or clock=host
  began=TIME     when a decoder that counts from power-up was switched on

\b
Every record is on the disk before the next is heard. Start it again on the
same LOG and it goes on: a P3 decoder is asked for what was missed.
"""

Feeds = Annotated[
    list[str], typer.Argument(metavar="FEED...", help="Where to listen: p3://HOST:PORT?loop=FL")
]
Out = Annotated[
    Path,
    typer.Option(metavar="LOG", help="The log; one that is there already is gone on with, never replaced."),
]
With = Annotated[
    Path | None,
    typer.Option(
        "--with", metavar="LOG", help="Records that came another way: flags, drivers, transponders."
    ),
]
Seconds = Annotated[float | None, typer.Option("--for", metavar="SECONDS", min=0, help="Stop after so long.")]
UntilClosed = Annotated[bool, typer.Option("--until-closed", help="Stop when every feed has ended.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No line a second of what comes.")]


@reporting
def record(
    feeds: Feeds,
    out: Out,
    beside: With = None,
    entries: o.EntryList = None,
    seconds: Seconds = None,
    until_closed: UntilClosed = False,
    quiet: Quiet = False,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """Record what decoders send into a log."""
    addresses, records = [feed_of(one) for one in feeds], _beside(beside)
    worn = (
        [] if entries is None else [one for car in load_entries(entries)[0].cars for one in car.transponders]
    )
    with contextlib.closing(LogBook(out)) as book:
        recorder = Recorder(addresses, book, known=worn, beside=records)
        _tell_beginning(recorder, book, lang)
        with _line(recorder, lang, quiet=quiet or as_json) as (each_second, trouble):
            asyncio.run(listen(recorder, until_closed=until_closed, seconds=seconds, each_second=each_second,
                               trouble=trouble))  # fmt: skip
        _tell_end(recorder, book, lang, as_json=as_json)
    found = (*book.first.findings, *recorder.findings())
    tell_findings(found, lang)
    return status_of(found)


def _beside(path: Path | None) -> tuple[Event, ...]:
    """The records of a log that came another way. Raises `WrongCall` for one with passings: two logs are not joined."""
    if path is None:
        return ()
    log = load(path).log
    if log.passings.height:
        raise WrongCall(
            f"{path}: holds passings; --with takes what came beside them: flags, drivers, transponders"
        )
    return log.events


def _tell_beginning(recorder: Recorder, book: LogBook, lang: str) -> None:
    if book.first.torn:
        echo(say("live", "torn", lang, file=str(book.first.path), count=book.first.torn), err=True)
    if recorder.resumed:
        echo(say("live", "resumed", lang, file=str(book.first.path), count=recorder.resumed), err=True)


def _tell_end(recorder: Recorder, book: LogBook, lang: str, *, as_json: bool) -> None:
    """What came of each feed, and where it is."""
    if as_json:
        print_json(
            {
                "logs": [str(path) for path in book.paths],
                "feeds": [_counted(one) for one in recorder.listeners],
            }
        )
        return
    for one in recorder.listeners:
        echo(say("live", "feed", lang, **_told(one)), err=True)
        for transponder, times in sorted(one.counts.unknown.items()):
            echo(say("live", "unknown", lang, transponder=transponder, count=times), err=True)
    echo(say("live", "kept", lang, files=[str(path) for path in book.paths]), err=True)


def _counted(listener: Any) -> dict[str, Any]:
    """The counts of a feed as values of its sentence."""
    counts = listener.counts
    found = {
        "feed": listener.feed.name,
        "reads": counts.reads,
        "twice": counts.twice,
        "missing": counts.missing,
    }
    found |= {"strength": counts.strength, "noise": counts.noise, "transponders_unknown": len(counts.unknown)}
    return {name: value for name, value in found.items() if value is not None}


def _told(listener: Any) -> dict[str, Any]:
    """The same for people, without what did not happen."""
    return {name: value for name, value in _counted(listener).items() if value or name == "reads"}


@contextlib.contextmanager
def _line(
    recorder: Recorder, lang: str, *, quiet: bool
) -> Iterator[tuple[Callable[[], None], Callable[[str, str], None]]]:
    """One line on a terminal that says what comes, written anew each second; feeds that cannot be reached are told once
    until they can.
    """
    out = stream(err=True)
    shown = not quiet and sys.stderr.isatty()
    away: dict[str, str] = {}

    def each_second() -> None:
        for one in recorder.listeners:
            if one.counts.connected:
                away.pop(one.feed.name, None)
        if shown:
            text = "  ".join(say("live", "line", lang, **_told(one)) for one in recorder.listeners)
            width = shutil.get_terminal_size().columns - 1
            out.write(f"\r\x1b[2K{plain(text)[:width]}")
            out.flush()

    def trouble(feed: str, why: str) -> None:
        if away.get(feed) != why:
            away[feed] = why
            echo(say("live", "away", lang, feed=feed, problem=why), err=True)

    yield each_second, trouble
    if shown:
        out.write("\r\x1b[2K")
        out.flush()
