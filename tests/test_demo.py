"""The demo holds what was published of Le Castellet 2020, and the engine finds it without being told.

Each fact of `1-le-castellet/facts.toml` is checked against the scored logs. Then the circle is broken: without the
rulings the engine finds #45 and #46 by itself, one changed record changes the result, and plain Python finds the same
flag.
"""

import csv
import datetime as dt
import importlib.util
import json
import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from parcferme.classification import Classification, Row, Status, classify
from parcferme.codec import decode_record
from parcferme.findings import Finding, Severity
from parcferme.records import Amend, CarState, CarStatus, Decision, Log, Note, Penalty, Void
from parcferme.season import Score, load_entries, load_rulebook, score
from parcferme.times import MINUTE, SECOND
from parcferme.timing import StopVerdict, measure

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "seasons" / "ligier-european-series-2020" / "1-le-castellet"
RULEBOOK = "ligier-european-series-2020"
FACTS = tomllib.loads((DEMO / "facts.toml").read_text(encoding="utf-8"))["fact"]


def of_demo(name: str) -> Score:
    return score(DEMO / name, rulebook=RULEBOOK, entries=DEMO / "entries.csv")


@pytest.fixture(scope="module")
def race() -> Score:
    return of_demo("race-1.log")


@pytest.fixture(scope="module")
def qualifying() -> Score:
    return of_demo("qualifying-1.log")


def rescored(scored: Score, log: Log, at: int | None = None) -> Classification:
    """The same session from another log."""
    entries, _ = load_entries(DEMO / "entries.csv")
    return classify(measure(log, load_rulebook(RULEBOOK), entries, kind=scored.timing.kind, at=at))


def row(scored: Score | Classification, number: str | None) -> Row:
    return next(row for row in scored.rows if row.number == number)


def in_class(scored: Score | Classification, class_: str) -> list[str]:
    """Car numbers of a class in order of their places in it."""
    rows = [row for row in scored.rows if row.class_ == class_]
    return [row.number for row in sorted(rows, key=lambda row: row.class_position or 99)]


def at_lap(scored: Score, number: str, lap: int) -> int:
    """The place overall in which a car completed a lap."""
    laps = scored.laps.filter(number=number, lap=lap)
    return int(laps["position"].item())


def about_stops(findings: tuple[Finding, ...]) -> dict[str | None, Finding]:
    return {found.where.car: found for found in findings if found.code.startswith("compulsory-stop")}


# --- the facts


def start(race: Score, qualifying: Score) -> None:
    moment = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=race.timing.start)
    assert moment == dt.datetime(2020, 7, 18, 10, 50)


def cars(race: Score, qualifying: Score) -> None:
    for scored in (race, qualifying):
        classes = [row.class_ for row in scored.rows]
        assert (len(classes), classes.count("JS2 R"), classes.count("JS P4")) == (15, 11, 4)
        assert "16" not in scored.timing.cars
    assert all(row.laps > 0 for row in race.rows)


def qualifying_js_p4_pole(race: Score, qualifying: Score) -> None:
    assert in_class(qualifying, "JS P4")[0] == "34"
    assert set(row(qualifying, "34").drivers) == {"Valentin Simonet", "Alexandre Yvon"}


def qualifying_js2_r_pole(race: Score, qualifying: Score) -> None:
    assert in_class(qualifying, "JS2 R")[0] == "45"


def qualifying_js2_r_second(race: Score, qualifying: Score) -> None:
    assert in_class(qualifying, "JS2 R")[1] == "46"
    assert [number for number in starting_order(race) if row(race, number).class_ == "JS2 R"][:2] == [
        "45",
        "46",
    ]


def qualifying_81_cuts(race: Score, qualifying: Score) -> None:
    states = [e for e in qualifying.decoded.log.events if isinstance(e, CarStatus)]
    assert {event.car for event in states} == {"81"}
    assert [event.state for event in states][:2] == [CarState.STOPPED, CarState.RUNNING]
    assert all("electrical" in (e.reason or "") for e in states if e.state is CarState.STOPPED)


def qualifying_81_no_time(race: Score, qualifying: Score) -> None:
    car = row(qualifying, "81")
    assert car.laps > 0
    assert car.best_lap is None and car.best_lap_number is None and car.time is None
    assert qualifying.rows[-1].number == "81"
    assert car.status is Status.NOT_CLASSIFIED
    assert "no-time" in [reason.code for reason in car.reasons]
    laps = qualifying.laps.filter(number="81")
    assert laps.height == car.laps and laps["lap_time_us"].null_count() == 0


def race_81_from_the_back(race: Score, qualifying: Score) -> None:
    assert starting_order(race) == [row.number for row in qualifying.rows]
    assert starting_order(race)[-1] == "81"


def race_81_leads(race: Score, qualifying: Score) -> None:
    assert at_lap(race, "81", 6) > 1
    stopped = in_lap(race, "81")
    assert stopped > 7
    assert [at_lap(race, "81", lap) for lap in range(7, stopped)] == [1] * (stopped - 7)


def race_45_led_before(race: Score, qualifying: Score) -> None:
    assert [at_lap(race, "45", lap) for lap in range(1, 7)] == [1] * 6


def race_50_passes_45(race: Score, qualifying: Score) -> None:
    assert at_lap(race, "50", 7) > at_lap(race, "45", 7)
    assert at_lap(race, "50", 10) < at_lap(race, "45", 10)


def race_length(race: Score, qualifying: Score) -> None:
    flag, winner = race.timing.flag, race.rows[0]
    assert winner.time is not None and flag.at == flag.due == race.timing.start + winner.time
    laps = race.laps.filter(number=winner.number)["elapsed_us"].to_list()
    assert laps[-3] < 60 * MINUTE <= laps[-2] < laps[-1] == winner.time


def race_window(race: Score, qualifying: Score) -> None:
    verdicts = race.timing.verdicts_frame
    assert verdicts.height == 15
    for car, verdict, entry, duration in verdicts.select("car", "verdict", "entry_us", "duration_us").rows():
        inside = 28 * MINUTE <= entry <= 32 * MINUTE
        assert (verdict == "met") == (inside and duration >= 85 * SECOND) == (car not in ("45", "46")), car


def race_stop_and_go(race: Score, qualifying: Score) -> None:
    made = {decision.car: decision for decision in race.timing.decisions}
    assert set(made) == {"45", "46"}
    for car, decision in made.items():
        assert decision.penalty is Penalty.STOP_AND_GO and decision.seconds == 15
        (reason,) = row(race, car).reasons
        assert reason.code == "stop-and-go-served" and reason.values["decision"] == decision.seq
        found = about_stops(race.findings)[car]
        assert found.values["decision"] == decision.seq and found.proposal is None
        frame = race.timing.stops_frame
        entries = frame.filter(frame["car"].cast(str) == car)["entry_us"].to_list()
        assert len(entries) == 2 and entries[1] + race.timing.start > decision.at
        assert row(race, car).stops == 2
    assert {row.stops for row in race.rows if row.number not in made} == {1}


def race_second_overall(race: Score, qualifying: Score) -> None:
    assert race.rows[1].number == "81" and race.rows[1].position == 2
    assert in_class(race, "JS P4").index("81") < 2


def race_first_overall(race: Score, qualifying: Score) -> None:
    assert race.rows[0].number == "50" and race.rows[0].position == 1
    assert in_class(race, "JS P4")[0] == "50"


def race_js2_r(race: Score, qualifying: Score) -> None:
    assert in_class(race, "JS2 R")[:3] == ["74", "66", "38"]


CHECKS: dict[str, Callable[[Score, Score], None]] = {
    check.__name__.replace("_", "-"): check
    for check in (
        start, cars, qualifying_js_p4_pole, qualifying_js2_r_pole, qualifying_js2_r_second, qualifying_81_cuts,
        qualifying_81_no_time, race_81_from_the_back, race_81_leads, race_45_led_before, race_50_passes_45,
        race_length, race_window, race_stop_and_go, race_second_overall, race_first_overall, race_js2_r,
    )
}  # fmt: skip


def starting_order(race: Score) -> list[str]:
    """The cars as they crossed the line at the start."""
    crossed = race.timing.crossings_frame
    return crossed.filter(crossed["why"].cast(str) == "start").sort("at")["car"].cast(str).to_list()


def in_lap(race: Score, number: str) -> int:
    """The lap at whose end a car came in first."""
    frame = race.timing.stops_frame
    return int(frame.filter(frame["car"].cast(str) == number)["in_lap"].item(0))


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["id"])
def test_a_known_fact_holds(fact: dict[str, str], race: Score, qualifying: Score) -> None:
    CHECKS[fact["id"]](race, qualifying)


def test_every_check_has_its_fact_with_certainty_and_source() -> None:
    assert sorted(CHECKS) == sorted(fact["id"] for fact in FACTS)
    assert {fact["certainty"] for fact in FACTS} <= {"stated", "derived", "inferred"}
    assert all(fact["source"] and fact["text"] for fact in FACTS)


# --- what it is


@pytest.mark.parametrize("name", ["race-1.log", "qualifying-1.log"])
def test_a_log_says_first_of_all_that_it_is_a_reconstruction(name: str) -> None:
    opening, note = (
        decode_record(line) for line in (DEMO / name).read_text(encoding="utf-8").split("\n")[:2]
    )
    assert "reconstruction" in (getattr(opening, "name", None) or "")
    assert isinstance(note, Note) and note.text.startswith("reconstruction")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    path = ROOT / "tools" / "reconstruct_le_castellet.py"
    spec = importlib.util.spec_from_file_location("reconstruct_le_castellet", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(__import__("sys").modules, spec.name, module)
        spec.loader.exec_module(module)
    return module


def test_the_script_writes_the_same_bytes_again(tool: ModuleType, tmp_path: Path) -> None:
    tool.main(tmp_path)
    for name in ("race-1.log", "qualifying-1.log"):
        assert (tmp_path / name).read_bytes() == (DEMO / name).read_bytes(), (
            f"{name} is not what the script writes"
        )


def test_another_seed_is_another_race(
    tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tool, "SEED", tool.SEED + 1)
    tool.main(tmp_path)
    assert (tmp_path / "race-1.log").read_bytes() != (DEMO / "race-1.log").read_bytes()


def test_nothing_else_is_odd_about_the_logs(race: Score, qualifying: Score) -> None:
    assert {found.code for found in race.findings} == {
        "compulsory-stop-too-short",
        "compulsory-stop-too-late",
        "crossings-at-start",
        "passings-after-flag",
    }
    assert [found.code for found in qualifying.findings] == ["passings-after-flag"]  # the in-laps


def test_drivers_change_at_the_compulsory_stop(race: Score) -> None:
    with (DEMO / "entries.csv").open(encoding="utf-8", newline="") as file:
        listed = [(line["number"], line["driver"]) for line in csv.DictReader(file)]
    stints = race.timing.stints
    driven = set(zip(stints["car"].cast(str).to_list(), stints["driver"].to_list(), strict=True))
    assert driven == set(listed)


# --- no circle: the flag from the lines of the file, in plain Python


def by_hand() -> tuple[int, dict[str, list[int]]]:
    """The flag and every car's crossings up to its last (µs since the start), from the raw records."""
    lines = [json.loads(line) for line in (DEMO / "race-1.log").read_text(encoding="utf-8").splitlines()]
    worn = {line["transponder"]: line["car"] for line in lines if line["kind"] == "assign"}
    start = dt.datetime(2020, 7, 18, 10, 50)
    crossed = sorted(
        (
            (dt.datetime.fromisoformat(line["at"]) - start) // dt.timedelta(microseconds=1),
            worn[line["transponder"]],
        )
        for line in lines
        if line["kind"] == "passing" and line["loop"] in ("FL", "FL_PIT")
    )
    starts: dict[str, int] = {}
    for at, car in crossed:
        starts.setdefault(car, at)
    laps = [(at, car) for at, car in crossed if at != starts[car]]
    done: dict[str, int] = {}
    most, target, flag = 0, None, None
    for at, car in laps:
        done[car] = done.get(car, 0) + 1
        leads = done[car] > most
        most = max(most, done[car])
        if flag is None and leads and done[car] == target:
            flag = at
        if target is None and leads and at >= 3_600_000_000:
            target = done[car] + 1
    assert flag is not None
    counted: dict[str, list[int]] = {}
    for at, car in laps:
        mine = counted.setdefault(car, [])
        if not mine or mine[-1] < flag:
            mine.append(at)
    return flag, counted


def test_the_flag_falls_where_plain_python_finds_it(race: Score) -> None:
    flag, counted = by_hand()
    assert race.timing.flag.at == race.timing.start + flag
    assert {row.number: (row.laps, row.time) for row in race.rows} == {
        car: (len(mine), mine[-1]) for car, mine in counted.items()
    }
    order = sorted(counted, key=lambda car: (-len(counted[car]), counted[car][-1]))
    assert [row.number for row in race.rows] == order


def test_a_car_past_the_hour_that_does_not_lead_opens_no_last_lap(race: Score) -> None:
    # Half a second before the hour #50 crosses in the lead, just after it #81 crosses second: one more lap to go.
    laps = race.laps.filter(race.laps["lap"] == 28)
    elapsed = dict(zip(laps["number"].to_list(), laps["elapsed_us"].to_list(), strict=True))
    assert elapsed["50"] == 3_599_497_000 and elapsed["81"] > 60 * MINUTE
    assert race.rows[0].laps == 30


# --- no circle: without the rulings the engine finds them


def without_rulings(race: Score) -> Log:
    rulings = [e for e in race.decoded.log.events if isinstance(e, Decision)]
    assert len(rulings) == 2
    return race.decoded.log.append(*(Void(target=ruling.seq) for ruling in rulings))


def ready(found: Finding) -> Decision:
    """The proposed record as a log would take it."""
    record = decode_record(msgspec.json.encode(found.proposal))
    assert isinstance(record, Decision)
    return record


def test_the_engine_finds_the_two_at_fault_and_nobody_else(race: Score) -> None:
    result = rescored(race, without_rulings(race))
    assert result.timing.decisions == ()
    found = about_stops(result.findings)
    assert {car: one.code for car, one in found.items()} == {
        "45": "compulsory-stop-too-short",
        "46": "compulsory-stop-too-late",
    }
    assert all(one.severity is Severity.WARNING and one.proposal for one in found.values())
    assert found["45"].values["margin_us"] == -1_631_000
    assert found["46"].values["window_margin_us"] == -1_436_000
    assert all(
        "arctic.energy" in one.values["source"] and "article" not in one.values for one in found.values()
    )
    assert [row.number for row in result.rows] == [row.number for row in race.rows]


def test_in_the_race_a_stop_and_go_is_proposed(race: Score) -> None:
    log = without_rulings(race)
    result = rescored(race, log, at=37 * MINUTE)
    found = about_stops(result.findings)
    assert set(found) == {"45", "46"}
    for car, one in found.items():
        proposed = ready(one)
        assert (proposed.car, proposed.penalty, proposed.seconds) == (car, Penalty.STOP_AND_GO, Decimal(15))
        taken = rescored(race, log.append(proposed), at=37 * MINUTE)
        assert [reason.code for reason in row(taken, car).reasons] == ["stop-and-go-pending"]
        assert about_stops(taken.findings)[car].proposal is None


def test_while_the_window_is_open_nobody_is_at_fault(race: Score) -> None:
    assert about_stops(rescored(race, race.decoded.log, at=31 * MINUTE + 59 * SECOND).findings) == {}


def test_after_the_race_the_shortfall_is_proposed_and_changes_the_result(race: Score) -> None:
    log = without_rulings(race)
    found = about_stops(rescored(race, log).findings)
    records = {car: ready(one) for car, one in found.items()}
    assert {car: (one.penalty, one.seconds) for car, one in records.items()} == {
        "45": (Penalty.TIME, Decimal("1.631")),
        "46": (Penalty.TIME, 85),
    }
    taken = rescored(race, log.append(*records.values()))
    for car, added in (("45", 1_631_000), ("46", 85_000_000)):
        before, after = row(race, car).time, row(taken, car).time
        assert before is not None and after == before + added
        (reason,) = row(taken, car).reasons
        assert reason.code == "time-penalty" and reason.values["seconds_us"] == added
    assert row(race, "46").position == 11
    assert row(taken, "46").position == 14
    assert {one.severity for one in about_stops(taken.findings).values()} == {Severity.INFO}


def test_when_it_was_known_the_penalty_was_still_to_be_served(race: Score) -> None:
    log = race.decoded.log
    served = min(event.seq for event in log.events if isinstance(event, Amend))
    entries, _ = load_entries(DEMO / "entries.csv")
    timing = measure(log, load_rulebook(RULEBOOK), entries, known=served - 1)
    assert [reason.code for reason in row(classify(timing), "45").reasons] == ["stop-and-go-pending"]


# --- no circle: one record more, another result


def passing(race: Score, number: str, loop: str, count: int) -> tuple[int, int]:
    """Sequence number and instant of a car's passing of a loop; `count` picks one in order of time."""
    seen = race.timing.seen
    mine = (seen.car == race.timing.cars.index(number)) & seen.at_loops((loop,))
    return int(seen.seq[mine][count]), int(seen.at[mine][count])


def instant(at: int) -> str:
    return (dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=at)).isoformat(timespec="milliseconds")


def test_one_passing_of_the_winner_less_and_it_has_not_won(race: Score) -> None:
    seq, _ = passing(race, "50", "FL", 10)
    result = rescored(race, race.decoded.log.append(Void(target=seq, reason="try")))
    assert result.rows[0].number == "81"
    assert row(result, "50").laps == row(race, "50").laps - 1
    assert "missed-passing" in [found.code for found in result.findings]
    last = race.decoded.log.last_seq + 1
    again = rescored(race, race.decoded.log.append(Void(target=seq), Void(target=last)))
    assert again.rows == race.rows


def test_one_instant_amended_and_it_has_not_won(race: Score) -> None:
    lap = race.rows[0].laps
    finish = race.laps.filter(number="50", lap=lap)
    seq, at = finish["seq"].item(), finish["at_us"].item()
    amend = Amend(target=seq, changes={"at": instant(at + 5 * SECOND)})
    result = rescored(race, race.decoded.log.append(amend))
    assert [row.number for row in result.rows[:2]] == ["81", "50"]


def test_one_exit_amended_and_a_third_car_is_at_fault(race: Score) -> None:
    seq, at = passing(race, "81", "PIT_OUT", 0)
    amend = Amend(target=seq, changes={"at": instant(at - 5_378_000)})
    result = rescored(race, race.decoded.log.append(amend))
    found = about_stops(result.findings)["81"]
    assert found.code == "compulsory-stop-too-short" and found.values["margin_us"] == -1_000
    assert ready(found).seconds == Decimal("0.001")


def test_with_its_laps_given_back_81_has_a_time(qualifying: Score) -> None:
    log = qualifying.decoded.log
    deleted = [event for event in log.events if isinstance(event, Decision)]
    assert len(deleted) == row(qualifying, "81").laps
    result = rescored(qualifying, log.append(*(Void(target=event.seq) for event in deleted)))
    assert row(result, "81").best_lap is not None
    assert row(result, "81").status is Status.CLASSIFIED


def test_the_verdicts_of_the_others_have_their_margins(race: Score) -> None:
    judged = {race.timing.cars[one.car]: one for one in race.timing.verdicts}
    assert judged["50"].verdict is StopVerdict.MET
    assert judged["50"].margin == 468_000
    assert min(one.margin or 0 for car, one in judged.items() if car != "45") == judged["50"].margin


def test_the_readme_gives_the_figures_of_the_log(race: Score, tool: ModuleType) -> None:
    text = (DEMO / "README.md").read_text(encoding="utf-8")
    judged = {race.timing.cars[one.car]: one for one in race.timing.verdicts}
    short, late = judged["45"].duration or 0, -(judged["46"].window_margin or 0)
    for figure in (f"{short / SECOND:.3f} s", f"{late / SECOND:.3f} s", str(tool.SEED)):
        assert figure in text
