"""The shipped rulebooks: they parse, they say where their values come from, and they do what they say."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from parcferme import rulebooks
from parcferme.classification import Classification, Status
from parcferme.regulations import ClockUnderRed, Rulebook, UnclassifiedOrder, parse_rulebook
from small_races import GREEN, flag, laps, order, row, told
from small_races import score as scored

SHIPPED = rulebooks.shipped()
FILES = sorted(
    file for name in SHIPPED for file in ([f"{name}/{era}" for era in rulebooks.eras(name)] or [name])
)


def text(file: str) -> str:
    """The text of a shipped file; an era by one of its seasons."""
    name, _, era = file.partition("/")
    return rulebooks.text(name, era[:4] or None)


def book(file: str) -> Rulebook:
    return parse_rulebook(text(file), file)


def score(rows: str, name: str, more: str = "", **options: Any) -> Classification:
    """A small race under a shipped rulebook; `more` lays a length over it."""
    text = rulebooks.text(name).partition('name = "')[2].partition("\n")[2]
    return scored(rows, text.replace("[race]\n", f"[race]\n{more}", 1) if more else text, **options)


def test_the_series_are_there() -> None:
    assert {"generic", "gr-cup", "imsa-weathertech", "le-mans-24h", "wec"} <= set(SHIPPED)


@pytest.mark.parametrize("name", FILES)
def test_shipped_rulebook_is_named_like_its_file_and_says_where_it_comes_from(name: str) -> None:
    one = book(name)
    assert one.name == name.partition("/")[0]
    assert one.title and one.source


def values(tree: dict[str, Any], prefix: str = "") -> Iterator[str]:
    """The dotted keys of everything a rulebook sets."""
    for key, value in tree.items():
        here = f"{prefix}{key}"
        if key in ("name", "title", "source", "article"):
            continue
        if isinstance(value, dict) and "value" not in value:
            yield from values(value, f"{here}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for place, one in enumerate(value):
                yield from values(one, f"{here}[{place}].")
        else:
            yield here


@pytest.mark.parametrize("name", FILES)
def test_every_value_of_a_shipped_rulebook_has_an_article_or_a_source(name: str) -> None:
    one = book(name)
    keys = list(values(tomllib.loads(text(name))))
    assert keys
    for key in keys:
        cite = one.cite(key)
        assert cite.article or cite.source, key


@pytest.mark.parametrize("name", FILES)
def test_every_fact_of_a_season_says_where_it_was_read(name: str) -> None:
    """What a result list cannot show is data only with its source."""
    for season, facts in book(name).season.items():
        for number, one in enumerate(facts.adjustment):
            assert one.article or one.source, f"{season}: adjustment {number + 1}"


def test_articles_are_only_those_that_were_read() -> None:
    """An invented article is a defect: this list grows with what somebody read."""
    articles = {cite.article for name in FILES for cite in book(name).cites.values() if cite.article}
    assert articles == {"10.15.2 (2016)"}


def test_unknown_rulebook_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        rulebooks.text("formula-zero")


# --- generic

TWO = GREEN + laps("1", "1:30", "2:00", "1:59") + laps("2", "1:35", "1:50")


def test_generic_classifies_everyone_and_lap_one_is_never_the_fastest() -> None:
    result = score(TWO, "generic")
    assert told(result) == ["1 #1 3 5:29.000", "2 #2 2 3:25.000"]
    assert [one.best_lap_number for one in result.rows] == [3, 2]


# --- gr-cup, imsa


def test_gr_cup_race_ends_at_the_leaders_first_crossing_after_45_minutes() -> None:
    result = score(GREEN + laps("13", *["2:10"] * 25) + laps("72", *["2:11"] * 25), "gr-cup")
    assert flag(result) == "45:30.000"
    assert told(result) == ["1 #13 21 45:30.000", "2 #72 21 45:51.000"]


def test_imsa_places_cars_that_stopped_by_their_laps() -> None:
    result = score(TWO + "10:05:20,flag,,,chequered\n", "imsa-weathertech")
    assert [(one.number, one.status, one.took_flag) for one in result.rows] == [
        ("1", Status.CLASSIFIED, True), ("2", Status.CLASSIFIED, False),
    ]  # fmt: skip


def test_imsa_qualifying_goes_to_the_one_who_set_the_time_first() -> None:
    result = score(
        GREEN + laps("7", "2:00", "1:40") + laps("3", "2:10", "1:40"), "imsa-weathertech", kind="qualifying"
    )
    assert order(result) == ["7", "3"]


def test_imsa_clock_runs_under_red() -> None:
    assert book("imsa-weathertech").race.red_flag.clock is ClockUnderRed.RUNS


# --- wec, Le Mans

WEC = GREEN + laps("50", *["4:00"] * 100) + laps("83", *["4:01"] * 80) + laps("20", *["5:55"] * 65)


def test_wec_needs_the_flag_and_seventy_percent_of_the_overall_winner() -> None:
    """Six hours: 90 laps for the winner, so 63 are needed. #83 stops after 80, #20 takes the flag with 61."""
    result = score(WEC, "wec", 'length = "6 h"\n')
    assert flag(result) == "6:00:00.000"
    rows = {one.number: (one.status, one.laps, one.took_flag) for one in result.rows}
    assert rows == {
        "50": (Status.CLASSIFIED, 90, True),
        "20": (Status.NOT_CLASSIFIED, 61, True),
        "83": (Status.NOT_CLASSIFIED, 80, False),
    }


def test_wec_lists_cars_that_took_the_flag_ahead_of_the_others() -> None:
    assert order(score(WEC, "wec", 'length = "6 h"\n')) == ["50", "20", "83"]
    assert book("wec").race.classified.unclassified_order is UnclassifiedOrder.FLAG_FIRST


def test_wec_race_has_no_length_of_its_own() -> None:
    assert book("wec").race.length is None


LE_MANS = laps("50", *["4:00"] * 361)


def le_mans(*times: str) -> Classification:
    """24 hours from ten o'clock as ISO instants: the winner drives 360 laps, #77 these."""
    rows = []
    for line in (GREEN + LE_MANS + laps("77", *times)).splitlines():
        time, rest = line.split(",", 1)
        hour, minute, second = time.split(":")
        day, of_day = divmod(int(hour), 24)
        rows.append(f"2024-06-{15 + day:02d}T{of_day:02d}:{minute}:{second},{rest}\n")
    return score("".join(rows), "le-mans-24h")


def test_le_mans_ends_after_24_hours() -> None:
    result = le_mans(*["5:00"] * 300)
    assert flag(result) == "24:00:00.000"
    assert told(result) == ["1 #50 360 24:00:00.000", "2 #77 288 24:00:00.000"]


@pytest.mark.parametrize(
    ("last", "cost"), [("6:00", 0), ("6:30", 1), ("8:00", 2), ("9:30", 4), ("12:00", 10), ("15:00", 10)]
)
def test_slow_last_lap_at_le_mans_costs_laps(last: str, cost: int) -> None:
    result = le_mans(*["5:00"] * 287, last)
    assert row(result, "77").laps == 288 - cost
    assert row(result, "77").status is Status.CLASSIFIED


def test_last_lap_over_fifteen_minutes_at_le_mans_is_not_classified() -> None:
    assert row(le_mans(*["5:00"] * 287, "15:00.001"), "77").status is Status.NOT_CLASSIFIED


def test_half_the_leaders_distance_is_needed_after_18_hours_of_le_mans() -> None:
    """After 18 hours the leader has 270 laps. #77, eight hours in the garage, has 134 then: one short of half."""
    late = le_mans("8:00:00", *["4:30"] * 133, *["2:00"] * 200)
    assert row(late, "77").status is Status.NOT_CLASSIFIED
    assert [reason.code for reason in row(late, "77").reasons] == ["running-short"]
    enough = le_mans("8:00:00", *["4:29"] * 133, *["2:00"] * 200)
    assert row(enough, "77").status is Status.CLASSIFIED
