"""Titles and leads of a championship that a text claims: against the tables, those of titles after the last round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from parcferme.championship import Table
from parcferme.press.factcheck.asked import Asked
from parcferme.press.factcheck.claims import Claim, Verdict
from parcferme.press.factcheck.finality import OF_A_CAREER
from parcferme.press.factcheck.mentions import Subject
from parcferme.press.factcheck.names import CLASS_SIGN, SERIES_SIGN, Mention
from parcferme.press.factcheck.reading import Span
from parcferme.press.factcheck.tables import table_text
from parcferme.press.factcheck.words import any_of

_CHAMPION: Final = re.compile(
    rf"\b(?:champion(?:ne)?s?|(?:won|wins?|clinch\w*|secur\w*|claim\w*|captur\w*|takes?|took|seal\w*|earn\w*)"
    rf"(?: (?:the|a|his|her|their|{CLASS_SIGN}+|{SERIES_SIGN}+|20\d\d|drivers?'?|championship|class|overall))* titles?"
    rf"|(?:remport\w+|decroch\w+|(?:s'|s'est )?adjug\w+|empoch\w+|gagn\w+)(?: (?:le|la|son|leur))? titres?"
    rf"|sacree?s?(?! champion)|couronnee?s?(?! champion))\b"
)
_NOT_OF_THIS: Final = re.compile(
    r"\b(?:defending|reigning|former|ancien\w*|multiple|quintuple|quadruple|triple|double|futurs?|future|ex|"
    r"tenants?|vice|two-time|three-time|\w+-time|past|would-be|titre de)[\s-]$"
)
_OF_ANOTHER: Final = re.compile(
    r" (?:d'|de |du |of |in |en )(?:l'|la |the )?(?!classe|categorie|class\b|ligier|serie|series|saison|season|[^a-z])"
    r"(?:europe|france|belgique|italie|monde|world|britain|italy|spain|gt|karting|kart|f\d|formula|formule)"
)
_LEAD: Final = re.compile(
    r"\b(?:(?:prend|prennent|prenait|pris|reprend|garde|gardent|conserve\w*|occupe\w*|consolide\w*|"
    r"s'empare\w*(?: de)?|"
    r"possede\w*|est (?:toujours |desormais )?en|reste(?:nt)? en|arrive en|passe(?:nt)? en|se hisse en|prend les|is)"
    r" (?:la |en )?(?:tete|commandes?|leadership)"
    r"|mene(?:nt)?(?: (?:toujours|desormais))?|leads?|still leads|now leads|leading|tops?|(?:takes?|took|takes over|"
    r"assum\w+|regain\w*|retain\w*|holds?|extend\w*) (?:over )?(?:the )?(?:championship |points |class |overall |"
    r"early )*lead"
    rf"|(?:is|are|remains?|becomes?|became) (?:now |still )?(?:the )?(?:new |"
    rf"current )?(?:{CLASS_SIGN}+ )?(?:points )?leaders?"
    r"|(?:championship|points|standings) leaders?|(?:(?:nouveaux?|actuels?|est|reste|sont|arrive en|toujours|devient|"
    r"comme|en) )+(?:le |les |la )?(?:nouvel |nouveaux? )?leaders?(?! d(?:e la|u|'un) (?:course|peloton|race)))\b"
)
_TABLE: Final = re.compile(
    r"\b(?:championnat|championship|classement(?! general (?:de|a))|standings|points|title|titre|saison|season|"
    r"unites|longueurs)\b"
)
_A_RACE: Final = re.compile(
    r"\b(?:course|race|lap|laps|tour|tours|depart|start|relais|stint|peloton|virage|corner)\b"
)
_LOST: Final = re.compile(rf"(?<!\w){any_of('hoped', 'missed', 'future')}(?!\w)")


def title_claims(ask: Asked) -> Iterator[Claim]:
    """Every champion and every leader of a championship that a text names."""
    yield from _champions(ask)
    yield from _leaders(ask)


def _champions(ask: Asked) -> Iterator[Claim]:
    for match in ask.reading.find(_CHAMPION):
        flat, clause = ask.reading.flat, ask.clause(match.start())
        before = flat[max(match.start() - 24, 0) : match.start()]
        if _NOT_OF_THIS.search(before) or _OF_ANOTHER.match(flat, match.end()):
            continue
        subjects = _whom(ask, match)
        if not subjects and (told := ask.mentions.subject_at(Span(*match.span()))) is not None:
            sure = _title(ask, Span(*match.span()), told, _class_at(ask, match, None))
            yield (
                sure
                if sure.verdict is not Verdict.CONTRADICTED
                else ask.claim(match, "title", Verdict.UNKNOWN, told.name)
            )
            continue
        less = clause.replace(match.group(), " ", 1)
        if not subjects or _LOST.search(less):
            continue
        for subject, mention in subjects:
            span = _with(mention, Span(*match.span()))
            yield _title(ask, span, subject, _class_at(ask, match, mention))


def _whom(ask: Asked, match: re.Match[str]) -> list[tuple[Subject, Mention]]:
    """Of whom a title is told: the nearest driver or team before it in its sentence, and whoever shares it; behind it
    where a title opens the sentence.
    """
    span = Span(*match.span())
    sentence = ask.reading.sentence_at(span.start)
    people = [one for one in ask.mentions.people(sentence) if one.kind in ("driver", "team", "car")]
    before = [one for one in people if one.span.end <= span.start and span.start - one.span.end < 150]
    behind = [one for one in people if span.end <= one.span.start < span.end + 60]
    before = [one for one in before if not _is_put_off(ask, one.span.end, span.start)]
    told = [one for one in before if not ask.mentions.is_object(one)]
    if (
        before
        and not told
        and re.search(r"\b(?:as|comme)\b", ask.reading.flat[before[-1].span.end : span.start])
    ):
        told = before  # `with Ann Onym as champion`
    behind, before = ([] if before else behind), told
    chosen = before[-1:] or ([] if before else behind[:1])
    if chosen and chosen[0].kind == "team":
        drivers = [one for one in before if one.kind == "driver" and chosen[0].span.start - one.span.end < 12]
        chosen = drivers[-1:] or chosen
    found = [(ask.mentions.subject_of(one), one) for one in chosen]
    return [(subject, one) for subject, one in found if subject is not None]


def _is_put_off(ask: Asked, start: int, end: int) -> bool:
    """Whether a stop of the sentence stands between a name and a title."""
    return re.search(r"[;:!?.]\s", ask.reading.flat[start:end]) is not None


def _class_at(ask: Asked, match: re.Match[str], mention: Mention | None) -> str | None:
    """The class a title or a lead is of: the nearest named in its clause or right behind."""
    sentence = ask.reading.sentence_at(match.start())
    low = min(match.start(), mention.span.start if mention else match.start())
    near = [one for one in ask.mentions.classes
            if sentence.holds(one.span.start) and low - 25 <= one.span.start < match.end() + 70]  # fmt: skip
    near = [one for one in near if not re.search(r"[;:!?]|\b(?:et|and|while|tandis)\b",
                                                 ask.reading.flat[match.end() : one.span.start])]  # fmt: skip
    behind = [one for one in near if one.span.start >= match.end()]
    if near and any(0 < match.start() - one.span.end < 3 for one in near):  # `as JS P4 champion`
        behind = [one for one in near if 0 < match.start() - one.span.end < 3]
    chosen = behind[:1] or near[-1:]
    return chosen[0].name if chosen else None


def _with(mention: Mention | None, span: Span) -> Span:
    if mention is None:
        return span
    return Span(min(mention.span.start, span.start), max(mention.span.end, span.end))


def _title(ask: Asked, span: Span, subject: Subject, class_: str | None) -> Claim:
    """A title against the first of the last table; before the last round is run nobody has one for sure."""
    weekend = next((one for one in reversed(ask.told.meetings) if not one.cancelled), None)
    over = weekend is not None and weekend.run and weekend.after_it is not None
    claimed = subject.name if class_ is None else f"{subject.name}, {class_}"
    if weekend is None or not over or not all(one.result is not None for one in weekend.races):
        return ask.claim(span, "title", Verdict.UNKNOWN, claimed)
    tables = weekend.after_it.tables if weekend.after_it is not None else ()
    return _first(
        ask, span, "title", subject, class_, tables, f"standings after round {weekend.number}", claimed
    )


def _first(
    ask: Asked, span: Span, kind: str, subject: Subject, class_: str | None, tables: tuple[Table, ...], read: str,
    claimed: str,
) -> Claim:  # fmt: skip
    """Whether somebody is first of a table of a class, or of any where none is named."""
    asked = [table for table in tables if class_ is None or table.class_ in (class_, None)]
    mine = [(table, row) for table in asked for row in table.rows if _is_of(row.name, row.cars, subject)]
    if [1 for table, row in mine if row.position == 1]:
        first = next(table for table, row in mine if row.position == 1)
        return ask.claim(span, kind, Verdict.CONFIRMED, claimed, claimed, f"{read}: {table_text(first)}")
    leaders = [(table, row.name) for table in asked for row in table.rows if row.position == 1]
    if not leaders or not ask.tables_sure or (not mine and class_ is None):
        return ask.claim(span, kind, Verdict.UNKNOWN, claimed)
    own = {table.class_ for table, _ in mine}
    told = ", ".join(
        dict.fromkeys(name for table, name in leaders if class_ is not None or table.class_ in own)
    )
    return ask.claim(span, kind, Verdict.CONTRADICTED, claimed, told, f"{read}: {table_text(leaders[0][0])}")


def _is_of(name: str, cars: tuple[str, ...], subject: Subject) -> bool:
    if subject.driver:
        return name == subject.driver
    return name in (subject.team, *subject.cars) or bool(set(cars) & set(subject.cars))


def _leaders(ask: Asked) -> Iterator[Claim]:
    for match in ask.reading.find(_LEAD):
        flat, clause = ask.reading.flat, ask.clause(match.start())
        sentence = ask.sentence(match.start())
        near = re.split(r"[.;:!?†(]", flat[match.start() : match.end() + 60])[0]
        if ask.reading.text[match.end() - 1] == "é":  # `a mené`: in a race
            continue
        about = _TABLE.search(near) or re.search(r"championship|points|standings", match.group())
        at_class = re.match(
            rf"(?: (?:la|le|the|en|du|de|categorie|class|chez les))* {CLASS_SIGN}+", flat[match.end() :]
        )
        told = about or ((at_class or "leader" in match.group()) and _TABLE.search(sentence))
        if not told or _A_RACE.search(re.split(r"[,;:.]", flat[match.start() : match.end() + 40])[0]):
            continue
        if _LOST.search(clause.replace(match.group(), " ", 1)):
            continue
        whom = _whom(ask, match)
        subject, mention = whom[0] if whom else (ask.mentions.subject_at(Span(*match.span())), None)
        if subject is None or ask.weekend.after_it is None:
            continue
        span, class_ = _with(mention, Span(*match.span())), _class_at(ask, match, mention)
        if mention is not None and mention.span.start >= match.end():
            continue
        found = _first(ask, span, "championship-lead", subject, class_, ask.weekend.after_it.tables, ask.tables_read,
                       subject.name)  # fmt: skip
        if found.verdict is Verdict.CONTRADICTED and mention is None:
            found = ask.claim(span, "championship-lead", Verdict.UNKNOWN, subject.name)
        yield found


assert {"title"} <= OF_A_CAREER
