"""A race as a few lines of text, scored: what the tests of rules are written in."""

from collections.abc import Iterable, Mapping

from parcferme.classification import Classification, Row, classify
from parcferme.decoders import decode
from parcferme.entries import Entries, Entry
from parcferme.records import Decision, Event
from parcferme.regulations import parse_rulebook
from parcferme.times import format_clock, parse_clock
from parcferme.timing import measure

HEAD = "time,kind,car,loop,value\n"


def score(
    rows: str,
    rules: str = "",
    *,
    kind: str = "race",
    classes: Mapping[str, str] | None = None,
    decisions: Iterable[Decision] = (),
    at: str | None = None,
    records: Iterable[Event] = (),
) -> Classification:
    """A session typed as a plain log (without its header), under a rulebook of which only what matters is written.
    `records`: what no plain log can say, behind it.
    """
    decoded = decode((HEAD + rows.strip().replace(" ", "") + "\n").encode(), "typed.csv")
    assert not decoded.findings or all(one.code == "numbers-alike" for one in decoded.findings), (
        decoded.findings
    )
    entries = Entries.of(Entry(number=car, class_=class_) for car, class_ in (classes or {}).items())
    book = parse_rulebook(f'name = "test"\n{rules}', "test.toml")
    cut = None if at is None else parse_clock(at)
    log = decoded.log
    for record in records:
        log = log.append(record)
    return classify(measure(log, book, entries, kind=kind, at=cut), decisions)


def laps(car: str, *times: str, start: str = "10:00:00") -> str:
    """Crossings of the line, by lap times from the start on."""
    at, rows = parse_clock(start), []
    for lap in times:
        at += parse_clock(lap)
        rows.append(f"{format_clock(at, 6, hours=True)},passing,{car},FL\n")
    return "".join(rows)


GREEN = "10:00:00,flag,,,green\n"


def told(result: Classification) -> list[str]:
    """The rows in a line each: place, car, laps, time; `nc`, `dns`, `dsq` for cars without a place."""
    short = {"not-classified": "nc", "not-started": "dns", "disqualified": "dsq"}
    return [
        f"{row.position or short[row.status.value]} #{row.number} {row.laps} {format_clock(row.time or 0)}"
        for row in result.rows
    ]


def order(result: Classification) -> list[str]:
    """The car numbers in order."""
    return [row.number for row in result.rows]


def row(result: Classification, car: str) -> Row:
    """The row of one car."""
    found = result.row(car)
    assert found is not None
    return found


def reasons(result: Classification, car: str) -> dict[str, dict[str, object]]:
    """The reasons of one car, code to values."""
    return {reason.code: dict(reason.values) for reason in row(result, car).reasons}


def codes(result: Classification) -> set[str]:
    """The codes of all findings."""
    return {finding.code for finding in result.findings}


def flag(result: Classification) -> str | None:
    """Session time at which the flag fell."""
    timing = result.timing
    return None if timing.flag.at is None else format_clock(timing.flag.at - timing.start)
