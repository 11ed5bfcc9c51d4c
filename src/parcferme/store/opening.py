"""A store opened where it is kept: today in one database file."""

from __future__ import annotations

from pathlib import Path

from parcferme.store.contract import Store


def open_store(path: str | Path, *, create: bool = True, read_only: bool = False) -> Store:
    """The store in a database file, made where there is none. Raises `StoreError`."""
    from parcferme.store.sqlite import SqliteStore  # SQLAlchemy takes its time to load

    return SqliteStore(path, create=create, read_only=read_only)
