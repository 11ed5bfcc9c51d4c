"""Where a finding about a rule stands: file and line of the key it names."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from parcferme.findings import Finding, Severity, Where
from parcferme.regulations import read_rulebook
from parcferme.season.folder import FolderText, text_in


def rule_located(finding: Finding, top: FolderText, beside: FolderText | None) -> Finding:
    """A finding that names a key of the rulebook with its place: under [rules] of championship.toml, else in the
    rulebook where that is a file of the folder, else where championship.toml names it. A shipped rulebook is for many
    seasons: that some of it fits nothing in one is a note.
    """
    key = finding.values.get("key")
    if not isinstance(key, str) or finding.where != Where():
        return finding
    if key.partition("[")[0].partition(".")[0] in top.rules:
        where = top.where(f"rules.{key}")
    else:
        where = top.where("rulebook") if beside is None else beside.where(key)
        if beside is None:
            return msgspec.structs.replace(finding, where=where, severity=Severity.INFO)
    return msgspec.structs.replace(finding, where=where)


def located_in(findings: Iterable[Finding], rulebook: str) -> tuple[Finding, ...]:
    """The same for a rulebook that is one file, or a shipped one, by its name."""
    path = Path(rulebook)
    text = text_in(path.parent, path.name)
    if text is None:
        return tuple(rule_located(one, FolderText(f"rulebooks/{rulebook}"), None) for one in findings)
    try:
        beside = FolderText(path.name, text, read=read_rulebook(text)[1])
    except (tomllib.TOMLDecodeError, RecursionError):
        return tuple(findings)
    return tuple(rule_located(one, FolderText(path.name), beside) for one in findings)
