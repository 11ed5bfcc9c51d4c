"""Each car's line: where it is now, what its times are beside others, who is in it, and what it still owes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from parcferme.board.close import trend
from parcferme.board.lines import Line, Mark, Owed, Time, Where
from parcferme.classification import Row, Status
from parcferme.records import CarState, FlagValue
from parcferme.timing import NO_TIME, Ints, Stop, StopVerdict, Timing, run_of

_SILENT: Final = 1.25  # usual laps without a read at any loop, after which a car should have been read
_RECENT: Final = 5  # laps that say what a car's lap usually takes
_STATES: Final = {
    CarState.RETIRED: Where.RETIRED,
    CarState.STOPPED: Where.STOPPED,
    CarState.IN_GARAGE: Where.IN_LANE,
    CarState.NOT_STARTED: Where.NOT_STARTED,
}


class Cars:
    """The cars of a session at an instant: what is asked of all of them is worked out once, in whole columns."""

    def __init__(self, timing: Timing, now: int) -> None:
        self.timing, self.now = timing, now
        seen, laps = timing.seen, timing.laps_
        per_car = np.bincount(seen.car, minlength=len(timing.cars))
        self._until = np.cumsum(per_car)
        self._verdicts = {judged.car: judged for judged in timing.verdicts}
        self._usual_of_all = self._usual(laps.end - laps.start)
        self._best_sectors = [_least(times) for times in timing.split.times]
        self._in_lane = {v.car: v for v in timing.visits if v.entry is not None and v.exit is None}
        self._left_lane = {v.car: v for v in timing.visits if v not in timing.led and v.out_lap is not None}

    def lines(self, rows: tuple[Row, ...], grid: Mapping[str, tuple[int, int]]) -> tuple[Line, ...]:
        """Every car's line, in the order of the classification."""
        live = [self._sectors(self.timing.codes[row.number]) for row in rows]
        for at in range(len(self._best_sectors)):
            driven = [one[0][at] for one in live if one[0][at] is not None]
            self._best_sectors[at] = min([self._best_sectors[at], *(us for us in driven if us is not None)])
        ahead: dict[str | None, str] = {}
        found = list[Line]()
        for row, sectors in zip(rows, live, strict=True):
            found.append(self._line(row, sectors, ahead.get(row.class_), grid.get(row.number)))
            if row.position is not None:
                ahead[row.class_] = row.number
        return tuple(found)

    def _line(
        self,
        row: Row,
        sectors: tuple[list[int | None], int | None],
        mate: str | None,
        grid: tuple[int, int] | None,
    ) -> Line:
        timing, code = self.timing, self.timing.codes[row.number]
        laps, mine = timing.laps_, run_of(timing.laps_.car, code)
        us = laps.end[mine] - laps.start[mine]
        last = int(us[-1]) if len(us) and timing.laps_.timed[mine][-1] else None
        reads = self._reads(code)
        seen = int(reads[-1]) if len(reads) else None
        silent = self._silent_for(seen, us)
        where = self._where(row, code, silent)
        driver, since, driven = self._drivers(row.number, mine)
        placed = row.position is not None and grid is not None
        return Line(
            row=row, where=where,
            last_lap=None if last is None else Time(last, _mark_of_lap(row, last, int(laps.lap[mine][-1]))),
            best_lap=None if row.best_lap is None else
            Time(row.best_lap, Mark.SESSION_BEST if row.fastest_lap else Mark.OWN_BEST),
            sectors=self._marked(sectors[0], mine), sectors_of=sectors[1],
            driver=driver, on_board_for=None if since is None else self.now - since, driven=driven,
            in_lane_since=self._since(where, code), laps_since_stop=self._laps_since(code, mine),
            owed=self._owed(code),
            gained=grid[0] - (row.position or 0) if placed and grid else None,
            class_gained=grid[1] - (row.class_position or 0) if placed and grid else None,
            trend=trend(timing, mate, row.number) if mate and where is Where.ON_TRACK else None,
            seen=None if seen is None else seen - timing.start,
            silent_for=silent if where is Where.SILENT else None,
        )  # fmt: skip

    def _reads(self, code: int) -> Ints:
        """When a car was read, at any loop, in order of time."""
        until = int(self._until[code])
        first = int(self._until[code - 1]) if code else 0
        return self.timing.seen.at[self.timing.seen.by_car[first:until]]

    def _usual(self, us: Ints) -> int | None:
        fair = us[-_RECENT:] if len(us) > 1 else us
        return int(np.sort(fair)[len(fair) // 2]) if len(fair) else None

    def _silent_for(self, seen: int | None, us: Ints) -> int | None:
        """How long ago a car was due at some loop; None where it is not overdue, or nobody knows when it is due."""
        usual = self._usual(us) or self._usual_of_all
        shown = [period for period in self.timing.shown if period.start <= self.now]
        if seen is None or usual is None or (shown and shown[-1].value is FlagValue.RED):
            return None
        overdue = int(self.now - seen - _SILENT * usual)
        return overdue if overdue > 0 else None

    def _where(self, row: Row, code: int, silent: int | None) -> Where:
        status = self.timing.statuses.get(row.number)
        if row.took_flag:
            return Where.FINISHED
        if status is not None and status.state in _STATES:
            return _STATES[status.state]
        if row.retired:
            return Where.RETIRED
        if row.status is Status.NOT_STARTED:
            return Where.NOT_STARTED
        if code in self._in_lane:
            return Where.IN_LANE
        return Where.SILENT if silent is not None else Where.ON_TRACK

    def _since(self, where: Where, code: int) -> int | None:
        visit = self._in_lane.get(code)
        if where is not Where.IN_LANE or visit is None or visit.entry is None:
            return None
        return int(visit.entry) - self.timing.start

    def _laps_since(self, code: int, mine: slice) -> int | None:
        """Laps ended since the last stop; all of them where there was none, None while it is in the lane."""
        done = int(mine.stop - mine.start)
        if code in self._in_lane:
            return None
        visit: Stop | None = self._left_lane.get(code)
        if visit is None or visit.out_lap is None:
            return done
        return max(0, done - visit.out_lap + 1)

    def _owed(self, code: int) -> Owed | None:
        judged = self._verdicts.get(code)
        if judged is None:
            return None
        return Owed(judged.verdict, judged.duration, judged.margin, judged.verdict is StopVerdict.OPEN)

    def _drivers(
        self, number: str, mine: slice
    ) -> tuple[str | None, int | None, tuple[tuple[str, int], ...]]:
        """Who is in the car and since which instant, and how long each of the crew has driven: laps ended, and the time
        since by who is in it.
        """
        timing, laps = self.timing, self.timing.laps_
        codes = timing.driver[mine].tolist()
        if not codes or codes[-1] < 0:
            name = timing.driver_name(number, None)
            return name, timing.start if name is not None and codes else None, ()
        start, end = laps.start[mine].tolist(), laps.end[mine].tolist()
        ids, driven = timing.driver_ids, dict[int, int]()
        for code, began, ended in zip(codes, start, end, strict=True):
            if code >= 0:
                driven[code] = driven.get(code, 0) + ended - began
        since = start[-1]
        for code, began in zip(reversed(codes), reversed(start), strict=True):
            if code != codes[-1]:
                break
            since = began
        told = sorted((timing.driver_name(number, ids[code]) or ids[code], us) for code, us in driven.items())
        return timing.driver_name(number, ids[codes[-1]]), since, tuple(told)

    def _sectors(self, code: int) -> tuple[list[int | None], int | None]:
        """A car's sectors since it was at the line, and of which lap; those of its last lap where there are none."""
        timing, laps = self.timing, self.timing.laps_
        mine, names = run_of(laps.car, code), timing.split.names[:-1]
        if not timing.split.times:
            return [], None
        done = int(mine.stop - mine.start)
        since = int(laps.end[mine.stop - 1]) if done else int(timing.starts[code])
        until = int(self._until[code])
        rows = timing.seen.by_car[int(self._until[code - 1]) if code else 0 : until]
        rows = rows[timing.seen.at[rows] > since]
        passed = dict[str, int]()
        for loop, at in zip(timing.seen.loop[rows].tolist(), timing.seen.at[rows].tolist(), strict=True):
            passed.setdefault(timing.seen.loops[loop], at)
        found, before = list[int | None](), since
        for name in names:
            at = passed.get(name)
            found.append(at - before if at is not None and before >= 0 else None)
            before = at if at is not None else -1
        if any(one is not None for one in found):
            return [*found, None], done + 1
        if not done:
            return [None] * (len(names) + 1), None
        last = [int(times[mine.stop - 1]) for times in timing.split.times]
        return [None if us == NO_TIME else us for us in last], done

    def _marked(self, sectors: list[int | None], mine: slice) -> tuple[Time | None, ...]:
        found = list[Time | None]()
        for at, us in enumerate(sectors):
            if us is None:
                found.append(None)
                continue
            own = _least(self.timing.split.times[at][mine])
            best = Mark.SESSION_BEST if us <= self._best_sectors[at] else Mark.OWN_BEST
            found.append(Time(us, best if us <= own else Mark.SLOWER))
        return tuple(found)


def _least(times: Ints) -> int:
    known = times[times != NO_TIME]
    return int(known.min()) if len(known) else 2**62


def _mark_of_lap(row: Row, us: int, lap: int) -> Mark | None:
    """What a car's last lap is beside others; one that is quicker than its best lap and is not it cannot be one."""
    if row.best_lap_number == lap:
        return Mark.SESSION_BEST if row.fastest_lap else Mark.OWN_BEST
    if row.best_lap is None or us < row.best_lap:
        return None
    return Mark.SLOWER
