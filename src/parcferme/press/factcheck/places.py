"""Places a text claims: overall, in class, on the grid, in the championship; wins, poles, podiums; no time at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from parcferme.documents import MeetingSession
from parcferme.press.factcheck.asked import Asked
from parcferme.press.factcheck.claims import Claim
from parcferme.press.factcheck.grids import grid_claim
from parcferme.press.factcheck.names import CLASS_SIGN, MAKES
from parcferme.press.factcheck.reading import NUMBER, ORDINAL, Span, ordinal_of
from parcferme.press.factcheck.results import CLASS, OVERALL, placed
from parcferme.press.factcheck.tables import standing_claim

_NOUN: Final = r"(?:places?|positions?|rangs?|marches?|steps?|spots?|finish(?:es)?)"
TABLE: Final = re.compile(
    r"\b(?:classement (?:des|provisoire|du championnat)|championnat|championship|standings|saison|season|"
    r"titre|title|provisoires?|tableau|points table|"
    r"(?:in|of) the points)\b"
)
_GRID: Final = re.compile(
    r"\b(?:grille|grid|s'elanc\w+|elanc\w+|start(?:ed|s|ing)?(?: from)?|partait|partir|parti(?:e|s|es)?|depart|"
    r"lined up|qualifi\w+ (?:in )?|lights|row|ligne)\b"
)
_QUALIFYING: Final = re.compile(r"\b(?:qualif\w*|q ?[12])\b")
_ENDED: Final = re.compile(
    r"\b(?:finish\w*|came|come|coming|crossed|ended|classified|termin\w+|achev\w+|finit|fini(?:s|ssent|ssait)|"
    r"(?:a l')?arrivee|podium|won|wins?|remport\w+|impos\w+|victo\w+|(?<!for )(?<!pour la )(?:race|course|"
    r"manche)|arriv\w+|franchi\w*|monte\w*)\b"
)
_RACED: Final = re.compile(r"\b(?:in|of|en|de la|dans la|lors de la) (?:race|course|manche)\b")
_FINISHED: Final = (
    r"(?:finish(?:ed|es|ing)?|came(?: home| in)?|coming(?: home)?|crossed the line|ended(?: up)?|placed|classified|"
    r"ranked|took|takes|taking|claim(?:ed|s|ing)?|secur(?:ed|es|ing)|termin\w+|achev\w+|fini\w*|"
    r"class[ea]\w*|point\w+|"
    r"decroch\w+|mont\w+|pren\w+|pris|obt[ei]n\w+|arriv\w+|franchi\w+|settl\w+ for|content\w+ d(?:e|"
    r"')(?: la| une)?|sommes|suis|was|were|is|are|est|etait|fut|sont|occup\w+|"
    r"qualified|qualifi\w+|lies|lying|lay|sits?|sat|start(?:ed|s|ing)?|s'elanc\w+|part\w*|home)"
)
PLACE: Final = re.compile(
    rf"(?P<ordinal>\b{ORDINAL})(?:\s(?P<noun>{_NOUN}))?"
    rf"(?:\s(?:(?:du|de la|of the|on the|sur le) )?(?P<podium>podium))?(?:,?\s(?P<scope>{OVERALL}))?"
)
_VERB: Final = re.compile(
    rf"\b{_FINISHED}\b[^.;:!?]{{0,42}}$"
)  # the verb may stand some words before: `finished race 1 second overall`
_OTHER: Final = re.compile(
    r"\s(?:(?:grande?|official|officielle?|unique|ever)\s)?(?:courses?|races?|outings?|contests?|exercices?|heats?|"
    r"joutes?|epreuves?|manches?|sprints?|rounds?|rendez-vous|meetings?|events?|qualif\w*|seances?|sessions?|essais|"
    r"laps?|tours?|rows?|lignes?|times?|fois|saisons?|seasons?|years?|annees?|corners?|virages?|drivers?|pilotes?|"
    r"stints?|relais|parts?|parties?|half|mi-temps|heures?|hours?|minutes?|secondes?|etapes?|stages?|victoires?|"
    r"wins?|podiums?|championnat|championship|chance|contact|stops?|arrets?|part|wheel|day|jour\w*|week-?ends?|"
    r"aout|juillet|juin|mai|avril|mars|septembre|octobre|novembre|decembre|janvier|fevrier|january|february|march|"
    r"april|may|june|july|august|september|october|november|december|meilleurs?|best|fastest|quick\w*|safety|"
    r"free|practice|round|of (?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december)|a (?:franchir|passer)|gear|vitesse|car|voiture|appearance|participation|place a)\b"
)
_BESIDE: Final = re.compile(
    r"\s?[,.;!?)]|\s(?:in|en|au|a|for|each|twice|deux fois|et|and|behind|derriere|avec|with|on|both)\b"
)
_COUNT: Final = re.compile(
    r"\s(?:[\w-]+\s){0,2}?(?:wins?|victoires?|victory|victories|poles?|titres?|titles?|succes|success|"
    r"podiums? (?:de|of))\b"
)
_OPPOSED: Final = re.compile(
    r"\b(?:tandis que|alors que|puis|ensuite|lendemain|while|whereas|then|followed|before|avant|"
    r"(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
_BY_TIME: Final = re.compile(
    r"(?:[\s-](?:fastest|quickest|best)\b|"
    r"\s(?:meilleure? |best )?(?:chronos?|temps|times?)\b(?! (?:cette|this|in|fois)))"
)
_COUNTING: Final = re.compile(r"p ?\d\b|\d{1,2}(?:e|er|eme|nd|rd|st|th)?\b(?! (?:place|position))")
_NOT_ONE: Final = re.compile(r"\b(?:deux|trois|quatre|cinq|dix|two|three|four|five|ten|\d+)\s$")
_PAIR: Final = re.compile(
    rf"\s(?:two|three|four|five|ten|\d+|deux|trois)\b| (?:et|and) {ORDINAL}[^()]{{0,18}}[)]"
)


def place_claims(ask: Asked) -> Iterator[Claim]:
    """Every place the text claims: in a result, on the grid or in a table."""
    pinned: dict[tuple[int, str], list[MeetingSession]] = {}
    last = 0
    for match in ask.reading.find(PLACE):
        place = ordinal_of(match["ordinal"])
        if place is None or not 0 < place < 100 or not _is_place(ask, match):
            continue
        span = Span(*match.span())
        subject = ask.mentions.subject_at(span)
        if not match["podium"] and (TABLE.search(_near(ask, match)) or _has_points(ask, match)):
            yield standing_claim(ask, match, subject, place)
            continue
        if _told_of_grid(ask, match):
            yield grid_claim(ask, match, subject, place)
            continue
        kind = _kind(ask, match)
        sessions = ask.mentions.sessions_at(span, kind)
        key = (ask.reading.sentence_at(span.start).start, subject.name if subject else "")
        done = pinned.setdefault(key, [])
        opposed = _OPPOSED.search(ask.reading.flat, last, span.start) is not None
        named = any(
            one.kind == kind and one.number is not None and last <= one.span.start < span.start
            for one in ask.mentions.sessions
        )
        if len(sessions) == 1 and sessions[0] in done and opposed and not named:
            sessions = ask.weekend.races
        last = span.end
        if len(sessions) > 1:
            sessions = tuple(one for one in sessions if one not in done) or sessions
        yield placed(ask, match, subject, sessions, place, kind)
        if len(sessions) == 1:
            done.append(sessions[0])


def _kind(ask: Asked, match: re.Match[str]) -> str:
    """In which kind of session a place is claimed: as the words behind it say, else the nearest before it."""
    clause, flat = ask.reading.clause_at(match.start()), ask.reading.flat
    if re.search(r"\b(?:practice|essais libres)\b", flat[slice(*clause)]):
        return "practice"
    behind = re.split(rf"\b(?:and|et)\b(?! {ORDINAL}| en | in )|\b(?:then|puis|before|avant|but|mais)\b|[,;]",
                      flat[match.end() : clause.end])[0]  # fmt: skip
    if _BY_TIME.match(flat, match.end()) or _QUALIFYING.search(behind):
        return "qualifying"
    start = ask.reading.sentence_at(match.start()).start
    timed = [one.start() for one in ask.reading.find(_QUALIFYING, Span(start, match.start()))]
    ended = [one.start() for one in ask.reading.find(_ENDED, Span(start, match.start()))]
    return "qualifying" if timed and max(timed) > max(ended, default=-1) and (
        max(timed) >= clause.start or not _RACED.search(behind)) else "race"  # fmt: skip


def _told_of_grid(ask: Asked, match: re.Match[str]) -> bool:
    """Whether a place is one on the grid: the nearest words say so."""
    flat, sentence = ask.reading.flat, ask.reading.sentence_at(match.start())
    before = flat[max(sentence.start, match.start() - 28) : match.start()]
    after = flat[match.end() : min(sentence.end, match.end() + 20)]
    last = re.split(r"\b(?:and|et|then|puis|before|avant|but|mais|to|finit)\b|[,;:]", before)[-1]
    return bool(
        re.search(r"\b(?:grid|grille),? (?:la )?$", before)
        or _GRID.search(last)
        or re.match(r"\s(?:on|sur|de) (?:the |la )?(?:starting )?(?:grid|grille)|, ?sur la grille", after)
    ) and not _QUALIFYING.search(last)


def _near(ask: Asked, match: re.Match[str]) -> str:
    """The clause of a place, its own words left out."""
    clause = ask.reading.clause_at(match.start())
    flat = ask.reading.flat
    return f"{flat[clause.start : match.start()]} {flat[match.end() : max(clause.end, match.end())]}"


def _has_points(ask: Asked, match: re.Match[str]) -> bool:
    """Whether a place is told with points: `deuxième à 34 points`, `Martins third with 131` after `standings`."""
    flat, sentence = ask.reading.flat, ask.reading.sentence_at(match.start())
    if re.match(
        rf"[^.;:!?]{{0,24}}\b(?:a|avec|with|on)\s{NUMBER}\s(?:points?|pts|longueurs)\b",
        flat[match.end() :][:60],
    ):
        return True
    return bool(
        re.match(r"\s(?:with|on|avec)\s\d+", flat[match.end() :][:12])
        and re.search(r"\b(?:points?|standings|classement)\b", flat[slice(*sentence)])
    )


def _is_its_make(flat: str, start: int, end: int) -> bool:
    """Whether the make of a car alone stands between its name and a place: `the No. 31 Cadillac third`."""
    return 0 < end - start < 24 and flat[start:end].strip(" ,") in MAKES


def _is_place(ask: Asked, match: re.Match[str]) -> bool:
    """Whether an ordinal is a place and not the first race, the second row or the seventh of August."""
    flat = ask.reading.flat
    if re.search(r"\b[A-Z]{2,3} $", ask.reading.text[max(match.start() - 4, 0) : match.start()]):
        return False  # a model or class: `JS P4`, `LM P3`
    bare = not (match["noun"] or match["podium"] or match["scope"])
    sentence = ask.reading.sentence_at(match.start())
    if (
        bare
        and _COUNTING.match(flat, match.start())
        and any(
            0 < one.span.start - match.end() < 4 and sentence.holds(one.span.start)
            for one in ask.mentions.names
            if one.kind != "circuit"
        )
    ):
        return False  # the number of an item of a list: `P2 #16`
    if _NOT_ONE.search(flat[max(match.start() - 12, 0) : match.start()]) or _PAIR.match(flat, match.end()):
        return False
    if re.search(rf"[(]{ORDINAL} (?:et|and) $", flat[max(match.start() - 22, 0) : match.start()]):
        return False
    if _COUNT.match(flat, match.end("ordinal")):
        return False  # `his fourth class win of the year`
    if match["noun"] or match["podium"] or match["scope"]:
        return True
    after, sentence = match.end(), ask.reading.sentence_at(match.start())
    word = match["ordinal"]
    if _BY_TIME.match(flat, after):
        return True
    if _OTHER.match(flat, after):
        return False
    beside = any(
        one.span.end in (match.start() - 1, match.start() - 2)
        or _is_its_make(flat, one.span.end, match.start())
        for one in ask.mentions.names
        if one.kind != "circuit"
    )
    if beside and (word[0].isdigit() or _BESIDE.match(flat, after)):
        return True
    if re.match(r"p ?\d", word):
        return True
    behind = flat[after : after + 40]
    if re.match(rf"\s(?:{CLASS}|(?:des?|in|of) (?:the |les )?{CLASS_SIGN}+s?)\b", behind):
        return True
    if word.startswith("second") and re.match(r"s?\s(?:of|apart|behind|later|de|plus)", behind) and re.search(
        r"\d\s?$", flat[: match.start()]
    ):  # fmt: skip
        return False
    before = flat[sentence.start : match.start()]
    ends = re.match(
        r"\s*(?:[,.;:!?)»\"]|$|in |at |a |au |aux |en |dans |lors |du |behind |derriere |devant |ahead |"
        r"de la (?:\w+ )?(?:course|manche|epreuve|qualif)|of (?:the )?(?:\w+ )?race|"
        r"and |et |for |pour |par |by |after |apres |despite |malgre |on |ce |le |this |before |with |avec |from |"
        r"tandis |while |sur )",
        behind,
    )
    return bool(
        ends and _VERB.search(before) and not re.search(r"\b(?:the|le|la|les)\s$", before[-5:])
    ) or bool(ends and re.search(rf"\b{_FINISHED}\s(?:(?:home|in|au|en|a la)\s)?$", before))
