"""`parcferme serve`: the desk of a meeting, from now on; what speaks to it are `parcferme desk` and the feeds."""

from __future__ import annotations

import datetime as dt
import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from parcferme.cli import options as o
from parcferme.cli.outcome import DONE, reporting
from parcferme.cli.screen import tell_findings
from parcferme.cli.terminal import echo
from parcferme.documents import say
from parcferme.entries import Entries
from parcferme.live import Desk, Service, Setting
from parcferme.season import load_entries, load_rulebook
from parcferme.store import this_process

EPILOG = """\b
Examples:
  parcferme serve today.db --rulebook wec --entries entries.csv
  parcferme desk today.db open race-1           in another terminal

\b
One desk writes to a database; a second one is refused. Whatever ends it, the
next one starts at once and goes on where it was. Stop it with Ctrl-C.
"""

Database = Annotated[
    Path, typer.Argument(metavar="DB", help="The database of the meeting, made where there is none.")
]


@reporting
def serve(
    database: Database,
    rulebook: o.RulebookName = None,
    entries: o.EntryList = None,
    lang: o.Language = "en",
) -> int:
    """The desk of a meeting: it alone writes, others speak to it."""
    listed = Entries.of(()) if entries is None else load_entries(entries)[0]
    since = dt.datetime.now().astimezone().isoformat(timespec="seconds")
    desk = Desk(database, Setting(load_rulebook(rulebook), listed), holder=this_process(since))
    try:
        service = Service(desk, since=since)
        tell_findings(desk.odd, lang)
        echo(say("desk", "running", lang, file=str(database), count=desk.journal.last), err=True)
        _until_stopped()
        service.close()
    finally:
        desk.close()
    return DONE


def _until_stopped() -> None:
    """Until Ctrl-C, or until somebody ends the process."""
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    stop.wait()
