"""The bulletins of one session that are tables: classification, leaders, fastest laps, stops, flags, decisions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from parcferme.classification import fastest_laps
from parcferme.decoders.weather import Reading
from parcferme.documents.bulletins.blocks import aligned, missing, pairs, sentences, sheet, words
from parcferme.documents.bulletins.paper import Block, Matter
from parcferme.documents.fastest import fastest_table
from parcferme.documents.heading import STATED
from parcferme.documents.scored import Scored
from parcferme.documents.tables import (
    Table,
    class_of,
    classification_table,
    flags_table,
    leaders_table,
    stops_table,
    table,
    verdicts_table,
)
from parcferme.documents.values import time_text
from parcferme.documents.words import label, reason_text, say
from parcferme.records import Decision, Flag, Note
from parcferme.regulations import SessionKind
from parcferme.times import format_instant

Languages = Sequence[str]
_PODIUM: Final = 3
_OF_LAPS: Final = frozenset(("laps", "time", "gap", "interval", "best", "on-lap", "stops"))


def has_laps(scored: Scored) -> bool:
    """Whether any lap of the session is known."""
    return bool(scored.result.timing.laps_.lap.size)


def classification(matter: Matter, languages: Languages) -> list[Block]:
    """The whole field in order, then what moved each car."""
    scored = matter.scored
    if scored is None or not scored.result.rows:
        return [missing("result", languages)]
    made = _classified(scored, None, languages)
    return [made, *_reasons(scored, languages)]


def classes(matter: Matter, languages: Languages) -> list[Block]:
    """The classification of each class by itself."""
    scored = matter.scored
    if scored is None or not scored.result.rows:
        return [missing("result", languages)]
    found: list[Block] = []
    for name in class_names(scored):
        block = _classified(scored, name, languages)
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
    whole = tables[languages[0]]
    # A bare list says nothing of laps and times: columns of noughts and blanks would look like an answer.
    unsaid = {
        column
        for at, column in enumerate(whole.columns)
        if column in _OF_LAPS and all(row[at] in ("", "0") for row in whole.rows)
    }
    leave_out = unsaid if class_ is None else {*unsaid, "class"}
    return sheet(tables.__getitem__, languages, titled=False, leave_out=leave_out, size=7.6, marked=marked)


def _best_of_class(scored: Scored) -> dict[str | None, int]:
    found: dict[str | None, int] = {}
    for row in scored.result.rows:
        if row.best_lap is not None:
            found[row.class_] = min(row.best_lap, found.get(row.class_, row.best_lap))
    return found


def _reasons(scored: Scored, languages: Languages, *, ruled: bool = False) -> list[Block]:
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
            texts = ["; ".join(reason_text(reason, language) for reason in told) for language in languages]
            rows.append((f"#{row.number}", texts))
    if stated:
        rows.insert(0, ("", words("label", "stated", languages)))
    return [sentences(words("label", "reasons", languages), rows)] if rows else []


def _of_laps(key: str, make: Callable[[Scored, str], Table]) -> Callable[[Matter, Languages], list[Block]]:
    """A bulletin that is one table made from laps."""

    def made(matter: Matter, languages: Languages) -> list[Block]:
        scored = matter.scored
        if scored is None or not has_laps(scored):
            return [missing("laps" if scored is not None else "result", languages)]
        block = sheet(lambda language: make(scored, language), languages, titled=False)
        return [block] if block["rows"] else [missing(key, languages)]

    return made


leaders = _of_laps("leaders", lambda scored, language: leaders_table(scored.result.timing, language))
fastest = _of_laps("fastest", lambda scored, language: fastest_table(scored.result.timing, language))


def stops(matter: Matter, languages: Languages) -> list[Block]:
    """The compulsory stop's verdicts with their margins, where the rulebook has one; then every stop."""
    scored = matter.scored
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
        found.append(
            sheet(
                made,
                languages,
                marked=lambda at, column: "strong" if wrong[at] and column == "verdict" else None,
            )
        )
    if timing.stops_frame.height:
        found.append(
            sheet(lambda language: stops_table(timing, language), languages, titled=bool(found), size=7.2)
        )
    return found or [missing("stops", languages)]


def flags(matter: Matter, languages: Languages) -> list[Block]:
    """Every period of a flag, then what race control wrote."""
    scored = matter.scored
    if scored is None:
        return [missing("result", languages)]
    timing = scored.result.timing
    found: list[Block] = []
    if timing.flags.height:
        found.append(
            sheet(
                lambda language: flags_table(timing, language), languages, titled=False, leave_out=("record",)
            )
        )
    else:
        found.append(missing("flags", languages))
    rows = messages(scored)
    if rows:
        title = words("bulletin-word", "messages", languages)
        found.append({**sheet(lambda language: _messages(rows, language), languages), "title": title})
    return found


def messages(scored: Scored) -> list[dict[str, Any]]:
    """Notes of the log and flags to single cars, in order, with their session time."""
    timing = scored.result.timing
    rows: list[tuple[int, dict[str, Any]]] = []
    for event in timing.log.events:
        at = event.at
        since = None if at is None or not timing.start_known else at - timing.start
        row = {"elapsed": time_text(since) if since is not None and since >= 0 else None}
        if isinstance(event, Note):
            rows.append((at or 0, row | {"number": event.car, "message": event.text}))
        elif isinstance(event, Flag) and event.car is not None:
            rows.append((at or 0, row | {"number": event.car, "flag": event.value.value}))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _messages(rows: list[dict[str, Any]], language: str) -> Table:
    told = [
        row if "message" in row else row | {"message": say("flag", row["flag"], language)} for row in rows
    ]
    return table("", _said(("elapsed", "number", "message"), told), told, language)


def weather(matter: Matter, languages: Languages) -> list[Block]:
    """Every reading of the station."""
    rows = [
        {name: getattr(one, name) or None for name in Reading.__struct_fields__} for one in matter.weather
    ]
    if not rows:
        return [missing("weather", languages)]
    columns = _said(Reading.__struct_fields__, rows)
    return [sheet(lambda language: table("", columns, rows, language), languages, titled=False)]


def decisions(matter: Matter, languages: Languages) -> list[Block]:
    """Every decision on a car, with what it rests on; then what each did to the result."""
    scored = matter.scored
    if scored is None:
        return [missing("result", languages)]
    ruled = scored.result.timing.decisions
    if not ruled:
        return [missing("decisions", languages)]
    columns = _said(_DECISION, [_decision(scored, one, languages[0]) for one in ruled])
    block = sheet(
        lambda language: table("", columns, [_decision(scored, one, language) for one in ruled], language),
        languages,
        titled=False,
    )
    return [block, *_reasons(scored, languages)]


_DECISION = ("document", "number", "class", "elapsed", "penalty", "lap", "reason", "article")


def _decision(scored: Scored, one: Decision, language: str) -> dict[str, Any]:
    timing = scored.result.timing
    penalty = say("penalty", one.penalty.value, language)
    amount = [
        f"{one.seconds:f} s" if one.seconds is not None else "",
        f"{one.laps} {label('lap-word' if one.laps == 1 else 'laps-word', language)}" if one.laps else "",
        str(one.places) if one.places else "",
    ]
    since = None if one.at is None else one.at - timing.start
    return {
        "document": one.document,
        "number": one.car,
        "class": class_of(timing, one.car) if one.car else None,
        "elapsed": time_text(since) if since is not None and since >= 0 else None,
        "penalty": " · ".join(part for part in (penalty, *amount) if part),
        "lap": one.lap,
        "reason": one.reason,
        "article": one.article,
    }


def summary(matter: Matter, languages: Languages) -> list[Block]:
    """The session on one page: winners, figures, podium of each class, leaders and decisions in short."""
    scored = matter.scored
    if scored is None or not scored.result.rows:
        return [missing("result", languages)]
    rows, names = scored.result.rows, class_names(scored)
    found = [pairs(words("bulletin-word", "numbers", languages), _numbers(scored, languages))]
    for name in [*names] if names else [None]:
        places = {row.number: row.position if name is None else row.class_position for row in rows
                  if name in (None, row.class_)}  # fmt: skip
        podium = [number for number, place in places.items() if place is not None and place <= _PODIUM]
        if podium:
            tables = {language: _podium(scored, podium, language) for language in languages}
            title = words("bulletin-word", "podium", languages) if name is None else [name]
            found.append({**sheet(tables.__getitem__, languages, size=7.4), "title": title})
    return [*found[:1], *aligned(found[1:]), *_reasons(scored, languages, ruled=True)]


def _podium(scored: Scored, numbers: Sequence[str], language: str) -> Table:
    whole = classification_table(scored, language=language, wide=True)
    at = whole.columns.index("number")
    kept = [index for index, row in enumerate(whole.rows) if row[at] in numbers]
    return Table(
        whole.title, whole.columns, whole.headings, tuple(whole.rows[index] for index in kept),
        tuple(whole.classes[index] for index in kept), whole.give_up,
    )  # fmt: skip


def _numbers(scored: Scored, languages: Languages) -> list[tuple[list[str], str]]:
    """The figures of a session, as far as they are known."""
    result, timing = scored.result, scored.result.timing
    placed = [row for row in result.rows if row.position is not None]
    started = [row for row in result.rows if row.status.value != "not-started"]
    laps = has_laps(scored)
    record = fastest_laps(timing)[-1:] if laps else ()
    leading = timing.leaders["car"].cast(str).to_list() if laps and timing.kind is SessionKind.RACE else []
    slow = [
        row for row in timing.flags.iter_rows(named=True) if row["neutralised"] and row["to_us"] is not None
    ]
    figures: list[tuple[str, str | None]] = [
        ("cars-started", str(len(started))),
        ("cars-classified", str(len(placed))),
        ("winner-laps", str(placed[0].laps) if placed and placed[0].laps else None),
        ("record", f"{time_text(record[0].time)} #{record[0].number}" if record else None),
        ("leaders-count", str(len(set(leading))) if leading else None),
        ("lead-changes", str(len(leading) - 1) if leading else None),
        ("neutralised-time", time_text(sum(row["to_us"] - row["from_us"] for row in slow)) if slow else None),
        ("stops-count", str(timing.stops_frame.height) if laps else None),
        ("decisions-count", str(len(timing.decisions))),
    ]
    return [(words("bulletin-word", key, languages), text) for key, text in figures if text is not None]


def charts(matter: Matter, languages: Languages) -> list[Block]:
    """The pictures of the session: whoever makes the matter draws them, here they are only awaited."""
    return [] if matter.charts.get("charts") else [missing("charts", languages)]


def facts(scored: Scored, languages: Languages) -> list[tuple[tuple[str, ...], str]]:
    """Under the title: start, length, laps, rulebook."""
    timing = scored.result.timing
    most = max((row.laps for row in scored.result.rows), default=0)
    book = timing.rulebook
    said: list[tuple[str, str | None]] = [
        (
            "start",
            format_instant(timing.start, 0).replace("T", " ")
            if timing.start_known and has_laps(scored)
            else None,
        ),
        ("length", time_text(timing.length)),
        ("laps", str(most) if most else None),
        ("rulebook", book.title or book.name),
    ]
    return [(tuple(words("label", key, languages)), text) for key, text in said if text]


def _said(columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> list[str]:
    """The columns in which any row says anything."""
    return [column for column in columns if any(row.get(column) is not None for row in rows)]
