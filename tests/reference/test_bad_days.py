"""The generator of bad days: the same seed is the same day, and it holds what it promises."""

from __future__ import annotations

from collections import Counter

from reference.bad_days import Day, day
from reference.scorer import score

SEEDS = range(600)


def test_the_same_seed_is_the_same_day() -> None:
    assert day(7) == day(7)
    assert day(7) != day(8)


def test_every_car_of_the_truth_is_scored_and_no_other() -> None:
    for seed in SEEDS:
        one = day(seed)
        found = {row["number"] for row in score(one.truth, one.rules, one.decisions, one.classes)}
        assert found == set(one.classes)


def test_damage_is_done_to_the_reads_and_never_to_the_truth() -> None:
    """A miss takes one read away, two missed take two, a ghost and a double add one."""
    changes = {"miss": -1, "two-missed": -2, "ghost": 1, "double": 1}
    seen = 0
    for seed in SEEDS:
        one = day(seed)
        if one.sort == "damage":
            more = sum(changes[damage.kind] for damage in one.damage)
            assert passings(one.rows) - passings(one.truth) == more
            seen += 1
    assert seen > 100


def passings(rows: list[dict[str, object]]) -> int:
    return sum(row["kind"] == "passing" for row in rows)


def test_the_days_hold_what_they_promise() -> None:
    """At least so many in a hundred days; a generator that has stopped stopping races proves nothing."""
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        seen.update(happens(day(seed)))
    least = {
        "race": 60, "qualifying": 8, "practice": 4, "clean": 20, "neutral": 12, "early red": 6, "late red": 5,
        "stopped": 3, "behind the safety car": 3, "led": 1, "groups": 4, "group not said": 0.5, "one number": 4,
        "two decoders": 5, "double": 10, "formation lap": 2, "clock put": 5, "flag slipped": 2, "harmless": 30,
        "asked": 5, "damage": 20, "ghost": 10, "miss": 5, "two-missed": 4, "plain damage": 20, "ruled": 20,
    }  # fmt: skip
    rare = {what: seen[what] for what, rate in least.items() if seen[what] * 100 < rate * len(SEEDS)}
    assert not rare


def happens(one: Day) -> set[str]:
    found = {one.kind, one.sort, *one.facts, *(damage.kind for damage in one.damage)}
    found |= {"plain damage"} if any(damage.plain for damage in one.damage) else set()
    return found | ({"ruled"} if one.decisions else set())
