"""A championship folder to start from: commented files that are clean as they stand."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import msgspec

from parcferme import rulebooks
from parcferme.findings import WrongCall
from parcferme.regulations import ClassRules, Rulebook, category_of
from parcferme.season.files import load_rulebook

_CHAMPIONSHIP = """\
# What this folder is: one championship in one season. Every key is explained in docs/championship-folder.md.
name = {name}
season = {season}
zone = "UTC"                     # where the circuits are, like "Europe/Paris"; a round may name its own

# A shipped rulebook by name (`parcferme rulebooks` lists them), or a TOML file in this folder.
rulebook = {rulebook}

{classes}              # like ["LMP3", "GT3"]; a class that is not listed is then reported

# The calendar follows from the folders below (1-…, 2-…). A round that has no folder yet can stand here:
# [[round]]
# number = {next}
# name = "Last Round"
# start = {season}-10-17

# What results cannot show, with its source:
# [[adjustment]]
# kind = "deduction"
# names = ["First Driver"]
# points = 3
# round = 1
# source = "stewards' decision 12"
"""
_ENTRIES = """\
number,class,team,make,driver,driver category,nation,rounds
7,{class_},First Team,First Make,First Driver,{category},,1-{rounds}
81,{class_},Second Team,Second Make,Second Driver,{category},,1-{rounds}
"""
_RULEBOOK = """\
# The rules. Every key is explained in docs/rulebook.md; copy a shipped one with `parcferme rulebooks NAME`.
name = {slug}
title = {name}

[[points]]
sessions = ["race"]
scale = [25, 18, 15, 12, 10, 8, 6, 4, 2, 1]

[[standings]]
name = "drivers"
unit = "driver"

[[standings]]
name = "teams"
unit = "team"
"""
_ROUND = """\
number = {number}
name = {name}
start = {day}             # first and last day
end = {day}
# circuit = "Circuit"
# length-m = 4318
# minimum-lap = "1:40.000"       # no car laps faster

# A session's file is called like the session: race-1.log, race-1.csv … A CSV with a place and a car is enough.
[[session]]
name = "qualifying-1"
start = {day}T10:00:00
length = "20 min"

[[session]]
name = {race}
start = {day}T14:00:00
length = "60 min"

# Values that differ from the rulebook at this round only, under the rulebook's own keys:
# [rules.race.compulsory-stop]
# minimum = "95 s"
"""
_RESULT = """\
position,number,laps,time,best lap
1,81,33,1:00:41.237,1:48.902
2,7,33,1:00:43.518,1:48.655
"""


def start_folder(
    folder: str | Path,
    *,
    name: str | None = None,
    season: int,
    rounds: int = 1,
    rulebook: str | None = None,
) -> tuple[Path, ...]:
    """Write a championship folder to start from, and name the files written.

    `season` is the year its dates are in, `rulebook` a shipped one (else one is written to start from). Raises
    `WrongCall` where a file would be overwritten, `BadRulebook` for a rulebook nobody knows; nothing is written then.
    """
    folder = Path(folder)
    if not 1 <= rounds <= 99:
        raise WrongCall(f"not a number of rounds: {rounds} (expected 1 to 99)")
    if not 1000 <= season <= 9998:
        raise WrongCall(f"not a year: {season} (expected like 2027)")
    book = Rulebook()
    if rulebook is not None:
        book = load_rulebook(rulebook, season if rulebook in rulebooks.shipped() else None)
    name = name or folder.resolve().name.replace("-", " ").title() or "Championship"
    files = _files(name, season, rounds, rulebook, book)
    for path in (folder / file for file in files):
        if path.exists():
            raise WrongCall(f"{path}: is there already; nothing was written")
    for file, text in files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
    return tuple(folder / file for file in files)


def _files(name: str, season: int, rounds: int, rulebook: str | None, book: Rulebook) -> Mapping[str, str]:
    """The files by their path in the folder."""
    classes, race = book.entries.classes, _race(book)
    said = {
        "name": _quoted(name),
        "season": season,
        "next": rounds + 1,
        "classes": ("" if classes else "# ")
        + f"classes = {msgspec.json.encode([one.name for one in classes]).decode()}",
    }
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "rulebook"
    files = {
        "championship.toml": _CHAMPIONSHIP.format(rulebook=_quoted(rulebook or "rulebook.toml"), **said),
        "entries.csv": _ENTRIES.format(
            rounds=rounds,
            class_=classes[0].name if classes else "",
            category=_category(classes[0]) if classes else "",
        ),
    }
    if rulebook is None:
        files["rulebook.toml"] = _RULEBOOK.format(slug=_quoted(slug), **said)
    for number in range(1, rounds + 1):
        day = _saturday(season, number, rounds)
        called = _quoted(f"Round {number}")
        files[f"{number}-round/round.toml"] = _ROUND.format(
            number=number, name=called, day=day, race=_quoted(race)
        )
    files[f"1-round/{race}.csv"] = _RESULT
    return files


def _race(book: Rulebook) -> str:
    """What a race is called under a rulebook: as the first of its scales names one, where none is for any race."""
    scored = [label for rules in book.points for label in rules.sessions]
    return "race-1" if not scored or "race" in scored else scored[0]


def _category(rules: ClassRules) -> str:
    """The category of one who may drive alone in a class that says who may share a car."""
    alone = (category_of(crew) for crew in rules.crews if len(crew) == 1)
    return next((category.value.title() for category in alone if category is not None), "")


def _saturday(season: int, number: int, rounds: int) -> dt.date:
    """The days of the rounds to start from: Saturdays from spring on, two weeks apart, closer where there are many."""
    first = dt.date(season, 1, 1)
    first += dt.timedelta(days=(5 - first.weekday()) % 7)
    apart = 2 * (number - 1) if rounds <= 20 else 38 * (number - 1) // (rounds - 1)
    return first + dt.timedelta(weeks=12 + apart)


def _quoted(text: str) -> str:
    return msgspec.json.encode(text).decode()
