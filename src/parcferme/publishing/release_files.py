"""The press releases of a published meeting as files: of the series, and of the teams that are named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from parcferme.findings import WrongCall
from parcferme.press import render
from parcferme.publishing.naming import file_names
from parcferme.publishing.papers import Place
from parcferme.publishing.publication import Made, Publication
from parcferme.publishing.releases import release_of

COMMUNIQUE: Final = "communique"
SERIES: Final = "series"
_SUFFIXES: Final = {"md": "md", "html": "html", "docx": "docx", "text": "txt"}


def written_for(to: Publication) -> Iterator[tuple[str | None, str]]:
    """For whom a release of the meeting is written (None: for the series), in which language; nothing before one of its
    sessions has a result, unless it was called off.
    """
    teams = [team for team in dict.fromkeys(to.said.teams) if to.meeting.cars_of(team)]
    for team in (None, *teams) if to.meeting.run or to.meeting.cancelled else ():
        for language in to.look.languages:
            yield team, language


def release(to: Publication, place: Place, team: str | None, language: str) -> Made:
    """One release as Markdown, a page, a Word document and a text."""
    name = SERIES if team is None else file_names(to.said.teams, (SERIES,))[team]
    try:
        made = release_of(
            to.season, to.meeting.number, language=language, team=team, quotes=to.quotes,
            house=to.house,
        )  # fmt: skip
    except WrongCall as problem:
        return Made(lacking=((f"{COMMUNIQUE} {name}", str(problem)),))
    # From `1-spa/communique/` to the top of what is published.
    back = ("../../index.html", to.season.title) if to.site else None
    files = []
    for form, suffix in _SUFFIXES.items():
        text = render(made, form, back=back)
        data = text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text
        files.append((f"{place.name}/{COMMUNIQUE}/{name}.{language}.{suffix}", data))
    return Made(files, odd=made.findings)
