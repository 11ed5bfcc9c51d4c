"""Each decoder has a clock of its own: what the log says about it moves its reads, also long after the race."""

from __future__ import annotations

import polars as pl

from parcferme import records as r
from parcferme.codec import decode, encode
from parcferme.times import parse_instant


def at(text: str) -> int:
    return int(parse_instant(text))


def reads(*rows: str) -> r.Log:
    """A log of reads like `10:00:05.000 D1 81 FL`: the time is what the decoder's own clock showed."""
    split = [row.split() for row in rows]
    columns = {
        "at": [at(row[0]) for row in split],
        "device_at": [at(row[0]) for row in split],
        "decoder": [row[1] for row in split],
        "car": [row[2] for row in split],
        "loop": [row[3] for row in split],
        "series": [int(row[4]) if len(row) > 4 else None for row in split],
    }
    return r.Log.of(pl.DataFrame(columns, schema_overrides={"series": pl.Int64}))


def instants(log: r.Log) -> list[int]:
    effective, findings = log.effective()
    assert findings == ()
    return effective.passings.sort("seq")["at"].to_list()


def clock(
    decoder: str, device: str, official: str, since: int | None = None, series: int | None = None
) -> r.DeviceClock:
    return r.DeviceClock(decoder=decoder, device_at=at(device), at=at(official), since=since, series=series)


# The line's decoder is 2.0 s fast, the pit lane's 1.5 s slow.
LINE = clock("D1", "10:00:02.000", "10:00:00.000")
LANE = clock("D2", "10:00:00.000", "10:00:01.500")
STOP = reads("10:05:02.000 D1 81 FL", "10:05:03.500 D2 81 PIT_IN", "10:05:41.500 D2 81 PIT_OUT")


def test_every_read_is_on_the_official_clock_whatever_its_decoder_shows() -> None:
    assert instants(STOP.append(LINE, LANE)) == [at("10:05:00"), at("10:05:05"), at("10:05:43")]


def test_the_reads_keep_what_their_decoder_showed() -> None:
    effective, _ = STOP.append(LINE, LANE).effective()
    assert effective.passings["device_at"].to_list() == STOP.passings["device_at"].to_list()
    assert not any(isinstance(event, r.DeviceClock) for event in effective.events)


def test_a_clock_put_right_after_the_race_moves_its_reads_and_no_others() -> None:
    log = STOP.append(LINE, LANE)
    mended = log.append(r.Amend(target=5, changes={"at": "10:00:01.750"}))
    assert instants(mended) == [at("10:05:00"), at("10:05:05.250"), at("10:05:43.250")]
    assert instants(mended.append(r.Void(target=6))) == instants(log)
    assert instants(mended.known(5)) == instants(log)  # what was known then


def test_a_clock_that_is_voided_leaves_the_instants_as_they_were_written() -> None:
    assert instants(STOP.append(LINE, r.Void(target=4))) == STOP.passings["at"].to_list()


def test_a_clock_that_was_set_during_the_session_counts_from_the_record_on() -> None:
    log = reads("10:01:02.000 D1 81 FL", "10:03:00.000 D1 81 FL").append(
        clock("D1", "10:02:00.000", "10:02:00.000", since=2), LINE
    )
    assert instants(log) == [at("10:01:00"), at("10:03:00")]


def test_a_decoder_that_was_switched_off_begins_its_time_anew() -> None:
    log = reads("2:00:10.000 D1 81 FL", "0:00:20.000 D1 81 FL 2", "0:01:30.000 D1 81 FL 2").append(
        clock("D1", "2:00:00.000", "14:00:00.000"), clock("D1", "0:00:00.000", "14:03:00.000", series=2)
    )
    assert instants(log) == [at("14:00:10"), at("14:03:20"), at("14:04:30")]


def test_an_instant_given_by_hand_stays() -> None:
    log = STOP.append(LINE, LANE, r.Amend(target=1, changes={"at": "10:05:00.100"}))
    assert instants(log) == [at("10:05:00.100"), at("10:05:05"), at("10:05:43")]


def test_a_read_without_its_own_time_stays_where_it_was_written() -> None:
    log = r.Log(STOP.passings.with_columns(device_at=pl.lit(None, pl.Int64)), ()).append(LINE, LANE)
    assert instants(log) == STOP.passings["at"].to_list()


def test_a_step_of_the_official_clock_comes_on_top() -> None:
    back = r.ClockStep(since=2, put=r.ClockPut.BACK, step=3_600_000_000)
    assert instants(STOP.append(LINE, LANE, back)) == [at("10:05:00"), at("11:05:05"), at("11:05:43")]


def test_a_log_of_reads_is_written_and_read_back_with_their_own_time() -> None:
    log = STOP.append(LINE, LANE)
    again, findings = decode(encode(log), "race.log")
    assert (again, findings) == (log, ()) and b'"device_at":"10:05:02.000"' in encode(log)
