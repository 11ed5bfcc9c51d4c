"""Cells of delimited files read where they lie: columns as texts, codes and whole numbers, large files."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parcferme.decoders.sheet import Cells, Sheet, first_not_utf8, fold, header_of, text_of
from parcferme.findings import warning

cells = st.text(alphabet="aé7 .:'", max_size=20)
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), max_size=8)
)


def columns(data: bytes, width: int) -> list[list[str]]:
    sheet = Sheet(data, "s")
    return [sheet[f"c{i}"].texts() for i in range(width)]


@settings(max_examples=300, deadline=None)
@given(tables, st.sampled_from(";,\t|"), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_quoted_and_bare_files_hold_the_same_cells(
    table: list[list[str]], separator: str, line_end: str, ended: bool
) -> None:
    table = [row for row in table if any(cell.strip() for cell in row)]
    width = len(table[0]) if table else 1
    head = [f"c{i}" for i in range(width)] + [""]
    bare = line_end.join(separator.join(row) for row in [head, *([*row, ""] for row in table)])
    quoted = line_end.join(
        separator.join(f'"{cell}"' for cell in row) for row in [head, *([*row, ""] for row in table)]
    )
    expected = [[row[i].strip() for row in table] for i in range(width)]
    for text in (bare, quoted):
        data = (text + line_end * ended).encode()
        assert columns(data, width) == expected
        codes, texts = Sheet(data, "s").coded("c0")
        assert [texts[code] for code in codes] == expected[0]


@given(
    st.lists(
        st.sampled_from(["", "a", "abcdefgh", "abcdefgh1", "abcdefgh2", "ab", "é", "abcdefghabcdefghX"]),
        max_size=30,
    )
)
def test_codes_stand_for_the_texts_whatever_their_length(texts: list[str]) -> None:
    data = ("x;c;y\n" + "".join(f"1;{text};2\n" for text in texts)).encode()
    codes, names = Sheet(data, "s").coded("c")
    assert [names[code] for code in codes] == texts
    assert len(set(names)) == len(names)


@given(
    st.lists(
        st.one_of(
            st.integers(-(10**17), 10**17).map(str),
            st.sampled_from(["", "19.0", "7,0", "x", "1.5", "+3", "--"]),
        )
    )
)
def test_whole_numbers_are_read_as_python_reads_them(texts: list[str]) -> None:
    data = ("x|c|y\n" + "".join(f"1|{text}|2\n" for text in texts)).encode()
    values, state = Sheet(data, "s")["c"].whole()
    known = {
        "": (0, 0),
        "19.0": (19, 1),
        "7,0": (7, 1),
        "x": (0, -1),
        "1.5": (0, -1),
        "+3": (3, 1),
        "--": (0, -1),
    }
    for text, value, kind in zip(texts, values.tolist(), state.tolist(), strict=True):
        assert (value, kind) == (known[text] if text in known else (int(text), 1))


def test_header_is_the_first_line_that_holds_anything() -> None:
    assert header_of(b"\n\nsep=;\n A ; b\n1;2\n") == (3, ["A", "b"], ";")
    assert header_of(b"") == (0, [], ";")
    assert [fold(name) for name in (" LAP_TIME", "Lap Time", "lap-time")] == ["lap_time"] * 3


def test_lines_are_those_of_the_file_blank_ones_counted() -> None:
    sheet = Sheet(b"a;b\n1;2\n\n\n3;4\n", "s")
    assert sheet.lines.tolist() == [2, 5]


def test_first_byte_that_is_no_utf8_is_found_in_any_piece() -> None:
    long = "é" * 300_000
    assert first_not_utf8(long.encode()) is None
    assert first_not_utf8(long.encode() + b"\xff") == 600_000
    assert first_not_utf8(b"a" + long.encode() + b"\xc3") == 600_001
    assert first_not_utf8(b"plain") is None


def test_text_of_a_file_knows_its_alphabet() -> None:
    assert text_of("é;1".encode("utf-8-sig")) == "é;1"
    assert text_of("é;1".encode("utf-16")) == "é;1"
    assert text_of("ok\né;1".encode("cp1252")) == "ok\né;1"


def test_no_cells_are_no_codes() -> None:
    sheet = Sheet(b"a;b\n", "s")
    assert isinstance(sheet["a"], Cells)
    assert sheet.coded("a")[1] == []
    assert sheet["missing"].texts() == []


def test_a_file_of_80_megabytes_is_read_in_a_few_times_its_size() -> None:
    row = "7;1;{lap};1:40.000;0;;30.000;0;40.000;0;30.000;0;180.0;{lap}:00:00.000;14:01:40.000;;;;250;Ann LEE;;LMP2;"
    names = ";".join(f"c{i}" for i in range(23))
    data = (names + "\n" + "".join(row.format(lap=lap % 100) + "\n" for lap in range(800_000))).encode()
    assert len(data) > 75_000_000
    tracemalloc.start()
    try:
        sheet = Sheet(data, "s")
        assert len(sheet) == 800_000
        assert sheet["c13"].times()[1].all()
        assert tracemalloc.get_traced_memory()[1] < 5 * len(data)
    finally:
        tracemalloc.stop()


@settings(max_examples=200, deadline=None)
@given(tables, st.sampled_from(";,\t|"))
def test_one_cell_is_what_its_column_says(table: list[list[str]], separator: str) -> None:
    width = len(table[0]) if table else 1
    lines = [[f"c{i}" for i in range(width)], *table]
    sheet = Sheet("\n".join(separator.join(line) for line in lines).encode(), "s", ragged=True)
    for column in (*(f"c{i}" for i in range(width)), "none"):
        assert [sheet.text(column, row) for row in range(len(sheet))] == sheet[column].texts()


def test_a_cell_of_any_length_is_quoted_in_short() -> None:
    sheet = Sheet(b"a;b\n1;2\n", "s")
    sheet.tell(warning("number-unreadable", sheet.where(0, "a"), value="x" * 10**6))
    assert sheet.findings[-1].values["value"] == "x" * 200 + "…"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("cell", ["a{0}b", "a{0}{0}b", 'a ""x""{0}b'])
def test_a_quoted_cell_with_a_line_break_in_it_is_one_cell(cell: str, end: str) -> None:
    """What a spreadsheet writes; it was a quote "never closed", and half a row of no kind."""
    text = f'time,kind,note{end}1,a,"{cell.format(end)}"{end}2,b,c{end}'
    sheet = Sheet(text.encode(), "x.csv", ragged=True)
    assert [one.code for one in sheet.findings] == []
    lines = 2 + cell.count("{0}")
    assert sheet.lines.tolist() == [2, lines + 1]
    assert [sheet.text("kind", row) for row in range(len(sheet))] == ["a", "b"]
    assert sheet.text("note", 0).split()[0] == "a"


@pytest.mark.parametrize(
    "rows", ['1,a,"\n2,b,"\n', '1,a,"x\n2,b,c\n3,d,"e\n', '1,"a,x\n"2,b,c\n', '1,a,"x\n\ny\n']
)
def test_a_quote_never_closed_swallows_no_row(rows: str) -> None:
    sheet = Sheet(f"time,kind,note\n{rows}".encode(), "x.csv", ragged=True)
    assert {one.code for one in sheet.findings} >= {"quote-unclosed"}
    assert len(sheet) == sum(bool(line) for line in rows.split("\n"))
