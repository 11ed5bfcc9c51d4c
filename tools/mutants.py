"""Small changes to the core, one at a time: which of them does no test of the room notice?

    python tools/mutants.py                           # a fixed sample of every room (make mutants)
    python tools/mutants.py --room timing --sample 40
    python tools/mutants.py --one timing/flags.py:188

Every mutant is run by a process of its own, never a fork: a forked child that uses Polars hangs. Only the tests of the
mutant's own room count, those that watch named values: the agreement with published results notices nearly everything
and says nothing of why. A survivor is either a hole in the tests or changes nothing that can be seen; the second kind
is listed in tools/mutants.toml, each with its reason, and a reason that is no longer needed fails the run.
"""

from __future__ import annotations

import argparse
import ast
import concurrent.futures
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[1]
PACKAGE: Final = ROOT / "src" / "parcferme"
ROOMS: Final = ("timing", "classification", "championship", "grid")
GOAL: Final = 0.97
_COMPARED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_REASONED: Final = {"Reason", "Finding", "error", "warning", "info", "reason", "tell"}
_NAMES: Final = {"any": "all", "all": "any", "min": "max", "max": "min"}


class Mutant(NamedTuple):
    """One change: the module below the package, its line there, the expression as it was and as it is; which node of
    the module it is, and which of the changes to it.
    """

    path: str
    line: int
    was: str
    now: str
    node: int
    change: int

    @property
    def key(self) -> str:
        """What names it however many lines are added above it."""
        return f"{self.path}: {self.was} -> {self.now}"

    @property
    def source(self) -> str:
        """The module with the change in it."""
        tree = ast.parse((PACKAGE / self.path).read_text(encoding="utf-8"))
        place = list(ast.walk(tree))[self.node]
        assert isinstance(place, ast.expr)
        _put(tree, place, _changes(place)[self.change])
        return ast.unparse(ast.fix_missing_locations(tree))


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Every change there is of a module, in the order of its text."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    typed = {id(part) for node in nodes for part in _untested(node)}
    found: list[Mutant] = []
    for at, node in enumerate(nodes):
        if id(node) in typed or not isinstance(node, ast.expr):
            continue
        name, was = str(path.relative_to(PACKAGE)), ast.unparse(node)
        for change, new in enumerate(_changes(node)):
            found.append(
                Mutant(name, node.lineno, was, ast.unparse(ast.fix_missing_locations(new)), at, change)
            )
    yield from sorted(found, key=lambda one: (one.line, one.was, one.now))


def _untested(node: ast.AST) -> Iterator[ast.AST]:
    """What is for readers and type checkers alone: annotations, docstrings, what stands below TYPE_CHECKING."""
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        yield from ast.walk(node)
    for name in ("annotation", "returns"):
        said = getattr(node, name, None)
        if isinstance(said, ast.AST):
            yield from ast.walk(said)
    if isinstance(node, ast.Assert):
        yield from ast.walk(node)


def _changes(node: ast.expr) -> list[ast.expr]:
    """What an expression could be by mistake."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in _COMPARED:
            return [ast.Compare(node.left, [_COMPARED[type(op)]()], node.comparators)]
        case ast.BoolOp():
            return [ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)]
        case ast.UnaryOp(op=ast.Not()):
            return [node.operand]
        case ast.UnaryOp(op=ast.USub()) if not isinstance(node.operand, ast.Constant):
            return [node.operand]
        case ast.IfExp():
            return [ast.IfExp(node.test, node.orelse, node.body)]
        case ast.BinOp(op=ast.Add()):
            return [ast.BinOp(node.left, ast.Sub(), node.right)]
        case ast.BinOp(op=ast.Sub()):
            return [ast.BinOp(node.left, ast.Add(), node.right)]
        case ast.Constant(value=bool(value)):
            return [ast.Constant(not value)]
        case ast.Constant(value=int(value)):
            return [ast.Constant(value + 1)]
        case ast.Name(id=name) if name in _NAMES:
            return [ast.Name(_NAMES[name])]
        case ast.Call(func=ast.Name(id=name)) if name in _REASONED:
            return [_without(node, at) for at, one in enumerate(node.keywords) if one.arg]
    return []


def _without(call: ast.Call, at: int) -> ast.Call:
    """A reason or finding that is told without one of its values."""
    named = [ast.keyword(one.arg, ast.Constant(None) if at == here else one.value)
             for here, one in enumerate(call.keywords)]  # fmt: skip
    return ast.Call(call.func, call.args, named)


def _put(tree: ast.AST, place: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is place:
                setattr(parent, name, new)
                return
            if isinstance(value, list) and place in value:
                value[value.index(place)] = new
                return


class Trees:
    """A copy of the package for each worker, so that none sees another's mutant."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._own = folder, threading.local()

    def tree(self) -> Path:
        """This worker's own copy."""
        if not hasattr(self._own, "tree"):
            self._own.tree = Path(tempfile.mkdtemp(dir=self._folder))
            shutil.copytree(
                PACKAGE, self._own.tree / "parcferme", ignore=shutil.ignore_patterns("__pycache__")
            )
        made: Path = self._own.tree
        return made


def died(mutant: Mutant, trees: Trees, seconds: float) -> bool:
    """Whether a test of its room fails with it. A room that never ends has noticed too."""
    tree = trees.tree()
    module = tree / "parcferme" / mutant.path
    whole = module.read_text(encoding="utf-8")
    module.write_text(mutant.source, encoding="utf-8")
    try:
        return _tested(mutant.path.partition("/")[0], tree, seconds) != 0
    finally:
        module.write_text(whole, encoding="utf-8")


def _tested(room: str, tree: Path, seconds: float) -> int:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", f"tests/{room}"]
    environment = os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "CI": "true"}
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return 1
    if done.returncode not in (0, 1, 2):
        raise SystemExit(f"pytest ended with {done.returncode}: {done.stdout.decode()[-500:]}")
    return done.returncode


def chosen(rooms: list[str], sample: int, seed: int, one: str | None) -> list[Mutant]:
    """The mutants to run: the one that is named, else so many of each room, the same ones for the same seed."""
    found = []
    for room in rooms if one is None else [one.partition("/")[0]]:
        every = [mutant for path in sorted((PACKAGE / room).glob("*.py")) for mutant in mutants_of(path)]
        if one is not None:
            found += [mutant for mutant in every if one in (mutant.path, f"{mutant.path}:{mutant.line}")]
        else:
            found += random.Random(seed).sample(every, min(sample, len(every)))
    return found


def main() -> int:
    """The command line of this script."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--room", action="append", choices=ROOMS)
    asked.add_argument("--sample", type=int, default=60, help="mutants of each room")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument(
        "--one", metavar="PATH[:LINE]", help="every mutant of this module, or of this line of it"
    )
    asked.add_argument("--jobs", type=int, default=2)
    said = asked.parse_args()
    excused = {one["mutant"]: one["because"] for one in _excuses()}
    mutants = chosen(said.room or list(ROOMS), said.sample, said.seed, said.one)
    if not mutants:
        raise SystemExit("nothing to change was found: no mutant was run")
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        trees = Trees(Path(folder))
        allowed = {room: _baseline(room, trees) for room in {one.path.partition("/")[0] for one in mutants}}
        with concurrent.futures.ThreadPoolExecutor(said.jobs) as workers:
            runs = {
                workers.submit(died, one, trees, allowed[one.path.partition("/")[0]]): one for one in mutants
            }
            alive = []
            for count, run in enumerate(concurrent.futures.as_completed(runs), 1):
                if not run.result():
                    alive.append(runs[run])
                    print(
                        f"\ralive: {runs[run].path}:{runs[run].line}: {runs[run].was}  ->  {runs[run].now}",
                        flush=True,
                    )
                print(f"\r{count} of {len(mutants)}, {len(alive)} alive", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return _told(mutants, alive, excused)


def _excuses() -> list[dict[str, str]]:
    listed = ROOT / "tools" / "mutants.toml"
    return (
        list(tomllib.loads(listed.read_text(encoding="utf-8")).get("equivalent", []))
        if listed.exists()
        else []
    )


def _baseline(room: str, trees: Trees) -> float:
    """How long the tests of a room may take: five times what they take unchanged, where they must pass."""
    began = time.monotonic()
    if _tested(room, trees.tree(), 3600) != 0:
        raise SystemExit(f"tests/{room} fail without any change: no mutant was run")
    return 5 * (time.monotonic() - began) + 30


def _told(mutants: list[Mutant], alive: list[Mutant], excused: dict[str, str]) -> int:
    """Prints who survived; 1 below the goal, or where a reason is given for one that died."""
    holes = [one for one in alive if one.key not in excused]
    for one in sorted(holes):
        print(f"{one.path}:{one.line}: {one.was}  ->  {one.now}")
    healed = sorted({one.key for one in mutants if one not in alive and one.key in excused})
    for key in healed:
        print(f"tools/mutants.toml: no reason is needed any more for {key}")
    real = len(mutants) - (len(alive) - len(holes))
    killed = real - len(holes)
    print(f"{killed} of {real} mutants died ({killed / max(real, 1):.1%}, goal {GOAL:.0%}); "
          f"{len(alive) - len(holes)} more change nothing that can be seen")  # fmt: skip
    return 1 if healed or killed < GOAL * real else 0


if __name__ == "__main__":
    sys.exit(main())
