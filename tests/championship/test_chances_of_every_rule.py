"""Who can still win under every rule of a table, against every way in which a small season can end."""

from __future__ import annotations

import os
from random import Random

import pytest

from campaign import every_rule

SEASONS = int(os.environ.get("PARCFERME_SEASONS", "2000"))
BLOCKS = 4


@pytest.mark.parametrize("block", range(BLOCKS))
def test_what_is_said_under_every_rule_of_a_table_is_true_however_it_ends(block: int) -> None:
    each = SEASONS // 80
    for seed in range(block * each, block * each + each):
        assert every_rule.play(seed) == [], f"season {seed}"


def test_seasons_have_every_rule_of_a_table() -> None:
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
