"""`parcferme demo`: the shipped reconstruction, said to be one; and the shipped rulebooks."""

import tomllib

import pytest


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ["RECONSTRUCTION", "Leader sequence", "Compulsory stop", "too short", "Placed by", "What next"],
        ),
        (
            "fr",
            [
                "RECONSTITUTION",
                "Leaders successifs",
                "Arrêt obligatoire",
                "trop court",
                "Placée par",
                "Et ensuite",
            ],
        ),
    ],
)
def test_the_demo_shows_every_part(run, language: str, words: list[str]) -> None:
    done = run("demo", "--lang", language)
    assert (done.status, done.err) == (0, "")
    for word in words:
        assert word in done.out
    assert max(len(line) for line in done.out.splitlines() if "[compulsory-stop" not in line) <= 80


def test_the_demo_as_json_is_a_qualifying_and_a_race(run) -> None:
    qualifying, race = run("demo", "--json").json
    assert (qualifying["session"]["kind"], race["session"]["kind"]) == ("qualifying", "race")
    assert qualifying["session"]["reconstruction"] is race["session"]["reconstruction"] is True
    assert [row["number"] for row in race["classification"][:2]] == ["50", "81"]


def test_the_rulebooks_are_listed_and_shown(run) -> None:
    names = [one["name"] for one in run("rulebooks", "--json").json["rulebooks"]]
    assert {"generic", "wec", "ligier-european-series-2020"} <= set(names)
    assert all(name in run("rulebooks").out for name in names)
    assert tomllib.loads(run("rulebooks", "wec").out)["name"] == "wec"
    shown = run("rulebooks", "wec", "--json").json
    assert shown["cites"]["race.classified"]["article"]


def test_a_rulebook_of_ones_own_is_shown_too(run, tmp_path) -> None:
    (tmp_path / "mine.toml").write_text('name = "mine"\n')
    assert run("rulebooks", "mine.toml").out == 'name = "mine"\n'
    assert "nearest is 'wec'" in run("rulebooks", "wek").err
