"""Parc Fermé: from a transponder's pulse to the sealed result.

>>> import parcferme
>>> race = parcferme.score("race.csv")             # doctest: +SKIP
>>> race.classification                            # a Polars frame, times in microseconds   # doctest: +SKIP
>>> parcferme.explain(race, "81").laps             # why car 81 is where it is               # doctest: +SKIP
"""

from typing import Any

from lazy_loader import attach_stub

_lent, _names, __all__ = attach_stub(__name__, __file__)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        # Here, because reading what is installed takes longer than all the rest of this module.
        from importlib.metadata import version

        return globals().setdefault(name, version("parcferme"))
    return _lent(name)


def __dir__() -> list[str]:
    return [*_names(), "__version__"]
