"""Dates, weekdays, times of day, circuits and rounds a text claims."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from parcferme.documents import Meeting, Meetings, MeetingSession
from parcferme.press.factcheck.asked import DAY_NAMES, Asked, day_text, verdict
from parcferme.press.factcheck.claims import Claim, Verdict
from parcferme.press.factcheck.mentions import WEEKDAY, WEEKDAYS
from parcferme.press.factcheck.names import SERIES_SIGN, circuit_names, is_common, place_of, spelled
from parcferme.press.factcheck.reading import ORDINAL, Span, number_of, ordinal_of

_FRENCH: Final = (
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()
)
_ENGLISH: Final = (
    "january february march april may june july august september october november december".split()
)
MONTHS: Final = {name: at for names in (_FRENCH, _ENGLISH) for at, name in enumerate(names, 1)} | {
    "jan": 1, "feb": 2, "fev": 2, "mar": 3, "avr": 4, "apr": 4, "jun": 6, "juil": 7, "jul": 7, "aug": 8, "sept": 9,
    "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_MONTH: Final = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
_DAY_WORDS: Final = (
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf vingt premier"
)
_DAY: Final = (
    rf"(?:[0-3]?\d(?:er|st|nd|rd|th)?|(?:{'|'.join(sorted(_DAY_WORDS.split(), key=len, reverse=True))})\b)"
)
_NAMED: Final = rf"(?:(?:{'|'.join(WEEKDAYS)})s?,? )?"
_TO: Final = r"\s?(?:et|and|au|to|-|&|/|until|jusqu'au)\s?(?:le |the )?"
_YEAR: Final = r"(?:,?\s(?P<{0}>(?:19|20)\d\d)\b)?"
_DATE: Final = re.compile(
    rf"\b{_NAMED}(?P<first>{_DAY})(?:\s(?P<month0>{_MONTH}))?{_TO}{_NAMED}(?P<last>{_DAY})"
    rf"\s(?:of )?(?P<month1>{_MONTH})\b\.?"
    + _YEAR.format("year1")
    + rf"|\b{_NAMED}(?P<day>{_DAY})\s(?:of )?(?P<month2>{_MONTH})\b\.?"
    + _YEAR.format("year2")
    + rf"|\b{_NAMED}(?P<month3>{_MONTH})\b\.?\s(?:the )?(?P<first3>{_DAY})"
    + rf"(?:{_TO}{_NAMED}(?:(?P<month4>{_MONTH})\s)?(?P<last3>{_DAY}))?(?!\d|:)"
    + _YEAR.format("year3")
    + r"|\b(?P<iso>20\d\d-\d\d-\d\d)\b|\b(?P<d>[0-3]?\d)[/.](?P<m>[01]?\d)[/.](?P<y>20\d\d)\b"
)
_HEADER: Final = re.compile(r"(?<![\d-])(?P<year>(?:19|20)\d\d)-(?P<month>\d{1,2})(?![\d-])")
_HELD: Final = re.compile(
    r"\b(?:ce week-?end|this weekend|s'est (?:disput|tenu|derou|jou)\w+|disputee?s? (?:ce|a|sur)|was held|took place|"
    r"were held|avait lieu|a eu lieu|pris son envol)\b"
)
_ROUND: Final = re.compile(
    rf"\b(?P<ordinal>{ORDINAL})\s(?:et (?:derniere?|dernier) |and (?:final|last) )?"
    rf"(?:rendez-vous|meetings?|rounds?|etapes?|week-?ends?|events?|"
    rf"manches?(?= (?:du|de la (?:saison|[a-z]+ [a-z]+ series|serie|coupe|{SERIES_SIGN}+)|of)\b)|levees?|joutes?)\b"
    r"|\b(?:rounds?|meeting|rendez-vous n°|etape)\s(?P<number>\d{1,2}|one|two|three|four|five|six|seven|eight)\b"
)
_OF_SERIES: Final = re.compile(
    rf"\s?(?:(?:de la|du|des|de l'|of the|in the)\s)?(?:saison|season|championnat|championship|{SERIES_SIGN}+)\b"
)
NEXT: Final = re.compile(
    r"\b(?:prochaine?s?|suivante?s?|aura lieu|auront lieu|seront|se deroulera|se disputera|se tiendra|attendue?s|"
    r"next|upcoming|will (?:be|take)|heads?|se rendra|cap sur|"
    r"se retrouve\w*|rendez-vous)\b"
)
_CLOCK: Final = re.compile(
    r"\b(?P<hour>[012]?\d)\s?(?:h(?=\s?\d|\b)|heures?|:|"
    r"\.(?=[0-5]\d\s?[ap]\.?m))(?:\s?(?P<minute>[0-5]\d)\b(?![.,:']\d))?(?![\d:']|"
    r"[.,]\d)(?:\s?(?P<half>[ap])\.?m\b\.?)?"
)
_STARTS: Final = re.compile(
    r"\b(?:depart|parti(?:e|s|es)?|demarr\w+|debut\w*|s'elanc\w+|lanc\w+|envol|coup d'envoi|start\w*|lights|"
    r"got under ?way|"
    r"green|feux|began|begins|"
    r"set off|donne)\b"
)
_CIRCUIT: Final = re.compile(
    r"\b(?:circuit|autodrom[oe])\s((?:(?:de |d'|du |of |des |la |le |nazionale |internacional )*))"
)
_SESSION_NEAR: Final = re.compile(
    r"\b(?:course|race|manche|exercice|qualif\w*|heat|essais|practice|podium|seance)s?\b"
)


class _Days(NamedTuple):
    """The days a text names, first and last, and whether it named a year."""

    first: dt.date
    last: dt.date
    weekdays: tuple[int, ...]
    dated: bool
    two: bool = False


def day_claims(ask: Asked) -> Iterator[Claim]:
    """Every date, weekday, start, circuit and number of a round in the text."""
    dates = [match for match in ask.reading.find(_DATE) if _days(ask, match) is not None]
    for match in dates:
        yield from _date(ask, match)
    spans = [Span(*match.span()) for match in dates]
    yield from _headers(ask)
    for match in ask.reading.find(WEEKDAY):
        if not any(span.holds(match.start()) for span in spans):
            yield _weekday(ask, match)
    yield from _starts(ask)
    yield from _rounds(ask)
    yield from _circuits(ask)


# --- dates


def _days(ask: Asked, match: re.Match[str]) -> _Days | None:
    got = {key: value for key, value in match.groupdict().items() if value}
    base = ask.weekend.first or ask.weekend.last
    year = next((int(got[key]) for key in ("year1", "year2", "year3") if key in got), None)
    meant = year or (base.year if base is not None else None)
    if meant is None and ask.told.year and ask.told.year.isdecimal():
        meant = int(ask.told.year)
    weekdays = tuple(WEEKDAYS[one] for one in WEEKDAY.findall(match.group()))
    try:
        if "iso" in got:
            first = last = dt.date.fromisoformat(got["iso"])
            return _Days(first, last, weekdays, True)
        if "y" in got:
            first = last = dt.date(int(got["y"]), int(got["m"]), int(got["d"]))
            return _Days(first, last, weekdays, True)
        if meant is None:
            return None
        if "day" in got:
            first = last = dt.date(meant, MONTHS[got["month2"]], _day(got["day"]))
        elif "first3" in got:
            month = MONTHS[got["month3"]]
            first = dt.date(meant, month, _day(got["first3"]))
            end = MONTHS[got["month4"]] if "month4" in got else month
            last = dt.date(meant, end, _day(got["last3"])) if "last3" in got else first
        else:
            month = MONTHS[got["month1"]]
            last = dt.date(meant, month, _day(got["last"]))
            first = dt.date(meant, MONTHS[got["month0"]] if "month0" in got else month, _day(got["first"]))
    # The 31st of June is no day, whatever was meant by it.
    except ValueError:
        return None
    return _Days(first, last, weekdays, year is not None, "last" in got or "last3" in got)


def _day(text: str) -> int:
    digits = re.match(r"\d+", text)
    return int(digits.group()) if digits else (1 if text == "premier" else number_of(text) or 0)


def _date(ask: Asked, match: re.Match[str]) -> Iterator[Claim]:
    days = _days(ask, match)
    assert days is not None
    claimed = _range(days.first, days.last)
    holds, known, source = _against(ask, match, days)
    if holds is False and ask.own is not None and ask.own.start < match.end() and match.start() < ask.own.end:
        holds, known, source = None, None, None  # the day it was written is no claim about a meeting
    named = [days.first, days.last] if days.first != days.last else [days.first]
    if days.weekdays and len(days.weekdays) <= len(named) and holds is not False:
        wrong = [day for day, name in zip(named, days.weekdays, strict=False) if day.weekday() != name]
        if wrong:
            holds, known, source = False, day_text(wrong[0]), source or "calendar"
            claimed = f"{DAY_NAMES[days.weekdays[0]]} {claimed}"
    if holds is None:
        yield ask.claim(match, "date", Verdict.UNKNOWN, claimed, known, source)
    else:
        yield ask.claim(match, "date", verdict(holds), claimed, known, source)


def _headers(ask: Asked) -> Iterator[Claim]:
    """The month at the head of a text (`date 2020-07`): that of the meeting, or the next where it has just begun."""
    last = ask.weekend.last or ask.weekend.first
    for match in ask.reading.find(_HEADER):
        year, month = int(match["year"]), int(match["month"])
        if last is None or match.start() > 200:
            continue
        claimed, known = f"{year}-{month:02d}", f"{last.year}-{last.month:02d}"
        if claimed != known and claimed == (last + dt.timedelta(days=7)).isoformat()[:7]:
            yield ask.claim(match, "date", Verdict.UNKNOWN, claimed, known)
            continue
        yield ask.claim(
            match, "date", verdict(claimed == known), claimed, known, f"round {ask.weekend.number}"
        )


def _range(first: dt.date, last: dt.date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def _against(ask: Asked, match: re.Match[str], days: _Days) -> tuple[bool | None, str | None, str | None]:
    """A date against the meetings its sentence can speak of."""
    meant = _meetings(ask, match)
    for one in meant:
        if one.first is None or one.last is None:
            continue
        whole = (days.first, days.last) == (one.first, one.last)
        within = days.first == days.last and not days.two and one.first <= days.first <= one.last
        session = _session_meant(ask, match, one)
        if within and session is not None:
            day = one.day_of(session)
            if day is not None:
                known = f"{day.isoformat()} ({session.name})"
                return day == days.first, known, f"round {one.number}"
        if whole or within:
            return True, _range(one.first, one.last), f"round {one.number}"
    told = [one for one in meant if one.first is not None and one.last is not None]
    sentence = ask.reading.sentence_at(match.start())
    placed = any(one.kind == "circuit" and sentence.holds(one.span.start) for one in ask.mentions.names)
    others = [one for one in ask.told.meetings if (one.first, one.last) == (days.first, days.last)]
    # The days of another meeting, and nothing in the sentence says which: it may speak of that one.
    if not told or (
        others and not placed and not _numbers(ask, sentence) and not ask.reading.holds(NEXT, sentence)
    ):
        return None, None, None
    text = " or ".join(dict.fromkeys(_range(one.first, one.last) for one in told if one.first and one.last))
    return False, text, ", ".join(f"round {one.number}" for one in told)


def _session_meant(ask: Asked, match: re.Match[str], one: Meeting) -> MeetingSession | None:
    """The one session a date is told of, where it is one of the meeting the text is about."""
    clause = ask.reading.clause_at(match.start())
    here = [
        item
        for item in ask.mentions.sessions
        if item.kind in ("race", "qualifying") and item.number is not None and clause.holds(item.span.start)
    ]
    if one is not ask.weekend or len(here) != 1 or here[0].number is None:
        return None
    every = one.races if here[0].kind == "race" else one.of_kind(here[0].kind)
    return every[here[0].number - 1] if 0 < here[0].number <= len(every) else None


def _meetings(ask: Asked, match: re.Match[str]) -> list[Meeting]:
    """The meetings a sentence can speak of: those at the circuit or of the number it names, else the next one where it
    looks ahead, else the one the text is about.
    """
    sentence = ask.reading.sentence_at(match.start())
    circuits = [one for one in ask.mentions.names if one.kind == "circuit" and sentence.holds(one.span.start)]
    if circuits:
        nearest = min(circuits, key=lambda one: abs(one.span.start - match.start()))
        named = [one for one in ask.told.meetings if place_of(ask.told, one) == nearest.name]
        numbers = _numbers(ask, sentence)
        return [one for one in named if one.number in numbers] or named
    numbers = _numbers(ask, sentence)
    if numbers:
        return [one for one in ask.told.meetings if one.number in numbers]
    following = ask.told.following(ask.weekend.number)
    if following is not None and ask.reading.holds(NEXT, sentence):
        return [following]
    return [ask.weekend]


def _numbers(ask: Asked, span: Span) -> list[int]:
    found = [_round_number(match) for match in ask.reading.find(_ROUND, span)]
    return [number for number in found if number is not None]


def _round_number(match: re.Match[str]) -> int | None:
    return ordinal_of(match["ordinal"]) if match["ordinal"] else number_of(match["number"])


# --- weekdays and starts


def _weekday(ask: Asked, match: re.Match[str]) -> Claim:
    """A weekday against the day of the session it is told of."""
    span, named = Span(*match.span()), WEEKDAYS[match[1]]
    claimed = DAY_NAMES[named]
    kind = _kind_told(ask, span)
    if kind is None:
        return ask.claim(match, "weekday", Verdict.UNKNOWN, claimed)
    sessions = ask.mentions.sessions_at(span, kind)
    days = {one.name: ask.weekend.day_of(one) for one in sessions}
    known = sorted({day for day in days.values() if day is not None})
    first, last = ask.weekend.first, ask.weekend.last
    source = f"round {ask.weekend.number}: {', '.join(days)}"
    if known and len(known) == len(set(days.values())):
        text = ", ".join(map(day_text, known))
        return ask.claim(
            match, "weekday", verdict(named in {day.weekday() for day in known}), claimed, text, source
        )
    if first is not None and last is not None and (last - first).days < 7:
        within = {(first + dt.timedelta(days=at)).weekday() for at in range((last - first).days + 1)}
        if named not in within:
            text = f"{day_text(first)} to {day_text(last)}"
            return ask.claim(
                match, "weekday", Verdict.CONTRADICTED, claimed, text, f"round {ask.weekend.number}"
            )
    return ask.claim(match, "weekday", Verdict.UNKNOWN, claimed)


def _kind_told(ask: Asked, span: Span) -> str | None:
    """Which kind of session a weekday is told of; None where it is of none."""
    sentence = ask.reading.sentence_at(span.start)
    near = ask.reading.flat[max(sentence.start, span.start - 60) : min(sentence.end, span.end + 90)]
    if re.search(r"\b(?:qualif\w*)\b", near) and not re.search(r"\b(?:course|race)s?\b", near):
        return "qualifying"
    if re.search(r"\b(?:essais libres|practice)\b", near) and not re.search(r"\b(?:course|race)s?\b", near):
        return "practice"
    place = re.search(
        rf"\b{ORDINAL}\s(?:place|position|rang|marche|step|spot|overall|in class)|\bpodium|\b(?:wins?|won|"
        rf"victoires?|gagn\w+|victory|victories|remport\w+|impos\w+|succes)\b",
        near,
    )
    return "race" if _SESSION_NEAR.search(near) or place else None


def _starts(ask: Asked) -> Iterator[Claim]:
    for match in ask.reading.find(_CLOCK):
        clause = ask.sentence(match.start())
        if not match["minute"] and "h" not in match.group():
            continue
        if not _STARTS.search(clause) and not _race_before(ask, match):
            continue
        hour = int(match["hour"]) + (12 if match["half"] == "p" and int(match["hour"]) < 12 else 0)
        if hour > 23:
            continue
        claimed = f"{hour:02d}:{match['minute'] or '00'}"
        kind = _kind_started(ask, match)
        sessions = ask.mentions.sessions_at(Span(*match.span()), kind)
        starts = {one.name: f"{one.start:%H:%M}" for one in sessions if one.start is not None}
        right = [name for name, start in starts.items() if start == claimed]
        if right or (starts and len(starts) == len(sessions)):
            known = claimed if right else ", ".join(f"{start} ({name})" for name, start in starts.items())
            yield ask.claim(
                match, "start", verdict(bool(right)), claimed, known, f"round {ask.weekend.number}: timetable"
            )
        else:
            yield ask.claim(match, "start", Verdict.UNKNOWN, claimed)


# --- rounds and circuits


def _race_before(ask: Asked, match: re.Match[str]) -> bool:
    """Whether a session stands right before a time: `race two at 16:50`."""
    before = ask.reading.flat[max(match.start() - 5, 0) : match.start()]
    return bool(re.fullmatch(r".*(?:\s(?:at|a)|[,:(–-])\s?", before)) and any(
        0 <= match.start() - one.span.end <= 5 for one in ask.mentions.sessions if one.kind == "race"
    )


def _kind_started(ask: Asked, match: re.Match[str]) -> str:
    """Which kind of session a start is of: the one named nearest before it in its sentence."""
    sentence = ask.reading.sentence_at(match.start())
    here = [
        one for one in ask.mentions.sessions
        if one.kind in ("race", "qualifying") and sentence.start <= one.span.start < match.start()
    ]  # fmt: skip
    if here:
        return here[-1].kind
    return "qualifying" if re.search(r"\bqualif", ask.sentence(match.start())) else "race"


def _rounds(ask: Asked) -> Iterator[Claim]:
    """`The second round at Spa`: the number of the round at the circuit its sentence names."""
    for match in ask.reading.find(_ROUND):
        number = _round_number(match)
        sentence = ask.reading.sentence_at(match.start())
        names = {
            one.name for one in ask.mentions.names if one.kind == "circuit" and sentence.holds(one.span.start)
        }
        at = [one for one in ask.told.meetings if place_of(ask.told, one) in names]
        if number is None or not at:
            yield from _round_of_series(ask, match, number)
            continue
        holds = number in {one.number for one in at}
        known: int | str = number if holds else at[0].number
        if not holds and len(at) > 1:
            known = ", ".join(str(one.number) for one in at)
        yield ask.claim(match, "round", verdict(holds), number, known, "calendar")


def _round_of_series(ask: Asked, match: re.Match[str], number: int | None) -> Iterator[Claim]:
    """The number of a round where no circuit is named, of the series by its name or of the season."""
    if number is None or _OF_SERIES.match(ask.reading.flat, match.end()) is None:
        return
    following = ask.told.following(ask.weekend.number)
    ahead = following is not None and ask.reading.holds(NEXT, ask.reading.sentence_at(match.start()))
    right = number == ask.weekend.number or (ahead and following is not None and number == following.number)
    yield ask.claim(match, "round", Verdict.CONFIRMED if right else Verdict.UNKNOWN, number,
                    ask.weekend.number, "calendar")  # fmt: skip


def _circuits(ask: Asked) -> Iterator[Claim]:
    named: set[int] = set()
    for one in ask.mentions.names:
        if one.kind != "circuit" or _is_team_or_title(ask, one.span):
            continue
        named.add(one.span.start)
        sentence = ask.reading.sentence_at(one.span.start)
        numbers, at = _numbers(ask, sentence), _at(ask.told, one.name)
        text = ask.reading.text[one.span.start : one.span.end]
        wrong = [other for other in ask.told.meetings if other.number in numbers and other.number not in at]
        if wrong and not set(numbers) & set(at):
            known = wrong[0].circuit or wrong[0].event
            yield ask.claim(
                one.span, "circuit", Verdict.CONTRADICTED, text, known, f"round {wrong[0].number}"
            )
            continue
        source = ", ".join(f"round {number}" for number in at)
        here, ahead = (
            ask.weekend.number in at,
            ask.reading.holds(NEXT, sentence) or bool(set(numbers) & set(at)),
        )
        known = ask.weekend.circuit or ask.weekend.event
        if here or ahead:
            yield ask.claim(one.span, "circuit", Verdict.CONFIRMED, text, one.name, source)
        elif ask.reading.holds(_HELD, sentence):
            yield ask.claim(
                one.span, "circuit", Verdict.CONTRADICTED, text, known, f"round {ask.weekend.number}"
            )
        else:
            yield ask.claim(one.span, "circuit", Verdict.UNKNOWN, text, one.name, source)
    for match in ask.reading.find(_CIRCUIT):
        after = ask.reading.text[match.end() :]
        name = re.match(r"[A-ZÀ-Þ][\w'’-]*(?:[ -][A-ZÀ-Þ][\w'’-]*)*", after)
        span = Span(match.start(), match.end() + (name.end() if name else 0))
        known_here = any(one.kind == "circuit" and one.span.start < span.end and span.start < one.span.end
                         for one in ask.mentions.names)  # fmt: skip
        if name is not None and not known_here:
            yield _strange_circuit(ask, span, name.group())


def _strange_circuit(ask: Asked, span: Span, name: str) -> Claim:
    """A circuit no round is at: against the round its sentence names, the next one, or the one the text is about."""
    sentence = ask.reading.sentence_at(span.start)
    numbers = _numbers(ask, sentence)
    meant = [one for one in ask.told.meetings if one.number in numbers]
    following = ask.told.following(ask.weekend.number)
    if not meant and ask.reading.holds(NEXT, sentence) and following is not None:
        meant = [following]
    one = meant[0] if meant else ask.weekend
    return ask.claim(
        span, "circuit", Verdict.CONTRADICTED, name, one.circuit or one.event, f"round {one.number}"
    )


def _at(told: Meetings, name: str) -> list[int]:
    return [one.number for one in told.meetings if place_of(told, one) == name]


def _is_team_or_title(ask: Asked, span: Span) -> bool:
    """Whether a name of a circuit is part of another name (`Spa Racing Days 24`)."""
    return bool(
        re.match(r"\s(?:racing|motorsport|team|garage)\b", ask.reading.flat[span.end : span.end + 14])
    )


def rounds_named(ask_text: str, weekends: Sequence[Meeting]) -> list[int]:
    """The rounds at circuits a text names, in the order it names them."""
    found: list[tuple[int, int]] = []
    for one in weekends:
        names = {
            name for name in (one.circuit, one.event, *circuit_names(one)) if name and not is_common(name)
        }
        places = [
            match.start()
            for name in names
            for match in [re.search(rf"(?<!\w){spelled(name)}(?!\w)", ask_text)]
            if match is not None and len(name) > 2
        ]
        if places:
            found.append((min(places), one.number))
    return [number for _, number in sorted(found)]
