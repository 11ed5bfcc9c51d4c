"""What was ruled beside a season's results: which sessions and tables it touches, since when, and whom it means."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import msgspec

from parcferme.championship.ledger import AT_THE_END
from parcferme.championship.tables import Column, Planned, is_in_a_session
from parcferme.championship.whom import Entered, Whom, whom
from parcferme.championship.worth import is_round
from parcferme.classification import SessionResult
from parcferme.regulations import Adjustment, AdjustmentKind, Rulebook, TableRules

_Table = tuple[str, str | None, str | None]


class Rulings:
    """The rulings of a season, in the order in which they are written. Whom cars mean is worked out once a table."""

    def __init__(
        self,
        ones: Sequence[Adjustment],
        rulebook: Rulebook,
        results: Sequence[SessionResult],
        planned: Sequence[Planned],
        entered: Entered,
        calendar: Collection[int],
    ) -> None:
        self.ones = tuple(ones)
        self.results, self.planned, self.entered, self.calendar = results, planned, entered, calendar
        self.of_rulebook = {id(one) for one in self.ones if _is_known(one, rulebook)}
        self._meant: dict[tuple[int, _Table], tuple[Adjustment, Whom]] = {}

    def in_session(self, table: TableRules, result: SessionResult) -> list[Adjustment]:
        """What is known of a session beside its result, as far as it touches a table."""
        return [
            one
            for one in self.ones
            if is_of_a_session(one)
            and (not one.tables or table.name in one.tables)
            and (one.round is None or is_round(result, (one.round,)))
            and one.session in (None, result.session, result.kind)
        ]

    def in_table(self, table: TableRules) -> Iterator[Adjustment]:
        """Deductions, additions, exclusions and orders of this table, and of no single session or result of it."""
        for one in self.ones:
            whole = not is_of_a_session(one) and not one.of_result
            if whole and (not one.tables or table.name in one.tables):
                yield one

    def from_columns(self, table: TableRules, columns: Sequence[Column]) -> list[tuple[int, Adjustment]]:
        """Those of a table that have come into force, each with the column from which it counts, and with the names
        its cars mean there.
        """
        found = []
        for one in self.in_table(table):
            start = starts_at(one, columns)
            if start is not None:
                found.append((start, self.meant(one, table)))
        return found

    def meant(self, one: Adjustment, table: TableRules) -> Adjustment:
        """A ruling with the names of this table that its cars mean."""
        return one if not one.cars else self._of_cars(one, table)[0]

    def spared(self, one: Adjustment, table: TableRules) -> tuple[str, ...]:
        """Teams and makes that a ruling on cars leaves in this table."""
        return self._of_cars(one, table)[1].spared

    def guesses(self, one: Adjustment) -> list[Whom]:
        """Whom a ruling on cars was found to mean, table by table, as far as anybody has asked."""
        return [meant for (ruled, _), (_, meant) in self._meant.items() if ruled == id(one)]

    def is_to_come(self, one: Adjustment) -> bool:
        """Whether a ruling is of a round that has not been run yet: one of the calendar, or one of which the rulebook
        knows.
        """
        if any(one.round in (str(coming.round), coming.event) for coming in self.planned):
            return True
        number, last = one.round or "", max((result.round for result in self.results), default=0)
        beyond = number.isdecimal() and int(number) > last
        return beyond and (id(one) in self.of_rulebook or int(number) in self.calendar)

    def _of_cars(self, one: Adjustment, table: TableRules) -> tuple[Adjustment, Whom]:
        key = id(one), (table.name, table.class_, table.group)
        if key not in self._meant:
            found = whom(one, table, self.results, self.entered)
            self._meant[key] = msgspec.structs.replace(one, names=found.names), found
        return self._meant[key]


def is_of_a_session(one: Adjustment) -> bool:
    """Whether a ruling speaks of sessions: an exclusion does where it names one, else it is from the table."""
    return is_in_a_session(one.kind) or (one.kind is AdjustmentKind.EXCLUSION and bool(one.session))


def starts_at(one: Adjustment, columns: Sequence[Column]) -> int | None:
    """The column from which a ruling counts; None where its round has not been held."""
    if one.round == "final":
        return AT_THE_END
    of_round = (
        at for at, column in enumerate(columns) if one.round in (None, str(column.round), column.event)
    )
    return next(of_round, None if columns else 0)


def _is_known(one: Adjustment, rulebook: Rulebook) -> bool:
    return any(one in facts.adjustment for facts in rulebook.season.values())
