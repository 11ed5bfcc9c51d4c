"""The results site of a publication: its meetings, and what is published of each, as the site is made from."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from parcferme.documents import ACCENT, Meeting
from parcferme.entries import Entries
from parcferme.publishing.chart_files import chart_path, charts_of
from parcferme.publishing.papers import CHARTS, Place
from parcferme.publishing.pictures import Gallery, colours_of
from parcferme.publishing.publication import Files, Publication
from parcferme.site import Drawing, Shown, Website, site_files

SITE: Final = "site"
_SIZE: Final = re.compile(r'<svg [^>]*?width="(\d+)(?:\.\d+)?" height="(\d+)')


def site_of(
    made: Sequence[Publication],
    gallery: Gallery,
    sealed: Mapping[str, str],
    forms: Iterable[str],
    kept: Iterable[str],
) -> Files:
    """The site of what was published as `kept`: it links to those files, and brings its charts where they are none."""
    listed = tuple(kept)
    carried = (
        {} if CHARTS in forms else {path: data for to in made for path, data in _own_charts(to, gallery)}
    )
    yield from ((f"{SITE}/{path}", data) for path, data in carried.items())
    to, there = made[0], {*listed, *(f"{SITE}/{path}" for path in carried)}
    shown = {
        place.name: _shown(one, place, gallery, sealed, listed, there)
        for one in made
        for place in (*([] if one.own else [Place(one.meeting, None, ())]), *one.places)
    }
    website = Website(
        series=to.season.series,
        languages=to.look.languages,
        meetings=tuple(_published(one) for one in made),
        shown=shown,
        colours=colours_of(to.season),
        classes=to.look.classes,
        accent=to.look.colours.get("accent", ACCENT),
        logo=to.look.logo,
    )
    yield from site_files(website)


def _own_charts(to: Publication, gallery: Gallery) -> Files:
    for place in to.places:
        for name in gallery.names(place):
            yield from charts_of(to, place, gallery, name).files


def _published(to: Publication) -> Meeting:
    """The meeting with the sessions that are published; of one published without its own documents those alone."""
    sessions = tuple(place.session for place in to.places if place.session is not None)
    if to.own is not None:
        return dataclasses.replace(to.meeting, sessions=sessions)
    return dataclasses.replace(
        to.meeting, sessions=sessions, entries=Entries(), standings=None, timetable=None
    )


def _shown(
    to: Publication,
    place: Place,
    gallery: Gallery,
    sealed: Mapping[str, str],
    listed: tuple[str, ...],
    there: set[str],
) -> Shown:
    """What is published of a place. `listed` are the published files, `there` those and what the site brings."""
    mine = tuple(path for path in listed if path.startswith(f"{place.name}/") and f"/{CHARTS}/" not in path)
    # Where a session is published alone its meeting has no state here, and heads its pages as the folder says.
    own = place.name in to.states
    return Shown(
        masthead=to.head_of(place, sealed) if own else place.masthead(to.look.languages),
        kinds=place.kinds,
        files=mine,
        drawings=_drawings(to, place, gallery, there),
        changed=to.changes_of(place) if place.session is not None else {},
    )


def _drawings(
    to: Publication, place: Place, gallery: Gallery, there: set[str]
) -> dict[str, tuple[Drawing, ...]]:
    """The charts of a place that lie in the folder, by language."""
    found: dict[str, list[Drawing]] = {}
    for name in gallery.names(place) if place.kinds else ():
        for language in to.look.languages:
            path = chart_path(to, place, name, language)
            path = path if path in there else f"{SITE}/{path}"
            if path not in there:
                continue
            chart = gallery.drawn(place, name, language)
            assert not isinstance(chart, str)
            size = _SIZE.search(chart.svg[:4000])
            width, height = (int(size[1]), int(size[2])) if size else (None, None)
            found.setdefault(language, []).append(Drawing(name, path, chart.alt, width, height))
    return {language: tuple(drawings) for language, drawings in found.items()}
