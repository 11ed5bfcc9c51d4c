"""The compulsory stop: who made it inside the window, for long enough, by how much, and what to propose where not."""

from __future__ import annotations

import enum
from collections.abc import Mapping

import msgspec
import polars as pl

from parcferme.findings import Finding, Where, info, warning
from parcferme.records import Decision, FlagValue, Matter, Penalty
from parcferme.regulations import Cite, CompulsoryStop, WindowClock, WindowUnder
from parcferme.times import SECOND, Duration
from parcferme.timing.pace import NEVER
from parcferme.timing.periods import Period
from parcferme.timing.stops import Stop

# Rulings that can close the matter of a stop; the others (a deleted lap, places on the grid …) never speak of one.
RULINGS = (
    Penalty.STOP_AND_GO, Penalty.DRIVE_THROUGH, Penalty.TIME, Penalty.LAPS, Penalty.DISQUALIFIED, Penalty.REPRIMAND,
    Penalty.FINE, Penalty.NO_FURTHER_ACTION,
)  # fmt: skip


class StopVerdict(enum.StrEnum):
    """What became of a car's compulsory stop. `unknown`: its entry or length was not seen. `not-due`: the car was out
    before the window closed. `open`: the session is under way and the car can still make its stop, or is making it.
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
# Of several stops the one that counts for most; one of which too little was seen could have been right.
_BEST_FIRST = (
    StopVerdict.MET,
    StopVerdict.UNKNOWN,
    StopVerdict.TOO_SHORT,
    StopVerdict.TOO_EARLY,
    StopVerdict.TOO_LATE,
)
_OUTSIDE = (StopVerdict.TOO_EARLY, StopVerdict.TOO_LATE)


class Window(msgspec.Struct, frozen=True):
    """The window in instants (µs), both ends inside."""

    opens: int
    closes: int


class Judged(msgspec.Struct, frozen=True):
    """One car's verdict. Times in µs: `entry` since the session's start, `duration` in the lane, `margin` over the
    minimum (negative: short), `window_margin` to the nearer end of the window (negative: outside). `opens`, `closes`:
    the window as it was, since the session's start. `minimum`: the least length for this car, with its success seconds.
    """

    car: int
    verdict: StopVerdict
    entry: int | None = None
    duration: int | None = None
    margin: int | None = None
    window_margin: int | None = None
    opens: int | None = None
    closes: int | None = None
    minimum: int | None = None


def window(rule: CompulsoryStop, start: int, shown: tuple[Period, ...]) -> Window:
    """The window of a session: counted from the start or the first green, moved by neutralisations as the rule says."""
    base = start
    if rule.clock is WindowClock.FIRST_GREEN:
        base = next((p.start for p in shown if p.value is FlagValue.GREEN and p.start >= start), start)
    opens, closes = base + rule.opens, base + rule.closes
    for period in shown:
        under = {FlagValue.RED: rule.red, FlagValue.SAFETY_CAR: rule.safety_car}.get(period.value)
        if under is None or under is WindowUnder.UNCHANGED or period.start >= closes:
            continue
        end = NEVER if period.end is None else period.end
        if under is WindowUnder.STOPS_CLOCK:
            stood = max(0, end - max(period.start, base))
            opens += stood if period.start < opens else 0
            closes += stood
        else:
            closes += max(0, min(end, closes) - max(period.start, opens))
    return Window(opens, closes)


def judge(
    rule: CompulsoryStop,
    when: Window,
    start: int,
    made: list[Stop],
    last_seen: dict[int, int],
    now: int | None,
    longer: Mapping[int, int] | None = None,
) -> list[Judged]:
    """A verdict for every car in `last_seen` (car code to the instant of its last crossing). `now`: the instant up to
    which the session is known, None where it is over. `longer`: by how much (µs) a car has to stop longer than others.

    While the window is open nobody is at fault: a car can still come in. Then the verdict is open, with the figures
    of the best stop so far.
    """
    return [
        _judge_car(
            _for_car(rule, car, longer or {}),
            when,
            start,
            car,
            [stop for stop in made if stop.car == car],
            seen,
            now,
        )
        for car, seen in sorted(last_seen.items())
    ]


def _for_car(rule: CompulsoryStop, car: int, longer: Mapping[int, int]) -> CompulsoryStop:
    """The rule as it holds for one car."""
    more = longer.get(car, 0)
    return msgspec.structs.replace(rule, minimum=Duration(rule.minimum + more)) if more else rule


def _judge_car(
    rule: CompulsoryStop,
    when: Window,
    start: int,
    car: int,
    made: list[Stop],
    last_seen: int,
    now: int | None,
) -> Judged:
    """The verdict on the stop that decides: the best one, or the last of as many as the rule asks for."""
    judged = sorted(
        (_judge_stop(rule, when, start, stop) for stop in made if _could_count(stop, when)), key=_rank
    )
    enough = len(judged) >= rule.count
    verdict = judged[rule.count - 1].verdict if enough else StopVerdict.NOT_MADE
    if verdict is not StopVerdict.MET and _undecided(rule, when, made, last_seen, now):
        verdict = StopVerdict.OPEN
    elif verdict is not StopVerdict.MET and last_seen < when.closes:
        verdict = StopVerdict.NOT_DUE
    opens, closes = when.opens - start, when.closes - start
    if not judged:
        return Judged(car, verdict, opens=opens, closes=closes, minimum=rule.minimum)
    last = judged[min(rule.count, len(judged)) - 1]
    return msgspec.structs.replace(last, verdict=verdict, opens=opens, closes=closes, minimum=rule.minimum)


def _undecided(rule: CompulsoryStop, when: Window, made: list[Stop], last_seen: int, now: int | None) -> bool:
    """Whether the car can still make its stop, or is making it: in a session under way, until the first crossing after
    the window has closed; a car whose exit is not seen yet is in the lane as long as no lap shows that it left.
    """
    if now is None:
        return False
    in_the_lane = any(
        stop.entry is not None and stop.exit is None and last_seen < stop.entry + rule.minimum
        for stop in made
    )
    return now <= when.closes or last_seen < when.closes or in_the_lane


def _could_count(stop: Stop, when: Window) -> bool:
    """Whether a visit is a stop at all: not the first drive out of the lane. Of one whose entry was missed, the exit
    tells: after the window opened, it may have been the compulsory one.
    """
    return stop.in_lap is not None or (stop.exit is not None and stop.exit >= when.opens)


def _rank(one: Judged) -> tuple[int, int]:
    """Better stops first: by verdict; of two outside the window the nearer one, of two inside it the longer one."""
    nearness = (one.window_margin if one.verdict in _OUTSIDE else one.margin) or 0
    order = StopVerdict.TOO_EARLY if one.verdict in _OUTSIDE else one.verdict
    return _BEST_FIRST.index(order), -nearness


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
    stewards have already ruled on the stop, the finding says so and proposes nothing. A ruling that could be the answer
    and does not say what it settles is named beside the proposal.
    """
    found: list[Finding] = []
    for one in judged:
        if one.verdict is not StopVerdict.UNKNOWN and one.verdict not in AT_FAULT:
            continue
        car = cars[one.car]
        where = Where(car=car)
        code = f"compulsory-stop-{one.verdict.value}"
        values = {
            "entry_us": one.entry,
            "duration_us": one.duration,
            "minimum_us": rule.minimum if one.minimum is None else one.minimum,
            "margin_us": one.margin,
            "window_margin_us": one.window_margin,
            "opens_us": rule.opens if one.opens is None else one.opens,
            "closes_us": rule.closes if one.closes is None else one.closes,
            "article": cite.article,
            "source": cite.source,
        }
        values = {key: value for key, value in values.items() if value is not None}
        mine = [ruling for ruling in decisions if ruling.car == car and ruling.penalty in RULINGS]
        ruling = next((one for one in mine if _settles(one, cite)), None)
        unsaid = next((one for one in mine if _says_nothing(one, cite)), None)
        if one.verdict is StopVerdict.UNKNOWN:
            found.append(info(code, where, **values))
        elif ruling is not None:
            ruled = {"decided": ruling.penalty.value, "decision": ruling.seq or None}
            found.append(info(code, where, **values, **ruled))
        else:
            beside = (
                {} if unsaid is None else {"unsaid": unsaid.penalty.value, "decision": unsaid.seq or None}
            )
            finding = warning(code, where, **values, **beside)
            found.append(finding.proposing(**_sanction(one, rule, cite, car, over)))
    return found


def _settles(decision: Decision, cite: Cite) -> bool:
    """Whether a decision is the stewards' answer to a stop: it says so, else it cites the article of the stop."""
    if decision.settles is not None:
        return decision.settles is Matter.COMPULSORY_STOP
    return bool(cite.article) and decision.article == cite.article


def _says_nothing(decision: Decision, cite: Cite) -> bool:
    """Whether nothing tells what a decision is about. Its reason is free text, which decides nothing: "despite the
    warning" holds a pit, and "stop-and-go for a collision" a stop.
    """
    return decision.settles is None and not (cite.article and decision.article)


def _sanction(one: Judged, rule: CompulsoryStop, cite: Cite, car: str, over: bool) -> dict[str, object]:
    """The decision that the rulebook provides for, as a ready record.

    What a stop lacks is counted of the minimum; one outside the window counts as none, so it lacks all of it.
    """
    record: dict[str, object] = {"kind": "decision", "car": car}
    if over and rule.shortfall_added:
        whole = rule.minimum if one.minimum is None else one.minimum
        short = -(one.margin or 0) if one.verdict is StopVerdict.TOO_SHORT else whole
        record |= {"penalty": Penalty.TIME.value, "seconds": _seconds(short)}
    elif rule.sanction == Penalty.STOP_AND_GO.value:
        record |= {"penalty": Penalty.STOP_AND_GO.value, "seconds": _seconds(rule.stop_and_go)}
    else:
        record |= {"penalty": rule.sanction}
    record["reason"] = f"compulsory stop {one.verdict.value}"
    record["settles"] = Matter.COMPULSORY_STOP.value
    if cite.article:
        record["article"] = cite.article
    return record


def _seconds(us: int) -> int | float:
    """Seconds as a JSON number: whole where they are, else of up to six decimals, which its text keeps exactly."""
    return us // SECOND if us % SECOND == 0 else us / SECOND


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
