"""How many wins, podiums and poles a text counts: of the meeting, or of the season up to its day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from parcferme.documents import MeetingSession
from parcferme.press.factcheck.asked import NOT_REACHED, Asked, verdict
from parcferme.press.factcheck.claims import Claim, Verdict
from parcferme.press.factcheck.mentions import Subject
from parcferme.press.factcheck.names import CLASS_SIGN
from parcferme.press.factcheck.reading import NUMBER, Span, number_of
from parcferme.press.factcheck.words import any_of

PODIUMS: Final = re.compile(
    rf"\b(?P<count>{NUMBER}|double|triple|doubles)\s(?:(?!double|"
    rf"triple|the|le|sur|on|complet|round|reach|step|share|took|last|final|"
    rf"overall)\w*\s){{0,2}}?podiums?\b(?! (?:overall )?step)"
)
WINS: Final = re.compile(
    rf"\b(?P<count>{NUMBER}|double)\s(?:(?!{CLASS_SIGN})\w+ )?(?:victoires?|wins|victories|succes)\b"
    rf"|\b(?:w[io]ns?|gagnee?|gagne|remporte\w*|imposee?|s'impose) (?P<times>{NUMBER})\s"
    rf"(?:fois|times|races|courses|manches|of (?:the )?(?:{NUMBER} )?(?:races|rounds))\b"
    rf"|\b(?:takes?|took|taking|scor\w+|sign\w+) (?P<bare>{NUMBER}) (?:{CLASS_SIGN}+ )?(?:wins|victories|victoires)\b"
)
# A number that is a car's counts nothing: `the #34 on pole position`.
_POLES: Final = re.compile(
    rf"(?<!#)\b(?P<count>{NUMBER}|both)\s(?:(?!en\b|on\b|in\b|from\b|de\b)\w+ )?poles?(?: positions?)?\b"
)
_OF_SEASON: Final = re.compile(
    rf"\b(?:saison|season|championnat|year|annee|serie|series|ten races|dix courses|campaign|depuis le debut|so far|"
    rf"total\w*|desormais|already|deja)\b|(?<!\w){any_of('of-season')}(?!\w)"
)
_OF_WEEKEND: Final = re.compile(
    r"\b(?:week-?end|this weekend|ce samedi|ce dimanche|both races|(?:les )?deux courses)\b"
)


def count_claims(ask: Asked) -> Iterator[Claim]:
    """Every number of wins, podiums and poles."""
    for match in ask.reading.find(PODIUMS):
        yield _counted(ask, match, match["count"], "podiums", 3)
    for match in ask.reading.find(WINS):
        if match["count"] in ("une", "un", "one", "a") or match["times"] == "both":
            continue  # a win that is told as one is judged as one
        yield _counted(ask, match, match["count"] or match["times"] or match["bare"], "wins", 1)
    for match in ask.reading.find(_POLES):
        yield _counted(ask, match, match["count"], "poles", 0)


def _counted(ask: Asked, match: re.Match[str], told: str, kind: str, top: int) -> Claim:
    """A number against every count the words allow: contradicted where it is none of them, of nobody named."""
    count = {"double": 2, "doubles": 2, "triple": 3, "both": 2}.get(told, number_of(told) or 0)
    span = Span(*match.span())
    subject, clause = ask.mentions.subject_at(span), ask.clause(match.start())
    if subject is None or not subject.cars or NOT_REACHED.search(clause):
        return ask.claim(match, kind, Verdict.UNKNOWN, count)
    season = _OF_SEASON.search(clause) is not None
    here = [] if season else [ask.weekend.sessions]
    so_far = tuple(
        one for held in ask.told.meetings if held.number <= ask.weekend.number for one in held.sessions
    )
    known = [_count(_kinds(sessions, top), subject, top) for sessions in (*here, so_far)]
    run = [one for one in _kinds(here[0] if here else so_far, top) if one.result is not None]
    if not run or (season and not ask.tables_sure):
        return ask.claim(match, kind, Verdict.UNKNOWN, count)
    # `A podium` of two is a podium all the same; a single one is not.
    alone = re.search(r"\b(?:seule?|only|single|unique)\b", clause) is not None
    alone = alone or (count == 1 and match.group().endswith("s"))
    holds = any(count in mine for mine in known) or (count == 1 and not alone and max(known[0]) > 0)
    rivals = [] if ask.mentions.is_sure(span) else ask.mentions.rivals(span, subject)
    theirs = [_count(of, who, top) for who in rivals for of in (_kinds(so_far, top), run)]
    if not holds and any(count in mine for mine in theirs):
        return ask.claim(match, kind, Verdict.UNKNOWN, count)
    most = max((len(_kinds(mine, top)) for mine in here), default=0)
    if not holds and not ask.tables_sure and count > most:
        return ask.claim(match, kind, Verdict.UNKNOWN, count)
    overall, in_class = known[0]
    right: int | str = (
        count if holds else in_class if overall == in_class else f"{overall} overall, {in_class} in class"
    )
    return ask.claim(match, kind, verdict(holds), count, right, ask.source(run[:4], subject))


def _kinds(sessions: Iterable[MeetingSession], top: int) -> list[MeetingSession]:
    """The sessions a count is made over: races, or those that give poles."""
    return [one for one in sessions if (one.kind == "qualifying" if top == 0 else one.is_race)]


def _count(sessions: Iterable[MeetingSession], subject: Subject, top: int) -> tuple[int, int]:
    """How often somebody was among the first, overall and in class; a driver in the races of that driver alone."""
    overall = in_class = 0
    last = max(top, 1)
    for one in sessions:
        classes = one.class_places() if one.result is not None else {}
        for line in {
            line.car: line for line in (one.result.lines if one.result is not None else ())
        }.values():
            crew = {*line.drivers, *line.crew}
            mine = subject.driver in crew if subject.driver and crew else line.car in subject.cars
            # A team counts the wins of all its cars, a car of it only its own.
            mine = mine or (subject.name == subject.team and line.team == subject.team)
            if mine:
                overall += (line.position or 99) <= last
                in_class += classes.get(line.car, 99) <= last
    return overall, in_class
