"""Files to values: timing files, logs, rulebooks, entry lists and decisions read from disk, scored and checked."""

from parcferme.season.checking import Checked, check
from parcferme.season.decisions import load_decisions
from parcferme.season.files import load, load_entries, load_rulebook, merged, sessions
from parcferme.season.scoring import Score, score

__all__ = [
    "Checked",
    "Score",
    "check",
    "load",
    "load_decisions",
    "load_entries",
    "load_rulebook",
    "merged",
    "score",
    "sessions",
]
