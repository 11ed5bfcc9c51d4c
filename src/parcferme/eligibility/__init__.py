"""Eligibility: entries and driving times held against the rules."""
