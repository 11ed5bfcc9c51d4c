"""What the names in a rulebook mean: each session, round, class, table and person it names, as the season spells them.

A name fits whatever its case, blanks, accents and punctuation. What fits nothing is told with the nearest there is, and
so is a rule that never applies because another stands over it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec

from parcferme.championship.meeting import MEETING
from parcferme.championship.tables import Planned
from parcferme.classification import SessionResult
from parcferme.findings import Finding, Where, info, warning
from parcferme.names import KINDS, fitting, fold, kind_of, nearest
from parcferme.regulations import (
    Adjustment,
    AdjustmentKind,
    GridRules,
    HandicapRules,
    Label,
    MeetingRules,
    PlayoffRules,
    PointsRules,
    Rulebook,
    SessionKind,
    TableRules,
    Unit,
)

_FINAL: Final = "final"
_LAST: Final = "last"


class Known(NamedTuple):
    """What a season has: names and kinds of sessions, events by the number of their round, classes and groups. `last`:
    the last round there will be, where a calendar says so; `cancelled`: rounds that were not held; `timetable`: whether
    sessions without a result are known too, so that what orders a grid would be among them. `people`: drivers, teams,
    makes and cars. `open_ended`: no calendar says which round is the last, so that nobody is champion yet.
    """

    sessions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    events: Mapping[int, tuple[str, ...]] = {}
    classes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    last: int | None = None
    cancelled: tuple[int, ...] = ()
    timetable: bool = False
    people: tuple[str, ...] = ()
    open_ended: bool = False


class Match(NamedTuple):
    """A name in a rulebook, the key it stands under, and what it means (nothing: it fits nothing)."""

    key: str
    label: str
    means: tuple[str, ...]


class Matched(NamedTuple):
    """A rulebook whose names are those of the season, what each means, and what fits nothing."""

    rulebook: Rulebook
    matches: tuple[Match, ...]
    findings: tuple[Finding, ...]


def known_of(
    results: Sequence[SessionResult],
    planned: Sequence[Planned] = (),
    *,
    classes: Iterable[str] = (),
    groups: Iterable[str] = (),
    last: int | None = None,
) -> Known:
    """What a season has by its results and the sessions to come, with the classes and groups of its entry list."""
    events: dict[int, dict[str, None]] = {}
    sessions: dict[str, None] = {}
    kinds: dict[str, None] = {}
    both: list[SessionResult | Planned] = [*results, *planned]
    for one in both:
        sessions |= {one.session.partition("@")[0]: None, one.session: None}
        kinds[one.kind] = None
        events.setdefault(one.round, {}).update({one.event: None} if one.event else {})
    lines = [line for result in results for line in result.lines]
    return Known(
        tuple(sessions),
        tuple(kinds),
        {number: tuple(names) for number, names in events.items()},
        tuple(dict.fromkeys((*classes, *(line.class_ for line in lines if line.class_)))),
        tuple(dict.fromkeys((*groups, *(line.group for line in lines if line.group)))),
        last,
    )


def told_once(rules: Sequence[Finding], rulings: Sequence[Finding]) -> tuple[Finding, ...]:
    """What rules and rulings name that is not there, with one line for the rounds that both leave to come."""
    waiting = [one for one in (*rules, *rulings) if one.code == "rounds-to-come"]
    others = (one for one in (*rules, *rulings) if one.code != "rounds-to-come")
    if len(waiting) < 2:
        return (*others, *waiting)
    rounds = sorted({number for one in waiting for number in one.values["rounds"]})
    values = {**waiting[0].values, "rounds": rounds, "count": sum(one.values["count"] for one in waiting)}
    return (*others, msgspec.structs.replace(waiting[0], values=values))


class Matcher:
    """Matches the names of one rulebook, key by key, and keeps what each means and what fits nothing."""

    def __init__(self, known: Known, tables: Sequence[str]) -> None:
        self.known, self.tables = known, tuple(tables)
        self.matches: list[Match] = []
        self.unfit: list[Finding] = []
        self.to_come: list[tuple[str, str]] = []

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What fits nothing, each name by itself, and all rounds together that nothing says are to come."""
        if not self.to_come:
            return tuple(self.unfit)
        rounds = sorted({int(label) for _, label in self.to_come})
        last, (key, _) = max(self.known.events, default=0), self.to_come[0]
        values = {"key": key, "rounds": rounds, "last": last, "count": len(self.to_come)}
        return (*self.unfit, info("rounds-to-come", Where(), **values))

    def sessions(self, key: str, labels: tuple[str, ...]) -> tuple[str, ...]:
        """Kinds or names of sessions. A kind there are words for may be named without there being one."""
        kinds = (*KINDS, *self.known.kinds)
        found: dict[str, None] = {}
        for label in labels:
            means = [name for name in self.known.sessions if fold(name) == fold(label)]
            means += [kind for kind in dict.fromkeys(kinds) if fold(kind) == fold(label)]
            found |= dict.fromkeys(self._kept(key, label, "session", means, (*self.known.sessions, *kinds)))
        return tuple(found)

    def rounds(self, key: str, labels: tuple[str, ...]) -> tuple[str, ...]:
        """Numbers or events of rounds. A number beyond the last round there is known of may be one to come."""
        found: dict[str, None] = {}
        for label in labels:
            found |= dict.fromkeys(self._round(key, label))
        return tuple(found)

    def _round(self, key: str, label: str) -> tuple[str, ...]:
        number = int(label) if label.isascii() and label.isdigit() else None
        events = [event for events in self.known.events.values() for event in events]
        if number is not None and number in self.known.events:
            return self._kept(key, label, "round", [str(number)], ())
        last = self.known.last
        if (
            number is not None
            and (last is None or number <= last)
            and number > max(self.known.events, default=0)
        ):
            if last is None:
                self.to_come.append((key, label))
            return (label,)
        means = list(dict.fromkeys(event for event in events if fold(event) == fold(label)))
        return self._kept(key, label, "round", means, events or [str(one) for one in self.known.events])

    def classes(self, key: str, labels: tuple[str, ...]) -> tuple[str, ...]:
        """Classes of cars."""
        return self._of(key, labels, "class", self.known.classes)

    def groups(self, key: str, labels: tuple[str, ...]) -> tuple[str, ...]:
        """Groups (sub-classes) of cars."""
        return self._of(key, labels, "group", self.known.groups)

    def named_tables(self, key: str, labels: tuple[str, ...]) -> tuple[str, ...]:
        """Tables of the rulebook."""
        return self._of(key, labels, "table", self.tables)

    def members(self, key: str, labels: tuple[str, ...], known: Collection[str]) -> tuple[str, ...]:
        """People, teams, makes or cars a table is of, as the season spells them; crews in whatever order."""
        crews = by_crew(known)
        found: dict[str, None] = {}
        for label in labels if known else ():
            means = fitting(label, known) or tuple(filter(None, (crews.get(crew_of(label)),)))
            found |= dict.fromkeys(self._kept(key, label, "person", means, tuple(known)))
        return tuple(found) or labels

    def starters(self, key: str, label: str) -> None:
        """A class or group that starts later; the sessions look for it themselves."""
        self._of(key, (label,), "class", (*self.known.classes, *self.known.groups))

    def one_class(self, key: str, label: str | None) -> str | None:
        """One class, where one is named."""
        return None if label is None else self.classes(key, (label,))[0]

    def one_table(self, key: str, label: str) -> str:
        """One table."""
        return self.named_tables(key, (label,))[0]

    def _of(self, key: str, labels: tuple[str, ...], what: str, known: Sequence[str]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for label in labels:
            found |= dict.fromkeys(self._kept(key, label, what, fitting(label, known), known))
        return tuple(found)

    def _kept(
        self, key: str, label: str, what: str, means: Iterable[str], known: Sequence[str]
    ) -> tuple[str, ...]:
        """What a label means; the label itself, and a finding, where that is nothing."""
        found = tuple(dict.fromkeys(means))
        self.matches.append(Match(key, label, found))
        if found:
            return found
        near = nearest(label, known)
        # A rulebook may name what a small season has not; what is nearly a name there is, is a slip.
        tell = info if near is None else warning
        self.unfit.append(tell("rule-fits-nothing", Where(), key=key, what=what, name=label, nearest=near))
        return (label,)


_CREW: Final = re.compile(r"\s*(?:/|&|\+|;)\s*")


def crew_of(label: str) -> frozenset[str]:
    """Who a crew is, whatever the order of its drivers and what stands between their names."""
    return frozenset(fold(name) for name in _CREW.split(label) if name)


def by_crew(names: Iterable[str]) -> Mapping[frozenset[str], str]:
    """The crews among names, by who they are."""
    return {crew_of(name): name for name in names if " / " in name}


def match_rules(
    book: Rulebook, known: Known, people: Mapping[Unit, Collection[str]] | None = None
) -> Matched:
    """A rulebook with its names as the season spells them. Without any session nothing can be said of it. `people`: by
    unit whom results and entry list name.
    """
    if not known.sessions:
        return Matched(book, (), ())
    if book.meeting is not None:  # a session no list has to name
        known = known._replace(sessions=tuple(dict.fromkeys((*known.sessions, MEETING))))
    to = Matcher(known, [table.name for table in book.standings])
    new = msgspec.structs.replace(
        book,
        points=tuple(_points(to, at, one) for at, one in enumerate(book.points)),
        standings=tuple(_table(to, at, one, people or {}) for at, one in enumerate(book.standings)),
        handicap=tuple(_handicap(to, at, one) for at, one in enumerate(book.handicap)),
        carry=msgspec.structs.replace(book.carry, races=to.sessions("carry.races", book.carry.races)),
        playoffs=None if book.playoffs is None else _playoffs(to, book.playoffs),
        meeting=None if book.meeting is None else _meeting(to, book.meeting),
    )
    for kind in SessionKind if known.timetable or known.classes else ():
        for at, group in enumerate(book.session(kind).start_groups):
            to.starters(f"{kind.value}.start-groups[{at}].group", group.group)
    for at, grid in enumerate(book.grid):
        _grid(to, at, grid)
    if not known.timetable:
        _classes_entered(to, book)
    return Matched(new, tuple(to.matches), to.findings)


def _classes_entered(to: Matcher, book: Rulebook) -> None:
    """Classes of the rulebook nobody in a list is in, though a class no rule names is called nearly so."""
    ruled = [one.name for one in book.entries.classes]
    named, there = set(map(fold, ruled)), set(map(fold, to.known.classes))
    without = [name for name in to.known.classes if fold(name) not in named]
    for at, name in enumerate(ruled):
        if fold(name) not in there and nearest(name, without) is not None:
            to.classes(f"entries.classes[{at}].name", (name,))


def _points(to: Matcher, at: int, rules: PointsRules) -> PointsRules:
    here = f"points[{at}]"
    return msgspec.structs.replace(
        rules,
        sessions=to.sessions(f"{here}.sessions", rules.sessions),
        rounds=to.rounds(f"{here}.rounds", rules.rounds),
        classes=to.classes(f"{here}.classes", rules.classes),
        tables=to.named_tables(f"{here}.tables", rules.tables),
    )


def _table(to: Matcher, at: int, table: TableRules, people: Mapping[Unit, Collection[str]]) -> TableRules:
    here = f"standings[{at}]"
    best, ranked = table.best, table.ranked
    ties = tuple(
        msgspec.structs.replace(step, sessions=to.sessions(f"{here}.ties[{n}].sessions", step.sessions))
        for n, step in enumerate(table.ties)
    )
    group = table.group if table.group is None else to.groups(f"{here}.group", (table.group,))[0]
    return msgspec.structs.replace(
        table,
        class_=to.one_class(f"{here}.class", table.class_),
        group=group,
        points_from=to.sessions(f"{here}.points-from", table.points_from),
        members=to.members(
            f"{here}.members", table.members, (*people.get(table.unit, ()), *to.known.people)
        ),
        best=msgspec.structs.replace(
            best,
            kinds=to.sessions(f"{here}.best.kinds", best.kinds),
            keep_rounds=_kept_rounds(to, f"{here}.best.keep-rounds", best.keep_rounds),
        ),
        ranked=msgspec.structs.replace(ranked, sessions=to.sessions(f"{here}.ranked.sessions", ranked.sessions)),
        ties=ties,
    )  # fmt: skip


def _kept_rounds(to: Matcher, key: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    """Rounds that are never left out; the last of the season goes by that word."""
    last = [_LAST for label in labels if fold(label) == _LAST]
    return (*last[:1], *to.rounds(key, tuple(label for label in labels if fold(label) != _LAST)))


def _handicap(to: Matcher, at: int, rules: HandicapRules) -> HandicapRules:
    here = f"handicap[{at}]"
    return msgspec.structs.replace(
        rules,
        table=None if rules.table is None else to.one_table(f"{here}.table", rules.table),
        class_=to.one_class(f"{here}.class", rules.class_),
        sessions=to.sessions(f"{here}.sessions", rules.sessions),
        at=to.rounds(f"{here}.at", rules.at),
        not_at=to.rounds(f"{here}.not-at", rules.not_at),
    )


def _playoffs(to: Matcher, rules: PlayoffRules) -> PlayoffRules:
    return msgspec.structs.replace(
        rules,
        table=to.one_table("playoffs.table", rules.table),
        class_=to.one_class("playoffs.class", rules.class_),
        races=to.sessions("playoffs.races", rules.races),
        stages=to.sessions("playoffs.stages", rules.stages),
    )


def _meeting(to: Matcher, rules: MeetingRules) -> MeetingRules:
    return msgspec.structs.replace(rules, sessions=to.sessions("meeting.sessions", rules.sessions))


def _grid(to: Matcher, at: int, rules: GridRules) -> None:
    """Grids look for their sessions themselves; here only what fits nothing is found. A list without any session of a
    kind knows nothing of such sessions; a timetable knows all.
    """
    if rules.race is not None:
        to.sessions(f"grid[{at}].race", (rules.race,))
    known = to.known
    asked = tuple(
        label
        for label in rules.from_
        if known.timetable or kind_of(label) in known.kinds or nearest(label, known.sessions) is not None
    )
    to.sessions(f"grid[{at}].from", asked)
    to.classes(f"grid[{at}].class-order", rules.class_order if known.timetable or known.classes else ())


# --- rulings and facts beside the results


def match_rulings(
    adjustments: Sequence[Adjustment],
    known: Known,
    tables: Sequence[str],
    people: Sequence[str],
    cars: Sequence[str],
    keys: Sequence[str] = (),
) -> tuple[tuple[tuple[Adjustment, ...], ...], tuple[Finding, ...]]:
    """Rulings with their names as the season spells them; what they name and is not there is told. `people`: everybody
    a table or a result names; `keys`: where the first of them stand in the rulebook. One ruling becomes several where
    the season spells its session in several ways.
    """
    if not known.sessions:
        return tuple((one,) for one in adjustments), ()
    to = Matcher(known, tables)
    by_fold: dict[str, dict[str, None]] = {}
    for name in people:
        by_fold.setdefault(fold(name), {})[name] = None
    exact, numbers, crews = set(people), set(cars), by_crew(people)
    found = []
    for at, one in enumerate(adjustments):
        key = f"{keys[at]}." if at < len(keys) else f"adjustment {one.kind.value} "
        found.append(_ruling(to, key, one, by_fold, exact, numbers, crews))
    return tuple(found), to.findings


def _ruling(
    to: Matcher,
    key: str,
    one: Adjustment,
    people: Mapping[str, Iterable[str]],
    exact: set[str],
    numbers: set[str],
    crews: Mapping[frozenset[str], str],
) -> tuple[Adjustment, ...]:
    names: dict[str, None] = {}
    for name in one.names:
        found = (name,) if name in exact else fitting(name, people.get(fold(name), ()))
        found = found or (crews.get(crew_of(name), name),)
        names |= dict.fromkeys(found)
    cars = tuple(
        car if car in numbers else next((other for other in sorted(numbers) if fold(other) == fold(car)), car)
        for car in one.cars
    )
    final = one.round is not None and fold(one.round) == _FINAL
    round_: str | None = one.round
    if round_ is not None:
        waiting = len(to.to_come)
        round_ = _FINAL if final else to.rounds(f"{key}round", (round_,))[0]
        if key.startswith("adjustment") and _is_left_aside(one):
            del to.to_come[waiting:]  # told where it is put on the results
    spelt = msgspec.structs.replace(
        one,
        round=None if round_ is None else Label(round_),
        tables=to.named_tables(f"{key}tables", one.tables),
        names=tuple(names),
        cars=cars,
    )
    if one.session is None:
        return (spelt,)
    sessions = _sessions(to, f"{key}session", one.session)
    return tuple(msgspec.structs.replace(spelt, session=session) for session in sessions)


def _is_left_aside(one: Adjustment) -> bool:
    """Whether a ruling of a round without a result is left out of the tables, which say so."""
    of_table = one.kind is AdjustmentKind.EXCLUSION and one.session is None
    of_points = one.kind in (AdjustmentKind.DEDUCTION, AdjustmentKind.ADDITION, AdjustmentKind.ORDER)
    return bool(one.names) and (of_table or of_points)


def _sessions(to: Matcher, key: str, label: str) -> tuple[str, ...]:
    """The sessions of a ruling: a kind alone where it names one, since every session of it is meant."""
    means = to.sessions(key, (label,))
    kind = next((one for one in means if one in to.known.kinds), None)
    return means if kind is None else (kind,)


# --- kinds a rulebook gives to names


def kinds_named(book: Rulebook) -> Mapping[str, str]:
    """The kind of each session the rules of points name beside one kind: `sessions = ["sprint", "Sprint Qualifying"]`
    says that this one is a sprint. By the folded name.
    """
    found: dict[str, str] = {}
    for rules in book.points:
        names = [fold(label) for label in rules.sessions]
        kinds = [name for name in names if name in KINDS]
        if len(kinds) == 1:
            found |= {name: kinds[0] for name in names if name not in KINDS}
    return found


def with_kinds(results: Sequence[SessionResult], book: Rulebook) -> tuple[SessionResult, ...]:
    """Results whose kind was read from their name, with the kind the rulebook gives it: it goes before any word."""
    named = kinds_named(book)
    if not named:
        return tuple(results)
    return tuple(
        msgspec.structs.replace(one, kind=kind)
        if (kind := named.get(fold(one.session), one.kind)) != one.kind and one.kind == kind_of(one.session)
        else one
        for one in results
    )
