"""The compulsory stop to the millisecond: inside the window or not, long enough or not, and what is then proposed.

The races here run from 10:00 to 11:02 with a lap every two minutes; window and minimum are those of Le Castellet 2020.
"""

from decimal import Decimal

import msgspec
import polars as pl
import pytest

from parcferme.classification import classify
from parcferme.codec import decode_record
from parcferme.decoders import decode
from parcferme.entries import Driver, Entries, Entry
from parcferme.findings import Finding, Severity
from parcferme.records import Decision, Event, Flag, FlagValue, Log, Matter, Penalty, PitTime, SessionStart
from parcferme.regulations import Cite, Rulebook, parse_rulebook
from parcferme.times import HOUR, MINUTE, SECOND, format_clock, parse_clock
from parcferme.timing import StopVerdict, Timing, measure
from parcferme.timing.compulsory_stop import Judged, Window, _seconds, judge, stop_findings
from parcferme.timing.stops import Stop

HEAD = "time,kind,car,loop,value\n10:00:00.000,flag,,,green\n"
FLAG = "11:02:00.000,flag,,,chequered\n"
RULE = """
[race]
length = "60 min"
plus-laps = 1
[race.compulsory-stop]
source = "a press release"
opens = "28:00.000"
closes = "32:00.000"
minimum = "85 s"
"""
MET, SHORT, EARLY, LATE = StopVerdict.MET, StopVerdict.TOO_SHORT, StopVerdict.TOO_EARLY, StopVerdict.TOO_LATE
UNKNOWN, NOT_MADE, NOT_DUE = StopVerdict.UNKNOWN, StopVerdict.NOT_MADE, StopVerdict.NOT_DUE
OPEN = StopVerdict.OPEN


def book(more: str = "") -> Rulebook:
    return parse_rulebook(RULE + more, "test.toml")


def laps(car: str, until: int = 31) -> str:
    """A crossing of the line every two minutes."""
    return "".join(
        f"{10 + lap // 30}:{lap % 30 * 2:02d}:00.000,passing,{car},FL,\n" for lap in range(1, until + 1)
    )


def visit(car: str, entry: str | None, out: str | None) -> str:
    """A visit to the pit lane; instants as times of day, None where the loop read nothing."""
    read = [
        f"{entry},passing,{car},PIT_IN,\n" if entry else "",
        f"{out},passing,{car},PIT_OUT,\n" if out else "",
    ]
    return "".join(read)


def log(*rows: str) -> Log:
    return decode((HEAD + "".join(rows)).encode(), "race.csv").log


def timed(*rows: str, more: str = "", at: str | None = None, entries: Entries | None = None) -> Timing:
    """A race measured; the rows are those of a plain log."""
    until = None if at is None else parse_clock(at)
    return measure(log(*rows), book(more), entries, at=until)


def verdict(timing: Timing, car: str = "7") -> Judged:
    return next(one for one in timing.verdicts if timing.cars[one.car] == car)


def one_stop(
    entry: str | None, out: str | None, more: str = "", at: str | None = None, extra: str = ""
) -> Judged:
    """What is said of a car with this one stop."""
    return verdict(timed(laps("7"), visit("7", entry, out), extra, FLAG, more=more, at=at))


def findings(timing: Timing) -> list[Finding]:
    return [found for found in timing.findings if found.code.startswith("compulsory-stop")]


def proposed(timing: Timing) -> Decision:
    """The one ready record, as a log would take it."""
    (found,) = findings(timing)
    record = decode_record(msgspec.json.encode(found.proposal))
    assert isinstance(record, Decision)
    return record


# --- to the millisecond


@pytest.mark.parametrize(
    ("out", "expected", "margin"),
    [
        ("10:31:25.000", MET, 0),
        ("10:31:25.077", MET, 77_000),
        ("10:31:24.999", SHORT, -1_000),
        ("10:31:24.999999", SHORT, -1),
        ("10:30:36.400", SHORT, -48_600_000),
    ],
)
def test_85_seconds_are_enough_and_a_millisecond_less_is_not(
    out: str, expected: StopVerdict, margin: int
) -> None:
    judged = one_stop("10:30:00.000", out)
    assert (judged.verdict, judged.margin) == (expected, margin)
    assert judged.duration == 85 * SECOND + margin


@pytest.mark.parametrize(
    ("entry", "expected", "margin"),
    [
        ("10:27:59.999", EARLY, -1_000),
        ("10:28:00.000", MET, 0),
        ("10:28:00.001", MET, 1_000),
        ("10:30:00.000", MET, 2 * MINUTE),
        ("10:31:59.999", MET, 1_000),
        ("10:32:00.000", MET, 0),
        ("10:32:00.001", LATE, -1_000),
    ],
)
def test_both_ends_of_the_window_are_inside(entry: str, expected: StopVerdict, margin: int) -> None:
    judged = one_stop(entry, format_clock(parse_clock(entry) + 100 * SECOND, hours=True))
    assert (judged.verdict, judged.window_margin) == (expected, margin)
    assert judged.entry == parse_clock(entry) - 10 * 60 * MINUTE


def test_the_exit_may_lie_outside_the_window() -> None:
    assert one_stop("10:32:00.000", "10:33:25.000").verdict is MET


def test_outside_and_too_short_is_told_as_outside() -> None:
    judged = one_stop("10:32:00.001", "10:33:00.000")
    assert judged.verdict is LATE
    assert judged.margin is not None and judged.margin < 0


# --- who has to stop


def test_a_car_that_drives_through_has_not_stopped() -> None:
    timing = timed(laps("7"), FLAG)
    assert verdict(timing).verdict is NOT_MADE
    assert [found.code for found in findings(timing)] == ["compulsory-stop-not-made"]


@pytest.mark.parametrize("last", [13, 15])
def test_a_car_that_is_out_before_the_window_closes_owes_nothing(last: int) -> None:
    timing = timed(laps("3"), visit("3", "10:30:00", "10:31:30"), laps("7", last), FLAG)
    assert verdict(timing).verdict is NOT_DUE
    assert findings(timing) == []


@pytest.mark.parametrize("stop", [("10:05:00", "10:11:00"), ("10:28:30", "10:29:00"), ("10:30:05", None)])
def test_nor_does_one_that_was_in_the_pits_before(stop: tuple[str, str | None]) -> None:
    timing = timed(laps("3"), visit("3", "10:30:00", "10:31:30"), laps("7", 15), visit("7", *stop), FLAG)
    assert verdict(timing).verdict is NOT_DUE
    assert findings(timing) == []


def test_those_who_drive_alone_stop_too_unless_the_rulebook_lets_them_off() -> None:
    two = (Driver("A"), Driver("B"))
    entries = Entries.of([Entry("7", drivers=two[:1]), Entry("8", drivers=two)])
    rows = (laps("7"), laps("8"), FLAG)
    everyone = timed(*rows, entries=entries)
    assert [found.where.car for found in findings(everyone)] == ["7", "8"]
    crews = timed(*rows, entries=entries, more="solo-drivers = false\n")
    assert [found.where.car for found in findings(crews)] == ["8"]


def test_without_a_rule_nobody_is_judged() -> None:
    timing = measure(log(laps("7"), FLAG), parse_rulebook('[race]\nlength = "60 min"\n', "test.toml"))
    assert timing.verdicts == () and timing.verdicts_frame.is_empty()
    assert findings(timing) == []


# --- several visits


def test_one_good_stop_is_enough_whatever_else_a_car_did() -> None:
    rows = visit("7", "10:09:00", "10:10:00") + visit("7", "10:40:00", "10:40:30")
    assert one_stop("10:29:00.000", "10:30:30.000", extra=rows).verdict is MET


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        ([("10:29:00", "10:30:20"), ("10:38:00", "10:38:56")], (SHORT, 29 * MINUTE)),
        ([("10:10:00", "10:20:00"), ("10:32:30", "10:34:00")], (LATE, 32 * MINUTE + 30 * SECOND)),
        ([("10:27:00", "10:28:30"), ("10:36:00", "10:37:00")], (EARLY, 27 * MINUTE)),
        ([("10:28:10", "10:28:40"), ("10:30:10", "10:31:30")], (SHORT, 30 * MINUTE + 10 * SECOND)),
    ],
    ids=["then a stop-and-go", "a repair long before", "a stop-and-go soon after", "twice too short"],
)
def test_of_several_wrong_stops_the_nearest_to_right_is_told(
    visits: list[tuple[str, str]], expected: tuple[StopVerdict, int]
) -> None:
    judged = verdict(timed(laps("7"), *(visit("7", *one) for one in visits), FLAG))
    assert (judged.verdict, judged.entry) == expected


def test_a_rule_can_ask_for_two_stops() -> None:
    first, second, short = ("10:28:00", "10:29:30"), ("10:30:30", "10:31:56"), ("10:30:30", "10:31:00")
    two = "count = 2\n"
    for visits, expected in (
        ([first, second], MET),
        ([first, short], SHORT),
        ([first], NOT_MADE),
    ):
        rows = (laps("7"), *(visit("7", *one) for one in visits), FLAG)
        assert verdict(timed(*rows, more=two)).verdict is expected
        assert verdict(timed(*rows)).verdict is MET


# --- what was not seen


def test_a_missed_entry_or_exit_is_unknown_not_a_fault() -> None:
    for stop in ((None, "10:31:00.000"), ("10:29:00.000", None)):
        timing = timed(laps("7"), visit("7", *stop), FLAG)
        assert verdict(timing).verdict is UNKNOWN
        (found,) = findings(timing)
        assert (found.code, found.severity, found.proposal) == (
            "compulsory-stop-unknown",
            Severity.INFO,
            None,
        )


def test_a_missed_exit_does_not_hide_that_the_entry_was_outside() -> None:
    assert one_stop("10:33:00.000", None).verdict is LATE


@pytest.mark.parametrize("out", ["10:00:20.000", "10:20:00.000"])
def test_an_exit_before_the_window_tells_of_no_compulsory_stop(out: str) -> None:
    assert one_stop(None, out).verdict is NOT_MADE


def with_pit_time(duration: str, in_pit: bool = True) -> Timing:
    """A source without pit loops: a time in the lane on lap 15, after a lap that ended in the lane."""
    rows = [(lap * 120 * SECOND, "FL_PIT" if lap == 14 and in_pit else "FL") for lap in range(1, 32)]
    frame = pl.DataFrame(
        {"at": [at for at, _ in rows], "loop": [loop for _, loop in rows], "car": ["7"] * 31}
    )
    events: list[Event] = [
        SessionStart(at=0),
        PitTime(car="7", lap=15, duration=parse_clock(duration)),
        Flag(at=62 * MINUTE, value=FlagValue.CHEQUERED),
    ]
    return measure(Log.of(frame, events), book())


def test_seconds_of_a_penalty_are_whole_where_they_are() -> None:
    assert [repr(_seconds(us)) for us in (30_000_000, 30_000_001, 30_500_000, 0)] == [
        "30",
        "30.000001",
        "30.5",
        "0",
    ]


@pytest.mark.parametrize("in_pit", [True, False])
def test_a_duration_without_an_entry_can_be_too_short_but_never_met(in_pit: bool) -> None:
    enough, short = (verdict(with_pit_time(text, in_pit)) for text in ("1:25.000", "1:24.999"))
    assert (enough.verdict, enough.entry, enough.margin) == (UNKNOWN, None, 0)
    assert (short.verdict, short.entry, short.margin) == (SHORT, None, -1_000)


# --- while the session runs


@pytest.mark.parametrize(
    ("at", "expected"),
    [("27:00", OPEN), ("29:30", OPEN), ("30:06", OPEN), ("32:00", OPEN), ("32:05", SHORT)],
)
def test_nobody_is_at_fault_while_the_window_is_open(at: str, expected: StopVerdict) -> None:
    judged = one_stop("10:29:00.000", "10:30:05.000", at=at)
    assert judged.verdict is expected
    assert judged.margin == (-20 * SECOND if parse_clock(at) > 31 * MINUTE else judged.margin)


def test_after_the_window_a_car_is_judged_at_its_next_crossing() -> None:
    rows = (laps("7", 15), "10:33:10,passing,7,FL,\n")
    assert verdict(timed(*rows, at="33:09")).verdict is OPEN
    assert verdict(timed(*rows, at="33:10")).verdict is NOT_MADE


def test_a_car_in_the_lane_is_not_yet_judged() -> None:
    stop = ("10:31:50.000", "10:33:20.000")
    assert one_stop(*stop, at="33:00").verdict is OPEN
    assert one_stop(*stop, at="33:20").verdict is MET


def test_a_car_whose_exit_was_missed_is_unknown_once_a_lap_shows_that_it_left() -> None:
    stop = ("10:31:50.000", None)
    assert one_stop(*stop, at="33:30").verdict is OPEN
    assert one_stop(*stop, at="34:30").verdict is UNKNOWN


# --- what neutralisations do to the window


def shown(*flags: tuple[str, str]) -> str:
    return "".join(f"{at},flag,,,{value}\n" for at, value in flags)


def window_of(judged: Judged) -> tuple[str, str]:
    return format_clock(judged.opens or 0), format_clock(judged.closes or 0)


@pytest.mark.parametrize(
    ("flag", "key"),
    [("safety-car", "safety-car"), ("red", "red")],
)
@pytest.mark.parametrize(
    ("rule", "entry", "expected", "closes"),
    [
        ("unchanged", "10:33:00", LATE, "32:00.000"),
        ("extends", "10:33:00", MET, "33:00.000"),
        ("extends", "10:33:00.001", LATE, "33:00.000"),
    ],
)
def test_a_neutralisation_inside_the_window_can_move_its_end(
    flag: str, key: str, rule: str, entry: str, expected: StopVerdict, closes: str
) -> None:
    flags = shown(("10:30:00", flag), ("10:31:00", "green"))
    judged = one_stop(entry, "10:35:00", more=f'{key} = "{rule}"\n', extra=flags)
    assert judged.verdict is expected
    assert window_of(judged) == ("28:00.000", closes)


@pytest.mark.parametrize(
    ("begins", "ends", "window"),
    [
        ("10:10:00", "10:15:00", ("28:00.000", "32:00.000")),
        ("10:25:00", "10:29:00", ("28:00.000", "33:00.000")),
        ("10:31:30", "10:40:00", ("28:00.000", "32:30.000")),
        ("10:32:00", "10:34:00", ("28:00.000", "32:00.000")),
    ],
)
def test_only_the_time_inside_the_window_extends_it(begins: str, ends: str, window: tuple[str, str]) -> None:
    flags = shown((begins, "safety-car"), (ends, "green"))
    assert window_of(one_stop("10:29:00", "10:31:00", more='safety-car = "extends"\n', extra=flags)) == window


@pytest.mark.parametrize(
    ("begins", "ends", "window"),
    [
        ("10:10:00", "10:20:00", ("38:00.000", "42:00.000")),
        ("10:27:00", "10:30:00", ("31:00.000", "35:00.000")),
        ("10:29:00", "10:31:00", ("28:00.000", "34:00.000")),
        ("10:27:59.999", "10:30:00", ("30:00.001", "34:00.001")),
        ("10:28:00", "10:30:00", ("28:00.000", "34:00.000")),
        ("10:31:59.999", "10:34:00", ("28:00.000", "34:00.001")),
        ("10:32:00", "10:34:00", ("28:00.000", "32:00.000")),
        ("10:33:00", "10:35:00", ("28:00.000", "32:00.000")),
    ],
)
def test_under_red_the_clock_of_the_window_can_stand_still(
    begins: str, ends: str, window: tuple[str, str]
) -> None:
    flags = shown((begins, "red"), (ends, "green"))
    assert window_of(one_stop("10:29:00", "10:31:00", more='red = "stops-clock"\n', extra=flags)) == window


def test_a_race_stopped_for_good_before_the_window_leaves_nobody_at_fault() -> None:
    rows = (laps("7", 13), shown(("10:27:00", "red")), "10:50:00,session,,,end\n")
    assert verdict(timed(*rows, more='red = "stops-clock"\n')).verdict is NOT_DUE
    live = timed(*rows, more='red = "stops-clock"\n', at="40:00")
    assert verdict(live).verdict is OPEN


def test_the_window_can_be_counted_from_the_first_green() -> None:
    head = "time,kind,car,loop,value\n10:00:00,session,,,start\n10:00:00,flag,,,safety-car\n10:04:00,flag,,,green\n"
    text = head + laps("7") + visit("7", "10:35:59.999", "10:37:30") + FLAG
    data = decode(text.encode(), "race.csv").log
    assert verdict(measure(data, book())).verdict is LATE
    judged = verdict(measure(data, book('clock = "first-green"\n')))
    assert (judged.verdict, judged.window_margin, judged.entry) == (MET, 1_000, 36 * MINUTE - 1_000)


# --- what is found and proposed


def short_stop(more: str = "", at: str | None = None) -> Timing:
    return timed(laps("7"), visit("7", "10:29:00.000", "10:30:24.999"), FLAG, more=more, at=at)


def test_the_finding_holds_the_figures_and_cites_its_source() -> None:
    (found,) = findings(short_stop())
    assert (found.code, found.severity, found.where.car) == (
        "compulsory-stop-too-short",
        Severity.WARNING,
        "7",
    )
    assert found.values == {
        "entry_us": 29 * MINUTE,
        "duration_us": 84_999_000,
        "minimum_us": 85 * SECOND,
        "margin_us": -1_000,
        "window_margin_us": MINUTE,
        "opens_us": 28 * MINUTE,
        "closes_us": 32 * MINUTE,
        "source": "a press release",
    }


def test_the_finding_tells_the_window_as_the_red_flag_moved_it() -> None:
    """Ten minutes of red before the window opens: it is open from 38:00 to 42:00, and a stop at 33:00 is too early."""
    rows = (laps("7"), visit("7", "10:33:00", "10:35:00"), shown(("10:10:00", "red"), ("10:20:00", "green")))
    (found,) = findings(timed(*rows, FLAG, more='red = "stops-clock"\n'))
    assert found.code == "compulsory-stop-too-early"
    assert found.values == {
        "entry_us": 33 * MINUTE, "duration_us": 2 * MINUTE, "minimum_us": 85 * SECOND,
        "margin_us": 35 * SECOND, "window_margin_us": -5 * MINUTE, "opens_us": 38 * MINUTE,
        "closes_us": 42 * MINUTE, "source": "a press release",
    }  # fmt: skip


def test_a_car_that_has_to_stop_longer_is_asked_for_its_own_minimum() -> None:
    """Car 0 carries ten success seconds: 95 s for it, 85 s for car 1; neither stopped."""
    rule = book().session("race").compulsory_stop
    assert rule is not None
    closed = Window(28 * MINUTE, 32 * MINUTE)
    judged = judge(rule, closed, 0, [], {0: HOUR, 1: HOUR}, None, {0: 10 * SECOND})
    assert [(one.verdict, one.minimum) for one in judged] == [
        (NOT_MADE, 95 * SECOND),
        (NOT_MADE, 85 * SECOND),
    ]
    told = stop_findings(judged, rule, Cite(), ("7", "8"), [], True)
    assert [one.values["minimum_us"] for one in told] == [95 * SECOND, 85 * SECOND]
    assert [(one.proposal or {})["seconds"] for one in told] == [95, 85]


def test_an_article_is_cited_where_one_is_known() -> None:
    timing = short_stop(more='article = "9.3"\n')
    assert findings(timing)[0].values["article"] == "9.3"
    assert proposed(timing).article == "9.3"


def test_in_the_race_a_stop_and_go_is_proposed_and_after_it_the_shortfall() -> None:
    during, after = proposed(short_stop(at="40:00")), proposed(short_stop())
    assert (during.penalty, during.seconds) == (Penalty.STOP_AND_GO, Decimal(15))
    assert (after.penalty, after.seconds) == (Penalty.TIME, Decimal("0.001"))
    assert during.reason == after.reason == "compulsory stop too-short"


@pytest.mark.parametrize("stop", [None, ("10:27:00", "10:29:00"), ("10:33:00", "10:34:10")])
def test_what_counts_as_no_stop_lacks_the_whole_minimum(stop: tuple[str, str] | None) -> None:
    record = proposed(timed(laps("7"), visit("7", *stop) if stop else "", FLAG))
    assert (record.penalty, record.seconds) == (Penalty.TIME, Decimal(85))


@pytest.mark.parametrize(
    ("more", "penalty", "seconds"),
    [
        ("shortfall-added = false\n", Penalty.STOP_AND_GO, 15),
        ('shortfall-added = false\nstop-and-go = "2500 ms"\n', Penalty.STOP_AND_GO, Decimal("2.5")),
        ('shortfall-added = false\nsanction = "drive-through"\n', Penalty.DRIVE_THROUGH, None),
    ],
)
def test_the_sanction_is_the_rulebook_s(more: str, penalty: Penalty, seconds: int | None) -> None:
    record = proposed(short_stop(more=more))
    assert (record.penalty, record.seconds) == (penalty, seconds)


def test_a_proposal_taken_adds_the_time_and_is_not_made_again() -> None:
    before = short_stop()
    rows = log(laps("7"), visit("7", "10:29:00.000", "10:30:24.999"), FLAG)
    after = measure(rows.append(proposed(before)), book())
    times = [classify(timing).rows[0].time for timing in (before, after)]
    assert times == [62 * MINUTE, 62 * MINUTE + 1_000]
    (found,) = findings(after)
    assert found.proposal is None
    assert (found.severity, found.values["decided"]) == (Severity.INFO, "time")


def with_ruling(decision: Decision, more: str = "") -> Finding:
    rows = log(laps("7"), visit("7", "10:29:00.000", "10:30:24.999"), FLAG)
    (found,) = findings(measure(rows.append(decision), book(more)))
    return found


@pytest.mark.parametrize(
    "decision",
    [
        Decision(penalty=Penalty.STOP_AND_GO, car="7", seconds=Decimal(15)),
        Decision(penalty=Penalty.TIME, car="7", seconds=Decimal(36), reason="collision, despite a warning"),
        Decision(penalty=Penalty.NO_FURTHER_ACTION, car="7"),
        Decision(penalty=Penalty.DISQUALIFIED, car="7", reason="not about it at all"),
    ],
    ids=lambda decision: decision.penalty.value,
)
def test_once_the_stewards_have_ruled_nothing_is_proposed(decision: Decision) -> None:
    found = with_ruling(msgspec.structs.replace(decision, settles=Matter.COMPULSORY_STOP))
    assert found.proposal is None
    assert found.values["decided"] == decision.penalty.value


@pytest.mark.parametrize(
    "decision",
    [
        Decision(penalty=Penalty.STOP_AND_GO, car="8", settles=Matter.COMPULSORY_STOP),
        Decision(penalty=Penalty.STOP_AND_GO, car="7", settles=Matter.OTHER, reason="compulsory stop"),
        Decision(penalty=Penalty.LAP_DELETED, car="7", lap=3, settles=Matter.COMPULSORY_STOP),
    ],
    ids=["another car", "a stop-and-go for something else", "a deleted lap"],
)
def test_a_ruling_on_something_else_leaves_the_matter_open(decision: Decision) -> None:
    found = with_ruling(decision)
    assert found.severity is Severity.WARNING
    assert found.proposal is not None and "decided" not in found.values and "unsaid" not in found.values


@pytest.mark.parametrize(
    "reason",
    [
        None,
        "Collision despite a warning",
        "stop-and-go for a collision",
        "pit stop under the minimum",
        "arrêt",
    ],
)
def test_a_reason_in_words_closes_nothing_and_the_ruling_is_named_beside(reason: str | None) -> None:
    ruling = Decision(penalty=Penalty.STOP_AND_GO, car="7", seconds=Decimal(15), reason=reason)
    found = with_ruling(ruling)
    assert found.proposal is not None and "decided" not in found.values
    assert found.values["unsaid"] == "stop-and-go"
    assert isinstance(found.values["decision"], int)


def test_where_articles_are_known_they_tell_what_a_ruling_is_about() -> None:
    other = Decision(penalty=Penalty.TIME, car="7", seconds=Decimal(5), article="27.3")
    same = Decision(penalty=Penalty.TIME, car="7", seconds=Decimal(5), article="9.3")
    assert with_ruling(other, 'article = "9.3"\n').proposal is not None
    assert with_ruling(same, 'article = "9.3"\n').proposal is None


# --- as a frame


def test_the_verdicts_as_a_frame() -> None:
    timing = timed(laps("7"), visit("7", "10:29:00.000", "10:30:25.000"), laps("8"), FLAG)
    assert timing.verdicts_frame.rows() == [
        ("7", "met", 29 * MINUTE, 85 * SECOND, 0, MINUTE),
        ("8", "not-made", None, None, None, None),
    ]


# --- judged by hand: window 28:00 to 32:00, 85 s, instants in seconds since the start


WHEN = Window(1680 * SECOND, 1920 * SECOND)


def by_hand(
    *stops: tuple[float | None, float | None], last: float = 3600, now: float | None = None, count: int = 1
) -> Judged:
    """Stops as (entry, exit), judged; a stop without an entry ended in lap 9."""
    rule = book().session("race").compulsory_stop
    assert rule is not None
    rule = msgspec.structs.replace(rule, count=count)

    def us(at: float | None) -> int | None:
        return None if at is None else round(at * SECOND)

    made = [
        Stop(
            0,
            9,
            10,
            us(entry),
            us(out),
            None if entry is None or out is None else round((out - entry) * SECOND),
        )
        for entry, out in stops
    ]
    (found,) = judge(rule, WHEN, 0, made, {0: round(last * SECOND)}, us(now))
    assert (found.opens, found.closes, found.minimum) == (WHEN.opens, WHEN.closes, 85 * SECOND)
    return found


@pytest.mark.parametrize(
    ("stops", "verdict", "entry"),
    [
        (((1700, 1784.999), (1800, 1880)), SHORT, 1700),  # of two too short the longer
        (((1700, 1780), (1800, 1884.999)), SHORT, 1800),
        (((1600, 1700), (1930, 2030)), LATE, 1930),  # of two outside the nearer
        (((1670, 1770), (1935, 2035)), EARLY, 1670),
        (((1600, 1700), (1800, 1880)), SHORT, 1800),  # inside and short before outside
        (((1800, 1880), (1700, None)), UNKNOWN, 1700),  # of which too little was seen before what was wrong
        (((1700, None), (1800, 1885)), MET, 1800),
    ],
)
def test_the_stop_that_counts_for_most_decides(
    stops: tuple[tuple[float | None, float | None], ...], verdict: StopVerdict, entry: float
) -> None:
    judged = by_hand(*stops)
    assert (judged.verdict, judged.entry) == (verdict, entry * SECOND)
    assert by_hand(*stops[::-1]).entry == judged.entry


@pytest.mark.parametrize(
    ("stops", "count", "verdict", "entry"),
    [
        (((1700, 1790), (1800, 1890)), 2, MET, 1800),
        (((1700, 1790), (1800, 1880)), 2, SHORT, 1800),
        (((1700, 1790),), 2, NOT_MADE, 1700),
        ((), 2, NOT_MADE, None),
        (((1700, 1790), (1800, 1880), (1900, 1990)), 2, MET, 1900),
    ],
)
def test_where_two_stops_are_due_the_second_best_decides(
    stops: tuple[tuple[float, float], ...], count: int, verdict: StopVerdict, entry: float | None
) -> None:
    judged = by_hand(*stops, count=count)
    assert (judged.verdict, judged.entry) == (verdict, None if entry is None else entry * SECOND)


@pytest.mark.parametrize(
    ("last", "now", "verdict"),
    [
        (1919.999999, None, NOT_DUE), (1920, None, NOT_MADE),  # out before the window closed
        (1925, 1920, OPEN), (1925, 1920.000001, NOT_MADE),  # while it is open, its last instant included
        (1919, 1930, OPEN), (1920, 1930, NOT_MADE),  # until the first crossing behind it
    ],
)  # fmt: skip
def test_when_a_car_without_a_stop_is_at_fault(last: float, now: float | None, verdict: StopVerdict) -> None:
    assert by_hand(last=last, now=now).verdict is verdict


@pytest.mark.parametrize(("last", "verdict"), [(1999.999999, OPEN), (2000, UNKNOWN)])
def test_a_car_that_came_in_may_still_be_standing_until_a_lap_shows_that_it_left(
    last: float, verdict: StopVerdict
) -> None:
    """In at 31:55, which is 1915 s: by 2000 s it has stood its 85 seconds."""
    assert by_hand((1915, None), last=last, now=2100).verdict is verdict


def test_a_good_stop_is_met_however_early_it_is_asked() -> None:
    assert by_hand((1700, 1785), last=1786, now=1790).verdict is MET
    open_ = by_hand((1700, 1780), last=1786, now=1790)
    assert (open_.verdict, open_.margin, open_.window_margin) == (OPEN, -5 * SECOND, 20 * SECOND)


def test_a_ruling_on_the_stop_is_named_with_its_record() -> None:
    ruling = Decision(penalty=Penalty.FINE, car="7", seq=77, settles=Matter.COMPULSORY_STOP)
    unsaid = Decision(penalty=Penalty.TIME, car="7", seq=78)
    rule = book().session("race").compulsory_stop
    assert rule is not None
    judged = [Judged(0, SHORT, 1, 2, -3, 4)]
    (ruled,) = stop_findings(judged, rule, Cite(), ("7",), [unsaid, ruling], True)
    assert dict(ruled.values) == {
        "entry_us": 1, "duration_us": 2, "minimum_us": 85 * SECOND, "margin_us": -3, "window_margin_us": 4,
        "opens_us": 28 * MINUTE, "closes_us": 32 * MINUTE, "decided": "fine", "decision": 77,
    }  # fmt: skip
    (beside,) = stop_findings(judged, rule, Cite(article="9.3"), ("7",), [unsaid], True)
    assert (beside.values["unsaid"], beside.values["decision"]) == ("time", 78)
    assert beside.proposal == {
        "kind": "decision", "car": "7", "penalty": "time", "seconds": 0.000003,
        "reason": "compulsory stop too-short", "settles": "compulsory-stop", "article": "9.3",
    }  # fmt: skip
    (unknown,) = stop_findings([Judged(0, UNKNOWN, 1)], rule, Cite(), ("7",), [ruling], True)
    assert (unknown.severity, unknown.proposal, "decided" in unknown.values) == (Severity.INFO, None, False)
    nobody = [Judged(0, verdict) for verdict in (MET, NOT_DUE, OPEN)]
    assert stop_findings(nobody, rule, Cite(), ("7",), [], True) == []


def test_two_half_read_visits_are_no_long_stop_that_is_met() -> None:
    """In at 10:28 and its exit not read, out at 10:33:40 and its entry not read, three laps on track in between."""
    timing = timed(laps("7"), visit("7", "10:28:00.000", "10:33:40.000"), FLAG)
    judged = verdict(timing)
    assert (judged.verdict, judged.duration) == (StopVerdict.UNKNOWN, None)
    assert "compulsory-stop-unknown" in {one.code for one in timing.findings}


def test_a_ruling_of_a_decisions_file_is_no_record_of_the_log() -> None:
    """The finding cited "record 0"."""
    rows = log(laps("7"), visit("7", "10:30:00.000", "10:30:30.000"), FLAG)
    ruled = Decision(car="7", penalty=Penalty.TIME, seconds=Decimal(5), settles=Matter.COMPULSORY_STOP)
    (found,) = findings(measure(rows, book(), decisions=[ruled]))
    assert (found.values["decided"], found.values["decision"]) == ("time", None)
