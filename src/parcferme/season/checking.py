"""Any one file checked: a rulebook, decisions, an entry list, a timing file or a log, with what is odd in it."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

from parcferme import rulebooks
from parcferme.findings import BadEntries, BadLog, BadRulebook, Finding, Where, error
from parcferme.season.decisions import TABLE, load_decisions
from parcferme.season.files import is_store, load_entries, load_rulebook, sessions, toml_text
from parcferme.season.scoring import score


@dataclasses.dataclass(frozen=True)
class Checked:
    """One file looked at: what it is (`rulebook`, `decisions`, `entries` or the format of a timing file), the session
    of a log database, and what was found.
    """

    file: str
    what: str
    findings: tuple[Finding, ...]
    session: str | None = None


def check(path: str | Path, **options: Any) -> tuple[Checked, ...]:
    """What is odd in a rulebook (file or shipped), decisions, an entry list, or a timing file or log, which is scored
    with the options of `score`. A log database is checked session by session.

    Raises `ParcFermeError` for a file that is none of these.
    """
    path = Path(path)
    if str(path) in rulebooks.shipped() or path.suffix.lower() == ".toml":
        return (_check_toml(path),)
    if not is_store(path):
        return (_check_table(path, options),)
    session = options.pop("session", None)
    names = [session] if session else sessions(path)
    scored = [(name, score(path, session=name, **options)) for name in names]
    return tuple(Checked(path.name, "store", one.findings, name) for name, one in scored)


def _check_toml(path: Path) -> Checked:
    """A rulebook or a decisions file, told apart by their tables."""
    if str(path) not in rulebooks.shipped():
        text = toml_text(path, BadRulebook)
        if any(TABLE.match(line) for line in text.splitlines()):
            return Checked(path.name, "decisions", load_decisions(path)[1])
    try:
        load_rulebook(path)
    except BadRulebook as problem:
        return Checked(
            path.name, "rulebook", tuple(_unusable(line, path) for line in str(problem).splitlines())
        )
    return Checked(path.name, "rulebook", ())


def _unusable(text: str, path: Path) -> Finding:
    """One line of what is wrong with a rulebook as a finding with its line."""
    match = re.match(r"(.*?):(\d+): (.*)\Z", text.removeprefix(f"{path}"))
    if match:
        return error(
            "rulebook-unusable", Where(file=path.name, line=int(match.group(2))), problem=match.group(3)
        )
    return error("rulebook-unusable", Where(file=path.name), problem=text.removeprefix(f"{path}: "))


def _check_table(path: Path, options: dict[str, Any]) -> Checked:
    """A timing file, else an entry list."""
    try:
        scored = score(path, **options)
    except BadLog as not_timing:
        try:
            return Checked(path.name, "entries", load_entries(path)[1])
        except BadEntries:
            raise not_timing from None
    return Checked(path.name, scored.decoded.format, scored.findings)
