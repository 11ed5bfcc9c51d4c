"""A car's story written down: as JSON with every time twice, and as tables and lines for a terminal or a page."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import msgspec

from parcferme.classification import Row
from parcferme.documents.classification import (
    finding_document,
    reason_document,
    row_document,
    session_document,
)
from parcferme.documents.explanation import Source, Stint, Story, StoryLap
from parcferme.documents.points import points_text
from parcferme.documents.scored import Scored
from parcferme.documents.tables import Table, table
from parcferme.documents.values import apart_text, signed_text, time_text, timed, with_texts
from parcferme.documents.words import label, reason_text, rule_text, say, value_text
from parcferme.records import Decision, plain_fields
from parcferme.times import format_instant

_TIMES = ("elapsed", "entry", "exit", "duration", "margin", "window_margin")


def story_document(scored: Scored, story: Story, *, status: str = "provisional") -> dict[str, Any]:
    """The story as one JSON document; `car` is the row of the classification."""
    stop = story.compulsory_stop
    return {
        "session": session_document(scored),
        "status": status,
        "car": row_document(story.row),
        "rules": [
            {"code": rule.code, **with_texts(rule.values), "text": rule_text(rule)} for rule in story.rules
        ],
        "laps": [_value(lap) for lap in story.laps],
        "crossings_not_counted": [
            {**_value(one), "text": say("crossing", one.why)} for one in story.not_laps
        ],
        "stops": [_value(one) for one in story.stops],
        "compulsory_stop": None if stop is None else _judged(story),
        "stints": [_value(stint) for stint in story.stints],
        "decisions": [
            {**_decision(ruling.decision), "where": _source(ruling.source)} for ruling in story.rulings
        ],
        "reasons": [reason_document(reason) for reason in story.row.reasons],
        "findings": [finding_document(finding) for finding in story.findings],
        **timed("ideal_lap", story.ideal_lap),
    }


def _value(one: msgspec.Struct) -> dict[str, Any]:
    """The fields of a part of a story, named as the frames are; times twice, sources as where they are written."""
    found: dict[str, Any] = {}
    for name in one.__struct_fields__:
        value = getattr(one, name)
        if name == "time":
            found |= timed("drive" if isinstance(one, Stint) else "lap_time", value)
        elif name == "gap" and isinstance(one, StoryLap):
            found |= {"gap": apart_text(one.gap, one.gap_laps), "gap_us": one.gap}
        elif name in _TIMES:
            found |= timed(name, value)
        elif name == "at":
            found |= {"at": format_instant(value, 3), "at_us": value}
        elif name == "sectors":
            found |= {"sectors": [time_text(us) for us in value], "sectors_us": list(value)}
        elif name == "source":
            found["where"] = _source(value)
        elif name == "sources":
            found["where"] = [_source(source) for source in value]
        else:
            found[name] = value
    return found


def _judged(story: Story) -> dict[str, Any]:
    """The verdict on the compulsory stop with its rule."""
    judged = story.compulsory_stop
    assert judged is not None
    rule = judged.rule
    cite = {
        name: text
        for name, text in (("article", judged.cite.article), ("source", judged.cite.source))
        if text
    }
    found = {"verdict": judged.verdict, "text": say("verdict", judged.verdict)}
    for name in ("entry", "duration", "margin", "window_margin"):
        found |= timed(name, getattr(judged, name))
    return (
        found
        | timed("opens", rule.opens)
        | timed("closes", rule.closes)
        | timed("minimum", rule.minimum)
        | cite
    )


def _decision(decision: Decision) -> dict[str, Any]:
    """A decision's fields as a log writes them, seconds as a number."""
    written = {
        name: value for name, value in plain_fields(decision).items() if name not in ("source", "line", "seq")
    }
    if "seconds" in written:
        written["seconds"] = float(written["seconds"])
    return written


def _source(source: Source) -> dict[str, Any]:
    return {name: value for name in source.__struct_fields__ if (value := getattr(source, name)) is not None}


def source_text(source: Source, language: str = "en") -> str:
    """Where something is written: `record 12, race.csv:13`."""
    parts = [] if source.seq is None else [f"{label('record', language)} {source.seq}"]
    if source.file is not None:
        parts.append(source.file if source.line is None else f"{source.file}:{source.line}")
    elif source.line is not None:
        parts.append(f"{label('line-short', language)} {source.line}")
    return ", ".join(parts)


def headline(row: Row, language: str = "en", *, laps_known: bool = True) -> str:
    """What a car came to: `2 overall, 1 in JS2 R · 41 laps · 1:00:02.123 · +12.345`; laps only where they are known."""
    if row.position is None:
        places = [say("status", row.status.value, language)]
    else:
        places = [say("label", "place-overall", language, position=row.position)]
        if row.class_ and row.class_position is not None:
            values: dict[str, Any] = {"position": row.class_position, "class": row.class_}
            places.append(say("label", "place-in-class", language, **values))
    gap = apart_text(row.gap, row.gap_laps, language)
    best = time_text(row.best_lap)
    if best is not None:
        best = say("label", "best-on-lap", language, time=best, lap=row.best_lap_number)
        best = f"{say('column', 'best', language)} {best}"
    laps = apart_text(None, row.laps, language) if laps_known else None
    parts = [", ".join(places), laps, time_text(row.time), gap, best]
    return " · ".join(part for part in parts if part)


def placing_lines(story: Story, language: str = "en", *, public: bool = False) -> Iterator[str]:
    """Why the car is where it is: the rules that placed it, then what moved it; `public` as a board says it."""
    for rule in story.rules:
        yield rule_text(rule, language, public=public)
    for reason in story.row.reasons:
        yield reason_text(reason, language, public=public)


def ruling_lines(story: Story, language: str = "en") -> Iterator[str]:
    """The decisions on the car, each with where it is written."""
    for ruling in story.rulings:
        decision = ruling.decision
        values = [
            f"{say('decision-field', name.replace('_', '-'), language)} {_field_text(name, value, language)}"
            for name, value in _decision(decision).items()
            if name not in ("car", "penalty", "by")
        ]
        text = say("penalty", decision.penalty.value, language)
        where = source_text(ruling.source, language)
        yield " · ".join(part for part in (text, ", ".join(values), where) if part)


def _field_text(name: str, value: Any, language: str) -> str:
    """One field of a decision as people read it; why it was ruled is somebody's own words, or a usual infringement."""
    if isinstance(value, float):
        return points_text(Fraction(str(value)), language)
    return value_text("why" if name == "reason" else name, value, language)


def story_tables(story: Story, language: str = "en") -> Iterator[Table]:
    """Laps, crossings that were none, stops, the compulsory stop and stints, as far as there are any."""
    if story.laps:
        yield _laps_table(story, language)
    if story.not_laps:
        rows = [
            {
                "elapsed": time_text(one.elapsed) if one.elapsed >= 0 else f"-{time_text(-one.elapsed)}",
                "at": format_instant(one.at, 3),
                "why": say("crossing", one.why, language),
                "record": one.source.seq,
                "line": one.source.line,
            }
            for one in story.not_laps
        ]
        yield table(
            label("crossings-not-counted", language),
            _used("elapsed at why record line", rows),
            rows,
            language,
        )
    if story.stops:
        yield _stops_table(story, language)
    if story.compulsory_stop is not None:
        yield _verdict_table(story, language)
    if any(stint.driver for stint in story.stints) or len(story.stints) > 1:
        rows = [
            {
                "stint": one.stint, "driver": one.driver, "from-lap": one.from_lap, "to-lap": one.to_lap,
                "laps-led": one.laps, "time": time_text(one.time),
            }
            for one in story.stints
        ]  # fmt: skip
        columns = _used("stint driver from-lap to-lap laps-led time", rows)
        yield table(label("stints", language), columns, rows, language)


def _laps_table(story: Story, language: str) -> Table:
    rows = []
    for lap in story.laps:
        cells: dict[str, Any] = {
            "lap": lap.lap, "lap-time": time_text(lap.time), "elapsed": time_text(lap.elapsed),
            "position": lap.position, "class-position": lap.class_position if story.row.class_ else None,
            "gap": _lap_gap(lap, language), "marks": marks(lap) or None, "driver": lap.driver,
            "record": lap.source.seq, "line": lap.source.line,
        }  # fmt: skip
        cells |= {f"s{number}": time_text(us) for number, us in enumerate(lap.sectors, 1)}
        rows.append(cells)
    sectors = [f"s{number}" for number in range(1, 1 + max(len(lap.sectors) for lap in story.laps))]
    names = f"lap lap-time {' '.join(sectors)} position class-position gap marks elapsed driver record line"
    give_up = ("driver", "elapsed", "record", "class-position", "line")
    title = f"{label('laps', language)} – {label('legend-laps', language)}"
    return table(title, _used(names, rows), rows, language, give_up=give_up)


def _lap_gap(lap: StoryLap, language: str) -> str | None:
    """The gap to the leader when the lap was completed."""
    return apart_text(lap.gap, lap.gap_laps, language) if lap.gap or lap.gap_laps else None


def marks(lap: StoryLap) -> str:
    """A lap's marks: i in-lap, o out-lap, n neutralised, * best lap, D time deleted, F took the flag."""
    said = (
        ("i", lap.in_lap), ("o", lap.out_lap), ("n", lap.neutralised), ("*", lap.best), ("D", lap.deleted),
        ("F", lap.took_flag),
    )  # fmt: skip
    return "".join(mark for mark, holds in said if holds)


def _stops_table(story: Story, language: str) -> Table:
    rows = [
        {
            "stop": one.stop, "in-lap": one.in_lap, "out-lap": one.out_lap, "entry": time_text(one.entry),
            "exit": time_text(one.exit), "duration": time_text(one.duration),
            "record": ", ".join(str(source.seq) for source in one.sources) or None,
            "line": ", ".join(str(source.line) for source in one.sources if source.line is not None) or None,
        }
        for one in story.stops
    ]  # fmt: skip
    columns = _used("stop in-lap out-lap entry exit duration record line", rows)
    return table(label("stops", language), columns, rows, language)


def _verdict_table(story: Story, language: str) -> Table:
    judged = story.compulsory_stop
    assert judged is not None
    rule = judged.rule
    window = say(
        "label", "window", language, opens_us=rule.opens, closes_us=rule.closes, minimum_us=rule.minimum
    )
    cites = [
        say("tail", name, language, **{name: text})
        for name, text in (("article", judged.cite.article), ("source", judged.cite.source))
        if text
    ]
    title = f"{label('compulsory-stop', language)}. {window}" + (
        f" ({', '.join(cites[:1])})" if cites else ""
    )
    row = {
        "verdict": say("verdict", judged.verdict, language), "entry": time_text(judged.entry),
        "duration": time_text(judged.duration), "margin": signed_text(judged.margin),
        "window-margin": signed_text(judged.window_margin),
    }  # fmt: skip
    return table(title, _used("verdict entry duration margin window-margin", [row]), [row], language)


def _used(names: str, rows: list[dict[str, Any]]) -> list[str]:
    """The columns in which any row says anything."""
    return [name for name in names.split() if any(row.get(name) is not None for row in rows)]
