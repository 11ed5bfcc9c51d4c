"""A store in memory: for tests, a replay, and a session nobody needs tomorrow."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable
from operator import attrgetter

from parcferme.findings import StoreError
from parcferme.store.contract import BEGINNING, Row, SessionLog, Store
from parcferme.store.schema import READS


class MemoryStore(Store):
    """Logs that last as long as the program."""

    def __init__(self) -> None:
        self._kept: dict[str, list[Row]] = {}
        self._lock = threading.Lock()
        self._open = True

    def open(self, session: str) -> SessionLog:
        return _MemoryLog(self, session)

    def sessions(self) -> tuple[str, ...]:
        self.check()
        return tuple(name for name in sorted(self._kept) if not name.startswith(READS))

    def decoders(self) -> tuple[str, ...]:
        self.check()
        return tuple(name for name in sorted(self._kept) if name.startswith(READS))

    def close(self) -> None:
        self._open = False

    def check(self) -> None:
        """Raises `StoreError` where the store is closed."""
        if not self._open:
            raise StoreError("a store in memory: it is closed")


class _MemoryLog(SessionLog):
    def __init__(self, store: MemoryStore, session: str) -> None:
        super().__init__(session)
        self._store = store

    @property
    def head(self) -> tuple[int, str]:
        last, chain = self._last()
        return last, chain.hex()

    def _last(self) -> tuple[int, bytes]:
        self._store.check()
        rows = self._store._kept.get(self.session)
        return (rows[-1].seq, rows[-1].hash) if rows else (0, BEGINNING)

    def _extend(self, make: Callable[[tuple[int, bytes]], list[Row]]) -> list[int]:
        # Between asking for the last number and keeping the next nobody else may come.
        with self._store._lock:
            rows = make(self._last())
            if rows:
                self._store._kept.setdefault(self.session, []).extend(rows)
        return [row.seq for row in rows]

    def _kept(self, since: int) -> list[Row]:
        self._store.check()
        rows = self._store._kept.get(self.session, [])
        return rows[bisect_right(rows, since, key=attrgetter("seq")) :]
