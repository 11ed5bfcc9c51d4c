"""The shipped rulebooks on the files of their own series: the same official results as without one."""

from pathlib import Path

import pytest

from conftest import PUBLISHED
from parcferme import season
from parcferme.records import Penalty
from published.official import Case, account, cases, differences, table

CASES = cases(PUBLISHED)
pytestmark = pytest.mark.published


def rulebook_of(case: Case) -> str:
    return "gr-cup" if case.id.startswith("grcup") else "imsa-weathertech"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_shipped_rulebook_gives_the_official_result(case: Case, published: Path) -> None:
    score = season.score(
        published / case.laps, kind=case.kind, decisions=case.decisions, rulebook=rulebook_of(case)
    )
    lines = table(published / case.official)
    moved = any(decision.penalty is Penalty.REAR_OF_CLASS for decision in case.decisions)
    found = list(differences(lines, score, race=case.kind == "race", moved=moved))
    assert not found, account(found, lines, score)


def test_flag_of_every_gr_cup_race_fell_when_the_rulebook_says_it_was_due(published: Path) -> None:
    races = [case for case in CASES if case.id.startswith("grcup")]
    assert races
    for case in races:
        flag = season.score(published / case.laps, kind="race", rulebook="gr-cup").timing.flag
        assert flag.at == flag.due, case.id
        assert flag.source == "file"
