"""What goes wrong in other tools, each once shown not to happen here.

The complaints were gathered from the addresses in `PAINS`; the tests of a row show its parts. Whatever a row asks for
that is not here stands in `OPEN`, and nothing else does.
"""

import inspect
import json
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner

import parcferme
from parcferme.championship import Championship
from parcferme.cli import app
from parcferme.codec import decode_record
from parcferme.decoders import decode
from parcferme.records import Amend, Decision, Passing, Penalty, Void
from parcferme.regulations import Adjustment, AdjustmentKind, Label, parse_rulebook
from parcferme.season import Score
from parcferme.store import open_store
from small_championship import FILES
from small_race import RACE, write_race
from small_races import GREEN, HEAD, laps, order, reasons, row, score, told
from small_season import places, points, races, season, the

PAINS: dict[str, tuple[str, ...]] = {
    "nescca.org/nescca_main/timing.html (DNF)": (
        "test_cars_running_when_the_race_is_stopped_are_no_retirements",
        "test_options_that_change_a_result_stand_in_the_rulebook",
    ),
    "nescca.com/nescca_main/timing.html (Official)": ("test_official_is_one_option_and_no_template",),
    "gizex.com/tnsguy/ezorbits1.htm": ("test_an_entry_list_has_the_columns_it_has",),
    "buxtonraceway.oppositelockforum.com": ("test_a_missed_passing_is_found_without_a_second_pair_of_eyes",),
    "racesplitter.com, blog of 2012-06-06": ("test_the_order_is_there_at_any_moment_of_the_race",),
    "esitarski/CrossMgr#106": (
        "test_what_was_read_before_a_power_cut_is_kept",
        "test_a_repair_is_a_proposal_and_never_passes_for_a_read",
    ),
    "esitarski/CrossMgr#49": ("test_pit_entry_and_exit_are_typed_as_two_lines",),
    "esitarski/CrossMgr#93": ("test_whole_days_are_dropped_in_one_command",),
    "esitarski/CrossMgr#134, #98": (
        "test_a_team_adds_up_over_the_classes_and_the_table_says_after_which_round",
    ),
    "julienV/Joomla-Tracks#26": ("test_crews_are_ranked_as_crews",),
    "JustaPenguin/assetto-server-manager#787": ("test_a_deduction_is_taken_once",),
    "JustaPenguin/assetto-server-manager#274 #869 #96 #194 #484 #691 #566": (
        "test_points_penalties_best_results_and_negative_totals",
        "test_points_and_the_fastest_lap_by_class",
        "test_a_change_of_class_car_or_team_is_a_rule",
        "test_a_penalty_survives_an_edit_of_the_race",
    ),
    "olewis14/F1-League-Management#12, #10": (
        "test_a_driver_below_zero_stays_in_the_table",
        "test_points_of_a_reserve_push_nobody_out",
        "test_the_fastest_lap_of_a_retired_car_counts_where_the_rules_let_it",
    ),
    "wiki.cjracing.org Upload_Points": (
        "test_drivers_and_owners_come_from_one_list",
        "test_the_order_at_the_end_of_a_stage_needs_no_replay",
    ),
    "gridpilot.gg docs ADMINS.md": ("test_one_folder_holds_the_season_and_says_why",),
    "SenorPez/project-cars-replay-enhancer#90": ("test_nobody_without_a_place_stands_above_a_finisher",),
    "mauserrifle/simresults#74": ("test_a_lap_the_car_ran_dry_on_does_not_count",),
    "RotorHazard#598, #104": ("test_laps_after_the_flag_do_not_count",),
    "Quick-Box/quickevent#376, #60": (
        "test_reads_in_the_wrong_order_give_the_same_result",
        "test_a_wrong_start_is_one_more_record",
    ),
    "SailScores#302 #387; hydrafpv/roadmap#7; dave0/leaguerunner#78": (
        "test_a_tie_says_which_step_broke_it_and_a_ruling_can_decide",
    ),
    "jeffpiazza/derbynet#77": ("test_dropping_results_regroups_ties_only_where_the_rules_say_so",),
    "harningle/fia-doc#89 #30 #39": (
        "test_a_qualifying_lists_every_car_with_laps_and_the_number_of_its_best",
    ),
    "RomainFl50/EndurancePy docs; PitPass test names": ("test_an_al_kamel_file_with_all_its_habits_is_read",),
    "endurance-info 111903, comments": ("test_a_clock_the_stewards_stop_is_a_decision_beside_the_rule",),
}
# What part of a row cannot be shown yet.
OPEN = {
    "esitarski/CrossMgr#134, #98": "a table says after which round it stands, not at what time it was printed",
    "esitarski/CrossMgr#106": "reads that a decoder kept while the program was down: there is no live feed yet",
    "gridpilot.gg docs ADMINS.md": "documents to print, and a desk that takes protests",
    "Quick-Box/quickevent#376, #60": "the legs of a relay",
}
ROWS = 24

Run = Callable[..., Any]


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `parcferme` in an empty folder; its output, or with `--json` the document."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, status: int = 0) -> Any:
        done = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "100", "NO_COLOR": "1"})
        assert done.exit_code == status, done.stdout + done.stderr
        return json.loads(done.stdout) if "--json" in arguments else done.stdout

    return run


@pytest.fixture
def scored(tmp_path: Path) -> Callable[..., Score]:
    """A file of this text, scored."""

    def of(text: str | bytes, name: str = "race.csv", **options: Any) -> Score:
        data = text.encode() if isinstance(text, str) else text
        (tmp_path / name).write_bytes(data)
        return parcferme.score(tmp_path / name, kind=options.pop("kind", "race"), **options)

    return of


# --- the table itself


def test_every_pain_has_its_tests_and_every_test_its_pain() -> None:
    assert len(PAINS) == ROWS
    named = [name for names in PAINS.values() for name in names]
    here = {name for name in globals() if name.startswith("test_")}
    assert here - set(named) == {
        "test_every_pain_has_its_tests_and_every_test_its_pain",
        "test_a_test_names_the_address_of_its_pain",
    }
    assert set(named) <= here and len(named) == len(set(named))
    assert set(OPEN) <= set(PAINS)


@pytest.mark.parametrize(("address", "name"), [(one, name) for one, names in PAINS.items() for name in names])
def test_a_test_names_the_address_of_its_pain(address: str, name: str) -> None:
    where = re.split(r"[\s,#(]", address)[0]
    assert where in (inspect.getdoc(globals()[name]) or "")


# --- timing and scoring


def test_cars_running_when_the_race_is_stopped_are_no_retirements() -> None:
    """nescca.org/nescca_main/timing.html: running cars become DNF when the run is stopped."""
    rows = GREEN + laps("1", "2:00", "2:00") + laps("2", "2:05", "2:05") + "10:04:30,flag,,,red\n"
    result = score(rows, '[race]\nlength = "60 min"\n[race.classified]\nflag = true\n')
    assert [(one.number, one.status.value, one.retired) for one in result.rows] == [
        ("1", "classified", False), ("2", "classified", False),
    ]  # fmt: skip


def test_options_that_change_a_result_stand_in_the_rulebook(cli: Run) -> None:
    """nescca.org/nescca_main/timing.html: ties, best laps in the pit loop and DNF are buried options."""
    said = cli("rulebooks", "--json", "imsa-weathertech")["toml"]
    for key in ("equal-times", "first-lap", "flag", "unclassified-order"):
        assert re.search(rf"^{key} = ", said, re.MULTILINE), key
    pit = GREEN + laps("1", "2:00", "2:00") + "10:05:00,passing,1,FL_PIT\n"
    assert row(score(pit), "1").best_lap == 60_000_000
    rules = "[race.fastest-lap]\nin-laps = false\n"
    assert row(score(pit, rules), "1").best_lap == 120_000_000


def test_official_is_one_option_and_no_template(cli: Run, tmp_path: Path) -> None:
    """nescca.com/nescca_main/timing.html: Official is added by hand in a header, and everything printed again."""
    write_race(tmp_path)
    before, after = (
        cli("score", "race.csv", "--kind", "race", "--status", one) for one in ("provisional", "official")
    )
    assert before.splitlines()[0].endswith("provisional") and after.splitlines()[0].endswith("official")
    assert before.splitlines()[1:] == after.splitlines()[1:]
    assert (
        cli("score", "race.csv", "--kind", "race", "--status", "amended 1", "--json")["status"] == "amended 1"
    )


def test_an_entry_list_has_the_columns_it_has() -> None:
    """gizex.com/tnsguy/ezorbits1.htm: thirteen fixed fields and invented numbers."""
    short, odd = parcferme.parse_entries("Pilote;N°\nAnn Onym;007\n", "list.csv")
    assert [(car.number, car.drivers[0].name) for car in short.cars] == [("007", "Ann Onym")]
    assert not [one for one in odd if one.severity.value == "error"]
    long, odd = parcferme.parse_entries("number,driver,shoe size,team\n7,Ann,39,Seven Up\n", "list.csv")
    assert long.cars[0].team == "Seven Up"
    assert [one.code for one in odd] == ["column-unknown"]


MISSED = "".join(
    f"10:{lap * 2 + at // 60:02d}:{at % 60:02d}.000,passing,{car},{loop},\n"
    for car, without in (("81", 3), ("7", -1))
    for lap in range(6)
    for loop, at in (("S1", 40), ("S2", 90), ("FL", 120))
    if (loop, lap) != ("FL", without)
)


def test_a_missed_passing_is_found_without_a_second_pair_of_eyes(scored: Callable[..., Score]) -> None:
    """buxtonraceway.oppositelockforum.com: every passing is written on paper beside the transponders."""
    race = scored(HEAD + GREEN + MISSED)
    (found,) = [one for one in race.findings if one.code == "missed-passing"]
    assert (found.where.car, found.where.lap, found.proposal["at"]) == ("81", 4, "10:08:00.000000")  # type: ignore[index]


def test_the_order_is_there_at_any_moment_of_the_race(scored: Callable[..., Score]) -> None:
    """racesplitter.com: results only at the end."""
    assert [one.number for one in scored(RACE, at="2:00").rows[:2]] == ["7", "81"]
    assert [one.number for one in scored(RACE).rows[:2]] == ["81", "7"]


def test_what_was_read_before_a_power_cut_is_kept(tmp_path: Path, scored: Callable[..., Score]) -> None:
    """esitarski/CrossMgr#106: half a race of reads lost after a power cut."""
    path = tmp_path / "season.db"
    log = decode(RACE.encode(), "race.csv").log
    open_store(path).open("race-1").append(log)  # never closed
    with open_store(path, read_only=True) as again:
        assert len(again.open("race-1").read()) == len(log)
        text = again.open("race-1").text()
    cut = scored(text[: len(text) // 2 + 7], "cut.log")  # in the middle of a line
    assert cut.timing.log.last_seq == text[: len(text) // 2 + 7].count(b"\n")
    assert [one.severity.value for one in cut.decoded.findings if one.where.line] == ["error"]


def test_a_repair_is_a_proposal_and_never_passes_for_a_read(scored: Callable[..., Score]) -> None:
    """esitarski/CrossMgr#106: nobody saw that all times were estimates. A place that is stated is labelled as such."""
    race = scored(HEAD + GREEN + MISSED)
    assert {one.number: one.laps for one in race.rows} == {"7": 6, "81": 5}
    (found,) = [one for one in race.findings if one.proposal is not None]
    assert found.proposal is not None
    record = decode_record(msgspec.json.encode({"v": 1, **found.proposal}))
    assert isinstance(record, Passing)
    assert (found.code, record.source) == ("missed-passing", "proposed")


def test_pit_entry_and_exit_are_typed_as_two_lines(scored: Callable[..., Score]) -> None:
    """esitarski/CrossMgr#49: no way to enter that a rider left for the pit and came back."""
    race = scored(RACE)
    stops = race.timing.stops_frame.filter(car="7")
    assert stops["duration_us"].to_list() == [20_500_000]
    assert "7,PIT_IN" in RACE and "7,PIT_OUT" in RACE


def test_nobody_without_a_place_stands_above_a_finisher() -> None:
    """SenorPez/project-cars-replay-enhancer#90: a car disqualified or out is listed above one that finished."""
    rows = GREEN + laps("1", *["1:00"] * 10) + laps("2", *["1:20"] * 5) + laps("3", *["1:01"] * 9)
    rows += "10:09:30,status,3,,retired\n10:10:00,flag,,,chequered\n"
    out = [Decision(penalty=Penalty.DISQUALIFIED, car="1")]
    assert told(score(rows, decisions=out)) == ["1 #3 9 9:09.000", "2 #2 5 6:40.000", "dsq #1 10 10:00.000"]
    by_share = '[race.classified]\nshare = "70 %"\n'
    assert told(score(rows, by_share)) == ["1 #1 10 10:00.000", "2 #3 9 9:09.000", "nc #2 5 6:40.000"]
    running = "[race.classified]\nflag = true\n"
    assert [one.number for one in score(rows, running).rows if one.position] == ["1"]


def test_a_lap_the_car_ran_dry_on_does_not_count() -> None:
    """mauserrifle/simresults#74: a lap counts although the car ran out of fuel during it."""
    rows = GREEN + laps("1", "2:00", "2:00", "2:00") + laps("2", "1:59", "1:59")
    rows += "10:05:30,status,2,,retired: fuel\n10:06:00,flag,,,chequered\n"
    result = score(rows)
    assert (row(result, "2").laps, row(result, "2").retired) == (2, True)
    assert order(result) == ["1", "2"]


def test_laps_after_the_flag_do_not_count() -> None:
    """RotorHazard#598, #104: laps after time, and passings saved after the stop, are taken out by hand."""
    rows = GREEN + laps("1", *["1:00"] * 12) + laps("2", *["1:01"] * 12)
    result = score(rows, '[race]\nlength = "5 min"\n')
    assert told(result) == ["1 #1 5 5:00.000", "2 #2 5 5:05.000"]
    closed = score(GREEN + laps("1", *["1:00"] * 12) + "10:03:30,session,,,end\n")
    assert row(closed, "1").laps == 3


def test_reads_in_the_wrong_order_give_the_same_result(scored: Callable[..., Score]) -> None:
    """Quick-Box/quickevent#376: chips read in the wrong order spoil the time of the whole relay."""
    head, *rows = RACE.splitlines(keepends=True)
    forwards, backwards = scored(RACE), scored(head + "".join(reversed(rows)), "backwards.csv")
    assert forwards.classification.equals(backwards.classification)
    assert forwards.laps.drop("seq").equals(backwards.laps.drop("seq"))


def test_a_wrong_start_is_one_more_record() -> None:
    """Quick-Box/quickevent#376, #60: a wrong zero time cannot be repaired."""
    decoded = decode(RACE.encode(), "race.csv")
    starts = [one for one in decoded.log.events if type(one).__name__ in ("SessionStart", "Flag")][:2]
    fixes = [Amend(target=one.seq, changes={"at": "09:59:59.000"}) for one in starts if one.seq]
    assert len(fixes) == 2
    book = parse_rulebook('name = "test"', "test.toml")
    before = parcferme.classify(parcferme.measure(decoded.log, book, kind="race"))
    after = parcferme.classify(parcferme.measure(decoded.log.append(*fixes), book, kind="race"))
    assert [one.number for one in before.rows] == [one.number for one in after.rows]
    assert after.rows[0].time == (before.rows[0].time or 0) + 1_000_000
    undone = decoded.log.append(*fixes, *[Void(target=decoded.log.last_seq + at) for at in (1, 2)])
    again = parcferme.classify(parcferme.measure(undone, book, kind="race"))
    assert [one.time for one in again.rows] == [one.time for one in before.rows]


def test_a_qualifying_lists_every_car_with_laps_and_the_number_of_its_best() -> None:
    """harningle/fia-doc#89 #30 #39: laps wrong, cars missing from a qualifying, no number of the fastest lap."""
    rows = GREEN + laps("1", "2:10", "1:40", "1:45") + laps("2", "2:10", "1:39") + laps("3", "2:10")
    rows += "10:00:01,status,4,,not-started\n10:02:40,status,3,,retired\n"
    out = [Decision(penalty=Penalty.DISQUALIFIED, car="2")]
    result = score(rows, kind="qualifying", decisions=out)
    assert {one.number: (one.status.value, one.laps, one.best_lap_number) for one in result.rows} == {
        "1": ("classified", 3, 2),
        "2": ("disqualified", 2, 2),
        "3": ("not-classified", 1, None),
        "4": ("not-started", 0, None),
    }


AL_KAMEL = """\
\ufeffNUMBER; DRIVER_NUMBER; LAP_NUMBER; LAP_TIME; CROSSING_FINISH_LINE_IN_PIT; KPH; ELAPSED; HOUR;DRIVER_NAME;\
CLASS;TEAM;FLAG_AT_FL;
007;1;1;5:44'41.101;;180.0;5:44'41.101;21:44:41.101;;HYPERCAR;Heart;GF;
007;1;2;1:58.056;;180.0;5:46:39.157;21:46:39.157;Ann LEE;HYPERCAR;Heart;GF;
007;1;3;18:20:00.000;;180.0;24:06:39.157;16:06:39.157;Ann LEE;HYPERCAR;Heart;FF;
7;1;1;5:44'42.000;;180.0;5:44'42.000;21:44:42.000;Bob RAY;HYPERCAR;Toyota;FF;
"""


def test_an_al_kamel_file_with_all_its_habits_is_read(tmp_path: Path) -> None:
    """RomainFl50/EndurancePy: byte order mark, blanks in headers, a `;` at the end, #007, more than 24 hours, two
    ways to write a time, no driver name, folders spelt anyhow.
    """
    path = tmp_path / "Champonship evvent" / "race.csv"
    path.parent.mkdir()
    path.write_text(AL_KAMEL, encoding="utf-8")
    race = parcferme.score(path, kind="race")
    rows = {one.number: one for one in race.rows}
    assert set(rows) == {"007", "7"}
    assert (rows["007"].laps, rows["007"].time) == (3, 86_799_157_000)  # 24 h 6:39.157
    assert rows["007"].drivers == ("Ann LEE",)
    assert race.laps.filter(number="007")["lap_time_us"].to_list()[:2] == [20_681_101_000, 118_056_000]
    assert not [one for one in race.findings if one.severity.value == "error"]


def test_a_clock_the_stewards_stop_is_a_decision_beside_the_rule(scored: Callable[..., Score]) -> None:
    """endurance-info 111903: the rule says the clock runs under red, yet the race was made longer."""
    rows = GREEN + "10:04:30,flag,,,red\n10:14:30,flag,,,green\n"
    rows += laps("1", "2:00", "2:00", "12:00", "2:00", "2:00", "2:00")
    rule = 'name = "test"\n[race]\nlength = "10 min"\n[race.red-flag]\nclock = "{}"\n'

    def driven(clock: str, *decisions: Decision) -> int:
        book = parse_rulebook(rule.format(clock), "test.toml")
        return scored(HEAD + rows, rulebook=book, decisions=decisions).rows[0].laps

    assert (driven("runs"), driven("stops")) == (3, 5)
    ruled = Decision(penalty=Penalty.RACE_TIME, seconds=Decimal(1200), reason="red flag", document="12")
    assert driven("runs", ruled) == 5


# --- championships

CLUB = '[[points]]\nscale = [10, 6, 4]\n[[standings]]\nname = "drivers"\n'


DAYS = """\
round,session,position,driver
1,race-1,1,A
1,race-1,2,B
1,race-2,1,B
1,race-2,2,A
2,race-1,1,B
2,race-1,2,A
2,race-2,1,B
2,race-2,2,A
3,race-1,1,A
3,race-1,2,B
3,race-2,1,A
3,race-2,2,B
"""


def test_whole_days_are_dropped_in_one_command(cli: Run, tmp_path: Path) -> None:
    """esitarski/CrossMgr#93: the best so many must be per day; the tool drops single races."""
    (tmp_path / "days.csv").write_text(DAYS)
    (tmp_path / "club.toml").write_text('name = "club"\n' + CLUB + 'best = { count = 2, by = "round" }\n')
    found = cli("standings", "--results", "days.csv", "--rulebook", "club.toml", "--json")
    rows = {one["name"]: one for one in found["tables"][0]["rows"]}
    assert (rows["A"]["points"], rows["A"]["gross_points"]) == (16 + 20, 16 + 12 + 20)
    assert [one["round"] for one in rows["A"]["dropped"]] == [2, 2]
    assert [one["round"] for one in rows["B"]["dropped"]] == [3, 3]


TEAMS = """\
round,event,position,number,class,team
1,Spa,1,1,Pro,Red
1,Spa,2,2,Am,Red
1,Spa,3,3,Pro,Blue
1,Spa,4,4,Am,Blue
"""


def test_a_team_adds_up_over_the_classes_and_the_table_says_after_which_round(
    cli: Run, tmp_path: Path
) -> None:
    """esitarski/CrossMgr#134, #98: no results of teams across categories, no word of when a table is from."""
    (tmp_path / "list.csv").write_text(TEAMS)
    rules = 'name = "club"\n' + CLUB.replace('"drivers"', '"teams"\nunit = "team"\nplace = "class"')
    (tmp_path / "club.toml").write_text(rules)
    call = ("standings", "--results", "list.csv", "--rulebook", "club.toml")
    found = cli(*call, "--json")
    assert {one["name"]: one["points"] for one in found["tables"][0]["rows"]} == {"Red": 20, "Blue": 12}
    assert found["after"] == 1
    assert "after round 1 (Spa)" in cli(*call).splitlines()[0]


def test_crews_are_ranked_as_crews() -> None:
    """julienV/Joomla-Tracks#26: the drivers of a crew are ranked one by one."""
    lines = """
    round,position,number,driver 1,driver 2
    1,1,81,Ann,Bea
    1,2,7,Cleo,Dora
    2,1,7,Cleo,Dora
    2,2,81,Ann,Bea
    """
    found = season(lines, CLUB + 'unit = "crew"\n').after().tables[0]
    assert points(found) == {"Ann / Bea": 16, "Cleo / Dora": 16}


def minus(points_: int, round_: str, *names: str) -> Adjustment:
    return Adjustment(
        AdjustmentKind.DEDUCTION,
        round=Label(round_),
        names=names,
        points=Fraction(points_),
        source="document 7",
    )


def test_a_deduction_is_taken_once() -> None:
    """JustaPenguin/assetto-server-manager#787: three points are taken again in the table of the next event."""
    found = season(races("A B", "A B", "A B"), CLUB, adjustments=(minus(3, "1", "A"),))
    assert [the(found.after(number).tables[0], "A").points for number in (1, 2, 3)] == [7, 17, 27]


def test_points_penalties_best_results_and_negative_totals() -> None:
    """JustaPenguin/assetto-server-manager#274 #869 #566: no points penalties, no best results, no totals below zero."""
    rules = CLUB + "best = { count = 1 }\n"
    found = season(races("A B C", "A B C"), rules, adjustments=(minus(7, "2", "C"),)).after().tables[0]
    assert points(found) == {"A": 10, "B": 6, "C": -3}
    assert [one.code for one in the(found, "C").reasons] == ["results-dropped", "points-deducted"]


def test_points_and_the_fastest_lap_by_class() -> None:
    """JustaPenguin/assetto-server-manager#96 #484: points wrong by class, the fastest lap too."""
    lines = """
    round,position,number,class,driver,best lap
    1,1,1,GT,A,1:40
    1,2,2,Cup,B,1:45
    1,3,3,GT,C,1:39
    1,4,4,Cup,D,1:44
    """
    rules = """
    [[points]]
    scale = [10, 6]
    bonus = [{ for = "fastest-lap", points = 1, within = "class" }]
    [[standings]]
    name = "drivers"
    each-class = true
    place = "class"
    """
    assert [points(one) for one in season(lines, rules).after().tables] == [
        {"A": 10, "C": 7}, {"B": 10, "D": 7},
    ]  # fmt: skip


def test_a_change_of_class_car_or_team_is_a_rule() -> None:
    """JustaPenguin/assetto-server-manager#194: what becomes of the points when somebody switches is nowhere defined."""
    lines = "round,position,number,class,driver\n1,1,1,GT,A\n1,2,2,GT,B\n2,1,3,Cup,A\n2,2,2,GT,B"
    kept = season(lines, CLUB).after().tables[0]
    assert points(kept) == {"A": 20, "B": 12}
    lost = season(lines, CLUB + 'switch-loses = ["class"]\n').after().tables[0]
    assert points(lost) == {"B": 12, "A": 10}


def test_a_penalty_survives_an_edit_of_the_race() -> None:
    """JustaPenguin/assetto-server-manager#691: a penalty is lost when a race is edited."""
    log = decode(RACE.encode(), "race.csv").log
    ruled = log.append(Decision(penalty=Penalty.TIME, car="81", seconds=Decimal(20), reason="short cut"))
    book = parse_rulebook('name = "test"', "test.toml")
    wrong = ruled.passings.filter(car="12")["seq"].to_list()[-1]
    edited = ruled.append(Amend(target=wrong, changes={"at": "10:01:04.100"}))
    results = [parcferme.classify(parcferme.measure(one, book, kind="race")) for one in (ruled, edited)]
    assert [row(one, "12").time for one in results] == [64_000_000, 64_100_000]
    for one in results:
        assert reasons(one, "81")["time-penalty"]["seconds_us"] == 20_000_000
        assert order(one)[0] == "7"


def test_a_driver_below_zero_stays_in_the_table() -> None:
    """olewis14/F1-League-Management#12: a driver with negative points vanishes."""
    found = season(races("A B C D"), CLUB, adjustments=(minus(2, "1", "D"),)).after().tables[0]
    assert places(found)[-1] == (4, "D")
    assert the(found, "D").points == -2


def test_points_of_a_reserve_push_nobody_out() -> None:
    """olewis14/F1-League-Management#12: the points of a reserve push a team out of the table."""
    lines = """
    round,position,number,driver,team
    1,1,1,A,Red
    1,2,2,Reserve,Blue
    1,3,3,C,Green
    2,1,2,B,Blue
    2,2,1,Reserve,Red
    2,3,3,C,Green
    """
    found = season(lines, CLUB + '[[standings]]\nname = "teams"\nunit = "team"\n').after()
    assert points(found.tables[1]) == {"Red": 16, "Blue": 16, "Green": 8}
    assert points(found.tables[0])["Reserve"] == 12


def test_the_fastest_lap_of_a_retired_car_counts_where_the_rules_let_it() -> None:
    """olewis14/F1-League-Management#12, #10: the fastest lap of a car that did not finish is lost."""
    lines = "round,position,driver,best lap\n1,1,A,1:40\n1,2,B,1:41\n1,DNF,C,1:39"
    rules = CLUB.replace("[[stand", 'bonus = [{{ for = "fastest-lap", points = 1{} }}]\n[[stand')
    assert points(season(lines, rules.format("")).after().tables[0]) == {"A": 10, "B": 6, "C": 1}
    assert points(season(lines, rules.format(", classified = true")).after().tables[0]) == {
        "A": 10,
        "B": 6,
        "C": 0,
    }


def test_drivers_and_owners_come_from_one_list() -> None:
    """wiki.cjracing.org: drivers' points in one program, owners' points in a spreadsheet."""
    lines = "round,position,number,driver,team\n1,1,1,A,Red\n1,2,2,B,Blue\n2,1,1,B,Red\n2,2,2,A,Blue"
    drivers, owners = season(lines, CLUB + '[[standings]]\nname = "owners"\nunit = "team"\n').after().tables
    assert points(drivers) == {"A": 16, "B": 16}
    assert points(owners) == {"Red": 20, "Blue": 12}


def test_the_order_at_the_end_of_a_stage_needs_no_replay(scored: Callable[..., Score]) -> None:
    """wiki.cjracing.org: the lap a stage ends on is looked up in the replay."""
    race = scored(RACE)
    lap = race.laps.filter(lap=2).sort("position")
    assert lap.select("position", "number").rows()[:2] == [(1, "7"), (2, "81")]


UPHELD = """
[[adjustment]]
kind = "deduction"
round = 2
names = ["Bob"]
points = 3
source = "document 7"
reason = "protest upheld"
"""


def test_one_folder_holds_the_season_and_says_why(cli: Run, tmp_path: Path) -> None:
    """gridpilot.gg: chat, sheets, lists, messages, documents, points by hand, protests nobody can follow."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    with (tmp_path / "championship.toml").open("a") as file:
        file.write(UPHELD)
    assert "No findings" in cli("check", ".")
    found = cli("standings", "--json")
    rows = {one["name"]: one for one in found["tables"][0]["rows"]}
    assert (rows["Ann"]["points"], rows["Bob"]["points"]) == (16, 13)
    assert "protest upheld" in cli("standings") and "document 7" in cli("standings")


def test_a_tie_says_which_step_broke_it_and_a_ruling_can_decide() -> None:
    """SailScores#302 #387; hydrafpv/roadmap#7; dave0/leaguerunner#78: ties broken wrongly, silently and for good."""
    lines = races("A B C", "B A C")
    by_latest = season(lines, CLUB + 'ties = ["counts", "latest"]\n').after().tables[0]
    assert places(by_latest)[:2] == [(1, "B"), (2, "A")]
    assert "latest" in parcferme.reason_text(the(by_latest, "B").reasons[0]).lower()
    shared = season(lines, CLUB + 'ties = ["counts"]\n').after().tables[0]
    assert [place for place, _ in places(shared)][:2] == [1, 1]
    ruled = Adjustment(AdjustmentKind.ORDER, names=("A", "B"), source="race-off, document 9")
    decided = season(lines, CLUB + 'ties = ["counts", "decided"]\n', adjustments=(ruled,)).after().tables[0]
    assert places(decided)[:2] == [(1, "A"), (2, "B")]


def test_dropping_results_regroups_ties_only_where_the_rules_say_so() -> None:
    """jeffpiazza/derbynet#77: dropping the lowest result changes how ties are grouped."""
    run = season(races("A B C", "A B C", "B A C"), CLUB + "best = { count = 1 }\n")
    assert places(run.after().tables[0])[:2] == [(1, "A"), (2, "B")]
    left = parse_rulebook(CLUB + 'best = { count = 1 }\nties = [{ by = "counts", dropped = false }]\n', "x")
    found = Championship.of(run.results, left).after().tables[0]
    assert places(found)[:2] == [(1, "A"), (1, "B")]
    assert [one.code for one in the(found, "A").reasons] == ["results-dropped", "tie-unbroken"]
