"""Chances under playoffs, against every outcome of small seasons (what is compared: tests/campaign/chances.py)."""

from random import Random

import pytest

from campaign.chances import a_race, any_cup, engine, of_playoffs
from parcferme.championship.contenders import chances

BLOCKS, EACH = 4, 100


@pytest.mark.parametrize("block", range(BLOCKS))
def test_what_is_said_of_small_seasons_is_true_of_all_their_outcomes(block: int) -> None:
    for seed in range(block * EACH, block * EACH + EACH):
        wrong = list(of_playoffs(Random(seed)))
        assert not wrong, f"season {seed}: {wrong[0]}"


def test_most_answers_are_exact() -> None:
    exact = 0
    for seed in range(60):
        random = Random(seed)
        cup = any_cup(random)
        races = [a_race(random, cup.drivers) for _ in range(cup.last - 1)]
        run = engine(cup, races, None)
        table = next(iter(run.after().tables))
        exact += all(one.exact for one in chances(run, table).units)
    assert exact > 30


def test_seasons_have_all_that_playoffs_know_of() -> None:
    """Some of each: cuts, who has to have started every race, who advances by a win."""
    cups = [any_cup(Random(seed)) for seed in range(200)]
    assert sum(bool(one.cuts) for one in cups) > 40
    assert sum(one.started_every_race for one in cups) > 40
    assert sum(one.win_advances for one in cups) > 40
