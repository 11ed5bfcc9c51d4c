# ruff: noqa: E501, RUF005 - a row of a table stays a row
"""No rule is read and then does nothing: every key of a rulebook, two values of it, and what differs.

Each row of `WALK` is a key with the place where its effect is looked for, and two rulebooks that differ in it. What is
compared are the cells of tables, starting grids, results, verdicts and proposals, carried penalties, handicaps; never
what a command prints of the rules themselves. `SHOWN_ELSEWHERE` names the test that shows a key, `NOT_SHOWN` why none
can.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from grid.races import qualifying, race
from parcferme.championship import Championship, carried, handicaps
from parcferme.championship.ballast import Paces
from parcferme.championship.carryover import Ruling
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.decoders import parse_results
from parcferme.eligibility import entries_findings
from parcferme.entries import parse_entries
from parcferme.grid import Publication, grid_of
from parcferme.records import Decision, Penalty
from parcferme.regulations import Rulebook, parse_rulebook, rule_keys
from small_races import GREEN, laps, score
from small_season import races

ROOT = Path(__file__).parent
Cells = Any
Look = Callable[[str, str], Cells]


# --- where effects are looked for: a rulebook and an input, and the cells they make


def book(rules: str) -> Rulebook:
    return parse_rulebook(dedent(rules), "rules.toml")


def tables(rules: str, results: str) -> Cells:
    """Every cell of every championship table, and who has which place for which reason."""
    if results == "nc":  # a place and no classified finish: timing says so, no list can
        lines = (
            ResultLine("1", 1, drivers=("Ann",)),
            ResultLine("2", 2, Status.NOT_CLASSIFIED, drivers=("Bea",)),
        )
        read: Any = (SessionResult(1, "race", "race", lines),)
    else:
        read, _ = parse_results(dedent(results).replace("        ", "").replace("    ", ""), "results.csv")
    registered = {"T": frozenset(["Ann"])}
    made = Championship.of(read, book(rules), season="2026", registered=registered).after()
    return [
        (
            (table.name, table.unit, table.class_, table.group, table.champion),
            [sorted(reason.values.items()) for column in table.sessions for reason in column.reasons],
            [
                (row.position, row.name, row.points, row.gross_points, row.by_session, row.dropped)
                + tuple(
                    (one.code, sorted(one.values.items(), key=str))
                    for one in row.reasons
                    if one.code == "excluded"
                )
                for row in table.rows
            ],
        )
        for table in made.tables
    ]


QUALIFYING = "7 1:40.0/1:42.0 GT\n3 1:40.5/1:40.6 GT\n81 1:41.0/1:41.5 CUP\n12 1:46.0/1:47.0 CUP\n5 NC GT effort=1\n9 NC GT effort=2"
SECOND = "3 1:39.0/1:42.0 GT\n81 1:38.8/1:41.0 CUP\n7 1:43.0/1:44.0 GT\n12 1:44.0/1:45.0 CUP"


def slots(rules: str, asked: str) -> Cells:
    """A starting grid. `asked`: which penalties and withdrawals there are."""
    grid = book(f"[[grid]]\n{rules}").grid[0]
    drops = {
        "drops": [("7", 1), ("7", 2)],
        "far": [("3", 9)],
        "behind": [("12", 3)],
        "two": [("7", 2), ("3", 2)],
    }
    decisions = [
        Decision(penalty=Penalty.GRID_PLACES, car=car, places=places) for car, places in drops.get(asked, [])
    ]
    gone = {"early": Publication.BEFORE, "late": Publication.AFTER}.get(asked)
    sources = [qualifying(QUALIFYING, "q1"), qualifying(SECOND, "q2")]
    if asked == "race":
        sources = [race("7 20\n3 20\n81 20", best={"81": "1:39.0", "3": "1:40.0", "7": "1:41.0"})]
    made = grid_of(
        grid,
        sources if asked == "both" else sources[:1],
        decisions=decisions,
        withdrawn={"3": gone} if gone else {},
        standings=("12", "9", "5", "81", "3", "7"),
        previous=race("9 20\n5 20"),
    )
    return [(s.number, s.position, s.row, s.side) for s in made.slots], [s.number for s in made.left_out]


def session(rules: str, log: str) -> Cells:
    """A session scored: each car's line, the verdicts on its stop, and the decisions proposed."""
    kind, _, rows = log.partition("|")
    classes = {"1": "GT", "2": "GT", "3": "CUP", "4": "CUP"}
    decisions = []
    if "[unserved]" in rows:
        rows = rows.replace("[unserved]", "")
        decisions = [
            Decision(penalty=one, car="2", seconds=Decimal(10))
            for one in (Penalty.DRIVE_THROUGH, Penalty.STOP_AND_GO)
        ]
    made = score(rows, rules, kind=kind, classes=classes, decisions=decisions)
    lines = [
        (row.position, row.class_position, row.number, row.status, row.laps, row.time, row.best_lap)
        for row in made.rows
    ]
    verdicts = [(one.car, one.verdict, one.margin, one.window_margin) for one in made.timing.verdicts]
    found = [
        (one.code, one.where.car, str(one.proposal)) for one in made.findings if one.proposal is not None
    ]
    return lines, verdicts, sorted(found, key=str)


def entered(rules: str, text: str) -> Cells:
    """What the rules have against an entry list."""
    from entries.test_rules import MEETINGS

    rulebook = book(rules)
    listed, _ = parse_entries(dedent(text), "entries.csv")
    return sorted(
        (one.code, one.severity, one.where.car or "", str(sorted(one.values.items(), key=str)))
        for one in entries_findings(listed, rulebook.entries, MEETINGS, rulebook.cites)
    )


LAST = (("1", "A"), ("2", "A"), ("3", "B"))


def loads(rules: str, _: str) -> Cells:
    """What cars and drivers carry into round 3."""
    text = """
        round,session,position,number,driver,class,team
        1,race,1,1,Ann,A,Red
        1,race,2,2,Bea,A,Blue
        1,race,3,3,Cleo,B,Red
        1,race,4,4,Dora,B,Blue
        2,race,1,2,Bea,A,Blue
        2,race,2,3,Cleo,B,Red
        2,race,3,1,Ann,A,Red
        2,sprint,1,3,Cleo,B,Red
    """
    read, _found = parse_results(dedent(text), "results.csv")
    rulebook = book('[[points]]\nscale = [10, 8, 6, 5]\n[[standings]]\nname = "T"\n[[standings]]\nname = "U"\nunit = "car"\n'
                    '[[standings]]\nname = "B"\nclass = "B"\n' + dedent(rules))  # fmt: skip
    standings = Championship.of(read, rulebook).after()
    made = handicaps(
        rulebook.handicap,
        standings,
        read,
        3,
        event="Imola",
        field=("1", "2", "3", "4", "5", "Ann", "Bea", "Cleo", "Dora"),
        paces=Paces({"Ann": 100, "Bea": 101, "Cleo": 102, "Dora": 103}),
    )
    return [(row.name, row.of, row.whom, row.unit, row.value) for row in made.rows]


def owed(rules: str, _: str) -> Cells:
    """What drivers and cars carry into round 4."""

    def ran(number: int, kind: str, out: str = "") -> SessionResult:
        lines = [
            ResultLine(
                car, at, Status.NOT_CLASSIFIED if car == out else Status.CLASSIFIED, drivers=(f"D{car}",)
            )
            for at, car in enumerate("12", 1)
        ]
        return SessionResult(number, kind, kind, tuple(lines))

    results = [ran(1, "race"), ran(2, "race"), ran(3, "sprint"), ran(3, "race", "2")]
    rulings = [
        Ruling(
            number, "race", Decision(penalty=Penalty.REPRIMAND, car="1"), driving=number > 1, licence_points=2
        )
        for number in (1, 2, 3)
    ]
    rulings.append(Ruling(3, "race", Decision(penalty=Penalty.DRIVE_THROUGH, car="2")))
    rulings.append(Ruling(2, "race", Decision(penalty=Penalty.GRID_PLACES, car="2", places=3)))
    made = [carried(rulings, book(f"[carry]\n{rules}").carry, results, 4), *(
        carried(rulings, book(f"[carry]\n{rules}").carry, results[:at], at + 1) for at in (1, 2)
    )]  # fmt: skip
    return [
        [(row.name, row.grid_places, row.suspended, row.reprimands, row.licence_points) for row in one.rows]
        for one in made
    ]


# --- inputs

PLAIN = races("Ann Bea Cleo", "Bea Ann Cleo", "Cleo Ann (Bea)")
FULL = """
    position,number,driver,class,group,team,manufacturer,engine,guest,grid,best lap,laps led,incidents,laps,nominated
    1,1,Ann,A,P,Red,Ligier,Ford,,2,1:30.0,5,0,20,
    2,2,Bea,A,Q,Red,Norma,BMW,,1,1:31.0,10,4,20,yes
    3,3,Cleo,B,P,Blue,Ligier,BMW,,4,1:29.0,0,0,20,yes
    4,4,Gus,B,Q,Blue,Norma,Ford,yes,3,1:32.0,0,0,19,
    5,6,Eve,B,Q,Blue,Norma,Ford,,6,1:34.0,0,0,19,
    DNF,5,Dora,B,Q,Red,Ligier,Ford,,5,1:33.0,0,9,3,
"""
CREWS = "position,number,driver 1,driver 2,team\n1,1,Ann,Xi,Red\n2,2,Bea,Yu,Blue\n3,3,Ann,Zoe,Red"
EVENTS = """
    season,round,event,session,position,driver
    2026,1,Spa,race,1,Ann
    2026,1,Spa,race,2,Bea
    2026,1,Spa,sprint,1,Bea
    2026,1,Spa,sprint,2,Ann
    2026,2,Imola,race,1,Bea
    2026,2,Imola,race,2,Ann
    2026,2,Imola,race,DSQ,Cleo
    2026,2,Imola,sprint,1,Ann
    2026,2,Imola,sprint,2,Cleo
"""
POINTS = "[[points]]\nscale = [10, 6, 4]\n"
TABLE = '[[standings]]\nname = "T"\n'


def points(a: str, b: str, results: str = FULL, table: str = "") -> tuple[Look, str, str, str]:
    """Two lines in one [[points]]."""
    return tables, f"{POINTS}{a}\n{TABLE}{table}", f"{POINTS}{b}\n{TABLE}{table}", results


def worth(a: str, b: str, results: str = FULL, table: str = "") -> tuple[Look, str, str, str]:
    """Two whole [[points]]."""
    return tables, f"{a}\n{TABLE}{table}", f"{b}\n{TABLE}{table}", results


def table(a: str, b: str, results: str = FULL, scale: str = POINTS) -> tuple[Look, str, str, str]:
    """Two lines in one [[standings]]."""
    return tables, f"{scale}{TABLE}{a}", f"{scale}{TABLE}{b}", results


def ruled(a: str, b: str, results: str = EVENTS, best: str = "") -> tuple[Look, str, str, str]:
    """Two facts of a season."""
    head = f'[[points]]\nscale = [10, 6]\n[[points]]\nsessions = ["sprint"]\nscale = [5, 3]\n{TABLE}{best}\n'
    both = [f"{head}[[season.2026.adjustment]]\n{dedent(one)}" for one in (a, b)]
    return tables, both[0], both[1], results


def bonus(a: str, b: str, results: str = FULL, table: str = "") -> tuple[Look, str, str, str]:
    return points(f"bonus = [{{ {a} }}]", f"bonus = [{{ {b} }}]", results, table)


def short(a: str, b: str, facts: str = "completed = '40 %'\nlaps = 9\ngreen-laps = 4\nred = false") -> Any:
    """A race cut short under two [points.reduced]."""
    ruling = f'[[season.2026.adjustment]]\nkind = "cut-short"\n{facts}\n'
    head = f"{POINTS}bonus = [{{ for = 'pole', points = 1 }}]\n[points.reduced]\n"
    return tables, f"{head}{a}\n{TABLE}{ruling}", f"{head}{b}\n{TABLE}{ruling}", FULL


def playoff(a: str, b: str, rest: str = "") -> tuple[Look, str, str, str]:
    head = """
        [[points]]
        scale = [10, 8, 7, 6, 5]
        [[points]]
        sessions = ["stage"]
        scale = [3, 2, 1]
        [[standings]]
        name = "T"
        [[standings]]
        name = "U"
        unit = "car"
        [playoffs]
    """
    plain = {
        "table": '"T"', "regular-rounds": "2", "last-round": "5", "seeds": "4", "base": "100", "step": "50",
        "cuts": "[{ round = 3, keep = 3 }, { round = 4, keep = 2, playoff-points = false }]",
        "playoff-win": "2", "playoff-stage": "1", "regular-season": "[3, 2, 1]",
    }  # fmt: skip

    def rules(said: str) -> str:
        values = dict(plain)
        for line in (*rest.splitlines(), *said.splitlines()):
            key, _, value = line.partition(" = ")
            values[key.strip()] = value
        return dedent(head) + "\n".join(
            f"{key} = {value}" for key, value in values.items() if value != "none"
        )

    season = "round,session,position,number,driver\n"
    orders = [
        ("A B C D E", "B A C"),
        ("E B C D", ""),
        ("D C B E A", "E B A"),
        ("B D E A C", "C D"),
        ("D A B E C", "B A"),
    ]
    for number, (ran, stage) in enumerate(orders, 1):
        for name, order in (("stage", stage), ("race", ran)):
            season += "".join(
                f"{number},{name},{at},{who},{who}\n" for at, who in enumerate(order.split(), 1)
            )
    return tables, rules(a), rules(b), season


def grids(a: str, b: str, asked: str = "") -> tuple[Look, str, str, str]:
    return slots, a, b, asked


def entry(a: str, b: str, text: str) -> tuple[Look, str, str, str]:
    return entered, f"[entries]\n{a}", f"[entries]\n{b}", text


def load(
    a: str, b: str, rest: str = 'by = "last-race"\nscale = [30, 20.5, 10]'
) -> tuple[Look, str, str, str]:
    head = "[[handicap]]\n"
    named = "" if "name = " in a else 'name = "x"\n'
    unit = "" if "unit = " in a else 'unit = "kg"\n'
    return loads, f"{head}{named}{unit}{rest}\n{a}", f"{head}{named}{unit}{rest}\n{b}", ""


def race_rules(a: str, b: str, log: str) -> tuple[Look, str, str, str]:
    return session, f"[race]\n{a}", f"[race]\n{b}", "race|" + log


CHEQUERED = "10:05:00,flag,,,chequered\n"
FIVE = (
    laps("1", *["1:00"] * 5) + laps("2", *["1:01"] * 5) + laps("3", *["1:29"] * 4) + laps("4", "1:02", "1:40")
)
PLAIN_RACE = GREEN + CHEQUERED + FIVE

WALK: dict[str, Any] = {
    # points
    "points[].sessions": worth(POINTS, f"{POINTS}sessions = ['sprint']", EVENTS),
    "points[].rounds": points("", "rounds = [2]", EVENTS),
    "points[].classes": points("", "classes = ['B']"),
    "points[].tables": (tables, POINTS + TABLE + '[[standings]]\nname = "U"',
                        f"{POINTS}tables = ['U']\n{TABLE}[[standings]]\nname = 'U'", PLAIN),
    "points[].scale": worth(POINTS, "[[points]]\nscale = [10, 7, 4]"),
    "points[].tail": points("", "tail = 1"),
    "points[].tail-to": points("tail = 1", "tail = 1\ntail-to = 4"),
    "points[].tail-of": points("tail = 1", "tail = 1\ntail-of = 'started'"),
    "points[].multiplier": points("", "multiplier = 1.25"),
    "points[].rounding": points("multiplier = 1.25", "multiplier = 1.25\nrounding = 'up'"),
    "points[].classified": points("classified = true", "classified = false", "nc"),
    "points[].dead-heat-shares": points("", "dead-heat-shares = false", "position,driver\n1=,Ann\n1=,Bea\n3,Cleo"),
    "points[].at": (tables, f"{POINTS}at = ['6 h']\n{POINTS}{TABLE}", POINTS + TABLE,
                    "session,kind,position,driver\nrace@6:00:00,race,1,Bea\nrace,race,1,Ann\nrace,race,2,Bea"),
    "points[].few-entries.below": points("few-entries = { below = 2 }", "few-entries = { below = 9 }"),
    "points[].few-entries.factor": points("few-entries = { below = 9 }", "few-entries = { below = 9, factor = 0 }"),
    "points[].small-fields[].cars": points("small-fields = [{ cars = 9, scale = [1] }]",
                                           "small-fields = [{ cars = 2, scale = [1] }]"),
    "points[].small-fields[].scale": points("small-fields = [{ cars = 9, scale = [1] }]",
                                            "small-fields = [{ cars = 9, scale = [2] }]"),
    "points[].per-car": points("", "per-car = 1"),
    "points[].per-car-behind": points("", "per-car-behind = 1"),
    "points[].field": points("per-car = 1", "per-car = 1\nfield = 'entered'", "position,driver\n1,Ann\nDNS,Bea"),
    "points[].unplaced": points("", "unplaced = 1"),
    "points[].absent": points("", "absent = 1", races("Ann Bea", "Ann")),
    "points[].reduced.by": short("bands = [{ factor = '1/2' }]", "by = 'time'\nbands = [{ factor = '1/2' }]"),
    "points[].reduced.minimum-laps": short("", "minimum-laps = 10"),
    "points[].reduced.minimum-green-laps": short("", "minimum-green-laps = 5"),
    "points[].reduced.only-after-red": short("bands = [{ factor = '1/2' }]", "only-after-red = true\n"
                                             "bands = [{ factor = '1/2' }]"),
    "points[].reduced.bonuses": short("bands = [{ factor = '1/2' }]", "bonuses = false\nbands = [{ factor = '1/2' }]"),
    "points[].reduced.rounding": short("bands = [{ factor = '1/4' }]", "rounding = 'up'\nbands = [{ factor = '1/4' }]"),
    "points[].reduced.bands[].from": short("bands = [{ from = '10 %', factor = '1/2' }]",
                                           "bands = [{ from = '50 %', factor = '1/2' }]"),
    "points[].reduced.bands[].below": short("bands = [{ below = '90 %', factor = '1/2' }]",
                                            "bands = [{ below = '30 %', factor = '1/2' }]"),
    "points[].reduced.bands[].factor": short("bands = [{ factor = '1/2' }]", "bands = [{ factor = '1/4' }]"),
    "points[].reduced.bands[].scale": short("bands = [{ scale = [5] }]", "bands = [{ scale = [6] }]"),
    # bonuses
    "points[].bonus[].for": bonus("for = 'pole', points = 1", "for = 'fastest-lap', points = 1"),
    "points[].bonus[].points": bonus("for = 'pole', points = 1", "for = 'pole', points = 2"),
    "points[].bonus[].top": bonus("for = 'fastest-lap', points = 1", "for = 'fastest-lap', points = 1, top = 2"),
    "points[].bonus[].over": (
        tables,
        *(f"{POINTS}bonus = [{{ for = 'pole', points = 1, over = '{share} %' }}]\n{TABLE}"
          "[[season.2026.adjustment]]\nkind = 'cut-short'\ncompleted = '60 %'" for share in (50, 75)),
        FULL,
    ),
    "points[].bonus[].classified": bonus("for = 'started', points = 1", "for = 'started', points = 1, classified = true"),
    "points[].bonus[].tied": bonus("for = 'pole', points = 1", "for = 'pole', points = 1, tied = 'nobody'",
                                   "position,driver,pole\n1,Ann,yes\n2,Bea,yes"),
    "points[].bonus[].within": bonus("for = 'fastest-lap', points = 1", "for = 'fastest-lap', points = 1, within = 'class'"),
    "points[].bonus[].once-per-round": points("sessions = ['race', 'sprint']\nbonus = [{ for = 'started', points = 1 }]",
                                              "sessions = ['race', 'sprint']\n"
                                              "bonus = [{ for = 'started', points = 1, once-per-round = true }]", EVENTS),
    "points[].bonus[].at-least": bonus("for = 'incidents', points = 1", "for = 'incidents', points = 1, at-least = 4"),
    "points[].bonus[].at-most": bonus("for = 'incidents', points = 1", "for = 'incidents', points = 1, at-most = 4"),
    "points[].bonus[].passed-down": bonus("for = 'fastest-lap', points = 1, top = 2",
                                          "for = 'fastest-lap', points = 1, top = 2, passed-down = true"),
    "meeting.sessions": worth("[meeting]\nsessions = ['race']\n[[points]]\nsessions = ['meeting']\nscale = [3, 2]",
                              "[meeting]\nsessions = ['sprint']\n[[points]]\nsessions = ['meeting']\nscale = [3, 2]", EVENTS),
    "meeting.scale": worth("[meeting]\nsessions = ['race', 'sprint']\n[[points]]\nsessions = ['meeting']\nscale = [3, 2, 1]",
                           "[meeting]\nsessions = ['race', 'sprint']\nscale = [10, 6, 5]\n"
                           "[[points]]\nsessions = ['meeting']\nscale = [3, 2, 1]",
                           "session,position,driver\nrace,1,Ann\nrace,2,Bea\nrace,3,Cleo\n"
                           "sprint,1,Cleo\nsprint,2,Bea\nsprint,3,Ann"),
    # tables
    "standings[].name": (tables, POINTS + TABLE, POINTS + TABLE.replace('"T"', '"U"'), PLAIN),
    "standings[].unit": table("", 'unit = "team"'),
    "standings[].class": table("", 'class = "B"'),
    "standings[].group": table("", 'group = "P"'),
    "standings[].each-class": table("", "each-class = true"),
    "standings[].each-group": table("", "each-group = true"),
    "standings[].place": table("", 'place = "class"'),
    "standings[].points-from": table("", "points-from = ['sprint']", EVENTS,
                                     POINTS + "[[points]]\nsessions = ['sprint']\nscale = [5]\n"),
    "standings[].cars": table('unit = "team"', 'unit = "team"\ncars = "best"'),
    "standings[].cars-counted": table('unit = "team"\ncars = "best"', 'unit = "team"\ncars = "best"\ncars-counted = 2'),
    "standings[].cars-in-ties": table('unit = "team"\ncars = "best"', 'unit = "team"\ncars = "best"\ncars-in-ties = "all"',
                                      "round,position,driver,team\n1,1,Ann,Red\n1,2,Bea,Blue\n1,3,Cleo,Red\n"
                                      "2,1,Bea,Blue\n2,2,Ann,Red\n",
                                      "[[points]]\nscale = [10, 6, 4]\n"),
    "standings[].shared": table("", 'shared = "split"', CREWS),
    "standings[].two-cars": table("", 'two-cars = "best"', CREWS),
    "standings[].not-scoring": table("", 'not-scoring = "passed-down"', scale="[[points]]\nscale = [10, 6, 4, 3, 2]\n"),
    "standings[].registered": table("", "registered = true"),
    "standings[].multiply-by-cars": table("", "multiply-by-cars = true"),
    "standings[].best.count": table("", "best = { count = 2 }", PLAIN),
    "standings[].best.drop": table("", "best = { drop = 1 }", PLAIN),
    "standings[].best.by": table("best = { drop = 1 }", 'best = { drop = 1, by = "round" }', EVENTS,
                                 "[[points]]\nsessions = ['race', 'sprint']\nscale = [10, 6]\n"),
    "standings[].best.split": table("best = { count = 1 }", 'best = { count = 1, split = "larger-first" }', PLAIN),
    "standings[].best.at-once": (tables, *(f"{POINTS}{TABLE}best = {{ drop = 1, at-once = {one} }}\n"
                                           "[season.2026]\nrounds = 9" for one in ("false", "true")), PLAIN),
    "standings[].best.kinds": table("best = { count = 1 }", "best = { count = 1, kinds = ['sprint'] }", PLAIN),
    "standings[].best.keep": table("best = { drop = 1 }", "best = { drop = 1, keep = ['not-started'] }",
                                   races("Ann Bea", "Ann", "Bea Ann")),
    "standings[].best.keep-rounds": table("best = { count = 2 }", "best = { count = 2, keep-rounds = ['last'] }",
                                          races("Ann Bea", "Ann Bea", "Bea Cleo Ann")),
    "standings[].best.of-round": table("", "best = { of-round = 1 }", EVENTS,
                                       "[[points]]\nsessions = ['race', 'sprint']\nscale = [10, 6]\n"),
    "standings[].switch-loses": table("", "switch-loses = ['team']", "round,position,driver,team\n1,1,Ann,Red\n2,1,Ann,Blue"),
    "standings[].ranked.points": table("", "ranked = { points = 5 }"),
    "standings[].ranked.scored": table("", "ranked = { scored = true }"),
    "standings[].ranked.classified": table("", "ranked = { classified = true }"),
    "standings[].ranked.grid": table("ranked = { classified = true }", "ranked = { classified = true, grid = true }"),
    "standings[].ranked.sessions": table("ranked = { classified = true }",
                                         "ranked = { classified = true, sessions = ['sprint'] }", EVENTS),
    "standings[].ranked.rounds": table("", "ranked = { rounds = 2 }", races("Ann Bea", "Ann")),
    "standings[].listed": table("ranked = { classified = true }", "ranked = { classified = true }\nlisted = 'all'"),
    "standings[].members": table("", "members = ['Bea', 'Cleo']"),
    "standings[].seat": table("", "seat = 2", CREWS),
    "standings[].wins": table("", "wins = 'fewest'", PLAIN),
    "standings[].ties[].by": table("ties = ['first-to-achieve']", "ties = ['latest']", races("Ann Bea", "Bea Ann")),
    "standings[].ties[].sessions": table("ties = [{ by = 'wins' }]", "ties = [{ by = 'wins', sessions = ['sprint'] }]",
                                         races("Ann Bea", "Bea Ann").replace("round,", "session,round,").replace("\n", "\nrace,")
                                         + "\nsprint,2,1,Bea\nsprint,2,2,Ann\nqualifying,2,1,Ann"),
    "standings[].ties[].places": table("ties = [{ by = 'counts', places = 1 }]", "ties = ['counts']",
                                       races("Ann Bea Cleo", "Bea Cleo Ann", "Cleo Dora Eve Ann"), "[[points]]\nscale = [10]\n"),
    "standings[].ties[].dropped": table("best = { count = 1 }\nties = ['counts']",
                                        "best = { count = 1 }\nties = [{ by = 'counts', dropped = false }]",
                                        races("Ann Bea", "Bea Ann", "Ann Cleo")),
    # facts of a season
    "season.*.rounds": (tables, *(f"{POINTS}{TABLE}best = {{ drop = 1 }}\n[season.2026]\nrounds = {one}" for one in (3, 4)),
                        PLAIN),
    "season.*.adjustment[].kind": ruled("kind = 'deduction'\nnames = ['Ann']\npoints = 1",
                                        "kind = 'addition'\nnames = ['Ann']\npoints = 1"),
    "season.*.adjustment[].round": ruled("kind = 'cut-short'\nfactor = '1/2'\nround = 1", "kind = 'cut-short'\nfactor = '1/2'\n"
                                         "round = 2"),
    "season.*.adjustment[].session": ruled("kind = 'cut-short'\nfactor = '1/2'\nsession = 'race'",
                                           "kind = 'cut-short'\nfactor = '1/2'\nsession = 'sprint'"),
    "season.*.adjustment[].tables": ruled("kind = 'cut-short'\nfactor = '1/2'\ntables = ['T']",
                                          "kind = 'cut-short'\nfactor = '1/2'\ntables = ['U']"),
    "season.*.adjustment[].names": ruled("kind = 'deduction'\nnames = ['Ann']\npoints = 1",
                                         "kind = 'deduction'\nnames = ['Bea']\npoints = 1"),
    "season.*.adjustment[].cars": ruled("kind = 'not-scoring'\ncars = ['1']", "kind = 'not-scoring'\ncars = ['2']",
                                        "season,position,number,driver\n2026,1,1,Ann\n2026,2,2,Bea"),
    "season.*.adjustment[].points": ruled("kind = 'deduction'\nnames = ['Ann']\npoints = 1",
                                          "kind = 'deduction'\nnames = ['Ann']\npoints = 2"),
    "season.*.adjustment[].completed": short("bands = [{ below = '50 %', factor = '1/2' }]",
                                             "bands = [{ below = '50 %', factor = '1/2' }]"),
    "season.*.adjustment[].factor": ruled("kind = 'cut-short'\nfactor = '1/2'", "kind = 'cut-short'\nfactor = '1/4'"),
    "season.*.adjustment[].scale": ruled("kind = 'scale'\nscale = [5]", "kind = 'scale'\nscale = [6]"),
    "season.*.adjustment[].laps": short("", ""),
    "season.*.adjustment[].green-laps": short("", ""),
    "season.*.adjustment[].red": short("", ""),
    "season.*.adjustment[].passed-down": ruled("kind = 'not-scoring'\nround = 1\nnames = ['Ann']",
                                               "kind = 'not-scoring'\nround = 1\nnames = ['Ann']\npassed-down = true"),
    "season.*.adjustment[].of-result": ruled("kind = 'deduction'\nround = 1\nsession = 'sprint'\nnames = ['Ann']\npoints = 9",
                                             "kind = 'deduction'\nround = 1\nsession = 'sprint'\nnames = ['Ann']\npoints = 9\n"
                                             "of-result = true", best="best = { drop = 1 }"),
    "season.*.adjustment[].may-be-dropped": ruled("kind = 'exclusion'\nround = 1\nsession = 'race'\nnames = ['Ann']",
                                                  "kind = 'exclusion'\nround = 1\nsession = 'race'\nnames = ['Ann']\n"
                                                  "may-be-dropped = false", best="best = { drop = 1 }"),
    "season.*.adjustment[].disqualified-for": ruled(
        "kind = 'exclusion'\nround = 1\nsession = 'race'\nnames = ['Ann']\ndisqualified-for = 'sporting'",
        "kind = 'exclusion'\nround = 1\nsession = 'race'\nnames = ['Ann']\ndisqualified-for = 'Technical'",
        best="best = { drop = 1, keep = ['disqualified: technical'] }",
    ),
    "season.*.adjustment[].points-kept": ruled("kind = 'exclusion'\nnames = ['Ann']",
                                               "kind = 'exclusion'\nnames = ['Ann']\npoints-kept = true"),
    "season.*.adjustment[].starts-again": ruled("kind = 'exclusion'\nround = 2\nnames = ['Ann']",
                                                "kind = 'exclusion'\nround = 2\nnames = ['Ann']\nstarts-again = true"),
    **{
        f"season.*.adjustment[].{key}": ruled(f"kind = 'exclusion'\nnames = ['Ann']\n{key} = 'x'",
                                              f"kind = 'exclusion'\nnames = ['Ann']\n{key} = 'y'")
        for key in ("label", "article", "source", "reason", "document")
    },
    # grids
    "grid[].by": grids("from = ['q1']", "from = ['q1']\nby = 'standings'"),
    "grid[].best-of": grids("by = 'average'", "by = 'average'\nbest-of = 1", "both"),
    "grid[].reverse-first": grids("", "reverse-first = 3"),
    "grid[].limit": grids("no-time = 'left-out'", "limit = '103 %'\nno-time = 'left-out'"),
    "grid[].limit-of": grids("limit = '105 %'\nno-time = 'left-out'", "limit = '105 %'\nlimit-of = 'class'\n"
                             "no-time = 'left-out'", "class"),
    "grid[].no-time": grids("", "no-time = 'left-out'"),
    "grid[].no-time-order": grids("", "no-time-order = ['effort']"),
    "grid[].penalties.accumulate": grids("", "penalties = { accumulate = 'largest' }", "drops"),
    "grid[].penalties.landing": grids("", "penalties = { landing = 'one-by-one' }", "two"),
    "grid[].penalties.most": grids("", "penalties = { most = 2 }", "drops"),
    "grid[].penalties.behind-no-time": grids("", "penalties = { behind-no-time = false }", "far"),
    "grid[].withdrawn": grids("", "withdrawn = 'hole'", "early"),
    "grid[].withdrawn-late": grids("", "withdrawn-late = 'close-up'", "late"),
    "grid[].classes": grids("", "classes = 'split'"),
    "grid[].class-order": grids("classes = 'split'", "classes = 'split'\nclass-order = ['CUP', 'GT']"),
    "grid[].in-row": grids("", "in-row = 3"),
    "grid[].pole": grids("", "pole = 'right'"),
    # handicaps
    "handicap[].name": load('name = "x"', 'name = "y"'),
    "handicap[].unit": load('unit = "kg"', 'unit = "s"'),
    "handicap[].by": load("", "", ""),
    "handicap[].of": load("", "of = 'driver'"),
    "handicap[].table": load("table = 'U'", "table = 'B'", "by = 'standings-place'\nscale = [9, 8, 7]"),
    "handicap[].class": load("", "class = 'B'"),
    "handicap[].place": load("", "place = 'class'"),
    "handicap[].sessions": load("", "sessions = ['sprint']"),
    "handicap[].scale": load("scale = [9]", "scale = [8]", "by = 'last-race'"),
    "handicap[].factor": load("", "factor = 2"),
    "handicap[].reference": load("", "reference = 2", "by = 'standings-points'\ntable = 'U'\nfactor = 1"),
    "handicap[].top": load("", "top = 1"),
    "handicap[].rounding": load("", "rounding = 'up'"),
    "handicap[].absent": load("", "absent = 5"),
    "handicap[].newcomer": load("", "newcomer = 5"),
    "handicap[].most": load("", "most = 15"),
    "handicap[].at": load("", "at = ['Monza']"),
    "handicap[].not-at": load("", "not-at = ['Imola']"),
    # carried penalties
    "carry.reprimands": (owed, "reprimands = 3\ngrid-places = 10", "reprimands = 4\ngrid-places = 10", ""),
    "carry.driving-reprimands": (owed, "reprimands = 3\ngrid-places = 10",
                                 "reprimands = 3\ndriving-reprimands = 3\ngrid-places = 10", ""),
    "carry.grid-places": (owed, "reprimands = 3\ngrid-places = 10", "reprimands = 3\ngrid-places = 5", ""),
    "carry.licence-points": (owed, "licence-points = 6", "licence-points = 4", ""),
    "carry.suspension": (owed, "licence-points = 4", "licence-points = 4\nsuspension = 2", ""),
    "carry.unserved-grid-drop": (owed, "", "unserved-grid-drop = 5", ""),
    "carry.races": (owed, "", "races = ['sprint']", ""),
    # playoffs
    "playoffs.table": playoff('table = "T"', 'table = "U"'),
    "playoffs.regular-rounds": playoff("regular-rounds = 2", "regular-rounds = 1"),
    "playoffs.last-round": playoff("last-round = 5", "last-round = 6"),
    "playoffs.seeds": playoff("seeds = 4", "seeds = 5"),
    "playoffs.base": playoff("base = 100", "base = 200"),
    "playoffs.step": playoff("step = 50", "step = 60", "final-by-finish = false"),
    "playoffs.cuts[].round": playoff("cuts = [{ round = 3, keep = 2 }]", "cuts = [{ round = 4, keep = 2 }]"),
    "playoffs.cuts[].keep": playoff("cuts = [{ round = 3, keep = 2 }]", "cuts = [{ round = 3, keep = 1 }]"),
    "playoffs.cuts[].playoff-points": playoff("cuts = [{ round = 3, keep = 2 }]",
                                              "cuts = [{ round = 3, keep = 2, playoff-points = false }]"),
    "playoffs.winners-first": playoff("seeds = 2\ncuts = none", "seeds = 2\nwinners-first = false\ncuts = none"),
    "playoffs.winners-within": playoff("seeds = 2\ncuts = none", "seeds = 2\nwinners-within = 2\ncuts = none"),
    "playoffs.leader-qualifies": playoff("seeds = 2\ncuts = none", "seeds = 2\nleader-qualifies = true\ncuts = none"),
    "playoffs.started-every-race": playoff("", "started-every-race = true"),
    "playoffs.win-advances": playoff("", "win-advances = false", "seeds = 5\ncuts = [{ round = 3, keep = 1 }]"),
    "playoffs.races": playoff("", 'races = ["stage"]'),
    "playoffs.stages": playoff("", 'stages = ["nothing"]', "cuts = none\nfinal-by-finish = false"),
    "playoffs.playoff-win": playoff("", "playoff-win = 9", "cuts = none\nfinal-by-finish = false"),
    "playoffs.playoff-stage": playoff("", "playoff-stage = 9", "cuts = none\nfinal-by-finish = false"),
    "playoffs.regular-season": playoff("", "regular-season = [9]", "cuts = none\nfinal-by-finish = false"),
    "playoffs.after-cut": playoff("", "after-cut = 'as-cut'"),
    "playoffs.final-by-finish": playoff("", "final-by-finish = false"),
}  # fmt: skip
WALK["season.*.adjustment[].completed"] = (
    tables,
    *(
        short("bands = [{ below = '50 %', factor = '1/2' }]", "", f"completed = '{one} %'")[1]
        for one in (40, 60)
    ),
    FULL,
)
WALK["season.*.adjustment[].laps"] = (
    tables, *(short("minimum-laps = 5", "", f"completed = '90 %'\nlaps = {one}")[1] for one in (4, 6)), FULL,
)  # fmt: skip
WALK["season.*.adjustment[].green-laps"] = (
    tables, *(short("minimum-green-laps = 5", "", f"completed = '90 %'\ngreen-laps = {one}")[1] for one in (4, 6)), FULL,
)  # fmt: skip
WALK["season.*.adjustment[].red"] = (
    tables,
    *(short("only-after-red = true\nbands = [{ factor = '1/2' }]", "", f"completed = '40 %'\nred = {one}")[1]
      for one in ("false", "true")),
    FULL,
)  # fmt: skip
WALK["handicap[].by"] = (
    loads,
    *(f'[[handicap]]\nname = "x"\nunit = "kg"\nscale = [9, 8, 7, 6]\nby = "{one}"' for one in ("last-race", "race-before")),
    "",
)  # fmt: skip


# --- entry lists

CREW = "number,class,driver,category,rounds\n7,GT,Ann,S,1\n7,GT,Bea,S,1\n8,GT,Cleo,B,1\n9,GT,Ann,S,1\n"
CLASS = 'classes = [{ name = "GT"%s }]'


def of_class(a: str, b: str, text: str = CREW) -> tuple[Look, str, str, str]:
    return entry(CLASS % a, CLASS % b, text)


WALK |= {
    "entries.classes[].name": entry('classes = [{ name = "GT" }]', 'classes = [{ name = "GT3" }]', CREW),
    "entries.classes[].crew-least": of_class("", ", crew-least = 2"),
    "entries.classes[].crew-most": of_class("", ", crew-most = 1"),
    "entries.classes[].crews": of_class("", ', crews = ["SB"]'),
    "entries.classes[].at-least": of_class("", ', at-least = ["B"]'),
    "entries.classes[].none-of": of_class("", ', none-of = ["silver"]'),
    "entries.classes[].cars-least": of_class("", ", cars-least = 9"),
    "entries.closes-before": entry("", 'closes-before = "8000 h"', "number,driver,entered\n7,Ann,2023-01-01\n"),
    "entries.late-allowed": entry('closes-before = "8000 h"', 'closes-before = "8000 h"\nlate-allowed = false',
                                  "number,driver,entered\n7,Ann,2023-01-01\n"),
    "entries.medical": entry("", "medical = false", "number,driver,hurt\n7,Ann,2023-01-01\n"),
    "entries.one-crew": entry("", "one-crew = false", CREW),
    "entries.cars-least": entry("", "cars-least = 9", CREW),
    "entries.numbers-from": entry("", "numbers-from = 8", CREW),
    "entries.numbers-to": entry("", "numbers-to = 8", CREW),
    "entries.guests-score": (tables, POINTS + TABLE, POINTS + TABLE + "[entries]\nguests-score = true", FULL),
}  # fmt: skip

# --- sessions

OPEN_RACE = GREEN + FIVE  # without a flag: the rulebook says when it is due
SLOWER = GREEN + laps("1", *["1:00"] * 6) + laps("3", *["1:15"] * 5)
PITS = (
    GREEN + CHEQUERED + laps("1", *["1:00"] * 5) + laps("2", "1:00", "1:00", "1:10", "1:00", "1:01")
    + "10:02:50,passing,2,PIT_IN,\n10:03:05,passing,2,PIT_OUT,\n"
)  # fmt: skip
STOPPED = (
    GREEN + laps("1", *["1:00"] * 3) + laps("2", "1:05", "1:05", "1:15") + laps("3", "1:20", "1:20")
    + "10:03:30,flag,,,red\n10:04:00,session,,,end\n"
)  # fmt: skip
STOP = '[race.compulsory-stop]\nopens = "%s"\ncloses = "%s"\nminimum = "%s"\n'


def stop(
    more_a: str, more_b: str, log: str = PITS, said: str = STOP % ("2:00.000", "4:00.000", "10 s")
) -> Any:
    return session, said + more_a, said + more_b, "race|" + log


WALK |= {
    "timing.resolution": (session, "", '[timing]\nresolution = "1 ms"',
                          "race|" + GREEN + CHEQUERED + laps("1", *["1:00"] * 4, "1:00.0001")
                          + laps("2", *["1:00"] * 4, "1:00.0004")),
    "timing.double-read": (session, "", '[timing]\ndouble-read = "100 ms"\nminimum-lap = "1 s"',
                           "race|" + PLAIN_RACE + "10:02:01.5,passing,1,FL,\n"),
    "timing.minimum-lap": (session, "", '[timing]\nminimum-lap = "10 s"',
                           "race|" + GREEN + CHEQUERED + laps("1", "0:20", *["1:00"] * 5)),
    "timing.missed-over": (session, "", "[timing]\nmissed-over = 9",
                           "race|" + GREEN + CHEQUERED + laps("1", "1:00", "1:00", "2:00", "1:00", "1:00")
        + "".join(f"10:0{minute}:25,passing,1,S1,\n" for minute in range(5))),
    "race.length": race_rules('length = "2 min"', 'length = "4 min"', OPEN_RACE),
    "race.plus-laps": race_rules('length = "2 min"', 'length = "2 min"\nplus-laps = 1', OPEN_RACE),
    "race.laps": race_rules("laps = 3", "laps = 4", OPEN_RACE),
    "race.total": race_rules('length = "2 min"\nplus-laps = 2\ntotal = "9 min"', 'length = "2 min"\nplus-laps = 2\ntotal = "3 min"', OPEN_RACE),
    "race.each-car": race_rules('length = "3.5 min"', 'length = "3.5 min"\neach-car = true', SLOWER),
    "race.classified.flag": race_rules("", "classified.flag = true", PLAIN_RACE),
    "race.classified.share": race_rules("", 'classified.share = "70 %"', PLAIN_RACE),
    "race.classified.of": race_rules('classified.share = "70 %"', 'classified = { share = "70 %", of = "class" }',
                                     GREEN + CHEQUERED + laps("1", *["1:00"] * 5) + laps("4", "1:02", "1:40")),
    "race.classified.rounding": race_rules('classified.share = "70 %"', 'classified = { share = "70 %", rounding = "down" }',
                                           GREEN + CHEQUERED + laps("1", *["1:00"] * 5) + laps("4", *["1:20"] * 3)),
    "race.classified.running.at": race_rules('length = "5 min"\nclassified.running = { at = "40 %", share = "55 %" }',
                                             'length = "5 min"\nclassified.running = { at = "100 %", share = "55 %" }',
                                             GREEN + CHEQUERED + laps("1", *["1:00"] * 5) + laps("4", "1:01", "1:01", "2:30")),
    "race.classified.running.share": race_rules('length = "5 min"\nclassified.running = { at = "40 %", share = "10 %" }',
                                                'length = "5 min"\nclassified.running = { at = "40 %", share = "55 %" }',
                                                GREEN + CHEQUERED + laps("1", *["1:00"] * 5)
                                                + laps("4", "1:01", "1:01", "2:30")),
    "race.classified.unclassified-order": race_rules('classified.share = "90 %"',
                                                     'classified = { share = "90 %", unclassified-order = "flag-first" }',
                                                     GREEN + CHEQUERED + laps("1", *["1:00"] * 5) + laps("3", *["1:05"] * 4)
                                                     + laps("4", "2:30", "2:45")),
    "race.flag.in-pit-lane": race_rules("classified.flag = true", "classified.flag = true\nflag.in-pit-lane = false",
                                        GREEN + CHEQUERED + laps("1", *["1:00"] * 5) + laps("2", *["1:01"] * 4)
                                        + "10:05:01,passing,2,PIT_IN,\n10:05:05,passing,2,FL_PIT,\n"),
    "race.red-flag.result": race_rules('length = "5 min"', 'length = "5 min"\nred-flag.result = "last-lap-all-completed"', "STOPPED"),
    "race.red-flag.result-from": race_rules('length = "9 min"\nred-flag.result-from = "10 %"',
                                            'length = "9 min"\nred-flag.result-from = "50 %"', "STOPPED"),
    "race.classified.slow-last-lap[].over": race_rules('classified.slow-last-lap = [{ over = "50 s", laps = 1 }]',
                                                       'classified.slow-last-lap = [{ over = "9 min", laps = 1 }]', PLAIN_RACE),
    "race.classified.slow-last-lap[].laps": race_rules('classified.slow-last-lap = [{ over = "50 s", laps = 1 }]',
                                                       'classified.slow-last-lap = [{ over = "50 s", laps = 2 }]', PLAIN_RACE),
    "race.classified.slow-last-lap[].excluded": race_rules('classified.slow-last-lap = [{ over = "50 s" }]',
                                                           'classified.slow-last-lap = [{ over = "50 s", excluded = true }]',
                                                           PLAIN_RACE),
    "race.fastest-lap.first-lap": race_rules("", "fastest-lap.first-lap = false",
                                             GREEN + CHEQUERED + laps("1", "0:59", *["1:00"] * 4)),
    "race.fastest-lap.in-laps": race_rules("", "fastest-lap.in-laps = false",
                                           GREEN + CHEQUERED + laps("2", "1:00", "0:55", "1:10", "1:00", "1:01")
                                           + "10:01:50,passing,2,PIT_IN,\n10:02:05,passing,2,PIT_OUT,\n"),
    "race.fastest-lap.out-laps": race_rules("", "fastest-lap.out-laps = false",
                                            GREEN + CHEQUERED + laps("2", "1:10", "1:10", "0:50", "1:05", "1:05")
                                            + "10:02:15,passing,2,PIT_IN,\n10:02:25,passing,2,PIT_OUT,\n"),
    "race.fastest-lap.neutralised": race_rules("", "fastest-lap.neutralised = false",
                                               GREEN + "10:01:10,flag,,,safety-car\n10:01:50,flag,,,green\n" + CHEQUERED
                                               + laps("1", "1:00", "0:50", "1:00", "1:00", "1:10")),
    **{
        f"race.fastest-lap.{flag}": race_rules(
            "", f"fastest-lap.{flag} = false",
            GREEN + f"10:01:10,flag,,,{flag}\n10:01:50,flag,,,green\n" + CHEQUERED
            + laps("1", "1:00", "0:50", "1:00", "1:00", "1:10"),
        )
        for flag in ("yellow", "full-course-yellow", "code-60", "safety-car", "red")
    },
    "race.start-groups[].group": race_rules('start-groups = [{ group = "GT", after = "30 s" }]',
                                            'start-groups = [{ group = "CUP", after = "30 s" }]', PLAIN_RACE),
    "race.start-groups[].after": race_rules('start-groups = [{ group = "CUP", after = "20 s" }]',
                                            'start-groups = [{ group = "CUP", after = "30 s" }]', PLAIN_RACE),
    "race.red-flag.crossings-count": race_rules("", "red-flag.crossings-count = false",
                                                GREEN + "10:02:50,flag,,,red\n10:03:10,flag,,,green\n" + CHEQUERED + FIVE),
    "race.penalties.drive-through": race_rules("", 'penalties.drive-through = "30 s"', "[unserved]" + PLAIN_RACE),
    "race.penalties.stop-and-go": race_rules("", 'penalties.stop-and-go = "40 s"', "[unserved]" + PLAIN_RACE),
    "race.compulsory-stop.opens": (session, *(STOP % (one, "4:00.000", "10 s") for one in ("2:00.000", "3:00.000")),
                                   "race|" + PITS),
    "race.compulsory-stop.closes": (session, *(STOP % ("1:00.000", one, "10 s") for one in ("4:00.000", "2:00.000")),
                                    "race|" + PITS),
    "race.compulsory-stop.minimum": (session, *(STOP % ("2:00.000", "4:00.000", one) for one in ("10 s", "20 s")),
                                     "race|" + PITS),
    "race.compulsory-stop.clock": stop("", 'clock = "first-green"', PITS.replace("10:00:00,flag,,,green",
                                       "10:00:00,session,,,start\n10:01:00,flag,,,green")),
    "race.compulsory-stop.safety-car": stop(
        "",
        'safety-car = "extends"',
        PITS + "10:02:10,flag,,,safety-car\n10:02:40,flag,,,green\n",
        STOP % ("2:00.000", "2:45.000", "10 s"),
    ),
    "race.compulsory-stop.red": stop(
        "",
        'red = "extends"',
        PITS + "10:02:10,flag,,,red\n10:02:40,flag,,,green\n",
        STOP % ("2:00.000", "2:45.000", "10 s"),
    ),
    "race.compulsory-stop.neutralised": stop(
        "", "neutralised = false", PITS + "10:02:40,flag,,,full-course-yellow\n10:03:30,flag,,,green\n"
    ),
    "race.compulsory-stop.count": stop("", "count = 2"),
    "race.compulsory-stop.sanction": stop("shortfall-added = false", 'shortfall-added = false\nsanction = "drive-through"'),
    "race.compulsory-stop.stop-and-go": stop("shortfall-added = false", 'shortfall-added = false\nstop-and-go = "5 s"'),
    "race.compulsory-stop.shortfall-added": stop("", "shortfall-added = false"),
    "race.flag.late": race_rules('length = "3 min"', 'length = "3 min"\nflag.late = "as-due"', PLAIN_RACE),
    "race.flag.tolerance": race_rules('length = "4.9 min"\nflag.late = "as-due"',
                                      'length = "3 min"\nflag = { late = "as-due", tolerance = "10 min" }', PLAIN_RACE),
    "race.flag.early": race_rules('length = "9 min"', 'length = "9 min"\nflag.early = "last-crossing-of-leader"',
                                  PLAIN_RACE.replace("10:05:00,flag", "10:03:30,flag")),
    "race.flag.crossings-count-for": race_rules("", 'flag.crossings-count-for = "20 s"', PLAIN_RACE
                                                + laps("2", "5:55")),
    "race.flag.black": race_rules("", 'flag.black = "disqualified"', PLAIN_RACE + "10:03:30,flag,2,,black\n"),
    "race.red-flag.clock": race_rules('length = "4 min"', 'length = "4 min"\nred-flag.clock = "stops"',
                                      OPEN_RACE + "10:01:10,flag,,,red\n10:02:20,flag,,,green\n"),
}  # fmt: skip

SHOWN_ELSEWHERE: dict[str, str] = {
    "race.compulsory-stop.solo-drivers": "timing/test_compulsory_stop.py",
    "grid[].race": "grid/test_sources.py",
    "grid[].from": "grid/test_sources.py",
    "entries.classes[].groups[].name": "entries/test_rules.py",
    "entries.classes[].groups[].crews": "entries/test_rules.py",
    "timing.decoders": "test_bad_days.py",
    "timetable.least-break": "season/test_timetable.py",
    "timetable.break-before-race": "season/test_timetable.py",
}
"""Keys whose effect a test of their own shows, in this module."""

NOT_SHOWN: dict[str, str] = {
    "entries.classes[].minimum-time": "needs the drivers of a log; tests/season/test_driving.py shows both by the shipped rules",
    "entries.classes[].maximum-time": "the same",
    "name": "what rulebooks are told apart by: the head of every table and paper, no cell",
    "title": "the head of every table and paper, no cell",
    "source": "where the rules were read: it is cited in reasons, no cell",
    "entries.classes[].title": "how papers write the class",
    "playoffs.class": "which of several tables of one name; refused where there is no such table",
}
KINDS = ("practice", "qualifying")


def keys() -> list[str]:
    return [key for key, _ in rule_keys()]


@pytest.mark.parametrize("key", WALK)
def test_two_values_of_a_key_make_a_difference(key: str) -> None:
    look, a, b, given = WALK[key]
    given = given.replace("STOPPED", STOPPED)
    assert look(a, given) != look(b, given), f"{key}: {b!r} changes nothing"


@pytest.mark.complete
def test_every_key_is_walked_or_said_why_not() -> None:
    """Those of `[practice]` and `[qualifying]`, and what a race refuses, are walked in `test_every_session_key.py`."""
    others = {key for key in keys() if key.partition(".")[0] in KINDS}
    said = [*WALK, *SHOWN_ELSEWHERE, *NOT_SHOWN]
    assert len(set(said)) == len(said), "a key is named twice"
    assert set(said) - set(keys()) == set(), "these are no keys"
    assert set(keys()) - set(said) - others == {
        "race.order.by",
        "race.order.equal-times",
        "race.order.no-time",
    }


def test_the_page_says_of_all_rules_which_commands_show_them() -> None:
    page = (ROOT.parent / "docs" / "rulebook.md").read_text(encoding="utf-8")
    section = page.partition("## What shows a rule")[2].partition("\n## ")[0]
    listed = {
        name for row in re.findall(r"(?m)^\| (`[^|]*) \|", section) for name in re.findall(r"`([\w-]+)`", row)
    }
    assert listed == {re.split(r"[.\[]", key)[0] for key in keys()}


@pytest.mark.parametrize(("key", "module"), SHOWN_ELSEWHERE.items())
def test_what_is_shown_elsewhere_is_written_there(key: str, module: str) -> None:
    word = key.rpartition(".")[2].removesuffix("[]")
    text = (ROOT / module).read_text(encoding="utf-8")
    assert re.search(rf"(?<![\w-]){word}(?![\w-])", text) or re.search(
        rf"\b{word.replace('-', '_')}_?\b", text
    )


@pytest.mark.parametrize("key", [key for key in WALK if key.startswith("race.")])
def test_rules_of_the_race_do_nothing_to_a_practice(key: str) -> None:
    """Each kind of session has its own: what [race] says stays with the race."""
    look, a, b, given = WALK[key]
    practice = "practice|" + given.replace("STOPPED", STOPPED).partition("|")[2]
    assert look(a, practice) == look(b, practice)
