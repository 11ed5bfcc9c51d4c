"""Which read is which: a decoder counts its reads, and begins anew when it was switched off.

A read is known by its decoder, its series and its number. The series goes up when a number comes that cannot belong to
the count so far: it is lower and says something else, or its time is before what has been. Sent twice, a read is one
read. The numbers that did not come are holes; a decoder that keeps its reads is asked for them, a few at a time, and
never for what was before the first one heard. What is kept grows with the holes, not with the reads.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, Final

import msgspec
import polars as pl

from parcferme.decoders.wires.values import Read, Resend, Status
from parcferme.findings import Finding, Where, error, info, warning

SECOND: Final = 1_000_000
_SLACK: Final = 60 * SECOND  # a car that stops on the loop is counted when it leaves, long after its time
_LEAP: Final = 100_000  # numbers; further on it is another decoder's count
_BEFORE: Final = 256  # numbers before the first one heard that may still arrive out of order
_REMEMBERED: Final = 4096  # reads of a count of which the content is known
_ANCHORS: Final = 512
_OPEN: Final = 4  # counts of one decoder that may go on
_RESTING: Final = 2000  # reads of a decoder after which another count of it is over
PATIENCE: Final = 2 * SECOND  # a read may only be late
WAIT: Final = 5 * SECOND  # for an answer
TRIES: Final = 3

_Content = tuple[str | None, int | None]  # transponder and time; neither for a status


class Taken(msgspec.Struct, frozen=True):
    """What a read is known by; `new`: it was not heard before; `filled`: it was missed until now."""

    decoder: str | None
    series: int
    number: int | None
    new: bool = True
    filled: bool = False


class Hole(msgspec.Struct, frozen=True):
    """Numbers that did not come, both ends included, and how often they were asked for."""

    decoder: str | None
    series: int
    first: int
    last: int
    asked: int = 0


class _Gap:
    """A hole while it is open."""

    __slots__ = ("asked", "at", "first", "last")

    def __init__(self, first: int, last: int, asked: int = 0, at: int | None = None) -> None:
        self.first, self.last, self.asked, self.at = first, last, asked, at


class _Count:
    """One count of a decoder, from one power-up to the next."""

    def __init__(self, series: int, number: int, content: _Content) -> None:
        self.series = series
        self.first = self.highest = number
        self.first_at = self.newest_at = content[1]
        self.gaps: list[_Gap] = []
        self.touched = 0
        self._known: dict[int, _Content] = {number: content}
        self._anchors: list[tuple[int, int]] = [] if content[1] is None else [(number, content[1])]
        self._spacing = 1

    def fit(self, number: int, content: _Content, *, dated: bool) -> int | None:
        """How far a read is from this count: 0 where it is in it, else by how many numbers; None: not of this count."""
        if number in self._known:
            return 0 if self._known[number] == content else None
        at = content[1]
        if number > self.highest:
            back = at is not None and self.newest_at is not None and at < self.newest_at - _SLACK
            return None if back or number - self.highest > _LEAP else number - self.highest
        if number < self.first:
            if self.first - number > _BEFORE:
                return None
            near = at is None or self.first_at is None or abs(at - self.first_at) <= _SLACK
            return self.first - number if near else None
        if self._gap(number) is None and not dated:
            return None  # times since power-up are alike after every power-up: only the very same read is the same
        return 0 if self._in_time(number, at) else None

    def take(self, number: int, content: _Content) -> tuple[bool, bool]:
        """Count a read that fits: whether it is new, and whether it was missed until now."""
        if number in self._known:
            return False, False
        gap = None
        if number > self.highest:
            self._hole(self.highest + 1, number - 1)
            self.highest = number
        elif number < self.first:
            self._hole(number + 1, self.first - 1)
            self.first, self.first_at = number, content[1] if content[1] is not None else self.first_at
        else:
            gap = self._gap(number)
            if gap is None:
                return False, False
            self._fill(gap, number)
        self._remember(number, content)
        return True, gap is not None

    def _hole(self, first: int, last: int) -> None:
        if first <= last:
            self.gaps.insert(len(self.gaps) if first > self.first else 0, _Gap(first, last))

    def _gap(self, number: int) -> _Gap | None:
        place = bisect_right(self.gaps, number, key=lambda gap: gap.first) - 1
        return self.gaps[place] if place >= 0 and number <= self.gaps[place].last else None

    def _fill(self, gap: _Gap, number: int) -> None:
        place = self.gaps.index(gap)
        parts = [(gap.first, number - 1), (number + 1, gap.last)]
        self.gaps[place : place + 1] = [_Gap(a, b, gap.asked, gap.at) for a, b in parts if a <= b]

    def _remember(self, number: int, content: _Content) -> None:
        self._known[number] = content
        if len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]
        at = content[1]
        if at is None:
            return
        self.newest_at = at if self.newest_at is None else max(self.newest_at, at)
        if number == self.highest and (not self._anchors or number >= self._anchors[-1][0] + self._spacing):
            self._anchors.append((number, at))
            if len(self._anchors) > _ANCHORS:
                self._anchors = self._anchors[::2]
                self._spacing *= 2

    def _in_time(self, number: int, at: int | None) -> bool:
        """Whether a read of this number can have that time, by the times of those before and after it."""
        if at is None:
            return True
        place = bisect_right(self._anchors, (number, 2**63))
        below = self._anchors[place - 1][1] if place else self.first_at
        above = self._anchors[place][1] if place < len(self._anchors) else self.newest_at
        return (below is None or at >= below - _SLACK) and (above is None or at <= above + _SLACK)


class _Decoder:
    """All counts of one decoder that may go on, and what became of the others."""

    def __init__(self) -> None:
        self.counts: list[_Count] = []  # the current one last
        self.series = 0
        self.heard = 0
        self.twice = 0
        self.restarts: list[tuple[int, int, int | None]] = []  # series, number and time
        self.shared = 0  # times that a count went on after another one had begun
        self.closed: list[Hole] = []


class Numbers:
    """Every read of every decoder of one feed, by its number. `resends`: whether its decoders can be asked again;
    `dated`: whether their clocks know the date, so that an old read is told from a new one of the same number.
    """

    def __init__(self, *, resends: bool = False, dated: bool = False, at_most: int = 50) -> None:
        self._resends, self._dated, self._at_most = resends, dated, at_most
        self._decoders: dict[str | None, _Decoder] = {}

    def resume(self, passings: pl.DataFrame) -> None:
        """Take up where a log ends: its passings are reads that were heard."""
        columns = ("decoder", "number", "transponder", "device_at", "series")
        frame = passings.filter(pl.col("number").is_not_null()).sort("seq").select(columns)
        for decoder, number, transponder, device_at, series in frame.iter_rows():
            self._resumed(decoder, number, (transponder, device_at), series or 1)

    def _resumed(self, name: str | None, number: int, content: _Content, series: int) -> None:
        decoder = self._decoders.setdefault(name, _Decoder())
        count = next((one for one in decoder.counts if one.series == series), None)
        if count is None:
            self._begin(name, decoder, _Count(series, number, content))
        else:
            count.take(number, content)

    def take(self, read: Read | Status) -> Taken:
        """Count a read, or a status that shares the count of the reads."""
        decoder = self._decoders.setdefault(read.decoder, _Decoder())
        if read.number is None:
            return Taken(read.decoder, decoder.series or 1, None)
        is_read = isinstance(read, Read)
        content = (read.transponder, read.device_at) if isinstance(read, Read) else (None, None)
        count = self._count_of(decoder, read.number, content)
        if count is None:
            if not is_read:
                return Taken(read.decoder, decoder.series or 1, read.number, new=False)
            count = _Count(decoder.series + 1, read.number, content)
            if decoder.counts:
                decoder.restarts.append((count.series, read.number, content[1]))
            self._begin(read.decoder, decoder, count)
            return Taken(read.decoder, count.series, read.number)
        ahead = read.number > count.highest
        new, filled = count.take(read.number, content)
        decoder.twice += is_read and not new
        if ahead and count is not decoder.counts[-1]:
            decoder.shared += 1
            decoder.counts.remove(count)
            decoder.counts.append(count)
        decoder.heard += 1
        count.touched = decoder.heard
        return Taken(read.decoder, count.series, read.number, new, filled)

    def _count_of(self, decoder: _Decoder, number: int, content: _Content) -> _Count | None:
        """The count a read is nearest to; of equals the current one."""
        nearest: tuple[int, _Count] | None = None
        for count in reversed(decoder.counts):
            far = count.fit(number, content, dated=self._dated)
            resting = decoder.heard - count.touched > _RESTING or not self._dated
            if far is None or (far and resting and count is not decoder.counts[-1]):
                continue
            if nearest is None or far < nearest[0]:
                nearest = far, count
        return nearest[1] if nearest else None

    def _begin(self, name: str | None, decoder: _Decoder, count: _Count) -> None:
        decoder.series = max(decoder.series, count.series)
        decoder.counts.append(count)
        decoder.heard += 1
        count.touched = decoder.heard
        if len(decoder.counts) > _OPEN:
            decoder.closed += _holes(name, decoder.counts.pop(0))

    def requests(self, now: int) -> list[Resend]:
        """What to ask the decoders for at this instant (microseconds, of any clock that only goes on)."""
        return [
            asked
            for name, decoder in self._decoders.items()
            if self._resends and decoder.counts
            for asked in _asked(name, decoder.counts[-1].gaps, now, self._at_most)
        ]

    @property
    def holes(self) -> tuple[Hole, ...]:
        """What is missing, oldest count first."""
        return tuple(
            hole
            for name, decoder in self._decoders.items()
            for hole in (
                *decoder.closed,
                *(
                    one
                    for count in sorted(decoder.counts, key=lambda one: one.series)
                    for one in _holes(name, count)
                ),
            )
        )

    def findings(self, feed: str) -> tuple[Finding, ...]:
        """What was odd so far, each once; `feed` is the name the findings give."""
        where = Where(file=feed)
        return (*self._counted(where), *self._missing(where))

    def _counted(self, where: Where) -> Iterator[Finding]:
        """Counts that began anew, or that two decoders share, and what came twice."""
        for name, decoder in self._decoders.items():
            said = name or ""
            if decoder.shared > 1:
                yield error("decoder-id-shared", where, decoder=said, times=decoder.shared)
            else:
                for series, number, at in decoder.restarts:
                    when = {} if at is None else {"device_at": at}
                    yield warning(
                        "decoder-restarted", where, decoder=said, series=series, number=number, **when
                    )
            if decoder.twice:
                yield info("reads-twice", where, decoder=said, count=decoder.twice)

    def _missing(self, where: Where) -> Iterator[Finding]:
        """What did not come, of each count; how often it was asked for, where all of it was."""
        by_series: dict[tuple[str | None, int], list[Hole]] = {}
        for hole in self.holes:
            by_series.setdefault((hole.decoder, hole.series), []).append(hole)
        for (name, series), holes in by_series.items():
            count = sum(hole.last - hole.first + 1 for hole in holes)
            values: dict[str, Any] = {"decoder": name or "", "series": series, "count": count}
            values["numbers"] = _ranges(holes)
            if not self._resends:
                yield warning("reads-lost", where, **values)
                continue
            asked = min(hole.asked for hole in holes)
            yield warning("reads-missing", where, **values, **({"asked": asked} if asked else {}))


def _holes(name: str | None, count: _Count) -> list[Hole]:
    return [Hole(name, count.series, gap.first, gap.last, gap.asked) for gap in count.gaps]


def _ranges(holes: list[Hole]) -> list[str]:
    said = [str(one.first) if one.first == one.last else f"{one.first}–{one.last}" for one in holes[:10]]
    return said if len(holes) <= 10 else [*said, "…"]


def _asked(name: str | None, gaps: list[_Gap], now: int, at_most: int) -> Iterator[Resend]:
    """Requests for the gaps of a count, oldest first, so that no more than so many numbers are under way."""
    room = at_most - sum(gap.last - gap.first + 1 for gap in gaps if gap.asked and _waits(gap, now))
    place = 0
    while place < len(gaps):
        gap = gaps[place]
        place += 1
        if gap.at is None:
            gap.at = now
        if gap.asked >= TRIES or _waits(gap, now) or room <= 0:
            continue
        last = min(gap.last, gap.first + room - 1)
        if last < gap.last:
            gaps.insert(place, _Gap(last + 1, gap.last, gap.asked, gap.at))
            gap.last = last
        gap.asked, gap.at = gap.asked + 1, now
        room -= last - gap.first + 1
        yield Resend(gap.first, last, name)


def _waits(gap: _Gap, now: int) -> bool:
    return gap.at is not None and now - gap.at < (WAIT if gap.asked else PATIENCE)
