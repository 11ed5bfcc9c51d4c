"""Part `races`: the engine against an independent scorer, on sessions in which every read is what it seems.

The rulebook gives the minimum lap, so what is a lap is beyond doubt, and every value of every row has to be the
reference's: to the microsecond, on all seeds. One thing the reference takes from the engine: which reads it has
told to be most likely no crossing (`lap-under-minimum`). A lap that touches one is nobody's best (findings.md).
That no lap under the minimum is without the finding is checked here, and that nothing is said of reads where no
lap is under the minimum.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import polars as pl

from campaign import as_files
from campaign.engine import as_reference, decision_of
from campaign.known import explained
from parcferme.classification import Classification, classify
from parcferme.entries import Entries, Entry
from parcferme.records import CarState, CarStatus, Event, Flag, FlagValue, Log, SessionEnd, SessionStart
from parcferme.regulations import (
    ClassifiedRules,
    EarlyFlag,
    FastestLapRules,
    FlagRules,
    LateFlag,
    Of,
    PenaltyRules,
    Rounding,
    Rulebook,
    SessionRules,
    TimingRules,
)
from parcferme.times import Duration
from parcferme.timing import measure
from reference import races, scorer

Race = tuple[list[dict[str, Any]], dict[str, Any], list[dict[str, Any]], dict[str, str]]


def log_of(rows: list[dict[str, Any]]) -> Log:
    passings = [row for row in rows if row["kind"] == "passing"]
    frame = pl.DataFrame(
        {
            "at": [row["at"] for row in passings],
            "loop": [row["loop"] for row in passings],
            "car": [row["car"] for row in passings],
        },
        schema={"at": pl.Int64, "loop": pl.String, "car": pl.String},
    )
    return Log.of(frame, [event_of(row) for row in rows if row["kind"] != "passing"])


def event_of(row: dict[str, Any]) -> Event:
    if row["kind"] == "flag":
        return Flag(at=row["at"], value=FlagValue(row["value"]))
    if row["kind"] == "session":
        return SessionStart(at=row["at"]) if row["value"] == "start" else SessionEnd(at=row["at"])
    return CarStatus(at=row["at"], car=row["car"], state=CarState(row["value"].split(":")[0]))


def rulebook_of(rules: dict[str, Any]) -> Rulebook:
    end = rules["end"] or {}
    kind = rules["kind"]
    asked = rules["classified"]
    length = end.get("length", end.get("total_cap"))
    session = SessionRules(
        length=None if length is None else Duration(length),
        plus_laps=end.get("laps", 0) if end.get("kind") == "time-plus-laps" else 0,
        laps=end.get("laps") if end.get("kind") in ("distance", "time-or-distance") else None,
        each_car=kind != "race",
        flag=FlagRules(
            tolerance=rules["tolerance"],
            late=LateFlag(rules["late"]),
            early=EarlyFlag.AS_SHOWN if rules["early"] == "as-shown" else EarlyFlag.LAST_CROSSING_OF_LEADER,
            in_pit_lane=rules["flag_in_pit"],
            crossings_count_for=rules["after_flag"],
        ),
        classified=ClassifiedRules(
            flag=asked["flag"],
            share=None if asked["share"] is None else Fraction(*asked["share"]),
            of=Of(asked["of"]),
            rounding=Rounding(asked["rounding"]),
        ),
        fastest_lap=FastestLapRules(first_lap=rules["first_lap_fastest"] or kind != "race"),
        penalties=PenaltyRules(
            drive_through=rules["conversions"].get("drive-through"),
            stop_and_go=rules["conversions"].get("stop-and-go"),
        ),
    )
    timing = TimingRules(
        resolution=rules["resolution"], double_read=rules["double_read"], minimum_lap=rules["minimum_lap"]
    )
    of_kind: dict[str, Any] = {kind: session}
    return Rulebook(timing=timing, **of_kind)


def engine(race: Race, log: Log | None = None) -> Classification:
    rows, rules, decisions, classes = race
    entries = Entries.of(Entry(number, class_) for number, class_ in classes.items())
    timing = measure(log or log_of(rows), rulebook_of(rules), entries, kind=rules["kind"])
    ruled = [decision_of({**one, "document": str(number)}) for number, one in enumerate(decisions, 1)]
    return classify(timing, ruled)


Laps = dict[str, list[tuple[int | None, int]]]


def play(seed: int) -> list[str]:
    race = races.generate(seed)
    return explained("races", race, list(differences(race)))


def show(seed: int) -> str:
    rows, rules, decisions, classes = races.generate(seed)
    rows = sorted(rows, key=lambda row: (row["at"], row["kind"]))
    dated = min(row["at"] for row in rows) > 10**15
    return f"{as_files.log_text(rows, dated)}\n{rules}\n{decisions}\n{classes}"


def differences(race: Race) -> Iterator[str]:
    rows, rules, _, classes = race
    result = engine(race)
    ours = {row["number"]: row for row in as_reference(result)}
    laps = scorer.laps_of(rows, rules, classes)
    doubted, said = in_doubt(rows, rules, laps, result)
    yield from said
    theirs = {row["number"]: row for row in scorer.score(*race, none_best=doubted)}
    if set(theirs) != set(ours):
        yield f"cars: reference {sorted(theirs)}, engine {sorted(ours)}"
    for number in sorted(set(theirs) & set(ours)):
        for key, mine in ours[number].items():
            if key == "time" and rules["kind"] != "race":
                continue  # a race time is for races
            if mine != theirs[number][key]:
                yield f"#{number} {key}: reference {theirs[number][key]}, engine {mine}"


def in_doubt(
    rows: list[dict[str, Any]], rules: dict[str, Any], laps: Laps, result: Classification
) -> tuple[dict[str, set[int]], list[str]]:
    """Per car the numbers of the laps that touch a read said to be none, and what is wrong with saying so."""
    short = {
        (car, lap)
        for car, mine in laps.items()
        for lap, (began, ended) in enumerate(mine, 1)
        if began is not None and ended - began < rules["minimum_lap"]
    }
    found: dict[str, set[int]] = {}
    covered, wrong, later = set(), [], []
    for finding in result.findings:
        if finding.code not in ("lap-under-minimum", "lap-into-lane"):
            continue
        car, lap, values = finding.where.car or "", finding.where.lap or 0, finding.values
        covered.add((car, lap))
        if values["lap_us"] >= values["minimum_us"]:
            wrong.append(f"#{car} lap {lap} is told to be under the minimum with a time that is not")
        reads = [values["at"]] if "at" in values else []
        touching = {n for n, span in enumerate(laps[car], 1) if set(reads) & set(span)}
        if touching and not any((car, n) in short for n in touching):
            later.append(f"#{car} lap {lap}: a read at no lap under the minimum is said to be none")
            if values["lap_us"] < values["minimum_us"]:
                continue  # odd only once another read is voided: the lap is not counted as things are
        found.setdefault(car, set()).update(touching)
        covered |= {(car, n) for n in touching}
    if not short:  # what is odd only after a first repair needs a first one
        wrong += later
    wrong += [f"#{car} lap {lap} is under the minimum and not told" for car, lap in sorted(short - covered)]
    return found, wrong


def places(race: Race) -> list[dict[str, Any]]:
    """The result without the sequence numbers that its reasons name, which do depend on the order of arrival."""
    return as_reference(engine(race))
