"""What the search of the site finds: cars by number, driver and team, and sessions; a script, for want of a server."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final

from parcferme.documents import Meeting
from parcferme.site.cars import Car

GLOBAL: Final = "PARCFERME_SEARCH"
"""The name under which a page finds the list."""


def found_of(
    cars: Iterable[Car], pages: Mapping[str, str], colours: Mapping[str, str], where: str
) -> list[list[str]]:
    """A line for each car: page, number, drivers, team, class, the colour's name, where (empty: only one round)."""
    return [
        [
            pages[car.number], car.number, car.crew, car.team or "", car.class_ or "",
            colours.get(car.class_ or "", ""), where,
        ]
        for car in cars
    ]  # fmt: skip


def sessions_of(
    meeting: Meeting, titles: Mapping[str, str], pages: Mapping[str, str], where: str
) -> list[list[str]]:
    """A line for each session, like a car without a number."""
    return [[pages[one.place], "", titles[one.place], "", "", "", where] for one in meeting.sessions]


def script(lines: list[list[str]]) -> bytes:
    """The list as a script; plain ASCII, so that no character of a name ends it early or is read wrongly."""
    # A script, because a page opened from a disk may load one and may read no file.
    return f"window.{GLOBAL} = {json.dumps(lines, ensure_ascii=True, separators=(',', ':'))};\n".encode()
