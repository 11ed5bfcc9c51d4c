"""A car's story: every lap and stop, every ruling, the rule that placed it, and the record behind each."""

from __future__ import annotations

import msgspec

from parcferme.classification import Reason, Row, ideal_lap
from parcferme.documents.placing import placed_by
from parcferme.documents.scored import Scored
from parcferme.findings import Finding, WrongCall
from parcferme.records import Decision
from parcferme.regulations import Cite, CompulsoryStop
from parcferme.times import Duration
from parcferme.timing import Timing


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where something is written: the number of its record, the file and the line it was read from."""

    seq: int | None = None
    file: str | None = None
    line: int | None = None


class StoryLap(msgspec.Struct, frozen=True):
    """One counted lap. Times in µs; `elapsed` is session time at its end, `at` the instant. None is unknown.

    `sectors` are in order, the last one ends at the line. `gap` is a time where the leader had as many laps, else
    `gap_laps`; the leader has none. `best`: the car's best; `deleted`: its time does not count.
    """

    lap: int
    time: int
    elapsed: int
    at: int
    sectors: tuple[int | None, ...]
    position: int
    class_position: int
    gap: int | None
    gap_laps: int | None
    in_lap: bool
    out_lap: bool
    neutralised: bool
    took_flag: bool
    best: bool
    deleted: bool
    driver: str | None
    source: Source


class NotALap(msgspec.Struct, frozen=True):
    """A crossing of the line that completed no lap, and why not."""

    at: int
    elapsed: int
    why: str
    source: Source


class StoryStop(msgspec.Struct, frozen=True):
    """One visit to the pit lane; times in µs, `entry` and `exit` in session time. None is unknown."""

    stop: int
    in_lap: int | None
    out_lap: int | None
    entry: int | None
    exit: int | None
    duration: int | None
    sources: tuple[Source, ...]


class StopJudged(msgspec.Struct, frozen=True):
    """The verdict on the compulsory stop, the rule it was judged by, and where that rule stands. Times in µs."""

    verdict: str
    rule: CompulsoryStop
    cite: Cite
    entry: int | None
    duration: int | None
    margin: int | None
    window_margin: int | None


class Stint(msgspec.Struct, frozen=True):
    """Laps in a row by one driver without a stop; `time` in µs."""

    stint: int
    driver: str | None
    from_lap: int
    to_lap: int
    laps: int
    time: int


class Ruling(msgspec.Struct, frozen=True):
    """A decision on the car and where it is written."""

    decision: Decision
    source: Source


class Story(msgspec.Struct, frozen=True):
    """Why a car is where it is. `rules` placed it, `row.reasons` moved it."""

    row: Row
    rules: tuple[Reason, ...]
    laps: tuple[StoryLap, ...]
    not_laps: tuple[NotALap, ...]
    stops: tuple[StoryStop, ...]
    compulsory_stop: StopJudged | None
    stints: tuple[Stint, ...]
    rulings: tuple[Ruling, ...]
    findings: tuple[Finding, ...]
    ideal_lap: int | None


def explain(scored: Scored, number: str) -> Story:
    """The story of one car. Raises `WrongCall` for a number that is not in the session, naming those that are."""
    row = scored.result.row(number)
    if row is None:
        # As people count: 7 before 10.
        numbers = sorted((row.number for row in scored.result.rows), key=lambda text: (len(text), text))
        raise WrongCall(f"no car {number!r} in {scored.name} (cars: {', '.join(numbers) or 'none'})")
    timing = scored.result.timing
    sources = _sources(timing, number)
    return Story(
        row=row,
        rules=placed_by(scored.result, row),
        laps=_laps(scored, row, sources),
        not_laps=_not_laps(timing, number, sources),
        stops=_stops(timing, number, sources),
        compulsory_stop=_verdict(timing, number),
        stints=_stints(timing, number),
        rulings=_rulings(timing, number),
        findings=tuple(finding for finding in scored.findings if finding.where.car == number),
        ideal_lap=ideal_lap(timing, number),
    )


def _sources(timing: Timing, number: str) -> dict[int, Source]:
    """Where each record of the car is written, by sequence number (a passing by transponder alone: its number only)."""
    passings = timing.log.passings
    mine = passings.filter(passings["car"] == number).select("seq", "source", "line")
    found = {seq: Source(seq, source, line) for seq, source, line in mine.iter_rows()}
    return found | {event.seq: Source(event.seq, event.source, event.line) for event in timing.log.events}


def _laps(scored: Scored, row: Row, sources: dict[int, Source]) -> tuple[StoryLap, ...]:
    frame = scored.result.frames.laps.filter(number=row.number)
    known = len(scored.result.timing.split.times)
    sectors = [f"s{at}_us" for at in range(1, known + 1)] if known > 1 else []
    return tuple(
        StoryLap(
            lap=lap["lap"], time=lap["lap_time_us"], elapsed=lap["elapsed_us"], at=lap["at_us"],
            sectors=tuple(lap[name] for name in sectors),
            position=lap["position"], class_position=lap["class_position"], gap=lap["gap_us"],
            gap_laps=lap["gap_laps"], in_lap=lap["in_lap"], out_lap=lap["out_lap"], neutralised=lap["neutralised"],
            took_flag=lap["took_flag"], best=lap["lap"] == row.best_lap_number,
            deleted=lap["deleted"], driver=lap["driver"],
            source=sources.get(lap["seq"], Source(lap["seq"])),
        )
        for lap in frame.iter_rows(named=True)
    )  # fmt: skip


def _not_laps(timing: Timing, number: str, sources: dict[int, Source]) -> tuple[NotALap, ...]:
    frame = timing.crossings_frame
    frame = frame.filter((frame["car"] == number) & (frame["why"] != "counted"))
    return tuple(
        NotALap(one["at"], one["elapsed_us"], one["why"], sources.get(one["seq"], Source(one["seq"])))
        for one in frame.iter_rows(named=True)
    )


def _stops(timing: Timing, number: str, sources: dict[int, Source]) -> tuple[StoryStop, ...]:
    code = timing.cars.index(number)
    made = [stop for stop in timing.made_stops if stop.car == code]

    def since(at: int | None) -> int | None:
        return None if at is None else at - timing.start

    return tuple(
        StoryStop(
            count, stop.in_lap, stop.out_lap, since(stop.entry), since(stop.exit), stop.duration,
            tuple(sources.get(seq, Source(seq)) for seq in stop.seqs),
        )
        for count, stop in enumerate(made, 1)
    )  # fmt: skip


def _verdict(timing: Timing, number: str) -> StopJudged | None:
    rule = timing.rules.compulsory_stop
    code = timing.cars.index(number)
    judged = next((one for one in timing.verdicts if one.car == code), None)
    if rule is None or judged is None:
        return None
    cite = timing.rulebook.cite(f"{timing.kind.value}.compulsory-stop.minimum")
    return StopJudged(
        judged.verdict.value,
        rule if judged.minimum is None else msgspec.structs.replace(rule, minimum=Duration(judged.minimum)),
        cite,
        judged.entry,
        judged.duration,
        judged.margin,
        judged.window_margin,
    )


def _stints(timing: Timing, number: str) -> tuple[Stint, ...]:
    frame = timing.stints.filter(timing.stints["car"] == number)
    return tuple(
        Stint(
            one["stint"], timing.driver_name(number, one["driver"]), one["from_lap"], one["to_lap"], one["laps"],
            one["time_us"],
        )
        for one in frame.iter_rows(named=True)
    )  # fmt: skip


def _rulings(timing: Timing, number: str) -> tuple[Ruling, ...]:
    """The decisions on the car, those in the log first, whether or not they could be carried out."""
    return tuple(
        Ruling(decision, Source(decision.seq or None, decision.source, decision.line))
        for decision in timing.decisions
        if decision.car == number
    )
