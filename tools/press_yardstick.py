"""How far the fact check can be trusted: a folder of texts whose claims are marked, read as written and with each
figure altered; right, missed and false by kind and language.

A text is a `.txt` file with a head of `key: value` lines (`lang`, `season`: a folder or a shipped season, `round`), a
blank line, and its words with the claims marked:

    {place|second overall}               right as written
    {place|second overall|fourth overall} … and wrong with the other words
    {!place|fourth overall}              wrong as written
    {?lead|third at half-distance}       nothing may be said against it

A `.toml` file holds sentences with what a careful reader would say: `[[text]]` with `lang`, `text` and `claims`, each
with `kind` and `verdict` (confirmed, contradicted, unjudged). They are told by kind alone, in the order of the text.

    python tools/press_yardstick.py FOLDER [--season NAME] [--list]
"""

import argparse
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from parcferme.documents import Meetings
from parcferme.press import FactCheck, Verdict, check_text
from parcferme.publishing import gathered
from parcferme.season import load_championship

SHIPPED: Final = "ligier-european-series-2020"
MARK: Final = re.compile(r"\{(?P<sign>[?!]?)(?P<kind>[a-z-]+)\|(?P<right>[^{}|]*)(?:\|(?P<other>[^{}]*))?\}")
NAMES: Final = frozenset(
    ("team", "driver", "class", "car-number", "circuit", "person", "car-team", "car-driver")
)
"""Claims that stand inside others: a mark of another kind is not judged by the names in it."""
ALIKE: Final = {
    "championship-lead": ("place-standings", "points"), "next-round": ("date", "circuit"),
    "class-win": ("win", "place-class"), "class-margin": ("gap",), "session-day": ("weekday",),
    "cars-per-class": ("cars",), "season-total": ("wins", "podiums", "poles"),
    "race-length": ("race-format", "length"), "place-during-race": ("place", "place-class", "led"),
    "before-round": ("points-gap", "points"), "lead-change": ("led", "laps-led"), "hope": ("hope", "podium"),
    "fastest-lap": ("lap-time", "fastest-lap"), "win": ("win", "place"),
}  # fmt: skip
"""What a careful reader calls it, and the kinds under which the check tells it."""


class Marked(NamedTuple):
    """One claim of a text: its stretch, kind, sign (`?` nothing against it, `!` wrong) and other words."""

    start: int
    end: int
    kind: str
    sign: str
    other: str | None


class Text(NamedTuple):
    """A text to be read, without its marks."""

    name: str
    lang: str
    season: str
    round: int | None
    words: str
    marks: tuple[Marked, ...]


class Outcome(NamedTuple):
    """What became of one claim: `right`, `missed` or `false` as written; `caught`, `unnoticed` or `passed` altered."""

    text: Text
    kind: str
    what: str
    words: str
    told: str


@cache
def season_of(name: str) -> Meetings:
    """A season gathered once."""
    return gathered(load_championship(name))


def read_marked(path: Path, season: str) -> Text:
    """A marked text from its file."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    told = dict(line.partition(":")[::2] for line in head.splitlines())
    words, marks, last = "", [], 0
    for match in MARK.finditer(body):
        words += body[last : match.start()]
        end = len(words) + len(match["right"])
        marks.append(Marked(len(words), end, match["kind"], match["sign"], match["other"]))
        words, last = words + match["right"], match.end()
    number = told.get("round", "").strip()
    where = told.get("season", season).strip() or season
    words += body[last:]
    return Text(path.stem, told["lang"].strip(), where, int(number) if number else None, words, tuple(marks))


def claims_over(found: FactCheck, mark: Marked, length: int | None = None) -> list:  # type: ignore[type-arg]
    """The claims that stand in a mark and are of its sort."""
    end = mark.end if length is None else mark.start + length
    over = [one for one in found.claims if one.start < end and mark.start < one.end]
    return [one for one in over if one.kind not in NAMES or mark.kind in (one.kind, "any")]


def judged(text: Text) -> Iterator[Outcome]:
    """Every claim of a marked text as written, what is contradicted besides, then each altered figure by itself."""
    told = season_of(text.season)
    found = check_text(text.words, told, text.round)
    seen: set[tuple[int, int, str]] = set()
    for mark in text.marks:
        over = claims_over(found, mark)
        verdicts = {one.verdict for one in over}
        seen.update((one.start, one.end, one.kind) for one in over)
        wanted = Verdict.CONTRADICTED if mark.sign == "!" else Verdict.CONFIRMED
        if mark.sign == "?":
            what = "false" if Verdict.CONTRADICTED in verdicts else "left"
        elif mark.sign != "!" and Verdict.CONTRADICTED in verdicts:
            what = "false"
        else:
            what = "right" if wanted in verdicts else "missed"
        against = [f"{one.kind}: {one.verdict} {one.known}" for one in over]
        yield Outcome(text, mark.kind, what, text.words[mark.start : mark.end], "; ".join(against))
    for one in found.claims:
        if one.verdict is Verdict.CONTRADICTED and (one.start, one.end, one.kind) not in seen:
            yield Outcome(text, one.kind, "false", one.text, f"not marked; {one.known} [{one.source}]")
    for mark in text.marks:
        if mark.other is None:
            continue
        changed = check_text(text.words[: mark.start] + mark.other + text.words[mark.end :], told, text.round)
        over = claims_over(changed, mark, len(mark.other))
        verdicts = {one.verdict for one in over}
        what = "caught" if Verdict.CONTRADICTED in verdicts else "unnoticed"
        what = "passed" if what == "unnoticed" and Verdict.CONFIRMED in verdicts else what
        against = [f"{one.kind}: {one.verdict} {one.known}" for one in over]
        yield Outcome(text, mark.kind, what, mark.other, "; ".join(against))


def sentences(path: Path, season: str) -> Iterator[Outcome]:
    """Sentences whose claims are told by kind, in the order of the text."""
    for at, item in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["text"]):
        where = item.get("season", season)
        found = check_text(item["text"], season_of(where), item.get("round"))
        text = Text(f"{path.stem}-{at + 1}", item["lang"], where, None, item["text"], ())
        left = list(found.claims)
        for claim in item["claims"]:
            kinds = (claim["kind"], *ALIKE.get(claim["kind"], ()))
            mine = next((one for kind in kinds for one in left if one.kind == kind), None)
            if mine is not None:
                left.remove(mine)
            wanted = claim["verdict"].split(",")[0].split()[0]
            got = "none" if mine is None else mine.verdict.value
            told = "no claim" if mine is None else f"{mine.kind} “{mine.text}”: {got} {mine.known}"
            if wanted not in ("confirmed", "contradicted"):
                what = "false" if got == "contradicted" else "left"
            else:
                what = "right" if got == wanted else "false" if got == "contradicted" else "missed"
            yield Outcome(text, claim["kind"], what, claim.get("right", ""), told)
        for one in left:
            if one.verdict is Verdict.CONTRADICTED:
                yield Outcome(text, one.kind, "false", one.text, f"not listed; {one.known}")


def table(outcomes: list[Outcome], key: str) -> str:
    """The counts by kind or language."""
    rows: dict[str, Counter[str]] = {}
    for one in outcomes:
        name = one.kind if key == "kind" else one.text.lang
        rows.setdefault(name, Counter())[one.what] += 1
    heads = ("right", "missed", "false", "left", "caught", "unnoticed", "passed")
    width = max(len(name) for name in (*rows, key))
    lines = [f"{key:<{width}}" + "".join(f"{head:>10}" for head in heads)]
    for name in sorted(rows):
        lines.append(f"{name:<{width}}" + "".join(f"{rows[name][head]:>10}" for head in heads))
    return "\n".join(lines)


def figures(outcomes: list[Outcome]) -> str:
    """The three figures that are aimed at."""
    count = Counter(one.what for one in outcomes)
    checkable = sum(1 for one in outcomes if one.what in ("right", "missed", "false"))
    told = checkable + count["left"]
    altered = count["caught"] + count["unnoticed"] + count["passed"]
    parts = [
        f"false contradictions: {count['false']} in {told} claims ({count['false'] / max(told, 1):.1%})",
        f"judged rightly: {count['right']} of {checkable} checkable ({count['right'] / max(checkable, 1):.1%})",
        f"altered figures caught: {count['caught']} of {altered} ({count['caught'] / max(altered, 1):.1%})",
    ]
    return "\n".join(parts)


def main(argv: list[str]) -> int:
    """Prints the tables of a folder; 1 where it holds no text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--season", default=SHIPPED, help="of texts that name none")
    parser.add_argument("--list", action="store_true", help="print every claim that is not as it should be")
    args = parser.parse_args(argv)
    outcomes: list[Outcome] = []
    for path in sorted(args.folder.glob("*.txt")):
        outcomes += judged(read_marked(path, args.season))
    for path in sorted(args.folder.glob("*.toml")):
        outcomes += sentences(path, args.season)
    if not outcomes:
        print(f"{args.folder}: no text with claims", file=sys.stderr)
        return 1
    if args.list:
        for one in outcomes:
            if one.what not in ("right", "caught", "left"):
                print(f"{one.what:<10}{one.kind:<20}{one.text.name}: “{one.words}” ({one.told})")
    print(table(outcomes, "kind"), table(outcomes, "lang"), figures(outcomes), sep="\n\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
