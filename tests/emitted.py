"""Every code the engine can emit, read from its source, with the values that are given by name."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from parcferme.regulations import QualifyingOrder
from parcferme.timing.compulsory_stop import AT_FAULT

PACKAGE = Path(__file__).parents[1] / "src" / "parcferme"
CODE = re.compile(r"[a-z]+(-[a-z0-9]+)+")
FINDINGS = {"error": 0, "warning": 0, "info": 0, "Finding": 1, "tell": 0}
REASONS = {"say": 0, "_say": 1, "_not_classified": 2}
RULES = {"Reason": 0}
# Codes that are put together: the expression in the source, and what it can become.
TO_SERVE = ("drive-through", "stop-and-go")
FAMILIES = {
    "f'compulsory-stop-{one.verdict.value}'": {
        f"compulsory-stop-{verdict}" for verdict in (*AT_FAULT, "unknown")
    },
    "f'{code}-served'": {f"{code}-served" for code in TO_SERVE},
    "f'{code}-pending'": {f"{code}-pending" for code in TO_SERVE},
    "f'{code}-not-served'": {f"{code}-not-served" for code in TO_SERVE},
    "f'{code}-converted'": {f"{code}-converted" for code in TO_SERVE},
    "penalty.value": {"places", "rear-of-class", "rear-of-field"},
    "decision.penalty.value": set(
        "grid-places pit-lane-start allowed-to-start not-scored reprimand fine no-further-action".split()
    ),
    "timing.rules.order.by.value": {order.value for order in QualifyingOrder},
    "f'{side}-laps'": {"ahead-laps", "behind-laps"},
    "f'{side}-time'": {"ahead-time", "behind-time"},
}


@dataclass(frozen=True)
class Emitted:
    """One place in the source that emits a code; `values` are None where they are not all given by name."""

    where: str
    kind: str
    call: str
    code: str
    values: frozenset[str] | None


# Rooms that print what others decided: what they say is words, no finding and no reason.
PRINT = ("documents", "publishing", "papers", "bulletins", "charts", "site", "press")


def emitted() -> Iterator[Emitted]:
    """Every code with the place that emits it. Fails on a code that is put together in a way nobody wrote down here."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if path.relative_to(PACKAGE).parts[0] == "cli":
            continue
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                for node in calls_of(function):
                    yield from _of_call(node, function, tree, path)


def calls_of(function: ast.FunctionDef) -> Iterator[ast.Call]:
    inner = [
        node for node in ast.walk(function) if isinstance(node, ast.FunctionDef) and node is not function
    ]
    nested = {call for one in inner for call in ast.walk(one)}
    yield from (node for node in ast.walk(function) if isinstance(node, ast.Call) and node not in nested)


def _of_call(node: ast.Call, function: ast.FunctionDef, tree: ast.Module, path: Path) -> Iterator[Emitted]:
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    yield from _put_down(node, name, path)
    known = FINDINGS | REASONS | RULES
    if name not in known or len(node.args) <= known[name]:
        return
    reasons = name in REASONS or path.parent.name in ("championship", "grid", "season")
    kind = "finding" if name in FINDINGS else "reason" if reasons else "rule"
    argument = node.args[known[name]]
    where = f"{path.relative_to(PACKAGE)}:{node.lineno}"
    if name in ("say", "tell") and path.relative_to(PACKAGE).parts[0] in PRINT:
        return
    given = [keyword.arg for keyword in node.keywords]
    values = (
        None if None in given or name in ("Finding", "Reason") else frozenset(name for name in given if name)
    )
    for code in sorted(_codes(argument, function, tree, where, optional=name == "tell")):
        yield Emitted(where, kind, name, code, values)


def _put_down(node: ast.Call, name: str, path: Path) -> Iterator[Emitted]:
    """A reason of a session kept as a pair of code and values, until the ledger says of which session."""
    if name == "append" and ast.unparse(node.func).endswith(".reasons.append") and node.args:
        pair = node.args[0]
        if isinstance(pair, ast.Tuple) and isinstance(pair.elts[0], ast.Constant):
            where = f"{path.relative_to(PACKAGE)}:{node.lineno}"
            yield Emitted(where, "reason", name, str(pair.elts[0].value), None)


def _codes(
    argument: ast.expr, function: ast.FunctionDef, tree: ast.Module, where: str, *, optional: bool
) -> set[str]:
    text = ast.unparse(argument)
    if isinstance(argument, ast.Constant):
        return {str(argument.value)}
    if isinstance(argument, ast.IfExp):
        return _codes(argument.body, function, tree, where, optional=optional) | _codes(
            argument.orelse, function, tree, where, optional=optional
        )
    if text in FAMILIES:
        return FAMILIES[text]
    if isinstance(argument, ast.Name):
        if argument.id in {arg.arg for arg in (*function.args.posonlyargs, *function.args.args)}:
            return set()  # handed on: the caller is looked at
        if argument.id in _taken_from_a_list(function):
            return set()  # put down before: see `_put_down`
        found = _assigned(argument.id, function)
        if found or optional:
            return found
        return _keys_of_tables(tree, where)
    assert optional, f"{where}: how is the code {text} put together? Write it down in tests/emitted.py"
    return set()


def _taken_from_a_list(function: ast.FunctionDef) -> set[str]:
    """The names a loop over reasons put down before gives to their code and values."""
    return {
        part.id
        for node in ast.walk(function)
        if isinstance(node, ast.For) and ast.unparse(node.iter).endswith(".reasons")
        for part in ast.walk(node.target)
        if isinstance(part, ast.Name)
    }


def _assigned(name: str, function: ast.FunctionDef) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == name for t in node.targets
        ):
            for part in ast.walk(node.value):
                found |= FAMILIES.get(ast.unparse(part), set()) if isinstance(part, ast.JoinedStr) else set()
            found |= {
                part.value
                for part in ast.walk(node.value)
                if isinstance(part, ast.Constant)
                and isinstance(part.value, str)
                and CODE.fullmatch(part.value)
            }
    return found


def _keys_of_tables(tree: ast.Module, where: str) -> set[str]:
    """The keys of the module's table of severities by code."""
    keys = {
        key.value
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict)
        if "Severity" in ast.unparse(node.value)
        for key in node.value.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
    assert keys, f"{where}: which codes?"
    return keys
