"""`parcferme demo`: the shipped season, said to be a reconstruction; and the shipped rulebooks."""

import tomllib
from pathlib import Path

import pytest

from commands import Run
from parcferme.season import season_folder


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            [
                "RECONSTRUCTION", "Starting grid", "15. #81 no time", "electrical cut", "starts at the back",
                "Leader sequence", "Le Castellet · race-2", "what Milo Racing could still gain at Spa",
                "up to 2 places", "Heat 5", "How the title", "6 wins", "3 wins", "What next",
            ],
        ),
        (
            "fr",
            [
                "RECONSTITUTION", "Grille de départ", "15. #81", "part en fond de grille", "Leaders successifs",
                "ce que Milo Racing pouvait encore gagner à Spa", "Manche 5", "Comment le titre", "6 victoires",
                "3 victoires", "Et ensuite",
            ],
        ),
    ],
)  # fmt: skip
def test_the_demo_runs_the_season(run: Run, language: str, words: list[str]) -> None:
    done = run("demo", "--lang", language)
    assert (done.status, done.err) == (0, "")
    for word in words:
        assert word in done.out
    assert max(len(line) for line in done.out.splitlines()) <= 80


def test_every_part_of_the_demo_says_that_it_is_a_reconstruction(run: Run) -> None:
    out = run("demo").out
    heads = [line for line in out.splitlines() if line.startswith("RECONSTRUCTION")]
    assert len(heads) == 3  # the season, the grid, the race
    assert out.count("Reconstruction: worked out from published facts") == 2  # the race, the tables
    assert "which is reconstructed" in out


def test_the_range_of_margins_is_that_of_the_facts_and_the_shipped_one_is_marked(run: Run) -> None:
    opened = tomllib.loads((season_folder() / "reconstruction.toml").read_text(encoding="utf-8"))
    title = run("demo", "--json").json["title"]
    assert (
        title["margin"]["possible"]
        == [one["points"] for one in opened["title"]["margin"]]
        == [3, 4, 6, 9, 12]
    )
    assert title["margin"]["points"] == opened["shipped"]["margin"] == 12
    assert title["margin"]["certainty"] == "reconstructed"
    assert [(one["race"], one["number"]) for one in title["margin"]["hangs_on"]] == [
        ("1.2", "50"),
        ("4.1", "50"),
    ]
    assert "allow 3, 4, 6, 9, 12," in " ".join(run("demo").out.split())


def test_six_wins_lose_to_three_because_of_the_round_that_was_missed(run: Run) -> None:
    title = run("demo", "--json").json["title"]
    assert title["champion"] == {"name": "Andrea Dromedari", "wins": 3, "points": 195}
    assert title["second"] == {"name": "Kevin Balthazar", "wins": 6, "points": 183}
    assert (title["missed"], title["taken_there"]) == (["Le Castellet 2"], 50)


def test_the_demo_as_json_is_one_document(run: Run) -> None:
    made = run("demo", "--json").json
    assert made["reconstruction"] is made["grid"]["session"]["reconstruction"] is True
    assert made["grid"]["grid"][-1]["number"] == "81"
    race, listed = made["results"]
    assert [row["number"] for row in race["classification"][:2]] == ["50", "81"]
    assert [row["number"] for row in listed["rows"][:3]] == ["34", "50", "81"]
    assert {row["certainty"] for row in listed["rows"]} == {"stated", "reconstructed"}
    assert [one["after"] for one in made["standings"]] == [1, 2, 3, 4, 5]
    assert (made["next"]["position"], made["next"]["gain"]) == (3, 2)


def test_the_rulebooks_are_listed_and_shown(run: Run) -> None:
    names = [one["name"] for one in run("rulebooks", "--json").json["rulebooks"]]
    assert {"generic", "wec", "ligier-european-series-2020"} <= set(names)
    assert all(name in run("rulebooks").out for name in names)
    assert tomllib.loads(run("rulebooks", "wec").out)["name"] == "wec"
    shown = run("rulebooks", "wec", "--json").json
    assert shown["cites"]["race.classified"]["article"]


def test_a_rulebook_of_ones_own_is_shown_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('name = "mine"\n')
    assert run("rulebooks", "mine.toml").out == 'name = "mine"\n'
    assert "nearest is 'wec'" in run("rulebooks", "wek").err
