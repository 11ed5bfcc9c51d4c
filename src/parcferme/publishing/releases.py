"""The press releases of a published meeting: of the series, and of the teams that are named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from parcferme.findings import WrongCall
from parcferme.publishing.naming import file_names
from parcferme.publishing.publication import Files, Piece, Publication

if TYPE_CHECKING:
    from parcferme.publishing.papers import Job
    from parcferme.season.meetings import Session

COMMUNIQUE: Final = "communique"
SERIES: Final = "series"
_SUFFIXES: Final = {"md": "md", "html": "html", "docx": "docx", "text": "txt"}


def of_session(to: Publication, session: Session | None, job: Job) -> Iterator[Piece]:
    """A release of the meeting in every language of the look; none before one of its sessions has a result."""
    if session is not None:
        return
    ran = any(to.season.result(one) is not None for one in to.round.sessions)
    teams = [team for team in dict.fromkeys(to.teams) if _has_car(to, team)]
    for team in (None, *teams) if ran else ():
        for language in to.look.languages:
            name = f"{job.place} {COMMUNIQUE} {team or SERIES} {language}"
            yield Piece(name, lambda team=team, language=language: _files(to, job, team, language))  # type: ignore[misc]


def _files(to: Publication, job: Job, team: str | None, language: str) -> Files:
    """One release as Markdown, a page, a Word document and a text."""
    from parcferme.press.communique.render import render
    from parcferme.publishing.weekends import release_of

    name = SERIES if team is None else file_names(to.teams, (SERIES,))[team]
    try:
        made = release_of(to.season, to.round.number, language=language, team=team)
    except WrongCall as problem:
        to.lacks(job, f"{COMMUNIQUE} {name}", str(problem))
        return
    to.odd.extend(finding for finding in made.findings if finding not in to.odd)
    for form, suffix in _SUFFIXES.items():
        text = render(made, form)
        data = text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text
        yield f"{job.place}/{COMMUNIQUE}/{name}.{language}.{suffix}", data


def refuse_unknown(made: Sequence[Publication]) -> None:
    """Raises `WrongCall` for a team that is asked for and entered at none of the meetings."""
    for team in made[0].teams:
        if not any(_has_car(to, team) for to in made):
            cars = (car for to in made for car in to.season.entries_of(to.round.number).cars)
            entered = sorted({car.team for car in cars if car.team})
            raise WrongCall(f"{team!r} has no car here (entered: {', '.join(entered)})")


def _has_car(to: Publication, team: str) -> bool:
    from parcferme.publishing.weekends import season_told

    weekend = season_told(to.season).weekend(to.round.number)
    return weekend is not None and bool(weekend.cars_of(team))
