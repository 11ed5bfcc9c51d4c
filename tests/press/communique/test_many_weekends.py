"""Hundreds of weekends made up at random, in both languages, of series and teams: what no editor would let through.

`PARCFERME_WEEKENDS` says how many championships; 84 of them are a thousand texts.
"""

import os
import re
from pathlib import Path

import pytest

import weekends
from parcferme.press import check_text, communique, render
from parcferme.press.factcheck import Verdict
from small_meeting import told_of

MANY = int(os.environ.get("PARCFERME_WEEKENDS", "40"))
"""So many championships, of two meetings each, told for the series and for two teams in both languages: 12 texts."""
DOUBLED = re.compile(r"\b([^\W\d_]{2,})\s+\1\b", re.IGNORECASE)
VISIBLE = re.compile(r"[{}\[\]†]|\bNone\b|\?\|| #\D")
ODD_BLANKS = re.compile(r"  | [,.)]|\( |\.\.|,,|,\.|\(\)|« »|“”| $", re.MULTILINE)
ELISION = re.compile(r"\b(?:de|le|la|que|se) (?:[aeéèêiouyh][a-zà-ÿ]*|[AEÉIO][a-zà-ÿ]+)\b")
NOT_CUT = re.compile(
    r"\b(?:la|de|le|se|que) (?:onze|huit|hockenheim\w*|haut\w*|y|ou|onzième|hyper|hrc|yas|une?)\b",
    re.IGNORECASE,
)
MELTED = re.compile(r"\b(?:à le|à les|de le|de les) ")
ENGLISH = re.compile(
    r"\b(?:the|with|race|lap|laps|points? behind|from|win|wins|was|were|ahead)\b|(?<!-)\band\b"
)
FRENCH = re.compile(r"\b(?:la|le|les|des|et|avec|course|tours|dans|sur|pour)\b")
_PLACES = [name for event in weekends.EVENTS for name in event[:2] if name]
_MADE_UP = (*weekends.DRIVERS, *weekends.TEAMS, *weekends.SERIES, *_PLACES)
NAMES = re.compile("|".join(map(re.escape, sorted(_MADE_UP, key=len, reverse=True))))


def odd(text: str, language: str) -> list[str]:
    """What is wrong with a text, by kind."""
    bare = NAMES.sub("Xx", text)
    own = re.sub(r"“[^”]*”|«[^»]*»", "Qq", bare)
    found = [
        f"doubled: {m[0]}"
        for m in DOUBLED.finditer(re.sub(r"\bXx\b", "/", own))
        if m[1].casefold() not in ("nous", "vous")
    ]
    found += [f"template: {m[0]}" for m in VISIBLE.finditer(own)]
    found += [f"blanks: {own[max(0, m.start() - 20) : m.end() + 20]!r}" for m in ODD_BLANKS.finditer(own)]
    found += [f"empty: {one!r}" for one in re.split(r"(?<=[.!?]) ", own) if one.strip(" .") == "" and one]
    if language == "fr":
        found += [f"elision: {m[0]}" for m in ELISION.finditer(text) if not NOT_CUT.match(m[0])]
        found += [f"melted: {m[0]}" for m in MELTED.finditer(text)]
        found += [f"English: {m[0]}" for m in ENGLISH.finditer(own)]
    else:
        found += [f"French: {m[0]}" for m in FRENCH.finditer(own)]
    return found


@pytest.mark.parametrize("seed", range(MANY))
def test_a_weekend_is_told_in_words_an_editor_would_print(tmp_path: Path, seed: int) -> None:
    teams = weekends.write(tmp_path, seed)
    told = told_of(tmp_path)
    for weekend in told.meetings[:2]:
        present = [team for team in teams if weekend.cars_of(team)][:2]
        for team in (None, *present):
            for language in ("fr", "en"):
                made = communique(told, weekend, language=language, team=team)
                text = render(made, "text")
                assert isinstance(text, str)
                assert odd(text, language) == [], text
                for section in made.sections:
                    said = [one.text for one in section.sentences]
                    assert all(one.strip() and one[-1] in ".!?" for one in said), said
                    assert len(set(said)) == len(said), said
                if seed % 4 == 0:
                    found = check_text(text, told, weekend.number)
                    wrong = [one for one in found.claims if one.verdict is Verdict.CONTRADICTED]
                    assert wrong == [], text
