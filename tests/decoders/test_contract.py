"""What every decoder promises, run on each of them: a format that is read and has no sample here fails the suite."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

import accounting
from parcferme.decoders import Decoded, decode, sniffing
from parcferme.decoders.sheet import header_of
from parcferme.findings import BadLog, ParcFermeError
from parcferme.records import Result, StatedLap
from parcferme.season import score
from small_inputs import EVERY, INPUTS

ROOT = Path(__file__).parents[2]
TABLES = sorted(set(INPUTS) - {"log"})


def facts(decoded: Decoded) -> list[tuple[object, ...]]:
    """What a log says, whatever its order and wherever its lines stood."""
    passings = decoded.log.passings.select("at", "loop", "car", "driver").rows()
    events = [(type(event).__name__, event.at, *spoken(event)) for event in decoded.log.events]
    return sorted([*passings, *events], key=repr)


def cars_of(decoded: Decoded) -> set[str]:
    return {entry.number for entry in decoded.entries.cars}


def spoken(event: object) -> tuple[object, ...]:
    return tuple(
        getattr(event, name, None) for name in ("car", "value", "position", "laps", "time", "best_lap")
    )


@pytest.mark.complete
@pytest.mark.parametrize("one", sniffing.FORMATS, ids=lambda one: one.module)
def test_every_format_is_on_the_page_and_has_tests_of_its_own(one: sniffing.Format) -> None:
    assert f"\n| {one.title} |" in (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    mirror = Path(__file__).with_name(f"test_{one.module}.py")
    assert re.search(r"^def test_", mirror.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.complete
def test_every_format_that_is_read_has_a_sample_here() -> None:
    sampled = {sniffing.format_of(text.encode()) for text in EVERY.values()}
    assert sampled == {one.module for one in sniffing.FORMATS}
    assert {decode(text.encode(), "x").format for text in EVERY.values()} >= {
        "acc",
        "log",
        "plain",
        "result-list",
    }


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_another_encoding_says_the_same(name: str, encoding: str) -> None:
    if name == "log" and encoding.startswith("utf-16"):
        with pytest.raises(BadLog):
            decode(EVERY[name].encode(encoding), "x")
        return
    assert facts(decode(EVERY[name].encode(encoding), "x")) == facts(decode(EVERY[name].encode(), "x"))


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_another_line_end_says_the_same(name: str, end: str) -> None:
    if name == "log" and end == "\r":
        return  # JSON lines end in a line feed
    text = EVERY[name].replace("\n", end)
    assert facts(decode(text.encode(), "x")) == facts(decode(EVERY[name].encode(), "x"))


@pytest.mark.parametrize("name", INPUTS)
def test_blank_lines_say_nothing(name: str) -> None:
    text = INPUTS[name].replace("\n", "\n\n")
    assert facts(decode(text.encode(), "x")) == facts(decode(INPUTS[name].encode(), "x"))


@pytest.mark.parametrize(
    "name", [name for name in TABLES if name != "list"]
)  # the order of a list is its order
@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_rows_says_nothing(name: str, seed: int) -> None:
    header, *rows = INPUTS[name].strip().split("\n")
    random.Random(seed).shuffle(rows)
    text = "\n".join([header, *rows]) + "\n"
    assert facts(decode(text.encode(), "x")) == facts(decode(INPUTS[name].encode(), "x"))


@pytest.mark.parametrize("name", EVERY)
def test_a_file_cut_anywhere_is_refused_or_read_up_to_there(name: str, tmp_path: Path) -> None:
    """Nothing is invented: of what a cut file says, at most its last line is not what the whole file says."""
    data = EVERY[name].encode()
    whole, known = facts(decode(data, "x")), cars_of(decode(data, "x")) | {"8"}  # half of 81
    for end in range(0, len(data), 7):
        part = data[:end]
        try:
            found = decode(part, "x")
        except BadLog:
            continue
        if name != "acc":  # a board cut anywhere is no JSON
            assert cars_of(found) <= known, (end, cars_of(found))
        odd = [fact for fact in facts(found) if fact not in whole]
        assert len(odd) <= 4, (end, odd)  # a lap of three loops and what follows from it
        if name in INPUTS:
            (tmp_path / "cut.csv").write_bytes(part)
            accounting.check(part, score(tmp_path / "cut.csv", kind="race"))


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("garbage", ["#!", "\x00", "99:99:99", '"'])
def test_a_damaged_cell_is_told_or_says_nothing(name: str, garbage: str, tmp_path: Path) -> None:
    _, _, separator = header_of(INPUTS[name].encode())
    lines = INPUTS[name].strip().split("\n")
    whole = facts(decode(INPUTS[name].encode(), "x"))
    quiet = []
    for row in range(1, len(lines)):
        cells = lines[row].split(separator)
        for column in range(len(cells)):
            damaged = separator.join([*cells[:column], garbage, *cells[column + 1 :]])
            data = ("\n".join([*lines[:row], damaged, *lines[row + 1 :]]) + "\n").encode()
            try:
                found = decode(data, "x")
            except ParcFermeError:
                continue
            (tmp_path / "damaged.csv").write_bytes(data)
            result = score(tmp_path / "damaged.csv", kind="race")
            accounting.check(data, result)
            if facts(found) != whole and not result.findings:
                quiet.append((row + 1, lines[0].split(separator)[column]))
    assert not [one for one in quiet if one[1] not in QUIET], quiet


# Cells of free text: a damaged name is a name.
QUIET = {"driver", "Driver Name", "class", "CLASS", "value", "DRIVER_NUMBER"}


@pytest.mark.parametrize("name", EVERY)
def test_garbage_behind_the_head_never_ends_in_a_defect(name: str) -> None:
    text, rnd = EVERY[name], random.Random(name)
    refused: list[str] = []
    for _ in range(150):
        at = rnd.randrange(len(text))
        noise = "".join(chr(rnd.choice([0, 9, 10, 13, 34, 44, 59, 123, 125, 233, 0x200B])) for _ in range(3))
        data = (text[:at] + noise + text[at + rnd.randrange(6) :]).encode()
        try:
            decoded = decode(data, "x")
        except ParcFermeError as problem:
            refused.append(str(problem))
            continue
        lines = max(len(re.split(rb"\r\n|\r|\n", data)), 1)
        told = {one.where.line for one in decoded.findings} | {
            n for one in decoded.findings for n in one.lines
        }
        assert all(line is None or 1 <= line <= lines for line in told), (data, told)
    assert [said for said in refused if not said.startswith("x")] == []  # a refusal says of which file


@pytest.mark.parametrize("seed", range(120))
def test_a_board_with_values_of_other_types_never_ends_in_a_defect(seed: int) -> None:
    import json

    rnd = random.Random(seed)

    def odd(value: object) -> object:
        if isinstance(value, dict) and value and rnd.random() < 0.85:
            key = rnd.choice(sorted(value))
            return {**value, key: odd(value[key])}
        if isinstance(value, list) and value and rnd.random() < 0.85:
            at = rnd.randrange(len(value))
            return [*value[:at], odd(value[at]), *value[at + 1 :]]
        return rnd.choice([None, 1.5, True, [], {}, "x", -1, 10**20, "7", [1], {"a": 1}])

    document = json.loads(EVERY["acc"])
    document["penalties"] = [
        {"carId": 1000, "penalty": "PostRaceTime", "penaltyValue": 30, "reason": "Cutting"}
    ]
    for _ in range(3):
        document = odd(document)
    try:
        decode(json.dumps(document).encode(), "acc.json")
    except BadLog as refused:
        assert "acc.json" in str(refused)  # noqa: PT017


def test_each_line_of_a_leader_board_is_a_result_or_told() -> None:
    """The one format without lines of its own: the board is counted here."""
    import json

    board = json.loads(EVERY["acc"])
    lines = board["sessionResult"]["leaderBoardLines"]
    lines += [lines[0], {"car": {}}, {"car": {"raceNumber": "44"}}, {"car": {"raceNumber": [1]}}, 7]
    found = decode(json.dumps(board).encode(), "acc.json")
    cars = [event.car for event in found.log.events if isinstance(event, Result)]
    laps = [event.car for event in found.log.events if isinstance(event, StatedLap)]
    assert laps == ["11"]
    assert cars == ["11", "22", "33", "44"]
    told = [one for one in found.findings if one.code in ("number-blank", "result-twice")]
    places = sorted(int(re.findall(r"\d+", one.where.column or "")[0]) for one in told)
    assert places == [3, 4, 6, 7] and len(cars) + len(told) == len(lines)
    assert [one.values["count"] for one in found.findings if one.code == "laps-of-nobody"] == [1]
