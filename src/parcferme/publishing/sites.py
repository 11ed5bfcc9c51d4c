"""The results site of a publication: its sessions, charts and files as the values the site is made from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from parcferme.publishing.papers import CHARTS
from parcferme.publishing.pictures import chart_path
from parcferme.publishing.publication import Files, Publication, changes_of, head_of

if TYPE_CHECKING:
    from parcferme.publishing.papers import Job
    from parcferme.season.meetings import Session
    from parcferme.site import Drawing, RoundShown, SessionShown

SITE: Final = "site"
_SIZE: Final = re.compile(r'<svg [^>]*?width="(\d+)(?:\.\d+)?" height="(\d+)')


def site_of(made: Sequence[Publication], forms: Iterable[str], kept: Iterable[str]) -> Files:
    """The site of what was published as `kept`: it links to those files, and brings its charts where they are none."""
    from parcferme.documents.palette import ACCENT
    from parcferme.publishing.drawing import colours_of_season
    from parcferme.site import Website, site_files

    listed = tuple(kept)
    carried = {} if CHARTS in forms else {path: data for to in made for path, data in _own_charts(to)}
    yield from ((f"{SITE}/{path}", data) for path, data in carried.items())
    to, there = made[0], {*listed, *(f"{SITE}/{path}" for path in carried)}
    website = Website(
        title=to.season.name,
        season=to.season.year,
        languages=to.look.languages,
        rounds=tuple(round_shown(one, listed, there) for one in made),
        colours=colours_of_season(to.season),
        classes=to.look.classes,
        accent=to.look.colours.get("accent", ACCENT),
        logo=to.look.logo,
    )
    yield from site_files(website)


def _own_charts(to: Publication) -> Files:
    for piece in to.pieces((CHARTS,)):
        yield from piece.make()


def round_shown(to: Publication, listed: tuple[str, ...], there: set[str]) -> RoundShown:
    """The published round. `listed` are the published files, `there` those and what the site brings."""
    from parcferme.papers import Matter
    from parcferme.publishing.papers import Job, masthead_of
    from parcferme.site import RoundShown

    one, place = to.round, str(to.round.number)
    own = next((job for session, job in to.jobs if session is None), None)
    job = own or Job(place, masthead_of(to.season, one, None, to.look.languages), Matter(), ())
    planned = [meeting for meeting in to.season.timetable.meetings if meeting.round == one.number]
    return RoundShown(
        place=place,
        masthead=head_of(to, job),
        matter=job.matter,
        kinds=job.kinds,
        files=_files(listed, place),
        drawings=_drawings(to, place, there),
        number=one.number,
        name=one.name,
        first=planned[0].first if planned else None,
        last=planned[0].last if planned else None,
        cancelled=bool(one.file.cancelled),
        whole=own is not None,
        sessions=tuple(
            _session(to, session, job, listed, there) for session, job in to.jobs if session is not None
        ),
    )


def _session(
    to: Publication, session: Session, job: Job, listed: tuple[str, ...], there: set[str]
) -> SessionShown:
    from parcferme.site import SessionShown

    return SessionShown(
        place=job.place,
        masthead=head_of(to, job),
        matter=job.matter,
        kinds=job.kinds,
        files=_files(listed, job.place),
        drawings=_drawings(to, job.place, there),
        name=session.name,
        kind=session.kind,
        start=_start(to, session),
        changed=changes_of(to, job),
    )


def _start(to: Publication, session: Session) -> dt.datetime | None:
    """When a session starts by the clock of the circuit."""
    planned = (
        one.start
        for one in to.season.timetable.sessions
        if one.round == session.round and one.session == session.name
    )
    return next(planned, session.spec.start)


def _files(listed: tuple[str, ...], place: str) -> tuple[str, ...]:
    return tuple(path for path in listed if path.startswith(f"{place}/") and f"/{CHARTS}/" not in path)


def _drawings(to: Publication, place: str, there: set[str]) -> dict[str, tuple[Drawing, ...]]:
    """The charts of a place that were drawn and lie in the folder, by language."""
    from parcferme.site import Drawing

    found: dict[str, list[Drawing]] = {}
    for (where, name, language), chart in to.drawn.items():
        path = chart_path(to, place, name, language)
        path = path if path in there else f"{SITE}/{path}"
        if where == place and not isinstance(chart, str) and path in there:
            size = _SIZE.search(chart.svg[:4000])
            width, height = (int(size[1]), int(size[2])) if size else (None, None)
            found.setdefault(language, []).append(Drawing(name, path, chart.alt, width, height))
    return {language: tuple(drawings) for language, drawings in found.items()}
