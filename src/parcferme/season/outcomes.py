"""What a session of a round ended in: its log or timing file scored, or its result list read, as one result."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from parcferme.classification import SessionResult, entered, lines_of, with_fastest_lap
from parcferme.decoders import CORRECTIONS
from parcferme.eligibility import with_driving_time
from parcferme.entries import Entries
from parcferme.findings import BadDecisions, Finding, ParcFermeError, Where, error, warning
from parcferme.names import BY_TIME, fold, same
from parcferme.records import Decision
from parcferme.season.decisions import load_decisions
from parcferme.season.lengths import completed_of, ended_under_red, is_over
from parcferme.season.listed import as_ruled, list_scored, with_kinds_of
from parcferme.season.meetings import Round, Session, beside
from parcferme.season.results import holds_results, lacks_of_list, load_results
from parcferme.season.scoring import Score, score
from parcferme.times import MINUTE, format_clock


@dataclasses.dataclass(frozen=True, eq=False)
class Outcome:
    """The result of a session (None where its file cannot be used), how it was scored where it was, what is odd, and
    which of the championship's names it uses (`renamed`). `ruled`: a result list as a classification, where decisions
    were applied to it.
    """

    result: SessionResult | None
    score: Score | None
    findings: tuple[Finding, ...]
    renamed: frozenset[str] = frozenset()
    ruled: Score | None = None


def outcome_of(
    one: Round,
    session: Session,
    entries: Entries,
    names: Mapping[str, str],
    season: str | None,
    scored: Score | None = None,
) -> Outcome:
    """The result of a session that has a file. `entries` are those of the round; `names` what lists call somebody;
    `scored`: how its log or timing file was scored, where that is known already.
    """
    assert session.file is not None and one.folder is not None
    file = f"{one.folder.name}/{session.file.name}"
    decisions: tuple[Decision, ...] = ()
    try:
        if holds_results(session.file):
            scored = None
            result, found = _listed(one, session, season)
            if session.decisions is not None:
                decisions, odd = load_decisions(session.decisions)
                found = (*found, *odd)
        else:
            scored = scored or scored_session(one, session, entries)
            result, found = _as_result(one, session, scored), scored.findings
            if session.kind not in BY_TIME:
                lines, told = with_driving_time(
                    result.lines, scored.timing, (scored.decoded.entries, entries), one.rulebook, scored.name
                )
                result, found = msgspec.structs.replace(result, lines=lines), (*found, *told)
    except ParcFermeError as problem:
        said = (lacks_of_list(session.file) or str(problem)).replace(f"{session.file}", file)
        return Outcome(
            None, None, (error("session-unusable", Where(file=file), session=session.name, problem=said),)
        )
    used: frozenset[str] = frozenset()
    if result is not None:
        used = names_used((result,), names)
        result = finished(result, one, session, entries, names, file, scored=scored is not None)
    if result is not None and scored is None:
        made = _as_decided(one, session, entries, result, decisions, found)
        return dataclasses.replace(made, findings=located(made.findings, one.folder, file), renamed=used)
    return Outcome(result, scored, located(found, one.folder, file), used)


def listed_outcome(one: Round, session: Session, entries: Entries, result: SessionResult) -> Outcome:
    """The result of a session in the one list of all rounds as what was ruled leaves it, as for a list of its own."""
    decisions: tuple[Decision, ...] = ()
    found: tuple[Finding, ...] = ()
    if one.folder is None:
        return Outcome(result, None, ())
    if session.decisions is not None:
        try:
            decisions, found = load_decisions(session.decisions)
        except BadDecisions as problem:
            said = str(problem).removeprefix(f"{session.decisions}: ")
            found = (error("folder-unusable", Where(file=session.decisions.name), problem=said),)
    made = _as_decided(one, session, entries, result, decisions, found)
    return dataclasses.replace(made, findings=located(made.findings, one.folder, result.file or ""))


def _as_decided(
    one: Round,
    session: Session,
    entries: Entries,
    result: SessionResult,
    decisions: tuple[Decision, ...],
    found: tuple[Finding, ...],
) -> Outcome:
    """A result list with what was ruled applied to it; corrections of a timing file beside it are told."""
    assert one.folder is not None
    corrections = beside(one.folder, session.name, CORRECTIONS)
    if corrections is not None and corrections.stat().st_size:
        where = Where(file=corrections.name)
        found = (*found, warning("corrections-of-list", where, session=session.name))
    if not decisions:
        return Outcome(result, None, found)
    ruled = list_scored(one, session, entries, result, found, decisions)
    return Outcome(as_ruled(result, ruled), None, (*found, *ruled.result.findings), ruled=ruled)


def names_used(results: Iterable[SessionResult], names: Mapping[str, str]) -> frozenset[str]:
    """Those of the championship's names (`[names]`) that results call somebody or something."""
    there = {
        same(text)
        for result in results
        for line in result.lines
        for text in (line.car, *line.drivers, line.team, line.manufacturer, line.class_, line.group)
        if text
    }
    return frozenset(name for name in names if same(name) in there)


def located(findings: Sequence[Finding], folder: Path, file: str) -> tuple[Finding, ...]:
    """Findings with their file as a path in the championship folder; what names none is of `file`."""
    there = {path.name for path in folder.iterdir()}
    found = []
    for one in findings:
        named = one.where.file
        path = file if named is None else f"{folder.name}/{named}" if named in there else named
        found.append(msgspec.structs.replace(one, where=msgspec.structs.replace(one.where, file=path)))
    return tuple(found)


def finished(
    result: SessionResult,
    one: Round,
    session: Session,
    entries: Entries,
    names: Mapping[str, str],
    file: str,
    *,
    scored: bool = False,
) -> SessionResult:
    """A result with what the round and the entry list add to it."""
    lines = entered(result.lines, entries, names)
    certainty = session.spec.certainty or one.file.certainty
    if certainty is not None:
        said = certainty.value
        lines = [line if line.certainty else msgspec.structs.replace(line, certainty=said) for line in lines]
    if session.kind not in BY_TIME:
        lines = list(with_fastest_lap(lines))
    completed = result.completed if scored else completed_of(one, session, result)
    return msgspec.structs.replace(
        result,
        round=one.number,
        session=session.name,
        kind=session.kind,
        lines=tuple(lines),
        event=one.name,
        completed=session.spec.completed if session.spec.completed is not None else completed,
        green_laps=session.spec.green_laps if session.spec.green_laps is not None else result.green_laps,
        red=session.spec.red or result.red,
        file=file,
        status=session.spec.status,
    )


def _listed(
    one: Round, session: Session, season: str | None
) -> tuple[SessionResult | None, tuple[Finding, ...]]:
    """The session's part of a result list: the only one there is, else the one of its name."""
    assert session.file is not None
    results, found = load_results(
        session.file, season, round=one.number, session=session.name, kind=session.kind
    )
    if len(results) > 1:
        mine = [result for result in results if fold(result.session) == fold(session.name)]
        results = tuple([result for result in mine if result.round == one.number] or mine)
    if not results:
        where = Where(file=session.file.name)
        return None, (*found, error("session-not-in-list", where, session=session.name))
    return results[0], found


def scored_session(
    one: Round, session: Session, entries: Entries, *, at: str | None = None, known: int | None = None
) -> Score:
    """A session scored from its file with what its round says; `at` and `known` cut it as `score` does."""
    assert session.file is not None
    book, spec = one.rulebook, session.spec
    if spec.laps is not None:
        rules = msgspec.structs.replace(book.session(session.timed_as), laps=spec.laps)
        book = msgspec.structs.replace(book, **{session.timed_as.value: rules})
    return score(
        session.file,
        kind=session.timed_as.value,
        rulebook=book,
        length=None if spec.length is None else spec.length / MINUTE,
        entries=entries,
        decisions=() if session.decisions is None else session.decisions,
        at=at,
        known=known,
    )


def at_moment(one: Round, session: Session, entries: Entries, at: int) -> SessionResult:
    """A session as it stood at a session time, as a result of its own: `race@6:00:00`."""
    clock = format_clock(at).partition(".")[0]
    scored = scored_session(one, session, entries, at=clock)
    result = _as_result(one, session, scored)
    file = scored.name if one.folder is None else f"{one.folder.name}/{scored.name}"
    return msgspec.structs.replace(
        finished(result, one, session, entries, {}, file, scored=True), session=f"{session.name}@{clock}"
    )


def _as_result(one: Round, session: Session, scored: Score) -> SessionResult:
    """A classification as a result."""
    lines = lines_of(scored.rows, by_time=session.kind in BY_TIME)
    lines = with_kinds_of(lines, scored.timing.decisions)
    has_result = all(why.code != "no-result" for row in scored.rows for why in row.reasons)
    result = SessionResult(one.number, session.name, session.kind, lines, has_result=has_result)
    if session.kind in BY_TIME or not is_over(scored):  # what is still run has no length yet
        return result
    red, completed = ended_under_red(scored), completed_of(one, session, result)
    return msgspec.structs.replace(result, red=red, completed=completed)
