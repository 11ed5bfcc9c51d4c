"""Classes that start at different instants in one session, each with its own clock."""

from __future__ import annotations

import pytest

from parcferme.classification import classify
from parcferme.decoders import decode
from parcferme.entries import Entries, Entry
from parcferme.findings import BadRulebook
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


def test_start_of_a_group_nobody_is_in_is_told() -> None:
    result = score(GREEN + "10:01:00,start,,,C\n" + A + END, classes=CLASSES)
    (found,) = [one for one in result.findings if one.code == "start-group-unknown"]
    assert found.values["group"] == "C"


def test_group_that_starts_twice_is_refused() -> None:
    groups = '[{ group = "B", after = "60 s" }, { group = "B", after = "70 s" }]'
    with pytest.raises(BadRulebook, match="a group starts once"):
        parse_rulebook(f'name = "t"\n[race]\nstart-groups = {groups}\n', "t.toml")
