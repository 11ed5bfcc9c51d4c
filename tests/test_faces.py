"""Every room's face: each name is there, costs nothing before it is used, and is no module of the room."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import parcferme

PACKAGE = Path(parcferme.__file__).parent
FACES = ["parcferme", *sorted(f"parcferme.{stub.parent.name}" for stub in PACKAGE.glob("*/__init__.pyi"))]


@pytest.mark.parametrize("face", FACES)
def test_every_name_of_a_face_is_there(face: str) -> None:
    room = import_module(face)
    stub = Path(str(room.__file__)).with_suffix(".pyi").read_text(encoding="utf-8")
    assert len(room.__all__) == len(set(room.__all__)) == stub.count("import ")
    assert set(room.__all__) <= set(dir(room))
    for name in room.__all__:
        assert getattr(room, name) is not None
        assert not name.startswith("_")


@pytest.mark.parametrize("face", FACES)
def test_no_module_of_a_room_hides_a_name_of_its_face(face: str) -> None:
    room = import_module(face)
    inside = {path.stem for path in Path(str(room.__file__)).parent.iterdir() if path.suffix in ("", ".py")}
    assert not inside & set(room.__all__)


def test_all_names_of_a_face_at_once() -> None:
    taken: dict[str, object] = {}
    exec("from parcferme.timing import *", taken)
    timing = import_module("parcferme.timing")
    assert set(taken) - {"__builtins__"} == set(timing.__all__)


@pytest.mark.parametrize("face", FACES)
def test_a_name_that_a_face_does_not_have(face: str) -> None:
    with pytest.raises(ImportError, match="cannot import name 'nothing_of_this_name'"):
        exec(f"from {face} import nothing_of_this_name", {})


def test_faces_cost_nothing_before_they_are_used() -> None:
    rooms = ", ".join(face for face in FACES if face != "parcferme.cli")
    code = f"import sys, {rooms}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not {"polars", "numpy", "msgspec", "typer", "sqlalchemy", "altair", "jinja2"} & loaded
    assert not {name for name in loaded if name.startswith("parcferme.") and name.count(".") > 1}
