"""What there is to print of a session, a meeting or a file: its bulletins, how they look, and each of them made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, TypeAlias

from parcferme.documents import Meeting, Meetings, MeetingSession, is_logo
from parcferme.findings import Finding
from parcferme.papers import RACE, ROUND, TIMED, Bulletin, Chart, Kind, Look, Masthead, bulletin, kinds, words

ALL_PAPERS: Final = "all"
CHARTS: Final = "charts"
STANDINGS: Final = "standings"
PICTURES: Final = (CHARTS, STANDINGS)
"""The bulletins that charts head."""


class Place(NamedTuple):
    """What is printed into one folder: bulletins of a session, or those of the meeting itself."""

    meeting: Meeting
    session: MeetingSession | None
    kinds: tuple[Kind, ...]

    @property
    def name(self) -> str:
        """The name of the folder."""
        return self.meeting.place if self.session is None else self.session.place

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was odd in the session."""
        return () if self.session is None else self.session.findings

    def masthead(self, languages: tuple[str, ...]) -> Masthead:
        """Head and foot of its papers, as far as the folder knows them."""
        return Masthead.of(self.meeting, self.session, languages)


Charts: TypeAlias = Callable[[Place, Kind], tuple[Chart, ...]]
"""What draws the charts that head a bulletin, in the languages of its sheet."""


def place_of(
    meeting: Meeting, session: MeetingSession | None, names: str = ALL_PAPERS, *, with_round: bool = False
) -> Place:
    """The bulletins of these names (joined by commas, or `all`) of a session, or of the meeting. `with_round`: those of
    the meeting are made of a session where they are named.
    """
    if session is None:
        return Place(meeting, None, kinds(names, (ROUND,)))
    of = {TIMED, *((RACE,) if session.is_race else ()), *((ROUND,) if with_round else ())}
    return Place(meeting, session, kinds(names, of))


def look_of(told: Meetings, languages: tuple[str, ...], paper: str) -> tuple[Look, list[str]]:
    """The folder's logo and colours. A logo that cannot be read or drawn is told and left out."""
    logo, odd = told.logo, [] if told.unread is None else [told.unread]
    if logo is not None and not is_logo(logo):
        logo = None
        odd.append(" / ".join(words("bulletin-word", "logo-no-picture", languages)))
    return Look(paper, languages, told.every_class, told.colours, logo), odd


def made_of(
    place: Place, look: Look, charts: Charts, number: int | None = None, *, named: bool = False
) -> Iterator[Bulletin | tuple[str, str]]:
    """The bulletins of a place, one after the other, numbered from `number` on or as their kinds are. Of one that could
    only say that something is missing the name and that sentence, unless all of them were asked for by name.
    """
    for kind in place.kinds:
        made = printed(place, kind, look, charts, number)
        lacks = lacking(made)
        if lacks is not None and not named:
            yield kind.name, lacks
            continue
        yield made
        number = None if number is None else number + 1


def printed(place: Place, kind: Kind, look: Look, charts: Charts, number: int | None = None) -> Bulletin:
    """One bulletin of a place, with the charts that head it."""
    heads = charts(place, kind) if kind.name in PICTURES else ()
    return bulletin(kind, place.meeting, place.session, look.languages, number=number, charts=heads)


def lacking(made: Bulletin) -> str | None:
    """What a bulletin says instead of anything else, in the last of its languages; None for one that says more."""
    if all(block["kind"] == "missing" for block in made.blocks):
        return str(made.blocks[0]["text"][-1]) if made.blocks else "nothing to print"
    return None
