"""Small changes to the core, one at a time: which of them does no test of the room notice?

    python tools/mutants.py                           # a fixed sample of every room (make mutants)
    python tools/mutants.py --room timing --sample 40
    python tools/mutants.py --one timing/flags.py:188
    python tools/mutants.py --results FILE            # an interrupted run goes on where it was; then:
    python tools/mutants.py --results FILE --alive    # those that lived in the last run, again

The sample takes its share of every module, and at least one mutant. The tests that mirror the mutated module run
first, then those of the rest of its room. FILE keeps what was found for exactly this package and these tests: a
change to either is asked again.

Every mutant is run by a process of its own, never a fork: a forked child that uses Polars hangs. Only the tests of the
mutant's own room count, those that watch named values: the agreement with published results notices nearly everything
and says nothing of why. A survivor is either a hole in the tests or changes nothing that can be seen; the second kind
is listed in tools/mutants.toml, each with its reason, and a reason that is no longer needed fails the run.
"""

from __future__ import annotations

import argparse
import ast
import compileall
import concurrent.futures
import hashlib
import json
import os
import py_compile
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).parents[1]
PACKAGE: Final = ROOT / "src" / "parcferme"
ROOMS: Final = ("timing", "classification", "championship", "grid")
GOAL: Final = 0.97
_COMPARED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_REASONED: Final = {"Reason", "Finding", "error", "warning", "info", "reason", "tell"}
_TELLING: Final = 12  # letters; what is shorter is read with what stands around it
_NAMES: Final = {"any": "all", "all": "any", "min": "max", "max": "min"}


class Mutant(NamedTuple):
    """One change: the module below the package, its line there, the expression as it was and as it is; which node of
    the module it is, and which of the changes to it; the how manieth it is in the module that reads so.
    """

    path: str
    line: int
    was: str
    now: str
    node: int
    change: int
    time: int = 1

    @property
    def room(self) -> str:
        """Whose tests have to notice it."""
        return self.path.partition("/")[0]

    @property
    def key(self) -> str:
        """What names it however many lines are added above it."""
        return f"{self.path}: {self.was} -> {self.now}" + (f" ({self.time})" if self.time > 1 else "")

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
    above = {id(part): node for node in nodes for part in ast.iter_child_nodes(node)}
    typed = {id(part) for node in nodes for part in _untested(node)}
    found: list[Mutant] = []
    for at, node in enumerate(nodes):
        if id(node) in typed or not isinstance(node, ast.expr):
            continue
        name = str(path.relative_to(PACKAGE))
        for change, new in enumerate(_changes(node)):
            was, now = _read(node, new, above)
            found.append(Mutant(name, node.lineno, was, now, at, change))
    times: Counter[str] = Counter()
    for one in sorted(found, key=lambda one: (one.line, one.was, one.now, one.node)):
        times[one.key] += 1
        yield one._replace(time=times[one.key])


def _read(node: ast.expr, new: ast.expr, above: dict[int, ast.AST]) -> tuple[str, str]:
    """How a change reads. A number or a name alone says nothing, so it is read with what stands around it."""
    place, was = above[id(node)], ast.unparse(node)
    if len(was) >= _TELLING or hasattr(place, "body"):
        return was, ast.unparse(ast.fix_missing_locations(new))
    while len(was := ast.unparse(place)) < _TELLING and not hasattr(above[id(place)], "body"):
        place = above[id(place)]
    _put(above[id(node)], node, new)
    now = ast.unparse(ast.fix_missing_locations(place))
    _put(above[id(node)], new, node)
    return was, now


def _untested(node: ast.AST) -> Iterator[ast.AST]:
    """What is for readers and type checkers alone: annotations, docstrings, what stands below TYPE_CHECKING; and what
    only guards the program against itself: asserts, a class that is frozen or compared, a strict zip.
    """
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        yield from ast.walk(node)
    for name in ("annotation", "returns"):
        said = getattr(node, name, None)
        if isinstance(said, ast.AST):
            yield from ast.walk(said)
    if isinstance(node, ast.Assert):
        yield from ast.walk(node)
    if isinstance(node, ast.ClassDef):
        for said in (*node.decorator_list, *node.keywords):
            yield from ast.walk(said)
    if isinstance(node, ast.keyword) and node.arg == "strict":
        yield node.value


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
            # Compiled once; by its text, never by its age, so that a mutant of the same second is read too.
            checked = py_compile.PycInvalidationMode.CHECKED_HASH
            compileall.compile_dir(self._own.tree, quiet=1, invalidation_mode=checked)
        made: Path = self._own.tree
        return made


def killed(mutant: Mutant, trees: Trees, seconds: float) -> str:
    """Which test of its room fails with it, and how; nothing if none. A room that never ends has noticed too."""
    tree = trees.tree()
    module = tree / "parcferme" / mutant.path
    whole = module.read_text(encoding="utf-8")
    module.write_text(mutant.source, encoding="utf-8")
    try:
        return _tested(mutant.room, tree, seconds, Path(mutant.path).stem)
    finally:
        module.write_text(whole, encoding="utf-8")


def _tests(room: str, first: str) -> list[list[Path]]:
    """The test modules of a room in the order they are asked: the one that mirrors the module `first`, then the others.
    Generated races are slow and watch no named value: they come last.
    """
    every = sorted(
        (ROOT / "tests" / room).rglob("test_*.py"), key=lambda one: (one.stem == "test_properties", one)
    )
    mirror = [one for one in every if one.stem == f"test_{first}"]
    return [part for part in (mirror, [one for one in every if one not in mirror]) if part]


def _tested(room: str, tree: Path, seconds: float, first: str = "") -> str:
    """The line of the first failure, or nothing."""
    return next((failed for part in _tests(room, first) if (failed := _failed(part, tree, seconds))), "")


def _failed(modules: list[Path], tree: Path, seconds: float) -> str:
    """The line of the first failure in these test modules, or nothing."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *map(str, modules)]
    environment = os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "CI": "true"}
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return "the tests never ended"
    if done.returncode == 0:
        return ""
    said = done.stdout.decode(errors="replace")
    if done.returncode not in (1, 2):
        raise SystemExit(f"pytest ended with {done.returncode}: {said[-500:]}")
    lines = [one for one in said.splitlines() if one.startswith(("FAILED ", "ERROR "))]
    return lines[0] if lines else "the tests could not begin"


def chosen(rooms: list[str], sample: int, seed: int, one: str | None) -> list[Mutant]:
    """The mutants to run: the one that is named, else so many of each room, the same ones for the same seed."""
    if one is not None:
        path = PACKAGE / one.partition(":")[0]
        every = list(mutants_of(path)) if path.is_file() else []
        return [mutant for mutant in every if one in (mutant.path, f"{mutant.path}:{mutant.line}")]
    return [mutant for room in rooms for mutant in _sample(room, sample, seed)]


def mutants_in(room: str) -> list[list[Mutant]]:
    """Every change there is of a room, module by module; modules without any are left out."""
    modules = (list(mutants_of(path)) for path in sorted((PACKAGE / room).glob("*.py")))
    return [every for every in modules if every]


def _sample(room: str, sample: int, seed: int) -> Iterator[Mutant]:
    """So many of a room: one of each module, and the others by how many changes a module has.

    Each module is drawn by itself, so that a line added to one leaves the samples of the others as they were.
    """
    modules = mutants_in(room)
    shares = [1 if at < sample else 0 for at in range(len(modules))]
    for _ in range(min(sample, sum(map(len, modules))) - sum(shares)):
        at = max(range(len(modules)), key=lambda at: (len(modules[at]) - shares[at]) / (shares[at] + 1))
        shares[at] += 1
    for every, share in zip(modules, shares, strict=True):
        yield from random.Random(f"{seed} {every[0].path}").sample(every, share)


class Results:
    """What was found before, kept in a file if there is one: for each mutant what killed it ("" if nothing did).

    Everything holds for one state of the package and of a room's tests, named by a hash of both.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._kept: dict[str, dict[str, Any]] = {}
        if file is not None and file.exists():
            self._kept = json.loads(file.read_text(encoding="utf-8"))
        self._states = {room: _state(room) for room in ROOMS}

    def of(self, room: str) -> dict[str, Any]:
        """What is known of a room as it now stands: `seconds` its tests take, `killed` by mutant."""
        return self._kept.setdefault(f"{room} {self._states[room]}", {"seconds": None, "killed": {}})

    def last_alive(self, room: str) -> set[str]:
        """The mutants of a room that lived when they were last asked, whatever the state was."""
        last: dict[str, str] = {}
        for state, found in self._kept.items():
            if state.startswith(f"{room} "):
                last |= found["killed"]
        return {mutant for mutant, by in last.items() if not by}

    def keep(self) -> None:
        """Written beside and moved into place: an interrupted run leaves a whole file."""
        if self._file is not None:
            beside = self._file.with_name(f"{self._file.name}.new")
            beside.write_text(json.dumps(self._kept, indent=1, ensure_ascii=False), encoding="utf-8")
            beside.replace(self._file)


def _state(room: str) -> str:
    """Names the package and the tests of a room as they now stand."""
    read = hashlib.sha256()
    of_tests = [*(ROOT / "tests").glob("*.py"), *(ROOT / "tests" / room).rglob("*.py")]
    for path in sorted([*PACKAGE.rglob("*"), *of_tests]):
        if path.is_file() and "__pycache__" not in path.parts:
            read.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return read.hexdigest()[:16]


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
    asked.add_argument(
        "--results", type=Path, metavar="FILE", help="keep what is found here, and go on from it"
    )
    asked.add_argument(
        "--alive", action="store_true", help="only those that lived when FILE last heard of them"
    )
    said = asked.parse_args()
    results = Results(said.results)
    mutants = chosen(said.room or list(ROOMS), said.sample, said.seed, said.one)
    if said.alive:
        rooms = said.room or ROOMS
        lived = {key for room in rooms for key in results.last_alive(room)}
        mutants = [one for room in rooms for every in mutants_in(room) for one in every if one.key in lived]
    if not mutants:
        raise SystemExit("nothing to change was found: no mutant was run")
    return _told(mutants, _run(mutants, results, said.jobs))


def _run(mutants: list[Mutant], results: Results, jobs: int) -> dict[str, str]:
    """What killed each of these mutants; survivors are named as they are found, interrupted or not."""
    open_ones = [one for one in mutants if one.key not in results.of(one.room)["killed"]]
    print(f"{len(mutants)} mutants, {len(mutants) - len(open_ones)} known from before", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        trees = Trees(Path(folder))
        for room in {one.room for one in open_ones}:
            results.of(room)["seconds"] = results.of(room)["seconds"] or _baseline(room, trees)
        results.keep()
        with concurrent.futures.ThreadPoolExecutor(jobs) as workers:
            runs = {
                workers.submit(killed, one, trees, 3 * results.of(one.room)["seconds"] + 20): one
                for one in open_ones
            }
            try:
                for count, run in enumerate(concurrent.futures.as_completed(runs), 1):
                    one, by = runs[run], run.result()
                    results.of(one.room)["killed"][one.key] = by
                    results.keep()
                    if not by:
                        print(f"\ralive: {one.path}:{one.line}: {one.was}  ->  {one.now}", flush=True)
                    print(f"\r{count} of {len(open_ones)}", end="", file=sys.stderr, flush=True)
            except BaseException:
                workers.shutdown(cancel_futures=True)
                raise
    print(file=sys.stderr)
    return {one.key: results.of(one.room)["killed"][one.key] for one in mutants}


def _excuses() -> list[dict[str, str]]:
    listed = ROOT / "tools" / "mutants.toml"
    return (
        list(tomllib.loads(listed.read_text(encoding="utf-8")).get("equivalent", []))
        if listed.exists()
        else []
    )


def _baseline(room: str, trees: Trees) -> float:
    """How many seconds the tests of a room take unchanged, where they must pass."""
    began = time.monotonic()
    if failed := _tested(room, trees.tree(), 3600):
        raise SystemExit(f"tests/{room} fail without any change, no mutant was run: {failed}")
    return time.monotonic() - began


def _told(mutants: list[Mutant], by: dict[str, str]) -> int:
    """Prints who survived, room by room; 1 below the goal, or where a reason is given that is not needed."""
    excused = {one["mutant"]: one["because"] for one in _excuses()}
    unneeded = {one.key for one in mutants if by[one.key] and one.key in excused}
    rooms = sorted({one.room for one in mutants})
    for room in rooms:
        known = {one.key for every in mutants_in(room) for one in every}
        unneeded |= {key for key in excused if key.startswith(f"{room}/") and key not in known}
    below = [
        room
        for room in rooms
        if not _reached(room, [one for one in mutants if one.room == room], by, excused)
    ]
    for key in sorted(unneeded):
        print(f"tools/mutants.toml: no reason is needed any more for {key}")
    return 1 if unneeded or below else 0


def _reached(room: str, mutants: list[Mutant], by: dict[str, str], excused: Iterable[str]) -> bool:
    """Whether enough of a room's mutants died; prints those that did not."""
    alive = [one for one in mutants if not by[one.key]]
    holes = [one for one in alive if one.key not in excused]
    for one in holes:
        print(f"{one.path}:{one.line}: {one.was}  ->  {one.now}")
    real = len(mutants) - (len(alive) - len(holes))
    dead = real - len(holes)
    asserted = sum("assert" in by[one.key].lower() or "DID NOT RAISE" in by[one.key] for one in mutants)
    print(f"{room}: {dead} of {real} mutants died ({dead / max(real, 1):.1%}, goal {GOAL:.0%}), {asserted} of them by "
          f"an assertion; {len(alive) - len(holes)} more change nothing that can be seen")  # fmt: skip
    return dead >= GOAL * real


if __name__ == "__main__":
    sys.exit(main())
