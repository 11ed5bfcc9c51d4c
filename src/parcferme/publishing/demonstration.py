"""The season every copy brings along, told from the grid of its first race to the title: what is said of it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from parcferme.championship import Table, chances, what_next
from parcferme.documents import (
    Series,
    classification_document,
    grid_document,
    point_number,
    reason_text,
    result_document,
    say,
    standings_document,
)
from parcferme.publishing.gathering import gathered_grid
from parcferme.publishing.targets import SHIPPED
from parcferme.records import CarState, CarStatus
from parcferme.season import Season, StartingGrid

SEASON: Final = SHIPPED
CLASSES: Final = ("JS P4", "JS2 R")
STAR: Final = "81"
"""The car whose place on the grid and whose next round are told."""
TITLE: Final = "JS P4"
"""The class whose title is told."""


def table_of(season: Season, name: str, class_: str, after: int | None = None) -> Table:
    """One table of the season. It is there: the rulebook is shipped with it."""
    found = season.standings(after).table(name, class_)
    assert found is not None
    return found


def demo_document(season: Season, grid: StartingGrid[Season]) -> dict[str, Any]:
    """The same as one JSON document."""
    race, listed = season.score(season.session("1/race-1")), season.result(season.session("1/race-2"))
    assert race is not None and listed is not None
    called = Series(
        SEASON, season.name, season=season.year, rulebook=season.rulebook.name, reconstruction=True
    )
    coming = what_next(season.table, table_of(season, "cars", TITLE, 1), STAR, 1)
    return {
        "reconstruction": season.championship.reconstruction,
        "grid": grid_document(gathered_grid(grid), findings=grid.findings),
        "results": [classification_document(race), result_document(listed)],
        "standings": [standings_document(called, season.standings(number)) for number in season.table.rounds],
        "next": msgspec.to_builtins(coming),
        "title": title_told(season),
    }


def why_no_time(season: Season, language: str) -> Iterator[str]:
    """What happened to the car in qualifying, what was ruled, and the rule that puts it last."""
    session = season.session("1/qualifying-1")
    qualifying = season.score(session)
    assert qualifying is not None
    seen = [one for one in qualifying.decoded.log.events if isinstance(one, CarStatus) and one.car == STAR]
    stops = [one.reason for one in seen if one.state is CarState.STOPPED]
    yield say("demo", "grid-stopped", language, times=len(stops), session=session.name, why=stops[0])
    for row in qualifying.rows:
        if row.number == STAR:
            yield from (reason_text(reason, language) for reason in row.reasons)
    cite = season.rulebook.cite("qualifying.order.no-time")
    yield say("demo", "grid-rule", language, source=cite.source)


def next_told(season: Season) -> dict[str, Any]:
    """What the round after the first could change for one car: where it is and with what, the best and worst it may
    be after it, and what it can gain.
    """
    now = table_of(season, "cars", TITLE, 1)
    row, coming = now.row(STAR), what_next(season.table, now, STAR, 1)
    assert row is not None
    assert coming.position is not None
    return {
        "event": season.round(1).name,
        "next": coming.event,
        "team": row.team,
        "car": STAR,
        "position": coming.position,
        "best": coming.best,
        "worst": coming.worst,
        "gain": coming.gain,
        "ahead": coming.position - 1,
        "points": row.points,
        "table": ", ".join(f"#{one.name} {one.points}" for one in now.rows),
    }


def title_told(season: Season) -> dict[str, Any]:
    """How the title was won: wins and points, what the rival missed, the margins the facts allow and the one shipped,
    the places it hangs on, and what the champion needed of the last round.
    """
    made = table_of(season, "drivers", TITLE)
    champion, second = made.rows[:2]
    at = [column for column, points in enumerate(second.by_session) if points is None]
    opened = tomllib.loads((season.folder / "reconstruction.toml").read_text(encoding="utf-8"))
    car = opened["title"]["champion"]
    cells = next(one["cell"] for one in opened["class"] if one["name"] == TITLE)
    before = season.table.rounds[-2]
    asked = chances(season.table, table_of(season, "cars", TITLE, before), before).of(car)
    return {
        "class": TITLE,
        "champion": {"name": champion.name, "wins": _wins(season, champion.name), "points": champion.points},
        "second": {"name": second.name, "wins": _wins(season, second.name), "points": second.points},
        "missed": list(dict.fromkeys(made.sessions[column].event for column in at)),
        "taken_there": point_number(sum(champion.by_session[column] or 0 for column in at)),
        "margin": {
            "points": point_number(champion.points - second.points),
            "certainty": "reconstructed",
            "possible": [one["points"] for one in opened["title"]["margin"]],
            "hangs_on": [one for one in cells if one["number"] == car and len(one["places"]) > 1],
        },
        "needed": {
            "after": before,
            "event": season.round(before).name,
            "car": car,
            "places": [] if asked is None else list(asked.needs),
        },
    }


def _wins(season: Season, name: str) -> int:
    """How many races a driver has won in the class."""
    won = 0
    for race in season.results:
        mine = [line for line in race.lines if line.class_ == TITLE and line.position is not None]
        first = min(mine, key=lambda line: line.position or 0, default=None)
        won += race.kind == "race" and first is not None and name in first.drivers
    return won
