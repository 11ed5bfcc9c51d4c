"""The shipped season as communiqués are told from it, and a release of it."""

from collections.abc import Callable

import pytest

from parcferme.documents import Meetings
from parcferme.press.release import Communique, communique
from parcferme.press.release.render import render
from small_meeting import told_of


@pytest.fixture(scope="session")
def told() -> Meetings:
    """The shipped season, with every grid."""
    return told_of("ligier-european-series-2020")


@pytest.fixture
def release(told: Meetings) -> Callable[..., Communique]:
    """The release of a round."""

    def of(number: int = 1, language: str = "fr", **more: object) -> Communique:
        weekend = told.meeting(number)
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
