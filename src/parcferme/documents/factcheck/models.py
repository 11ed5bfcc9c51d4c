"""Classes a text names: whether the season has such a class, and whether a car is in the one it is told to be of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from parcferme.documents.factcheck.asked import Asked, verdict
from parcferme.documents.factcheck.claims import Claim, Verdict
from parcferme.documents.factcheck.mentions import spelled
from parcferme.documents.factcheck.reading import Span

_WHEEL: Final = re.compile(
    r"\b(?:sa|notre|leur|its|our|their|une|volant (?:de la|d'une)|wheel of (?:the|a|an|his|her|their|its))\s"
    r"(?:(?:ligier|nouvelle|new|spectaculaire|superbe|[a-z]+)\s)?$"
)
_OTHER_SERIES: Final = re.compile(r"\b(?:lm ?p\d|le mans cup|michelin)")


def class_claims(ask: Asked) -> Iterator[Claim]:
    """Each class once, every name of a class with another figure in it, and the class a car is told to be of."""
    classes = {"".join(name.casefold().split()): name for name in ask.told.classes}
    told: set[str] = set()
    for shape in sorted({re.sub(r"\\?\d", r"\\d", spelled(name)) for name in ask.told.classes}):
        for match in ask.reading.find(re.compile(rf"(?<!\w){shape}s?(?!\w)")):
            written = re.sub(r"[\s-]", "", match.group())
            name = classes.get(written) or classes.get(written.removesuffix("s"))
            if name is not None:
                yield from _of_a_car(ask, match, name)
                if name not in told:
                    yield ask.claim(match, "class", Verdict.CONFIRMED, name, name, "championship")
                told.add(name)
            elif r"\d" in shape and not _OTHER_SERIES.search(_around(ask, match)):
                known = next(one for one in classes.values() if _same_shape(one, written))
                yield ask.claim(match, "class", Verdict.CONTRADICTED, match.group(), known, "championship")


def _around(ask: Asked, match: re.Match[str]) -> str:
    return ask.reading.flat[max(match.start() - 30, 0) : match.end() + 30]


def _same_shape(name: str, written: str) -> bool:
    bare = "".join(name.casefold().split())
    return re.sub(r"\d", "0", bare) in (
        re.sub(r"\d", "0", written),
        re.sub(r"\d", "0", written.removesuffix("s")),
    )


def _of_a_car(ask: Asked, match: re.Match[str], name: str) -> Iterator[Claim]:
    """`At the wheel of its JS P4`: against the entry list, where the sentence names one team alone."""
    flat, sentence = ask.reading.flat, ask.reading.sentence_at(match.start())
    if not _WHEEL.search(flat, max(sentence.start, match.start() - 50), match.start()):
        return
    people = [ask.mentions.subject_of(one) for one in ask.mentions.people(sentence)]
    teams = {one.team for one in people if one is not None and one.cars}
    subject = ask.mentions.main if not teams else next(one for one in people if one is not None and one.cars)
    if len(teams) > 1 or subject is None:
        return
    mine = {one.class_ for one in ask.weekend.entries.cars if one.number in subject.cars and one.class_}
    if mine:
        known = ", ".join(sorted(mine))
        source = f"entry list, round {ask.weekend.number}"
        yield ask.claim(Span(*match.span()), "car-class", verdict(name in mine), name, known, source)
