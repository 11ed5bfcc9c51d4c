"""One chart of a session, a timing file or a season."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from parcferme.charts import Picture, Subject, chart
from parcferme.documents import Meetings, Scored
from parcferme.findings import Finding, WrongCall
from parcferme.publishing.gathering import Asked, gathered
from parcferme.publishing.papers import STANDINGS
from parcferme.publishing.pictures import colours_of, standings_picture
from parcferme.season import find_session, load_championship


class Wanted(NamedTuple):
    """Which chart, and how: the cars to look at, languages, paper or screen; of standings which table."""

    name: str
    cars: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    theme: str = "light"
    table: str | None = None
    class_: str | None = None


class Drawn(NamedTuple):
    """A chart, and what was odd in what it was drawn from."""

    picture: Picture
    findings: tuple[Finding, ...]


def drawing_of(
    target: str, folder: Path | None, wanted: Wanted, *, scoring: Callable[..., Scored], **options: Any
) -> Drawn:
    """The chart of a session, or of a season for the standings; a file is scored by `scoring` with these options.

    Raises `WrongCall` for a chart there is none of, and where it lacks what it needs.
    """
    if wanted.name == STANDINGS:
        return _of_season(Path(target) if folder is None else folder, wanted)
    try:
        season, session = find_session(target, folder)
    except WrongCall:
        if folder is not None or not Path(target).is_file():
            raise
        told, given = Meetings.of(scoring(Path(target), **options), Path(target).name), None
    else:
        told = gathered(season, Asked(frozenset((session.round,)), session.name, tables=False, weather=False))
        given = colours_of(told)
    (drawn,) = (one for meeting in told.meetings for one in meeting.sessions)
    subject = Subject(drawn, theme=wanted.theme, cars=wanted.cars, languages=wanted.languages, given=given)
    return Drawn(chart(wanted.name, subject), drawn.findings)


def _of_season(folder: Path, wanted: Wanted) -> Drawn:
    told = gathered(load_championship(folder), Asked(frozenset(), grids=False, weather=False))
    last = told.held[-1] if told.held else 0
    picture = standings_picture(
        told, last, wanted.languages, table=wanted.table, class_=wanted.class_, cars=wanted.cars,
        theme=wanted.theme,
    )  # fmt: skip
    return Drawn(picture, told.through(last)[-1].findings if told.held else ())
