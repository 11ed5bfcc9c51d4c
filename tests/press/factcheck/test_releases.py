"""Releases as people write them, in words made up for this: nothing true in them is contradicted, what is marked is
confirmed, and a marked figure is told once it is another.

`{what is claimed}` is confirmed; `{what is claimed|what is not so}` is contradicted once it is replaced. With a `?`
behind it (`{12th|11th?}`) the words or the list leave it open: of a place that was only filled in to fit what was
published, nobody can say that another is wrong.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from parcferme.press.factcheck import FactCheck, Verdict

Check = Callable[..., FactCheck]
FILES = sorted((Path(__file__).parent / "releases").glob("*.txt"))
MARKED = re.compile(r"\{([^{}|]*)(?:\|([^{}]*))?\}")
ROUNDS = {"le-castellet": 1, "spa": 2, "le-castellet-2": 3, "monza": 4, "portimao": 5}


class Marked(NamedTuple):
    start: int
    end: int
    other: str | None


def read(path: Path) -> tuple[str, list[Marked]]:
    """The text of a release without its marks, and where they stood."""
    text, marks, last = "", [], 0
    source = path.read_text(encoding="utf-8")
    for match in MARKED.finditer(source):
        text += source[last : match.start()]
        marks.append(Marked(len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        last = match.end()
    return text + source[last:], marks


def over(found: FactCheck, start: int, end: int) -> set[Verdict]:
    return {claim.verdict for claim in found.claims if claim.start < end and start < claim.end}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_true_is_never_contradicted(check: Check, path: Path) -> None:
    text, marks = read(path)
    found = check(text)
    assert [claim for claim in found.claims if claim.verdict is Verdict.CONTRADICTED] == []
    assert marks
    for mark in marks:
        assert Verdict.CONFIRMED in over(found, mark.start, mark.end), text[mark.start : mark.end]
    event = max((name for name in ROUNDS if path.stem.startswith(name)), key=len)
    assert found.round == ROUNDS[event]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_figure_that_is_changed_is_contradicted(check: Check, path: Path) -> None:
    text, marks = read(path)
    changed = [mark for mark in marks if mark.other]
    assert changed
    for mark in changed[::4]:  # every fourth: each is a text of its own to read
        assert mark.other is not None
        if mark.other.endswith("?"):
            continue
        found = check(text[: mark.start] + mark.other + text[mark.end :])
        said = over(found, mark.start, mark.start + len(mark.other))
        assert Verdict.CONTRADICTED in said, (text[mark.start : mark.end], mark.other)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_nobody_can_know_is_left_open(check: Check, path: Path) -> None:
    text, marks = read(path)
    for mark in [mark for mark in marks if mark.other and mark.other.endswith("?")][:2]:
        assert mark.other is not None
        other = mark.other.removesuffix("?")
        found = check(text[: mark.start] + other + text[mark.end :])
        assert Verdict.CONTRADICTED not in over(found, mark.start, mark.start + len(other))
