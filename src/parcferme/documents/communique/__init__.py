"""The communiqué: facts of a meeting first, then sentences made from them, in French and English."""
