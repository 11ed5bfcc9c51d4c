"""Files to values: timing files, logs, rulebooks, entry lists and decisions read from disk, scored and checked.

What is here is imported when it is first used: to score one file, no championship folder and no check is loaded.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from parcferme.season.championship import Season, championship_of, is_championship, load_championship
    from parcferme.season.checking import Checked, check, season_findings
    from parcferme.season.decisions import load_decisions
    from parcferme.season.files import (
        demo_folder,
        is_store,
        load,
        load_entries,
        load_rulebook,
        merged,
        season_folder,
        sessions,
    )
    from parcferme.season.logs import imported, keep, log_text
    from parcferme.season.results import load_results
    from parcferme.season.scoring import Score, score
    from parcferme.season.starting import start_folder

_HOME: Final = {
    "Season": "championship", "championship_of": "championship", "is_championship": "championship",
    "load_championship": "championship", "Checked": "checking", "check": "checking", "season_findings": "checking",
    "load_decisions": "decisions",
    "demo_folder": "files", "is_store": "files", "load": "files", "load_entries": "files", "load_rulebook": "files",
    "merged": "files", "season_folder": "files", "sessions": "files", "imported": "logs", "keep": "logs",
    "log_text": "logs", "load_results": "results", "Score": "scoring", "score": "scoring",
    "start_folder": "starting",
}  # fmt: skip

__all__ = [
    "Checked", "Score", "Season", "championship_of", "check", "demo_folder", "imported", "is_championship", "is_store",
    "keep", "load", "load_championship", "load_decisions", "load_entries", "load_results", "load_rulebook", "log_text",
    "merged", "score", "season_findings", "season_folder", "sessions", "start_folder",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
