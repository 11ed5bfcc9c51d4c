"""One session scored from its file: the file, its rulebook, entry list and decisions in, the classification out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
import polars as pl

from parcferme.classification import Classification, Row, classify, contradicted, stated_in
from parcferme.decoders import Decoded
from parcferme.entries import Entries, painted, told_apart
from parcferme.findings import Finding, Where, WrongCall, info, warning
from parcferme.names import nearest
from parcferme.records import Decision, Log, SessionStart
from parcferme.regulations import Rulebook, SessionKind
from parcferme.season.corrected import with_laps_found
from parcferme.season.decisions import load_decisions
from parcferme.season.files import load, load_entries, load_rulebook, merged
from parcferme.season.unentered import against_list, unentered
from parcferme.times import MINUTE, parse_clock
from parcferme.timing import Timing, measure

if TYPE_CHECKING:
    import pandas as pd

_MOST_MINUTES: Final = 10**6


@dataclasses.dataclass(frozen=True, eq=False)
class Score:
    """One session scored. `rows` are the classification as values with reasons, `findings` everything odd; `known` is
    the record up to which the log was read.

    Its frames (Polars, times in µs, car numbers as text) are made when first asked for: `classification`, `laps`,
    `lap_chart`, `sectors`, `stops`, `stints`, `verdicts`, `leaders`, `fastest_laps`, `drivers`, `flags`, `crossings`.
    `timing` is what they are made from, in the engine's own columns.
    """

    name: str
    decoded: Decoded
    result: Classification
    known: int | None = None

    @property
    def timing(self) -> Timing:
        """Laps, sectors, stops, stints, flags: everything measured before the places."""
        return self.result.timing

    @property
    def rows(self) -> tuple[Row, ...]:
        """The classification as values, cars without a place last."""
        return self.result.rows

    @property
    def classification(self) -> pl.DataFrame:
        """The classification, a row for each car, those without a place last."""
        return self.result.frames.classification

    @property
    def laps(self) -> pl.DataFrame:
        """Every counted lap with class, team and driver of its car; places and gaps are those when it was completed."""
        return self.result.frames.laps

    @property
    def lap_chart(self) -> pl.DataFrame:
        """Who was in which place at the end of each lap."""
        return self.result.frames.lap_chart

    @property
    def sectors(self) -> pl.DataFrame:
        """Each car's best sectors, the lap they would make, and its best lap."""
        return self.result.frames.sectors

    @property
    def stops(self) -> pl.DataFrame:
        """Every visit to the pit lane."""
        return self.result.frames.stops

    @property
    def stints(self) -> pl.DataFrame:
        """Laps in a row without a stop or a change of driver."""
        return self.result.frames.stints

    @property
    def verdicts(self) -> pl.DataFrame:
        """The compulsory stop of each car; empty where the rulebook asks for none."""
        return self.result.frames.verdicts

    @property
    def leaders(self) -> pl.DataFrame:
        """Who led from which lap to which."""
        return self.result.frames.leaders

    @property
    def fastest_laps(self) -> pl.DataFrame:
        """Every lap that was the session's fastest when it was completed."""
        return self.result.frames.fastest_laps

    @property
    def drivers(self) -> pl.DataFrame:
        """What each driver drove, as far as the source names drivers."""
        return self.result.frames.drivers

    @property
    def flags(self) -> pl.DataFrame:
        """What was shown to all, from when to when."""
        return self.result.frames.flags

    @property
    def crossings(self) -> pl.DataFrame:
        """Every crossing of the line, with the lap it completed or why it completed none."""
        return self.result.frames.crossings

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the file, the timing and the decisions showed that somebody should know."""
        found = (
            *self.decoded.findings,
            *(self.placed(one) for one in (*self.result.findings, *self._against_their_laps())),
        )
        return each_line_once(found) if self.decoded.format == "natsoft-html" else found

    def _against_their_laps(self) -> Iterable[Finding]:
        """Places stated against the laps beside them, where that was not told as the file was read."""
        penalised = self.decoded.penalised
        if penalised is None:
            return ()
        stated = {
            row.number: row.class_ for row in self.rows if any(one.code == "stated" for one in row.reasons)
        }
        race = self.timing.kind is SessionKind.RACE
        return (
            contradicted(stated_in(self.timing.log, stated, penalised, race=race), race=race)
            if stated
            else ()
        )

    def placed(self, finding: Finding) -> Finding:
        """A finding about records with the lines of the file they stand on."""
        where, lines = finding.where, finding.lines
        if self.decoded.format == "store" or not (finding.records or where.seq):
            return finding
        if finding.records and not lines:
            lines = self.decoded.lines_of(finding.records)
        if where.file is not None:
            return msgspec.structs.replace(finding, lines=lines)
        first = finding.records[0] if finding.records else where.seq or 0
        named = self.decoded.lines_of([first])
        beside = None if named else self.decoded.line_beside(first)
        if beside is not None and where.line is None:
            where = msgspec.structs.replace(where, file=self.decoded.beside, line=beside)
        if named and where.line is None:
            where = msgspec.structs.replace(where, file=self.name, line=named[0])
        return msgspec.structs.replace(finding, lines=lines, where=where)

    def to_pandas(self) -> pd.DataFrame:
        """The classification as a pandas frame (needs pandas, nothing else)."""
        # pandas is no dependency of ours: whoever calls this has it.
        import pandas as pd

        return pd.DataFrame(self.classification.to_dict(as_series=False))


def score(
    path: str | Path,
    *,
    kind: str | None = None,
    rulebook: str | Path | Rulebook | None = None,
    length: float | None = None,
    entries: str | Path | Entries | None = None,
    decisions: str | Path | Iterable[Decision] = (),
    at: str | None = None,
    known: int | None = None,
    session: str | None = None,
    on_step: Callable[[str], None] = lambda _step: None,
) -> Score:
    """Score one session from its file.

    `length` is the nominal length in minutes, `at` a session time like `45:00`, `known` a sequence number of the log;
    `on_step` is told `read`, `measure` and `classify` as each begins. Raises `ParcFermeError` for input that cannot be
    used at all; everything else that is odd is in `findings`.
    """
    cut = None if at is None else parse_clock(at)
    minutes = named_length(length)
    if known is not None and known < 0:
        raise WrongCall(f"not a record number: {known} (expected 0 or more)")
    on_step("read")
    book = rulebook if isinstance(rulebook, Rulebook) else load_rulebook(rulebook)
    decoded = load(path, session)
    found = list(decoded.findings)
    listed, given = _entered(decoded.entries, entries, found)
    ruled = _ruled(decisions, found)
    kind_ = _kind(kind, decoded, Path(path).name, found)
    on_step("measure")
    log, odd = with_laps_found(decoded, book, listed, kind_)
    found += odd
    if not isinstance(rulebook, Rulebook):  # a folder asks it of all its sessions together
        found += decoders_unread(book, [decoded.log])
    timing = measure(
        decoded.by_gaps(log), book, listed, kind=kind_, length=minutes, at=cut, known=known, decisions=ruled
    )
    on_step("classify")
    result = without_times(classify(timing)) if decoded.behind else classify(timing)
    found += unentered(timing, decoded, given, Path(path).name)
    found += against_list(decoded.entries, given, Path(path).name)
    read = msgspec.structs.replace(decoded, log=log, entries=listed, findings=tuple(found))
    return Score(Path(path).name, read, result, known)


def without_times(made: Classification) -> Classification:
    """A result that was added up from gaps: how long anybody drove the list does not say."""
    rows = tuple(msgspec.structs.replace(row, time=None) for row in made.rows)
    return dataclasses.replace(made, rows=rows)


def decoders_unread(book: Rulebook, logs: Iterable[Log]) -> tuple[Finding, ...]:
    """Decoders the rulebook puts in order of which no session that was timed has a read."""
    timed = [log.passings["decoder"] for log in logs if log.passings.height] if book.timing.decoders else []
    read = {name for decoders in timed for name in decoders.unique().to_list() if name}
    found = []
    for at, name in enumerate(book.timing.decoders if timed else ()):
        if name not in read:
            near = nearest(name, sorted(read))
            tell = info if near is None else warning
            found.append(
                tell("decoder-unread", Where(), key=f"timing.decoders[{at}]", name=name, nearest=near)
            )
    return tuple(found)


def each_line_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of a page, whose lines hold laps of up to three cars: a line is the first's that tells it."""
    told: set[int] = set()
    found: list[Finding] = []
    for finding in findings:
        found.append(msgspec.structs.replace(finding, lines=tuple(n for n in finding.lines if n not in told)))
        told.update(finding.lines)
    return tuple(found)


def named_length(length: float | None) -> int | None:
    """A nominal length in minutes as µs. Raises `WrongCall` for one no session has."""
    if length is None:
        return None
    if not 0 < length < _MOST_MINUTES:
        raise WrongCall(
            f"not a length in minutes: {length} (expected more than 0, less than {_MOST_MINUTES})"
        )
    return round(length * MINUTE)


def _entered(
    listed: Entries, entries: str | Path | Entries | None, found: list[Finding]
) -> tuple[Entries, Entries | None]:
    """The entry list of the timing file with what a given one says laid over it; and the given one."""
    if entries is None:
        return listed, None
    if isinstance(entries, Entries):
        return merged(listed, entries), entries
    loaded, odd = load_entries(entries)
    apart = {painted(car.number) for car in told_apart(loaded).cars if painted(car.number) != car.number}
    found += [
        one for one in odd if one.code != "number-twice" or one.where.car not in apart
    ]  # both are scored
    return merged(listed, loaded), loaded


def _ruled(decisions: str | Path | Iterable[Decision], found: list[Finding]) -> tuple[Decision, ...]:
    """The decisions of a file, or those given."""
    if not isinstance(decisions, str | Path):
        return tuple(decisions)
    ruled, odd = load_decisions(decisions)
    found += odd
    return ruled


def _kind(kind: str | None, decoded: Decoded, name: str, findings: list[Finding]) -> SessionKind:
    """The kind of session: as called for, as the file says, else as its name suggests (and then a finding says so)."""
    if kind is not None:
        return _named_kind(kind)
    said = next((e.session for e in decoded.log.events if isinstance(e, SessionStart) and e.session), None)
    for word in (decoded.session, said):
        if word in list(SessionKind):
            return SessionKind(word)
    lower = name.lower()
    guess = SessionKind.RACE
    if any(word in lower for word in ("qualif", "quali-", "_q.")):
        guess = SessionKind.QUALIFYING
    elif any(word in lower for word in ("practice", "essais", "warm")):
        guess = SessionKind.PRACTICE
    findings.append(info("kind-assumed", Where(file=name), session=guess.value))
    return guess


def _named_kind(kind: str) -> SessionKind:
    try:
        return SessionKind(kind)
    except ValueError:
        raise WrongCall(f"no kind of session: {kind!r} (expected {', '.join(SessionKind)})") from None
