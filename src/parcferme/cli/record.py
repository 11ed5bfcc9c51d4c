"""`parcferme record`: what decoders and timing systems send, into a log."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from parcferme.cli import options as o
from parcferme.cli.asking import asked_of
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.screen import tell_findings
from parcferme.cli.terminal import echo, plain, stream
from parcferme.cli.writing import print_json
from parcferme.documents import say
from parcferme.findings import WrongCall
from parcferme.live import Boxed, LogBook, Recorder, listen, run_to_end
from parcferme.records import Event
from parcferme.season import load

EPILOG = """\b
Examples:
  parcferme record 'p3://10.0.0.7:5403?loop=FL' --out today.log
  parcferme record 'p3://10.0.0.7?loop=FL' 'p3://10.0.0.8?loop=PIT_IN'
    --out today.log --entries entries.csv
  parcferme record 1-spa --out today.log        the feeds of a round.toml
  parcferme record 'p98+serial:/dev/ttyUSB0?baud=19200' --out today.log
  parcferme record rmonitor://10.0.0.9:50000 --out theirs.log
  parcferme score today.log                     at any time

\b
FEED is PROTOCOL://HOST:PORT (p3, p98, rmonitor, multiloop), or
  PROTOCOL+listen://0.0.0.0:PORT    where the other side connects
  PROTOCOL+serial:/dev/ttyUSB0      a serial port (?baud=9600)
  PROTOCOL+file:PATH                a file that another program writes
  PROTOCOL+stdin:                   standard input
and behind a ?:
  loop=FL        where the decoder is (one of several: 101=FL&102=PIT_IN)
  clock=device   its clock is the official one (p3), or clock=host
  began=TIME     when a decoder that counts from power-up was switched on

\b
Every record is on the disk before the next is heard. Start it again on the
same LOG and it goes on: a P3 decoder is asked for what was missed.
"""

Feeds = Annotated[
    list[str] | None,
    typer.Argument(metavar="FEED", help="Where to listen: p3://HOST:PORT?loop=FL, or the folder of a round."),
]
More = Annotated[
    list[str] | None, typer.Option("--feed", metavar="FEED", help="A feed, as an option; may be repeated.")
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
RawLimit = Annotated[
    float,
    typer.Option(
        metavar="MB",
        min=0,
        help="So much of what feeds said is kept as it came, in hourly files; 0: nothing.",
    ),
]


@reporting
def record(
    out: Out,
    feeds: Feeds = None,
    feed: More = None,
    clock: o.Clock = None,
    beside: With = None,
    entries: o.EntryList = None,
    seconds: Seconds = None,
    until_closed: UntilClosed = False,
    quiet: Quiet = False,
    raw_limit: RawLimit = 1000,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """Record what decoders send into a log."""
    asked = asked_of([*(feeds or []), *(feed or [])], clock, entries)
    records = _beside(beside)
    with contextlib.closing(LogBook(out, raw=round(raw_limit * 1_000_000))) as book:
        recorder = Recorder(asked.feeds, book, known=asked.worn, beside=records, clock=asked.clock)
        _tell_beginning(recorder, book, lang)
        with _line(recorder, lang, quiet=quiet or as_json) as (each_second, trouble):
            run_to_end(listen(recorder, until_closed=until_closed, seconds=seconds, each_second=each_second,
                               trouble=trouble))  # fmt: skip
        _tell_end(recorder, book, lang, as_json=as_json)
    found = (*asked.findings, *book.first.findings, *recorder.findings(), *book.tapes.findings())
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


def _place(listener: Any) -> str:
    """What a feed is called where there is little room: its loops, or what it speaks."""
    feed = listener.feed
    return "+".join(feed.loops.values()) or (feed.loop if isinstance(listener, Boxed) else str(feed.protocol))


@contextlib.contextmanager
def _line(
    recorder: Recorder, lang: str, *, quiet: bool
) -> Iterator[tuple[Callable[[], None], Callable[[str, str, Mapping[str, Any]], None]]]:
    """A line a second that says what comes: on a terminal one that is written anew, else one below the other. What is
    the matter with a feed is told once, until it is well again.
    """
    out = stream(err=True)
    terminal = sys.stderr.isatty()
    ailing: dict[str, tuple[str, Mapping[str, Any]]] = {}

    def each_second() -> None:
        for one in recorder.listeners:
            if one.counts.connected and ailing.get(one.feed.name, ("",))[0] in ("away", "broken"):
                ailing.pop(one.feed.name)
        if quiet:
            return
        if not terminal:
            echo(*(say("live", "line", lang, **_told(one)) for one in recorder.listeners), err=True)
            return
        short = " · ".join(
            say("live", "short", lang, place=_place(one), **_told(one)) for one in recorder.listeners
        )
        out.write(f"\r\x1b[2K{plain(short)[: shutil.get_terminal_size().columns - 1]}")
        out.flush()

    def trouble(feed: str, what: str, values: Mapping[str, Any]) -> None:
        before = ailing.get(feed)
        ailing[feed] = what, values
        if before is None or before[0] != what or (what == "away" and before[1] != values):
            echo(say("live", what, lang, feed=feed, **values), err=True)

    yield each_second, trouble
    if terminal and not quiet:
        out.write("\r\x1b[2K")
        out.flush()
