"""The fonts that are installed with the program: the sans of all papers, and those of other scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import typst

# Packages that are nothing but fonts. The first has the sans; the others are of the extra `scripts`.
_SANS_PACKAGE: Final = "fontpkg_ibm_plex_sans"
_SCRIPTS: Final = ("manimgx_fonts", "manimgx_fonts_cjk")


@cache
def plain_fonts() -> typst.Fonts:
    """The sans alone."""
    return _fonts((_SANS_PACKAGE,))


@cache
def all_fonts() -> typst.Fonts:
    """The sans, and every script there is a font installed for."""
    return _fonts((_SANS_PACKAGE, *_SCRIPTS))


def _fonts(packages: Iterable[str]) -> typst.Fonts:
    return typst.Fonts(
        # None of the machine: a paper looks alike wherever it is made, and a missing letter is missed
        # everywhere.
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=list(font_folders(packages)),
    )


def font_folders(packages: Iterable[str] = (_SANS_PACKAGE, *_SCRIPTS)) -> Iterator[Path]:
    """Where the fonts of these packages lie: of all of them where none are named, as far as they are installed."""
    for name in packages:
        spec = find_spec(name)
        yield from () if spec is None else map(Path, spec.submodule_search_locations or ())
