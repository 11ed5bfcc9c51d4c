"""The fact check: every claim of a press release against the results of a season."""

from __future__ import annotations

import bisect
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from parcferme.documents import Meeting, Meetings, finding_document
from parcferme.findings import WrongCall, error, warning
from parcferme.press.factcheck.asked import Asked
from parcferme.press.factcheck.asof import as_of, own_date, round_of
from parcferme.press.factcheck.claims import Claim, FactCheck, Verdict
from parcferme.press.factcheck.counts import count_claims
from parcferme.press.factcheck.days import NEXT, day_claims, rounds_named
from parcferme.press.factcheck.fastest import fastest_claims
from parcferme.press.factcheck.fields import field_claims
from parcferme.press.factcheck.figures import figure_claims
from parcferme.press.factcheck.finality import is_final
from parcferme.press.factcheck.leads import lead_claims
from parcferme.press.factcheck.models import class_claims
from parcferme.press.factcheck.names import place_of
from parcferme.press.factcheck.orders import order_claims
from parcferme.press.factcheck.penalties import penalty_claims
from parcferme.press.factcheck.people import NOT_ENTERED, name_claims
from parcferme.press.factcheck.places import place_claims
from parcferme.press.factcheck.reading import Reading
from parcferme.press.factcheck.roster import with_roster
from parcferme.press.factcheck.titles import title_claims
from parcferme.press.factcheck.untimed import no_time_claims
from parcferme.press.factcheck.wins import win_claims

# Those there are patterns for: not the languages of documents, of which there may be more one day.
LANGUAGES: Final = ("en", "fr")
_RESULTS: Final = frozenset(
    "place place-overall place-class place-qualifying place-overall-qualifying place-class-qualifying place-grid win "
    "wins pole poles podium podiums no-time lap-time race-time gap points points-gap place-standings places-gained "
    "start penalty podium-order title championship-lead fastest-lap laps-led lead-change lead-changes front-row row "
    "retirement non-starter laps".split()
)
"""Kinds of claims that results of one meeting answer."""
_NAMES: Final = (
    "hope",
    "team",
    "driver",
    "class",
    "car-number",
    "car-team",
    "car-driver",
    "car-class",
    "crew",
)
"""Kinds that are judged whatever their sentence tells: names by the entry list, and hopes."""
LONGEST: Final = 200_000
"""Characters of a text that is read: a press release has a few thousand."""
_SOON: Final = dt.timedelta(days=45)
"""A text written so long after a meeting is still about it."""
_YEAR: Final = re.compile(r"(?<![\d-])(20\d\d)(?![\d-])")
_MONTH: Final = re.compile(r"\b(20\d\d)-(\d\d)\b")


def check_text(
    text: str, told: Meetings, number: int | None = None, before: dt.date | None = None
) -> FactCheck:
    """What a press release claims, and what the results of the season say to it.

    `number`: the round it is about; else the one its claims fit best, of those whose circuit it names where it names
    one. `before`: the day it was written, else the date at its head: what came later is not known to it. A text in
    another language than French or English is a finding, and nothing in it is judged. Raises `WrongCall` for a round
    the season does not have.
    """
    if len(text) > LONGEST:
        raise WrongCall(f"{len(text)} characters are no press release (at most {LONGEST} are read)")
    reading = Reading(text)
    if not any(map(str.isalpha, text)):
        return FactCheck(findings=(warning("text-without-claims"),))
    if reading.language not in LANGUAGES:
        known = reading.language or "unknown"
        return FactCheck(language=reading.language, findings=(error("text-language", language=known),))
    if number is not None and told.meeting(number) is None:
        known = ", ".join(str(one.number) for one in told.meetings) or "none"
        raise WrongCall(f"no round {number} (there are {known})")
    dated = own_date(reading)
    day = before or (dated[0] if dated is not None else None)
    listed = bool(told.entries.cars)
    told, meant = _on_the_day(with_roster(told), number, day)
    found = _best(Asked(reading, told, told.meetings[0], dated[1] if dated else None, listed), number, meant)
    if found is None:
        return FactCheck(language=reading.language, findings=(warning("text-without-claims"),))
    if number is None and _is_elsewhere(reading, told, found):
        claims = tuple(
            msgspec.structs.replace(one, verdict=Verdict.UNKNOWN, known=None, source=None)
            for one in found.claims
        )
        return FactCheck(claims, found.language, None, (warning("text-elsewhere", season=told.title),))
    if not found.claims:
        return FactCheck((), found.language, found.round, (warning("text-without-claims"),))
    return found


def _on_the_day(told: Meetings, number: int | None, day: dt.date | None) -> tuple[Meetings, int | None]:
    """The season as it stood when a text was written, and the round that day belongs to; whole where the day is before
    all of it, or before the round somebody says the text is about.
    """
    meant = round_of(told, day) if day is not None else None
    if day is None or meant is None or (number is not None and meant < number):
        return told, None
    weekend = told.meeting(meant)
    last = None if weekend is None else weekend.last or weekend.first
    near = last is not None and day - last <= _SOON
    return as_of(told, day), meant if near else None


def _best(ask: Asked, number: int | None, meant: int | None) -> FactCheck | None:
    """The check against the meeting whose results fit best."""
    reading, told = ask.text, ask.told
    best: tuple[tuple[int, int, int], FactCheck] | None = None
    named, announced = rounds_named(reading.flat, told.meetings), _announced(reading, told)
    for rank, weekend in enumerate(_candidates(named, announced, told, number, meant)):
        found = FactCheck(_claims(ask.about(weekend)), reading.language, weekend.number)
        weight = found.count(Verdict.CONFIRMED) - 2 * found.count(Verdict.CONTRADICTED)
        dated = any((int(y), int(m)) == _month(weekend) for y, m in _MONTH.findall(reading.flat))
        weight -= 3 * sum(one.known == NOT_ENTERED for one in found.claims)
        following = told.following(weekend.number)
        before_announced = following is not None and following.number in announced
        weight += 2 * before_announced + 6 * (weekend.number == meant)
        elsewhere = bool(named) and weekend.number not in named and not before_announced
        elsewhere = elsewhere and weekend.number != meant
        key = (weight + 3 * dated - 4 * elsewhere, -rank, -weekend.number)
        if best is None or key > best[0]:
            best = (key, found)
    return None if best is None else best[1]


def _is_elsewhere(reading: Reading, told: Meetings, found: FactCheck) -> bool:
    """Whether a text is of another series or season: it names nobody of this one, or another year alone."""
    named = any(one.kind in ("team", "driver", "car-team", "car-driver") for one in found.claims)
    if not named and found.count(Verdict.CONTRADICTED):
        return found.count(Verdict.CONTRADICTED) >= found.count(Verdict.CONFIRMED)
    years = set(_YEAR.findall(reading.flat))
    results = [one for one in found.claims if one.kind in _RESULTS]
    right = sum(one.verdict is Verdict.CONFIRMED for one in results)
    wrong = sum(one.verdict is Verdict.CONTRADICTED for one in results)
    return bool(years) and told.year is not None and told.year not in years and right <= max(wrong, 1)


def _announced(reading: Reading, told: Meetings) -> set[int]:
    """The rounds a text looks ahead to."""
    found: set[int] = set()
    for sentence in reading.sentences:
        if reading.holds(NEXT, sentence):
            found.update(rounds_named(reading.flat[slice(*sentence)], told.meetings))
    return found


def _month(weekend: Meeting) -> tuple[int, int] | None:
    return None if weekend.first is None else (weekend.first.year, weekend.first.month)


def _candidates(
    named: list[int], announced: set[int], told: Meetings, number: int | None, meant: int | None
) -> Sequence[Meeting]:
    """The meetings a text can be about: that of its day, those at the circuits it names, and those before the ones it
    looks ahead to; all that were run where it names none.
    """
    if number is not None:
        one = told.meeting(number)
        return [one] if one is not None else []
    run = [one for one in told.meetings if one.run] or list(told.meetings)
    ahead = [one.number for one in run if (nxt := told.following(one.number)) and nxt.number in announced]
    first = [*([meant] if meant is not None else []), *named, *ahead]
    here = [one for number in dict.fromkeys(first) for one in run if one.number == number]
    return here or run


def _claims(ask: Asked) -> tuple[Claim, ...]:
    """The claims in the order of the text; of two kinds in one place the one that says more, each place once."""
    heard: dict[int, dict[tuple[int, str], Claim]] = {}
    found = [one if one.kind not in _RESULTS else _elsewhere(ask, one, heard) for one in _every(ask)]
    found = [_as_sure(ask, one) for one in found]
    found.sort(key=lambda one: (one.start, one.end, one.kind))
    laps = [one for one in found if one.kind == "fastest-lap" and one.verdict is not Verdict.UNKNOWN]
    found = [one for one in found if not (one.kind == "lap-time" and _is_inside(one, laps))]
    unique: dict[tuple[int, int, str], Claim] = {(one.start, one.end, one.kind): one for one in found}
    return tuple(unique.values())


def _is_inside(one: Claim, lists: list[Claim]) -> bool:
    return any(other.start <= one.start and one.end <= other.end for other in lists)


def _as_sure(ask: Asked, one: Claim) -> Claim:
    """A contradiction where the words tell a final state; else what they say cannot be judged."""
    if one.verdict is not Verdict.CONTRADICTED or one.kind in _NAMES or is_final(ask, one):
        return one
    return msgspec.structs.replace(one, verdict=Verdict.UNKNOWN, known=None, source=None)


def _elsewhere(ask: Asked, one: Claim, heard: dict[int, dict[tuple[int, str], Claim]]) -> Claim:
    """A claim whose sentence looks back to an earlier meeting (`after Le Castellet, where we …`), by its results."""
    if one.verdict is Verdict.CONFIRMED:
        return one
    reading = ask.reading
    sentence = reading.sentence_at(bisect.bisect_left(reading.places, one.start))
    numbers = rounds_named(reading.plain[slice(*sentence)], ask.told.meetings)
    places = {place_of(ask.told, other) for other in ask.told.meetings if other.number in numbers}
    if not numbers or (ask.weekend.number in numbers and len(places) == 1):
        return one
    earlier = [
        other for other in ask.told.meetings if other.number in numbers and other.number < ask.weekend.number
    ]
    if not earlier:
        return msgspec.structs.replace(one, verdict=Verdict.UNKNOWN, known=None, source=None)
    answers = []
    for meant in earlier:
        if meant.number not in heard:
            again = ask.about(meant)
            heard[meant.number] = {(other.start, other.kind): other for other in _every(again)}
        answers.append(heard[meant.number].get((one.start, one.kind)))
    right = next(
        (answer for answer in answers if answer is not None and answer.verdict is Verdict.CONFIRMED), None
    )
    if right is not None:
        return right
    if len(answers) == 1 and answers[0] is not None:
        return answers[0]
    return msgspec.structs.replace(one, verdict=Verdict.UNKNOWN, known=None, source=None)


def _every(ask: Asked) -> Iterator[Claim]:
    yield from name_claims(ask)
    yield from order_claims(ask)
    yield from title_claims(ask)
    yield from class_claims(ask)
    yield from place_claims(ask)
    yield from win_claims(ask)
    yield from count_claims(ask)
    yield from no_time_claims(ask)
    yield from day_claims(ask)
    yield from figure_claims(ask)
    yield from penalty_claims(ask)
    yield from fastest_claims(ask)
    yield from lead_claims(ask)
    yield from field_claims(ask)


def factcheck_document(found: FactCheck) -> dict[str, Any]:
    """The fact check as one JSON document; what it claims and what is known are a whole number or a text."""
    return {
        "language": found.language,
        "round": found.round,
        "claims": [
            {
                "text": one.text,
                "start": one.start,
                "end": one.end,
                "kind": one.kind,
                "verdict": one.verdict.value,
                "claimed": one.claimed,
                "known": one.known,
                "source": one.source,
            }
            for one in found.claims
        ],
        "counts": {verdict.value: found.count(verdict) for verdict in Verdict},
        "findings": [finding_document(one) for one in found.findings],
    }
