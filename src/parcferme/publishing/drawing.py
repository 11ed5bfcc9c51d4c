"""What the charts of a session or a season are drawn with: titles, starting order, colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parcferme.charts import Colours
    from parcferme.season import Season
    from parcferme.season.meetings import Session


def titles_of(season: Season, session: Session, languages: Sequence[str]) -> dict[str, str]:
    """What a session is called in each language, behind its round: `Le Castellet · Course 1`."""
    from parcferme.calendar import UntimedSession
    from parcferme.documents.timetable import session_title

    one = UntimedSession(session.name, session.kind, session.spec.title)
    where = season.round(session.round).name
    return {language: f"{where} · {session_title(one, language)}" for language in languages}


def started(season: Season, session: Session) -> tuple[str, ...]:
    """The numbers in order of the starting grid, those from the pit lane last; none where there is no grid."""
    from parcferme.findings import WrongCall
    from parcferme.season.grids import starting_grid

    if session.timed_as.value != "race":
        return ()
    try:
        made = starting_grid(season, session)
    except WrongCall:
        return ()
    return tuple(slot.number for slot in (*made.grid.slots, *made.grid.pit_lane)) if made.given else ()


def colours_of_season(season: Season) -> Colours:
    """The colours of every car of a season: the same in all its sessions. The folder's own colours overrule."""
    from parcferme.charts import colours_of

    return colours_of(season.classes.items(), season.championship.classes, season.championship.colours)
