"""Who imports whom: the floors hold, nothing goes in a circle, and a room is entered through its face.

import-linter keeps the floors. Circles and faces are looked for here, in the text of every module and at all three
levels: at its top, inside its functions, and for types only. Each look fails where it has looked at too little.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

PACKAGE = "parcferme"
TOP, LOCAL, TYPES, LENT = "at its top", "inside a function", "for types only", "its face"


class Import(NamedTuple):
    """One module (`by`) takes a module (`of`), or a name of it, in a line."""

    by: str
    of: str
    name: str | None
    line: int
    level: str

    def __str__(self) -> str:
        return f"line {self.line} of {self.by}, {self.level}"


class House:
    """Every module below `root`/src by its name, the names each face lends, and who imports what."""

    def __init__(self, root: Path) -> None:
        source = root / "src"
        self.modules: dict[str, Path] = {}
        for path in sorted((source / PACKAGE).rglob("*.py")):
            parts = path.relative_to(source).with_suffix("").parts
            self.modules[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
        self._texts = {name: ast.parse(path.read_bytes()) for name, path in self.modules.items()}
        stubs = {name: path.with_suffix(".pyi") for name, path in self.modules.items()}
        self._stubs = {name: ast.parse(path.read_bytes()) for name, path in stubs.items() if path.is_file()}
        self.faces = {name: frozenset(self._lent(name)) for name in self.modules if self._is_face(name)}
        self.imports = [one for name, tree in self._texts.items() for one in self._taken(name, tree, TOP)]
        self.imports += [
            one._replace(level=LENT)
            for name, tree in self._stubs.items()
            for one in self._taken(name, tree, TOP)
        ]

    def between_rooms(self) -> list[Import]:
        """The imports of one room by another."""
        return [one for one in self.imports if room_of(one.by) != room_of(one.of)]

    def trees(self) -> Iterable[tuple[str, ast.AST]]:
        """Every module with its text."""
        return self._texts.items()

    def has_stub(self, face: str) -> bool:
        """Whether a face says in a stub what it lends."""
        return face in self._stubs

    def _is_face(self, module: str) -> bool:
        return self.modules[module].stem == "__init__"

    def _lent(self, face: str) -> Iterator[str]:
        """The names of a face: what its stub, or it itself, takes out of modules or defines; no modules taken whole."""
        nodes: list[ast.AST] = list((self._stubs.get(face) or self._texts[face]).body)
        for node in nodes:
            if isinstance(node, ast.If):
                nodes += [*node.body, *node.orelse]
            elif isinstance(node, ast.ImportFrom) and self._source(node, face) != face:
                yield from (alias.asname or alias.name for alias in node.names)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield node.name
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                yield from (
                    name.id for one in targets for name in ast.walk(one) if isinstance(name, ast.Name)
                )

    def _taken(self, module: str, tree: ast.AST, level: str) -> Iterator[Import]:
        """The imports below a node of a module that name another module of the house."""
        typed = tree.body if isinstance(tree, ast.If) and "TYPE_CHECKING" in ast.unparse(tree.test) else []
        for node in ast.iter_child_nodes(tree):
            here = TYPES if node in typed else level
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name in self.modules:
                        yield Import(module, alias.name, None, node.lineno, here)
            elif isinstance(node, ast.ImportFrom) and (source := self._source(node, module)) in self.modules:
                for alias in node.names:
                    of, name = self._holder(source, alias.name)
                    yield Import(module, of, name, node.lineno, here)
            is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            yield from self._taken(module, node, LOCAL if is_function and here == TOP else here)

    def _holder(self, module: str, name: str) -> tuple[str, str | None]:
        """What `from module import name` takes: a module of that name, unless the face lends something so called."""
        inner = f"{module}.{name}"
        return (inner, None) if inner in self.modules and name not in self.faces[module] else (module, name)

    def _source(self, node: ast.ImportFrom, module: str) -> str:
        """The module a line takes from, its dots resolved."""
        parts = module.split(".")[: len(module.split(".")) - node.level + self._is_face(module)]
        return ".".join([*(parts if node.level else ()), *filter(None, [node.module])])


def room_of(module: str) -> str:
    """The room a module stands in; the package's own face is one by itself."""
    return ".".join(module.split(".")[:2])


# --- circles


def circles(house: House) -> list[str]:
    """A line for every circle of modules, then of rooms, with the way round."""
    modules = [_told("circle", way, str) for way in _ways_round(house.imports, str)]
    return modules + [_told("circle of rooms", way, room_of) for way in _ways_round(house.imports, room_of)]


def _told(what: str, way: list[Import], of: Callable[[str], str]) -> str:
    return f"{what}: {of(way[0].by)}" + "".join(f" → {of(one.of)} ({one})" for one in way)


def _ways_round(imports: Iterable[Import], of: Callable[[str], str]) -> list[list[Import]]:
    """The shortest way round from each module (or room) that reaches itself, those already passed left out."""
    ways: dict[str, dict[str, Import]] = {}
    for one in imports:
        if of(one.by) != of(one.of):
            ways.setdefault(of(one.by), {}).setdefault(of(one.of), one)
    found: list[list[Import]] = []
    passed: set[str] = set()
    for start in sorted(ways):
        way = [] if start in passed else _way_round(start, ways, of)
        passed |= {of(one.by) for one in way}
        found += [way] if way else []
    return found


def _way_round(
    start: str, ways: Mapping[str, Mapping[str, Import]], of: Callable[[str], str]
) -> list[Import]:
    """The shortest way from `start` through others to itself; empty where there is none."""
    came: dict[str, Import] = {}
    queue = deque([start])
    while queue:
        for there, one in ways.get(queue.popleft(), {}).items():
            if there not in came:
                came[there] = one
                queue.append(there)
    way = [came[start]] if start in came else []
    while way and of(way[0].by) != start:
        way.insert(0, came[of(way[0].by)])
    return way


# --- faces


def past_faces(house: House) -> list[str]:
    """A line for every import that does not enter a room through its face, or takes what is private."""
    told = []
    for one in house.between_rooms():
        if one.of != room_of(one.of):
            told.append(f"past the face of {room_of(one.of)}: {one.of} ({one})")
        elif one.name is not None and one.name.startswith("_"):
            told.append(f"private: {one.name} of {one.of} ({one})")
    for face, names in house.faces.items():
        kept = sorted(name for name in names if name.startswith("_") and not name.startswith("__"))
        if house.has_stub(face) and kept:
            told.append(f"private, and lent by {face}: {', '.join(kept)}")
    return [*told, *_by_attribute(house)]


def _by_attribute(house: House) -> Iterator[str]:
    """A room taken whole (`from parcferme import timing`), of which a module is then used (`timing.laps`)."""
    for module, tree in house.trees():
        rooms = _rooms_in_hand(tree, house)
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id in rooms
            ):
                room = rooms[node.value.id]
                inner = f"{room}.{node.attr}"
                if room != room_of(module) and inner in house.modules and node.attr not in house.faces[room]:
                    yield f"past the face of {room}: {inner} (line {node.lineno} of {module}, by attribute)"


def _rooms_in_hand(tree: ast.AST, house: House) -> dict[str, str]:
    """The whole rooms a module has, by the names it has them under."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == PACKAGE:
            found |= {alias.asname or alias.name: f"{PACKAGE}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.asname: alias.name for alias in node.names if alias.asname}
    return {name: room for name, room in found.items() if room in house.modules}


# --- the run


def problem(root: Path, output: str) -> str | None:
    """What is wrong with a run of lint-imports that passed: mostly that it has looked at too little."""
    said = re.search(r"Analyzed (\d+) files?, (\d+) dependenc", output)
    kept = re.search(r"Contracts: (\d+) kept, 0 broken", output)
    if not said or not kept:
        return "lint-imports printed no summary"
    files, dependencies = int(said[1]), int(said[2])
    there = sum(1 for _ in (root / "src" / PACKAGE).rglob("*.py"))
    if files != there:
        return f"{files} files were analysed, {there} are there: is an __init__.py missing?"
    if files < 2 or dependencies == 0 or int(kept[1]) == 0:
        return f"nothing was checked: {files} files, {dependencies} dependencies, {kept[1]} contracts"
    return None


def missed(house: House, there: int) -> str | None:
    """What our own look has left out, of a package of so many modules."""
    if len(house.modules) != there:
        return f"{len(house.modules)} modules were read, {there} are there"
    if not house.between_rooms():
        return f"nothing was checked: {there} modules, {len(house.imports)} imports, none between rooms"
    return None


def floors(root: Path) -> list[str]:
    """Runs lint-imports and prints what it says; a line for what is wrong with the run itself."""
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root / "src"), "NO_COLOR": "1", "COLUMNS": "110"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    print(run.stdout.strip())
    if run.returncode:
        return ["the floors do not hold"]
    return [wrong] if (wrong := problem(root, run.stdout)) else []


def main(root: Path) -> int:
    """Look at the house in `root`; 0 where every rule is kept and something was there to keep it."""
    wrong = floors(root)
    house = House(root)
    there = sum(name.endswith(".py") for _, _, names in os.walk(root / "src" / PACKAGE) for name in names)
    little = missed(house, there)
    wrong += [little] if little else [*circles(house), *past_faces(house)]
    for line in wrong or [f"no circle, no way past a face: {there} modules, {len(house.imports)} imports"]:
        print(f"check_layers: {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1]))
