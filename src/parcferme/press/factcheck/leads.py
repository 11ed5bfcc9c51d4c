"""The lead of a race as a text tells it: laps led, who took it on which lap, how often it changed; and front rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import polars as pl

from parcferme.documents import MeetingSession
from parcferme.press.factcheck.asked import Asked, verdict
from parcferme.press.factcheck.claims import Claim, Verdict
from parcferme.press.factcheck.names import CLASS_SIGN, Mention
from parcferme.press.factcheck.reading import NUMBER, ORDINAL, Span, number_of, ordinal_of
from parcferme.press.factcheck.words import any_of, pattern

_LED: Final = re.compile(
    rf"\b(?:led|leading)(?: for)?(?: the)?(?: a)?(?: race-high| total of| first|"
    rf" opening)* (?P<a>{NUMBER})(?: of (?:the |its |their )?{NUMBER})? laps?\b"
    rf"|\b(?:mene|menant|menent|en tete|en tete pendant|mener)(?: pendant| durant| les|"
    rf" lors des)*(?: (?P<b>{NUMBER}))(?: premiers)? tours?\b"
)
_TAKES: Final = re.compile(
    rf"\b(?:(?:took|takes?|taking|into|seiz\w+|grab\w+|inherit\w*) (?:over )?the (?:overall |race )?lead"
    rf"|(?:pren\w*|pris|prend|s'empar\w+ d[eu]|reprend\w*)(?: l'avantage en|(?: la| du)? ?) ?(?:tete|"
    rf"commandement|commandes|la tete))"
    rf"(?: (?:of the race|de la course|overall))?"
    rf"(?: on| au| du| a partir du| from| des le| lors du)? (?:the )?(?:lap (?P<a>{NUMBER})|"
    rf"(?P<b>{ORDINAL}) (?:lap|tour|passage)|tour (?P<c>{NUMBER}))"
)
_CHANGES: Final = re.compile(
    rf"\b(?P<count>{NUMBER})\s{any_of('lead-changes')}\b|\blead (?:changed|"
    rf"changes)(?: hands)? (?P<en>{NUMBER}) times\b"
    rf"|\btete (?:de la course )?(?:a change|change) (?:de mains )?(?P<fr>{NUMBER}) fois\b"
)
_ROW: Final = re.compile(
    r"\b(?:front row|(?P<en>first|second|third|fourth) row|row (?P<row>one|two|three|1|2|3)|"
    r"(?P<fr>premiere|deuxieme|troisieme|seconde) ligne)\b"
)
_ARRIVAL: Final = re.compile(r"\b(?:franchi\w*|arrivee|ligne d')\b")
_LISTED: Final = re.compile(
    rf"(?:\s(?:of|de|des|du|en|in|la|the|categorie|class|chez|les|{CLASS_SIGN}+))*\s?(?::|was|est|is|avec|with|pour)"
)
_ROWS: Final = {"front": 1, "one": 1, "1": 1, "2": 2, "3": 3, "two": 2, "three": 3}


def lead_claims(ask: Asked) -> Iterator[Claim]:
    """Every claim about the lead of a race, and every row of a grid."""
    yield from _laps_led(ask)
    yield from _taken(ask)
    yield from _changes(ask)
    yield from _rows(ask)


def _runs(one: MeetingSession) -> list[dict[str, Any]]:
    """Who led from which lap to which, where laps were timed."""
    if one.classification is None:
        return []
    return one.classification.timing.leaders.with_columns(pl.col("car").cast(pl.String)).to_dicts()


def _who(ask: Asked, span: Span) -> tuple[Mention | None, tuple[str, ...]]:
    """Whose lead it is: the nearest named before it in its sentence."""
    sentence = ask.reading.sentence_at(span.start)
    before = [one for one in ask.mentions.people(sentence) if one.span.end <= span.start]
    if not before or re.search(r"[;:!?]", ask.reading.flat[before[-1].span.end : span.start]):
        return None, ()
    subject = ask.mentions.subject_of(before[-1])
    own = ask.mentions.together(before)
    whose = own or subject
    return before[-1], whose.cars if whose is not None else ()


def _timed(ask: Asked, span: Span) -> list[MeetingSession]:
    return [one for one in ask.mentions.sessions_at(span) if one.classification is not None]


def _laps_led(ask: Asked) -> Iterator[Claim]:
    for match in ask.reading.find(_LED):
        count, span = number_of(match["a"] or match["b"] or ""), Span(*match.span())
        mention, cars = _who(ask, span)
        if mention is None or count is None:
            continue
        whole = Span(mention.span.start, span.end)
        first = re.search(r"\b(?:first|opening|premiers)\b", match.group()) is not None
        yield (_led_first if first else _led)(ask, whole, count, cars, span)
    yield from _listed(ask)


def _listed(ask: Asked) -> Iterator[Claim]:
    """`Laps led: Milo Racing 16, HP Racing Team 7`."""
    for match in ask.reading.find(re.compile(r"\b(?:laps led|tours en tete|tours menes)\s?:")):
        sentence = ask.reading.sentence_at(match.start())
        people = [one for one in ask.mentions.people(sentence) if one.span.start >= match.end()]
        for one in people:
            told = re.match(
                r"\s?[(:–-]?\s?(\d{1,3})\b(?!\s?[.:]\d)", ask.reading.flat[one.span.end : one.span.end + 10]
            )
            subject = ask.mentions.subject_of(one)
            if told is not None and subject is not None:
                span = Span(one.span.start, one.span.end + told.end())
                yield _led(ask, span, int(told[1]), subject.cars, Span(match.start(), match.end()))


def _led(ask: Asked, span: Span, count: int, cars: tuple[str, ...], at: Span) -> Claim:
    timed = _timed(ask, at)
    known = []
    for one in timed:
        rows = [row for row in one.classification.rows if row.number in cars] if one.classification else []
        known += [(one, row.laps_led or 0, row.class_laps_led or 0) for row in rows]
    if not known or len(timed) != len(ask.mentions.sessions_at(at)):
        return ask.claim(span, "laps-led", Verdict.UNKNOWN, count)
    holds = any(count in (led, in_class) for _, led, in_class in known)
    told = count if holds else known[0][1]
    return ask.claim(span, "laps-led", verdict(holds), count, told, ask.source([known[0][0]]))


def _led_first(ask: Asked, span: Span, count: int, cars: tuple[str, ...], at: Span) -> Claim:
    """`Led the first nine laps`: the first run in the lead, a lap either way."""
    timed = [one for one in _timed(ask, at) if _runs(one)]
    if len(timed) != 1:
        return ask.claim(span, "laps-led", Verdict.UNKNOWN, count)
    first = _runs(timed[0])[0]
    holds = first["car"] in cars and abs(first["to_lap"] - count) <= 1
    known: int | str = count if holds else f"#{first['car']}: {first['to_lap']}"
    return ask.claim(span, "laps-led", verdict(holds), count, known, ask.source(timed))


def _taken(ask: Asked) -> Iterator[Claim]:
    """`Takes the lead on lap seven`: against the laps that were timed. A lap either way is how people count."""
    for match in ask.reading.find(_TAKES):
        told = match["a"] or match["c"]
        lap = number_of(told) if told else ordinal_of(match["b"])
        span = Span(*match.span())
        mention, cars = _who(ask, span)
        timed = _timed(ask, span)
        if lap is None:
            continue
        whole = Span(mention.span.start if mention else span.start, span.end)
        runs = [(one, run) for one in timed for run in _runs(one) if run["car"] in cars]
        classed = re.search(rf"{CLASS_SIGN}|\b(?:class|categorie|classe)\b", ask.clause(match.start()))
        if mention is None or len(timed) != 1 or not runs or classed:
            yield ask.claim(whole, "lead-change", Verdict.UNKNOWN, lap)
            continue
        firsts = [run["from_lap"] for _, run in runs]
        near = [first for first in firsts if first - 1 <= lap <= first]
        known: int | str = lap if near else ", ".join(map(str, firsts))
        yield ask.claim(whole, "lead-change", verdict(bool(near)), lap, known, ask.source([timed[0]]))


def _changes(ask: Asked) -> Iterator[Claim]:
    for match in ask.reading.find(_CHANGES):
        count, timed = (
            number_of(match["count"] or match["en"] or match["fr"]),
            _timed(ask, Span(*match.span())),
        )
        known = {len(_runs(one)) - 1 for one in timed if _runs(one)}
        if count is None:
            continue
        if len(known) != 1 or pattern("during").search(ask.clause(match.start())):
            yield ask.claim(match, "lead-changes", Verdict.UNKNOWN, count)
            continue
        right = known.pop()
        # Changes within a lap are not in the laps: of more than were timed nothing is known.
        found = (
            Verdict.CONFIRMED
            if count == right
            else Verdict.CONTRADICTED
            if _is_log(timed[0])
            else Verdict.UNKNOWN
        )
        yield ask.claim(match, "lead-changes", found, count, right, ask.source(timed))


def _is_log(one: MeetingSession) -> bool:
    return one.classification is not None


def _rows(ask: Asked) -> Iterator[Claim]:
    """`#45 and #46 share the front row of JS2 R`: against the grid, overall or of the class named."""
    for match in ask.reading.find(_ROW):
        flat, sentence = ask.reading.flat, ask.reading.sentence_at(match.start())
        if _ARRIVAL.search(flat, max(match.start() - 16, 0), match.start()):
            continue
        row = _ROWS.get(match["row"] or "", ordinal_of(match["en"] or match["fr"] or "first") or 1)
        before = [one for one in ask.mentions.people(sentence)
                  if one.span.end <= match.start() and match.start() - one.span.end < 70]  # fmt: skip
        behind = [one for one in ask.mentions.people(sentence)
                  if match.end() <= one.span.start < match.end() + 60]  # fmt: skip
        listed = _LISTED.match(flat, match.end())
        people = behind[:2] if listed and behind else before[-2:]
        yield from _row(ask, Span(*match.span()), row, people)


def _row(ask: Asked, span: Span, row: int, people: list[Mention]) -> Iterator[Claim]:
    items: list[tuple[str, ...]] = []
    for one in people:
        subject = ask.mentions.subject_of(one)
        cars = subject.cars if subject is not None else ()
        if items and cars and set(cars) & set(items[-1]):
            items[-1] = tuple(car for car in items[-1] if car in cars)
        elif cars:
            items.append(cars)
    kind = "front-row" if row == 1 else "row"
    near = [one for one in ask.mentions.classes if abs(one.span.start - span.end) < 30]
    sessions = [one for one in ask.mentions.sessions_at(span) if one.lined_up is not None]
    spans = [tuple(one.span) for one in people] + [tuple(span)]
    whole = Span(min(one[0] for one in spans), max(one[1] for one in spans))
    if not items or not sessions:
        yield ask.claim(span, kind, Verdict.UNKNOWN, row)
        return
    class_ = near[-1].name if near else None
    fits = [one for one in sessions if all(_in_row(one, cars, row, class_) for cars in items)]
    in_other = [
        one for one in sessions if all(_in_row(one, cars, row, None, any_class=True) for cars in items)
    ]
    if fits or (class_ is None and in_other):
        yield ask.claim(whole, kind, Verdict.CONFIRMED, row, row, f"grid of {(fits or in_other)[0].source}")
    elif len(sessions) == 1 and all(_is_stated(one) for one in sessions):
        yield ask.claim(
            whole,
            kind,
            Verdict.CONTRADICTED,
            row,
            _slots(sessions[0], items),
            f"grid of {sessions[0].source}",
        )
    else:
        yield ask.claim(whole, kind, Verdict.UNKNOWN, row)


def _is_stated(one: MeetingSession) -> bool:
    return one.timed or one.certainty != "reconstructed"


def _in_row(
    one: MeetingSession, cars: tuple[str, ...], row: int, class_: str | None, *, any_class: bool = False
) -> bool:
    slots = one.lined_up.slots if one.lined_up is not None else ()
    for car in cars:
        mine = next((slot for slot in slots if slot.number == car), None)
        if mine is None:
            continue
        among = class_ if class_ is not None else mine.class_ if any_class else None
        field = [slot.number for slot in slots if among is None or slot.class_ == among]
        if car in field and field.index(car) // 2 + 1 == row:
            return True
    return False


def _slots(one: MeetingSession, items: list[tuple[str, ...]]) -> str:
    grid = one.lined_up
    cars = [car for mine in items for car in mine]
    slots = [(car, slot.position) for car in cars if grid is not None and (slot := grid.car(car)) is not None]
    return ", ".join(f"#{car}: {position}" for car, position in slots)
