"""Championship tables against an independent, slow scorer: made-up seasons with every rule shape mixed at random."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parcferme.championship import Championship, Planned, Table, handicaps, playoffs
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.names import same
from parcferme.regulations import (
    BestResults,
    PointsRules,
    Rounding,
    Rulebook,
    TableRules,
    Unit,
)
from reference import ballast, standings
from reference.knockout import Playoffs
from reference.seasons import YEAR, Made, csv_of, generate, toml_of
from reference.standings import Row

SEASONS = int(os.environ.get("PARCFERME_SEASONS", "400"))
BLOCKS = 4
change = msgspec.structs.replace


def engine_of(made: Made) -> Championship:
    return Championship.of(
        made.results,
        made.book,
        season=YEAR,
        adjustments=made.adjustments,
        planned=made.planned,
        registered=made.registered,
    )


def as_rows(table: Table) -> list[Row]:
    """A table of the engine in the words of the reference."""
    rows = [
        Row(
            position=row.position,
            name=row.name,
            points=row.points,
            gross=row.gross_points,
            dropped=tuple((table.sessions[at].round, table.sessions[at].session) for at in row.dropped),
        )
        for row in table.rows
    ]
    for ours, row in zip(rows, table.rows, strict=True):
        told = [reason.values for reason in row.reasons if reason.code == "tie-broken"]
        above = {one.name for one in table.rows if one.position and one.position < (row.position or 0)}
        steps = [one["step"] for one in told if not one["is_ahead"] and one["other"] in above]
        ours.step = steps[0] if steps else None
    return in_order(rows)


def in_order(rows: list[Row]) -> list[Row]:
    """Rows on one place by name: nothing says in which order those stand whom nothing separates."""
    level = {row.position: row.step for row in reversed(rows) if row.position}
    for row in rows:
        row.step = level.get(row.position)
    return sorted(rows, key=lambda row: (row.position or 10**6, row.name, -row.points, -row.gross))


def differences(made: Made) -> Iterator[str]:
    """Round by round, table by table: the first row that differs, both sides."""
    engine = engine_of(made)
    order = list(dict.fromkeys(one.round for one in made.results))
    yield from of_ballast(made)
    if made.book.playoffs:
        key = (made.book.playoffs.table, None, None)
        known: dict[int, list[Row]] = {}

        def table_after(number: int) -> list[Row]:
            if number not in known:
                known[number] = standings.tables(
                    made.results,
                    change(made.book, standings=tuple(t for t in made.book.standings if t.name == key[0])),
                    number,
                    year=YEAR,
                    adjustments=made.adjustments,
                    planned=made.planned,
                    registered=made.registered,
                )[key]
            return known[number]

        for after in order:
            yield from of_playoffs(made, after, table_after)
    for after in [*order, None]:
        theirs = standings.tables(
            made.results,
            made.book,
            after,
            year=YEAR,
            adjustments=made.adjustments,
            planned=made.planned,
            registered=made.registered,
        )
        theirs = {key: in_order(rows) for key, rows in theirs.items() if rows}
        ours = {
            (one.name, one.class_, one.group): as_rows(one.before_playoffs or one)
            for one in engine.after(after).tables
            if one.rows
        }
        if set(ours) != set(theirs):
            yield f"after {after}: tables\n  reference {sorted(map(str, theirs))}\n  engine    {sorted(map(str, ours))}"
        for key in [key for key in theirs if key in ours and theirs[key] != ours[key]]:
            a, b = ([*side, *[None] * 99] for side in (theirs[key], ours[key]))
            at = next(at for at in range(99) if a[at] != b[at])
            yield f"after {after}: {key}, row {at + 1}\n  reference {a[at]}\n  engine    {b[at]}"


def of_ballast(made: Made) -> Iterator[str]:
    """What is carried in the round after the last: both sides, where they differ."""
    rounds = [one.round for one in made.results]
    if not made.book.handicap or rounds != sorted(rounds) or any("@" in one.session for one in made.results):
        return
    engine = engine_of(made)
    last = made.results[-1].round
    rows = standings.tables(
        made.results,
        made.book,
        last,
        year=YEAR,
        adjustments=made.adjustments,
        planned=made.planned,
        registered=made.registered,
    )
    for name in dict.fromkeys(one.name for one in made.book.handicap):
        rules = [one for one in made.book.handicap if one.name == name]
        rules = [one for one in rules if one.of is rules[0].of]
        seen = [
            one for result in made.results for line in result.lines for one in ballast.names(rules[0], line)
        ]
        field = [*dict.fromkeys(seen), "Newcomer"]
        tables = {key[0]: found for key, found in rows.items()}
        theirs = ballast.carried(rules, tables, made.results, 90, field)
        found = handicaps(rules, engine.points_after(last), made.results, 90, field=field)
        ours = {(one.name, one.whom): one.value for one in found.rows}
        if ours != theirs:
            yield f"ballast {name}\n  reference {theirs}\n  engine    {ours}"


def of_playoffs(made: Made, after: int, theirs_after: Callable[[int], list[Row]]) -> Iterator[str]:
    """The stages of the playoffs and the champion after a round: both sides, where they differ."""
    rules = made.book.playoffs
    if rules is None or any(one.kind == "exclusion" for one in made.adjustments):
        return
    engine = engine_of(made)
    table = next(one for one in made.book.standings if one.name == rules.table)
    theirs = Playoffs(rules, table.unit, theirs_after, made.results, after)
    ours = playoffs(rules, engine.points_after, engine.results, after)
    for number, (a, b) in enumerate(zip(theirs.stages, ours.stages, strict=True), 1):
        if a.doubtful:
            return
        final = number > len(rules.cuts) and rules.final_by_finish
        left = {one.name: (one.start, None if final else one.points) for one in b.contenders}
        right = {name: (a.start[name], None if final else a.points[name]) for name in a.start}
        if left != right or {*b.cut} != a.cut:
            yield f"playoffs after {after}, stage {number}\n  reference {right} cut {a.cut}\n  engine    {left} cut {b.cut}"
            return
    shown = engine.after(after).table(rules.table).champion
    if not ours.champion == theirs.champion == shown:
        yield f"playoffs after {after}: champion\n  reference {theirs.champion}\n  engine    {ours.champion}, in the table {shown}"


def differ(made: Made) -> bool:
    return next(differences(made), None) is not None


def smaller(made: Made) -> Iterator[Made]:
    """The same season with one thing less."""
    for key in ("results", "adjustments", "planned"):
        whole = getattr(made, key)
        for at in range(len(whole)):
            yield change(made, **{key: whole[:at] + whole[at + 1 :]})
    for key in ("standings", "points"):
        whole = getattr(made.book, key)
        for at in range(len(whole)):
            yield change(made, book=change(made.book, **{key: whole[:at] + whole[at + 1 :]}))
            for field in msgspec.structs.fields(type(whole[at])):
                mine = getattr(whole[at], field.name)
                if not field.required and mine != field.default:
                    one = change(whole[at], **{field.name: field.default})
                    yield change(made, book=change(made.book, **{key: (*whole[:at], one, *whole[at + 1 :])}))
    if made.book.season:
        yield change(made, book=change(made.book, season={}))
    for at, session in enumerate(made.results):
        for number in range(len(session.lines)):
            fewer = change(session, lines=closed_up(session.lines[:number] + session.lines[number + 1 :]))
            if fewer.lines:
                yield change(made, results=(*made.results[:at], fewer, *made.results[at + 1 :]))
    for key in ("handicap", "playoffs", "meeting"):
        if getattr(made.book, key):
            yield change(made, book=change(made.book, **{key: () if key == "handicap" else None}))
    for at, table in enumerate(made.book.standings):  # one thing less of what is left out, and of ties
        for inner in ("best", "ranked"):
            mine = getattr(table, inner)
            for field in msgspec.structs.fields(type(mine)):
                if getattr(mine, field.name) != field.default:
                    less = change(table, **{inner: change(mine, **{field.name: field.default})})
                    tables = (*made.book.standings[:at], less, *made.book.standings[at + 1 :])
                    yield change(made, book=change(made.book, standings=tables))


def closed_up(lines: tuple[ResultLine, ...]) -> tuple[ResultLine, ...]:
    """Places without holes."""
    taken = sorted({line.position for line in lines if line.position})
    return tuple(
        change(line, position=1 + sum(place < line.position for place in taken)) if line.position else line
        for line in lines
    )


def smallest(made: Made) -> Made:
    """What is left of a season once nothing can go without the two agreeing."""
    for one in smaller(made):
        if one.results and one.book.standings and differ(one):
            return smallest(one)
    return made


def told(made: Made) -> str:
    least = smallest(made)
    rulings = "\n".join(f"[[adjustment]]\n{toml_of(one)}" for one in least.adjustments)
    members = {
        table.name: sorted(least.registered[table.name])
        for table in least.book.standings
        if table.registered and least.registered
    }
    return "\n".join(
        [
            next(differences(least)),
            f"\n{toml_of(least.book)}",
            rulings,
            f"registered: {members}" if members else "",
            *(f"planned: {one.round} {one.session}" for one in least.planned),
            csv_of(least.results),
        ]
    )


@pytest.mark.parametrize("block", range(BLOCKS))
def test_seasons_of_every_rule_shape_are_scored_as_the_rules_say(block: int) -> None:
    each = SEASONS // BLOCKS
    for seed in range(block * each, block * each + each):
        made = generate(seed)
        assert not differ(made), f"season {seed}\n{told(made)}"


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
    return {(one.name, one.class_, one.group): as_rows(one) for one in found if one.rows}


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
    shuffled = [change(one, lines=tuple(random.sample(one.lines, len(one.lines)))) for one in made.results]
    assert tables_of(change(made, results=tuple(shuffled))) == tables_of(made)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_round_in_which_nobody_scores_changes_no_points(seed: int) -> None:
    made = change(generate(seed), planned=(), adjustments=())
    plain = with_points(with_tables(made, best=BestResults()), lambda one: change(one, bonus=(), tail=None))
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
            tail=None if one.tail is None else one.tail * k,
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
        return change(line, car=other(line.car), **texts, **lists)

    def without_bonuses(one: PointsRules) -> PointsRules:
        """Of two unplaced cars one driver had, the number says which is asked for a bonus first."""
        return change(one, bonus=())

    made = with_points(generate(seed), without_bonuses)
    results = [change(one, lines=tuple(map(renamed, one.lines))) for one in made.results]
    rulings = [
        change(one, names=tuple(map(other, one.names)), cars=tuple(map(other, one.cars)))
        for one in made.adjustments
    ]
    members = {key: frozenset(map(other, names)) for key, names in (made.registered or {}).items()}
    found = tables_of(change(made, results=tuple(results), adjustments=tuple(rulings), registered=members))
    want = tables_of(made)
    for rows in want.values():
        for row in rows:
            row.name = other(row.name)
    assert {key: in_order(rows) for key, rows in want.items()} == found


# --- spelling noise: what many hands typed is the season one hand would have typed


def retyped(text: str | None, random: Random) -> str | None:
    """A name with another case, and blanks where nobody sees them."""
    if text is None:
        return None
    text = random.choice([str, str.upper, str.lower])(text)
    return (
        random.choice(["", " "])
        + text.replace(" ", random.choice([" ", "  ", "\u00a0"]))
        + random.choice(["", " "])
    )


def noisy(made: Made, random: Random) -> Made:
    """A season whose results, rules and rulings spell every name anew each time."""
    change = msgspec.structs.replace

    def line(one: ResultLine) -> ResultLine:
        names = {name: retyped(name, random) for name in one.drivers}
        return change(
            one,
            drivers=tuple(names.values()),
            not_scoring=tuple(names.get(name, name) for name in one.not_scoring),
            **{
                field: retyped(getattr(one, field), random)
                for field in ("team", "manufacturer", "class_", "group")
            },
        )

    def typed(labels: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(retyped(label, random)) for label in labels)

    results = tuple(
        change(one, session=str(retyped(one.session, random)).strip(), lines=tuple(map(line, one.lines)))
        for one in made.results
    )
    points = tuple(
        change(one, sessions=typed(one.sessions), classes=typed(one.classes), tables=typed(one.tables))
        for one in made.book.points
    )
    rulings = tuple(
        change(one, names=typed(one.names), session=retyped(one.session, random), tables=typed(one.tables))
        for one in made.adjustments
    )
    return change(made, results=results, book=change(made.book, points=points), adjustments=rulings)


def evened(made: Made) -> list[Any]:
    """The tables of a season with every name evened out."""
    return sorted(
        (
            same(table.name), same(table.class_ or ""), same(table.group or ""),
            sorted((row.position or 0, same(row.name), row.points, row.gross_points) for row in table.rows),
        )
        for table in engine_of(made).after().tables
    )  # fmt: skip


@pytest.mark.parametrize("block", range(BLOCKS))
def test_a_season_typed_by_many_hands_has_the_tables_of_one(block: int) -> None:
    for seed in range(block, SEASONS // 4, BLOCKS):
        made = generate(seed)
        assert evened(noisy(made, Random(seed))) == evened(made), f"seed {seed}"
