"""A series whose rules change: one rulebook file for each era, picked by the season."""

import pytest

from parcferme import rulebooks
from parcferme.findings import BadRulebook
from parcferme.season import load_rulebook


def test_a_series_with_eras_is_listed_once() -> None:
    assert rulebooks.shipped().count("f1") == 1
    assert len(rulebooks.eras("f1")) > 10
    assert rulebooks.eras("wec") == ()


@pytest.mark.parametrize("season", range(1950, 2027))
def test_every_season_since_1950_has_one_era(season: int) -> None:
    covering = [era for era in rulebooks.eras("f1") if rulebooks._covers(era, str(season))]
    assert len(covering) == 1
    assert rulebooks.file_name("f1", season) == f"f1/{covering[0]}.toml"
    assert load_rulebook("f1", season) == load_rulebook("f1", str(season))


@pytest.mark.parametrize(
    ("era", "seasons", "others"),
    [
        ("1954", {1954}, {1953, 1955}),
        ("1950-1953", {1950, 1953}, {1949, 1954}),
        ("2026-", {2026, 2099}, {2025}),
        ("1958_1960_1963-1965", {1958, 1960, 1964}, {1959, 1961, 1966}),
    ],
)
def test_the_name_of_an_era_says_its_seasons(era: str, seasons: set[int], others: set[int]) -> None:
    assert {season for season in seasons | others if rulebooks._covers(era, str(season))} == seasons


def test_without_a_season_the_newest_era_stands() -> None:
    newest = rulebooks.eras("f1")[-1]
    assert rulebooks.text("f1") == rulebooks.text("f1", newest[:4])


@pytest.mark.parametrize("season", ["1949", "soon"])
def test_a_season_nobody_wrote_rules_for_is_refused_with_those_there_are(season: str) -> None:
    with pytest.raises(BadRulebook, match=rf"f1: no rulebook for the season {season} \(there is 1950"):
        load_rulebook("f1", season)


def test_a_rulebook_for_all_seasons_takes_any() -> None:
    assert load_rulebook("wec", 2024) == load_rulebook("wec")
