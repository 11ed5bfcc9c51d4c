"""Championship tables as people see them: the stable JSON document, the sheet with what was dropped, plain lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

import msgspec

from parcferme.championship import Column, Standing, Standings, Table
from parcferme.classification import Reason
from parcferme.documents.classification import finding_document
from parcferme.documents.meeting import Series
from parcferme.documents.points import exact_values, point_number, points_text
from parcferme.documents.tables import Table as Sheet
from parcferme.documents.values import with_texts
from parcferme.documents.words import label, reason_text, say
from parcferme.findings import Finding, WrongCall
from parcferme.names import fitting
from parcferme.regulations import Unit

RECONSTRUCTED: Final = "reconstructed"
# What the sheet shows by itself is not said again below it.
SHOWN: Final = frozenset({"results-dropped", "bonus"})
MARKS: Final = {RECONSTRUCTED: "*", "inferred": "°"}
ARROWS: Final = ("▲", "▼")
# The columns of a sheet that lie at its two ends; between them one for each session.
BEFORE: Final = ("position", "moved", "name", "cars", "drivers", "team")
AFTER: Final = ("points", "gap")


# --- which tables


def tables_of(standings: Standings, name: str | None = None, class_: str | None = None) -> tuple[Table, ...]:
    """The tables of this name and class, or all. Raises `WrongCall` where there is none, and says which there are."""
    found = standings.tables
    if name is not None:
        meant = fitting(name, [table.name for table in found])
        found = tuple(table for table in found if table.name in meant)
        if not found:
            raise WrongCall(f"no table {name!r} (there are {_listed(one.name for one in standings.tables)})")
    if class_ is not None:
        classes = [table.class_ for table in found if table.class_ is not None]
        asked = fitting(class_, classes)
        found = tuple(table for table in found if table.class_ in asked)
        if not found:
            raise WrongCall(f"no table of class {class_!r} (there are {_listed(classes)})")
    return found


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names)) or "none"


def is_reconstructed(series: Series, tables: Iterable[Table]) -> bool:
    """Whether the championship, or any session in these tables, was worked out and not recorded."""
    return series.reconstruction or any(
        session.certainty == RECONSTRUCTED for table in tables for session in table.sessions
    )


# --- the document


def standings_document(
    series: Series,
    standings: Standings,
    *,
    table: str | None = None,
    class_: str | None = None,
    findings: Iterable[Finding] = (),
) -> dict[str, Any]:
    """The standings document: championship, round, tables with their rows in order, findings.

    `findings` are those of the files, before those of the standings. Points are numbers where JSON can say them
    exactly, else fractions as text. Raises `WrongCall` for a table or class there is none of.
    """
    chosen = tables_of(standings, table, class_)
    championship = msgspec.structs.asdict(series) | {"reconstruction": is_reconstructed(series, chosen)}
    return {
        "championship": championship,
        "after": standings.after,
        "tables": [table_document(one) for one in chosen],
        "findings": [finding_document(finding) for finding in (*findings, *standings.findings)],
    }


def table_document(table: Table) -> dict[str, Any]:
    """One table: what it is of, its sessions, and its rows, whose `by_session` runs along the sessions; of
    playoffs the champion, null while there is none.
    """
    return {
        "name": table.name,
        "class": table.class_,
        "group": table.group,
        "kind": table.unit.value,
        "sessions": [_session_document(session) for session in table.sessions],
        **({} if table.before_playoffs is None else {"champion": table.champion}),
        "rows": [_row_document(table, row) for row in table.rows],
    }


def _session_document(session: Column) -> dict[str, Any]:
    said = msgspec.structs.asdict(session) | {
        "reasons": [_reason_document(reason) for reason in session.reasons]
    }
    return {name: value for name, value in said.items() if name != "scores"}  # every session of a table does


def _row_document(table: Table, row: Standing) -> dict[str, Any]:
    gap, moved = gap_of(table, row), moved_of(row)
    return {
        "position": row.position,
        "name": row.name,
        "points": point_number(row.points),
        "gross_points": point_number(row.gross_points),
        "gap": None if gap is None else point_number(gap),
        "previous": row.previous,
        "moved": moved,
        "dropped": [_dropped_document(table, row, at) for at in row.dropped],
        "by_session": [None if points is None else point_number(points) for points in row.by_session],
        "cars": list(row.cars),
        "drivers": list(row.drivers),
        "team": row.team,
        "reasons": [_reason_document(reason) for reason in row.reasons],
    }


def _dropped_document(table: Table, row: Standing, at: int) -> dict[str, Any]:
    session, points = table.sessions[at], row.by_session[at]
    return {
        "round": session.round,
        "session": session.session,
        "points": None if points is None else point_number(points),
    }


def _reason_document(reason: Reason) -> dict[str, Any]:
    known = _with_points(reason)
    return {"code": known.code, **with_texts(exact_values(known.values)), "text": reason_text(known)}


def _with_points(reason: Reason) -> Reason:
    """The reason with its points as a number again: a reason's values carry a fraction as text."""
    points = reason.values.get("points")
    if not isinstance(points, str):
        return reason
    exact = Fraction(points)
    whole = exact.numerator if exact.denominator == 1 else exact
    return msgspec.structs.replace(reason, values={**reason.values, "points": whole})


def gap_of(table: Table, row: Standing) -> int | Fraction | None:
    """By how many points a row is behind the leader; None for a row without a place."""
    leader = next((one for one in table.rows if one.position is not None), None)
    if leader is None or row.position is None:
        return None
    return row.points - leader.points if table.fewest else leader.points - row.points


def moved_of(row: Standing) -> int | None:
    """The places a row gained since the round before (lost: below 0); None where it had none then or has none now."""
    return None if row.previous is None or row.position is None else row.previous - row.position


# --- the sheet


def standings_title(series: Series, standings: Standings, language: str = "en") -> str:
    """The championship and after which round the tables stand; a reconstruction says so first."""
    events = (session.event for table in standings.tables for session in table.sessions
              if session.round == standings.after and session.event)  # fmt: skip
    after = say("label", "after-round", language, round=standings.after, event=next(events, None))
    parts = [
        series.title,
        series.season if series.season and series.season not in series.title else None,
        after,
    ]
    text = " · ".join(part for part in parts if part)
    return (
        f"{label('reconstruction', language)} · {text}"
        if is_reconstructed(series, standings.tables)
        else text
    )


def standings_heading(series: Series, language: str = "en") -> Iterator[tuple[str, str]]:
    """Pairs of a label and what it says: the championship's name, its rulebook, and how results are counted."""
    if series.name != series.title:
        yield label("source", language), series.name
    if series.rulebook is not None:
        yield label("rulebook", language), series.rulebook
    if series.gross:
        yield label("counted", language), label("counted-all", language)


def table_title(table: Table, language: str = "en") -> str:
    """What a table is called, with its class and group unless the name says them."""
    parts = [say("table", table.name, language)]
    parts += [part for part in (table.class_, table.group) if part and part not in parts[0]]
    return " · ".join(parts)


def standings_sheet(table: Table, language: str = "en", *, arrows: Sequence[str] = ARROWS) -> Sheet:
    """A table for a screen or paper: a column for each session, dropped points in brackets, gross behind the total.

    Where the paper is too narrow it gives up the team first, then the oldest sessions. `arrows`: up and down.
    """
    shared = Counter(row.position for row in table.rows)
    rows = [_cells(table, row, shared[row.position] > 1, language, arrows) for row in table.rows]
    sessions = tuple(f"session-{index}" for index in range(len(table.sessions)))
    needed = ("position", "name", "points")
    ends = {column: column in needed or any(row[column] for row in rows) for column in (*BEFORE, *AFTER)}
    columns = (
        *(name for name in BEFORE if ends[name]),
        *sessions,
        *(name for name in AFTER if ends[name]),
    )
    marks = {column: f"{heading}{MARKS.get(session.certainty or '', '')}" for column, heading, session
             in zip(sessions, session_headings(table.sessions), table.sessions, strict=True)}  # fmt: skip
    # How a name is set: that of a driver, team or make is shortened where it must be, a car's number is not.
    name = "number" if table.unit is Unit.CAR else "driver"
    headings = marks | {"name": say("unit", table.unit.value, language)}
    return Sheet(
        title=table_title(table, language),
        columns=tuple(name if column == "name" else column for column in columns),
        headings=tuple(headings.get(column) or say("column", column, language) for column in columns),
        rows=tuple(tuple(row[column] for column in columns) for row in rows),
        classes=tuple(table.class_ for _ in rows),
        give_up=("team", "drivers", "gap", "cars", *sessions[:-1], "moved", *sessions[-1:]),
    )


def _cells(table: Table, row: Standing, shared: bool, language: str, arrows: Sequence[str]) -> dict[str, str]:
    """The cells of a row by column, empty where there is nothing to say."""
    place = _printed_place(row) if row.position is None else f"{row.position}{'=' if shared else ''}"
    total = points_text(row.points, language)
    if row.gross_points != row.points:
        total += f" ({points_text(row.gross_points, language)})"
    gap = gap_of(table, row)
    cells = {
        "position": place,
        "moved": moved_text(row, arrows),
        "name": row.name,
        "cars": row.cars[0] if row.cars and table.unit is not Unit.CAR and row.cars[0] != row.name else "",
        "drivers": " / ".join(row.drivers) if table.unit is Unit.CAR else "",
        "team": row.team or "" if table.unit is not Unit.TEAM else "",
        "points": total,
        "gap": points_text(gap, language) if gap else "",
    }
    for at, points in enumerate(row.by_session):
        text = "" if points is None else points_text(points, language)
        cells[f"session-{at}"] = f"({text})" if at in row.dropped else text
    return cells | {f"session-{at}": "" for at in range(len(row.by_session), len(table.sessions))}


def _printed_place(row: Standing) -> str:
    """What stands in the place of a row without one: what the ruling that excluded it says, else nothing."""
    labels = (reason.values.get("label") for reason in row.reasons if reason.code == "excluded")
    return next((str(text) for text in labels if text), "")


def moved_text(row: Standing, arrows: Sequence[str] = ARROWS) -> str:
    """What moved since the round before: `▲2`, `▼1`, `=`; nothing where there is nothing to compare."""
    moved = moved_of(row)
    if moved is None:
        return ""
    return "=" if not moved else f"{arrows[0] if moved > 0 else arrows[1]}{abs(moved)}"


def session_headings(sessions: Sequence[Column]) -> tuple[str, ...]:
    """A short heading for each session: its round (`5`), with its initials where a round has several (`5R1`, `5Q`)."""
    rounds = Counter(session.round for session in sessions)
    found: list[str] = []
    for session in sessions:
        short = str(session.round)
        if rounds[session.round] > 1:
            short += "".join(part if part.isdigit() else part[0].upper() for part in
                             re.findall(r"[^\W\d_]+|\d+", session.session))  # fmt: skip
        found.append(short)
    return tuple(found)


def standing_reasons(
    table: Table, language: str = "en", *, public: bool = False
) -> Iterator[tuple[str, str]]:
    """What has something to explain and the sentences for it: a round that was worth other points than usual, then each
    row with a tie, a deduction, an exclusion.
    """
    for session in table.sessions:
        if session.reasons:
            yield (
                say("label", "of-round", language, round=session.round, session=session.session),
                "; ".join(
                    reason_text(_with_points(reason), language, public=public) for reason in session.reasons
                ),
            )
    for row in table.rows:
        told = [
            reason_text(_with_points(reason), language, public=public)
            for reason in row.reasons
            if reason.code not in SHOWN and not _among_crew(table, row, reason)
        ]
        if told:
            yield row.name, "; ".join(told)


def _among_crew(table: Table, row: Standing, reason: Reason) -> bool:
    """Whether a tie is only that of team-mates who shared every drive: nothing there could have been broken."""
    if reason.code != "tie-unbroken":
        return False
    others = [one for one in table.rows if one.name in reason.values["others"]]
    return all(row.cars and one.cars == row.cars and one.by_session == row.by_session for one in others)


def legend(table: Table, language: str = "en") -> str:
    """What the marks of a sheet mean, as far as it has any."""
    parts = []
    if any(row.dropped for row in table.rows):
        parts.append(label("legend-dropped", language))
    known = {session.certainty for session in table.sessions}
    parts += [f"{mark} {label(f'legend-{word}', language)}" for word, mark in MARKS.items() if word in known]
    return " · ".join(parts)
