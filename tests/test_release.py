"""A release refuses to lie: a dirty tree, an unfinished changelog or a version told twice stop it."""

import datetime as dt
import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
TODAY = dt.date(2026, 3, 28)
CHANGELOG = (
    "# Log\n\n## 1.2.0 (2026-03-27)\n\n- A late starter keeps its place.\n\n## 1.1.0 (2026-01-01)\n\nTODO\n"
)


@pytest.fixture(scope="module")
def release() -> ModuleType:
    spec = importlib.util.spec_from_file_location("release", ROOT / "tools" / "release.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def git(tree: Path, *words: str) -> None:
    subprocess.run(
        ["git", "-C", tree, "-c", "user.name=A", "-c", "user.email=a@b", *words],
        check=True,
        capture_output=True,
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "parcferme"\nversion = "1.2.0"\n')
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    return tmp_path


def told(release: ModuleType, tree: Path, **changed: tuple[str, str]) -> list[str]:
    for name, (was, now) in changed.items():
        path = tree / {"changelog": "CHANGELOG.md", "project": "pyproject.toml"}[name]
        text = path.read_text()
        assert was in text
        path.write_text(text.replace(was, now))
        git(tree, "commit", "-qam", name)
    return list(release.problems(tree, today=TODAY))


def test_nothing_stands_in_the_way_of_a_finished_one(release: ModuleType, tree: Path) -> None:
    assert told(release, tree) == []


def test_a_dirty_tree_is_refused(release: ModuleType, tree: Path) -> None:
    (tree / "new.py").write_text("")
    (tree / "CHANGELOG.md").write_text(CHANGELOG + "-\n")
    assert told(release, tree) == ["2 files are not committed: CHANGELOG.md, new.py"]


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("(2026-03-27)", "(unreleased)", "CHANGELOG.md says 1.2.0 is of 'unreleased': give it its day"),
        ("(2026-03-27)", "(2026-03-29)", "CHANGELOG.md says 1.2.0 is of 2026-03-29: that is still to come"),
        ("- A late starter keeps its place.", "", "CHANGELOG.md says nothing of 1.2.0"),
        ("keeps its place.", "TODO", "CHANGELOG.md is not finished: 'TODO' in 1.2.0"),
        ("## 1.2.0", "## 1.3.0", "CHANGELOG.md begins with 1.3.0, pyproject.toml says 1.2.0"),
        ("## 1", "# 1", "CHANGELOG.md has no heading like '## 1.2.0 (2026-03-28)'"),
    ],
)
def test_an_unfinished_changelog_is_refused(
    release: ModuleType, tree: Path, was: str, now: str, said: str
) -> None:
    assert told(release, tree, changelog=(was, now)) == [said]


def test_a_version_that_was_released_before_is_refused(release: ModuleType, tree: Path) -> None:
    git(tree, "tag", "v1.2.0")
    assert told(release, tree) == []  # the same commit again
    (problem,) = told(release, tree, changelog=("keeps", "kept"))
    assert problem.startswith("v1.2.0 is the tag of another commit (")
