"""Championship tables against an independent, slow scorer: made-up seasons with every rule shape mixed at random."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.standings import as_rows, engine_of, in_order, quick, show
from parcferme.championship import Championship, Planned
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.regulations import (
    BestResults,
    PointsRules,
    Rounding,
    Rulebook,
    TableRules,
    Unit,
)
from reference.seasons import Made, csv_of, generate, toml_of
from reference.standings import Row

SEASONS = int(os.environ.get("PARCFERME_SEASONS", "2000"))
BLOCKS = 4
change = msgspec.structs.replace


@pytest.mark.parametrize("block", range(BLOCKS))
def test_seasons_of_every_rule_shape_are_scored_as_the_rules_say(block: int) -> None:
    """Known faults are not told again; where they hid more than one season in three, the rest would prove little."""
    each, known = SEASONS // BLOCKS, 0
    for seed in range(block * each, block * each + each):
        said = quick(seed)
        wrong = [one for one in said if not one.startswith("known ")]
        assert not wrong, f"season {seed}\n{wrong[0]}\n{show(seed)}"
        known += bool(said)
    assert known < each / 3


def test_the_comparison_can_fail() -> None:
    """A scale of one point more is told, with the row, the rulebook and the list."""

    def wrong(made: Made) -> Made:
        points = tuple(change(one, scale=tuple(n + 1 for n in one.scale)) for one in made.book.points)
        return change(made, book=change(made.book, points=points))

    found = [seed for seed in range(20) if tables_of(wrong(generate(seed))) != tables_of(generate(seed))]
    assert len(found) > 10
    assert "[[points]]" in toml_of(generate(0).book) and "round,event,session" in csv_of(generate(0).results)


# --- what must hold whatever the rules are

SEEDS = st.integers(min_value=100_000, max_value=10**9)
Tables = dict[tuple[str, str | None, str | None], list[Row]]


def tables_of(made: Made, after: int | None = None) -> Tables:
    found = engine_of(made).after(after).tables
    return {
        (one.name, one.class_, one.group): as_rows(one.before_playoffs or one) for one in found if one.rows
    }


def points_of(tables: Tables) -> dict[Any, dict[str, Fraction | int]]:
    return {key: {row.name: row.points for row in rows} for key, rows in tables.items()}


def with_points(made: Made, to: Callable[[Any], Any]) -> Made:
    return change(made, book=change(made.book, points=tuple(map(to, made.book.points))))


def with_tables(made: Made, **values: Any) -> Made:
    tables = tuple(change(table, **values) for table in made.book.standings)
    return change(made, book=change(made.book, standings=tables))


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_a_list_does_not_matter(seed: int, random: Any) -> None:
    made = generate(seed)
    if any(len(one.cars()) < len(one.lines) for one in made.results):
        made = with_tables(
            made, seat=None
        )  # driver by driver, the first line of a car is that of who sits in seat 1
    shuffled = [change(one, lines=tuple(random.sample(one.lines, len(one.lines)))) for one in made.results]
    assert tables_of(change(made, results=tuple(shuffled))) == tables_of(made)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_round_in_which_nobody_scores_changes_no_points(seed: int) -> None:
    made = change(generate(seed), planned=(), adjustments=())
    none = {"bonus": (), "tail": None, "unplaced": None, "absent": None}
    plain = with_points(with_tables(made, best=BestResults()), lambda one: change(one, **none))
    plain = change(plain, book=change(plain.book, meeting=None))
    plain = change(plain, book=change(plain.book, season={}))
    last = made.results[-1]
    out = [change(one, position=None, status=Status.NOT_CLASSIFIED) for one in last.lines]
    more = change(plain, results=(*made.results, change(last, round=99, event=None, lines=tuple(out))))
    before, after = points_of(tables_of(plain)), points_of(tables_of(more))
    for key, points in before.items():
        assert {name: points[name] for name in points} == {name: after[key][name] for name in points}


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 12), st.integers(1, 6), st.randoms(use_true_random=False))
def test_the_points_of_all_cars_are_what_the_scale_hands_out(size: int, rounds: int, random: Any) -> None:
    scale = tuple(Fraction(random.randint(1, 60), 2) for _ in range(size))
    scale = tuple(sorted(scale, reverse=True))
    results = []
    for number in range(1, rounds + 1):
        places = random.sample(range(1, size + 1), size)
        lines = tuple(ResultLine(car=str(car), position=place) for car, place in enumerate(places))
        results.append(SessionResult(number, "race", "race", lines))
    book = Rulebook(points=(PointsRules(scale=scale),), standings=(TableRules("Cars", Unit.CAR),))
    rows = Championship.of(results, book).after().tables[0].rows
    assert sum(row.points for row in rows) == rounds * sum(scale)


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.integers(2, 7))
def test_points_of_another_currency_keep_all_places(seed: int, times: int) -> None:
    """Every number of points multiplied alike: totals are, and nobody moves."""

    def dearer(one: PointsRules, k: int) -> PointsRules:
        reduced = one.reduced and change(
            one.reduced,
            rounding=Rounding.NONE,
            bands=tuple(change(band, scale=tuple(n * k for n in band.scale)) for band in one.reduced.bands),
        )
        return change(
            one,
            rounding=Rounding.NONE,
            scale=tuple(n * k for n in one.scale),
            **{
                name: mine * k
                for name in ("tail", "per_car", "per_car_behind", "unplaced", "absent")
                if (mine := getattr(one, name)) is not None
            },
            small_fields=tuple(
                change(small, scale=tuple(n * k for n in small.scale)) for small in one.small_fields
            ),
            bonus=tuple(change(bonus, points=bonus.points * k) for bonus in one.bonus),
            reduced=reduced,
        )

    def season(k: int) -> Made:
        made = generate(seed)
        rulings = [
            change(
                one,
                points=None if one.points is None else one.points * k,
                scale=tuple(n * k for n in one.scale),
            )
            for one in made.adjustments
        ]
        asked = [
            change(one, ranked=change(one.ranked, points=one.ranked.points and one.ranked.points * k))
            for one in made.book.standings
        ]
        dear = with_points(change(made, adjustments=tuple(rulings)), lambda one: dearer(one, k))
        return change(dear, book=change(dear.book, standings=tuple(asked)))

    cheap = tables_of(season(1))
    for rows in cheap.values():
        for row in rows:
            row.points, row.gross = row.points * times, row.gross * times
    assert {key: in_order(rows) for key, rows in cheap.items()} == tables_of(season(times))


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_table_after_a_round_is_that_of_a_season_cut_there(seed: int) -> None:
    made = generate(seed)
    order = list(dict.fromkeys(one.round for one in made.results))
    for number, after in enumerate(order, 1):
        held = [one for one in made.results if one.round in order[:number]]
        later = [one for one in made.results if one.round not in order[:number]]
        planned = [Planned(one.round, one.session, one.kind, one.event) for one in later]
        cut = change(made, results=tuple(held), planned=(*planned, *made.planned))
        assert tables_of(cut, after) == tables_of(made, after)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_other_names_change_the_names_alone(seed: int) -> None:
    def other(text: str) -> str:
        def one(found: re.Match[str]) -> str:
            word = found[0]
            return chr(ord("A") + ord("Z") - ord(word)) if len(word) == 1 and word.isalpha() else word[::-1]

        return re.sub(r"[^ /-]+", one, text)

    def renamed(line: ResultLine) -> ResultLine:
        texts = {
            key: getattr(line, key) and other(getattr(line, key))
            for key in ("team", "manufacturer", "engine")
        }
        lists = {key: tuple(map(other, getattr(line, key))) for key in ("drivers", "not_scoring")}
        texts |= {
            key: getattr(line, key) and other(getattr(line, key)) for key in ("pole_by", "fastest_lap_by")
        }
        return change(line, car=other(line.car), **texts, **lists)

    def without_bonuses(one: PointsRules) -> PointsRules:
        """Of two unplaced cars one driver had, the number says which is asked for a bonus first."""
        return change(one, bonus=())

    made = with_points(generate(seed), without_bonuses)
    tables = tuple(change(one, members=tuple(map(other, one.members))) for one in made.book.standings)
    results = [change(one, lines=tuple(map(renamed, one.lines))) for one in made.results]
    rulings = [
        change(one, names=tuple(map(other, one.names)), cars=tuple(map(other, one.cars)))
        for one in made.adjustments
    ]
    members = {key: frozenset(map(other, names)) for key, names in (made.registered or {}).items()}
    book = change(made.book, standings=tables)
    found = tables_of(
        change(made, results=tuple(results), adjustments=tuple(rulings), registered=members, book=book)
    )
    want = tables_of(made)
    for rows in want.values():
        for row in rows:
            row.name = other(row.name)
    assert {key: in_order(rows) for key, rows in want.items()} == found
