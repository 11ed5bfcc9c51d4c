"""Names of pages: any disk can hold them, and two cars never share one."""

import re

import pytest

from parcferme.site.addresses import Addresses, plain_name, published


@pytest.mark.parametrize(
    "text", ["", "../../etc/passwd", "CON", "王", "a/b\\c:d", "É 7", "x" * 300, "<b>", "\0"]
)
def test_a_name_is_small_letters_figures_and_hyphens(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", plain_name(text))
    assert len(plain_name(text)) <= 48


def test_cars_that_differ_by_a_capital_have_a_page_each() -> None:
    given = Addresses()
    names = [given.page("1", "car", number) for number in ("A1", "a1", "7", "007", "王", "明")]
    assert len({name.lower() for name in names}) == 6
    assert given.page("1", "car", "a1") == names[1]


def test_a_page_called_index_leaves_the_first_page_its_name() -> None:
    assert Addresses().page("index") == "index-2.html"


def test_a_link_to_a_file_is_percent_encoded() -> None:
    assert published("1-race 1/pdf/a#b?.pdf") == "../../1-race%201/pdf/a%23b%3F.pdf"
