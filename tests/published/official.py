"""Official results as data: read, compared figure by figure, and the first disagreement told with that car's laps."""

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from parcferme.classification import Row
from parcferme.records import Decision
from parcferme.season import Score
from parcferme.times import format_clock, parse_clock

Line = dict[str, str]


class Case(msgspec.Struct, frozen=True):
    """One lap file, the official result beside it, and the decisions that result implies.

    `flag`: why the flag did not fall at the leader's first crossing after `length` (minutes), where it did not.
    """

    id: str
    kind: str
    laps: str
    official: str
    cars: int
    length: int | None = None
    flag: str | None = None
    decisions: tuple[Decision, ...] = ()


def cases(root: Path) -> list[Case]:
    """The cases of a folder; one that stands for all of them where the folder is not there."""
    if not root.is_dir():
        return [Case("published", "race", "", "", 0, 1)]
    listed = tomllib.loads((root / "cases.toml").read_text(encoding="utf-8"))["case"]
    return [msgspec.convert(case, Case) for case in listed]


def table(path: Path) -> list[Line]:
    """A published table by its own column names, blanks around names and values gone."""
    text = path.read_bytes().decode("utf-8-sig")
    head = text.partition("\n")[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    names, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = [name.strip() for name in names]
    return [
        dict(zip(names, (cell.strip() for cell in row), strict=False))
        for row in rows
        if any(map(str.strip, row))
    ]


def time(text: str | None) -> int | None:
    """Microseconds of a printed time; None where there is none."""
    text = (text or "").strip().lstrip("+")
    return parse_clock(text) if text[:1].isdigit() and "ap" not in text else None


def apart(text: str | None) -> tuple[str, int] | None:
    """A printed gap as ("time", µs) or ("laps", n); None for `-` and blank."""
    text = (text or "").strip()
    if "ap" in text.lower():
        return "laps", int("".join(c for c in text if c.isdigit()))
    us = time(text)
    return None if us is None else ("time", us)


def here(us: int | None, laps: int | None) -> tuple[str, int] | None:
    """The same of our row."""
    return ("laps", laps) if laps is not None else None if us is None else ("time", us)


class Difference(msgspec.Struct, frozen=True):
    """One figure that disagrees."""

    car: str
    what: str
    official: Any
    here: Any

    def __str__(self) -> str:
        official, ours = shown(self.what, self.official), shown(self.what, self.here)
        return f"#{self.car} {self.what}: official {official}, here {ours}"


def shown(what: str, value: Any) -> str:
    """A figure as a person reads it."""
    match value:
        case ("time", int(us)):
            return f"+{format_clock(us, 4)}"
        case ("laps", int(n)):
            return f"{n} laps"
        case int() if what in ("time", "best lap", "flag"):
            return format_clock(value, 4)
    return "none" if value is None else str(value)


def place_of(line: Line) -> int | None:
    """The printed place: `19`, `19.0`; None for anything else."""
    text = line.get("POSITION") or line.get("POS") or ""
    return int(float(text)) if text.replace(".", "").isdigit() else None


def compared(lines: Iterable[Line], score: Score, *, race: bool) -> list[Line]:
    """The official lines that can be compared: cars the lap file knows, with a lap (race) or a time."""
    known = set(score.timing.cars)
    lines = sorted(lines, key=lambda line: place_of(line) or 10**9)
    there = [line for line in lines if line["NUMBER"] in known]
    return [
        line for line in there if (int(line["LAPS"] or 0) > 0 if race else time(line["TIME"]) is not None)
    ]


def differences(
    lines: Iterable[Line], score: Score, *, race: bool, moved: bool = False
) -> Iterator[Difference]:
    """Everything in which our result differs from the official one, in the official order.

    Compared: the order, place, place in class, status, laps, total time, best lap and its number, gap, interval: those
    of them the official table prints. Cars that the lap file does not know are left out; `moved`: a car was sent to
    the rear of its class, and the printed intervals are those from before.
    """
    want = compared(lines, score, race=race)
    got = [row for row in score.rows if row.laps and (race or row.best_lap is not None)]
    for place, (line, row) in enumerate(zip(want, got, strict=False), 1):
        if line["NUMBER"] != row.number:
            yield Difference(line["NUMBER"], f"listed {place}.", line["NUMBER"], row.number)
            break
    rows = {row.number: row for row in got}
    in_class: dict[str, int] = {}
    for line in want:
        in_class[line["CLASS"]] = in_class.get(line["CLASS"], 0) + 1
        if (held := rows.pop(line["NUMBER"], None)) is None:
            yield Difference(line["NUMBER"], "row", "in the result", "missing")
            continue
        for what, official, ours in figures(line, held, race, moved, in_class[line["CLASS"]]):
            if official is not None and official != ours:
                yield Difference(held.number, what, official, ours)
    for number in rows:
        yield Difference(number, "row", "not in the result", "in the result")


def figures(
    line: Line, row: Row, race: bool, moved: bool, class_place: int
) -> Iterator[tuple[str, Any, Any]]:
    """(what, official, ours) of one car."""
    yield "place", place_of(line), row.position
    yield "place in class", class_place, row.class_position
    yield "gap", apart(line.get("GAP_FIRST")), here(row.gap, row.gap_laps)
    if not moved:
        yield "interval", apart(line.get("GAP_PREVIOUS")), here(row.interval, row.interval_laps)
    if not race:
        yield "best lap", time(line["TIME"]), row.best_lap
        return
    yield "status", line["STATUS"].lower().replace(" ", "-") or None, row.status.value
    yield "laps", int(line["LAPS"]), row.laps
    yield "time", time(line["TOTAL_TIME"]), row.time
    best = time(line["FL_TIME"])
    yield "best lap", best, row.best_lap
    if best and line["FL_LAPNUM"].isdigit():
        yield "best lap number", int(line["FL_LAPNUM"]), row.best_lap_number


def account(found: Sequence[Difference], lines: Iterable[Line], score: Score, shown_laps: int = 12) -> str:
    """What to print of a case that fails: the first differing row beside the official one, and that car's laps."""
    first = found[0]
    lines = list(lines)
    official = next((line for line in lines if line["NUMBER"] == first.car), {})
    text = [f"{score.name}: {len(found)} figures differ. First: {first}"]
    text += [f"  also: {other}" for other in found[1:6]]
    printed = {key: value for key, value in official.items() if value and key in _PRINTED}
    text.append(
        "  official: " + ("  ".join(f"{key} {value}" for key, value in printed.items()) or "no such car")
    )
    row = next((row for row in score.rows if row.number == first.car), None)
    text.append(f"  here:     {_row_text(row) if row is not None else 'no such car'}")
    text.append(f"  laps of #{first.car}, as counted here:")
    laps = score.laps.filter(number=first.car).to_dicts() if row is not None else []
    if len(laps) > shown_laps:
        text.append(f"    ({len(laps) - shown_laps} laps before)")
    best = official.get("FL_LAPNUM") or official.get("LAP")
    text += [_lap_text(lap, best) for lap in laps[-shown_laps:]]
    if row is not None and row.reasons:
        text += [f"  reason: {reason.code} {dict(reason.values)}" for reason in row.reasons]
    return "\n".join(text)


_PRINTED = (
    "POSITION POS STATUS LAPS LAP TOTAL_TIME TIME GAP_FIRST GAP_PREVIOUS FL_LAPNUM FL_TIME CLASS".split()
)


def _row_text(row: Row) -> str:
    clock = {"time": row.time, "gap": row.gap, "interval": row.interval, "best_lap": row.best_lap}
    plain = {
        "position": row.position, "class_position": row.class_position, "status": row.status.value, "laps": row.laps,
        "gap_laps": row.gap_laps, "interval_laps": row.interval_laps, "best_lap_number": row.best_lap_number,
        "took_flag": row.took_flag,
    }  # fmt: skip
    texts = {key: format_clock(us, 4) for key, us in clock.items() if us is not None}
    return "  ".join(f"{key} {value}" for key, value in {**plain, **texts}.items() if value is not None)


def _lap_text(lap: Mapping[str, Any], best: str | None) -> str:
    marks = [word for word in ("in_lap", "out_lap", "neutralised", "took_flag") if lap[word]]
    if str(lap["lap"]) == best:
        marks.append("official best")
    return (
        f"    {lap['lap']:>4}  {format_clock(lap['lap_time_us'], 4):>12}  {format_clock(lap['elapsed_us'], 4):>14}"
        f"  place {lap['position']}  {' '.join(marks)}".rstrip()
    )
