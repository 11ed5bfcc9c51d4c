"""The yardstick counts what is right, missed and false, and reads the marks of a text."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).parents[3] / "tools" / "press_yardstick.py"
TEXT = """\
lang: en
round: 1

Milo Racing took {place-overall|second overall|fourth overall} in race 1. It {?place|ran third at half-distance}.
Milo Racing took {!place-overall|fifth overall} in race 2.
"""


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("press_yardstick", TOOL)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_marked_text_is_counted_as_written_and_altered(
    tool: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    assert tool.main([str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "false contradictions: 0 in 3 claims (0.0%)" in told
    assert "judged rightly: 2 of 2 checkable (100.0%)" in told
    assert "altered figures caught: 1 of 1 (100.0%)" in told


def test_a_folder_without_a_text_is_no_measure(tool: ModuleType, tmp_path: Path) -> None:
    assert tool.main([str(tmp_path)]) == 1
