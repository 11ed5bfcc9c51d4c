"""The whole site as files: the first page, every page in every language, what they share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from parcferme.documents import say
from parcferme.site import look
from parcferme.site.addresses import ASSETS, FOLDER, INDEX
from parcferme.site.contents import Website
from parcferme.site.frame import Frame
from parcferme.site.meetings import MeetingPages, label_of_round
from parcferme.site.search import script
from parcferme.site.sections import winners

START: Final = INDEX
"""The page to open, at the top of the published folder."""


def site_files(site: Website) -> Iterator[tuple[str, bytes]]:
    """Every file of the site, by its path from the top of the published folder."""
    frame = Frame(site)
    alone = len(site.meetings) == 1
    meetings = [MeetingPages(frame, one, alone) for one in site.meetings]
    yield START, frame.start()
    yield f"{ASSETS}/site.css", look.style(site)
    yield f"{ASSETS}/site.js", look.asset("site.js")
    picture = look.logo(site)
    if picture is not None:
        yield f"{ASSETS}/{picture[0]}", picture[1]
    for language in site.languages:
        if not alone:
            yield _season(frame, meetings, language)
        for one in meetings:
            yield from one.files(language)
        yield (
            f"{FOLDER}/{language}/search.js",
            script([line for one in meetings for line in one.found(language)]),
        )


def _season(frame: Frame, meetings: list[MeetingPages], language: str) -> tuple[str, bytes]:
    """The page of a season: the head of the standings after the last meeting with a result, then the meetings with the
    winners of their races.
    """
    rounds = []
    for one in meetings:
        titles = one.titles(language)
        races = [
            (
                titles[session.place],
                one.session_pages[session.place],
                winners(session.scored, frame.site.every_class),
            )
            for session in one.meeting.sessions
            if session.scored is not None and session.is_race
        ]
        rounds.append({"title": label_of_round(one.meeting, language), "href": one.home, "races": races})
    nav = [(INDEX, say("site", "season", language))]
    nav += [(one.home, label_of_round(one.meeting, language)) for one in meetings]
    last = next((one for one in reversed(meetings) if _has_standings(one)), None)
    if last is not None:
        nav.append((last.standings_page, say("bulletin", "standings", language)))
    marked = frame.site.series.reconstruction
    return frame.file(
        "season.html",
        language,
        INDEX,
        frame.name,
        nav=nav,
        rounds=rounds,
        reconstructed=marked,
        leaders=[] if last is None else last.leaders(language),
        last=last,
        ways=None if last is None else last.ways,
    )


def _has_standings(one: MeetingPages) -> bool:
    """Whether a meeting was run, and has a page of the standings after it."""
    ran = any(session.scored is not None for session in one.meeting.sessions)
    return ran and one.whole and one.meeting.standings is not None
