"""The charts of a published set as files."""

from __future__ import annotations

from parcferme.publishing.papers import CHARTS, Place
from parcferme.publishing.pictures import Gallery
from parcferme.publishing.publication import Made, Publication


def charts_of(to: Publication, place: Place, gallery: Gallery, name: str) -> Made:
    """A chart in every language; one that lacks what it needs is left out."""
    files: list[tuple[str, bytes]] = []
    for language in to.look.languages:
        made = gallery.drawn(place, name, language)
        if isinstance(made, str):
            return Made(files, lacking=((f"{name} chart", made),))
        files.append((chart_path(to, place, name, language), made.svg.encode()))
    return Made(files)


def chart_path(to: Publication, place: Place, name: str, language: str) -> str:
    """Where the chart of a session or meeting lies in the folder."""
    return f"{place.name}/{CHARTS}/{to.named(name, language)}.svg"
