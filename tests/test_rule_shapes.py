"""The page of rule shapes: up to date, its keys known to the rulebook, and nothing ticked that no test shows."""

import enum
import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from parcferme.regulations import item_type, rule_keys

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "rule-shapes.md").read_text(encoding="utf-8")


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rule_shapes", ROOT / "tools" / "rule_shapes.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SHAPES = tool()
PARTS = [part for shape in SHAPES.SHAPES for part in shape.parts]


@pytest.mark.complete
def test_the_page_is_up_to_date() -> None:
    """Where it is not: tools/rule_shapes.py writes it."""
    assert SHAPES.page() == PAGE


@pytest.mark.complete
def test_no_shape_is_ticked_without_a_test() -> None:
    marked = {test.name for test in SHAPES.marked(ROOT / "tests")}
    rows = re.findall(r"^\| ([✔✘]) (\w+) \|.*\|([^|]*)\|$", PAGE, re.MULTILINE)
    assert [name for _, name, _ in rows] == [part.id for part in PARTS]
    for tick, name, tests in rows:
        named = set(re.findall(r"`(\w+)`", tests))
        assert named <= marked, name
        assert (tick == "✔") == bool(named), name


def test_there_are_28_shapes_and_each_part_has_a_mark_of_its_own() -> None:
    assert len(SHAPES.SHAPES) == 28
    for number, shape in enumerate(SHAPES.SHAPES, 1):
        assert [part.id for part in shape.parts] == [
            f"{number}{'abcdefghijk'[n]}" for n in range(len(shape.parts))
        ]


@pytest.mark.complete
def test_every_mark_on_a_test_is_a_shape_there_is() -> None:
    marks = {mark for test in SHAPES.marked(ROOT / "tests") for mark in test.marks}
    assert marks
    assert marks <= {part.id for part in PARTS} | {str(n + 1) for n in range(len(SHAPES.SHAPES))}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.id)
def test_keys_of_a_shape_are_keys_of_the_rulebook(part: Any) -> None:
    known = dict(rule_keys())
    assert part.keys
    for said in part.keys:
        key, _, value = said.strip("()").partition("=")
        assert key in known, said
        kind = item_type(known[key]) or known[key]
        if value not in ("", "decimal") and isinstance(kind, type) and issubclass(kind, enum.Enum):
            assert value in [member.value for member in kind], said


TESTS = """\
import pytest
RULES = 'ties = ["latest"]'
@pytest.mark.shape("1a")
def test_scale(): ...
@pytest.mark.shape("8")
def test_bonus(): rules = 'bonus = [{ for = "pole", points = 1 }]'
@pytest.mark.shape("20")
def test_tie(): rules = RULES
@pytest.mark.shape("19")
def test_ruling(): Adjustment(AdjustmentKind.EXCLUSION, points_kept=True)
def test_other(): rules = 'for = "fastest-lap"'
"""


def test_tick_comes_and_goes_with_its_test(tmp_path: Path) -> None:
    """The mark of a whole shape ticks the parts whose keys the test writes."""
    (tmp_path / "test_a.py").write_text(TESTS)
    module = (
        'import pytest\n\npytestmark = [pytest.mark.shape("2a")]\n\nclass A:\n    def test_tail(self): ...\n'
    )
    (tmp_path / "test_b.py").write_text(module)
    page = SHAPES.page(tests=tmp_path)
    assert set(re.findall(r"✔ (\w+)", page)) == {"1a", "2a", "8a", "19b", "19c", "20d"}
    assert "`test_tail` |" in page
    assert "✔" not in SHAPES.page(tests=tmp_path / "none")


def test_rulebooks_are_named_for_what_they_say(tmp_path: Path) -> None:
    (tmp_path / "cup").mkdir()
    text = '[[points]]\nscale = [10, "1/2"]\n[[standings]]\nname = "x"\nties = ["latest"]\n'
    (tmp_path / "cup" / "2020.toml").write_text(text)
    (tmp_path / "cup" / "2021.toml").write_text(text + '[season.2021]\nadjustment = [{ kind = "order" }]\n')
    (tmp_path / "other.toml").write_text('[carry]\nreprimands = { value = 3, article = "1" }\n')
    books = SHAPES.used(tmp_path)
    by_id = {part.id: part for part in PARTS}
    assert SHAPES.rulebooks_of(by_id["1b"], books) == "`cup` (2 eras)"
    assert SHAPES.rulebooks_of(by_id["20d"], books) == "`cup` (2 eras)"
    assert SHAPES.rulebooks_of(by_id["20i"], books) == "`cup`"
    assert SHAPES.rulebooks_of(by_id["28a"], books) == "`other`"
    assert SHAPES.rulebooks_of(by_id["3a"], books) == ""
