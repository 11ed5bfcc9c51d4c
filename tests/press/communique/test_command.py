"""`parcferme communique`: what it prints and writes, and how it ends."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from parcferme.cli import app
from small_championship import FILES


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(app, ["communique", *map(str, arguments)], env={"COLUMNS": "200"})
    assert "Traceback" not in result.output + result.stderr
    return result


def test_the_release_of_a_round_by_name_is_written_to_a_file(tmp_path: Path) -> None:
    result = run("spa", "--lang", "fr", "--out", tmp_path / "spa.md")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert (
        (tmp_path / "spa.md")
        .read_text(encoding="utf-8")
        .startswith("# Kevin Balthazar signe le doublé à Spa")
    )


def test_the_facts_behind_each_sentence_are_printed() -> None:
    result = run(1, "--for", "Milo Racing", "--format", "text", "--facts")
    assert result.exit_code == 0
    assert "[race-2.place.81]" in result.stdout
    assert "race-2.place.81 [1-le-castellet/race-2.csv (stated)]" in result.stdout


def test_json_is_one_document() -> None:
    document = json.loads(run(1, "--json", "--lang", "fr").stdout)
    assert document["title"]["text"].endswith("se partagent les victoires au Castellet")
    assert document["facts"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["7"], "no round or session '7' (rounds: 1 Le Castellet"),
        (["1", "--format", "docx"], "--out"),
        (["1", "--for", "Nobody"], "Milo Racing"),
        (["--check", "no-such-file.txt"], "no-such-file.txt"),
        (["--season", "no-such-season"], "not a championship folder"),
        (["--check", "x.txt", "--facts"], "--check reads a text"),
        (["--check", "x.txt", "--marks"], "--check reads a text"),
    ],
)
def test_a_call_that_cannot_be_answered_is_told_in_a_line(arguments: list[str], told: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr


def test_a_contradicted_claim_ends_with_status_1(tmp_path: Path) -> None:
    path = tmp_path / "release.txt"
    path.write_text("Milo Racing a terminé quatrième de la course 1.\n", encoding="utf-8")
    result = run(1, "--check", path, "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    (claim,) = [one for one in document["claims"] if one["verdict"] == "contradicted"]
    assert (claim["kind"], claim["claimed"], claim["known"]) == ("place", 4, 2)
    assert set(claim) == {"text", "start", "end", "kind", "verdict", "claimed", "known", "source"}
    assert "contredit : “quatrième” – connu : 2" in run(1, "--check", path, "--lang", "fr").stdout.replace(
        "contredit: ", "contredit : "
    )


def test_a_text_that_holds_ends_with_status_0(tmp_path: Path) -> None:
    path = tmp_path / "release.txt"
    path.write_text("Milo Racing finished second overall in race 1.\n", encoding="cp1252")
    assert run(1, "--check", path).exit_code == 0


def test_a_text_in_another_language_is_told(tmp_path: Path) -> None:
    path = tmp_path / "release.txt"
    path.write_text(
        "Das Team hat das erste Rennen auf dem zweiten Platz beendet und war mit dem Ergebnis nicht zufrieden.\n"
    )
    result = run("--check", path, "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["claims"] == []
    assert [one["code"] for one in document["findings"]] == ["text-language"]
    assert "French or English" in result.stderr


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "release.docx"
    path.write_bytes(b"PK\x03\x04\x00\x00\xff\xfe\x00")
    result = run("--check", path)
    assert result.exit_code == 2
    assert "not a text" in result.stderr


CUP = {name: text for name, text in FILES.items() if not name.startswith("2-monza/race")}
QUOTES = """\
[[quote]]
who = "Ann"
text = "We came to win."
lang = "en"
[[quote]]
who = "Bob"
text = "Second is fine."
lang = "en"
[[quote]]
who = "Cy"
text = "Our car was slow."
lang = "en"
team = "Third"
"""


@pytest.fixture
def cup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A championship folder below the place the command is called from."""
    for name, text in (CUP | {"1-spa/quotes.toml": QUOTES}).items():
        (tmp_path / "cup" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "cup" / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "cup"


def test_a_round_is_named_as_other_commands_take_it(cup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = [
        ["cup/1-spa"],
        ["cup"],
        ["1", "--folder", "cup"],
        ["Spa", "--season", "cup"],
        ["1-spa", "--folder", "cup"],
    ]
    said = {run(*way, "--format", "text").stdout for way in ways}
    monkeypatch.chdir(cup)
    inside = run("1", "--format", "text")
    assert said == {inside.stdout}
    assert inside.stdout.startswith("Ann wins at Spa")
    assert inside.stderr == ""
    assert run("ligier-european-series-2020/1-le-castellet").stdout.startswith("# HP Racing Team")


def test_without_a_folder_the_shipped_season_is_taken_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("1", "--lang", "fr").stderr.startswith(
        "Aucun dossier de championnat ici : la saison fournie ligier-"
    )


def test_the_ending_of_a_file_says_its_format(cup: Path) -> None:
    for name, begin in (
        ("a.docx", b"PK"),
        ("a.html", b"<!doctype"),
        ("a.txt", b"Ann wins"),
        ("a.md", b"# Ann wins"),
    ):
        assert run("cup/1-spa", "--out", name).exit_code == 0
        assert Path(name).read_bytes().startswith(begin)
    assert "what format?" in run("cup/1-spa", "--out", "a.pdf").stderr


def test_each_quote_is_a_paragraph_and_one_for_a_team_is_in_its_release_alone(cup: Path) -> None:
    series = run("cup/1-spa", "--format", "text").stdout
    assert "“We came to win.” – Ann\n\n“Second is fine.” – Bob\n\n" in series
    assert "Our car was slow." not in series
    assert "Our car was slow." in run("cup/1-spa", "--for", "Third").stdout


def test_what_is_contradicted_is_printed_first_with_its_line(cup: Path) -> None:
    Path("release.txt").write_text(
        "The #7 of First won race 1 at Spa.\n\nThe #99 was there.\nThird came second in race 1.\n"
    )
    lines = run("1", "--folder", "cup", "--check", "release.txt").stdout.splitlines()
    assert lines[1].startswith(("line 3  contradicted: “#99”", "line 4  contradicted: “second”"))
    verdicts = [line.split("  ")[1].split(":")[0] for line in lines[1:-2]]
    assert "names confirmed: numbers 1" in lines[-2]
    assert verdicts == sorted(verdicts, key=["contradicted", "not known here", "confirmed"].index)
    assert {"contradicted", "confirmed"} <= set(verdicts)


def test_an_annotated_page_marks_every_claim_with_what_is_known(cup: Path) -> None:
    Path("release.txt").write_text(
        "Milo Racing took second overall in race 1 <sic>.\n\nMilo Racing took fourth overall in race 1.\n"
    )
    result = run("1", "--check", "release.txt", "--annotate", "page.html")
    page = Path("page.html").read_text(encoding="utf-8")
    assert result.exit_code == 1
    assert page.startswith("<!doctype html>") and " &lt;sic&gt;." in page
    assert '<mark class="contradicted" title="contradicted (place-overall): 2 [' in page
    assert '<mark class="confirmed" title="confirmed (place-overall) [' in page


def test_the_day_of_a_text_can_be_told(cup: Path) -> None:
    Path("release.txt").write_text("First won race 1 at Spa.\n")
    told = run("--folder", "cup", "--check", "release.txt", "--before", "some day")
    assert "no day" in told.stderr and told.exit_code == 2
    assert "go with --check" in run("cup/1-spa", "--before", "2020-01-01").stderr


def test_a_release_of_ours_that_is_contradicted_fails(cup: Path) -> None:
    said = '[[quote]]\nwho = "Kevin Balthazar"\nlang = "en"\ntext = "Milo Racing took fourth overall in race 1."\n'
    Path("said.toml").write_text(said)
    result = run("1", "--lang", "en", "--quotes", "said.toml")
    assert "the release says “fourth overall”, and the results say 2" in " ".join(result.stderr.split())
    assert result.exit_code == 1
    assert run("1", "--lang", "en").exit_code == 0


@pytest.mark.parametrize("format_", ["docx", "html", "md", "text"])
def test_a_release_of_ours_is_checked_in_every_format_it_is_written_in(tmp_path: Path, format_: str) -> None:
    path = tmp_path / f"spa.{format_}"
    assert run(2, "--lang", "fr", "--format", format_, "--out", path).exit_code == 0
    result = run("--check", path, "--json")
    assert result.exit_code == 0, result.stdout
    document = json.loads(result.stdout)
    assert document["round"] == 2
    assert document["counts"]["confirmed"] > 50


LISTED = {
    "championship.toml": 'name = "cup"\nrulebook = "cup.toml"\nresults = "all.csv"\n',
    "cup.toml": '[[points]]\nscale = [10, 9]\n[[standings]]\nname = "Drivers"\n',
}
NAMED = "".join(f'[[round]]\nnumber = {number}\nname = "R{number}"\n' for number in (1, 2, 3))


def of_list(tmp_path: Path, rows: str, calendar: str = NAMED) -> list[str]:
    for name, text in LISTED.items():
        (tmp_path / name).write_text(text + (calendar if name == "championship.toml" else ""))
    (tmp_path / "all.csv").write_text(rows)
    return [run("2", "--folder", tmp_path, "--lang", language).stdout for language in ("en", "fr")]


LEVEL = "round,position,number,driver\n1,1,1,Ann\n1,2,2,Bea\n2,1,2,Bea\n2,2,1,Ann\n"


def test_each_of_two_level_leaders_can_take_the_lead(tmp_path: Path) -> None:
    english, french = of_list(tmp_path, LEVEL)
    assert "Ann and Bea can take the lead of the drivers’ standings at R3." in english
    assert "Ann et Bea peuvent prendre la tête" in french


def test_where_no_car_has_a_number_the_driver_is_named_once_and_without_a_sign(tmp_path: Path) -> None:
    rows = "round,position,driver\n1,1,Ann\n1,2,Bea\n2,1,Bea\n2,2,Ann\n"
    english, french = of_list(tmp_path, rows)
    assert "Bea won the race." in english and "Ann completed the podium." in english
    assert "#Bea" not in english and "#Ann" not in english
    assert "la #" not in french and "Bea a remporté la course." in french


def test_the_last_round_before_a_cancelled_one_is_the_final_round_at_the_head_too(tmp_path: Path) -> None:
    english, french = of_list(tmp_path, LEVEL, NAMED + "cancelled = true\n")
    assert "The final round of the cup was held at R2." in english
    assert "It was the last round of the cup." in english
    assert "La dernière manche du championnat cup s’est disputée à R2." in french
