"""What kind of session a name says: whole words in five languages, and nothing guessed."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcferme.names import KINDS, PREPOSITIONS, WORDS, kind_of, kind_said

PAGE = (Path(__file__).parents[2] / "docs" / "names.md").read_text(encoding="utf-8")
LANGUAGES = ("en", "fr", "de", "es", "it")


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("race", "Race|Race 1|race-2|Final|Heat 2|Grand Prix|Feature Race|Super Race|Qualifying Race|Contest"),
        ("race", "Semi-Final|Course 2|Course de qualification|Manche 1|Demi-finale|Rennen 1|Qualifikationsrennen"),
        ("race", "Lauf 2|Carrera 1|Carrera de clasificación|Gara 1|Formula Libre Race|Superpole Race|R2|race-24h"),
        ("race", "Gran Premio|Großer Preis von Brno|Grosser Preis|Superfinale|Main Event|B-Main|Qualirennen 2"),
        ("qualifying", "Gran Premio - Qualifiche|GP Qualifiche|Großer Preis Zeittraining|Qualy|Sprintqualifying"),
        ("qualifying", "Qualifikation Rennen 1|Qualifying Rennen 2|Zeittraining Lauf 2|Calificaciones"),
        ("practice", "Entraînement libre|Probetraining|Libres 1|Gran Premio Prove libere|GP FP1"),
        ("sprint", "Sprint|Grand Prix Sprint|Sprint Race|Course Sprint|Gara sprint|Sprintrennen|Carrera al sprint"),
        ("sprint", "sprint-2"),
        ("qualifying", "Qualifying|Q1|q 2|Qualif|Super Pole|Superpole|Sprint Qualifying|Sprint Shootout|Hyperpole"),
        ("qualifying", "Qualifying Sprint|Race 1 Qualifying|Qualifying for Race 1|Rennen 1 Qualifying|Zeittraining"),
        ("qualifying", "Essais qualificatifs|Essais chronométrés|Qualifications course 1|Clasificación"),
        ("qualifying", "Qualifiche"),
        ("qualifying", "Prove ufficiali|Prove di qualificazione|Entrenamientos cronometrados|Grand Prix Qualifying"),
        ("practice", "Practice 1|Free Practice|Final Practice|FP2|Warm Up|warm-up|Test"),
        ("practice", "Essais libres|Essais|Prove libere|Freies Training|Entrenamientos libres|Practice for Qualifying"),
        ("race", "Last Chance Qualifier|Last Chance Qualifiers|LCQ 2|Last-Chance Heat|Second Chance|Consi"),
        ("race", "Quarter Final 2|Quarter-Finals|Superheat A|Qualifying Heats - Heat 1|Qualifying Heat 3|B Final"),
        ("race", "Zwischenlauf|Hoffnungslauf 2|Trostfinale|Viertelfinale|Repesca|Repechaje|Ripescaggio"),
        ("race", "Recupero|Préfinale|Timed Race|Consolation Race"),
        ("qualifying", "Qualifying (Race 2)|Qualifying - Heat 1|Qualifying, Race 2|SQ2|Timed Practice|Pre-Qualifying"),
        ("qualifying", "Préqualifications|Vorqualifikation|Qualifikation - Rennen 1|Grand Prix: Qualifying"),
        ("practice", "F4 - Practice - Race 2|Aufwärmen|Aufwärmtraining|Einführungstraining|Trainingslauf|WU"),
        ("stage", "Spéciale 4|SS12"),
        ("stage", "Stage 1|Étape 3|Etappe 2|Tappa 1"),
    ],
)  # fmt: skip
def test_a_name_says_its_kind(kind: str, names: str) -> None:
    assert {name: kind_of(name) for name in names.split("|")} == dict.fromkeys(names.split("|"), kind)


@pytest.mark.parametrize("name", ["Latest", "Embraced", "Heather", "Protest", "Sprinter Cup", "Trophy Dash"])
def test_a_part_of_a_word_says_nothing(name: str) -> None:
    assert kind_of(name) not in KINDS


def test_a_name_that_says_nothing_is_its_own_kind_without_its_number() -> None:
    assert kind_of("Trophy Dash 2") == "trophy-dash"
    assert kind_of("") == "race"


@given(st.sampled_from(KINDS), st.integers(0, 4), st.data())
def test_every_word_says_its_kind_in_any_case_with_a_number(
    kind: str, number: int, data: st.DataObject
) -> None:
    word = data.draw(st.sampled_from([word for words in WORDS[kind].values() for word in words.split()]))
    kinds = {one for one, languages in WORDS.items() if word in " ".join(languages.values()).split()}
    told = kind_of(f"{word.upper()} {number}" if number else word.title())
    assert told in kinds
    assert kind_of(f"{word}{number or ''}") == told


def test_a_kind_that_is_said_in_words_is_that_kind_and_another_stays() -> None:
    assert [kind_said(one) for one in ("Rennen", "RACE", "qualif", "race-24h", "Endurance 6h")] == [
        "race", "race", "qualifying", "race-24h", "endurance-6h",
    ]  # fmt: skip


def test_the_page_has_the_table_of_words() -> None:
    rows = dict(
        re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE.partition("## Names of columns")[0], re.MULTILINE)
    )
    assert set(rows) == set(WORDS) == set(KINDS)
    for kind, languages in WORDS.items():
        told = [cell.split(", ") for cell in rows[kind].split(" | ")]
        assert told == [languages[one].split() for one in LANGUAGES], kind
    assert f"*{', '.join(sorted(PREPOSITIONS))}*" in PAGE
