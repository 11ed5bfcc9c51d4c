"""The compulsory stop: who made it inside the window, for long enough, by how much, and what to propose where not."""

from __future__ import annotations

import enum
from decimal import Decimal

import msgspec
import polars as pl

from parcferme.findings import Finding, Where, info, warning
from parcferme.records import Decision, FlagValue, Penalty
from parcferme.regulations import Cite, CompulsoryStop, WindowClock, WindowUnder
from parcferme.timing.flags import Period
from parcferme.timing.stops import Stop

SANCTIONS = (Penalty.STOP_AND_GO, Penalty.DRIVE_THROUGH, Penalty.TIME, Penalty.DISQUALIFIED)


class StopVerdict(enum.StrEnum):
    """What became of a car's compulsory stop. `unknown`: its entry or length was not seen. `not-due`: the car was out
    before the window closed. `open`: the session has not reached the end of the window.
    """

    MET = "met"
    TOO_SHORT = "too-short"
    TOO_EARLY = "too-early"
    TOO_LATE = "too-late"
    NOT_MADE = "not-made"
    UNKNOWN = "unknown"
    NOT_DUE = "not-due"
    OPEN = "open"


AT_FAULT = (StopVerdict.TOO_SHORT, StopVerdict.TOO_EARLY, StopVerdict.TOO_LATE, StopVerdict.NOT_MADE)


class Window(msgspec.Struct, frozen=True):
    """The window in instants (µs), both ends inside."""

    opens: int
    closes: int


class Judged(msgspec.Struct, frozen=True):
    """One car's verdict. Times in µs: `entry` since the session's start, `duration` in the lane, `margin` over the
    minimum (negative: short), `window_margin` to the nearer end of the window (negative: outside).
    """

    car: int
    verdict: StopVerdict
    entry: int | None = None
    duration: int | None = None
    margin: int | None = None
    window_margin: int | None = None


def window(rule: CompulsoryStop, start: int, shown: tuple[Period, ...]) -> Window:
    """The window of a session: counted from the start or the first green, moved by neutralisations as the rule says."""
    base = start
    if rule.clock is WindowClock.FIRST_GREEN:
        base = next((p.start for p in shown if p.value is FlagValue.GREEN and p.start >= start), start)
    opens, closes = base + rule.opens, base + rule.closes
    for period in shown:
        under = {FlagValue.RED: rule.red, FlagValue.SAFETY_CAR: rule.safety_car}.get(period.value)
        if under is None or under is WindowUnder.UNCHANGED or period.end is None:
            continue
        if under is WindowUnder.STOPS_CLOCK and period.start < closes:
            stood = period.end - max(period.start, base)
            opens += stood if period.start < opens else 0
            closes += stood
        elif under is WindowUnder.EXTENDS:
            closes += max(0, min(period.end, closes) - max(period.start, opens))
    return Window(opens, closes)


def judge(
    rule: CompulsoryStop, when: Window, start: int, made: list[Stop], last_seen: dict[int, int], now: int | None
) -> list[Judged]:
    """A verdict for every car in `last_seen` (car code to the instant of its last crossing). `now`: the instant up to
    which the session is known, None where it is over.
    """
    return [
        _judge_car(rule, when, start, car, [stop for stop in made if stop.car == car], seen, now)
        for car, seen in sorted(last_seen.items())
    ]


def _judge_car(
    rule: CompulsoryStop,
    when: Window,
    start: int,
    car: int,
    made: list[Stop],
    last_seen: int,
    now: int | None,
) -> Judged:
    judged = [_judge_stop(rule, when, start, stop) for stop in made if stop.in_lap is not None]
    order = list(StopVerdict)
    if judged:
        return min(judged, key=lambda one: (order.index(one.verdict), -(one.margin or 0)))
    if now is not None and now <= when.closes:
        return Judged(car, StopVerdict.OPEN)
    return Judged(car, StopVerdict.NOT_DUE if last_seen < when.closes else StopVerdict.NOT_MADE)


def _judge_stop(rule: CompulsoryStop, when: Window, start: int, stop: Stop) -> Judged:
    margin = None if stop.duration is None else stop.duration - rule.minimum
    entry = None if stop.entry is None else stop.entry - start
    inside = None if stop.entry is None else min(stop.entry - when.opens, when.closes - stop.entry)
    verdict = StopVerdict.MET
    if inside is not None and inside < 0:
        early = stop.entry is not None and stop.entry < when.opens
        verdict = StopVerdict.TOO_EARLY if early else StopVerdict.TOO_LATE
    elif margin is not None and margin < 0:
        verdict = StopVerdict.TOO_SHORT
    elif inside is None or margin is None:
        verdict = StopVerdict.UNKNOWN
    return Judged(stop.car, verdict, entry, stop.duration, margin, inside)


def stop_findings(
    judged: list[Judged],
    rule: CompulsoryStop,
    cite: Cite,
    cars: tuple[str, ...],
    decisions: list[Decision],
    over: bool,
) -> list[Finding]:
    """A finding for each car at fault, with the decision to take as a ready record; never taken here.

    While the session runs the rulebook's stop-and-go is proposed, after it (`over`) the shortfall as time. Where the
    stewards have already ruled on the car, the finding says so and proposes nothing.
    """
    found: list[Finding] = []
    ruled = {decision.car: decision for decision in decisions if decision.penalty in SANCTIONS}
    for one in judged:
        where = Where(car=cars[one.car])
        values = {
            "entry_us": one.entry,
            "duration_us": one.duration,
            "minimum_us": rule.minimum,
            "margin_us": one.margin,
            "window_margin_us": one.window_margin,
            "opens_us": rule.opens,
            "closes_us": rule.closes,
            "article": cite.article,
            "source": cite.source,
        }
        values = {key: value for key, value in values.items() if value is not None}
        if one.verdict is StopVerdict.UNKNOWN:
            found.append(info("compulsory-stop-unknown", where, **values))
        if one.verdict not in AT_FAULT:
            continue
        decision = ruled.get(cars[one.car])
        if decision is not None:
            found.append(
                info(
                    f"compulsory-stop-{one.verdict.value}",
                    where,
                    **values,
                    decided=decision.penalty.value,
                    decision=decision.seq,
                )
            )
            continue
        finding = warning(f"compulsory-stop-{one.verdict.value}", where, **values)
        found.append(finding.proposing(**_sanction(one, rule, cite, cars[one.car], over)))
    return found


def _sanction(one: Judged, rule: CompulsoryStop, cite: Cite, car: str, over: bool) -> dict[str, object]:
    """The decision that the rulebook provides for, as a ready record."""
    record: dict[str, object] = {"kind": "decision", "car": car}
    if over and rule.shortfall_added and one.verdict is StopVerdict.TOO_SHORT:
        shortfall = Decimal(-(one.margin or 0)) / 1_000_000
        record |= {"penalty": Penalty.TIME.value, "seconds": float(shortfall)}
    elif rule.sanction == Penalty.STOP_AND_GO.value:
        record |= {"penalty": Penalty.STOP_AND_GO.value, "seconds": rule.stop_and_go / 1_000_000}
    else:
        record |= {"penalty": rule.sanction}
    record["reason"] = f"compulsory stop {one.verdict.value}"
    if cite.article:
        record["article"] = cite.article
    return record


def verdicts_frame(judged: list[Judged], cars: pl.Enum) -> pl.DataFrame:
    """Verdicts as a frame: car, verdict, entry_us, duration_us, margin_us, window_margin_us."""
    return pl.DataFrame(
        {
            "car": pl.Series([one.car for one in judged], dtype=pl.UInt32).cat.to(cars),
            "verdict": pl.Series([one.verdict.value for one in judged], dtype=pl.String),
            "entry_us": pl.Series([one.entry for one in judged], dtype=pl.Int64),
            "duration_us": pl.Series([one.duration for one in judged], dtype=pl.Int64),
            "margin_us": pl.Series([one.margin for one in judged], dtype=pl.Int64),
            "window_margin_us": pl.Series([one.window_margin for one in judged], dtype=pl.Int64),
        }
    )
