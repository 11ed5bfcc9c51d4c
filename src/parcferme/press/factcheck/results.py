"""A place in a result as a text claims it: among whom, in which sessions, and what their results say."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from parcferme.documents import MeetingSession
from parcferme.press.factcheck.asked import NOT_REACHED, Asked, verdict
from parcferme.press.factcheck.claims import Claim, Verdict
from parcferme.press.factcheck.mentions import Subject
from parcferme.press.factcheck.names import CLASS_SIGN
from parcferme.press.factcheck.reading import Span
from parcferme.press.release.race_facts import changed_facts

OVERALL: Final = (
    r"(?:overall|outright|on the road|(?:au )?scratch|absolue?s?|au general|(?:du |au )?classement general|"
    r"general classification|"
    r"toutes (?:classes|categories)(?: confondues)?|(?:du |au )general)"
)
CLASS: Final = (
    r"(?:(?:in|of|de|dans)(?: the| its| their| his| our| sa| la| leur| notre)? (?:class\w*|categor\w*)|class|"
    r"en classe)"
)
_EVERY: Final = re.compile(
    r"\b(?:both|each|every|chaque|chacune|(?:les|des) deux (?:courses|manches|races)|toutes les (?:courses|"
    r"manches))\b"
)
LEFT: Final = re.compile(
    r"\b(?:retrograd\w+|declass\w+|pass\w+|recul\w+|occupait|from|stripped of)\s"
    r"(?:de )?(?:la |sa |leur |the |its |his |her |their )?$"
)


class Scope(NamedTuple):
    """Among whom a place is claimed: overall, in a class, or not said."""

    overall: bool = False
    in_class: bool = False
    class_: str | None = None


def scope_of(ask: Asked, match: re.Match[str]) -> tuple[Scope, str | None]:
    """Among whom; and the class where one is named."""
    flat, clause = ask.reading.flat, ask.reading.clause_at(match.start())
    if match["scope"]:
        return Scope(overall=True), None
    after = flat[match.end() : match.end() + 45]
    named = re.match(rf"\s(?:(?:place|position|step|marche) )?(?:(?:du|on the) podium )?(?:en|in|des?|of|du|chez)"
                     rf"(?: the| les| la| l')?(?: classe?| categorie)? ?({CLASS_SIGN}+)", after)  # fmt: skip
    if named is not None:
        start = match.end() + named.start(1)
        return Scope(in_class=True), next(
            (one.name for one in ask.mentions.classes if one.span.start == start), None
        )
    text = re.split(r"\b(?:and|et|ainsi que)\b", flat[match.end() : max(clause.end, match.end())])[0]
    if re.search(rf"\b{OVERALL}\b", text):
        return Scope(overall=True), None
    before = re.split(r"\b(?:and|et)\b", flat[clause.start : match.start()])[-1]
    if re.search(rf"\b{CLASS}\b", text) or re.search(rf"\b{CLASS}\b", before):
        return Scope(in_class=True), None
    return Scope(), None


def placed(
    ask: Asked,
    match: re.Match[str] | Span,
    subject: Subject | None,
    sessions: tuple[MeetingSession, ...],
    place: int,
    kind: str,
    scope: Scope | None = None,
) -> Claim:
    """A place in a session, against its result."""
    if scope is None:
        assert isinstance(match, re.Match)
        scope, class_ = scope_of(ask, match)
        scope = scope._replace(class_=class_)
    class_ = scope.class_
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
    fitting = {one.name for one, _ in right}
    if found and right and len(fitting) < len(run) and _EVERY.search(ask.clause(start)):
        found, right = [*right, *found], []
    elif not right and LEFT.search(ask.reading.flat[:start][-24:]) is not None:
        return _before_ruling(ask, match, subject, run, place, name)
    # What holds of somebody who can be meant as well is not contradicted (docs/communique.md, Checking one).
    elif not right and _in_doubt(ask, start, subject, run, place, kind, scope):
        return ask.claim(match, name, Verdict.UNKNOWN, place)
    if right:
        read = ask.source([one for one, _ in right[:1]], subject, overall=not scope.in_class)
        return ask.claim(match, name, Verdict.CONFIRMED, place, place, read)
    if not found or any(_is_free(one, car, place, scope) for one in run for car in subject.cars):
        return ask.claim(match, name, Verdict.UNKNOWN, place)
    known: int | str = ", ".join(f"{one.name}: {told}" for one, told in found)
    if len(found) == 1:
        known = int(found[0][1]) if found[0][1].isdigit() else found[0][1]
    read = ask.source(dict.fromkeys(one for one, _ in found), subject, overall=not scope.in_class)
    return ask.claim(match, name, Verdict.CONTRADICTED, place, known, read)


def _is_free(one: MeetingSession, car: str, place: int, scope: Scope) -> bool:
    """Whether a list only fills in the place of a car, so that the one claimed may be the right one."""
    line = one.line(car)
    if line is None or one.timed:
        return False
    classes = one.class_places()
    in_class, overall = (one.sure(car, overall=among) == "reconstructed" for among in (False, True))
    if scope.overall or (not scope.in_class and not in_class):
        mine = classes.get(car) or 0
        if not overall or place < mine:
            return False
        first = next((other for other in one.placed() if other.position == 1), None)
        if not scope.overall and first is not None and first.class_ == line.class_:
            return False  # of the fastest class a place is that among all
        return not _is_held(one, place, None)
    return in_class and not _is_held(one, place, line.class_)


def _is_held(one: MeetingSession, place: int, class_: str | None) -> bool:
    """Whether somebody is stated to have had a place."""
    classes = one.class_places()
    for line in one.placed():
        mine = line.position if class_ is None else classes.get(line.car) if line.class_ == class_ else None
        if mine == place and one.sure(line.car, overall=class_ is None) != "reconstructed":
            return True
    return False


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
    ask: Asked, at: int, subject: Subject, run: list[MeetingSession], place: int, kind: str, scope: Scope
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
            line = one.line(car)
            of_class = scope.class_ is None or line is None or line.class_ == scope.class_
            if fits and of_class:
                return True
    return False


def _told_place(class_: str | None, overall: int | None, mine: int | None, scope: Scope) -> str:
    """The place a car has, among whom it was asked for."""
    if overall is None and mine is None:
        return "no place"
    if scope.overall:
        return str(overall) if overall is not None else "overall place not known"
    if scope.in_class or overall is None:
        return str(mine)
    return str(overall) if overall == mine else f"{overall} overall, {mine} in {class_ or 'class'}"
