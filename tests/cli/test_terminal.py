"""Nothing in a file or a name steers the terminal: in no table, problem, finding, release or log that is shown."""

import io
import json
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands import Run
from parcferme.cli.progress import steps
from parcferme.cli.terminal import json_escaped, plain, plain_lines
from small_championship import FILES
from small_race import ENTRIES, RACE

# A window title, a colour in the form of C1, text turned round, an isolate that is never closed.
EVIL = "\x1b]0;owned\x07\x9b31mred\u202eback\u2067"
# A cell keeps what steers inside of it; what turns the direction of writing nobody sees, and a cell is read without it
# (IN_A_CELL), as it is without a control code at its ends (TEAM).
IN_A_CELL = EVIL.replace("\u202e", "").replace("\u2067", "")
TEAM = IN_A_CELL.removeprefix("\x1b") + " Racing"
ESCAPED = EVIL.encode("unicode_escape").decode().replace("\\x", "\\u00")
BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def steering(text: str) -> set[str]:
    """The characters of a text that would steer a terminal."""
    return {
        char for char in text if (unicodedata.category(char) == "Cc" and char not in "\n\t") or char in BIDI
    }


@pytest.fixture
def hostile(run: Run, tmp_path: Path) -> Run:
    """The small race and the small cup, with such text in every name."""
    (tmp_path / "race.csv").write_text(RACE.replace("Sunday", EVIL).replace("electrical", EVIL), "utf-8")
    (tmp_path / "entries.csv").write_text(
        ENTRIES.replace("Milo", EVIL).replace("Ann", EVIL).replace("Cup", f"C{EVIL}"), "utf-8"
    )
    (tmp_path / "ruled.toml").write_text(
        f'[[decision]]\ncar = "81"\npenalty = "time"\nseconds = 5\nreason = "{ESCAPED}"\n'
        f'[[decision]]\ncar = "{ESCAPED}"\npenalty = "time"\nseconds = 5\n'
    )
    for name, text in FILES.items():
        path = tmp_path / "cup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        mark = ESCAPED if name.endswith(".toml") else EVIL
        for word in ("Club Cup", "Spa", "Monza", "First", "Bob", "Norma"):
            text = text.replace(word, f"{word}{mark}")
        path.write_text(text, "utf-8")
    return run


OPTIONS = ("--kind", "race", "--entries", "entries.csv", "--decisions", "ruled.toml")


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("score", "race.csv", *OPTIONS, "--show", "all"),
        ("score", "race.csv", *OPTIONS, "--status", EVIL),
        ("score", "race.csv", *OPTIONS, "--class", EVIL),
        ("explain", "race.csv", "12", *OPTIONS),
        ("explain", "race.csv", f"8{EVIL}", *OPTIONS),
        ("check", "race.csv", *OPTIONS),
        ("check", "entries.csv", "ruled.toml", f"{EVIL}.csv"),
        ("check", "cup"),
        ("season", "cup"),
        ("entries", "cup"),
        ("timetable", "cup"),
        ("grid", "cup/1-spa/race-1"),
        ("classify", "cup/1-spa/race-1"),
        ("standings", "cup"),
        ("standings", "cup", "--after", EVIL),
        ("chances", "cup", "--after", "1"),
        ("communique", "cup/1-spa"),
        ("communique", "cup/1-spa", "--facts"),
        ("communique", "cup/1-spa", "--format", "text"),
        ("communique", "--folder", "cup", "--check", "race.csv"),
        ("chart", "cup", "--chart", "standings", "--out", "chart.svg"),
        ("chart", "cup/1-spa/race-1", "--chart", "places-gained", "--out", f"{EVIL}.svg"),
        ("export", "race.csv", "--format", "csv", "--out", f"papers{EVIL}"),
        ("init", f"new{EVIL}"),
        ("bulletin", "cup/1-spa/race-1", "--document", "classification,laps", "--out", f"board{EVIL}"),
        ("publish", "cup/1-spa", "--only", "csv,seal", "--out", f"all{EVIL}"),
    ],
    ids=lambda arguments: "-".join(arguments).replace(EVIL, "EVIL")[:60],
)
def test_what_a_command_prints_steers_no_terminal(
    hostile: Run, arguments: tuple[str, ...], lang: str
) -> None:
    done = hostile(*arguments, "--lang", lang)
    assert done.out + done.err
    assert steering(done.out) == set()
    assert steering(done.err) == set()


def test_nor_does_what_a_seal_and_its_key_say(hostile: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    told = [
        hostile("keys", "create", EVIL),
        hostile("keys"),
        hostile("seal", "race.csv", "--kind", "race", "--out", f"{EVIL}.zip"),
        hostile("verify", f"{EVIL}.zip"),
    ]
    assert [done.status for done in told] == [0, 0, 0, 0], [done.err for done in told]
    assert [steering(done.out + done.err) for done in told] == [set()] * 4
    assert EVIL in hostile("keys", "public").out  # for a file: exact in a pipe
    monkeypatch.setattr("parcferme.cli.writing.on_terminal", lambda: True)
    assert steering(hostile("keys", "public").out) == set()


def test_what_was_replaced_is_seen_to_have_been(hostile: Run) -> None:
    done = hostile("score", "race.csv", *OPTIONS, width=200)
    assert "]0;owned��31mredback Racing" in done.out
    assert f"{plain(IN_A_CELL)} sprint" in done.out
    assert "�]0;owned��31mred�back�" in done.out


@pytest.mark.parametrize("command", ["import", "export"])
def test_a_log_on_standard_output_is_the_same_log_in_escapes(
    hostile: Run, tmp_path: Path, command: str
) -> None:
    shown = hostile(command, "race.csv", "--out", "-")
    assert steering(shown.out) == set()
    hostile(command, "race.csv", "--out", "race.log")
    kept = (tmp_path / "race.log").read_text("utf-8")
    assert [json.loads(line) for line in shown.out.splitlines()] == [
        json.loads(line) for line in kept.splitlines()
    ]
    assert "\x9b" in kept  # a file keeps the text as it was
    assert IN_A_CELL in json.loads(shown.out.splitlines()[0])["name"]


def test_json_says_the_text_exactly(hostile: Run) -> None:
    done = hostile("score", "race.csv", *OPTIONS, "--json")
    assert steering(done.out) == set()
    assert TEAM in {row["team"] for row in done.json["classification"]}


def test_a_file_keeps_the_text_exactly(hostile: Run, tmp_path: Path) -> None:
    hostile("score", "race.csv", *OPTIONS, "--csv", "result.csv")
    assert TEAM in (tmp_path / "result.csv").read_text("utf-8")
    hostile("communique", "cup/1-spa", "--out", "release.md")
    assert "\u202e" in (tmp_path / "release.md").read_text("utf-8")


def test_a_table_for_programs_is_exact_in_a_pipe_and_plain_on_a_terminal(
    hostile: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("score", "race.csv", *OPTIONS, "--csv", "-")
    assert TEAM in hostile(*arguments).out
    monkeypatch.setattr("parcferme.cli.writing.on_terminal", lambda: True)
    shown = hostile(*arguments).out
    assert steering(shown) == set()
    assert plain(TEAM) in shown


def test_a_picture_is_not_poured_into_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parcferme.cli.writing.on_terminal", lambda: True)
    done = run("export", "race.csv", "--kind", "race", "--format", "parquet")
    assert (done.status, done.out) == (2, "")
    assert "name a file with --out" in done.err


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_step_that_takes_long_is_named_without_steering(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Terminal()
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr("sys.stderr", heard)
    with steps(1, seconds=0.01) as step:
        step(f"[red]{EVIL}.csv")
        time.sleep(0.3)
    assert f"[red]{plain(EVIL)}.csv" in heard.getvalue()
    assert EVIL[:3] not in heard.getvalue()
    assert "\u202e" not in heard.getvalue()


@pytest.mark.parametrize(
    "arguments",
    [
        (EVIL,),
        ("score", "race.csv", EVIL),
        ("score", "race.csv", f"--{EVIL}"),
        ("score", "race.csv", "--kind", EVIL),
        ("score", "race.csv", "--known", EVIL),
        ("score", "race.csv", "--lang", EVIL),
    ],
)
def test_a_usage_error_quotes_without_steering(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.status == 2
    assert "Error: " in done.err
    assert steering(done.out + done.err) == set()


CODES = sorted(BIDI.union(chr(code) for code in (*range(32), *range(127, 160))))


@pytest.mark.parametrize("char", CODES, ids=lambda char: f"U+{ord(char):04X}")
def test_every_code_is_shown_as_something_harmless(char: str) -> None:
    assert plain(f"a{char}b") == ("a b" if char.isspace() else "a�b")
    shown = {"\n": "a\nb", "\t": "a\tb"}.get(char, "a b" if char.isspace() else "a�b")
    assert plain_lines(f"a{char}b") == shown
    assert json_escaped(json.dumps(f"a{char}b", ensure_ascii=False)).isascii()


@given(st.text())
def test_a_plain_text_is_one_line_and_steers_nothing(text: str) -> None:
    assert steering(plain(text)) == set()
    assert len(plain(text)) == len(text)
    assert not {"\n", "\t", "\r"} & set(plain(text))


@given(st.text())
def test_lines_stay_lines(text: str) -> None:
    shown = plain_lines(text)
    assert steering(shown) == set()
    assert shown.count("\n") == text.count("\n")
    assert [part.count("\t") for part in shown.split("\n")] == [part.count("\t") for part in text.split("\n")]


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_escaped_json_is_the_same_json(document: object) -> None:
    text = json.dumps(document, ensure_ascii=False)
    assert json.loads(json_escaped(text)) == document
    assert steering(json_escaped(text)) == set()


def test_a_space_that_does_not_break_stays_in_a_text_and_is_a_space_in_a_line() -> None:
    assert plain_lines("1\u202f000 tours : 3\n") == "1\u202f000 tours : 3\n"
    assert plain("1\u202f000") == "1 000"
