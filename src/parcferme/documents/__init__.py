"""Values to documents: words, tables, CSV and JSON. What they print was decided elsewhere."""
