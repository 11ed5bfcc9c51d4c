"""A disk that forgets what was not synced: a layer of SQLite's own kind under every connection that is opened, which
notes each write and each sync, and the files as they would be found after the power was cut at any moment.

It stands between SQLite and the real disk (sqlite.org/vfs.html), so the very connection that a desk opens goes through
it. SQLite syncs the folder of a log file it has made together with the file's first sync (os_unix.c, `unixSync`).
"""

from __future__ import annotations

import contextlib
import ctypes as c
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

_JOURNALS = 0x800 | 0x80000  # SQLITE_OPEN_MAIN_JOURNAL, SQLITE_OPEN_WAL


class _Vfs(c.Structure):
    pass


# Names are handed on as the very pointers they came as: SQLite keeps them, and reads more behind them.
_OPEN = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p, c.c_void_p, c.c_int, c.c_void_p)
_DELETE = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p, c.c_int)
_WRITE = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p, c.c_int, c.c_int64)
_TRUNCATE = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_int64)
_SYNC = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_int)
_Vfs._fields_ = [
    ("version", c.c_int), ("size", c.c_int), ("longest", c.c_int), ("next", c.c_void_p), ("name", c.c_char_p),
    ("data", c.c_void_p), ("open", _OPEN), ("delete", _DELETE), ("others", c.c_void_p * 14),
]  # fmt: skip


class _Methods(c.Structure):
    _fields_ = [
        ("version", c.c_int), ("close", c.c_void_p), ("read", c.c_void_p), ("write", _WRITE),
        ("truncate", _TRUNCATE), ("sync", _SYNC), ("others", c.c_void_p * 13),
    ]  # fmt: skip


class Event(NamedTuple):
    """Something that happened to a file: `made`, `write` (`at`, `data`), `truncate` (`at`: to what size), `sync` or
    `gone`; or to none: `folder`, whose names are safe from then on, and `acknowledged` (`data`: what).
    """

    what: str
    file: str = ""
    at: int = 0
    data: Any = b""


class Disk:
    """What happened, in order."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._names: dict[int, tuple[str, int]] = {}
        self._methods: dict[int, _Methods] = {}
        self._first: set[str] = set()
        self._keep: list[Any] = []

    @property
    def syncs(self) -> int:
        return sum(event.what == "sync" for event in self.events)

    def acknowledged(self, what: Any) -> None:
        self.events.append(Event("acknowledged", data=what))

    def folder_synced(self) -> None:
        self.events.append(Event("folder"))

    @contextlib.contextmanager
    def under_every_connection(self) -> Iterator[None]:
        """Every connection that is opened meanwhile writes through here."""
        library = c.CDLL(_library())
        library.sqlite3_vfs_find.restype = c.POINTER(_Vfs)
        base = library.sqlite3_vfs_find(None)
        mine = _Vfs()
        c.memmove(c.byref(mine), base, c.sizeof(_Vfs))
        mine.name = b"power-cut"
        open_, delete = base.contents.open, base.contents.delete

        def opened(_: int, name: int | None, file: int, flags: int, out: int) -> int:
            path = Path(os.fsdecode(c.string_at(name))) if name else None
            there = path is not None and path.exists()
            code = open_(c.addressof(base.contents), name, file, flags, out)
            if code == 0 and path is not None:
                self._opened(file, path.name, flags, there=there)
            return int(code)

        def deleted(_: int, name: int, sync: int) -> int:
            code = delete(c.addressof(base.contents), name, sync)
            if code == 0:
                self.events.append(Event("gone", Path(os.fsdecode(c.string_at(name))).name))
                if sync:
                    self.folder_synced()
            return int(code)

        mine.open, mine.delete = _OPEN(opened), _DELETE(deleted)
        self._keep += [mine, mine.open, mine.delete]
        library.sqlite3_vfs_register(c.byref(mine), 1)
        try:
            yield
        finally:
            library.sqlite3_vfs_unregister(c.byref(mine))
            library.sqlite3_vfs_register(base, 1)

    def _opened(self, file: int, name: str, flags: int, *, there: bool) -> None:
        self._names[file] = name, flags
        if not there:
            self.events.append(Event("made", name))
        pointer = c.c_void_p.from_address(file)
        original = pointer.value or 0
        if original not in self._methods:
            self._methods[original] = self._noting(_Methods.from_address(original))
        pointer.value = c.addressof(self._methods[original])

    def _noting(self, real: _Methods) -> _Methods:
        noting = _Methods()
        c.memmove(c.byref(noting), c.byref(real), c.sizeof(_Methods))

        def write(file: int, data: int, size: int, at: int) -> int:
            self.events.append(Event("write", self._names[file][0], at, c.string_at(data, size)))
            return int(real.write(file, data, size, at))

        def truncate(file: int, size: int) -> int:
            self.events.append(Event("truncate", self._names[file][0], size))
            return int(real.truncate(file, size))

        def sync(file: int, flags: int) -> int:
            name, opened = self._names[file]
            self.events.append(Event("sync", name))
            if opened & _JOURNALS and name not in self._first:
                self._first.add(name)
                self.folder_synced()
            return int(real.sync(file, flags))

        noting.write, noting.truncate, noting.sync = _WRITE(write), _TRUNCATE(truncate), _SYNC(sync)
        self._keep += [noting, real]
        return noting

    def cut(self, moment: int, folder: Path, dice: random.Random | None = None) -> list[Any]:
        """Make the files as they are found when the power is cut before an event; what had been acknowledged by then.

        Nothing of what was not synced is there, or with `dice` some of it, in no order, and the last of it torn.
        """
        folder.mkdir()
        safe: dict[str, bytearray] = {}
        waiting: dict[str, list[Event]] = {}
        names: dict[str, bool] = {}
        acknowledged: list[Any] = []
        for event in self.events[:moment]:
            match event.what:
                case "made":
                    names[event.file], safe[event.file], waiting[event.file] = False, bytearray(), []
                case "write" | "truncate":
                    waiting.setdefault(event.file, []).append(event)
                case "sync":
                    for one in waiting.get(event.file, ()):
                        _apply(safe.setdefault(event.file, bytearray()), one)
                    waiting[event.file] = []
                case "gone":
                    names.pop(event.file, None)
                case "folder":
                    names = dict.fromkeys(names, True)
                case "acknowledged":
                    acknowledged.append(event.data)
        for name, there in names.items():
            if not (there or (dice is not None and dice.random() < 0.5)):
                continue
            for one in waiting.get(name, ()):
                if dice is not None and dice.random() < 0.5:
                    torn = one.data[: dice.randrange(len(one.data) + 1)] if dice.random() < 0.3 else one.data
                    _apply(safe[name], one._replace(data=torn))
            (folder / name).write_bytes(safe[name])
        return acknowledged


def _apply(content: bytearray, event: Event) -> None:
    if event.what == "truncate":
        del content[event.at :]
        return
    if len(content) < event.at:
        content.extend(bytes(event.at - len(content)))
    content[event.at : event.at + len(event.data)] = event.data


def _library() -> str:
    """The library that Python's own connections are made with."""
    import _sqlite3

    own = str(_sqlite3.__file__)
    return own if hasattr(c.CDLL(own), "sqlite3_vfs_find") else "libsqlite3.so.0"
