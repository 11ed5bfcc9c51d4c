"""What kind of session a name says, in English, French, German, Spanish and Italian: whole words, one table.

A rulebook that names a session goes before this table, and so does a `kind` that a list or a round gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from parcferme.names.folding import same

KINDS: Final = ("practice", "qualifying", "race", "sprint", "stage")
"""The kinds that have words. A rulebook and a list may use others, by their own names."""
BY_TIME: Final = ("practice", "qualifying")
"""The kinds that are ordered by lap times; all others are races: they have a grid, and laps count before time."""

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "race": {
        "en": "race races heat heats final finals finale semifinal semifinals semi grand prix gp feature contest"
        " enduro endurance marathon repechage consolation consi lcq duel prefinal superfinal main quarterfinal"
        " quarterfinals superheat",
        "fr": "course courses manche manches finale demifinale prefinale superfinale endurance",
        "de": "rennen hauptrennen lauf wertungslauf finallauf qualifikationsrennen qualifikationslauf vorlauf finale"
        " endlauf langstreckenrennen halbfinale viertelfinale achtelfinale vorfinale finalrennen superfinale"
        " qualirennen zwischenlauf hoffnungslauf trostlauf trostfinale ausscheidungslauf",
        "es": "carrera carreras manga mangas final semifinal prefinal superfinal repesca repechaje resistencia",
        "it": "gara corsa manche finale semifinale prefinale superfinale batteria ripescaggio recupero",
    },
    "sprint": {
        "en": "sprint sprints", "fr": "sprint", "de": "sprint sprintrennen", "es": "sprint esprint", "it": "sprint",
    },
    "qualifying": {
        "en": "qualifying qualification qualifications qualifier qualifiers qualify qualif quali qualis qualy shootout"
        " superpole hyperpole pole poleshootout timed prequalifying prequalification",
        "fr": "qualification qualifications qualificatif qualificatifs qualificative qualificatives qualif qualifs"
        " chrono chronos chronometre chronometres chronometree chronometrees prequalification prequalifications"
        " prequalif",
        "de": "qualifying qualifikation qualifikationstraining zeittraining einzelzeitfahren sprintqualifying"
        " sprintqualifikation sprintshootout vorqualifikation",
        "es": "clasificacion clasificaciones clasificatoria clasificatorio calificacion calificaciones calificatoria"
        " cronometrados cronometrada",
        "it": "qualifica qualifiche qualificazione qualificazioni ufficiali cronometrate",
    },
    "practice": {
        "en": "practice practices warmup test tests testing shakedown fp rehearsal",
        "fr": "essais essai echauffement entrainement entrainements libres",
        "de": "training trainings testfahrten einfuehrungstraining einfuhrungstraining probetraining trainingslauf"
        " aufwarmtraining aufwaermtraining aufwarmen aufwaermen",
        "es": "entrenamiento entrenamientos practica practicas ensayos calentamiento libres",
        "it": "prove prova riscaldamento libere",
    },
    "stage": {
        "en": "stage stages", "fr": "etape etapes speciale speciales", "de": "etappe etappen", "es": "etapa etapas",
        "it": "tappa tappe",
    },
}  # fmt: skip
"""Words by kind and language, without accents and case. A French name begins with what it is, an Italian and a Spanish
one too; an English or a German one ends with it."""

PREPOSITIONS: Final = frozenset("for to of pour fur fuer zu zum zur para per".split())
"""What stands behind one of these says what a session is for, not what it is: `Qualifying for Race 1`."""

_GERMAN: Final = frozenset({"de"})
"""A German race that qualifies is one word, `Qualifikationsrennen`; two, `Qualifikation Rennen 1`, say what for."""
_MEETING: Final = ("grand", "prix", "gp")
"""What a meeting is called as well as its race: `Gran Premio - Qualifiche` is no race."""
_HEAD_FIRST: Final = frozenset({"fr", "es", "it"})
_PHRASES: Final = (
    (re.compile(r"\b(grand prix|gran premio|grosser preis)\b"), "gp"),
    (re.compile(r"\bdemi finale?\b"), "demifinale"),
    (re.compile(r"\b(super|hyper) pole\b"), r"\1pole"),
    (re.compile(r"\bpole (shootout|shoot out)\b"), "poleshootout"),
    (re.compile(r"\bshoot out\b"), "shootout"),
    (re.compile(r"\bwarm up\b"), "warmup"),
    (re.compile(r"\b(last|second) chance( (qualifiers?|qualifying|heat|race))?\b"), "repechage"),
    (re.compile(r"\bquarter final(s?)\b"), r"quarterfinal\1"),
)
_BETWEEN: Final = re.compile(r"\s[-\u2013\u2014/|]\s|[():;,]|\s\(")
"""What stands between the parts of a name. A hyphen inside a word does not: `Semi-Final`."""
_SHORT: Final[Mapping[str, str]] = {
    "q": "qualifying",
    "fp": "practice",
    "p": "practice",
    "r": "race",
    "gp": "race",
    "sq": "qualifying",
    "wu": "practice",
    "ss": "stage",
}
"""Letters that stand for a kind where they are the whole name, with or without a number: `Q2`, `FP1`, `R1`."""


def _languages() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for kind, languages in WORDS.items():
        for language, words in languages.items():
            for word in words.split():
                found.setdefault(word, []).append((kind, language))
    return found


_SAID_BY: Final = _languages()


@lru_cache(maxsize=4096)
def kind_of(session: str) -> str:
    """The kind of a session from its name: `qualifying-1` is qualifying, `course 2` a race, `Sprint Shootout`
    qualifying. A name without any of the words is its own kind, without the number at its end; a blank one is a race.
    """
    apart = _apart(session)
    if apart is not None:
        return apart
    plain = re.sub(r"[^\w]+|_", " ", same(session)).strip()
    short = re.fullmatch(r"([a-z]{1,2}) ?\d{0,2}", plain)
    if short and short[1] in _SHORT:
        return _SHORT[short[1]]
    for phrase, one in _PHRASES:
        plain = phrase.sub(one, plain)
    told = list(_told(plain))
    if "qualifying" in {kind for kind, _ in told} and any(one == ("race", _GERMAN) for one in told):
        return "qualifying"
    if not told:
        return re.sub(r" ?\d+$", "", plain).replace(" ", "-") or "race"
    # One word that is French, Spanish or Italian and nothing else says how the whole name is built: `finale`
    # does not.
    romance = any(languages <= _HEAD_FIRST for _, languages in told)
    return _together(told[0][0] if romance else told[-1][0], {kind for kind, _ in told})


def _apart(session: str) -> str | None:
    """The kind of a name in parts, of which the first says practice or qualifying and the others what for: `Qualifying
    (Race 2)`, `Practice - Heat 1`. None of any other name.
    """
    parts = [part for part in _BETWEEN.split(session) if re.search(r"\w", part)]
    said = [kind for kind in map(kind_of, parts) if kind in KINDS] if len(parts) > 1 else []
    others = set(said[1:]) - {said[0]} if said else set()
    return said[0] if others and said[0] in BY_TIME and not others & set(BY_TIME) else None


def _together(head: str, kinds: set[str]) -> str:
    """The kind of a name that says several, of which `head` is what it is: a sprint race is a sprint; a practice that
    qualifies and the qualifying of a sprint are qualifyings, in whatever order they are said.
    """
    if "qualifying" in kinds and head in ("practice", "sprint"):
        return "qualifying"
    return "sprint" if head == "race" and "sprint" in kinds else head


def kind_said(kind: str) -> str:
    """A kind as a list or a round gives it: one of the words for a kind is that kind (`Rennen` is a race), anything
    else is a kind of its own.
    """
    plain = re.sub(r"[^\w]+|_", " ", same(kind)).strip()
    kinds = {one for one, _ in _SAID_BY.get(plain, ())}
    return kinds.pop() if len(kinds) == 1 else plain.replace(" ", "-")


def _told(plain: str) -> Iterator[tuple[str, frozenset[str]]]:
    """The words of a name that say a kind, in order, each with the languages it may be of. What follows a preposition
    does not count where something before it does.
    A Grand Prix is a race where nothing else is said. A number stays with its word: `race1`, `4h` says nothing.
    """
    seen = False
    words = plain.split()
    if any(word.rstrip("0123456789") in _SAID_BY for word in words if word not in _MEETING):
        words = [word for word in words if word not in _MEETING]
    for word in words:
        if word in PREPOSITIONS and seen:
            return
        bare = word.rstrip("0123456789")
        kinds = _SAID_BY.get(bare, ())
        for kind in dict.fromkeys(kind for kind, _ in kinds):
            seen = True
            yield kind, frozenset(language for one, language in kinds if one == kind)
