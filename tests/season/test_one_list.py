"""One result list for all rounds makes the rounds and sessions it has, and meets names, entries, guests and pole."""

from pathlib import Path
from typing import Any

import pytest

from parcferme.championship import chances
from parcferme.season import classified, season_findings
from parcferme.season.championship import Season, load_championship

LIST = """\
season,round,event,session,position,number,driver,time
2026,1,Albi,Race,1,1,Old Hand,
2027,1,Albi,Race,1,7,Ann Onym,
2027,1,Albi,Race,2,8,BEA BLANK,
2027,1,Albi,Race,3,99,Guy Guest,
2027,1,Albi,Qualifying,1,8,Bea Blank,1:40.0
2027,1,Albi,Qualifying,2,7,Ann Onym,1:41.0
2027,2,Brno,Race,1,99,Guy Guest,
2027,2,Brno,Race,2,8,Bea Blnk,
2027,2,Brno,Race,3,7,Ann Onym,
"""
FILES = {
    "championship.toml": (
        'name = "cup"\nseason = 2027\nrulebook = "cup.toml"\nresults = "all.csv"\n[names]\n"bea blnk" = "Bea Blank"\n'
    ),
    "cup.toml": """\
[[points]]
scale = [10, 6, 4]
bonus = [{ for = "pole", points = 1 }]
[[standings]]
name = "Drivers"
[[standings]]
name = "Teams"
unit = "team"
""",
    "entries.csv": "number,team,driver,guest\n7,First,Ann Onym,\n8,Second,Bea Blank,\n99,Third,Guy Guest,yes\n",
    "all.csv": LIST,
}


def read(tmp_path: Path, changed=None):  # type: ignore[no-untyped-def]
    for name, text in (FILES | (changed or {})).items():
        if text is not None:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
    return load_championship(tmp_path)


def totals(made: Season) -> list[dict[str, Any]]:
    return [{row.name: row.points for row in table.rows} for table in made.standings().tables]


def test_a_list_makes_its_rounds_and_meets_names_entries_guests_and_pole(tmp_path: Path) -> None:
    made = read(tmp_path)
    assert [(one.number, one.name, [s.name for s in one.sessions]) for one in made.rounds] == [
        (1, "Albi", ["Qualifying", "Race"]),
        (2, "Brno", ["Race"]),
    ]
    assert totals(made)[0] == {"Bea Blank": 6 + 1 + 6, "Ann Onym": 10 + 4}  # a guest scores nothing
    assert totals(made)[1] == {"First": 14, "Second": 13}
    assert [one.code for one in season_findings(made) if one.severity.value != "info"] == []


def test_the_season_is_that_of_the_rows_where_the_folder_does_not_say(tmp_path: Path) -> None:
    facts = '[[season.2027.adjustment]]\nkind = "deduction"\nnames = ["Ann Onym"]\npoints = 3\nround = 1\n'
    made = read(
        tmp_path,
        {
            "championship.toml": FILES["championship.toml"].replace("season = 2027\n", ""),
            "cup.toml": FILES["cup.toml"] + facts,
            "all.csv": LIST.replace("2026,1,Albi,Race,1,1,Old Hand,\n", ""),
        },
    )
    assert made.year == "2027"
    assert totals(made)[0]["Ann Onym"] == 11


def test_a_calendar_and_a_list_are_one_season(tmp_path: Path) -> None:
    calendar = (
        '[[round]]\nnumber = 2\nname = "Brno Nights"\n[[round]]\nnumber = 3\n[[session]]\nname = "race"\n'
    )
    made = read(
        tmp_path, {"championship.toml": FILES["championship.toml"].replace("[names]", calendar + "[names]")}
    )
    assert [(one.number, one.name, [s.name for s in one.sessions]) for one in made.rounds] == [
        (1, "Albi", ["Qualifying", "race"]),
        (2, "Brno Nights", ["race"]),
        (3, "3", ["race"]),
    ]
    assert [(one.round, one.session) for one in made.planned] == [(3, "race")]
    assert totals(made)[1] == {"First": 14, "Second": 13}  # the qualifying of the list comes before the race


def test_a_file_of_a_session_counts_before_the_list_and_that_is_told(tmp_path: Path) -> None:
    made = read(tmp_path, {"2-brno/race.csv": "position,number\n1,7\n2,8\n"})
    (one,) = [one for one in season_findings(made) if one.code == "list-session-unused"]
    assert (one.values["round"], one.values["file_named"]) == (2, "2-brno/race.csv")
    assert totals(made)[0]["Ann Onym"] == 20


def test_a_name_nobody_has_is_told(tmp_path: Path) -> None:
    names = FILES["championship.toml"] + '"Guy Gust" = "Guy Gest"\n'
    (one,) = [
        one
        for one in season_findings(read(tmp_path, {"championship.toml": names}))
        if one.code == "name-unused"
    ]
    assert (one.where.line, one.values["nearest"]) == (7, "Guy Guest")


def test_a_list_that_is_none_is_told_where_it_is_named(tmp_path: Path) -> None:
    made = read(tmp_path, {"all.csv": "a,b\n1,2\n"})
    (one,) = [one for one in season_findings(made) if one.code == "session-unusable"]
    assert (one.where.file, one.where.line) == ("championship.toml", 4)
    assert made.results == ()


def test_a_list_of_one_round_in_a_folder_that_says_nothing_of_its_kind_is_told(tmp_path: Path) -> None:
    made = read(tmp_path, {"3-jerez/dash.csv": "position,number\n1,7\n"})
    (one,) = [one for one in season_findings(made) if one.code == "file-kind-unknown"]
    assert one.where.file == "3-jerez/dash.csv"
    rules = FILES["cup.toml"] + '[[points]]\nsessions = ["dash"]\nscale = [1]\n'
    named = read(tmp_path, {"3-jerez/dash.csv": "position,number\n1,7\n", "cup.toml": rules})
    assert "file-kind-unknown" not in [one.code for one in season_findings(named)]
    assert totals(named)[0]["Ann Onym"] == 15


def test_a_name_that_is_nearly_an_entered_one_is_told_with_the_entered_one(tmp_path: Path) -> None:
    made = read(tmp_path, {"all.csv": LIST.replace("99,Guy Guest", "99,Guy Gest")})
    (one,) = [one for one in season_findings(made) if one.code == "names-alike"]
    assert one.values["line"] == '"Guy Gest" = "Guy Guest"'


def test_a_driver_nobody_entered_is_told_once_with_the_rounds(tmp_path: Path) -> None:
    made = read(tmp_path, {"all.csv": LIST.replace("7,Ann Onym", "7,Stan Din")})
    (one,) = [one for one in season_findings(made) if one.code == "driver-not-entered"]
    assert (one.where.car, one.values["driver"], one.values["rounds"]) == ("7", "Stan Din", [1, 2])


CALENDAR = '[[round]]\nnumber = 1\n[[round]]\nnumber = 2\n[[round]]\nnumber = 3\nname = "Cadiz"\n'


def test_nobody_is_champion_while_the_calendar_has_a_round_whose_sessions_nobody_listed(
    tmp_path: Path,
) -> None:
    """Ann has 32, Bea 18, and at Cadiz there are a sprint and a race again: 16 points are to be had."""
    rows = "".join(
        f"{number},{session},{place},{driver}\n"
        for number in (1, 2)
        for session in ("Sprint", "Race")
        for place, driver in enumerate(("Ann", "Bea"), 1)
    )
    (tmp_path / "all.csv").write_text(f"round,session,position,driver\n{rows}")
    (tmp_path / "cup.toml").write_text(
        '[[points]]\nscale = [10, 6]\n[[points]]\nsessions = ["sprint"]\nscale = [6, 3]\n[[standings]]\nname = "D"\n'
    )
    said = 'rulebook = "cup.toml"\nresults = "all.csv"\n'
    (tmp_path / "championship.toml").write_text(said + CALENDAR)
    whole = load_championship(tmp_path).table
    made = chances(whole, whole.tables[0])
    assert [(one.round, one.kind) for one in made.to_come] == [(3, "sprint"), (3, "race")]
    ann, bea = made.of("Ann"), made.of("Bea")
    assert ann is not None and bea is not None
    assert (ann.champion, bea.can_win, bea.most, made.doubts) == (False, True, 34, ())
    (tmp_path / "all.csv").write_text(
        f"round,session,position,driver\n{rows}".replace("2,Sprint,1,Ann\n2,Sprint,2,Bea\n", "")
    )
    whole = load_championship(tmp_path).table
    assert chances(whole, whole.tables[0]).doubts == ("schedule",)
    (tmp_path / "championship.toml").write_text(
        said + CALENDAR.replace("number = 3", "number = 3\ncancelled = true")
    )
    whole = load_championship(tmp_path).table
    over = chances(whole, whole.tables[0])
    assert over.to_come == () and [one.champion for one in over.units] == [True, False]


ROUNDS = "".join(
    f'[[round]]\nnumber = {at}\nname = "{name}"\n' for at, name in enumerate(("Monza", "Spa", "Imola"), 1)
)
NAMED_ROUNDS = FILES["championship.toml"].replace("[names]", f"{ROUNDS}[names]")
"""Three rounds, named."""


def test_the_list_is_put_on_the_calendar_by_the_names_of_its_events(tmp_path: Path) -> None:
    spa_first = (
        "event,session,position,driver\nSpa,Race,1,Ann\nSpa,Race,2,Bea\nmonza,Race,1,Bea\nmonza,Race,2,Cleo\n"
    )
    made = read(tmp_path, {"championship.toml": NAMED_ROUNDS, "entries.csv": None, "all.csv": spa_first})
    winners = {made.round(one.round).name: one.lines[0].drivers[0] for one in made.results}
    assert winners == {"Monza": "Bea", "Spa": "Ann"}
    assert not [one.code for one in season_findings(made) if "round" in one.code]


def test_a_round_of_the_calendar_without_a_result_is_still_to_come_though_a_later_one_was_run(
    tmp_path: Path,
) -> None:
    two_of_three = "event,position,driver\nMonza,1,Ann\nMonza,2,Bea\nImola,1,Ann\nImola,2,Bea\n"
    made = read(tmp_path, {"championship.toml": NAMED_ROUNDS, "entries.csv": None, "all.csv": two_of_three})
    looked = chances(made.table, made.standings().tables[0])
    assert [one.round for one in looked.to_come] == [2]
    assert "rounds-without-result" in [one.code for one in season_findings(made)]


def test_two_races_of_a_round_told_apart_by_the_column_of_events_both_count(tmp_path: Path) -> None:
    text = "round,race,position,driver\n1,Race 1,1,Ann\n1,Race 1,2,Bea\n1,Race 2,1,Ann\n1,Race 2,2,Bea\n"
    made = read(tmp_path, {"entries.csv": None, "all.csv": text})
    assert totals(made)[0] == {"Ann": 20, "Bea": 12}


TIMED = """\
round,session,position,number,driver,laps,time
1,Race,1,7,Ann Onym,20,30:00.0
1,Race,2,8,Bea Blank,20,30:05.0
1,Race,3,99,Guy Guest,20,30:09.0
"""


@pytest.mark.parametrize("file", ["Race", "race", "RACE"])
@pytest.mark.parametrize("told", ["[[session]]\nname = 'Race'\n", "[[session]]\nname = 'race'\n", ""])
@pytest.mark.parametrize(
    ("ruling", "order"),
    [
        ('penalty = "disqualified"', [("8", 1), ("99", 2), ("7", None)]),
        ('penalty = "time"\nseconds = 7', [("8", 1), ("7", 2), ("99", 3)]),
        ('penalty = "places"\nplaces = 2', [("8", 1), ("99", 2), ("7", 3)]),
    ],
)
def test_what_stewards_ruled_of_a_session_of_the_list_counts_as_for_its_own_file(
    tmp_path: Path, file: str, told: str, ruling: str, order: list[tuple[str, int | None]]
) -> None:
    files = {
        "all.csv": TIMED,
        "1-albi/round.toml": f'name = "Albi"\n{told}',
        f"1-albi/{file}.decisions.toml": f'[[decision]]\ncar = "7"\n{ruling}\n',
    }
    made = read(tmp_path, files)
    (result,) = made.results
    assert [(line.car, line.position) for line in result.lines] == order
    assert "rulings-without-session" not in [one.code for one in season_findings(made)]
    score = classified(made, made.rounds[0].sessions[0])
    assert [(row.number, row.position) for row in score.rows] == order


def test_a_ruling_on_a_car_that_is_not_in_the_session_of_the_list_is_told_with_its_file(
    tmp_path: Path,
) -> None:
    made = read(
        tmp_path,
        {
            "all.csv": TIMED,
            "1-albi/round.toml": "",
            "1-albi/race.decisions.toml": '[[decision]]\ncar = "77"\npenalty = "disqualified"\n',
        },
    )
    (odd,) = [one for one in season_findings(made) if one.code == "decision-unknown-car"]
    assert (odd.where.file, odd.where.line) == ("1-albi/race.decisions.toml", 1)


@pytest.mark.parametrize("own", [True, False])
def test_corrections_beside_a_list_are_told(tmp_path: Path, own: bool) -> None:
    rows = TIMED.replace("1,Race,", "").replace("round,session,", "")
    files = {
        "all.csv": TIMED,
        "1-albi/race.corrections.csv": "time,kind,car,loop,value\n,decision,7,,disqualified\n",
        "1-albi/race.csv": rows if own else None,
    }
    made = read(tmp_path, files)
    told = [one.where.file for one in season_findings(made) if one.code == "corrections-of-list"]
    assert told == ["1-albi/race.corrections.csv"]


@pytest.mark.parametrize("own", [True, False])
def test_results_of_a_cancelled_round_do_not_count_and_are_told(tmp_path: Path, own: bool) -> None:
    files: dict[str, str | None] = {"1-albi/round.toml": "cancelled = true\n"}
    if own:
        rows = LIST.replace("2027,1,Albi,Race,", "").splitlines()[2:5]
        files["1-albi/Race.csv"] = "\n".join(("position,number,driver,time", *rows)) + "\n"
        files["all.csv"] = "\n".join(line for line in LIST.splitlines() if ",Albi," not in line) + "\n"
    made = read(tmp_path, files)
    (odd,) = [one for one in season_findings(made) if one.code == "cancelled-with-results"]
    assert (odd.values["round"], odd.values["sessions"], odd.values["count"]) == (
        (1, 1, 3) if own else (1, 2, 5)
    )
    assert totals(made)[0] == {"Bea Blank": 6, "Ann Onym": 4}
    assert {one.round for one in chances(made.table, made.standings().tables[0]).to_come} == set()


def codes(made: Season) -> list[str]:
    return [one.code for one in season_findings(made)]


def test_a_qualifying_of_the_list_comes_before_the_race_that_has_a_file(tmp_path: Path) -> None:
    """Bea is first of the list's qualifying, and has pole position in the race of round 1, whose file is its own."""
    rows = "round,session,position,number,driver\n1,Qualifying,1,8,Bea Blank\n1,Qualifying,2,7,Ann Onym\n"
    race = "position,number\n1,7\n2,8\n"
    made = read(tmp_path, {"all.csv": rows, "1-albi/race.csv": race})
    assert [one.name for one in made.rounds[0].sessions] == ["Qualifying", "race"]
    assert totals(made)[0] == {"Ann Onym": 10, "Bea Blank": 6 + 1}
    grid = made.grid_of(made.rounds[0].sessions[1])
    assert [slot.number for slot in grid.grid.slots][:2] == ["8", "7"]


@pytest.mark.parametrize(
    ("toml", "race"), [("[[session]]\nname = 'race-1'\n[[session]]\nname = 'race-2'\n", None), ("", "race")]
)
def test_a_race_of_the_list_beside_those_of_its_round_is_told(
    tmp_path: Path, toml: str, race: str | None
) -> None:
    files = {"1-albi/round.toml": toml, "all.csv": LIST.replace(",Race,", ",Race 9,")}
    files |= {f"1-albi/{race}.csv": "position,number\n1,7\n2,8\n"} if race else {}
    (odd,) = [one for one in season_findings(read(tmp_path, files)) if one.code == "list-session-beside"]
    assert odd.values["session"] == "Race 9"
    assert odd.values["others"] == (["race"] if race else ["race-1", "race-2"])


def test_two_calendar_rounds_of_one_number_are_told_and_the_first_counts(tmp_path: Path) -> None:
    twice = NAMED_ROUNDS.replace("number = 3", "number = 1")
    made = read(tmp_path, {"championship.toml": twice})
    assert "round-twice" in codes(made) and made.round(1).name == "Monza"


def test_a_ruling_on_another_round_than_that_of_its_file_is_told(tmp_path: Path) -> None:
    ruling = '[[adjustment]]\nkind = "deduction"\nround = {}\nnames = ["Ann Onym"]\npoints = 3\n'
    made = read(tmp_path, {"1-albi/round.toml": 'name = "Albi"\n' + ruling.format(2)})
    assert "adjustment-of-other-round" in codes(made)
    for own in ("1", '"albi"'):
        made = read(tmp_path, {"1-albi/round.toml": 'name = "Albi"\n' + ruling.format(own)})
        assert "adjustment-of-other-round" not in codes(made)


def test_a_kind_that_list_and_folder_say_otherwise_is_told(tmp_path: Path) -> None:
    rows = "round,session,kind,position,driver\n1,Race,qualifying,1,Ann Onym\n"
    made = read(
        tmp_path, {"1-albi/round.toml": '[[session]]\nname = "race"\nkind = "race"\n', "all.csv": rows}
    )
    (odd,) = [one for one in season_findings(made) if one.code == "session-kind-otherwise"]
    assert (odd.values["kind"], odd.values["other"]) == ("race", "qualifying")
