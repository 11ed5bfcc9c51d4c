"""Where penalised cars land, and what those without a penalty make of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from parcferme.grid.slots import Starter
from parcferme.regulations import GridPenaltyRules, Landing


def landed(order: Sequence[Starter], rules: GridPenaltyRules) -> list[Starter]:
    """The cars in the order they start in. Cars at the back stand behind all others, in the order they had."""
    free = [one for one in order if not one.back]
    back = [one for one in order if one.back]
    match rules.landing:
        case Landing.ONE_BY_ONE:
            return [*_one_by_one(free), *back]
        case Landing.SLOTS:
            return [*_on_slots(free, order), *back]
        case never:
            assert_never(never)


def _on_slots(free: Sequence[Starter], order: Sequence[Starter]) -> list[Starter]:
    """A penalised car's slot is its place plus what it lost, counted with every car that was in the order.

    From the last slot forward: of those that want one slot the worst qualified keeps it, the others stand directly
    ahead. Then the others fill what is free from the front, and what is still empty closes up.
    """
    place = {one.number: position for position, one in enumerate(order, start=1)}
    # From the back forward: who is pushed ahead of a worse qualified car lands where nobody has been put yet.
    waiting = sorted(
        ((place[one.number] + one.drop, place[one.number]) for one in free if one.drop), reverse=True
    )
    taken: dict[int, Starter] = {}
    slot: int | None = None
    for want, was in waiting:
        slot = want if slot is None else min(want, slot - 1)
        taken[slot] = order[was - 1]
    others = [one for one in free if not one.drop]
    found: list[Starter] = []
    position = 1
    while others or taken:
        if position in taken:
            found.append(taken.pop(position))
        elif others:
            found.append(others.pop(0))
        else:
            # A drop can reach past the last car: what is empty before it closes up.
            position = min(taken) - 1
        position += 1
    return found


def _one_by_one(free: Sequence[Starter]) -> list[Starter]:
    """Each penalised car moved back in turn, the best qualified first; nobody falls further than the last place."""
    found = list(free)
    for one in free:
        if one.drop:
            here = next(index for index, car in enumerate(found) if car is one)
            found.insert(here + one.drop, found.pop(here))
    return found
