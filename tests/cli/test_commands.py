"""How commands are built: imported when called, their imports at the top, and bodies that load, call and print."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import parcferme.cli
from parcferme.cli.commands import COMMANDS

CLI = Path(parcferme.cli.__file__).parent
MODULES = sorted(CLI.rglob("*.py"))
MOST = 15


def unexplained(source: str) -> Iterator[int]:
    """The lines of imports inside a function that no comment explains, on the line or above its block of imports."""
    lines = source.splitlines()
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                above = node.lineno - 2
                while lines[above].strip().startswith(("import ", "from ")):
                    above -= 1
                if "#" not in lines[node.lineno - 1] and not lines[above].strip().startswith("#"):
                    yield node.lineno


def test_a_command_imports_at_the_top_of_its_module_or_says_why_not() -> None:
    assert len(MODULES) > len(COMMANDS)
    found = [
        f"{path.relative_to(CLI)}:{line}" for path in MODULES for line in unexplained(path.read_text("utf-8"))
    ]
    assert found == []


def test_an_import_without_a_reason_is_noticed() -> None:
    source = (
        "def f():\n    # Because of this.\n    import a\n    from b import c\n\n    import d\n    import e  # because\n"
        "class C:\n    def g(self):\n        if 1:\n            from x import y\n"
    )
    assert list(unexplained(source)) == [6, 11]


def length(name: str) -> int:
    """How many lines the body of a command has, without its docstring."""
    place = COMMANDS[name]
    tree = ast.parse((CLI / f"{place.module}.py").read_text("utf-8"))
    (function,) = (n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == place.function)
    first = function.body[0]
    assert isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant), f"{name} has no docstring"
    assert first.end_lineno is not None and function.end_lineno is not None
    return function.end_lineno - first.end_lineno


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_body_of_a_command_loads_calls_and_prints(name: str) -> None:
    assert 1 < length(name) <= MOST
