"""A store in one SQLite file: several programs may append, and what was acknowledged survives a power cut."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from parcferme.findings import ParcFermeError, StoreError, WrongCall
from parcferme.store.contract import BEGINNING, Row, SessionLog, Store
from parcferme.store.ownership import refuse_beside
from parcferme.store.schema import READS, VERSION, about, metadata, record

BUSY_SECONDS: Final = 10.0
# What the driver raises over bytes that are no text, numbers of another size, tables without their columns.
_DAMAGE: Final = (UnicodeError, OverflowError, TypeError, ValueError, KeyError, IndexError)


class SqliteStore(Store):
    """Logs in a SQLite database file.

    `create`: make the file where there is none. `read_only`: never write to it, for a machine that only shows.
    `busy`: seconds to wait while another program writes; `owned`: this process holds it as a desk does. Raises
    `StoreError` where the path is no such store, or where a desk writes to it.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        create: bool = True,
        read_only: bool = False,
        busy: float = BUSY_SECONDS,
        owned: bool = False,
    ) -> None:
        self.path = Path(path)
        self._read_only = read_only
        self._open = True
        if self.path.is_dir():
            raise StoreError(f"{self.path}: is a folder (expected a database file)")
        if not (read_only or owned):
            refuse_beside(self.path)
        # Only an address (`file:…?mode=rw`) says it: by a plain path SQLite makes a file where there is none
        # (sqlite.org/uri.html).
        mode = "ro" if read_only else "rwc" if create else "rw"
        place = self.path.absolute().as_uri()
        url = sa.URL.create("sqlite", database=place, query={"mode": mode, "uri": "true"})
        self.engine = sa.create_engine(url, connect_args={"timeout": busy})
        sa.event.listen(self.engine, "connect", self._connected)
        sa.event.listen(self.engine, "begin", _begin)
        try:
            self._prepare()
        except BaseException:
            self.engine.dispose()
            raise

    def open(self, session: str) -> SessionLog:
        return _SqliteLog(self, session)

    def sessions(self) -> tuple[str, ...]:
        return self._names(reads=False)

    def decoders(self) -> tuple[str, ...]:
        return self._names(reads=True)

    def _names(self, *, reads: bool) -> tuple[str, ...]:
        query = sa.select(record.c.session).distinct().order_by(record.c.session)
        with self.transaction("read") as connection:
            names = tuple(connection.scalars(query))
        for name in names:
            if not isinstance(name, str):
                raise StoreError(
                    f"{self.path}: cannot read: the database is damaged: no session's name: {name!r}"
                )
        return tuple(name for name in names if name.startswith(READS) is reads)

    def close(self) -> None:
        self._open = False
        self.engine.dispose()

    @contextmanager
    def transaction(self, purpose: str) -> Iterator[sa.Connection]:
        """A connection in one transaction, to `read` or to `write`; what the database says against it is raised as
        `StoreError`.
        """
        if not self._open:
            raise StoreError(f"{self.path}: cannot {purpose}: the store is closed")
        try:
            options = self.engine.execution_options(parcferme=purpose)
            with options.begin() as connection:
                yield connection
        except ParcFermeError:
            raise
        except sa.exc.DBAPIError as problem:
            raise StoreError(f"{self.path}: cannot {purpose}: {reason(problem.orig)}") from problem
        except (sa.exc.SQLAlchemyError, sqlite3.Error, *_DAMAGE) as problem:
            raise StoreError(
                f"{self.path}: cannot {purpose}: the database is damaged: {problem}"
            ) from problem

    def _connected(self, connection: Any, _: Any) -> None:
        # The driver begins a transaction at the first write, so the last number would be read outside it
        # (SQLAlchemy, "SQLite: Serializable isolation").
        connection.isolation_level = None  # transactions are begun below, not by the driver
        if not self._read_only:
            connection.execute("PRAGMA journal_mode = WAL")  # readers never wait for the writer
        connection.execute("PRAGMA synchronous = FULL")  # what was acknowledged is on the disk

    def _prepare(self) -> None:
        """Makes the tables in a new file and checks those of an old one."""
        with self.transaction("open" if self._read_only else "open to write") as connection:
            tables = set(sa.inspect(connection).get_table_names())
            if not tables and not self._read_only:
                metadata.create_all(connection)
                connection.execute(sa.insert(about).values(version=VERSION))
                return
            if not set(metadata.tables) <= tables:
                raise StoreError(f"{self.path}: a database, but no store of logs: it has {sorted(tables)}")
            version = connection.scalar(sa.select(about.c.version))
            if version != VERSION:
                raise StoreError(f"{self.path}: a store of version {version}, this program knows {VERSION}")


class _SqliteLog(SessionLog):
    def __init__(self, store: SqliteStore, session: str) -> None:
        super().__init__(session)
        self._store = store
        self._mine = record.c.session == session

    @property
    def head(self) -> tuple[int, str]:
        with self._store.transaction("read") as connection:
            last, chain = self._last(connection)
        return last, chain.hex()

    def _last(self, connection: sa.Connection) -> tuple[int, bytes]:
        columns = sa.select(record.c.seq, record.c.hash).where(self._mine)
        row = connection.execute(columns.order_by(record.c.seq.desc()).limit(1)).first()
        return (row.seq, row.hash) if row else (0, BEGINNING)

    def _after(self, connection: sa.Connection) -> tuple[int, bytes]:
        """The last number and hash a new record goes after. In the database of a desk numbers are given once, whichever
        log they are in.
        """
        last, chain = self._last(connection)
        reads = sa.select(record.c.seq).where(
            record.c.session >= READS, record.c.session < chr(ord(READS) + 1)
        )
        if connection.execute(reads.limit(1)).first() is None:
            return last, chain
        return int(connection.scalar(sa.select(sa.func.max(record.c.seq))) or 0), chain

    def _extend(self, make: Callable[[tuple[int, bytes]], list[Row]]) -> list[int]:
        if self._store._read_only:
            raise WrongCall(f"{self._store.path}: was opened to read only")
        with self._store.transaction("write") as connection:
            rows = make(self._after(connection))
            if rows:
                values = [{"session": self.session, **row._asdict()} for row in rows]
                connection.execute(sa.insert(record), values)
        return [row.seq for row in rows]

    def _kept(self, since: int) -> list[Row]:
        # A column of SQLite holds whatever a meddler puts there; verification wants to see its bytes.
        kept = [sa.cast(record.c[name], record.c[name].type).label(name) for name in Row._fields]
        query = sa.select(*kept).where(self._mine, record.c.seq > since).order_by(record.c.seq)
        with self._store.transaction("read") as connection:
            rows = [Row(*row) for row in connection.execute(query)]
        for row in rows:
            if not (isinstance(row.seq, int) and isinstance(row.line, bytes) and isinstance(row.hash, bytes)):
                raise StoreError(
                    f"{self._store.path}: cannot read: the database is damaged: no record: {row!r}"
                )
        return rows


def _begin(connection: sa.Connection) -> None:
    """A writer takes the lock before it looks at the last number, so that no two give out the same one."""
    writes = connection.get_execution_options().get("parcferme") in ("write", "open to write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def reason(problem: BaseException | None) -> str:
    """What the database said, in words that say what became of the write."""
    said = str(problem)
    # By the code, never by the words: a table or a session may be called anything. The low byte is the kind of trouble,
    # the rest its circumstances (sqlite.org/rescode.html).
    code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return f"{said}; nothing of it was kept"
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"{said}: another program has been writing all the time"
    return said
