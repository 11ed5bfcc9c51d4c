"""Classes a text names: whether the season has such a class, and whether a car is in the one it is told to be of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from parcferme.press.factcheck.asked import Asked, verdict
from parcferme.press.factcheck.claims import Claim, Verdict
from parcferme.press.factcheck.names import Mention, classes_of, spelled

_WHEEL: Final = re.compile(
    r"\b(?:sa|notre|leur|its|our|their|une|volant (?:de la|d'une)|wheel of (?:the|a|an|his|her|their|its))\s"
    r"(?:(?:ligier|nouvelle|new|spectaculaire|superbe|[a-z]+)\s)?$"
)
_OTHER_SERIES: Final = re.compile(r"\b(?:lm ?p\d|le mans cup|michelin)")


def class_claims(ask: Asked) -> Iterator[Claim]:
    """Each class once, every name of a class with another figure in it, and the class a car is told to be of."""
    seen: set[str] = set()
    for one in ask.mentions.classes:
        yield from _of_a_car(ask, one)
        if one.name not in seen:
            yield ask.claim(one.span, "class", Verdict.CONFIRMED, one.name, one.name, "championship")
        seen.add(one.name)
    classes = classes_of(ask.told)
    # With a letter or none before its figure a class is like a place or any number: no other is wrong.
    named = [name for name in classes if re.search(r"\d", name) and len(re.findall(r"[^\W\d_]", name)) > 1]
    for shape in sorted({re.sub(r"\\?\d", r"\\d", spelled(name)) for name in named}):
        for match in ask.reading.find(re.compile(rf"(?<!\w){shape}s?(?!\w)")):
            if not _OTHER_SERIES.search(_around(ask, match)):
                written = re.sub(r"[\s-]", "", match.group())
                known = next(one for one in named if _same_shape(one, written))
                yield ask.claim(match, "class", Verdict.CONTRADICTED, match.group(), known, "championship")


def _around(ask: Asked, match: re.Match[str]) -> str:
    return ask.reading.flat[max(match.start() - 30, 0) : match.end() + 30]


def _same_shape(name: str, written: str) -> bool:
    bare = "".join(name.casefold().split())
    return re.sub(r"\d", "0", bare) in (
        re.sub(r"\d", "0", written),
        re.sub(r"\d", "0", written.removesuffix("s")),
    )


def _of_a_car(ask: Asked, one: Mention) -> Iterator[Claim]:
    """`At the wheel of its JS P4`: against the entry list, where the sentence names one team alone."""
    flat, sentence = ask.reading.flat, ask.reading.sentence_at(one.span.start)
    if not _WHEEL.search(flat, max(sentence.start, one.span.start - 50), one.span.start):
        return
    people = [who for who in map(ask.mentions.subject_of, ask.mentions.people(sentence)) if who and who.cars]
    teams = {who.team for who in people}
    subject = people[0] if people else ask.mentions.main
    if len(teams) > 1 or subject is None:
        return
    mine = {car.class_ for car in ask.weekend.entries.cars if car.number in subject.cars and car.class_}
    if mine:
        known = ", ".join(sorted(mine))
        source = f"entry list, round {ask.weekend.number}"
        yield ask.claim(one.span, "car-class", verdict(one.name in mine), one.name, known, source)
