"""Files to values: timing files, logs, rulebooks, entry lists and decisions read from disk, scored and checked."""

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

__all__ = [
    "Checked",
    "Score",
    "Season",
    "championship_of",
    "check",
    "demo_folder",
    "imported",
    "is_championship",
    "is_store",
    "keep",
    "load",
    "load_championship",
    "load_decisions",
    "load_entries",
    "load_results",
    "load_rulebook",
    "log_text",
    "merged",
    "score",
    "season_findings",
    "season_folder",
    "sessions",
    "start_folder",
]
