"""Chances under playoffs and where nothing is searched, added up by hand: everything that is said of everybody."""

import pytest

from parcferme.championship import Championship, Planned
from parcferme.championship.contenders import Chance, NextRound, chances, next_round
from parcferme.championship.outcomes import Doubt
from parcferme.findings import WrongCall
from small_season import races, season

# Three of four are seeded after two rounds and begin with 100 points; the third round puts one of them out and gives
# the other two 200; the better placed in the last round is champion.
CUP = """
[[points]]
scale = [10, 6, 4, 2]
[[standings]]
name = "D"
[playoffs]
table = "D"
regular-rounds = 2
last-round = 4
seeds = 3
base = 100
step = 100
cuts = [{ round = 3, keep = 2 }]
"""
ORDERS = ("A B C D", "A C B D", "B A C D", "A B C D")


def cup(held: int) -> Championship:
    planned = tuple(Planned(number, "race", "race", event=f"event {number}") for number in range(held + 1, 5))
    return season(races(*ORDERS[:held]), CUP, planned=planned)


def said(whole: Championship) -> list[tuple[object, ...]]:
    """Of each: place, points, fewest and most at the end, can win, champion, best, worst, bound, what it needs."""
    found = chances(whole, whole.tables[0])
    assert found.doubts == () and all(one.exact and not one.against for one in found.units)
    return [
        (one.name, one.position, one.points, one.least, one.most, one.can_win, one.champion, one.best, one.worst,
         one.worst_is_bound, one.needs)
        for one in found.units
    ]  # fmt: skip


def after(whole: Championship) -> list[NextRound]:
    return list(next_round(whole, whole.tables[0]))


def upto(name: str, number: int, now: int, best: int, worst: int) -> NextRound:
    return NextRound(name, number, f"event {number}", now, best, worst, True, now - best, worst - now, False)


def test_before_the_seeding_everybody_can_be_anywhere_and_three_wins_are_enough() -> None:
    """D keeps its 2 points if it takes nothing more; the three ahead would be seeded, two of them in the final."""
    every = (True, False, 1, 4, True, (None, None, 1))
    assert said(cup(1)) == [
        ("A", 1, 10, 200, 210, *every), ("B", 2, 6, 200, 210, *every), ("C", 3, 4, 100, 210, *every),
        ("D", 4, 2, 2, 210, *every),
    ]  # fmt: skip
    assert after(cup(1)) == [
        upto("A", 2, 1, 1, 4),
        upto("B", 2, 2, 1, 4),
        upto("C", 2, 3, 1, 4),
        upto("D", 2, 4, 1, 4),
    ]


def test_who_missed_the_seeding_keeps_its_points_and_is_third_at_best() -> None:
    """Two will be in the final; the third seed can fall behind D."""
    seeded = (True, False, 1, 3, True, (None, 1))
    assert said(cup(2)) == [
        ("A", 1, 100, 200, 210, *seeded), ("B", 1, 100, 200, 210, *seeded), ("C", 1, 100, 100, 210, *seeded),
        ("D", 4, 4, 4, 4, False, False, 3, 4, True, (None, None)),
    ]  # fmt: skip
    assert after(cup(2)) == [
        upto("A", 3, 1, 1, 3),
        upto("B", 3, 1, 1, 3),
        upto("C", 3, 1, 1, 3),
        upto("D", 3, 4, 3, 4),
    ]


def test_before_the_final_each_of_the_two_needs_to_win_it() -> None:
    final = (True, False, 1, 2, True, (1,))
    assert said(cup(3)) == [
        ("B", 1, 200, 200, 210, *final), ("A", 1, 200, 200, 210, *final),
        ("C", 3, 104, 104, 104, False, False, 3, 4, True, (None,)),
        ("D", 4, 6, 6, 6, False, False, 3, 4, True, (None,)),
    ]  # fmt: skip
    assert after(cup(3)) == [
        upto("A", 4, 1, 1, 3),
        upto("B", 4, 1, 1, 3),
        upto("C", 4, 3, 3, 4),
        upto("D", 4, 4, 3, 4),
    ]


def test_after_the_final_there_is_a_champion_and_nothing_to_come() -> None:
    assert said(cup(4)) == [
        ("A", 1, 210, 210, 210, True, True, 1, 1, False, ()), ("B", 2, 206, 206, 206, False, False, 2, 2, True, ()),
        ("C", 3, 108, 108, 108, False, False, 3, 4, True, ()), ("D", 4, 8, 8, 8, False, False, 3, 4, True, ()),
    ]  # fmt: skip
    with pytest.raises(WrongCall, match="no session of the table is to come after round 4"):
        after(cup(4))


def test_the_last_regular_round_is_searched_where_it_is_not_the_seeding() -> None:
    """With a regular season of three rounds the second is one like any other: places after it are exact.
    One of C and D can win and pass A, not both."""
    rules = CUP.replace("regular-rounds = 2", "regular-rounds = 3")
    rules = rules.replace("cuts = [{ round = 3, keep = 2 }]", "")
    whole = season(races("A B C D"), rules, planned=tuple(Planned(n, "race", "race") for n in (2, 3, 4)))
    assert after(whole) == [
        NextRound("A", 2, None, 1, 1, 3, False, 0, 2, True), NextRound("B", 2, None, 2, 1, 4, False, 1, 2, True),
        NextRound("C", 2, None, 3, 1, 4, False, 2, 1, True), NextRound("D", 2, None, 4, 1, 4, False, 3, 0, True),
    ]  # fmt: skip


# --- rules with which a better result can be worth less


FEWEST = '[[points]]\nscale = [1, 2, 3]\n[[standings]]\nname = "D"\nwins = "fewest"\n'


def test_where_the_fewest_points_win_nothing_is_said_but_what_is_certain() -> None:
    whole = season(
        races("A B C", "B A C"), FEWEST, planned=(Planned(3, "race", "race"), Planned(4, "race", "race"))
    )
    found = chances(whole, whole.tables[0])
    assert Doubt.FEWEST in found.doubts
    open_ = (True, False, 1, 3, True, (None, None), (), None, False)
    assert found.units == (
        Chance("A", 1, 3, 3, 3, *open_), Chance("B", 1, 3, 3, 3, *open_), Chance("C", 3, 6, 6, 6, *open_),
    )  # fmt: skip
    assert after(whole) == [
        NextRound("A", 3, None, 1, 1, 3, True, 0, 2, False), NextRound("B", 3, None, 1, 1, 3, True, 0, 2, False),
        NextRound("C", 3, None, 3, 1, 3, True, 2, 0, False),
    ]  # fmt: skip


# --- one like any other, value by value


def test_everything_that_is_said_of_two_with_a_race_to_come() -> None:
    """A has 24 points and B 21. If B wins and A is second they are level in points, wins and seconds: A has to win."""
    rules = '[[points]]\nscale = [9, 6]\n[[standings]]\nname = "D"\n'
    whole = season(races("A B", "A B", "B A"), rules, planned=(Planned(4, "race", "race"),))
    first, second = chances(whole, whole.tables[0]).units
    assert (first.points, first.least, first.most, first.needs, first.threat) == (24, 24, 33, (1,), "B")
    assert (second.points, second.least, second.most, second.needs, second.threat) == (
        21,
        21,
        30,
        (None,),
        "A",
    )
    assert [(one.name, one.most, one.short) for one in first.against] == [("B", 30, 6)]
    assert [(one.name, one.most, one.short) for one in second.against] == [("A", 33, 12)]
    assert (first.best, first.worst, first.worst_is_bound) == (1, 2, False)
    assert (second.best, second.worst, second.can_win, second.champion) == (1, 2, True, False)


def test_who_has_not_come_yet_stands_last_without_a_place_or_points() -> None:
    rules = FEWEST.replace("[1, 2, 3]", "[3, 2, 1]").replace('wins = "fewest"', "registered = true")
    made = season(races("A B"), rules)
    whole = Championship.of(
        made.results, made.rulebook, planned=(Planned(2, "race", "race"),), registered={"D": ["A", "B", "C"]}
    )
    last = chances(whole, whole.tables[0]).units[-1]
    assert (last.name, last.position, last.points, last.least, last.most) == ("C", None, 0, 0, 3)
    (third,) = [one for one in after(whole) if one.name == "C"]
    assert (third.position, third.gain, third.loss) == (None, None, None)


def test_places_are_asked_for_as_far_down_as_the_longest_of_the_next_sessions_goes() -> None:
    """A sprint of one scoring place and a race of six to come: A, far ahead, is champion with sixth in both."""
    rules = """
    [[points]]
    sessions = ["sprint"]
    scale = [1]
    [[points]]
    scale = [9, 6, 4, 3, 2, 1]
    [[standings]]
    name = "D"
    """
    planned = (Planned(4, "sprint", "sprint"), Planned(4, "race", "race"))
    whole = season(races("A B", "A B", "A"), rules, planned=planned)
    assert [(one.name, one.needs) for one in chances(whole, whole.tables[0]).units] == [
        ("A", (2, 6)), ("B", (None, None)),
    ]  # fmt: skip
