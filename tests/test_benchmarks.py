"""The benchmarks fail where they measured nothing, and the race of the command line is one that can be scored."""

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import parcferme

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """A module of the benchmarks, by name."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))

    def of(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(f"benchmarks_{name}", BENCHMARKS / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        loaded = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(loaded)
        return loaded

    return of


def test_a_part_there_is_none_of_fails() -> None:
    command = [sys.executable, str(BENCHMARKS / "run.py"), "--only", "no-such-part"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("nothing was measured: no-such-part (there are races, command, ")


def test_a_part_that_measured_nothing_fails(
    module: Callable[[str], ModuleType], capsys: pytest.CaptureFixture[str]
) -> None:
    measured = module("run").measured
    parts = {
        "races": lambda: print("a race 1.5 ms"),
        "le-mans": lambda: print("no files"),
        "imsa": lambda: None,
    }
    assert measured(parts, "") == 1
    assert "nothing was measured: le-mans, imsa (" in capsys.readouterr().err
    assert measured(parts, "races") == 0
    assert capsys.readouterr().out == "a race 1.5 ms\n"
    assert measured({}, "") == 1


def test_without_published_files_a_race_of_100_minutes_is_made(
    module: Callable[[str], ModuleType], tmp_path: Path
) -> None:
    path = module("commands").race_in(tmp_path / "nowhere", tmp_path)
    race = parcferme.score(path)
    assert race.classification.height == 40
    assert 99 * 60e6 < max(row.time for row in race.rows if row.time is not None) < 105 * 60e6


def test_the_two_that_are_compared_take_turns(module: Callable[[str], ModuleType]) -> None:
    seen: list[str] = []
    one, other = module("commands").in_turn(lambda: seen.append("a"), lambda: seen.append("b"), 3)
    assert seen == ["a", "b"] * 3
    assert 0 <= one < 1000
    assert 0 <= other < 1000


def test_a_process_that_fails_is_no_figure(module: Callable[[str], ModuleType]) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        module("commands").process(sys.executable, "-c", "raise SystemExit(3)")()
