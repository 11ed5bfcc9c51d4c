"""MYLAPS Multiloop: hexadecimal lines, names with accents, and lines a relay has turned into UTF-8."""

from __future__ import annotations

import pytest

from parcferme.decoders.wires.multiloop import (
    Announcement,
    CompletedLap,
    EntryInfo,
    FeedVersion,
    InvalidatedLap,
    LoopCrossing,
    Multiloop,
    NewLeader,
    Pulse,
    RunInfo,
    SectionTime,
    TrackFlag,
    TrackInfo,
)
from parcferme.decoders.wires.values import Other, Value, Why
from parcferme.findings import WrongCall

SAID: dict[str, Value] = {
    "$H|N|2F4|Q1|G|685E9B2F|9A0AB|0|D42B4": Pulse(
        sequence=0x2F4,
        preamble="Q1",
        status="G",
        date_at=1751030575_000000,
        elapsed=630_955_000,
        laps_to_go=0,
        to_go=869_044_000,
    ),
    "$C|U|80004|Q1|C|0|8|4|83DDF|1CB83|T|1CB83|4|2E6A|0|649|0|C|1CB83|Unknown|G|1|0|9|0": CompletedLap(
        sent="U",
        sequence=0x80004,
        preamble="Q1",
        rank=12,
        number="0",
        uid=8,
        laps=4,
        elapsed=540_127_000,
        last=117_635_000,
        lap_status="T",
        best=117_635_000,
        best_lap=4,
        behind_leader=11_882_000,
        laps_behind_leader=0,
        behind_preceding=1_609_000,
        laps_behind_preceding=0,
        overall_rank=12,
        overall_best=117_635_000,
        current_status="Unknown",
        status="G",
        stops=1,
        last_lap_pitted=0,
        start_position=9,
        laps_led=0,
    ),
    "$L|N|EF325|Q1|89|5|SF|A|9B82E|G|T": LoopCrossing(
        sequence=0xEF325,
        preamble="Q1",
        number="89",
        uid=5,
        line="SF",
        seen_by="A",
        elapsed=636_974_000,
        status="G",
        crossing="T",
    ),
    "$S|N|F3170000|Q1|99|EF317|S1|2DF3C0E|7C07|5": SectionTime(
        sequence=0xF3170000,
        preamble="Q1",
        number="99",
        uid=0xEF317,
        section="S1",
        elapsed=48_184_334_000,
        time=31_751_000,
        last_lap=5,
    ),
    "$I|R|F005A|Q1|31|F005A|84E|": InvalidatedLap(
        sent="R", sequence=0xF005A, preamble="Q1", number="31", uid=983_130, elapsed=2_126_000, more=("",)
    ),
    "$F|R|5|Q1|K|0|D7108|6|6088A|1|0|1|00|1|81.63": TrackFlag(
        sent="R",
        sequence=5,
        preamble="Q1",
        status="K",
        lap=0,
        green=880_904_000,
        green_laps=6,
        yellow=395_402_000,
        yellow_laps=1,
        red=0,
        yellows=1,
        leader="00",
        lead_changes=1,
        average_speed="81.63",
    ),
    "$N|U|80004|Q1|01|469D|45|4CAD63|20": NewLeader(
        sent="U",
        sequence=0x80004,
        preamble="Q1",
        number="01",
        uid=18077,
        lap=69,
        elapsed=5_025_123_000,
        change=32,
    ),
    "$R|R|400004C7|Q1|Watkins Glen Super Tour||Grp 2 Qual 1|Q|685ECBB8": RunInfo(
        sent="R",
        sequence=0x400004C7,
        preamble="Q1",
        event="Watkins Glen Super Tour",
        short_name="",
        run="Grp 2 Qual 1",
        run_type="Q",
        start_at=1751043000_000000,
    ),
    "$T|R|22|Q1|Watkins Glen|WGI|3.4|2|S1|0|SF|IM1|Spd|1438|IM1|IM2": TrackInfo(
        sent="R",
        sequence=0x22,
        preamble="Q1",
        name="Watkins Glen",
        venue="WGI",
        miles="3.4",
        sections=(("S1", "0", "SF", "IM1"), ("Spd", "1438", "IM1", "IM2")),
    ),
    "$E|R|17|Q1|12|17|Zoë Müller|18|2|B-Spec|Honda Fit|17": EntryInfo(
        sent="R",
        sequence=0x17,
        preamble="Q1",
        number="12",
        uid=23,
        driver="Zoë Müller",
        start_position=24,
        fields=("B-Spec", "Honda Fit"),
        competitor="17",
    ),
    "$A|N|F3170000|Q1|2F|A|U|BC6AD080|Some Message": Announcement(
        sequence=0xF3170000,
        preamble="Q1",
        message=47,
        action="A",
        priority="U",
        date_at=0xBC6AD080 * 1_000_000,
        text="Some Message",
    ),
    "$V|R|1|Q1|1|5|Multiloop feed": FeedVersion(
        sent="R", sequence=1, preamble="Q1", major=1, minor=5, info="Multiloop feed"
    ),
}


def line_of(text: str, encoding: str = "latin-1") -> bytes:
    return text.replace("|", "\xa6").encode(encoding) + b"\r\n"


@pytest.mark.parametrize("text", SAID)
def test_a_line_says_what_it_says_and_is_written_the_same(text: str) -> None:
    wire = Multiloop()
    assert wire.feed(line_of(text)) == [SAID[text]] and wire.damage == ()
    assert Multiloop.encode(SAID[text]) == line_of(text)


@pytest.mark.parametrize("text", SAID)
def test_a_relay_that_sends_utf_8_says_the_same(text: str) -> None:
    assert Multiloop().feed(line_of(text, "utf-8")) == [SAID[text]]


def test_a_command_nobody_knows_is_counted_and_sent_on() -> None:
    wire = Multiloop()
    sent = line_of("$USAC:TZ|America/Indiana/Indianapolis|0")
    (other,) = wire.feed(sent)
    assert isinstance(other, Other) and wire.unknown == {"USAC:TZ": 1}
    assert Multiloop.encode(other) == sent


@pytest.mark.parametrize(
    "text",
    [
        "$H|N|2F4|Q1|G|685E9B2F|9A0AB|0",
        "$H|X|2F4|Q1|G|1|1|0|1",
        "$H|N|2F4|Q1|G|zz|9A0AB|0|D42B4",
        "$T|R|22|Q1|a|b|3|9|S1",
    ],
)
def test_a_line_with_too_few_fields_or_a_number_that_is_none_is_refused(text: str) -> None:
    wire = Multiloop()
    assert wire.feed(line_of(text)) == []
    assert [one.why for one in wire.damage] == [Why.FIELDS]


def test_a_bar_or_a_line_end_in_a_text_breaks_no_line() -> None:
    told = Announcement(message=1, action="A", priority="U", date_at=0, text="Pit lane\r\nopen \xa6 now")
    (read,) = Multiloop().feed(Multiloop.encode(told))
    assert isinstance(read, Announcement) and read.text == "Pit lane open   now"


def test_a_negative_time_is_a_wrong_call() -> None:
    with pytest.raises(WrongCall, match="negative"):
        Multiloop.encode(InvalidatedLap(number="1", uid=1, elapsed=-1))
