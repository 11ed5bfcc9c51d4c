# ruff: noqa: E501 - a row of a table stays a row
"""No key of a championship folder is read and then does nothing: two values of each, and every command that shows it.

A row of `WALK` is a key (of championship.toml, round.toml, a decision, or a column of entries.csv or of a result list),
the commands where its effect has to be seen, and the files that differ from those of a small meeting: a race with a
log, one with a list, one to come. What a command finds odd does not count. Lists and pages (`board`) are printed from
the value papers are printed from, so they are looked at where the two might differ. Who was hurt is not published.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from folder_shows import LOOKS
from parcferme.decoders.result_columns import COLUMNS as RESULT_COLUMNS
from parcferme.entries.columns import COLUMNS as ENTRY_COLUMNS
from parcferme.regulations import key_of
from parcferme.season.decisions import DECISION_KEYS
from parcferme.season.folder import CalendarRound, ChampionshipFile, RoundFile, SessionFile
from small_races import laps

Files = Mapping[str, str | None]
TABLES = "standings season chances communique papers"
RULES = """name = "cup"
title = "Cup"
[[points]]
scale = [10, 6, 4]
bonus = [{ for = "pole", points = 1 }, { for = "fastest-lap", points = 1 }]
[[standings]]
name = "Drivers"
[[standings]]
name = "Teams"
unit = "team"
[[standings]]
name = "Makes"
unit = "manufacturer"
"""
TOP = """name = "club-cup"
title = "Club Cup"
season = 2024
zone = "Europe/Paris"
rulebook = "cup.toml"
classes = ["GT", "Clio"]
[[round]]
number = 3
name = "Imola"
start = 2024-07-01
[[session]]
name = "race-1"
start = 2024-07-01T14:00:00
"""
ENTRIES = """number,class,team,make,driver,category,nation,rounds
7,GT,First,Ligier,Ann Onym,Bronze,FRA,
81,GT,Second,Norma,Bob Blank,Silver,ITA,
50,Clio,Third,Clio,Cy Seven,Gold,BEL,
"""
ROUND = """name = "Spa"
start = 2024-05-04
end = 2024-05-05
[[session]]
name = "qualifying-1"
start = 2024-05-04T10:00:00
length = "20 min"
[[session]]
name = "race-1"
start = 2024-05-04T14:00:00
length = "5 min"
"""
NO_FLAG = (
    "time,kind,car,loop,value\n10:00:00.000,flag,,,green\n"
    + laps("7", "1:00", "1:01", "1:00", "1:00", "1:02")
    + laps("81", "1:02", "1:00", "1:01", "1:00", "1:00.5")
    + laps("50", *["1:10"] * 5)
)
LOG = NO_FLAG + "10:05:03.000,flag,,,chequered\n"
QUALIFYING = "pos,car,best lap\n1,81,1:00.5\n2,7,1:01.0\n3,50,1:10.0\n"
LIST = """pos,car,driver,class,laps,time,best lap,team,make
1,7,Ann Onym,GT,5,5:03.0,1:00.0,First,Ligier
2,81,Bob Blank,GT,5,5:03.5,1:00.0,Second,Norma
3,50,Cy Seven,Clio,4,4:40.0,1:10.0,Third,Clio
"""
FED = 'feed = [{ address = "p3+file:box.bin" }]\n'
TOML, ROUND_TOML, RACE, RULEBOOK = "championship.toml", "1-spa/round.toml", "1-spa/race-1.csv", "cup.toml"
FILES: Files = {
    TOML: TOP, RULEBOOK: RULES, "entries.csv": ENTRIES, ROUND_TOML: ROUND, RACE: LOG,
    "1-spa/qualifying-1.csv": QUALIFYING,
    "2-monza/round.toml": 'name = "Monza"\nstart = 2024-06-01\n[[session]]\nname = "race-1"\nstart = 2024-06-01T14:00:00\n',
    "2-monza/race-1.csv": "pos,driver,laps,time,fastest lap\n1,Bob Blank,20,40:00.0,\n2,Ann Onym,20,40:01.0,yes\n3,Cy Seven,19,,\n",
}  # fmt: skip


# --- how a file of the small meeting is changed


def _line(text: str, line: str, head: str = "") -> str:
    """A text with a line in the table that begins with `head` (empty: at the top), in place of the same key there."""
    before, found, rest = text.partition(head) if head else ("", "", text)
    table, mark, after = rest.partition("[[")
    key = line.partition(" = ")[0]
    kept = [one for one in table.splitlines() if not one.startswith(f"{key} =")]
    return f"{before}{found}" + "\n".join([*kept[:1], line, *kept[1:]]).strip() + f"\n{mark}{after}"


def top(line: str) -> Files:
    return {TOML: _line(TOP, line)}


def meeting(line: str) -> Files:
    return {ROUND_TOML: _line(ROUND, line)}


def calendar(line: str) -> Files:
    return {TOML: _line(TOP, line, "[[round]]\n")}


def race(line: str) -> Files:
    """A line of the race in round.toml."""
    return {
        ROUND_TOML: ROUND + line + "\n"
        if "start" not in line and "length" not in line
        else _line(ROUND, line, 'name = "race-1"\n')
    }


def ruled(text: str) -> Files:
    """An adjustment of round 1 beside its results."""
    return {TOML: f"{TOP}[[adjustment]]\nround = 1\n{text}\n"}


def decided(text: str, rules: str = RULES, file: str = "1-spa/race-1.decisions.toml") -> Files:
    return {file: f"[[decision]]\n{text}\n", RULEBOOK: rules}


def table(text: str, column: str, value: str, row: int = 1) -> str:
    """A list with one cell changed, or with a column more."""
    rows = [line.split(",") for line in text.splitlines()]
    if column not in rows[0]:
        rows = [[*cells, column if not at else ""] for at, cells in enumerate(rows)]
    rows[row][rows[0].index(column)] = value
    return "".join(",".join(cells) + "\n" for cells in rows)


def entered(column: str, value: str, text: str = ENTRIES, rules: str = RULES) -> Files:
    return {"entries.csv": table(text, column, value), RULEBOOK: rules}


def listed(column: str, value: str, text: str = LIST, rules: str = RULES) -> Files:
    return {RACE: table(text, column, value), RULEBOOK: rules}


def plain(text: str = LIST, rules: str = RULES) -> Files:
    return {RACE: text, RULEBOOK: rules}


FIVE_SECONDS = 'car = "7"\npenalty = "time"\nseconds = 5'
DEDUCTION = 'kind = "deduction"\nnames = ["Ann Onym"]\npoints = 3'
SHORT = RULES.replace(
    "bonus", 'reduced = { bands = [{ below = "75 %", factor = "1/2" }], minimum-green-laps = 2 }\nbonus'
)
RED_ONLY = RULES.replace(
    "bonus", 'reduced = { only-after-red = true, bands = [{ below = "75 %", factor = "1/2" }] }\nbonus'
)
STOP = RULES + '[race.compulsory-stop]\nopens = "1:00.0"\ncloses = "4:00.0"\nminimum = "30 s"\n'
KEEP = RULES.replace(
    'name = "Drivers"', 'name = "Drivers"\nbest = { count = 1, keep = ["disqualified: technical"] }'
)
NOMINATED = RULES.replace('unit = "manufacturer"', 'unit = "manufacturer"\ncars = "nominated"')
REGISTERED = RULES.replace('name = "Drivers"', 'name = "Drivers"\nregistered = true')
BY_CLASS = RULES + '[[standings]]\nname = "GT"\nclass = "GT"\nplace = "class"\n'
GROUPS = RULES + '[[standings]]\nname = "Am"\nclass = "GT"\ngroup = "Am"\nplace = "group"\n'
AM = table(table(LIST, "group", "Am"), "group", "Am", 2)
SPLIT = RULES.replace('name = "Drivers"', 'name = "Drivers"\nshared = "split"')
FOR_WIN = 'penalty = "reprimand"'


def carry(rules: str) -> str:
    return f"{RULES}[carry]\n{rules}\n"


SECOND_QUALIFYING = {
    "1-spa/qualifying-2.csv": "pos,car,best lap\n1,7,1:00.1\n2,50,1:00.2\n3,81,1:01.0\n",
    ROUND_TOML: ROUND.replace(
        '[[session]]\nname = "race-1"', '[[session]]\nname = "qualifying-2"\n[[session]]\nname = "race-1"'
    ),
}
ONE_LIST = (
    "round,event,session,kind,pos,driver\n3,Imola,race-1,race,1,Cy Seven\n3,Imola,race-1,race,2,Bob Blank\n"
)
FOR_ALL = {TOML: _line(TOP, 'results = "r.csv"')}


def one_list(text: str) -> Files:
    return {**FOR_ALL, "r.csv": text}


SAME: Files = {}
WALK: dict[str, Any] = {
    # championship.toml
    "championship.name": ("standings board", SAME, top('name = "other"')),
    "championship.title": ("standings season chances grid entries timetable communique papers board", SAME, top('title = "Other"')),
    "championship.season": ("standings season chances grid timetable papers board", SAME, top("season = 2023")),
    "championship.rulebook": (f"{TABLES} board", SAME, {**top('rulebook = "b.toml"'), "b.toml": RULES.replace("10, 6", "12, 6")}),
    "championship.rules": ("standings chances communique papers board", SAME, {TOML: TOP + "[rules]\npoints = [{ scale = [20] }]\n"}),
    "championship.zone": ("timetable papers board", SAME, top('zone = "America/New_York"')),
    "championship.organiser": ("season papers board", SAME, top('organiser = "The Club"')),
    "championship.officials": ("papers board", SAME, top('officials = { clerk = "Cle Rk" }')),
    "championship.logo": ("papers board", SAME, {**top('logo = "l.svg"'), "l.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'}),
    "championship.colours": ("papers", SAME, top('colours = { accent = "#112233", GT = "#445566" }')),
    "championship.classes": ("communique papers board", SAME, top('classes = ["Clio", "GT"]')),
    "championship.entries": ("standings season chances grid classify entries communique papers board", SAME, {**top('entries = "e.csv"'), "e.csv": ENTRIES.replace("First", "Fourth")}),
    "championship.results": ("standings season chances", SAME, one_list(ONE_LIST)),
    "championship.reconstruction": ("standings season chances grid communique papers board", SAME, top("reconstruction = true")),
    "championship.source": ("season", SAME, top('source = "the web"')),
    "championship.note": ("season", SAME, top('note = "a note"')),
    "championship.names": (f"{TABLES} board", SAME, {TOML: TOP + '[names]\n"Ann Onym" = "Anna Onym"\n'}),
    "championship.round": ("season chances timetable", SAME, {TOML: TOP + '[[round]]\nnumber = 4\nname = "Mugello"\n'}),
    "championship.session": ("chances", SAME, {TOML: TOP + '[[session]]\nname = "race-2"\n'}),
    "championship.adjustment": (f"{TABLES} board", SAME, ruled(DEDUCTION)),
    # its calendar
    "calendar.number": ("season chances timetable", SAME, calendar("number = 4")),
    "calendar.folder": ("season standings board", SAME, {TOML: TOP + '[[round]]\nnumber = 5\nfolder = "spring"\n', "spring/race-1.csv": "pos,driver\n1,Cy Seven\n"}),
    "calendar.name": ("season chances timetable", SAME, calendar('name = "Mugello"')),
    "calendar.circuit": ("season timetable", SAME, calendar('circuit = "Mugello"')),
    "calendar.country": ("timetable", SAME, calendar('country = "ITA"')),
    "calendar.zone": ("timetable", SAME, calendar('zone = "Asia/Tokyo"')),
    "calendar.start": ("season timetable", SAME, calendar("start = 2024-07-02")),
    "calendar.end": ("timetable", SAME, calendar("end = 2024-07-03")),
    "calendar.cancelled": ("season chances timetable communique", SAME, calendar("cancelled = true")),
    # round.toml
    "round.number": ("season timetable board", SAME, {"2-monza/round.toml": "number = 5\n" + str(FILES["2-monza/round.toml"]), TOML: TOP}),
    "round.name": ("standings season grid timetable communique papers board", SAME, meeting('name = "Francorchamps"')),
    "round.circuit": ("season timetable communique papers board", SAME, meeting('circuit = "Francorchamps"')),
    "round.country": ("timetable papers board", SAME, meeting('country = "BEL"')),
    "round.length-m": ("papers board", SAME, meeting("length-m = 7004")),
    "round.minimum-lap": ("standings classify communique papers board", SAME, meeting('minimum-lap = "60.8 s"')),
    "round.zone": ("timetable papers board", SAME, meeting('zone = "Asia/Tokyo"')),
    "round.start": ("season timetable communique papers board", SAME, meeting("start = 2024-05-03")),
    "round.end": ("timetable communique papers board", SAME, meeting("end = 2024-05-06")),
    "round.cancelled": ("standings season chances timetable communique papers", SAME, meeting("cancelled = true")),
    "round.officials": ("papers board", SAME, meeting('officials = { clerk = "Cle Rk" }')),
    "round.published": ("papers", SAME, meeting('published = "2024-05-04 16:05"')),
    "round.certainty": ("standings papers", SAME, meeting('certainty = "inferred"')),
    "round.rules": ("classify standings communique papers", SAME, {ROUND_TOML: ROUND + '[rules.race.classified]\nflag = true\n', RACE: LOG.replace("10:05:50.000", "10:04:55.000")}),
    "round.source": ("season", SAME, meeting('source = "the web"')),
    "round.note": ("season", SAME, meeting('note = "a note"')),
    "round.session": ("season timetable papers", SAME, {ROUND_TOML: ROUND + '[[session]]\nname = "race-2"\nstart = 2024-05-05T14:00:00\n'}),
    "round.feed": ("doctor", SAME, {ROUND_TOML: 'feed = [{ address = "rmonitor+file:orbits.txt" }]\n' + ROUND}),
    "round.official-clock": ("doctor", {ROUND_TOML: FED + ROUND}, {ROUND_TOML: FED + 'official-clock = "S1"\n' + ROUND}),
    "round.adjustment": (TABLES, SAME, {ROUND_TOML: ROUND + '[[adjustment]]\nkind = "scale"\nscale = [7]\n'}),
    # a session
    "session.name": ("standings grid timetable communique papers", SAME, {ROUND_TOML: ROUND.replace("race-1", "Grand Final")}),
    "session.kind": (f"{TABLES} timetable", SAME, race('kind = "sprint"')),
    "session.title": ("grid papers", SAME, race('title = "Saturday race"')),
    "session.note": ("season", SAME, race('note = "a note"')),
    "session.start": ("timetable communique papers", SAME, race("start = 2024-05-04T15:00:00")),
    "session.length": ("classify timetable communique papers", {RACE: NO_FLAG}, {RACE: NO_FLAG, **race('length = "3 min"')}),
    "session.laps": ("classify communique papers", {RACE: NO_FLAG, **race("laps = 4")}, {RACE: NO_FLAG, **race("laps = 3")}),
    "session.file": ("standings classify communique papers", SAME, {**race('file = "x.csv"'), "1-spa/x.csv": LIST.replace("1,7", "9,7")}),
    "session.decisions": ("standings chances classify communique papers", SAME, {**race('decisions = "d.toml"'), "1-spa/d.toml": f"[[decision]]\n{FIVE_SECONDS}\n"}),
    "session.grid-from": ("standings grid communique papers board", SECOND_QUALIFYING, {**SECOND_QUALIFYING, ROUND_TOML: str(SECOND_QUALIFYING[ROUND_TOML]) + 'grid-from = ["qualifying-2"]\n'}),
    "session.reverse-first": ("standings grid communique papers", SAME, race("reverse-first = 2")),
    "session.completed": (TABLES, {RULEBOOK: SHORT}, {RULEBOOK: SHORT, **race('completed = "50 %"')}),
    "session.green-laps": (TABLES, {RULEBOOK: SHORT, **race('completed = "50 %"\ngreen-laps = 3')}, {RULEBOOK: SHORT, **race('completed = "50 %"\ngreen-laps = 1')}),
    "session.red": (TABLES, {RULEBOOK: RED_ONLY, **race('completed = "50 %"')}, {RULEBOOK: RED_ONLY, **race('completed = "50 %"\nred = true')}),
    "session.wet": ("communique", SAME, race("wet = true")),
    "session.status": ("papers board", SAME, race('status = "official"')),
    "session.published": ("papers", SAME, race('published = "2024-05-04 16:05"')),
    "session.protest-until": ("papers board", SAME, race('protest-until = "17:00"')),
    "session.changed": ("papers", race('status = "amended 1"'), race('status = "amended 1"\nchanged = ["one"]')),
    "session.weather": ("communique papers board", SAME, {**race('weather = "w.csv"'), "1-spa/w.csv": "TIME_UTC_SECONDS;TIME_UTC_STR;AIR_TEMP;TRACK_TEMP;HUMIDITY;PRESSURE;WIND_SPEED;WIND_DIRECTION;RAIN\n1714831200;x;20.1;30.1;50;1000;1;90;0\n"}),
    "session.certainty": ("standings papers", SAME, race('certainty = "inferred"')),
    # decisions
    "decision.penalty": ("classify standings chances communique papers board", decided(FIVE_SECONDS), decided('car = "7"\npenalty = "rear-of-field"')),
    "decision.car": ("classify standings chances communique papers", decided(FIVE_SECONDS), decided(FIVE_SECONDS.replace("7", "81"))),
    "decision.seconds": ("classify standings communique papers board", decided(FIVE_SECONDS), decided(FIVE_SECONDS.replace("5", "100"))),
    "decision.laps": ("classify communique papers", *(decided(f'car = "7"\npenalty = "laps"\nlaps = {one}') for one in (1, 2))),
    "decision.lap": ("classify papers", *(decided(f'car = "81"\npenalty = "lap-deleted"\nlap = {one}') for one in (2, 4))),
    "decision.places": ("classify standings communique papers", *(decided(f'car = "7"\npenalty = "places"\nplaces = {one}') for one in (1, 2))),
    "decision.served": ("classify standings communique papers", *(decided(f'car = "7"\npenalty = "drive-through"\n{one}', RULES + '[race.penalties]\ndrive-through = "30 s"\n') for one in ("", "served = true"))),
    "decision.article": ("classify papers board", decided(FIVE_SECONDS), decided(f'{FIVE_SECONDS}\narticle = "31.6"')),
    "decision.reason": ("classify communique papers board", decided(FIVE_SECONDS), decided(f'{FIVE_SECONDS}\nreason = "short cut"')),
    "decision.document": ("classify papers", decided(FIVE_SECONDS), decided(f'{FIVE_SECONDS}\ndocument = "12"')),
    "decision.at": ("papers", decided(FIVE_SECONDS), decided(f"{FIVE_SECONDS}\nat = 10:03:00")),
    "decision.driver": ("grid", *(decided(f'car = "7"\n{FOR_WIN}\n{one}', carry("reprimands = 1\ngrid-places = 1")) for one in ("", 'driver = "Cy Seven"'))),
    "decision.driving": ("grid", *(decided(f'car = "7"\n{FOR_WIN}\n{one}', carry("reprimands = 1\ndriving-reprimands = 1\ngrid-places = 1")) for one in ("", "driving = true"))),
    "decision.licence-points": ("grid", *(decided(f'car = "7"\npenalty = "fine"\n{one}', carry("licence-points = 2")) for one in ("", "licence-points = 3"))),
    "decision.settles": ("board", decided(FIVE_SECONDS, STOP), decided(f'{FIVE_SECONDS}\nsettles = "compulsory-stop"', STOP)),
    "decision.disqualified-for": ("standings communique", *(decided(f'car = "7"\npenalty = "disqualified"\n{one}', KEEP) for one in ("", 'disqualified-for = "technical"'))),
    "decision for a grid": ("standings grid communique papers board", SAME, decided('car = "81"\npenalty = "grid-places"\nplaces = 2', file="1-spa/race-1.grid.toml")),
    # entries.csv
    "entries.number": ("standings chances grid classify entries communique papers", SAME, entered("number", "8")),
    "entries.class": ("grid classify entries communique papers", SAME, entered("class", "Clio")),
    "entries.group": ("standings season chances entries papers", {RULEBOOK: GROUPS}, entered("group", "Am", rules=GROUPS)),
    "entries.team": ("standings season chances grid classify entries communique papers board", SAME, entered("team", "Fourth")),
    "entries.team nation": ("entries papers", SAME, entered("team nation", "GBR")),
    "entries.nation": ("entries papers board", SAME, entered("nation", "GBR")),
    "entries.driver": ("standings season chances grid classify entries communique papers board", SAME, entered("driver", "Ann Other")),
    "entries.first name": ("standings season chances grid classify entries communique papers", SAME, entered("first name", "Zoe")),
    "entries.last name": ("standings season chances grid classify entries communique papers", SAME, entered("last name", "Zeta")),
    "entries.driver category": ("entries papers", SAME, entered("category", "Gold")),
    "entries.id": ("entries board", SAME, entered("id", "2")),
    "entries.rounds": ("standings season chances grid classify entries communique papers", SAME, entered("rounds", "2")),
    "entries.transponder": ("entries board", SAME, entered("transponder", "1234567")),
    "entries.vehicle": ("entries papers", SAME, entered("vehicle", "JS2")),
    "entries.manufacturer": ("standings season chances entries papers", SAME, entered("make", "Ginetta")),
    "entries.entered": ("standings season chances grid classify entries communique papers", SAME, entered("entered", "2024-05-20")),
    "entries.withdrawn": ("standings season chances grid classify entries communique papers", SAME, entered("withdrawn", "yes")),
    "entries.status": ("standings season chances grid classify entries communique papers", SAME, entered("status", "reserve")),
    "entries.guest": (f"{TABLES} entries", SAME, entered("guest", "yes")),
    "entries.nominated": ("standings season chances entries papers", {RULEBOOK: NOMINATED}, entered("nominated", "yes", rules=NOMINATED)),
    "entries.registered": (f"{TABLES} entries", *(entered("registered", one, table(ENTRIES, "registered", "yes", 2), REGISTERED) for one in ("yes", "no"))),
    "entries.hurt": ("entries", SAME, entered("hurt", "2024-05-01 wrist")),
    "entries.cleared": ("entries", *(entered("cleared", one, table(ENTRIES, "hurt", "2024-05-01 wrist")) for one in ("", "2024-05-02"))),
    # result lists
    "list.season": ("standings chances", one_list("season," + ONE_LIST.replace("\n3", "\n2024,3")), one_list("season," + ONE_LIST.replace("\n3", "\n2023,3", 1).replace("\n3", "\n2024,3"))),
    "list.round": ("standings season chances", one_list(ONE_LIST), one_list(ONE_LIST.replace("\n3", "\n4"))),
    "list.event": ("standings season", one_list(ONE_LIST.replace("3,Imola", "4,Imola")), one_list(ONE_LIST.replace("3,Imola", "4,Mugello"))),
    "list.session": ("standings season chances", one_list(ONE_LIST), one_list(ONE_LIST.replace("race-1", "race-2"))),
    "list.kind": ("standings chances", one_list(ONE_LIST.replace("race-1", "race-7")), one_list(ONE_LIST.replace("race-1,race", "race-7,qualifying"))),
    "list.position": ("standings chances classify communique papers board", plain(), plain(LIST.replace("3,50", "DNF,50"))),
    "list.class position": ("standings chances classify papers board", plain(rules=BY_CLASS), listed("class position", "2", table(LIST, "class position", "1", 2), BY_CLASS)),
    "list.group position": ("standings chances papers", plain(AM, GROUPS), listed("group position", "2", table(AM, "group position", "1", 2), GROUPS)),
    "list.car": ("standings classify communique papers", plain(), listed("car", "8")),
    "list.drivers": (f"{TABLES} classify board", plain(), listed("driver", "Ann Other")),
    "list.first name": (f"{TABLES} classify", plain(), listed("first name", "Zoe")),
    "list.last name": (f"{TABLES} classify", plain(), listed("last name", "Zeta")),
    "list.class": ("classify communique papers", plain(), listed("class", "Clio")),
    "list.group": ("standings chances papers", plain(rules=GROUPS), listed("group", "Am", rules=GROUPS)),
    "list.team": (f"{TABLES} classify", plain(), listed("team", "Fourth")),
    "list.manufacturer": ("standings season chances papers", plain(), listed("make", "Ginetta")),
    "list.engine": ("standings season chances papers", *(listed("engine", one, rules=RULES.replace('unit = "manufacturer"', 'unit = "constructor"')) for one in ("", "Ford"))),
    "list.laps": ("classify communique papers", plain(), listed("laps", "6")),
    "list.time": ("classify communique papers", plain(), listed("time", "5:02.0")),
    # A penalty in the list says why a car with less time stands behind; nothing is added, the time holds it already.
    "list.penalty": ("board", *(plain(table(LIST.replace("5:03.5", "5:02.5"), "penalty", one, 2)) for one in ("", "5 s"))),
    "list.gap": ("classify papers", *(plain(table(LIST.replace("5:03.5", ""), "gap", one, 2)) for one in ("+0.7", "+0.9"))),
    "list.best lap": (f"{TABLES} classify board", plain(), listed("best lap", "59.0")),
    "list.second best lap": ("grid papers board communique standings", *(
        {"1-spa/qualifying-1.csv": table(table(QUALIFYING, "second best lap", one, 1), "second best lap", "1:02.0", 2), RULEBOOK: RULES + '[[grid]]\nby = "second-best"\n'}
        for one in ("1:01.0", "1:03.0"))),
    "list.grid": ("standings grid communique papers board", *(plain(table(table(table(LIST, "grid", one, 1), "grid", other, 2), "grid", "3", 3)) for one, other in ("12", "21"))),
    "list.fastest lap": (TABLES, plain(LIST.replace("1:00.0", "")), listed("fastest lap", "yes", LIST.replace("1:00.0", ""))),
    "list.pole": (TABLES, plain(), listed("pole", "yes")),
    "list.qualified": (TABLES, *(plain(table(table(LIST, "qualifying position", one, 1), "qualifying position", other, 2), RULES.replace('"pole"', '"fastest-qualifier"')) for one, other in ("12", "21"))),
    "list.laps led": (TABLES, *(plain(table(LIST, "laps led", "3", one), RULES.replace("fastest-lap", "most-laps-led")) for one in (1, 2))),
    "list.laps led in class": ("standings chances papers", *(plain(table(LIST, "laps led in class", "3", one), BY_CLASS.replace('"fastest-lap"', '"most-laps-led", within = "class"')) for one in (1, 2))),
    "list.incidents": (TABLES, *(plain(table(LIST, "incidents", one), RULES.replace('for = "fastest-lap"', 'for = "incidents", at-least = 1')) for one in ("0", "3"))),
    "list.shared": ("standings papers", *(plain(table("pos,driver\n1,Ann Onym\n1,Cy Seven\n3,Bob Blank\n", "shared car", one, 2), SPLIT) for one in ("", "yes"))),
    "list.status": (f"{TABLES} classify board", plain(), listed("status", "DSQ")),
    "list.guest": (TABLES, plain(), listed("guest", "yes")),
    "list.nominated": ("standings season chances papers", plain(rules=NOMINATED), listed("nominated", "yes", rules=NOMINATED)),
    "list.reason": ("classify communique papers board", *(plain(table(LIST.replace("3,50", "DNF,50"), "reason retired", one, 3)) for one in ("", "gearbox"))),
    "list.disqualified for": ("standings communique", *(plain(table(LIST.replace("\n1,7", "\nDSQ,7"), "disqualified for", one), KEEP) for one in ("", "technical"))),
    "list.not scoring": (TABLES, plain(), listed("not scoring", "Ann Onym")),
    "list.certainty": ("standings papers board", plain(), listed("certainty", "inferred")),
}  # fmt: skip

_TEXTS: dict[tuple[str, str], str] = {}


def shown(tmp: Path, changed: Files, look: str) -> str:
    """What a command shows of the small meeting with these files changed; asked once for each."""
    key = (repr(sorted(changed.items())), look)
    if key not in _TEXTS:
        folder = tmp / str(len(_TEXTS)) / "cup"
        for name, text in {**FILES, **changed}.items():
            if text is not None:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(text, encoding="utf-8")
        _TEXTS[key] = LOOKS[look](folder).replace(str(folder.parent), "")
    return _TEXTS[key]


COMMANDS = {"papers": "bulletin", "board": "publish"}
FILES_OF = {
    "championship": "championship.toml",
    "calendar": "`[[round]]`",
    "round": "round.toml",
    "session": "`[[session]]`",
    "decision": "decisions",
    "entries": "entries.csv",
    "list": "result lists",
}


def shown_by() -> list[str]:
    """The table of the documentation that says which commands show a key: those walked here, a row for all alike."""
    rows: dict[tuple[str, str], list[str]] = {}
    for key, (looks, _, _) in WALK.items():
        of, _, name = key.partition(".")
        commands = ", ".join(f"`{COMMANDS.get(look, look)}`" for look in looks.split())
        if name:
            rows.setdefault((of, commands), []).append(f"`{name}`")
    return [f"| {FILES_OF[of]} | {', '.join(names)} | {commands} |" for (of, commands), names in rows.items()]


def test_the_page_says_of_every_key_which_commands_show_it() -> None:
    page = (Path(__file__).parents[1] / "docs" / "championship-folder.md").read_text(encoding="utf-8")
    listed = page.partition("## What shows each key")[2].splitlines()
    assert [line for line in listed if line.startswith("| ")][1:] == shown_by()


@pytest.mark.parametrize("key", WALK)
def test_two_values_of_a_key_make_a_difference_everywhere(key: str, tmp_path: Path) -> None:
    looks, a, b = WALK[key]
    same = [look for look in looks.split() if shown(tmp_path, a, look) == shown(tmp_path, b, look)]
    assert not same, f"{key} changes nothing in {', '.join(same)}"


def keys() -> set[str]:
    """Every key that files of a folder may have, and every column."""
    said: dict[str, tuple[str, ...]] = {
        "championship": ChampionshipFile.__struct_fields__,
        "calendar": CalendarRound.__struct_fields__,
        "round": RoundFile.__struct_fields__,
        "session": SessionFile.__struct_fields__,
        "decision": DECISION_KEYS,
    }
    found = {f"{of}.{key_of(name)}" for of, names in said.items() for name in names}
    found |= {f"entries.{name.replace('_', ' ')}" for name in ENTRY_COLUMNS}
    renamed = {"laps_led_class": "laps_led_in_class"}
    return found | {f"list.{renamed.get(name, name).replace('_', ' ')}" for name in RESULT_COLUMNS}


def test_every_key_and_every_column_is_walked() -> None:
    assert keys() - set(WALK) == set()
    assert set(WALK) - keys() == {"decision for a grid"}
