"""Writes the season 2020 of the Ligier European Series where no log is: results, qualifyings, best laps of practices.

    python tools/fill_season_2020.py [FOLDER]

reads `facts.toml` and `entries.csv` of the season's folder and writes the result lists of its rounds, the entry list of
the first one (its two logs come from `reconstruct_le_castellet.py`) and `reconstruction.toml`: what the facts leave
open, and what was chosen. `search_season_2020.py` finds the class places; here the two classes are put into one order,
and each row says how sure it is and by whose word. Made up: how the classes lie among each other. No chance is used.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from search_season_2020 import (
    CLASSES,
    FORM,
    JS2,
    P4,
    RACES,
    RIVAL,
    TITLE,
    Cell,
    Fact,
    Filled,
    Season,
    fill,
    form,
    points,
    race_of,
    read,
)

SEASON: Final = Path(__file__).parents[1] / "seasons" / "ligier-european-series-2020"
FOLDERS: Final = dict(
    zip("12345", ("1-le-castellet", "2-spa", "3-le-castellet", "4-monza", "5-portimao"), strict=True)
)
LOGGED: Final = "1.1"  # race 1 of round 1 and its qualifying are logs
OF_ROUND: Final = ("number", "class", "team", "team nation", "driver", "driver nation", "vehicle")

# Made up: #45 was fast over one lap wherever it is told of; else form.
GRID_FORM: Final = {P4: FORM[P4], JS2: "74 86 66 45 17 38 69 46 30 25 ? 11".split()}
PREFER_GRID: Final = {race: [*GRID_FORM[P4], *GRID_FORM[JS2]] for race in RACES} | {
    "1.2": ["34", "50", "81", "33", *GRID_FORM[JS2]],
}
# Made up: seconds behind the best of the class by class place, and how far the best JS2 R is behind the winner.
BEHIND: Final = {P4: (0, 4, 49, 63, 95), JS2: (0, 11, 22, 47, 70, 74, 83, 148, 160, 167, 171)}
JS2_BEHIND: Final = dict(zip(RACES, (46, 53, 110, 110, 15, 30, 60, 52, 20, 12), strict=True))
# Made up: the same for a qualifying, in tenths of a second, the classes apart by round.
GRID_GAPS: Final = {P4: (0, 1, 9, 34, 39), JS2: (0, 2, 3, 5, 9, 11, 14, 18, 26, 43, 51)}
JS2_GRID: Final = {"1": 10, "2": 50, "3": 15, "4": 31, "5": 16}

Row = Mapping[str, object]


def merged(
    queues: Mapping[str, Sequence[str]], gap: Mapping[str, int], fixed: Mapping[int, str]
) -> list[str]:
    """Two classes in one order: a car at its fixed place, else the one with the smaller gap; class orders hold."""
    left = {cls: list(queue) for cls, queue in queues.items()}
    later = set(fixed.values())
    order: list[str] = []
    while any(left.values()):
        heads = [queue[0] for queue in left.values() if queue]
        must = fixed.get(len(order) + 1)
        if must is not None and must not in heads:
            raise ValueError(f"place {len(order) + 1} is told of {must}, but {heads} are next")
        ready = [must] if must else [car for car in heads if car not in later] or heads
        car = min(ready, key=lambda car: gap[car])
        order.append(car)
        for queue in left.values():
            if queue and queue[0] == car:
                queue.pop(0)
    return order


class ToldGrid:
    """What is told of the qualifying of a race: class places, overall places, and the fact behind each car."""

    def __init__(self, season: Season, race: str) -> None:
        self.within: dict[tuple[str, str], int] = {}
        self.overall: dict[int, str] = {}
        self.by: dict[str, Fact] = {}
        for f in (f for f in season.facts if race_of(f) == race):
            if f["kind"] == "qualifying-set":
                self._two(f)
                continue
            if f["kind"] == "qualifying-place" and f["scope"] != "overall":
                self.within[f["scope"], f["number"]] = f["place"]
            elif f["kind"] == "qualifying-place":
                self.overall[f["place"]] = f["number"]
            elif f["kind"] == "grid-from-back":
                self.overall[len(season.cars[race]) + 1 - f["place"]] = f["number"]
            else:
                continue
            if f["number"] not in self.by or "time" in f:
                self.by[f["number"]] = f

    def _two(self, fact: Fact) -> None:
        """Cars that share places in an order no source gives: by form."""
        drivers = dict(zip(fact["numbers"], fact["drivers"], strict=True))
        source = f"{fact['source']}: the two, not their order"
        for place, car in zip(fact["places"], sorted(fact["numbers"], key=GRID_FORM[JS2].index), strict=True):
            self.overall[place] = car
            self.by[car] = {**fact, "driver": drivers[car], "certainty": "reconstructed", "source": source}


def grid(season: Season, race: str, told: ToldGrid) -> list[str]:
    """The qualifying of a race: told places, the rest by form."""
    queues: dict[str, list[str]] = {}
    gap: dict[str, int] = {}
    last = len(season.cars[race]) - 1
    for cls in CLASSES:
        cars = season.of(race, cls)
        at = {place: car for place, car in told.overall.items() if car in cars}
        fixed = {told.within[cls, car]: car for car in cars if (cls, car) in told.within}
        front = [car for place, car in sorted(at.items()) if place < last and car not in fixed.values()]
        back = [car for place, car in sorted(at.items()) if place >= last]
        rest = [car for car in cars if car not in (*fixed.values(), *front, *back)]
        rest = [*front, *sorted(rest, key=lambda car: form(race, car, cls, PREFER_GRID)), *back]
        queues[cls] = [fixed.get(place) or rest.pop(0) for place in range(1, len(cars) + 1)]
        offset, gaps = JS2_GRID[race[0]] if cls == JS2 else 0, GRID_GAPS[cls]
        gap |= {car: offset + gaps[min(i, len(gaps) - 1)] for i, car in enumerate(queues[cls])}
    return merged(queues, gap, told.overall)


def overall(season: Season, race: str, places: Mapping[Cell, int]) -> list[str]:
    """The classified cars of a race in one order."""
    queues: dict[str, list[str]] = {}
    gap: dict[str, int] = {}
    for cls in CLASSES:
        cars = (car for car in season.of(race, cls) if places[race, car])
        queues[cls] = sorted(cars, key=lambda car: places[race, car])
        offset = JS2_BEHIND[race] if cls == JS2 else 0
        gap |= {car: offset + BEHIND[cls][i] for i, car in enumerate(queues[cls])}
    fixed = {f["place"]: car for (r, car), f in season.told("overall-place").items() if r == race}
    return merged(queues, gap, fixed)


def sure(season: Season, found: Filled, race: str, car: str) -> tuple[str, str]:
    """Whether a class place is stated, inferred or reconstructed, and by what."""
    for kind in ("place", "status"):
        fact = season.told(kind).get((race, car))
        if fact:
            return as_row(fact), fact["source"]
    values = found.values.get((race, car), frozenset())
    if len(values) == 1:
        return "inferred", "all solutions of the search agree"
    others = sorted(values - {found.whole[race, car]}, key=lambda p: (not p, p))
    if others:
        return "reconstructed", "search; also possible: " + " ".join(str(p) if p else "none" for p in others)
    return "reconstructed", "search; free, by form"


def as_row(fact: Fact) -> str:
    """How sure a row is of what a fact says: what is derived from reports is inferred, like a reading of them."""
    return "inferred" if fact["certainty"] == "derived" else str(fact["certainty"])


def of_overall(told: Fact | None, certainty: str) -> str:
    """What a row says of its overall place, where that is not as sure as its class place."""
    whole = as_row(told) if told else "reconstructed"
    return f"overall place {whole}" if told or whole != certainty else ""


def result_rows(season: Season, found: Mapping[str, Filled], race: str) -> Iterable[Row]:
    """One race: the classified by place, then who has none."""
    places = {cell: p for one in found.values() for cell, p in one.whole.items()}
    states, whole = season.told("status"), season.told("overall-place")
    penalties = {f.get("number"): f for f in season.facts if f["kind"] == "penalty" and race_of(f) == race}
    laps = {f["number"]: f["time"] for f in season.facts if f["kind"] == "lap-time" and race_of(f) == race}
    order = overall(season, race, places)
    without = [car for car in season.cars[race] if not places[race, car]]
    without.sort(key=lambda car: states.get((race, car), {}).get("status") == "not-started")
    for car in (*order, *without):
        place, fact = places[race, car], states.get((race, car))
        certainty, source = sure(season, found[season.classes[car]], race, car)
        notes = [of_overall(whole.get((race, car)), certainty)] if place else []
        if car in penalties:
            notes.append(f"{penalties[car]['penalty']}: {penalties[car]['reason']}")
        if not place and not fact:
            notes.append("it took no points, so it had no place; why is not known")
        yield {
            "position": order.index(car) + 1 if place else "",
            "class_position": place or "",
            "number": car,
            "class": season.classes[car],
            "team": season.teams[car],
            "drivers": " / ".join(season.cars[race][car]),
            "status": "classified" if place else fact["status"] if fact else "not-classified",
            "best_lap": laps.get(car, ""),
            "reason": fact["reason"] if fact else "",
            "certainty": certainty,
            "source": source,
            "note": "; ".join(filter(None, notes)),
        }


def qualifying_rows(season: Season, race: str) -> Iterable[Row]:
    """The qualifying that sets the grid of a race."""
    told = ToldGrid(season, race)
    lone = len(season.of(race, P4)) == 1
    for place, car in enumerate(grid(season, race, told), 1):
        fact, only = told.by.get(car), lone and season.classes[car] == P4
        certainty = as_row(fact) if fact else "inferred" if only else "reconstructed"
        whole = (
            fact if fact and (fact.get("scope") == "overall" or fact["kind"] == "grid-from-back") else None
        )
        yield {
            "position": place,
            "number": car,
            "class": season.classes[car],
            "driver": (fact or {}).get("driver") or " / ".join(season.cars[race][car]),
            "best_lap": (fact or {}).get("time", ""),
            "certainty": certainty,
            "source": fact["source"] if fact else "the only JS P4" if only else "by form",
            "note": of_overall(whole, certainty),
        }


def practice_rows(season: Season, heat: str) -> list[Row]:
    """Who was fastest of a class in practice; nothing else is known of it."""
    return [
        {
            "class_position": 1, "number": f["number"], "class": f["class"], "driver": f["driver"],
            "best_lap": f.get("time", ""), "certainty": f["certainty"], "source": f["source"],
        }
        for f in season.facts
        if f["kind"] == "lap-time" and f["session"] == "practice" and str(f["round"]) == heat
    ]  # fmt: skip


def round_entries(season: Season, folder: Path) -> Iterable[Row]:
    """The entry list of round 1 alone, for its two logs: who took part."""
    seen = set()
    with (folder / "entries.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            who = row["number"], row["driver"]
            if who[1] in season.cars[LOGGED].get(who[0], ()) and who not in seen:
                seen.add(who)
                yield {column: row[column] for column in OF_ROUND}


def summary(found: Mapping[str, Filled]) -> str:
    """`reconstruction.toml`: what the facts leave open, and what was chosen; 0 is no place."""
    title = found[P4]
    lines = [
        "# Written by tools/fill_season_2020.py: what the facts leave open, and what was chosen.",
        "",
        "[title]",
        f'class = "{P4}"',
        f'champion = "{TITLE}"',
        f'second = "{RIVAL}"',
        "# By how many points the title can have been won, and in how many of the ways to fill the season.",
        *(
            f"[[title.margin]]\npoints = {margin}\nways = {ways}"
            for margin, ways in sorted(title.margins.items())
        ),
        "",
        "[shipped]",
        f"margin = {points(title.whole, TITLE) - points(title.whole, RIVAL)}",
    ]
    for cls, one in found.items():
        lines += ["", "[[class]]", f'name = "{cls}"', f"ways = {list(one.counts)}"]
        for (race, car), values in sorted(one.values.items()):
            lines += ["[[class.cell]]", f'race = "{race}"', f'number = "{car}"']
            lines += [f"places = {sorted(values)}", f"shipped = {one.whole[race, car]}"]
    return "\n".join(lines) + "\n"


def write(path: Path, rows: Iterable[Row]) -> None:
    listed = list(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(listed[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(listed)


def main(folder: Path = SEASON, into: Path | None = None) -> dict[str, Filled]:
    """Write the season found from the facts in a folder into it, or elsewhere; what was found."""
    into = into or folder
    season = read(folder)
    found = {cls: fill(season, cls) for cls in CLASSES}
    write(into / FOLDERS["1"] / "entries.csv", round_entries(season, folder))
    for race in RACES:
        heat = into / FOLDERS[race[0]]
        if race != LOGGED:
            write(heat / f"race-{race[2]}.csv", result_rows(season, found, race))
            write(heat / f"qualifying-{race[2]}.csv", qualifying_rows(season, race))
        if race[2] == "1" and (rows := practice_rows(season, race[0])):
            write(heat / "practice.csv", rows)
    (into / "reconstruction.toml").write_text(summary(found), encoding="utf-8")
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SEASON)
