"""Championship tables against an independent, slow scorer: thousands of seasons with every rule shape mixed at random."""

from __future__ import annotations

import os
from collections.abc import Iterator

import msgspec
import pytest

from parcferme.championship import Championship, Table
from reference import standings
from reference.seasons import YEAR, Made, csv_of, generate, toml_of
from reference.standings import Row

SEASONS = int(os.environ.get("PARCFERME_SEASONS", "1600"))
BLOCKS = 4


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
        ours = {(one.name, one.class_, one.group): as_rows(one) for one in engine.after(after).tables if one.rows}
        if set(ours) != set(theirs):
            yield f"after {after}: tables\n  reference {sorted(map(str, theirs))}\n  engine    {sorted(map(str, ours))}"
        for key in [key for key in theirs if key in ours and theirs[key] != ours[key]]:
            a, b = ([*side, *[None] * 99] for side in (theirs[key], ours[key]))
            at = next(at for at in range(99) if a[at] != b[at])
            yield f"after {after}: {key}, row {at + 1}\n  reference {a[at]}\n  engine    {b[at]}"


def differ(made: Made) -> bool:
    return next(differences(made), None) is not None


def smaller(made: Made) -> Iterator[Made]:
    """The same season with one thing less."""
    change = msgspec.structs.replace
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
            fewer = change(session, lines=session.lines[:number] + session.lines[number + 1 :])
            yield change(made, results=(*made.results[:at], fewer, *made.results[at + 1 :]))


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
