"""A starting grid as its heading says what it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parcferme.documents.grid import About
    from parcferme.season.grids import StartingGrid


def about_grid(made: StartingGrid) -> About:
    """What a grid is of, as its heading says it."""
    from parcferme.documents.grid import About

    season = made.season
    return About(
        season.name,
        made.session.spec.title or made.session.name,
        made.round.number,
        event=made.round.name,
        season=season.year,
        rulebook=made.round.rulebook.name,
        sources=tuple(source.session for source in made.sources),
        reconstruction=season.championship.reconstruction,
    )
