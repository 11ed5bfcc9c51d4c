"""Names of columns in five languages: none means two things in one list, and the page has them all."""

import unicodedata
from pathlib import Path

import pytest

from parcferme.decoders.result_columns import COLUMNS as OF_RESULTS
from parcferme.decoders.result_columns import NEVER_READ
from parcferme.decoders.results import parse_results
from parcferme.entries import parse_entries
from parcferme.entries.columns import COLUMNS as OF_ENTRIES
from parcferme.names import COLUMN_WORDS, evened, words_of

PAGE = (Path(__file__).parents[2] / "docs" / "names.md").read_text(encoding="utf-8")
LISTS = {
    "de": "Lauf;Session;Platz;Startnummer;Fahrer;Team;Runden;Zeit;Rückstand;Klasse",
    "de, short": "Lauf;Session;Pos.;Nr.;Fahrer;Team;Rdn;Gesamtzeit;RUECKSTAND;Klasse",
    "fr": "Manche;Séance;Classement;N°;Pilote;Équipe;Tours;Temps;Écart;Classe",
    "es": "Ronda;Sesión;Posición;Número;Piloto;Equipo;Vueltas;Tiempo;Diferencia;Clase",
    "it": "Manche;Sessione;Posizione;Numero;Pilota;Squadra;Giri;Tempo;Distacco;Classe",
}


@pytest.mark.parametrize("header", LISTS.values(), ids=LISTS)
def test_a_result_list_is_read_in_the_language_its_club_speaks(header: str) -> None:
    text = f"{header}\n2;Rennen;1;7;Ann;Alpha;20;30:00,000;;GT\n2;Rennen;2;08;Bob;Beta;20;;+5,500;GT\n"
    (race,), findings = parse_results(text, "list.csv")
    assert findings == ()
    assert (race.round, race.kind) == (2, "race")
    assert [(one.position, one.car, one.drivers, one.class_, one.team, one.laps) for one in race.lines] == [
        (1, "7", ("Ann",), "GT", "Alpha", 20),
        (2, "08", ("Bob",), "GT", "Beta", 20),
    ]
    assert race.lines[1].time == 1_805_500_000


def test_words_for_who_did_not_finish_and_laps_behind_are_read_in_german_too() -> None:
    text = (
        "Pos;Nr;Runden;Rückstand\n1;7;20;\n2;8;;1 Runde\nausgefallen;9;3;\nnicht gestartet;10;;\n"
        "disqualifiziert;11;20;\n"
    )
    (race,), findings = parse_results(text, "list.csv")
    assert findings == ()
    assert [(one.position, one.laps, one.status.value) for one in race.lines] == [
        (1, 20, "classified"),
        (2, 19, "classified"),
        (None, 3, "not-classified"),
        (None, None, "not-started"),
        (None, 20, "disqualified"),
    ]


def test_an_entry_list_is_read_in_the_language_its_club_speaks() -> None:
    for header in (
        "Startnummer;Klasse;Bewerber;Fahrer;Transponder",
        "Dorsal;Clase;Equipo;Piloto;Transpondedor",
    ):
        entries, findings = parse_entries(f"{header}\n7;GT;Alpha;Ann;4711\n", "entries.csv")
        assert findings == ()
        (one,) = entries.cars
        assert (one.number, one.class_, one.team, one.transponders) == ("7", "GT", "Alpha", ("4711",))


def test_a_gap_that_may_be_an_interval_is_not_guessed() -> None:
    (race,), (found,) = parse_results("Pos;Nr;Zeit;Abstand\n1;7;30:00,0;\n2;8;;5,0\n", "list.csv")
    assert (found.code, found.where.column, race.lines[1].time) == ("column-unknown", "Abstand", None)


@pytest.mark.parametrize("columns", [{**OF_RESULTS, "never read": tuple(NEVER_READ)}, OF_ENTRIES])
def test_no_name_of_a_column_means_two_things_in_one_list(columns: dict[str, tuple[str, ...]]) -> None:
    said = [name for names in columns.values() for name in set(names)]
    assert len(said) == len(set(said)) > 100


def test_every_name_is_found_without_its_accents_and_on_the_page() -> None:
    for what, by_language in COLUMN_WORDS.items():
        assert set(by_language) <= {"en", "fr", "de", "es", "it"}
        for name in (name for names in by_language.values() for name in names.split("|")):
            bare = "".join(
                one for one in unicodedata.normalize("NFD", name) if not unicodedata.combining(one)
            )
            assert {evened(name), evened(bare.upper())} <= set(words_of(what))
            assert name in PAGE
