"""What is published of a session, a round or a season: asked of the folder once, and decided before it is made."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from parcferme.documents import Meeting, Meetings, MeetingSession, publication
from parcferme.findings import ParcFermeError, WrongCall
from parcferme.notary import Gathered, gathered_session
from parcferme.papers import Look
from parcferme.publishing.amendments import amendment_of
from parcferme.publishing.earlier import SEAL, Earlier
from parcferme.publishing.gathering import Asked, gathered
from parcferme.publishing.house import house_in
from parcferme.publishing.papers import CHARTS, Place, look_of, place_of
from parcferme.publishing.publication import NOTHING_SAID, Publication, Said, time_at, told_as
from parcferme.publishing.release_files import COMMUNIQUE
from parcferme.publishing.releases import quotes_in
from parcferme.publishing.sealings import key_here
from parcferme.publishing.targets import Meant, meant
from parcferme.seal import SigningKey
from parcferme.season import Season, Session

PDF: Final = "pdf"
FORMS: Final = (SEAL, PDF, "csv", "json", "parquet", "al-kamel", CHARTS, COMMUNIQUE)
"""What there is of a place, in the order in which it is listed."""


def forms_of(names: str | None) -> tuple[str, ...]:
    """The forms named, joined by commas; all of them for None. Raises `WrongCall` for one there is none of."""
    if names is None:
        return FORMS
    asked = [name.strip() for name in names.split(",") if name.strip()]
    for name in asked or [names]:
        if name not in FORMS:
            raise WrongCall(f"nothing is published as {name!r} (expected {', '.join(FORMS)})")
    return tuple(form for form in FORMS if form in asked)


def publications(
    target: str,
    folder: Path | None,
    languages: tuple[str, ...],
    paper: str,
    before: Earlier,
    *,
    forms: Sequence[str] = FORMS,
    site: bool = False,
    said: Said = NOTHING_SAID,
) -> tuple[Publication, ...]:
    """What there is to publish of a session, a round, or every round of a season; from here on the folder it is read
    from is asked nothing more. Raises `WrongCall` where there is nothing.
    """
    if said.status is not None:
        state = publication(said.status)
        said = said._replace(status=" ".join(str(part) for part in state if part is not None))
    what = meant(target, folder, seasons=True)
    season = gathered(what.season, _asked(what, forms))
    look, told = look_of(season, languages, paper)
    drafts: list[tuple[Meeting, list[Place], list[str]]] = []
    for number in (one.number for one in what.rounds):
        meeting = season.meeting(number)
        assert meeting is not None
        places, odd = _places(meeting, look, whole=what.session is None)
        if places:
            drafts.append((meeting, places, [*told, *odd]))
            told = []
        else:
            told += odd
    if not drafts:
        raise WrongCall(f"{target}: nothing to publish yet: it has neither a result nor a starting grid")
    drafts[-1][2].extend(told)
    refuse_unknown([meeting for meeting, _, _ in drafts], said.teams)
    # Here, before anything is made: by now all is known that the new set would lose.
    before.refuse_fewer(place.name for _, places, _ in drafts for place in places)
    # A protest period stands in the heads of papers and pages alone.
    headed = PDF in forms or site
    return tuple(
        _publication(what, season, look, draft, said, before, forms, headed=headed, site=site)
        for draft in drafts
    )


def _asked(what: Meant, forms: Sequence[str]) -> Asked:
    """What of the folder is published: of a session it alone; a press release speaks of the other rounds too."""
    rounds = frozenset(one.number for one in what.rounds)
    if what.session is not None:
        # An amended sheet is wanted at once: one session is scored, and no table (docs/design.md).
        return Asked(rounds, what.session.name, tables=False)
    return Asked(rounds, others=COMMUNIQUE in forms)


def _places(meeting: Meeting, look: Look, *, whole: bool) -> tuple[list[Place], list[str]]:
    """The places there are of a meeting, none where nothing of it is known yet; and what is missing."""
    places = [place_of(meeting, None)] if whole else []
    told = [told_as("cancelled", look, place=meeting.number)] if meeting.cancelled else []
    for session in meeting.sessions:
        place = _place(meeting, session)
        if session.scored is None:
            told.append(told_as("no-result", look, place=place.name))
        if place.kinds:
            places.append(place)
    return places, [*told, *(_unsaid(meeting, look) if places else ())]


def _place(meeting: Meeting, session: MeetingSession) -> Place:
    """All of a session with a result; of a race before it was run the grid, where a session orders it."""
    if session.scored is not None:
        return place_of(meeting, session)
    ordered = session.grid is not None and session.grid.slots and session.ordered_by
    return place_of(meeting, session, "grid") if ordered else Place(meeting, session, ())


def _unsaid(meeting: Meeting, look: Look) -> Iterator[str]:
    """What the heads of the papers would like to say and the folder does not."""
    if not meeting.in_charge:
        yield told_as("no-officials", look, place=meeting.number)
    if not meeting.circuit:
        yield told_as("no-circuit", look, place=meeting.number)


def _publication(
    what: Meant,
    season: Meetings,
    look: Look,
    draft: tuple[Meeting, list[Place], list[str]],
    said: Said,
    before: Earlier,
    forms: Sequence[str],
    *,
    headed: bool,
    site: bool,
) -> Publication:
    """A meeting with its state, what it changes, and what it is sealed with."""
    meeting, places, known = draft
    amended = amendment_of(places, before, said.status, said.because, look.languages)
    key, inputs, odd = _sealing(what, places, look) if SEAL in forms else (None, {}, [])
    unknown = [told_as("not-compared", look, place=name, folder=before.folder) for name in amended.unknown]
    made = Publication(
        season=season,
        meeting=meeting,
        look=look,
        places=tuple(places),
        said=said,
        states=amended.states,
        changed=amended.changed,
        told=(*known, *odd, *unknown),
        lacking=tuple(_undrawn(places, look)) if CHARTS in forms else (),
        before=before,
        now=time_at(meeting),
        key=key,
        inputs=inputs,
        quotes=quotes_in(what.season.round(meeting.number).folder),
        house=house_in(what.season.folder, what.season.round(meeting.number).folder, season.logo),
        site=site,
    )
    return dataclasses.replace(made, told=(*made.told, *(made.overdue() if headed else ())))


def _sealing(
    what: Meant, places: Sequence[Place], look: Look
) -> tuple[SigningKey | None, dict[str, Gathered | str], list[str]]:
    """The key and what each result is sealed with; that there is no key is told."""
    results = [place for place in places if place.session is not None and place.session.scored is not None]
    key = key_here() if results else None
    if key is None or isinstance(key, str):
        number = places[0].meeting.number
        return None, {}, [] if key is None else [told_as("no-seal", look, place=number, why=key)]
    one = what.season.round(results[0].meeting.number)
    sessions = {place.name: one.session(place.session.name) for place in results if place.session is not None}
    return (
        key,
        {name: _inputs(what.season, session) for name, session in sessions.items() if session is not None},
        [],
    )


def _inputs(season: Season, session: Session) -> Gathered | str:
    """What a session is sealed with, as it was written; why it cannot be."""
    try:
        return gathered_session(season, session)
    except ParcFermeError as problem:
        return str(problem)


def _undrawn(places: Sequence[Place], look: Look) -> Iterator[tuple[str, str, str]]:
    """The sessions of which no chart can be drawn: a list has no laps."""
    for place in places:
        scored = None if place.session is None else place.session.scored
        if scored is not None and not len(scored.result.timing.laps):
            yield place.name, f"{CHARTS} as files", told_as("no-laps", look)


def refuse_unknown(meetings: Sequence[Meeting], teams: Iterable[str]) -> None:
    """Raises `WrongCall` for a team that is asked for and entered at none of the meetings."""
    for team in teams:
        if not any(meeting.cars_of(team) for meeting in meetings):
            entered = sorted({car.team for meeting in meetings for car in meeting.entries.cars if car.team})
            raise WrongCall(f"{team!r} has no car here (entered: {', '.join(entered)})")
