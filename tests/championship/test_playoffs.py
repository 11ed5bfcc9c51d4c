"""Playoffs: seeds, resets, cuts and the final, on a season small enough to add up by hand, and at full size."""

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import small_season
from parcferme.championship.championship import Championship
from parcferme.championship.elimination import Playoffs, playoffs
from parcferme.championship.tables import Standing, Standings, Table
from parcferme.classification import ResultLine, SessionResult
from parcferme.documents import LANGUAGES, finding_text, reason_text
from parcferme.regulations import (
    AfterCut,
    Cite,
    Cut,
    PlayoffRules,
    Rulebook,
    Unit,
    parse_rulebook,
    read_rulebook,
)

# Values of NASCAR's Cup: a win 5 playoff points, a stage 1, the regular season 15-10-8-7-6-5-4-3-2-1; 2000 points to
# start with and a thousand more after each cut; in the final no playoff points and no stage points: the best placed of
# those left is champion. Sources: espn.com, "NASCAR playoff points change way game is played" (2017); sportskeeda.com
# and planetf1.com for the scales (second place 35).
SCALES = f"""
[[points]]
sessions = ["race"]
scale = {[40, *range(35, 0, -1)]}
[[points]]
sessions = ["stage"]
scale = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
[[standings]]
name = "drivers"
"""
SMALL = (
    SCALES
    + """
[playoffs]
table = "drivers"
regular-rounds = 2
last-round = 5
seeds = 4
base = 2000
step = 1000
cuts = [{ round = 3, keep = 3 }, { round = 4, keep = 2, playoff-points = false }]
playoff-win = 5
playoff-stage = 1
regular-season = [15, 10, 8, 7, 6, 5, 4, 3, 2, 1]
"""
)
CUP = (
    SCALES
    + """
[playoffs]
table = "drivers"
regular-rounds = 26
last-round = 36
seeds = 16
base = 2000
step = 1000
cuts = [
  { round = 29, keep = 12 },
  { round = 32, keep = 8 },
  { round = 35, keep = 4, playoff-points = false },
]
playoff-win = 5
playoff-stage = 1
regular-season = [15, 10, 8, 7, 6, 5, 4, 3, 2, 1]
"""
)
# round, race, stage
SEASON = [("A B C D E", "B A C D E"), ("E B A D C", ""), ("D C B E A", "E B A C D"), ("B D E A C", ""),
          ("D A B E C", "B A E D C")]  # fmt: skip


def session(round_: int, name: str, kind: str, order: Sequence[str]) -> SessionResult:
    lines = tuple(ResultLine(driver, place, drivers=(driver,)) for place, driver in enumerate(order, 1))
    return SessionResult(round_, name, kind, lines)


def season(rounds: Sequence[tuple[str, str]]) -> list[SessionResult]:
    found = []
    for number, (race, stage) in enumerate(rounds, 1):
        if stage:
            found.append(session(number, "stage-1", "stage", stage.split()))
        found.append(session(number, "race", "race", race.split()))
    return found


def run(text: str, rounds: Sequence[tuple[str, str]], to: int | None = None, **changes: Any) -> Playoffs:
    book = parse_rulebook(text, "rules.toml")
    results = season(rounds)
    return ran(book, results, len(rounds) if to is None else to, **changes)


def ran(book: Rulebook, results: Sequence[SessionResult], to: int, **changes: Any) -> Playoffs:
    assert book.playoffs is not None
    rules = msgspec.structs.replace(book.playoffs, **changes)
    return playoffs(rules, Championship.of(results, book).after, results, to, cite=book.cite)


def rows(found: Playoffs) -> list[tuple[int | None, str, object]]:
    assert found.table is not None
    return [(row.position, row.name, row.points) for row in found.table.rows]


def contenders(found: Playoffs, stage: int = -1) -> list[tuple[int, str, object]]:
    return [(one.position, one.name, one.points) for one in found.stages[stage].contenders]


def reasons(found: Playoffs, name: str) -> list[str]:
    row = found.table.row(name) if found.table is not None else None
    assert row is not None
    return [reason.code for reason in row.reasons if reason.code.startswith("playoff-")]


# --- the season by hand


def test_during_the_regular_season_the_table_stays_as_it_is() -> None:
    found = run(SMALL, SEASON, 1)
    assert found.stages == () and found.champion is None
    assert rows(found) == [(1, "A", 49), (2, "B", 45), (3, "C", 42), (4, "D", 40), (5, "E", 38)]


@pytest.mark.shape("24a")
def test_a_winner_is_seeded_before_better_placed_drivers_and_all_start_from_the_base() -> None:
    # Regular season: A 83, B 80, E 78, C 74, D 73. A and E won. Playoff points: 15 + 5, 10 + 1, 8 + 5, 7.
    found = run(SMALL, SEASON, 2)
    assert contenders(found) == [(1, "A", 2020), (2, "E", 2013), (3, "B", 2011), (4, "C", 2007)]
    assert rows(found)[-1] == (5, "D", 73)
    assert reasons(found, "E") == ["playoff-seeded-winner", "playoff-start"]
    assert reasons(found, "C") == ["playoff-seeded", "playoff-start"]
    assert reasons(found, "D") == ["playoff-outside"]


def test_by_points_alone_a_win_seeds_nobody() -> None:
    assert {name for _, name, _ in contenders(run(SMALL, SEASON, 2, seeds=2))} == {"A", "E"}
    by_points = run(SMALL, SEASON, 2, seeds=2, winners_first=False)
    assert {name for _, name, _ in contenders(by_points)} == {"A", "B"}


def test_a_winner_too_far_down_is_not_seeded_for_the_win() -> None:
    found = run(SMALL, SEASON, 2, seeds=2, winners_within=2)
    assert {name for _, name, _ in contenders(found)} == {"A", "B"}


def test_the_leader_of_the_table_goes_in_even_where_others_won() -> None:
    # Without the five points a win is worth more than a second place: A 70, B and C 69.
    text = SMALL.replace("[40, 35", "[36, 35")
    rounds = [("B A D C", ""), ("C A D B", "")]
    assert {name for _, name, _ in contenders(run(text, rounds, seeds=2))} == {"B", "C"}
    with_leader = run(text, rounds, seeds=2, leader_qualifies=True)
    assert {name for _, name, _ in contenders(with_leader)} == {"A", "B"}


@pytest.mark.shape("24b", "24c", "5b")
def test_the_last_is_cut_and_a_stage_won_counts_for_the_next_start() -> None:
    found = run(SMALL, SEASON, 3)
    assert contenders(found, 0) == [(1, "A", 2060), (2, "E", 2056), (3, "B", 2054), (4, "C", 2049)]
    assert found.stages[0].cut == ("C",) and found.stages[0].over
    assert contenders(found) == [(1, "A", 3020), (2, "E", 3014), (3, "B", 3011)]
    assert reasons(found, "C")[-1] == "playoff-cut"
    assert rows(found)[3:] == [(4, "C", 2049), (5, "D", 73 + 46)]


def test_who_wins_goes_on_before_who_has_more_points() -> None:
    found = run(SMALL, SEASON, 4)
    assert contenders(found, 1) == [(1, "B", 3051), (2, "A", 3053), (3, "E", 3048)]
    assert found.stages[1].cut == ("E",)
    assert "playoff-advanced-win" in reasons(found, "B")
    assert contenders(found) == [(1, "B", 4000), (1, "A", 4000)]


@pytest.mark.shape("24d")
def test_the_best_placed_finalist_is_champion_and_stage_points_of_the_final_do_not_count() -> None:
    found = run(SMALL, SEASON)
    assert found.champion == "A" and found.findings == ()
    assert rows(found) == [(1, "A", 4035), (2, "B", 4034), (3, "E", 2131), (4, "C", 2119), (5, "D", 201)]
    assert reasons(found, "A")[-1] == "playoff-champion-finish"


def test_who_was_cut_may_keep_the_points_of_that_day() -> None:
    found = run(SMALL, SEASON, after_cut=AfterCut.AS_CUT)
    assert rows(found)[2:4] == [(3, "E", 3048), (4, "C", 2049)]


def test_a_final_by_points_counts_everything() -> None:
    found = run(SMALL, SEASON, final_by_finish=False)
    assert found.champion == "A"
    assert rows(found)[:2] == [(1, "A", 4000 + 35 + 9), (2, "B", 4000 + 34 + 10)]


def test_without_a_win_advancing_points_alone_decide() -> None:
    found = run(SMALL, SEASON, 4, win_advances=False)
    assert [name for _, name, _ in contenders(found, 1)] == ["A", "B", "E"]


# --- level


def test_level_at_the_cut_the_best_places_decide() -> None:
    rounds = [("A B C D", ""), ("A B C D", ""), ("B D A C", "A C B D")]
    # C starts with 2008 and takes 33 + 9, D with 2007 and takes 35 + 7 and is one behind; with equal bonuses level.
    text = SMALL.replace("[15, 10, 8, 7,", "[15, 10, 7, 7,")
    found = run(text, rounds)
    assert contenders(found, 0)[2:] == [(3, "D", 2049), (4, "C", 2049)]
    assert found.stages[0].cut == ("C",)
    assert "playoff-level-places" in reasons(found, "C") and "playoff-level-places" in reasons(found, "D")
    assert found.findings == ()


def test_level_in_everything_the_order_going_in_stands_and_is_told() -> None:
    text = SMALL.replace("[15, 10, 8, 7,", "[0, 0, 0, 0,").replace("playoff-win = 5", "playoff-win = 0")
    rounds = [("A B C D", ""), ("A B C D", ""), ("", "")]
    results = season(rounds[:2])
    shared = SessionResult(
        3, "race", "race",
        tuple(ResultLine(name, 1 if name in "AB" else 3, drivers=(name,)) for name in "ABCD"),
    )  # fmt: skip
    found = ran(parse_rulebook(text, "rules.toml"), [*results, shared], 3)
    assert found.stages[0].cut == ("D",)
    (told,) = found.findings
    assert (told.code, told.values) == ("playoff-level-at-cut", {"round": 3, "names": ["C", "D"]})
    assert "playoff-level-order" in reasons(found, "D")


def test_two_finalists_level_in_the_last_race_leave_the_title_open() -> None:
    final = SessionResult(
        5, "race", "race",
        tuple(ResultLine(name, place, drivers=(name,)) for name, place in [("D", 1), ("A", 2), ("B", 2)]),
    )  # fmt: skip
    found = ran(parse_rulebook(SMALL, "rules.toml"), [*season(SEASON[:4]), final], 5)
    (told,) = found.findings
    assert (found.champion, told.code) == (None, "playoff-level-final")
    assert told.values == {"round": 5, "names": ["B", "A"]}
    assert [row[0] for row in rows(found)[:2]] == [1, 1]


LEVEL = """
[[points]]
scale = [10, 8, 6]
[[points]]
sessions = ["stage"]
scale = [2, 1]
[[standings]]
name = "drivers"
{best}
[playoffs]
table = "drivers"
regular-rounds = 2
last-round = 3
seeds = 2
base = 100
final-by-finish = {by_finish}
"""


@pytest.mark.parametrize("best", ["", "best = { drop = 1 }"])
def test_a_stage_of_the_final_does_not_part_two_who_are_level_in_its_race(best: str) -> None:
    """B won the stage: where the race decides it counts for nothing, and is taken off no total that it is not in."""
    results = [
        session(1, "race", "race", "ABC"), session(2, "race", "race", "BAC"), session(3, "stage-1", "stage", "BC"),
        SessionResult(
            3, "race", "race", tuple(ResultLine(name, 1, drivers=(name,)) for name in "AB"),
        ),
    ]  # fmt: skip
    found = ran(parse_rulebook(LEVEL.format(best=best, by_finish="true"), "rules.toml"), results, 3)
    assert [(row[0], row[1]) for row in rows(found)[:2]] == [(1, "A"), (1, "B")]
    assert (found.champion, [one.code for one in found.findings]) == (None, ["playoff-level-final"])


def test_where_points_decide_a_stage_of_the_final_counts() -> None:
    results = [
        session(1, "race", "race", "ABC"), session(2, "race", "race", "BAC"), session(3, "stage-1", "stage", "BC"),
        session(3, "race", "race", "ABC"),
    ]  # fmt: skip

    def ended(by_finish: str) -> Playoffs:
        return ran(parse_rulebook(LEVEL.format(best="", by_finish=by_finish), "rules.toml"), results, 3)

    assert rows(ended("false"))[:2] == [(1, "A", 110), (2, "B", 110)]  # level: the better best place is first
    assert rows(ended("true"))[:2] == [(1, "A", 110), (2, "B", 108)]
    assert ended("false").champion == ended("true").champion == "A"


# --- data that cannot be


def test_a_table_that_is_not_there_is_told() -> None:
    found = run(SMALL, SEASON, table="teams")
    assert found.table is None and found.champion is None
    assert [(one.code, one.values["known"]) for one in found.findings] == [
        ("playoff-table-unknown", ["drivers"])
    ]


def test_before_the_first_round_there_is_nothing_to_tell() -> None:
    rules = parse_rulebook(SMALL, "rules.toml").playoffs
    assert rules is not None
    assert playoffs(rules, lambda round_: Standings(0, ()), [], 0) == Playoffs(None)


def test_a_round_of_the_playoffs_that_was_not_held_gives_nothing() -> None:
    results = [one for one in season(SEASON) if one.round != 4]
    found = ran(parse_rulebook(SMALL, "rules.toml"), results, 5)
    assert [(one.code, one.values) for one in found.findings] == [
        ("playoff-no-race", {"first": 4, "last": 4})
    ]
    assert contenders(found, 1) == [(1, "A", 3020), (2, "E", 3014), (3, "B", 3011)]
    assert found.stages[1].cut == ("B",) and found.champion == "A"


def test_fewer_drivers_than_seeds_all_go_in_and_nobody_is_cut() -> None:
    found = run(SMALL, [("A B", ""), ("A B", ""), ("B A", ""), ("A B", ""), ("B A", "")])
    assert [one.code for one in found.findings] == ["playoff-seeds-short", *["playoff-field-short"] * 2]
    assert found.findings[0].values == {"seeds": 4, "ranked": 2}
    assert found.champion == "B" and len(rows(found)) == 2


def test_more_winners_than_places_all_go_on_and_a_finding_says_so() -> None:
    rounds = [("A B C D", ""), ("A B C D", ""), ("C A B D", ""), ("B A C D", "")]
    text = SMALL.replace("{ round = 3, keep = 3 }, { round = 4, keep = 2,", "{ round = 4, keep = 1,")
    found = run(text, rounds, 4)
    assert set(found.stages[0].cut) == {"A", "D"}
    (told,) = found.findings
    assert told.code == "playoff-winners-over" and told.values["round"] == 4


def test_a_stage_without_a_race_is_told() -> None:
    results = season(SEASON[:2])
    found = ran(parse_rulebook(SMALL, "rules.toml"), results, 3)
    assert [(one.code, one.values) for one in found.findings] == [
        ("playoff-no-race", {"first": 3, "last": 3})
    ]


def test_a_final_without_a_contender_in_it_has_no_champion() -> None:
    found = run(SMALL, [*SEASON[:4], ("D E C", "")])
    assert found.champion is None and [one.code for one in found.findings] == ["playoff-undecided"]


def test_an_excluded_contender_stands_last_and_without_a_place() -> None:
    def after(round_: int) -> Standings:
        order = "ABCDE" if round_ < 3 else "BCDE"
        ranked = [Standing(n, name, 100 - n, 100 - n) for n, name in enumerate(order, 1)]
        out = [] if round_ < 3 else [Standing(None, "A", 0, 0)]
        return Standings(round_, (Table("drivers", Unit.DRIVER, rows=(*ranked, *out)),))

    rules = parse_rulebook(SMALL, "rules.toml").playoffs
    assert rules is not None
    found = playoffs(rules, after, season([("E D C B A", "")] * 2 + [("A E D C B", "")]), 3)
    assert found.stages[0].cut == ("A",)
    assert rows(found)[-1] == (None, "A", 0)
    assert [position for position, _, _ in rows(found)[:-1]] == [1, 2, 3, 4]
    alone = msgspec.structs.replace(rules, seeds=1, cuts=(), last_round=3)
    lost = playoffs(alone, after, season([("A B", "")] * 3), 3)
    assert [one.name for one in lost.stages[0].contenders] == ["A"] and lost.champion is None


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("keep = 3", "keep = 2", "playoffs.cuts"),
        ("round = 3", "round = 2", "playoffs.cuts"),
        ("last-round = 5", "last-round = 4", "playoffs.last-round"),
        ('table = "drivers"', 'table = "team"', "playoffs.table"),
        ("seeds = 4", "seeds = 3", "playoffs.cuts"),
    ],
)
def test_playoffs_that_cannot_be_held_are_told(old: str, new: str, key: str) -> None:
    assert old in SMALL
    _, read = read_rulebook(SMALL.replace(old, new))
    assert [problem.key for problem in read.problems] == [key]


# --- at full size


def full_season(drivers: int = 20, rounds: int = 36) -> list[SessionResult]:
    """Every round another order: driver `k` of round `n` is the one who stands (7k + 3n) places round the entry."""
    names = [f"D{n:02}" for n in range(drivers)]
    found = []
    for number in range(1, rounds + 1):
        order = [names[(7 * k + 3 * number * number) % drivers] for k in range(drivers)]
        found += [
            session(number, "stage-1", "stage", order[2:] + order[:2]),
            session(number, "stage-2", "stage", order[5:] + order[:5]),
            session(number, "race", "race", order),
        ]
    return found


@pytest.mark.shape("24a", "24b", "24c", "24d", "5b")
def test_sixteen_twelve_eight_four_and_a_champion() -> None:
    results = full_season()
    found = ran(parse_rulebook(CUP, "rules.toml"), results, 36)
    assert [len(stage.contenders) for stage in found.stages] == [16, 12, 8, 4]
    assert [(stage.first, stage.last) for stage in found.stages] == [(27, 29), (30, 32), (33, 35), (36, 36)]
    for number, stage in enumerate(found.stages[:3]):
        for one in stage.contenders:
            wins = sum(
                r.kind == "race" and r.round < stage.first and r.lines[0].car == one.name for r in results
            )
            won = sum(
                r.kind == "stage" and r.round < stage.first and r.lines[0].car == one.name for r in results
            )
            assert 0 <= one.start - 2000 - 1000 * number - 5 * wins - won <= 15
    assert {one.start for one in found.stages[3].contenders} == {5000}
    last = [line.car for line in results[-1].lines]
    finalists = [one.name for one in found.stages[3].contenders]
    assert found.champion == min(finalists, key=last.index)
    assert [row[0] for row in rows(found)] == list(range(1, 21))


RACES = st.lists(st.permutations("ABCDEFGH"), min_size=8, max_size=8)


@settings(max_examples=60)
@given(RACES, st.integers(2, 8), st.booleans(), st.booleans())
def test_each_cut_leaves_so_many_and_never_a_winner_behind(
    orders: list[list[str]], seeds: int, by_finish: bool, as_cut: bool
) -> None:
    rules = PlayoffRules(
        "drivers",
        regular_rounds=2,
        last_round=8,
        seeds=seeds,
        base=100,
        step=50,
        cuts=(Cut(4, 3), Cut(6, 2)),
        playoff_win=5,
        regular_season=(3, 2, 1),
        final_by_finish=by_finish,
        after_cut=AfterCut.AS_CUT if as_cut else AfterCut.FROM_BASE,
    )
    results = season([(" ".join(order), "") for order in orders])
    championship = Championship.of(results, parse_rulebook(SCALES, "rules.toml"))
    found = playoffs(rules, championship.after, results, 8)
    sizes = [len(stage.contenders) for stage in found.stages]
    assert sizes == [seeds, min(seeds, 3), 2]
    for stage in found.stages:
        winners = {orders[n - 1][0] for n in range(stage.first, stage.last + 1)}
        assert not winners & set(stage.cut)
        following = [one.name for one in stage.contenders if one.name not in stage.cut]
        assert stage.contenders[0].position == 1
        assert len(following) + len(stage.cut) == len(stage.contenders)
    assert sorted(name for _, name, _ in rows(found)) == list("ABCDEFGH")
    positions = [position for position, _, _ in rows(found)]
    assert positions == sorted(positions, key=lambda one: one or 99) and positions[0] == 1
    inside = {one.name for one in found.stages[0].contenders}
    assert {name for _, name, _ in rows(found)[:seeds]} == inside
    if by_finish:
        assert found.champion == min((one.name for one in found.stages[-1].contenders), key=orders[-1].index)


def test_every_reason_and_finding_has_words_in_both_languages() -> None:
    short = [("A B", ""), ("A B", ""), ("B A", "")]
    found = [run(SMALL, SEASON), run(SMALL, SEASON, final_by_finish=False), run(SMALL, short)]
    given_reasons = [one for each in found if each.table for row in each.table.rows for one in row.reasons]
    known = {one.code for one in given_reasons}
    assert {"playoff-start", "playoff-cut", "playoff-champion-finish", "playoff-outside"} <= known
    for language in LANGUAGES:
        texts = [reason_text(one, language) for one in given_reasons]
        texts += [finding_text(one, language) for each in found for one in each.findings]
        assert not [text for text in texts if "?" in text or " " not in text]


def test_the_article_of_a_rule_is_cited() -> None:
    book = parse_rulebook(SMALL, "rules.toml")
    assert book.playoffs is not None
    results = season(SEASON)
    found = playoffs(book.playoffs, Championship.of(results, book).after, results, 5,
                     cite=lambda path: Cite(article=path))  # fmt: skip
    assert found.table is not None
    articles = {one.values.get("article") for row in found.table.rows for one in row.reasons}
    assert articles >= {"playoffs.seeds", "playoffs.cuts", "playoffs.last-round"}


def test_level_for_the_last_seed_the_guess_is_told_with_everybody_it_is_between() -> None:
    """C and D have a third and a fourth place each: who goes on to win the title is not for the list to say."""
    text = SMALL.replace("seeds = 4", "seeds = 3").replace("{ round = 3, keep = 3 }, ", "")
    assert "seeds = 3" in text
    level = ran(parse_rulebook(text, "rules.toml"), season([("A B C D", ""), ("A B D C", "")]), 2)
    told = [one for one in level.findings if one.code == "playoff-level-at-cut"]
    assert [(one.values["round"], one.values["names"]) for one in told] == [(2, ["C", "D"])]
    clear = ran(parse_rulebook(text, "rules.toml"), season([("A B C D", ""), ("A B C D", "")]), 2)
    assert "playoff-level-at-cut" not in [one.code for one in clear.findings]


@pytest.mark.parametrize(
    ("after", "places"),
    [
        (1, "A 1 -, B 2 -, C 3 -, D 4 -, E 5 -"),  # the regular season: nothing before its first round
        (2, "A 1 1, E 2 5, B 3 2, C 4 3, D 5 4"),  # seeded; before it the places by points after round 1
        (3, "A 1 1, E 2 2, B 3 3, C 4 4, D 5 5"),  # from here on the places in the playoffs
        (4, "B 1 3, A 1 1, E 3 2, C 4 4, D 5 5"),
        (5, "A 1 1, B 2 1, E 3 3, C 4 4, D 5 5"),
    ],
)
def test_each_row_says_which_place_it_had_a_round_before(after: int, places: str) -> None:
    """What a press release calls the mover of the day: Eve wins round 2, is seeded second and was fifth before."""
    book = parse_rulebook(SMALL, "rules.toml")
    table = Championship.of(season(SEASON[:after]), book).after(after).tables[0]
    assert ", ".join(f"{row.name} {row.position} {row.previous or '-'}" for row in table.rows) == places
    assert table.champion == ("A" if after == 5 else None)
    assert (table.before_playoffs is None) is (after == 1)


def test_who_was_cut_last_stands_ahead_whatever_points_he_was_cut_with() -> None:
    """Everybody starts each stage at 2000: C is cut with 2049 after round 3, E a stage later with 2048."""
    found = run(SMALL, SEASON, step=0, after_cut=AfterCut.AS_CUT)
    assert rows(found)[2:] == [(3, "E", 2048), (4, "C", 2049), (5, "D", 201)]
    with_points = run(SMALL, SEASON, step=0, after_cut=AfterCut.FROM_BASE)
    assert rows(with_points)[2:] == [(3, "E", 2131), (4, "C", 2119), (5, "D", 201)]


def test_ties_of_the_table_of_points_are_none_of_the_playoffs() -> None:
    """Cleo, a contender on 100, and Eve, who is none, have 14 points each in the table; two contenders are level."""
    lines = (
        "round,position,driver\n1,1,Ann\n1,2,Bea\n1,3,Cleo\n1,4,Eve\n2,1,Bea\n2,2,Ann\n2,3,Cleo\n2,4,Eve\n"
        "3,1,Cleo\n3,2,Bea\n3,3,Ann\n3,4,Eve\n"
    )
    rules = (
        "[[points]]\nscale = [10, 6, 4, 3]\n[[standings]]\nname = 'D'\n[playoffs]\ntable = 'D'\nregular-rounds = 2\n"
        "last-round = 4\nseeds = 3\nbase = 100\ncuts = [{ round = 3, keep = 2 }]\n"
    )
    table = small_season.season(lines, rules).after().tables[0]
    level = [row for row in table.rows if row.position == 1]
    assert {row.name for row in level} == {"Cleo", "Bea"}
    for row in level:
        assert row.points == row.gross_points == 100
        ties = [one for one in row.reasons if one.code.startswith("tie-")]
        (other,) = {"Cleo", "Bea"} - {row.name}
        assert [(one.code, one.values) for one in ties] == [("tie-unbroken", {"others": [other]})]
