"""A release says what the results show, each sentence from facts, the same in every format; quotes from people."""

import dataclasses
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
from parcferme.press.release.compose import House
from parcferme.press.release.quotes import Quote, read_quotes
from parcferme.press.release.render import escaped_markdown, render
from small_championship import FILES
from small_meeting import told_of

Release = Callable[..., Communique]
Text = Callable[..., str]
TEAM = "Milo Racing"


def test_the_teams_release_tells_its_weekend_in_french(text: Text) -> None:
    made = text(1, "fr", team=TEAM)
    assert made.startswith("Du fond de la grille, Milo Racing remonte sur le podium au Castellet")
    for said in (
        "Milo Racing a terminé la course 1 à la 2e place, au classement général comme en JS P4.",
        "(Ligier JS P4 #81) ont fini à la 3e place",
        "L’engagement de Milo Racing n’a été enregistré que onze jours avant le début du meeting.",
        "Milo Racing engageait la #81 (Kevin Balthazar et Christophe Nivarlet) en JS P4.",
        # The log tells of the cuts, and qualifying of the time they cost.
        "Immobilisée trois fois (coupure électrique), la #81 n’a été créditée d’aucun temps en qualification 1.",
        "s’élançait de la dernière place de la grille, la 15e.",
        "La #81 a mené 16 tours sur 30, la #50 sept, la #45 MV2S Racing (Victor Shaytar et Mikhail Makarovskii) six",
        "sont 4es du classement des pilotes JS P4 avec 33 points, à 10 points d’Andrea Dromedari.",
        "Kevin Balthazar peut gagner jusqu’à trois places au classement des pilotes JS P4.",
        "7 et 8 août 2020 sur le Circuit de Spa-Francorchamps, où Milo Racing évoluera à domicile.",
    ):
        assert said in made


def test_who_was_hurt_is_told_where_the_folder_releases_it_and_nowhere_else(text: Text) -> None:
    kept, released = (
        text(1, "fr", team=TEAM),
        text(1, "fr", team=TEAM, house=House(released=("Kevin Balthazar",))),
    )
    assert "bless" not in kept and "feu vert" not in kept
    assert (
        "Malgré une blessure survenue la veille du meeting, Kevin Balthazar a reçu le feu vert médical"
        in released
    )
    english = text(1, "en", team=TEAM, house=House(released=("Kevin Balthazar", "Somebody Else")))
    assert "Hurt the day before the meeting, Kevin Balthazar was cleared to drive" in english
    assert "Somebody" not in english


def test_the_series_release_tells_the_weekend_in_english(text: Text) -> None:
    made = text(2, "en")
    assert made.startswith("Kevin Balthazar wins both races at Spa\n")
    for said in (
        "Spa, 8 August 2020 – Kevin Balthazar (Milo Racing, Ligier JS P4 #81) won both races at Spa.",
        "In JS2 R, Nerses Isaakyan (Arctic Energy, Ligier JS2 R #17) won in race 1 and Mathieu Martins (M Racing",
        "Kevin Balthazar took the lead of the drivers’ standings in JS P4, 10 points ahead of Andrea Dromedari.",
        "The second round of the Ligier European Series 2020 was held on 7 and 8 August at Circuit de Spa",
        "Andrea Dromedari (HP Racing Team, Ligier JS P4 #50) set the best time of the JS P4, 2:29.821; among the JS2 R",
        "The #45 was not classified (accident).",
        "with 83 points, ahead of Andrea Dromedari (73)",
    ):
        assert said in made


def test_who_led_how_many_laps_and_who_took_the_lead_for_good_is_told(text: Text) -> None:
    english = text(1, "en")
    assert "The lead changed hands five times; the #50 took it for good on lap 25." in english
    assert "The #81 led 16 laps of 30, the #50 seven, the #45 six and the #46" in english
    assert "La tête a changé cinq fois de mains ; la #50 l’a prise pour de bon au tour 25." in text(1, "fr")


def test_wins_of_the_season_and_a_streak_are_counted_over_the_rounds(text: Text) -> None:
    assert "It is the third win of the season for the #50." in text(3, "en")
    assert "C’est la quatrième victoire de suite de la #81." in text(5, "fr")
    assert "La #74 compte désormais quatre victoires cette saison en JS2 R." in text(3, "fr")


def test_a_comeback_is_told_through_the_class_and_never_past_slower_ones(text: Text) -> None:
    for number in (1, 2, 3, 4, 5):
        for language in ("fr", "en"):
            made = text(number, language)
            assert "13 places" not in made
    assert "a progressé du 8e au 4e rang en JS2 R" in text(1, "fr")
    assert "the #69 M Racing (Laurent Millara) came through from 8th to 4th" in text(1, "en")


def test_no_placeholder_is_printed_and_whom_to_ask_is_told_to_who_publishes(release: Release) -> None:
    made = release(1, "fr", team=TEAM)
    for form in ("text", "md", "html"):
        printed = render(made, form)
        assert isinstance(printed, str)
        assert "[" not in printed.replace("[data-", "") and "Citation" not in printed
    (missing,) = [one for one in made.findings if one.code == "quote-missing"]
    assert missing.values["who"] == ["Kevin Balthazar", "Christophe Nivarlet"]


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


def test_what_is_reconstructed_is_said_once_at_the_end_and_by_sentence_where_marks_are_asked_for(
    release: Release,
) -> None:
    made = release(2, "en")
    bare = render(made, "text")
    assert isinstance(bare, str)
    assert "†" not in bare and bare.rstrip().endswith("no source states it.")
    marked = release(2, "en", marks=True)
    printed = {one.text: marked.printed(one) for one in marked.sentences()}
    assert printed["Kevin Balthazar (Milo Racing, Ligier JS P4 #81) won both races at Spa."].endswith("†")
    assert not printed[
        "Race 1 started on Saturday 8 August at 9:20, with the #16 on pole position."
    ].endswith("9:20.†")
    stated = [line for text, line in printed.items() if text.startswith("The entry list held")]
    assert stated and not any(line.endswith("†") for line in stated)
    assert marked.note is not None and marked.note.startswith("†")


def test_a_place_overall_is_as_sure_as_the_note_of_its_line_says(release: Release) -> None:
    places = {fact.id: fact.certainty for fact in release(1, "en", team=TEAM).facts if fact.kind == "place"}
    assert places == {"race-1.place.81": "reconstructed", "race-2.place.81": "stated"}


def test_a_penalty_that_a_result_list_only_notes_is_told_with_its_reason(text: Text) -> None:
    made = text(1, "fr")
    assert "La #45 a écopé d’un stop-and-go (infraction lors de l’arrêt) ; la #30 CD Sport" in made
    assert "a écopé d’un passage par la voie des stands (collision avec une GT)." in made
    assert "La #45 et la #46 ont écopé d’un stop-and-go de 15 s (arrêt obligatoire non respecté)." in made
    assert "overall place" not in made
    assert "stop-and-go" not in text(1, "en", team="HP Racing Team")


def test_no_english_is_left_in_french_and_what_nobody_translates_is_told_to_who_publishes(
    release: Release, text: Text
) -> None:
    assert "wipers" in text(3, "en") and "wipers" not in text(3, "fr")
    left = [one.values["reason"] for one in release(3, "fr").findings if one.code == "reason-untranslated"]
    assert "wipers; stopped some 20 minutes before the end" in left
    assert "contact avec la #46" in text(5, "fr")


def test_a_reason_that_only_repeats_the_status_and_a_car_nobody_names_are_left_out(text: Text) -> None:
    made = "".join(text(number, language) for number in (2, 3, 4, 5) for language in ("fr", "en"))
    assert "not-classified" not in made
    assert "?R" not in made


def test_a_teams_release_is_about_its_class_and_its_cars(text: Text) -> None:
    made = text(5, "fr", team="Cool Racing")
    assert made.startswith("Cool Racing monte deux fois sur le podium en JS2 R à Portimao")
    assert "meilleur temps des JS P4" not in made
    assert "à la 5e place du classement général, la 3e des JS2 R." in made
    # Neither a calendar nor the rulebook says that the fifth round is the last: the table is led, not won.
    assert "mène le classement des pilotes JS2 R avec 169 points, 21 points devant Natan Bihel." in made
    assert text(1, "en", team="M Racing").startswith("M Racing takes three podiums in JS2 R at Le Castellet")


def test_a_quote_is_printed_in_its_words_and_takes_the_place_of_the_gap(text: Text) -> None:
    quote = Quote("Kevin Balthazar", "On a tout donné.", "fr")
    assert "« On a tout donné. » – Kevin Balthazar" in text(1, "fr", team=TEAM, quotes=[quote])
    english = text(1, "en", team=TEAM, quotes=[quote])
    assert "“On a tout donné.” – Kevin Balthazar (in French)" in english
    assert "Quote" not in english.replace("QUOTES", "")
    german = Quote("Kevin Balthazar", "„Wir sind <b>zufrieden</b>.“", "de")
    assert "« Wir sind <b>zufrieden</b>. » – Kevin Balthazar (en allemand)" in text(1, "fr", quotes=[german])


def test_a_quote_by_someone_not_entered_is_a_finding(release: Release) -> None:
    made = release(
        1, "fr", quotes=[Quote("Kevin Baltazar", "Bravo."), Quote("Ann Onym", "Oui.", role="manager")]
    )
    assert [one.code for one in made.findings][:2] == ["quote-not-entered", "quote-not-entered"]
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
    assert styles.count("Heading 1") == 1 and styles.count("Heading 2") >= 5


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
        ("24,4", "26.5", "air 24 to 27 °C (75 to 81 °F)."),
        ("59", "74", "air 59 to 74 °F (15 to 23 °C)."),
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
    # Nobody has seen another result: the ruling is a part of the race.
    first = communique(told, weekend, language="fr")
    assert first.sections[0].kind == "lede" and "rétrogradée" in " ".join(x.text for x in first.sentences())
    ran = weekend.sessions[0]
    again = dataclasses.replace(weekend, sessions=(dataclasses.replace(ran, status="amended 1"),))
    made = communique(told, again, language="fr")
    assert made.sections[0].kind == "changed"
    said = " ".join(sentence.text for sentence in made.sections[0].sentences)
    assert "une pénalité de 30 s ajoutée à son temps" in said and "overtaking" not in said
    assert "rétrogradée de la 1re place à la 2e" in said
    assert "La victoire de la course revient donc à la #2" in said and "et non à la #1" in said
    assert made.note is None
    english = communique(told, again, language="en")
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
    assert "La #3 a abandonné (boîte de vitesses)." in texts["fr"]
    assert "The #3 retired (gearbox)." in texts["en"]
    assert "à son temps après la course (a provoqué une collision)" in texts["fr"]
    assert "une réprimande après la course (« hoot »)" in texts["fr"]
    assert "(causing a collision)" in texts["en"]
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

    assert "with 1 point, ahead of Bob (2)" in said()
    assert "with 1 point, 1 point ahead of Bob" in said("First")
    assert "with 2 points, 1 point behind Ann" in said("Second")
