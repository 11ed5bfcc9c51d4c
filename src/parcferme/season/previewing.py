"""What would change if: decisions and records that somebody has in mind, asked of a session and of its championship."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from parcferme.classification import Case, Preview, previewed
from parcferme.decoders import HEADER, bare, in_words, records_in, targets
from parcferme.findings import Finding, Where, WrongCall, error
from parcferme.records import KINDS, BadField, Penalty
from parcferme.season.corrected import laps_found
from parcferme.season.decisions import load_decisions
from parcferme.season.files import read_bytes
from parcferme.season.scoring import Score, without_times

if TYPE_CHECKING:
    from parcferme.championship import Points, Standings
    from parcferme.season.championship import Season
    from parcferme.season.meetings import Session

Record = Mapping[str, Any]
TYPED: Final = "--preview"
"""What a finding about typed words names as their file."""
_ROW: Final = re.compile(r"[^,\s]*,\s*[a-z-]+\s*,", re.IGNORECASE)
_TIME: Final = re.compile(r"(\d[\d.T+-]*:[\d:.T+-]*)\s+", re.IGNORECASE)
_CAR: Final = re.compile(r"(?:\b(?:for|of|to|on|pour|de|à)\s+)?#(\S+)", re.IGNORECASE)
_PENALTY: Final = re.compile(
    r"(?:a\s+|une\s+)?(?:penalty|p[ée]nalit[ée])\s+(?:of|de)\s+(?=\d)|\+(?=\d)", re.IGNORECASE
)
_CORRECTING: Final = ("void", "amend", "clock")


class TableChange(NamedTuple):
    """One row of a championship table that would be another: points and place, before and after; `cars` are its own."""

    table: str
    class_: str | None
    name: str
    cars: tuple[str, ...]
    points: tuple[Points, Points]
    place: tuple[int | None, int | None]


@dataclasses.dataclass(frozen=True, eq=False)
class Previewed:
    """What records that nobody has written would change: `records`, each with its words, the result before and after,
    what is odd then, and in a championship the points of the session by car and the rows of tables that differ.
    """

    score: Score
    records: tuple[tuple[Record, str], ...]
    preview: Preview
    findings: tuple[Finding, ...]
    points: Mapping[str, tuple[Points, Points]] = dataclasses.field(default_factory=dict)
    tables: tuple[TableChange, ...] = ()

    @property
    def new(self) -> tuple[Finding, ...]:
        """What is odd with these records and was not without them."""
        known = {(one.code, one.where, _said(one)) for one in self.score.findings}
        return tuple(one for one in self.findings if (one.code, one.where, _said(one)) not in known)


def _said(finding: Finding) -> bytes:
    return msgspec.json.encode(dict(finding.values), order="sorted", enc_hook=str)


def what_if(score: Score, texts: Sequence[str], place: tuple[Season, Session] | None = None) -> Previewed:
    """What these would change in a session; `place`: the championship it is part of. Each text is a file (decisions as
    TOML, rows of a plain log, records of a log), a record as JSON, a row of a plain log, or such a row read aloud.

    Raises `WrongCall` for a text that is none of these, and for a record that cannot be read.
    """
    records, odd = records_of(score, texts)
    if odd:
        return Previewed(score, tuple(records), Preview(score.result, score.result, ()), odd)
    log = score.decoded.log if score.known is None else score.decoded.log.known(score.known)
    case = Case.of(score.timing, score.decoded.by_gaps(log))
    before = None if score.decoded.format == "result-list" else score.result
    try:
        made = previewed(case, [record for record, _ in records], before)
    except (BadField, KeyError) as bad:
        raise WrongCall(f"{TYPED}: {bad}") from None
    if score.decoded.behind:
        # Gaps were added up: how long anybody drove the list does not say.
        kept = tuple(one for one in made.changes if one.field != "time")
        made = msgspec.structs.replace(made, changes=kept)
    after = dataclasses.replace(
        score, result=without_times(made.after) if score.decoded.behind else made.after
    )
    asked = Previewed(score, tuple(records), made, after.findings)
    if place is None or not made.changes or not place[0].rulebook.standings:
        return asked
    points, tables = _in_championship(*place, after)
    return dataclasses.replace(asked, points=points, tables=tables)


def records_of(score: Score, texts: Sequence[str]) -> tuple[list[tuple[Record, str]], tuple[Finding, ...]]:
    """The records these texts stand for, each in words; and what stops one of them from being asked about."""
    decoded, timing = score.decoded, score.timing
    records: list[Record] = []
    found: list[Finding] = []
    for text in texts:
        path = Path(text)
        if _is_file(path) and path.suffix.lower() == ".toml":
            ruled, odd = load_decisions(path)
            records += [bare(one) for one in ruled]
            found += odd
            continue
        data, name = (read_bytes(path), path.name) if _is_file(path) else (text.encode(), TYPED)
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            records += _from_json(data, name)
            continue
        if name == TYPED:
            data = typed(text)
        read, pointed, odd = records_in(decoded, data, name)
        laps, unknown = laps_found(decoded.log, pointed, timing.rulebook, decoded.entries, timing.kind)
        records += [*read, *map(bare, laps)]
        found += [one for one in (*odd, *unknown) if one.severity == "error"]
    if not records and not found:
        found.append(error("no-laps", Where(file=TYPED)))
    known = targets(decoded)
    return [(one, in_words(one, known)) for one in records], tuple(found)


def typed(text: str) -> bytes:
    """A row of a plain log under its header: as it would stand there, or read aloud (`time 5 s #22`, `void line 35`,
    `10:07:31 passing #2`, `10:02:50 flag chequered`). Raises `WrongCall` for words that begin with no kind of record.
    """
    head = ",".join(HEADER)
    if _ROW.match(text):
        return f"{head}\n{text}\n".encode()
    row, rest = {}, text.strip()
    if time := _TIME.match(rest):
        row["time"], rest = time[1], rest[time.end() :]
    word = rest.split(maxsplit=1)[0].lower() if rest else ""
    if word not in _CORRECTING and (car := _CAR.search(rest)):
        row["car"], rest = car[1], f"{rest[: car.start()]} {rest[car.end() :]}".strip()
        word = rest.split(maxsplit=1)[0].lower() if rest else ""
    if penalty := _PENALTY.match(rest):
        word, rest = "decision", f"decision time {rest[penalty.end() :]}"
    elif word in list(Penalty) and word not in KINDS:
        word, rest = "decision", f"decision {rest}"
    if word not in KINDS:
        kinds = "decision, void, amend, passing, flag, status, assign, start, clock"
        raise WrongCall(
            f"{TYPED}: {text!r} is no file, no record and no words of a plain log (expected {kinds}, as in "
            "'time 5 s #22', 'void lap 5 of 7', '10:07:31 passing #2')"
        )
    said = rest.split(maxsplit=1)[1] if " " in rest else ""
    row |= {"kind": word, {"passing": "loop", "assign": "transponder"}.get(word, "value"): said}
    cells = (row.get(column, "").replace('"', "") for column in HEADER)
    return (head + "\n" + ",".join(f'"{cell}"' for cell in cells) + "\n").encode()


def _from_json(data: bytes, name: str) -> Iterable[Record]:
    """Records as JSON: one, a list of them, or one on each line."""
    text = data.decode("utf-8-sig", "replace")
    try:
        whole = json.loads(text)
        raw = whole if isinstance(whole, list) else [whole]
    except ValueError:
        try:
            raw = [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError as problem:
            raise WrongCall(f"{name}: not a record as JSON: {problem}") from None
    for one in raw:
        if not isinstance(one, dict) or one.get("kind") not in KINDS:
            kinds = ", ".join(KINDS)
            raise WrongCall(
                f"{name}: {json.dumps(one)[:80]} is no record (expected an object whose kind is {kinds})"
            )
    return [{key: value for key, value in one.items() if key not in ("seq", "v")} for one in raw]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _in_championship(
    season: Season, session: Session, after: Score
) -> tuple[Mapping[str, tuple[Points, Points]], tuple[TableChange, ...]]:
    """The points of a session by car, and the rows of tables after its round, that would be others."""
    old = season.standings(session.round)
    new = season.if_scored(session, after).standings(session.round)
    was, now = (_by_car(one, session) for one in (old, new))
    points = {
        car: (was.get(car, 0), now.get(car, 0)) for car in (*now, *was) if was.get(car, 0) != now.get(car, 0)
    }
    return points, tuple(_rows(old, new))


def _rows(old: Standings, new: Standings) -> Iterable[TableChange]:
    for table in new.tables:
        before = next(
            (
                one
                for one in old.tables
                if (one.name, one.class_, one.group) == (table.name, table.class_, table.group)
            ),
            None,
        )
        for row in table.rows:
            was = None if before is None else before.row(row.name)
            points, place = (0, None) if was is None else (was.points, was.position)
            if (points, place) != (row.points, row.position):
                yield TableChange(
                    table.name,
                    table.class_ or table.group,
                    row.name,
                    row.cars,
                    (points, row.points),
                    (place, row.position),
                )


def _by_car(standings: Standings, session: Session) -> dict[str, Points]:
    """What each car earned in a session, in the first table that says so."""
    found: dict[str, Points] = {}
    for table in standings.tables:
        columns = [
            at
            for at, one in enumerate(table.sessions)
            if (one.round, one.session) == (session.round, session.name)
        ]
        for row in table.rows if columns else ():
            earned = row.by_session[columns[0]]
            if earned is not None and row.cars:
                found.setdefault(row.cars[0], earned)
    return found
