"""Figures a text claims: lap and race times, gaps, points, the format of a race, numbers of cars and races, hopes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from parcferme.championship import next_round
from parcferme.documents import MeetingSession
from parcferme.findings import WrongCall
from parcferme.press.factcheck.asked import Asked, verdict
from parcferme.press.factcheck.claims import Claim, Verdict
from parcferme.press.factcheck.mentions import Subject
from parcferme.press.factcheck.reading import NUMBER, Span, flattened, number_of
from parcferme.press.factcheck.tables import table_text, tables_of
from parcferme.press.factcheck.totals import point_claims
from parcferme.times import MINUTE, SECOND, format_clock

_TIME: Final = re.compile(
    r"(?<![\d:.,'])(?:(?P<hours>\d{1,2})\s?(?:h(?:eures?)?|:)\s?)?(?P<minutes>\d{1,2})\s?(?:min\.?|mn|m|:|')\s?"
    r"(?P<seconds>[0-5]\d)\s?(?:[.,:]|''|\"|s(?:ec)?\.?\s?)\s?(?P<parts>\d{1,3})(?!\d)"
)
_SECONDS: Final = re.compile(
    r"(?<![\w:.,'])(?<!\d\")\+?\s?(?P<seconds>\d{1,3})(?:[.,\"](?P<parts>\d{1,3}))?"
    r"(?:\s?(?:s|sec|secs|secondes?|seconds?)\b|(?<=\"\d{3})(?!\d))"
)
_BEST: Final = re.compile(
    r"\b(?:poles?|meilleurs?|best|fastest|quickest|chronos?|record|lap|tour|rapide|qualif\w*|temps)\b"
)
_PENALTY: Final = re.compile(r"[\s-](?:time |stop[- ]and[- ]go )?penalt|\sadded to")
_IN_LANE: Final = re.compile(r"\s(?:dans|in) (?:la voie des stands|the pit ?lane|the pits|les stands)")
_BY_TIME: Final = re.compile(r"\b(?:poles?|qualif\w*|q ?[12])\b")
_PRACTICE: Final = re.compile(r"\b(?:essais libres|practice|fp ?1)\b")
_STOP: Final = re.compile(r"\b(?:arrets?|stops?|stands|pit(?:s|lane)?|minim\w+)\b")
_BEHIND: Final = re.compile(
    r"\b(?:devan[cs]\w+ (?:\w+ ){0,3}?de|impos\w+ avec|derriere|behind|de retard|du vainqueur|off the|"
    r"down on|adrift|ecart|gap|d'avance|ahead|clear|margin|apres)\b"
)
_FORMAT: Final = re.compile(
    rf"\b(?:(?P<hours>{NUMBER})[\s-](?:hours?|heures?|h)[\s,-]*(?:and |et )?(?P<more>{NUMBER})[\s-](?:minutes?|"
    rf"mins?|mn)\b|"
    rf"(?P<long>{NUMBER})[\s-](?:hours?|heures?)(?![\s,-]*(?:and |et )?\d)\b|"
    rf"(?P<hour>une heure|one hour|one-hour|1 ?h(?:eure|our)?)|"
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
_LAPS_RUN: Final = re.compile(
    rf"\b(?:au terme de|apres|after|au bout de|in|over|en|des|sur|of|completed|complet\w+|boucl\w+|covering|"
    rf"couv\w+|covered|"
    rf"parcouru|ran|total(?:ling| of)?)\s(?:les |the |all |ses |its |their )?(?P<laps>{NUMBER})[\s-](?:tours|"
    rf"laps|boucles)\b"
)
_AT_END: Final = re.compile(
    r"\b(?:ligne|line|drapeau|flag|arrivee|finish\w*|won|wins|win|victory|victoire|remport\w*|impos\w*|revenu\w*|"
    r"winners?|winning|vainqueurs?|(?:s'est|se sont) (?:jouee?|disputee?|courue?)|race distance)\b"
)
_SOMETIME: Final = re.compile(
    r"\b(?:led|menes?|en tete|leading|left|to go|du but|restants?|remaining|behind|down|de retard|derriere|a lap)\b"
)
_BY_NUMBER: Final = re.compile(r"(?:courses?|races?|q|r|c|qualif\w*)\s?(?:n°\s?|no\.?\s?|number\s|#)?\d{1,2}")
_FIELD: Final = re.compile(
    r"\b(?:engage|depart|entered|entr\w+|grid|grille|start\w*|plateau|field|presen\w+|aligne\w*)"
)
_CARS: Final = re.compile(
    rf"\b(?P<cars>{NUMBER})\s(?:(?P<before>\w+)\s)?(?:voitures|cars|autos|concurrents|engages|entries|"
    rf"bolides|competitors)\b"
)
_RACES: Final = re.compile(
    rf"\b(?P<races>{NUMBER}|both)\s(?:premieres?\s|dernieres?\s)?(?:courses?|races|manches|heats|exercices|"
    rf"joutes|epreuves)\b"
)
_THE_RACES: Final = re.compile(r"\b(?:les|des|ces|the|all|in|from|lors des|programme)\s$")
_OF_SEASON: Final = re.compile(
    r"\b(?:saison|season|championnat|championship|calendar|calendrier|au total|in total)\b"
)
_HOPE: Final = re.compile(
    rf"\b(?:gagn\w+|gain(?:s|ed|ing)?|grappill\w+|grignot\w+|climb\w*|mak\w+ up|mov\w+ up|progress\w+|remont\w+|"
    rf"pick\w* up|recuper\w+|reprendre|gravir|jump\w*|win(?:ning)?)\s(?:(?:de|by|encore|d'|up|another)\s)?"
    rf"(?P<least>{NUMBER}|a|d'une)(?:\s(?:ou|a|or|to|et|-)\s(?:meme )?(?P<most>{NUMBER}))?\s(?:(?:petites?|"
    rf"small|more|"
    rf"autres?|further|extra|other|little)\s)?(?:place|position|spot|rang|marche)s?\b"
    rf"(?P<where>(?:\s(?:au|du|in|on|dans|of)\s(?:the |le |la |l')?(?:\w+ )?(?:classement|championnat|standings|"
    rf"championship|table|general)(?: general\w*)?)?)"
)
_PAST: Final = re.compile(r"\b(?:a|ont|avait|avaient|avons|ai|has|have|had)\s(?:\w+\s)?$")
_AHEAD: Final = re.compile(
    r"\b(?:classement|championnat|standings|championship|table|intention|objectif|espoir|esper\w+|ambition|"
    r"hop\w+|aim\w*|"
    r"prochain\w*|next)\b"
)


def figure_claims(ask: Asked) -> Iterator[Claim]:
    """Every figure that is a claim."""
    yield from _formats(ask)
    yield from _times(ask)
    yield from _seconds(ask)
    yield from point_claims(ask)
    yield from _laps(ask)
    yield from _hopes(ask)
    yield from _how_many(ask)
    yield from _sessions(ask)


# --- the format of a race


def _formats(ask: Asked) -> Iterator[Claim]:
    for match in ask.reading.find(_FORMAT):
        clause, span = ask.clause(match.start()), Span(*match.span())
        kind = "race"
        if _BY_TIME.search(clause) and not _FORMAT_NEAR.search(clause):
            kind = "qualifying"
        elif _PRACTICE.search(clause):
            kind = "practice"
        before = ask.reading.flat[max(match.start() - 24, 0) : match.start()]
        lasts = re.search(r"\b(?:longue? de|duree de|lasting|lasted|dure|duration of|distance of)\s$", before)
        lasts = lasts and _FORMAT_NEAR.search(ask.sentence(match.start()))
        named = lasts or _FORMAT_NEAR.search(clause) or kind != "race" or match["laps"]
        if not named or (not match["laps"] and _OTHER_LENGTH.search(clause)):
            continue
        minutes = _minutes(match)
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
        if not match["laps"] and not _is_whole(ask, match):
            known = set()
        holds = any(minutes == length and (laps is None or laps == plus) for length, plus in known)
        if not known:
            yield ask.claim(match, "race-format", Verdict.UNKNOWN, claimed)
            continue
        text = ", ".join(_format_text(length, plus or None) for length, plus in sorted(known))
        source = f"rulebook, round {ask.weekend.number}"
        yield ask.claim(
            match, "race-format" if kind == "race" else "length", verdict(holds), claimed, text, source
        )


_RACE_OF: Final = re.compile(
    r"(?:\b(?:courses?|races?|manches?|exercices?|epreuves?|heats?|joutes?|qualif\w*|qualifying|practice|libres|"
    r"seances?|"
    r"sessions?|format)(?: \S+){0,2} (?:de|d'|of|over|sur|lasted|lasting|is|are|dure\w*|longue? de)|longue? de|"
    r"duree de|"
    r"lasting|lasted|ran for|courses? de|last)\s$"
)
_THEN_RACE: Final = re.compile(
    r"[\s-]*(?:long\b|(?:long |sprint |main |endurance )?(?:races?|courses?|heats?|qualifying|practice|sessions?|"
    r"seances?|contest|event|"
    r"enduro|qualif\w*))\b"
)


def _is_whole(ask: Asked, match: re.Match[str]) -> bool:
    """Whether a length is told of the whole session: `a 60-minute race`, `races of one hour`."""
    flat = ask.reading.flat
    noun = re.search(r"(?:races?|courses?)$", match.group()) is not None
    return bool(
        noun
        or _THEN_RACE.match(flat, match.end())
        or _RACE_OF.search(flat, max(match.start() - 40, 0), match.start())
    )


def _minutes(match: re.Match[str]) -> int | None:
    """A length in minutes: `60 minutes`, `one hour`, `two hours and 40 minutes`."""
    if match["hour"]:
        return 60
    if match["hours"] or match["long"]:
        whole, more = number_of(match["hours"] or match["long"]), number_of(match["more"] or "0")
        return None if whole is None or more is None else whole * 60 + more
    return number_of(match["minutes"])


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
        winner = (
            long
            and not ask.mentions.people(ask.reading.sentence_at(span.start))
            and _OF_WINNER.search(clause)
        )
        cars = _winners(sessions) if winner else cars
        text = format_clock(claimed, max(len(match["parts"]), 1))
        kind = "race-time" if long else "lap-time"
        rivals = ask.mentions.rivals(span, subject)
        named = [car for who in rivals for car in who.cars]
        mine = [(one, known) for one in sessions for known in _known_times(one, cars, long)]
        theirs = [(one, known) for one in sessions for known in _known_times(one, [*cars, *named], long)]
        anybody = [(one, known) for one in sessions for known in _known_times(one, None, long)]
        right = next((one for one, known in mine if winner and _same(claimed, fine, known)), None)
        if not winner:
            right = next((one for one, known in theirs or anybody if _same(claimed, fine, known)), None)
        if right is None and not mine:
            right = next((one for one, known in anybody if _same(claimed, fine, known)), None)
        if right is not None:
            yield ask.claim(match, kind, Verdict.CONFIRMED, text, text, ask.source([right]))
        elif (near := _nearly(text, [*mine, *theirs])) is not None and (long or _BEST.search(clause)):
            one, best = near
            yield ask.claim(match, kind, Verdict.CONTRADICTED, text, format_clock(best), ask.source([one]))
        elif (mine and len({one.name for one, _ in mine}) == len(sessions) and (long or _BEST.search(clause))
              and (not rivals or ask.mentions.is_sure(span))):  # fmt: skip
            known = ", ".join(f"{one.name}: {format_clock(known)}" for one, known in mine)
            known = format_clock(mine[0][1]) if len(mine) == 1 else known
            yield ask.claim(
                match, kind, Verdict.CONTRADICTED, text, known, ask.source([one for one, _ in mine])
            )
        else:
            # Not known is not wrong: it may be of a lap no list tells of (docs/communique.md, Checking one).
            yield ask.claim(match, kind, Verdict.UNKNOWN, text)


def _winners(sessions: Iterable[MeetingSession]) -> tuple[str, ...]:
    """The cars that won a race, overall or in their class."""
    found: dict[str, None] = {}
    for one in sessions:
        if one.result is not None:
            classes = one.class_places()
            found |= dict.fromkeys(
                line.car for line in one.result.lines if line.position == 1 or classes.get(line.car) == 1
            )
    return tuple(found)


def _nearly(text: str, known: Iterable[tuple[MeetingSession, int]]) -> tuple[MeetingSession, int] | None:
    """The known time that a text gives with one figure wrong or two of them swapped: no lap is so near by chance."""
    for one, time in known:
        right = format_clock(time, len(text.rpartition(".")[2]))
        wrong = [at for at, (a, b) in enumerate(zip(text, right, strict=False)) if a != b]
        if len(text) != len(right) or len(text) < 5:
            continue
        swapped = len(wrong) == 2 and text[wrong[0]] == right[wrong[1]] and text[wrong[1]] == right[wrong[0]]
        if len(wrong) == 1 or swapped:
            return one, time
    return None


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


def _sessions_of_time(ask: Asked, span: Span, clause: str, long: bool) -> tuple[MeetingSession, ...]:
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


def _known_times(one: MeetingSession, cars: Iterable[str] | None, long: bool) -> Iterator[int]:
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
        after = ask.reading.flat[match.end() : match.end() + 24]
        if re.search(r"\b(?:stop[- ]and[- ]go|penali\w+|penalt\w+)\b", near) or _PENALTY.match(after):
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
        if not _BEHIND.search(clause) and not re.search(r"\b(?:by|a)\s$", near):
            continue
        subject = ask.mentions.subject_at(span)
        sessions = ask.mentions.sessions_at(span, "race")
        gaps = [(one, gap) for one in sessions for gap in _gaps(one, subject)]
        right = next((one for one, gap in gaps if _same(claimed, fine, gap)), None)
        if right is not None:
            yield ask.claim(match, "gap", Verdict.CONFIRMED, f"{text} s", f"{text} s", ask.source([right]))
        elif (meant := _nearly(text, gaps)) is not None:
            told_gap = f"{format_clock(meant[1])} s"
            yield ask.claim(match, "gap", Verdict.CONTRADICTED, f"{text} s", told_gap, ask.source([meant[0]]))
        elif gaps and len(sessions) == 1 and ask.mentions.is_sure(span):
            known_gaps = ", ".join(dict.fromkeys(f"{format_clock(gap)} s" for _, gap in gaps))
            yield ask.claim(match, "gap", Verdict.CONTRADICTED, f"{text} s", known_gaps, ask.source(sessions))
        else:
            yield ask.claim(match, "gap", Verdict.UNKNOWN, f"{text} s")


def _gaps(one: MeetingSession, subject: Subject | None) -> Iterator[int]:
    """The gaps of a subject's cars to the leader and the car ahead; for the winner to the car behind."""
    rows = one.classification.rows if one.classification is not None else ()
    for at, row in enumerate(rows):
        if subject is None or row.number not in subject.cars:
            continue
        yield from (gap for gap in (row.gap, row.interval, row.class_gap, row.class_interval) if gap)
        if row.position == 1 and at + 1 < len(rows) and rows[at + 1].interval:
            yield rows[at + 1].interval or 0
        behind = next((one for one in rows[at + 1 :] if one.class_ == row.class_), None)
        if row.class_position == 1 and behind is not None and behind.class_interval:
            yield behind.class_interval


def _laps(ask: Asked) -> Iterator[Claim]:
    """How many laps a race had, where its end is spoken of: `crossed the line after 30 laps`."""
    for match in ask.reading.find(_LAPS_RUN):
        count, span = number_of(match["laps"]), Span(*match.span())
        if (
            count is None
            or not _AT_END.search(ask.sentence(match.start()))
            or _SOMETIME.search(ask.clause(match.start()))
        ):
            continue
        sessions = [one for one in ask.mentions.sessions_at(span) if one.result is not None]
        yield _laps_of(ask, match, count, sessions)


_OF_WINNER: Final = re.compile(
    r"\b(?:winners?|winning|vainqueurs?|won|wins?|impos\w+|remport\w+|race distance|course)\b"
)


def _laps_of(ask: Asked, match: re.Match[str], count: int, sessions: list[MeetingSession]) -> Claim:
    """Laps against those of the winner, where the winner is spoken of, else of whoever is named."""
    lines = [line for one in sessions for line in (one.result.lines if one.result else ()) if line.laps]
    firsts = {line.laps for line in lines if line.position == 1}
    named = (
        ask.mentions.subject_at(Span(*match.span())) if ask.mentions.is_sure(Span(*match.span())) else None
    )
    own = {line.laps for line in lines if named is not None and line.car in named.cars}
    known = (
        {*firsts, *own} if _OF_WINNER.search(ask.sentence(match.start())) else {line.laps for line in lines}
    )
    if count in known:
        return ask.claim(match, "laps", Verdict.CONFIRMED, count, count, ask.source(sessions))
    top = max((laps for laps in known if laps is not None), default=0)
    if known and abs(count - top) <= max(2, top // 10) and len(firsts) == len(sessions):
        return ask.claim(match, "laps", Verdict.CONTRADICTED, count, top, ask.source(sessions))
    return ask.claim(match, "laps", Verdict.UNKNOWN, count)


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
        source = f"{ask.tables_read}; what the next round can change"
        holds = places == 0 if none else most <= places
        yield ask.claim(match, "hope", verdict(holds), f"not {claimed}" if none else claimed, known, source)


def _places_gained(ask: Asked, match: re.Match[str]) -> Claim:
    """Places made up in a race: from the grid to the finish."""
    count = 1 if match["least"] in ("a", "d'une") else number_of(match["least"]) or 0
    subject = ask.mentions.subject_at(Span(*match.span()))
    found = []
    for one in ask.mentions.sessions_at(Span(*match.span())):
        for car in subject.cars if subject is not None else ():
            slot, place = one.lined_up.car(car) if one.lined_up is not None else None, one.overall(car)
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


def _before(ask: Asked, match: re.Match[str]) -> str:
    """The word before a number."""
    return ask.reading.flat[max(match.start() - 10, 0) : match.start()]


def _how_many(ask: Asked) -> Iterator[Claim]:
    for match in ask.reading.find(_RACES):
        count = 2 if match["races"] == "both" else number_of(match["races"])
        if re.search(
            r"\b(?:dernier\w*|premier\w*|last|first|previous|past|next)\b",
            match.group() + _before(ask, match),
        ):
            continue
        if count is None or not ask.weekend.races or _OF_SEASON.search(ask.clause(match.start())):
            continue
        races = len(ask.weekend.races)
        so_far = sum(len(one.races) for one in ask.told.meetings if one.number <= ask.weekend.number)
        if count == so_far != races:
            yield ask.claim(
                match, "races", Verdict.CONFIRMED, count, so_far, f"rounds 1 to {ask.weekend.number}"
            )
            continue
        if (
            count != races
            and not _THE_RACES.search(ask.reading.flat[max(match.start() - 12, 0) : match.start()])
            and not (_FORMAT.search(ask.clause(match.start())))
        ):
            yield ask.claim(match, "races", Verdict.UNKNOWN, count)
            continue
        if count > 1 or match.group().endswith("s"):
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
        if (not _FIELD.search(sentence) or not ask.listed) and count != len(entered):
            yield ask.claim(match, "cars", Verdict.UNKNOWN, count)
            continue
        holds = count == len(entered) or count in by_class
        source = f"entry list, round {ask.weekend.number}"
        yield ask.claim(match, "cars", verdict(holds), count, count if holds else len(entered), source)


def _sessions(ask: Asked) -> Iterator[Claim]:
    """A race or qualifying by its number that the meeting does not have."""
    for one in ask.mentions.sessions:
        text = ask.reading.flat[one.span.start : one.span.end]
        every = ask.weekend.races if one.kind == "race" else ask.weekend.of_kind("qualifying")
        if one.kind not in ("race", "qualifying") or one.number is None or one.number < 0 or not every:
            continue
        of_season = re.match(r"\s(?:of|de|du) (?:the |la |l')?(?:saison|season|championnat|year|annee|serie\w*)",
                             ask.reading.flat[one.span.end :][:30])  # fmt: skip
        # `Race 2` is no race where a meeting is called so.
        meeting = text in {flattened(weekend.event) for weekend in ask.told.meetings}
        if 0 < one.number <= len(every) or not _BY_NUMBER.fullmatch(text) or of_season or meeting:
            continue
        known = ", ".join(session.name for session in every)
        yield ask.claim(
            one.span, "session", Verdict.CONTRADICTED, one.number, known, f"round {ask.weekend.number}"
        )
