"""Up to which tie-break a better result can never be worth less."""

from typing import Any

import pytest

from parcferme.championship.outcomes import sure_steps
from parcferme.championship.tables import Column
from parcferme.regulations import BestResults, By, TableRules, TieBy, TieStep

RACES = [Column(1, "race", "race"), Column(2, "race", "race")]
MIXED = [*RACES, Column(2, "sprint", "sprint")]
POLE = [Column(1, "qualifying", "qualifying", scores=False)]
ALL, COUNTING = TieStep(TieBy.COUNTS), TieStep(TieBy.COUNTS, dropped=False)


def sure(
    *steps: TieStep,
    best: BestResults | None = None,
    cars: int = 1,
    columns: list[Column] = RACES,
    **more: Any,
) -> int:
    """How many of these steps are sure."""
    rules = TableRules("D", best=best or BestResults(), ties=steps)
    found = sure_steps(rules, columns, cars, **more)
    assert found == steps[: len(found)]
    return len(found)


DROP = BestResults(drop=1)


@pytest.mark.parametrize(
    ("steps", "options", "number"),
    [
        ((ALL, TieStep(TieBy.LATEST)), {}, 2),
        ((ALL, TieStep(TieBy.HEAD_TO_HEAD), ALL), {}, 1),  # and nothing behind it
        ((COUNTING,), {}, 1),  # no result is left out
        ((ALL,), {"best": DROP, "cars": 2}, 1),  # it looks at those left out too
        ((COUNTING,), {"best": DROP}, 1),
        ((COUNTING,), {"best": DROP, "cars": 2}, 0),
        ((COUNTING,), {"best": BestResults(drop=1, by=By.ROUND)}, 0),
        ((COUNTING,), {"best": BestResults(drop=1, of_round=1)}, 0),
        (
            (COUNTING,),
            {"best": DROP, "columns": MIXED},
            0,
        ),  # a sprint can push a race out of those that count
        (
            (TieStep(TieBy.COUNTS, sessions=("race", "sprint"), dropped=False),),
            {"best": DROP, "columns": MIXED},
            1,
        ),
        ((TieStep(TieBy.GROSS, dropped=False),), {"best": DROP, "cars": 2}, 1),  # no place is compared
        ((TieStep(TieBy.LATEST, dropped=False),), {"best": DROP}, 0),
        ((TieStep(TieBy.LATEST_BEST, dropped=False),), {"best": DROP}, 0),
        ((TieStep(TieBy.FIRST_TO_ACHIEVE, dropped=False),), {"best": DROP}, 1),
        (
            (TieStep(TieBy.BEST_IN, sessions=("qualifying",)),),
            {"beside": POLE},
            0,
        ),  # nothing is known of its future
        ((ALL,), {"beside": POLE}, 1),
        ((COUNTING,), {"best": DROP, "cars": 0}, 1),
    ],
)
def test_up_to_which_step_a_better_result_is_never_worth_less(
    steps: tuple[TieStep, ...], options: dict[str, Any], number: int
) -> None:
    assert sure(*steps, **options) == number
