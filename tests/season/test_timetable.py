"""When sessions are: zones, the change of the clocks, overlaps, breaks; what cannot be is told with its line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parcferme.calendar import Timetable
from parcferme.findings import Finding
from parcferme.season.championship import Season, load_championship

Made = Callable[..., Season]

BOOK = """\
name = "mine"
title = "Mine"
[qualifying]
length = "20 min"
[race]
length = "60 min"
plus-laps = 1
[timetable]
least-break = { value = "20 min", article = "7.2" }
break-before-race = "60 min"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Made:
    """A championship of one round with these sessions, as `name start [keys]`, in this zone."""

    def of(*sessions: str, zone: str | None = "Europe/Paris", book: str = BOOK, keys: str = "") -> Season:
        where = "" if zone is None else f'zone = "{zone}"\n'
        (tmp_path / "championship.toml").write_text(
            f'name = "club"\nrulebook = "mine.toml"\n{where}', "utf-8"
        )
        (tmp_path / "mine.toml").write_text(book, "utf-8")
        (tmp_path / "1-spa").mkdir(exist_ok=True)
        text = f'name = "Spa Heat"\ncircuit = "Spa-Francorchamps"\n{keys}\n'
        for one in sessions:
            name, start, *more = one.split(" ", 2)
            begins = "" if start == "-" else f"start = {start}\n"
            text += f'[[session]]\nname = "{name}"\n{begins}' + "".join(f"{key}\n" for key in more)
        (tmp_path / "1-spa" / "round.toml").write_text(text, "utf-8")
        return load_championship(tmp_path)

    return of


def times(timetable: Timetable) -> list[tuple[str, str, str | None]]:
    return [
        (one.session, one.start.isoformat(), None if one.end is None else one.end.isoformat())
        for one in timetable.sessions
    ]


def told(timetable: Timetable, code: str) -> Finding:
    (one,) = timetable.findings
    assert one.code == code
    assert one.where.file == "1-spa/round.toml"
    return one


def test_sessions_are_in_order_of_start_with_their_length_and_zone(folder: Made) -> None:
    made = folder(
        "race-1 2020-08-08T10:00:00",
        "qualifying-1 2020-08-07T18:00:00",
        "race-2 2020-08-08T15:00:00 length = '90 min'",
        "sprint 2020-08-08T18:00:00 laps = 5",
    )
    assert times(made.timetable) == [
        ("qualifying-1", "2020-08-07T18:00:00+02:00", "2020-08-07T18:20:00+02:00"),
        ("race-1", "2020-08-08T10:00:00+02:00", "2020-08-08T11:00:00+02:00"),
        ("race-2", "2020-08-08T15:00:00+02:00", "2020-08-08T16:30:00+02:00"),
        ("sprint", "2020-08-08T18:00:00+02:00", None),
    ]
    (meeting,) = made.timetable.meetings
    assert (meeting.event, meeting.circuit, meeting.first, meeting.last) == (
        "Spa Heat", "Spa-Francorchamps", dt.date(2020, 8, 7), dt.date(2020, 8, 8),
    )  # fmt: skip
    assert made.timetable.findings == ()
    assert {one.zone for one in made.timetable.sessions} == {"Europe/Paris"}


def test_a_session_that_starts_before_another_ends_is_told_at_its_line(folder: Made) -> None:
    found = told(
        folder("race-1 2020-08-08T10:00:00", "race-2 2020-08-08T10:40:00").timetable, "sessions-overlap"
    )
    assert found.values == {"round": 1, "session": "race-2", "other": "race-1", "overlap_us": 20 * 60_000_000}
    assert (found.severity, found.where.line) == ("error", 7)


def test_an_overlap_with_a_long_session_is_seen_behind_a_short_one(folder: Made) -> None:
    made = folder(
        "race-1 2020-08-08T10:00:00 length = '6 h'", "race-2 2020-08-08T11:00:00 length = '10 min'",
        "race-3 2020-08-08T12:30:00 length = '10 min'",
    )  # fmt: skip
    assert [(one.code, one.values["session"], one.values["other"]) for one in made.timetable.findings] == [
        ("sessions-overlap", "race-2", "race-1"), ("sessions-overlap", "race-3", "race-1"),
    ]  # fmt: skip


def test_a_break_too_short_cites_its_article(folder: Made) -> None:
    made = folder("qualifying-1 2020-08-08T10:00:00", "qualifying-2 2020-08-08T10:25:00")
    found = told(made.timetable, "break-too-short")
    assert (found.values["break_us"], found.values["least_us"], found.values["article"]) == (
        5 * 60_000_000, 20 * 60_000_000, "7.2",
    )  # fmt: skip
    assert (
        folder("qualifying-1 2020-08-08T10:00:00", "qualifying-2 2020-08-08T10:40:00").timetable.findings
        == ()
    )


def test_before_a_race_the_break_is_longer(folder: Made) -> None:
    made = folder("qualifying-1 2020-08-08T10:00:00", "race-1 2020-08-08T11:00:00")
    found = told(made.timetable, "break-too-short")
    assert (found.values["least_us"], "article" in found.values) == (60 * 60_000_000, False)


def test_a_round_may_ask_for_a_shorter_break(folder: Made) -> None:
    sessions = ("qualifying-1 2020-08-08T10:00:00", "qualifying-2 2020-08-08T10:25:00")
    made = folder(*sessions, keys='[rules.timetable]\nleast-break = "5 min"')
    assert made.timetable.findings == ()


def test_a_time_the_clocks_leave_out_is_told_and_taken_an_hour_later(folder: Made) -> None:
    made = folder("race-1 2021-03-28T02:30:00")
    found = told(made.timetable, "start-left-out")
    assert found.values == {
        "round": 1, "session": "race-1", "start": "2021-03-28 02:30", "zone": "Europe/Paris", "taken": "03:30",
    }  # fmt: skip
    assert times(made.timetable) == [("race-1", "2021-03-28T03:30:00+02:00", "2021-03-28T04:30:00+02:00")]


def test_a_time_the_clocks_show_twice_is_told_and_an_offset_settles_it(folder: Made) -> None:
    made = folder("race-1 2020-10-25T02:30:00")
    found = told(made.timetable, "start-twice")
    assert found.values["offsets"] == ["+02:00", "+01:00"]
    assert made.timetable.sessions[0].start.astimezone(dt.UTC).hour == 0
    settled = folder("race-1 2020-10-25T02:30:00+01:00").timetable
    assert settled.findings == ()
    assert settled.sessions[0].start.astimezone(dt.UTC).hour == 1


def test_a_race_through_the_change_of_the_clocks_keeps_its_length(folder: Made) -> None:
    made = folder("race-1 2020-10-24T16:00:00 length = '24 h'")
    assert times(made.timetable) == [("race-1", "2020-10-24T16:00:00+02:00", "2020-10-25T15:00:00+01:00")]
    (one,) = made.timetable.sessions
    assert one.end is not None
    assert one.end.astimezone(dt.UTC) - one.start.astimezone(dt.UTC) == dt.timedelta(hours=24)


def test_without_a_zone_times_are_utc_and_told(folder: Made) -> None:
    made = folder("race-1 2020-08-08T10:00:00", zone=None)
    assert told(made.timetable, "zone-missing").severity == "warning"
    assert made.timetable.sessions[0].start == dt.datetime(2020, 8, 8, 10, tzinfo=dt.UTC)
    assert folder("race-1 2020-08-08T10:00:00+02:00", zone=None).timetable.findings == ()


@pytest.mark.parametrize(("zone", "nearest"), [("Europe/Pariss", "Europe/Paris"), ("../etc", None)])
def test_a_zone_there_is_none_of_is_told_with_the_nearest(
    folder: Made, zone: str, nearest: str | None
) -> None:
    found = told(folder("race-1 2020-08-08T10:00:00", zone=zone).timetable, "zone-unknown")
    assert (found.values["value"], found.values["nearest"]) == (zone, nearest)


def test_a_session_without_a_start_among_others_with_one_is_noted(folder: Made) -> None:
    made = folder("qualifying-1 2020-08-08T10:00:00", "race-1 -").timetable
    assert told(made, "session-without-start").values == {"round": 1, "session": "race-1"}
    assert [one.session for one in made.sessions] == ["qualifying-1"]
    assert folder("qualifying-1 -", "race-1 -").timetable.findings == ()


@pytest.mark.parametrize(
    ("sessions", "keys", "code"),
    [
        (("race-1 2020-08-08T10:00:00", "race-2 2020-08-07T10:00:00"), "", "session-before-former"),
        (("race-1 2020-08-09T10:00:00",), "start = 2020-08-07\nend = 2020-08-08", "session-outside-round"),
    ],
)
def test_a_session_moved_before_the_former_or_out_of_its_round_is_told(
    folder: Made, sessions: tuple[str, ...], keys: str, code: str
) -> None:
    (found,) = folder(*sessions, keys=keys).read_findings
    assert (found.code, found.where.file) == (code, "1-spa/round.toml")


def test_a_round_alone_has_its_sessions_and_findings(folder: Made) -> None:
    made = folder("race-1 2020-08-08T10:00:00", "race-2 2020-08-08T10:40:00").timetable
    assert made.of_round(1) == made
    assert made.of_round(2) == Timetable()


def test_a_contradiction_in_the_breaks_is_told(folder: Made) -> None:
    book = BOOK.replace('break-before-race = "60 min"', 'break-before-race = "10 min"')
    told: list[Any] = [
        one.values["problem"] for one in folder("race-1 2020-08-08T10:00:00", book=book).read_findings
    ]
    assert any("shorter than that before any session" in text for text in told)
