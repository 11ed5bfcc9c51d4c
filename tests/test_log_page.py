"""`docs/log-format.md` is complete: every kind, field, sample line, place in the order and finding code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from parcferme import codec, records, store
from parcferme.codec import CURRENT, decode, decode_record
from parcferme.records import KINDS, ORDER, Log, field_names
from parcferme.records.fields import expected, needed
from test_codec import FROZEN

PAGE = (Path(__file__).parents[1] / "docs" / "log-format.md").read_text(encoding="utf-8")
EVERYWHERE = {"seq", "at", "by", "written", "source", "line"}
SECTIONS = dict(re.findall(r"^### ([\w-]+)\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL))


@pytest.mark.complete
def test_every_kind_is_on_the_page_and_nothing_else_is() -> None:
    assert set(SECTIONS) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_shows_every_field_of_a_kind_with_its_type(kind: str) -> None:
    rows = {
        name: (type_.replace("`", "").replace(", ", " | "), need == "needed")
        for name, type_, need in re.findall(
            r"^\| `(\w+)` \| (.*?) \| (\w*) ?\| .+ \|$", SECTIONS[kind], re.MULTILINE
        )
    }
    shown = [
        name
        for name in field_names(KINDS[kind])
        if name not in EVERYWHERE or (kind, name) == ("passing", "at")
    ]
    assert rows == {name: (expected(KINDS[kind], name), needed(KINDS[kind], name)) for name in shown}


@pytest.mark.parametrize("kind", KINDS)
def test_the_sample_line_of_a_kind_is_the_one_the_tests_keep(kind: str) -> None:
    (line,) = re.findall(r"^```json\n(.*)\n```$", SECTIONS[kind], re.MULTILINE)
    assert line == FROZEN[kind, CURRENT[kind]][0]
    assert type(decode_record(line)) is KINDS[kind]


def test_the_log_at_the_head_of_the_page_reads() -> None:
    lines = re.findall(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[0]
    log, findings = decode(lines.encode(), "page")
    assert findings == () and len(log) == 5
    effective, findings = log.effective()
    assert findings == () and effective.passings["car"].to_list() == ["81"]
    assert isinstance(effective, Log)


def test_the_fields_of_every_line_are_on_the_page() -> None:
    head = PAGE.partition("## What every line has")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", head, re.MULTILINE)) == EVERYWHERE | {"kind", "v"}


def test_the_order_in_one_instant_is_on_the_page_with_its_reasons() -> None:
    rows = re.findall(r"^\| (\d+) \| `([\w-]+)` \| (.+) \|$", PAGE, re.MULTILINE)
    assert {kind: (int(place), reason) for place, kind, reason in rows} == dict(ORDER)
    assert [int(place) for place, _, _ in rows] == sorted(place for place, _ in ORDER.values())


def test_every_finding_code_of_the_log_is_on_the_page_and_no_other() -> None:
    folders = [Path(next(iter(package.__path__))) for package in (codec, records, store)]
    source = "".join(path.read_text(encoding="utf-8") for folder in folders for path in folder.glob("*.py"))
    told = set(re.findall(r'"((?:log|correction|amend|store)-[a-z-]+)"', source))
    section = PAGE.partition("## What reading can find")[2].partition("\n## ")[0]
    listed = set(re.findall(r"^\| `([\w-]+)` \| (?:error|warning) \|", section, re.MULTILINE))
    assert len(listed) > 15 and listed == told
