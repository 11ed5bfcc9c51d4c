"""Bulletins as PDF: accessible, searchable, the same every time, and never broken by what a name holds."""

import ctypes
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from parcferme.bulletins import Typeset, pictures, scripts, typeset
from parcferme.calendar import Meeting as Planned
from parcferme.calendar import Timetable, UntimedSession
from parcferme.documents import Meeting, MeetingSession, fonts, framed, is_logo
from parcferme.documents.meeting import NO_SERIES
from parcferme.findings import WrongCall
from parcferme.papers import KINDS, Bulletin, Look, Masthead, timetable
from parcferme.papers.lap_papers import _balanced
from parcferme.season import Score, score
from small_meeting import alone, paper
from small_race import DECISIONS, RACE

HEAD = Masthead("Club Cup", ("Race 1",), season="2024", event="Round 1 · Spa", circuit="Spa", length_m=7004)
LOOK = Look(languages=("en",), classes=("GT", "Cup"))
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="30" height="10"><rect width="30" height="10"/></svg>'
LONG = "Équipe Nationale de Compétition Automobile de Saint-Étienne-du-Rouvray et alentours"
UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
MARKUP = '#panic("x") *bold* _it_ $x^2$ @ref <label> \\ [a] // c /* d ~ ` = {e}'
SCRIPTS = ("山田 太郎", "김연아", "محمد بن سليم", "יוסי כהן", "Łukasz Żółć", "Жуков", "สมชาย")


def race(folder: Path, **names: str) -> MeetingSession:
    """The small race with other names: `team` for 81, `driver` for its drivers (joined by |)."""
    drivers = names.get("driver", "Ann Onym").split("|")
    rows = [["81", "GT", names.get("team", "Milo Racing"), driver] for driver in drivers]
    rows += [["7", "GT", "Seven Up", "Cleo Seven"], ["007", "Cup", "Bond & Sons", "James B."]]
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    (folder / "entries.csv").write_text("number,class,team,driver\n" + "\n".join(lines), encoding="utf-8")
    (folder / "stewards.toml").write_text(DECISIONS)
    (folder / "race.csv").write_text(RACE)
    made = score(folder / "race.csv", entries=folder / "entries.csv", decisions=folder / "stewards.toml")
    return alone(made)


def printed(name: str, session: MeetingSession | Score, head: Masthead = HEAD, look: Look = LOOK) -> Typeset:
    return typeset(paper(name, session, look.languages), head, look)


def pages(made: Typeset) -> list[str]:
    document = pdfium.PdfDocument(made.pdf)
    return [re.sub(r"\s+", " ", page.get_textpage().get_text_range()) for page in document]


def text(made: Typeset) -> str:
    return " ".join(pages(made))


def right_edges(made: Typeset) -> Iterator[float]:
    """Where each printed character ends, as a share of the width of its page."""
    for page in pdfium.PdfDocument(made.pdf):
        words = page.get_textpage()
        for at in range(words.count_chars()):
            if raw.FPDFText_GetUnicode(words, at) > 0x20:
                yield words.get_charbox(at)[2] / page.get_width()


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_every_bulletin_passes_the_check_for_accessible_pdf(kind: str, paper: str, tmp_path: Path) -> None:
    look = msgspec.structs.replace(LOOK, paper=paper, languages=("fr", "en"))
    made = printed(kind, race(tmp_path), look=look)
    # Typst refuses to write the file where its PDF/UA-1 check fails; the mark is what it promises.
    assert made.pdf.startswith(b"%PDF-1.7")
    assert b"pdfuaid" in made.pdf or b"pdfuaid" in inflated(made.pdf)
    size = pdfium.PdfDocument(made.pdf)[0].get_size()
    assert [round(side) for side in size] == ([595, 842] if paper == "a4" else [612, 792])
    assert made.told == ()


def inflated(pdf: bytes) -> bytes:
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            found.append(stream)
    return b"".join(found)


def test_a_reader_can_search_it_and_its_fonts_are_in_it(tmp_path: Path) -> None:
    made = printed("classification", race(tmp_path))
    words = text(made)
    for said in (
        "Club Cup 2024",
        "Round 1 · Spa",
        "Spa, 7.004 km",
        "Race 1",
        "Classification",
        "Milo Racing",
        "4:16.000",
    ):
        assert said in words
    fonts = set()
    for page in pdfium.PdfDocument(made.pdf):
        for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            font = raw.FPDFTextObj_GetFont(one)
            name = ctypes.create_string_buffer(99)
            raw.FPDFFont_GetBaseFontName(font, name, 99)
            fonts.add((name.value.decode(), raw.FPDFFont_GetIsEmbedded(font)))
    assert fonts
    assert all("IBMPlexSans" in name and embedded == 1 for name, embedded in fonts)


def test_the_same_session_gives_the_same_bytes(tmp_path: Path) -> None:
    session = race(tmp_path)
    assert printed("classification", session).pdf == printed("classification", session).pdf


def test_head_and_foot_say_what_a_bulletin_has_to(tmp_path: Path) -> None:
    head = msgspec.structs.replace(
        HEAD, status="amended 2", changed=("Car 81: 20 s added",), published="2024-05-04 15:40",
        protest_until="16:10", officials=(("clerk of the course", "Ann Onym"), ("marshal_in_chief", "Bea Blank")),
        hash="0f1e2d3c4b", link="https://example.org/0f1e2d3c4b",
    )  # fmt: skip
    words = text(printed("classification", race(tmp_path), head))
    for said in (
        "AMENDED 2", "What changed Car 81: 20 s added", "Published 2024-05-04 15:40", "Protests until 16:10",
        "Clerk of the course Ann Onym", "Marshal in chief Bea Blank", "0f1e2d3c4b", "Doc. 04", "Page 1 of 1",
    ):  # fmt: skip
        assert said in words
    assert "PROVISIONAL" in text(printed("classification", race(tmp_path)))
    assert "OFFICIEL / OFFICIAL" in text(
        printed("grid", race(tmp_path), msgspec.structs.replace(HEAD, status="official"),
                msgspec.structs.replace(LOOK, languages=("fr", "en")))
    )  # fmt: skip


def test_the_qr_code_holds_the_link(tmp_path: Path) -> None:
    from parcferme.bulletins.typesetting import _qr

    assert _qr(None) == ""
    assert _qr("0f1e2d3c4b").startswith("<svg")
    assert _qr("0f1e2d3c4b") != _qr("0f1e2d3c4c")
    with pytest.raises(WrongCall, match="too long for a QR code"):
        _qr("x" * 5000)


def test_officials_stand_on_the_first_page_and_never_alone(tmp_path: Path) -> None:
    officials = tuple((f"office-{at}", f"Official No {at}") for at in range(9))
    head = msgspec.structs.replace(HEAD, officials=officials)
    for name in ("classification", "laps", "lap-chart"):
        first, *others = pages(printed(name, race(tmp_path), head=head))
        assert "Official No 8" in first and "Office 8" in first and not others, name


def test_cars_of_one_sheet_stand_in_even_columns(tmp_path: Path) -> None:
    (block,) = (b for b in paper("laps", race(tmp_path), ("en",)).blocks if b["kind"] == "laps")
    assert [[car["number"] for car in column] for column in block["columns"]] == [
        ["7"],
        ["81"],
        ["007"],
        ["12"],
    ]
    many = [{"number": str(at), "parts": [[["", "1:00.000\n" * 90]]]} for at in range(9)]
    assert _balanced(many, 5) == []  # they run through the columns of several sheets
    few = [
        {"number": str(at), "parts": [[["", "1:00.000\n" * high]]]}
        for at, high in enumerate((24, 24, 24, 5, 5))
    ]
    assert [len(column) for column in _balanced(few, 3)] == [1, 1, 3]


def test_each_change_is_a_line_in_each_language(tmp_path: Path) -> None:
    both = Look(languages=("fr", "en"), classes=("GT", "Cup"))
    head = msgspec.structs.replace(
        HEAD, status="amended 1", changed=("#7 temps 1:00\n#7 time 1:00", "#81 place 2 → 1")
    )
    (page, *_) = pdfium.PdfDocument(printed("classification", race(tmp_path), head=head, look=both).pdf)
    lines = page.get_textpage().get_text_range().splitlines()
    assert {"#7 temps 1:00", "#7 time 1:00", "#81 place 2 → 1"} <= {line.strip() for line in lines}
    assert head.unamended().changed == () and head.unamended().status == "provisional"


def test_without_officials_hash_and_logo_nothing_is_made_up(tmp_path: Path) -> None:
    words = text(printed("classification", race(tmp_path)))
    assert "Published" not in words
    assert "Protests" not in words
    assert "None" not in words


def test_a_reconstruction_says_so_on_every_bulletin(tmp_path: Path) -> None:
    head = msgspec.structs.replace(HEAD, reconstruction=True)
    assert "worked out from published facts, not timed" in text(printed("leaders", race(tmp_path), head))


def test_markup_in_a_name_is_printed_and_not_carried_out(tmp_path: Path) -> None:
    session = race(tmp_path, team=MARKUP, driver="#set text(fill: red)")
    for name in ("classification", "entry-list", "laps"):
        assert MARKUP.replace(" ", "") in text(printed(name, session)).replace(" ", "").replace("\ufffe", "")
    assert "#set text(fill: red)" in text(printed("classification", session))
    head = msgspec.structs.replace(
        HEAD, series=MARKUP, officials=((MARKUP, MARKUP),), changed=(MARKUP,), hash=MARKUP
    )
    assert text(printed("classification", session, head)).replace(" ", "").count(MARKUP.replace(" ", "")) >= 4


def test_names_in_other_scripts_are_printed_as_they_are(tmp_path: Path) -> None:
    made = printed("classification", race(tmp_path, driver="|".join(SCRIPTS)))
    assert made.told == ()
    words = text(made)
    for name in SCRIPTS:
        # What runs from right to left may come back in the order it stands on the sheet.
        assert name in words or name[::-1] in words or set(name) <= set(words)
    assert "[U+" not in words


def test_a_character_no_font_has_is_told_and_shown_by_its_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "_SCRIPTS", ())
    for cached in (fonts.all_fonts, scripts.printable):
        cached.cache_clear()
    try:
        made = printed("classification", race(tmp_path, driver="山 Ann"))
    finally:
        monkeypatch.undo()
        for cached in (fonts.all_fonts, scripts.printable):
            cached.cache_clear()
    assert "[U+5C71] Ann" in text(made)
    assert made.told == ("No installed font has U+5C71: shown by code.",)


@pytest.mark.parametrize(
    "driver",
    ["Z" + "\u0301\u0316\u0489" * 40, "\U0001f469\u200d\U0001f4a5\ufe0f\u0489"],
    ids=["marks", "joined"],
)
def test_a_heap_of_marks_that_no_font_can_set_is_shown_by_code(driver: str, tmp_path: Path) -> None:
    made = printed("classification", race(tmp_path, driver=f"{driver}|Évrard"))
    assert "[U+0489]" in text(made) and "Évrard" in text(made)
    assert any("U+0489" in told for told in made.told)


def test_marks_that_turn_the_direction_of_a_line_are_taken_out(tmp_path: Path) -> None:
    words = text(printed("classification", race(tmp_path, driver="Ann \u202eOnym\u0007")))
    assert "Ann Onym" in words


@pytest.mark.parametrize("team", [LONG, UNBROKEN])
@pytest.mark.parametrize("kind", ["entry-list", "classification", "laps", "sectors", "leaders", "summary"])
def test_eighty_characters_stay_on_the_sheet(kind: str, team: str, tmp_path: Path) -> None:
    assert len(team) >= 80
    six = "|".join(
        f"{name} de la Roche-Guyon-Villeneuve d’Artagnan"
        for name in ("Ann", "Bob", "Cy", "Dee", "Eve", "Flo")
    )
    made = printed(kind, race(tmp_path, team=team, driver=six))
    assert max(right_edges(made)) < 1 - 11 / 210
    letters = re.sub(r"[\s\ufffe\u200b\u0002-]", "", text(made))
    assert re.sub(r"[\s-]", "", team) in letters


def test_a_logo_is_drawn_and_what_is_no_picture_is_told(tmp_path: Path) -> None:
    session = race(tmp_path)
    with_logo = printed("leaders", session, look=msgspec.structs.replace(LOOK, logo=SVG))
    assert with_logo.told == ()
    assert with_logo.pdf != printed("leaders", session).pdf
    for broken in (
        b"",
        b"not a picture",
        b"\x89PNG\r\n\x1a\nbroken",
        b"%PDF-1.7 broken",
        b"<svg",
        bytes(3 * 2**20),
    ):
        made = printed("leaders", session, look=msgspec.structs.replace(LOOK, logo=broken))
        assert made.told == (
            "The logo cannot be drawn (expected PNG, JPEG, GIF, WebP or SVG up to 2 MB): left out.",
        )
        assert "Leader sequence" in text(made)


def test_an_accent_too_light_for_letters_is_darkened_where_it_is_one(tmp_path: Path) -> None:
    look = msgspec.structs.replace(LOOK, colours={"accent": "#ffff00"})
    (page, *_) = pdfium.PdfDocument(printed("classification", race(tmp_path), look=look).pdf)
    inks = set()
    for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        parts = [ctypes.c_uint() for _ in range(4)]
        assert raw.FPDFPageObj_GetFillColor(one.raw, *map(ctypes.byref, parts))
        inks.add(tuple(part.value for part in parts[:3]))
    yellow = {one for one in inks if one[2] < 60 < one[1] and abs(one[0] - one[1]) < 60}
    assert yellow and max(one[1] for one in yellow) < 150  # dark enough to be read, and still the accent


def test_a_small_file_that_unfolds_into_a_huge_picture_is_no_logo() -> None:
    side = (30_000).to_bytes(4, "big")
    assert not is_logo(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + side + side + bytes(9))
    assert is_logo(SVG)
    assert not is_logo(b"")


def test_a_script_in_a_logo_runs_on_no_page() -> None:
    evil = SVG.replace(b"<rect", b'<script>alert(1)</script><rect onload="alert(2)"')
    (picture,) = ElementTree.fromstring(framed(evil))
    assert picture.tag.endswith("}image")  # what a browser shows as a picture runs and fetches nothing
    assert all(
        value.startswith("data:image/") for name, value in picture.attrib.items() if name.endswith("href")
    )
    assert b"alert" not in framed(evil)


def test_colours_papers_and_states_that_are_none_are_wrong_calls(tmp_path: Path) -> None:
    session = race(tmp_path)
    with pytest.raises(WrongCall, match="no colour: 'red'"):
        printed("leaders", session, look=msgspec.structs.replace(LOOK, colours={"accent": "red"}))
    with pytest.raises(WrongCall, match="no paper 'a3'"):
        printed("leaders", session, look=msgspec.structs.replace(LOOK, paper="a3"))
    with pytest.raises(WrongCall, match="no state of a document"):
        printed("leaders", session, msgspec.structs.replace(HEAD, status="final"))


def test_the_pages_can_be_looked_at(tmp_path: Path) -> None:
    made = pictures(paper("leaders", race(tmp_path), ("en",)), HEAD, LOOK, ppi=20)
    assert len(made) == 1
    assert io.BytesIO(made[0]).read(8) == b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("title", [[""], ["\u200f"], [" ", "\u00a0"], []])
def test_a_sheet_whose_title_shows_nothing_is_printed_without_one(title: list[str]) -> None:
    block: dict[str, object] = {
        "kind": "sentences",
        "title": title,
        "rows": [["", ["Free practice is not on the timetable."]]],
    }
    bare = printed_blocks({**block, "title": []})
    assert printed_blocks(block) == bare
    assert printed_blocks({**block, "title": ["Spa"]}) != bare


def printed_blocks(block: dict[str, object]) -> list[str]:
    return pages(typeset(Bulletin("timetable", 2, (block,)), HEAD, LOOK))


def test_a_round_without_a_name_and_a_date_has_a_timetable() -> None:
    planned = Timetable((Planned(1, sessions=(), untimed=(UntimedSession("race-1", "race"),)),))
    meeting = Meeting(NO_SERIES, 1, "", timetable=planned)
    blocks = tuple(timetable(meeting, LOOK.languages))
    assert "Race 1" in text(typeset(Bulletin("timetable", 2, blocks), HEAD, LOOK))
