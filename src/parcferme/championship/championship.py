"""A championship: the season's results and its rulebook in, every table after every round out."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from parcferme.championship.bonuses import Unknown
from parcferme.championship.drives import with_crews
from parcferme.championship.elimination import playoffs
from parcferme.championship.identity import Shown, named, two_cars_are_one
from parcferme.championship.ledger import Beside
from parcferme.championship.matching import (
    Known,
    Match,
    known_of,
    match_rules,
    match_rulings,
    told_once,
    with_kinds,
)
from parcferme.championship.meeting import MEETING, with_meetings
from parcferme.championship.ranking import ALL_ROUNDS, cited
from parcferme.championship.registration import registered_units
from parcferme.championship.rulings import Rulings, is_of_a_session, starts_at
from parcferme.championship.scoring import Earned, score_session
from parcferme.championship.standing import RankedLedger
from parcferme.championship.tables import Column, Planned, Points, Standings, Table
from parcferme.championship.ties import looks_at
from parcferme.championship.unused import (
    asked_of_fewest,
    asked_of_idle_keys,
    asked_of_idle_rulings,
    asked_of_kept,
    asked_of_numbers,
    asked_of_places,
    asked_of_points,
    asked_of_repeated,
    asked_of_rounds,
    asked_of_rulings,
    asked_of_shared,
    people_of,
    units_named,
)
from parcferme.championship.worth import Full, Worth, plain, rules_for
from parcferme.classification import Reason, ResultLine, SessionResult, Status
from parcferme.findings import Finding, Where, WrongCall, info, warning
from parcferme.regulations import (
    Adjustment,
    AdjustmentKind,
    Bonus,
    BonusFor,
    Label,
    PlayoffRules,
    PointsRules,
    Rulebook,
    TableRules,
)

_CERTAINTIES = ("reconstructed", "inferred", "stated")


class Championship:
    """A season under its rulebook. Sessions stand in the order in which their rounds were run.

    Every table is worked out from the results each time it is asked for; nothing is carried from one round to the next.
    """

    def __init__(
        self,
        results: Sequence[SessionResult],
        rulebook: Rulebook,
        adjustments: Sequence[Adjustment],
        planned: Sequence[Planned],
        registered: Mapping[str, Collection[str]],
        rounds: int | None,
        entered: Mapping[int, Sequence[ResultLine]] | None = None,
        findings: Iterable[Finding] = (),
        calendar: Collection[int] = (),
        cancelled: Collection[int] = (),
    ) -> None:
        self.rulebook, self.cancelled = rulebook, frozenset(cancelled)
        self.calendar, self.guessed = frozenset(calendar), set[int]()
        self.open_ended = False
        self.planned = tuple(_with_meetings_to_come(planned, rulebook))
        self.rounds = tuple(dict.fromkeys(result.round for result in results))
        order = {number: at for at, number in enumerate(self.rounds)}
        run = sorted(results, key=lambda result: order[result.round])
        self.results = with_meetings(with_crews(run), rulebook.meeting)
        self.registered = registered
        self.scheduled = rounds
        self.entered = entered or {}
        self.rulings = Rulings(adjustments, rulebook, self.results, self.planned, self.entered, self.calendar)
        self.findings: list[Finding] = list(findings)
        self.matches: tuple[Match, ...] = ()
        self.tables = tuple(self._expanded())
        self._unknown: list[tuple[str, SessionResult, Unknown]] = []
        self._put: set[tuple[int, str]] = set()
        self._ledgers = [self._ledger(table) for table in self.tables]
        self._points: dict[int, Standings] = {}
        self._tell_put_on_nothing()
        self._tell_unknown_bonuses()
        self._tell_unknown_names()
        self._tell_cars_ruled()
        self._tell_empty()

    @classmethod
    def of(
        cls,
        results: Sequence[SessionResult],
        rulebook: Rulebook,
        *,
        season: str | None = None,
        adjustments: Sequence[Adjustment] = (),
        planned: Sequence[Planned] = (),
        registered: Mapping[str, Collection[str]] | None = None,
        entered: Mapping[int, Sequence[ResultLine]] | None = None,
        shown: Shown | None = None,
        known: Known | None = None,
    ) -> Championship:
        """A season. `season` picks what the rulebook says of that year; `planned` are the sessions still to come;
        `registered` the units that may score, by the name of the table that asks for it; a table that asks and has none
        named lets everybody score, and a finding says so. `entered`: by round the cars of the entry list as lines; who
        is entered for some rounds can take nothing from the others (`chances`). `shown`: how the entry list spells
        names; `known`: what the season has beside its results, where a folder says so.

        Before anything is added up everybody has one name, and the names in the rulebook are those of the season.
        """
        facts = rulebook.season.get(season or "")
        rulings = (*(facts.adjustment if facts else ()), *adjustments)
        people = named(with_kinds(results, rulebook), shown, one_in_two=two_cars_are_one(rulebook))
        known = known_of(people.results, planned) if known is None else known
        if facts is not None and facts.rounds is not None:
            known = known._replace(last=facts.rounds)
        listed = any(table.members for table in rulebook.standings)
        matched = match_rules(rulebook, known, units_named(people.results, entered or {}) if listed else None)
        tables = [table.name for table in rulebook.standings]
        everybody = people_of(people.results) if rulings else {}
        cars = list(
            dict.fromkeys(line.car for result in people.results for line in result.lines) if rulings else ()
        )
        keys = [f"season.{season}.adjustment[{at}]" for at in range(len(facts.adjustment) if facts else 0)]
        keys += [f"adjustment[{at}]" for at in range(len(adjustments))]
        several, odd = match_rulings(rulings, known, tables, list(everybody), cars, keys)
        ruled = tuple(one for ones in several for one in ones)
        found = [
            *people.findings,
            *told_once(matched.findings, odd),
            *asked_of_points(
                matched.rulebook, with_meetings(people.results, matched.rulebook.meeting), ruled
            ),
            *asked_of_kept(matched.rulebook, people.results, ruled),
            *asked_of_fewest(matched.rulebook),
            *_unnamed_season(rulebook, season),
            *asked_of_numbers(rulebook, people.results, known.last, season),
            *asked_of_rounds(people.results, known.cancelled),
            *asked_of_rulings(ruled, people.results, everybody, planned),
            *asked_of_idle_rulings(matched.rulebook, ruled, people.results),
            *asked_of_repeated(zip(keys, several, strict=True)),
            *asked_of_idle_keys(rulebook, zip(keys, rulings, strict=True)),
            *asked_of_shared(matched.rulebook, zip(keys, several, strict=True), people.results),
            *asked_of_places(matched.rulebook, people.results),
        ]
        book = matched.rulebook
        if facts is not None:  # what the rulebook knows of the season is known in these words from here on
            own = tuple(one for ones in several[: len(facts.adjustment)] for one in ones)
            spelt = msgspec.structs.replace(facts, adjustment=own)
            book = msgspec.structs.replace(book, season={**book.season, season or "": spelt})
        if registered:
            registered, nobody = registered_units(book.standings, people.results, registered)
            found += nobody
        rounds = facts.rounds if facts else None
        calendar = () if not known.timetable else set(known.events) - set(known.cancelled)
        made = cls(
            people.results, book, ruled, planned, registered or {}, rounds, entered, found, calendar,
            known.cancelled,
        )  # fmt: skip
        made.matches = matched.matches
        made.open_ended = known.open_ended and rounds is None and book.playoffs is None
        return made

    def after(self, round: int | None = None) -> Standings:
        """Every table after a round. None: after the last held, with what was ruled after it where it ends the season.

        Raises `WrongCall` for a round that was not held.
        """
        final = round is None and self._is_over()
        if round is None:
            round = self.rounds[-1] if self.rounds else 0
        elif round not in self.rounds:
            held = ", ".join(map(str, self.rounds)) or "none"
            raise WrongCall(f"no results of round {round} (rounds held: {held})")
        run = self.rounds[: self.rounds.index(round) + 1] if self.rounds else ()
        tables = [
            ledger.table(ledger.held(run), ledger.held(run[:-1]), final=final) for ledger in self._ledgers
        ]
        return self._with_playoffs(Standings(round, tuple(tables), tuple(self.findings)))

    def _with_playoffs(self, points: Standings) -> Standings:
        """Standings with the table of the playoffs as they leave it, where the rulebook has some."""
        rules = self.rulebook.playoffs
        if rules is None or not self.rounds:
            return points

        def before(number: int) -> Standings:
            return points if number == points.after else self.points_after(number)

        made = playoffs(rules, before, self.results, points.after, cite=self.rulebook.cite)
        tables = points.tables
        if made.table is not None and made.stages:
            mine = points.table(rules.table, rules.class_)
            previous = self._places_before(rules, points.after)
            rows = tuple(
                msgspec.structs.replace(row, previous=previous.get(row.name)) for row in made.table.rows
            )
            shown = msgspec.structs.replace(
                made.table, rows=rows, champion=made.champion, before_playoffs=mine
            )
            tables = tuple(shown if table is mine else table for table in points.tables)
        return Standings(points.after, tables, (*points.findings, *made.findings))

    def _places_before(self, rules: PlayoffRules, round: int) -> dict[str, int | None]:
        """The places after the round before, where the playoffs had begun by then as well."""
        before = self.rounds[: self.rounds.index(round)]
        if not before:
            return {}
        if before[-1] >= rules.regular_rounds:
            made = playoffs(rules, self.points_after, self.results, before[-1]).table
        else:
            made = self.points_after(before[-1]).table(rules.table, rules.class_)
        return {} if made is None else {row.name: row.position for row in made.rows}

    def points_after(self, round: int) -> Standings:
        """The tables of points after a round, whatever the playoffs make of them; worked out once."""
        if round not in self._points:
            run = self.rounds[: self.rounds.index(round) + 1]
            tables = (ledger.table(ledger.held(run), None) for ledger in self._ledgers)
            self._points[round] = Standings(round, tuple(tables))
        return self._points[round]

    def _is_over(self) -> bool:
        """Whether nothing is known to come after the results."""
        return not self.planned and not self._missing(())

    def ledger(self, table: Table | TableRules) -> RankedLedger:
        """The ledger behind a table: points in whole numbers, places, what counts."""
        key = (table.name, table.class_, table.group)
        rules = [(rules.name, rules.class_, rules.group) for rules in self.tables]
        if key not in rules:
            raise WrongCall(f"no table {table.name!r}")
        return self._ledgers[rules.index(key)]

    def worth(self, table: TableRules, planned: Planned) -> Worth | None:
        """What places of a session still to come are worth in a table; None where it does not score there."""
        result = SessionResult(planned.round, planned.session, planned.kind, event=planned.event)
        rules = rules_for(self.rulebook.points, result, table)
        return None if rules is None else Worth(rules, result, self.rulings.in_session(table, result))

    def rules_of(self, result: SessionResult) -> list[PointsRules]:
        """The rules of points of a session, in whatever table it scores."""
        classes = dict.fromkeys(line.class_ for line in result.lines)
        found = [
            rules_for(self.rulebook.points, result, table, class_)
            for table in self.tables
            for class_ in (None, *classes)
        ]
        return [rules for at, rules in enumerate(found) if rules is not None and rules not in found[:at]]

    def is_ruled_short(self, result: SessionResult) -> bool:
        """Whether a ruling says how much of a session was run, or what it is worth."""
        kinds = (AdjustmentKind.CUT_SHORT, AdjustmentKind.SCALE)
        return any(
            one.kind in kinds for table in self.tables for one in self.rulings.in_session(table, result)
        )

    def _expanded(self) -> Iterable[TableRules]:
        """The tables of the rulebook, those for each class or group written out."""
        for rules in self.rulebook.standings:
            classes: list[str | None] = [rules.class_]
            if rules.each_class:
                found = (line.class_ for one in self.results for line in one.lines)
                classes = list(dict.fromkeys(class_ for class_ in found if class_ is not None))
            for class_ in classes:
                groups: list[str | None] = [rules.group]
                if rules.each_group:
                    groups = list(
                        dict.fromkeys(
                            line.group
                            for one in self.results
                            for line in one.lines
                            if class_ in (None, line.class_) and line.group is not None
                        )
                    )
                for group in groups:
                    yield msgspec.structs.replace(rules, class_=class_, group=group)

    def _ledger(self, table: TableRules) -> RankedLedger:
        columns: list[Column] = []
        earned: list[dict[str, Earned]] = []
        given: set[tuple[Bonus, str]] = set()
        unnamed: list[tuple[SessionResult, str]] = []
        full: dict[int, Full] = {}
        unknown: list[tuple[SessionResult, Unknown]] = []
        absent: list[Points] = []
        beside: list[Beside] = []
        number: int | None = None
        registered = self.registered.get(table.name) if table.registered else None
        if table.registered and registered is None:
            self._tell_registration(table)
        for result in self.results:
            by_class = self._by_class(table, result)
            rules = rules_for(self.rulebook.points, result, table)
            rules = rules or next((one for one in by_class.values() if one is not None), None)
            if rules is None:
                beside += self._beside(table, result, len(columns), registered)
                continue
            if number != result.round:
                number, given = result.round, set()
            scored = score_session(
                result,
                table,
                rules,
                self.rulings.in_session(table, result),
                guests_score=self.rulebook.entries.guests_score,
                registered=registered,
                given=given,
                full=full.setdefault(id(rules), {}),
                by_class=by_class,
            )
            unnamed += [(result, car) for car in scored.nameless]
            unknown += [(result, one) for one in scored.unknown]
            columns.append(
                Column(
                    result.round,
                    result.session,
                    result.kind,
                    result.event,
                    _certainty(result),
                    _changed(scored.worth),
                )
            )
            earned.append(scored.earned)
            absent.append(scored.worth.absent())
        _give_absent(earned, absent)
        self._put_on_results(table, columns, earned)
        schedule = [(one.round, one.session, one.kind) for one in columns]
        schedule += [
            (one.round, one.session, one.kind) for one in self.planned if self.worth(table, one) is not None
        ]
        schedule += self._missing(schedule)
        if self.results and not columns:
            tell = warning if len(self.rounds) > 1 else info  # after one round others may be to come
            self.findings.append(
                tell("table-without-sessions", Where(file=self.results[0].file), table=table.name)
            )
        self._tell_drops(table, schedule)
        self._tell_nameless(table, unnamed)
        self._unknown += [(table.name, result, one) for result, one in unknown]
        rulings = self._of_table(table, columns) + self._all_rounds(table, columns, earned, schedule)
        return RankedLedger.of(table, columns, earned, rulings, schedule, beside)

    def _beside(
        self, table: TableRules, result: SessionResult, at: int, registered: Collection[str] | None
    ) -> list[Beside]:
        """A session that gives no points, where a tie-break of the table names it; who scores has places there too."""
        column = Column(
            result.round, result.session, result.kind, result.event, _certainty(result), scores=False
        )
        if not any(step.sessions and looks_at(step, column) for step in table.ties):
            return []
        scored = score_session(
            result,
            table,
            PointsRules(sessions=(result.kind,)),
            self.rulings.in_session(table, result),
            guests_score=self.rulebook.entries.guests_score,
            registered=registered,
        )
        return [Beside(at, column, scored.earned)]

    def _by_class(self, table: TableRules, result: SessionResult) -> Mapping[str | None, PointsRules | None]:
        """The rules of each class of a session, where a table of all of them meets rules for some."""
        if table.class_ is not None or not any(rules.classes for rules in self.rulebook.points):
            return {}
        classes = dict.fromkeys(line.class_ for line in result.lines)
        return {one: rules_for(self.rulebook.points, result, table, one or "") for one in classes}

    def _put_on_results(
        self, table: TableRules, columns: Sequence[Column], earned: Sequence[dict[str, Earned]]
    ) -> None:
        """Deductions and additions that belong to a result: of the session they name, else of the round's last race in
        which the unit took part. They are left out with it.
        """
        for one in self.rulings.ones:
            if not one.of_result or (one.tables and table.name not in one.tables):
                continue
            sign = -1 if one.kind is AdjustmentKind.DEDUCTION else 1
            for name in self.rulings.meant(one, table).names:
                mine = [
                    at
                    for at, column in enumerate(columns)
                    if one.round in (str(column.round), column.event)
                    and one.session in (None, column.session, column.kind)
                    and (taken := earned[at].get(name)) is not None
                    and taken.line is not None  # a guest has no result that could be worth more or less
                ]
                races = [at for at in mine if columns[at].kind == "race"]
                if not mine:
                    continue
                self._put.add((id(one), name))
                got = earned[(races or mine)[-1]][name]
                got.points = plain(got.points + sign * (one.points or 0))
                code = "points-deducted" if sign < 0 else "points-added"
                got.reasons.append((code, {"points": one.points, **cited(one)}))

    def _tell_put_on_nothing(self) -> None:
        """Deductions and additions that belong to a result which those they name do not have in any table."""
        for one in self.rulings.ones:
            missed = [name for name in one.names if (id(one), name) not in self._put]
            missed += one.cars if not any(ruled == id(one) for ruled, _ in self._put) else ()
            waits = self.rulings.is_to_come(one) or self._fits_nothing(one)
            if one.of_result and missed and self.results and not waits:
                values = {"kind": one.kind.value, "session": one.session, "names": sorted(missed)}
                self.findings.append(warning("ruling-without-effect", Where(), round=one.round, **values))

    def _tell_unknown_bonuses(self) -> None:
        """Bonuses of which the lists do not say who earned them, once for each reason."""
        for why in dict.fromkeys(one.why for _, _, one in self._unknown):
            mine = [found for found in self._unknown if found[2].why == why]
            first = mine[0][1]
            self.findings.append(
                warning(
                    "bonus-next-unknown"
                    if why == "next"
                    else "bonus-class-mark-unknown"
                    if why == "class-mark"
                    else "bonus-class-laps-unknown",
                    Where(file=first.file),
                    tables=list(dict.fromkeys(name for name, _, _ in mine)),
                    bonuses=list(dict.fromkeys(one.bonus.value for _, _, one in mine)),
                    round=first.round,
                    sessions=len({(one.round, one.session) for _, one, _ in mine}),
                )
            )

    def _missing(self, schedule: Sequence[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
        """Rounds a rulebook or a calendar knows the season to have and of which nothing is listed: each with the
        sessions of the fullest round so far, so that nobody is champion before the last of them.
        """
        last = 0 if self.rulebook.playoffs is None else self.rulebook.playoffs.last_round
        held = max(self.rounds, default=0)
        numbers = set(range(1, (self.scheduled or 0) + 1)) | set(range(held + 1, last + 1))
        numbers = (numbers | self.calendar) - self.cancelled
        known = {number for number, _, _ in schedule}
        known |= {one.round for one in self.results} | {one.round for one in self.planned}
        self.guessed |= numbers - known
        by_round: dict[int, list[tuple[str, str]]] = {}
        for number, session, kind in schedule:
            by_round.setdefault(number, []).append((session, kind))
        usual = max(reversed(by_round.values()), key=len, default=[("race", "race")])
        return [(number, *one) for number in sorted(numbers - known) for one in usual]

    def _of_table(self, table: TableRules, columns: Sequence[Column]) -> list[tuple[int, Adjustment]]:
        """What was ruled of a table, each with the column from which it counts; what is of a round that was not held is
        told.
        """
        found = self.rulings.from_columns(table, columns)
        for one in self.rulings.in_table(table):
            waits = self.rulings.is_to_come(one) or self._fits_nothing(one)
            if starts_at(one, columns) is None and (one.names or one.cars) and not waits:
                values = {"round": one.round, "kind": one.kind.value}
                self.findings.append(warning("adjustment-without-round", Where(), **values))
        return found

    def _fits_nothing(self, one: Adjustment) -> bool:
        """Whether it has been told that the round of a ruling is none."""
        return any(
            told.code == "rule-fits-nothing"
            and told.values["what"] == "round"
            and told.values["name"] == one.round
            for told in self.findings
        )

    def _all_rounds(
        self,
        table: TableRules,
        columns: Sequence[Column],
        earned: Sequence[dict[str, Earned]],
        schedule: Sequence[tuple[int, str, str]],
    ) -> list[tuple[int, Adjustment]]:
        """Points for taking part in every round, given with the last one; they are no result that could be left out."""
        rounds = dict.fromkeys(column.round for column in columns)
        if not columns or len(rounds) < len({number for number, _, _ in schedule}):
            return []
        found = []
        last = [at for at, column in enumerate(columns) if column.round == columns[-1].round]
        for unit in dict.fromkeys(unit for at in last for unit in earned[at]):
            took = {column.round for at, column in enumerate(columns) if _took_part(earned[at].get(unit))}
            if len(took) < len(rounds):
                continue
            ones = [(columns[at], earned[at][unit]) for at in last if _took_part(earned[at].get(unit))]
            for bonus in dict.fromkeys(self._all_rounds_bonuses(table, ones)):
                given = Adjustment(
                    AdjustmentKind.ADDITION,
                    round=Label(str(columns[-1].round)),
                    names=(unit,),
                    points=bonus.points,
                    label=ALL_ROUNDS,
                )
                found.append((last[-1], given))
        return found

    def _all_rounds_bonuses(
        self, table: TableRules, ones: Iterable[tuple[Column, Earned]]
    ) -> Iterator[Bonus]:
        """What the rules of the sessions of the last round give a unit for having been at every round."""
        for column, one in ones:
            if one.line is not None:
                result = SessionResult(column.round, column.session, column.kind, event=column.event)
                rules = rules_for(self.rulebook.points, result, table, one.line.class_ or "")
                found = rules.bonus if rules else ()
                yield from (bonus for bonus in found if bonus.for_ is BonusFor.ALL_ROUNDS)

    def _tell_unknown_names(self) -> None:
        """Rulings on somebody who is in no table and no result: perhaps misspelt."""
        if not self.rulings.ones:
            return
        people = people_of(self.results)
        known = {name for ledger in self._ledgers for name in ledger.names} | people.keys()
        for one in self.rulings.ones:
            if not people or self.rulings.is_to_come(one):
                continue
            for name in (*one.names, *one.cars):
                if name not in known:
                    near = difflib.get_close_matches(name, sorted(known), 1)
                    told = {"kind": one.kind.value, "name": name, "nearest": near[0] if near else None}
                    self.findings.append(warning("adjustment-name-unknown", Where(), round=one.round, **told))
            self._tell_not_in_table(one, known)

    def _tell_not_in_table(self, one: Adjustment, known: Collection[str]) -> None:
        """Rulings on the points of somebody who is in none of the tables they are for."""
        mine = [ledger for ledger in self._ledgers if not one.tables or ledger.rules.name in one.tables]
        if is_of_a_session(one) or one.of_result or not mine:
            return
        there = {name for ledger in mine for name in ledger.names}
        missed = sorted(name for name in one.names if name in known and name not in there)
        meant = [(ledger, self.rulings.meant(one, ledger.rules)) for ledger in mine if one.cars]
        spared = [self.rulings.spared(one, ledger.rules) for ledger, _ in meant]
        if not any(set(ruled.names) & set(ledger.names) for ledger, ruled in meant) and not any(spared):
            missed += sorted(car for car in one.cars if car in known)
        if missed:
            values = {"kind": one.kind.value, "session": None, "names": missed}
            self.findings.append(warning("ruling-without-effect", Where(), round=one.round, **values))

    def _tell_cars_ruled(self) -> None:
        """Rulings on cars where it had to be guessed whom they mean, once each."""
        for one in self.rulings.ones:
            ones = self.rulings.guesses(one)
            spared = list(dict.fromkeys(name for meant in ones for name in meant.spared))
            several = list(dict.fromkeys(car for meant in ones for car in meant.several))
            values = {"kind": one.kind.value, "cars": list(one.cars)}
            if spared:
                told = warning("ruling-spares-team", Where(), round=one.round, **values, names=spared)
                self.findings.append(told)
            if several:
                names = sorted({name for meant in ones if meant.several for name in meant.names})
                told = warning("ruling-car-of-several", Where(), **values | {"cars": several}, names=names)
                self.findings.append(told)

    def _tell_empty(self) -> None:
        """Tables nobody is in, though there are results, of which nothing else has been told."""
        filled = {ledger.rules.name for ledger in self._ledgers if ledger.took.any() or any(ledger.who)}
        told = {one.values.get("table") for one in self.findings}
        keys = [str(one.values.get("key", "")) for one in self.findings]
        for at, rules in enumerate(self.rulebook.standings if self.results else ()):
            here = f"standings[{at}]"
            if rules.name not in filled | told and not any(key.startswith(f"{here}.") for key in keys):
                self.findings.append(warning("table-empty", Where(), key=f"{here}.name", table=rules.name))

    def _tell_registration(self, table: TableRules) -> None:
        """A table for those entered for the season, and nothing that says who is: everybody scores."""
        told = any(
            one.code == "registration-unknown" and one.values["table"] == table.name for one in self.findings
        )
        if self.results and not told:
            self.findings.append(info("registration-unknown", Where(), table=table.name))

    def _tell_nameless(self, table: TableRules, nameless: Sequence[tuple[SessionResult, str]]) -> None:
        """Cars whose list does not say whom they would score for, once per table."""
        if nameless:
            first = nameless[0][0]
            cars = list(dict.fromkeys(car for _, car in nameless))
            self.findings.append(
                warning(
                    "unit-unknown",
                    Where(file=first.file),
                    round=first.round,
                    session=first.session,
                    table=table.name,
                    unit=table.unit.value,
                    cars=cars[:5],
                    sessions=len({(result.round, result.session) for result, _ in nameless}),
                )
            )

    def _tell_drops(self, table: TableRules, schedule: Sequence[tuple[int, str, str]]) -> None:
        """A table that leaves out as many results as there are, or counts none."""
        drop = table.best.drop
        rounds = len({number for number, _, _ in schedule})
        results = rounds if table.best.by.value == "round" else len(schedule)
        if drop is not None and results and drop >= results:
            self.findings.append(
                warning("drop-too-many", Where(), table=table.name, drop=drop, results=results)
            )


def _with_meetings_to_come(planned: Sequence[Planned], rulebook: Rulebook) -> Iterator[Planned]:
    """The sessions to come, and behind the last of each round its meeting, where there is one."""
    last = {one.round: one for one in planned}
    for one in planned:
        yield one
        if rulebook.meeting is not None and last[one.round] is one and one.session != MEETING:
            yield Planned(one.round, MEETING, MEETING, one.event)


def _give_absent(earned: Sequence[dict[str, Earned]], absent: Sequence[Points]) -> None:
    """Points for those in the table who were not at a session, where there are any."""
    names = dict.fromkeys(name for one in earned for name in one) if any(absent) else {}
    for one, points in zip(earned, absent, strict=True):
        for name in names if points else ():
            one.setdefault(name, Earned(name, points))


def _unnamed_season(rulebook: Rulebook, season: str | None) -> list[Finding]:
    """What the rulebook knows of years, and nothing that says which year this is."""
    years = [year for year, facts in rulebook.season.items() if facts.adjustment]
    return [warning("season-unnamed", Where(), years=years)] if years and season is None else []


def _took_part(one: Earned | None) -> bool:
    """Whether a unit was there as one that scores."""
    return one is not None and one.line is not None and one.line.status is not Status.NOT_STARTED


def _changed(worth: Worth) -> tuple[Reason, ...]:
    """Why a session is not worth what the scale says."""
    why = worth.why
    if why is None:
        return ()
    told: dict[str, object] = {"factor": str(worth.factor) if worth.factor != 1 else None}
    if worth.completed is not None:
        reduced = worth.rules.reduced
        told |= {"completed": str(worth.completed), "by": None if reduced is None else reduced.by.value}
    if isinstance(why, Adjustment):
        told |= {"why": why.reason, "article": why.article, "source": why.source}
    return (Reason("points-reduced", {key: value for key, value in told.items() if value is not None}),)


def _certainty(result: SessionResult) -> str | None:
    """The least certain word a result list uses."""
    words = {line.certainty for line in result.lines}
    return next((word for word in _CERTAINTIES if word in words), None)
