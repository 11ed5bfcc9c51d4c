"""A championship folder as a communiqué and a fact check take it: its meetings and sessions as values."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

    from parcferme.championship import Standings
    from parcferme.decoders.weather import Reading
    from parcferme.grid import Grid
    from parcferme.press.communique import Communique
    from parcferme.press.communique.told import Ran, SeasonTold, Weekend
    from parcferme.season import Season
    from parcferme.season.meetings import Round, Session

_NOTED: Final = (("number", "no", "car", "numero"), ("note", "notes", "remark", "remarque"))
"""How a list calls the number of a car and what it notes of it."""


def season_told(season: Season, grids_of: int | str | None = None) -> SeasonTold:
    """The season as values; starting grids for the races of one round, where it is named."""
    from parcferme.press.communique.told import SeasonTold

    return SeasonTold(
        title=season.name,
        year=season.year,
        weekends=tuple(_weekend(season, one, grids_of) for one in season.rounds),
        classes=tuple(season.championship.classes),
        entries=season.entries,
        championship=season.table if season.results and season.rulebook.standings else None,
        names=season.championship.names,
        reconstruction=season.championship.reconstruction,
        ends=season.knows_its_end,
    )


QUOTES = "quotes.toml"


def release_of(
    season: Season, number: int, *, language: str, team: str | None = None, quotes: Path | None = None
) -> Communique:
    """The press release of a meeting. People are quoted from `quotes`, else from quotes.toml in the meeting's folder.

    Raises `WrongCall` for quotes that are no TOML, and for a team that is not entered.
    """
    import msgspec

    from parcferme.press.communique import communique
    from parcferme.press.communique.quotes import read_quotes

    told = season_told(season, number)
    folder = season.round(number).folder
    if quotes is None and folder is not None and (folder / QUOTES).is_file():
        quotes = folder / QUOTES
    said, odd = ((), ()) if quotes is None else read_quotes(text_in(quotes), quotes.name)
    weekend = told.weekend(number)
    assert weekend is not None
    file = QUOTES if quotes is None else quotes.name
    made = communique(told, weekend, language=language, team=team, quotes=said, quotes_file=file)
    return msgspec.structs.replace(made, findings=(*odd, *made.findings))


def text_in(path: Path) -> str:
    """A text file; a mark at its start is no part of it. Raises `WrongCall` for what is no text."""
    from parcferme.findings import WrongCall

    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        if b"\0" in data:
            raise WrongCall(f"{path}: not a text (byte {problem.start})") from None
        return data.decode("cp1252", errors="replace")


def _weekend(season: Season, one: Round, grids_of: int | str | None) -> Weekend:
    from parcferme.press.communique.told import Weekend

    meeting = next(meeting for meeting in season.timetable.meetings if meeting.round == one.number)
    return Weekend(
        number=one.number,
        event=one.name,
        circuit=one.file.circuit,
        country=one.file.country,
        first=meeting.first,
        last=meeting.last,
        cancelled=one.file.cancelled,
        sessions=tuple(_ran(season, one, session, grids_of) for session in one.sessions),
        entries=season.entries_of(one.number),
        standings=_standings(season, one),
    )


def _standings(season: Season, one: Round) -> Standings | None:
    held = any(result.round == one.number for result in season.results)
    scored = season.rulebook.standings and one.number in season.table.rounds
    return season.standings(one.number) if held and scored else None


def _ran(season: Season, one: Round, session: Session, grids_of: int | str | None) -> Ran:
    from parcferme.press.communique.told import Ran
    from parcferme.season.timetable import length_of

    rules = one.rulebook.session(session.timed_as)
    stop = rules.compulsory_stop
    planned = (other for other in season.timetable.sessions if other.round == one.number)
    start = next((other.start for other in planned if other.session == session.name), None)
    outcome = season.outcome(session)
    certainty = session.spec.certainty or one.file.certainty
    said = certainty.value if certainty is not None else None
    return Ran(
        round=one.number,
        name=session.name,
        kind=session.kind,
        title=session.spec.title,
        start=start,
        length=length_of(one.rulebook, session),
        laps=session.spec.laps or rules.laps,
        plus_laps=rules.plus_laps or 0,
        minimum_stop=None if stop is None else stop.minimum,
        result=outcome.result,
        classification=None if outcome.score is None else outcome.score.result,
        grid=_grid(season, session) if grids_of in (one.number, "all") else None,
        certainty=said or ("reconstructed" if season.championship.reconstruction else None),
        status=session.spec.status,
        notes=_notes(session),
        weather=_weather(session),
        wet=bool(session.spec.wet),
    )


def _notes(session: Session) -> dict[str, str]:
    """What a bare result list notes of its cars, by number."""
    from parcferme.decoders.result_columns import evened
    from parcferme.season.results import holds_results

    if session.file is None or not holds_results(session.file):
        return {}
    try:
        rows = list(csv.reader(session.file.read_text(encoding="utf-8-sig").splitlines()))
    except (UnicodeDecodeError, csv.Error):
        return {}
    header = [evened(cell) for cell in rows[0]] if rows else []
    number, note = (next((at for at, cell in enumerate(header) if cell in names), None) for names in _NOTED)
    if number is None or note is None:
        return {}
    return {row[number]: row[note] for row in rows[1:] if len(row) > max(number, note) and row[note].strip()}


def _weather(session: Session) -> tuple[Reading, ...]:
    """The readings that lie beside a session; none where they cannot be read."""
    from parcferme.decoders.weather import read_weather
    from parcferme.findings import BadLog

    if session.weather is None:
        return ()
    try:
        return read_weather(
            session.weather.read_text(encoding="utf-8-sig", errors="replace"), session.weather.name
        )
    except BadLog:
        return ()


def _grid(season: Season, session: Session) -> Grid | None:
    """The starting grid of a race that has any; None where nothing orders it."""
    from parcferme.findings import WrongCall
    from parcferme.season.grids import starting_grid

    if session.kind in ("practice", "qualifying") or season.result(session) is None:
        return None
    try:
        made = starting_grid(season, session)
    except WrongCall:
        return None
    return made.grid if made.given and made.grid.slots else None
