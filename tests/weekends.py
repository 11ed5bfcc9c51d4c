"""Weekends made up at random: classes, crews, results by list or by log, penalties, retirements, rounds before."""

from __future__ import annotations

import random
from pathlib import Path

DRIVERS = (
    "Ann Onym", "Bob Deux", "Érik Dupré", "Yvan Hénin", "Hélène d’Astier", "Oriol Vidal", "Zoë O’Brien", "Eva Lead",
    "Jean-Éric Le Gall", "Anne de la Tour", "Ugo Rossi", "Kim Nguyen", "Max Unger", "Isa Ivory", "Pia Post", "Li Wei",
    "Tom Winn",
)  # fmt: skip
TEAMS = (
    "Alpha", "Équipe Bleue", "Les Trois", "Racing Team 7", "Le Mans Sport", "HRC", "Écurie Onze", "Team Nord",
    "Podium Racing",
)  # fmt: skip
SERIES = ("Club Cup 2026", "Coupe d’Or", "GT Masters")
EVENTS = (
    ("Le Castellet", "Circuit Paul Ricard", "FRA"), ("Spa", "Circuit de Spa-Francorchamps", "BEL"),
    ("Imola", "Autodromo Enzo e Dino Ferrari", "ITA"), ("Les Essarts", None, "FRA"),
    ("Hockenheim", "Hockenheimring", "GER"), ("Round 2", None, None),
    ("Barcelona", "Circuit de Barcelona-Catalunya", "ESP"), ("Silverstone", "Silverstone Circuit", "GBR"),
)  # fmt: skip
PENALTIES = (
    "time", "drive-through", "stop-and-go", "laps", "places", "disqualified", "reprimand", "fine", "rear-of-class",
)  # fmt: skip
REASONS = (
    "causing a collision", "excès de vitesse dans la voie des stands", "track limits", "hoot",
    "the driver did not stop",
)  # fmt: skip
LENGTH = 'name = "cup"\ntitle = "Cup"\n[race]\nlength = "20 min"\n'


def write(folder: Path, seed: int) -> list[str]:
    """A championship of this seed in a folder; returns its teams."""
    dice = random.Random(seed)
    classes = dice.choice([[], ["GT"], ["JS P4", "JS2 R"], ["Hyper", "LMP2", "LMGT3"]])
    cars, people = _cars(dice, classes), list(DRIVERS)
    dice.shuffle(people)
    entries = ["number,class,team,team nation,driver,vehicle,entered"]
    crews: dict[str, list[str]] = {}
    for at, (number, class_, team) in enumerate(cars):
        size = dice.choice([1, 1, 2, 3]) if len(people) > len(cars) - at + 2 else 1
        crews[number] = [people.pop() if people else f"Driver {number}" for _ in range(size)]
        nation, vehicle = dice.choice(["FRA", "BEL", ""]), dice.choice(["", f"Make {class_}".strip()])
        entered = dice.choice(["", "2026-04-20"])
        entries += [f"{number},{class_},{team},{nation},{name},{vehicle},{entered}" for name in crews[number]]
    listed = "".join(f'"{name}", ' for name in classes)
    _put(folder / "championship.toml", f'title = "{dice.choice(SERIES)}"\n'
         f'season = "2026"\nrulebook = "cup.toml"\n' + (f"classes = [{listed}]\n" if classes else ""))  # fmt: skip
    _put(folder / "cup.toml", _rules(dice, classes))
    _put(folder / "entries.csv", "\n".join(entries) + "\n")
    events = dice.sample(EVENTS, 3)
    for at, (event, circuit, country) in enumerate(events, 1):
        _meeting(folder / f"{at}-{_plain(event)}", dice, at, (event, circuit, country), cars, held=at < 3)
    return sorted({team for _, _, team in cars})


def _cars(dice: random.Random, classes: list[str]) -> list[tuple[str, str, str]]:
    numbers = dice.sample(range(1, 100), dice.randint(3, 12))
    return [(str(one), dice.choice(classes or [""]), dice.choice(TEAMS)) for one in numbers]


def _rules(dice: random.Random, classes: list[str]) -> str:
    each = "per-class = true\n" if classes and dice.random() < 0.5 else ""
    scale = "[[points]]\nscale = [25, 18, 15, 12, 10, 8, 6, 4, 2, 1]\n"
    return f'{LENGTH}{scale}[[standings]]\nname = "drivers"\nunit = "driver"\n{each}'


def _meeting(
    folder: Path, dice: random.Random, number: int, place: tuple[str, str | None, str | None],
    cars: list[tuple[str, str, str]], *, held: bool,
) -> None:  # fmt: skip
    event, circuit, country = place
    more = (f'circuit = "{circuit}"\n' if circuit else "") + (f'country = "{country}"\n' if country else "")
    races = dice.randint(1, 3)
    month = f"2026-0{4 + number}"
    text = f'name = "{event}"\nzone = "Europe/Paris"\nstart = {month}-01\nend = {month}-02\n{more}'
    text += '[[session]]\nname = "qualifying"\n'
    for at in range(1, races + 1):
        wet = "wet = true\n" if dice.random() < 0.2 else ""
        text += f'[[session]]\nname = "race-{at}"\nstart = 2026-0{4 + number}-02T1{at}:00:00\n{wet}'
    _put(folder / "round.toml", text)
    if not held:
        return
    order = dice.sample(cars, len(cars))
    rows = [
        f"{at},{car},{class_},1:{30 + at // 10}.{at:02d}0" for at, (car, class_, _) in enumerate(order, 1)
    ]
    _put(folder / "qualifying.csv", "position,number,class,best_lap\n" + "\n".join(rows) + "\n")
    for at in range(1, races + 1):
        if dice.random() < 0.5:
            _put(folder / f"race-{at}.csv", _list(dice, cars))
        else:
            _put(folder / f"race-{at}.csv", _log(dice, cars, f"2026-0{4 + number}-02", 10 + at))
            _put(folder / f"race-{at}.decisions.toml", _decisions(dice, cars))


def _list(dice: random.Random, cars: list[tuple[str, str, str]]) -> str:
    rows, place = [], 0
    for car, class_, _ in dice.sample(cars, len(cars)):
        status = dice.choices(["classified", "not-classified", "not-started", "disqualified"], [12, 2, 1, 1])[
            0
        ]
        place += status == "classified"
        reason = (
            dice.choice(["", "engine", f"contact with #{cars[0][0]}", "panne moteur"])
            if status != "classified"
            else ""
        )
        rows.append(f"{place if status == 'classified' else ''},{car},{class_},{status},{reason}")
    return "position,number,class,status,reason\n" + "\n".join(rows) + "\n"


def _log(dice: random.Random, cars: list[tuple[str, str, str]], day: str, hour: int) -> str:
    start = hour * 3600
    rows: list[tuple[float, str]] = [(start, "session,,,start"), (start, "flag,,,green")]
    laps = dice.randint(2, 8)
    last = start + 100 * laps
    for at, (car, _, _) in enumerate(cars):
        clock = start + at * 0.4
        stops = dice.choice([99] * 6 + [1, 2])
        for lap in range(1, laps + 2):
            clock += 95 + dice.random() * 6
            if lap > stops:
                why = dice.choice(["", ": gearbox", ": electrical cut"])
                rows.append((clock, f"status,{car},,{dice.choice(['stopped', 'retired'])}{why}"))
                break
            if clock <= last + 100:
                rows.append((clock, f"passing,{car},FL,"))
    if dice.random() < 0.4:
        rows += [(start + 110, "flag,,,safety-car"), (start + 170, "flag,,,green")]
    if dice.random() < 0.1:
        rows += [(start + 120, "flag,,,red"), (start + 130, "flag,,,green")]
    rows.append((last, "flag,,,chequered"))
    lines = [f"{day}T{_clock(at)},{rest}" for at, rest in sorted(rows)]
    return "time,kind,car,loop,value\n" + "\n".join(lines) + "\n"


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole % 3600 // 60:02d}:{whole % 60:02d}.{int(seconds % 1 * 1000):03d}"


def _decisions(dice: random.Random, cars: list[tuple[str, str, str]]) -> str:
    text = ""
    for car, _, _ in dice.sample(cars, min(len(cars), dice.randint(0, 3))):
        kind = dice.choice(PENALTIES)
        more = {"time": "seconds = 5\n", "laps": "laps = 1\n", "places": "places = 2\n"}.get(kind, "")
        why = f'reason = "{dice.choice(REASONS)}"\n' if dice.random() < 0.7 else ""
        text += f'[[decision]]\ncar = "{car}"\npenalty = "{kind}"\n{more}{why}'
    return text


def _plain(event: str) -> str:
    return event.casefold().replace(" ", "-")


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
