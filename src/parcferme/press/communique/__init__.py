"""The communiqué: facts of a meeting first, then sentences made from them, in French and English."""

from parcferme.press.communique.compose import Communique, communique, communique_document
from parcferme.press.communique.told import Ran, SeasonTold, Weekend

__all__ = ["Communique", "Ran", "SeasonTold", "Weekend", "communique", "communique_document"]
