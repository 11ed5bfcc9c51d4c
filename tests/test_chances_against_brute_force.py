"""Who can still win, against every way in which a small season can end: drops, entries for a round, playoffs."""

from __future__ import annotations

import os

import pytest

from campaign import chances, every_rule

SEASONS = int(os.environ.get("PARCFERME_SEASONS", "2000"))
BLOCKS = 4


@pytest.mark.parametrize("block", range(BLOCKS))
def test_what_is_said_of_a_season_is_true_however_it_ends(block: int) -> None:
    each = SEASONS // BLOCKS
    for seed in range(block * each, block * each + each):
        wrong = [one for one in chances.play(seed) if not one.startswith("known ")]
        assert not wrong, f"season {seed}: {wrong[0]}"


def test_seasons_have_all_that_chances_knows_of() -> None:
    """Some of each: sessions to come, results left out, who is not entered, level drivers."""
    from random import Random

    seasons = [chances.small(Random(seed)) for seed in range(200)]
    assert sum(bool(one.there) for one in seasons) > 40
    assert sum(one.drop is not None or one.count is not None for one in seasons) > 60
    assert sum(len(one.to_come) > 1 for one in seasons) > 40
    cups = [chances.small_cup(Random(seed)) for seed in range(200)]
    assert sum(bool(one.cuts) for one in cups) > 40
    assert sum(one.started_every_race for one in cups) > 40


@pytest.mark.parametrize("block", range(BLOCKS))
def test_what_is_said_under_every_rule_of_a_table_is_true_however_it_ends(block: int) -> None:
    each = SEASONS // 80
    for seed in range(block * each, block * each + each):
        assert every_rule.play(seed) == [], f"season {seed}"


def test_seasons_have_every_rule_of_a_table() -> None:
    from random import Random

    texts = [every_rule.case(Random(seed)).rules for seed in range(400)]
    lists = (
        every_rule.POINTS,
        every_rule.BEST,
        every_rule.RANKED,
        every_rule.TIES,
        every_rule.TABLE,
        every_rule.RULINGS,
    )
    for rule in {one for each in lists for one in each}:
        assert any(rule in text for text in texts), rule
