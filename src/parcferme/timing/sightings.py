"""Passings as arrays: which car was seen at which loop, when, in one total order."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Collection
from functools import cached_property
from typing import Final, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
import polars as pl

from parcferme.entries import Entries, sharing
from parcferme.findings import Finding, Where, info, warning
from parcferme.records import (
    FINISH_LINE,
    FINISH_LINE_IN_PIT,
    PIT_IN,
    PIT_OUT,
    Assign,
    CarStatus,
    DriverChange,
    Log,
    Result,
    StatedLap,
)

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.integer]
Mask = npt.NDArray[np.bool_]
SecondReads = Callable[[Ints, Codes, Codes, Ints, pl.DataFrame], tuple[Mask, list[Finding]]]

LINE_LOOPS: Final = (FINISH_LINE, FINISH_LINE_IN_PIT)
SECTOR_LOOP: Final = re.compile(r"S([1-9])\Z")
# Rows. Measured: 45,000 are counted in 0.1 ms, 182,000 in 1.3 ms and packed in 0.75 ms.
_AT_HAND: Final = 2**16
_FEW_NAMES: Final = 2**15 - 2  # so many codes, -1 and one beyond the last fit into 16 bits
_OF_A_CAR: Final = (CarStatus, DriverChange, Result, StatedLap)
KNOWN_LOOPS: Final = (*LINE_LOOPS, PIT_IN, PIT_OUT, *(f"S{sector}" for sector in range(1, 10)))


class Sightings(msgspec.Struct, frozen=True, eq=False, dict=True):
    """Every usable passing in order of (instant, loop, car, sequence), each array of shape (n,).

    `at`: instants in µs; `car`, `loop`: codes into `cars` and `loops`, in few bytes; `seq`: the record's sequence
    number; `row`: its row in the passings frame; `driver`: codes into `drivers`, -1 where unknown.
    """

    cars: tuple[str, ...]
    loops: tuple[str, ...]
    drivers: tuple[str, ...]
    at: Ints
    car: Codes
    loop: Codes
    seq: Ints
    row: Codes
    driver: Codes
    findings: tuple[Finding, ...]

    @property
    def by_car(self) -> Ints:
        """The rows in order of car, time order kept inside."""
        return self._by_car[0]

    @property
    def loop_by_car(self) -> npt.NDArray[np.integer]:
        """The loops in the order of `by_car`."""
        return self._by_car[1]

    @cached_property
    def _by_car(self) -> tuple[Ints, npt.NDArray[np.integer]]:
        return order_of(self.car, len(self.cars), narrow(self.loop, len(self.loops)), len(self.loops))

    def at_loops(self, names: Collection[str]) -> Mask:
        """Which sightings are at one of these loops."""
        return self._among(self.loop, names)

    def by_car_at_loops(self, names: Collection[str]) -> Ints:
        """The places in `by_car` of the sightings at one of these loops."""
        return np.flatnonzero(self._among(self.loop_by_car, names))

    def _among(self, loops: npt.NDArray[np.integer], names: Collection[str]) -> Mask:
        codes = [code for code, name in enumerate(self.loops) if name in names]
        if not codes:
            return np.zeros(len(loops), dtype=bool)
        found: Mask = np.equal(loops, codes[0])
        for code in codes[1:]:
            found |= loops == code
        return found


class Runs(NamedTuple):
    """Rows grouped by car: where each car's begin, how many they are, and whose."""

    first: Ints
    length: Ints
    car: Codes

    @classmethod
    def of(cls, car: Codes) -> Runs:
        """The runs of a column in which the rows of a car stand together."""
        new = np.ones(len(car), dtype=bool)
        np.not_equal(car[1:], car[:-1], out=new[1:])
        first = np.flatnonzero(new)
        return cls(first, np.diff(np.append(first, len(car))), car[first])


def run_of(codes: npt.NDArray[np.integer], code: int) -> slice:
    """Where one code stands in sorted codes (searched in their own type: NumPy would convert the whole array)."""
    ends = np.searchsorted(codes, np.array([code, code + 1], dtype=codes.dtype))
    return slice(int(ends[0]), int(ends[1]))


def middle(values: Ints) -> int:
    """The median, of an even number the upper one of the two in the middle."""
    half = len(values) // 2
    return int(np.partition(values, half)[half])


def see(log: Log, entries: Entries, second_reads: SecondReads | None = None) -> Sightings:
    """The sightings of a log without corrections (`Log.effective`): transponders resolved to cars, exact duplicates
    (same car, loop and instant) taken once, passings of nobody left out with a finding each. `second_reads` names those
    that another decoder's read stands for.
    """
    frame = log.passings
    findings: list[Finding] = []
    coded = _coded(frame, ("car", "loop", "driver"))
    seen, car_names = coded["car"]
    seq = frame["seq"].to_numpy()
    nobody = frame["car"].null_count() > 0
    owners, owner_names, ghosts = _owners(log, frame, entries, seen) if nobody else (None, (), [])
    findings += ghosts
    names = {*owner_names, *(entry.number for entry in entries.cars)}
    if not names.issuperset(car_names):
        names |= _read(seen, car_names)
    names |= _cars_named(log, names)
    cars = tuple(sorted(names))
    place = {name: code for code, name in enumerate(cars)}
    car = seen if car_names == cars else _recode(seen, car_names, place)
    if owners is not None:
        car = np.where(car < 0, _recode(owners, owner_names, place), car)
    loop, loops = coded["loop"]
    driver, drivers = coded["driver"]
    at = frame["at"]
    whole = not nobody and not frame["loop"].null_count()
    usable = np.ones(frame.height, dtype=bool) if whole else (car >= 0) & (loop >= 0)
    if at.null_count():
        without = at.is_null().to_numpy() & usable
        usable &= ~without
        lost = np.sort(seq[without]).tolist()
        if lost:
            found = warning("passing-without-instant", Where(seq=lost[0]), count=len(lost))
            findings.append(found.without(*lost))
    loop, loops, odd = _as_known(loop, loops, seq, usable)
    findings += odd
    instants = (at.fill_null(0) if at.null_count() else at).to_numpy()
    row = np.arange(frame.height, dtype=np.int32)
    if not usable.all():
        row = row[usable]
        instants, car, loop, driver, seq = instants[row], car[row], loop[row], driver[row], seq[row]
    order, tied = _total_order(instants, loop, car, seq)
    if order is not None:
        instants, car, loop, driver = instants[order], car[order], loop[order], driver[order]
        seq, row = seq[order], row[order]
    same = _repeated(instants, loop, car) if tied else None
    if same is not None:
        lost = np.sort(seq[same]).tolist()
        findings.append(info("passing-repeated", Where(seq=lost[0]), count=len(lost)).without(*lost))
        keep = ~same
        instants, car, loop, driver = instants[keep], car[keep], loop[keep], driver[keep]
        seq, row = seq[keep], row[keep]
    if second_reads is not None:
        second, told = second_reads(instants, car, loop, seq, frame[row])
        findings += told
        keep = ~second
        instants, car, loop, driver = instants[keep], car[keep], loop[keep], driver[keep]
        seq, row = seq[keep], row[keep]
    return Sightings(cars, loops, drivers, instants, car, loop, seq, row, driver, tuple(findings))


def narrow(codes: npt.NDArray[np.integer], count: int) -> npt.NDArray[np.integer]:
    """Codes below `count` in as few bytes as hold them: a stable sort of 8 or 16 bits is a counting sort."""
    return codes.astype(np.uint8 if count <= 256 else np.uint16 if count <= 65536 else np.int64)


def order_of(
    codes: npt.NDArray[np.integer], count: int, beside: npt.NDArray[np.integer], below: int
) -> tuple[Ints, npt.NDArray[np.integer]]:
    """The rows in order of their codes (below `count`), rows of one code in the order in which they stand; and what
    stands `beside` them (codes below `below`) in that order.

    A counting sort jumps about in memory. Once its columns are larger than the processor keeps at hand, it takes
    nearly twice as long as sorting whole numbers that have the code in their high bits and row and company in the low.
    """
    bits, low = len(codes).bit_length(), below.bit_length()
    if len(codes) <= _AT_HAND or count << bits + low > 2**32:
        order = np.argsort(narrow(codes, count), kind="stable")
        return order, beside[order]
    packed = codes.astype(np.uint32)
    packed <<= np.uint32(bits)
    packed |= np.arange(len(codes), dtype=np.uint32)
    packed <<= np.uint32(low)
    packed |= beside
    packed.sort()
    by_code = (packed & np.uint32((1 << low) - 1)).astype(beside.dtype)
    packed >>= np.uint32(low)
    packed &= np.uint32((1 << bits) - 1)
    return packed.astype(np.int64), by_code


def _coded(frame: pl.DataFrame, names: tuple[str, ...]) -> dict[str, tuple[Codes, tuple[str, ...]]]:
    """`_codes` of several columns; those that hold codes already are asked for them together, since Polars takes longer
    to be asked than to answer. So it does for the type of a column, which one without values is not asked for.
    """
    columns = {name: frame[name] for name in names}
    types = {name: its.dtype for name, its in columns.items() if its.null_count() < frame.height}
    enums = {name: dtype for name, dtype in types.items() if isinstance(dtype, pl.Enum)}
    physical = frame.select(pl.col(list(enums)).to_physical()) if enums else frame
    found: dict[str, tuple[Codes, tuple[str, ...]]] = {}
    for name, column in columns.items():
        if name in enums:
            found[name] = _as_sorted(physical[name], tuple(enums[name].categories.to_list()))
        else:
            found[name] = _codes(column)
    return found


def _codes(column: pl.Series) -> tuple[Codes, tuple[str, ...]]:
    """Codes (-1 for null) into the sorted texts that occur in the column."""
    if column.null_count() == len(column):
        return np.full(len(column), -1, dtype=np.int16), ()
    text = column.cast(pl.String)
    unique = text.drop_nulls().unique().sort()
    return _as_sorted(text.cast(pl.Enum(unique)).to_physical(), tuple(unique.to_list()))


def _as_sorted(physical: pl.Series, names: tuple[str, ...]) -> tuple[Codes, tuple[str, ...]]:
    """Codes into names (-1 for null) as codes into the sorted names."""
    if physical.null_count():
        physical = physical.cast(pl.Int32).fill_null(-1)
    codes: Codes = physical.to_numpy().astype(_code_type(names))
    ordered = tuple(sorted(names))
    if ordered != names:
        place = {name: code for code, name in enumerate(ordered)}
        codes = _recode(codes, names, place)
    return codes, ordered


def _recode(codes: Codes, names: tuple[str, ...], place: dict[str, int]) -> Codes:
    """The same cars under other codes; -1 stays -1, and so becomes whoever has no place."""
    table: Codes = np.array([*(place.get(name, -1) for name in names), -1], dtype=_code_type(place))
    return table[codes]


def _code_type(names: Collection[str]) -> type[np.int16] | type[np.int32]:
    """How codes into so many names are kept: every pass over the cars reads a fourth of what 64 bits would take."""
    return np.int16 if len(names) <= _FEW_NAMES else np.int32


def _read(seen: Codes, names: tuple[str, ...]) -> set[str]:
    """The names that a column of codes (-1: none) has. A log knows more: of voided reads, flags and rulings."""
    there = np.bincount(seen.astype(np.int64) + 1, minlength=len(names) + 1)[1:]
    return {names[code] for code in np.flatnonzero(there).tolist()}


def _cars_named(log: Log, others: Collection[str]) -> set[str]:
    """Cars that only an event speaks of (a car that did not start has no passing). The number that several of the
    `others` wear is no car of its own.
    """
    named = {event.car for event in log.events if isinstance(event, _OF_A_CAR)}
    if named.issubset(others):
        return named
    stated = {event.car for event in log.events if isinstance(event, Result | StatedLap)}
    return {car for car in named if car in stated or not sharing(car, others)}


def _as_known(
    loop: Codes, loops: tuple[str, ...], seq: Ints, usable: Mask
) -> tuple[Codes, tuple[str, ...], list[Finding]]:
    """The loops by the names timing knows: `fl`, `pit-in` and a blank one are told and taken for what they spell.

    Passings at a loop of another name are at no place that timing knows; they are told, and count for nothing.
    """
    if all(name in KNOWN_LOOPS for name in loops):
        return loop, loops, []
    findings: list[Finding] = []
    spelled = {name: _spelled(name) for name in loops}
    for code, name in enumerate(loops):
        rows = np.flatnonzero(usable & (loop == code))
        if not len(rows) or name in KNOWN_LOOPS:
            continue
        seqs = np.sort(seq[rows]).tolist()
        where, values = Where(seq=seqs[0]), {"value": name, "count": len(seqs)}
        if spelled[name] in KNOWN_LOOPS:
            findings.append(warning("loop-respelt", where, **values, taken=spelled[name]))
            continue
        near = difflib.get_close_matches(spelled[name], KNOWN_LOOPS, 1)
        found = warning("loop-unknown", where, **values, nearest=near[0] if near else None)
        if near and len(seqs) == 1:
            found = found.proposing(kind="amend", target=seqs[0], changes={"loop": near[0]})
        findings.append(found.without(*seqs))
    names = tuple(sorted(set(spelled.values())))
    place = {name: code for code, name in enumerate(names)}
    return _recode(loop, tuple(spelled[name] for name in loops), place), names, findings


def _spelled(name: str) -> str:
    """A loop's name in capitals with `_` between its words; a blank one is the finish line."""
    return re.sub(r"[\s_-]+", "_", name.strip().upper()) or FINISH_LINE


def _owners(
    log: Log, frame: pl.DataFrame, entries: Entries, seen: Codes
) -> tuple[Codes, tuple[str, ...], list[Finding]]:
    """For passings that name no car: the car whose transponder it was at that instant, -1 where it was nobody's."""
    todo = np.flatnonzero(seen < 0)
    worn: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for entry in entries.cars:
        for transponder in entry.transponders:
            worn[transponder].append((-(2**62), entry.number))
    for event in log.events:
        if isinstance(event, Assign):
            worn[event.transponder].append((event.at if event.at is not None else -(2**62), event.car))
    names = tuple(sorted({car for moves in worn.values() for _, car in moves}))
    place = {name: code for code, name in enumerate(names)}
    codes, transponders = _codes(frame["transponder"].gather(todo))
    at = frame["at"].fill_null(0).to_numpy()[todo]
    single = np.full(len(transponders) + 1, -1, dtype=np.int32)
    for code, transponder in enumerate(transponders):
        moves = sorted(worn.get(transponder, ()), key=lambda move: move[0])
        if len(moves) == 1 and moves[0][0] < 0:
            single[code] = place[moves[0][1]]
    owner = single[codes]
    for code, transponder in enumerate(transponders):
        moves = sorted(worn.get(transponder, ()), key=lambda move: move[0])
        if moves and single[code] < 0:
            rows = np.flatnonzero(codes == code)
            which = np.searchsorted(np.array([since for since, _ in moves]), at[rows], side="right") - 1
            cars = np.array([*(place[car] for _, car in moves), -1], dtype=np.int32)
            owner[rows] = cars[which]
    ghosts = _ghosts(codes, transponders, owner, at, frame["seq"].to_numpy()[todo])
    owners = np.full(frame.height, -1, dtype=np.int32)
    owners[todo] = owner
    return owners, names, ghosts


def _ghosts(codes: Codes, transponders: tuple[str, ...], owner: Codes, at: Ints, seq: Ints) -> list[Finding]:
    """A finding for each transponder that is on no car, and one for passings that name nobody at all."""
    findings: list[Finding] = []
    lost = np.flatnonzero(owner < 0)
    nobody = lost[codes[lost] < 0]
    if len(nobody):
        seqs = np.sort(seq[nobody]).tolist()
        findings.append(warning("passing-of-nobody", Where(seq=seqs[0]), count=len(seqs)).without(*seqs))
    for code in np.unique(codes[lost][codes[lost] >= 0]).tolist():
        rows = lost[codes[lost] == code]
        values = {"transponder": transponders[code], "count": len(rows)}
        seqs = np.sort(seq[rows]).tolist()
        found = warning("ghost-transponder", Where(seq=seqs[0]), **values, first_at=int(at[rows].min()))
        found = found.proposing(kind="assign", transponder=transponders[code], car="?")
        findings.append(found.without(*seqs))
    return findings


def _total_order(at: Ints, loop: Codes, car: Codes, seq: Ints) -> tuple[Ints | None, bool]:
    """The order by (instant, loop, car, sequence), None where the rows already stand in it; and whether two may share
    an instant.
    """
    late = at[1:] <= at[:-1]
    if not late.any():
        return None, False
    tied = np.flatnonzero(late)
    if (at[tied + 1] == at[tied]).all():
        first = np.stack([loop[tied], car[tied], seq[tied]])
        second = np.stack([loop[tied + 1], car[tied + 1], seq[tied + 1]])
        ahead = first < second
        level = first == second
        in_order = ahead[0] | (level[0] & (ahead[1] | (level[1] & ahead[2])))
        if in_order.all():
            return None, True
    return np.lexsort((seq, car, loop, at)), True


def _repeated(at: Ints, loop: Codes, car: Codes) -> Mask | None:
    """Rows that say exactly what the row before said; None where there are none."""
    tied = np.flatnonzero(at[1:] == at[:-1])
    tied = tied[(loop[tied + 1] == loop[tied]) & (car[tied + 1] == car[tied])]
    if not len(tied):
        return None
    same = np.zeros(len(at), dtype=bool)
    same[tied + 1] = True
    return same
