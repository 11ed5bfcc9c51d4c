"""Formula One, every second season from 1950 to 2026: points and places after every round, drivers and constructors."""

import csv
import tomllib
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest

from parcferme.championship import Championship, Table
from parcferme.decoders import parse_seasons
from parcferme.regulations import AdjustmentKind
from parcferme.rulebooks import eras
from parcferme.season import load_rulebook

pytestmark = pytest.mark.published

KNOWN = Path(__file__).with_name("formula_one.toml")


class Line(NamedTuple):
    """One line of a published table, or of one of ours: place, name, points as they are printed."""

    position: int
    name: str
    points: Decimal


Key = tuple[int, int, str]


@pytest.fixture(scope="module")
def official(published: Path) -> dict[Key, list[Line]]:
    """The published tables by season, round and kind; the final table has round 0. Rows without a place (a team that
    was excluded) are left out.
    """
    tables: dict[Key, list[Line]] = {}
    with (published / "f1" / "standings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            after = 0 if row["after"] == "final" else int(row["after"])
            name = f"{row['id']}-{row['engine']}" if row["engine"] else row["id"]
            lines = tables.setdefault((int(row["season"]), after, row["kind"]), [])
            if row["position"].isdigit():
                lines.append(Line(int(row["position"]), name, Decimal(row["points"])))
    return tables


@pytest.fixture(scope="module")
def ours(published: Path) -> dict[Key, list[Line]]:
    """The same tables from the results alone: the column of points is taken out before they are read."""
    with (published / "f1" / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = [row[:-1] for row in csv.reader(file)]
    assert rows[0][-1] == "fastest_lap"
    text = "\n".join(",".join(row) for row in rows)
    seasons, findings = parse_seasons(text, "results.csv")
    assert [finding for finding in findings if finding.severity == "error"] == []
    tables: dict[Key, list[Line]] = {}
    for season, results in seasons.items():
        championship = Championship.of(results, load_rulebook("f1", season=season), season=season)
        for number in championship.rounds:
            for table in championship.after(number).tables:
                tables[int(season), number, table.unit.value] = list(printed(table))
        for table in championship.after().tables:
            tables[int(season), 0, table.unit.value] = list(printed(table))
    return tables


def printed(table: Table) -> Iterator[Line]:
    """A table as the published one prints it: two decimals, 25 1/7 is 25.14."""
    for row in table.rows:
        if row.position is not None:
            exact = Fraction(row.points)
            points = Decimal(exact.numerator) / Decimal(exact.denominator)
            yield Line(row.position, row.name, points.quantize(Decimal("0.01"), ROUND_HALF_EVEN).normalize())


def known() -> dict[Key, str]:
    cases = tomllib.loads(KNOWN.read_text(encoding="utf-8"))["case"]
    return {(case["season"], case["after"], case["kind"]): case["because"] for case in cases}


def differing(
    official: dict[Key, list[Line]], ours: dict[Key, list[Line]]
) -> dict[Key, tuple[set[Line], set[Line]]]:
    found = {}
    for key, lines in official.items():
        want = {line._replace(points=line.points.normalize()) for line in lines}
        mine = set(ours.get(key, ()))
        if want != mine or len(lines) != len(ours.get(key, ())):
            found[key] = (want - mine, mine - want)
    return found


def test_every_table_of_39_seasons_agrees_but_for_those_listed_with_a_reason(
    official: dict[Key, list[Line]], ours: dict[Key, list[Line]]
) -> None:
    assert len({season for season, _, _ in official}) == 39
    assert len(official) == 1212
    wrong = differing(official, ours)
    unexpected = {key: lines for key, lines in wrong.items() if key not in known()}
    assert unexpected == {}
    healed = [key for key in known() if key not in wrong]
    assert healed == [], "these agree now: take them out of formula_one.toml"


def test_every_final_table_agrees(official: dict[Key, list[Line]], ours: dict[Key, list[Line]]) -> None:
    finals = [key for key in official if key[1] == 0]
    assert len(finals) == 74
    assert not set(finals) & set(differing(official, ours))


def test_every_listed_case_says_why() -> None:
    assert len(known()) == 31
    assert all(because.strip() for because in known().values())


def test_what_results_cannot_show_is_of_five_kinds_only_and_each_names_its_source() -> None:
    """A race cut short, a car shared, a deduction, an exclusion (from a race or a table), a scale for one race."""
    counts: Counter[AdjustmentKind] = Counter()
    for era in eras("f1"):
        book = load_rulebook("f1", season=era[:4])
        for season, facts in book.season.items():
            for one in facts.adjustment:
                assert one.source, (season, one)
                counts[one.kind] += 1
    print(dict(counts))
    assert set(counts) <= {
        AdjustmentKind.CUT_SHORT,
        AdjustmentKind.SHARED_LAP,
        AdjustmentKind.SHARED_CAR,
        AdjustmentKind.DEDUCTION,
        AdjustmentKind.EXCLUSION,
        AdjustmentKind.NOT_SCORING,
        AdjustmentKind.SCALE,
    }
    assert counts.total() == 21
