"""Bulletins: papers typeset as PDF, as they hang on the board."""

from parcferme.bulletins.typesetting import Typeset, pictures, typeset

__all__ = ["Typeset", "pictures", "typeset"]
