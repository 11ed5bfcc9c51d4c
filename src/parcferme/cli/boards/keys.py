"""Keys on a terminal: what was done with one, or the list of the trusted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from rich.text import Text

from parcferme.cli.screen import console, show_table
from parcferme.cli.terminal import plain
from parcferme.documents import key_document, say, table
from parcferme.seal import TrustedKey


def show_keys(action: str, listed: tuple[TrustedKey, ...], place: Path, day: dt.date, language: str) -> None:
    """What was done, and the keys it was done with."""
    out = console()
    if action != "list":
        out.print(
            Text(plain(say("seal", f"keys-{action}", language, key=listed[-1].id, folder=str(place)))),
            soft_wrap=True,
        )
    if action == "list" and not listed:
        out.print(Text(plain(say("seal", "keys-none", language, folder=str(place)))), soft_wrap=True)
        return
    rows = [key_document(key, key.state(day)) for key in listed]
    shown = [{**row, "key": row["id"], "state": say("key-state", row["state"], language)} for row in rows]
    columns = ("key", "name", "state", "since", "until")
    show_table(
        out, table(say("seal", "keys-title", language), columns, shown, language, give_up=("until", "since"))
    )
