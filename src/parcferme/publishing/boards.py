"""The papers of a session, a round or a file typeset for the board: each with its head, and what is missing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from parcferme.bulletins import Typeset, typeset
from parcferme.documents import Meetings, Scored, changes, classification_before, is_of
from parcferme.findings import Finding, WrongCall
from parcferme.papers import UNMOVED, Chart, Kind, Look, Masthead, kinds
from parcferme.publishing.gathering import Asked, gathered
from parcferme.publishing.papers import (
    ALL_PAPERS,
    CHARTS,
    PICTURES,
    STANDINGS,
    Charts,
    Place,
    look_of,
    made_of,
    place_of,
)
from parcferme.publishing.publication import told_as
from parcferme.publishing.targets import Meant, meant
from parcferme.season import read_readings, score

WEATHER: Final = "weather"
_WITH_GRID: Final = ("grid", "lap-chart", CHARTS)


class Board(NamedTuple):
    """What is to be hung: the places with their papers, how they look, what draws their charts, what has to be told."""

    season: Meetings
    places: tuple[Place, ...]
    look: Look
    charts: Charts
    told: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was odd in the sessions."""
        return tuple(finding for place in self.places for finding in place.findings)


class Heading(NamedTuple):
    """What is said of a head instead of what the folder says."""

    series: str | None = None
    status: str | None = None
    changed: tuple[str, ...] = ()
    published: str | None = None
    protest_until: str | None = None
    hash: str | None = None


def board_of(
    target: str,
    folder: Path | None,
    languages: tuple[str, ...],
    paper: str,
    names: str = ALL_PAPERS,
    *,
    weather: Path | None = None,
    scoring: Callable[..., Scored] | None = None,
    **options: Any,
) -> Board:
    """What to print for a session, a round or a file.

    `names` are documents joined by commas; `all` of a session are those it is of, its round's are made where they are
    named. A file is scored by `scoring`, else `season.score`, with these options. `weather`: another file of readings.
    Raises `WrongCall` for a name there is none of, and where there is nothing to print.
    """
    readings, chosen = () if weather is None else read_readings(weather), kinds(names)
    try:
        what = meant(target, folder)
    except WrongCall:
        if folder is not None or not Path(target).is_file():
            raise
        season = Meetings.of((scoring or score)(Path(target), **options), Path(target).name)
        places = [place_of(season.meetings[0], season.meetings[0].sessions[0], names)]
    else:
        season = gathered(what.season, _asked(what, [kind.name for kind in chosen]))
        places = list(_places(what, season, names))
    if not any(place.kinds for place in places):
        raise WrongCall(f"{target}: there is no {names} of it")
    if readings:
        places = [_with_weather(place, readings) for place in places]
    look, told = look_of(season, languages, paper)
    return Board(season, tuple(places), look, _charts_of(season, look, places), tuple(told))


def _asked(what: Meant, names: Sequence[str]) -> Asked:
    """What of the folder these documents need."""
    return Asked(
        frozenset(one.number for one in what.rounds),
        None if what.session is None else what.session.name,
        grids=any(name in _WITH_GRID for name in names),
        tables=STANDINGS in names,
        weather=WEATHER in names,
    )


def _places(what: Meant, season: Meetings, names: str) -> Iterator[Place]:
    """The session alone; else the round, and each of its sessions that has a result."""
    meeting = season.meeting(what.rounds[0].number)
    assert meeting is not None
    if what.session is not None:
        yield place_of(meeting, meeting.sessions[0], names, with_round=names.strip() != ALL_PAPERS)
        return
    yield place_of(meeting, None, names)
    for session in meeting.sessions:
        if session.scored is not None:
            yield place_of(meeting, session, names)


def _with_weather(place: Place, readings: tuple[Any, ...]) -> Place:
    if place.session is None:
        return place
    return place._replace(session=dataclasses.replace(place.session, weather=readings))


def _charts_of(season: Meetings, look: Look, places: Sequence[Place]) -> Charts:
    """What draws the charts of these places; where none of them has any, the drawing library is not even loaded: it
    takes longer than an amended sheet may.
    """
    if not any(kind.name in PICTURES for place in places for kind in place.kinds):
        return _no_charts
    from parcferme.publishing.pictures import Gallery

    return Gallery(season, look).heading


def _no_charts(_place: Place, _kind: Kind) -> tuple[Chart, ...]:
    return ()


def changes_since(
    before: Path | None, places: Sequence[Place], languages: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """What the result of each place, by its name, changed against the classification document published before. A place
    of another session than the document is left out; without a document all are.

    Raises `WrongCall` for a file that is none, and for one of another session than any of the places.
    """
    if before is None:
        return {}
    said = classification_before(before.read_bytes(), str(before))
    scored = {
        place.name: place.session.scored
        for place in places
        if place.session is not None and place.session.scored is not None
    }
    found = {name: changes(said, one, languages) for name, one in scored.items() if is_of(said, one)}
    if not found:
        about = said.get("session") or {}
        was = ", ".join(str(about[key]) for key in ("kind", "name", "source") if about.get(key))
        raise WrongCall(f"{before}: of another session ({was or 'it does not say which'})")
    return found


def hung(
    board: Board, heading: Heading, moved: Mapping[str, tuple[str, ...]], number: int | None, *, named: bool
) -> Iterator[tuple[Place, Typeset | str]]:
    """Every paper typeset, numbered from `number` on or as their kinds are; of one that is left out the line that says
    so. `named`: all of them were asked for by name, so that none is left out. `moved` is what results changed.
    """
    for place in board.places:
        head = _headed(place, board.look, heading, moved.get(place.name, ()))
        for made in made_of(place, board.look, board.charts, number, named=named):
            if isinstance(made, tuple):
                name, why = made
                lacks = told_as("lacks", board.look, place=place.name, names=name, why=why)
                yield place, told_as("missing", board.look, text=lacks)
                continue
            untouched = not named and made.name in UNMOVED
            yield place, typeset(made, head.unamended() if untouched else head, board.look)
            number = None if number is None else number + 1


def _headed(place: Place, look: Look, said: Heading, moved: tuple[str, ...]) -> Masthead:
    head = place.masthead(look.languages)
    return msgspec.structs.replace(
        head,
        series=said.series or head.series,
        status=said.status or head.status,
        changed=(*(said.changed or head.changed), *moved),
        published=said.published or head.published,
        protest_until=said.protest_until or head.protest_until,
        hash=said.hash,
    )


def untimed(board: Board, published: str | None) -> str | None:
    """The line that names the places whose papers say no time of publication."""
    names = [
        place.name
        for place in board.places
        if place.kinds and not (published or place.masthead(board.look.languages).published)
    ]
    if not names:
        return None
    return told_as("missing", board.look, text=told_as("untimed", board.look, places=", ".join(names)))
