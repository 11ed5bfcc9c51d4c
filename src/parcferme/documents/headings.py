"""What stands above and below a classification: the session and where it was read; decisions, reasons, findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from parcferme.documents.scored import (
    Scored,
    is_reconstruction,
    laps_known,
    publication,
    rows_of,
    session_name,
)
from parcferme.documents.values import time_text
from parcferme.documents.words import finding_text, label, reason_text, say
from parcferme.findings import Finding, Severity
from parcferme.times import format_instant

# Of one code so many are printed, then how many more there are.
MOST_OF_A_CODE: Final = 5
STATED: Final = "stated"


def title(scored: Scored, *, status: str = "provisional", language: str = "en") -> str:
    """The session, its kind and the state of publication; a reconstruction says so first."""
    word, number = publication(status)
    timing = scored.result.timing
    parts = [session_name(scored), say("kind", timing.kind.value, language)]
    parts.append(say("publication", word, language, number=number))
    text = " · ".join(parts)
    return f"{label('reconstruction', language)} · {text}" if is_reconstruction(scored) else text


def heading(scored: Scored, *, class_: str | None = None, language: str = "en") -> Iterator[tuple[str, str]]:
    """Pairs of a label and what it says: source, rulebook, start, length, flag, laps, and how the log was cut."""
    timing, decoded = scored.result.timing, scored.decoded
    source = scored.name
    if decoded.format:
        source = f"{source} ({say('format', decoded.format, language)})"
    yield label("source", language), source
    book = timing.rulebook
    yield label("rulebook", language), book.name if book.title == "Generic" else f"{book.name} ({book.title})"
    if timing.start_known:
        yield label("start", language), format_instant(timing.start, 3)
    if timing.length is not None:
        yield label("length", language), time_text(timing.length) or ""
    if timing.flag.at is not None:
        how = say("flag-source", timing.flag.source or "", language)
        yield label("flag", language), f"{time_text(timing.flag.at - timing.start)} ({how})"
    if laps_known(scored):
        yield label("laps", language), str(max((row.laps for row in scored.result.rows), default=0))
    if any(reason.code == STATED for row in scored.result.rows for reason in row.reasons):
        yield label("classification", language), label("stated", language)
    cuts = []
    if timing.until is not None:
        cuts.append(say("label", "cut-at", language, at_us=timing.until - timing.start))
    if scored.known is not None:
        cuts.append(say("label", "cut-known", language, known=scored.known))
    if cuts:
        yield label("cut", language), ", ".join(cuts)
    if class_ is not None:
        yield say("column", "class", language), class_


def reason_lines(
    scored: Scored, *, class_: str | None = None, language: str = "en"
) -> Iterator[tuple[str, str]]:
    """The number of a car and the sentences of its reasons, in order of the classification. That places are stated by
    the source is said once, above.
    """
    for row in rows_of(scored, class_):
        reasons = [reason_text(reason, language) for reason in row.reasons if reason.code != STATED]
        if reasons:
            yield row.number, "; ".join(reasons)


def findings_count(findings: Iterable[Finding], language: str = "en") -> str:
    """How many findings of each severity."""
    severities = [finding.severity for finding in findings]
    if not severities:
        return label("findings-none", language)
    counts = {
        "errors": severities.count(Severity.ERROR),
        "warnings": severities.count(Severity.WARNING),
        "infos": severities.count(Severity.INFO),
    }
    return say("label", "findings-count", language, **counts)


def finding_place(finding: Finding) -> str:
    """Where in a file: `race.csv:12`, nothing where that is not known."""
    where = finding.where
    if where.file is None:
        return ""
    return where.file if where.line is None else f"{where.file}:{where.line}"


def finding_line(finding: Finding, language: str = "en") -> str:
    """A finding as one line: place, severity, sentence, code."""
    severity = say("severity", finding.severity.value, language)
    place = finding_place(finding)
    text = say("label", "finding-line", language, severity=severity, text=finding_text(finding, language))
    return f"{place + ': ' if place else ''}{text} [{finding.code}]"


def shown_findings(
    findings: Iterable[Finding], *, most: int | None = MOST_OF_A_CODE
) -> tuple[list[Finding], dict[str, int]]:
    """The findings to print, gravest first, and how many more there are of each code: `most` of one are printed, of a
    note one.
    """
    order = [Severity.ERROR, Severity.WARNING, Severity.INFO]
    listed = sorted(findings, key=lambda finding: order.index(finding.severity))
    told: dict[str, int] = {}
    shown: dict[str, int] = {}
    kept = []
    for finding in listed:
        told[finding.code] = told.get(finding.code, 0) + 1
        if most is None or told[finding.code] <= (1 if finding.severity is Severity.INFO else most):
            shown[finding.code] = shown.get(finding.code, 0) + 1
            kept.append(finding)
    return kept, {code: count - shown[code] for code, count in told.items() if count > shown[code]}
