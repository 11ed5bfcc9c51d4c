"""A template that would print bad grammar is refused when the file is read: before anybody's release has it."""

import pytest

from parcferme.press.release.nouns import Noun, together
from parcferme.press.release.phrases import PhraseError, Phrases, Teller, filled, phrases, read_phrases

NOUNS = '[noun]\ntour = "m tour|tours"\nvictoire = "f victoire|victoires"\n'


def book(template: str, language: str = "fr") -> Phrases:
    return read_phrases(f"{NOUNS}[say]\nx = ['{template}']\n", language)


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{who} gagne.", "no verb agrees"),
        ("{car} en tête.", "no verb agrees"),
        ("{who!Parti} dernier, {who} {who?a|ont} gagné.", "no list says the gender"),
        ("{laps} tours en tête.", "needs a known noun"),
        ("{laps#mètre} en tête.", "needs a known noun"),
        ("{gap#tour}.", "is not counted"),
        ("{gap?a|ont}.", "set as it is"),
        ("{who} {who?gagne} ici.", "two forms"),
        ("{nobody} {nobody?a|ont} gagné.", "nothing is called"),
        ("{who.chez} gagne.", "no case"),
        ("{car} {car?est|sont} parti dernier.", "agrees in gender"),
        ("{car} {car?est parti|sont partis} dernier.", "agrees in gender"),
        ("{car} a {car?gagné|gagné}.", "in one number"),
        ("[{who.obj} gagne.", "do not close"),
        ("{who.obj gagne.", "do not close"),
        ("En tête de {sessions.obj}.", "melts with an article"),
        ("La tête est revenue à {car.obj}.", "melts with an article"),
    ],
)
def test_a_template_that_does_not_ask_for_gender_and_number_is_refused(template: str, why: str) -> None:
    with pytest.raises(PhraseError, match=why):
        book(template)


def test_english_asks_for_the_number_of_to_be_and_to_have() -> None:
    with pytest.raises(PhraseError, match="in one number"):
        read_phrases('[say]\nx = ["{who} was first."]\n', "en")


@pytest.mark.parametrize("noun", ["tour|tours", "n tour|tours", "m tour", "m |tours"])
def test_a_noun_without_gender_and_plural_is_refused(noun: str) -> None:
    with pytest.raises(PhraseError, match="write gender"):
        read_phrases(f'[noun]\ntour = "{noun}"\n', "fr")


def test_both_languages_load_and_tell_the_same_kinds() -> None:
    assert set(phrases("fr").templates) == set(phrases("en").templates)
    for language in ("fr", "en"):
        assert all(phrases(language).templates.values())


CAR, CREW = Noun("#81", "f", article="la "), Noun("Ann Un et Bob Deux", plural=True)


@pytest.mark.parametrize(
    ("template", "values", "told"),
    [
        ("{car!Parti} 8e, {car} {car?a|ont} gagné.", {"car": CAR}, "Partie 8e, la #81 a gagné."),
        ("{car!Parti} 8e, {car} {car?a|ont} gagné.", {"car": together([CAR, CAR], "fr")},
         "Parties 8e, la #81 et la #81 ont gagné."),
        ("{who} {who?a|ont} gagné.", {"who": CREW}, "Ann Un et Bob Deux ont gagné."),
        ("La tête est revenue {car.à}, {laps#tour} durant.", {"car": CAR, "laps": 1},
         "La tête est revenue à la #81, 1 tour durant."),
        ("{wins##victoire} {who.de}.", {"wins": 1, "who": Noun("Alain Grand")}, "une victoire d’Alain Grand."),
        ("{laps#tour}[ en {time}].", {"laps": 30}, "30 tours."),
        ("Le podium {over.de}.", {"over": together([Noun("Yvan Muller"), Noun("Jean Rodot")], "fr")},
         "Le podium d’Yvan Muller et de Jean Rodot."),
    ],
)  # fmt: skip
def test_nouns_carry_their_article_gender_and_number_into_the_sentence(
    template: str, values: dict[str, object], told: str
) -> None:
    made = book(template)
    assert filled(made.templates["x"][0], values, made) == told


def test_a_value_that_is_not_known_takes_its_template_with_it() -> None:
    made = book("{who.obj}, {gap}.")
    assert filled(made.templates["x"][0], {"who": CREW, "gap": None}, made) is None


def test_the_pattern_used_least_comes_next() -> None:
    teller = Teller("en")
    who = {
        "who": Noun("Ann"),
        "session": Noun("race 1"),
        "of_session": "of race 1",
        "in_session_first": "In race 1",
    }
    said = [teller.say("winner", who) for _ in teller.book.templates["winner"]]
    assert len(set(said)) == len(said) > 2
    assert teller.say("winner", who) == said[0]
