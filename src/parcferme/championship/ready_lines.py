"""The lines of `[names]` that would make near names one: one for each, so that all of them can be written at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from parcferme.findings import Finding, Where, info, warning
from parcferme.names import fold


class Pair(NamedTuple):
    """Two names of a `kind` that may be one: `name` is the one to stay, `other` stands at `where`. `number`: the car
    both had, where that alone makes them a pair.
    """

    kind: str
    name: str
    other: str
    where: Where
    number: str | None = None


class Known(NamedTuple):
    """What is known of a name: whether it is entered, and the sessions it was in."""

    entered: bool
    sessions: frozenset[int]

    @property
    def weight(self) -> tuple[bool, int]:
        """Of two names the heavier stays."""
        return self.entered, len(self.sessions)


def names_line(name: str, shown: str) -> str:
    """The line of championship.toml, under `[names]`, that shows one name as another."""
    quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in (name, shown))
    return " = ".join(f'"{text}"' for text in quoted)


def asked_of_pairs(pairs: Iterable[Pair], known: Mapping[tuple[str, str], Known]) -> list[Finding]:
    """A finding with a ready line for each pair that no line before it has made one. Every line is for another name,
    none leads back, and together they make nobody one who is two: all can be written at once. A name that is near two
    who are two gets one line, and the other is said beside it. `known`: by kind and name.
    """
    lines = _Lines(known)
    for pair in pairs:
        lines.take(pair)
    return [
        info("number-two-names", where, **values)
        if "number" in values
        else warning("names-alike", where, **values)
        for where, values in lines.told
    ]


class _Lines:
    """The lines so far: which names they make one, under which name."""

    def __init__(self, known: Mapping[tuple[str, str], Known]) -> None:
        self.known = known
        self.kinds = tuple(dict.fromkeys(kind for kind, _ in known))
        self.shown: dict[str, str] = {}
        self.told: list[tuple[Where, dict[str, object]]] = []
        self.line_of: dict[str, dict[str, object]] = {}

    def take(self, pair: Pair) -> None:
        """Tell a pair, unless what was told before makes it one."""
        kept, lost = (self.shown.get(one, one) for one in (pair.name, pair.other))
        if kept == lost:
            return
        if self._are_two(kept, lost):
            self._beside(pair)
            return
        if self._weight(pair.kind, kept) < self._weight(pair.kind, lost):
            kept, lost = lost, kept
        for one in self._one_with(lost):
            self.shown[one] = kept
        values: dict[str, object] = {"name": pair.name, "other": pair.other, "line": names_line(lost, kept)}
        values |= {"kind": pair.kind} if pair.number is None else {"number": pair.number}
        self.told.append((pair.where, values))
        self.line_of[lost] = values

    def _one_with(self, shown: str) -> list[str]:
        return [shown, *(one for one, its in self.shown.items() if its == shown)]

    def _are_two(self, one: str, other: str) -> bool:
        """Whether anybody of the one group met anybody of the other, or both are entered: then they are two. A line
        holds for names of every kind, so one for a team makes one of drivers too.
        """
        return any(
            self._met(kind, mine, theirs)
            for mine in self._one_with(one)
            for theirs in self._one_with(other)
            for kind in self.kinds
            if kind == "driver" or fold(mine) != fold(theirs)
        )

    def _met(self, kind: str, one: str, other: str) -> bool:
        mine, theirs = self.known.get((kind, one)), self.known.get((kind, other))
        if mine is None or theirs is None:
            return False
        return (mine.entered and theirs.entered) or bool(mine.sessions & theirs.sessions)

    def _weight(self, kind: str, name: str) -> tuple[bool, int]:
        known = self.known.get((kind, name))
        return (False, 0) if known is None else known.weight

    def _beside(self, pair: Pair) -> None:
        """A name near another than the one its line leads to: said with that line."""
        for one, near in ((pair.other, pair.name), (pair.name, pair.other)):
            values = self.line_of.get(one)
            if values is not None:
                also = values.setdefault("also", [])
                assert isinstance(also, list)
                also.append(near)
                return
