"""The tables of a store, defined once for every database, and the triggers that keep them append-only."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

# Raised with every change to the tables below; a store of another version is refused, never guessed at.
VERSION: Final = 1
READS: Final = "@"
"""What the name of a decoder's log begins with: it is no session, but sessions are windows over it."""

metadata = sa.MetaData()

about = sa.Table("parcferme", metadata, sa.Column("version", sa.Integer, nullable=False))

record = sa.Table(
    "record",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("line", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.LargeBinary(32), nullable=False),
    # The key is the table: no second tree beside it, and no hidden number by which a record could be reached.
    sqlite_with_rowid=False,
)

_SQLITE_TRIGGERS: Final = (
    "CREATE TRIGGER record_no_update BEFORE UPDATE ON record "
    "BEGIN SELECT RAISE(ABORT, 'a log is append-only: a record cannot be changed'); END",
    "CREATE TRIGGER record_no_delete BEFORE DELETE ON record "
    "BEGIN SELECT RAISE(ABORT, 'a log is append-only: a record cannot be removed'); END",
    # Also stops INSERT OR REPLACE, which would not set off the other two.
    "CREATE TRIGGER record_in_order BEFORE INSERT ON record WHEN NEW.seq <= "
    "(SELECT max(seq) FROM record WHERE session = NEW.session) "
    "BEGIN SELECT RAISE(ABORT, 'a log is append-only: a record goes after the last one'); END",
)

for _trigger in _SQLITE_TRIGGERS:
    _made = sa.DDL(_trigger)  # type: ignore[no-untyped-call]
    sa.event.listen(record, "after_create", _made.execute_if(dialect="sqlite"))
