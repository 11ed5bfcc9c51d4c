"""Penalties that go from one race into the next: reprimands and licence points counted, grid places still to lose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from parcferme.championship.finishes import is_one_of, say, started, uncited
from parcferme.championship.identity import without_number
from parcferme.championship.tables import Planned
from parcferme.classification import Reason, SessionResult, Status
from parcferme.findings import Finding, Where, WrongCall, error, warning
from parcferme.names import same
from parcferme.records import Decision, Penalty
from parcferme.regulations import CarryRules, Cite, Unit

_TO_SERVE: Final = (Penalty.DRIVE_THROUGH, Penalty.STOP_AND_GO)
_Key = tuple[int, int]


class Ruling(msgspec.Struct, frozen=True):
    """A decision with what counting over a season needs: the session, the driver it is on (a car with one driver needs
    none named), whether a reprimand was for driving, and the licence points that came with it.
    """

    round: int
    session: str
    decision: Decision
    driver: str | None = None
    driving: bool | None = None
    licence_points: int = 0


class Carry(msgspec.Struct, frozen=True):
    """What one driver or car (`of`) takes into the next race. Counts are of the season, less what was paid for."""

    of: Unit
    name: str
    grid_places: int = 0
    suspended: bool = False
    reprimands: int = 0
    driving_reprimands: int = 0
    licence_points: int = 0
    reasons: tuple[Reason, ...] = ()


class Carried(msgspec.Struct, frozen=True):
    """What is carried into the next race, drivers before cars, and what was odd."""

    round: int
    rows: tuple[Carry, ...] = ()
    findings: tuple[Finding, ...] = ()

    def row(self, name: str, of: Unit | None = None) -> Carry | None:
        """The row of a driver or car, None for who carries nothing."""
        return next((row for row in self.rows if row.name == name and of in (None, row.of)), None)

    def on_car(self, car: str, drivers: Iterable[str] = ()) -> tuple[Carry, ...]:
        """What a car takes to its grid: its own, and what its drivers bring."""
        crew = set(map(same, drivers))
        return tuple(
            row for row in self.rows if (same(row.name) in crew if row.of is Unit.DRIVER else row.name == car)
        )


def rulings_of(decisions: Mapping[tuple[int, str], Iterable[Decision]]) -> tuple[Ruling, ...]:
    """Decisions by round and session as rulings: whose they are, and what comes with them, as far as they say. One that
    a session has twice is taken once there, and so it is here; reprimands are counted, and each of them is.
    """
    return tuple(
        Ruling(round_, session, decision, decision.driver, decision.driving, decision.licence_points or 0)
        for (round_, session), made in decisions.items()
        for decision in _each_once(made)
    )


def _each_once(decisions: Iterable[Decision]) -> Iterator[Decision]:
    said: set[Decision] = set()
    for decision in decisions:
        bare = msgspec.structs.replace(decision, seq=0, source=None, line=None)
        if bare not in said or decision.penalty is Penalty.REPRIMAND:
            yield decision
        said.add(bare)


def carried(
    rulings: Iterable[Ruling],
    rules: CarryRules,
    results: Sequence[SessionResult],
    next_round: int | None = None,
    *,
    next_session: str | None = None,
    calendar: Sequence[Planned] = (),
    cite: Callable[[str], Cite] = uncited,
) -> Carried:
    """What drivers and cars carry into the next race: grid places not yet lost, suspensions, counts.

    The next race is the one of `next_round` (its `next_session`); by default the first without a result. What was
    ruled in it or later is left aside. A grid penalty is paid at the first race after its session in which the driver
    or car started. Sessions of one round follow each other as in `calendar`, else as in `results`; `cite` says where a
    rule stands. Raises `WrongCall` for a session to come without its round.
    """
    if next_session is not None and next_round is None:
        raise WrongCall(f"{next_session} of which round?")
    if next_round is None:
        next_round, next_session = _first_to_come(rules, results, calendar)
    book = _Book(rules, results, calendar, next_round, next_session, cite)
    placed = [(book.key(ruling), index, ruling) for index, ruling in enumerate(rulings)]
    # In order of sessions: the reprimand that fills the count decides which start it costs.
    for key, _, ruling in sorted(placed, key=lambda one: one[:2]):
        if key < book.next:
            book.take(key, ruling)
    return book.carried()


def _first_to_come(
    rules: CarryRules, results: Sequence[SessionResult], calendar: Sequence[Planned]
) -> tuple[int, str | None]:
    """The first race of the calendar without a result; without one, a race of the last round where none was run yet,
    else of the next.
    """
    known = {(one.round, one.session) for one in results}
    for one in calendar:
        if not {one.session, one.kind}.isdisjoint(rules.races) and (one.round, one.session) not in known:
            return one.round, one.session
    last = max((one.round for one in results), default=0)
    raced = any(one.round == last and is_one_of(one, rules.races) for one in results)
    return (last + 1 if raced or not last else last), None


class _Account:
    """One driver or car while rulings are gone through."""

    def __init__(self) -> None:
        self.reprimands = self.driving = self.points = self.grid_places = 0
        self.suspended = False
        self.reasons: list[Reason] = []


class _Book:
    """Rulings in order, put down to whom they concern."""

    def __init__(
        self,
        rules: CarryRules,
        results: Sequence[SessionResult],
        calendar: Sequence[Planned],
        next_round: int,
        next_session: str | None,
        cite: Callable[[str], Cite],
    ) -> None:
        self.rules, self.cite, self.round = rules, cite, next_round
        self.findings: list[Finding] = []
        self.accounts: dict[tuple[Unit, str], _Account] = {}
        self.order: dict[int, list[str]] = {}
        known: list[Planned | SessionResult] = [*calendar, *results]
        for session in known:
            listed = self.order.setdefault(session.round, [])
            if session.session not in listed:
                listed.append(session.session)
        self.by_session = {(one.round, one.session): one for one in results}
        people = dict.fromkeys(name for one in results for line in one.lines for name in line.drivers)
        self.spelt = {same(name): name for name in reversed(people)}
        self.next = self._next(known, next_session)
        races = [one for one in results if is_one_of(one, rules.races)]
        self.races = sorted(
            ((self._at(one.round, one.session), one) for one in races), key=lambda one: one[0]
        )

    def _next(self, known: Sequence[Planned | SessionResult], next_session: str | None) -> _Key:
        """Where the next race stands: what comes before it can be carried into it."""
        if next_session is not None:
            return self._at(self.round, next_session)
        races = {
            one.session
            for one in known
            if one.round == self.round and not {one.session, one.kind}.isdisjoint(self.rules.races)
        }
        listed = self.order.get(self.round, [])
        return self.round, next((at for at, name in enumerate(listed) if name in races), len(listed))

    def _at(self, round_: int, session: str) -> _Key:
        listed = self.order.get(round_, [])
        return round_, listed.index(session) if session in listed else len(listed)

    def key(self, ruling: Ruling) -> _Key:
        """Where a ruling stands in the season. In a session nobody knows, of a round that has raced, it is taken to
        come last: what it costs is then still to be paid, and a finding says so.
        """
        at = self._at(ruling.round, ruling.session)
        if ruling.session in self.order.get(ruling.round, []):
            return at
        if not any(race.round == ruling.round and raced < self.next for raced, race in self.races):
            # The round's first race has no result yet: before it, unless it is the race itself that is named.
            return at if ruling.session in self.rules.races else (ruling.round, -1)
        self.findings.append(
            warning(
                "carry-session-unknown",
                Where(car=ruling.decision.car),
                round=ruling.round,
                session=ruling.session,
            )
        )
        return min(at, (self.round, self.next[1] - 1))

    def take(self, key: _Key, ruling: Ruling) -> None:
        """Put one ruling down to its driver or car."""
        penalty = ruling.decision.penalty
        if ruling.licence_points and self.rules.licence_points is not None:
            self._licence(ruling)
        if penalty is Penalty.REPRIMAND and self.rules.reprimands is not None:
            self._reprimand(key, ruling)
        elif penalty is Penalty.GRID_PLACES:
            self._grid_places(key, ruling)
        elif penalty in _TO_SERVE and self.rules.unserved_grid_drop:
            self._unserved(key, ruling)

    def _account(self, of: Unit, name: str) -> _Account:
        return self.accounts.setdefault((of, name), _Account())

    def _driver(self, ruling: Ruling) -> str | None:
        """The driver a ruling is on, as the results spell the name, else the first ruling; a finding where a car has
        several and none is named.
        """
        drivers = self._crew(ruling)
        if ruling.driver is not None:
            meant = [one for one in drivers if same(without_number(one)) == same(ruling.driver)]
            if len(meant) == 1:  # of two of one name the one in this car
                return meant[0]
            return self.spelt.setdefault(same(ruling.driver), ruling.driver)
        car = ruling.decision.car
        if len(drivers) == 1:
            return drivers.pop()
        self.findings.append(
            warning(
                "carry-driver-unknown",
                Where(car=car),
                penalty=ruling.decision.penalty.value,
                round=ruling.round,
                session=ruling.session,
            )
        )
        return None

    def _crew(self, ruling: Ruling) -> set[str]:
        """Who drove the car of a ruling in its session, else in any race."""
        car = ruling.decision.car
        result = self.by_session.get((ruling.round, ruling.session))
        crews = {line.drivers for line in result.lines if line.car == car} if result is not None else set()
        if not crews:
            crews = {line.drivers for _, race in self.races for line in race.lines if line.car == car}
        return {driver for crew in crews for driver in crew}

    # --- what is counted

    def _reprimand(self, key: _Key, ruling: Ruling) -> None:
        driver = self._driver(ruling)
        if driver is None:
            return
        account = self._account(Unit.DRIVER, driver)
        account.reprimands += 1
        account.driving += ruling.driving is True
        if ruling.driving is None and self.rules.driving_reprimands:
            self.findings.append(
                warning(
                    "carry-reprimand-kind",
                    Where(car=ruling.decision.car),
                    driver=driver,
                    round=ruling.round,
                    session=ruling.session,
                )
            )
        if (
            account.reprimands < (self.rules.reprimands or 0)
            or account.driving < self.rules.driving_reprimands
        ):
            return
        reason = say(
            "carried-reprimands",
            self.cite("carry.reprimands"),
            count=account.reprimands,
            driving=account.driving,
            places=self.rules.grid_places,
            round=ruling.round,
            session=ruling.session,
        )
        account.reprimands = account.driving = 0
        self._drop(key, Unit.DRIVER, driver, self.rules.grid_places or 0, reason)

    def _licence(self, ruling: Ruling) -> None:
        driver = self._driver(ruling)
        if driver is None:
            return
        account = self._account(Unit.DRIVER, driver)
        account.points += ruling.licence_points
        limit = self.rules.licence_points or 0
        if account.points < limit:
            return
        reason = say(
            "carried-suspension",
            self.cite("carry.licence-points"),
            points=account.points,
            limit=limit,
            rounds=self.rules.suspension,
            round=ruling.round,
        )
        account.points -= limit
        sat_out = {one.round for _, one in self.races if ruling.round < one.round < self.round}
        if ruling.round < self.round and len(sat_out) < self.rules.suspension:
            account.suspended = True
            account.reasons.append(reason)

    # --- what is lost at the next start

    def _grid_places(self, key: _Key, ruling: Ruling) -> None:
        decision = ruling.decision
        name = decision.car if decision.car is not None else self._driver(ruling) if ruling.driver else None
        if name is None or not decision.places:
            missing = "car" if name is None else "places"
            self.findings.append(
                error(
                    "decision-incomplete",
                    Where(car=decision.car),
                    penalty=decision.penalty.value,
                    missing=missing,
                )
            )
            return
        of = Unit.CAR if decision.car is not None else Unit.DRIVER
        reason = say(
            "carried-grid-places",
            places=decision.places,
            round=ruling.round,
            session=ruling.session,
            why=decision.reason,
            article=decision.article,
            document=decision.document,
        )
        self._drop(key, of, name, decision.places, reason)

    def _unserved(self, key: _Key, ruling: Ruling) -> None:
        """A car that was classified could serve it, or had time added: only one that was not carries it on."""
        decision = ruling.decision
        result = self.by_session.get((ruling.round, ruling.session))
        line = next((one for one in result.lines if one.car == decision.car), None) if result else None
        if decision.served or decision.car is None or line is None:
            return
        if line.status is not Status.NOT_CLASSIFIED:
            return
        places = self.rules.unserved_grid_drop or 0
        reason = say(
            "carried-unserved",
            self.cite("carry.unserved-grid-drop"),
            penalty=decision.penalty.value,
            places=places,
            round=ruling.round,
            session=ruling.session,
            why=decision.reason,
            document=decision.document,
        )
        self._drop(key, Unit.CAR, decision.car, places, reason)

    def _drop(self, key: _Key, of: Unit, name: str, places: int, reason: Reason) -> None:
        """Grid places, unless they were lost at a start since."""
        if any(key < at < self.next and name in started(race, of) for at, race in self.races):
            return
        account = self._account(of, name)
        account.grid_places += places
        account.reasons.append(reason)

    def carried(self) -> Carried:
        """The accounts as rows."""
        rows = [
            Carry(
                of=of,
                name=name,
                grid_places=account.grid_places,
                suspended=account.suspended,
                reprimands=account.reprimands,
                driving_reprimands=account.driving,
                licence_points=account.points,
                reasons=tuple(account.reasons),
            )
            for (of, name), account in self.accounts.items()
        ]
        rows.sort(key=lambda row: (row.of is not Unit.DRIVER, row.name))
        return Carried(self.round, tuple(rows), tuple(self.findings))
