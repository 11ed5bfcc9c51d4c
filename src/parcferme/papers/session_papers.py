"""The bulletins of one session that are tables: classification, leaders, fastest laps, stops, flags, decisions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
import polars as pl

from parcferme.classification import fastest_laps
from parcferme.documents import (
    MARKS,
    STATED,
    MeetingSession,
    Scored,
    Table,
    class_of,
    classification_table,
    clock_text,
    drivers_by_lap,
    fact_text,
    fastest_table,
    flag_periods,
    flags_table,
    label,
    leaders_table,
    messages,
    reason_text,
    say,
    stops_table,
    table,
    time_text,
    verdicts_table,
)
from parcferme.papers.blocks import aligned, by_number, missing, pairs, sentences, sheet, words
from parcferme.papers.paper import Block
from parcferme.records import Decision
from parcferme.regulations import SessionKind
from parcferme.times import SECOND, format_clock, format_instant, is_dated
from parcferme.timing import Timing

Languages = Sequence[str]
_PODIUM: Final = 3
# Of more stops than this the sheet says no drivers: without them two columns of it stand on a page.
_MOST_STOPS: Final = 150
_OF_LAPS: Final = frozenset(("laps", "time", "gap", "interval", "best", "on-lap", "stops"))


def has_laps(scored: Scored) -> bool:
    """Whether any lap of the session is known."""
    return bool(scored.result.timing.laps_.lap.size)


def classification(session: MeetingSession, languages: Languages) -> list[Block]:
    """The whole field in order, then what moved each car."""
    scored = session.scored
    if scored is None or not scored.result.rows:
        return [missing("result", languages)]
    made = _sure(_classified(scored, None, languages), session, languages)
    quickest = speeds(session, languages)
    below = [pairs((), quickest, across=2)] if quickest else []
    return [made, *below, *_reasons(scored, languages)]


def speeds(session: MeetingSession, languages: Languages) -> list[tuple[list[str], str]]:
    """What stands below a classification: the fastest lap with who drove it, its lap and speed; in a race the average
    speed of the winner. Speeds in km/h, where the length of a lap is known.
    """
    scored = session.scored
    if scored is None or not has_laps(scored):
        return []
    said: list[tuple[list[str], str]] = []
    fastest = next((row for row in scored.result.rows if row.fastest_lap and row.best_lap), None)
    if fastest is None and not session.is_race:
        fastest = next((row for row in scored.result.rows if row.position == 1 and row.best_lap), None)
    if fastest is not None and fastest.best_lap is not None:
        driver = drivers_by_lap(scored.result.timing).get((fastest.number, fastest.best_lap_number or 0))
        lap = words("column", "lap", languages)
        told = [f"#{fastest.number}" + (f" {driver}" if driver else ""), time_text(fastest.best_lap) or ""]
        told.append(f"{' / '.join(lap)} {fastest.best_lap_number}")
        told += _kmh(session.length_m, 1, fastest.best_lap)
        said.append((words("column", "fastest-lap-line", languages), " · ".join(told)))
    winner = next((row for row in scored.result.rows if row.position == 1 and row.time), None)
    if (
        session.is_race
        and winner is not None
        and (average := _kmh(session.length_m, winner.laps, winner.time))
    ):
        said.append((words("column", "winner-average", languages), average[0]))
    return said


def _kmh(length_m: int | None, laps: int, time: int | None) -> list[str]:
    """A speed truncated to a tenth; nothing where the length of a lap or the time is not known."""
    if not length_m or not time:
        return []
    tenths = length_m * laps * 36_000_000 // time
    return [f"{tenths // 10}.{tenths % 10} km/h"]


def classes(session: MeetingSession, languages: Languages) -> list[Block]:
    """The classification of each class by itself."""
    scored = session.scored
    if scored is None or not scored.result.rows:
        return [missing("result", languages)]
    found: list[Block] = []
    for name in class_names(scored):
        block = _sure(_classified(scored, name, languages), session, languages)
        cars = len(block["rows"])
        block["title"] = words("bulletin-word", "class-row", languages, class_name=name, cars=cars)
        found.append(block)
    return aligned(found) or [_classified(scored, None, languages)]


def class_names(scored: Scored) -> list[str]:
    """The classes of a session in the order of their best car."""
    return list(dict.fromkeys(row.class_ for row in scored.result.rows if row.class_))


def _classified(scored: Scored, class_: str | None, languages: Languages) -> Block:
    best = _best_of_class(scored)
    rows = [row for row in scored.result.rows if class_ is None or row.class_ == class_]

    def marked(at: int, column: str) -> str | None:
        row = rows[at]
        fastest = column == "best" and row.best_lap is not None and best.get(row.class_) == row.best_lap
        return "strong" if fastest else None

    tables = {
        language: classification_table(scored, class_=class_, language=language, wide=True)
        for language in languages
    }
    unsaid = _unsaid(tables[languages[0]])
    leave_out = unsaid if class_ is None else {*unsaid, "class"}
    return sheet(tables.__getitem__, languages, titled=False, leave_out=leave_out, size=7.6, marked=marked)


def _sure(block: Block, session: MeetingSession, languages: Languages) -> Block:
    """The table with a mark at each place that no source states, and what the marks mean: a list says of each line how
    sure the place in its class is.
    """
    keys = [column["key"] for column in block["columns"]]
    at = keys.index("class-position" if "class-position" in keys else "position")
    number, used, certainties = keys.index("number"), set(), session.certainties
    rows = [list(row) for row in block["rows"]]
    for row in rows:
        word = certainties.get(row[number], "")
        if word in MARKS and isinstance(row[at], str) and row[at]:
            row[at] += MARKS[word]
            used.add(word)
    legends = [
        " · ".join(
            f"{mark} {label(f'legend-{word}', language)}" for word, mark in MARKS.items() if word in used
        )
        for language in languages
    ]
    return {**block, "rows": rows, "note": [*block["note"], *filter(None, dict.fromkeys(legends))]}


def _unsaid(whole: Table) -> set[str]:
    """The columns of laps that say nothing: of a bare list noughts and blanks would look like an answer."""
    return {
        column
        for at, column in enumerate(whole.columns)
        if column in _OF_LAPS and all(row[at] in ("", "0") for row in whole.rows)
    }


def _best_of_class(scored: Scored) -> dict[str | None, int]:
    found: dict[str | None, int] = {}
    for row in scored.result.rows:
        if row.best_lap is not None:
            found[row.class_] = min(row.best_lap, found.get(row.class_, row.best_lap))
    return found


def _reasons(
    scored: Scored, languages: Languages, *, ruled: bool = False, title: str = "reasons"
) -> list[Block]:
    """What moved cars, in their order; that places are stated by the source is said once for all. `ruled`: only what
    the stewards decided.
    """
    rows: list[tuple[str, list[str]]] = []
    stated, judged = False, {decision.car for decision in scored.result.timing.decisions}
    for row in scored.result.rows:
        told = [reason for reason in row.reasons if reason.code != STATED]
        if ruled:
            told = told if row.number in judged else []
        stated = stated or any(reason.code == STATED for reason in row.reasons)
        if told:
            texts = [
                "; ".join(reason_text(reason, language, public=True) for reason in told)
                for language in languages
            ]
            rows.append((f"#{row.number}", texts))
    if stated and not ruled:
        rows.insert(0, ("", words("bulletin-word", "places-stated", languages)))
    return [sentences(words("label", title, languages), rows)] if rows else []


def _of_laps(
    key: str, make: Callable[[Scored, str], Table]
) -> Callable[[MeetingSession, Languages], list[Block]]:
    """A bulletin that is one table made from laps."""

    def made(session: MeetingSession, languages: Languages) -> list[Block]:
        scored = session.scored
        if scored is None or not has_laps(scored):
            return [missing("laps" if scored is not None else "result", languages)]
        block = sheet(lambda language: make(scored, language), languages, titled=False)
        return [block] if block["rows"] else [missing(key, languages)]

    return made


leaders = _of_laps("leaders", lambda scored, language: leaders_table(scored.result.timing, language))
fastest = _of_laps(
    "fastest", lambda scored, language: fastest_table(scored.result.timing, language, wide=True)
)


def stops(session: MeetingSession, languages: Languages) -> list[Block]:
    """The compulsory stop's verdicts with their margins, where the rulebook has one; then every stop."""
    scored = session.scored
    if scored is None or not has_laps(scored):
        return [missing("laps" if scored is not None else "result", languages)]
    timing = scored.result.timing
    found: list[Block] = []
    if timing.rules.compulsory_stop is not None and timing.verdicts_frame.height:
        wrong = [
            row["verdict"] not in ("met", "open", "not-due")
            for row in timing.verdicts_frame.iter_rows(named=True)
        ]
        made = lambda language: verdicts_table(timing, language) or table("", (), (), language)  # noqa: E731
        marked = lambda at, column: "strong" if wrong[at] and column == "verdict" else None  # noqa: E731
        found.append(by_number(sheet(made, languages, marked=marked)))
    if timing.stops_frame.height:
        wide = timing.stops_frame.height <= _MOST_STOPS
        make = lambda language: stops_table(timing, language, wide=wide)  # noqa: E731
        found.append(by_number(sheet(make, languages, titled=bool(found), size=7.2)))
    return found or [missing("stops", languages)]


def flags(session: MeetingSession, languages: Languages) -> list[Block]:
    """Every period of a flag, how the chequered one counts, then what race control wrote."""
    scored = session.scored
    if scored is None:
        return [missing("result", languages)]
    timing = scored.result.timing
    rows = messages(scored)
    if not timing.flags.height and not rows:
        return [missing("flags", languages)]
    found = [missing("flags", languages)]
    if timing.flags.height:
        make = lambda language: flags_table(timing, language)  # noqa: E731
        found = [
            sheet(make, languages, titled=False, leave_out=("record",), note=_flag_note(timing, languages))
        ]
    if rows:
        title = words("bulletin-word", "messages", languages)
        found.append({**sheet(lambda language: _messages(rows, language), languages), "title": title})
    return found


def _flag_note(timing: Timing, languages: Languages) -> list[str]:
    """From when the chequered flag counts, where that is not when it was written down; empty otherwise."""
    flag = timing.flag
    if flag.at is None:
        return []
    noted = next(
        (row["from_us"] for row in timing.flags.iter_rows(named=True) if row["seq"] == flag.seq), None
    )
    counted = flag.at - timing.start
    if noted == counted or (noted is not None and flag.source == "rulebook"):
        return []
    first = timing.laps.filter(pl.col("elapsed_us") == counted).sort("lap", descending=True)["car"].to_list()
    key = "flag-due" if noted is None else "flag-counted"
    values = {"counted_us": counted, "noted_us": noted, "number": first[0] if first else None}
    return words("bulletin-word", key, languages, **values)


def _messages(rows: list[dict[str, Any]], language: str) -> Table:
    told = [
        {
            "elapsed": time_text(row["elapsed_us"]),
            "number": row["car"],
            "message": row["message"] or say("flag", row["flag"], language),
        }
        for row in rows
    ]
    return table("", _said(("elapsed", "number", "message"), told), told, language)


def decisions(session: MeetingSession, languages: Languages) -> list[Block]:
    """Every decision on a car, with what it rests on; then what each did to the result."""
    scored = session.scored
    if scored is None:
        return [missing("result", languages)]
    ruled = scored.result.timing.decisions
    if not ruled:
        return [missing("decisions", languages)]
    tables = {language: [_decision(scored, one, language) for one in ruled] for language in languages}
    columns = _said(_DECISION, tables[languages[0]])
    block = sheet(lambda language: table("", columns, tables[language], language), languages, titled=False)
    return [block, *_reasons(scored, languages, ruled=True, title="effect")]


_DECISION = ("document", "at", "number", "class", "team", "penalty", "lap", "reason", "article")


def _decision(scored: Scored, one: Decision, language: str) -> dict[str, Any]:
    timing = scored.result.timing
    penalty = say("penalty", one.penalty.value, language)
    amount = [
        f"{one.seconds:f} s" if one.seconds is not None else "",
        f"{one.laps} {label('lap-word' if one.laps == 1 else 'laps-word', language)}" if one.laps else "",
        str(one.places) if one.places else "",
    ]
    entry = timing.entries.get(one.car) if one.car else None
    return {
        "document": one.document,
        "at": None if one.at is None else clock_text(one.at, timing.start),
        "number": one.car,
        "class": class_of(timing, one.car) if one.car else None,
        "team": entry.team if entry is not None else None,
        "penalty": " · ".join(part for part in (penalty, *amount) if part),
        "lap": one.lap,
        "reason": None if one.reason is None else fact_text(one.reason, language) or one.reason,
        "article": one.article,
    }


def summary(session: MeetingSession, languages: Languages) -> list[Block]:
    """The session on one page: winners, figures, podium of each class, leaders and decisions in short."""
    scored = session.scored
    if scored is None or not scored.result.rows:
        return [missing("result", languages)]
    rows, names = scored.result.rows, class_names(scored)
    found = [pairs(words("bulletin-word", "numbers", languages), _numbers(scored, languages))]
    for name in [*names] if names else [None]:
        places = {row.number: row.position if name is None else row.class_position for row in rows
                  if name in (None, row.class_)}  # fmt: skip
        podium = [number for number, place in places.items() if place is not None and place <= _PODIUM]
        if podium:
            tables = {language: _podium(scored, name, podium, language) for language in languages}
            leave_out = {*_unsaid(tables[languages[0]]), "class"}
            title = words("bulletin-word", "podium", languages) if name is None else [name]
            block = sheet(tables.__getitem__, languages, leave_out=leave_out, size=7.4)
            found.append({**_sure(block, session, languages), "title": title})
    return [*found[:1], *aligned(found[1:]), *_reasons(scored, languages, ruled=True)]


def _podium(scored: Scored, class_: str | None, numbers: Sequence[str], language: str) -> Table:
    whole = classification_table(scored, class_=class_, language=language, wide=True)
    at = whole.columns.index("number")
    kept = [index for index, row in enumerate(whole.rows) if row[at] in numbers]
    return msgspec.structs.replace(
        whole,
        rows=tuple(whole.rows[index] for index in kept),
        classes=tuple(whole.classes[index] for index in kept),
    )


def _numbers(scored: Scored, languages: Languages) -> list[tuple[list[str], str]]:
    """The figures of a session, as far as they are known."""
    result, timing = scored.result, scored.result.timing
    placed = [row for row in result.rows if row.position is not None or row.class_position is not None]
    started = [row for row in result.rows if row.status.value != "not-started"]
    laps = has_laps(scored)
    record = fastest_laps(timing)[-1:] if laps else ()
    race = timing.kind is SessionKind.RACE
    leading = timing.leaders["car"].cast(str).to_list() if laps and race else []
    slow = [row for row in flag_periods(timing) if row["neutralised"] and row["to_us"] is not None]
    figures: list[tuple[str, str | None]] = [
        ("cars-started" if race else "cars-took-part", str(len(started))),
        ("cars-classified", str(len(placed))),
        ("winner-laps", str(placed[0].laps) if race and placed and placed[0].laps else None),
        ("winner-time", time_text(placed[0].time) if race and placed else None),
        ("record", f"{time_text(record[0].time)} #{record[0].number}" if record else None),
        ("leaders-count", str(len(set(leading))) if leading else None),
        ("lead-changes", str(len(leading) - 1) if leading else None),
        ("neutralised-time", time_text(sum(row["to_us"] - row["from_us"] for row in slow)) if slow else None),
        ("stops-count", str(timing.stops_frame.height) if laps else None),
        # A bare list does not say what was ruled.
        ("decisions-count", str(len(timing.decisions)) if laps or timing.decisions else None),
    ]
    return [(words("bulletin-word", key, languages), text) for key, text in figures if text is not None]


def session_facts(scored: Scored, languages: Languages) -> list[tuple[tuple[str, ...], str]]:
    """Under the title: start, length, laps, rulebook."""
    timing = scored.result.timing
    most = max((row.laps for row in scored.result.rows), default=0)
    book = timing.rulebook
    # A list without laps that has no start either is read as beginning at midnight of no day.
    known = timing.start_known and (has_laps(scored) or is_dated(timing.start))
    ended = timing.flag.at if timing.kind is SessionKind.RACE else None
    said: list[tuple[str, str | None]] = [
        ("start", format_instant(timing.start, 0).replace("T", " ") if known else None),
        ("length", _length(timing, languages)),
        ("flag", None if ended is None else time_text(ended - timing.start)),
        ("laps", str(most) if most else None),
        ("rulebook", book.title or book.name),
    ]
    return [(tuple(words("label", key, languages)), text) for key, text in said if text]


def _length(timing: Timing, languages: Languages) -> str | None:
    """How long the session is: `1:00:00`, `1:00:00 + 1 tour / 1 lap`."""
    if timing.length is None:
        return None
    plus = timing.rules.plus_laps
    text = format_clock(timing.length, 0 if timing.length % SECOND == 0 else 3)
    return (
        f"{text} + {' / '.join(words('bulletin-word', 'plus-laps', languages, laps=plus))}" if plus else text
    )


def _said(columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> list[str]:
    """The columns in which any row says anything."""
    return [column for column in columns if any(row.get(column) is not None for row in rows)]
