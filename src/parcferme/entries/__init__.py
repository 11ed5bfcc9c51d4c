"""Who is entered: competitors, cars, classes and crews, round by round; and the entry list as a table people write."""

from parcferme.entries.cars import SECONDS, Driver, Entries, Entry, EntryStatus, Load, Place, When
from parcferme.entries.identity import identity, painted, sharing, told_apart
from parcferme.entries.table import parse_entries

__all__ = [
    "SECONDS", "Driver", "Entries", "Entry", "EntryStatus", "Load", "Place", "When", "identity", "painted",
    "parse_entries", "sharing", "told_apart",
]  # fmt: skip
