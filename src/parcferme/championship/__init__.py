"""Results and the rulebook made into points and tables, each with its reasons."""

from parcferme.championship.championship import Championship
from parcferme.championship.tables import Column, Planned, Points, Standing, Standings, Table

__all__ = ["Championship", "Column", "Planned", "Points", "Standing", "Standings", "Table"]
