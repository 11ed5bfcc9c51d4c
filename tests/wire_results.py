"""What of a result follows from the reads that come over a wire: the columns by which two results are compared."""

ORDER = (
    "position", "number", "laps", "time_us", "best_lap_us", "best_lap_number", "stops", "took_flag", "status",
)  # fmt: skip
