"""The ground: import floors, the pure core, what the wheel holds, and pages that leave nothing out."""

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "parcferme"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def files(room: str) -> list[Path]:
    """The modules of a room, which is one file or a folder of them."""
    return [path for path in (PACKAGE / f"{room}.py", *(PACKAGE / room).rglob("*.py")) if path.is_file()]


# --- floors


def check_layers(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "tools" / "check_layers.py", root], capture_output=True, text=True
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small package under this project's own contract."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    rooms = tmp_path / "src" / "parcferme"
    rooms.mkdir(parents=True)
    for name, text in {
        "__init__": "",
        "times": "",
        "findings": "",
        "records": "from parcferme import times",
        "cli": "from parcferme.records import times",
    }.items():
        (rooms / f"{name}.py").write_text(text + "\n", encoding="utf-8")
    return tmp_path


def test_imports_that_point_down_are_fine(house: Path) -> None:
    run = check_layers(house)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("times", "import parcferme.cli"),
        ("times", "from parcferme import findings"),
        ("findings", "def later():\n    from parcferme import records"),
        ("helpers", ""),
    ],
    ids=["up", "sibling", "up inside a function", "a room without a floor"],
)
def test_a_breach_of_the_floors_is_found(house: Path, room: str, line: str) -> None:
    (house / "src" / "parcferme" / f"{room}.py").write_text(line + "\n", encoding="utf-8")
    assert check_layers(house).returncode == 1


def test_a_check_that_looked_at_nothing_fails(house: Path) -> None:
    for path in (house / "src" / "parcferme").glob("*.py"):
        path.unlink() if path.stem != "__init__" else path.write_text("", encoding="utf-8")
    run = check_layers(house)
    assert run.returncode == 1
    assert "nothing was checked" in run.stdout


def test_a_module_the_check_does_not_see_is_noticed(house: Path) -> None:
    (house / "src" / "parcferme" / "store").mkdir()
    (house / "src" / "parcferme" / "store" / "sqlite.py").write_text(
        "import parcferme.cli\n", encoding="utf-8"
    )
    assert check_layers(house).returncode == 1


# --- circles and faces


def tool(name: str) -> ModuleType:
    """A program of tools/, imported."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LAYERS = tool("check_layers")
PLANTED = {
    "records/__init__.py": "from parcferme.records.log import Log",
    "records/log.py": "class Log: ...",
    "records/passings.py": "from parcferme.records.log import Log",
    "timing/__init__.py": "",
    "timing/__init__.pyi": "from .laps import Laps as Laps\nfrom .pits import pits as pits",
    "timing/laps.py": "from parcferme.records import Log\nclass Laps: ...\n_NONE = 0",
    "timing/pits.py": "from parcferme.timing.laps import Laps\ndef pits() -> Laps: ...",
    "cli.py": "from parcferme.timing import Laps, pits",
}


Planted = Callable[..., Any]


@pytest.fixture
def planted(house: Path) -> Planted:
    """Looks at the small package with rooms of several modules, and with these texts in place of what is there."""

    def look(texts: dict[str, str] | None = None) -> Any:
        (house / "src" / "parcferme" / "records.py").unlink(missing_ok=True)
        for name, text in (PLANTED | (texts or {})).items():
            path = house / "src" / "parcferme" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text + "\n", encoding="utf-8")
        return LAYERS.House(house)

    return look


def test_a_room_of_several_modules_entered_through_its_face_is_fine(planted: Planted, house: Path) -> None:
    seen = planted()
    assert (LAYERS.circles(seen), LAYERS.past_faces(seen)) == ([], [])
    run = check_layers(house)
    assert run.returncode == 0, run.stdout
    assert "no circle, no way past a face: 10 modules" in run.stdout


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("from parcferme.timing.pits import pits", "at its top"),
        ("from .pits import pits", "at its top"),
        ("def later():\n    import parcferme.timing.pits", "inside a function"),
        (
            "class Laps:\n    def later(self):\n        if self:\n            from . import pits",
            "its face",
        ),
        (
            "import typing\nif typing.TYPE_CHECKING:\n    from parcferme.timing.pits import pits",
            "for types only",
        ),
        (
            "def later():\n    if TYPE_CHECKING:\n        from parcferme.timing.pits import pits",
            "for types only",
        ),
        ("from parcferme.timing import pits", "its face"),
    ],
    ids=[
        "top",
        "dots",
        "in a function",
        "its own face in a method",
        "types",
        "types in a function",
        "its own face",
    ],
)
def test_a_circle_of_modules_is_named(planted: Planted, line: str, level: str) -> None:
    told = LAYERS.circles(planted({"timing/laps.py": line}))[0]
    assert told.startswith("circle: parcferme.timing")
    assert "of parcferme.timing.laps" in told
    assert level in told


def test_the_check_fails_for_a_circle_and_for_a_way_past_a_face(planted: Planted, house: Path) -> None:
    seen = planted(
        {"records/log.py": "import parcferme.records.passings", "cli.py": "import parcferme.timing.laps"}
    )
    told = [*LAYERS.circles(seen), *LAYERS.past_faces(seen)]
    run = check_layers(house)
    assert (run.returncode, len(told)) == (1, 2)
    assert run.stdout.endswith("".join(f"check_layers: {one}\n" for one in told))


def test_a_long_circle_is_told_once_with_its_way_round(planted: Planted) -> None:
    turns = {"a": "b", "b": "c", "c": "d", "d": "b"}
    texts = {f"timing/{name}.py": f"import parcferme.timing.{to}" for name, to in turns.items()}
    (told,) = LAYERS.circles(planted(texts))
    steps = [step.split(" ")[0].rpartition(".")[2] for step in told.split(" → ")[1:]]
    assert steps == ["c", "d", "b"]


def test_a_circle_of_rooms_without_one_of_modules_is_named(planted: Planted) -> None:
    told = LAYERS.circles(
        planted({"records/passings.py": "def later():\n    from parcferme.timing import Laps"})
    )
    (rooms,) = [one for one in told if one.startswith("circle of rooms: ")]
    assert (
        "parcferme.records → parcferme.timing (line 2 of parcferme.records.passings, inside a function)"
        in rooms
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "from parcferme.timing.laps import Laps",
            "past the face of parcferme.timing: parcferme.timing.laps",
        ),
        ("import parcferme.timing.laps", "past the face of parcferme.timing: parcferme.timing.laps"),
        ("from parcferme.timing import laps", "past the face of parcferme.timing: parcferme.timing.laps"),
        ("def run():\n    from parcferme.timing import laps", "(line 2 of parcferme.cli, inside a function)"),
        ("from .timing.laps import Laps", "past the face of parcferme.timing: parcferme.timing.laps"),
        ("if TYPE_CHECKING:\n    from parcferme.timing.laps import Laps", "for types only"),
        ("from parcferme import timing\ntiming.laps.Laps()", "(line 2 of parcferme.cli, by attribute)"),
        ("import parcferme.timing as t\nt.laps.Laps()", "(line 2 of parcferme.cli, by attribute)"),
        ("from parcferme.timing import _NONE", "private: _NONE of parcferme.timing"),
    ],
)
def test_a_way_past_a_face_is_told(planted: Planted, line: str, told: str) -> None:
    (found,) = LAYERS.past_faces(planted({"cli.py": line}))
    assert told in found


def test_a_name_of_a_face_is_no_module_of_the_room(planted: Planted) -> None:
    assert LAYERS.past_faces(planted({"cli.py": "from parcferme import timing\ntiming.pits()"})) == []


def test_a_room_inside_a_room_is_private(planted: Planted) -> None:
    inner = {
        "timing/pits/__init__.py": "STOP = 1",
        "timing/stops.py": "from parcferme.timing.pits import STOP",
    }
    assert LAYERS.past_faces(planted(inner)) == []
    (found,) = LAYERS.past_faces(planted(inner | {"cli.py": "from parcferme.timing.pits import STOP"}))
    assert "past the face of parcferme.timing: parcferme.timing.pits" in found


def test_a_face_lends_nothing_private(planted: Planted) -> None:
    text = PLANTED["timing/__init__.pyi"] + "\nfrom .laps import _NONE as _NONE"
    (found,) = LAYERS.past_faces(planted({"timing/__init__.pyi": text}))
    assert found == "private, and lent by parcferme.timing: _NONE"


def test_a_look_that_missed_a_module_or_found_no_import_fails(planted: Planted, house: Path) -> None:
    seen = planted()
    assert LAYERS.missed(seen, 10) is None
    assert LAYERS.missed(seen, 11) == "10 modules were read, 11 are there"
    assert "nothing was checked" in LAYERS.missed(planted(dict.fromkeys(PLANTED, "")), 10)
    assert LAYERS.missed(LAYERS.House(house / "nowhere"), 0) is not None


# --- the pure core: no clock, disk, socket, logger, environment or global dice from times to forecast

PURE = (
    *("times findings names records codec regulations entries".split()),
    *("timing classification grid championship forecast".split()),
)
IMPURE_MODULES = set(
    "os pathlib socket ssl logging random secrets time subprocess shutil tempfile sqlite3 urllib http "
    "asyncio threading sqlalchemy typer rich babel".split()
)
IMPURE_CALLS = {"open", "print", "input", "now", "utcnow", "today"}


def impurities(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        yield from (
            f"{getattr(node, 'lineno', 0)}: import {n}" for n in names if n.split(".")[0] in IMPURE_MODULES
        )
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in IMPURE_CALLS:
                yield f"{node.lineno}: {name}()"


def test_the_core_is_pure() -> None:
    paths = [path for room in PURE for path in files(room)]
    assert paths, "no module of the core was looked at"
    found = [
        f"{path.relative_to(PACKAGE)}:{what}"
        for path in paths
        for what in impurities(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def test_an_impurity_is_noticed() -> None:
    assert list(impurities("import os.path\nfrom time import time\nd = datetime.now()\nopen('x')")) == [
        "1: import os.path",
        "2: import time",
        "3: now()",
        "4: open()",
    ]


# --- packaging


def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("parcferme/")}
    tree = {
        f"parcferme/{path.relative_to(PACKAGE).as_posix()}"
        for folder, _, names in os.walk(PACKAGE, followlinks=True)  # seasons/ is a link
        for path in (Path(folder) / name for name in names)
        if "__pycache__" not in path.parts
    }
    assert held == tree
    assert any(name.startswith("parcferme/seasons/") for name in held)
    assert "parcferme/py.typed" in held


def test_constraints_are_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").split("\n")
    pins = [line for line in lines if line and not line.startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", pin)] == []
    pinned = {pin.partition("==")[0] for pin in pins}
    extras = PROJECT["project"]["optional-dependencies"].values()
    asked = [*PROJECT["project"]["dependencies"], *(line for extra in extras for line in extra)]
    assert {re.split(r"[<>=]", line)[0] for line in asked} <= pinned


def test_the_changelog_knows_the_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(PROJECT['project']['version'])}\b", changelog, re.MULTILINE)


# --- what a test session may leave out


Session = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    """Runs a test file under this project's conftest and settings, in its own process."""
    tests = tmp_path / "tests"
    tests.mkdir()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copy(ROOT / "tests" / "conftest.py", tests)
    monkeypatch.setenv("PARCFERME_FORBID_SKIPS", "0")
    monkeypatch.setenv("PARCFERME_PUBLISHED", str(tmp_path / "published"))

    def run(*files: str, workers: int = 0) -> subprocess.CompletedProcess[str]:
        for number, text in enumerate(files):
            (tests / f"test_{number}.py").write_text("import pytest\n" + text, encoding="utf-8")
        without = ["-p", "no:cacheprovider", "-p", "no:hypothesispytest"]
        command = [sys.executable, "-m", "pytest", *without, "-n", str(workers)]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    return run


SKIPPING = """
def test_in_the_test(): pytest.skip("no time")
@pytest.mark.skip(reason="no time")
def test_mark(): pass
@pytest.mark.xfail(reason="no time")
def test_xfail(): assert False
@pytest.mark.xfail(reason="no time", run=False)
def test_xfail_not_run(): pass
def test_that_runs(): pass
"""
SKIPPING_ALL = "pytest.skip('no time', allow_module_level=True)\n"


@pytest.mark.parametrize("workers", [0, 1])
def test_a_skip_fails_where_skips_are_forbidden(
    session: Session, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    assert session(SKIPPING, workers=workers).returncode == 0
    monkeypatch.setenv("PARCFERME_FORBID_SKIPS", "1")
    run = session(SKIPPING, workers=workers)
    assert run.returncode == 1
    assert "2 failed, 1 passed, 2 errors" in run.stdout  # a mark skips before the test, which is an error
    assert run.stdout.count("which is forbidden here") >= 4
    assert "no time" in run.stdout


@pytest.mark.parametrize("workers", [0, 1])
def test_a_file_that_skips_itself_fails_where_skips_are_forbidden(
    session: Session, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    monkeypatch.setenv("PARCFERME_FORBID_SKIPS", "1")
    run = session("def test_that_runs(): pass\n", SKIPPING_ALL, workers=workers)
    assert run.returncode not in (0, 5), run.stdout
    assert "1 error" in run.stdout


@pytest.mark.parametrize("workers", [0, 2])
def test_tests_on_published_files_are_deselected_and_counted(
    session: Session, tmp_path: Path, workers: int
) -> None:
    text = "@pytest.mark.published\ndef test_le_mans(published): pass\ndef test_that_runs(): pass\n"
    run = session(text, workers=workers)
    assert run.returncode == 0, run.stdout
    assert "published: 1 tests deselected" in run.stdout
    assert "1 passed" in run.stdout.strip().splitlines()[-1]
    (tmp_path / "published").mkdir()
    assert "2 passed" in session(text, workers=workers).stdout.strip().splitlines()[-1]


def test_published_files_are_not_used_without_the_marker(session: Session) -> None:
    assert session("def test_le_mans(published): pass").returncode not in (0, 5)


# --- documentation


def test_a_page_that_loads_from_the_network_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<a href="https://example.org">fine</a><script src="//example.org/x.js"></script>'
        '<link rel="stylesheet" href="https://example.org/x.css"><style>@import "https://example.org/y.css";</style>'
    )
    (tmp_path / "a.css").write_text(
        "@font-face { src: url(https://example.org/z.woff2) } a { b: url(../c.png) }"
    )
    assert len(tool("check_docs").remote_requests(tmp_path)) == 4


# --- the pages leave nothing out


def code_on(page: str) -> str:
    """Everything a page sets as code, in a line or in a block."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    fenced = re.findall(r"^```.*?^```", text, re.MULTILINE | re.DOTALL)
    return "\n".join([*fenced, *re.findall(r"`([^`\n]+)`", text)])


def assert_all_on(page: str, names: set[str]) -> None:
    assert names, f"nothing was found that docs/{page} should hold"
    code = code_on(page)
    spelled = {name: re.escape(name).replace("_", "[_-]") for name in names}
    missing = [name for name, text in spelled.items() if not re.search(rf"(?<![\w-]){text}(?![\w-])", code)]
    assert not missing, f"not on docs/{page}: {', '.join(sorted(missing))}"


def classes(room: str) -> Iterator[ast.ClassDef]:
    for path in files(room):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        yield from (node for node in body if isinstance(node, ast.ClassDef))


def values_of(node: ast.ClassDef) -> set[str]:
    """The texts of an enumeration; none for any other class."""
    if "enum." not in " ".join(ast.unparse(base) for base in node.bases):
        return set()
    return {
        line.value.value
        for line in node.body
        if isinstance(line, ast.Assign)
        and isinstance(line.value, ast.Constant)
        and isinstance(line.value.value, str)
    }


@pytest.mark.complete
def test_every_record_kind_is_on_its_page() -> None:
    nodes = list(classes("records"))
    keywords = (keyword for node in nodes for keyword in node.keywords if keyword.arg == "tag")
    kinds = {ast.literal_eval(keyword.value) for keyword in keywords}
    assert kinds
    assert_all_on("log-format.md", kinds.union(*(values_of(node) for node in nodes)))


@pytest.mark.complete
def test_every_rule_is_on_its_page() -> None:
    from parcferme.regulations import rule_keys

    keys = {part.removesuffix("[]") for key, _ in rule_keys() for part in key.split(".")}
    assert keys
    assert_all_on("rulebook.md", keys.union(*(values_of(node) for node in classes("regulations"))))


@pytest.mark.complete
def test_every_finding_is_on_its_page() -> None:
    codes: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                place = {"error": 0, "warning": 0, "info": 0, "Finding": 1}.get(name)
                given = [*node.args[place:][:1]] if place is not None else []
                codes |= {
                    arg.value for arg in given if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                }
    codes = {code for code in codes if re.fullmatch(r"[a-z][a-z0-9-]*", code)}
    assert_all_on("findings.md", codes)


@pytest.mark.complete
def test_every_command_and_option_is_on_its_page() -> None:
    from typer.main import get_command

    from parcferme.cli import app

    commands = get_command(app).commands  # type: ignore[attr-defined]
    names = set(commands)
    for command in commands.values():
        names |= {option for param in command.params for option in param.opts if option.startswith("--")}
    assert_all_on("cli.md", names)
