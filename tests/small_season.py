"""A season as text: a bare result list and a rulebook, typed in the test that uses them."""

from __future__ import annotations

from fractions import Fraction
from textwrap import dedent

from parcferme.championship import Championship, Planned, Points, Standing, Table
from parcferme.decoders import parse_results
from parcferme.regulations import Adjustment, parse_rulebook

RULES = """
[[points]]
scale = [25, 18, 15, 12, 10, 8, 6, 4, 2, 1]

[[standings]]
name = "Drivers"
"""


def season(
    results: str,
    rules: str = RULES,
    *,
    year: str | None = None,
    adjustments: tuple[Adjustment, ...] = (),
    planned: tuple[Planned, ...] = (),
) -> Championship:
    """A championship of a list of results, its first line the header; blanks around cells are dropped."""
    lines = [line.strip() for line in dedent(results).strip().splitlines()]
    text = "\n".join(",".join(cell.strip() for cell in line.split(",")) for line in lines)
    read, findings = parse_results(text, "results.csv")
    assert [finding for finding in findings if finding.severity == "error"] == []
    book = parse_rulebook(dedent(rules), "rules.toml")
    return Championship.of(read, book, season=year, adjustments=adjustments, planned=planned)


def races(*orders: str, header: str = "driver") -> str:
    """A season of races, each an order of finish like `A B C`; a name in brackets did not finish."""
    lines = [f"round,position,{header}"]
    for number, order in enumerate(orders, 1):
        place = 0
        for name in order.split():
            out = name.startswith("(")
            place += not out
            lines.append(f"{number},{'DNF' if out else place},{name.strip('()')}")
    return "\n".join(lines)


def points(table: Table) -> dict[str, Points]:
    """Everybody's points, in order of the table."""
    return {row.name: row.points for row in table.rows}


def places(table: Table) -> list[tuple[int | None, str]]:
    return [(row.position, row.name) for row in table.rows]


def the(table: Table, name: str) -> Standing:
    row = table.row(name)
    assert row is not None, name
    return row


def codes(row: Standing) -> list[str]:
    return [reason.code for reason in row.reasons]


def exact(text: str) -> Points:
    value = Fraction(text)
    return value.numerator if value.denominator == 1 else value
