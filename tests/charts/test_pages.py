"""Charts as pages of their own, in a browser: nothing a name holds is run, and what it shows is said below it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from parcferme.charts import Subject, chart, to_html
from parcferme.season import score
from small_meeting import alone

RACE = """\
time,kind,car,loop,value
10:00:00.000,session,,,start: {name}
10:00:00.000,flag,,,green
10:01:00.000,passing,7,FL,
10:02:00.000,passing,7,FL,
"""
NAMES = (
    "`;}document.title=/RUN/.source;function zz(){let q=`",
    "</p><script>document.title='RUN'</script>",
    "</body><img src=x onerror=document.title='RUN'>",
    "${document.title='RUN'}",
    "</script><script>document.title='RUN'</script>",
)


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_session_is_shown_and_never_run(browser: Browser, tmp_path: Path, name: str) -> None:
    (tmp_path / "race.csv").write_text(RACE.format(name=name), encoding="utf-8")
    picture = chart("lap-times", Subject(alone(score(tmp_path / "race.csv", kind="race"))))
    (tmp_path / "chart.html").write_text(to_html(picture), encoding="utf-8")
    page = browser.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda problem: wrong.append(str(problem)))
    page.goto((tmp_path / "chart.html").as_uri())
    page.wait_for_selector("svg")
    assert page.title() == picture.spec["title"]["text"]
    assert page.locator("body > p").all_inner_texts() == [" ".join(picture.alt.split())]
    assert name in picture.alt
    style = page.locator("body").get_attribute("style")
    assert style == f"background:{picture.spec['background']}"
    assert wrong == []
    page.close()
