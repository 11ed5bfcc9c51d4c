"""Part `stated`: a penalty on one car of a bare list of places.

What the source states stands (design.md, What a timekeeper would expect): its places, and with a penalty in time
or laps the car it is on moves, alone, and the others keep their order, also where some have no time (CHANGELOG,
Results; issue 11.11). The car stands directly behind the last car that is ahead of it now: more laps, or as many
and less time. One of which the source gives no time stays where it is, and that is told (`penalty-without-time`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from campaign.engine import MEMORY
from campaign.known import explained
from parcferme import score

SECOND = 1_000_000


@dataclass(frozen=True)
class Car:
    number: str
    laps: int
    time: int | None  # µs


@dataclass(frozen=True)
class Listed:
    """Cars in the order of the list, and one penalty."""

    cars: tuple[Car, ...]
    car: str
    penalty: str
    size: int  # seconds, or laps


def listed(seed: int) -> Listed:
    random = Random(f"stated {seed}")
    numbers = random.sample("3 03 7 07 007 1 10 2 20 31 45 50 81".split(), random.randint(2, 9))
    laps, time, cars = random.randint(5, 30), random.randint(600, 3600) * SECOND, []
    blank = random.choice([0, 0, 0.3])
    for number in numbers:
        cars.append(Car(number, laps, None if random.random() < blank else time))
        time += random.randint(1, 8000) * 1000
        if random.random() < 0.15:
            laps -= random.randint(1, 2)
            time += random.randint(-5000, 20_000) * 1000
    penalty = random.choice(["time", "time", "laps"])
    size = random.choice([1, 5, 10, 15, 30]) if penalty == "time" else random.choice([1, 2])
    return Listed(tuple(cars), random.choice(numbers), penalty, size)


def order(one: Listed) -> list[str]:
    """The numbers in the order that has to come out."""
    at = [car.number for car in one.cars].index(one.car)
    mine = one.cars[at]
    others = [car for car in one.cars if car is not mine]
    if one.penalty == "time" and mine.time is None:
        return [car.number for car in one.cars]
    laps = mine.laps - (one.size if one.penalty == "laps" else 0)
    time = None if mine.time is None else mine.time + (one.size * SECOND if one.penalty == "time" else 0)

    def ahead(car: Car) -> bool:
        if car.laps != laps or car.time is None or time is None:
            return car.laps > laps
        return car.time < time

    behind = [place for place, car in enumerate(others) if place >= at and ahead(car)]
    place = behind[-1] + 1 if behind else at
    return [car.number for car in [*others[:place], mine, *others[place:]]]


def clock(us: int | None) -> str:
    if us is None:
        return ""
    whole, rest = divmod(us, SECOND)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}.{rest // 1000:03}"


def files(one: Listed) -> dict[str, str]:
    rows = [f"{place},{car.number},{car.laps},{clock(car.time)}" for place, car in enumerate(one.cars, 1)]
    what = "seconds" if one.penalty == "time" else "laps"
    return {
        "list.csv": "\n".join(["position,number,laps,time", *rows]) + "\n",
        "decisions.toml": f'[[decision]]\ncar = "{one.car}"\npenalty = "{one.penalty}"\n{what} = {one.size}\n',
    }


def play(seed: int) -> list[str]:
    one = listed(seed)
    return explained("stated", one, complaints(one))


def complaints(one: Listed) -> list[str]:
    with TemporaryDirectory(dir=MEMORY) as folder:
        for name, text in files(one).items():
            Path(folder, name).write_text(text)
        found = score(Path(folder, "list.csv"), kind="race", decisions=Path(folder, "decisions.toml"))
    want, got = order(one), [row.number for row in found.rows]
    wrong = [] if want == got else [f"{one.penalty} {one.size} on #{one.car}: reference {want}, engine {got}"]
    places = [row.position for row in found.rows]
    if places != [*range(1, len(places) + 1)]:
        wrong.append(f"places {places}")
    silent = all(finding.code != "penalty-without-time" for finding in found.findings)
    if (
        one.penalty == "time"
        and silent
        and any(car.number == one.car and car.time is None for car in one.cars)
    ):
        wrong.append(f"#{one.car} has no time, and penalty-without-time does not say so")
    return wrong


def show(seed: int) -> str:
    return "\n".join(f"{name}\n{text}" for name, text in files(listed(seed)).items())
