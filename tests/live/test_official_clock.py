"""One official clock a meeting: boxes that show other times, a host whose clock is set in the middle, a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from parcferme import codec
from parcferme.decoders import WIRES, DeviceTime, Read
from parcferme.live import Faults, HostClock, LogBook, Official, Recorder, boxes_of, feed_of
from parcferme.records import Amend, DeviceClock, Passing, write_instant
from parcferme.season import Score, score
from small_race import write_race
from virtual_race import SECOND, Shelf, Stage, scored, sent

AHEAD = {
    "FL": 2 * SECOND,
    "PIT_IN": -3 * SECOND // 2,
    "PIT_OUT": -3 * SECOND // 2,
    "FL_PIT": -3 * SECOND // 2,
}
RACE = "imsa/2021/13-weathertech-240---wgi"
P3 = WIRES["p3"]
BEGIN = 1_600_000_000 * SECOND


@pytest.fixture
def race(tmp_path: Path) -> Score:
    write_race(tmp_path)
    return score(tmp_path / "race.csv", kind="race", entries=tmp_path / "entries.csv")


def told(made: Score) -> dict[str, list[tuple[object, ...]]]:
    """Order, laps, times, when each stop began and how long it took, and on whose which lap the flag fell."""
    fell = made.timing.flag.at
    assert fell is not None
    fell -= made.timing.start
    first = made.laps.filter(made.laps["elapsed_us"] >= fell).sort("elapsed_us", "number").head(1)
    rows = made.classification.select(
        "position", "number", "laps", "time_us", "best_lap_us", "best_lap_number", "stops", "took_flag"
    )
    stops = made.stops.sort("number", "stop").select("number", "stop", "in_lap", "entry_us", "duration_us")
    flag = [(fell,), *first.select("number", "lap").rows()]
    return {"order": rows.rows(), "stops": stops.rows(), "flag": flag}


def stepped(middle: int, by: int) -> object:
    """A host whose clock somebody sets in the middle of the session."""
    return lambda at: at if at < middle else at + by


@pytest.mark.parametrize("clock", ["host", "FL", "S1"])
@pytest.mark.parametrize("by", [-37 * 60 * SECOND, 3600 * SECOND])
def test_order_stop_times_and_the_lap_of_the_flag_are_those_of_the_file_whatever_the_clocks_show(
    clock: str, by: int, race: Score, tmp_path: Path
) -> None:
    middle = race.timing.start + 100 * SECOND
    stage = sent(race, "p3", Faults(), ahead=AHEAD, clock=clock, host=stepped(middle, by))
    log = stage.play()
    assert told(scored(log, tmp_path / "today.log", race.decoded.entries)) == told(race)
    (step,) = [one for one in stage.recorder.findings() if one.code == "host-clock-stepped"]
    assert (step.values["step_us"], step.values["put"]) == (abs(by), "forward" if by > 0 else "back")


@pytest.mark.published
def test_a_published_race_over_clocks_that_differ_and_a_host_that_is_set_is_the_race_of_the_file(
    published: Path, tmp_path: Path
) -> None:
    (path,) = sorted((published / RACE).glob("*race-laps.csv"))
    race = score(path, kind="race")
    middle = race.timing.start + 4800 * SECOND
    stage = sent(race, "p3", Faults(), ahead=AHEAD, clock="host", host=stepped(middle, 7 * SECOND))
    made = scored(stage.play(), tmp_path / "today.log", race.decoded.entries)
    assert made.stops.height > 20
    assert told(made) == told(race)


@pytest.mark.parametrize("protocol", ["p3", "p98"])
def test_what_is_under_way_for_a_while_moves_no_read_by_more_than_the_quickest_message(
    protocol: str, race: Score, tmp_path: Path
) -> None:
    """A line that takes 5 to 80 ms: what the first message says is mended by quicker ones, also of reads before."""
    stage = sent(race, protocol, Faults(), ahead=AHEAD, clock="host", delay=(5_000, 80_000))
    log = stage.play().effective()[0]
    true = race.decoded.log.effective()[0].passings
    for loop in ("FL", "S1"):
        off = [
            a - b
            for a, b in zip(
                sorted(log.passings.filter(log.passings["loop"] == loop)["at"]),
                sorted(true.filter(true["loop"] == loop)["at"]),
                strict=True,
            )
        ]
        # All reads of a box are off by the same: P3 is asked for its clock, P98 has its reads alone.
        assert max(off) - min(off) <= 1000
        assert 5_000 <= min(off) <= (20_000 if protocol == "p3" else 80_000)  # no line is quicker than it is


def box(n: int, at: int, *, number: int = 0) -> bytes:
    return P3.encode(Read("101", number or n, "7", at))


def heard(clock: str | None = "host") -> tuple[Shelf, Recorder]:
    shelf = Shelf()
    return shelf, Recorder([feed_of("p3://box?loop=FL")], shelf, clock=clock)


def instants(shelf: Shelf) -> list[int]:
    frame = shelf.kept().effective()[0].passings.sort("seq")
    return frame["at"].to_list()


@pytest.mark.parametrize("jump", [3600 * SECOND, -3600 * SECOND], ids=["summer begins", "summer ends"])
def test_a_box_whose_clock_is_put_by_an_hour_in_the_race_keeps_its_reads_in_order(jump: int) -> None:
    """Daylight saving: the box takes it from its network in the middle of the night race."""
    shelf, recorder = heard()
    off = 5 * SECOND
    for second in range(120):
        now = BEGIN + second * SECOND
        if second == 60:
            off += jump
        if second % 10 == 0:
            recorder.hear(0, P3.encode(DeviceTime("101", now + off)), now)
        if second % 4 == 1:
            recorder.hear(0, box(second, now + off), now)
    assert instants(shelf) == [BEGIN + second * SECOND for second in range(120) if second % 4 == 1]
    (jumped,) = [one for one in recorder.findings() if one.code.startswith("decoder-clock")]
    assert jumped.code == ("decoder-clock-forward" if jump > 0 else "decoder-clock-back")
    assert jumped.values["step_us"] == abs(jump)


def test_reads_in_the_moments_before_a_clock_is_known_to_have_gone_back_are_moved_too() -> None:
    shelf, recorder = heard()
    for second in range(60):
        now = BEGIN + second * SECOND
        device = now if second < 31 else now - 30 * SECOND
        recorder.hear(0, box(second + 1, device), now)
        if second % 10 == 0:
            recorder.hear(0, P3.encode(DeviceTime("101", device)), now)
    assert [one for one in shelf.records if isinstance(one, DeviceClock)][1].since is not None
    assert instants(shelf) == [BEGIN + second * SECOND for second in range(60)]


def test_a_clock_that_drifts_is_set_anew_and_told() -> None:
    shelf, recorder = heard()
    for second in range(0, 3600, 5):
        now = BEGIN + second * SECOND
        fast = now + second * 50  # 50 millionths, a poor quartz: 0.18 s in an hour
        recorder.hear(0, P3.encode(DeviceTime("101", fast)), now)
        recorder.hear(0, box(second + 1, fast), now)
    off = [at - (BEGIN + n * 5 * SECOND) for n, at in enumerate(instants(shelf))]
    assert 40_000 < max(map(abs, off)) <= 55_000
    clocks = [one for one in shelf.records if isinstance(one, DeviceClock)]
    assert 4 <= len(clocks) <= 8
    (told,) = [one for one in recorder.findings() if one.code == "decoder-clock-fast"]
    assert 150_000 < told.values["drift_us"] <= 180_000


def test_now_is_never_earlier_than_the_newest_read_nor_moved_by_one_of_a_clock_gone_wrong() -> None:
    official = Official()
    official.follow("101", 2 * SECOND)
    official.saw(BEGIN + 5 * SECOND, BEGIN)
    assert official.now(BEGIN) == official.now(BEGIN + SECOND) == BEGIN + 5 * SECOND
    official.saw(BEGIN + 10**15, BEGIN)
    assert official.now(BEGIN + 9 * SECOND) == BEGIN + 11 * SECOND


def test_the_first_box_that_is_believed_shows_what_time_it_is(race: Score, tmp_path: Path) -> None:
    """A session of 2020 sent today: what is typed meanwhile belongs to that day."""
    shelf, recorder = heard(None)
    today = BEGIN + 10**14
    recorder.hear(0, box(1, BEGIN), today)
    assert recorder.now(today + 3 * SECOND) == BEGIN + 3 * SECOND
    assert instants(shelf) == [BEGIN]


def test_a_box_of_which_is_said_when_it_was_switched_on_shows_what_time_it_is() -> None:
    shelf = Shelf()
    recorder = Recorder([feed_of("p98://box:5403?began=09:00:00")], shelf)
    recorder.hear(0, WIRES["p98"].encode(Read("101", 1, "7", 90 * SECOND)), BEGIN)
    assert instants(shelf) == [(9 * 3600 + 90) * SECOND]
    assert recorder.now(BEGIN + 4 * SECOND) == (9 * 3600 + 94) * SECOND


def test_a_restart_on_a_host_whose_clock_was_set_meanwhile_goes_on_by_the_clock_of_the_log(
    tmp_path: Path,
) -> None:
    path = tmp_path / "today.log"
    for part, host in ((0, 0), (1, 1800 * SECOND)):  # half an hour wrong after the restart
        book = LogBook(path)
        recorder = Recorder([feed_of("p3://box?loop=FL")], book, clock="host")
        recorder.connected(0, BEGIN + part * 600 * SECOND + host)
        for second in range(part * 600, part * 600 + 60):
            now = BEGIN + second * SECOND
            recorder.hear(0, box(second + 1, now + 9 * SECOND), now + host)
        book.close()
    passings = score(path, kind="race").decoded.log.effective()[0].passings.sort("seq")
    expected = [BEGIN + second * SECOND for second in (*range(60), *range(600, 660))]
    assert passings["at"].to_list() == expected


@pytest.mark.parametrize("clock", [None, "FL", "host"])
def test_what_a_person_said_of_a_clock_stands_after_a_restart(clock: str | None, tmp_path: Path) -> None:
    """The box was seven seconds ahead all along: said between two recordings, it counts for both."""
    path = tmp_path / "today.log"
    for part in (0, 1):
        book = LogBook(path)
        recorder = Recorder([feed_of("p3://box?loop=FL")], book, clock=clock)
        for second in range(part * 100, part * 100 + 40):
            now = BEGIN + second * SECOND
            recorder.hear(0, box(second + 1, now + 7 * SECOND), now)
        if part:
            assert recorder.now(now) == now
        else:
            (stands,) = [one for one in codec_events(path, book) if isinstance(one, DeviceClock)]
            changes = {"device_at": write_instant(BEGIN + 7 * SECOND), "at": write_instant(BEGIN)}
            book.append(0, [Amend(target=stands.seq, changes=changes)])
        book.close()
    log = score(path, kind="race").decoded.log
    assert sum(isinstance(one, DeviceClock) for one in log.events) == 1
    seconds = (*range(40), *range(100, 140))
    assert log.effective()[0].passings.sort("seq")["at"].to_list() == [BEGIN + n * SECOND for n in seconds]


def codec_events(path: Path, book: LogBook) -> tuple[object, ...]:
    book.sync()
    return codec.decode(path.read_bytes(), path.name)[0].events


def test_boxes_that_are_both_believed_and_show_different_times_are_told() -> None:
    shelf = Shelf()
    feeds = [feed_of(f"p3://10.0.0.{n}?loop=L{n}") for n in (1, 2, 3)]
    recorder = Recorder(feeds, shelf)
    for second in range(0, 90, 10):
        now = BEGIN + second * SECOND
        for n, off in enumerate((0, 300_000, 100_000)):
            recorder.hear(n, P3.encode(Read(str(101 + n), second + 1, "7", now + off)), now)
    (told,) = recorder.findings()[-1:]
    assert (told.code, told.values) == (
        "decoder-clocks-differ",
        {"decoder": "102", "other": "101", "step_us": 300_000},
    )


def test_of_two_boxes_at_the_official_loop_the_first_heard_shows_the_time_and_goes_on_to_after_a_restart(
    tmp_path: Path,
) -> None:
    """A second box at the line, half a second off; after the restart it is heard first."""
    path = tmp_path / "today.log"
    for part, order in enumerate(((0, 1), (1, 0))):
        book = LogBook(path)
        recorder = Recorder([feed_of(f"p3://10.0.0.{n}?loop=FL") for n in (1, 2)], book, clock="FL")
        for second in range(part * 100, part * 100 + 5):
            now = BEGIN + second * SECOND
            for n in order:
                read = Read(str(101 + n), second + 1, "7", now + 3 * SECOND + n * SECOND // 2)
                recorder.hear(n, P3.encode(read), now)
        assert recorder.now(now) == now + 3 * SECOND
        book.close()
    frame = score(path, kind="race").decoded.log.effective()[0].passings
    for decoder in ("101", "102"):
        at = frame.filter(frame["decoder"] == decoder).sort("seq")["at"].to_list()
        assert at == [BEGIN + (second + 3) * SECOND for second in (*range(5), *range(100, 105))]


def test_two_boxes_with_one_id_on_two_feeds_are_told() -> None:
    recorder = Recorder([feed_of("p3://10.0.0.1"), feed_of("p3://10.0.0.2?loop=S1")], Shelf())
    for n in (0, 1):
        recorder.hear(n, box(1, BEGIN), BEGIN)
    (told,) = [one for one in recorder.findings() if one.code == "decoder-id-on-two-feeds"]
    assert (told.where.file, told.values) == (
        "p3://10.0.0.2:5403",
        {"decoder": "101", "other": "p3://10.0.0.1:5403"},
    )


def test_a_host_that_is_slewed_is_followed_by_nothing_and_one_that_is_set_is_told_once() -> None:
    clock = HostClock(BEGIN, 0)
    apart = [0, 1000, -2000, 400_000, 20 * SECOND, 20 * SECOND]
    assert [clock.at(BEGIN + n * SECOND + by, n * SECOND) - BEGIN for n, by in enumerate(apart)] == [
        n * SECOND for n in range(6)
    ]
    assert clock.steps == [(BEGIN + 4 * SECOND, 20 * SECOND - 400_000)]


def test_a_race_through_midnight_is_the_race_of_the_file(tmp_path: Path) -> None:
    """Boxes that know no date: their clock goes on from power-up, and the host's passes midnight."""
    write_race(tmp_path)
    text = (tmp_path / "race.csv").read_text()
    late = text.replace("10:0", "2024-05-04T23:5")
    for minute in range(5, 10):
        late = late.replace(f"T23:5{minute - 5}:", f"T23:5{minute}:") if minute < 5 else late
    path = tmp_path / "night.csv"
    lines = []
    for line in text.splitlines():
        time, _, rest = line.partition(",")
        if time.startswith("10:0"):
            minute = 57 + int(time[4])
            day, clock = (
                ("2024-05-04", f"23:{minute}") if minute < 60 else ("2024-05-05", f"00:0{minute - 60}")
            )
            time = f"{day}T{clock}{time[5:]}"
        elif time == "1:00":
            continue
        lines.append(f"{time},{rest}")
    path.write_text("\n".join(lines) + "\n")
    race = score(path, kind="race", entries=tmp_path / "entries.csv")
    for protocol in ("p3", "p98"):
        stage = sent(race, protocol, Faults(), clock="host", ahead=AHEAD if protocol == "p3" else {})
        made = scored(stage.play(), tmp_path / "today.log", race.decoded.entries)
        assert told(made) == told(race)


def test_passings_keep_what_their_box_showed(race: Score) -> None:
    stage = sent(race, "p3", Faults(), ahead=AHEAD, clock="host")
    assert isinstance(stage, Stage)
    line = [
        one for one in (stage.play(), stage.shelf.records)[1] if isinstance(one, Passing) and one.loop == "FL"
    ]
    assert {one.device_at - one.at for one in line if one.device_at and one.at} == {2 * SECOND}
    assert boxes_of(race.decoded.log, race.decoded.entries, "p3", ahead=AHEAD).outlets[0].decoder == "101"
