"""A slow scorer of championship tables, written from the rules alone: loops and fractions, nothing of the engine.

For every table it starts from the results again, and for every round from the first. Only the types of the package are
used: what a result list holds, and what a rulebook says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from parcferme.championship import Planned
from parcferme.classification import SessionResult, Status
from parcferme.regulations import Adjustment, Rulebook, TableRules, TieStep
from parcferme.regulations import AdjustmentKind as Kind
from reference.meetings import with_meetings
from reference.points import NOWHERE, ZERO, Registered, Result, Season, Session, Sessions, named, rounded


@dataclass(eq=False)
class Life:
    """A name from its first session on, or since it was let start again."""

    name: str
    mine: dict[int, Result]
    points: Fraction = ZERO
    gross: Fraction = ZERO
    dropped: set[int] = field(default_factory=set)
    since: int = 0


@dataclass
class Row:
    """One row of a table; `step` is what separated it from the row above, None where nothing had to."""

    position: int | None
    name: str
    points: Fraction
    gross: Fraction
    dropped: tuple[tuple[int, str], ...] = ()
    step: str | None = None


def tables(
    results: Sequence[SessionResult],
    book: Rulebook,
    after: int | None = None,
    *,
    year: str | None = None,
    adjustments: Sequence[Adjustment] = (),
    planned: Sequence[Planned] = (),
    registered: Registered | None = None,
    known: dict[tuple[object, ...], dict[str, Result]] | None = None,
) -> dict[tuple[str, str | None, str | None], list[Row]]:
    """Every table after a round (None: the final one), by name, class and group. `known`: what the sessions of this
    season were found to be worth, kept from one call to the next.
    """
    if book.meeting is not None:
        results, planned = with_meetings(results, planned, book.meeting)
    order = list(dict.fromkeys(one.round for one in results))
    run = order if after is None else order[: order.index(after) + 1]
    facts = book.season.get(year or "")
    is_over = not planned and set(range(1, ((facts and facts.rounds) or 0) + 1)) <= set(order)
    season = Season(
        held=[one for one in results if one.round in run],
        to_come=[*(one for one in results if one.round not in run), *planned],
        book=book,
        adjustments=[*(facts.adjustment if facts else ()), *adjustments],
        rounds=facts.rounds if facts else None,
        final=after is None and is_over,
        registered=registered or {},
        known={} if known is None else known,
    )
    found: dict[tuple[str, str | None, str | None], list[Row]] = {}
    lines = [line for one in season.held for line in one.lines]
    for table in book.standings:
        classes = names_of_each(table.each_class, table.class_, [line.class_ for line in lines])
        for class_ in classes:
            mine = [line for line in lines if class_ in (None, line.class_)]
            groups = names_of_each(table.each_group, table.group, [line.group for line in mine])
            for group in groups:
                found[table.name, class_, group] = OneTable(season, table, class_, group).rows()
    return found


def names_of_each(each: bool, one: str | None, found: Sequence[str | None]) -> list[str | None]:
    """The classes (or groups) that have a table: one, or each there is."""
    return list(dict.fromkeys(name for name in found if name is not None)) if each else [one]


class OneTable(Sessions):
    """One table of a season: results of each name in each session, then totals, then order."""

    def __init__(self, season: Season, table: TableRules, class_: str | None, group: str | None) -> None:
        super().__init__(season, table, class_, group)
        self.for_all: dict[str, Fraction] = {}
        self.give_for_all_rounds()

    # --- the season

    def rows(self) -> list[Row]:
        """The whole table: who has a place, who has none, who was put out."""
        self.of_results()
        names = sorted({name for results in self.by for name in results})
        self.charge_the_absent(names)
        ranked, below = [], []
        for name in names:
            lives = self.lives(name)
            for since, until, out in lives:
                life = self.life(name, since, until)
                if not life.mine and (
                    out is None or not any(self.there(at, name) for at in range(len(self.held)))
                ):
                    if self.table.listed == "all" and len(lives) == 1:
                        below.append((0, life))
                    continue
                if out is not None:
                    kept = out.points_kept
                    life.points, life.gross = (life.points, life.gross) if kept else (ZERO, ZERO)
                    life.dropped = set()
                    below.append((1, life))
                elif self.may_be_ranked(life):
                    ranked.append(life)
                elif life.points != 0 or life.gross != 0 or self.table.listed == "all":
                    below.append((0, life))
        rows: list[Row] = []
        for place, step, life in self.in_order(ranked):
            rows.append(self.row(place, step, life))
        for _, life in sorted(below, key=lambda one: (one[0], -one[1].points, one[1].name)):
            rows.append(self.row(None, None, life))
        return rows

    def row(self, place: int | None, step: str | None, life: Life) -> Row:
        dropped = tuple((self.held[at].round, self.held[at].session) for at in sorted(life.dropped))
        return Row(place, life.name, life.points, life.gross, dropped, step)

    def lives(self, name: str) -> list[tuple[int, int, Adjustment | None]]:
        """From which session to which a name counts as one; a ruling that let it start again parts two."""
        found: list[tuple[int, int, Adjustment | None]] = []
        since, out = 0, None
        for one in self.season.adjustments:
            if (
                one.kind is not Kind.EXCLUSION
                or one.session
                or not self.in_force(one)
                or not self.of(one, name)
            ):
                continue
            if one.starts_again:
                number = self.first_of(one)
                found.append((since, number, one))
                since = number
            else:
                out = one
        return [*found, (since, len(self.held), out)]

    def there(self, at: int, name: str) -> bool:
        return name in self.by[at] and self.by[at][name].there

    def of(self, one: Adjustment, name: str) -> bool:
        tables = not one.tables or self.table.name in one.tables
        return tables and (name in one.names or name in self.of_cars(one))

    def of_cars(self, one: Adjustment) -> list[str]:
        """Whom the cars of a ruling mean: in a table of cars these; else whom they scored for in its round (and
        session), without a round in all. A team or make is out of the table only with all its cars.
        """
        if not one.cars or self.table.unit == "car":
            return [*one.cars]
        asked = [s for s in self.season.held if one.round in (None, "final", str(s.round), s.event)]
        in_session = [s for s in asked if one.session in (s.session, s.kind)]
        if one.round not in (None, "final") and in_session:
            asked = in_session
        cars = [car for s in asked for car in self.cars_of(s) if self.inside(car)]
        found = [name for car in cars if car.first.car in one.cars for name in car.names]
        if one.kind is Kind.EXCLUSION and self.table.unit in ("team", "manufacturer", "constructor"):
            found = [n for n in found if all(car.first.car in one.cars for car in cars if n in car.names)]
        return found

    def first_of(self, one: Adjustment) -> int:
        """The first session of the round of a ruling."""
        for number, session in enumerate(self.held):
            if one.round in (None, str(session.round), session.event):
                return number
        return len(self.held)

    def in_force(self, one: Adjustment) -> bool:
        if one.round == "final":
            return self.season.final
        return self.first_of(one) < len(self.held)

    def life(self, name: str, since: int, until: int) -> Life:
        mine = {at: self.by[at][name] for at in range(since, until) if self.there(at, name)}
        life = Life(name, mine, since=since)
        counted = {at: one for at, one in mine.items() if self.scoring(self.held[at])}
        life.dropped = self.left_out(counted, since, until) | {
            at for at in range(since) if self.there(at, name)
        }
        life.gross = sum((one.points for one in counted.values()), ZERO)
        life.points = sum((one.points for at, one in counted.items() if at not in life.dropped), ZERO)
        if until == len(self.held):
            life.points += self.for_all.get(name, ZERO)
            life.gross += self.for_all.get(name, ZERO)
        for one in self.season.adjustments:
            sign = {Kind.DEDUCTION: -1, Kind.ADDITION: 1}.get(one.kind, 0)
            at = self.first_of(one) if one.round != "final" else len(self.held) - 1
            if (
                sign
                and not one.of_result
                and self.in_force(one)
                and self.of(one, name)
                and since <= at < until
            ):
                life.points += sign * (one.points or 0)
                life.gross += sign * (one.points or 0)
        return life

    def charge_the_absent(self, names: Sequence[str]) -> None:
        """What it costs not to be in the list of a session, for everybody in the table."""
        for name in names:
            classes = [one for results in self.by if name in results for one in results[name].classes]
            for session, results in zip(self.held, self.by, strict=True):
                rules = self.rules_for(session, self.class_ or (classes or [None])[0])
                listed = any(  # a guest, say
                    name in self.names_of(line)
                    and self.class_ in (None, line.class_)
                    and self.group in (None, line.group)
                    for line in session.lines
                )
                if name not in results and not listed and rules is not None and rules.absent is not None:
                    value = rounded(rules.absent * rules.multiplier, rules.rounding.value)
                    factor, _, _ = self.cut_short(session, rules)
                    if factor != 1:
                        value = rounded(
                            value * factor, rules.reduced.rounding.value if rules.reduced else "none"
                        )
                    results[name] = Result(points=value, there=True)

    def of_results(self) -> None:
        """Deductions and additions that are part of a result make it less or more."""
        for one in self.season.adjustments:
            sign = {Kind.DEDUCTION: -1, Kind.ADDITION: 1}.get(one.kind, 0)
            if not sign or not one.of_result or not self.in_force(one):
                continue
            for name in dict.fromkeys([*one.names, *self.of_cars(one)]):
                at = self.result_meant(one, name)
                if at is not None and self.of(one, name):
                    result = self.by[at][name]
                    result.points += sign * (one.points or 0)
                    result.there = result.there or one.points != 0

    def result_meant(self, one: Adjustment, name: str) -> int | None:
        """Which session a ruling that is part of a result belongs to: that named, else the last race of its round."""
        of_round = [
            at
            for at, session in enumerate(self.held)
            if one.round in (str(session.round), session.event) and name in self.by[at]
        ]
        if one.session is not None:
            return next((at for at in of_round if one.session in self.called(at)), None)
        races = [at for at in of_round if self.held[at].kind == "race"]
        held = races or of_round
        return held[-1] if held else None

    def called(self, at: int) -> tuple[str, str]:
        return (self.held[at].session, self.held[at].kind)

    def raced(self, at: int, name: str) -> bool:
        return name in self.by[at] and any(status != "not-started" for status in self.by[at][name].statuses)

    def give_for_all_rounds(self) -> None:
        """What taking part in every round is worth: given with the last one, and no result that could be left out."""
        rounds = {one.round for one in self.held}
        if (
            not self.held
            or self.unknown()
            or any(self.scoring(one) for one in self.season.to_come if one.round not in rounds)
        ):
            return
        for name in {name for results in self.by for name in results}:
            if {one.round for at, one in enumerate(self.held) if self.raced(at, name)} != rounds:
                continue
            last = [
                at
                for at, one in enumerate(self.held)
                if one.round == self.held[-1].round and self.raced(at, name)
            ]
            rules = [self.rules_for(self.held[at], self.by[at][name].classes[0]) for at in last]
            bonuses = {bonus for one in rules if one for bonus in one.bonus if bonus.for_ == "all-rounds"}
            self.for_all[name] = sum((bonus.points for bonus in bonuses), ZERO)

    # --- which results count

    def left_out(self, mine: dict[int, Result], since: int, until: int) -> set[int]:
        best = self.table.best
        found = self.beyond_the_best_of_a_round(mine)
        if best.count is None and best.drop is None:
            return found
        for part in self.parts():
            whole = [one for one in self.everything() if one[0] in part and self.may_drop(one[1])]
            by_round = best.by == "round"
            rounds = [one[0] for one in whole]
            of_each = [min(rounds.count(one), best.of_round or NOWHERE) for one in dict.fromkeys(rounds)]
            number = len(of_each) if by_round else sum(of_each)
            places = best.count if best.count is not None else max(0, number - (best.drop or 0))
            results: dict[int, list[int]] = {}
            stays: set[int] = set()
            for at in range(since, until):
                session = self.held[at]
                if session.round not in part or not self.may_drop(session) or not self.scoring(session):
                    continue
                key = session.round if by_round else at
                if at in mine and at not in found:
                    results.setdefault(key, []).append(at)
                together = [one for one in range(since, until) if self.held[one].round == session.round]
                started = by_round and any(self.started(mine.get(one)) for one in together)
                if at not in found and self.must_stay(mine.get(at), session, started):
                    stays.add(key)
            others = [ats for key, ats in results.items() if key not in stays]
            others.sort(key=lambda ats: self.how_good(mine, ats))
            for ats in others[max(0, places - len(stays)) :]:
                found |= {*ats}
        return found

    def beyond_the_best_of_a_round(self, mine: dict[int, Result]) -> set[int]:
        """Of each round only so many best results count."""
        most = self.table.best.of_round
        found: set[int] = set()
        for number in dict.fromkeys(self.held[at].round for at in mine) if most else ():
            here = [at for at in mine if self.held[at].round == number and self.may_drop(self.held[at])]
            all_of_it = [at for at, one in enumerate(self.held) if one.round == number]
            all_of_it = [at for at in all_of_it if self.may_drop(self.held[at])]
            started = self.table.best.by == "round" and any(self.started(mine.get(at)) for at in all_of_it)
            stay = [at for at in all_of_it if self.must_stay(mine.get(at), self.held[at], started)]
            others = sorted((at for at in here if at not in stay), key=lambda at: self.how_good(mine, [at]))
            found |= {*others[max(0, (most or 0) - len(stay)) :]}
        return found

    def how_good(self, mine: dict[int, Result], ats: list[int]) -> tuple[Fraction, int, int]:
        points = sum((mine[at].points for at in ats), ZERO)
        return (points if self.fewest else -points, self.best_place(mine, ats), ats[0])

    def best_place(self, mine: dict[int, Result], ats: list[int]) -> int:
        return min([NOWHERE, *(place for at in ats for place in mine[at].places)])

    def started(self, one: Result | None) -> bool:
        return one is not None and any(status is not Status.NOT_STARTED for status in one.statuses)

    def must_stay(self, one: Result | None, session: SessionResult, started: bool = False) -> bool:
        """Whether the rules forbid to leave this session out; None: there was no result, as for who stayed at home.
        `started`: whole rounds are counted, and something was started in this one.
        """
        best = self.table.best
        every = {one.round for one in [*self.held, *self.season.to_come] if self.scoring(one)}
        whole = {one.round for one in [*self.season.held, *self.season.to_come]}
        known = max(whole) >= max(self.season.rounds or 0, self.last_of_playoffs())
        ends = known and session.round == max(every)
        names = {str(session.round), session.event, "last" if ends else None}
        if names & {*best.keep_rounds}:
            return True
        if one is None or not self.started(one):
            return "not-started" in best.keep and not started
        if one.may_go is not None:
            return not one.may_go
        pairs = [*zip(one.statuses, one.kinds, strict=True)]
        pairs = [pair for pair in pairs if pair[0] is not Status.NOT_STARTED] or pairs
        of_a_kind = any(f"{status.value}: {kind}" in best.keep for status, kind in pairs)
        plain = all(status.value in best.keep for status, _ in pairs)
        return plain or (of_a_kind and all(status is Status.DISQUALIFIED for status, _ in pairs))

    def may_drop(self, session: Session | None) -> bool:
        return session is None or not self.table.best.kinds or named(session, self.table.best.kinds)

    def everything(self) -> list[tuple[int, Session | None]]:
        """Every session of the season that can score, and one for each round of which nothing is known yet."""
        to_come = [] if self.table.best.at_once else self.season.to_come
        known: list[tuple[int, Session | None]] = [
            (one.round, one) for one in [*self.held, *to_come] if self.scoring(one)
        ]
        unknown = 0 if self.table.best.at_once else self.unknown()
        return known + [(-1 - number, None) for number in range(unknown)]

    def unknown(self) -> int:
        """How many rounds there will be of which nothing is known but their number."""
        known = {one.round for one in [*self.season.held, *self.season.to_come]}
        return max(0, (self.season.rounds or 0) - len(known), self.last_of_playoffs() - max(known, default=0))

    def last_of_playoffs(self) -> int:
        return self.season.book.playoffs.last_round if self.season.book.playoffs else 0

    def parts(self) -> list[set[int]]:
        """The rounds of each part of the season, as they are run."""
        sessions = [*self.held, *(one for one in self.season.to_come if self.scoring(one))]
        rounds = list(dict.fromkeys(one.round for one in sessions))
        rounds += [-1 - number for number in range(self.unknown())]
        if self.table.best.split == "none":
            return [{*rounds}]
        more = 1 if self.table.best.split == "larger-first" else 0
        half = (len(rounds) + more) // 2
        return [{*rounds[:half]}, {*rounds[half:]}]

    # --- who is ranked, and ties

    def may_be_ranked(self, life: Life) -> bool:
        asked = self.table.ranked
        here = [(self.held[at], one) for at, one in life.mine.items()]
        looked = [one for session, one in here if named(session, asked.sessions or ("race",))]
        finished = any(Status.CLASSIFIED in one.statuses for one in looked)
        asks = asked.sessions or ("race",)
        named_here = [self.by[at] for at, one in enumerate(self.held) if named(one, asks)]
        gridded = any(life.name in one and one[life.name].grids for one in named_here)
        return (
            (asked.points is None or life.points >= asked.points)
            and (not asked.scored or life.points > 0)
            and (not asked.classified or finished or (asked.grid and gridded))
            and (
                asked.rounds is None
                or len({session.round for session, one in here if one.statuses}) >= asked.rounds
            )
        )

    def in_order(self, lives: list[Life]) -> list[tuple[int, str | None, Life]]:
        """Place, what separated it from the one above, and who."""
        found: list[tuple[int, str | None, Life]] = []
        for level in sorted({life.points for life in lives}, reverse=not self.fewest):
            tied = [life for life in lives if life.points == level]
            for step, group in self.split(tied, list(self.table.ties)):
                place = len(found) + 1
                found += [(place, step if one is group[0] else None, one) for one in group]
        return found

    def split(self, tied: list[Life], steps: list[TieStep]) -> list[tuple[str | None, list[Life]]]:
        """Those level on points in groups, best first, each with the step that put it behind the one before."""
        if len(tied) == 1 or not steps:
            return [(None, tied)]
        groups = self.apart(tied, steps[0])
        found: list[tuple[str | None, list[Life]]] = []
        for number, group in enumerate(groups):
            (_, first), *rest = self.split(group, steps[1:])
            found += [(steps[0].by.value if number else None, first), *rest]
        return found

    def apart(self, tied: list[Life], step: TieStep) -> list[list[Life]]:
        if step.by == "head-to-head":
            for at in sorted({at for one in tied for at in self.places(step, one)}):
                met = [self.places(step, one).get(at, []) for one in tied]
                if all(met) and len({places[0] for places in met}) > 1:
                    order = sorted({places[0] for places in met})
                    return [
                        [one for one, places in zip(tied, met, strict=True) if places[0] == p] for p in order
                    ]
            return [tied]

        def better(a: Life, b: Life) -> int:
            return COMPARED[step.by.value](self, step, a, b)

        beaten = {id(one): sum(better(one, other) for other in tied) for one in tied}
        return [
            [one for one in tied if beaten[id(one)] == n] for n in sorted({*beaten.values()}, reverse=True)
        ]

    def looked_at(self, at: int, step: TieStep) -> bool:
        return named(self.held[at], step.sessions or ("race",))

    def places(self, step: TieStep, life: Life) -> dict[Fraction | int, list[int]]:
        """The places of each session a step looks at, best first; those of sessions without points too."""
        found: dict[Fraction | int, list[int]] = {
            at: sorted(one.places)
            for at, one in life.mine.items()
            if self.looked_at(at, step) and (step.dropped or at not in life.dropped)
        }
        for at, session, results in self.beside:
            seen = step.sessions and named(session, step.sessions) and life.name in results
            if seen and at > life.since - 1:
                found[at] = sorted(results[life.name].places)
        return found

    def counts(self, step: TieStep, a: Life, b: Life) -> int:
        deepest = 1 if step.by == "wins" else step.places or 200
        first, second = ([p for places in self.places(step, one).values() for p in places] for one in (a, b))
        for place in range(1, deepest + 1):
            if first.count(place) != second.count(place):
                return sign(first.count(place) - second.count(place))
        return 0

    def first_to_achieve(self, step: TieStep, a: Life, b: Life) -> int:
        def key(life: Life) -> list[Any]:
            return sorted((place, at) for at, places in self.places(step, life).items() for place in places)

        return ahead_in(key(a), key(b))

    def latest_best(self, step: TieStep, a: Life, b: Life) -> int:
        """Who took the best place last; where both took it together, the next best."""

        def key(life: Life) -> list[Any]:
            return sorted((place, -at) for at, places in self.places(step, life).items() for place in places)

        return ahead_in(key(a), key(b))

    def latest(self, step: TieStep, a: Life, b: Life) -> int:
        first, second = self.places(step, a), self.places(step, b)
        for at in sorted({*first, *second}, reverse=True):
            mine, other = first.get(at, []), second.get(at, [])
            if mine[:1] != other[:1]:
                return sign((other or [NOWHERE])[0] - (mine or [NOWHERE])[0])
        return 0

    def best_in(self, step: TieStep, a: Life, b: Life) -> int:
        def key(life: Life) -> list[int]:
            return [
                *sorted(place for places in self.places(step, life).values() for place in places),
                NOWHERE,
            ]

        return (key(a) < key(b)) - (key(a) > key(b))

    def gross(self, step: TieStep, a: Life, b: Life) -> int:
        return sign(a.gross - b.gross)

    def best_grid(self, step: TieStep, a: Life, b: Life) -> int:
        def best(life: Life) -> int:
            looked = [self.by[at] for at in range(len(self.held)) if self.looked_at(at, step)]
            return min(
                [NOWHERE, *(grid for one in looked if life.name in one for grid in one[life.name].grids)]
            )

        return sign(best(b) - best(a))

    def decided(self, step: TieStep, a: Life, b: Life) -> int:
        """The governing body's order; who is not in it comes behind."""
        order: list[str] = []
        for one in self.season.adjustments:
            if (
                one.kind is Kind.ORDER
                and self.in_force(one)
                and (not one.tables or self.table.name in one.tables)
            ):
                order += one.names
        first, second = (order.index(one.name) if one.name in order else NOWHERE for one in (a, b))
        return sign(second - first)


def sign(value: Fraction | int) -> int:
    return (value > 0) - (value < 0)


def ahead_in(mine: list[tuple[int, int]], other: list[tuple[int, int]]) -> int:
    """Whose best place came first, else whose next best did."""
    for a, b in zip(mine, other, strict=False):
        if a != b:
            return 1 if a < b else -1
    return sign(len(mine) - len(other))


COMPARED: dict[str, Callable[[OneTable, TieStep, Life, Life], int]] = {
    "counts": OneTable.counts,
    "wins": OneTable.counts,
    "first-to-achieve": OneTable.first_to_achieve,
    "latest": OneTable.latest,
    "latest-best": OneTable.latest_best,
    "best-in": OneTable.best_in,
    "gross": OneTable.gross,
    "best-grid": OneTable.best_grid,
    "decided": OneTable.decided,
}
