"""Any one file checked: a rulebook, decisions, an entry list, a timing file or a log, with what is odd in it."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

from parcferme import rulebooks
from parcferme.findings import BadEntries, BadLog, BadRulebook, Finding, Where, error
from parcferme.season.championship import Season, is_championship, load_championship
from parcferme.season.decisions import TABLE, load_decisions
from parcferme.season.files import is_store, load_entries, load_rulebook, sessions, toml_text
from parcferme.season.folder import CHAMPIONSHIP, ROUND, RoundFile, read_folder_toml
from parcferme.season.results import holds_results, load_results, seasons_of
from parcferme.season.scoring import score


@dataclasses.dataclass(frozen=True)
class Checked:
    """One file looked at: what it is (`rulebook`, `decisions`, `entries`, `championship`, `round`, `results` or the
    format of a timing file), the session of a log database, and what was found.
    """

    file: str
    what: str
    findings: tuple[Finding, ...]
    session: str | None = None


def check(path: str | Path, **options: Any) -> tuple[Checked, ...]:
    """What is odd in a rulebook (file or shipped), decisions, an entry list, or a timing file or log, which is scored
    with the options of `score`. A log database is checked session by session.

    A championship folder is checked with every file in it. Raises `ParcFermeError` for a file that is none of these.
    """
    path = Path(path)
    if is_championship(path):
        return check_folder(load_championship(path))
    if str(path) in rulebooks.shipped() or path.suffix.lower() == ".toml":
        return (_check_toml(path),)
    if not is_store(path):
        return (_check_table(path, options),)
    session = options.pop("session", None)
    names = [session] if session else sessions(path)
    scored = [(name, score(path, session=name, **options)) for name in names]
    return tuple(Checked(path.name, "store", one.findings, name) for name, one in scored)


def check_folder(season: Season) -> tuple[Checked, ...]:
    """Every file of a championship folder, each with what was found in it; what no file shows stands with
    championship.toml.
    """
    said = season.championship
    files = {CHAMPIONSHIP: "championship"}
    if said.rulebook and (season.folder / said.rulebook).is_file():
        files[said.rulebook] = "rulebook"
    if season.entries.file:
        files[season.entries.file] = "entries"
    if said.results:
        files[said.results] = "results"
    for one in season.rounds:
        if one.folder is not None:
            files[one.text.file] = "round"
            for session in one.sessions:
                if session.file is not None:
                    scored = season.score(session)
                    files[f"{one.folder.name}/{session.file.name}"] = (
                        scored.decoded.format if scored else "results"
                    )
                ruled = one.folder / f"{session.name}.grid.toml"
                for path in (session.decisions, ruled):
                    if path is not None and path.is_file():
                        files[f"{one.folder.name}/{path.name}"] = "decisions"
    found: dict[str, list[Finding]] = {file: [] for file in files}
    for finding in season.findings:
        file = finding.where.file or CHAMPIONSHIP
        if file not in found:
            files[file] = "decisions" if file.endswith((".decisions.toml", ".grid.toml")) else "round"
            if file.removeprefix("rulebooks/") != file:
                files[file] = "rulebook"
        found.setdefault(file, []).append(finding)
    return tuple(Checked(file, what, tuple(found[file])) for file, what in files.items())


def _check_toml(path: Path) -> Checked:
    """A rulebook or a decisions file, told apart by their tables."""
    if str(path) not in rulebooks.shipped():
        text = toml_text(path, BadRulebook)
        if path.name == ROUND:
            return Checked(path.name, "round", read_folder_toml(RoundFile, text, path.name)[2])
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
        if holds_results(path):
            if len(seasons_of(path)) > 1:
                raise
            return Checked(path.name, "results", load_results(path)[1])
        try:
            return Checked(path.name, "entries", load_entries(path)[1])
        except BadEntries:
            raise not_timing from None
    return Checked(path.name, scored.decoded.format, scored.findings)
