"""Setting up says what it does and how far it is, and fails where pip fails."""

import os
import pty
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PIP = """#!/bin/sh
case "$*" in
*" install "*) ;;
*) exit 0 ;;
esac
case "$*" in
*hatchling*) echo "Collecting hatchling==1.0"; exit 0 ;;
esac
for name in one two three four five six seven eight nine ten eleven; do echo "Collecting $name<2,>=1"; done
echo "Requirement already satisfied: twelve in ./lib"
echo "Installing collected packages: one, two"
{end}
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A project with the script, twelve pins, and a Python whose pip only says what it would do."""
    shutil.copy(ROOT / "tools" / "setup.sh", tmp_path)
    (tmp_path / "constraints.txt").write_text("# pins\n" + "".join(f"p{n}==1.0\n" for n in range(12)))
    return tmp_path


def fake(house: Path, end: str) -> dict[str, str]:
    python = house / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(PIP.replace("{end}", end))
    python.chmod(0o755)
    return {**os.environ, "PARCFERME_CHROMIUM": "there"}


def test_it_says_what_is_set_up_and_how_far_it_is(house: Path) -> None:
    env = fake(house, "exit 0")
    done = subprocess.run(
        ["sh", "setup.sh", "venv"], cwd=house, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "setup: installing parcferme and its tools, 12 packages as pinned in constraints.txt (a minute or so, once)",
        "setup: 1 of at most 2: fetching hatchling",
        "setup: 1 of at most 12: fetching one",
        "setup: 11 of at most 12: fetching eleven",
        "setup: unpacking what was fetched: the longest step, half a minute or so",
        "setup: done",
    ]


def test_on_a_terminal_one_line_is_written_over(house: Path) -> None:
    env = fake(house, "exit 0")
    leader, follower = pty.openpty()
    done = subprocess.run(["sh", "setup.sh", "venv"], cwd=house, env=env, stderr=follower, check=False)
    os.close(follower)
    shown = os.read(leader, 65536).decode()
    os.close(leader)
    assert done.returncode == 0
    assert "\rsetup: 4 of at most 12: fetching four " in shown
    assert "\rsetup: 12 of at most 12: has twelve " in shown


def test_where_pip_fails_its_words_are_shown_and_setting_up_fails(house: Path) -> None:
    env = fake(house, 'echo "ERROR: no network"; exit 1')
    done = subprocess.run(
        ["sh", "setup.sh", "venv"], cwd=house, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "ERROR: no network" in done.stderr
    assert "setup: done" not in done.stderr
