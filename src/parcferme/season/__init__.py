"""Files to values: timing files, logs, rulebooks, entry lists and decisions read from disk, scored and checked."""

from parcferme.season.checking import Checked, check
from parcferme.season.decisions import load_decisions
from parcferme.season.files import demo_folder, is_store, load, load_entries, load_rulebook, merged, sessions
from parcferme.season.logs import imported, keep, log_text
from parcferme.season.scoring import Score, score

__all__ = [
    "Checked",
    "Score",
    "check",
    "demo_folder",
    "imported",
    "is_store",
    "keep",
    "load",
    "load_decisions",
    "load_entries",
    "load_rulebook",
    "log_text",
    "merged",
    "score",
    "sessions",
]
