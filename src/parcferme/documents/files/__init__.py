"""What programs load: each document as CSV and JSON, Al Kamel's own files, laps as Parquet."""

from parcferme.documents.files.alkamel import ANALYSIS, CLASSIFICATION, alkamel_files
from parcferme.documents.files.papers import OF_LAPS, Papers, Planned, csv_files, json_files
from parcferme.documents.files.parquet import laps_parquet

__all__ = [
    "ANALYSIS",
    "CLASSIFICATION",
    "OF_LAPS",
    "Papers",
    "Planned",
    "alkamel_files",
    "csv_files",
    "json_files",
    "laps_parquet",
]
