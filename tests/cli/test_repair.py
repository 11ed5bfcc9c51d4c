"""`parcferme repair`: remedies shown with what they change, taken by number or key, written where they belong."""

from __future__ import annotations

import json
import os
import pty
import select
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import parcferme
from commands import Run
from damaged_races import SECOND, damaged
from parcferme.codec import encode
from parcferme.decoders import decode
from parcferme.store import open_store
from parcferme.times import format_instant

HEAD = "time,kind,car,loop,value\n"


def driven(car: str, *instants: str) -> str:
    return "".join(f"{at},passing,{car},FL,\n" for at in instants)


GREEN, FLAG = "10:00:00.000,flag,,,green\n", "10:07:25.000,flag,,,chequered\n"
FIRST = driven("1", "10:01:30.000", "10:03:00.000", "10:04:30.000", "10:06:00.000", "10:07:30.000")
SECOND_CAR = driven("2", "10:01:31.000", "10:03:01.000", "10:04:31.000", "10:06:01.000", "10:07:31.000")
CLEAN = HEAD + GREEN + FIRST + SECOND_CAR + FLAG
GHOST = HEAD + GREEN + FIRST + "10:05:14.000,passing,1,FL,\n" + SECOND_CAR + FLAG
MISSED = HEAD + GREEN + FIRST + SECOND_CAR.replace("10:04:31.000,passing,2,FL,\n", "") + FLAG
BOTH = (
    HEAD
    + GREEN
    + FIRST
    + "10:05:14.000,passing,1,FL,\n"
    + SECOND_CAR.replace("10:04:31.000,passing,2,FL,\n", "")
    + FLAG
)
RULES = 'name = "club"\n[timing]\nminimum-lap = "80 s"\n'


Box = Callable[..., Path]


@pytest.fixture
def box(run: Run, tmp_path: Path) -> Box:
    """A folder with a race of that text, and what scoring it says: number, place, laps and best lap of each car."""

    def of(text: str, name: str = "bad.csv") -> Path:
        (tmp_path / "rules.toml").write_text(RULES)
        (tmp_path / name).write_text(text)
        return tmp_path / name

    return of


def result(run: Run, file: Path, *options: str) -> list[tuple[str, int, int, int]]:
    rows = run("score", file, "--kind", "race", "--json", *options).json["classification"]
    return [(row["number"], row["position"], row["laps"], row["best_lap_us"]) for row in rows]


def test_a_ghost_is_shown_with_what_voiding_it_would_change_and_nothing_is_written(
    run: Run, box: Box
) -> None:
    file = box(GHOST)
    done = run("repair", file, "--kind", "race", "--rulebook", "rules.toml")
    assert done.status == 0
    assert "  1  void 10:05:14.000 of 1\n       #1  laps 6 → 5\n" in done.out
    assert "Nothing was written. Take what is right: --accept 1, or --all." in done.out
    assert sorted(path.name for path in file.parent.glob("bad*")) == ["bad.csv"]


def test_a_remedy_taken_stands_beside_the_file_in_words_and_the_file_stays_as_it_is(
    run: Run, box: Box
) -> None:
    file = box(GHOST)
    done = run("repair", file, "--kind", "race", "--rulebook", "rules.toml", "--accept", "1")
    assert (done.status, file.read_text()) == (0, GHOST)
    rows = (file.parent / "bad.corrections.csv").read_text().splitlines()
    assert rows[1].split(",")[:7] == ["", "void", "", "", "10:05:14.000 of 1", "", "no crossing of the line"]
    assert "bad.corrections.csv" in done.out
    assert result(run, file, "--rulebook", "rules.toml") == [
        ("1", 1, 5, 90 * SECOND),
        ("2", 2, 5, 90 * SECOND),
    ]
    told = run("score", file, "--kind", "race", "--rulebook", "rules.toml").err
    assert "bad.corrections.csv: note: 1 repair taken: void 10:05:14.000 of 1 [repairs-taken]" in told
    assert (
        "Nothing is proposed for bad.csv."
        in run("repair", file, "--kind", "race", "--rulebook", "rules.toml").out
    )


def test_a_missed_crossing_puts_the_car_back_on_the_lead_lap(run: Run, box: Box) -> None:
    file = box(MISSED)
    assert result(run, file)[1][:3] == ("2", 2, 4)
    shown = run("repair", file, "--kind", "race", "--lang", "fr")
    assert "#2  tours 4 → 5" in shown.out
    assert "Rien n'a été écrit." in shown.out
    assert run("repair", file, "--kind", "race", "--all").status == 0
    assert result(run, file) == [("1", 1, 5, 90 * SECOND), ("2", 2, 5, 90 * SECOND)]


def test_a_second_repair_is_a_row_more_in_the_same_file(run: Run, box: Box) -> None:
    file = box(BOTH)
    options = ("--kind", "race", "--rulebook", "rules.toml")
    run("repair", file, *options, "--accept", "2")
    before = (file.parent / "bad.corrections.csv").read_text()
    run("repair", file, *options, "--all")
    after = (file.parent / "bad.corrections.csv").read_text()
    assert after.startswith(before)
    assert [line.split(",")[1] for line in after.splitlines()[1:]] == ["passing", "void"]
    assert result(run, file, "--rulebook", "rules.toml") == [
        ("1", 1, 5, 90 * SECOND),
        ("2", 2, 5, 90 * SECOND),
    ]


def test_a_line_added_above_the_ghost_moves_no_correction(run: Run, box: Box) -> None:
    file = box(GHOST)
    run("repair", file, "--kind", "race", "--rulebook", "rules.toml", "--all")
    file.write_text(GHOST.replace(GREEN, GREEN + "10:00:00.000,note,,,rain\n"))
    assert result(run, file, "--rulebook", "rules.toml")[0] == ("1", 1, 5, 90 * SECOND)


def test_a_log_gets_its_record_at_the_end_and_says_by_whom(run: Run, box: Box) -> None:
    log = box("", "bad.log")
    log.write_bytes(encode(decode(GHOST.encode(), "bad.csv").log))
    before = log.read_bytes()
    done = run("repair", log, "--kind", "race", "--rulebook", "rules.toml", "--accept", "1")
    assert "Written: 1 repair at the end of" in done.out
    assert log.read_bytes().startswith(before)
    record = json.loads(log.read_bytes()[len(before) :])
    assert (record["kind"], record["target"], record["seq"], record["by"]) == ("void", 7, 14, "repair")
    assert record["written"]
    assert result(run, log, "--rulebook", "rules.toml")[0] == ("1", 1, 5, 90 * SECOND)
    told = run("score", log, "--kind", "race", "--rulebook", "rules.toml").err
    assert "1 repair taken: void 10:05:14.000 of 1 [repairs-taken]" in told
    assert not list(log.parent.glob("*.corrections.csv"))


def test_a_log_that_was_cut_off_keeps_what_it_has(run: Run, box: Box) -> None:
    log = box("", "bad.log")
    log.write_bytes(encode(decode(GHOST.encode(), "bad.csv").log)[:-1])
    before = log.read_bytes()
    run("repair", log, "--kind", "race", "--rulebook", "rules.toml", "--accept", "1")
    assert log.read_bytes().startswith(before + b"\n")
    assert result(run, log, "--rulebook", "rules.toml")[0] == ("1", 1, 5, 90 * SECOND)


def test_a_log_database_is_appended_to(run: Run, box: Box, tmp_path: Path) -> None:
    with open_store(tmp_path / "season.db") as store:
        store.open("race-1").append(decode(GHOST.encode(), "bad.csv").log)
    done = run(
        "repair", "season.db", "--kind", "race", "--rulebook", box(GHOST).parent / "rules.toml", "--all"
    )
    assert done.status == 0, done.err
    with open_store(tmp_path / "season.db") as store:
        assert store.open("race-1").last_seq == 14
        assert store.open("race-1").verify() == ()
    assert result(run, tmp_path / "season.db", "--rulebook", "rules.toml")[0] == ("1", 1, 5, 90 * SECOND)


def test_two_remedies_for_one_thing_are_not_both_taken(run: Run, box: Box) -> None:
    """Two reads three seconds apart: either may have been the crossing."""
    file = box(TWO_WAYS)
    document = run("repair", file, "--kind", "race", "--json").json
    (first,) = document["proposals"]
    (other,) = first["instead"]
    assert (first["take"], other["take"]) == ("1", "1b")
    assert first["words"] != other["words"]
    refused = run("repair", file, "--kind", "race", "--accept", "1,1b")
    assert refused.status == 2
    assert "1b: is another remedy for what 1 has set right: only one of the two can be" in refused.err
    assert not list(file.parent.glob("bad.corrections.csv"))
    assert run("repair", file, "--kind", "race", "--accept", "1b").status == 0
    assert other["words"].removeprefix("void ") in (file.parent / "bad.corrections.csv").read_text()
    assert run("repair", file, "--kind", "race", "--json").json["proposals"] == []


TWO_WAYS = CLEAN + driven("1", "10:03:03.000")


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("3", "3: no such proposal (there are 1, 2)"),
        ("1,1", "1: taken already"),
        ("x", "not the number of a proposal: 'x' (expected 1, 2b or 4=81, joined by commas)"),
        ("1=7", "1: nothing is to be filled in: say --accept 1"),
    ],
)
def test_a_number_that_cannot_be_taken_is_refused_and_nothing_is_written(
    run: Run, box: Box, asked: str, why: str
) -> None:
    file = box(BOTH)
    done = run("repair", file, "--kind", "race", "--rulebook", "rules.toml", "--accept", asked)
    assert (done.status, done.out) == (2, "")
    assert why in done.err
    assert not list(file.parent.glob("bad.corrections.csv"))


def test_a_transponder_on_no_car_asks_for_the_car(run: Run, box: Box) -> None:
    worn = (HEAD.replace("value", "value,transponder") + GREEN.replace("green", "green,")).replace("\n", "\n")
    lone = "".join(f"10:0{lap}:33.000,passing,,FL,,777\n" for lap in range(1, 7))
    file = box(worn + FIRST + lone + FLAG)
    assert "assign #? 777" in run("repair", file, "--kind", "race").out
    refused = run("repair", file, "--kind", "race", "--accept", "1")
    assert (refused.status, "1: which car? Say it as --accept 1=7" in refused.err) == (2, True)
    assert run("repair", file, "--kind", "race", "--all").status == 0  # nobody guesses whose it is
    assert not list(file.parent.glob("bad.corrections.csv"))
    run("repair", file, "--kind", "race", "--accept", "1=42")
    assert [row[0] for row in result(run, file)] == ["42", "1"]


def test_what_was_changed_meanwhile_is_not_written_to(
    run: Run, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    from parcferme.cli import repair

    file = box(GHOST)
    look = repair.taken

    def slow(*arguments: object, **options: object) -> object:
        file.write_text(GHOST + "10:09:00.000,passing,1,FL,\n")
        return look(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(repair, "taken", slow)
    done = run("repair", file, "--kind", "race", "--rulebook", "rules.toml", "--all")
    assert done.status == 2
    assert "bad.csv: was changed meanwhile: nothing was written, look at it again" in done.err
    assert not list(file.parent.glob("bad.corrections.csv"))


def test_a_file_of_corrections_that_somebody_began_meanwhile_stays(
    run: Run, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    from parcferme.cli import repair

    file, look = box(GHOST), repair.taken

    def slow(*arguments: object, **options: object) -> object:
        (file.parent / "bad.corrections.csv").write_text(HEAD + ",void,,,line 3\n")
        return look(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(repair, "taken", slow)
    done = run("repair", file, "--kind", "race", "--rulebook", "rules.toml", "--all")
    assert (done.status, "came to be there meanwhile" in done.err) == (2, True)
    assert (file.parent / "bad.corrections.csv").read_text() == HEAD + ",void,,,line 3\n"


def test_the_document_says_what_was_taken_and_where_it_stands(run: Run, box: Box) -> None:
    file = box(BOTH)
    options = ("--kind", "race", "--rulebook", "rules.toml", "--json")
    shown = run("repair", file, *options).json
    assert (shown["written"], shown["taken"], [one["take"] for one in shown["proposals"]]) == (
        None,
        [],
        ["1", "2"],
    )
    made = run("repair", file, *options, "--accept", "2").json
    assert made["written"]["file"].endswith("bad.corrections.csv")
    assert [(one["take"], one["words"]) for one in made["taken"]] == [("2", "10:04:31.000 passing #2")]
    (car,) = made["cars"]
    assert (car["number"], car["before"], car["after"]) == ("2", {"laps": 4}, {"laps": 5})
    assert [one["take"] for one in made["proposals"]] == ["1"]
    assert [row["laps"] for row in made["classification"]] == [6, 5]


def test_an_error_that_is_left_makes_the_exit_status_one_until_it_is_mended(run: Run, box: Box) -> None:
    text = GHOST.replace("10:05:14.000,passing,1,FL,\n", "").replace("10:07:25.000,flag", "09:07:25.000,flag")
    file = box(text)
    assert run("repair", file, "--kind", "race").status == 1
    done = run("repair", file, "--kind", "race", "--all")
    assert (done.status, "amend 09:07:25.000 → 10:07:25.000" in done.out) == (0, True)
    assert run("score", file, "--kind", "race").status == 0


def test_a_session_of_a_championship_is_repaired_by_the_rules_of_its_round(
    run: Run, box: Box, tmp_path: Path
) -> None:
    folder = tmp_path / "club" / "1-spa"
    folder.mkdir(parents=True)
    (tmp_path / "club" / "championship.toml").write_text('name = "Club"\n')
    (folder / "round.toml").write_text('minimum-lap = "1:20.000"\n[[session]]\nname = "race-1"\n')
    (folder / "race-1.csv").write_text(GHOST)
    assert run("repair", "club/1-spa/race-1", "--all").status == 0
    assert (folder / "race-1.corrections.csv").is_file()
    rows = run("classify", "club/1-spa/race-1", "--json").json["classification"]
    assert [(row["number"], row["laps"]) for row in rows] == [("1", 5), ("2", 5)]
    checked = run("check", "club").out
    assert "1-spa/race-1.corrections.csv (corrections): Findings: 0 errors, 0 warnings, 1 note." in checked
    assert "session-not-listed" not in checked
    wrong = run("repair", "club/1-spa/race-1", "--kind", "race", "--folder", "club")
    assert (wrong.status, "--kind has no meaning for a session: the folder says it" in wrong.err) == (2, True)


def test_the_corrections_of_a_file_are_no_file_of_their_own(run: Run, box: Box) -> None:
    file = box(GHOST)
    run("repair", file, "--kind", "race", "--rulebook", "rules.toml", "--all")
    done = run("score", "bad.corrections.csv", "--kind", "race")
    assert (done.status, "holds corrections of bad.csv: name that file" in done.err) == (2, True)
    assert "bad.corrections.csv (corrections)" in run("check", "bad.corrections.csv").out


def test_no_colour(run: Run, box: Box) -> None:
    assert "\x1b[3" not in run("repair", box(GHOST), "--kind", "race", NO_COLOR="1").out


# --- the property of the engine, through the command

SEEDS = [2, 3, 5, 8, 13, 21]


def as_typed(race: Any) -> str:
    frame = race.log.passings.sort("at", "car")
    rows = [
        f"{format_instant(at)},passing,{car},FL,\n"
        for at, car in frame.select("at", pl.col("car").cast(pl.String)).iter_rows()
    ]
    flags = [f"{format_instant(flag.at)},flag,,,{flag.value.value}\n" for flag in race.log.events]
    return HEAD + "".join(rows + flags)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("form", ["csv", "log"])
def test_taking_everything_loses_no_driven_lap_and_leaves_nothing_to_complain_of(
    run: Run, tmp_path: Path, seed: int, form: str
) -> None:
    race = damaged(seed, ("ghost", "double", "miss"), most_cars=6)
    file = tmp_path / f"damaged.{form}"
    file.write_bytes(as_typed(race).encode() if form == "csv" else encode(race.log))
    assert race.damage
    before = run("score", file, "--kind", "race", "--json").json
    assert [one for one in before["findings"] if "proposal" in one]
    assert run("repair", file, "--kind", "race", "--all").status == 0
    after = run("score", file, "--kind", "race", "--json").json
    assert {row["number"]: row["laps"] for row in after["classification"]} == {
        car: len(mine) for car, mine in race.driven.items()
    }
    told = {one["code"]: one["severity"] for one in after["findings"]}
    assert set(told.values()) == {"info"}
    assert set(told) - {one["code"] for one in before["findings"]} <= {"repairs-taken", "records-voided"}
    assert not [one for one in after["findings"] if "proposal" in one]


# --- one key each, in a terminal


def typed(folder: Path, keys: list[str], *arguments: str) -> str:
    """What a terminal shows while these keys are pressed, one at each question."""
    pid, screen = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.environ |= {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "xterm", "PARCFERME_LANG": "en"}
        os.environ["PYTHONPATH"] = str(Path(parcferme.__file__).parents[1])
        os.execv(sys.executable, [sys.executable, "-m", "parcferme", "repair", *arguments])
    shown, left, until = b"", list(keys), time.monotonic() + 60
    while time.monotonic() < until:
        ready, _, _ = select.select([screen], [], [], 0.2)
        try:
            more = os.read(screen, 65536) if ready else None
        except OSError:
            break
        if more == b"":
            break
        shown += more or b""
        if more is None and left and shown.endswith((b"finish: ", b"number: ")):
            os.write(screen, left.pop(0).encode())
    else:
        os.kill(pid, 9)
    os.waitpid(pid, 0)
    return shown.decode()


def test_in_a_terminal_each_proposal_is_asked_about(box: Box) -> None:
    file = box(BOTH)
    shown = typed(file.parent, ["s", "x", "a"], "bad.csv", "--kind", "race", "--rulebook", "rules.toml")
    assert "1: (a) take it, (s) skip, (q) finish: s" in shown
    rows = (file.parent / "bad.corrections.csv").read_text().splitlines()
    assert [row.split(",")[:3] for row in rows[1:]] == [["10:04:31.000", "passing", "2"]]
    assert "Still proposed" in shown


def test_ending_at_the_first_question_takes_nothing(box: Box) -> None:
    file = box(BOTH)
    shown = typed(file.parent, ["q"], "bad.csv", "--kind", "race", "--rulebook", "rules.toml")
    assert "Nothing was written." in shown
    assert not (file.parent / "bad.corrections.csv").exists()


def test_a_ruling_is_left_to_the_stewards_by_all_and_taken_by_its_number(run: Run, box: Box) -> None:
    """A car that never made its compulsory stop, and a ghost: --all takes the ghost away and gives nobody a penalty."""
    file = box(GHOST)
    rules = file.parent / "rules.toml"
    rules.write_text(RULES + '[race.compulsory-stop]\nopens = "1 min"\ncloses = "6 min"\nminimum = "60 s"\n')
    options = ("--kind", "race", "--rulebook", "rules.toml")
    done = run("repair", file, *options, "--all")
    assert "--all leaves them, --accept" in done.out
    assert "decision" not in (file.parent / "bad.corrections.csv").read_text()
    left = run("repair", file, *options, "--json").json["proposals"]
    assert {one["record"]["kind"] for one in left} == {"decision"} and len(left) == 2
    run("repair", file, *options, "--accept", left[0]["take"])
    assert "decision" in (file.parent / "bad.corrections.csv").read_text()
