"""The charts of a set, each drawn once: as files, on paper and on the site."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from parcferme.charts import OF_SESSION, RACE_ONLY, Colours, Picture, Subject, chart, standings_chart, to_svg
from parcferme.charts import colours_of as coloured
from parcferme.documents import Meetings, MeetingSession
from parcferme.findings import WrongCall
from parcferme.papers import Chart, Kind, Look
from parcferme.publishing.papers import STANDINGS, Place

BOTH: Final = "both"
"""A chart in all languages of its sheet."""
_BETWEEN: Final = "gap-between"  # needs to be told between which two cars
Drawers = Mapping[str, Callable[[str], Picture]]


class Gallery:
    """The charts of a gathered season in the languages of a look, each drawn when it is first asked for, and kept."""

    def __init__(self, told: Meetings, look: Look) -> None:
        self.told, self.look = told, look
        self._drawers: dict[str, Drawers] = {}
        self._drawn: dict[tuple[str, str, str], Chart | str] = {}

    def names(self, place: Place) -> tuple[str, ...]:
        """Every chart there may be of a session that has laps, or of a meeting."""
        return tuple(self._drawers_of(place))

    def drawn(self, place: Place, name: str, language: str) -> Chart | str:
        """A chart; what it lacks where it cannot be drawn. Its language may be both of a sheet."""
        language = self.look.languages[0] if len(self.look.languages) == 1 else language
        key = (place.name, name, language)
        if key not in self._drawn:
            try:
                picture = self._drawers_of(place)[name](language)
            except WrongCall as problem:
                self._drawn[key] = str(problem)
            else:
                self._drawn[key] = Chart(to_svg(picture), picture.alt)
        return self._drawn[key]

    def heading(self, place: Place, kind: Kind) -> tuple[Chart, ...]:
        """The charts that head a bulletin: those that can be drawn, in all languages of the sheet."""
        of = place._replace(session=None) if kind.name == STANDINGS else place
        tried = (self.drawn(of, name, BOTH) for name in self.names(of))
        return tuple(one for one in tried if not isinstance(one, str))

    def _drawers_of(self, place: Place) -> Drawers:
        if place.name not in self._drawers:
            made = self._of_meeting(place) if place.session is None else self._of_session(place.session)
            self._drawers[place.name] = made
        return self._drawers[place.name]

    def _of_meeting(self, place: Place) -> Drawers:
        if sum(one <= place.meeting.number for one in self.told.held) == 1:
            return {}  # a season of one round is a row of dots
        both = self.look.languages

        def draw(language: str) -> Picture:
            return standings_picture(
                self.told, place.meeting.number, both if language == BOTH else (language,)
            )

        return {STANDINGS: draw}

    def _of_session(self, session: MeetingSession) -> Drawers:
        """What draws each chart such a session may have."""
        if session.scored is None or not len(session.scored.result.timing.laps):
            return {}
        race = session.scored.result.timing.kind.value == "race"
        whole = Subject(session, given=colours_of(self.told), languages=self.look.languages)
        subjects = {BOTH: whole, **{one.language: one for one in whole.voices}}
        names = [name for name in OF_SESSION if name != _BETWEEN and (race or name not in RACE_ONLY)]

        def draw(name: str, language: str) -> Picture:
            return chart(name, subjects[language])

        return {name: partial(draw, name) for name in names}


def standings_picture(told: Meetings, number: int, languages: Sequence[str], **wanted: Any) -> Picture:
    """The chart of the points after each round up to this one. Raises `WrongCall` where no round has scored."""
    return standings_chart(
        told.through(number), colours_of(told), title=told.title, languages=languages,
        reconstruction=told.series.reconstruction, **wanted,
    )  # fmt: skip


def colours_of(told: Meetings) -> Colours:
    """The colours of every car of a season: the same in all its sessions. The folder's own colours overrule."""
    return coloured(told.class_of.items(), told.classes, told.colours)
