"""The one thread that writes: what comes while a commit is on its way goes into the next, and an answer is given only
once what it speaks of is on the disk.
"""

from __future__ import annotations

import os
import queue
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Final

import msgspec

from parcferme.findings import ParcFermeError, StoreError, WrongCall
from parcferme.store import Journal, Part

_MOST: Final = 500  # writes in one commit
_FREE: Final = (
    16 << 20
)  # bytes that stay free: a disk that is full takes the database's own housekeeping with it
_LOOK: Final = 1.0  # seconds between two looks at the free space
_NOTE: Final = 10.0  # seconds between two notes of the heads


class Answer(msgspec.Struct, frozen=True):
    """What was kept: the numbers of all its records, and of the operation that heads them, where one does."""

    numbers: tuple[int, ...]
    operation: int | None = None


class Write(msgspec.Struct):
    """Something to be kept: `make` says what, asked in the thread that writes. With `alone` it is asked only once
    everything before it is on the disk.
    """

    make: Callable[[], Iterable[Part]]
    key: str | None = None
    name: str = ""
    alone: bool = False
    future: Future[Answer] = msgspec.field(default_factory=Future)


class Writer:
    """Takes writes from any thread. `known`: what every key that was used is for, with its answer."""

    def __init__(self, journal: Journal, known: Mapping[str, tuple[str, Answer]]) -> None:
        self._journal = journal
        self._known = dict(known)
        self._queue: queue.SimpleQueue[Write | None] = queue.SimpleQueue()
        self._looked = self._noted = 0.0
        self._full = ""
        self.commits = 0
        self._thread = threading.Thread(target=self._run, name="desk writer", daemon=True)
        self._thread.start()

    def submit(self, write: Write) -> Future[Answer]:
        """Have something kept; the answer comes once it is on the disk, or why it is not."""
        self._queue.put(write)
        return write.future

    def answered(self, key: str, name: str) -> Answer | None:
        """The answer a key was given already. Raises `WrongCall` where it was used for something else."""
        return self._answered(Write(tuple, key, name), [])

    def close(self) -> None:
        """End once everything that was submitted is kept."""
        self._queue.put(None)
        self._thread.join()
        self._note()

    def _run(self) -> None:
        ended = False
        while not ended:
            group = [self._queue.get()]
            while len(group) < _MOST:
                try:
                    group.append(self._queue.get_nowait())
                except queue.Empty:
                    break
            ended = None in group
            self._keep([one for one in group if one is not None])
            if time.monotonic() - self._noted > _NOTE:
                self._note()

    def _keep(self, group: list[Write]) -> None:
        staged: list[tuple[Write, Answer]] = []
        for one in group:
            if one.alone:
                self._commit(staged)
            try:
                answer = self._answered(one, staged)
                if answer is None:
                    self._refuse_full()
                    staged.append((one, self._stage(one)))
                else:
                    staged.append((one, answer))
            except ParcFermeError as problem:
                one.future.set_exception(problem)
            except Exception as defect:
                one.future.set_exception(defect)
        self._commit(staged)

    def _answered(self, one: Write, staged: list[tuple[Write, Answer]]) -> Answer | None:
        """The answer a key was given before. Raises `WrongCall` where it was used for something else."""
        if one.key is None:
            return None
        found = self._known.get(one.key)
        if found is None:
            found = next(((other.name, answer) for other, answer in staged if other.key == one.key), None)
        if found is not None and found[0] != one.name:
            raise WrongCall(f"key {one.key!r} was used for {found[0]!r} (each write needs a key of its own)")
        return None if found is None else found[1]

    def _stage(self, one: Write) -> Answer:
        parts = list(one.make())
        numbers = tuple(self._journal.stage(parts))
        return Answer(numbers, numbers[0] if one.key is not None and numbers else None)

    def _commit(self, staged: list[tuple[Write, Answer]]) -> None:
        """Keep what is staged, and answer; what could not be kept is refused as a whole."""
        if not staged:
            return
        try:
            self._journal.commit()
            self.commits += 1
        except ParcFermeError as problem:
            for one, _ in staged:
                one.future.set_exception(problem)
        else:
            for one, answer in staged:
                if one.key is not None:
                    self._known[one.key] = one.name, answer
                one.future.set_result(answer)
        staged.clear()

    def _refuse_full(self) -> None:
        now = time.monotonic()
        if now - self._looked > _LOOK:
            self._looked = now
            free = shutil.disk_usage(self._journal.path.parent).free
            self._full = f"{self._journal.path}: {free >> 20} MB left on the disk" if free < _FREE else ""
        if self._full:
            raise StoreError(self._full)

    def _note(self) -> None:
        """The heads, noted beside the database: from there a restart has to verify only what came since."""
        self._noted = time.monotonic()
        place = note_of(self._journal.path)
        made = place.with_name(f"{place.name}.new")
        try:
            made.write_bytes(msgspec.json.encode(self._journal.heads))
            os.replace(made, place)
        except OSError:
            return  # a full disk: the whole log is verified then


def note_of(path: Path) -> Path:
    """Where the heads of a database are noted."""
    return path.with_name(f"{path.name}.heads")


def noted_heads(path: Path) -> dict[str, tuple[int, str]]:
    """The heads as they were noted; none where there is no note that can be read."""
    try:
        return msgspec.json.decode(note_of(path).read_bytes(), type=dict[str, tuple[int, str]])
    except (OSError, msgspec.MsgspecError):
        return {}
