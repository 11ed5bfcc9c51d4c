"""Parc Fermé: from a transponder's pulse to the sealed result.

>>> import parcferme
>>> race = parcferme.score("race.csv")             # doctest: +SKIP
>>> race.classification                            # a Polars frame, times in microseconds   # doctest: +SKIP
>>> parcferme.explain(race, "81").laps             # why car 81 is where it is               # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parcferme.championship import Championship, Standings
    from parcferme.championship.chances import chances
    from parcferme.classification import Classification, Row, classify
    from parcferme.decoders import Decoded, decode
    from parcferme.documents.classification import classification_document as document
    from parcferme.documents.explain import Story, explain
    from parcferme.documents.words import finding_text, reason_text
    from parcferme.entries import Entries, parse_entries
    from parcferme.findings import Finding, ParcFermeError
    from parcferme.grid import Grid, grid_of
    from parcferme.records import Log
    from parcferme.regulations import Rulebook, parse_rulebook
    from parcferme.season import (
        Score,
        check,
        demo_folder,
        load,
        load_championship,
        load_decisions,
        load_entries,
        load_results,
        load_rulebook,
        score,
        season_folder,
    )
    from parcferme.store import open_store
    from parcferme.timing import Timing, measure

    __version__: str

# Where each public name lives; it is imported when it is first used, so that `parcferme --help` stays quick.
_HOME = {
    "score": "season", "load": "season", "check": "season", "demo_folder": "season", "Score": "season",
    "load_rulebook": "season", "load_entries": "season", "load_decisions": "season",
    "load_championship": "season", "load_results": "season", "season_folder": "season",
    "Championship": "championship", "Standings": "championship", "chances": "championship.chances",
    "Grid": "grid", "grid_of": "grid",
    "decode": "decoders", "Decoded": "decoders", "Log": "records", "open_store": "store",
    "Entries": "entries", "parse_entries": "entries", "Rulebook": "regulations", "parse_rulebook": "regulations",
    "measure": "timing", "Timing": "timing", "classify": "classification", "Classification": "classification",
    "Row": "classification", "Finding": "findings", "ParcFermeError": "findings",
    "document": "documents.classification", "explain": "documents.explain", "Story": "documents.explain",
    "reason_text": "documents.words", "finding_text": "documents.words",
}  # fmt: skip
_ELSEWHERE = {"document": "classification_document"}

__all__ = [
    "Championship", "Classification", "Decoded", "Entries", "Finding", "Grid", "Log", "ParcFermeError", "Row",
    "Rulebook", "Score", "Standings", "Story", "Timing", "chances", "check", "classify", "decode", "demo_folder",
    "document", "explain", "finding_text", "grid_of", "load", "load_championship", "load_decisions",
    "load_entries", "load_results", "load_rulebook", "measure", "open_store", "parse_entries", "parse_rulebook",
    "reason_text", "score", "season_folder",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "__version__":
        # Here, because reading what is installed takes longer than all the rest of this module.
        from importlib.metadata import version

        return globals().setdefault(name, version("parcferme"))
    if name not in _HOME:
        raise AttributeError(f"module 'parcferme' has no attribute {name!r}")
    value = getattr(import_module(f"parcferme.{_HOME[name]}"), _ELSEWHERE.get(name, name))
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "__version__"})
