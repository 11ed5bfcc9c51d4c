"""What a season makes of a meeting: champions, new leaders of a table, how many wins, how many in a row, at home."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, Final

from parcferme.championship import Table, chances
from parcferme.classification import Status
from parcferme.documents import Meeting, Meetings, MeetingSession, gap_of
from parcferme.entries import Entry
from parcferme.findings import WrongCall
from parcferme.press.release.facts import Car, Certainty, Fact, car_of, certain, crews, slug
from parcferme.regulations import Unit

STREAK: Final = 3
"""So many wins in a row are worth saying."""
LATE: Final = 21
"""An entry of so many days before the first day, or fewer, is a late one: papers tell of it."""


def told_through(told: Meetings, number: int) -> bool:
    """Whether every race up to this meeting has its result: of a season with gaps nobody knows table or wins."""
    return all(
        ran.result is not None
        for one in told.meetings if one.number <= number and not one.cancelled
        for ran in (one.races or (None,)) if ran is not None
    ) and all(one.run for one in told.meetings if one.number <= number and not one.cancelled)  # fmt: skip


# --- wins


class _Wins:
    """The winners of a season's races in order, overall (class None) and of each class: names of the crew."""

    def __init__(self, told: Meetings, number: int) -> None:
        self.races = [
            ran
            for one in told.meetings if one.number <= number and not one.cancelled
            for ran in one.races if ran.result is not None
        ]  # fmt: skip
        self.won: dict[str | None, list[tuple[MeetingSession, Car]]] = {}
        for ran in self.races:
            for class_, car in winners_of(ran).items():
                self.won.setdefault(class_, []).append((ran, car))

    def count(self, class_: str | None, name: str) -> int:
        return sum(name in car.drivers for _, car in self.won.get(class_, ()))

    def streak(self, class_: str | None, name: str) -> int:
        """How many of the last races in a row."""
        run = 0
        for _, car in reversed(self.won.get(class_, [])):
            if name not in car.drivers:
                break
            run += 1
        return run

    def sure(self) -> Certainty:
        return certain(*(ran.certainty for ran in self.races))


def winners_of(ran: MeetingSession) -> dict[str | None, Car]:
    """The winner among all (None) and of each class; nobody for a place no source fills."""
    named, classes = crews(ran), ran.class_places()
    found: dict[str | None, Car] = {}
    for line in ran.placed():
        if line.status is not Status.CLASSIFIED or named[line.car].unnamed:
            continue
        if line.position == 1:
            found.setdefault(None, named[line.car])
        if line.class_ and classes.get(line.car) == 1:
            found.setdefault(line.class_, named[line.car])
    return found


def wins_facts(told: Meetings, weekend: Meeting) -> Iterator[Fact]:
    """The wins of this meeting's winners in the season: how many, the first, how many in a row."""
    if not told_through(told, weekend.number):
        return
    wins, here = _Wins(told, weekend.number), {id(ran) for ran in weekend.races}
    earlier = [ran for ran in wins.races if id(ran) not in here]
    several = len([name for name in wins.won if name is not None]) > 1
    for class_, won in wins.won.items():
        if class_ is not None and not several:
            continue
        mine = list({car.number: car for ran, car in won if id(ran) in here and car.drivers}.values())
        for car in mine:
            counts = {wins.count(class_, name) for name in car.drivers}
            if len(counts) != 1:
                continue
            total, now = (
                counts.pop(),
                sum(ran_car.number == car.number for ran, ran_car in won if id(ran) in here),
            )
            run = min(wins.streak(class_, name) for name in car.drivers)
            values: dict[str, Any] = {
                "class": class_, "car": car, "wins": total, "now": now, "races": len(wins.races),
                "first": total == 1 and bool(earlier), "streak": run if run >= STREAK and run > now else None,
            }  # fmt: skip
            if (total > now) or values["first"]:
                yield Fact(
                    f"wins.{slug(class_ or 'all')}.{car.number}",
                    "wins",
                    values,
                    "results of the season",
                    wins.sure(),
                )


# --- tables


def table_news(told: Meetings, weekend: Meeting, tables: Sequence[Table], sure: Certainty) -> Iterator[Fact]:
    """A title that is won, and a table that somebody else leads than before."""
    whole, number = told.championship, weekend.number
    if whole is None or not told_through(told, number):
        return
    earlier = max((one for one in told.held if one < number), default=None)
    before = whole.after(earlier) if earlier is not None else None
    for table in tables:
        leaders = [row for row in table.rows if row.position == 1]
        if not leaders:
            continue
        names = [row.name for row in leaders]
        about: dict[str, Any] = {
            "table": table.name, "unit": table.unit.value, "class": table.class_, "names": names,
            "points": leaders[0].points, "event": told.place(weekend),
        }  # fmt: skip
        second = next((row for row in table.rows if row.position is not None and row.position > 1), None)
        about["second"] = [second.name, gap_of(table, second)] if second is not None else None
        was = before.table(table.name, table.class_) if before is not None else None
        key = slug(f"{table.name} {table.class_ or ''}")
        one_crew = len({row.cars[:1] for row in leaders}) == 1 or len(leaders) == 1
        if one_crew and _is_champion(told, table, number, names):
            if earlier is None or was is None or not _is_champion(told, was, earlier, names):
                yield Fact(f"champion.{key}", "champion", about, f"standings after round {number}", sure)
            continue
        led = [row.name for row in was.rows if row.position == 1] if was is not None else []
        if led and not set(led) & set(names):
            values = {**about, "from": led}
            yield Fact(f"leader.{key}", "new-leader", values, f"standings after round {number}", sure)


def _is_champion(told: Meetings, table: Table, number: int, names: Sequence[str]) -> bool:
    """Whether these have won the table: after the season's last race, or out of everybody's reach before it."""
    if table.champion is not None:
        return [table.champion] == list(names)
    if not told.ends or told.championship is None or table.before_playoffs is not None:
        return False
    if told.is_last(number):
        return True
    try:
        found = chances(told.championship, table, number)
    except WrongCall:
        return False
    sure = {one.name for one in found.units if one.champion and one.exact}
    return set(names) <= sure


# --- who came, and how


def entry_facts(
    told: Meetings, weekend: Meeting, mine: Sequence[Entry], released: Sequence[str]
) -> Iterator[Fact]:
    """How late a team entered, whether it races at home, and who drives again; that last one only where the folder
    releases the name.
    """
    team = mine[0].team if mine else None
    days = {driver.entered or car.entered for car in mine for driver in car.drivers} or {
        car.entered for car in mine
    }
    if len(days) == 1 and weekend.first is not None and (on := days.pop()) is not None:
        before = (weekend.first - on).days
        if 0 < before <= LATE:
            yield Fact(
                "late-entry", "late-entry", {"team": team, "on": on.isoformat(), "days": before}, "entry list"
            )
    nations = {car.nation for car in mine}
    if len(nations) == 1 and weekend.country is not None and weekend.country in nations:
        yield Fact("home", "home", {"team": team, "event": told.place(weekend)}, "entry list")
    for car in mine or weekend.entries.cars:
        for driver in car.drivers:
            if driver.name in released and driver.hurt and driver.cleared:
                on = driver.hurt if isinstance(driver.hurt, dt.date) else None
                before = (weekend.first - on).days if on is not None and weekend.first is not None else 0
                values = {
                    "driver": driver.name,
                    "car": car_of(car),
                    "days": before if 0 < before <= LATE else None,
                }
                yield Fact(f"returned.{slug(driver.name)}", "returned", values, "entry list")


def at_home(mine: Sequence[Entry], following: Meeting) -> bool:
    """Whether a team's next meeting is in its own country."""
    return (
        bool(mine) and following.country is not None and {car.nation for car in mine} == {following.country}
    )


def is_unit_of_people(table: Table) -> bool:
    """Whether a table is of drivers or crews."""
    return table.unit in (Unit.DRIVER, Unit.CREW)
