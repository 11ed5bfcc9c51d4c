"""Tables on a terminal: widths, colours, and text that cannot steer the terminal."""

import io

import pytest

from parcferme.cli.progress import steps
from parcferme.cli.screen import PALETTE, Screen, class_colours, fitting, needed, show_table
from parcferme.cli.terminal import plain
from parcferme.documents import Table


def table(crew: str = "Les Deux Arbres", class_: str = "GT", give_up: tuple[str, ...] = ()) -> Table:
    columns = ("position", "number", "class", "crew", "gap", "interval")
    row = ("1", "81", class_, crew, "+1:02.345", "+2.345")
    return Table("Result", columns, columns, (row,), (class_,), give_up)


def drawn(one: Table, width: int, **options: object) -> str:
    out = io.StringIO()
    show_table(Screen(file=out, width=width, highlight=False, **options), one)  # type: ignore[arg-type]
    return out.getvalue()


def test_names_are_shortened_and_numbers_are_not() -> None:
    text = drawn(table("A very long name of a team that nobody can read"), 50)
    assert "…" in text
    assert "+1:02.345" in text
    assert max(len(line) for line in text.splitlines()) <= 50


def test_a_table_that_is_too_wide_gives_up_columns_in_order() -> None:
    one = table(give_up=("interval", "gap"))
    assert fitting([one], needed(one) - 1).columns == ("position", "number", "class", "crew", "gap")
    assert fitting([one], 30).columns == ("position", "number", "class", "crew")


def test_the_first_table_that_fits_is_taken() -> None:
    wide, narrow = table("x" * 40), table("y")
    assert fitting([wide, narrow], 200) is wide
    assert fitting([wide, narrow], needed(narrow)) in (wide, narrow)


def test_a_class_has_the_same_colour_on_every_run_and_its_own() -> None:
    colours = class_colours(["JS2 R", "JS P4", None, "JS2 R"])
    assert colours == class_colours(["JS P4", "JS2 R"])
    assert len(set(colours.values())) == 2
    many = class_colours([f"class {number}" for number in range(len(PALETTE))])
    assert len(set(many.values())) == len(PALETTE)


def test_colours_where_there_is_a_terminal_and_none_where_nobody_wants_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[3" in drawn(table(), 80, force_terminal=True)
    assert "\x1b[" not in drawn(table(), 80)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in drawn(table(), 80, force_terminal=True)


@pytest.mark.parametrize("name", ["\x1b[31mred", "two\nlines", "bell\x07", "[bold]not markup[/]", ":smile:"])
def test_a_name_cannot_steer_the_terminal(name: str) -> None:
    text = drawn(table(name), 120)
    assert "\x1b" not in text
    assert "\x07" not in text
    assert plain(name) in text


# --- progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_no_bar_where_nobody_is_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = io.StringIO()
    monkeypatch.setattr("sys.stderr", heard)
    with steps(3, seconds=0) as step:
        step("read")
    assert heard.getvalue() == ""


def test_no_bar_where_it_is_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Terminal()
    monkeypatch.setattr("sys.stderr", heard)
    with steps(3, seconds=60) as step:
        step("read")
    assert heard.getvalue() == ""


def test_a_bar_where_it_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    heard = Terminal()
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr("sys.stderr", heard)
    with steps(3, seconds=0.01) as step:
        step("read")
        time.sleep(0.3)
        step("measure")
        time.sleep(0.3)
    assert "read" in heard.getvalue()
    assert "measure" in heard.getvalue()
