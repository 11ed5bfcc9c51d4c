"""How much of a race was run follows from its laps and what was scheduled, where nobody types it."""

from pathlib import Path

import pytest

from parcferme.season import season_findings
from parcferme.season.championship import Season, load_championship

RULES = """\
name = "cup"
title = "Cup"
{race}
[[points]]
scale = [10, 6]
[points.reduced]
{reduced}
bands = [{{ below = "75 %", factor = "1/2" }}]
[[standings]]
name = "D"
"""
LOG = "time,kind,car,loop,value\n10:00:00.000,flag,,,green\n"


def read(tmp_path: Path, result: str, session: str = "", *, rules: str = "", reduced: str = "") -> Season:
    (tmp_path / "championship.toml").write_text('name = "cup"\nrulebook = "cup.toml"\n')
    (tmp_path / "cup.toml").write_text(RULES.format(race=rules, reduced=reduced))
    folder = tmp_path / "1-albi"
    folder.mkdir()
    (folder / "round.toml").write_text(f'[[session]]\nname = "race"\n{session}\n')
    (folder / "race.csv").write_text(result)
    return load_championship(tmp_path)


def points(made: Season) -> dict[str, object]:
    return {row.name: row.points for row in made.standings().tables[0].rows}


def listed(laps: int) -> str:
    return f"position,driver,laps,time\n1,Ann,{laps},30:00.0\n2,Bea,{laps},30:01.0\n"


@pytest.mark.parametrize(("laps", "won"), [(20, 10), (15, 10), (14, 5), (3, 5), (2, 0)])
@pytest.mark.parametrize("where", ["session", "rulebook"])
def test_laps_beside_those_scheduled_say_how_much_was_run(
    tmp_path: Path, laps: int, won: int, where: str
) -> None:
    own, book = ("laps = 20", "") if where == "session" else ("", "[race]\nlaps = 20")
    made = read(tmp_path, listed(laps), own, rules=book, reduced="minimum-laps = 3")
    assert points(made)["Ann"] == won


def test_fewer_laps_than_the_least_are_worth_nothing_whatever_was_scheduled(tmp_path: Path) -> None:
    assert points(read(tmp_path, listed(2), reduced="minimum-laps = 3")) == {"Ann": 0, "Bea": 0}


@pytest.mark.parametrize(("time", "won"), [("60:00.0", 10), ("44:59.0", 5), ("45:00.0", 10)])
def test_the_time_of_the_winner_says_it_where_the_rules_go_by_time(
    tmp_path: Path, time: str, won: int
) -> None:
    text = f"position,driver,laps,time\n1,Ann,20,{time}\n2,Bea,19,{time}\n"
    made = read(tmp_path, text, 'length = "60 min"', reduced='by = "time"')
    assert points(made)["Ann"] == won


def test_what_is_stated_goes_before_what_the_laps_say(tmp_path: Path) -> None:
    made = read(tmp_path, listed(4), 'laps = 20\ncompleted = "80 %"')
    assert points(made)["Ann"] == 10


@pytest.mark.parametrize(
    ("end", "reduced", "won"),
    [
        ("chequered", "minimum-laps = 5", 0),
        ("chequered", "minimum-laps = 4", 5),
        ("red", "minimum-laps = 4", 5),
        ("red", "only-after-red = true", 5),
        ("chequered", "only-after-red = true", 10),
        ("", "minimum-laps = 4", 10),  # still under way
    ],
)
def test_a_log_says_how_much_was_run_and_whether_it_ended_under_red(
    tmp_path: Path, end: str, reduced: str, won: int
) -> None:
    """Four laps of twenty; then the flag, a red flag that is never lifted, or nothing yet."""
    reads = "".join(
        f"10:{2 * lap:02}:0{car}.000,passing,{car},FL,\n" for lap in range(1, 5) for car in (1, 2)
    )
    flag = f"10:{'07:59' if end == 'chequered' else '08:30'}.000,flag,,,{end}\n" if end else ""
    (tmp_path / "entries.csv").write_text("number,driver\n1,Ann\n2,Bea\n")
    made = read(tmp_path, LOG + reads + flag, rules="[race]\nlaps = 20", reduced=reduced)
    assert points(made)["Ann"] == won


def told(made: Season, code: str) -> list[dict[str, object]]:
    return [dict(one.values) for one in season_findings(made) if one.code == code]


def test_what_was_run_is_told_to_be_unknown_where_nobody_says_what_was_scheduled(tmp_path: Path) -> None:
    assert told(read(tmp_path, listed(8)), "reduced-unknown") == [{"count": 1, "round": 1, "session": "race"}]


@pytest.mark.parametrize("key", ['completed = "10 %"', "green-laps = 1", "red = true"])
def test_how_much_was_run_is_told_where_no_rule_asks(tmp_path: Path, key: str) -> None:
    made = read(tmp_path, listed(8), key)
    assert told(made, "cut-short-not-asked") == []
    text = RULES.format(race="", reduced="").replace("[points.reduced]", "").replace("bands", "# bands")
    (tmp_path / "cup.toml").write_text(text)
    (one,) = told(load_championship(tmp_path), "cut-short-not-asked")
    assert (one["session"], one["round"]) == ("race", "1")
