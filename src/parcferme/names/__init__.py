"""Names as people write them: which spellings are one name, which is nearest, and what kind of session a name says."""

from parcferme.names.folding import edges, fitting, fold, nearest, same
from parcferme.names.sessions import KINDS, PREPOSITIONS, WORDS, kind_of, kind_said

__all__ = [
    "KINDS",
    "PREPOSITIONS",
    "WORDS",
    "edges",
    "fitting",
    "fold",
    "kind_of",
    "kind_said",
    "nearest",
    "same",
]
