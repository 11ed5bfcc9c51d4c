"""The site in a browser, from a disk: it asks nobody for anything, finds a driver, remembers what was chosen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from small_site import Set


@pytest.fixture
def page(browser: Browser, cup: Set) -> Iterator[Page]:
    """A page of an English reader; at its end nothing went wrong on it and nothing was asked of anybody."""
    context = browser.new_context(
        locale="en-GB", viewport={"width": 1200, "height": 800}, color_scheme="light"
    )
    context.set_default_timeout(10_000)
    asked: list[str] = []
    wrong: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    made = context.new_page()
    made.on(
        "console",
        lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None,
    )
    made.on("pageerror", lambda problem: wrong.append(str(problem)))
    made.on("dialog", lambda dialog: wrong.append(dialog.message))
    yield made
    context.close()
    assert asked and all(url.startswith(cup.folder.as_uri()) for url in asked), asked
    assert wrong == []


def at(cup: Set, path: str) -> str:
    return (cup.folder / path).as_uri()


def opened(page: Page) -> str:
    """Where a page lies in the set, without what is said behind its name."""
    return page.url.partition("/stick/")[2].partition("?")[0].partition("#")[0]


def test_it_opens_in_the_readers_language_and_keeps_the_page_in_the_other(page: Page, cup: Set) -> None:
    page.goto(at(cup, "index.html"))
    page.wait_for_url("**/site/en/index.html*")
    page.click(".pages a:has-text('Standings')")
    page.click(".languages a[lang=fr]")
    assert opened(page) == "site/fr/1-standings.html"
    assert page.get_attribute("html", "lang") == "fr"
    page.goto(at(cup, "index.html"))  # the choice is remembered
    page.wait_for_url("**/site/fr/index.html*")


def test_a_driver_is_found_without_accents_by_the_keyboard_alone(page: Page, cup: Set) -> None:
    page.goto(at(cup, "site/en/1-race-1.html"))
    page.keyboard.press("/")
    page.keyboard.type("evrard oh")
    page.wait_for_selector("[role=option][aria-selected=true]")
    assert "Évrard O'Hara" in page.inner_text("[role=option]")
    assert page.get_attribute("#search", "aria-expanded") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url("**/1-car-81.html*")
    page.fill("#search", "007")
    assert page.inner_text("[role=option] >> nth=0").startswith("007")
    page.fill("#search", "nobody at all")
    assert page.inner_text("#found") == "Nothing found"
    page.keyboard.press("Escape")
    assert page.is_hidden("#found")


def test_dark_is_remembered_from_page_to_page(page: Page, cup: Set) -> None:
    page.goto(at(cup, "site/en/index.html"))
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("button.theme")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light != dark
    page.click(".card h3 a >> nth=0")
    page.wait_for_url("**/1-qualifying-1.html*")
    assert opened(page) == "site/en/1-qualifying-1.html"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    page.goto(at(cup, "site/fr/1-standings.html"))
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_on_a_phone_tables_scroll_and_the_page_does_not(page: Page, cup: Set) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    for path in cup.pages("fr"):  # the longer words
        page.goto(at(cup, path))
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, (path, wide)
    page.goto(at(cup, "site/en/1-race-1.html"))
    page.fill("#search", "interminable")
    page.click("[role=option]")  # nothing lies over what was found
    assert opened(page) == "site/en/1-car-007.html"
    page.go_back()
    boxes = "[...document.querySelectorAll('.box')].filter(box => box.scrollWidth > box.clientWidth).length"
    assert page.evaluate(boxes) > 0


def test_on_a_phone_the_time_stands_beside_the_crew_and_charts_are_whole(page: Page, cup: Set) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    right = "Math.max(...[...document.querySelectorAll('{}')].map(e => e.getBoundingClientRect().right))"
    page.goto(at(cup, "site/fr/1-race-1.html"))
    assert page.evaluate(right.format("#classification .of-all .n")) <= 348
    assert "Temps" in page.inner_text("#classification .of-all th.n")
    assert page.is_hidden("#classification .of-all td.x >> nth=0")
    assert page.evaluate(right.format("figure img")) <= 360
    page.goto(at(cup, "site/fr/1-standings.html"))
    assert page.evaluate(right.format("td.n")) <= 348
    page.set_viewport_size({"width": 1200, "height": 700})
    assert page.is_hidden("td.n >> nth=0")


def test_one_class_is_shown_alone_and_all_of_them_on_paper(page: Page, cup: Set) -> None:
    page.goto(at(cup, "site/en/1-race-1.html"))
    shown = "[...document.querySelectorAll('#classification .panel')].filter(one => one.offsetParent).length"
    assert page.evaluate(shown) == 1
    page.check("input[value=k1]", force=True)
    assert page.is_visible(".panel.of-k1") and page.is_hidden(".panel.of-all")
    page.emulate_media(media="print")
    assert page.evaluate(shown) == 3


def test_without_scripts_every_page_is_there_to_be_read(browser: Browser, cup: Set) -> None:
    context = browser.new_context(java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    page.goto(at(cup, "index.html"))
    page.click("text=English")
    page.click(".pages a >> nth=2")
    assert opened(page) == "site/en/1-race-1.html"
    assert page.is_hidden(".search") and page.is_hidden("button.theme")
    assert page.inner_text("tbody tr >> nth=0").startswith("1")
    context.close()
