"""The charts of a published set, each drawn once: as files, on paper and on the site."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from parcferme.publishing.papers import CHARTS, STANDINGS, Job, standings_picture
from parcferme.publishing.publication import Files, Piece, Publication, named

if TYPE_CHECKING:
    from parcferme.charts import Picture
    from parcferme.papers import Chart
    from parcferme.season.meetings import Session


def of_session(to: Publication, session: Session | None, job: Job) -> Iterator[Piece]:
    """Each chart of a session, or the standings of a round."""
    if job.matter.scored is not None and not len(job.matter.scored.result.timing.laps):
        to.lacks(job, f"{CHARTS} as files", to.say("no-laps"))
    for name, draw in drawers(to, session, job).items():
        called = CHARTS if session is None else name
        yield Piece(f"{job.place} {called}", lambda name=name, draw=draw: _pictures(to, job, name, draw))  # type: ignore[misc]


def drawers(to: Publication, session: Session | None, job: Job) -> Mapping[str, Callable[[str], Picture]]:
    """What draws each chart there may be of a session, or of a round."""
    if session is None:
        both = to.look.languages
        return {
            STANDINGS: lambda language: standings_picture(
                to.season, to.round, both if language == "both" else (language,)
            )
        }
    scored = job.matter.scored
    if scored is None or not len(scored.result.timing.laps):
        return {}
    return _charts(to, session, job)


def _pictures(to: Publication, job: Job, name: str, draw: Callable[[str], Picture]) -> Files:
    """A chart in every language; one that lacks what it needs is left out."""
    for language in to.look.languages:
        chart = drawn(to, job, name, draw, language)
        if isinstance(chart, str):
            to.lacks(job, f"{name} chart", chart)
            return
        yield chart_path(to, job.place, name, language), chart.svg.encode()


def chart_path(to: Publication, place: str, name: str, language: str) -> str:
    """Where the chart of a session or round lies in the folder."""
    return f"{place}/{CHARTS}/{named(to, name, language)}.svg"


def drawn(to: Publication, job: Job, name: str, draw: Callable[[str], Picture], language: str) -> Chart | str:
    """A chart, drawn once; what it lacks where it cannot be drawn. Its language may be both of a sheet."""
    from parcferme.charts import to_svg
    from parcferme.findings import WrongCall
    from parcferme.papers import Chart

    language = to.look.languages[0] if len(to.look.languages) == 1 else language
    key = (job.place, name, language)
    if key not in to.drawn:
        try:
            picture = draw(language)
        except WrongCall as problem:
            to.drawn[key] = str(problem)
        else:
            to.drawn[key] = Chart(to_svg(picture), picture.alt)
    return to.drawn[key]


def _charts(to: Publication, session: Session, job: Job) -> Mapping[str, Callable[[str], Picture]]:
    """What draws each chart such a session may have. The gap between two cars needs to be told which, so it is none."""
    from parcferme.charts import OF_SESSION, Subject, chart
    from parcferme.charts.catalogue import RACE_ONLY
    from parcferme.publishing.drawing import colours_of_season, started

    assert job.matter.scored is not None
    scored = job.matter.scored
    race = session.timed_as.value == "race"
    titles = dict(zip(to.look.languages, job.masthead.session * 2, strict=False))
    titles = {language: f"{to.round.name} · {title}" for language, title in titles.items()}
    whole = Subject(
        scored, started=started(to.season, session), given=colours_of_season(to.season), title=titles,
        languages=to.look.languages,
    )  # fmt: skip
    subjects = {"both": whole, **{one.language: one for one in whole.voices}}
    names = [name for name in OF_SESSION if name != "gap-between" and (race or name not in RACE_ONLY)]
    return {name: lambda language, name=name: chart(name, subjects[language]) for name in names}  # type: ignore[misc]
