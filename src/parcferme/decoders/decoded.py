"""What a decoder hands over: the log, the entry list as far as the file knows it, and what was odd."""

from __future__ import annotations

import msgspec

from parcferme.entries import Entries
from parcferme.findings import Finding
from parcferme.records import Log


class Decoded(msgspec.Struct, frozen=True, eq=False):
    """One timing file, read.

    `format`: `al-kamel-analysis`, `al-kamel-classification`, `natsoft-csv`, `natsoft-html`, `acc`, `plain` or `log`;
    `session`: practice, qualifying or race where the file says so; `title`: its own words for the session.
    """

    log: Log
    entries: Entries = Entries()
    findings: tuple[Finding, ...] = ()
    format: str = ""
    session: str | None = None
    title: str | None = None
