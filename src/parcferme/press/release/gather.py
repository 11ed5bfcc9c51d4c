"""Every fact of a meeting, of the whole series or with one team in the middle, in the order they are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from parcferme.championship import Standing, Standings, Table, next_round
from parcferme.documents import Meeting, Meetings, MeetingSession, gap_of, points_text
from parcferme.entries import Entry
from parcferme.findings import WrongCall
from parcferme.press.release.facts import Car, Certainty, Fact, car_of, certain, crews, slug
from parcferme.press.release.news import at_home, entry_facts, table_news, told_through, wins_facts
from parcferme.press.release.race_facts import changed_facts, cut_facts, fact, lap_values, race_facts
from parcferme.regulations import Unit

OWN_ROWS: Final = 4
"""So many rows of a table are told of a team: its best."""


def facts_of(
    told: Meetings, weekend: Meeting, team: str | None = None, released: Sequence[str] = ()
) -> tuple[Fact, ...]:
    """The facts of a meeting. `released`: who was hurt and may be told of. Raises `WrongCall` for a team that was not
    entered for it.
    """
    mine = weekend.cars_of(team) if team is not None else ()
    if team is not None and not mine:
        teams = sorted({one.team for one in weekend.entries.cars if one.team})
        raise WrongCall(
            f"{team!r} has no car in round {weekend.number} (entered: {', '.join(teams) or 'nobody'})"
        )
    cars = tuple(dict.fromkeys(one.number for one in mine))
    if weekend.cancelled:
        return (
            *_called_off(told, weekend),
            *_of_team(mine),
            *_standings(weekend, cars, mine[0].team if mine else None, told),
            *_next(told, weekend, mine),
        )
    found = list(_meeting(told, weekend))
    found += _of_team(mine)
    found += entry_facts(told, weekend, mine, released)
    for ran in weekend.races:
        found += changed_facts(ran)
    for ran in weekend.sessions:
        found += (
            race_facts(ran, cars, weekend.length_m)
            if ran.is_race
            else _by_time(ran, cars, weekend.entries.cars, told.classes, weekend.length_m)
        )
    found += _season(told, weekend, cars, mine[0].team if mine else None)
    found += _standings(weekend, cars, mine[0].team if mine else None, told)
    found += _outlook(told, weekend, cars, mine[0].team if mine else None)
    found += _next(told, weekend, mine)
    return tuple(found)


def _season(told: Meetings, weekend: Meeting, cars: tuple[str, ...], team: str | None) -> Iterator[Fact]:
    """Titles, new leaders and wins; of a team its own."""
    for table in _tables(weekend, cars, team, told.classes):
        mine = {row.name for row in rows_of(table, cars, team)} if team is not None else None
        for one in table_news(told, weekend, [table], _sure(table)):
            if mine is None or mine & set(one.values["names"]):
                yield one
    for one in wins_facts(told, weekend):
        if not cars or one.values["car"].number in cars:
            yield one


def _last_held(told: Meetings) -> int | None:
    """The number of the last round that is held, where a calendar says so."""
    held = [one.number for one in told.meetings if not one.cancelled]
    return max(held, default=None) if told.ends else None


def _called_off(told: Meetings, weekend: Meeting) -> Iterator[Fact]:
    """That a meeting was not held: of its sessions, whatever was driven, nothing counts and nothing is told."""
    values = {**_about(told, weekend), "cancelled": True}
    yield Fact("meeting", "meeting", values, "calendar")


def _of_team(mine: Sequence[Entry]) -> Iterator[Fact]:
    if mine:
        values = {"team": mine[0].team, "cars": [car_of(one) for one in mine]}
        yield Fact("team", "team", values, "entry list")


def _about(told: Meetings, weekend: Meeting) -> dict[str, Any]:
    return {
        "series": told.title, "number": weekend.number, "event": told.place(weekend), "circuit": weekend.circuit,
        "first": weekend.first.isoformat() if weekend.first else None,
        "last": weekend.last.isoformat() if weekend.last else None, "rounds": _last_held(told),
        "country": weekend.country,
    }  # fmt: skip


def _meeting(told: Meetings, weekend: Meeting) -> Iterator[Fact]:
    yield Fact("meeting", "meeting", _about(told, weekend), "calendar")
    entered: dict[str, int] = {}
    for one in weekend.entries.cars:
        entered[one.class_ or ""] = entered.get(one.class_ or "", 0) + 1
    if entered:
        order = [name for name in told.classes if name in entered] or list(entered)
        classes = [[name, entered[name]] for name in order if name]
        yield Fact("entries", "entries", {"cars": sum(entered.values()), "classes": classes}, "entry list")
    formats = {(one.length, one.laps, one.plus_laps) for one in weekend.races}
    if len(formats) == 1 and weekend.races:
        length, laps, plus = formats.pop()
        if length is not None or laps is not None:
            values = {
                "length_us": length,
                "laps": laps,
                "plus_laps": plus,
                "races": len(weekend.races),
            }
            yield Fact("format", "format", values, "rulebook")


def _by_time(
    ran: MeetingSession,
    cars: tuple[str, ...],
    entered: Sequence[Entry],
    order: Sequence[str],
    length_m: int | None,
) -> Iterator[Fact]:
    """Practice and qualifying: the fastest of each class, and what the cars asked for did."""
    if ran.result is None:
        return
    named, classes = crews(ran), ran.class_places()
    timed = [line for line in ran.placed() if ran.has_time(line.car)]
    own: set[str | None] = {one.class_ for one in entered if one.number in cars and one.class_}
    own = own or {named[car].class_ for car in cars if car in named}
    for class_ in sorted(dict.fromkeys(line.class_ for line in timed), key=lambda one: _rank(order, one)):
        if own and class_ not in own:
            continue
        first = min((line for line in timed if line.class_ == class_), key=lambda one: classes[one.car])
        values: dict[str, Any] = {
            "class": class_, "car": named[first.car], "lap_us": first.best_lap, "overall": first.position == 1,
            **lap_values(ran, first.car, length_m),
        }  # fmt: skip
        values["driver"] = first.pole_by or values.get("driver")
        yield fact(
            ran, f"first.{slug(class_ or 'all')}", "fastest-of-class", values, certain(ran.sure(first.car))
        )
    yield from cut_facts(ran, cars)
    for car in cars:
        line = ran.line(car)
        if line is None:
            continue
        if not ran.has_time(car):
            yield fact(ran, f"no-time.{car}", "no-time", {"car": named[car]})
        elif classes.get(car) != 1:  # whoever was first has a fact already
            values = {
                "car": named[car], "position": line.position, "class": line.class_, "class_position": classes.get(car),
                "lap_us": line.best_lap,
            }  # fmt: skip
            sure = certain(ran.sure(car, overall=True), ran.sure(car))
            yield fact(ran, f"place.{car}", "qualified", values, sure)


def _rank(order: Sequence[str], class_: str | None) -> int:
    """Where a class stands in the order of the season."""
    return order.index(class_) if class_ is not None and class_ in order else len(order)


# --- tables


def _tables(
    weekend: Meeting, cars: tuple[str, ...], team: str | None, classes: Sequence[str] = ()
) -> list[Table]:
    """The tables that are told: of each class the first of the rulebook; for a team those it stands in."""
    tables = () if (after := _after(weekend)) is None else after.tables
    chosen: dict[str | None, Table] = {}
    for table in tables:
        if any(row.position is not None and (table.unit is not Unit.DRIVER or any(map(str.isalpha, row.name)))
               for row in table.rows):  # fmt: skip
            chosen.setdefault(table.class_, table)
    if team is None:
        return sorted(chosen.values(), key=lambda table: _rank(classes, table.class_))
    order = [Unit.TEAM, Unit.CREW, Unit.DRIVER, Unit.CAR]
    mine = [table for table in tables if rows_of(table, cars, team)]
    mine.sort(key=lambda table: order.index(table.unit) if table.unit in order else len(order))
    people = any(table.unit in (Unit.CREW, Unit.DRIVER) for table in mine)
    # Where people stand in a table that of the cars says the same again.
    return [table for table in mine if table.unit is not Unit.CAR or not people][:2]


def rows_of(table: Table, cars: tuple[str, ...], team: str) -> list[Standing]:
    """The rows of a table that are a team's."""
    names = {team, *cars}
    return [row for row in table.rows if row.name in names or set(row.cars[:1]) & set(cars)]


def _after(weekend: Meeting) -> Standings | None:
    """The tables after a meeting; after one that was called off they are those before it."""
    return weekend.standings if weekend.cancelled else weekend.after_it


def _sure(table: Table) -> Certainty:
    return certain(*(column.certainty for column in table.sessions))


def _id(table: Table) -> str:
    return slug(f"{table.name} {table.class_ or ''} {table.group or ''}")


def _standings(weekend: Meeting, cars: tuple[str, ...], team: str | None, told: Meetings) -> Iterator[Fact]:
    if not told_through(told, weekend.number):  # a table with rounds missing is nobody's standing
        return
    final = told.is_last(weekend.number)
    after = standings.after if (standings := _after(weekend)) is not None else weekend.number
    for table in _tables(weekend, cars, team, told.classes):
        rows = [row for row in table.rows if row.position is not None]
        about = {
            "table": table.name,
            "unit": table.unit.value,
            "class": table.class_,
            "after": after,
        }
        source = f"standings after round {after}"
        if team is None:
            top = [
                [row.name, row.position, row.points, gap_of(table, row) or 0]
                for row in rows
                if (row.position or 9) <= 3
            ]
            yield Fact(f"standings.{_id(table)}", "standings", {**about, "rows": top}, source, _sure(table))
            continue
        level: dict[tuple[int, Any], list[Standing]] = {}
        for row in rows_of(table, cars, team)[:OWN_ROWS]:
            if row.position is not None:
                level.setdefault((row.position, row.points), []).append(row)
        for (position, total), mine in level.items():
            names = [row.name for row in mine]
            values: dict[str, Any] = {
                **about, "names": names, "position": position, "points": total,
                "behind": gap_of(table, mine[0]) or 0, "leader": rows[0].name,
                "ahead": _ahead(table, rows) if position == 1 else None,
                "final": final,
            }  # fmt: skip
            yield Fact(f"standings.{_id(table)}.{slug(names[0])}", "standing", values, source, _sure(table))


def _ahead(table: Table, rows: list[Standing]) -> list[Any] | None:
    """By how much the first leads, and whom."""
    second = next((row for row in rows if row.position != 1), None)
    return None if second is None or rows[1] is not second else [second.name, gap_of(table, second)]


def _outlook(told: Meetings, weekend: Meeting, cars: tuple[str, ...], team: str | None) -> Iterator[Fact]:
    """What the next round can change, from the rules alone."""
    whole, following = told.championship, told.following(weekend.number)
    known = told_through(told, weekend.number)
    if whole is None or following is None or weekend.number not in whole.rounds or not known:
        return
    coming_to = _entered_for(told, following)
    for table in _tables(weekend, cars, team, told.classes):
        try:
            coming = next_round(whole, table, weekend.number)
        except WrongCall:
            continue
        about = {
            "table": table.name,
            "unit": table.unit.value,
            "class": table.class_,
            "event": told.place(following),
            "again": told.place(following) == told.place(weekend),
        }
        source = f"standings after round {weekend.number}, rulebook"
        if team is None:
            leads = [one for one in coming if one.position == 1]
            level = len(leads) > 1  # nobody has the lead alone: each of them can take it
            may = [one for one in coming if one.best == 1 and one.position is not None]
            may = [one for one in may if one.position != 1 or level]
            able = [one.name for one in may if one.exact or one.position == 1]
            able = [
                name
                for name in able
                if coming_to is None or table.unit is not Unit.DRIVER or name in coming_to
            ]
            if may and not able:  # somebody may, and nobody surely
                continue
            values: dict[str, Any] = {
                **about,
                "able": able,
                "level": level,
                "safe": bool(leads) and all(one.worst == 1 for one in leads),
            }
            yield Fact(f"outlook.{_id(table)}", "outlook", values, source, _sure(table))
            continue
        mine = {row.name for row in rows_of(table, cars, team)[:OWN_ROWS]}
        if coming_to is not None and table.unit is Unit.DRIVER:
            mine &= coming_to
        alike: dict[tuple[int, int, int | None], list[str]] = {}
        for one in coming:
            if one.name in mine and one.gain is not None and one.exact and one.position is not None:
                alike.setdefault((one.position, one.gain, one.loss), []).append(one.name)
        for (position, gain, loss), names in alike.items():
            values = {
                **about,
                "names": names,
                "position": position,
                "gain": gain,
                "loss": loss,
            }
            yield Fact(f"outlook.{_id(table)}.{slug(names[0])}", "hope", values, source, _sure(table))


def _entered_for(told: Meetings, following: Meeting) -> set[str] | None:
    """Who is entered for the next round, where the entry list says for which rounds it is; None where it does not."""
    if not any(car.rounds or any(driver.rounds for driver in car.drivers) for car in told.entries.cars):
        return None
    return {driver.name for car in following.entries.cars for driver in car.drivers} or None


def _next(told: Meetings, weekend: Meeting, mine: Sequence[Entry]) -> Iterator[Fact]:
    following = told.following(weekend.number)
    if following is None:
        if told.ends:
            yield Fact("next", "season-over", {"series": told.title}, "calendar")
        return
    values: dict[str, Any] = {
        "number": following.number, "event": told.place(following), "circuit": following.circuit,
        "first": following.first.isoformat() if following.first else None,
        "last": following.last.isoformat() if following.last else None,
        "final": told.is_last(following.number), "home": at_home(mine, following),
        "team": mine[0].team if mine else None,
    }  # fmt: skip
    yield Fact("next", "next", values, "calendar")


def plain_values(one: Fact) -> dict[str, Any]:
    """The values of a fact as JSON takes them."""
    return {key: _plain(value) for key, value in one.values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Car):
        return {
            "number": value.number,
            "team": value.team,
            "drivers": list(value.drivers),
            "class": value.class_,
        }
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, int | float | str) or value is None:
        return value
    return points_text(value)
