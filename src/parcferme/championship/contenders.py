"""Who can still win a title, and the exact magic number: from the rules, not simulated.

**Why rivals can be looked at one by one.** Say X finishes p-th in the next race and nothing is known beyond that. X is
champion whatever others do exactly if, for every rival Y, X is champion in the *worst course for X against Y*: X takes
nothing more afterwards, and Y takes the best free place and every bonus in each session to come.

1. *It can happen.* Y's best places in different sessions do not exclude one another, X holds no place but p, and who
   takes the other places makes no difference between X and Y. So if Y ends ahead in that course, X is not sure.
2. *Nothing is worse.* Give Y any other results. Changing one of them for the best free one never takes points from Y:
   scales do not rise, and each of the best n of a row of results is at least what it was when one of them improves (by
   halves and by whole rounds alike, as how many count does not depend on results). Where the total stays the same,
   every counting result is worth the same as before, with a place as good or better; so counts of places, wins, who
   reached the best place first, the latest result, the best in a session, gross points and the best grid place are
   as good or better for Y, step by step. The same holds the other way round for results of X that get worse.
3. *So one comparison for each rival stands for every possible course*: X's order against Y depends on nobody else,
   since every such step compares the records of two.

The same argument gives the best final place: X takes every first place and bonus, all others nothing, and those still
ahead are counted. The worst place asks how many rivals can end ahead *together*, which places decide that only one car
can take: a search where it is small, else the number of those who each could (`worst_is_bound`).

Steps for which 2 fails (head to head; the latest session among results that count) are never guessed: where two units
would be level on points and such a step decides, X is not called champion, can still win, and `exact` is False. Each
`Doubt` says why. What is assumed of a season to come stands at `Prospect`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Final

import msgspec

from parcferme.championship.championship import Championship
from parcferme.championship.contention import Contention
from parcferme.championship.elimination import Playoffs
from parcferme.championship.outcomes import NOTHING, Cell, Doubt, Finish
from parcferme.championship.places import Falling
from parcferme.championship.prospect import Prospect
from parcferme.championship.tables import Column, Points, Standing, Table
from parcferme.findings import WrongCall
from parcferme.regulations import PlayoffRules, TableRules, Unit

NOT_SEARCHED: Final = (Doubt.FEWEST, Doubt.ABSENT, Doubt.SWITCH, Doubt.KEPT)
"""Rules with which a better result can be worth less, or taking part than staying away: nothing can be said of what is
to come."""


class Against(msgspec.Struct, frozen=True):
    """One rival. `most`: the most points it can end with; `short`: by how much a unit that takes nothing more ends
    below that: it must add more than this to its total (as much, where the tie-breaks are for it); below 0: the rival
    is beaten.
    """

    name: str
    most: Points
    short: Points


class Chance(msgspec.Struct, frozen=True):
    """What one unit can still reach.

    `position`, `points`: as it stands. `least`, `most`: its final total if it takes nothing more, or everything.
    `can_win`: first in the end in some course, alone or level; `champion`: first alone in every course. `best`,
    `worst`: final places (None: without a place); `worst_is_bound`: it cannot get worse than
    that, and may not get as bad.

    `needs`: the worst place that makes it champion whatever others do, in the next session, in each of the next two,
    and so on; None where not even wins do. `threat`: the rival with the highest total it can still be beaten by.
    `exact`: False where an answer is only on the safe side, `doubts` of the table say why.
    """

    name: str
    position: int | None
    points: Points
    least: Points
    most: Points
    can_win: bool
    champion: bool
    best: int | None
    worst: int | None
    worst_is_bound: bool = False
    needs: tuple[int | None, ...] = ()
    against: tuple[Against, ...] = ()
    threat: str | None = None
    exact: bool = True


class Chances(msgspec.Struct, frozen=True, rename={"class_": "class"}):
    """The chances of everybody in one table after a round; `to_come`: the sessions still to score, in order."""

    name: str
    unit: Unit
    class_: str | None
    group: str | None
    after: int
    to_come: tuple[Column, ...]
    units: tuple[Chance, ...]
    doubts: tuple[Doubt, ...] = ()

    def of(self, name: str) -> Chance | None:
        """The chance of one driver, car, team …, None where there is none."""
        return next((one for one in self.units if one.name == name), None)


class NextRound(msgspec.Struct, frozen=True):
    """What the next round can change for one unit: the places it can have after it. `gain`, `loss`: in places."""

    name: str
    round: int
    event: str | None
    position: int | None
    best: int | None
    worst: int | None
    worst_is_bound: bool
    gain: int | None
    loss: int | None
    exact: bool = True


def chances(championship: Championship, table: Table | TableRules, after: int | None = None) -> Chances:
    """Who can still win a table after a round (None: the last held), and what makes each unit champion.

    To come are the planned sessions, those of results after that round (of which only the schedule is looked at), and
    rounds the rulebook knows the season to have. Where nobody says which round is the last nobody is champion after the
    last one held. Raises `WrongCall` for a round that was not held, or no such table.
    """
    after = _held(championship, after)
    prospect = Prospect(championship, table, after)
    rules, doubts = prospect.rules, set(prospect.doubts)
    playoffs = playoffs_of(championship, rules)
    if not prospect.doubts.isdisjoint(NOT_SEARCHED):
        units = tuple(_open(prospect, championship, after))
    elif playoffs is not None:
        units, more = _in_playoffs(Contention(championship, prospect, playoffs, after))
        doubts |= more
    else:
        race = Race(prospect)
        units = tuple(race.chance(unit) for unit in race.order())
        doubts = race.doubts
    if championship.open_ended:
        doubts = {*doubts, Doubt.CALENDAR}
        if after == championship.rounds[-1]:  # rounds held after that one are the season which is replayed
            units = tuple(map(_unended, units))
    to_come = tuple(one.column for one in prospect.to_come)
    return Chances(
        rules.name, rules.unit, rules.class_, rules.group, after, to_come, units, tuple(sorted(doubts))
    )


def playoffs_of(championship: Championship, rules: TableRules) -> PlayoffRules | None:
    """The playoffs of a table, where it has some."""
    found = championship.rulebook.playoffs
    mine = found is not None and found.table == rules.name and found.class_ in (None, rules.class_)
    return found if mine else None


def _open(prospect: Prospect, championship: Championship, after: int) -> Iterator[Chance]:
    """Nothing said but what is certain, where a rule in force is not in the search: everybody can be anywhere."""
    table = championship.after(after).table(prospect.rules.name, prospect.rules.class_)
    rows = {row.name: row for row in table.rows} if table is not None else {}
    listed = {name: at for at, name in enumerate(rows)}
    for unit in sorted(prospect.units, key=lambda unit: listed.get(prospect.names[unit], len(listed))):
        name = prospect.names[unit]
        row = rows.get(name)
        position, points = (None, 0) if row is None else (row.position, row.points)
        yield Chance(
            name, position, points, points, points, True, False, 1, len(prospect.units), True,
            (None,) * len(prospect.to_come), exact=False,
        )  # fmt: skip


def _unended(one: Chance) -> Chance:
    """A chance in a season of which nobody knows the end: open, whatever the rounds known would make of it."""
    needs = (None,) * len(one.needs)
    return msgspec.structs.replace(one, can_win=True, champion=False, needs=needs, exact=False)


def _in_playoffs(contention: Contention) -> tuple[tuple[Chance, ...], set[Doubt]]:
    """Everybody's chance under playoffs, in the order of the table, and what is only on the safe side."""
    prospect, doubts = contention.prospect, set(contention.doubts)
    rows = {row.name: row for row in contention.table.rows} if contention.table is not None else {}
    listed = {name: at for at, name in enumerate(rows)}
    floor = {row.name: row for row in _rows(contention.nothing_more)}
    field = len(contention.in_it) if contention.made.stages else len(prospect.units)
    found = []
    for unit in sorted(prospect.units, key=lambda unit: listed.get(prospect.names[unit], len(listed))):
        name = prospect.names[unit]
        row, exact = rows.get(name), not contention.doubts
        top, can_win, champion = None, False, False
        needs: tuple[int | None, ...] = (None,) * len(prospect.to_come)
        if name in contention.in_it:
            best = contention.best_for(unit)
            top = next((one for one in _rows(best) if one.name == name), None)
            can_win = best.champion == name
            if prospect.leaves_out and prospect.to_come:
                # What the table gives in a stage is less where a result is left out for it: a better one can be worth
                # less, and nothing is certain but who is out.
                can_win = True
            elif can_win:
                champion = contention.is_sure(unit)
                exact = exact and (champion or contention.can_fail(unit))
                needs, sure = contention.needs(unit)
                exact = exact and sure
        if not exact:
            doubts.add(Doubt.PLAYOFFS)
        least = floor.get(name)
        points = 0 if row is None else row.points
        inside = name in contention.in_it
        best_place = 1 if can_win else None if top is None else top.position
        if not inside:
            best_place = None if row is None or row.position is None else _ahead_of_cut(contention) + 1
        worst = 1 if champion else field if inside and contention.made.stages else len(prospect.units)
        found.append(
            Chance(
                name,
                None if row is None else row.position,
                points,
                points if least is None else least.points,
                points if top is None else top.points,
                can_win,
                champion,
                best_place,
                worst,
                not champion,
                needs,
                exact=exact,
            )
        )
    return tuple(found), doubts


def _rows(made: Playoffs) -> tuple[Standing, ...]:
    return () if made.table is None else made.table.rows


def _ahead_of_cut(contention: Contention) -> int:
    """How many stand ahead of everybody cut in the end: those in the final."""
    keeps = [contention.rules.seeds, *(cut.keep for cut in contention.rules.cuts)]
    return min(keeps[-1], len(contention.in_it))


def what_next(
    championship: Championship, table: Table | TableRules, unit: str, round: int | None = None
) -> NextRound:
    """What the round after `round` (None: the last held) can change for a unit of a table.

    Raises `WrongCall` where no session is to come, or for a unit the table does not have.
    """
    race = _next_race(championship, table, round)
    prospect = race.prospect
    if unit not in prospect.index or prospect.index[unit] not in prospect.units:
        raise WrongCall(f"no {unit!r} in the table {prospect.rules.name!r}")
    return _next_of(championship, race, _held(championship, round), prospect.index[unit])


def next_round(
    championship: Championship, table: Table | TableRules, round: int | None = None
) -> tuple[NextRound, ...]:
    """What the round after `round` (None: the last held) can change for everybody, in the order of the table.

    Raises `WrongCall` where no session is to come.
    """
    race = _next_race(championship, table, round)
    after = _held(championship, round)
    found = [_next_of(championship, race, after, unit) for unit in race.order()]
    return tuple(sorted(found, key=lambda one: one.position or len(found) + 1))


def _next_of(championship: Championship, race: Race, after: int, unit: int) -> NextRound:
    """What the next round can change for a unit. In playoffs, and where nothing is searched, only bounds are known."""
    prospect, first = race.prospect, race.prospect.to_come[0].column
    rules = playoffs_of(championship, prospect.rules)
    searched = prospect.doubts.isdisjoint(NOT_SEARCHED)
    if searched and (rules is None or first.round < rules.regular_rounds):
        return race.next_round(unit)
    name, field = prospect.names[unit], len(prospect.units)
    table = championship.after(after).table(prospect.rules.name, prospect.rules.class_)
    row = None if table is None else table.row(name)
    now = None if row is None else row.position
    best, worst = 1, field
    if searched and rules is not None and after >= rules.regular_rounds:
        in_it = Contention(championship, prospect, rules, after).in_it
        best, worst = (1, min(rules.seeds, field)) if name in in_it else (min(rules.seeds, field), field)
        if name not in in_it:
            best = _least_left(rules, first.round, len(in_it)) + 1
    gain, loss = (None, None) if now is None else (now - best, worst - now)
    return NextRound(name, first.round, first.event, now, best, worst, True, gain, loss, False)


def _least_left(rules: PlayoffRules, round: int, now: int) -> int:
    """How many contenders are left at least after a round: all, or those a cut keeps."""
    return min([now, *(cut.keep for cut in rules.cuts if cut.round <= round)])


def _next_race(championship: Championship, table: Table | TableRules, round: int | None) -> Race:
    """The race for the places after the next round."""
    after = _held(championship, round)
    upcoming = Prospect(championship, table, after).to_come
    if not upcoming:
        raise WrongCall(f"no session of the table is to come after round {after}")
    return Race(Prospect(championship, table, after, upcoming[0].column.round))


def _held(championship: Championship, after: int | None) -> int:
    if after is None:
        return championship.rounds[-1] if championship.rounds else 0
    if after not in championship.rounds:
        held = ", ".join(map(str, championship.rounds)) or "none"
        raise WrongCall(f"no results of round {after} (rounds held: {held})")
    return after


class Race:
    """The race for one title: everybody against everybody, pair by pair."""

    def __init__(self, prospect: Prospect) -> None:
        self.prospect = prospect
        self.floor = prospect.nothing_more()
        self.top = prospect.best()
        units = prospect.units
        self.rivals = {
            me: [them for them in units if them != me and not self._goes_with(me, them)] for me in units
        }
        self.sharing = {
            me: {them for them in self.rivals[me] if prospect.may_share(me, them)} for me in units
        }
        self.always_doubtful = bool(prospect.doubts)
        self.doubts: set[Doubt] = set(prospect.doubts)
        self.falling = Falling(prospect)
        self._unsure: set[int] = set()
        self._now = prospect.ledger.ranked(prospect.held)

    def _goes_with(self, me: int, them: int) -> bool:
        """Whether two are one crew and level: they end level whatever happens, and are no rivals."""
        if not self.prospect.are_one_crew(me, them):
            return False
        return not isinstance(self.prospect.ahead(self.floor, me, self.floor, them), bool)

    @functools.cached_property
    def _needs(self) -> list[dict[int, int | None]]:
        return [self._worst_places(sessions) for sessions in range(1, len(self.prospect.to_come) + 1)]

    def order(self) -> list[int]:
        """The units in the order of the table, those without a place last."""
        listed = {unit: at for at, unit in enumerate(self._now.order)}
        return sorted(self.prospect.units, key=lambda unit: listed.get(unit, len(listed)))

    def position(self, unit: int) -> int | None:
        """The place as it stands."""
        return self._now.places.get(unit)

    def chance(self, me: int) -> Chance:
        """Everything that is to say of one unit."""
        prospect = self.prospect
        best, sure = self.best_place(me)
        champion = self._is_champion(self.floor, me, 0, 0)
        needs = tuple(places[me] for places in self._needs)
        worst, bound = self.falling.worst_place(self.rivals[me], me)
        against = self._against(me)
        return Chance(
            prospect.names[me],
            self.position(me),
            prospect.ledger.exact(self._now.net[me]) if me < len(self._now.net) else 0,
            prospect.exact(self.floor.net[me]),
            prospect.exact(self.top.net[me]),
            best == 1,
            champion,
            best,
            worst,
            bound,
            needs,
            against,
            None if champion or not against else against[0].name,
            sure and me not in self._unsure and not self.always_doubtful,
        )

    def next_round(self, me: int) -> NextRound:
        """Between which places a unit can be once the sessions to come are held."""
        first = self.prospect.to_come[0].column
        now, (best, sure) = self.position(me), self.best_place(me)
        worst, bound = self.falling.worst_place(self.rivals[me], me)
        gain = None if now is None or best is None else now - best
        loss = None if now is None or worst is None else worst - now
        exact = sure and not self.always_doubtful
        name = self.prospect.names[me]
        return NextRound(name, first.round, first.event, now, best, worst, bound, gain, loss, exact)

    def best_place(self, me: int) -> tuple[int | None, bool]:
        """The best final place, and whether that is certain."""
        if not self.top.ranked[me]:
            return None, True
        found = [self.prospect.ahead(self.top, me, self.floor, them) for them in self.rivals[me]]
        doubtful = any(isinstance(one, Doubt) for one in found)
        if doubtful:
            self.doubts.add(Doubt.TIES)
        return 1 + sum(one is True for one in found), not doubtful

    def _against(self, me: int) -> tuple[Against, ...]:
        """The rivals, the greatest threat first."""
        exact, mine = self.prospect.exact, self.floor.net[me]
        able = [them for them in self.rivals[me] if self.top.ranked[them]]
        able.sort(key=lambda them: (-self.top.net[them], -self.floor.net[them], self.prospect.names[them]))
        return tuple(
            Against(self.prospect.names[them], exact(self.top.net[them]), exact(self.top.net[them] - mine))
            for them in able
        )

    # --- the magic number

    def _worst_places(self, sessions: int) -> dict[int, int | None]:
        """For everybody the worst place that, taken in each of the next so many sessions, makes it champion.

        A worse place never helps: it leaves X less and takes less from the others. So halving finds the last that does,
        for all units in one go.
        """
        prospect = self.prospect
        limit = max(prospect.places_of(one) for one in prospect.to_come[:sessions])
        enough = dict.fromkeys(prospect.units, 0)  # a place known to be enough (0: none yet)
        short = dict.fromkeys(prospect.units, limit + 1)  # the best place known not to be
        tried = dict.fromkeys(prospect.units, 1)
        while tried:
            finish = self._with(sessions, tried)
            for me, place in tried.items():
                if self._is_champion(finish, me, sessions, place):
                    enough[me] = place
                else:
                    short[me] = place
            open_ = [me for me in tried if short[me] - enough[me] > 1]
            tried = {me: (enough[me] + short[me]) // 2 for me in open_}
        return {me: place or None for me, place in enough.items()}

    def _with(self, sessions: int, places: dict[int, int]) -> Finish:
        """How each would end with its place in each of the next sessions and nothing after them."""
        prospect = self.prospect

        def choice(unit: int, number: int) -> Cell:
            return (
                prospect.sure_cell(number, places[unit]) if number < sessions and unit in places else NOTHING
            )

        return prospect.finish(choice)

    def _is_champion(self, mine: Finish, me: int, sessions: int, place: int) -> bool:
        """Whether nobody can end ahead of me or level, while I hold this place in the next so many sessions."""
        if not mine.ranked[me]:
            return False
        prospect = self.prospect
        free, left = self.top, prospect.best(sessions, place)
        able = [(free if them in self.sharing[me] else left, them) for them in self.rivals[me]]
        if any(theirs.ranked[them] and theirs.net[them] > mine.net[me] for theirs, them in able):
            return False
        for theirs, them in able:
            found = prospect.ahead(mine, me, theirs, them)
            if isinstance(found, Doubt):
                self.doubts.add(found)
                self._unsure.add(me)
            if found is not False:
                return False
        return True
