"""Sessions as rows of a plain log, measured, and what was found: for the tests that watch values."""

from collections.abc import Mapping

from parcferme.decoders import decode
from parcferme.entries import Entries, Entry
from parcferme.findings import Finding
from parcferme.records import Event, Log
from parcferme.regulations import Rulebook, parse_rulebook
from parcferme.times import format_instant, parse_clock
from parcferme.timing import Timing, measure

HEAD = "time,kind,car,loop,value"
START = parse_clock("10:00:00")


def log_of(rows: str, *more: Event, head: str = HEAD) -> Log:
    """The log of these rows; the first is record 1. `more`: events behind them, numbered on."""
    text = "\n".join([head, *(row.strip() for row in rows.strip().splitlines())]) + "\n"
    log = decode(text.encode(), "race.csv").log
    return log.append(*more) if more else log


def timed(
    rows: str,
    rules: str = "",
    *more: Event,
    kind: str = "race",
    head: str = HEAD,
    classes: Mapping[str, str] | None = None,
    at: str | None = None,
) -> Timing:
    """A session measured: rows of `time,kind,car,loop,value`, and of a rulebook what matters."""
    entries = Entries.of(Entry(number=car, class_=class_) for car, class_ in (classes or {}).items())
    book = parse_rulebook(f'name = "test"\n{rules}', "test.toml")
    cut = None if at is None else parse_clock(at)
    return measure(log_of(rows, *more, head=head), book, entries, kind=kind, at=cut)


def in_time(*rows: str) -> str:
    """Rows in order of their times."""
    return "\n".join(sorted(row.strip() for row in "\n".join(rows).splitlines() if row.strip())) + "\n"


def said(timing: Timing, code: str) -> list[Finding]:
    """The findings of a kind."""
    return [one for one in timing.findings if one.code == code]


def only(timing: Timing, code: str) -> Finding:
    """The one finding of a kind."""
    (found,) = said(timing, code)
    return found


def values(finding: Finding) -> dict[str, object]:
    """The values of a finding, its instants as times of day."""
    return {
        key: format_instant(value, 6) if key.endswith("_at") or key == "at" else value
        for key, value in finding.values.items()
    }


def counted(timing: Timing) -> dict[str, int]:
    """Laps of each car."""
    return {car: timing.laps.filter(car=car).height for car in timing.cars}


def book_of(rules: str) -> Rulebook:
    return parse_rulebook(f'name = "t"\n{rules}', "t.toml")


def remedies(timing: Timing) -> list[tuple[str, str | None, int | None, object]]:
    """Every remedy for an odd lap: of which kind, car, lap, and the record voided or the instant put in."""
    return [
        (one.proposal["kind"], one.where.car, one.where.lap, one.proposal.get("target") or one.proposal["at"])
        for one in timing.findings
        if one.code in ("lap-under-minimum", "missed-passing") and one.proposal is not None
    ]
