"""A championship folder gathered: every question there is to it is asked here, once, before anything is printed."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from parcferme.championship import Standings
from parcferme.decoders import text_of
from parcferme.documents import ORGANISER, Meeting, Meetings, MeetingSession, Series, in_order
from parcferme.entries import lines_of, rows_in, unguarded
from parcferme.names import evened
from parcferme.publishing.naming import file_names
from parcferme.season import (
    Round,
    Season,
    Session,
    StartingGrid,
    classified,
    holds_results,
    length_of,
    load_weather,
)

_NOTED: Final = (("number", "no", "car", "numero"), ("note", "notes", "remark", "remarque"))
"""How a list calls the number of a car and what it notes of it."""


class Asked(msgspec.Struct, frozen=True):
    """What is wanted of a folder, so that nothing is worked out that nobody prints: an amended sheet is due at once.

    `rounds` are gathered whole (None: all of them), of these only `session` where one is named; of the `others` what
    they ended in, or their days alone. Starting `grids`, `tables` and readings of the `weather` can be left out.
    """

    rounds: frozenset[int] | None = None
    session: str | None = None
    others: bool = False
    grids: bool = True
    tables: bool = True
    weather: bool = True

    def whole(self, number: int) -> bool:
        """Whether a meeting is gathered whole."""
        return self.rounds is None or number in self.rounds


EVERYTHING: Final = Asked()


def gathered(season: Season, asked: Asked = EVERYTHING) -> Meetings:
    """The meetings of a season, those asked for whole. Raises `ParcFermeError` for a file beside a session that cannot
    be used.
    """
    said, (logo, unread) = season.championship, _logo(season)
    ranked = asked.tables and bool(season.rulebook.standings) and bool(season.results)
    held = tuple(sorted({result.round for result in season.results})) if ranked else ()
    tables = _tables(season, held, asked)
    return Meetings(
        series=_series(season),
        meetings=tuple(_meeting(season, one, asked, tables.get(one.number)) for one in season.rounds),
        classes=tuple(said.classes),
        class_of=season.classes,
        colours=said.colours,
        logo=logo,
        unread=unread,
        entries=season.entries,
        held=held,
        championship=season.table if ranked else None,
        names=said.names,
        ends=season.knows_its_end,
    )


def gathered_grid(made: StartingGrid[Season]) -> MeetingSession:
    """A race with a grid that was made for it alone."""
    return dataclasses.replace(_planned(made.season, made.round, made.session), **_lined_up(made))


def gathered_one(
    season: Season, session: Session, *, at: str | None = None, known: int | None = None
) -> tuple[Meeting, MeetingSession]:
    """One session with its meeting, whose timetable is that of the season. `at` and `known` cut a log as `score` does.

    Raises `WrongCall` for a session without a result, and for a cut through a result list.
    """
    scored = classified(season, session, at=at, known=known)
    asked = Asked(frozenset((session.round,)), session.name, weather=False)
    meeting = gathered(season, asked).meeting(session.round)
    assert meeting is not None
    meeting = dataclasses.replace(meeting, standings=meeting.after_it, timetable=season.timetable)
    return meeting, dataclasses.replace(meeting.sessions[0], scored=scored)


def _series(season: Season) -> Series:
    return Series(
        season.championship.name or season.name, season.name, season.year, season.rulebook.name,
        season.championship.reconstruction,
    )  # fmt: skip


def _logo(season: Season) -> tuple[bytes | None, str | None]:
    """The folder's logo, else why it cannot be read."""
    if not season.championship.logo:
        return None, None
    path = season.folder / season.championship.logo
    try:
        return path.read_bytes(), None
    except OSError as problem:
        return None, f"{path}: {problem.strerror}"


def _tables(season: Season, held: Sequence[int], asked: Asked) -> dict[int, Standings]:
    """The tables after each meeting that is gathered whole; after the one before where it has no result."""
    made: dict[int, Standings] = {}
    found = {}
    for one in season.rounds:
        last = max((number for number in held if number <= one.number), default=None)
        if last is not None and asked.whole(one.number):
            if last not in made:
                made[last] = in_order(season.standings(last), season.championship.classes)
            found[one.number] = made[last]
    return found


def _meeting(season: Season, one: Round, asked: Asked, standings: Standings | None) -> Meeting:
    """A meeting: whole, else what it ended in, else its days alone."""
    whole = asked.whole(one.number)
    sessions = one.sessions if whole or asked.others else ()
    if whole and asked.session is not None:
        sessions = tuple(session for session in sessions if session.name == asked.session)
    made = _whole if whole else _ended
    return dataclasses.replace(
        _named(season, one),
        sessions=tuple(made(season, one, session, asked) for session in sessions),
        standings=standings,
        timetable=season.timetable.of_round(one.number),
        entries=season.entries_of(one.number),
    )


def _named(season: Season, one: Round) -> Meeting:
    """A meeting as its papers are headed: where it was, when, and who was in charge."""
    planned = next(meeting for meeting in season.timetable.meetings if meeting.round == one.number)
    return Meeting(
        series=_series(season),
        number=one.number,
        event=one.name,
        circuit=one.file.circuit,
        country=one.file.country,
        first=planned.first,
        last=planned.last,
        cancelled=bool(one.file.cancelled),
        zone=next((session.zone for session in planned.sessions), "UTC"),
        length_m=one.file.length_m,
        officials=_officials(season, one),
        rulebook=one.rulebook.name,
        published=one.file.published,
    )


def _officials(season: Season, one: Round) -> tuple[tuple[str, str], ...]:
    """Who organises it and who holds which office, those of the meeting before those of the season."""
    organiser = season.championship.organiser
    held = {**season.championship.officials, **one.file.officials}
    return (*(((ORGANISER, organiser),) if organiser else ()), *held.items())


def _planned(season: Season, one: Round, session: Session) -> MeetingSession:
    """A session before anything is known to have happened in it."""
    rules, said = one.rulebook.session(session.timed_as), session.spec
    stop, certainty = rules.compulsory_stop, said.certainty or one.file.certainty
    planned = (other for other in season.timetable.sessions if other.round == one.number)
    names = file_names(other.name for other in one.sessions)
    return MeetingSession(
        round=one.number,
        name=session.name,
        kind=session.kind,
        title=said.title,
        series=_series(season),
        rulebook=one.rulebook.name,
        event=one.name,
        place=f"{one.number}-{names[session.name]}",
        start=next((other.start for other in planned if other.session == session.name), None),
        length=length_of(one.rulebook, session),
        laps=said.laps or rules.laps,
        plus_laps=rules.plus_laps or 0,
        minimum_stop=None if stop is None else stop.minimum,
        length_m=one.file.length_m,
        wet=bool(said.wet),
        certainty=certainty.value if certainty is not None else _certainty(season),
        status=said.status,
        changed=said.changed,
        published=said.published,
        protest_until=said.protest_until,
    )


def _certainty(season: Season) -> str | None:
    return "reconstructed" if season.championship.reconstruction else None


def _ended(season: Season, one: Round, session: Session, _asked: Asked) -> MeetingSession:
    """A session of another meeting: its result, and its laps where it was timed."""
    outcome = season.outcome(session)
    return dataclasses.replace(
        _planned(season, one, session),
        result=outcome.result,
        scored=outcome.score,
        timed=outcome.score is not None,
        lacks="; ".join(str(one.values.get("problem", "")) for one in outcome.findings)
        if outcome.result is None
        else None,
    )


def _whole(season: Season, one: Round, session: Session, asked: Asked) -> MeetingSession:
    """A session with everything that is known of it."""
    made = _ended(season, one, session, asked)
    scored = None if made.result is None else classified(season, session)
    readings, odd = load_weather(session.weather if asked.weather else None)
    grid = season.grid_of(session) if made.is_race and asked.grids else None
    return dataclasses.replace(
        made,
        scored=scored,
        entries=season.entries_of(one.number),
        weather=readings,
        notes=_notes(session),
        findings=(*odd, *(() if scored is None else scored.findings)),
        **(_lined_up(grid) if grid is not None and grid.given else {}),
    )


def _lined_up(made: StartingGrid[Season]) -> dict[str, Any]:
    return {"grid": made.grid, "ordered_by": tuple(source.session for source in made.sources)}


def _notes(session: Session) -> dict[str, str]:
    """What a bare result list notes of its cars, by number."""
    if session.file is None or not holds_results(session.file):
        return {}
    # As the list itself is read: above its header comments may stand, and it may have semicolons.
    lines = [
        line for line in lines_of(text_of(session.file.read_bytes())) if not line.startswith(("# ", "sep="))
    ]
    head = next((line for line in lines if line.strip()), "")
    try:
        found = list(rows_in(lines, max(",;\t", key=head.count)))
    except csv.Error:  # told where its results are read
        return {}
    rows = [[unguarded(cell) for cell in row.cells] for row in found if any(map(str.strip, row.cells))]
    header = [evened(cell) for cell in rows[0]] if rows else []
    number, note = (next((at for at, cell in enumerate(header) if cell in names), None) for names in _NOTED)
    if number is None or note is None:
        return {}
    return {
        row[number].strip().removeprefix("#").strip(): row[note]
        for row in rows[1:]
        if len(row) > max(number, note) and row[note].strip()
    }
