"""Names a text claims: cars, teams, drivers and crews, and who does not drive here."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterator
from typing import Final

from parcferme.entries import Entry
from parcferme.press.factcheck.asked import Asked, verdict
from parcferme.press.factcheck.claims import Claim, Verdict
from parcferme.press.factcheck.names import CLASS_SIGN, MAKES, OPENING_WORDS, Mention, is_common
from parcferme.press.factcheck.reading import Span, flattened
from parcferme.press.factcheck.words import pattern_in

NOT_ENTERED: Final = "not entered for this round"
_ALIKE: Final = 0.8
_ALIKE_LAST: Final = 0.7
_ALIKE_FIRST: Final = 0.5
_VARIANT: Final = 0.85
_TOGETHER: Final = 60
_BESIDE: Final = 30
_NAME: Final = re.compile(
    r"(?<![\w'’-])[A-ZÀ-ÖØ-Þ][\w'’]*[a-zß-ÿ][\w'’]*(?:-[A-ZÀ-Þ][\w'’]+)?(?: (?:de|van|von|der|di|da|del|la|le)){0,2}"
    r" [A-ZÀ-ÖØ-Þ][\w'’-]+"
)
_SHARED: Final = re.compile(r"\b(?:partag\w+|shar(?:e|ed|ing)|duo|equipages?|crew|tandem|associ\w+|teamed)\b")
_SAID: Final = re.compile(
    r"\b(?:commente|enchaine|conclut|explique|ajoute|precise|raconte|declare|poursuit|confie|souligne|note|"
    r"analyse|sourit|"
    r"dit|says?|said|explains?|explained|comments?|commented|adds?|added|concludes?|concluded|smiles?|reflects?)\b"
)


def name_claims(ask: Asked) -> Iterator[Claim]:
    """Each name once, and every pair of a car with a team or driver that stands together."""
    seen: set[tuple[str, str]] = set()
    cars = ask.weekend.entries.cars
    names = [one for one in ask.mentions.names if one.kind != "circuit"]
    for at, one in enumerate(names):
        pair = _pair(ask, names, at)
        if pair is not None:
            yield _together(ask, one, pair, cars)
        if (one.kind, one.name) not in seen:
            seen.add((one.kind, one.name))
            yield _alone(ask, one, cars)
    yield from _driving(ask)
    yield from _crews(ask)
    yield from _misspelt(ask)


_WHEEL: Final = re.compile(
    rf"[\s,)]*(?:in|aboard|driving|with|at the wheel of|sur|avec|au volant de|a bord de|pilotes? de|of)\s"
    rf"(?:the |la |le |l'|their |leur )?(?:(?:{CLASS_SIGN}+|ligier|{'|'.join(sorted(MAKES))}) )*"
)


def _driving(ask: Asked) -> Iterator[Claim]:
    """`Nick Tandy in the No. 6`: a driver and the car told to be driven."""
    names = [one for one in ask.mentions.names if one.kind in ("driver", "car")]
    for one, other in itertools.pairwise(names):
        between = ask.reading.flat[one.span.end : other.span.start]
        if one.kind == "driver" and other.kind == "car" and _WHEEL.fullmatch(between):
            yield _together(ask, one, other, ask.weekend.entries.cars)


def _crews(ask: Asked) -> Iterator[Claim]:
    """Two drivers who are told to share a car."""
    drivers = [one for one in ask.mentions.names if one.kind == "driver"]
    cars = ask.weekend.entries.cars
    for one, other in itertools.pairwise(drivers):
        between = ask.reading.flat[one.span.end : other.span.start]
        sentence = ask.reading.sentence_at(one.span.start)
        near = Span(max(sentence.start, one.span.start - 45), min(sentence.end, other.span.end + 25))
        joined = re.fullmatch(r"(?:\s|,[^,.;:!?()]{3,40},\s)(?:et|and|with|avec)\s", between)
        if joined is None or one.name == other.name or not ask.reading.holds(_SHARED, near):
            continue
        span, claimed = Span(one.span.start, other.span.end), f"{one.name}, {other.name}"
        mine = [car for car in cars if _has(car, one)]
        if not mine or not any(_has(car, other) for car in cars):
            continue
        holds = any(_has(car, other) for car in mine)
        told = f"#{mine[0].number}: {', '.join(driver.name for driver in mine[0].drivers)}"
        yield ask.claim(
            span, "crew", verdict(holds), claimed, told, f"entry list, round {ask.weekend.number}"
        )


def _alone(ask: Asked, one: Mention, cars: tuple[Entry, ...]) -> Claim:
    """Whether a car, team or driver is entered for the meeting."""
    source = f"entry list, round {ask.weekend.number}"
    text = ask.reading.text[one.span.start : one.span.end]
    kind = {"car": "car-number"}.get(one.kind, one.kind)
    mine = [car for car in cars if _has(car, one)]
    if mine:
        told = ", ".join(f"#{car.number} {car.team or ''}".strip() for car in mine)
        return ask.claim(one.span, kind, Verdict.CONFIRMED, _said(one, text), told, source)
    if any(_has(car, one) for car in ask.told.entries.cars):
        return ask.claim(one.span, kind, Verdict.UNKNOWN, _said(one, text), NOT_ENTERED, source)
    near = ask.mentions.main
    beside = [other for other in ask.mentions.names if other.kind in ("team", "driver")
              and 0 <= other.span.start - one.span.end < _BESIDE]  # fmt: skip
    if one.kind == "car" and not beside and not (text.startswith("#") and _is_of_ours(ask, one)):
        return ask.claim(one.span, kind, Verdict.UNKNOWN, _said(one, text), NOT_ENTERED, source)
    known = ", ".join(f"#{number}" for number in near.cars) if near is not None and near.cars else None
    return ask.claim(
        one.span, kind, verdict(False), _said(one, text), known or "no such car is entered", source
    )


def _is_of_ours(ask: Asked, one: Mention) -> bool:
    """Whether a number nobody has can only be one of this season: an entry list says who there is, and no other series
    or race of the day is spoken of; else it may be of that.
    """
    language = ask.reading.language or "en"
    sentence = ask.reading.sentence_at(one.span.start)
    where = ask.reading.flat if len(ask.mentions.people(sentence)) < 2 else ask.sentence(one.span.start)
    mine = flattened(ask.told.title)
    others = [match for match in pattern_in(language, "other").finditer(where) if match.group() not in mine]
    return ask.listed and not others


def _said(one: Mention, text: str) -> str:
    return one.name if one.kind == "car" else text


def _has(car: Entry, one: Mention) -> bool:
    if one.kind == "car":
        return car.number == one.name
    if one.kind == "team":
        return car.team == one.name
    return any(driver.name == one.name for driver in car.drivers)


def _pair(ask: Asked, names: list[Mention], at: int) -> Mention | None:
    """The car a team or driver is told to belong to: `#81 Milo Racing (A, B)`, with no other car between."""
    one = names[at]
    if one.kind == "car":
        return None
    for other in reversed(names[:at]):
        if one.span.start - other.span.end > _TOGETHER:
            return None
        between = ask.reading.flat[other.span.end : one.span.start]
        if other.kind == "car":
            plain = re.fullmatch(r"[\s:()/&-]*|,\s?(?=[^,]*[,)])|"
                                 r"[\s(]*(?:the |la |le |de |l'equipe |du |of |by |driven by |"
                                 rf"pilotee par |d'|des |ligier |[a-z]{{2}} ?\w{{2}} |{CLASS_SIGN}+ )*",
                                 between)  # fmt: skip
            listed = one.kind == "driver" and re.fullmatch(r"[^.;:!?#]*\([^)#]*", between)
            return other if plain or listed else None
        if one.kind == "team" or not re.search(r"[(,/&]|\bet\b|\band\b|^\s*$", between):
            return None
    return None


def _together(ask: Asked, one: Mention, car: Mention, cars: tuple[Entry, ...]) -> Claim:
    """A team or driver with the car it is named with."""
    span = Span(min(car.span.start, one.span.start), max(one.span.end, car.span.end))
    source = f"entry list, round {ask.weekend.number}"
    claimed = f"#{car.name} {ask.reading.text[one.span.start : one.span.end]}"
    kind = "car-team" if one.kind == "team" else "car-driver"
    mine = [entry for entry in cars if entry.number == car.name]
    theirs = [entry for entry in cars if _has(entry, one)]
    if any(_has(entry, one) for entry in mine):
        return ask.claim(span, kind, Verdict.CONFIRMED, claimed, claimed, source)
    if theirs:
        told = ", ".join(f"#{entry.number}" for entry in theirs)
        return ask.claim(span, kind, Verdict.CONTRADICTED, claimed, f"{one.name}: {told}", source)
    if mine:
        drivers = ", ".join(driver.name for driver in mine[0].drivers)
        return ask.claim(span, kind, Verdict.CONTRADICTED, claimed, f"{mine[0].team} ({drivers})", source)
    return ask.claim(span, kind, Verdict.UNKNOWN, claimed)


def _misspelt(ask: Asked) -> Iterator[Claim]:
    """Names that are nearly those of a team or driver here, and people who are quoted and not entered."""
    cars = ask.told.entries.cars
    drivers = {driver.name for car in cars for driver in car.drivers}
    teams = {car.team for car in cars if car.team}
    known = {flattened(name): name for name in (*drivers, *teams)}
    seen: set[str] = set()
    for match in _NAME.finditer(ask.reading.text):
        span, name = Span(*match.span()), match.group()
        if name in seen or ask.reading.flat[slice(*span)] != ask.reading.plain[slice(*span)]:
            continue
        seen.add(name)
        right = _meant(flattened(name), known)
        if right is not None and _is_variant(flattened(name), flattened(right)):
            yield ask.claim(
                span, "driver" if right in drivers else "team", Verdict.UNKNOWN, name, right, "entry list"
            )
            continue
        if right is not None and set(_words(name)) <= set(_words(right)):
            continue  # part of a name is no other one
        if right is not None:
            kind = "driver" if right in drivers else "team"
            yield ask.claim(span, kind, Verdict.CONTRADICTED, name, right, "entry list")
            continue
        around = ask.reading.flat[max(span.start - 24, 0) : span.end + 24]
        if _SAID.search(around):
            yield ask.claim(span, "person", Verdict.UNKNOWN, name, None, None)


def _is_variant(name: str, right: str) -> bool:
    """Whether a name is only spelt otherwise: the same last name and nearly the same first (Mathieu, Matthieu), or a
    plural (Tower Motorsports).
    """
    if name.removesuffix("s") == right.removesuffix("s"):
        return True
    first, _, last = name.partition(" ")
    own, _, theirs = right.partition(" ")
    return last == theirs and difflib.SequenceMatcher(None, first, own).ratio() >= _VARIANT


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", flattened(name))


def _meant(name: str, known: dict[str, str]) -> str | None:
    """The name here that was meant: one nearly the same, or the only one of that last name."""
    first, _, last = name.partition(" ")
    for near in difflib.get_close_matches(name, known, 3, _ALIKE):
        # The same first name does not make two people one: Sébastien Buemi is not Sébastien Baud.
        own = near.partition(" ")
        alike = difflib.SequenceMatcher(None, own[2], last).ratio() >= _ALIKE_LAST
        if alike and (
            own[0] == first or difflib.SequenceMatcher(None, own[0], first).ratio() >= _ALIKE_FIRST
        ):
            return None if first in OPENING_WORDS else known[near]
    if is_common(first) or is_common(last):
        return None  # `Coupe Martin` is nobody
    first = re.sub(r"^[ld]'", "", first)
    if first in MAKES or first in OPENING_WORDS or len(last) <= 5:
        return None
    same = [right for flat, right in known.items() if flat.endswith(f" {last}")]
    if len(same) != 1:
        return None
    # A father, a brother or a rival may bear the name: only a first name like theirs is one written wrongly.
    ratio = difflib.SequenceMatcher(None, first, flattened(same[0]).partition(" ")[0]).ratio()
    return same[0] if ratio >= _ALIKE_FIRST else None
