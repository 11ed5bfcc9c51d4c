"""Classes that start at different instants in one session, each with its own clock."""

from __future__ import annotations

import itertools

import pytest

from parcferme.classification import classify
from parcferme.decoders import decode
from parcferme.entries import Entries, Entry
from parcferme.findings import BadRulebook
from parcferme.records import Start
from parcferme.regulations import Rulebook, parse_rulebook
from parcferme.timing import measure, with_records
from small_races import GREEN, HEAD, codes, laps, row, score, told

CLASSES = {"1": "A", "2": "A", "51": "B", "52": "B"}
A = laps("1", *["1:00"] * 8) + laps("2", *["1:01"] * 8)
# B starts a minute later, and crosses the line three seconds after its start.
B = "".join(
    f"10:01:03,passing,{car},FL\n" + laps(car, first, *[lap] * 5, start="10:01:00")
    for car, first, lap in (("51", "1:10", "1:10"), ("52", "1:11", "1:11"))
)
END = "10:07:59,flag,,,chequered\n"
SAID = ["1 #1 8 8:00.000", "2 #2 8 8:08.000", "3 #51 6 7:00.000", "4 #52 6 7:06.000"]


def test_laps_and_times_of_a_class_count_from_its_own_start() -> None:
    result = score(GREEN + "10:01:00,start,,,B\n" + A + B + END, classes=CLASSES)
    assert told(result) == SAID
    assert (row(result, "51").best_lap, row(result, "52").best_lap) == (70_000_000, 71_000_000)
    assert codes(result) == {"crossings-at-start"}  # those of its own start, told


def test_rulebook_can_say_it_and_the_log_overrules_it() -> None:
    rules = '[race]\nstart-groups = [{ group = "B", after = "60 s" }]\n'
    assert told(score(GREEN + A + B + END, rules, classes=CLASSES)) == SAID
    later = rules.replace("60 s", "30 s")
    assert told(score(GREEN + "10:01:00,start,,,B\n" + A + B + END, later, classes=CLASSES)) == SAID


def test_group_of_the_entry_list_starts_as_a_class_does() -> None:
    entries = Entries.of([Entry("1", group="early"), Entry("51", group="late")])
    log = decode((HEAD + GREEN + "10:01:00,start,,,late\n" + A + B + END).encode(), "a.csv").log
    rows = {one.number: one for one in classify(measure(log, Rulebook(), entries)).rows}
    assert (rows["51"].time, rows["52"].time) == (420_000_000, 486_000_000)


def test_class_that_looks_as_if_it_started_later_is_told_with_the_record_to_take() -> None:
    log = decode((HEAD + GREEN + A + B + END).encode(), "a.csv").log
    entries = Entries.of(Entry(car, class_) for car, class_ in CLASSES.items())
    timing = measure(log, Rulebook(), entries)
    (found,) = [one for one in timing.findings if one.code == "start-group-suspected"]
    assert (found.values["class_named"], found.values["count"]) == ("B", 2)
    at, first, usual = (found.values[name] for name in ("at", "first_us", "usual_us"))
    assert (at, first, usual) == (36_060_000_000, 63_000_000, 67_000_000)
    assert found.proposal == {"kind": "start", "at": "10:01:00.000000", "group": "B"}
    taken = classify(measure(with_records(log, [found.proposal]), Rulebook(), entries))
    assert told(taken) == SAID and codes(taken) == {"crossings-at-start"}


def test_class_whose_first_laps_all_took_half_a_lap_more_started_later_too() -> None:
    """No crossing at its start: the grid lies behind the line."""
    late = laps("51", "1:10", *["1:10"] * 5, start="10:00:40") + laps(
        "52", "1:11", *["1:11"] * 5, start="10:00:40"
    )
    result = score(GREEN + A + late + END, classes=CLASSES)
    (found,) = [one for one in result.findings if one.code == "start-group-suspected"]
    assert found.proposal == {"kind": "start", "at": "10:00:40.000000", "group": "B"}


@pytest.mark.parametrize("first", ["1:12", "1:20"])
def test_class_that_is_only_slower_started_with_all_others(first: str) -> None:
    slow = laps("51", first, *["1:10"] * 5) + laps("52", first, *["1:11"] * 5)
    assert "start-group-suspected" not in codes(score(GREEN + A + slow + END, classes=CLASSES))


@pytest.mark.parametrize(
    ("shown", "told"), [("yellow", True), ("fcy", False), ("safety-car", False), ("red", False)]
)
def test_only_a_neutralisation_of_the_whole_course_holds_a_class_up_by_a_lap(shown: str, told: bool) -> None:
    flags = f"10:00:20,flag,,,{shown}\n10:00:40,flag,,,green\n"
    assert ("start-group-suspected" in codes(score(GREEN + flags + A + B + END, classes=CLASSES))) is told


@pytest.mark.parametrize("shown", ["red", "safety-car"])
def test_laps_behind_the_safety_car_or_with_red_in_them_do_not_say_how_long_a_lap_takes(shown: str) -> None:
    """B, quicker than A, drives all but lap 1 slowed, as nobody of A does any more: its lap 1 of 55 s is no start."""
    slow = laps("51", "0:55", *["1:20"] * 3) + laps("52", "0:56", *["1:21"] * 3)
    short = laps("1", *["1:00"] * 2) + laps("2", *["1:01"] * 2)
    assert "start-group-suspected" in codes(score(GREEN + short + slow, classes=CLASSES))
    flagged = f"10:00:57,flag,,,{shown}\n10:09:00,flag,,,green\n"
    assert "start-group-suspected" not in codes(score(GREEN + flagged + short + slow, classes=CLASSES))


def test_start_of_a_group_nobody_is_in_is_told() -> None:
    result = score(GREEN + "10:01:00,start,,,C\n" + A + END, classes=CLASSES)
    (found,) = [one for one in result.findings if one.code == "start-group-unknown"]
    assert found.values["group"] == "C"


def test_group_that_starts_twice_is_refused() -> None:
    groups = '[{ group = "B", after = "60 s" }, { group = "B", after = "70 s" }]'
    with pytest.raises(BadRulebook, match="a group starts once"):
        parse_rulebook(f'name = "t"\n[race]\nstart-groups = {groups}\n', "t.toml")


# --- what is told, and its edges


def suspected(rows: str, classes: dict[str, str] | None = None) -> dict[str, object]:
    """The values of the finding, its instant in session time."""
    result = score(GREEN + A + rows + END, classes=classes or CLASSES)
    found = [one for one in result.findings if one.code == "start-group-suspected"]
    return {**found[0].values, "at": found[0].values["at"] - result.timing.start} if found else {}


def late(first: str, second: str, start: str = "10:00:00", pace: str = "1:10") -> str:
    return laps("51", first, *[pace] * 5, start=start) + laps("52", second, *[pace] * 5, start=start)


S = 1_000_000


@pytest.mark.parametrize(
    ("first", "second", "after"),
    [
        ("1:03", "1:04", 60),  # crossed the line soon after its own start
        ("0:59", "1:04", 50),
        ("0:50", "1:00.5", 50),  # within 0.15 of a lap of each other
        ("0:50", "1:00.500001", None),
        ("1:06", "1:06.499999", 60),  # just less than 0.95 of its lap
        ("1:06", "1:06.5", None),
        ("1:28.666", "1:29", None),  # a quarter of a lap more than the others is no later start
        ("1:28.667", "1:29", 20),
        ("1:50", "1:51", 40),
        ("1:56", "1:57", 40),
        ("1:56.5", "1:57", 50),
        ("4:40", "4:41.166", 210),
        ("4:40", "4:41.167", None),  # three laps more: it did not start at all
    ],
)
def test_a_class_is_suspected_to_have_started_at_a_round_time(
    first: str, second: str, after: int | None
) -> None:
    """The others lap in a minute and took 1:01 for lap 1; this class laps in 1:10."""
    found = suspected(late(first, second))
    if after is None:
        assert found == {}
    else:
        assert found == {
            "class_named": "B", "count": 2, "at": after * S, "usual_us": 70 * S,
            "first_us": found["first_us"],
        }  # fmt: skip
        assert found["first_us"] == (int(first.split(":")[0]) * 60 + float(first.split(":")[1])) * S


def test_one_car_of_a_class_and_a_class_without_a_name_say_nothing() -> None:
    assert suspected(laps("51", "1:50", *["1:10"] * 5)) == {}
    nameless = {"1": "A", "2": "A"}
    assert suspected(late("1:50", "1:51"), nameless) == {}
    assert suspected(late("1:50", "1:51"), dict.fromkeys(("1", "2", "51", "52"), "A")) == {}


def test_a_class_that_was_given_its_start_is_not_suspected_of_another() -> None:
    result = score(GREEN + "10:00:40,start,,,B\n" + A + late("1:50", "1:51") + END, classes=CLASSES)
    assert "start-group-suspected" not in codes(result)


def test_a_start_of_nobody_says_where_it_is_written_and_when_it_was() -> None:
    result = score(GREEN + "10:01:00,start,,,C\n" + A + END, classes=CLASSES)
    (found,) = [one for one in result.findings if one.code == "start-group-unknown"]
    assert (found.severity.value, found.where.seq) == ("warning", 2)
    assert found.values == {"group": "C", "at": result.timing.start + 60 * S}


def test_where_every_class_was_soon_across_the_line_none_started_later() -> None:
    """The grid lies a good way ahead of the line: lap 1 of A took 50 s of 60, that of B 55 of 70."""
    rows = laps("1", "0:50", *["1:00"] * 6) + laps("2", "0:51", *["1:00"] * 6) + late("0:55", "0:56")
    assert "start-group-suspected" not in codes(score(GREEN + rows + END, classes=CLASSES))


@pytest.mark.parametrize(("first", "told_"), [("1:40", False), ("1:40.000001", True)])
def test_exactly_a_quarter_of_a_lap_more_than_the_others_is_no_later_start(first: str, told_: bool) -> None:
    """A: lap 1 of 60 s as every lap. B laps in 80 s: a quarter more are 100 s."""
    rows = laps("1", *["1:00"] * 8) + laps("2", *["1:00"] * 8) + late(first, "1:41", pace="1:20")
    assert ("start-group-suspected" in codes(score(GREEN + rows + END, classes=CLASSES))) is told_


def test_in_a_practice_no_class_starts() -> None:
    """Everybody goes out when they like."""
    rows = GREEN + A + late("1:50", "1:51") + END
    assert "start-group-suspected" in codes(score(rows, classes=CLASSES))
    assert "start-group-suspected" not in codes(score(rows, classes=CLASSES, kind="practice"))


def test_of_two_starts_of_one_group_the_one_written_last_stands() -> None:
    starts = "10:01:10,start,,,B\n10:01:00,start,,,B\n"
    assert told(score(GREEN + starts + A + B + END, classes=CLASSES)) == SAID


@pytest.mark.parametrize("typed", ["09:01:00", "11:01:00", "08:01:00", "15:01:00"])
def test_a_start_of_a_class_typed_an_hour_off_is_told_with_the_record_that_mends_it(typed: str) -> None:
    """An hour early made B's cars an hour slow in silence; an hour late took all their laps with a note."""
    log = decode((HEAD + GREEN + f"{typed},start,,,B\n" + A + B + END).encode(), "a.csv").log
    entries = Entries.of(Entry(car, class_) for car, class_ in CLASSES.items())
    timing = measure(log, Rulebook(), entries)
    early = typed < "10"
    code = "start-group-before-session" if early else "start-group-after-passings"
    (found,) = [one for one in timing.findings if one.code.startswith("start-group-")]
    assert (found.code, found.severity, found.values["group"]) == (code, "error", "B")
    assert found.records == ((2,) if early else ())  # a start before the session does not count
    assert found.proposal == {"kind": "amend", "target": 2, "changes": {"at": "10:01:00.000"}}
    taken = classify(measure(with_records(log, [found.proposal]), Rulebook(), entries))
    assert told(taken) == SAID and codes(taken) == {"crossings-at-start"}


def test_a_start_of_a_class_a_minute_before_the_session_does_not_count() -> None:
    slow = laps("51", *["1:10"] * 6) + laps("52", *["1:11"] * 6)
    result = score(GREEN + "09:59:00,start,,,B\n" + A + slow + END, classes=CLASSES)
    assert told(result) == told(score(GREEN + A + slow + END, classes=CLASSES))
    (found,) = [one for one in result.findings if one.code == "start-group-before-session"]
    assert (found.severity, found.records, found.proposal) == ("error", (2,), None)


def test_a_start_that_leaves_a_whole_class_unclassified_and_is_no_slip_of_the_hour_is_proposed_to_go() -> (
    None
):
    result = score(GREEN + "10:30:00,start,,,B\n" + A + B + END, classes=CLASSES)
    (found,) = [one for one in result.findings if one.code == "start-group-after-passings"]
    assert (found.values["count"], found.values["total"]) == (14, 14)
    assert found.proposal == {"kind": "void", "target": 2, "reason": "not then"}
    assert found.values["winner"] == "1"


@pytest.mark.parametrize("rows", list(itertools.permutations(["10:01:00", "10:01:30", "10:02:30"], 3)))
def test_of_several_starts_of_a_class_the_earliest_stands_and_the_others_are_told(
    rows: tuple[str, ...],
) -> None:
    said = "".join(f"{at},start,,,B\n" for at in rows)
    result = score(GREEN + said + A + B + END, classes=CLASSES)
    assert told(result) == SAID
    found = [one for one in result.findings if one.code == "start-group-twice"]
    assert [one.severity for one in found] == ["warning"] * 2
    assert {seq for one in found for seq in one.records} == {2, 3, 4} - {2 + rows.index("10:01:00")}


def test_a_start_said_twice_at_one_instant_is_a_note() -> None:
    result = score(GREEN + "10:01:00,start,,,B\n" * 2 + A + B + END, classes=CLASSES)
    (found,) = [one for one in result.findings if one.code == "start-group-twice"]
    assert (told(result), found.severity, found.records) == (SAID, "info", (3,))


def test_a_start_without_an_instant_starts_nobody_and_is_told() -> None:
    result = score(GREEN + A + B + END, classes=CLASSES, records=[Start(group="B")])
    (found,) = [one for one in result.findings if one.code == "start-group-without-instant"]
    assert found.records == (found.where.seq,)


@pytest.mark.parametrize("code", ["start-group-unknown"])
def test_a_start_of_nobody_is_among_what_did_not_count(code: str) -> None:
    result = score(GREEN + "10:01:00,start,,,C\n" + A + B + END, classes=CLASSES)
    (found,) = [one for one in result.findings if one.code == code]
    assert found.records == (2,)


def later(delay: int, cross: int = 3, count: int = 6) -> str:
    """Both classes cross the line some seconds after their start; B, `delay` seconds later, laps in 1:10."""
    first = "".join(f"10:00:0{cross + place},passing,{car},FL\n" for place, car in enumerate(("1", "2")))
    rows = (
        first
        + laps("1", *["1:12"] * 8, start=f"10:00:0{cross}")
        + laps("2", *["1:13"] * 8, start=f"10:00:0{cross + 1}")
    )
    for place, car in enumerate(("51", "52")):
        at = f"10:0{(delay + cross + place) // 60}:{(delay + cross + place) % 60:02d}"
        rows += f"{at},passing,{car},FL\n" + laps(car, *[f"1:1{place}"] * count, start=at)
    return GREEN + rows


@pytest.mark.parametrize("delay", [65, 70, 75, 80, 90, 110, 120, 150, 180])
def test_a_class_not_read_at_the_start_where_all_others_were_started_later(delay: int) -> None:
    """About a lap later, its first crossing looks like the end of lap 1: B had a lap too many in silence."""
    found = [
        one for one in score(later(delay), classes=CLASSES).findings if one.code == "start-group-suspected"
    ]
    at = f"10:0{delay // 60}:{delay % 60:02d}.000000"
    assert [one.proposal for one in found] == [{"kind": "start", "at": at, "group": "B"}]


def test_a_grid_ahead_of_the_line_says_nothing_of_it() -> None:
    """Nobody is read at the start: all first crossings end lap 1."""
    rows = GREEN + "".join(laps(car, *["1:12"] * 6) for car in ("1", "2", "51", "52"))
    assert "start-group-suspected" not in codes(score(rows, classes=CLASSES))


@pytest.mark.parametrize(
    ("delay", "typed", "right"),
    [
        (60, "10:02:00", "10:01:00.000"),
        (20, "10:01:20", "10:00:20.000"),
        (90, "10:02:30", "10:01:30.000"),
        (5, "10:00:45", "10:00:00.000"),
    ],
)
def test_a_start_typed_while_its_group_was_racing_is_told_with_when_it_was(
    delay: int, typed: str, right: str
) -> None:
    """All of B crossed the line before it, and again a lap later, well after it: they lost a lap."""
    result = score(later(delay) + f"{typed},start,,,B\n", classes=CLASSES)
    (found,) = [one for one in result.findings if one.code == "start-group-after-passings"]
    assert (found.severity.value, found.values["group"], found.values["count"]) == ("error", "B", 2)
    assert found.proposal is not None
    assert found.proposal["changes"] == {"at": right}


def test_a_formation_lap_before_the_own_start_is_no_lap() -> None:
    """B drives round behind A, over the line, and is let go there as it comes round again."""
    b = "".join(
        f"10:00:1{place},passing,{car},FL\n10:02:0{2 + place},passing,{car},FL\n"
        + laps(car, *["1:10"] * 6, start=f"10:02:0{2 + place}")
        for place, car in enumerate(("51", "52"))
    )
    result = score(GREEN + A + b + "10:02:00,start,,,B\n", classes=CLASSES)
    assert "start-group-after-passings" not in codes(result)
