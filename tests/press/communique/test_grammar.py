"""The grammar of both languages: ordinals, agreement, elision, articles, lists, days and times."""

import datetime as dt
from fractions import Fraction

import pytest

from parcferme.press.release import grammar as g
from parcferme.press.release.facts import Car
from parcferme.press.release.naming import Naming
from parcferme.press.release.phrases import Teller
from parcferme.press.release.wording import Wording


@pytest.mark.parametrize(
    ("number", "french", "feminine", "english"),
    [(1, "1er", "1re", "1st"), (2, "2e", "2e", "2nd"), (3, "3e", "3e", "3rd"), (11, "11e", "11e", "11th"),
     (12, "12e", "12e", "12th"), (13, "13e", "13e", "13th"), (21, "21e", "21e", "21st"), (22, "22e", "22e", "22nd"),
     (111, "111e", "111e", "111th")],
)  # fmt: skip
def test_ordinals(number: int, french: str, feminine: str, english: str) -> None:
    assert g.ordinal(number, "fr") == french
    assert g.ordinal(number, "fr", feminine=True) == feminine
    assert g.ordinal(number, "en") == english


def test_ordinals_and_numbers_in_words_agree() -> None:
    assert g.ordinal_word(1, "fr") == "première"
    assert g.ordinal_word(1, "fr", feminine=False) == "premier"
    assert g.ordinal_word(2, "en") == "second"
    assert g.ordinal_word(14, "fr") == "14e"
    assert g.number_word(1, "fr", feminine=True) == "une"
    assert g.number_word(2, "fr") == "deux"
    assert g.number_word(40, "en") == "40"


@pytest.mark.parametrize(
    ("name", "of", "at"),
    [
        ("Spa", "de Spa", "à Spa"),
        ("Le Castellet", "du Castellet", "au Castellet"),
        ("Les Deux Arbres", "des Deux Arbres", "aux Deux Arbres"),
        ("Imola", "d’Imola", "à Imola"),
        ("Estoril", "d’Estoril", "à Estoril"),
        ("Hockenheim", "de Hockenheim", "à Hockenheim"),
        ("Leipzig", "de Leipzig", "à Leipzig"),
    ],
)
def test_articles_melt_into_their_preposition_and_vowels_cut_it(name: str, of: str, at: str) -> None:
    assert (g.de(name), g.a(name)) == (of, at)


def test_lists_points_and_plurals() -> None:
    assert g.listed(["a"], "fr") == "a"
    assert g.listed(["a", "b", "c"], "fr") == "a, b et c"
    assert g.listed(["a", "b"], "en") == "a and b"
    assert [g.points(value, "fr") for value in (0, 1, Fraction(3, 2), 2)] == [
        "0 point",
        "1 point",
        "1,5 point",
        "2 points",
    ]
    assert [g.points(value, "en") for value in (0, 1, Fraction(3, 2))] == [
        "0 points",
        "1 point",
        "1.5 points",
    ]
    assert g.plural(0, "tour", "tours", "fr") == "tour"
    assert g.plural(0, "lap", "laps", "en") == "laps"


def test_days() -> None:
    def day(month: int, number: int) -> dt.date:
        return dt.date(2020, month, number)

    assert g.days(day(7, 17), day(7, 18), "fr") == "les 17 et 18 juillet 2020"
    assert g.days(day(7, 17), day(7, 19), "fr") == "du 17 au 19 juillet 2020"
    assert g.days(day(2, 28), day(3, 1), "fr") == "du 28 février au 1er mars 2020"
    assert g.days(day(5, 1), day(5, 1), "fr") == "le 1er mai 2020"
    assert g.days(day(8, 7), day(8, 8), "en") == "on 7 and 8 August 2020"
    assert g.date(day(7, 18), "fr", weekday=True) == "samedi 18 juillet 2020"
    assert g.date(day(7, 18), "en", weekday=True) == "Saturday 18 July 2020"


def test_times() -> None:
    assert g.lap_time(123_728_000, "fr") == "2’03”728"
    assert g.lap_time(123_728_000, "en") == "2:03.728"
    assert g.lap_time(3_849_722_000, "fr") == "1 h 04’09”722"
    assert g.clock(10, 50, "fr") == "10 h 50"
    assert g.clock(9, 5, "en") == "9:05"
    assert g.lasting(3_600_000_000, "fr") == "60 minutes"
    assert g.lasting(1_500_000, "fr") == "1,5 seconde"
    assert g.lasting(1_500_000, "en") == "1.5 seconds"


@pytest.mark.parametrize(
    ("before", "after", "status", "told"),
    [
        (1, 2, "classified", "elle est rétrogradée de la 1re place à la 2e."),
        (3, 2, "classified", "elle passe de la 3e place à la 2e."),
        (None, 3, "classified", "elle est classée 3e."),
        (2, None, "not-classified", "elle n’est plus classée (elle occupait la 2e place)."),
        (2, None, "disqualified", "la #7 a été disqualifiée, alors qu’elle occupait la 2e place."),
        (None, None, "disqualified", "la #7 a été disqualifiée."),
    ],
)
def test_a_ruling_after_the_race_makes_a_french_sentence(
    before: int | None, after: int | None, status: str, told: str
) -> None:
    said = {
        "session": "race-1", "session_kind": "race", "car": Car("7"), "before": before, "after": after,
        "status": status, "why": [{"penalty": "laps", "seconds": None, "reason": None}],
    }  # fmt: skip
    made = Teller("fr").say(*Wording(Naming("fr")).of("changed", said))
    assert made is not None
    assert made.endswith(told) and made.startswith("Après la course 1, la #7 a ")
