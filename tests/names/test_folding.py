"""Which spellings are one name: nothing that people do to a name with a keyboard makes another person of it."""

import string
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcferme.names import edges, fitting, fold, hyphened, nearest, same

WORDS = st.text(st.sampled_from(string.ascii_letters + "éèÉñÑüÖçßøŁœ"), min_size=1, max_size=8)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


@given(
    NAMES, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]), st.booleans(), st.integers(1, 3), st.booleans()
)
def test_case_blanks_and_the_form_of_letters_make_no_other_name(
    name: str, form: Literal["NFC", "NFD", "NFKC", "NFKD"], upper: bool, blanks: int, around: bool
) -> None:
    other = unicodedata.normalize(form, name).replace(" ", " " * blanks)
    other = other.upper() if upper else other
    other = f"  {other}\u00a0" if around else other
    assert same(other) == same(name)
    assert fold(other) == fold(name)


@given(NAMES)
def test_a_name_without_its_accents_is_the_same_name(name: str) -> None:
    bare = "".join(one for one in unicodedata.normalize("NFD", name) if not unicodedata.combining(one))
    assert same(bare) == same(name)


@given(NAMES)
def test_what_was_evened_out_once_stays_so(name: str) -> None:
    assert same(same(name)) == same(name)
    assert edges(edges(name)) == edges(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("O'Neill", "O’Neill"),
        ("Jean-Eric", "Jean‑Éric"),
        ("Łukasz Ørsted", "Lukasz Orsted"),
        ("Großmann", "GROSSMANN"),
    ],
)
def test_signs_that_look_alike_are_one(one: str, other: str) -> None:
    assert same(one) == same(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jean-Eric", "Jean Eric"),
        ("J. Miller", "J Miller"),
        ("LMP2+", "LMP2"),
        ("Müller", "Mueller"),
        ("7", "07"),
    ],
)
def test_what_might_be_another_name_stays_another(one: str, other: str) -> None:
    assert same(one) != same(other)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Spa Francorchamps", "Spa-Francorchamps"), ("race1", "Race 1"), ("RACE_1", "race-1"),
        ("Pro/Am", "proam"), ("Le Castellet", "le-castellet"), ("Sao Paulo", "São Paulo"),
    ],
)  # fmt: skip
def test_a_rule_means_a_name_whatever_its_punctuation(label: str, name: str) -> None:
    assert fitting(label, ["something else", name]) == (name,)


def test_two_numbers_stay_apart() -> None:
    assert fold("Race 1-1") != fold("Race 11")
    assert fold("Race 1-1") == fold("race 1/1")


def test_the_very_name_goes_before_one_that_is_only_like_it() -> None:
    assert fitting("GT", ["GT+", "GT"]) == ("GT",)
    assert fitting("gt", ["GT+", "GT"]) == ("GT",)
    assert fitting("gt plus", ["GT+", "GT"]) == ()


def test_the_nearest_name_is_named_and_only_where_one_is_near() -> None:
    assert nearest("GT4", ["LMP3", "GT3"]) == "GT3"
    assert nearest("raec", ["sprint", "race"]) == "race"
    assert nearest("Monaco", ["Spa", "Brno"]) is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [("Milo Racing", "milo-racing"), ("  Équipe n° 7! ", "equipe-n-7"), ("Гонка 1", "1"), ("決勝", "")],
)
def test_a_name_in_an_address_has_letters_figures_and_hyphens(text: str, kept: str) -> None:
    assert hyphened(text) == kept
