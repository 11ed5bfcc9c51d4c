"""Files to values: a session's file, its rulebook, entry list and decisions read from disk and scored."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import polars as pl

from parcferme import rulebooks
from parcferme.classification import Classification, Row, classify
from parcferme.decoders import Decoded, decode
from parcferme.entries import Entries, Entry
from parcferme.findings import BadDecisions, BadLog, BadRulebook, Finding, Where, error, info
from parcferme.records import Decision, SessionStart
from parcferme.regulations import Rulebook, SessionKind, parse_rulebook
from parcferme.times import MINUTE, parse_clock
from parcferme.timing import Timing, measure

if TYPE_CHECKING:
    import pandas as pd

GENERIC = "generic"


@dataclasses.dataclass(frozen=True, eq=False)
class Score:
    """One session scored. `classification` and `laps` are Polars frames (times in µs), `rows` the classification as
    values with reasons, `findings` everything odd, `timing` all that was measured.
    """

    name: str
    decoded: Decoded
    result: Classification

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
        """The classification as a frame."""
        return self.result.frame

    @property
    def laps(self) -> pl.DataFrame:
        """Every counted lap as a frame."""
        return self.timing.laps

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the file, the timing and the decisions showed that somebody should know."""
        return (*self.decoded.findings, *self.result.findings)

    def to_pandas(self) -> pd.DataFrame:
        """The classification as a pandas frame (needs pandas, nothing else)."""
        import pandas as pd

        return pd.DataFrame(self.classification.to_dict(as_series=False))


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises `BadLog` saying what is wrong with the path."""
    if path.is_dir():
        raise BadLog(f"{path}: is a folder; expected a timing file or a log")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise BadLog(f"{path}: no such file") from None
    except OSError as problem:
        raise BadLog(f"{path}: cannot be read: {problem.strerror}") from None
    if not data.strip():
        raise BadLog(f"{path}: is empty; expected a timing file or a log")
    return data


def load(path: str | Path, session: str | None = None) -> Decoded:
    """A timing file, a log as JSON lines, or one session of a log database (`session` names it)."""
    path = Path(path)
    data = read_bytes(path)
    if data.startswith(b"SQLite format 3\x00"):
        return _from_store(path, session)
    return decode(data, path.name)


def _from_store(path: Path, session: str | None) -> Decoded:
    """One session of a log kept in SQLite; the only one where no name is given."""
    from parcferme.store import open_sqlite

    with open_sqlite(path) as store:
        names = store.sessions()
        name = session or (names[0] if len(names) == 1 else None)
        if name is None or name not in names:
            raise BadLog(f"{path}: which session? It holds {', '.join(names) or 'none'}")
        kept = store.open(name)
        return Decoded(kept.read(), Entries(), tuple(kept.verify()), "store", None, name)


def load_rulebook(name: str | Path | None = None) -> Rulebook:
    """A shipped rulebook by name, or one from a TOML file. Raises `BadRulebook`."""
    text = str(name or GENERIC)
    if text in rulebooks.shipped():
        return parse_rulebook(rulebooks.text(text), f"rulebooks/{text}.toml")
    path = Path(text)
    if not path.is_file():
        known = ", ".join(rulebooks.shipped())
        raise BadRulebook(f"{text}: neither a file nor a shipped rulebook (shipped are {known})")
    return parse_rulebook(path.read_text(encoding="utf-8-sig"), text)


def load_entries(path: str | Path) -> tuple[Entries, tuple[Finding, ...]]:
    """An entry list from its CSV file."""
    from parcferme.entries import parse_entries

    path = Path(path)
    return parse_entries(read_bytes(path).decode("utf-8-sig", errors="replace"), path.name)


def load_decisions(path: str | Path) -> tuple[tuple[Decision, ...], tuple[Finding, ...]]:
    """The decisions of a TOML file; one that cannot be used is a finding with its line, the others stand.

    Raises `BadDecisions` for a file that is not TOML.
    """
    path = Path(path)
    text = read_bytes(path).decode("utf-8-sig", errors="replace") if path.exists() and path.stat().st_size else ""
    if not path.exists():
        raise BadDecisions(f"{path}: no such file")
    try:
        tree = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as problem:
        raise BadDecisions(f"{path}: not TOML: {problem}") from None
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.strip().replace(" ", "") == "[[decision]]"]
    findings = [
        error("decisions-unknown-key", Where(file=path.name), key=key) for key in tree if key != "decision"
    ]
    found: list[Decision] = []
    listed = tree.get("decision", [])
    for index, raw in enumerate(listed if isinstance(listed, list) else [listed]):
        where = Where(file=path.name, line=lines[index] if index < len(lines) else None)
        decision = _decision(raw, where, findings)
        if decision is not None:
            found.append(decision)
    return tuple(found), tuple(findings)


def _decision(raw: Mapping[str, Any], where: Where, findings: list[Finding]) -> Decision | None:
    """One decision of a file as a record; unknown keys and wrong values are findings."""
    known = {"penalty", "car", "seconds", "laps", "lap", "places", "served", "article", "reason", "document", "at"}
    unknown = sorted(set(raw) - known)
    if unknown:
        findings.append(error("decision-unknown-key", where, keys=unknown, known=sorted(known)))
    values = {key: value for key, value in raw.items() if key in known}
    if isinstance(values.get("at"), str):
        values["at"] = parse_clock(values["at"])
    if isinstance(values.get("car"), int):
        values["car"] = str(values["car"])
    try:
        return msgspec.convert({**values, "source": where.file, "line": where.line}, Decision)
    except msgspec.ValidationError as problem:
        findings.append(error("decision-unreadable", where, value=str(dict(raw)), expected=str(problem)))
        return None


def score(
    path: str | Path,
    *,
    kind: str | None = None,
    rulebook: str | Path | Rulebook | None = None,
    length: float | None = None,
    entries: str | Path | None = None,
    decisions: str | Path | Iterable[Decision] = (),
    at: str | None = None,
    known: int | None = None,
    session: str | None = None,
) -> Score:
    """Score one session from its file.

    `length` is the nominal length in minutes, `at` a session time like `45:00`, `known` a sequence number of the log.
    Raises `ParcFermeError` for input that cannot be used at all; everything else that is odd is in `findings`.
    """
    decoded = load(path, session)
    book = rulebook if isinstance(rulebook, Rulebook) else load_rulebook(rulebook)
    found = list(decoded.findings)
    listed = decoded.entries
    if entries is not None:
        loaded, odd = load_entries(entries)
        listed = merged(listed, loaded)
        found += odd
    if isinstance(decisions, str | Path):
        ruled, odd = load_decisions(decisions)
        found += odd
    else:
        ruled = tuple(decisions)
    timing = measure(
        decoded.log,
        book,
        listed,
        kind=_kind(kind, decoded, Path(path).name, found),
        length=None if length is None else round(length * MINUTE),
        at=None if at is None else parse_clock(at),
        known=known,
    )
    result = classify(timing, ruled)
    return Score(Path(path).name, msgspec.structs.replace(decoded, findings=tuple(found)), result)


def _kind(kind: str | None, decoded: Decoded, name: str, findings: list[Finding]) -> SessionKind:
    """The kind of session: as called for, as the file says, else as its name suggests (and then a finding says so)."""
    said = next((e.session for e in decoded.log.events if isinstance(e, SessionStart) and e.session), None)
    for word in (kind, decoded.session, said):
        if word:
            return SessionKind(word)
    lower = name.lower()
    guess = SessionKind.RACE
    if any(word in lower for word in ("qualif", "quali-", "_q.")):
        guess = SessionKind.QUALIFYING
    elif any(word in lower for word in ("practice", "essais", "warm")):
        guess = SessionKind.PRACTICE
    findings.append(info("kind-assumed", Where(file=name), session=guess.value))
    return guess


def merged(listed: Entries, named: Entries) -> Entries:
    """Two entry lists as one: what `named` says of a car stands, the rest is kept from `listed`."""
    cars: dict[str, Entry] = {entry.number: entry for entry in listed.cars}
    for entry in named.cars:
        before = cars.get(entry.number)
        if before is not None:
            said = {k: v for k, v in msgspec.structs.asdict(entry).items() if v not in (None, ())}
            entry = msgspec.structs.replace(before, **said)
        cars[entry.number] = entry
    return Entries.of(cars.values())
