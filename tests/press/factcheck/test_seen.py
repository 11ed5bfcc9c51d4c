"""What a press text claims besides places: each kind is found and judged by the right table."""

from collections.abc import Callable

import pytest

from parcferme.press.factcheck import FactCheck, Verdict

Check = Callable[..., FactCheck]
C, X, U = Verdict.CONFIRMED, Verdict.CONTRADICTED, Verdict.UNKNOWN

# text, kind, verdict, what is known
CASES = [
    ("Portimao, 31 October 2020. Andrea Dromedari is the JS P4 champion.", "title", C, "Andrea Dromedari, JS P4"),
    ("Portimao, 31 October 2020. Kevin Balthazar is the JS P4 champion.", "title", X, "Andrea Dromedari, 50"),
    ("Portimao, 31 octobre 2020. Sébastien Baud est sacré champion JS2 R.", "title", C, "Sebastien Baud, JS2 R"),
    ("Spa, 8 August 2020. Kevin Balthazar takes the championship lead.", "championship-lead", C, "Kevin Balthazar"),
    ("Spa, 8 août 2020. Andrea Dromedari prend la tête du championnat JS P4.", "championship-lead", X,
     "Kevin Balthazar, 81"),
    ("Le Castellet, 18 July 2020. The #45 received a stop-and-go in race 1.", "penalty", C, "stop-and-go of 15 s"),
    ("Le Castellet, 18 July 2020. The #45 received a drive-through in race 1.", "penalty", X, "stop-and-go of 15 s"),
    ("Le Castellet, 18 juillet 2020. La #45 a reçu un stop-and-go de 20 secondes en course 1.", "penalty", X,
     "stop-and-go of 15 s"),
    ("Le Castellet, 18 July 2020. The #74 won JS2 R in race 1 by 11.304 seconds.", "gap", C, "11.304 s"),
    ("Le Castellet, 18 July 2020. The #74 won JS2 R in race 1 by 11.403 seconds.", "gap", X, "11.304 s"),
    ("Le Castellet, 18 July 2020. The #81 set the fastest lap of race 1, 2:03.728.", "fastest-lap", C, "#81 2:03.728"),
    ("Le Castellet, 18 July 2020. The #50 set the fastest lap of race 1, 2:03.728.", "fastest-lap", X, "#81 2:03.728"),
    ("Le Castellet, 18 July 2020. In race 1 the #81 led 16 laps.", "laps-led", C, 16),
    ("Le Castellet, 18 July 2020. In race 1 the #81 led 20 laps.", "laps-led", X, 16),
    ("Le Castellet, 18 juillet 2020. Course 1 : la #81 prend la tête au septième tour.", "lead-change", C, 7),
    ("Le Castellet, 18 juillet 2020. Course 1 : la #81 prend la tête au dixième tour.", "lead-change", X, "7, 16"),
    ("Le Castellet, 18 July 2020. Race 1 had seven changes of leader.", "lead-changes", X, 5),
    ("Le Castellet, 18 July 2020. In race 1 #45 and #46 shared the front row of JS2 R.", "front-row", C, 1),
    ("Le Castellet, 18 juillet 2020. Onze JS2 R ont pris le départ.", "cars", C, 11),
    ("Le Castellet, 18 juillet 2020. Six JS P4 ont pris le départ.", "cars", X, 4),
    ("Monza, 10 October 2020. In race 2 Victor Shaytar retired.", "retirement", C, "out"),
    ("Monza, 10 October 2020. In race 2 Kevin Balthazar retired.", "retirement", X, "race-2: 1"),
    ("Monza, 10 October 2020. In race 2 the #17 did not start.", "non-starter", C, "did not start"),
    ("Portimao, 31 October 2020. Kevin Balthazar won six races this season.", "wins", C, 6),
    ("Portimao, 31 October 2020. Kevin Balthazar won five races this season.", "wins", X, 6),
    ("Spa, 8 août 2020. Podium JS2 R de la course 1 : la #17 devant la #86 et la #74.", "podium-order", C,
     "#17, #86, #74"),
    ("Spa, 8 août 2020. Podium JS2 R de la course 1 : la #17 devant la #74 et la #86.", "podium-order", X,
     "race-1: #17, #86, #74"),
    ("Spa, 8 August 2020. Sacha Lehmann (M Racing) took pole for race 1.", "pole", C, 1),
    ("Spa, 8 August 2020. Sacha Lehmann won race 1.", "win", X, 2),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "verdict", "known"), CASES, ids=lambda one: str(one)[-40:])
def test_each_kind_is_judged_by_its_table(
    check: Check, text: str, kind: str, verdict: Verdict, known: object
) -> None:
    claims = [one for one in check(text).claims if one.kind == kind]
    assert [(one.verdict, one.known) for one in claims] == [(verdict, known)]


NOT_FINAL = [
    "Spa, 8 août 2020. À mi-course, Sacha Lehmann occupe la quatrième place de la course 1.",
    "Spa, 8 August 2020. Sacha Lehmann ran fourth in race 1 with ten minutes to go.",
    "Spa, 8 August 2020. Sacha Lehmann hopes to finish first in race 1.",
    "Spa, 8 août 2020. L’an dernier, Sacha Lehmann avait terminé quatrième en Clio Cup.",
    "Spa, 8 August 2020. In 2019 Sacha Lehmann won the race here.",
    "Spa, 8 August 2020. In the European Le Mans Series, Sacha Lehmann finished fourth in race 1.",
    "Spa, 8 August 2020. Sacha Lehmann, a winner of eleven club races since 2004, was there.",
    "Spa, 8 août 2020. Un pilote inconnu, Jean Dupontel, termine quatrième de la course 1 devant Sacha Lehmann.",
    "Spa, 8 août 2020. La course des Michelin Le Mans Cup, longue de deux heures, a été passionnante.",
    "Spa, 8 August 2020. The caution came less than 10 minutes into the race.",
    "Spa, 8 août 2020. Rendez-vous sur le circuit ardennais, où l’équipe espère un nouveau podium.",
    "Spa, 8 August 2020. The former champion Sacha Lehmann was there.",
]


@pytest.mark.parametrize("text", NOT_FINAL)
def test_what_is_no_result_is_never_contradicted(check: Check, text: str) -> None:
    assert [one for one in check(text).claims if one.verdict is X] == []


def test_a_text_is_judged_as_of_its_date(check: Check) -> None:
    text = "{}, 2020. Kevin Balthazar leads the championship with {} points."
    for day, points, verdict in (("8 August", 83, C), ("10 October", 133, C), ("8 August", 133, X)):
        claims = check(text.format(day, points)).claims
        assert [one.verdict for one in claims if one.kind == "points"] == [verdict]


def test_what_came_after_its_day_is_not_known_to_a_text(check: Check) -> None:
    text = "Monza, 9 October 2020. Kevin Balthazar finished third in race 1."
    assert [one.verdict for one in check(text).claims if one.kind == "place"] == [U]


def test_the_day_a_text_was_written_is_no_claim(check: Check) -> None:
    claims = check("Spa, 12 août 2020. Kevin Balthazar a gagné la course 1.").claims
    assert [one.verdict for one in claims if one.kind == "date"] == [U]
    assert [one.verdict for one in claims if one.kind == "win"] == [C]


def test_a_place_that_was_only_filled_in_contradicts_nobody(check: Check) -> None:
    # No source says where #25 finished; whoever says eighth may be right.
    claims = check("Monza, 10 October 2020. The #25 finished eighth in JS2 R in race 1.").claims
    assert [one.verdict for one in claims if one.kind == "place-class"] == [U]


def test_a_brother_of_the_same_name_is_nobody_misspelt(check: Check) -> None:
    claims = check("Spa, 8 août 2020. Ludovic Shaytar était dans le stand de MV2S Racing.").claims
    assert [one for one in claims if one.verdict is X] == []
