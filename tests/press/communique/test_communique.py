"""A release says what the results show, each sentence from facts, the same in every format; quotes from people."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from parcferme.documents import Meetings
from parcferme.findings import WrongCall
from parcferme.press.release import Communique, communique, communique_document
from parcferme.press.release.quotes import Quote, read_quotes
from parcferme.press.release.render import escaped_markdown, render
from small_championship import FILES
from small_meeting import told_of

Release = Callable[..., Communique]
Text = Callable[..., str]
TEAM = "Milo Racing"


def test_the_teams_release_tells_its_weekend_in_french(text: Text) -> None:
    made = text(1, "fr", team=TEAM)
    assert made.startswith("Milo Racing au Castellet : 2e et 3e au classement général")
    for said in (
        "Milo Racing engageait la #81 (Kevin Balthazar et Christophe Nivarlet) en JS P4.",
        "La #81 Milo Racing n’a été créditée d’aucun temps en qualification 1.",
        "s’élançait de la dernière place de la grille, la 15e.",
        "a terminé la course 2 à la 3e place, au classement général comme en JS P4.",
        "La #81 est 3e au classement des voitures JS P4 avec 33 points, à 10 points de la #50.",
        "peut gagner au plus deux places",
        "La deuxième manche aura lieu les 7 et 8 août 2020 sur le Circuit de Spa-Francorchamps.",
        "[Citation à ajouter : Kevin Balthazar et Christophe Nivarlet]",
    ):
        assert said in made


def test_the_series_release_tells_the_weekend_in_english(text: Text) -> None:
    made = text(2, "en")
    for said in (
        "JS P4: #81 Milo Racing (2 wins)",
        "The second round of the Ligier European Series 2020 was held on 7 and 8 August 2020",
        "In practice, #50 HP Racing Team (Andrea Dromedari) was the fastest JS P4 in 2:29.821 and #45 MV2S Racing",
        "#45 MV2S Racing was not classified (“accident”).",
        "1st Kevin Balthazar (83 points); 2nd Andrea Dromedari (73 points, 10 points behind)",
    ):
        assert said in made


def test_the_lead_is_told_lap_by_lap(text: Text) -> None:
    assert "#45 MV2S Racing led the first six laps, then the lead went to #81 Milo Racing" in text(1, "en")
    french = text(1, "fr")
    assert "a mené les six premiers tours, puis la tête est revenue à la #81 Milo Racing" in french
    assert "à la #50 HP Racing Team au tour 14" in french and "soit cinq changements de leader" in french


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_every_sentence_but_a_quote_rests_on_facts(release: Release, number: int, language: str) -> None:
    made = release(number, language)
    known = {fact.id: fact for fact in made.facts}
    assert len(known) == len(made.facts)
    for section in made.sections:
        for sentence in section.sentences:
            assert bool(sentence.facts) == (section.kind != "quotes"), sentence.text
            assert set(sentence.facts) <= set(known)
            assert "None" not in sentence.text and "{" not in sentence.text and "  " not in sentence.text
            worst = {known[name].certainty for name in sentence.facts}
            assert not worst or sentence.certainty in worst


def test_a_reconstructed_fact_is_marked_and_a_stated_one_is_not(release: Release) -> None:
    made = release(2, "en")
    printed = {sentence.text: sentence.printed for sentence in made.sentences()}
    assert printed["#81 Milo Racing won race 2 overall."].endswith("†")
    stated = [line for text, line in printed.items() if text.startswith("The JS P4 podium was the same")]
    assert stated and not any(line.endswith("†") for line in stated)
    assert made.note is not None and made.note.startswith("†")


def test_a_place_overall_is_as_sure_as_the_note_of_its_line_says(release: Release) -> None:
    places = {fact.id: fact.certainty for fact in release(1, "en", team=TEAM).facts if fact.kind == "place"}
    assert places == {"race-1.place.81": "reconstructed", "race-2.place.81": "stated"}


def test_a_penalty_that_a_result_list_only_notes_is_told_with_its_reason(text: Text) -> None:
    made = text(1, "fr")
    assert "La #45 MV2S Racing a reçu un stop-and-go. Motif : « infringement during the pit stop »." in made
    assert "a reçu un passage par la voie des stands. Motif : « collision with a GT »." in made
    assert "overall place" not in made
    assert "stop-and-go" not in text(1, "en", team="HP Racing Team")


def test_a_reason_that_only_repeats_the_status_and_a_car_nobody_names_are_left_out(text: Text) -> None:
    made = "".join(text(number, language) for number in (2, 3, 4, 5) for language in ("fr", "en"))
    assert "not-classified" not in made
    assert "?R" not in made


def test_a_teams_release_is_about_its_class_and_its_cars(text: Text) -> None:
    made = text(5, "fr", team="Cool Racing")
    assert made.startswith("Cool Racing à Portimao : deux fois 3e en JS2 R")
    assert "la plus rapide des JS P4" not in made
    assert "à la 5e place du classement général, la 3e des JS2 R." in made
    # Neither a calendar nor the rulebook says that the fifth round is the last: the table is led, not won.
    assert "mène le classement des pilotes JS2 R avec 169 points, 21 points devant Natan Bihel." in made
    assert text(1, "en", team="M Racing").startswith("M Racing at Le Castellet: twice 2nd in JS2 R (#66)")


def test_a_quote_is_printed_in_its_words_and_takes_the_place_of_the_gap(text: Text) -> None:
    quote = Quote("Kevin Balthazar", "On a tout donné.", "fr")
    assert "« On a tout donné. » – Kevin Balthazar" in text(1, "fr", team=TEAM, quotes=[quote])
    english = text(1, "en", team=TEAM, quotes=[quote])
    assert "“On a tout donné.” – Kevin Balthazar (in French)" in english
    assert "Quote to be added" not in english
    german = Quote("Kevin Balthazar", "„Wir sind <b>zufrieden</b>.“", "de")
    assert "« Wir sind <b>zufrieden</b>. » – Kevin Balthazar (en allemand)" in text(1, "fr", quotes=[german])


def test_a_quote_by_someone_not_entered_is_a_finding(release: Release) -> None:
    made = release(
        1, "fr", quotes=[Quote("Kevin Baltazar", "Bravo."), Quote("Ann Onym", "Oui.", role="manager")]
    )
    assert [one.code for one in made.findings] == ["quote-not-entered", "quote-not-entered"]
    assert made.findings[0].values["nearest"] == "Kevin Balthazar"
    said = [
        sentence.text
        for section in made.sections
        if section.kind == "quotes"
        for sentence in section.sentences
    ]
    assert said == ["« Oui. » – Ann Onym, manager"]


@pytest.mark.parametrize(
    "row",
    ['text = "x"', 'who = "A"', 'who = 3\ntext = "x"',
     'who = "A"\ntext = "x"\nlang = "zz"', 'who = "A"\ntext = "x"\nwhom = "B"',
     'who = "A"\ntext = "x"\nround = "one"'],
)  # fmt: skip
def test_a_quote_that_cannot_be_used_is_a_finding(row: str) -> None:
    quotes, found = read_quotes(f"[[quote]]\n{row}\n")
    assert quotes == ()
    assert [one.code for one in found] == ["quote-unusable"]


def test_quotes_that_are_no_toml_are_a_wrong_call() -> None:
    with pytest.raises(WrongCall, match="not TOML"):
        read_quotes("[[quote")


def test_a_team_that_was_not_entered_is_a_wrong_call_that_names_those_who_were(release: Release) -> None:
    with pytest.raises(WrongCall, match="Cool Racing"):
        release(1, "fr", team="Nobody Racing")


NAME = '<b>#=cmd()|*_[x](y)_&"</b>'


@pytest.fixture
def odd(told: Meetings, release: Release) -> Communique:
    return release(1, "fr", quotes=[Quote("Ann Onym", NAME + "\x07", role="`x`")])


def test_markup_in_words_is_text_in_every_format(odd: Communique) -> None:
    page = render(odd, "html", facts=True)
    assert isinstance(page, str)
    assert "<b>#" not in page and "&lt;b&gt;#=cmd()|*_[x](y)_&amp;&quot;&lt;/b&gt;" in page
    markdown = render(odd, "md")
    assert isinstance(markdown, str)
    assert r"\<b\>#=cmd()\|\*\_\[x\](y)\_\&" in markdown
    plain = render(odd, "text")
    assert isinstance(plain, str)
    assert NAME in plain and "\x07" not in plain
    document = render(odd, "docx")
    assert isinstance(document, bytes)
    assert any(NAME in paragraph.text for paragraph in Document(io.BytesIO(document)).paragraphs)


def test_a_paragraph_is_no_heading_and_no_list_in_markdown() -> None:
    assert escaped_markdown("#81 won") == r"\#81 won"
    assert escaped_markdown("1. and") == r"\1. and"
    assert escaped_markdown("- and") == r"\- and"


def test_the_page_asks_for_nothing_from_elsewhere(release: Release) -> None:
    page = render(release(1, "fr"), "html")
    assert isinstance(page, str)
    assert "http" not in page and "<script" not in page
    assert '<html lang="fr">' in page


def test_the_word_document_opens_and_has_the_headings(release: Release) -> None:
    data = render(release(1, "en"), "docx", facts=True)
    assert isinstance(data, bytes)
    assert zipfile.is_zipfile(io.BytesIO(data))
    styles = [paragraph.style.name for paragraph in Document(io.BytesIO(data)).paragraphs if paragraph.style]
    assert styles.count("Heading 1") >= 5


def test_the_json_has_every_fact_its_sentences_name(release: Release) -> None:
    document = communique_document(release(1, "fr", team=TEAM))
    again = json.loads(json.dumps(document))
    ids = {fact["id"] for fact in again["facts"]}
    used = {name for section in again["sections"] for one in section["sentences"] for name in one["facts"]}
    assert used and used <= ids
    assert again["for"] == TEAM


WEATHER = """TIME_UTC_SECONDS;TIME_UTC_STR;AIR_TEMP;TRACK_TEMP
1;5/1/2026 8:00:00 AM;{0};0
2;5/1/2026 8:01:00 AM;{1};0
"""


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        ("24,4", "26.5", "air 24 to 27 °C."),
        ("59", "74", "air 59 to 74 °F."),
        ("41", "45", None),
        ("x", "", None),
    ],
)
def test_the_weather_beside_a_race_is_told_where_its_unit_is_plain(
    tmp_path: Path, low: str, high: str, said: str | None
) -> None:
    meeting = tmp_path / "1-imola"
    meeting.mkdir()
    (tmp_path / "championship.toml").write_text('title = "Club Cup"\nseason = "2026"\nrulebook = "generic"\n')
    (meeting / "round.toml").write_text(
        'name = "Imola"\nstart = 2026-05-01\n[[session]]\nname = "race"\nwet = true\n'
    )
    (meeting / "race.csv").write_text("position,number,driver\n1,1,Ann Onym\n2,2,Bea Blank\n")
    (meeting / "race.weather.csv").write_text(WEATHER.format(low, high))
    told = told_of(tmp_path, 1)
    weekend = told.meeting(1)
    assert weekend is not None
    sentences = [one.text for one in communique(told, weekend, language="en").sentences()]
    assert [one for one in sentences if one.startswith("Temp")] == (
        [f"Temperatures measured: {said}"] if said else []
    )
    assert "The race was declared wet." in sentences


LOG = """time,kind,car,loop,value
10:00:00,session,,,start
10:00:00,flag,,,green
10:02:00,passing,1,FL,
10:02:01,passing,2,FL,
10:04:00,passing,1,FL,
10:04:01,passing,2,FL,
10:04:00,flag,,,chequered
"""


def test_where_a_ruling_after_the_race_took_the_win_that_is_told_first(tmp_path: Path) -> None:
    (tmp_path / "1-imola").mkdir()
    (tmp_path / "championship.toml").write_text('title = "Club Cup"\nseason = "2026"\nrulebook = "generic"\n')
    (tmp_path / "entries.csv").write_text("number,team,driver\n1,Alpha,Ann Onym\n2,Beta,Bea Blank\n")
    (tmp_path / "1-imola" / "round.toml").write_text(
        'name = "Imola"\nstart = 2026-05-01\nzone = "Europe/Rome"\n'
        '[[session]]\nname = "race"\nstart = 2026-05-01T10:00:00\n'
    )
    (tmp_path / "1-imola" / "race.csv").write_text(LOG)
    (tmp_path / "1-imola" / "race.decisions.toml").write_text(
        '[[decision]]\ncar = "1"\npenalty = "time"\nseconds = 30\nreason = "overtaking under yellow"\n'
    )
    told = told_of(tmp_path, 1)
    weekend = told.meeting(1)
    assert weekend is not None
    made = communique(told, weekend, language="fr")
    assert made.sections[0].kind == "changed"
    said = " ".join(sentence.text for sentence in made.sections[0].sentences)
    assert "une pénalité de 30 s ajoutée à son temps (overtaking under yellow)" in said
    assert "rétrogradée de la 1re place à la 2e" in said
    assert "La victoire de la course revient donc à la #2 Beta (Bea Blank), et non à la #1 Alpha." in said
    assert made.note is None
    english = communique(told, weekend, language="en")
    assert "it goes from 1st place to 2nd" in " ".join(one.text for one in english.sections[0].sentences)


RULES = 'name = "cup"\ntitle = "Cup"\n[race.classified]\nflag = true\n'


def test_why_a_car_retired_and_was_penalised_is_told_in_the_language_of_the_release(tmp_path: Path) -> None:
    (tmp_path / "1-a").mkdir()
    (tmp_path / "championship.toml").write_text(
        'title = "Club Cup"\nseason = "2026"\nrulebook = "cup.toml"\n'
    )
    (tmp_path / "cup.toml").write_text(RULES)
    (tmp_path / "1-a" / "round.toml").write_text(
        'name = "Round 2"\nstart = 2026-05-01\n[[session]]\nname = "race"\n'
    )
    out = "10:02:02,passing,3,FL,\n10:03:00,status,3,,retired: gearbox\n"
    (tmp_path / "1-a" / "race.csv").write_text(LOG.replace("10:04:00,passing,1", f"{out}10:04:00,passing,1"))
    (tmp_path / "1-a" / "race.decisions.toml").write_text(
        '[[decision]]\ncar = "2"\npenalty = "time"\nseconds = 5\nreason = "causing a collision"\n'
        '[[decision]]\ncar = "1"\npenalty = "reprimand"\nreason = "hoot"\n'
    )
    told = told_of(tmp_path, 1)
    texts = {}
    for language in ("fr", "en"):
        made = communique(told, told.meetings[0], language=language)
        texts[language] = " ".join(one.text for one in made.sentences())
    assert "La #3 a abandonné (boîte de vitesses) et n’est pas classée." in texts["fr"]
    assert "#3 retired (“gearbox”) and was not classified." in texts["en"]
    assert "Motif : a provoqué une collision." in texts["fr"]
    assert "Motif : « hoot »." in texts["fr"]
    assert "Reason: causing a collision." in texts["en"]
    # A round that is called by a number is no place.
    assert "s’est disputée le 1er mai 2026." in texts["fr"]
    assert "was held on 1 May 2026." in texts["en"]


@pytest.fixture
def fewest(tmp_path: Path) -> Meetings:
    """The small championship, in which the fewest points lead: Ann has 1, Bob 2."""
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    book = FILES["cup.toml"].replace("[10, 6, 4]", "[1, 2, 3]") + 'wins = "fewest"\n'
    (tmp_path / "cup.toml").write_text(book)
    return told_of(tmp_path, 1)


def test_where_the_fewest_points_lead_the_others_are_behind_by_what_they_have_more(fewest: Meetings) -> None:
    spa = fewest.meeting(1)
    assert spa is not None

    def said(team: str | None = None) -> str:
        made = render(communique(fewest, spa, language="en", team=team), "text")
        assert isinstance(made, str)
        return made

    assert "1st Ann (1 point); 2nd Bob (2 points, 1 point behind)" in said()
    assert "with 1 point, 1 point ahead of Bob" in said("First")
    assert "with 2 points, 1 point behind Ann" in said("Second")
