"""Papers: what a sheet says, before it is paper or page. Values in, blocks out."""

from parcferme.papers.catalogue import KINDS, RACE, ROUND, TIMED, UNMOVED, Kind, bulletin, kinds
from parcferme.papers.paper import BOTH, PAPERS, Bulletin, Chart, Look, Masthead, languages_of

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
    "bulletin",
    "kinds",
    "languages_of",
]
