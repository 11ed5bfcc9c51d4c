"""The shipped season as communiqués are told from it, and a release of it."""

from collections.abc import Callable

import pytest

from parcferme.press.communique import Communique, SeasonTold, communique
from parcferme.press.communique.render import render
from parcferme.publishing.weekends import season_told
from parcferme.season import load_championship


@pytest.fixture(scope="session")
def told() -> SeasonTold:
    """The shipped season, with every grid."""
    return season_told(load_championship("ligier-european-series-2020"), "all")


@pytest.fixture
def release(told: SeasonTold) -> Callable[..., Communique]:
    """The release of a round."""

    def of(number: int = 1, language: str = "fr", **more: object) -> Communique:
        weekend = told.weekend(number)
        assert weekend is not None
        return communique(told, weekend, language=language, **more)  # type: ignore[arg-type]

    return of


@pytest.fixture
def text(release: Callable[..., Communique]) -> Callable[..., str]:
    """The release of a round as plain text."""

    def of(number: int = 1, language: str = "fr", **more: object) -> str:
        made = render(release(number, language, **more), "text")
        assert isinstance(made, str)
        return made

    return of
