"""Bulletins: the papers that hang on the board, as PDF. Values in, pages out; what they print was decided elsewhere."""

from parcferme.documents.bulletins.catalogue import KINDS, RACE, ROUND, TIMED, UNMOVED, Kind, bulletin, kinds
from parcferme.documents.bulletins.paper import (
    BOTH,
    PAPERS,
    Bulletin,
    Chart,
    Look,
    Masthead,
    Matter,
    class_colours,
    languages_of,
)
from parcferme.documents.bulletins.typesetting import Typeset, pictures, typeset

__all__ = [
    "BOTH",
    "KINDS",
    "PAPERS",
    "RACE",
    "ROUND",
    "TIMED",
    "UNMOVED",
    "Bulletin",
    "Chart",
    "Kind",
    "Look",
    "Masthead",
    "Matter",
    "Typeset",
    "bulletin",
    "class_colours",
    "kinds",
    "languages_of",
    "pictures",
    "typeset",
]
