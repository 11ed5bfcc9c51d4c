"""A championship folder on disk, as values: what it holds, and what does not fit in it."""

from pathlib import Path
from typing import Any

import pytest

from parcferme.championship import Standing
from parcferme.findings import WrongCall
from parcferme.season import is_championship, load_championship, season_findings, season_folder
from parcferme.season.championship import Season
from small_championship import FILES, Folder
from small_race import DECISIONS, ENTRIES, RACE

SPA, MONZA = FILES["1-spa/round.toml"], FILES["2-monza/round.toml"]


def rows_of(made: Season) -> tuple[Standing, ...]:
    """The rows of the drivers' table."""
    table = made.standings().table("drivers")
    assert table is not None
    return table.rows


def told(season: Season) -> list[tuple[str, str | None, int | None]]:
    """Code, file and line of every finding that is more than a note."""
    return [
        (one.code, one.where.file, one.where.line)
        for one in season_findings(season)
        if one.severity.value != "info"
    ]


# --- what it holds


def test_a_folder_of_result_lists_is_a_whole_championship(season: Folder) -> None:
    read = season()
    assert told(read) == []
    assert [(one.number, one.name) for one in read.rounds] == [(1, "Spa"), (2, "Monza")]
    assert [(one.round, one.session, one.kind, one.event, one.file) for one in read.results] == [
        (1, "qualifying-1", "qualifying", "Spa", "1-spa/qualifying-1.csv"),
        (1, "race-1", "race", "Spa", "1-spa/race-1.csv"),
        (2, "race-1", "race", "Monza", "2-monza/race-1.csv"),
    ]
    (table,) = read.standings().tables
    assert {row.name: row.points for row in table.rows} == {"Ann": 16, "Bob": 16, "Cy": 4}
    (first,) = read.standings(1).tables
    assert [(row.name, row.points) for row in first.rows] == [("Ann", 10), ("Bob", 6), ("Cy", 4)]


def test_the_entry_list_adds_what_a_result_list_leaves_out(season: Folder) -> None:
    race = season().results[1].lines[0]
    assert (race.car, race.drivers, race.class_, race.team, race.manufacturer) == (
        "7",
        ("Ann",),
        "GT",
        "First",
        "Ligier",
    )


CREW_RULES = """
name = "crews"
title = "Crews"

[[points]]
scale = [10, 6, 4]

[[standings]]
name = "Crews"
unit = "crew"
registered = true
"""


def test_the_crews_of_registered_cars_score_as_crews_each_in_the_rounds_it_drove(season: Folder) -> None:
    """Car 7 changes a driver between the rounds; car 9 is not entered for the championship."""
    crews = {
        "cup.toml": CREW_RULES,
        "entries.csv": (
            "number,driver,rounds,registered\n7,Ann,,yes\n7,Bob,1,yes\n7,Cy,2,yes\n9,Dee,,no\n9,Eve,,no\n"
        ),
        "1-spa/qualifying-1.csv": "position,number\n1,7\n2,9\n",
        "1-spa/race-1.csv": "position,number\n1,9\n2,7\n",
        "2-monza/race-1.csv": "position,number\n1,7\n2,9\n",
    }
    read = season(crews)
    assert read.registered == {"Crews": frozenset({"Ann / Bob", "Ann / Cy"})}
    (table,) = read.standings().tables
    assert {row.name: row.points for row in table.rows} == {"Ann / Cy": 10, "Ann / Bob": 6}


def test_a_list_of_drivers_finds_their_cars(season: Folder) -> None:
    assert [(line.car, line.drivers) for line in season().results[2].lines] == [
        ("81", ("Bob",)),
        ("7", ("Ann",)),
    ]


def test_the_first_of_qualifying_has_pole_position(season: Folder) -> None:
    lines = season().results[1].lines
    assert [line.car for line in lines if line.pole] == ["81"]


def test_a_grid_that_is_turned_round_gives_no_pole(season: Folder) -> None:
    read = season({"1-spa/round.toml": SPA + "reverse-first = 8\n"})
    assert not any(line.pole for line in read.results[1].lines)


def test_who_starts_first_in_the_list_has_pole_position(season: Folder) -> None:
    read = season({"1-spa/race-1.csv": "pos,car,grid\n1,7,2\n2,81,3\n3,50,1\n"})
    assert [line.car for line in read.results[1].lines if line.pole] == ["50"]


def test_guests_and_nominated_cars_are_marked_by_the_entry_list(season: Folder) -> None:
    entries = "number,class,driver,guest,nominated\n7,GT,Ann,yes,\n81,GT,Bob,,yes\n50,Clio,Cy,,\n"
    lines = season({"entries.csv": entries}).results[1].lines
    assert [(line.car, line.guest, line.nominated) for line in lines] == [
        ("7", True, False),
        ("81", False, True),
        ("50", False, False),
    ]


def test_names_of_a_list_become_those_of_the_championship(season: Folder) -> None:
    championship = FILES["championship.toml"] + '[names]\n"A. Onym" = "Ann"\n'
    read = season({"championship.toml": championship, "2-monza/race-1.csv": "pos,driver\n1,Bob\n2,A. Onym\n"})
    assert [(line.car, line.drivers) for line in read.results[2].lines] == [("81", ("Bob",)), ("7", ("Ann",))]


def test_a_round_may_change_a_value_of_the_rulebook(season: Folder) -> None:
    rules = '[rules.race]\nlength = { value = "40 min", article = "9" }\n'
    read = season({"2-monza/round.toml": MONZA + rules})
    assert read.round(1).rulebook.race.length is None
    assert read.round(2).rulebook.race.length == 40 * 60 * 1_000_000
    assert read.round(2).rulebook.cite("race.length").article == "9"
    assert read.round(2).rulebook.points == read.rulebook.points


def test_a_value_inside_a_table_changes_alone(season: Folder) -> None:
    stop = '[race.compulsory-stop]\nopens = "20 min"\ncloses = "30 min"\nminimum = "85 s"\n'
    rules = '[rules.race.compulsory-stop]\nminimum = "95 s"\n'
    read = season({"cup.toml": FILES["cup.toml"] + stop, "2-monza/round.toml": MONZA + rules})
    assert told(read) == []
    changed = read.round(2).rulebook.race.compulsory_stop
    assert changed is not None
    assert (changed.opens, changed.minimum) == (1_200_000_000, 95_000_000)


def test_the_calendar_plans_rounds_that_have_no_folder_yet(season: Folder) -> None:
    calendar = '[[session]]\nname = "race-1"\n[[round]]\nnumber = 3\nname = "Le Mans"\nstart = 2024-09-01\n'
    read = season({"championship.toml": FILES["championship.toml"] + calendar})
    assert [(one.round, one.session, one.event) for one in read.planned] == [(3, "race-1", "Le Mans")]


def test_a_cancelled_round_is_neither_planned_nor_missing(season: Folder) -> None:
    calendar = '[[session]]\nname = "race-1"\n[[round]]\nnumber = 3\ncancelled = true\n'
    read = season({"championship.toml": FILES["championship.toml"] + calendar})
    assert read.planned == ()
    assert told(read) == []


def test_one_list_may_hold_all_rounds(season: Folder) -> None:
    files = {
        "championship.toml": FILES["championship.toml"] + 'results = "all.csv"\n',
        "1-spa/race-1.csv": None,
        "1-spa/qualifying-1.csv": None,
        "2-monza/race-1.csv": None,
        "all.csv": "season,round,session,pos,car\n2023,1,race-1,1,50\n2024,1,race-1,1,7\n2024,2,race 1,1,81\n",
    }
    read = season(files)
    assert [(one.round, one.session, one.lines[0].car, one.lines[0].class_) for one in read.results] == [
        (1, "race-1", "7", "GT"),
        (2, "race-1", "81", "GT"),
    ]


def test_adjustments_of_a_round_belong_to_it(season: Folder) -> None:
    one = '[[adjustment]]\nkind = "deduction"\nnames = ["Ann"]\npoints = 3\nsource = "decision 4"\n'
    read = season({"2-monza/round.toml": MONZA + one})
    assert [(fact.round, fact.names) for fact in read.adjustments] == [("2", ("Ann",))]


def test_a_certainty_holds_for_every_line_that_says_none(season: Folder) -> None:
    text = MONZA.replace('name = "race-1"', 'name = "race-1"\ncertainty = "reconstructed"')
    lists = "pos,driver,certainty\n1,Bob,stated\n2,Ann,\n"
    lines = season({"2-monza/round.toml": text, "2-monza/race-1.csv": lists}).results[2].lines
    assert [line.certainty for line in lines] == ["stated", "reconstructed"]


QUALIFYING = """time,kind,car,loop,value
10:00:00.000,session,,,start: Qualifying
10:00:00.000,flag,,,green
10:00:10.000,passing,81,FL,
10:00:12.000,passing,7,FL,
10:01:10.000,passing,81,FL,
10:01:11.000,passing,7,FL,
10:02:11.000,passing,81,FL,
10:02:12.500,passing,7,FL,
10:02:30.000,flag,,,chequered
10:03:12.500,passing,81,FL,
10:03:12.700,passing,7,FL,
"""


def test_a_log_is_scored_and_says_who_led_and_was_fastest(tmp_path: Path) -> None:
    (tmp_path / "1-spa").mkdir()
    (tmp_path / "entries.csv").write_text(ENTRIES)
    (tmp_path / "1-spa" / "race-1.csv").write_text(RACE)
    (tmp_path / "1-spa" / "race-1.decisions.toml").write_text(DECISIONS)
    (tmp_path / "1-spa" / "qualifying-1.csv").write_text(QUALIFYING)
    (tmp_path / "championship.toml").write_text('name = "cup"\nseason = 2020\n')
    read = load_championship(tmp_path)
    qualifying, race = read.results
    assert (qualifying.session, race.session) == ("qualifying-1", "race-1")
    assert [
        (line.car, line.best_lap, line.second_best_lap, line.best_lap_at) for line in qualifying.lines[:2]
    ] == [
        ("7", 59_000_000, 60_200_000, 71_000_000),
        ("81", 60_000_000, 61_000_000, 70_000_000),
    ]
    score = read.score(read.session("race-1"))
    assert score is not None
    assert [(line.car, line.position, line.drivers) for line in race.lines[:2]] == [
        ("7", 1, ("Cleo Seven",)),
        ("81", 2, ("Ann Onym", "Bob Blank")),
    ]
    assert {line.car: line.laps_led for line in race.lines if line.laps_led} == {"81": 3, "7": 1}
    best = min(row.best_lap for row in score.rows if row.best_lap)
    assert [line.best_lap for line in race.lines if line.fastest_lap] == [best]
    assert [line.car for line in race.lines if line.pole] == ["7"]


def test_nothing_is_scored_before_somebody_asks(tmp_path: Path, season: Folder) -> None:
    read = season({"1-spa/race-1.csv": None, "1-spa/race-1.log": "no log at all"})
    assert [session.name for one in read.rounds for session in one.sessions] == [
        "qualifying-1",
        "race-1",
        "race-1",
    ]
    assert read._made == {}
    assert told(read) == [("session-unusable", "1-spa/race-1.log", None)]
    assert len(read.results) == 2


def test_a_session_is_found_by_round_and_name(season: Folder) -> None:
    read = season()
    assert {read.session(name).round for name in ("1/race-1", "1-spa/Race 1", "Spa/race_1")} == {1}
    with pytest.raises(WrongCall, match="which round"):
        read.session("race-1")
    with pytest.raises(
        WrongCall, match=r"no session '3/race-1' .nearest is 2/race-1; there are 1/qualifying-1"
    ):
        read.session("3/race-1")


def test_a_folder_without_a_championship_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongCall, match=r"no championship\.toml"):
        load_championship(tmp_path)
    assert not is_championship(tmp_path)


def test_a_shipped_season_is_found_by_name() -> None:
    with pytest.raises(WrongCall, match="no shipped season 'formula-zero'"):
        season_folder("formula-zero")


# --- bad input: told with file and line, the rest still computed


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"championship.toml": FILES["championship.toml"] + 'sesson = "x"\n'},
            ("folder-unusable", "championship.toml", 7),
            id="an unknown key",
        ),
        pytest.param(
            {"2-monza/round.toml": MONZA + "[rules.race]\nlenght = 3\n"},
            ("folder-unusable", "2-monza/round.toml", 8),
            id="an unknown rule",
        ),
        pytest.param(
            {"2-monza/round.toml": MONZA + '[rules.race]\nlength = "0 s"\n'},
            ("rulebook-unusable", "2-monza/round.toml", 8),
            id="a rule of a round that cannot hold",
        ),
        pytest.param(
            {"2-monza/race-1.csv": "pos,car,class\n1,81,GT\n2,7,Gt3\n"},
            ("class-unknown", "2-monza/race-1.csv", 3),
            id="an unknown class in a result",
        ),
        pytest.param(
            {"entries.csv": FILES["entries.csv"] + "3,LMP3,Fourth,,Di,\n"},
            ("class-unknown", "entries.csv", 5),
            id="an unknown class in the entry list",
        ),
        pytest.param(
            {"2-monza/race-1.csv": "pos,car\n1,81\n2,9\n"},
            ("result-not-entered", "2-monza/race-1.csv", 3),
            id="a car that is not entered",
        ),
        pytest.param(
            {"2-monza/race-1.csv": "pos,car\n1,81\n1,7\n"},
            ("place-twice", "2-monza/race-1.csv", 3),
            id="a place twice",
        ),
        pytest.param(
            {"2-monza/race-1.csv": "pos,car,driver\n1,81,Bob\n2,7,Bob\n"},
            ("driver-in-two-cars", "2-monza/race-1.csv", 3),
            id="a driver in two cars",
        ),
        pytest.param(
            {"4-imola/round.toml": "start = 2024-07-01\n"},
            ("round-missing", "4-imola/round.toml", 1),
            id="a round missing in the middle",
        ),
        pytest.param(
            {"2-monza/round.toml": "end = 2024-05-30\n" + MONZA},
            ("round-ends-before-start", "2-monza/round.toml", 1),
            id="a round that ends before it starts",
        ),
        pytest.param(
            {"2-monza/round.toml": MONZA.replace("2024-06", "2024-03")},
            ("round-order", "2-monza/round.toml", 2),
            id="a round run in another order than numbered",
        ),
        pytest.param(
            {"1-spa/round.toml": SPA.replace("04T14", "04T09")},
            ("session-before-former", "1-spa/round.toml", 7),
            id="a session moved before the former",
        ),
        pytest.param(
            {"1-spa/round.toml": SPA.replace("04T14", "09T14")},
            ("session-outside-round", "1-spa/round.toml", 7),
            id="a session outside its round",
        ),
        pytest.param(
            {"cup.toml": FILES["cup.toml"] + "best.drop = 2\n"},
            ("drop-too-many", "cup.toml", 8),
            id="more rounds left out than there are",
        ),
        pytest.param(
            {"cup.toml": FILES["cup.toml"] + "[[points]]\nscale = [1]\n"},
            ("rulebook-unusable", "cup.toml", 3),
            id="points that never count",
        ),
        pytest.param(
            {"championship.toml": FILES["championship.toml"] + 'title = "twice\n'},
            ("folder-unusable", "championship.toml", 7),
            id="what is not TOML",
        ),
        pytest.param(
            {"2-monza/race-1.csv": "pos,car\n1,81\n2,7\n3,81\n"},
            ("car-placed-twice", "2-monza/race-1.csv", 4),
            id="a car with two places",
        ),
        pytest.param(
            {"cup.toml": FILES["cup.toml"].replace("[10, 6, 4]", "[10, 6, 14]")},
            ("rulebook-unusable", "cup.toml", 4),
            id="a scale that rises",
        ),
        pytest.param(
            {"cup.toml": FILES["cup.toml"] + "best.drop = 1\nbest.count = 1\n"},
            ("rulebook-unusable", "cup.toml", 8),
            id="rules that contradict each other",
        ),
        pytest.param(
            {"championship.toml": FILES["championship.toml"].replace("cup.toml", "cap.toml")},
            ("rulebook-unusable", "championship.toml", 5),
            id="a rulebook that is not there",
        ),
        pytest.param(
            {"02-again/round.toml": "number = 2\n", "2-monza/round.toml": MONZA},
            ("round-twice", "2-monza/round.toml", 1),
            id="a round twice",
        ),
        pytest.param(
            {"2-monza/round.toml": MONZA + 'file = "race.csv"\n'},
            ("session-file-missing", "2-monza/round.toml", 3),
            id="a file that is not there",
        ),
        pytest.param(
            {"2-monza/race-2.csv": "pos,car\n1,7\n"},
            ("session-not-listed", "2-monza/race-2.csv", None),
            id="a file nobody listed",
        ),
        pytest.param(
            {"2-monza/round.toml": MONZA + '[[session]]\nname = "Race 1"\n'},
            ("session-twice", "2-monza/round.toml", 7),
            id="a session twice",
        ),
        pytest.param(
            {"1-spa/race-1.csv": None},
            ("session-without-result", "1-spa/round.toml", 7),
            id="a result missing before the last",
        ),
        pytest.param(
            {"championship.toml": FILES["championship.toml"] + '[[round]]\nnumber = 3\nfolder = "3-x"\n'},
            ("round-folder-missing", "championship.toml", 7),
            id="a folder that is not there",
        ),
        pytest.param(
            {"spare/round.toml": 'name = "Spare"\n'},
            ("round-without-number", "spare/round.toml", None),
            id="a round without a number",
        ),
        pytest.param(
            {"2-monza/round.toml": "[[session\n"},
            ("folder-unusable", "2-monza/round.toml", 1),
            id="a file that is no TOML",
        ),
        pytest.param(
            {"2-monza/race-1.decisions.toml": '[[decision]]\ncar = "77"\npenalty = "fine"\n'},
            ("decision-unknown-car", "2-monza/race-1.decisions.toml", 1),
            id="a decision on a car that is not in the list",
        ),
        pytest.param(
            {"2-monza/race-1.csv": "round,session,pos,car\n2,race-2,1,7\n2,race-3,1,7\n"},
            ("session-not-in-list", "2-monza/race-1.csv", None),
            id="a list of other sessions",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_the_rest_stands(
    season: Folder, files: dict[str, str | None], expected: tuple[Any, ...]
) -> None:
    read = season(files)
    assert expected in told(read)
    assert any(result.event == "Spa" and result.lines for result in read.results)


def test_a_round_run_before_another_counts_before_it(season: Folder) -> None:
    read = season({"2-monza/round.toml": MONZA.replace("2024-06", "2024-03")})
    assert [result.round for result in read.results] == [2, 1, 1]


def test_a_result_of_a_round_nobody_planned_still_counts(season: Folder) -> None:
    files = {
        "championship.toml": FILES["championship.toml"] + 'results = "all.csv"\n',
        "all.csv": "round,pos,car\n5,1,7\n",
    }
    read = season(files)
    assert [result.round for result in read.results][-1] == 5
    assert [one.code for one in season_findings(read) if one.severity.value == "info"] == ["round-not-listed"]


def test_a_round_number_far_away_is_told_once_with_a_hundred_rounds_at_most(season: Folder) -> None:
    read = season({"4-imola/round.toml": "number = 999999999\n"})
    (told,) = [one for one in read.read_findings if one.code == "round-missing"]
    assert told.values["number"] == list(range(3, 100))


@pytest.mark.parametrize(
    "text",
    ["", "\x00", "name = 3\nseason = []\nround = 7\nsession = {}\nnames = 1\nrules = 2\n", "a" * 10_000],
)
def test_a_championship_that_says_nothing_usable_still_shows_its_rounds(season: Folder, text: str) -> None:
    read = season({"championship.toml": text})
    assert [one.number for one in read.rounds] == [1, 2]
    assert len(read.results) == 3
    assert bool(read.read_findings) == bool(text)


def test_a_car_listed_twice_scores_once(season: Folder) -> None:
    made = season({"2-monza/race-1.csv": "pos,car\n1,81\n2,7\n3,81\n"})
    rows = rows_of(made)
    assert [(row.name, row.points) for row in rows][:2] == [("Ann", 16), ("Bob", 16)]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_accents_stay_whatever_the_files_were_saved_as(season: Folder, encoding: str) -> None:
    path = season().folder
    for file, before, after in (
        ("entries.csv", "Ann", "Zoé Müller"),
        ("1-spa/round.toml", "Spa", "Été à Spa"),
        ("championship.toml", "Club Cup", "Coupe d’été"),
    ):
        text = (path / file).read_text(encoding="utf-8").replace(before, after)
        (path / file).write_bytes(text.encode(encoding))
    made = load_championship(path)
    assert (made.name, made.rounds[0].name) == ("Coupe d’été", "Été à Spa")
    assert [row.name for row in rows_of(made) if row.name.startswith("Z")] == ["Zoé Müller"]
    told = sorted((one.where.file, one.where.line) for one in season_findings(made) if one.code == "not-utf8")
    odd = [("1-spa/round.toml", 1), ("championship.toml", 2), ("entries.csv", 2)]
    assert told == (odd if encoding == "cp1252" else [])


def test_a_list_with_misspelt_columns_says_which_are_nearest(season: Folder) -> None:
    made = season({"2-monza/race-1.csv": "pos,drivr\n1,Bob\n"})
    said = [one.values["problem"] for one in season_findings(made) if one.code == "session-unusable"]
    assert len(said) == 1 and "'number' or 'driver'" in said[0] and "nearest to drivr is driver" in said[0]


def test_a_shipped_season_misspelt_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongCall, match="nearest shipped season is ligier-european-series-2020"):
        load_championship("ligier-european-2020")


def test_rulings_for_a_grid_are_checked_with_the_folder(season: Folder) -> None:
    ruling = '[[decision]]\ncar = "7"\npenalty = "grid-place"\nplaces = 3\n'
    made = season({"1-spa/race-1.grid.toml": ruling})
    found = [(one.code, one.where.file, one.where.line) for one in season_findings(made)]
    assert found == [("decision-unreadable", "1-spa/race-1.grid.toml", 1)]


def test_rulings_that_are_no_toml_are_told_and_the_rest_stands(season: Folder) -> None:
    made = season({"1-spa/race-1.grid.toml": "[[decision\n"})
    assert [(one.code, one.where.file) for one in season_findings(made)] == [
        ("folder-unusable", "1-spa/race-1.grid.toml")
    ]
    assert rows_of(made)[0].points == 16


@pytest.mark.parametrize("kind", ["grid", "decisions"])
def test_rulings_named_after_no_session_are_told_with_the_nearest(season: Folder, kind: str) -> None:
    made = season({f"1-spa/race1.{kind}.toml": ""})
    found = [(one.code, one.where.file, one.values["nearest"]) for one in season_findings(made)]
    assert found == [("rulings-without-session", f"1-spa/race1.{kind}.toml", "race-1")]


def test_car_that_is_not_entered_is_told_once_with_the_entry_it_is_taken_for(season: Folder) -> None:
    read = season(
        {
            "1-spa/race-1.csv": "position,number,driver\n1,81,Bob\n2,O7,Ann\n",
            "2-monza/race-1.csv": "position,number,driver\n1,81,Bob\n2,O7,Ann\n3,9,Di\n",
            "entries.csv": FILES["entries.csv"].replace("7,GT", "07,GT"),
        }
    )
    assert [
        (one.where.file, one.where.car, one.values["nearest"], one.values["count"])
        for one in season_findings(read)
        if one.code == "result-not-entered"
    ] == [
        ("1-spa/qualifying-1.csv", "7", "07", None),
        ("1-spa/race-1.csv", "O7", "07", 2),
        ("2-monza/race-1.csv", "9", None, None),
    ]


def test_class_nobody_knows_is_told_once_for_all_its_rows(season: Folder) -> None:
    read = season(
        {"2-monza/race-1.csv": "pos,car,class\n1,81,Gt3\n2,7,Gt3\n3,50,Gt3\n"},
    )
    found = [one for one in season_findings(read) if one.code == "class-unknown"]
    assert [(one.where.file, one.where.line, one.values["value"], one.values["count"]) for one in found] == [
        ("2-monza/race-1.csv", 2, "Gt3", 3)
    ]


@pytest.mark.parametrize(
    ("cancelled", "points"), [("true", {"Ann": 13, "Bob": 13}), ("false", {"Ann": 16, "Bob": 16})]
)
def test_a_cancelled_round_is_not_awaited_though_the_rulebook_counts_it(
    cancelled: str, points: dict[str, int], season: Folder
) -> None:
    """Three rounds by the rulebook, the third called off: the worse of two results is left out, and who was at both
    was at all.
    """
    rules = FILES["cup.toml"].replace("4]\n", '4]\nbonus = [{ for = "all-rounds", points = 3 }]\n')
    third = f'[[round]]\nnumber = 3\nname = "Imola"\ncancelled = {cancelled}\n'
    read = season(
        {
            "championship.toml": FILES["championship.toml"] + third,
            "cup.toml": rules + "best = { drop = 1 }\n[season.2024]\nrounds = 3\n",
        }
    )
    assert {row.name: row.points for row in rows_of(read) if row.name != "Cy"} == points
