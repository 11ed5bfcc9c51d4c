"""Figures a text claims: lap and race times, gaps, points, the format of a race, numbers of cars and races, hopes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from parcferme.championship import Points
from parcferme.championship.chances import next_round
from parcferme.documents.communique.told import Ran
from parcferme.documents.factcheck.asked import Asked, verdict
from parcferme.documents.factcheck.claims import Claim, Verdict
from parcferme.documents.factcheck.mentions import Subject
from parcferme.documents.factcheck.places import table_text, tables_of
from parcferme.documents.factcheck.reading import NUMBER, Span, number_of
from parcferme.documents.points import points_text
from parcferme.findings import WrongCall
from parcferme.times import MINUTE, SECOND, format_clock

_TIME: Final = re.compile(
    r"(?<![\d:.,'])(?:(?P<hours>\d{1,2})\s?(?:h(?:eures?)?|:)\s?)?(?P<minutes>\d{1,2})\s?(?:min\.?|mn|m|:|')\s?"
    r"(?P<seconds>[0-5]\d)\s?(?:[.,:]|''|\"|s(?:ec)?\.?\s?)\s?(?P<parts>\d{1,3})(?!\d)"
)
_SECONDS: Final = re.compile(
    r"(?<![\w:.,'])\+?\s?(?P<seconds>\d{1,3})(?:[.,](?P<parts>\d{1,3}))?\s?(?:s|sec|secs|secondes?|seconds?)\b"
)
_BEST: Final = re.compile(
    r"\b(?:poles?|meilleurs?|best|fastest|quickest|chronos?|record|lap|tour|rapide|qualif\w*|temps)\b"
)
_IN_LANE: Final = re.compile(r"\s(?:dans|in) (?:la voie des stands|the pit ?lane|the pits|les stands)")
_BY_TIME: Final = re.compile(r"\b(?:poles?|qualif\w*|q ?[12])\b")
_PRACTICE: Final = re.compile(r"\b(?:essais libres|practice|fp ?1)\b")
_STOP: Final = re.compile(r"\b(?:arrets?|stops?|stands|pit(?:s|lane)?|minim\w+)\b")
_BEHIND: Final = re.compile(
    r"\b(?:derriere|behind|de retard|du vainqueur|off the|down on|adrift|ecart|gap|d'avance|ahead|clear|margin|apres)\b"
)
_FORMAT: Final = re.compile(
    rf"\b(?:(?P<hour>une heure|one hour|one-hour|1 ?h(?:eure|our)?)|"
    rf"(?P<minutes>{NUMBER})[\s-]?(?:minutes?|mins?\b\.?|mn\b|'(?!\d)))(?:[\s-]*(?:races?|courses?))?"
    rf"(?:\s?(?P<plus>plus|\+|et|and|suivies? d[e'])\s?(?P<laps>{NUMBER}|d'un|a)[\s-]?(?:tours?|laps?))?"
)
_FORMAT_NEAR: Final = re.compile(
    r"\b(?:courses?|races?|manches?|heats?|exercices?|epreuves?|format|sprints?)\b"
)
_OTHER_LENGTH: Final = re.compile(
    r"\b(?:apres|after|au bout|il reste|remaining|left|mi-course|halfway|dans les|in the (?:last|first|final)|"
    r"the (?:last|final|first)|premieres?|dernieres?|later|plus tard|later|entre la|between|window|fenetre|drive)\b"
)
_POINTS: Final = re.compile(
    rf"\b(?P<points>\d+(?:[.,]\d+)?|{NUMBER})\s(?:(?:petits?|precieux|valuable|championship|big|gros|unites|small)\s)?"
    r"(?P<unit>points?|pts?|longueurs?|unites)\b"
)
_APART: Final = re.compile(
    r"\b(?:d'avance|de retard|derriere|behind|ahead|lead|leads|gap|ecart|clear|adrift|devant|margin|deficit|"
    r"avance|separ\w+|short of|off the|du leader|de la tete)\b"
)
_CARS: Final = re.compile(
    rf"\b(?P<cars>{NUMBER})\s(?:(?P<before>\w+)\s)?(?:voitures|cars|autos|concurrents|engages|entries|bolides|competitors)\b"
)
_RACES: Final = re.compile(
    rf"\b(?P<races>{NUMBER}|both)\s(?:premieres?\s|dernieres?\s)?(?:courses?|races|manches|heats|exercices|joutes|epreuves)\b"
)
_OF_SEASON: Final = re.compile(
    r"\b(?:saison|season|championnat|championship|calendar|calendrier|au total|in total)\b"
)
_HOPE: Final = re.compile(
    rf"\b(?:gagn\w+|gain(?:s|ed|ing)?|grappill\w+|grignot\w+|climb\w*|mak\w+ up|mov\w+ up|progress\w+|remont\w+|"
    rf"pick\w* up|recuper\w+|reprendre|gravir|jump\w*|win(?:ning)?)\s(?:(?:de|by|encore|d'|up|another)\s)?"
    rf"(?P<least>{NUMBER}|a|d'une)(?:\s(?:ou|a|or|to|et|-)\s(?:meme )?(?P<most>{NUMBER}))?\s(?:(?:petites?|small|more|"
    rf"autres?|further|extra|other|little)\s)?(?:place|position|spot|rang|marche)s?\b"
    rf"(?P<where>(?:\s(?:au|du|in|on|dans|of)\s(?:the |le |la |l')?(?:\w+ )?(?:classement|championnat|standings|"
    rf"championship|table|general)(?: general\w*)?)?)"
)
_PAST: Final = re.compile(r"\b(?:a|ont|avait|avaient|avons|ai|has|have|had)\s(?:\w+\s)?$")
_AHEAD: Final = re.compile(
    r"\b(?:classement|championnat|standings|championship|table|intention|objectif|espoir|esper\w+|ambition|hop\w+|aim\w*|"
    r"prochain\w*|next)\b"
)
_RESULTS: Final = "standings after round"


def figure_claims(ask: Asked) -> Iterator[Claim]:
    """Every figure that is a claim."""
    yield from _formats(ask)
    yield from _times(ask)
    yield from _seconds(ask)
    yield from _points(ask)
    yield from _hopes(ask)
    yield from _how_many(ask)


# --- the format of a race


def _formats(ask: Asked) -> Iterator[Claim]:
    for match in ask.reading.find(_FORMAT):
        clause, span = ask.clause(match.start()), Span(*match.span())
        kind = "race"
        if _BY_TIME.search(clause) and not _FORMAT_NEAR.search(clause):
            kind = "qualifying"
        elif _PRACTICE.search(clause):
            kind = "practice"
        named = _FORMAT_NEAR.search(clause) or kind != "race" or match["laps"]
        if not named or (not match["laps"] and _OTHER_LENGTH.search(clause)):
            continue
        minutes = 60 if match["hour"] else number_of(match["minutes"])
        laps = None
        if match["laps"]:
            laps = 1 if match["laps"] in ("d'un", "a") else number_of(match["laps"])
        if minutes is None:
            continue
        claimed = _format_text(minutes, laps)
        sessions = ask.mentions.sessions_at(span, kind)
        known = {
            (one.length // MINUTE, one.plus_laps)
            for one in sessions
            if one.length and one.length % MINUTE == 0
        }
        if not known:
            yield ask.claim(match, "race-format", Verdict.UNKNOWN, claimed)
            continue
        holds = any(minutes == length and (laps is None or laps == plus) for length, plus in known)
        text = ", ".join(_format_text(length, plus or None) for length, plus in sorted(known))
        source = f"rulebook, round {ask.weekend.number}"
        yield ask.claim(
            match, "race-format" if kind == "race" else "length", verdict(holds), claimed, text, source
        )


def _format_text(minutes: int, laps: int | None) -> str:
    return f"{minutes} minutes" + (f" plus {laps} lap{'s' if laps > 1 else ''}" if laps else "")


# --- times


def _us(match: re.Match[str]) -> tuple[int, int]:
    """A time in µs, and how fine it is told."""
    parts = match["parts"] or ""
    fine = SECOND // 10 ** len(parts)
    got = match.groupdict()
    whole = int(got.get("hours") or 0) * 3600 + int(got.get("minutes") or 0) * 60 + int(match["seconds"])
    return whole * SECOND + int(parts or 0) * fine, fine


def _same(claimed: int, fine: int, known: int) -> bool:
    """Whether a known time is the claimed one, cut or rounded to as many decimals."""
    return known // fine * fine == claimed or (known + fine // 2) // fine * fine == claimed


def _times(ask: Asked) -> Iterator[Claim]:
    for match in ask.reading.find(_TIME):
        claimed, fine = _us(match)
        clause = ask.sentence(match.start())
        span = Span(*match.span())
        subject = ask.mentions.subject_at(span)
        if _IN_LANE.match(ask.reading.flat, match.end()):
            yield _in_the_lane(ask, match, subject)
            continue
        long = claimed >= 15 * MINUTE
        sessions = _sessions_of_time(ask, span, clause, long)
        cars = subject.cars if subject is not None else ()
        text = format_clock(claimed, max(len(match["parts"]), 1))
        kind = "race-time" if long else "lap-time"
        mine = [(one, known) for one in sessions for known in _known_times(one, cars, long)]
        anybody = [(one, known) for one in sessions for known in _known_times(one, None, long)]
        right = next((one for one, known in mine or anybody if _same(claimed, fine, known)), None)
        if right is None and not mine:
            right = next((one for one, known in anybody if _same(claimed, fine, known)), None)
        if right is not None:
            yield ask.claim(match, kind, Verdict.CONFIRMED, text, text, ask.source([right]))
        elif mine and len({one.name for one, _ in mine}) == len(sessions) and (long or _BEST.search(clause)):
            known = ", ".join(f"{one.name}: {format_clock(known)}" for one, known in mine)
            known = format_clock(mine[0][1]) if len(mine) == 1 else known
            yield ask.claim(
                match, kind, Verdict.CONTRADICTED, text, known, ask.source([one for one, _ in mine])
            )
        else:
            yield ask.claim(match, kind, Verdict.UNKNOWN, text)


def _in_the_lane(ask: Asked, match: re.Match[str], subject: Subject | None) -> Claim:
    """A time in the pit lane against the stops that were timed."""
    claimed, fine = _us(match)
    text = format_clock(claimed, max(len(match["parts"]), 1))
    sessions = [
        one for one in ask.mentions.sessions_at(Span(*match.span())) if one.classification is not None
    ]
    known = [
        (one, row["duration_us"])
        for one in sessions
        for row in (one.classification.timing.stops_frame.to_dicts() if one.classification else ())
        if subject is not None and str(row["car"]) in subject.cars and row["duration_us"] is not None
    ]
    if not known:
        return ask.claim(match, "stop-time", Verdict.UNKNOWN, text)
    holds = any(_same(claimed, fine, duration) for _, duration in known)
    told = text if holds else ", ".join(format_clock(duration) for _, duration in known)
    return ask.claim(match, "stop-time", verdict(holds), text, told, ask.source([known[0][0]]))


def _sessions_of_time(ask: Asked, span: Span, clause: str, long: bool) -> tuple[Ran, ...]:
    if long:
        return ask.mentions.sessions_at(span, "race")
    near = ask.clause(span.start)
    for text in (near, clause):
        if _PRACTICE.search(text):
            return ask.mentions.sessions_at(span, "practice")
        if _BY_TIME.search(text):
            return ask.mentions.sessions_at(span, "qualifying")
        if re.search(r"\b(?:course|race|manche|heat|exercice)s?\b", text):
            return ask.mentions.sessions_at(span, "race")
    return ask.weekend.sessions


def _known_times(one: Ran, cars: Iterable[str] | None, long: bool) -> Iterator[int]:
    lines = one.result.lines if one.result is not None else ()
    seen = set()
    for line in lines:
        if line.car in seen or (cars is not None and line.car not in cars):
            continue
        seen.add(line.car)
        value = line.time if long else line.best_lap
        if value is not None:
            yield value


def _seconds(ask: Asked) -> Iterator[Claim]:
    """Seconds: of the compulsory stop where a stop is spoken of, else a gap."""
    for match in ask.reading.find(_SECONDS):
        clause, span = ask.sentence(match.start()), Span(*match.span())
        claimed, fine = _us(match)
        text = match["seconds"] + (f".{match['parts']}" if match["parts"] else "")
        near = ask.reading.flat[max(match.start() - 28, 0) : match.start()]
        if re.search(r"\b(?:stop[- ]and[- ]go|penalit\w+|penalt\w+)\b", near):
            continue
        if (
            _STOP.search(clause)
            and not re.search(r"\bby\s$", near)
            and not _BEHIND.search(ask.clause(match.start()))
        ):
            known = {one.minimum_stop for one in ask.weekend.races if one.minimum_stop}
            if (
                re.search(r"\b(?:minim\w+|oblig\w+|compulsory|mandatory|au moins|at least)\b", clause)
                and known
            ):
                told = ", ".join(f"{value // SECOND} s" for value in sorted(known))
                source = f"rulebook, round {ask.weekend.number}"
                yield ask.claim(match, "minimum-stop", verdict(claimed in known), f"{text} s", told, source)
            continue
        if not _BEHIND.search(clause) and not re.search(r"\bby\s$", near):
            continue
        subject = ask.mentions.subject_at(span)
        sessions = ask.mentions.sessions_at(span, "race")
        gaps = [(one, gap) for one in sessions for gap in _gaps(one, subject)]
        right = next((one for one, gap in gaps if _same(claimed, fine, gap)), None)
        if right is not None:
            yield ask.claim(match, "gap", Verdict.CONFIRMED, f"{text} s", f"{text} s", ask.source([right]))
        elif gaps and len(sessions) == 1:
            known_gaps = ", ".join(dict.fromkeys(f"{format_clock(gap)} s" for _, gap in gaps))
            yield ask.claim(match, "gap", Verdict.CONTRADICTED, f"{text} s", known_gaps, ask.source(sessions))
        else:
            yield ask.claim(match, "gap", Verdict.UNKNOWN, f"{text} s")


def _gaps(one: Ran, subject: Subject | None) -> Iterator[int]:
    """The gaps of a subject's cars to the leader and the car ahead; for the winner to the car behind."""
    rows = one.classification.rows if one.classification is not None else ()
    for at, row in enumerate(rows):
        if subject is None or row.number not in subject.cars:
            continue
        yield from (gap for gap in (row.gap, row.interval) if gap)
        if row.position == 1 and at + 1 < len(rows) and rows[at + 1].interval:
            yield rows[at + 1].interval or 0


# --- points


def _points(ask: Asked) -> Iterator[Claim]:
    for match in ask.reading.find(_POINTS):
        text = match["points"]
        digits = text.replace(",", ".")
        value: Points | None = (
            Fraction(Decimal(digits)) if re.fullmatch(r"\d+(\.\d+)?", digits) else number_of(text)
        )
        if value is None or (
            match["unit"].startswith(("longueur", "unite")) and "champ" not in ask.sentence(match.start())
        ):
            continue
        claimed = points_text(value)
        said: int | str = int(value) if Fraction(value).denominator == 1 else claimed
        apart = _is_apart(ask, match)
        subject = ask.mentions.subject_at(Span(*match.span()))
        found = list(_known_points(ask, subject, bool(apart)))
        kind = "points-gap" if apart else "points"
        if not found:
            yield ask.claim(match, kind, Verdict.UNKNOWN, said)
            continue
        source = f"{_RESULTS} {ask.weekend.number}"
        right = [where for where, points, _ in found if points == value]
        if right:
            yield ask.claim(match, kind, Verdict.CONFIRMED, said, said, f"{source}: {right[0]}")
            continue
        main = [(where, points) for where, points, main in found if main]
        values = dict.fromkeys(points_text(points) for _, points in main)
        told = ", ".join(values)
        known = int(told) if told.isdigit() else told
        yield ask.claim(match, kind, Verdict.CONTRADICTED, said, known, f"{source}: {main[0][0]}")


def _is_apart(ask: Asked, match: re.Match[str]) -> bool:
    """Whether points are a distance and no total, as the words next to them say."""
    flat = ask.reading.flat
    after = re.split(r"[,.;:!?)]", flat[match.end() : match.end() + 26])[0]
    before = re.split(r"[,.;:!?(]", flat[max(match.start() - 22, 0) : match.start()])[-1]
    if re.search(r"(?:^|\s)a\s$", before) and not after.strip():
        return True  # `(36 points, à 14 points)`
    if re.search(r"\ba\s$", before) and re.match(
        r"\s(?:de|du|des|d'|of)\b|\s?d'", flat[match.end() : match.end() + 6]
    ):
        return True  # `à 48 points de la #74`
    return bool(_APART.search(after) or re.search(rf"{_APART.pattern}\s(?:de|of|is|a|by|est de)\s*$", before))


def _known_points(ask: Asked, subject: Subject | None, apart: bool) -> Iterator[tuple[str, Points, bool]]:
    """What a text can mean by points: totals, and by session; apart: to the leader, to those before and behind."""
    for table, name in tables_of(ask, subject) if subject is not None else []:
        row = table.row(name)
        if row is None:
            continue
        told = f"{table_text(table)}, {name}"
        if not apart:
            yield told, row.points, True
            here = [at for at, column in enumerate(table.sessions) if column.round == ask.weekend.number]
            scored = [row.by_session[at] for at in here if at < len(row.by_session)]
            for points in scored:
                if points is not None:
                    yield told, points, False
            total: Points = 0
            for points in scored:
                total += points or 0
            yield told, total, False
            continue
        others = [one for one in table.rows if one.position is not None and one.points != row.points]
        leader = max((one.points for one in table.rows), default=0)
        main = leader if row.points != leader else max((one.points for one in others), default=0)
        yield told, _between(main, row.points), True
        for one in others:
            yield told, _between(one.points, row.points), False


def _between(one: Points, other: Points) -> Points:
    return one - other if one > other else other - one


# --- hopes, and how many


def _hopes(ask: Asked) -> Iterator[Claim]:
    for match in ask.reading.find(_HOPE):
        sentence = ask.sentence(match.start())
        before = ask.reading.flat[max(match.start() - 24, 0) : match.start()]
        past = _PAST.search(before) or re.match(
            r"(?:gained|climbed|made up|moved up|jumped)\b", match.group()
        )
        if past:
            yield _places_gained(ask, match)
            continue
        if not match["where"] and not _AHEAD.search(sentence):
            continue
        none = re.search(r"\b(?:cannot|can't|can not|ne peu\w+|no longer)\b", before) is not None
        least = 1 if match["least"] in ("a", "d'une") else number_of(match["least"]) or 0
        most = number_of(match["most"]) if match["most"] else least
        most = most or least
        claimed: int | str = least if least == most else f"{least} to {most}"
        subject = ask.mentions.subject_at(Span(*match.span()))
        gain = _gain(ask, subject)
        if gain is None:
            yield ask.claim(match, "hope", Verdict.UNKNOWN, claimed)
            continue
        places, told = gain
        known = f"{places} place{'s' if places != 1 else ''} can be gained in {told}"
        source = f"{_RESULTS} {ask.weekend.number}; what the next round can change"
        holds = places == 0 if none else most <= places
        yield ask.claim(match, "hope", verdict(holds), f"not {claimed}" if none else claimed, known, source)


def _places_gained(ask: Asked, match: re.Match[str]) -> Claim:
    """Places made up in a race: from the grid to the finish."""
    count = 1 if match["least"] in ("a", "d'une") else number_of(match["least"]) or 0
    subject = ask.mentions.subject_at(Span(*match.span()))
    found = []
    for one in ask.mentions.sessions_at(Span(*match.span())):
        for car in subject.cars if subject is not None else ():
            slot, place = one.grid.car(car) if one.grid is not None else None, one.overall(car)
            if slot is not None and slot.position is not None and place is not None:
                found.append((one, slot.position - place))
    if not found:
        return ask.claim(match, "places-gained", Verdict.UNKNOWN, count)
    holds = any(gained == count for _, gained in found)
    known: int | str = found[0][1] if len(found) == 1 else ", ".join(f"{one.name}: {n}" for one, n in found)
    return ask.claim(
        match,
        "places-gained",
        verdict(holds),
        count,
        count if holds else known,
        ask.source([found[0][0]], subject),
    )


def _gain(ask: Asked, subject: Subject | None) -> tuple[int, str] | None:
    """How many places the next round can bring, in the first table that has the subject; ties count as one place."""
    whole = ask.told.championship
    if whole is None or subject is None or ask.weekend.number not in whole.rounds:
        return None
    for table, name in tables_of(ask, subject):
        try:
            coming = {one.name: one for one in next_round(whole, table, ask.weekend.number)}
        except WrongCall:
            continue
        one = coming.get(name)
        if one is not None and one.gain is not None:
            return one.gain, f"{table_text(table)} ({one.position} now, {one.best} at best)"
    return None


def _how_many(ask: Asked) -> Iterator[Claim]:
    for match in ask.reading.find(_RACES):
        count = 2 if match["races"] == "both" else number_of(match["races"])
        if count is None or not ask.weekend.races or _OF_SEASON.search(ask.clause(match.start())):
            continue
        races = len(ask.weekend.races)
        if count > 1:
            yield ask.claim(
                match, "races", verdict(count == races), count, races, f"round {ask.weekend.number}"
            )
    for match in ask.reading.find(_CARS):
        count = number_of(match["cars"])
        entered = ask.weekend.entries.cars
        if count is None or count < 2 or not entered or match["before"] in ("autres", "other", "safety"):
            continue
        sentence = ask.sentence(match.start())
        classes = {one.class_ for one in entered}
        by_class = {sum(one.class_ == name for one in entered) for name in classes}
        if not re.search(
            r"\b(?:engage|depart|entered|entr\w+|grid|grille|start\w*|plateau|field|presen\w+|aligne\w*)",
            sentence,
        ):
            yield ask.claim(match, "cars", Verdict.UNKNOWN, count)
            continue
        holds = count == len(entered) or count in by_class
        source = f"entry list, round {ask.weekend.number}"
        yield ask.claim(match, "cars", verdict(holds), count, count if holds else len(entered), source)
