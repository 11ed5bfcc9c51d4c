"""Whole cars: out of the order, entered late, their transponders and numbers put right."""

from __future__ import annotations

import polars as pl

from parcferme.findings import WrongCall
from parcferme.live.desk.plans import Given, Plan, plan_of, record_from
from parcferme.live.desk.situation import Situation
from parcferme.records import Amend, Assign, CarState, CarStatus, EntryChange, Record


def leave_out(situation: Situation, given: Given) -> Plan:
    """A whole car taken out: seen, and in no order."""
    return _status(situation, given, CarState.LEFT_OUT)


def course_car(situation: Situation, given: Given) -> Plan:
    """A car of the course, by its number or by its `transponder`: seen, and in no order."""
    worn = given.get("transponder")
    said = _status(situation, given, CarState.COURSE_CAR)
    if worn:
        said[situation.session].insert(0, _assigned(situation, worn, given["car"]))
    return said


def swap(situation: Situation, given: Given) -> Plan:
    """The transponders of two cars were swapped from the start: every read of one is the other's."""
    car, other = str(given["car"]), str(given["other"])
    one, two = situation.reads(car), situation.reads(other)
    return plan_of(situation, *_given_to(situation, one, other), *_given_to(situation, two, car))


def join(situation: Situation, given: Given) -> Plan:
    """Two numbers of one car: every read of `other` is one of `car`."""
    return plan_of(situation, *_given_to(situation, situation.reads(str(given["other"])), str(given["car"])))


def transponder(situation: Situation, given: Given) -> Plan:
    """A transponder is on a car: from the beginning, so that what it drove already counts, or from `since` on."""
    since = situation.instant(given["since"]) if given.get("since") else None
    return plan_of(situation, _assigned(situation, str(given["transponder"]), str(given["car"]), since))


def split(situation: Situation, given: Given) -> Plan:
    """The reads of a car from lap `lap` on are those of the car `to`."""
    car, lap, to = str(given["car"]), int(given["lap"]), str(given["to"])
    ends = situation.lap_ends(car)
    before = ends.get(lap - 1)
    if before is None and lap > 1:
        raise WrongCall(f"{car} has no lap {lap - 1} (its last is {max(ends, default=0)})")
    reads = situation.reads(car)
    later = reads if before is None else reads.filter(pl.col("at") > before[1])
    if later.is_empty():
        raise WrongCall(f"{car} was not read after lap {lap - 1}")
    return plan_of(situation, *_given_to(situation, later, to, whole=before is None))


def entry(situation: Situation, given: Given) -> Plan:
    """A car entered during the session, or another class, team, driver or transponder of one."""
    names = ("car", "class", "group", "team", "driver", "transponder")
    said = {name: str(given[name]) for name in names if given.get(name)}
    return plan_of(situation, record_from(EntryChange, said, situation.at))


def _status(situation: Situation, given: Given, state: CarState) -> Plan:
    car = str(given["car"])
    return plan_of(situation, CarStatus(car=car, state=state, reason=given.get("reason"), at=situation.at))


def _given_to(situation: Situation, reads: pl.DataFrame, car: str, *, whole: bool = True) -> list[Record]:
    """What makes these reads another car's: those that name a car one by one; of those that name a transponder the
    transponder is on it, from the first of them on (`whole`: they are all its reads), and what it reads from now on.
    """
    named = reads.filter(pl.col("car").is_not_null())
    records: list[Record] = [
        Amend(target=seq, changes={"car": car}, at=situation.at) for seq in named["seq"].to_list()
    ]
    for worn in reads.filter(pl.col("car").is_null())["transponder"].unique().sort().to_list():
        first = reads.filter(pl.col("car").is_null() & (pl.col("transponder") == worn))["at"].min()
        records += _worn_by(situation, worn, car, int(first), whole=whole)  # type: ignore[arg-type]
    return records


def _worn_by(situation: Situation, worn: str, car: str, first: int, *, whole: bool) -> list[Record]:
    """A transponder on a car: what was said of it already is put right, else it is said from its first read on."""
    said = [e for e in situation.effective.events if isinstance(e, Assign) and e.transponder == worn]
    if whole and said:
        return [Amend(target=one.seq, changes={"car": car}, at=situation.at) for one in said]
    return [Assign(transponder=worn, car=car, at=first)]


def _assigned(situation: Situation, worn: str, car: str, since: int | None = None) -> Assign:
    if since is None:
        mine = situation.effective.passings.filter(pl.col("transponder").cast(pl.String) == worn)["at"]
        since = int(mine.min()) if len(mine) else situation.at  # type: ignore[arg-type]
    return Assign(transponder=worn, car=car, at=since)
