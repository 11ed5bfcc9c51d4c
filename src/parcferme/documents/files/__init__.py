"""What programs load: each document as CSV and JSON, Al Kamel's own files, laps as Parquet."""

from parcferme.documents.files.alkamel import ANALYSIS, CLASSIFICATION, alkamel_files
from parcferme.documents.files.meeting import meeting_csv, meeting_json
from parcferme.documents.files.papers import OF_LAPS, csv_files, json_files
from parcferme.documents.files.parquet import laps_parquet

__all__ = [
    "ANALYSIS",
    "CLASSIFICATION",
    "OF_LAPS",
    "alkamel_files",
    "csv_files",
    "json_files",
    "laps_parquet",
    "meeting_csv",
    "meeting_json",
]
