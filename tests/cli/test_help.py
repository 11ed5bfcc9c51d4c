"""Help that teaches, and is there at once."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

import parcferme
from commands import Run
from parcferme.cli import app
from parcferme.cli.commands import COMMANDS as PLACES
from small_race import write_race

COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]


HEAVY = {"polars", "numpy", "msgspec", "sqlalchemy", "altair", "typst", "babel", "pydantic", "rich.console"}


def loaded_by(*arguments: object) -> tuple[subprocess.CompletedProcess[str], set[str]]:
    """A command in a process of its own, and the modules it has loaded at its end."""
    code = "import sys, atexit; atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
    code += "from parcferme.cli import main; main()"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    modules = set(done.stderr.splitlines()[-1].split())
    assert "parcferme.cli" in modules
    return done, modules


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        ((), 0, "Start here"),
        (("--help",), 0, "Start here"),
        (("--version",), 0, "parcferme 0"),
        (("scoer",), 2, ""),
    ],
    ids=["nothing", "help", "version", "misspelt"],
)
def test_what_runs_no_command_imports_nothing_heavy(
    arguments: tuple[str, ...], status: int, says: str
) -> None:
    done, modules = loaded_by(*arguments)
    assert (done.returncode, says in done.stdout) == (status, True)
    assert not HEAVY & modules
    assert not {name for name in modules if name.startswith("parcferme.cli.") and name.count(".") == 2} - {
        "parcferme.cli.commands",
        "parcferme.cli.parameters",
        "parcferme.cli.terminal",
    }


def test_a_misspelt_command_is_told_the_nearest() -> None:
    done, _ = loaded_by("scoer", "race.csv")
    assert "'scoer'" in done.stderr
    assert "score" in done.stderr


def test_a_plain_score_loads_no_pydantic_no_championship_and_no_store(tmp_path: Path) -> None:
    race = write_race(tmp_path)
    done, modules = loaded_by("score", race, "--kind", "race", "--entries", tmp_path / "entries.csv")
    assert done.returncode == 0
    assert "Milo Racing" in done.stdout
    assert "polars" in modules  # the modules are those of a run that scored
    rooms = {".".join(name.split(".")[:2]) for name in modules if name.startswith("parcferme.")}
    assert not {"parcferme.championship", "parcferme.grid", "parcferme.publishing", "parcferme.store"} & rooms
    assert (
        not {"pydantic", "sqlalchemy", "parcferme.season.championship", "parcferme.season.checking"} & modules
    )


def test_a_newcomer_who_types_the_name_alone_gets_the_help(run: Run) -> None:
    alone = run()
    assert (alone.status, alone.err) == (0, "")
    assert alone.out.strip() == run("--help").out.strip()
    assert all(command in alone.out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_sentence_of_its_own_in_the_list(run: Run, command: str) -> None:
    (line,) = re.findall(rf"^  {command} +(.*)$", run("--help").out, re.MULTILINE)
    assert line.endswith(".")
    assert not line.endswith("...")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_sentence_in_the_list_is_the_first_of_the_commands_own_help(command: str) -> None:
    said = get_command(app).commands[command].help  # type: ignore[attr-defined]
    assert " ".join(said.split()).startswith(PLACES[command].sentence)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_explained_with_examples(run: Run, command: str) -> None:
    out = run(command, "--help").out
    assert max(len(line) for line in out.splitlines()) <= 80
    if command != "demo":
        assert "Examples:\n  parcferme" in re.sub(r"\n +parcferme", "\n  parcferme", out)
    for param in get_command(app).commands[command].params:  # type: ignore[attr-defined]
        assert getattr(param, "help", None), f"{command}: {param.name} has no help"


def test_an_example_in_the_help_is_a_command_there_is(run: Run) -> None:
    text = run("--help").out + "".join(run(command, "--help").out for command in COMMANDS)
    named = set(re.findall(r"^ +parcferme ([a-z]+)", text, re.MULTILINE))
    assert named
    assert named <= set(COMMANDS)


def test_the_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version").out == f"parcferme {parcferme.__version__}\n"


def test_the_version(run: Run) -> None:
    assert re.fullmatch(r"parcferme \d+\.\d+\.\d+\S*\n", run("--version").out)


def test_a_usage_error_is_exit_status_2(run: Run) -> None:
    done = run("score")
    assert done.status == 2
    assert "Missing argument 'FILE'" in done.err


def test_the_module_is_the_command() -> None:
    env = {**os.environ, "COLUMNS": "80"}
    done = subprocess.run(
        [sys.executable, "-m", "parcferme", "--help"], capture_output=True, text=True, env=env
    )
    assert done.stdout.startswith("Usage: ")
