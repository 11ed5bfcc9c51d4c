"""Counts the lines of an input by itself, and holds a score against them: what did not count is told, once."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable

import numpy as np

from parcferme.classification import SessionResult
from parcferme.decoders import Decoded
from parcferme.findings import Finding
from parcferme.records import Result, StatedLap
from parcferme.season import Score

LAP_OF_A_PAGE = re.compile(r" {0,3}\d+ +[\d*-]+:")
LINE_LOOPS = ("FL", "FL_PIT")


def lines_of_input(data: bytes) -> set[int]:
    """The lines that hold something to read: below the header of a table, laps of a page, records of a log."""
    text = decoded(data)
    if text.lstrip()[:1] == "<":
        return laps_of_page(text)
    lines = re.split(r"\r\n|\n|\r", text)
    filled = [number for number, line in enumerate(lines, 1) if held(line)]
    if text.lstrip()[:1] == "{":
        return {number for number, line in enumerate(text.split("\n"), 1) if line.strip("\r \t")}
    header = next((n for n in filled if not lines[n - 1].strip('"').lower().startswith("sep=")), 0)
    return {number for number in filled if number > header}


def decoded(data: bytes) -> str:
    for mark, name in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[2:].decode(name, "replace")
    if data[1:4:2] == b"\x00\x00":  # a game server writes no mark; one NUL is only a stray
        return data.decode("utf-16-le", "replace")
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")


def held(line: str) -> str:
    """What a row of a table holds besides separators, quotes, blanks and what nobody sees."""
    return "".join(one for one in line if one.isprintable()).strip(" ,;|\"'\t\u3000")


def laps_of_page(text: str) -> set[int]:
    found, inside = set(), False
    for number, line in enumerate(re.split(r"\r\n|\n", text), 1):
        bare = re.sub(r"<[^>]*>", "", line)
        if "-Sector#" in bare:
            inside = True
        elif bare.startswith(("Fastest ", "Combined ", "*=")):
            inside = False
        elif inside and LAP_OF_A_PAGE.match(bare):
            found.add(number)
    return found


def standing(read: Decoded) -> tuple[np.ndarray, np.ndarray]:
    """Sequence numbers of the records, and the lines they stand on: of records that are in the log, whatever a decoder
    says of others.
    """
    frame, events = read.log.passings, read.log.events
    own = np.concatenate([frame["seq"].to_numpy(), np.array([event.seq for event in events], dtype=np.int64)])
    given = read.standing
    if given is not None:
        there = np.isin(given[0], own)
        return given[0][there], given[1][there]
    lines = [event.line or 0 for event in events]
    return own, np.concatenate([frame["line"].fill_null(0).to_numpy(), np.array(lines, dtype=np.int64)])


def once(findings: Iterable[Finding]) -> set[int]:
    """The lines that findings tell, each in one of them."""
    told = Counter(line for finding in findings for line in finding.lines)
    twice = sorted(line for line, times in told.items() if times > 1)
    assert not twice, f"told in several findings: lines {twice}"
    return set(told)


def balanced(expected: set[int], kept: set[int], told: set[int]) -> None:
    """Every line is kept or told, and nothing is that is not there."""
    lost = sorted(expected - kept - told)
    assert not lost, f"neither counted nor told: lines {lost[:20]}"
    invented = sorted((kept | told) - expected)
    assert not invented, f"not in the input: lines {invented[:20]}"


def check(data: bytes, score: Score) -> None:
    """Every line of the input either became a record that counts or is told, in one finding and no other.

    A record at the finish line counts where it ends a lap of the result; of the others it is enough that they are in
    the log. `AssertionError` names the lines.
    """
    if score.decoded.format == "acc":
        return check_board(data, score)
    told = once(score.findings)
    seqs, lines = standing(score.decoded)
    kept = set(lines.tolist())
    balanced(lines_of_input(data), kept if score.decoded.format == "log" else kept - {0}, told)
    log, timing = score.decoded.log.passings, score.timing
    at_line = log["seq"].to_numpy()[log["loop"].cast(str).is_in(LINE_LOOPS).to_numpy()]
    crossed = set(lines[np.isin(seqs, at_line)].tolist())
    ended = set(lines[np.isin(seqs, timing.seen.seq[timing.laps_.sighting])].tolist())
    silent = sorted(crossed - ended - told)
    assert not silent, f"ended no lap and not told: lines {silent[:20]}"
    both = (
        sorted(ended & told) if score.decoded.format != "natsoft-html" else []
    )  # there a line has laps of three cars
    assert not both, f"counted and told as left out: lines {both[:20]}"
    return None


def check_list(data: bytes, results: Iterable[SessionResult], findings: Iterable[Finding]) -> None:
    """The same of a list of results: every row is a line of a session, or told."""
    kept = {line.line for result in results for line in result.lines if line.line is not None}
    balanced(lines_of_input(data), kept, once(findings))


def check_board(data: bytes, score: Score) -> None:
    """The same of a game server's file, which has no lines: every car of the board, lap and penalty."""
    document = json.loads(decoded(data).strip("\x00"))
    events, columns = score.decoded.log.events, [finding.where.column or "" for finding in score.findings]
    left_out = {"result-twice", "number-blank"}
    board = len({f.where.column for f in score.findings if f.code in left_out})
    board += sum(isinstance(event, Result) for event in events)
    laps = sum(finding.values["count"] for finding in score.findings if finding.code == "laps-of-nobody")
    laps += sum(isinstance(event, StatedLap) for event in events)
    assert board == len(document["sessionResult"]["leaderBoardLines"]), "neither counted nor told: cars"
    assert laps == len(document.get("laps") or ()), "neither counted nor told: laps"
    for listed in ("penalties", "post_race_penalties"):
        told = {column for column in columns if re.fullmatch(rf"{listed}\[\d+\]", column)}
        assert len(told) == len(document.get(listed) or ()), "neither counted nor told: penalties"
