"""Whether a clause tells a final state: what is hoped, fought for, long past, of another series or of a moment of the
race is no result, and nothing is contradicted by it.

A contradiction needs a sure subject, a sure session and a final state (docs/communique.md, Checking one).
"""

from __future__ import annotations

import bisect
import re
from typing import Final

from parcferme.press.factcheck.asked import Asked
from parcferme.press.factcheck.claims import Claim
from parcferme.press.factcheck.reading import Span, flattened
from parcferme.press.factcheck.results import LEFT
from parcferme.press.factcheck.words import any_of, pattern_in

MOMENTARY: Final = frozenset(
    "place place-overall place-class place-qualifying place-overall-qualifying place-class-qualifying win class-win "
    "podium podium-order gap".split()
)
"""Kinds that a race has at every moment, and only at its end as a result."""
OF_A_CAREER: Final = frozenset(
    (*MOMENTARY, "wins", "podiums", "poles", "pole", "title", "season-total", "races")
)
"""Kinds that other years have as well."""
_MEASURED: Final = frozenset("lap-time race-time fastest-lap laps points points-gap penalty".split())
"""Kinds that a hope in the same clause does not make one."""
_OF_A_MEETING: Final = frozenset(
    "date weekday circuit round race-format length cars session races minimum-stop start".split()
)
"""Kinds that are of a meeting as it was planned: at every moment the same."""
_MEETING: Final = re.compile(
    r"\b(?:courses?|races?|manches?|rounds?|rendez-vous|meetings?|week-?ends?|events?|disput\w+|held|took place|"
    r"take place|aura lieu|auront lieu|circuit|track|piste|season|saison|grille|grid|calendrier|calendar|joutes|"
    r"epreuves?|visit\w*|heads? to|se rend\w*|opener|finale?|qualif\w*|seances?|sessions?|stop|cap sur|direction)\b"
)
_YEAR: Final = re.compile(r"(?<![\d-])(?:19|20)\d\d(?![\d-])")
_STRANGER: Final = re.compile(
    r"(?<![.!?:»«\"“#]\s)(?<!^)(?<![\w'’-])[A-ZÀ-ÖØ-Þ][\w'’-]*[a-zß-ÿ][\w'’-]*(?: (?:de |van |von |der |di |da |del )*"
    r"[A-ZÀ-ÖØ-Þ][\w'’-]+)*"
)
_FINAL: Final = re.compile(
    r"\b(?:finish(?:ed|es|ing)?|came home|brought \w+ home|crossed the (?:finish )?line|(?:was|were) classified|"
    r"termin\w+|finit|finissent|ont fini|a fini|avait fini|(?:se |s'est |sont |est )classe\w*|franchi\w+ la ligne|"
    r"franchi\w+ l'arrivee|a l'arrivee|took the flag|ended (?:up )?|won|wins|(?:s'|s'est )impos\w+|l'emporte|"
    r"l'a emporte|remport\w+)\b"
)
_COMMON_WORDS: Final = frozenset(
    flattened(
        "Race Course Races Round Manche Qualifying Qualif Saturday Sunday Friday Thursday Monday Tuesday Wednesday "
        "Samedi Dimanche Vendredi Jeudi Lundi Mardi Mercredi January February March April May June July August "
        "September October November December Ligier Cadillac Acura Mazda BMW Porsche Ferrari Lamborghini Audi Aston "
        "Martin McLaren Mercedes Mercedes-AMG Lexus Corvette Chevrolet Oreca ORECA Duqueine Norma Michelin Hyundai "
        "Racing Team Nous We Our Notre Nos The Le La Les L In On At With After And But He She They It Il Elle "
        "Ils Elles Dans En Au Aux Et "
        "Mais Avec Pour Sur Un Une Des Ce Cette Son Sa Ses This That His Her Its Their Up Down Behind Devant Derriere "
        "Daytona Prototype Pro Am GT GTD GTP DPi Championship Series Cup Grand Prix European Speedway International "
        "Italian Belgian French British American German Spanish Portuguese Brazilian Dutch Danish Swiss Russian "
        "Motul Pole Award Overall Team Teams Driver Drivers No Top Sports Car Sportscar Sportscar Wright".lower()
    ).split()
)
"""Capitals that are nobody's name: days, months, makes, the words a sentence begins with."""
_LONGEST: Final = 260


def is_final(ask: Asked, claim: Claim) -> bool:
    """Whether what a claim says is told as a result of the meeting, so that results can contradict it."""
    reading = ask.reading
    start = bisect.bisect_left(reading.places, claim.start)
    end = max(bisect.bisect_left(reading.places, claim.end), start + 1)
    sentence = reading.sentence_at(start)
    near = _clause(ask, Span(start, end), sentence)
    flat = reading.flat
    own = claim.kind
    whole, clause = flat[slice(*sentence)], flat[slice(*near)]
    language = reading.language or "en"
    if _another_series(ask, whole, language):
        return False
    if own == "date" and re.fullmatch(r"\d{4}-\d\d", str(claim.claimed)):
        return True  # the month at the head of a text
    if LEFT.search(flat[max(start - 24, sentence.start) : start]):
        return True  # the place a ruling took
    if own in _OF_A_MEETING:
        return _speaks_of_it(ask, sentence, clause, language, own)
    if own in OF_A_CAREER and _another_year(ask, whole):
        return False
    clause_less = flat[near.start : start] + " " + flat[end : near.end]
    if own not in _MEASURED and pattern_in(language, "hoped", "missed", "future").search(clause_less):
        return False
    if own in OF_A_CAREER and pattern_in(language, "past").search(f"{clause_less} {flat[start:end]}"):
        return False
    moment = own in MOMENTARY and "qualifying" not in own and not _is_told_at_end(ask, start, end, near)
    if moment and pattern_in(language, "during", "fought").search(clause):
        return False
    if pattern_in(language, "denied").search(clause_less) and own in OF_A_CAREER:
        return False
    return not (own in MOMENTARY and _is_a_strangers(ask, Span(start, end), near))


def _speaks_of_it(ask: Asked, sentence: Span, clause: str, language: str, kind: str) -> bool:
    """Whether a sentence speaks of a meeting of the season and not of another year or something else."""
    whole = ask.reading.flat[slice(*sentence)]
    if kind in ("date", "circuit") and not (
        _MEETING.search(whole) or any(sentence.holds(one.span.start) for one in ask.mentions.names)
    ):
        return False
    past = pattern_in(language, "past").search(clause) is not None
    if kind == "cars" and pattern_in(language, "future", "hoped").search(whole):
        return False
    return not (kind in ("date", "circuit", "races", "round", "cars") and (past or _another_year(ask, whole)))


def _clause(ask: Asked, span: Span, sentence: Span) -> Span:
    """The clause of a claim, longer than a comma leaves it: up to the next stop of any kind, at most some words "
    "away."""
    near = ask.reading.clause_at(span.start)
    last = max(near.end, ask.reading.clause_at(span.end - 1).end)
    start = max(near.start, sentence.start, span.start - _LONGEST)
    return Span(start, min(last, sentence.end, span.end + _LONGEST))


def _another_series(ask: Asked, sentence: str, language: str) -> bool:
    """Whether a sentence names another series, or a class this season does not have."""
    mine = flattened(f"{ask.told.title} {ask.told.series.name}")
    for notion in {language, "en", "fr"}:
        for match in pattern_in(notion, "other").finditer(sentence):
            if match.group() not in mine:
                return True
    return False


def _another_year(ask: Asked, sentence: str) -> bool:
    years = {match.group() for match in _YEAR.finditer(sentence)}
    return bool(years) and ask.told.year is not None and ask.told.year not in years


def _is_told_at_end(ask: Asked, start: int, end: int, near: Span) -> bool:
    """Whether a verb of finishing stands between the last word of a moment and the claim, or is the claim."""
    flat = ask.reading.flat
    if _FINAL.search(flat, start, end):
        before = flat[near.start : start]
    else:
        told = list(_FINAL.finditer(flat, near.start, start))
        if not told:
            return False
        before = flat[told[-1].end() : start]
    after = flat[end : near.end]
    language = ask.reading.language or "en"
    moment = re.compile(rf"^.{{0,30}}?(?<!\w){_moments(language)}(?!\w)")
    return not pattern_in(language, "during").search(before) and moment.search(after) is None


def _moments(language: str) -> str:
    """Words right behind a place that make it one of the race: `third with ten minutes to go`."""
    return {
        "fr": r"(?:au (?:premier|\w+) (?:virage|tour|passage)|a mi-course|a la mi-course|du but|avant (?:de|son|"
        r"sa|l'))",
    }.get(language, r"(?:at half\w*|to go|with \w+ (?:minutes?|laps?|hours?)|before|when|until|remaining)")


def _is_a_strangers(ask: Asked, span: Span, near: Span) -> bool:
    """Whether somebody the season does not know stands between the last name it knows and the claim, or is all "
    "there is:
    then it may be of them.
    """
    reading = ask.reading
    known = [one.span.end for one in ask.mentions.names if near.start <= one.span.end <= span.start]
    since = max(known, default=near.start)
    firsts = {
        flattened(one.name).split()[0] for car in ask.weekend.entries.cars for one in car.drivers if one.name
    }
    return any(_is_somebody(match.group()) and _is_bare(ask, match.span()) and flattened(match.group()) not in firsts
               for match in _STRANGER.finditer(reading.text, since, span.start))  # fmt: skip


def _is_bare(ask: Asked, span: tuple[int, int]) -> bool:
    """Whether no name of the season covers a stretch."""
    return ask.reading.flat[slice(*span)] == ask.reading.plain[slice(*span)]


def _is_somebody(name: str) -> bool:
    words = [flattened(word) for word in re.split(r"[ '’-]+", name)]
    strange = [word for word in words if word and word not in _COMMON_WORDS and not word.isdecimal()]
    return bool(strange) and re.fullmatch(any_of("win", "finished", "podium"), flattened(name)) is None
