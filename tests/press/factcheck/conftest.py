"""The season every text is checked against, and the facts folder, whose tests are deselected where it is not."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import PUBLISHED
from parcferme.documents import Meetings
from parcferme.press.factcheck import Claim, FactCheck, check_text
from small_meeting import told_of

FACTS = Path(os.environ.get("PARCFERME_FACTS") or PUBLISHED.parent / "facts").resolve()
NEEDS = "press_release"


@pytest.fixture(scope="session")
def told() -> Meetings:
    """The shipped season, with every grid."""
    return told_of("ligier-european-series-2020")


@pytest.fixture
def check(told: Meetings) -> Callable[..., FactCheck]:
    """Checks a text against the shipped season."""

    def of(text: str, number: int | None = None) -> FactCheck:
        return check_text(text, told, number)

    return of


@pytest.fixture(scope="session")
def press_release() -> str:
    """The real release of July 2020; it is read where it is, and never kept here."""
    return (FACTS / "press-release.txt").read_text(encoding="utf-8")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if (FACTS / "press-release.txt").is_file():
        return
    without = [item for item in items if NEEDS in getattr(item, "fixturenames", ())]
    if without:
        items[:] = [item for item in items if item not in without]
        config.hook.pytest_deselected(items=without)
        print(f"facts: {len(without)} tests deselected, there is no press release in {FACTS}")


def one(found: FactCheck, kind: str, text: str = "") -> Claim:
    """The only claim of a kind whose text holds this."""
    (claim,) = [claim for claim in found.claims if claim.kind == kind and text in claim.text]
    return claim
