"""Texts made up for the test, French and English: each claim is found where it stands and judged by the results."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from parcferme.documents import Meetings
from parcferme.findings import WrongCall
from parcferme.press.factcheck import FactCheck, Verdict, check_text
from parcferme.press.factcheck.pages import words_of
from parcferme.press.release import communique
from parcferme.press.release.render import render
from small_championship import FILES
from small_meeting import told_of

Check = Callable[..., FactCheck]
C, X, U = Verdict.CONFIRMED, Verdict.CONTRADICTED, Verdict.UNKNOWN

# text, round, kind, verdict, what is known
CASES = [
    ("Milo Racing took second overall in race 1.", 1, "place-overall", C, 2),
    ("Milo Racing took fourth overall in race 1.", 1, "place-overall", X, 2),
    ("Milo Racing finished P3 in the second race.", 1, "place", C, 3),
    ("Milo Racing finished 4th in race two.", 1, "place", X, 3),
    ("Le Milo Racing a terminé deuxième de la course 1.", 1, "place", C, 2),
    ("Le Milo Racing a terminé troisieme de la premiere course.", 1, "place", X, 2),
    ("Milo Racing monte sur la troisième marche du podium en course 2.", 1, "place", C, 3),
    ("La #33 termine 4e en JS P4 de la course 2.", 1, "place-class", C, 4),
    ("The #33 finished 3rd in JS P4 in race 2.", 1, "place-class", X, 4),
    ("Kevin Balthazar won both races for Milo Racing.", 2, "win", C, 1),
    ("Sacha Lehmann won race 1 for M Racing.", 2, "win", X, 2),
    ("Victoire pour Kevin Balthazar lors de la course 1.", 2, "win", C, 1),
    ("Milo Racing scored three podiums this weekend.", 1, "podiums", X, 2),
    ("Un double podium pour Milo Racing.", 1, "podiums", C, 2),
    ("Milo Racing set no time in qualifying 1.", 1, "no-time", C, "qualifying-1: no time"),
    ("Milo Racing failed to set a lap time in Qualifying 2.", 1, "no-time", X, "qualifying-2: time"),
    ("Le Milo Racing n’a signé aucun chrono en Q1.", 1, "no-time", C, "qualifying-1: no time"),
    ("Sacha Lehmann took pole for race 2.", 2, "pole", C, 1),
    ("Kevin Balthazar took pole for race 2.", 2, "pole", X, 2),
    ("The races last 60 minutes plus one lap.", 1, "race-format", C, "60 minutes plus 1 lap"),
    ("Deux courses d'une heure plus un tour.", 1, "race-format", C, "60 minutes plus 1 lap"),
    ("Les courses de cinquante minutes plus un tour.", 1, "race-format", X, "60 minutes plus 1 lap"),
    ("Rendez-vous à Spa les 7 et 8 août 2020.", 1, "date", C, "2020-08-07/2020-08-08"),
    ("The next round is at Spa on August 14-15.", 1, "date", X, "2020-08-07/2020-08-08"),
    ("Race 1 was held at Spa on Sunday 8 August.", 2, "date", X, "Saturday 8 August 2020"),
    ("On Sunday, Milo Racing finished third in race 2.", 1, "weekday", X, "Saturday 18 July 2020"),
    ("Le samedi, Milo Racing finit troisième de la course 2.", 1, "weekday", C, "Saturday 18 July 2020"),
    ("La course 1 a démarré à 10 h 50.", 1, "start", C, "10:50"),
    ("Race 1 started at 11:50.", 1, "start", X, "10:50 (race-1)"),
    ("Andrea Dromedari fut le plus rapide des essais libres en 2'29\"821.", 2, "lap-time", C, "2:29.821"),
    ("Andrea Dromedari set the best practice time, 2:28,821.", 2, "lap-time", X, "2:29.821"),
    ("Kevin Balthazar leads the championship with 83 points.", 2, "points", C, 83),
    ("Kevin Balthazar leads the championship with 93 points.", 2, "points", X, 83),
    ("Kevin Balthazar compte 10 points d'avance.", 2, "points-gap", C, 10),
    ("Kevin Balthazar has a lead of 12 points.", 2, "points-gap", X, 10),
    ("Kevin Balthazar is second in the championship.", 2, "place-standings", X, 1),
    ("Milo Racing hopes to gain one or two places in the standings.", 1, "hope", C, None),
    ("Milo Racing veut gagner quatre places au classement général.", 1, "hope", X, None),
    ("The #18 of Milo Racing was entered.", 1, "car-number", X, "#81"),
    ("La n° 81 de Milo Racing était engagée.", 1, "car-number", C, "#81 Milo Racing"),
    ("#45 Milo Racing was entered.", 1, "car-team", X, "Milo Racing: #81"),
    ("#81 Milo Racing (Andrea Dromedari) was entered.", 1, "car-driver", X, "Andrea Dromedari: #50"),
    ("Kevin Balthasar was in the car of Milo Racing.", 1, "driver", X, "Kevin Balthazar"),
    ("Each car had to make a compulsory stop of at least 95 seconds.", 2, "minimum-stop", C, "95 s"),
    ("Un arrêt obligatoire d'au moins 85 secondes.", 2, "minimum-stop", X, "95 s"),
    ("Le deuxième rendez-vous aura lieu à Monza.", 1, "round", X, 4),
    ("15 cars were entered at Le Castellet.", 1, "cars", C, 15),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number", "kind", "verdict", "known"), CASES, ids=lambda one: str(one)[:40])
def test_a_claim_is_judged(
    check: Check, text: str, number: int, kind: str, verdict: Verdict, known: object
) -> None:
    claims = [claim for claim in check(text, number).claims if claim.kind == kind]
    assert [claim.verdict for claim in claims] == [verdict]
    if known is not None:
        assert claims[0].known == known
    assert text[claims[0].start : claims[0].end] == claims[0].text


def test_a_place_that_is_only_hoped_for_is_not_judged(check: Check) -> None:
    (claim,) = [one for one in check("Milo Racing vise la première place en course 1.", 1).claims
                if one.kind.startswith("place")]  # fmt: skip
    assert claim.verdict is U


@pytest.mark.parametrize(
    "text",
    [
        "La deuxième ligne et le premier tour de la première course du 8 août avec la JS P4 du Milo Racing.",
        "The first lap of the second race in the third round was the best lap in the JS P4 of Milo Racing.",
        "Il y a deux secondes entre les deux premières voitures du Milo Racing.",
    ],
)
def test_an_ordinal_that_is_no_place_is_no_claim_of_one(check: Check, text: str) -> None:
    assert [one for one in check(text, 1).claims if one.kind.startswith("place")] == []


def test_a_claim_in_a_quote_counts_and_we_are_the_speakers_team(check: Check) -> None:
    text = (
        "Milo Racing était au départ. « Nous avons terminé quatrièmes de la course 1 », dit Kevin Balthazar."
    )
    assert [one.verdict for one in check(text, 1).claims if one.kind == "place"] == [X]


@pytest.mark.parametrize(
    "text",
    [
        "Das Team hat das erste Rennen auf dem zweiten Platz beendet und war mit dem Ergebnis nicht zufrieden.",
        "De wagen van het team was niet snel maar het is een mooie dag voor de ploeg en de rijders geworden.",
        "La squadra ha chiuso la gara con il secondo posto nella classifica ed è anche il podio per gli altri.",
        "チームは第1レースで総合2位を獲得しました。",
    ],
)
def test_a_text_in_another_language_is_a_finding_and_nothing_is_judged(check: Check, text: str) -> None:
    found = check(text)
    assert [finding.code for finding in found.findings] == ["text-language"]
    assert found.claims == ()


@pytest.mark.parametrize("text", ["", "   \n", "12 / 13", "\x00\x01"])
def test_a_text_without_words_claims_nothing(check: Check, text: str) -> None:
    assert [finding.code for finding in check(text).findings] == ["text-without-claims"]


def test_accents_as_characters_of_their_own_do_not_move_a_claim(check: Check) -> None:
    text = unicodedata.normalize(
        "NFD", "À l’été, le Milo Racing a terminé à la deuxième place en course 1.\r\n"
    )
    (claim,) = [one for one in check(text, 1).claims if one.kind == "place"]
    assert text[claim.start : claim.end] == claim.text
    assert claim.verdict is C


def test_the_round_is_the_one_whose_results_fit_best(check: Check) -> None:
    text = "Sur le Circuit Paul Ricard, Milo Racing finit 2e de la course 1 et 3e de la course 2."
    assert check(text).round == 1


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("team", [None, "Milo Racing"])
@pytest.mark.parametrize("number", [1, 2])
def test_our_own_communiques_hold(
    check: Check, told: Meetings, number: int, team: str | None, language: str
) -> None:
    weekend = told.meeting(number)
    assert weekend is not None
    text = render(communique(told, weekend, language=language, team=team), "text")
    assert isinstance(text, str)
    found = check(text)
    assert [one for one in found.claims if one.verdict is X] == []
    assert found.round == number
    assert found.count(C) > 30


ELSEWHERE = [
    "Toyota Gazoo Racing won the 6 Hours of Spa-Francorchamps on Saturday 8 May 2021. The #8 Toyota of Sebastien Buemi "
    "and Brendon Hartley took victory by 1:07.196 from the #36 Alpine, second overall.",
    "La saison 2021 de la Ligier European Series s’est ouverte à Barcelone les 17 et 18 avril 2021. Jacques Wolff a "
    "remporté la course 1 en JS P4 devant la #50 du HP Racing Team. Natan Bihel s’est imposé en JS2 R.",
]


@pytest.mark.parametrize("text", ELSEWHERE)
def test_a_text_of_another_series_or_season_is_told_and_nothing_in_it_is_judged(
    check: Check, text: str
) -> None:
    found = check(text)
    assert [finding.code for finding in found.findings] == ["text-elsewhere"]
    assert found.claims and found.count(U) == len(found.claims)


def test_the_marks_of_markdown_and_addresses_are_passed_over(check: Check) -> None:
    text = "# Milo Racing\n\n**Milo Racing** won *race 1* at [Spa](http://monza.example/2020/07/14).\n"
    claims = check(text).claims
    assert {one.kind: one.verdict for one in claims} == {"team": C, "win": C, "circuit": C}
    assert all(text[one.start : one.end].replace("*", "") == one.text.replace("*", "") for one in claims)


def test_a_page_is_read_for_its_words() -> None:
    page = "<head><style>p{width:42s}</style></head><p>Milo <b>Racing</b> won\nrace&nbsp;1.</p><p>P2 &lt;b&gt;</p>"
    assert words_of(page) == "Milo Racing won race\u00a01.\n\nP2 <b>"


def test_what_fails_for_one_and_holds_for_another_named_near_it_is_not_contradicted(check: Check) -> None:
    text = "Milo Racing and HP Racing Team shone in race 1. In the end it was third in race 2 that stung."
    assert [one for one in check(text, 1).claims if one.verdict is X] == []
    sure = "HP Racing Team shone in race 1. Milo Racing was second in race 2."
    assert [one.known for one in check(sure, 1).claims if one.verdict is X] == [3]


def test_a_race_that_was_not_held_is_told(check: Check) -> None:
    found = check("Milo Racing set no time in qualifying 3.", 1)
    assert [(one.kind, one.known) for one in found.claims if one.verdict is X] == [
        ("session", "qualifying-1, qualifying-2")
    ]


def test_a_text_as_long_as_a_book_is_a_wrong_call(check: Check) -> None:
    with pytest.raises(WrongCall, match="no press release"):
        check("Milo Racing won race 1. " * 10_000)


def test_one_endless_sentence_is_read_in_pieces(check: Check) -> None:
    found = check("Milo Racing took second in race 1, " * 200, 1)
    assert found.count(C) == 201


def test_where_the_fewest_points_lead_a_lead_is_what_the_next_has_more(tmp_path: Path) -> None:
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    book = FILES["cup.toml"].replace("[10, 6, 4]", "[1, 2, 5]") + 'wins = "fewest"\n'
    (tmp_path / "cup.toml").write_text(book)
    found = check_text(
        "Ann leads the championship by 1 point. Cy is 4 points behind.", told_of(tmp_path, 1), 1
    )
    points = {one.claimed: (one.verdict, one.known) for one in found.claims if one.kind.startswith("points")}
    assert points[1][0] is Verdict.CONFIRMED
    wrong = check_text("Ann leads the championship by 4 points.", told_of(tmp_path, 1), 1)
    (claim,) = [one for one in wrong.claims if one.kind.startswith("points")]
    assert claim.known == 1
