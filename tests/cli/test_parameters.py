"""Values taken without pydantic are the values typer would have given; whatever is not plain is left to typer."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.core import TyperCommand
from typer.main import get_command_from_info

from parcferme.cli.parameters import UNSURE, Command, plainly

GIVEN: list[dict[str, Any]] = []


def record(
    file: Annotated[Path, typer.Argument()],
    more: Annotated[list[str] | None, typer.Argument()] = None,
    text: Annotated[str, typer.Option()] = "x",
    number: Annotated[int | None, typer.Option(min=1, max=50)] = None,
    least: Annotated[int | None, typer.Option(min=0)] = None,
    length: Annotated[float | None, typer.Option()] = None,
    kind: Annotated[Literal["race", "practice"] | None, typer.Option(case_sensitive=False)] = None,
    car: Annotated[list[str] | None, typer.Option()] = None,
    key: Annotated[list[Path] | None, typer.Option()] = None,
    yes: Annotated[bool, typer.Option("--yes")] = False,
) -> None:
    """Keeps what it is given."""
    GIVEN.append(dict(locals()))


def built(kind: type[TyperCommand]) -> Any:
    one = typer.Typer(add_completion=False)
    one.command("record", cls=kind)(record)
    return get_command_from_info(
        one.registered_commands[0], pretty_exceptions_short=False, rich_markup_mode=None
    )


OURS, TYPERS = built(Command), built(TyperCommand)


def outcome(command: Any, arguments: list[str]) -> Any:
    """What the function was given, or what is said of the arguments."""
    GIVEN.clear()
    try:
        command.main(arguments, standalone_mode=False)
    except Exception as problem:
        return type(problem).__name__, str(getattr(problem, "message", problem))
    return GIVEN


NUMBERS = ["0", "1", "50", "51", "007", "-1", "+5", "1.0", " 5", "5 ", "1e3", "1_000", "٣", "99999999999", "", "x",
           "0.5", "100", "00.5", "nan", "inf", "1.", ".5"]  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(["race", "RACE", "Practice", "rally", "None", ".", "-", *NUMBERS]), st.text(max_size=5)
)
OPTION = st.tuples(
    st.sampled_from(["--text", "--number", "--least", "--length", "--kind", "--car", "--key"]), TEXTS
).map(lambda pair: f"{pair[0]}={pair[1]}")
ARGUMENTS = st.lists(
    st.one_of(OPTION, st.just("--yes"), TEXTS.filter(lambda text: text[:1] != "-")), max_size=5
)


@given(ARGUMENTS)
@settings(max_examples=300, deadline=None)
def test_what_a_command_is_given_is_what_typer_gives_it(arguments: list[str]) -> None:
    arguments = [argument.replace("\x00", "") for argument in arguments]  # no shell can pass one on
    assert outcome(OURS, arguments) == outcome(TYPERS, arguments)


@pytest.mark.parametrize("option", ["--number", "--least", "--length"])
@pytest.mark.parametrize("value", NUMBERS)
def test_a_number_is_what_typer_makes_of_it(option: str, value: str) -> None:
    arguments = ["race.csv", f"{option}={value}"]
    assert outcome(OURS, arguments) == outcome(TYPERS, arguments)


@pytest.mark.parametrize(
    ("annotation", "value", "found"),
    [
        (str, "007", "007"),
        (Path, "race.csv", Path("race.csv")),
        (int, "45", 45),
        (float, "0.5", 0.5),
        (list[str], ["81", "7"], ["81", "7"]),
        (list[Path], ["a.pub"], [Path("a.pub")]),
        (Literal["en", "fr"], "fr", "fr"),
    ],
)
def test_a_plain_value_is_taken_as_it_is(annotation: Any, value: Any, found: Any) -> None:
    assert plainly(annotation, value) == found
    assert type(plainly(annotation, value)) is type(found)


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (int, "007"),
        (int, "-1"),
        (float, "nan"),
        (Literal["en", "fr"], "EN"),
        (bool, "yes"),
        (dict, "x"),
        (list[int], ["x"]),
    ],
)
def test_what_is_not_plain_is_left_to_typer(annotation: Any, value: Any) -> None:
    assert plainly(annotation, value) is UNSURE


def test_a_file_nobody_may_read_is_left_to_typer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "race.csv"
    path.write_text("")
    assert plainly(Path, str(path)) == path
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may read everything
    assert plainly(Path, str(path)) is UNSURE
    assert plainly(Path, str(tmp_path / "to-come.csv")) == tmp_path / "to-come.csv"
