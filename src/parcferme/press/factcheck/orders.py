"""Orders a text claims: a podium as a list, `A ahead of B and C`, `P1 A, P2 B`: who stands before whom in a result."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from parcferme.documents import MeetingSession
from parcferme.press.factcheck.asked import Asked
from parcferme.press.factcheck.claims import Claim, Verdict
from parcferme.press.factcheck.names import MAKES, Mention
from parcferme.press.factcheck.reading import Span
from parcferme.press.factcheck.words import any_of, pattern

_FILL: Final = (
    r"(?:[\s,:()–/&.!|>-]|\b(?:the|la|le|les|l|l'|d|d'|de|du|des|of|by|car|voiture|team|equipe|entry|duo|no|second|"
    r"third|deuxiemes?|troisiemes?|seconds?|2eme|3eme|2e|3e|2nd|3rd|in|en|driven|pilotee par|puis|then|winner|"
    r"runner-up|"
    r"celle|celui|both|ensuite|enfin|finally|with|avec)\b|" + rf"\b(?:{'|'.join(sorted(MAKES))})\b|"
    r"\b(?:p ?[1-9]|[1-9](?:\.|°|er|e|st|nd|rd|th)?)(?=[\s:)]))*"
)
_JOIN: Final = re.compile(
    rf"{_FILL}(?P<join>,|\bet\b|\band\b|\n|\||>|\bp ?[2-9]\b|\b[2-9]\.|{any_of('ahead')}){_FILL}"
    rf"(?:{any_of('ahead')}|et|and)?{_FILL}"
    rf"|{_FILL}(?:finish\w*|won|wins|came home|home|termin\w+|gagn\w+|s'impos\w+|"
    rf"l'emport\w+)\s{any_of('ahead')}{_FILL}"
)
_AHEAD: Final = re.compile(rf"(?<!\w){any_of('ahead')}(?!\w)")
_NUMBERED: Final = re.compile(r"(?:\bp ?1|(?<![\d.,])1(?:\.|er|st|re)?)\s?[:.)-]?\s?(?:the |la |le |l')?$")
_BEHIND_WINNER: Final = re.compile(rf"(?<!\w){any_of('ahead')}{_FILL}$")
_MARK: Final = re.compile(
    r"(?:\bp ?(\d)|(?<![\d.,])(\d)(?:\.|e|er|nd|rd|st|eme))\s?[:.)-]?\s?(?:the |la |le |l')?$"
)
_OTHER_LIST: Final = re.compile(
    r"\b(?:front row|premiere ligne|grille|grid|qualif\w*|pole|entered|engage\w*|points|standings|championnat|"
    r"classement (?:des|du championnat)|practice|essais|fastest|rapide\w*)\b"
)
_WITH_NUMBER: Final = re.compile(r"\s?\(#(\w+)\)")
_OTHERS: Final = 2
_COMPLETES: Final = re.compile(
    r"\b(?:complet\w+|rounded out|round(?:s|ing)? out|aussi|egalement|also|rejoi\w+|join\w+|autres? marches?|"
    r"other steps?)\b"
)
"""Two who complete a podium stand on its second and third step."""
_BOTH_RACES: Final = re.compile(r"\b(?:both|deux courses|les deux|each)\b")


class Listed(NamedTuple):
    """Who stands at one place of a list: the cars meant, and where it is written."""

    cars: frozenset[str]
    start: int
    end: int


def order_claims(ask: Asked) -> Iterator[Claim]:
    """Every list of two or more that a text orders as a result."""
    for sentence in ask.reading.sentences:
        people = ask.mentions.people(sentence)
        if len(people) < 2:
            continue
        for run in _runs(ask, people):
            claim = _ordered(ask, run, sentence)
            if claim is not None:
                yield claim


def _runs(ask: Asked, people: list[Mention]) -> Iterator[list[Listed]]:
    """Lists of cars that stand one behind the other; `#81 Milo Racing (A, B)` is one car."""
    run: list[Listed] = []
    for one in people:
        subject = ask.mentions.subject_of(one)
        cars = frozenset(subject.cars) if subject is not None else frozenset()
        told = _WITH_NUMBER.match(ask.reading.flat, one.span.end)
        if told is not None and cars:  # one of two people of a name: `Max Brandt (#11)`
            cars = frozenset((told[1],))
        if not cars:
            yield run
            run = []
            continue
        if run and cars & run[-1].cars and one.span.start - run[-1].end < 60:
            run[-1] = Listed(cars & run[-1].cars, run[-1].start, one.span.end)
            continue
        if run and _JOIN.fullmatch(ask.reading.flat, run[-1].end, one.span.start) is None:
            yield run
            run = []
        run.append(Listed(cars, one.span.start, one.span.end))
    yield run


def _ordered(ask: Asked, run: list[Listed], sentence: Span) -> Claim | None:
    """A list against the results, where words or figures say that it is an order."""
    if len(run) < 2:
        return None
    flat = ask.reading.flat
    before = flat[max(sentence.start, run[0].start - 110) : run[0].start]
    last = re.split(r"[;!?]|\.\s", before)[-1]
    inside = flat[run[0].end : run[1].start]
    top = pattern("podium").search(last) is not None or _NUMBERED.search(before) is not None
    ahead = _AHEAD.search(inside) is not None
    first = 2 if _BEHIND_WINNER.search(last) and pattern("win").search(last) else 1
    if (
        len(run) == _OTHERS
        and _COMPLETES.search(flat, *sentence)
        and pattern("podium").search(flat, *sentence)
    ):
        top, first = True, 2
    span = Span(run[0].start, run[-1].end)
    # What a list begins behind may be a verb of its own: `A won from B and C`.
    if not (top or ahead or first == 2) or _OTHER_LIST.search(f"{last} {flat[span.start : span.end]}"):
        return None
    if not _counts_up(flat, run):
        return None
    claimed = ", ".join("/".join(sorted(f"#{car}" for car in one.cars)) for one in run)
    sessions = [one for one in ask.mentions.sessions_at(span) if one.result is not None]
    if not sessions or (not top and first == 1 and not _is_won(ask, run, sentence)):
        return ask.claim(span, "podium-order", Verdict.UNKNOWN, claimed)
    scope = _class_of(ask, run, sentence)
    fits = [_fits(one, run, scope, first if top or first == 2 else None) for one in sessions]
    right = [one for one, fit in zip(sessions, fits, strict=True) if fit is True]
    if _BOTH_RACES.search(flat, *sentence) and len(sessions) > 1:
        right = right if len(right) == len(sessions) else []
    known = "; ".join(dict.fromkeys(_told(one, run, scope) for one in sessions))
    if right:
        return ask.claim(span, "podium-order", Verdict.CONFIRMED, claimed, claimed, ask.source(right[:1]))
    if None in fits:
        return ask.claim(span, "podium-order", Verdict.UNKNOWN, claimed)
    return ask.claim(span, "podium-order", Verdict.CONTRADICTED, claimed, known, ask.source(sessions))


def _counts_up(flat: str, run: list[Listed]) -> bool:
    """Whether the figures of a list, where it has any, count its places."""
    for at, one in enumerate(run, 1):
        mark = _MARK.search(flat, max(one.start - 10, 0), one.start)
        if mark is not None and int(mark[1] or mark[2]) != at:
            return False
    return True


def _is_won(ask: Asked, run: list[Listed], sentence: Span) -> bool:
    """Whether an order `A ahead of B` is told of the end: a verb of winning or finishing stands with it."""
    flat = ask.reading.flat
    near = flat[max(sentence.start, run[0].start - 60) : min(sentence.end, run[-1].end + 40)]
    return (
        pattern("win", "finished", "podium").search(near) is not None
        or re.search(r"\bdevanc\w+", near) is not None
    )


def _class_of(ask: Asked, run: list[Listed], sentence: Span) -> str | None:
    """The class a list is of: named before it in its sentence."""
    named = [one for one in ask.mentions.classes if sentence.start <= one.span.start < run[0].start]
    if named:
        return named[-1].name
    behind = [
        one
        for one in ask.mentions.classes
        if run[-1].end <= one.span.start < min(run[-1].end + 30, sentence.end)
    ]
    return behind[0].name if behind else None


def _fits(one: MeetingSession, run: list[Listed], scope: str | None, first: int | None) -> bool | None:
    """Whether a list is the order of a result: from the first place on, or as far as it goes; None where the result
    does not say.
    """
    classes = one.class_places()
    ways: list[Mapping[str, int | None]] = (
        [classes] if scope is not None else [{car: one.overall(car) for car in classes}, classes]
    )
    unsure = False
    for way in ways:
        places = [[place for car in item.cars if (place := way.get(car)) is not None] for item in run]
        alike = len({_class(one, item) for item in run}) == 1
        if scope is None and way is classes and not alike:
            continue
        if (
            alike
            and way is not classes
            and not _rises([[classes[car] for car in item.cars if car in classes] for item in run])
        ):
            continue  # who is behind in the class is behind among all
        # A bare list of results knows some places as they were filled in: they contradict nobody.
        unsure = unsure or any(
            _is_filled_in(one, car, overall=way is not classes) for item in run for car in item.cars
        )
        if first is not None and all(at in mine for at, mine in enumerate(places, first)):
            return True
        if first is None and all(places) and _rises(places):
            return True
    return None if unsure else False


def _rises(places: list[list[int]]) -> bool:
    last = 0
    for mine in places:
        later = [place for place in mine if place > last]
        if not later:
            return False
        last = min(later)
    return True


def _class(one: MeetingSession, item: Listed) -> str | None:
    return next((line.class_ for car in sorted(item.cars) if (line := one.line(car)) is not None), None)


def _is_filled_in(one: MeetingSession, car: str, *, overall: bool) -> bool:
    return not one.timed and one.sure(car, overall=overall) == "reconstructed"


def _told(one: MeetingSession, run: list[Listed], scope: str | None) -> str:
    """The first places as the result has them."""
    classes = one.class_places()
    class_ = (
        scope
        if scope is not None
        else (_class(one, run[0]) if len({_class(one, x) for x in run}) == 1 else None)
    )
    if class_ is not None:
        mine = [line for line in one.placed() if line.class_ == class_]
        mine.sort(key=lambda line: classes[line.car])
    else:
        mine = [line for line in one.placed() if line.position]
    return f"{one.name}: " + ", ".join(f"#{line.car}" for line in mine[: max(len(run), 3)])
