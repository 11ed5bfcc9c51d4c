"""The table of a ledger after so many columns: every row with its place, its points and the reasons for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache

from parcferme.championship.ledger import Ledger
from parcferme.championship.ranking import Ranking
from parcferme.championship.tables import Standing, Table
from parcferme.classification import Reason
from parcferme.regulations import Wins


class RankedLedger(Ledger):
    """A ledger that says who stands where after any number of its columns; each ranking is worked out once."""

    @cached_property
    def ranked(self) -> Callable[..., Ranking]:
        """Everybody's points and place after so many columns; `final`: with what was ruled after the last round."""
        return lru_cache(maxsize=None)(self._ranked)

    def _ranked(self, held: int, final: bool = False) -> Ranking:
        return Ranking(self, held, final)

    def table(self, held: int, before: int | None, *, final: bool = False) -> Table:
        """The table after so many columns; `before`: how many there were after the round before; `final`: with what was
        ruled after the last round.
        """
        ranking = self.ranked(held, final)
        previous = self.ranked(before, False).places if before else {}
        rows = tuple(self._row(ranking, unit, previous) for unit in ranking.order)
        return Table(
            name=self.rules.name,
            unit=self.rules.unit,
            class_=self.rules.class_,
            group=self.rules.group,
            sessions=tuple(self.columns[:held]),
            rows=rows + tuple(ranking.excluded),
            fewest=self.rules.wins is Wins.FEWEST,
        )

    def _row(self, ranking: Ranking, unit: int, previous: dict[int, int | None]) -> Standing:
        held = ranking.held
        by_session = tuple(self.cells[unit][:held])
        reasons = ranking.reasons.get(unit, [])
        dropped: tuple[int, ...] = ()
        if not ranking.all_count:
            counts = ranking.counts[unit].tolist()
            dropped = tuple(at for at in range(held) if by_session[at] is not None and not counts[at])
            if dropped:
                reasons = [Reason("results-dropped", {"count": len(dropped)}), *reasons]
        if (unit, ranking.fresh.get(unit)) in self.resets:
            where = self.columns[ranking.fresh[unit]]
            reasons = [
                Reason("points-left-behind", {"round": where.round, "session": where.session}),
                *reasons,
            ]
        cars, drivers, team = self._who(unit, held)
        said = self.said[unit]
        return Standing(
            position=ranking.places.get(unit),
            name=self.names[unit],
            points=self.exact(ranking.net[unit]),
            gross_points=self.exact(ranking.gross[unit]),
            by_session=by_session,
            dropped=dropped,
            reasons=(*reasons, *(reason for at, reason in said if at < held)) if said else tuple(reasons),
            previous=previous.get(unit),
            cars=cars,
            drivers=drivers,
            team=team,
        )

    def _who(self, unit: int, held: int) -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
        """The cars, drivers and team that go with a name, last first."""
        lines = [line for at, line in self.who[unit] if at < held]
        if len(lines) == 1:
            return (lines[0].car,), lines[0].drivers, lines[0].team
        cars: dict[str, None] = {}
        drivers: dict[str, None] = {}
        for line in reversed(lines):
            cars[line.car] = None
            drivers |= dict.fromkeys(line.drivers)
        team = next((line.team for line in reversed(lines) if line.team), None)
        return tuple(cars), tuple(drivers), team
