"""Writes docs/rule-shapes.md: every shape of rule, the keys that express it, who uses it, and the tests that show it.

A part of a shape is ticked only where a test carries its mark, `@pytest.mark.shape("3a")`, or the mark of the whole
shape, `@pytest.mark.shape("3")`, and writes one of the part's keys (with its value, where that makes the difference).
`--check` only says whether the page is up to date.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "rule-shapes.md"
RULEBOOKS: Final = ROOT / "src" / "parcferme" / "rulebooks"
MOST_TESTS: Final = 3


class Part(NamedTuple):
    """One thing a rulebook can say. `keys` express it: a key alone, or with the value that makes the difference
    (`points[].tail-of=started`); `decimal` stands for any number that is not whole. A key in round brackets says too
    little alone: such a part needs the mark of its own.
    """

    id: str
    words: str
    keys: tuple[str, ...]


class Shape(NamedTuple):
    """One shape of rule, in its parts."""

    words: str
    parts: tuple[Part, ...]


def shape(words: str, *parts: tuple[str, str, str]) -> Shape:
    """A shape from rows of (mark, words, keys with blanks between them)."""
    return Shape(words, tuple(Part(name, said, tuple(keys.split())) for name, said, keys in parts))


SHAPES: Final = (
    shape(
        "Points by place",
        ("1a", "a scale of any length", "points[].scale"),
        ("1b", "decimals and fractions, exact", "points[].scale=decimal"),
        ("1c", "a dead heat shares the points of its places, or each gets them", "points[].dead-heat-shares"),
        ("1d", "points for each car, or for each beaten", "points[].per-car points[].per-car-behind"),
        ("1e", "the fewest points win", "standings[].wins=fewest"),
        ("1f", "points without a place, or for not being there", "points[].unplaced points[].absent"),
    ),
    shape(
        "Beyond the scale",
        ("2a", "points for every classified car beyond it", "points[].tail"),
        ("2b", "down to a place", "points[].tail-to"),
        ("2c", "for every car that started", "points[].tail-of=started"),
    ),
    shape(
        "Multipliers",
        ("3a", "a round worth more, or less", "points[].multiplier"),
        ("3b", "rounded up, down or to the nearest", "points[].rounding"),
    ),
    shape(
        "Sessions of other kinds",
        (
            "4a",
            "a scale of its own for sprints and qualifyings",
            "points[].sessions=sprint points[].sessions=qualifying",
        ),
        ("4b", "for single sessions, rounds, classes or tables", "points[].rounds points[].classes points[].tables"),
        ("4c", "by the order of a whole meeting", "meeting.sessions meeting.scale"),
    ),
    shape(
        "Points before the end",
        ("5a", "a long race scored at fixed hours too", "points[].at"),
        ("5b", "stages", "points[].sessions=stage"),
    ),
    shape(
        "A race cut short",
        ("6a", "a share of the points by distance run", "points[].reduced.bands[].factor"),
        ("6b", "by time run", "points[].reduced.by=time"),
        ("6c", "scales of their own", "points[].reduced.bands[].scale"),
        ("6d", "only where the race was not resumed", "points[].reduced.only-after-red"),
    ),
    shape(
        "Too short for points",
        ("7a", "fewer laps than so many", "points[].reduced.minimum-laps"),
        ("7b", "not counting laps behind the safety car", "points[].reduced.minimum-green-laps"),
    ),
    shape(
        "Bonuses",
        ("8a", "pole position", "points[].bonus[].for=pole"),
        ("8b", "fastest lap", "points[].bonus[].for=fastest-lap"),
        (
            "8c",
            "a lap led, most laps led",
            "points[].bonus[].for=led-a-lap points[].bonus[].for=most-laps-led",
        ),
        (
            "8d",
            "on conditions: a place, a distance, a classified finish",
            "points[].bonus[].top points[].bonus[].over points[].bonus[].classified",
        ),
        ("8e", "earned by several: each, divided, the first, nobody", "points[].bonus[].tied"),
        ("8f", "once a round", "points[].bonus[].once-per-round"),
        ("8g", "the best of each class", "points[].bonus[].within"),
        ("8h", "to all drivers of the car", "(standings[].shared=full)"),
        ("8i", "passed to the next", "points[].bonus[].passed-down"),
        ("8j", "most places gained", "points[].bonus[].for=most-places-gained"),
        ("8k", "the fastest qualifier, though moved back", "points[].bonus[].for=fastest-qualifier"),
    ),
    shape(
        "Whose points",
        ("9a", "drivers", "standings[].unit=driver"),
        ("9b", "crews", "standings[].unit=crew"),
        ("9c", "cars", "standings[].unit=car"),
        ("9d", "teams: all their cars", "standings[].unit=team"),
        ("9e", "the best car, or the best so many", "standings[].cars=best standings[].cars-counted"),
        ("9f", "cars nominated", "standings[].cars=nominated"),
        ("9g", "makes, and chassis with engine", "standings[].unit=manufacturer standings[].unit=constructor"),
        ("9h", "times the cars of the class", "standings[].multiply-by-cars"),
        ("9i", "a team's other cars invisible", "(standings[].cars) (standings[].not-scoring)"),
        ("9j", "ties by the cars that count, or by all", "standings[].cars-in-ties"),
    ),
    shape(
        "Shared drives",
        ("10a", "an equal share each", "standings[].shared=split"),
        ("10b", "all of it for each", "standings[].shared=full"),
        ("10c", "nothing", "standings[].shared=nothing"),
        ("10d", "no part in the car for one of them", "season.*.adjustment[].kind=shared-car"),
        ("10e", "only with enough time at the wheel", "entries.classes[].minimum-time"),
    ),
    shape(
        "A driver in two cars of a race",
        ("11a", "the better counts", "standings[].two-cars=best"),
        ("11b", "both count", "standings[].two-cars=sum"),
    ),
    shape(
        "Which results count",
        ("12a", "the best so many", "standings[].best.count"),
        ("12b", "all but the worst so many", "standings[].best.drop"),
        ("12c", "of each half of the season", "standings[].best.split"),
        ("12d", "by whole rounds", "standings[].best.by=round"),
        ("12e", "left out from the first round on", "standings[].best.at-once"),
        ("12f", "some never left out", "standings[].best.kinds standings[].best.keep"),
        ("12g", "the best so many of a meeting", "standings[].best.of-round"),
        ("12h", "a round that is never left out", "standings[].best.keep-rounds"),
    ),
    shape(
        "Gross and net",
        ("13a", "both are told, and what was left out", "standings[].best.count standings[].best.drop"),
    ),
    shape(
        "Who is ranked",
        ("14a", "with points", "standings[].ranked.points standings[].ranked.scored"),
        ("14b", "with a classified finish", "standings[].ranked.classified"),
        ("14c", "in enough rounds", "standings[].ranked.rounds"),
        ("14d", "listed without a place", "standings[].listed=all"),
    ),
    shape(
        "Who scores",
        ("15a", "only who is entered for the season", "standings[].registered"),
        ("15b", "guests do not, and their points stay empty", "standings[].not-scoring=kept"),
        ("15c", "guests do not, and their points pass down", "standings[].not-scoring=passed-down"),
        ("15d", "guests score like others", "entries.guests-score"),
    ),
    shape(
        "Sub-classes",
        ("16a", "a table of a group inside a class", "standings[].group standings[].each-group"),
        ("16b", "the same result in both tables", "standings[].place=group"),
        ("16c", "rookies, ladies, co-drivers", "standings[].members standings[].seat"),
    ),
    shape(
        "Classes",
        ("17a", "a table for each class", "standings[].each-class standings[].class"),
        ("17b", "an overall title from class points", "standings[].place=class"),
    ),
    shape(
        "Another class, car or team",
        ("18a", "points stay with who scored them", "standings[].unit"),
        ("18b", "points are lost with the class, the car or the team", "standings[].switch-loses"),
    ),
    shape(
        "Rulings on a table",
        (
            "19a",
            "a deduction, or an addition",
            "season.*.adjustment[].kind=deduction season.*.adjustment[].kind=addition",
        ),
        ("19b", "an exclusion", "season.*.adjustment[].kind=exclusion"),
        ("19c", "out of the table, results kept", "season.*.adjustment[].points-kept"),
        ("19d", "totals below nothing stay visible", "(points[].bonus[].points) (season.*.adjustment[].points)"),
        ("19e", "part of a result, and left out with it", "season.*.adjustment[].of-result"),
    ),
    shape(
        "Ties",
        ("20a", "counts of places", "standings[].ties[].by=counts"),
        ("20b", "most wins", "standings[].ties[].by=wins"),
        ("20c", "first to achieve", "standings[].ties[].by=first-to-achieve"),
        ("20d", "the latest result", "standings[].ties[].by=latest"),
        ("20e", "head to head", "standings[].ties[].by=head-to-head"),
        ("20f", "the better place in a session named", "standings[].ties[].by=best-in"),
        ("20g", "points before any were left out", "standings[].ties[].by=gross"),
        ("20h", "the best place on a grid", "standings[].ties[].by=best-grid"),
        ("20i", "the governing body decides", "standings[].ties[].by=decided season.*.adjustment[].kind=order"),
        ("20j", "which sessions count in it", "standings[].ties[].sessions"),
        ("20k", "whose best place came last", "standings[].ties[].by=latest-best"),
    ),
    shape(
        "Few cars",
        ("21a", "fewer points where fewer started", "points[].few-entries.below"),
        ("21b", "scales by the size of the field", "points[].small-fields[].scale"),
    ),
    shape(
        "Success seconds and ballast",
        ("22a", "seconds by points ahead", "handicap[].by=standings-points"),
        ("22b", "by place in the standings", "handicap[].by=standings-place"),
        ("22c", "by the last race and the one before", "handicap[].by=last-race handicap[].by=race-before"),
        ("22d", "for who was absent, or is new", "handicap[].absent handicap[].newcomer"),
        ("22e", "several added up, to a limit", "handicap[].most"),
    ),
    shape(
        "Handicaps by pace",
        ("23a", "by the quarter a driver's pace lies in", "handicap[].by=pace-quartile"),
    ),
    shape(
        "Playoffs",
        ("24a", "seeds on a base", "playoffs.seeds"),
        ("24b", "cuts and new starts", "playoffs.cuts[].keep"),
        ("24c", "playoff points", "playoffs.playoff-win playoffs.playoff-stage playoffs.regular-season"),
        ("24d", "one final", "playoffs.final-by-finish"),
        ("24e", "only who started every race", "playoffs.started-every-race"),
    ),
    shape(
        "Incidents",
        ("25a", "points for few, deductions for many", "points[].bonus[].for=incidents"),
    ),
    shape(
        "Reversed grids",
        ("26a", "the first so many turned round", "grid[].reverse-first"),
    ),
    shape(
        "Taking part",
        ("27a", "a bonus for all rounds", "points[].bonus[].for=all-rounds"),
        (
            "27b",
            "a bonus for the start or the finish",
            "points[].bonus[].for=started points[].bonus[].for=classified",
        ),
    ),
    shape(
        "Carried over",
        ("28a", "reprimands become grid places", "carry.reprimands"),
        ("28b", "licence points suspend", "carry.licence-points"),
        ("28c", "a penalty not served becomes a grid drop", "carry.unserved-grid-drop"),
    ),
)  # fmt: skip


class Marked(NamedTuple):
    """A test with its marks and its text: its own, and that of the module's values and functions it names."""

    name: str
    marks: tuple[str, ...]
    text: str


def marked(tests: Path) -> list[Marked]:
    """Every test that carries a mark."""
    found: list[Marked] = []
    for path in sorted(tests.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if "mark.shape" in text:
            found += [one for one in _tests(ast.parse(text)) if one.marks]
    return found


def _tests(tree: ast.Module) -> Iterator[Marked]:
    values = {
        ast.unparse(target): node
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
    }
    module = list(_marks(ast.walk(values["pytestmark"]))) if "pytestmark" in values else []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            marks = dict.fromkeys([*module, *_marks(iter(node.decorator_list))])
            named = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)} & set(values)
            texts = [ast.unparse(one) for one in (node, *(values[name] for name in sorted(named)))]
            yield Marked(node.name, tuple(marks), "\n".join(texts).replace("\\n", "\n"))


def _marks(nodes: Iterator[ast.AST]) -> Iterator[str]:
    """What `pytest.mark.shape(...)` is called with."""
    for node in nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.shape":
            yield from (str(ast.literal_eval(argument)) for argument in node.args)


def shown_by(part: Part, tests: list[Marked]) -> list[str]:
    """The tests that show a part, by name."""
    whole = part.id.rstrip("abcdefghijklmnop")
    return [
        test.name
        for test in tests
        if part.id in test.marks
        or (whole in test.marks and any(_written(key, test.text) for key in part.keys if key[0] != "("))
    ]


def _written(said: str, text: str) -> bool:
    """Whether a test's text writes this key, and its value where one is named; in TOML or as an argument."""
    key, _, value = said.partition("=")
    text = f"{text}\n{text.lower().replace('_', '-')}"
    word = key.rpartition(".")[2].removesuffix("[]")
    words = {word, "ties"} if key.endswith("ties[].by") else {word}
    kinds = word == "kind" and "adjust" in text
    if not kinds and not any(re.search(rf"(?<![\w-]){one}(?![\w-])\s*=", text) for one in words):
        return False
    if value == "decimal":
        return re.search(r"\d\.\d|\d/\d", text) is not None
    return not value or re.search(rf"(?<![\w-]){value}(?![\w-])", text) is not None


def used(folder: Path) -> dict[str, set[str]]:
    """What each shipped rulebook says, by its name: keys, and keys with values. Eras are told apart by a stroke."""
    return {
        path.relative_to(folder).with_suffix("").as_posix(): set(
            _said(tomllib.loads(path.read_text(encoding="utf-8")), "")
        )
        for path in sorted(folder.rglob("*.toml"))
    }


def _said(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict) and "value" in value:
        yield from _said(value["value"], path)
    elif isinstance(value, dict):
        for key, inner in value.items():
            free = path == "season" and key not in ("article", "source")
            yield from _said(inner, f"{path}.{'*' if free else key}".lstrip("."))
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict):
                yield from _said(inner, f"{path}[]")
            else:
                yield from _said(inner, f"{path}[].by" if path.endswith(".ties") else path)
        yield path
    else:
        yield path
        whole = isinstance(value, int) or not any(sign in str(value) for sign in "./%")
        yield f"{path}={str(value).lower() if isinstance(value, bool) else value if whole else 'decimal'}"


def rulebooks_of(part: Part, books: Mapping[str, set[str]]) -> str:
    """The rulebooks that use a part; of a series with eras, how many of them."""
    names = [name for name, said in books.items() if said.intersection(key.strip("()") for key in part.keys)]
    counts: dict[str, int] = {}
    for name in names:
        series, stroke, _ = name.partition("/")
        counts[series] = counts.get(series, 0) + bool(stroke)
    return ", ".join(
        f"`{name}`" + (f" ({count} eras)" if count > 1 else "") for name, count in counts.items()
    )


def page(tests: Path = ROOT / "tests", rulebooks: Path = RULEBOOKS) -> str:
    """The page as it has to be."""
    marks, books = marked(tests), used(rulebooks)
    shown = {part.id: shown_by(part, marks) for one in SHAPES for part in one.parts}
    lines = [
        "# Rule shapes",
        "",
        "<!-- Written by tools/rule_shapes.py from the rulebooks and the marks of the tests. Do not edit. -->",
        "",
        "What regulations of motor racing can say about points, tables, grids and penalties, as far as it was seen",
        "in force anywhere; how [a rulebook](rulebook.md) says it; which shipped rulebooks do; which tests show it.",
        "A tick stands only where a test carries the mark of the shape (`@pytest.mark.shape`) and writes the rule.",
        "",
        f"**{sum(map(bool, shown.values()))} of {len(shown)} are ticked.**",
    ]
    for number, one in enumerate(SHAPES, 1):
        lines += [
            "",
            f"## {number}. {one.words}",
            "",
            "| | | keys | rulebooks | tests |",
            "|---|---|---|---|---|",
        ]
        lines += [_row(part, shown[part.id], rulebooks_of(part, books)) for part in one.parts]
    return "\n".join(lines) + "\n"


def _row(part: Part, tests: list[str], rulebooks: str) -> str:
    keys = ", ".join(f"`{key.strip('()').replace('=decimal', '').replace('=', ' = ')}`" for key in part.keys)
    shown = "<br>".join(f"`{name}`" for name in tests[:MOST_TESTS])
    more = f"<br>and {len(tests) - MOST_TESTS} more" if len(tests) > MOST_TESTS else ""
    return f"| {'✔' if tests else '✘'} {part.id} | {part.words} | {keys} | {rulebooks} | {shown}{more} |"


def main() -> int:
    """Writes the page, or says that it is old."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the page is old")
    old = not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != page()
    if parser.parse_args().check:
        print(f"{PAGE.relative_to(ROOT)} is {'old: run tools/rule_shapes.py' if old else 'up to date'}")
        return int(old)
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
