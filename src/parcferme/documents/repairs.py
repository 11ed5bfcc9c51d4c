"""What remedies would change and what taking them has changed: lines for people, a document for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Protocol

from parcferme.classification import Change, Listed, Offer, Preview, Repairs, Row
from parcferme.documents.classification import finding_document, row_document, session_document
from parcferme.documents.points import point_number, points_text
from parcferme.documents.scored import Scored, laps_known
from parcferme.documents.values import ordinal, time_text, timed
from parcferme.documents.words import say
from parcferme.findings import Finding

if TYPE_CHECKING:
    from parcferme.championship import Points

_TIMES: Final = ("time", "best_lap")
_COUNTS: Final = ("laps", "stops")
Record = Mapping[str, Any]


class Mended(Protocol):
    """A session under repair: `season.Repairing` is one."""

    @property
    def score(self) -> Scored:
        """The session as its file says, before anything was taken."""

    @property
    def repairs(self) -> Repairs:
        """What is proposed, what was taken, and the result with it."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is odd once all that was taken counts."""

    def words(self, record: Record) -> str:
        """A record in words people type."""


def moved_lines(
    changes: Iterable[Change],
    rows: Iterable[Row],
    language: str = "en",
    points: Mapping[str, Any] | None = None,
) -> Iterator[tuple[str, str]]:
    """The number of each car that something changes for, and what: `2nd → 4th · laps 7 → 8`, in the order of the new
    result. `rows`: a result that has these cars; `points`: before and after, of cars that have others.
    """
    classes = {row.number: row.class_ for row in rows}
    several = len({class_ for class_ in classes.values() if class_}) > 1
    by_car = _by_car(changes)
    for number in dict.fromkeys((*by_car, *(points or {}))):
        fields = by_car.get(number, {})
        class_ = classes.get(number) if several else None
        parts = [*_told(fields, class_, language)]
        if points and number in points:
            before, after = points[number]
            shown = {"before": points_text(before, language), "after": points_text(after, language)}
            parts.append(say("repair", "points", language, **shown))
        if parts:
            yield f"#{number}", " · ".join(parts)


def _told(fields: Mapping[str, Change], class_: str | None, language: str) -> Iterator[str]:
    """What is different about one car."""
    status = fields.get("status")
    if status is not None and None in (status.before, status.after):
        yield say("amendment", "added" if status.before is None else "gone", language)
        if status.after is None:
            return
        # Of a car that was not there before neither is a change.
        fields = {name: one for name, one in fields.items() if name not in ("stops", "took_flag")}
    if "position" in fields or "status" in fields:
        before, after = (_place(fields, side, language) for side in ("before", "after"))
        if before != after:
            yield f"{before} → {after}"
    if class_ and "class_position" in fields:
        one = fields["class_position"]
        before, after = (ordinal(place, language) if place else "–" for place in (one.before, one.after))
        yield f"{class_} {before} → {after}"
    for name in (*_COUNTS, *_TIMES):
        if name in fields:
            one = fields[name]
            shown = [time_text(value) if name in _TIMES else value for value in (one.before, one.after)]
            before, after = ("–" if value is None else value for value in shown)
            yield say("repair", name.replace("_", "-"), language, before=before, after=after)
    if "best_lap_number" in fields and "best_lap" not in fields:
        one = fields["best_lap_number"]
        yield say("repair", "best-lap-number", language, before=one.before, after=one.after)
    if "took_flag" in fields:
        yield say("repair", "took-flag" if fields["took_flag"].after else "took-no-flag", language)


def _place(fields: Mapping[str, Change], side: str, language: str) -> str:
    """A car's place before or after; without one what it is instead."""
    position = getattr(fields["position"], side) if "position" in fields else None
    if position is not None:
        return ordinal(position, language)
    status = getattr(fields["status"], side) if "status" in fields else None
    return say("status-short", str(status), language) if status and str(status) != "classified" else "–"


def _by_car(changes: Iterable[Change]) -> dict[str, dict[str, Change]]:
    found: dict[str, dict[str, Change]] = {}
    for one in changes:
        found.setdefault(one.number, {})[one.field] = one
    return found


def nothing_moves(language: str = "en") -> str:
    """That nothing in the classification is different."""
    return say("amendment", "nothing", language)


def remedies_of(mended: Mended, offer: Offer) -> Iterator[tuple[str, str, tuple[Change, ...]]]:
    """What each remedy of a proposal is called by, its record in words, and what it alone would change."""
    listed = Listed(offer.number, offer.proposal)
    moved = (offer.changes, *(one.changes for one in offer.instead))
    for (key, record), changed in zip(listed.remedies.items(), moved, strict=True):
        yield key, mended.words(record), changed


def repairs_document(
    mended: Mended, offers: Sequence[Offer], written: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The document of a session under repair: what is still proposed, what was taken, what all of it changed, where it
    was written, and the classification and findings with it.
    """
    score, repairs = mended.score, mended.repairs
    rows = {row.number: row for row in (*repairs.before.rows, *repairs.now.rows)}
    return {
        "session": session_document(score),
        "proposals": [_offer_document(mended, one, rows) for one in offers],
        "taken": [
            {
                "take": one.key,
                "record": _record_document(one.record),
                "words": mended.words(one.record),
                "finding": finding_document(one.finding),
                "cars": moved_document(one.changes, rows),
            }
            for one in repairs.taken
        ],
        "cars": moved_document(repairs.changes, rows),
        "written": written,
        "classification": [row_document(row, laps_known=laps_known(score)) for row in repairs.now.rows],
        "findings": [finding_document(finding) for finding in mended.findings],
    }


def _offer_document(mended: Mended, offer: Offer, rows: Mapping[str, Row]) -> dict[str, Any]:
    listed = Listed(offer.number, offer.proposal)
    told = zip(remedies_of(mended, offer), listed.remedies.values(), strict=True)
    first, *others = (
        {
            "take": key,
            "record": _record_document(record),
            "words": words,
            "cars": moved_document(changed, rows),
        }
        for (key, words, changed), record in told
    )
    return {**first, "finding": finding_document(offer.proposal.finding), "instead": others}


def moved_document(
    changes: Iterable[Change], rows: Mapping[str, Row], points: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The cars something changes for: what differs, before and after, every time twice."""
    by_car = _by_car(changes)
    found = []
    for number in dict.fromkeys((*by_car, *(points or {}))):
        sides: dict[str, dict[str, Any]] = {"before": {}, "after": {}}
        for field, one in by_car.get(number, {}).items():
            for side, values in sides.items():
                value = getattr(one, side)
                values |= timed(field, value) if field in _TIMES else {field: value}
        if points and number in points:
            for values, value in zip(sides.values(), points[number], strict=True):
                values["points"] = value
        class_ = rows[number].class_ if number in rows else None
        found.append({"number": number, "class": class_, **sides})
    return found


class Asked(Protocol):
    """What somebody had in mind, asked of a session: `season.Previewed` is one."""

    @property
    def score(self) -> Scored:
        """The session as it is."""

    @property
    def records(self) -> tuple[tuple[Record, str], ...]:
        """The records that nobody has written, each in words."""

    @property
    def preview(self) -> Preview:
        """The result as it is and as it would be."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What would be odd."""

    @property
    def points(self) -> Mapping[str, tuple[Points, Points]]:
        """The points of the session by car, before and after, where they would be others."""

    @property
    def tables(self) -> Sequence[Moved]:
        """The rows of championship tables that would be others."""


class Moved(Protocol):
    """A row of a championship table that would be another: `season.TableChange` is one."""

    @property
    def table(self) -> str:
        """The table."""

    @property
    def class_(self) -> str | None:
        """The class or group it is for."""

    @property
    def name(self) -> str:
        """Whose row."""

    @property
    def points(self) -> tuple[Points, Points]:
        """Points before and after."""

    @property
    def place(self) -> tuple[int | None, int | None]:
        """Place before and after."""


def preview_document(asked: Asked) -> dict[str, Any]:
    """The document of a preview: the records, what they would change, and the classification and findings with them."""
    made = asked.preview
    rows = {row.number: row for row in (*made.before.rows, *made.after.rows)}
    points = {car: tuple(map(point_number, pair)) for car, pair in asked.points.items()}
    return {
        "session": session_document(asked.score),
        "preview": {
            "records": [
                {"record": _record_document(record), "words": words} for record, words in asked.records
            ],
            "cars": moved_document(made.changes, rows, points),
            "tables": [_table_document(one) for one in asked.tables],
        },
        "classification": [row_document(row, laps_known=laps_known(asked.score)) for row in made.after.rows],
        "findings": [finding_document(finding) for finding in asked.findings],
    }


def _table_document(one: Moved) -> dict[str, Any]:
    before, after = (
        {"points": point_number(points), "position": place}
        for points, place in zip(one.points, one.place, strict=True)
    )
    return {"table": one.table, "class": one.class_, "name": one.name, "before": before, "after": after}


def table_lines(tables: Iterable[Moved], language: str = "en") -> Iterator[tuple[str, str]]:
    """A line for each row of a table that would be another: whose, and its points and place before and after."""
    for one in tables:
        head = " ".join(part for part in (say("table", one.table, language), one.class_) if part)
        parts = []
        if one.points[0] != one.points[1]:
            before, after = (points_text(points, language) for points in one.points)
            parts.append(say("repair", "points", language, before=before, after=after))
        if one.place[0] != one.place[1]:
            places = [ordinal(place, language) if place else "–" for place in one.place]
            parts.append(" → ".join(places))
        yield head, f"{one.name}: {' · '.join(parts)}"


def _record_document(record: Record) -> dict[str, Any]:
    """A record as a log writes it; seconds are a number."""
    found = {}
    for key, value in record.items():
        exact = isinstance(value, Decimal)
        found[key] = (int(value) if value == value.to_integral_value() else float(value)) if exact else value
    return found


def repair_label(key: str, language: str = "en", /, **values: Any) -> str:
    """One of the sentences around repairs."""
    return say("repair", key, language, **values)


def hint(findings: Iterable[Finding], file: str, language: str = "en") -> str | None:
    """Where remedies are shown, for a result that some are proposed for."""
    return say("repair", "hint", language, file=file) if any(one.proposal for one in findings) else None
