"""Playoffs: who is seeded, who goes on after each cut, and who is champion, on top of a championship table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

import msgspec

from parcferme.championship.finishes import is_one_of, places, say, started, uncited, whole
from parcferme.championship.tables import Points, Standing, Standings, Table
from parcferme.classification import Reason, SessionResult
from parcferme.findings import Finding, error, warning
from parcferme.regulations import AfterCut, Cite, Cut, PlayoffRules, ScoredPlace, Unit

_NOWHERE: Final = 10**9  # behind every place
_OF_POINTS: Final = ("tie-broken", "tie-unbroken", "results-dropped")
Known = dict[tuple[int, str], dict[str, int]]
"""The places in sessions, by round and name."""


class Contender(msgspec.Struct, frozen=True):
    """One contender in a stage: `start` points it went in with, `points` now, `playoff_points` so far, races `won` in
    it. `position` is equal where nothing separates two.
    """

    position: int
    name: str
    start: Points
    points: Points
    playoff_points: int
    won: int = 0
    reasons: tuple[Reason, ...] = ()


class Stage(msgspec.Struct, frozen=True):
    """The rounds `first` to `last` of the playoffs: contenders in order, and who was `cut` at its end. `over`: its last
    round has been counted.
    """

    first: int
    last: int
    contenders: tuple[Contender, ...]
    cut: tuple[str, ...] = ()
    over: bool = False


class Playoffs(msgspec.Struct, frozen=True):
    """The table as the playoffs leave it: contenders, then who was cut, then everybody else; the stages so far; the
    champion, None while there is none. `table` is None where there is no such table. A contender whom the table lists
    without a place (excluded) stands last in its stage and without a place here.
    """

    table: Table | None
    stages: tuple[Stage, ...] = ()
    champion: str | None = None
    findings: tuple[Finding, ...] = ()


def playoffs(
    rules: PlayoffRules,
    after: Callable[[int], Standings],
    results: Sequence[SessionResult],
    to: int,
    *,
    cite: Callable[[str], Cite] = uncited,
    known: Known | None = None,
) -> Playoffs:
    """The playoffs after round `to`. `after` gives the standings after a round (`Championship.after`), `results` the
    places of races and stages; `cite` says where a rule stands; `known` has the places of sessions looked at before.

    A contender's points in a stage are those it went in with plus what the table gave since; a round that was not held
    gives nothing. Level contenders are separated by their best places in the stage's races, then by the order in which
    they went in. Before the regular season is over the table stays as it is.
    """
    season = Running(rules, after, results, to, cite, known)
    if season.table is None:
        there = season.known_tables()
        if there:
            season.findings.append(error("playoff-table-unknown", table=rules.table, known=there))
        return Playoffs(None, findings=tuple(season.findings))
    if to < rules.regular_rounds:
        return Playoffs(season.table)
    field = season.seeded()
    stages: list[Stage] = []
    cuts = [cut for cut in rules.cuts if cut.round <= to]
    first = rules.regular_rounds + 1
    for number, cut in enumerate(cuts):
        ordered = season.ordered(field, first, cut.round)
        gone = season.cut(ordered, cut)
        stages.append(season.stage(ordered, first, cut.round, gone))
        field = season.reset([one for one in ordered if one not in gone], cut, number + 1)
        first = cut.round + 1
    end = rules.cuts[len(cuts)].round if len(cuts) < len(rules.cuts) else rules.last_round
    final = len(cuts) == len(rules.cuts)
    ordered = season.ordered(field, first, end, final=final)
    champion = season.crowned(ordered) if final and to >= rules.last_round else None
    stages.append(season.stage(ordered, first, end, []))
    table = season.placed(ordered)
    return Playoffs(table, tuple(stages), champion, tuple(season.findings))


class _Runner:
    """One contender while the playoffs are gone through."""

    def __init__(self, name: str, position: int | None, index: int) -> None:
        self.name, self.regular, self.order = name, position, index
        self.taken = 0  # playoff points taken into the playoffs
        self.start: Points = 0
        self.points: Points = 0
        self.left: Points | None = None  # the points at the cut
        self.cut_round: int | None = None
        self.won = 0
        self.out = False  # the table lists it without a place any more: excluded
        self.best: tuple[int, ...] = ()
        self.key: tuple[Points, ...] = ()
        self.reasons: list[Reason] = []


class Running:
    """The tables and places of a season, asked by round."""

    def __init__(
        self,
        rules: PlayoffRules,
        after: Callable[[int], Standings],
        results: Sequence[SessionResult],
        to: int,
        cite: Callable[[str], Cite] = uncited,
        known: Known | None = None,
    ) -> None:
        self.rules, self.to, self.cite = rules, to, cite
        self.findings: list[Finding] = []
        self.missed: dict[str, int] = {}
        self.chosen: list[_Runner] = []
        self.runners: dict[str, _Runner] = {}
        self._after, self._rows = after, dict[int, Mapping[str, Standing]]()
        self._held = sorted({result.round for result in results})
        self.table = self.table_after(to)
        self.races: list[tuple[SessionResult, dict[str, int]]] = []
        self.stages: list[tuple[SessionResult, dict[str, int]]] = []
        if self.table is None:
            return
        place = ScoredPlace.OVERALL if self.table.class_ is None else ScoredPlace.CLASS
        for result in sorted(results, key=lambda one: one.round):
            for kinds, listed in ((rules.races, self.races), (rules.stages, self.stages)):
                if result.round <= to and is_one_of(result, kinds):
                    found = None if known is None else known.get((result.round, result.session))
                    if found is None:
                        found = places(result, self.table.unit, class_=self.table.class_, place=place)
                    listed.append((result, found))

    # --- what happened

    def table_after(self, round_: int) -> Table | None:
        """The table after a round; after the last held before it where it was not held. None before the first."""
        held = max((one for one in self._held if one <= round_), default=None)
        table = None if held is None else self._after(held).table(self.rules.table, self.rules.class_)
        return table if table is None or table.before_playoffs is None else table.before_playoffs

    def known_tables(self) -> list[str]:
        """The names of the tables there are; none before the first round."""
        held = [one for one in self._held if one <= self.to]
        return sorted({table.name for table in self._after(held[-1]).tables}) if held else []

    def rows(self, round_: int) -> Mapping[str, Standing]:
        """The rows of the table after a round, by name."""
        if round_ not in self._rows:
            table = self.table_after(round_)
            self._rows[round_] = {row.name: row for row in table.rows} if table is not None else {}
        return self._rows[round_]

    def earned(self, name: str, first: int, last: int, *, races_only: bool = False) -> Points:
        """What the table gave in these rounds; of sessions that are no race nothing where only races count."""
        rows, last = self.rows(min(last, self.to)), min(last, self.to)
        if name not in rows or last < first:
            return 0
        before = self.rows(first - 1).get(name)
        points = rows[name].points - (before.points if before is not None else 0)
        if races_only and self.table is not None:
            row = rows[name]
            points -= sum(
                given or 0
                for at, (column, given) in enumerate(zip(self.table.sessions, row.by_session, strict=False))
                if first <= column.round <= last
                and at not in row.dropped  # it is in no total
                and {column.session, column.kind}.isdisjoint(self.rules.races)
            )
        return whole(points)

    def won(self, name: str, first: int, last: int) -> list[SessionResult]:
        """The races won in these rounds."""
        return [race for race, at in self.races if first <= race.round <= last and at.get(name) == 1]

    def playoff_points(self, runner: _Runner, last: int) -> int:
        """The playoff points up to a round: wins, stages won, the place after the regular season."""
        scale = self.rules.regular_season
        given = scale[runner.regular - 1] if runner.regular and runner.regular <= len(scale) else 0
        stages = sum(stage.round <= last and at.get(runner.name) == 1 for stage, at in self.stages)
        wins = len(self.won(runner.name, 0, last))
        return given + wins * self.rules.playoff_win + stages * self.rules.playoff_stage

    # --- who goes in

    def seeded(self) -> list[_Runner]:
        """The contenders in the order in which they go in."""
        rules = self.rules
        regular = self.rows(rules.regular_rounds).values()
        ranked = [
            _Runner(row.name, row.position, index)
            for index, row in enumerate(row for row in regular if row.position is not None)
        ]
        for runner in ranked:
            within = rules.winners_within is None or (runner.regular or 0) <= rules.winners_within
            runner.won = len(self.won(runner.name, 0, rules.regular_rounds)) if within else 0
        if rules.started_every_race:
            ranked = self._always_there(ranked)
        wins = {runner.name: runner.won if rules.winners_first else 0 for runner in ranked}
        leads = {runner.name: rules.leader_qualifies and runner.regular == 1 for runner in ranked}
        chosen = sorted(ranked, key=lambda one: (not leads[one.name], -wins[one.name], one.order))
        if len(chosen) < rules.seeds:
            self.findings.append(warning("playoff-seeds-short", seeds=rules.seeds, ranked=len(chosen)))
        in_order = [(leads[one.name], wins[one.name], one.regular) for one in chosen]
        if len(chosen) > rules.seeds and in_order[rules.seeds - 1] == in_order[rules.seeds]:
            level = [
                one.name for one, at in zip(chosen, in_order, strict=True) if at == in_order[rules.seeds]
            ]
            self.findings.append(warning("playoff-level-at-cut", round=rules.regular_rounds, names=level))
        self.chosen = chosen = chosen[: rules.seeds]
        cite = self.cite("playoffs.seeds")
        for runner in chosen:
            place = runner.regular
            if wins[runner.name]:
                runner.reasons.append(say("playoff-seeded-winner", cite, wins=runner.won, place=place))
            else:
                runner.reasons.append(say("playoff-seeded", cite, place=place))
            runner.taken = self.playoff_points(runner, rules.regular_rounds)
            self.runners[runner.name] = runner
        return self._begin(chosen, rules.base, rules.regular_rounds, kept=True)

    def _always_there(self, ranked: list[_Runner]) -> list[_Runner]:
        """Those who started every race of the regular season; the others are told they did not."""
        unit = self.table.unit if self.table is not None else Unit.DRIVER
        races = [race for race, _ in self.races if race.round <= self.rules.regular_rounds]
        there = [started(race, unit) for race in races]
        missed = {one.name: sum(one.name not in names for names in there) for one in ranked}
        self.missed = {name: races for name, races in missed.items() if races}
        return [one for one in ranked if not missed[one.name]]

    def reset(self, field: list[_Runner], cut: Cut, number: int) -> list[_Runner]:
        """Those left start again, a step higher."""
        base = self.rules.base + number * self.rules.step
        return self._begin(field, base, cut.round, kept=cut.playoff_points)

    def _begin(self, field: list[_Runner], base: int, round_: int, *, kept: bool) -> list[_Runner]:
        for runner in field:
            mine = self.playoff_points(runner, round_) if kept else 0
            runner.start = base + mine
            runner.reasons.append(
                say("playoff-start", points=runner.start, base=base, playoff_points=mine, round=round_)
            )
        ordered = sorted(field, key=lambda one: -one.start)
        for index, runner in enumerate(ordered):
            runner.order = index
        return ordered

    # --- who goes on

    def ordered(self, field: list[_Runner], first: int, last: int, *, final: bool = False) -> list[_Runner]:
        """The contenders of a stage in order: winners where a win advances, points, best places, the order going in."""
        by_finish = final and self.rules.final_by_finish
        races = [at for race, at in self.races if first <= race.round <= last]
        if field and self.to >= last and not races:
            self.findings.append(warning("playoff-no-race", first=first, last=last))
        decisive = self._decisive() if by_finish else {}
        listed = self.rows(min(last, self.to))
        for runner in field:
            runner.out = runner.name not in listed or listed[runner.name].position is None
            runner.points = runner.start + self.earned(runner.name, first, last, races_only=by_finish)
            runner.won = 0 if runner.out else len(self.won(runner.name, first, last))
            runner.best = tuple(sorted(at.get(runner.name, _NOWHERE) for at in races))
            through = 0 if runner.won and self.rules.win_advances and not final else 1
            runner.key = (int(runner.out), decisive.get(runner.name, _NOWHERE), through, -runner.points)
        return sorted(field, key=lambda one: (one.key, one.best, one.order))

    def _decisive(self) -> dict[str, int]:
        """The places of the last race of the last round; none before it."""
        return next((at for race, at in reversed(self.races) if race.round == self.rules.last_round), {})

    def cut(self, ordered: list[_Runner], cut: Cut) -> list[_Runner]:
        """Those who do not go on. A winner always does, even where more won than places are left."""
        if len(ordered) <= cut.keep:
            self.findings.append(
                warning("playoff-field-short", round=cut.round, keep=cut.keep, contenders=len(ordered))
            )
            return []
        winners = sum(one.won > 0 for one in ordered) if self.rules.win_advances else 0
        if winners > cut.keep:
            self.findings.append(
                warning("playoff-winners-over", round=cut.round, keep=cut.keep, winners=winners)
            )
        keep = max(cut.keep, winners)
        on, gone = ordered[:keep], ordered[keep:]
        cite = self.cite("playoffs.cuts")
        for runner in on:
            if runner.won and self.rules.win_advances:
                runner.reasons.append(say("playoff-advanced-win", cite, round=cut.round, wins=runner.won))
            else:
                runner.reasons.append(
                    say("playoff-advanced", cite, round=cut.round, points=whole(runner.points))
                )
        for runner in gone:
            runner.left, runner.cut_round = runner.points, cut.round
            runner.reasons.append(
                say("playoff-cut", cite, round=cut.round, points=whole(runner.points), keep=keep)
            )
        if gone:
            self._level(on[-1], gone[0], cut.round)
        return gone

    def _level(self, last_in: _Runner, first_out: _Runner, round_: int) -> None:
        """Say what separated the last who went on from the first who did not, where points did not."""
        if last_in.key != first_out.key:
            return
        if last_in.best != first_out.best:
            for runner, other in ((last_in, first_out), (first_out, last_in)):
                runner.reasons.append(say("playoff-level-places", round=round_, other=other.name))
            return
        for runner, other in ((last_in, first_out), (first_out, last_in)):
            runner.reasons.append(say("playoff-level-order", round=round_, other=other.name))
        names = [last_in.name, first_out.name]
        self.findings.append(warning("playoff-level-at-cut", round=round_, names=names))

    def crowned(self, ordered: list[_Runner]) -> str | None:
        """The champion after the last round; nobody where the last race does not say, or two are level."""
        last = self.rules.last_round
        if not ordered or ordered[0].out:
            return None
        best = ordered[0]
        if self.rules.final_by_finish and best.key[1] == _NOWHERE:
            self.findings.append(warning("playoff-undecided", round=last))
            return None
        level = [one.name for one in ordered if (one.key, one.best) == (best.key, best.best)]
        if len(level) > 1:
            self.findings.append(warning("playoff-level-final", round=last, names=level))
            return None
        cite = self.cite("playoffs.last-round")
        if self.rules.final_by_finish:
            best.reasons.append(say("playoff-champion-finish", cite, place=best.key[1], round=last))
        else:
            best.reasons.append(say("playoff-champion-points", cite, points=whole(best.points), round=last))
        return best.name

    # --- as values

    def stage(self, ordered: list[_Runner], first: int, last: int, gone: list[_Runner]) -> Stage:
        """A stage as it stands; reasons are those gathered so far."""
        positions = _positions([(one.key, one.best) for one in ordered])
        contenders = tuple(
            Contender(
                position=position,
                name=one.name,
                start=one.start,
                points=whole(one.points),
                playoff_points=self.playoff_points(one, min(last, self.to)),
                won=one.won,
                reasons=tuple(one.reasons),
            )
            for position, one in zip(positions, ordered, strict=True)
        )
        return Stage(first, last, contenders, tuple(one.name for one in gone), over=self.to >= last)

    def placed(self, field: list[_Runner]) -> Table | None:
        """The table: contenders, those cut, the others in the order and with the points they have."""
        if self.table is None:
            return None
        now = {row.name: row for row in self.table.rows}
        placed = {row.name for row in self.table.rows if row.position is not None}
        inside = [one for one in field if one.name in placed]
        out: list[Standing] = []
        for position, one in zip(_positions([(one.key, one.best) for one in inside]), inside, strict=True):
            out.append(_moved(now[one.name], position, one.points, one.reasons))
        out += self._rows_cut({name: row for name, row in now.items() if name in placed}, len(out))
        others = [row for row in self.table.rows if row.name in placed and row.name not in self.runners]
        reasons = [say("playoff-outside", self.cite("playoffs.seeds"), seeds=self.rules.seeds)]
        ahead = len(out)
        for position, row in zip(_positions([row.position for row in others]), others, strict=True):
            why = reasons
            if row.name in self.missed:
                cite = self.cite("playoffs.started-every-race")
                why = [say("playoff-missed-race", cite, races=self.missed[row.name])]
            # Its points are those of the table, and so are its ties with others behind the playoffs.
            own = tuple(one for one in row.reasons if one.values.get("other") not in self.runners)
            moved = msgspec.structs.replace(
                row, position=ahead + position, previous=None, reasons=(*own, *why)
            )
            out.append(moved)
        out = list(_level_told(out, self.runners))
        out += [row for row in self.table.rows if row.name not in placed]
        return msgspec.structs.replace(self.table, rows=tuple(out))

    def _rows_cut(self, now: Mapping[str, Standing], ahead: int) -> list[Standing]:
        """The rows of those cut, behind so many others; level ones in the order of the table itself."""
        gone = [one for one in self.runners.values() if one.cut_round is not None and one.name in now]
        points = {one.name: self._points_after_cut(one) for one in gone}
        frozen = self.rules.after_cut is AfterCut.AS_CUT
        keys = {
            one.name: (-(one.cut_round or 0) if frozen else 0, -points[one.name], now[one.name].position or 0)
            for one in gone
        }
        gone.sort(key=lambda one: (keys[one.name], one.order))
        positions = _positions([keys[one.name] for one in gone])
        return [
            _moved(now[one.name], ahead + position, points[one.name], one.reasons)
            for position, one in zip(positions, gone, strict=True)
        ]

    def _points_after_cut(self, runner: _Runner) -> Points:
        if self.rules.after_cut is AfterCut.AS_CUT:
            return runner.left or 0
        since = self.earned(runner.name, self.rules.regular_rounds + 1, self.to)
        return self.rules.base + runner.taken + since


def _moved(row: Standing, position: int, points: Points, reasons: Sequence[Reason]) -> Standing:
    """A row of the table at its place in the playoffs: ties of the table of points are none of the playoffs, and what
    it had before any result was left out is not what it has here.
    """
    kept = tuple(one for one in row.reasons if one.code not in _OF_POINTS)
    made = whole(points)
    return msgspec.structs.replace(
        row, position=position, points=made, gross_points=made, previous=None, reasons=(*kept, *reasons)
    )


def _level_told(rows: Sequence[Standing], moved: Collection[str]) -> tuple[Standing, ...]:
    """Rows that share a place in the playoffs say so."""
    found = []
    for row in rows:
        others = [
            one.name
            for one in rows
            if one.name in moved and one.name != row.name and one.position == row.position is not None
        ]
        if row.name in moved and others:
            why = Reason("tie-unbroken", {"others": others})
            row = msgspec.structs.replace(row, reasons=(*row.reasons, why))
        found.append(row)
    return tuple(found)


def _positions(keys: Sequence[object]) -> list[int]:
    """Places of keys in order: equal keys share one."""
    found: list[int] = []
    for index, key in enumerate(keys):
        found.append(found[-1] if index and key == keys[index - 1] else index + 1)
    return found
