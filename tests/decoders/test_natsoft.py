"""Natsoft lap times, as CSV and as the page: pit laps by their sectors, laps too long for their column."""

from __future__ import annotations

import pytest

from parcferme.decoders import decode
from parcferme.findings import BadLog, Finding
from parcferme.records import SessionStart
from parcferme.times import HOUR, MINUTE

CSV = """\
Driver Number,Driver Name,Lap Number,Total Lap Time,Sector 1 Time,Sector 2 Time,Sector 3 Time
1,Mark Hudders,1,4:38.1920,3:31.4580,0:41.7460,0:24.9880
1,Mark Hudders,2,PIT,0:27.6730,0:44.8730,0:49.0240
1,Mark Hudders,3,1:31.7270,0:27.3130,0:39.8960,0:24.5180
07,Ann Lee,1,4:40.9871,3:33.9701,0:41.7900,0:25.2270
"""
PAGE = """\
<HTML>
<HEAD>
<TITLE>Lap Times</TITLE>
</HEAD>
<BODY style="font-size:12px">
<TABLE>
<TR><TD ALIGN="center" COLSPAN=2><H4>2025 Some Challenge - Rd 4<BR>
Some Park<BR>
<BR>
Some Challenge - Race 1<BR>
<BR>
SECTOR AND LAP TIMES</H4></TD></TR>
<TR><TD><PRE><DIV style="font-size:16px">Event R1        30 Mins
Scheduled Start 15:45
                                      </DIV></PRE></TD>
<TD ALIGN="right"><PRE><DIV style="font-size:16px">Page 1           Issue 1
Start Sat Jun 28   15:45
Elapsed Time       31:45
</DIV></PRE></TD></TR>
<TR><TD COLSPAN=2><PRE><DIV style="font-size:12px"><B>________________
Lap -Sector#1--Sector#2--Sector#3--Lap.Time  -Sector#1--Sector#2--Sector#3--Lap.Time </B>


  1 Mark Hudders
  1 3:31.4580 0:41.7460 0:24.9880 4:38.1920  0:27.6730 0:44.8730 0:49.0240 -:--.----p
  3 0:27.3130*0:39.8960*0:24.5180*1:31.7270*

 07 Ann Lee
  1 3:33.9701 0:41.7900 0:25.2270 4:40.9871

Fastest Sector#1 - Competitor#  1 0:27.3130
Combined Fastest Sector Times     1:31.7270

*=fastest lap time, p=pit stop
<B>________________</B>
Issue# 1 - Printed Sat Jun 28 16:20:32 2025
</DIV></PRE></TD></TR></TABLE></BODY></HTML>
"""
SEEN = [
    (211_458_000, "S1", "1"),
    (213_970_100, "S1", "07"),
    (253_204_000, "S2", "1"),
    (255_760_100, "S2", "07"),
    (278_192_000, "FL", "1"),
    (280_987_100, "FL", "07"),
    (305_865_000, "S1", "1"),
    (350_738_000, "S2", "1"),
    (399_762_000, "FL_PIT", "1"),
    (427_075_000, "S1", "1"),
    (466_971_000, "S2", "1"),
    (491_489_000, "FL", "1"),
]


def seen(text: str, start: int = 0) -> list[tuple[int, str, str]]:
    passings = decode(text.encode(), "laps").log.passings
    return [(at - start, loop, car) for at, loop, car in passings.select("at", "loop", "car").rows()]


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


def test_laps_of_the_csv_sum_to_the_crossings_to_a_ten_thousandth() -> None:
    assert seen(CSV) == SEEN


def test_the_page_is_the_same_session_at_its_time_of_day() -> None:
    assert seen(PAGE, 15 * HOUR + 45 * MINUTE) == SEEN


def test_the_csv_does_not_say_when_it_started() -> None:
    decoded = decode(CSV.encode(), "laps")
    assert (decoded.format, codes(decoded.findings), decoded.session) == (
        "natsoft-csv",
        ["start-unknown"],
        None,
    )


def test_the_page_says_what_it_is_and_how_long() -> None:
    decoded = decode(PAGE.encode(), "laps")
    assert (decoded.format, decoded.findings) == ("natsoft-html", ())
    assert (decoded.session, decoded.title) == ("race", "Some Challenge - Race 1")
    (start,) = decoded.log.events
    assert isinstance(start, SessionStart)
    assert (start.at, start.length, start.first_crossing_is_lap) == (
        15 * HOUR + 45 * MINUTE,
        30 * MINUTE,
        True,
    )
    assert [(car.number, car.drivers[0].name) for car in decoded.entries.cars] == [
        ("1", "Mark Hudders"),
        ("07", "Ann Lee"),
    ]


@pytest.mark.parametrize(
    ("word", "session"), [("Qualifying 1", "qualifying"), ("Practice 2", "practice"), ("Parade", None)]
)
def test_the_title_names_the_session(word: str, session: str | None) -> None:
    page = PAGE.replace("Race 1", word).replace("Event R1", "Event X1")
    assert decode(page.encode(), "laps").session == session


def test_a_lap_too_long_for_its_column_is_the_sum_of_its_sectors() -> None:
    long = CSV.replace("2,PIT,0:27.6730", "2,NC,9:27.6730")
    decoded = decode(long.encode(), "laps")
    assert (278_192_000 + 661_570_000, "FL", "1") in seen(long)
    assert codes(decoded.findings) == ["start-unknown"]


def test_a_sector_too_long_for_its_column_was_ten_minutes_at_least() -> None:
    long = CSV.replace("2,PIT,0:27.6730", "2,NC,NC")
    decoded = decode(long.encode(), "laps")
    (found,) = [finding for finding in decoded.findings if finding.code == "lap-too-long-for-sheet"]
    least = 10 * MINUTE + 44_873_000 + 49_024_000
    assert (found.where.line, found.where.lap, found.values) == (3, 2, {"least_us": least})
    assert (278_192_000 + least + 91_727_000, "FL", "1") in seen(long)


def test_stars_on_the_page_are_a_time_too_long() -> None:
    page = PAGE.replace("0:27.6730 0:44.8730 0:49.0240 -:--.----p", "*:**.**** 0:44.8730 0:49.0240 *:**.****")
    assert codes(decode(page.encode(), "laps").findings) == ["lap-too-long-for-sheet"]


def test_a_time_that_is_none_is_told_and_the_rest_read() -> None:
    decoded = decode(CSV.replace("1:31.7270", "1:3x.7270").encode(), "laps")
    (found,) = [finding for finding in decoded.findings if finding.code == "time-unreadable"]
    assert (found.where.line, found.where.car, found.values["value"]) == (4, "1", "1:3x.7270")
    assert seen(CSV.replace("1:31.7270", "1:3x.7270")) == SEEN


def test_a_lap_without_any_time_keeps_the_laps_after_it() -> None:
    """It is taken at the car's usual time, of two laps the quicker one (the other came from the pits), and told."""
    text = CSV.replace("2,PIT,0:27.6730", "2,,")
    (found,) = [one for one in decode(text.encode(), "laps").findings if one.code != "start-unknown"]
    assert (found.code, found.where.lap, found.values) == ("lap-time-guessed", 2, {"taken_us": 91_727_000})
    assert (278_192_000 + 2 * 91_727_000, "FL", "1") in seen(text)


def test_a_last_lap_without_any_time_ends_what_is_known_of_its_car() -> None:
    """Whether it was finished nobody knows."""
    decoded = decode(CSV.replace("3,1:31.7270,0:27.3130", "3,,").encode(), "laps")
    told = [(finding.code, finding.where.lap) for finding in decoded.findings if finding.severity == "error"]
    assert told == [("lap-without-time", 3)]


def test_a_page_without_laps_cannot_be_used() -> None:
    with pytest.raises(BadLog, match="without lap times"):
        decode(PAGE.split("  1 Mark")[0].encode(), "laps")


def test_a_result_page_is_no_list_of_laps() -> None:
    with pytest.raises(BadLog, match="not a timing file"):
        decode(PAGE.replace("-Sector#1--Sector#2--Sector#3--Lap.Time", "Pos Car  Driver").encode(), "laps")


@pytest.mark.parametrize(
    ("said", "instead"),
    [("15:45", "29:99"), ("31:45", "1:99:99"), ("30 Mins", "9" * 40 + " Mins")],
)
def test_a_heading_that_cannot_be_is_not_believed(said: str, instead: str) -> None:
    good, odd = decode(PAGE.encode(), "p"), decode(PAGE.replace(said, instead).encode(), "p")
    assert odd.log.passings["seq"].to_list() == good.log.passings["seq"].to_list()
