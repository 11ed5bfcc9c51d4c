"""What the tests of the command line share: the small race on disk, and a command run in this process."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from commands import Ran, Run
from parcferme.cli import app
from small_championship import FILES
from small_race import write_race


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `parcferme` in the folder of the small race, at 80 columns; `width` is another one."""
    write_race(tmp_path)
    monkeypatch.chdir(tmp_path)
    for name in ("PARCFERME_LANG", "PARCFERME_TRACEBACK", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PARCFERME_KEYS", str(tmp_path / "keys"))  # nobody's own key seals a test

    def of(*arguments: object, width: int = 80, **env: str) -> Ran:
        result = CliRunner().invoke(
            app, [str(argument) for argument in arguments], env={"COLUMNS": str(width), **env}
        )
        assert "Traceback" not in result.output + result.stderr
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return of


@pytest.fixture
def cup(run: Run, tmp_path: Path) -> Run:
    """The command line beside the folder `cup`, a small championship."""
    for name, text in FILES.items():
        path = tmp_path / "cup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return run


@pytest.fixture
def shell(run: Run, tmp_path: Path) -> Callable[[str], Ran]:
    """Runs a line in a shell, where a pipe, a full disk or a closed output is a real one."""

    def of(line: str) -> Ran:
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        env = {**os.environ, "PATH": path, "COLUMNS": "80", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
        done = subprocess.run(["bash", "-c", line], cwd=tmp_path, env=env, capture_output=True, text=True)
        assert "Traceback" not in done.stderr, done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    return of
