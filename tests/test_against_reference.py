"""The engine against an independent scorer: plain Python written from the rules, sharing no code with the package.

The sessions, and what is held against what, are the parts of the campaign (`tests/campaign`); here its first few
thousand are played.
"""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign import PARTS
from campaign.races import Race, engine, log_of, places, rulebook_of
from parcferme.classification import classify
from parcferme.entries import Entries, Entry
from parcferme.records import Log, Void
from parcferme.timing import measure
from reference import races, scorer

BLOCK = 250


def unexplained(part: str, seeds: range) -> dict[int, list[str]]:
    """By seed, what no rule and no known fault explains."""
    play = PARTS[part]().play
    said = {seed: [one for one in play(seed) if not one.startswith(("~", "known "))] for seed in seeds}
    return {seed: found for seed, found in said.items() if found}


def test_few_of_the_races_have_a_lap_nobody_can_drive() -> None:
    def odd(seed: int) -> bool:
        rows, rules, _, classes = races.generate(seed)
        laps = [lap for mine in scorer.laps_of(rows, rules, classes).values() for lap in mine]
        return any(began is not None and ended - began < rules["minimum_lap"] for began, ended in laps)

    found = [seed for seed in range(200) if odd(seed)]
    assert 0 < len(found) < 100


@pytest.mark.parametrize("block", range(6))
def test_thousands_of_races_are_scored_as_the_rules_say(block: int) -> None:
    assert unexplained("races", range(block * BLOCK, block * BLOCK + BLOCK)) == {}


@pytest.mark.parametrize("block", range(16))
def test_thousands_of_bad_days_are_told_and_mended_as_the_rules_promise(block: int) -> None:
    assert unexplained("bad-days", range(block * BLOCK, block * BLOCK + BLOCK)) == {}


def test_a_penalty_on_a_listed_car_moves_that_car_alone() -> None:
    assert unexplained("stated", range(BLOCK)) == {}


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=10_000), st.randoms(use_true_random=False))
def test_order_of_arrival_does_not_matter(seed: int, random: Any) -> None:
    race = races.generate(seed)
    rows = list(race[0])
    random.shuffle(rows)
    assert places((rows, *race[1:])) == places(race)


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=10_000), st.randoms(use_true_random=False))
def test_passings_sent_twice_do_not_matter(seed: int, random: Any) -> None:
    race = races.generate(seed)
    again = [row for row in race[0] if row["kind"] == "passing" and random.random() < 0.3]
    assert places(([*race[0], *again], *race[1:])) == places(race)


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=10_000), st.randoms(use_true_random=False))
def test_voiding_what_was_inserted_gives_the_old_result(seed: int, random: Any) -> None:
    race = races.generate(seed)
    log = log_of(race[0])
    if not log.passings.height:
        return
    row = random.randrange(log.passings.height)
    wrong = log.passings[row].with_columns(
        pl.col("at") + random.randint(-90_000_000, 90_000_000), seq=pl.lit(log.last_seq + 1, dtype=pl.Int64)
    )
    inserted = Log(pl.concat([log.passings, wrong]), log.events)
    voided = inserted.append(Void(target=log.last_seq + 1))
    assert engine(race, voided).rows == engine(race, log).rows
    assert engine(race, voided.known(voided.last_seq - 1)).rows == engine(race, inserted).rows


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=10_000), st.randoms(use_true_random=False))
def test_a_log_cut_at_an_instant_is_the_same_as_asking_for_it(seed: int, random: Any) -> None:
    race = races.generate(seed)
    log = log_of(race[0])
    rows, rules, _decisions, classes = race
    entries = Entries.of(Entry(number, class_) for number, class_ in classes.items())
    book = rulebook_of(rules)
    whole = measure(log, book, entries, kind=rules["kind"])
    last = max((row["at"] for row in rows), default=0)
    at = random.randint(0, max(0, last - whole.start))
    cut = Log(
        log.passings.filter(pl.col("at") <= whole.start + at),
        tuple(event for event in log.events if event.at is None or event.at <= whole.start + at),
    )
    asked = classify(measure(log, book, entries, kind=rules["kind"], at=at))
    known = classify(measure(cut, book, entries, kind=rules["kind"]))
    assert asked.rows == known.rows


def test_the_comparison_can_fail() -> None:
    def wrong(race: Race) -> Race:
        return (race[0], {**race[1], "double_read": 10**10}, *race[2:])

    found = [
        seed for seed in range(20) if places(wrong(races.generate(seed))) != places(races.generate(seed))
    ]
    assert found
