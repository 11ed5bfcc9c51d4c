"""The colours that paper, page and picture share: the accent, and one for each class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

ACCENT: Final = "#1f3a5f"
# Told apart with any colour vision, also in grey; after Okabe and Ito, darkened where white letters stand on them.
PALETTE: Final = ("#0072b2", "#d55e00", "#00795a", "#b0508a", "#e69f00", "#3a9bd0", "#5b4a9e", "#8a6d00")


def class_colours(classes: Sequence[str], colours: Mapping[str, str]) -> dict[str, str]:
    """A colour for each class: the folder's, else that of its place in the list. The same list gives the same."""
    return {
        name: colours.get(name) or PALETTE[at % len(PALETTE)]
        for at, name in enumerate(dict.fromkeys(classes))
    }
