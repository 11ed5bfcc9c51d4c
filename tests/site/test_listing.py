"""Published files become documents: one line each, with every form of it, in the language of the page."""

from parcferme.site.listing import Listed, listed

FILES = (
    "1/pdf/17-standings.pdf", "1/json/standings.json", "1/csv/standings.csv", "1/timetable.fr.ics",
    "1/timetable.en.ics",
    "1/communique/series.fr.html", "1/communique/series.en.html", "1/communique/series.en.txt",
    "1/communique/milo-sohne.en.html", "1-race-1/seal/1-race-1.zip", "1-race-1/al-kamel/23_Analysis.csv",
    "1-race-1/csv/fastest-laps.csv", "1-race-1/pdf/10-fastest.pdf", "1-race-1/csv/new.csv",
)  # fmt: skip


def test_a_document_has_all_its_forms_on_one_line() -> None:
    found = {one.key: one for one in listed(FILES, "en", ["Milo & Söhne"])}
    up = "../../1/"
    assert found["standings"] == Listed(
        "standings", "Standings", "17",
        (("PDF", f"{up}pdf/17-standings.pdf"), ("CSV", f"{up}csv/standings.csv"), ("JSON", f"{up}json/standings.json")),
    )  # fmt: skip
    assert [form for form, _ in found["fastest"].forms] == ["PDF", "CSV"] and found["fastest"].number == "10"
    assert found["communique/milo-sohne"].title == "Press release · Milo & Söhne"
    assert found["al-kamel/23_Analysis"].title == "Al Kamel · 23_Analysis"
    assert found["seal"].title == "Sealed result"
    assert found["new"].title == "new"  # a document nobody named yet


def test_each_language_has_its_own_files_and_those_of_none() -> None:
    ways = {one.key: [way for _, way in one.forms] for one in listed(FILES, "fr")}
    assert ways["calendar"] == ["../../1/timetable.fr.ics"]
    assert ways["communique"] == ["../../1/communique/series.fr.html"]
    assert "communique/milo-sohne" not in ways and "standings" in ways


def test_numbered_documents_come_first_in_their_order() -> None:
    numbers = [one.number for one in listed(FILES, "en")]
    assert numbers[:2] == ["10", "17"] and not any(numbers[2:])
