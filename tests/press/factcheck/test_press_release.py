"""The real release: what holds in it is confirmed, its Sunday is not, and any figure changed in it is told."""

from collections.abc import Callable

import pytest

from parcferme.press.factcheck import Claim, FactCheck, Verdict

Check = Callable[..., FactCheck]

HOLDS = [
    ("place-overall", "2ème position du classement général"),
    ("place-overall", "3ème rang absolu"),
    ("podiums", "deux podiums"),
    ("no-time", "Qualif 1"),
    ("race-format", "60 minutes plus un tour"),
    ("date", "7 et 8 août"),
    ("circuit", "Circuit de Spa-Francorchamps"),
    ("round", "deuxième rendez-vous"),
    ("hope", "une ou deux petites places au classement général"),
    ("driver", "Kevin Balthazar"),
    ("team", "Milo Racing"),
]
CHANGED = [
    ("2ème position", "4ème position", "place-overall", "2"),
    ("2ème position", "quatrième position", "place-overall", "2"),
    ("2ème position", "1ère position", "place-overall", "2"),
    ("3ème rang", "5e rang", "place-overall", "3"),
    ("60 minutes", "50 minutes", "race-format", "60 minutes plus 1 lap"),
    ("plus un tour", "plus deux tours", "race-format", "60 minutes plus 1 lap"),
    ("7 et 8 août", "14 et 15 août", "date", "2020-08-07/2020-08-08"),
    ("7 et 8 août", "8 et 9 août", "date", "2020-08-07/2020-08-08"),
    ("Qualif 1", "Qualif 2", "no-time", "qualifying-2: time"),
    ("deux podiums", "trois podiums", "podiums", "2"),
    ("deux courses", "trois courses", "races", "2"),
    ("une ou deux", "trois ou quatre", "hope", "2 places"),
    ("deuxième rendez-vous", "quatrième rendez-vous", "round", "2"),
    ("Circuit de Spa-Francorchamps", "Circuit de Zolder", "circuit", "Spa-Francorchamps"),
    ("Christophe Nivarlet", "Christian Nivarlet", "driver", "Christophe Nivarlet"),
    ("premier exercice", "second exercice", "place-overall", "3"),
    ("date 2020-07", "date 2020-06", "date", "2020-07"),
    ("date 2020-07", "date 2019-07", "date", "2020-07"),
    ("JS P4 couleur", "JS P5 couleur", "class", "JS P4"),
    ("la Ligier JS P4", "la Ligier JS2 R", "car-class", "JS P4"),
    ("Qualif 1", "Qualif 3", "session", "qualifying-1"),
    ("7 et 8 août", "8 et 8 août", "date", "2020-08-07/2020-08-08"),
    ("et Kevin Balthazar.", "et Andrea Dromedari.", "crew", "#81"),
]


def of(found: FactCheck, kind: str, text: str = "") -> list[Claim]:
    return [claim for claim in found.claims if claim.kind == kind and text in claim.text]


@pytest.mark.parametrize(("kind", "text"), HOLDS)
def test_what_the_release_says_rightly_is_confirmed(
    check: Check, press_release: str, kind: str, text: str
) -> None:
    claims = of(check(press_release), kind, text)
    assert claims
    assert {claim.verdict for claim in claims} == {Verdict.CONFIRMED}


def test_the_second_race_was_not_on_the_sunday(check: Check, press_release: str) -> None:
    (claim,) = [claim for claim in check(press_release).claims if claim.verdict is Verdict.CONTRADICTED]
    assert claim.kind == "weekday"
    assert claim.text == "dimanche"
    assert claim.known == "Saturday 18 July 2020"


def test_a_claim_stands_where_it_says(check: Check, press_release: str) -> None:
    found = check(press_release)
    assert len(found.claims) > 15
    for claim in found.claims:
        assert " ".join(press_release[claim.start : claim.end].split()) == claim.text


@pytest.mark.parametrize(("before", "after", "kind", "known"), CHANGED)
def test_a_changed_figure_is_told(
    check: Check, press_release: str, before: str, after: str, kind: str, known: str
) -> None:
    assert before in press_release
    found = check(press_release.replace(before, after))
    told = [claim for claim in of(found, kind) if claim.verdict is Verdict.CONTRADICTED]
    assert told
    assert any(known in str(claim.known) for claim in told)


def test_plain_letters_and_plain_apostrophes_are_read_the_same(check: Check, press_release: str) -> None:
    plain = press_release.translate(str.maketrans("éèêàâçôîû’", "eeeaacoiu'"))
    before = [(claim.kind, claim.verdict) for claim in check(press_release).claims]
    assert [(claim.kind, claim.verdict) for claim in check(plain).claims] == before
