"""Which bulletins there are, in the order they are numbered in, and how each is made from its matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from parcferme.findings import WrongCall
from parcferme.papers import lap_papers, round_papers, session_papers, weather_paper
from parcferme.papers.paper import Block, Bulletin, Matter

Maker = Callable[[Matter, Sequence[str]], list[Block]]
RACE, TIMED, ROUND = "race", "timed", "round"
UNMOVED: Final = frozenset(("entry-list", "timetable", "grid"))
"""What no ruling on a result amends."""


class Kind(msgspec.Struct, frozen=True):
    """One kind of bulletin: its name, its usual number, what makes it, and of what there is one: `race` (races only),
    `timed` (any session), `round` (the whole meeting).
    """

    name: str
    number: int
    of: str
    make: Maker


KINDS: Final = tuple(
    Kind(name, number, of, make)
    for number, (name, of, make) in enumerate(
        (
            ("entry-list", ROUND, round_papers.entry_list),
            ("timetable", ROUND, round_papers.timetable),
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
            ("standings", ROUND, round_papers.standings),
            ("charts", TIMED, session_papers.charts),
        ),
        1,
    )
)


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


def bulletin(kind: Kind, matter: Matter, languages: Sequence[str], *, number: int | None = None) -> Bulletin:
    """One bulletin. What it cannot show for want of data it says instead; pictures of that name come first, in the
    standings last.
    """
    blocks = kind.make(matter, languages)
    pictures: list[Block] = [
        {"kind": "picture", "svg": chart.svg, "alt": chart.alt} for chart in matter.charts.get(kind.name, ())
    ]
    flipped = any(block.get("flipped") for block in blocks) or any(
        len(block.get("columns", ())) > 15 for block in blocks if block["kind"] == "table"
    )
    facts: list[tuple[tuple[str, ...], str]] = []
    if kind.name == "grid":
        facts = round_papers.grid_facts(*matter.grid, languages) if matter.grid is not None else []
    elif kind.of != ROUND and matter.scored is not None:
        facts = session_papers.facts(matter.scored, languages)
    # A chart shows a session at a glance; that of the season comes after the tables it is made from.
    parts = (*blocks, *pictures) if kind.name == "standings" else (*pictures, *blocks)
    return Bulletin(kind.name, number or kind.number, parts, tuple(facts), flipped)
