# ruff: noqa: E501 - a row of a table stays a row
"""A name that means nothing is told, wherever in a championship folder one may stand, with the nearest there is."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from parcferme.season import season_findings
from small_championship import FILES, Folder

RULES, TOP, ROUND = FILES["cup.toml"], FILES["championship.toml"], FILES["1-spa/round.toml"]
Files = Mapping[str, str]
BLOCK = "[[points]]\nscale = [5]\n"
LOAD = '[[handicap]]\nname = "x"\nunit = "kg"\nscale = [9]\n'
PLAYOFFS = "[playoffs]\nregular-rounds = 1\nlast-round = 2\nseeds = 2\nbase = 100\n"
CARRY = "[carry]\nreprimands = 2\ngrid-places = 3\n"


def rules(text: str) -> Files:
    return {"cup.toml": RULES + text}


def table(line: str) -> Files:
    return {"cup.toml": RULES.replace('unit = "driver"', f'unit = "driver"\n{line}')}


def top(text: str) -> Files:
    return {"championship.toml": TOP + text}


def ruled(text: str) -> Files:
    return top(f"[[adjustment]]\n{text}")


def decided(text: str, file: str = "1-spa/race-1.decisions.toml", more: str = "") -> Files:
    return {file: f"[[decision]]\n{text}\n", "cup.toml": RULES + more}


def meeting(text: str) -> Files:
    return {"1-spa/round.toml": ROUND + text}


LOG = (
    "time,kind,car,loop,value,decoder\n10:00:00.000,flag,,,green,\n"
    + "".join(
        f"10:0{lap}:0{at}.000,passing,{car},FL,,Box\n"
        for lap in range(1, 6)
        for at, car in enumerate(("7", "81", "50"))
    )
    + "10:05:05.000,flag,,,chequered,\n"
)
NOWHERE: dict[str, tuple[Files, str, str | int | None]] = {
    # in the rulebook
    "points.sessions": (rules(BLOCK + 'sessions = ["sprnt"]\n'), "rule-fits-nothing", "sprint"),
    "points.rounds": (rules(BLOCK + 'rounds = ["Mnza"]\n'), "rule-fits-nothing", "Monza"),
    "points.classes": (rules(BLOCK + 'classes = ["Clo"]\n'), "rule-fits-nothing", "Clio"),
    "points.tables": (rules(BLOCK + 'tables = ["drvers"]\n'), "rule-fits-nothing", "drivers"),
    "standings.class": (table('class = "Clo"'), "rule-fits-nothing", "Clio"),
    "standings.group": (table('group = "Pro"'), "rule-fits-nothing", None),
    "standings.points-from": (table('points-from = ["rce"]'), "rule-fits-nothing", "race"),
    "standings.members": (table('members = ["Anne", "Bob"]'), "rule-fits-nothing", "Ann"),
    "standings.seat": (table("seat = 3"), "table-empty", None),
    "standings.each-group": (table("each-group = true"), "table-empty", None),
    "standings.best.kinds": (table('best = { drop = 1, kinds = ["rce"] }'), "rule-fits-nothing", "race"),
    "standings.best.keep-rounds": (table('best = { drop = 1, keep-rounds = ["Mnza"] }'), "rule-fits-nothing", "Monza"),
    "standings.ranked.sessions": (table('ranked = { classified = true, sessions = ["rce"] }'), "rule-fits-nothing", "race"),
    "standings.ties.sessions": (table('ties = [{ by = "wins", sessions = ["rce"] }]'), "rule-fits-nothing", "race"),
    "season.adjustment.names": (rules('[[season.2024.adjustment]]\nkind = "deduction"\nnames = ["Anne"]\npoints = 1\n'), "adjustment-name-unknown", "Ann"),
    "grid.race": (rules('[[grid]]\nrace = "rase 1"\n'), "rule-fits-nothing", "race-1"),
    "grid.from": (rules('[[grid]]\nfrom = ["qalifying-1"]\n'), "rule-fits-nothing", "qualifying-1"),
    "grid.class-order": (rules('[[grid]]\nclasses = "split"\nclass-order = ["Clo"]\n'), "rule-fits-nothing", "Clio"),
    "handicap.table": (rules(LOAD + 'by = "standings-place"\ntable = "drvers"\n'), "rule-fits-nothing", "drivers"),
    "handicap.class": (rules(LOAD + 'by = "last-race"\nclass = "Clo"\n'), "rule-fits-nothing", "Clio"),
    "handicap.sessions": (rules(LOAD + 'by = "last-race"\nsessions = ["rce"]\n'), "rule-fits-nothing", "race"),
    "handicap.at": (rules(LOAD + 'by = "last-race"\nat = ["Mnza"]\n'), "rule-fits-nothing", "Monza"),
    "handicap.not-at": (rules(LOAD + 'by = "last-race"\nnot-at = ["Mnza"]\n'), "rule-fits-nothing", "Monza"),
    "carry.races": (rules(CARRY + 'races = ["rce"]\n'), "rule-fits-nothing", "race"),
    "playoffs.table": (rules(PLAYOFFS + 'table = "drvers"\n'), "rule-fits-nothing", "drivers"),
    "playoffs.class": (rules(PLAYOFFS + 'table = "drivers"\nclass = "Clo"\n'), "rule-fits-nothing", "Clio"),
    "playoffs.races": (rules(PLAYOFFS + 'table = "drivers"\nraces = ["rce"]\n'), "rule-fits-nothing", "race"),
    "playoffs.stages": (rules(PLAYOFFS + 'table = "drivers"\nstages = ["stge"]\n'), "rule-fits-nothing", "stage"),
    "meeting.sessions": (rules('[meeting]\nsessions = ["rce"]\n[[points]]\nsessions = ["meeting"]\nscale = [1]\n'), "rule-fits-nothing", "race"),
    "meeting": (rules('[meeting]\nsessions = ["race"]\n'), "rulebook-unusable", None),
    "entries.classes": (rules('[[entries.classes]]\nname = "Clo"\n[[entries.classes]]\nname = "GT"\n'), "rule-fits-nothing", "Clio"),
    "timing.decoders": ({**rules('[timing]\ndecoders = ["Boxx"]\n'), "1-spa/race-1.csv": LOG}, "decoder-unread", "Box"),
    "race.start-groups": (rules('[race]\nstart-groups = [{ group = "Clo", after = "10 s" }]\n'), "rule-fits-nothing", "Clio"),
    # beside it
    "names": (top('[names]\n"Annie" = "Anne"\n'), "name-unused", "Ann"),
    "classes": ({"championship.toml": TOP.replace('"Clio"]', '"Clio", "LMP2"]')}, "rule-fits-nothing", None),
    "classes, nearly": ({"championship.toml": TOP.replace('"Clio"]', '"Clo"]')}, "class-unknown", "Clo"),
    "quote.who": ({"1-spa/quotes.toml": '[[quote]]\nwho = "Anne"\ntext = "x"\n'}, "quote-not-entered", "Ann"),
    "quote.round": ({"1-spa/quotes.toml": '[[quote]]\nwho = "Ann"\ntext = "x"\nround = 2\n'}, "rule-fits-nothing", 1),
    "quote.team": ({"1-spa/quotes.toml": '[[quote]]\nwho = "Ann"\ntext = "x"\nteam = "Frist"\n'}, "rule-fits-nothing", "First"),
    "colours": (top('[colours]\nClo = "#112233"\n'), "rule-fits-nothing", "Clio"),
    "a colour": (top('[colours]\naccent = "blue"\n'), "folder-unusable", None),
    "adjustment.names": (ruled('kind = "deduction"\nnames = ["Anne"]\npoints = 1\n'), "adjustment-name-unknown", "Ann"),
    "adjustment.cars": (ruled('kind = "not-scoring"\ncars = ["8"]\nround = 1\n'), "adjustment-name-unknown", "81"),
    "adjustment.round": (ruled('kind = "deduction"\nnames = ["Ann"]\npoints = 1\nround = "Mnza"\n'), "rule-fits-nothing", "Monza"),
    "adjustment.round by number": (ruled('kind = "deduction"\nnames = ["Ann"]\npoints = 1\nround = 9\n'), "adjustment-without-round", None),
    "adjustment.session": (ruled('kind = "exclusion"\nnames = ["Ann"]\nround = 1\nsession = "rce-1"\n'), "rule-fits-nothing", "race-1"),
    "adjustment.tables": (ruled('kind = "deduction"\nnames = ["Ann"]\npoints = 1\ntables = ["drvers"]\n'), "rule-fits-nothing", "drivers"),
    "adjustment of a shared lap": (ruled('kind = "shared-lap"\nnames = ["Anne", "Bob"]\nround = 1\n'), "adjustment-name-unknown", "Ann"),
    "adjustment of an order": (ruled('kind = "order"\nnames = ["Anne", "Bob"]\n'), "adjustment-name-unknown", "Ann"),
    "round.official-clock": ({"1-spa/round.toml": 'official-clock = "PIT-IN"\nfeed = [{ address = "p3://10.0.0.7?101=PIT_IN" }]\n' + ROUND}, "official-clock-unknown", "PIT_IN"),
    "session.kind": (meeting('kind = "rce"\n'), "session-kind-unknown", "race"),
    "session.grid-from": (meeting('grid-from = ["qalifying"]\n'), "grid-source-missing", None),
    "decision.car": (decided('car = "8"\npenalty = "time"\nseconds = 5'), "decision-unknown-car", None),
    "decision.driver": (decided('car = "7"\npenalty = "reprimand"\ndriver = "Anne"', more=CARRY), "driver-not-entered", "Ann"),
    "decision.settles": (decided('car = "7"\npenalty = "time"\nseconds = 5\nsettles = "stop"'), "decision-unreadable", None),
    "a ruling for a grid, its car": (decided('car = "8"\npenalty = "grid-places"\nplaces = 3', "1-spa/race-1.grid.toml"), "decision-unknown-car", None),
    "a ruling for a grid, its penalty": (decided('car = "7"\npenalty = "time"\nseconds = 3', "1-spa/race-1.grid.toml"), "decision-unreadable", None),
    "a list, who does not score": ({"1-spa/race-1.csv": "pos,car,driver,not scoring\n1,7,Ann,Anne\n2,81,Bob,\n3,50,Cy,\n"}, "mark-unknown", None),
    "a list, a mark": ({"1-spa/race-1.csv": "pos,car,nominated\n1,7,maybe\n2,81,\n3,50,\n"}, "mark-unknown", None),
    "entries.class": ({"entries.csv": FILES["entries.csv"].replace("50,Clio", "50,Clo")}, "class-unknown", "Clio"),
    **{
        f"[rules] of a round: {key}": (meeting(f"[rules.{key}]\n{line}\n" if key != "points" else "[rules]\npoints = [{ scale = [9] }]\n"), "rulebook-unusable", None)
        for key, line in (("points", ""), ("carry", "reprimands = 2\ngrid-places = 3"), ("season.2024", "rounds = 9"), ("meeting", ""), ("playoffs", 'table = "drivers"'))
    },
}  # fmt: skip


def test_the_small_championship_has_nothing_odd(season: Folder) -> None:
    assert season_findings(season()) == ()


@pytest.mark.parametrize("place", NOWHERE)
def test_a_name_of_nothing_is_told(season: Folder, place: str) -> None:
    changed, code, near = NOWHERE[place]
    told = [one for one in season_findings(season(dict(changed))) if one.code == code]
    assert told, f"{place} is silent"
    assert any(one.values.get("nearest") == near for one in told)
    assert all(one.where.file for one in told)


WRITTEN = ["RACE", "Ráce", "race ", "Race."]
SESSIONS = {
    "points": RULES.replace("scale =", 'sessions = ["%s"]\nscale ='),
    "table": RULES + 'points-from = ["%s"]\n',
    "ties": RULES + 'ties = [{ by = "wins", sessions = ["%s"] }]\n',
    "best": RULES + 'best = { drop = 0, kinds = ["%s"] }\n',
    "handicap": RULES + LOAD + 'by = "last-race"\nsessions = ["%s"]\n',
    "carry": RULES + CARRY + 'races = ["%s"]\n',
    "meeting": RULES
    + BLOCK.replace("[[points]]", '[[points]]\nsessions = ["Meeting"]')
    + '[meeting]\nsessions = ["%s"]\n',
}


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("where", SESSIONS)
def test_a_session_is_meant_however_it_is_written(season: Folder, where: str, written: str) -> None:
    """Case, accents, blanks and punctuation make no other name, in any rule."""
    made = {}
    for word in ("race", written):
        read = season({"cup.toml": SESSIONS[where] % word})
        assert [one.code for one in season_findings(read)] == []
        made[word] = [(t.name, [(row.name, row.points) for row in t.rows]) for t in read.standings().tables]
    assert made["race"] == made[written]
    assert made["race"][0][1]


@pytest.mark.parametrize("written", ["ann", "ÁNN", " Ann ", "A.n.n"])
def test_the_members_of_a_table_are_meant_however_they_are_written(season: Folder, written: str) -> None:
    read = season(dict(table(f'members = ["{written}"]')))
    assert [one.code for one in season_findings(read)] == []
    drivers = read.standings().table("drivers")
    assert drivers is not None and [row.name for row in drivers.rows] == ["Ann"]


# --- one fact, one line

THIRD = {"3-imola/race-1.csv": "pos,driver\n1,Ann\n2,Bob\n"}
TOLD_ONCE: dict[str, tuple[Files, str]] = {
    "a deduction of a round nobody knows": (ruled('kind = "deduction"\nnames = ["Ann"]\npoints = 1\nround = 9\n'), "adjustment-without-round"),
    "one that is part of its result": (ruled('kind = "deduction"\nnames = ["Ann"]\npoints = 1\nround = 9\nof-result = true\n'), "ruling-without-effect"),
    "a deduction of a round that is none": (ruled('kind = "deduction"\nnames = ["Ann"]\npoints = 1\nround = "Mnza"\n'), "rule-fits-nothing"),
    "a ban of a round nobody knows": (ruled('kind = "not-scoring"\nnames = ["Ann"]\nround = 9\n'), "rounds-to-come"),
    "an exclusion from a sprint in a round without one": (ruled('kind = "exclusion"\nnames = ["Ann"]\nround = 1\nsession = "sprint"\n'), "ruling-without-effect"),
    "a race cut short that no rule asks about": (ruled('kind = "cut-short"\ncompleted = "50 %"\nround = 1\n'), "cut-short-not-asked"),
    "the same in round.toml": (meeting('completed = "50 %"\n'), "cut-short-not-asked"),
    "a round whose only file cannot be read": ({**THIRD, "2-monza/race-1.csv": ""}, "session-unusable"),
    "a round of the calendar twice": (top('[[round]]\nnumber = 1\n[[round]]\nnumber = 1\nname = "Zolder"\n'), "round-twice"),
    "a round nobody has": ({"4-imola/race-1.csv": "pos,driver\n1,Ann\n2,Bob\n"}, "round-missing"),
}  # fmt: skip


@pytest.mark.parametrize("fact", TOLD_ONCE)
def test_a_fact_is_told_once_where_it_stands(season: Folder, fact: str) -> None:
    changed, code = TOLD_ONCE[fact]
    (told,) = season_findings(season(dict(changed)))
    assert told.code == code
    assert told.where.file


def test_of_two_rounds_without_a_result_only_the_one_nobody_told_is_left(season: Folder) -> None:
    """Monza has a session without a file and is told; Imola, which has none listed, is told by the tables."""
    later = {"3-imola/round.toml": 'name = "Imola"\n', "4-brno/race-1.csv": "pos,driver\n1,Ann\n2,Bob\n"}
    found = season_findings(season({**later, "2-monza/race-1.csv": None}))
    rounds = {one.code: one.values.get("rounds") or one.values.get("round") for one in found}
    assert rounds == {"session-without-result": 2, "rounds-without-result": [3]}


def test_a_deduction_from_a_round_of_the_calendar_waits_for_it(season: Folder) -> None:
    text = (
        TOP
        + '[[round]]\nnumber = 3\nname = "Imola"\n[[session]]\nname = "race-1"\n[[adjustment]]\nkind = "deduction"\nnames = ["Ann"]\npoints = 1\nround = 3\n'
    )
    assert season_findings(season({"championship.toml": text})) == ()


def test_a_suspended_driver_can_take_nothing_from_the_round_he_misses(season: Folder) -> None:
    """Ann leads by four points after Spa, is suspended for Monza, and Bob needs more than a third place there."""
    from parcferme.championship import chances

    points = '[[decision]]\ncar = "7"\npenalty = "fine"\nlicence-points = 2\n'
    free = {"2-monza/race-1.csv": None}
    for said, most in (
        ({}, 20),
        ({"1-spa/race-1.decisions.toml": points, "cup.toml": RULES + "[carry]\nlicence-points = 2\n"}, 10),
    ):
        read = season({**free, **said})
        ann = chances(read.table, read.table.tables[0]).of("Ann")
        assert ann is not None and ann.most == most


@pytest.mark.parametrize(
    "line",
    ['grid-from = ["race-1"]', "reverse-first = 2", 'completed = "50 %"', "green-laps = 3", "red = true"],
)
def test_what_only_a_race_asks_for_is_told_of_a_qualifying(season: Folder, line: str) -> None:
    text = ROUND.replace('name = "qualifying-1"\n', f'name = "qualifying-1"\n{line}\n')
    (told,) = season_findings(season({"1-spa/round.toml": text}))
    assert (told.code, told.where.file, told.values["needs"]) == ("rule-idle", "1-spa/round.toml", "a race")


def test_points_for_a_moment_of_a_race_that_nobody_timed_are_told(season: Folder) -> None:
    (told,) = season_findings(season(dict(rules(BLOCK + 'at = ["6 h"]\n'))))
    assert (told.code, told.values["key"], told.where.file) == ("rule-idle", "points[1].at", "cup.toml")
