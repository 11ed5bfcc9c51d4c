"""The communiqué: facts of a meeting first, then sentences made from them, in French and English."""

from parcferme.press.release.compose import Communique, communique, communique_document

__all__ = ["Communique", "communique", "communique_document"]
