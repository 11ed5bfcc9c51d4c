"""Which bulletins there are, in the order they are numbered in, and how each is made from its matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import msgspec

from parcferme.documents import Meeting, MeetingSession
from parcferme.findings import WrongCall
from parcferme.papers import lap_papers, round_papers, session_papers, weather_paper
from parcferme.papers.blocks import missing
from parcferme.papers.paper import Block, Bulletin, Chart

OfSession = Callable[[MeetingSession, Sequence[str]], list[Block]]
OfMeeting = Callable[[Meeting, Sequence[str]], list[Block]]
RACE, TIMED, ROUND = "race", "timed", "round"
UNMOVED: Final = frozenset(("entry-list", "timetable", "grid"))
"""What no ruling on a result amends."""


class Kind(msgspec.Struct, frozen=True):
    """One kind of bulletin: its name, its usual number, of what there is one: `race` (races only), `timed` (any
    session), `round` (the whole meeting); and what makes it of a session, or of the meeting. Charts are pictures alone.
    """

    name: str
    number: int
    of: str
    of_session: OfSession | None = None
    of_meeting: OfMeeting | None = None

    def blocks(
        self, meeting: Meeting, session: MeetingSession | None, languages: Sequence[str]
    ) -> list[Block]:
        """What it says. `session` is None for what is of the whole meeting."""
        if self.of_meeting is not None:
            return self.of_meeting(meeting, languages)
        if self.of_session is not None and session is not None:
            return self.of_session(session, languages)
        return [missing(self.name, languages)]


def _kinds() -> Iterator[Kind]:
    of_session: tuple[tuple[str, str, OfSession], ...] = (
        ("grid", RACE, round_papers.grid),
        ("classification", TIMED, session_papers.classification),
        ("classes", TIMED, session_papers.classes),
        ("lap-chart", RACE, lap_papers.lap_chart),
        ("laps", TIMED, lap_papers.laps),
        ("sectors", TIMED, lap_papers.sectors),
        ("leaders", RACE, session_papers.leaders),
        ("fastest", TIMED, session_papers.fastest),
        ("stops", RACE, session_papers.stops),
        ("drivers", TIMED, lap_papers.drivers),
        ("flags", TIMED, session_papers.flags),
        ("weather", TIMED, weather_paper.weather),
        ("decisions", TIMED, session_papers.decisions),
        ("summary", TIMED, session_papers.summary),
    )
    yield Kind("entry-list", 1, ROUND, of_meeting=round_papers.entry_list)
    yield Kind("timetable", 2, ROUND, of_meeting=round_papers.timetable)
    for number, (name, of, make) in enumerate(of_session, 3):
        yield Kind(name, number, of, of_session=make)
    yield Kind("standings", 17, ROUND, of_meeting=round_papers.standings)
    yield Kind("charts", 18, TIMED)


KINDS: Final = tuple(_kinds())


def kinds(names: str = "all", of: Iterable[str] = (RACE, TIMED, ROUND)) -> tuple[Kind, ...]:
    """The kinds of these names (joined by commas, or `all`) that there are of a race, a session or a round.

    Raises `WrongCall` for a name there is none of.
    """
    asked = [name.strip() for name in names.split(",") if name.strip()]
    known = [kind.name for kind in KINDS]
    for name in asked:
        if name not in (*known, "all"):
            raise WrongCall(f"no document {name!r} (there are {', '.join(known)} and all)")
    wanted = set(of)
    return tuple(kind for kind in KINDS if kind.of in wanted and ("all" in asked or kind.name in asked))


def bulletin(
    kind: Kind,
    meeting: Meeting,
    session: MeetingSession | None,
    languages: Sequence[str],
    *,
    number: int | None = None,
    charts: Iterable[Chart] = (),
) -> Bulletin:
    """One bulletin of a session, or of the meeting. What it cannot show for want of data it says instead; pictures come
    first, in the standings last.
    """
    pictures: list[Block] = [{"kind": "picture", "svg": chart.svg, "alt": chart.alt} for chart in charts]
    blocks = [] if pictures and _is_pictures(kind) else kind.blocks(meeting, session, languages)
    flipped = any(block.get("flipped") for block in blocks) or any(
        len(block.get("columns", ())) > 15 for block in blocks if block["kind"] == "table"
    )
    facts: list[tuple[tuple[str, ...], str]] = []
    if kind.name == "grid":
        facts = [] if session is None else round_papers.grid_facts(session, languages)
    elif kind.of != ROUND and session is not None and session.scored is not None:
        facts = session_papers.session_facts(session.scored, languages)
    # A chart shows a session at a glance; that of the season comes after the tables it is made from.
    parts = (*blocks, *pictures) if kind.name == "standings" else (*pictures, *blocks)
    return Bulletin(kind.name, number or kind.number, parts, tuple(facts), flipped)


def _is_pictures(kind: Kind) -> bool:
    """Whether a kind says nothing besides its pictures."""
    return kind.of_session is None and kind.of_meeting is None
