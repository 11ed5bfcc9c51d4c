"""Counts the lines of an input by itself, and holds a score against them: what did not count is told, once."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

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


def standing(score: Score) -> tuple[np.ndarray, np.ndarray]:
    """Sequence numbers of the records, and the lines they stand on."""
    given = score.decoded.standing
    if given is not None:
        return given
    frame, events = score.decoded.log.passings, score.decoded.log.events
    seqs = [*frame["seq"].to_list(), *(event.seq for event in events)]
    lines = [*frame["line"].fill_null(0).to_list(), *(event.line or 0 for event in events)]
    return np.array(seqs, dtype=np.int64), np.array(lines, dtype=np.int64)


def check(data: bytes, score: Score) -> None:
    """Every line of the input either became a record that counts or is told, in one finding and no other.

    A record at the finish line counts where it ends a lap of the result; of the others it is enough that they are in
    the log. `AssertionError` names the lines.
    """
    expected = lines_of_input(data)
    told = Counter(line for finding in score.findings for line in finding.lines)
    twice = sorted(line for line, times in told.items() if times > 1)
    assert not twice, f"told in several findings: lines {twice}"
    seqs, lines = standing(score)
    kept = set(lines.tolist()) - {0} if score.decoded.format != "log" else set(lines.tolist())
    lost = sorted(expected - kept - set(told))
    assert not lost, f"neither counted nor told: lines {lost[:20]}"
    invented = sorted((kept | set(told)) - expected)
    assert not invented, f"not in the input: lines {invented[:20]}"
    at_line = score.decoded.log.passings.filter(
        score.decoded.log.passings["loop"].cast(str).is_in(LINE_LOOPS)
    )
    line_of = dict(zip(seqs.tolist(), lines.tolist(), strict=True))
    crossed = {line_of[seq] for seq in at_line["seq"].to_list() if seq in line_of}
    ended = {line_of[seq] for seq in score.laps["seq"].to_list() if seq in line_of}
    silent = sorted(crossed - ended - set(told))
    assert not silent, f"ended no lap and not told: lines {silent[:20]}"
    both = sorted(ended & set(told))
    assert not both, f"counted and told as left out: lines {both[:20]}"
