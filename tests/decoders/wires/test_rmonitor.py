"""RMonitor: every captured line byte for byte, and the ways in which real feeds leave the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from parcferme.decoders.wires.rmonitor import (
    BestPosition,
    ClassName,
    Competitor,
    CorrectedFinish,
    Heartbeat,
    Init,
    Lap,
    LineCrossing,
    RacePosition,
    RMonitor,
    Run,
    Section,
    Setting,
    Track,
)
from parcferme.decoders.wires.values import Other, Value, Why
from parcferme.findings import WrongCall

SAID: dict[str, Value] = {
    '$F,14,"00:12:45","13:34:23","00:09:47","Green "': Heartbeat(
        14, 765_000_000, 48_863_000_000, 587_000_000, "Green"
    ),
    '$A,"1234BE","12X",52474,"John","Johnson","USA",5': Competitor(
        "1234BE", "12X", "5", "John", "Johnson", "USA", transponder="52474"
    ),
    '$COMP,"1234BE","12X",5,"John","Johnson","USA","CAMEL"': Competitor(
        "1234BE", "12X", "5", "John", "Johnson", "USA", additional="CAMEL"
    ),
    '$B,5,"Friday free practice"': Run("5", "Friday free practice"),
    '$C,5,"Formula 3000"': ClassName("5", "Formula 3000"),
    '$E,"TRACKLENGTH","2.500"': Setting("TRACKLENGTH", "2.500"),
    '$G,3,"1234BE",14,"01:12:47.872"': RacePosition(3, "1234BE", 14, 4_367_872_000),
    '$G,3,"1234BE",,"00:59:59.999"': RacePosition(3, "1234BE", None, 3_599_999_000),
    '$H,2,"1234BE",3,"00:02:17.872"': BestPosition(2, "1234BE", 3, 137_872_000),
    '$I,"16:36:08.000","12 jan 01"': Init(59_768_000_000, "12 jan 01", True),
    '$I,"12:03:08","27 Jan 09"': Init(43_388_000_000, "27 Jan 09"),
    '$J,"1234BE","00:02:03.826","01:42:17.672"': Lap("1234BE", 123_826_000, 6_137_672_000),
    '$COR,"123BE","658",2,"00:00:35.272","+00:00:00.012"': CorrectedFinish(
        "123BE", "658", 2, 35_272_000, 12_000
    ),
    '$COR,"123BE","658",2,"00:00:35.248","-00:00:00.012"': CorrectedFinish(
        "123BE", "658", 2, 35_248_000, -12_000
    ),
    '$L,"13","P2","POP","01/27/2009","10:10:20.589",1,"PC"': LineCrossing(
        "13", "P2", "POP", "01/27/2009", 36_620_589_000, "1", "PC"
    ),
    '$L,"Tx4667026","P1","SFP","01/27/2009","08:26:02.061"': LineCrossing(
        "Tx4667026", "P1", "SFP", "01/27/2009", 30_362_061_000
    ),
    '$T,"Zolder","ZOL","2.492",1,"S1","T1","T2",7000': Track(
        "Zolder", "ZOL", "2.492", (Section("S1", "T1", "T2", "7000"),)
    ),
}


@pytest.mark.parametrize("text", SAID)
def test_a_line_says_what_it_says_and_is_written_the_same(text: str) -> None:
    wire = RMonitor()
    assert wire.feed(text.encode() + b"\r\n") == [SAID[text]] and wire.damage == ()
    assert RMonitor.encode(SAID[text]) == text.encode() + b"\r\n"


@pytest.mark.published
def test_every_captured_line_is_understood_and_written_byte_for_byte(published: Path) -> None:
    counted = {}
    for path in sorted((published / "rmonitor").iterdir()):
        lines = dict.fromkeys(path.read_bytes().splitlines())  # each once: a refresh repeats most
        wire, data = RMonitor(), b"".join(line + b"\r\n" for line in lines)
        values = wire.feed(data)
        assert wire.damage == () and wire.unknown == {} and wire.taken == len(data)
        assert b"".join(map(RMonitor.encode, values)) == data
        counted[path.stem] = len(values)
    assert counted == {
        "2009-sebring-alms-session-4": 9_329,
        "2009-sebring-alms-session-4-lites": 8_739,
        "2009-sebring-alms-session-5": 10_560,
        "orbits-mock-session": 535,
    }


def read(text: str, encoding: str = "ascii") -> list[Value]:
    return RMonitor().feed(text.encode(encoding) + b"\n")


def test_the_reset_of_a_relay_has_blanks_behind_its_commas() -> None:
    assert read('$I, "00:00:00", "0/0/0000"') == [Init(0, "0/0/0000")]


def test_fields_past_the_known_ones_and_limits_nobody_keeps_are_taken() -> None:
    long = '$A,"22","22",16522850,"Racing Team of the Nether Lands","x","",1,"more",7'
    (car,) = read(long)
    assert isinstance(car, Competitor) and car.transponder == "16522850" and car.first.endswith("Lands")


def test_a_name_with_a_line_end_in_it_is_told_and_costs_no_other_line() -> None:
    wire = RMonitor()
    values = wire.feed(b'$COMP,"27","27",3,"MS2 \r\nRacing","x","",""\r\n$C,3,"LMP1"\r\n')
    assert values == [ClassName("3", "LMP1")]
    assert [(one.why, one.times) for one in wire.damage] == [(Why.NOISE, 1), (Why.FIELDS, 1)]


def test_a_name_with_quotes_or_a_command_in_it_is_a_name() -> None:
    (car,) = read('$COMP,"27","27",3,"Joe "Speedy" Smith","x","",""')
    assert isinstance(car, Competitor) and car.first == 'Joe "Speedy" Smith'
    (run,) = read('$B,5,"Cash $G, cup"')
    assert run == Run("5", "Cash $G, cup")


def test_letters_are_utf_8_where_they_are_and_cp1252_else() -> None:
    for encoding in ("utf-8", "cp1252"):
        assert read('$B,5,"Österreichring – Début"', encoding) == [Run("5", "Österreichring – Début")]
    assert RMonitor.encode(Run("5", "Début – 決勝")) == '$B,5,"Début – ??"\r\n'.encode("cp1252")


def test_a_line_that_was_cut_is_told_and_the_one_glued_to_it_read() -> None:
    wire = RMonitor()
    assert wire.feed(b'$G,1,"7",14,"00:4$G,2,"8",13,"00:41:10.001"\r\n') == [
        RacePosition(2, "8", 13, 2_470_001_000)
    ]
    assert [(one.why, one.size) for one in wire.damage] == [(Why.CUT, 17)]


def test_what_a_line_cannot_hold_is_written_so_that_the_line_stays_whole() -> None:
    (read_back,) = RMonitor().feed(RMonitor.encode(Run("5", 'Joe "Speedy"\nSmith')))
    assert read_back == Run("5", "Joe 'Speedy' Smith")


def test_commands_nobody_knows_are_counted_and_sent_on() -> None:
    wire = RMonitor()
    sent = b'$RMS,"race"\r\n$RMLT,"7",1246563738000\r\n'
    values = wire.feed(sent)
    assert [value.kind for value in values if isinstance(value, Other)] == ["RMS", "RMLT"]
    assert b"".join(map(RMonitor.encode, values)) == sent and wire.unknown == {"RMLT": 1, "RMS": 1}


@pytest.mark.parametrize(
    "text",
    ['$F,14,"00:12:45"', '$G,3,"7",x,"01:12:47.872"', '$J,"7","2:03","x"', '$T,"Z","Z","2",3,"S1","T1"'],
)
def test_a_line_with_too_few_fields_or_a_number_that_is_none_is_refused(text: str) -> None:
    wire = RMonitor()
    assert wire.feed(text.encode() + b"\n") == []
    assert [one.why for one in wire.damage] == [Why.FIELDS]


def test_a_negative_time_is_a_wrong_call() -> None:
    with pytest.raises(WrongCall, match="negative"):
        RMonitor.encode(Lap("7", -1, 0))
