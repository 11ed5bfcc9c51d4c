"""Parc Fermé: from a transponder's pulse to the sealed result."""
