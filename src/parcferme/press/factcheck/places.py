"""Places a text claims: overall, in class, on the grid, in the championship; wins, poles, podiums; no time at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from parcferme.documents import MeetingSession
from parcferme.press.factcheck.asked import NOT_REACHED, Asked, verdict
from parcferme.press.factcheck.claims import Claim, Verdict
from parcferme.press.factcheck.mentions import Subject
from parcferme.press.factcheck.names import CLASS_SIGN
from parcferme.press.factcheck.reading import NUMBER, ORDINAL, Span, number_of, ordinal_of
from parcferme.press.factcheck.tables import table_text, tables_of
from parcferme.press.release.race_facts import changed_facts

_NOUN: Final = r"(?:places?|positions?|rangs?|marches?|steps?|spots?|finish(?:es)?)"
_OVERALL: Final = (
    r"(?:overall|outright|on the road|(?:au )?scratch|absolue?s?|au general|(?:du |au )?classement general|"
    r"general classification|"
    r"toutes (?:classes|categories)(?: confondues)?|(?:du |au )general)"
)
_CLASS: Final = (
    r"(?:(?:in|of|de|dans)(?: the| its| their| his| our| sa| la| leur| notre)? (?:class\w*|categor\w*)|class|"
    r"en classe)"
)
_TABLE: Final = re.compile(
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
_PLACE: Final = re.compile(
    rf"(?P<ordinal>\b{ORDINAL})(?:\s(?P<noun>{_NOUN}))?"
    rf"(?:\s(?:(?:du|de la|of the|on the|sur le) )?(?P<podium>podium))?(?:,?\s(?P<scope>{_OVERALL}))?"
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
_NOT_ONE: Final = re.compile(r"\b(?:deux|trois|quatre|cinq|dix|two|three|four|five|ten|\d+)\s$")
_PAIR: Final = re.compile(
    rf"\s(?:two|three|four|five|ten|\d+|deux|trois)\b| (?:et|and) {ORDINAL}[^()]{{0,18}}[)]"
)
_EVERY: Final = re.compile(
    r"\b(?:both|each|every|chaque|chacune|(?:les|des) deux (?:courses|manches|races)|toutes les (?:courses|"
    r"manches))\b"
)
_POLE: Final = re.compile(r"\bpoles?(?:[ -]positions?)?\b")
_WIN: Final = re.compile(
    r"\b(?:victoires?|victory|victories|remport\w+ (?:la|cette|l'|une|le)|(?:s'|s'est |se sont )impos\w+|"
    r"(?:s'|s'est )?adjug\w+ la|"
    r"(?:plus haute marche|top step|highest step)|l'emport\w+|vainqueurs?|"
    r"gagn\w+ (?:la|cette|le|l') ?(?:\w+ )?(?:course|manche|epreuve|exercice)|w[io]n(?:s|ners?|ning)?|triumph\w*|"
    r"triomph\w+)\b"
)
_NO_WIN: Final = re.compile(r"\b(?:no|not|sans|without|pas|aucune?|first|premiere|n'ont|ne)\b")
_THE_WINNER: Final = re.compile(
    r"\b(?:du|des|aux?|of|behind|off|from|derriere|devant)\s(?:the |le |les |race |futurs? )*$"
)
_PODIUMS: Final = re.compile(
    rf"\b(?P<count>{NUMBER}|double|triple|doubles)\s(?:(?!double|"
    rf"triple)\w+\s){{0,2}}?podiums?\b(?! (?:overall )?step)"
)
_A_PODIUM: Final = re.compile(
    r"\b(?:sur le podium|on the podium|(?:un|a) (?:\w+ )?podium|podium finish|onto the podium)\b"
)
_WINS: Final = re.compile(
    rf"\b(?P<count>{NUMBER}|double)\s(?:(?!{CLASS_SIGN})\w+ )?(?:victoires?|wins|victories|succes)\b"
)
_NO_TIME: Final = re.compile(
    r"\b(?:(?:pas|jamais|sans|n'\w+|aucun|point|prive\w*)\b[^.;:!?]{0,60}?\b(?:chronos?|temps|tour chronometre)\b"
    r"|(?:no|without an?y?|not|n't|never|failed to|unable to|did not|any)\b[^.;:!?]{0,45}?\b(?:lap ?times?|times?|"
    r"timed lap)\b)(?![ -](?:penalit|penalt))"
)
_TIME_MEANT: Final = re.compile(
    r"\b(?:chrono|moindre|aucun temps|sans temps|signer|credit\w*|prive\w*|set|post|record\w*|lap time|"
    r"no time|timed|realis\w*|"
    r"sans (?:le moindre )?temps|time in)"
)


_LEFT: Final = re.compile(
    r"\b(?:retrograd\w+|declass\w+|pass\w+|recul\w+|occupait|from|stripped of)\s"
    r"(?:de )?(?:la |sa |leur |the |its |his |her |their )?$"
)


class _Scope(NamedTuple):
    """Among whom a place is claimed: overall, in a class, or not said."""

    overall: bool = False
    in_class: bool = False


def place_claims(ask: Asked) -> Iterator[Claim]:
    """Every place, win, pole, podium and missing time the text claims."""
    yield from _places(ask)
    yield from _poles(ask)
    yield from _wins(ask)
    yield from _podiums(ask)
    yield from _without_time(ask)


# --- places


def _places(ask: Asked) -> Iterator[Claim]:
    pinned: dict[tuple[int, str], list[MeetingSession]] = {}
    last = 0
    for match in ask.reading.find(_PLACE):
        place = ordinal_of(match["ordinal"])
        if place is None or not 0 < place < 100 or not _is_place(ask, match):
            continue
        span = Span(*match.span())
        subject = ask.mentions.subject_at(span)
        if not match["podium"] and (_TABLE.search(_near(ask, match)) or _has_points(ask, match)):
            yield _in_the_tables(ask, match, subject, place)
            continue
        if _told_of_grid(ask, match):
            yield _on_the_grid(ask, match, subject, place)
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
        yield _placed(ask, match, subject, sessions, place, kind)
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


def _is_place(ask: Asked, match: re.Match[str]) -> bool:
    """Whether an ordinal is a place and not the first race, the second row or the seventh of August."""
    flat = ask.reading.flat
    if re.search(r"\b[A-Z]{2,3} $", ask.reading.text[max(match.start() - 4, 0) : match.start()]):
        return False  # a model or class: `JS P4`, `LM P3`
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
        for one in ask.mentions.names
        if one.kind != "circuit"
    )
    if beside and (word[0].isdigit() or _BESIDE.match(flat, after)):
        return True
    if re.match(r"p ?\d", word):
        return True
    behind = flat[after : after + 40]
    if re.match(rf"\s(?:{_CLASS}|(?:des?|in|of) (?:the |les )?{CLASS_SIGN}+s?)\b", behind):
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


def _scope(ask: Asked, match: re.Match[str]) -> tuple[_Scope, str | None]:
    """Among whom; and the class where one is named."""
    flat, clause = ask.reading.flat, ask.reading.clause_at(match.start())
    if match["scope"]:
        return _Scope(overall=True), None
    after = flat[match.end() : match.end() + 45]
    named = re.match(rf"\s(?:(?:place|position|step|marche) )?(?:(?:du|on the) podium )?(?:en|in|des?|of|du|chez)"
                     rf"(?: the| les| la| l')?(?: classe?| categorie)? ?({CLASS_SIGN}+)", after)  # fmt: skip
    if named is not None:
        start = match.end() + named.start(1)
        return _Scope(in_class=True), next(
            (one.name for one in ask.mentions.classes if one.span.start == start), None
        )
    text = re.split(r"\b(?:and|et|ainsi que)\b", flat[match.end() : max(clause.end, match.end())])[0]
    if re.search(rf"\b{_OVERALL}\b", text):
        return _Scope(overall=True), None
    before = re.split(r"\b(?:and|et)\b", flat[clause.start : match.start()])[-1]
    if re.search(rf"\b{_CLASS}\b", text) or re.search(rf"\b{_CLASS}\b", before):
        return _Scope(in_class=True), None
    return _Scope(), None


def _placed(
    ask: Asked,
    match: re.Match[str] | Span,
    subject: Subject | None,
    sessions: tuple[MeetingSession, ...],
    place: int,
    kind: str,
    scope: _Scope | None = None,
) -> Claim:
    """A place in a session, against its result."""
    class_ = None
    if scope is None:
        assert isinstance(match, re.Match)
        scope, class_ = _scope(ask, match)
    name = "place-overall" if scope.overall else "place-class" if scope.in_class else "place"
    name = f"{name}-qualifying" if kind == "qualifying" else name
    run = [one for one in sessions if one.result is not None]
    start = match.start if isinstance(match, Span) else match.start()
    if subject is None or not subject.cars or not run or NOT_REACHED.search(ask.clause(start)):
        return ask.claim(match, name, Verdict.UNKNOWN, place)
    right: list[tuple[MeetingSession, str]] = []
    found: list[tuple[MeetingSession, str]] = []
    for one in run:
        classes = one.class_places()
        for car in subject.cars:
            line = one.line(car)
            if line is None:
                continue
            overall, mine = one.overall(car), classes.get(car)
            fits = (not scope.in_class and overall == place) or (not scope.overall and mine == place)
            if class_ is not None and line.class_ != class_:
                fits = False
            (right if fits else found).append((one, _told_place(line.class_, overall, mine, scope)))
    if found and right and _EVERY.search(ask.clause(start)):
        found, right = [*right, *found], []
    elif not right and _LEFT.search(ask.reading.flat[:start][-24:]) is not None:
        return _before_ruling(ask, match, subject, run, place, name)
    # What holds of somebody who can be meant as well is not contradicted (docs/communique.md, Checking one).
    elif not right and _in_doubt(ask, start, subject, run, place, kind, scope):
        return ask.claim(match, name, Verdict.UNKNOWN, place)
    if right:
        read = ask.source([one for one, _ in right[:1]], subject, overall=not scope.in_class)
        return ask.claim(match, name, Verdict.CONFIRMED, place, place, read)
    if not found:
        return ask.claim(match, name, Verdict.UNKNOWN, place)
    known: int | str = ", ".join(f"{one.name}: {told}" for one, told in found)
    if len(found) == 1:
        known = int(found[0][1]) if found[0][1].isdigit() else found[0][1]
    read = ask.source(dict.fromkeys(one for one, _ in found), subject, overall=not scope.in_class)
    return ask.claim(match, name, Verdict.CONTRADICTED, place, known, read)


def _before_ruling(
    ask: Asked,
    match: re.Match[str] | Span,
    subject: Subject,
    run: list[MeetingSession],
    place: int,
    kind: str,
) -> Claim:
    """A place somebody lost by a ruling: `rétrogradée de la 1re place`, `goes from 1st place to 2nd`."""
    lost = [
        (one, changed.values["before"])
        for one in run
        for changed in changed_facts(one)
        if changed.kind == "changed" and changed.values["car"].number in subject.cars
    ]
    if not lost:
        return ask.claim(match, kind, Verdict.UNKNOWN, place)
    holds = any(before == place for _, before in lost)
    known = place if holds else next((before for _, before in lost if before), "no place")
    return ask.claim(match, kind, verdict(holds), place, known, ask.source([lost[0][0]], subject))


def _in_doubt(
    ask: Asked, at: int, subject: Subject, run: list[MeetingSession], place: int, kind: str, scope: _Scope
) -> bool:
    """Whether a place that does not hold would of somebody else, or of another session, who can be meant as well."""
    span = Span(at, at + 1)
    sure = ask.mentions.is_sure(span)
    people = (subject,) if sure else (subject, *ask.mentions.rivals(span, subject))
    every = ask.weekend.races if kind == "race" else ask.weekend.of_kind(kind)
    sessions = run if len(run) > 1 or ask.mentions.says_which(span, kind) else every
    for one in sessions:
        classes = one.class_places() if one.result is not None else {}
        for car in (car for who in people for car in who.cars):
            fits = (not scope.in_class and one.overall(car) == place) or (
                not scope.overall and classes.get(car) == place
            )
            if fits:
                return True
    return False


def _told_place(class_: str | None, overall: int | None, mine: int | None, scope: _Scope) -> str:
    """The place a car has, among whom it was asked for."""
    if overall is None and mine is None:
        return "no place"
    if scope.overall:
        return str(overall) if overall is not None else "overall place not known"
    if scope.in_class or overall is None:
        return str(mine)
    return str(overall) if overall == mine else f"{overall} overall, {mine} in {class_ or 'class'}"


# --- grid, tables


def _on_the_grid(ask: Asked, match: re.Match[str], subject: Subject | None, place: int) -> Claim:
    sessions = [one for one in ask.mentions.sessions_at(Span(*match.span())) if one.lined_up is not None]
    found = []
    for one in sessions:
        slots = [one.lined_up.car(car) for car in (subject.cars if subject else ())] if one.lined_up else []
        found += [(one, slot.position) for slot in slots if slot is not None and slot.position is not None]
    if not found or NOT_REACHED.search(ask.clause(match.start())):
        return ask.claim(match, "place-grid", Verdict.UNKNOWN, place)
    holds = any(position == place for _, position in found)
    span = Span(*match.span())
    if not holds and not ask.mentions.is_sure(span):
        others = [car for who in ask.mentions.rivals(span, subject) for car in who.cars]
        slots = [one.lined_up.car(car) for one in sessions if one.lined_up is not None for car in others]
        if any(slot is not None and slot.position == place for slot in slots):
            return ask.claim(match, "place-grid", Verdict.UNKNOWN, place)
    read = ", ".join(dict.fromkeys(f"grid of {one.round}/{one.name}" for one, _ in found))
    known: int | str = (
        place
        if holds
        else found[0][1]
        if len(found) == 1
        else ", ".join(f"{one.name}: {p}" for one, p in found)
    )
    return ask.claim(match, "place-grid", verdict(holds), place, known, read)


def _in_the_tables(ask: Asked, match: re.Match[str], subject: Subject | None, place: int) -> Claim:
    kind = "place-standings"
    rows = []
    for table, name in tables_of(ask, subject) if subject is not None else []:
        row = table.row(name)
        if row is not None and row.position is not None:
            rows.append((table, name, row.position))
    if not rows or NOT_REACHED.search(ask.clause(match.start())):
        return ask.claim(match, kind, Verdict.UNKNOWN, place)
    right = [table for table, _, position in rows if position == place]
    span = Span(*match.span())
    if not right and not ask.mentions.is_sure(span):
        names = {
            name
            for other in ask.mentions.rivals(span, subject)
            for name in (other.driver, *other.cars)
            if name
        }
        tables = ask.weekend.after_it.tables if ask.weekend.after_it is not None else ()
        if any(row.position == place and row.name in names for table in tables for row in table.rows):
            return ask.claim(match, kind, Verdict.UNKNOWN, place)
    read = ask.tables_read
    if right:
        return ask.claim(match, kind, Verdict.CONFIRMED, place, place, f"{read}: {table_text(right[0])}")
    same = {position for _, _, position in rows}
    known: int | str = (
        same.pop() if len(same) == 1 else ", ".join(f"{name}: {p} ({table_text(t)})" for t, name, p in rows)
    )
    return ask.claim(match, kind, Verdict.CONTRADICTED, place, known, read)


# --- wins, poles, podiums


def _poles(ask: Asked) -> Iterator[Claim]:
    for match in ask.reading.find(_POLE):
        span = Span(*match.span())
        subject = ask.mentions.subject_at(span)
        sessions = ask.mentions.sessions_at(span, "qualifying")
        told = ask.mentions.sessions_at(span, "race")
        if len(sessions) > 1 and len(told) == 1:  # `pole for race 2` speaks of the qualifying of that number
            at = ask.weekend.races.index(told[0])
            sessions = sessions[at : at + 1] or sessions
        found = _placed(ask, span, subject, sessions, 1, "qualifying", _Scope())
        yield ask.claim(match, "pole", found.verdict, 1, found.known, found.source)


def _wins(ask: Asked) -> Iterator[Claim]:
    counted = [Span(*match.span()) for match in ask.reading.find(_WINS)]
    for match in ask.reading.find(_WIN):
        if any(span.holds(match.start()) for span in counted):
            continue
        before = ask.reading.flat[max(match.start() - 14, 0) : match.start()]
        span, clause = Span(*match.span()), ask.clause(match.start())
        if match.group().startswith(("vainqueur", "winner")) and _THE_WINNER.search(before):
            continue
        if _NO_WIN.search(before) or NOT_REACHED.search(clause) or _TABLE.search(clause):
            continue
        scope = _Scope(
            overall=re.search(rf"\b{_OVERALL}\b", clause) is not None,
            in_class=re.search(rf"\b(?:{_CLASS}|{CLASS_SIGN}+)(?!\w)", clause) is not None,
        )
        scope = _Scope() if scope.overall and scope.in_class else scope
        subject = ask.mentions.subject_at(span)
        found = _placed(ask, span, subject, ask.mentions.sessions_at(span), 1, "race", scope)
        yield ask.claim(match, "win", found.verdict, 1, found.known, found.source)
    for match in ask.reading.find(_WINS):
        yield _counted(ask, match, "wins", 1)


def _podiums(ask: Asked) -> Iterator[Claim]:
    for match in ask.reading.find(_PODIUMS):
        yield _counted(ask, match, "podiums", 3)
    counted = [Span(*match.span()) for match in ask.reading.find(_PODIUMS)]
    counted += [Span(*match.span()) for match in ask.reading.find(_PLACE) if match["podium"]]
    for match in ask.reading.find(_A_PODIUM):
        if any(span.start <= match.end() and match.start() <= span.end for span in counted):
            continue
        span = Span(*match.span())
        subject = ask.mentions.subject_at(span)
        run = [one for one in ask.mentions.sessions_at(span) if one.result is not None]
        if subject is None or not subject.cars or not run or NOT_REACHED.search(ask.clause(match.start())):
            yield ask.claim(match, "podium", Verdict.UNKNOWN, "podium")
            continue
        reached = [one for one in run if _reaches(one, subject, 3)]
        places = ", ".join(f"{one.name}: {_best(one, subject)}" for one in run)
        read = ask.source(reached or run, subject)
        yield ask.claim(match, "podium", verdict(bool(reached)), "podium", places, read)


def _counted(ask: Asked, match: re.Match[str], kind: str, top: int) -> Claim:
    """How many podiums or wins: of this meeting, or of the season where the clause says so."""
    count = {"double": 2, "doubles": 2, "triple": 3}.get(match["count"], number_of(match["count"]) or 0)
    subject, clause = ask.mentions.subject_at(Span(*match.span())), ask.clause(match.start())
    races = list(ask.weekend.races)
    if re.search(r"\b(?:saison|season|championnat|year|annee)\b", clause):
        races = [race for one in ask.told.meetings if one.number <= ask.weekend.number for race in one.races]
    run = [one for one in races if one.result is not None]
    if subject is None or not subject.cars or not run or NOT_REACHED.search(clause):
        return ask.claim(match, kind, Verdict.UNKNOWN, count)
    overall = sum(one.overall(car) in range(1, top + 1) for one in run for car in subject.cars)
    in_class = sum(one.class_places().get(car) in range(1, top + 1) for one in run for car in subject.cars)
    # `A podium` of two is a podium all the same; a single one is not.
    alone = re.search(r"\b(?:seule?|only|single|unique)\b", clause) is not None
    alone = alone or (count == 1 and match.group().endswith("s"))
    holds = count in (overall, in_class) or (count == 1 and not alone and max(overall, in_class) > 0)
    known: int | str = count if holds else in_class
    if not holds and overall != in_class:
        known = f"{overall} overall, {in_class} in class"
    return ask.claim(match, kind, verdict(holds), count, known, ask.source(run, subject))


def _reaches(one: MeetingSession, subject: Subject, top: int) -> bool:
    classes = one.class_places()
    return any((place or 99) <= top for car in subject.cars for place in (one.overall(car), classes.get(car)))


def _best(one: MeetingSession, subject: Subject) -> str:
    classes = one.class_places()
    found = [
        (one.overall(car) or classes.get(car) or 99) for car in subject.cars if one.line(car) is not None
    ]
    return str(min(found)) if found else "no place"


def _without_time(ask: Asked) -> Iterator[Claim]:
    for match in ask.reading.find(_NO_TIME):
        sentence = ask.sentence(match.start())
        if not _TIME_MEANT.search(match.group()) or not re.search(
            r"\b(?:qualif\w*|essais|practice|seance|session|q ?[12])\b", sentence
        ):
            continue
        kind = "practice" if re.search(r"\b(?:practice|essais libres)\b", sentence) else "qualifying"
        span = Span(*match.span())
        subject = ask.mentions.subject_at(span)
        sessions = ask.mentions.sessions_at(span, kind)
        known = [
            (one, car, one.has_time(car)) for one in sessions for car in (subject.cars if subject else ())
        ]
        known = [item for item in known if item[2] is not None]
        name = ", ".join(one.name for one in sessions)
        if not known:
            yield ask.claim(_with_session(ask, span, kind), "no-time", Verdict.UNKNOWN, f"no time in {name}")
            continue
        without = [one for one, _, timed in known if not timed]
        told = [f"{one.name}: {'time' if timed else 'no time'}" for one, _, timed in known]
        named = len(sessions) == 1 or len(without) == len(known)
        read = ask.source(dict.fromkeys(one for one, _, _ in known), subject)
        yield ask.claim(
            _with_session(ask, span, kind), "no-time", verdict(bool(without) and (named or len(sessions) > 1)),
            f"no time in {name}", ", ".join(told), read,
        )  # fmt: skip


def _with_session(ask: Asked, span: Span, kind: str) -> Span:
    """A claim together with the session it names in its clause."""
    clause = ask.reading.clause_at(span.start)
    named = [one.span for one in ask.mentions.sessions if one.kind == kind and clause.holds(one.span.start)]
    return Span(
        min([span.start, *(one.start for one in named)]), max([span.end, *(one.end for one in named)])
    )
