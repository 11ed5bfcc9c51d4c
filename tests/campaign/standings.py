"""Made-up seasons of every rule shape: the engine's tables against the slow scorer, which knows written rules alone.

The engine gets the season as many hands would have typed it (case, accents, blanks, composed letters, the order of a
crew), the slow scorer as one hand would have.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from random import Random
from typing import Any

import msgspec

from campaign.standings_known import explained
from parcferme.championship import Championship, Table, handicaps, playoffs
from parcferme.classification import ResultLine, SessionResult
from parcferme.regulations import AdjustmentKind, Wins
from reference import ballast, standings
from reference.knockout import Playoffs
from reference.seasons import YEAR, Made, csv_of, generate, toml_of
from reference.standings import Row

change = msgspec.structs.replace
Key = tuple[str, str | None, str | None]


def play(seed: int) -> list[str]:
    """What is wrong with the season of a seed."""
    made = generate(seed)
    typed = typed_by_many(made, Random(seed))
    return explained(made, typed, list(differences(made, typed)))


def quick(seed: int) -> list[str]:
    """The same after one round alone and in the end."""
    made = generate(seed)
    order = list(dict.fromkeys(one.round for one in made.results))
    typed = typed_by_many(made, Random(seed))
    return explained(made, typed, list(differences(made, typed, [order[seed % len(order)], None])))


def show(seed: int) -> str:
    """The smallest season that is left of a seed once nothing can go without the two agreeing."""
    return told(generate(seed))


def engine_of(made: Made) -> Championship:
    return Championship.of(
        made.results,
        made.book,
        season=YEAR,
        adjustments=made.adjustments,
        planned=made.planned,
        registered=made.registered,
    )


# --- the two, side by side


class Slow:
    """The tables of the slow scorer, each worked out once; `engine`: the season of the engine, typed by one hand."""

    def __init__(self, made: Made) -> None:
        self.made = made
        self.known: dict[tuple[object, ...], Any] = {}
        self.found: dict[int | None, dict[Key, list[Row]]] = {}

    @cached_property
    def engine(self) -> Championship:
        return engine_of(self.made)

    def after(self, number: int | None) -> dict[Key, list[Row]]:
        if number not in self.found:
            made = self.made
            self.found[number] = standings.tables(
                made.results,
                made.book,
                number,
                year=YEAR,
                adjustments=made.adjustments,
                planned=made.planned,
                registered=made.registered,
                known=self.known,
            )
        return self.found[number]


def differences(
    made: Made, typed: Made | None = None, afters: Sequence[int | None] | None = None
) -> Iterator[str]:
    """Round by round, table by table: the first row that differs, both sides. `typed`: what the engine gets."""
    slow = Slow(made)
    engine = slow.engine if typed is None or typed is made else engine_of(typed)
    order = list(dict.fromkeys(one.round for one in made.results))
    for after in [*order, None] if afters is None else afters:
        if after is not None:
            yield from of_ballast(made, after, slow)
        theirs = {evened_key(key): in_order(evened(rows)) for key, rows in slow.after(after).items() if rows}
        ours = {
            evened_key((one.name, one.class_, one.group)): in_order(
                evened(as_rows(one.before_playoffs or one))
            )
            for one in engine.after(after).tables
            if one.rows
        }
        if set(ours) != set(theirs):
            yield f"after {after}: tables\n  reference {sorted(map(str, theirs))}\n  engine    {sorted(map(str, ours))}"
        for key in [key for key in theirs if key in ours and theirs[key] != ours[key]]:
            a, b = ([*side, *[None] * 99] for side in (theirs[key], ours[key]))
            at = next(at for at in range(99) if a[at] != b[at])
            yield f"after {after}: {key}, row {at + 1}\n  reference {a[at]}\n  engine    {b[at]}"
        if made.book.playoffs is not None:
            yield from of_playoffs(made, after or order[-1], slow)


def as_rows(table: Table) -> list[Row]:
    """A table of the engine in the words of the reference."""
    rows = [
        Row(
            position=row.position,
            name=row.name,
            points=Fraction(row.points),
            gross=Fraction(row.gross_points),
            dropped=tuple((table.sessions[at].round, same(table.sessions[at].session)) for at in row.dropped),
        )
        for row in table.rows
    ]
    for ours, row in zip(rows, table.rows, strict=True):
        told = [reason.values for reason in row.reasons if reason.code == "tie-broken"]
        above = {one.name for one in table.rows if one.position and one.position < (row.position or 0)}
        steps = [one["step"] for one in told if not one["is_ahead"] and one["other"] in above]
        ours.step = str(steps[0]) if steps else None
    return in_order(rows)


def in_order(rows: Sequence[Row]) -> list[Row]:
    """Rows on one place by name: nothing says in which order those stand whom nothing separates."""
    level = {row.position: row.step for row in reversed(rows) if row.position}
    for row in rows:
        row.step = level.get(row.position) if row.position else None
    return sorted(rows, key=lambda row: (row.position or 10**6, row.name, -row.points, -row.gross))


def of_ballast(made: Made, after: int, slow: Slow) -> Iterator[str]:
    """What is carried in the next round: both sides, where they differ."""
    rounds = [one.round for one in made.results]
    if not made.book.handicap or rounds != sorted(rounds) or any("@" in one.session for one in made.results):
        return
    held = [one for one in made.results if one.round <= after]
    tables = {key[0]: found for key, found in slow.after(after).items()}
    before = slow.engine.points_after(after)
    fewest = {one.name for one in made.book.standings if one.wins is Wins.FEWEST}  # of which no rule speaks
    for name in dict.fromkeys(one.name for one in made.book.handicap):
        rules = [one for one in made.book.handicap if one.name == name and one.table not in fewest]
        if not rules:
            continue
        rules = [one for one in rules if one.of is rules[0].of]
        lines = [line for result in held for line in result.lines]
        field = [*dict.fromkeys(one for line in lines for one in ballast.names(rules[0], line)), "Newcomer"]
        theirs = ballast.carried(rules, tables, held, after + 1, field)
        found = handicaps(rules, before, held, after + 1, field=field)
        ours = {(one.name, one.whom): one.value for one in found.rows}
        if ours != theirs:
            yield f"ballast {name} after {after}\n  reference {theirs}\n  engine    {ours}"


def of_playoffs(made: Made, after: int, slow: Slow) -> Iterator[str]:
    """The stages of the playoffs and the champion after a round: both sides, where they differ."""
    rules = made.book.playoffs
    table = next((one for one in made.book.standings if rules and one.name == rules.table), None)
    if (
        rules is None
        or table is None
        or any(one.kind is AdjustmentKind.EXCLUSION for one in made.adjustments)
    ):
        return
    engine = slow.engine
    key = (table.name, None, None)

    def races_alone(first: int) -> Sequence[Row]:
        asked = {*rules.races}
        left = [one for one in made.results if one.round < first or {one.kind, one.session} & asked]
        held = [one.round for one in left if one.round <= min(after, rules.last_round)]
        return Slow(change(made, results=tuple(left))).after(max(held))[key] if held else []

    theirs = Playoffs(
        rules, table.unit, lambda number: slow.after(number)[key], made.results, after, races_alone
    )
    ours = playoffs(rules, engine.points_after, engine.results, after)
    for number, (a, b) in enumerate(zip(theirs.stages, ours.stages, strict=True), 1):
        if a.doubtful:
            return
        final = number > len(rules.cuts) and rules.final_by_finish
        left = {one.name: (one.start, None if final else one.points) for one in b.contenders}
        right = {name: (a.start[name], None if final else a.points[name]) for name in a.start}
        if left != right or {*b.cut} != a.cut:
            yield (
                f"playoffs after {after}, stage {number}\n"
                f"  reference {right} cut {a.cut}\n  engine    {left} cut {b.cut}"
            )
            return
    shown = engine.after(after).table(rules.table)
    told = (ours.champion, shown and shown.champion)
    if told != (theirs.champion, theirs.champion):
        yield f"playoffs after {after}: champion\n  reference {theirs.champion}\n  engine    {told}"


# --- spelling noise: what many hands typed is the season one hand would have typed


def same(text: str) -> str:
    """A name without what does not matter: case, accents, blanks, composed or decomposed letters."""
    bare = [one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one)]
    return " ".join("".join(bare).casefold().split())


def evened(rows: Sequence[Row]) -> list[Row]:
    return [
        replace(
            row,
            name=" / ".join(sorted(map(same, row.name.split(" / ")))),
            dropped=tuple((number, same(session)) for number, session in row.dropped),
        )
        for row in rows
    ]


def evened_key(key: Key) -> Key:
    return (same(key[0]), key[1] and same(key[1]), key[2] and same(key[2]))


def retyped(text: str, random: Random) -> str:
    """A name with another case, other accents, and blanks where nobody sees them."""
    text = random.choice([text, text, text.upper(), text.lower()])
    form = random.choice(["NFC", "NFC", "NFD", "bare"])
    if form == "bare":
        text = "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    else:
        text = unicodedata.normalize(form, text)  # type: ignore[arg-type]
    text = text.replace(" ", random.choice([" ", "  ", "\u00a0"]))
    return random.choice(["", "", " "]) + text + random.choice(["", "", " "])


def typed_by_many(made: Made, random: Random) -> Made:
    """A season whose results, rules and rulings spell every name anew. Half of the seasons stay as they are."""
    if random.random() < 0.5:
        return made
    seats = any(one.seat for one in made.book.standings)

    def maybe(text: str | None) -> str | None:
        return None if text is None else retyped(text, random)

    def every(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(retyped(name, random) for name in names)

    def line(one: ResultLine) -> ResultLine:
        names = {name: retyped(name, random) for name in one.drivers}
        crew = list(names)
        if not seats and made.book.meeting is None:
            random.shuffle(crew)
        return change(
            one,
            drivers=tuple(names[name] for name in crew),
            not_scoring=tuple(names.get(name, name) for name in one.not_scoring),
            pole_by=maybe(one.pole_by),
            fastest_lap_by=maybe(one.fastest_lap_by),
            team=maybe(one.team),
            manufacturer=maybe(one.manufacturer),
            class_=maybe(one.class_),
            group=maybe(one.group),
        )

    def session(one: SessionResult) -> SessionResult:
        return change(one, session=retyped(one.session, random).strip(), lines=tuple(map(line, one.lines)))

    points = tuple(
        change(one, sessions=every(one.sessions), classes=every(one.classes), tables=every(one.tables))
        for one in made.book.points
    )
    tables = tuple(
        change(one, members=every(one.members), class_=maybe(one.class_), group=maybe(one.group))
        for one in made.book.standings
    )
    rulings = tuple(
        change(one, names=every(one.names), session=maybe(one.session), tables=every(one.tables))
        for one in made.adjustments
    )
    book = change(made.book, points=points, standings=tables)
    return change(made, results=tuple(map(session, made.results)), book=book, adjustments=rulings)


# --- the smallest season that is left


def told(made: Made, wrong: Callable[[Made], str | None] | None = None) -> str:
    """What is wrong with the least of a season, its rulebook, its rulings and its results."""
    ask = wrong or (lambda one: next(differences(one), None))
    least = smallest(made, ask)
    rulings = "\n".join(f"[[adjustment]]\n{toml_of(one)}" for one in least.adjustments)
    members = {
        table.name: sorted(least.registered[table.name])
        for table in least.book.standings
        if table.registered and least.registered
    }
    return "\n".join(
        [
            ask(least) or "nothing is wrong with it, typed by one hand",
            f"\n{toml_of(least.book)}",
            rulings,
            f"registered: {members}" if members else "",
            *(f"planned: {one.round} {one.session}" for one in least.planned),
            csv_of(least.results),
        ]
    )


def smallest(made: Made, ask: Callable[[Made], str | None]) -> Made:
    for one in smaller(made):
        if one.results and one.book.standings and ask(one) is not None:
            return smallest(one, ask)
    return made


def smaller(made: Made) -> Iterator[Made]:
    """The same season with one thing less."""
    for key in ("results", "adjustments", "planned"):
        whole = getattr(made, key)
        for at in range(len(whole)):
            yield change(made, **{key: whole[:at] + whole[at + 1 :]})
    for key in ("handicap", "playoffs", "meeting"):
        if getattr(made.book, key):
            yield change(made, book=change(made.book, **{key: () if key == "handicap" else None}))
    for key in ("standings", "points"):
        whole = getattr(made.book, key)
        for at in range(len(whole)):
            yield change(made, book=change(made.book, **{key: whole[:at] + whole[at + 1 :]}))
            for one in plainer(whole[at]):
                yield change(made, book=change(made.book, **{key: (*whole[:at], one, *whole[at + 1 :])}))
    if made.book.season:
        yield change(made, book=change(made.book, season={}))
    for at, session in enumerate(made.results):
        for number in range(len(session.lines)):
            fewer = change(session, lines=closed_up(session.lines[:number] + session.lines[number + 1 :]))
            if fewer.lines:
                yield change(made, results=(*made.results[:at], fewer, *made.results[at + 1 :]))


def plainer(rules: Any) -> Iterator[Any]:
    """The same rules with one value less."""
    for field in msgspec.structs.fields(type(rules)):
        mine = getattr(rules, field.name)
        if field.name in ("wins", "absent"):  # where the fewest win, what it costs to be absent makes sense
            continue
        if not field.required and mine != field.default:
            yield change(rules, **{field.name: field.default})
            if field.name in ("best", "ranked"):
                for one in plainer(mine):
                    yield change(rules, **{field.name: one})


def closed_up(lines: Sequence[ResultLine]) -> tuple[ResultLine, ...]:
    """Places without holes."""
    taken = {line.car: line.position for line in lines if line.position}
    return tuple(
        change(line, position=1 + sum(place < line.position for place in taken.values()))
        if line.position
        else line
        for line in lines
    )
