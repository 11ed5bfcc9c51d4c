"""The rules that placed a car, with the article or source of each, and how far it is from its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from parcferme.classification import Classification, Reason, Row
from parcferme.records import Result
from parcferme.regulations import SessionKind
from parcferme.timing import Timing


def placed_by(result: Classification, row: Row) -> tuple[Reason, ...]:
    """What placed a car, as reasons of the catalogue's section `rule`: the order, who is classified, its neighbours."""
    timing = result.timing
    stated = any(isinstance(event, Result) and event.car == row.number for event in timing.log.events)
    order = _order(timing) if not stated or timing.laps_.lap.size else Reason("stated-order")
    found = [order]
    if timing.kind is SessionKind.RACE and timing.flag.at is not None:
        found += _classified(timing)
    if row.position is None:
        return (*found, Reason("no-place"))
    return (*found, *_neighbours(result, row))


def _order(timing: Timing) -> Reason:
    """The order of the session."""
    if timing.kind is SessionKind.RACE:
        code = "race-order" if timing.flag.at is not None else "race-order-moment"
        return Reason(code, _cited(timing, f"{timing.kind.value}"))
    path = f"{timing.kind.value}.order.by"
    return Reason(timing.rules.order.by.value, _cited(timing, path))


def _classified(timing: Timing) -> Iterator[Reason]:
    """What a car needs to be classified under this rulebook."""
    rules, path = timing.rules.classified, f"{timing.kind.value}.classified"
    if rules.flag:
        yield Reason("classified-flag", _cited(timing, f"{path}.flag"))
    if rules.share is not None:
        values: dict[str, Any] = {"share": percent(rules.share), "of": rules.of.value}
        yield Reason("classified-share", values | _cited(timing, f"{path}.share"))
    if rules.running is not None:
        values = {"share": percent(rules.running.share), "when": percent(rules.running.at)}
        yield Reason("classified-running", values | _cited(timing, f"{path}.running"))
    if not rules.flag and rules.share is None:
        yield Reason("classified-lap", _cited(timing, path))


def percent(share: Fraction) -> str:
    """A share as people write it: `70 %`, where it is none of hundredths `2/3`."""
    hundredths = share * 100
    return f"{hundredths.numerator} %" if hundredths.denominator == 1 else str(share)


def _cited(timing: Timing, path: str) -> dict[str, str]:
    """Where the value comes from, as far as it is known."""
    cite = timing.rulebook.cite(path)
    values = {"article": cite.article, "source": cite.source}
    return {name: text for name, text in values.items() if text}


def _neighbours(result: Classification, row: Row) -> Iterator[Reason]:
    """By how much the car is behind the one ahead of it, and ahead of the one behind it."""
    placed = [one for one in result.rows if one.position is not None]
    index = placed.index(row)
    if index and (row.interval is not None or row.interval_laps is not None):
        yield _apart("behind", row, placed[index - 1].number)
    if index + 1 < len(placed):
        behind = placed[index + 1]
        if behind.interval is not None or behind.interval_laps is not None:
            yield _apart("ahead", behind, behind.number)


def _apart(side: str, row: Row, other: str) -> Reason:
    if row.interval_laps is not None:
        return Reason(f"{side}-laps", {"laps": row.interval_laps, "other": other})
    return Reason(f"{side}-time", {"apart_us": row.interval, "other": other})
