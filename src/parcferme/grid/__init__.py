"""Starting grids: results, decisions and the rulebook made into slots, each with its reasons."""

from parcferme.grid.slots import Grid, Publication, Slot
from parcferme.grid.sources import previous_for, rules_for, sources_for
from parcferme.grid.starting import grid_of

__all__ = ["Grid", "Publication", "Slot", "grid_of", "previous_for", "rules_for", "sources_for"]
