"""`parcferme replay`: a recorded session sent as decoders would, to practise with."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import typer

from parcferme import codec
from parcferme.cli import options as o
from parcferme.cli.outcome import DONE, reporting
from parcferme.cli.terminal import echo
from parcferme.cli.writing import print_json, write
from parcferme.documents import entries_csv, say
from parcferme.entries import Entries
from parcferme.findings import WrongCall
from parcferme.live import Outlet, announced, boxes_of, faults_of, run_to_end, send
from parcferme.records import Log
from parcferme.season import Score, classified, find_session, score

EPILOG = """\b
Examples:
  parcferme replay race.csv                     as fast as it is read
  parcferme replay race.csv --as p3 --port 5403 --speed 20
  parcferme replay 1/race-1 --folder club-cup-2024 --as rmonitor
  parcferme replay race.csv --faults lost=2%,double=1%,reorder=3s,cut=20s

\b
It says what to type in another terminal to record it:
  parcferme record 'p3://127.0.0.1:5403?loop=FL' --with race.beside.log
    --out today.log

\b
P3: a decoder and a port for each loop (N, N+1 ...). A decoder sends reads
and nothing else: flags, drivers and statuses, and which transponder is on
which car, are written beside as a log. Ctrl-C ends it.
"""

Session = Annotated[
    str,
    typer.Argument(
        metavar="SESSION", help="A timing file or log, or a session of a championship folder: 1/race-1."
    ),
]
As = Annotated[
    Literal["p3", "p98", "rmonitor", "multiloop"],
    typer.Option("--as", help="The protocol; p3 and p98 are decoders, the others send results."),
]
Port = Annotated[
    int | None,
    typer.Option(
        metavar="N", min=0, help="The first port [default: 5403 of decoders, 50000 of results]; 0: any."
    ),
]
Host = Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen; 0.0.0.0 is every network.")]
Speed = Annotated[
    float,
    typer.Option(metavar="TIMES", min=0, help="So many times as fast as it was; 0 as fast as it is read."),
]
FaultsText = Annotated[
    str,
    typer.Option(
        metavar="FAULTS", help="What goes wrong: lost=2%,double=1%,corrupt=0.1%,reorder=3s,cut=20s."
    ),
]
Seed = Annotated[int, typer.Option(metavar="N", help="The same faults again for the same number.")]
Linger = Annotated[
    float,
    typer.Option(metavar="SECONDS", min=0, help="At the end, how long reads can still be asked for again."),
]
Beside = Annotated[
    Path | None,
    typer.Option(
        metavar="LOG", help="Where to write what no decoder sends [default: NAME.beside.log, here]."
    ),
]
EntriesOut = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Also write the entry list with the transponders, as CSV.")
]


class Sent(NamedTuple):
    """What is sent, the records and the entry list beside it, and how many transponders were made up."""

    outlets: tuple[Outlet, ...]
    beside: Log
    entries: Entries
    made: int


@reporting
def replay(
    session: Session,
    protocol: As = "p3",
    port: Port = None,
    host: Host = "127.0.0.1",
    speed: Speed = 0,
    faults: FaultsText = "",
    seed: Seed = 1,
    linger: Linger = 10,
    beside: Beside = None,
    entries_out: EntriesOut = None,
    kind: o.Kind = None,
    entries: o.EntryList = None,
    folder: o.InFolder = None,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """Send a recorded session as decoders would."""
    sent = _sent(_scored(session, folder, kind, entries), protocol, faults, seed)
    place = beside or Path(f"{Path(session).stem}.beside.log")
    write(place, codec.encode(sent.beside), reads=(session, entries))
    if entries_out is not None:
        write(entries_out, entries_csv(sent.entries), reads=(session, entries))
    with contextlib.suppress(KeyboardInterrupt):  # whoever ends it has seen enough
        run_to_end(
            send(sent.outlets, host=host, port=_port(protocol) if port is None else port, speed=speed, linger=linger,
             ready=lambda ports: _tell(sent, ports, host, place, lang, as_json=as_json))
    )  # fmt: skip
        if not as_json:
            echo(say("live", "sent", lang), err=True)
    return DONE


def _scored(session: str, folder: Path | None, kind: str | None, entries: Path | None) -> Score:
    """The session: a file, else by its name in a championship folder."""
    if folder is None and Path(session).is_file():
        return score(session, kind=kind, entries=entries)
    if kind or entries:
        raise WrongCall(f"{session}: no file; --kind and --entries are for one, a folder knows them")
    made = classified(*find_session(session, folder))
    if not isinstance(made, Score):
        raise WrongCall(f"{session}: a result list has no passings to send")
    return made


def _sent(made: Score, protocol: str, faults: str, seed: int) -> Sent:
    """What leaves by each port, with the faults that were asked for."""
    wrong = faults_of(faults)
    if protocol in ("rmonitor", "multiloop"):
        told = announced(made, protocol)
        sent = Sent((told.outlet,), told.beside, told.entries, 0)
    else:
        log, _ = made.decoded.log.effective()
        boxes = boxes_of(log, made.decoded.entries, protocol, made.timing.kind.value)
        sent = Sent(boxes.outlets, boxes.beside, boxes.entries, boxes.made)
    for n, outlet in enumerate(sent.outlets):
        outlet.steps = wrong.of(outlet.steps, random.Random(f"{seed} {n}"))
    return sent


def _port(protocol: str) -> int:
    return 5403 if protocol in ("p3", "p98") else 50000


def _tell(sent: Sent, ports: list[int], host: str, beside: Path, lang: str, *, as_json: bool) -> None:
    """Where to connect, and what to type to record it."""
    near = "127.0.0.1" if host == "0.0.0.0" else host
    near = f"[{near}]" if ":" in near else near
    feeds = [
        f"{outlet.protocol}://{near}:{port}" + (f"?{outlet.query}" if outlet.query else "")
        for outlet, port in zip(sent.outlets, ports, strict=True)
    ]
    if as_json:
        print_json({"feeds": feeds, "ports": ports, "beside": str(beside), "records_beside": len(sent.beside),
                    "transponders_made": sent.made})  # fmt: skip
        return
    for outlet, port in zip(sent.outlets, ports, strict=True):
        echo(f"{host}:{port}  {outlet.title}", err=True)
    echo(say("live", "beside", lang, file=str(beside), count=len(sent.beside)), err=True)
    if sent.made:
        echo(say("live", "made", lang, count=sent.made), err=True)
    typed = " ".join(f"'{feed}'" for feed in feeds)
    echo(say("live", "to-record", lang, feeds=typed, file=str(beside)), err=True)
