"""The results site: every page in every language, every link leads somewhere, and names are never more than text."""

import dataclasses
import json
import posixpath
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec
import pytest

from parcferme.charts import contrast
from parcferme.documents import label, say
from parcferme.publishing.earlier import Earlier
from parcferme.publishing.pictures import Gallery
from parcferme.publishing.planning import publications
from parcferme.publishing.publication import Publication
from parcferme.publishing.sites import site_of
from small_site import CHINESE, HEBREW, LANGUAGES, LONG, SCRIPT, Page, Set, made, write_cup

PLACES = ("1-qualifying-1", "1-race-1")


def target(page: Page, link: str) -> str:
    """The file a link of a page leads to, by its path in the folder."""
    parts = urlsplit(link)
    assert not parts.scheme and not parts.netloc and not link.startswith("/"), (page.path, link)
    return posixpath.normpath(posixpath.join(posixpath.dirname(page.path), unquote(parts.path)))


def test_every_page_is_there_in_both_languages_and_says_its_language(cup: Set) -> None:
    french, english = cup.pages("fr"), cup.pages("en")
    assert {path.removeprefix("site/fr/") for path in french} == {
        path.removeprefix("site/en/") for path in english
    }
    assert {f"site/en/{name}.html" for name in ("index", "1-race-1", "1-car-007", "1-standings", "1-timetable",
                                                "1-entry-list", "1-documents")} <= set(english)  # fmt: skip
    for language, pages in (("fr", french), ("en", english)):
        for page in pages.values():
            assert page.open == [], page.path
            assert page.of("html") == [{"lang": language}]
            assert len(page.of("h1")) == len(page.of("main")) == len(page.of("title")) == 1, page.path


def test_every_link_leads_to_a_file_of_the_set_or_a_place_on_the_page(cup: Set) -> None:
    seen = 0
    for page in cup.pages().values():
        anchors = {found.get("id") for _, found in page.tags}
        for link in page.links():
            seen += 1
            if link.startswith("#"):
                assert link[1:] in anchors, (page.path, link)
            else:
                assert target(page, link) in cup.files, (page.path, link)
        ids = [found["id"] for _, found in page.tags if "id" in found]
        assert len(ids) == len(set(ids)), page.path
        told = [
            found[name]
            for _, found in page.tags
            for name in ("aria-labelledby", "aria-controls")
            if name in found
        ]
        assert set(told) <= anchors, page.path
    assert seen > 500


def test_nothing_is_asked_of_another_machine(cup: Set) -> None:
    style = cup.files["site/assets/site.css"].decode()
    assert "url(" not in style and "@import" not in style and "//" not in style
    assert not re.search(
        r"fetch|XMLHttp|import\(|https?:|WebSocket|innerHTML", cup.files["site/assets/site.js"].decode()
    )
    for path, page in cup.pages().items():
        for link in page.links():
            assert not re.match(r"(?i)[a-z]+:|//", link), (path, link)
        assert not [
            found for _, found in page.tags if any(name.startswith("on") or name == "style" for name in found)
        ]
        assert {tag for tag, _ in page.tags}.isdisjoint({"iframe", "object", "embed", "base", "form action"})


def test_every_session_document_and_chart_is_reached_from_the_first_page(cup: Set) -> None:
    pages = cup.pages()
    reached, to_read = set(), ["index.html"]
    while to_read:
        path = to_read.pop()
        if path not in reached:
            reached.add(path)
            if path in pages:
                to_read += [
                    target(pages[path], link) for link in pages[path].links() if not link.startswith("#")
                ]
    assert set(cup.files) - reached == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_a_name_holds_is_text(cup: Set, language: str) -> None:
    pages = cup.pages(language)
    for page in pages.values():
        scripts = page.of("script")
        assert [one.get("src") for one in scripts] == ["../assets/site.js", "search.js"], page.path
        assert not [found for _, found in page.tags for name in found if name.startswith("on")], page.path
        assert "<b>track" not in page.source and SCRIPT not in page.source, page.path
    race, car = pages[f"site/{language}/1-race-1.html"], pages[f"site/{language}/1-car-7.html"]
    for name in (SCRIPT, HEBREW, CHINESE, LONG, "Évrard O'Hara", "Milo & Söhne", 'x" onload="alert(3)'):
        assert name in race.text, name
    assert "javascript:alert(2)" in car.text and HEBREW in car.text
    assert ("bdi", HEBREW) in race.texts  # its letters run the other way, and nothing beside it does


def test_a_race_has_its_classification_reasons_stops_leaders_and_charts(cup: Set) -> None:
    page = cup.pages("en")["site/en/1-race-1.html"]
    for key in ("classification", "grid", "leaders", "fastest", "stops", "sectors", "flags", "decisions"):
        assert say("bulletin", key) in page.text, key
    assert [one["value"] for one in page.of("input") if one.get("type") == "radio"] == ["all", "k0", "k1"]
    assert "<b>track limits</b>" in page.text
    chart = next(one for one in page.of("img") if "lap-chart" in str(one["src"]))
    assert str(chart["alt"]).startswith("Lap chart of ") and chart["width"] and chart["height"]
    assert target(page, str(chart["src"])) == "1-race-1/charts/lap-chart.en.svg"
    assert "DNS" in page.text and "retired: electrical" in page.text


def test_tables_say_what_their_columns_and_rows_are(cup: Set) -> None:
    heads = 0
    for page in cup.pages("en").values():
        for found in page.of("th"):
            heads += 1
            assert found["scope"] in ("col", "row", "rowgroup"), page.path
        for found in page.of("div"):
            if found.get("class") == "box":
                assert found["tabindex"] == "0" and found["aria-label"], page.path
        assert all(one.get("alt") is not None for one in page.of("img")), page.path
    assert heads > 100


def test_a_car_has_its_laps_with_the_deleted_one_struck_through(cup: Set) -> None:
    page = cup.pages("en")["site/en/1-car-7.html"]
    assert [text for tag, text in page.texts if tag == "s"] == ["57.000"]
    for text in ("Qualifying 1", "time of lap 2 deleted", "20.500", label("legend-laps")):
        assert text in page.text, text
    assert "Stops" in page.text and say("bulletin", "sectors") in page.text


def test_of_a_bare_list_it_is_told_what_is_not_known(cup: Set) -> None:
    for language in LANGUAGES:
        page = cup.pages(language)[f"site/{language}/1-qualifying-1.html"]
        assert say("site", "lacking", language) in page.text
        assert say("bulletin-missing", "laps", language) in page.text
        assert "1:50.000" in page.text and not page.of("img")
        index = cup.pages(language)[f"site/{language}/index.html"]
        assert say("site", "no-officials", language) in index.text
        car = cup.pages(language)[f"site/{language}/1-car-12.html"]
        told = next(text for _, text in car.texts if "1:53.000" in text and "4" in text and "·" in text)
        assert not re.search(r"\b0 (lap|tour)|\?", told, re.IGNORECASE), told  # nobody counted its laps


def test_before_a_race_its_grid_is_shown_and_that_it_has_no_result(tmp_path: Path) -> None:
    folder = write_cup(tmp_path)
    (folder / "1-spa/race-1.csv").unlink()
    (folder / "1-spa/race-1.decisions.toml").unlink()
    _, files = made(folder, forms=("csv",))
    page = Page("site/en/1-race-1.html", files["site/en/1-race-1.html"].decode())
    assert say("site", "no-result") in page.text and say("bulletin", "grid") in page.text
    assert 'class="slot' in page.source
    assert say("site", "grid-known") in Page("", files["site/en/index.html"].decode()).text


def changed(to: Publication, status: str, lines: tuple[str, ...]) -> dict[str, bytes]:
    """The site of a publication of a reconstructed season, in another state and with what changed in it."""
    series = msgspec.structs.replace(to.meeting.series, reconstruction=True)
    meeting = dataclasses.replace(to.meeting, series=series)
    places = tuple(
        place._replace(meeting=meeting, session=dataclasses.replace(place.session, series=series))
        for place in to.places
        if place.session is not None
    )
    other = dataclasses.replace(
        to,
        meeting=meeting,
        places=places,
        states=dict.fromkeys(to.names, status),
        changed={name: dict.fromkeys(LANGUAGES, lines) for name in to.names},
    )
    return dict(site_of([other], Gallery(to.season, to.look), {}, ("charts",), []))


def test_state_reconstruction_and_what_changed_are_on_the_page(tmp_path: Path) -> None:
    to, plain = made(write_cup(tmp_path), "1/race-1", forms=("charts",))
    files = changed(to, "amended 2", ("Car 7 <disqualified>",))
    note = label("reconstruction-note")
    assert note not in plain["site/en/1-race-1.html"].decode()
    for name in ("index", "1-race-1", "1-car-7", "1-car-81"):
        assert note in Page("", files[f"site/en/{name}.html"].decode()).text, name
    race = Page("", files["site/fr/1-race-1.html"].decode())
    assert ("span", "modifié 2") in race.texts and "Car 7 <disqualified>" in race.text
    assert "site/en/1-standings.html" not in files  # a session by itself comes without its round's documents


def test_class_colours_are_those_of_the_charts_and_can_be_read(cup: Set) -> None:
    style = cup.files["site/assets/site.css"].decode()
    pairs = re.findall(r"\.k\d\{--k:(#[0-9a-f]{6});--kt:(#[0-9a-f]{6})\}", style)
    assert len(pairs) == 6  # two classes: light, dark, and dark because the system is
    assert all(contrast(ground, ink) >= 4.5 for ground, ink in pairs)


def six(colour: str) -> str:
    """A colour of three or six figures with six."""
    return colour if len(colour) == 7 else "#" + "".join(2 * sign for sign in colour[1:])


def test_every_ink_can_be_read_on_every_paper(cup: Set) -> None:
    style = cup.files["site/assets/site.css"].decode()
    sets = re.findall(r"\{\s+(--ink: [^{}]*)\}", style)
    assert len(sets) == 4  # light, dark twice, paper
    light = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", sets[0]))
    for one in sets:
        found = light | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", one))
        colours = {name: six(value) for name, value in found.items()}
        for ink in ("ink", "grey", "alert", "good"):
            for paper in ("paper", "ground", "pale"):
                assert contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper, one)
        assert contrast(colours["alert"], colours["alert-paper"]) >= 4.5


def test_charts_nobody_published_are_in_the_site(tmp_path: Path) -> None:
    _, files = made(write_cup(tmp_path), "2", forms=("csv",))
    page = Page("site/fr/2-standings.html", files["site/fr/2-standings.html"].decode())
    charts = [target(page, str(one["src"])) for one in page.of("img")]
    assert charts == ["site/2/charts/standings.fr.svg"] and set(charts) <= set(files)


@pytest.mark.parametrize("svg", [True, False])
def test_a_logo_is_a_picture_and_what_is_none_is_told_and_left_out(tmp_path: Path, svg: bool) -> None:
    rect = '<script>alert(1)</script><rect width="9" height="9" onload="alert(2)"/>'
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{rect}</svg>'
    write_cup(tmp_path)
    (tmp_path / "logo").write_text(drawn if svg else drawn[:40])
    top = tmp_path / "championship.toml"
    top.write_text('logo = "logo"\n' + top.read_text())
    to, files = made(tmp_path, "1/race-1", forms=("json",))
    assert ("site/assets/logo.svg" in files) is svg
    assert any("logo" in line for line in to.told) is not svg
    assert b"alert" not in files.get("site/assets/logo.svg", b"")
    assert all(
        ("logo.svg" in page.decode()) is svg for name, page in files.items() if name.endswith("1-race-1.html")
    )


def test_a_season_has_a_first_page_with_its_rounds_and_a_page_for_each(tmp_path: Path, cup: Set) -> None:
    folder = write_cup(tmp_path)
    found = publications(f"{folder}", None, LANGUAGES, "a4", Earlier(folder / "none"), forms=(), site=True)
    files = dict(site_of(found, Gallery(found[0].season, found[0].look), {}, ("charts",), []))
    pages = {path: Page(path, data.decode()) for path, data in files.items() if path.endswith(".html")}
    index = pages["site/en/index.html"]
    assert {"1-overview.html", "2-overview.html", "1-race-1.html", "2-race-1.html"} <= set(index.links())
    assert "Club Cup 2024" in index.text and "Évrard O'Hara" in index.text
    # The head of the standings after the last meeting with a result, and the way to all of them.
    assert "Championship standings" in index.text and "2-standings.html" in index.links()
    assert ("title", "Spa <script>alert(1)</script> · Club Cup 2024") in pages[
        "site/en/1-overview.html"
    ].texts
    for page in pages.values():
        assert page.open == []
        for link in page.links():
            assert link.startswith("#") or target(page, link) in files, (page.path, link)
    where = {
        line[-1] for line in json.loads(files["site/en/search.js"].decode().partition(" = ")[2].rstrip(";\n"))
    }
    assert where == {f"Spa {SCRIPT}", "Monza"}


@pytest.mark.parametrize("before", ["\ufeff", "<!-- drawn by hand -->\n", "<!DOCTYPE svg>\n", "\n  "])
def test_a_logo_may_begin_with_a_mark_a_comment_or_a_declaration(tmp_path: Path, before: str) -> None:
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    folder = write_cup(tmp_path / "cup")
    (folder / "logo").write_text(before + drawn, encoding="utf-8")
    top = folder / "championship.toml"
    top.write_text('logo = "logo"\n' + top.read_text())
    to, files = made(folder)
    assert files["site/assets/logo.svg"].lstrip().startswith(b"<svg")
    assert not any("logo" in line for line in to.told)


@pytest.mark.parametrize(
    ("untimed", "title", "other"),
    [
        ("qualifying-1", "Qualifying 1", "1-race-1.html"),
        ("race-1", "Race &#34;1&#34;", "1-qualifying-1.html"),
    ],
)
def test_a_session_without_a_start_is_on_the_timetable_beside_one_that_has_a_start(
    tmp_path: Path, untimed: str, title: str, other: str
) -> None:
    folder = write_cup(tmp_path / "cup")
    path = folder / "1-spa/round.toml"
    head, *sessions = path.read_text().split("[[session]]")
    sessions = [re.sub(r"start = .*\n", "", one) if untimed in one else one for one in sessions]
    path.write_text("[[session]]".join((head, *sessions)))
    _, files = made(folder)
    told = files["site/en/1-timetable.html"].decode()
    main = told[told.index("<main") :]
    assert f'href="{other}"' in main and title in main
