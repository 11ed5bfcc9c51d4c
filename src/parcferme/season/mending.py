"""A session under repair: its file, what is proposed for it, and what taking it adds to which file.

To a log its records are appended. Beside a timing file, which nobody edits, they are kept in a file of corrections, in
words people type. Before anything is written, what would be written is read back, and has to give the result that was
shown.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from parcferme.classification import Case, Repairs, Row
from parcferme.codec import encode_record
from parcferme.decoders import (
    REPAIR,
    Decoded,
    Targets,
    appended,
    corrected,
    decode,
    in_words,
    row_of,
    still_open,
    targets,
)
from parcferme.findings import Finding, WrongCall
from parcferme.records import KINDS, Record, record_of
from parcferme.season.championship import championship_of
from parcferme.season.corrected import with_laps_found
from parcferme.season.files import is_store, place_of_corrections, sessions
from parcferme.season.naming import find_session
from parcferme.season.scoring import Score, score
from parcferme.season.stated import classified


@dataclasses.dataclass(frozen=True)
class Addition:
    """What is to be written: `added` at the end of `path`, which holds `before` (None: is not there yet). `read`: the
    files this rests on, with their bytes: nothing is written where one of them is another by now. Of a log database
    `records` are to be appended to `session`, whose last record is `head`.
    """

    path: Path
    before: bytes | None
    added: bytes
    read: Mapping[Path, bytes]
    session: str | None = None
    records: tuple[Record, ...] = ()
    head: tuple[int, str] | None = None


@dataclasses.dataclass(frozen=True, eq=False)
class Repairing:
    """A file opened for repair: how it was scored, what is proposed, and the bytes it was read from."""

    path: Path
    score: Score
    repairs: Repairs
    session: str | None
    read: Mapping[Path, bytes]
    head: tuple[int, str] | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is odd once all that was taken counts."""
        decoded = self.score.decoded
        own = still_open(decoded.findings, self.repairs.case.log) if self.repairs.taken else decoded.findings
        return (*own, *(self.score.placed(one) for one in self.repairs.now.findings))

    def words(self, record: Mapping[str, Any]) -> str:
        """A record in words people type; its own fields where no row of a plain log can say it."""
        return in_words(record, self._targets())

    def _targets(self) -> Targets:
        """The records that can be corrected, those just taken among them."""
        decoded = self.score.decoded
        standing = decoded.standing or decoded.places()
        return targets(msgspec.structs.replace(decoded, log=self.repairs.case.log, standing=standing))

    def addition(self, written: int | None = None) -> Addition | None:
        """What taking all that was taken adds to which file; None where nothing was taken. `written`: when, for a log.

        Raises `WrongCall` for what cannot be kept there so that it is read again as it was shown.
        """
        if not self.repairs.taken:
            return None
        if is_store(self.path):
            made = self._to_store(written)
        elif self.score.decoded.format == "log":
            made = self._to_log(written)
        else:
            made = self._beside()
        return made

    def _records(self, written: int | None) -> tuple[Record, ...]:
        """What was taken as records of a log, numbered on."""
        last = self.score.decoded.log.last_seq
        stamp = {"by": REPAIR, **({} if written is None else {"written": written})}
        return tuple(
            msgspec.structs.replace(_record(one.record), seq=last + turn, **stamp)
            for turn, one in enumerate(self.repairs.taken, 1)
        )

    def _to_log(self, written: int | None) -> Addition:
        before = self.read[self.path]
        lines = b"".join(encode_record(record) + b"\n" for record in self._records(written))
        added = lines if before.endswith(b"\n") else b"\n" + lines
        self._read_back(decode(before + added, self.path.name))
        return Addition(self.path, before, added, self.read)

    def _to_store(self, written: int | None) -> Addition:
        records = self._records(written)
        return Addition(self.path, None, b"", {}, self._name(), records, self.head)

    def _beside(self) -> Addition:
        place = place_of_corrections(self.path)
        before = self.read.get(place)
        known = self._targets()
        added = appended(before, [row_of(one.record, known) for one in self.repairs.taken])
        base = decode(self.read[self.path], self.path.name)
        self._read_back(corrected(base, (before or b"") + added, place.name))
        return Addition(place, before, added, self.read)

    def _read_back(self, decoded: Decoded) -> None:
        """Whether what is about to be written gives the result that was shown. Raises `WrongCall` where it does not."""
        timing = self.score.timing
        log, _ = with_laps_found(decoded, timing.rulebook, self.score.decoded.entries, timing.kind)
        case = msgspec.structs.replace(self.repairs.case, log=log)
        again = Repairs.of(case).now
        if tuple(map(_shown, again.rows)) != tuple(map(_shown, self.repairs.now.rows)):
            raise WrongCall(
                f"{self.path}: read again, these repairs would not give the result that was shown: nothing was written"
            )

    def _name(self) -> str:
        """The session of a log database that is repaired."""
        return self.session or sessions(self.path)[0]


def repairing(
    path: str | Path,
    *,
    folder: str | Path | None = None,
    scoring: Callable[..., Score] = score,
    **options: Any,
) -> Repairing:
    """A file opened for repair; a session of a championship folder by the rules of its round, unless options of `score`
    are given. `scoring`: who scores a file by itself.

    Raises `ParcFermeError` as `score` does.
    """
    given = {key: value for key, value in options.items() if value is not None}
    path, made = _opened(Path(path), folder, given, scoring)
    read = {one: one.read_bytes() for one in (path, place_of_corrections(path)) if one.is_file()}
    name = given.get("session")
    head = None
    if is_store(path):
        read, name, head = {}, name or sessions(path)[0], _head(path, name or sessions(path)[0])
    case = Case.of(made.timing, made.decoded.log)
    return Repairing(path, made, Repairs.of(case, made.decoded.findings), name, read, head)


def _opened(
    path: Path, folder: str | Path | None, given: Mapping[str, Any], scoring: Callable[..., Score]
) -> tuple[Path, Score]:
    """The file that is meant, scored."""
    inside = folder is not None or (not given and championship_of(path) is not None)
    if inside:
        try:
            season, session = find_session(path, folder)
        except WrongCall:
            if folder is not None or not path.is_file():  # a file beside the sessions is only a file
                raise
        else:
            if given:
                raise WrongCall(f"--{next(iter(given))} has no meaning for a session: the folder says it")
            made = classified(season, session)
            if session.file is None:
                raise WrongCall(
                    f"{path}: its result stands in the one list of all rounds: there is nothing to repair"
                )
            return session.file, made
    return path, scoring(path, **given)


def _shown(row: Row) -> Row:
    """A row without its reasons, which name records by their numbers."""
    return msgspec.structs.replace(row, reasons=())


def _head(path: Path, session: str) -> tuple[int, str]:
    from parcferme.store import open_store

    with open_store(path, create=False, read_only=True) as store:
        return store.open(session).head


def append_to_store(addition: Addition) -> None:
    """The records of an addition in their log database. Raises `WrongCall` where something was appended meanwhile."""
    from parcferme.store import open_store

    with open_store(addition.path, create=False) as store:
        log = store.open(str(addition.session))
        if log.head != addition.head:
            raise WrongCall(f"{addition.path}: was appended to meanwhile: look at it again")
        log.append(addition.records)


def _record(raw: Mapping[str, Any]) -> Record:
    fields = {key: value for key, value in raw.items() if key not in ("kind", "seq", "v")}
    return record_of(KINDS[str(raw["kind"])], fields)
