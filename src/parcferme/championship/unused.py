"""Rules of points that never apply, sessions no rule is for, and bonuses of which no result knows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final, NamedTuple

import msgspec

from parcferme.championship.drives import names_of
from parcferme.championship.finishes import is_one_of
from parcferme.championship.tables import Planned, is_in_a_session
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.findings import Finding, Where, info, warning
from parcferme.names import KINDS, fold, nearest
from parcferme.regulations import (
    Adjustment,
    AdjustmentKind,
    BonusFor,
    PointsRules,
    Rulebook,
    ScoredPlace,
    TableRules,
    TieBy,
    Unit,
    Wins,
    idle_in_ruling,
    idle_keys,
)


def scopes(rules: PointsRules, result: SessionResult, table: TableRules, class_: str | None) -> bool:
    """Whether rules are for a session in a table, for cars of a class (None: any), whatever stands below them."""
    base, _, moment = result.session.partition("@")
    names = {base, result.kind}
    return not (
        (table.points_from and not names & set(table.points_from))
        or not names & set(rules.sessions)
        or bool(moment) != bool(rules.at)
        or (rules.rounds and not {str(result.round), result.event} & set(rules.rounds))
        or (rules.tables and table.name not in rules.tables)
        or (rules.classes and class_ is not None and class_ not in rules.classes)
    )


class Used(NamedTuple):
    """By place in the rulebook: the rules that apply somewhere, and those that fit but never apply, each with the rules
    that stand over it; and the sessions no rule is for.
    """

    applied: Mapping[int, tuple[SessionResult, ...]]
    covered: Mapping[int, tuple[int, ...]]
    unscored: tuple[SessionResult, ...]


def used_of(book: Rulebook, results: Sequence[SessionResult]) -> Used:
    """Which of the rules of points apply to these results."""
    applied: dict[int, dict[int, SessionResult]] = {}
    over: dict[int, dict[int, None]] = {}
    unscored: list[SessionResult] = []
    by_class = any(rules.classes for rules in book.points) or any(
        table.each_class for table in book.standings
    )
    for at, result in enumerate(results):
        scored = False
        classes: list[str | None] = [None]
        if by_class:
            classes = list(dict.fromkeys(line.class_ or "" for line in result.lines)) or [None]
        for table in book.standings:
            for class_ in [table.class_] if table.class_ is not None else classes:
                fit = [n for n, rules in enumerate(book.points) if scopes(rules, result, table, class_)]
                if fit:
                    scored = True
                    applied.setdefault(fit[-1], {})[at] = result
                    for below in fit[:-1]:
                        over.setdefault(below, {})[fit[-1]] = None
        in_meeting = book.meeting is not None and is_one_of(result, book.meeting.sessions)
        if not scored and not in_meeting:  # what makes a meeting is scored with it
            unscored.append(result)
    covered = {below: tuple(by) for below, by in over.items() if below not in applied}
    return Used({n: tuple(found.values()) for n, found in applied.items()}, covered, tuple(unscored))


def asked_of_kept(
    book: Rulebook, results: Sequence[SessionResult], adjustments: Iterable[Adjustment] = ()
) -> list[Finding]:
    """Kinds of disqualification that may never be left out, where there are disqualifications (in a list, or ruled) and
    none of that kind; with how many have no kind at all.
    """
    out: list[ResultLine | Adjustment] = [
        line for result in results for line in result.lines if line.status is Status.DISQUALIFIED
    ]
    out += [one for one in adjustments if one.kind is AdjustmentKind.EXCLUSION and one.session is not None]
    lines = out
    there = list(dict.fromkeys(line.disqualified_for for line in lines if line.disqualified_for))
    return [
        warning(
            "kept-kind-fits-nothing", Where(), key=f"standings[{at}].best.keep", kind=kind, known=there or None,
            nearest=nearest(kind, there), count=sum(not line.disqualified_for for line in lines),
        )
        for at, table in enumerate(book.standings)
        for _, kind in table.best.kept
        if kind and lines and fold(kind) not in set(map(fold, there))
    ]  # fmt: skip


def asked_of_points(
    book: Rulebook, results: Sequence[SessionResult], adjustments: Sequence[Adjustment] = ()
) -> list[Finding]:
    """Rules of points that never apply, sessions nothing is given for, and bonuses of which no result knows."""
    if not results or not book.standings or not book.points:
        return []
    used = used_of(book, results)
    by_ruling = any(one.kind is AdjustmentKind.SHARED_LAP for one in adjustments)
    found = []
    for below, by in sorted(used.covered.items()):
        if any(
            not book.points[n].rounds for n in by
        ):  # those for single rounds may leave it the rounds to come
            first = next(n for n in by if not book.points[n].rounds)
            key = f"points[{below}]"
            found.append(warning("rule-never-applies", Where(), key=key, block=below + 1, over=first + 1))
    found += _never_timed(book, results, used)
    found += _unscored(book, used.unscored)
    found += _unknown_kinds(results, used.unscored)
    for n, scored in sorted(used.applied.items()):
        for at, bonus in enumerate(book.points[n].bonus):
            missing = _unknown(bonus.for_.value, scored)
            if bonus.for_ is BonusFor.FASTEST_LAP and by_ruling:
                missing = None
            if missing is not None:
                key = f"points[{n}].bonus[{at}]"
                sessions = len(scored)
                tell = (
                    warning if sessions > 1 else info
                )  # after one session nothing can be said of the season
                found.append(
                    tell(
                        "bonus-unknown",
                        Where(),
                        key=key,
                        bonus=bonus.for_.value,
                        column=missing,
                        sessions=sessions,
                    )
                )
    return found


def _never_timed(book: Rulebook, results: Sequence[SessionResult], used: Used) -> Iterator[Finding]:
    """Rules of points for moments of sessions that were run, and of which no result at such a moment is known."""
    for n, rules in enumerate(book.points):
        whole = msgspec.structs.replace(rules, at=())
        if rules.at and n not in used.applied:
            scoped = (scopes(whole, one, table, None) for one in results for table in book.standings)
            if any(scoped):
                yield warning("rule-idle", Where(), key=f"points[{n}].at", needs="a log of the session")


_NEEDS: Final = {
    "pole": ("pole", lambda line: line.pole or line.grid is not None),
    "fastest-lap": ("fastest lap", lambda line: line.fastest_lap or line.best_lap is not None),
    "fastest-qualifier": ("qualified", lambda line: line.qualified is not None),
    "led-a-lap": ("laps led", lambda line: line.laps_led is not None),
    "most-laps-led": ("laps led", lambda line: line.laps_led is not None),
    "places-gained": ("grid", lambda line: line.grid is not None),
    "most-places-gained": ("grid", lambda line: line.grid is not None),
    "incidents": ("incidents", lambda line: line.incidents is not None),
}  # fmt: skip


def _unknown(bonus: str, results: Sequence[SessionResult]) -> str | None:
    """The column a bonus is read from, where no result under its rules has it; None where one has or none is needed."""
    if bonus not in _NEEDS:
        return None
    column, has = _NEEDS[bonus]
    lines: Iterable[ResultLine] = (line for result in results for line in result.lines)
    return None if any(map(has, lines)) else column


def _unscored(book: Rulebook, results: Sequence[SessionResult]) -> list[Finding]:
    """Races nothing is given for, by name: what limits their rules, else what the rulebook has and the nearest."""
    expected = tuple(dict.fromkeys(label for rules in book.points for label in rules.sessions))
    races: dict[tuple[str, tuple[str, ...]], list[SessionResult]] = {}
    for one in results:
        if one.kind in ("race", "sprint", "stage"):
            name = one.session.partition("@")[0]
            races.setdefault((name, _limits(book, name, one.kind)), []).append(one)
    found = []
    for (name, limits), ones in races.items():
        values: dict[str, Any] = {
            "session": name,
            "kind": ones[0].kind,
            "rounds": sorted({one.round for one in ones}),
        }
        if limits:
            values["limits"] = list(limits)
        else:
            values |= {"expected": list(expected), "nearest": nearest(name, expected)}
        found.append(warning("session-not-scored", Where(file=ones[0].file), **values))
    return found


def _limits(book: Rulebook, name: str, kind: str) -> tuple[str, ...]:
    """The keys that keep the rules that name such a session from this one; none where no rule names it."""
    called = {fold(name), fold(kind)}
    rules = [one for one in book.points if called & set(map(fold, one.sessions))]
    keys = ("rounds", "at", "classes", "tables")
    limits = [key for key in keys if any(getattr(one, key) for one in rules)]
    if rules and any(table.points_from for table in book.standings):
        limits.append("points-from")
    return tuple(limits or (["scale"] if rules else []))


def _unknown_kinds(results: Sequence[SessionResult], unscored: Sequence[SessionResult]) -> list[Finding]:
    """Sessions whose name says no kind there are words for, and that no rule names either."""
    silent = {id(one) for one in unscored}
    names: dict[str, list[SessionResult]] = {}
    for one in results:
        if one.kind not in KINDS and id(one) in silent:
            names.setdefault(one.session.partition("@")[0], []).append(one)
    return [
        warning(
            "session-kind-unknown",
            Where(file=ones[0].file),
            session=name,
            rounds=sorted({one.round for one in ones}),
            kinds=list(KINDS),
            nearest=nearest(name, KINDS),
        )
        for name, ones in names.items()
    ]


class SessionUse(NamedTuple):
    """A session by its name: the kind it is taken for, the rounds it was run in, and the blocks of points (from 1) that
    apply to it.
    """

    name: str
    kind: str
    rounds: tuple[int, ...]
    blocks: tuple[int, ...]


def session_uses(book: Rulebook, results: Sequence[SessionResult]) -> tuple[SessionUse, ...]:
    """What each session of a season is taken for, in the order of the results."""
    used = used_of(book, results)
    blocks: dict[tuple[str, str], dict[int, None]] = {}
    for n, scored in sorted(used.applied.items()):
        for one in scored:
            blocks.setdefault((one.session, one.kind), {})[n + 1] = None
    rounds: dict[tuple[str, str], dict[int, None]] = {}
    for one in results:
        rounds.setdefault((one.session, one.kind), {})[one.round] = None
    return tuple(SessionUse(*key, tuple(run), tuple(blocks.get(key, ()))) for key, run in rounds.items())


def asked_of_rounds(results: Sequence[SessionResult], cancelled: Collection[int]) -> list[Finding]:
    """Rounds before the last one with a result of which there is none, so that tables are of fewer than were run."""
    held = {result.round for result in results}
    last = max(held, default=0)
    missing = [
        number
        for number in range(1, min(last, _MOST_ROUNDS))
        if number not in held and number not in cancelled
    ]
    if not missing:
        return []
    where = Where(file=next((result.file for result in results if result.round == last), None))
    return [warning("rounds-without-result", where, rounds=missing, held=len(held), last=last)]


_MOST_ROUNDS: Final = 100


def asked_of_numbers(
    book: Rulebook, results: Sequence[SessionResult], last: int | None, season: str | None
) -> list[Finding]:
    """Numbers of rounds in the rules beyond those there are. `last`: the last round there will be, where a calendar or
    the rulebook says so.
    """
    asked: list[tuple[str, int, int]] = []
    if last is not None:
        asked += [
            (f"standings[{at}].ranked.rounds", table.ranked.rounds, last)
            for at, table in enumerate(book.standings)
            if table.ranked.rounds is not None
        ]
        if (playoffs := book.playoffs) is not None:
            asked += [("playoffs.regular-rounds", playoffs.regular_rounds, last)]
            asked += [("playoffs.last-round", playoffs.last_round, last)]
            asked += [(f"playoffs.cuts[{at}].round", cut.round, last) for at, cut in enumerate(playoffs.cuts)]
    found = [
        warning("rounds-beyond", Where(), key=key, number=number, there=there)
        for key, number, there in asked
        if number > there
    ]
    facts, held = book.season.get(season or ""), max((one.round for one in results), default=0)
    if facts is not None and facts.rounds is not None and held > facts.rounds:
        key = f"season.{season}.rounds"
        found.append(warning("rounds-more", Where(), key=key, number=facts.rounds, round=held))
    return found


def asked_of_idle_keys(book: Rulebook, rulings: Iterable[tuple[str, Adjustment]] = ()) -> list[Finding]:
    """Keys that change nothing beside the others: of the rulebook, and of rulings by where they stand."""
    found = list(idle_keys(book))
    found += [idle for key, one in rulings for idle in idle_in_ruling(one, f"{key}.")]
    return [warning("rule-idle", Where(), key=key, needs=needs) for key, needs in found]


def asked_of_fewest(book: Rulebook) -> list[Finding]:
    """Tables won with the fewest points for which a scale gives the most to the first."""
    return [
        warning("fewest-falling", Where(), key=f"points[{at}].scale", table=table.name)
        for table in book.standings
        if table.wins is Wins.FEWEST
        for at, rules in enumerate(book.points)
        if (not rules.tables or table.name in rules.tables)
        and len(rules.scale) > 1
        and rules.scale[0] > rules.scale[-1]
    ]


def asked_of_places(book: Rulebook, results: Sequence[SessionResult]) -> list[Finding]:
    """Tables by the places of a class or group, of which no result says any. Members, and who sits in a seat, are a
    group of their own.
    """
    lines = [line for result in results for line in result.lines]
    has = {
        ScoredPlace.CLASS: any(line.class_ for line in lines),
        ScoredPlace.GROUP: any(line.group for line in lines),
    }
    return [
        warning(
            "rule-idle",
            Where(),
            key=f"standings[{at}].place",
            needs=f"a column {table.place.value} in the results",
        )
        for at, table in enumerate(book.standings)
        if lines and not has.get(table.place, True)
        if table.place is ScoredPlace.CLASS or not (table.members or table.seat)
    ]


def asked_of_shared(
    book: Rulebook,
    rulings: Iterable[tuple[str, Sequence[Adjustment]]],
    results: Sequence[SessionResult],
) -> Iterator[Finding]:
    """Rulings on a fastest lap that no rule rewards, and on a shared car none of those named was in."""
    for key, ones in rulings:
        kind = ones[0].kind
        mine = [result for result in results if any(_is_of(one, result) for one in ones)]
        names, needs = set(ones[0].names), None
        if kind is AdjustmentKind.SHARED_LAP and mine:
            rules = [book.points[n] for n in used_of(book, mine).applied]
            if rules and not any(bonus.for_ is BonusFor.FASTEST_LAP for one in rules for bonus in one.bonus):
                needs = 'a bonus for = "fastest-lap"'
        elif kind is AdjustmentKind.SHARED_CAR and mine:
            crews = (set(line.crew or line.drivers) for result in mine for line in result.lines)
            cars: dict[tuple[int, str], set[str]] = {}
            for at, result in enumerate(mine):
                for line in result.lines:
                    cars.setdefault((at, line.car), set()).update(line.crew or line.drivers)
            shared = [crew for crew in (*crews, *cars.values()) if len(crew) > 1 and crew & names]
            needs = None if shared else "a car they shared"
        if needs is not None:
            yield warning("rule-idle", Where(), key=f"{key}.kind", needs=needs)


# --- rulings that touch nothing


def asked_of_rulings(
    adjustments: Sequence[Adjustment],
    results: Sequence[SessionResult],
    everybody: Collection[str],
    planned: Sequence[Planned] = (),
) -> list[Finding]:
    """Rulings on sessions or cars of which each is known and no session brings them together: a sprint's exclusion in a
    round without one, a driver who was not in that race. What is of a session still to come (`planned`) waits.
    """
    rounds = {label for result in results for label in (str(result.round), result.event)}
    sessions = {label for result in results for label in (result.session, result.kind)} | set(KINDS)
    found: list[Finding] = []
    for one in adjustments:
        if (
            one.of_result
            or one.round == "final"
            or (one.round not in rounds | {None} or one.session not in sessions | {None})
            or any(_is_of(one, coming) for coming in planned)
        ):
            continue  # told where it is put on results, where its names are matched, or still to come
        mine = [result for result in results if _is_of(one, result)]
        named = {name for name in (*one.names, *one.cars) if name in everybody}
        of_session = is_in_a_session(one.kind) or one.session is not None
        missed = named - people_of(mine).keys() if of_session else set()
        if missed or (one.session is not None and not mine):
            values = {"kind": one.kind.value, "session": one.session, "names": sorted(missed) or None}
            found.append(warning("ruling-without-effect", Where(), round=one.round, **values))
    return found


def asked_of_repeated(
    rulings: Iterable[tuple[str, Sequence[Adjustment]]],
) -> list[Finding]:
    """Rulings that are written twice, word for word, document and reason too: points are taken or given twice for them,
    and of any other kind the second changes nothing.
    """
    first: dict[tuple[Adjustment, ...], str] = {}
    found: list[Finding] = []
    for key, several in rulings:
        if several and (other := first.setdefault(tuple(several), key)) != key:
            one = several[0]
            twice = one.kind in (AdjustmentKind.DEDUCTION, AdjustmentKind.ADDITION)
            values = {
                "key": key,
                "kind": one.kind.value,
                "other": other,
                "points": one.points if twice else None,
            }
            tell = warning if twice else info
            found.append(tell("adjustment-repeated", Where(), **values))
    return found


def units_named(
    results: Iterable[SessionResult], entered: Mapping[int, Iterable[ResultLine]]
) -> dict[Unit, dict[str, None]]:
    """By unit everybody results and entry list name."""
    lines = [line for result in results for line in result.lines]
    lines += [line for ones in entered.values() for line in ones]
    seen = {_NAMES(line): line for line in lines}.values()
    return {unit: {name: None for line in seen for name in names_of(line, unit)} for unit in Unit}


def asked_of_idle_rulings(
    book: Rulebook, adjustments: Sequence[Adjustment], results: Sequence[SessionResult]
) -> list[Finding]:
    """Rulings that no rule takes up: facts of a race cut short where no rule for it reduces points or asks for a
    distance, and an order of who is level in tables none of which asks for one.
    """
    found: list[Finding] = []
    for one in adjustments:
        names = one.tables or None
        if one.kind is AdjustmentKind.ORDER:
            tables = [table for table in book.standings if not one.tables or table.name in one.tables]
            if tables and not any(step.by is TieBy.DECIDED for table in tables for step in table.ties):
                found.append(warning("order-not-asked", Where(), names=list(one.names), tables=names))
        elif one.kind is AdjustmentKind.CUT_SHORT and one.factor is None and not one.scale:
            mine = [result for result in results if _is_of(one, result)]
            rules = [book.points[n] for n in used_of(book, mine).applied]
            if rules and not any(_asks_for_distance(rule) for rule in rules):
                values = {"session": one.session, "tables": names}
                found.append(warning("cut-short-not-asked", Where(), round=one.round, **values))
    for result in results:  # the same said beside the session itself
        if result.completed is not None or result.green_laps is not None or result.red:
            rules = [book.points[n] for n in used_of(book, [result]).applied]
            if rules and not any(_asks_for_distance(rule) for rule in rules):
                told = {"session": result.session, "tables": None}
                found.append(
                    warning("cut-short-not-asked", Where(file=result.file), round=str(result.round), **told)
                )
    return found


def _is_of(one: Adjustment, result: SessionResult | Planned) -> bool:
    """Whether a ruling is of this session."""
    return one.round in (None, str(result.round), result.event) and one.session in (
        None,
        result.session,
        result.kind,
    )


def _asks_for_distance(rules: PointsRules) -> bool:
    """Whether what was run of a race changes anything under these rules."""
    return rules.reduced is not None or any(bonus.over is not None for bonus in rules.bonus)


def people_of(results: Iterable[SessionResult]) -> dict[str, None]:
    """Everybody results name: cars, and the units their lines score for, in the order in which they are seen first."""
    seen = {_NAMES(line): line for result in results for line in result.lines}
    return {name: None for line in seen.values() for unit in Unit for name in names_of(line, unit)}


_NAMES: Final = attrgetter("car", "drivers", "team", "manufacturer", "engine")
