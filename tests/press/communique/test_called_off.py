"""The press release of a round that was called off."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from parcferme.cli import app

RESULT = "position,number,driver,team\n1,7,Ann,Milo\n2,8,Bea,Seven\n"


@pytest.fixture
def cup(tmp_path: Path) -> Path:
    """Three rounds: Spa was held, Monza is called off after its qualifying, Imola is to come."""
    files = {
        "championship.toml": 'name = "Cup"\ntitle = "Coupe Test"\nseason = 2026\nrulebook = "r.toml"\n'
        '[[round]]\nnumber = 3\nname = "Imola"\n',
        "r.toml": 'name = "r"\n[[points]]\nscale = [10, 8]\n[[standings]]\nname = "Drivers"\n',
        "entries.csv": "number,driver,team\n7,Ann,Milo\n8,Bea,Seven\n",
        "1-spa/race.csv": RESULT,
        "2-monza/round.toml": 'name = "Monza"\ncircuit = "Monza"\ncancelled = true\n'
        "start = 2026-06-06\nend = 2026-06-07\n",
        "2-monza/qualifying.csv": "position,number,driver,best lap\n1,8,Bea,1:50.0\n2,7,Ann,1:51.0\n",
    }
    for name, text in files.items():
        (tmp_path / "cup" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "cup" / name).write_text(text)
    return tmp_path / "cup"


def written(cup: Path, *more: str) -> str:
    shown = CliRunner().invoke(app, ["communique", "2", "--folder", str(cup), "--format", "text", *more])
    assert shown.exit_code == 0, shown.output
    return shown.stdout


def test_release_says_that_a_round_was_called_off_and_what_stands(cup: Path) -> None:
    text = written(cup)
    assert "Coupe Test – Monza: round cancelled" in text
    assert "The second round of the Coupe Test, planned on 6 and 7 June 2026 at Monza, was cancelled." in text
    assert "drivers’ standings with 10 points, ahead of Bea (8)." in text  # those before it
    assert "The final round will be held at Imola." in text
    assert "fastest" not in text  # nothing that was driven there counts


def test_release_in_french_and_of_a_team(cup: Path) -> None:
    assert (
        "La deuxième manche de la Coupe Test, prévue les 6 et 7 juin 2026 à Monza, est annulée."
        in written(cup, "--lang", "fr")
    )
    text = written(cup, "--for", "seven")
    assert "Seven – Monza: round cancelled" in text
    assert "was cancelled" in text


def test_release_is_published_with_what_else_there_is_of_the_round(cup: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    args = ["publish", "2", "--folder", str(cup), "--out", str(out), "--only", "communique"]
    shown = CliRunner().invoke(app, args)
    assert shown.exit_code == 0, shown.output
    assert "was cancelled" in (out / "2/communique/series.en.txt").read_text()
    assert "est annulée" in (out / "2/communique/series.fr.txt").read_text()
