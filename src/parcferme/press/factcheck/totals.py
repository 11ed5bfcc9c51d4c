"""Points a text claims: totals, what a meeting brought, and gaps in the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from parcferme.championship import Points
from parcferme.documents import points_text
from parcferme.press.factcheck.asked import Asked
from parcferme.press.factcheck.claims import Claim, Verdict
from parcferme.press.factcheck.mentions import Subject
from parcferme.press.factcheck.reading import NUMBER, Span, number_of
from parcferme.press.factcheck.tables import table_text, tables_of

_POINTS: Final = re.compile(
    rf"\b(?P<points>\d+(?:[.,]\d+)?|{NUMBER})\s(?:(?:petits?|precieux|valuable|championship|big|gros|unites|"
    rf"small)\s)?"
    r"(?P<unit>points?|pts?|longueurs?|unites)\b"
)
_APART: Final = re.compile(
    r"\b(?:de mieux que|de plus que|de moins que|more than|fewer than|d'avance|de retard|derriere|behind|"
    r"ahead|lead|leads|gap|ecart|clear|adrift|devant|margin|deficit|"
    r"avance|separ\w+|short of|off the|du leader|de la tete)\b"
)
_BARE: Final = re.compile(
    r"(?:\b(?:on|with|avec|contre|against|to)\s|'s\s)(?P<points>\d{2,3})(?=\s?[,.;)\n]|\s(?:to|a|pour|"
    r"contre|and|et)\s)"
)
_LEADS: Final = re.compile(r"\b(?:leads?|leading|in the lead|tops?|en tete|mene|leader|commandes)\b")
_GROWN: Final = re.compile(
    r"\b(?:gap|lead|ecart|avance|advantage|deficit|retard)\b[^.;:!?,]{0,60}\s(?:to|a|at|now|est de)\s$"
)
_AT_STAKE: Final = re.compile(
    r"\b(?:en jeu|a prendre|at stake|up for grabs|available|distribu\w+|maximum|pour la victoire|per win)\b"
)


_OF_SOME: Final = re.compile(r"\b(?:se tiennent|regroup\w+|separ\w+|covered|within|dans un mouchoir|apart)\b")
"""Points by which several lie apart."""
_OTHERS: Final = re.compile(
    r"\b(?:rival\w*|adversaires?|poursuivants?|pursuers?|leaders?|premiere?s?|winners?|vainqueurs?|teammates?|"
    r"coequipiers?|others?|autres?|chacun\w*|each|they|ils|elles|who|qui|dont|second|first|next)\b"
)


_BARE_APART: Final = re.compile(
    rf"\b(?P<points>\d{{1,3}}|{NUMBER})\s(?P<unit>clear|ahead|adrift|behind|de plus|de mieux|de moins|d'avance|"
    rf"de retard)\b"
    r"(?! (?:laps?|tours?))"
)


def point_claims(ask: Asked) -> Iterator[Claim]:
    """Every number of points, with its noun or next to one that has it."""
    yield from _points(ask)
    for match in ask.reading.find(_BARE_APART):
        value = number_of(match["points"])
        sentence = ask.sentence(match.start())
        if value is not None and re.search(
            r"\b(?:points?|standings|classement|championnat|championship)\b", sentence
        ):
            yield _points_of(ask, match, value)
    yield from _bare_points(ask)


def _points(ask: Asked) -> Iterator[Claim]:
    for match in ask.reading.find(_POINTS):
        text = match["points"]
        digits = text.replace(",", ".")
        value: Points | None = (
            Fraction(Decimal(digits)) if re.fullmatch(r"\d+(\.\d+)?", digits) else number_of(text)
        )
        if value is None or (
            match["unit"].startswith(("longueur", "unite"))
            and not re.search(r"\bchamp|\bpoints\b|\btete\b|\bleader", ask.sentence(match.start()))
        ):
            continue
        yield _points_of(ask, match, value)


def _points_of(ask: Asked, match: re.Match[str], value: Points) -> Claim:
    """Points against the table of whom they are told of; else of anybody else who can be meant."""
    claimed, span = points_text(value), Span(*match.span())
    said: int | str = int(value) if Fraction(value).denominator == 1 else claimed
    apart, subject = _is_apart(ask, match), ask.mentions.subject_at(span)
    kind = "points-gap" if apart else "points"
    named = _named_here(ask, span)
    found = list(_known_points(ask, subject, apart, named))
    if not found or _AT_STAKE.search(ask.clause(match.start())):
        return ask.claim(match, kind, Verdict.UNKNOWN, said)
    source = ask.tables_read
    rivals = (
        []
        if (ask.mentions.is_sure(span) or _is_alone(ask, span, subject)) and not apart
        else list(ask.mentions.rivals(span, subject))
    )
    here = [one for one in rivals if {one.driver, one.team, *one.cars} & named]
    leads = not apart and _LEADS.search(ask.clause(match.start())) is not None
    mine = [*found, *(() if apart else _known_points(ask, subject, True, named))]
    told_here = [*mine, *(one for rival in here for one in _both_ways(ask, rival, apart, span))]
    right = [where for where, points, _ in told_here if points == value]
    if right and leads and not _is_leaders(ask, value):
        return ask.claim(match, kind, Verdict.UNKNOWN, said)
    if right:
        return ask.claim(match, kind, Verdict.CONFIRMED, said, said, f"{source}: {right[0]}")
    earlier = [one for rival in rivals if rival not in here for one in _both_ways(ask, rival, apart, span)]
    # They are those of somebody named sentences before: of whom they are told is left open.
    if any(points == value for _, points, _ in earlier):
        return ask.claim(match, kind, Verdict.UNKNOWN, said)
    if not ask.tables_sure or _OF_SOME.search(ask.reading.flat, max(span.start - 40, 0), span.end):
        return ask.claim(match, kind, Verdict.UNKNOWN, said)
    main = [(where, points) for where, points, first in found if first]
    told = ", ".join(dict.fromkeys(points_text(points) for _, points in main))
    known = int(told) if told.isdigit() else told
    return ask.claim(match, kind, Verdict.CONTRADICTED, said, known, f"{source}: {main[0][0]}")


def _is_alone(ask: Asked, span: Span, subject: Subject | None) -> bool:
    """Whether a sentence speaks of one car alone, named before its points: `Ann wins for Alpha, and scores 18`."""
    sentence = ask.reading.sentence_at(span.start)
    if subject is None or _OTHERS.search(ask.reading.flat, sentence.start, sentence.end):
        return False
    named = [(one, ask.mentions.subject_of(one)) for one in ask.mentions.people(sentence)]
    mine = [who is not None and bool(set(who.cars) & set(subject.cars)) for _, who in named]
    return bool(named) and all(mine) and named[0][0].span.end <= span.start


def _bare_points(ask: Asked) -> Iterator[Claim]:
    """Totals without their noun: `with 123 points to Kevin Balthazar's 83`, `third with 131`."""
    tables = ask.weekend.after_it.tables if ask.weekend.after_it is not None else ()
    for match in ask.reading.find(_BARE):
        if not re.search(r"\b(?:points?|standings|classement)\b", ask.sentence(match.start())):
            continue
        value, span = int(match["points"]), Span(*match.span("points"))
        people = [
            ask.mentions.subject_of(one)
            for one in ask.mentions.people(ask.reading.sentence_at(match.start()))
        ]
        people += [ask.mentions.subject_at(span)]
        names = {name for one in people if one is not None for name in (one.driver, *one.cars) if name}
        rows = [(table, row) for table in tables for row in table.rows if row.name in names]
        source = ask.tables_read
        right = next((f"{table_text(table)}, {row.name}" for table, row in rows if row.points == value), None)
        near = next((row.points for _, row in rows if _one_off(str(value), points_text(row.points))), None)
        if right is not None:
            yield ask.claim(span, "points", Verdict.CONFIRMED, value, value, f"{source}: {right}")
        elif near is not None and ask.tables_sure:
            yield ask.claim(span, "points", Verdict.CONTRADICTED, value, points_text(near), source)


def _one_off(one: str, other: str) -> bool:
    """Whether two numbers differ in one figure."""
    return len(one) == len(other) > 1 and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _is_leaders(ask: Asked, value: Points) -> bool:
    """Whether so many points are those of the first of a table, or of the first ahead of the second."""
    tables = ask.weekend.after_it.tables if ask.weekend.after_it is not None else ()
    for table in tables:
        totals = sorted((row.points for row in table.rows), reverse=not table.fewest)
        if totals and value in (totals[0], *(_between(totals[0], other) for other in totals[1:])):
            return True
    return False


def _named_here(ask: Asked, span: Span) -> frozenset[str]:
    """Everybody the sentence names, as tables name them."""
    here = (ask.mentions.subject_of(one) for one in ask.mentions.people(ask.reading.sentence_at(span.start)))
    return frozenset(
        name for one in here if one is not None for name in (one.driver, one.team, *one.cars) if name
    )


def _both_ways(ask: Asked, rival: Subject, apart: bool, span: Span) -> list[tuple[str, Points, bool]]:
    named = _named_here(ask, span)
    total = [] if apart else list(_known_points(ask, rival, False, named))
    return [*total, *_known_points(ask, rival, True, named)]


def _is_apart(ask: Asked, match: re.Match[str]) -> bool:
    """Whether points are a distance and no total, as the words next to them say."""
    flat = ask.reading.flat
    after = re.split(r"[,.;:!?)]", flat[match.end() : match.end() + 26])[0]
    before = re.split(r"[,.;:!?(]", flat[max(match.start() - 22, 0) : match.start()])[-1]
    if re.search(r"(?:^|\s)a\s$", before) and not after.strip():
        return True  # `(36 points, à 14 points)`
    sentence = ask.reading.sentence_at(match.start())
    if _GROWN.search(flat[max(sentence.start, match.start() - 80) : match.start()]):
        return True  # `closes the gap to the #50 to 26 points`
    if re.search(r"\ba\s$", before) and re.match(
        r"\s(?:de|du|des|d'|of)\b|\s?d'", flat[match.end() : match.end() + 6]
    ):
        return True  # `à 48 points de la #74`
    return bool(_APART.search(after) or re.search(rf"{_APART.pattern}\s(?:de|of|is|a|by|est de)\s*$", before))


def _known_points(
    ask: Asked, subject: Subject | None, apart: bool, named: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Points, bool]]:
    """What a text can mean by points: totals, and by session; apart: to the leader, to the next in the table and to
    whoever else is named.
    """
    for table, name in tables_of(ask, subject) if subject is not None else []:
        row = table.row(name)
        if row is None:
            continue
        told = f"{table_text(table)}, {name}"
        if not apart:
            yield told, row.points, True
            here = [at for at, column in enumerate(table.sessions) if column.round == ask.weekend.number]
            scored = [row.by_session[at] for at in here if at < len(row.by_session)]
            for points in scored:
                if points is not None:
                    yield told, points, False
            total: Points = 0
            for points in scored:
                total += points or 0
            yield told, total, False
            continue
        others = [one for one in table.rows if one.position is not None and one.points != row.points]
        best = min if table.fewest else max
        leader = best((one.points for one in table.rows), default=0)
        main = leader if row.points != leader else best((one.points for one in others), default=0)
        yield told, _between(main, row.points), True
        near = {max((x.points for x in others if x.points < row.points), default=None),
                min((x.points for x in others if x.points > row.points), default=None)}  # fmt: skip
        for one in others:
            if one.points in near or one.name in named or named & set(one.cars):
                yield told, _between(one.points, row.points), False


def _between(one: Points, other: Points) -> Points:
    return one - other if one > other else other - one
