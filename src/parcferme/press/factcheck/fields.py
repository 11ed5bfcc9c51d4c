"""How many raced and who did not: cars of each class, retirements, non-starters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from parcferme.classification import Status
from parcferme.documents import MeetingSession
from parcferme.press.factcheck.asked import Asked, verdict
from parcferme.press.factcheck.claims import Claim, Verdict
from parcferme.press.factcheck.names import Mention, class_sign
from parcferme.press.factcheck.reading import NUMBER, Span, number_of
from parcferme.press.factcheck.words import any_of, pattern

_FIELD: Final = re.compile(
    r"\b(?:engage\w*|depart|entered|entr(?:y|ies|ants)|enter|grid|grille|start\w*|plateau|field|presen\w+|align\w*|"
    r"au total|in total|among them|parmi|dont|of them|took part|competed|voitures|cars|contested|turned out|roster)\b"
)
_NOT_ALL: Final = re.compile(
    r"\b(?:premier\w*|first|top|dernier\w*|last|autres?|other|trois|battle|lutte|podium|plus rapides?|fastest|"
    r"ahead of|"
    r"devant|derriere|behind|entre|between|its|ses|leurs|our|nos|notre|won|gagn\w+|victoires?)\s$"
)
_OUT: Final = re.compile(rf"(?<!\w)(?:{any_of('retired')}|{any_of('not-started')})(?!\w)")
_DID_NOT_START: Final = re.compile(rf"(?<!\w){any_of('not-started')}(?!\w)")
_AVOIDED: Final = re.compile(
    r"\b(?:no|without|aucun|sans|pas d'|nearly|almost|sans aucun|failli|presque|another)\s$"
)
_PASSIVE: Final = re.compile(r"(?:\s(?:for|de|des|d'|of|par|pour|du|a)\s?(?:la |le |l'|the |les )?)$")


def field_claims(ask: Asked) -> Iterator[Claim]:
    """Cars of every class a text counts, and everybody it says did not finish or start."""
    yield from _classes(ask)
    yield from _out(ask)


def _classes(ask: Asked) -> Iterator[Claim]:
    counts = Counter(one.class_ for one in ask.weekend.entries.cars if one.class_)
    for name, entered in counts.items():
        sign = class_sign(ask.told, str(name))
        for match in ask.reading.find(
            re.compile(
                rf"(?<![#\w])(?P<n>{NUMBER}) (?:ligier |voitures |cars )?(?:of the |of them (?:were )?|"
                rf"en )?{sign}s?(?!\w)"
            )
        ):
            count, flat = number_of(match["n"]), ask.reading.flat
            before, sentence = flat[max(match.start() - 16, 0) : match.start()], ask.sentence(match.start())
            if count is None or not _FIELD.search(sentence) or _NOT_ALL.search(before):
                continue
            if _is_a_teams(ask, match):
                continue
            yield _counted(ask, match, str(name), count, entered)


def _is_a_teams(ask: Asked, match: re.Match[str]) -> bool:
    """Whether cars are those of a team named before them in the clause: `Team X fielded two JS P4`."""
    near = ask.reading.clause_at(match.start())
    return any(
        one.kind == "team" and near.start <= one.span.start < match.start() for one in ask.mentions.names
    )


def _counted(ask: Asked, match: re.Match[str], name: str, count: int, entered: int) -> Claim:
    """Cars of a class: entered, or started in a race, as far as results say."""
    known = {entered}
    for one in ask.weekend.races:
        lines = one.result.lines if one.result is not None else ()
        cars = {line.car for line in lines if line.class_ == name and line.status is not Status.NOT_STARTED}
        if cars:
            known.add(len(cars))
    withdrawn = sum(car.class_ == name for car in ask.told.entries.cars if ask.weekend.number in car.rounds)
    source = f"entry list, round {ask.weekend.number}"
    if count in known:
        return ask.claim(match, "cars", Verdict.CONFIRMED, count, count, source)
    if count == withdrawn or not ask.weekend.run or not ask.listed:
        return ask.claim(match, "cars", Verdict.UNKNOWN, count)
    return ask.claim(match, "cars", Verdict.CONTRADICTED, count, entered, source)


def _out(ask: Asked) -> Iterator[Claim]:
    for match in ask.reading.find(_OUT):
        flat, sentence = ask.reading.flat, ask.reading.sentence_at(match.start())
        if _AVOIDED.search(flat, max(match.start() - 14, sentence.start), match.start()):
            continue
        if pattern("hoped", "past", "other").search(ask.clause(match.start())):
            continue
        started = _DID_NOT_START.match(flat, match.start()) is None
        for mention in _whom(ask, match, sentence):
            yield _is_out(ask, match, mention, started=started)


def _whom(ask: Asked, match: re.Match[str], sentence: Span) -> list[Mention]:
    """Who is out: whoever stands before it (`A and B retired`), or behind `the retirement of`."""
    flat, people = ask.reading.flat, ask.mentions.people(sentence)
    behind = [one for one in people if match.end() <= one.span.start]
    if behind and re.fullmatch(r"\s?(?:for|de|des|d'|of|pour|du|:|a)\s?(?:la |le |l'|the |les )?",
                               flat[match.end() : behind[0].span.start]):  # fmt: skip
        return _joined(ask, behind)
    before = [one for one in people if one.span.end <= match.start()]
    if not before or match.start() - before[-1].span.end > 45:
        return []
    between = flat[before[-1].span.end : match.start()]
    if re.search(r"[;:!?]|\b(?:who|while|tandis|alors|after|apres|before|avant|than|que)\b", between):
        return []
    if ask.mentions.is_object(before[-1]):
        return []
    return _joined(ask, before[::-1])[::-1] if before else []


def _joined(ask: Asked, people: list[Mention]) -> list[Mention]:
    """The first of some names, and those joined to it by commas and `and`."""
    found = people[:1]
    for one in people[1:]:
        last = found[-1]
        low, high = sorted((last, one), key=lambda x: x.span.start)
        between = ask.reading.flat[low.span.end : high.span.start]
        if not re.fullmatch(
            r"\s?(?:,|et|and|&)?\s?(?:de |d'|of |des |du )?(?:la |le |l'|the |les )?", between
        ):
            break
        found.append(one)
    return found


def _is_out(ask: Asked, match: re.Match[str], mention: Mention, *, started: bool) -> Claim:
    subject = ask.mentions.subject_of(mention)
    span = Span(min(mention.span.start, match.start()), max(mention.span.end, match.end()))
    kind = "retirement" if started else "non-starter"
    claimed = "out" if started else "did not start"
    sessions = [one for one in ask.mentions.sessions_at(Span(*match.span())) if one.result is not None]
    if subject is None or len(subject.cars) != 1 or not sessions:
        return ask.claim(span, kind, Verdict.UNKNOWN, claimed)
    (car,) = subject.cars
    found = [(one, line.status) for one in sessions if (line := one.line(car)) is not None]
    if any(_agrees(status, started=started) for _, status in found):
        right = next(one for one, status in found if _agrees(status, started=started))
        return ask.claim(span, kind, Verdict.CONFIRMED, claimed, claimed, ask.source([right]))
    # Classified is who covered enough, flag or not: only a place that a list states is against a retirement.
    stated = [one for one, status in found if status is Status.CLASSIFIED and _saw_the_flag(one, car)]
    if not found or len(stated) != len(sessions):
        return ask.claim(span, kind, Verdict.UNKNOWN, claimed)
    told = ", ".join(f"{one.name}: {one.overall(car) or one.class_places().get(car)}" for one in stated)
    return ask.claim(span, kind, verdict(False), claimed, told, ask.source(stated))


def _agrees(status: Status, *, started: bool) -> bool:
    return status in (Status.NOT_CLASSIFIED, Status.DISQUALIFIED) if started else status is Status.NOT_STARTED


def _saw_the_flag(one: MeetingSession, car: str) -> bool:
    """Whether a car took the flag: as its laps say, else where a list states its place."""
    row = one.classification.row(car) if one.classification is not None else None
    if row is not None:
        return row.took_flag
    return one.sure(car) == "stated"
