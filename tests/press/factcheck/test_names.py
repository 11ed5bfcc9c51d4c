"""Names made of words that claims are told in: of what the program itself writes, nothing is contradicted."""

from pathlib import Path
from typing import Any

import pytest

from parcferme.documents import Meetings
from parcferme.press.factcheck import FactCheck, Verdict, check_text
from parcferme.press.release import communique
from parcferme.press.release.render import render
from small_meeting import told_of

RULEBOOK = """\
name = "cup"
title = "Cup"
[[points]]
scale = [25, 18, 15, 12, 10]
[[standings]]
name = "drivers"
unit = "driver"
each-class = true
[[standings]]
name = "teams"
unit = "team"
"""
ROUND = """\
name = "{event}"
start = 2027-03-27
[[session]]
name = "qualifying-1"
start = 2027-03-27T10:00:00
length = "20 min"
[[session]]
name = "race-1"
start = 2027-03-27T14:00:00
length = "8 min"
[[session]]
name = "race-2"
start = 2027-03-27T17:00:00
length = "20 min"
"""
DECISIONS = '[[decision]]\ncar = "7"\npenalty = "time"\nseconds = 10\nreason = "causing a collision"\n'
CARS = ("7", "12", "21", "5", "14", "33")

# series, classes, rounds, teams, drivers
PLAIN = ("Club Trophy", ("LMP", "GT"), ("Dijon", "Monza"),
         ("Alpha", "Bravo", "Charlie", "Delta Racing", "Echo", "Foxtrot"),
         ("Ann Un", "Bob Deux", "Cy Aa", "Di Bb", "Ed Cc", "Flo Dd"))  # fmt: skip
NASTY = {
    "classes-like-places": {"classes": ("P4", "P1")},
    "classes-like-prototypes": {"classes": ("LMP2", "LMP3")},
    "classes-of-figures": {"classes": ("4", "1")},
    "classes-of-words": {"classes": ("Race", "Lead")},
    "classes-of-months": {"classes": ("May", "Mars")},
    "classes-of-places": {"classes": ("Spa", "Pro"), "rounds": ("Spa", "Monza")},
    "classes-of-letters": {"classes": ("A", "Am")},
    "rounds-by-number": {"rounds": ("Round 1", "Round 2")},
    "rounds-wrongly-numbered": {"rounds": ("Round 2", "Round 3")},
    "rounds-in-french": {"rounds": ("Manche 2", "Manche 1")},
    "rounds-called-race": {"rounds": ("Race", "Race 3")},
    "rounds-called-spa-twice": {"rounds": ("Spa", "Spa 2")},
    "series-like-a-team": {"series": "Coupe Évrard", "teams": ("Écurie Évrard", "Coupe", "Coupe Rouge", "Évrard",
                                                               "Évrard Sport", "Cup")},
    "series-like-a-race": {"series": "Race of Champions"},
    "series-like-a-class": {"series": "P4 Cup", "classes": ("P4", "P3")},
    "teams-of-words": {"teams": ("Race", "Lead", "Spa", "May", "Mars", "Podium"), "rounds": ("Spa", "Mars")},
    "teams-of-claims": {"teams": ("Pole Position", "Second Place", "First", "2nd Chance", "Victory", "10 Points")},
    "drivers-of-words": {"drivers": ("Race", "Lead", "Spa", "May", "Mars", "Victor Premier")},
    "drivers-of-claims": {"drivers": ("Victor Premier", "Will Win", "Jean Course", "Anna March", "Max Point",
                                      "April Second")},
    "teams-like-drivers": {"teams": ("Ann Un", "Bob Deux", "Premier", "Deux", "Race 2", "Manche 1")},
}  # fmt: skip


def log() -> str:
    """A race of five laps: 7 leads, 12 a second behind it, and so on; 33 stops for good with its gearbox."""
    lines = ["time,kind,car,loop,value", "2027-03-27T14:00:00.000,flag,,,green"]
    rows = []
    for at, car in enumerate(CARS):
        for lap in range(1, 6 if car != "33" else 3):
            ms = lap * 100_000 + at * 1_000 + lap * at * 37
            rows.append((ms, f"passing,{car},FL,"))
    rows += [(300_500, "status,33,,retired: gearbox"), (499_000, "flag,,,chequered")]
    for ms, row in sorted(rows):
        lines.append(f"2027-03-27T14:{ms // 60_000:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d},{row}")
    return "\n".join(lines) + "\n"


def written(folder: Path, **other: Any) -> Meetings:
    """A season of two rounds, the first of them run, with these names."""
    keys = ("series", "classes", "rounds", "teams", "drivers")
    names = dict(zip(keys, PLAIN, strict=True)) | other
    series, classes, rounds, teams, drivers = (names[key] for key in keys)
    files = {
        "championship.toml": f'name = "{series}"\nseason = 2027\nzone = "Europe/Paris"\nrulebook = "cup.toml"\n'
        f'classes = ["{classes[0]}", "{classes[1]}"]\n',
        "cup.toml": RULEBOOK,
        "entries.csv": "number,class,team,driver\n" + "".join(
            f"{car},{classes[at % 2]},{teams[at]},{drivers[at]}\n" for at, car in enumerate(CARS)),
        "1-a/round.toml": ROUND.format(event=rounds[0]),
        "1-a/qualifying-1.csv": "pos,car,best lap\n1,12,1:38.5\n2,7,1:38.9\n3,5,1:39.0\n4,14,1:40.1\n5,21,1:41.0\n",
        "1-a/race-1.csv": log(),
        "1-a/race-1.decisions.toml": DECISIONS,
        "1-a/race-2.csv": "pos,car,time\n1,5,20:00.0\n2,12,20:04.23\n3,14,20:05.0\n4,7,20:09.0\n5,33,20:20.0\n",
        "2-b/round.toml": f'name = "{rounds[1]}"\nstart = 2027-05-08\nend = 2027-05-09\n'
        '[[session]]\nname = "race-1"\nlength = "20 min"\n',
    }  # fmt: skip
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return told_of(folder)


def own(told: Meetings, language: str, team: str | None = None) -> FactCheck:
    weekend = told.meetings[0]
    text = render(communique(told, weekend, language=language, team=team), "text")
    assert isinstance(text, str)
    return check_text(text, told)


@pytest.mark.parametrize("names", NASTY.values(), ids=NASTY)
def test_a_release_of_our_own_is_never_contradicted_by_its_season(
    tmp_path: Path, names: dict[str, object]
) -> None:
    told = written(tmp_path, **names)
    teams = [car.team for car in told.entries.cars]
    assert len(teams) == len(CARS)
    for language in ("fr", "en"):
        for team in (None, *teams):
            found = own(told, language, team)
            assert [one for one in found.claims if one.verdict is Verdict.CONTRADICTED] == [], (
                language,
                team,
            )
            assert found.count(Verdict.CONFIRMED) > 25
            assert found.round == 1


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Meetings:
    """Classes called like places, and a driver like a place; 7 won on the road and was given 10 seconds."""
    drivers = ("Ann Un", "Victor Premier", "Cy Aa", "Di Bb", "Ed Cc", "Flo Dd")
    return written(tmp_path_factory.mktemp("club"), classes=("P4", "P1"), drivers=drivers)


JUDGED = [
    ("Alpha finished P5 in race 1.", "place", "confirmed", 5),
    ("Alpha finished P4 in race 1.", "place", "contradicted", "5 overall, 3 in P4"),
    ("Charlie won P4 in race 1.", "win", "confirmed", 1),
    ("Charlie finished third in P4 in race 1.", "place-class", "contradicted", 1),
    ("Victor Premier a terminé deuxième de la course 1.", "place", "contradicted", 1),
    ("La #7 Alpha, pénalisée de 10 secondes, a terminé la course 1.", "penalty", "confirmed", "10 s"),
    ("Alpha was given a 20-second penalty after race 1.", "penalty", "contradicted", "10 s"),
    ("Bravo was penalised by 5 seconds after race 1.", "penalty", "unknown", None),
    ("La #7 Alpha est rétrogradée de la 1re place à la 5e dans la course 1.", "place", "confirmed", 1),
    ("La #7 Alpha est rétrogradée de la 2e place à la 5e dans la course 1.", "place", "contradicted", 1),
    ("Di Bb s'impose en P1 avec Delta Racing, et marque 41 points.", "points", "contradicted", 40),
    ("A win for Alpha in race 1.", "win", "contradicted", "5 overall, 3 in P4"),
    ("Bravo now has 43 points, and its rival has 40 points.", "points", "confirmed", 43),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "verdict", "known"), JUDGED, ids=lambda one: str(one)[:40])
def test_a_claim_is_judged_where_names_are_like_claims(
    club: Meetings, text: str, kind: str, verdict: str, known: object
) -> None:
    first = next(one for one in check_text(text, club, 1).claims if one.kind == kind)
    assert (first.verdict.value, first.known) == (verdict, known)
