"""Our own releases are never contradicted by the season they were made from: generated weekends, IMSA files."""

import random
import shutil
from pathlib import Path

import pytest

from parcferme.press.factcheck import Verdict, check_text
from parcferme.press.release import communique
from parcferme.press.release.render import render
from small_meeting import told_of

RULEBOOK = """\
name = "cup"
[[points]]
scale = [25, 18, 15, 12, 10, 8, 6, 4, 2, 1]
[[standings]]
name = "drivers"
unit = "driver"
each-class = true
"""
PLACES = "Spa Monza Imola Dijon Zolder Assen Brno Estoril Jerez Magny-Cours Mugello Misano Hockenheim".split()
FIRST = "Ann Bob Cy Di Ed Flo Gus Hal Ida Jo Kim Lou Max Nat Ola Pat Quin Ray Sue Tom Una Vic Wes Xan Yan Zoe".split()
LAST = "Abel Brandt Costa Dubois Eriksen Fabre Girard Hansen Ibarra Jansen Keller Lambert Moreau Novak Olsen".split()
TEAMS = "Alpha Racing|Bravo Sport|Charlie Motorsport|Delta|Écurie Ouest|Foxtrot Team|Golf & Co|Hotel Racing".split(
    "|"
)
CLASSES = (("GT",), ("LMP3", "GT4"), ("JS P4", "JS2 R"), ("Pro", "Am", "Cup"), ("GTDPRO", "GTD"))


def season(root: Path, seed: int, rounds: int) -> Path:
    """A championship of made-up results: classes, crews of one or two, retirements, a race or two a round."""
    chance = random.Random(seed)
    classes = chance.choice(CLASSES)
    numbers = chance.sample(range(1, 100), chance.randint(5, 9))
    cars = []
    for number in numbers:
        crew = [f"{chance.choice(FIRST)} {chance.choice(LAST)}" for _ in range(chance.randint(1, 2))]
        cars.append((number, chance.choice(classes), chance.choice(TEAMS), list(dict.fromkeys(crew))))
    listed = ", ".join(f'"{name}"' for name in classes)
    (root / "championship.toml").write_text(
        f'name = "Cup"\nseason = 2027\nrulebook = "cup.toml"\nclasses = [{listed}]\n'
    )
    (root / "cup.toml").write_text(RULEBOOK)
    entries = "".join(f'{n},{c},"{t}",{d}\n' for n, c, t, crew in cars for d in crew)
    (root / "entries.csv").write_text("number,class,team,driver\n" + entries)
    for at in range(1, rounds + 1):
        here = root / f"{at}-round"
        here.mkdir()
        day = f"2027-{(at - 1) % 12 + 1:02d}-{10 + (at - 1) // 12:02d}"
        (here / "round.toml").write_text(f'name = "{PLACES[at % len(PLACES)]}"\nstart = {day}\n')
        for session in ("qualifying", "race-1", "race-2")[: 2 + at % 2]:
            order = chance.sample(cars, len(cars))
            out = chance.randint(0, 2) if session != "qualifying" else 0
            rows = [f"{place},{car[0]},classified,1:{40 + place}.{chance.randint(100, 999)}"
                    for place, car in enumerate(order[: len(order) - out], 1)]  # fmt: skip
            rows += [
                f",{car[0]},{chance.choice(['not-classified', 'not-started'])},"
                for car in order[len(order) - out :]
            ]
            (here / f"{session}.csv").write_text("position,number,status,best lap\n" + "\n".join(rows) + "\n")
    return root


@pytest.mark.parametrize("seed", range(10))
def test_no_release_of_a_generated_weekend_is_contradicted(tmp_path: Path, seed: int) -> None:
    told = told_of(season(tmp_path, seed, 10))
    assert len(told.meetings) == 10
    for at, weekend in enumerate(told.meetings):
        text = str(render(communique(told, weekend, language=("en", "fr")[at % 2]), "text"))
        found = check_text(text, told, weekend.number)
        assert [one for one in found.claims if one.verdict is Verdict.CONTRADICTED] == [], text
        assert found.count(Verdict.CONFIRMED) > 10


IMSA = (
    "2021/14-lime-rock-park",
    "2022/08-mid-ohio-sports-car-course",
    "2023/18-virginia-international-raceway",
)


@pytest.mark.published
@pytest.mark.parametrize("event", IMSA)
def test_no_release_of_a_published_race_is_contradicted(tmp_path: Path, published: Path, event: str) -> None:
    (tmp_path / "championship.toml").write_text(
        f'name = "imsa"\ntitle = "IMSA WeatherTech SportsCar Championship"\nseason = "{event[:4]}"\n'
        'rulebook = "imsa-weathertech"\n'
    )
    here = tmp_path / "1-round"
    here.mkdir()
    name = event.split("-", 1)[1].replace("-", " ").title()
    (here / "round.toml").write_text(f'name = "{name}"\nstart = {event[:4]}-07-16\n')
    (race,) = (published / "imsa" / event).glob("*-race-laps.csv")
    shutil.copy(race, here / "race.csv")
    told = told_of(tmp_path)
    for language in ("en", "fr"):
        text = str(render(communique(told, told.meetings[0], language=language), "text"))
        for number in (1, None):
            found = check_text(text, told, number)
            assert [one for one in found.claims if one.verdict is Verdict.CONTRADICTED] == []
            assert found.count(Verdict.CONFIRMED) > 20
