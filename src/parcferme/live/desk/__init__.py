"""The desk: one process that writes a meeting down, and everything a person does at a race as one operation."""
