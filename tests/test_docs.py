"""Every example in README.md and docs/ runs.

Fenced blocks of a page run in order, in one empty folder and one namespace:

- ```python runs; with `>>>` it is a doctest, and what it prints is compared.
- ```console runs every line that starts with `$ parcferme`; a command has to exit 0.
- any other block runs nothing, unless a comment in front of the fence gives it a file name.

A comment directly in front of a fence says more: `<!-- doc: file race.csv -->` writes the block into the
folder, `<!-- doc: exit 1 -->` expects that status of the block's commands, `<!-- doc: exact -->` compares
what they print, blanks aside.
"""

import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from parcferme.cli import app

ROOT = Path(__file__).parents[1]
PAGES = [path for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))] if path.is_file()]
SCREEN = {"COLUMNS": "80", "NO_COLOR": "1"}
FENCE = re.compile(
    r"(?:^<!-- doc: (?P<note>.*?) -->\n+)?"
    r"^(?P<fence>`{3,})[ {.]*(?P<lang>[\w-]*)[^\n`]*\n(?P<body>.*?)^(?P=fence)[ ]*$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    page: str
    line: int
    lang: str
    body: str
    note: str

    @property
    def where(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def file(self) -> str | None:
        return self.note[5:].strip() if self.note.startswith("file ") else None

    @property
    def commands(self) -> list[tuple[str, str]]:
        """(command, what the page says it prints) of a console block; only our own commands."""
        if self.lang != "console":
            return []
        body = self.body.replace("\\\n", "")
        parts = re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]
        pairs = [part.partition("\n")[::2] for part in parts]
        return [pair for pair in pairs if re.match(r"parcferme\b", pair[0])]

    @property
    def runs(self) -> bool:
        return not self.file and (self.lang == "python" or bool(self.commands))


def blocks(path: Path) -> Iterator[Block]:
    text = path.read_text(encoding="utf-8")
    for match in FENCE.finditer(text):
        line = text.count("\n", 0, match.start("fence")) + 1
        yield Block(path.name, line, match["lang"], match["body"], (match["note"] or "").strip())


def run_python(block: Block, names: dict[str, Any]) -> None:
    if block.body.lstrip().startswith(">>>"):
        flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
        test = doctest.DocTestParser().get_doctest(block.body, names, block.where, block.page, block.line)
        heard: list[str] = []
        failed = (
            doctest.DocTestRunner(optionflags=flags).run(test, out=heard.append, clear_globs=False).failed
        )
        names.update(test.globs)
        assert not failed, "".join(heard)
    else:
        code = "\n" * block.line + block.body  # so that a traceback names the page's own line
        exec(compile(code, block.page, "exec"), names)


@dataclass(frozen=True)
class Printed:
    status: int
    out: str
    err: str


def run_in_shell(command: str, folder: Path) -> Printed:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PARCFERME_")}
    env |= {**SCREEN, "PATH": f"{Path(sys.executable).parent}:{env['PATH']}", "LANG": "C.UTF-8"}
    done = subprocess.run(
        command, shell=True, cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    return Printed(done.returncode, done.stdout, done.stderr)


def run_here(command: str) -> Printed:
    """The command in this process: starting a hundred others would take longer than all their work."""
    unset = {name: None for name in os.environ if name.startswith("PARCFERME_")}
    done = CliRunner().invoke(app, shlex.split(command)[1:], env={**unset, **SCREEN})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Printed(done.exit_code, done.stdout, done.stderr)


def run_console(block: Block, folder: Path) -> None:
    expected = int(block.note[5:]) if block.note.startswith("exit ") else 0
    for command, printed in block.commands:
        plain = block.page != "README.md" and not re.search(r"[|<>&;$*`]", command)
        run = run_here(command) if plain else run_in_shell(command, folder)
        said = f"{block.where}: $ {command}\n{run.out}{run.err}"
        assert run.status == expected, f"exit status {run.status}, not {expected}: {said}"
        if block.note == "exact":
            assert run.out.split() == printed.split(), said


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_examples_of_a_page_run(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "__main__"}
    for block in blocks(path):
        if block.file:
            (tmp_path / block.file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / block.file).write_text(block.body, encoding="utf-8")
        elif block.lang == "python":
            run_python(block, names)
        else:
            run_console(block, tmp_path)


def test_every_comment_on_an_example_is_understood() -> None:
    for path in PAGES:
        notes = [block.note for block in blocks(path) if block.note]
        assert len(notes) == path.read_text(encoding="utf-8").count("<!-- doc:"), (
            f"{path.name}: a stray comment"
        )
        for note in notes:
            assert re.fullmatch(r"file [\w./-]+|exit [012]|exact", note), f"{path.name}: {note}"


def test_the_pages_have_examples_at_all() -> None:
    ran = {path.name: sum(block.runs for block in blocks(path)) for path in PAGES}
    if "README.md" in ran:
        assert ran["README.md"] > 0, "README.md shows no example that runs"
        assert sum(ran.values()) > 1


def test_the_readme_scores_a_race_in_fifteen_lines() -> None:
    readme = ROOT / "README.md"
    if readme.is_file():
        python = [block.body.strip().splitlines() for block in blocks(readme) if block.lang == "python"]
        assert python, "README.md has no Python example"
        assert len(python[0]) <= 15
