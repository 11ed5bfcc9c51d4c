"""What the search finds, and that no name can end the script it stands in."""

import json
import re

from parcferme.site.search import GLOBAL, script
from small_site import CHINESE, HEBREW, LANGUAGES, LONG, SCRIPT, Set


def lines(cup: Set, language: str) -> list[list[str]]:
    text = cup.files[f"site/{language}/search.js"].decode("ascii")
    match = re.fullmatch(rf"window\.{GLOBAL} = (.*);\n", text)
    assert match
    found: list[list[str]] = json.loads(match[1])
    return found


def test_a_car_is_found_by_number_drivers_and_team(cup: Set) -> None:
    for language in LANGUAGES:
        found = {line[1]: line for line in lines(cup, language) if line[1]}
        assert set(found) == {"81", "7", "007", "12", "3", "A1", "a1", "../x"}
        assert found["81"][0] == "1-car-81.html" and found["81"][3] == "Milo & Söhne"
        assert found["81"][2].startswith("Évrard O'Hara / ") and SCRIPT in found["81"][2]
        assert found["7"][2] == HEBREW and found["007"][2] == CHINESE and found["007"][3] == LONG
        assert len({line[0].lower() for line in found.values()}) == len(found)
        for line in lines(cup, language):
            assert f"site/{language}/{line[0]}" in cup.files


def test_sessions_are_found_in_the_language_of_the_page(cup: Set) -> None:
    assert "Qualifying 1" in [line[2] for line in lines(cup, "en")]
    assert "Qualification 1" in [line[2] for line in lines(cup, "fr")]


def test_a_script_is_plain_ascii_whatever_stands_in_it() -> None:
    text = script([["a", "\u2028</script>é"]]).decode("ascii")
    assert "\\u2028" in text and "\\u00e9" in text
