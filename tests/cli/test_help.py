"""Help that teaches, and is there at once."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.main import get_command

from parcferme.cli import app
from parcferme.cli.commands import COMMANDS as PLACES

COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]
ROOT = Path(__file__).parents[2]


def seconds(*arguments: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    return time.perf_counter() - start


def test_help_takes_at_most_twice_as_long_as_importing_typer() -> None:
    runs = [(seconds("-c", "import typer"), seconds("-m", "parcferme", "--help")) for _ in range(9)]
    typer, ours = (min(one) for one in zip(*runs, strict=True))
    assert ours <= 2 * typer


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, parcferme.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "parcferme.cli" in loaded
    assert not {"polars", "numpy", "msgspec", "rich.table", "sqlalchemy", "babel"} & set(loaded)


def test_a_newcomer_who_types_the_name_alone_gets_the_help(run) -> None:
    alone = run()
    assert (alone.status, alone.err) == (0, "")
    assert alone.out.strip() == run("--help").out.strip()
    assert all(command in alone.out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_sentence_of_its_own_in_the_list(run, command: str) -> None:
    (line,) = re.findall(rf"^  {command} +(.*)$", run("--help").out, re.MULTILINE)
    assert line.endswith(".")
    assert not line.endswith("...")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_sentence_in_the_list_is_the_first_of_the_commands_own_help(command: str) -> None:
    said = get_command(app).commands[command].help  # type: ignore[attr-defined]
    assert " ".join(said.split()).startswith(PLACES[command].sentence)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_explained_with_examples(run, command: str) -> None:
    out = run(command, "--help").out
    assert max(len(line) for line in out.splitlines()) <= 80
    if command != "demo":
        assert "Examples:\n  parcferme" in re.sub(r"\n +parcferme", "\n  parcferme", out)
    for param in get_command(app).commands[command].params:  # type: ignore[attr-defined]
        assert getattr(param, "help", None), f"{command}: {param.name} has no help"


def test_an_example_in_the_help_is_a_command_there_is(run) -> None:
    text = run("--help").out + "".join(run(command, "--help").out for command in COMMANDS)
    named = set(re.findall(r"^ +parcferme ([a-z]+)", text, re.MULTILINE))
    assert named
    assert named <= set(COMMANDS)


def test_the_version(run) -> None:
    assert re.fullmatch(r"parcferme \d+\.\d+\.\d+\S*\n", run("--version").out)


def test_a_usage_error_is_exit_status_2(run) -> None:
    done = run("score")
    assert done.status == 2
    assert "Missing argument 'FILE'" in done.err


def test_the_module_is_the_command() -> None:
    env = {**os.environ, "COLUMNS": "80"}
    done = subprocess.run(
        [sys.executable, "-m", "parcferme", "--help"], capture_output=True, text=True, env=env
    )
    assert done.stdout.startswith("Usage: ")
