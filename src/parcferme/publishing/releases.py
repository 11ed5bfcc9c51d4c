"""The press release of a meeting, of the series or of one team, and the words people are quoted with."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from parcferme.documents import Meetings
from parcferme.findings import Finding, error
from parcferme.press import Communique, House, Verdict, check_text, communique, read_quotes, render
from parcferme.publishing.gathering import Asked, gathered
from parcferme.publishing.house import house_in
from parcferme.publishing.words import text_in
from parcferme.season import Round, Season

QUOTES: Final = "quotes.toml"


def quotes_in(folder: Path | None) -> Path | None:
    """The quotes in the folder of a meeting; None where there are none."""
    path = None if folder is None else folder / QUOTES
    return path if path is not None and path.is_file() else None


def release_of(
    told: Meetings,
    number: int,
    *,
    language: str,
    team: str | None = None,
    quotes: Path | None = None,
    house: House | None = None,
    marks: bool = False,
) -> Communique:
    """The press release of a meeting that was gathered whole. People are quoted from `quotes`; `house`: its template.

    Raises `WrongCall` for quotes that are no TOML, and for a team that is not entered.
    """
    said, odd = ((), ()) if quotes is None else read_quotes(text_in(quotes), quotes.name)
    meeting = told.meeting(number)
    assert meeting is not None
    file = QUOTES if quotes is None else quotes.name
    made = communique(
        told, meeting, language=language, team=team, quotes=said, quotes_file=file, marks=marks, house=house
    )
    return msgspec.structs.replace(made, findings=(*odd, *made.findings))


def press_release(
    season: Season,
    one: Round,
    *,
    language: str,
    team: str | None = None,
    quotes: Path | None = None,
    marks: bool = False,
) -> Communique:
    """The press release of a round of a folder. People are quoted from `quotes`, else from quotes.toml in its folder.

    Raises `WrongCall` for quotes that are no TOML, and for a team that is not entered.
    """
    told = gathered(season, Asked(frozenset((one.number,)), others=True))
    meeting = told.meeting(one.number)
    assert meeting is not None
    made = release_of(
        told, one.number, language=language, team=team, quotes=quotes or quotes_in(one.folder),
        house=house_in(season.folder, one.folder, told.logo), marks=marks,
    )  # fmt: skip
    odd = [found for held in meeting.sessions for found in held.findings if found.code == "weather-unusable"]
    return msgspec.structs.replace(made, findings=(*odd, *made.findings, *contradicted(made, told)))


def contradicted(made: Communique, told: Meetings) -> list[Finding]:
    """What a release of ours says against the season it was made from: an error each, so that none goes out."""
    checked = check_text(str(render(made, "text")), told, made.round)
    return [
        error("release-contradicted", text=one.text, known=str(one.known))
        for one in checked.claims
        if one.verdict is Verdict.CONTRADICTED
    ]
